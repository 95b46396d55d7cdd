"""The command line: exit codes, what is printed where, and that text stays inert."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import authentica.analyzer
from authentica.cli import DONE, ERROR, SET_ASIDE, USAGE, build_parser, main
from authentica.coaching import CoachingAccumulator
from authentica.coaching.summary import MIN_PERSON_REPLIES, MIN_REPLIES
from authentica.config import AnalyzerConfig
from authentica.corpus import TemplateMiner
from authentica.report.gather import SAMPLE
from authentica.schema import Assessment, assessment_schema

ROWS = [
    {"conversation_id": "c1", "message_id": "m1", "role": "customer", "text": "You charged me twice!!"},
    {
        "conversation_id": "c1",
        "message_id": "m2",
        "role": "agent",
        "text": "I've cancelled the second charge; it is back by Friday.",
    },
    {
        "conversation_id": "c1",
        "message_id": "m3",
        "role": "agent",
        "text": "We apologize for any inconvenience. Please DM us.",
    },
    {"conversation_id": "c1", "message_id": "m4", "role": "agent", "text": " "},
]
BAD_ROWS = ["{broken Abracadabra", {"role": "wizard", "text": "Abracadabra"}]


@pytest.fixture(autouse=True)
def one_analyzer(monkeypatch, analyzer):
    """Commands share the session's analyzer instead of loading their own each time."""
    real = authentica.analyzer.load
    monkeypatch.setattr(
        authentica.analyzer,
        "load",
        lambda model="default", **more: analyzer if model == "default" else real(model, **more),
    )
    monkeypatch.setenv("COLUMNS", "150")
    monkeypatch.delenv("FORCE_COLOR", raising=False)


@pytest.fixture
def export(write_lines, tmp_path):
    return write_lines(tmp_path / "export.jsonl", ROWS)


@pytest.fixture
def damaged(write_lines, tmp_path):
    return write_lines(tmp_path / "damaged.jsonl", [ROWS[0], *BAD_ROWS, ROWS[1]])


@pytest.fixture
def run(capsys):
    """Run a command; return (exit code, stdout, stderr)."""

    def command(*arguments):
        try:
            code = main([str(a) for a in arguments])
        except SystemExit as stop:
            code = stop.code
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return command


def test_exit_codes_are_those_of_the_contract():
    assert (DONE, ERROR, USAGE, SET_ASIDE) == (0, 1, 2, 3)


class TestScore:
    def test_the_table(self, run, export):
        code, out, err = run("score", export)
        assert code == DONE
        for part in ("m2", "m3", "m4", "auth.", "outcome", "“", "not scored: no_text"):
            assert part in out, part
        assert "4 rows: 2 scored, 1 not scored, 1 not by agents, 0 set aside." in out
        assert "text from 'text'" in err

    def test_the_counts_add_up(self, run, damaged):
        _, out, _ = run("score", damaged)
        rows, *parts = map(
            int, re.search(r"(\d+) rows: (\d+) scored, (\d+) not scored, (\d+) not by agents, (\d+) set", out).groups()
        )
        assert rows == sum(parts) == 4

    def test_rows_set_aside_are_exit_code_3_and_named_without_their_content(self, run, damaged):
        code, out, err = run("score", damaged)
        assert code == SET_ASIDE
        assert "damaged.jsonl:2" in err
        assert "damaged.jsonl:3" in err
        assert "Abracadabra" not in out + err

    def test_the_output_is_the_published_format(self, run, export, tmp_path):
        code, out, _ = run("score", export, "--output", tmp_path / "scores.jsonl")
        assert code == DONE
        assert "Written to" in out
        validator = Draft202012Validator(assessment_schema())
        lines = (tmp_path / "scores.jsonl").read_text(encoding="ascii").splitlines()
        assert len(lines) == 3
        for line in lines:
            validator.validate(json.loads(line))
            Assessment.from_dict(json.loads(line))

    def test_quiet_prints_nothing(self, run, damaged):
        assert run("score", damaged, "--quiet") == (SET_ASIDE, "", "")

    @pytest.mark.parametrize(("rows", "shown"), [(0, 0), (1, 1), (2, 2), (40, 3)])
    def test_rows_of_the_table(self, run, export, rows, shown):
        _, out, _ = run("score", export, "--rows", rows)
        assert sum(f"m{n}" in out for n in (2, 3, 4)) == shown
        assert ("more; --rows" in out) is (0 < rows < 3)

    def test_standard_input(self, run, export, monkeypatch):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(export.read_bytes())))
        code, out, _ = run("score", "-", "--format", "jsonl")
        assert code == DONE
        assert "m2" in out

    def test_several_files_a_folder_and_a_pattern(self, run, export, damaged):
        for named in ([export, damaged], [export.parent], [export.parent / "*.jsonl"]):
            code, out, err = run("score", *named)
            assert code == SET_ASIDE
            assert "8 rows: 3 scored, 1 not scored, 2 not by agents, 2 set aside." in out
            assert err.count("JSON lines, UTF-8.") == 1
            assert "damaged.jsonl:2: not valid JSON" in " ".join(err.split())

    def test_columns_and_roles_are_taken(self, run, tmp_path):
        path = tmp_path / "odd.csv"
        path.write_text("Wer;Was\ntier2;It is on its way.\n", encoding="utf-8")
        code, out, _ = run("score", path, "--column", "text=Was", "--column", "role=Wer", "--role", "tier2=agent")
        assert code == DONE
        assert "1 rows: 1 scored" in out

    def test_a_field_can_be_switched_off(self, run, tmp_path):
        path = tmp_path / "odd.csv"
        path.write_text("role;public;text\nagent;0;It is on its way.\n", encoding="utf-8")
        assert "1 not by agents" in run("score", path)[1]
        assert "1 rows: 1 scored" in run("score", path, "--column", "note=")[1]

    @pytest.mark.parametrize(
        ("content", "says"),
        [
            (b"", "empty"),
            (b"\x00\x01\xff\xfe\x00\x88" * 50, "binary.dat"),
            (b"a,b\n1,2\n", "no column was recognised as the text"),
            (b"\x1f\x8b\x08\x00broken", "binary.dat"),
        ],
    )
    def test_files_that_cannot_be_read_are_errors(self, run, tmp_path, content, says):
        path = tmp_path / "binary.dat"
        path.write_bytes(content)
        code, out, err = run("score", path)
        assert code == ERROR
        assert out == ""
        assert err.startswith("authentica: error: ")
        assert says in err
        assert "Traceback" not in err

    @pytest.mark.parametrize(
        "arguments",
        [
            ["nowhere.csv"],
            ["{export}", "--output", "{folder}/scores.xlsx"],
            ["{export}", "--output", "{folder}/nowhere/scores.jsonl"],
            ["{export}", "--model", "nosuchmodel"],
            ["{export}", "--model", "{folder}"],
            ["{export}", "--column", "text=nosuchcolumn"],
            ["{folder}/*.csv"],
        ],
        ids=" ".join,
    )
    def test_errors(self, run, export, tmp_path, arguments):
        code, out, err = run("score", *[a.format(export=export, folder=tmp_path) for a in arguments])
        assert code == ERROR
        assert out == ""
        assert err.startswith("authentica: error: ")
        assert len(err.strip().splitlines()) == 1
        assert "charged" not in err
        assert sorted(p.name for p in tmp_path.iterdir()) == ["export.jsonl"]


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nosuchcommand"],
        ["score"],
        ["score", "a.csv", "--nosuchoption"],
        ["score", "a.csv", "--rows", "many"],
        ["score", "a.csv", "--column", "text"],
        ["score", "a.csv", "--column", "=text"],
        ["score", "a.csv", "--role", "tier2="],
        ["explain", "a", "b"],
        ["train"],
        ["evaluate"],
        ["evaluate", "--faithfulness", "--behaviour"],
        ["info", "extra"],
    ],
    ids=" ".join,
)
def test_usage_errors_are_exit_code_2(run, arguments):
    code, out, err = run(*arguments)
    assert (code, out) == (USAGE, "")
    assert err.startswith("authentica: error: ")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("score a.csv --rows many", "--rows: a whole number of at least 0 is needed, not 'many'."),
        ("score a.csv --rows -3", "--rows: a whole number of at least 0"),
        ("score a.csv --format nosuch", "--format: there is no format 'nosuch'."),
        ("redact a.csv --format nosuch", "--format: there is no format 'nosuch'."),
        ("commitments a.csv --column nosuch=text", "--column: there is no field 'nosuch'"),
        ("conversations a.csv --role tier2=wizard", "--role: 'wizard' is not a role."),
        ("templates a.csv --dates year-first", "--dates: 'year-first' is no order of dates."),
        ("templates a.csv --min-customers 0", "--min-customers: a whole number of at least 1"),
        ("score a.csv --output folder --to xlsx", "--to: there is no output format 'xlsx'."),
        ("explain hi --strictness empathi=0.1", "--strictness: there is no dimension 'empathi'."),
        ("explain hi --strictness empathy=much", "--strictness: the shift of empathy must be a number"),
        ("explain hi --strictness empathy=nan", "--strictness: the shift of empathy must be a number"),
        ("explain hi --missed-probability much", "--missed-probability: a number from 0 to 1 is needed, not 'much'."),
        ("score a.csv --missed-probability 1.5", "--missed-probability: a number from 0 to 1 is needed, not '1.5'."),
        ("evaluate l.jsonl --strictness empathi=0.1", "--strictness: there is no dimension 'empathi'."),
        ("coach s.jsonl --by colour", "--by: there are no groups by 'colour'."),
        ("report s.jsonl --output p.html --by day,week", "--by: a key is named twice, or more than one period."),
        ("coach s.jsonl --min-replies 0", "--min-replies: a whole number of at least 1"),
        ("coach s.jsonl --min-person-replies x", "--min-person-replies: a whole number of at least 1"),
        ("coach s.jsonl --examples -1", "--examples: a whole number of at least 0"),
        ("report s.jsonl --output p.html --sample -1", "--sample: a whole number of at least 0"),
        ("coach s.jsonl --output c.csv --table colours", "--table: there is no table 'colours'."),
        ("train labels", "the following arguments are required: --output."),
        ("train labels --base default", "the following arguments are required: --output."),
        ("train labels --jobs 99999999999999999999", "--jobs: a whole number of at least 1"),
    ],
)
def test_what_an_option_does_not_take_is_said_by_its_name(run, tmp_path, monkeypatch, arguments, said):
    monkeypatch.chdir(tmp_path)
    code, out, err = run(*arguments.split())
    assert (code, out) == (USAGE, "")
    assert err.startswith(f"authentica: error: {said}")
    assert err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


REVIEW = "review f.csv --scores s.jsonl --output l.jsonl"


@pytest.mark.parametrize(
    ("command", "idle", "said"),
    [
        ("train labels --base default --output m", "--public p", "--public has no effect with --base"),
        ("train labels --base default --output m", "--jobs 2", "--jobs has no effect with --base"),
        ("redact a.txt --format text", "--column text=a --role b=agent", "--column and --role have no effect"),
        ("redact a.txt --format text", "--dates day-first", "--dates has no effect with --format text"),
        ("score a.csv", "--jobs 2 --restart", "--jobs and --restart have no effect without --output"),
        ("score a.csv", "--to csv", "--to has no effect without --output"),
        ("score a.csv", "--backend dask", "--backend has no effect without --output"),
        ("score a.csv", "--address here", "--address has no effect without --output"),
        ("score a.csv --output s.jsonl", "--address here", "--address has no effect without --backend"),
        ("score a.csv --output s.jsonl --backend dask --address here", "--jobs 2", "--jobs has no effect with --addr"),
        ("templates a.csv", "--address here", "--address has no effect without --backend"),
        (REVIEW, "--format csv", "--format has no effect without --source"),
        (REVIEW, "--column text=a --role b=agent", "--column and --role have no effect without --source"),
        (REVIEW, "--dates day-first", "--dates has no effect without --source"),
        ("coach s.jsonl", "--table habits", "--table has no effect without a .parquet or .csv"),
        ("coach s.jsonl --output c.json", "--table habits", "--table has no effect without a .parquet or .csv"),
    ],
)
def test_an_option_without_effect_is_refused_before_any_work(run, tmp_path, monkeypatch, command, idle, said):
    monkeypatch.chdir(tmp_path)
    code, out, err = run(*command.split(), *idle.split())
    assert (code, out) == (USAGE, "")
    assert err.startswith(f"authentica: error: {command.split()[0]}: {said}")
    assert err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["--version"], *[[c, "--help"] for c in ("score", "explain", "redact", "train", "evaluate", "info")]],
    ids=" ".join,
)
def test_help_and_version(run, arguments):
    code, out, err = run(*arguments)
    assert code == 0
    assert out
    assert err == ""


@pytest.mark.parametrize(
    ("command", "option", "default"),
    [
        ("score", "--missed-probability", AnalyzerConfig().missed_probability),
        ("templates", "--min-customers", TemplateMiner().min_customers),
        ("coach", "--min-replies", MIN_REPLIES),
        ("coach", "--min-person-replies", MIN_PERSON_REPLIES),
        ("coach", "--examples", CoachingAccumulator().examples),
        ("coach", "--by", ",".join(CoachingAccumulator().by)),
        ("report", "--sample", SAMPLE),
    ],
)
def test_the_help_tells_the_defaults_of_the_library(capsys, command, option, default):
    with pytest.raises(SystemExit):
        main([command, "--help"])
    shown = " ".join(capsys.readouterr().out.split("options:")[1].split())
    assert re.findall(rf" {option} [A-Z].*?\(default: ([^);:]+)", shown) == [str(default)]


def test_the_help_names_every_command_and_the_exit_codes():
    text = build_parser().format_help()
    for word in ("score", "explain", "redact", "train", "evaluate", "info", "3 done with rows set aside"):
        assert word in text


ESCAPES = "\x1b[31mred\x1b[0m \x1b]8;;http://evil\x07link\x1b]8;;\x07 \x9b2J \x07 \r \x08 \u202e \u2066 \ud800 [bold]We apologize[/bold] [/] {x}"
FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class TestInertText:
    def test_score(self, run, write_lines, tmp_path):
        rows = [
            {"conversation_id": "c", "message_id": "m0", "role": "customer", "text": f"My parcel is missing {ESCAPES}"},
            {"conversation_id": "c", "message_id": f"m{ESCAPES}", "role": "agent", "text": ESCAPES},
            {"conversation_id": "c", "message_id": "m2", "role": f"x{ESCAPES}", "text": "hi"},
        ]
        _, out, err = run("score", write_lines(tmp_path / "escapes.jsonl", rows))
        assert not FORBIDDEN.search(out), FORBIDDEN.search(out)
        assert not FORBIDDEN.search(err), FORBIDDEN.search(err)

    def test_columns_of_a_table(self, run, tmp_path):
        path = tmp_path / "escapes.csv"
        path.write_text("role,te\x1b[31mxt\nagent,hello\n", encoding="utf-8")
        _, out, err = run("score", path)
        assert not FORBIDDEN.search(out + err)

    @pytest.mark.parametrize("text", [ESCAPES, f"I'm so sorry {ESCAPES}. I've refunded it {ESCAPES} by Friday."])
    def test_explain(self, run, text):
        code, out, err = run("explain", text, "--customer", f"My parcel is missing {ESCAPES}")
        assert code == DONE
        assert not FORBIDDEN.search(out)
        assert err == ""
        assert "[bold]We apologize[/bold]" in out, "markup is text"

    def test_json_is_ascii(self, run):
        _, out, _ = run("explain", ESCAPES, "--json")
        assert out.isascii()
        assert not FORBIDDEN.search(out)
        # Half a character is valid in no JSON that others read.
        assert json.loads(out)["text"] == ESCAPES.replace("\ud800", "\ufffd")


class TestExplain:
    def test_a_reply_from_the_argument(self, run):
        code, out, err = run("explain", "I've cancelled the second charge.", "--customer", "You charged me twice!!")
        assert code == DONE
        assert err == ""
        for part in (
            "I've cancelled the second charge.",
            "authenticity",
            "behaviour",
            "desire",
            "outcome",
            "base;",
            "log-odds",
        ):
            assert part in out
        for dimension in ("boilerplate", "empathy", "ownership", "expectations", "listening"):
            assert dimension in out

    @pytest.mark.parametrize(
        ("environment", "is_drawn"),
        [({}, False), ({"FORCE_COLOR": "1"}, True), ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False)],
    )
    def test_colours_are_told_only_where_there_are_some(self, run, monkeypatch, environment, is_drawn):
        for name in ("FORCE_COLOR", "NO_COLOR"):
            monkeypatch.delenv(name, raising=False)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        _, out, _ = run("explain", "I've cancelled it.", "--customer", "Stop!")
        assert any(" ownership " in line for line in out.splitlines()[:4]) is is_drawn

    def test_no_line_is_cut_where_a_program_reads_on(self, run):
        said = "I have cancelled the second charge of the lamp by the door " + "and of the next one " * 20
        _, out, _ = run("explain", said)
        assert out.splitlines()[0] == said

    @pytest.mark.parametrize("arguments", [[], ["-"]])
    def test_a_reply_from_standard_input(self, run, monkeypatch, arguments):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("I’ve cancelled it.\n".encode())))
        code, out, _ = run("explain", *arguments)
        assert code == DONE
        assert out.startswith("I’ve cancelled it.\n")

    def test_standard_input_in_another_encoding_is_borne(self, run, monkeypatch):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"I\x92ve refunded it.\r\n")))
        assert run("explain")[0] == DONE

    def test_json(self, run, analyzer):
        code, out, _ = run("explain", "I've cancelled it.", "--customer", "Stop!", "--json")
        assert code == DONE
        assert Assessment.from_dict(json.loads(out)) == analyzer.analyze("I've cancelled it.", customer_text="Stop!")

    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ("", "the reply holds no words to judge"),
            ("\n", "the reply holds no words to judge"),
            (
                "Спасибо за ваше сообщение.",
                "the reply is in another language than English, the only one that is judged",
            ),
        ],
    )
    def test_what_is_not_scored_says_so(self, run, text, reason):
        code, out, _ = run("explain", text)
        assert code == DONE  # as where `score` comes upon such a reply: it is accounted for, and not set aside
        assert f"Not scored: {reason}." in " ".join(out.split())


class TestInfo:
    def test_json(self, run, analyzer):
        code, out, _ = run("info", "--json")
        facts = json.loads(out)
        assert code == DONE
        assert facts["authentica"] == authentica.__version__
        assert facts["analyzer_fingerprint"] == analyzer.fingerprint
        assert facts["schema_version"] == 3
        assert facts["cues"] > 100

    def test_lines(self, run):
        code, out, _ = run("info")
        assert code == DONE
        assert re.search(r"^model +default$", out, re.MULTILINE)


class TestProcess:
    def test_both_ways_to_start_it(self, environment):
        for module in ("authentica", "authentica.cli"):
            done = subprocess.run(
                [sys.executable, "-m", module, "--version"],
                capture_output=True,
                text=True,
                env=environment,
                check=False,
            )
            assert (done.returncode, done.stdout.strip()) == (0, f"authentica {authentica.__version__}")

    def test_a_closed_pipe_is_no_traceback(self, environment):
        process = subprocess.Popen(
            [sys.executable, "-m", "authentica", "info"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
        )
        process.stdout.close()
        err = process.stderr.read().decode()
        process.stderr.close()
        process.wait(timeout=60)
        assert err == ""

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no such device here")
    def test_remarks_that_cannot_be_written_change_no_exit_code(self, environment):
        command = [sys.executable, "-m", "authentica", "score", "missing.csv"]
        with Path("/dev/full").open("wb") as full:
            assert subprocess.run(command, stderr=full, env=environment, check=False).returncode == ERROR


@pytest.mark.parametrize("arguments", [["score", "{export}"], ["explain", "I’ve refunded it 😀."]], ids=" ".join)
def test_a_terminal_without_utf8_is_borne(monkeypatch, export, arguments):
    screen = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(screen, encoding="ascii"))
    assert main([a.format(export=export) for a in arguments]) == DONE
    sys.stdout.flush()
    assert b"?" in screen.getvalue()


def _measured(*changes):
    """Return agreement before and after, as training tells it, of (measure, before, after)."""
    return [
        {measure: {"value": values[side], "low": None, "high": None, "n": 30} for measure, *values in changes}
        for side in (0, 1)
    ]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ([("a, kappa", 0.5, 0.6), ("b, kappa", 0.5, 0.501), ("c, kappa", None, 0.2)], None),
        ([("a, kappa", 0.5, 0.6), ("b, kappa", 0.7, 0.6)], "Worse than the base: b (1 of 2)."),
        (
            [("a, kappa", 0.5, 0.4), ("b, kappa", 0.7, 0.6), ("c, kappa", 0.1, 0.2)],
            "Worse than the base: a, b (2 of 3); more fell than rose, so keep the base, and label more, some of it at random.",
        ),
    ],
)
def test_training_says_what_fell(monkeypatch, tmp_path, capsys, changes, told):
    before, after = _measured(*changes)
    about = {"data": {"readings": 30}, "metrics_out_of_fold": after, "metrics_out_of_fold_base": before}
    monkeypatch.setattr("authentica.training.adapted.build_adapted_model", lambda *_, **__: ("0" * 64, about))
    assert main(["train", "labels.jsonl", "--base", "default", "--output", str(tmp_path / "mine")]) == DONE
    lines = [line for line in capsys.readouterr().out.splitlines() if "Worse" in line]
    assert lines == ([] if told is None else [told])


def test_the_help_of_train_says_what_an_adaptation_does_not_take(capsys):
    with pytest.raises(SystemExit):
        main(["train", "--help"])
    shown = " ".join(capsys.readouterr().out.split())
    assert shown.count("not with --base") == 2
