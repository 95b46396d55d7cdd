"""Looking at the first items of a source: how many, how much, and what is still held afterwards."""

from __future__ import annotations

import pytest

from authentica.readers import peek
from authentica.readers.objects import items_of_lines
from authentica.readers.peek import Peeked
from authentica.readers.sources import open_source


@pytest.fixture
def source(write_lines, tmp_path):
    opened = open_source(write_lines(tmp_path / "pages.jsonl", [{"n": n, "pad": "x" * 1_000} for n in range(50)]))
    yield opened
    opened.close()


def test_large_items_are_not_all_held(source, monkeypatch):
    monkeypatch.setattr(peek, "PEEK_CHARS", 5_000)
    items = Peeked(items_of_lines(source), 40, source)
    assert len(items.head) == 5
    assert not items.is_all
    rest = iter(items)
    assert [next(rest)[1]["n"] for _ in range(3)] == ["0", "1", "2"]
    assert items.head == []
    assert [item[1]["n"] for item in rest] == [str(n) for n in range(3, 50)]


@pytest.mark.parametrize(("count", "is_all"), [(49, False), (50, False), (51, True)])
def test_small_items_are_looked_at_up_to_the_count(source, count, is_all):
    items = Peeked(items_of_lines(source), count, source)
    assert len(items.head) == min(count, 50)
    assert items.is_all is is_all


def test_a_long_first_item_is_told_from_the_only_one(write_lines, tmp_path, monkeypatch):
    monkeypatch.setattr(peek, "PEEK_CHARS", 10)
    for count, is_one in ((1, True), (3, False)):
        source = open_source(write_lines(tmp_path / f"{count}.jsonl", [{"pad": "x" * 100}] + [{"n": 1}] * (count - 1)))
        items = Peeked(items_of_lines(source), 100, source)
        assert (items.is_all and len(items.head) == 1) is is_one
        source.close()
