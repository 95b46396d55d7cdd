"""The trials of `run_faults.py`, short: a few kills, and some fuzzed rows."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

from authentica.scoring import score_transcripts

SCRIPT = Path(__file__).with_name("run_faults.py")


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="the trial finds a run's workers in /proc")
def test_killed_runs_resume_to_the_same_bytes(environment):
    options = ["--only", "kills", "--kills", "2", "--messages", "120", "--shard", "12"]
    done = subprocess.run(
        [sys.executable, SCRIPT, *options], capture_output=True, text=True, env=environment, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    figures = json.loads(done.stdout)
    assert figures["problems"] == []
    assert figures["kills"]["kills"] == 2


def test_fuzzed_rows_all_come_to_something(analyzer, tmp_path):
    spec = importlib.util.spec_from_file_location("run_faults", SCRIPT)
    trials = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(trials)
    head = {"conversation_id": "a", "message_id": "m", "role": "agent", "text": "I have sent it again."}
    lines = [json.dumps(head), *trials.fuzzed_lines(400, seed=3)]
    source = tmp_path / "fuzzed.jsonl"
    source.write_text("\n".join(lines) + "\n", encoding="utf-8")
    for name in ("scores.jsonl", "scores.csv"):
        receipt = score_transcripts(source, tmp_path / name, analyzer=analyzer, shard_messages=40)
        parts = (receipt.scored, receipt.unscored, receipt.skipped_by_role, receipt.set_aside)
        assert receipt.rows_in == sum(parts) == len(lines)
        assert min(parts) > 0
    written = (tmp_path / "scores.jsonl").read_bytes().count(b"\n")
    assert written == receipt.scored + receipt.unscored
    named = (tmp_path / "scores.jsonl.set_aside.jsonl").read_text(encoding="ascii").splitlines()
    assert len(named) == receipt.set_aside
