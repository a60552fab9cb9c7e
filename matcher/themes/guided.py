"""Themes guided by a vocabulary: its niches and broad themes are the classes, learned from its words alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from matcher.areas import HORIZONTAL
from matcher.errors import InputError, SettingError
from matcher.facts import ThemeSettings
from matcher.placing import DECIMALS, Classifier, Pieces, PlacingModel, Rule, Scores, memberships, scores
from matcher.settings import FLOORS, Floors
from matcher.themes.base import Offered, ThemeModel, check_names
from matcher.themes.classifier import learn
from matcher.themes.evidence import Evidence, Found, crowd, evidence, nearest
from matcher.themes.guide import Guide
from matcher.themes.newcomers import OWN, newcomers

__all__ = ["GuidedThemes"]

Matrix = npt.NDArray[np.float64]

GRANULARITIES = ("themes", "niches", "concepts")
#: How many names are scored at a time: what is found on the way takes more room than their memberships.
AT_ONCE = 1024


class GuidedThemes(ThemeModel, called="guided"):
    """Two levels of themes that a guide teaches; no area needs a label.

    A multinomial logistic regression gives the probability of each broad theme, and one for each theme that of its
    niches (see `matcher.themes.classifier`). Names are read and placed as `matcher.placing` does it. Names that fit no
    niche well but are alike become a niche of their own (see `matcher.themes.newcomers`).

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
        weights: npt.ArrayLike | None = None,
        guide: Guide | None = None,
        pieces: tuple[Pieces, npt.ArrayLike] | None = None,
        pins: Mapping[str, Sequence[str]] | None = None,
        by_encoder: npt.NDArray[np.bool_] | None = None,
        near: Matrix | None = None,
        floors: Floors = FLOORS,
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
        by_encoder : ndarray of bool (n_names,), optional
            Whose vectors are the encoder's, where the guide has them too (`Guide.by_encoder`).
        near : ndarray (n_names,), optional
            Closeness of each name with the guide's nearest label (`evidence.nearest`), where it is known.
        floors : Floors, optional
            From which closeness on names fit a niche; the default model's by default.
        """
        self.place(vectors, names, weights=weights, guide=guide, pieces=pieces, pins=pins, by_encoder=by_encoder,
                   near=near, floors=floors)  # fmt: skip
        self.niche_labels_ = [self.guide_.label(niche) for niche in self.niche_ids_]
        self.theme_labels_ = [self.guide_.label(theme) for theme in self.theme_ids_]
        self._centres = _centroids(self.guide_, self.classifier_.niches)
        self.centroids_ = self._centres[self._shown]
        self.niche_scores_ = np.concatenate([found.niches[:, self._shown] for found in self._scored(vectors, pieces)])
        for name in pins or {}:
            self.niche_scores_[list(names).index(name)] = 1.0
        return self

    def place(
        self,
        vectors: npt.ArrayLike,
        names: Sequence[str],
        *,
        weights: npt.ArrayLike | None = None,
        guide: Guide | None = None,
        pieces: tuple[Pieces, npt.ArrayLike] | None = None,
        pins: Mapping[str, Sequence[str]] | None = None,
        by_encoder: npt.NDArray[np.bool_] | None = None,
        near: Matrix | None = None,
        floors: Floors = FLOORS,
        start: Classifier | None = None,
    ) -> GuidedThemes:
        """The part of `fit` that says which name is in which niche; labels, centroids and scores are left out.

        With `start`, learning begins at a classifier of a guide that is much like this one.
        """
        check_names(sorted(names))
        self._check()
        if guide is None:
            raise SettingError(
                "guided themes", expected="a guide to learn from", do="pass guide=, or use ThemeModel('discovered')"
            )
        found = Found(np.asarray(vectors, dtype=np.float64), pieces)
        guide = guide.at_themes() if self.granularity == "themes" else guide
        if guide.is_open:
            counts = np.ones(len(names)) if weights is None else np.asarray(weights)
            near = nearest(found, [guide])[0] if near is None else near
            guide, start = self._with_own(guide, start, found, names, counts, near, floors)
        self._learn(guide, start)
        everything = self._memberships(vectors, pieces, by_encoder)
        if self.granularity == "concepts":
            for place in np.flatnonzero((everything > 0).sum(axis=0) >= crowd(len(names))):
                self._learn(self.guide_.split(self.classifier_.niches[place]), self.classifier_)
            everything = self._memberships(vectors, pieces, by_encoder)
        for name, niches in (pins or {}).items():
            everything[list(names).index(name)] = np.isin(self.classifier_.niches, niches)
        self._show(everything)
        return self

    def _learn(self, guide: Guide, start: Classifier | None = None) -> None:
        self.guide_ = guide
        self.classifier_: Classifier = learn(guide, self.c_themes, self.c_niches, start=start)
        self._niche_of = guide.niche_of

    @property
    def encoder_(self) -> Classifier:
        """The classifier that is taught on the encoder's vectors; the same one where nothing else reads."""
        return learn(self.guide_.read_by_encoder(), self.c_themes, self.c_niches)

    def _with_own(
        self,
        guide: Guide,
        start: Classifier | None,
        found: Found,
        names: Sequence[str],
        weights: Matrix,
        near: Matrix,
        floors: Floors,
    ) -> tuple[Guide, Classifier | None]:
        """The guide with a niche for each group of names that fit none, and where learning from it begins."""
        own = newcomers(found.whole, names, weights, near + found.general, floors=floors)
        if not own:
            return guide, start
        # Which theme a group leans to is asked of the themes alone: learned once, they are where all is learned from.
        # Where learning begins at a classifier that has learned already, that one is asked.
        themes = start or learn(guide.at_themes(), self.c_themes, self.c_niches)
        for group in own:
            theme, texts = _leaning(themes, found, group.members), [names[place] for place in group.members]
            guide = guide.with_niche(group.id, group.label, theme, texts, found.whole[group.members])
        return guide, themes

    def predict(
        self,
        vectors: npt.ArrayLike,
        pieces: tuple[Pieces, npt.ArrayLike] | None = None,
        *,
        by_encoder: npt.NDArray[np.bool_] | None = None,
    ) -> Matrix:
        """Membership of each text in each niche of `niche_ids_` (n, n_niches); zeros where it has none of them."""
        return self._memberships(vectors, pieces, by_encoder)[:, self._shown]

    def scores(
        self,
        vectors: npt.ArrayLike,
        pieces: tuple[Pieces, npt.ArrayLike] | None = None,
        *,
        by_encoder: npt.NDArray[np.bool_] | None = None,
    ) -> Scores:
        """Scores of each text for each theme and niche of the guide; see `matcher.placing.scores`."""
        rows = np.asarray(vectors, dtype=np.float64)
        encoded = np.zeros(len(rows), dtype=bool) if by_encoder is None else by_encoder
        whole = self._probabilities(rows, encoded)
        found, of_pieces = None, None
        if pieces is not None:
            found = pieces[0]
            of_pieces = self._probabilities(np.asarray(pieces[1], dtype=np.float64), encoded[found.name])
        return scores(self.classifier_, whole, found, of_pieces, self._niche_of, self.mix)

    def _probabilities(self, vectors: Matrix, encoded: npt.NDArray[np.bool_]) -> tuple[Matrix, Matrix]:
        themes, niches = self.classifier_.probabilities(vectors)
        if encoded.any():
            themes[encoded], niches[encoded] = self.encoder_.probabilities(vectors[encoded])
        return themes, niches

    @property
    def rule(self) -> Rule:
        """How scores become memberships."""
        return Rule(self.threshold, self.mix, self.nearness, self.most)

    def _scored(
        self,
        vectors: npt.ArrayLike,
        pieces: tuple[Pieces, npt.ArrayLike] | None,
        by_encoder: npt.NDArray[np.bool_] | None = None,
    ) -> Iterator[Scores]:
        """Scores of all texts, some at a time."""
        rows = np.asarray(vectors)
        for start in range(0, max(1, len(rows)), AT_ONCE):
            some, part = slice(start, start + AT_ONCE), None
            if pieces is not None:
                at, found = pieces[0].between(start, start + AT_ONCE)
                part = found, np.asarray(pieces[1])[at]
            yield self.scores(rows[some], part, by_encoder=None if by_encoder is None else by_encoder[some])

    def _memberships(
        self,
        vectors: npt.ArrayLike,
        pieces: tuple[Pieces, npt.ArrayLike] | None,
        by_encoder: npt.NDArray[np.bool_] | None,
    ) -> Matrix:
        """Membership in all niches of the guide (n, n_niches)."""
        scored = self._scored(vectors, pieces, by_encoder)
        return np.concatenate([memberships(found, self.classifier_, self.rule) for found in scored])

    def placing(self, labels: Mapping[str, str], *, own: bool = True) -> PlacingModel:
        """What places further texts as this model does, when the encoder reads them; see `PlacingModel`."""
        return PlacingModel(self.encoder_, self.rule, self._niche_of, labels, own)

    def _show(self, memberships: Matrix) -> None:
        """Ids and parents of the niches that have a name, with the names' memberships."""
        niches, themes = self.classifier_.niches, self.classifier_.themes
        self._shown = np.flatnonzero((memberships > 0).any(axis=0))
        self.memberships_ = memberships[:, self._shown]
        self.niche_ids_ = [niches[place] for place in self._shown]
        if not self.niche_ids_:
            what = "no area names a field, so no regions can be matched"
            raise InputError(what, expected="names such as Food, Energy or Railway", do="matcher check FILE lists them")
        parents = self.classifier_.parents[self._shown]
        shown_themes = np.unique(parents)
        self.theme_ids_ = [themes[place] for place in shown_themes]
        self.parents_ = np.searchsorted(shown_themes, parents)

    @property
    def offered_(self) -> Offered:
        """All niches of the guide."""
        taught = self.classifier_
        themes = [taught.themes[parent] for parent in taught.parents.tolist()]
        return Offered(list(taught.niches), themes, self._centres)

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
        return {
            "examples": sum(bool(example.text) for example in self.guide_.examples),
            "offered": len(offered),
            "added": added,
        }


def _leaning(classifier: Classifier, found: Found, members: npt.NDArray[np.intp]) -> str:
    """The theme that most of some names lean to."""
    leaning, _ = classifier.probabilities(found.whole[members])
    thematic = np.array([theme != HORIZONTAL for theme in classifier.themes])
    return classifier.themes[int((leaning.mean(axis=0) * thematic).round(DECIMALS).argmax())]


def _centroids(guide: Guide, niches: Sequence[str]) -> Matrix:
    """Weighted mean of the examples of each niche, as a unit vector (n_niches, d)."""
    places: dict[str, list[int]] = {}
    for place, example in enumerate(guide.examples):
        places.setdefault(example.niche, []).append(place)
    weights = np.array([example.weight for example in guide.examples])
    sums = np.stack([weights[places[niche]] @ guide.vectors[places[niche]] for niche in niches])
    found: Matrix = sums / np.linalg.norm(sums, axis=1, keepdims=True)
    return found
