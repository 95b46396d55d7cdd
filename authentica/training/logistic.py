"""Logistic models of both stages, which public replies may pull.

A reply that must not stand in the project can still teach its model. At the minimum of the loss over our own replies *and* public
ones, the public ones' part has a gradient, a handful of numbers for each model. Our own loss plus that gradient as a linear term
has its minimum at the very same weights (both losses are convex): the gradient is all of the public replies that a rebuild needs,
and no text can be read from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from authentica.training.losses import Loss
from authentica.training.newton import minimum

__all__ = ["Linear", "fit_linear", "pull_of"]

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

    @classmethod
    def beside(cls, linears: Sequence[Linear]) -> Linear:
        """Return several of the same features as one, their outputs beside each other."""
        return cls(
            np.concatenate([own.coef for own in linears], axis=1), np.concatenate([own.intercept for own in linears])
        )

    def rows(self, kept: NDArray[np.intp] | slice) -> Linear:
        """Return the weights of some of the features."""
        return Linear(self.coef[kept], self.intercept)

    def among(self, places: NDArray[np.intp] | slice, features: int) -> Linear:
        """Return the same weights at places among more features, which weigh nothing: what `rows` took apart."""
        coef = np.zeros((features, self.coef.shape[1]))
        coef[places] = self.coef
        return Linear(coef, self.intercept)

    def onto(self, names: Sequence[str], wanted: Sequence[str]) -> Linear:
        """Return the same by other features' names: what is not wanted is left out, what is new weighs nothing."""
        place = {name: row for row, name in enumerate(names)}
        coef = np.zeros((len(wanted), self.coef.shape[1]))
        for row, name in enumerate(wanted):
            if name in place:
                coef[row] = self.coef[place[name]]
        return Linear(coef, self.intercept)


def fit_linear(
    features: sparse.csr_matrix,
    loss: Loss,
    *,
    C: float,
    freedom: float | None = None,
    pull: Linear | None = None,
    start: Linear | None = None,
) -> Linear:
    """Fit log-odds that are linear in features: cumulative ones [1]_, as `OrdinalLogisticClassifier` does, or those of classes.

    With a `freedom`, the weights of several outputs are ``shared + freedom * own``, both under an L2 penalty: proportional odds with 0,
    nearly separate models with a large one. Intercepts are free.

    Parameters
    ----------
    features : csr_matrix of shape (n_rows, n_features)
        Features.
    loss : Loss
        Of the same rows.
    C : float
        Inverse strength of the penalty on weights, above 0.
    freedom : float, optional
        How far the weights of the outputs may differ, at least 0; of no effect with one output. None: each has its own.
    pull : Linear, optional
        Gradient of the loss of replies that are not here (`pull_of`).
    start : Linear, optional
        Where the search begins, as a model of nearly the same rows: it saves time, the weights are the same.

    Returns
    -------
    Linear
        One output for each of the loss.

    References
    ----------
    .. [1] McCullagh, "Regression models for ordinal data", Journal of the Royal Statistical Society B 42(2), 1980.
    """
    weighing = loss.row_weights > 0  # rows of no weight would only cost time
    features, loss = features[weighing], loss.of(weighing)
    outputs, columns = loss.outputs, features.shape[1]
    if outputs == 1:
        freedom = None
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

    return model(
        minimum(
            loss,
            lambda x: model(x).logits(features),
            gather,
            precision,
            pull=None if pull is None else unknowns(pull),
            start=np.zeros(len(precision)) if start is None else place(start),
        )
    )


def pull_of(model: Linear, features: sparse.csr_matrix, loss: Loss) -> Linear:
    """Return the gradient of the unpenalised loss of rows under a model, by its weights and intercepts, in their shapes."""
    _, residual = loss(model.logits(features))
    return Linear(np.asarray(features.T @ residual), residual.sum(axis=0))


def _times(matrix: sparse.csr_matrix, columns: Array) -> Array:
    """Return ``matrix @ columns``: of two columns the product is found in half the time one by one, and is the same to the last bit."""
    if columns.shape[1] > 2:
        found: Array = np.asarray(matrix @ columns)
        return found
    return np.stack([matrix @ column for column in columns.T], axis=1)
