"""Run notebooks from top to bottom, and write what came out back into them.

    python notebooks/run.py                                # all of them
    python notebooks/run.py notebooks/coaching.ipynb

Nothing of the moment (times, machine) is written, so the same library gives the same files.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

FOLDER = Path(__file__).resolve().parent
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
TIMEOUT_SECONDS = 300


def executed(path: Path, environment: dict[str, str]) -> Any:
    """Return the notebook with the outputs of a run in its own folder, by the Python that runs this."""
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=TIMEOUT_SECONDS,
        kernel_name=KERNEL["name"],
        record_timing=False,
        resources={"metadata": {"path": str(path.parent)}},
    )
    # The kernel that comes with this Python, not one of the same name that somebody installed for all.
    client.execute(env={**environment, "JUPYTER_PREFER_ENV_PATH": "1"})
    notebook.metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    return notebook


def main(paths: list[Path]) -> None:
    for path in paths or sorted(FOLDER.glob("*.ipynb")):
        notebook = executed(path, dict(os.environ))
        path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")
        print(f"{path.name}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]])
