"""Texts to vectors in the space of a run's areas, by the model that the run names; the default needs no torch."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from matcher.embed import AUTO, LIGHT, PACKAGED, UNTOLD, Embedder, read_languages
from matcher.errors import ModelError, RunError, SettingError
from matcher.fitted.tables import Fitted
from matcher.spelling import split_words

__all__ = ["embedder", "encode_texts", "model_of", "says_nothing", "stated", "told"]

#: A word of whose parts the encoder has seen less than this share says nothing to it: of 1,058 words of four letters
#: or more in the bundled names one lies below ("21st"), of codes and nonsense ("TRDE20250312011") all.
SEEN = 0.25


def encode_texts(
    run: Fitted, texts: Sequence[str], *, languages: Sequence[str] | None = None, blank: bool = False
) -> npt.NDArray[np.float32]:
    """Unit vectors (n, d) of texts in the space of a run's areas.

    Parameters
    ----------
    run : Run
    texts : sequence of str, n of them
    languages : sequence of str, optional
        ISO 639-1 code of each text, "" where it is not stated. Nothing is guessed where none is stated: the encoder
        reads all its languages alike, and from e5's vectors the mean of all languages is taken away.
    blank : bool, default False
        Give zeros to a text without a known word, instead of refusing it.

    Raises
    ------
    SettingError
        A text is empty, or a stated language is none of the encoder's.
    ModelError
        No word of a text is known, or the run was fitted with another model (`fit --model NAME`) that is not here.
    """
    if not texts:
        return np.zeros((0, run.vectors.shape[1]), dtype=np.float32)
    model, codes = model_of(run), stated(texts, languages)
    if model in (LIGHT, PACKAGED) and (foreign := embedder(model).unreadable(codes)):
        raise SettingError(
            f"language {', '.join(foreign)}", expected=f"one of {', '.join(embedder(model).student.languages)}",
            do="leave it out, or ask in English",
        )  # fmt: skip
    try:
        _check_model(run, model)
        vectors = embedder(model).encode(texts, codes, blank=True)
    except ModelError as error:
        raise ModelError(f"the run was fitted with the model {model}, which has to read a text too: {error}") from error
    if vectors.shape[1] != run.vectors.shape[1]:
        raise ModelError(
            f"the model {model} does not fit the run's vectors",
            expected=f"{run.vectors.shape[1]} numbers a text",
            found=str(vectors.shape[1]),
            do="fit the data again",
        )
    if not blank and (silent := ~vectors.any(axis=1)).any():
        text = texts[int(np.argmax(silent))]
        raise ModelError(f"the encoder knows no word of {text!r}", do="say it in other words")
    return vectors


def model_of(run: Fitted) -> str:
    """The model that reads a text: without torch also where English areas were read by the English model.

    Raises
    ------
    RunError
        The run does not say which model read its areas.
    ModelError
        The models installed are others than those that read the areas.
    """
    facts = run.settings.get("model", {})
    if not (name := facts.get("name")):
        raise RunError("the run does not say which model read its areas", do="fit the data again")
    model = LIGHT if name == AUTO else str(name)
    if model in (LIGHT, PACKAGED):
        known = facts.get("parts", {} if model == LIGHT else embedder(model).parts)
        if other := [part for part, found in embedder(model).parts.items() if known.get(part) != found]:
            raise ModelError("the run was fitted with another model than the installed one",
                             found=f"another {' and '.join(other)}", do="fit the data again")  # fmt: skip
    return model


def _check_model(run: Fitted, model: str) -> None:
    """Refuse a model of the run's name that is another one."""
    known = run.settings["model"].get("fingerprint")
    if model not in (LIGHT, PACKAGED) and embedder(model).fingerprint != known:
        raise ModelError("the run was fitted with another model of this name", found=model, do="fit the data again")


@cache
def embedder(model: str) -> Embedder:
    """The embedder of a name, made once."""
    return Embedder(model)


def stated(texts: Sequence[str], languages: Sequence[str] | None) -> list[str]:
    """The stated languages; "und" where none is stated, so that none is told from the words."""
    codes = [""] * len(texts) if languages is None else list(languages)
    if isinstance(texts, str) or len(codes) != len(texts):
        raise SettingError("texts", expected="a list of texts, and a language for each or none at all")
    return read_languages(list(texts), [code or UNTOLD for code in codes]).languages


def says_nothing(text: str) -> bool:
    """Whether a text consists of codes, numbers and words that the encoder has not seen in any part.

    Examples
    --------
    >>> says_nothing("TRL 7-8"), says_nothing("aaaaaaaaaaaa"), says_nothing("3D-skrivare"), says_nothing("VR")
    (True, True, False, False)
    """
    words = [word for word in split_words(text) if not word.isdigit()]
    return not words or bool((embedder(LIGHT).student.seen(words) < SEEN).all())


def told(code: str) -> str:
    """A language as `stated` gives it; "" where none is stated."""
    return "" if code == UNTOLD else code
