"""From texts to memberships: brings together an embedder, a model of themes and the vocabulary that guides it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from matcher.embed import Embedder
from matcher.sources import general_words
from matcher.themes import (
    DiscoveredThemes,
    Guide,
    GuidedThemes,
    Pieces,
    Splitter,
    ThemeModel,
    is_horizontal,
    pieces_of,
    vocabulary_guide,
)
from matcher.vocabulary import LANGUAGES, Vocabulary, load_vocabulary

__all__ = ["Placer"]


class Placer:
    """Fits a model of themes to texts, and places further texts in the same way.

    Names that consist of general words alone are horizontal in both ways; they are not shown to the model.

    Parameters
    ----------
    model : ThemeModel
    embedder : Embedder
    vocabulary : Vocabulary, optional
        What guided themes learn from; the bundled one by default.
    """

    def __init__(self, model: ThemeModel, embedder: Embedder, vocabulary: Vocabulary | None = None) -> None:
        self.model = model
        self.embedder = embedder
        self._vocabulary = vocabulary

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The vocabulary that guides."""
        return self._vocabulary or load_vocabulary()

    @cached_property
    def guide(self) -> Guide:
        """The examples that the vocabulary gives, embedded."""
        return vocabulary_guide(self.vocabulary, self.embedder.encode)

    def fit(
        self, texts: pd.Series, languages: Sequence[str], groups: pd.Series, vectors: npt.ArrayLike
    ) -> pd.DataFrame:
        """Fit the model to the distinct texts.

        Parameters
        ----------
        texts : Series of str (n,)
        languages : sequence of str
            ISO 639-1 code of each text; "" and "en" are English.
        groups : Series (n,)
            Whose text each is: texts used by many regions are preferred as labels.
        vectors : array_like (n, d)

        Returns
        -------
        DataFrame (n_names, n_niches)
            Memberships of the distinct thematic texts, sorted.
        """
        rows = pd.DataFrame({"text": texts.to_numpy(), "language": list(languages), "group": groups.to_numpy()})
        rows = rows[~is_horizontal(rows["text"].tolist(), general_words())].sort_values(["text", "language"])
        counts = rows.groupby("text")["group"].nunique()
        first = rows.drop_duplicates("text")
        names, found = first["text"].tolist(), np.asarray(vectors)[first.index]
        self.model.fit(found, names, counts.tolist(), **self._teaching(names, first["language"].tolist()))
        return pd.DataFrame(self.model.memberships_, index=pd.Index(names), columns=self.model.niche_ids_)

    def predict(self, texts: Sequence[str], languages: Sequence[str] | None = None) -> npt.NDArray[np.float64]:
        """Memberships of further texts (n, n_niches); zeros where they are horizontal."""
        known = pd.DataFrame({"text": list(texts), "language": list(languages or [""] * len(texts))})
        first = known.drop_duplicates("text").sort_values("text")
        names, codes = first["text"].tolist(), first["language"].tolist()
        vectors = self.embedder.encode(names, codes)
        found = self.model.predict(vectors, **self._pieces(names, codes))
        found[is_horizontal(names, general_words())] = 0.0
        placed: npt.NDArray[np.float64] = found[pd.Index(names).get_indexer(pd.Index(known["text"]))]
        return placed

    def _teaching(self, names: Sequence[str], languages: Sequence[str]) -> dict[str, Any]:
        if not isinstance(self.model, GuidedThemes):
            return {}
        return {"guide": self.guide, **self._pieces(names, languages)}

    def _pieces(self, names: Sequence[str], languages: Sequence[str]) -> dict[str, Any]:
        """The names taken apart in their languages, with vectors; nothing where themes are discovered."""
        if isinstance(self.model, DiscoveredThemes):
            return {}
        known = {code: Splitter.of(self.vocabulary, code if code in LANGUAGES else "en") for code in set(languages)}
        pieces: Pieces = pieces_of(names, [known[code] for code in languages])
        codes = [languages[place] for place in pieces.name.tolist()]
        return {"pieces": (pieces, self.embedder.encode(pieces.texts, codes))}
