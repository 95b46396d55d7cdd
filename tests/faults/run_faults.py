"""Try to break a run: kill it, fill its disk, close its pipes, feed it nonsense; say what came of it.

    python tests/faults/run_faults.py                    # the full trial: 50 kills, a full disk, 10,000 fuzzed rows, 1,000 spoiled exports
    python tests/faults/run_faults.py --kills 3 --rows 300 --messages 400

Says on standard error what each trial found as it ends, and prints one JSON object of figures; the exit code is 1 if a row was lost or a byte differs. Every text is made here.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

OPENINGS = ("Hi Tamsin,", "Hello there!", "Good morning.", "", "Hey,", "=SUM(A1)", "-", "@all")
PARTS = (
    "I have sent the {thing} again; it reaches you by {day}.",
    "We apologize for any inconvenience this may have caused.",
    "That is a wretched way to start a week, and it was our mistake.",
    "Please send us a message with your order number.",
    "I rang the depot myself: the {thing} left at noon.",
    "Nothing can be done about the {thing}, I am afraid.",
    "You will hear from me on {day}, whatever they say.",
    "Wir melden uns am {day} bei Ihnen wegen der Sache.",
)
THINGS = ("kettle", "parcel", "second invoice", "router", "booking")
DAYS = ("Friday", "Monday", "the 4th", "tomorrow noon")
PARTS_OF_ROWS = ("scored", "unscored", "skipped_by_role", "set_aside")
TRIALS = ["kills", "engines", "gone", "disk", "pipes", "fuzz", "mutants", "atheris"]
ENGINE_WORKERS = {"dask": "spawn_main", "ray": "^ray::(_call|IDLE)", "spark": "pyspark.daemon"}
# Dask's scheduler of a cluster on one machine is in the run's own process.
ENGINE_ITSELF = [("ray", r"gcs_server\0"), ("ray", r"raylet/raylet\0"), ("spark", r"bin/java\0")]
ENGINE_SECONDS = 600
FILES = ["scores.jsonl", "scores.csv", "scores.parquet"]
CHILD = """
import contextlib, json, sys, authentica
source, output, jobs, shard, backend = sys.argv[1:6]
where = contextlib.nullcontext()
if backend:
    from authentica.distributed import open_engine
    where, jobs = open_engine(backend, jobs=int(jobs)), 1
with where as engine:
    r = authentica.score_transcripts(source, output, jobs=int(jobs), engine=engine, shard_messages=int(shard))
print("\\n" + json.dumps(r.to_dict()))
"""


def reply(dice: random.Random) -> str:
    """Return a made-up reply."""
    parts = [dice.choice(OPENINGS), *dice.choices(PARTS, k=dice.randint(1, 5))]
    return " ".join(parts).format(thing=dice.choice(THINGS), day=dice.choice(DAYS))


def make_export(path: Path, messages: int, seed: int = 5) -> None:
    """Write conversations with a broken line now and then."""
    dice = random.Random(seed)
    with path.open("w", encoding="ascii") as lines:
        for number in range(messages):
            if dice.random() < 0.01:
                lines.write("{broken\n")
            row = {
                "conversation_id": f"c{number // 5}",
                "message_id": f"m{number}",
                "role": "customer" if number % 5 in (0, 2) else "agent",
                "text": reply(dice),
            }
            lines.write(json.dumps(row) + "\n")


class Trial:
    """One source, and the outputs of an undisturbed run to compare with."""

    def __init__(self, folder: Path, source: Path, shard: int) -> None:
        self.folder, self.source, self.shard = folder, source, shard
        self.expected: dict[str, dict[str, bytes]] = {}
        self.problems: list[str] = []

    def start(self, output: Path, jobs: int, **options: Any) -> subprocess.Popen[str]:
        """Start a run."""
        source, backend = options.pop("source", self.source), options.pop("backend", "")
        command = [sys.executable, "-c", CHILD, str(source), str(output), str(jobs), str(self.shard), backend]
        options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, **options}
        return subprocess.Popen(command, **options)

    def finish(self, output: Path, jobs: int, **options: Any) -> dict[str, Any]:
        """Run to the end and check the account."""
        return self.end(self.start(output, jobs, **options), output)

    def end(self, process: subprocess.Popen[str], output: Path, seconds: float | None = None) -> dict[str, Any]:
        """Wait for a run to end, so long at most, and check the account."""
        try:
            said, errors = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            said, errors = process.communicate()
        if process.returncode:
            self.problems.append(f"a run of {output.name} ended with {process.returncode}: {errors[-300:]}")
            return {}
        receipt: dict[str, Any] = json.loads(said.splitlines()[-1])  # engines may have said something before
        self.check_account(receipt)
        return receipt

    def check_account(self, receipt: dict[str, Any]) -> None:
        """Every row came to something."""
        if receipt["rows_in"] != sum(receipt[part] for part in PARTS_OF_ROWS):
            self.problems.append(f"the account does not balance: {receipt}")

    def reference(self, name: str) -> dict[str, bytes]:
        """Return what an undisturbed run of one process writes."""
        if name not in self.expected:
            calm = self.folder / f"calm-{name}"
            calm.mkdir()
            self.finish(calm / name, 1)
            self.expected[name] = tree(calm)
        return self.expected[name]

    def compare(self, folder: Path, name: str) -> None:
        """Byte for byte."""
        if tree(folder) != self.reference(name):
            self.problems.append(f"{folder.name}: not the bytes of an undisturbed run")


def tree(folder: Path) -> dict[str, bytes]:
    """Return the bytes of all files below a folder."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def children(pid: int) -> list[int]:
    """Return the processes that a process has started."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        found += [int(child) for child in task.read_text().split()]
    return found


def alive(pid: int) -> bool:
    """Whether a process runs still."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def kill_at_random(trial: Trial, kills: int, dice: random.Random) -> dict[str, Any]:
    """Kill runs at random moments, of all formats and worker counts, until so many kills have hit."""
    counts = {"kills": 0, "of_workers": 0, "while_starting": 0, "outputs": 0, "resumed": 0, "orphans": 0}
    names = ["scores.jsonl", "scores.csv", "scores.parquet", "scores"]
    while counts["kills"] < kills:
        name = names[counts["outputs"] % len(names)]
        trial.reference(name)
        rough = trial.folder / f"rough-{counts['outputs']}"
        rough.mkdir()
        counts["outputs"] += 1
        receipts = rough / (name if name == "scores" else f"{name}.run") / "_receipts"
        for _ in range(min(dice.randint(2, 5), kills - counts["kills"])):
            jobs = dice.randint(1, 3)
            process = trial.start(rough / name, jobs)
            # Most kills fall into the work, after some more shards; the others anywhere in the start of the process.
            if dice.random() < 0.2:
                counts["while_starting"] += 1
                time.sleep(dice.uniform(0.05, 2.0))
            else:
                wanted = count_files(receipts) + dice.randint(1, 8)
                wait_for_receipts(process, receipts, wanted)
                time.sleep(dice.uniform(0.0, 0.2))
            if process.poll() is not None:
                process.communicate()
                break
            counts["kills"] += 1
            workers = children(process.pid)
            scoring = [pid for pid in workers if "LokyProcess" in command_line(pid)]
            if scoring and dice.random() < 0.3:
                counts["of_workers"] += 1
                os.kill(dice.choice(scoring), signal.SIGKILL)
                _, errors = process.communicate()  # a run goes on without a worker
                if process.returncode:
                    trial.problems.append(f"a run ended with its worker: {errors[-300:]}")
                break
            process.kill()
            process.communicate()
            limit = time.monotonic() + 5
            while any(map(alive, workers)) and time.monotonic() < limit:
                time.sleep(0.1)
            counts["orphans"] += sum(map(alive, workers))
        receipt = trial.finish(rough / name, dice.randint(1, 3))
        counts["resumed"] += bool(receipt.get("resumed_rows"))
        trial.compare(rough, name)
    if counts["orphans"]:
        trial.problems.append(f"{counts['orphans']} workers outlived their run by 5 s")
    return counts


def wait_for_receipts(process: subprocess.Popen[str], receipts: Path, wanted: int) -> None:
    """Wait until a run has finished so many shards, or ends."""
    while process.poll() is None and count_files(receipts) < wanted:
        time.sleep(0.005)


def below(pid: int) -> Iterator[int]:
    """Yield the processes that a process has started, and those that these have."""
    for child in children(pid):
        yield child
        yield from below(child)


def kill_on_engines(trial: Trial, backends: list[str], kills: int, dice: random.Random) -> dict[str, Any]:
    """Kill workers of Dask, Ray and Spark at work; then let one reply kill every worker that reads it."""
    name = "scores.jsonl"
    calm = trial.reference(name)[name].splitlines()
    poison = next(json.loads(line)["message_id"] for line in calm[len(calm) // 3 :])
    figures: dict[str, Any] = {}
    for backend in backends:
        rough = trial.folder / f"rough-{backend}"
        rough.mkdir()
        receipts = rough / f"{name}.run" / "_receipts"
        process, killed = trial.start(rough / name, 2, backend=backend), 0
        while killed < kills:
            wait_for_receipts(process, receipts, count_files(receipts) + dice.randint(2, 6))
            if process.poll() is not None:
                break
            found = [pid for pid in below(process.pid) if re.search(ENGINE_WORKERS[backend], command_line(pid))]
            workers = [pid for pid in found if not children(pid)]  # Spark's are forked by a process of the same name
            if workers:
                os.kill(dice.choice(workers), signal.SIGKILL)
                killed += 1
        trial.end(process, rough / name, ENGINE_SECONDS)
        trial.compare(rough, name)
        deaths, output = trial.folder / f"deaths-{backend}", trial.folder / f"poisoned-{backend}.jsonl"
        path = f"{Path(__file__).with_name('poison')}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"
        environment = os.environ | {"PYTHONPATH": path, "POISON_MESSAGE": poison, "POISON_DEATHS": str(deaths)}
        receipt = trial.end(trial.start(output, 2, backend=backend, env=environment), output, ENGINE_SECONDS)
        rest = [line for line in calm if json.loads(line)["message_id"] != poison]
        if receipt and output.read_bytes().splitlines() != rest:
            trial.problems.append(f"{backend}: a reply that kills its workers changed or took others")
        figures[backend] = {
            "killed": killed,
            "killed_by_one_reply": len(deaths.read_bytes()) if deaths.exists() else 0,
            "its_end": next((one for one in receipt.get("reasons", ()) if "ended the worker" in one), None),
        }
    return figures


def kill_engines(trial: Trial, backends: list[str], dice: random.Random) -> dict[str, Any]:
    """Kill what an engine itself consists of: the run says so and fails, and the same run goes on from there."""
    name = "scores.jsonl"
    figures: dict[str, Any] = {}
    for number, (backend, pattern) in enumerate(ENGINE_ITSELF):
        if backend not in backends:
            continue
        trial.reference(name)
        rough = trial.folder / f"gone-{number}"
        rough.mkdir()
        process = trial.start(rough / name, 2, backend=backend)
        wait_for_receipts(process, rough / f"{name}.run" / "_receipts", dice.randint(2, 6))
        found = [pid for pid in below(process.pid) if re.search(pattern, command_line(pid))]
        for pid in found:
            os.kill(pid, signal.SIGKILL)
        begun = time.monotonic()
        _, errors = process.communicate(timeout=ENGINE_SECONDS)
        seconds = round(time.monotonic() - begun, 1)
        said = [line for line in errors.splitlines() if "AuthenticaError" in line and "runs nothing" in line]
        if not found or process.returncode != 1 or not said:
            trial.problems.append(f"{pattern}: {len(found)} killed, exit code {process.returncode}: {errors[-300:]}")
        receipt = trial.finish(rough / name, 2, backend=backend)
        trial.compare(rough, name)
        figures[pattern.removesuffix(r"\0")] = {
            "resumed_rows": receipt.get("resumed_rows"),
            "end_seconds": seconds,
            "said": said[-1:],
        }
    return figures


def count_files(folder: Path) -> int:
    """Return how many finished files a folder has."""
    try:
        return sum(not path.name.startswith(".") for path in folder.iterdir())
    except OSError:
        return 0


def command_line(pid: int) -> str:
    """Return how a process was started."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def fill_disk(trial: Trial) -> dict[str, Any]:
    """Let the disk be too small, then make room: a small tmpfs where one can be mounted, else a limit on file sizes."""
    outcomes = {}
    for name, jobs in (("scores.jsonl", 1), ("scores.jsonl", 2), ("scores.csv", 2), ("scores", 2)):
        whole = sum(map(len, trial.reference(name).values()))
        for share in (0.05, 0.6, 1.3):
            small = trial.folder / f"small-{name}-{jobs}-{share}"
            small.mkdir()
            size = max(65_536, int(whole * share))
            mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(small)]
            is_mounted = os.geteuid() == 0 and subprocess.run(mount, capture_output=True, check=False).returncode == 0
            try:
                limit = (
                    None if is_mounted else lambda n=size: resource.setrlimit(resource.RLIMIT_FSIZE, (n // 8, n // 8))
                )
                process = trial.start(small / name, jobs, preexec_fn=limit)
                _, errors = process.communicate()
                outcomes[f"{name} jobs={jobs} {share}"] = "stopped" if process.returncode else "fitted"
                if process.returncode and "writing stopped (" not in errors:
                    trial.problems.append(f"a full disk was not said clearly: {errors[-200:]}")
                if is_mounted:
                    subprocess.run(["mount", "-o", f"remount,size={whole * 4 + 2_000_000}", str(small)], check=True)
                trial.finish(small / name, 3 - jobs)
                trial.compare(small, name)
            finally:
                if is_mounted:
                    subprocess.run(["umount", str(small)], check=True)
    return {"kind": "tmpfs" if is_mounted else "RLIMIT_FSIZE", "outcomes": outcomes}


def close_pipes(trial: Trial) -> dict[str, Any]:
    """Close what a run writes to and reads from."""
    folder = trial.folder / "pipes"
    folder.mkdir()
    command = [
        sys.executable,
        "-m",
        "authentica",
        "score",
        str(trial.source),
        "--output",
        str(folder / "out.csv"),
        "--rows",
        "3",
    ]
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(command, stdout=writer, stderr=writer, check=False)
    os.close(writer)
    # The output is that of a run by the command, whose shards are larger, so it is compared as a whole file only.
    if (folder / "out.csv").exists() and (folder / "out.csv").read_bytes() != trial.reference("scores.csv")[
        "scores.csv"
    ]:
        trial.problems.append("a closed pipe changed the output")
    with trial.source.open("rb") as source:
        process = trial.start(folder / "scores.jsonl", 2, source="-", stdin=source)
        wait_for_receipts(process, folder / "scores.jsonl.run" / "_receipts", 3)
        process.kill()
        process.communicate()
    with trial.source.open("rb") as source:
        receipt = trial.finish(folder / "scores.jsonl", 1, source="-", stdin=source)
    if (folder / "scores.jsonl").read_bytes() != trial.reference("scores.jsonl")["scores.jsonl"]:
        trial.problems.append("standard input, killed and given again, changed the output")
    return {"exit_code_of_the_closed_pipe": done.returncode, "rows_resumed_from_stdin": receipt.get("resumed_rows")}


def fuzzed_lines(count: int, seed: int) -> Iterator[str]:
    """Yield lines of an export as hypothesis imagines them: any text, any type, any key missing."""
    from hypothesis import HealthCheck, Phase, given, seed as hypothesis_seed, settings, strategies as st

    texts = st.one_of(
        st.text(st.characters(), max_size=200),
        st.text("ab \n\r\t\"',;=<>&#-+@😀\u202e\x00\ud800", max_size=400),
        st.sampled_from(
            ["", " ", "null", "<p>I will call you &amp; sort it <b>today</b></p>", "a" * 5_000, "sorry " * 900]
        ),
    )
    replies = st.lists(st.sampled_from(PARTS), min_size=1, max_size=4).map(" ".join)
    values = st.one_of(texts, st.none(), st.integers(), st.floats(), st.booleans(), st.lists(st.integers(), max_size=2))
    names = st.sampled_from("abcdefgh")
    rows = st.fixed_dictionaries(
        {
            "text": st.one_of(texts, texts, replies, replies, replies, values),
            "role": st.sampled_from(["agent"] * 6 + ["customer", "customer", "bot", "note", "system", "wizard", ""]),
        },
        optional={
            "conversation_id": st.one_of(names, names, values),
            "message_id": st.one_of(names, values),
            "created_at": st.sampled_from([None, 17, "2025-03-02T10:00:00Z", "yesterday", "", [], {}]),
            "author_id": values,
            "channel": values,
        },
    )
    found: list[str] = []

    @hypothesis_seed(seed)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(
        st.lists(st.integers(0, 19).flatmap(lambda n: texts.map(ascii) if n == 7 else rows.map(json.dumps)), min_size=1)
    )
    def collect(lines: list[str]) -> None:
        if len(found) < count:
            found.extend(lines)

    collect()
    yield from found[:count]


def feed_nonsense(trial: Trial, rows: int, seed: int, names: list[str]) -> dict[str, Any]:
    """Score fuzzed rows: all of them must come to something, whatever the worker count."""
    source = trial.folder / "fuzzed.jsonl"
    lines = list(fuzzed_lines(rows, seed))
    head = json.dumps({"conversation_id": "a", "role": "agent", "text": "I have sent it again."})
    source.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8", errors="surrogatepass")
    fuzzed = Trial(trial.folder / "fuzzed", source, trial.shard)
    fuzzed.folder.mkdir()
    figures: dict[str, Any] = {"rows": len(lines) + 1}
    for name in names:
        folder = fuzzed.folder / f"two-{name}"
        folder.mkdir()
        receipt = fuzzed.finish(folder / name, 2)
        fuzzed.compare(folder, name)
        if receipt and name == names[0]:
            figures |= {k: receipt[k] for k in ("rows_in", "scored", "unscored", "skipped_by_role", "set_aside")}
            if receipt["rows_in"] != len(lines) + 1:
                fuzzed.problems.append(f"{len(lines) + 1} rows were written, {receipt['rows_in']} came in")
            written = (folder / name).read_bytes().count(b"\n")
            if name.endswith(".jsonl") and written != receipt["scored"] + receipt["unscored"]:
                fuzzed.problems.append(f"{written} lines for {receipt['scored']} + {receipt['unscored']} replies")
    trial.problems += fuzzed.problems
    return figures


def fuzz_bytes(trial: Trial, runs: int) -> dict[str, Any]:
    """Let atheris, guided by coverage of the reader and the run, mutate a small export; skipped without it."""
    try:
        import atheris  # noqa: F401
    except ImportError:
        return {"skipped": "atheris is not installed"}
    code = Path(__file__).with_name("fuzz_bytes.py")
    corpus = trial.folder / "corpus"
    corpus.mkdir()
    (corpus / "seed.jsonl").write_bytes(b"".join(trial.source.read_bytes().splitlines(keepends=True)[:3]))
    (corpus / "seed.csv").write_bytes(b"conversation_id,role,text\na,agent,I have sent it again.\na,customer,Thanks\n")
    done = subprocess.run(
        [sys.executable, str(code), f"-runs={runs}", "-seed=7", "-max_len=1000", str(corpus)],
        capture_output=True,
        text=True,
        check=False,
        cwd=trial.folder,
    )
    if done.returncode:
        trial.problems.append(f"atheris: {done.stderr[-1500:]}")
    return {"runs": runs, "exit_code": done.returncode}


def score_mutants(trial: Trial, files: int, run_files: int, seed: int) -> dict[str, Any]:
    """Score spoiled sample exports: a result or a refusal with a reason, all rows accounted for, always the same bytes.

    Each is read twice in this process; then folders of them are run: by the command with one worker, by two workers in small
    shards, and killed once at work and run again.
    """
    from mutate_exports import SAMPLES, mutant

    import authentica

    analyzer = authentica.load()
    samples = sorted(path for path in SAMPLES.iterdir() if path.is_file())
    dice = random.Random(seed)
    counts = {"files": files, "scored_files": 0, "refused_files": 0, "rows_in": 0, "set_aside": 0, "replies": 0}
    batches: dict[Path, dict[str, int]] = {}
    for number in range(files):
        sample = samples[number % len(samples)]
        batch = trial.folder / f"mutants-{number // run_files:03d}"
        batch.mkdir(exist_ok=True)
        path = batch / f"{number:04d}-{sample.name}"
        path.write_bytes(mutant(sample, dice))
        ends = [read_mutant(trial, analyzer, path) for _ in range(2)]
        if ends[0] != ends[1]:
            trial.problems.append(f"mutant {path.name}: two readings differ")
        account, replies = ends[1]
        known = batches.setdefault(batch, dict.fromkeys(("rows_in", "set_aside", "replies"), 0))
        if isinstance(account, dict):
            counts["scored_files"] += 1
            for name, value in (*account.items(), ("replies", len(replies))):
                if name in known:
                    counts[name] += value
                    known[name] += value
        else:
            counts["refused_files"] += 1
    runs = {"folders": len(batches), "killed_at_work": 0, "resumed": 0}
    for number, (batch, known) in enumerate(batches.items()):
        run_mutants(trial, batch, known, runs, jobs=1 + number % 2)
    return counts | runs


def read_mutant(trial: Trial, analyzer: Any, path: Path) -> tuple[Any, list[str]]:
    """Return the account and the assessments of a spoiled export, or why it was refused."""
    import authentica
    from authentica.scoring import assess_source

    lines: list[str] = []
    try:
        account = assess_source(analyzer, path, each=lambda one: lines.append(json.dumps(one.to_dict()))).to_dict()
    except authentica.AuthenticaError as error:
        return f"{type(error).__name__}: {error}", []
    except Exception as error:  # whatever else comes out is what this trial looks for
        trial.problems.append(f"mutant {path.name}: {type(error).__name__}: {str(error)[:200]}")
        return "fault", []
    trial.check_account(account)
    return account, lines


def run_mutants(trial: Trial, source: Path, known: dict[str, int], runs: dict[str, int], *, jobs: int) -> None:
    """Run a folder of spoiled exports by the command, by two workers, and killed; `jobs` workers are killed, the others resume."""
    name = "scores.jsonl"
    batch = Trial(trial.folder / f"runs-{source.name}", source, shard=20)
    folders = [batch.folder / way for way in ("command", "two", "killed")]
    for folder in folders:
        folder.mkdir(parents=True)
    command = [
        sys.executable,
        "-m",
        "authentica",
        "score",
        str(source),
        "--output",
        str(folders[0] / name),
        "--rows",
        "0",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    said = re.search(
        r"([\d,]+) rows: ([\d,]+) scored, ([\d,]+) not .*?, ([\d,]+) not .*?, ([\d,]+) set aside", done.stdout
    )
    if said is None:
        trial.problems.append(f"{source.name}: the command ended with {done.returncode}: {done.stderr[-300:]}")
        return
    counted = dict(zip(("rows_in", *PARTS_OF_ROWS), (int(n.replace(",", "")) for n in said.groups()), strict=True))
    batch.check_account(counted)
    batch.expected[name] = tree(folders[0])
    written = batch.expected[name][name].count(b"\n")
    if written != counted["scored"] + counted["unscored"] or written != known["replies"]:
        batch.problems.append(f"{source.name}: {written} lines, {counted}; file by file {known}")
    receipts = [batch.finish(folders[1] / name, 2)]
    batch.compare(folders[1], name)
    process = batch.start(folders[2] / name, jobs)
    wait_for_receipts(process, folders[2] / f"{name}.run" / "_receipts", 4)
    runs["killed_at_work"] += process.poll() is None
    process.kill()
    process.communicate()
    receipts.append(batch.finish(folders[2] / name, 3 - jobs))
    runs["resumed"] += bool(receipts[1].get("resumed_rows"))
    batch.compare(folders[2], name)
    for receipt in receipts:
        if any(receipt.get(part) != count for part, count in counted.items()):
            batch.problems.append(f"{source.name}: another account than the command's {counted}: {receipt}")
    trial.problems += batch.problems


def main() -> int:
    """Run the trials that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--rows", type=int, default=10_000, help="fuzzed rows")
    parser.add_argument("--messages", type=int, default=3_000, help="of the export that is killed")
    parser.add_argument("--shard", type=int, default=100)
    parser.add_argument("--atheris-runs", type=int, default=5_000)
    parser.add_argument("--mutants", type=int, default=1_000, help="spoiled sample exports")
    parser.add_argument("--run-files", type=int, default=50, help="spoiled exports of a folder that is run")
    parser.add_argument("--name", action="append", choices=FILES, help="output of the fuzzed rows")
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--backend", action="append", choices=list(ENGINE_WORKERS), help="whose workers are killed")
    parser.add_argument("--only", action="append", choices=TRIALS)
    options = parser.parse_args()
    chosen = set(options.only or TRIALS)
    figures: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="authentica-faults-") as name:
        folder = Path(name)
        source = folder / "export.jsonl"
        make_export(source, options.messages)
        trial = Trial(folder, source, options.shard)
        steps = {
            "kills": lambda: kill_at_random(trial, options.kills, random.Random(options.seed)),
            "engines": lambda: kill_on_engines(
                trial, options.backend or list(ENGINE_WORKERS), 3, random.Random(options.seed)
            ),
            "gone": lambda: kill_engines(trial, options.backend or list(ENGINE_WORKERS), random.Random(options.seed)),
            "disk": lambda: fill_disk(trial),
            "pipes": lambda: close_pipes(trial),
            "fuzz": lambda: feed_nonsense(trial, options.rows, options.seed, options.name or FILES),
            "mutants": lambda: score_mutants(trial, options.mutants, options.run_files, options.seed),
            "atheris": lambda: fuzz_bytes(trial, options.atheris_runs),
        }
        for step, go in steps.items():
            if step in chosen:
                begun = time.monotonic()
                figures[step] = {**go(), "seconds": round(time.monotonic() - begun, 1)}
                # Said at once, since the whole takes long and may be cut short.
                print(json.dumps({step: figures[step], "problems": trial.problems}), file=sys.stderr, flush=True)
    figures["problems"] = trial.problems
    print(json.dumps(figures, indent=1))
    return 1 if trial.problems else 0


if __name__ == "__main__":
    sys.exit(main())
