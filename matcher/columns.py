"""Tables as their columns: plain lists, with a DataFrame made of them when one is asked for.

To import pandas takes longer than to answer most questions. What a run answers from is therefore read column by column,
and whoever works with frames finds the same table as one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from matcher.later import pd

__all__ = ["Columns", "columns_of", "held", "held_columns", "taken"]


class Columns(dict[str, list[Any]]):
    """The columns of a table by name, each a list of Python's own kinds, all of one length.

    Parameters
    ----------
    columns : mapping of str to iterable
    kinds : mapping of str to str, optional
        Kinds of the columns that hold numbers, as pandas calls them; all others hold text.

    Examples
    --------
    >>> table = Columns({"region_id": ["SE125"], "size": [3]}, kinds={"size": "int64"})
    >>> table.rows, table.frame["size"].tolist()
    (1, [3])
    """

    def __init__(self, columns: Mapping[str, Iterable[Any]], *, kinds: Mapping[str, str] | None = None) -> None:
        super().__init__(
            (name, values if isinstance(values, list) else list(values)) for name, values in columns.items()
        )
        self.kinds = dict(kinds or {})

    @property
    def rows(self) -> int:
        """How many rows the table has."""
        return len(next(iter(self.values()), ()))

    @property
    def frame(self) -> pd.DataFrame:
        """The same table as a DataFrame."""
        return pd.DataFrame(
            {name: pd.Series(values, dtype=self.kinds.get(name, "str")) for name, values in self.items()}
        )


def columns_of(table: pd.DataFrame | Columns) -> Columns:
    """The columns of a table, however it is given."""
    if isinstance(table, Columns):
        return table
    kinds = {str(name): str(kind) for name, kind in table.dtypes.items() if kind.kind in "ifb"}
    return Columns({str(name): table[name].tolist() for name in table.columns}, kinds=kinds)


def taken(columns: Mapping[str, Iterable[Any]], marks: Sequence[bool]) -> Columns:
    """The rows of a table that are marked.

    Examples
    --------
    >>> taken({"area": ["rail", "food"]}, [False, True])
    {'area': ['food']}
    """
    return Columns({name: [value for value, mark in zip(values, marks, strict=True) if mark]
                    for name, values in columns.items()})  # fmt: skip


def held(*names: str, kinds: Mapping[str, str] | None = None) -> Any:
    """A field of a dataclass that holds a table: given as a frame or as columns, and read as a frame.

    The frame is made when it is first asked for, the columns when `held_columns` asks for them.

    Parameters
    ----------
    *names : str
        Columns of the table without rows that stands where none is given; without names one must be given.
    kinds : mapping of str to str, optional
        Kinds of those that hold numbers.

    Examples
    --------
    >>> from dataclasses import dataclass
    >>> @dataclass(frozen=True)
    ... class Listed:
    ...     areas: "pd.DataFrame" = held("area")
    >>> listed = Listed(Columns({"area": ["rail"]}))
    >>> listed.areas["area"].tolist(), held_columns(listed, "areas"), len(Listed().areas)
    (['rail'], {'area': ['rail']}, 0)
    """
    return _Held(names, kinds)


def held_columns(holder: object, name: str) -> Columns:
    """The columns of a table that a field holds; see `held`."""
    state = vars(holder)
    kept = state.get(f"columns of {name}")
    if kept is None:
        kept = state[f"columns of {name}"] = columns_of(state[name])
    return cast(Columns, kept)


class _Held:
    """What `held` gives: the table lies in the holder under the name of the field, its columns beside it."""

    def __init__(self, names: tuple[str, ...], kinds: Mapping[str, str] | None) -> None:
        self.names, self.kinds = names, kinds

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, holder: object | None, owner: type) -> Any:
        if holder is None:
            if self.names:
                return self  # a dataclass takes this for the value that stands where none is given
            raise AttributeError(self.name)
        table = vars(holder)[self.name]
        if isinstance(table, Columns):
            held_columns(holder, self.name)
            table = vars(holder)[self.name] = table.frame
        return table

    def __set__(self, holder: object, table: pd.DataFrame | Columns | _Held) -> None:
        vars(holder)[self.name] = Columns(dict.fromkeys(self.names, ()), kinds=self.kinds) if table is self else table
