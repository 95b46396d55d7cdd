"""Static word vectors for training: wordings never seen land near seen ones.

The vectors enter the clause model linearly, so a trained model keeps only each word's weights, not the vectors.
"""

from __future__ import annotations

import hashlib
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from authentica.errors import InputError, SourceNotFoundError

__all__ = ["WordVectors", "read_word_vectors"]


@dataclass(frozen=True, slots=True)
class WordVectors:
    """Words and their vectors.

    Attributes
    ----------
    words : tuple of str
        In lower case.
    vectors : ndarray of shape (n_words, n_dimensions)
        One row a word; frequent words have short vectors.
    sha256 : str
        Of the two files.
    """

    words: tuple[str, ...]
    vectors: NDArray[np.float64]
    sha256: str


def read_word_vectors(folder: Path) -> WordVectors:
    """Read ``words.txt`` (one word a line) and ``vectors.npz`` (``vectors`` int8, ``scale``).

    Parameters
    ----------
    folder : Path
        Holds both files.

    Returns
    -------
    WordVectors
        One vector a word.

    Raises
    ------
    SourceNotFoundError
        If a file is missing.
    InputError
        If the files do not fit each other.
    """
    names, numbers = folder / "words.txt", folder / "vectors.npz"
    for path in (names, numbers):
        if not path.is_file():
            raise SourceNotFoundError("the file of word vectors does not exist", str(path))
    words = tuple(names.read_text(encoding="utf-8").split())
    try:
        with np.load(numbers, allow_pickle=False) as stored:
            vectors = stored["vectors"].astype(np.float64) * float(stored["scale"])
    except (KeyError, ValueError, zipfile.BadZipFile):
        raise InputError("the word vectors cannot be read", str(numbers)) from None
    if vectors.ndim != 2 or len(vectors) != len(words):
        raise InputError(f"there are {len(words)} words but {len(vectors)} vectors", str(folder))
    digest = hashlib.sha256(names.read_bytes() + numbers.read_bytes()).hexdigest()
    return WordVectors(words, vectors, digest)
