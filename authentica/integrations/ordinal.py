"""Ordinal logistic regression that lets its thresholds differ a little."""

from __future__ import annotations

from numbers import Integral, Real
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse
from scipy.special import expit
from sklearn.base import BaseEstimator, ClassifierMixin, _fit_context
from sklearn.linear_model import LogisticRegression
from sklearn.utils._param_validation import Interval
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, validate_data

__all__ = ["OrdinalLogisticClassifier"]

# Thresholds are not to be shrunk towards each other, so their columns enter the penalised problem enlarged.
_THRESHOLD_SCALE = 10.0


class OrdinalLogisticClassifier(ClassifierMixin, BaseEstimator):
    r"""All-threshold ordinal logistic regression with partial proportional odds.

    Models ``P(y > k) = expit(x @ (w + freedom * v_k) + b_k)`` for the sorted classes ``k = 0 .. K-2`` and minimises the sum of
    the K-1 binary log losses with an L2 penalty on ``w`` and all ``v_k``. With ``freedom=0`` it is the all-threshold model
    [1]_; with more, a feature may matter more for one step than for another [2]_, at the price of the penalty on ``v_k``.

    Pros: one convex problem, exact additive log-odds, order respected. Cons: with ``freedom > 0`` the cumulative
    probabilities can cross, and are then cut to be monotone.

    Parameters
    ----------
    C : float, default=1.0
        Inverse strength of the penalty; positive.
    freedom : float, default=0.0
        How far the thresholds' weights may differ; not negative.
    tol : float, default=1e-6
        Tolerance on the gradient.
    max_iter : int, default=1000
        Most iterations of the solver.

    Attributes
    ----------
    classes_ : ndarray of shape (n_classes,)
        Sorted class labels.
    coef_ : ndarray of shape (n_classes - 1, n_features)
        Weights of each step from a class to those above it.
    intercept_ : ndarray of shape (n_classes - 1,)
        Intercept of each step.
    n_features_in_ : int
        Features seen in fit.
    n_iter_ : int
        Iterations the solver took.

    References
    ----------
    .. [1] Rennie and Srebro, "Loss functions for preference levels", IJCAI workshop 2005.
    .. [2] Peterson and Harrell, "Partial proportional odds models for ordinal response variables", JRSS C 39(2), 1990.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.array([[0.0], [1.0], [2.0], [3.0], [4.0], [5.0]])
    >>> model = OrdinalLogisticClassifier(C=100.0).fit(X, [0, 0, 1, 1, 2, 2])
    >>> model.predict(X)
    array([0, 0, 1, 1, 2, 2])
    """

    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {
        "C": [Interval(Real, 0, None, closed="neither")],
        "freedom": [Interval(Real, 0, None, closed="left")],
        "tol": [Interval(Real, 0, None, closed="neither")],
        "max_iter": [Interval(Integral, 1, None, closed="left")],
    }

    def __init__(self, C: float = 1.0, *, freedom: float = 0.0, tol: float = 1e-6, max_iter: int = 1000) -> None:
        self.C = C
        self.freedom = freedom
        self.tol = tol
        self.max_iter = max_iter

    @_fit_context(prefer_skip_nested_validation=True)
    def fit(self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None = None) -> OrdinalLogisticClassifier:
        """Fit the model.

        Parameters
        ----------
        X : {array-like, sparse matrix} of shape (n_samples, n_features)
            Features.
        y : array-like of shape (n_samples,)
            Ordered labels; their sorted order is the order of the classes.
        sample_weight : array-like of shape (n_samples,), default=None
            Weight of each sample; 1 where None.

        Returns
        -------
        OrdinalLogisticClassifier
            Itself.
        """
        data, y = validate_data(self, X, y, accept_sparse="csr", dtype=np.float64)
        check_classification_targets(y)
        self.classes_, codes = np.unique(y, return_inverse=True)
        steps = len(self.classes_) - 1
        if steps < 1:
            raise ValueError("OrdinalLogisticClassifier needs samples of at least 2 classes; the data has one class.")
        weight = _check_sample_weight(sample_weight, data)
        n_samples, n_features = data.shape
        features = sparse.csr_matrix(data)
        blocks = []
        for step in range(steps):
            thresholds = np.zeros((n_samples, steps))
            thresholds[:, step] = _THRESHOLD_SCALE
            parts = [features, sparse.csr_matrix(thresholds)]
            if self.freedom:
                empty = sparse.csr_matrix((n_samples, n_features))
                parts += [features * self.freedom if other == step else empty for other in range(steps)]
            blocks.append(sparse.hstack(parts, format="csr"))
        above = np.concatenate([codes > step for step in range(steps)])
        solver = LogisticRegression(
            C=self.C, fit_intercept=False, solver="newton-cg", tol=self.tol, max_iter=self.max_iter
        ).fit(sparse.vstack(blocks, format="csr"), above, sample_weight=np.tile(weight, steps))
        solution = solver.coef_[0]
        shared = solution[:n_features]
        own = (
            solution[n_features + steps :].reshape(steps, n_features) if self.freedom else np.zeros((steps, n_features))
        )
        self.coef_: NDArray[np.float64] = shared + self.freedom * own
        self.intercept_: NDArray[np.float64] = solution[n_features : n_features + steps] * _THRESHOLD_SCALE
        self.n_iter_ = int(solver.n_iter_[0])
        return self

    def step_logits(self, X: ArrayLike) -> NDArray[np.float64]:
        """Return the log-odds of each step, of shape (n_samples, n_classes - 1)."""
        check_is_fitted(self)
        data = validate_data(self, X, accept_sparse="csr", dtype=np.float64, reset=False)
        logits: NDArray[np.float64] = np.asarray(data @ self.coef_.T) + self.intercept_
        return logits

    def predict_proba(self, X: ArrayLike) -> NDArray[np.float64]:
        """Return class probabilities, of shape (n_samples, n_classes); rows sum to 1."""
        above = np.minimum.accumulate(expit(self.step_logits(X)), axis=1)
        edges = np.hstack([np.ones((len(above), 1)), above, np.zeros((len(above), 1))])
        probabilities: NDArray[np.float64] = edges[:, :-1] - edges[:, 1:]
        return probabilities

    def predict(self, X: ArrayLike) -> NDArray[Any]:
        """Return the most probable class of each sample, of shape (n_samples,)."""
        probabilities = self.predict_proba(X)
        return np.asarray(self.classes_[np.argmax(probabilities, axis=1)])

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        # Classes along one line: blobs that lie in a triangle, as scikit-learn's own check draws them, do not suit it.
        tags.classifier_tags.poor_score = True
        return tags
