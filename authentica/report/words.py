"""What only the page says in words: cues and privacy, and any text without what could mislead."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

from authentica.schema import DIMENSIONS

__all__ = ["PRIVACY_WORDS", "cue_words", "harmless", "privacy_sentences", "privacy_words", "signed"]

PRIVACY_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "asks_secret": "asks for a secret",
        "asks_personal_data": "asks for personal details",
        "exposes_personal_data": "repeats personal details",
        "explains_data_use": "says why details are needed",
        "explains_protection": "says how details are protected",
        "unverifiable_claim": "promises a safety that nobody can check",
        "marketing": "advertises in answer to a complaint",
        "shares_with_third_party": "passes details on to others",
        "offers_choice": "leaves a choice about details",
    }
)
"""What a reply does with personal data, gravest first."""

_CUE_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "boilerplate.template": "a wording sent to many",
        "boilerplate": "a stock phrase",
        "empathy.apology": "an apology",
        "empathy.feeling": "a word of feeling",
        "boilerplate.absent": "no stock phrase",
        "empathy.exclamation": "a word of sympathy",
        "empathy.not_good": "saying that it is not good enough",
        "empathy.perspective": "seeing it from the customer's side",
        "empathy.loss": "condolences",
        "empathy.joy": "sharing their joy",
        "empathy.human": "agreeing with the customer",
        "empathy.worry": "reassurance",
        "empathy.absent": "nothing that shows empathy",
        "ownership.act": "saying what was done or will be done",
        "ownership.fault": "admitting a fault plainly",
        "ownership.generic": "offering help in general",
        "ownership.bring": "bringing what was asked for",
        "ownership.push": "leaving it to the customer or to others",
        "ownership.blame": "blaming the customer",
        "ownership.absent": "nobody takes it on",
        "expectations.time": "a time",
        "expectations.vague": "“soon” and the like",
        "expectations.step": "a next step",
        "expectations.state": "saying how things stand",
        "expectations.absent": "nothing on what happens next",
        "listening.absent": "nothing that takes up the customer's words",
        "flag.hand_off": "moving the customer to another channel",
        "flag.asks_personal_data": "asking for personal details",
        "flag.explains_data_use": "saying why details are needed",
        "flag.policy_block": "ending at a rule",
        "flag.deflection": "sending the customer elsewhere",
        "flag.human_voice": "sounding like a person",
        "flag.marketing": "advertising",
        "flag.hollow_apology": "an apology for nothing in particular",
        "customer": "what the customer wrote",
        "context.customer": "what the customer wrote",
        "context.form": "the length and form of the reply",
        "context.other_wording": "the rest of the wording",
    }
)
"""What the families of cues are, by the longest beginning of a cue's id that is listed."""

_WORDING = "the wording"
_SECRET_TIP = "Nobody should be asked for it: take it back, and make sure who they are in another way"  # noqa: S105
_REPLACED = frozenset(("Cc", "Cs", "Co", "Cn"))
_KEPT = frozenset("\n\t")
# What turns the direction of the text around it, or hides in it without joining letters or emoji.
_FORMATTING = frozenset(
    "\u061c\u200b\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)


def harmless(text: str) -> str:
    """Return the text with control characters, direction marks, lone surrogates and the like replaced by U+FFFD, one for one.

    Offsets stay as they are, and the result can be encoded and shown.
    """
    return "".join(
        "\ufffd" if c in _FORMATTING or (c not in _KEPT and unicodedata.category(c) in _REPLACED) else c for c in text
    )


def signed(value: float) -> str:
    """Return a difference with one decimal and a proper sign."""
    shown = f"{abs(value):.1f}"
    return ("−" if value < 0 and float(shown) else "+") + shown


def cue_words(cue: str, dimension: str) -> str:
    """Return what a cue is in plain words, such as "an apology", as a reason for a dimension.

    A cue of another dimension, of grammar alone or without words of its own is "the wording".
    """
    beginning = "" if cue.endswith(".wording") else cue
    while beginning and beginning not in _CUE_WORDS:
        beginning = beginning.rpartition(".")[0]
    family = beginning.partition(".")[0]
    return _CUE_WORDS[beginning] if beginning and (family == dimension or family not in DIMENSIONS) else _WORDING


def privacy_words(cue: str) -> str:
    """Return what a reply does with personal data, by the cue of an example's span, such as "asks for a secret"."""
    issue, _, place = cue.removeprefix("privacy.").partition(".")
    return PRIVACY_WORDS.get(issue, "personal details") + (" in public" if place == "in_public" else "")


def privacy_sentences(cue: str) -> str:
    """Return the same as sentences, with what to do instead where a secret is asked for."""
    words = privacy_words(cue)
    return f"{words[:1].upper()}{words[1:]}." + (f" {_SECRET_TIP}." if cue.startswith("privacy.asks_secret") else "")
