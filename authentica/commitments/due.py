"""Due times: by when something is promised, told by the deadlines that a reply names."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence

from authentica.commitments.cores import Core
from authentica.commitments.replytext import ReplyText
from authentica.language.clauses import Clause
from authentica.once import once
from authentica.schema import Deadline, DeadlineKind

__all__ = ["DueTimes"]

_GOES_ON = frozenset(("hopefully", "once", "as"))
_BEFORE_SUBJECT = 5


class DueTimes:
    """The deadlines of one reply, in order; `find` is called when the first promise asks for them."""

    def __init__(self, text: ReplyText, find: Callable[[], Sequence[Deadline]]) -> None:
        self._text = text
        self._find = find

    @once
    def _places(self) -> list[tuple[int, Deadline]]:
        """The deadlines of the text, each behind the place where it begins."""
        return [(d.quote.start, d) for d in self._find() if d.quote is not None]

    def of(self, core: Core, clause: Clause, number: int) -> Deadline | None:
        """Return the deadline of the promise of a clause, which goes on to the clause of that number.

        It is of its clause, else of the next one of the sentence, else what stands before it: "Tomorrow I'll call you."
        """
        found = self.between(core.start, clause.end)
        clauses = self._text.clauses
        if found is None and number + 1 < len(clauses) and not self._text.ends_sentence(clause):
            after = clauses[number + 1]
            if after.start == clause.end and self._text.word(after.start) in _GOES_ON:
                found = self.between(after.start, after.end)
        return found or self.between(max(clause.start, core.start - _BEFORE_SUBJECT), core.start)

    def within(self, start: int, end: int) -> Deadline | None:
        """Return the vague time that is all of a condition: "as soon as it arrives"."""
        found = self.between(start, end)
        is_all = found is not None and found.quote is not None and found.quote.start == self._text.starts[start]
        return found if is_all and found is not None and found.kind is DeadlineKind.VAGUE else None

    def between(self, start: int, end: int) -> Deadline | None:
        """Return the deadline between two tokens: the first explicit one, else the first."""
        if end <= start:
            return None
        first, last = self._text.starts[start], self._text.ends[end - 1]
        places = self._places
        inside = [d for _, d in places[bisect_left(places, (first,)) : bisect_left(places, (last,))]]
        return next((d for d in inside if d.kind is DeadlineKind.EXPLICIT), inside[0] if inside else None)
