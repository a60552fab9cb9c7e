"""The profiles of many regions at once, with a page that leads to them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from matcher.errors import SettingError
from matcher.report.brand import PLAIN, Brand
from matcher.report.formats import FORMATS, write_document
from matcher.report.view.blocks import Column, Document, Link, Paragraph, Row, Section, Table
from matcher.report.view.common import framed
from matcher.words.forms import short_name
from matcher.words.words import Words

if TYPE_CHECKING:
    from matcher.fitted.tables import Fitted

__all__ = ["FEW", "profile_stem", "write_profiles"]

#: Fewer regions than this are written by one process: another one takes seconds to start.
FEW = 4


class _Task(NamedTuple):
    """A profile to write."""

    region_id: str
    out: str
    language: str
    full: bool
    forms: tuple[str, ...]
    brand: Brand


def profile_stem(region_id: str, language: str) -> str:
    """Name of the file of a profile, without its ending.

    Examples
    --------
    >>> profile_stem("SE125", "sv")
    'SE125_profile_sv'
    """
    return Document("profile", (region_id,), "", "", language, [], []).stem


def write_profiles(
    run: Fitted,
    out: str | os.PathLike[str],
    *,
    regions: Sequence[str] = (),
    language: str = "en",
    full: bool = False,
    forms: Sequence[str] = ("html", "pdf"),
    brand: Brand = PLAIN,
    force: bool = False,
    jobs: int | None = None,
    told: Callable[[int, int], None] | None = None,
) -> list[Path]:
    """Write the profiles of regions, and an index page that leads to them.

    Parameters
    ----------
    run : Fitted
    out : path-like
        Folder; it is made where it is missing, and other files in it stay.
    regions : sequence of str
        Ids or names; all of the run where none is given.
    language : {"en", "sv", "de"}
    full : bool
        With the annex.
    forms : sequence of str
        Formats, of `matcher.report.formats.FORMATS`.
    brand : Brand
    force : bool
        Replace files of the same names.
    jobs : int, optional
        How many processes; as many as there are cores where not given.
    told : function, optional
        Called with how many profiles are written, and of how many.

    Returns
    -------
    list of Path
        The index page, then the profiles.

    Raises
    ------
    SettingError
        A format is not known, or a file is there already.
    """
    if unknown := [form for form in forms if form not in FORMATS]:
        raise SettingError("formats", expected=f"some of {', '.join(FORMATS)}", found=", ".join(unknown))
    folder = Path(out)
    ids = [run.region(name).region_id for name in regions] if regions else list(run.region_ids)
    index = folder / f"index_{language}.html"
    files = [folder / f"{profile_stem(region_id, language)}.{form}" for region_id in ids for form in forms]
    if not force and (there := next((path for path in (index, *files) if path.exists()), None)):
        raise SettingError(f"-o {folder}", found=f"{there.name} is there already",
                           do="choose another folder, or replace it with --force")  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    tasks = [_Task(region_id, str(folder), language, full, tuple(forms), brand) for region_id in ids]
    for n, _ in enumerate(_done(run, tasks, jobs or os.cpu_count() or 1), 1):
        if told:
            told(n, len(tasks))
    write_document(_index(run, ids, language, forms), index, brand=brand)
    return [index, *files]


def _done(run: Fitted, tasks: Sequence[_Task], jobs: int) -> Iterator[str]:
    """Ids of the regions whose profiles are written, as they come."""
    if len(tasks) < FEW or jobs < 2:
        for task in tasks:
            yield _write(run, task)
        return
    with ProcessPoolExecutor(min(jobs, len(tasks)), get_context("spawn"), _start, (run,)) as pool:
        yield from pool.map(_write_here, tasks)


#: The run of a process that writes profiles.
_RUN: list[Fitted] = []


def _start(run: Fitted) -> None:
    """Keep the run; one thread a process, since the processes share the cores."""
    from threadpoolctl import threadpool_limits

    threadpool_limits(1)
    _RUN[:] = [run]


def _write_here(task: _Task) -> str:
    return _write(_RUN[0], task)


def _write(run: Fitted, task: _Task) -> str:
    from matcher.report import profile

    document = profile(run, task.region_id, language=task.language, full=task.full)
    for form in task.forms:
        write_document(document, Path(task.out) / f"{document.stem}.{form}", brand=task.brand)
    return task.region_id


def _index(run: Fitted, ids: Sequence[str], language: str, forms: Sequence[str]) -> Document:
    """The page that leads to the profiles."""
    words = Words(language)
    columns = [Column(words.say("table.region"), 1.5), Column(words.say("page.country")),
               Column(words.say("report.index.files"), 1.5)]  # fmt: skip
    rows = []
    for region_id in ids:
        region = run.region(region_id)
        stem = profile_stem(region_id, language)
        links = [Link(f"{stem}.{form}", f"{stem}.{form}") for form in forms]
        rows.append(Row([[short_name(words.region(region_id, region.region))], [words.country(region.country)], links]))
    table = Table(words.say("report.index.caption"), columns, rows)
    lead = Paragraph(words.say("report.index.lead", n=len(ids)), "lead")
    section = Section("profiles", words.say("report.index.heading"), [lead, table])
    data = str(run.settings["data"]["source"])
    return framed(words, "index", [], words.say("report.index.title"), [section], data=data)
