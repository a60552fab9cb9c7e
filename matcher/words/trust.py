"""How sure the answers are, in words."""

from __future__ import annotations

import textwrap
from typing import Any

import numpy as np
import pandas as pd

from matcher.settings import FIRST

__all__ = ["chance_lines", "corrected_lines", "stability_lines"]


def chance_lines(run: Any) -> list[str]:
    """Whether pairs can be told from chance, and by which null model."""
    from matcher.chance import NULL_MODEL
    from matcher.words.chance import telling_sentence
    from matcher.words.words import Words

    return textwrap.wrap(telling_sentence(Words(), {"null_model": NULL_MODEL, **run.telling._asdict()}), 100)


def corrected_lines(run: Any, by: str) -> list[str]:
    """What was corrected."""
    from matcher.partners.bias import flagged_for

    named = ", ".join(name.replace("_", " ") for name in flagged_for(run.bias(), by))
    text = (
        f"Corrected: {by} less what partners alike in {named} have with everybody, beside the plain rank."
        if named
        else f"Corrected: no property is flagged for {by}, so it is the plain score. See: matcher bias RUN"
    )
    return textwrap.wrap(text, 100)


def stability_lines(run: Any, found: pd.DataFrame, draws: int, *, top: int = FIRST) -> list[str]:
    """What was drawn, and how many of the first partners stay, in sentences."""
    from matcher.partners.stability import draw_plan, kept_of_top

    plan, kept = draw_plan(run, draws), kept_of_top(found, top)
    what = {
        "one_out": "leave out one area, of the asking region or of the partner",
        "bootstrap": "draw the areas of every region anew, with replacement",
        "themes": "place all areas by themes learned again (resampled concepts, changed settings)",
    }
    told = "; ".join(f"{plan[kind]} {text}" for kind, text in what.items() if plan[kind])
    lines = [f"{draws} draws: {told}. Relatedness of niches is held fixed."]
    if not plan["themes"]:
        lines.append(
            "This run holds no themes learned again, so their part is not tested: fit the data again, with draws."
        )
    if not np.isnan(kept["all"]):
        shares = ", ".join(f"{kind.replace('_', ' ')} {100 * kept[kind]:.0f} %" for kind in what if plan[kind])
        lines.append(
            f"Of the first {top} partners, on average {100 * kept['all']:.0f} % stay among the first {top} ({shares})."
        )
    else:
        lines.append(f"No more than {top} partners are ranked, so all are among the first {top}: read their ranks.")
    lines[-1] += " Regions with two to six areas are fragile by nature: read the whole interval of ranks."
    return [line for text in lines for line in textwrap.wrap(text, 100)]
