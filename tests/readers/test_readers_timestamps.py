"""Dates of exports."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given, strategies as st

from authentica.readers.timestamps import DateReader, infer_order, parse_timestamp


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2019-08-01T02:27:36Z", "2019-08-01T02:27:36+00:00"),
        ("2019-08-01T02:27:36.123456789+02:00", "2019-08-01T02:27:36.123456+02:00"),
        ("2019-08-01 02:27:36 UTC", "2019-08-01T02:27:36+00:00"),
        ("2019-07-31 20:39:38 -0800", "2019-07-31T20:39:38-08:00"),
        ("2019-09-04 22:45:20", "2019-09-04T22:45:20"),
        ("2019-09-04", "2019-09-04T00:00:00"),
        ("2019/09/04 7:05", "2019-09-04T07:05:00"),
        ("20190904T224520Z", "2019-09-04T22:45:20+00:00"),
        ("Wed Oct 11 13:00:09 +0000 2017", "2017-10-11T13:00:09+00:00"),
        ("Wed, 11 Oct 2017 13:00:09 +0100", "2017-10-11T13:00:09+01:00"),
        ("Oct 11, 2017, 1:05 PM", "2017-10-11T13:05:00"),
        ("October 11, 2017 at 12:05 am", "2017-10-11T00:05:00"),
        ("11 October 2017", "2017-10-11T00:00:00"),
        ("11-Oct-2017 08:00", "2017-10-11T08:00:00"),
        ("1564626456", "2019-08-01T02:27:36+00:00"),
        ("1564626456.5", "2019-08-01T02:27:36.500000+00:00"),
        ("1564626456123", "2019-08-01T02:27:36.123000+00:00"),
        ("1564626456.0", "2019-08-01T02:27:36+00:00"),
        ("Tue, 03 Mar 2026 09:30:00 -0500 (EST)", "2026-03-03T09:30:00-05:00"),
        ("Tue, 03 Mar 2026 09:30:00 EST", "2026-03-03T09:30:00-05:00"),
        ("Tue, 03 Mar 26 09:30:00 PDT", "2026-03-03T09:30:00-07:00"),
        ("Tue Mar 03 2026 09:30:00 GMT-0500 (Eastern Standard Time)", "2026-03-03T09:30:00-05:00"),
        ("2026-03-02 14:05:00 +0000 UTC", "2026-03-02T14:05:00+00:00"),
        ("2026-03-02 14:05 UTC", "2026-03-02T14:05:00+00:00"),
        ("2026-03-02 14:05 CEST", "2026-03-02T14:05:00+02:00"),
        ("2026-03-02T14:05:00+01:00[Europe/Paris]", "2026-03-02T14:05:00+01:00"),
        ("3/3/2026 2:05:33 PM GMT+1", "2026-03-03T14:05:33+01:00"),
        ("Tue Mar  3 09:30:00 EST 2026", "2026-03-03T09:30:00-05:00"),
        ("31/12/2019", "2019-12-31T00:00:00"),
        ("31/12/19", "2019-12-31T00:00:00"),
        ("3/13/26 14:05", "2026-03-13T14:05:00"),
        ("13.02.26 09:00", "2026-02-13T09:00:00"),
        ("2-Mar-26 14:05", "2026-03-02T14:05:00"),
        ("2-Mar-68", "2068-03-02T00:00:00"),
        ("2-Mar-69", "1969-03-02T00:00:00"),
        ("12/31/2019 11:59 PM", "2019-12-31T23:59:00"),
        ("5/5/2019", "2019-05-05T00:00:00"),
        ("03.04.2019 10:00", "2019-04-03T10:00:00"),
        ("  2019-09-04  ", "2019-09-04T00:00:00"),
        ("Oct 11, 2017, 1:05\u202fPM", "2017-10-11T13:05:00"),
    ],
)
def test_read(value, expected):
    found = parse_timestamp(value)
    assert found is not None
    assert found.isoformat() == expected
    assert datetime.fromisoformat(found.isoformat()) == found


@pytest.mark.parametrize(
    "value",
    [
        None, "", "   ", "yesterday", "03/04/2019", "2019-13-01", "2019-02-30", "2019-01-01T25:00:00", "12345",
        "99999999999",
        "13:00", "3/2/26", "31/12/119", "2 Mar 14:05", "2026-03-02 14:05 IST", "2026-03-02 14:05 XYZ", "Foo 11 2017", "0000-00-00 00:00:00", "2019-01-01 10:00 +99:00",
        "13:05 PM Oct 1, 2017", "x" * 500,
        "２０１９-09-04", "2019-09-04T10:00:61",
    ],
)  # fmt: skip
def test_not_read(value):
    assert parse_timestamp(value) is None


@given(st.one_of(st.text(max_size=40), st.text(alphabet="0123456789-/.: TZ+apmOct,", max_size=30)))
def test_never_raises(value):
    found = parse_timestamp(value)
    assert found is None or found.year >= 1


@given(st.datetimes(timezones=st.none() | st.timezones()))
def test_iso_round_trip(moment):
    offset = moment.utcoffset()
    if offset is None or offset.total_seconds() % 60 == 0:
        found = parse_timestamp(moment.isoformat())
        assert found is not None
        assert found.isoformat() == moment.isoformat()


@pytest.mark.parametrize(
    ("value", "day_first", "month_first"),
    [
        ("02/03/2026 09:12", "2026-03-02T09:12:00", "2026-02-03T09:12:00"),
        ("2-3-2026", "2026-03-02T00:00:00", "2026-02-03T00:00:00"),
        ("3/2/26 14:05", "2026-02-03T14:05:00", "2026-03-02T14:05:00"),
        ("25/03/2026", "2026-03-25T00:00:00", "2026-03-25T00:00:00"),
        ("03/25/2026", "2026-03-25T00:00:00", "2026-03-25T00:00:00"),
        ("02.03.2026", "2026-03-02T00:00:00", "2026-03-02T00:00:00"),
        ("2026-02-03", "2026-02-03T00:00:00", "2026-02-03T00:00:00"),
    ],
)
def test_an_order_decides_only_what_has_two_meanings(value, day_first, month_first):
    for order, expected in (("day-first", day_first), ("month-first", month_first)):
        found = parse_timestamp(value, order)
        assert found is not None
        assert found.isoformat() == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["02/03/2026 09:12", "25/03/2026"], "day-first"),
        (["2-3-2026", "2-23-2026 4:00 PM"], "month-first"),
        (["02/03/26 09:12", "25/03/26 10:00"], "day-first"),
        (["2/3/26", "2/23/26 4:00 PM"], "month-first"),
        (["02/03/2026", "05/05/2026"], None),
        (["25/03/2026", "03/25/2026"], None),
        (["25.03.2026", "02/03/2026"], None),  # with dots the day always stands first
        (["25/03/2026 was a Wednesday", "31/02/2026", "40/03/2026"], None),
        (["2026-03-25", "25 March 2026"], None),
        ([], None),
    ],
)
def test_the_order_is_that_of_dates_with_one_meaning(values, expected):
    assert infer_order(values) == expected


def test_what_stays_unread_is_counted():
    reader = DateReader("Created at")
    assert reader.said() == ()
    assert reader.said_after() == ()
    assert reader.read("02/03/2026") is None
    assert reader.read("soon", "2026-03-02") == datetime(2026, 3, 2)
    for cell in ("soon", "tomorrow", None, "", " NaN "):
        assert reader.read(cell) is None
    one, other = reader.said_after()
    assert one.startswith(
        "1 date in 'Created at' may be day first or month first, and stayed unread; say which with --dates"
    )
    assert other.startswith("2 values in 'Created at' could not be read as a time;")
    assert all("messages without a time stay in the order of the file." in said for said in (one, other))


def test_dates_of_the_other_order_are_counted():
    reader = DateReader("ts", "day-first")
    assert reader.said() == ("Dates in 'ts': day first.",)
    assert reader.read("03/25/2026") == datetime(2026, 3, 25)
    (said,) = reader.said_after()
    assert said.startswith("1 date in 'ts' can only be the other way round than day first")


@pytest.mark.parametrize("value", ["26-01-05", "26-02-02 10:00", "10.05.30", "11.02.10"])
def test_two_figures_that_may_be_a_year_first_or_a_time_of_day_are_unread(value):
    assert [parse_timestamp(value, order) for order in ("day-first", "month-first", None)] == [None] * 3
