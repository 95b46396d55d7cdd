"""Known macros: Zendesk's and Gorgias's exports, text files, and files that are neither."""

from __future__ import annotations

import json

import pytest

from authentica.errors import FormatError, InputError, SourceNotFoundError
from authentica.readers.macros import read_macros

ZENDESK = {
    "macros": [
        {
            "title": "Parcel: late",
            "actions": [
                {"field": "status", "value": "solved"},
                {"field": "comment_value", "value": "Hi {{ticket.requester.first_name}}, it is late."},
            ],
        },
        {
            "title": "Lamp",
            "actions": [{"field": "comment_value_html", "value": "<p>Your lamp &amp; shade<br>are here.</p>"}],
        },
        {"title": "By channel", "actions": [{"field": "comment_value", "value": ["channel:all", "Write to us."]}]},
        {"title": "No text", "actions": [{"field": "priority", "value": "high"}]},
        {"title": None, "actions": [None, {"field": "comment_value", "value": 5}]},
        "odd",
    ]
}
GORGIAS = {
    "data": [
        {"name": "Refund", "actions": [{"name": "setResponseText", "arguments": {"body_text": "It is paid back.", "body_html": ""}}]},
        {"name": "Tag", "actions": [{"name": "addTags", "arguments": {"tags": "vip"}}]},
        {"name": "Html", "actions": [{"arguments": {"body_text": "", "body_html": "<div>See you.</div>"}}]},
    ]
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        (
            "z.json",
            json.dumps(ZENDESK),
            [
                ("Parcel: late", "Hi {{ticket.requester.first_name}}, it is late."),
                ("Lamp", "Your lamp & shade\nare here."),
                ("By channel", "Write to us."),
            ],
        ),
        ("g.json", json.dumps(GORGIAS), [("Refund", "It is paid back."), ("Html", "See you.")]),
        ("list.json", json.dumps(ZENDESK["macros"][:1]), [("Parcel: late", "Hi {{ticket.requester.first_name}}, it is late.")]),
        ("m.txt", "\ufeffOne line.\r\n\r\n \t\r\nTwo\r\nlines.\r\n", [("1", "One line."), ("2", "Two\nlines.")]),
        ("p.txt", "{{name}}, it is late.\n\n[NAME] Hi", [("1", "{{name}}, it is late."), ("2", "[NAME] Hi")]),
        ("q.txt", "[NAME], hello", [("1", "[NAME], hello")]),
        ("export", json.dumps(GORGIAS, indent=2), [("Refund", "It is paid back."), ("Html", "See you.")]),
    ],
)  # fmt: skip
def test_macros(tmp_path, name, content, expected):
    (tmp_path / name).write_text(content, encoding="utf-8", newline="")
    assert [(macro.name, macro.text) for macro in read_macros(tmp_path / name)] == expected


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("a.json", b"{broken", FormatError),
        ("a.json", b"[" * 100_000, FormatError),
        ("a.json", b"{}", FormatError),
        ("a.json", b'{"macros": [{"actions": {"field": 1}}]}', FormatError),
        ("a.txt", b'{"macros": [', FormatError),
        ("a.txt", b"\xff\xfe\x00", FormatError),
        ("a.txt", b" \n \n", FormatError),
    ],
)
def test_files_without_macros_say_so(tmp_path, name, content, error):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(error):
        read_macros(tmp_path / name)


def test_no_file(tmp_path):
    with pytest.raises(SourceNotFoundError):
        read_macros(tmp_path / "none.json")
    with pytest.raises(InputError):
        read_macros(tmp_path)
