"""Files in and out: bounded reading, TOML, our own CSV; whole files and folders or none; cells that never run."""

from __future__ import annotations

import csv
import hashlib
import os
import re
import tempfile
import tomllib
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matcher.errors import InputError
from matcher.spelling import did_you_mean, nearest

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "CONTROL",
    "MOST_BYTES",
    "atomic_folder",
    "atomic_path",
    "check_keys",
    "check_text",
    "data_folder",
    "guarded",
    "printable",
    "read_bytes",
    "read_own_csv",
    "read_toml",
    "safe_cells",
    "safe_name",
    "sha256_of",
    "shown",
    "unguarded",
    "write_text",
]

#: No file that is read is larger.
MOST_BYTES = 256_000_000
#: Signs that no name of a file has, and names that Windows keeps for devices.
_UNSAFE = re.compile(r"[^\w.-]+")
_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
#: No TOML file is larger, nests its tables and lists deeper, or has more dots in one line (each may open a table).
_MOST_TOML, _DEEPEST, _MOST_DOTS = 1_000_000, 10, 1_000
#: Whole numbers of TOML have 64 bits.
_MOST_NUMBER = 2**63
_LONGEST_SHOWN = 60
#: Control characters other than tab and line break, and halves of characters (from broken JSON).
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
#: A cell that a spreadsheet would run is written with an apostrophe before it, which is taken off when it is read.
_RUN = re.compile(r"'*\s*[=+\-@＝＋－＠]")
_GUARDED = re.compile(r"'+\s*[=+\-@＝＋－＠]")


@contextmanager
def atomic_path(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Yield a temporary path beside `path`; on success it replaces `path`, on an error it is removed.

    Parameters
    ----------
    path : path-like
        The file to write. Its folder is made where it is missing.

    Yields
    ------
    Path
        A path with the same ending, in the same folder, to write to.

    Raises
    ------
    InputError
        A folder, a device or a pipe is there.
    """
    target = Path(path).resolve() if Path(path).is_symlink() else Path(path)  # a link stays, and leads to what is new
    if target.exists() and not target.is_file():
        found = "a folder" if target.is_dir() else "a device or a pipe"
        raise InputError(f"{printable(str(path))} cannot be written", expected="a file", found=found)
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".matcher-", suffix=target.suffix, dir=target.parent)
    os.close(handle)
    draft = Path(name)
    try:
        yield draft
        draft.chmod(0o666 & ~_umask())  # mkstemp makes files that only their owner can read
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def atomic_folder(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Yield a temporary folder beside `path`; on success it takes the place of `path`, on an error it is removed.

    Parameters
    ----------
    path : path-like
        The folder to write. What is there already is out of the way for two renames only.

    Yields
    ------
    Path
        An empty folder to fill.
    """
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".matcher-", dir=target.parent) as made:
        draft, old = Path(made) / "new", Path(made) / "old"
        draft.mkdir()
        yield draft
        if target.exists():
            target.rename(old)
        try:
            draft.rename(target)
        except OSError:
            if old.exists():
                old.rename(target)
            raise


# -- files in ---------------------------------------------------------------------------------------------------------


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
    >>> with tempfile.TemporaryDirectory() as folder:
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


def check_text(text: str, where: str) -> None:
    """Refuse a text with control characters: no XML file and no workbook can hold it.

    Raises
    ------
    InputError
        There is such a character; the message shows it as a sign.
    """
    if CONTROL.search(text):
        found = shown(printable(text))
        raise InputError(f"{where}: a text holds control characters", found=found, do="type it again")


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
            do = did_you_mean(nearest(key[:_LONGEST_SHOWN], known))
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
    package = Path(__file__).resolve().parent
    inside = package / "data"
    return inside if inside.is_dir() else package.parent / "data"


# -- texts and cells out ----------------------------------------------------------------------------------------------


def printable(text: str) -> str:
    r"""The text in one line, with a sign such as ␀ for each control character.

    Examples
    --------
    >>> printable("a\x00b\nc")
    'a␀b␊c'
    """
    return re.sub(r"[\t\n\r\x85\u2028\u2029]", _picture, CONTROL.sub(_picture, text))


def _picture(found: re.Match[str]) -> str:
    code = ord(found.group())
    return chr(0x2400 + code) if code < 0x20 else "\N{SYMBOL FOR SUBSTITUTE FORM TWO}"


def shown(value: Any) -> str:
    """A value as messages show it, cut where it is long.

    Examples
    --------
    >>> shown("energy"), shown(3), shown([1] * 100)
    ("'energy'", '3', '[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1... (300 characters)')
    """
    text = repr(value)
    return text if len(text) <= _LONGEST_SHOWN + 2 else f"{text[:_LONGEST_SHOWN]}... ({len(text):,} characters)"


def guarded(text: str) -> str:
    """The text as it is written to a file: with an apostrophe where a spreadsheet would run it.

    Examples
    --------
    >>> guarded("=1+1"), guarded("'=1+1"), guarded("Forest")
    ("'=1+1", "''=1+1", 'Forest')
    """
    return f"'{text}" if _RUN.match(text) else text


def unguarded(text: str) -> str:
    """The text without the apostrophe that `guarded` put before it.

    Examples
    --------
    >>> unguarded("'=1+1"), unguarded("'s-Hertogenbosch")
    ('=1+1', "'s-Hertogenbosch")
    """
    return text[1:] if _GUARDED.match(text) else text


def safe_name(text: str) -> str:
    """A name of a file made of an id or a name: letters, digits, hyphens and points, whatever the text holds.

    Examples
    --------
    >>> safe_name("SE125_sv"), safe_name("../outside"), safe_name("/tmp/a"), safe_name("Åland"), safe_name("con")
    ('SE125_sv', 'outside', 'tmp_a', 'Åland', 'con_')
    """
    name = _UNSAFE.sub("_", text).strip("_. ")[:100]
    return f"{name}_" if not name or name.partition(".")[0].lower() in _RESERVED else name


def safe_cells(table: pd.DataFrame) -> pd.DataFrame:
    """The table with its texts guarded, for every CSV and XLSX file that is written; numbers stay numbers.

    Examples
    --------
    >>> import pandas as pd
    >>> safe_cells(pd.DataFrame({"area": ["=1+1", "Forest"], "z": [-1.5, 2.0]})).values.tolist()
    [["'=1+1", -1.5], ['Forest', 2.0]]
    """
    texts = table.select_dtypes(include=["object", "string"]).columns
    guards = {name: table[name].map(lambda cell: guarded(cell) if isinstance(cell, str) else cell) for name in texts}
    return table.assign(**guards)


def write_text(path: str | os.PathLike[str], text: str) -> None:
    """Write `text` as UTF-8 with newline endings, whole or not at all."""
    with atomic_path(path) as draft:
        draft.write_text(text, encoding="utf-8", newline="\n")


def sha256_of(path: str | os.PathLike[str]) -> str:
    """SHA-256 of a file's bytes, as 64 hexadecimal digits.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     write_text(f"{folder}/a.txt", "abc")
    ...     sha256_of(f"{folder}/a.txt")[:8]
    'ba7816bf'
    """
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _umask() -> int:
    """The process's file mask; reading it means setting it for a moment."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
