"""Privacy and trust: what a reply does with personal data, and texts without it.

`redact` takes personal details out of any text, `redact_together` out of a conversation's; `find_privacy` says what a reply asks for, gives away, explains and
claims. Importing this room loads no tokenizer: `find_privacy` and `PrivacyFinder` are imported when first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from authentica.privacy.redaction import redact
from authentica.privacy.together import redact_together

if TYPE_CHECKING:
    from authentica.privacy.findings import PrivacyFinder, find_privacy

__all__ = ["PrivacyFinder", "find_privacy", "redact", "redact_together"]


def __getattr__(name: str) -> Any:
    if name not in ("PrivacyFinder", "find_privacy"):
        raise AttributeError(f"module 'authentica.privacy' has no attribute {name!r}")
    return getattr(import_module("authentica.privacy.findings"), name)
