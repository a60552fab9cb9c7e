"""A fitted run and its answers. Reading one needs no model: neither torch nor scikit-learn is imported."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from matcher import consortium as grouping
from matcher import measures as measuring
from matcher import partners as partnering
from matcher.errors import SettingError
from matcher.fitted import themes as theme_lists
from matcher.fitted.graph import build_graph
from matcher.fitted.storage import read_run, write_run
from matcher.fitted.tables import Fitted
from matcher.query import actors as actor_search
from matcher.query import placing, ranking
from matcher.relatedness import reblend, silent
from matcher.scores import SizeCheck, passes, size_check
from matcher.settings import FIRST, RANKINGS
from matcher.sources.lists.rules import Rules, load_rules
from matcher.vocabulary import load_vocabulary

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["Run"]


@dataclass(frozen=True, eq=False)
class Run(Fitted):
    """A fitted run. `Matcher.fit` makes one, `Run.load` reads one.

    Attributes
    ----------
    areas, theme_table, memberships, relations, links, placements, vectors, settings
        See `matcher.fitted.tables.Fitted`.
    """

    def partners(
        self,
        region: str,
        by: str = "complementarity",
        *,
        top: int | None = None,
        countries: Collection[str] = (),
        not_countries: Collection[str] = (),
        goal: str | Sequence[str] = "deepen",
        filters: partnering.Filters | None = None,
        partnerships: pd.DataFrame | None = None,
        nuts: str = "any",
    ) -> pd.DataFrame:
        """Partners of a region, the best first; see `matcher.partners.ranking`.

        `partnerships`, as `matcher.sources.read_partnerships` gives them, tell new partners from known
        ones; `nuts` says how members are found among the regions (`matcher.partners.placed_members`): by default a
        partner is known also where a part of it, or what it is a part of, takes part. Loose networks (evidence `weak`)
        do not count.
        """
        known = self._known(partnerships, nuts)
        return partnering.partners(
            self,
            region,
            by=by,
            top=top,
            countries=countries,
            not_countries=not_countries,
            goal=goal,
            filters=filters,
            known=known,
        )

    def _known(self, partnerships: pd.DataFrame | None, nuts: str = "any") -> pd.DataFrame | None:
        if partnerships is None:
            return None
        return partnering.known_pairs(partnering.firm(partnerships), self.region_ids, nuts=nuts)

    def what_if(
        self,
        region: str,
        add: Sequence[str] = (),
        *,
        drop: Sequence[str] = (),
        top: int = FIRST,
        by: str = "complementarity",
        goal: str | Sequence[str] = "deepen",
        filters: partnering.Filters | None = None,
        partnerships: pd.DataFrame | None = None,
        language: str | None = None,
    ) -> dict[str, Any]:
        """Partners of a region as they would be with areas added and dropped; see `matcher.partners.what_if.what_if`.

        The texts to add, in `language` or in any that the encoder reads, are placed by `matcher.query.place_texts`.
        """
        texts, added = [add] if isinstance(add, str) else list(add), None
        if texts:
            from matcher.query.placing import place_texts

            added = place_texts(self, texts, languages=None if language is None else [language] * len(texts))
        dropped = [drop] if isinstance(drop, str) else list(drop)
        return partnering.what_if(
            self,
            region,
            added=added,
            drop=dropped,
            top=top,
            by=by,
            goal=goal,
            filters=filters,
            known=self._known(partnerships),
        )

    def combined(
        self,
        region: str,
        partnerships: pd.DataFrame | None = None,
        *,
        weights: Mapping[str, float] | None = None,
        by: str = "complementarity",
        top: int | None = None,
        countries: Collection[str] = (),
        not_countries: Collection[str] = (),
        nuts: str = "any",
        filters: partnering.Filters | None = None,
    ) -> pd.DataFrame:
        """Partners with fit, track record, distance and size side by side; see `matcher.partners.combined`."""
        return partnering.combined(
            self,
            region,
            partnerships=partnerships,
            weights=weights,
            by=by,
            top=top,
            countries=countries,
            not_countries=not_countries,
            nuts=nuts,
            filters=filters,
        )

    def pairs(self) -> pd.DataFrame:
        """All pairs of regions, each once; see `matcher.partners.ranking`."""
        return partnering.pairs(self)

    def stability(
        self,
        region: str | None = None,
        k: int = 5,
        *,
        draws: int = 200,
        seed: int = 0,
        by: str = "complementarity",
        among: Collection[str] | None = None,
    ) -> pd.DataFrame:
        """How often each partner stays among the first k; see `matcher.partners.stability.stability`."""
        return partnering.stability(self, region, k=k, draws=draws, seed=seed, by=by, among=among)

    def bias(self) -> pd.DataFrame:
        """Whether scores follow the length of lists, their language, country; see `matcher.partners.bias`."""
        return self._bias

    @cached_property
    def _bias(self) -> pd.DataFrame:
        return partnering.bias(self)

    def corrected(
        self, region: str, by: str = "complementarity", *, among: Collection[str] | None = None
    ) -> pd.DataFrame:
        """Scores after what regions alike have with everybody; see `matcher.partners.bias.corrected`."""
        return partnering.corrected(self, region, by=by, among=among, flags=self._bias)

    def explain(self, a: str, b: str, *, goal: str | Sequence[str] = "deepen") -> dict[str, Any]:
        """The parts of two regions' scores with the areas behind them; see `matcher.partners.explain.explain`."""
        return partnering.explain(self, a, b, goal=goal)

    def own_areas(self, region: str) -> dict[str, Any]:
        """Where a region's own areas were placed; see `matcher.partners.own.own_areas`."""
        return partnering.own_areas(self, region)

    def measure(self, name: str, region: str | None = None, *, top: int | None = None) -> pd.DataFrame:
        """The values of a measure by its name, the largest first; see `matcher.measures.measure`."""
        return measuring.measure(self, name, region=region, top=top)

    def consortium(
        self,
        niches: Sequence[str] = (),
        *,
        text: str = "",
        chain: Sequence[str] = (),
        rules: Rules | str | os.PathLike[str] | None = None,
        **limits: Any,
    ) -> dict[str, Any]:
        """Groups of regions that together meet what is asked; see `matcher.consortium.consortium`.

        Parameters
        ----------
        niches : sequence of str
            Ids or labels of niches and themes; or `text`, a call text in any language of the encoder; or `chain`, the
            links of a value chain in their order.
        rules : Rules, name of a bundled set, or path of a TOML file, optional
        **limits
            size, reach, fixed, without, countries, not_countries, national, alternatives, differ, method.
        """
        asked = [name for name, given in (("niches", niches), ("text", text.strip()), ("chain", chain)) if given]
        if len(asked) != 1:
            found = " and ".join(asked) or "nothing, or an empty one"
            raise SettingError("consortium", expected="one of niches, text and chain", found=found)
        vocabulary = load_vocabulary()
        if niches:
            steps = grouping.steps_of_names(self, vocabulary, niches)
        else:
            placer = grouping.text_placer(self, vocabulary)
            steps = (
                grouping.steps_of_chain(self, vocabulary, chain, placer.niches)
                if chain
                else grouping.steps_of_text(self, vocabulary, placer.mentions(text))
            )
        known = rules if rules is None or isinstance(rules, Rules) else load_rules(rules)
        return grouping.consortium(self, steps, rules=known, **limits)

    def query(
        self, text: str, language: str | None = None, *, top: int | None = 10, countries: Collection[str] = ()
    ) -> dict[str, Any]:
        """Areas, niches and regions by a free text in any language of the encoder; see `matcher.query.ranking`."""
        return ranking.query(self, placing.ask(self, text, language=language), top=top, countries=countries)

    def needs(self, needs: pd.DataFrame, top: int = 5, *, countries: Collection[str] = ()) -> pd.DataFrame:
        """The best regions for each of several texts (columns need and language); see `matcher.query.need_table`."""
        pairs = zip(needs["need"], needs["language"], strict=True)
        return ranking.need_table(self.query(text, language, top=top, countries=countries) for text, language in pairs)

    def actors(
        self,
        text: str,
        actors: pd.DataFrame,
        *,
        language: str | None = None,
        by: str = "closeness",
        top: int | None = 10,
        kinds: Collection[str] = (),
    ) -> pd.DataFrame:
        """Actors by a free text; see `matcher.query.rank_actors`, and `matcher.sources.read_actors` for the table."""
        asked = placing.ask(self, text, language=language)
        return actor_search.rank_actors(
            self, actors, *placing.place_actors(self, actors), asked, by=by, top=top, kinds=kinds
        )

    def pair_actors(self, a: str, b: str, actors: pd.DataFrame) -> dict[str, Any]:
        """Who of two regions might meet whom; see `matcher.query.meetings`."""
        pair = self.explain(a, b)
        return actor_search.meetings(self, pair, actors, *placing.place_actors(self, actors))

    def themes(self, level: str | None = None, language: str = "en") -> list[dict[str, Any]]:
        """Themes with their areas, regions and related niches; see `matcher.fitted.themes.theme_list`."""
        return theme_lists.theme_list(self, load_vocabulary(), level=level, language=language)

    def labels_in(self, language: str) -> dict[str, str]:
        """What niches and broad themes are called in a language, by their English label, where the vocabulary knows."""
        vocabulary = load_vocabulary()
        rows = [{str(key): value for key, value in row.items()} for row in self.theme_table.to_dict("records")]
        named = {row["label"]: theme_lists.theme_label(row, vocabulary, language) for row in rows}
        return {label: name for label, name in named.items() if name != label}

    def with_relatedness(self, weights: Mapping[str, float]) -> Run:
        """The run with other weights of the sources of relatedness: another blend, other scores, nothing fitted anew.

        Parameters
        ----------
        weights : mapping of str to float
            Weights of some of `matcher.relatedness.SOURCES`, such as {"proximity": 1}.
        """
        related = self.settings["relatedness"] | {"weights": dict(weights), "silent": silent(self.relations, weights)}
        return replace(
            self, relations=reblend(self.relations, weights), settings=self.settings | {"relatedness": related}
        )

    def validate(
        self,
        partnerships: pd.DataFrame,
        weak: bool = False,
        *,
        nuts: str = "exact",
        k: int = 10,
        weights: Mapping[str, float] | None = None,
        draws: int = 2000,
        seed: int = 0,
    ) -> dict[str, Any]:
        """Ranking quality against known partnerships, baselines first; see `matcher.validate.validate`.

        Themes of partnerships are read with the vocabulary and the bundled encoder.
        """
        from matcher.embed import Student
        from matcher.validate.partnerships import validate  # needs scikit-learn, which other answers do not

        vocabulary, encode = load_vocabulary(), Student().encode
        return validate(
            self,
            partnerships,
            weak=weak,
            nuts=nuts,
            k=k,
            weights=weights,
            vocabulary=vocabulary,
            encode=encode,
            draws=draws,
            seed=seed,
        )

    def graph(self) -> nx.Graph[str]:
        """The bipartite region-theme graph; see `matcher.fitted.graph.build_graph`."""
        return build_graph(self.areas, self.regions, self.theme_table, self.memberships)

    @cached_property
    def size_checks(self) -> dict[str, SizeCheck]:
        """How ranks follow the length of lists, by what ranks; see `matcher.scores.size_check`."""
        sizes = self.x.sum(axis=1)
        return {by: size_check(self.scores.ranking(by), sizes) for by in RANKINGS}

    def summary(self) -> list[str]:
        """What a fit has made, in a few lines, with how far ranks follow the length of lists."""
        themes, related = self.settings["themes"], self.settings["relatedness"]
        total = sum(related["weights"].values())
        weights = ", ".join(f"{name} {100 * weight / total:.0f} %" for name, weight in related["weights"].items())
        lines = [
            f"{len(self.regions)} regions with {len(self.areas)} areas: {themes['themes']} broad themes, "
            f"{themes['niches']} niches ({_way(themes)}).",
            f"Relatedness of niches: {weights}; portfolios: {related['portfolios']}.",
        ]
        if silent := related["silent"]:
            lines.append(f"Without a say, since it relates none of the niches: {', '.join(silent)}.")
        lines += [_size_line(by, check) for by, check in self.size_checks.items() if not np.isnan(check.correlation)]
        if flagged := _flagged(self._bias):
            lines.append(f"Scores follow more than what regions work on: {flagged}. See: matcher bias RUN.")
        if unmatched := self.regions["region"][[self.is_unmatched(name) for name in self.region_ids]].tolist():
            lines.append(f"Without thematic areas, cannot be matched: {', '.join(unmatched)}.")
        for language, n in self.settings["model"]["unreliable"].items():
            lines.append(f"Placed unreliably: {n} areas in {language}, which the model does not understand.")
        return lines

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
        write_run(Path(path), tables, self.vectors, self.graph(), self.settings)

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Run:
        """Read a run folder.

        Raises
        ------
        RunError
            The folder is missing, is no run, was written by another version, or a file was changed or lost.
        """
        tables, vectors, settings = read_run(Path(path))
        return cls(theme_table=tables.pop("themes"), **tables, vectors=vectors, settings=settings)


def _size_line(by: str, check: SizeCheck) -> str:
    """How the ranks of a list follow the length of lists, in a line."""
    return (
        f"Ranked by {by}: rank correlation of a region's niches with its places among the first {FIRST} "
        f"{check.correlation:+.2f}; {check.best_partners} different best partners for {check.regions} regions; "
        f"a fifth of the regions holds {100 * check.largest_share:.0f} % of the places"
        f"{'.' if passes(check) else ': ranks follow the length of lists, or the same few.'}"
    )


def _flagged(table: pd.DataFrame) -> str:
    """The flagged rows of the bias guard in a few words."""
    flagged = table[table["flagged"]]
    named = [
        f"{score} with {', '.join(group['property'].str.replace('_', ' '))}"
        for score, group in flagged.groupby("score", sort=False)
    ]
    return "; ".join(named)


def _way(themes: dict[str, Any]) -> str:
    """How themes were found, in words."""
    if themes.get("way") == "guided":
        return f"guided by the {themes['guided_by']}; {themes['offered'] - themes['niches']} more have no area here"
    return f"discovered; {themes['linkage']} linkage"
