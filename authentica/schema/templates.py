"""What template mining finds: frames that many customers were sent, and what a reply shares with them."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime

from authentica.schema.record import Record, Share

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
class Macro(Record):
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach(Record):
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame(Record):
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


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateSpan(Record):
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


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateUse(Record):
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

    share: Share
    held_share: Share
    closest_share: Share = 0.0
    whole_customers: int = 0
    spans: tuple[TemplateSpan, ...] = ()
