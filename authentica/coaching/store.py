"""Saved accumulators: one JSON file, so that days or machines can be summed up apart and merged. No pickle."""

from __future__ import annotations

import json
import os
from pathlib import Path

from authentica.coaching.accumulator import CoachingAccumulator
from authentica.errors import InputError, RecordError, SourceNotFoundError
from authentica.files import write_whole
from authentica.schema.arguments import check_argument

__all__ = ["load_accumulator", "save_accumulator"]


def save_accumulator(accumulator: CoachingAccumulator, path: Path) -> None:
    """Write what an accumulator has learnt; equal accumulators give equal bytes.

    It holds group names and counts, and the text of its examples, without personal details unless they were asked for.

    Parameters
    ----------
    accumulator : CoachingAccumulator
        What has learnt.
    path : Path
        The file, which appears whole or not at all.

    Raises
    ------
    InputError
        If something is of another type.
    OutputError
        If the file cannot be written.
    """
    check_argument("accumulator", accumulator, CoachingAccumulator, "save_accumulator")
    check_argument("path", path, (str, os.PathLike), "save_accumulator")
    write_whole(Path(path), accumulator.to_json().encode("ascii") + b"\n")


def load_accumulator(path: Path) -> CoachingAccumulator:
    """Read back what `save_accumulator` wrote; lookups and promises are not in it.

    Raises
    ------
    SourceNotFoundError
        If there is no such file.
    InputError
        If it cannot be read.
    RecordError
        If it is none of an accumulator, or of another version.
    """
    check_argument("path", path, (str, os.PathLike), "load_accumulator")
    try:
        data = json.loads(Path(path).read_bytes())
    except FileNotFoundError:
        raise SourceNotFoundError("there is no such file", str(path), "Name one that save_accumulator wrote.") from None
    except OSError as error:
        raise InputError(f"it cannot be read ({error.strerror})", str(path)) from None
    except (ValueError, RecursionError):
        raise RecordError("the file is not JSON", str(path), "Name one that save_accumulator wrote.") from None
    return CoachingAccumulator.from_dict(data)
