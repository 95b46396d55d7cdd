"""What to say instead: of a secret that is asked for, then for each dimension that was needed and not shown, made from this case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from authentica.language.patterns import Kind
from authentica.language.reading import CustomerReading, ReplyReading
from authentica.schema import Flag, Tip

__all__ = ["customer_quote", "write_tips"]

# What a customer may be quoted on, gravest first.
_QUOTED_CUES = (
    "customer.loss",
    "customer.repeat",
    "customer.already_tried",
    "customer.negated",
    "customer.trouble",
    "customer.anger",
)
# What is felt is answered with empathy; an act or a time is about what happened.
_FELT = "customer.anger"
_WORDS_AROUND = 4
_LONGEST_QUOTE_CHARS = 70
# A quotation does not end on these.
_DANGLING = frozenset(
    [
        "a",
        "an",
        "the",
        "and",
        "but",
        "or",
        "so",
        "i",
        "we",
        "you",
        "he",
        "she",
        "it",
        "they",
        "my",
        "your",
        "our",
        "their",
        "his",
        "her",
        "this",
        "that",
        "to",
        "of",
        "in",
        "on",
        "at",
        "for",
        "from",
        "with",
        "by",
        "is",
        "was",
        "are",
        "were",
        "be",
        "been",
        "have",
        "has",
        "had",
        "do",
        "does",
        "did",
        "will",
        "would",
        "can",
        "could",
        "because",
        "if",
        "when",
        "as",
        "than",
        "not",
        "very",
        "just",
    ]
)

_EMPATHY: Mapping[str, str] = MappingProxyType(
    {
        "customer.loss": "They wrote {quote}. Say first, in your own words, what that means for them; then the fix.",
        "customer.repeat": "They wrote {quote}. Acknowledge how long or how often this has gone on, not only the problem.",
        "customer.already_tried": "They wrote {quote}. Take that up before you ask them for anything more.",
        "customer.negated": "Name the problem as they did, {quote}, and what it keeps them from, before the next step.",
        "customer.trouble": "Name the problem as they did, {quote}, and what it keeps them from, before the next step.",
        "customer.anger": "They are angry, {quote}. Say what went wrong for them, plainly and once, before anything else.",
    }
)
_EMPATHY_PLAIN = "Start with one sentence about what this is like for them, in words that fit only this case."

_TAKE_BACK = (
    "“{secret}” asks for what nobody should be asked for. Take it back, and make sure who they are in another way."
)


def customer_quote(customer: CustomerReading) -> tuple[str, str] | None:
    """Return the customer's words that weigh most and the cue that found them, or None where nothing does."""
    tokens = customer.tokens
    for wanted in _QUOTED_CUES:
        for match in customer.cues:
            if match.cue != wanted:
                continue
            start, end = match.start, match.end
            while start > 0 and match.start - start < _WORDS_AROUND and tokens.code[start - 1] not in ".\n,":
                start -= 1
            while end < len(tokens) and end - match.end < _WORDS_AROUND and tokens.code[end] not in ".\n,":
                end += 1
            if end < len(tokens) and tokens.code[end - 1] == Kind.NUMBER.value and tokens.code[end] not in ".\n,":
                end += 1  # "after 5" is after 5 weeks
            while end - 1 > match.end and tokens.words[end - 1] in _DANGLING:
                end -= 1
            quote = " ".join(tokens.quote(start, end).split())
            if 3 <= len(quote) <= _LONGEST_QUOTE_CHARS:
                return f"“{quote}”", wanted
    return None


def write_tips(
    missed: Sequence[str], reading: ReplyReading, flags: Sequence[Flag], pushed: str | None, secret: str | None = None
) -> tuple[Tip, ...]:
    """Return one tip for each missed dimension.

    Parameters
    ----------
    missed : sequence of str
        Of "empathy", "ownership" and "expectations": what the moment needed and the reply does not show.
    reading : ReplyReading
        Of the reply; the customer's own words are quoted from it.
    flags : sequence of Flag
        Of the reply, those that its words show: a hand-off or a rule calls for other advice.
    pushed : str or None
        The words that leave the customer with the work, where there are some.
    secret : str, optional
        The words that ask for what no agent should ask for, where there are some.

    Returns
    -------
    tuple of Tip
        First of the secret, of the dimension "privacy", then in the order of `missed`.
    """
    first = () if secret is None else (Tip(dimension="privacy", text=_TAKE_BACK.format(secret=secret)),)
    if not missed:
        return first
    quoted = customer_quote(reading.customer)
    matter = quoted[0] if quoted and quoted[1] != _FELT else None
    tips = []
    for dimension in missed:
        if dimension == "empathy":
            text = _EMPATHY[quoted[1]].format(quote=quoted[0]) if quoted else _EMPATHY_PLAIN
        elif dimension == "ownership":
            text = _ownership(matter, flags, pushed)
        else:
            text = _expectations(matter, flags)
        tips.append(Tip(dimension=dimension, text=text))
    return (*first, *tips)


def _ownership(quote: str | None, flags: Sequence[Flag], pushed: str | None) -> str:
    about = f"on {quote}" if quote else "on this case"
    if Flag.POLICY_BLOCK in flags:
        return f"Beside the rule, say one thing that you can do {about}, and do it yourself."
    if pushed:
        return f"“{pushed}” leaves them with it. Say what you have done or will do yourself {about} before you send them on."
    if Flag.HAND_OFF in flags:
        return f"You move them elsewhere. Say what you will do {about} once they are there: “I will …”, with a definite act."
    return f"Say who does what {about}: “I have …” or “I will …”, with a definite act."


def _expectations(quote: str | None, flags: Sequence[Flag]) -> str:
    if Flag.HAND_OFF in flags or Flag.ASKS_PERSONAL_DATA in flags:
        return "Say what happens once they have answered, and by when: “… and you hear from me by …”."
    about = f"about {quote} " if quote else ""
    return f"Say what happens next {about}and by when; if there is no date yet, say when they will hear from you."
