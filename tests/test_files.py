"""Files that appear whole or not at all."""

from __future__ import annotations

import os
import stat
import subprocess
import sys

import pytest

from authentica.errors import OutputError
from authentica.files import clear_unfinished, is_unfinished, unfinished_file, write_whole, writing


def test_a_file_takes_its_place_at_the_end_only(tmp_path):
    target = tmp_path / "a.txt"
    target.write_text("old", encoding="ascii")
    with unfinished_file(target) as file:
        file.write(b"new")
        assert target.read_text(encoding="ascii") == "old"
        (part,) = tmp_path.glob(".a.txt.*.part")
        assert is_unfinished(part)
    assert target.read_text(encoding="ascii") == "new"
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]
    umask = os.umask(0)
    os.umask(umask)
    assert stat.S_IMODE(target.stat().st_mode) == 0o666 & ~umask


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt(), ValueError()], ids=repr)
def test_after_an_error_the_old_file_stands_alone(tmp_path, error):
    target = tmp_path / "a.txt"
    target.write_text("old", encoding="ascii")

    def write():
        with unfinished_file(target) as file, writing(target):
            file.write(b"new")
            raise error

    with pytest.raises(OutputError if isinstance(error, OSError) else type(error)):
        write()
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("a.txt", b"old")]


def test_a_full_disk_is_said_in_words(tmp_path, environment):
    pytest.importorskip("resource")
    code = (
        "import resource, sys; from pathlib import Path; resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "from authentica.files import write_whole; write_whole(Path(sys.argv[1]), b'x' * 5000)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, tmp_path / "a.txt"], capture_output=True, text=True, env=environment, check=False
    )
    assert "OutputError" in done.stderr
    assert "writing stopped (File too large)" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(OutputError, match="its folder does not exist"):
        write_whole(tmp_path / "nowhere" / "a.txt", b"")


def test_what_killed_runs_left_is_cleared_and_nothing_else(tmp_path):
    for name in (".a.txt.12-ab.part", ".b.txt.12-ab.part", "c.part", ".d", "part-000000.jsonl"):
        (tmp_path / name).touch()
    clear_unfinished(tmp_path, "a.txt.")
    assert sorted(p.name for p in tmp_path.iterdir()) == [".b.txt.12-ab.part", ".d", "c.part", "part-000000.jsonl"]
    clear_unfinished(tmp_path)
    assert sorted(p.name for p in tmp_path.iterdir()) == [".d", "c.part", "part-000000.jsonl"]


def test_a_link_stays_one_and_what_it_names_is_written(tmp_path):
    (tmp_path / "disk").mkdir()
    link = tmp_path / "latest.jsonl"
    for name in ("old.jsonl", "new.jsonl"):
        link.unlink(missing_ok=True)
        link.symlink_to(tmp_path / "disk" / name)
        (tmp_path / "disk" / "old.jsonl").write_bytes(b"before")
        write_whole(link, b"after")
        assert link.is_symlink()
        assert (tmp_path / "disk" / name).read_bytes() == b"after"
    assert sorted(path.name for path in (tmp_path / "disk").iterdir()) == ["new.jsonl", "old.jsonl"]
    link.unlink()
    link.symlink_to(tmp_path / "nowhere" / "a.jsonl")
    with pytest.raises(OutputError, match="its folder does not exist"):
        write_whole(link, b"after")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_or_a_device_is_not_replaced(tmp_path):
    pipe, device = tmp_path / "pipe.jsonl", tmp_path / "null.jsonl"
    os.mkfifo(pipe)
    device.symlink_to(os.devnull)
    for target in (pipe, device):
        with pytest.raises(OutputError, match="there is a device or a pipe"):
            write_whole(target, b"lines")
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["null.jsonl", "pipe.jsonl"]


@pytest.mark.parametrize(
    ("name", "says"), [("a\0b", "no file can have such a name"), ("n" * 300, "nothing can be written")]
)
def test_a_name_that_no_file_can_have_is_refused(tmp_path, name, says):
    with pytest.raises(OutputError, match=says):
        write_whole(tmp_path / name, b"")
