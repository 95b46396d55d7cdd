"""Likeness: near copies and parts, whose replies count, and the similarity against its definition."""

from __future__ import annotations

import pytest
from hypothesis import given, settings, strategies as st

from authentica.corpus import TemplateMiner
from authentica.errors import InputError
from authentica.schema import Conversation, Message, Reply, Role

DESK = (
    "We have asked the Larkfield depot to look for your parcel before the van leaves tonight. "
    "If it turns up we send it out again at our own cost. "
    "Otherwise we pay back the full price to the card that you used."
)
MILL = (
    "The firmware of the Brightmill kettle resets when the base loses power for longer than a second. "
    "Hold both buttons until the ring turns blue and let go. "
    "The old temperature settings come back by themselves."
)


def reply(text, customer=None, agent=None):
    return Reply(message=Message(text=text, author_id=agent), conversation_id=customer)


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        (DESK, 1.0, 1.0),
        (DESK.replace("tonight", "this evening"), 0.95, 0.99),
        (f"{DESK} Take care!", 0.95, 0.99),
        (" ".join(reversed(DESK.split(". "))), 0.9, 0.99),
        (f"{DESK} {MILL}", 0.6, 0.75),
        (f"{MILL} {DESK}", 0.6, 0.75),
        ("If it turns up we send it out again at our own cost.", 0.1, 0.6),
        ("Nobody has written anything like this sentence to any customer so far.", 0.0, 0.3),
        ("Thanks a lot", 1.0, 1.0),
        ("Thanks a whole lot", 0.85, 0.86),
        ("Thanks very lot", 0.66, 0.67),
        ("Thanks a million", 0.66, 0.67),
        ("Sure", 0.0, 0.0),
        ("https://example.com/a", 0.0, 0.0),
        ("", 0.0, 0.0),
    ],
)
def test_likeness_tells_near_copies_from_parts(text, least, most):
    replies = [reply(DESK, "c1"), reply(MILL, "c2"), reply("Thanks a lot", "c3")]
    miner = TemplateMiner(min_customers=4).fit(replies)
    assert least <= miner.likeness_of(text, conversation_id="new") <= most


@pytest.mark.parametrize(
    ("text", "with_names", "with_slots"),
    [
        ("Open the Brightmill menu and choose Restore Defaults.", 1, 1),
        ("Open the Larkfield menu and choose Clear Timers.", 5 / 8, 1),
        ("Open the 2016 menu and choose Restore Defaults.", 7 / 8, 1),
        ("Your ticket 7 of Monday is at https://example.com/t/7 now.", 1, 1),
        ("Your ticket 81 of 3 April is at https://example.com/t/81 now.", 1, 1),
        ("Your ticket 55 of Kim is at Larkfield now.", 7 / 9, 1),
        ("Hi Kim, all done!", 1, 1),
        ("hi kim, all done!", 1, 1),
        ("Hi Mary Ann, all done!", 6 / 9, 1),
    ],
)
def test_names_are_words_unless_they_shall_be_slots(text, with_names, with_slots):
    learnt = [
        "Open the Brightmill menu and choose Restore Defaults.",
        "Your ticket 55 of Friday is at https://example.com/t/55 now.",
        "Hi Kim, all done!",
    ]
    for compare_names, wanted in ((True, with_names), (False, with_slots)):
        miner = TemplateMiner(compare_names=compare_names).fit(reply(line, line[:4]) for line in learnt)
        assert miner.likeness_of(text, conversation_id="new") == pytest.approx(wanted)


def test_a_part_of_a_longer_reply_is_shared_but_not_alike():
    part = DESK.split(". ")[1] + "."
    miner = TemplateMiner(min_customers=1).fit([reply(DESK, "c1")])
    assert miner.use_of(part, conversation_id="new").closest_share > 0.9
    assert miner.likeness_of(part, conversation_id="new") < 0.6


def test_the_customers_own_replies_are_left_out_and_unknown_customers_are_others():
    near = f"{DESK} Bye."
    own = TemplateMiner().fit([reply(DESK, "c1")])
    assert (own.likeness_of(DESK, conversation_id="c1"), own.likeness_of(near, conversation_id="c1")) == (0, 0)
    shared = TemplateMiner().fit([reply(DESK, "c1"), reply(DESK, "c2"), reply(DESK, "c3")])
    assert min(shared.likeness_of(near, conversation_id=f"c{n}") for n in (1, 2, 3)) > 0.95
    unknown = TemplateMiner().fit([reply(DESK), reply(MILL)])
    assert unknown.likeness_of(near) > 0.95
    assert unknown.likeness_of(DESK) < 0.5
    assert unknown.likeness_of(DESK, conversation_id="new") == 1
    twice = TemplateMiner().fit(["We have told Kim Larkfield of it."] * 2)
    assert twice.likeness_of("We have told Kim Larkfield of it.") == 1


def test_replies_of_one_conversation_are_compared_one_by_one():
    messages = tuple(Message(text=text, role=Role.AGENT) for text in (MILL, DESK, "Thanks a lot"))
    miner = TemplateMiner().fit([Conversation(conversation_id="c1", messages=messages)])
    assert miner.likeness_of(f"{DESK} Bye.", conversation_id="new") > 0.95


def test_likeness_is_the_same_after_a_merge_and_follows_what_is_learnt():
    near = DESK.replace("tonight", "this evening")
    first, second = TemplateMiner().fit([reply(MILL, "c2")]), TemplateMiner().fit([reply(DESK, "c1")])
    assert first.likeness_of(near, conversation_id="new") < 0.3
    wanted = TemplateMiner().fit([reply(MILL, "c2"), reply(DESK, "c1")]).likeness_of(near, conversation_id="new")
    assert first.merge(second).likeness_of(near, conversation_id="new") == wanted > 0.95
    assert first.partial_fit([reply(DESK, "c1")]).likeness_of(near, conversation_id="new") == wanted


def test_what_many_were_sent_is_known_from_a_sample_of_replies():
    rare = [reply(f"{word} {other} stands alone here", f"{word}{other}") for word in ABC for other in ABC]
    edits = [reply(f"{DESK} The {word} {other} is yours.", f"d{word}{other}") for word in ABC for other in ABC]
    miner = TemplateMiner(min_customers=1, reply_words=2_000).fit([*rare, *edits])
    assert 10 < len(miner.state()[0]["reply_key"]) < len(rare)
    assert miner.likeness_of(f"{DESK} The blue lamp is yours.", conversation_id="new") > 0.9
    assert miner.likeness_of(rare[0].message.text, conversation_id="new") == 1  # whole copies are counted elsewhere


ABC = [f"{a}{b}o" for a in "bdfgklm" for b in "aeiou"]


def common(one, other):
    """The definition, by a table."""
    row = [0] * (len(other) + 1)
    for word in one:
        last = 0
        for place, found in enumerate(other, 1):
            last, row[place] = row[place], last + 1 if found == word else max(row[place], row[place - 1])
    return row[-1]


words = st.lists(st.sampled_from(["we", "sent", "Ana", "Kim", "it", "back", "our", "own"]), min_size=1, max_size=14)


@settings(max_examples=150)
@given(words, st.lists(words, min_size=1, max_size=5))
def test_likeness_is_the_best_of_all_that_share_two_neighbours(text, replies):
    miner = TemplateMiner(min_customers=1).fit([reply(" ".join(r), f"c{n}") for n, r in enumerate(replies)])
    found = miner.likeness_of(" ".join(text), conversation_id="new")
    best = 0.0
    text = [word.lower() for word in text]
    for other in ([word.lower() for word in reply] for reply in replies):
        one_pairs, other_pairs = set(zip(text, text[1:])), set(zip(other, other[1:]))  # noqa: B905, RUF007
        if one_pairs & other_pairs or (max(len(text), len(other)) <= 8 and {*text} & {*other}):
            words_alike = 2 * common(text, other) / (len(text) + len(other))
            pairs_alike = 2 * len(one_pairs & other_pairs) / max(1, len(one_pairs) + len(other_pairs))
            best = max(best, words_alike, pairs_alike)
    assert found == pytest.approx(best)


def test_likeness_needs_a_fitted_miner():
    with pytest.raises(InputError):
        TemplateMiner().likeness_of(DESK)


@pytest.mark.usefixtures("hang_guard")
@pytest.mark.parametrize(
    "text", ["a " * 100_000, "ab cd " * 60_000, "\x00" * 9_000, "\ud800 x " * 9_000], ids=lambda text: repr(text[:6])
)
def test_hostile_texts_neither_crash_nor_hang(text):
    miner = TemplateMiner().fit([reply(f"{text[n:]} {n} of them", f"c{n}") for n in range(20)])
    assert 0 <= miner.likeness_of(text + " of", conversation_id="new") <= 1
