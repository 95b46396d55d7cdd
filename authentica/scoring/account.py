"""The account of a run: every row that comes in, and what became of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from authentica.files import writing
from authentica.schema import SetAside
from authentica.scoring.receipts import Progress, ShardReceipt, Tally
from authentica.scoring.shards import Shard

__all__ = ["Account"]

_MOST_REASONS = 100
"""How many rows set aside a `Receipt` names; the file beside the output names all."""

_ROWS_PER_REPORT = 1_000
"""After so many rows set aside progress is reported, since a file of nothing else never fills a shard."""


class Account:
    """Counts rows, reports progress, and writes down what is set aside.

    While shards are scored, in whatever order they are done, `note` follows; when all are done, `add` sums up their
    receipts in order, so that the account does not depend on who was first. Rows set aside are those that could not be read, and those of
    the receipts that were added; where they are written down, those that come before `open` wait for it. `reasons` are of the first of them.
    """

    def __init__(self, progress: Callable[[Progress], None] | None = None, *, is_written: bool = True) -> None:
        self.set_aside = self.resumed_rows = 0
        self.reasons: list[str] = []
        self._totals = {"scored": 0, "unscored": 0, "skipped_by_role": 0, "joined": 0}
        self._progress = progress
        self._rows_noted = self._aside_noted = self._messages_read = 0
        self._rows_expected: int | None = None
        self._is_read = False
        self._place: tuple[Path, BinaryIO] | None = None
        self._early: list[SetAside] = []
        self._waits = is_written

    @property
    def rows(self) -> dict[str, int]:
        """What became of the rows, in the words of `Receipt`."""
        rows_in = sum(self._totals.values()) + self.set_aside
        return {"rows_in": rows_in, **self._totals, "set_aside": self.set_aside}

    def open(self, path: Path, file: BinaryIO) -> None:
        """Say where rows set aside are written."""
        self._place, self._waits = (path, file), False
        for row in self._early:
            self.put_aside(row)
        self._early = []

    def put_aside(self, row: SetAside) -> None:
        """Set a row aside; it is written down at once, and a long stretch of such rows is reported."""
        if self._waits:  # a reader may look into its source before the run is open
            self._early.append(row)
            return
        self._count_aside(row)
        if self.set_aside % _ROWS_PER_REPORT == 0:
            self._report()

    def _count_aside(self, row: SetAside) -> None:
        self.set_aside += 1
        if len(self.reasons) < _MOST_REASONS:
            self.reasons.append(f"{row.origin}: {row.reason}")
        if self._place is not None:
            path, file = self._place
            with writing(path):
                file.write(json.dumps(row.to_dict()).encode("ascii") + b"\n")

    def estimate(self, rows_read: int, share: float) -> None:
        """Expect the rest of the source to hold as many rows a byte as what has been read of it."""
        self._rows_expected = round(rows_read / share)

    def read(self, shard: Shard) -> None:
        """Follow what has been read."""
        self._messages_read += shard.message_count

    def read_all(self) -> None:
        """Follow that the source has been read: from here on the number of its rows is known."""
        self._is_read = True

    def note(self, receipt: ShardReceipt, *, resumed: bool = False) -> None:
        """Follow that a shard is done, and report it."""
        self._rows_noted += receipt.rows_in
        self._aside_noted += len(receipt.set_aside)
        self.resumed_rows += receipt.rows_in if resumed else 0
        self._report()

    def _report(self) -> None:
        if self._progress is not None:
            self._progress(
                Progress(
                    rows_done=self._rows_noted + self.set_aside,
                    resumed_rows=self.resumed_rows,
                    set_aside=self.set_aside + self._aside_noted,
                    rows_expected=self._expected(),
                )
            )

    def add(self, tally: Tally | ShardReceipt) -> None:
        """Sum up a shard."""
        for name in self._totals:
            self._totals[name] += getattr(tally, name)
        for row in tally.set_aside:
            self._count_aside(row)

    def _expected(self) -> int | None:
        read = self._messages_read + self.set_aside
        if self._is_read:
            return read
        return None if self._rows_expected is None else max(read, self._rows_expected)
