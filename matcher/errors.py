"""Every error that matcher raises on purpose, and the form of its message.

An expected error is one clear line: what is wrong, what was expected, what was found and what to do.
The command line prints that line and exits with 1; Python users catch `MatcherError` or one of its kinds.
"""

from __future__ import annotations

__all__ = ["InputError", "MatcherError", "ModelError", "NameUnknownError", "RunError", "SettingError"]


class MatcherError(Exception):
    """Base of all errors that matcher raises on purpose.

    Parameters
    ----------
    problem : str
        What is wrong, with the file and row where there is one.
    expected, found, do : str, optional
        What was expected, what was found instead, and what the reader can do about it.

    Examples
    --------
    >>> print(MatcherError("areas.csv, row 3, column country", expected="an ISO code", found="'XX'", do="write SE"))
    areas.csv, row 3, column country: expected an ISO code; found 'XX'; write SE
    """

    def __init__(self, problem: str, *, expected: str = "", found: str = "", do: str = "") -> None:
        self.problem, self.expected, self.found, self.do = problem, expected, found, do
        details = [f"expected {expected}" if expected else "", f"found {found}" if found else "", do]
        tail = "; ".join(detail for detail in details if detail)
        super().__init__(f"{problem}: {tail}" if tail else problem)


class InputError(MatcherError):
    """A file of areas cannot be read or cannot be fitted."""


class ModelError(MatcherError):
    """An embedding model cannot be found, fetched or trusted."""


class NameUnknownError(MatcherError):
    """A region, theme or bundled set is not known, or a name stands for several."""


class RunError(MatcherError):
    """A run folder is missing, damaged, foreign, or must not be overwritten."""


class SettingError(MatcherError):
    """An option has a value that cannot work."""
