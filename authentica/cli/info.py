"""``authentica info``: what is installed."""

from __future__ import annotations

import argparse
import sys

from authentica.cli import DONE
from authentica.cli.options import add_model

__all__ = ["add_arguments", "run"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    add_model(parser)
    parser.add_argument("--json", action="store_true", help="print as JSON")


def run(options: argparse.Namespace) -> int:
    """Run the command and return its exit code."""
    import json
    from importlib.metadata import version

    from authentica.analyzer import load
    from authentica.cli.show import inert
    from authentica.features.encoder import encoder_sha256
    from authentica.language.lexicon import load_lexicon
    from authentica.schema import SCHEMA_VERSION
    from authentica.version import __version__

    analyzer, lexicon = load(options.model), load_lexicon()
    facts = {
        "authentica": __version__,
        "python": sys.version.split()[0],
        "spacy": version("spacy"),
        "scikit-learn": version("scikit-learn"),
        "numpy": version("numpy"),
        "schema_version": SCHEMA_VERSION,
        "model": analyzer.manifest["name"],
        "model_format": analyzer.manifest["format_version"],
        "model_sha256": analyzer.manifest["fingerprint"],
        "analyzer_fingerprint": analyzer.fingerprint,
        "lexicon_sha256": lexicon.sha256,
        "encoder_sha256": encoder_sha256(),
        "cues": sum(len(cues) for cues in lexicon.cues.values()),
    }
    if options.json:
        sys.stdout.write(json.dumps(facts, indent=1) + "\n")
    else:
        width = max(map(len, facts))
        for key, value in facts.items():
            sys.stdout.write(f"{key:<{width}}  {inert(str(value))}\n")
    return DONE
