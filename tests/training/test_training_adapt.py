"""Adaptation to a team's labels: a prior towards the base, folded into plain weights."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest
from scipy import sparse
from scipy.special import expit, softmax

import authentica
from authentica.cli import main
from authentica.errors import InputError, LabelError, SourceNotFoundError
from authentica.learners.bundle import ModelBundle
from authentica.learners.pooling import pool_names
from authentica.learners.store import load_bundle, save_bundle
from authentica.schema import DIMENSIONS, NEEDS, Outcome
from authentica.training.adapt import AdaptOptions, adapt_model
from authentica.training.adapted import build_adapted_model
from authentica.training.dataset import read_labels
from authentica.training.labelfacts import labels_facts
from authentica.training.losses import ClassLoss, StepLoss
from authentica.training.prior import Departure, Penalties, fit_departure

BASE = Path(__file__).resolve().parent.parent / "data" / "stored_models" / "format_1"
SOFT = Penalties(intercept=10.0, weights=5.0)


@pytest.fixture(scope="module")
def base():
    return load_bundle(BASE)[0]


@pytest.fixture(scope="module")
def replies(label_file):
    return list(read_labels(label_file))


@pytest.fixture(scope="module")
def adaptation(base, replies):
    return adapt_model(base, replies)


def swapped(replies):
    """Replies of a team that sees ownership the other way round."""
    return [dataclasses.replace(r, levels={**r.levels, "ownership": 2 - r.levels["ownership"]}) for r in replies]


def moved(base, replies, options=None, name=None):
    """Return the adapted model; measured in few folds, which is quick."""
    return adapt_model(base, replies, dataclasses.replace(options or AdaptOptions(), folds=2), name=name).bundle


def distance(one, other):
    return sum(float(np.abs(getattr(one, name) - getattr(other, name)).sum()) for name in ModelBundle.ARRAYS)


def problem(rows=40, steps=2, seed=0):
    rng = np.random.default_rng(seed)
    features = sparse.csr_matrix(rng.normal(size=(rows, 6)))
    logits = rng.normal(size=(rows, steps))
    above = np.minimum.accumulate(rng.random((rows, steps)) < expit(logits + 1.0), axis=1)
    return logits, features, above


def test_the_solution_is_the_minimum():
    logits, features, above = problem()
    weights = np.linspace(0.5, 1.5, len(logits))
    found = fit_departure(logits, features, StepLoss(above, weights), SOFT)
    residual = weights[:, None] * (expit(found.logits(logits, features)) - above)
    assert np.abs(residual.sum(axis=0) + SOFT.intercept * found.intercept).max() < 1e-8
    assert np.abs(features.T @ residual.sum(axis=1) + SOFT.weights * found.weights).max() < 1e-8


def test_the_solution_of_the_outcome_is_the_minimum():
    logits, features, _ = problem(steps=4)
    codes = np.arange(len(logits)) % 4
    found = fit_departure(logits, features, ClassLoss(codes, np.ones(len(logits)), 4), Penalties(intercept=10.0))
    powers = np.exp(found.logits(logits, features))
    residual = powers / powers.sum(axis=1, keepdims=True) - np.eye(4)[codes]
    assert np.abs(residual.sum(axis=0) + SOFT.intercept * found.intercept).max() < 1e-8
    assert not found.weights.any()


def test_strong_penalties_freeze_everything():
    logits, features, above = problem()
    penalties = Penalties(intercept=1e9, weights=1e9)
    stiff = fit_departure(logits, features, StepLoss(above, np.ones(len(logits))), penalties)
    assert np.allclose(stiff.logits(logits, features), logits, atol=1e-5)


def test_departures_add_up():
    departure = Departure(intercept=np.array([1.0, 3.0]), weights=np.array([0.5]))
    found = departure.logits(np.array([[1.0, -1.0]]), sparse.csr_matrix([[2.0]]))
    assert found.tolist() == [[3.0, 3.0]]


def test_what_is_not_free_does_not_depart():
    logits, features, above = problem()
    loss = StepLoss(above, np.ones(len(logits)))
    free = np.arange(6) % 2 == 0
    found = fit_departure(logits, features, loss, SOFT, free=free)
    assert (found.weights != 0).tolist() == free.tolist()
    alone = fit_departure(logits, features[:, free], loss, SOFT)
    assert np.allclose(found.weights[free], alone.weights)
    assert not fit_departure(logits, features, loss, Penalties(intercept=10.0)).weights.any()
    assert not fit_departure(logits, features, loss, Penalties(weights=5.0)).intercept.any()


def test_an_adapted_model_learns_and_keeps_names(base, replies):
    adapted = moved(base, swapped(replies), name="mine")
    assert adapted.name == "mine"
    assert adapted.fault() is None
    for field in ("clause_names", "level_names", "moment_names", "flags"):
        assert getattr(adapted, field) == getattr(base, field)
    ownership, listening = DIMENSIONS.index("ownership"), DIMENSIONS.index("listening")
    assert (adapted.level_coef[:, ownership] != base.level_coef[:, ownership]).any()
    assert (
        np.abs(adapted.level_coef[:, ownership] - base.level_coef[:, ownership]).sum()
        > np.abs(adapted.level_coef[:, listening] - base.level_coef[:, listening]).sum()
    )


def test_more_labels_move_more(base, replies):
    team = swapped(replies)
    distances = [distance(base, moved(base, team[:count])) for count in (24, 44, len(team))]
    assert 0 < distances[0] < distances[1] < distances[2]
    stiff = Penalties(intercept=1e6, weights=1e6)
    options = AdaptOptions(clause=stiff, level=stiff, moment=stiff, outcome=stiff, cut_rows=10**7)
    assert distance(base, moved(base, team, options)) < 0.02


def test_what_acts_on_every_reply_stays_the_bases(base, replies):
    """Pools, the encoder's numbers and the shifts of clauses: by these a team's labels would move replies of all kinds."""
    adapted = moved(base, swapped(replies))
    pools = len(pool_names(DIMENSIONS))
    for name in ("level_coef", "need_coef", "flag_coef", "outcome_coef"):
        assert np.allclose(getattr(adapted, name)[:pools], getattr(base, name)[:pools], rtol=0, atol=1e-6)
    words = np.array([name.startswith("word:") for name in base.clause_names])
    assert np.allclose(adapted.clause_coef[~words], base.clause_coef[~words], rtol=0, atol=1e-6)
    assert np.allclose(adapted.clause_intercept, base.clause_intercept, rtol=0, atol=1e-6)


def test_an_outcome_that_few_labels_have_is_named_as_before(base, replies):
    """Its probability falls, but it is named when the base would: two labels of it must not take it away.

    Except where getting somewhere becomes the likeliest, or no longer is: beside it, its opposites are not named.
    """
    others = (Outcome.SOMEWHERE, Outcome.BY)
    team = [dataclasses.replace(r, outcome=others[number % 2]) for number, r in enumerate(replies)]
    team[:2] = [dataclasses.replace(r, outcome=Outcome.OUTTA_HERE) for r in team[:2]]
    adapted = moved(base, [dataclasses.replace(r, judged=frozenset(["outcome"])) for r in team])
    shifts = adapted.outcome_intercept - base.outcome_intercept
    assert shifts[list(Outcome).index(Outcome.BLOCKED)] < 0 < shifts.max()
    logits = np.random.default_rng(0).normal(scale=2.0, size=(200, len(Outcome)))
    before, after = softmax(logits, axis=1), softmax(logits + shifts, axis=1)
    same = base.named_outcomes(before) == adapted.named_outcomes(after)
    somewhere = list(Outcome).index(Outcome.SOMEWHERE)
    guarded_alike = (before.argmax(axis=1) == somewhere) == (after.argmax(axis=1) == somewhere)
    assert same[guarded_alike].all()
    assert guarded_alike.mean() > 0.7
    assert np.allclose(adapted.outcome_coef, base.outcome_coef, rtol=0, atol=1e-6)


def test_a_rare_level_moves_its_cut_little(base, replies):
    d = DIMENSIONS.index("ownership")

    def team(count):
        reached = {r.id for r in replies[:count]}
        return [dataclasses.replace(r, levels={**r.levels, "ownership": 2 * (r.id in reached)}) for r in replies]

    moves = [abs(moved(base, team(count)).level_cuts[d] - base.level_cuts[d]).max() for count in (5, len(replies) // 2)]
    assert moves[0] <= 0.8 * 5 / (5 + AdaptOptions().cut_rows)
    assert all(move > 0 for move in moves)


def test_it_does_not_change_the_base_and_repeats_itself(base, replies, adaptation):
    assert distance(adapt_model(base, replies).bundle, adaptation.bundle) == 0
    assert distance(base, load_bundle(BASE)[0]) == 0


def test_only_what_reviewers_judged_moves(base, replies):
    only = frozenset(["ownership"])
    judged = [dataclasses.replace(r, judged=only, judged_spans=only) for r in swapped(replies)]
    found = adapt_model(base, judged)
    others = [d for d in range(len(DIMENSIONS)) if DIMENSIONS[d] != "ownership"]
    assert (found.bundle.level_coef[:, others] == base.level_coef[:, others]).all()
    assert (found.bundle.clause_coef[:, others] == base.clause_coef[:, others]).all()
    assert (found.bundle.level_cuts[others] == base.level_cuts[others]).all()
    for name in ("need_coef", "flag_coef", "outcome_coef", "outcome_intercept"):
        assert (getattr(found.bundle, name) == getattr(base, name)).all()
    (unlabelled,) = [note for note in found.notes if note.startswith("no labels")]
    assert "empathy" in unlabelled
    assert "ownership," not in unlabelled.replace("needs.ownership", "")
    assert "outcome" in unlabelled


def test_levels_without_spans_suppose_the_base_evidence(base, replies, adaptation):
    bare = [dataclasses.replace(r, spans=(), judged_spans=frozenset()) for r in replies]
    adapted = moved(base, bare)
    assert (adapted.clause_coef != base.clause_coef).any()
    assert (adapted.clause_coef != adaptation.bundle.clause_coef).any()


def test_spans_that_nobody_judged_are_not_learnt(base, replies):
    """A reviewer who confirms a level has not said that the words the model quoted are the right ones."""
    replies = [dataclasses.replace(r, judged_spans=frozenset()) for r in replies]
    bare = [dataclasses.replace(r, spans=()) for r in replies]
    assert distance(moved(base, replies), moved(base, bare)) == 0


def test_evidence_teaches_which_words_where_nobody_judged_the_level(base, replies):
    """Of a reply of which some quotes were struck out it is known which clauses are evidence, not whether for level 1 or 2."""

    def team(filled_in, spans=True):
        return [
            dataclasses.replace(
                r,
                judged=r.judged - {"ownership"},
                levels={**r.levels, "ownership": filled_in},
                spans=r.spans if spans else tuple(s for s in r.spans if s.dimension != "ownership"),
            )
            if number % 3 == 0 and r.levels["ownership"]
            else r
            for number, r in enumerate(replies)
        ]

    found = moved(base, team(1))
    assert distance(moved(base, team(2)), found) == 0
    assert distance(moved(base, team(1, spans=False)), found) > 0


def test_a_level_whose_evidence_was_all_struck_out_names_no_clause(base, replies):
    """The reviewer says that these words are none, and not which are: the base's guess would be the words that were struck out."""
    struck = [
        dataclasses.replace(r, spans=tuple(s for s in r.spans if s.dimension != "ownership"))
        if r.levels["ownership"]
        else r
        for r in replies
    ]
    d = DIMENSIONS.index("ownership")
    assert (moved(base, struck).clause_coef[:, d] == base.clause_coef[:, d]).all()


def test_frozen_clauses_stay_the_bases(base, replies):
    frozen = AdaptOptions(clause=Penalties(intercept=1e9, weights=1e9))
    adapted = moved(base, replies, frozen)
    assert np.abs(adapted.clause_coef - base.clause_coef).max() < 1e-4
    assert (adapted.level_coef != base.level_coef).any()


def test_few_labels_are_counted_by_what_they_judge(base, replies):
    """However many replies: thirty remarks on a dimension are thirty labels of it."""
    again = [dataclasses.replace(r, id=f"{r.id} again", group=f"{r.group} again") for r in replies]
    parts = [frozenset(["empathy", "ownership"] if number < 30 else ["empathy"]) for number in range(2 * len(replies))]
    team = [
        dataclasses.replace(r, judged=part, judged_spans=part)
        for part, r in zip(parts, [*replies, *again], strict=True)
    ]
    notes = adapt_model(base, team, AdaptOptions(folds=2)).notes
    assert len(team) > 100
    assert "few labels, by which agreement may not rise (200 are better): ownership 30" in notes
    (unlabelled,) = [note for note in notes if note.startswith("no labels")]
    assert unlabelled.partition("): ")[2].split(", ")[:3] == ["boilerplate", "expectations", "listening"]


def test_one_class_only_stays_as_the_base_has_it(base, replies):
    same = [dataclasses.replace(r, levels={**r.levels, "empathy": 1}) for r in replies]
    found = adapt_model(base, same)
    assert f"empathy: all {len(same)} labels are equal; stays as the base has it" in found.notes
    d = DIMENSIONS.index("empathy")
    assert (found.bundle.level_coef[:, d] == base.level_coef[:, d]).all()


def test_out_of_fold_predictions_have_the_right_shapes(replies, adaptation):
    assert len(adaptation.replies) == len(replies)
    for predicted in (adaptation.base, adaptation.adapted):
        assert predicted.levels.shape == (len(replies), len(DIMENSIONS))
        assert np.allclose(predicted.level_probabilities.sum(axis=2), 1)
        assert np.allclose(predicted.outcome_probabilities.sum(axis=1), 1)
        assert predicted.needs.shape == (len(replies), len(NEEDS))
    assert (adaptation.base.level_probabilities != adaptation.adapted.level_probabilities).any()


def test_the_measured_levels_are_the_analyzers(adaptation):
    assessments = list(authentica.load(BASE).pipe((r.text, r.customer_text) for r in adaptation.replies))
    for row, assessment in enumerate(assessments):
        assert [score.level for score in assessment.dimensions] == adaptation.base.levels[row].tolist()
        needed = [assessment[need].needed for need in NEEDS]
        assert np.allclose(adaptation.base.needs[row], needed, rtol=0, atol=1e-5), "where no trouble is told, too"


@pytest.mark.parametrize("has_hashes", [True, False])
def test_labels_that_a_model_learnt_from_are_told_in_whatever_company(
    base, label_file, write_lines, tmp_path, capsys, has_hashes
):
    lines = label_file.read_text(encoding="utf-8").splitlines()
    second = {**json.loads(lines[0]), "judged": ["needs"]}
    for folder, names in (("learnt", "ab"), ("some", "bc"), ("others", "cd"), ("second", "e")):
        (tmp_path / folder).mkdir()
        for name in names:
            write_lines(tmp_path / folder / f"{name}.jsonl", ["abcde".find(name) * "\n" + lines[0]])
    for folder, name in (("learnt", "a"), ("second", "e")):
        write_lines(tmp_path / folder / f"{name}.second.jsonl", [second])
    facts = labels_facts(tmp_path / "learnt", [])
    if not has_hashes:
        del facts["hashes"]
    save_bundle(base, tmp_path / "model", {"data": facts}, "# Card\n")

    def is_noted(path):
        assert main(["evaluate", str(tmp_path / path), "--model", str(tmp_path / "model")]) == 0
        return "the model learnt from these labels" in capsys.readouterr().err

    assert is_noted("learnt")
    assert not is_noted("others")
    assert [is_noted(path) for path in ("learnt/a.jsonl", "some", "second")] == [has_hashes] * 3


def test_labels_that_a_base_learnt_from_are_told_of_every_model_adapted_from_it(
    base, label_file, write_lines, tmp_path, capsys
):
    first = write_lines(tmp_path / "first.jsonl", label_file.read_text(encoding="utf-8").splitlines()[:1])
    save_bundle(base, tmp_path / "base", {"data": labels_facts(first, [])}, "# Card\n")
    for model, adapted_from in (("adapted", "base"), ("twice", "adapted")):
        folders = [str(tmp_path / name) for name in (model, adapted_from)]
        assert main(["train", str(label_file), "--base", folders[1], "--output", folders[0]]) == 0
    for labels in (first, label_file):
        capsys.readouterr()
        assert main(["evaluate", str(labels), "--model", str(tmp_path / "twice")]) == 0
        assert "the model learnt from these labels" in capsys.readouterr().err


def test_replies_that_a_model_learnt_from_are_counted_in_whatever_file(rows_apart, write_lines, tmp_path, capsys):
    rows = rows_apart
    old, model = write_lines(tmp_path / "old.jsonl", rows[:40]), tmp_path / "m"
    assert main(["train", str(old), "--base", str(BASE), "--output", str(model)]) == 0
    shouted = {**rows[0], "id": "again", "conversation_id": "K-9", "customer_text": "", "spans": []}
    shouted |= {"text": f"{rows[0]['text'].upper()} ", "judged": []}
    others = write_lines(tmp_path / "others.jsonl", [*rows[35:], shouted])
    capsys.readouterr()
    assert main(["evaluate", str(others), "--model", str(model)]) == 0
    assert f"the model learnt from these labels (6 of {len(rows) - 34} replies)" in capsys.readouterr().err
    stored = (model / "manifest.json").read_text(encoding="ascii")
    assert not [row for row in rows if row["text"] in stored]


def test_a_model_that_is_adapted_again_is_not_praised_for_what_its_base_learnt(
    rows_apart, write_lines, tmp_path, capsys
):
    rows = rows_apart
    old, grown = write_lines(tmp_path / "old.jsonl", rows[:25]), write_lines(tmp_path / "grown.jsonl", rows)

    def train(labels, base, name):
        assert main(["train", str(labels), "--base", str(base), "--output", str(tmp_path / name)]) == 0
        return capsys.readouterr(), load_bundle(tmp_path / name)[1]["about"]

    first, _ = train(old, BASE, "one")
    assert "the base learnt from" not in first.err
    again, about = train(old, tmp_path / "one", "two")
    note = "the base learnt from 25 of these 25 replies: what the adapted model is worth is not measured"
    assert f"note: {note}" in again.err
    assert "base 0." not in again.out
    assert about["metrics_out_of_fold"] == about["metrics_out_of_fold_base"] == {}
    assert note in (tmp_path / "two" / "MODEL_CARD.md").read_text(encoding="utf-8")
    more, about = train(grown, tmp_path / "two", "three")
    assert f"the base learnt from 25 of these {len(rows)} replies: agreement is measured on the" in more.err
    assert {measure["n"] for measure in about["metrics_out_of_fold"].values()} == {len(rows) - 25}
    assert f"Agreement on {len(rows) - 25} labelled replies" in more.out


def test_a_base_of_an_older_release_that_does_not_tell_its_replies_is_noted(base, label_file, tmp_path):
    """And so is a model that was adapted from it."""
    untold = {"base": {"fingerprint": "0", "label_hashes": []}, "data": labels_facts(label_file, [])}
    save_bundle(base, tmp_path / "old", untold, "")
    for name, adapted_from in (("one", "old"), ("two", "one")):
        about = build_adapted_model(label_file, tmp_path / name, base=tmp_path / adapted_from)[1]
        assert [note for note in about["notes"] if "does not tell to which replies" in note]


def test_what_says_the_same_is_not_learnt_where_it_is_held_out(base, replies):
    """Sent to nine customers, a reply is one, not nine that a model can learn from each other; the conversations stay what they are."""
    macro = dataclasses.replace(replies[0], levels={**replies[0].levels, "empathy": 2})
    sent = [dataclasses.replace(macro, id=f"sent{n}", text=f"{macro.text}{' !' * n}") for n in range(9)]
    of_one = [dataclasses.replace(r, group="sent0") for r in sent]
    apart = [dataclasses.replace(r, group=r.id) for r in sent]
    options = AdaptOptions(folds=2)
    found, expected = (adapt_model(base, [*replies[1:], *copies], options) for copies in (apart, of_one))
    place = len(found.replies) - len(sent)
    assert found.replies[place].id == "sent0"
    np.testing.assert_array_equal(found.adapted.level_probabilities[place], expected.adapted.level_probabilities[place])
    assert {r.group for r in found.replies[place:]} == {r.id for r in sent}
    same = [dataclasses.replace(r, text=replies[0].text, group=r.id) for r in replies]
    assert not adapt_model(base, same, AdaptOptions(folds=2)).is_held_out


def test_card_and_terminal_round_once(rows_apart, write_lines, tmp_path, capsys, monkeypatch):
    path = write_lines(tmp_path / "labels.jsonl", rows_apart)
    monkeypatch.setattr("authentica.training.agreement.macro_f1", lambda *_, **__: 0.8451)
    assert main(["train", str(path), "--base", str(BASE), "--output", str(tmp_path / "m")]) == 0
    assert "  outcome, macro-F1: base 0.85 [0.85, 0.85], adapted 0.85 [0.85, 0.85]\n" in capsys.readouterr().out
    assert "| outcome, macro-F1 | 0.85 | 0.85–0.85 | 0.85 |" in (tmp_path / "m" / "MODEL_CARD.md").read_text("utf-8")


def test_a_dimension_that_few_replies_judge_says_how_many(label_file, write_lines, tmp_path, capsys):
    rows = [json.loads(line) for line in label_file.read_text(encoding="utf-8").splitlines()]
    part = [row if n < 30 else {**row, "judged": ["empathy"], "judged_spans": []} for n, row in enumerate(rows)]
    path, model = write_lines(tmp_path / "part.jsonl", part), tmp_path / "m"
    assert main(["train", str(path), "--base", str(BASE), "--output", str(model)]) == 0
    for out, kappa in (
        (capsys.readouterr().out, "ownership, quadratic weighted kappa: base "),
        (main(["evaluate", str(path), "--model", str(model)]) or capsys.readouterr().out, "ownership "),
    ):
        (ownership,) = [line for line in out.splitlines() if kappa in line and "needs" not in line and "≥" not in line]
        assert "], n 30" in ownership
        assert f"{len(rows)} " in out
        assert f", n {len(rows)}" not in out


def test_evidence_alone_teaches_which_words(base, replies, write_lines, tmp_path, capsys):
    """The words are learnt, and the level stays: nobody said which is right."""
    only = frozenset(["ownership"])
    team = [dataclasses.replace(r, judged=frozenset(), judged_spans=only) for r in replies]
    found = adapt_model(base, team, AdaptOptions(folds=2))
    d = DIMENSIONS.index("ownership")
    assert (found.bundle.clause_coef[:, d] != base.clause_coef[:, d]).any()
    assert (found.bundle.level_coef == base.level_coef).all()
    assert [n for n in found.notes if n.startswith(f"ownership: of {len(replies)} replies the evidence alone was")]
    with pytest.raises(LabelError, match=r"nothing to teach.*the evidence of only 1 replies"):
        adapt_model(base, [dataclasses.replace(r, judged_spans=frozenset()) for r in team[1:]] + team[:1])


def test_what_never_varies_in_labels_and_model_is_said_to_be_untold(label_file, write_lines, tmp_path, capsys):
    rows = [json.loads(line) for line in label_file.read_text(encoding="utf-8").splitlines()]
    found = authentica.load(BASE).pipe((row["text"], row["customer_text"]) for row in rows)
    plain = [{**row, "empathy": 0, "spans": []} for row, a in zip(rows, found, strict=True) if not a["empathy"].level]
    labels = write_lines(tmp_path / "plain.jsonl", plain)
    assert main(["train", str(labels), "--base", str(BASE), "--output", str(tmp_path / "mine")]) == 0
    kappa = "empathy, quadratic weighted kappa"
    assert f"  {kappa}: base cannot be told, adapted cannot be told\n" in capsys.readouterr().out
    assert load_bundle(tmp_path / "mine")[1]["about"]["metrics_out_of_fold"][kappa]["value"] is None
    assert f"| {kappa} | none | none | none | none |" in (tmp_path / "mine" / "MODEL_CARD.md").read_text(
        encoding="utf-8"
    )


@pytest.mark.parametrize(
    "options",
    [
        {"folds": 0},
        {"folds": 1},
        {"folds": 2.5},
        {"fewest_rows": -1},
        {"fewest_rows": True},
        {"cut_rows": -1},
        {"level": 3.0},
    ],
    ids=str,
)
def test_options_that_mean_nothing_are_refused(options):
    with pytest.raises(InputError, match=f"{next(iter(options))} must be"):
        AdaptOptions(**options)


@pytest.mark.parametrize("penalty", [0.0, -1.0, float("nan"), "5"])
def test_penalties_that_hold_nothing_are_refused(penalty):
    with pytest.raises(InputError, match="weights must be a number above 0"):
        Penalties(weights=penalty)


@pytest.mark.parametrize("argument", [{"base": None}, {"options": {"folds": 5}}, {"name": 5}, {"labels": 5}], ids=str)
def test_arguments_of_another_type_are_refused(label_file, tmp_path, argument):
    with pytest.raises(InputError, match=f"{next(iter(argument))} must be"):
        build_adapted_model(**{"labels": label_file, "folder": tmp_path / "m", "base": BASE, **argument})


@pytest.mark.parametrize(
    ("count", "message"),
    [(0, "there are no labelled replies to adapt to"), (12, "12 labelled replies are too few to adapt a model to")],
)
def test_no_and_too_few_labels_are_refused(base, replies, count, message):
    with pytest.raises(LabelError, match=f"{message}.*Label at least 20 replies"):
        adapt_model(base, replies[:count])


def test_labels_that_never_differ_are_refused(base, replies):
    first = replies[0]
    same = [dataclasses.replace(first, id=str(i), group=str(i)) for i in range(30)]
    with pytest.raises(LabelError, match="the labels of 30 replies have nothing to teach"):
        adapt_model(base, same)


def test_the_command_writes_a_model_that_names_its_base(label_file, tmp_path, capsys):
    output = tmp_path / "my-model"
    assert main(["train", str(label_file), "--base", str(BASE), "--output", str(output)]) == 0
    said = capsys.readouterr()
    assert f"Learning from {label_file}" in said.err, "it takes a minute"
    assert "by a model that did not learn from its conversation:" in said.out
    assert "ownership, quadratic weighted kappa: base " in said.out
    assert said.out.endswith(f"authentica evaluate --behaviour --model {output}\n")
    for model, learnt in ((output, True), (BASE, False)):
        assert main(["evaluate", str(label_file), "--model", str(model)]) == 0
        assert ("the model learnt from these labels" in capsys.readouterr().err) is learnt
    about = load_bundle(output)[1]["about"]
    base_fingerprint = load_bundle(BASE)[1]["fingerprint"]
    assert about["base"] == {"name": "stored", "fingerprint": base_fingerprint, "label_hashes": [], "reply_hashes": []}
    assert about["data"]["sha256"] == labels_facts(label_file, [])["sha256"]
    assert set(about["metrics_out_of_fold"]) == set(about["metrics_out_of_fold_base"])
    card = (output / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert base_fingerprint in card
    assert about["data"]["sha256"] in card
    assert "| measure | base |" in card
    assert "do not rank teams by their own models" in about["misuse"]
    assert all(about[part] in " ".join(card.split()) for part in ("intended_use", "misuse", "limits"))
    again = tmp_path / "my-model-2"
    assert main(["train", str(label_file), "--base", str(BASE), "--output", str(again), "--name", "my-model"]) == 0
    assert (again / "manifest.json").read_bytes() == (output / "manifest.json").read_bytes()
    assert authentica.load(output).analyze("I've sent a new kettle, it is with you on Friday.").scored


def test_the_command_refuses_to_overwrite_the_base(label_file, capsys):
    before = (BASE / "manifest.json").read_bytes()
    assert main(["train", str(label_file), "--base", str(BASE), "--output", str(BASE)]) == 1
    assert "would overwrite its base" in capsys.readouterr().err
    assert (BASE / "manifest.json").read_bytes() == before


def test_a_model_named_like_the_shipped_one_says_how_it_is_loaded(label_file, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    command = ["train", str(label_file), "--base", str(BASE), "--output", "default"]
    for _ in range(2):
        assert main(command) == 0, "it is not its own base"
        assert "default names the model that ships; this one is loaded as ./default" in capsys.readouterr().err
    assert authentica.load().manifest != authentica.load("./default").manifest


def test_labels_of_one_conversation_are_learnt_from_and_not_measured(label_file, write_lines, tmp_path, capsys):
    rows = [json.loads(line) for line in label_file.read_text(encoding="utf-8").splitlines()]
    path = write_lines(tmp_path / "one.jsonl", [{**row, "set": "K1"} for row in rows])
    assert main(["train", str(path), "--base", str(BASE), "--output", str(tmp_path / "m")]) == 0
    said = capsys.readouterr()
    assert "note: no reply can be held out, as all labels are of one conversation" in said.err
    assert "adapted" not in said.out
    about = load_bundle(tmp_path / "m")[1]["about"]
    assert about["metrics_out_of_fold"] == about["metrics_out_of_fold_base"] == {}


def test_a_base_of_other_features_is_noted(label_file, tmp_path):
    about = {"lexicon_sha256": "0"}
    save_bundle(load_bundle(BASE)[0], tmp_path / "old", about, "")
    found = build_adapted_model(label_file, tmp_path / "m", base=tmp_path / "old", options=AdaptOptions(folds=2))[1]
    assert "base: it was trained with other lexicons than this release has" in found["notes"]
    assert found["lexicon_sha256"] != "0"


def test_a_base_whose_name_no_file_can_have_is_no_model(label_file, tmp_path):
    with pytest.raises(SourceNotFoundError, match="there is no shipped model"):
        build_adapted_model(label_file, tmp_path / "m", base="n" * 300)


def test_the_command_says_what_stays(label_file, write_lines, tmp_path, capsys):
    rows = [json.loads(line) for line in label_file.read_text(encoding="utf-8").splitlines()]
    few = write_lines(tmp_path / "few.jsonl", rows[:5])
    assert main(["train", str(few), "--base", str(BASE), "--output", str(tmp_path / "m")]) == 1
    assert "5 labelled replies are too few" in capsys.readouterr().err
    assert not (tmp_path / "m").exists()
    some = write_lines(tmp_path / "some.jsonl", [{**row, "empathy": 0, "spans": []} for row in rows])
    assert main(["train", str(some), "--base", str(BASE), "--output", str(tmp_path / "m")]) == 0
    assert "note: empathy: all" in capsys.readouterr().err
