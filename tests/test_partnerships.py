"""Known partnerships: the file, who is meant by a code, what is known, and how rankings stand against it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import ndcg_score, roc_auc_score

from matcher import Run
from matcher.cli import main
from matcher.errors import InputError, NameUnknownError, SettingError
from matcher.partners import known_pairs, placed_members
from matcher.places import nested_pairs
from matcher.sources.lists.partnerships import PARTNERSHIP_COLUMNS, read_partnerships
from matcher.validate import MEASURES, VIEWS, validate
from matcher.validate.baselines import BASELINES, SCORES, degree_scores, score_matrices
from matcher.validate.evidence import gather
from matcher.validate.topics import NEAR, partnership_topics

HEADER = "partnership,theme,region_id,role,source_url"
DATA_README = (Path(__file__).parents[1] / "data" / "README.md").read_text(encoding="utf-8")


def write(folder: Path, text: str | bytes) -> Path:
    path = folder / "known.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def members(*rows: tuple[str, str], weak: tuple[str, ...] = (), theme: str = "") -> pd.DataFrame:
    """A table of partnerships from (partnership, region_id)."""
    table = pd.DataFrame(rows, columns=["partnership", "region_id"])
    table = table.assign(theme=theme, evidence=["weak" if name in weak else "" for name in table["partnership"]])
    return table.reindex(columns=list(PARTNERSHIP_COLUMNS), fill_value="")


# The file


def test_the_bundled_list_is_what_the_readme_says() -> None:
    table = read_partnerships("partnerships")
    told = re.search(
        r"^\| `partnerships\.csv` \| (\d+) memberships \| (\d+) partnerships \|", DATA_README, re.MULTILINE
    )
    assert told
    assert (len(table), table["partnership"].nunique()) == tuple(map(int, told.groups())) == (425, 68)
    assert not table.duplicated(["partnership", "region", "region_id"]).any()
    assert table["source_url"].str.startswith("http").all()
    weak = table[table["evidence"] == "weak"]
    assert weak["partnership"].nunique() == 7
    assert f"{len(weak)} of the memberships" in DATA_README.replace("\n", " ")
    words = [name.split()[0] for name in weak["partnership"].unique()]
    assert all(word in DATA_README for word in words)
    assert (table["region_id"] == "").sum() == 2
    assert set(table["role"]) == {"lead", "partner"}


def test_members_of_the_bundled_list_are_found_as_the_readme_says(europe_areas: pd.DataFrame) -> None:
    table = read_partnerships("partnerships")
    ids = set(europe_areas["region_id"])
    exact = placed_members(table, ids)["how"].value_counts()
    wide = placed_members(table, ids, nuts="any")["how"].value_counts()
    text = DATA_README.replace("\n", " ")
    assert f"{exact['exact'] + exact['renamed']} of the 425 are found" in text
    assert f"{wide['parent']} more lie inside one of them, {wide['several']} hold several of them" in text
    assert f"{wide['unknown'] + wide['no code']} are not there" in text


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_delimiters_and_encodings(tmp_path: Path, delimiter: str, encoding: str) -> None:
    rows = ["region_id,Partnership,theme,role,source_url,extra", "SE125,Järn,steel,lead,,x", "", "SE224,Järn,steel,,,"]
    table = read_partnerships(write(tmp_path, "\r\n".join(rows).replace(",", delimiter).encode(encoding)))
    assert list(table.columns) == list(PARTNERSHIP_COLUMNS)
    assert table[["partnership", "region_id", "role", "region"]].to_numpy().tolist() == [
        ["Järn", "SE125", "lead", ""],
        ["Järn", "SE224", "", ""],
    ]


def test_countries_become_codes(tmp_path: Path) -> None:
    table = read_partnerships(write(tmp_path, f"{HEADER},country\nP,,EL30,,,Greece\nP,,UKM,,,UK\nP,,SE1,,,\n"))
    assert table["country"].tolist() == ["GR", "GB", ""]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "known.csv is empty: expected a header row"),
        (HEADER, "known.csv has no row: expected one row for each member"),
        (
            "theme,region_id\nP,A",
            "row 1: no column partnership: expected",
        ),
        (f"{HEADER},role\nP,,A,,,", "row 1: column role is there twice: keep one of them"),
        (f"{HEADER}\nP,,A,,\n,,B,,", "row 3: partnership is empty: expected the partnership's name"),
        (
            f"{HEADER}\nP,,A,,\n\nP,t,,lead,",
            "row 4: region_id and region are empty: expected a region_id",
        ),
        (
            f"{HEADER}\nP,,A,,,surplus",
            "row 2: the row is too long: expected 5 cells; found 6; put",
        ),
        (f"{HEADER},evidence\nP,,A,,,maybe", "row 2: evidence: expected weak or nothing; found 'maybe'"),
        (f"{HEADER},country\nP,,A,,,Atlantis", "row 2: country: expected an ISO .* found 'Atlantis'"),
        (f'{HEADER}\nP,,A,,\nP,"open,B,,', "row 3: a quotation mark opens and is never closed"),
        (f"{HEADER}\n,,A,,\nP,,B,,\n,,C,,\n,,D,,", r"row 2 \(also rows 4, 5\): partnership is empty"),
        (
            b"PK\x03\x04 a workbook",
            "known.csv is no CSV file: found a workbook or .*; save the table as CSV UTF-8",
        ),
    ],
)
def test_problems_are_told_with_their_row(tmp_path: Path, text: str | bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_partnerships(write(tmp_path, text))


def test_a_missing_file_names_the_bundled_list(tmp_path: Path) -> None:
    with pytest.raises(NameUnknownError, match=r"no file of partnerships .* 'partnerships' for the bundled list"):
        read_partnerships(tmp_path / "none.csv")


# Who is meant by a code


def test_codes_meet_the_regions_of_the_run() -> None:
    table = members(*(("P", code) for code in ("ES61", "ES213", "CZ01", "SE12", "ITF1", "", "GR30")))
    run = ["ES61", "ES21", "CZ", "CZ010", "SE124", "SE125", "EL30"]
    assert placed_members(table, run)["run_id"].tolist() == ["ES61", "", "CZ010", "", "", "", "EL30"]
    exact = ["exact", "other level", "renamed", "other level", "unknown", "no code", "renamed"]
    assert placed_members(table, run)["how"].tolist() == exact
    parent = placed_members(table, run, nuts="parent")
    assert parent["run_id"].tolist() == ["ES61", "ES21", "CZ010", "", "", "", "EL30"]
    assert parent["how"][3] == "other level"
    widest = placed_members(table, run, nuts="any")
    assert widest["how"].tolist() == ["exact", "parent", "renamed", "several", "unknown", "no code", "renamed"]
    assert placed_members(members(("P", "SE12")), ["SE125"], nuts="any")["run_id"].tolist() == ["SE125"]
    with pytest.raises(SettingError, match="nuts: expected exact or parent or any; found 'near'"):
        placed_members(table, run, nuts="near")


def test_the_smallest_region_around_is_taken() -> None:
    assert placed_members(members(("P", "ES213")), ["ES", "ES2", "ES21"], nuts="parent")["run_id"].tolist() == ["ES21"]


def test_a_region_counts_once_in_a_partnership_and_rows_may_stand_in_any_order() -> None:
    table = members(("P", "ES213"), ("P", "ES21"), ("P", "ES51"), ("Q", "ES51"), ("Q", "ES21"), ("Q", "ES21"))
    expected = [["ES21", "ES51", 2, ["P", "Q"]]]
    assert known_pairs(table, ["ES51", "ES21"], nuts="parent").to_numpy().tolist() == expected
    assert known_pairs(table.iloc[::-1], ["ES21", "ES51"], nuts="parent").to_numpy().tolist() == expected
    assert known_pairs(table.iloc[:0], ["ES21"]).empty


def test_nested_regions() -> None:
    ids = ["CZ", "CZ010", "CZ01", "ES21", "ES213", "SE125", "home", "home1"]
    pairs = {(ids[a], ids[b]) for a, b in np.argwhere(np.triu(nested_pairs(ids), k=1))}
    assert pairs == {("CZ", "CZ010"), ("CZ", "CZ01"), ("CZ010", "CZ01"), ("ES21", "ES213")}


# What is known


def test_evidence_tells_known_from_unknown_and_neither() -> None:
    ids = ["A", "B", "C", "ES21", "ES213"]
    table = members(
        ("P", "A"), ("P", "B"), ("P", "C"), ("Q", "A"), ("Q", "ES21"), ("W", "B"), ("W", "ES21"), weak=("W",)
    )
    found = gather(table, ids)
    assert [one.name for one in found.counted] == ["P", "Q"]
    assert np.argwhere(np.triu(found.unknown)).tolist() == [
        [0, 4],
        [1, 4],
        [2, 3],
        [2, 4],
    ]  # not B and ES21, not ES21 and its part
    assert found.degree().tolist() == [2, 1, 1, 1, 0]
    assert found.degree(found.counted[0]).tolist() == [1, 0, 0, 1, 0]
    counts = found.counts(["SE", "SE", "FI", "", ""])
    assert (counts["pairs_known"], counts["pairs_same_country"], counts["pairs_unknown"]) == (4, 1, 4)
    assert (counts["loose_networks"], counts["members_exact"], counts["partnerships_counted"]) == (1, 7, 2)
    assert [one.name for one in gather(table, ids, weak=True).counted] == ["P", "Q", "W"]


def test_a_pair_of_a_region_and_its_part_is_never_compared() -> None:
    found = gather(members(("P", "ES21"), ("P", "ES213"), ("P", "SE125")), ["ES21", "ES213", "SE125"])
    assert found.counts(["ES", "ES", "SE"])["pairs_nested"] == 1
    assert not found.unknown.any()


def test_degree_by_hand() -> None:
    assert degree_scores(np.array([0.0, 3.0]))[0, 1] == 4


def test_themes_by_label_by_vector_and_not_at_all() -> None:
    themes = pd.DataFrame({"theme_id": ["energy", "h2", "food"], "level": ["theme", "niche", "theme"],
                           "parent_id": ["", "energy", ""], "label": ["energy", "hydrogen", "farming"]})  # fmt: skip
    vectors = {"energy": [1, 0, 0], "hydrogen": [0.8, 0.6, 0], "farming": [0, 0, 1],
               "gas of the future": [0.6, 0.8, 0], "dance": [0.5, 0, 0.5]}  # fmt: skip

    def encode(texts: list[str]) -> np.ndarray:
        rows = np.array([vectors.get(text, [0, 1, 0]) for text in texts], dtype=float)
        return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)

    found = partnership_topics(["H2", "gas of the future", "policy", ""], themes, encode=encode)
    assert [(topic.theme_id, topic.label) for topic in found[:2]] == [("energy", "h2"), ("energy", "hydrogen")]
    assert found[1].cosine == pytest.approx(0.96)
    assert found[3].theme_id == ""
    near = partnership_topics(["policy", "dance"], themes, encode=encode)
    assert near[0] == ("energy", "hydrogen", pytest.approx(0.6))  # just near enough
    assert near[0].cosine >= NEAR
    assert partnership_topics(["gas of the future"], themes)[0].theme_id == ""


# Rankings


@pytest.fixture(scope="module")
def known() -> pd.DataFrame:
    return members(("P", "AA1"), ("P", "BB2"), ("Q", "BB2"), ("Q", "CC3"), ("W", "AA1"), ("W", "CC3"), ("X", "ZZ9"),
                   weak=("W",), theme="energy")  # fmt: skip


def test_scores_are_those_of_the_run(small_run: Run) -> None:
    found = score_matrices(small_run, {"fit": 1.0, "distance": 1.0}, seed=3)
    assert set(found) == set(BASELINES) - {"degree"} | set(SCORES)
    n = small_run.x.sum(axis=1)
    assert found["size"][0, 1] == n[0] * n[1]
    np.testing.assert_allclose(found["complementarity"], small_run.scores.complementarity)
    np.testing.assert_allclose(found["gives"], small_run.scores.complementarity.T)
    assert found["same_country"][2, 3] == 1
    assert found["same_country"][0, 1] == 0
    assert np.isnan(found["distance"]).all()  # codes of no place
    np.testing.assert_allclose(found["random"], found["random"].T)
    assert all(np.isnan(np.diagonal(matrix)).all() for matrix in found.values())
    assert found["tfidf"][0, 1] > found["tfidf"][0, 2] == 0  # "Railway" in both; no word in common
    assert np.isnan(found["blend"][:, 3]).all()  # a region without thematic areas
    np.testing.assert_allclose(found["blend"][0, 1], found["fit"][0, 1])  # without distances only fit is left


def test_measures_by_hand(small_run: Run, known: pd.DataFrame) -> None:
    found = small_run.validate_partnerships(known, draws=50)
    rows = {row["score"]: row for row in found["rows"]}
    assert [row["score"] for row in found["rows"]] == [*BASELINES, *SCORES]
    assert [row["baseline"] for row in found["rows"]] == [True] * len(BASELINES) + [False] * len(SCORES)
    assert found["counts"]["pairs_known"] == 2
    assert found["counts"]["pairs_unknown"] == 3  # DD4 with the others; AA1 and CC3 are together in a loose network
    assert found["unplaced"] == [{"partnership": "X", "region": "", "region_id": "ZZ9", "why": "unknown"}]
    # Every known pair has more niches than any pair with DD4, which has none.
    assert rows["size"]["auc"]["value"] == 1
    assert rows["size"]["mrr"]["value"] == 1
    assert rows["size"]["precision"]["value"] == pytest.approx(1 / 10)
    # Only CC3 and DD4 lie in one country. Against the six directions of unknown pairs: 4 ties and 2 losses.
    assert rows["same_country"]["auc"]["value"] == pytest.approx(4 / 6 / 2)
    # CC3 asks for BB2 and has DD4 above it: 1/2. The others tie: (1 + 1/2) / 2. Mean over P and Q.
    assert rows["same_country"]["mrr"]["value"] == pytest.approx((0.75 + (0.75 + 0.5) / 2) / 2)
    assert rows["distance"]["undefined"] == 1
    assert rows["distance"]["auc"]["value"] == 0.5
    assert rows["size"]["auc"]["groups"] == 2


def test_pair_level_auc_and_ndcg_are_those_of_scikit_learn(small_run: Run) -> None:
    table = members(("P", "AA1"), ("P", "CC3"))
    found = {row["score"]: row for row in small_run.validate_partnerships(table, draws=0)["rows"]}
    scores = np.where(np.isnan(small_run.scores.overlap), -1, small_run.scores.overlap)
    off = ~np.eye(4, dtype=bool)
    truth = np.zeros((4, 4), dtype=int)
    truth[0, 2] = truth[2, 0] = 1
    assert found["overlap"]["auc"]["value"] == pytest.approx(roc_auc_score(truth[off], scores[off]))
    expected = [ndcg_score([truth[r][off[r]]], [scores[r][off[r]]]) for r in (0, 2)]
    assert found["overlap"]["ndcg"]["value"] == pytest.approx(np.mean(expected))


def test_degree_does_not_know_the_partnership_that_it_predicts(small_run: Run) -> None:
    once = {
        row["score"]: row
        for row in small_run.validate_partnerships(members(("P", "AA1"), ("P", "BB2")), draws=0)["rows"]
    }
    assert once["degree"]["auc"]["value"] == 0.5
    assert once["degree"]["mrr"]["value"] == pytest.approx((1 + 1 / 2 + 1 / 3) / 3)
    twice = members(("P", "AA1"), ("P", "BB2"), ("Q", "AA1"), ("Q", "BB2"))
    assert {row["score"]: row for row in small_run.validate_partnerships(twice, draws=0)["rows"]}["degree"]["auc"][
        "value"
    ] == 1


def test_theme_conditional_auc_compares_with_the_theme_only(small_run: Run) -> None:
    theme = small_run.theme_table.loc[small_run.theme_table["level"] == "theme", "theme_id"].iloc[0]
    table = members(("P", "AA1"), ("P", "BB2"), theme=theme)
    found = validate(small_run, table, draws=0)
    assert found["themes"] == [{"partnership": "P", "text": theme, "theme_id": theme, "label": theme, "cosine": 1.0}]
    held = set(small_run.memberships.loc[small_run.memberships["theme_id"] == theme, "area_id"])
    inside = set(small_run.areas.loc[small_run.areas["area_id"].isin(held), "region_id"]) - {"AA1", "BB2"}
    size = next(row for row in found["rows"] if row["score"] == "size")
    assert inside == {"CC3"}
    # Both members ask; each has the other and CC3.
    n = dict(zip(small_run.region_ids, small_run.x.sum(axis=1), strict=True))
    expected = np.mean([(n[other] > n["CC3"]) + (n[other] == n["CC3"]) / 2 for other in ("BB2", "AA1")])
    assert size["theme_auc"]["value"] == pytest.approx(expected)


def test_views_leave_out_what_they_say(small_run: Run, known: pd.DataFrame) -> None:
    found = small_run.validate_partnerships(known, draws=0)
    views = {view["score"]: view for view in found["views"]}
    assert all(set(VIEWS) <= set(view) for view in found["views"])
    # Abroad, the pair CC3-DD4 is gone: all the rest ties.
    assert views["same_country"]["other_country"]["value"] == 0.5
    assert views["size"]["with_loose_networks"]["groups"] == 3
    # BB2 has two partnerships and is above 90 % of the three regions that have any: no known pair is left.
    assert found["hubs"] == ["BB2"]
    assert np.isnan(views["size"]["without_hubs"]["value"])


def test_hubs_count_less_where_they_are_weighed_down() -> None:
    from matcher.validate.partnerships import _pair_aucs

    ids = ["A", "B", "C", "D"]
    evidence = gather(members(("P", "A"), ("P", "B"), ("Q", "A"), ("Q", "C"), ("R", "A"), ("R", "B")), ids)
    values, totals = _pair_aucs(evidence, np.zeros((4, 4)), np.ones((4, 4), bool), 1 / np.maximum(evidence.degree(), 1))
    np.testing.assert_allclose(totals, [2 / 6, 2 / 3, 2 / 6])  # A has three, B two, C one; both directions
    np.testing.assert_allclose(values, 0.5)


def test_order_of_rows_and_seed(small_run: Run, known: pd.DataFrame) -> None:
    one, other = (small_run.validate_partnerships(table, draws=20) for table in (known, known.iloc[::-1]))
    assert json.dumps(one["rows"]) == json.dumps(other["rows"])
    assert (
        small_run.validate_partnerships(known, draws=0, seed=1)["rows"][6]
        != small_run.validate_partnerships(known, draws=0)["rows"][6]
    )


def test_settings_that_cannot_work(small_run: Run, known: pd.DataFrame) -> None:
    with pytest.raises(InputError, match="expected one with two members among the run's regions; found none"):
        small_run.validate_partnerships(members(("P", "AA1"), ("P", "ZZ9")))
    with pytest.raises(SettingError, match="k: expected 1 or more"):
        small_run.validate_partnerships(known, k=0)
    with pytest.raises(SettingError, match="draws: expected 0 or more"):
        small_run.validate_partnerships(known, draws=-1)
    with pytest.raises(SettingError, match="weights: expected fit, distance, size; found 'track'"):
        small_run.validate_partnerships(known, weights={"track": 1})


# The verb


@pytest.fixture(scope="module")
def folder(small_run: Run, known: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("validate")
    small_run.save(place / "run")
    known.to_csv(place / "known.csv", index=False)
    return place


def test_the_verb_prints_baselines_first_and_what_it_cannot_say(folder: Path, capsys: pytest.CaptureFixture) -> None:
    assert (
        main(
            ["validate-partnerships", str(folder / "run"), "--partnerships", str(folder / "known.csv"), "--draws", "20"]
        )
        == 0
    )
    printed = " ".join(capsys.readouterr().out.split())
    places = [printed.index(f" {name} ") for name in ("size", "degree", "random", "complementarity", "text", "blend")]
    assert places == sorted(places)
    assert "Known partnerships follow habit and size" in printed
    assert "known pairs only, so an unknown pair is not a wrong one" in printed
    assert "neither confirm nor refute complementarity" in printed
    assert "partners beyond habit" in printed
    assert "1 are not in it" in printed


def test_the_verb_gives_json_and_csv(folder: Path, capsys: pytest.CaptureFixture) -> None:
    call = ["validate-partnerships", str(folder / "run"), "--partnerships", str(folder / "known.csv")]
    call += ["--draws", "20", "--weak"]
    assert main([*call, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["weak"] is True
    assert set(MEASURES) <= set(found["rows"][0])
    assert found["counts"]["partnerships_counted"] == 3
    assert main([*call, "--csv"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("score,baseline,undefined,auc,auc_low,auc_high,auc_groups,theme_auc")
    assert len(lines) == 1 + len(BASELINES) + len(SCORES)


def test_the_verb_tells_errors_in_one_line(folder: Path, capsys: pytest.CaptureFixture) -> None:
    assert main(["validate-partnerships", str(folder / "run"), "--partnerships", str(folder / "none.csv")]) == 1
    assert capsys.readouterr().err.count("\n") == 1
