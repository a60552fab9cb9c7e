"""The track record: joint projects looked up by hand, codes of other years, declared and done, the model of pairs."""

from __future__ import annotations

import csv
import dataclasses
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from by_hand import tables_of

from matcher import Filters, Run, read_partnerships
from matcher.areas import HORIZONTAL
from matcher.cli import main
from matcher.errors import NameUnknownError
from matcher.partners import known_from, known_pairs, partners, placed_members, recorded_pairs
from matcher.record import (
    common_ground,
    done,
    groups,
    in_programme,
    joint_of,
    programme_name,
    region_record,
    same_programme,
    shrunk,
    whereabouts,
)
from matcher.record.tables import base_codes, codes, crosswalk, fields_of, joint_counts
from matcher.validate.beyond_size import BeyondSize
from matcher.vocabulary import load_vocabulary
from matcher.words.record import (
    common_lines,
    counted_sentence,
    declared_lines,
    pair_line,
    record_text,
    short_line,
)
from matcher.words.words import Words

RECORD = Path(__file__).parents[1] / "data" / "record"


def rows(name: str) -> list[dict[str, str]]:
    with (RECORD / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# -- the files --------------------------------------------------------------------------------------------------------


PAIRS = [("SE110", "SE125"), ("AT13", "PL22"), ("ES21", "SE232"), ("FI1B1", "SE110"), ("LT", "LV")]


@pytest.mark.parametrize("pair", PAIRS)
def test_pairs_are_told_as_the_file_has_them(pair: tuple[str, str]) -> None:
    (row,) = [row for row in rows("pairs") if (row["region_a"], row["region_b"]) == pair]
    counts = {key: int(value) for key, value in row.items() if not key.startswith("region_")}
    found = joint_of(pair).pair(0, 1)
    assert found is not None
    assert found["h2020"] == counts["h2020_2014_2020"]
    assert found["interreg"] == sum(counts.values()) - found["h2020"]
    told = {f"{one['strand']}_{one['period'].replace('-', '_')}": one["projects"] for one in found["joint"]}
    assert told == {key: n for key, n in counts.items() if n}


def test_no_region_is_paired_with_its_own_part() -> None:
    pairs = {(row["region_a"], row["region_b"]) for row in rows("pairs")}
    assert not pairs & {("CZ", "CZ010"), ("FRF", "FRF3"), ("PL", "PL22")}
    assert all(a < b for a, b in pairs)
    assert set(codes()) - set(base_codes()) == {"CZ", "PL", "FRF3"}


def test_as_many_joint_projects_are_expected_as_there_are() -> None:
    joint = joint_of(base_codes())
    for key in joint_counts():
        a, b = np.triu_indices(len(base_codes()), k=1)
        assert np.nansum(joint.expected[key][a, b]) == pytest.approx(np.nansum(joint.counts[key][a, b]), rel=0.02)


def test_every_field_is_crossed_and_leads_to_themes_of_the_vocabulary() -> None:
    vocabulary = load_vocabulary()
    for source in ("h2020", "interreg"):
        assert {one.field for one in crosswalk() if one.source == source} == set(fields_of(source)[0])
    for one in crosswalk():
        assert all(vocabulary[theme].level == "theme" and theme != HORIZONTAL for theme in one.themes)
        assert all(one.names.values())
        assert one.themes or one.doubt, f"{one.field} leads nowhere, and nothing says why"


# -- codes ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "counts", "how"),
    [
        ("FI198", ("FI193",), "renamed"),
        ("FI1DA", ("FI1D1",), "renamed"),
        ("LT02", ("LT",), "whole"),
        ("HR05", ("HR",), "whole"),
        ("HR04", ("HR",), "whole"),  # divided since
        ("NO07", ("NO071",), "parts"),
        ("FR24", ("FRB0",), "renamed"),
        ("FRC", ("FRC1", "FRC2"), "parts"),
        ("PT19", ("PT16",), "earlier"),
        ("SE11", ("SE110",), "renamed"),
        ("GR30", ("EL30",), "renamed"),
        ("ours", (), ""),
    ],
)
def test_codes_are_followed(code: str, counts: tuple[str, ...], how: str) -> None:
    assert whereabouts(code) == (counts, how)


def test_a_region_with_a_new_code_has_the_projects_of_the_old_one() -> None:
    new, old = joint_of(("FI198", "SE110")).pair(0, 1), joint_of(("FI193", "SE110")).pair(0, 1)
    assert new is not None
    assert old is not None
    assert (new["interreg"], new["h2020"]) == (old["interreg"], old["h2020"])
    assert new["interreg"] + new["h2020"] > 0


def test_two_regions_that_are_counted_as_one_are_not_told_apart() -> None:
    assert joint_of(("LT01", "LT02")).pair(0, 1) is None
    assert joint_of(("CZ", "CZ010")).pair(0, 1) is None
    found = joint_of(("LT01", "SE110")).pair(0, 1)
    assert found is not None
    assert "in which it lies" in counted_sentence(Words("en"), found["counted_for"][0], "X")
    assert pair_line(Words("en"), found).startswith("Counted for all of Lithuania: together in")
    assert short_line(Words("sv"), found).startswith("Räknat för hela Litauen: tillsammans i")


def test_counts_of_a_whole_country_make_no_pair_of_a_region_in_it() -> None:
    ids = ("CZ080", "CZ042", "CZ010", "PL22")
    joint = joint_of(ids)
    assert joint.interreg[0, 3] == joint.interreg[1, 3] > joint.interreg[2, 3] > 0
    assert joint.own[2, 3]
    assert not joint.own[:2].any()
    assert recorded_pairs(ids)[["region_a_id", "region_b_id"]].to_numpy().tolist() == [["CZ010", "PL22"]]
    assert in_programme("CZ042", "Czech Republic - Poland") is None  # which part of the country takes part?
    assert in_programme("CZ042", "Central Europe")
    assert same_programme("CZ042", "PL22")


@pytest.mark.parametrize(
    ("pair", "programmes"),
    [
        (("EL43", "MT"), ["Mediterranean"]),  # an older one of Interreg IVC is not of the last period
        (("SE312", "DE3"), []),  # one project, and two programmes in which both have projects
        (("SE332", "FI1D7"), ["Northern Periphery and Arctic"]),
    ],
)
def test_a_programme_is_named_where_it_is_surely_that_of_the_projects(
    pair: tuple[str, str], programmes: list[str]
) -> None:
    found = joint_of(pair).pair(0, 1)
    assert found is not None
    assert found["programmes"] == programmes
    assert [name in pair_line(Words("en"), found) for name in ("Interreg IVC", "North Sea Region")] == [False, False]


def test_parts_add_up() -> None:
    whole, parts = joint_of(("FRC", "SE110")), joint_of(("FRC1", "FRC2", "SE110"))
    assert whole.interreg[0, 1] == parts.interreg[0, 2] + parts.interreg[1, 2]


# -- lists, filters ---------------------------------------------------------------------------------------------------


def test_new_partners_have_no_joint_project(europe_run: Run) -> None:
    found = europe_run.partners("SE125", new=True)
    assert not found["joint_interreg"].fillna(0).any()
    assert not found["joint_h2020"].fillna(0).any()
    assert found.attrs["left_out"]["known partner"] > 20
    known = europe_run.partners("SE125", known=True)
    together = known["joint_interreg"].fillna(0) + known["joint_h2020"].fillna(0) > 0
    assert (together | (known["known_through"].map(len) > 0)).all()
    assert not set(found["region_id"]) & set(known["region_id"])


def test_the_record_counts_beside_the_partnerships() -> None:
    ids = ["SE110", "SE125", "ES61", "ITH5"]
    both, listed = known_from("record", ids), known_from("partnerships", ids)
    named = dict(zip(zip(both["region_a_id"], both["region_b_id"], strict=True), both["names"], strict=True))
    for a, b, names in zip(listed["region_a_id"], listed["region_b_id"], listed["names"], strict=True):
        assert named[a, b] == names
    assert named["SE110", "SE125"] == []


def test_programmes_filter_and_are_counted(europe_run: Run) -> None:
    found = partners(europe_run, "SE125", filters=Filters(programme="baltic sea"))
    assert all(in_programme(region_id, "Baltic Sea Region") for region_id in found["region_id"])
    assert {"not in the programme", "programmes not known"} <= set(found.attrs["left_out"])
    same = partners(europe_run, "SE125", filters=Filters(same_programme=True))
    assert all(same_programme("SE125", region_id) for region_id in same["region_id"])
    assert same.attrs["kept"] + sum(same.attrs["left_out"].values()) == len(europe_run.region_ids) - 1


def test_a_programme_is_found_by_part_of_its_name() -> None:
    assert programme_name("Interreg North Sea") == "North Sea Region"
    with pytest.raises(NameUnknownError, match="several programmes have the name 'italy'") as several:
        programme_name("italy")
    assert len(several.value.choices) > 2


# -- declared and done ------------------------------------------------------------------------------------------------


def test_quotients_by_hand() -> None:
    transport = next(group for group in groups() if group.fields == ("SC4",))
    (own,) = [row for row in rows("h2020_regions") if row["region_id"] == "SE232"]
    fields = [name for name in own if name not in ("region_id", "projects", "projects_multi")]
    found = done("SE232", transport)
    assert found is not None
    assert found["projects"] == int(own["SC4"])
    assert found["of"] == sum(int(own[name]) for name in fields)
    raw = found["projects"] / (found["of"] * found["usual"])
    assert 1 < found["quotient"] < raw, "drawn to 1"
    assert found["low"] < found["quotient"] < found["high"]


def test_small_counts_say_little() -> None:
    few, many = shrunk(3, 1.0, 2.0), shrunk(300, 100.0, 2.0)
    assert few[0] < many[0] < 3
    assert few[2] - few[1] > many[2] - many[1]
    assert shrunk(0, 0.1, 2.0)[1] < 1 < shrunk(0, 0.1, 2.0)[2]


def test_what_speaks_against_is_told(europe_run: Run) -> None:
    record = europe_run.record("PL71")
    told = {one["theme"]: one for one in record["declared"]}
    assert told.keys() >= {"health", "textile"}
    assert told["textile"]["done"] == []
    low = [one for one in told.values() for it in one["done"] if it["quotient"] < 1]
    assert low, "less than usual is told too"
    text = " ".join(str(block) for block in record_text(Words("sv"), record))
    assert "gånger den vanliga andelen" in text
    assert "inget fält i underlaget motsvarar temat" in text


def test_what_an_area_only_may_mean_is_no_choice_of_the_region() -> None:
    """A names rail; of B only a part beside its subject does, and a third region does not."""
    tables = tables_of({"A": ["rail"], "B": ["wood"], "C": ["food"]}, {})
    area = dict(zip(tables.areas["region_id"], tables.areas["area_id"], strict=True))
    placed = [("A", "rail", "name", ""), ("B", "wood", "name", ""), ("B", "rail", "part", "tracks"),
              ("C", "food", "name", "")]  # fmt: skip
    linked = [(area[region], theme, 1.0, 1.0, by, part) for region, niche, by, part in placed
              for theme in (niche, f"t-{niche}")]  # fmt: skip
    columns = ["area_id", "theme_id", "membership", "score", "by", "evidence"]
    tables = dataclasses.replace(tables, memberships=pd.DataFrame(linked, columns=columns))
    lines = {region: declared_lines(Words("en"), region_record(tables, region)) for region in "ABC"}
    assert [line.partition(":")[0] for line in lines["A"]] == ["Declares Theme t-rail (“rail of A”)"]
    assert [line.partition(":")[0] for line in lines["B"]] == [
        "Declares Theme t-wood (“wood of B”)",
        "May declare Theme t-rail (“tracks” under “wood of B”)",
    ]
    assert [line.partition(":")[0] for line in lines["C"]] == ["Declares Theme t-food (“food of C”)"]


def test_what_is_declared_is_what_a_region_has(europe_run: Run) -> None:
    for region in ("SE214", "FI1D8", "SE332"):
        told = {one["theme"]: one for one in europe_run.record(region)["declared"]}
        own = {theme: [niche for niche, above in zip(europe_run.niche_ids, europe_run.parents, strict=True)
                       if above == theme] for theme in told}  # fmt: skip
        for theme, one in told.items():
            has = any(europe_run.x[europe_run.row(region), europe_run.niche_ids.index(niche)] for niche in own[theme])
            assert one["sure"] == has
    assert not {one["theme"]: one for one in europe_run.record("SE214")["declared"]}["built_env"]["sure"]


def test_a_side_that_may_declare_a_field_is_told_so(europe_run: Run) -> None:
    one = common_ground(europe_run, "SE232", "ES21")[0]
    neither = {**one, "a": {**one["a"], "declares": False, "perhaps": False}}
    for side, told in (({"declares": True, "perhaps": False}, "though only B lists an area"),
                       ({"declares": False, "perhaps": True}, "though only B may list an area"),
                       ({"declares": False, "perhaps": False}, "though neither lists an area")):  # fmt: skip
        (line,) = common_lines(Words("en"), [{**neither, "b": {**one["b"], **side}}], ("A", "B"))
        assert told in line


def test_regions_without_a_record_say_so(small_run: Run) -> None:
    record = small_run.record("AA1")
    assert record["counted_for"]["how"] == ""
    blocks = record_text(Words("en"), record)
    assert any("Nothing is on record" in str(block) for block in blocks)
    assert joint_of(tuple(small_run.region_ids)).pair(0, 1) is None


def test_common_ground_is_what_not_both_declare(europe_run: Run) -> None:
    found = common_ground(europe_run, "SE232", "ES21")
    assert found
    for one in found:
        assert not (one["a"]["declares"] and one["b"]["declares"])
        assert all(side["done"]["quotient"] >= 1.2 and side["done"]["projects"] >= 3 for side in (one["a"], one["b"]))
    assert common_lines(Words("en"), found, ("A", "B"))[0].startswith("Both are active in ")


@pytest.mark.parametrize("language", ["en", "sv", "de"])
def test_what_is_said_of_a_pair(language: str) -> None:
    words = Words(language)
    told = {
        pair_line(words, joint_of(pair).pair(0, 1)) for pair in (("SE110", "SE125"), ("SE125", "PL22"), ("SE125", "x"))
    }
    assert len(told) == 3
    assert all("{" not in line for line in told)


def test_the_verb_prints_what_the_method_answers(europe_folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["record", europe_folder, "Västmanland", "--lang", "sv"]) == 0
    assert "Horisont 2020-projekt vid regionens universitet" in capsys.readouterr().out
    assert main(["record", europe_folder]) == 0
    assert "declare" in capsys.readouterr().out


# -- beyond size ------------------------------------------------------------------------------------------------------


def planted(effect: float, *, n: int = 40, seed: int = 1) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Joint projects of regions of different size, with a known effect of a score and of nearness."""
    rng = np.random.default_rng(seed)
    size, place = rng.normal(0, 0.8, n), rng.uniform(0, 1, (n, 2))
    km = np.linalg.norm(place[:, None] - place, axis=2)
    score = rng.normal(size=(n, n))
    score = (score + score.T) / math.sqrt(2) + 0.5 * np.add.outer(size, size)
    rate = np.exp(1 + np.add.outer(size, size) - 2 * km + effect * (score - score.mean()))
    joint = np.triu(rng.poisson(rate), k=1).astype(float)
    return joint + joint.T, km, score


def test_a_planted_effect_is_found_and_size_is_not_taken_for_one() -> None:
    pytest.importorskip("statsmodels")
    joint, km, score = planted(0.2)
    found = BeyondSize(joint, [km]).effect(score, draws=99)
    assert found is not None
    spread = score[np.triu_indices(40, k=1)].std()
    assert found["low"] < math.exp(0.2 * spread) - 1 < found["high"]
    assert found["p"] <= 0.02
    joint, km, score = planted(0.0)
    nothing = BeyondSize(joint, [km]).effect(score, draws=99)
    assert nothing is not None
    assert nothing["low"] < 0 < nothing["high"]
    assert nothing["p"] > 0.05


def test_the_model_is_that_of_statsmodels() -> None:
    sm = pytest.importorskip("statsmodels.api")
    joint, km, score = planted(0.1, n=12)
    found = BeyondSize(joint, [km]).effect(score, draws=9)
    a, b = np.triu_indices(12, k=1)
    effects = np.eye(12)[a] + np.eye(12)[b]
    x = (score[a, b] - score[a, b].mean()) / score[a, b].std()
    fit = sm.GLM(joint[a, b], np.column_stack([effects, km[a, b], x]), family=sm.families.Poisson()).fit()
    assert found is not None
    assert found["value"] == pytest.approx(math.expm1(fit.params[-1]), abs=1e-6)


# -- exports of others ------------------------------------------------------------------------------------------------

NUTS = ";".join(f"NUTS{level} (or equivalent)" for level in (1, 2, 3))
KEEP = f"""Programme;Acronym;Project Partner;Lead Partner;Town;Country;Country code;{NUTS}
2014 - 2020 INTERREG VB Baltic Sea;RAIL;Someone;yes;Västerås;Sweden;SE;SE1;SE12;Västmanlands län (SE125)
2014 - 2020 INTERREG VB Baltic Sea;RAIL;Someone else;no;Turku;Finland;FI;FI1;FI1C;FI1C1
2014 - 2020 INTERREG VB Baltic Sea;RAIL;Nobody knows where;no;;Germany;DE;;;
"""
CORDIS = """projectID;projectAcronym;organisationID;name;city;country;nutsCode;role
101;ORE;9;A university;Luleå;SE;SE332;coordinator
101;ORE;8;A firm;Oulu;FI;FI1D9;participant
101;ORE;7;Another;Athens;EL;;participant
"""


@pytest.mark.parametrize(("text", "ids"), [(KEEP, ["FI1C1", "SE125"]), (CORDIS, ["FI1D9", "SE332"])])
def test_exports_are_read_as_they_come(tmp_path: Path, text: str, ids: list[str]) -> None:
    file = tmp_path / "export.csv"
    file.write_text(text, encoding="utf-8")
    table = read_partnerships(file)
    assert known_pairs(table, ids)[["region_a_id", "region_b_id", "partnerships"]].to_numpy().tolist() == [[*ids, 1]]
    placed = placed_members(table, ids)
    assert placed["how"].tolist() == ["exact", "exact", "no code"]
    assert placed["role"].tolist() == ["lead", "partner", "partner"]
    assert not table.isin(["Someone", "A university", "A firm"]).any().any(), "no name of an organisation is kept"


def test_what_an_export_does_not_place_is_said(
    europe_folder: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "export.csv"
    file.write_text(CORDIS, encoding="utf-8")
    assert main(["partners", europe_folder, "SE332", "--known", "--partnerships", str(file)]) == 0
    told = capsys.readouterr()
    assert "1 member of" in told.err
    assert "FI1D9" in told.out
