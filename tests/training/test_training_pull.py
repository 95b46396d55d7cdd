"""What public replies pull: a gradient that gives the joint minimum, and holds no text."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse
from sklearn.linear_model import LogisticRegression

import authentica
from authentica.cli import DONE, ERROR, main
from authentica.errors import LabelError
from authentica.integrations.ordinal import OrdinalLogisticClassifier
from authentica.learners.store import load_bundle
from authentica.schema import DIMENSIONS, Outcome
from authentica.training.clausestage import fit_clause_stage, learn_clauses
from authentica.training.dataset import read_labels
from authentica.training.heads import HEADS
from authentica.training.logistic import Linear, fit_linear, pull_of
from authentica.training.losses import ClassLoss, StepLoss
from authentica.training.material import prepare
from authentica.training.options import TrainingOptions
from authentica.training.pull import read_pull, save_pull
from authentica.training.teaching import learn_pull
from authentica.training.train import train_bundle

OPTIONS = TrainingOptions(jobs=1, fewest_rows=1)


@pytest.fixture(scope="module")
def two():
    """Return features, levels and weights of our own rows and of rows that stay away."""
    random = np.random.default_rng(7)
    features = sparse.csr_matrix(random.normal(size=(160, 6)) * (random.random((160, 6)) < 0.6))
    levels = np.digitize(features @ random.normal(size=6) + random.normal(size=160), [-0.4, 0.7])
    weights = random.uniform(0.5, 2.0, 160)
    own = np.arange(160) < 100
    return (
        (features[own], levels[own], weights[own]),
        (features[~own], levels[~own], weights[~own]),
        (features, levels, weights),
    )


def above(levels):
    return levels[:, None] >= np.array([1, 2])


def fit_steps(features, above, weights, **options):
    return fit_linear(features, StepLoss(above, weights), C=0.5, **{"freedom": 0.0, **options})


def fit_classes(features, codes, weights, **options):
    return fit_linear(features, ClassLoss(codes, weights, 3), C=0.5, **options)


@pytest.mark.parametrize("freedom", [0.0, 0.3])
def test_own_rows_and_the_pull_give_the_joint_minimum_of_steps(two, freedom):
    (x, y, w), (away_x, away_y, away_w), (all_x, all_y, all_w) = two
    joint = fit_steps(all_x, above(all_y), all_w, freedom=freedom)
    pull = pull_of(joint, away_x, StepLoss(above(away_y), away_w))
    found = fit_steps(x, above(y), w, freedom=freedom, pull=pull)
    alone = fit_steps(x, above(y), w, freedom=freedom)
    np.testing.assert_allclose(found.coef, joint.coef, atol=1e-6)
    np.testing.assert_allclose(found.intercept, joint.intercept, atol=1e-6)
    assert np.abs(alone.coef - joint.coef).max() > 0.01


def test_own_rows_and_the_pull_give_the_joint_minimum_of_classes(two):
    (x, y, w), (away_x, away_y, away_w), (all_x, all_y, all_w) = two
    joint = fit_classes(all_x, all_y, all_w)
    found = fit_classes(x, y, w, pull=pull_of(joint, away_x, ClassLoss(away_y, away_w, 3)))
    np.testing.assert_allclose(found.coef, joint.coef, atol=1e-6)
    np.testing.assert_allclose(found.logits(x), joint.logits(x), atol=1e-5)


def test_without_a_pull_the_models_are_scikit_learns(two):
    _, _, (x, y, w) = two
    plain = LogisticRegression(C=0.5, tol=1e-10, solver="newton-cg").fit(x, y >= 1, w)
    np.testing.assert_allclose(fit_steps(x, above(y)[:, :1], w).coef[:, 0], plain.coef_[0], atol=1e-4)
    several = LogisticRegression(C=0.5, tol=1e-10, solver="newton-cg").fit(x, y, w)
    np.testing.assert_allclose(fit_classes(x, y, w).coef.T, several.coef_, atol=1e-4)
    ordinal = OrdinalLogisticClassifier(C=0.5, freedom=0.3, tol=1e-10).fit(x, y, w)
    # Its intercepts bear a little more of the penalty.
    np.testing.assert_allclose(fit_steps(x, above(y), w, freedom=0.3).coef.T, ordinal.coef_, atol=5e-3)


def test_two_readings_of_a_row_weigh_as_one_row_whose_weight_is_shared(two):
    (x, y, w), _, _ = two
    other = np.roll(y, 1)
    twice = fit_steps(
        sparse.vstack([x, x], format="csr"), np.concatenate([above(y), above(other)]), np.r_[0.2 * w, 0.8 * w]
    )
    once = fit_steps(x, 0.2 * above(y) + 0.8 * above(other), w)
    np.testing.assert_allclose(once.coef, twice.coef, atol=1e-8)
    assert np.abs(once.coef - fit_steps(x, above(y), w).coef).max() > 0.01


@pytest.fixture(scope="module")
def public_file(label_file, write_lines, tmp_path_factory):
    """Return the small label set again, as if its replies were somebody else's."""
    rows = [json.loads(line) for line in label_file.read_text(encoding="utf-8").splitlines()]
    for row in rows:
        row |= {"id": f"public-{row['id']}", "outcome": "by", "corpus": "A forum", "licence": "CC BY 4.0"}
    # What other programs take for the end of a line ends none here.
    rows[0]["text"] += "\u2028 \x85"
    lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in rows]
    return write_lines(tmp_path_factory.mktemp("public") / "public.jsonl", lines)


@pytest.mark.parametrize("fault", ["no licence", "a list", "a folder"])
def test_replies_of_others_that_do_not_say_whose_they_are_are_refused(label_file, tmp_path, fault, capsys):
    (tmp_path / "labelled").mkdir()
    labels, public = tmp_path / "labelled" / "own.jsonl", tmp_path / "public"
    labels.write_bytes(label_file.read_bytes())
    if fault == "a folder":
        public.mkdir()
        (public / "a.jsonl").write_bytes(label_file.read_bytes())
    else:
        of = b'{"corpus": ["A forum"], ' if fault == "a list" else b"{"
        public.write_bytes(label_file.read_bytes().replace(b"{", of, 1))
    assert main(["train", str(labels.parent), "--output", str(tmp_path / "m"), "--public", str(public)]) == ERROR
    assert ("folder" if fault == "a folder" else "whose it is") in capsys.readouterr().err
    assert not (tmp_path / "labelled" / "public.npz").exists()


def test_the_command_learns_keeps_and_names_them(label_file, public_file, tmp_path):
    labels = tmp_path / "labelled" / label_file.name
    labels.parent.mkdir()
    labels.write_bytes(label_file.read_bytes())
    command = ["train", str(labels.parent), "--name", "small", "--jobs", "1", "--output"]
    assert main([*command, str(tmp_path / "alone")]) == DONE
    assert main([*command, str(tmp_path / "pulled"), "--public", str(public_file)]) == DONE
    assert main([*command, str(tmp_path / "again")]) == DONE
    alone, _ = load_bundle(tmp_path / "alone")
    pulled, manifest = load_bundle(tmp_path / "pulled")
    texts = [reply.text for reply in read_labels(public_file)]
    by = [
        sum(a.outcome is Outcome.BY for a in authentica.load(tmp_path / name).pipe(texts))
        for name in ("alone", "pulled")
    ]
    assert by[1] > by[0] + len(texts) // 4
    # Of clauses they teach what is said of the time to come, and nothing else.
    taught = [not np.array_equal(pulled.clause_coef[:, d], alone.clause_coef[:, d]) for d in range(len(DIMENSIONS))]
    assert [dimension for dimension, differs in zip(DIMENSIONS, taught, strict=True) if differs] == ["expectations"]
    assert manifest["about"]["public_replies"]["corpora"][0]["licence"] == "CC BY 4.0"
    assert "A forum (CC BY 4.0)" in (tmp_path / "pulled" / "MODEL_CARD.md").read_text(encoding="utf-8")
    for name in ("weights.npz", "manifest.json"):
        assert (tmp_path / "pulled" / name).read_bytes() == (tmp_path / "again" / name).read_bytes()


def test_own_clauses_and_the_pull_give_the_joint_clause_models(label_file, public_file):
    """The public replies are our own once more: pulled by them, the clause models are those of our own, weighing as much as both."""
    own = list(read_labels(label_file))
    public = [replace(reply, weight=0.25) for reply in read_labels(public_file)]  # of clauses, four times that
    ours, theirs = (prepare(replies, OPTIONS.folds) for replies in (own, public))
    lessons = learn_clauses(ours, theirs, OPTIONS)

    def fitted(material, pull=None):
        return np.stack([linear.coef for linear in fit_clause_stage(material, OPTIONS, pull).linears], axis=1)

    pulled = fitted(ours, (lessons.names, lessons.linears))
    twice = fitted(prepare([replace(reply, weight=2.0) for reply in own], OPTIONS.folds))
    alone = fitted(ours)
    turned = [Linear(linear.coef[::-1], linear.intercept) for linear in lessons.linears]
    assert np.array_equal(fitted(ours, (lessons.names[::-1], turned)), pulled)
    d = DIMENSIONS.index("expectations")
    np.testing.assert_allclose(pulled[:, d], twice[:, d], atol=0.002)
    assert np.abs(pulled[:, d] - alone[:, d]).max() > 0.02
    assert np.array_equal(pulled[:, :d], alone[:, :d])


def test_public_replies_whose_words_nobody_judged_teach_no_clauses(label_file, public_file):
    own, public = list(read_labels(label_file)), list(read_labels(public_file))
    ours, theirs = (
        prepare(replies, OPTIONS.folds)
        for replies in (own, [replace(reply, judged_spans=frozenset()) for reply in public])
    )
    lessons = learn_clauses(ours, theirs, OPTIONS)
    assert not any(pull.coef.any() or pull.intercept.any() for pull in lessons.linears)


@pytest.fixture(scope="module")
def pull(label_file, public_file):
    own, public = list(read_labels(label_file)), list(read_labels(public_file))
    return learn_pull(own, public, about={"replies": len(public)}, options=OPTIONS)


def test_a_pull_survives_and_finds_its_features_by_name(pull, label_file, tmp_path):
    save_pull(pull, tmp_path / "public.npz")
    again, _ = read_pull(tmp_path / "public.npz")
    assert again.moment_names == pull.moment_names
    assert again.gradients.keys() == pull.gradients.keys()
    assert all(np.array_equal(again.gradients[head].coef, own.coef) for head, own in pull.gradients.items())
    turned = pull.onto(pull.level_names[::-1], ("new", *pull.moment_names[::-1]))
    level, outcome = HEADS[0], next(head for head in HEADS if head.kind == "outcome")
    assert np.array_equal(turned.gradients[level].coef[::-1], pull.gradients[level].coef)
    assert not turned.gradients[outcome].coef[0].any()
    train_bundle(list(read_labels(label_file))[:-1], options=OPTIONS, pull=pull)


def test_a_pull_is_written_whole_or_not_at_all(pull, tmp_path, monkeypatch):
    path = tmp_path / "public.npz"
    path.write_bytes(b"an older one")

    def stops(file, **arrays):
        file.write(b"half")
        raise KeyboardInterrupt

    monkeypatch.setattr(np, "savez_compressed", stops)
    with pytest.raises(KeyboardInterrupt):
        save_pull(pull, path)
    assert path.read_bytes() == b"an older one"


def test_where_no_pull_can_be_written_nothing_is_learnt(label_file, public_file, tmp_path, capsys):
    (tmp_path / "labelled").mkdir()
    (tmp_path / "public.npz").mkdir()
    (tmp_path / "labelled" / "own.jsonl").write_bytes(label_file.read_bytes())
    command = ["train", str(tmp_path / "labelled"), "--output", str(tmp_path / "m"), "--public", str(public_file)]
    assert main(command) == ERROR
    assert "public.npz: there is a folder where the file should go" in capsys.readouterr().err


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04"])
def test_a_file_that_is_no_pull_is_refused(content, tmp_path):
    path = tmp_path / "public.npz"
    path.write_bytes(content)
    with pytest.raises(LabelError, match=r"public\.npz"):
        read_pull(path)


def test_an_array_of_another_shape_is_refused(pull, tmp_path):
    path = tmp_path / "public.npz"
    save_pull(pull, path)
    with np.load(path) as file:
        arrays = {name: file[name] for name in file.files}
    for change in (
        {"clause_coef": arrays["clause_coef"][:-1]},
        {"level_coef": arrays["level_coef"][:-1]},
        {"need_intercept": np.zeros(2)},
    ):
        np.savez(path, **{**arrays, **change})
        with pytest.raises(LabelError):
            read_pull(path)
