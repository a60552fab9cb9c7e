"""The quality report: what it counts, what it finds across rows, and its forms."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

from matcher.languages import detected, long_enough
from matcher.places.countries import read_table
from matcher.report.quality import quality_page
from matcher.sources import QualityReport, bundled_names, check, load_areas
from matcher.words.quality import quality_lines

HEAD = "region_id,region,country,period,area,area_original,language,role\n"


def report(tmp_path: Path, rows: str) -> QualityReport:
    path = tmp_path / "areas.csv"
    path.write_text(HEAD + rows, encoding="utf-8")
    return check(path)


def warnings(tmp_path: Path, rows: str) -> list[str]:
    found = report(tmp_path, rows).findings
    return [finding.line(with_source=False) for finding in found if finding.severity == "warning"]


def test_counts_worked_out_by_hand(tmp_path: Path) -> None:
    rows = "R,A,SE,2018,Forest,Skog,sv,\nR,A,SE,2018,forest,,,\nR,A,SE,2018,Q,,,\nS,B,SE,2018,Energy,Energi,sv,\n"
    found = report(tmp_path, rows + "S,B,SE,2018,Solar cells,,,\n")
    assert (found.regions, found.areas, found.duplicates, found.short_texts) == (2, 5, 2, 1)
    assert found.languages == {"sv": 2}
    assert found.areas_per_region() == {"min": 2, "median": 2.5, "max": 3}
    assert found.empty == {
        "region_id": 0, "region": 0, "country": 0, "period": 0, "area": 0, "area_original": 3, "language": 3, "role": 5
    }  # fmt: skip
    assert found.per_region["characters"].tolist() == [4.3, 8.5]  # (6 + 6 + 1) / 3 and (6 + 11) / 2
    assert found.ok
    assert "areas a region    2 to 3, median 2.5" in " ".join(quality_lines(found))


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("sweden", []),
        ("sweden_2018", []),
        ("sweden_2019", ["1 region with one area only: SE213; scores would rest on little"]),
        ("sweden_2021", []),
        (
            "europe_2014_2020",
            [
                "national lists next to regions of the same country: CZ beside CZ010 and 7 more, "
                "PL beside PL21 and 15 more",
                "6 regions with areas of several periods: DK04 (2014-2020, 2021), FI193 (2018-2021, 2021-2027), "
                "FI1C3 (2014-2020, 2021-2027), FI1D3 (2018-2021, 2021-2027), EL41 (2014-2020, 2021-2027), "
                "PL41 (2014-2020, 2015-2020, 2025)",
                "regions of one country are on several NUTS levels: FR (level 1: FRD, FRE, FRF, FRJ; "
                "level 2: 11 regions), PL (level 1: PL9; level 2: 15 regions)",
                "regions next to parts of themselves: FRF (contains FRF3)",
            ],
        ),
    ],
)
def test_bundled_sets_as_they_are(name: str, kinds: list[str]) -> None:
    found = check(name)
    assert found.ok
    assert [it.message for it in found.findings if it.severity == "warning"] == kinds


def test_rows_are_told_where_one_file_holds_them() -> None:
    found = check("europe_2014_2020+sweden_2018")
    assert (found.ok, found.regions, found.areas, found.duplicates) == (True, 191, 976, 0)
    nested = next(it for it in found.findings if "parts of themselves" in it.message)
    assert (nested.source, nested.rows) == ("europe_2014_2020", tuple(range(259, 270)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Renewable energy", "Renewable energies"),
        ("Digitalisation", "Digitalization"),
        ("Energy and environment", "Environment & energy"),
        ("Life science", "Life-Science"),
        ("Gesundheit und Leben", "Leben & Gesundheit"),
    ],
)
def test_near_duplicates(tmp_path: Path, one: str, other: str) -> None:
    rows = f"R,A,SE,,,{one},,\nR,A,SE,,Textiles,,,\nR,A,SE,,,{other},,\n"
    assert [line for line in warnings(tmp_path, rows) if "has no language" not in line] == [
        f"rows 2, 4, column area: nearly the same area 2 times in R: {one!r}, {other!r}; "
        "keep one, or make their difference plain"
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("IT", "ICT"),
        ("Nanotechnology", "Biotechnology"),
        ("Marine industry", "Manufacturing industry"),
        ("Food", "Wood"),
    ],
)
def test_different_areas_are_no_near_duplicates(tmp_path: Path, one: str, other: str) -> None:
    assert warnings(tmp_path, f"R,A,SE,,{one},,,\nR,A,SE,,{other},,,\n") == []
    assert warnings(tmp_path, "R,A,SE,,Solar cells,,,offer\nR,A,SE,,Solar cell,,,need\n") == []


def test_three_near_duplicates_are_one_finding_and_exact_ones_are_told_once(tmp_path: Path) -> None:
    found = warnings(tmp_path, "R,A,SE,,Solar cell,,,\nR,A,SE,,Solar cells,,,\nR,A,SE,,Solar-cells,,,\n")
    assert len(found) == 1
    assert found[0].startswith("rows 2-4, column area: nearly the same area 3 times in R")
    found = warnings(tmp_path, "R,A,SE,,Solar cells,,,\nR,A,SE,,solar cells,,,\n")
    assert len(found) == 1
    assert "the same area 2 times in R" in found[0]


def test_near_duplicates_are_not_sought_without_end(tmp_path: Path) -> None:
    found = report(tmp_path, "".join(f"R,A,SE,,{n * n} kinds of wood,,,\n" for n in range(501))).findings
    assert "near duplicates are not sought in R, which has more than 500 areas" in [it.message for it in found]


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        ("R,A,SE,,Wood,,,\nS,B,SE,,Wood,,,\nT,C,SE,,Wood,,,\nT,C,SE,,Food,,,\n",
         "rows 2, 3: 2 regions with one area only: R, S; scores would rest on little; look for the rest of the list"),
        ("R,A,SE,2018,Wood,,,\nR,A,SE,2021,Food,,,\nR,A,SE,,Energy,,,\n",
         "rows 2, 3, column period: 1 region with areas of several periods: R (2018, 2021); "
         "keep the areas that are in force"),
        ("PL,Poland,PL,,Wood,,,\nPL,Poland,PL,,Food,,,\nPL21,A,PL,,Wood,,,\nPL21,A,PL,,Food,,,\n",
         "rows 2, 3, column region_id: national lists next to regions of the same country: PL beside PL21; "
         "leave out the national lists if regions are compared"),
        ("SE11,P,SE,,Wood,,,\nSE11,P,SE,,Food,,,\nSE125,A,SE,,Wood,,,\nSE125,A,SE,,Food,,,\n", "rows 2, 3, column "
         "region_id: regions of one country are on several NUTS levels: SE (level 2: SE11; level 3: SE125); larger "
         "regions have longer lists and so share more by chance; use one level where you can"),
    ],
)  # fmt: skip
def test_findings_across_rows(tmp_path: Path, rows: str, line: str) -> None:
    assert warnings(tmp_path, rows) == [line]


def coded(tmp_path: Path, *regions: str) -> list[str]:
    """The findings on a table with these ids, names and countries ("SE125 Västmanland SE"), two areas each."""
    rows = "".join(f"{it.replace(' ', ',')},,{area},,,\n" for it in regions for area in ("Wood", "Food"))
    lines = [it.line(with_source=False) for it in report(tmp_path, rows).findings]
    return [line for line in lines if "read as" not in line and "also in the bundled set" not in line]


MIXED = "codes of different NUTS versions are mixed"
MIXED_DO = "write the newer code where the region is the same; elsewhere look up which of the regions is meant"
ENDED_DO = (
    "nothing needs to be changed, unless newer tables are added: the same region would be there under another code"
)
OUTSIDE = "column region_id: codes outside the NUTS, allowed like all others"


@pytest.mark.parametrize(
    ("regions", "lines"),
    [
        (
            ["FR72 Auvergne FR", "FRE1 Nord FR", "PL11 Łódzkie PL"],
            [f"rows 2, 3, 6, 7, column region_id: {MIXED}: of NUTS 2013 FR72 (now FRK1), PL11 (now PL71); "
             f"newer than 2013: FRE1; {MIXED_DO}"],
        ),
        (
            ["FI193 Keski-Suomi FI", "PT1C Alentejo PT", "PT16 Centro PT"],
            [f"rows 2, 3, 6, 7, column region_id: {MIXED}: of NUTS 2021, since then with other borders, FI193 (FI198), "
             f"PT16 (PT19 and PT1D); newer than 2021: PT1C; {MIXED_DO}"],
        ),
        (
            ["FR72 Auvergne FR", "SE125 Västmanland SE"],
            ["rows 2, 3, column region_id: the codes are those of NUTS 2013; some have ended: of NUTS 2013 FR72 (now "
             f"FRK1); {ENDED_DO}"],
        ),
        (["PT1C Alentejo PT", "SE125 Västmanland SE"], []),
        (
            ["NO012 Akershus NO", "NO092 Agder NO"],  # outside the NUTS, but its codes end as well
            [f"rows 2, 3, column region_id: {MIXED}: of NUTS 2016 NO012 (now NO084); newer than 2016: NO092; "
             f"{MIXED_DO}",
             f"{OUTSIDE}: Norway (NO012, NO092)"],
        ),
        (
            ["FI193 Keski-Suomi FI", "UA11 Poltavska UA"],  # known only since 2024, which is no other version
            ["rows 2, 3, column region_id: the codes are those of NUTS 2021; some have ended: of NUTS 2021, since then "
             f"with other borders, FI193 (FI198); {ENDED_DO}",
             f"{OUTSIDE}: Ukraine (UA11)"],
        ),
    ],
)  # fmt: skip
def test_versions_of_the_nuts(tmp_path: Path, regions: list[str], lines: list[str]) -> None:
    assert sorted(coded(tmp_path, *regions)) == sorted(lines)


@pytest.mark.parametrize(
    ("regions", "message"),
    [
        (["FR72 Auvergne FR", "FRK1 Auvergne FR"], "FR72 and FRK1 (the same region)"),
        (["FI193 Keski-Suomi FI", "FI198 Keski-Suomi FI"], "FI193 and FI198 (other borders)"),
        (["PL12 Mazowieckie PL", "PL91 Warszawa PL", "PL92 Mazowsze PL"], "PL12 and PL91, PL92 (other borders)"),
        (["EL30 Attica GR", "GR30 Attica GR"], "EL30 and GR30 (two ways of writing it)"),
    ],
)
def test_a_region_under_two_codes(tmp_path: Path, regions: list[str], message: str) -> None:
    rows = 2 * len(regions) + 1
    line = f"rows 2-{rows}, column region_id: regions under an old and a new code: {message}; keep one of the two"
    assert [found for found in coded(tmp_path, *regions) if found.startswith(line)]


@pytest.mark.parametrize(
    ("regions", "message"),
    [
        (["FRF Grand-Est FR", "FRF3 Lorraine FR"], "FRF (contains FRF3)"),
        (["PL9 Mazowieckie PL", "PL91 Warszawa PL"], "PL9 (contains PL91)"),
        (["PL9 Mazowieckie PL", "PL12 Mazowieckie PL"], "PL9 (contains PL12)"),  # through what followed PL12
        (["SE1 A SE", "SE12 B SE", "SE125 Västmanland SE"], "SE1 (contains SE12, SE125), SE12 (contains SE125)"),
        (["SE12 B SE", "SE12X C SE"], "SE12 (contains SE12X)"),
    ],
)
def test_parents_beside_their_children(tmp_path: Path, regions: list[str], message: str) -> None:
    rows = 2 * len(regions) + 1
    line = f"rows 2-{rows}, column region_id: regions next to parts of themselves: {message}; do not add them up"
    assert [found for found in coded(tmp_path, *regions) if found.startswith(line)]


def test_other_ids_are_allowed_and_said(tmp_path: Path) -> None:
    regions = "UKM Scotland GB", "UKL Wales GB", "AL Albania AL", "RS Serbia RS", "SE126 Västmanland SE", "Metro M ES"
    assert coded(tmp_path, *regions) == [
        "rows 10, 11, column region_id: ids that look like NUTS codes and are none of NUTS 2013 to 2024: "
        "SE126 (Västmanland is SE125); correct them if they are slips; else they are kept as they are, without level "
        "and distances",
        "rows 12, 13, column region_id: ids of your own, no NUTS codes: Metro; nothing needs to be changed; such "
        "regions have no level and no distances",
        f"{OUTSIDE}: Albania (AL), Serbia (RS), United Kingdom (UKL, UKM)",
    ]


def test_national_lists_beside_regions_with_ids_of_their_own(tmp_path: Path) -> None:
    assert any("PL beside Metro;" in line for line in coded(tmp_path, "PL Poland PL", "Metro M PL"))


@pytest.mark.parametrize(
    ("regions", "line"),
    [
        (["SE224 Stockholm SE"], "rows 2, 3, column region: names of other regions than the code's: SE224 is Skåne and "
         "is called 'Stockholm', which is SE110; correct the code or the name"),
        (["SE125 Västmanland DE"], "rows 2, 3, column country: countries that are not the code's: SE125 is in SE, not "
         "DE; correct the code or the country"),
        (["SE125 Vestmanland SE"], ""),  # spelling
        (["ITC4 Lombardei IT"], ""),  # another language
        (["FI1B Helsinki-Uusimaa FI"], ""),  # a part of it
        (["FI193 Keski-Suomi FI"], "rows 2, 3, column region_id: the codes are those of NUTS 2021"),  # now FI198's name
        (["NL42 Limburg NL"], ""),  # one of two
        (["ITI Centro IT"], ""),  # a name by which Portugal's is better known
    ],
)  # fmt: skip
def test_names_and_countries_against_codes(tmp_path: Path, regions: list[str], line: str) -> None:
    found = coded(tmp_path, *regions)
    assert [text[: len(line)] for text in found] == ([line] if line else [])


@pytest.mark.slow
def test_no_region_is_told_to_have_the_name_of_another(tmp_path: Path) -> None:
    """Every known code with each of its names: official, local, and those that people use."""
    named = [(row["code"], name) for row in read_table("nuts.csv") for name in {row["name"], row["local_name"]}]
    named += [(row["code"], row["name"]) for row in read_table("names.csv")]
    left = pd.DataFrame(named, columns=["region_id", "region"]).drop_duplicates()
    assert len(left) > 2500
    while len(left):
        again = left["region_id"].duplicated()
        left[~again].assign(area="Wood").to_csv(tmp_path / "areas.csv", index=False)
        assert [it for it in check(tmp_path / "areas.csv").findings if "other regions than" in it.message] == []
        left = left[again]


@pytest.mark.parametrize(
    ("area", "original", "language", "line"),
    [
        ("Food", "Τρόφιμα", "sv", "row 2, column area_original: the letters are not those of the language sv"),
        (
            "Food",
            "Food and drinks",
            "el",
            "row 2, column area_original: the letters are Latin, those of the language el",
        ),
        (
            "Τρόφιμα",
            "",
            "",
            "row 2, column area: the letters are not those of the language en; found 'Τρόφιμα'; move it",
        ),
        ("Food", "Чисти технологии", "sv", "row 2, column area_original: the letters are not those of the language sv"),
        ("Food", "Tехнологии", "bg", ""),  # a Latin T among Cyrillic letters
        ("Food", "α-materials", "sv", ""),
        ("Food", "ICT", "el", ""),
        ("Food", "Hrana i piće", "sr", ""),
        ("5G / 6G", "5G / 6G", "sv", ""),
    ],
)
def test_language_against_letters(tmp_path: Path, area: str, original: str, language: str, line: str) -> None:
    found = warnings(tmp_path, f"R,A,SE,,{area},{original},{language},\nR,A,SE,,Wood,,,\n")
    assert [text[: len(line)] for text in found] == ([line] if line else [])


SWEDISH = "Avancerad tillverkning för krävande miljöer"


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        (f"R,A,SE,,{SWEDISH},,,\nR,A,SE,,Wood,,,\n",
         f"row 2, column area: not English, it seems, but sv; found {SWEDISH!r}; move it to area_original with its "
         "language, and write the English name here, or leave it empty"),
        (f"R,A,SE,,Wood,{SWEDISH},fi,\nR,A,SE,,Food,{SWEDISH} nu,fi,\n",
         f"rows 2, 3, column area_original: 2 names: not the language fi, it seems, but sv ({SWEDISH!r}, "
         f"'{SWEDISH} nu'); correct the language, or the name"),
        ("R,A,SE,,,Advanced manufacturing,sv,\nR,A,SE,,Food,,,\n",
         "row 2, column area_original: not the language sv, it seems, but en; found 'Advanced manufacturing'; correct "
         "the language, or the name"),
        ("R,A,SE,,Besöksnäring,,,\nR,A,SE,,Livsmedel,,,\n",
         "rows 2, 3, column area: 2 names: the short names of R, taken together: not English, it seems, but sv "
         "('Besöksnäring', 'Livsmedel'); move it to area_original with its language, and write the English name here, "
         "or leave it empty"),
        ("R,A,IT,,Smart manufacturing,Smart Manufacturing,it,\nR,A,IT,,Food,,,\n", ""),  # `area` says the same
        ("R,A,SE,,Livsmedel,,,\nR,A,SE,,Vind,,,\n", ""),  # too short, also together
        ("R,A,NO,,Food,Næringsmidler og havbruk,da,\nR,A,NO,,Wood,,,\n", ""),  # alike
        ("R,A,XX,,Food,Mat och miljö i samverkan,la,\nR,A,XX,,Wood,,,\n", ""),  # Latin is not told from others
    ],
)  # fmt: skip
def test_language_against_words(tmp_path: Path, rows: str, line: str) -> None:
    assert warnings(tmp_path, rows) == ([line] if line else [])


@pytest.mark.slow
def test_languages_are_not_looked_at_without_end(tmp_path: Path) -> None:
    rows = "".join(f"R{n},A{n},SE,,Number {n} of the areas,,,\nR{n},A{n},SE,,Wood,,,\n" for n in range(5000))
    found = report(tmp_path, f"{rows}R0,A0,SE,,{SWEDISH},,,\n").findings
    assert [it.message for it in found if it.column == "area"] == [
        "the language of the first 5,000 different names only was looked at"
    ]


#: Names that are hard to tell: technical words of Greek and Latin, alike in many languages.
TECHNICAL = """
    Photonics, nanoelectronics, quantum; Hydrogen valleys; Viticulture and oenology; Agro-industrial innovation;
    Audiovisual content and gaming; Pharmaceuticals and biotechnology; Mechatronics and robotics; Micro- and
    nanoelectronics; Precision agriculture; Personalised medicine; Industrial biotechnology; Additive manufacturing;
    Aquaculture and fisheries; Intermodal logistics; Electromobility; Battery technologies; Nuclear technologies;
    Polymer composites; Plastics and rubber; Ceramics and glass; Textiles, clothing, footwear; Metallurgy and
    metalworking; Optoelectronics; Semiconductor components; Cybersecurity; Big data analytics; Unmanned aerial
    vehicles; Nutraceuticals; Veterinary medicine; Regenerative medicine; Oncology diagnostics; Biomedical
    engineering; Climate adaptation; Horticulture and ornamental plants; Industrial symbiosis; Critical raw
    materials; Automotive components; Aeronautical maintenance; Tourism and hospitality; Gastronomy tourism; Media
    and entertainment; Education technologies; Insurance technologies; Urban regeneration; Building information
    modelling; Intelligent transport systems; Optics and photonics; Sensors, instrumentation; Industrial automation;
    Human-machine interfaces; Virtual reality; High performance computing; Satellite navigation; Earth observation;
    Subsea engineering; Biogas and biomethane; Thermal insulation; Renewable electricity; Nautical industries;
    Prefabricated houses; Ornamental stone; Chemistry and plastics; Cosmetics and perfumery; Vaccines, immunology;
    Assistive technologies; Automotive & mobility; Aeronautics, space, defence
"""


def test_figures_of_the_language_check_as_measured() -> None:
    """The figures in the docstring of `matcher.sources.checks.language`; as bounds, since data and model may move."""
    names = [name for name in bundled_names() if name not in ("europe", "sweden")]
    sets = pd.concat([load_areas(name).assign(source=name) for name in names])
    english = sorted(set(sets["area"]) - {""})
    original = sorted(
        {(text, code) for text, code in zip(sets["area_original"], sets["language"], strict=True) if text}
    )
    read = [(text, "en") for text in english if long_enough(text)]
    read += [(text, code) for text, code in original if long_enough(text)]
    codes = sorted({code for _, code in original})
    foreign = [(text, code) for text, code in original if long_enough(text) and code != "en"]

    def share(pairs: list[tuple[str, str]]) -> float:
        return sum(bool(detected(text, code)) for text, code in pairs) / len(pairs)

    false = [(text, code) for text, code in read if detected(text, code)]
    assert len(read) > 900
    assert all(detected(text, code) == "en" for text, code in false)  # English names in Italian lists
    assert len(false) * 200 <= len(read)
    assert (
        share([(text, other) for text, code in original if long_enough(text) for other in codes if other != code])
        > 0.89
    )
    assert share([(text, "en") for text, _ in foreign]) > 0.88
    assert share([(text, "sv") for text, code in read if text in english]) > 0.88
    technical = {" ".join(name.split()) for name in TECHNICAL.split(";")} - set(english)
    assert len(technical) > 60
    assert [name for name in sorted(technical) if detected(name, "en")] == []


def test_figures_of_names_taken_together_as_measured() -> None:
    lists: dict[tuple[str, str, str], list[str]] = {}
    for name in ("europe_2014_2020", "sweden_2018", "sweden_2019", "sweden_2021"):
        for _, row in load_areas(name).iterrows():
            for text, code in ((row["area"], "en"), (row["area_original"], row["language"])):
                if text and not long_enough(text):
                    lists.setdefault((name, row["region_id"], "area" if code == "en" else code), []).append(text)
    together = {key: text for key, names in lists.items() if len(names) > 1 and long_enough(text := ", ".join(names))}
    original = {key: text for key, text in together.items() if key[2] != "area"}
    assert len(together) > 90
    assert [text for key, text in together.items() if detected(text, key[2].replace("area", "en"))] == []
    assert sum(bool(detected(text, "en")) for text in original.values()) / len(original) > 0.7


def test_a_file_that_cannot_be_parsed_gives_a_report(tmp_path: Path) -> None:
    path = tmp_path / "areas.csv"
    path.write_bytes(b"%PDF-1.7")
    found = check(path)
    assert not found.ok
    assert (found.areas, found.count("error")) == (0, 1)
    assert "areas.csv is no table of areas: found a PDF document" in " ".join(quality_lines(found))
    assert found.to_dict()["findings"][0]["severity"] == "error"
    assert "a PDF document" in quality_page(found)


def test_forms_agree(tmp_path: Path) -> None:
    found = report(tmp_path, "R,A,XX,,Forest,,,\nR,A,XX,,Q,,,\n")
    as_json = json.loads(json.dumps(found.to_dict()))
    assert as_json["ok"] is False
    assert as_json["areas_per_region"] == {"min": 2, "median": 2.0, "max": 2}
    assert as_json["read"][0]["format"] == "CSV"
    error = as_json["findings"][0]
    assert (error["rows"], error["column"], error["value"]) == ([2, 3], "country", "XX")
    frame = found.to_frame()
    assert list(frame.columns) == list(error)
    assert frame.loc[0, ["severity", "rows", "value"]].tolist() == ["error", "2, 3", "XX"]
    assert len(frame) == len(as_json["findings"])
    assert " ".join(quality_lines(found)).endswith("the areas cannot be fitted (1 error, 1 warning, 2 notices)")


def test_of_a_file_that_cannot_be_read_only_the_reason_is_told(tmp_path: Path) -> None:
    (told,) = quality_lines(check(tmp_path / "no.csv"), "sv", width=1000)
    assert told.startswith("det finns ingen fil och ingen medföljande uppsättning")
    assert "kontrollera namnet och mappen" in told
    for content in (b"\xd0\xcf\x11\xe0\xa1\xb1", b"\xdb\xa5-\x00W\x00o\x00", b"Hello, all of you, in areas\n"):
        (tmp_path / "x.doc").write_bytes(content)
        (told,) = quality_lines(check(tmp_path / "x.doc"), "sv", width=1000)
        assert told.startswith("x.doc är ingen tabell med områden: hittade en ")
        assert "spara en tabell som XLSX eller CSV UTF-8" in told


def test_a_name_of_five_themes_is_a_list(tmp_path: Path) -> None:
    rows = '"Turism, skog, vätgas, hälsa och energi samt livsmedel"', '"Food, health and transport in tourism"'
    found = warnings(tmp_path, "".join(f"R,A,SE,2018,,{row},sv,\n" for row in rows))
    assert [line for line in found if "several areas in one cell" in line] == [
        f"row 2, column area_original: several areas in one cell; found '{rows[0][1:-1]}'; write one area a row"
    ]


class Page(HTMLParser):
    """Tags, text and addresses of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href")]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_html_is_self_contained_and_escapes_what_the_file_holds(tmp_path: Path) -> None:
    found = report(tmp_path, "R,<script>alert(1)</script>,SE,,Q,,,\nR,<script>alert(1)</script>,SE,,=1+x,,,\n")
    page = Page()
    page.feed(quality_page(found))
    assert "script" not in page.tags
    assert "<script>alert(1)</script>" in page.text
    assert page.addresses == []
    assert page.tags.count("h1") == 1
    assert {"html", "title", "main", "caption", "th"} <= set(page.tags)
    assert "The areas can be fitted." in page.text
    assert "a very short name that says little" in page.text
