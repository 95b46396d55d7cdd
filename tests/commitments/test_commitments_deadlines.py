"""Deadlines: a table of written phrases, dates, and hostile input."""

from __future__ import annotations

import csv
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from authentica.commitments import find_deadlines
from authentica.commitments.clockzones import clocks_of
from authentica.commitments.deadlines import _Parser
from authentica.commitments.timewords import OPENINGS, TIME_WORDS, VAGUE
from authentica.schema import Deadline, DeadlineKind

TABLE = Path(__file__).resolve().parent.parent / "data" / "deadlines.tsv"
with TABLE.open(encoding="utf-8", newline="") as _lines:
    PHRASES = list(csv.DictReader(_lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_the_table_is_large_and_has_every_kind():
    assert len(PHRASES) >= 390
    assert len({row["text"] for row in PHRASES}) == len(PHRASES)
    kinds = [row["kind"] for row in PHRASES]
    assert kinds.count("explicit") >= 150
    assert kinds.count("vague") >= 30
    assert kinds.count("none") >= 90


@pytest.mark.parametrize("row", PHRASES, ids=[row["text"] for row in PHRASES])
def test_every_phrase_is_read_as_the_table_says(row):
    before, bracket, rest = row["text"].partition("[")
    quote, _, after = rest.partition("]")
    found = find_deadlines(before + quote + after)
    if row["kind"] == "none":
        assert not bracket
        assert found == ()
        return
    deadline = found[0]
    assert deadline.quote.text.rstrip(".") == quote.rstrip(".")
    assert deadline.quote.start == len(before)
    assert deadline.kind is DeadlineKind(row["kind"])
    assert [deadline.earliest_hours, deadline.latest_hours] == [
        float(row[side]) if row[side] else None for side in ("earliest", "latest")
    ]
    assert deadline.business is (row["business"] == "b")


WEDNESDAY = datetime(2025, 3, 5, 10, 0)
FRIDAY = datetime(2025, 3, 7, 16, 0)
SATURDAY = datetime(2025, 3, 8, 9, 0)
# (text, written at, earliest, latest)
DATES = [
    ("within 24 hours", WEDNESDAY, "2025-03-05 10:00", "2025-03-06 10:00"),
    ("in 3-5 days", WEDNESDAY, "2025-03-08 10:00", "2025-03-10 10:00"),
    ("within 3 business days", WEDNESDAY, "2025-03-05 10:00", "2025-03-10 10:00"),
    ("3-5 business days", WEDNESDAY, "2025-03-10 10:00", "2025-03-12 10:00"),
    ("within one business day", FRIDAY, "2025-03-07 16:00", "2025-03-10 16:00"),
    ("within 2 working days", SATURDAY, "2025-03-10 00:00", "2025-03-12 00:00"),
    ("within 10 working days", WEDNESDAY, "2025-03-05 10:00", "2025-03-19 10:00"),
    ("today", WEDNESDAY, "2025-03-05 10:00", "2025-03-06 00:00"),
    ("tonight", WEDNESDAY, "2025-03-05 18:00", "2025-03-06 00:00"),
    ("this afternoon", WEDNESDAY, "2025-03-05 12:00", "2025-03-05 18:00"),
    ("tomorrow", WEDNESDAY, "2025-03-06 00:00", "2025-03-07 00:00"),
    ("tomorrow morning", WEDNESDAY, "2025-03-06 06:00", "2025-03-06 12:00"),
    ("by tomorrow noon", WEDNESDAY, "2025-03-05 10:00", "2025-03-06 12:00"),
    ("tomorrow before 5", WEDNESDAY, "2025-03-05 10:00", "2025-03-06 17:00"),
    ("tomorrow at 9:30am", WEDNESDAY, "2025-03-06 09:30", "2025-03-06 09:30"),
    ("tomorrow between 8am and 1pm", WEDNESDAY, "2025-03-06 08:00", "2025-03-06 13:00"),
    ("on Friday, from 9 to 11", WEDNESDAY, "2025-03-07 09:00", "2025-03-07 11:00"),
    ("14 May, 8:00-12:00", WEDNESDAY, "2025-05-14 08:00", "2025-05-14 12:00"),
    ("on 14 May, 8:00-12:00", WEDNESDAY, "2025-05-14 08:00", "2025-05-14 12:00"),
    ("the kiln man will ring Thursday between 10 and 2", WEDNESDAY, "2025-03-06 10:00", "2025-03-06 14:00"),
    ("the kiln man will ring Thursday 2-4", WEDNESDAY, "2025-03-06 14:00", "2025-03-06 16:00"),
    ("on Thursday 2-4 kilns arrive", WEDNESDAY, "2025-03-06 00:00", "2025-03-07 00:00"),
    ("on Thursday, 10 to 12 pounds come back", WEDNESDAY, "2025-03-06 00:00", "2025-03-07 00:00"),
    ("by Friday", WEDNESDAY, "2025-03-05 10:00", "2025-03-08 00:00"),
    ("on Friday", WEDNESDAY, "2025-03-07 00:00", "2025-03-08 00:00"),
    ("by Friday", FRIDAY, "2025-03-07 16:00", "2025-03-15 00:00"),
    ("first thing Monday", FRIDAY, "2025-03-10 06:00", "2025-03-10 10:00"),
    ("by close of business Friday", WEDNESDAY, "2025-03-05 10:00", "2025-03-07 17:00"),
    ("by end of day", WEDNESDAY, "2025-03-05 10:00", "2025-03-06 00:00"),
    ("by COB", WEDNESDAY, "2025-03-05 10:00", "2025-03-05 17:00"),
    ("by 5pm", WEDNESDAY, "2025-03-05 10:00", "2025-03-05 17:00"),
    ("by 9am", WEDNESDAY, "2025-03-05 10:00", "2025-03-06 09:00"),
    ("at 14:15", WEDNESDAY, "2025-03-05 14:15", "2025-03-05 14:15"),
    ("between 2 and 4 tomorrow", WEDNESDAY, "2025-03-06 14:00", "2025-03-06 16:00"),
    ("between 9am and 11am", WEDNESDAY, "2025-03-05 10:00", "2025-03-05 11:00"),
    ("over the weekend", WEDNESDAY, "2025-03-08 00:00", "2025-03-10 00:00"),
    ("next week", WEDNESDAY, "2025-03-10 00:00", "2025-03-17 00:00"),
    ("by the end of the week", WEDNESDAY, "2025-03-05 10:00", "2025-03-10 00:00"),
    ("next month", WEDNESDAY, "2025-04-01 00:00", "2025-05-01 00:00"),
    ("by the end of the month", WEDNESDAY, "2025-03-05 10:00", "2025-04-01 00:00"),
    ("by the end of June", WEDNESDAY, "2025-03-05 10:00", "2025-07-01 00:00"),
    ("by the 14th", WEDNESDAY, "2025-03-05 10:00", "2025-03-15 00:00"),
    ("on the 2nd", WEDNESDAY, "2025-04-02 00:00", "2025-04-03 00:00"),
    ("by 12 March", WEDNESDAY, "2025-03-05 10:00", "2025-03-13 00:00"),
    ("on January 2nd", WEDNESDAY, "2026-01-02 00:00", "2026-01-03 00:00"),
    ("on 03/12", WEDNESDAY, "2025-03-12 00:00", "2025-03-13 00:00"),
    ("on 12/03", WEDNESDAY, "2025-03-12 00:00", "2025-03-13 00:00"),
    ("on 25/12", WEDNESDAY, "2025-12-25 00:00", "2025-12-26 00:00"),
    ("on 2025-04-01", WEDNESDAY, "2025-04-01 00:00", "2025-04-02 00:00"),
    ("on 29 February", WEDNESDAY, "2028-02-29 00:00", "2028-03-01 00:00"),
    ("by mid-week", SATURDAY, "2025-03-08 09:00", "2025-03-13 00:00"),
    ("by the end of Q2", WEDNESDAY, "2025-03-05 10:00", "2025-07-01 00:00"),
    ("before Christmas", WEDNESDAY, "2025-03-05 10:00", "2025-12-25 00:00"),
    ("by month end", WEDNESDAY, "2025-03-05 10:00", "2025-04-01 00:00"),
    ("the next business day", FRIDAY, "2025-03-07 16:00", "2025-03-10 16:00"),
    ("next year", WEDNESDAY, "2026-01-01 00:00", "2027-01-01 00:00"),
    ("before the 20th", WEDNESDAY, "2025-03-05 10:00", "2025-03-20 00:00"),
    ("on Thursday week", WEDNESDAY, "2025-03-13 00:00", "2025-03-14 00:00"),
    ("on Wednesday week", WEDNESDAY, "2025-03-19 00:00", "2025-03-20 00:00"),
    ("by Tuesday week", SATURDAY, "2025-03-08 09:00", "2025-03-19 00:00"),
    ("on Sunday week at 3 pm", FRIDAY, "2025-03-16 15:00", "2025-03-16 15:00"),
    ("tomorrow week", FRIDAY, "2025-03-15 00:00", "2025-03-16 00:00"),
    ("today week", FRIDAY, "2025-03-14 00:00", "2025-03-15 00:00"),
    ("We will call you Thursday week.", WEDNESDAY, "2025-03-13 00:00", "2025-03-14 00:00"),
    ("on Thursday, week 12", WEDNESDAY, "2025-03-06 00:00", "2025-03-07 00:00"),
    ("after the Thursday week plan", WEDNESDAY, "2025-03-06 00:00", "2025-03-07 00:00"),
    ("tomorrow morning before 10", WEDNESDAY, "2025-03-05 10:00", "2025-03-06 10:00"),
    ("tomorrow morning at 7", WEDNESDAY, "2025-03-06 07:00", "2025-03-06 07:00"),
    ("tomorrow afternoon by 3:30", WEDNESDAY, "2025-03-05 10:00", "2025-03-06 15:30"),
    ("on Monday evening around 9", WEDNESDAY, "2025-03-10 21:00", "2025-03-10 21:00"),
    ("this evening by 11", WEDNESDAY, "2025-03-05 10:00", "2025-03-05 23:00"),
    ("tonight at 2", WEDNESDAY, "2025-03-06 02:00", "2025-03-06 02:00"),
    ("tomorrow night at 12", WEDNESDAY, "2025-03-07 00:00", "2025-03-07 00:00"),
    ("tomorrow morning between 7 and 9", WEDNESDAY, "2025-03-06 07:00", "2025-03-06 09:00"),
    ("this evening between 8 and 10", WEDNESDAY, "2025-03-05 20:00", "2025-03-05 22:00"),
    ("tomorrow morning before 8 vans leave", WEDNESDAY, "2025-03-06 06:00", "2025-03-06 12:00"),
    ("first thing tomorrow before 8", WEDNESDAY, "2025-03-05 10:00", "2025-03-06 08:00"),
    ("before next week", WEDNESDAY, "2025-03-05 10:00", "2025-03-10 00:00"),
    ("on or before the 20th", WEDNESDAY, "2025-03-05 10:00", "2025-03-21 00:00"),
    ("before the end of March", WEDNESDAY, "2025-03-05 10:00", "2025-04-01 00:00"),
    ("before lunch tomorrow", WEDNESDAY, "2025-03-05 10:00", "2025-03-06 14:00"),
    ("today or tomorrow", WEDNESDAY, "2025-03-05 10:00", "2025-03-07 00:00"),
    ("on the 28th or 29th", WEDNESDAY, "2025-03-28 00:00", "2025-03-30 00:00"),
    ("between the 10th and the 12th", WEDNESDAY, "2025-03-10 00:00", "2025-03-13 00:00"),
    ("on Friday or Monday", SATURDAY, "2025-03-10 00:00", "2025-03-15 00:00"),
    ("in the course of tomorrow", WEDNESDAY, "2025-03-06 00:00", "2025-03-07 00:00"),
    ("in the course of the week", WEDNESDAY, "2025-03-05 10:00", "2025-03-10 00:00"),
    ("same day", WEDNESDAY, "2025-03-05 10:00", "2025-03-06 00:00"),
    ("day after tomorrow", WEDNESDAY, "2025-03-07 00:00", "2025-03-08 00:00"),
    ("between 10pm and 6am", WEDNESDAY, "2025-03-05 22:00", "2025-03-06 06:00"),
]  # fmt: skip


# (text, hour and minute of the message on that Wednesday, the deadline)
TOLD_WITHOUT_HALF = [
    ("Our engineer comes today between 2 and 4 pm, I'll ring you at 4:15.", (9, 17), "2025-03-05 16:15"),
    ("I'll ring you at 4:15, the engineer is with you until 4 p.m.", (9, 17), "2025-03-05 16:15"),
    ("The film ends at 10 pm and I'll ring you at 9:40.", (8, 0), "2025-03-05 21:40"),
    ("The van leaves at 8 am, so I'll ring you at 9:40.", (17, 0), "2025-03-06 09:40"),
    ("The van left at 8 am. I'll ring you at 9:40.", (17, 0), "2025-03-05 21:40"),
    ("I'll ring you at 4:15 today.", (10, 0), "2025-03-05 16:15"),
    ("I'll ring you today at 4:15.", (10, 0), "2025-03-05 16:15"),
    ("I'll ring you by 9:30 today.", (8, 0), "2025-03-05 09:30"),
    ("I'll ring you by 9:30 today.", (14, 0), "2025-03-05 21:30"),
    ("I'll ring you today at 10:30.", (14, 0), "2025-03-05 22:30"),
    ("I'll ring you at 4:15 am today.", (3, 0), "2025-03-05 04:15"),
    ("I'll ring you at 04:15.", (3, 0), "2025-03-05 04:15"),
    ("I'll ring you at 16:15.", (17, 0), "2025-03-06 16:15"),
    ("I'll ring you at 4:15.", (17, 0), "2025-03-06 16:15"),
    ("I'll ring you at 4:15 tomorrow.", (17, 0), "2025-03-06 16:15"),
    ("I'll ring you at 9:15 on Friday.", (17, 0), "2025-03-07 09:15"),
    ("I'll ring you at 12:30.", (9, 0), "2025-03-05 12:30"),
    ("I'll ring you at 2:30 - 4:30.", (9, 0), "2025-03-05 16:30"),
    ("I'll ring you at 9:30 - 1:30.", (8, 0), "2025-03-05 13:30"),
    ("I'll ring you by 9.", (14, 0), "2025-03-05 21:00"),
    ("I'll ring you by 5.", (9, 0), "2025-03-05 17:00"),
    ("I'll ring you at half nine.", (9, 0), "2025-03-05 09:30"),
    ("I'll ring you by half five at the latest.", (9, 0), "2025-03-05 17:30"),
    ("I'll ring you at a quarter to one.", (9, 0), "2025-03-05 12:45"),
    ("I'll ring you at ten to five.", (9, 0), "2025-03-05 16:50"),
    ("I'll ring you at nine o'clock.", (8, 0), "2025-03-05 09:00"),
    ("I'll ring you before six.", (9, 0), "2025-03-05 18:00"),
    ("I'll ring you around 9 tomorrow.", (9, 0), "2025-03-06 09:00"),
    ("I'll ring you tomorrow at about 9.", (9, 0), "2025-03-06 09:00"),
    ("I'll ring you Thursday at 10.", (9, 0), "2025-03-06 10:00"),
    ("I'll ring you on the 22nd at 9.", (9, 0), "2025-03-22 09:00"),
    ("I'll ring you at 16.30.", (9, 0), "2025-03-05 16:30"),
    ("I'll ring you at 9ish.", (8, 0), "2025-03-05 09:00"),
    ("I'll ring you at 11 to tell you more.", (9, 0), "2025-03-05 11:00"),
    ("I'll ring you at 9 tomorrow evening.", (9, 0), "2025-03-06 21:00"),
    ("I'll ring you at 9 tonight.", (8, 0), "2025-03-05 21:00"),
    ("I'll ring you tomorrow at 9 in the morning.", (9, 0), "2025-03-06 09:00"),
]


@pytest.mark.parametrize(
    ("text", "at", "latest"), TOLD_WITHOUT_HALF, ids=[f"{t} {h}:{m}" for t, (h, m), _ in TOLD_WITHOUT_HALF]
)
def test_a_time_without_am_or_pm_is_the_next_such_time_in_waking_hours(text, at, latest):
    deadlines = find_deadlines(text, WEDNESDAY.replace(hour=at[0], minute=at[1]))
    deadline = next(found for found in deadlines if text.index("I'll ring you") < found.quote.start)
    assert f"{deadline.latest:%Y-%m-%d %H:%M}" == latest
    assert deadline.earliest <= deadline.latest


@pytest.mark.parametrize("text", ["at 2:30 - 4:30", "at 2:30 to 4:30pm"])
def test_both_ends_of_a_stretch_are_of_the_same_half_of_the_day(text):
    (deadline,) = find_deadlines(f"It is with you {text}.", WEDNESDAY.replace(hour=9))
    assert [f"{moment:%H:%M}" for moment in (deadline.earliest, deadline.latest)] == ["14:30", "16:30"]


@pytest.mark.parametrize(("text", "at", "earliest", "latest"), DATES, ids=[f"{row[0]} {row[1]:%a}" for row in DATES])
def test_with_the_time_of_the_message_there_are_dates(text, at, earliest, latest):
    (deadline,) = find_deadlines(f"It is with you {text}.", at)
    assert [f"{moment:%Y-%m-%d %H:%M}" for moment in (deadline.earliest, deadline.latest)] == [earliest, latest]


def test_hours_of_a_named_day_count_from_the_message():
    (deadline,) = find_deadlines("It is with you by Friday.", WEDNESDAY)
    assert (deadline.earliest_hours, deadline.latest_hours) == (0.0, 62.0)


def test_dates_keep_the_time_zone_of_the_message():
    zone = timezone(timedelta(hours=2))
    (deadline,) = find_deadlines("It is with you by Friday.", WEDNESDAY.replace(tzinfo=zone))
    assert deadline.latest.tzinfo is zone


@pytest.mark.parametrize(
    "text",
    [
        "on 31 February",
        "on 4 March 2025",
        "on 12/12/12",
        "in 9999999 years",
        "on 31/11/2025",
        "in 99999999 business days",
    ],
)
def test_what_the_calendar_lacks_has_no_dates(text):
    for deadline in find_deadlines(f"It is {text}.", WEDNESDAY):
        assert deadline.latest is None


JULY = datetime(2025, 7, 9, 22, 30, tzinfo=timezone.utc)
MARCH = datetime(2025, 3, 5, 10, 0, tzinfo=timezone.utc)
# (text, written at, latest by UTC, zone, whether that is a guess)
ZONES = [
    ("You have it by 4 pm Eastern.", MARCH, "2025-03-05 21:00", "America/New_York", True),
    ("You have it by 4 pm EST.", MARCH, "2025-03-05 21:00", "America/New_York", False),
    ("You have it by 4 pm EST.", JULY, "2025-07-10 20:00", "America/New_York", True),
    ("You have it by 4 pm ET.", JULY, "2025-07-10 20:00", "America/New_York", False),
    ("You have it at 8am PST tomorrow.", MARCH, "2025-03-06 16:00", "America/Los_Angeles", False),
    ("You have it by noon UK time on Friday.", JULY, "2025-07-11 11:00", "Europe/London", False),
    ("You have it by noon GMT on Friday.", JULY, "2025-07-11 12:00", "UTC", False),
    ("You have it by Friday 5pm CET.", MARCH, "2025-03-07 16:00", "Europe/Brussels", False),
    ("You have it by Friday 5pm CET.", JULY, "2025-07-11 15:00", "Europe/Brussels", True),
    ("You have it by 17:00 (UTC+2) tomorrow.", MARCH, "2025-03-06 15:00", "UTC+02:00", False),
    ("You have it by 17:00 GMT-3:30 tomorrow.", MARCH, "2025-03-06 20:30", "UTC-03:30", False),
    ("You have it by 17:00 UTC+0100 tomorrow.", MARCH, "2025-03-06 16:00", "UTC+01:00", False),
    ("You have it by 17:00 GMT-0530 tomorrow.", MARCH, "2025-03-06 22:30", "UTC-05:30", False),
    ("You have it by 17:00 UTC + 2 tomorrow.", MARCH, "2025-03-06 15:00", "UTC+02:00", False),
    ("You have it by 5 pm UTC - 2 of us bring it.", MARCH, "2025-03-05 17:00", "UTC", False),
    ("You have it by close of business Friday PT.", MARCH, "2025-03-08 01:00", "America/Los_Angeles", False),
    ("You have it by EOD ET.", MARCH, "2025-03-05 22:00", "America/New_York", False),
    ("You have it between 2 and 4 pm CST.", MARCH, "2025-03-05 22:00", "America/Chicago", True),
    ("You have it tomorrow at 9:30 am IST.", MARCH, "2025-03-06 04:00", "Asia/Kolkata", True),
    ("You have it by 7 pm New York time.", MARCH, "2025-03-06 00:00", "America/New_York", False),
    ("You have it by 8 PM Central on Tuesday.", MARCH, "2025-03-12 01:00", "America/Chicago", True),
    # The day is that of the zone: in Sydney it is Thursday already.
    ("You have it by 9 am Sydney time.", JULY, "2025-07-09 23:00", "Australia/Sydney", False),
    # No zones.
    ("You have it by 5pm Pacific Street.", MARCH, "2025-03-05 17:00", None, False),
    ("You have it by 5 pm your time.", MARCH, "2025-03-05 17:00", None, False),
    ("You have it by 5 pm UTC+9999.", MARCH, "2025-03-05 17:00", None, False),
    ("You have it by 5 pm UTC+00123.", MARCH, "2025-03-05 17:00", None, False),
    ("You have it by 5 pm UTC+01:75.", MARCH, "2025-03-05 17:00", None, False),
    ("You have it by Friday, in Central Park.", MARCH, "2025-03-08 00:00", None, False),
]


@pytest.mark.parametrize(("text", "at", "latest", "zone", "assumed"), ZONES, ids=[f"{r[0]} {r[1]:%b}" for r in ZONES])
def test_hours_of_a_zone_that_is_named_are_its_own(text, at, latest, zone, assumed):
    (deadline,) = find_deadlines(text, at)
    assert deadline.latest.tzinfo is at.tzinfo
    assert f"{deadline.latest:%Y-%m-%d %H:%M}" == latest
    assert (deadline.zone, deadline.zone_assumed) == (zone, assumed)
    assert zone is None or deadline.quote.text in text


def test_a_zone_belongs_to_the_words_of_its_deadline():
    texts = ("It ships by 5 pm Eastern on Monday.", "It ships Monday at 5 pm Pacific time.")
    assert [find_deadlines(text)[0].quote.text for text in texts] == [
        "by 5 pm Eastern on Monday",
        "Monday at 5 pm Pacific time",
    ]


def test_a_message_of_unknown_zone_is_taken_to_be_of_the_zone_that_it_names():
    (deadline,) = find_deadlines("You have it by 5 pm BST.", datetime(2025, 7, 9, 10, 0))
    assert (deadline.latest, deadline.zone_assumed) == (datetime(2025, 7, 9, 17, 0), True)
    (dateless,) = find_deadlines("You have it by 5 pm BST.")
    assert (dateless.latest, dateless.zone, dateless.zone_assumed) == (None, "Europe/London", False)


def test_without_a_time_zone_database_a_named_zone_has_no_dates(monkeypatch):
    from authentica.commitments import deadlines

    monkeypatch.setattr(deadlines, "clocks_of", lambda key: None)
    (deadline,) = find_deadlines("You have it by 5 pm Eastern.", MARCH)
    assert (deadline.kind, deadline.latest, deadline.zone) == (DeadlineKind.EXPLICIT, None, "America/New_York")


def test_a_zone_that_no_database_knows_has_no_clocks():
    assert clocks_of("Nowhere/Atlantis") is None


@pytest.mark.parametrize("at", [datetime.max, datetime.min])
@pytest.mark.parametrize("zone", [None, timezone.utc])
def test_the_ends_of_time_are_survived_in_any_zone(at, zone):
    for text in ("by 5 pm Eastern", "by 9 am Sydney time tomorrow"):
        find_deadlines(text, at.replace(tzinfo=zone))


@pytest.mark.parametrize("at", [datetime.max, datetime.min])
def test_the_ends_of_time_are_survived(at):
    for text in ("by Friday", "within 5 business days", "next month", "over the weekend", "by 5pm", "by the 14th"):
        assert len(find_deadlines(text, at)) == 1


def test_several_deadlines_stand_in_order_and_apart():
    text = "I answer today, the refund takes 3-5 days, and the rest follows shortly."
    assert [d.quote.text for d in find_deadlines(text)] == ["today", "3-5 days", "shortly"]


@given(st.text(max_size=200), st.none() | st.datetimes())
def test_any_text_is_read_and_quoted_exactly(text, at):
    end = 0
    for deadline in find_deadlines(text, at):
        assert text[deadline.quote.start : deadline.quote.end] == deadline.quote.text
        assert deadline.quote.start >= end
        end = deadline.quote.end
        assert Deadline.from_dict(deadline.to_dict()) == deadline


WORDS = """
    by in the next within 3 5 - to days day of end Friday may 12 / : pm tomorrow as soon possible , . business a couple
    or
""".split()


@given(st.lists(st.sampled_from(WORDS), max_size=25), st.none() | st.datetimes())
def test_any_order_of_its_own_words_is_read(words, at):
    for deadline in find_deadlines(" ".join(words), at):
        if deadline.latest is not None:
            assert deadline.earliest <= deadline.latest
        if deadline.latest_hours is not None:
            assert 0 <= deadline.earliest_hours <= deadline.latest_hours


@pytest.mark.usefixtures("hang_guard")
@pytest.mark.parametrize(
    "piece",
    [
        "EOD ",
        "end of ",
        "close of business on ",
        "today or ",
        "1",
        "1-",
        "by ",
        "in the next ",
        "as soon as ",
        "1/1/",
        "12:",
        "a ",
        "twenty-",
        "(",
        "😀",
    ],
)
def test_hostile_input_does_not_hang(piece):
    text = (piece * 100_000)[:99_990] + " Friday."
    for deadline in find_deadlines(text):
        assert text[deadline.quote.start : deadline.quote.end] == deadline.quote.text


# Of every group of words that the grammar knows, and of what it must not know.
TIMELY = [
    *sorted(OPENINGS), *sorted(TIME_WORDS), *map(" ".join, VAGUE), "@12", "@115712", "5pm", "17:30", "12/03", "2025-03-14", "9.30", "half an",
    "o'clock", "will", "past", "ish", "th", "the 14", "of", "and", "or", "than", "latest", "(", ")", "'s", "ago", "open", "lamp", "Mar", "May", "Sat", "\n", "?", "é", "İ",
]  # fmt: skip


@settings(max_examples=300)
@given(st.lists(st.sampled_from(TIMELY), max_size=12).map(" ".join))
def test_no_deadline_is_passed_over_for_want_of_a_word(text):
    """What `find_deadlines` finds is what parsing at every lexeme finds."""
    parser = _Parser(text)
    found, at = [], 0
    while at < len(parser.words):
        parse = parser.deadline(at)
        if parse is None:
            at += 1
            continue
        end = parse.end + 3 * parser.is_phrase(parse.end, "at", "the", "latest")
        found.append((parser.items[at].start, parser.items[end - 1].end))
        at = end
    assert [(d.quote.start, d.quote.end) for d in find_deadlines(text)] == found
