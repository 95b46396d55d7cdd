"""An atheris target: any bytes as an export; a refusal is an AuthenticaError, and every row comes to something."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["authentica.readers", "authentica.scoring"]):
    import authentica
    from authentica.scoring import assess_source

ANALYZER = authentica.load()
FOLDER = Path(tempfile.mkdtemp(prefix="authentica-fuzz-"))


def one_input(data: bytes) -> None:
    """Score the bytes as a file."""
    path = FOLDER / "export"
    path.write_bytes(data)
    try:
        receipt = assess_source(ANALYZER, path, each=lambda assessment: None)
    except authentica.AuthenticaError:
        return
    counts = (receipt.scored, receipt.unscored, receipt.skipped_by_role, receipt.set_aside)
    assert receipt.rows_in == sum(counts), receipt


atheris.Setup(sys.argv, one_input)
atheris.Fuzz()
