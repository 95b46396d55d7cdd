"""What commands that read scores have in common: their options, and what these say to `authentica.coaching`."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from authentica.cli.usage import saying, whole_number
from authentica.defaults import EXAMPLES, MIN_PERSON_REPLIES, MIN_REPLIES

if TYPE_CHECKING:
    from rich.console import Console

    from authentica.coaching import CoachingSummary

__all__ = ["add_scores_arguments", "source_of", "summary_arguments", "unknown_hints"]

_MAPPED = {"team": "agent,team", "queue": "conversation_id,queue"}
_NUMBERS = ("examples", "sample", "min_replies", "min_person_replies")


def add_scores_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the scores of a command, and how they are summarised."""
    parser.add_argument(
        "scores",
        nargs="+",
        help="what `authentica score --output FILE.jsonl` wrote: files (also .gz and .zst), folders of parts or patterns; "
        "or - for standard input",
    )
    parser.add_argument(
        "--by",
        metavar="KEYS",
        help="what groups are formed by, between commas: agent, team, channel, queue, and one of day, week and month "
        "(default: agent,week)",
    )
    parser.add_argument(
        "--map",
        action="append",
        metavar="FILE.csv",
        help="two columns under a header that says what is known and what is added, such as agent,team, conversation_id,queue, or "
        "author_id,agent, by which agents get their names before their teams are looked up; may be given several times",
    )
    parser.add_argument(
        "--promises",
        metavar="FILE.jsonl",
        help="what became of promises: `authentica commitments --output` of the same export",
    )
    parser.add_argument(
        "--min-replies",
        type=whole_number(1),
        metavar="N",
        help=f"smallest group that is shown (default: {MIN_REPLIES})",
    )
    parser.add_argument(
        "--min-person-replies",
        type=whole_number(1),
        metavar="N",
        help=f"smallest group of one person that is shown (default: {MIN_PERSON_REPLIES})",
    )
    parser.add_argument(
        "--examples",
        type=whole_number(0),
        metavar="N",
        help=f"replies shown for each habit as good ones, and as ones to improve (default: {EXAMPLES}; 0 shows none)",
    )
    parser.add_argument(
        "--unredacted",
        action="store_true",
        help="leave personal details in the replies that are shown, and the ids beside them",
    )


def source_of(options: argparse.Namespace) -> str | tuple[str, ...]:
    """Return the scores that were named, as `authentica.coaching.summarize` takes them."""
    return options.scores[0] if len(options.scores) == 1 else tuple(options.scores)


def unknown_hints(summary: CoachingSummary, options: argparse.Namespace) -> tuple[str, ...]:
    """Return a sentence for each fact that was asked for and that no reply says, or not all that --map should tell it of: where it can come from."""
    hints, scored = [], summary.accounting.scored
    unplaced = dict(summary.accounting.unplaced)
    for fact in summary.by:
        if 0 < unplaced.get(fact, 0) < scored and fact in _MAPPED and options.map:
            hints.append(
                f"{unplaced[fact]:,} of {scored:,} replies have no {fact}: see that --map, with the header {_MAPPED[fact]}, names all."
            )
        if any(group.key(fact) is None and group.replies == scored for group in summary.at(fact)):
            if fact not in _MAPPED:
                hint = f"No reply says its {'time' if fact == summary.period else fact}, so nothing is told by {fact}."
            elif options.map:
                hint = f"No reply says its {fact}, nor does --map: see that its header is {_MAPPED[fact]}, with ids as in the scores."
            else:
                hint = f"No reply says its {fact}. Give --map FILE.csv with the header {_MAPPED[fact]}; see --help."
            hints.append(hint)
    return tuple(hints)


def summary_arguments(options: argparse.Namespace, err: Console) -> dict[str, Any]:
    """Return what `add_scores_arguments` declared as keyword arguments of `authentica.coaching.summarize`.

    What was not given is left to the defaults there. The first rows that are set aside are told to `err`, unless the command is quiet.
    """
    from authentica.cli.show import telling_set_aside
    from authentica.coaching import CoachingAccumulator, read_lookup, read_promises
    from authentica.coaching.lookups import idle

    by = None if options.by is None else tuple(name.strip() for name in options.by.split(",") if name.strip())
    with saying("--by"):
        keys = (CoachingAccumulator() if by is None else CoachingAccumulator(by)).by
    lookups = tuple(read_lookup(path) for path in options.map or ())
    for lookup in () if options.quiet else idle(lookups, keys):
        err.print(
            f"--map tells the {lookup.added}, and --by does not ask for it: --by {','.join((*keys, lookup.added))} would.",
            style="yellow",
        )
    given = {name: getattr(options, name, None) for name in _NUMBERS}
    given |= {
        "by": by,
        "redact": not options.unredacted,
        "lookups": lookups,
        "promises": None if options.promises is None else read_promises(options.promises),
        "on_set_aside": telling_set_aside(err, quiet=options.quiet),
    }
    return {name: value for name, value in given.items() if value is not None}
