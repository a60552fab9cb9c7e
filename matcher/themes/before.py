"""What a fit of the same names has found before: how near they are to the guide, and how steady their themes are.

Both take longer than all the rest of a fit whose classifiers are known. What is kept tells places and numbers only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy

from matcher.files.kept import kept_arrays, key_of, written_by
from matcher.themes.base import ThemeModel
from matcher.themes.guide import Guide
from matcher.themes.stability import Steadiness

__all__ = ["fit_key", "kept_near", "kept_steadiness"]

Matrix = npt.NDArray[np.float64]


def fit_key(
    model: ThemeModel,
    vectors: Matrix,
    names: Sequence[str],
    weights: Sequence[int],
    drawn: tuple[int, int],
    teaching: Mapping[str, Any],
) -> bytes:
    """A hash of everything that a fit depends on.

    Parameters
    ----------
    model : ThemeModel
        Not fitted yet.
    vectors : ndarray (n_names, d)
    names : sequence of str
    weights : sequence of int
    drawn : tuple of int
        Number of resamples, and their seed.
    teaching : mapping of str to Any
        What `fit` is given beside.
    """
    given = dict(teaching)
    pieces, by_encoder = given.pop("pieces", None), given.pop("by_encoder", None)
    parts = [*pieces[0], pieces[1]] if pieces else []
    guide = _told(given.pop("guide", None))
    settings = (model.get_params(), drawn, version("scikit-learn"), scipy.__version__)
    return key_of(written_by(), settings, names, weights, vectors, guide, given, *parts, by_encoder)


def _told(guide: Guide | None) -> tuple[object, ...]:
    if guide is None:
        return ()
    encoded = None if guide.encoded is None else guide.encoded.digest
    return guide.told, guide.rows.digest, encoded, sorted(guide.parents.items()), guide.is_open


def kept_near(key: bytes, shape: tuple[int, int], make: Callable[[], Matrix]) -> Matrix:
    """Closeness of names with each guide (`shape`: n_guides, n_names) as it was kept, or made and kept now."""
    return kept_arrays("nearest", key, {"near": shape}, lambda: {"near": make()})["near"]


def kept_steadiness(key: bytes, model: ThemeModel, make: Callable[[], Steadiness]) -> Steadiness:
    """The steadiness of a fitted model as it was kept, or made and kept now.

    What was not drawn is not a number, and is made anew: it takes no time.
    """
    names, niches = model.memberships_.shape
    shapes = {
        "niches": (niches,),
        "themes": (len(model.theme_ids_),),
        "names": (names, niches),
        "placements": (None, names, niches),
    }
    return Steadiness(**kept_arrays("steadiness", key, shapes, lambda: vars(make())))
