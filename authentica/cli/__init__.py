"""The command line: ``authentica COMMAND``, one module a command.

Exit codes: 0 done, 1 error, 2 usage, 3 done with rows set aside.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, TextIO, cast

from authentica.cli.remarks import Remarks
from authentica.cli.usage import Parser, UsageError, pairs, refuse_idle, whole_number
from authentica.errors import AuthenticaError, InputError
from authentica.version import __version__

if TYPE_CHECKING:
    from authentica.config import AnalyzerConfig
    from authentica.scoring import Engine

__all__ = ["DONE", "ERROR", "SET_ASIDE", "USAGE", "build_parser", "main"]

DONE, ERROR, USAGE, SET_ASIDE = 0, 1, 2, 3
_INTERRUPTED = 130
_STOPPED = (
    "stopped from outside. What was unfinished is not left as output; `score --output` resumes by the same command."
)

_COMMANDS = {
    "score": "score every agent reply of a transcript export",
    "explain": "explain the score of one reply",
    "redact": "take personal details out of messages",
    "commitments": "find who promised what by when, and what became of it",
    "conversations": "find what shows across the messages of each conversation",
    "templates": "find the wordings that many customers were sent",
    "coach": "sum scores up by agent, team, channel, queue and period, and say which habits to try",
    "report": "make one HTML page for a team lead from scores",
    "train": "build a model from labelled replies",
    "review": "turn reviewers' feedback into labels to adapt a model with",
    "evaluate": "compare a model with labelled replies",
    "info": "say what is installed: version, model, lexicons",
}


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    parser = Parser(
        prog="authentica",
        description="Does a support reply sound like a person who wants to help, or like a script?",
        epilog="Exit codes: 0 done, 1 error, 2 usage, 3 done with rows set aside.",
    )
    parser.add_argument("--version", action="version", version=f"authentica {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, summary in _COMMANDS.items():
        command = commands.add_parser(name, help=summary, description=summary[0].upper() + summary[1:] + ".")
        import_module(f"authentica.cli.{name}").add_arguments(command)
    return parser


def add_strictness(parser: argparse.ArgumentParser) -> None:
    """Declare the options that `strictness_config` reads."""
    parser.add_argument(
        "--strictness",
        action="append",
        metavar="DIMENSION=SHIFT",
        help="rate a dimension's levels more strictly than the model, by up to 0.4, or less with a minus, such as empathy=0.2",
    )
    parser.add_argument(
        "--missed-probability",
        metavar="P",
        help="from which probability of a need its absence is reported as missed, from 0 to 1; higher reports fewer (default: 0.5)",
    )


def add_model(parser: argparse.ArgumentParser) -> None:
    """Declare the option that names a model."""
    parser.add_argument(
        "--model", default="default", help="a shipped model's name or a model folder (default: default)"
    )


def add_rows(parser: argparse.ArgumentParser) -> None:
    """Declare how much of a table is drawn."""
    parser.add_argument(
        "--rows", type=whole_number(0), default=40, metavar="N", help="rows of each table (default: 40; 0: none)"
    )


def add_quiet(parser: argparse.ArgumentParser, *, besides: str = "") -> None:
    """Declare the option that silences a command, `besides` what is said here."""
    parser.add_argument("--quiet", action="store_true", help=f"print errors only{besides}")


def add_templates(parser: argparse.ArgumentParser) -> None:
    """Declare the option that names a saved miner."""
    parser.add_argument(
        "--templates",
        metavar="FOLDER",
        help="what `authentica templates --save` wrote: what a reply shares with replies to others counts as boilerplate",
    )


def add_engine(parser: argparse.ArgumentParser) -> None:
    """Declare the options that say where work is done."""
    parser.add_argument(
        "--jobs",
        type=whole_number(1),
        metavar="N",
        help="worker processes; the output does not depend on it (default: 1)",
    )
    parser.add_argument("--backend", choices=("dask", "ray", "spark"), help="work on a cluster instead of this machine")
    parser.add_argument("--address", help="of the cluster; without it, one is started here with --jobs workers")


@contextmanager
def chosen_engine(options: argparse.Namespace) -> Iterator[Engine]:
    """Open the engine that the options of `add_engine` say, and close it at the end of the block."""
    from authentica.scoring import ThisProcess, WorkerProcesses

    jobs = options.jobs or 1
    if options.backend is not None:
        from authentica.distributed import open_engine

        if options.address is not None:
            refuse_idle(options, ("jobs",), "with --address")
        with open_engine(options.backend, address=options.address, jobs=jobs) as engine:
            yield engine
        return
    refuse_idle(options, ("address",), "without --backend")
    if jobs > 1:
        with WorkerProcesses(jobs) as workers:
            yield workers
    else:
        yield ThisProcess()


def strictness_config(options: argparse.Namespace) -> AnalyzerConfig:
    """Return the analyzer's options for what `add_strictness` declared.

    Raises
    ------
    UsageError
        If a dimension is unknown, or a shift or the probability out of range.
    """
    from authentica.config import LARGEST_STRICTNESS, AnalyzerConfig
    from authentica.schema import DIMENSIONS

    found: dict[str, float] = {}
    for dimension, value in pairs("--strictness", options.strictness).items():
        if dimension not in DIMENSIONS:
            raise UsageError(
                f"there is no dimension {dimension[:40]!r}", "--strictness", f"Use some of {', '.join(DIMENSIONS)}."
            )
        shift = _number(value)
        if shift is None or not abs(shift) <= LARGEST_STRICTNESS:
            raise UsageError(
                f"the shift of {dimension} must be a number from -{LARGEST_STRICTNESS} to {LARGEST_STRICTNESS}, "
                f"not {value[:40]!r}",
                "--strictness",
            )
        found[dimension] = shift
    if options.missed_probability is None:
        return AnalyzerConfig(level_strictness=found)
    probability = _number(options.missed_probability)
    if probability is None or not 0 <= probability <= 1:
        raise UsageError(
            f"a number from 0 to 1 is needed, not {options.missed_probability[:40]!r}", "--missed-probability"
        )
    return AnalyzerConfig(level_strictness=found, missed_probability=probability)


def _number(value: str) -> float | None:
    try:
        return float(value)
    except ValueError:
        return None


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    Parameters
    ----------
    arguments : sequence of str, optional
        The command line without the program's name; that of the process where None.
    """
    if sys.stdout is None:
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - for the rest of the process
    if hasattr(sys.stdout, "reconfigure"):
        # What a terminal's encoding lacks becomes a question mark, not a crash.
        sys.stdout.reconfigure(errors="replace")
    if not isinstance(sys.stderr, Remarks):
        sys.stderr = cast(
            TextIO, Remarks(sys.stderr)
        )  # for the rest of the process: it is flushed once more at its end
    for number in (signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)):
        if threading.current_thread() is threading.main_thread() and signal.getsignal(number) is signal.SIG_DFL:
            # Ended from outside, a command still takes its unfinished files away.
            signal.signal(number, _leave)
    try:
        options: Any = build_parser().parse_args(arguments)
        _check_working_folder()
        code = int(import_module(f"authentica.cli.{options.command}").run(options))
        sys.stdout.flush()
    except UsageError as error:
        _complain(str(error))
        return USAGE
    except AuthenticaError as error:
        _complain(str(error))
        return ERROR
    except BrokenPipeError:
        # The reader of our output has gone (head, less); say nothing more into the closed pipe.
        sys.stdout = None
        return ERROR
    except OSError as error:
        named = error.filename if isinstance(error.filename, str) else "standard output"
        _complain(f"{error.strerror or type(error).__name__} ({Path(named).name}).")
        sys.stdout = None
        return ERROR
    except MemoryError:
        _complain(
            "the memory is full. What was finished is kept; use fewer --jobs or split the input, and run it again."
        )
        return ERROR
    except KeyboardInterrupt:
        _say(_STOPPED)
        return _INTERRUPTED
    except SystemExit as leaving:
        if leaving.code not in (None, DONE, ERROR, USAGE):  # `_leave` raised it
            _say(_STOPPED)
        raise
    return code


def _check_working_folder() -> None:
    """Refuse to work in a folder that has been deleted, before libraries that ask for it fail at their import."""
    try:
        Path.cwd()
    except OSError:
        raise InputError(
            "the working directory does not exist any more", None, "Change to one that does, and run the command again."
        ) from None


def _complain(message: str) -> None:
    # Names of files and columns come from outside: no control characters reach the terminal.
    _say("error: " + "".join(c if c.isprintable() or c == " " else "?" for c in message))


def _say(line: str) -> None:
    print(f"authentica: {line}", file=sys.stderr)  # noqa: T201


def _leave(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)
