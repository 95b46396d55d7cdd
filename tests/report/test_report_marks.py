"""A reply cut where its evidence begins and ends."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, strategies as st

from authentica.coaching import Example, ExampleSpan
from authentica.coaching.examples import candidate
from authentica.coaching.observations import observe
from authentica.explain.quotes import single_marks
from authentica.report.marks import explanations_of, mark, outcome_explanation_of

TEXT = "Sorry about the wait. I have sent the new lamp today."


def example(*spans, text=TEXT, levels=(("empathy", 1), ("ownership", 2)), needed=(), **more):
    return Example(
        text=text,
        is_redacted=True,
        authenticity=50.0,
        outcome="by",
        levels=levels,
        needed=needed,
        missed=(),
        spans=tuple(
            ExampleSpan(start=start, end=end, dimension=dimension, cue=cue, contribution=contribution)
            for start, end, dimension, cue, contribution in spans
        ),
        **more,
    )


def test_overlapping_evidence_is_cut_into_runs_that_name_every_reason():
    runs, reasons = mark(
        example((0, 20, "empathy", "empathy.apology.bare", 2.6), (10, 30, "ownership", "ownership.wording", -1.2))
    )
    assert [(run.text, run.reasons, run.dimension) for run in runs] == [
        (TEXT[:10], (1,), "empathy"),
        (TEXT[10:20], (1, 2), "empathy"),
        (TEXT[20:30], (2,), "ownership"),
        (TEXT[30:], (), None),
    ]
    assert [(reason.number, reason.quote, reason.words) for reason in reasons] == [
        (1, "Sorry about the wait", "Empathy: an apology. Raises the level strongly (+2.6)."),
        (2, "t the wait. I have s", "Ownership: the wording. Lowers the level clearly (−1.2)."),
    ]


def test_what_hardly_counts_and_what_has_no_place_is_left_out():
    runs, reasons = mark(
        example(
            (0, 5, "empathy", "empathy.wording", 0.04),
            (5, 5, "empathy", "empathy.wording", 3.0),
            (0, 900, "empathy", "empathy.wording", 3.0),
        )
    )
    assert reasons == ()
    assert [run.text for run in runs] == [TEXT]


def test_what_is_done_with_personal_data_is_marked_before_all_else():
    runs, reasons = mark(
        example((0, 20, "empathy", "empathy.apology.bare", 9.0), (0, 20, "privacy", "privacy.asks_secret", 0.0))
    )
    assert (runs[0].dimension, runs[0].reasons) == ("privacy", (1, 2))
    assert [reason.words for reason in reasons if reason.dimension == "privacy"] == [
        "Privacy: Asks for a secret. Nobody should be asked for it: take it back, and make sure who they are in another way."
    ]


def test_a_level_without_evidence_is_not_explained():
    assert dict(explanations_of(example(levels=(("boilerplate", 1), ("ownership", 0))))) == {
        "boilerplate": "",
        "ownership": "No ownership, and this moment did not call for any.",
    }


@given(
    st.text(max_size=30),
    st.lists(st.tuples(st.integers(0, 35), st.integers(0, 35), st.floats(-9, 9, allow_nan=False)), max_size=5),
)
def test_runs_joined_are_the_reply_and_each_reason_covers_its_words(text, places):
    runs, reasons = mark(example(*((a, b, "empathy", "empathy.wording", weight) for a, b, weight in places), text=text))
    assert "".join(run.text for run in runs) == text
    for reason in reasons:
        covered = "".join(run.text for run in runs if reason.number in run.reasons)
        assert single_marks(" ".join(covered.split())) == reason.quote


def test_explanations_quote_the_reply_as_it_is_shown():
    shown = example(
        (0, 20, "empathy", "empathy.apology.bare", 2.6),
        (22, 52, "ownership", "ownership.act.done", 4.0),
        levels=(("empathy", 1), ("ownership", 2), ("expectations", 0)),
        needed=("expectations",),
    )
    assert dict(explanations_of(shown)) == {
        "empathy": "Some empathy, enough where the moment called for none: “Sorry about the wait”.",
        "ownership": "Personal and concrete ownership, a definite act for this case or a plain admission: “I have sent the "
        "new lamp today”.",
        "expectations": "No expectations set: nothing says what happens next. This moment called for it.",
    }


def test_a_level_that_may_not_hold_is_explained_so():
    shown = example((0, 20, "empathy", "empathy.apology.bare", 2.6), levels=(("empathy", 2),), doubted=("empathy",))
    assert dict(explanations_of(shown)) == {"empathy": "Perhaps specific empathy, to judge by “Sorry about the wait”."}


def test_what_is_likelier_is_named_and_decides_whether_they_were_heard():
    words = (0, 20, "boilerplate", "boilerplate.wording", 1.0)
    canned = example(words, levels=(("boilerplate", 2),), doubted=("boilerplate",), likelier=(("boilerplate", 1),))
    assert dict(explanations_of(canned))["boilerplate"] == (
        "Perhaps canned, though mixed wording is likelier: “Sorry about the wait” could go to anybody."
    )
    for likelier, told in ((0, "Not a stock reply"), (2, "Written for this customer")):
        levels, doubted = (("boilerplate", 0), ("listening", 1)), ("listening",)
        found = explanations_of(example(levels=levels, doubted=doubted, likelier=(("listening", likelier),)))
        assert dict(found)["boilerplate"].startswith(told)


TROUBLED = "My kettle broke after two days, I am so tired of calling about it!! Where is my refund?"
REPLIES = (
    "Thank you for your patience. We are looking into it.",
    "I'm so sorry your kettle broke after two days. I have refunded it in full, you'll have it by Friday.",
    "We cannot refund it. Thank you for contacting us.",
    "Please check the order page for updates.",
    "Could you tell me your order number, please?",
    "Sorry to hear that. Our team will be in touch shortly.",
    "A refund takes five days. I will call you tomorrow at ten.",
    "As per our policy, no refunds are given on sale items.",
    "Oh no, two days is far too short for a kettle!",
    "We value your feedback and apologise for any inconvenience caused.",
)


def test_the_page_says_of_a_reply_what_its_assessment_says(analyzer):
    perhaps = 0
    for text in REPLIES:
        for customer in (None, TROUBLED):
            scored = analyzer.analyze(text, customer_text=customer)
            shown = candidate(scored, observe(scored, {}, {}), (), redacted=False).make()
            for dimension, told in explanations_of(shown):
                # Whom they are passed on to is not kept, nor which of two quotations is heard first.
                if "passes it on" not in scored[dimension].explanation:
                    assert sorted(told.split()) == sorted(scored[dimension].explanation.split())
                perhaps += told.startswith("Perhaps")
            outcome = outcome_explanation_of(shown)
            assert not outcome or outcome[:-1] in scored.outcome_explanation
            perhaps += outcome.startswith("Perhaps")
    assert perhaps


def test_words_that_tell_another_level_explain_none():
    shown = example((0, 20, "ownership", "ownership.wording", 4.0), (22, 52, "ownership", "ownership.act.done", 2.0))
    silent = replace(shown, spans=(replace(shown.spans[0], is_telling=False), shown.spans[1]))
    assert "“Sorry about the wait” and “I have sent" in dict(explanations_of(shown))["ownership"]
    assert "plain admission: “I have sent the new lamp today”." in dict(explanations_of(silent))["ownership"]
    assert len(mark(silent)[1]) == 2


def test_why_it_has_its_outcome_quotes_the_strongest_clauses_and_marks_none():
    shown = example((0, 20, "outcome", "outcome.by", 0.4), (22, 52, "outcome", "outcome.by", 1.4))
    assert outcome_explanation_of(shown) == (
        "Getting by, adequate, neither moved nor hurt: “I have sent the new lamp today” and “Sorry about the wait”."
    )
    assert mark(shown)[1] == ()
    assert outcome_explanation_of(example((0, 20, "empathy", "empathy.apology.bare", 2.6))) == ""
