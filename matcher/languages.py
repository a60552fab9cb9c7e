"""Languages: codes of ISO 639-1, names in many languages, which one a text is in, and the product's own texts."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

from matcher.spelling import name_key

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier


__all__ = [
    "ALIKE",
    "LANGUAGES",
    "LATIN_SCRIPT",
    "OTHER_SCRIPTS",
    "SEVERAL_SCRIPTS",
    "SPOKEN",
    "UNTOLD",
    "Reading",
    "detected",
    "language_code",
    "long_enough",
    "own_text",
    "read_languages",
]

_CODES = """
    aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo
    es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg
    ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn
    no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta
    te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
"""
_LATIN = """
    ca cs cy da de en es et eu fi fo fr fy ga gd gl hr hu is it lb lt lv mt nb nl nn no oc pl pt rm ro se sk sl sq sv tr
"""
#: All codes of ISO 639-1 (no, nb and nn are all Norwegian).
LANGUAGES = frozenset(_CODES.split())
#: Languages of Europe that are written in Latin letters only.
LATIN_SCRIPT = frozenset(_LATIN.split())
#: Languages of Europe that are written in other letters only, and the first word of the letters' Unicode names.
OTHER_SCRIPTS = {
    "be": "CYRILLIC",
    "bg": "CYRILLIC",
    "el": "GREEK",
    "hy": "ARMENIAN",
    "ka": "GEORGIAN",
    "mk": "CYRILLIC",
    "ru": "CYRILLIC",
    "uk": "CYRILLIC",
}
#: Languages of Europe that are written in Latin and in Cyrillic letters.
SEVERAL_SCRIPTS = frozenset({"bs", "sr"})


_SPOKEN = """
    bg bs ca cs da de el en es et eu fi fr ga gl hr hu is it lb lt lv mk mt nb nl nn pl pt ro ru sk sl sq sr sv tr uk
"""
#: Languages in which names of languages and countries are known: those of the vocabulary, and others of Europe.
SPOKEN = tuple(_SPOKEN.split())


def language_code(text: str) -> str:
    """Code of a language that is given by its code, of two or three letters, or by its name; "" for what is none.

    Examples
    --------
    >>> [language_code(text) for text in ("SV", "svenska", "español", "Deutsch", "swe", "sv-SE", "none")]
    ['sv', 'sv', 'es', 'de', 'sv', 'sv', '']
    """
    code = re.split("[-_]", text.strip().lower())[0]
    return code if code in LANGUAGES or not code else _codes_by_name().get(name_key(text), "")


@cache
def _codes_by_name() -> dict[str, str]:
    """Codes by names of languages as Unicode CLDR has them, and by codes of three letters."""
    from babel import Locale
    from babel.core import get_global

    codes = {alias: code for alias, code in get_global("language_aliases").items() if code in LANGUAGES}
    for spoken in SPOKEN:
        names = Locale.parse(spoken).languages.items()
        codes |= {name_key(name): code for code, name in names if code in LANGUAGES and name_key(name) not in codes}
    return codes | {"norwegian": "no", "norsk": "no", "norska": "no", "castellano": "es", "valencia": "ca"}


#: A name needs as many letters to be held against its language ...
FEWEST_LETTERS = 15
#: ... and another language must be as much more likely (difference of log likelihoods).
MARGIN = 12.0
#: Languages that a detector cannot tell apart in a few words.
_ALIKE = (frozenset({"da", "nb", "nn", "no"}), frozenset({"bs", "hr", "sr"}))
_EUROPEAN = LATIN_SCRIPT | SEVERAL_SCRIPTS | frozenset(OTHER_SCRIPTS)


def detected(text: str, stated: str) -> str:
    """The language that a text is in by its words, where it clearly is not in the stated one; "" otherwise.

    Parameters
    ----------
    text : str
        A name, or several in one line.
    stated : str
        ISO 639-1 code; of languages that are not used in Europe nothing is said.

    Examples
    --------
    >>> detected("Avancerad tillverkning för krävande miljöer", "en"), detected("Advanced manufacturing", "en")
    ('sv', '')
    """
    if stated not in _EUROPEAN or not long_enough(text):
        return ""
    same = next((group for group in _ALIKE if stated in group), frozenset({stated}))
    likely = dict(_identifier().rank(text))
    own = [score for code, score in likely.items() if code in same]
    best = max((code for code in likely if code not in same), key=likely.__getitem__)
    return best if own and likely[best] - max(own) > MARGIN else ""


def long_enough(text: str) -> bool:
    """Whether a text has enough letters for its language to be told."""
    return len(text) >= FEWEST_LETTERS and sum(map(str.isalpha, text)) >= FEWEST_LETTERS


@cache
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(_EUROPEAN & set(identifier.labels))
    return identifier


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


def read_languages(
    texts: Sequence[str], stated: Sequence[str] | None = None, *, countries: Sequence[str] | None = None
) -> Reading:
    """The language in which each text is to be read.

    Parameters
    ----------
    texts : sequence of str, n of them
    stated : sequence of str, optional
        ISO 639-1 codes; "" where nothing is stated, "und" where it is known that nothing is known. "nb" and "nn" are
        read as "no".
    countries : sequence of str, optional
        Codes of the countries that the texts are from.

    Returns
    -------
    Reading
        Where nothing is stated, a text of 15 letters or more is read in the language that its words clearly are, an
        official one of its country where that is about as likely, else in English; a shorter one is "und".

    Examples
    --------
    >>> read_languages(["Skog", "Avancerad tillverkning för krävande miljöer", "Skog"], ["sv", "", ""])
    Reading(languages=['sv', 'sv', 'und'], assumed={'sv': 1, 'und': 1})
    >>> [read_languages(["Vätgas i stålindustrin"], countries=[code]).languages for code in ("SE", "NO")]
    [['sv'], ['no']]
    """
    codes = [""] * len(texts) if stated is None else [code.strip().lower() for code in stated]
    languages, assumed = [], Counter[str]()
    for text, code, country in zip(texts, codes, countries or [""] * len(texts), strict=True):
        if not code:
            code = _told(text, country) if long_enough(text) else UNTOLD  # noqa: PLW2901
            assumed[code] += 1
        languages.append(ALIKE.get(code, code))
    return Reading(languages, dict(assumed))


def _told(text: str, country: str) -> str:
    """The language of a text: English, or what it clearly is; what cannot be told from that is the country's."""
    found = detected(text, "en")
    if not found:
        return "en"
    likely = dict(_identifier().rank(text))
    spoken = [code for code in _official(country) if code in likely and likely[found] - likely[code] <= MARGIN]
    return max(spoken, key=likely.__getitem__, default=found)


@cache
def _official(country: str) -> tuple[str, ...]:
    """Official languages of a country and of its regions; none of what is no country."""
    from babel.languages import get_official_languages

    return tuple(get_official_languages({"EL": "GR", "UK": "GB"}.get(country, country), regional=True, de_facto=True))


@cache
def own_text(language: str, key: str) -> Any:
    """What stands in the texts of the product under a key such as "page.title": a text, a list, or a whole section.

    Only the section that holds it is read: all of them take as long as an answer.

    Parameters
    ----------
    language : str
    key : str

    Returns
    -------
    str, list, dict or None
        None where there is no such key.

    Examples
    --------
    >>> own_text("sv", "quadrant.complement"), own_text("sv", "quadrant.none")
    ('kompletterar', None)
    """
    steps, sections = key.split("."), _sections(language)
    heads = (".".join(steps[:n]) for n in range(len(steps), 0, -1))
    head = next((head for head in heads if head in sections), None)
    if head is None or head == key:  # a section with those below it
        texts = "\n".join(text for name, text in sections.items() if f"{name}.".startswith(f"{key}."))
    else:
        texts = sections[head]
    found: Any = _parsed(texts)
    for step in steps:
        found = found.get(step) if isinstance(found, dict) else None
    return found


_parsed = cache(tomllib.loads)


@cache
def _sections(language: str) -> dict[str, str]:
    """The TOML text of each section, with its heading."""
    text = (files("matcher") / "words" / "texts" / f"{language}.toml").read_text(encoding="utf-8")
    _, *parts = re.split(r"^(?=\[)", text, flags=re.MULTILINE)
    return {part[1 : part.index("]")]: part for part in parts}
