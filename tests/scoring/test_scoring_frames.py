"""Batches: pandas, Arrow and plain columns, row for row."""

from __future__ import annotations

import csv
from datetime import date, datetime, timezone
from decimal import Decimal

import pytest

import authentica
from authentica.corpus import TemplateMiner, save_miner
from authentica.errors import ColumnError, InputError
from authentica.scoring import FOUND_COLUMNS
from authentica.scoring.frames import BATCH_COLUMNS, score_batch, score_frame

NAMES = [name for name, _ in BATCH_COLUMNS]
COLUMNS = {
    "text": ["I have sent it again, Wanja; it is with you by Friday.", "", None, "=\ud800"],
    "customer_text": ["Where is my lamp?", None, "Hello?", "?"],
    "message_id": [1, 2, 3, None],
    "created_at": ["2025-03-02T10:00:00+00:00", None, None, "2025-03-03T10:00:00"],
}


def test_plain_columns(analyzer):
    found = score_batch(COLUMNS)
    assert list(found) == NAMES
    assert found["status"][:3] == ["scored", "no_text", "no_text"]
    assert found["message_id"] == ["1", "2", "3", None]
    expected = analyzer.analyze(COLUMNS["text"][0], customer_text="Where is my lamp?")
    assert found["authenticity"][0] == expected.authenticity
    assert found["created_at"][0] == "2025-03-02T10:00:00+00:00"


def test_pandas_keeps_its_index_and_reads_its_missing_values():
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(
        {**COLUMNS, "text": [*COLUMNS["text"][:2], float("nan"), "Sure, done!"]}, index=[9, 5, 9, 1]
    )
    frame["created_at"] = pandas.to_datetime(frame["created_at"].str[:19])
    found = score_batch(frame)
    assert list(found.index) == [9, 5, 9, 1]
    assert list(found.columns) == NAMES
    assert list(found["status"]) == ["scored", "no_text", "no_text", "scored"]
    assert found["created_at"].iloc[0] == "2025-03-02T10:00:00"
    assert list(score_batch(frame.iloc[:0]).columns) == NAMES
    assert list(score_batch(frame.iloc[:0]).dtypes) == list(found.dtypes)


@pytest.mark.parametrize("library", ["pandas", "polars", "pyarrow"])
def test_batches_written_as_parquet_are_one_data_set_though_columns_are_empty_in_some(tmp_path, library):
    arrow, module = pytest.importorskip("pyarrow.parquet"), pytest.importorskip(library)
    make = module.table if library == "pyarrow" else module.DataFrame
    batches = [{"text": ["Sure, done!"]}, {"text": ["Sure, done!", None], "channel": ["mail", None]}]
    for number, batch in enumerate(batches):
        found = score_batch(make(batch))
        path = tmp_path / f"part-{number}.parquet"
        {
            "pandas": lambda: found.to_parquet(path),  # noqa: B023
            "polars": lambda: found.write_parquet(path),  # noqa: B023
            "pyarrow": lambda: arrow.write_table(found, path),  # noqa: B023
        }[library]()
    whole = arrow.read_table(tmp_path).to_pydict()
    assert whole["status"] == ["scored", "scored", "no_text"]
    assert whole["channel"] == [None, "mail", None]


def test_arrow_gives_arrow():
    arrow = pytest.importorskip("pyarrow")
    columns = {**COLUMNS, "text": [*COLUMNS["text"][:3], "Sure, done!"]}
    table = arrow.table(columns)
    found = score_batch(table)
    assert isinstance(found, arrow.Table)
    assert found.schema.names == NAMES
    batch = score_batch(table.to_batches()[0])
    assert isinstance(batch, arrow.RecordBatch)
    assert batch.to_pydict() == found.to_pydict() == score_batch(columns)


def test_a_row_that_fails_stays_with_its_reason():
    found = score_batch({"text": ["Sure, done!", b"bytes"], "channel": ["chat"] * 2})
    assert found["status"] == ["scored", "set_aside"]
    assert found["set_aside_reason"] == [None, "the text is a bytes, not text"]
    assert found["channel"] == ["chat"] * 2


class Unspeakable:
    """An object that cannot say what it is."""

    def __str__(self):
        raise RuntimeError


TIMES = [
    ("Wed Oct 11 13:00:09 +0000 2017", "2017-10-11T13:00:09+00:00"),
    (1_700_000_000, "2023-11-14T22:13:20+00:00"),
    (1_700_000_000.0, "2023-11-14T22:13:20+00:00"),
    (Decimal(1_700_000_000), "2023-11-14T22:13:20+00:00"),
    ("1700000000250", "2023-11-14T22:13:20.250000+00:00"),
    ("25/03/2026 10:00", "2026-03-25T10:00:00"),
    (datetime(2026, 3, 2, 10, tzinfo=timezone.utc), "2026-03-02T10:00:00+00:00"),
    (date(2026, 3, 2), "2026-03-02T00:00:00"),
    *((cell, None) for cell in ("", "02/03/2026", "yesterday", True, 7, ["2026-03-02"], {}, Unspeakable())),
]


@pytest.mark.parametrize(("cell", "expected"), TIMES, ids=lambda value: type(value).__name__)
def test_a_time_is_read_as_readers_read_it_and_never_costs_its_row(cell, expected):
    found = score_batch({"text": ["Sure, done!"], "created_at": [cell]})
    assert (found["status"], found["created_at"]) == (["scored"], [expected])


def test_times_of_numpy_and_pandas_are_read():
    numpy, pandas = pytest.importorskip("numpy"), pytest.importorskip("pandas")
    cells = {
        "2026-03-02T10:00:00.500000": numpy.datetime64("2026-03-02T10:00:00.5", "ns"),
        "2026-03-02T00:00:00": numpy.datetime64("2026-03-02"),
        "2026-03-02T10:00:00+02:00": pandas.Timestamp("2026-03-02T10:00:00+02:00"),
    }
    gaps = [numpy.datetime64("NaT"), numpy.datetime64(10**18, "D"), numpy.float32("nan"), pandas.NaT, pandas.NA]
    found = score_batch({"text": ["Sure, done!"] * 8, "created_at": [*cells.values(), *gaps]})
    assert found["status"] == ["scored"] * 8
    assert found["created_at"] == [*cells, *[None] * 5]
    column = numpy.array(["2026-03-02T10:00", "NaT"], dtype="datetime64[ns]")  # as Ray hands batches over
    found = score_batch({"text": numpy.array(["Sure, done!", None]), "created_at": column})
    assert (found["status"], found["created_at"]) == (["scored", "no_text"], ["2026-03-02T10:00:00", None])


def test_an_arrow_time_beyond_pythons_does_not_stop_the_batch():
    arrow = pytest.importorskip("pyarrow")
    times = arrow.array([1_772_445_600, 2**40, None], arrow.timestamp("s"))
    found = score_batch(arrow.table({"text": ["Sure, done!"] * 3, "created_at": times})).to_pydict()
    assert found["created_at"] == ["2026-03-02T10:00:00", None, None]
    assert found["status"] == ["scored"] * 3


def test_a_cell_that_arrow_cannot_hand_out_costs_its_own_row_at_most():
    arrow = pytest.importorskip("pyarrow")
    broken = arrow.array([b"Sure, done!", b"Sure, \xff done!"]).view(arrow.string())
    found = score_batch(arrow.table({"text": broken, "message_id": ["1", "2"]})).to_pydict()
    assert found["status"] == ["scored", "set_aside"]
    assert found["set_aside_reason"] == [None, "the text cannot be read"]
    found = score_batch(arrow.table({"text": ["Sure, done!"] * 2, "message_id": broken})).to_pydict()
    assert found["set_aside_reason"] == [None, "the message_id cannot be read (InputError)"]
    nested = arrow.StructArray.from_arrays([arrow.array([0, 2**60], arrow.timestamp("s"))], ["at"])
    nowhere = arrow.array([0, 1], arrow.timestamp("us", "Mars/Base"))
    for times in (nested, nowhere):
        found = score_batch(arrow.table({"text": ["Sure, done!"] * 2, "created_at": times})).to_pydict()
        assert (found["status"], found["created_at"]) == (["scored"] * 2, [None] * 2)


def test_a_cell_that_pandas_cannot_hand_out_costs_its_own_row_at_most():
    arrow, pandas = pytest.importorskip("pyarrow"), pytest.importorskip("pandas")
    text = arrow.array([b"Sure, done!", b"Sure, \xff done!"]).view(arrow.string())
    times = arrow.array([1_772_445_600, 2**60], arrow.timestamp("s"))
    held = {"text": text, "created_at": times}
    frame = pandas.DataFrame({name: pandas.Series(pandas.arrays.ArrowExtensionArray(c)) for name, c in held.items()})
    found = score_batch(frame)
    assert list(found["status"]) == ["scored", "set_aside"]
    frame["text"] = "Sure, done!"
    assert columns_of(score_batch(frame))["created_at"] == ["2026-03-02T10:00:00", None]


def test_a_time_beyond_pythons_does_not_stop_polars():
    polars = pytest.importorskip("polars")
    kinds = [polars.Datetime("ms"), polars.Datetime("us"), polars.Datetime("ms", "Europe/Berlin")]
    for kind in kinds:
        times = polars.Series([0, 2**62]).cast(kind)
        found = score_batch(polars.DataFrame({"text": ["Sure, done!"] * 2, "created_at": times}))
        assert found["status"].to_list() == ["scored"] * 2
        assert found["created_at"][0].startswith("1970-01-01T0")
        assert found["created_at"][1] is None


def test_an_array_without_a_length_is_no_column():
    numpy = pytest.importorskip("numpy")
    with pytest.raises(InputError, match="not a sequence"):
        score_batch({"text": numpy.array("Sure, done!")})


def test_cells_are_read_as_a_file_of_them_is(analyzer, tmp_path):
    columns = {
        "text": ["<p>I have sent it <b>again</b> &amp; checked.</p><p>It is with you by Friday.</p>", "Sure, done!"],
        "customer_text": ["<div>Where is my<br>lamp?</div>", ""],
        "message_id": [1.0, 2.0],
        "conversation_id": [7.0, float("nan")],
        "author_id": [" a-1 ", "n/a"],
        "channel": ["chat", ""],
        "created_at": ["Wed Oct 11 13:00:09 +0000 2017", "31/12/2025 09:00"],
    }
    path = tmp_path / "replies.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([list(columns), *zip(*columns.values(), strict=True)])
    authentica.score_transcripts(path, tmp_path / "scores.csv", analyzer=analyzer)
    with (tmp_path / "scores.csv").open(encoding="utf-8", newline="") as file:
        expected = list(csv.DictReader(file))
    found = score_batch(columns)
    assert found["text"][0] == "I have sent it again & checked.\n\nIt is with you by Friday."
    for name in expected[0]:
        assert ["" if cell is None else str(cell) for cell in found[name]] == [row[name] for row in expected], name


def test_columns_are_named_or_refused():
    assert score_batch({"Body": ["Sure, done!"]}, columns={"text": "Body"})["status"] == ["scored"]
    with pytest.raises(ColumnError, match="as the text"):
        score_batch({"Body": ["Sure, done!"]})
    with pytest.raises(ColumnError, match="there is no column 'via' for the channel"):
        score_batch({"text": ["Sure, done!"]}, columns={"channel": "via"})
    with pytest.raises(InputError, match="differ in length"):
        score_batch({"text": ["a"], "channel": []})
    with pytest.raises(InputError, match="cannot be read from a list"):
        score_batch(["Sure"])
    with pytest.raises(InputError, match="a column is a str, not a sequence"):
        score_batch({"text": "Sure, done!"})  # a row, not columns
    with pytest.raises(InputError, match="no field 'body'"):
        score_batch({"text": ["a"]}, columns={"body": "text"})


MESSAGES = {
    "text": [
        "You charged me twice",
        "I've refunded it, Ana; it's back by Friday.",
        "We got your mail",
        "hello",
        "",
        None,
    ],
    "role": ["customer", "Agent", "bot", "tier2", "customer", None],
    "conversation_id": ["c"] * 6,
}


@pytest.mark.parametrize("score", [score_batch, score_frame])
def test_only_rows_of_agents_are_scored_where_a_column_tells(score):
    found = score(MESSAGES)
    assert list(found["status"]) == ["set_aside", "scored", *["set_aside"] * 4]
    assert (
        found["set_aside_reason"][0]
        == found["set_aside_reason"][4]
        == "a message of the role 'customer' is no agent's reply"
    )
    assert found["set_aside_reason"][1] is None
    assert "the role 'tier2' is unknown" in found["set_aside_reason"][3]
    assert found["set_aside_reason"][5] == "the role is empty"
    assert [level is None for level in found["ownership_level"]] == [True, False, True, True, True, True]


@pytest.mark.parametrize(
    ("name", "cells", "options", "expected"),
    [
        ("Author Type", ["End-User", "agent"], {}, ["set_aside", "scored"]),
        ("inbound", [True, False], {}, ["set_aside", "scored"]),
        ("isAgent", [0.0, 1.0], {}, ["set_aside", "scored"]),
        ("who", ["customer", "agent"], {}, ["scored", "scored"]),  # its name does not tell
        ("who", ["customer", "agent"], {"columns": {"role": "who"}}, ["set_aside", "scored"]),
        ("role", ["customer", "agent"], {"columns": {"role": ""}}, ["scored", "scored"]),
        ("role", ["tier1", "tier2"], {"roles": {"Tier1": "customer", "tier2": "agent"}}, ["set_aside", "scored"]),
    ],
)
def test_the_role_of_a_row(name, cells, options, expected):
    columns = {"text": ["I have sent it again.", "I have sent it again."], name: cells}
    assert score_frame(columns, **options)["status"] == expected


def test_roles_of_pandas_keep_their_rows():
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({**MESSAGES, "role": pandas.Categorical(MESSAGES["role"])}, index=[3, 1, 1, 7, 8, 9])
    found = authentica.score_frame(frame)
    assert list(found.index) == [3, 1, 1, 7, 8, 9]
    assert list(found["status"]).count("scored") == 1
    with pytest.raises(InputError, match="is not a role"):
        authentica.score_frame(frame, roles={"tier2": "boss"})


FOUND = [*(column.name for column in FOUND_COLUMNS), "set_aside_reason"]
BODIES = {
    "body": ["I have sent it again, Wanja; it is with you by Friday.", None, 7, "Sure, done!"],
    "question": ["Where is my lamp?", "Hello?", "Hello?", None],
    "text": [1, 2, 3, 4],
}


def make_frames():
    """The same rows as each kind of frame that is installed; columns of Arrow and Polars hold one type."""
    strings = {**BODIES, "body": ["I have sent it again, Wanja; it is with you by Friday.", None, "", "Sure, done!"]}
    yield "mapping", strings, dict
    for module in ("pandas", "polars", "pyarrow"):
        library = pytest.importorskip(module)
        frame = library.DataFrame(strings) if module != "pyarrow" else library.table(strings)
        yield module, frame, type(frame)
        if module == "pyarrow":
            yield "batch", frame.to_batches()[0], library.RecordBatch


def columns_of(frame):
    """Any frame as plain columns, missing values as None."""
    if hasattr(frame, "to_pydict"):
        return frame.to_pydict()
    if type(frame).__module__.startswith("polars"):
        return frame.to_dict(as_series=False)
    cells = frame if isinstance(frame, dict) else {name: list(frame[name]) for name in frame.columns}
    return {name: [None if str(v) in ("None", "nan", "<NA>") else v for v in cells[name]] for name in cells}


def test_every_kind_of_frame_keeps_its_columns_and_gets_the_same_new_ones(analyzer):
    results = {}
    for kind, frame, expected_type in make_frames():
        found = score_frame(frame, text="body", customer_text="question")
        assert type(found) is expected_type, kind
        results[kind] = columns_of(found)
        assert list(results[kind]) == [*BODIES, *FOUND]
        assert results[kind]["text"] == [1, 2, 3, 4]
    assert len(results) == 5
    assert all(columns == results["mapping"] for columns in results.values())
    assert results["mapping"]["status"] == ["scored", "no_text", "no_text", "scored"]
    expected = analyzer.analyze(BODIES["body"][0], customer_text="Where is my lamp?")
    assert results["mapping"]["authenticity"][0] == expected.authenticity
    assert results["mapping"]["model"] == [expected.model] * 4


def test_pandas_pipes_with_bad_rows_and_an_index_that_repeats_itself():
    pandas = pytest.importorskip("pandas")
    cells = [*BODIES["body"], float("nan"), pandas.NA, b"Sure", ["Sure"], True, 1.5]
    frame = pandas.DataFrame({"body": cells}, index=[3, 3, 1, 0, 0, 0, 7, 8, 9, 9])
    before = frame.copy()
    found = frame.pipe(authentica.score_frame, text="body")
    pandas.testing.assert_frame_equal(frame, before)
    assert list(found.index) == list(frame.index)
    scored, empty, aside = "scored", "no_text", "set_aside"
    assert list(found["status"]) == [scored, empty, aside, scored, empty, empty, aside, aside, aside, aside]
    bad = found[found["status"] == aside]
    assert bad[[name for name in FOUND if name not in ("status", "model", "set_aside_reason")]].isna().all(axis=None)
    assert bad["set_aside_reason"].str.match("the text is (an int|a bytes|a list|a bool|a float), not text").all()
    assert found[found["status"] != aside]["set_aside_reason"].isna().all()
    assert found.loc[found["status"] == scored, "empathy_level"].dtype == "Int64"


def test_empty_frames_have_all_columns():
    pandas = pytest.importorskip("pandas")
    empty = score_frame(pandas.DataFrame({"body": []}), text="body")
    full = score_frame(pandas.DataFrame({"body": ["Sure."]}), text="body")
    assert list(empty.columns) == list(full.columns) == ["body", *FOUND]
    assert list(empty.dtypes)[1:] == list(full.dtypes)[1:]
    assert score_frame({"text": []}) == {"text": [], **{name: [] for name in FOUND}}


def test_names_that_clash_repeat_or_are_missing_are_refused():
    frame = {"body": ["Sure, done!"], "outcome": ["open"], "customer_text": ["Where is it?"], 5: ["x"]}
    with pytest.raises(ColumnError, match=r"has a column 'outcome' already.*prefix="):
        score_frame(frame, text="body")
    found = score_frame(frame, text="body", prefix="a_")
    assert list(found) == ["body", "outcome", "customer_text", 5, *(f"a_{name}" for name in FOUND)]
    with pytest.raises(ColumnError, match="'a_status' already"):
        score_frame(found, text="body", prefix="a_")
    for options in ({}, {"text": "Body"}, {"text": "body", "customer_text": "asked"}):
        with pytest.raises(ColumnError, match=r"there is no column '(text|Body|asked)' for the "):
            score_frame(frame, prefix="a_", **options)
    with pytest.raises(InputError, match="cannot be read from a str"):
        score_frame("Sure, done!")
    pandas = pytest.importorskip("pandas")
    twice = pandas.DataFrame([["a", "b"]], columns=["body", "body"])
    with pytest.raises(ColumnError, match="'body' stands twice"):
        score_frame(twice, text="body")


def test_the_customers_text_is_found_by_its_name_and_other_fields_by_theirs(tmp_path):
    frame = {
        "text": ["Can you send me your e-mail address?"],
        "customer_text": ["Where is my lamp?"],
        "via": ["twitter"],
    }
    named = score_frame(frame, columns={"channel": "via"})
    assert named["empathy_needed"] == score_frame(frame, customer_text="customer_text")["empathy_needed"]
    assert named["empathy_needed"] != score_frame({"text": frame["text"]})["empathy_needed"]
    save_miner(TemplateMiner(min_customers=1).fit([*frame["text"], "Lamps are sold in pairs here."]), tmp_path)
    assert score_frame(frame, templates=tmp_path)["template_share"] != named["template_share"] == [None]


@pytest.mark.parametrize("prefix", ["\ud800", "a\udfff_"])
def test_half_a_character_is_no_part_of_a_columns_name(prefix):
    with pytest.raises(InputError, match="prefix holds half a character"):
        authentica.score_frame({"text": ["Done."]}, prefix=prefix)
