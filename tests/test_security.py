"""What ``.github/SECURITY.md`` promises: every promise names a test that exists, and whole commands keep the two widest promises."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import pytest

SECRET = "Quetzalcoatl"
# An audit hook sees what leaves the process and every unpickling, whoever asks for it. (urllib3, which spaCy imports, makes one
# socket at import to learn whether the machine knows IPv6, and sends nothing.)
WATCHED = """
import sys
SENDS = {"connect", "getaddrinfo", "gethostbyname", "gethostbyaddr", "getnameinfo", "sendto", "sendmsg"}
def watch(event, args):
    if event.startswith("socket.") and event.removeprefix("socket.") in SENDS:
        raise SystemExit(f"network: {event}")
    if event == "pickle.find_class":
        raise SystemExit("an object was unpickled")
from authentica.cli import main
sys.addaudithook(watch)
"""
# All commands in one process: its start takes longer than they do.
EACH = """
import contextlib, io, json
found = []
for command in json.loads(sys.argv[1]):
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = main(command)
        except SystemExit as end:
            code = end.code
    found.append([code, out.getvalue(), err.getvalue()])
print(json.dumps(found))
"""


def promises(root):
    return re.findall(
        r"`(tests/[\w/]+\.py)(?:::(\w+))?`", (root / ".github" / "SECURITY.md").read_text(encoding="utf-8")
    )


def test_every_promise_names_a_test_that_exists(root):
    named = promises(root)
    assert len(named) > 5
    for file, test in named:
        code = (root / file).read_text(encoding="utf-8")
        assert re.search(rf"def {test}\(" if test else r"def test_", code), f"{file}::{test}"


@pytest.fixture(scope="module")
def outputs(tmp_path_factory):
    return tmp_path_factory.mktemp("outputs")


@pytest.fixture(scope="module")
def export(write_lines, tmp_path_factory):
    rows = [
        {"conversation_id": "c1", "role": "customer", "text": f"{SECRET}: you charged me twice, see http://a.example"},
        {
            "conversation_id": "c1",
            "role": "agent",
            "text": f"I've refunded {SECRET}; mail me at k@example.com by noon.",
        },
        {"conversation_id": "c1", "role": f"{SECRET}?", "text": f"{SECRET} again"},
    ]
    return write_lines(tmp_path_factory.mktemp("export") / "export.jsonl", [*rows, f'{{"text": "{SECRET}'])


COMMANDS = [
    ["score", "EXPORT", "--output", "OUT/scores.jsonl"],
    ["score", "EXPORT", "--output", "OUT/scores.csv"],
    ["explain", "I have refunded you.", "--customer", "You charged me twice"],
    ["commitments", "EXPORT", "--output", "OUT/promises.jsonl"],
    ["templates", "EXPORT"],
    ["redact", "EXPORT"],
    ["info"],
]


@pytest.fixture(scope="module")
def done(export, outputs, root):
    """Exit code, output and standard error of every command."""
    environment = {**os.environ, "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"}
    commands = [[word.replace("EXPORT", str(export)).replace("OUT", str(outputs)) for word in c] for c in COMMANDS]
    process = subprocess.run(
        [sys.executable, "-c", WATCHED + EACH, json.dumps(commands)],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    assert process.returncode == 0, process.stderr
    return {" ".join(c): result for c, result in zip(COMMANDS, json.loads(process.stdout), strict=True)}


@pytest.mark.parametrize("command", list(map(" ".join, COMMANDS)))
def test_no_command_touches_the_network(command, done):
    code, _, err = done[command]
    assert code in (0, 3), (code, err)


@pytest.mark.parametrize(
    "event", ["socket.create_connection(('127.0.0.1', 9))", "pickle.loads(pickle.dumps(socket.socket))"]
)
def test_the_watch_would_see_it(event, environment):
    code = f"{WATCHED}import pickle, socket; {event}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 1
    assert "network" in done.stderr or "unpickled" in done.stderr


@pytest.mark.parametrize("command", list(map(" ".join, COMMANDS[:2])))
def test_no_message_text_in_what_a_run_says(command, done, outputs):
    _, out, err = done[command]
    # The table on the terminal shows quotes, as asked for; what is said of the run, and why rows were set aside, does not.
    assert "set aside" in out + err
    (name,) = re.findall(r"OUT/(\S+)", command)
    reasons = (outputs / f"{name}.set_aside.jsonl").read_text(encoding="utf-8")
    assert reasons
    assert SECRET not in err + reasons
