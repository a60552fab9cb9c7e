"""A fitted run and its verbs. Reading one needs no model: neither torch nor scikit-learn is imported."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matcher import partners as partnering
from matcher.answers import Answering, listed
from matcher.errors import SettingError
from matcher.fitted.storage import read_run, write_run
from matcher.fitted.tables import Fitted
from matcher.settings import FIRST, RECORD, TOP
from matcher.spelling import name_key

if TYPE_CHECKING:
    import pandas as pd

    from matcher.embed import Embedder
    from matcher.facts import (
        Comparison,
        Explanation,
        ThemeFacts,
        Watch,
        WhatIf,
    )
    from matcher.themes.edits import Edits

    #: A table of partnerships, or what `read_partnerships` reads.
    Partnerships = pd.DataFrame | str | os.PathLike[str] | None

__all__ = ["Run"]

#: What partners want to grow from: "deepen", "diversify", or niches and broad themes by id or label.
GoalName = str | Sequence[str]
#: One name or several.
Names = str | Collection[str]


@dataclass(frozen=True, eq=False)
class Run(Answering):
    """A fitted run. `Matcher.fit` makes one, `Run.load` reads one; every verb of the command line is a method.

    Attributes
    ----------
    areas, theme_table, memberships, relations, links, placements, vectors, settings
        See `matcher.fitted.tables.Fitted`.
    """

    keeps = True

    # -- partners -----------------------------------------------------------------------------------------------------

    def partners(
        self,
        region: str,
        by: str = "complementarity",
        *,
        top: int | None = None,
        goal: GoalName = "deepen",
        country: Names = (),
        not_country: Names = (),
        theme: Names = (),
        niche: Names = (),
        known: bool = False,
        new: bool = False,
        filters: partnering.Filters | None = None,
        partnerships: Partnerships = None,
        members: str = "any",
    ) -> pd.DataFrame:
        """Partners of a region, the best first; see `matcher.partners.ranking.partners`.

        Parameters
        ----------
        region : str
            Id or name of the region that asks.
        by : {"complementarity", "gives", "mutual", "overlap"}
            What ranks.
        top : int, optional
            How many; all where not given.
        goal : str or sequence of str
            "deepen", "diversify", or niches and broad themes by id or label.
        country, not_country : str or collection of str
            Countries to keep, or to leave out, by code or name.
        theme, niche : str or collection of str
            Broad themes and niches that the partner works on, by id or label.
        known, new : bool
            Only partners known from a partnership or a joint project, or only new ones.
        filters : Filters, optional
            What partners must be, besides.
        partnerships : DataFrame or str, optional
            As `matcher.read_partnerships` gives them, or what it reads; loose networks (evidence `weak`) do not count.
            "record" is the bundled list and the track record: any joint Interreg project, and any joint Horizon 2020
            project of universities (`matcher.record`). So it is where `known` or `new` is asked for.
        members : {"exact", "parent", "any"}
            How members of partnerships are found among the regions (`matcher.partners.placed_members`). With "any" a
            partner is known also where a part of it, or what it is a part of, takes part.

        Returns
        -------
        DataFrame
            `matcher.partners.PARTNER_COLUMNS`, and with partnerships `matcher.partners.NOVELTY_COLUMNS`.
        """
        found = self.partner_list(
            region, by, top=top, goal=goal, country=country, not_country=not_country, theme=theme, niche=niche,
            known=known, new=new, filters=filters, partnerships=partnerships, members=members,
        )  # fmt: skip
        return partnering.partners_table(found)

    def partner_list(
        self,
        region: str,
        by: str = "complementarity",
        *,
        top: int | None = None,
        goal: GoalName = "deepen",
        country: Names = (),
        not_country: Names = (),
        theme: Names = (),
        niche: Names = (),
        known: bool = False,
        new: bool = False,
        filters: partnering.Filters | None = None,
        partnerships: Partnerships = None,
        members: str = "any",
    ) -> partnering.PartnerList:
        """What `partners` gives as plain facts, row by row; the same is asked."""
        if known and new:
            raise SettingError("known and new", expected="one of them", found="both")
        wanted = (filters or partnering.Filters()).adding(
            country=country, not_country=not_country, theme=theme, niche=niche
        )
        if known or new:
            wanted = replace(wanted, known=known)
        if partnerships is None and wanted.known is not None:
            partnerships = RECORD
        pairs = self._known(partnerships, members)
        return partnering.partner_list(self, region, by=by, top=top, goal=goal, filters=wanted, known=pairs)

    def _known(self, partnerships: Partnerships, members: str = "any") -> pd.DataFrame | None:
        return None if partnerships is None else partnering.known_from(partnerships, self.region_ids, nuts=members)

    def what_if(
        self,
        region: str,
        add: Names = (),
        *,
        drop: Names = (),
        first: int = FIRST,
        by: str = "complementarity",
        goal: GoalName = "deepen",
        filters: partnering.Filters | None = None,
        partnerships: Partnerships = None,
        language: str | None = None,
    ) -> WhatIf:
        """Partners of a region as they would be with areas added and dropped; see `matcher.partners.what_if.what_if`.

        The texts to add, in `language` or in any that the encoder reads, are placed by `matcher.place_texts`.
        """
        from matcher.query import place_texts

        texts, dropped = listed(add), listed(drop)
        if not all(map(name_key, texts)):
            raise SettingError(
                "add", expected="the name of an area", found="an empty text", do="write the area in a few words"
            )
        languages = None if language is None else [language] * len(texts)
        added = place_texts(self, texts, languages=languages) if texts else None
        if partnerships is None and filters and filters.known is not None:
            partnerships = RECORD
        known = self._known(partnerships)
        return partnering.what_if(
            self, region, added=added, drop=dropped, top=first, by=by, goal=goal, filters=filters, known=known
        )

    def combined(
        self,
        region: str,
        by: str = "complementarity",
        *,
        weights: Mapping[str, float] | None = None,
        top: int | None = None,
        filters: partnering.Filters | None = None,
        partnerships: Partnerships = None,
        members: str = "any",
    ) -> pd.DataFrame:
        """Partners with fit, track record, distance and size; see `matcher.partners.combined.combined`."""
        from matcher.sources.lists.partnerships import partnerships_of

        table = None if partnerships is None else partnerships_of(partnerships)
        return partnering.combined(
            self, region, by=by, partnerships=table, weights=weights, top=top, nuts=members, filters=filters
        )

    def first_partners(self, top: int = TOP, by: str = "complementarity", **asked: Any) -> pd.DataFrame:
        """The first partners of every region; see `matcher.partners.firsts.first_partners`."""
        return partnering.first_partners(self, by=by, top=top, **asked)

    def pairs(self, *, by: str | None = None, top: int | None = None) -> pd.DataFrame:
        """All pairs of regions, each once; see `matcher.partners.stream.pairs`."""
        return partnering.pairs(self, by=by, top=top)

    def write_pairs(self, path: str | os.PathLike[str], **how: Any) -> Path:
        """All pairs as a folder of Parquet files; see `matcher.partners.stream.write_pairs`."""
        return partnering.write_pairs(self, path, **how)

    def explain(self, a: str, b: str, *, goal: GoalName = "deepen") -> Explanation:
        """The parts of two regions' scores with the areas behind them; see `matcher.partners.explain.explain`."""
        return partnering.explain(self, a, b, goal=goal)

    # -- themes and measures ------------------------------------------------------------------------------------------

    def themes(self, level: str | None = None, language: str = "en") -> list[ThemeFacts]:
        """Themes with their areas, regions and related niches; see `matcher.fitted.themes.theme_list`."""
        from matcher.fitted.themes import theme_list
        from matcher.vocabulary import load_vocabulary

        return theme_list(self, load_vocabulary(), level=level, language=language)

    def labels_in(self, language: str) -> dict[str, str]:
        """What niches and broad themes are called in a language; see `matcher.fitted.themes.labels_in`."""
        from matcher.fitted.themes import labels_in

        return labels_in(self, language)

    def measure(self, name: str, region: str | None = None, *, top: int | None = None) -> pd.DataFrame:
        """The values of a measure by its name, the largest first; see `matcher.measures.measure`."""
        from matcher.measures import measure

        return measure(self, name, region=region, top=top)

    # -- over time ----------------------------------------------------------------------------------------------------

    def compare(self, older: Fitted, region: str | None = None, *, first: int = FIRST) -> Comparison:
        """What changed since an older run, of all regions or of one; see `matcher.compare.compare`."""
        from matcher.compare import compare

        return compare(older, self, region=region, first=first)

    def watch(
        self, older: Fitted, region: str, *, first: int = FIRST, filters: partnering.Filters | None = None
    ) -> Watch:
        """What changed for a region since an older run, with areas elsewhere; see `matcher.compare.watch`."""
        from matcher.compare import watch

        return watch(older, self, region, first=first, filters=filters)

    # -- other runs, files --------------------------------------------------------------------------------------------

    def refit(self, edits: Edits, *, embedder: Embedder | None = None) -> Run:
        """The run's areas fitted again with an expert's edits of its themes; see `matcher.fit.refit`."""
        from matcher.fit import refit

        return refit(self, edits, embedder=embedder)

    def with_relatedness(self, weights: Mapping[str, float]) -> Run:
        """The run with other weights of the sources of relatedness: another blend, other scores, nothing fitted anew.

        Parameters
        ----------
        weights : mapping of str to float
            Weights of some of `matcher.relatedness.SOURCES`, such as {"proximity": 1}.
        """
        from matcher.relatedness import reblend, silent

        settings = self.settings.copy()
        settings["relatedness"] = {
            **self.settings["relatedness"],
            "weights": dict(weights),
            "silent": silent(self.relations, weights),
        }
        return replace(self, relations=reblend(self.relations, weights), settings=settings)

    def report(
        self,
        region: str,
        other: str | None = None,
        *,
        language: str = "en",
        full: bool = False,
        path: str | os.PathLike[str] | None = None,
    ) -> str:
        """The profile of a region, or the report on a pair, as a page and a file; see `matcher.report.report`."""
        from matcher.report import report

        return report(self, region, other=other, language=language, full=full, path=path)

    def export(self, path: str | os.PathLike[str], *, form: str | None = None) -> Path:
        """Write the run for other programs: GraphML, GEXF, XLSX or CSV; see `matcher.export.export`."""
        from matcher.export import export

        return export(self, path, form=form)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the run folder, whole or not at all; an older run at the same place is replaced.

        Parameters
        ----------
        path : path-like
            Folder to write. An existing folder is replaced only when it is a run or empty.

        Raises
        ------
        RunError
            Something else is there, or the folder cannot be written.
        """
        tables = {
            "areas": self.areas,
            "themes": self.theme_table,
            "memberships": self.memberships,
            "relations": self.relations,
            "links": self.links,
            "placements": self.placements,
            "possible": self.possible,
            "near": self.near,
        }
        write_run(Path(path), tables, self.vectors, self.graph(), self.settings, placing=self.placing)

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Run:
        """Read a run folder.

        Raises
        ------
        RunError
            The folder is missing, is no run, was written by another version, or a file was changed or lost.
        """
        read, vectors, settings, model = read_run(Path(path))
        tables: dict[str, Any] = {"theme_table" if name == "themes" else name: table for name, table in read.items()}
        return cls(vectors=vectors, settings=settings, placing=model, **tables)
