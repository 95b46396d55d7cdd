"""Batches: pandas, Arrow and plain columns, row for row."""

from __future__ import annotations

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
    found = score_batch(
        {"text": ["Sure, done!", b"bytes", "Sure."], "created_at": [None, None, "yesterday"], "channel": ["chat"] * 3}
    )
    assert found["status"] == ["scored", "set_aside", "set_aside"]
    assert found["set_aside_reason"] == [
        None,
        "the text is a bytes, not text",
        "the created_at is no time; give datetimes, or text such as 2026-03-02T10:00",
    ]
    assert found["channel"] == ["chat"] * 3


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
