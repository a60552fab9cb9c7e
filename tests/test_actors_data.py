"""The Swedish actors are organisations of a known kind in a Swedish region, with a text and a page."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

from matcher import places

DATA = Path(__file__).resolve().parents[1] / "data"
README = " ".join((DATA / "README.md").read_text(encoding="utf-8").split())
COLUMNS = ["actor_id", "name", "kind", "region_id", "text", "url", "read_on"]
KINDS = {"cluster", "firm", "test_bed", "university", "project"}

with (DATA / "actors_sweden.csv").open(encoding="utf-8", newline="") as file:
    reader = csv.DictReader(file)
    ROWS = list(reader)


def test_columns_and_cells() -> None:
    assert reader.fieldnames == COLUMNS
    for row in ROWS:
        assert list(row) == COLUMNS, row
        for column, value in row.items():
            assert value, (row["actor_id"], column)
            assert value == " ".join(value.split()), (row["actor_id"], column)


def test_actors_have_one_id_and_one_name() -> None:
    assert len(ROWS) >= 40
    for column in ("actor_id", "name", "text"):
        assert [value for value, count in Counter(row[column].casefold() for row in ROWS).items() if count > 1] == []
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", row["actor_id"]) for row in ROWS)


def test_kinds_are_known() -> None:
    assert {row["kind"] for row in ROWS} <= KINDS


def test_regions_are_swedish_counties() -> None:
    for code in {row["region_id"] for row in ROWS}:
        place = places.place(code)
        assert place is not None, code
        assert (place.country, place.level) == ("SE", 3), code


def test_texts_are_one_line_of_english() -> None:
    for row in ROWS:
        assert 20 <= len(row["text"]) <= 200, row["actor_id"]
        assert not row["text"].endswith("."), row["actor_id"]


def test_every_actor_has_an_address_and_a_day() -> None:
    for row in ROWS:
        assert re.fullmatch(r"https?://[^\s/]+\.[^\s/]+/?\S*", row["url"]), row["actor_id"]
        assert re.fullmatch(r"20\d\d-\d\d-\d\d", row["read_on"]), row["actor_id"]


def test_no_mail_address_or_telephone_number() -> None:
    for row in ROWS:
        assert not any("@" in value for value in row.values()), row["actor_id"]
        assert not re.search(r"\+46|\d{3}[ -]\d{2}", row["name"] + row["text"]), row["actor_id"]


def test_order_is_by_region_and_id() -> None:
    order = [(row["region_id"], row["actor_id"]) for row in ROWS]
    assert order == sorted(order)


def test_counts_are_those_of_the_readme() -> None:
    regions = Counter(row["region_id"] for row in ROWS)
    kinds = Counter(row["kind"] for row in ROWS)
    assert f"| `actors_sweden.csv` | {len(ROWS)} actors | {len(regions)} regions |" in README
    told = f"{kinds['cluster']} cluster organisations, {kinds['test_bed']} test beds and {kinds['project']} projects"
    assert told in README
    assert f"{min(regions.values())} to {max(regions.values())} actors a region" in README
    assert "Västra Götaland (10), Skåne (9) and Värmland (7)" in README
    assert [regions[code] for code in ("SE232", "SE224", "SE311")] == [10, 9, 7]
    assert {code for code, count in regions.items() if count == 2} == {
        "SE121", "SE124", "SE211", "SE212", "SE213", "SE214", "SE231", "SE322", "SE331",
    }  # fmt: skip
