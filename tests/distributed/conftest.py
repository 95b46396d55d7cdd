"""An export, and what a local run makes of it."""

from __future__ import annotations

import pytest

import authentica
from authentica.corpus import TemplateMiner, save_miner
from authentica.distributed import mine_templates

REPLIES = (
    "I have sent the lamp again myself; it reaches you by Friday.",
    "We apologize for any inconvenience. Please contact support.",
    "That is a miserable wait, Odile. I have called the depot and stay on it.",
    "",
    "=1+1",
    "Wir melden uns bei Ihnen, sobald die Bestellung wieder da ist. Vielen Dank für die Geduld.",
)


@pytest.fixture(scope="session")
def rows():
    """Messages of 24 conversations."""
    return [
        {"conversation_id": f"c{c}", "message_id": f"m{c}-{n}", "role": role, "text": text}
        for c in range(24)
        for n, (role, text) in enumerate(
            [("customer", f"Where is lamp number {c}?"), ("agent", REPLIES[c % 6]), ("agent", REPLIES[(c + 1) % 6])]
        )
    ]


@pytest.fixture(scope="session")
def export(write_lines, rows, tmp_path_factory):
    return write_lines(tmp_path_factory.mktemp("distributed") / "export.jsonl", [*rows, "{broken"])


@pytest.fixture(scope="session")
def miner(export):
    """What a miner learns here."""
    return TemplateMiner(min_customers=2).fit(authentica.read_transcripts(export, on_set_aside=lambda row: None))


class Deadly:
    """An engine whose worker dies over the first tasks, of one function where it is named, so many times."""

    def __init__(self, engine, marks, only):
        self._engine, self._marks, self._only = engine, [str(mark) for mark in marks], only
        self.slots = engine.slots

    def submit(self, function, *arguments):
        marks = self._marks
        if self._only not in (None, function):
            return self._engine.submit(function, *arguments)

        # Inside, so that it is sent by value: workers cannot import the tests.
        def run(*given):
            import os

            for mark in marks:
                try:
                    os.close(os.open(mark, os.O_CREAT | os.O_EXCL))
                except FileExistsError:
                    continue
                os._exit(1)
            return function(*given)

        return self._engine.submit(run, *arguments)


@pytest.fixture
def deadly(tmp_path):
    """Make an engine's workers die."""

    def wrap(engine, deaths=1, only=None):
        kind = "death" if only is None else only.__name__
        return Deadly(engine, [tmp_path / f"{kind}-{n}" for n in range(deaths)], only)

    return wrap


@pytest.fixture(scope="session")
def check_mining(export, miner):
    """Mine on an engine, in several parts, and compare with what was learnt here."""

    def check(engine):
        conversations = authentica.read_transcripts(export, on_set_aside=lambda row: None)
        found = mine_templates(conversations, engine=engine, miner=TemplateMiner(min_customers=2), shard_messages=24)
        assert found == miner
        assert found.frames() == miner.frames() != []

    return check


@pytest.fixture(scope="session")
def check_run(export, miner, tmp_path_factory):
    """Run on an engine and compare with a local run, byte for byte; then resume what an interrupted one left.

    One of the two outputs is scored with templates.
    """
    local, habits = tmp_path_factory.mktemp("local"), tmp_path_factory.mktemp("habits")
    save_miner(miner, habits)
    options = {"s.csv": {"templates": habits, "shard_messages": 24}, "s": {"shard_messages": 24}}
    receipts = {name: authentica.score_transcripts(export, local / name, **more) for name, more in options.items()}
    assert receipts["s.csv"].model != receipts["s"].model

    def tree(folder):
        return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}

    def check(engine, folder):
        for name, expected in receipts.items():
            found = authentica.score_transcripts(export, folder / name, engine=engine, **options[name])
            assert {**found.to_dict(), "output": "", "set_aside_output": ""} == {
                **expected.to_dict(),
                "output": "",
                "set_aside_output": "",
            }
        assert tree(folder) == tree(local)
        (folder / "s" / "part-000002.jsonl").unlink()
        authentica.score_transcripts(export, folder / "s", engine=engine, shard_messages=24)
        assert tree(folder) == tree(local)
        with pytest.raises(authentica.AuthenticaError, match=r"nowhere"):
            authentica.score_transcripts(export, folder / "t.csv", engine=engine, model="nowhere")

    return check


@pytest.fixture(scope="session")
def frame(rows):
    pandas = pytest.importorskip("pandas")
    return pandas.DataFrame([row for row in rows if row["role"] == "agent"])


@pytest.fixture(scope="session")
def scored(frame):
    """What the function makes of the whole frame at once."""
    from authentica.distributed import score_batches

    return score_batches(frame)


@pytest.fixture(scope="session")
def same_rows(scored):
    """Compare frames without regard to index and order."""
    import pandas

    def compare(found):
        found = pandas.DataFrame(found)[list(scored.columns)].sort_values("message_id").reset_index(drop=True)
        expected = scored.sort_values("message_id").reset_index(drop=True)
        for name in expected.columns:
            assert [None if pandas.isna(v) else v for v in found[name]] == [
                None if pandas.isna(v) else v for v in expected[name]
            ], name

    return compare
