"""From what a text says to the niches it belongs to: scores of themes and niches, and the rule that reads them.

A part that is known speaks for its niche alone, with 1. For any other part, with P from the classifier,

    score(theme) = mix * mean over the part's pieces of P(theme | piece) + (1 - mix) * P(theme | whole text)

and the same for niches; a text's score is that of the part that speaks for the theme or niche most.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matcher.areas import HORIZONTAL, WHOLE
from matcher.placing.classifier import Classes
from matcher.placing.reading import NOTHING, Pieces

__all__ = ["DECIMALS", "Rule", "Scores", "memberships", "scores"]

Matrix = npt.NDArray[np.float64]
#: P(theme) and P(niche) of some texts.
Probabilities = tuple[Matrix, Matrix]

#: Probabilities are compared after rounding, so that the last bits of a machine's arithmetic decide nothing.
DECIMALS = 4
#: A part that is not known names its best niche where it speaks at least so much for that niche's theme, and, within
#: the theme, for that niche.
CLEAR = 0.5
#: General words ("sustainable", "mountain") speak for a theme where they say it twice as clearly as all others.
CLEARLY = 2 / 3


class Rule(NamedTuple):
    """How scores become memberships: `matcher.themes.GuidedThemes` says what each number means.

    Attributes
    ----------
    threshold, mix, nearness : float
    most : int
    """

    threshold: float = 0.2
    mix: float = 0.5
    nearness: float = 0.9
    most: int = 3


class Scores(NamedTuple):
    """Scores of texts for themes (n, n_themes) and niches (n, n_niches).

    `named` are the niches that a part speaks for clearly, `known` those that a part names outright.
    """

    themes: Matrix
    niches: Matrix
    named: npt.NDArray[np.bool_]
    known: npt.NDArray[np.bool_]


def scores(
    classes: Classes,
    whole: Probabilities,
    pieces: Pieces | None,
    of_pieces: Probabilities | None,
    niche_of: Mapping[str, str],
    mix: float,
) -> Scores:
    """Scores of n texts, as this module defines them.

    Parameters
    ----------
    classes : Classes
        Whose themes and niches the columns are.
    whole, of_pieces : tuple of ndarray (n, n_themes), (n, n_niches)
        Probabilities of the texts and of their pieces.
    pieces : Pieces, optional
        Without it texts are taken as a whole.
    niche_of : mapping of str to str
        The niche of each concept that a piece may name.
    mix : float
    """
    themes, niches = whole
    nothing = np.zeros(niches.shape, dtype=bool)
    if pieces is None or of_pieces is None:
        return Scores(themes.round(DECIMALS), niches.round(DECIMALS), nothing, nothing)
    read = _read(classes, pieces, of_pieces, niche_of)
    share = np.where(read.known | read.general, 1.0, mix)[:, None] * ~read.silent[:, None]
    rest = np.where(read.known | read.general | read.silent, 0.0, 1 - mix)[:, None]
    mixed = share * read.themes + rest * themes[read.name]
    mixed_niches = share * read.niches + rest * niches[read.name]
    named, known = nothing.copy(), nothing.copy()
    own = read.niches.round(DECIMALS).argmax(axis=1)
    rows, above = np.arange(len(own)), classes.parents[own]
    known[read.name[read.known], own[read.known]] = True
    clear = ~read.known & (mixed[rows, above].round(DECIMALS) >= CLEAR)
    clear &= (read.niches[rows, own] - CLEAR * read.themes[rows, above]).round(DECIMALS) >= 0
    named[read.name[clear], own[clear]] = True
    best = [_highest(values, read.name, len(themes)).round(DECIMALS) for values in (mixed, mixed_niches)]
    return Scores(best[0], best[1], named, known)


class _Parts(NamedTuple):
    """What each part says (m of them): its text, its themes and niches, whether it is known, general, or mute."""

    name: npt.NDArray[np.intp]
    themes: Matrix
    niches: Matrix
    known: npt.NDArray[np.bool_]
    general: npt.NDArray[np.bool_]
    silent: npt.NDArray[np.bool_]


def _read(classes: Classes, pieces: Pieces, of_pieces: Probabilities, niche_of: Mapping[str, str]) -> _Parts:
    column = {niche: place for place, niche in enumerate(classes.niches)}
    told = np.array([column.get(niche_of.get(concept, ""), -1) for concept in pieces.concepts], dtype=np.intp)
    themes, niches = (values.copy() for values in of_pieces)
    keys, inverse = np.unique(np.column_stack([pieces.name, pieces.part]), axis=0, return_inverse=True)
    part, name = inverse.reshape(-1), keys[:, 0]

    def parts_with(chosen: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        return np.bincount(part[chosen], minlength=len(keys)) > 0

    # Around a label there may be words that narrow it ("smart cities"): where the whole part speaks clearly for another
    # niche, it counts.
    clear = niches.max(axis=1, initial=0.0).round(DECIMALS) >= CLEAR
    wanted = np.full(len(keys), -1, dtype=np.intp)
    np.maximum.at(wanted, part, told)
    narrowed = parts_with((told < 0) & clear & (niches.round(DECIMALS).argmax(axis=1) != wanted[part]))
    sure = (told >= 0) & ~narrowed[part]
    known = parts_with(sure)
    # General words say something only where they say it clearly, and a fixed expression of them never does.
    thematic = np.array([theme != HORIZONTAL for theme in classes.themes])
    general = np.array([concept in (HORIZONTAL, NOTHING) for concept in pieces.concepts], dtype=bool)
    vague = general & ((themes * thematic).max(axis=1, initial=0.0).round(DECIMALS) < CLEARLY)
    vague |= np.array([concept == NOTHING for concept in pieces.concepts], dtype=bool)
    # Where they do not speak clearly for a niche, they mean a theme as a whole at most.
    wide = general & ~clear
    niches[wide] = 0.0
    for theme, below in _wholes(classes):
        niches[wide, below] = themes[wide, theme]
    at = np.flatnonzero(sure)
    themes[at], niches[at] = 0.0, 0.0
    themes[at, classes.parents[told[at]]] = 1.0
    niches[at, told[at]] = 1.0
    counts = sure | (~known[part] & (told < 0))
    means = [_means(values[counts], part[counts], len(keys)) for values in (themes, niches)]
    return _Parts(name, means[0], means[1], known, parts_with(general), parts_with(vague))


def _wholes(classes: Classes) -> list[tuple[int, int]]:
    """The places of the themes that have a niche for the theme as a whole, and of that niche."""
    place = {niche: number for number, niche in enumerate(classes.niches)}
    return [(n, place[theme + WHOLE]) for n, theme in enumerate(classes.themes) if theme + WHOLE in place]


def memberships(found: Scores, classes: Classes, rule: Rule) -> Matrix:
    """Membership of each text in each niche (n, n_niches); zeros where it has no clear subject.

    A text belongs to what it names outright, and to the themes that score at least `threshold`, always to the best
    one; within each to its best niche, to those that come near it, and to those that a part speaks for clearly. The
    niche for a theme as a whole is left where a narrower one fits better.
    """
    whole = np.array([niche.endswith(WHOLE) for niche in classes.niches], dtype=bool)
    themes, niches, parents = found.themes, found.niches, classes.parents
    best = np.zeros_like(themes)
    for theme in range(themes.shape[1]):
        best[:, theme] = niches[:, parents == theme].max(axis=1, initial=0.0)
    share = np.divide(niches, best[:, parents], out=np.zeros_like(niches), where=best[:, parents] > 0)
    near = ((share >= rule.nearness) & _beside_whole(share, whole, parents)) | (found.named & ~whole) | found.known
    share = np.maximum(share, rule.nearness)
    member = np.where(_taken(themes, classes, rule.threshold)[:, parents] & near, share * themes[:, parents], 0.0)
    many = np.flatnonzero((member > 0).sum(axis=1) > rule.most)
    member[many] = _most(member[many], share[many], found.known[many], rule.most)
    highest = member.max(axis=1, keepdims=True, initial=0.0)
    shares: Matrix = np.divide(member, highest, out=np.zeros_like(member), where=highest > 0)
    return shares


def _most(member: Matrix, share: Matrix, known: npt.NDArray[np.bool_], most: int) -> Matrix:
    """The first niches of a text: what is named outright, all of it, then each theme's best one; ties by id."""
    first = member + ((share >= 1) & (member > 0)) + 2.0 * (known & (member > 0))
    order = np.argsort(-first, axis=1, kind="stable")
    beyond = np.argsort(order, axis=1, kind="stable") >= most
    return np.where(beyond & ~known, 0.0, member)


def _beside_whole(share: Matrix, whole: npt.NDArray[np.bool_], parents: npt.NDArray[np.intp]) -> npt.NDArray[np.bool_]:
    """Where the niche for a theme as a whole is the best, others do not come near; where it is not, it goes."""
    best = share >= 1
    whole_wins = np.zeros_like(best)
    for niche in np.flatnonzero(whole):
        whole_wins |= best[:, [niche]] & (parents == parents[niche])
    return np.where(whole_wins | whole, best, True)


def _taken(themes: Matrix, classes: Classes, threshold: float) -> npt.NDArray[np.bool_]:
    """Which themes a text belongs to: none where general words win and no other theme reaches the threshold."""
    thematic = np.array([theme != HORIZONTAL for theme in classes.themes])
    taken: npt.NDArray[np.bool_] = (themes >= threshold) & thematic
    top = themes.argmax(axis=1)
    taken[np.arange(len(themes)), top] |= thematic[top] & (themes.max(axis=1, initial=0.0) > 0)
    return taken


def _means(values: Matrix, group: npt.NDArray[np.intp], n: int) -> Matrix:
    """Mean of the rows of each group (n, columns)."""
    found: Matrix = _by_group(np.add, values, group, n) / np.bincount(group, minlength=n)[:, None]
    return found


def _highest(values: Matrix, group: npt.NDArray[np.intp], n: int) -> Matrix:
    """Largest value of each group, column by column (n, columns); 0 where it has no rows."""
    return _by_group(np.maximum, values, group, n)


def _by_group(what: np.ufunc, values: Matrix, group: npt.NDArray[np.intp], n: int) -> Matrix:
    """What the rows of each group give together, in their order (n, columns); `ufunc.at` takes ten times as long."""
    order = np.argsort(group, kind="stable")
    starts = np.flatnonzero(np.diff(group[order], prepend=-1))
    found = np.zeros((n, values.shape[1]))
    if len(starts):
        found[group[order[starts]]] = what.reduceat(values[order], starts, axis=0)
    return found
