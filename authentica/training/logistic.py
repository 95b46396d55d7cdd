"""Logistic models of the second stage, which public replies may pull.

A reply that must not stand in the project can still teach its model. At the minimum of the loss over our own replies *and* public
ones, the public ones' part has a gradient, a handful of numbers for each model. Our own loss plus that gradient as a linear term
has its minimum at the very same weights (both losses are convex): the gradient is all of the public replies that a rebuild needs,
and no text can be read from it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.special import expit, log_softmax

from authentica.training.newton import minimum

__all__ = ["Linear", "classes_pull", "fit_classes", "fit_steps", "steps_pull"]

Array = NDArray[np.float64]
# As good as none, and enough to keep the problem strongly convex.
_INTERCEPT_PRECISION = 1e-5


@dataclass(frozen=True, slots=True)
class Linear:
    """Weights and intercepts of linear log-odds, or their gradients.

    Attributes
    ----------
    coef : ndarray of shape (n_features, n_outputs)
        One column for each output: a step of an ordered level, or a class.
    intercept : ndarray of shape (n_outputs,)
        One for each output.
    """

    coef: Array
    intercept: Array

    def logits(self, features: sparse.csr_matrix) -> Array:
        """Return log-odds of shape (n_rows, n_outputs)."""
        return _times(features, self.coef) + self.intercept

    def rounded(self, decimals: int) -> Linear:
        """Return the same with every number rounded."""
        return Linear(self.coef.round(decimals), self.intercept.round(decimals))

    def rows(self, kept: NDArray[np.intp]) -> Linear:
        """Return the weights of some of the features."""
        return Linear(self.coef[kept], self.intercept)

    def among(self, places: NDArray[np.intp], features: int) -> Linear:
        """Return the same weights at places among more features, which weigh nothing: what `rows` took apart."""
        coef = np.zeros((features, self.coef.shape[1]))
        coef[places] = self.coef
        return Linear(coef, self.intercept)


def fit_steps(
    features: sparse.csr_matrix,
    above: NDArray[np.bool_] | Array,
    row_weights: Array,
    *,
    C: float,
    freedom: float = 0.0,
    pull: Linear | None = None,
    start: Linear | None = None,
) -> Linear:
    """Fit cumulative log-odds [1]_, as `OrdinalLogisticClassifier` does; one step is a plain logistic regression.

    The steps' weights are ``shared + freedom * own``, both under an L2 penalty: proportional odds with `freedom` 0, nearly separate
    models with a large one. Intercepts are free.

    Parameters
    ----------
    features : csr_matrix of shape (n_rows, n_features)
        Features.
    above : ndarray of shape (n_rows, n_steps)
        Whether each row reaches each step, or the share of its weight that does (0 to 1).
    row_weights : ndarray of shape (n_rows,)
        Weight of each row, at least 0.
    C : float
        Inverse strength of the penalty on weights, above 0.
    freedom : float, default=0.0
        How far the steps' weights may differ, at least 0; of no effect with one step.
    pull : Linear, optional
        Gradient of the loss of replies that are not here (`steps_pull`).
    start : Linear, optional
        Where the search begins, as a model of nearly the same rows: it saves time, the weights are the same.

    Returns
    -------
    Linear
        One output for each step.

    References
    ----------
    .. [1] McCullagh, "Regression models for ordinal data", Journal of the Royal Statistical Society B 42(2), 1980.
    """
    weighing = row_weights > 0  # rows of no weight would only cost time
    features, row_weights = features[weighing], row_weights[weighing]
    share = above[weighing].astype(np.float64)

    def loss(logits: Array) -> tuple[float, Array]:
        value = float((row_weights[:, None] * (np.logaddexp(0.0, logits) - share * logits)).sum())
        return value, _step_residual(logits, share, row_weights)

    def curvature(logits: Array) -> Callable[[Array], Array]:
        p = expit(logits)
        bend = row_weights[:, None] * p * (1.0 - p)
        return lambda direction: np.asarray(bend * direction)

    return _fit(features, above.shape[1], loss, curvature, C, None if above.shape[1] == 1 else freedom, pull, start)


def fit_classes(
    features: sparse.csr_matrix,
    codes: NDArray[np.intp],
    classes: int,
    row_weights: Array,
    *,
    C: float,
    pull: Linear | None = None,
    start: Linear | None = None,
) -> Linear:
    """Fit softmax log-odds of unordered classes, under an L2 penalty on the weights.

    Parameters
    ----------
    features : csr_matrix of shape (n_rows, n_features)
        Features.
    codes : ndarray of shape (n_rows,)
        Class of each row, 0 to ``classes - 1``.
    classes : int
        How many there are, in the rows or not.
    row_weights : ndarray of shape (n_rows,)
        Weight of each row, at least 0.
    C : float
        Inverse strength of the penalty on weights, above 0.
    pull : Linear, optional
        Gradient of the loss of replies that are not here (`classes_pull`).
    start : Linear, optional
        As in `fit_steps`.

    Returns
    -------
    Linear
        One output for each class.
    """
    weighing = row_weights > 0
    features, codes, row_weights = features[weighing], codes[weighing], row_weights[weighing]
    truth = np.eye(classes)[codes]

    def loss(logits: Array) -> tuple[float, Array]:
        value = -float((row_weights[:, None] * truth * log_softmax(logits, axis=1)).sum())
        return value, _class_residual(logits, codes, row_weights)

    def curvature(logits: Array) -> Callable[[Array], Array]:
        p = np.exp(log_softmax(logits, axis=1))
        weighed = row_weights[:, None] * p
        return lambda direction: np.asarray(weighed * (direction - (p * direction).sum(axis=1, keepdims=True)))

    return _fit(features, classes, loss, curvature, C, None, pull, start)


def steps_pull(model: Linear, features: sparse.csr_matrix, above: NDArray[np.bool_], row_weights: Array) -> Linear:
    """Return the gradient of rows' loss under a model of `fit_steps`.

    Parameters
    ----------
    model : Linear
        Where the gradient is taken, with n_steps outputs.
    features : csr_matrix of shape (n_rows, n_features)
        Features.
    above : ndarray of shape (n_rows, n_steps)
        Whether each row reaches each step.
    row_weights : ndarray of shape (n_rows,)
        Weight of each row.

    Returns
    -------
    Linear
        Derivatives of the unpenalised loss by weights and intercepts, of the shapes of `model`.
    """
    return _gradient(features, _step_residual(model.logits(features), above, row_weights))


def classes_pull(model: Linear, features: sparse.csr_matrix, codes: NDArray[np.intp], row_weights: Array) -> Linear:
    """Return the gradient of rows' loss under a model of `fit_classes`.

    Parameters
    ----------
    model : Linear
        Where the gradient is taken, with an output for each class.
    features : csr_matrix of shape (n_rows, n_features)
        Features.
    codes : ndarray of shape (n_rows,)
        Class of each row.
    row_weights : ndarray of shape (n_rows,)
        Weight of each row.

    Returns
    -------
    Linear
        Derivatives of the unpenalised loss by weights and intercepts, of the shapes of `model`.
    """
    return _gradient(features, _class_residual(model.logits(features), codes, row_weights))


def _step_residual(logits: Array, above: NDArray[np.bool_] | Array, row_weights: Array) -> Array:
    residual: Array = row_weights[:, None] * (expit(logits) - above)
    return residual


def _class_residual(logits: Array, codes: NDArray[np.intp], row_weights: Array) -> Array:
    residual: Array = row_weights[:, None] * (np.exp(log_softmax(logits, axis=1)) - np.eye(logits.shape[1])[codes])
    return residual


def _gradient(features: sparse.csr_matrix, residual: Array) -> Linear:
    return Linear(np.asarray(features.T @ residual), residual.sum(axis=0))


def _times(matrix: sparse.csr_matrix, columns: Array) -> Array:
    """Return ``matrix @ columns``: of two columns the product is found in half the time one by one, and is the same to the last bit."""
    if columns.shape[1] > 2:
        found: Array = np.asarray(matrix @ columns)
        return found
    return np.stack([matrix @ column for column in columns.T], axis=1)


def _fit(
    features: sparse.csr_matrix,
    outputs: int,
    loss: Callable[[Array], tuple[float, Array]],
    curvature: Callable[[Array], Callable[[Array], Array]],
    C: float,
    freedom: float | None,
    pull: Linear | None,
    start: Linear | None,
) -> Linear:
    """Minimise; with a `freedom`, weights are shared by the outputs plus `freedom` times their own, and both are penalised."""
    columns = features.shape[1]
    transposed = features.T.tocsr()
    shared = 0 if freedom is None else columns
    scale = 1.0 if freedom is None else freedom
    precision = np.concatenate([np.full(outputs, _INTERCEPT_PRECISION), np.full(shared + columns * outputs, 1.0 / C)])

    def model(x: Array) -> Linear:
        own = scale * x[outputs + shared :].reshape(columns, outputs)
        return Linear(own + x[outputs : outputs + shared, None] if shared else own, x[:outputs])

    def place(found: Linear) -> Array:
        if not shared:
            return np.concatenate([found.intercept, found.coef.ravel() / scale])
        # Of all ways to share these weights, the one of the least penalty.
        common = found.coef.sum(axis=1) / (outputs + scale * scale)
        return np.concatenate([found.intercept, common, ((found.coef - common[:, None]) / scale).ravel()])

    def unknowns(gradient: Linear) -> Array:
        parts = [gradient.intercept, gradient.coef.sum(axis=1)] if shared else [gradient.intercept]
        return np.concatenate([*parts, scale * gradient.coef.ravel()])

    def gather(residual: Array) -> Array:
        return unknowns(Linear(_times(transposed, residual), residual.sum(axis=0)))

    linear = np.zeros(len(precision)) if pull is None else unknowns(pull)

    def objective(x: Array) -> tuple[float, Array]:
        value, residual = loss(model(x).logits(features))
        return value + float(linear @ x) + 0.5 * float((precision * x * x).sum()), gather(
            residual
        ) + linear + precision * x

    def curvature_at(x: Array) -> Callable[[Array], Array]:
        bent = curvature(model(x).logits(features))
        return lambda direction: gather(bent(model(direction).logits(features))) + precision * direction

    return model(minimum(objective, curvature_at, np.zeros(len(precision)) if start is None else place(start)))
