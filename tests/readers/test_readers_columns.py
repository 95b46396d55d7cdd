"""Columns and roles: what is guessed, what is overridden, what is refused."""

from __future__ import annotations

import pickle
import shlex

import pytest

from authentica import read_transcripts
from authentica.errors import ColumnError, InputError
from authentica.readers.columns import COLUMN_NAMES, FIELDS, ColumnMap, check_overrides, map_columns
from authentica.readers.roles import ROLE_WORDS, NoteReader, RoleReader, check_roles, read_role
from authentica.schema import Role


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (
            "tweet_id author_id inbound created_at text response_tweet_id in_response_to_tweet_id",
            {
                "message_id": "tweet_id", "author_id": "author_id", "role": "inbound", "created_at": "created_at",
                "text": "text", "in_response_to": "in_response_to_tweet_id",
            },
        ),
        ("Ticket|ID Author|Type Comment Created|At Via", {
            "conversation_id": "Ticket ID", "role": "Author Type", "text": "Comment", "created_at": "Created At",
            "channel": "Via",
        }),
        ("conversationId messageId authorType body createdAt", {
            "conversation_id": "conversationId", "message_id": "messageId", "role": "authorType", "text": "body",
            "created_at": "createdAt",
        }),
        ("ticket_id id incoming body_text body from_email", {
            "conversation_id": "ticket_id", "message_id": "id", "role": "incoming", "text": "body_text",
        }),
        ("reply", {"text": "reply"}),
        ("text", {"text": "text"}),
        ("question answer", {"customer_text": "question", "text": "answer"}),
        ("text reply", {"customer_text": "text", "text": "reply"}),
        ("customer_text text", {"customer_text": "customer_text", "text": "text"}),
        ("Review|Text Developer|Reply|Text", {"customer_text": "Review Text", "text": "Developer Reply Text"}),
        ("role text reply", {"role": "role", "text": "text"}),
        ("message text", {"text": "text"}),
        ("html_body body", {"text": "body", "html": "html_body"}),
        ("html_body", {"html": "html_body"}),
        ("session turn speaker text", {
            "conversation_id": "session", "turn": "turn", "author_id": "speaker", "text": "text",
        }),
    ],
)  # fmt: skip
def test_guesses(header, expected):
    names = [name.replace("|", " ") for name in header.split()]
    assert map_columns(names, {}, "x.csv") == ColumnMap(**expected)


def test_a_speaker_is_a_role_where_the_cells_say_so():
    samples = {"speaker": ["Agent", "customer", "tier2", ""]}
    assert map_columns(["speaker", "text"], {}, "x.csv", samples=samples).role == "speaker"
    samples = {"speaker": ["Ana", "Bo", "Agent"]}
    found = map_columns(["speaker", "text"], {}, "x.csv", samples=samples)
    assert (found.role, found.author_id) == (None, "speaker")


def test_overrides_win():
    names = ["Body", "note", "who"]
    found = map_columns(names, check_overrides({"text": "note", "role": "WHO", "author_id": ""}), "x.csv")
    assert found == ColumnMap(text="note", role="who")
    assert map_columns(["text", "html"], {"html": "html"}, "x.csv") == ColumnMap(html="html")
    assert map_columns(["text", "role"], check_overrides({"role": None}), "x.csv") == ColumnMap(text="text")


@pytest.mark.parametrize(
    ("names", "overrides", "expected"),
    [
        (["id", "colour"], {}, r"no column was recognised as the text \(columns: 'id', 'colour'\)"),
        (
            ["Ticket", "What was said", "Msg #"],
            {},
            r"\(columns: 'Ticket', 2 not shown, since a first row may be a message: ",
        ),
        (
            ["What was said"],
            {},
            "the only one is not shown, since a first row may be a message. Name it .*; a pasted chat needs Agent: and",
        ),
        (["Secret"], {}, "the only one is not shown"),
        (["Secret"], {"text": "body"}, "there is no column 'body' for the text; the only one is not shown"),
        ([f"c{n}" for n in range(15)], {}, r"'c11', 3 more\)"),
        ([], {}, r"\(columns: none at all\)"),
        (["id", "text"], {"text": "bodie"}, r"there is no column 'bodie' for the text \(columns: 'id', 'text'\)"),
        (["text", "text"], {}, "stands twice"),
        (["17", "My secret is blue, really."], {}, "does not look like a header"),
        (["17", "My secret is blue, really."], {"text": "body"}, "2 not shown, since a first row may be a message"),
    ],
)
def test_refused(names, overrides, expected):
    with pytest.raises(ColumnError, match=expected) as caught:
        map_columns(names, overrides, "x.csv")
    assert "x.csv" in str(caught.value)
    assert "secret" not in str(caught.value).lower()
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


@pytest.mark.parametrize("overrides", [{}, {"text": "body"}], ids=str)
def test_keys_of_objects_are_shown_as_no_message_can_be_one(overrides):
    with pytest.raises(ColumnError, match=r"\(columns: 'notes'\)"):
        map_columns(["notes"], overrides, "x.json", are_keys=True)


def test_unknown_field():
    with pytest.raises(ColumnError, match="there is no field 'txt'"):
        check_overrides({"txt": "body"})


def test_every_field_has_names():
    assert set(COLUMN_NAMES) | {"text", "customer_text"} == set(FIELDS)


def test_description_names_what_is_left():
    said = ColumnMap(text="body").describe(["body", *(f"c{i}" for i in range(10))])
    assert said == (
        "Columns: text from 'body'; no role column, so every row is read as an agent's reply (--column role=COLUMN, or "
        "columns={'role': 'COLUMN'}, names one); not used: "
        "'c0', 'c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7' and 2 more."
    )


@pytest.mark.parametrize(("role", "word"), [(role, word) for role, words in ROLE_WORDS.items() for word in words])
def test_every_role_word(role, word):
    assert read_role(word, {}) is role
    assert read_role(f" {word.upper().replace(' ', '_')} ", {}) is role


def test_no_role_word_stands_twice():
    words = [word for words in ROLE_WORDS.values() for word in words]
    assert len(words) == len(set(words))


@pytest.mark.parametrize(
    ("column", "cell", "expected"),
    [
        ("inbound", "True", Role.CUSTOMER),
        ("inbound", "False", Role.AGENT),
        ("incoming", "1", Role.CUSTOMER),
        ("is_agent", "yes", Role.AGENT),
        ("is_agent", "n", Role.CUSTOMER),
        ("role", "End-User", Role.CUSTOMER),
        ("direction", "outbound", Role.AGENT),
    ],
)
def test_role_cells(column, cell, expected):
    assert RoleReader(column, {}).read(cell) is expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (
            "tier2",
            "the role 'tier2' is unknown; say what it means with --role tier2=agent, or roles={",
        ),
        ("true", "the role 'true' is unknown"),
        (None, "the role is empty"),
        ("  ", "the role is empty"),
        (
            "my name is Ana",
            "the role is unknown, and not shown as it may be a message; name the column of the roles with --column",
        ),
        ("x" * 31, "the role is unknown, and not shown"),
    ],
)
def test_unknown_roles_have_a_reason(cell, expected):
    reason = RoleReader("role", {}).read(cell)
    assert isinstance(reason, str)
    assert reason.startswith(expected)


@pytest.mark.parametrize(
    ("sample", "cell", "is_shown"),
    [
        (["Agent", "Customer", "Light Agent", "Light Agent"], "Light Agent", True),
        (["Agent", "Customer", "Light Agent"], "Light Agent", False),  # what stands there once may be a message
        (["Agent", "Customer", "tier2"], "tier2", False),
        (["Agent", "Customer", "tier2", "tier2"], "tier2", True),
        (["Acme Support", "Acme Support"], "Acme Support", True),
        (["Tier Two", "Tier Two"], "Tier Two", True),
        (["Tier One", "Web User", "Tier One", "Web User"], "Tier One", True),
        *(
            (["Agent", "Agent", said, said], said, False)
            for said in (
                "refund me now",
                "thank you so much",
                "Thanks",
                "07700900123",
                "my number is 07700900123",
                "Sam Smith",
                "Agent Smith 4471",
                "Your agent lied",
                "Call Agent",
                "still waiting",
                "ORD-44718",
                "I hate Support",
                "bad support",
                "Tier Two Light Agent",
            )
        ),
        (["Tier One", "Web User", "Tier One", "Web User"], "Call me back", False),
        (["Agent", "Customer"], "Sorry, all gone!", False),  # no role has such signs
        (["Agent", "Customer"], "it is all gone by now", False),
        (["Agent", "Customer"], "A" * 31, False),
        (["Thanks a lot", "Thanks a lot", "It came", "Where is it", "Bye now"], "Thanks a lot", False),
    ],
)
def test_a_role_of_some_words_is_shown_where_it_is_no_message(sample, cell, is_shown):
    reason = RoleReader("role", {}, sample).read(cell)
    assert isinstance(reason, str)
    assert (cell in reason) is is_shown
    if is_shown:
        assert f"--role {shlex.quote(f'{cell}=agent')}" in reason


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Agent Priya N", Role.AGENT),
        ("agent Priya Anne N.", Role.AGENT),
        ("Agent (Priya)", Role.AGENT),
        ("Agent - Priya Nair", Role.AGENT),
        ("Agent: Priya", Role.AGENT),
        ("Agent 12", Role.AGENT),
        ("Rep #3", Role.AGENT),
        ("Customer (web)", Role.CUSTOMER),
        ("Customer Ben K", Role.CUSTOMER),
        ("VISITOR #4471", Role.CUSTOMER),
        ("client 7", Role.CUSTOMER),
        ("Agent Priya", None),
        ("Agent Joined", None),
        ("agent12", None),
        ("user 12", None),  # a member of a forum, agent or not
        ("Agent (AI)", None),
        ("Agent - Assist", None),
        ("Agent/Customer", None),
        ("Agent: left", None),
        ("Customer Success", None),
        ("Customer (Support)", None),
        ("Customer Care Team A", None),
        ("Agents (all)", None),
        ("Agent was rude to me", None),
        ("Agent said I", None),
        ("Customer: I want my money back now", None),
        ("customer " + "a" * 70 + " N", None),
        ("agent" + " a" * 100_000, None),
        ("agent(" * 50_000, None),
    ],
)
def test_a_leading_role_word_decides_in_labels_only(cell, expected):
    assert read_role(cell, {}) is expected


def test_own_roles_hold_for_leading_words_too():
    roles = check_roles({"agent": "bot", "Agent Priya N": "note"})
    assert read_role("Agent (Ana)", roles) is Role.BOT
    assert read_role("Agent Priya N", roles) is Role.NOTE


def test_own_roles():
    roles = check_roles({"Tier_2": "agent", "customer": Role.NOTE})
    assert RoleReader("role", roles).read("tier 2") is Role.AGENT
    assert RoleReader("role", roles).read("Customer") is Role.NOTE
    with pytest.raises(InputError, match="'boss' is not a role"):
        check_roles({"x": "boss"})


@pytest.mark.parametrize(
    ("column", "note", "message"),
    [
        ("Public", "false", "true"),
        ("is_public", "0", "1"),
        ("Private", "TRUE", "FALSE"),
        ("Internal note", "yes", ""),
        ("visibility", "internal", "public"),
        ("type", "note", "comment"),
        ("type", "note", "1"),
        ("part_type", "note_and_reopen", "comment"),
    ],
)
def test_internal_notes_beside_a_role_are_no_replies(tmp_path, column, note, message):
    path = tmp_path / "export.csv"
    path.write_text(
        f"ticket,author role,{column},body\n"
        f"1,customer,{message},Where is my lamp?\n"
        f"1,agent,{note},Angry one. Check at 16:00.\n"
        f"1,agent,{message},I have sent it again today.\n"
    )
    (conversation,) = read_transcripts(path)
    assert [m.role for m in conversation.messages] == [Role.CUSTOMER, Role.NOTE, Role.AGENT]
    kept = read_transcripts(path, columns={"note": ""})
    assert [m.role for c in kept for m in c.messages] == [Role.CUSTOMER, Role.AGENT, Role.AGENT]


def test_an_object_beside_the_text_loses_no_message(tmp_path):
    path = tmp_path / "export.jsonl"
    path.write_text('{"role": "agent", "text": "I have sent it again.", "visibility": {"type": "role"}}\n')
    (conversation,) = read_transcripts(path)
    assert [m.role for m in conversation.messages] == [Role.AGENT]


@pytest.mark.parametrize(
    ("column", "cell", "expected"),
    [
        ("public", "0.0", Role.NOTE),
        ("public", "1.0", Role.AGENT),
        ("public", "off", Role.NOTE),
        ("public", "external", Role.AGENT),
        ("is_public", "", Role.NOTE),
        ("is_public", None, Role.NOTE),
        ("is_public", "nan", Role.NOTE),
        ("private", "1.0", Role.NOTE),
        ("private", "0.0", Role.AGENT),
        ("private", "", Role.AGENT),
        ("private", "public", Role.AGENT),
        ("private", "perhaps", "'private', which tells notes from replies, is neither true nor false"),
        ("public", "2.0", "'public', which tells notes from replies, is neither true nor false"),
        ("internal note", "Lives upstairs.", Role.AGENT),  # the note itself, beside the reply
        ("visibility", "all", Role.AGENT),
    ],
)
def test_flags_of_notes_as_programs_write_them(column, cell, expected):
    read = NoteReader(column).read(cell, Role.AGENT)
    assert read is expected if isinstance(expected, Role) else expected in read


def test_only_what_would_be_a_reply_needs_a_flag():
    reader = NoteReader("public")
    assert [reader.read("", role) for role in (Role.BOT, Role.SYSTEM)] == [Role.BOT, Role.SYSTEM]
    assert reader.read("perhaps", Role.BOT) is Role.BOT
    assert reader.said_after() == ()


def test_replies_that_are_read_as_notes_are_said_aloud(tmp_path):
    path = tmp_path / "export.csv"
    path.write_text(
        "ticket,role,public,body\n1,customer,,Where is my lamp?\n1,agent,,I have sent it.\n1,agent,1.0,On its way.\n"
    )
    said: list[str] = []
    (conversation,) = read_transcripts(path, say=said.append)
    assert [m.role for m in conversation.messages] == [Role.CUSTOMER, Role.NOTE, Role.AGENT]
    assert "1 row leaves 'public' empty, and was read as an internal note" in said[-1]


def test_role_cells_that_a_data_frame_made_decimal():
    assert RoleReader("inbound", {}).read("1.0") is Role.CUSTOMER
    assert RoleReader("is_agent", {}).read("0.0") is Role.CUSTOMER
    assert RoleReader("role", check_roles({"2": "agent"})).read("2.0") is Role.AGENT
    assert "the role '2' is unknown; say what it means with --role 2=agent" in RoleReader("role", {}).read("2.0")
