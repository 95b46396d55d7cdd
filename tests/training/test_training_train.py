"""Training on a small label set: byte for byte the same, loadable, and able to learn what is plain."""

from __future__ import annotations

import hashlib
import json
import math
import re
import shutil
from dataclasses import replace

import numpy as np
import pytest

import authentica
from authentica.cli import DONE, ERROR, main
from authentica.errors import LabelError
from authentica.learners.store import load_bundle
from authentica.schema import DIMENSIONS, NEEDS, Message, Outcome, Reply
from authentica.training.agreement import agreement
from authentica.training.build import build_model
from authentica.training.dataset import LabelledSpan, read_labels
from authentica.training.evaluate import evaluate
from authentica.training.material import clause_labels, fold_of, prepare
from authentica.training.options import TrainingOptions
from authentica.training.train import train_bundle

FILES = ["MODEL_CARD.md", "manifest.json", "names.json", "weights.npz"]


@pytest.fixture(scope="module")
def trained(label_file, tmp_path_factory):
    """Return a model folder that the command line trained, and what it printed."""
    folder = tmp_path_factory.mktemp("trained") / "small"
    code = main(["train", str(label_file), "--output", str(folder), "--jobs", "1"])
    assert code == DONE
    return folder


def test_the_same_labels_give_the_same_bytes(trained, label_file, tmp_path):
    build_model(label_file, tmp_path / "again", name="small", options=TrainingOptions(jobs=1))
    assert sorted(p.name for p in trained.iterdir()) == FILES
    for name in FILES:
        assert (trained / name).read_bytes() == (tmp_path / "again" / name).read_bytes(), name


def test_the_manifest_says_what_it_was_trained_on(trained, label_file):
    _, manifest = load_bundle(trained)
    assert manifest["name"] == "small"
    about = manifest["about"]
    assert about["data"]["readings"] == len(list(read_labels(label_file)))
    assert about["library_version"] == authentica.__version__
    assert len(about["lexicon_sha256"]) == len(about["data"]["sha256"]) == 64
    assert "jobs" not in about["options"]
    assert any("kappa" in measure for measure in about["metrics_out_of_fold"])
    assert str(label_file.parent) not in json.dumps(manifest)


def test_the_card_names_use_misuse_and_limits(trained):
    card = (trained / "MODEL_CARD.md").read_text(encoding="utf-8")
    for heading in ("# Model card: small", "## Data", "## Intended use", "## Misuse", "## Limits"):
        assert heading in card


def test_weights_are_rounded(trained):
    bundle, _ = load_bundle(trained)
    for name in ("clause_coef", "level_coef", "need_coef", "outcome_coef", "flag_coef"):
        array = getattr(bundle, name)
        np.testing.assert_allclose(array, array.round(4), atol=1e-5)


def test_a_small_model_learns_what_is_plain(trained):
    analyzer = authentica.load(trained)
    said = "My kettle arrived cracked and I have guests tonight!"
    canned = analyzer.analyze(
        "Thank you for contacting us. We apologize for any inconvenience caused.", customer_text=said
    )
    cold = analyzer.analyze(
        "I refunded the kettle in full. The money is on your account by Friday.", customer_text=said
    )
    assert canned["boilerplate"].score > cold["boilerplate"].score
    assert cold["ownership"].score > canned["ownership"].score
    assert cold.authenticity > canned.authenticity


def test_the_manifest_says_what_the_model_is_for_as_its_card_does(trained):
    about = load_bundle(trained)[1]["about"]
    card = (trained / "MODEL_CARD.md").read_text(encoding="utf-8")
    for part, title in (("intended_use", "Intended use"), ("misuse", "Misuse"), ("limits", "Limits")):
        (told,) = re.findall(rf"^## {title}\n((?:.+\n)+)", card, re.MULTILINE)
        assert about[part] == " ".join(told.split())


def test_another_model_has_another_fingerprint(trained, analyzer):
    assert authentica.load(trained).fingerprint != analyzer.fingerprint


def test_evaluate(trained, label_file, rows_apart, write_lines, tmp_path):
    labels = write_lines(tmp_path / "labels.jsonl", rows_apart)
    found = evaluate(authentica.load(trained), labels, baseline_labels=label_file, rounds=20)
    assert found.n == len(rows_apart)
    assert set(found.kappa) == set(DIMENSIONS)
    assert set(found.baselines) == {"tf-idf + logistic regression"}
    for measure in (*found.kappa.values(), found.outcome, found.ranking, *found.needs.values()):
        assert -1.0 <= measure.low <= measure.high <= 1.0
    assert found.kappa["ownership"].value > 0.5
    assert all(
        0.0 <= score <= 1.0 for score in (*found.evidence.values(), *found.flags.values(), *found.calibration.values())
    )


def test_a_reply_that_was_read_twice_is_measured_once_by_its_independent_reading(
    analyzer, label_file, write_lines, tmp_path
):
    rows = [json.loads(line) for line in label_file.read_text(encoding="utf-8").splitlines()]
    others = [{**row, "ownership": 2 - row["ownership"], "needs": [], "spans": []} for row in rows]
    labels = write_lines(tmp_path / "twice.jsonl", rows)
    write_lines(tmp_path / "twice.second.jsonl", [{k: v for k, v in row.items() if k != "text"} for row in others])
    found = evaluate(analyzer, labels, rounds=5)
    assert found.n == found.kappa["ownership"].n == len(rows)
    assert repr(found) == repr(evaluate(analyzer, write_lines(tmp_path / "once.jsonl", others), rounds=5))


def test_the_card_measures_a_reply_that_was_read_twice_once(label_file):
    once = [replace(r, levels={**r.levels, "ownership": 1}) for r in read_labels(label_file)]
    readings = [reading for r in once for reading in (replace(r, levels={**r.levels, "ownership": 0}), r)]
    levels = np.arange(len(once) * len(DIMENSIONS)).reshape(len(once), -1) % 3

    def measured(replies, times):
        guesses = np.repeat(levels, times, axis=0)
        return agreement(replies, levels=guesses, needs=guesses[:, :3] > 1, outcome=guesses[:, 0])

    assert measured(readings, 2) == measured(once, 1)


def test_evaluate_from_the_command_line(trained, label_file, capsys):
    assert main(["evaluate", str(label_file), "--model", str(trained)]) == DONE
    out = capsys.readouterr().out
    for word in ("ownership", "kappa", "recall", "outcome", "needs", "calibration"):
        assert word in out
    assert main(["evaluate", str(label_file), "--model", str(trained), "--json"]) == DONE
    data = json.loads(capsys.readouterr().out)
    assert set(data["kappa"]) == set(DIMENSIONS)


def test_a_teams_strictness_is_evaluated(label_file, capsys):
    """What levels and misses a team would see is measured, not those of the model as it ships."""

    def found(*options):
        assert main(["evaluate", str(label_file), "--json", *options]) == DONE
        return json.loads(capsys.readouterr().out)

    plain, kinder = found(), found("--strictness", "ownership=-0.4", "--missed-probability", "0.9")
    changed = {d for d in DIMENSIONS if plain["recall"][d] != kinder["recall"][d]}
    assert changed == {"ownership"}
    assert kinder["recall"]["ownership"][0] < plain["recall"]["ownership"][0]
    assert kinder["needs"] != plain["needs"]


def test_labels_without_listening_are_evaluated_without_it(trained, label_file, write_lines, tmp_path):
    rows = [json.loads(line) for line in label_file.read_text(encoding="utf-8").splitlines()][:20]
    for row in rows:
        del row["listening"]
    found = evaluate(authentica.load(trained), write_lines(tmp_path / "public.jsonl", rows), rounds=5)
    assert set(found.kappa) == set(DIMENSIONS) - {"listening"}


def test_a_model_of_its_own_needs_whole_labels(label_file, write_lines, tmp_path, capsys):
    rows = [json.loads(line) for line in label_file.read_text(encoding="utf-8").splitlines()]
    hand = {"id": 1, "text": "I've refunded it.", "ownership": 2, "judged": ["ownership"]}
    path = write_lines(tmp_path / "some.jsonl", [*rows, hand])
    assert main(["train", str(path), "--output", str(tmp_path / "m")]) == ERROR
    assert "only a part of their labels was judged. Train with --base instead." in capsys.readouterr().err


def test_a_register_is_measured_on_what_was_judged_in_it(analyzer, label_file, write_lines, tmp_path, capsys):
    rows = [json.loads(line) for line in label_file.read_text(encoding="utf-8").splitlines()]
    rows = [
        {**row, "register": register, "judged": [dimension]}
        for row, (register, dimension) in zip(rows, [("chat", "ownership"), ("email", "empathy")] * 30, strict=False)
    ]
    path = write_lines(tmp_path / "some.jsonl", [*rows, {**rows[0], "id": "x", "register": "tweets"}])
    registers = evaluate(analyzer, path, rounds=2).registers
    assert list(registers) == ["chat", "email"]
    assert math.isnan(registers["chat"]["empathy"])
    assert math.isnan(registers["email"]["ownership"])
    assert registers["chat"]["ownership"] > 0.0 < registers["email"]["empathy"]
    assert main(["evaluate", str(path)]) == DONE
    assert re.search(r"chat\W+–", capsys.readouterr().out)


@pytest.mark.parametrize("command", ["train", "evaluate"])
@pytest.mark.parametrize("content", [None, "", "\n", "{broken Secret\n", '{"id": "a", "text": "Secret"}\n'])
def test_bad_labels_are_errors_without_their_text(command, content, tmp_path, capsys):
    path = tmp_path / "labels.jsonl"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    output = ["--output", str(tmp_path / "model")] if command == "train" else []
    assert main([command, str(path), *output]) == ERROR
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.splitlines()[-1].startswith("authentica: error: ")
    assert "Secret" not in captured.err
    assert not (tmp_path / "model").exists()


@pytest.mark.parametrize("base", [(), ("--base", "default")])
def test_a_folder_that_cannot_be_a_models_is_refused_before_the_labels_are_read(base, tmp_path, capsys):
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    assert main(["train", str(tmp_path / "nowhere.jsonl"), "--output", str(tmp_path), *base]) == ERROR
    assert "the folder holds other files, such as 'notes.txt'" in capsys.readouterr().err


def test_a_baseline_of_too_few_replies_is_refused_by_the_name_of_its_labels(
    analyzer, label_file, write_lines, tmp_path
):
    few = write_lines(tmp_path / "few.jsonl", label_file.read_text(encoding="utf-8").splitlines()[:19])
    rows = [json.loads(line) for line in label_file.read_text(encoding="utf-8").splitlines()]
    alike = [{**row, "ownership": 2, "judged": ["ownership"]} for row in rows]
    for path in (few, write_lines(tmp_path / "few.jsonl", alike)):
        with pytest.raises(LabelError, match=r"few\.jsonl: a baseline needs at least 20 labelled replies, and levels"):
            evaluate(analyzer, label_file, baseline_labels=path, rounds=1)


def test_a_baseline_learns_what_somebody_judged(analyzer, label_file, write_lines, tmp_path, capsys):
    rows = [json.loads(line) for line in label_file.read_text(encoding="utf-8").splitlines()]
    judged = [row if n % 2 else {**row, "judged": ["empathy"], "spans": []} for n, row in enumerate(rows)]
    # What nobody judged says the contrary, and is not learnt; of empathy nothing but level 0 is there.
    contrary = [
        {**row, "empathy": 0, "spans": []} if n % 2 else {**row, "empathy": 0, "ownership": 2 - row["ownership"]}
        for n, row in enumerate(judged)
    ]
    labels, paths = write_lines(tmp_path / "l.jsonl", rows), []
    for name, part in (("partial", contrary), ("judged", [row for row in contrary if "judged" not in row])):
        paths.append(write_lines(tmp_path / f"{name}.jsonl", part))
    partial, alone = (evaluate(analyzer, labels, baseline_labels=path, rounds=1) for path in paths)
    (kappas,) = partial.baselines.values()
    assert np.isnan(kappas["empathy"])
    assert kappas["ownership"] > 0
    assert repr(partial.baselines) == repr(alone.baselines)
    assert [note for note in partial.notes if note.startswith("the baseline is not trained for empathy")]
    assert f"the baseline learnt from {len(rows)} of these {len(rows)} replies" in partial.notes[-1]
    assert main(["evaluate", str(labels), "--baseline", str(paths[0])]) == DONE
    assert "note: the baseline learnt from" in capsys.readouterr().err


def test_the_same_words_to_many_customers_are_one_reply_to_an_interval(analyzer, label_file, write_lines, tmp_path):
    rows = [json.loads(line) for line in label_file.read_text(encoding="utf-8").splitlines()]
    rows = [*{row["text"]: row for row in rows}.values()]

    def interval(times):
        sent = [
            {**row, "id": f"{row['id']} {n}", "conversation_id": f"{row['id']} {n}"}
            for row in rows
            for n in range(times)
        ]
        found = evaluate(analyzer, write_lines(tmp_path / "l.jsonl", sent)).kappa["listening"]
        assert found.n == times * len(rows)
        return found.high - found.low

    assert interval(4) == pytest.approx(interval(1), rel=0.15)


def test_what_has_no_interval_says_so(label_file, write_lines, tmp_path, capsys):
    """Rich would take it for markup."""
    labels = write_lines(tmp_path / "few.jsonl", label_file.read_text(encoding="utf-8").splitlines()[:8])
    assert main(["evaluate", str(labels), "--faithfulness"]) == DONE
    agreement, _, faithfulness = capsys.readouterr().out.partition("Faithfulness")
    assert agreement.count("[no interval]") >= len(DIMENSIONS) + 2
    assert "[no interval]" in faithfulness


def test_evidence_is_measured_where_nobody_judged_the_level(analyzer, label_file, write_lines, tmp_path, capsys):
    rows = [json.loads(line) for line in label_file.read_text(encoding="utf-8").splitlines()]
    whole = evaluate(analyzer, label_file, rounds=1).evidence["ownership"]
    rows = [{**row, "judged": [], "judged_spans": ["ownership"]} for row in rows]
    labels = write_lines(tmp_path / "l.jsonl", rows)
    found = evaluate(analyzer, labels, rounds=1)
    assert found.kappa == {}
    assert found.evidence == {"ownership": whole}
    assert main(["evaluate", str(labels)]) == DONE
    (line,) = [line for line in capsys.readouterr().out.splitlines() if "ownership" in line and "not judged" in line][
        :1
    ]
    assert f"{whole:.2f}" in line


def test_an_evaluation_agrees_with_what_a_card_would_say(analyzer, rows_apart, write_lines, tmp_path):
    labels = write_lines(tmp_path / "labels.jsonl", rows_apart)
    rows = list(read_labels(labels))
    found = [analyzer.analyze(row.text, customer_text=row.customer_text) for row in rows]

    def measured(rounds):
        return agreement(
            rows,
            levels=np.array([[a[d].level for d in DIMENSIONS] for a in found]),
            needs=np.array([[a[n].needed >= analyzer.config.missed_probability for n in NEEDS] for a in found]),
            outcome=np.array([list(Outcome).index(a.outcome) for a in found]),
            rounds=rounds,
        )

    evaluation, card = evaluate(analyzer, labels, rounds=7), measured(7)
    assert (evaluation.kappa, evaluation.outcome) == (card.levels, card.outcome)
    assert {need: evaluation.needs[need] for need in NEEDS} == card.needs
    assert measured(7) != measured(200)
    assert list(card.named())[-1] == "outcome, macro-F1"
    assert card.named(len(rows) + 1) == {}


def test_folds_depend_on_the_group_alone():
    folds = [fold_of(f"group {n}", 5) for n in range(500)]
    assert folds == [fold_of(f"group {n}", 5) for n in range(500)]
    assert set(folds) == set(range(5))
    assert min(np.bincount(folds)) > 60
    assert fold_of("\ud800", 5) in range(5)


def test_clauses_carry_the_level_where_a_span_covers_them(label_file, read):
    reply = next(r for r in read_labels(label_file) if r.id.startswith("cold"))
    reading = read(reply.text, reply.customer_text)
    assert clause_labels([reply], [reading], "ownership").tolist() == [2, 0]
    assert clause_labels([reply], [reading], "expectations").tolist() == [0, 2]
    assert clause_labels([reply], [reading], "empathy").tolist() == [0, 0]


def test_replies_are_learnt_from_as_the_analyzer_reads_them(label_file, analyzer):
    hostile = replace(
        next(read_labels(label_file)), text="I've refunded\u200b you\x00 now.", customer_text="Help\u2066!!"
    )
    (reading,) = prepare([hostile], 5).readings
    assert reading == analyzer.read(Reply(message=Message(text=hostile.text), customer_text=hostile.customer_text))


def test_labels_that_lack_levels_outcomes_and_flags_can_be_trained_on(label_file):
    replies = [r for r in read_labels(label_file) if r.id.startswith(("cold", "routine"))]
    bundle, held_out = train_bundle(replies, name="narrow", options=TrainingOptions(jobs=1))
    assert bundle.fault() is None
    assert held_out["levels"].shape == (len(replies), len(DIMENSIONS), 3)
    np.testing.assert_allclose(held_out["outcome"].sum(axis=1), 1.0)
    assert held_out["outcome"].shape[1] == len(Outcome)


def test_what_nobody_judged_is_not_learnt_from(label_file):
    replies = list(read_labels(label_file))
    half = [replace(r, judged=frozenset(("needs",))) if i % 2 else r for i, r in enumerate(replies)]
    other = [
        replace(r, levels={}, spans=(), outcome=Outcome.OUTTA_HERE, flags=frozenset()) if i % 2 else r
        for i, r in enumerate(half)
    ]
    options = TrainingOptions(jobs=1, folds=2)
    (one, _), (same, _) = (train_bundle(rows, options=options) for rows in (half, other))
    assert one.clause_names == same.clause_names
    for name in ("clause_coef", "level_coef", "level_reference", "need_coef", "outcome_coef", "flag_coef", "flag_cuts"):
        np.testing.assert_array_equal(getattr(one, name), getattr(same, name), err_msg=name)
    whole, _ = train_bundle(replies, options=options)
    assert not np.array_equal(whole.level_coef, one.level_coef)


def test_a_part_that_nobody_judged_is_learnt_to_be_absent(label_file):
    replies = [
        replace(r, levels={d: v for d, v in r.levels.items() if d != "listening"}, judged=r.judged - {"listening"})
        for r in read_labels(label_file)
    ]
    _, held_out = train_bundle(replies, options=TrainingOptions(jobs=1, folds=2))
    assert (held_out["levels"][:, DIMENSIONS.index("listening"), 0] > 0.9).all()


def test_what_lies_beside_the_labels_is_learnt_from_but_not_measured_on(label_file, trained, write_lines, tmp_path):
    (tmp_path / "labelled").mkdir()
    shutil.copy(label_file, tmp_path / "labelled" / label_file.name)
    rows = [("bare", "Which one is it?"), ("blame", "You broke it yourself."), ("harmless", "The other one is blue.")]
    changes = write_lines(tmp_path / "counterfactuals.jsonl", [{"kind": k, "text": t} for k, t in rows])
    said = [{"id": f"x{n}", "text": f"Boiler swapped in flat {n}. ^RT", "ownership": 2} for n in range(12)]
    phrases = write_lines(tmp_path / "phrases.jsonl", said)
    _, about = build_model(tmp_path / "labelled", tmp_path / "model", options=TrainingOptions(jobs=1, folds=2))
    assert about["counterfactuals_sha256"] == hashlib.sha256(changes.read_bytes()).hexdigest()
    assert about["phrases_sha256"] == hashlib.sha256(phrases.read_bytes()).hexdigest()
    plain, manifest = load_bundle(trained)
    assert about["data"]["readings"] == manifest["about"]["data"]["readings"]
    measured = {name: measure["n"] for name, measure in about["metrics_out_of_fold"].items()}
    assert measured == {name: m["n"] for name, m in manifest["about"]["metrics_out_of_fold"].items()}
    assert manifest["about"]["counterfactuals_sha256"] is manifest["about"]["phrases_sha256"] is None
    assert "word:boiler swapped" in set(load_bundle(tmp_path / "model")[0].clause_names) - set(plain.clause_names)
    assert len(load_bundle(tmp_path / "model")[0].moment_names) > len(plain.moment_names)


def test_a_span_of_a_few_words_still_gives_its_long_clause_the_level(label_file, read):
    some = next(r for r in read_labels(label_file) if r.id.startswith("cold"))
    text = (
        "Our team in the back office up on the third floor of the old building will check the meter for you. Bye now."
    )
    at = text.index("will check")
    span = LabelledSpan(dimension="ownership", start=at, end=at + len("will check"))
    reply = replace(some, text=text, spans=(span,), levels={**some.levels, "ownership": 1})
    assert clause_labels([reply], [read(text, "")], "ownership").tolist()[0] == 1
    assert sum(clause_labels([reply], [read(text, "")], "ownership")) == 1
