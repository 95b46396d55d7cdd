"""The habits that coaching speaks of: who had the chance, who did not take it, and what to try.

To add a habit, add a `Habit` to `HABITS`. Chances and lapses are read from an `Observation`, whose words are the codebook's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from authentica.coaching.observations import Observation
from authentica.errors import InputError
from authentica.schema.arguments import check_argument

__all__ = ["HABITS", "Habit"]

Test = Callable[[Observation], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """One thing to do in a reply.

    Attributes
    ----------
    name : str
        Permanent.
    dimension : str
        What it is about: a dimension, or "privacy".
    advice : str
        What to try, in plain words.
    lapse_words : str
        How the advice goes on, with ``{share}`` for the lapses as a share of the chances.
    chance, lapse : callable
        Whether a reply had the chance to show the habit, and whether one that had does not show it.
    """

    name: str
    dimension: str
    advice: str
    lapse_words: str
    chance: Test
    lapse: Test

    def sentence(self, share: float | None) -> str:
        """Return the advice with its figure, or without it where it is not known."""
        if share is None:
            return f"{self.advice}."
        check_argument("share", share, (float, int), "Habit.sentence")
        if not 0 <= share <= 1:
            raise InputError("share must be a number from 0 to 1", "Habit.sentence")
        shown = round(100 * share)
        words = f"{shown} %" if 0 < shown < 100 or share in (0.0, 1.0) else ("under 1 %" if shown == 0 else "over 99 %")
        return f"{self.advice}: {self.lapse_words.format(share=words)}."


def _needs(dimension: str) -> Test:
    return lambda o: o.needed(dimension)


def _needs_and_shows(dimension: str) -> Test:
    return lambda o: o.needed(dimension) and o.level(dimension) >= 1


def _at(dimension: str, level: int) -> Test:
    return lambda o: o.level(dimension) == level


def _flagged(flag: str) -> Test:
    return lambda o: flag in o.flags


def _any_need(o: Observation) -> bool:
    return o.need_pattern > 0


HABITS: tuple[Habit, ...] = (
    Habit(
        name="name_the_problem",
        dimension="empathy",
        advice="Show that you see how this is for them",
        lapse_words="{share} of the replies to trouble, loss or worry show no empathy",
        chance=_needs("empathy"),
        lapse=_at("empathy", 0),
    ),
    Habit(
        name="say_what_it_means_for_them",
        dimension="empathy",
        advice="Say what it means for this customer, not only that you are sorry",
        lapse_words="{share} of the replies that show empathy stay with a formula",
        chance=_needs_and_shows("empathy"),
        lapse=_at("empathy", 1),
    ),
    Habit(
        name="give_the_apology_a_cause",
        dimension="empathy",
        advice="Give an apology its cause, its fault or its repair",
        lapse_words="{share} of the replies that show empathy where it was needed apologise for nothing in particular",
        chance=_needs_and_shows("empathy"),
        lapse=_flagged("hollow_apology"),
    ),
    Habit(
        name="say_who_acts",
        dimension="ownership",
        advice="Say who does what about it: “I have …” or “I will …”",
        lapse_words="{share} of the replies to a problem that someone must act on don't",
        chance=_needs("ownership"),
        lapse=_at("ownership", 0),
    ),
    Habit(
        name="name_the_act",
        dimension="ownership",
        advice="Name the act, not the intention to look into it",
        lapse_words="{share} of the replies that take the case stay general",
        chance=_needs_and_shows("ownership"),
        lapse=_at("ownership", 1),
    ),
    Habit(
        name="say_what_comes_next",
        dimension="expectations",
        advice="Say what happens next",
        lapse_words="{share} of the replies that leave something open don't",
        chance=_needs("expectations"),
        lapse=_at("expectations", 0),
    ),
    Habit(
        name="put_a_time_on_it",
        dimension="expectations",
        advice="Put a day or an hour on the next step",
        lapse_words="{share} of the replies that name a next step leave its time open",
        chance=_needs_and_shows("expectations"),
        lapse=_at("expectations", 1),
    ),
    Habit(
        name="keep_the_time",
        dimension="expectations",
        advice="Keep the time that you named, or write before it passes",
        lapse_words="of the replies whose promise is known to have ended, {share} had it broken or made anew",
        chance=lambda o: o.fell_short or "kept" in o.checkable,
        lapse=lambda o: o.fell_short,
    ),
    Habit(
        name="take_up_their_words",
        dimension="listening",
        advice="Take up something that only this customer wrote",
        lapse_words="{share} of the replies to a problem would read the same without the customer's message",
        chance=_any_need,
        lapse=_at("listening", 0),
    ),
    Habit(
        name="write_for_this_customer",
        dimension="boilerplate",
        advice="Begin with the case, and keep stock phrases for the edges",
        lapse_words="{share} of the replies to a problem could go to anybody",
        chance=_any_need,
        lapse=_at("boilerplate", 2),
    ),
    Habit(
        name="say_why_you_ask",
        dimension="privacy",
        advice="Say why you need a personal detail when you ask for it",
        lapse_words="{share} of the requests don't",
        chance=_flagged("asks_personal_data"),
        lapse=lambda o: "explains_data_use" not in o.flags,
    ),
)
"""Every habit, in the order of the dimensions. None rests on the flags of deflection and policy, of which fewer than one in four is right."""
