"""Arguments of wrong types: one form of refusal, and no public function fails inside in Python's words."""

from __future__ import annotations

import sys
from pathlib import Path
from types import NoneType

import numpy as np
import pytest

from authentica import Analyzer, coaching, commitments, corpus, distributed, privacy, report, scoring
from authentica.coaching import CoachingAccumulator
from authentica.corpus import TemplateMiner
from authentica.errors import AuthenticaError, InputError
from authentica.integrations.sklearn import AssessmentTransformer, ReplyVectorizer
from authentica.readers import read_transcripts
from authentica.readers.formats import format_of
from authentica.schema import Conversation, Message, Reply
from authentica.schema.arguments import check_argument, check_callable, check_count, check_stream
from authentica.training.adapted import build_adapted_model
from authentica.training.build import build_model
from authentica.training.evaluate import evaluate
from authentica.training.faithfulness import measure_faithfulness
from authentica.training.review import merge_feedback

LABELS = Path(__file__).parent / "data" / "labels.jsonl"
SAID = "I call Mrs Quill back on Friday"
WRONG = [
    None, 5, -1, 1.5, float("nan"), 10**400, True, b"text", SAID, "", "a\0b", "\udc80", [1, None], [SAID], [], (1, 2, 3),
    {"a": 1}, {}, {1: 2}, {1}, object(), int, Path("nowhere"), Message(text=SAID), Conversation(messages=()),
]  # fmt: skip


class Frame(list):
    """Like a data frame: iterated, it gives the names of its columns."""

    columns = ("body",)


def given(f, *rest):
    return lambda value, a: f(value, *rest)


DOORS = {
    "Analyzer": lambda v, a: Analyzer(v, v, v),
    "Analyzer.analyze": lambda v, a: a.analyze(v),
    "Analyzer.pipe": lambda v, a: list(a.pipe(v)),
    "Analyzer.read": lambda v, a: a.read(v),
    "Analyzer.read message": lambda v, a: a.read(Reply(message=v)),
    "Analyzer.read text": lambda v, a: a.read(Reply(message=Message(text=v))),
    "Analyzer.analyze_conversation": lambda v, a: a.analyze_conversation(v),
    "Conversation.messages": lambda v, a: a.analyze_conversation(Conversation(messages=v)),
    "Conversation.replies": lambda v, a: Conversation(messages=v).replies(),
    "Assessment[]": lambda v, a: a.analyze(SAID)[v],
    "assess_source": lambda v, a: scoring.assess_source(v, "x.csv", each=print),
    "assess_source each": lambda v, a: scoring.assess_source(a, "x.csv", each=v),
    "flat_row": given(scoring.flat_row),
    "inert_cell": given(scoring.inert_cell),
    "WorkerProcesses": given(scoring.WorkerProcesses),
    "score_transcripts engine": lambda v, a: v is not None and scoring.score_transcripts("x.csv", "o.csv", engine=v),
    "evaluate": lambda v, a: evaluate(v, Path("nowhere")),
    "evaluate labels": lambda v, a: evaluate(a, v),
    "evaluate baseline": lambda v, a: evaluate(a, LABELS, baseline_labels=v, rounds=1),
    "measure_faithfulness labels": lambda v, a: measure_faithfulness(a, v),
    "merge_feedback": lambda v, a: merge_feedback(v, v, v),
    "build_model": lambda v, a: build_model(v, v),
    "build_adapted_model": lambda v, a: build_adapted_model(v, v),
    "format_of": given(format_of),
    "read_transcripts": given(read_transcripts),
    "summarize": given(coaching.summarize),
    "CoachingAccumulator": given(CoachingAccumulator),
    "CoachingAccumulator.merge": lambda v, a: CoachingAccumulator().merge(v),
    "CoachingAccumulator.add": lambda v, a: CoachingAccumulator().add(v),
    "CoachingAccumulator.add facts": lambda v, a: CoachingAccumulator().add(a.analyze(SAID), v),
    "CoachingAccumulator.put_aside": lambda v, a: CoachingAccumulator().put_aside(v),
    "PromiseBook": given(coaching.PromiseBook),
    "learn": lambda v, a: coaching.learn(v, ()),
    "learn each": lambda v, a: coaching.learn(CoachingAccumulator(), (), each=v),
    "save_accumulator": lambda v, a: coaching.save_accumulator(v, "x.json"),
    "save_accumulator path": lambda v, a: coaching.save_accumulator(CoachingAccumulator(), v),
    "summary_of": given(coaching.summary_of),
    "to_frame": given(coaching.to_frame),
    "render_page": given(report.render_page),
    "Findings": lambda v, a: report.render_page(report.Findings(summary=v)),
    "ScriptTally": lambda v, a: report.ScriptTally(most=v),
    "ScriptTally.add": lambda v, a: report.ScriptTally().add(v),
    "PrivacyFinder.find": lambda v, a: a._privacy.find(v),
    "find_privacy": given(privacy.find_privacy),
    "find_privacy channel": lambda v, a: privacy.find_privacy(SAID, channel=v),
    "redact": given(privacy.redact),
    "redact names": lambda v, a: privacy.redact(SAID, names=v),
    "find_commitments finder": lambda v, a: v is not None and commitments.find_commitments(SAID, finder=v),
    "CommitmentFinder room": lambda v, a: v is not None and commitments.CommitmentFinder(room=v),
    "CommitmentTracker": given(commitments.CommitmentTracker),
    "follow": lambda v, a: isinstance(v, Conversation) or commitments.follow(v),
    "TemplateMiner macros": lambda v, a: TemplateMiner(macros=v).fit(()),
    "TemplateMiner.uses": lambda v, a: list(TemplateMiner().fit(()).uses(v)),
    "TemplateMiner.use_of": lambda v, a: TemplateMiner().fit(()).use_of(v),
    "TemplateMiner.likeness_of": lambda v, a: TemplateMiner().fit(()).likeness_of(v),
    "TemplateMiner.from_state": lambda v, a: TemplateMiner.from_state(v, v),
    "customer_of": given(corpus.customer_of),
    "save_miner": lambda v, a: corpus.save_miner(v, "m"),
    "load_miner": given(corpus.load_miner),
    "mine_templates": lambda v, a: distributed.mine_templates(v, engine=scoring.ThisProcess()),
    "mine_templates engine": lambda v, a: distributed.mine_templates([], engine=v),
    "AssessmentTransformer": lambda v, a: AssessmentTransformer(v).fit([]),
    "ReplyVectorizer": lambda v, a: ReplyVectorizer(fewest_replies=v).fit([]),
}  # fmt: skip


@pytest.mark.parametrize("door", DOORS.values(), ids=DOORS.keys())
def test_what_is_of_the_wrong_type_works_or_is_refused_without_its_content(door, analyzer, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("x.csv").write_text("text\n")
    refusals = []
    for value in WRONG:
        try:
            door(value, analyzer)
        except AuthenticaError as error:
            refusals.append(str(error))
    assert refusals
    assert not any("Message(" in refusal or "\n" in refusal for refusal in refusals)


@pytest.mark.parametrize(
    ("check", "says"),
    [
        (lambda: check_argument("text", 7, str, "redact"), "redact: text must be a str, not an int."),
        (lambda: check_argument("n", True, int, "f"), "f: n must be an int, not a bool."),
        (lambda: check_argument("n", None, int, "f", todo="Count."), "f: n must be an int, not None. Count."),
        (lambda: check_argument("n", 5, (str, NoneType), "f"), "f: n must be a str or None, not an int."),
        (lambda: check_stream("X", "abc", "replies", "fit"), "fit: X must be a stream of replies, not a str."),
        (lambda: check_stream("X", 5, "replies", "fit"), "fit: X must be a stream of replies, not an int."),
        (lambda: check_stream("X", {"a": 1}, "replies", "f"), "f: X must be a stream of replies, not a dict."),
        (lambda: check_stream("X", Frame(), "replies", "f"), "f: X must be a stream of replies, not a Frame."),
        (lambda: check_callable("say", "loud", "f"), "f: say must be callable, not a str."),
        (lambda: check_count("n", 0, "f"), "f: n must be a whole number of at least 1."),
        (lambda: check_count("n", True, "f", least=0), "f: n must be a whole number of at least 0."),
        (lambda: check_count("n", 10**400, "f"), f"f: n must be at most {sys.maxsize}."),
    ],
)
def test_a_refusal_says_what_is_needed_and_what_was_given(check, says):
    with pytest.raises(InputError) as caught:
        check()
    assert str(caught.value) == says


def test_whole_numbers_of_numpy_become_pythons_own(tmp_path):
    assert type(check_count("n", np.int64(5), "f")) is int
    with pytest.raises(InputError, match="whole number"):
        check_count("n", np.bool_(True), "f")
    miner = TemplateMiner(min_customers=np.int64(2), reply_words=np.int32(60)).fit([f"{SAID}, {n}" for n in range(3)])
    corpus.save_miner(miner, tmp_path / "miner")
    accumulator = CoachingAccumulator(examples=np.int64(2), sample=np.int64(1), max_groups=np.int64(9))
    coaching.save_accumulator(accumulator, tmp_path / "sums.json")
    assert coaching.load_accumulator(tmp_path / "sums.json") == CoachingAccumulator(examples=2, sample=1, max_groups=9)
    ReplyVectorizer(fewest_replies=np.int64(1)).fit([SAID])
    source = tmp_path / "x.csv"
    source.write_text(f"text\n{SAID}\n")
    receipt = scoring.score_transcripts(source, tmp_path / "o.jsonl", jobs=np.int64(1), shard_messages=np.int64(7))
    assert receipt.scored == 1


def test_files_may_be_named_by_strings(tmp_path, analyzer):
    row = LABELS.read_text(encoding="utf-8").splitlines()[0]
    labels = tmp_path / "labels.jsonl"
    labels.write_text(f"{row}\n", encoding="utf-8")
    assert evaluate(analyzer, str(labels), rounds=1).n == 1
    scores, feedback, merged = (str(tmp_path / name) for name in ("s.jsonl", "f.csv", "o.jsonl"))
    Path(scores).write_text(analyzer.analyze(SAID).to_json() + "\n", encoding="utf-8")
    Path(feedback).write_text("kind,dimension,level,line\nwrong_score,empathy,1,1\n", encoding="utf-8")
    assert merge_feedback(feedback, scores, merged).used == 1
    with pytest.raises(InputError, match="would overwrite"):
        merge_feedback(feedback, scores, scores)


def test_what_is_needed_passes():
    check_argument("n", None, (str, NoneType), "f")
    check_argument("flag", True, bool, "f")
    check_stream("X", iter(()), "replies", "f")
    check_callable("say", print, "f")
    check_count("n", sys.maxsize, "f")
