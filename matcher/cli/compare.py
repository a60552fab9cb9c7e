"""The verb compare: what changed between two runs, for all regions or for one."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matcher.cli.options import add_filters, add_first, add_formats, filters_of, new_verb
from matcher.cli.printing import emit, lines, width
from matcher.errors import SettingError

if TYPE_CHECKING:
    import pandas as pd

    from matcher.facts import Watch

__all__ = ["add_verbs"]


def add_verbs(verbs: Any) -> None:
    """Add compare."""
    compare = new_verb(verbs, "compare", _compare)
    either = "or a file of areas or a bundled set: then the lists alone are compared"
    compare.add_argument("old", metavar="OLD", help=f"run folder of the older data, {either}")
    compare.add_argument("new", metavar="NEW", help="run folder, file or set of the newer data")
    compare.add_argument("region", metavar="REGION", nargs="?", help="only what concerns this region (id or name)")
    compare.add_argument("--all", action="store_true", help="every region, niche, area and reason, not only the first")
    add_first(compare)
    add_filters(compare)
    add_formats(compare)


def _compare(options: argparse.Namespace) -> None:
    from matcher.partners import Filters
    from matcher.run import Run

    filters = filters_of(options)
    if options.region is None and filters != Filters():
        raise SettingError("compare", expected="a region where partners are filtered", found="none",
                           do="name it after the two runs")  # fmt: skip
    if any(_is_table(source) for source in (options.old, options.new)):
        _lists(options)
        return
    old, new = Run.load(options.old), Run.load(options.new)
    tell = _all if options.region is None else _one
    tell(options, old, new, filters)


def _is_table(source: str) -> bool:
    """Whether a file of areas or a bundled set is named, and no run folder."""
    from matcher.sources import bundled_names

    names = source.split("+")
    return Path(source).is_file() or all(name in bundled_names() or Path(name).is_file() for name in names)


def _lists(options: argparse.Namespace) -> None:
    """The lists of the regions that both hold, or of one, without a fit."""
    import pandas as pd

    from matcher.fitted.lookup import RegionNames
    from matcher.places import same_region
    from matcher.run import Run
    from matcher.sources import compare_lists, load_areas
    from matcher.words.names import published_names
    from matcher.words.updates import lists_text
    from matcher.words.words import Words, names_in

    old, new = (load_areas(source) if _is_table(source) else Run.load(source).areas
                for source in (options.old, options.new))  # fmt: skip
    regions = []
    if options.region is not None:
        regions = [RegionNames(dict(zip(new["region_id"], new["region"], strict=True))).find(options.region)]
    codes = {same_region(code): code for code in new["region_id"].unique()}  # one region may stand under two of them
    old = old.assign(region_id=old["region_id"].map(lambda code: codes.get(same_region(code), code)))
    found = compare_lists(old, new, regions=regions)
    words = Words(options.lang, names_in(options.lang, published_names(pd.concat([old, new]))))
    emit(options, found, table=lambda: pd.DataFrame(found), text=lambda: lines(words, lists_text(words, found)))


def _all(options: argparse.Namespace, old: Any, new: Any, _: Any) -> None:
    from matcher.compare import area_changes, compare
    from matcher.words.changes import changes_text

    facts = compare(old, new, first=options.first)
    labels = _labels(options, old, new)
    emit(
        options,
        facts,
        table=lambda: area_changes(facts),
        text=lambda: [
            *changes_text(facts, options.lang, brief=not options.all, labels=labels, width=width()).splitlines(),
            *_hint(options),
        ],
    )


def _hint(options: argparse.Namespace) -> list[str]:
    """Where to find what a brief text leaves out."""
    from matcher.words.words import Words

    words = Words(options.lang)
    return [] if options.all else lines(words, ["", words.get("compare.more")])


def _one(options: argparse.Namespace, old: Any, new: Any, filters: Any) -> None:
    from matcher.compare import watch
    from matcher.words.changes import watch_text

    facts = watch(old, new, options.region, first=options.first, filters=filters)
    labels = _labels(options, old, new)
    emit(
        options,
        facts,
        table=lambda: _changed_areas(facts),
        text=lambda: watch_text(facts, options.lang, brief=not options.all, labels=labels, width=width()).splitlines(),
    )


def _labels(options: argparse.Namespace, old: Any, new: Any) -> dict[str, str]:
    """What niches of both runs are called in the language; those of the newer one count."""
    return {} if options.lang == "en" else {**old.labels_in(options.lang), **new.labels_in(options.lang)}


def _changed_areas(facts: Watch) -> pd.DataFrame:
    """One row for each area elsewhere that came or went."""
    import pandas as pd

    columns = ["change", "region_id", "region", "area", "status", "value", "niches", "own_areas"]
    rows = [
        {**area, "change": change, "niches": [niche["label"] for niche in area["niches"]]}
        for change, areas in (("new", facts["new_areas"]), ("gone", facts["gone_areas"]))
        for area in areas
    ]
    return pd.DataFrame(rows, columns=columns)
