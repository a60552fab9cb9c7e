"""Areas, niches and regions that answer a free text, from a run and the text's vector.

    closeness(text, area) = meaning + WORDS * words * (1 - meaning)

*meaning* is the cosine of the two vectors, 0 at least. *words* is the share of the text's words that the area's name
has, where a word weighs log((N + 1) / (n + 1)) with n of the run's N names having it (inverse document frequency,
Sparck Jones 1972), and general words ("innovation", "and") weigh nothing. A name has a word, too, where the vocabulary
knows the word (alone or with its neighbours) as a label of a concept and the name has one of that concept's English
labels: "Green hydrogen" has "vätgas". Each shared word so closes a part of the distance that meaning leaves, and is
shown. A text that is an area's name has closeness 1.

The text is read by the multilingual encoder and compared with the *stored* vectors, which the English model gave to
English names. To encode the areas again, or to take the mean of both, finds more twins of original names (90 and 91 %
instead of 87 % first) and less of what subjects ask for (the first area relevant in 82 and 85 % instead of 88 %), and
to count shared niches as well finds less of both: `python -m benchmarks.query` measures the former.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from matcher.areas import HORIZONTAL, area_texts
from matcher.errors import SettingError
from matcher.fitted.tables import Tables
from matcher.spelling import split_words
from matcher.vocabulary import LANGUAGES, Vocabulary

__all__ = [
    "DECIMALS",
    "FLOOR",
    "QUERY_COLUMNS",
    "WORDS",
    "Asked",
    "Near",
    "Word",
    "closeness",
    "query",
    "rank_areas",
    "rank_regions",
    "text_words",
]

Matrix = npt.NDArray[np.float64]
Facts = dict[str, Any]

QUERY_COLUMNS = (
    "rank",
    "closeness",
    "meaning",
    "words",
    "area_id",
    "region_id",
    "region",
    "country",
    "area",
    "area_original",
    "niches",
    "period",
    "source_url",
)
#: How much of the distance that meaning leaves is closed where all words are shared. Measured on the bundled data, with
#: 0 and with 0.3: an original name finds its English twin first in 83 and 87 % (252 names of two or more words); of 65
#: subjects asked in eight languages (areas are relevant by their English words) the first area is relevant in 83 and
#: 88 %, and nDCG at 10 is 0.75 and 0.77.
WORDS = 0.3
#: Below this closeness nothing is near. Measured on the bundled data: 10 % of 50 texts about other things ("birthday
#: cake") reach it; 1 % of 322 original names of areas, asked beside their English twins, do not, nor do 13 % of 67
#: subjects, most of which no area names ("wine", "quantum computing").
FLOOR = 0.45
#: Closeness is compared after rounding, so that the last bits of a machine's arithmetic break no tie.
DECIMALS = 9
#: Labels of the vocabulary have up to so many words here.
LONGEST = 4
#: How many of a region's areas are shown, and compared where the best ones are equally close.
SHOWN = 3


class Word(NamedTuple):
    """A word of a text, and the labels (each a tuple of words) of the concepts that it, or a phrase with it, names."""

    word: str
    labels: tuple[tuple[str, ...], ...]


class Asked(NamedTuple):
    """A text that is asked: its vector (d,), its words, the niches it falls into, and nearer ones that no area is in.

    `placed` has the columns theme_id, membership, closeness and evidence (see `matcher.placing.place_texts`);
    `unlisted` holds (niche, label, closeness).
    """

    text: str
    language: str
    vector: npt.NDArray[np.float32]
    words: Sequence[Word]
    placed: pd.DataFrame
    unlisted: Sequence[tuple[str, str, float]] = ()


def text_words(
    text: str, language: str, vocabulary: Vocabulary, general: Collection[str], into: Collection[str] = ("en",)
) -> list[Word]:
    """The words of a text with the vocabulary's labels for what they name, general words left out.

    Parameters
    ----------
    text : str
    language : str
        ISO 639-1 code; "" reads the text in all languages of the vocabulary.
    vocabulary : Vocabulary
    general : collection of str
        Lower-case words that say nothing of a subject.
    into : collection of str
        Languages in which areas have their names.

    Examples
    --------
    >>> from matcher.vocabulary import Concept, Vocabulary
    >>> labels = {"en": {"h2": ("hydrogen", "hydrogen gas")}, "sv": {"h2": ("vätgas",)}}
    >>> vocabulary = Vocabulary({"h2": Concept("h2", "theme", "", "", "")}, labels, (), ())
    >>> text_words("Vätgas i hamnar", "sv", vocabulary, {"i"})
    [Word(word='vatgas', labels=(('hydrogen',), ('hydrogen', 'gas'))), Word(word='hamnar', labels=())]
    """
    said = re.findall(r"[^\W_]+", text.casefold())
    spans: dict[str, list[range]] = {}
    for length in range(1, LONGEST + 1):
        for start in range(len(said) - length + 1):
            spans.setdefault(" ".join(said[start : start + length]), []).append(range(start, start + length))
    labels: list[dict[tuple[str, ...], None]] = [{} for _ in said]
    for phrase, concept in _named(spans.keys(), language, vocabulary):
        known = [label for code in into for label in vocabulary.labels.get(code, {}).get(concept, ())]
        for span in spans[phrase]:
            for place in span:
                labels[place] |= dict.fromkeys(tuple(split_words(label)) for label in known)
    found: dict[str, Word] = {}
    for word, own in zip(said, labels, strict=True):
        if word not in general and (folded := " ".join(split_words(word))):
            found.setdefault(folded, Word(folded, tuple(label for label in own if label)))
    return list(found.values())


def _named(phrases: Collection[str], language: str, vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    """Each phrase that is a label, with its concept; general words say nothing of a subject."""
    for code in [language] if language in LANGUAGES else LANGUAGES:
        for concept, labels in vocabulary.labels.get(code, {}).items():
            for label in labels:
                if (phrase := label.casefold()) in phrases and vocabulary.theme_of(concept) != HORIZONTAL:
                    yield phrase, concept


class Near(NamedTuple):
    """How close texts are to an asked one: closeness and meaning (n,), and the words that each shares with it."""

    closeness: Matrix
    meaning: Matrix
    words: list[list[str]]


def closeness(texts: Sequence[str], vectors: npt.ArrayLike, asked: Asked) -> Near:
    """Closeness of an asked text to others, as this module defines it.

    Parameters
    ----------
    texts : sequence of str, n of them
        In whose words those of the asked text are looked for.
    vectors : array_like (n, d)
        Unit vectors.
    asked : Asked

    Examples
    --------
    Cosines 0.6 and 0.5; of two names one has the only word, which closes 0.3 of the distance of 0.5:

    >>> asked = Asked("vätgas", "sv", np.array([1.0, 0.0]), [Word("vatgas", (("hydrogen",),))], pd.DataFrame())
    >>> near = closeness(["Fuel", "Hydrogen ports"], [[0.6, 0.8], [0.5, 0.75**0.5]], asked)
    >>> near.closeness.tolist(), near.words
    ([0.6, 0.65], [[], ['hydrogen']])
    """
    meaning = np.clip(np.asarray(vectors, dtype=np.float64) @ np.asarray(asked.vector, dtype=np.float64), 0.0, 1.0)
    share, shown = _shared(texts, asked.words)
    whole: Matrix = (meaning + WORDS * share * (1 - meaning)).round(DECIMALS)
    return Near(whole, meaning.round(DECIMALS), shown)


def rank_areas(tables: Tables, vectors: npt.ArrayLike, asked: Asked, countries: Collection[str] = ()) -> pd.DataFrame:
    """All areas, the closest first.

    Parameters
    ----------
    tables : Tables
        A fitted run.
    vectors : array_like (n_areas, d)
        Unit vectors of its areas.
    asked : Asked
    countries : collection of str
        ISO codes of countries to keep; all where empty.

    Returns
    -------
    DataFrame
        `QUERY_COLUMNS`. Areas that are equally close share a rank and are ordered by region and area id; `words` (the
        words that are shared, as the area has them) and `niches` (labels, the strongest first) hold lists.

    Raises
    ------
    SettingError
        No region of the run is in one of the countries.

    Examples
    --------
    >>> areas = pd.DataFrame({"area_id": ["a", "b"], "region_id": ["R1", "R2"], "region": ["One", "Two"],
    ...     "country": "SE", "area": ["Fuel", "Hydrogen"], "area_original": "", "period": "", "source_url": ""})
    >>> themes = pd.DataFrame({"theme_id": ["h"], "level": ["niche"], "label": ["energy"]})
    >>> memberships = pd.DataFrame({"area_id": ["b"], "theme_id": ["h"], "membership": [1.0]})
    >>> tables = Tables(areas, themes, memberships, pd.DataFrame())
    >>> asked = Asked("vätgas", "sv", np.array([1.0, 0.0]), [Word("vatgas", (("hydrogen",),))], pd.DataFrame())
    >>> found = rank_areas(tables, [[0.6, 0.8], [0.5, 0.75**0.5]], asked)
    >>> found[["closeness", "words", "area", "niches"]].values.tolist()
    [[0.65, ['hydrogen'], 'Hydrogen', ['energy']], [0.6, [], 'Fuel', []]]
    """
    areas = tables.areas
    near = closeness((areas["area"] + " " + areas["area_original"]).tolist(), vectors, asked)
    near.closeness[_same_name(areas, asked.text)] = 1.0
    columns = ["area_id", "region_id", "region", "country", "area", "area_original", "period", "source_url"]
    words = pd.Series(near.words, index=areas.index, dtype=object)
    table = areas[columns].assign(closeness=near.closeness, meaning=near.meaning, words=words)
    table["niches"] = pd.Series(_niche_labels(tables), index=areas.index)
    if countries:
        table = table[table["country"].isin(tables.countries_of(countries))]
    ranked = table.sort_values(["closeness", "region_id", "area_id"], ascending=[False, True, True], ignore_index=True)
    ranked["rank"] = ranked["closeness"].rank(method="min", ascending=False).astype("int64")
    return ranked[list(QUERY_COLUMNS)]


def rank_regions(ranked: pd.DataFrame) -> pd.DataFrame:
    """The regions behind ranked areas: by their closest area, then by the next ones.

    Parameters
    ----------
    ranked : DataFrame
        As `rank_areas` returns it.

    Returns
    -------
    DataFrame
        rank, region_id, region, country, closeness (of the closest area), areas (list of dicts: area, closeness; the
        closest three that reach `FLOOR`, each name once, and always the closest), source_url (of the closest area).
        Regions whose listed areas are equally close share a rank and are ordered by id.
    """
    columns = ["region_id", "region", "country", "source_url", "closeness"]
    groups: dict[str, Facts] = {}
    for text, *cells in zip(area_texts(ranked).tolist(), *(ranked[name].tolist() for name in columns), strict=True):
        row = dict(zip(columns, cells, strict=True))
        areas = groups.setdefault(row["region_id"], row | {"areas": {}})["areas"]
        if not areas or (row["closeness"] >= FLOOR and len(areas) < SHOWN):
            areas.setdefault(text, row["closeness"])

    def key(group: Facts) -> tuple[float, ...]:
        values = [-value for value in group["areas"].values()]
        return (*values, *[0.0] * (SHOWN - len(values)))

    ordered = sorted(groups.values(), key=lambda group: (key(group), group["region_id"]))
    keys = [key(group) for group in ordered]
    first = {value: place for place, value in reversed(list(enumerate(keys, start=1)))}
    table = pd.DataFrame(ordered, columns=["region_id", "region", "country", "closeness", "areas", "source_url"])
    table["areas"] = pd.Series(
        [[{"area": text, "closeness": value} for text, value in group["areas"].items()] for group in ordered],
        dtype=object,
    )
    table.insert(0, "rank", [first[value] for value in keys])
    return table


def query(
    tables: Tables, vectors: npt.ArrayLike, asked: Asked, top: int | None = 10, countries: Collection[str] = ()
) -> Facts:
    """What a run says to a text.

    Parameters
    ----------
    tables, vectors, asked, countries
        See `rank_areas`.
    top : int, optional
        How many areas and how many regions; all where None.

    Returns
    -------
    dict
        text, language ("" where it was not stated), near (whether anything reaches `FLOOR`), floor, closest (the
        highest closeness), areas [`QUERY_COLUMNS`], regions [see `rank_regions`], niches [{niche, label, theme,
        membership, closeness, evidence, regions [{region_id, region}]}], unlisted [{niche, label, closeness}].
    """
    if top is not None and top < 1:
        raise SettingError("top", expected="1 or more", found=str(top))
    ranked = rank_areas(tables, vectors, asked, countries)
    closest = float(ranked["closeness"].iloc[0]) if len(ranked) else 0.0
    return {
        "text": asked.text,
        "language": asked.language,
        "near": closest >= FLOOR,
        "floor": FLOOR,
        "closest": closest,
        "areas": _records(ranked, top),
        "regions": _records(rank_regions(ranked), top),
        "niches": [_niche_facts(tables, row, countries) for row in _records(asked.placed)],
        "unlisted": [dict(zip(("niche", "label", "closeness"), row, strict=True)) for row in asked.unlisted],
    }


def _shared(texts: Sequence[str], words: Sequence[Word]) -> tuple[Matrix, list[list[str]]]:
    """The share of the words that each text has (n,), and these words as the text has them."""
    distinct = {text: set(split_words(text)) for text in dict.fromkeys(texts)}
    had = {text: [_has(own, word) for word in words] for text, own in distinct.items()}
    hits = np.array([[bool(found) for found in row] for row in had.values()]).reshape(len(distinct), len(words))
    rarity = np.log((len(distinct) + 1) / (hits.sum(axis=0) + 1))
    total = rarity.sum()
    share = hits @ rarity / total if total > 0 else np.zeros(len(distinct))
    values = dict(zip(distinct, share.tolist(), strict=True))
    shown = {text: list(dict.fromkeys(found for found in row if found)) for text, row in had.items()}
    return np.array([values[text] for text in texts]), [shown[text] for text in texts]


def _has(own: set[str], word: Word) -> str:
    """How a name has a word: as it is, or as one of its labels; "" where it has not."""
    if word.word in own:
        return word.word
    return next((" ".join(label) for label in word.labels if own.issuperset(label)), "")


def _same_name(areas: pd.DataFrame, text: str) -> npt.NDArray[np.bool_]:
    wanted = split_words(text)
    names = {name: split_words(name) == wanted for name in {*areas["area"], *areas["area_original"]}}
    same: npt.NDArray[np.bool_] = (areas["area"].map(names) | areas["area_original"].map(names)).to_numpy(dtype=bool)
    return same & bool(wanted)


def _niche_labels(tables: Tables) -> list[list[str]]:
    """Labels of each area's niches, the strongest first."""
    niches = tables.memberships[tables.memberships["theme_id"].isin([*tables.niche_ids, HORIZONTAL])]
    ordered = niches.sort_values(["membership", "theme_id"], ascending=[False, True])
    labels = ordered.assign(label=ordered["theme_id"].map({HORIZONTAL: HORIZONTAL} | tables.labels))
    found = labels.groupby("area_id")["label"].agg(list)
    return [found.get(area_id, []) for area_id in tables.areas["area_id"]]


def _records(table: pd.DataFrame, top: int | None = None) -> list[Facts]:
    rows = table if top is None else table.head(top)
    return [{str(name): value for name, value in row.items()} for row in rows.to_dict("records")]


def _niche_facts(tables: Tables, row: Facts, countries: Collection[str]) -> Facts:
    niche = row["theme_id"]
    parents = dict(zip(tables.theme_table["theme_id"], tables.theme_table["parent_id"], strict=True))
    regions = tables.regions
    on = tables.x[:, tables.niche_ids.index(niche)] > 0 if niche in tables.niche_ids else np.zeros(len(regions), bool)
    regions = regions[on & (regions["country"].isin(list(countries)) if countries else True)]
    return {
        "niche": niche,
        "label": tables.labels.get(niche, niche),
        "theme": tables.labels.get(parents.get(niche, ""), ""),
        "membership": row["membership"],
        "closeness": row["closeness"],
        "evidence": row["evidence"],
        "regions": regions[["region_id", "region"]].to_dict("records"),
    }
