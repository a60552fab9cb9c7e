"""The two-letter language codes of ISO 639-1."""

from __future__ import annotations

__all__ = ["LANGUAGES", "LATIN_SCRIPT", "OTHER_SCRIPTS", "SEVERAL_SCRIPTS"]

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
