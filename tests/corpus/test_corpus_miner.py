"""The miner: the law of merging, bounded memory, what counts as shared, and hostile input."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import datetime, timedelta, timezone

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from sklearn.base import clone

from authentica.corpus import TemplateMiner, customer_of, load_miner, reach, save_miner
from authentica.corpus.keys import KeyMaker, identity
from authentica.corpus.learnt import Learnt
from authentica.corpus.sent import customer_number, sent_in
from authentica.corpus.wording import WordingReader
from authentica.errors import AuthenticaError, InputError
from authentica.readers.roles import ROLE_WORDS
from authentica.schema import Conversation, Frame, Macro, Message, PermittedZone, Reply, Role, TemplateKind, TemplateUse

START = datetime(2024, 3, 1, 9, 0, tzinfo=timezone.utc)


def reply(text, customer=None, agent=None, minutes=None, person=None):
    at = None if minutes is None else START + timedelta(minutes=minutes)
    message = Message(text=text, author_id=agent, created_at=at)
    return Reply(message=message, conversation_id=customer, customer_id=person)


def sent(text, customers, agents=3):
    """Send a text with {name} and {number} in it to so many customers."""
    names = ["Ana", "Bo", "Mary Ann", "José", "Dr Li Wei"]
    return [
        reply(
            text.replace("{name}", names[n % 5]).replace("{number}", f"{1000 + n}"),
            f"c{n}",
            f"a{n % agents}",
            minutes=n,
        )
        for n in range(customers)
    ]


@pytest.mark.parametrize("author", ["Customer:", "end_user", "Visitor", "nan", "[deleted]", "-", None])
def test_a_word_for_customers_is_not_one_customer(author):
    """Pasted chats say "Customer:" above each: who is not named is told apart by the conversation."""
    canned = "We apologize for any inconvenience this may have caused."
    asked = Message(text="My line is down", role=Role.CUSTOMER, author_id=author)
    chats = [Conversation(conversation_id=f"c{n}", messages=(asked, Message(text=canned))) for n in range(6)]
    (frame,) = TemplateMiner(min_customers=5).fit(chats).frames()
    assert frame.reach.customers == 6
    assert customer_of(chats[0]) is None
    use = TemplateMiner(min_customers=5).fit(chats).use_of(canned, customer_id=author, conversation_id="c0")
    assert use.whole_customers == 5, "but for the one who was sent it"


@pytest.mark.parametrize(("author", "customers"), [("u-17", 1), ("Customer", 6), (None, 6)])
@pytest.mark.parametrize("has_id", [True, False])
def test_conversations_and_their_replies_are_of_the_same_customers(author, customers, has_id):
    asked = Message(text="My line is down", role=Role.CUSTOMER, author_id=author)
    answer = Message(text="We apologize for any inconvenience this may have caused.")
    chats = [Conversation(conversation_id=f"c{n}" if has_id else None, messages=(asked, answer)) for n in range(6)]
    replies = [reply for chat in chats for reply in chat.replies()]
    assert [one for chat in chats for one in sent_in(chat)] == [one for reply in replies for one in sent_in(reply)]
    if has_id:
        for given in (chats, replies):
            reaches = [frame.reach.customers for frame in TemplateMiner(min_customers=1).fit(given).frames()]
            assert reaches == [customers]


def test_the_words_for_customers_are_those_that_readers_know():
    for word in ROLE_WORDS[Role.CUSTOMER]:
        assert customer_number("Hi", word, "c1") == customer_number("Hi", None, "c1")
    assert customer_number("Hi", "customer-1", "c1") != customer_number("Hi", "customer-2", "c1")


PARTS = [
    "Hi {name},",
    "Thanks for waiting while we looked into order {number}.",
    "We have sent the parcel back to the depot and it leaves on Monday.",
    "Please DM us.",
    "The blue kettle is on its way to you with our next lorry from the north.",
    "The lamp is on its way to you with our next lorry from the north.",
    "Done!",
    "Thanks Ana, the Kettle Pro 55 is mended.",
    "Thanks Bo, the Lamp 7 is mended.",
    "",
]
replies = st.builds(
    reply,
    st.lists(st.sampled_from(PARTS), max_size=4).map(" ".join) | st.text(max_size=20),
    st.none() | st.sampled_from([f"c{n}" for n in range(12)]),
    st.none() | st.sampled_from(["a1", "a2", "a3"]),
    st.none() | st.integers(0, 9),
    st.none() | st.sampled_from(["Kim", "Lee"]),
)


def alike(miner, items):
    return [miner.likeness_of(item.message.text, conversation_id=item.conversation_id) for item in items]


ROOM = ("wording_rows", "fragment_rows", "rows_per_wording", "reply_words")
SMALL = {"min_customers": 2, "wording_rows": 12, "fragment_rows": 10, "rows_per_wording": 4, "reply_words": 60}


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), parameters=st.sampled_from([SMALL, {"min_customers": 2}, {**SMALL, "rows_per_wording": 2}]))
def test_any_partition_in_any_order_is_the_same_miner(monkeypatch, data, parameters):
    items = data.draw(st.lists(replies, max_size=40))
    monkeypatch.setattr(reach, "PAIR_ROWS", data.draw(st.sampled_from([2, 16])))
    whole = TemplateMiner(**parameters).fit(items)
    shuffled = data.draw(st.permutations(items))
    count = data.draw(st.integers(1, 4))
    shards = [shuffled[n::count] for n in range(count)]
    miners = [TemplateMiner(**parameters).fit(shard) for shard in shards]
    before = [miner.fingerprint() for miner in miners]
    merged = miners[0].merge(*miners[1:])
    for miner in reversed(miners[1:]):
        miners[0], chained = miners[0], miner.merge(miners[0])
    streamed = TemplateMiner(**parameters)
    for shard in shards:
        streamed.partial_fit(shard)
    assert merged == whole == streamed
    assert merged.state()[1] == whole.state()[1]
    assert merged.transform(items) == whole.transform(items) == streamed.transform(items)
    assert merged.frames() == whole.frames()
    assert alike(merged, items) == alike(whole, items) == alike(streamed, items)
    if count == 2:
        assert chained == whole
    assert before[1:] == [miner.fingerprint() for miner in miners[1:]]


@settings(max_examples=30)
@given(st.lists(replies, max_size=60))
def test_the_tables_never_exceed_what_is_stated(items):
    miner = TemplateMiner(**SMALL).fit(items)
    columns, about = miner.state()
    assert len(columns["wording_key"]) <= 12
    assert len(columns["fragment_key"]) <= 10
    assert len(columns["reply_word"]) + 10 * len(columns["reply_key"]) <= 60
    assert {int(key, 16) for key in about["wordings"]} == set(columns["wording_key"].tolist())


def test_beyond_the_memory_widespread_wordings_stay_and_numbers_are_estimates():
    rare = [reply(f"{a} {b} something only here stands written", f"x{a}{b}") for a in ALPHABET for b in ALPHABET]
    miner = TemplateMiner(wording_rows=400, fragment_rows=400, rows_per_wording=64, reply_words=4_000).fit(
        [*rare, *sent("We have sent the parcel for order {number} back to the depot.", 600)]
    )
    frame = miner.frames()[0]
    assert frame.wording == "we have sent the parcel for order <…> back to the depot"
    assert not frame.reach.exact
    assert not miner.exact_
    assert 300 < frame.reach.customers < 1200
    use = miner.use_of("We have sent the parcel for order 7 back to the depot.", customer_id="new")
    assert use.spans[0].reason.startswith("sent to about ")
    assert miner.memory_limit_bytes < 1_500_000


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**64 - 1))
def test_the_number_of_one_pair_is_that_of_many(key, customer):
    many = reach.pair_hash(np.array([key], np.uint64), np.array([customer], np.uint64))
    assert reach._pair_number(key, customer) == int(many[0])


def test_the_closest_reply_is_one_conversation_that_has_the_most():
    miner = TemplateMiner(min_customers=1).fit([reply(A, "c1"), reply(B, "c2"), reply(f"{A} Bye.", "c3")])
    use = miner.use_of(f"{A} {B} I rang the driver.", conversation_id="c9")
    assert use.share == pytest.approx(143 / 159, abs=0.02)
    assert use.closest_share == pytest.approx(73 / 159, abs=0.02)
    assert miner.use_of(f"{A} {B}", conversation_id="c2").closest_share < 0.6


ALPHABET = [f"{a}{b}o" for a in "bdfgklm" for b in "aeiou"]


def test_reach_counts_messages_conversations_customers_agents_and_times():
    twice = Conversation(
        conversation_id="t1",
        messages=(
            Message(text="Where is it?", role=Role.CUSTOMER, author_id="kim"),
            Message(text="It left our depot this morning.", author_id="a1", created_at=START),
            Message(text="And now?", role=Role.CUSTOMER, author_id="kim"),
            Message(
                text="It left our depot this morning. It left our depot this morning.",
                author_id="a2",
                created_at=START.replace(tzinfo=None) + timedelta(days=2),
            ),
            Message(text="It left our depot this morning.", role=Role.NOTE),
        ),
    )
    again = Conversation(
        conversation_id="t2",
        messages=(
            Message(text="Hello?", role=Role.CUSTOMER, author_id="kim"),
            Message(text="It left our depot this morning!", author_id="a1"),
        ),
    )
    miner = TemplateMiner(min_customers=1).fit([twice, again, reply("It left our depot this morning.", "t3")])
    found = miner.frames()[0].reach
    assert (found.messages, found.conversations, found.customers, found.agents) == (4, 3, 2, 2)
    assert (found.first_seen, found.last_seen, found.exact) == (START, START + timedelta(days=2), True)


@pytest.mark.parametrize(("customers", "each"), [(10, 200), (20, 40), (300, 4), (1, 400)])
def test_customers_who_come_back_often_hide_no_script(customers, each):
    text = "Please restart the box and wait for the light."
    items = [
        Reply(message=Message(text=text, author_id=f"a{n % 9}"), conversation_id=f"t{c}-{n}", customer_id=f"org{c}")
        for c in range(customers)
        for n in range(each)
    ]
    for least in (5, 128):
        miner = TemplateMiner(min_customers=least).fit(items)
        assert len(miner.frames()) == (customers >= least)
        assert miner.use_of(text, customer_id="new").share == (customers >= least)
        for frame in miner.frames():
            assert frame.reach.customers == pytest.approx(customers, rel=0.2)
            assert frame.reach.messages == pytest.approx(customers * each, rel=0.35)
            assert frame.reach.customers <= frame.reach.conversations <= frame.reach.messages <= miner.messages_
            assert not frame.reach.exact
    assert not miner.exact_


def test_one_text_of_many_agents_to_nobody_known_is_counted_or_estimated():
    items = [Message(text="It left our depot this morning.", author_id=f"a{n}") for n in range(200)]
    miner = TemplateMiner(min_customers=5).fit(items)
    (frame,) = miner.frames()
    assert frame.reach.customers == pytest.approx(200, rel=0.6)
    assert not frame.reach.exact
    assert miner.use_of(items[0].text, customer_id="new").share == 1


def test_an_estimate_is_never_above_the_number_of_messages():
    miner = TemplateMiner(rows_per_wording=8).fit(
        sent("Please restart the box and wait. The light must be green before you go.", 300)
    )
    for frame in miner.frames():
        assert frame.reach.customers <= 300
        assert frame.reach.messages <= 300
    use = miner.use_of("Please restart the box and wait.", customer_id="new")
    assert max(span.customers for span in use.spans) <= 300


def test_own_customer_is_not_another_customer():
    text = "It left our depot this morning."
    miner = TemplateMiner(min_customers=1).fit(
        [reply(text, "c1", "a1"), reply(text, "c1", "a2"), reply(text, "c2", "a3")]
    )
    assert [(s.customers, s.agents) for s in miner.use_of(text, conversation_id="c1").spans] == [(1, 1)]
    assert [(s.customers, s.agents) for s in miner.use_of(text, conversation_id="c2").spans] == [(1, 2)]
    assert [(s.customers, s.agents) for s in miner.use_of(text, conversation_id="c9").spans] == [(2, 3)]
    alone = TemplateMiner(min_customers=1).fit([reply(text, "c1", "a1"), reply(text, "c1", "a2")])
    assert alone.use_of(text, conversation_id="c1").share == 0
    nameless = TemplateMiner(min_customers=2).fit([text, text, text])
    assert nameless.use_of(text).spans[0].customers == 2
    assert TemplateMiner(min_customers=3).fit([text, text, text]).use_of(text).spans == ()


@settings(max_examples=60)
@given(st.lists(replies, max_size=40), st.booleans())
def test_replies_looked_up_together_are_as_each_alone(items, with_macros):
    macros = (Macro(name="m", text=items[0].message.text),) if with_macros and items else ()
    miner = TemplateMiner(**SMALL, macros=macros).fit(items)
    alone = [
        miner.use_of(item.message.text, customer_id=item.customer_id, conversation_id=item.conversation_id)
        for item in items
    ]
    assert miner.transform(items) == alone


@given(st.lists(replies, max_size=40))
def test_the_quick_count_of_others_is_the_full_one(items):
    learnt = Learnt(**{name: SMALL[name] for name in ROOM}, compare_names=True)
    batch = [found for item in items for found in sent_in(item)]
    learnt.learn(batch, [WordingReader().read(one.text) for one in batch], KeyMaker())
    for customer in range(0, 20, 3):
        who = identity("conversation", f"c{customer}")
        for key in learnt.sentences.keys().tolist():
            full, quick = learnt.sentences.reach(key, who), learnt.sentences.others(key, who)
            assert (quick.seen, quick.customers, quick.agents) == (full.seen, full.customers, full.agents)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hi Ana, your order 55 is packed.", "Hi Mary Ann Smith-Jones, your order #A-771/2 is packed."),
        ("Write to help@example.com about it.", "Write to care.team@example.org about it."),
        ("Your Kettle Pro arrives on 3 May at noon.", "Your Lamp arrives on Tuesday at noon."),
        ("@kim See https://example.com/a?b=1 for the steps.", "@lee_77 See https://example.com/zz for the steps."),
        ("Thanks [NAME], that is all.", "Thanks {{ticket.requester.first_name}}, that is all."),
        ("It’s on the way now.", "IT'S ON THE WAY NOW!!"),
        ("We looked into it now.\nPlease wait a day.", "We looked into it now. Please wait a day."),
    ],
)
def test_slots_of_any_length_make_no_difference(one, other):
    miner = TemplateMiner(min_customers=1).fit([reply(one, "c1")])
    use = miner.use_of(other, conversation_id="c2")
    assert TemplateKind.CLAUSE in {span.kind for span in use.spans}
    assert use.share >= 0.25


def test_what_fills_a_slot_is_not_shared():
    miner = TemplateMiner(min_customers=1).fit([reply("We sent it to Ana Lind now.", "c1")])
    use = miner.use_of("We sent it to Bo now.", conversation_id="c2")
    assert use.share == pytest.approx(13 / 15)
    assert use.spans[0].text == "We sent it to Bo now"
    assert miner.use_of("We sent it to Bo now, Ana.", conversation_id="c2").spans[0].text == "We sent it to Bo now"


def test_what_fills_a_slot_is_shared_where_it_is_the_same_for_others():
    text = "Open https://example.com/help and choose Kettle Care there.\nhttps://example.com/steps"
    miner = TemplateMiner(min_customers=2).fit([reply(text, f"c{n}") for n in range(3)])
    assert miner.use_of(text, customer_id="new").share == 1
    other = text.replace("help", "lamp")
    assert 0.3 < miner.use_of(other, customer_id="new").share < 0.8
    assert miner.use_of("Here you are:\nhttps://example.com/steps", customer_id="new").spans[0].customers == 3


def test_an_open_middle_of_any_words_is_one_frame():
    things = ["blue kettle", "lamp", "garden table with four chairs", "old radio", "rug"]
    texts = [f"Your new {thing} has left our depot and will be with you soon." for thing in things]
    miner = TemplateMiner(min_customers=5).fit([reply(text, f"c{n}") for n, text in enumerate(texts)])
    assert miner.frames() == []  # three words before the thing are not enough to know the sentence by
    tail = [f"Please note your {thing} has left our depot for you today at last." for thing in things]
    miner = TemplateMiner(min_customers=5).fit(
        [reply(text.replace("Please note your", "Please note that your"), f"c{n}") for n, text in enumerate(tail)]
    )
    assert [(f.kind, f.wording) for f in miner.frames()] == [
        (TemplateKind.OPEN_CLAUSE, "please note that your … you <…> at last")
    ]
    use = miner.use_of("Please note that your cracked cup has left our depot for you today at last.", customer_id="n")
    assert use.spans[0].frame_id == miner.frames()[0].frame_id
    assert use.share > 0.6


A = "We have sent the parcel back to the depot. It leaves again on Monday with the first lorry."
B = "Our shop is closed over the holidays. Orders wait until the first working day of the year."


@pytest.mark.parametrize(
    ("text", "least"),
    [
        (A, 0.9),
        (f"{A} {B}", 0.9),
        (f"{B}\n\n{A}", 0.9),
        ("It leaves again on Monday with the first lorry. We have sent the parcel back to the depot.", 0.9),
        (A.replace("first lorry", "very first lorry"), 0.6),
        (A.replace("We have sent", "We've already sent"), 0.6),
        (f"I called them myself. {A} I will ring you on my day off.", 0.5),
    ],
)
def test_edits_reordering_and_concatenation_are_survived(text, least):
    miner = TemplateMiner(min_customers=3).fit([reply(macro, f"{macro[:3]}{n}") for macro in (A, B) for n in range(3)])
    assert miner.use_of(text, customer_id="new").share >= least


def test_a_copy_is_told_from_what_is_put_together():
    miner = TemplateMiner(min_customers=1).fit([reply(A, "c1"), reply(B, "c2")])
    together = miner.use_of(f"{A} {B}", conversation_id="c3")
    assert together.share == 1
    assert 0.4 < together.closest_share < 0.6
    assert miner.use_of(f"{A} Bye.", conversation_id="c3").closest_share > 0.9
    assert miner.use_of(f"{A} Bye.", conversation_id="c1").closest_share == 0


def test_a_reply_of_its_own_shares_nothing():
    miner = TemplateMiner(min_customers=3).fit(sent(A, 5))
    use = miner.use_of("I rang the driver, and he has your box with him until four.", customer_id="new")
    assert use == TemplateUse(share=0.0, held_share=0.0)


@pytest.mark.parametrize("text", ["Please DM us.", "Thank you!", "Done.", "We are sorry."])
def test_texts_of_three_words_and_less(text):
    miner = TemplateMiner(min_customers=5).fit(sent(text, 6))
    assert miner.use_of(text, conversation_id="c0").share == 1
    assert miner.use_of(text, conversation_id="c0").spans[0].customers == 5


def test_a_whole_reply_of_short_sentences_is_one_script():
    miner = TemplateMiner(min_customers=3).fit(sent("Sure. All done. Bye {name}!", 6))
    use = miner.use_of("Sure. All done. Bye Zoë!", customer_id="new")
    assert use.whole_customers == 6
    assert {span.kind for span in use.spans} == {TemplateKind.REPLY}
    assert use.share > 0.7
    assert miner.use_of("All done. Sure. Bye Zoë!", customer_id="new").whole_customers == 0


def test_a_word_inside_a_reply_is_no_template():
    miner = TemplateMiner(min_customers=2).fit(sent("Sure. I rang the driver about your box.", 3))
    assert miner.use_of("Sure. The cat sat on something else.", customer_id="new").share == 0


def test_numbers_alone_are_no_template():
    miner = TemplateMiner(min_customers=2).fit(sent("12345 @kim 678", 9))
    assert miner.use_of("12345 @kim 678", customer_id="new") == TemplateUse(share=0.0, held_share=0.0)


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("Good morning {name},\nThe tap is mended and the bill is gone.", PermittedZone.GREETING),
        ("The tap is mended and the bill is gone.\nKind regards,\n{name}", PermittedZone.SIGN_OFF),
        (
            "The tap is mended.\nThis message is intended solely for the person it is sent to.",
            PermittedZone.LEGAL_NOTICE,
        ),
        ("The tap is mended and the bill is gone.\nWarmly,\n{name}", PermittedZone.SIGN_OFF),
        (
            "The tap is mended.\nThis e-mail is confidential.\nIf you received it by mistake, please delete it and tell us.",
            PermittedZone.LEGAL_NOTICE,
        ),
        ("The tap is mended and the bill is gone.\nTerms apply to all of our offers.", PermittedZone.LEGAL_NOTICE),
        ("For security purposes please confirm your full name and postcode first.", PermittedZone.IDENTITY_CHECK),
        ("Please tell us the last 4 digits of the number on your bill.", PermittedZone.IDENTITY_CHECK),
    ],
)
def test_permitted_zones_are_shown_and_not_held_against_anybody(text, zone):
    miner = TemplateMiner(min_customers=3).fit(sent(text, 6))
    use = miner.use_of(text.replace("{name}", "Zoë"), customer_id="new")
    permitted = [span for span in use.spans if span.permitted]
    assert {span.permitted for span in permitted} == {zone}
    assert use.held_share < use.share
    if zone in (PermittedZone.LEGAL_NOTICE, PermittedZone.IDENTITY_CHECK):
        assert zone in {frame.permitted for frame in miner.frames()}


def test_a_greeting_permits_no_words_after_it():
    miner = TemplateMiner(min_customers=3).fit(sent("Hi {name}, thanks for getting in touch about your {name}.", 6))
    use = miner.use_of("Hi Zoë, thanks for getting in touch about your old brown teapot.", customer_id="new")
    assert [(s.text, s.permitted) for s in use.spans] == [
        ("Hi", PermittedZone.GREETING),
        ("thanks for getting in touch about your", None),
    ]
    assert use.held_share == pytest.approx(32 / 51)
    assert use.share == pytest.approx(34 / 51)


NOTICES = [
    "This e-mail and any attachments are confidential and intended solely for the use of the individual to whom it is addressed. If you are not the named "
    "addressee you should not copy this e-mail. Please notify the sender immediately and delete this e-mail from your system.",
    "The information contained in this message is confidential and may be legally privileged. If you have received this message in error, please let us know. "
    "We accept no liability for damage. Opinions expressed are those of the author and not of the company.",
    "This email is confidential.\nIf you received it by mistake, please delete it and tell us.",
]


@pytest.mark.parametrize("notice", NOTICES, ids=lambda notice: notice[:24])
def test_a_notice_at_the_end_is_permitted_whole_and_takes_no_signature_with_it(notice):
    script = "We will look into this for you as soon as we can."
    end = f"\n\nKind regards,\nAnna Smith\nCustomer care specialist\n\n{notice}"
    miner = TemplateMiner(min_customers=3).fit(sent(script + end, 6))
    zones = {s.text: s.permitted for s in miner.use_of(f"I rang the driver. {script}{end}", customer_id="new").spans}
    assert [text for text, zone in zones.items() if zone is None] == [script.rstrip(".")]
    assert zones["Kind regards,\nAnna"] is zones["Customer care specialist"] is PermittedZone.SIGN_OFF


@pytest.mark.parametrize(
    "text",
    [
        "Terms apply. " + A,
        "Your data is confidential with us. " + A,
        "If you received it by mistake, please send it back. " + A,
        "Kind regards, and terms apply. " + A,
        "This message is confidential. " + "We send it to you with all of our thanks now. " * 2 + 4 * f"{A} ",
    ],
)
def test_a_notice_before_the_reply_permits_none_of_it(text):
    use = TemplateMiner(min_customers=3).fit(sent(text, 6)).use_of(text, customer_id="new")
    assert any(span.permitted is None and "lorry" in span.text for span in use.spans)


@pytest.mark.parametrize(
    "own", ["Priya Chen-Lund, 0555 018 226", "priya@lund.example", "4417 1234", "[NAME] and Bo Lind"]
)
def test_what_fills_a_slot_at_the_end_of_a_fragment_is_no_evidence(own):
    people = ["Hester Blyth", "Olu Brandt", "Mia Roy", "Sam Vance", "Ines Kostas", "Grace Wen"]
    things = ["hinge", "gasket", "lid", "plug", "seam", "strap"]
    texts = [
        f"I mended the {t} for {p}. We left everything in good order with {p}. Ask for {p}"
        for t, p in zip(things, people, strict=True)
    ]
    miner = TemplateMiner().fit([reply(text, f"c{n}") for n, text in enumerate(texts)])
    use = miner.use_of(f"The box, which we left everything in good order with {own}.", customer_id="new")
    assert [span.text for span in use.spans] == ["we left everything in good order with"]
    use = miner.use_of(f"We left everything in good order with {own}.", customer_id="new")
    assert [span.text for span in use.spans] == ["We left everything in good order with"]


def test_thanks_in_the_middle_sign_nothing_off():
    text = "Thanks. " + A + " We have asked our driver to ring at the door twice and wait for you."
    use = TemplateMiner(min_customers=3).fit(sent(text, 6)).use_of(text, customer_id="new")
    assert all(span.permitted is None for span in use.spans)


def test_known_macros_are_shared_whatever_their_reach():
    macro = Macro(
        name="Parcel: late", text="Hi {{ticket.requester.first_name}},\nWe have sent the parcel to the depot again."
    )
    miner = TemplateMiner(macros=(macro,)).fit(["Something else altogether."])
    use = miner.use_of("Hi Ana, we have sent the parcel to the depot again.", customer_id="new")
    assert [(s.kind, s.macro, s.customers) for s in use.spans][-1] == (TemplateKind.MACRO, "Parcel: late", 0)
    assert use.spans[-1].reason == "part of the macro 'Parcel: late'"
    edited = miner.use_of("I asked, and we have sent the parcel to the depot once more.", customer_id="new")
    assert edited.spans
    assert edited.spans[0].macro == "Parcel: late"
    frames = TemplateMiner(macros=(macro,)).fit(sent(macro.text, 6)).frames()
    assert "Parcel: late" in {frame.macro for frame in frames}


@settings(max_examples=60)
@given(st.lists(replies, min_size=1, max_size=20), st.text(st.characters(), max_size=80))
def test_spans_quote_the_text_in_order_and_records_survive_json(items, text):
    miner = TemplateMiner(**SMALL).fit(items)
    for source in (*[item.message.text for item in items], text):
        use = miner.use_of(source, customer_id="new")
        assert 0 <= use.held_share <= use.share <= 1
        assert 0 <= use.closest_share <= use.share
        end = 0
        for span in use.spans:
            assert end <= span.start < span.end
            assert source[span.start : span.end] == span.text
            assert span.customers >= 2
            end = span.end
        assert TemplateUse.from_dict(json.loads(json.dumps(use.to_dict()))) == use
    for frame in miner.frames():
        assert Frame.from_dict(json.loads(json.dumps(frame.to_dict()))) == frame


HOSTILE = [
    "",
    " \n\t",
    "\x00" * 1000,
    "\ud800\udfff\ud800",
    "😀" * 5000,
    "a" * 200_000,
    "a." * 100_000,
    "a@" * 100_000,
    "{{" * 100_000,
    "[A" * 100_000,
    "<p>" * 60_000,
    "hi " * 70_000,
    "\n" * 200_000,
    "Ab " * 70_000,
    "'’-+&@" * 30_000,
]


@pytest.mark.usefixtures("hang_guard")
@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:6]))
def test_hostile_texts_neither_crash_nor_hang(text):
    miner = TemplateMiner(min_customers=1).fit([reply(text, "c1"), reply(text, "c2")])
    use = miner.use_of(text, conversation_id="c1")
    assert 0 <= use.held_share <= use.share <= 1
    assert miner.frames() is not None


def test_scikit_learn_manners():
    miner = TemplateMiner(min_customers=3, wording_rows=100)
    assert miner.get_params()["wording_rows"] == 100
    assert clone(miner).get_params() == miner.get_params()
    assert miner.set_params(min_customers=2).min_customers == 2
    assert miner.fit([A]) is miner
    once = miner.fingerprint()
    assert miner.fit([A]).fingerprint() == once
    assert miner.partial_fit([A]).fingerprint() != once


@pytest.mark.parametrize(
    "parameters",
    [{"min_customers": 0}, {"wording_rows": 0}, {"fragment_rows": "9"}, {"rows_per_wording": 1}, {"min_customers": True}, {"reply_words": 0},
     {"rows_per_wording": 3}, {"macros": ("text",)}],
)  # fmt: skip
def test_parameters_out_of_range_are_refused_at_fit(parameters):
    with pytest.raises(InputError, match=next(iter(parameters))):
        TemplateMiner(**parameters).fit([])


@pytest.mark.parametrize(("least", "kept"), [(5, 256), (128, 256), (300, 600)])
def test_more_customers_are_kept_than_make_a_frame(least, kept):
    """Also where the miner is not told how many: what it then holds is a number, and is saved as one."""
    miner = TemplateMiner(min_customers=least)
    limit = miner.memory_limit_bytes
    assert miner.fit([]).state()[1]["parameters"]["rows_per_wording"] == kept
    told = TemplateMiner(min_customers=least, rows_per_wording=kept).fit([])
    assert miner == told
    assert limit == told.memory_limit_bytes
    assert miner.merge(told).rows_per_wording == kept


def test_macros_may_be_any_sequence(tmp_path):
    macros = [Macro(name="depot", text=A)]
    listed = TemplateMiner(macros=macros).fit([A])
    save_miner(listed, tmp_path)
    assert listed.merge(load_miner(tmp_path), TemplateMiner(macros=tuple(macros)).fit([B])).messages_ == 3
    with pytest.raises(InputError, match="different parameters"):
        listed.merge(TemplateMiner().fit([A]))


def test_misuse_is_an_error_of_the_library():
    with pytest.raises(InputError, match="learnt nothing"):
        TemplateMiner().use_of("a")
    with pytest.raises(InputError, match="not fitted"):
        TemplateMiner().fit([]).merge(TemplateMiner())
    with pytest.raises(InputError, match="different parameters"):
        TemplateMiner().fit([]).merge(TemplateMiner(min_customers=2).fit([]))
    with pytest.raises(InputError):
        TemplateMiner().fit([3])


def test_equal_on_any_machine(environment):
    """Another hash seed, another process: the same state. The hash itself is pinned, since saved miners rely on it."""
    code = (
        "from authentica.corpus import TemplateMiner\n"
        "print(TemplateMiner().fit(['We have sent the parcel back to the depot, Ana.', 'Done!']).fingerprint())"
    )
    prints = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env={**environment, "PYTHONHASHSEED": seed},
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert prints == {TemplateMiner().fit(["We have sent the parcel back to the depot, Ana.", "Done!"]).fingerprint()}
    assert [frame.frame_id for frame in TemplateMiner(min_customers=1).fit(["Please send us a photo."]).frames()] == [
        "600fb11a200c4809"
    ]


def test_messages_that_are_not_text_are_refused():
    with pytest.raises(AuthenticaError):
        TemplateMiner().fit([Conversation(messages=(Message(text=None),))])
