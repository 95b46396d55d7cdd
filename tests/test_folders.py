"""Folders of what was learnt: equal bytes, and nothing is read from a folder that does not hold what its manifest says."""

from __future__ import annotations

import json
import subprocess
import sys

import numpy as np
import pytest

from authentica.errors import ModelFormatError, ModelTamperedError, OutputError, SourceNotFoundError
from authentica.folders import MANIFEST, FolderKind, canonical_json, read_manifest, write_folder

KIND = FolderKind(noun="map", format="a-map", files=("a.json", "b.npz"), written_by="`draw`", made_by="draw it again")


def write(folder, facts=None, count=3):
    contents = {"a.json": canonical_json({"é": count}), "b.npz": {"x": np.arange(count)}}
    return write_folder(KIND, folder, version=2, contents=contents, facts=facts)


def test_what_is_written_is_read_and_equal_contents_are_equal_bytes(tmp_path):
    digest = write(tmp_path / "one", {"name": "n"})
    assert digest == write(tmp_path / "two", {"name": "n"}) == write(tmp_path / "two", {"name": "n"})
    for name in (MANIFEST, *KIND.files):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    manifest = read_manifest(KIND, tmp_path / "one", versions=(1, 2))
    assert (manifest["name"], manifest["format_version"], set(manifest["files"])) == ("n", 2, set(KIND.files))
    with np.load(tmp_path / "one" / "b.npz", allow_pickle=False) as stored:
        assert stored["x"].tolist() == [0, 1, 2]


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"format": "model"}, ModelFormatError, "not one of a map"),
        ({"format_version": 3}, ModelFormatError, "format version 3; this release reads 1, 2"),
        ({"format_version": True}, ModelFormatError, "format version True"),
        ({"files": {}}, ModelFormatError, "does not list the files of a map"),
        ({"files": {"a.json": "0", "b.npz": "0"}}, ModelTamperedError, r"'a\.json' differs"),
        ({"files": {"a.json": "0", "b.npz": "0", "../c": "0"}}, ModelTamperedError, r"'\.\./c' is missing"),
    ],
)
def test_manifests_that_are_not_true_are_refused(tmp_path, change, error, words):
    write(tmp_path)
    manifest = json.loads((tmp_path / MANIFEST).read_text())
    (tmp_path / MANIFEST).write_text(json.dumps({**manifest, **change}))
    with pytest.raises(error, match=words):
        read_manifest(KIND, tmp_path, versions=(1, 2))


def test_folders_of_others_stay_as_they_are(tmp_path):
    (tmp_path / "mine.txt").write_text("keep")
    with pytest.raises(OutputError, match=r"'mine\.txt'"):
        write(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
    with pytest.raises(OutputError, match="the map cannot be written"):
        write(tmp_path / "mine.txt" / "in")
    with pytest.raises(SourceNotFoundError, match=r"manifest\.json is missing.*Name a folder that `draw` wrote"):
        read_manifest(KIND, tmp_path, versions=(1, 2))


@pytest.mark.parametrize(
    "error", [OSError(28, "No space left on device"), KeyboardInterrupt()], ids=["full", "stopped"]
)
@pytest.mark.parametrize("is_there", [True, False])
def test_what_fails_half_way_leaves_the_old_folder_or_none(tmp_path, monkeypatch, error, is_there):
    folder = tmp_path / "m"
    if is_there:
        write(folder)
        (folder / ".keep").write_text("mine")
    before = {path: path.read_bytes() for path in folder.rglob("*")} if is_there else {}

    def fail(*args, **kwargs):
        raise error

    monkeypatch.setattr(np.lib.format, "write_array", fail)
    with pytest.raises(OutputError if isinstance(error, OSError) else KeyboardInterrupt):
        write(folder, count=5)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["m"] * is_there
    if is_there:
        read_manifest(KIND, folder, versions=(2,))


def test_a_killed_writer_leaves_the_old_folder(tmp_path, environment):
    write(tmp_path / "m")
    code = """
import os, sys, pathlib, numpy as np
from authentica.folders import FolderKind, write_folder
kind = FolderKind(noun="map", format="a-map", files=("a.json", "b.npz"), written_by="", made_by="")
np.lib.format.write_array = lambda *args, **kwargs: os._exit(9)
write_folder(kind, pathlib.Path(sys.argv[1]), version=2, contents={"a.json": b"5", "b.npz": {"x": np.arange(5)}})
"""
    assert subprocess.run([sys.executable, "-c", code, str(tmp_path / "m")], env=environment).returncode == 9
    read_manifest(KIND, tmp_path / "m", versions=(2,))
    write(tmp_path / "m", count=4)
    read_manifest(KIND, tmp_path / "m", versions=(2,))


def test_a_folder_that_is_a_link_stays_one(tmp_path):
    write(tmp_path / "real")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    write(tmp_path / "link", count=4)
    assert (tmp_path / "link").is_symlink()
    assert sorted(path.name for path in (tmp_path / "real").iterdir()) == sorted((MANIFEST, *KIND.files))
