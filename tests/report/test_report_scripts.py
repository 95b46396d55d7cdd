"""Scripts in use: counted, whatever the order, and shown without personal details."""

from __future__ import annotations

import random

import pytest

from authentica.errors import InputError
from authentica.report.scripts import ScriptTally
from authentica.schema import PermittedZone, Status, TemplateKind


@pytest.fixture
def sent(score, script):
    """Return a reply that ends with a script."""

    def make(number, words="Thank you for your patience", **more):
        text = f"Hi Tamsin, order {number} is packed. {words}."
        start = text.index(words)
        return score(number, text=text, template=script(text, start, start + len(words), **more))

    return make


def tally(assessments, **options):
    found = ScriptTally(**options)
    for assessment in assessments:
        found.add(assessment)
    return found


def test_a_script_counts_once_a_reply_with_its_furthest_reach(score, sent):
    twice = sent(1)
    twice = score(
        1, text=twice.text, template=type(twice.template)(share=1.0, held_share=1.0, spans=twice.template.spans * 2)
    )
    found = tally([twice, sent(2, customers=70, agents=2), sent(3, "We will be in touch", frame="f2", customers=9)])
    assert [(use.wording, use.replies, use.customers, use.agents) for use in found.uses()] == [
        ("Thank you for your patience", 2, 70, 3),
        ("We will be in touch", 1, 9, 3),
    ]
    assert (found.scored, found.is_exact) == (3, True)


def test_the_order_does_not_matter(sent):
    replies = [sent(n, frame=f"f{n % 5}", customers=n, exact=n % 7 != 0) for n in range(60)]
    shuffled = random.Random(3).sample(replies, len(replies))
    assert tally(replies).uses() == tally(shuffled).uses()


def test_personal_details_inside_a_script_are_taken_out_unless_asked_for(score, script):
    text = "Hi Tamsin, ring 020 7946 0123 and ask for the depot."
    reply = score(1, text=text, template=script(text, 0, len(text)))
    assert tally([reply]).uses()[0].wording == "Hi [NAME], ring [PHONE] and ask for the depot."
    assert tally([reply], redacted=False).uses()[0].wording == text


def test_what_is_no_script_is_not_counted(score, script):
    text = "six words that stand in a row"
    assert tally([score(1, text=text, template=script(text, 0, 20, kind=TemplateKind.FRAGMENT))]).uses() == ()
    without = tally([score(1), score(2, status=Status.NO_TEXT)])
    assert (without.uses(), without.scored) == ((), 0)


def test_notes_come_along(sent):
    use = tally([sent(1, permitted=PermittedZone.GREETING, macro="Hello 1")]).uses()[0]
    assert (use.permitted, use.macro) == ("greeting", "Hello 1")


def test_memory_is_bounded_and_what_was_forgotten_is_said(sent):
    often = [sent(n, frame="often") for n in range(20)]
    found = tally([*often, *(sent(n, frame=f"rare{n}") for n in range(50))], most=10)
    assert found.uses()[0].replies == 20
    assert len(found.uses()) <= 10
    assert not found.is_exact


def test_a_limit_that_leaves_nothing_is_refused():
    with pytest.raises(InputError, match="at least 2"):
        ScriptTally(most=1)
