"""A fitted run and its verbs. Reading one needs no model: neither torch nor scikit-learn is imported."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from matcher import consortium as grouping
from matcher import measures as measuring
from matcher import partners as partnering
from matcher.errors import SettingError
from matcher.facts import Comparison, ConsortiumAnswer, Explanation, Meetings, QueryAnswer, ThemeFacts, Watch, WhatIf
from matcher.fitted import themes as theme_lists
from matcher.fitted.storage import read_run, write_run
from matcher.fitted.tables import Fitted
from matcher.placing.sentences import read_text
from matcher.query import actors as actor_search
from matcher.query import placing, ranking
from matcher.relatedness import reblend, silent
from matcher.settings import FIRST, TOP
from matcher.sources.lists.partnerships import RECORD, partnerships_of
from matcher.sources.lists.rules import Rules, load_rules
from matcher.trust import Trusted
from matcher.vocabulary import load_vocabulary

if TYPE_CHECKING:
    from matcher.embed import Embedder
    from matcher.themes.edits import Edits

__all__ = ["Run"]

#: What partners want to grow from: "deepen", "diversify", or niches and broad themes by id or label.
GoalName = str | Sequence[str]
#: One name or several.
Names = str | Collection[str]
#: A table of partnerships, or what `read_partnerships` reads.
Partnerships = pd.DataFrame | str | os.PathLike[str] | None


@dataclass(frozen=True, eq=False)
class Run(Trusted):
    """A fitted run. `Matcher.fit` makes one, `Run.load` reads one; every verb of the command line is a method.

    Attributes
    ----------
    areas, theme_table, memberships, relations, links, placements, vectors, settings
        See `matcher.fitted.tables.Fitted`.
    """

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
        return partnering.partners(self, region, by=by, top=top, goal=goal, filters=wanted, known=pairs)

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
        texts, dropped = _listed(add), _listed(drop)
        languages = None if language is None else [language] * len(texts)
        added = placing.place_texts(self, texts, languages=languages) if texts else None
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

    def consortium(
        self,
        niche: Names = (),
        *,
        text: str = "",
        chain: Sequence[str] = (),
        rules: Rules | str | os.PathLike[str] | None = None,
        size: int | None = None,
        reach: float | None = None,
        fixed: Sequence[str] = (),
        without: Sequence[str] = (),
        country: Names = (),
        not_country: Names = (),
        national: bool = False,
        alternatives: int = 3,
        differ: int = 1,
        method: str = "exact",
    ) -> ConsortiumAnswer:
        """Groups of regions that together meet what is asked; see `matcher.consortium.consortium`.

        Parameters
        ----------
        niche : str or collection of str
            Niches and themes by id or label; or `text`, a call text in any language of the encoder; or `chain`, the
            links of a value chain in their order.
        rules : Rules, name of a bundled set, or path of a TOML file, optional
        size : int, optional
            Most members.
        reach : float, optional
            Coverage in (0, 1]: the smallest group that reaches it is looked for.
        fixed, without : sequence of str
            Regions, by id or name, that are members in any case, or in none.
        country, not_country : str or collection of str
            Countries to keep, or to leave out, by code or name.
        national : bool
            National lists may be members.
        alternatives : int
            How many groups.
        differ : int
            How many members each group leaves out of every one before it.
        method : {"exact", "greedy"}
        """
        asked = [name for name, given in (("niche", niche), ("text", text.strip()), ("chain", chain)) if given]
        if len(asked) != 1:
            found = " and ".join(asked) or "nothing, or an empty one"
            raise SettingError("consortium", expected="one of niche, text and chain", found=found)
        steps = self._steps(_listed(niche), text, chain)
        known = rules if rules is None or isinstance(rules, Rules) else load_rules(rules)
        answer = grouping.consortium(
            self, steps, rules=known, size=size, reach=reach, fixed=fixed, without=without,
            countries=self.countries_of(country), not_countries=self.countries_of(not_country), national=national,
            alternatives=alternatives, differ=differ, method=method,
        )  # fmt: skip
        read = read_text(text).sentences if text else ()
        answer["without"] = [denied for sentence in read for denied in sentence.without]
        answer["aside"] = [sentence.text for sentence in read if sentence.aside]
        return answer

    def _steps(self, niches: Sequence[str], text: str, chain: Sequence[str]) -> list[grouping.Step]:
        vocabulary = load_vocabulary()
        if niches:
            return grouping.steps_of_names(self, vocabulary, niches)
        placer = grouping.text_placer(self, vocabulary)
        if chain:
            return grouping.steps_of_chain(self, vocabulary, chain, placer.niches)
        return grouping.steps_of_text(self, vocabulary, placer.mentions(text))

    # -- a text -------------------------------------------------------------------------------------------------------

    def query(
        self, text: str, language: str | None = None, *, top: int | None = TOP, country: Names = ()
    ) -> QueryAnswer:
        """Areas, niches and regions by a free text in any language of the encoder; see `matcher.query.query`."""
        asked = placing.ask(self, text, language=language)
        return ranking.query(self, asked, top=top, countries=self.countries_of(country))

    def needs(self, needs: pd.DataFrame, top: int = FIRST, *, country: Names = ()) -> pd.DataFrame:
        """The best regions for each of several texts (columns need and language); see `matcher.query.need_table`."""
        pairs = zip(needs["need"], needs["language"], strict=True)
        return ranking.need_table(self.query(text, language, top=top, country=country) for text, language in pairs)

    def actors(
        self,
        text: str,
        actors: pd.DataFrame,
        *,
        language: str | None = None,
        by: str = "closeness",
        top: int | None = TOP,
        kind: Names = (),
    ) -> pd.DataFrame:
        """Actors by a free text; see `matcher.query.rank_actors`, and `matcher.read_actors` for the table."""
        asked = placing.ask(self, text, language=language)
        vectors, placed = placing.place_actors(self, actors)
        return actor_search.rank_actors(self, actors, vectors, placed, asked, by=by, top=top, kinds=_listed(kind))

    def meet(self, a: str, b: str, actors: pd.DataFrame) -> Meetings:
        """Who of two regions might meet whom; see `matcher.query.meetings`."""
        return actor_search.meetings(self, self.explain(a, b), actors, *placing.place_actors(self, actors))

    # -- themes and measures ------------------------------------------------------------------------------------------

    def themes(self, level: str | None = None, language: str = "en") -> list[ThemeFacts]:
        """Themes with their areas, regions and related niches; see `matcher.fitted.themes.theme_list`."""
        return theme_lists.theme_list(self, load_vocabulary(), level=level, language=language)

    def labels_in(self, language: str) -> dict[str, str]:
        """What niches and broad themes are called in a language; see `matcher.fitted.themes.labels_in`."""
        return theme_lists.labels_in(self, language)

    def measure(self, name: str, region: str | None = None, *, top: int | None = None) -> pd.DataFrame:
        """The values of a measure by its name, the largest first; see `matcher.measures.measure`."""
        return measuring.measure(self, name, region=region, top=top)

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
        tables, vectors, settings, model = read_run(Path(path))
        return cls(theme_table=tables.pop("themes"), vectors=vectors, settings=settings, placing=model, **tables)


def _listed(given: Names) -> list[str]:
    """One name or several as a list."""
    return [given] if isinstance(given, str) else list(given)
