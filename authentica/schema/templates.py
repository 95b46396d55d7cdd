"""What template mining finds: frames that many customers were sent, and what a reply shares with them."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from authentica.errors import RecordError
from authentica.schema.fields import count, optional, reading, typed

__all__ = ["Frame", "Macro", "PermittedZone", "Reach", "TemplateKind", "TemplateSpan", "TemplateUse"]


class TemplateKind(str, enum.Enum):
    """What a stretch of a reply has in common with other replies."""

    REPLY = "reply"
    """A part of a reply that is the same as a whole, but for its slots, and too short to be known by itself."""
    CLAUSE = "clause"
    """A whole sentence, but for its slots."""
    OPEN_CLAUSE = "open_clause"
    """The beginning and the end of a sentence, around a middle of any length."""
    FRAGMENT = "fragment"
    """Six words and more in a row."""
    MACRO = "macro"
    """A sentence, or six words and more, of a known macro."""


class PermittedZone(str, enum.Enum):
    """Wordings that may be the same for everybody: shown, and not held against anybody."""

    GREETING = "greeting"
    SIGN_OFF = "sign_off"
    LEGAL_NOTICE = "legal_notice"
    IDENTITY_CHECK = "identity_check"


@dataclass(frozen=True, slots=True, kw_only=True)
class Macro:
    """A text that is known to be pasted.

    Attributes
    ----------
    name : str
        Its title, or its place in the file.
    text : str
        Plain text; placeholders such as ``{{ticket.requester.first_name}}`` are slots.
    """

    name: str
    text: str

    def to_dict(self) -> dict[str, str]:
        """Return JSON-ready data."""
        return {"name": self.name, "text": self.text}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Macro:
        """Read back what `to_dict` wrote."""
        with reading("Macro"):
            return cls(name=typed(data, "name", str), text=typed(data, "text", str))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How far a wording has spread.

    Attributes
    ----------
    messages, conversations, customers : int
        How many it was found in or sent to. A message that names neither customer nor conversation counts as one of each.
    agents : int
        Different agents who sent it; a lower bound where `exact` is False. 0 where the export names none.
    first_seen, last_seen : datetime or None
        Earliest and latest time in UTC, of the messages that were kept where `exact` is False; None where no message had one.
    exact : bool
        Whether the numbers are counts; estimates from a sample of customers if not.
    """

    messages: int
    conversations: int
    customers: int
    agents: int
    first_seen: datetime | None = None
    last_seen: datetime | None = None
    exact: bool = True

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready data."""
        return {
            "messages": self.messages,
            "conversations": self.conversations,
            "customers": self.customers,
            "agents": self.agents,
            "first_seen": self.first_seen.isoformat() if self.first_seen else None,
            "last_seen": self.last_seen.isoformat() if self.last_seen else None,
            "exact": self.exact,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Reach:
        """Read back what `to_dict` wrote."""
        with reading("Reach"):
            first, last = optional(data, "first_seen", str), optional(data, "last_seen", str)
            return cls(
                messages=count(data["messages"]),
                conversations=count(data["conversations"]),
                customers=count(data["customers"]),
                agents=count(data["agents"]),
                first_seen=datetime.fromisoformat(first) if first is not None else None,
                last_seen=datetime.fromisoformat(last) if last is not None else None,
                exact=_truth(data, "exact"),
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A wording that is habit.

    Attributes
    ----------
    frame_id : str
        The same for the same wording in any corpus and on any machine.
    kind : TemplateKind
        `TemplateKind.CLAUSE` or `TemplateKind.OPEN_CLAUSE`.
    wording : str
        Its words in lower case, with ``<…>`` where a slot is.
    reach : Reach
        How far it has spread.
    permitted : PermittedZone or None
        Why it may be the same for everybody, where it may.
    macro : str or None
        Name of the known macro that has it.
    """

    frame_id: str
    kind: TemplateKind
    wording: str
    reach: Reach
    permitted: PermittedZone | None = None
    macro: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready data."""
        return {
            "frame_id": self.frame_id,
            "kind": self.kind.value,
            "wording": self.wording,
            "reach": self.reach.to_dict(),
            "permitted": self.permitted.value if self.permitted else None,
            "macro": self.macro,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Frame:
        """Read back what `to_dict` wrote."""
        with reading("Frame"):
            return cls(
                frame_id=typed(data, "frame_id", str),
                kind=TemplateKind(data["kind"]),
                wording=typed(data, "wording", str),
                reach=Reach.from_dict(data["reach"]),
                permitted=_zone(data),
                macro=optional(data, "macro", str),
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateSpan:
    """A stretch of a reply that was also sent to other customers.

    Attributes
    ----------
    start, end : int
        Half-open code-point offsets into the reply; the stretch includes its slots.
    text : str
        ``reply[start:end]``.
    kind : TemplateKind
        What it has in common with other replies.
    frame_id : str
        Of the frame; of its rarest fragment for a `TemplateKind.FRAGMENT`.
    customers, agents : int
        Other customers it was sent to, and agents who sent it to them. A fragment's are those of its rarest part.
    exact : bool
        Whether the two are counts; an estimate and a lower bound if not.
    permitted : PermittedZone or None
        Why it may be the same for everybody, where it may.
    macro : str or None
        Name of the known macro that has it.
    """

    start: int
    end: int
    text: str
    kind: TemplateKind
    frame_id: str
    customers: int
    agents: int
    exact: bool = True
    permitted: PermittedZone | None = None
    macro: str | None = None

    @property
    def reason(self) -> str:
        """The evidence in words, such as "sent to 214 other customers by 37 agents"."""
        about = "" if self.exact else "about "
        customers = f"{self.customers:,} other customer{'' if self.customers == 1 else 's'}"
        said = f"sent to {about}{customers}" if self.customers else ""
        if said and self.agents:
            least = "" if self.exact else "at least "
            said += f" by {least}{self.agents:,} agent{'' if self.agents == 1 else 's'}"
        # The name of a macro comes from outside and is quoted as data.
        known = f"part of the macro {self.macro!r}" if self.macro is not None else ""
        return "; ".join(part for part in (known, said) if part)

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready data."""
        return {
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "kind": self.kind.value,
            "frame_id": self.frame_id,
            "customers": self.customers,
            "agents": self.agents,
            "exact": self.exact,
            "permitted": self.permitted.value if self.permitted else None,
            "macro": self.macro,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> TemplateSpan:
        """Read back what `to_dict` wrote."""
        with reading("TemplateSpan"):
            return cls(
                start=count(data["start"]),
                end=count(data["end"]),
                text=typed(data, "text", str),
                kind=TemplateKind(data["kind"]),
                frame_id=typed(data, "frame_id", str),
                customers=count(data["customers"]),
                agents=count(data["agents"]),
                exact=_truth(data, "exact"),
                permitted=_zone(data),
                macro=optional(data, "macro", str),
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateUse:
    """What one reply shares with replies to other customers.

    Attributes
    ----------
    share : float
        0..1: of the characters of the reply's words, names, numbers and links, those that also occur in replies to at least the
        miner's `min_customers` other customers, or in a known macro. What fills a slot is shared only where the whole sentence
        is the same for the others, slots included.
    held_share : float
        0..1: the same without permitted zones. This is what may count against a reply.
    closest_share : float
        0..1, at most `share`: the most of it that was said in a single other conversation. Near `share`, the reply is a copy of one
        that was sent before; far below, it is put together from several. Of replies without conversations only whole copies are
        known. Beyond the miner's memory it is a lower bound.
    whole_customers : int
        Other customers who were sent the whole reply, but for its slots; 0 below `min_customers`.
    spans : tuple of TemplateSpan
        Where they are, in order, not overlapping.
    """

    share: float
    held_share: float
    closest_share: float = 0.0
    whole_customers: int = 0
    spans: tuple[TemplateSpan, ...] = ()

    @property
    def frame_ids(self) -> tuple[str, ...]:
        """The frames that the reply uses, each once, in the order of the text."""
        return tuple(dict.fromkeys(span.frame_id for span in self.spans))

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready data."""
        return {
            "share": self.share,
            "held_share": self.held_share,
            "closest_share": self.closest_share,
            "whole_customers": self.whole_customers,
            "spans": [span.to_dict() for span in self.spans],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> TemplateUse:
        """Read back what `to_dict` wrote."""
        with reading("TemplateUse"):
            return cls(
                share=_share(data, "share"),
                held_share=_share(data, "held_share"),
                closest_share=_share(data, "closest_share"),
                whole_customers=count(data["whole_customers"]),
                spans=tuple(TemplateSpan.from_dict(span) for span in data["spans"]),
            )


def _zone(data: Mapping[str, Any]) -> PermittedZone | None:
    zone = optional(data, "permitted", str)
    return None if zone is None else PermittedZone(zone)


def _truth(data: Mapping[str, Any], key: str) -> bool:
    if not isinstance(data[key], bool):
        raise RecordError(f"the field {key!r} is neither true nor false")
    return bool(data[key])


def _share(data: Mapping[str, Any], key: str) -> float:
    value = float(data[key])
    if not 0.0 <= value <= 1.0:
        raise RecordError(f"the field {key!r} is not between 0 and 1")
    return value
