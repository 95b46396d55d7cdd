"""What became of promises, matched with the replies that made them."""

from __future__ import annotations

import gzip
from dataclasses import replace

import pytest

from authentica.coaching import (
    CoachingAccumulator,
    PromiseBook,
    learn,
    load_accumulator,
    read_promises,
    save_accumulator,
    summarize,
    summary_of,
)
from authentica.coaching.tables import TABLES
from authentica.commitments import follow
from authentica.readers import read_transcripts
from authentica.schema import (
    Actor,
    Commitment,
    CommitmentStatus,
    Deadline,
    DeadlineKind,
    FollowedCommitment,
    Outcome,
    Quote,
)


def promise(conversation, message, start=0, actor=Actor.AGENT):
    text = "I'll ring the depot today"
    quote = Quote(start=start, end=start + len(text), text=text)
    return Commitment(
        quote=quote,
        actor=actor,
        action=quote,
        topic="call",
        deadline=Deadline(kind=DeadlineKind.EXPLICIT, quote=quote),
        message_id=message,
        conversation_id=conversation,
        author_id="Nadia",
        message_index=1,
    )


STATUSES = ("kept", "kept", "broken", "open", "unknown", "renewed")


def both(reply):
    """Return replies with a promise each, and the promises followed."""
    replies, followed = [], []
    for n in range(60):
        made = promise(f"c{n}", f"m{n}")
        replies.append(reply(conversation=f"c{n}", message=f"m{n}", commitments=(made,)))
        followed.append(FollowedCommitment(commitment=made, status=CommitmentStatus(STATUSES[n % 6])))
    return replies, followed


def test_kept_and_broken(reply):
    replies, followed = both(reply)
    summary = summarize(replies, by=("agent",), promises=PromiseBook(followed))
    counts = dict(summary.overall.counts)
    assert [counts[f"promises.{status}"] for status in ("kept", "broken", "open", "unknown", "renewed")] == [
        20,
        10,
        10,
        10,
        10,
    ]
    kept = summary.overall["promises.kept"]
    assert (kept.n, kept.value) == (30, pytest.approx(2 / 3))
    assert kept.low < 2 / 3 < kept.high
    assert summary.overall["promises.made"].value == 1.0
    assert (summary.accounting.promises_read, summary.accounting.promises_matched) == (60, 60)


@pytest.mark.parametrize("undecided", ["open", "renewed", "unknown"])
def test_no_share_is_kept_while_more_are_undecided(reply, undecided):
    replies, followed = both(reply)
    for n, each in enumerate(followed):  # 30 decided, 30 not
        followed[n] = replace(each, status=CommitmentStatus("kept" if n < 27 else "broken" if n < 30 else undecided))
    summary = summarize(replies, by=("agent",), promises=PromiseBook(followed))
    assert [g["promises.kept"].value for g in (summary.overall, *summary.groups)] == [pytest.approx(0.9)] * 2
    followed[0] = replace(followed[0], status=CommitmentStatus(undecided))
    summary = summarize(replies, by=("agent",), promises=PromiseBook(followed))
    assert [g["promises.kept"].value for g in (summary.overall, *summary.groups)] == [None] * 2
    assert dict(summary.overall.counts)["promises.kept"] == 26


def test_promises_that_fall_short_are_a_habit_to_mend(reply):
    replies, followed = both(reply)
    summary = summarize(replies, by=("agent",), promises=PromiseBook(followed))
    habit = next(habit for habit in summary.habits if habit.habit == "keep_the_time")
    assert (habit.lapses, habit.chances) == (20, 40), "10 broken and 10 made anew of those that are not open"
    unknown = next(habit for habit in summarize(replies, by=("agent",)).habits if habit.habit == "keep_the_time")
    assert unknown.rate is None


@pytest.mark.parametrize("status", ["kept", "broken", "renewed"])
def test_a_reply_whose_promise_fell_short_is_no_example_to_follow(reply, status):
    replies, followed = both(reply)
    replies = [replace(each, outcome=Outcome.SOMEWHERE) for each in replies]
    followed = [replace(each, status=CommitmentStatus(status)) for each in followed]
    summary = summarize(replies, by=("agent",), promises=PromiseBook(followed))
    assert any(habit.best for habit in summary.habits) is (status == "kept")


def test_the_share_kept_is_of_the_writers_own_promises_with_a_time(reply):
    """What no transcript can show to be kept, and what has no time to be broken at, keeps no share from being given."""
    replies, followed = both(reply)
    for n, each in enumerate(followed):  # 20 kept, 10 broken; 15 of the company and 15 without a time are open
        made = each.commitment
        if n >= 45:
            made = replace(made, deadline=Deadline(kind=DeadlineKind.VAGUE, quote=made.quote))
        elif n >= 30:
            made = replace(made, actor=Actor.COMPANY)
        status = CommitmentStatus("kept" if n < 20 else "broken" if n < 30 else "open")
        replies[n] = replace(replies[n], commitments=(made,))
        followed[n] = replace(each, commitment=made, status=status)
    # One more that is open would hide the share of all.
    made = replace(promise("c60", "m60"), actor=Actor.COMPANY)
    replies.append(reply(conversation="c60", message="m60", commitments=(made,)))
    followed.append(FollowedCommitment(commitment=made))
    summary = summarize(replies, by=("agent",), promises=PromiseBook(followed))
    for group in (summary.overall, *summary.groups):
        assert (group["promises.kept"].n, group["promises.kept"].value) == (30, pytest.approx(2 / 3))
        counts = dict(group.counts)
        assert (counts["promises.open"], counts["promises.checkable.open"]) == (31, 0)


def test_what_became_of_promises_is_saved_with_what_was_learnt(reply, tmp_path):
    replies, followed = both(reply)
    learnt = learn(CoachingAccumulator(("agent",), promises=PromiseBook(followed)), replies)
    save_accumulator(learnt, tmp_path / "learnt.json")
    first, second = (summary_of(each) for each in (learnt, load_accumulator(tmp_path / "learnt.json")))
    assert second.accounting.promises_matched == 60
    rows = list(TABLES["counts"].rows(first))
    assert any("promises.kept" in row for row in rows)
    assert list(TABLES["counts"].rows(second)) == rows


def test_the_promises_of_an_export_are_found_again_in_its_scores(root, analyzer):
    conversations = list(read_transcripts(root / "data" / "examples" / "chat_week.csv"))
    followed = [each for conversation in conversations for each in follow(conversation)]
    assessed = [a for conversation in conversations for a in analyzer.pipe(conversation.replies())]
    made = {c for a in assessed for c in a.commitments}
    # What no reply promises by itself was offered, and accepted by the customer.
    assert [each.accepted_at is not None for each in followed] == [each.commitment not in made for each in followed]
    accounting = summarize(assessed, promises=PromiseBook(followed)).accounting
    assert accounting.promises_read == accounting.promises_matched == len(followed) > len(made) > 5


def test_an_offer_is_a_promise_of_its_reply_from_the_customers_yes_on(reply):
    made, offered = promise("c1", "m1"), promise("c1", "m1", start=60)
    replies = [reply(conversation="c1", message="m1", commitments=(made,))]
    replies += [reply(conversation="c1", message=f"m{n}") for n in range(2, 11)]
    followed = [FollowedCommitment(commitment=made)]
    accepted = FollowedCommitment(commitment=offered, accepted_at=2, status=CommitmentStatus.BROKEN)
    for listed, count in ((followed, 1), ([*followed, accepted], 2), ([*followed, accepted, accepted], 2)):
        summary = summarize(replies, by=("agent",), promises=PromiseBook(listed))
        counts = dict(summary.overall.counts)
        assert counts["promises.made"] == summary.accounting.promises_matched == count
        assert counts["promises.broken"] == count - 1


def test_an_offer_of_a_reply_without_an_id_belongs_to_none(reply):
    offered = replace(promise("c1", None), message_index=None)
    book = PromiseBook([FollowedCommitment(commitment=offered, accepted_at=2)])
    accounting = summarize([reply(conversation="c1", message=None)] * 10, promises=book).accounting
    assert (accounting.promises_read, accounting.promises_matched) == (1, 0)


def test_without_a_book_promises_are_made_and_nothing_more(reply):
    replies, _ = both(reply)
    summary = summarize(replies, by=("agent",))
    assert dict(summary.overall.counts)["promises.made"] == 60
    assert summary.overall["promises.kept"].value is None


def test_only_our_own_promises_count(reply):
    theirs = promise("c1", "m1", actor=Actor.CUSTOMER)
    summary = summarize([reply(commitments=(theirs, promise("c1", "m1", 40, Actor.COMPANY)))] * 10, by=("agent",))
    assert dict(summary.overall.counts)["promises.made"] == 10


def test_a_promise_with_two_fates_has_none(reply):
    made = promise("c1", "m1")
    book = PromiseBook(
        [FollowedCommitment(commitment=made, status=s) for s in (CommitmentStatus.KEPT, CommitmentStatus.BROKEN)]
    )
    summary = summarize([reply(commitments=(made,))], by=("agent",), promises=book)
    assert summary.accounting.promises_matched == 0


def test_the_file(reply, write_lines, tmp_path):
    replies, followed = both(reply)
    book = read_promises(write_lines(tmp_path / "promises.jsonl", [*followed, "{", "null", {"commitment": 1}]))
    assert (book.read, book.set_aside) == (60, 3)
    accounting = summarize(replies, promises=book).accounting
    assert (accounting.promises_matched, accounting.promises_set_aside) == (60, 3)


def test_a_file_that_breaks_off_keeps_what_was_read(tmp_path, reply):
    _, followed = both(reply)
    packed = gzip.compress("".join(each.to_json() + "\n" for each in followed * 9).encode(), mtime=0)
    path = tmp_path / "promises.jsonl.gz"
    path.write_bytes(packed[: len(packed) // 2])
    book = read_promises(path)
    assert 0 < book.read < 540
    assert book.set_aside >= 1
