"""What to say instead, made from this case: of a secret asked for, of what was needed and not shown, and of what stayed general."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from authentica.explain.courtesies import Asking
from authentica.explain.outcomes import Wall
from authentica.explain.quotes import CustomerQuotes, quoted
from authentica.language.reading import CustomerReading
from authentica.language.told import Told, troubles
from authentica.schema import Actor, Commitment, DeadlineKind, Evidence, Flag, Tip

__all__ = ["write_tips"]

_NOTHING: Mapping[str, Evidence] = MappingProxyType({})
_LONGEST_QUOTE_CHARS = 70
# What is general is spoken of only until a reply has two tips: more are not taken up at once.
_ENOUGH_TIPS = 2
# An act's words end before its time ("just as soon as possible"), and then without what led over to it.
_CUT_SHORT = frozenset(("and", "as", "be", "but", "just", "or", "so", "very", "will"))
_SPEAKERS = frozenset(("i", "we", "our"))
# Who says so is known; what is open is the act.
_FIRST_PERSON = frozenset(("i", "i'd", "i'll", "i'm", "i've", "me", "my"))

_SOMEBODY = re.compile(r"\band (some(?:one|body)\b)", re.IGNORECASE)
_PROMISES = re.compile(r"\b(?:i|we|you|it|they|will|shall)\b|['’]ll\b", re.IGNORECASE)

_EMPATHY: Mapping[Told, str] = MappingProxyType(
    {
        Told.LOSS: "They {wrote} {quote}. Say first, in your own words, what that means for them; then the fix.",
        Told.STAKE: "They {wrote} {quote}. Say first, in your own words, what hangs on it; then the fix.",
        Told.DISTRESS: "They {wrote} {quote}. Answer that first, in your own words; then the fix.",
        Told.WAIT: "They {wrote} {quote}. Acknowledge how long or how often this has gone on, not only the problem.",
        Told.TRIED: "They {wrote} {quote}. Take that up before you ask them for anything more.",
        Told.TROUBLE: "They {wrote} {quote}. Say what that means for them, not only what is wrong, before the next step.",
        Told.SAID: "They {wrote} {quote}. Take that up before the next step.",
        Told.ANGER: "They are angry: {quote}. Say what went wrong for them, plainly and once, before anything else.",
    }
)
# Nobody acts on these; it is done for whom they befell.
_BEFELL = (Told.LOSS, Told.STAKE, Told.DISTRESS)
_BEFORE = (Told.TRIED, Told.WAIT)
_EMPATHY_PLAIN = "Start with one sentence about what this is like for them, in words that fit only this case."

_NO_TIME = "{words} gives no time that they can count on. Say by when; if that is not known yet, say when they will hear from you."
_TAKE_BACK = (
    "“{secret}” asks for what nobody should be asked for. Take it back, and make sure who they are in another way."
)


def write_tips(
    missed: Sequence[str],
    quotes: CustomerQuotes,
    flags: Sequence[Flag],
    pushed: str | None,
    secret: str | None = None,
    general: Mapping[str, Evidence] = _NOTHING,
    commitments: Sequence[Commitment] = (),
    wall: Wall | None = None,
    asking: Asking = Asking.SAYS,
    wrote: str = "wrote",
    customer: CustomerReading | None = None,
) -> tuple[Tip, ...]:
    """Return one tip for each missed dimension and, where these are fewer than two, on what stayed general or stops the customer.

    First comes that of a secret, of the dimension "privacy", then those of `missed`, in its order, on what stayed general, and on what stops
    the customer.

    Parameters
    ----------
    missed : sequence of str
        Of "empathy", "ownership" and "expectations": what the moment needed and the reply does not show.
    quotes, customer
        The customer's own words, which are quoted in one tip only; who tells that they tried or waited before is to be sent on no more.
    flags : sequence of Flag
        Those that the reply's words show: a hand-off or a rule calls for other advice.
    pushed, secret : str or None
        The words that leave the customer with the work, and those that ask for what no agent should ask for.
    general : mapping of str to Evidence, optional
        Those of the three dimensions that the moment clearly needed and the reply shows in general words alone, each with these words.
    commitments : sequence of Commitment, optional
        What the reply promises; a promise without a time is quoted.
    wall, asking, wrote
        What stops the customer or drives them away; what the reply wants of them; and what they did with their words, "wrote" or "said".
    """
    tips = [] if secret is None else [Tip(dimension="privacy", text=_TAKE_BACK.format(secret=secret))]
    if not (missed or general or wall):
        return tuple(tips)
    said = _Said(quotes, wrote, customer)
    is_ruled = Flag.POLICY_BLOCK in flags or (wall is not None and wall.is_rule)
    spoken = _spoken_of(general, said, commitments)[: max(0, _ENOUGH_TIPS - len(tips) - len(missed))]
    texts: dict[str, str] = {}
    # Of the same words the feeling has more need than the act: it takes its quotation first.
    for dimension in sorted((*missed, *spoken), key=lambda dimension: dimension != "empathy"):
        if dimension == "ownership" and asking is Asking.ONLY and Flag.HAND_OFF not in flags:
            texts[dimension] = _with_answer(said, "expectations" not in missed)
        elif dimension in spoken:
            texts[dimension] = _on_general(dimension, general, said, commitments, asking)
        elif dimension == "empathy":
            texts[dimension] = _empathy(said, asking)
        elif dimension == "ownership":
            texts[dimension] = _ownership(said, flags, pushed, is_ruled)
        else:
            texts[dimension] = _expectations(said, flags, asking)
    tips += [Tip(dimension=dimension, text=texts[dimension]) for dimension in (*missed, *spoken)]
    if wall and len(tips) < 1 + wall.is_rule and "ownership" not in texts:
        tips.append(Tip(dimension="ownership", text=_on_wall(wall, said)))
    return tuple(tips)


class _Said:
    """What the customer said, for the tips of one reply: words are quoted in one of them only; the others speak of the case."""

    def __init__(self, quotes: CustomerQuotes, wrote: str, customer: CustomerReading | None) -> None:
        self._words = quotes
        self._customer = customer
        self.wrote = wrote
        self._quoted: list[str] = []

    def __bool__(self) -> bool:
        return self._words.felt is not None

    @property
    def has_tried(self) -> bool:
        """Whether they told that they had tried, or waited, before."""
        return self._customer is not None and any(one.told in _BEFORE for one in troubles(self._customer))

    def felt(self) -> tuple[str, Told] | None:
        """Return the words that weigh most on them and what they tell; None where they were quoted before, or nothing weighs."""
        felt = self._words.felt
        return felt if felt and self._first(felt[0]) else None

    def subject(self, word: str) -> str:
        """Return what an act or a time is asked for: what is wrong, led by a preposition, or whom a loss befell.

        Empty where that was quoted before, or neither is told.
        """
        matter, felt = self._words.matter, self._words.felt
        if matter:
            return f"{word} {matter}" if self._first(matter) else ""
        if felt and felt[1] in _BEFELL and self._first(felt[0]):
            return f"for a customer who {self.wrote} {felt[0]}"
        return ""

    def _first(self, quote: str) -> bool:
        words = quote.strip("“”")
        if any(words in other or other in words for other in self._quoted):
            return False
        self._quoted.append(words)
        return True


def _spoken_of(general: Mapping[str, Evidence], said: _Said, commitments: Sequence[Commitment]) -> list[str]:
    """Return the dimensions whose general words are spoken of, what helps most first.

    Of the labelled replies that were to show all three and do so in general words, 1 of 100 gets its customer somewhere; of those
    with a definite act 44, with a clear time 35, with specific empathy 12.
    """
    found = []
    if "ownership" in general:
        # One tip asks for the act and its time: they are mostly said in one.
        found.append("ownership")
    elif _is_timeless(general, commitments) and _promise(commitments):
        found.append("expectations")
    if "empathy" in general and said:
        found.append("empathy")
    return found


def _on_general(
    dimension: str, general: Mapping[str, Evidence], said: _Said, commitments: Sequence[Commitment], asking: Asking
) -> str:
    if dimension == "ownership":
        return _general_ownership(_act(general["ownership"], commitments), said, _is_timeless(general, commitments))
    if dimension == "expectations":
        return _NO_TIME.format(words=quoted(_promise(commitments), _LONGEST_QUOTE_CHARS))
    return f"{quoted(general['empathy'].text or '', _LONGEST_QUOTE_CHARS)} stays general. {_empathy(said, asking)}"


def _is_timeless(general: Mapping[str, Evidence], commitments: Sequence[Commitment]) -> bool:
    return "expectations" in general and all(c.deadline.kind is not DeadlineKind.EXPLICIT for c in commitments)


def _promise(commitments: Sequence[Commitment]) -> str:
    return next((_promised(c) for c in commitments if c.actor is not Actor.CUSTOMER), "")


def _promised(commitment: Commitment) -> str:
    """Return the words of a promise, without the end of another act before them: "your concern | and | someone will call"."""
    words = commitment.quote.text
    joined = _SOMEBODY.search(words)
    return words if joined is None or _PROMISES.search(words, 0, joined.start()) else words[joined.start(1) :]


def _on_wall(wall: Wall, said: _Said) -> str:
    words = quoted(wall.words, _LONGEST_QUOTE_CHARS) if wall.words else "This reply"
    what = "ends it with the rule. Beside it, say" if wall.is_rule else "leaves them where they were. Say"
    return f"{words} {what} one thing that you can do {said.subject('about') or 'in this case'}, and do it yourself."


def _empathy(said: _Said, asking: Asking) -> str:
    felt = said.felt()
    if felt is None:
        return _EMPATHY_PLAIN
    if felt[1] is Told.TRIED and asking is Asking.NOTHING:
        return f"They {said.wrote} {felt[0]}. Take that up first."
    return _EMPATHY[felt[1]].format(wrote=said.wrote, quote=felt[0])


def _act(evidence: Evidence, commitments: Sequence[Commitment]) -> str:
    """Return the words of an act: where they are long, what is promised in them."""
    words = evidence.text or ""
    if len(words) > _LONGEST_QUOTE_CHARS and evidence.start is not None and evidence.end is not None:
        within = [_promised(c) for c in commitments if evidence.start <= c.quote.start < evidence.end]
        words = next(iter(within), words)
    kept = words.split()
    if len(kept) > 1 and kept[0] == "that" and kept[1].casefold() in _SPEAKERS:
        del kept[0]  # "so | that we can assist you"
    while len(kept) > 1 and kept[-1].casefold() in _CUT_SHORT:
        kept.pop()
    return " ".join(kept)


def _general_ownership(words: str, said: _Said, timeless: bool) -> str:
    act = quoted(words, _LONGEST_QUOTE_CHARS)
    if _FIRST_PERSON.isdisjoint(words.casefold().replace("’", "'").split()):
        what = ", what they do and by when" if timeless else " and what they do"
        return f"{act} leaves open who does what. Name who acts {said.subject('on') or 'on this case'}{what}."
    when = ", and by when" if timeless else ""
    return f"{act} names no act. Say what you will do {said.subject('about') or 'in this case'}{when}."


def _ownership(said: _Said, flags: Sequence[Flag], pushed: str | None, is_ruled: bool) -> str:
    about = said.subject("about") or "in this case"
    if is_ruled:
        return f"Beside the rule, say one thing that you can do {about}, and do it yourself."
    if pushed:
        end = "instead of sending them on" if said.has_tried else "before you send them on"
        return f"{quoted(pushed, _LONGEST_QUOTE_CHARS)} leaves them with it. Say what you have done or will do yourself {about} {end}."
    if Flag.HAND_OFF in flags and said.has_tried:
        return f"This has gone on for a while: rather than move them, take it on here. Say what you will do {about}: “I will …”, with a definite act."
    if Flag.HAND_OFF in flags:
        return f"You move them elsewhere. Say what you will do {about} once they are there: “I will …”, with a definite act."
    return f"Say who does what {about}: “I have …” or “I will …”, with a definite act."


def _with_answer(said: _Said, timeless: bool) -> str:
    # "I will …" is no help before the answer is there.
    what = " ".join(filter(None, ("do", said.subject("about"), "once you have the answer")))
    return f"You only ask. Say what you will {what}{', and by when' if timeless else ''}."


def _expectations(said: _Said, flags: Sequence[Flag], asking: Asking) -> str:
    answers = Flag.ASKS_PERSONAL_DATA in flags or asking is Asking.ONLY
    if answers or (Flag.HAND_OFF in flags and not said.has_tried):
        once = "have answered" if answers else "are there"
        return f"Say what happens once they {once}, and by when: “… and you hear from me by …”."
    about = said.subject("about")
    what = f"next {about}, and by when" if about else "next and by when"
    return f"Say what happens {what}; if there is no date yet, say when they will hear from you."
