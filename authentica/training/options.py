"""Options of training."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["TrainingOptions"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingOptions:
    """Hyperparameters of training.

    Attributes
    ----------
    fewest_rows : int
        Clauses in which a feature of clauses must occur. A feature of needs, outcome and flags must occur in one reply more than
        this, one of levels in 10 replies whatever this is.
    clause_C, level_C, moment_C : float
        Inverse penalties of the clause, level and moment models.
    freedom : float
        How far level 1 and level 2 may differ in their weights (`OrdinalLogisticClassifier`).
    folds : int
        Folds in which clause scores for the second stage are made out of sample.
    decimals : int
        To which weights are rounded.
    jobs : int
        Worker processes; the result does not depend on it.
    """

    fewest_rows: int = 3
    clause_C: float = 0.6
    level_C: float = 0.1
    moment_C: float = 0.1
    freedom: float = 0.3
    folds: int = 5
    decimals: int = 3
    jobs: int = 2
