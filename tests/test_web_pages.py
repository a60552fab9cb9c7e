"""What stands on pages, of the small run: as a reader meets it, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from starlette.testclient import TestClient

from matcher import Run
from matcher.query.placing import place_actors
from matcher.web.answering import Answers
from matcher.web.app import create_app
from matcher.web.drawings import APART, _apart
from matcher.web.served import Served
from matcher.web.uploads import Tables
from matcher.words.record import declared_lines
from matcher.words.words import Words


@pytest.fixture(scope="module")
def folder(small_run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("served") / "run"
    areas = small_run.areas.copy()
    areas.loc[areas["region_id"] == "BB2", "period"] = "n.d."
    parts = ("theme_table", "memberships", "relations", "links", "placements", "possible", "near", "vectors", "placing")
    Run(areas=areas, settings=small_run.settings, **{name: getattr(small_run, name) for name in parts}).save(path)
    return path


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[TestClient]:
    with TestClient(create_app(Served(folder, older=folder)), base_url="http://localhost") as found:
        yield found


def text(page: str) -> str:
    """What a page says, without tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).replace("&#34;", '"').split())


@pytest.mark.parametrize("language", ["en", "sv"])
def test_what_regions_do_in_what_they_declare_is_on_their_pages_and_those_of_their_pairs(
    europe_small: TestClient, europe_run: Run, language: str
) -> None:
    words = Words(language, labels={} if language == "en" else europe_run.labels_in(language))
    for region, pages in (("SE125", ("region/SE125", "pair/PL62/SE125")), ("PL62", ("pair/PL62/SE125",))):
        told = declared_lines(words, europe_run.record(region))
        assert len(told) >= 4
        # Names of areas are in the language of the page where they have one there; what was done is the same.
        done = [line.partition("): ")[2] for line in told]
        for page in pages:
            there = text(europe_small.get(f"/{language}/{page}").text)
            assert all(line in there for line in done), page


@pytest.fixture(scope="module")
def europe_small(europe_folder: str) -> Iterator[TestClient]:
    some = pytest.MonkeyPatch()
    some.setattr(Answers, "_prepare", lambda *_: None)
    with TestClient(create_app(Served(europe_folder)), base_url="http://localhost") as found:
        yield found
    some.undo()


def test_a_list_without_a_year_is_said_to_be_undated(client: TestClient) -> None:
    for page, told in (("sv/region/BB2", "ingen period angiven"), ("sv/pair/AA1/BB2", "ingen period angiven"),
                       ("en/data", "no period stated")):  # fmt: skip
        there = text(client.get(f"/{page}").text)
        assert told in there
        assert "n.d." not in there


def test_pages_name_no_option_of_the_command_line(client: TestClient) -> None:
    for language in ("en", "sv"):
        for page in (
            "compare",
            "region/Nowhere",
            "theme/nothing",
            "group?niche=n001",
            "region/AA1/what-if?drop=Energy",
        ):
            there = text(client.get(f"/{language}/{page}").text)
            assert " --" not in there, page
            assert "matcher check" not in there, page


def test_a_comparison_tells_what_changed_and_not_what_stayed(client: TestClient) -> None:
    there = text(client.get("/sv/compare").text)
    assert "Oförändrade: " in there
    assert "Som tidigare" not in there
    assert "välj en region ovan" in there


def test_a_pair_of_which_one_brings_nothing_has_no_table_of_nothing(client: TestClient) -> None:
    pages = [client.get(f"/en/pair/AA1/{other}").text for other in ("BB2", "CC3")]
    for page in pages:
        for table in re.findall(r'<table class="parts">.*?</table>', page, flags=re.DOTALL):
            assert '<tbody>\n<tr><th scope="row">' in table


def test_a_theme_counts_the_regions_that_the_scores_count(europe_small: TestClient, europe_run: Run) -> None:
    page = europe_small.get("/en/theme/hydrogen").text
    works, _, part = page.partition('id="in-part"')
    column = europe_run.niche_ids.index("hydrogen")
    there = {europe_run.region_ids[r] for r in range(len(europe_run.x)) if europe_run.x[r, column]}
    assert set(re.findall(r'href="/en/region/(\w+)"', works)) == there
    assert f"{len(there)} regions" in works
    assert not there & set(re.findall(r'href="/en/region/(\w+)"', part))


def test_a_broad_theme_counts_the_regions_that_surely_work_on_it(europe_small: TestClient, europe_run: Run) -> None:
    works, _, part = europe_small.get("/en/theme/built_env").text.partition('id="in-part"')
    assert not europe_run.sure_areas("SE214", "built_env")
    assert "/en/region/SE214" in part
    assert "/en/region/SE214" not in works
    assert "/en/region/SE332" in works


def test_numbers_on_the_plane_do_not_run_into_each_other() -> None:
    assert APART[0] > APART[1]
    assert _apart({"a": (0, 0), "b": (20, 0), "c": (20, 16), "d": (30, 0)}) == {"a", "c", "d"}


def test_texts_of_organisations_are_read_one_by_one(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of them take longer than whoever asks first would wait."""
    read: list[int] = []

    def placed(run: Run, actors: pd.DataFrame) -> object:
        read.append(len(actors))
        return place_actors(run, actors.iloc[:0])

    monkeypatch.setattr("matcher.web.answering.place_actors", placed)
    served = Served(folder)
    Answers(served, None)._read_actors(served.edition())
    assert len(read) > 50
    assert set(read) == {1}


@pytest.mark.parametrize(
    ("typed", "told", "offered"),
    [
        ("vastmanlnd", "Kanske menar du", "SE125"),
        ("Göteborg", "Det är en stad", "SE232"),
        ("Warszawa", "ligger i en region", "PL9"),
        ("Oslo", "ingen lista för den", None),
        ("xqzzy blorp", "Inget ligger nära", None),
    ],
)
def test_what_newcomers_type_is_understood_or_told(
    europe_small: TestClient, typed: str, told: str, offered: str | None
) -> None:
    page = europe_small.get("/sv/search", params={"q": typed}).text
    there = text(page)
    assert told in there
    assert ("Inget ligger nära" in there) == (typed in ("vastmanlnd", "xqzzy blorp"))
    links = re.findall(r'<a href="/sv/region/(\w+)"', page)
    assert links[:1] == ([offered] if offered else [])
    assert "utan tematiskt innehåll" not in there
    assert "Sök en grupp" not in there


def test_what_is_found_needs_no_region_of_a_similar_name(europe_small: TestClient) -> None:
    page = europe_small.get("/en/search?q=hydrogen").text
    assert "Perhaps you mean" not in page
    assert 'href="/en/theme/hydrogen"' in page


POLISH = "region_id;region;country;area_original;language\n" + "".join(
    f"PL{n};{name};{country};{area};pl\n"
    for n, name, country, area in (
        (21, "Małopolskie", "PL", "Energia zrównoważona"),
        (21, "Małopolskie", "PL", "Nauki o życiu"),
        (22, "Śląskie", "PL", "Zielona gospodarka"),
        (22, "Śląskie", "PL", "Energetyka"),
        (62, "Warmińsko-Mazurskie", "PL", "Żywność wysokiej jakości"),
        (62, "Warmińsko-Mazurskie", "XX", "Drewno i meble"),
        (62, "Warmińsko-Mazurskie", "PL", "Ekonomia wody"),
    )
)


@pytest.mark.parametrize(
    ("language", "told"),
    [("en", ["row 7, column country: not a European country", "Windows-1250", "your lists take the place of these"]),
     ("sv", ["rad 7, kolumn country: inget europeiskt land", "Windows-1250", "används dina listor i stället"])],
)  # fmt: skip
def test_a_polish_table_from_excel_is_told_its_mistake_in_the_language_of_the_page(
    folder: Path, tmp_path: Path, language: str, told: list[str]
) -> None:
    with TestClient(create_app(Served(folder), tables=Tables(tmp_path)), base_url="http://localhost") as client:
        page = client.post(f"/{language}/upload", files={"file": ("tabela.csv", POLISH.encode("cp1250"))}).text
    there = text(page)
    for one in told:
        assert one in there
    assert "--" not in there
    assert "matcher fit" not in there
