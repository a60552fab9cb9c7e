"""Themes from the data alone: one dendrogram of the distinct area names, cut twice; a niche lies in one theme."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matcher.errors import SettingError
from matcher.facts import ThemeSettings
from matcher.themes.base import ThemeModel, check_names

__all__ = ["LINKAGES", "DiscoveredThemes", "cut_tree", "merge_heights", "merge_tree", "typical_names"]

Matrix = npt.NDArray[np.float64]

#: Ways to join clusters, in the order in which ties are broken.
LINKAGES = ("average", "complete", "ward")
#: Distances are compared after rounding, so that the last bits of a machine's arithmetic decide nothing.
DECIMALS = 6
#: Above this number of names, linkages and numbers of themes are compared on a sample.
SAMPLE = 2000
#: How many numbers of themes are tried at each level.
TRIALS = 16


class Cut(NamedTuple):
    """A partition: cluster number of each name (n_names,), and its mean silhouette (nan where it has none)."""

    labels: npt.NDArray[np.intp]
    silhouette: float


class DiscoveredThemes(ThemeModel, called="discovered"):
    """Two levels of themes learned from area vectors by agglomerative clustering.

    The common mean of the vectors is removed first: it only says "this is a specialisation area". The linkage is the
    one whose dendrogram keeps the distances best (cophenetic correlation, Sokal and Rohlf 1962). The numbers of themes
    and niches are those with the highest mean silhouette (Rousseeuw 1987) between 3/4 sqrt(n) and sqrt(n), and
    between 2 sqrt(n) and 4 sqrt(n), for n distinct names: silhouettes tend to grow until every name stands alone, so a
    range is set. A name belongs to its own niche with membership 1, and to further ones whose centroid is nearly as
    close.

    Parameters
    ----------
    way : "discovered"
    n_themes, n_niches : int, optional
        How many broad themes and niches; chosen by the criterion where not given.
    linkage : {"auto", "average", "complete", "ward"}
        How clusters are joined.
    nearness : float, default 0.8
        A name belongs to a further niche when its cosine with that niche's centroid is at least this share of its
        cosine with its own niche's centroid ...
    floor : float, default 0.45
        ... and at least this high.
    most : int, default 3
        The largest number of niches that a name belongs to.
    seed : int, default 0
        Draws the sample on which linkages and numbers are compared when there are more than 2,000 names.

    Attributes
    ----------
    mean_ : ndarray (d,)
        The common mean that was removed.
    linkage_ : str
        The linkage that was used.
    linkage_scores_ : dict
        Cophenetic correlation of every linkage that was compared.
    silhouettes_ : dict
        Mean silhouette of the two cuts, by level.
    niches_ : ndarray (n_names,)
        Number of each name's own niche.
    parents_ : ndarray (n_niches,)
        Number of each niche's broad theme.
    centroids_ : ndarray (n_niches, d)
        Unit vectors.
    niche_labels_, theme_labels_ : list of str
        The most typical name of each niche and theme; unique within a level.

    Examples
    --------
    >>> names = ["Rail", "Railway", "Food", "Foods"]
    >>> vectors = np.array([[1, 0.1], [1, 0], [0, 1], [0.1, 1]])
    >>> model = DiscoveredThemes(n_themes=2, n_niches=2).fit(vectors, names)
    >>> model.niche_labels_
    ['Food', 'Rail']
    >>> model.predict(np.array([[1, 0.05], [0.7, 0.7]])).round(2)
    array([[0., 1.],
           [1., 0.]])
    """

    def __init__(
        self,
        way: str = "discovered",
        *,
        n_themes: int | None = None,
        n_niches: int | None = None,
        linkage: str = "auto",
        nearness: float = 0.8,
        floor: float = 0.45,
        most: int = 3,
        seed: int = 0,
    ) -> None:
        self.way = way
        self.n_themes = n_themes
        self.n_niches = n_niches
        self.linkage = linkage
        self.nearness = nearness
        self.floor = floor
        self.most = most
        self.seed = seed

    def fit(
        self, vectors: npt.ArrayLike, names: Sequence[str], *, weights: npt.ArrayLike | None = None
    ) -> DiscoveredThemes:
        """Learn themes and niches from distinct area names.

        Parameters
        ----------
        vectors : array_like (n_names, d)
            Unit vectors of the names.
        names : sequence of str
            The names, each once; they label the themes and break ties.
        weights : sequence of float, optional
            How many regions work on each name; frequent names are preferred as labels.

        Raises
        ------
        SettingError
            No names, a name twice, or settings that cannot work with so many names.
        """
        order = np.argsort(np.asarray(names, dtype=object), kind="stable")
        words = [names[place] for place in order]
        self._check(words)
        raw = np.asarray(vectors, dtype=np.float64)[order]
        counts = np.ones(len(words)) if weights is None else np.asarray(weights, dtype=np.float64)[order]
        self.mean_ = raw.mean(axis=0) if len(words) > 1 else np.zeros(raw.shape[1])
        centred = self._centred(raw)

        self.linkage_scores_ = cophenetic_correlations(centred[self._sample(len(centred))])
        self.linkage_ = self._chosen_linkage()
        merges = merge_tree(centred, self.linkage_)
        root = len(words) ** 0.5
        themes = self._cut(merges, centred, self._numbers(self.n_themes, 1, root * 3 / 4, root, len(words)))
        least = int(themes.labels.max()) + 1
        if self.n_niches is not None and self.n_niches < least:
            expected = f"at least {least}, the number of broad themes"
            do = "ask for more niches, or for fewer broad themes too"
            raise SettingError("n_niches", expected=expected, found=str(self.n_niches), do=do)
        niches = self._cut(merges, centred, self._numbers(self.n_niches, least, 2 * root, 4 * root, len(words)))
        self.silhouettes_ = {"theme": themes.silhouette, "niche": niches.silhouette}
        self._describe(words, centred, counts, themes.labels, niches.labels)
        back = np.argsort(order)  # to the order in which the names were given
        self.niches_: npt.NDArray[np.intp] = self.niches_[back]
        self.memberships_ = self._memberships(self._closeness(centred[back]), self.niches_)
        self.niche_scores_ = np.full(self.memberships_.shape, np.nan)
        return self

    def predict(self, vectors: npt.ArrayLike) -> Matrix:
        """Membership of each text in each niche.

        Parameters
        ----------
        vectors : array_like (n, d)

        Returns
        -------
        ndarray (n, n_niches)
            1 for the nearest niche; for a further niche that is near enough, its cosine as a share of the nearest
            one's; 0 elsewhere.
        """
        closeness = self._closeness(self._centred(np.asarray(vectors, dtype=np.float64)))
        return self._memberships(closeness, closeness.argmax(axis=1))

    @property
    def facts_(self) -> ThemeSettings:
        """Linkage, its cophenetic correlation beside the others', and mean silhouettes."""

        def numbers(values: Mapping[str, float]) -> dict[str, float | None]:
            return {name: None if np.isnan(value) else round(value, 6) for name, value in values.items()}

        return {
            "linkage": self.linkage_,
            "cophenetic_correlation": numbers(self.linkage_scores_),
            "silhouette": numbers(self.silhouettes_),
        }

    def _closeness(self, centred: Matrix) -> Matrix:
        return np.round(centred @ self.centroids_.T, DECIMALS)

    def _memberships(self, closeness: Matrix, own: npt.NDArray[np.intp]) -> Matrix:
        rows = np.arange(len(closeness))
        best = closeness[rows, own][:, None]
        near = (closeness >= self.nearness * best) & (closeness >= self.floor)
        near[rows, own] = False
        # The own niche counts as one of the most; the others are ranked by closeness, ties by number.
        rank = np.argsort(np.argsort(-np.where(near, closeness, -np.inf), axis=1, kind="stable"), axis=1, kind="stable")
        near &= rank < self.most - 1
        with np.errstate(divide="ignore", invalid="ignore"):
            share = np.where(near, np.clip(closeness / best, 0, 1), 0.0)
        share[rows, own] = 1.0
        return share

    def _check(self, names: list[str]) -> None:
        check_names(names)
        if self.linkage not in ("auto", *LINKAGES):
            raise SettingError("linkage", expected="auto, " + ", ".join(LINKAGES), found=repr(self.linkage))
        for setting in ("n_themes", "n_niches"):
            value = getattr(self, setting)
            if value is not None and not 1 <= value <= len(names):
                expected = f"1 to {len(names)}, the number of distinct areas"
                raise SettingError(setting, expected=expected, found=str(value))
        if self.n_themes and self.n_niches and self.n_niches < self.n_themes:
            raise SettingError("n_niches", expected=f"at least n_themes ({self.n_themes})", found=str(self.n_niches))

    def _centred(self, vectors: Matrix) -> Matrix:
        centred = vectors - self.mean_
        lengths = np.linalg.norm(centred, axis=1, keepdims=True)
        unit: Matrix = np.divide(centred, lengths, out=np.zeros_like(centred), where=lengths > 1e-9)
        return unit

    def _sample(self, n: int) -> npt.NDArray[np.intp]:
        """Places of the names on which choices are made: all, or a fixed draw of 2,000."""
        if n <= SAMPLE:
            return np.arange(n)
        return np.sort(np.random.default_rng(self.seed).choice(n, SAMPLE, replace=False))

    def _chosen_linkage(self) -> str:
        if self.linkage != "auto":
            return self.linkage
        return max(LINKAGES, key=lambda name: round(self.linkage_scores_[name], 4))

    def _numbers(self, given: int | None, least: int, low: float, high: float, n: int) -> list[int]:
        """The numbers of clusters to try: the one that was given, or up to 16 between low and high."""
        if given is not None:
            return [max(given, least)]
        first = min(n, max(least, round(low)))
        last = min(n, max(first, round(high)))
        return sorted({round(number) for number in np.linspace(first, last, TRIALS).tolist()})

    def _cut(self, merges: npt.NDArray[np.intp], centred: Matrix, numbers: list[int]) -> Cut:
        """The cut that separates best; of equal ones the coarsest."""
        sample = self._sample(len(centred))
        distances = cosine_distances(centred[sample])
        cuts = []
        for number in numbers:
            labels = cut_tree(merges, len(centred), number)
            cuts.append(Cut(labels, _silhouette(distances, labels[sample])))
        return max(cuts, key=lambda cut: -np.inf if np.isnan(cut.silhouette) else round(cut.silhouette, 4))

    def _describe(
        self,
        names: list[str],
        centred: Matrix,
        counts: Matrix,
        themes: npt.NDArray[np.intp],
        niches: npt.NDArray[np.intp],
    ) -> None:
        """Labels, centroids and parents; themes and niches are numbered in the order of their labels."""
        theme_names = typical_names(names, centred, counts, themes)
        niche_names = typical_names(names, centred, counts, niches)
        theme_order, niche_order = np.argsort(theme_names), np.argsort(niche_names)
        theme_place = np.argsort(theme_order)
        self.theme_labels_ = [theme_names[place] for place in theme_order]
        self.niche_labels_ = [niche_names[place] for place in niche_order]
        self.theme_ids_, self.niche_ids_ = _ids("t", len(theme_names)), _ids("n", len(niche_names))
        self.niches_ = np.argsort(niche_order)[niches]
        self.parents_ = np.zeros(len(niche_names), dtype=np.intp)
        self.parents_[self.niches_] = theme_place[themes]
        sums = np.zeros((len(niche_names), centred.shape[1]))
        np.add.at(sums, self.niches_, centred)
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        self.centroids_ = np.divide(sums, lengths, out=np.zeros_like(sums), where=lengths > 1e-9)


def cosine_distances(unit: Matrix) -> Matrix:
    """1 - cosine of unit vectors (n, d), rounded, with an exact zero diagonal (n, n)."""
    distances = np.clip(1.0 - unit @ unit.T, 0.0, 2.0).round(DECIMALS)
    np.fill_diagonal(distances, 0.0)
    return np.minimum(distances, distances.T)


def merge_tree(unit: Matrix, linkage: str) -> npt.NDArray[np.intp]:
    """The merges (n - 1, 2) of agglomerative clustering, in order of distance, as SciPy numbers them."""
    return _linkage_matrix(unit, linkage)[:, :2].astype(np.intp)


def merge_heights(unit: Matrix, linkage: str) -> tuple[npt.NDArray[np.intp], Matrix]:
    """The merges as `merge_tree` gives them, and the distance at which each is made (n - 1,)."""
    tree = _linkage_matrix(unit, linkage)
    return tree[:, :2].astype(np.intp), tree[:, 2]


def cut_tree(merges: npt.NDArray[np.intp], n: int, k: int) -> npt.NDArray[np.intp]:
    """Cluster number (n,) of each leaf after the first n - k merges: exactly k clusters, nested over k.

    Examples
    --------
    >>> cut_tree(np.array([[0, 1], [2, 3]]), n=3, k=2)
    array([0, 0, 1])
    """
    root = np.arange(n + len(merges))
    for number, (left, right) in enumerate(merges[: n - k]):
        root[left] = root[right] = n + number
    for node in range(len(root) - 1, -1, -1):  # parents have higher numbers than their children
        root[node] = root[root[node]]
    _, first, labels = np.unique(root[:n], return_index=True, return_inverse=True)
    return np.argsort(np.argsort(first))[labels]


def cophenetic_correlations(unit: Matrix) -> dict[str, float]:
    """Correlation between cosine distances and the heights at which two names are joined, for every linkage."""
    from scipy.cluster.hierarchy import cophenet
    from scipy.spatial.distance import squareform

    if len(unit) < 3:
        return dict.fromkeys(LINKAGES, float("nan"))
    distances = squareform(cosine_distances(unit), checks=False)
    if np.ptp(distances) == 0:
        return dict.fromkeys(LINKAGES, float("nan"))
    return {name: float(cophenet(_linkage_matrix(unit, name), distances)[0]) for name in LINKAGES}


def _silhouette(distances: Matrix, labels: npt.NDArray[np.intp]) -> float:
    from sklearn.metrics import silhouette_score  # guided themes need none

    if not 2 <= len(set(labels)) < len(labels):
        return float("nan")
    return float(silhouette_score(distances, labels, metric="precomputed"))


def typical_names(
    names: Sequence[str], unit: Matrix, counts: Matrix, labels: npt.NDArray[np.intp], *, bonus: float = 0.05
) -> list[str]:
    """The most typical name of each cluster: close to the others, used by many regions, short; ties by name.

    A name scores its cosine with the cluster's centroid, plus `bonus` times log2 of the regions that use it, less
    `bonus` for each word beyond four.
    """
    chosen = []
    for cluster in range(int(labels.max()) + 1):
        members = np.flatnonzero(labels == cluster).tolist()
        centre = unit[members].sum(axis=0)
        centre /= max(float(np.linalg.norm(centre)), 1e-9)
        length = np.array([max(0, len(names[place].split()) - 4) for place in members])
        score = np.round(unit[members] @ centre + bonus * np.log2(counts[members]) - bonus * length, DECIMALS)
        best = min(zip(-score, (names[place] for place in members), strict=True))
        chosen.append(best[1])
    return chosen


def _linkage_matrix(unit: Matrix, linkage: str) -> Matrix:
    """Agglomerative clustering as SciPy's linkage matrix (n - 1, 4)."""
    from scipy.cluster import hierarchy  # names that fit their niches need none
    from scipy.spatial.distance import squareform

    if len(unit) < 2:
        return np.zeros((0, 4))
    if linkage == "ward":  # needs the points; for unit vectors squared distance is twice the cosine distance
        tree = hierarchy.linkage(np.round(unit, DECIMALS), "ward")
    else:
        tree = hierarchy.linkage(squareform(cosine_distances(unit), checks=False), linkage)
    tree[:, 2] = np.maximum.accumulate(tree[:, 2])
    return np.asarray(tree, dtype=np.float64)


def _ids(letter: str, n: int) -> list[str]:
    """t01, t02, ... or n001, n002, ...: as many digits as sort well."""
    digits = max(2 if letter == "t" else 3, len(str(n)))
    return [f"{letter}{number:0{digits}d}" for number in range(1, n + 1)]
