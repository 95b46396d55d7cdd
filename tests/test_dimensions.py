"""Every table that speaks of dimensions speaks of all of them: who adds one is told here what is still to do."""

import json
import re
from importlib import resources

import pytest

from authentica.cli.show import _DIMENSION_STYLES, _HEADINGS
from authentica.explain.sentences import _DOUBTS, _LIKELIER, _SENTENCES, LEVEL_WORDS
from authentica.integrations.spacy import _COLORS
from authentica.learners.places import shipped_model_folder
from authentica.learners.store import load_bundle
from authentica.report.words import _CUE_WORDS
from authentica.schema import DIMENSIONS

PAGE_STYLE = resources.files("authentica.report").joinpath("templates/page.css").read_text(encoding="utf-8")


def _but_privacy(names):
    assert names[-1] == "privacy"
    return tuple(names[:-1])


TABLES = {
    "authentica/explain/sentences.py: LEVEL_WORDS": tuple(LEVEL_WORDS),
    "authentica/explain/sentences.py: _LIKELIER": tuple(_LIKELIER),
    "authentica/explain/sentences.py: _SENTENCES": tuple(dict.fromkeys(dimension for dimension, _ in _SENTENCES)),
    "authentica/cli/show.py: _HEADINGS": tuple(_HEADINGS),
    "authentica/cli/show.py: _DIMENSION_STYLES": tuple(_DIMENSION_STYLES),
    "authentica/report/words.py: _CUE_WORDS, .absent": tuple(
        cue.removesuffix(".absent") for cue in _CUE_WORDS if cue.endswith(".absent")
    ),
    "authentica/report/templates/page.css: --d-": _but_privacy(re.findall(r"^  --d-(\w+): ", PAGE_STYLE, re.MULTILINE)),
    "authentica/report/templates/page.css: data-dimension": _but_privacy(
        re.findall(r'^\[data-dimension="(\w+)"\]', PAGE_STYLE, re.MULTILINE)
    ),
    "authentica/integrations/spacy.py: _COLORS": tuple(_COLORS),
}


@pytest.mark.parametrize("table", TABLES)
def test_tables_hold_every_dimension(table):
    assert TABLES[table] == DIMENSIONS, f"{table} does not hold the dimensions of authentica/schema/assessment.py"


def test_every_level_has_its_sentence():
    assert set(_SENTENCES) == {(dimension, level) for dimension in DIMENSIONS for level in range(3)}
    assert set(_DOUBTS) == set(_SENTENCES)


def test_the_json_schema_holds_every_dimension():
    schema = json.loads(resources.files("authentica").joinpath("schemas/assessment-3.schema.json").read_bytes())
    assert tuple(schema["$defs"]["dimension_score"]["properties"]["dimension"]["enum"]) == DIMENSIONS


def test_the_shipped_model_scores_every_dimension():
    bundle, _ = load_bundle(shipped_model_folder("default"))
    assert len(bundle.level_cuts) == len(DIMENSIONS)
