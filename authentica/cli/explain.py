"""``authentica explain``: one reply, highlighted, with every reason."""

from __future__ import annotations

import argparse
import atexit
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from authentica.cli import DONE
from authentica.cli.options import add_model, add_strictness, add_templates, strictness_config

__all__ = ["add_arguments", "run"]

_LONGEST_BYTES = 64 * 1024 * 1024  # standard input may have no end


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("text", nargs="?", help="the reply; standard input where left out or -")
    parser.add_argument("--customer", metavar="TEXT", help="what the customer wrote before it")
    add_model(parser)
    parser.add_argument("--json", action="store_true", help="print the assessment as JSON")
    add_templates(parser)
    add_strictness(parser)


def run(options: argparse.Namespace) -> int:
    """Run the command and return its exit code."""
    with _nothing_collected():
        return _explain(options)


def _explain(options: argparse.Namespace) -> int:
    from authentica.analyzer import load
    from authentica.cli.show import console, draw_assessment
    from authentica.errors import InputError
    from authentica.safetext import encodable_json

    text = options.text
    if text is None or text == "-":
        if sys.stdin is None:
            raise InputError("there is no text, and standard input is closed", "authentica explain")
        data = sys.stdin.buffer.read(_LONGEST_BYTES + 1)
        if len(data) > _LONGEST_BYTES:
            raise InputError(f"standard input holds more than {_LONGEST_BYTES:,} bytes, which is no reply", "explain")
        text = data.decode("utf-8", errors="replace").rstrip("\r\n")
    analyzer = load(options.model, config=strictness_config(options), templates=options.templates)
    assessment = analyzer.analyze(text, customer_text=options.customer)
    if options.json:
        sys.stdout.write(encodable_json(assessment.to_json()) + "\n")
    else:
        draw_assessment(console(), assessment)
    return DONE


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Keep the garbage collector from the model's tables, as they grow and at the end: one reply makes no garbage."""
    atexit.register(gc.freeze)
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        # Together they call all of it old, so that it is not gone through as young as soon as something is made.
        gc.freeze()
        gc.unfreeze()
        if was_enabled:
            gc.enable()
