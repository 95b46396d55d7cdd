"""A user's program: mypy checks it as strictly as the package (`files` in pyproject.toml), and nothing runs it."""

from __future__ import annotations

from pathlib import Path

import authentica
from authentica.coaching import CoachingSummary, summarize
from authentica.commitments import find_commitments
from authentica.config import AnalyzerConfig
from authentica.corpus import TemplateMiner
from authentica.privacy import find_privacy, redact
from authentica.schema import Assessment, Conversation, Message, Role, SetAside
from authentica.scoring import Progress, Receipt, assess_source


def score_one(text: str) -> tuple[int, list[str | None]]:
    analyzer: authentica.Analyzer = authentica.load(config=AnalyzerConfig(level_strictness={"empathy": 0.2}))
    assessment: Assessment = analyzer.analyze(Message(text=text), customer_text=None)
    return assessment["empathy"].level, [evidence.text for evidence in assessment["empathy"].spans]


def read_and_score(export: Path, output: Path) -> list[Receipt]:
    """What is said of how an export is to be read means the same wherever it is read."""
    columns: dict[str, str | None] = {"text": "Body", "channel": None}
    roles: dict[str, str | Role] = {"tier2": Role.AGENT, "helper": "bot"}
    aside: list[SetAside] = []
    found: list[Assessment] = []
    conversations: list[Conversation] = list(
        authentica.read_transcripts([export], columns=columns, roles=roles, on_set_aside=aside.append, say=print)
    )
    analyzer = authentica.load(templates=TemplateMiner(min_customers=300).fit(conversations))
    return [
        assess_source(analyzer, export, columns=columns, roles=roles, each=found.append),
        authentica.score_transcripts(export, output, columns=columns, roles=roles, progress=show),
        authentica.score_transcripts(export, output, columns={"text": 7}),  # type: ignore[dict-item]
    ]


def show(progress: Progress) -> None:
    print(progress.rows_done, progress.rows_expected)


def look_at(text: str, scores: Path) -> CoachingSummary:
    redacted: str = redact(text).text
    print(redacted, [c.quote.text for c in find_commitments(text)], [f.issue for f in find_privacy(text)])
    return summarize(scores, by=("agent", "week"))
