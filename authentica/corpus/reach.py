"""Who was sent what: a table of wordings and customers that stays within a stated size and merges exactly.

A row is a wording (its key), a customer, a conversation and an agent, with a count and the first and last time. While everything fits,
everything is there and every number is a count. Beyond that the table keeps a sample, by two rules:

* of each key, the rows of the `key_pairs` customers with the smallest hashes (the bottom-k, or KMV, sketch: Bar-Yossef et al., RANDOM
  2002; Cohen and Kaplan, PODC 2007), and of each of them the `PAIR_ROWS` rows of the conversations with the smallest hashes: a customer
  who comes back often takes no other's place;
* of all keys, the rows of those pairs of key and customer whose hash is below 2**-level, with the lowest level at which at most
  `rows` remain.

Both depend on the set of the rows alone, and the second can only become stricter when rows are added. So a row that is dropped never
comes back, a row that is there has never been dropped and its count is exact, and the table is the same for any order and any
partition of the messages. A wording sent to many customers has many chances to stay; one sent to a few is the first to go, which is the
right one to lose.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from authentica.corpus.keys import U64, changes, mix, mix_one

__all__ = ["COLUMNS", "NO_TIME_FIRST", "NO_TIME_LAST", "PAIR_ROWS", "ROW_BYTES", "KeyReach", "ReachTable", "pair_hash"]

I64 = npt.NDArray[np.int64]

NO_TIME_FIRST = np.iinfo(np.int64).max
NO_TIME_LAST = np.iinfo(np.int64).min

COLUMNS: Mapping[str, str] = {
    "key": "<u8",
    "pair": "<u8",
    "conversation": "<u8",
    "agent": "<u8",
    "count": "<i8",
    "first": "<i8",
    "last": "<i8",
}
"""Name and type of each column. A conversation of 0 marks messages whose customer is unknown, one customer each."""

ROW_BYTES = 8 * len(COLUMNS)
PAIR_ROWS = 16
"""Most rows of one key and customer."""

_HIGHEST_LEVEL = 64
_ONES = (1 << 64) - 1


def pair_hash(keys: U64, customers: U64) -> U64:
    """Return the number that decides whether a pair of key and customer is kept; never 0 but by chance of 2**-64."""
    return mix(keys ^ mix(customers + np.uint64(0x9E3779B97F4A7C15)))


def _pair_number(key: int, customer: int) -> int:
    """Return `pair_hash` of one key and one customer, without the cost of arrays."""
    return mix_one(key ^ mix_one((customer + 0x9E3779B97F4A7C15) & _ONES))


class KeyReach(NamedTuple):
    """What the table says of one key; numbers as in `authentica.schema.Reach`, times in microseconds of UTC.

    `seen` is the number of customers that are in the table: never more than there are, whatever the estimate.
    """

    seen: int
    messages: int
    conversations: int
    customers: int
    agents: int
    first: int | None
    last: int | None
    exact: bool


class Others(NamedTuple):
    """What the table says of one key and the customers other than one; a part of `KeyReach`."""

    seen: int
    customers: int
    agents: int
    exact: bool


class _Summary(NamedTuple):
    """What is kept of a key that was asked for, since frequent keys are asked for again and again."""

    all: Others
    pairs: U64
    agents: list[int]
    agent_rows: Counter[int]
    conversations: U64


_SUMMARIES = 20_000

_NOTHING = KeyReach(0, 0, 0, 0, 0, None, None, True)


class ReachTable:
    """The table.

    Parameters
    ----------
    rows : int
        Most rows that are kept: `ROW_BYTES` bytes each, and up to three times as much while rows are sorted in.
    key_pairs : int
        Most customers of one key.

    Attributes
    ----------
    messages : int
        How many there are: no estimate is above it.
    """

    def __init__(self, rows: int, key_pairs: int) -> None:
        self.rows = rows
        self.key_pairs = key_pairs
        self.messages = 0
        self.level = 0
        self._columns: dict[str, npt.NDArray[np.generic]] = {
            name: np.zeros(0, dtype=kind) for name, kind in COLUMNS.items()
        }
        self._waiting: list[dict[str, npt.NDArray[np.generic]]] = []
        self._waiting_rows = 0
        self._weights: I64 | None = None
        self._summaries: dict[int, _Summary] = {}

    def add(self, columns: Mapping[str, npt.NDArray[np.generic]]) -> None:
        """Add rows, of any keys in any order."""
        let_in = _below(columns["pair"], self.level)
        self._waiting.append({name: np.asarray(columns[name])[let_in].astype(kind) for name, kind in COLUMNS.items()})
        self._waiting_rows += int(let_in.sum())
        if self._waiting_rows > max(self.rows // 2, 1024):
            self.settle()

    def lets_in(self, pairs: U64) -> npt.NDArray[np.bool_]:
        """Tell which pairs the present level lets in."""
        return _below(pairs, self.level)

    def has_full_key(self) -> bool:
        """Tell whether a key has as many customers, or one of them as many rows, as they may have."""
        self.settle()
        of_key, of_pair = _ranks(self._columns)
        return bool(len(of_key)) and (int(of_key.max()) >= self.key_pairs - 1 or int(of_pair.max()) >= PAIR_ROWS - 1)

    def absorb(self, other: ReachTable) -> None:
        """Add all rows of another table, which stays as it is."""
        other.settle()
        self.settle()
        self.level = max(self.level, other.level)
        self._waiting.append(dict(other._columns))
        self._sort_in()

    def settle(self) -> None:
        """Sort in the rows that wait, so that the table holds what its rules say."""
        if self._waiting:
            self._sort_in()

    def __len__(self) -> int:
        self.settle()
        return len(self._columns["key"])

    def columns(self) -> dict[str, npt.NDArray[np.generic]]:
        """Return the columns, sorted by key, pair, conversation and agent."""
        self.settle()
        return dict(self._columns)

    def replace(self, columns: Mapping[str, npt.NDArray[np.generic]], level: int) -> None:
        """Take over stored columns."""
        self._columns = self._first_of_each_key(
            {name: np.asarray(columns[name]).astype(kind) for name, kind in COLUMNS.items()}
        )
        self.level = level
        self._waiting, self._waiting_rows, self._weights = [], 0, None
        self._summaries = {}

    def keys(self) -> U64:
        """Return the keys, each once, ascending."""
        keys: U64 = np.unique(self.columns()["key"]).astype(np.uint64)
        return keys

    def reach(self, key: int, without: int | None = None) -> KeyReach:
        """Say how far a key has spread, `without` the customer of this hash."""
        self.settle()
        column = self._columns["key"]
        wanted = np.uint64(key)
        start, end = int(column.searchsorted(wanted, "left")), int(column.searchsorted(wanted, "right"))
        if start == end:
            return _NOTHING
        pair = self._columns["pair"][start:end]
        conversation = self._columns["conversation"][start:end]
        agent = self._columns["agent"][start:end]
        count = self._columns["count"][start:end].astype(np.int64)
        first, last = self._columns["first"][start:end], self._columns["last"][start:end]
        new_pair = changes(pair)
        full = int(new_pair.sum()) >= self.key_pairs
        share = _shares_of_pairs(new_pair, conversation, agent)
        exact = self.level == 0 and not full and bool((share == 1).all())
        limit = (int(pair[-1]) + 1) if full else (1 << (_HIGHEST_LEVEL - self.level))
        if without is not None:
            own = np.uint64(_pair_number(key, without))
            keep = pair != own
            if not keep.all():
                # Of unknown customers with one text between them, one is left out: the reply itself.
                shared = ~keep & (conversation == 0) & (count > 1)
                count = np.where(shared, count - 1, count)
                keep |= shared
                pair, conversation, agent, share = pair[keep], conversation[keep], agent[keep], share[keep]
                count, first, last = count[keep], first[keep], last[keep]
                if not len(pair):
                    return _NOTHING
        unknown = conversation == 0
        loose, in_table = round(float((count / share)[unknown].sum())), int(count[unknown].sum())
        known_pairs = pair[~unknown]
        customers = len(np.unique(known_pairs))
        in_table += customers
        customers += loose
        _, first_rows = np.unique(conversation[~unknown], return_index=True)
        conversations = round(float((1 / share[~unknown][first_rows]).sum())) + loose
        messages = round(float((count / share).sum()))
        if not exact:
            # The largest hash kept bounds the sample and is no part of it, hence one less (Bar-Yossef et al.). Every
            # estimate is at least what was seen.
            seen = max(customers - 1, 1) if full else customers
            scale = seen * (1 << _HIGHEST_LEVEL) / (limit * customers)
            scale = max(scale, 1.0)
            most = max(self.messages, 1)
            customers, conversations, messages = (
                min(round(n * scale), most) for n in (customers, conversations, messages)
            )
        known_first, known_last = int(first.min()), int(last.max())
        return KeyReach(
            seen=in_table,
            messages=messages,
            conversations=conversations,
            customers=customers,
            agents=len(np.unique(agent[agent != 0])),
            first=None if known_first == NO_TIME_FIRST else known_first,
            last=None if known_last == NO_TIME_LAST else known_last,
            exact=exact,
        )

    def others(self, key: int, customer: int) -> Others:
        """Say how far a key has spread among customers other than the one with this hash."""
        self.settle()
        summary, start, end = self._summary(key, customer)
        if start == end:
            return summary.all
        if not summary.agent_rows or not summary.all.exact:
            reach = self.reach(key, customer)
            return Others(reach.seen, reach.customers, reach.agents, reach.exact)
        # All is known of known customers: what is left is a matter of subtraction.
        own_agents = Counter(summary.agents[start:end])
        gone = sum(agent != 0 and rows == summary.agent_rows[agent] for agent, rows in own_agents.items())
        every = summary.all
        return Others(every.seen - 1, every.customers - 1, every.agents - gone, True)

    def conversations_of_others(self, key: int, customer: int) -> U64:
        """Return the conversations in the table, each once and 0 left out, of customers other than the one with this hash."""
        summary, start, end = self._summary(key, customer)
        found: U64 = np.unique(np.concatenate([summary.conversations[:start], summary.conversations[end:]]))
        return found if not len(found) or found[0] else found[1:]

    def _summary(self, key: int, customer: int) -> tuple[_Summary, int, int]:
        """Return what is kept of a key, and which of its rows are the customer's."""
        summary = self._summaries.get(key)
        if summary is None:
            if len(self._summaries) >= _SUMMARIES:
                self._summaries.clear()
            summary = self._summaries[key] = self._summarise(key)
        own = np.uint64(_pair_number(key, customer))
        return summary, int(summary.pairs.searchsorted(own, "left")), int(summary.pairs.searchsorted(own, "right"))

    def _summarise(self, key: int) -> _Summary:
        reach = self.reach(key)
        column = self._columns["key"]
        wanted = np.uint64(key)
        rows = slice(int(column.searchsorted(wanted, "left")), int(column.searchsorted(wanted, "right")))
        agents = self._columns["agent"][rows].tolist()
        known = bool((self._columns["conversation"][rows] != 0).all())
        return _Summary(
            all=Others(reach.seen, reach.customers, reach.agents, reach.exact),
            pairs=self._columns["pair"][rows].astype(np.uint64),
            agents=agents,
            agent_rows=Counter(agents) if known else Counter(),
            conversations=self._columns["conversation"][rows].astype(np.uint64),
        )

    def may_reach(self, keys: U64, least_customers: int) -> npt.NDArray[np.bool_]:
        """Tell, cheaply and for many keys, which may be in the table with so many customers; the others are not."""
        self.settle()
        if self._weights is None:
            unknown = self._columns["conversation"] == 0
            weight = np.where(unknown, self._columns["count"].astype(np.int64), 1)
            self._weights = np.concatenate([np.zeros(1, np.int64), np.cumsum(weight)])
        column = self._columns["key"]
        start, end = column.searchsorted(keys, "left"), column.searchsorted(keys, "right")
        enough: npt.NDArray[np.bool_] = self._weights[end] - self._weights[start] >= least_customers
        return enough

    def _sort_in(self) -> None:
        parts = [self._columns, *self._waiting]
        columns = {name: np.concatenate([part[name] for part in parts]) for name in COLUMNS}
        self._waiting, self._waiting_rows = [], 0
        columns = _select(columns, _below(columns["pair"], self.level))
        columns = self._first_of_each_key(_add_up(columns))
        while len(columns["key"]) > self.rows and self.level < _HIGHEST_LEVEL:
            self.level += 1
            columns = _select(columns, _below(columns["pair"], self.level))
        self._columns = columns
        self._weights = None
        self._summaries = {}

    def _first_of_each_key(self, columns: dict[str, npt.NDArray[np.generic]]) -> dict[str, npt.NDArray[np.generic]]:
        of_key, of_pair = _ranks(columns)
        return _select(columns, (of_key < self.key_pairs) & (of_pair < PAIR_ROWS))


def _ranks(columns: Mapping[str, npt.NDArray[np.generic]]) -> tuple[I64, I64]:
    """Return of each row which customer of its key it belongs to, and which row of that customer's it is, both from 0."""
    new_key = changes(columns["key"])
    new_pair = new_key | changes(columns["pair"])
    place, pairs = np.arange(len(new_key)), np.cumsum(new_pair)
    of_key: I64 = pairs - np.maximum.accumulate(np.where(new_key, pairs, 0))
    of_pair: I64 = place - np.maximum.accumulate(np.where(new_pair, place, 0))
    return of_key, of_pair


def _shares_of_pairs(
    new_pair: npt.NDArray[np.bool_], conversation: npt.NDArray[np.generic], agent: npt.NDArray[np.generic]
) -> npt.NDArray[np.float64]:
    """Return of each row of a key what share of its customer's rows are kept: 1, or an estimate by the largest hash among them."""
    starts = np.flatnonzero(new_pair)
    sizes = np.diff(np.append(starts, len(new_pair)))
    shares = np.ones(len(starts))
    for number in np.flatnonzero(sizes >= PAIR_ROWS).tolist():
        rows = slice(int(starts[number]), int(starts[number]) + int(sizes[number]))
        # Of customers who are unknown, whose one conversation is 0, the agents are what is sampled.
        sampled = np.unique((conversation if conversation[rows][-1] else agent)[rows])
        share = (
            int(sampled[-1]) / (1 << _HIGHEST_LEVEL) * len(sampled) / (len(sampled) - 1) if len(sampled) > 1 else 1.0
        )
        shares[number] = min(share, 1 - 1e-9)
    return np.repeat(shares, sizes)


def _below(pair: npt.NDArray[np.generic], level: int) -> npt.NDArray[np.bool_]:
    if level == 0:
        return np.ones(len(pair), dtype=np.bool_)
    if level >= _HIGHEST_LEVEL:
        return np.zeros(len(pair), dtype=np.bool_)
    below: npt.NDArray[np.bool_] = (pair.astype(np.uint64) >> np.uint64(_HIGHEST_LEVEL - level)) == 0
    return below


def _select(
    columns: dict[str, npt.NDArray[np.generic]], chosen: npt.NDArray[np.bool_]
) -> dict[str, npt.NDArray[np.generic]]:
    return columns if chosen.all() else {name: column[chosen] for name, column in columns.items()}


def _add_up(columns: dict[str, npt.NDArray[np.generic]]) -> dict[str, npt.NDArray[np.generic]]:
    """Sort rows by what they are about, and make one of those that are about the same."""
    if not len(columns["key"]):
        return columns
    about = ("key", "pair", "conversation", "agent")
    order = np.lexsort([columns[name] for name in reversed(about)])
    columns = {name: column[order] for name, column in columns.items()}
    new = np.zeros(len(order), dtype=np.bool_)
    for name in about:
        new |= changes(columns[name])
    starts = np.flatnonzero(new)
    if len(starts) == len(order):
        return columns
    return {
        **{name: columns[name][starts] for name in about},
        "count": np.add.reduceat(columns["count"].astype(np.int64), starts),
        "first": np.minimum.reduceat(columns["first"].astype(np.int64), starts),
        "last": np.maximum.reduceat(columns["last"].astype(np.int64), starts),
    }
