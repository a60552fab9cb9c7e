"""What was found in a file: one finding a problem, told in one clear line with its file, rows, column and value."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from matcher.errors import InputError
from matcher.facts import FindingFacts
from matcher.sources.said import Said, joined, said

__all__ = [
    "ERROR",
    "MOST_ROWS",
    "NOTICE",
    "WARNING",
    "ByValue",
    "Finding",
    "Severity",
    "limited",
    "raise_errors",
    "rows_text",
    "sort_findings",
]

Severity = Literal["error", "warning", "notice"]
ERROR: Severity = "error"
WARNING: Severity = "warning"
NOTICE: Severity = "notice"
_ORDER = {ERROR: 0, WARNING: 1, NOTICE: 2}

#: As many problems are shown in one error message; `matcher check` shows all.
MOST_SHOWN = 50
MOST_OF_A_KIND = 1000
#: As many rows are listed of those that are put together.
MOST_ROWS = 5_000
#: Codes of findings that stand for further ones.
_FURTHER = ("further_findings", "further_rows")
_MOST_RANGES = 12
_LONGEST_VALUE = 60


@dataclass(frozen=True)
class Finding:
    """One thing that was found in a file of areas.

    Parameters
    ----------
    severity : "error", "warning" or "notice"
        An error stops the fit, a warning is worth a look, a notice says what was done with the file.
    message : str
        What is the matter; made by `matcher.sources.said.said`, so that it can be told in another language.
    source : str, optional
        Name of the file or of the bundled set.
    rows : tuple of int, optional
        Row numbers as a spreadsheet shows them: the header is usually row 1.
    column : str, optional
        The column concerned.
    value : str or None, optional
        The offending value, where there is one.
    expected, do : str, optional
        What was expected, and what the reader can do about it.

    Examples
    --------
    >>> print(Finding("error", "not a role", "areas.csv", (3, 4, 5), "role", "seek", "offer or need", "correct it"))
    areas.csv, rows 3-5, column role: not a role; expected offer or need; found 'seek'; correct it
    >>> Finding("error", said("message.no_role")).code
    'no_role'
    """

    severity: Severity
    message: str
    source: str = ""
    rows: tuple[int, ...] = ()
    column: str = ""
    value: str | None = None
    expected: str = ""
    do: str = ""

    def __str__(self) -> str:
        return self.line()

    @property
    def code(self) -> str:
        """What is the matter, for programs: the key of the message; "" for a message of another kind."""
        return _code(self.message)

    def line(self, *, with_source: bool = True, tell: Callable[[str], str] = str) -> str:
        """The finding in one line: where, what, expected, found, what to do.

        Parameters
        ----------
        with_source : bool
            Begin with the name of the file.
        tell : callable
            Says each text in the language of the reader; without it the line is in English.
        """
        column = tell(said("line.column", name=self.column)) if self.column else ""
        rows = tell(rows_text(self.rows)) if self.rows else ""
        where = ", ".join(part for part in (tell(self.source) if with_source else "", rows, column) if part)
        found = "" if self.value is None else tell(_found(self.value))
        expected = tell(said("line.expected", what=tell(self.expected))) if self.expected else ""
        what = "; ".join(part for part in (tell(self.message), expected, found, tell(self.do)) if part)
        return f"{where}: {what}" if where else what

    def to_dict(self) -> FindingFacts:
        """The finding as JSON-ready values; `value` is None where no single value is at fault."""
        return {
            "severity": self.severity,
            "code": self.code,
            "source": self.source,
            "rows": list(self.rows),
            "column": self.column,
            "value": self.value,
            "message": self.message,
            "expected": self.expected,
            "do": self.do,
        }


class ByValue:
    """Rows by the value that is wrong in them; those beyond the first thousand values are put together.

    Of these, five thousand are listed and all counted.

    Examples
    --------
    >>> found = ByValue()
    >>> for row, value in ((2, "a"), (3, "b"), (4, "a")):
    ...     found.add(value, row)
    >>> [str(each) for each in found.findings(lambda value, rows: Finding("error", "bad", "", rows, value=value))]
    ["rows 2, 4: bad; found 'a'", "row 3: bad; found 'b'"]
    """

    def __init__(self) -> None:
        self._rows: dict[str, array[int]] = {}
        self._further = array("L")
        self._others = 0

    def add(self, value: str, row: int) -> None:
        """Note a row."""
        rows = self._rows.get(value)
        if rows is not None:
            rows.append(row)
        elif len(self._rows) < MOST_OF_A_KIND:
            self._rows[value] = array("L", [row])
        else:
            self._others += 1
            if len(self._further) < MOST_ROWS:
                self._further.append(row)

    def findings(self, make: Callable[[str, tuple[int, ...]], Finding]) -> Iterator[Finding]:
        """A finding for each value, and one for the rows of all further values."""
        for value, rows in self._rows.items():
            last = make(value, tuple(rows))
            yield last
        if self._further:
            what = said("message.further_rows", n=self._others)
            yield Finding(last.severity, what, last.source, tuple(self._further), last.column)


def rows_text(rows: Sequence[int]) -> str:
    """Row numbers in short.

    Examples
    --------
    >>> rows_text([2]), rows_text([9, 2, 3, 4]), rows_text([])
    ('row 2', 'rows 2-4, 9', '')
    """
    if not rows:
        return ""
    runs: list[str] = []
    left_out = 0
    for _, group in groupby(enumerate(sorted(set(rows))), key=lambda pair: pair[1] - pair[0]):
        run = [row for _, row in group]
        if len(runs) == _MOST_RANGES:
            left_out += len(run)
        elif len(run) > 2:
            runs.append(f"{run[0]}-{run[-1]}")
        else:
            runs += [str(row) for row in run]
    names: str = joined(runs, most=len(runs))
    if left_out:
        names = said("part.more", names=names, n=left_out)
    return said("part.row" if len(set(rows)) == 1 else "part.rows", n=names)


def limited(found: Iterable[Finding], *, most: int = MOST_OF_A_KIND) -> Iterator[Finding]:
    """The findings; those beyond the first so many of a kind are put into one, for a file that is wrong throughout.

    Examples
    --------
    >>> many = [Finding("error", "bad", "a.csv", (row,), "role", str(row)) for row in range(2, 1202)]
    >>> print(list(limited(many))[-1].message)
    200 further findings like those above
    """
    further: dict[tuple[Severity, str], list[int]] = defaultdict(list)
    counts: Counter[tuple[Severity, str]] = Counter()
    source = ""
    for finding in found:
        if finding.code in _FURTHER:
            yield finding
            continue
        kind = finding.severity, finding.column
        counts[kind] += 1
        if counts[kind] <= most:
            yield finding
        else:
            further[kind] += finding.rows
            source = finding.source
    for kind, rows in further.items():
        what = said("message.further_findings", n=counts[kind] - most)
        yield Finding(kind[0], what, source, tuple(rows), kind[1])


def sort_findings(findings: Iterable[Finding]) -> list[Finding]:
    """Errors first, then warnings, then notices; within each by file order and first row."""
    found = list(dict.fromkeys(findings))
    sources = {source: place for place, source in enumerate(dict.fromkeys(finding.source for finding in found))}
    return sorted(found, key=lambda it: (_ORDER[it.severity], sources[it.source], it.rows[:1] or (0,)))


def raise_errors(findings: Iterable[Finding]) -> None:
    """Raise one InputError that lists all errors among the findings; do nothing where there is none."""
    errors = [finding for finding in sort_findings(findings) if finding.severity == ERROR]
    if not errors:
        return
    if len(errors) == 1:
        raise InputError(errors[0].line())
    names = list(dict.fromkeys(finding.source for finding in errors))
    lines = [finding.line(with_source=len(names) > 1) for finding in errors[:MOST_SHOWN]]
    if len(errors) > MOST_SHOWN:
        lines.append(f"and {len(errors) - MOST_SHOWN:,} more; `matcher check` lists them all")
    head = f"{' and '.join(names)}: {len(errors):,} problems, to be corrected before the areas can be used"
    raise InputError(head, lines=lines)


def _code(text: str) -> str:
    """The name of a text that was made by `said`; of what kept a file from being read the name of that."""
    if isinstance(text, Said) and text.key == "line.refused":
        return _code(text.fields["what"])
    return text.key.partition(".")[2] if isinstance(text, Said) else ""


def _found(value: str) -> str:
    """A value in quotation marks, cut where it is long."""
    if len(value) <= _LONGEST_VALUE:
        return said("line.found", value=repr(value))
    return said("line.found_long", value=f"{value[: _LONGEST_VALUE - 1]!r}...", n=len(value))
