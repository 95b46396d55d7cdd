"""Masks: what vendors, corpora and authentica itself leave where a personal detail stood. Neither detail nor leak.

This is the only list of them: the tokenizer keeps `WHOLE_MASKS` together, and redaction leaves alone what `MASK` finds.
"""

from __future__ import annotations

import re

__all__ = ["MASK", "WHOLE_MASKS"]

WHOLE_MASKS = (
    *("__cust__", "__company__", "[PII]", "[NAME]", "[EMAIL]", "[PHONE]", "[REDACTED]", "<NAME>", "***"),
    *("[CARD]", "[IBAN]", "[NATIONAL_ID]", "[ADDRESS]", "[POSTCODE]", "[ORDER]", "[ACCOUNT]", "[HANDLE]", "[IP]"),
    *("[BIRTH_DATE]", "[LINK]", "[PASSWORD]", "[PIN]", "[ONE_TIME_CODE]", "[CARD_SECURITY_CODE]", "[SECURITY_ANSWER]"),
)
"""Masks that are one token each."""

MASK = re.compile(
    "|".join(re.escape(mask) for mask in WHOLE_MASKS if mask != "***")
    + r"|__[a-z]{2,20}__(?!\w)"  # __email__
    + r"|\[[A-Z][A-Z_ ]{1,30}\d{0,3}\]|<[A-Z][A-Z_]{1,30}\d{0,3}>|\{\{[\w. ]{1,40}\}\}"  # [PERSON_1], <PHONE>, {{name}}
    + r"|(?<![\w@])@\d{2,9}(?!\w)"  # @115712
    + r"|[*•●█]{2,}|(?<![A-Za-z])[xX]{3,}(?![a-z])|#{3,}"  # ****, XXXX, ####
)
"""Any mask, the last row being characters blanked out one by one. Linear in the text."""
