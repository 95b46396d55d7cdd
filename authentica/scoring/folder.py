"""The folder of a run: its identity, its finished parts, and a receipt for each of them.

::

    <run folder>/
        _run.json                     what the run is; another run is refused
        .lock                         held while a run is under way
        _receipts/part-000017.json    what became of the rows of a shard, and the hash of its part
        part-000017.jsonl             its assessments
        _set_aside.jsonl              rows set aside, place and reason
        _manifest.json                totals and parts, when the run is complete

A part counts only with a receipt of this run whose hash it has. Names with an underscore or a dot are passed over by the
engines that read folders of parts; the lock is empty, and its dot hides it from those that read every file.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from authentica.errors import OutputError
from authentica.files import clear_unfinished, is_unfinished, write_whole, writing
from authentica.scoring.identity import RunIdentity
from authentica.scoring.receipts import ShardReceipt
from authentica.scoring.writers import WRITERS

__all__ = ["SET_ASIDE", "RunFolder", "holds_run", "part_path", "receipt_path"]

_RUN, _LOCK, _RECEIPTS, _MANIFEST = "_run.json", ".lock", "_receipts", "_manifest.json"
_PART = "part-"
_PART_NAME = re.compile(r"part-[0-9]{6,}")  # as `part_path` writes it: those of Spark and others are not ours to remove
SET_ASIDE = "_set_aside.jsonl"


def part_path(folder: Path, index: int, ending: str) -> Path:
    """Return where a part stands."""
    return folder / f"{_PART}{index:06d}{ending}"


def receipt_path(folder: Path, index: int) -> Path:
    """Return where its receipt stands."""
    return folder / _RECEIPTS / f"{_PART}{index:06d}.json"


def holds_run(folder: Path) -> bool:
    """Whether a run has been begun there."""
    return (folder / _RUN).is_file()


class RunFolder:
    """The folder of one run, made where it is missing, and held against other runs while it is open.

    `shown` is what errors name: the output as the caller gave it. With `restart`, an unfinished run of another identity is removed instead of
    refused; and one of the same whose input is not known before it is read, as it may be another.

    Raises
    ------
    OutputError
        If the folder holds another run, or other files, or a run is under way in it, or it cannot be written.
    """

    def __init__(self, path: Path, identity: RunIdentity, *, ending: str, shown: str, restart: bool = False) -> None:
        self.path = path
        self._identity = identity
        self._ending = ending
        self.shown = shown
        with writing(path):
            self._is_new = not path.exists()
            path.mkdir(exist_ok=True)
            if not holds_run(path) and any(not _is_ours(p) for p in path.iterdir()):
                raise OutputError(
                    "the folder holds files that are not of a run", str(path), "Name an empty or a new folder."
                )
            self._lock = self._take_lock()
        try:
            with writing(path):
                self._begin(restart=restart)
        except BaseException:
            self._lock.close()
            raise

    def __enter__(self) -> RunFolder:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None and self._is_new and not any((self.path / _RECEIPTS).glob("*")):
            with suppress(OSError):  # the error that ended the run is the one to tell
                self.remove()
        self._lock.close()

    def receipt(self, index: int) -> ShardReceipt | None:
        """Return the receipt of a finished part; None where the shard is still to be scored."""
        found = self._part(index)
        return None if found is None else found[0]

    def holds_beyond(self, count: int) -> bool:
        """Whether there are parts or receipts after the first `count`: of a longer input, that standard input gave before."""
        found = [*self.path.glob(f"{_PART}*"), *(self.path / _RECEIPTS).glob(f"{_PART}*")]
        numbers = [path.name.removeprefix(_PART).partition(".")[0] for path in found]
        return any(number.isdecimal() and int(number) >= count for number in numbers)

    def finished(self, count: int) -> Iterator[tuple[ShardReceipt, bytes]]:
        """Yield the receipts and the bytes of all parts, in order.

        Raises
        ------
        OutputError
            If one is missing or altered.
        """
        for index in range(count):
            found = self._part(index)
            if found is None:
                raise OutputError(
                    f"part {index:,} was removed or altered during the run",
                    str(self.path),
                    "Run the same command again; only this part is scored anew.",
                )
            yield found

    def finish(self, facts: dict[str, Any], parts: list[dict[str, Any]]) -> None:
        """Write the manifest: from here on the run is complete."""
        data = {"run": self._identity.to_dict(), "rows": facts, "parts": parts}
        write_whole(self.path / _MANIFEST, (json.dumps(data, indent=1) + "\n").encode("ascii"))

    def remove(self) -> None:
        """Remove the folder and all in it, the identity last, so that a removal that is broken off can be resumed."""
        self._empty()
        with suppress(OSError):
            (self.path / _RECEIPTS).rmdir()
            (self.path / _RUN).unlink(missing_ok=True)
            (self.path / _LOCK).unlink(missing_ok=True)
            self.path.rmdir()

    def _part(self, index: int) -> tuple[ShardReceipt, bytes] | None:
        try:
            receipt = ShardReceipt.from_dict(json.loads(receipt_path(self.path, index).read_bytes()))
            content = part_path(self.path, index, self._ending).read_bytes()
        except (OSError, ValueError, RecursionError):
            return None
        is_of_this_run = receipt.index == index and receipt.run == self._identity.sha256
        is_whole = hashlib.sha256(content).hexdigest() == receipt.part_sha256
        return (receipt, content) if is_of_this_run and is_whole else None

    def _begin(self, *, restart: bool) -> None:
        (self.path / _RECEIPTS).mkdir(exist_ok=True)
        clear_unfinished(self.path)
        clear_unfinished(self.path / _RECEIPTS)
        run = self.path / _RUN
        if run.is_file():
            try:
                stored = json.loads(run.read_bytes())
            except (ValueError, RecursionError):
                stored = None
            differences = self._identity.differences(stored) if isinstance(stored, dict) else ("unreadable identity",)
            is_known = self._identity.source_sha256 is not None
            if not differences and (is_known or not restart):
                return
            if not restart:
                raise OutputError(
                    f"an earlier run of it had another {' and another '.join(differences)}",
                    self.shown,
                    f"Run it as it was begun, or name another output, or restart (--restart, restart=True), which "
                    f"removes what {self.path.name} holds of it.",
                )
            self._empty()
        write_whole(run, (json.dumps(self._identity.to_dict(), indent=1) + "\n").encode("ascii"))

    def _empty(self) -> None:
        """Remove receipts, parts and totals."""
        with writing(self.path):
            for path in [*(self.path / _RECEIPTS).iterdir(), *self.path.iterdir()]:
                if path.is_file() and path.name not in (_RUN, _LOCK) and (_is_ours(path) or path.parent != self.path):
                    path.unlink(missing_ok=True)

    def _take_lock(self) -> IO[bytes]:
        lock = (self.path / _LOCK).open("ab")
        try:
            import fcntl
        except ImportError:  # pragma: no cover - Windows has no advisory locks of this kind
            return lock
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            raise OutputError("another run is writing it", self.shown, "Wait for it, or name another output.") from None
        except OSError:  # a file system without locks: two runs of one identity still write the same bytes
            pass
        return lock


def _is_ours(path: Path) -> bool:
    name = path.name
    return (
        name in (_RUN, _LOCK, _RECEIPTS, _MANIFEST, SET_ASIDE)
        or (_PART_NAME.fullmatch(path.stem) is not None and path.suffix in {w.ending for w in WRITERS.values()})
        or is_unfinished(path)
    )
