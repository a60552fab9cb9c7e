"""The areas of a region by name, countries, and options of a few values."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from matcher.areas import area_texts
from matcher.errors import NameUnknownError, SettingError
from matcher.later import pd
from matcher.places import country_code
from matcher.spelling import did_you_mean, grouped, name_key, nearest

__all__ = ["area_ids", "choice", "country_codes"]


def area_ids(areas: pd.DataFrame, names: Sequence[str]) -> list[str]:
    """Ids of the areas of one region by their names, English or original, in any case.

    Parameters
    ----------
    areas : DataFrame
        The region's rows of the areas: area_id, area, area_original, region.
    names : sequence of str

    Raises
    ------
    NameUnknownError
        The region has no area of that name; the nearest are named, or else all.
    """
    labels = dict(zip(areas["area_id"], area_texts(areas), strict=True))
    originals = dict(zip(areas["area_id"], area_texts(areas, original=True), strict=True))
    spellings = grouped((texts[area_id], area_id) for area_id in labels for texts in (labels, originals))
    keys = grouped((name_key(text), area_id) for text, ids in spellings.items() for area_id in ids)
    found: list[str] = []
    for name in names:
        if not (ids := keys.get(name_key(name), [])):
            near = [area_id for text in nearest(name, spellings) for area_id in spellings[text]]
            shown = dict.fromkeys(repr(labels[area_id]) for area_id in near)
            otherwise = f"it lists {'; '.join(sorted(set(labels.values())))}"
            raise NameUnknownError(
                f"{areas['region'].iloc[0]} has no area {name!r}",
                do=did_you_mean(shown, otherwise),
                code="area.unknown",
                choices=near,
            )
        found += ids
    return list(dict.fromkeys(found))


def country_codes(known: Collection[str], given: str | Collection[str]) -> list[str]:
    """ISO codes of countries given by code or name, one or several, each with a region in the run.

    Raises
    ------
    InputError
        There is no such country.
    SettingError
        No region is in it.
    """
    codes = [country_code(text) for text in ([given] if isinstance(given, str) else given)]
    here = sorted(set(known) - {""})
    for code in codes:
        if code not in here:
            raise SettingError(
                f"country {code!r}",
                expected=f"one of {', '.join(here)}",
                found="none",
                code="country.absent",
                choices=here,
            )
    return codes


def choice(name: str, text: str, allowed: Sequence[str], *, also: Mapping[str, str] | None = None) -> str:
    """One of a few values, in any case, or by another name such as the Swedish one.

    Parameters
    ----------
    name : str
        What is asked for, as the error calls it.
    text : str
        What was given.
    allowed : sequence of str
    also : mapping of str to str, optional
        Values by their other names.

    Raises
    ------
    SettingError
        It is none of them.

    Examples
    --------
    >>> choice("cohesion", "Mindre utvecklad", ["less developed"], also={"mindre utvecklad": "less developed"})
    'less developed'
    """
    values = {name_key(value): value for value in allowed}
    values |= {name_key(other): value for other, value in (also or {}).items() if value in allowed}
    if name_key(text) in values:
        return values[name_key(text)]
    near = dict.fromkeys(values[key] for key in nearest(text, values))
    raise SettingError(
        name,
        expected=" or ".join(allowed),
        found=repr(text),
        do=did_you_mean(near),
        code="choice.unknown",
        choices=allowed,
    )
