"""Themes guided by a vocabulary: its niches and broad themes are the classes, learned from its words alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from matcher.errors import SettingError
from matcher.records import HORIZONTAL
from matcher.themes.base import ThemeModel, check_names
from matcher.themes.classifier import Classifier, learn
from matcher.themes.guide import Guide
from matcher.themes.names import Pieces

__all__ = ["GuidedThemes"]

Matrix = npt.NDArray[np.float64]

#: Probabilities are compared after rounding, so that the last bits of a machine's arithmetic decide nothing.
DECIMALS = 4


class GuidedThemes(ThemeModel, called="guided"):
    """Two levels of themes that a guide teaches; no area needs a label.

    A multinomial logistic regression gives the probability of each broad theme, and one for each theme that of its
    niches (see `matcher.themes.classifier`). A name is looked at as a whole and in its parts (at "and", commas and
    slashes; with and without general words), and a theme's score is that of the part that speaks for it most:

        score(theme) = max over parts of  mix * mean over the part's pieces of P(theme | piece)
                                          + (1 - mix) * P(theme | whole name)

    and the same for niches. A name belongs to the themes that score at least `threshold`, always to the best one;
    within each to its best niche and to those that come near it. Where general words win and no other theme reaches
    the threshold, the name has no thematic content.

    Parameters
    ----------
    way : "guided"
    threshold : float, default 0.2
        Least score of a broad theme beside the best one.
    mix : float, default 0.5
        How much a part counts against the whole name.
    nearness : float, default 0.8
        A further niche of the same theme counts when it scores at least this share of the theme's best niche.
    most : int, default 3
        The largest number of niches that a name belongs to.
    c_themes, c_niches : float, default 2 and 10
        Inverse strengths of regularisation.

    Attributes
    ----------
    classifier_ : Classifier
    theme_ids_, niche_ids_ : list of str
        Those that some fitted name belongs to, by the guide's ids; see `ThemeModel` for the others.

    Examples
    --------
    >>> from matcher.themes.guide import Example
    >>> rows = [Example("rail", "rail", "rail", "transport", 9.0), Example("bus", "bus", "bus", "transport", 9.0),
    ...         Example("food", "food", "food", "food", 9.0)]
    >>> guide = Guide(rows, np.eye(3), {"rail": "transport", "bus": "transport", "food": "food"}, {"rail": "Railways"})
    >>> model = GuidedThemes().fit(np.eye(3)[[0, 2]], ["Rail", "Food"], guide=guide)
    >>> model.niche_labels_, model.theme_ids_, model.memberships_
    (['food', 'Railways'], ['food', 'transport'], array([[0., 1.],
           [1., 0.]]))
    """

    def __init__(
        self,
        way: str = "guided",
        *,
        threshold: float = 0.2,
        mix: float = 0.5,
        nearness: float = 0.8,
        most: int = 3,
        c_themes: float = 2.0,
        c_niches: float = 10.0,
    ) -> None:
        self.way = way
        self.threshold = threshold
        self.mix = mix
        self.nearness = nearness
        self.most = most
        self.c_themes = c_themes
        self.c_niches = c_niches

    def fit(
        self,
        vectors: npt.ArrayLike,
        names: Sequence[str],
        weights: Sequence[float] | None = None,
        *,
        guide: Guide | None = None,
        pieces: tuple[Pieces, npt.ArrayLike] | None = None,
    ) -> GuidedThemes:
        """Learn from the guide, and place the names.

        Parameters
        ----------
        vectors : array_like (n_names, d)
            Unit vectors of the names.
        names : sequence of str
            Distinct area names.
        weights : sequence of float, optional
            Not needed by this way.
        guide : Guide
            Examples of themes and niches, with vectors of the same model.
        pieces : tuple of Pieces and array_like (n_pieces, d), optional
            The names taken apart, and the vectors of their pieces; without it names are taken as a whole.
        """
        check_names(sorted(names))
        self._check()
        if guide is None:
            raise SettingError(
                "guided themes", expected="a guide to learn from", do="pass guide=, or use ThemeModel('discovered')"
            )
        self.guide_ = guide
        self.classifier_: Classifier = learn(guide, self.c_themes, self.c_niches)
        everything = self._memberships(*self.scores(vectors, pieces))
        self._describe(guide, everything)
        return self

    def predict(self, vectors: npt.ArrayLike, pieces: tuple[Pieces, npt.ArrayLike] | None = None) -> Matrix:
        """Membership of each text in each niche of `niche_ids_` (n, n_niches); zeros where it has none of them."""
        return self._memberships(*self.scores(vectors, pieces))[:, self._shown]

    def scores(
        self, vectors: npt.ArrayLike, pieces: tuple[Pieces, npt.ArrayLike] | None = None
    ) -> tuple[Matrix, Matrix]:
        """Scores of each text for each theme and niche of the guide, as the class describes them.

        Returns
        -------
        tuple of ndarray (n, n_themes), (n, n_niches)
            Columns as in `classifier_.themes` and `classifier_.niches`, in [0, 1].
        """
        whole = self.classifier_.probabilities(np.asarray(vectors, dtype=np.float64))
        if pieces is None:
            return whole[0].round(DECIMALS), whole[1].round(DECIMALS)
        found, piece_vectors = pieces
        parts = self.classifier_.probabilities(np.asarray(piece_vectors, dtype=np.float64))
        themes, niches = (self._best_part(one, part, found) for one, part in zip(whole, parts, strict=True))
        return themes.round(DECIMALS), niches.round(DECIMALS)

    def _best_part(self, whole: Matrix, pieces: Matrix, found: Pieces) -> Matrix:
        keys, part = np.unique(np.column_stack([found.name, found.part]), axis=0, return_inverse=True)
        part = part.reshape(-1)
        means = np.zeros((len(keys), whole.shape[1]))
        np.add.at(means, part, pieces)
        means /= np.bincount(part, minlength=len(keys))[:, None]
        mixed = self.mix * means + (1 - self.mix) * whole[keys[:, 0]]
        best = np.zeros_like(whole)
        np.maximum.at(best, keys[:, 0], mixed)
        return best

    def _memberships(self, themes: Matrix, niches: Matrix) -> Matrix:
        """Membership in all niches of the guide (n, n_niches)."""
        names = self.classifier_.themes
        thematic = np.array([theme != HORIZONTAL for theme in names])
        taken = (themes >= self.threshold) & thematic
        rows = np.arange(len(themes))
        top = themes.argmax(axis=1)
        taken[rows, top] |= thematic[top]
        if not thematic.all():  # the best theme counts, unless general words alone win
            taken[(~thematic)[top] & ~taken.any(axis=1)] = False
        best = np.zeros_like(themes)
        parents = self.classifier_.parents
        for theme in range(len(names)):
            below = parents == theme
            if below.any():
                best[:, theme] = niches[:, below].max(axis=1)
        share = np.divide(niches, best[:, parents], out=np.zeros_like(niches), where=best[:, parents] > 0)
        member = np.where(taken[:, parents] & (share >= self.nearness), share * themes[:, parents], 0.0)
        # Each theme's best niche comes before the further niches of a theme; ties by id.
        rank = np.argsort(np.argsort(-(member + (share >= 1) * (member > 0)), axis=1, kind="stable"), axis=1)
        member[rank >= self.most] = 0.0
        highest = member.max(axis=1, keepdims=True, initial=0.0)
        return np.divide(member, highest, out=np.zeros_like(member), where=highest > 0)

    def _describe(self, guide: Guide, memberships: Matrix) -> None:
        """Ids, labels, parents and centroids of the niches that have an area."""
        niches, themes = self.classifier_.niches, self.classifier_.themes
        self._shown = np.flatnonzero((memberships > 0).any(axis=0))
        self.memberships_ = memberships[:, self._shown]
        self.niche_ids_ = [niches[place] for place in self._shown]
        parents = self.classifier_.parents[self._shown]
        shown_themes = np.unique(parents)
        self.theme_ids_ = [themes[place] for place in shown_themes]
        self.parents_ = np.searchsorted(shown_themes, parents)
        self.niche_labels_ = [guide.label(niche) for niche in self.niche_ids_]
        self.theme_labels_ = [guide.label(theme) for theme in self.theme_ids_]
        weights = np.array([example.weight for example in guide.examples])
        of_niche = np.array([example.niche for example in guide.examples], dtype=object)
        sums = np.stack([weights[of_niche == niche] @ guide.vectors[of_niche == niche] for niche in self.niche_ids_])
        self.centroids_ = sums / np.linalg.norm(sums, axis=1, keepdims=True)

    def _check(self) -> None:
        for setting in ("threshold", "mix", "nearness"):
            if not 0 <= getattr(self, setting) <= 1:
                raise SettingError(setting, expected="0 to 1", found=str(getattr(self, setting)))
        if self.most < 1:
            raise SettingError("most", expected="at least 1", found=str(self.most))

    @property
    def facts_(self) -> dict[str, Any]:
        """How many examples taught how many themes and niches."""
        return {"examples": len(self.guide_.examples), "offered": len(self.classifier_.niches)}
