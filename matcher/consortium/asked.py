"""What is asked of a group of regions: steps, each met by one of its niches; from a list of names or a value chain."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from matcher.areas import WHOLE
from matcher.errors import NameUnknownError, SettingError
from matcher.fitted.lookup import ThemeNames
from matcher.fitted.tables import Fitted
from matcher.query.mentions import Mention
from matcher.spelling import did_you_mean, nearest
from matcher.vocabulary import Vocabulary

__all__ = ["SCALE", "Step", "steps_of_chain", "steps_of_names", "steps_of_text", "steps_of_weights", "whole_weights"]

#: Weights are rounded to whole ten-thousandths, so that equal coverage is exactly equal.
SCALE = 10_000

Place = Callable[[str], list[Mention]]


@dataclass(frozen=True)
class Step:
    """One thing that is asked: met when a member works on one of its niches.

    Attributes
    ----------
    step : str
        What the asker calls it.
    niches : mapping of str to str
        Id of each niche that meets it, and its label. Empty: the text fits no niche, and nobody can meet it.
    weight : float
        Any positive number; only shares count.
    wider : mapping of str to str
        Niches of the run that stand for a whole theme around the step's niches. They do not meet the step; where it is
        a gap, the regions that work on them are named.
    found : tuple of Mention
        The words of a text that were placed, with how close they are; empty where a niche was named.
    """

    step: str
    niches: Mapping[str, str]
    weight: float = 1.0
    wider: Mapping[str, str] = field(default_factory=dict)
    found: tuple[Mention, ...] = ()


def whole_weights(steps: Sequence[Step]) -> list[int]:
    """Weights of steps as whole numbers that sum to about `SCALE`, each at least 1.

    Examples
    --------
    >>> whole_weights([Step("a", {}), Step("b", {}, 2.0)])
    [3333, 6667]
    """
    for step in steps:
        if not step.weight > 0 or step.weight == float("inf"):
            raise SettingError(f"weight of {step.step!r}", expected="a positive number", found=str(step.weight))
    total = sum(step.weight for step in steps)
    return [max(1, round(SCALE * step.weight / total)) for step in steps]


def steps_of_weights(tables: Fitted, weights: Mapping[str, float]) -> list[Step]:
    """A step for each niche of a run, with its weight, in order of the ids.

    Raises
    ------
    NameUnknownError
        The run has no such niche.
    """
    for niche in weights:
        if niche not in tables.niche_ids:
            near = nearest(niche, tables.niche_ids)
            do = did_you_mean(near, "matcher themes RUN lists those of the run")
            raise NameUnknownError(f"no niche {niche!r} in the run", do=do, code="niche.unknown", choices=near)
    return [Step(tables.labels[niche], {niche: tables.labels[niche]}, weights[niche]) for niche in sorted(weights)]


def steps_of_names(tables: Fitted, vocabulary: Vocabulary, names: Sequence[str]) -> list[Step]:
    """A step for each niche that is named; a theme stands for its niches, which share its weight.

    Parameters
    ----------
    tables : Fitted
    vocabulary : Vocabulary
    names : sequence of str
        Ids or labels of themes and niches of the run, or of anything in the vocabulary, in any of its languages. A
        niche that no region of the run works on may be asked: it stays a gap.

    Raises
    ------
    NameUnknownError
        A name is not known, or stands for several niches.
    """
    steps: dict[str, Step] = {}
    known = ThemeNames(tables.theme_table, lambda: vocabulary)
    for name in names:
        niches = known.niches(name, absent=True)
        for niche, label in niches.items():
            old = steps.get(niche)
            weight = 1 / len(niches) + (old.weight if old else 0)
            steps[niche] = Step(label, {niche: label}, weight, _wider(tables, vocabulary, [niche]))
    return list(steps.values())


def steps_of_chain(tables: Fitted, vocabulary: Vocabulary, texts: Sequence[str], place: Place) -> list[Step]:
    """A step for each link of a value chain, in its order; all weigh the same.

    A link that is a name of the run or the vocabulary is met by its niche (a theme's name: by any of its niches); any
    other text by the niches that `place` finds in it.
    """
    steps = []
    known = ThemeNames(tables.theme_table, lambda: vocabulary)
    for text in texts:
        niches = _named(known, text)
        found = () if niches else tuple(place(text))
        niches = niches or _joined(mention.niches for mention in found)
        steps.append(Step(text, niches, 1.0, _wider(tables, vocabulary, niches), found))
    return steps


def steps_of_text(tables: Fitted, vocabulary: Vocabulary, mentions: Iterable[Mention]) -> list[Step]:
    """A step for each niche, or whole theme, that a text mentions, weighed by how often; the most mentioned first."""
    steps: dict[tuple[str, ...], Step] = {}
    for mention in mentions:
        key = tuple(sorted(mention.niches))
        old = steps.get(key)
        if old is None:
            steps[key] = Step(
                mention.label, mention.niches, float(mention.times), _wider(tables, vocabulary, key), (mention,)
            )
        else:
            steps[key] = replace(old, weight=old.weight + mention.times, found=(*old.found, mention))
    return sorted(steps.values(), key=lambda step: (-step.weight, step.step, *sorted(step.niches)))


def _named(names: ThemeNames, text: str) -> dict[str, str]:
    """Niches, with labels, that a text names, also those that no region works on; none where it is no name."""
    try:
        return names.niches(text, absent=True)
    except NameUnknownError as error:
        if error.code == "niche.unknown":
            return {}
        raise


def _wider(tables: Fitted, vocabulary: Vocabulary, niches: Iterable[str]) -> dict[str, str]:
    """Niches of the run that stand for the theme of some of these niches as a whole."""
    rows = tables.theme_table
    parents = dict(zip(rows["theme_id"], rows["parent_id"], strict=True))
    themes = [parents.get(n) or (vocabulary.theme_of(n) if n in vocabulary else "") for n in niches]
    wholes = dict.fromkeys(theme + WHOLE for theme in themes)
    return {whole: tables.labels[whole] for whole in wholes if whole in tables.labels and whole not in set(niches)}


def _joined(parts: Iterable[Mapping[str, str]]) -> dict[str, str]:
    return {niche: label for part in parts for niche, label in part.items()}
