"""The fields of forms: "**Name:** …", "Name:" above its value, a table's row and a JSON key say what "Name: …" says."""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["Edit", "field_edits"]

Edit = tuple[int, int, str]
"""What stands at ``[start, end)``, and what it is read as."""

_LABEL = (
    r"(?:(?:full|first|last|given|family|middle|customer|account|contact|card|billing|user|order|booking|reservation|case|ticket|membership"
    r"|member|policy|client|invoice|tracking|reference|passenger|guest|patient|your|my|new|current|date)[ _-]?(?:of[ _])?){0,3}"
    r"(?:names?|surname|forename|number|no\.?|nr\.?|id|ref|reference|birth|dob|d\.o\.b\.?|birthday|password|passwort|passcode|pin|cvv|cvc"
    r"|username|account|order|booking|policy|holder|iban|passport|ssn|postcode|zip|passengers?|recipient)"
)
# What a form says of a field, and never anything of the person.
_REMARK = (
    r"(?:[ ]?\((?:required|optional|mandatory|if (?:any|known|applicable)|[dmy]{1,4}[/.-][dmy]{1,4}[/.-][dmy]{1,4})\))?"
)
_FIELD = re.compile(
    rf"^(?P<open>[ >]{{0,8}}(?:[•·*+-][ ]{{1,3}}|\|[ ]{{0,3}})?)(?P<marks>\*{{1,2}})?(?P<label>{_LABEL})"
    rf"(?P<sep>(?(marks)\*{{0,2}}|\*?){_REMARK}(?:[ ]?[:=](?(marks)\*{{0,2}})[ ]{{0,3}}(?:(?P<below>(?:\r?\n[ ]{{0,4}}){{1,2}})|[\"“]?)"
    r"|[ ]{0,4}(?P<cell>\|)[ ]{0,4}|[ ][-–—][ ]{1,2}|[ ]?\.{3,40}[ ]{0,2}))(?=[^\s|:])",
    re.IGNORECASE | re.MULTILINE,
)
_UNDER_HEADS = re.compile(r"\n[ ]{0,4}\|?[ ]{0,4}:?--")
_KEY = re.compile(rf"(?<![\w\"])\"(?P<label>{_LABEL})(?P<sep>\"[ ]?[:=][ ]?\"?)(?=[^\s\"])", re.IGNORECASE)


def field_edits(text: str) -> Iterator[Edit]:
    """Yield what makes "Name: …" of the fields of a text, in no order, not overlapping. Linear in its length."""
    for pattern in (_FIELD, _KEY):
        for match in pattern.finditer(text):
            if pattern is _FIELD and not _has_value(text, match):
                continue
            start, end = match.span("label")
            yield match.start() if pattern is _KEY else match.end("open"), start, ""
            if "_" in match["label"]:
                yield start, end, match["label"].replace("_", " ")
            if match["sep"].strip(" ") != ":":
                yield *match.span("sep"), ": "


def _has_value(text: str, field: re.Match[str]) -> bool:
    """Tell whether a value follows: no field below an empty one, and in a table none of several heads."""
    if field["below"] is None and field["cell"] is None:
        return True
    end = text.find("\n", field.end())
    line = text[field.end() : len(text) if end < 0 else end].rstrip(" \r")
    if field["below"] is not None:
        return not line.endswith(":")
    return "|" not in line.removesuffix("|") and _UNDER_HEADS.match(text, max(end, 0)) is None
