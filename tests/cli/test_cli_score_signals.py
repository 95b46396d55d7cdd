"""``authentica score --output --jobs 2``, ended by a signal or without standard streams: nothing half is left, and the same command resumes."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from authentica.cli import DONE, main

SECONDS = 300  # no measurement: what takes longer hangs

# Rows without an id are conversations of their own, so shards of a thousand are cut while standard input is still open.
LINES = [
    json.dumps({"message_id": f"{'m' * 60}{n}", "text": "" if n % 100 else f"=1+1, I have sent box {n} again."}) + "\n"
    for n in range(3_500)
]

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="workers are looked for in /proc")


def command(output, jobs, *options):
    return ["score", "-", "--output", str(output), "--rows", "0", "--jobs", str(jobs), *options]


def tree(folder):
    """Return the bytes of all files below a folder."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def children(pid):
    """Return the processes that a process has started, and theirs."""
    found = [int(c) for f in Path(f"/proc/{pid}/task").glob("*/children") for c in f.read_text().split()]
    return found + [below for child in found for below in children(child)]


def is_alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def count_receipts(folder):
    return sum(path.suffix == ".json" for path in folder.rglob("_receipts/part-*"))


def wait_until(condition):
    for _ in range(SECONDS * 100):
        if condition():
            return
        time.sleep(0.01)
    pytest.fail("what was waited for has not come")


def heed_signals():
    """Undo what whoever runs the tests may ignore: a shell's background the Ctrl-C, nohup the hang-up."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


# A run that is killed outright is tried in tests/faults.
@pytest.mark.parametrize(
    ("name", "options", "number", "code"),
    [
        ("scores.csv", (), signal.SIGINT, 130),
        ("scores.parquet", (), signal.SIGTERM, 143),
        ("scores", ("--to", "csv"), signal.SIGTERM, 143),
        ("scores", (), signal.SIGHUP, 129),
    ],
)
def test_a_run_ended_by_a_signal_resumes_to_the_same_bytes(
    tmp_path, environment, monkeypatch, capsys, name, options, number, code
):
    calm, rough = tmp_path / "calm", tmp_path / "rough"
    calm.mkdir()
    rough.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "authentica.cli", *command(rough / name, 2, *options)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        preexec_fn=heed_signals,
        start_new_session=True,
    )
    process.stdin.write("".join(LINES[:-900]))
    process.stdin.flush()  # and it stays open, so the run cannot end by itself
    wait_until(lambda: process.poll() is not None or count_receipts(rough))
    started = children(process.pid)
    if number == signal.SIGINT:
        os.killpg(process.pid, number)  # Ctrl-C reaches the workers, too
    else:
        process.send_signal(number)
    _, err = process.communicate(timeout=SECONDS)
    assert process.returncode == code, err
    assert "stopped from outside" in err
    assert "Traceback" not in err
    assert len(started) >= 2
    wait_until(lambda: not any(map(is_alive, started)))
    assert not (rough / name).is_file()
    assert not (rough / name / "_manifest.json").exists()
    assert not list(rough.rglob("*.part"))

    for output in (rough / name, calm / name):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("".join(LINES).encode())))
        assert main(command(output, 1, *options)) == DONE
        assert ("taken over from an earlier" in capsys.readouterr().out) is (output == rough / name)
    assert tree(rough) == tree(calm)


def test_workers_start_where_there_are_no_standard_streams(tmp_path, environment):
    source, output = tmp_path / "export.jsonl", tmp_path / "scores.csv"
    source.write_text("".join(LINES[:300]), encoding="utf-8")
    code = "import authentica, sys\nauthentica.score_transcripts(sys.argv[1], sys.argv[2], jobs=2)"
    for run in (
        ["-m", "authentica.cli", "score", source, "--output", output, "--jobs", "2"],
        ["-c", code, source, output],
    ):
        done = subprocess.run(
            [sys.executable, *run],
            env=environment,
            check=False,
            preexec_fn=lambda: [os.close(number) for number in (0, 1, 2)],
            timeout=SECONDS,
        )
        assert done.returncode == DONE
        assert output.read_bytes().count(b"\r\n") == 301
        output.unlink()
