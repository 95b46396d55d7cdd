"""Known macros: a Zendesk or Gorgias export, or a text file with one macro per block, to `Macro` records."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from authentica.errors import FormatError, InputError, SourceNotFoundError
from authentica.readers.html import html_to_text
from authentica.schema import Macro

__all__ = ["read_macros"]

_LARGEST_BYTES = 100_000_000
# An object or a list of them; a text may begin with a placeholder, such as {{name}} or [NAME].
_JSON_OPENS = re.compile(r"\s*(?:\{\s*[\"}]|\[\s*[{\]])")
_BLANK_LINES = re.compile(r"\n[ \t]*\n\s*")
# Where a vendor's export keeps its macros, and where an action keeps its text: plain, or as HTML.
_LISTS = ("macros", "data")
_PLAIN, _HTML = ("comment_value", "body_text"), ("comment_value_html", "body_html")


def read_macros(path: str | os.PathLike[str]) -> tuple[Macro, ...]:
    r"""Read known macros.

    Parameters
    ----------
    path : str or path
        A JSON file, as Zendesk's ``/api/v2/macros`` (``macros[].actions[].field`` and ``value``) or Gorgias's ``/api/macros``
        (``data[].actions[].arguments``) give it, or a text file (UTF-8) with blank lines between macros.

    Returns
    -------
    tuple of Macro
        Those with a text, in the order of the file.

    Raises
    ------
    SourceNotFoundError
        If there is no such file.
    InputError
        If the file may not be read, or is larger than 100 MB.
    FormatError
        If it is not UTF-8, is broken JSON, or holds no macro with a text.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "macros.txt")
    ...     _ = path.write_text("We have sent a new one.\n\nPlease tell us the number\non the box.\n")
    ...     [(macro.name, macro.text) for macro in read_macros(path)]
    [('1', 'We have sent a new one.'), ('2', 'Please tell us the number\non the box.')]
    """
    target = Path(path)
    try:
        with target.open("rb") as file:
            content = file.read(_LARGEST_BYTES + 1)
    except FileNotFoundError:
        raise SourceNotFoundError("there is no such file", str(target)) from None
    except (OSError, ValueError):
        raise InputError("the file cannot be read", str(target)) from None
    if len(content) > _LARGEST_BYTES:
        raise InputError("the file is larger than 100 MB", str(target), "Give the macros alone.")
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise FormatError("the file is not UTF-8", str(target), "Save it as UTF-8.") from None
    if target.suffix.lower() == ".json" or _JSON_OPENS.match(text):
        try:
            data = json.loads(text)
        except (ValueError, RecursionError):
            raise FormatError("the file is not JSON", str(target)) from None
        macros = tuple(_from_export(data))
    else:
        blocks = (block.strip() for block in _BLANK_LINES.split(text))
        macros = tuple(
            Macro(name=str(number), text=block) for number, block in enumerate((b for b in blocks if b), start=1)
        )
    if not macros:
        raise FormatError(
            "no macro with a text was found", str(target), "Give a Zendesk or Gorgias macro export, or a text file."
        )
    return macros


def _from_export(data: Any) -> Iterator[Macro]:
    if isinstance(data, Mapping):
        data = next((data[key] for key in _LISTS if isinstance(data.get(key), list)), [data])
    for number, macro in enumerate(data if isinstance(data, list) else (), start=1):
        if not isinstance(macro, Mapping):
            continue
        name = next((macro[key] for key in ("title", "name") if isinstance(macro.get(key), str)), "") or str(number)
        actions = macro.get("actions")
        for action in actions if isinstance(actions, list) else ():
            text = _text_of(action) if isinstance(action, Mapping) else ""
            if text.strip():
                yield Macro(name=name, text=text)


def _text_of(action: Mapping[str, Any]) -> str:
    field, value = action.get("field"), action.get("value")
    # Zendesk's comments by channel are pairs of a channel and the text.
    value = value[-1] if isinstance(value, list) and value else value
    if field in _PLAIN and isinstance(value, str):
        return value
    if field in _HTML and isinstance(value, str):
        return html_to_text(value)[0]
    arguments = action.get("arguments")
    if isinstance(arguments, Mapping):
        for key in _PLAIN:
            if isinstance(arguments.get(key), str) and arguments[key].strip():
                return str(arguments[key])
        for key in _HTML:
            if isinstance(arguments.get(key), str):
                return html_to_text(arguments[key])[0]
    return ""
