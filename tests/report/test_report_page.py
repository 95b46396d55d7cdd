"""The page, parsed as HTML: complete, escaped, and the same each time."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from authentica.coaching import PromiseBook
from authentica.errors import MissingExtraError
from authentica.report import gather, render_page
from authentica.report.sections import sections_of
from authentica.report.words import harmless
from authentica.schema import (
    Actor,
    Commitment,
    CommitmentStatus,
    Deadline,
    DeadlineKind,
    FollowedCommitment,
    Quote,
    Tip,
)

VOID = {"meta", "br", "input"}


class Reader(HTMLParser):
    """Collects the elements, with their attributes and text."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.elements = []
        self._open = []
        self.feed(html)
        self.close()
        assert self._open == [], "every element is closed"

    def handle_starttag(self, tag, attrs):
        element = {"tag": tag, "attributes": dict(attrs), "text": ""}
        assert len(element["attributes"]) == len(attrs), "no attribute twice"
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag):
        assert self._open.pop()["tag"] == tag

    def handle_data(self, data):
        for element in self._open:
            element["text"] += data

    def all(self, tag, **attributes):
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [e for e in self.elements if e["tag"] == tag and wanted.items() <= e["attributes"].items()]


def _promise(number):
    quote = Quote(start=0, end=5, text="Reply")
    ids = {"message_id": f"m{number}", "conversation_id": f"c{number}", "author_id": "Nadia"}
    return Commitment(
        quote=quote,
        actor=Actor.AGENT,
        action=quote,
        topic="call",
        deadline=Deadline(kind=DeadlineKind.EXPLICIT, quote=quote),
        **ids,
    )


@pytest.fixture(scope="module")
def reader(page):
    return Reader(page)


def test_the_page_asks_for_nothing(reader):
    assert not reader.all("link") + reader.all("img") + reader.all("iframe") + reader.all("object") + reader.all("base")
    for element in reader.elements:
        for name in ("src", "href", "action", "data", "style", "srcdoc"):
            assert element["attributes"].get(name, "#").startswith("#"), element
        assert not [name for name in element["attributes"] if name.startswith("on")], element


def test_only_the_pages_own_script_and_style_are_allowed(reader):
    (policy,) = (m["attributes"]["content"] for m in reader.all("meta", http_equiv="Content-Security-Policy"))
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    for tag in ("script", "style"):
        (element,) = reader.all(tag)
        digest = base64.b64encode(hashlib.sha256(element["text"].encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy


def test_hostile_texts_are_shown_as_they_are(reader, hostile):
    shown = [element["text"] for element in reader.all("blockquote")]
    for text in hostile:
        assert harmless(text) in shown


def test_the_title_is_escaped(reader):
    assert [e["text"] for e in reader.all("title") + reader.all("h1")] == ["Lamps & <kettles>"] * 2


def test_ids_are_single_and_everything_that_is_named_is_there(reader):
    ids = [e["attributes"]["id"] for e in reader.elements if "id" in e["attributes"]]
    assert len(ids) == len(set(ids))
    for element in reader.elements:
        for name in ("aria-describedby", "aria-labelledby", "for"):
            assert set(element["attributes"].get(name, "").split()) <= set(ids)
    assert {e["attributes"]["href"][1:] for e in reader.all("a")} <= set(ids)


def test_every_mark_can_be_reached_and_has_its_reasons(reader):
    marks = reader.all("mark")
    assert len(marks) > 100
    for mark in marks:
        assert mark["attributes"]["tabindex"] == "0"
        assert mark["attributes"]["aria-describedby"]


def test_every_chart_has_a_name_and_a_table(reader):
    figures = reader.all("figure")
    assert len(figures) >= 12
    assert len(reader.all("svg")) >= len(figures)
    for drawing in reader.all("svg"):
        assert drawing["attributes"]["aria-label"]
    titles = [f"Table of {h['text']}" for h in reader.all("h3", class_="figure-title")]
    summaries = [e["text"] for e in reader.all("summary")]
    assert set(titles) - set(summaries) == {"Table of What became of promises"}  # nothing is known of them


def test_headlines_are_those_of_coaching(reader, findings):
    overall = findings.summary.overall
    values = [e["text"] for e in reader.all("dd", class_="value")]
    assert values[0] == f"{overall['authenticity'].value:.0f}"
    assert f"{100 * overall['outcome.somewhere'].value:.0f}\u00a0%" in values


@pytest.mark.parametrize(
    ("kept", "broken", "still_open", "value"),
    [(12, 0, 214, "–"), (12, 0, 12, "100\u00a0%"), (12, 0, 13, "–"), (9, 3, 0, "75\u00a0%")],
)
@pytest.mark.parametrize("undecided", ["open", "renewed", "unknown"])
def test_no_share_of_kept_promises_while_more_are_open(score, kept, broken, still_open, value, undecided):
    statuses = [*["kept"] * kept, *["broken"] * broken, *[undecided] * still_open]
    followed = [
        FollowedCommitment(commitment=_promise(number), status=CommitmentStatus(status))
        for number, status in enumerate(statuses)
    ]
    replies = [score(number, commitments=(each.commitment,)) for number, each in enumerate(followed)]
    sections = sections_of(gather(replies, by=(), promises=PromiseBook(followed)))
    (tile,) = [tile for tile in sections.tiles if tile.name == "Promises kept"]
    assert tile.value == value
    words = {"open": "still open", "unknown": "not known"}.get(undecided, undecided)
    parts = ((kept, "kept"), (broken, "broken"), (still_open, words))
    assert tile.rests_on == ", ".join(f"{n} {what}" for n, what in parts if n)
    assert bool(tile.interval) is (value != "–")


def test_chart_and_tile_of_promises_name_the_same_parts(score):
    statuses = [*["kept"] * 12, *["broken"] * 5, *["renewed"] * 3, *["open"] * 2, *["unknown"] * 4]
    followed = [
        FollowedCommitment(
            commitment=replace(_promise(number), actor=Actor.COMPANY if status == "unknown" else Actor.AGENT),
            status=CommitmentStatus(status),
        )
        for number, status in enumerate(statuses)
    ]
    replies = [score(number, commitments=(each.commitment,)) for number, each in enumerate(followed)]
    sections = sections_of(gather(replies, by=(), promises=PromiseBook(followed)))
    (tile,) = [tile for tile in sections.tiles if tile.name == "Promises kept"]
    assert tile.rests_on == "12 kept, 5 broken, 3 renewed, 2 still open"
    panel = sections.promises
    assert {words: (n, own) for words, n, own in panel.rows} == {
        "kept": ("12", "12"), "renewed": ("3", "3"), "still open": ("2", "2"), "not known": ("4", "0"), "broken": ("5", "5")
    }  # fmt: skip
    assert panel.caption.startswith("22 promises that could be followed, of 26 made by agents and company; 22 of them")


def test_habits_stand_in_the_order_of_coaching(reader, findings):
    told = [h["text"] for h in reader.all("h3")]
    wanted = [
        habit.advice.removesuffix(".").rpartition(": ")[0] for habit in findings.summary.habits if habit.is_supported
    ]
    assert wanted
    assert [title for title in told if title in wanted] == wanted


def test_an_interval_is_not_said_to_hold_the_models_errors(page, findings):
    assert "19 times of 20" not in page
    assert "the true figure" not in page
    assert page.count("ts own errors come on top.") == 2  # beside the tiles, and in how to read the page
    assert "its own errors come on top" in " ".join(findings.summary.notes)


def test_people_are_not_compared(reader, page, score):
    assert "ranks nobody" in page
    assert "ranks nobody" not in render_page(gather([score(1)], by=("channel",)))
    for table in reader.all("table"):
        assert "Nadia" not in table["text"]
    for sentences in reader.all("ul", class_="sentences"):
        assert "Nadia" not in sentences["text"]


def test_of_two_groups_a_difference_is_told_once(score):
    replies = [
        score(
            n,
            channel=("chat", "email")[n % 2],
            levels=((0, 2, 2, 2, 1), (2, 0, 0, 0, 1))[n % 2 if n % 10 else 1 - n % 2],
            authenticity=float(60 - 30 * (n % 2) + n % 7),
        )
        for n in range(200)
    ]
    findings = gather(replies, by=("channel",), sample=0)
    assert sum(d.is_difference and d.measure == "missed" for d in findings.summary.differences) == 2
    ((name, sentence),) = sections_of(findings).differences
    assert name == "chat"
    assert sentence.count("missed opportunities") == sentence.count("authenticity") == 1
    assert "Of four groups or more, the fewer replies" in render_page(findings)


def test_scripts_are_shown_with_their_reach(reader):
    (table,) = reader.all("table", class_="scripts")
    assert re.search(r"Thank you for your patience\s*80\s*89\s%\s*40\s*3", table["text"])


def test_personal_details_are_out_unless_asked_for(page, scores):
    assert "Tamsin" not in page
    assert "with their personal details" not in page
    plain = render_page(gather(scores, sample=20, redact=False))
    assert "Hi Tamsin" in plain
    assert "quoted with their personal details" in plain


def test_evidence_follows_the_redaction(score, tmp_path):
    text = "Hi Tamsin, ring 020 7946 0123. We have sent the lamp."
    start = text.index("We have")
    reply = score(1, text=text)
    moved = [
        d.__class__.from_dict(
            d.to_dict()
            | {
                "evidence": [
                    {
                        "start": start,
                        "end": len(text) - 1,
                        "text": text[start:-1],
                        "cue": "x.wording",
                        "contribution": 1.0,
                    }
                ]
            }
        )
        for d in reply.dimensions
    ]
    reply = reply.__class__.from_dict(reply.to_dict() | {"dimensions": [d.to_dict() for d in moved]})
    found = Reader(render_page(gather([reply], sample=5)))
    assert {mark["text"] for mark in found.all("mark")} == {"We have sent the lamp"}


def test_the_same_scores_give_the_same_bytes(page, scores):
    again = gather(scores, by=("agent", "channel", "week"), sample=1_000)
    assert render_page(again, title="Lamps & <kettles>").encode() == page.encode()


def test_too_few_replies_say_so(score):
    found = Reader(render_page(gather([score(1)])))
    assert "too few replies" in found.all("main")[0]["text"]
    assert found.all("figure") == []


def test_scores_without_times_scripts_and_sample_make_a_page(score):
    bare = [score(n, created_at=None, channel=None) for n in range(40)]
    found = Reader(render_page(gather(bare, by=("agent",), sample=0, examples=0)))
    assert not [s for s in found.all("section") if s["attributes"]["id"] in ("time", "replies", "groups")]
    assert "without a list of wordings sent to many" in found.all("main")[0]["text"]
    assert found.all("blockquote") == []


def test_replies_with_privacy_findings_say_so_are_marked_and_can_be_found(score, finding):
    text = "Hi Tamsin, I am here to help. Please send me your PIN now."
    asking = score(
        1, text=text, privacy=(finding(text, "Please send me your PIN"),), message_id="Z-77", conversation_id="T-9"
    )
    asking = replace(
        asking, tips=(Tip(dimension="privacy", text="A tip"), Tip(dimension="empathy", text="They wrote “x”"))
    )
    offering = score(2, text=text, privacy=(finding(text, "your PIN", "asks_personal_data", public=True),))
    replies = [asking, offering, *(score(n) for n in range(3, 30))]
    found = Reader(render_page(gather(replies, sample=50)))
    (card,) = found.all("article", data_privacy="asks_secret")
    assert "privacy: asks for a secret" in card["text"]
    assert "“Please send me your PIN” Privacy: Asks for a secret. Nobody should be asked for it" in card["text"]
    assert "A tip" not in card["text"]
    assert "They wrote" not in card["text"]
    assert {m["text"] for m in found.all("mark", data_dimension="privacy")} >= {"your PIN"}
    (other,) = found.all("article", data_privacy="asks_personal_data")
    assert "asks for personal details in public" in other["text"]
    (select,) = found.all("select", name="privacy")
    assert select["text"].split("\n")[1].strip() == "all replies"
    values = [o["attributes"].get("value") for o in found.all("option") if o["text"].startswith("asks for")]
    assert values == ["asks_secret", "asks_personal_data"]
    assert found.all("a", href="#replies")[-1]["text"] == "Among the replies"


def test_ids_are_shown_only_where_personal_details_are(score):
    replies = [score(n, message_id=f"message-{n}", conversation_id=f"ticket-{n}") for n in range(12)]
    redacted, plain = (render_page(gather(replies, sample=5, redact=redact)) for redact in (True, False))
    assert "ticket-" not in redacted
    assert "message-" not in redacted
    assert "Agents are numbers, and ids of tickets and messages are left out" in redacted
    assert "ticket <bdi>ticket-" in plain
    assert "message <bdi>message-" in plain
    assert plain.count("<bdi>ticket-") == 5  # not on the examples of habits


def test_agents_are_numbers_unless_personal_details_stay(score):
    agents = ["quillon.sattar@example.com", "Ottilie", "Zot"]
    text = "I have sent the lamp again this morning. Ottilie"
    replies = [score(n, agent=agents[n % 3], text=text) for n in range(90)]
    page, plain = (render_page(gather(replies, by=("agent",), sample=90, redact=redact)) for redact in (True, False))
    assert not any(name in page for name in ("quillon", "sattar", "Ottilie", "Zot"))
    found = Reader(page)
    shown = [
        card["attributes"]["data-key-agent"]
        for card in found.all("article", class_="card")
        if "data-key-agent" in card["attributes"]
    ]
    assert {name: shown.count(name) for name in shown} == {"agent-1": 30, "agent-2": 30, "agent-3": 30}
    assert list(dict.fromkeys(shown)) == ["agent-1", "agent-2", "agent-3"]
    assert all(agent in plain for agent in agents)


def test_without_privacy_findings_there_is_no_such_filter(score):
    assert Reader(render_page(gather([score(1)]))).all("select", name="privacy") == []


@pytest.mark.parametrize(
    ("weeks", "caption"),
    [(2, "Two weeks are too few to test a trend."), (3, "Three weeks are too few to test a trend."), (5, None)],
)
def test_a_trend_that_was_not_tested_is_not_denied(score, weeks, caption):
    page = Reader(render_page(gather([score(n, week=n % weeks) for n in range(100)], by=("week",), sample=0)))
    (time,) = page.all("section", id="time")
    captions = {p["text"] for p in page.all("p", class_="caption") if p["text"] in time["text"]}
    assert "No trend that holds" not in time["text"]
    assert (caption is None) == ("No clear rise or fall." in captions)
    assert caption is None or caption in captions


def test_scores_without_evidence_show_levels_and_say_so_once(score):
    bare = [
        replace(reply, dimensions=tuple(replace(d, evidence=()) for d in reply.dimensions))
        for reply in (score(n, levels=(1, 1, 0, 2, 1)) for n in range(30))
    ]
    page = render_page(gather(bare, sample=5))
    assert page.count("written without evidence") == 1
    assert "the wording as a whole" not in page
    found = Reader(page)
    assert found.all("span", class_="explanation") == found.all("mark") == []
    assert "What is marked" not in page
    assert "formulaic" in found.all("article")[0]["text"]


def test_no_word_of_the_trade_is_on_the_page(page):
    text = re.sub(r"(?s)<(style|script)>.*?</\1>|<[^>]+>", " ", page).lower()
    for word in (
        "drawn",
        "association",
        "template miner",
        "benjamini",
        "independent unit",
        "held",
        "frames",
        "told from chance",
    ):
        assert word not in text, word


@pytest.mark.parametrize("module", ["jinja2", "vl_convert"])
def test_what_is_not_installed_is_named(findings, monkeypatch, module):
    monkeypatch.setitem(__import__("sys").modules, module, None)
    with pytest.raises(
        MissingExtraError, match=r'is not installed\. Install it with: pip install "authentica\[report\]"'
    ):
        render_page(findings)
