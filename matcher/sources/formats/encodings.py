"""The encoding of a text that does not state it, told by what people write: letters of languages, names of places.

Programs outside Unicode save one byte a letter, and which letter a byte is depends on the country: Excel in Poland
writes Windows-1250, in Greece Windows-1253, in Latvia Windows-1257. A file is read in each of them, and what each word
costs is counted: nothing for a letter of the languages that its row states (by language, country or code of a region),
a little for another letter, much for a sign inside a word or for letters of two scripts; a cell that is a place's name,
letter by letter, is worth a word. The cheapest encoding is taken. Where two are equally cheap and read differently,
words of the vocabulary decide; else the file is refused with the choices.
"""

from __future__ import annotations

import codecs
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice

from matcher import places
from matcher.errors import InputError, SettingError
from matcher.languages import LANGUAGES
from matcher.places.countries import region_language
from matcher.spelling import did_you_mean

__all__ = ["CHOICES", "codec_of", "told_codec", "wide_codec"]

#: Encodings of one byte a letter, by Python's name, in the order in which they are tried; then those of older systems.
_USUAL = {
    "cp1252": "Windows-1252",
    "cp1250": "Windows-1250",
    "cp1257": "Windows-1257",
    "cp1253": "Windows-1253",
    "cp1251": "Windows-1251",
    "cp1254": "Windows-1254",
    "iso8859_2": "ISO-8859-2",
    "iso8859_15": "ISO-8859-15",
    "iso8859_7": "ISO-8859-7",
    "iso8859_13": "ISO-8859-13",
    "iso8859_5": "ISO-8859-5",
}
_OLD = {
    "iso8859_3": "ISO-8859-3",
    "mac_roman": "Mac Roman",
    "mac_latin2": "Mac Latin 2",
    "mac_greek": "Mac Greek",
    "mac_cyrillic": "Mac Cyrillic",
    "cp850": "DOS 850",
    "cp852": "DOS 852",
    "cp775": "DOS 775",
    "cp737": "DOS 737",
}
#: What may be stated: the usual names, each with Python's.
CHOICES = {name: codec for codec, name in {"utf-8": "UTF-8", "utf-16": "UTF-16", **_USUAL, **_OLD}.items()}
_CYRILLIC = "абвгдежзийклмнопрстуфхцчшщъьюя"
#: Letters of each language beside those of ASCII.
_LETTERS = {
    "bg": _CYRILLIC,
    "bs": "čćđšž",
    "ca": "àçèéíïòóúü",
    "cs": "áčďéěíňóřšťúůýž",
    "da": "æøåé",
    "de": "äöüß",
    "el": "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ",
    "es": "áéíñóúü",
    "et": "äõöüšž",
    "eu": "ñü",
    "fi": "äöåšž",
    "fr": "àâæçèéêëîïôœùûüÿ",
    "ga": "áéíóú",
    "gl": "áéíñóúü",
    "hr": "čćđšž",
    "hu": "áéíóöőúüű",
    "is": "áðéíóúýþæö",
    "it": "àèéìíòóùú",
    "lt": "ąčęėįšųūž",
    "lv": "āčēģīķļņōŗšūž",
    "mk": "абвгдѓежзѕијклљмнњопрстќуфхцчџш",
    "mt": "ċġħżàèìòù",
    "nl": "áéëíïóöúüèê",
    "no": "æøåéòô",
    "pl": "ąćęłńóśźż",
    "pt": "àáâãçéêíóôõú",
    "ro": "ăâîșțşţ",
    "ru": _CYRILLIC + "ыэё",
    "sk": "áäčďéíĺľňóôŕšťúýž",
    "sl": "čšž",
    "sq": "çë",
    "sr": "čćđšžабвгдђежзијклљмнњопрстћуфхцчџш",
    "sv": "åäöé",
    "tr": "çğıöşüâi̇",
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
}
_ALIKE = {"nb": "no", "nn": "no"}
#: Languages of countries that have several.
_OF_COUNTRY = {
    "BE": ("nl", "fr", "de"),
    "CH": ("de", "fr", "it"),
    "CY": ("el", "tr"),
    "ES": ("es", "ca", "eu", "gl"),
    "FI": ("fi", "sv"),
    "FR": ("fr",),
    "IE": ("ga",),
    "IT": ("it", "de"),
    "LU": ("fr", "de"),
    "BA": ("bs", "sr"),
    "ME": ("sr",),
    "XK": ("sq", "sr"),
    "AD": ("ca",),
}
#: What a letter of another language costs, and a sign inside a word or a letter of another script.
_GUEST, _WRONG = 0.3, 1.0
#: Signs beside words that texts have in every language.
_SIGNS = frozenset("–—‘’‚“”„«»‹›…•·°§€£®©™ºª¡¿×\u00a0\u00ad")
_INSIDE = frozenset("’·-")
_CELLS = re.compile(rb"[,;\t|\"\r\n]+")
_WORDS = re.compile(r"[^\s,;|\"()/\[\]]+")
_CODE = re.compile(r"[A-Z]{2}[A-Z0-9]{0,3}")
#: As many lines with letters beyond ASCII are read.
_MOST_LINES = 3_000
#: If each word costs so much on average, no encoding suits.
_DEAR = 0.5


@dataclass(frozen=True)
class _Line:
    """The cells of a line that hold letters beyond ASCII, and the languages that its other cells state."""

    cells: tuple[bytes, ...]
    languages: frozenset[str]


def codec_of(data: bytes, source: str) -> tuple[str, str]:
    """Python's name of a one-byte encoding and the name that is told, for bytes that are no UTF-8.

    Raises
    ------
    InputError
        Two encodings suit the letters equally well and read them differently, or none suits them.

    Examples
    --------
    >>> codec_of("PL22;Śląskie;PL;Żywność".encode("cp1250"), "a.csv")
    ('cp1250', 'Windows-1250')
    >>> codec_of("SE125;Västmanland;SE;Järnväg".encode("cp1252"), "a.csv")
    ('cp1252', 'Windows-1252')
    """
    lines = list(islice(_lines(data), _MOST_LINES))
    costs = _costs(data, lines, _USUAL)
    words = sum(len(line.cells) for line in lines)
    if min(costs.values(), default=math.inf) > 0:
        costs |= _costs(data, lines, _OLD)
    least = min(costs.values())
    if least > _DEAR * words and "cp1252" not in costs:
        what, do = f"{source} is text in no encoding that is known", "state it with --encoding, or save it as CSV UTF-8"
        raise InputError(what, expected=f"UTF-8, or one of {', '.join(CHOICES)}", do=do)
    best = [codec for codec, cost in costs.items() if cost == least or (least > _DEAR * words and codec == "cp1252")]
    different = _different(best, lines)
    if len(different) > 1:
        known = {codec: _known_words(codec, lines) for codec in different}
        different = [codec for codec in different if known[codec] == max(known.values())]
    if len(different) > 1 and least < 0.5 * words:
        _refuse(different, lines, source)
    return different[0], _name(different[0])


def told_codec(encoding: str) -> tuple[str, str]:
    """Python's name and the usual one of an encoding that is stated: "windows-1250", "cp1250", "ISO 8859-2".

    Raises
    ------
    SettingError
        It is none of `CHOICES`.

    Examples
    --------
    >>> told_codec("windows-1250"), told_codec("latin2")
    (('cp1250', 'Windows-1250'), ('iso8859_2', 'ISO-8859-2'))
    """
    own = {codecs.lookup(codec).name: (codec, name) for name, codec in CHOICES.items()}
    try:
        found = own.get(codecs.lookup(encoding.strip().replace(" ", "-")).name)
    except (LookupError, ValueError):
        found = None
    if found is None:
        from matcher.spelling import nearest

        near = nearest(encoding, CHOICES)
        expected = ", ".join(CHOICES)
        raise SettingError("encoding", expected=f"one of {expected}", found=repr(encoding), do=did_you_mean(near))
    return found


def wide_codec(data: bytes) -> str:
    """Python's name of UTF-16 without its mark: every second byte of Latin letters is zero; "" for other bytes.

    Examples
    --------
    >>> wide_codec("region;area".encode("utf-16-le")), wide_codec(b"region;area")
    ('utf-16-le', '')
    """
    if len(data) % 2 or b"\0" not in data:
        return ""
    for codec, zeros, others in (("utf-16-le", data[1::2], data[::2]), ("utf-16-be", data[::2], data[1::2])):
        if zeros.count(0) * 10 > len(zeros) and not others.count(0):
            try:
                data.decode(codec)
            except UnicodeDecodeError:
                return ""
            return codec
    return ""


def _name(codec: str) -> str:
    return (_USUAL | _OLD)[codec]


def _lines(data: bytes) -> Iterator[_Line]:
    """The lines with letters beyond ASCII."""
    for line in data.splitlines():
        if line.isascii():
            continue
        cells = _CELLS.split(line)
        stated = frozenset(found for cell in cells if cell.isascii() for found in _stated(cell.decode().strip()))
        yield _Line(tuple(cell.strip() for cell in cells if not cell.isascii()), stated)


@lru_cache(20_000)
def _stated(cell: str) -> tuple[str, ...]:
    """The languages that a cell of ASCII states: by its code, the code or name of a country, or of a region."""
    if cell in LANGUAGES:
        return (_ALIKE.get(cell, cell),)
    country = places.known_country(cell[:2] if _CODE.fullmatch(cell) else cell)
    return _OF_COUNTRY.get(country) or tuple(filter(None, (region_language(country),))) if country else ()


def _costs(data: bytes, lines: list[_Line], codes: Iterable[str]) -> dict[str, float]:
    """What the letters cost in each encoding that has all the bytes."""
    costs = {}
    for codec in codes:
        try:
            data.decode(codec)
        except UnicodeDecodeError:
            continue
        costs[codec] = round(_cost(codec, lines), 6)
    return costs


def _cost(codec: str, lines: list[_Line]) -> float:
    """What the letters cost in an encoding.

    Lines that state no language are all in one: of those that others state, else of all, the one that is cheapest.
    """
    total = 0.0
    unstated: list[str] = []
    everywhere = {language for line in lines for language in line.languages & _LETTERS.keys()}
    for line in lines:
        cells = [cell.decode(codec) for cell in line.cells]
        total -= sum(_is_place(cell) for cell in cells)
        if languages := line.languages & _LETTERS.keys():
            total += sum(min(_cost_of(cell, language) for language in languages) for cell in cells)
        else:
            unstated += cells
    if codec in _OLD and not everywhere:  # too rare to be taken for no reason
        return total + _WRONG * len(unstated)
    return total + min(sum(_cost_of(cell, language) for cell in unstated) for language in everywhere or _LETTERS)


def _is_place(cell: str) -> bool:
    """Whether a cell is the name of a region or country letter by letter, accents included."""
    return cell.casefold() in _place_names()


@cache
def _place_names() -> frozenset[str]:
    return frozenset(name.casefold() for name in places.every_name() if not name.isascii())


def _cost_of(cell: str, language: str) -> float:
    """What the letters of a cell cost in a language."""
    return sum(_cost_of_word(word, language) for word in _WORDS.findall(cell) if not word.isascii())


@lru_cache(200_000)
def _cost_of_word(word: str, language: str) -> float:
    letters = _LETTERS[language]
    latin = any(sign.isascii() and sign.isalpha() for sign in word)
    cost = 0.0
    for place, sign in enumerate(word):
        if sign.isascii():
            continue
        lower = sign.lower()
        if lower in letters and not (latin and _is_other_script(lower)):
            cost += _GUEST if place and sign != lower and word[place - 1].islower() else 0.0
        elif sign.isalpha():
            cost += _WRONG if latin and _is_other_script(lower) else _GUEST
        elif sign not in _SIGNS or (sign not in _INSIDE and _is_inside(word, place)):
            cost += _WRONG
    return cost


def _is_other_script(letter: str) -> bool:
    """Whether a letter is Greek or Cyrillic."""
    return "\u0370" <= letter <= "\u052f"


def _is_inside(word: str, place: int) -> bool:
    """Whether a sign stands between two letters."""
    return 0 < place < len(word) - 1 and word[place - 1].isalpha() and word[place + 1].isalpha()


def _different(codecs_: list[str], lines: list[_Line]) -> list[str]:
    """Of encodings that read all lines alike the first."""
    readings: dict[tuple[str, ...], str] = {}
    for codec in codecs_:
        readings.setdefault(tuple(cell.decode(codec) for line in lines for cell in line.cells), codec)
    return list(readings.values())


def _known_words(codec: str, lines: list[_Line]) -> int:
    """How many words of the vocabulary the lines hold in an encoding."""
    known = _vocabulary_words()
    words = (word for line in lines for cell in line.cells for word in _WORDS.findall(cell.decode(codec).casefold()))
    return sum(word in known for word in words if not word.isascii())


@cache
def _vocabulary_words() -> frozenset[str]:
    from matcher.vocabulary import load_vocabulary

    labels = load_vocabulary().labels.values()
    texts = (label.casefold() for of_language in labels for several in of_language.values() for label in several)
    return frozenset(word for text in texts for word in _WORDS.findall(text) if not word.isascii())


def _refuse(choices: list[str], lines: list[_Line], source: str) -> None:
    """The refusal of a file whose letters suit several encodings, with what each would read."""
    cells = [cell for line in lines for cell in line.cells]
    cell = next((it for it in cells if len({it.decode(codec) for codec in choices}) == len(choices)), cells[0])
    shown: dict[str, list[str]] = defaultdict(list)
    for codec in choices:
        shown[cell.decode(codec)].append(_name(codec))
    read = ", ".join(f"{text!r} in {' and '.join(names)}" for text, names in shown.items())
    raise InputError(
        f"{source} does not say how its letters are encoded",
        found=read,
        do="state it with --encoding (in Python encoding=), or save it as CSV UTF-8 or XLSX",
        code="encoding.unknown",
        choices=[_name(codec) for codec in choices],
    )
