"""What is worked out once for each instance."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from authentica.once import once


class Slow:
    def __init__(self, work=lambda: None):
        self.count = 0
        self.work = work

    @once
    def value(self):
        """A value."""
        self.work()
        self.count += 1
        return [self.count]


def test_it_is_worked_out_when_first_asked_for_and_kept():
    slow, other = Slow(), Slow()
    assert slow.count == 0
    assert slow.value is slow.value
    assert slow.count == 1
    assert other.value is not slow.value
    assert Slow.value.__doc__ == "A value."


def test_two_instances_are_at_work_at_once():
    # Each waits for the other, which a lock that all instances share would keep from its work.
    both = Barrier(2, timeout=5)
    with ThreadPoolExecutor(2) as threads:
        assert [found.result() for found in [threads.submit(lambda: Slow(both.wait).value) for _ in range(2)]] == [
            [1],
            [1],
        ]
