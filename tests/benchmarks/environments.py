"""Virtual environments for the packages that authentica is measured beside: made when first asked for, kept for the next time."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

FOLDER = Path(tempfile.gettempdir()) / "authentica-peers"
_FINISHED = "finished"


def python_with(requirements: Sequence[str], folder: Path = FOLDER) -> str:
    """Return an interpreter that has the requirements; this one where there are none.

    Raises
    ------
    RuntimeError
        If they cannot be installed; it says the last line that pip wrote.
    """
    if not requirements:
        return sys.executable
    key = hashlib.sha256("\n".join(requirements).encode()).hexdigest()[:8]
    place = folder / f"{requirements[0].partition('=')[0]}-{key}"
    python = place / "bin" / "python"
    if not (place / _FINISHED).exists():
        print(f"installing {', '.join(requirements)} into {place}", file=sys.stderr, flush=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(place)], check=True)
        command = [str(python), "-m", "pip", "install", "--quiet", *requirements]
        installed = subprocess.run(command, capture_output=True, text=True, check=False)
        if installed.returncode:
            raise RuntimeError((installed.stderr.strip().splitlines() or ["pip failed"])[-1])
        (place / _FINISHED).touch()
    return str(python)
