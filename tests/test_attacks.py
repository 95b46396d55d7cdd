"""Faults that an attack once found: each stays mended."""

import gzip
from datetime import datetime, timedelta, timezone

import numpy
import pytest

import authentica
from authentica.cli import ERROR, SET_ASIDE, main
from authentica.coaching import summarize
from authentica.commitments import find_deadlines, follow
from authentica.config import AnalyzerConfig
from authentica.corpus import TemplateMiner, load_miner
from authentica.errors import AuthenticaError, ColumnError, FormatError, InputError, RecordError
from authentica.privacy import redact
from authentica.readers.cells import split_rows
from authentica.readers.html import looks_like_html
from authentica.readers.threads import MOST_MESSAGES
from authentica.schema import Conversation, Message


def test_the_output_never_overwrites_its_source(tmp_path):
    export = tmp_path / "export.jsonl"
    export.write_text('{"text": "I have fixed it for you."}\n')
    before = export.read_bytes()
    with pytest.raises(InputError, match="overwrite"):
        authentica.score_transcripts(export, export)
    assert export.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["export.jsonl"]


@pytest.mark.parametrize(
    "text",
    [
        "<div " + "class=" * 100_000 + ">I fixed it</div>",
        "<a " + "href=" * 100_000 + "<b> I fixed it",
        "<p a=" + " " * 200_000 + "<b>",
    ],
)
def test_hostile_markup_is_judged_in_linear_time(text):
    assert looks_like_html(text) in (True, False)


def test_a_hostile_sign_off_is_read_in_linear_time():
    text = "I fixed it.\n" * 2_000 + "thanks" + " " * 300_000 + "x"
    assert authentica.load().analyze(text).scored


def test_objects_with_text_and_messages_are_all_accounted_for(write_lines, tmp_path, capsys):
    rows = [
        {"id": 1, "text": "I fixed it for you today", "comments": []},
        {"id": 2, "messages": []},
        {"id": 3, "role": "customer", "text": "It broke", "comments": [{"text": "I replaced it", "role": "agent"}]},
    ]
    export = write_lines(tmp_path / "tickets.jsonl", rows)
    receipt = authentica.score_transcripts(export, tmp_path / "scores.jsonl")
    assert receipt.rows_in == receipt.scored + receipt.unscored + receipt.skipped_by_role + receipt.set_aside
    assert receipt.rows_in == 4


def test_an_open_quotation_costs_its_own_row_only(tmp_path, capsys):
    export = tmp_path / "open.csv"
    export.write_text('id,role,text\n1,agent,"I will fix it\n2,agent,"I fixed it today\n3,agent,done for you\n')
    assert main(["score", str(export)]) == SET_ASIDE
    assert "3 rows: 1 scored, 0 not scored, 0 not by agents, 2 set aside." in capsys.readouterr().out


def test_a_file_without_a_header_shows_no_message(tmp_path, capsys):
    export = tmp_path / "bare.csv"
    export.write_text("agent,my pin is 4417\nagent,I fixed it\n")
    assert main(["score", str(export)]) == ERROR
    assert "4417" not in capsys.readouterr().err
    assert "Message Body" in str(ColumnError.missing("text", ["Message Body"], "x.csv"))


def test_names_from_outside_reach_no_terminal_raw(tmp_path, capsys):
    assert main(["score", str(tmp_path / "\x1b[31mx.csv")]) == ERROR
    assert "\x1b" not in capsys.readouterr().err


def test_an_overlong_path_is_one_line(capsys):
    assert main(["info", "--model", "a" * 300]) == ERROR
    assert capsys.readouterr().err.count("\n") == 1


def test_quotations_that_run_on_to_the_end_are_given_up_in_linear_time(tmp_path):
    export = tmp_path / "open.csv"
    export.write_text("id,text\n" + 'x","y\n' * 4_000)
    looked_at = 0

    def lines():
        nonlocal looked_at
        for line in export.read_text().splitlines(keepends=True):
            looked_at += 1
            yield line

    rows = list(split_rows(lines(), ","))
    assert looked_at == 4_001
    assert sum(row.unclosed_line_count or 1 for row in rows) == 4_001


def test_a_line_separator_within_a_text_is_no_line_end(tmp_path):
    export = tmp_path / "chat.jsonl"
    export.write_text(
        '{"text": "I fixed\u2028it"}\n{"text": "Done for you\x85now"}\n{"text": "I sent it"}\n', encoding="utf-8"
    )
    found = [m.text for c in authentica.read_transcripts(export) for m in c.messages]
    assert found == ["I fixed\u2028it", "Done for you\x85now", "I sent it"]


def test_an_array_that_swells_is_said_to_swell(tmp_path):
    export = tmp_path / "bomb.json.gz"
    with gzip.open(export, "wb") as file:
        file.write(b'[{"role": "agent", "text": "')
        for _ in range(70):
            file.write(b"a" * 1_048_576)
    with pytest.raises(FormatError, match="swell to more than 400 times"):
        authentica.read_transcripts(export)


def test_a_file_whose_rows_all_have_one_id_is_read_in_pieces(tmp_path):
    export = tmp_path / "one.csv"
    export.write_text("conversation_id,role,text\n" + "1,customer,Where is it?\n" * (2 * MOST_MESSAGES + 1))
    sizes = [len(c.messages) for c in authentica.read_transcripts(export)]
    assert sizes == [MOST_MESSAGES, MOST_MESSAGES, 1]


def test_titles_without_a_name_are_read_in_linear_time():
    assert redact("Mr. " * 4_000).text == "Mr. " * 4_000
    assert redact("Ask Mr. de la Cruz.").text == "Ask [NAME]."


def test_times_beyond_the_first_and_last_year_of_utc_are_no_times():
    ends = (
        datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))),
        datetime(9999, 12, 31, 23, tzinfo=timezone(timedelta(hours=-12))),
    )
    sent = [
        Conversation(
            messages=(Message(text="I will call the depot for you today.", created_at=time),), conversation_id=str(n)
        )
        for n, time in enumerate(ends * 5)
    ]
    frames = TemplateMiner(min_customers=2).fit(sent).frames()
    assert frames
    assert {frame.reach.first_seen for frame in frames} == {None}


@pytest.mark.parametrize(
    "fields",
    [{"text": 5}, {"role": "agent"}, {"created_at": "2026-01-01"}, {"message_id": 7}, {"channel": b"email"}],
)
def test_a_message_of_other_types_is_refused_and_not_passed_over(fields):
    message = Message(**{"text": "I fixed it", **fields})
    analyzer = authentica.load()
    for ask in (
        lambda: analyzer.analyze(message),
        lambda: analyzer.analyze_conversation(Conversation(messages=(message,))),
        lambda: follow(Conversation(messages=(message,))),
        lambda: TemplateMiner().fit([Conversation(messages=(message,))]),
    ):
        # The miner counts what agents sent, and looks at no other message.
        if fields.get("role") == "agent" and ask.__code__.co_names[:1] == ("TemplateMiner",):
            continue
        with pytest.raises(AuthenticaError):
            ask()


def test_the_missing_time_of_pandas_is_refused_as_a_time():
    missing = pytest.importorskip("pandas").NaT
    said = "I will send it by Friday, or within 5 days."
    with pytest.raises(InputError, match="created_at"):
        find_deadlines(said, missing)
    for ask in (authentica.load().analyze, lambda message: follow(Conversation(messages=(message,)))):
        with pytest.raises(RecordError, match="created_at"):
            ask(Message(text=said, created_at=missing))


def test_an_array_without_a_dimension_is_no_stream():
    with pytest.raises(InputError, match="stream of replies"):
        list(authentica.load().pipe(numpy.array("I fixed it")))


@pytest.mark.parametrize(
    "call",
    [
        lambda: authentica.load(templates=5),
        lambda: authentica.read_transcripts("x.csv", format=5),
        lambda: authentica.read_transcripts("x.csv", columns=["text"]),
        lambda: authentica.read_transcripts("x.csv", columns={"text": 5}),
        lambda: authentica.read_transcripts("x.csv", roles={5: "agent"}),
        lambda: authentica.read_transcripts("x.csv", roles={"tier2": ["agent"]}),
        lambda: authentica.read_transcripts("x.csv", say="loud"),
        lambda: authentica.read_transcripts(["a\0b", "\ud800"]),
        lambda: authentica.score_transcripts("x.csv", "a\0b.jsonl"),
        lambda: authentica.score_transcripts("x.csv", "out.jsonl", model=None),
        lambda: authentica.score_transcripts("x.csv", "out.jsonl", progress=5),
        lambda: authentica.score_transcripts("x.csv", "out.jsonl", analyzer="default"),
        lambda: authentica.score_frame({"text": None}),
        lambda: authentica.score_frame({"text": ["I fixed it"]}, prefix=None),
        lambda: authentica.score_frame({"text": ["I fixed it"]}, columns=["text"]),
        lambda: find_deadlines(b"by Friday"),
        lambda: follow(None),
        lambda: TemplateMiner().fit("I fixed it"),
        lambda: load_miner(5),
        lambda: summarize(["a\0b"]),
        lambda: summarize(["x.jsonl"], lookups="team.csv"),
        lambda: Message.from_dict(["text"]),
        lambda: AnalyzerConfig.from_mapping(None),
    ],
)
def test_arguments_of_other_types_are_errors_of_the_library(call, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.csv").write_text("text\nI fixed it\n")
    (tmp_path / "x.jsonl").write_text("{}\n")
    with pytest.raises(AuthenticaError):
        list(call() or ())


def test_a_cell_that_cannot_be_written_costs_its_own_row():
    found = authentica.score_frame({"text": ["I fixed it", "I fixed it"], "message_id": [10**5000, 7]})
    assert found["status"] == ["set_aside", "scored"]
    assert "message_id" in found["set_aside_reason"][0]


def test_a_working_directory_that_is_gone_is_said(tmp_path, monkeypatch, capsys):
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert main(["explain", "I fixed it"]) == ERROR
    assert "the working directory does not exist any more" in capsys.readouterr().err
    monkeypatch.undo()
