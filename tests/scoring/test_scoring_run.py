"""The batch run: every row accounted for, and an output that is whole or not there."""

from __future__ import annotations

import csv
import errno
import gzip
import io
import json
import multiprocessing
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import authentica
from authentica.analyzer import AnalyzerRecipe
from authentica.config import AnalyzerConfig
from authentica.corpus import TemplateMiner, save_miner
from authentica.errors import AuthenticaError, FormatError, InputError, OutputError, SourceNotFoundError
from authentica.readers import read_transcripts
from authentica.schema import Assessment
from authentica.scoring import (
    COLUMNS,
    Progress,
    Receipt,
    ThisProcess,
    WorkerProcesses,
    assess_source,
    score_transcripts,
)
from authentica.scoring.identity import SourceFacts, look_at_source
from authentica.scoring.worker import fingerprint_of

ROWS = [
    {"conversation_id": "c1", "message_id": "m1", "role": "customer", "text": "You charged me twice!!"},
    {"conversation_id": "c1", "message_id": "m2", "role": "agent", "text": "I've cancelled the second charge."},
    {"conversation_id": "c1", "message_id": "m3", "role": "bot", "text": "Rate us!"},
    {"conversation_id": "c1", "message_id": "m4", "role": "agent", "text": ""},
    {"conversation_id": "c2", "message_id": "m5", "role": "customer", "text": "Wo ist mein Paket?"},
    {
        "conversation_id": "c2",
        "message_id": "m6",
        "role": "agent",
        "text": "Wir melden uns bei Ihnen, sobald die Bestellung wieder da ist. Vielen Dank für die Geduld.",
    },
    {"conversation_id": "c2", "message_id": "m7", "role": "agent", "text": "It reaches you by Friday 😀 \u202e."},
]


@pytest.fixture
def export(write_lines, tmp_path):
    return write_lines(tmp_path / "export.jsonl", ROWS)


@pytest.fixture
def damaged(write_lines, tmp_path):
    bad = ("{broken", {"conversation_id": "c1", "role": "wizard", "text": "Abracadabra"})
    return write_lines(tmp_path / "damaged.jsonl", [*ROWS[:2], *bad, *ROWS[2:]])


def read_lines(path):
    return [Assessment.from_dict(json.loads(line)) for line in path.read_text(encoding="ascii").splitlines()]


def balanced(receipt):
    return receipt.rows_in == receipt.scored + receipt.unscored + receipt.skipped_by_role + receipt.set_aside


def test_every_row_is_accounted_for(analyzer, export, tmp_path):
    receipt = score_transcripts(export, tmp_path / "scores.jsonl", analyzer=analyzer)
    assert receipt == Receipt(
        rows_in=7,
        scored=2,
        unscored=2,
        skipped_by_role=3,
        set_aside=0,
        reasons=(),
        model=analyzer.fingerprint,
        output=str(tmp_path / "scores.jsonl"),
    )
    assert balanced(receipt)
    assert json.loads(json.dumps(receipt.to_dict())) == receipt.to_dict()


def test_rows_set_aside_have_a_place_and_a_reason_and_no_content(analyzer, damaged, tmp_path):
    receipt = score_transcripts(damaged, tmp_path / "scores.jsonl", analyzer=analyzer)
    assert receipt.set_aside == 2
    assert receipt.rows_in == 9
    assert balanced(receipt)
    assert [reason.split(": ")[0] for reason in receipt.reasons] == ["damaged.jsonl:3", "damaged.jsonl:4"]
    assert "Abracadabra" not in "".join(receipt.reasons)


def test_reasons_are_bounded(analyzer, tmp_path):
    path = tmp_path / "bad.jsonl"
    path.write_text(json.dumps(ROWS[1]) + "\n" + "{broken\n" * 500, encoding="utf-8")
    receipt = score_transcripts(path, tmp_path / "scores.jsonl", analyzer=analyzer)
    assert receipt.set_aside == 500
    assert len(receipt.reasons) == 100
    assert len((tmp_path / "scores.jsonl.set_aside.jsonl").read_text(encoding="ascii").splitlines()) == 500
    assert balanced(receipt)


def test_the_output_holds_one_assessment_for_each_agent_reply_in_order(analyzer, export, tmp_path):
    target = tmp_path / "scores.jsonl"
    score_transcripts(export, target, analyzer=analyzer)
    found = read_lines(target)
    assert [a.message_id for a in found] == ["m2", "m4", "m6", "m7"]
    assert [a.status.value for a in found] == ["scored", "no_text", "unsupported_language", "scored"]
    conversations = list(authentica.read_transcripts(export))
    assert found == [a for c in conversations for a in analyzer.analyze_conversation(c).assessments]


def test_the_same_run_twice_gives_the_same_bytes(analyzer, export, tmp_path):
    one, two = tmp_path / "one.jsonl", tmp_path / "two.jsonl"
    for target in (one, two):
        score_transcripts(export, target, analyzer=analyzer)
    assert one.read_bytes() == two.read_bytes()


def test_an_older_output_is_replaced(analyzer, export, tmp_path):
    target = tmp_path / "scores.jsonl"
    target.write_text("old\n", encoding="utf-8")
    score_transcripts(export, target, analyzer=analyzer)
    assert len(read_lines(target)) == 4


class Disturbed(ThisProcess):
    """An engine that fails on the n-th shard it is given; on -1, when it is asked for the fingerprint."""

    def __init__(self, shard, error):
        self.calls, self.at, self.error = -1, shard, error

    def submit(self, function, *arguments):
        self.calls += 1
        if self.calls - 1 == self.at:
            raise self.error
        return super().submit(function, *arguments)


class InterruptionError(Exception):
    pass


def tree(folder):
    """Return the bytes of all files below a folder."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.fixture
def long_export(tmp_path):
    path = tmp_path / "long.jsonl"
    with path.open("w", encoding="utf-8") as lines:
        for number in range(40):
            for row in ROWS:
                new = {
                    **row,
                    "conversation_id": f"{row['conversation_id']}-{number}",
                    "message_id": f"{row['message_id']}-{number}",
                }
                lines.write(json.dumps(new) + "\n")
            if number % 7 == 3:
                lines.write("{broken\n")
    return path


@pytest.fixture
def habits(long_export, tmp_path_factory):
    folder = tmp_path_factory.mktemp("habits")
    save_miner(TemplateMiner(min_customers=3).fit(read_transcripts(long_export, on_set_aside=lambda row: None)), folder)
    return folder


def test_a_run_with_templates_is_what_an_analyzer_with_them_says(long_export, habits, tmp_path):
    receipt = score_transcripts(long_export, tmp_path / "s.jsonl", templates=habits, shard_messages=50)
    informed = authentica.load(templates=habits)
    expected: list[Assessment] = []
    assess_source(informed, long_export, each=expected.append)
    assert read_lines(tmp_path / "s.jsonl") == expected
    assert receipt.model == informed.fingerprint
    assert any(a.template is not None and a.template.share > 0.5 for a in expected)


def test_a_miner_that_was_mined_again_is_loaded_again(long_export, habits):
    recipe = AnalyzerRecipe.of(templates=habits)
    before = recipe.analyzer()
    assert recipe.analyzer() is before
    save_miner(TemplateMiner(min_customers=7).fit(read_transcripts(long_export, on_set_aside=lambda row: None)), habits)
    assert recipe.analyzer().fingerprint == authentica.load(templates=habits).fingerprint != before.fingerprint


def test_several_configurations_in_one_process_are_loaded_once_each():
    recipes = [AnalyzerRecipe(config=AnalyzerConfig(missed_probability=n / 10)) for n in range(3, 7)]
    first = [recipe.analyzer() for recipe in recipes]
    assert all(recipe.analyzer() is one for recipe, one in zip(recipes, first, strict=True))


@pytest.mark.parametrize("name", ["scores.jsonl", "scores.csv", "scores.parquet", "scores"])
@pytest.mark.parametrize("error", [InterruptionError(), KeyboardInterrupt(), OutputError("no room")], ids=repr)
def test_interrupted_anywhere_a_run_resumes_to_the_same_bytes(long_export, tmp_path, name, error):
    calm, rough = tmp_path / "calm", tmp_path / "rough"
    calm.mkdir()
    rough.mkdir()
    expected = score_transcripts(long_export, calm / name, shard_messages=50)
    # A worker that fails while it loads the model is replaced: no interruption.
    for shard in (0, 1, 2) if type(error) is InterruptionError else (-1, 0, 1, 2):
        with pytest.raises(type(error)):
            score_transcripts(long_export, rough / name, shard_messages=50, engine=Disturbed(shard, error))
        assert not (rough / "scores.jsonl").exists()
    (rough / (name if name == "scores" else f"{name}.run")).mkdir(exist_ok=True)
    (rough / (name if name == "scores" else f"{name}.run") / ".part-000009.jsonl.1-aa.part").write_text("half")
    found = score_transcripts(long_export, rough / name, shard_messages=50)
    assert tree(rough) == tree(calm)
    assert found.resumed_rows > 0
    assert (found.rows_in, found.scored, found.reasons) == (expected.rows_in, expected.scored, expected.reasons)
    assert balanced(found)


def test_an_interrupted_run_leaves_an_older_output_alone_and_nothing_where_nothing_was_done(export, tmp_path):
    target = tmp_path / "out" / "scores.jsonl"
    target.parent.mkdir()
    target.write_text("old\n", encoding="utf-8")
    with pytest.raises(InterruptionError):
        score_transcripts(export, target, engine=Disturbed(0, InterruptionError()))
    assert tree(target.parent) == {"scores.jsonl": b"old\n"}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"config": AnalyzerConfig(missed_probability=0.9)}, "model, or other scoring options"),
        ({"shard_messages": 60}, "shard size"),
        ({"roles": {"tier2": "agent"}}, "another set of reading options"),
        ({"source": "more"}, "export"),
        ({"templates": "habits"}, "model, or other scoring options or templates"),
    ],
    ids=str,
)
@pytest.mark.parametrize("name", ["scores.jsonl", "scores"])
def test_a_resume_as_another_run_is_refused_unless_restarted(long_export, habits, tmp_path, name, change, says):
    options = {"shard_messages": 50, **change}
    if "templates" in options:
        options["templates"] = habits
    with pytest.raises(InterruptionError):
        score_transcripts(long_export, tmp_path / name, shard_messages=50, engine=Disturbed(2, InterruptionError()))
    if options.pop("source", None):
        long_export.write_text(long_export.read_text("utf-8") + json.dumps(ROWS[1]) + "\n", encoding="utf-8")
    before = tree(tmp_path)
    with pytest.raises(OutputError, match=says) as refused:
        score_transcripts(long_export, tmp_path / name, **options)
    assert "--restart" in str(refused.value)
    assert tree(tmp_path) == before
    receipt = score_transcripts(long_export, tmp_path / name, restart=True, **options)
    assert receipt.resumed_rows == 0
    assert balanced(receipt)
    calm = tmp_path / "calm"
    calm.mkdir()
    score_transcripts(long_export, calm / name, **options)
    assert tree(calm).items() <= tree(tmp_path).items()


def test_standard_input_is_compared_as_it_streams(long_export, tmp_path, monkeypatch):
    def stdin(content):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))

    content = long_export.read_bytes()
    stdin(content)
    with pytest.raises(InterruptionError):
        score_transcripts("-", tmp_path / "scores.jsonl", shard_messages=50, engine=Disturbed(3, InterruptionError()))
    stdin(content.replace(b"charged me twice", b"charged me thrice"))
    with pytest.raises(OutputError, match="not the one that the run was begun with"):
        score_transcripts("-", tmp_path / "scores.jsonl", shard_messages=50)
    stdin(content)
    receipt = score_transcripts("-", tmp_path / "scores.jsonl", shard_messages=50)
    assert 100 < receipt.resumed_rows < receipt.rows_in
    assert balanced(receipt)


@pytest.mark.skipif(not Path("/dev/fd").is_dir(), reason="a pipe has no path here")
def test_a_pipe_among_several_sources_is_read_once(export, tmp_path):
    end, start = os.pipe()
    os.write(start, export.read_bytes())
    os.close(start)
    try:
        receipt = score_transcripts([export, f"/dev/fd/{end}"], tmp_path / "scores")
    finally:
        os.close(end)
    assert receipt.rows_in == 2 * len(ROWS)
    assert look_at_source([export, "-"]) == SourceFacts(name="2 files")


@pytest.mark.parametrize("name", ["scores", "scores.jsonl"])
def test_standard_input_that_ends_too_soon_is_another_export(analyzer, tmp_path, monkeypatch, name):
    """The producer of a pipe may die: what an earlier run has of the rest is neither dropped unsaid nor left beside."""

    def run(row_count, **options):
        content = "".join(json.dumps(row) + "\n" for row in rows[:row_count]).encode()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
        return score_transcripts("-", tmp_path / name, shard_messages=2, **options)

    rows = [{"conversation_id": str(n // 2), "role": "agent", "text": f"It is with you by {n}."} for n in range(12)]
    with pytest.raises(InterruptionError):
        run(12, engine=Disturbed(5, InterruptionError()))
    (tmp_path / name if name == "scores" else tmp_path / f"{name}.run").joinpath("_receipts/part-000003.json").unlink()
    before = tree(tmp_path)
    with pytest.raises(OutputError, match="not the one that the run was begun with"):
        run(6, analyzer=analyzer)
    assert tree(tmp_path) == before
    assert run(12, analyzer=analyzer).rows_in == 12
    assert run(6, analyzer=analyzer, restart=True).rows_in == 6
    if name == "scores":
        named = json.loads((tmp_path / name / "_manifest.json").read_text("ascii"))["parts"]
        assert [part["name"] for part in named] == sorted(path.name for path in (tmp_path / name).glob("part-*"))
        assert len(named) == 3


def test_a_part_that_was_altered_is_scored_anew(long_export, tmp_path):
    calm, rough = tmp_path / "calm", tmp_path / "rough"
    score_transcripts(long_export, calm, shard_messages=50)
    score_transcripts(long_export, rough, shard_messages=50)
    (rough / "part-000001.jsonl").write_text("other\n", encoding="ascii")
    (rough / "part-000002.jsonl").unlink()
    (rough / "_receipts" / "part-000003.json").write_text("{}", encoding="ascii")
    (rough / "_receipts" / "part-000004.json").write_text("[" * 100_000, encoding="ascii")
    receipt = score_transcripts(long_export, rough, shard_messages=50)
    assert tree(rough) == tree(calm)
    assert 200 <= receipt.rows_in - receipt.resumed_rows - receipt.set_aside < 220


def test_an_identity_that_is_no_json_is_refused(export, tmp_path):
    score_transcripts(export, tmp_path / "scores")
    for content in ("", "[" * 100_000):
        (tmp_path / "scores" / "_run.json").write_text(content, encoding="ascii")
        with pytest.raises(OutputError, match="unreadable identity"):
            score_transcripts(export, tmp_path / "scores")


@pytest.mark.parametrize("name", ["scores", "scores.jsonl"])
def test_two_runs_of_one_output_at_once_are_refused_and_do_no_harm(long_export, tmp_path, name):
    class Meddling(ThisProcess):
        refused = 0

        def submit(self, function, *arguments):
            if function is not fingerprint_of:
                with pytest.raises(OutputError, match="another run is writing it"):
                    score_transcripts(long_export, tmp_path / name)
                self.refused += 1
            return super().submit(function, *arguments)

    engine = Meddling()
    assert balanced(score_transcripts(long_export, tmp_path / name, engine=engine))
    assert engine.refused == 1


def test_a_reply_that_fails_is_set_aside_and_no_other(long_export, tmp_path, analyzer, monkeypatch):
    real = type(analyzer).read

    def fail(self, reply):
        if reply.message.message_id == "m2-17":
            raise RecursionError(reply.message.text)
        return real(self, reply)

    monkeypatch.setattr(type(analyzer), "read", fail)
    receipt = score_transcripts(long_export, tmp_path / "scores.jsonl", analyzer=analyzer, shard_messages=50)
    assert balanced(receipt)
    assert receipt.set_aside == 7
    assert receipt.reasons[-1] == "long.jsonl:123: scoring it failed (RecursionError)"
    assert len(read_lines(tmp_path / "scores.jsonl")) == 4 * 40 - 1
    named = (tmp_path / "scores.jsonl.set_aside.jsonl").read_text(encoding="ascii")
    assert "long.jsonl:123" in named
    assert "charge" not in named
    streamed = assess_source(analyzer, long_export, each=lambda assessment: None)
    assert streamed.to_dict() == {**receipt.to_dict(), "output": None, "set_aside_output": None}


class Failures:
    """What reading the reply "m2-17" raises, time after time, before it can be read."""

    def __init__(self, monkeypatch, analyzer, *errors):
        self.left = list(errors)
        real = type(analyzer).read

        def read(analyzer, reply):
            if reply.message.message_id == "m2-17" and self.left:
                raise self.left.pop(0)
            return real(analyzer, reply)

        monkeypatch.setattr(type(analyzer), "read", read)


def test_memory_that_was_short_for_a_moment_costs_no_row(long_export, tmp_path, analyzer, monkeypatch):
    score_transcripts(long_export, tmp_path / "calm.jsonl", shard_messages=50, analyzer=analyzer)
    failures = Failures(monkeypatch, analyzer, MemoryError(), MemoryError())  # among all of its shard, and then alone
    score_transcripts(long_export, tmp_path / "rough.jsonl", shard_messages=50, analyzer=analyzer)
    assert not failures.left
    assert (tmp_path / "rough.jsonl").read_bytes() == (tmp_path / "calm.jsonl").read_bytes()


def test_a_reply_that_always_runs_out_of_memory_does_not_stop_the_run(long_export, tmp_path, analyzer, monkeypatch):
    Failures(monkeypatch, analyzer, *[MemoryError()] * 99)
    receipt = score_transcripts(long_export, tmp_path / "scores.jsonl", shard_messages=50, analyzer=analyzer)
    assert balanced(receipt)
    assert receipt.reasons[-1] == "long.jsonl:123: scoring it failed (MemoryError)"
    assert len(read_lines(tmp_path / "scores.jsonl")) == 4 * 40 - 1


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (MemoryError(), "out of memory"),
        (OSError(errno.EMFILE, "Too many open files"), "too many open files"),
        (OSError(errno.ENOMEM, "Cannot allocate memory"), "cannot allocate memory"),
    ],
    ids=lambda value: str(value),
)
@pytest.mark.parametrize("name", ["scores.csv", "scores"])
def test_a_machine_that_lacks_something_stops_the_run_and_it_is_resumed(
    long_export, tmp_path, analyzer, monkeypatch, name, error, says
):
    (tmp_path / "calm").mkdir()
    (tmp_path / "rough").mkdir()
    score_transcripts(long_export, tmp_path / "calm" / name, shard_messages=50, analyzer=analyzer)
    with monkeypatch.context() as patched:
        Failures(patched, analyzer, *[error] * 99)
        patched.setattr("authentica.scoring.guard._ROOM_BYTES", sys.maxsize)  # more than any machine has
        with pytest.raises(AuthenticaError, match=says) as stopped:
            score_transcripts(long_export, tmp_path / "rough" / name, shard_messages=50, analyzer=analyzer)
    assert "run the same command again" in str(stopped.value)
    receipt = score_transcripts(long_export, tmp_path / "rough" / name, shard_messages=50, analyzer=analyzer)
    assert receipt.resumed_rows > 0
    assert tree(tmp_path / "rough") == tree(tmp_path / "calm")


def test_a_worker_that_dies_loses_no_row_but_the_one_that_kills_it(long_export, tmp_path, environment):
    """One reply kills each process that scores it; at another one, a process dies once, by accident."""
    (tmp_path / "sitecustomize.py").write_text(
        f"""
import os, signal, sys
if "loky" in " ".join(sys.orig_argv):
    from authentica.analyzer import Analyzer
    real = Analyzer.read
    def read(self, reply):
        if reply.message.message_id == "m7-11":
            os.kill(os.getpid(), signal.SIGKILL)
        if reply.message.message_id == "m6-9" and not os.path.exists({str(tmp_path / "accident")!r}):
            open({str(tmp_path / "accident")!r}, "w").close()
            os.kill(os.getpid(), signal.SIGKILL)
        return real(self, reply)
    Analyzer.read = read
""",
        encoding="utf-8",
    )
    code = (
        "import sys, json, authentica\n"
        "r = authentica.score_transcripts(sys.argv[1], sys.argv[2], jobs=2, shard_messages=50)\n"
        "print(json.dumps(r.to_dict()))"
    )
    environment["PYTHONPATH"] = f"{tmp_path}:{environment['PYTHONPATH']}"
    done = subprocess.run(
        [sys.executable, "-c", code, long_export, tmp_path / "scores.jsonl"],
        capture_output=True,
        text=True,
        env=environment,
        check=True,
    )
    receipt = Receipt(**{**(data := json.loads(done.stdout)), "reasons": tuple(data["reasons"])})
    assert balanced(receipt)
    assert receipt.set_aside == 7
    assert receipt.reasons[-1] == "long.jsonl:86: scoring it ended the worker process"
    assert (tmp_path / "accident").exists()
    assert not list(tmp_path.rglob("*.part"))
    score_transcripts(long_export, tmp_path / "calm.jsonl", shard_messages=50)
    calm = (tmp_path / "calm.jsonl").read_text(encoding="ascii").splitlines()
    rough = (tmp_path / "scores.jsonl").read_text(encoding="ascii").splitlines()
    assert [line for line in calm if '"m7-11"' not in line] == rough


@pytest.fixture(scope="module")
def two_workers():
    with WorkerProcesses(2) as engine:
        yield engine


@pytest.mark.parametrize("name", ["scores.jsonl", "scores.csv", "scores.parquet", "scores"])
def test_the_output_does_not_depend_on_the_worker_count(long_export, tmp_path, two_workers, name):
    for number, engine in enumerate([ThisProcess(), two_workers]):
        folder = tmp_path / str(number)
        folder.mkdir()
        assert balanced(score_transcripts(long_export, folder / name, engine=engine, shard_messages=50))
    assert tree(tmp_path / "0") == tree(tmp_path / "1")


def test_progress_counts_every_row_and_estimates_them(long_export, tmp_path):
    found: list[Progress] = []
    receipt = score_transcripts(long_export, tmp_path / "s.csv", shard_messages=50, progress=found.append)
    assert [p.rows_done for p in found] == sorted(p.rows_done for p in found)
    assert found[-1].rows_done == receipt.rows_in
    assert found[-1].set_aside == receipt.set_aside
    assert all(abs(p.rows_expected - receipt.rows_in) < 20 for p in found)


@pytest.mark.parametrize("indent", [None, 1])
def test_progress_never_promises_rows_that_are_not_there(analyzer, tmp_path, indent):
    rows = [{"conversation_id": n, "role": "bot", "text": "one\ntwo\nthree"} for n in range(40)]
    (tmp_path / "export.json").write_text(json.dumps(rows, indent=indent) + "\n", encoding="ascii")
    with (tmp_path / "export.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(rows[0]))
        table.writeheader()
        table.writerows(rows)
    for name in ("export.json", "export.csv"):
        found: list[Progress] = []
        options = {"analyzer": analyzer, "shard_messages": 10, "progress": found.append}
        score_transcripts(tmp_path / name, tmp_path / "scores.jsonl", **options)
        assert found[-1].rows_done == 40
        assert {p.rows_expected for p in found} == {40}


@pytest.mark.parametrize("packed", [True, False])
def test_progress_of_whole_threads_is_estimated_from_the_bytes_read_and_unknown_of_a_pipe(
    analyzer, tmp_path, monkeypatch, packed
):
    words = [f"{n * n:x} is the number of parcel {n}" for n in range(40_000)]
    threads = [
        {"messages": [{"role": "bot", "text": text} for text in words[n : n + 40]]} for n in range(0, 40_000, 40)
    ]
    content = "".join(json.dumps(thread) + "\n" for thread in threads).encode("ascii")
    (tmp_path / "threads.jsonl.gz").write_bytes(gzip.compress(content))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    found: list[Progress] = []
    source = tmp_path / "threads.jsonl.gz" if packed else "-"
    receipt = score_transcripts(source, tmp_path / "s.csv", analyzer=analyzer, progress=found.append)
    assert found[-1].rows_expected == receipt.rows_in == len(words)
    estimates = [p.rows_expected for p in found[:-1]]
    assert estimates[0] is None  # lines that were looked at before say nothing
    known = [estimate for estimate in estimates if estimate is not None]
    assert len(known) > len(estimates) / 2 if packed else known == []
    assert all(abs(estimate - len(words)) < 0.1 * len(words) for estimate in known)


def test_progress_is_reported_where_every_row_is_set_aside(analyzer, tmp_path):
    path = tmp_path / "broken.jsonl"
    path.write_text('{"text": "It reaches you by Friday."}\n' + "{broken\n" * 2_500, encoding="ascii")
    seen: list[Progress] = []
    receipt = score_transcripts(path, tmp_path / "out.jsonl", analyzer=analyzer, progress=seen.append)
    assert [(p.rows_done, p.set_aside) for p in seen] == [(1_000, 1_000), (2_000, 2_000), (2_501, 2_500)]
    assert receipt.rows_in == 2_501


@pytest.mark.parametrize("change", ["grows", "is replaced", "is gone", ""])
def test_a_source_that_changes_while_it_is_read_is_said(analyzer, export, tmp_path, change):
    said: list[str] = []

    def meddle(_: Progress) -> None:
        if change == "grows":
            with export.open("a", encoding="utf-8") as file:
                file.write(json.dumps(ROWS[1]) + "\n")
        elif change == "is replaced":
            other = tmp_path / "other"
            other.write_text("{}\n", encoding="utf-8")
            other.replace(export)
        elif change == "is gone":
            export.unlink()

    receipt = score_transcripts(export, tmp_path / "out.jsonl", analyzer=analyzer, say=said.append, progress=meddle)
    assert receipt.rows_in == len(ROWS)
    assert any("changed while it was read" in line for line in said) is bool(change)


def test_a_table_has_the_declared_columns_and_the_same_rows(long_export, tmp_path):
    pandas = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    for name in ("s.jsonl", "s.csv", "s.parquet"):
        score_transcripts(long_export, tmp_path / name, shard_messages=50)
    with (tmp_path / "s.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    table = pandas.read_parquet(tmp_path / "s.parquet")
    whole = read_lines(tmp_path / "s.jsonl")
    assert list(rows[0]) == list(table.columns) == [column.name for column in COLUMNS]
    assert len(rows) == len(table) == len(whole) == 160
    for row, cells, a in zip(rows, table.to_dict("records"), whole, strict=True):
        assert row["text"] == cells["text"] == a.text
        assert row["status"] == cells["status"] == a.status.value
        if a.scored:
            assert float(row["authenticity"]) == cells["authenticity"] == a.authenticity
            assert int(row["empathy_level"]) == cells["empathy_level"] == a["empathy"].level
        else:
            assert row["authenticity"] == ""
            assert pandas.isna(cells["authenticity"])


@pytest.mark.parametrize("name", ["scores.txt", "scores.xlsx", "scores.jsonl.gz"])
def test_another_ending_is_refused(analyzer, export, tmp_path, name):
    with pytest.raises(OutputError, match=r"must end in \.jsonl, \.csv, \.parquet"):
        score_transcripts(export, tmp_path / name, analyzer=analyzer)


@pytest.mark.parametrize(
    "options",
    [
        {"jobs": 0},
        {"jobs": True},
        {"jobs": "2"},
        {"shard_messages": 0},
        {"jobs": 2, "analyzer": None},
        {"templates": TemplateMiner()},
        {"templates": "habits", "analyzer": None},
    ],
    ids=str,
)
def test_options_that_cannot_be(analyzer, export, tmp_path, options):
    if "analyzer" in options:
        options = {**options, "analyzer": analyzer}
    with pytest.raises(InputError):
        score_transcripts(export, tmp_path / "s.jsonl", **options)
    assert [p.name for p in tmp_path.iterdir()] == ["export.jsonl"]


@pytest.mark.parametrize("source", [None, 3, [None], [], ""])
def test_what_is_no_source_is_refused(analyzer, tmp_path, source):
    with pytest.raises(InputError):
        score_transcripts(source, tmp_path / "s.jsonl", analyzer=analyzer)
    assert list(tmp_path.iterdir()) == []


def test_no_more_workers_are_started_than_cores_can_use(monkeypatch):
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    assert [WorkerProcesses(jobs).slots for jobs in (1, 3, 999)] == [1, 3, 8]


def test_a_process_that_may_have_no_workers_says_so():
    with multiprocessing.get_context("spawn").Pool(1) as pool, pytest.raises(InputError, match=r"daemonic.*jobs=1"):
        pool.apply(WorkerProcesses, (2,))


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="signals cannot be held back here")
def test_a_worker_never_sees_an_interrupt_and_this_process_does(two_workers):
    held = two_workers.submit(signal.pthread_sigmask, signal.SIG_BLOCK, ()).result()
    assert signal.SIGINT in held
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


def test_several_files_and_folders_resume_as_well(long_export, export, tmp_path):
    (tmp_path / "in").mkdir()
    for path in (long_export, export):
        path.rename(tmp_path / "in" / path.name)
    for number, source in enumerate([tmp_path / "in", str(tmp_path / "in" / "*.jsonl"), [tmp_path / "in"]]):
        output = tmp_path / f"{number}.jsonl"
        with pytest.raises(InterruptionError):
            score_transcripts(source, output, shard_messages=50, engine=Disturbed(2, InterruptionError()))
        receipt = score_transcripts(source, output, shard_messages=50)
        assert receipt.resumed_rows > 0
        assert balanced(receipt)
        assert receipt.rows_in == 286 + 7
        assert output.read_bytes() == (tmp_path / "0.jsonl").read_bytes()
    with pytest.raises(InputError, match="lies in the folder that is read"):
        score_transcripts(tmp_path / "in", tmp_path / "in" / "scores.jsonl")
    with pytest.raises(InputError, match="would overwrite"):
        score_transcripts([tmp_path / "in", tmp_path / "0.jsonl"], tmp_path / "0.jsonl")


def by_pattern(folder):
    return str(folder / "**" / "*.jsonl*")


def by_shell(folder):
    return sorted(path for path in folder.iterdir() if not path.name.startswith("."))


@pytest.mark.parametrize("named", [by_pattern, by_shell])
@pytest.mark.parametrize("name", ["scores.jsonl", "scores"])
def test_a_run_that_is_broken_off_beside_its_export_does_not_read_its_own_parts(
    long_export, tmp_path, named, name, monkeypatch
):
    folder, calm = tmp_path / "in", tmp_path / "calm"
    folder.mkdir()
    calm.mkdir()
    long_export.rename(folder / "long.jsonl")
    said: list[str] = []
    expected = score_transcripts(named(folder), calm / name, shard_messages=50)
    for shard in (1, 3):
        with pytest.raises(InterruptionError):
            score_transcripts(
                named(folder), folder / name, shard_messages=50, engine=Disturbed(shard, InterruptionError())
            )
    with monkeypatch.context() as patched:  # all is in its place, and what was kept for resuming is not yet gone
        patched.setattr("authentica.scoring.folder.RunFolder.remove", fail := Failing())
        patched.setattr("authentica.scoring.folder.RunFolder.finish", fail)
        with pytest.raises(InterruptionError):
            score_transcripts(named(folder), folder / name, shard_messages=50)
    found = score_transcripts(named(folder), folder / name, shard_messages=50, say=said.append)
    assert found.resumed_rows == found.rows_in - expected.set_aside
    assert (found.rows_in, found.reasons) == (expected.rows_in, expected.reasons)
    assert tree(folder) == {"long.jsonl": (folder / "long.jsonl").read_bytes(), **tree(calm)}
    assert not any("changed while it was read" in line for line in said)
    if name == "scores.jsonl" and named is by_shell:  # what is named outright is meant to be read
        with pytest.raises(InputError, match="would overwrite"):
            score_transcripts(named(folder), folder / name)


@pytest.mark.parametrize("name", ["scores.jsonl", "scores.csv", "scores.parquet"])
def test_the_same_command_with_a_pattern_that_fits_its_output_works_every_time(export, tmp_path, name):
    (tmp_path / "in").mkdir()
    export.rename(tmp_path / "in" / "export.jsonl")
    source, output = str(tmp_path / "in" / "*.*"), tmp_path / "in" / name
    first = score_transcripts(source, output)
    once = output.read_bytes()
    assert score_transcripts(source, output) == first
    assert output.read_bytes() == once
    with pytest.raises(InputError, match="would overwrite"):
        score_transcripts(output, output)
    with pytest.raises(InputError, match="would overwrite"):
        score_transcripts([source, output], output)
    output.write_text(
        "role,text\nagent,It reaches you by Friday.\n", encoding="utf-8"
    )  # an export, whatever its ending
    with pytest.raises(InputError, match="would overwrite"):
        score_transcripts(source, output)


@pytest.mark.parametrize("output_format", ["jsonl", "csv", "parquet"])
def test_a_folder_of_parts_of_no_rows_holds_an_empty_part_and_is_resumed(tmp_path, output_format):
    source, folder = tmp_path / "empty.csv", tmp_path / "parts"
    source.write_text("conversation_id,role,text\n", encoding="utf-8")
    first = score_transcripts(source, folder, output_format=output_format)
    before = tree(folder)
    part = folder / f"part-000000.{output_format}"
    assert (first.rows_in, len(json.loads((folder / "_manifest.json").read_bytes())["parts"])) == (0, 1)
    if output_format == "parquet":
        parquet = pytest.importorskip("pyarrow.parquet")
        assert parquet.read_schema(part).names == [column.name for column in COLUMNS]
    assert score_transcripts(source, folder, output_format=output_format) == first
    assert tree(folder) == before


class Failing:
    def __call__(self, *arguments):
        raise InterruptionError


@pytest.mark.parametrize(
    "source", ["scores.jsonl", "scores.jsonl.run", "scores.jsonl.run/*", "scores.jsonl.set_aside.jsonl"]
)
def test_what_a_run_writes_is_no_source_of_it(long_export, tmp_path, source):
    with pytest.raises(InterruptionError):
        score_transcripts(
            long_export, tmp_path / "scores.jsonl", shard_messages=50, engine=Disturbed(2, InterruptionError())
        )
    for name in ("scores.jsonl", "scores.jsonl.set_aside.jsonl"):
        (tmp_path / name).write_text(json.dumps(ROWS[1]) + "\n", encoding="utf-8")
    before = tree(tmp_path)
    with pytest.raises(InputError, match="would overwrite"):
        score_transcripts(str(tmp_path / source), tmp_path / "scores.jsonl", restart=True)
    assert tree(tmp_path) == before


def test_a_folder_of_other_files_is_refused(analyzer, export, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / ".env").write_text("mine", encoding="utf-8")
    (tmp_path / "spark").mkdir()
    (tmp_path / "spark" / "part-00000-5f0c.jsonl").write_text("mine", encoding="utf-8")
    for name, file in (("mine", ".env"), ("spark", "part-00000-5f0c.jsonl")):
        for restart in (False, True):
            with pytest.raises(OutputError, match="files that are not of a run"):
                score_transcripts(export, tmp_path / name, analyzer=analyzer, restart=restart)
        assert tree(tmp_path / name) == {file: b"mine"}


def test_parquet_without_pyarrow_is_one_clear_sentence(analyzer, export, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(
        ImportError, match=r"pyarrow is not installed\. Install it with: pip install \"authentica\[parquet"
    ):
        score_transcripts(export, tmp_path / "s.parquet", analyzer=analyzer)
    assert [p.name for p in tmp_path.iterdir()] == ["export.jsonl"]


def test_a_folder_that_is_not_there_is_refused(analyzer, export, tmp_path):
    with pytest.raises(OutputError, match="its folder does not exist"):
        score_transcripts(export, tmp_path / "nowhere" / "scores.jsonl", analyzer=analyzer)


def test_a_folder_in_the_place_of_the_output_is_refused(analyzer, export, tmp_path):
    (tmp_path / "scores.jsonl").mkdir()
    with pytest.raises(OutputError):
        score_transcripts(export, tmp_path / "scores.jsonl", analyzer=analyzer)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["export.jsonl", "scores.jsonl"]


def test_a_source_that_cannot_be_read_leaves_nothing_behind(analyzer, tmp_path):
    (tmp_path / "empty.csv").write_text("", encoding="utf-8")
    with pytest.raises(FormatError):
        score_transcripts(tmp_path / "empty.csv", tmp_path / "scores.jsonl", analyzer=analyzer)
    with pytest.raises(SourceNotFoundError):
        score_transcripts(tmp_path / "nowhere.csv", tmp_path / "scores.jsonl", analyzer=analyzer)
    assert [p.name for p in tmp_path.iterdir()] == ["empty.csv"]


def test_a_model_that_is_not_there(export, tmp_path):
    with pytest.raises(AuthenticaError):
        score_transcripts(export, tmp_path / "scores.jsonl", model=tmp_path / "nowhere")


def test_options_reach_the_reader(analyzer, tmp_path):
    path = tmp_path / "odd.csv"
    path.write_text("Wer;Was\nkunde;Hello?\ntier2;It is on its way.\n", encoding="utf-8")
    said, found = [], []
    receipt = assess_source(
        analyzer,
        path,
        columns={"text": "Was", "role": "Wer"},
        roles={"tier2": "agent", "kunde": "customer"},
        say=said.append,
        each=found.append,
    )
    assert balanced(receipt)
    assert [a.text for a in found] == ["It is on its way."]
    assert receipt.output is None
    assert said


def test_long_cells_are_scored(analyzer, tmp_path):
    path = tmp_path / "long.csv"
    path.write_text('role,text\nagent,"' + "I have refunded it. " * 10_000 + '"\n', encoding="utf-8")
    receipt = score_transcripts(path, tmp_path / "scores.jsonl", analyzer=analyzer)
    assert receipt.scored == 1
    assert "truncated" in read_lines(tmp_path / "scores.jsonl")[0].flags
