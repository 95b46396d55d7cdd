"""A fixed, named feature space: which features count, and their columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from scipy import sparse

__all__ = ["FeatureSpace"]

Features = Mapping[str, float]


class FeatureSpace:
    """Maps feature names to columns, and named features to a sparse matrix.

    Parameters
    ----------
    names : sequence of str
        One for each column, without repeats.

    Examples
    --------
    >>> space = FeatureSpace(["form.short.flag", "word:sorry"])
    >>> space.matrix([{"word:sorry": 1.0, "word:unseen": 1.0}]).toarray()
    array([[0., 1.]])
    """

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(names)
        self._columns = {name: column for column, name in enumerate(self.names)}

    def __len__(self) -> int:
        return len(self.names)

    @classmethod
    def fit(cls, rows: Iterable[Features], *, fewest_rows: int) -> FeatureSpace:
        """Keep the features that occur in at least `fewest_rows` rows, in sorted order."""
        counts = Counter(name for row in rows for name in row)
        return cls(sorted(name for name, count in counts.items() if count >= fewest_rows))

    def matrix(self, rows: Sequence[Features]) -> sparse.csr_matrix:
        """Return the rows as a matrix of shape (n_rows, n_features)."""
        from scipy import sparse  # training only: a model that is used needs none of it

        indices: list[int] = []
        values: list[float] = []
        starts = [0]
        for row in rows:
            known = {name: value for name, value in row.items() if name in self._columns}
            indices += map(self._columns.__getitem__, known)
            values += known.values()
            starts.append(len(indices))
        return sparse.csr_matrix(
            (
                np.asarray(values, dtype=np.float64),
                np.asarray(indices, dtype=np.int32),
                np.asarray(starts, dtype=np.int32),
            ),
            shape=(len(rows), len(self.names)),
        )
