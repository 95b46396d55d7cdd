"""The table of what replies said: the same for any order and partition, within its size, with two customers of each reply."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings, strategies as st

from authentica.corpus.sequences import SequenceTable

# Of each reply the key decides the words, as in the miner.
replies = st.tuples(st.integers(1, 30), st.integers(1, 6))


def table(items, words):
    made = SequenceTable(words)
    for begin in range(0, len(items), 3):
        add(made, items[begin : begin + 3])
    return made


def add(made, items):
    lengths = [key % 5 + 1 for key, _ in items]
    word = [key * 100 + n for (key, _), length in zip(items, lengths, strict=True) for n in range(length)]
    made.add(
        *(np.array(column, dtype=np.uint64) for column in ([k for k, _ in items], [c for _, c in items], word)), lengths
    )


def content(made):
    return {name: column.tolist() for name, column in made.columns().items()}, made.bound


@settings(max_examples=120)
@given(st.lists(replies, max_size=60), st.sampled_from([1, 30, 90, 10_000]), st.data())
def test_the_table_is_that_of_its_definition_for_any_partition(items, words, data):
    # The definition: keys from the smallest on while they fit, each with its two smallest customers.
    kept, room = [], words
    for key in sorted({key for key, _ in items}):
        room -= key % 5 + 1 + 10
        if room < 0:
            break
        kept.append(key)
    customers = {key: sorted({c for k, c in items if k == key}) for key in kept}
    wanted = {
        "key": kept,
        "first_customer": [customers[key][0] for key in kept],
        "second_customer": [(*customers[key], 0)[1] for key in kept],
        "length": [key % 5 + 1 for key in kept],
        "word": [key * 100 + n for key in kept for n in range(key % 5 + 1)],
    }
    shuffled = data.draw(st.permutations(items))
    cut = data.draw(st.integers(0, len(items)))
    parts = [table(part, words) for part in (shuffled[:cut], shuffled[cut:])]
    merged = SequenceTable(words)
    for part in parts:
        before = content(part)
        merged.absorb(part)
        assert content(part) == before
    assert content(merged) == content(table(items, words)) == content(table(shuffled, words))
    assert content(merged)[0] == wanted
    assert len(merged) == len(kept)


def test_what_was_let_in_no_more_stays_out_though_there_would_be_room_again():
    made = table([(4, 1), (9, 1)], 20)  # of five words each, and ten for the reply
    assert content(made)[0]["key"] == [4]
    assert made.bound == 9
    add(made, [(10, 1), (9, 2)])
    assert content(made)[0]["key"] == [4]


def test_replies_without_a_key_are_passed_over():
    made = SequenceTable(100)
    made.add(np.zeros(1, np.uint64), np.ones(1, np.uint64), np.zeros(2, np.uint64), [2])
    assert len(made) == 0
