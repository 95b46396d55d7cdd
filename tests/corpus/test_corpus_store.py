"""Saved miners: equal bytes, refused where they were altered, and every format version ever released."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest

from authentica.corpus import TemplateMiner, load_miner, save_miner
from authentica.corpus.store import FORMAT_VERSION
from authentica.errors import ModelFormatError, ModelTamperedError, OutputError, SourceNotFoundError
from authentica.schema import Macro, Message, Reply

A = "We have sent the parcel back to the depot. It leaves again on Monday with the first lorry."
B = "Our shop is closed over the holidays. Orders wait until the first working day of the year."
SMALL = {"min_customers": 2, "wording_rows": 12, "fragment_rows": 10, "rows_per_wording": 4, "reply_words": 60}
STORED = Path(__file__).resolve().parent.parent / "data" / "stored_miners"
NEAR = "We have asked the Larkfield depot to look for the small parcel, Kim. It goes out again at our cost on Friday."


def sent(text, customers):
    return [Reply(message=Message(text=f"{text} Yours, {n}"), conversation_id=f"c{n}") for n in range(customers)]


def test_a_saved_miner_is_the_same_miner(tmp_path):
    miner = TemplateMiner(**SMALL, macros=(Macro(name="m", text=A),)).fit(sent(A + B, 30))
    first = save_miner(miner, tmp_path / "one")
    loaded = load_miner(tmp_path / "one")
    assert loaded == miner
    assert loaded.partial_fit(["x y z"]) == miner.partial_fit(["x y z"])
    assert save_miner(load_miner(tmp_path / "one"), tmp_path / "two") == first
    assert save_miner(load_miner(tmp_path / "one"), tmp_path / "two") == first  # over itself


@pytest.mark.parametrize("name", ["wordings.json", "rows.npz", "manifest.json"])
def test_altered_or_missing_files_are_refused(tmp_path, name):
    save_miner(TemplateMiner().fit([A]), tmp_path)
    data = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(data.replace(b"e", b"f", 1))
    with pytest.raises((ModelTamperedError, ModelFormatError)):
        load_miner(tmp_path)
    (tmp_path / name).unlink()
    with pytest.raises((ModelTamperedError, SourceNotFoundError)):
        load_miner(tmp_path)


def test_files_that_do_not_belong_are_refused(tmp_path):
    miner = TemplateMiner().fit([A])
    (tmp_path / "mine.txt").write_text("keep")
    with pytest.raises(OutputError, match="other files"):
        save_miner(miner, tmp_path)
    save_miner(miner, tmp_path / "m")
    (tmp_path / "m" / "more.npy").write_bytes(b"")
    with pytest.raises(ModelTamperedError, match="not in the manifest"):
        load_miner(tmp_path / "m")


def altered(folder, version=FORMAT_VERSION, about=None, **columns):
    """Save a miner, replace columns and facts in it, and give the files their right hashes."""
    save_miner(TemplateMiner().fit(sent(A, 3) + sent(B, 2)), folder)
    with np.load(folder / "rows.npz") as stored:
        kept = {name: stored[name] for name in stored.files}
    for name, change in columns.items():
        kept[name] = change(kept[name])
    np.savez(folder / "rows.npz", **kept)
    manifest = json.loads((folder / "manifest.json").read_text())
    facts = json.loads((folder / "wordings.json").read_text())
    (folder / "wordings.json").write_text(json.dumps({**facts, **(about or {})}))
    for name in ("rows.npz", "wordings.json"):
        manifest["files"][name] = hashlib.sha256((folder / name).read_bytes()).hexdigest()
    manifest["format_version"] = version
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return folder


@pytest.mark.parametrize(
    "columns",
    [
        {"wording_key": lambda c: c[::-1].copy()},
        {"reply_key": lambda c: c[::-1].copy()},
        {"reply_key": lambda c: c.astype("<i8")},
        {"reply_key": lambda c: c[:-1]},
        {"reply_word": lambda c: c[:-1]},
        {"reply_length": lambda c: c + 1},
        {"reply_length": lambda c: c * 0, "reply_word": lambda c: c[:0]},
        {"reply_second_customer": lambda c: c * 0 + 1},
        {"reply_word": lambda c: c.reshape(1, -1)},
        {"wording_count": lambda c: c * 0},
        {"fragment_count": lambda c: -c},
        {"wording_first": lambda c: c * 0 + 2**62},
        {"fragment_last": lambda c: c * 0 - 2**62},
        {"about": {"wording_level": 65}},
        {"about": {"fragment_level": -1}},
        {"about": {"messages": -1}},
    ],
    ids=lambda columns: " ".join(columns),
)
def test_rows_that_no_miner_writes_are_refused_even_with_a_right_hash(tmp_path, columns):
    assert load_miner(altered(tmp_path / "same")).messages_ == 5
    with pytest.raises(ModelFormatError):
        load_miner(altered(tmp_path / "other", **columns))


def test_a_miner_of_a_format_that_left_out_customers_is_refused_and_any_other_loads(tmp_path):
    parameters = TemplateMiner().fit([A]).state()[1]["parameters"]
    full = {"parameters": {**parameters, "rows_per_wording": 3, "min_customers": 3}}
    assert load_miner(altered(tmp_path / "4", about=full)).messages_ == 5
    assert load_miner(altered(tmp_path / "3", version=3)).messages_ == 5
    with pytest.raises(ModelFormatError, match=r"has format 3, .*Mine the corpus again"):
        load_miner(altered(tmp_path / "full", version=3, about=full))


def test_every_format_version_has_a_stored_miner():
    assert {path.name for path in STORED.iterdir()} == {
        "README.md",
        *(f"format_{n}" for n in range(1, FORMAT_VERSION + 1)),
    }


@pytest.mark.parametrize("version", range(1, FORMAT_VERSION + 1))
def test_a_stored_miner_loads_and_says_what_it_said(version):
    miner = load_miner(STORED / f"format_{version}")
    assert json.loads((STORED / f"format_{version}" / "manifest.json").read_text())["format_version"] == version
    assert (miner.messages_, len(miner.frames()), miner.exact_) == (12, 5, True)
    assert miner.frames()[0].wording == "we have asked the <…> depot to look for the parcel <…>"
    use = miner.use_of(NEAR, customer_id="new")
    assert round(use.share, 2) == 0.66
    assert {span.macro for span in use.spans} == {"depot"}
    # Format 1 kept no replies, so near copies are known from version 2 on; whole copies always were.
    assert miner.likeness_of(NEAR, customer_id="new") == (0 if version == 1 else pytest.approx(0.95, abs=0.03))
    copy = NEAR.replace("small ", "")
    assert miner.likeness_of(copy, customer_id="new") == 1
    # Up to format 2 a name was a slot.
    assert miner.likeness_of(copy.replace("Kim", "Ida"), customer_id="new") == (1 if version < 3 else 20 / 21)
    more = miner.partial_fit(sent(A, 3))
    assert more.messages_ == 15
    assert more.merge(load_miner(STORED / f"format_{version}")).messages_ == 27


def test_an_unknown_format_version_is_refused(tmp_path):
    save_miner(TemplateMiner().fit([A]), tmp_path)
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    for version in (0, FORMAT_VERSION + 1, True, "2", None):
        (tmp_path / "manifest.json").write_text(json.dumps({**manifest, "format_version": version}))
        with pytest.raises(ModelFormatError, match="this release reads 1, 2, 3, 4"):
            load_miner(tmp_path)
