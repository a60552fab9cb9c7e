"""Figures as pictures: the same bytes for the same figure."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["png_bytes", "svg_bytes"]

#: Dots per inch of a picture for word processors.
DPI = 200


@lru_cache(maxsize=8)
def svg_bytes(figure: Figure) -> bytes:
    """The figure as SVG, for what can scale it; drawn once for all formats of a report."""
    import matplotlib as mpl

    file = io.BytesIO()
    with mpl.rc_context({"svg.hashsalt": "matcher"}):
        figure.savefig(file, format="svg", metadata={"Date": None})
    return file.getvalue()


def png_bytes(figure: Figure) -> bytes:
    """The figure as PNG, for word processors."""
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=DPI, metadata={"Software": None})
    return file.getvalue()
