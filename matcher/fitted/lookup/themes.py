"""Themes and niches of a run by any of their names, and those of the vocabulary in 26 languages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property

from matcher.areas import HORIZONTAL, WHOLE
from matcher.errors import NameUnknownError
from matcher.later import pd
from matcher.spelling import did_you_mean, grouped, name_key, nearest
from matcher.vocabulary import Vocabulary, load_vocabulary

__all__ = ["ThemeNames"]

_THEMES = "see the list: matcher themes RUN, or run.themes() in Python"


class ThemeNames:
    """Themes and niches of a run by id or label, and those of the vocabulary in any of its languages.

    A label that a theme shares with its own niche for what is no narrower ("Tourism") stands for the theme. One that it
    shares with another niche of its own (discovered themes are called like a niche of theirs) stands for the niche
    where niches are asked for, and for the theme where themes are.

    Parameters
    ----------
    theme_table : DataFrame or mapping
        theme_id, level ("theme" or "niche"), parent_id, label; what the run has.
    vocabulary : callable
        Gives the vocabulary; called only for a name that the run does not have.
    """

    def __init__(
        self,
        theme_table: pd.DataFrame | Mapping[str, Sequence[str]],
        vocabulary: Callable[[], Vocabulary] = load_vocabulary,
    ) -> None:
        columns = [list(theme_table[name]) for name in ("theme_id", "level", "label")]
        self.levels = dict(zip(columns[0], columns[1], strict=True))
        self.labels = dict(zip(columns[0], columns[2], strict=True))
        self.parents = dict.fromkeys(columns[0], "")
        if "parent_id" in theme_table:
            self.parents = dict(zip(columns[0], theme_table["parent_id"], strict=True))
        self._vocabulary = vocabulary

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The vocabulary, read when it is first needed."""
        return self._vocabulary()

    def niches(self, name: str, *, absent: bool = False) -> dict[str, str]:
        """Niches that a name stands for, with labels, by id; a theme stands for its niches.

        Parameters
        ----------
        name : str
            Id or label of a theme or niche of the run, or of anything in the vocabulary in any language.
        absent : bool
            Give a niche of the vocabulary also where no region of the run works on it.

        Raises
        ------
        NameUnknownError
            Nothing, or several, are called that; or no region works on it.
        """
        found = self._find(name, "niche")
        here = self._below(found)
        if here:
            return here
        if absent and found in self.vocabulary:
            below = [found] if self.vocabulary[found].level == "niche" else self.vocabulary.narrower(found)
            return {niche: self.vocabulary.label(niche) for niche in sorted(below)}
        raise self._absent(name, found)

    def theme(self, name: str) -> str:
        """Id of the broad theme of the run that a name stands for.

        Raises
        ------
        NameUnknownError
            No theme of the run, or several, are called that.
        """
        found = self._find(name, "theme")
        if self.levels.get(found) == "theme":
            return found
        if self._is_niche(found):
            above = self._theme_of(found)
            do = f"its theme is {self._shown(above)}" if above in self.labels else _THEMES
            what = f"{name.strip()!r} is a niche, not a broad theme"
            raise NameUnknownError(what, do=do, code="theme.unknown", choices=[above] if above in self.labels else [])
        raise self._absent(name, found)

    # -- finding --

    def _find(self, name: str, level: str) -> str:
        """The one id that a name stands for, in the run or else in the vocabulary."""
        if (bare := name.strip()) in self.levels and bare != HORIZONTAL:
            return bare
        for called in self._called(name):
            found = self._of_level(called, level)
            if len(found) == 1:
                return found[0]
            if found:
                what = f"{bare!r} is the name of several"
                do = f"use an id: {' or '.join(map(self._shown, found))}"
                raise NameUnknownError(what, do=do, code=f"{level}.ambiguous", choices=found)
        raise self._unknown(bare, level)

    def _called(self, name: str) -> Iterable[list[str]]:
        """Ids that a name may stand for: by id, by label of the run, by id and by label of the vocabulary."""
        key = name_key(name)
        yield self._themes_first(self._keys[0].get(key, []))
        yield self._themes_first(self._keys[1].get(key, []))
        if not self._of_vocabulary:
            return
        concepts = self.vocabulary.concepts
        for ids in ([each for each in concepts if name_key(each) == key], [c.id for c in self.vocabulary.find(name)]):
            for level in ("niche", "theme", "concept"):
                here = [each for each in ids if concepts[each].level == level and each != HORIZONTAL]
                yield list(dict.fromkeys(self.vocabulary.place_of(each) for each in here))

    def _of_level(self, ids: list[str], level: str) -> list[str]:
        """Themes alone where a theme is asked for; where niches are, without the theme of a niche of the same label."""
        if level == "theme":
            return [each for each in ids if not self._is_niche(each)] or ids
        return [each for each in ids if not any(self.parents.get(other) == each for other in ids)]

    def _themes_first(self, ids: list[str]) -> list[str]:
        """Without the niche of a theme as a whole where the theme is among them."""
        return [each for each in ids if each.removesuffix(WHOLE) == each or each.removesuffix(WHOLE) not in ids]

    @cached_property
    def _keys(self) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
        """Ids of the run by id and by label, as keys."""
        own = [(theme_id, label) for theme_id, label in self.labels.items() if theme_id != HORIZONTAL]
        return (
            grouped((name_key(theme_id), theme_id) for theme_id, _ in own),
            grouped((name_key(label), theme_id) for theme_id, label in own),
        )

    @cached_property
    def _of_vocabulary(self) -> bool:
        """Whether the themes of the run are those of the vocabulary, and not discovered."""
        return any(theme_id in self.vocabulary for theme_id in self.levels if theme_id != HORIZONTAL)

    def _is_niche(self, theme_id: str) -> bool:
        known = self.levels.get(theme_id)
        return (known or self.vocabulary[theme_id].level) == "niche"

    def _below(self, theme_id: str) -> dict[str, str]:
        """The niche itself, or the niches of a theme, as far as the run has them."""
        if self.levels.get(theme_id) == "niche":
            return {theme_id: self.labels[theme_id]}
        below = sorted(niche for niche, above in self.parents.items() if above == theme_id)
        return {niche: self.labels[niche] for niche in below if self.levels[niche] == "niche"}

    def _theme_of(self, theme_id: str) -> str:
        """The broad theme that a niche belongs to; "" where none is known."""
        known = self.parents.get(theme_id)
        return known or (self.vocabulary.theme_of(theme_id) if theme_id in self.vocabulary else "")

    # -- refusing --

    def _shown(self, theme_id: str) -> str:
        label = self.labels.get(theme_id) or self.vocabulary.label(theme_id)
        return f"{label} ({theme_id})"

    def _absent(self, name: str, found: str) -> NameUnknownError:
        level = "niche" if self._is_niche(found) else "theme"
        above = self._theme_of(found)
        near = [above] if above in self.labels and above != found else []
        do = f"its theme is {self._shown(above)}" if near else _THEMES
        what = f"{name.strip()}: no region here works on it"
        return NameUnknownError(what, do=do, code=f"{level}.absent", choices=near)

    def _unknown(self, name: str, level: str) -> NameUnknownError:
        spellings = self._spellings(level)
        near = nearest(name, spellings)
        ids = list(dict.fromkeys(theme_id for spelling in near for theme_id in spellings[spelling]))[:3]
        what = "broad theme" if level == "theme" else "niche or theme"
        return NameUnknownError(
            f"no {what} is called {name!r}",
            do=did_you_mean(map(self._shown, ids), _THEMES),
            code=f"{level}.unknown",
            choices=ids,
        )

    def _spellings(self, level: str) -> dict[str, list[str]]:
        """Ids and labels of the run, and labels of the vocabulary in all languages, to their ids."""
        ids = [each for each in self.levels if each != HORIZONTAL and level in ("niche", self.levels[each])]
        pairs = [(spelling, each) for each in ids for spelling in (each, self.labels[each])]
        if self._of_vocabulary:
            asked = ("theme",) if level == "theme" else ("theme", "niche")
            known = [each.id for each in self.vocabulary.concepts.values() if each.level in asked]
            for labels in self.vocabulary.labels.values():
                pairs += [(label, each) for each in known if each != HORIZONTAL for label in labels.get(each, ())]
        return grouped(pairs)
