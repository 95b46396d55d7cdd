"""Flags: the words they rest on, and what is said of some of them elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from authentica.explain.spans import trim_span
from authentica.language.reading import ReplyReading
from authentica.privacy.flags import FLAGS_OF_ISSUES
from authentica.schema import Evidence, Flag, PrivacyFinding, PrivacyIssue

__all__ = ["asked_secret", "flag_evidence", "pushed_away"]

_PUSHED_CUES = ("ownership.push.you_need", "ownership.push.third", "flag.deflection")
_APOLOGY, _THIRD = "empathy.apology.", "ownership.push.third"


def flag_evidence(
    flags: Iterable[Flag], reading: ReplyReading, privacy: Iterable[PrivacyFinding]
) -> tuple[Evidence, ...]:
    """Return where flags were seen, of those that a finding on personal data or a cue shows; first what findings show."""
    raised = {f"flag.{flag.value}" for flag in flags}
    found = []
    for finding in privacy:
        for cue in (f"flag.{flag.value}" for flag in FLAGS_OF_ISSUES.get(finding.issue, ())):
            if cue in raised:
                raised.discard(cue)
                found.append(replace(finding.evidence[0], cue=cue))
    for match in reading.cues:
        if match.cue in raised:
            raised.discard(match.cue)
            first, last = trim_span(reading, match.start, match.end)
            start, end = reading.tokens.starts[first], reading.tokens.ends[last - 1]
            found.append(
                Evidence(start=start, end=end, text=reading.tokens.text[start:end], cue=match.cue, contribution=0.0)
            )
    return tuple(found)


def asked_secret(privacy: Iterable[PrivacyFinding]) -> str | None:
    """Return the words that ask for what no agent should ask for, or None."""
    asked = next((finding for finding in privacy if finding.issue is PrivacyIssue.ASKS_SECRET), None)
    return None if asked is None else " ".join((asked.evidence[0].text or "").split())


def pushed_away(reading: ReplyReading) -> str | None:
    """Return the words that leave the customer with the work, or None."""
    for wanted in _PUSHED_CUES:
        for match in reading.cues:
            if match.cue == wanted:
                # The cue is a word or two; what it pushes away stands in its clause.
                start, end = next((c for c in reading.clauses if c[0] <= match.start < c[1]), (match.start, match.end))
                # "Sorry the driver did that" names somebody else, and leaves the customer with nothing to do; "sorry, you will have to" does.
                if wanted != _THIRD or not any(
                    start <= m.start < end and m.cue.startswith(_APOLOGY) for m in reading.cues
                ):
                    return " ".join(reading.tokens.quote(*trim_span(reading, start, end)).split())
    return None
