"""The front door: what goes in, what comes out, and what never happens on the way."""

from __future__ import annotations

import copy
import logging
import pickle
import shutil
import socket
import subprocess
import sys
from datetime import datetime, timezone
from itertools import count, islice

import pytest

import authentica
import authentica.analyzer
from authentica.commitments import find_commitments
from authentica.config import AnalyzerConfig
from authentica.corpus import TemplateMiner, save_miner
from authentica.errors import AuthenticaError, InputError, ModelError
from authentica.language.reading import ReadingRoom
from authentica.learners.places import shipped_model_folder
from authentica.schema import DIMENSIONS, Assessment, Conversation, Flag, Message, Outcome, Reply, Role, Status

SAID = "You charged me twice!!"
GOOD = "I've cancelled the second charge; the money is back by Friday."
CANNED = "We apologize for any inconvenience. Please DM us your details so we can look into this."


class TestClearCases:
    """Orderings so plain that any sensible model keeps them."""

    def test_a_concrete_fix_beats_a_canned_line(self, analyzer):
        good, canned = (analyzer.analyze(text, customer_text=SAID) for text in (GOOD, CANNED))
        assert good.authenticity > canned.authenticity + 15
        assert good.behaviour > canned.behaviour
        assert good["boilerplate"].score < canned["boilerplate"].score

    def test_levels_of_a_concrete_fix(self, analyzer):
        a = analyzer.analyze(GOOD, customer_text=SAID)
        assert a["ownership"].level == 2
        assert a["expectations"].level == 2
        assert a["boilerplate"].level < 2
        assert "cancelled the second charge" in a["ownership"].spans[0].text
        assert a.outcome is Outcome.SOMEWHERE

    def test_levels_of_a_canned_line(self, analyzer):
        a = analyzer.analyze(CANNED, customer_text=SAID)
        assert a["boilerplate"].level == 2
        assert a["empathy"].level == 1
        assert a["ownership"].level < 2
        assert "hand_off" in a.flags

    def test_specific_empathy_beats_a_formula_and_a_formula_beats_none(self, analyzer):
        said = "The delay made me miss my sister's wedding. I am heartbroken."
        scores = [
            analyzer.analyze(text, customer_text=said)["empathy"].score
            for text in (
                "I'm so sorry the delay made you miss your sister's wedding; that is a day nobody can give you back.",
                "We apologize for any inconvenience.",
                "Your booking reference is on the ticket.",
            )
        ]
        assert scores[0] > scores[1] > scores[2]

    def test_pushing_away_is_no_ownership(self, analyzer):
        said = "My parcel never came."
        pushed = analyzer.analyze("You need to contact the seller. That is our policy.", customer_text=said)
        owned = analyzer.analyze("I've rung the depot and I am sending a new one today.", customer_text=said)
        assert pushed["ownership"].score < owned["ownership"].score
        assert pushed.authenticity < owned.authenticity

    def test_trouble_calls_for_more_than_a_question(self, analyzer):
        trouble = analyzer.analyze("ok", customer_text="My card was stolen and I am stranded, this is terrible!")
        question = analyzer.analyze("ok", customer_text="What time do you open?")
        assert trouble["empathy"].needed > 0.5 > question["empathy"].needed
        assert trouble["ownership"].needed > question["ownership"].needed

    def test_the_customers_own_words_count_as_listening(self, analyzer):
        reply = "The scratched walnut shelf goes back with the courier, and the new walnut shelf ships in two boxes."
        heard = analyzer.analyze(reply, customer_text="My walnut shelf came scratched, in one flimsy box.")
        unheard = analyzer.analyze(reply, customer_text="Why do I have to change my password?")
        assert heard["listening"].score > unheard["listening"].score


class TestInputs:
    def test_forms_of_one_reply_give_one_assessment(self, analyzer):
        message = Message(text=GOOD)
        expected = analyzer.analyze(GOOD, customer_text=SAID)
        assert analyzer.analyze(message, customer_text=SAID) == expected
        assert analyzer.analyze(Reply(message=message, customer_text=SAID)) == expected
        assert (
            list(analyzer.pipe([(GOOD, SAID), [GOOD, SAID], Reply(message=message, customer_text=SAID)]))
            == [expected] * 3
        )

    def test_no_customer_text_is_like_an_empty_one(self, analyzer):
        assert (
            analyzer.analyze(GOOD)
            == analyzer.analyze(GOOD, customer_text="")
            == analyzer.analyze(GOOD, customer_text=None)
        )

    @pytest.mark.parametrize("created_at", [None, datetime(2026, 3, 2, 9, 30, tzinfo=timezone.utc)])
    @pytest.mark.parametrize(
        "text", ["I'll ring you by Friday noon. We will refund it.", "We will refund it.", "All done."]
    )
    def test_commitments_are_those_of_the_finder(self, analyzer, text, created_at):
        message = Message(text=text, role=Role.AGENT, created_at=created_at)
        found = analyzer.analyze(message).commitments
        assert found == find_commitments(message)
        dated = [c.deadline.latest for c in found if c.deadline.latest_hours is not None]
        assert all(latest is None for latest in dated) if created_at is None else all(dated)

    def test_what_the_message_carries_is_taken_over(self, analyzer):
        when = datetime(2024, 2, 29, tzinfo=timezone.utc)
        message = Message(text=GOOD, message_id="m", author_id="a", channel="chat", created_at=when)
        a = analyzer.analyze(message)
        assert (a.message_id, a.author_id, a.channel, a.created_at) == ("m", "a", "chat", when)
        assert message == Message(text=GOOD, message_id="m", author_id="a", channel="chat", created_at=when)

    @pytest.mark.parametrize(
        "text",
        [None, 5, b"bytes", ["a"], {"text": "a"}, object(), 1.5, Message(text=None), Message(text=3)],
        ids=lambda value: type(value).__name__,
    )
    def test_what_is_no_reply_is_an_authentica_error(self, analyzer, text):
        with pytest.raises(AuthenticaError):
            analyzer.analyze(text)
        with pytest.raises(AuthenticaError):
            analyzer.analyze(text, customer_text="Hello")
        with pytest.raises(AuthenticaError):
            list(analyzer.pipe([text]))

    @pytest.mark.parametrize("text", [7, None, b"bytes", {"text": "secret"}, ("a", 7)], ids=repr)
    def test_what_is_no_reply_is_an_input_error(self, analyzer, text):
        for way in (lambda: analyzer.analyze(text), lambda: list(analyzer.pipe([text]))):
            with pytest.raises(InputError, match=r"^a reply cannot be read from (an?|None)") as caught:
                way()
            assert "secret" not in str(caught.value)

    @pytest.mark.parametrize("said", [5, b"bytes", ["a"], Message(text="a")], ids=repr)
    def test_what_is_no_customer_text_is_an_input_error(self, analyzer, said):
        with pytest.raises(InputError, match="customer_text must be a string"):
            analyzer.analyze("ok", customer_text=said)

    def test_a_reply_brings_its_own_customer_text(self, analyzer):
        with pytest.raises(InputError, match="customer_text"):
            analyzer.analyze(Reply(message=Message(text="ok")), customer_text="Hello")

    @pytest.mark.parametrize("stream", ["a string", b"bytes", None, 5, Message(text="a")], ids=repr)
    def test_a_stream_is_needed(self, analyzer, stream):
        with pytest.raises(InputError, match="must be a stream of replies, not"):
            list(analyzer.pipe(stream))

    @pytest.mark.parametrize("conversation", [None, "text", [Message(text="a")], {}], ids=repr)
    def test_a_conversation_is_needed(self, analyzer, conversation):
        with pytest.raises(InputError, match="conversation must be a Conversation, not"):
            analyzer.analyze_conversation(conversation)

    def test_errors_never_carry_the_text(self, analyzer):
        for bad in (("secret words", 5), ["secret words"], {"text": "secret words"}):
            with pytest.raises(AuthenticaError) as caught:
                list(analyzer.pipe([bad]))
            assert "secret" not in str(caught.value)


class TestPipe:
    def test_it_is_a_stream(self, analyzer):
        endless = (f"I have refunded order {n}." for n in count())
        first = list(islice(analyzer.pipe(endless), 3))
        assert [a.text for a in first] == [f"I have refunded order {n}." for n in range(3)]

    def test_order_is_kept_over_batches(self, analyzer):
        texts = [f"Order {n} is on its way." for n in range(600)]
        assert [a.text for a in analyzer.pipe(texts)] == texts

    def test_nothing_in_nothing_out(self, analyzer):
        assert list(analyzer.pipe([])) == []

    def test_the_analyzer_can_be_used_while_a_stream_is_open(self, analyzer):
        texts = [f"Order {n} is late." for n in range(300)]
        for a in analyzer.pipe(texts):
            assert analyzer.analyze(a.text) == a
            if a.text == texts[10]:
                break
        stream, other = analyzer.pipe(texts), analyzer.pipe(texts)
        assert [next(stream) for _ in range(3)] == [next(other) for _ in range(3)]

    def test_a_bad_item_stops_the_stream_and_the_analyzer_stays_usable(self, analyzer):
        with pytest.raises(AuthenticaError):
            list(analyzer.pipe(["ok", 5]))
        assert analyzer.analyze("ok").scored

    @pytest.mark.parametrize("way", ["pipe", "analyze"])
    def test_what_is_forgotten_to_save_memory_changes_nothing(self, analyzer, monkeypatch, way):
        from authentica.language import chunks, tokens

        texts = [f"Order ab{n}cd is with courier xy{n}z, ref {n}, wording w{n}w v{n}v." for n in range(100)]
        expected = list(analyzer.pipe(texts))
        monkeypatch.setattr(chunks, "_LARGEST_VOCABULARY", 1_000)
        monkeypatch.setattr(chunks, "_MOST_CHUNKS", 100)
        monkeypatch.setattr(tokens, "_CACHE_LIMIT", 100)
        fresh = authentica.load()
        assert list(fresh.pipe(texts) if way == "pipe" else map(fresh.analyze, texts)) == expected


class TestConversations:
    conversation = Conversation(
        conversation_id="c1",
        messages=(
            Message(text="My parcel is missing.", role=Role.CUSTOMER, message_id="1"),
            Message(text="Please wait for an agent.", role=Role.BOT),
            Message(text="I've asked the depot to look for it.", message_id="2"),
            Message(text="They ring you by noon.", message_id="3"),
            Message(text="Nobody rang!", role=Role.CUSTOMER, message_id="4"),
            Message(text="", message_id="5"),
            Message(text="private", role=Role.NOTE),
        ),
    )

    def test_every_agent_reply_is_assessed_beside_what_it_answers(self, analyzer):
        found = analyzer.analyze_conversation(self.conversation)
        assert found.conversation_id == "c1"
        assert [a.message_id for a in found.assessments] == ["2", "3", "5"]
        assert all(a.conversation_id == "c1" for a in found.assessments)
        alone = analyzer.analyze(self.conversation.messages[3], customer_text="My parcel is missing.")
        assert found.assessments[1].dimensions == alone.dimensions
        assert found.assessments[2].status is Status.NO_TEXT
        scored = [a.authenticity for a in found.assessments[:2]]
        assert found.authenticity == pytest.approx(sum(scored) / 2)
        assert found.outcome == found.assessments[1].outcome

    def test_no_reply_is_read_twice(self, analyzer, monkeypatch):
        read, texts = ReadingRoom.read_reply, []

        def counted(room, text, *rest):
            texts.append(text)
            return read(room, text, *rest)

        monkeypatch.setattr(ReadingRoom, "read_reply", counted)
        said = [Message(text=text) for text in ("I'll call the depot.", "The lamp is red.", "I've called them.")]
        analyzer.analyze_conversation(Conversation(messages=tuple(said)))
        assert texts == [message.text for message in said]

    def test_without_agents_there_is_nothing_to_say(self, analyzer):
        found = analyzer.analyze_conversation(Conversation(messages=(Message(text="Hello?", role=Role.CUSTOMER),)))
        assert found.assessments == ()
        assert found.authenticity is None
        assert found.outcome is None


class TestModelAndOptions:
    def test_the_fingerprint_knows_model_and_options(self, analyzer):
        strict = authentica.load(config=AnalyzerConfig(missed_probability=0.9))
        assert strict.fingerprint != analyzer.fingerprint
        assert authentica.load().fingerprint == analyzer.fingerprint
        assert analyzer.analyze("ok").model == analyzer.fingerprint

    def test_longer_texts_are_cut_and_flagged(self, analyzer):
        short = authentica.load(config=AnalyzerConfig(longest_text_chars=20))
        a = short.analyze("I have refunded you. We apologize for any inconvenience.")
        assert Flag.TRUNCATED in a.flags
        assert a.text.endswith("inconvenience.")
        assert all(e.end <= 20 for score in a.dimensions for e in score.spans)
        assert Flag.TRUNCATED not in short.analyze("I have refunded you.").flags

    def test_assessments_pickle(self, analyzer):
        a = analyzer.analyze(GOOD, customer_text=SAID)
        assert pickle.loads(pickle.dumps(a)) == a
        assert Assessment.from_dict(a.to_dict()) == a

    def test_another_process_gives_the_same(self, environment, tmp_path):
        folder = shutil.copytree(shipped_model_folder(), tmp_path / "model")
        code = "import sys, authentica as a; print(a.load(sys.argv[1]).analyze(sys.argv[2], sys.argv[3]).to_json())"
        done = subprocess.run(
            [sys.executable, "-c", code, folder, GOOD, SAID],
            capture_output=True,
            text=True,
            check=True,
            env={**environment, "PYTHONHASHSEED": "7"},
        )
        assert done.stdout.strip() == authentica.load(folder).analyze(GOOD, customer_text=SAID).to_json()


class TestSideEffects:
    def test_no_socket_is_opened(self, monkeypatch):
        def refuse(*args, **kwargs):
            raise AssertionError("a socket was opened")

        monkeypatch.setattr(socket, "socket", refuse)
        monkeypatch.setattr(socket, "create_connection", refuse)
        monkeypatch.setattr(socket, "getaddrinfo", refuse)
        fresh = authentica.load()
        assert fresh.analyze(GOOD, customer_text=SAID).scored
        assert fresh.analyze("see https://example.com and mail help@example.com").scored

    def test_no_text_is_logged_or_printed(self, analyzer, caplog, capsys):
        with caplog.at_level(logging.DEBUG):
            analyzer.analyze("Zanzibar " + GOOD, customer_text="Timbuktu " + SAID)
            analyzer.analyze("\ud800 Zanzibar")
            with pytest.raises(AuthenticaError):
                analyzer.analyze(5)
        captured = capsys.readouterr()
        assert "Zanzibar" not in caplog.text + captured.out + captured.err
        assert captured.out == captured.err == ""

    def test_dimensions_are_those_of_the_design(self, analyzer):
        a = analyzer.analyze(GOOD)
        assert [s.dimension for s in a.dimensions] == list(DIMENSIONS)
        assert a["boilerplate"].needed is None
        assert a["listening"].needed is None


def test_tips_do_not_speak_of_a_rule_that_no_words_show(analyzer):
    a = analyzer.analyze("hello", customer_text="You charged me")
    assert a.tips
    assert not any("rule" in tip.text for tip in a.tips)


def test_the_first_tip_is_of_a_secret_that_is_asked_for(analyzer):
    a = analyzer.analyze("Please send me your password.", customer_text="I cannot log in!")
    assert a.tips[0].dimension == "privacy"
    assert "password" in a.tips[0].text
    assert [tip.dimension for tip in a.tips[1:]] == list(a.missed)


def test_who_is_said_to_pass_it_on_only_where_somebody_was_to_take_it_on(analyzer):
    answer = analyzer.analyze("You can find that under Settings.", customer_text="Where do I find my invoices?")
    assert "passes it on" not in answer["ownership"].explanation
    pushed = analyzer.analyze(
        "That's not our department, contact your bank.", customer_text="Still no refund after 5 weeks!"
    )
    assert "“That's not our department, contact your bank” passes it on" in pushed["ownership"].explanation


def test_a_need_of_empathy_that_nothing_tells_of_is_not_reported_as_missed(analyzer):
    reply = "It's £24.50, and we ship it today."
    untold = analyzer.analyze(reply, "Nothing is broken, I'd just like a second printer.")
    assert "empathy" not in untold.missed
    assert untold["empathy"].needed < 0.5
    told = analyzer.analyze(reply, "Third printer, broken again! I have lost a whole week of work, I am in tears.")
    assert "empathy" in told.missed


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.AGENT])
@pytest.mark.parametrize("wrap", [lambda m: m, lambda m: Reply(message=m)], ids=["Message", "Reply"])
def test_what_no_agent_wrote_is_not_scored_as_a_reply(analyzer, role, wrap):
    item = wrap(Message(text=SAID, role=role))
    doors = [lambda: analyzer.analyze(item), lambda: list(analyzer.pipe([GOOD, item]))]
    if isinstance(item, Reply):
        doors.append(lambda: analyzer.read(item))
    else:
        doors.append(lambda: analyzer.analyze(item, customer_text=SAID))
    for door in doors:
        with pytest.raises(InputError, match=f"'{role.value}' is no agent's reply") as caught:
            door()
        assert SAID not in str(caught.value)
    assert find_commitments(item) == ()  # the customer's own promises can be asked for


def test_a_pickled_analyzer_is_what_it_was_loaded_with(analyzer, tmp_path, monkeypatch):
    shutil.copytree(shipped_model_folder(), tmp_path / "mine")
    monkeypatch.chdir(tmp_path)
    strict = AnalyzerConfig(level_strictness={"empathy": 0.2})
    for one in (analyzer, authentica.load("mine", config=strict)):
        stored = pickle.dumps(one)
        assert len(stored) < 1_000
        monkeypatch.chdir("/")
        twin = pickle.loads(stored)
        assert (twin.fingerprint, twin.config) == (one.fingerprint, one.config)
        assert pickle.loads(stored) is twin  # not loaded again for each task
        assert twin.analyze(GOOD, SAID) == one.analyze(GOOD, SAID)
        monkeypatch.chdir(tmp_path)
    call = pickle.loads(pickle.dumps(analyzer.analyze))
    assert call(GOOD, SAID) == analyzer.analyze(GOOD, SAID)
    assert copy.deepcopy(analyzer) is copy.copy(analyzer) is analyzer


def test_an_analyzer_that_is_another_where_it_arrives_is_refused(tmp_path):
    save_miner(TemplateMiner(min_customers=2).fit([f"{GOOD} {name}" for name in ("Ida", "Bo", "Cleo")]), tmp_path)
    stored = pickle.dumps(authentica.load(templates=tmp_path))
    save_miner(TemplateMiner(min_customers=2).fit([f"{CANNED} {name}" for name in ("Ida", "Bo", "Cleo")]), tmp_path)
    with pytest.raises(ModelError, match="what is loaded here"):
        pickle.loads(stored)


def test_what_lives_in_this_process_only_says_how_to_be_elsewhere(analyzer):
    informed = authentica.load(templates=TemplateMiner(min_customers=2).fit([GOOD]))
    with pytest.raises(InputError, match="save_miner"):
        pickle.dumps(informed)
    assert copy.deepcopy(informed) is informed
    for spread in (pickle.dumps, copy.deepcopy):
        with pytest.raises(InputError, match="add its messages again"):
            spread(analyzer.follow())
