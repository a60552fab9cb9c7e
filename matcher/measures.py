"""Every named measure in one list: what it is of, its formula and source, and its values in a run.

`MEASURES` is the list; `measures` shows it and `measure` gives the values of one, in long form. A measure is one entry
here and one function elsewhere, whose docstring explains it with a worked example.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from matcher import chance, relatedness, scores
from matcher.errors import NameUnknownError, RunError, SettingError
from matcher.fitted.graph import counts
from matcher.fitted.tables import Fitted
from matcher.later import pd
from matcher.scores import specialisation
from matcher.settings import DECIMALS
from matcher.spelling import did_you_mean, nearest

__all__ = ["INPUTS", "KINDS", "MEASURES", "Measure", "measure", "measures"]

Matrix = npt.NDArray[np.float64]


NICHE, NICHE_PAIR, REGION, REGION_NICHE = "niche", "niche pair", "region", "region x niche"
PAIR, DIRECTION = "pair of regions", "direction of a pair"
#: What a measure can be of, and the columns before `value` in its table. A direction is read "region from partner".
KINDS: dict[str, tuple[str, ...]] = {
    NICHE: ("niche_id", "niche"),
    NICHE_PAIR: ("niche_a_id", "niche_a", "niche_b_id", "niche_b"),
    REGION: ("region_id", "region"),
    REGION_NICHE: ("region_id", "region", "niche_id", "niche"),
    PAIR: ("region_a_id", "region_a", "region_b_id", "region_b"),
    DIRECTION: ("region_id", "region", "partner_id", "partner"),
}


class Measure(NamedTuple):
    """A measure by name.

    Attributes
    ----------
    name : str
        As people ask for it.
    kind : str
        One of `KINDS`.
    function : callable
        Where it is defined and explained.
    given : str
        Where the values come from: the matrices (`INPUTS`) that `function` is given, such as "x phi", or what the run
        holds already, "scores.brings", "gap_values" or "relations.revealed". An array has one axis for a niche or
        region and two for pairs, symmetric unless they have a direction.
    formula, source : str
        In one line each.
    """

    name: str
    kind: str
    function: Callable[..., Any]
    given: str
    formula: str
    source: str


def measures() -> pd.DataFrame:
    """All measures: name, kind, formula, source, and the function that explains it.

    Examples
    --------
    >>> table = measures()
    >>> table.loc[table["name"] == "rca", ["kind", "formula", "function"]].to_numpy().tolist()
    [['region x niche', 's_ri / t_i', 'matcher.scores.specialisation.rca']]
    """
    found = [
        (entry.name, entry.kind, entry.formula, entry.source, f"{entry.function.__module__}.{entry.function.__name__}")
        for entry in MEASURES
    ]
    return pd.DataFrame(found, columns=["name", "kind", "formula", "source", "function"])


def measure(tables: Fitted, name: str, *, region: str | None = None, top: int | None = None) -> pd.DataFrame:
    """The values of a measure in a run, the largest first.

    Parameters
    ----------
    tables : Fitted
        A run.
    name : str
        One of `MEASURES`.
    region : str, optional
        Id or name: only what concerns this region; of directions, those in which it gains.
    top : int, optional
        How many rows; all where not given.

    Returns
    -------
    DataFrame
        The ids and names of `KINDS` and `value`, one row each; each unordered pair once. Equal values are ordered by
        id; what is undefined is nan and stands last.

    Raises
    ------
    NameUnknownError
        No measure, or no region, has that name; the nearest ones are named.
    SettingError
        `region` is asked of a measure of niches, or `top` is below 1.
    RunError
        The run does not hold what the measure needs.
    """
    entry = _entry(name)
    if top is not None and top < 1:
        raise SettingError("top", expected="1 or more", found=str(top))
    table = _long(tables, entry)
    if region is not None:
        ids = [column for column in ("region_id", "region_a_id", "region_b_id") if column in table]
        if not ids:
            do = f"leave it out: there is one value for each {entry.kind}"
            raise SettingError(f"measure {name}", expected="no region", found=repr(region), do=do)
        table = table[(table[ids] == tables.region(region).region_id).any(axis=1)]
    order = np.argsort(-table["value"].round(DECIMALS).to_numpy(), kind="stable")  # nan is sorted last
    return table.iloc[order[:top]].reset_index(drop=True)


def _entry(name: str) -> Measure:
    for entry in MEASURES:
        if entry.name == name:
            return entry
    near = nearest(name, [entry.name for entry in MEASURES])
    do = did_you_mean(near, "see the list: matcher measures")
    raise NameUnknownError(f"no measure is called {name!r}", do=do, code="measure.unknown", choices=near)


def _long(tables: Fitted, entry: Measure) -> pd.DataFrame:
    """The array of a measure as rows of ids, names and value, in order of the ids' positions."""
    values = _values(tables, entry)
    places: tuple[npt.NDArray[np.intp], ...]
    if entry.kind in (NICHE_PAIR, PAIR):
        places = np.triu_indices(len(values), k=1)
    elif entry.kind == DIRECTION:
        places = np.nonzero(~np.eye(len(values), dtype=bool))
    else:
        places = tuple(axis.ravel() for axis in np.indices(values.shape))
    sides = [_names(tables, column.startswith("niche")) for column in KINDS[entry.kind][::2]]
    columns = [names[place] for side, place in zip(sides, places, strict=True) for names in side]
    table = dict(zip(KINDS[entry.kind], columns, strict=True))
    return pd.DataFrame(table | {"value": values[places]})


def _names(tables: Fitted, of_niches: bool) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.object_]]:
    """Ids and names, of niches or of regions."""
    if of_niches:
        labels = [tables.labels[niche] for niche in tables.niche_ids]
        return np.asarray(tables.niche_ids, dtype=object), np.asarray(labels, dtype=object)
    return np.asarray(tables.region_ids, dtype=object), tables.regions["region"].to_numpy(dtype=object)


def _values(tables: Fitted, entry: Measure) -> Matrix:
    room, _, column = entry.given.partition(".")
    if room in ("scores", "shared", "demand"):
        return np.asarray(getattr(getattr(tables, room), column), dtype=np.float64)
    if room == "relations":
        return _fitted(tables, column)
    if room == "gap_values":
        return tables.gap_values
    return np.asarray(entry.function(*(INPUTS[name](tables) for name in entry.given.split())), dtype=np.float64)


def _fitted(tables: Fitted, column: str) -> Matrix:
    """A column of the relations table, which `fit` made, as a matrix."""
    if column not in tables.relations:
        raise RunError(f"this run holds no {column} relatedness", do="fit it again with this version of matcher")
    return relatedness.pair_matrix(tables.relations, tables.niche_ids, column=column)


def _counts(tables: Fitted) -> Matrix:
    return counts(tables.areas, tables.memberships, tables.region_ids, tables.niche_ids)


def _themes(tables: Fitted) -> npt.NDArray[np.str_]:
    """The broad theme of each niche, by id."""
    parents = tables.theme_table.set_index("theme_id")["parent_id"]
    return parents.loc[tables.niche_ids].to_numpy(dtype=str)


#: The matrices of a run that measures are given.
INPUTS: dict[str, Callable[[Fitted], npt.NDArray[Any]]] = {
    "x": lambda tables: tables.x,
    "missing": lambda tables: tables.missing,
    "p": lambda tables: tables.p,
    "phi": lambda tables: tables.phi,
    "counts": _counts,
    "shares": lambda tables: scores.area_shares(_counts(tables)),
    "themes": _themes,
}

#: All measures, in the order in which they are shown. Relatedness is that of the portfolios that revealed it; there
#: C = x'x with a zero diagonal, S and T its row sums and total. s_ri and t_i are the share of a niche in a region's
#: areas and in all; the other letters are as in `matcher.scores`.
# fmt: off
MEASURES: tuple[Measure, ...] = (
    Measure("relatedness", NICHE_PAIR, relatedness.blend, "relations.relatedness",
            "sum_k w_k phi_k / sum(phi_k), largest 1; what scores use", "matcher"),
    Measure("revealed", NICHE_PAIR, relatedness.revealed, "relations.revealed",
            "(C_ij - sum_r P_ri P_rj) / sd where at least 1, largest 1; on the reference portfolios",
            "Teece and others 1994; Saracco and others 2015"),
    Measure("semantic", NICHE_PAIR, relatedness.semantic, "relations.semantic",
            "cosine of centroids less their mean, between a floor and near-synonyms", "matcher"),
    Measure("known", NICHE_PAIR, relatedness.known, "relations.known",
            "(strongest relation of the vocabulary / 3)^2 between specific niches", "S3 vocabulary"),
    Measure("proximity", NICHE_PAIR, relatedness.proximity, "relations.proximity",
            "min(P(i|j), P(j|i)) = C_ij / max(u_i, u_j)", "Hidalgo and others 2007"),
    Measure("association", NICHE_PAIR, relatedness.association, "relations.association",
            "C_ij T / (S_i S_j)", "van Eck and Waltman 2009"),
    Measure("cosine", NICHE_PAIR, relatedness.cosine, "relations.cosine",
            "C_ij / sqrt(S_i S_j)", "van Eck and Waltman 2009"),
    Measure("jaccard", NICHE_PAIR, relatedness.jaccard, "relations.jaccard",
            "C_ij / (S_i + S_j - C_ij)", "van Eck and Waltman 2009"),
    Measure("probability", NICHE_PAIR, relatedness.probability, "relations.probability",
            "C_ij / (T/2 (S_i/T S_j/(T-S_i) + S_j/T S_i/(T-S_j)))", "Steijn 2017"),
    Measure("hypergeometric_z", NICHE_PAIR, relatedness.hypergeometric_z, "x",
            "(C_ij - u_i u_j / R) / sd", "Teece and others 1994"),
    Measure("spanning", NICHE_PAIR, relatedness.spanning, "relations.spanning",
            "sum_a min(m_ai, m_aj) / sum_a max(m_ai, m_aj)", "Jaccard 1912; Ruzicka 1958"),
    Measure("ubiquity", NICHE, specialisation.ubiquity, "x",
            "u_i = sum_r x_ri", "Hidalgo and Hausmann 2009"),
    Measure("rarity", NICHE, scores.rarity, "x",
            "v_i = sqrt(R / u_i)", "matcher"),
    Measure("diversity", REGION, specialisation.diversity, "x",
            "d_r = sum_i x_ri", "Hidalgo and Hausmann 2009"),
    Measure("mean_ubiquity", REGION, specialisation.mean_ubiquity, "x",
            "sum_i x_ri u_i / d_r", "Hidalgo and Hausmann 2009"),
    Measure("krugman", REGION, specialisation.krugman, "counts",
            "sum_i |s_ri - t_i|", "Krugman 1991"),
    Measure("specialisation_coefficient", REGION, specialisation.specialisation_coefficient, "counts",
            "sum_i |s_ri - t_i| / 2", "Hoover and Giarratani 1985"),
    Measure("hachman", REGION, specialisation.hachman, "counts",
            "1 / sum_i s_ri^2 / t_i", "Hachman, as in Balland 2017"),
    Measure("entropy", REGION, specialisation.entropy, "counts",
            "-sum_i s_ri log2 s_ri, in bits", "Shannon 1948"),
    Measure("herfindahl", REGION, specialisation.herfindahl, "counts",
            "sum_i s_ri^2", "Hirschman 1945; Herfindahl 1950"),
    Measure("rca", REGION_NICHE, specialisation.rca, "counts",
            "s_ri / t_i", "Balassa 1965"),
    Measure("density", REGION_NICHE, relatedness.density, "x phi",
            "100 sum_j x_rj phi_ij / sum_j phi_ij", "Hidalgo and others 2007; Boschma and others 2015"),
    Measure("internal_density", REGION_NICHE, relatedness.internal_density, "x phi",
            "density where x_ri = 1", "Boschma and others 2015"),
    Measure("external_density", REGION_NICHE, relatedness.external_density, "x phi",
            "density where x_ri = 0", "Boschma and others 2015"),
    Measure("gap_value", REGION_NICHE, scores.gap_values, "gap_values",
            "m_rj f_j sum_i x_ri v_i phi_ij / (sum_k phi_ik + median), over its row sum; largest over facets of j",
            "matcher"),
    Measure("overlap", PAIR, scores.pair_scores, "scores.overlap",
            "sum_i v_i x_ri x_si / sum_i v_i max(x_ri, x_si)", "matcher, after Jaccard 1912"),
    Measure("overlap_expected", PAIR, scores.pair_scores, "scores.overlap_expected",
            "overlap where as much is shared as chance would give, given each list", "Saracco and others 2015"),
    Measure("portfolio_jaccard", PAIR, scores.jaccard, "x",
            "shared niches over niches of either", "Jaccard 1912"),
    Measure("overlap_coefficient", PAIR, scores.overlap_coefficient, "x",
            "shared niches over niches of the smaller portfolio", "Szymkiewicz 1934; Simpson 1943"),
    Measure("portfolio_cosine", PAIR, scores.cosine, "x",
            "sum_i x_ri x_si / sqrt(d_r d_s)", "Jaffe 1986"),
    Measure("theme_aware_cosine", PAIR, scores.theme_aware_cosine, "x phi",
            "p' (I + c phi) q over the lengths of p and q; c keeps it within 1", "matcher, after Jaffe 1986"),
    Measure("finger_kreinin", PAIR, scores.finger_kreinin, "shares",
            "sum_i min(s_ri, s_si) = 1 - krugman_distance / 2", "Finger and Kreinin 1979"),
    Measure("krugman_distance", PAIR, scores.krugman_distance, "shares",
            "sum_i |s_ri - s_si|", "Krugman 1991"),
    Measure("min_complement", PAIR, scores.min_complement, "shares",
            "1 - sum_i min(s_ri, s_si), a distance", "Bar and Leiponen 2012"),
    Measure("newman_weight", PAIR, scores.newman_weight, "x",
            "sum over shared niches of 1 / (u_i - 1); follows size, never rank by it", "Newman 2001"),
    Measure("horizontal_complementarity", PAIR, scores.horizontal_complementarity, "shares phi",
            "sum_i sum_j!=i s_ri phi_ij s_sj, mean of both directions", "matcher"),
    Measure("same_theme_share", PAIR, scores.same_theme_share, "x themes",
            "pairs of niches of one theme that one has and the other has not, over d_r d_s",
            "Makri, Hitt and Lane 2010"),
    Measure("shared_niches", PAIR, chance.shared_niches, "shared.number",
            "sum_i x_ri x_si", "Saracco and others 2017"),
    Measure("shared_expected", PAIR, chance.shared_niches, "shared.expected",
            "sum_i P_ri P_si; sums of x held on average", "Saracco and others 2017"),
    Measure("p_value", PAIR, chance.shared_niches, "shared.p_value",
            "Poisson-binomial tail of the shared niches", "Saracco and others 2017"),
    Measure("q_value", PAIR, chance.shared_niches, "shared.q_value",
            "p_value after correction over all pairs", "Benjamini and Hochberg 1995"),
    Measure("overlap_z", PAIR, scores.pair_scores, "scores.overlap_z",
            "(shared weight - expected) / moderated sd by chance, mean of both directions",
            "Saracco and others 2015; Smyth 2004"),
    Measure("mutual", PAIR, scores.pair_scores, "scores.mutual",
            "smaller z of both directions", "matcher"),
    Measure("balance", PAIR, scores.pair_scores, "scores.balance",
            "smaller over larger brings of both directions", "matcher"),
    Measure("brings", DIRECTION, scores.pair_scores, "scores.brings",
            "sum_j g_rj x_sj", "matcher, after Balland and Boschma 2021"),
    Measure("expected", DIRECTION, scores.pair_scores, "scores.expected",
            "sum_j g_rj Q_sj, Q the null model of the others", "Saracco and others 2015"),
    Measure("complementarity", DIRECTION, scores.pair_scores, "scores.complementarity",
            "brings - expected", "matcher, after Balland and Boschma 2021"),
    Measure("z", DIRECTION, scores.pair_scores, "scores.z",
            "complementarity / its moderated sd by chance; what ranks", "Saracco and others 2015; Smyth 2004"),
    Measure("gives", DIRECTION, scores.pair_scores, "scores.gives",
            "complementarity of the other direction", "matcher"),
    Measure("gives_z", DIRECTION, scores.pair_scores, "scores.gives_z",
            "z of the other direction", "matcher"),
    Measure("brings_needed", DIRECTION, scores.demand_scores, "demand.met",
            "share of what r needs that s offers, rare niches counting more; only where areas are offers and needs",
            "matcher"),
    Measure("added_density", DIRECTION, relatedness.mean_added_density, "x phi",
            "mean over r's niches i of 100 sum_j phi_ij x_sj (1 - x_rj) / sum_j phi_ij",
            "matcher, after Balland and Boschma 2021"),
)
# fmt: on
