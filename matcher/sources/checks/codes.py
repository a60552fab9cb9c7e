"""What the region ids say, held against the codes that are known: versions and levels of the NUTS, parents, names.

One finding tells all regions of a kind. None is an error: any id is allowed, and codes that have ended still have their
names, levels and coordinates.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache

import numpy as np

from matcher import places
from matcher.errors import InputError
from matcher.later import pd
from matcher.places import Place
from matcher.sources.findings import MOST_ROWS, NOTICE, WARNING, Finding, Severity
from matcher.sources.said import Said, counted, joined, said
from matcher.sources.table import Table
from matcher.spelling import name_key

__all__ = ["Regions", "codes"]

_NUTS = re.compile(r"[A-Z]{2}[0-9A-Z]{0,3}")
_BETWEEN = re.compile(r"[\s._-]+")
_VERSIONS = ("2010", "2013", "2016", "2021", "2024")
#: The table of places says of codes that are older still only that 2013 had them.
_OLDEST = "2013"
#: As many ids are named with what their names stand for.
_MOST_NAMED = 12
_MOST_USUAL = 4
#: The names of as many regions with ids of their own are looked up.
_MOST_LOOKED_UP = 2_000
#: How alike a region's name and its code's name must be to be one (rapidfuzz, 0 to 100; words may be missing in one).
_SAME_NAME = 90.0


class Regions:
    """The regions of the tables, and where each of them stands.

    Parameters
    ----------
    tables : sequence of Table
        The tables of each file.

    Attributes
    ----------
    ids : list of str
        Their different ids, sorted.
    known : dict
        The ids that are known codes, and what is known of them.
    """

    def __init__(self, tables: Sequence[Table]) -> None:
        self.tables = tables
        ids = pd.concat([table.areas["region_id"] for table in tables]).drop_duplicates()
        self.ids = sorted(ids[ids != ""].tolist())
        self.known = {region_id: found for region_id in self.ids if (found := places.place(region_id))}

    @cached_property
    def alike(self) -> list[str]:
        """Ids that look like codes and are none: a slip is likely."""
        return [region_id for region_id in self.ids if region_id not in self.known and _looks_like_a_code(region_id)]

    @cached_property
    def own(self) -> list[str]:
        """Ids that do not even look like codes."""
        known = {*self.known, *self.alike}
        return [region_id for region_id in self.ids if region_id not in known]

    @cached_property
    def names(self) -> dict[str, list[str]]:
        """The different names of each region that is known, looks so, or is one of the first with ids of their own."""
        return self._values("region")

    @cached_property
    def countries(self) -> dict[str, list[str]]:
        """The different countries of the same regions."""
        return self._values("country")

    def finding(
        self, severity: Severity, what: str, ids: Iterable[str], *, column: str = "region_id", do: str = ""
    ) -> Finding:
        """A finding on some regions; row numbers are told where one file holds them all."""
        wanted = pd.Index(list(ids))
        masks = {table.how.source: (table, table.areas["region_id"].isin(wanted)) for table in self.tables}
        holding = {source: found for source, found in masks.items() if found[1].any()}
        if len(holding) > 1:
            return Finding(severity, what, joined(sorted(holding), said("part.and")), column=column, do=do)
        rows: tuple[int, ...] = ()
        for table, mask in holding.values():
            rows = tuple(table.rows[int(place)] for place in np.flatnonzero(mask.to_numpy())[:MOST_ROWS])
        return Finding(severity, what, next(iter(holding), ""), rows, column, do=do)

    def own_country(self, region_id: str) -> str:
        """The country of a region: its code's, else the first one that is written."""
        found = self.known.get(region_id)
        return found.country if found else self._written.get(region_id, "")

    @cached_property
    def _written(self) -> dict[str, str]:
        pairs = self._pairs("country")
        first = pairs.drop_duplicates("region_id")
        return dict(zip(first["region_id"].tolist(), first["country"].tolist(), strict=True))

    def _values(self, column: str) -> dict[str, list[str]]:
        pairs = self._pairs(column)
        values: dict[str, list[str]] = defaultdict(list)
        wanted = [*self.known, *self.alike, *self.own[:_MOST_LOOKED_UP]]
        for region_id, value in pairs[pairs["region_id"].isin(wanted)].itertuples(index=False):
            values[region_id].append(value)
        return values

    def _pairs(self, column: str) -> pd.DataFrame:
        """The different pairs of an id and a value of the column, both filled."""
        pairs = pd.concat([table.areas[["region_id", column]].drop_duplicates() for table in self.tables])
        return pairs[(pairs["region_id"] != "") & (pairs[column] != "")].drop_duplicates()


def _looks_like_a_code(region_id: str) -> bool:
    """Whether an id has the form of a code of a known country, also with blanks or signs between ("SE 224")."""
    if any(letter.isdigit() for letter in region_id):
        region_id = _BETWEEN.sub("", region_id).upper()
    return bool(_NUTS.fullmatch(region_id) and places.place(region_id[:2]))


def codes(regions: Regions) -> Iterator[Finding]:
    """Everything that the ids of the regions give reason to look at."""
    for check in (
        _other_writing,
        versions,
        _twice,
        _nested,
        _national,
        _levels,
        _names,
        _countries,
        _unknown,
        _outside,
    ):
        yield from check(regions)


def versions(regions: Regions) -> Iterator[Finding]:
    """Codes that have ended: a warning where no version of the NUTS has all codes of the table, else a notice."""
    groups: dict[str, dict[str, Place]] = defaultdict(dict)
    for code, found in regions.known.items():
        if found.country != "GB" and found.last_version:  # the United Kingdom's did not end, it left
            groups["" if found.kind == "NUTS" else found.country][code] = found
    for group in groups.values():
        ended = [code for code in group if places.successor_codes(code)]
        common = [version for version in _VERSIONS if all(_has(found, version) for found in group.values())]
        if ended and common:
            what = said("message.codes_ended", version=common[-1], told=_fates(ended))
            do = said("do.newer_tables")
            yield regions.finding(NOTICE, what, ended, do=do)
        elif ended:
            oldest = min(group[code].last_version for code in ended)
            newer = [code for code, found in group.items() if not _has(found, oldest)]
            what = said("message.codes_mixed", told=_fates(ended), version=oldest, newer=joined(newer))
            do = said("do.newer_code")
            yield regions.finding(WARNING, what, ended, do=do)


def _has(found: Place, version: str) -> bool:
    """Whether a version of the NUTS has the code; where its beginning is not known, it is taken to be old."""
    return version <= found.last_version and (found.first_version <= version or found.first_version == _OLDEST)


def _fates(ended: list[str]) -> Said:
    """Codes that have ended and what followed, by version; first those whose very same territory has a new code."""
    kinds: dict[tuple[str, bool], list[str]] = defaultdict(list)
    for code in ended:
        now = places.successor(code)
        new = now or joined(places.successor_codes(code), said("part.and"))
        kinds[places.version_of(code), now is None].append(
            said(f"part.{'now' if now else 'became'}", old=code, new=new)
        )
    return joined(
        (
            said(f"part.of_version{'_moved' if moved else ''}", version=version, codes=joined(shown))
            for (version, moved), shown in sorted(kinds.items())
        ),
        "; ",
    )


def _twice(regions: Regions) -> Iterator[Finding]:
    """The same region, or parts of it, under an old and a new code."""
    by_code: dict[str, list[str]] = defaultdict(list)
    for region_id, found in regions.known.items():
        by_code[found.code].append(region_id)
    pairs: dict[str, list[str]] = {
        said("part.two_ways", ids=joined(ids, said("part.and"))): ids for ids in by_code.values() if len(ids) > 1
    }
    for old, ids in by_code.items():
        new = [code for code in _later(old) if code in by_code]
        if new:
            kind = "same_region" if places.successor(old) in new else "other_borders"
            both = said(f"part.{kind}", old=old, new=joined(new))
            pairs[both] = [*ids, *(it for code in new for it in by_code[code])]
    if pairs:
        what = said("message.old_and_new", told=joined(pairs, "; "))
        do = said("do.one_of_two")
        yield regions.finding(WARNING, what, {code for both in pairs.values() for code in both}, do=do)


@lru_cache(4096)
def _later(code: str) -> tuple[str, ...]:
    """The codes that followed a code, and those that followed them."""
    following = places.successor_codes(code)
    return tuple(dict.fromkeys([*following, *(later for each in following for later in _later(each))]))


@lru_cache(4096)
def _holders(code: str) -> frozenset[str]:
    """Codes of the regions, no countries, that hold a region or, where it has ended, what followed it."""
    found = {parent for each in (code, *_later(code)) for parent in places.parents(each)}
    if not places.place(code) and _NUTS.fullmatch(code):  # not known, but coded like a part of these
        found |= {code[:length] for length in range(3, len(code))}
    return frozenset(parent for parent in found if len(parent) > 2)


def _nested(regions: Regions) -> Iterator[Finding]:
    """Regions that contain others in the table."""
    by_code = {found.code: region_id for region_id, found in regions.known.items()}
    children: dict[str, list[str]] = defaultdict(list)
    for region_id in regions.ids:
        for parent in sorted(_holders(region_id) & by_code.keys()):
            children[by_code[parent]].append(region_id)
    if children:
        shown = [
            said("part.contains", region=parent, parts=joined(inside)) for parent, inside in sorted(children.items())
        ]
        what = said("message.parts_too", told=joined(shown))
        do = said("do.do_not_add")
        yield regions.finding(WARNING, what, {code for both in children.items() for code in (both[0], *both[1])}, do=do)


def _national(regions: Regions) -> Iterator[Finding]:
    """National lists beside regions of the same country."""
    national = {code: found.country for code, found in regions.known.items() if found.level == 0}
    others: dict[str, list[str]] = defaultdict(list)
    for region_id in regions.ids:
        if region_id not in national:
            others[regions.own_country(region_id)].append(region_id)
    beside = [code for code, country in national.items() if others[country]]
    if beside:
        shown = [_beside(code, others[national[code]]) for code in beside]
        what = said("message.national_too", told=joined(shown))
        yield regions.finding(WARNING, what, beside, do=said("do.without_national"))


def _beside(country: str, regions: list[str]) -> Said:
    if len(regions) == 1:
        return said("part.beside", country=country, region=regions[0])
    return said("part.beside_more", country=country, region=regions[0], n=len(regions) - 1)


def _levels(regions: Regions) -> Iterator[Finding]:
    """Countries whose regions are on several levels; the rows are those of the fewer regions."""
    countries: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for code, found in regions.known.items():
        if found.level:
            countries[found.country][found.level].append(code)
    mixed = {country: levels for country, levels in countries.items() if len(levels) > 1}
    if mixed:
        shown = [
            said("part.country_levels", country=country, levels=_by_level(levels)) for country, levels in mixed.items()
        ]
        what = said("message.several_levels", told=joined(shown))
        do = said("do.one_level")
        fewer = [
            code
            for levels in mixed.values()
            for level, ids in levels.items()
            if level != _usual(levels)
            for code in ids
        ]
        yield regions.finding(WARNING, what, fewer, do=do)


def _by_level(levels: dict[int, list[str]]) -> Said:
    """The regions of each level; where the usual level has many, only their number."""
    many = _usual(levels) if len(levels[_usual(levels)]) > _MOST_USUAL else None
    return joined(
        (
            said("part.level", level=level, regions=counted(len(ids), "region") if level == many else joined(ids))
            for level, ids in sorted(levels.items())
        ),
        "; ",
    )


def _usual(levels: dict[int, list[str]]) -> int:
    """The level with most regions; of equally many that of the smallest regions."""
    return max(levels, key=lambda level: (len(levels[level]), level))


def _names(regions: Regions) -> Iterator[Finding]:
    """Regions with the name of another region than their code's."""
    wrong = {}
    for code, found in regions.known.items():
        names = regions.names.get(code, [])
        if len(names) == 1 and (others := _other_regions(names[0], found)):  # several names are told as an error
            told = said("part.called", code=code, own=found.name, name=repr(names[0]), others=joined(others))
            wrong[told] = code
    if wrong:
        what = said("message.other_names", told=joined(wrong, "; "))
        yield regions.finding(WARNING, what, wrong.values(), column="region", do=said("do.code_or_name"))


def _other_regions(name: str, found: Place) -> list[str]:
    """Codes of the regions that have this name, where none of them is the given one, a part of it, or one around it."""
    from rapidfuzz import fuzz

    own = {part for text in (found.name, found.local_name) for part in (text, *text.split("/"))}
    if any(fuzz.token_set_ratio(name_key(name), name_key(text)) >= _SAME_NAME for text in own):
        return []
    others = [match.code for match in places.named_regions(name)]
    return [] if any(_akin(found.code, other) for other in others) else others


def _akin(one: str, other: str) -> bool:
    """Whether two codes are the same, followed each other, or one region lies in the other, or in its country."""
    first, second = ({code, code[:2], *_later(code), *_holders(code)} for code in (one, other))
    return one in second or other in first


def _countries(regions: Regions) -> Iterator[Finding]:
    """Regions in another country than their code's; an unknown country, or several for a region, are errors anyway."""
    wrong = {
        said("part.country_not", code=code, own=found.country, found=countries[0]): code
        for code, found in regions.known.items()
        if len(countries := regions.countries.get(code, [])) == 1
        and countries[0] != found.country
        and _is_country(countries[0])
    }
    if wrong:
        what = said("message.other_countries", told=joined(wrong))
        yield regions.finding(WARNING, what, wrong.values(), column="country", do=said("do.code_or_country"))


def _is_country(code: str) -> bool:
    try:
        return places.country_code(code) == code
    except InputError:
        return False


def _unknown(regions: Regions) -> Iterator[Finding]:
    """Ids that are no codes: a warning where they look like codes, since a slip is likely; else a notice."""
    alike = regions.alike
    if alike:
        shown = [_meant(it, regions) for it in alike[:_MOST_NAMED]] + alike[_MOST_NAMED:]
        what = said("message.code_alike", version=places.NEWEST_VERSION, told=joined(shown))
        do = said("do.slips")
        yield regions.finding(WARNING, what, alike, do=do)
    meant = {it: _meant(it, regions) for it in regions.own[:_MOST_LOOKED_UP]}
    if named := {it: told for it, told in meant.items() if told != it}:
        what = said("message.own_ids_named", told=joined(named.values()))
        yield regions.finding(WARNING, what, named, do=said("do.write_codes"))
    if unnamed := [it for it in regions.own if it not in named]:
        what = said("message.own_ids", told=joined(unnamed))
        yield regions.finding(NOTICE, what, unnamed, do=said("do.no_level"))


def _other_writing(regions: Regions) -> Iterator[Finding]:
    """Codes that are written in another way than in the NUTS: as in ISO 3166-2, in small letters, GR for EL."""
    other = {it: found for it, found in regions.known.items() if it != found.code}
    if other:
        told = joined(
            said("part.meant", id=it, name=found.name, code=found.code) for it, found in sorted(other.items())
        )
        yield regions.finding(NOTICE, said("message.other_writing", told=told), other, do=said("do.no_matter"))


def _meant(region_id: str, regions: Regions) -> str:
    """The id, and in brackets the code that the region's name stands for, where it stands for one."""
    for name in regions.names.get(region_id, ()):
        country = regions.own_country(region_id)
        found = places.named_regions(name, country=country)
        if len(found) == 1:
            return said("part.meant", id=region_id, name=found[0].name, code=found[0].code)
    return region_id


def _outside(regions: Regions) -> Iterator[Finding]:
    """Codes of the United Kingdom and of countries outside the European Union: allowed, said once, without rows."""
    by_country: Mapping[str, list[str]] = defaultdict(list)
    for code, found in regions.known.items():
        if found.country == "GB" or found.kind != "NUTS":
            by_country[places.country_name(found.country)].append(code)
    if by_country:
        shown = [said("part.named", regions=name, names=joined(ids)) for name, ids in sorted(by_country.items())]
        what = said("message.outside_nuts", told=joined(shown, most=len(shown)))
        yield Finding(NOTICE, what, column="region_id")
