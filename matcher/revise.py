"""A run fitted again with experts' edits, and what that changes in the ranks of partners."""

from __future__ import annotations

from typing import Any

import pandas as pd

from matcher.embed import Embedder
from matcher.errors import SettingError
from matcher.fit import Matcher
from matcher.run import Run
from matcher.settings import FIRST
from matcher.themes import ThemeModel
from matcher.themes.edits import Edits

__all__ = ["rank_changes", "revise"]


def revise(run: Run, edits: Edits, embedder: Embedder | None = None) -> Run:
    """A guided run's areas fitted again with the same settings and these edits; the run itself is not changed.

    Raises
    ------
    SettingError
        The run's themes were discovered, or guided by a given classification.
    """
    facts = run.settings["themes"]
    if facts.get("way") != "guided" or facts.get("guided_by") != "vocabulary":
        raise SettingError("edits", expected="a run with themes guided by the vocabulary", do="fit without --way")
    model = run.settings["model"]
    again = Matcher(embedder or Embedder(model["name"], any_language=bool(model["unreliable"])),
                    ThemeModel(**facts["settings"]), run.settings["relatedness"]["weights"], model["text"],
                    edits=edits)  # fmt: skip
    return again.fit(run.areas, source=run.settings["data"]["source"])


def rank_changes(before: Run, after: Run, top: int = FIRST) -> pd.DataFrame:
    """How each region's best partners by complementarity change.

    Returns
    -------
    DataFrame
        region_id, region, kept (how many of the best `top` before are among them after), best_before, best_after; the
        most changed first, ties by id.
    """
    rows: list[dict[str, Any]] = []
    for region_id in before.region_ids:
        if before.is_unmatched(region_id) and after.is_unmatched(region_id):
            continue
        old, new = (run.partners(region_id, top=top).dropna(subset=["rank"]) for run in (before, after))
        rows.append(
            {
                "region_id": region_id,
                "region": before.region(region_id).region,
                "kept": len(set(old["region_id"]) & set(new["region_id"])),
                "best_before": old["region"].iloc[0] if len(old) else "",
                "best_after": new["region"].iloc[0] if len(new) else "",
            }
        )
    table = pd.DataFrame(rows, columns=["region_id", "region", "kept", "best_before", "best_after"])
    return table.sort_values(["kept", "region_id"], ignore_index=True)
