"""Records: round trips, damage, offsets, and what an agent's message answers."""

from __future__ import annotations

import copy
import dataclasses
import json
import math
import pickle
import re
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given, strategies as st

from authentica.errors import AuthenticaError, NotScoredError, RecordError
from authentica.schema import (
    DIMENSIONS,
    NEEDS,
    SCHEMA_VERSION,
    Assessment,
    Conversation,
    ConversationAssessment,
    DimensionScore,
    Evidence,
    Flag,
    Message,
    OffsetMap,
    Outcome,
    Reply,
    ReplyPairing,
    Role,
    Segment,
    SetAside,
    Status,
    Tip,
    as_reply,
)

# Any code point, lone surrogates included. (Side by side, a high and a low one are a single character to JSON.)
texts = st.text(st.characters(), max_size=40).filter(lambda text: not re.search("[\ud800-\udbff][\udc00-\udfff]", text))
names = st.none() | texts
zones = st.none() | st.integers(-23 * 60, 23 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
times = st.none() | st.datetimes(timezones=zones)
counts = st.integers(0, 10_000)
numbers = st.floats(-1e6, 1e6)
shares = st.floats(0, 1)
offset_maps = st.builds(
    OffsetMap, segments=st.lists(st.builds(Segment, counts, counts, counts)).map(tuple), source_length=counts
)
messages = st.builds(
    Message,
    text=texts,
    role=st.sampled_from(Role),
    message_id=names,
    author_id=names,
    in_response_to=names,
    created_at=times,
    channel=names,
    source=names,
    offsets=st.none() | offset_maps,
    origin=names,
)
conversations = st.builds(Conversation, messages=st.lists(messages, max_size=4).map(tuple), conversation_id=names)
evidence = st.builds(
    Evidence, start=st.none() | counts, end=st.none() | counts, text=names, cue=texts, contribution=numbers
)
dimension_scores = st.builds(
    DimensionScore,
    dimension=st.sampled_from(DIMENSIONS),
    level=st.integers(0, 2),
    probabilities=st.tuples(shares, shares, shares),
    needed=st.none() | shares,
    base=numbers,
    logit=numbers,
    evidence=st.lists(evidence, max_size=3).map(tuple),
    explanation=texts,
)
tips = st.builds(Tip, dimension=st.sampled_from((*NEEDS, "privacy")), text=texts)
assessments = st.builds(
    Assessment,
    text=texts,
    status=st.sampled_from(Status),
    authenticity=st.none() | st.floats(0, 100),
    behaviour=st.none() | shares,
    desire=st.none() | shares,
    outcome=st.none() | st.sampled_from(Outcome),
    outcome_probabilities=st.dictionaries(st.sampled_from(Outcome), shares),
    dimensions=st.lists(dimension_scores, max_size=3).map(tuple),
    flags=st.lists(st.sampled_from(Flag), unique=True).map(tuple),
    outcome_evidence=st.lists(evidence, max_size=2).map(tuple),
    outcome_explanation=st.text(max_size=20),
    flag_evidence=st.lists(evidence, max_size=2).map(tuple),
    missed=st.lists(st.sampled_from(NEEDS), unique=True).map(tuple),
    tips=st.lists(tips, max_size=2).map(tuple),
    message_id=names,
    conversation_id=names,
    author_id=names,
    channel=names,
    created_at=times,
    model=texts,
)
conversation_assessments = st.builds(
    ConversationAssessment, conversation_id=names, assessments=st.lists(assessments, max_size=2).map(tuple)
)
RECORDS = [messages, conversations, evidence, dimension_scores, tips, assessments, conversation_assessments]


@pytest.mark.parametrize("records", RECORDS, ids=lambda r: str(r)[7:30])
def test_a_record_survives_json(records):
    @given(records)
    def survives(record):
        data = record.to_dict()
        assert type(record).from_dict(data) == record
        assert type(record).from_dict(json.loads(json.dumps(data))) == record

    survives()


@pytest.mark.parametrize("records", RECORDS, ids=lambda r: str(r)[7:30])
def test_a_record_survives_pickling(records):
    @given(records)
    def survives(record):
        assert pickle.loads(pickle.dumps(record)) == record

    survives()


@given(assessments)
def test_json_lines_are_ascii_and_one_line(assessment):
    line = assessment.to_json()
    assert line.isascii()
    assert "\n" not in line
    assert Assessment.from_dict(json.loads(line)) == assessment


@given(assessments)
def test_to_dict_gives_away_no_inner_state(assessment):
    before = assessment.to_dict()
    changed = assessment.to_dict()
    for value in changed.values():
        if isinstance(value, (list, dict)):
            value.clear()
    assert assessment.to_dict() == before


@pytest.mark.parametrize(
    "record",
    [
        Segment(0, 0, 1),
        OffsetMap(segments=(), source_length=0),
        Message(text="a"),
        Conversation(messages=()),
        Reply(message=Message(text="a")),
        Evidence(start=None, end=None, text=None, cue="c", contribution=0.0),
        Tip(dimension="empathy", text="t"),
        SetAside(origin="f:1", reason="r"),
    ],
    ids=lambda r: type(r).__name__,
)
def test_records_are_frozen_and_hashable(record):
    field = "start" if isinstance(record, Segment) else dataclasses.fields(record)[0].name
    with pytest.raises(AttributeError):
        setattr(record, field, None)
    assert hash(record) == hash(copy.copy(record))
    assert not hasattr(record, "__dict__")


@pytest.mark.parametrize(
    "cls", [Message, Conversation, Reply, Evidence, DimensionScore, Tip, Assessment, OffsetMap, SetAside]
)
def test_records_take_keywords_only(cls):
    with pytest.raises(TypeError, match="positional"):
        cls(*["x"] * len(dataclasses.fields(cls)))


def scored():
    dimension = DimensionScore(
        dimension="empathy",
        level=1,
        probabilities=(0.2, 0.5, 0.3),
        needed=0.9,
        base=-1.0,
        logit=0.5,
        evidence=(Evidence(start=0, end=5, text="Sorry", cue="empathy.apology.bare", contribution=1.5),),
        explanation="Formulaic.",
    )
    return Assessment(
        text="Sorry.",
        status=Status.SCORED,
        authenticity=40.0,
        behaviour=0.4,
        desire=0.4,
        outcome=Outcome.BY,
        outcome_probabilities={Outcome.BY: 1.0},
        dimensions=(dimension,),
        flags=(Flag.HAND_OFF,),
        flag_evidence=(),
        missed=("ownership",),
        tips=(Tip(dimension="ownership", text="Say who."),),
        message_id="m1",
        conversation_id=None,
        author_id=None,
        channel="chat",
        created_at=datetime(2024, 2, 29, 12, 0, tzinfo=timezone.utc),
        model="0" * 16,
    )


def test_an_assessment_answers_questions_about_itself():
    a = scored()
    assert a.scored
    assert a["empathy"].score == pytest.approx((0.5 + 2 * 0.3) / 2)
    assert a["empathy"].spans == a["empathy"].evidence
    assert "hand_off" in a.flags
    assert a.outcome == "by"
    assert str(a.tips[0]) == "Say who."
    hash(a)


def test_asking_for_a_level_that_is_not_there_is_a_key_error_that_says_why():
    a = scored()
    with pytest.raises(NotScoredError, match="no dimension 'warmth'") as caught:
        a["warmth"]
    assert isinstance(caught.value, KeyError)
    unscored = dataclasses.replace(a, status=Status.NO_TEXT, dimensions=())
    with pytest.raises(NotScoredError, match="'no_text'"):
        unscored["empathy"]


def _without(key):
    return lambda data: data.pop(key)


def _with(key, value):
    return lambda data: data.__setitem__(key, value)


MESSAGE_DAMAGE = {
    "text missing": _without("text"),
    "text a number": _with("text", 5),
    "text null": _with("text", None),
    "role missing": _without("role"),
    "role unknown": _with("role", "wizard"),
    "id a number": _with("message_id", 5),
    "channel a list": _with("channel", ["chat"]),
    "time unreadable": _with("created_at", "yesterday"),
    "time a number": _with("created_at", 1700000000),
    "time empty": _with("created_at", ""),
    "offsets a list": _with("offsets", [1]),
    "offsets without segments": _with("offsets", {"source_length": 3}),
    "offsets with a short segment": _with("offsets", {"segments": [[0, 1]], "source_length": 3}),
    "offsets with a text segment": _with("offsets", {"segments": ["abc"], "source_length": 3}),
    "offsets negative": _with("offsets", {"segments": [], "source_length": -3}),
}


@pytest.mark.parametrize("damage", MESSAGE_DAMAGE.values(), ids=MESSAGE_DAMAGE.keys())
def test_a_damaged_message_is_a_record_error(damage):
    data = Message(text="Secret words", message_id="m", channel="chat").to_dict()
    damage(data)
    with pytest.raises(RecordError) as caught:
        Message.from_dict(data)
    assert "Secret" not in str(caught.value)
    with pytest.raises(RecordError):
        Conversation.from_dict({"conversation_id": None, "messages": [data]})


ASSESSMENT_DAMAGE = {
    **{f"{key} missing": _without(key) for key in scored().to_dict()},
    "version of tomorrow": _with("schema_version", SCHEMA_VERSION + 1),
    "version a text": _with("schema_version", "1"),
    "text null": _with("text", None),
    "status unknown": _with("status", "maybe"),
    "authenticity a word": _with("authenticity", "high"),
    "outcome unknown": _with("outcome", "nowhere"),
    "outcomes a list": _with("outcome_probabilities", [0.5, 0.5]),
    "outcome probability unknown": _with("outcome_probabilities", {"nowhere": 1.0}),
    "flag unknown": _with("flags", ["rude"]),
    "missed unknown": _with("missed", ["warmth"]),
    "missed a text": _with("missed", "empathy"),
    "tips of text": _with("tips", ["Say who."]),
    "tip without text": _with("tips", [{"dimension": "empathy"}]),
    "dimensions a number": _with("dimensions", 5),
    "dimensions of null": _with("dimensions", [None]),
    "model a number": _with("model", 5),
    "id a number": _with("message_id", 5),
    "time unreadable": _with("created_at", "2024-13-01"),
    "evidence a text": _with("flag_evidence", "Sorry"),
}


@pytest.mark.parametrize("damage", ASSESSMENT_DAMAGE.values(), ids=ASSESSMENT_DAMAGE.keys())
def test_a_damaged_assessment_is_a_record_error(damage):
    data = scored().to_dict()
    data["text"] = "Secret words"
    damage(data)
    with pytest.raises(RecordError) as caught:
        Assessment.from_dict(data)
    assert "Secret" not in str(caught.value)


DIMENSION_DAMAGE = {
    **{f"{key} missing": _without(key) for key in scored()["empathy"].to_dict() if key != "score"},
    "dimension unknown": _with("dimension", "warmth"),
    "level 3": _with("level", 3),
    "level negative": _with("level", -1),
    "level a fraction": _with("level", 1.5),
    "level a truth value": _with("level", True),
    "two probabilities": _with("probabilities", [0.5, 0.5]),
    "probabilities of words": _with("probabilities", ["a", "b", "c"]),
    "base null": _with("base", None),
    "evidence null": _with("evidence", None),
    "evidence with a text offset": _with(
        "evidence", [{"start": "0", "end": 5, "text": "Sorry", "cue": "c", "contribution": 0.0}]
    ),
    "evidence with a negative offset": _with(
        "evidence", [{"start": -1, "end": 5, "text": "Sorry", "cue": "c", "contribution": 0.0}]
    ),
}


@pytest.mark.parametrize("damage", DIMENSION_DAMAGE.values(), ids=DIMENSION_DAMAGE.keys())
def test_a_damaged_dimension_is_a_record_error(damage):
    data = scored()["empathy"].to_dict()
    damage(data)
    with pytest.raises(RecordError):
        DimensionScore.from_dict(data)


NO_NUMBERS = ["nan", "0.5", math.nan, math.inf, -math.inf, True, 10**400]


def _damaged(path, value):
    """The assessment as data, with a secret in its texts and another value where the path leads."""
    data = scored().to_dict() | {"text": "Secret words"}
    at = data
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    return data


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        *[
            ((name,), value, f"^Assessment: the field '{name}' is not a finite number")
            for name in ("authenticity", "behaviour", "desire")
            for value in NO_NUMBERS
        ],
        (("authenticity",), 100.5, "^Assessment: the field 'authenticity' is not between 0 and 100"),
        (("behaviour",), -0.5, "^Assessment: the field 'behaviour' is not between 0 and 1"),
        (("outcome_probabilities", "by"), "1", "^Assessment: the field 'outcome_probabilities' is not a finite number"),
        (("outcome_probabilities", "by"), 7, "^Assessment: the field 'outcome_probabilities' is not between 0 and 1"),
        (("outcome_probabilities", "Secret"), 1, "^Assessment: the field 'outcome_probabilities' is not one of some"),
        (("status",), "Secret", "^Assessment: the field 'status' is not one of scored, unsupported_language, no_text"),
        (("created_at",), "Secret", "^Assessment: the field 'created_at' is not a time in ISO 8601"),
        (("missed",), ["listening"], "^Assessment: the field 'missed' is not one of empathy, ownership, expectations"),
        (("tips", 0, "dimension"), "Secret", "^Tip: the field 'dimension' is not one of empathy"),
        (("tips", 0, "text"), None, "^Tip: the field 'text' is a NoneType, not a str"),
        (("dimensions", 0, "dimension"), "Secret", "^DimensionScore: the field 'dimension' is not one of boiler"),
        (("dimensions", 0, "level"), 3, "^DimensionScore: the field 'level' is not between 0 and 2"),
        (("dimensions", 0, "level"), "1", "^DimensionScore: the field 'level' is not a whole number of at least 0"),
        (
            ("dimensions", 0, "probabilities"),
            ["7", "-3", "inf"],
            "^DimensionScore: the field 'probabilities' is not a f",
        ),
        (
            ("dimensions", 0, "probabilities"),
            [7, -3, 0],
            "^DimensionScore: the field 'probabilities' is not between 0 a",
        ),
        (
            ("dimensions", 0, "probabilities"),
            [1.0],
            "^DimensionScore: the field 'probabilities' holds a list of 1, not o",
        ),
        (("dimensions", 0, "needed"), 1.5, "^DimensionScore: the field 'needed' is not between 0 and 1"),
        (("dimensions", 0, "logit"), "0", "^DimensionScore: the field 'logit' is not a finite number"),
        (
            ("dimensions", 0, "evidence", 0, "contribution"),
            "inf",
            "^Evidence: the field 'contribution' is not a finite",
        ),
        (
            ("dimensions", 0, "evidence", 0, "start"),
            "0",
            "^Evidence: the field 'start' is not a whole number of at lea",
        ),
        (("dimensions",), 5, "^Assessment: the field 'dimensions' is a int, not a list"),
        (("dimensions", 0), "Secret", "^DimensionScore: a mapping is needed, not a str"),
    ],
)
def test_a_damaged_field_is_named_and_what_is_wrong_with_it(path, value, said):
    with pytest.raises(RecordError, match=said) as caught:
        Assessment.from_dict(_damaged(path, value))
    assert "Secret" not in str(caught.value)


@pytest.mark.parametrize("version", [1, 2])
def test_earlier_versions_of_an_assessment_are_read(version):
    data = scored().to_dict() | {"schema_version": version}
    later = [
        "outcome_evidence",
        "outcome_explanation",
        *(("privacy", "commitments", "template") if version == 1 else ()),
    ]
    for field in later:
        del data[field]
    assert Assessment.from_dict(data) == scored()


@pytest.mark.parametrize("cls", [Message, Conversation, Evidence, DimensionScore, Assessment, ConversationAssessment])
@pytest.mark.parametrize("data", [None, 5, "text", [], {}, [1, 2]], ids=repr)
def test_what_is_no_record_is_a_record_error(cls, data):
    with pytest.raises(
        RecordError, match=f"^{cls.__name__}: (a mapping is needed|the field '\\w+' is missing|.* version 'None')"
    ):
        cls.from_dict(data)


def test_assessments_of_another_version_are_refused_with_advice():
    data = scored().to_dict()
    data["schema_version"] = SCHEMA_VERSION + 1
    with pytest.raises(RecordError, match=f"version '{SCHEMA_VERSION + 1}'; this release reads up to {SCHEMA_VERSION}"):
        Assessment.from_dict(data)


class TestOffsetMap:
    # "<p>Hi &amp; bye</p>" read as "Hi & bye".
    source = "<p>Hi &amp; bye</p>"
    text = "Hi & bye"
    offsets = OffsetMap(segments=(Segment(0, 3, 3), Segment(4, 11, 4)), source_length=19)

    @pytest.mark.parametrize(
        ("quote", "expected"),
        [
            ("Hi", "Hi"),
            ("bye", "bye"),
            ("Hi & bye", "Hi &amp; bye"),
            ("&", "&amp;"),
            ("& bye", "&amp; bye"),
            ("Hi &", "Hi &amp;"),
        ],
    )
    def test_a_quote_maps_to_its_source(self, quote, expected):
        start = self.text.index(quote)
        first, last = self.offsets.to_source(start, start + len(quote))
        assert self.source[first:last] == expected

    @pytest.mark.parametrize("position", range(9))
    def test_an_empty_span_stays_empty_inside_copied_text(self, position):
        start, end = self.offsets.to_source(position, position)
        assert 0 <= start == end <= 19

    def test_a_span_that_runs_backwards_is_an_error(self):
        with pytest.raises(RecordError, match=r"3\.\.2 runs backwards"):
            self.offsets.to_source(3, 2)

    def test_text_that_the_reader_made_maps_to_the_gap(self):
        assert OffsetMap(segments=(), source_length=7).to_source(0, 3) == (0, 7)

    @given(st.data())
    def test_spans_stay_in_order_and_inside_and_copied_runs_are_equal(self, data):
        pieces = data.draw(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 5), st.integers(0, 3)), max_size=6))
        segments, text, source = [], "", ""
        for made, copied, dropped in pieces:
            text += "·" * made
            source += "#" * dropped
            segments.append(Segment(len(text), len(source), copied))
            run = "".join(chr(97 + (len(text) + i) % 26) for i in range(copied))
            text, source = text + run, source + run
        offsets = OffsetMap(segments=tuple(segments), source_length=len(source))
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, len(text)))
        first, last = offsets.to_source(start, end)
        assert 0 <= first <= last <= len(source)
        if end > start and "·" not in text[start:end]:
            assert source[first:last].replace("#", "") == text[start:end]


def message(role, text, **more):
    return Message(text=text, role=Role(role), **more)


def answered(*given_messages):
    return [
        (r.message.text, r.customer_text) for r in Conversation(messages=given_messages, conversation_id="c").replies()
    ]


class TestReplies:
    def test_a_reply_answers_the_customer_messages_since_the_agent_last_spoke(self):
        assert answered(
            message("customer", "one"),
            message("customer", "two"),
            message("agent", "A"),
            message("customer", "three"),
            message("agent", "B"),
        ) == [("A", "one\ntwo"), ("B", "three")]

    def test_consecutive_agent_messages_answer_the_same_text(self):
        assert answered(message("customer", "one"), message("agent", "A"), message("agent", "B")) == [
            ("A", "one"),
            ("B", "one"),
        ]

    def test_an_agent_who_speaks_first_answers_nothing(self):
        assert answered(message("agent", "Hello"), message("customer", "one")) == [("Hello", "")]

    @pytest.mark.parametrize("role", ["bot", "system", "note"])
    def test_others_are_neither_replies_nor_answered(self, role):
        assert answered(message("customer", "one"), message(role, "…"), message("agent", "A")) == [("A", "one")]

    def test_a_pointer_to_a_customer_message_wins(self):
        assert answered(
            message("customer", "one", message_id="1"),
            message("customer", "two", message_id="2"),
            message("agent", "A", in_response_to="1"),
        ) == [("A", "one")]

    @pytest.mark.parametrize("target", ["nobody", "9"])
    def test_a_pointer_to_nothing_or_to_an_agent_falls_back_to_the_order(self, target):
        assert answered(
            message("agent", "Hello", message_id="9"),
            message("customer", "one", message_id="1"),
            message("agent", "A", in_response_to=target),
        ) == [("Hello", ""), ("A", "one")]

    def test_a_pointer_does_not_disturb_what_the_next_reply_answers(self):
        assert answered(
            message("customer", "one", message_id="1"),
            message("customer", "two", message_id="2"),
            message("agent", "A", in_response_to="1"),
            message("agent", "B"),
        ) == [("A", "one"), ("B", "one\ntwo")]

    def test_replies_carry_their_place(self):
        conversation = Conversation(messages=(message("customer", "one"), message("agent", "A")), conversation_id="c9")
        (reply,) = conversation.replies()
        assert (reply.index, reply.conversation_id) == (1, "c9")

    def test_no_messages_no_replies(self):
        assert answered() == []

    @given(conversations)
    def test_there_is_one_reply_for_each_agent_message_in_order(self, conversation):
        agents = [m for m in conversation.messages if m.role is Role.AGENT]
        assert [r.message for r in conversation.replies()] == agents


class TestAsReply:
    @pytest.mark.parametrize(
        ("item", "customer_text"),
        [
            ("Hello", ""),
            (Message(text="Hello"), ""),
            (Reply(message=Message(text="Hello"), customer_text="Hi"), "Hi"),
            (("Hello", "Hi"), "Hi"),
            (["Hello", "Hi"], "Hi"),
            (("Hello", None), ""),
        ],
    )
    def test_what_is_a_reply(self, item, customer_text):
        reply = as_reply(item)
        assert (reply.message.text, reply.customer_text) == ("Hello", customer_text)

    @pytest.mark.parametrize(
        "item",
        [
            None,
            5,
            b"Hello",
            ("Hello",),
            ("Hello", "Hi", "Ho"),
            ("Hello", 5),
            (5, "Hi"),
            {"text": "Hello"},
            Message(text=5),
            Message(text=None),
            Reply(message=Message(text="Hello"), customer_text=None),
            Reply(message=Message(text=b"Hello")),
        ],
        ids=repr,
    )
    def test_what_is_none(self, item):
        with pytest.raises(AuthenticaError):
            as_reply(item)


class TestConversationAssessment:
    def test_it_sums_up_its_scored_replies(self):
        a = scored()
        unscored = dataclasses.replace(a, status=Status.NO_TEXT, authenticity=None, outcome=None, dimensions=())
        both = ConversationAssessment(
            conversation_id="c",
            assessments=(a, dataclasses.replace(a, authenticity=60.0, outcome=Outcome.BLOCKED), unscored),
        )
        assert both.authenticity == 50.0
        assert both.outcome is Outcome.BLOCKED
        none = ConversationAssessment(conversation_id="c", assessments=(unscored,))
        assert none.authenticity is None
        assert none.outcome is None


@pytest.mark.parametrize("name", ["conversation_id", "customer_id"])
def test_a_reply_of_another_id_than_a_string_is_refused(name):
    with pytest.raises(RecordError, match=f"the {name} of a reply is not a string"):
        as_reply(Reply(message=Message(text="Sure."), **{name: 7}))


def test_a_conversation_is_followed_under_a_string():
    with pytest.raises(RecordError, match="the conversation_id of a conversation is not a string"):
        ReplyPairing(7)
