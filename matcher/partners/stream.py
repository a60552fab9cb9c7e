"""All pairs of regions, some regions at a time: as a table, or as Parquet files that grow and can be taken up again."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matcher._version import __version__
from matcher.chance import NULL_MODEL, SharedBySize
from matcher.errors import SettingError
from matcher.files import atomic_path, write_text
from matcher.fitted.tables import Fitted
from matcher.later import pd
from matcher.partners.machines import each
from matcher.scores import READINGS, BothWays, places_of_quadrants
from matcher.settings import DECIMALS

__all__ = ["PAIR_COLUMNS", "pairs", "write_pairs"]

PAIR_COLUMNS = (
    "region_a_id",
    "region_a",
    "region_b_id",
    "region_b",
    "overlap",
    "overlap_expected",
    "overlap_z",
    "a_gains",
    "a_gains_z",
    "b_gains",
    "b_gains_z",
    "mutual",
    "balance",
    "quadrant",
    "shared",
    "shared_expected",
    "p_value",
    "q_value",
    "null_model",
)
#: Columns of texts, and with them all that have few different values, which files tell by their number.
TEXTS = (*PAIR_COLUMNS[:4], "quadrant", "null_model")
REPEATED = (*TEXTS, "shared", "shared_expected", "p_value", "q_value")
QUADRANTS = [reading for reading in READINGS if reading]
#: About how many pairs are made at a time.
AT_ONCE = 2**18
#: What a folder of pairs says of itself, so that it is only taken up for the same run.
SOURCE = "_source.json"
Rows = npt.NDArray[np.intp]


class _Source(NamedTuple):
    """What pairs are made of; sent to each machine once."""

    ids: list[str]
    names: list[str]
    scores: Callable[[Rows, Rows], BothWays]
    shared: SharedBySize


def pairs(tables: Fitted, *, by: str | None = None, top: int | None = None) -> pd.DataFrame:
    """All pairs of regions, each once, in order of their ids; `PAIR_COLUMNS`.

    `a_gains` and `b_gains` are the complementarity in both directions, beside how far they lie beyond chance; `mutual`
    is the smaller of these. The quadrant is that of `matcher.scores.quadrant`.
    `shared` is the number of niches that both work on, with its expected value, the probability of as many or more by
    chance and the same after correction over all pairs (see `matcher.chance.shared_niches`). They are descriptive, the
    more so where `tables.telling` says that there are too few regions. `null_model` is what chance means here.

    Parameters
    ----------
    tables : Fitted
    by : {"mutual", "overlap"}, optional
        A column that ranks: the pairs come in its order, the largest first, ties in order of the ids.
    top : int, optional
        How many of the first, where `by` is given; no others are held.
    """
    source = _source(tables)
    found: list[pd.DataFrame] = []
    for part in _parts(len(source.ids)):
        found.append(_plain(_block(source, part)))
        if by and top:
            found = [_first(found, by, top)]
    if not found:
        return pd.DataFrame(columns=list(PAIR_COLUMNS))
    return _first(found, by, top) if by else pd.concat(found, ignore_index=True)


def write_pairs(
    tables: Fitted,
    path: str | os.PathLike[str],
    *,
    scheduler: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Path:
    """All pairs as a folder of Parquet files, which other programs read as one table; needs the extra `parquet`.

    Each file is written whole or not at all. Where the folder is there already, written for the same run and not to the
    end, the files that it lacks are added.

    Parameters
    ----------
    tables : Fitted
    path : path-like
        Folder, such as "pairs.parquet".
    scheduler : str, optional
        Address of a Dask scheduler; see `matcher.partners.machines.each`.
    progress : callable, optional
        Called with how many files are there, of how many.

    Returns
    -------
    Path
        Of the folder.

    Raises
    ------
    SettingError
        pyarrow is not installed, or something else is at that place.
    """
    _check_pyarrow()
    folder, source = Path(path), _source(tables)
    parts = _parts(len(source.ids))
    _begin(folder, {"pairs_of": _fingerprint(tables), "files": len(parts)})
    files = {part: folder / f"{part.start:09}.parquet" for part in parts}
    missing = [part for part in parts if not files[part].exists()]
    done = count(len(parts) - len(missing) + 1)

    def write(part: range, block: pd.DataFrame) -> None:
        with atomic_path(files[part]) as file:
            block.to_parquet(file, index=False, use_dictionary=list(REPEATED))
        if progress:
            progress(next(done), len(parts))

    with ThreadPoolExecutor(1) as writer:  # the next pairs are made while these are written
        writing = writer.submit(lambda: None)
        for part, block in each(_block, source, missing, scheduler=scheduler):
            writing.result()
            writing = writer.submit(write, part, block)
        writing.result()
    return folder


def _source(tables: Fitted) -> _Source:
    scores = tables.scores.of if "scores" in tables.__dict__ else tables.pairing().of
    shared = tables.shared_by_size
    shared.q_values  # noqa: B018 - it counts all pairs, once and not on each machine
    return _Source(tables.region_ids, tables.regions["region"].tolist(), scores, shared)


def _parts(n: int) -> list[range]:
    """Regions whose pairs with later ones are made at a time."""
    step = max(1, AT_ONCE // max(1, n))
    return [range(start, min(n - 1, start + step)) for start in range(0, n - 1, step)]


def _block(source: _Source, part: range) -> pd.DataFrame:
    """The pairs of some regions with all later ones; texts are told by their number."""
    rows, columns = np.arange(part.start, part.stop), np.arange(part.start, len(source.ids))
    scores, shared = source.scores(rows, columns), source.shared.between(rows, columns)
    at = np.flatnonzero(rows[:, None] < columns[None, :])
    a, b = np.divmod(at, len(columns))
    overlap_z, z, gives_z = (_taken(values, at) for values in (scores.overlap_z, scores.z, scores.gives_z))
    return pd.DataFrame(
        {
            "region_a_id": _coded(a, source.ids[part.start : part.stop]),
            "region_a": _coded(a, source.names[part.start : part.stop]),
            "region_b_id": _coded(b, source.ids[part.start :]),
            "region_b": _coded(b, source.names[part.start :]),
            "overlap": _taken(scores.overlap, at),
            "overlap_expected": _taken(scores.overlap_expected, at),
            "overlap_z": overlap_z,
            "a_gains": _taken(scores.complementarity, at),
            "a_gains_z": z,
            "b_gains": _taken(scores.gives, at),
            "b_gains_z": gives_z,
            "mutual": np.minimum(z, gives_z),
            "balance": _taken(scores.balance, at),
            "quadrant": pd.Categorical.from_codes(places_of_quadrants(overlap_z, z, gives_z), pd.Index(QUADRANTS)),
            "shared": pd.Series(_taken(shared.number, at)).astype("Int64"),
            "shared_expected": _taken(shared.expected, at),
            "p_value": _taken(shared.p_value, at),
            "q_value": _taken(shared.q_value, at),
            "null_model": _coded(np.zeros(len(at), dtype=np.intp), [NULL_MODEL]),
        },
        columns=list(PAIR_COLUMNS),
        copy=False,
    )


def _taken(values: npt.NDArray[np.float64], at: Rows) -> npt.NDArray[np.float64]:
    """The values of pairs, by their places in a flat matrix."""
    taken: npt.NDArray[np.float64] = values.reshape(-1)[at]
    return taken


def _coded(places: Rows, texts: list[str]) -> pd.Categorical:
    """Texts by their places: a tenth of the size. Names may be told twice, categories may not."""
    different, of = np.unique(np.asarray(texts, dtype=object), return_inverse=True)
    return pd.Categorical.from_codes(of[places], pd.Index(different))


def _plain(block: pd.DataFrame) -> pd.DataFrame:
    """The same with texts as they are."""
    texts = {name: block[name].astype(block[name].cat.categories.dtype) for name in TEXTS if name != "quadrant"}
    return block.assign(**texts, quadrant=block["quadrant"].astype(object).where(block["quadrant"].notna(), None))


def _first(found: list[pd.DataFrame], by: str, top: int | None) -> pd.DataFrame:
    """The first pairs of several tables by what ranks."""
    table = pd.concat(found, ignore_index=True)
    key = table[by].round(DECIMALS)
    return table.loc[key.sort_values(ascending=False, kind="stable").index[:top]]


def _fingerprint(tables: Fitted) -> str:
    """Of what the pairs depend on."""
    names = tables.regions["region"].tolist()
    told = hashlib.sha256(json.dumps([__version__, AT_ONCE, tables.region_ids, names]).encode())
    for values in (tables.x, tables.missing, tables.facets.x, tables.facets.phi):
        told.update(np.ascontiguousarray(values).tobytes())
    return told.hexdigest()


def _begin(folder: Path, told: dict[str, object]) -> None:
    """Make the folder, or see that it is one of the same run."""
    own = folder / SOURCE
    if own.is_file() and json.loads(own.read_text(encoding="utf-8")) == told:
        return
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise SettingError(str(folder), expected="nothing there, or the same pairs not written to the end",
                           found="something else", do="choose another name")  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    write_text(own, json.dumps(told) + "\n")


def _check_pyarrow() -> None:
    if importlib.util.find_spec("pyarrow") is None:
        raise SettingError("Parquet", expected="pyarrow", found="no such package",
                           do="install it: pip install 'interregional-matcher[parquet]'")  # fmt: skip
