"""The nouns that all rooms share: the columns of the areas table, and what identifies a region or an area."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from matcher.errors import InputError
from matcher.later import pd

__all__ = [
    "ADDED",
    "AREA_COLUMNS",
    "COMPLETE",
    "HORIZONTAL",
    "NAME",
    "OF_LISTS",
    "PARTS",
    "PLACEMENT_COLUMNS",
    "REQUIRED_COLUMNS",
    "ROLES",
    "SURE",
    "TITLE",
    "WHOLE",
    "ListedRegion",
    "Region",
    "area_languages",
    "area_texts",
    "complete_areas",
    "data_hash",
    "listed_regions",
    "region_table",
    "sort_areas",
]

#: Columns of the areas table, in the order in which they are written. All hold text; an empty cell is "".
AREA_COLUMNS = (
    "region_id",
    "region",
    "country",
    "period",
    "area",
    "area_original",
    "language",
    "description",
    "parts",
    "parts_original",
    "role",
    "evidence",
    "complete",
    "codes",
    "source_url",
    "source_title",
    "contact",
    "note",
)
#: Columns with the fields that a strategy names under an area, separated by semicolons: in English, or in `language`.
PARTS = ("parts", "parts_original")
#: Columns that a file must have; of `area` and `area_original` one is enough.
REQUIRED_COLUMNS = ("region_id", "region")
#: Columns that are told of a list and not of an area: what kind of source it has, and whether all of it was seen.
OF_LISTS = ("evidence", "complete")
#: Notes on lists whose source is not the region's own document, and on those of which a part is here.
_OF_SOURCE, _PARTIAL = {"reported": "reported by others", "secondhand": "at second hand"}, "partial list"
#: Values of the column `role`.
ROLES = ("offer", "need", "")
#: Values of the column `complete`, beside "": it is not known.
COMPLETE = ("yes", "no", "unknown")
#: Columns of the table of placements: an area, a niche, and in which of the models learned again it belongs there.
PLACEMENT_COLUMNS = ("area_id", "theme_id", "runs")
#: Id of the theme that holds areas without thematic content, such as "Collaboration for innovation".
HORIZONTAL = "horizontal"
#: What puts an area in a niche, by the column `by` of memberships: its name, or its name alone while the parts under it
#: name other things.
NAME, TITLE = "name", "title"
#: What adds a niche to those that the name says.
ADDED = ("part", "description")
#: Least score of an area whose name surely means a niche. Of 120 first reasons that were read, those that misread an
#: area had scores of 0.13 to 0.56 where they had one below 1.
SURE = 0.6
#: What ends the id of a niche that stands for a broad theme as a whole: for areas that are no narrower ("Tourism").
WHOLE = "_general"


class Region(NamedTuple):
    """A region as its readers know it: stable id (a NUTS code where it has one), name, ISO country code."""

    region_id: str
    region: str
    country: str


class ListedRegion(NamedTuple):
    """A region as the table of a run has it; see `region_table`."""

    region_id: str
    region: str
    country: str
    period: str
    note: str
    evidence: str
    complete: str

    @property
    def notes(self) -> list[str]:
        """What is to be noted of its list."""
        return [part for part in self.note.split("; ") if part]


def area_texts(areas: pd.DataFrame, *, original: bool = False) -> pd.Series:
    """The text by which each area is placed: `area` where it is filled, else `area_original`.

    With `original` it is the other way round: the name in its own language, where there is one.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"area": ["Railway", ""], "area_original": ["Järnväg", "Skog"]})
    >>> list(area_texts(table)), list(area_texts(table, original=True))
    (['Railway', 'Skog'], ['Järnväg', 'Skog'])
    """
    first, second = ("area_original", "area") if original else ("area", "area_original")
    return areas[first].where(areas[first] != "", areas[second]).rename("text")


def area_languages(areas: pd.DataFrame, *, original: bool = False) -> list[str]:
    """Language of the text that `area_texts` gives: "en" for `area`, else the stated one ("": none is stated).

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"area": ["Railway", ""], "area_original": ["Järnväg", "Skog"], "language": ["sv", ""]})
    >>> area_languages(table), area_languages(table, original=True)
    (['en', ''], ['sv', ''])
    """
    english = (areas["area_original"] == "") if original else (areas["area"] != "")
    return areas["language"].where(~english, "en").tolist()


def sort_areas(areas: pd.DataFrame) -> pd.DataFrame:
    """The areas in their canonical order, with an `area_id` such as "SE125-2", whatever the order of the rows.

    Parameters
    ----------
    areas : DataFrame
        An areas table (n_areas rows, the columns `AREA_COLUMNS`).

    Returns
    -------
    DataFrame
        The same rows sorted by region, text and the remaining columns, numbered within each region.
    """
    columns = ["region_id", "text", *AREA_COLUMNS[1:]]
    ordered = areas[list(AREA_COLUMNS)].assign(text=area_texts(areas)).sort_values(columns, ignore_index=True)
    number = ordered.groupby("region_id").cumcount() + 1
    ordered.insert(0, "area_id", ordered["region_id"] + "-" + number.astype(str))
    return ordered.drop(columns="text")


def region_table(areas: pd.DataFrame | Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """The regions of an areas table as a table of their own, a row a region; see `listed_regions`.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"region_id": ["SE125"], "region": ["Västmanland"], "country": ["SE"], "period": ["2018"],
    ...                       "note": ["period inferred"], "evidence": ["reported"], "complete": ["no"]})
    >>> region_table(table)["note"].item()
    'period inferred; reported by others; partial list'
    """
    return pd.DataFrame(listed_regions(areas), columns=list(ListedRegion._fields), dtype="str")


def listed_regions(areas: pd.DataFrame | Mapping[str, Sequence[str]]) -> list[ListedRegion]:
    """The regions of an areas table, given as a frame or as columns, sorted by id.

    What differs between a region's areas, such as their periods, is joined with "; ", each once. A source that is not
    the region's own, and a list that is not complete, are noted too.

    Examples
    --------
    >>> columns = {"region_id": ["B", "A", "B"], "region": ["Beta", "Alfa", "Beta"], "country": ["SE"] * 3,
    ...            "period": ["2021", "", "2018"], "note": [""] * 3}
    >>> [(each.region, each.period) for each in listed_regions(columns)]
    [('Alfa', ''), ('Beta', '2018; 2021')]
    """
    of_region: dict[str, list[int]] = {}
    for row, region_id in enumerate(areas["region_id"]):
        of_region.setdefault(region_id, []).append(row)
    columns: dict[str, Any] = {name: list(areas[name]) for name in ListedRegion._fields if name in areas}

    def joined(name: str, rows: list[int]) -> str:
        """Of what runs that were fitted earlier do not tell, nothing."""
        return "; ".join(sorted({columns[name][row] for row in rows} - {""})) if name in columns else ""

    found = []
    for region_id, rows in sorted(of_region.items()):
        period, note, evidence, complete = (joined(name, rows) for name in ("period", "note", *OF_LISTS))
        name, country = columns["region"][rows[0]], columns["country"][rows[0]]
        note = _noted(note, evidence, complete)
        found.append(ListedRegion(region_id, name, country, period, note, evidence, complete))
    return found


def _noted(note: str, evidence: str, complete: str) -> str:
    """A note with what is to be noted of the source and of the list."""
    notes = [note] if note else []
    notes += [told for kind, told in _OF_SOURCE.items() if kind in evidence.split("; ")]
    if "no" in complete.split("; ") and _PARTIAL not in note:
        notes.append(_PARTIAL)
    return "; ".join(notes)


def complete_areas(areas: pd.DataFrame) -> pd.DataFrame:
    """The areas with all columns, as text; a clear line where a table made by hand lacks something."""
    import numpy as np

    if missing := [name for name in REQUIRED_COLUMNS if name not in areas.columns]:
        raise InputError(f"areas table: column {missing[0]} is missing", do="load files with matcher.load_areas")
    table = areas.reindex(columns=list(AREA_COLUMNS), fill_value="").astype(object).reset_index(drop=True)
    table = table.where(table.notna(), "").astype("str")
    if table.empty:
        raise InputError("areas table: no rows", expected="at least one area")
    for name, cells in {"region_id": table["region_id"], "region": table["region"], "area": area_texts(table)}.items():
        if (empty := cells.str.strip() == "").any():
            row = int(np.argmax(empty.to_numpy()))
            raise InputError(f"areas table, row {row}: {name} is empty", do="fill it or leave the row out")
    names = table.groupby("region_id")["region"].nunique()
    if (names > 1).any():
        region_id = str(names.idxmax())
        found = " and ".join(sorted(set(table.loc[table["region_id"] == region_id, "region"])))
        raise InputError(f"areas table: region_id {region_id} has several names", expected="one", found=found)
    return table


def data_hash(areas: pd.DataFrame) -> str:
    """SHA-256 of the table as CSV, the same for the same rows in the same order; later columns count if filled."""
    later = (*PARTS, *OF_LISTS)
    areas = areas.drop(columns=[name for name in later if name in areas.columns and (areas[name] == "").all()])
    return hashlib.sha256(areas.to_csv(index=False, lineterminator="\n").encode("utf-8")).hexdigest()
