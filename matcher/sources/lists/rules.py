"""Rules that a call sets for a group of regions: read from TOML, checked, and bundled in `data/rules`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from matcher.errors import InputError, MatcherError, NameUnknownError
from matcher.files import check_keys, data_folder, printable, read_toml, shown
from matcher.places import country_code

__all__ = ["ADVICE", "RULE_NAMES", "Rules", "load_rules", "read_rules", "rule_names"]

#: What every result under rules says.
ADVICE = "check the call text"
#: Keys of a file beside [rules], [areas] and [[source]]; all hold text.
TEXTS = ("title", "advice", "date", "note")


#: A number of something, a share, a yes, or names.
RuleValue = int | float | bool | tuple[str, ...] | None


@dataclass(frozen=True)
class Rules:
    """What a group of regions must be; None and empty: not asked for.

    Attributes
    ----------
    min_regions, max_regions : int
        Number of regions.
    min_entities : int
        Number of organisations. Told, never checked: a region may bring several.
    min_countries, min_member_states : int
        Different countries, and different Member States of the European Union. Norway, Switzerland and the United
        Kingdom count as countries only.
    min_less_developed, min_transition, min_more_developed : int
        Regions of a category of cohesion policy 2021-2027. A region whose category is not known counts for none.
    min_less_developed_or_transition : int
        Regions of either category.
    max_per_country : int
        Regions of one country.
    max_share_per_country : float
        Share of the regions that one country may have, in (0, 1].
    min_areas : int
        How many of `areas` have at least one region.
    only_member_states : bool
        Regions of other countries may not take part.
    countries : tuple of str
        ISO codes of the countries that may take part; empty: all.
    areas : mapping of str to tuple of str
        Named groups of countries.
    name, title, advice, date, note : str
        What the rules are called, their title, what to do before relying on them, of when they are, and their doubts.
    sources : tuple of (url, title)
        Where they were read.
    """

    min_regions: int | None = None
    max_regions: int | None = None
    min_entities: int | None = None
    min_countries: int | None = None
    min_member_states: int | None = None
    min_less_developed: int | None = None
    min_transition: int | None = None
    min_more_developed: int | None = None
    min_less_developed_or_transition: int | None = None
    max_per_country: int | None = None
    max_share_per_country: float | None = None
    min_areas: int | None = None
    only_member_states: bool = False
    countries: tuple[str, ...] = ()
    areas: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    name: str = ""
    title: str = ""
    advice: str = ADVICE
    date: str = ""
    note: str = ""
    sources: tuple[tuple[str, str], ...] = ()

    @property
    def set_rules(self) -> dict[str, RuleValue]:
        """The rules that are set, by key.

        Examples
        --------
        >>> Rules(min_regions=3, min_member_states=3).set_rules
        {'min_regions': 3, 'min_member_states': 3}
        """
        found: dict[str, RuleValue] = {key: getattr(self, key) for key in RULE_NAMES}
        return {key: value for key, value in found.items() if value not in (None, False, ())}


#: Keys of the table [rules].
RULE_NAMES = tuple(
    entry.name
    for entry in fields(Rules)
    if entry.name.startswith(("min_", "max_", "only_")) or entry.name == "countries"
)


def rule_names() -> list[str]:
    """Names of the bundled rules.

    Examples
    --------
    >>> rule_names()
    ['i3_strand1', 'i3_strand2a', 'i3_strand2b', 'interreg_europe', 'riv', 's3_partnership']
    """
    return sorted(path.stem for path in (data_folder() / "rules").glob("*.toml"))


def load_rules(name: str | os.PathLike[str]) -> Rules:
    """Rules by the name of a bundled set, or by the path of a file that ends in .toml.

    Raises
    ------
    NameUnknownError
        There is no such set.
    InputError
        As in `read_rules`.

    Examples
    --------
    >>> load_rules("s3_partnership").set_rules
    {'min_regions': 3, 'min_member_states': 3}
    """
    text = os.fspath(name)
    if text.lower().endswith(".toml"):
        return read_rules(text)
    if text not in rule_names():
        do = f"choose one of {', '.join(rule_names())}, or name a file that ends in .toml"
        raise NameUnknownError(f"there are no rules {text!r}", do=do)
    return read_rules(data_folder() / "rules" / f"{text}.toml")


def read_rules(path: str | os.PathLike[str]) -> Rules:
    r"""Read rules from a TOML file.

    ``title``, ``advice``, ``date``, ``note`` (texts); ``[[source]]`` url, title; ``[rules]`` with the keys of `Rules`;
    ``[areas]`` name = [countries].

    Raises
    ------
    InputError
        The file cannot be read, or a key or value is wrong; one line says which.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "ours.toml"
    ...     _ = path.write_text("[rules]\nmin_regions = 4\nmax_per_country = 1\n", encoding="utf-8")
    ...     read_rules(path).set_rules
    {'min_regions': 4, 'max_per_country': 1}
    """
    name = printable(Path(path).name)
    content = read_toml(path, "rules")
    check_keys(f"rules {name}", content, (*TEXTS, "source", "rules", "areas"))
    for key in TEXTS:
        if not isinstance(content.get(key, ""), str | int | float) and not hasattr(content[key], "isoformat"):
            raise InputError(f"rules {name}, {key}", expected="a text", found=shown(content[key]))
    areas = {area: _countries(f"{name}, area {area}", codes) for area, codes in _table(name, content, "areas").items()}
    given = _table(name, content, "rules")
    check_keys(f"rules {name}, [rules]", given, RULE_NAMES)
    values: dict[str, Any] = {key: _value(f"{name}, {key}", key, value) for key, value in given.items()}
    values |= {key: str(content[key]) for key in TEXTS if key in content}
    rules = Rules(**values, areas=areas, name=Path(path).stem, sources=_sources(name, content))
    _check_together(name, rules)
    return rules


def _table(name: str, content: dict[str, Any], key: str) -> dict[str, Any]:
    found = content.get(key, {})
    if not isinstance(found, dict):
        raise InputError(f"rules {name}", expected=f"a table [{key}]", found=shown(found))
    return found


def _value(where: str, key: str, value: Any) -> Any:
    """A rule's value, checked: a country list, a yes or no, a share, or a whole number."""
    if key == "countries":
        return _countries(where, value)
    if key == "only_member_states":
        if not isinstance(value, bool):
            raise InputError(f"rules {where}", expected="true or false", found=shown(value))
        return value
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if key == "max_share_per_country":
        if not number or not 0 < value <= 1:
            raise InputError(f"rules {where}", expected="a share above 0, at most 1", found=shown(value))
        return float(value)
    if not number or not isinstance(value, int) or value < 1:
        raise InputError(f"rules {where}", expected="a whole number of 1 or more", found=shown(value))
    return value


def _countries(where: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not value or not all(isinstance(code, str) for code in value):
        raise InputError(f"rules {where}", expected='a list of countries such as ["SE", "FI"]', found=shown(value))
    try:
        return tuple(dict.fromkeys(country_code(code) for code in value))
    except MatcherError as error:
        raise InputError(f"rules {where}, {error.problem}", expected=error.expected, found=error.found) from error


def _sources(name: str, content: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    given = content.get("source", [])
    wanted = isinstance(given, list) and all(
        isinstance(entry, dict) and "url" in entry and set(entry) <= {"url", "title"} for entry in given
    )
    if not wanted:
        raise InputError(f"rules {name}, source", expected="tables [[source]] with url and title")
    return tuple((str(entry["url"]), str(entry.get("title", ""))) for entry in given)


def _check_together(name: str, rules: Rules) -> None:
    """Refuse rules that contradict each other whatever the regions."""
    if rules.min_regions and rules.max_regions and rules.min_regions > rules.max_regions:
        raise InputError(
            f"rules {name}",
            expected="max_regions of at least min_regions",
            found=f"{rules.max_regions} and {rules.min_regions}",
        )
    if rules.min_areas and rules.min_areas > len(rules.areas):
        raise InputError(
            f"rules {name}, min_areas {rules.min_areas}", expected="as many [areas]", found=str(len(rules.areas))
        )
