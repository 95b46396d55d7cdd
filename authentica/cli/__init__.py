"""The command line: ``authentica COMMAND``, one module a command.

Exit codes: 0 done, 1 error, 2 usage, 3 done with rows set aside.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import Any, TextIO, cast

from authentica.cli.remarks import Remarks
from authentica.cli.usage import Parser, UsageError
from authentica.errors import AuthenticaError, InputError
from authentica.version import __version__

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
