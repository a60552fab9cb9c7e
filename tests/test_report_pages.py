"""What reports say: two pages that stand alone, and each further kind; by hand, and on Europe."""

from __future__ import annotations

import dataclasses
import io
import itertools
import re
from pathlib import Path

import pypdf
import pytest
from by_hand import tables_of
from matplotlib.image import imread
from test_report_formats import assert_all_there
from test_words import leaves, placeholders, texts

from benchmarks.examples import FOLDER, PICTURE, documents, draw_pair, stale
from matcher import Run
from matcher.areas import HORIZONTAL
from matcher.cli import main
from matcher.errors import NameUnknownError, SettingError
from matcher.fitted.themes import theme_counts
from matcher.partners import explain
from matcher.report import consortium_sheet, interest, overview, pair, profile, theme_sheet
from matcher.report.facts.sets import theme_facts
from matcher.report.formats import rendered
from matcher.report.many import write_profiles
from matcher.report.view.blocks import Document, Figure, Table, texts_of
from matcher.words.chance import Best
from matcher.words.record import pair_line
from matcher.words.reports import (
    against_lines,
    next_lines,
    objection_lines,
    own_behind,
    own_shared,
    shared_line,
    sure_line,
    why_lines,
)
from matcher.words.words import LANGUAGES, Words

#: Numbers of the method, which have no place on the first two pages.
OF_THE_METHOD = re.compile(r"\d[.,]\d{3}\b|\b[pqz] ?[=<]|\bz\b|None|\bnan\b|[{}]")
#: Wood and water are related to rail; three regions bring the one, one the other.
PORTFOLIOS = {"A": ["rail"], "B": ["wood"], "C": ["wood", "food"], "D": ["wood"], "E": ["water"], "F": ["food", "rail"]}
RELATIONS = {("wood", "rail"): 1.0, ("water", "rail"): 0.2}


def section(document: Document, key: str):
    return next(found for found in document.sections if found.key == key)


def rows(document: Document, key: str) -> list[list[str]]:
    """The first table of a section as texts, the lines of a cell joined."""
    table = next(block for block in section(document, key).blocks if isinstance(block, Table))
    return [[" ".join(getattr(line, "text", line) for line in cell) for cell in row.cells] for row in table.rows]


@pytest.fixture(scope="module")
def by_hand():
    return tables_of(PORTFOLIOS, RELATIONS)


# -- sentences by hand ------------------------------------------------------------------------------------------------


def test_a_reason_is_told_once_and_then_referred_to(by_hand) -> None:
    explanations = [explain(by_hand, "A", other) for other in "BCDE"]
    assert why_lines(Words("en"), explanations) == [
        "Works on “wood of B”. This is related to “rail of A” in Region A. wood is used in rail.",
        "Works on “wood of C”. The reason is the same as for Region B.",
        "Works on “wood of D”. The reason is the same as for Region B.",
        "No specific reason is known. It works on “water of E”.",  # the relation is weak
    ]
    assert why_lines(Words("sv"), explanations)[1] == "Arbetar med ”wood of C”. Skälet är detsamma som för Region B."


def test_what_holds_for_all_is_said_once(by_hand) -> None:
    explanations = [explain(by_hand, "A", other) for other in "BCDE"]
    explanations[1]["against"].append({"code": "note", "region": "Region C", "note": "partial list"})
    against = against_lines(Words("en"), explanations)
    assert "No field in common to start from." in against.common
    assert against.lines[1] == "About its list: partial list."
    assert against.lines[0] == "Its list has only one area."  # C has two
    alone = against_lines(Words("en"), explanations[:1])
    assert alone.common == ""


def test_notes_on_codes_speak_against_nobody(by_hand) -> None:
    explanation = explain(by_hand, "A", "F")
    explanation["against"] = [{"code": "note", "region": "Region F", "note": "earlier code XX1"}]
    assert against_lines(Words("sv"), [explanation]).lines == ["Inget i uppgifterna."]


def test_what_both_work_on(by_hand) -> None:
    assert shared_line(Words("en"), explain(by_hand, "A", "F")) == (
        "Both work on Niche rail. There it comes under “rail of F”."
    )
    assert shared_line(Words("en"), explain(by_hand, "A", "B")) == "They have no field in common."


def test_objections_to_a_pair_have_no_numbers_of_the_method(by_hand) -> None:
    told = objection_lines(Words("en"), explain(by_hand, "B", "C"))
    assert told
    assert not [line for line in told if OF_THE_METHOD.search(line)]


@pytest.mark.parametrize(
    ("best", "steady", "told"),
    [
        (
            Best(5.0, 4.0, 178),
            0.7,
            "3.5 of the first 5 regions stay among the first on average, and the first region",
        ),
        (Best(3.0, 4.0, 178), 0.5, "2.5 of the first 5 regions stay among the first on average, and chance would"),
        (Best(3.0, 4.0, 178), None, "One area more or less can change the order, and chance would give as good"),
        (Best(-1.0, 4.0, 178), 0.5, "No region is suggested"),
        (Best(float("nan"), float("nan"), 0), None, "No region is suggested"),
    ],
)
def test_how_sure_it_is_takes_one_sentence(best, steady, told) -> None:
    line = sure_line(Words("en"), best, steady, first=5, region="Alfa")
    assert told in line
    assert re.fullmatch(r"[^.]+(\d\.\d[^.]+)?\.", line)


def test_the_first_question_names_the_areas_of_the_first_reason(by_hand) -> None:
    steps = next_lines(Words("en"), "Region A", [explain(by_hand, "A", "B")], contacts=["Åsa, 010"])
    assert (
        steps[2]
        == "Ask Region B what stands behind “wood of B”, and whether “rail of A” in Region A is of interest there."
    )
    assert steps[3] == "Contact Åsa, 010."
    assert next_lines(Words("en"), "A", [], matched=False)[0].startswith("Describe the areas of A")


def test_areas_that_carry_what_is_told_are_found(by_hand) -> None:
    """C and D are told by the reason of B, E by another one; all rest on rail."""
    assert own_behind([explain(by_hand, "A", other) for other in "BCDE"]) == ["rail of A"]
    assert own_behind([explain(by_hand, "A", "F")]) == []
    assert own_shared([explain(by_hand, "A", "F")]) == ["rail of A"]


def test_the_table_of_areas_shows_those_that_the_reasons_rest_on(europe_run) -> None:
    document = profile(europe_run, "SE332", language="en")
    table = [row[0] for row in rows(document, "own")]
    assert len(table) < len(europe_run.areas[europe_run.areas["region_id"] == "SE332"])
    own = set(europe_run.areas.loc[europe_run.areas["region_id"] == "SE332", "area"])
    told = " ".join(row[1] for row in rows(document, "complementary"))
    named = {text for text in own if f"“{text}” in Norrbotten" in told}
    assert named
    assert named <= set(table)


# -- two pages --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def profiles(europe_run) -> dict[tuple[str, str], Document]:
    """Profiles of a usual region, of the emptiest one, and of one with many areas and long names."""
    sizes = europe_run.areas.groupby("region_id").size()
    largest = str(sizes[europe_run.region_ids].idxmax())
    wanted = ("SE125", "ITC2", largest)
    return {(region, language): profile(europe_run, region, language=language)
            for region in wanted for language in LANGUAGES}  # fmt: skip


def test_the_two_pages_hold_what_a_board_asks_for(profiles) -> None:
    document = profiles["SE125", "sv"]
    assert [found.key for found in document.sections] == [
        "summary", "own", "complementary", "overlapping", "next", "sure"
    ]  # fmt: skip
    assert len(rows(document, "own")) == 4
    complementary, overlapping = rows(document, "complementary"), rows(document, "overlapping")
    assert len(complementary) == 5
    assert len(overlapping) == 3
    for row in (*complementary, *overlapping):
        assert all(row)  # who, why, against, source and age
        assert re.search(r"\d %", row[0])
        assert "Lista för" in row[3] or "Ingen period är angiven" in row[3]
    assert sum(isinstance(block, Figure) for found in document.sections for block in found.blocks) == 1


def test_the_two_pages_have_no_numbers_of_the_method(europe_run, profiles) -> None:
    documents = [*profiles.values(), pair(europe_run, "SE125", "PL62"), pair(europe_run, "ITC2", "SE125")]
    for document in documents:
        assert not [text for text in texts_of(document) if OF_THE_METHOD.search(text)], document.stem


def test_two_pages_are_two_pages(profiles) -> None:
    for key, document in profiles.items():
        assert len(pypdf.PdfReader(io.BytesIO(rendered(document, "pdf"))).pages) <= 2, key


def test_a_region_that_cannot_be_matched_says_so_and_what_to_do(profiles) -> None:
    document = profiles["ITC2", "en"]
    assert [found.key for found in document.sections] == ["summary", "own", "next", "sure"]
    text = " ".join(texts_of(document))
    assert "no partner can be suggested by theme" in text


def test_swedish_reports_use_swedish_names(europe_run) -> None:
    text = " ".join(texts_of(pair(europe_run, "SE125", "ES51", language="sv", full=True)))
    assert "Katalonien" in text
    assert "Spanien" in text
    assert "Catalonia" not in text.replace("Catalonia ", "")  # titles of sources stay


# -- further kinds ----------------------------------------------------------------------------------------------------


def test_an_overview_counts_who_works_in_which_theme(small_run) -> None:
    document = overview(small_run)
    counts = theme_counts(small_run, small_run.region_ids).drop(columns=HORIZONTAL)
    for theme in counts.columns:
        names = ", ".join(small_run.region(it).region for it in counts.index if counts.loc[it, theme])
        assert [small_run.labels[theme], str(counts[theme].sum()), names] in rows(document, "themes")
    alone = {(row[0], row[2]) for row in rows(document, "lone")}
    assert ("Gamma", "Food") in alone
    assert not {"Railway", "Smart grids"} & {areas for _, areas in alone}


def test_an_overview_tells_what_changed(small_run) -> None:
    kept = (small_run.areas["area"] != "Food").to_numpy()
    areas = small_run.areas[kept].reset_index(drop=True)
    linked = small_run.memberships[small_run.memberships["area_id"].isin(areas["area_id"])]
    older = dataclasses.replace(small_run, areas=areas, vectors=small_run.vectors[kept], memberships=linked)
    assert rows(overview(small_run, older=older), "changes") == [["Gamma", "Food", "", ""]]
    assert "1 områden tillkommit" in " ".join(texts_of(overview(small_run, older=older, language="sv")))


def test_a_theme_sheet_names_everybody_on_it(europe_run) -> None:
    document = theme_sheet(europe_run, "energi", full=True)
    niches = europe_run.niches_of("energi")
    working = europe_run.x[:, [europe_run.niche_ids.index(it) for it in niches if it in europe_run.niche_ids]].any(
        axis=1
    )
    assert len(rows(document, "all-regions")) == working.sum()
    assert len(rows(document, "regions")) == 15
    assert f"The first 15 of {working.sum()} are shown here." in texts_of(document)
    assert document.stem == "energy_theme_en"
    with pytest.raises(NameUnknownError):
        theme_sheet(europe_run, "unicorns")


def test_a_theme_sheet_lists_only_what_surely_belongs_to_the_theme(europe_run) -> None:
    facts = theme_facts(europe_run, "energy")
    assert "Green economy" not in facts.areas["PL22"]
    for region_id, areas in facts.areas.items():
        assert areas
        assert set(areas) <= set(europe_run.sure_areas(region_id, "energy"))


def test_a_draft_tells_the_joint_projects_of_each_pair_as_an_explanation_does(europe_run) -> None:
    ids = ["SE332", "FI1D7", "FI1D9"]
    told = texts_of(interest(europe_run, ids, theme="mining", language="sv"))
    for a, b in itertools.combinations(ids, 2):
        line = pair_line(Words("sv"), europe_run.explain(a, b)["record"])
        assert any(text.endswith(f": {line}.") for text in told)
    assert Words("sv").say("report.interest.record_none") not in told


def test_a_draft_of_regions_without_a_record_says_that_nothing_is_known(small_run) -> None:
    told = texts_of(interest(small_run, ["AA1", "BB2"]))
    assert "No partnership and no joint project of these regions is known." in told


def test_a_draft_marks_what_people_must_write(europe_run) -> None:
    document = interest(europe_run, ["SE125", "Österbotten", "Lombardy"], theme="energy", language="sv")
    marked = [
        block.text for found in document.sections for block in found.blocks if getattr(block, "role", "") == "fill"
    ]
    assert len(marked) == 7
    assert all(text.startswith("Att skriva:") for text in marked)
    assert rows(document, "strategies")[0] == ["Västmanland", "Energi"]
    with pytest.raises(SettingError, match="2 to 12 different regions; found 1"):
        interest(europe_run, ["SE125", "Västmanland"])


def test_a_consortium_sheet_says_who_brings_what(europe_run) -> None:
    answer = europe_run.consortium(["railway systems", "wood processing"], size=2)
    document = consortium_sheet(europe_run, answer, language="sv")
    brought = " ".join(row[1] for row in rows(document, "who"))
    assert "järnvägssystem" in brought
    assert "träförädling" in brought
    assert rows(document, "steps")[0][1] == "50 %"
    impossible = europe_run.consortium(["railway systems"], rules="s3_partnership", country=["SE"])
    told = " ".join(texts_of(consortium_sheet(europe_run, impossible)))
    assert "No group can be formed" in told


# -- a third language -------------------------------------------------------------------------------------------------


def test_german_is_a_translation_of_what_reports_say() -> None:
    german, english = (dict(leaves(texts(language))) for language in ("de", "en"))
    assert german.keys() <= english.keys()
    assert {key for key in english if key.startswith("report.")} <= german.keys()
    assert [key for key in german if placeholders(german[key]) != placeholders(english[key])] == []


def test_german_reports_are_german(europe_run, monkeypatch) -> None:
    """No text is missing, so that none is said in English; names of relations are, and say so."""
    missing, known = [], {key for key, _ in leaves(texts("de"))}
    known |= {key[:end] for key in known for end in range(len(key)) if key[end] == "."}
    get = Words.get

    def looked_up(self: Words, key: str) -> object:
        if self.language == "de" and key not in known:
            missing.append(key)
        return get(self, key)

    monkeypatch.setattr(Words, "get", looked_up)
    answer = europe_run.consortium(["railway systems", "wood processing"], size=2, rules="s3_partnership")
    made = [
        profile(europe_run, "SE125", language="de", full=True),
        pair(europe_run, "SE125", "PL62", language="de", full=True),
        overview(europe_run, "DE", language="de"),
        theme_sheet(europe_run, "energie", language="de"),
        consortium_sheet(europe_run, answer, language="de"),
        interest(europe_run, ["SE125", "PL62"], language="de"),
    ]
    assert sorted(set(missing)) == []
    assert "Ergänzend" in " ".join(texts_of(made[1])) or "ergänzen sich" in " ".join(texts_of(made[1]))
    assert rows(made[0], "own")[0][1] == "Automatisierung"


# -- many, and the command line ---------------------------------------------------------------------------------------


def test_profiles_of_all_regions_with_an_index(small_run, tmp_path) -> None:
    index, *files = write_profiles(small_run, tmp_path, language="sv", forms=["html", "md"], jobs=1)
    assert {path.name for path in files} == {
        f"{region}_profile_sv.{form}" for region in small_run.region_ids for form in ("html", "md")
    }
    assert all(path.exists() for path in files)
    assert 'href="AA1_profile_sv.md"' in index.read_text(encoding="utf-8")
    with pytest.raises(SettingError, match=r"index_sv\.html is there already"):
        write_profiles(small_run, tmp_path, language="sv", forms=["html"])
    with pytest.raises(SettingError, match="some of html, docx, pdf, md; found odt"):
        write_profiles(small_run, tmp_path, forms=["odt"])


@pytest.mark.slow
def test_processes_write_what_one_writes(small_run, tmp_path) -> None:
    alone = write_profiles(small_run, tmp_path / "a", forms=["md"], jobs=1)
    together = write_profiles(small_run, tmp_path / "b", forms=["md"], jobs=2)
    assert [path.read_bytes() for path in alone] == [path.read_bytes() for path in together]


@pytest.fixture(scope="module")
def folder(small_run, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("run") / "run"
    small_run.save(path)
    return path


def test_the_command_line_names_files_and_overwrites_nothing(folder, tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["report", str(folder), "AA1", "--lang", "sv"]) == 0
    assert main(["report", str(folder), "AA1"]) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["AA1_profile_en.html", "AA1_profile_sv.html"]
    assert main(["report", str(folder), "AA1"]) == 1
    assert "a file that is there already" in capsys.readouterr().err
    assert main(["report", str(folder), "AA1", "--force"]) == 0


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (["AA1", "BB2", "CC3"], "expected one region, two for a pair, or --theme, --overview, --interest or --all"),
        ([], "found 0 regions"),
        (["AA1", "-o", "a.odt"], "expected a name that ends in .html, .docx, .pdf, .md; found .odt"),
        (["AA1", "BB2", "-o", "a.xlsx"], "expected one region"),
        (["AA1", "--compare", "old"], "--compare: expected --overview"),
        (["--all"], "report --all: expected -o FOLDER"),
        (["--all", "-o", "out", "--formats", "odt"], "some of html, docx, pdf, md"),
        (["AA1", "--brand", "nothing.toml"], "brand nothing.toml cannot be read"),
        (["AA1", "--interest"], "2 to 12 different regions; found 1"),
    ],
)
def test_what_cannot_be_reported_is_one_line(folder, tmp_path, monkeypatch, capsys, given, told) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["report", str(folder), *given]) == 1
    error = capsys.readouterr().err
    assert told in error
    assert error.count("\n") == 1


@pytest.mark.slow
def test_every_kind_can_be_written_from_the_command_line(folder, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    run = Run.load(folder)
    theme = run.theme_table.loc[run.theme_table["level"] == "theme", "theme_id"].iloc[0]
    for given in (
        ["AA1", "-o", "a.docx", "--full"],
        ["AA1", "-o", "a.xlsx"],
        ["AA1", "BB2", "-o", "b.pdf"],
        ["--theme", theme, "-o", "c.md"],
        ["--overview", "-o", "d.html"],
        ["--overview", "--compare", str(folder), "-o", "e.md"],
        ["AA1", "BB2", "--interest", "-o", "f.md"],
        ["--all", "-o", "all", "--formats", "md", "--country", "PL"],
    ):
        assert main(["report", str(folder), *given]) == 0, given
    assert "No list changed." in (tmp_path / "e.md").read_text(encoding="utf-8")
    assert len(list((tmp_path / "all").iterdir())) == 3


def test_the_committed_examples_are_not_stale(europe_run) -> None:
    """`python -m benchmarks.examples RUN` makes them again."""
    made = list(documents(europe_run))
    assert stale(made) == []
    for document in made[: len(made) // 2]:  # in one language
        assert_all_there(document)
    names = {path.stem for path in FOLDER.glob("*.md")}
    assert {path.stem for path in FOLDER.glob("*.pdf")} == names
    assert len(names) == 12


def test_the_picture_of_a_pair_is_that_of_the_bundled_data(europe_run, tmp_path: Path) -> None:
    """Also by `python -m benchmarks.examples RUN`; letters may be drawn a little otherwise by another matplotlib."""
    now, committed = (imread(path) for path in (draw_pair(europe_run, tmp_path / "pair.png"), PICTURE))
    assert now.shape == committed.shape
    assert abs(now - committed).mean() < 0.01
