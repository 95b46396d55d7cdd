"""The formats that can be read.

A format is one record: a name, what to call it, how to recognise it from the first characters, and how to open it. To
read a vendor's own export, describe it by a layout (`authentica.readers.layouts`), or write a module with those two
functions, and put its record before the general ones. A package of its own offers its record as an entry point of the
group ``authentica.formats``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib.metadata import entry_points
from operator import attrgetter

from authentica.errors import FormatError
from authentica.readers.layouts import Layout
from authentica.readers.lines import read_json
from authentica.readers.livechat import is_live_chat, read_live_chat
from authentica.readers.objects import is_json, is_json_lines, items_of_array, items_of_lines
from authentica.readers.options import ReadOptions
from authentica.readers.parquet import read_parquet
from authentica.readers.rows import Reading
from authentica.readers.sources import Sniff, Source
from authentica.readers.table import read_table
from authentica.readers.turns import is_turns, read_turns
from authentica.readers.unfold import read_layout, recognise_layout
from authentica.readers.vendors.amazon import CALL_ANALYTICS, CONNECT
from authentica.readers.vendors.freshdesk import FRESHDESK
from authentica.readers.vendors.genesys import GENESYS
from authentica.readers.vendors.google import GOOGLE_CCAI
from authentica.readers.vendors.gorgias import GORGIAS
from authentica.readers.vendors.hubspot import HUBSPOT
from authentica.readers.vendors.intercom import INTERCOM
from authentica.readers.vendors.salesforce import CASE_COMMENTS, CONVERSATION_ENTRIES, EMAIL_MESSAGES
from authentica.readers.vendors.zendesk import ZENDESK
from authentica.readers.webvtt import is_webvtt, read_webvtt
from authentica.schema.arguments import check_argument

__all__ = ["FORMATS", "LAYOUTS", "Format", "find_format", "format_of", "named_format"]

_ENTRY_POINTS = "authentica.formats"
"""The group of entry points under which installed packages offer formats."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One format.

    Attributes
    ----------
    name : str
        What a caller writes to choose it.
    description : str
        What it is, for a list of formats.
    recognise : callable
        Tells from a `Sniff` whether a file is of this format. The first that says yes is taken.
    read : callable
        Opens a source: checks what can be checked at once, and returns a `Reading` whose rows come lazily. It raises a
        `FormatError` or `ColumnError` where the file cannot be read so, an `InputError` where columns are named that it does not take, and a
        `MissingExtraError` where a library is missing.
    takes_columns : bool
        Whether the caller may name its columns. Where columns are named, only such formats are tried.
    """

    name: str
    description: str
    recognise: Callable[[Sniff], bool]
    read: Callable[[Source, ReadOptions], Reading]
    takes_columns: bool = False


def format_of(layout: Layout) -> Format:
    """Return the format that reads a file by a layout.

    Raises
    ------
    InputError
        If it is no `Layout`.
    """
    check_argument("layout", layout, Layout, "format_of")
    return Format(
        name=layout.name,
        description=layout.description,
        recognise=partial(recognise_layout, layout),
        read=partial(read_layout, layout),
    )


def _is_table(sniff: Sniff) -> bool:
    return not sniff.is_parquet


LAYOUTS: tuple[Layout, ...] = (
    ZENDESK,
    INTERCOM,
    FRESHDESK,
    GORGIAS,
    HUBSPOT,
    CASE_COMMENTS,
    EMAIL_MESSAGES,
    CONVERSATION_ENTRIES,
    CONNECT,  # before Call Analytics, whose calls are told from its own by what they lack
    CALL_ANALYTICS,
    GENESYS,
    GOOGLE_CCAI,
)
"""The vendors' exports that are described as data."""

FORMATS: tuple[Format, ...] = (
    Format(name="webvtt", description="WebVTT captions of a call", recognise=is_webvtt, read=read_webvtt),
    Format(
        name="salesforce-chats",
        description="Salesforce chat transcripts",
        recognise=is_live_chat,
        read=read_live_chat,
    ),
    *map(format_of, LAYOUTS),
    Format(
        name="parquet",
        description="Parquet",
        recognise=attrgetter("is_parquet"),
        read=read_parquet,
        takes_columns=True,
    ),
    Format(
        name="jsonl",
        description="JSON lines: one object a line",
        recognise=is_json_lines,
        read=partial(read_json, items_of_lines, "JSON lines"),
        takes_columns=True,
    ),
    Format(
        name="json",
        description="one JSON array of objects, or one object",
        recognise=is_json,
        read=partial(read_json, items_of_array, "a JSON array"),
        takes_columns=True,
    ),
    Format(name="turns", description="a chat as plain text: Agent: …", recognise=is_turns, read=read_turns),
    Format(
        name="csv",
        description="CSV, TSV, semicolons or bars, with a header",
        recognise=_is_table,
        read=read_table,
        takes_columns=True,
    ),
)
"""All formats of this library, in the order in which they are tried."""


def find_format(options: ReadOptions, sniff: Sniff, say: Callable[[str], None] | None = None) -> Format:
    """Return the named format, or the first that recognises the file; those of installed packages come first.

    Of an installed format that cannot be used a sentence is said; if it is the named one, that is a `FormatError`.
    """
    if options.format is not None:
        return named_format(options.format, say)
    installed = _installed_formats(None, say)
    candidates = (known for known in (*installed, *FORMATS) if known.takes_columns or not options.columns)
    return next(known for known in candidates if _recognises(known, sniff, say))


def named_format(name: str, say: Callable[[str], None] | None = None) -> Format:
    """Return the format of that name, in capitals or not; see `find_format`."""
    name = name.lower()
    for known in FORMATS:
        if known.name == name:
            return known
    installed = _installed_formats(name, say)
    for known in installed:
        if known.name.lower() == name:
            return known
    allowed = ", ".join(known.name for known in (*installed, *FORMATS))
    raise FormatError(f"there is no format {name[:40]!r}", "format", f"Name one of: {allowed}.")


def _installed_formats(name: str | None, say: Callable[[str], None] | None) -> tuple[Format, ...]:
    found: list[Format] = []
    for point in sorted(entry_points(group=_ENTRY_POINTS), key=lambda point: point.name):
        try:
            loaded = point.load()
        except Exception as error:  # whatever another package raises at import
            problem = f"cannot be loaded ({type(error).__name__})"
        else:
            problem = "" if isinstance(loaded, Format) else f"is a {type(loaded).__name__}, not a Format"
        if not problem:
            found.append(loaded)
        elif name == point.name.lower():
            raise FormatError(f"the installed format {point.name!r} {problem}", "format", "Ask its author.")
        elif say is not None:
            say(f"The installed format {point.name!r} {problem}; it is passed over.")
    return tuple(found)


def _recognises(known: Format, sniff: Sniff, say: Callable[[str], None] | None) -> bool:
    try:
        return bool(known.recognise(sniff))
    except Exception as error:
        if known in FORMATS:
            raise
        if say is not None:
            say(f"The installed format {known.name!r} failed to look at the file ({type(error).__name__}).")
        return False
