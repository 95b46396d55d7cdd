"""Following: statuses with the message that shows them, one message at a time, in bounded memory."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from authentica.commitments import CommitmentFinder, CommitmentTracker, follow
from authentica.errors import InputError
from authentica.schema import CommitmentStatus, Conversation, FollowedCommitment, Message, Role


@pytest.fixture(scope="module")
def finder():
    return CommitmentFinder()


def talk(*turns, start=datetime(2025, 3, 5, 10, 0), hours=None):
    """A conversation of "a: text" and "c: text" turns, their ids their positions, so many hours apart."""
    roles = {"a": Role.AGENT, "c": Role.CUSTOMER, "b": Role.BOT, "n": Role.NOTE}
    return Conversation(
        conversation_id="t",
        messages=tuple(
            Message(
                text=turn[3:],
                role=roles[turn[0]],
                message_id=str(place),
                created_at=None if hours is None else start + timedelta(hours=hours * place),
            )
            for place, turn in enumerate(turns)
        ),
    )


# (turns, status of the first commitment, message that shows it)
STORIES = [
    (["a: I'll call the depot.", "a: I've called them: the lamp is on its way."], "kept", "1"),
    (["a: We'll refund you within 3 days.", "c: ok", "a: The amount has been refunded."], "kept", "2"),
    (["a: I'll send you the form today.", "a: I've just sent it."], "kept", "1"),
    (["a: Our team will be in touch.", "c: Somebody called me, thank you"], "kept", "1"),
    (["a: I'll send a new lamp.", "c: Got it, thanks!"], "open", None),
    (["a: We'll fix it by Friday.", "c: It works now, cheers"], "kept", "1"),
    (["a: Let me check that for you.", "c: sure", "a: The lamp left our depot on Monday and is in Leeds."], "kept", "2"),
    (["a: What's the number? I'll check it.", "c: 4711", "a: The parcel is in Leeds and leaves at night."], "kept", "2"),
    (["a: We'll look into it.", "a: It was a loose cable, it turns out."], "kept", "1"),
    (["a: I'll call you tomorrow.", "a: It was nice speaking with you."], "kept", "1"),
    (["a: I'll call you tomorrow.", "c: You never called me."], "broken", "1"),
    (["a: Our team will be in touch.", "c: Still waiting to hear back"], "broken", "1"),
    (["a: We'll send it soon.", "c: any update?"], "broken", "1"),
    (["a: We'll refund you.", "c: I have not received it"], "broken", "1"),
    (["a: You'll hear from us shortly.", "c: Nobody has written, what is going on"], "broken", "1"),
    (["a: We'll look into it.", "c: any news?", "a: We'll look into it."], "renewed", "2"),
    (["a: I'll call you.", "c: hm", "a: I will call you tomorrow."], "renewed", "2"),
    (["a: We'll send it.", "c: still no parcel", "a: Sorry! It will be sent today."], "renewed", "2"),
    (["a: I'll call you.", "a: I'll call you tonight.", "a: I've called you twice."], "kept", "2"),
    (["a: We'll refund you.", "c: still no money", "a: It has been refunded."], "kept", "2"),
    (["a: We'll refund you.", "c: thanks a lot", "a: You're welcome!"], "open", None),
    (["a: I'll call you tomorrow."], "open", None),
    (["a: If you DM us the number, we'll look into it.", "c: ok then", "a: The shop opens at nine in the morning."], "open", None),
    (["a: I'll send the form.", "a: I've called the depot."], "open", None),
    (["a: I'll send the form.", "n: I've sent it.", "b: We have sent it."], "open", None),
    (["a: I'll send the form.", "a: I have not sent it."], "open", None),
    (["a: We'll get you home soon.", "c: Just landed, thanks"], "kept", "1"),
    (["a: We'll have you in the air shortly.", "c: We finally took off, good"], "kept", "1"),
    (["a: We'll have you in the air shortly.", "c: and yet we're still sitting by the gate"], "broken", "1"),
    (["a: I'll pass your note on.", "c: We made it home."], "open", None),
    (["a: I'll pass your note on.", "c: still sitting by the gate"], "open", None),
    (["a: We'll pass this on to the crew.", "c: ok", "a: I've sent it over to our cabin team."], "kept", "2"),
    (["a: We'll look into it.", "c: I got the green one, not the blue."], "open", None),
    (["a: We'll see what we find.", "c: hm", "a: We understand how tiring this must be for you."], "open", None),
    (["a: We'll see what we find.", "c: hm", "a: I will write to the depot about it."], "open", None),
    (["a: I'll let you know by 2 pm tomorrow.", "a: As promised, the parka left our warehouse at noon."], "kept", "1"),
    (["a: I'll let you know by 5pm tomorrow.", "a: As promised, the parka left our warehouse at noon."], "kept", "1"),
    (["a: I'll let you know by 4:30 PM tomorrow.", "a: As promised, the parka left our warehouse at noon."], "kept", "1"),
    (["a: I'll let you know by five pm tomorrow.", "a: As promised, the parka left our warehouse at noon."], "kept", "1"),
    (["a: I'll let you know by 11 a.m. tomorrow.", "a: As promised, the parka left our warehouse at noon."], "kept", "1"),
    (["a: I'll look into it once the depot opens at 2 pm.", "c: ok", "a: The parka left our warehouse at noon."], "kept", "2"),
    (["a: I'll PM you what I find by 5 pm tomorrow.", "a: The parka left our warehouse this morning."], "open", None),
    (["a: I'll phone you tomorrow.", "c: And yet you didn't!", "a: No, I did not phone. I've now spoken to her."], "broken", "1"),
    (["a: I'll phone you tomorrow.", "c: Hello?", "a: I forgot to phone you. I've told the depot."], "broken", "2"),
    (["a: I'll phone you tomorrow.", "c: Hello?", "a: Marta has been informed; I've emailed our fitter team."], "open", None),
    (["a: I'll phone you tomorrow.", "c: Hello?", "a: I've spoken to Marta."], "open", None),
    (["a: I'll phone you tomorrow.", "c: You didn't.", "a: Sorry, I will phone you at noon."], "renewed", "2"),
    (["a: I'll phone you tomorrow.", "c: You didn't.", "a: Sorry, I've phoned you this minute."], "kept", "2"),
    (["a: I'll write to the seller.", "c: Hm", "a: I've written to them."], "kept", "2"),
    (["a: I'll let our porters know.", "c: Hm", "a: They have been told."], "kept", "2"),
    (["a: I'll answer you tomorrow.", "c: Hm", "a: I've answered your question in the other mail."], "kept", "2"),
    (["a: A technician will be with you at noon.", "c: No one turned up.", "a: I've called him, he is ill."], "broken", "1"),
    (["a: We'll get a carpenter out to you by noon.", "c: Nobody showed up!"], "broken", "1"),
    (["a: We'll repair the gate.", "c: Why didn't you repair it?"], "broken", "1"),
    (["a: We'll replace the gate.", "c: It was never replaced."], "broken", "1"),
    (["a: We'll replace the gate.", "c: You never told me that it is green."], "open", None),
    (["a: We'll replace the gate.", "c: I didn't paint it.", "a: Did you oil it?", "c: No, it didn't squeak."], "open", None),
    (["a: We'll refund you.", "c: ok", "a: We did not charge you twice."], "open", None),
    (["a: We'll refund you.", "c: What if you don't, or nobody comes?"], "open", None),
    (["a: I'll phone you tomorrow.", "c: I didn't phone anybody."], "open", None),
    (["a: We'll have you on your way.", "c: ok", "a: It only shows once the engines are started, sadly."], "open", None),
    # Reports without a subject, and things handed over.
    (["a: I'll cancel the second course.", "c: please", "a: Cancelled, and nothing was charged."], "kept", "2"),
    (["a: I'll reserve the blue one.", "c: lovely", "a: All set!"], "kept", "2"),
    (["a: I'll sharpen the skates.", "c: thanks", "a: Sharpened and waiting for you."], "kept", "2"),
    (["a: I'll mail you the pattern.", "a: Here's the pattern, four pages."], "kept", "1"),
    (["a: We'll restore the choir list.", "c: ok", "a: It is live since noon."], "kept", "2"),
    (["a: I'll cancel it.", "c: ok", "a: Cancelled orders are listed below."], "open", None),
    (["a: I'll pass it on.", "c: ok", "a: Noted!"], "open", None),
    (["a: I'll polish the lens.", "c: ok", "a: I've got your lens here."], "open", None),
    (["a: The painter will be with you on Friday.", "c: ok", "a: As promised, I've looked up the shade."], "open", None),
    # News that comes unasked.
    (["a: We'll keep you posted.", "a: The ferry sails again, an hour late."], "kept", "1"),
    (["a: I'll confirm here once it is in.", "a: The glaze came in this morning."], "kept", "1"),
    (["a: We'll keep you posted.", "a: and the shop opens at nine as ever 2/2"], "open", None),
    (["a: If you write to us, we'll keep you posted.", "a: The shop opens at nine as ever."], "open", None),
    (["a: I'll check the kiln.", "c: thanks", "a: Is the red lamp on at night?"], "open", None),
    (["a: I'll check the kiln.", "c: thanks", "a: Could you try it with the door shut?"], "kept", "2"),
    # A nod does not ask for news.
    (["a: I'll ask the potter and let you know.", "c: ok, thanks!", "a: He has a free hour at three."], "kept", "2"),
    (["a: I'll ask the potter and let you know.", "c: And the glaze?", "a: He has a free hour at three."], "open", None),
    # What an agent got, or got into, is no deed.
    (["a: I'll send the lid today.", "c: ok", "a: I got your note about the lid."], "open", None),
    (["a: We'll send a new lid.", "c: hm", "a: Sorry, we got held up by the snow."], "open", None),
    # News of what was shipped, attached or paid.
    (["a: We'll send a new lid.", "c: ok", "a: It's on its way, tracking 4711."], "kept", "2"),
    (["a: We'll send a new lid.", "c: ok", "a: We'll get a brand new lid on its way."], "open", None),
    (["a: We'll send a new lid.", "c: ok", "a: Your parcel shipped this morning."], "kept", "2"),
    (["a: We'll send a new lid.", "c: ok", "a: It went out with the noon van."], "kept", "2"),
    (["a: We'll send a new lid.", "c: ok", "a: The lid is in the post."], "kept", "2"),
    (["a: We'll send a new lid.", "c: ok", "a: Dispatched today."], "kept", "2"),
    (["a: I'll send you the invoice.", "c: ok", "a: Invoice attached."], "kept", "2"),
    (["a: We'll refund the lid.", "c: ok", "a: The refund went through."], "kept", "2"),
    # What has come to the customer, in as few words as people write.
    (["a: We'll send a new lid.", "c: arrived, thank you"], "kept", "1"),
    (["a: We'll send a new lid.", "c: Came today!"], "kept", "1"),
    (["a: We'll send a new lid.", "c: Received, thanks"], "open", None),
    (["a: We'll send a new lid.", "c: received this note, when does it come?"], "open", None),
    (["a: I'll send your lid.", "a: As soon as it shipped today you get a link."], "open", None),
    (["a: We'll send a new lid.", "c: Never arrived."], "broken", "1"),
    (["a: We'll refund the lid.", "c: Refund's come through"], "kept", "1"),
    (["a: We'll refund the lid.", "c: Has the refund come through?"], "open", None),
    (["a: We'll refund the lid.", "c: The money's in, thanks"], "kept", "1"),
    (["a: We'll refund the lid.", "c: It says the refund is in progress"], "open", None),
    (["a: We'll refund the lid.", "c: just seen the refund in my bank"], "kept", "1"),
    (["a: We'll refund the lid.", "c: It has hit my account."], "kept", "1"),
    (["a: We'll refund the lid.", "c: No refund received"], "broken", "1"),
    # One thing that is missing breaks no other promise.
    (["a: We'll refund the lid. A colleague will call you.", "c: Refund received thanks. Nobody called."], "kept", "1"),
    (["a: We'll refund the lid. A colleague will call you.", "c: Refund received. Nobody has called me."], "kept", "1"),
    (["a: I'll send the label. We'll refund you.", "c: Got the label thanks, but the refund hasn't arrived"], "kept", "1"),
    (["a: I'll send the label. We'll refund you.", "c: The money never came."], "open", None),
    (["a: We'll refund you. I'll send the label.", "c: The money never came."], "broken", "1"),
    (["a: We'll refund you. A fitter will be with you at noon.", "c: Nobody showed up!"], "open", None),
    (["a: A fitter will be with you at noon.", "c: Your guy never came."], "broken", "1"),
    (["a: We'll mend the kiln on Friday.", "c: The plumber never came."], "broken", "1"),
    (["a: We'll look into the glaze.", "c: No call yet"], "open", None),
    (["a: A colleague will call you.", "c: No call yet"], "broken", "1"),
    # Another thing that is promised renews nothing.
    (["a: We'll send a new lid.", "c: ok", "a: We'll send the invoice as well."], "open", None),
    (["a: We'll send a new lid.", "c: ok", "a: The lid will be sent today."], "renewed", "2"),
    # What the customer says that others have done, and that things are as they were.
    (["a: Our technician will ring you.", "c: Your technician rang me, all is clear."], "kept", "1"),
    (["a: We'll send a new lid.", "c: The lid came this morning."], "kept", "1"),
    (["a: A fitter will be with you by noon.", "c: He has been and gone, it is warm."], "kept", "1"),
    (["a: We'll mend the pump by Friday.", "c: The pump works again!"], "kept", "1"),
    (["a: We'll send a new lid.", "c: The bill came to 40."], "open", None),
    (["a: Our technician will ring you.", "c: Another technician rang me last week."], "open", None),
    (["a: Our technician will ring you.", "c: Nobody said that he rang me."], "open", None),
    (["a: We'll mend the pump by Friday.", "c: It is Monday, and the cellar is still full of water."], "broken", "1"),
    (["a: You'll have the lid by Friday.", "c: Saturday noon: nothing on my doorstep."], "broken", "1"),
    (["a: You'll have the letter by Friday.", "c: I've got no letter."], "broken", "1"),
    (["a: We'll mend the pump by Friday.", "c: I've got no idea how it broke."], "open", None),
    (["a: We'll mend the pump by Friday.", "c: Is the shop still open on Sundays?"], "open", None),
    (["a: We'll mend the pump by Friday.", "c: I still love the colour."], "open", None),
    (["a: I'll pass it on.", "c: The cellar is still full of water."], "open", None),
    # What the support side takes back, and what is but a limit, or needed no longer.
    (["a: We'll send a new lid.", "c: ok", "a: I'm afraid we can't send it after all, the mould broke."], "broken", "2"),
    (["a: We'll repair the gate.", "c: ok", "a: Unfortunately we are unable to repair gates of that age."], "broken", "2"),
    (["a: We'll send a new lid.", "c: ok", "a: I'm afraid we can't send it before Friday."], "open", None),
    (["a: We'll send a new lid.", "c: don't bother, the old one turned up", "a: Then I won't!"], "open", None),
    # Things enclosed, things that are where they were to get, and a bare report behind a greeting.
    (["a: I'll put the form in the post.", "c: ok", "a: The form is enclosed, two pages."], "kept", "2"),
    (["a: I'll start the claim for you.", "c: ok", "a: Claim's in."], "kept", "2"),
    (["a: I'll start the claim for you.", "c: ok", "a: Is the claim in?"], "open", None),
    (["a: I'll varnish it tonight.", "c: ok", "a: Hello Ada, varnished and drying by the stove."], "kept", "2"),
    (["a: My colleague is ill, and he'll be with you by noon.", "c: ok", "a: He was sent to another street."], "open", None),
    # News that come unasked, or late, and no news.
    (["a: I'll write to you with the result.", "a: As promised: the glaze is lead-free."], "kept", "1"),
    (["a: I'll get back to you.", "c: any news?", "a: The glaze is lead-free, both tests say so."], "kept", "2"),
    (["a: I'll get back to you.", "c: any news?", "a: Your case is still being processed."], "broken", "1"),
    (["a: I'll get back to you.", "c: any news?", "a: We apologise for the delay in this matter."], "broken", "1"),
    (["a: We'll work to get your kiln back to you.", "c: any news?", "a: The shop opens at nine as ever."], "broken", "1"),
    (["a: Shall I tell you how it is fired?", "c: yes please", "a: Twice, slowly, with the vent open."], "kept", "2"),
    # One thing said of one promise, another of another.
    (["a: A fitter will be with you by noon.", "c: Your fitter came, but I've had no invoice."], "kept", "1"),
    (["a: We'll send a new lid.", "c: 48 hours came and went."], "open", None),
    (["a: We'll mend the pump by Friday.", "c: Friday came and went."], "broken", "1"),
    (["a: We'll have you moving soon.", "c: moving at last!"], "kept", "1"),
    (["a: We'll send a new lid.", "c: two lids came in the post"], "kept", "1"),
    (["a: We'll ring you by Friday.", "c: Thanks so much for this."], "open", None),
    (["a: We'll ring you by Friday.", "c: If nobody rings I'll write again."], "open", None),
    # What is missing, or has come, by its name: a sum, a person, another thing.
    (["a: We'll refund the lid.", "c: The £30 never arrived."], "broken", "1"),
    (["a: We'll refund the lid.", "c: The £30 arrived at noon."], "kept", "1"),
    (["a: We'll credit you.", "c: The 30 euros haven't shown up."], "broken", "1"),
    (["a: I'll send the label. We'll refund you.", "c: The refund still hasn't come."], "open", None),
    (["a: I'll ring the bank.", "c: The parcel still hasn't come."], "open", None),
    (["a: We'll refund you.", "c: My lost ring turned up!"], "open", None),
    (["a: We'll send a new lid.", "c: The old lid turned up."], "open", None),
    (["a: We'll collect the kiln.", "c: The lorry never came."], "broken", "1"),
    # Who does not call breaks a promise to come back, but none to write, and not who calls somebody else.
    (["a: We'll come back to you.", "c: Nobody rang."], "broken", "1"),
    (["a: We'll come back to you.", "c: I've heard from nobody."], "broken", "1"),
    (["a: I'll email you the list.", "c: Nobody rang."], "open", None),
    (["a: We'll come back to you.", "c: Nobody called my dog lazy."], "open", None),
    # What somebody got done is done; what came in, or is on its way besides, is nothing that was sent.
    (["a: I'll get approval for it.", "c: ok", "a: I got it approved."], "kept", "2"),
    (["a: I'll get the fee dropped.", "c: ok", "a: I've had the fee dropped."], "kept", "2"),
    (["a: I'll get it approved.", "c: ok", "a: I got the impression that you wanted blue."], "open", None),
    (["a: We'll send a new lid.", "c: ok", "a: Spring is on its way!"], "open", None),
    (["a: We'll send a new lid.", "c: ok", "a: The label attached to the box says 40."], "open", None),
    (["a: I'll send the form.", "c: ok", "a: Your form has arrived with us."], "open", None),
]  # fmt: skip


# Who speaks to somebody else and comes back to the customer keeps it by what was found out, not by whatever is written next.
STORIES += [
    (["a: I'll phone the airport and let you know by noon.", "c: fine", f"a: {news}"], status, shown_by)
    for news, status, shown_by in [
        ("Here's the result I promised you: the cello is on belt four.", "kept", "2"),
        ("This is the update you asked for. The cello is on belt four.", "kept", "2"),
        ("As promised: the cello is on belt four.", "kept", "2"),
        ("My answer, as I promised: the cello is on belt four.", "kept", "2"),
        ("The result I promised you will have to wait until Monday.", "open", None),
        ("Here is the answer sheet for our quiz.", "open", None),
        ("As promised to all our customers, delivery is free from 40 pounds.", "open", None),
        ("If there is anything sooner I will, as promised.", "open", None),
        ("The form for lost things is at example.org.", "open", None),
    ]
]
STORIES += [
    (
        ["a: I'll call the lab and ask them to write to you.", "a: As promised, the shop is open on Sunday."],
        "open",
        None,
    ),
    (["a: I'll send the form today.", "a: Here is the outcome of our raffle."], "open", None),
]


@pytest.mark.parametrize(("turns", "status", "shown_by"), STORIES, ids=[" / ".join(row[0]) for row in STORIES])
def test_every_story_ends_as_the_table_says(finder, turns, status, shown_by):
    conversation = talk(*turns)
    first = follow(conversation, finder=finder)[0]
    assert (first.status.value, first.shown_by) == (status, shown_by)
    if shown_by is None:
        assert first.shown_at is None
        assert first.evidence is None
    else:
        assert first.shown_at == int(shown_by)
        text = conversation.messages[first.shown_at].text
        assert text[first.evidence.start : first.evidence.end] == first.evidence.text


def told_later():
    """Rows of (promise, statuses, later messages), from "# group", "> promise" and "status TAB who-and-hours text | ..." lines."""
    path = Path(__file__).resolve().parent.parent / "data" / "later.tsv"
    promised = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("> "):
            promised = line[2:]
        elif not line.startswith("# "):
            statuses, _, later = line.partition("\t")
            yield promised, statuses, later


@pytest.mark.parametrize(("promised", "statuses", "later"), list(told_later()))
def test_what_is_said_hours_later_tells_what_became_of_each_promise(finder, promised, statuses, later):
    first = datetime(2025, 3, 5, 10, 0)
    messages = [Message(text=promised, message_id="0", created_at=first)]
    for said in later.split(" | "):
        who, _, text = said.partition(" ")
        role = Role.AGENT if who.startswith("a") else Role.CUSTOMER
        messages.append(Message(text=text, role=role, created_at=first + timedelta(hours=float(who[1:]))))
    found = [f.status.value for f in follow(Conversation(messages=tuple(messages)), finder=finder)]
    allowed = [row.split("+") for row in statuses.split("|")]
    assert found[: len(allowed[0])] in allowed


def test_who_asks_before_the_deadline_is_not_chasing(finder):
    turns = ("a: I'll call you by Friday.", "c: any update?")
    assert follow(talk(*turns, hours=1), finder=finder)[0].status is CommitmentStatus.OPEN
    assert follow(talk(*turns, hours=200), finder=finder)[0].status is CommitmentStatus.BROKEN


def test_who_says_before_the_deadline_that_it_has_not_happened_breaks_nothing(finder):
    for turns in [
        ("a: I'll phone you by Friday.", "c: You didn't."),
        ("a: I'll phone you by Friday.", "a: I did not phone."),
    ]:
        assert follow(talk(*turns, hours=1), finder=finder)[0].status is CommitmentStatus.OPEN
        assert follow(talk(*turns, hours=200), finder=finder)[0].status is CommitmentStatus.BROKEN


@pytest.fixture(scope="module")
def written(root):
    """Conversations with what became of each promise: "= message | words of the promise | status | message that shows it"."""
    found, roles = [], {"A": Role.AGENT, "C": Role.CUSTOMER}
    for line in (root / "tests" / "data" / "followed.txt").read_text(encoding="utf-8").splitlines():
        kind, _, rest = line.partition(" ")
        if kind.startswith("@"):
            found.append((kind[1:], [], []))
        elif kind == "=":
            found[-1][2].append(tuple(rest.split(" | ")))
        else:
            sent, _, text = rest.partition(" ")
            said = Message(
                text=text.replace("⏎", "\n"),
                role=roles[kind],
                message_id=str(len(found[-1][1]) + 1),
                created_at=datetime.fromisoformat(f"2025-{sent}"),
                channel=found[-1][0],
            )
            found[-1][1].append(said)
    return found


def test_what_became_of_the_promises_of_written_conversations(finder, written):
    assert sum(len(labels) for _, _, labels in written) > 30
    for _, messages, labels in written:
        followed = follow(Conversation(messages=tuple(messages)), finder=finder)
        for message, words, status, shown_by in labels:
            start = messages[int(message) - 1].text.index(words)
            (found,) = (
                f
                for f in followed
                if f.commitment.message_id == message
                and f.commitment.quote.start < start + len(words) - 1
                and f.commitment.quote.end > start + 1
            )
            assert (found.status.value, found.shown_by or "-") == (status, shown_by), words


def reports_of_calls():
    path = Path(__file__).resolve().parent.parent / "data" / "customer_reports.tsv"
    return [tuple(line.split("\t")) for line in path.read_text(encoding="utf-8").splitlines()[1:]]


@pytest.mark.parametrize(("status", "said"), reports_of_calls())
@pytest.mark.parametrize(
    ("promised", "untold"), [("A colleague will ring you tomorrow.", "unknown"), ("Our team will be in touch.", "open")]
)
def test_customers_say_in_many_words_that_somebody_called_or_did_not(finder, promised, untold, status, said):
    found = follow(talk("a: " + promised, "c: " + said, hours=80), finder=finder)[0].status.value
    assert found == (untold if status == "open" else status)


def test_the_last_state_wins_whenever_it_was_due(finder):
    turns = [
        "a: We'll send it by Friday.",
        "c: It has not come.",
        "a: Sorry, we'll send it today.",
        "a: We've sent it.",
    ]
    for count, status in ((1, "open"), (2, "broken"), (3, "renewed"), (4, "kept")):
        assert follow(talk(*turns[:count], hours=100), finder=finder)[0].status.value == status
    late = ("a: Our technician will call you by Friday.", "c: Nobody called.", "c: She has called now.")
    assert follow(talk(*late, hours=100), finder=finder)[0].status is CommitmentStatus.KEPT


def test_news_by_another_channel_are_those_that_come_by_it(finder):
    for channel, status in (("email", "kept"), ("chat", "open")):
        turns = talk("a: I'll email you the result.", "a: The glaze is lead-free, both tests say so.").messages
        sent = Conversation(messages=tuple(replace(message, channel=channel) for message in turns))
        assert follow(sent, finder=finder)[0].status.value == status


@given(
    st.lists(
        st.sampled_from("no not nobody yet to called here been at last unable phone is 's , . ? hi".split()), max_size=6
    )
)
def test_odd_scraps_of_text_are_heard_without_error(finder, words):
    for role in ("c", "a"):
        follow(talk("a: I'll call you by Friday.", f"{role}: {' '.join(words)}", hours=200), finder=finder)


def test_a_deadline_that_passes_in_silence_is_unknown(finder):
    turns = ("a: I'll call you by Friday.", "c: The colour is fine.")
    found = follow(talk(*turns, hours=200), finder=finder)[0]
    assert (found.status, found.shown_by, found.evidence) == (CommitmentStatus.UNKNOWN, "1", None)
    assert follow(talk(*turns, hours=1), finder=finder)[0].status is CommitmentStatus.OPEN
    assert follow(talk(*turns), finder=finder)[0].status is CommitmentStatus.OPEN


def test_times_with_and_without_a_zone_do_not_meet(finder):
    from datetime import timezone

    tracker = CommitmentTracker(finder)
    tracker.feed(Message(text="I'll call you by Friday.", created_at=datetime(2025, 3, 5)))
    tracker.feed(Message(text="Fine.", role=Role.CUSTOMER, created_at=datetime(2025, 4, 5, tzinfo=timezone.utc)))
    assert tracker.current()[0].status is CommitmentStatus.OPEN


def test_a_conversation_that_goes_on_is_followed_message_by_message(finder):
    tracker = CommitmentTracker(finder, conversation_id="t")
    seen = []
    for message in talk(
        "a: I'll call you.", "c: any update?", "a: I'll call you today.", "a: I've called you."
    ).messages:
        assert tracker.feed(message) == ()
        seen.append([f.status.value for f in tracker.current()])
    assert seen == [["open"], ["broken"], ["renewed", "open"], ["kept", "kept"]]


TURNS = st.lists(
    st.sampled_from(
        [
            "a: I'll call you.",
            "a: I've called you.",
            "c: any update?",
            "c: got it",
            "a: Shall I send it?",
            "c: yes please",
            "a: We'll refund you today.",
            "c: hm",
            "a: Hello",
        ]
    ),
    max_size=8,
)


@given(TURNS)
def test_following_at_once_and_step_by_step_agree(finder, turns):
    conversation = talk(*turns)
    tracker = CommitmentTracker(finder, conversation_id="t")
    settled = [f for message in conversation.messages for f in tracker.feed(message)]
    found = follow(conversation, finder=finder)
    assert (*settled, *tracker.current()) == found
    for followed in found:
        assert FollowedCommitment.from_dict(followed.to_dict()) == followed


@pytest.mark.usefixtures("hang_guard")
def test_a_thread_of_a_thousand_messages_keeps_few_under_watch_and_loses_none(finder):
    turns = [f"a: I'll send part {place}. I'll ring you." if place % 2 else "c: hm" for place in range(1_000)]
    tracker = CommitmentTracker(finder, most_followed=10)
    settled = []
    for message in talk(*turns).messages:
        settled += tracker.feed(message)
        assert len(tracker.current()) <= 10
    found = [*settled, *tracker.current()]
    assert len(found) == 1_000
    assert [f.commitment.message_index for f in found] == sorted(f.commitment.message_index for f in found)


def test_a_reply_is_followed_beside_the_customer_text_that_it_is_scored_beside(finder, analyzer):
    said = "The shop wrote we will send you a new lamp by Friday."
    conversation = Conversation(
        messages=(
            Message(text=said, role=Role.CUSTOMER, message_id="1"),
            Message(text="Thank you for the note.", message_id="2"),
            Message(text="And the blue one is broken.", role=Role.CUSTOMER, message_id="3"),
            Message(text=said.replace("The shop", "They"), message_id="4", in_response_to="1"),
        )
    )
    assert follow(replace(conversation, messages=conversation.messages[2:]), finder=finder) != ()
    scored = [c for a in analyzer.pipe(conversation.replies()) for c in a.commitments]
    followed = [f.commitment for f in follow(conversation, finder=finder)]
    assert followed == scored == []
    assert analyzer.analyze_conversation(conversation).commitments == ()


# (what is asked, what the customer says, the promise that it becomes)
OFFERS = [
    ("Shall I keep one for you?", "Yes please!", "Shall I keep one for you"),
    ("It is back in stock. Should we send it by Friday?", "Sure", "Should we send it by Friday"),
    ("Would you like me to cancel the old one?", "that would be great", "Would you like me to cancel the old one"),
    ("do you want me to book the late slot", "go ahead", "do you want me to book the late slot"),
    ("Want me to mend it?", "why not", "Want me to mend it"),
    ("Shall I keep one for you?", "No, thanks.", None),
    ("Shall I keep one for you?", "Yes, but not the red one.", None),
    ("Shall I keep one for you?", "do you have it in red?", None),
    ("Shall I keep one for you?", "", None),
    ("Would you like me to help you with anything else?", "yes", None),
    ("Should I be sorry?", "yes", None),
    ("Should it rain, I can keep one.", "ok", None),
    ("Would you like it in red?", "yes", None),
    ("You should, I think, keep one.", "ok", None),
    ("Shall I switch you? It is cheaper.", "Oh yes. Do I keep it?", "Shall I switch you"),
    ("Should I ask the depot?", "That would be a help, yes.", "Should I ask the depot"),
    ("Shall I open a case?", "Aye, do that.", "Shall I open a case"),
    ("Shall I keep it?", "Thank you, yes.", "Shall I keep it"),
    ("Want me to mend it?", "By all means.", "Want me to mend it"),
    ("Should we send him on Friday?", "Friday works for me", "Should we send him on Friday"),
    ("Shall I lend it for a week?", "yes, if you don't mind", "Shall I lend it for a week"),
    ("Shall I try the other shop?", "Would you? Thank you.", "Shall I try the other shop"),
    ("I can post you a paper copy if you like.", "I'd love that.", "I can post you a paper copy"),
    ("I can see it if you hold it up.", "ok", None),
    ("I can post you a paper copy if you like.", "No need.", None),
    ("Shall I keep it?", "Thanks but no.", None),
    ("Shall I keep it?", "Oh no, that one's cracked!", None),
    ("Shall I keep it?", "You could have done that yesterday.", None),
    ("Shall I keep it?", "Well, I'd rather not say.", None),
]


@pytest.mark.parametrize(("asked", "said", "promised"), OFFERS, ids=[" / ".join(row[:2]) for row in OFFERS])
def test_what_is_offered_is_promised_once_it_is_accepted(finder, asked, said, promised):
    tracker = CommitmentTracker(finder)
    offer, answer = talk("a: " + asked, "c: " + said).messages
    tracker.feed(offer)
    assert tracker.current() == ()
    tracker.feed(answer)
    assert [f.commitment.quote.text for f in tracker.current()] == ([promised] if promised else [])
    for followed in tracker.current():
        assert (followed.commitment.message_id, followed.accepted_at) == ("0", 1)
        assert FollowedCommitment.from_dict(followed.to_dict()) == followed


def test_what_is_promised_already_is_not_offered_too(finder):
    (found,) = follow(talk("a: We can certainly check it if you want.", "c: ok"), finder=finder)
    assert found.accepted_at is None


def test_an_offer_is_accepted_once_and_by_the_next_answer_alone(finder):
    found = follow(talk("a: Shall I keep one?", "c: hm", "a: It is blue.", "c: yes"), finder=finder)
    assert found == ()
    found = follow(talk("a: Shall I reserve one?", "a: It is blue.", "c: yes", "a: All set.", "c: yes"), finder=finder)
    assert [(f.status.value, f.shown_by) for f in found] == [("kept", "3")]


def test_a_reply_whose_promises_are_known_is_read_for_its_offers(finder):
    tracker = CommitmentTracker(finder)
    offer, answer = talk("a: Shall I keep one for you?", "c: please").messages
    tracker.feed(offer, ())
    tracker.feed(answer)
    assert len(tracker.current()) == 1


def test_a_deadline_in_a_named_zone_passes_by_its_clocks(finder):
    from datetime import timezone

    for hour, status in ((20, CommitmentStatus.OPEN), (22, CommitmentStatus.BROKEN)):
        tracker = CommitmentTracker(finder)
        tracker.feed(
            Message(text="I'll ring you by 4 pm EST.", created_at=datetime(2025, 3, 5, 12, tzinfo=timezone.utc))
        )
        asked = datetime(2025, 3, 5, hour, tzinfo=timezone.utc)
        tracker.feed(Message(text="any news?", role=Role.CUSTOMER, created_at=asked))
        assert tracker.current()[0].status is status


def test_a_tracker_that_watches_nothing_is_refused(finder):
    with pytest.raises(InputError, match="at least 1"):
        CommitmentTracker(finder, most_followed=0)


def test_what_shows_that_it_is_broken_says_so(finder):
    (followed,) = follow(talk("a: I'll repair the gate.", "c: Why didn't you repair it?"), finder=finder)
    assert followed.status is CommitmentStatus.BROKEN
    assert followed.evidence.text.startswith("didn't you repair")


@pytest.mark.parametrize(
    "first",
    [
        "I'll check with the joiner and write to you by Thursday.",
        "I'll call the joiner and get back to you by Thursday.",
        "I'll send you the corrected bill by Thursday.",
        "I'll call you on Thursday.",
        "We'll refund you by Thursday.",
    ],
)
@pytest.mark.parametrize(
    ("second", "status"),
    [
        ("So sorry, it got busy. I'll write to you tomorrow.", "renewed"),
        ("Apologies, I will look at it this week.", "renewed"),
        ("Forgive me, I was off sick all week. I'll get it done tonight.", "renewed"),
        ("We missed that, this is our fault. I will sort it out today.", "renewed"),
        ("I'm sorry. I'll send you an answer tomorrow.", "renewed"),
        ("I'm sorry to hear that.", "broken"),
        ("Sorry. Please fill in the form again.", "broken"),
        ("I will cancel the newsletter for you.", "broken"),
    ],
)
def test_what_was_chased_and_is_promised_again_is_renewed_by_whatever_verbs(finder, first, second, status):
    turns = (f"a: {first}", "c: It is Saturday and I have heard nothing.", f"a: {second}")
    assert follow(talk(*turns, hours=100), finder=finder)[0].status.value == status


@pytest.mark.parametrize(
    ("promised", "customer", "later", "status"),
    [
        ("I will send you the invoice today.", "", "The invoice is attached to my previous email.", "kept"),
        ("I will send you the label today.", "", "The label is attached to the box.", "open"),
        ("I will send a new lamp.", "", "A replacement unit is on its way to you.", "kept"),
        ("I will send your £300 lamp.", "My parcel arrived, thanks.", "", "kept"),
        ("I will send you £40 back.", "My parcel arrived, thanks.", "", "open"),
        ("I will reset your router.", "Nothing has happened.", "I will contact the driver about the parcel.", "broken"),
        ("I will reset your router.", "Nothing has happened.", "I will write to you tomorrow.", "renewed"),
    ],
)
def test_what_is_attached_replaced_priced_or_promised_to_others(promised, customer, later, status):
    turns = ((Role.AGENT, promised), (Role.CUSTOMER, customer), (Role.AGENT, later))
    messages = tuple(Message(text=text, role=role) for role, text in turns if text)
    assert follow(Conversation(messages=messages))[0].status.value == status
