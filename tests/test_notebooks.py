"""The notebooks say what is so: they run from the checkout, and print what they are shown to print."""

import json
import runpy
from pathlib import Path

import pytest

pytest.importorskip("nbclient", reason="the extra notebooks is not installed")
nbformat = pytest.importorskip("nbformat", reason="the extra notebooks is not installed")
pytest.importorskip("ipykernel", reason="the extra notebooks is not installed")
pytest.importorskip("matplotlib", reason="the extra notebooks is not installed")

FOLDER = Path(__file__).resolve().parent.parent / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
LARGEST_BYTES = 300_000
REFRESH = "Run it anew: python notebooks/run.py notebooks/NAME.ipynb"


def printed(notebook):
    """What each code cell prints; figures and tables are left out, since their bytes depend on other libraries' versions."""
    return [
        "".join(output["text"] for output in cell["outputs"] if output["output_type"] == "stream")
        for cell in notebook["cells"]
        if cell["cell_type"] == "code"
    ]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_runs_and_prints_what_is_committed(path, environment, tmp_path):
    executed = runpy.run_path(str(FOLDER / "run.py"))["executed"]
    run = executed(path, environment | {"IPYTHONDIR": str(tmp_path), "MPLCONFIGDIR": str(tmp_path)})
    committed = nbformat.read(path, as_version=4)
    assert printed(run) == printed(committed), REFRESH


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_is_small_and_was_run_from_top_to_bottom(path):
    assert path.stat().st_size < LARGEST_BYTES
    notebook = json.loads(path.read_text(encoding="utf-8"))
    counts = [cell["execution_count"] for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert counts == list(range(1, len(counts) + 1)), REFRESH
    assert notebook["metadata"]["kernelspec"]["name"] == "python3"


def test_none_is_missing():
    assert {path.stem for path in NOTEBOOKS} >= {
        "first_score",
        "why_this_score",
        "your_own_labels",
        "a_million_messages",
        "coaching",
        "accuracy",
    }
