"""An atheris target: any bytes as an export; a refusal is an AuthenticaError, and every row comes to something."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path


def main() -> None:
    """Fuzz, with the options of libFuzzer."""
    import atheris

    with atheris.instrument_imports(include=["authentica.readers", "authentica.scoring"]):
        import authentica
        from authentica.scoring import assess_source

    analyzer = authentica.load()
    folder = tempfile.TemporaryDirectory(prefix="authentica-fuzz-")

    def one_input(data: bytes) -> None:
        path = Path(folder.name, "export")
        path.write_bytes(data)
        try:
            receipt = assess_source(analyzer, path, each=lambda assessment: None)
        except authentica.AuthenticaError:
            return
        counts = (receipt.scored, receipt.unscored, receipt.skipped_by_role, receipt.set_aside)
        assert receipt.rows_in == sum(counts), receipt

    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
