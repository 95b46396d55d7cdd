"""What exports write in place of a message that is gone, or that had no words."""

from __future__ import annotations

import re

__all__ = ["is_placeholder"]

_MOST_CHARS = 200

_THING = "image|photo|picture|video|gif|sticker|audio|voice message|voice note|file|document|attachment|media|link|emoji|location|contact"
_MESSAGE = r"(?:(?:this|the|your) )?(?:message|comment|reply|post|text|content)"
_GONE = r"(?:deleted|removed|unsent|withdrawn|redacted|hidden|unavailable)"
_FILE = r"(?:png|jpe?g|gif|webp|bmp|tiff?|heic|svg|mp[34]|m4a|mov|wav|ogg|pdf|docx?|xlsx?|pptx?|csv|txt|zip|eml)"

_WHOLE = re.compile(
    "|".join(
        (
            rf"[\[(<](?:no |empty |unsupported |deleted |removed )?(?:{_THING}|message|text|content)s?"
            rf"(?: (?:omitted|attached|sent|{_GONE}))?[\])>]",
            rf"[\[(<](?:{_GONE}|empty|blank|{_MESSAGE} (?:was |has been |is )?{_GONE})[\])>]",
            rf"{_MESSAGE} (?:was |has been |is )?{_GONE}(?: by (?:its |the )?(?:author|sender|user|agent|an admin|admin|moderator))?\.?",
            rf"you (?:deleted|unsent) this message\.?|(?:{_THING}) omitted",
            r"#(?:n/a|ref!|value!|name\?|null!|div/0!|num!|error!)|n/a|<na>|nan|null|none",
            r"<img\b[^<>]*>",
            rf"[^\s/\\<>@]{{1,100}}\.{_FILE}",
            rf"(?:screen ?shot|image|img|photo|picture|scan|document|file)(?:[ \d().:_-]|\bat\b|\b[ap]m\b)*\.{_FILE}",
        )
    ),
    re.IGNORECASE,
)


def is_placeholder(text: str) -> bool:
    r"""Tell whether every line stands in place of a message: a note that it was deleted, the name of a file, a spreadsheet's error.

    Examples
    --------
    >>> is_placeholder("[image]\nimage (1).png"), is_placeholder("I deleted the message.")
    (True, False)
    """
    if len(text) > _MOST_CHARS:
        return False
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return bool(lines) and all(_WHOLE.fullmatch(line) for line in lines)
