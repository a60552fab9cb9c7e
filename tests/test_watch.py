"""Watch: what changed for one region, on hand-made runs and on the Swedish lists of 2018 and 2021."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from by_hand import with_gaps

from conftest import HandMadeEmbedder, areas_table, european_vectors
from matcher import Matcher, Run, ThemeModel, load_areas
from matcher.cli import main
from matcher.compare import compare, watch
from matcher.compare.partners import _ranks, kept
from matcher.compare.watch import CAME, WENT
from matcher.errors import NameUnknownError, RunError
from matcher.partners import Filters
from matcher.scores import gap_values
from matcher.words.changes import watch_text

VECTORS = {
    "Railway": [1, 0, 0, 0.1],
    "Logistics": [0.75, 0.2, 0, 0.75],
    "Energy": [0, 0.3, 0.9, 0.3],
    "Smart grids": [0, -0.3, 0.8, -0.5],
    "Food": [0, 1, 0, 0.2],
}
OWN = [("AA1", "Alfa", "SE", "Railway"), ("AA1", "Alfa", "SE", "Energy")]
OLD = [*OWN, ("BB2", "Beta", "FI", "Railway"), ("CC3", "Gamma", "PL", "Food"), ("FF6", "Zeta", "PL", "Logistics"),
       ("SE", "Sweden", "SE", "Food")]  # fmt: skip
NEW = [*OWN, ("BB2", "Beta", "FI", "Railway"), ("BB2", "Beta", "FI", "Logistics"), ("CC3", "Gamma", "PL", "Food"),
       ("CC3", "Gamma", "PL", "Smart grids"), ("EE5", "Epsilon", "DK", "Logistics"),
       ("CC3", "Gamma", "PL", "Energy"), ("SE", "Sweden", "SE", "Logistics")]  # fmt: skip


def fitted(areas: pd.DataFrame) -> Run:
    """All niches stand under one theme, so no niche may stand for another: what is not listed is lacked."""
    embedder = HandMadeEmbedder(european_vectors() | VECTORS)
    model = ThemeModel("discovered", n_themes=1, n_niches=areas["area"].nunique())
    # The vectors are made for closeness in meaning; the European ones are noise.
    weights = {"revealed": 0.3, "semantic": 0.7}
    return with_gaps(Matcher(embedder, model, weights=weights).fit(areas, source="by hand"))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def runs() -> tuple[Run, Run]:
    return fitted(areas_table(OLD)), fitted(areas_table(NEW))


def test_new_areas_elsewhere_are_ranked_by_their_gap_value(runs: tuple[Run, Run]) -> None:
    old, new = runs
    facts = watch(old, new, "Alfa")
    found = [(entry["region_id"], entry["area"], entry["status"]) for entry in facts["new_areas"]]
    assert sorted(found) == [
        ("BB2", "Logistics", "came"),
        ("CC3", "Smart grids", "came"),
        ("EE5", "Logistics", "region not in the older data"),
    ]  # Sweden's list is a national one, and Alfa has energy itself
    gaps = dict(zip(new.niche_ids, gap_values(new.x, new.missing, new.phi)[new.row("AA1")], strict=True))
    for entry in facts["new_areas"]:
        (niche,) = entry["niches"]
        assert entry["value"] == niche["value"] == pytest.approx(gaps[niche["niche"]], abs=1e-12)
    values = [entry["value"] for entry in facts["new_areas"]]
    assert values == sorted(values, reverse=True)
    needs = {entry["area"]: entry["own_areas"] for entry in facts["new_areas"]}
    assert needs == {"Logistics": ["Railway"], "Smart grids": ["Energy"]}
    assert facts["region"]["stayed"] == ["Energy", "Railway"]


def test_gone_areas_are_valued_where_they_were(runs: tuple[Run, Run]) -> None:
    old, new = runs
    (gone,) = watch(old, new, "AA1")["gone_areas"]
    assert (gone["region_id"], gone["area"], gone["status"]) == ("FF6", "Logistics", "region not in the newer data")
    assert gone["value"] == pytest.approx(gap_values(old.x, old.missing, old.phi)[old.row("AA1")].max(), abs=1e-12)


def test_looked_at_backwards_what_came_went(runs: tuple[Run, Run]) -> None:
    national = Filters(national=True)
    forth, back = watch(*runs, "AA1", filters=national), watch(*runs[::-1], "AA1", filters=national)
    turned = dict(zip(CAME, WENT, strict=True))
    assert back["gone_areas"] == [{**entry, "status": turned[entry["status"]]} for entry in forth["new_areas"]]
    gained, lost = ({entry["region_id"] for entry in facts["partners"][key]} for facts, key in
                    ((forth, "gained"), (back, "lost")))  # fmt: skip
    # Logistics is what Alfa lacks, and three of four others now have it. Sweden has it alone (z 0.7), where a list of
    # one niche would have it by 0.7; of Beta's two niches one would be by chance (z -0.2), so Beta is not gained.
    assert gained == lost == {"SE"}
    assert (np.round(runs[1].scores.z[0, [1, 4]], 1) == [-0.2, 0.7]).all()


def test_partners_are_those_of_the_comparison_of_all_regions(runs: tuple[Run, Run]) -> None:
    """A national list is no partner in either, unless it is asked for."""
    facts = compare(*runs, region="AA1")
    (told,) = facts["partners"]
    watched = watch(*runs, "AA1")["partners"]
    assert {key: watched[key] for key in told} == told
    assert "SE" not in {entry["region_id"] for entry in told["gained"]}


def test_equal_partners_share_a_rank_and_are_ordered_by_id() -> None:
    order = pd.DataFrame({"region_id": ["A", "B", "C", "D"], "key": [3.0, 2.0, 2.0, 1.0], "reason": ["", "", "", "x"]})
    assert kept(order) == {"A", "B", "C"}
    assert list(_ranks(order, {"B", "C", "D"}).items()) == [("B", 1), ("C", 1), ("D", 3)]


def test_filters_say_who_is_looked_at(runs: tuple[Run, Run]) -> None:
    facts = watch(*runs, "AA1", filters=Filters(national=True, country="SE"))
    assert [entry["region_id"] for entry in facts["new_areas"]] == ["SE"]
    assert {entry["region_id"] for entry in facts["partners"]["gained"]} == {"SE"}


def test_nothing_changes_between_a_run_and_itself(runs: tuple[Run, Run]) -> None:
    facts = watch(runs[1], runs[1], "AA1")
    assert not facts["new_areas"] + facts["gone_areas"] + facts["partners"]["gained"] + facts["partners"]["lost"]
    told, none = watch_text(facts, width=1000), {**facts["partners"], "first_old": 0, "first_new": 0}
    assert facts["partners"]["first_new"] == facts["partners"]["first_old"] == 1
    assert "Among the regions that both hold, the one suggested partner is the same as before." in told
    assert "no partner is suggested, neither before nor now." in watch_text({**facts, "partners": none}, width=1000)
    many = watch_text({**facts, "partners": {**none, "first_old": 7, "first_new": 7}}, width=1000)
    assert "the first 7 suggested partners are the same as before. Equal scores share a rank" in many
    assert watch_text(facts).count("None.") == 2


def test_partial_lists_and_other_words_are_told_apart() -> None:
    old = fitted(areas_table(OLD).assign(note=["list may be cut short" if row[0] == "BB2" else "" for row in OLD]))
    facts = watch(old, fitted(areas_table(NEW)), "AA1")
    statuses = {entry["region_id"]: entry["status"] for entry in facts["new_areas"]}
    assert statuses["BB2"] == "not in the older list, which is partial"
    assert "(the older list is partial, so it need not be new)" in " ".join(watch_text(facts).split())


def test_order_of_rows_changes_nothing(runs: tuple[Run, Run]) -> None:
    shuffled = [fitted(areas_table(rows[::-1])) for rows in (OLD, NEW)]
    one, other = watch(*runs, "AA1"), watch(*shuffled, "AA1")
    assert [entry["region_id"] for entry in one["new_areas"]] == [entry["region_id"] for entry in other["new_areas"]]
    assert one["partners"] == other["partners"]


def test_what_cannot_be_watched(runs: tuple[Run, Run], small_run: Run, europe_run: Run) -> None:
    with pytest.raises(NameUnknownError):
        watch(*runs, "EE5")  # only the newer run holds it
    with pytest.raises(RunError, match="expected one model"):
        watch(small_run, europe_run, "AA1")


@pytest.fixture(scope="module")
def swedish(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    folder = tmp_path_factory.mktemp("watch")
    for name in ("sweden_2018", "sweden_2021"):
        Matcher(draws=0).fit(load_areas(name), source=name).save(folder / name)
    return str(folder / "sweden_2018"), str(folder / "sweden_2021")


@pytest.mark.slow
def test_command(swedish: tuple[str, str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = swedish

    def printed(*options: str) -> str:
        assert main(["compare", old, new, "Östergötland", *options]) == 0
        return capsys.readouterr().out

    english, svenska = printed(), printed("--lang", "sv")
    assert english.startswith("What has changed for Östergötland from sweden_2018 to sweden_2021\n")
    assert svenska.startswith("Vad som har ändrats för Östergötland från sweden_2018 till sweden_2021\n")
    for text in (english, svenska):
        assert "{" not in text
        assert "None" not in text.replace("None.", "")
    assert "”Simulering & visualisering”" in " ".join(svenska.split())
    facts = json.loads(printed("--json"))
    rest = len(facts["new_areas"])
    assert rest > 0
    monkeypatch.setattr("matcher.words.changes.MOST_AREAS", 0)
    assert f"And {rest} more: --all." in printed()
    assert "more: --all" not in printed("--all")
    assert " ".join(printed("--all").split()).count("of what is related and missing") == sum(
        len(facts[key]) for key in ("new_areas", "gone_areas")
    )
    assert list(facts)[:4] == ["old", "new", "top", "region"]
    assert {entry["status"] for entry in facts["new_areas"]} <= set(CAME)
    assert {entry["status"] for entry in facts["gone_areas"]} <= set(WENT)
    assert 0 < sum(entry["value"] for entry in facts["new_areas"][:1]) <= 1
    assert main(["compare", old, new, "Uppsala"]) == 1
    assert "Uppsala (SE121) is not listed here" in capsys.readouterr().err
    assert main(["compare", old, new, "Upsala-Nord"]) == 1
    assert "no region is called 'Upsala-Nord'" in capsys.readouterr().err
