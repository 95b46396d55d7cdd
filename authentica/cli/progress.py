"""How a long run shows that it moves: a bar on a terminal, a quiet line now and then elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console

if TYPE_CHECKING:
    from authentica.scoring import Progress

__all__ = ["describe", "progress_of"]


@contextmanager
def progress_of(
    console: Console, *, quiet: bool, line_seconds: float = 30.0
) -> Iterator[Callable[[Progress], None] | None]:
    """Give what shows how far a run has come, while the block lasts; None where nothing is to be shown.

    A terminal gets a bar with the rate, the time left and the rows set aside, a log file or pipe the same in lines, at least
    `line_seconds` apart.
    """
    begun = written = time.monotonic()

    def write(progress: Progress) -> None:
        nonlocal written
        now = time.monotonic()
        if now - written >= line_seconds:
            written = now
            console.print(describe(progress, now - begun), markup=False, highlight=False, soft_wrap=True)

    if quiet or not console.is_terminal:
        yield None if quiet else write
        return
    from rich.progress import BarColumn, Progress as Bar, TextColumn, TimeElapsedColumn

    words = TextColumn("{task.fields[words]}", markup=False)
    with Bar(TextColumn("scoring"), BarColumn(), words, TimeElapsedColumn(), console=console, transient=True) as bar:
        task = bar.add_task("", total=None, words="")

        def draw(progress: Progress) -> None:
            said = describe(progress, time.monotonic() - begun)
            bar.update(task, total=progress.rows_expected, completed=progress.rows_done, words=said)

        yield draw


def describe(progress: Progress, seconds: float) -> str:
    """Return how far a run has come, in one line.

    Examples
    --------
    >>> from authentica.scoring import Progress
    >>> describe(Progress(rows_done=6_000, resumed_rows=1_000, set_aside=2, rows_expected=26_000), 10.0)
    '6,000 of about 26,000 rows (1,000 from an earlier run), 500 a second, 2 set aside, about 0:00:40 left'
    """
    fresh = progress.rows_done - progress.resumed_rows
    rate = fresh / seconds if seconds > 0 else 0.0
    expected = progress.rows_expected
    parts = [
        f"{progress.rows_done:,} rows" if expected is None else f"{progress.rows_done:,} of about {expected:,} rows"
    ]
    if progress.resumed_rows:
        parts[0] += f" ({progress.resumed_rows:,} from an earlier run)"
    parts += [f"{rate:,.0f} a second", f"{progress.set_aside:,} set aside"]
    if expected is not None and rate > 0:
        left = max(0, round((expected - progress.rows_done) / rate))
        parts.append(f"about {left // 3600}:{left // 60 % 60:02d}:{left % 60:02d} left")
    return ", ".join(parts)
