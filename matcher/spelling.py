"""How names and texts are spelled alike: keys to look them up by, words to read them by."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

__all__ = ["did_you_mean", "fold", "grouped", "label_key", "latin", "name_key", "nearest", "split_words"]


#: Letters that Unicode does not split into a base letter and an accent.
_PLAIN_LETTERS = str.maketrans({"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"})


class _Marks(dict[int, int | None]):
    """For `str.translate`: accents, which Unicode takes apart from their letters, to nothing."""

    def __missing__(self, sign: int) -> int | None:
        self[sign] = None if unicodedata.combining(chr(sign)) else sign
        return self[sign]


_MARKS = _Marks()
_LETTERS_AND_DIGITS = re.compile(r"[^\W_]+")


@lru_cache(20_000)
def name_key(name: str) -> str:
    """A name or label without case, accents, hyphens and other signs, so that spellings of one name are equal.

    Examples
    --------
    >>> name_key("Jämtland-Härjedalen") == name_key("  JAMTLAND HARJEDALEN")
    True
    """
    if name.isascii():
        letters = name.lower()
    else:
        letters = unicodedata.normalize("NFKD", name).casefold().translate(_PLAIN_LETTERS)
        letters = unicodedata.normalize("NFKD", letters).translate(_MARKS)
    return " ".join(_LETTERS_AND_DIGITS.findall(letters))


def _pairs(text: str) -> dict[str, str]:
    """Letters and what they become: "a:b" for each, with blanks between."""
    return {letter: other for letter, _, other in (pair.partition(":") for pair in text.split())}


#: Greek letters in Latin ones (ELOT 743), pairs first; accents are gone by then.
_GREEK = _pairs(
    "αυ:av ευ:ev ου:ou γγ:ng γξ:nx γχ:nch α:a β:v γ:g δ:d ε:e ζ:z η:i θ:th ι:i κ:k λ:l μ:m ν:n ξ:x ο:o π:p ρ:r σ:s ς:s "
    "τ:t υ:y φ:f χ:ch ψ:ps ω:o"
)
#: Before these letters, and at the end, αυ and ευ are af and ef.
_VOICELESS = re.compile("([αε])υ(?=[θκξπσςτφχψ]|\\b)")
_BULGARIAN = _pairs(
    "а:a б:b в:v г:g д:d е:e ж:zh з:z и:i й:y к:k л:l м:m н:n о:o п:p р:r с:s т:t у:u ф:f х:h ц:ts ч:ch ш:sh щ:sht ъ:a "
    "ь:y ю:yu я:ya"
)
#: How other languages write Cyrillic letters in Latin ones, where they differ from Bulgarian.
_UKRAINIAN = _pairs("г:h ґ:g е:e є:ie и:y і:i ї:i х:kh щ:shch ь: ю:iu я:ia ': ’:")
_SERBIAN = _pairs("ђ:dj ж:z ј:j љ:lj њ:nj ћ:c ц:c ч:c џ:dz ш:s х:h ѓ:g ќ:k ѕ:dz")
_OTHER_LETTERS = re.compile("[\u0370-\u03ff\u1f00-\u1fff\u0400-\u052f]")


def latin(text: str) -> list[str]:
    """Ways of writing a name that has Greek or Cyrillic letters in Latin ones; any other text as it is.

    Greek as ELOT 743 has it, Cyrillic as Bulgaria, Ukraine and Serbia write their names; accents do not matter.

    Examples
    --------
    >>> latin("Κρήτη"), latin("Северозападен")[0], latin("Skåne")
    (['kriti'], 'severozapaden', ['Skåne'])
    """
    if not _OTHER_LETTERS.search(text):
        return [text]
    plain = "".join(sign for sign in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(sign))
    if any("\u0370" <= sign <= "\u03ff" for sign in plain):
        plain = _VOICELESS.sub(r"\1φ", plain)
        for greek, letters in _GREEK.items():
            plain = plain.replace(greek, letters)
        return [plain]
    plain = unicodedata.normalize("NFC", text.casefold())
    ways = (_BULGARIAN, {**_BULGARIAN, **_UKRAINIAN}, {**_BULGARIAN, **_SERBIAN})
    return list(dict.fromkeys("".join(way.get(sign, sign) for sign in plain) for way in ways))


def label_key(text: str) -> str:
    """The key of a label, as of a name.

    Examples
    --------
    >>> label_key("  Hälso-  och SJUKVÅRD ")
    'halso och sjukvard'
    """
    return name_key(text)


def as_written(text: str, key: str) -> str:
    """The words of a text that have a key, as the text writes them; the key where it has no such words.

    Examples
    --------
    >>> as_written("Teknik för e-hälsa", "e halsa"), as_written("Land- och skogsbruk", "landbruk")
    ('e-hälsa', 'landbruk')
    """
    words = [*re.finditer(r"[^\W_]+", text)]
    for first in range(len(words)):
        for last in range(first, min(first + key.count(" ") + 1, len(words))):
            own = text[words[first].start() : words[last].end()]
            if label_key(own) == key:
                return own
    return key


def grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """The values of each key, each once, in the order in which they come; an empty key is left out.

    Examples
    --------
    >>> grouped([("limburg", "BE22"), ("limburg", "NL42"), ("limburg", "BE22"), ("", "SE")])
    {'limburg': ['BE22', 'NL42']}
    """
    found: dict[str, dict[str, None]] = {}
    for key, value in pairs:
        if key:
            found.setdefault(key, {})[value] = None
    return {key: list(values) for key, values in found.items()}


#: Longer words are read up to here: nothing in a European language is longer, and a cell of a million signs is no word.
MOST_SIGNS = 60
_WORD = re.compile(r"[^\W_]+")
#: Letters that Unicode does not take apart into a letter and a mark.
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŋ": "n", "þ": "th"})


def fold(text: str) -> str:
    """The text without case and diacritics.

    Examples
    --------
    >>> fold("Łódź: ŻYWNOŚĆ, Straße, Υγεία")
    'lodz: zywnosc, strasse, υγεια'
    """
    if text.isascii():
        return text.casefold()
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).replace("ς", "σ")


def split_words(text: str) -> list[str]:
    """The folded words of a text.

    Examples
    --------
    >>> split_words("Skogs- och träindustri/IT")
    ['skogs', 'och', 'traindustri', 'it']
    """
    return [word[:MOST_SIGNS] for word in _WORD.findall(fold(text))]


# -- names that a misspelt name may have meant ------------------------------------------------------------------------

#: How alike a name must be to be suggested (0 to 100, as rapidfuzz counts), and how far below the nearest.
_LEAST, _BAND = 70.0, 12.0
#: What a name counts that is alike in some of its words only, or that begins with what was typed.
_IN_PART, _BEGINS = 0.95, 90.0
#: Names shorter than this share two letters in a row with what was typed, longer ones three; else nothing is in common.
_SHORT = 6
#: One letter of so many may be another one or be missing, always one; the first only in a name of twice as many.
_LETTERS_A_SLIP = 4
#: Names that begin with as many equal letters may end otherwise; behind fewer, two slips may stand in a short name.
_SAME_BEGINNING, _TWO_SLIPS = 5, 3


def nearest(name: str, names: Iterable[str], *, most: int = 3, least: float = _LEAST) -> list[str]:
    """Names that a misspelt name may have meant, the nearest first.

    How alike two names are is 200 M / (a + b), with M letters in common in their order and a and b letters in all
    (rapidfuzz calls it ratio). A name of several words may be alike as a whole or in some of its words; a name that
    begins with what was typed counts 90. Case, accents and punctuation make no difference. Names that only sound alike
    are not suggested: they must share their beginning, or differ by few slips (`_slipped`).

    Parameters
    ----------
    name : str
        What was typed.
    names : iterable of str
        What there is. The order makes no difference: names that are equally near are sorted.
    most : int
        How many names at most. None is far below the nearest.
    least : float
        How alike a name must be, 0 to 100.

    Returns
    -------
    list of str
        As given in `names`. Each shares some letters in a row with what was typed; empty if none is near.

    Examples
    --------
    >>> nearest("Windpower", ["in", "wind power", "power grids"])
    ['wind power']
    >>> nearest("Bayern", ["Berlin", "Bremen"])
    []
    >>> nearest("Öland", ["Poland", "Gotland"])
    []
    """
    from rapidfuzz import fuzz  # only a name that is not known needs it

    key = name_key(name)
    found: dict[str, float] = {}
    for other in dict.fromkeys(names):
        text = name_key(other)
        if key and _shares(key, text):
            alike = [(1.0, text), *((_IN_PART, part) for part in _parts(text, key.count(" ") + 1))]
            slips = max((weight * fuzz.ratio(key, it) for weight, it in alike if _slipped(key, it)), default=0.0)
            begins = _BEGINS if len(key) > 2 and f" {text}".find(f" {key}") >= 0 else 0.0
            found[other] = max(slips, begins)
    lowest = max([least, *(alike - _BAND for alike in found.values())])
    near = sorted((-alike, other) for other, alike in found.items() if alike >= lowest)
    return [other for _, other in near[:most]]


def did_you_mean(choices: Iterable[str], otherwise: str = "") -> str:
    """The question that names the choices, or other advice if there is none.

    Examples
    --------
    >>> did_you_mean(["energy", "health"]), did_you_mean([], "see the list")
    ('did you mean energy or health?', 'see the list')
    """
    shown = " or ".join(choices)
    return f"did you mean {shown}?" if shown else otherwise


def _shares(key: str, text: str) -> bool:
    """Whether two keys have some letters in a row in common."""
    size = min(len(key), 2 if len(key) < _SHORT else 3)
    return any(key[start : start + size] in text for start in range(len(key) - size + 1))


def _slipped(key: str, text: str) -> bool:
    """Whether one key may be a slip for the other: a few letters differ, or only what follows an equal beginning."""
    from rapidfuzz.distance import OSA, Prefix

    slips = OSA.distance(key, text)
    if key[0] != text[0]:
        return slips == 1 and len(key) >= 2 * _LETTERS_A_SLIP
    same = Prefix.similarity(key, text)
    return same >= _SAME_BEGINNING or slips <= max(2 if same >= _TWO_SLIPS else 1, len(key) // _LETTERS_A_SLIP)


def _parts(text: str, size: int) -> Iterator[str]:
    """Neighbouring words of a text, about as many as are asked for."""
    words = text.split()
    for count in range(max(1, size - 1), min(size + 2, len(words))):
        for start in range(len(words) - count + 1):
            yield " ".join(words[start : start + count])
