"""Exports in the shape that the vendors document, read whole: who said what, in which order, and what was set aside."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path

import pytest

from authentica.errors import FormatError, InputError
from authentica.readers import read_transcripts
from authentica.readers.formats import FORMATS, LAYOUTS
from authentica.schema import Conversation, Role, SetAside

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
        "chat.txt",
        "a chat as plain text",
        [
            (
                "chat.txt",
                [
                    ("c", "My kettle came without its lid.\nOrder number: 4471"),
                    ("b", "You are next in line."),
                    ("a", "I have put a lid into today's post.\nYou should have it on Friday."),
                    ("s", "Wilma joined the chat"),
                    ("c", "Thanks, Priya!"),
                ],
            )
        ],
        [("chat.txt:7", "'Wilma'")],
    ),
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
                    ("s", "Call from +1 555-0142"),
                ],
            )
        ],
        [],
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
    said = [read(EXPORTS / name)[2][0] for name in NAMES]
    assert [layout.name for layout in LAYOUTS if not any(layout.description in sentence for sentence in said)] == []


def one(tmp_path, item, name="export.json", **options):
    """Read one invented object; return the letters and texts of its messages, and the reasons."""
    found, aside, _ = read(write(tmp_path, item, name), **options)
    return [part for _, messages in shape(found) for part in messages], [reason for _, reason in aside]


def intercom_part(**fields):
    part = {"id": "p", "part_type": "comment", "body": "<p>hello</p>", "author": {"type": "admin", "id": "1"}, **fields}
    return {
        "id": "9",
        "source": {"id": "s", "body": None, "author": {"type": "user"}},
        "conversation_parts": {"conversation_parts": [{k: v for k, v in part.items() if v != "gone"}]},
    }


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, ("a", "hello")),
        ({"more": {"x": 1}}, ("a", "hello")),
        ({"author": {"type": "lead"}}, ("c", "hello")),
        ({"author": {"type": "team"}}, ("a", "hello")),
        ({"author": {"type": "admin", "from_ai_agent": True}}, ("b", "hello")),
        ({"part_type": "note"}, ("n", "hello")),
        ({"part_type": "note_and_reopen"}, ("n", "hello")),
        ({"part_type": "something_new"}, ("s", "hello")),
        ({"part_type": "open", "body": None}, ("s", "")),
        ({"part_type": "open"}, ("a", "hello")),
        ({"part_type": "assign_and_unsnooze"}, ("a", "hello")),
        ({"part_type": "assign_and_reopen", "body": None}, ("s", "")),
        ({"redacted": True}, ("s", "hello")),
        ({"part_type": "note", "author": None}, ("n", "hello")),
        ({"body": None}, ("a", "")),
        ({"body": "gone"}, "no key for the text"),
        ({"body": ["x"]}, "the text is a list, not text"),
        ({"author": None}, "does not tell who wrote it"),
        ({"author": {"type": "stranger", "id": "1"}}, "'stranger' is unknown"),
        ({"author": "gone"}, "does not tell who wrote it"),
        ({"author": [1]}, "does not tell who wrote it"),
    ],
)
def test_parts_of_intercom(tmp_path, fields, expected):
    messages, reasons = one(tmp_path, intercom_part(**fields))
    if isinstance(expected, tuple):
        assert (messages, reasons) == ([expected], [])
    else:
        assert messages == []
        assert expected in reasons[0]


def test_the_first_message_is_not_forgotten(tmp_path):
    item = intercom_part()
    item["source"].update(body="<p>first</p>", author={"type": "user"})
    assert one(tmp_path, item)[0] == [("c", "first"), ("a", "hello")]
    item["conversation_parts"] = {"conversation_parts": []}
    assert one(tmp_path, item)[0] == [("c", "first")]
    item["source"]["delivered_as"] = "automated"
    assert one(tmp_path, item)[0] == [("b", "first")]
    item["source"].update(delivered_as="admin_initiated", author={"type": "admin", "is_ai_answer": True})
    assert one(tmp_path, item)[0] == [("b", "first")]
    item["source"].update(body="", author={"type": "admin"})  # a picture alone
    assert one(tmp_path, item)[0] == [("a", "")]
    item["source"].update(body=None, redacted=True)
    assert one(tmp_path, item)[0] == [("s", "")]
    del item["source"]["body"], item["source"]["redacted"]
    assert one(tmp_path, item) == ([], ["the object has no key for the text"])


@pytest.mark.parametrize("body", ["Set <your name> and <b> first.\n  Use a &lt; b.", "Is <p>this</p> right?", "a < b"])
def test_a_body_of_intercom_without_tags_around_it_is_plain_text(tmp_path, body):
    item = intercom_part(body=body)
    item["source"]["body"] = body
    assert one(tmp_path, item)[0] == [("c", body), ("a", body)]
    assert one(tmp_path, intercom_part(body="\n<p>Use a &lt; b.</p>"))[0] == [("a", "Use a < b.")]


def test_intercom_in_a_page_and_in_lines(tmp_path):
    page = {"type": "conversation.list", "conversations": [intercom_part(), 7, intercom_part()]}
    found, aside, said = read(write(tmp_path, page))
    assert [m.origin for c in found for m in c.messages] == ["export.json:1.1.1", "export.json:1.3.1"]
    assert aside == [("export.json:1.2", "the item is a single value, not an object")]
    lines = "\n".join(json.dumps(intercom_part()) for _ in range(3))
    found, _, said = read(write(tmp_path, lines, "export.jsonl"))
    assert [m.origin for c in found for m in c.messages] == [f"export.jsonl:{n}.1" for n in (1, 2, 3)]
    assert said == ["export.jsonl: Intercom conversations; JSON lines, UTF-8."]


@pytest.mark.parametrize(
    ("total", "part_count", "is_said"),
    [(1, 1, False), (700, 1, True), (None, 500, True), (None, 499, False), ("x", 500, True)],
)
def test_parts_that_intercom_leaves_out_are_said_aloud(tmp_path, total, part_count, is_said):
    item = intercom_part()
    parts = item["conversation_parts"]["conversation_parts"] * part_count
    item["conversation_parts"] = {"total_count": total, "conversation_parts": parts}
    _, _, said = read(write(tmp_path, item))
    told = "export.json: 1 conversation lacks messages that the vendor left out, which exports 500 of each at most."
    assert (told in said) is is_said


def zendesk(comment, **around):
    defaults = {"id": 1, "author_id": 4, "public": True, "body": "hello", "html_body": None}
    return {"comments": [{**defaults, **comment}], **around}


@pytest.mark.parametrize(
    ("comment", "around", "options", "expected"),
    [
        ({}, {"users": [{"id": 4, "role": "agent"}]}, {}, "a"),
        ({}, {"users": [{"id": 4, "role": "end-user"}]}, {}, "c"),
        ({}, {"users": [{"id": 4, "role": "custom"}]}, {}, "'custom' is unknown"),
        ({}, {"users": [{"id": 4, "role": "custom"}]}, {"roles": {"custom": "agent"}}, "a"),
        ({}, {"users": [None, 3, {"id": 4}]}, {}, "does not tell"),
        ({}, {"users": None}, {"roles": {"4": "agent"}}, "a"),
        ({"public": False}, {}, {"roles": {"4": "agent"}}, "n"),
        ({"public": "false"}, {}, {}, "n"),
        ({"public": None}, {"requester_id": 4}, {}, "c"),
        ({"author_id": 4.0}, {"users": [{"id": "4", "role": "agent"}]}, {}, "a"),
        ({"author_id": "-1.0"}, {}, {}, "b"),
        ({}, {"requester_id": 4, "assignee_id": 9, "users": [{"id": 4, "role": "admin"}]}, {}, "c"),
        ({}, {"requester_id": 4, "assignee_id": None, "users": [{"id": 4, "role": "agent"}]}, {}, "c"),
        ({}, {"requester": {"id": 4}, "assignee": {"id": 9}, "users": [{"id": 4, "role": "agent"}]}, {}, "c"),
        # who requested a ticket and answers it opened it for themselves
        ({}, {"requester_id": 4, "assignee_id": 4, "users": [{"id": 4, "role": "agent"}]}, {}, "a"),
        ({}, {"ticket": {"requester_id": 4, "assignee_id": 4}}, {}, "a"),
        ({"via": {"channel": "web", "source": {"rel": "merge"}}}, {"users": [{"id": 4, "role": "agent"}]}, {}, "s"),
        ({"via": {"channel": "web", "source": {"rel": "follow_up"}}}, {"users": [{"id": 4, "role": "agent"}]}, {}, "a"),
        ({"type": "VoiceComment", "via": {"channel": "voice"}}, {"users": [{"id": 4, "role": "agent"}]}, {}, "s"),
        ({"via": {"channel": "chat"}}, {"users": [{"id": 4, "role": "agent"}]}, {}, "a"),
        ({}, {"ticket": {"requester_id": 9, "assignee_id": 4}}, {}, "a"),
        ({"author_id": None}, {}, {}, "does not tell who wrote it"),
        ({"author_id": -1}, {}, {}, "b"),
    ],
)
def test_who_wrote_a_zendesk_comment(tmp_path, comment, around, options, expected):
    messages, reasons = one(tmp_path, zendesk(comment, **around), **options)
    if len(expected) == 1:
        assert (messages, reasons) == ([(expected, "hello")], [])
    else:
        assert messages == []
        assert expected in reasons[0]


CHAT = (
    "Chat started: 2026-03-02 09:00 AM UTC\nServed by: {}\n\n(09:00:01 AM) Jo: It never came\nOrder number: 4471\n"
    "(09:00:20 AM) *** Sam joined the chat ***\n(09:00:30 AM) Sam: I have sent another.\n(09:01:00 AM) Jo: Thanks"
)


@pytest.mark.parametrize(
    ("agents", "fields", "roles", "expected", "aside_count"),
    [
        (
            "Sam",
            {},
            {},
            [("c", "It never came\nOrder number: 4471"), ("a", "I have sent another."), ("c", "Thanks")],
            0,
        ),
        (
            "Sam, Kim Lee",
            {"author_id": -1},
            {},
            [("c", "It never came\nOrder number: 4471"), ("a", "I have sent another."), ("c", "Thanks")],
            0,
        ),
        ("-", {}, {}, [], 3),  # whose words these are is not guessed
        (
            "-",
            {},
            {"sam": "agent"},
            [("c", "It never came\nOrder number: 4471"), ("a", "I have sent another."), ("c", "Thanks")],
            0,
        ),
        ("Sam", {"public": False}, {}, None, 0),
    ],
)
def test_a_zendesk_comment_that_is_a_whole_chat_is_its_turns(tmp_path, agents, fields, roles, expected, aside_count):
    comment = {"body": CHAT.format(agents), "via": {"channel": "chat"}, "created_at": "2026-03-02T09:05:00Z", **fields}
    messages, reasons = one(tmp_path, zendesk(comment, users=[{"id": 4, "role": "agent"}]), roles=roles)
    if expected is None:
        assert [role for role, _ in messages] == ["n"]
    else:
        assert messages == expected
    assert len(reasons) == aside_count
    assert all("--role" in reason for reason in reasons)


@pytest.mark.parametrize(
    ("named", "roles", "expected"),
    [
        ([("agent", "Sam"), ("end-user", "Jo")], {}, "cac"),
        ([("agent", "sam")], {}, "cac"),  # the only other speaker is the customer
        ([("end-user", "Jo")], {}, "cc"),  # who else speaks may be a bot
        ([("agent", "Sam"), ("end-user", "Sam"), ("end-user", "Jo")], {}, "cc"),  # two have that name
        ([("end-user", "Sam"), ("agent", "Jo")], {"Sam": "agent", "Jo": "customer"}, "cac"),
        ([("agent", "Customer"), ("agent", "Kim"), ("agent", None)], {}, ""),
        ([], {}, ""),
    ],
)
def test_users_of_zendesk_tell_who_speaks_in_a_chat(tmp_path, named, roles, expected):
    body = "Chat started: 2026-03-02 09:00 AM UTC\n\n(09:00:01 AM) Jo: It never came\n(09:00:30 AM) Sam: I trace it\n(09:01:00 AM) Jo: Thanks"
    users = [{"id": number, "role": role, "name": name} for number, (role, name) in enumerate(named, start=10)]
    export = zendesk({"body": body, "via": {"channel": "chat"}}, users=[{"id": 4, "role": "agent"}, *users])
    messages, reasons = one(tmp_path, export, roles=roles)
    assert "".join(role for role, _ in messages) == expected
    assert len(messages) + len(reasons) == 3


def test_a_chat_that_an_export_of_zendesk_holds_twice_is_read_once(tmp_path):
    comment = {"id": 1, "author_id": 4, "public": True, "body": CHAT.format("Sam"), "via": {"channel": "chat"}}
    comment |= {"html_body": None, "created_at": "2026-03-02T09:05:00Z"}
    export = {"comments": [comment, comment, {**comment, "id": 2}], "users": [{"id": 4, "role": "agent"}]}
    messages, reasons = one(tmp_path, export)
    assert [role for role, _ in messages] == [*"cac", *"cac"]
    assert len(reasons) == 3
    assert all("same id, same content" in reason for reason in reasons)


@pytest.mark.parametrize(
    ("line", "is_said"),
    [
        ("*** A17 ***", True),
        ("*** SAVE10 *** is your code", True),
        ("Served by: our Leeds depot", True),
        ("Chat started: at nine", True),
        ("*** Kim joined the chat ***", False),
        ("*** Jo has left ***", False),
        ("(09:00:40 AM) *** Jo uploaded: a.png ***", False),
    ],
)
def test_lines_of_a_turn_within_a_zendesk_chat_stay(tmp_path, line, is_said):
    body = f"Chat started: 2026-03-02 09:00 AM UTC\n*** Queue 3 ***\nServed by: Sam\n\n(09:00:01 AM) Jo: It never came\n(09:00:30 AM) Sam: Here it is:\n{line}\n"
    comment = {"body": body + "(09:01:00 AM) Jo: Thanks", "via": {"channel": "chat"}}
    messages, reasons = one(tmp_path, zendesk(comment, users=[{"id": 4, "role": "agent"}]))
    told = f"Here it is:\n{line}" if is_said else "Here it is:"
    assert (messages, reasons) == ([("c", "It never came"), ("a", told), ("c", "Thanks")], [])


@pytest.mark.parametrize(
    ("html", "plain", "expected"),
    [
        ("<div></div>", "I sent the kettle.", "I sent the kettle."),
        ("<div><br>&nbsp;</div>", "I sent it.", "I sent it."),
        ("<p>I sent</p><p>it.</p>", "I sent it.", "I sent\n\nit."),
        ("", "I sent it.", "I sent it."),
        ("<div></div>", "", ""),
    ],
)
def test_the_plain_text_is_read_where_the_html_has_no_words(tmp_path, html, plain, expected):
    said = {"ticket_id": 1, "incoming": False, "private": False, "body": html, "body_text": plain}
    assert one(tmp_path, [said]) == ([("a", expected)], [])


FLAGS = {
    "zendesk": lambda **fields: {
        "comments": [{"id": 1, "author_id": 4, "html_body": None, "body": "hello", **fields}],
        "users": [{"id": 4, "role": "agent"}],
        "audit_id": 1,
        "public": None,
    },
    "freshdesk": lambda **fields: [
        {"ticket_id": 1, "incoming": False, "body_text": "hello", "private": None, **fields}
    ],
    "gorgias": lambda **fields: [{"ticket_id": 1, "from_agent": True, "body_text": "hello", **fields}],
    "salesforce": lambda **fields: [
        {"ParentId": "5", "CommentBody": "hello", "CreatedBy": {"UserType": "Standard"}, **fields}
    ],
    "intercom": lambda **fields: intercom_part(**fields),
    "hubspot": lambda **fields: [{"conversationsThreadId": "t", "direction": "OUTGOING", "text": "hello", **fields}],
}


@pytest.mark.parametrize(
    ("vendor", "fields", "expected"),
    [
        ("zendesk", {"public": True}, "a"),
        ("zendesk", {"public": "1.0"}, "a"),
        ("zendesk", {"public": 0.0}, "n"),
        ("zendesk", {"public": "off"}, "n"),
        ("zendesk", {"public": None}, "n"),
        ("zendesk", {"public": "nan"}, "n"),
        ("zendesk", {}, "n"),
        ("zendesk", {"type": "Tweet"}, "a"),  # what was tweeted has no flag
        ("zendesk", {"public": {}}, "'public' is neither true nor false"),
        ("zendesk", {"public": "perhaps"}, "'public' is neither true nor false"),
        ("freshdesk", {"private": False, "source": 2}, "a"),  # a note that the customer may read
        ("freshdesk", {"private": "1.0", "source": 2}, "n"),
        ("freshdesk", {"source": 2}, "n"),
        ("freshdesk", {"source": 0}, "a"),
        ("freshdesk", {"source": 0.0}, "a"),
        ("freshdesk", {"source": "8.0", "private": False}, "n"),
        ("freshdesk", {}, "n"),
        ("freshdesk", {"private": [True]}, "'private' is neither true nor false"),
        ("gorgias", {"public": None, "via": "internal-note"}, "n"),
        ("gorgias", {"public": None}, "n"),
        ("gorgias", {"public": None, "channel": "email"}, "a"),
        ("gorgias", {"public": "0.0", "channel": "email"}, "n"),
        ("salesforce", {"IsPublished": "0.0"}, "n"),
        ("salesforce", {"IsPublished": "1.0"}, "a"),
        ("salesforce", {}, "n"),
        ("intercom", {"part_type": "gone"}, "n"),
        ("intercom", {"part_type": None}, "n"),
        ("intercom", {"redacted": "perhaps"}, "'redacted' is neither true nor false"),
        ("hubspot", {"type": "MESSAGE"}, "a"),
        ("hubspot", {}, "n"),
    ],
)
def test_what_no_flag_shows_to_the_customer_is_no_reply(tmp_path, vendor, fields, expected):
    messages, reasons = one(tmp_path, FLAGS[vendor](**fields))
    if len(expected) == 1:
        assert (messages, reasons) == ([(expected, "hello")], [])
    else:
        assert messages == []
        assert expected in reasons[0]


def test_messages_read_as_notes_for_want_of_a_flag_are_said_aloud(tmp_path):
    _, _, said = read(write(tmp_path, FLAGS["salesforce"]() * 2))
    assert said[-1] == (
        "export.json: 2 messages of agents do not tell whether the customer saw them, and were read as internal notes; "
        "have the export hold 'IsPublished'."
    )
    _, _, said = read(write(tmp_path, FLAGS["salesforce"](IsPublished=True)))
    assert len(said) == 1


def test_freshdesk_quotations_are_told_by_the_html(tmp_path):
    reply = {"incoming": False, "private": False, "source": 0, "ticket_id": 5, "user_id": 2}
    html = '<div>An M is on its way.</div><div class="freshdesk_quote"><blockquote>On Mon, Ria wrote: XL &amp; L</blockquote></div>'
    plain = "An M is on its way. On Mon, Ria wrote: XL & L"
    path = tmp_path / "x.json"
    path.write_text(
        json.dumps([{**reply, "id": 1, "body": html, "body_text": plain}, {**reply, "id": 2, "body_text": plain}]),
        encoding="utf-8",
    )
    (found,) = read_transcripts(path)
    marked, alone = found.messages
    assert marked.text == "An M is on its way.\n\n> On Mon, Ria wrote: XL & L"
    assert marked.source == html
    assert marked.offsets is not None
    start, end = marked.offsets.to_source(0, len("An M is on its way."))
    assert html[start:end] == "An M is on its way."
    assert (alone.text, alone.source) == (plain, None)


@pytest.mark.parametrize(("source", "expected"), [(10, (Role.AGENT, "5")), (1, (Role.CUSTOMER, "77"))])
def test_who_wrote_the_description_of_a_freshdesk_ticket(tmp_path, source, expected):
    ticket = {"id": 9, "requester_id": 77, "responder_id": 5, "source": source, "description_text": "hello"}
    found, _, _ = read(write(tmp_path, [ticket]), roles={"77": "customer"})
    assert [(m.role, m.author_id) for m in found[0].messages] == [expected]


def test_users_may_stand_in_earlier_lines(tmp_path):
    lines = [
        {"id": 4, "role": "agent", "name": "Ida", "url": "https://example.com"},
        {"ticket_id": 8, "id": 1, "author_id": 4, "public": True, "plain_body": "sent"},
        {"ticket_id": 8, "id": 2, "author_id": 4, "public": False, "plain_body": "for us"},
    ]
    found, aside, _ = read(write(tmp_path, "\n".join(map(json.dumps, lines)), "z.ndjson"))
    assert (shape(found), aside) == ([("8", [("a", "sent"), ("n", "for us")])], [])


def zendesk_lines(order):
    """Return lines of a ticket, its comments and its users, in the order of their letters."""
    kinds = {
        "t": [{"id": 8, "requester_id": 9, "submitter_id": 4, "assignee_id": 4, "description": "We  call you\nat 5."}],
        "c": [
            {"id": 1, "ticket_id": 8, "author_id": 4, "public": True, "html_body": None, "body": "We call you at 5."},
            {"id": 2, "ticket_id": 8, "author_id": 9, "public": True, "html_body": None, "body": "Fine."},
        ],
        "u": [{"id": 4, "role": "agent"}, {"id": 9, "role": "end-user"}],
    }
    return "\n".join(json.dumps(line) for letter in order for line in kinds[letter])


@pytest.mark.parametrize(("order", "opening", "comment"), [("utc", 3, 4), ("uct", 5, 3)])
def test_the_first_message_of_a_ticket_is_read_once(tmp_path, order, opening, comment):
    found, aside, _ = read(write(tmp_path, zendesk_lines(order), "z.ndjson"))
    assert shape(found) == [("8", [("a", "We call you at 5."), ("c", "Fine.")])]
    assert aside == [(f"z.ndjson:{opening}", f"repeats the message of z.ndjson:{comment}: same author, same text")]


def test_a_ticket_keeps_its_first_message_where_no_comment_repeats_it(tmp_path):
    text = zendesk_lines("utc").replace("We call you at 5.", "Somebody else says something else.")
    found, aside, _ = read(write(tmp_path, text, "z.ndjson"))
    assert [m.text for m in found[0].messages] == ["We  call you\nat 5.", "Somebody else says something else.", "Fine."]
    assert aside == []


def test_users_that_stand_too_late_are_said_aloud(tmp_path):
    found, aside, said = read(write(tmp_path, zendesk_lines("cu"), "z.ndjson"), format="zendesk")
    assert (found, len(aside)) == ([], 2)
    assert said[-1] == (
        "z.ndjson: 2 messages were set aside before the list of people, which tells who wrote what, had been read; "
        "put it before the messages."
    )


def test_comments_of_several_tickets_in_one_list(tmp_path):
    comments = [
        {"id": n, "ticket_id": t, "author_id": 4, "public": True, "html_body": "", "body": str(n)}
        for n, t in [(1, 7), (2, 8), (3, 7)]
    ]
    found, _, _ = read(write(tmp_path, {"comments": comments, "users": [{"id": 4, "role": "agent"}]}))
    assert shape(found) == [("7", [("a", "1"), ("a", "3")]), ("8", [("a", "2")])]


def test_a_vendor_export_as_a_table(tmp_path):
    table = (
        "id,ticket_id,author_id,public,html_body,author.role\n1,7,4,TRUE,<p>Done</p>,agent\n2,7,5,0,<p>x</p>,agent\n"
    )
    found, aside, said = read(write(tmp_path, table, "comments.csv"))
    assert (shape(found), aside) == ([("7", [("a", "Done"), ("n", "x")])], [])
    assert said == ["comments.csv: Zendesk ticket comments; a table separated by commas, UTF-8."]


def turns_of_a_call(count, **fields):
    return [
        {
            "Id": str(n), "BeginOffsetMillis": 1000 * n, "EndOffsetMillis": 1000 * n + 900, "LoudnessScores": [70.1, None],
            "Items": [{"Content": "word", "Confidence": "0.99", "BeginOffsetMillis": 1}] * 40, "Sentiment": "NEUTRAL",
            "Content": "I put it right." if n % 2 else "My line is dead.",
            **{key: value[n % 2] for key, value in fields.items()},
        }
        for n in range(count)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "description"),
    [
        (
            {"Transcript": turns_of_a_call(60, ParticipantRole=("CUSTOMER", "AGENT")), "JobName": "call-9",
             "Participants": [{"ParticipantRole": "AGENT"}, {"ParticipantRole": "CUSTOMER"}], "Channel": "VOICE"},
            "Call Analytics",
        ),
        (
            {"Transcript": turns_of_a_call(60, ParticipantId=("CUSTOMER", "AGENT")), "CustomerMetadata": {"ContactId": "call-9"},
             "Participants": [{"ParticipantId": "AGENT", "ParticipantRole": "AGENT"}], "Channel": "VOICE"},
            "Amazon Connect",
        ),
    ],
)  # fmt: skip
@pytest.mark.parametrize("indent", [None, 1])
def test_a_long_call_that_stands_first_is_recognised(tmp_path, content, description, indent):
    path = write(tmp_path, json.dumps(content, indent=indent))
    assert path.read_text().index("call-9") > 65_536
    found, aside, said = read(path)
    assert description in said[0]
    assert aside == []
    assert [(c.conversation_id, len(c.messages)) for c in found] == [("call-9", 60)]
    assert [m.role for m in found[0].messages[:2]] == [Role.CUSTOMER, Role.AGENT]


def test_an_email_contact_of_connect_says_where_the_text_is(tmp_path):
    item = {
        "Version": "EMAIL-2026-01-01",
        "CustomerMetadata": {"ContactId": "c", "InputFiles": {"EmailMessagePlainTextS3URI": "s3://x"}},
    }
    assert "InputFiles" in one(tmp_path, item)[1][0]


@pytest.mark.parametrize("around", [{"CustomerMetadata": {"ContactId": "c"}}, {"JobName": "c", "LoudnessScores": []}])
def test_participants_of_one_conversation_are_no_others(tmp_path, around):
    def call(*roles):
        people = [{"ParticipantId": f"P{n}", "ParticipantRole": role} for n, role in enumerate(roles)]
        turns = [{"ParticipantId": f"P{n}", "Content": f"hello {n}", "BeginOffsetMillis": n} for n in range(2)]
        return {**around, "Participants": people, "Transcript": turns}

    lines = "\n".join(json.dumps(call(*roles)) for roles in (("CUSTOMER", "AGENT"), ("AGENT",), ("CUSTOMER", "AGENT")))
    found, aside, said = read(write(tmp_path, lines, "x.jsonl"))
    assert [m.role.value[0] for c in found for m in c.messages] == ["c", "a", "a", "c", "a"]
    assert [origin for origin, _ in aside] == ["x.jsonl:2.2"]
    assert not any("list of people" in sentence for sentence in said)


def test_phrases_of_two_transcripts_of_genesys_are_two(tmp_path):
    phrase = {"phraseIndex": 0, "text": "hello", "participantPurpose": "internal"}
    item = {"conversationId": "g", "transcripts": [{"transcriptId": n, "phrases": [phrase]} for n in "12"]}
    assert one(tmp_path, item) == ([("a", "hello"), ("a", "hello")], [])


def test_real_time_segments_of_contact_lens(tmp_path):
    item = {
        "Channel": "VOICE",
        "Segments": [
            {"Transcript": {"Id": "1", "ParticipantRole": "AGENT", "Content": "Hello."}},
            {"Categories": {"MatchedCategories": ["x"]}},
        ],
    }
    messages, reasons = one(tmp_path, item)
    assert messages == [("a", "Hello.")]
    assert len(reasons) == 1


def test_a_comment_of_a_case_needs_to_tell_its_author(tmp_path):
    row = {"Id": "1", "ParentId": "5", "CommentBody": "Fixed.", "IsPublished": True, "CreatedById": "005A"}
    assert "--role AUTHOR_ID=agent" in one(tmp_path, [row])[1][0]
    assert one(tmp_path, [row], roles={"005A": "agent"}) == ([("a", "Fixed.")], [])
    assert one(tmp_path, [{**row, "CreatedBy": {"UserType": "Guest"}}]) == ([("c", "Fixed.")], [])


@pytest.mark.parametrize("spell", [str.upper, str.lower, str.title])
def test_capitals_of_a_table_make_no_difference(tmp_path, spell):
    """Salesforce's Data Loader writes all names of columns with capitals, some of its releases without any."""

    def found(header, *rows):
        path = write(tmp_path, "\n".join([spell(header), *rows]), "export.csv")
        conversations, aside, said = read(path, roles={"005A": "agent"})
        return shape(conversations), [reason for _, reason in aside], said[0]

    messages, reasons, said = found(
        "Id,ParentId,IsPublished,CommentBody,CreatedById,CreatedBy.UserType",
        "1,5,true,It rattles.,005G,Guest",
        "2,5,0,Known fault.,005A,",
        "3,5,1,I have sent another.,005A,",
        "4,5,true,Hm.,005B,",
    )
    assert messages == [("5", [("c", "It rattles."), ("n", "Known fault."), ("a", "I have sent another.")])]
    assert "does not tell whether its author is an agent" in reasons[0]
    assert "Salesforce case comments" in said
    messages, reasons, said = found("Id,ChatKey,LiveChatVisitorId,Body", "7,k,v,( 1s ) Agent: Hello")
    assert (messages, reasons) == ([("k", [("a", "Hello")])], [])
    assert "Salesforce chat" in said


def test_a_column_keeps_its_name_where_the_right_one_is_there_too(tmp_path):
    table = "BODY_TEXT,body_text,Body,incoming,private,ticket_id\nold,It works again.,,false,false,1\n"
    found, _, said = read(write(tmp_path, table, "export.csv"))
    assert shape(found) == [("1", [("a", "It works again.")])]
    assert "Freshdesk" in said[0]


def test_empty_cells_beyond_the_header_of_a_table_are_let_go(tmp_path):
    table = "CommentBody,ParentId,IsPublished,CreatedBy.UserType\nIt rattles.,5,true,Guest,,\nFixed.,5,true,Standard\n"
    found, aside, _ = read(write(tmp_path, table, "export.csv"))
    assert (shape(found), aside) == ([("5", [("c", "It rattles."), ("a", "Fixed.")])], [])


@pytest.mark.parametrize("is_text", [True, False])
@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        ({"abstractMessage": {"staticContent": {"text": "hello"}}}, "hello"),
        ({"abstractMessage": {"messageType": "ChoicesMessage", "choices": {"text": "Which one?"}}}, "Which one?"),
        ({"abstractMessage": {"staticContent": {"formatType": "Attachments", "text": None}}}, ""),
        ({"abstractMessage": {"messageType": "FormMessage"}}, ""),
        ("{hello}", "{hello}"),
        ("[1]", "[1]"),
    ],
)
def test_a_payload_of_salesforce_is_no_text_where_it_is_an_object(tmp_path, payload, expected, is_text):
    item = {
        "conversation_identifier": "c",
        "entry_type": "MESSAGE",
        "sender": {"role": "Agent"},
        "entry_payload": json.dumps(payload) if is_text and isinstance(payload, dict) else payload,
    }
    assert one(tmp_path, [item]) == ([("a", expected)], [])
    item = {"entryType": "MESSAGE", "sender": {"role": "Agent"}, "entryPayload": item["entry_payload"]}
    assert one(tmp_path, {"conversationEntries": [item]}) == ([("a", expected)], [])


def chat(body, **fields):
    return {"Id": "57", "ChatKey": "k", "LiveChatVisitorId": "v", "Body": body, **fields}


@pytest.mark.parametrize(
    ("body", "expected", "reason"),
    [
        ("Agent Lou\n( 1s ) Lou: hi\n( 2s ) Visitor: yo\n", [("a", "hi"), ("c", "yo")], None),
        ("Agent Lou\n( 1s ) Lou: a: b\nmore\n\n( 1h 2m 3s ) Ann B: c\n", [("a", "a: b\nmore"), ("c", "c")], None),
        ("Agent Lou\n( 1s ) Chatbot: hi\n", [("b", "hi")], None),
        ("( 1s ) Lou: hi\n( 2s ) Visitor: yo\n", [("c", "yo")], "'Lou' is unknown"),
        (
            "Agent Lou\n( 1s ) Lou: hi\nChat Transferred From Lou To Kim\n( 2s ) Kim: yo",
            [("a", "hi"), ("a", "yo")],
            None,
        ),
        ("Agent Chatbot\n( 1s ) Chatbot: hi\n( 2s ) Ann: yo", [("b", "hi"), ("c", "yo")], None),
        ("Agent Pip Bot\n( 1s ) Pip Bot: hi\n( 2s ) Ann: yo", [("b", "hi"), ("c", "yo")], None),
        (
            "( 1s ) Chatbot: hi\n( 2s ) Ann: yo\nChat Transferred From Chatbot To Kim\n( 3s ) Kim: I look into it.",
            [("b", "hi"), ("c", "yo"), ("a", "I look into it.")],
            None,
        ),
        ("stray words\nAgent Lou\n( 1s ) Lou: hi", [("a", "hi")], "neither a heading nor a message"),
        ("Chat Started: never\n", [], "holds no message"),
        ("", [], "no body"),
        (None, [], "no body"),
        (["x"], [], "the body is a list"),
        ("( " * 50_000, [], "neither"),
        ("(1s" * 50_000, [], "neither"),
    ],
)
def test_bodies_of_live_chats(tmp_path, body, expected, reason):
    messages, reasons = one(tmp_path, [chat(body)])
    assert messages == expected
    assert [reason in found for found in reasons[:1]] == ([True] if reason else [])


@pytest.mark.parametrize(
    ("name", "wrap"),
    [
        ("x.csv", lambda body: f'Id,CaseId,OwnerId,Body\n57,500,005,"{body}"\n'),
        ("x.csv", lambda body: f'"ID","OWNERID","BODY"\n"57","005","{body}"\n'),
        ("x.json", lambda body: [{"Id": "57", "Body": f'<p align="center">{body}</p>'.replace("\n", "<br>")}]),
        ("x.json", lambda body: {"records": [{"Id": "57", "CaseId": "500", "Body": body}]}),
    ],
)
def test_live_chats_are_recognised_by_how_they_begin(tmp_path, name, wrap):
    body = "Chat Started: Tuesday, April 07, 2020, 14:04:50 (+0000)\nAgent Lou\n( 6s ) Lou: hi\n( 9s ) Ann: yo"
    found, aside, _ = read(write(tmp_path, wrap(body), name))
    assert (shape(found), aside) == ([("57", [("a", "hi"), ("c", "yo")])], [])
    pasted = f'ticket,from,body\n1,agent,"See below:\n{body}"\n'
    assert len(shape(read(write(tmp_path, pasted, "x.csv"))[0])[0][1]) == 1
    quoted = 'ticket_id,role,body\n1,customer,Where is my lamp?\n1,agent,"Chat Started: at nine, you say?"\n'
    assert len(shape(read(write(tmp_path, quoted, "x.csv"))[0])[0][1]) == 2


def test_a_person_called_like_a_bot_can_be_named(tmp_path):
    body = "Agent Ada Bot\n( 1s ) Ada Bot: hi\n( 2s ) Ann: yo"
    assert one(tmp_path, [chat(body)], roles={"Ada Bot": "agent"})[0] == [("a", "hi"), ("c", "yo")]


def hubspot(direction, actor, **fields):
    return [
        {
            "conversationsThreadId": "t", "type": "MESSAGE", "text": "hello", "direction": direction,
            "senders": [] if actor is None else [{"actorId": actor}], **fields,
        }
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (hubspot("OUTGOING", "A-2"), "a"),
        (hubspot("OUTGOING", "E-help@example.com"), "a"),
        (hubspot("OUTGOING", None), "a"),
        (hubspot("OUTGOING", "L-3"), "b"),  # a language model
        (hubspot("OUTGOING", "I-7"), "b"),  # an integration
        (hubspot("OUTGOING", None, createdBy="L-3"), "b"),
        (hubspot("OUTGOING", None, createdBy="I-7"), "b"),
        (hubspot("OUTGOING", "A-2", createdBy="I-7"), "a"),  # sent by a program, in the name of an agent
        (hubspot("INCOMING", "I-7"), "c"),  # a channel of one's own passes on what the customer wrote
        (hubspot("INCOMING", "V-1", createdBy="I-7"), "c"),
        (hubspot(None, "A-2"), "a"),
        (hubspot(None, "V-2"), "c"),
        (hubspot(None, "E-x@example.com"), "'E' is unknown"),
        (hubspot("OUTGOING", "Z-2"), "'Z' is unknown"),
        (hubspot("SIDEWAYS", "A-2"), "'SIDEWAYS' is unknown"),
        (
            {"ticket_events": [{"ticket_id": 5, "child_events": [
                {"event_type": "Comment", "public": True, "author_id": 4, "body": "hello", "via": "Rule"}]}],
             "users": [{"id": 4, "role": "agent"}]},
            "b",
        ),
        (
            {"ticket_events": [{"ticket_id": 5, "via": "Rule", "child_events": [
                {"event_type": "Comment", "public": True, "author_id": 4, "body": "hello"}]}],
             "users": [{"id": 4, "role": "agent"}]},
            "b",
        ),
        (
            {"audits": [{"ticket_id": 5, "via": {"channel": "rule"}, "author_id": 4, "audit_id": 1, "events": [
                {"type": "Comment", "public": True, "author_id": 4, "body": "hello", "html_body": None}]}],
             "users": [{"id": 4, "role": "agent"}]},
            "b",
        ),
        (
            {"ticket_events": [{"ticket_id": 5, "via": "Web form", "child_events": [
                {"event_type": "Comment", "public": True, "author_id": 4, "body": "hello", "via": "Mail"}]}],
             "users": [{"id": 4, "role": "agent"}]},
            "a",
        ),
        (
            {"CustomerMetadata": {"ContactId": "c"}, "Transcript": [
                {"Id": "1", "ParticipantId": "AGENT", "ParticipantRole": "LLM_BOT", "Content": "hello"}]},
            "'LLM_BOT' is unknown",
        ),
    ],
)  # fmt: skip
def test_machines_are_no_agents(tmp_path, item, expected):
    messages, reasons = one(tmp_path, item)
    if len(expected) == 1:
        assert (messages, reasons) == ([(expected, "hello")], [])
    else:
        assert messages == []
        assert expected in reasons[0]


@pytest.mark.parametrize(
    ("status", "is_said"),
    [("TRUNCATED_TO_MOST_RECENT_REPLY", True), ("TRUNCATED", True), ("NOT_TRUNCATED", False), (None, False)],
)
def test_texts_that_hubspot_cut_short_are_said_aloud(tmp_path, status, is_said):
    _, _, said = read(write(tmp_path, hubspot("OUTGOING", "A-2", truncationStatus=status)))
    assert any("cut short by the vendor (truncationStatus)" in sentence for sentence in said) is is_said


def test_times_and_offsets_of_live_chats():
    found, _, _ = read(EXPORTS / "salesforce_chats.json")
    hello, leaks, sent = found[0].messages
    assert leaks.created_at.isoformat() == "2020-04-07T14:06:09+00:00"
    assert hello.source == "Hello! What&#39;s wrong?"
    start = sent.text.index("ships")
    left, right = sent.offsets.to_source(start, start + 5)
    assert sent.source[left:right] == "ships"


def test_columns_are_for_general_formats(tmp_path):
    path = write(tmp_path, [intercom_part()])
    with pytest.raises(InputError, match="knows its own fields"):
        read(path, format="intercom", columns={"text": "body"})
    found, _, said = read(EXPORTS / "salesforce_comments.csv", columns={"text": "CommentBody"})
    assert "a table separated by commas" in said[0]
    assert sum(len(c.messages) for c in found) == 4


def test_a_file_without_objects_is_refused(tmp_path):
    with pytest.raises(FormatError, match="none of the first"):
        read(write(tmp_path, "[1, 2]"), format="zendesk")
    with pytest.raises(FormatError, match="no object"):
        read(write(tmp_path, "[]"), format="zendesk")


def test_captions_of_teams_and_zoom(tmp_path):
    text = "\ufeffWEBVTT\n\n00:01.000 --> 00:02.000\nIda Brown: Hello\n\n00:03.000 --> 00:04.000\nIda Brown: again"
    messages, reasons = one(tmp_path, text, "x.vtt", roles={"ida brown": "agent"})
    assert (messages, reasons) == ([("a", "Hello again")], [])
    messages, reasons = one(tmp_path, text, "x.vtt")
    assert messages == []
    assert len(reasons) == 1
    assert "Ida" not in reasons[0]
    assert '--role "NAME=agent"' in reasons[0]
    assert "--column" not in reasons[0]  # captions have none


@pytest.mark.parametrize("cue_id", ["", "7\n"])
@pytest.mark.parametrize("header", ["WEBVTT\n", "WEBVTT\nKind: captions\n", "WEBVTT\n\n", "WEBVTT\n\nNOTE checked\n"])
def test_captions_without_blank_lines(tmp_path, header, cue_id):
    cues = [
        f"{cue_id}00:0{n}.000 --> 00:0{n}.500\n<v {name}>hello {n}\n" for n, name in enumerate(("Agent", "Customer"))
    ]
    expected = [("a", "hello 0"), ("c", "hello 1")]
    assert one(tmp_path, header + "".join(cues), "x.vtt") == (expected, [])
    found, _, _ = read(write(tmp_path, header + "00:01.000 --> 00:02.000\n" + "".join(cues), "x.vtt"))
    start = header.count("\n") + 2
    origins = [f"x.vtt:{start}", f"x.vtt:{start + 2 + len(cue_id) // 2}"]
    assert [m.origin for m in found[0].messages] == origins


@pytest.mark.parametrize("piece", ["<v ", "<v A>", "x\n", "<", "&", "A: ", "-->", "(1s)"])
def test_captions_of_any_size(tmp_path, piece):
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\n" + piece * (200_000 // len(piece))
    found, aside, _ = read(write(tmp_path, text, "x.vtt"), format="webvtt")
    assert len(found) + len(aside) <= 200_000


def test_an_object_beyond_the_limit_is_set_aside(tmp_path, monkeypatch):
    monkeypatch.setattr("authentica.readers.objects.MAX_OBJECT_CHARS", 100_000)
    long = intercom_part(body="<p>" + "x" * 200_000 + "</p>")
    found, aside, _ = read(write(tmp_path, [intercom_part(), long, intercom_part()]))
    assert len(found) == 1
    assert aside[0] == ("export.json:2", "the object is longer than 100,000 characters")
    assert "not read" in aside[1][1]


def ticket(number, **fields):
    comment = {"id": number, "author_id": 4, "public": True, "html_body": None, "body": f"line {number}"}
    return {"id": number, "requester_id": 9, "comments": [comment], **fields}


USERS = [{"id": 4, "role": "agent"}]


def page(*tickets, **around):
    return {"tickets": list(tickets), "users": USERS, "next_page": None, **around}


def lines_read(path):
    found, aside, said = read(path)
    return [m.text for c in found for m in c.messages], aside, said


@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("is_first", [True, False])
def test_pages_are_read_item_by_item_with_the_users_wherever_they_stand(tmp_path, indent, is_first):
    users = {"users": USERS}
    content = {**(users if is_first else {}), "tickets": [ticket(1), 7, ticket(3)], "count": 3, **users}
    path = write(tmp_path, json.dumps(content, indent=indent))
    found, aside, said = read(path)
    assert [(c.conversation_id, m.role, m.text, m.origin) for c in found for m in c.messages] == [
        ("1", Role.AGENT, "line 1", "export.json:1.1.1"),
        ("3", Role.AGENT, "line 3", "export.json:1.3.1"),
    ]
    assert aside == [("export.json:1.2", "the item is a single value, not an object")]
    assert said[0] == "export.json: Zendesk ticket comments; a JSON object, UTF-8."


@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("between", ["", "\n", "\r\n\r\n"])
def test_pages_that_were_put_together(tmp_path, indent, between):
    pages = [json.dumps(page(ticket(n), ticket(n + 1)), indent=indent) for n in (1, 3, 5)]
    texts, aside, _ = lines_read(write(tmp_path, between.join(pages)))
    assert (texts, aside) == ([f"line {n}" for n in range(1, 7)], [])


def test_arrays_that_were_put_together(tmp_path):
    arrays = [json.dumps([ticket(n, users=USERS)], indent=1) for n in (1, 2)]
    texts, aside, _ = lines_read(write(tmp_path, "\n".join(arrays)))
    assert (texts, aside) == (["line 1", "line 2"], [])


@pytest.mark.parametrize("indent", [None, 1])
def test_a_page_that_breaks_off_keeps_what_came_before(tmp_path, indent):
    content = json.dumps({"users": USERS, "tickets": [ticket(n) for n in range(1, 9)]}, indent=indent)
    place = content.index("line 5")
    texts, aside, _ = lines_read(write(tmp_path, content[:place]))
    assert texts == ["line 1", "line 2", "line 3", "line 4"]
    assert [origin for origin, _ in aside] == ["export.json:1.5", "export.json:1.5"]
    assert "not read" in aside[-1][1]


@pytest.mark.parametrize("indent", [None, 1])
def test_a_broken_page_costs_itself_and_not_the_next(tmp_path, indent):
    pages = [json.dumps(page(ticket(n), ticket(n + 1)), indent=indent) for n in (1, 3, 5)]
    pages[1] = pages[1].replace('"line 4"', "line 4")
    texts, aside, _ = lines_read(write(tmp_path, "\n".join(pages)))
    assert texts == ["line 1", "line 2", "line 3", "line 5", "line 6"]
    assert [origin for origin, _ in aside] == ["export.json:2.2", "export.json:2.2"]


def test_one_bad_ticket_costs_one(tmp_path):
    bad = json.dumps(ticket(2)).replace('"id": 2', '"id": 2, "id": 7', 1)
    content = json.dumps(page(ticket(1), "BAD", ticket(3))).replace('"BAD"', bad)
    texts, aside, _ = lines_read(write(tmp_path, content))
    assert texts == ["line 1", "line 3"]
    assert aside == [("export.json:1.2", "'id' stands twice in an object, with different values")]


def test_a_key_of_a_page_that_stands_twice_is_said(tmp_path):
    content = json.dumps(page(ticket(1))).replace('"next_page": null', '"count": 1, "count": 2')
    texts, aside, _ = lines_read(write(tmp_path, content))
    assert texts == ["line 1"]
    assert aside == [("export.json:1", "'count' stands twice in an object, with different values")]


def test_a_page_without_tickets_is_nothing_and_no_error(tmp_path):
    texts, aside, _ = lines_read(write(tmp_path, json.dumps({**page(), "requester_id": 1, "submitter_id": 1})))
    assert (texts, aside) == ([], [])


def test_a_page_longer_than_an_object_may_be(tmp_path, monkeypatch):
    """Users that stand behind more than can be held are not known in time, and users that stand first are."""
    monkeypatch.setattr("authentica.readers.objects.MAX_OBJECT_CHARS", 20_000)
    monkeypatch.setattr("authentica.readers.sources.MAX_LINE_CHARS", 20_000)
    tickets = [ticket(n) for n in range(1, 1_001)]
    texts, aside, _ = lines_read(write(tmp_path, json.dumps({"users": USERS, "tickets": tickets})))
    assert (len(texts), aside) == (1_000, [])
    texts, aside, _ = lines_read(write(tmp_path, json.dumps({"tickets": tickets, "users": USERS})))
    assert (texts, len(aside)) == ([], 1_000)


def test_an_object_of_its_own_that_is_too_long_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("authentica.readers.objects.MAX_OBJECT_CHARS", 20_000)
    content = {"comments": ticket(1)["comments"], "users": USERS, **{f"note_{n}": "x" * 9_000 for n in range(4)}}
    with pytest.raises(FormatError, match="longer than 20,000"):
        read(write(tmp_path, json.dumps(content)))


@pytest.mark.parametrize("layout", [known for known in LAYOUTS if known.pages], ids=lambda layout: layout.name)
@pytest.mark.parametrize(
    "content", ["{}", '{"KEY": [', '{"KEY": [{}', '{"KEY": []} x', '{"KEY": [] "b": 1}', '{"KEY"', '{"KEY":']
)
def test_broken_pages_of_every_vendor(tmp_path, layout, content):
    for key in layout.pages:
        path = write(tmp_path, content.replace("KEY", key))
        try:
            found, aside, _ = read(path, format=layout.name)
        except FormatError as error:
            assert str(path) in str(error)  # noqa: PT017 - most of these hold nothing
        else:
            assert not found
            assert aside or content == "{}" or content.endswith("x")


def test_a_key_that_stands_twice_costs_one_object(tmp_path):
    good = json.dumps(intercom_part())
    bad = good.replace('"id": "9"', '"id": "9", "id": "8"')
    found, aside, _ = read(write(tmp_path, f"[{good}, {bad}, {good}]"))
    assert [m.origin for c in found for m in c.messages] == ["export.json:1.1", "export.json:3.1"]
    assert aside == [("export.json:2", "'id' stands twice in an object, with different values")]


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_layouts_are_described_in_full(layout):
    speech = layout.message
    assert layout.signs
    assert all(layout.signs)
    assert speech.conversation_id
    assert speech.speakers
    assert all(
        word == word.lower() and "_" not in word for rule in speech.speakers for word in getattr(rule, "roles", ())
    )
    assert [known.name for known in FORMATS].count(layout.name) == 1


@pytest.mark.parametrize("kind", ["array", "lines", "page"])
def test_memory_does_not_grow_with_the_file(tmp_path, kind):
    def peak(count):
        items = [json.dumps(intercom_part(body=f"<p>{n} {'word ' * 100}</p>")) for n in range(count)]
        joined = ",".join(items)
        contents = {"array": f"[{joined}]", "page": f'{{"conversations": [{joined}]}}', "lines": "\n".join(items)}
        path = write(tmp_path, contents[kind])
        del items
        tracemalloc.start()
        try:
            assert sum(1 for _ in read_transcripts(path)) == count
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(10)  # what is imported and compiled once
    assert peak(1_500) < 1.3 * peak(400)
