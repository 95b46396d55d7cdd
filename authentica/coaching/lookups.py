"""What is known of replies from elsewhere: which team an agent belongs to, which queue a conversation came through."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from authentica.errors import ColumnError, InputError
from authentica.readers.records import open_records
from authentica.readers.sources import open_source
from authentica.readers.values import identifier
from authentica.schema import Assessment, SetAside

__all__ = ["Lookup", "idle", "in_order", "read_lookup"]

_KNOWN = ("agent", "channel", "conversation", "message")
"""What can be looked up: the author id, channel, conversation id and message id of a reply."""

_ADDED = ("agent", "team", "channel", "queue")
"""What can be added; it takes the place of what the reply says."""

_RENAMED = ("agent", "channel")
"""What is both: a lookup that adds one comes before those that know it."""

_MOST_ROWS = 2_000_000
_NAMES = {
    "author": "agent",
    "author_id": "agent",
    "agent_id": "agent",
    "conversation_id": "conversation",
    "message_id": "message",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """One fact by another.

    Attributes
    ----------
    known : str
        "agent", "channel", "conversation" or "message".
    added : str
        "agent", "team", "channel" or "queue".
    values : mapping of str to str
        The added fact by the known one.

    Raises
    ------
    InputError
        If one of the two is none of these.
    """

    known: str
    added: str
    values: Mapping[str, str] = field(hash=False)

    def __post_init__(self) -> None:
        for name, value, allowed in (("known", self.known, _KNOWN), ("added", self.added, _ADDED)):
            if value not in allowed:
                raise InputError(
                    f"{str(value)[:40]!r} cannot be {name} in a lookup", "Lookup", f"Use one of {', '.join(allowed)}."
                )

    def find(self, assessment: Assessment, facts: Mapping[str, str | None] = MappingProxyType({})) -> str | None:
        """Return the added fact of a reply; None where it is unknown.

        Parameters
        ----------
        assessment : Assessment
            Of the reply.
        facts : mapping of str to str, optional
            What other lookups have added: a known fact is looked up as they call it, and as the reply does where that is not found.
        """
        known = {
            "agent": assessment.author_id,
            "channel": assessment.channel,
            "conversation": assessment.conversation_id,
            "message": assessment.message_id,
        }[self.known]
        names = (name for name in (facts.get(self.known), known) if name is not None)
        return next((self.values[name] for name in names if name in self.values), None)


def in_order(lookups: Iterable[Lookup]) -> tuple[Lookup, ...]:
    """Return lookups in the order in which they apply: what gives agents and channels their names comes first."""
    return tuple(sorted(lookups, key=lambda lookup: lookup.added not in _RENAMED))


def idle(lookups: Iterable[Lookup], by: Iterable[str]) -> tuple[Lookup, ...]:
    """Return the lookups that tell nothing of groups by these keys, not even what another lookup knows."""
    left, wanted = list(lookups), set(by)
    while used := [lookup for lookup in left if lookup.added in wanted]:
        wanted.update(lookup.known for lookup in used)
        left = [lookup for lookup in left if lookup not in used]
    return tuple(left)


def read_lookup(path: str | os.PathLike[str]) -> Lookup:
    """Read a table of two columns, such as ``agent,team`` or ``conversation_id,queue``: CSV, JSON or Parquet.

    The first column is what is known of a reply, the second what is added. ``author_id,agent`` gives agents their names; teams are then
    looked up by these names, or by the ids.

    Parameters
    ----------
    path : str or path
        The file; also compressed.

    Returns
    -------
    Lookup
        To be handed to an accumulator.

    Raises
    ------
    SourceNotFoundError, FormatError, InputError, MissingExtraError
        If the file or one of its rows cannot be read, or it has too many rows.
    ColumnError
        If its header does not name two such columns.
    """
    source = open_source(path)
    try:
        records = open_records(source)
        header = [_NAMES.get(name.strip().lower(), name.strip().lower()) for name in records.names]
        if len(header) < 2 or header[0] not in _KNOWN or header[1] not in _ADDED:
            raise ColumnError(
                "the header does not name what is known and what is added",
                source.where,
                f"Begin it with one of {', '.join(_KNOWN)}, and then one of {', '.join(_ADDED)}.",
            )
        if records.names[0] == records.names[1]:
            raise ColumnError(
                f"both columns are called {header[0]}",
                source.where,
                "Tell them apart: author_id,agent names agents by their ids, Channel,channel renames channels.",
            )
        values: dict[str, str] = {}
        for item in records.items:
            if isinstance(item, SetAside):
                raise InputError(item.reason, item.origin)
            cells = [item[1].get(name) for name in records.names[:2]]
            if not all(cell is None or isinstance(cell, str) for cell in cells):
                raise InputError("a value is no text", item[0])
            known, added = identifier(cells[0]) or "", (cells[1] or "").strip()
            if known and added:
                values[known] = added
            if len(values) > _MOST_ROWS:
                raise InputError(f"it has more than {_MOST_ROWS:,} rows", source.where)
    finally:
        source.close()
    return Lookup(known=header[0], added=header[1], values=values)
