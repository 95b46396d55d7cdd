"""The estimators: replies in every shape, in pipelines, searches and data frames."""

from __future__ import annotations

import copy
import pickle

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from scipy import sparse
from sklearn.base import clone
from sklearn.compose import ColumnTransformer
from sklearn.exceptions import NotFittedError
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline, make_union
from sklearn.preprocessing import StandardScaler
from sklearn.utils import estimator_checks

from authentica.config import AnalyzerConfig
from authentica.corpus import TemplateMiner, save_miner
from authentica.errors import InputError
from authentica.integrations import ordinal
from authentica.integrations.sklearn import (
    NUMBER_COLUMNS,
    AssessmentTransformer,
    OrdinalLogisticClassifier,
    ReplyVectorizer,
)
from authentica.schema import Message, Reply, as_reply
from authentica.scoring import FOUND_COLUMNS

NAMES = ("Ida", "Bo", "Cleo", "Dan", "Eva", "Finn", "Gus", "Hana")
PAIRS = [
    pair
    for n, name in enumerate(NAMES)
    for pair in (
        (f"I've cancelled order {n}, {name}; the money is back by Friday.", "You charged me twice!!"),
        (f"We will look into it, {name}, and get back to you.", f"Where is box {n}?"),
        ("We apologize for any inconvenience. Please contact our support team.", f"My lamp {n} is broken."),
    )
]
LABELS = [2, 1, 0] * len(NAMES)
TEXTS = [text for text, _ in PAIRS]

ESTIMATORS = (
    AssessmentTransformer(),
    AssessmentTransformer(columns=["authenticity", "empathy_level"], config=AnalyzerConfig(missed_probability=0.7)),
    ReplyVectorizer(fewest_replies=1),
    ReplyVectorizer(sparse_output=False),
)
# All other checks of scikit-learn draw a matrix of numbers themselves, which no text estimator takes; for such ones,
# `check_estimator` leaves them out as well. What they look for is tested below with texts.
CHECKS_WITHOUT_DATA = (
    "check_do_not_raise_errors_in_init_or_set_params",
    "check_estimator_cloneable",
    "check_estimator_repr",
    "check_estimator_tags_renamed",
    "check_get_params_invariance",
    "check_mixin_order",
    "check_no_attributes_set_in_init",
    "check_parameters_default_constructible",
    "check_set_params",
    "check_valid_tag_types",
)


@pytest.mark.filterwarnings("ignore:Can't test estimator")
@pytest.mark.parametrize("estimator", ESTIMATORS, ids=repr)
def test_scikit_learns_own_checks(estimator):
    estimator_checks.check_estimator(clone(estimator))


@pytest.mark.parametrize("check", CHECKS_WITHOUT_DATA)
@pytest.mark.parametrize("estimator", ESTIMATORS, ids=repr)
def test_scikit_learns_checks_that_need_no_numbers(estimator, check):
    found = getattr(estimator_checks, check, None)
    if found is None:
        pytest.skip(f"this release of scikit-learn has no {check}")
    found(type(estimator).__name__, clone(estimator))


def plain(matrix):
    return matrix.toarray() if sparse.issparse(matrix) else np.asarray(matrix)


def same(one, other):
    np.testing.assert_array_equal(plain(one), plain(other))


@pytest.mark.parametrize("estimator", ESTIMATORS, ids=repr)
def test_what_scikit_learn_asks_of_a_transformer(estimator):
    before = copy.deepcopy(PAIRS)
    fitted = clone(estimator)
    assert fitted.fit(PAIRS, LABELS) is fitted
    state = copy.copy(vars(fitted))
    found = fitted.transform(PAIRS)
    assert found.shape == (len(PAIRS), len(fitted.get_feature_names_out()))
    assert found.dtype == np.float64
    assert before == PAIRS
    assert vars(fitted) == state
    same(found, clone(estimator).fit_transform(PAIRS))
    same(found, clone(fitted).fit(PAIRS).fit(PAIRS).transform(PAIRS))
    same(found[5:9], fitted.transform(PAIRS[5:9]))
    same(found[::-1], fitted.transform(PAIRS[::-1]))
    stored = pickle.dumps(fitted)
    assert len(stored) < 100_000
    same(found, pickle.loads(stored).transform(PAIRS))
    assert fitted.transform([]).shape == (0, found.shape[1])


@pytest.mark.parametrize("estimator", ESTIMATORS, ids=repr)
def test_replies_may_come_in_every_shape(estimator):
    pandas, polars = pytest.importorskip("pandas"), pytest.importorskip("polars")
    fitted = clone(estimator).fit(PAIRS)
    pairs, texts = fitted.transform(PAIRS), fitted.transform(TEXTS)
    assert (plain(pairs) != plain(texts)).any()
    for shape in (
        [list(pair) for pair in PAIRS],
        (pair for pair in PAIRS),
        np.array(PAIRS),
        np.array(PAIRS, dtype=object),
        pandas.DataFrame(PAIRS, columns=["body", "question"], index=range(5, 5 + len(PAIRS))),
        polars.DataFrame(PAIRS, schema=["body", "question"], orient="row"),
        [as_reply(pair) for pair in PAIRS],
    ):
        same(pairs, fitted.transform(shape))
    for shape in (
        np.array(TEXTS),
        np.array(TEXTS, dtype=object)[:, None],
        pandas.Series(TEXTS, index=[0] * len(TEXTS)),
        pandas.DataFrame({"body": TEXTS}),
        pandas.DataFrame({"body": TEXTS, "question": None}),
        [(text, None) for text in TEXTS],
        [Message(text=text) for text in TEXTS],
        [Reply(message=Message(text=text)) for text in TEXTS],
    ):
        same(texts, fitted.transform(shape))
    same(fitted.transform([None, float("nan"), pandas.NA]), fitted.transform(["", "", ""]))
    said, nothing = "I fixed it", float("nan")
    same(
        fitted.transform([(said, nothing), [said, pandas.NA], (nothing, said)]),
        fitted.transform([said, said, ("", said)]),
    )


@pytest.mark.parametrize(
    ("X", "error", "says"),
    [
        ("Sure, done!", InputError, "a stream of replies, not a str"),
        (5, InputError, "a stream of replies, not an int"),
        ([5], InputError, "from an int"),
        ([b"Sure"], InputError, "from a bytes"),
        ([("a", "b", "c")], InputError, "from a tuple"),
        (np.zeros((2, 3)), InputError, "not 3"),
        (np.zeros((2, 1)), InputError, "from a float"),
    ],
    ids=str,
)
@pytest.mark.parametrize("estimator", ESTIMATORS[1:3], ids=repr)
def test_what_is_no_reply_is_refused_without_its_content(estimator, X, error, says):
    with pytest.raises(error, match=says):
        clone(estimator).fit(PAIRS).transform(X)


def test_the_numbers_are_those_of_the_assessment(analyzer):
    columns = ["boilerplate_score", "empathy_needed", "outcome_blocked", "commitment_count", "first_deadline_hours"]
    found = AssessmentTransformer(columns).transform([PAIRS[0], ("", "Hello?")])
    a = analyzer.analyze(*PAIRS[0])
    hours = a.commitments[0].deadline.latest_hours if a.commitments else None
    expected = [a["boilerplate"].score, a["empathy"].needed, a.outcome_probabilities["blocked"], len(a.commitments)]
    np.testing.assert_array_equal(found[0, :4], expected)
    assert found[0, 4] == hours or (hours is None and np.isnan(found[0, 4]))
    assert np.isnan(found[1]).all()
    assert [c.name for c in FOUND_COLUMNS if c.kind != "text"] == list(NUMBER_COLUMNS)
    assert np.isfinite(AssessmentTransformer().fit_transform(PAIRS)).all()


def test_columns_options_and_templates_are_used(tmp_path):
    save_miner(TemplateMiner(min_customers=2).fit([f"{text} Yours, Kit" for text in TEXTS]), tmp_path)
    informed = AssessmentTransformer(templates=tmp_path)
    names = list(informed.get_feature_names_out())
    assert names[-3:] == ["template_share", "template_held_share", "template_customers"]
    assert names[:-3] == list(AssessmentTransformer().get_feature_names_out())
    assert informed.transform(TEXTS)[2, -1] > 5
    strict = AssessmentTransformer(
        ["boilerplate_level"], config=AnalyzerConfig(level_strictness={"boilerplate": 0.4, "empathy": -0.1})
    )
    assert (strict.transform(TEXTS) >= AssessmentTransformer(["boilerplate_level"]).transform(TEXTS)).all()
    for columns in (["authenticity", "authenticity"], ["outcome"], "empathy", [7]):
        with pytest.raises(InputError, match="unknown or named twice"):
            AssessmentTransformer(columns).fit(TEXTS)
    with pytest.raises(InputError, match="saved miner"):
        AssessmentTransformer(templates=TemplateMiner()).transform(TEXTS)


def test_the_vectorizer_learns_names_from_what_it_is_fitted_to():
    with pytest.raises(NotFittedError):
        ReplyVectorizer().transform(TEXTS)
    with pytest.raises(NotFittedError):
        ReplyVectorizer().get_feature_names_out()
    fitted = ReplyVectorizer().fit(PAIRS)
    names = list(fitted.get_feature_names_out())
    assert len(set(names)) == len(names)
    assert "cue:boilerplate.inconvenience" in names
    column = fitted.transform(PAIRS)[:, names.index("cue:boilerplate.inconvenience")].toarray().ravel()
    assert (column > 0).tolist() == [label == 0 for label in LABELS]
    assert len(ReplyVectorizer(fewest_replies=9).fit(PAIRS).feature_names_) < len(names)
    for fewest in (0, True, "2", 1.0):
        with pytest.raises(InputError, match="whole number"):
            ReplyVectorizer(fewest_replies=fewest).fit(PAIRS)
    with pytest.raises(InputError, match="no feature occurs"):
        ReplyVectorizer(fewest_replies=99).fit(PAIRS)


@settings(max_examples=30)
@given(st.lists(st.text(max_size=40), min_size=1, max_size=3))
def test_any_text_gives_finite_features_and_a_row(texts):
    fitted = ReplyVectorizer(fewest_replies=1).fit([*texts, "Sure, done!"])
    assert np.isfinite(fitted.transform(texts).data).all()
    assert AssessmentTransformer(["authenticity"]).transform(texts).shape == (len(texts), 1)


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_data_frames_come_out_where_they_are_wanted(library):
    module = pytest.importorskip(library)
    for estimator in (AssessmentTransformer(), ReplyVectorizer(sparse_output=False)):
        found = clone(estimator).set_output(transform=library).fit_transform(PAIRS)
        assert isinstance(found, module.DataFrame)
        assert list(found.columns) == list(clone(estimator).fit(PAIRS).get_feature_names_out())
    if library == "pandas":
        frame = module.DataFrame(PAIRS, columns=["body", "question"], index=range(7, 7 + len(PAIRS)))
        assert list(AssessmentTransformer().set_output(transform="pandas").fit_transform(frame).index) == list(
            frame.index
        )


def test_a_teams_own_labels_are_learnt_in_pipelines_and_searched():
    search = GridSearchCV(
        make_pipeline(ReplyVectorizer(), OrdinalLogisticClassifier()),
        {"replyvectorizer__fewest_replies": [1, 3], "ordinallogisticclassifier__C": [0.1, 1.0]},
        cv=2,
    ).fit(PAIRS, LABELS)
    assert search.best_score_ > 0.9
    assert search.predict([("I've cancelled order 99, Kit; the money is back by Friday.", None)]).tolist() == [2]
    both = make_union(
        make_pipeline(AssessmentTransformer(), SimpleImputer(), StandardScaler()), ReplyVectorizer(), n_jobs=1
    )
    named = np.array(["script", "vague", "act"])[np.array(LABELS) % 3]
    scores = cross_val_score(make_pipeline(both, LogisticRegression(max_iter=500)), PAIRS, named, cv=2)
    assert scores.min() > 0.9


def test_beside_other_transformers_of_a_data_frame():
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(PAIRS, columns=["body", "question"]).assign(priority=range(len(PAIRS)))
    columns = ColumnTransformer(
        [
            ("scores", AssessmentTransformer(["authenticity"]), ["body", "question"]),
            ("words", TfidfVectorizer(), "body"),
            ("rest", "passthrough", ["priority"]),
        ]
    )
    model = make_pipeline(columns, StandardScaler(with_mean=False), OrdinalLogisticClassifier()).fit(frame, LABELS)
    assert model.score(frame, LABELS) > 0.9
    assert model[0].get_feature_names_out()[0] == "scores__authenticity"


def test_the_classifier_is_the_one_that_the_models_are_trained_with():
    assert OrdinalLogisticClassifier is ordinal.OrdinalLogisticClassifier
