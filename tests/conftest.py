"""What all tests share: one analyzer, one lexicon, and hypothesis kept from writing into the checkout."""

from __future__ import annotations

import gc
import json
import os
import signal
import tempfile
import tracemalloc
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.configuration import set_hypothesis_home_dir

HANG_CPU_SECONDS = 60
"""What a guarded test may take of the processor: some fifty times what it takes where the work grows with the length only."""

settings.register_profile(
    "authentica",
    max_examples=50,
    database=None,
    deadline=None,
    derandomize=True,
    print_blob=False,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("authentica")


def pytest_configure(config):
    home = tempfile.TemporaryDirectory(prefix="authentica-hypothesis-")
    set_hypothesis_home_dir(home.name)
    config.add_cleanup(home.cleanup)


@pytest.fixture(scope="session")
def root():
    """The checkout."""
    return Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared(root):
    """The folder of corpora beside the checkout; tests that need it are skipped where it is absent."""
    folder = root.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the folder ../shared with the corpora is not on this machine")
    return folder


@pytest.fixture(scope="session")
def write_lines():
    """Write rows to a file of JSON lines, and return its path: records, JSON-ready data, or text that stands as it is."""

    def line(row):
        return row if isinstance(row, str) else row.to_json() if hasattr(row, "to_json") else json.dumps(row)

    def write(path, rows):
        path.write_text("".join(f"{line(row)}\n" for row in rows), encoding="utf-8")
        return path

    return write


@pytest.fixture(scope="session")
def made():
    """Make a scored assessment to measure, without a model."""
    from authentica.schema import DIMENSIONS, NEEDS, Assessment, DimensionScore, Evidence, Flag, Outcome, Status

    def make(text, *, levels, needs=(0.9, 0.9, 0.9), evidence=(), outcome="by", week=0, flags=(), **facts):
        """Of a text: `levels` in the order of DIMENSIONS, `needs` in that of NEEDS, `evidence` as (dimension, start, end, cue, weight)."""
        needed = dict(zip(NEEDS, needs, strict=True))
        level_of = dict(zip(DIMENSIONS, levels, strict=True))
        scores = tuple(
            DimensionScore(
                dimension=dimension,
                level=level,
                probabilities=tuple(float(level == other) for other in range(3)),
                needed=needed.get(dimension),
                base=0.0,
                logit=0.0,
                evidence=tuple(
                    Evidence(start=start, end=end, text=text[start:end], cue=cue, contribution=weight)
                    for where, start, end, cue, weight in evidence
                    if where == dimension
                ),
                explanation="",
            )
            for dimension, level in zip(DIMENSIONS, levels, strict=True)
        )
        found = {
            "text": text,
            "status": Status.SCORED,
            "behaviour": 0.5,
            "desire": 0.5,
            "outcome": Outcome(outcome),
            "outcome_probabilities": {o: float(o.value == outcome) for o in Outcome},
            "dimensions": scores,
            "flags": tuple(Flag(flag) for flag in flags),
            "flag_evidence": (),
            "missed": tuple(need for need in NEEDS if needed[need] >= 0.5 and level_of[need] == 0),
            "tips": (),
            "channel": "chat",
            "created_at": None if week is None else datetime(2025, 3, 3, 9, 0) + timedelta(weeks=week),  # a Monday
            "model": "a1",
        }
        return Assessment(**(found | facts))

    return make


@pytest.fixture(scope="session")
def analyzer():
    import authentica

    return authentica.load()


@pytest.fixture(scope="session")
def lexicon():
    from authentica.language.lexicon import load_lexicon

    return load_lexicon()


@pytest.fixture(scope="session")
def room(lexicon):
    from authentica.language.reading import ReadingRoom

    return ReadingRoom(lexicon)


@pytest.fixture(scope="session")
def tokenize(lexicon):
    """Text to Tokens."""
    from authentica.language.tokens import Encoder, blank_english

    nlp, encoder = blank_english(), Encoder(lexicon.alphabet(), lexicon.variants)
    return lambda text: encoder.encode(nlp.make_doc(text))


@pytest.fixture(scope="session")
def read(room):
    """Text, and a customer's text, to ReplyReading."""
    return lambda text, customer_text="": room.read_reply(text, customer_text, 100_000)


@pytest.fixture(scope="session")
def encoder():
    from authentica.features.encoder import load_encoder

    return load_encoder()


@pytest.fixture(scope="session")
def measured(read, encoder):
    """Text, and a customer's text, to ReplyMeasures."""
    from authentica.features.replies import measure

    return lambda text, customer_text="": measure([read(text, customer_text)], encoder)[0]


@pytest.fixture(scope="session")
def label_file():
    """Sixty and more labelled replies, invented for the tests."""
    return Path(__file__).resolve().parent / "data" / "labels.jsonl"


@pytest.fixture(scope="session")
def rows_apart(label_file):
    """Their rows without what stands there twice, each of a conversation of its own."""
    rows = [json.loads(line) for line in label_file.read_text(encoding="utf-8").splitlines()]
    return [{**row, "conversation_id": row["id"]} for row in {row["text"]: row for row in rows}.values()]


@pytest.fixture
def hang_guard():
    """Fail a test that hangs, with the place where it does.

    No measurement: inputs under guard are so long that work which grows with their square takes many minutes. Processor time
    of this process is what counts, so a busy machine is no hang. Where the platform has no such timer there is no guard.
    """
    if not hasattr(signal, "setitimer"):
        yield
        return

    def give_up(number, frame):
        pytest.fail(f"hangs: more than {HANG_CPU_SECONDS} seconds of processor time")

    before = signal.signal(signal.SIGPROF, give_up)
    signal.setitimer(signal.ITIMER_PROF, HANG_CPU_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@pytest.fixture
def growth():
    """A function that calls another one, and returns how many bytes are held afterwards that were not before."""

    def bytes_kept_by(work):
        gc.collect()
        tracemalloc.start()
        try:
            work()
            gc.collect()
            return tracemalloc.get_traced_memory()[0]
        finally:
            tracemalloc.stop()

    return bytes_kept_by


@pytest.fixture
def environment(root):
    """Environment for a Python subprocess that finds the library in the checkout and writes no byte code."""
    return {**os.environ, "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"}
