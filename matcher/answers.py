"""What a run answers to a text or a call: areas, niches, regions, actors, and groups of regions that meet it."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matcher.errors import SettingError
from matcher.later import pd
from matcher.settings import FIRST, TOP
from matcher.trust import Trusted

if TYPE_CHECKING:
    from matcher.consortium import Step
    from matcher.facts import ConsortiumAnswer, Meetings, QueryAnswer
    from matcher.sources import Rules

__all__ = ["Answering", "listed"]

#: One name or several.
Names = str | Collection[str]


@dataclass(frozen=True, eq=False)
class Answering(Trusted):
    """A fitted run with the verbs that take a text or a call; `matcher.run.Run` adds the others."""

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
        from matcher.consortium import consortium
        from matcher.placing.sentences import read_text
        from matcher.sources import Rules, load_rules

        asked = [name for name, given in (("niche", niche), ("text", text.strip()), ("chain", chain)) if given]
        if len(asked) != 1:
            found = " and ".join(asked) or "nothing, or an empty one"
            raise SettingError("consortium", expected="one of niche, text and chain", found=found)
        steps, unread = self._steps(listed(niche), text, chain)
        known = rules if rules is None or isinstance(rules, Rules) else load_rules(rules)
        answer = consortium(
            self, steps, rules=known, size=size, reach=reach, fixed=fixed, without=without,
            countries=self.countries_of(country), not_countries=self.countries_of(not_country), national=national,
            alternatives=alternatives, differ=differ, method=method,
        )  # fmt: skip
        read = read_text(text).sentences if text else ()
        answer["without"] = [denied for sentence in read for denied in sentence.without]
        answer["aside"] = [sentence.text for sentence in read if sentence.aside]
        answer["unread"] = unread
        return answer

    def _steps(self, niches: Sequence[str], text: str, chain: Sequence[str]) -> tuple[list[Step], list[str]]:
        """What is asked for, and what a text asks for in words that fit no niche."""
        from matcher import consortium as grouping
        from matcher.vocabulary import load_vocabulary

        vocabulary = load_vocabulary()
        if niches:
            return grouping.steps_of_names(self, vocabulary, niches), []
        placer = grouping.text_placer(self, vocabulary)
        if chain:
            return grouping.steps_of_chain(self, vocabulary, chain, placer.niches), []
        return grouping.steps_of_text(self, vocabulary, placer.mentions(text)), placer.unread(text)

    def query(
        self, text: str, language: str | None = None, *, top: int | None = TOP, country: Names = ()
    ) -> QueryAnswer:
        """Areas, niches and regions by a free text in any language of the encoder; see `matcher.query.query`."""
        from matcher.query import ask, query

        asked = ask(self, text, language=language)
        return query(self, asked, top=top, countries=self.countries_of(country))

    def needs(self, needs: pd.DataFrame, top: int = FIRST, *, country: Names = ()) -> pd.DataFrame:
        """The best regions for each of several texts (columns need and language); see `matcher.query.need_table`."""
        from matcher.query import need_table

        pairs = zip(needs["need"], needs["language"], strict=True)
        return need_table(self.query(text, language, top=top, country=country) for text, language in pairs)

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
        from matcher.query import ask, place_actors, rank_actors

        asked = ask(self, text, language=language)
        vectors, placed = place_actors(self, actors)
        return rank_actors(self, actors, vectors, placed, asked, by=by, top=top, kinds=listed(kind))

    def meet(self, a: str, b: str, actors: pd.DataFrame) -> Meetings:
        """Who of two regions might meet whom; see `matcher.query.meetings`."""
        from matcher.partners import explain
        from matcher.query import meetings, place_actors

        return meetings(self, explain(self, a, b), actors, *place_actors(self, actors))


def listed(given: Names) -> list[str]:
    """One name or several as a list.

    Examples
    --------
    >>> listed("rail"), listed(("rail", "ports"))
    (['rail'], ['rail', 'ports'])
    """
    return [given] if isinstance(given, str) else list(given)
