"""multilingual-e5-small, the multilingual sentence encoder: text in any language of Europe to a unit vector, no torch.

What a text says and the language it is in both move its vector. So from the vector the mean over the vocabulary's
preferred labels of that language is taken away, and what is left is brought to length 1: the *centred* vector. The same
subject in two languages then lies in the same place (see the model card, `data/e5/README.md`).

References
----------
Wang, L. et al. (2024). Multilingual E5 text embeddings. https://doi.org/10.48550/arXiv.2402.05672
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from matcher.embed.cache import VectorCache, cached_vectors, in_portions
from matcher.embed.network import Network
from matcher.embed.ready import ready_vectors
from matcher.errors import InputError, ModelError, SettingError
from matcher.files import data_folder, sha256_of
from matcher.files.arrays import read_arrays
from matcher.languages import ALIKE, UNTOLD

__all__ = ["E5", "MEANS", "MEANS_SHA256", "PROMPT", "SHA256", "WEIGHTS"]

Vectors = npt.NDArray[np.float32]

WEIGHTS, MEANS = "e5-small.bin", "means.npz"
#: The bundled weights and means; others in their place are refused.
SHA256 = "00087e46c5f416d142e92d0d019b346c29a6415c70681a334029c28d5f255525"
MEANS_SHA256 = "82cc1286e10f755ba9914211207ae10dcbde5792538e093189cec837f5b77dd3"
#: What e5 was taught to find before a text that is compared with its like.
PROMPT = "query: "
#: Texts that are encoded before progress is told.
PORTION = 64


class E5:
    """multilingual-e5-small in four bits, for text in Latin, Greek and Cyrillic letters.

    Parameters
    ----------
    folder : path-like, optional
        Folder with `e5-small.bin` and `means.npz`; the bundled one by default.
    cache : path-like, None or "default"
        File of the vector cache; None keeps no cache.

    Attributes
    ----------
    languages : tuple of str
        ISO 639-1 codes of the languages that have a mean.

    Raises
    ------
    ModelError
        A file is missing, damaged or another.

    Examples
    --------
    >>> railway, also, tourism = E5().centred(["railway", "järnväg", "turism"], ["en", "sv", "sv"])
    >>> bool(railway @ also > 0.5 > 0.3 > railway @ tourism)
    True
    """

    def __init__(
        self, folder: str | os.PathLike[str] | None = None, cache: str | os.PathLike[str] | None = "default"
    ) -> None:
        self.folder = data_folder() / "e5" if folder is None else Path(folder)
        self.cache = cache
        self._pinned = SHA256 if folder is None else None
        codes, self._means = _read_means(self.folder / MEANS, MEANS_SHA256 if folder is None else None)
        self._rows = {code: row for row, code in enumerate(codes)}
        self.languages = tuple(code for code in codes if code != UNTOLD)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 that stands for the weights and the means."""
        return hashlib.sha256(f"{self.weights_fingerprint} {sha256_of(self.folder / MEANS)}".encode()).hexdigest()

    @cached_property
    def weights_fingerprint(self) -> str:
        """SHA-256 of the weights: the bundled ones, which are held against it where they are read, need no reading."""
        return self._pinned or sha256_of(self.folder / WEIGHTS)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of `texts`, each with the prompt before it: ready ones, those in the cache, and new ones.

        Parameters
        ----------
        texts : sequence of str, n of them

        Returns
        -------
        ndarray of float32 (n, d)
            The same for a text whatever its neighbours. A text is read up to 512 pieces, some 350 words.

        Raises
        ------
        SettingError
            One text instead of a list.
        """
        if isinstance(texts, str):
            raise SettingError("texts", expected="a list of texts", found="one text", do="write [text]")
        distinct = sorted(set(texts))
        known = ready_vectors(distinct, self.weights_fingerprint)
        missing = [text for text in distinct if text not in known]
        known |= cached_vectors(missing, VectorCache(self.cache, self.weights_fingerprint), self._encode_missing)
        return np.array([known[text] for text in texts], dtype=np.float32).reshape(len(texts), -1)

    def centred(self, texts: Sequence[str], languages: Sequence[str]) -> Vectors:
        """Unit vectors less the mean of their language, brought to length 1 again.

        Parameters
        ----------
        texts : sequence of str, n of them
        languages : sequence of str
            ISO 639-1 code of each text; one that has no mean gets the mean of all means.

        Returns
        -------
        ndarray of float32 (n, d)
        """
        codes = [ALIKE.get(code, code) for code in languages]
        rows = [self._rows.get(code, self._rows[UNTOLD]) for code in codes]
        moved = self.encode(texts) - self._means[rows]
        centred: Vectors = moved / np.linalg.norm(moved, axis=1, keepdims=True)
        return centred

    @cached_property
    def _network(self) -> Network:
        return Network(self.folder / WEIGHTS, self._pinned)

    def _encode_missing(self, texts: Sequence[str]) -> Vectors:
        network = self._network  # loading is told apart from embedding
        return in_portions(texts, PORTION, lambda some: network.encode([PROMPT + text for text in some]))


def _read_means(path: Path, sha256: str | None) -> tuple[list[str], Vectors]:
    """The languages with a mean, "und" for the mean of all, and their means (n_languages, d)."""
    try:
        languages, means = read_arrays(path, ("languages", "means"), sha256=sha256).values()
    except InputError as error:
        raise ModelError(f"the means {path} are damaged or others", expected=error.expected, found=error.found,
                         do="install matcher again") from error  # fmt: skip
    codes = [str(code) for code in languages.ravel()]
    numbers = means.dtype == np.float32 and np.isfinite(means).all()
    if UNTOLD not in codes or means.ndim != 2 or len(means) != len(codes) or not numbers:
        raise ModelError(
            f"the means {path} are damaged", expected="a row for each language", do="install matcher again"
        )
    return codes, means.astype(np.float32)
