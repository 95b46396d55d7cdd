"""Sharing: what a reply shares with replies to other customers, as spans of its text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from authentica.corpus.frames import frame_id
from authentica.corpus.keys import EDGE_WORDS, FRAGMENT_WORDS, U64, KeyMaker
from authentica.corpus.permitted import permitted_zones
from authentica.corpus.reach import Others, ReachTable
from authentica.corpus.wording import SLOT, Wording, WordingReader
from authentica.schema import PermittedZone, TemplateKind, TemplateSpan, TemplateUse

__all__ = ["Sharing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharing:
    """Says what replies share, by what a miner has learnt; `min_customers` is from how many other customers on a wording counts."""

    reader: WordingReader
    maker: KeyMaker
    sentences: ReachTable
    fragments: ReachTable
    macro_names: Mapping[int, str]
    min_customers: int

    def uses(self, texts: Sequence[tuple[str, int]]) -> list[TemplateUse]:
        """Return what each text has of others, given whose it is (`customer_number`); many at once take a third of the time."""
        wordings = [self.reader.read(text) for text, _ in texts]
        return [
            self._use(text, customer, wording, known)
            for (text, customer), wording, known in zip(texts, wordings, self._look_up(wordings), strict=True)
        ]

    def _look_up(self, wordings: Sequence[Wording]) -> Iterator[_Known]:
        """Yield which keys of each wording may have reached enough customers; all of them are looked up together."""
        keys = self.maker.make(wordings)
        clauses = zip(
            self._known(self.sentences, keys.clause).tolist(),
            self._known(self.sentences, keys.open_clause).tolist(),
            self._known(self.fragments, keys.verbatim).tolist(),
            strict=True,
        )
        known = self._known(self.fragments, keys.fragment)
        places = np.flatnonzero(known)
        ends = np.cumsum(np.array([len(wording.words) for wording in wordings], dtype=np.int64))
        bounds = [0, *np.searchsorted(places, ends).tolist()]
        fragments = list(zip(places.tolist(), known[places].tolist(), strict=True))
        wholes = self._known(self.fragments, keys.whole).tolist()
        for number, (wording, whole) in enumerate(zip(wordings, wholes, strict=True)):
            before = int(ends[number]) - len(wording.words)
            yield _Known(
                clauses=[_KnownClause(*next(clauses)) for _ in wording.clauses],
                fragments=[(place - before, key) for place, key in fragments[bounds[number] : bounds[number + 1]]],
                whole=whole,
            )

    def _known(self, table: ReachTable, keys: U64) -> U64:
        """Return the keys that may have reached enough customers, or that a macro has; 0 for the others."""
        may = table.may_reach(keys, self.min_customers)
        if self.macro_names:
            may |= np.array([key in self.macro_names for key in keys.tolist()], dtype=np.bool_)
        known: U64 = np.where(may, keys, np.uint64(0))
        return known

    def _use(self, text: str, customer: int, wording: Wording, known: _Known) -> TemplateUse:
        if not wording.words:
            return TemplateUse(share=0.0, held_share=0.0)
        covered = bytearray(len(wording.words))
        stretches: list[_Stretch] = []
        for stretch in self._clauses_shared(wording, known, customer):
            covered[stretch.start : stretch.end] = b"\1" * (stretch.end - stretch.start)
            stretches.append(stretch)
        stretches.extend(self._fragments_shared(known, covered, customer))
        whole = self._whole_shared(known.whole, customer)
        if whole is not None:
            # What is too short to be known by itself is shared as a part of the whole.
            for stretch in stretches:
                covered[stretch.start : stretch.end] = b"\1" * (stretch.end - stretch.start)
            for start, end in wording.clauses:
                part = _Stretch(start, end, TemplateKind.REPLY, known.whole, whole, False, False)
                stretches.extend(_outside(part, covered))
        stretches.sort(key=lambda stretch: stretch.start)
        return self._as_use(text, wording, stretches, customer, 0 if whole is None else whole.customers)

    def _whole_shared(self, key: int, customer: int) -> Others | None:
        if not key:
            return None
        others = self.fragments.others(key, customer)
        return others if others.seen >= self.min_customers else None

    def _clauses_shared(self, wording: Wording, known: _Known, customer: int) -> Iterator[_Stretch]:
        least, names = self.min_customers, self.macro_names
        for (start, end), clause in zip(wording.clauses, known.clauses, strict=True):
            verbatim: Others | None = None
            if clause.verbatim:
                verbatim = self.fragments.others(clause.verbatim, customer)
                if verbatim.seen < least:
                    verbatim = None
            key = clause.key
            if key:
                others = self.sentences.others(key, customer)
                if others.seen >= least or key in names:
                    kind = TemplateKind.CLAUSE if others.seen >= least else TemplateKind.MACRO
                    yield _Stretch(start, end, kind, key, others, verbatim is not None, True)
                    continue
            if verbatim is not None:
                # Too short to be known by its fixed words, such as a line that is a link.
                if all(word == SLOT for word in wording.words[start:end]):
                    yield _Stretch(start, end, TemplateKind.CLAUSE, clause.verbatim, verbatim, True, False)
            elif clause.open_key:
                others = self.sentences.others(clause.open_key, customer)
                if others.seen >= least:
                    for edge in (start, end - EDGE_WORDS):
                        yield _Stretch(
                            edge, edge + EDGE_WORDS, TemplateKind.OPEN_CLAUSE, clause.open_key, others, False, True
                        )

    def _fragments_shared(self, known: _Known, covered: bytearray, customer: int) -> list[_Stretch]:
        """Return runs of words in shared fragments, outside of what shared sentences cover."""
        runs: list[_Stretch] = []
        for place, key in known.fragments:
            stop = place + FRAGMENT_WORDS
            if all(covered[place:stop]):
                continue
            reach = self.fragments.others(key, customer)
            kind = TemplateKind.FRAGMENT
            if reach.seen < self.min_customers:
                if key not in self.macro_names:
                    continue
                kind = TemplateKind.MACRO
            last = runs[-1] if runs else None
            if last is not None and place <= last.end and last.kind is kind:
                rarer = reach.customers < last.reach.customers
                runs[-1] = last._replace(end=stop, key=key, reach=reach) if rarer else last._replace(end=stop)
            else:
                start = place if last is None else max(place, last.end)
                if start < stop:
                    runs.append(_Stretch(start, stop, kind, key, reach, False, False))
        return [piece for run in runs for piece in _outside(run, covered)]

    def _as_use(
        self, text: str, wording: Wording, stretches: Sequence[_Stretch], customer: int, whole: int
    ) -> TemplateUse:
        zones = _zones_of_words(wording) if stretches else []
        spans: list[TemplateSpan] = []
        sizes = [len("".join(text[start:end].split())) for start, end in zip(wording.starts, wording.ends, strict=True)]
        together: list[tuple[U64, int]] = []
        shared = held = 0
        pieces = [
            trimmed
            for stretch in stretches
            for piece in _cut(stretch, zones)
            if (trimmed := _without_outer_slots(piece, wording.words)) is not None
        ]
        for stretch in pieces:
            zone = zones[stretch.start]
            start, end = wording.starts[stretch.start], wording.ends[stretch.end - 1]
            chars = sum(
                sizes[i] for i in range(stretch.start, stretch.end) if stretch.fills or wording.words[i] != SLOT
            )
            shared += chars
            held += 0 if zone else chars
            if not whole:
                table = self.sentences if stretch.in_sentences else self.fragments
                together.append((table.conversations_of_others(stretch.key, customer), chars))
            spans.append(
                TemplateSpan(
                    start=start,
                    end=end,
                    text=text[start:end],
                    kind=stretch.kind,
                    frame_id=frame_id(stretch.key),
                    customers=stretch.reach.customers,
                    agents=stretch.reach.agents,
                    exact=stretch.reach.exact,
                    permitted=zone,
                    macro=self.macro_names.get(stretch.key),
                )
            )
        total = sum(sizes)
        closest = shared if whole else _most_together(together)
        return TemplateUse(
            share=shared / total,
            held_share=held / total,
            closest_share=closest / total,
            whole_customers=whole,
            spans=tuple(spans),
        )


class _KnownClause(NamedTuple):
    """A clause's keys that others may have been sent; 0 for those that they were not."""

    key: int
    open_key: int
    verbatim: int


class _Known(NamedTuple):
    """What a text has that others may have been sent: its clauses, the words that such fragments start at, the whole (0 if not)."""

    clauses: list[_KnownClause]
    fragments: list[tuple[int, int]]
    whole: int


class _Stretch(NamedTuple):
    """Words ``[start, end)`` that are shared.

    `fills` says whether what fills their slots is shared, too, and `in_sentences` which of the two tables has the key.
    """

    start: int
    end: int
    kind: TemplateKind
    key: int
    reach: Others
    fills: bool
    in_sentences: bool


def _most_together(together: Sequence[tuple[U64, int]]) -> int:
    """Return the most characters that one conversation has of those that some have, each with how many they are."""
    if not together:
        return 0
    conversations, place = np.unique(np.concatenate([found for found, _ in together]), return_inverse=True)
    chars = np.repeat([chars for _, chars in together], [len(found) for found, _ in together])
    return int(np.bincount(place, weights=chars).max()) if len(conversations) else 0


def _zones_of_words(wording: Wording) -> list[PermittedZone | None]:
    """Return of each word why its clause may be the same for everybody; words between clauses go with the next."""
    zones: list[PermittedZone | None] = []
    for (_, end), zone in zip(wording.clauses, permitted_zones(wording), strict=True):
        zones.extend([zone] * (end - len(zones)))
    return zones + (zones[-1:] or [None]) * (len(wording.words) - len(zones))


def _cut(stretch: _Stretch, zones: Sequence[PermittedZone | None]) -> Iterator[_Stretch]:
    """Yield a stretch in pieces of one zone each: a greeting does not permit the sentence that a fragment goes on with."""
    start = stretch.start
    for place in range(start + 1, stretch.end + 1):
        if place == stretch.end or zones[place] is not zones[start]:
            yield stretch._replace(start=start, end=place)
            start = place


def _without_outer_slots(piece: _Stretch, words: Sequence[str]) -> _Stretch | None:
    """Return a piece without slots at its ends, where what fills them is not shared: a name is no evidence of a script."""
    start, end = piece.start, piece.end
    while not piece.fills and start < end and words[start] == SLOT:
        start += 1
    while not piece.fills and start < end and words[end - 1] == SLOT:
        end -= 1
    return piece._replace(start=start, end=end) if start < end else None


def _outside(run: _Stretch, covered: bytearray) -> Iterator[_Stretch]:
    start: int | None = None
    for place in range(run.start, run.end + 1):
        free = place < run.end and not covered[place]
        if free and start is None:
            start = place
        elif not free and start is not None:
            yield run._replace(start=start, end=place)
            start = None
