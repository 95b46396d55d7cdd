"""What commands that write one file have in common: refusing one that cannot be written, and lines that appear whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

__all__ = ["LINES", "check_file_target", "whole_lines"]

LINES = (".jsonl", ".ndjson")
"""What the name of a file of JSON lines ends in."""


def check_file_target(target: Path, sources: Sequence[str], endings: tuple[str, ...]) -> None:
    """Refuse an output that cannot be written, before the work and not after it.

    Raises
    ------
    OutputError
        If its name has none of the endings, its folder does not exist, or something else is in its place.
    InputError
        If it is what it is made from.
    """
    from authentica.errors import InputError, OutputError
    from authentica.files import check_place, is_same_file

    if target.suffix.lower() not in endings:
        raise OutputError(
            f"the output must end in {', '.join(endings)}" + (f", not in {target.suffix!r}" if target.suffix else ""),
            str(target),
        )
    check_place(target)
    if any(is_same_file(path, target) for path in sources if path != "-"):
        raise InputError("the output would overwrite what it is made from", str(target), "Name another file.")


@contextmanager
def whole_lines(target: Path | None, source: str) -> Iterator[Callable[[str], None]]:
    """Give a function that writes one line of JSON in ASCII, lone surrogates as U+FFFD; the file appears whole or not at all. Without a target, it does nothing.

    Raises
    ------
    OutputError, InputError
        See `check_file_target`; also if writing stops.
    """
    from authentica.files import unfinished_file, writing
    from authentica.safetext import encodable_json

    if target is None:
        yield lambda _: None
        return
    check_file_target(target, [source], LINES)
    with unfinished_file(target) as file:

        def write(line: str) -> None:
            with writing(target):
                file.write(encodable_json(line).encode("ascii") + b"\n")

        yield write
