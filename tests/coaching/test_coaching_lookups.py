"""Teams and queues from a file of two columns."""

from __future__ import annotations

import pytest

from authentica.coaching import Lookup, read_lookup, summarize
from authentica.coaching.lookups import idle
from authentica.errors import ColumnError, InputError, SourceNotFoundError


@pytest.mark.parametrize(
    ("text", "known", "added", "values"),
    [
        ("agent,team\nNadia,North\nOwen,South\n", "agent", "team", {"Nadia": "North", "Owen": "South"}),
        ("author_id,Team\r\n Nadia , North \r\n,x\ny,\n", "agent", "team", {"Nadia": "North"}),
        ('conversation_id,queue,note\nc1,"Billing, VIP",n\n', "conversation", "queue", {"c1": "Billing, VIP"}),
        ("\ufeffmessage_id,queue\nm1,Refunds\n", "message", "queue", {"m1": "Refunds"}),
        ("channel,queue\n", "channel", "queue", {}),
        ("agent;team\nNadia;North, 2\n", "agent", "team", {"Nadia": "North, 2"}),
        ('{"conversation_id": 7, "queue": "Billing"}\n', "conversation", "queue", {"7": "Billing"}),
    ],
)
def test_read(tmp_path, text, known, added, values):
    path = tmp_path / "map.csv"
    path.write_text(text, encoding="utf-8")
    found = read_lookup(path)
    assert (found.known, found.added, found.values) == (known, added, values)


@pytest.mark.parametrize(
    "text", ["agent\nNadia\n", "team,agent\nNorth,Nadia\n", "agent,colour\nNadia,red\n", "x,y\n1,2\n"]
)
def test_other_headers_are_refused(tmp_path, text):
    path = tmp_path / "map.csv"
    path.write_text(text)
    with pytest.raises(ColumnError, match="Begin it with"):
        read_lookup(path)


@pytest.mark.parametrize("name", ["agent", "channel"])
def test_two_columns_of_one_name_are_refused(tmp_path, name):
    """A name is lost where both are called alike: every value would stand for itself."""
    path = tmp_path / "map.csv"
    path.write_text(f"{name},{name}\n7,Nadia\n")
    with pytest.raises(ColumnError, match=f"both columns are called {name}.* Tell them apart"):
        read_lookup(path)


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("named_by", ["Nadia", "7"])
def test_teams_are_looked_up_by_the_names_of_agents_or_their_ids(reply, order, named_by):
    lookups = (
        Lookup(known="agent", added="agent", values={"7": "Nadia"}),
        Lookup(known="agent", added="team", values={named_by: "North"}),
    )
    items = [reply(agent="7", conversation=f"c{n}", message=f"m{n}") for n in range(30)]
    (group,) = summarize(items, by=("agent", "team"), lookups=lookups[::order]).at("agent", "team")
    assert (group.key("agent"), group.key("team")) == ("Nadia", "North")


def test_replies_whose_team_is_unknown_are_counted(reply):
    items = [reply(agent=name, conversation=f"{name}{n}") for name in ("Nadia", "Owen") for n in range(20)]
    teams = Lookup(known="agent", added="team", values={"Nadia": "North"})
    assert summarize(items, by=("agent", "team", "week"), lookups=(teams,)).accounting.unplaced == (("team", 20),)


@pytest.mark.parametrize(
    ("by", "left"), [("agent,week", ["team"]), ("team", []), ("queue", ["agent", "team"]), ("team,agent", [])]
)
def test_a_lookup_that_tells_nothing_is_idle(by, left):
    names, teams = (Lookup(known="agent", added=added, values={}) for added in ("agent", "team"))
    assert [lookup.added for lookup in idle((names, teams), by.split(","))] == left


def test_a_row_that_cannot_be_read_is_named(tmp_path):
    path = tmp_path / "map.csv"
    path.write_text("agent,team\nNadia,North\nOwen, jr,South\n")
    with pytest.raises(InputError, match=r"map\.csv:3: the row has 3 cells, the header has 2") as found:
        read_lookup(path)
    assert "Owen" not in str(found.value)


def test_no_file_and_no_such_fact(tmp_path):
    with pytest.raises(SourceNotFoundError):
        read_lookup(tmp_path / "none.csv")
    with pytest.raises(InputError):
        Lookup(known="agent", added="colour", values={})


@pytest.mark.parametrize(
    ("known", "value"), [("agent", "Nadia"), ("channel", "chat"), ("conversation", "c1"), ("message", "m1")]
)
def test_each_fact_can_be_looked_up(reply, known, value):
    items = [reply(conversation="c1", message="m1", text=f"Kettle number {n} is on its way.") for n in range(12)]
    other = reply(agent="Owen", channel="email", conversation="c2", message="m2")
    queues = Lookup(known=known, added="queue", values={value: "Billing"})
    learnt = summarize([*items, other], by=("queue",), lookups=(queues,))
    assert learnt.accounting.groups == 2
    assert learnt.overall.replies == 13
