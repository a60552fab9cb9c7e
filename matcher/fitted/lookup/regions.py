"""The regions of a run by any of their names."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property

from matcher.errors import InputError, NameUnknownError
from matcher.places import (
    city_codes,
    code_of,
    country_code,
    known_codes,
    name_keys,
    names_of,
    parents,
    place,
    same_region,
    successor_codes,
)
from matcher.places.eu import in_macroregion, macroregion_code
from matcher.spelling import did_you_mean, grouped, name_key, nearest

__all__ = ["RegionNames"]

#: How many choices a refusal names.
SHOWN = 6
#: The shortest beginning of a name that stands for the name, in letters.
_BEGINNING = 4
#: What stands in brackets behind a region's name and is no name.
_NO_NAMES = frozenset(["national", "national list"])
#: What to do about a name of several regions, and about one of something larger.
_NAME_ONE = {"region.ambiguous": "name one", "region.around": "name a region in it"}
_LIST = "see the list: matcher measures RUN diversity --csv"


class RegionNames:
    """The regions of a run by any of their names.

    Parameters
    ----------
    regions : mapping of str to str
        Name of each region by its id. A second name may stand in brackets: "Castile and León (Castilla y León)".

    Examples
    --------
    >>> names = RegionNames({"SE125": "Västmanland", "DE2": "Bavaria", "FI195": "Ostrobothnia"})
    >>> [names.find(name) for name in ("Region Vastmanland", "Bayern", "Österbotten", "se-u", "Västman")]
    ['SE125', 'DE2', 'FI195', 'SE125', 'SE125']
    >>> names.find("Oberbayern")
    Traceback (most recent call last):
    ...
    matcher.errors.NameUnknownError: no region here is called 'Oberbayern': Upper Bavaria (DE21) lies in Bavaria (DE2)
    """

    def __init__(self, regions: Mapping[str, str]) -> None:
        self.regions = dict(sorted(regions.items()))

    def find(self, name: str) -> str:
        """Id of the region that a name stands for.

        A region goes by its id (in any case, under any code of the same region, or of ISO 3166-2), the names of the
        run, and the names that `matcher.places` knows, in English, Swedish and its own languages; with or without
        accents and what only says that it is a region; and by the beginning of a name that no other has.

        Raises
        ------
        NameUnknownError
            Several regions are called that, or none: the error names those that may be meant.
        """
        if name in self.regions:
            return name
        stated = _stated(name)
        for every in (self._by_code(name), *self._by_name(name)):
            if found := [each for each in every if stated in ("", _country_of(each))]:
                return self._only(name, found)
        if refused := self._elsewhere(name):
            raise refused
        if len(found := self._by_beginning(name)) == 1:
            return found[0]
        if found:
            raise self._refused(name, "region.ambiguous", found, f"several names begin with {name!r}")
        if here := self._of_macroregion(name):
            raise self._refused(name, "region.around", here, f"{name!r} is a macro-region")
        near = nearest(name_keys(name)[-1], self._spellings) if name_keys(name) else []
        ids = dict.fromkeys(region_id for spelling in near for region_id in self._spellings[spelling])
        raise self._refused(name, "region.unknown", ids)

    def home(self, name: str) -> str:
        """Id of the region that a code or name stands for, or in which it lies; "" where that is not one region.

        Examples
        --------
        >>> names = RegionNames({"ITC4": "Lombardy", "FRK1": "Auvergne"})
        >>> [names.home(code) for code in ("itc4", "ITC4C", "FR72", "Lombardia", "SE125")]
        ['ITC4', 'ITC4', 'FRK1', 'ITC4', '']
        """
        try:
            return self.find(name)
        except NameUnknownError as error:
            return error.choices[0] if error.code == "region.inside" and len(error.choices) == 1 else ""

    def shown(self, region_id: str) -> str:
        """Name and id: "Bavaria (DE2)"."""
        name = self.regions[region_id]
        return f"{name} ({region_id})" if name != region_id else name

    def _only(self, name: str, found: Collection[str]) -> str:
        if len(found) == 1:
            return next(iter(found))
        shown = ", ".join(map(self.shown, sorted(found)))
        raise NameUnknownError(
            f"{name!r} is the name of several regions",
            do=f"use an id: {shown}",
            code="region.ambiguous",
            choices=sorted(found),
        )

    def _by_code(self, name: str) -> list[str]:
        """Ids that are the same code but for case, or another code of the same region."""
        key = name.strip().casefold()
        return [each for each in self.regions if each.casefold() == key] or self._same.get(
            same_region(code_of(name)), []
        )

    def _by_name(self, name: str) -> Iterable[list[str]]:
        """Ids by the names of the run, then by all names that are known, then without what is only a kind of region."""
        keys = name_keys(name)
        yield from (names.get(key, []) for key in keys for names in (self._own, self._known))
        yield from (self._bare.get(key, []) for key in keys)

    def _by_beginning(self, name: str) -> list[str]:
        """Ids of the regions that have a name beginning so."""
        key = name_keys(name)[-1:]
        if not key or len(key[0]) < _BEGINNING:
            return []
        found = (ids for known, ids in self._known.items() if known.startswith(key[0]))
        return sorted({region_id for ids in found for region_id in ids})

    # -- a name of what is not listed --

    def _elsewhere(self, name: str) -> NameUnknownError | None:
        """The refusal of a name that is known and of no listed region; None where it is not known at all."""
        country = _country(name)
        codes = [country] if country else known_codes(name)
        if country and (here := [each for each in self.regions if _country_of(each) == country]):
            return self._refused(name, "region.around", here, f"{name!r} is a country")
        if codes:
            return self._of_codes(name, codes)
        if here := [each for code in city_codes(name) for each in self._around(code)]:
            return self._refused(name, "region.city", dict.fromkeys(here), f"{name!r} is a city")
        return None

    def _of_macroregion(self, name: str) -> list[str]:
        """Ids of the regions in a macro-region ("östersjön"); none where the name is that of none."""
        try:
            code = macroregion_code(name)
        except NameUnknownError:
            return []
        return [each for each in self.regions if in_macroregion(each, code)]

    def _of_codes(self, name: str, codes: Sequence[str]) -> NameUnknownError:
        """The refusal of regions that are not listed: where they lie, or what is listed in them."""
        around = {code: self._around(code) for code in codes}
        if any(around.values()):
            told = [f"{_called(code)} lies in {self.shown(each)}" for code in codes for each in around[code][:1]]
            ids = dict.fromkeys(each for code in codes for each in around[code][:1])
            return NameUnknownError(
                f"no region here is called {name!r}", do="; ".join(told), code="region.inside", choices=ids
            )
        inside = [each for each in self.regions if set(codes) & {*parents(each), *_former(each)}]
        what = f"{' or '.join(map(_called, codes[:SHOWN]))} is not listed here"
        if inside:
            return self._refused(name, "region.around", inside, what)
        return NameUnknownError(what, do=_LIST, code="region.absent", choices=codes)

    def _around(self, code: str) -> list[str]:
        """Listed regions that are a region or hold it, the smallest first."""
        chain = [code, *parents(code)]
        return [each for one in chain if (found := place(one)) and found.level for each in self._same_or_former(one)]

    def _same_or_former(self, code: str) -> list[str]:
        region = same_region(code)
        return self._same.get(region, []) or [each for each in self.regions if code in successor_codes(each)]

    def _refused(self, name: str, code: str, ids: Iterable[str], what: str = "") -> NameUnknownError:
        ids = list(ids)
        problem = what or f"no region is called {name!r}"
        if code in _NAME_ONE:
            more = f" and {len(ids) - SHOWN} more" if len(ids) > SHOWN else ""
            do = f"{_NAME_ONE[code]}: {', '.join(map(self.shown, ids[:SHOWN]))}{more}"
        else:
            do = did_you_mean(map(self.shown, ids[:SHOWN]), _LIST)
        return NameUnknownError(problem, do=do, code=code, choices=ids)

    # -- the names --

    @cached_property
    def _same(self) -> dict[str, list[str]]:
        """Ids by the region that they are a code of."""
        return grouped((same_region(region_id), region_id) for region_id in self.regions if place(region_id))

    @cached_property
    def _spellings(self) -> dict[str, list[str]]:
        """Ids by every name, as it is written."""
        return grouped((name, each) for each in self.regions for name in (*self._own_names(each), *names_of(each)))

    def _own_names(self, region_id: str) -> list[str]:
        """The names that the run has: "Castile and León (Castilla y León)" goes by either, and by both."""
        name = self.regions[region_id]
        parts = [part.strip() for part in name.replace(")", "").split("(")]
        return [name, *(part for part in parts if part and part.casefold() not in _NO_NAMES)]

    @cached_property
    def _own(self) -> dict[str, list[str]]:
        return grouped((name_key(name), each) for each in self.regions for name in self._own_names(each))

    @cached_property
    def _known(self) -> dict[str, list[str]]:
        return grouped(
            (name_key(part), region_id)
            for name, ids in self._spellings.items()
            for part in (name, *name.split("/"))
            for region_id in ids
        )

    @cached_property
    def _bare(self) -> dict[str, list[str]]:
        """Ids by names without what says only that it is a region."""
        spellings = self._spellings.items()
        return grouped((key, each) for name, ids in spellings for key in name_keys(name)[-1:] for each in ids)


def _country(name: str) -> str:
    """The code of a country in the NUTS, by any of its names or codes; "" for what is none."""
    try:
        iso = country_code(name)
    except InputError:
        return ""
    found = place(iso) if iso else None
    return found.code if found else ""


def _country_of(region_id: str) -> str:
    return (parents(region_id) or [region_id])[-1]


def _stated(name: str) -> str:
    """The country in brackets behind a name ("Luxembourg (BE)"), as the NUTS call it; "" where there is none."""
    bracket = name.rstrip().removesuffix(")").rpartition("(")
    return _country(bracket[2]) if bracket[1] and name.rstrip().endswith(")") else ""


def _former(region_id: str) -> tuple[str, ...]:
    """Codes that followed the code of a listed region that has ended."""
    return successor_codes(region_id)


def _called(code: str) -> str:
    found = place(code)
    return f"{found.name} ({code})" if found else code
