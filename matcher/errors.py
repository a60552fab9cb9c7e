"""Every error that matcher raises on purpose, and the form of its message.

An expected error is one clear line: what is wrong, what was expected, what was found and what to do.
The command line prints that line and exits with 1; Python users catch `MatcherError` or one of its kinds. Programs read
`code`, which says what is wrong without words, and `choices`, the ids or names to choose from.

    MatcherError            error
    |-- InputError          input.invalid
    |-- ModelError          model.invalid
    |-- NameUnknownError    name.unknown; region.unknown, niche.unknown, ... as `matcher.fitted.lookup` says
    |-- RunError            run.invalid
    `-- SettingError        setting.invalid
"""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["InputError", "MatcherError", "ModelError", "NameUnknownError", "RunError", "SettingError"]


class MatcherError(Exception):
    """Base of all errors that matcher raises on purpose.

    Parameters
    ----------
    problem : str
        What is wrong, with the file and row where there is one.
    expected, found, do : str, optional
        What was expected, what was found instead, and what the reader can do about it.
    code : str, optional
        What is wrong, as "subject.problem" for programs; each kind of error has a code of its own.
    choices : iterable of str, optional
        Ids or names to choose from, the likeliest first.
    lines : iterable of str, optional
        What is wrong in particular, a line each, where an error tells of several problems.

    Examples
    --------
    >>> print(MatcherError("areas.csv, row 3, column country", expected="an ISO code", found="'XX'", do="write SE"))
    areas.csv, row 3, column country: expected an ISO code; found 'XX'; write SE
    >>> NameUnknownError("no region is called 'Skone'", code="region.unknown", choices=["SE224"]).choices
    ('SE224',)
    """

    code = "error"
    choices: tuple[str, ...] = ()

    def __init__(
        self,
        problem: str,
        *,
        expected: str = "",
        found: str = "",
        do: str = "",
        code: str | None = None,
        choices: Iterable[str] = (),
        lines: Iterable[str] = (),
    ) -> None:
        problem, expected, found, do = map(_one_line, (problem, expected, found, do))
        self.problem, self.expected, self.found, self.do = problem, expected, found, do
        self.code, self.choices = code or type(self).code, tuple(choices)
        details = [f"expected {expected}" if expected else "", f"found {found}" if found else "", do]
        tail = "; ".join(detail for detail in details if detail)
        first = f"{problem}: {tail}" if tail else problem
        super().__init__("\n  ".join([first, *map(_one_line, lines)]))


def _one_line(text: str) -> str:
    """The text without line breaks, which may stand in names that it tells; itself where it has none."""
    lines = text.splitlines()
    return text if lines == [text] else " ".join(lines)


class InputError(MatcherError):
    """A file of areas cannot be read or cannot be fitted."""

    code = "input.invalid"


class ModelError(MatcherError):
    """An embedding model cannot be found, fetched or trusted."""

    code = "model.invalid"


class NameUnknownError(MatcherError):
    """A region, theme or bundled set is not known, or a name stands for several."""

    code = "name.unknown"


class RunError(MatcherError):
    """A run folder is missing, damaged, foreign, or must not be overwritten."""

    code = "run.invalid"


class SettingError(MatcherError):
    """An option has a value that cannot work."""

    code = "setting.invalid"
