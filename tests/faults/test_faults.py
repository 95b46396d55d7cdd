"""The trials of `run_faults.py`, short: a few kills, a disk that fills up, closed pipes, some fuzzed rows."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.skipif(sys.platform == "win32", reason="kills and file limits are those of POSIX")
@pytest.mark.parametrize(
    "options",
    [
        ["--only", "kills", "--kills", "2"],
        ["--only", "pipes"],
        ["--only", "fuzz", "--rows", "250", "--name", "scores.csv"],
    ],
    ids=lambda options: options[1],
)
def test_nothing_is_lost(options, environment):
    pytest.importorskip("pyarrow", reason="the trials write Parquet as well: pip install pyarrow")
    script = Path(__file__).with_name("run_faults.py")
    done = subprocess.run(
        [sys.executable, script, "--messages", "200", "--shard", "30", *options],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout)["problems"] == []
