"""scikit-learn estimators: replies in, numbers or a team's own labels out.

>>> from sklearn.pipeline import make_pipeline
>>> from authentica.integrations.sklearn import OrdinalLogisticClassifier, ReplyVectorizer
>>> replies = [("I've cancelled it, Ida.", "You charged me twice"), ("We apologize for any inconvenience.", "Where is it?")] * 3
>>> model = make_pipeline(ReplyVectorizer(), OrdinalLogisticClassifier()).fit(replies, [2, 0] * 3)
>>> model.predict([("I've cancelled the order.", "Stop it, please")])
array([2])

`AssessmentTransformer` gives what the shipped model says, a few dense columns; `ReplyVectorizer` gives what it reads, thousands of
sparse ones. `OrdinalLogisticClassifier` learns ordered labels from either; unordered ones are for scikit-learn's `LogisticRegression`.
To move the levels of a model itself towards a team's labels, see ``authentica train --base``.

Replies are strings, (text, customer_text) pairs, `Message` or `Reply` records, or the rows of a data frame or array with one column
(text) or two (text, customer_text). A missing text is an empty one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from authentica.analyzer import AnalyzerRecipe
from authentica.config import AnalyzerConfig
from authentica.errors import InputError
from authentica.features.replies import measure
from authentica.features.space import FeatureSpace
from authentica.integrations.ordinal import OrdinalLogisticClassifier
from authentica.schema import Assessment, Reply, as_reply
from authentica.schema.arguments import check_argument, check_count, check_stream
from authentica.scoring.projection import FOUND_COLUMNS
from authentica.scoring.tables import is_missing, open_table

if TYPE_CHECKING:
    from scipy import sparse

__all__ = ["NUMBER_COLUMNS", "AssessmentTransformer", "OrdinalLogisticClassifier", "ReplyVectorizer"]

NUMBER_COLUMNS: tuple[str, ...] = tuple(column.name for column in FOUND_COLUMNS if column.kind != "text")
"""What `AssessmentTransformer` can return; `authentica.scoring.FOUND_COLUMNS` says what each is."""

_OF_SOME_REPLIES = ("first_deadline_hours",)
_OF_A_MINER = ("template_share", "template_held_share", "template_customers")


class AssessmentTransformer(TransformerMixin, BaseEstimator):
    """Turn replies into the numbers of their assessments.

    Nothing is learnt: `fit` only checks the parameters. The analyzer is loaded once a process, whatever is cloned.

    Parameters
    ----------
    columns : sequence of str, default=None
        Some of `NUMBER_COLUMNS`, in the order wanted. None: all that every scored reply has (those of templates only with
        `templates`; not ``first_deadline_hours``).
    model : str or Path, default="default"
        See `authentica.load`.
    config : AnalyzerConfig, default=None
        Options of analysis.
    templates : str or Path, default=None
        The folder of a saved miner.

    Notes
    -----
    A reply that is not scored (no text, another language) is a row of NaN, but for what needs no score: put a `SimpleImputer` behind
    where the next step takes none.

    Examples
    --------
    >>> transformer = AssessmentTransformer(columns=["ownership_level", "expectations_level"])
    >>> transformer.fit_transform(["I've cancelled it; the money is back by Friday.", "Thanks for reaching out!"])
    array([[2., 2.],
           [0., 0.]])
    """

    def __init__(
        self,
        columns: Sequence[str] | None = None,
        *,
        model: str | Path = "default",
        config: AnalyzerConfig | None = None,
        templates: str | Path | None = None,
    ) -> None:
        self.columns = columns
        self.model = model
        self.config = config
        self.templates = templates

    def fit(self, X: Any, y: Any = None) -> AssessmentTransformer:  # noqa: ARG002 - pipelines pass them
        """Check the parameters.

        Parameters
        ----------
        X, y : ignored
            Not looked at.

        Returns
        -------
        AssessmentTransformer
            Itself.

        Raises
        ------
        InputError
            If a column is unknown or named twice.
        """
        self._names()
        return self

    def transform(self, X: Any) -> NDArray[np.float64]:
        """Return the numbers of each reply's assessment.

        Parameters
        ----------
        X : iterable, array or data frame of replies
            See the module's docstring.

        Returns
        -------
        ndarray of shape (n_replies, n_columns)
            A data frame after ``set_output(transform="pandas")`` or ``"polars"``.

        Raises
        ------
        InputError
            If the replies are no iterable, have more than two columns, or one of them is no reply.
        RecordError
            If a field of a Message or Reply is of another type.
        """
        reads = {column.name: column.read for column in FOUND_COLUMNS}
        wanted = [reads[name] for name in self._names()]
        analyzer = AnalyzerRecipe.of(self.model, self.config, self.templates).analyzer()

        def row(assessment: Assessment) -> list[float]:
            cells = (read(assessment) for read in wanted)
            return [np.nan if cell is None else float(cell) for cell in cells]

        rows = [row(assessment) for assessment in analyzer.pipe(_replies(X))]
        return np.array(rows, dtype=np.float64).reshape(len(rows), len(wanted))

    def get_feature_names_out(self, input_features: Any = None) -> NDArray[Any]:  # noqa: ARG002 - scikit-learn passes it
        """Return the names of the columns."""
        return np.array(self._names(), dtype=object)

    def __sklearn_is_fitted__(self) -> bool:
        return True

    def __sklearn_tags__(self) -> Any:
        tags = _text_tags(super().__sklearn_tags__())
        tags.requires_fit = False
        return tags

    def _names(self) -> list[str]:
        if self.columns is None:
            left_out = _OF_SOME_REPLIES if self.templates is not None else (*_OF_SOME_REPLIES, *_OF_A_MINER)
            return [name for name in NUMBER_COLUMNS if name not in left_out]
        check_argument("columns", self.columns, Iterable, "AssessmentTransformer")
        names = [self.columns] if isinstance(self.columns, str) else list(self.columns)
        for name in names:
            if name not in NUMBER_COLUMNS or names.count(name) > 1:
                raise InputError(
                    f"columns names {str(name)[:40]!r}, which is unknown or named twice",
                    "AssessmentTransformer",
                    "Use each at most once: authentica.integrations.sklearn.NUMBER_COLUMNS lists them.",
                )
        return names


class ReplyVectorizer(TransformerMixin, BaseEstimator):
    """Turn replies into the named features that the shipped model reads: cues, form and wording, the customer's as well.

    Parameters
    ----------
    fewest_replies : int, default=2
        A feature is kept that occurs in at least so many replies of those fitted.
    sparse_output : bool, default=True
        Whether `transform` returns a sparse matrix; data frames (``set_output``) need False.

    Attributes
    ----------
    feature_names_ : tuple of str
        The features kept, in the order of the columns.

    Notes
    -----
    *For*: every column has a name that says what was seen; cues are the lexicons', so few labels go further than with words alone.
    *Against*: the reply must be English to be read well, though none is refused.

    Examples
    --------
    >>> vectorizer = ReplyVectorizer(fewest_replies=1).fit(["We apologize for any inconvenience."])
    >>> [name for name in vectorizer.get_feature_names_out() if name.startswith("cue:boilerplate")]
    ['cue:boilerplate.inconvenience']
    """

    def __init__(self, *, fewest_replies: int = 2, sparse_output: bool = True) -> None:
        self.fewest_replies = fewest_replies
        self.sparse_output = sparse_output

    def fit(self, X: Any, y: Any = None) -> ReplyVectorizer:
        """Learn which features occur; see `fit_transform`."""
        self.fit_transform(X, y)
        return self

    def fit_transform(self, X: Any, y: Any = None) -> sparse.csr_matrix | NDArray[np.float64]:  # noqa: ARG002
        """Learn which features occur, and return those of each reply.

        Parameters
        ----------
        X : iterable, array or data frame of replies
            See the module's docstring.
        y : ignored
            Not looked at.

        Returns
        -------
        sparse matrix or ndarray of shape (n_replies, n_features)

        Raises
        ------
        InputError
            If `fewest_replies` is not a whole number of at least 1, or no feature is left; and as
            `AssessmentTransformer.transform`.
        """
        fewest = check_count("fewest_replies", self.fewest_replies, "ReplyVectorizer")
        rows = _named_features(X)
        space = FeatureSpace.fit(rows, fewest_rows=fewest)
        if not len(space):
            raise InputError(
                "no feature occurs in enough replies",
                "ReplyVectorizer",
                "Give more replies, or a lower fewest_replies.",
            )
        self.feature_names_ = space.names
        return self._matrix(space, rows)

    def transform(self, X: Any) -> sparse.csr_matrix | NDArray[np.float64]:
        """Return the features of each reply; see `fit_transform`."""
        check_is_fitted(self)
        return self._matrix(FeatureSpace(self.feature_names_), _named_features(X))

    def get_feature_names_out(self, input_features: Any = None) -> NDArray[Any]:  # noqa: ARG002 - scikit-learn passes it
        """Return the names of the columns."""
        check_is_fitted(self)
        return np.array(self.feature_names_, dtype=object)

    def __sklearn_tags__(self) -> Any:
        return _text_tags(super().__sklearn_tags__())

    def _matrix(self, space: FeatureSpace, rows: list[dict[str, float]]) -> sparse.csr_matrix | NDArray[np.float64]:
        matrix = space.matrix(rows)
        if self.sparse_output:
            return matrix
        dense: NDArray[np.float64] = matrix.toarray()
        return dense


def _named_features(X: Any) -> list[dict[str, float]]:
    analyzer = AnalyzerRecipe().analyzer()
    measured = measure([analyzer.read(reply) for reply in _replies(X)], encoder=None)
    return [measures.whole_row() | measures.wording_row() for measures in measured]


def _replies(X: Any) -> Iterable[Reply]:
    """Return the replies of whatever holds them."""
    if isinstance(X, np.ndarray) and X.ndim == 2:
        columns = [X[:, place].tolist() for place in range(X.shape[1])]
    elif hasattr(X, "columns") and hasattr(X, "shape"):
        table = open_table(X, "transform")
        columns = [table.cells(name) for name in table.names]
    else:
        todo = "Give a list of texts or of (text, customer_text) pairs, or a frame of one or two columns."
        check_stream("X", X, "replies", "transform", todo=todo)
        return [as_reply(_filled(item)) for item in X]
    if not 1 <= len(columns) <= 2:
        raise InputError(
            f"replies have one column (text) or two (text, customer_text), not {len(columns)}",
            "transform",
            "Choose them, such as frame[['body', 'question']].",
        )
    return [as_reply(_filled(items[0] if len(items) == 1 else items)) for items in zip(*columns, strict=True)]


def _filled(item: Any) -> Any:
    """Return a reply, or a pair of texts, with an empty text for each that is missing."""
    if isinstance(item, (tuple, list)):
        return tuple(map(_filled, item))
    return "" if is_missing(item) else item


def _text_tags(tags: Any) -> Any:
    tags.input_tags.string = True
    tags.input_tags.one_d_array = True
    tags.input_tags.two_d_array = False
    tags.no_validation = True
    return tags
