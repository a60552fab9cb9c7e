"""Figures as pictures: the same bytes for the same figure."""

from __future__ import annotations

import io
import os
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matcher.files import write_bytes

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["png_bytes", "svg_bytes", "write_figure"]

#: Dots per inch of a picture for word processors.
DPI = 200
#: What a format says of the time or the program, and differs where the figure does not.
_MADE = {"svg": "Date", "png": "Software", "pdf": "CreationDate"}


@lru_cache(maxsize=8)
def svg_bytes(figure: Figure) -> bytes:
    """The figure as SVG, for what can scale it; drawn once for all formats of a report."""
    return _bytes(figure, "svg")


def png_bytes(figure: Figure) -> bytes:
    """The figure as PNG, for word processors."""
    return _bytes(figure, "png", dpi=DPI)


def write_figure(figure: Figure, path: str | os.PathLike[str]) -> None:
    """Write the figure in the format of the path's ending (.png, .svg, .pdf), whole or not at all."""
    write_bytes(path, _bytes(figure, Path(path).suffix.lower().lstrip("."), dpi=DPI))


def _bytes(figure: Figure, form: str, **options: Any) -> bytes:
    import matplotlib as mpl

    file = io.BytesIO()
    with mpl.rc_context({"svg.hashsalt": "matcher"}):
        figure.savefig(file, format=form, metadata={_MADE[form]: None}, **options)
    return file.getvalue()
