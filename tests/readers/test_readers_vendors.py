"""Exports in the shape that the vendors document, read whole: who said what, in which order, and what was set aside."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from authentica.errors import FormatError, InputError
from authentica.readers import read_transcripts
from authentica.readers.formats import FORMATS, LAYOUTS
from authentica.schema import Conversation, SetAside

EXPORTS = Path(__file__).parents[1] / "data" / "exports"
LETTERS = {"agent": "a", "customer": "c", "bot": "b", "system": "s", "note": "n"}


def read(path, **options):
    aside: list[SetAside] = []
    said: list[str] = []
    found = list(read_transcripts(path, on_set_aside=aside.append, say=said.append, **options))
    return found, [(item.origin, item.reason) for item in aside], said


def shape(conversations):
    return [(c.conversation_id, [(LETTERS[m.role.value], m.text) for m in c.messages]) for c in conversations]


def write(tmp_path, content, name="export.json"):
    path = tmp_path / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


# file, what is said of it, conversations, what is set aside
SAMPLES = [
    (
        "zendesk_comments.json",
        "Zendesk",
        [
            (
                "4471",
                [
                    ("c", "The glass shade of the Lumen lamp was in pieces when I opened the box."),
                    ("b", "We have received your request (4471)."),
                    ("n", "Second broken shade from batch 19 this week, telling the warehouse."),
                    ("a", "Hi Dora,\n\nI've sent a new shade this morning."),
                ],
            )
        ],
        [("zendesk_comments.json:1.5", "does not tell whether its author is an agent")],
    ),
    (
        "zendesk_tickets.ndjson",
        "Zendesk",
        [("61", [("c", "Where is my refund?"), ("a", "It left us on Monday.")]), ("62", [("c", "I cannot log in.")])],
        [("zendesk_tickets.ndjson:1.3", "does not tell whether its author is an agent")],
    ),
    (
        "zendesk_events.json",
        "Zendesk",
        [
            (
                "5",
                [
                    ("c", "My order has no tracking number."),
                    ("s", ""),
                    ("a", "I've put the number into your account."),
                    ("s", ""),
                ],
            )
        ],
        [],
    ),
    (
        "intercom.json",
        "Intercom",
        [
            (
                "8801",
                [
                    ("c", "My invoice shows two seats, I have one."),
                    ("b", "Could you tell me your account name?"),
                    ("b", "I can help with that."),
                    ("s", ""),
                    ("n", "Seat was added by his colleague."),
                    ("a", "Hi Kai,\nI took the second seat off."),
                    ("s", ""),
                    ("s", ""),
                    ("a", "Closing this, just write if it comes back."),
                ],
            )
        ],
        [],
    ),
    (
        "freshdesk.json",
        "Freshdesk",
        [
            (
                "300",
                [
                    ("c", "I ordered M and got XL."),
                    ("n", "Check the packing list"),
                    ("a", "An M is on its way, keep the XL."),
                    ("c", "Oh, thank you!"),
                    ("n", "Fwd to the warehouse"),
                ],
            ),
            ("301", [("a", "We will come on Tuesday at 9.")]),
        ],
        [],
    ),
    (
        "gorgias.json",
        "Gorgias",
        [
            (
                "12",
                [
                    ("c", "It never came."),
                    ("b", "Thanks for your message!"),
                    ("n", "Courier lost it"),
                    ("a", "The courier lost it, I've sent another."),
                ],
            )
        ],
        [],
    ),
    (
        "hubspot.json",
        "HubSpot",
        [
            (
                "t9",
                [
                    ("c", "The app logs me out."),
                    ("b", "Got any questions?"),
                    ("n", "known bug 88"),
                    ("a", "We fix it in tonight's version."),
                    ("b", "Was this helpful?"),
                    ("s", ""),
                ],
            )
        ],
        [],
    ),
    (
        "salesforce_comments.csv",
        "Salesforce case comments",
        [
            (
                "500A",
                [
                    ("c", "My heating is off since Sunday."),
                    ("n", "Boiler type is on the recall list."),
                    ("a", "A technician comes today at 3."),
                    ("b", "Case closed by flow."),
                ],
            )
        ],
        [],
    ),
    (
        "salesforce_emails.json",
        "Salesforce e-mail",
        [("500B", [("c", "I paid for a window seat."), ("a", "You have 14A, by the window."), ("n", "not yet sen")])],
        [],
    ),
    (
        "salesforce_entries.jsonl",
        "Salesforce conversation entries",
        [
            (
                "0dw7",
                [
                    ("c", "Is the pool open?"),
                    ("b", "Let me find someone."),
                    ("a", "Yes, until nine tonight."),
                    ("s", ""),
                ],
            ),
            ("0dw8", [("a", "Towels are at the desk.")]),
        ],
        [],
    ),
    (
        "salesforce_chats.json",
        "Salesforce chat",
        [
            (
                "ck-1",
                [
                    ("a", "Hello! What's wrong?"),
                    ("c", "My kettle leaks.\nIt is new."),
                    ("a", "I've ordered you another & it ships today."),
                ],
            )
        ],
        [],
    ),
    (
        "connect_chat.json",
        "Amazon Connect",
        [
            (
                "c-1",
                [
                    ("s", ""),
                    ("c", "My card [PII] was declined."),
                    ("s", "An agent will be with you."),
                    ("a", "I've lifted the block, try now."),
                    ("s", ""),
                ],
            )
        ],
        [],
    ),
    (
        "connect_voice.json",
        "Amazon Connect",
        [
            (
                "c-2",
                [
                    ("a", "Thanks for calling, this is Noa."),
                    ("c", "My line is dead."),
                    ("a", "I'm sending someone this afternoon."),
                ],
            )
        ],
        [],
    ),
    (
        "call_analytics.json",
        "Call Analytics",
        [
            (
                "call-2025-02-03-17",
                [("c", "I was charged for two nights."), ("a", "I'll take one of them off now.")],
            )
        ],
        [],
    ),
    (
        "genesys.json",
        "Genesys",
        [("g-7", [("c", "Hi, my router blinks red."), ("b", "please hold"), ("a", "i will reset it from here")])],
        [],
    ),
    (
        "google_ccai.json",
        "Google CCAI",
        [
            (
                "projects/p/locations/l/conversations/77",
                [("c", "Can I move my booking?"), ("b", "One moment please."), ("a", "I moved it to Friday.")],
            )
        ],
        [],
    ),
    (
        "google_upload.json",
        "Google CCAI",
        [
            (
                "google_upload.json",
                [
                    ("c", "Why did the price go up?"),
                    ("a", "Your first-year discount ended; I can add six more months."),
                ],
            )
        ],
        [],
    ),
    (
        "call.vtt",
        "WebVTT",
        [
            (
                "call.vtt",
                [
                    ("a", "Thank you for waiting. I've found your order."),
                    ("c", "Great."),
                    ("a", "It ships today."),
                    ("c", "Thanks."),
                ],
            )
        ],
        [
            ("call.vtt:20", "no line of times"),
            ("call.vtt:26", "no voice tag"),
            ("call.vtt:29", "'Priya' is unknown"),
        ],
    ),
]
NAMES = [sample[0] for sample in SAMPLES]


@pytest.mark.parametrize(("name", "called", "expected", "aside"), SAMPLES, ids=NAMES)
def test_samples(name, called, expected, aside):
    found, found_aside, said = read(EXPORTS / name)
    assert shape(found) == expected
    assert called in said[0]
    assert [origin for origin, _ in found_aside] == [origin for origin, _ in aside]
    for (_, reason), (_, part) in zip(found_aside, aside, strict=True):
        assert part in reason
    for conversation in found:
        assert Conversation.from_dict(conversation.to_dict()) == conversation
        for message in conversation.messages:
            for start, at, length in message.offsets.segments if message.offsets else ():
                assert message.text[start : start + length] == message.source[at : at + length]
    origins = [m.origin for c in found for m in c.messages]
    assert len(set(origins)) == len(origins)
    assert all(origin.startswith(f"{name}:") for origin in origins)


def test_every_sample_is_used_and_every_layout_has_one():
    assert sorted(NAMES) == sorted(path.name for path in EXPORTS.iterdir())
    described = {layout.description for layout in LAYOUTS}
    assert described == {d for d in described if any(d in read(EXPORTS / name)[2][0] for name in NAMES)}
