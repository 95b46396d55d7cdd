"""Scores made to measure, hostile ones among them, and the page of them."""

from __future__ import annotations

import pytest

from authentica.report import gather, render_page
from authentica.schema import (
    DIMENSIONS,
    Evidence,
    PrivacyFinding,
    PrivacyIssue,
    TemplateKind,
    TemplateSpan,
    TemplateUse,
)

HOSTILE = (
    "<script>document.title='broken'</script> your lamp is on its way to you today.",
    "<img src=x onerror=\"document.title='broken'\"> your lamp is on its way to you today.",
    "</script><script>document.title='broken'</script></style> the lamp goes out today.",
    "\"><svg onload=document.title='broken'> and ' onfocus='document.title=1' autofocus='",
    "{{ 7 * 191 }} {% raw %} ${7*191} <%= 7*191 %> the lamp is on its way to you today.",
    "<!-- --><![CDATA[ ]]> <a href=\"javascript:document.title='broken'\">your lamp</a>",
    "Hello \u202eevil\u202c \u2066mark\u2069 \u2028 line \x00 null \x1b[31m and a lone \ud800 surrogate.",
    "<style>body{display:none}</style><link rel=stylesheet href=//example.com/x.css> goodbye.",
    "<iframe src=https://example.com></iframe><base href=https://example.com/> goodbye.",
    "&lt;script&gt; stays as it is &amp;amp; the lamp is on its way to you today.",
)
HOSTILE_NAME = "Zed \"><img src=x onerror=document.title='broken'> \u202e"


def make_script(text, start, end, *, frame="f1", customers=40, agents=3, **more):
    """Return what a reply shares with others: one sentence of it."""
    span = TemplateSpan(
        start=start,
        end=end,
        text=text[start:end],
        kind=more.pop("kind", TemplateKind.CLAUSE),
        frame_id=frame,
        customers=customers,
        agents=agents,
        **more,
    )
    return TemplateUse(share=0.5, held_share=0.5, spans=(span,))


def make_finding(text, words, issue="asks_secret", **more):
    """Return what a reply does with personal data, at some of its words."""
    start = text.index(words)
    at = Evidence(start=start, end=start + len(words), text=words, cue="privacy.request", contribution=0.0)
    return PrivacyFinding(issue=PrivacyIssue(issue), evidence=(at,), **more)


def team(score):
    """Return 240 replies of four agents in five weeks, with two scripts, two that ask for a secret, and every hostile text."""
    found = []
    for number in range(240):
        kept = int(number * 7 % 5 > 1)
        text = f"Hi Tamsin, your order {number} is packed. Thank you for your patience." if number % 3 == 0 else None
        at = 0 if text is None else text.index("Thank")
        found.append(
            score(
                number,
                text=text,
                agent=("Nadia", "Owen", "Priya", HOSTILE_NAME)[number % 4],
                levels=(2 - kept, kept + number % 2, kept, number % 3, kept),
                outcome="somewhere" if kept or number % 6 == 0 else ("blocked", "outta_here")[number % 2],
                week=number % 5,
                template=None if text is None else make_script(text, at, len(text) - 1),
                privacy=(make_finding(text, "your order"),) if text is not None and number % 40 == 0 else (),
            )
        )
    for number, text in enumerate(HOSTILE, 240):
        found.append(
            score(
                number,
                text=text,
                agent=HOSTILE_NAME,
                channel=HOSTILE_NAME,
                template=make_script(text, 0, min(30, len(text)), frame=f"h{number}", macro=text),
            )
        )
    return found


@pytest.fixture(scope="session")
def score(made):
    """Return a scored assessment with evidence over the first and the second half of its text."""

    def make(number, *, text=None, agent="Nadia", levels=(0, 1, 1, 1, 1), **more):
        text = f"Reply {number} about the kettle, which goes out to you today." if text is None else text
        half = len(text) // 2
        evidence = [
            (dimension, start, end, f"{dimension}.wording", weight)
            for place, (dimension, level) in enumerate(zip(DIMENSIONS, levels, strict=True))
            for start, end, weight in ((0, half, 1.5), (half // 2, len(text), -0.5))
            if level and place % 2 == number % 2
        ]
        ids = {"message_id": f"m{number}", "conversation_id": f"c{number}", "author_id": agent}
        facts = {"authenticity": float(number * 37 % 101), **ids, **more}
        return made(text, levels=levels, evidence=evidence, **facts)

    return make


@pytest.fixture(scope="session")
def script():
    """`make_script`."""
    return make_script


@pytest.fixture(scope="session")
def finding():
    """`make_finding`."""
    return make_finding


@pytest.fixture(scope="session")
def hostile():
    """Texts that would run or load something in a page that trusts them."""
    return HOSTILE


@pytest.fixture(scope="session")
def scores(write_lines, score, tmp_path_factory):
    """Return a file of scores."""
    return write_lines(tmp_path_factory.mktemp("report") / "scores.jsonl", team(score))


@pytest.fixture(scope="session")
def findings(scores):
    return gather(scores, by=("agent", "channel", "week"), sample=1_000)


@pytest.fixture(scope="session")
def page(findings):
    return render_page(findings, title="Lamps & <kettles>")
