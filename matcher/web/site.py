"""The pages of a run as plain files: the same templates, and a compact file from which the browser reads pairs."""

from __future__ import annotations

import gzip
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from matcher.areas import area_texts
from matcher.errors import SettingError
from matcher.files import atomic_folder, no_folder
from matcher.partners.explain import part_values
from matcher.partners.years import years_of
from matcher.places import cohesion_category, is_national_list, is_nested, place
from matcher.places.eu import in_macroregion, macroregions
from matcher.programs import plain
from matcher.record import groups, joint_of
from matcher.record.programmes import AREA_STRANDS, taken_part
from matcher.record.regions import active_in
from matcher.report.facts import TOP_PARTS
from matcher.settings import QUADRANTS
from matcher.web.addresses import Addresses
from matcher.web.app import FOLDER, PAGES
from matcher.web.asking import Asking, Given
from matcher.web.done import declared_and_done
from matcher.web.page import Page
from matcher.web.reasons import told_reasons
from matcher.web.regions import filter_choices
from matcher.web.rendering import html
from matcher.web.served import Edition
from matcher.words.record import field_words
from matcher.words.words import LANGUAGES, Words

__all__ = ["MATRICES", "SYMMETRIC", "site_data", "site_done", "site_parts", "write_site"]

#: What says that a folder holds such a site.
MARK = "matcher-site.txt"
#: Matrices of `pairs.bin` in their order: numbers of 64 bits, rows the region that asks, columns its partner.
#: Complementarity is what is brought less what is expected, and left to the browser.
MATRICES = ("brings", "expected", "z")
#: Matrices that are their own transpose: of these the rows hold their columns up to the diagonal alone.
SYMMETRIC = ("overlap", "overlap_expected", "overlap_z")
#: Sections of texts that the browser fills.
TEXTS = (
    "form",
    "quadrant",
    "verdict",
    "reason",
    "table",
    "against",
    "web",
    "verb.partners",
    "record",
)
#: Pages that the browser fills, and the texts of their titles.
MADE_THERE = {"pair": "web.pair.loading", "search": "web.search_label"}
#: Pages that are made once a language; the others are made for each region or theme.
ONCE = ("", "regions", "themes", "map", "method", "data", "glossary", "accessibility")


def write_site(run: str | os.PathLike[str], path: str | os.PathLike[str]) -> Path:
    """See `matcher.web.write_site`."""
    target = Path(path)
    if found := no_folder(target):
        raise SettingError(f"{target} cannot be written", expected="a folder", found=found, do="choose another place")
    if target.exists() and any(target.iterdir()) and not (target / MARK).is_file():
        raise SettingError(f"{target} holds something else", expected="a new folder, an empty one or a site",
                           do="choose another folder")  # fmt: skip
    edition = Edition.read(Path(run))
    if outside := [each for each in edition.run.region_ids if set("/\\") & set(each) or not each.strip(".")]:
        raise SettingError(f"region id {outside[0]!r}", expected="an id that can be the name of a folder",
                           do="give the region another id, and fit again")  # fmt: skip
    with atomic_folder(target) as folder:
        (folder / "static").mkdir()
        for file in (FOLDER / "static").iterdir():
            shutil.copyfile(file, folder / "static" / file.name)
        data, pairs = site_data(edition)
        facts = json.dumps(plain(data), ensure_ascii=False, separators=(",", ":"))
        for name, held in {"site.bin": facts.encode(), "pairs.bin": pairs, "parts.bin": site_parts(edition)}.items():
            (folder / "static" / name).write_bytes(gzip.compress(held, mtime=0))
        for language in LANGUAGES:
            words = Words(language)
            told = {key: words.get(key) for key in TEXTS}
            _write(folder / "static" / f"words.{language}.json", json.dumps(told, ensure_ascii=False))
            done = json.dumps(site_done(edition, language), ensure_ascii=False, separators=(",", ":"))
            (folder / "static" / f"done.{language}.bin").write_bytes(gzip.compress(done.encode(), mtime=0))
        for steps, asking, page in _pages(edition):
            _write(folder.joinpath(asking.language, *steps, "index.html"), html(asking, page))
        _write(folder / "index.html", _first_page())
        _write(folder / MARK, f"{edition.tag}\n")
    return target


def _pages(edition: Edition) -> Iterator[tuple[tuple[str, ...], Asking, Page]]:
    """Every page with its steps, in both languages one after the other."""
    routes = {route.path: route for route in PAGES}
    for steps in _steps(edition):
        for language in LANGUAGES:
            asking = _asking(edition, language, steps)
            if steps and steps[0] in MADE_THERE:
                yield steps, asking, Page(f"site_{steps[0]}.html", asking.plain.get(MADE_THERE[steps[0]]), {})
                continue
            route = routes["/".join([*steps[:1], *(f"{{{steps[0]}}}" for _ in steps[1:])])]
            page = route.page(asking, *steps[1:])
            if isinstance(page, Page):
                yield steps, asking, page


def _steps(edition: Edition) -> list[tuple[str, ...]]:
    """The steps of all pages."""
    regions = [("region", region_id) for region_id in edition.run.region_ids]
    themes = [("theme", theme_id) for theme_id in edition.run.theme_table["theme_id"]]
    return [*((step,) if step else () for step in ONCE), *((step,) for step in MADE_THERE), *regions, *themes]


def _asking(edition: Edition, language: str, steps: tuple[str, ...]) -> Asking:
    return Asking(edition, Addresses(language, root="../" * (len(steps) + 1), plain=True), Given(), steps)


def _first_page() -> str:
    """Where nobody has chosen a language yet."""
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>matcher</title>'
        '<meta http-equiv="refresh" content="0; url=en/"></head><body><p><a href="en/">English</a> '
        '<a href="sv/" lang="sv">Svenska</a></p></body></html>\n'
    )


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


# -- what the browser computes pairs from ------------------------------------------------------------------------------


def site_data(edition: Edition) -> tuple[dict[str, object], bytes]:
    """What is said of each region, niche and relation, and the numbers of all pairs.

    Parameters
    ----------
    edition : Edition

    Returns
    -------
    tuple of dict and bytes
        The second holds `MATRICES` and `SYMMETRIC`, row by row, then the reasons of each ordered pair, numbers of 32
        bits (`matcher.web.reasons.told_reasons`).
    """
    run = edition.run
    n = len(run.region_ids)
    lower = np.tril_indices(n)
    numbers = [*(getattr(run.scores, name).ravel() for name in MATRICES),
               *(getattr(run.scores, name)[lower] for name in SYMMETRIC)]  # fmt: skip
    found, told = told_reasons(edition)
    nested = [[a, b] for a in range(n) for b in range(a) if is_nested(run.region_ids[a], run.region_ids[b])]
    every = _programmes(edition)
    data: dict[str, object] = {
        "regions": [_region(edition, region_id, every) for region_id in run.region_ids],
        "niches": _niches(edition),
        "reasons": told,
        "known": _known(edition),
        "programmes": [[name, strand in AREA_STRANDS] for strand, name in every],
        "fields": _fields(edition),
        "nested": nested,
        "quadrants": list(QUADRANTS),
        "matrices": list(MATRICES),
        "symmetric": list(SYMMETRIC),
        "choices": {language: filter_choices(_asking(edition, language, ())) for language in LANGUAGES},
    }
    return data, np.concatenate(numbers).astype("<f8").tobytes() + found.tobytes()


def _programmes(edition: Edition) -> list[tuple[str, str]]:
    """Strand and name of every Interreg programme in which some region takes part."""
    return sorted({one for region_id in edition.run.region_ids for one in taken_part(region_id)})


def _fields(edition: Edition) -> list[dict[str, Any]]:
    """Fields of projects, as sentences on common ground name them: of each group in its order."""
    run, found = edition.run, []
    askings = {language: _asking(edition, language, ()).plain for language in LANGUAGES}
    for group in groups():
        labels = [run.labels[theme] for theme in group.themes if theme in run.labels]
        found.append({
            "source": group.source,
            "fields": {language: field_words(plain, group.source, group.fields) for language, plain in askings.items()},
            "labels": {language: plain.listed(list(map(plain.niche, labels))) for language, plain in askings.items()},
        })  # fmt: skip
    return found


def _active(edition: Edition, region_id: str) -> list[list[object]]:
    """Groups of fields in which a region is active: projects, quotient, and how it declares one of the themes."""
    found = [(place, active_in(edition.run, region_id, group)) for place, group in enumerate(groups())]
    return [
        [place, one["done"]["projects"], one["done"]["quotient"],
         "only" if one["declares"] else "perhaps" if one["perhaps"] else ""]
        for place, one in found if one
    ]  # fmt: skip


def site_parts(edition: Edition) -> bytes:
    """The parts of what each region gains from each other one, as a pair's page shows them.

    Parameters
    ----------
    edition : Edition

    Returns
    -------
    bytes
        Of all ordered pairs, row by row: the largest positive parts (64 bits each), their niches (16 bits), how many
        parts there are (16 bits), and how many of them are shown (8 bits).
    """
    run = edition.run
    n = len(run.region_ids)
    number, shown = np.zeros((n, n), dtype="<u2"), np.zeros((n, n), dtype="u1")
    values: list[float] = []
    niches: list[int] = []
    for r, s in np.argwhere(~np.isnan(run.scores.complementarity) & ~np.eye(n, dtype=bool)).tolist():
        parts = part_values(run, r, s)
        first = [part for part in parts[:TOP_PARTS] if part[1] > 0]
        number[r, s], shown[r, s] = len(parts), len(first)
        niches += [niche for niche, _ in first]
        values += [value for _, value in first]
    return b"".join(
        [np.array(values, dtype="<f8").tobytes(), np.array(niches, dtype="<u2").tobytes(), number.tobytes(),
         shown.tobytes()]
    )  # fmt: skip


def site_done(edition: Edition, language: str) -> dict[str, tuple[str, list[str], list[str]]]:
    """What each region does in what it declares, by id: where that was counted, and two lists of sentences."""
    asking = _asking(edition, language, ())
    found: dict[str, tuple[str, list[str], list[str]]] = {}
    for region_id in edition.run.region_ids:
        done = declared_and_done(asking, edition.record(region_id), marks=False)
        found[region_id] = " ".join(done.about), list(done.declared), list(done.undeclared)
    return found


def _known(edition: Edition) -> list[list[object]]:
    """Pairs that are known: ids, partnerships, and how many Interreg and Horizon 2020 projects they share."""
    run = edition.run
    joint, rows = joint_of(tuple(run.region_ids)), {region_id: row for row, region_id in enumerate(run.region_ids)}
    counts = np.nan_to_num([joint.interreg, joint.h2020]).astype(int)
    return [
        [a, b, names, *counts[:, rows[a], rows[b]].tolist()] for a, b, _, names in edition.known.itertuples(index=False)
    ]


def _region(edition: Edition, region_id: str, every: list[tuple[str, str]]) -> dict[str, Any]:
    run, row = edition.run, edition.regions[region_id]
    areas = run.areas[run.areas["region_id"] == region_id]
    texts = list(dict.fromkeys(area_texts(areas)))
    there = place(region_id)
    askings = {language: _asking(edition, language, ()) for language in LANGUAGES}
    niches = {niche: run.sure_areas(region_id, niche) for niche in run.niches_in(run.row(region_id))}
    return {
        "id": region_id,
        "name": {language: asking.region_name(region_id) for language, asking in askings.items()},
        "country": row.country,
        "where": {language: asking.plain.country(row.country) for language, asking in askings.items()},
        "period": row.period if years_of(row.period) else "",
        "national": is_national_list(region_id, row.note),
        "cohesion": cohesion_category(region_id),
        "macroregion": [code for code in macroregions() if in_macroregion(region_id, code)],
        "programmes": [every.index(one) for one in taken_part(region_id)],
        "active": _active(edition, region_id),
        "place": [there.lat, there.lon] if there else None,
        "areas": [{language: asking.plain.area(region_id, text) for language, asking in askings.items()}
                  for text in texts],
        "niches": {run.niche_ids.index(niche): [texts.index(text) for text in on] for niche, on in niches.items()},
        "themes": sorted({str(run.parents[run.niche_ids.index(niche)]) for niche in niches}),
        "sources": [[source["source_url"], source["source_title"]] for source in run.sources[region_id]],
    }  # fmt: skip


def _niches(edition: Edition) -> list[dict[str, Any]]:
    run = edition.run
    return [
        {"id": niche, "theme": str(run.parents[place]),
         "label": {language: edition.words(language, marks=False).niche(run.labels[niche]) for language in LANGUAGES}}
        for place, niche in enumerate(run.niche_ids)
    ]  # fmt: skip
