"""The ordinal classifier as a scikit-learn estimator, and what makes it ordinal."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, strategies as st
from scipy import sparse
from sklearn.base import clone
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import parametrize_with_checks

from authentica.integrations.ordinal import OrdinalLogisticClassifier


@parametrize_with_checks([OrdinalLogisticClassifier(), OrdinalLogisticClassifier(freedom=0.5)])
def test_scikit_learns_own_checks(estimator, check):
    check(estimator)


@pytest.fixture(scope="module")
def data():
    rng = np.random.default_rng(7)
    X = rng.normal(size=(300, 4))
    y = np.digitize(X @ [2.0, -1.0, 0.0, 0.5] + rng.normal(scale=0.5, size=300), [-1.0, 1.0])
    return X, y


def test_probabilities_sum_to_one_and_predict_the_most_probable(data):
    X, y = data
    model = OrdinalLogisticClassifier(freedom=0.3).fit(X, y)
    probabilities = model.predict_proba(X)
    assert probabilities.shape == (300, 3)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1.0, atol=1e-12)
    assert (probabilities >= 0).all()
    np.testing.assert_array_equal(model.predict(X), model.classes_[probabilities.argmax(axis=1)])
    assert (model.predict(X) == y).mean() > 0.75


def test_log_odds_are_linear_and_additive(data):
    X, y = data
    model = OrdinalLogisticClassifier(freedom=0.3).fit(X, y)
    expected = np.stack([X @ model.coef_[k] + model.intercept_[k] for k in range(2)], axis=1)
    np.testing.assert_allclose(model.step_logits(X), expected, atol=1e-12)


def test_without_freedom_the_steps_share_their_weights(data):
    X, y = data
    model = OrdinalLogisticClassifier().fit(X, y)
    np.testing.assert_array_equal(model.coef_[0], model.coef_[1])
    assert model.intercept_[0] > model.intercept_[1]
    logits = model.step_logits(X)
    assert (logits[:, 0] > logits[:, 1]).all()
    freer = OrdinalLogisticClassifier(freedom=2.0).fit(X, y)
    assert not np.allclose(freer.coef_[0], freer.coef_[1])


def test_the_order_of_classes_is_used():
    """Between its neighbours the middle class is likeliest, and the expected class grows along the line."""
    X = np.linspace(-3, 3, 60)[:, None]
    y = np.digitize(X.ravel(), [-1, 1])
    model = OrdinalLogisticClassifier(C=10.0).fit(X, y)
    expected = model.predict_proba(X) @ [0, 1, 2]
    assert (np.diff(expected) > 0).all()
    assert model.predict([[-2.5], [0.0], [2.5]]).tolist() == [0, 1, 2]


def test_a_constant_shift_of_labels_changes_nothing_but_the_names(data):
    X, y = data
    plain, named = OrdinalLogisticClassifier().fit(X, y), OrdinalLogisticClassifier().fit(X, y * 10 + 5)
    np.testing.assert_array_equal(named.classes_, [5, 15, 25])
    np.testing.assert_array_equal(plain.coef_, named.coef_)


def test_labels_may_be_strings_in_sorted_order(data):
    X, y = data
    model = OrdinalLogisticClassifier().fit(X, np.array(["a_low", "b_mid", "c_high"])[y])
    assert set(model.predict(X)) <= {"a_low", "b_mid", "c_high"}


def test_two_classes_are_a_plain_logistic_regression(data):
    X, y = data
    model = OrdinalLogisticClassifier().fit(X, y > 0)
    assert model.coef_.shape == (1, 4)
    assert model.predict_proba(X).shape == (300, 2)


def test_sparse_and_dense_give_the_same(data):
    X, y = data
    dense = OrdinalLogisticClassifier(freedom=0.3, tol=1e-10).fit(X, y)
    thin = OrdinalLogisticClassifier(freedom=0.3, tol=1e-10).fit(sparse.csr_matrix(X), y)
    np.testing.assert_allclose(dense.coef_, thin.coef_, atol=1e-8)
    np.testing.assert_allclose(dense.predict_proba(X), thin.predict_proba(sparse.csr_matrix(X)), atol=1e-8)


def test_weights_count_like_copies(data):
    X, y = data
    weighted = OrdinalLogisticClassifier(tol=1e-10).fit(X, y, sample_weight=np.full(300, 2.0))
    copied = OrdinalLogisticClassifier(tol=1e-10).fit(np.vstack([X, X]), np.concatenate([y, y]))
    np.testing.assert_allclose(weighted.coef_, copied.coef_, atol=1e-6)


def test_fitting_twice_gives_the_same(data):
    X, y = data
    one, two = (OrdinalLogisticClassifier(freedom=0.3).fit(X, y) for _ in range(2))
    np.testing.assert_array_equal(one.coef_, two.coef_)
    np.testing.assert_array_equal(one.intercept_, two.intercept_)


def test_it_works_in_pipelines_and_searches(data):
    X, y = data
    search = GridSearchCV(
        make_pipeline(StandardScaler(), OrdinalLogisticClassifier()),
        {"ordinallogisticclassifier__freedom": [0.0, 0.5]},
        cv=2,
    ).fit(X, y)
    assert search.best_score_ > 0.7
    assert clone(search.best_estimator_).get_params()


@pytest.mark.parametrize(
    "options", [{"C": 0}, {"C": -1.0}, {"freedom": -0.1}, {"tol": 0.0}, {"max_iter": 0}, {"C": "1"}]
)
def test_options_are_checked_in_fit(data, options):
    model = OrdinalLogisticClassifier(**options)
    with pytest.raises(ValueError, match=next(iter(options))):
        model.fit(*data)


def test_one_class_is_an_error(data):
    X, _ = data
    with pytest.raises(ValueError, match="needs samples of at least 2 classes"):
        OrdinalLogisticClassifier().fit(X, np.zeros(300))


@given(st.lists(st.floats(-30, 30), min_size=4, max_size=4))
def test_any_point_has_probabilities(point):
    model = OrdinalLogisticClassifier(freedom=1.0)
    rng = np.random.default_rng(0)
    X = rng.normal(size=(40, 4))
    model.fit(X, np.digitize(X[:, 0], [-0.5, 0.5]))
    probabilities = model.predict_proba([point])[0]
    assert (probabilities >= -1e-12).all()
    assert probabilities.sum() == pytest.approx(1.0)
