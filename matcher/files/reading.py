"""Files in: bounded reading, TOML, JSON, our own CSV; hashes."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import tomllib
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any

from matcher.errors import InputError
from matcher.files.texts import check_text, printable, shown
from matcher.spelling import did_you_mean, nearest

__all__ = ["MOST_BYTES", "check_keys", "data_folder", "read_bytes", "read_own_csv", "read_record", "read_toml",
           "sha256_of"]  # fmt: skip

#: No file that is read is larger.
MOST_BYTES = 256_000_000
#: No TOML file is larger, nests its tables and lists deeper, or has more dots in one line (each may open a table).
_MOST_TOML, _DEEPEST, _MOST_DOTS = 1_000_000, 10, 1_000
#: Whole numbers of TOML have 64 bits.
_MOST_NUMBER = 2**63
_LONGEST_KEY = 60
#: No JSON file of ours is larger.
_MOST_JSON = 16_000_000


def read_bytes(path: str | os.PathLike[str], what: str = "", *, most: int = MOST_BYTES) -> bytes:
    """Bytes of a user's file, at most so many; a folder, a device or a pipe is refused before it is opened.

    Parameters
    ----------
    path : path-like
    what : str
        What the file is, for the message: "rules".
    most : int
        Bytes that the file may have.

    Raises
    ------
    InputError
        There is no such file, it cannot be read, or it is larger.
    """
    named = f"{what} {printable(os.fspath(path))}".strip()
    try:
        file = Path(path)
        if file.exists() and not file.is_file():
            found = "a folder" if file.is_dir() else "a device or a pipe"
            raise InputError(f"{named} cannot be read", expected="a file", found=found)
        with file.open("rb") as opened:
            size = os.fstat(opened.fileno()).st_size
            data = opened.read(min(size, most) + 1)  # no more room is taken than the file needs
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        found = getattr(error, "strerror", None) or str(error)
        raise InputError(f"{named} cannot be read", found=found, do="check the path") from None
    if len(data) > size:
        raise InputError(f"{named} cannot be read", expected="a file that stays as it is", found="one that grows")
    if size > most:
        raise InputError(f"{named} is too large", expected=f"at most {most // 1_000_000:,} MB", do="divide it")
    return data


def read_toml(path: str | os.PathLike[str], what: str) -> dict[str, Any]:
    r"""Content of a user's TOML file; bounded in size and depth, its texts without control characters.

    Parameters
    ----------
    path : path-like
        A file of at most 1 MB in UTF-8.
    what : str
        What the file is, for the message: "rules".

    Raises
    ------
    InputError
        The file cannot be read, is no TOML, nests deeper than 10 levels, or holds what no text may.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "ours.toml"
    ...     _ = path.write_text("[rules]\nmin_regions = 3\n", encoding="utf-8")
    ...     read_toml(path, "rules")
    {'rules': {'min_regions': 3}}
    """
    name = f"{what} {printable(Path(path).name)}"
    data = read_bytes(path, what, most=_MOST_TOML)
    try:
        text = data.decode("utf-8-sig")
        if any(line.count(".") > _MOST_DOTS for line in text.split("\n")):
            raise RecursionError
        content = tomllib.loads(text)
    except RecursionError:
        raise InputError(name, expected=f"at most {_DEEPEST} levels of tables and lists", found="more") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(name, expected="a TOML file in UTF-8", found=printable(str(error))) from None
    except ValueError:
        raise InputError(name, expected="whole numbers of 64 bits", found="a longer one") from None
    _check_values(content, name)
    return content


def read_record(path: str | os.PathLike[str]) -> dict[str, Any]:
    """Content of a JSON file that holds one object, such as the record of a run; bounded in size and depth.

    Raises
    ------
    InputError
        The file cannot be read, is larger than 16 MB, or is no such JSON.
    """
    name = printable(Path(path).name)
    try:
        content = json.loads(read_bytes(path, most=_MOST_JSON), parse_constant=_refuse_constant)
        if not isinstance(content, dict):
            raise ValueError("no object")
    except (ValueError, RecursionError):
        raise InputError(f"{name} cannot be read", expected="a JSON object") from None
    _check_values(content, name)
    return content


def _refuse_constant(text: str) -> None:
    """NaN and infinities, which Python reads and JSON does not have."""
    raise ValueError(text)


def _check_values(content: dict[str, Any], name: str) -> None:
    """Refuse what is nested too deeply, numbers that are too long and texts with control characters; no recursion."""
    waiting: list[tuple[Any, int]] = [(content, 0)]
    while waiting:
        value, depth = waiting.pop()
        if depth > _DEEPEST:
            raise InputError(name, expected=f"at most {_DEEPEST} levels of tables and lists", found="more")
        if isinstance(value, dict):
            waiting += ((inner, depth + 1) for pair in value.items() for inner in pair)
        elif isinstance(value, list):
            waiting += ((inner, depth + 1) for inner in value)
        elif isinstance(value, str):
            check_text(value, name)
        elif isinstance(value, int) and not -_MOST_NUMBER <= value < _MOST_NUMBER:
            raise InputError(name, expected="whole numbers of 64 bits", found="a longer one")


def check_keys(where: str, given: Iterable[str], known: Collection[str]) -> None:
    """Refuse a key that is not known, and suggest the nearest.

    Raises
    ------
    InputError
        One of the keys is not known.

    Examples
    --------
    >>> check_keys("rules ours.toml", ["min_region"], ["min_regions", "max_regions"])
    Traceback (most recent call last):
    ...
    matcher.errors.InputError: rules ours.toml: expected one of min_regions, max_regions; found 'min_region'; \
    did you mean min_regions?
    """
    for key in given:
        if key not in known:
            do = did_you_mean(nearest(key[:_LONGEST_KEY], known))
            raise InputError(where, expected=f"one of {', '.join(known)}", found=shown(key), do=do)


def read_own_csv(path: Path, columns: Sequence[str] = ()) -> list[list[str]]:
    """Rows of a bundled CSV file, the header first; each as long as the header.

    Parameters
    ----------
    path : Path
    columns : sequence of str, optional
        What the header must be.

    Raises
    ------
    InputError
        The file is missing or damaged.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file, strict=True))
    except (OSError, ValueError, csv.Error) as error:
        raise InputError(f"the bundled file {path} cannot be read", do="install matcher again") from error
    if not rows or (columns and rows[0] != list(columns)):
        expected = f"the columns {', '.join(columns)}" if columns else "a header row"
        raise InputError(f"the bundled file {path}", expected=expected, do="install matcher again")
    if wrong := [number for number, row in enumerate(rows, 1) if len(row) != len(rows[0])]:
        what = f"the bundled file {path}, row {wrong[0]}"
        raise InputError(what, expected=f"{len(rows[0])} cells", do="install matcher again")
    return rows


def data_folder() -> Path:
    """Where the bundled data lie: inside the installed package, or beside it in a checkout.

    Examples
    --------
    >>> (data_folder() / "europe.csv").is_file()
    True
    """
    package = Path(__file__).resolve().parents[1]
    inside = package / "data"
    return inside if inside.is_dir() else package.parent / "data"


def sha256_of(path: str | os.PathLike[str]) -> str:
    """SHA-256 of a file's bytes, as 64 hexadecimal digits.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     _ = Path(f"{folder}/a.txt").write_text("abc")
    ...     sha256_of(f"{folder}/a.txt")[:8]
    'ba7816bf'
    """
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
