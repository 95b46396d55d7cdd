"""The batch run: a transcript export in, one assessment a reply out, every row accounted for."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from authentica.errors import InputError, OutputError
from authentica.readers import read_transcripts
from authentica.schema import Assessment, Role, SetAside

if TYPE_CHECKING:
    from authentica.analyzer import Analyzer

__all__ = ["Receipt", "assess_source", "score_transcripts"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What became of the rows of a run: ``rows_in == scored + unscored + skipped_by_role + set_aside``.

    Attributes
    ----------
    rows_in : int
        Messages and unreadable rows of the source.
    scored : int
        Agent replies with levels.
    unscored : int
        Agent replies without: no text, or another language.
    skipped_by_role : int
        Messages of customers, bots and systems, and internal notes.
    set_aside : int
        Rows that could not be read.
    reasons : tuple of str
        ``place: reason`` of the first rows set aside (at most 100).
    model : str
        The analyzer's fingerprint.
    output : str or None
        Where the assessments were written.
    """

    rows_in: int
    scored: int
    unscored: int
    skipped_by_role: int
    set_aside: int
    reasons: tuple[str, ...]
    model: str
    output: str | None

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready data."""
        return asdict(self) | {"reasons": list(self.reasons)}


_MOST_REASONS = 100


class _Counter:
    """Counts rows while a source streams by."""

    def __init__(self) -> None:
        self.messages = 0
        self.skipped = 0
        self.set_aside: list[str] = []
        self.set_aside_count = 0
        self.scored = 0
        self.unscored = 0

    def put_aside(self, row: SetAside) -> None:
        self.set_aside_count += 1
        if len(self.set_aside) < _MOST_REASONS:
            self.set_aside.append(f"{row.origin}: {row.reason}")

    def receipt(self, model: str, output: Path | None) -> Receipt:
        return Receipt(
            rows_in=self.messages + self.set_aside_count,
            scored=self.scored,
            unscored=self.unscored,
            skipped_by_role=self.skipped,
            set_aside=self.set_aside_count,
            reasons=tuple(self.set_aside),
            model=model,
            output=None if output is None else str(output),
        )


def assess_source(
    analyzer: Analyzer,
    source: str | Path,
    *,
    format: str | None = None,
    columns: Mapping[str, str] | None = None,
    roles: Mapping[str, str] | None = None,
    say: Callable[[str], None] | None = None,
    each: Callable[[Assessment], None],
) -> Receipt:
    """Assess every agent reply of a source and hand each assessment to `each`, in order.

    Returns
    -------
    Receipt
        The accounting of all rows.
    """
    counter = _Counter()
    conversations = read_transcripts(
        source, format=format, columns=columns, roles=roles, on_set_aside=counter.put_aside, say=say
    )

    def replies() -> Iterator[Any]:
        for conversation in conversations:
            counter.messages += len(conversation.messages)
            counter.skipped += sum(message.role is not Role.AGENT for message in conversation.messages)
            yield from conversation.replies()

    for assessment in analyzer.pipe(replies()):
        if assessment.scored:
            counter.scored += 1
        else:
            counter.unscored += 1
        each(assessment)
    return counter.receipt(analyzer.fingerprint, None)


def score_transcripts(
    source: str | Path,
    output: str | Path,
    *,
    model: str | Path = "default",
    format: str | None = None,
    columns: Mapping[str, str] | None = None,
    roles: Mapping[str, str] | None = None,
    say: Callable[[str], None] | None = None,
    each: Callable[[Assessment], None] | None = None,
    analyzer: Analyzer | None = None,
) -> Receipt:
    """Score a transcript export and write one JSON line per agent reply.

    Parameters
    ----------
    source : str or Path
        A file that `read_transcripts` reads; ``"-"`` for standard input.
    output : str or Path
        A ``.jsonl`` file. It appears whole or not at all: lines are written beside it and moved into place at the end.
    model : str or Path, default="default"
        See `authentica.load`; not used where `analyzer` is given.
    format, columns, roles, say
        See `read_transcripts`.
    each : callable, optional
        Called with every assessment.
    analyzer : Analyzer, optional
        One that is already loaded.

    Returns
    -------
    Receipt
        ``rows_in == scored + unscored + skipped_by_role + set_aside``.

    Raises
    ------
    SourceNotFoundError, FormatError, ColumnError
        If the source cannot be read.
    OutputError
        If the output cannot be written.
    """
    from authentica.analyzer import load

    if not isinstance(output, (str, Path)):
        raise InputError(f"the output must be a path, not a {type(output).__name__}", "score_transcripts")
    target = Path(output)
    if target.suffix.lower() not in (".jsonl", ".ndjson"):
        raise OutputError(f"the output must end in .jsonl, not {target.suffix or 'nothing'!r}", str(target))
    if not target.parent.is_dir():
        raise OutputError("its folder does not exist", str(target), "Create the folder first.")
    if target.exists() and str(source) != "-" and Path(source).exists() and target.samefile(source):
        raise InputError("the output would overwrite the export it is made from", str(target), "Name another file.")
    chosen = analyzer or load(model)
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".part")
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or "its name cannot be encoded"
        raise OutputError(f"nothing can be written there ({reason})", str(target)) from None
    part = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="ascii", newline="\n") as lines:

            def write(assessment: Assessment) -> None:
                try:
                    lines.write(assessment.to_json() + "\n")
                except OSError as error:
                    raise OutputError(f"writing stopped ({error.strerror})", str(target)) from None
                if each is not None:
                    each(assessment)

            receipt = assess_source(chosen, source, format=format, columns=columns, roles=roles, say=say, each=write)
        umask = os.umask(0)
        os.umask(umask)
        part.chmod(0o666 & ~umask)
        part.replace(target)
    except OSError as error:
        if isinstance(error, (OutputError, FileNotFoundError)):
            raise
        raise OutputError(f"writing stopped ({error.strerror})", str(target)) from None
    finally:
        part.unlink(missing_ok=True)
    return Receipt(**{**asdict(receipt), "output": str(target)})
