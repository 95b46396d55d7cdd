"""Whole files: `read_transcripts` on tables and JSON, and threads."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from authentica.errors import ColumnError, FormatError, InputError
from authentica.readers import FORMATS, read_transcripts, threads
from authentica.schema import Conversation, Message, Role, SetAside

EXAMPLES = Path(__file__).parents[2] / "data" / "examples"


def read(tmp_path, content, name="x.csv", **options):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
    aside: list[SetAside] = []
    found = list(read_transcripts(path, on_set_aside=aside.append, **options))
    return found, [(a.origin, a.reason) for a in aside]


def shape(conversations):
    return [(c.conversation_id, [(m.role.value[0], m.text) for m in c.messages]) for c in conversations]


def jsonl(*rows):
    return "\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows) + "\n"


# Tables


def test_a_table_of_messages(tmp_path):
    found, aside = read(
        tmp_path,
        "Ticket ID,Message ID,From,Body,Created At,Channel\r\n"
        '7,a,customer,"Where\r\nis it?",2025-01-01 10:00,Email\r\n'
        "7,b,agent,On its way.,2025-01-01 10:05,Email\r\n",
    )
    assert aside == []
    assert shape(found) == [("7", [("c", "Where\r\nis it?"), ("a", "On its way.")])]
    message = found[0].messages[1]
    assert (message.message_id, message.channel, message.origin) == ("b", "Email", "x.csv:3")
    assert message.created_at is not None
    assert found[0].replies()[0].customer_text == "Where\r\nis it?"


GROUPED = "Ticket ID,Author Type,Message\n501,Customer,a\n,Agent,b\n,Customer,c\n502,Customer,d\n,Agent,e\n"


def said_of(tmp_path, content, **options):
    path = tmp_path / "said.csv"
    path.write_text(content, encoding="utf-8")
    said = []
    list(read_transcripts(path, say=said.append, **options))
    return " ".join(said)


def test_ids_that_stand_in_the_first_rows_of_conversations_only(tmp_path):
    found, aside = read(tmp_path, GROUPED)
    assert aside == []
    assert shape(found) == [("501", [("c", "a"), ("a", "b"), ("c", "c")]), ("502", [("c", "d"), ("a", "e")])]
    assert "'Ticket ID' stands in the first row of each conversation only" in said_of(tmp_path, GROUPED)


def test_a_row_that_cannot_be_read_leaves_open_whose_the_next_is(tmp_path):
    found, aside = read(tmp_path, GROUPED.replace("502,Customer,d", "502,Customer,d,x"))
    assert [origin for origin, _ in aside] == ["x.csv:5"]
    assert shape(found)[1:] == [(None, [("a", "e")])]


@pytest.mark.parametrize(
    ("content", "ids"),
    [
        (GROUPED + "501,Customer,f\n", ["501", None, None, "502", None]),  # ids come again: gaps are gaps
        ("Ticket ID,Author Type,Message\n,Customer,a\n501,Agent,b\n", [None, "501"]),
        ("Ticket ID,Author Type,Message\n501,Agent,a\n,Agent,b\n", ["501", None]),  # one side alone: no conversation
        ("Ticket ID,Message\n501,a\n,b\n", ["501", None]),
    ],
)
def test_other_rows_without_an_id_stand_alone_and_are_said_aloud(tmp_path, content, ids):
    found, _ = read(tmp_path, content)
    assert [c.conversation_id for c in found] == ids
    said = said_of(tmp_path, content)
    assert ("1 row has" if ids.count(None) == 1 else f"{ids.count(None)} rows have") + " nothing in 'Ticket ID'" in said
    assert "fill the id down" in said


HEADER = "Ticket ID;Author Type;Subject;Body"
ROWS = "7;Customer;Lamp;Where is it?\n7;Agent;Re: Lamp;It left today.\n"


@pytest.mark.parametrize(
    ("above", "count"),
    [
        ("", 0),
        ("Support export Q1 2026;;;\n", 1),
        ("Support export Q1 2026;;;\nGenerated, 02.03.2026;;;\n;;;\n", 3),
        ("Support export, Q1 2026\n\n", 2),  # as written by hand, with no separators
        ("Ticket;;Message;\n", 1),  # names of groups, two of which are known
    ],
)
def test_lines_above_the_header_are_passed_over(tmp_path, above, count):
    content = above + HEADER + "\n" + ROWS
    found, aside = read(tmp_path, content)
    assert (shape(found), aside) == ([("7", [("c", "Where is it?"), ("a", "It left today.")])], [])
    assert found[0].messages[0].origin == f"x.csv:{count + 2}"
    said = said_of(tmp_path, content)
    assert ("above the header" in said) is (count > 0)


def test_a_named_column_shows_where_the_header_is(tmp_path):
    found, _ = read(tmp_path, "Export;;\nNr;Antwort;Datum\n1;It left.;x\n", columns={"text": "Antwort"})
    assert shape(found) == [(None, [("a", "It left.")])]


@pytest.mark.parametrize(
    "content", ["Support export Q1 2026;;;\nNr;Wer;Betreff;Antwort\n7;Agent;Lamp;It left.\n", "Title;;\n1;Hello;x\n"]
)
def test_a_title_without_a_known_header_is_refused(tmp_path, content):
    with pytest.raises(ColumnError, match="most cells of the first row are empty") as caught:
        read(tmp_path, content)
    assert "Delete the rows above the header" in str(caught.value)


def test_columns_without_names_are_said_aloud(tmp_path):
    assert "2 columns have no name in the first row" in said_of(tmp_path, "Nr,,Message,\n1,a,b,c\n2,d,e,f\n")
    assert "no name" not in said_of(tmp_path, "Nr,Message,,\n1,b,,\n")
    assert "no name" not in said_of(tmp_path, ",Message\n0,b\n")  # the index of a data frame


CHATS = (
    'chat_id,agent,transcript\n1,Sam,"Customer: You charged me twice\nAgent: It is cancelled:\nback by Friday.\nCustomer: thanks"\n'
    '2,Sam,"[14:05] Jo: Where is it?\n[14:06] Sam: It left at 8."\n'
)


def test_cells_that_are_whole_chats_are_read_as_their_turns(tmp_path):
    found, aside = read(tmp_path, CHATS, columns={"text": "transcript"})
    assert aside == []
    assert shape(found) == [
        ("1", [("c", "You charged me twice"), ("a", "It is cancelled:\nback by Friday."), ("c", "thanks")]),
        ("2", [("c", "Where is it?"), ("a", "It left at 8.")]),
    ]
    assert [m.author_id for c in found for m in c.messages if m.role is Role.AGENT] == ["Sam", "Sam"]
    assert found[0].messages[1].origin == "x.csv:2/2"
    assert "each text is a whole chat" in said_of(tmp_path, CHATS, columns={"text": "transcript"})


def test_a_cell_among_chats_that_is_none_is_no_reply(tmp_path):
    found, aside = read(tmp_path, CHATS + "3,Sam,It was about a lamp.\n", columns={"text": "transcript"})
    assert len(found) == 2
    assert [origin for origin, _ in aside] == ["x.csv:4"]
    assert '--role "NAME=agent"' in aside[0][1]


@pytest.mark.parametrize(
    "text",
    [
        "Hi Jo,\nyour order: 12\nCustomer: you\nAgent: me",
        "Order: 12\nTotal: 30\nAgent: Sam",
        "Customer: Jo Smith\nAgent: Sam\nSummary: refunded in full",
        "Customer: Jo Smith\nAgent: Sam Peter Carter",
        "Customer: Jo\nAgent: Sam\nrefunded in full",
        "Customer: Jo wants it all back\nAgent: Sam has sent it\nResult: refunded",
        "Customer: Jo\nAgent: Sam\nVisitor: Ann\nSummary: refunded in full",
        "10:00 you arrive\n11:30 you leave",
        "Hello: I have sent it.",
    ],
)
def test_replies_with_colons_are_no_chats(tmp_path, text):
    found, aside = read(tmp_path, f'id,text\n1,"{text}"\n')
    assert (shape(found), aside) == ([(None, [("a", text)])], [])


@pytest.mark.parametrize(
    "text",
    [
        "Customer: where is it?\nAgent: I have sent it again.",
        "Customer: hi\nAgent: hello\nCustomer: bye",
        "Customer: it broke on day one\nOrder number: 4471\nAgent: a new one is on its way\nCustomer: thanks",
        "Customer:\nwhere is it?\nAgent:\non its way to you",
        "[10:00] Customer: hi\n[10:01] Agent: hello",
    ],
)
def test_chats_of_few_words_are_chats(tmp_path, text):
    found, aside = read(tmp_path, f'id,text\n1,"{text}"\n')
    assert aside == []
    assert {m.role for c in found for m in c.messages} == {Role.CUSTOMER, Role.AGENT}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hi Ana,&nbsp;I&#39;ve sent it.", "Hi Ana, I've sent it."),
        ("It&rsquo;s &quot;done&quot; &amp; paid.", 'It\u2019s "done" & paid.'),
        ("Write &amp; for an ampersand and &lt; for less.", None),
        ("Press &nbsp; once.", None),
        ("if (a < b) &nbsp;&nbsp;", None),
    ],
)
def test_entities_without_tags_are_decoded(tmp_path, text, expected):
    found, _ = read(tmp_path, jsonl({"text": text}), "x.jsonl")
    message = found[0].messages[0]
    assert message.text == (expected or text)
    assert message.source == (text if expected else None)
    if expected:
        assert message.offsets.to_source(0, 2) == (0, 2)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_separators(tmp_path, separator):
    found, aside = read(tmp_path, separator.join(["id", "text"]) + "\n" + separator.join(["1", "hello: you"]) + "\n")
    assert (shape(found), aside) == ([(None, [("a", "hello: you")])], [])


def test_excels_own_first_line(tmp_path):
    found, aside = read(tmp_path, "sep=;\nid;text\n1;hello, you\n")
    assert (shape(found), aside) == ([(None, [("a", "hello, you")])], [])
    assert found[0].messages[0].origin == "x.csv:3"


def test_one_column_needs_no_quotation_marks(tmp_path):
    found, aside = read(tmp_path, 'reply\nHello, you; there\n"quoted, too"\n\nlast')
    assert [c.messages[0].text for c in found] == ["Hello, you; there", "quoted, too", "last"]
    assert aside == []


def test_wrong_widths_are_set_aside_and_empty_cells_let_go(tmp_path):
    found, aside = read(tmp_path, "id,text,tag\n1,ok,\n2,short\n3,a,b,long\n4,ok,,,\n,,\n\n5,ok,x\n")
    assert [c.messages[0].message_id for c in found] == ["1", "4", "5"]
    assert aside == [
        ("x.csv:3", "the row has 2 cells, the header has 3"),
        ("x.csv:4", "the row has 4 cells, the header has 3"),
    ]


def test_a_truncated_table(tmp_path):
    found, aside = read(tmp_path, 'id,text\n1,"whole"\n2,"cut off in the mid')
    assert [c.messages[0].text for c in found] == ["whole"]
    assert aside == [("x.csv:3", "a quotation mark opens a cell that is never closed")]


def test_huge_cells_leave_the_csv_module_alone(tmp_path):
    limit = csv.field_size_limit()
    cells = ["x" * 10_000, 'with "quotes", and\nlines ' * 400, "y" * 1_000_000]
    path = tmp_path / "huge.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["id", "text"], *enumerate(cells)])
    assert [c.messages[0].text for c in read_transcripts(path)] == cells
    assert csv.field_size_limit() == limit


def test_empty_bodies_are_kept(tmp_path):
    found, aside = read(tmp_path, "id,text\n1,\n2, \n")
    assert [c.messages[0].text for c in found] == ["", " "]
    assert aside == []


def test_a_header_without_rows_is_nothing(tmp_path):
    assert read(tmp_path, "id,text\n") == ([], [])


def test_wrong_headers_are_errors_at_the_call(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("id,colour\n1,blue\n")
    with pytest.raises(ColumnError, match=r"--column text=COLUMN"):
        read_transcripts(path)
    with pytest.raises(ColumnError, match="'body'"):
        read_transcripts(path, columns={"text": "body"})
    path.write_text("1,My mother has died. Close her account.\n")
    with pytest.raises(ColumnError, match="header") as caught:
        read_transcripts(path)
    assert "mother" not in str(caught.value)


def test_options_are_checked_before_the_file_is_opened(tmp_path):
    with pytest.raises(ColumnError):
        read_transcripts(tmp_path / "none.csv", columns={"bogus": "x"})
    with pytest.raises(InputError):
        read_transcripts(tmp_path / "none.csv", roles={"x": "bogus"})


def test_unknown_roles_are_set_aside_until_they_are_explained(tmp_path):
    rows = "conversation_id,role,text\n1,customer,hi\n1,tier2,hello\n1,,who\n2,tier2,bye\n"
    found, aside = read(tmp_path, rows)
    assert shape(found) == [("1", [("c", "hi")])]
    assert [origin for origin, _ in aside] == ["x.csv:3", "x.csv:4", "x.csv:5"]
    assert "'tier2'" in aside[0][1]
    found, aside = read(tmp_path, rows, roles={"tier2": "agent"})
    assert shape(found) == [("1", [("c", "hi"), ("a", "hello")]), ("2", [("a", "bye")])]
    assert len(aside) == 1


@pytest.mark.parametrize("said", ["my number is 07700900123", "07700900123", "refund", "I hate Sam Smith"])
def test_a_text_that_slipped_into_the_role_column_is_shown_in_no_reason(tmp_path, said):
    rows = "id,text,role,channel\n1,Hello there,customer,web\n2,I have sent it.,agent,web\n3,thx,customer,web\n"
    _, aside = read(tmp_path, f"{rows}4,Hello, {said},customer\n")
    assert [origin for origin, _ in aside] == ["x.csv:5"]
    assert said not in aside[0][1]


def test_question_and_reply_in_one_row(tmp_path):
    found, _ = read(tmp_path, "question,answer\nWhere?,Here.\nWhen?,\n,Hello.\n")
    assert shape(found) == [
        (None, [("c", "Where?"), ("a", "Here.")]),
        (None, [("c", "When?")]),
        (None, [("a", "Hello.")]),
    ]
    assert found[0].replies()[0].customer_text == "Where?"


def test_pairs_with_a_conversation_are_put_together(tmp_path):
    found, _ = read(tmp_path, "ticket_id,question,answer\n1,a,b\n2,x,y\n1,c,d\n")
    assert shape(found) == [("1", [("c", "a"), ("a", "b"), ("c", "c"), ("a", "d")]), ("2", [("c", "x"), ("a", "y")])]


def test_one_chat_without_a_conversation_column(tmp_path):
    said: list[str] = []
    found, _ = read(tmp_path, "speaker,text\nuser,hi\nagent,hello\nuser,bye\n", say=said.append)
    assert shape(found) == [("x.csv", [("c", "hi"), ("a", "hello"), ("c", "bye")])]
    assert "one conversation" in said[2]
    found, _ = read(tmp_path, "role,text\nagent,hi\nagent,hello\n")
    assert len(found) == 2


def test_html_bodies(tmp_path):
    found, _ = read(tmp_path, "id,text,html_body\n1,<p>It&#39;s done</p>,\n2,plain <3,<p>other</p>\n3,,<i>only</i>\n")
    texts = [c.messages[0] for c in found]
    assert [(m.text, m.source) for m in texts] == [
        ("It's done", "<p>It&#39;s done</p>"),
        ("plain <3", None),
        ("only", "<i>only</i>"),
    ]
    assert texts[0].offsets is not None
    assert texts[0].offsets.to_source(5, 9) == (12, 16)
    assert Message.from_dict(texts[0].to_dict()) == texts[0]
    found, _ = read(tmp_path, "id,text,html_body\n1,plain,<p>rich</p>\n", columns={"html": "html_body"})
    assert found[0].messages[0].text == "rich"


SIDES = "wording,side\nmy lid broke,customer\nI sent another,agent\nthanks,customer\n"


@pytest.mark.parametrize(
    ("table", "columns", "refused"),
    [
        (SIDES, {"text": "wording"}, True),
        (SIDES.replace("side", "created_by"), {"text": "wording"}, True),
        (SIDES, {"text": "wording", "role": ""}, False),
        (SIDES, {"text": "wording", "role": "side"}, False),
        (SIDES.replace("customer", "agent"), {"text": "wording"}, False),
        (SIDES.replace("customer", "lamps"), {"text": "wording"}, False),
        ("answer,question,side\nI sent another,my lid broke,customer\nfine,help,agent\n", {}, False),
    ],
)
def test_customers_are_not_read_as_agents_where_a_column_tells_them_apart(tmp_path, table, columns, refused):
    if not refused:
        assert read(tmp_path, table, columns=columns)[0]
        return
    with pytest.raises(ColumnError, match="agents and customers both speak") as caught:
        read(tmp_path, table, columns=columns)
    name = table.partition("\n")[0].partition(",")[2]
    assert f"--column role={name}" in str(caught.value)
    assert "--column role= " in str(caught.value)


def test_said_aloud(tmp_path):
    said: list[str] = []
    read(tmp_path, "id,text,tag\n1,ok,x\n2,bad\n", say=said.append)
    assert said == [
        "x.csv: a table separated by commas, UTF-8.",
        "Columns: text from 'text', message_id from 'id'; no role column, so every row is read as an agent's reply "
        "(--column role=COLUMN, or columns={'role': 'COLUMN'}, names one); not used: 'tag'.",
        "x.csv: 1 row was set aside.",
    ]


# JSON


def test_json_lines(tmp_path):
    found, aside = read(
        tmp_path,
        "\ufeff"
        + jsonl(
            {"conversation_id": 7, "role": "user", "text": "hi", "created_at": 1564626456},
            "",
            {
                "conversation_id": 7.0,
                "role": "agent",
                "text": "hello",
                "created_at": 1564626457123,
                "extra": {"a": [1]},
            },
        ),
        "x.jsonl",
    )
    assert (shape(found), aside) == ([("7", [("c", "hi"), ("a", "hello")])], [])
    assert found[0].messages[1].origin == "x.jsonl:3"
    assert found[0].messages[1].created_at is not None


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('{"id": 2, "text": "cut o', "not valid JSON at character 19; the file seems to be cut off here"),
        ("{'id': 2}\n", "not valid JSON at character 2"),
        ("[1, 2]\n", "the item is a list, not an object"),
        ('"text"\n', "the item is a single value, not an object"),
        ('{"id": 2, "text": ["a"]}\n', "the text is a list, not text"),
        ('{"id": {"x": 1}, "text": "a"}\n', "the message_id is an object, not text"),
        ('{"id": 2}\n', "the object has no key for the text"),
        ('{"text": "a", "text": "b"}\n', "'text' stands twice in an object, with different values"),
        (
            '{"my secret, told": "a", "my secret, told": "b"}\n',
            "a key stands twice in an object, with different values",
        ),
        ("[" * 100_000 + "\n", "the JSON is nested too deeply"),
    ],
)
def test_bad_lines_are_set_aside(tmp_path, line, expected):
    found, aside = read(tmp_path, '{"id": 1, "text": "ok"}\n' + line, "x.jsonl")
    assert [c.messages[0].text for c in found] == ["ok"]
    assert aside == [("x.jsonl:2", expected)]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("NaN", ""),
        ("null", ""),
        ("12", "12"),
        ("1.50", "1.50"),
        ("1" * 5000, "1" * 5000),
        ("true", "true"),
        ('"\\ud800 x"', "\ud800 x"),
        ('"a\tb"', "a\tb"),
        ('"a", "text": "a"', "a"),
    ],
)
def test_values(tmp_path, value, expected):
    found, aside = read(tmp_path, f'{{"id": 1, "text": {value}}}\n', "x.jsonl")
    assert ([c.messages[0].text for c in found], aside) == ([expected], [])


def test_conversations_with_messages(tmp_path):
    def said(role, text):
        return {"role": role, "text": text}

    found, aside = read(
        tmp_path,
        jsonl(
            {"id": "c1", "channel": "chat", "messages": [{"id": 1, **said("user", "hi")}, said("agent", "yes")]},
            {"id": "c2", "messages": [said("agent", "x"), "no", said("boss", "y"), {"role": "agent"}]},
            {"id": "c3", "messages": []},
        ),
        "x.jsonl",
    )
    assert shape(found) == [("c1", [("c", "hi"), ("a", "yes")]), ("c2", [("a", "x")])]
    assert found[0].messages[0].channel == "chat"
    assert found[0].messages[0].message_id == "1"
    assert [origin for origin, _ in aside] == ["x.jsonl:2.2", "x.jsonl:2.3", "x.jsonl:2.4", "x.jsonl:3"]


@pytest.mark.parametrize("role", [{}, {"role": "agent"}])
@pytest.mark.parametrize("key", ["description", "customer_message"])
def test_what_a_conversation_says_itself_is_said_once(tmp_path, key, role):
    replies = [{**role, "text": "On its way."}, {**role, "text": "It is there."}]
    item = {"id": "7", key: "Where is it?", "messages": replies}
    found, aside = read(tmp_path, jsonl(item), "x.jsonl")
    asked = [] if role and key == "description" else [("c", "Where is it?")]  # with roles, it may be anybody's
    assert (shape(found), aside) == ([("7", [*asked, ("a", "On its way."), ("a", "It is there.")])], [])


def test_a_message_without_a_text_has_not_that_of_its_conversation(tmp_path):
    replies = [{"role": "agent", "text": "On its way."}, {"role": "agent", "status": "sent"}]
    item = {"id": "7", "role": "customer", "text": "Where is it?", "messages": replies}
    found, aside = read(tmp_path, jsonl(item), "x.jsonl")
    assert shape(found) == [("7", [("c", "Where is it?"), ("a", "On its way.")])]
    assert aside == [("x.jsonl:1.3", "the object has no key for the text")]


def test_a_second_list_of_messages_is_set_aside(tmp_path):
    said = {"role": "agent", "text": "On its way."}
    found, aside = read(tmp_path, jsonl({"id": "7", "messages": [said], "comments": [said], "turns": []}), "x.jsonl")
    assert shape(found) == [("7", [("a", "On its way.")])]
    assert aside == [("x.jsonl:1", "its list 'comments' is not read beside another list of messages")]


NESTED = [
    {
        "ticket": {"id": 7},
        "author": {"name": "Ann", "role": "customer"},
        "via": {"channel": "chat"},
        "text": "It leaks.",
    },
    {
        "ticket": {"id": 7},
        "author": {"name": "Lou", "role": "agent"},
        "via": {"channel": "chat"},
        "text": "On its way.",
    },
]


def test_columns_within_objects(tmp_path):
    said: list[str] = []
    found, aside = read(tmp_path, jsonl(*NESTED), "x.jsonl", say=said.append)
    assert (shape(found), aside) == ([("7", [("c", "It leaks."), ("a", "On its way.")])], [])
    assert found[0].messages[1].author_id == "Lou"
    assert said[1] == (
        "Columns: text from 'text', role from 'author.role', conversation_id from 'ticket.id', author_id from 'author.name'; "
        "not used: 'via.channel'."
    )
    named = {"channel": "via.channel", "role": "", "author_id": "author.role"}
    found, _ = read(tmp_path, jsonl(*NESTED), "x.jsonl", columns=named)
    assert [(m.role, m.channel, m.author_id) for c in found for m in c.messages] == [
        (Role.AGENT, "chat", "customer"),
        (Role.AGENT, "chat", "agent"),
    ]
    with pytest.raises(ColumnError, match=r"no column 'author\.rank'.*'author\.name'"):
        read(tmp_path, jsonl(*NESTED), "x.jsonl", columns={"role": "author.rank"})


def test_what_stands_beside_the_text_is_preferred_to_what_lies_deeper(tmp_path):
    row = {
        "direction": "outbound",
        "author": {"role": "tier2"},
        "text": {"plain": "no", "html": "<p>no</p>"},
        "body": "yes",
    }
    found, aside = read(tmp_path, jsonl(row), "x.jsonl")
    assert (shape(found), aside) == ([(None, [("a", "yes")])], [])
    found, aside = read(tmp_path, jsonl({"role": "agent", "message": {"text": "deep"}}), "x.jsonl")
    assert (shape(found), aside) == ([(None, [("a", "deep")])], [])


@pytest.mark.parametrize("key", ["author", "via", "created_at", "turn", "visibility"])
@pytest.mark.parametrize("value", [{"x": 1}, ["x"], {}])
def test_an_object_where_others_have_a_word_costs_no_message(tmp_path, key, value):
    rows = [{"role": "agent", "text": "one", key: "1"}, {"role": "agent", "text": "two", key: value}]
    found, aside = read(tmp_path, jsonl(*rows), "x.jsonl")
    assert (shape(found), aside) == ([(None, [("a", "one")]), (None, [("a", "two")])], [])


def test_messages_of_a_conversation_with_their_authors_as_objects(tmp_path):
    messages = [{"sender": {"type": "visitor"}, "text": "hi"}, {"sender": {"type": "operator"}, "text": "yes"}]
    found, aside = read(tmp_path, json.dumps({"id": "c", "messages": messages}, indent=1), "x.json")
    assert (shape(found), aside) == ([("c", [("c", "hi"), ("a", "yes")])], [])


ARRAY = [{"id": i, "text": f"message {i} " + "é" * (i % 7)} for i in range(5_000)]


@pytest.mark.parametrize("indent", [None, 1])
def test_json_arrays(tmp_path, indent):
    found, aside = read(tmp_path, json.dumps(ARRAY, indent=indent, ensure_ascii=False), "x.json")
    assert [c.messages[0].text for c in found] == [row["text"] for row in ARRAY]
    assert aside == []
    assert found[-1].messages[0].origin == "x.json:5000"


def test_a_json_array_with_a_huge_text(tmp_path):
    huge = "x" * 1_000_000
    found, aside = read(tmp_path, json.dumps([{"text": huge}, {"text": "b"}]), "x.json")
    assert ([c.messages[0].text for c in found], aside) == ([huge, "b"], [])


@pytest.mark.parametrize(
    ("content", "texts", "reason"),
    [
        ('[{"text": "a"}, {"text": "b', ["a"], "cannot be told apart"),
        ('[{"text": "a"}', ["a"], "breaks off"),
        ('[{"text": "a"}, ', ["a"], "breaks off"),
        ('[{"text": "a"} {"text": "b"}]', ["a"], "no comma"),
        ('[{"text": "a"}, 7, {"text": "b"}]', ["a", "b"], "single value"),
        ('[{"text": "a"}, {bad}, {"text": "b"}]', ["a"], "cannot be told apart"),
    ],
)
def test_broken_arrays_keep_what_came_before(tmp_path, content, texts, reason):
    found, aside = read(tmp_path, content, "x.json")
    assert [c.messages[0].text for c in found] == texts
    assert reason in aside[-1][1]


def test_one_json_object(tmp_path):
    content = json.dumps({"id": "c", "messages": [{"role": "user", "text": "a"}]}, indent=2)
    assert read(tmp_path, content, "x.json") == (
        [Conversation(conversation_id="c", messages=(Message(text="a", role=Role.CUSTOMER, origin="x.json:1.1"),))],
        [],
    )


@pytest.mark.parametrize("content", ["[]", "{bad}\n{bad}\n", "[1, 2]\n[3]\n"])
def test_json_without_objects_is_refused(tmp_path, content):
    with pytest.raises(FormatError):
        read(tmp_path, content, "x.jsonl", format="jsonl" if content != "[]" else None)


# Formats


def test_formats_are_recognised_by_content_not_by_name(tmp_path):
    for content in ("id,text\n1,a\n", '{"text": "a"}\n', '[{"text": "a"}]', '{\n "text": "a"\n}'):
        found, _ = read(tmp_path, content, "export.txt")
        assert [c.messages[0].text for c in found] == ["a"]


def test_the_registry():
    assert [f.name for f in FORMATS] == [
        "webvtt",
        "salesforce-chats",
        "zendesk",
        "intercom",
        "freshdesk",
        "gorgias",
        "hubspot",
        "salesforce-comments",
        "salesforce-emails",
        "salesforce-messaging",
        "amazon-connect",
        "amazon-call-analytics",
        "genesys",
        "google-ccai",
        "parquet",
        "jsonl",
        "json",
        "turns",
        "csv",
    ]


def test_a_format_can_be_named(tmp_path):
    with pytest.raises(FormatError, match=r"no format 'xml'.*parquet, jsonl, json, turns, csv"):
        read(tmp_path, "text\na\n", format="xml")
    with pytest.raises(FormatError, match="none of the first"):
        read(tmp_path, "text\na\n", format="jsonl")


# Threads


def test_scattered_rows_are_put_together(tmp_path):
    found, _ = read(tmp_path, "thread_id,role,text\n1,user,a\n2,user,x\n1,agent,b\n,agent,alone\n2,agent,y\n")
    assert shape(found) == [
        ("1", [("c", "a"), ("a", "b")]),
        ("2", [("c", "x"), ("a", "y")]),
        (None, [("a", "alone")]),
    ]


@pytest.mark.parametrize("limit", ["HELD_MESSAGES", "HELD_CHARS"])
def test_no_more_than_the_limit_is_held(tmp_path, monkeypatch, limit):
    monkeypatch.setattr(threads, limit, 3)
    found, _ = read(tmp_path, "thread_id,role,text\n1,user,a\n2,user,b\n3,user,c\n4,user,d\n4,agent,e\n1,agent,f\n")
    assert [c.conversation_id for c in found] == ["1", "2", "3", "4", "1"]


def test_the_map_into_html_counts_as_what_is_held(tmp_path, monkeypatch):
    body = "<b>a" * 20 + "</b>"
    rows = "".join(f"{n},user,{body}\n" for n in (1, 2, 1))
    monkeypatch.setattr(threads, "HELD_CHARS", 3 * len(body) * 2)
    found, _ = read(tmp_path, "thread_id,role,text\n" + rows)
    assert [c.conversation_id for c in found] == ["1", "2", "1"]


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        (("10:02", "10:01"), "ba"),
        (("10:01", "10:02"), "ab"),
        (("10:01", "10:01"), "ab"),
        (("10:02", ""), "ab"),
        (("10:02", "10:01Z"), "ab"),
        (("10:02", "10:01Z", ""), "abc"),
        # One without a time stays behind what was written before it, or before the first that has one.
        (("10:01", "", "10:02"), "abc"),
        (("10:02", "", "10:01"), "cba"),
        (("", "10:02", "10:01"), "cba"),
        (("10:02", "10:01", ""), "cba"),
        (("", "10:01", "10:02"), "abc"),
        (("10:03", "10:01", "", "10:02"), "bcda"),
        (("", "", ""), "abc"),
        # Where the file has the newest first, so it has what was written in the same minute.
        (("10:02", "10:02", "10:01", "10:01"), "dcba"),
        (("10:01", "10:01", "10:02", "10:02"), "abcd"),
        (("10:02", "10:01", "10:01", "10:03"), "bcad"),
        (("10:01", "10:01", "10:01"), "abc"),
    ],
)
def test_order_by_time(tmp_path, times, expected):
    rows = "".join(f"1,{t},{f'2025-01-01T{time}' if time else ''}\n" for t, time in zip("abcd", times, strict=False))
    found, _ = read(tmp_path, "thread_id,text,date\n" + rows)
    assert "".join(m.text for m in found[0].messages) == expected


def test_a_question_stays_before_the_answer_of_its_row(tmp_path):
    times = ["10:02", "10:02", "10:01"]
    rows = "".join(f"1,q{n},a{n},2025-01-01T{time}\n" for n, time in enumerate(times))
    said: list[str] = []
    found, _ = read(tmp_path, "thread_id,customer_text,agent_text,date\n" + rows, say=said.append)
    assert [m.text for m in found[0].messages] == ["q2", "a2", "q1", "a1", "q0", "a0"]
    assert not any("without a time" in line for line in said)


def test_conversations_with_messages_without_a_time_are_counted_aloud(tmp_path):
    rows = "a,x,2025-01-01\na,x,\nb,x,\nb,x,2025-01-01\nc,x,\nc,x,\nd,x,2025-01-01\n"
    said: list[str] = []
    read(tmp_path, "thread_id,text,date\n" + rows, say=said.append)
    assert [line for line in said if "without a time" in line] == [
        "x.csv: 2 conversations have messages without a time, which stay beside their neighbours in the file."
    ]


def test_conversations_whose_times_cannot_be_compared_are_counted_aloud(tmp_path):
    rows = {
        "a": ("10:02", "10:01Z"),
        "b": ("10:02Z", "10:01Z"),
        "c": ("10:02", "10:01"),
        "d": ("10:02", ""),
        "e": ("10:02Z", "10:01"),
    }
    lines = [
        f"{name},x,2025-01-01T{time}\n" if time else f"{name},x,\n" for name, times in rows.items() for time in times
    ]
    path = tmp_path / "x.csv"
    for known, expected in (("ab", "1 conversation stays"), ("abcde", "2 conversations stay"), ("bcd", None)):
        path.write_text("thread_id,text,date\n" + "".join(line for line in lines if line[0] in known), encoding="utf-8")
        said: list[str] = []
        list(read_transcripts(path, say=said.append))
        assert [line.split(" in the order")[0] for line in said if "order of the file" in line] == (
            [f"x.csv: {expected}"] if expected else []
        )


def test_turns_outrank_times(tmp_path):
    found, _ = read(tmp_path, "thread_id,text,date,turn\n1,b,2025-01-01,1\n1,a,2025-01-02,0\n")
    assert "".join(m.text for m in found[0].messages) == "ab"


def test_repeated_messages_are_set_aside(tmp_path):
    found, aside = read(tmp_path, "thread_id,id,text\n1,m1,a\n1,m2,a\n1,m1,a\n1,m1,edited\n")
    assert [m.text for m in found[0].messages] == ["a", "a", "edited"]
    assert aside == [("x.csv:4", "repeats the message of x.csv:2: same id, same content")]


TWCS = """tweet_id,author_id,inbound,created_at,text,response_tweet_id,in_response_to_tweet_id
3,shop,False,Tue Oct 31 22:12:00 +0000 2017,we see it,,2.0
9,ann,True,Tue Oct 31 23:00:00 +0000 2017,other,,
2,bob,True,Tue Oct 31 22:11:00 +0000 2017,look,3,1
1,shop,False,Tue Oct 31 22:10:00 +0000 2017,hello,2,
10,shop,False,Tue Oct 31 23:00:00 +0000 2017,reply,,9
11,shop,False,Tue Oct 31 23:10:00 +0000 2017,lost,,404
"""


def test_threads_by_pointers(tmp_path):
    found, aside = read(tmp_path, TWCS)
    assert aside == []
    assert shape(found) == [
        ("1", [("a", "hello"), ("c", "look"), ("a", "we see it")]),
        ("9", [("c", "other"), ("a", "reply")]),
        ("11", [("a", "lost")]),
    ]
    assert found[0].replies()[1].customer_text == "look"


def test_pointers_without_times_put_the_answer_after_its_question(tmp_path):
    found, _ = read(tmp_path, "id,role,text,parent_id\n2,agent,b,1\n1,user,a,\n3,user,c,2\n")
    assert shape(found) == [("1", [("c", "a"), ("a", "b"), ("c", "c")])]


@pytest.mark.parametrize(
    ("rows", "count"),
    [
        ("1,a,1", 1),
        ("1,a,2\n2,b,1", 1),
        ("1,a,2\n2,b,3\n3,c,1\n4,d,3", 1),
        ("1,a,\n1,b,\n2,c,1", 1),
        (",a,1\n1,b,", 1),
        (",a,\n,b,", 2),
        ("\n".join(f"{i},t,{i + 1}" for i in range(3_000)), 1),
        ("\n".join(f"{i},t,{i - 1}" for i in range(3_000)), 1),
    ],
)
def test_circles_chains_and_repeated_ids(tmp_path, rows, count):
    found, aside = read(tmp_path, "id,text,in_reply_to\n" + rows + "\n")
    assert len(found) == count
    assert sum(len(c.messages) for c in found) == len(rows.split("\n"))
    assert aside == []


# The shipped examples, and the cost of importing


@pytest.mark.parametrize(
    ("name", "conversation_count", "reply_count"), [("chat_week.csv", 11, 24), ("reviews.jsonl", 12, 11)]
)
def test_examples(name, conversation_count, reply_count):
    aside: list[SetAside] = []
    found = list(read_transcripts(EXAMPLES / name, on_set_aside=aside.append))
    assert aside == []
    assert len(found) == conversation_count
    assert sum(len(c.replies()) for c in found) == reply_count
    for conversation in found:
        assert Conversation.from_dict(conversation.to_dict()) == conversation


def test_the_room_needs_only_the_standard_library():
    code = (
        "import sys, authentica.readers; print([m for m in ('spacy', 'numpy', 'sklearn', 'scipy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# Dates that may be day first or month first


def times(conversations):
    return [m.created_at.isoformat() if m.created_at else None for c in conversations for m in c.messages]


@pytest.mark.parametrize("name", ["x.csv", "x.jsonl", "x.json"])
@pytest.mark.parametrize(
    ("dates", "option", "expected", "said"),
    [
        (["02/03/2026", "25/03/2026"], None, ["2026-03-02T00:00:00", "2026-03-25T00:00:00"], "created_at': day first."),
        (["02/03/2026", "03/25/2026"], None, ["2026-02-03T00:00:00", "2026-03-25T00:00:00"], "': month first."),
        (["02/03/2026", "04/03/2026"], None, [None, None], "2 dates in 'created_at' may be day first or month first"),
        (["02/03/2026", "04/03/2026"], "day-first", ["2026-03-02T00:00:00", "2026-03-04T00:00:00"], "': day first."),
    ],
)
def test_the_order_of_dates(tmp_path, name, dates, option, expected, said):
    rows = [{"id": f"t{n}", "text": "Hello", "created_at": date} for n, date in enumerate(dates)]
    content = {
        "x.csv": "id,text,created_at\n" + "".join(",".join(row.values()) + "\n" for row in rows),
        "x.jsonl": jsonl(*rows),
        "x.json": json.dumps(rows),
    }[name]
    heard: list[str] = []
    found, aside = read(tmp_path, content, name, dates=option, say=heard.append)
    assert times(found) == expected
    assert aside == []
    assert sum(said in sentence for sentence in heard) == 1


def test_rows_that_come_later_do_not_decide_the_order(tmp_path):
    rows = [f"{n},Hello,02/03/2026" for n in range(400)]
    heard: list[str] = []
    found, _ = read(tmp_path, "\n".join(["id,text,date", *rows, "x,Hello,25/03/2026"]), say=heard.append)
    assert times(found) == [None] * 400 + ["2026-03-25T00:00:00"]
    assert "400 dates in 'date'" in heard[-1]


def test_a_vendors_export_is_read_in_the_named_order(tmp_path):
    content = jsonl({"ParentId": "5", "CommentBody": "Hello", "IsPublished": True, "CreatedDate": "02/03/2026"})
    roles = {"format": "salesforce-comments", "roles": {"u1": "agent"}}
    content = content.replace('"5"', '"5", "CreatedById": "u1"')
    assert times(read(tmp_path, content, "x.jsonl", **roles)[0]) == [None]
    assert times(read(tmp_path, content, "x.jsonl", dates="month-first", **roles)[0]) == ["2026-02-03T00:00:00"]


@pytest.mark.parametrize("dates", ["month", "", 3])
def test_an_order_of_dates_that_is_none(tmp_path, dates):
    with pytest.raises(InputError, match="dates"):
        read(tmp_path, "text\nHello\n", dates=dates)


def test_chats_keep_their_turns_in_a_file_with_the_newest_first_and_a_repeated_one_is_read_once(tmp_path):
    chats = {
        "2026-03-02 10:00": "Customer: still nothing here\nAgent: I sent it again\nCustomer: ok",
        "2026-03-01 10:00": "Customer: where is it now?\nAgent: on its way\nCustomer: thanks",
    }
    rows = [f'1,m{n},{time},"{chat}"\n' for n, (time, chat) in enumerate(chats.items())]
    found, aside = read(tmp_path, "ticket_id,id,created_at,text\n" + "".join([*rows, rows[1]]))
    said = [line.split(": ")[1] for chat in reversed(chats.values()) for line in chat.split("\n")]
    assert [m.text for m in found[0].messages] == said
    assert found[0].messages[0].message_id == "m1.1"
    assert [reason for _, reason in aside if "same id, same content" not in reason] == []
    assert len(aside) == 3


@pytest.mark.parametrize("days", ["123", "321"])
def test_what_opens_a_conversation_without_a_time_opens_it_in_either_direction(tmp_path, days):
    ticket = {"id": 1, "text": "my kettle broke", "role": "customer", "conversation_id": "1"}
    ticket["messages"] = [{"text": day, "role": "agent", "created_at": f"2026-03-0{day}"} for day in days]
    found, _ = read(tmp_path, json.dumps([ticket]), "x.json")
    assert [m.text for m in found[0].messages] == ["my kettle broke", "1", "2", "3"]


def test_an_id_that_is_only_missing_is_not_filled_down(tmp_path):
    rows = "T1,customer,where?\n,agent,no ticket\n,customer,another\nT2,agent,hello\n"
    found, _ = read(tmp_path, "Ticket ID,Role,Body\n" + rows)
    assert [[m.text for m in c.messages] for c in found] == [["where?"], ["no ticket"], ["another"], ["hello"]]
