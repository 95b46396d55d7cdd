"""The example dashboard: it draws what the Parquet holds, filters it, and shows hostile text as text."""

import sys
from pathlib import Path

import pytest

pytest.importorskip("streamlit", reason="the extra dashboard is not installed")
pytest.importorskip("pyarrow", reason="the extra parquet is not installed")
pd = pytest.importorskip("pandas")

DASHBOARD = Path(__file__).resolve().parent.parent / "notebooks" / "dashboard.py"
pytestmark = pytest.mark.filterwarnings("default")  # Streamlit's own are no concern of ours

HOSTILE = "**bold** <script>alert(1)</script> [here](https://example.com) Call Deniz on +1 212 555 0143."


@pytest.fixture(autouse=True)
def own_main(monkeypatch):
    """Take back the ``__main__`` that Streamlit puts in place of pytest's: processes started later would run the dashboard."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])


@pytest.fixture(scope="module")
def scores(analyzer, tmp_path_factory):
    import authentica

    folder = tmp_path_factory.mktemp("dashboard")
    export = folder / "export.csv"
    week = (DASHBOARD.parent.parent / "data" / "examples" / "chat_week.csv").read_text(encoding="utf-8")
    export.write_text(f'{week.rstrip()}\nK-9,K-9-1,2025-03-08 09:00:00,Zia,agent,chat,"{HOSTILE}"\n', encoding="utf-8")
    for name in ("scores.parquet", "scores.jsonl"):
        authentica.score_transcripts(export, folder / name, analyzer=analyzer)
    return folder / "scores.parquet"


@pytest.fixture(scope="module")
def coaching(scores):
    from authentica.coaching import summarize
    from authentica.coaching.tables import parquet_bytes

    path = scores.with_name("coaching.parquet")
    summary = summarize(scores.with_suffix(".jsonl"), by=("channel",), min_replies=5, min_person_replies=5)
    path.write_bytes(parquet_bytes(summary))
    return path


@pytest.fixture
def start(monkeypatch):
    from streamlit.testing.v1 import AppTest

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", [str(DASHBOARD), *map(str, arguments)])
        return AppTest.from_file(str(DASHBOARD), default_timeout=120).run()

    return run


def metric(app, label):
    return next(m.value for m in app.metric if m.label == label)


def test_headlines_are_those_of_the_file(start, scores):
    app = start(scores)
    assert not app.exception
    rows = pd.read_parquet(scores).query("status == 'scored'")
    assert metric(app, "Replies") == str(len(rows))
    assert metric(app, "Authenticity") == f"{rows.authenticity.mean():.0f}"
    assert metric(app, "Canned") == f"{(rows.boilerplate_level == 2).mean():.0%}"


def test_filters_leave_what_they_name(start, scores):
    app = start(scores)
    app.multiselect(key="agents").select("Deniz").run()
    assert not app.exception
    rows = pd.read_parquet(scores).query("status == 'scored' and author_id == 'Deniz'")
    assert metric(app, "Replies") == str(len(rows))
    assert any("are few" in info.value for info in app.info)
    assert len(app.text) == len(rows)


def test_a_search_that_looks_like_a_pattern_is_words(start, scores):
    app = start(scores)
    app.text_input(key="words").input("(").run()
    assert not app.exception


def test_a_search_without_a_hit_says_what_to_do(start, scores):
    app = start(scores)
    app.text_input(key="words").input("no reply says this").run()
    assert not app.exception
    assert any("fewer" in info.value for info in app.info)
    assert not app.text


def test_cards_name_nobody(start, scores):
    app = start(scores)
    assert app.text
    for drawn in app.markdown:
        assert not any(name in drawn.value for name in ("Deniz", "Zia"))


def test_text_is_shown_as_text_without_personal_details(start, scores):
    app = start(scores)
    app.multiselect(key="agents").select("Zia").run()
    (shown,) = app.text
    assert "<script>" in shown.value
    assert "555 0143" not in shown.value
    for drawn in app.markdown:
        assert "<script>" not in drawn.value


def test_coaching_shows_groups_and_estimates_nothing(start, scores, coaching):
    app = start(scores, "--coaching", coaching)
    assert not app.exception
    assert app.selectbox(key="grouping").options == ["channel"]
    app.selectbox(key="measure").select("boilerplate").run()
    assert not app.exception


def test_a_file_that_is_not_there_is_said(start, tmp_path):
    app = start(tmp_path / "missing.parquet")
    assert not app.exception
    assert "authentica score" in app.error[0].value


def test_another_table_than_estimates_is_said(start, scores):
    app = start(scores, "--coaching", scores)
    assert not app.exception
    assert "authentica coach" in app.error[0].value
