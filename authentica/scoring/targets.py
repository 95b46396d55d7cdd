"""Where a run writes: one file, or a folder of parts; and what it reads, which is never what it writes."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from authentica.errors import InputError, OutputError
from authentica.files import check_place, is_same_file, real_path
from authentica.readers.files import Files, find_files
from authentica.readers.scored import holds_scores
from authentica.schema.arguments import check_argument
from authentica.scoring.folder import SET_ASIDE, holds_run
from authentica.scoring.writers import WRITERS, Writer, find_writer, writer_of

__all__ = ["Target", "find_sources", "find_target"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where a run writes: a file, or a folder in which the parts stay as they are."""

    path: Path
    is_folder: bool
    writer: Writer

    @property
    def run_folder(self) -> Path:
        """Where parts and receipts are kept: the output itself, or a folder beside it until the file is whole."""
        return self.path if self.is_folder else self.path.with_name(f"{self.path.name}.run")

    @property
    def set_aside(self) -> Path:
        """The file that names the rows set aside."""
        return self.path / SET_ASIDE if self.is_folder else self.path.with_name(f"{self.path.name}.set_aside.jsonl")

    def owns(self, path: str | os.PathLike[str]) -> bool:
        """Whether a path is of what a run writes beside the file itself."""
        real = Path(real_path(path))
        return real.is_relative_to(real_path(self.run_folder)) or real == Path(real_path(self.set_aside))


def find_target(output: str | os.PathLike[str], output_format: str | None = None) -> Target:
    """Decide what an output is: a file whose ending names the format, or a folder (one that exists, or a name without ending) of parts.

    Raises
    ------
    OutputError
        If its ending names no format, its folder does not exist, or something is in its place.
    InputError
        If it is no path.
    """
    check_argument("output", output, (str, os.PathLike), "score_transcripts")
    path = Path(output)
    if str(path) == "-":
        raise OutputError("standard output is no place for it", "-", "Name a file or a folder, to be read from there.")
    try:
        is_there, is_directory = path.exists(), path.is_dir()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name cannot be used"
        raise OutputError(f"nothing can be written there ({reason})", ascii(str(path))) from None
    writer = writer_of(path)
    is_folder = writer is None and (is_directory or not path.suffix)
    if writer is None and not is_folder:
        raise OutputError(
            f"the output must end in {', '.join(w.ending for w in WRITERS.values())}, not {path.suffix!r}",
            str(path),
            "A name without an ending is a folder of parts.",
        )
    if not (is_folder and is_directory):
        check_place(path)
        if is_folder and is_there:
            raise OutputError("there is a file where the folder should go", str(path), "Name another output.")
    if writer is not None and output_format is not None and find_writer(output_format).name != writer.name:
        raise OutputError(f"its ending says {writer.name}, the format {output_format}", str(path), "Give one of them.")
    chosen = writer or find_writer(output_format or "jsonl")
    chosen.check()
    return Target(path=path, is_folder=is_folder, writer=chosen)


def find_sources(
    source: str | os.PathLike[str] | Iterable[str | os.PathLike[str]], target: Target, *, is_written: bool = False
) -> Files:
    """Return the files of a source, which are never written over, without what a run to `target` writes.

    A pattern that covers the output's folder fits nothing of it when the run is begun, but its parts when it is resumed:
    it must find the same export both times. So it must where the same command is given again: scores that stand in the place
    of the output are no export unless they are named outright. The output is in its place where `is_written`, and also where a run was
    broken off just before its end.

    Raises
    ------
    SourceNotFoundError, FormatError
        As `find_files`.
    InputError
        If the output would overwrite what is read, or lies in a folder that is named.
    """
    is_ours = is_written or holds_run(target.run_folder)

    def is_read(path: str | os.PathLike[str]) -> bool:
        return not (target.owns(path) or (is_ours and is_same_file(path, target.path)))

    named = list(filter(is_read, [source] if isinstance(source, (str, os.PathLike)) else source))
    if any(Path(n).is_dir() and Path(real_path(target.path)).is_relative_to(real_path(n)) for n in named):
        raise InputError("the output lies in the folder that is read", str(target.path), "Name one outside of it.")
    if not any(is_same_file(n, target.path) for n in named):
        is_ours = is_ours or (target.path.is_file() and holds_scores(target.path))
    found = find_files(named) if named else Files((), is_one=False)
    found = replace(found, paths=tuple(item for item in found.paths if is_read(item[0])))
    if not found.paths or any(is_same_file(path, target.path) for path in found):
        raise InputError(
            "the output would overwrite the export it is made from", str(target.path), "Name another file."
        )
    return found
