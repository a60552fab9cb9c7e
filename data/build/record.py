"""Makes the tables of data/record from counts by region: see data/record/README.md for where these were read.

    python -m data.build.record FOLDER

FOLDER holds h2020_hei_region_pairs.csv, h2020_hei_region_programme.csv, interreg_region_pairs.csv,
interreg_region_programme.csv and interreg_2014_region_theme.csv. Counts are set side by side and names of programmes
are made the same in both periods; no count is changed.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pandas as pd

from matcher.places import is_nested

OUT = Path(__file__).resolve().parents[1] / "record"
#: Programmes that went on under another name, and the name that both periods get here.
SAME = {
    "Baltic Sea": "Baltic Sea Region",
    "North Sea": "North Sea Region",
    "France - Switzerland (FR-CH)": "France - Switzerland",
    "Italy - Switzerland (IT-CH)": "Italy - Switzerland",
    "Sweden - Norway (SE-NO)": "Sweden - Norway",
}
#: The years and the kind of programme that stand before a name.
_BEFORE = re.compile(r"^\d{4} - \d{4} (?:INTERREG V-?[AB] |Interreg (?=IPA CBC))?")


def programme_name(text: str) -> str:
    """The name of a programme without its period.

    Examples
    --------
    >>> programme_name("2014 - 2020 INTERREG VB Baltic Sea"), programme_name("2007 - 2013 Baltic Sea Region")
    ('Baltic Sea Region', 'Baltic Sea Region')
    """
    name = _BEFORE.sub("", text).strip()
    return SAME.get(name, name)


def pairs(folder: Path) -> pd.DataFrame:
    """Joint projects of pairs, a row each; a region and its own part are no pair."""
    h2020 = pd.read_csv(folder / "h2020_hei_region_pairs.csv").assign(field="h2020_2014_2020")
    interreg = pd.read_csv(folder / "interreg_region_pairs.csv")
    interreg["field"] = interreg["strand"] + "_" + interreg["period"].str.replace("-", "_")
    both = pd.concat([h2020, interreg])
    wide = both.pivot_table(index=["region_a", "region_b"], columns="field", values="joint_projects", aggfunc="sum")
    wide = wide.fillna(0).astype(int).reset_index()
    return wide[[not is_nested(a, b) for a, b in zip(wide["region_a"], wide["region_b"], strict=True)]]


def programmes(folder: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Programmes with their number of projects, and how many of these each region takes part in."""
    found = pd.read_csv(folder / "interreg_region_programme.csv")
    found["programme"] = found["programme"].map(programme_name)
    keys = ["strand", "programme", "period"]
    of_all = found.groupby(keys, as_index=False)["programme_projects"].first()
    of_regions = found[["region_id", *keys, "projects"]].sort_values(["region_id", *keys])
    return of_all.rename(columns={"programme_projects": "projects"}), of_regions


def main(folder: Path) -> None:
    """Write the tables."""
    OUT.mkdir(exist_ok=True)
    of_all, of_regions = programmes(folder)
    tables = {
        "pairs": pairs(folder),
        "programmes": of_all,
        "region_programmes": of_regions,
        "h2020_regions": pd.read_csv(folder / "h2020_hei_region_programme.csv"),
        "interreg_themes": pd.read_csv(folder / "interreg_2014_region_theme.csv"),
    }
    for name, table in tables.items():
        table.to_csv(OUT / f"{name}.csv", index=False, lineterminator="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
