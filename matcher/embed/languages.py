"""Which language a text is read in: the one that is stated, else what its words tell, and what was assumed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from matcher.sources.language_check import detected, long_enough

__all__ = ["ALIKE", "UNTOLD", "Reading", "read_languages"]

#: Language of a text that is too short to tell.
UNTOLD = "und"
#: Codes that are read as another one: written Norwegian is one language here, whatever its form.
ALIKE = {"nb": "no", "nn": "no"}


class Reading(NamedTuple):
    """The language of each text, and how many texts were assumed to be in which ("und": too short to tell)."""

    languages: list[str]
    assumed: dict[str, int]

    def told(self) -> str:
        """What was assumed, in one line; "" where nothing was.

        Examples
        --------
        >>> Reading(["en", "und"], {"en": 1, "und": 1}).told()
        'language not stated: 1 text read as en, 1 too short to tell, read by the multilingual encoder'
        """
        if not self.assumed:
            return ""
        known = {code: n for code, n in self.assumed.items() if code != UNTOLD}
        parts = [f"{n} {'text' if n == 1 else 'texts'} read as {code}" for code, n in sorted(known.items())]
        if n := self.assumed.get(UNTOLD):
            parts.append(f"{n} too short to tell, read by the multilingual encoder")
        return "language not stated: " + ", ".join(parts)


def read_languages(texts: Sequence[str], stated: Sequence[str] | None = None) -> Reading:
    """The language in which each text is to be read.

    Parameters
    ----------
    texts : sequence of str, n of them
    stated : sequence of str, optional
        ISO 639-1 codes; "" where nothing is stated, "und" where it is known that nothing is known. "nb" and "nn" are
        read as "no".

    Returns
    -------
    Reading
        Where nothing is stated, a text of 15 letters or more is read in the language that its words clearly are, else
        in English; a shorter one is "und".

    Examples
    --------
    >>> read_languages(["Skog", "Avancerad tillverkning för krävande miljöer", "Skog"], ["sv", "", ""])
    Reading(languages=['sv', 'sv', 'und'], assumed={'sv': 1, 'und': 1})
    """
    codes = [""] * len(texts) if stated is None else [code.strip().lower() for code in stated]
    languages, assumed = [], Counter[str]()
    for text, code in zip(texts, codes, strict=True):
        if not code:
            code = (detected(text, "en") or "en") if long_enough(text) else UNTOLD  # noqa: PLW2901
            assumed[code] += 1
        languages.append(ALIKE.get(code, code))
    return Reading(languages, dict(assumed))
