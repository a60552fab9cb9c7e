"""Verbs and their options read from a command line; what cannot be read is one line in the voice of the product."""

from __future__ import annotations

import argparse
import re
import shlex
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path, PurePath
from typing import Any, NoReturn

from matcher.errors import SettingError
from matcher.spelling import nearest

__all__ = ["OLD", "OLD_VERBS", "Parser", "Verbs", "did_you_mean", "old_spelling"]

#: Spellings of an earlier release: the verb, the option then, and what to write now.
OLD = (
    ("check", "--html", "-o FILE.html"),
    ("check", "--language", "--text-lang CODE"),
    ("fit", "--language", "--text-lang CODE"),
    ("fit", "--text", "--names english or --names original"),
    ("fit", "--themes", "--n-themes N"),
    ("fit", "--niches", "--n-niches N"),
    ("fit", "--relatedness", "--weights name=number,..."),
    ("themes", "--edits", "the verb refit: matcher refit RUN EDITS -o RUN"),
    ("themes", "--write-edits", "--template -o EDITS.toml"),
    ("vocabulary", "--export", "-o FILE.ttl or -o FILE.csv"),
    ("vocabulary", "--compare", "--run RUN"),
    ("partners", "--level", "--nuts-level LEVEL"),
    ("partners", "--nuts", "--members exact, parent or any"),
    ("partners", "--combined", "--columns fit,track,distance,size"),
    ("partners", "--add", "the verb what-if: matcher what-if RUN REGION --add TEXT"),
    ("partners", "--drop", "the verb what-if: matcher what-if RUN REGION --drop AREA"),
    ("partners", "--add-language", "the verb what-if, with --text-lang CODE"),
    ("explain", "--actors", "the verb meet: matcher meet RUN A B"),
    ("consortium", "--niches", "--niche NICHE, once for each"),
    ("consortium", "--file", "--from FILE"),
    ("query", "--file", "--from FILE"),
    ("actors", "--pair", "the verb meet: matcher meet RUN A B"),
    ("compare", "--region", "the region after the two runs: matcher compare OLD NEW REGION"),
    ("stability", "--top", "--first K"),
    ("validate-partnerships", "--nuts", "--members exact, parent or any"),
    ("validate-partnerships", "--k", "--first K"),
)
#: Verbs of an earlier release, and what to write now.
OLD_VERBS = {
    "watch": "matcher compare OLD NEW REGION",
    "validate": "matcher validate-partnerships RUN --partnerships FILE",
}

#: Kinds of values that argparse names by their Python type.
_KINDS = {"int": "a whole number", "float": "a number"}
#: What is missing, in plain words.
_PLAINLY = {"REGION": "a region", "A": "a region", "B": "a second region"}


def old_spelling(verb: str, arguments: Iterable[str]) -> None:
    """Answer a spelling of an earlier release with the one of today.

    Raises
    ------
    SettingError
        One of the arguments is an option that the verb had.

    Examples
    --------
    >>> old_spelling("check", ["areas.csv", "--html", "page.html"])
    Traceback (most recent call last):
    matcher.errors.SettingError: check --html: now -o FILE.html
    """
    given = {argument.partition("=")[0] for argument in arguments}
    for name, old, new in OLD:
        if name == verb and old in given:
            raise SettingError(f"{verb} {old}", do=f"now {new}")


def did_you_mean(found: str, names: Iterable[str]) -> str:
    """A question that names what is spelled much alike; "" where nothing is.

    Examples
    --------
    >>> did_you_mean("partner", ["partners", "pairs"])
    'did you mean partners?'
    """
    best = nearest(found, names, most=1)
    return f"did you mean {best[0]}?" if best else ""


class Parser(argparse.ArgumentParser):
    """A parser of one verb; it raises `SettingError` where argparse would print its usage and exit.

    Options are written in full: a beginning of one stands for nothing.
    """

    def __init__(self, verb: str, **settings: Any) -> None:
        super().__init__(prog=f"matcher {verb}".strip(), allow_abbrev=False, **settings)
        self.verb = verb
        self.given: list[str] = []  # what is parsed, for messages

    def error(self, message: str) -> NoReturn:
        """Raise what argparse has to say, in the words of the product."""
        for form, answer in _FORMS:
            if found := re.fullmatch(form, message, flags=re.DOTALL):
                raise answer(self, *found.groups())
        raise SettingError(self.verb, found=message)

    def option(self, name: str) -> argparse.Action | None:
        """The argument that argparse calls so in its messages, such as "-n/--top"."""
        for action in self._actions:
            if name in ("/".join(action.option_strings), action.metavar, action.dest):
                return action
        return None

    @property
    def words(self) -> list[str]:
        """The words that were given, without options and their values."""
        found, values = [], False
        for word in self.given:
            if word.startswith("-"):
                action = self._option_string_actions.get(word)
                values = action is not None and action.nargs != 0
            elif values:
                values = False
            else:
                found.append(word)
        return found

    @property
    def spellings(self) -> list[str]:
        """Every option as it is written."""
        return [spelling for action in self._actions for spelling in action.option_strings]


# -- the messages of argparse, and ours for them -----------------------------------------------------------------------


def _choice(parser: Parser, name: str, found: str) -> SettingError:
    action = parser.option(name)
    choices = [str(choice) for choice in action.choices or ()] if action else []
    near = did_you_mean(found.strip("'\""), choices)
    return SettingError(f"{parser.verb} {_long(name)}", expected=_listed(choices, "or"), found=found, do=near)


def _kind(parser: Parser, name: str, kind: str, found: str) -> SettingError:
    return SettingError(f"{parser.verb} {_long(name)}", expected=_KINDS.get(kind, kind), found=found)


def _value(parser: Parser, name: str, how_many: str) -> SettingError:
    action = parser.option(name)
    value = f", such as {_long(name)} {action.metavar}" if action and isinstance(action.metavar, str) else ""
    return SettingError(f"{parser.verb} {_long(name)}", expected=f"{how_many} after it{value}", found="none")


def _both(parser: Parser, one: str, other: str) -> SettingError:
    return SettingError(f"{parser.verb} {_long(one)} and {_long(other)}", expected="only one of them")


def _missing(parser: Parser, names: str) -> SettingError:
    missing, given = names.split(", "), parser.words
    if parser.option("RUN") and len(missing) == 1 and given and not Path(given[0]).exists():
        told = f"{given[0]!r}, which is no folder of a run"
        do = f"put the run in front: {parser.prog} RUN {shlex.join(given)}"
        return SettingError(parser.verb, expected="a run as the first word", found=told, do=do)
    wanted = _listed([_PLAINLY.get(name, _long(name)) for name in missing], "and")
    return SettingError(parser.verb, expected=wanted, do=f"{parser.prog} --help shows how to write it")


def _unknown(parser: Parser, given: str) -> SettingError:
    first = given.split(maxsplit=1)[0].partition("=")[0]
    if first.startswith("-"):
        near = did_you_mean(first, [it for it in parser.spellings if it.startswith("--")])
        return SettingError(f"{parser.verb}: no option {first!r}", do=near or f"{parser.prog} --help lists them")
    do = "put a name of several words in quotation marks"
    if "--out" in parser.spellings and PurePath(first).suffix:
        do = f"a file to write is named by -o: -o {first}"
    return SettingError(f"{parser.verb}: too many words, from {first!r} on", do=do)  # fmt: skip


_FORMS: tuple[tuple[str, Callable[..., SettingError]], ...] = (
    (r"argument (.+?): invalid choice: (.+?) \(choose from .*\)", _choice),
    (r"argument (.+?): invalid (\w+) value: (.+)", _kind),
    (r"argument (.+?): expected (one|\d+|at least one) arguments?", _value),
    (r"argument (.+?): not allowed with argument (.+)", _both),
    (r"the following arguments are required: (.+)", _missing),
    (r"one of the arguments (.+) is required", _missing),
    (r"unrecognized arguments: (.+)", _unknown),
)


def _long(name: str) -> str:
    """The long spelling of "-n/--top"."""
    return name.rpartition("/")[2]


def _listed(names: Sequence[str], word: str) -> str:
    return f" {word} ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


# -- the verbs ---------------------------------------------------------------------------------------------------------


class Verbs:
    """The parsers of verbs, by name, as the modules of the command line add them."""

    def __init__(self) -> None:
        self._parsers: dict[str, Parser] = {}

    def add(self, name: str, text: str) -> Parser:
        """A parser for a verb; the text is its line in the help."""
        self._parsers[name] = Parser(name, description=f"{text[0].upper()}{text[1:]}.")
        return self._parsers[name]

    def __getitem__(self, name: str) -> Parser:
        return self._parsers[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._parsers)
