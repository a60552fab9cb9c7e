"""Themes guided by a vocabulary: its niches and broad themes are the classes, learned from its words alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matcher.areas import HORIZONTAL
from matcher.errors import SettingError
from matcher.facts import ThemeSettings
from matcher.themes.base import Offered, ThemeModel, check_names
from matcher.themes.classifier import Classifier, learn
from matcher.themes.evidence import Evidence, Found, crowd, evidence, nearest
from matcher.themes.guide import WHOLE, Guide
from matcher.themes.newcomers import OWN, newcomers
from matcher.vocabulary.splitter import Pieces

__all__ = ["GuidedThemes"]

Matrix = npt.NDArray[np.float64]

#: Probabilities are compared after rounding, so that the last bits of a machine's arithmetic decide nothing.
DECIMALS = 4
#: A part of a name names its best niche where it speaks at least so much for that niche's theme, and, within the theme,
#: for that niche.
CLEAR = 0.5
GRANULARITIES = ("themes", "niches", "concepts")


class Scores(NamedTuple):
    """Scores of texts for themes (n, n_themes) and niches (n, n_niches), and the niches that a part names clearly."""

    themes: Matrix
    niches: Matrix
    named: npt.NDArray[np.bool_]


class GuidedThemes(ThemeModel, called="guided"):
    """Two levels of themes that a guide teaches; no area needs a label.

    A multinomial logistic regression gives the probability of each broad theme, and one for each theme that of its
    niches (see `matcher.themes.classifier`). A name is looked at as a whole and in its parts (at "and", commas and
    slashes; with and without general words), and a theme's score is that of the part that speaks for it most:

        score(theme) = max over parts of  mix * mean over the part's pieces of P(theme | piece)
                                          + (1 - mix) * P(theme | whole name)

    and the same for niches. A name belongs to the themes that score at least `threshold`, always to the best one;
    within each to its best niche, to those that come near it, and to the best niche of each part that is clearly about
    the theme. The niche that stands for a theme as a whole is left where a narrower one fits better. Where general
    words win and no other theme reaches the threshold, the name has no thematic content. Names that fit no niche well
    but are alike become a niche of their own (see `matcher.themes.newcomers`).

    Parameters
    ----------
    way : "guided"
    threshold : float, default 0.2
        Least score of a broad theme beside the best one.
    mix : float, default 0.5
        How much a part counts against the whole name.
    nearness : float, default 0.9
        A further niche of the same theme counts when it scores at least this share of the theme's best niche.
    most : int, default 3
        The largest number of niches that a name belongs to.
    c_themes, c_niches : float, default 2 and 10
        Inverse strengths of regularisation.
    granularity : {"themes", "niches", "concepts"}
        What niches are: the broad themes themselves, the guide's niches, or these with the crowded ones split into
        their concepts.

    Attributes
    ----------
    classifier_ : Classifier
    guide_ : Guide
        The guide as it was used: with the niches that granularity and the data have added.
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
        nearness: float = 0.9,
        most: int = 3,
        c_themes: float = 2.0,
        c_niches: float = 10.0,
        granularity: str = "niches",
    ) -> None:
        self.way = way
        self.threshold = threshold
        self.mix = mix
        self.nearness = nearness
        self.most = most
        self.c_themes = c_themes
        self.c_niches = c_niches
        self.granularity = granularity

    def fit(
        self,
        vectors: npt.ArrayLike,
        names: Sequence[str],
        *,
        weights: Sequence[float] | None = None,
        guide: Guide | None = None,
        pieces: tuple[Pieces, npt.ArrayLike] | None = None,
        pins: Mapping[str, Sequence[str]] | None = None,
    ) -> GuidedThemes:
        """Learn from the guide, and place the names.

        Parameters
        ----------
        vectors : array_like (n_names, d)
            Unit vectors of the names.
        names : sequence of str
            Distinct area names.
        weights : sequence of float, optional
            How many regions work on each name; for the labels of niches that the data add.
        guide : Guide
            Examples of themes and niches, with vectors of the same model.
        pieces : tuple of Pieces and array_like (n_pieces, d), optional
            The names taken apart, and the vectors of their pieces; without it names are taken as a whole.
        pins : mapping of str to sequence of str, optional
            The niches of names that an expert has placed; none at all means no thematic content.
        """
        check_names(sorted(names))
        self._check()
        if guide is None:
            raise SettingError(
                "guided themes", expected="a guide to learn from", do="pass guide=, or use ThemeModel('discovered')"
            )
        found = Found(np.asarray(vectors, dtype=np.float64), pieces)
        self._learn(guide.at_themes() if self.granularity == "themes" else guide)
        if guide.is_open:
            self._add_niches(found, names, np.ones(len(names)) if weights is None else np.asarray(weights))
        everything = self._memberships(self.scores(vectors, pieces))
        if self.granularity == "concepts":
            for place in np.flatnonzero((everything > 0).sum(axis=0) >= crowd(len(names))):
                self._learn(self.guide_.split(self.classifier_.niches[place]))
            everything = self._memberships(self.scores(vectors, pieces))
        for name, niches in (pins or {}).items():
            everything[list(names).index(name)] = np.isin(self.classifier_.niches, niches)
        self._describe(self.guide_, everything)
        self.niche_scores_ = self.scores(vectors, pieces).niches[:, self._shown]
        for name in pins or {}:
            self.niche_scores_[list(names).index(name)] = 1.0
        return self

    def _learn(self, guide: Guide) -> None:
        self.guide_ = guide
        self.classifier_: Classifier = learn(guide, self.c_themes, self.c_niches)
        self._whole = np.array([niche.endswith(WHOLE) for niche in self.classifier_.niches], dtype=bool)

    def _add_niches(self, found: Found, names: Sequence[str], weights: Matrix) -> None:
        """Learn again with a niche for each group of names that fit none."""
        for own in newcomers(found.whole, names, weights, nearest(found, self.guide_)):
            theme, texts = self._theme_of(found, own.members), [names[place] for place in own.members]
            self._learn(self.guide_.with_niche(own.id, own.label, theme, texts, found.whole[own.members]))

    def _theme_of(self, found: Found, members: npt.NDArray[np.intp]) -> str:
        """The theme that most of some names lean to."""
        leaning, _ = self.classifier_.probabilities(found.whole[members])
        thematic = np.array([theme != HORIZONTAL for theme in self.classifier_.themes])
        return self.classifier_.themes[int((leaning.mean(axis=0) * thematic).round(DECIMALS).argmax())]

    def predict(self, vectors: npt.ArrayLike, pieces: tuple[Pieces, npt.ArrayLike] | None = None) -> Matrix:
        """Membership of each text in each niche of `niche_ids_` (n, n_niches); zeros where it has none of them."""
        return self._memberships(self.scores(vectors, pieces))[:, self._shown]

    def scores(self, vectors: npt.ArrayLike, pieces: tuple[Pieces, npt.ArrayLike] | None = None) -> Scores:
        """Scores of each text for each theme and niche of the guide, as the class describes them."""
        themes, niches = self.classifier_.probabilities(np.asarray(vectors, dtype=np.float64))
        if pieces is None:
            return Scores(themes.round(DECIMALS), niches.round(DECIMALS), np.zeros(niches.shape, dtype=bool))
        found, piece_vectors = pieces
        of_pieces = self.classifier_.probabilities(np.asarray(piece_vectors, dtype=np.float64))
        keys, part = np.unique(np.column_stack([found.name, found.part]), axis=0, return_inverse=True)
        part_themes, part_niches = (_means(values, part.reshape(-1), len(keys)) for values in of_pieces)
        name = keys[:, 0]
        mixed = self.mix * part_themes + (1 - self.mix) * themes[name]
        mixed_niches = self.mix * part_niches + (1 - self.mix) * niches[name]
        named = np.zeros(niches.shape, dtype=bool)
        own = part_niches.round(DECIMALS).argmax(axis=1)
        rows, above = np.arange(len(keys)), self.classifier_.parents[own]
        clear = mixed[rows, above].round(DECIMALS) >= CLEAR
        clear &= (part_niches[rows, own] - CLEAR * part_themes[rows, above]).round(DECIMALS) >= 0
        named[name[clear], own[clear]] = True
        best = [_highest(values, name, len(themes)).round(DECIMALS) for values in (mixed, mixed_niches)]
        return Scores(best[0], best[1], named)

    def _memberships(self, scores: Scores) -> Matrix:
        """Membership in all niches of the guide (n, n_niches)."""
        themes, niches, parents = scores.themes, scores.niches, self.classifier_.parents
        best = np.zeros_like(themes)
        for theme in range(themes.shape[1]):
            best[:, theme] = niches[:, parents == theme].max(axis=1, initial=0.0)
        share = np.divide(niches, best[:, parents], out=np.zeros_like(niches), where=best[:, parents] > 0)
        near = ((share >= self.nearness) & self._beside_whole(share)) | (scores.named & ~self._whole)
        share = np.maximum(share, self.nearness)
        member = np.where(self._taken(themes)[:, parents] & near, share * themes[:, parents], 0.0)
        # Each theme's best niche comes before the further niches of a theme; ties by id.
        order = np.argsort(-(member + ((share >= 1) & (member > 0))), axis=1, kind="stable")
        member[np.argsort(order, axis=1, kind="stable") >= self.most] = 0.0
        highest = member.max(axis=1, keepdims=True, initial=0.0)
        shares: Matrix = np.divide(member, highest, out=np.zeros_like(member), where=highest > 0)
        return shares

    def _beside_whole(self, share: Matrix) -> npt.NDArray[np.bool_]:
        """Where the niche for a theme as a whole is the best, others do not come near; where it is not, it goes."""
        best = share >= 1
        whole_wins = np.zeros_like(best)
        for niche in np.flatnonzero(self._whole):
            whole_wins |= best[:, [niche]] & (self.classifier_.parents == self.classifier_.parents[niche])
        return np.where(whole_wins | self._whole, best, True)

    def _taken(self, themes: Matrix) -> npt.NDArray[np.bool_]:
        """Which themes a name belongs to: none where general words win and no other theme reaches the threshold."""
        thematic = np.array([theme != HORIZONTAL for theme in self.classifier_.themes])
        taken: npt.NDArray[np.bool_] = (themes >= self.threshold) & thematic
        top = themes.argmax(axis=1)
        taken[np.arange(len(themes)), top] |= thematic[top]
        return taken

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
        self.centroids_ = _centroids(guide, self.niche_ids_)

    @property
    def offered_(self) -> Offered:
        """All niches of the guide."""
        taught = self.classifier_
        themes = [taught.themes[parent] for parent in taught.parents.tolist()]
        return Offered(list(taught.niches), themes, _centroids(self.guide_, taught.niches))

    def _check(self) -> None:
        for setting in ("threshold", "mix", "nearness"):
            if not 0 <= getattr(self, setting) <= 1:
                raise SettingError(setting, expected="0 to 1", found=str(getattr(self, setting)))
        if self.granularity not in GRANULARITIES:
            raise SettingError("granularity", expected=" or ".join(GRANULARITIES), found=repr(self.granularity))
        if self.most < 1:
            raise SettingError("most", expected="at least 1", found=str(self.most))

    def evidence(self, vectors: npt.ArrayLike, pieces: tuple[Pieces, npt.ArrayLike] | None = None) -> list[Evidence]:
        """For each fitted name and niche, the guide's label that is nearest to the name or to a part of it."""
        found = Found(np.asarray(vectors, dtype=np.float64), pieces)
        return evidence(found, self.guide_, self.niche_ids_, self.memberships_ > 0)

    @property
    def facts_(self) -> ThemeSettings:
        """How many examples taught, how many niches they offer, and which niches the data add."""
        offered, added = self.classifier_.niches, [niche for niche in self.niche_ids_ if niche.startswith(OWN)]
        return {"examples": len(self.guide_.examples), "offered": len(offered), "added": added}


def _centroids(guide: Guide, niches: Sequence[str]) -> Matrix:
    """Weighted mean of the examples of each niche, as a unit vector (n_niches, d)."""
    weights = np.array([example.weight for example in guide.examples])
    of_niche = np.array([example.niche for example in guide.examples], dtype=object)
    sums = np.stack([weights[of_niche == niche] @ guide.vectors[of_niche == niche] for niche in niches])
    found: Matrix = sums / np.linalg.norm(sums, axis=1, keepdims=True)
    return found


def _means(values: Matrix, group: npt.NDArray[np.intp], n: int) -> Matrix:
    """Mean of the rows of each group (n, columns)."""
    sums = np.zeros((n, values.shape[1]))
    np.add.at(sums, group, values)
    found: Matrix = sums / np.bincount(group, minlength=n)[:, None]
    return found


def _highest(values: Matrix, group: npt.NDArray[np.intp], n: int) -> Matrix:
    """Largest value of each group, column by column (n, columns)."""
    found = np.zeros((n, values.shape[1]))
    np.maximum.at(found, group, values)
    return found
