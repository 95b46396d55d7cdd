"""Model folders: round trip, byte identity, and refusal of everything that was touched."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import shutil
import zipfile
from pathlib import Path

import numpy as np
import pytest

import authentica
from authentica.analyzer import AnalyzerRecipe
from authentica.errors import (
    AuthenticaError,
    ModelError,
    ModelFileAlteredError,
    ModelFileExtraError,
    ModelFileMissingError,
    ModelFormatError,
    ModelTamperedError,
    OutputError,
    SourceNotFoundError,
)
from authentica.learners.bundle import ModelBundle
from authentica.learners.places import model_folder, shipped_model_folder
from authentica.learners.pooling import pool_names
from authentica.learners.store import FORMAT_VERSION, load_bundle, save_bundle
from authentica.schema import DIMENSIONS

FILES = ("MODEL_CARD.md", "names.json", "weights.npz")


def small_bundle(seed=0):
    rng = np.random.default_rng(seed)
    pools = tuple(pool_names(DIMENSIONS))
    clauses, levels, moments, flags = (
        ("cue:a", "word:b"),
        (*pools, "form.c.log"),
        (*pools, "reply:d"),
        ("hand_off", "deflection"),
    )
    d = len(DIMENSIONS)
    shapes = {
        "clause_coef": (2, d, 2),
        "clause_intercept": (d, 2),
        "level_coef": (len(levels), d, 2),
        "level_intercept": (d, 2),
        "level_reference": (len(levels),),
        "level_cuts": (d, 2),
        "need_coef": (len(moments), 3),
        "need_intercept": (3,),
        "need_cuts": (3,),
        "outcome_coef": (len(moments), 4),
        "outcome_intercept": (4,),
        "outcome_weights": (4,),
        "flag_coef": (len(moments), 2),
        "flag_intercept": (2,),
        "flag_cuts": (2,),
    }
    assert set(shapes) == set(ModelBundle.ARRAYS)
    arrays = {name: rng.normal(size=shape).astype(np.float32).astype(np.float64) for name, shape in shapes.items()}
    return ModelBundle(
        name="small", clause_names=clauses, level_names=levels, moment_names=moments, flags=flags, **arrays
    )


@pytest.fixture
def folder(tmp_path):
    save_bundle(small_bundle(), tmp_path / "small", {"data": "none"}, "# Card ✓\n")
    return tmp_path / "small"


class Loaded:
    """Stands in for code that an attacker would like to run."""

    ran = False

    def __reduce__(self):
        return (setattr, (Loaded, "ran", True))


def reseal(folder, **changes):
    """Write a manifest that fits the files again, as an attacker could."""
    path = folder / "manifest.json"
    manifest = json.loads(path.read_bytes())
    manifest["files"] = {
        entry.name: hashlib.sha256(entry.read_bytes()).hexdigest()
        for entry in folder.iterdir()
        if entry.name != "manifest.json"
    }
    manifest.update(changes)
    path.write_text(json.dumps(manifest), encoding="utf-8")


def rewrite_weights(folder, **changes):
    with np.load(folder / "weights.npz") as stored:
        arrays = {name: stored[name] for name in stored.files}
    arrays.update(changes)
    np.savez(folder / "weights.npz", **{name: array for name, array in arrays.items() if array is not None})
    reseal(folder)


def rewrite_names(folder, **changes):
    path = folder / "names.json"
    names = json.loads(path.read_bytes())
    names.update(changes)
    path.write_text(json.dumps(names), encoding="utf-8")
    reseal(folder)


def test_a_bundle_survives(folder):
    bundle, manifest = load_bundle(folder)
    expected = small_bundle()
    for field in dataclasses.fields(ModelBundle):
        one, two = getattr(bundle, field.name), getattr(expected, field.name)
        if isinstance(one, np.ndarray):
            np.testing.assert_array_equal(one, two)
            assert one.dtype == np.float64
        else:
            assert one == two
    assert manifest["about"] == {"data": "none"}
    assert manifest["format_version"] == FORMAT_VERSION
    assert manifest["fingerprint"] == hashlib.sha256((folder / "manifest.json").read_bytes()).hexdigest()


def test_saving_twice_gives_the_same_bytes(folder, tmp_path):
    identity = save_bundle(small_bundle(), tmp_path / "again", {"data": "none"}, "# Card ✓\n")
    for name in (*FILES, "manifest.json"):
        assert (folder / name).read_bytes() == (tmp_path / "again" / name).read_bytes()
    assert identity == hashlib.sha256((folder / "manifest.json").read_bytes()).hexdigest()


def test_saving_over_a_model_replaces_it(folder):
    save_bundle(small_bundle(1), folder, {}, "other")
    np.testing.assert_array_equal(load_bundle(folder)[0].need_cuts, small_bundle(1).need_cuts)


def test_a_folder_with_other_files_is_not_made_a_model_that_would_be_refused(tmp_path):
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match=r"other files, such as 'notes\.txt'"):
        save_bundle(small_bundle(), tmp_path, {}, "")
    assert [p.name for p in tmp_path.iterdir()] == ["notes.txt"]


def test_a_folder_that_cannot_be_written_is_an_output_error(tmp_path):
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(OutputError, match="cannot be written"):
        save_bundle(small_bundle(), tmp_path / "file" / "model", {}, "")


def test_a_saved_model_holds_no_pickle(folder):
    with zipfile.ZipFile(folder / "weights.npz") as archive:
        for name in archive.namelist():
            assert b"'descr': '<f4'" in archive.read(name)[:128], name


def test_hidden_files_do_not_count(folder):
    (folder / ".DS_Store").write_bytes(b"x")
    load_bundle(folder)


def test_no_folder_and_no_manifest(tmp_path):
    with pytest.raises(SourceNotFoundError, match=r"manifest\.json is missing"):
        load_bundle(tmp_path)
    with pytest.raises(SourceNotFoundError):
        authentica.load(tmp_path / "nowhere")
    with pytest.raises(SourceNotFoundError, match="no folder 'nosuchmodel'"):
        authentica.load("nosuchmodel")


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_refused(folder, name):
    (folder / name).unlink()
    with pytest.raises(ModelFileMissingError, match=f"'{name}' is missing"):
        load_bundle(folder)


@pytest.mark.parametrize("name", ["extra.txt", "weights.pkl", "__init__.py"])
def test_an_extra_file_is_refused(folder, name):
    (folder / name).write_text("print('ran')", encoding="utf-8")
    with pytest.raises(ModelFileExtraError, match=f"'{name}' is not in the manifest"):
        load_bundle(folder)


def test_an_extra_folder_is_refused(folder):
    (folder / "more").mkdir()
    with pytest.raises(ModelFileExtraError, match="'more' is not in the manifest"):
        load_bundle(folder)


def test_a_folder_in_place_of_a_file_is_refused(folder):
    (folder / "names.json").unlink()
    (folder / "names.json").mkdir()
    with pytest.raises(ModelFileAlteredError, match=r"'names\.json' differs"):
        load_bundle(folder)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("change", ["flip", "append", "truncate", "empty"])
def test_an_altered_file_is_refused(folder, name, change):
    data = (folder / name).read_bytes()
    (folder / name).write_bytes(
        {"flip": bytes([data[0] ^ 1]) + data[1:], "append": data + b" ", "truncate": data[:-1], "empty": b""}[change]
    )
    with pytest.raises(ModelFileAlteredError, match=f"'{name}' differs from the hash"):
        load_bundle(folder)


@pytest.mark.parametrize("version", [0, FORMAT_VERSION + 1, "1", None, [1], {"v": 1}, 1.5], ids=repr)
def test_an_unknown_version_is_refused_with_advice(folder, version):
    reseal(folder, format_version=version)
    with pytest.raises(ModelFormatError, match=r"format version .* this release reads 1"):
        load_bundle(folder)


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b"5", b'"text"', b"\xff\xfe\x00", b"{}", b'{"format": "other"}', b"\x80\x04pickle"],
    ids=repr,
)
def test_a_manifest_that_is_none_is_refused(folder, content):
    (folder / "manifest.json").write_bytes(content)
    with pytest.raises(ModelFormatError):
        load_bundle(folder)


@pytest.mark.parametrize(
    "changes", [{"files": None}, {"files": []}, {"files": {}}, {"name": 5}, {"files": {"../evil": "0"}}], ids=repr
)
def test_a_manifest_with_unusable_parts_is_refused(folder, changes):
    reseal(folder, **changes)
    with pytest.raises((ModelFormatError, ModelTamperedError)):
        load_bundle(folder)


@pytest.mark.parametrize("name", ModelBundle.ARRAYS)
def test_an_array_of_another_shape_is_refused(folder, name):
    rewrite_weights(folder, **{name: np.zeros((7, 7), dtype=np.float32)})
    with pytest.raises(ModelFormatError, match=f"the array {name} has shape"):
        load_bundle(folder)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_an_array_that_is_not_finite_is_refused(folder, value):
    rewrite_weights(folder, need_cuts=np.full(3, value, dtype=np.float32))
    with pytest.raises(ModelFormatError, match="not finite"):
        load_bundle(folder)


@pytest.mark.parametrize("array", [None, np.array(["a", "b", "c"])], ids=["missing", "text"])
def test_a_missing_or_wordy_array_is_refused(folder, array):
    rewrite_weights(folder, need_cuts=array)
    with pytest.raises(ModelFormatError):
        load_bundle(folder)


def test_a_pickle_inside_the_weights_is_refused_and_never_loaded(folder):
    rewrite_weights(folder, need_cuts=np.array([Loaded(), 0, 0], dtype=object))
    with pytest.raises(ModelFormatError):
        load_bundle(folder)
    assert not Loaded.ran


@pytest.mark.parametrize("kind", ["pickle", "npy", "npy of objects", "empty", "text", "zip of text", "truncated"])
def test_weights_of_another_kind_are_refused_and_never_loaded(folder, kind, tmp_path):
    import pickle

    path = folder / "weights.npz"
    if kind == "pickle":
        path.write_bytes(pickle.dumps(Loaded()))
    elif kind.startswith("npy"):
        np.save(tmp_path / "a.npy", np.array([Loaded()], dtype=object) if "objects" in kind else np.zeros(3))
        shutil.copy(tmp_path / "a.npy", path)
    elif kind == "zip of text":
        with zipfile.ZipFile(path, "w") as archive:
            for name in ModelBundle.ARRAYS:
                archive.writestr(f"{name}.npy", "no array")
    elif kind == "truncated":
        path.write_bytes(path.read_bytes()[:200])
    else:
        path.write_bytes(b"" if kind == "empty" else b"just text")
    reseal(folder)
    with pytest.raises(ModelFormatError):
        load_bundle(folder)
    assert not Loaded.ran


@pytest.mark.parametrize(
    "changes",
    [
        {"clause_names": ["cue:a"]},
        {"clause_names": ["cue:a", "cue:a"]},
        {"clause_names": [1, 2]},
        {"clause_names": "ab"},
        {"clause_names": None},
        {"level_names": ["x"] * 21},
        {"flags": ["hand_off", "nosuchflag"]},
        {"flags": [["hand_off"], "deflection"]},
    ],
    ids=repr,
)
def test_names_that_do_not_fit_are_refused(folder, changes):
    rewrite_names(folder, **changes)
    if changes == {"clause_names": "ab"}:
        load_bundle(folder)  # two one-letter names: odd, but nothing to fear
        return
    with pytest.raises(ModelFormatError):
        load_bundle(folder)


@pytest.mark.parametrize("content", [b"", b"[]", b"null", b"{}", b"\xff", b'{"name": "x"}'], ids=repr)
def test_names_that_are_none_are_refused(folder, content):
    (folder / "names.json").write_bytes(content)
    reseal(folder)
    with pytest.raises(ModelFormatError):
        load_bundle(folder)


def test_every_refusal_is_a_model_error_and_names_the_place(folder):
    (folder / "weights.npz").write_bytes(b"")
    with pytest.raises(ModelError) as caught:
        authentica.load(folder)
    assert isinstance(caught.value, AuthenticaError)
    assert str(folder) in str(caught.value)


def test_the_shipped_model_loads_and_names_its_training():
    bundle, manifest = load_bundle(shipped_model_folder())
    assert bundle.fault() is None
    assert manifest["name"] == "default"


def test_the_name_of_a_shipped_model_means_it_whatever_the_working_folder_holds(folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "default").mkdir()
    assert model_folder("default") == shipped_model_folder()
    assert AnalyzerRecipe.of("default").model == "default"
    for meant in ("./default", Path("default"), str(tmp_path / "default")):
        assert model_folder(meant).resolve() == tmp_path / "default"
        assert Path(AnalyzerRecipe.of(meant).model).resolve() == tmp_path / "default"
    assert model_folder("small").resolve() == folder
    assert AnalyzerRecipe.of("small").model == str(folder)


@pytest.mark.parametrize(
    ("about", "said"),
    [
        ({"lexicon_sha256": "0"}, "other lexicons than"),
        ({"encoder_sha256": "0"}, "other clause encoder than"),
        ({"lexicon_sha256": "0", "encoder_sha256": "0"}, "other lexicons and clause encoder than"),
        ({}, None),
        (None, None),
    ],
)
def test_a_model_of_other_features_says_so(folder, analyzer, about, said):
    reseal(folder, about=None if about is None else {**analyzer.feature_sha256, **about})
    if said is None:
        authentica.load(folder)  # a warning would be an error
    else:
        with pytest.warns(UserWarning, match=f"small: the model was trained with {said}"):
            authentica.load(folder)


def test_a_package_in_an_archive_says_that_it_must_be_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr("authentica.learners.places._PACKAGE", tmp_path / "app.zip" / "authentica")
    with pytest.raises(SourceNotFoundError, match="install it unpacked"):
        model_folder("default")


def test_a_copy_of_the_shipped_model_gives_the_same_assessments(tmp_path):
    shutil.copytree(shipped_model_folder(), tmp_path / "one")
    shutil.copytree(tmp_path / "one", tmp_path / "two")
    one, two = (authentica.load(tmp_path / name) for name in ("one", "two"))
    assert one.fingerprint == two.fingerprint
    text, said = "I've cancelled the second charge.", "You charged me twice!!"
    assert one.analyze(text, customer_text=said) == two.analyze(text, customer_text=said)
