"""Which broad theme a partnership is about, from the few words that its list gives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matcher.later import pd
from matcher.spelling import label_key
from matcher.vocabulary import Vocabulary

__all__ = ["NEAR", "Topic", "partnership_topics"]

#: Words lead to a label only where their cosine is at least this. On the bundled list 0.6 gave a theme to 52 of the 60
#: partnerships with two members in the bundled data. By one reader's judgement three of these are wrong, all of
#: them about policy rather than a subject ("territorial S3 governance"); where a text names several subjects, it gets
#: one of them.
NEAR = 0.6

#: Gives unit vectors of texts, such as `matcher.embed.Student().encode`.
Encode = Callable[[Sequence[str]], npt.NDArray[np.float32]]


class Topic(NamedTuple):
    """The broad theme that a text is about ("": none is near), the label that led there, and their cosine."""

    theme_id: str
    label: str
    cosine: float


def partnership_topics(
    texts: Sequence[str], themes: pd.DataFrame, *, vocabulary: Vocabulary | None = None, encode: Encode | None = None
) -> list[Topic]:
    """The broad theme of each text.

    A text that is the id or a label of a theme or niche (case and accents aside) is about that. Any other is about the
    theme of the label nearest to it: the cosine of their vectors, at least `NEAR`. Labels are the run's own and the
    vocabulary's English ones below the run's themes.

    Parameters
    ----------
    texts : sequence of str
    themes : DataFrame
        The run's table of themes: theme_id, level, parent_id, label.
    vocabulary : Vocabulary, optional
        Further labels, where the run's themes are the vocabulary's.
    encode : callable, optional
        Without it only ids and labels that agree are found.

    Examples
    --------
    >>> themes = pd.DataFrame({"theme_id": ["energy", "h2"], "level": ["theme", "niche"], "parent_id": ["", "energy"],
    ...                        "label": ["energy", "hydrogen"]})
    >>> [topic.theme_id for topic in partnership_topics(["Hydrogen", "boats"], themes)]
    ['energy', '']
    """
    labels = _labels(themes, vocabulary)
    exact = {label_key(label): (theme_id, label) for label, theme_id in reversed([*labels, *_ids(themes)])}
    names = list(dict(labels))
    near = _nearest(texts, names, encode)
    theme_of = dict(reversed(labels))
    topics = []
    for text, (place, cosine) in zip(texts, near, strict=True):
        if label_key(text) in exact and text:
            topics.append(Topic(*exact[label_key(text)], 1.0))
        elif text and place is not None and cosine >= NEAR:
            topics.append(Topic(theme_of[names[place]], names[place], cosine))
        else:
            topics.append(Topic("", names[place] if text and place is not None else "", cosine))
    return topics


def _labels(themes: pd.DataFrame, vocabulary: Vocabulary | None) -> list[tuple[str, str]]:
    """Labels and ids of broad themes and what stands below them, each with the broad theme."""
    found = []
    for row in themes.itertuples():
        top = str(row.theme_id if row.level == "theme" else row.parent_id)
        found.append((str(row.label), top))
    known = set(themes.loc[themes["level"] == "theme", "theme_id"])
    if vocabulary is not None:
        for concept_id, labels in vocabulary.labels["en"].items():
            top = vocabulary.theme_of(concept_id)
            if top in known and vocabulary[concept_id].level != "general":
                found += [(label, top) for label in labels]
    return found


def _ids(themes: pd.DataFrame) -> list[tuple[str, str]]:
    """Ids of themes and niches, each with its broad theme."""
    top = themes["parent_id"].where(themes["level"] == "niche", themes["theme_id"])
    return list(zip(themes["theme_id"], top, strict=True))


def _nearest(texts: Sequence[str], names: Sequence[str], encode: Encode | None) -> list[tuple[int | None, float]]:
    """The nearest name of each text, and their cosine."""
    if encode is None or not texts or not names:
        return [(None, float("nan"))] * len(texts)
    cosines = (np.asarray(encode(texts), dtype=np.float64) @ np.asarray(encode(names), dtype=np.float64).T).round(6)
    best = cosines.argmax(axis=1)
    return [(int(place), float(cosines[row, place])) for row, place in enumerate(best)]
