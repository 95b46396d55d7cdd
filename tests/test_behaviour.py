"""The behavioural tests: their data are sound, and the shipped model holds every floor."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from authentica.cli import DONE, ERROR, USAGE, main
from authentica.errors import InputError
from authentica.learners.places import shipped_model_folder
from authentica.training.behaviour import CapabilityResult, _without_evidence, run_behaviour
from authentica.training.capabilities import (
    KINDS,
    Capability,
    Check,
    Edit,
    expand,
    read_capabilities,
    read_templates,
)

CAPABILITIES = read_capabilities()
UNCORRELATED = "uncorrelated"


@pytest.fixture(scope="module")
def results(analyzer):
    return {result.id: result for result in run_behaviour(analyzer)}


def test_there_are_enough_capabilities_of_every_kind():
    kinds = Counter(capability.kind for capability in CAPABILITIES)
    assert set(kinds) == set(KINDS)
    assert sum(kinds.values()) >= 45
    assert min(kinds.values()) >= 4


def test_names_are_unique_and_begin_with_their_kind():
    assert len({c.id for c in CAPABILITIES}) == len(CAPABILITIES)
    assert all(c.id.startswith(f"{c.kind}.") and c.expected.endswith(".") for c in CAPABILITIES)


def test_every_set_of_texts_is_used():
    assert {t.set for t in read_templates()} == {name for c in CAPABILITIES for name in c.sets}


@pytest.mark.parametrize("capability", CAPABILITIES, ids=lambda c: c.id)
def test_expansion(capability):
    cases = expand(capability)
    assert 20 <= len(cases) <= 80
    assert len(set(cases)) == len(cases)
    assert cases == expand(capability)
    for case in cases:
        for text in (*case.first, *(case.second or ())):
            assert "{" not in text
            assert "}" not in text
        assert case.first != case.second
    paired = cases[0].second is not None or cases[0].drop is not None
    for check in capability.checks:
        assert paired or check.against is not None or check.relation == UNCORRELATED
    assert 0 <= capability.floor <= capability.aim <= 1


@pytest.mark.parametrize("capability", CAPABILITIES, ids=lambda c: c.id)
def test_the_shipped_model_holds_the_floor(capability, results):
    result = results[capability.id]
    assert result.held, (
        f"{capability.expected} {result.passed} of {result.total} pass, {capability.floor:.0%} must; "
        f"cases {[f.case for f in result.failures][:10]}"
    )


def test_results_do_not_depend_on_what_else_is_run(analyzer, results):
    chosen = [c for c in CAPABILITIES if c.kind in ("gaming", "length")][::4]
    assert run_behaviour(analyzer, chosen) == tuple(results[c.id] for c in chosen)


def test_a_result_names_the_failing_cases(analyzer):
    capability = Capability(
        id="minimum.impossible",
        kind="minimum",
        expected="No reply can be above 100.",
        sets=("canned",),
        cases=20,
        checks=(Check(measure="authenticity", relation="above", against=100.0),),
        floor=0.5,
    )
    (result,) = run_behaviour(analyzer, [capability])
    assert (result.passed, result.total, result.held, result.pass_rate) == (0, 20, False, 0.0)
    assert [f.case for f in result.failures] == list(range(20))
    first = result.failures[0]
    assert first.found == analyzer.analyze(*expand(capability)[0].first).authenticity
    assert first.reference == 100.0
    data = json.loads(json.dumps(result.to_dict()))
    assert data["pass_rate"] == 0.0
    assert data["failures"][0] == {
        "case": 0,
        "measure": "authenticity",
        "reference": 100.0,
        "found": first.found,
    }


def test_evidence_that_is_cut_out_leaves_no_gap(analyzer):
    said = "My card was charged twice!"
    edges = ["", "Hello Sam. ", "Our office is in Leeds.\n\n"]
    acts = ["I've refunded the second charge", "I have cancelled it for you", "I'll call you by Friday"]
    ends = ["", ".", ", and that is all", ". Our desk is open on Mondays."]
    shorter = 0
    for text in (f"{edge}{act}{end}" for edge in edges for act in acts for end in ends):
        left = _without_evidence(analyzer.analyze(text, customer_text=said), "ownership")
        assert "  " not in left
        assert left == left.strip()
        assert ("\n\n" in left) <= ("\n\n" in text)
        shorter += left != text
    assert shorter == len(edges) * len(acts) * len(ends)


def test_unscored_replies_pass_no_check(analyzer):
    blank = Capability(
        id="minimum.blank",
        kind="minimum",
        expected="A blank reply has no score.",
        sets=("trouble",),
        cases=20,
        checks=(Check(measure="empathy.score", relation="at_most", against=1.0),),
        floor=0.0,
    )
    nothing = SimpleNamespace(pipe=lambda replies: analyzer.pipe((" ", customer) for _, customer in replies))
    (result,) = run_behaviour(nothing, [blank])
    assert result.passed == 0


def test_an_unknown_set_or_measure_is_an_error(analyzer):
    capability = CAPABILITIES[0]
    with pytest.raises(InputError, match="no texts"):
        run_behaviour(analyzer, [replace(capability, sets=("nowhere",))])
    with pytest.raises(InputError, match="no measure"):
        run_behaviour(
            analyzer, [replace(capability, checks=(Check(measure="kindness", relation="above", against=0.0),))]
        )


@pytest.mark.parametrize(
    ("edit", "first", "second"),
    [
        (Edit(after=("!",)), "We open at 8.", "We open at 8.!"),
        (Edit(before=("Hi, ",)), "We open at 8.", "Hi, We open at 8."),
        (Edit(replace=(("we", "they"),)), "We open at 8.", "They open at 8."),
        (Edit(apply="upper"), "We open at 8.", "WE OPEN AT 8."),
        (Edit(apply="exclaim"), "We open at 8.", "We open at 8!!!"),
        (Edit(apply="drop_final_stop"), "We open at 8.", "We open at 8"),
        (Edit(apply="lower_first"), "We open at 8.", "we open at 8."),
        (Edit(apply="repeat"), "We open at 8.", "We open at 8. We open at 8."),
    ],
)
def test_edits(edit, first, second):
    capability = replace(CAPABILITIES[0], sets=("empathy_0",), cases=40, edit=edit)
    pairs = {case.first[0]: case.second[0] for case in expand(capability)}
    assert pairs[first] == second


def test_the_command_prints_a_table_and_exits_by_the_floors(capsys, monkeypatch):
    few = tuple(c for c in CAPABILITIES if c.id.startswith("gaming.apology"))
    monkeypatch.setattr("authentica.training.behaviour.read_capabilities", lambda: few)
    assert main(["evaluate", "--behaviour"]) == DONE
    shown = capsys.readouterr().out
    assert "gaming.apology_before" in shown
    assert f"{len(few)} capabilities" in shown
    assert "0 are below their floor" in shown


def test_the_command_fails_below_a_floor(capsys, monkeypatch, results):
    low = replace(results["gaming.repeat"], passed=0, floor=0.9)
    monkeypatch.setattr("authentica.training.behaviour.run_behaviour", lambda analyzer: (low,))
    assert main(["evaluate", "--behaviour"]) == ERROR
    assert "below its floor: gaming.repeat" in capsys.readouterr().out


def test_the_floors_are_the_shipped_models(capsys, monkeypatch):
    """Another model is shown how it does beside them, and does not fail by what the shipped one was tuned to."""
    low = CapabilityResult(
        id="gaming.repeat", kind="gaming", expected="It holds.", floor=0.9, aim=1.0, passed=0, total=1, failures=()
    )
    monkeypatch.setattr("authentica.training.behaviour.run_behaviour", lambda analyzer: (low,))
    base = Path(__file__).resolve().parent / "data" / "stored_models" / "format_1"
    assert main(["evaluate", "--behaviour", "--model", str(base)]) == DONE
    shown = " ".join(capsys.readouterr().out.split())
    assert "below its floor: gaming.repeat" in shown
    assert "The floors were set by the shipped model" in shown
    assert main(["evaluate", "--behaviour", "--model", str(shipped_model_folder())]) == ERROR
    assert "set by the shipped model" not in capsys.readouterr().out


@pytest.fixture
def known_results(monkeypatch, results):
    monkeypatch.setattr("authentica.training.behaviour.run_behaviour", lambda analyzer: tuple(results.values()))


def test_the_command_prints_json(capsys, known_results):
    assert main(["evaluate", "--behaviour", "--json"]) == DONE
    found = json.loads(capsys.readouterr().out)
    assert [row["id"] for row in found["behaviour"]] == [c.id for c in CAPABILITIES]


def test_the_command_takes_labels_and_behaviour_together(capsys, label_file, known_results):
    assert main(["evaluate", str(label_file), "--behaviour", "--json"]) == DONE
    found = json.loads(capsys.readouterr().out)
    assert {"kappa", "behaviour"} <= set(found)


@pytest.mark.parametrize("arguments", [[], ["--baseline", "labels.jsonl"], ["--behaviour", "--baseline", "x.jsonl"]])
def test_neither_labels_nor_behaviour_is_a_usage_error(arguments, capsys):
    assert main(["evaluate", *arguments]) == USAGE
    assert "LABELS" in capsys.readouterr().err
