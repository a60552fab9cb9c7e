"""Explanations in words and reports: true to the numbers, grammatical in both languages, readable for everybody."""

from __future__ import annotations

import base64
import dataclasses
import itertools
import re
import string
import subprocess
import sys
import tomllib
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path

import pytest

import matcher
from matcher.areas import area_texts
from matcher.chance import NULL_MODEL
from matcher.errors import NameUnknownError, SettingError
from matcher.report import report
from matcher.report.brand import PLAIN, contrast
from matcher.report.facts import TOP_PARTS, pair_facts, profile_facts
from matcher.settings import QUADRANTS
from matcher.words.explain import explain_text, names_of, objections, reasons, verdict_sentence
from matcher.words.goals import quadrant_key
from matcher.words.relations import evidence
from matcher.words.words import LANGUAGES, Words

UNMATCHED = "ITC2"  # Aosta Valley speaks of mountains, and names no field
KNOWN = {"strength": 1.0, "type": "supplies", "source": "n1", "target": "n2", "reason_en": "Robots need drives.",
         "reason_sv": "Robotar behöver drivning.", "example": False}  # fmt: skip
#: The line in a profile that moves an area.
MOVE = re.compile(r"move = \[.*?\] \}\]")
VOID = {"meta", "img", "br", "hr", "link", "input"}


def texts(language: str) -> dict[str, dict]:
    return tomllib.loads((files("matcher.words") / "texts" / f"{language}.toml").read_text(encoding="utf-8"))


class Page(HTMLParser):
    """A page's elements in order; fails where they are not nested as they should be."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str], str]] = []  # tag, attributes, text
        self.open: list[int] = []
        self.feed(page)
        self.close()
        assert not self.open, [self.elements[i][0] for i in self.open]

    def handle_starttag(self, tag, attrs) -> None:
        self.elements.append((tag, {key: value or "" for key, value in attrs}, ""))
        if tag not in VOID:
            self.open.append(len(self.elements) - 1)

    def handle_endtag(self, tag) -> None:
        assert self.elements[self.open[-1]][0] == tag, (tag, self.elements[self.open[-1]])
        self.open.pop()

    def handle_data(self, data) -> None:
        for i in self.open:
            tag, attributes, text = self.elements[i]
            self.elements[i] = (tag, attributes, text + data)

    def all(self, tag: str) -> list[tuple[dict[str, str], str]]:
        return [(attributes, " ".join(text.split())) for name, attributes, text in self.elements if name == tag]

    @property
    def text(self) -> str:
        return self.all("body")[0][1]


def page_of(run, regions: tuple[str, ...], language: str) -> str:
    """The profile of one region, or the report on two."""
    region, other = regions if len(regions) == 2 else (*regions, None)
    return report(run, region, other=other, language=language, full=True)


@pytest.fixture(scope="module")
def pages(europe_run) -> dict[tuple[str, ...], str]:
    """Profiles and pair reports in both languages, also on a region that cannot be matched."""
    best = europe_run.partners("SE125", top=1)["region_id"].iloc[0]
    shared = europe_run.partners("SE125", by="overlap", top=1)["region_id"].iloc[0]
    wanted = [("SE125",), ("SE125", best), ("SE125", shared), (UNMATCHED,), (UNMATCHED, "SE125")]
    return {
        (*regions, language): page_of(europe_run, regions, language) for regions in wanted for language in LANGUAGES
    }


@pytest.fixture
def explanation() -> dict:
    """Alfa and Beta, made by hand."""
    gain = {
        "niche": "n1",
        "label": "Robotics",
        "value": 0.3,
        "because": [
            {
                "niche": "n2",
                "label": "Automation",
                "value": 0.3,
                "together": 9,
                "together_expected": 5.1,
                "closeness": 0.41,
            }
        ],
        "areas_a": ["Automation"],
        "areas_b": ["Robots", "Sensors", "Drones"],
    }
    loss = {**gain, "niche": "n3", "label": "Fish", "value": -0.1, "areas_b": []}
    shared = {
        "niche": "n4",
        "label": "Energy",
        "value": 0.2,
        "because": [],
        "areas_a": ["Wind"],
        "areas_b": ["Sun", "Energy"],
    }
    reason = {
        "niche": "n1",
        "label": "Robotics",
        "named": [],
        "areas": ["Robots", "Sensors", "Drones"],
        "parts": {},
        "alone": False,
        "contested": False,
        "own_named": {},
        "own_niche": "n2",
        "own_label": "Automation",
        "own_areas": ["Automation"],
        "own_parts": {},
        "value": 0.3,
        "links": [KNOWN],
        "together": 9,
        "together_expected": 5.1,
    }
    gains = {"brings": 0.4, "expected": 0.2, "complementarity": 0.2, "z": 1.5, "parts": [gain, loss],
             "reasons": [reason], "wide": []}  # fmt: skip
    return {
        "a": {"region_id": "A", "region": "Alfa", "country": "SE"},
        "b": {"region_id": "B", "region": "Beta (Bèta)", "country": "FR"},
        "overlap": {
            "score": 0.2,
            "expected": 0.1,
            "z": 1.0,
            "shared": 1.0,
            "shared_expected": 0.5,
            "p_value": 0.4,
            "q_value": 0.8,
            "parts": [shared],
            "perhaps": [],
        },
        "chance": {"null_model": NULL_MODEL, "enough": False, "possible": 2, "told": 0, "pairs": 6},
        "a_gains": gains,
        "b_gains": {**gains, "parts": [], "reasons": []},
        "mutual": 1.5,
        "balance": 1.0,
        "quadrant": "strong match",
        "against": [],
        "sources": [
            {"region_id": "A", "region": "Alfa", "source_title": "Plan", "source_url": "", "period": "2020"},
            {"region_id": "B", "region": "Beta (Bèta)", "source_title": "", "source_url": "https://b.eu", "period": ""},
        ],
    }


# --- texts ------------------------------------------------------------------------------------------------------------


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def same_shape(one: object, other: object, key: str) -> None:
    assert type(one) is type(other), key
    if isinstance(one, dict):
        assert list(one) == list(other), key
        for name in one:
            same_shape(one[name], other[name], f"{key}.{name}")
    elif isinstance(one, list):
        assert len(one) == len(other), key
    else:
        assert bool(one) == bool(other), key
        assert one or ".head." in key, key  # a column may have no heading
        assert placeholders(one) == placeholders(other), key


def test_both_languages_have_the_same_texts() -> None:
    same_shape(texts("en"), texts("sv"), "")


def codes_against() -> set[str]:
    """Codes of what may speak against a match, as the source gives them."""
    source = Path(matcher.__file__).parent.joinpath("partners", "explain.py").read_text(encoding="utf-8")
    entries = re.findall(r'"code": ([^,}]+)', source)
    return {code for entry in entries for code in re.findall(r'"(\w+)"', entry)}


def test_every_reason_against_can_be_said() -> None:
    codes = codes_against()
    assert len(codes) >= 9
    keys = texts("en")["against"].keys()
    assert codes - {"few_areas"} <= keys
    assert {"few_areas_one", "few_areas_many"} <= keys


def test_every_quadrant_can_be_said() -> None:
    for quadrant in (*QUADRANTS, None):
        assert quadrant_key(quadrant) in texts("en")["quadrant"]
        assert quadrant_key(quadrant) in texts("en")["verdict"]


def test_nothing_is_called_optimal() -> None:
    for language, word in (("en", "suggested for discussion"), ("sv", "föreslås för diskussion")):
        text = (files("matcher.words") / "texts" / f"{language}.toml").read_text(encoding="utf-8").lower()
        assert word in text
        assert "optimal" not in text


# --- sentences --------------------------------------------------------------------------------------------------------


def test_reasons_by_hand(explanation) -> None:
    assert reasons(explanation, "a") == [
        "In “Robots”, “Sensors” and “Drones”, Beta works on Robotics, which Alfa does not list. It is "
        "related to “Automation” in Alfa. Robots need drives. 9 regions list both, chance "
        "would give 5.1."
    ]
    assert reasons(explanation, "a", language="sv") == [
        "Inom ”Robots”, ”Sensors” och ”Drones” arbetar Beta med Robotics, som Alfa inte har bland sina "
        "områden. Det är besläktat med ”Automation” i Alfa. Robotar behöver "
        "drivning. 9 regioner har båda, slumpen skulle ge 5,1."
    ]
    assert reasons(explanation, "b") == []
    assert reasons(explanation, "overlap") == ["Both work on Energy: Alfa with “Wind”; Beta with “Sun” and “Energy”."]
    with pytest.raises(SettingError, match="expected a, b or overlap; found 'c'"):
        reasons(explanation, "c")


@pytest.mark.parametrize("z", [None, 0.0, -1.5, 1e-12])
def test_no_reason_is_given_for_what_chance_would_give(explanation, z) -> None:
    explanation["a_gains"]["z"] = z
    assert reasons(explanation, "a") == []
    assert "no more than chance would give, so no reasons are listed." in explain_text(explanation)


@pytest.mark.parametrize(
    ("together", "expected", "told"),
    [
        (9, 5.1, " 9 regions list both, chance would give 5.1."),
        (5, 0.01, " 5 regions list both, chance would give less than 0.1."),
        (4, 0.01, ""),  # clearly more than by chance, and too few to lean on
        (9, 9.5, ""),
        (7, 6.6, ""),
        (1, 0.2, ""),
        (0, 1.0, ""),
        (None, None, ""),
    ],
)
def test_how_many_list_both_is_told_where_clearly_more_than_by_chance(explanation, together, expected, told) -> None:
    explanation["a_gains"]["reasons"][0].update(together=together, together_expected=expected)
    assert reasons(explanation, "a")[0].partition("Robots need drives.")[2] == told


@pytest.mark.parametrize(
    ("together", "expected", "closeness", "told"),
    [
        (9, 9.5, 0.2, "9 regions list both, chance would give 9.5"),
        (1, 0.2, 0.0, "1 region lists both, chance would give 0.2"),
        (2, 0.01, 0.0, "2 regions list both, chance would give less than 0.1"),
        (0, 1.0, 0.1, "closeness in meaning 0.10"),
        (None, None, None, ""),
        (0, 1.0, 0.61, "closeness in meaning 0.61, so perhaps nearly the same field"),
        (9, 5.1, 0.61, "9 regions list both, chance would give 5.1; closeness in meaning 0.61, so perhaps nearly the "
                       "same field"),
    ],
)  # fmt: skip
def test_evidence_of_relatedness(explanation, together, expected, closeness, told) -> None:
    because = explanation["a_gains"]["parts"][0]["because"][0]
    because.update(together=together, together_expected=expected, closeness=closeness)
    assert evidence(Words("en"), because) == told


def test_the_strongest_relation_that_people_know_is_told(explanation) -> None:
    reason = explanation["a_gains"]["reasons"][0]
    reason.update(links=[KNOWN, KNOWN | {"reason_en": "Weaker."}], together=5)
    assert reasons(explanation, "a")[0].endswith("“Automation” in Alfa. Robots need drives.")


def test_wide_fields_are_told_to_be_wide(explanation) -> None:
    """Where fields are wide, a reason would claim more than the lists say."""
    wide = {"niche": "n5", "label": "Health", "areas": ["Health"], "own_niche": "n6", "own_label": "Digital",
            "own_areas": ["Digital"], "types": ["supplies", "shares_skills"]}  # fmt: skip
    explanation["a_gains"].update(reasons=[], wide=[wide])
    assert reasons(explanation, "a") == [
        "“Digital” in Alfa and “Health” in Beta are wide fields. Known of such fields: supply and shared skills. "
        "Whether it holds for these two, the lists do not say."
    ]
    assert "No specific reason: no relation is known between what Alfa clearly names" in explain_text(explanation)


def test_what_may_be_shared_is_told_apart_from_what_is(explanation) -> None:
    entry = {"niche": "n7", "label": "Rail", "has": "b", "areas_a": ["Transport"], "parts_a": {},
             "areas_b": ["Railway", "Technology"], "parts_b": {"Technology": "trains"}}  # fmt: skip
    explanation["overlap"]["perhaps"] = [entry] * 5
    assert reasons(explanation, "overlap") == ["Both work on Energy: Alfa with “Wind”; Beta with “Sun” and “Energy”."]
    text = " ".join(explain_text(explanation).split())
    assert "Beta lists “Railway” and “trains” under “Technology”; Alfa may mean the same by “Transport”." in text
    assert "And 2 more niches that they perhaps share." in text


def test_every_reason_rests_on_areas_that_both_list_and_on_what_people_know(europe_run) -> None:
    areas = area_texts(europe_run.areas).groupby(europe_run.areas["region_id"]).agg(set)
    ids = europe_run.regions["region_id"].tolist()
    told = 0
    for a, b in [*zip(ids[::2], ids[1::2], strict=False), ("SE125", "ES41"), ("SE125", "ITF6")]:
        explained = europe_run.explain(a, b)
        for own, other, gains in ((a, b, explained["a_gains"]), (b, a, explained["b_gains"])):
            niches = [reason["niche"] for reason in gains["reasons"]]
            assert len(niches) == len(set(niches))
            assert [it["value"] for it in gains["reasons"]] == sorted(it["value"] for it in gains["reasons"])[::-1]
            for reason in gains["reasons"]:
                assert set(reason["own_areas"]) <= areas[own]
                assert set(reason["areas"]) <= areas[other]
                assert reason["own_areas"]
                assert reason["areas"]
                assert reason["links"][0]["strength"] >= 2 / 3  # more than weak
                assert reason["value"] > 0
                told += 1
    assert told > 10


def test_evidence_in_tables_is_short(explanation) -> None:
    because = explanation["a_gains"]["parts"][0]["because"][0] | {"links": [KNOWN]}
    told = "one supplies the other: Robots need drives; 9 regions list both, chance would give 5.1"
    assert evidence(Words("en"), because) == told


def test_an_area_that_is_what_it_names_is_not_repeated(explanation) -> None:
    reason = explanation["a_gains"]["reasons"][0]
    reason |= {"areas": ["Robots"], "named": ["robots"], "parts": {}, "alone": True}
    assert reasons(explanation, "a")[0].startswith("Beta works on “Robots”, which Alfa does not list.")


def test_areas_that_speak_of_one_thing_say_it_themselves(explanation) -> None:
    reason = explanation["a_gains"]["reasons"][0]
    reason |= {"areas": ["Smart machines", "Technology"], "parts": {"Technology": "cobots"}, "alone": True}
    assert reasons(explanation, "a")[0].startswith(
        "Beta works on “Smart machines” and “cobots” under “Technology”, which Alfa does not list."
    )
    reason |= {"alone": False, "own_named": {"Automation": "control"}}
    told = reasons(explanation, "a")[0]
    assert told.startswith("In “Smart machines” and “cobots” under “Technology”, Beta works on Robotics, which")
    assert "It is related to control under “Automation” in Alfa." in told


def test_own_areas_are_named_where_there_are_some(explanation) -> None:
    reason = explanation["a_gains"]["reasons"][0]
    reason["own_areas"] = ["Automated mines", "Automation"]
    assert "related to “Automated mines” and “Automation” in Alfa" in reasons(explanation, "a")[0]
    reason["own_areas"] = []  # of a goal, on which Alfa does not work
    assert "related to Automation, which Alfa does not list either. Robots" in reasons(explanation, "a")[0]


def test_the_part_of_an_area_that_is_meant_is_told_and_what_it_names(explanation) -> None:
    reason = explanation["a_gains"]["reasons"][0]
    reason |= {"areas": ["Quality of life", "Robots"], "parts": {"Quality of life": "drones"}, "named": ["Drones"]}
    reason |= {"own_parts": {"Automation": "cobots"}}
    told = reasons(explanation, "a")[0]
    assert told.startswith("In “drones” under “Quality of life” and “Robots”, Beta works on Drones, which")
    assert "related to “cobots” under “Automation” in Alfa" in told
    assert "”cobots” under ”Automation”" in reasons(explanation, "a", language="sv")[0]


def test_names_keep_their_brackets_where_they_would_be_the_same(explanation) -> None:
    assert names_of(explanation) == {"a": "Alfa", "b": "Beta"}
    explanation["a"]["region"] = "Beta (Bita)"
    assert names_of(explanation) == {"a": "Beta (Bita)", "b": "Beta (Bèta)"}


AGAINST = [
    {"code": "below_expected", "side": "a", "region": "Alfa", "other": "Beta (Bèta)", "z": -0.123},
    {"code": "no_overlap"},
    {"code": "few_areas", "region": "Alfa", "n": 1},
    {"code": "few_areas", "region": "Alfa", "n": 2},
    {"code": "national_list", "region": "Beta (Bèta)"},
    {"code": "nested", "parent": "A", "child": "B"},
    {"code": "note", "region": "Alfa", "note": "partial list"},
    {"code": "note", "region": "Alfa", "note": "read in 2016"},
    {"code": "period_differs", "period_a": "2014-2020", "period_b": "2018"},
    {"code": "horizontal_only", "region": "Alfa"},
    {"code": "nothing_related", "side": "a", "region": "Alfa"},
    {"code": "goal_unrelated", "side": "b", "region": "Beta (Bèta)"},
]


def test_objections_by_hand(explanation) -> None:
    explanation["against"] = AGAINST
    assert objections(explanation)[:4] == [
        "Beta brings Alfa no more than a region with as many niches would by chance (z = −0.1).",
        "They share no niche, so there is no common ground to start from.",
        "Alfa lists only one area: one more or less would change the scores.",
        "Alfa lists only 2 areas: one more or less would change the scores.",
    ]
    assert "Alfa contains Beta" in objections(explanation)[5]
    assert "(z = −0,1)" in objections(explanation, "sv")[0]
    assert objections(explanation)[9] == "No niche of the goal is related to one that Beta lacks."
    assert objections(explanation)[10] == "On the data for Alfa: partial list; read in 2016."
    assert objections(explanation, "sv")[6] == "Listorna gäller olika perioder: Alfa 2014-2020, Beta 2018."
    assert codes_against() == {entry["code"] for entry in AGAINST}


def test_explanation_by_hand(explanation) -> None:
    assert explain_text(explanation) == (
        "Alfa, A – Beta (Bèta), B\n"
        "Strong match: they share more than chance would give, and each brings the other related niches that\n"
        "it lacks, beyond what chance would give. Suggested for discussion.\n"
        "\n"
        "What Beta brings to Alfa: complementarity +0.200\n"
        "  It brings 0.400 of what is related to the niches of Alfa and missing there; a region with as many\n"
        "  niches would bring 0.200 by chance (z = 1.5).\n"
        "  Half of what Beta brings would be expected of any region with as many areas.\n"
        "  - In “Robots”, “Sensors” and “Drones”, Beta works on Robotics, which Alfa does not list. It is\n"
        "    related to “Automation” in Alfa. Robots need drives. 9 regions list both, chance would give 5.1.\n"
        "\n"
        "What Alfa brings to Beta: complementarity +0.200\n"
        "  It brings 0.400 of what is related to the niches of Beta and missing there; a region with as many\n"
        "  niches would bring 0.200 by chance (z = 1.5).\n"
        "  Half of what Alfa brings would be expected of any region with as many areas.\n"
        "  - Alfa works on no niche that is related to those of Beta and missing there.\n"
        "\n"
        "What both work on: overlap 0.200, by chance 0.100\n"
        "  They share 1 niche; chance would give 0.5, given lists that are on average as long as theirs (p =\n"
        "  0.40; q = 0.80 after correction over all pairs).\n"
        "  - Both work on Energy: Alfa with “Wind”; Beta with “Sun” and “Energy”.\n"
        "\n"
        "There are too few regions, or too few areas in each, to tell what regions share from chance. Of 6\n"
        "pairs, 2 could pass a correction for so many comparisons even if one list held the whole of the\n"
        "other; 0 do. z, p and q describe the data and prove nothing; no pair is left out. Chance: bipartite\n"
        "configuration model.\n"
        "\n"
        "What speaks against it\n"
        "  - Nothing in the data.\n"
        "\n"
        "Sources\n"
        "  - Alfa: Plan, 2020\n"
        "  - Beta: https://b.eu\n"
    )


def test_a_verdict_says_who_gains_where_only_one_does(explanation) -> None:
    explanation["quadrant"] = "one-sided match"
    explanation["b_gains"]["z"] = -0.5
    assert "but only Alfa gains from what the other adds" in " ".join(explain_text(explanation).split())
    explanation["a_gains"]["z"], explanation["b_gains"]["z"] = -0.5, 1.5
    assert "but only Beta gains from what the other adds" in " ".join(explain_text(explanation).split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_any_pair_can_be_told(europe_run, language) -> None:
    ids = europe_run.regions["region_id"].tolist()
    for a, b in [*zip(ids[::4], ids[2::4], strict=False), ("SE125", UNMATCHED), ("PL", "PL21")]:
        explained = europe_run.explain(a, b)
        text = explain_text(explained, language)
        assert not re.search(r"[{}]|\bNone\b|\bnan\b|\.\.|\S  +\S", text), text
        assert all(len(line) <= 100 or "http" in line for line in text.splitlines())
        if explained["quadrant"] is not None:
            assert Words(language).number(explained["a_gains"]["complementarity"], sign=True) in text


def test_unknown_language_is_refused(explanation) -> None:
    with pytest.raises(SettingError, match="language: expected en, sv or de; found 'fi'"):
        explain_text(explanation, "fi")


def test_words_load_neither_matplotlib_nor_jinja() -> None:
    code = "import sys, matcher.words.words; print([m for m in ('matplotlib', 'jinja2', 'scipy') if m in sys.modules])"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


# --- facts ------------------------------------------------------------------------------------------------------------


def test_profile_facts(europe_run) -> None:
    facts = profile_facts(europe_run, "Västmanland")
    assert [area.text for area in facts.region.areas] == ["Automation", "Energy", "Railway", "Welfare and health"]
    assert facts.matched
    table = europe_run.partners("SE125", top=10)
    assert [partner.row["region_id"] for partner in facts.complementary] == table["region_id"].tolist()
    assert len(facts.overlapping) == len(facts.given) == 5
    for partner in facts.complementary:
        assert partner.explanation["a"]["region_id"] == "SE125"
        assert partner.explanation["a_gains"]["complementarity"] == partner.row["complementarity"] > 0
    named = {"Västmanland", *(p.row["region"] for p in (*facts.complementary, *facts.overlapping, *facts.given))}
    assert {source.region for source in facts.sources} == named
    assert ("data.areas", str(len(europe_run.areas))) in facts.settings


def test_pair_facts_sum_to_the_scores(europe_run) -> None:
    facts = pair_facts(europe_run, "SE125", "ES41")
    for table in (facts.a_gains, facts.b_gains, facts.shared):
        assert len(table.parts) <= TOP_PARTS
        total = sum(part["value"] for part in table.parts) + table.rest_value
        assert total == pytest.approx(table.score, abs=1e-12)


def test_no_script_becomes_a_link(small_run) -> None:
    areas = small_run.areas.assign(source_url="javascript:alert(1)", source_title="")
    run = dataclasses.replace(small_run, areas=areas)
    page = report(run, "AA1", other="BB2")
    assert not [attributes for attributes, _ in Page(page).all("a") if "javascript" in attributes["href"]]
    assert "javascript:alert(1)" in page  # told as text: nothing is dropped


def test_a_pair_is_two_regions(europe_run) -> None:
    with pytest.raises(SettingError, match="two different regions; found SE125 twice"):
        report(europe_run, "SE125", other="Västmanland")


# --- pages ------------------------------------------------------------------------------------------------------------


def test_pages_parse_and_need_no_other_file(pages) -> None:
    for regions, page in pages.items():
        parsed = Page(page)
        assert page.startswith("<!DOCTYPE html>")
        assert not {"script", "link", "iframe", "object", "embed"} & {tag for tag, _, _ in parsed.elements}
        assert not re.search(r"url\(|@import|srcset|<base| on\w+=", page), regions
        for attributes, _ in parsed.all("img"):
            assert attributes["src"].startswith("data:image/svg+xml;base64,")
            picture = base64.b64decode(attributes["src"].partition(",")[2]).decode()
            assert "<svg" in picture
            assert not re.search(r'(href|src)="(?!#)', picture)
        for tag, attributes, _ in parsed.elements:
            for name, value in attributes.items():
                assert "http" not in value or (tag, name) == ("a", "href")


def test_pages_can_be_read_by_everybody(pages) -> None:
    for (*_, language), page in pages.items():
        parsed = Page(page)
        assert parsed.all("html")[0][0]["lang"] == language
        assert parsed.all("title")[0][1] == parsed.all("h1")[0][1]
        for landmark in ("header", "nav", "main", "footer", "h1"):
            assert len(parsed.all(landmark)) == 1
        levels = [int(tag[1]) for tag, _, _ in parsed.elements if re.fullmatch(r"h[1-6]", tag)]
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
        ids = [attributes["id"] for _, attributes, _ in parsed.elements if "id" in attributes]
        assert len(ids) == len(set(ids))
        targets = [attributes["href"][1:] for attributes, _ in parsed.all("a") if attributes["href"].startswith("#")]
        assert targets[0] == "content"  # the skip link
        assert set(targets) <= set(ids)
        labels = {attributes["aria-labelledby"] for attributes, _ in parsed.all("section")}
        assert labels == set(targets[1:])
        assert len(parsed.all("caption")) == len(parsed.all("table")) > 0
        assert all(text for _, text in parsed.all("caption"))
        assert all(attributes["scope"] in ("col", "row") for attributes, _ in parsed.all("th"))
        assert all(len(attributes["alt"]) > 30 for attributes, _ in parsed.all("img"))


def test_names_in_another_language_say_so(pages) -> None:
    page = Page(pages["SE125", "sv"])
    assert "Järnväg" in [text for _, text in page.all("th")]
    spans = page.all("span")
    assert ("en", "Energy") in [(attributes.get("lang"), text) for attributes, text in spans]
    english = Page(pages["SE125", "en"])
    assert ("sv", "Järnväg") in [(attributes.get("lang"), text) for attributes, text in english.all("span")]


def test_contrast_of_texts_is_enough() -> None:
    style = (files("matcher.report") / "templates" / "style.css").read_text(encoding="utf-8")
    colours = dict(re.findall(r"--(\w+): (#\w{6})", style)) | {"accent": PLAIN.accent}
    used = set(re.findall(r"[^-]color: var\(--(\w+)\)", style))
    assert used >= {"ink", "quiet", "accent"}
    for name in used:
        for ground in ("#ffffff", colours["soft"]):
            assert contrast(colours[name], ground) >= 4.5, (name, ground)
    assert contrast(colours["ink"], colours["mark"]) >= 4.5


def test_parts_in_the_tables_sum_to_the_score_shown(pages) -> None:
    for (*regions, language), page in pages.items():
        if len(regions) < 2 or UNMATCHED in regions:
            continue
        summed = 0
        for table in re.findall(r"<table .*?</table>", page, re.DOTALL):
            if 'class="sum"' not in table:
                continue
            numbers = re.findall(r'<td [^>]*class="number">([^<]+)</td>', table)
            assert all("," in number if language == "sv" else "." in number for number in numbers)
            *parts, score = (float(number.replace(",", ".").replace("−", "-")) for number in numbers)
            assert sum(parts) == pytest.approx(score, abs=1e-9)
            summed += 1
        assert summed >= 2


def test_pair_report_shows_the_numbers_of_the_run(europe_run, pages) -> None:
    for regions in [key for key in pages if len(key) == 3 and key[-1] == "en" and UNMATCHED not in key]:
        explained = europe_run.explain(*regions[:2])
        page = Page(pages[regions])
        text = page.text
        for value in (explained[side]["complementarity"] for side in ("a_gains", "b_gains")):
            assert Words().number(value, sign=True) in text
        # A z, so it stands in the column of z: three cells between are empty.
        (mutual,) = (row for _, row in page.all("tr") if row.startswith("Mutual"))
        assert mutual == f"Mutual complementarity (the smaller z) {Words().number(explained['mutual'], 1)}"
        for side in ("a", "b", "overlap"):
            for sentence in reasons(explained, side):
                assert sentence in text
        for sentence in objections(explained):
            assert sentence in text
        assert verdict_sentence(Words(), explained) in text


def test_swedish_numbers_have_a_comma(pages) -> None:
    for key, page in pages.items():
        if key[-1] == "sv":
            cells = [text for attributes, text in Page(page).all("td") if attributes.get("class") == "number"]
            assert not [cell for cell in cells if "." in cell]


def test_page_of_a_region_that_cannot_be_matched(pages) -> None:
    page = Page(pages[UNMATCHED, "sv"])
    assert texts("sv")["page"]["unmatched"].format(region="Aostadalen") in page.text
    assert "Mountain of excellence" in page.text
    assert len(page.all("img")) <= 1
    pair = Page(pages[UNMATCHED, "SE125", "en"])
    assert texts("en")["verdict"]["undefined"] in pair.text
    assert "Aosta Valley lists only horizontal areas" in pair.text


@pytest.mark.slow
def test_names_are_escaped(small_run) -> None:
    """Åland & Söner, Beta <Land>, and areas and labels that try to be elements."""
    areas = small_run.areas.copy()
    areas["area"] = areas["area"].replace("Railway", "<script>alert('x')</script>")
    areas["area_original"] = areas["area_original"].where(areas["area"] != "Energy", '"Energi" & <i>kraft</i>')
    areas["note"] = "<u>partial</u>"
    themes = small_run.theme_table.assign(label=small_run.theme_table["label"] + " <u>&")
    run = dataclasses.replace(small_run, areas=areas, theme_table=themes)
    for language in LANGUAGES:
        for regions in (("AA1",), ("BB2",), ("AA1", "BB2"), ("CC3", "AA1"), ("DD4", "BB2")):
            page = page_of(run, regions, language)
            parsed = Page(page)
            assert not {"script", "i", "u", "land"} & {tag for tag, _, _ in parsed.elements}
            assert "Åland & Söner" in parsed.text or "Beta <Land>" in parsed.text
            assert not re.search("&amp;(lt|gt|amp|#)", page)  # escaped once


def test_report_is_written_and_the_same_every_time(europe_run, tmp_path) -> None:
    path = tmp_path / "folder" / "report.html"
    page = report(europe_run, "Västmanland", other="Örebro", language="sv", path=path)
    assert path.read_text(encoding="utf-8") == page
    assert report(dataclasses.replace(europe_run), "SE125", other="SE124", language="sv") == page


def test_unknown_region_is_named(europe_run) -> None:
    with pytest.raises(NameUnknownError, match="did you mean Västmanland"):
        report(europe_run, "Vastmanlnd")


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_profile_and_pair_of_every_small_region(small_run, language) -> None:
    ids = small_run.regions["region_id"].tolist()
    for regions in [*((one,) for one in ids), *itertools.permutations(ids, 2)]:
        text = Page(page_of(small_run, regions, language)).text
        # Braces stand only in the line that moves an area, which can be read as it is, and only where one is matched.
        moves = MOVE.findall(text)
        own = small_run.areas.loc[small_run.areas["region_id"] == regions[0], "area"].tolist()
        assert len(moves) == (len(regions) == 1 and regions != ("DD4",)), regions
        assert all(tomllib.loads(move)["move"][0]["area"] in own for move in moves), regions
        assert not re.search(r"[{}]|\bNone\b|\bnan\b", MOVE.sub("", text)), regions


def test_the_line_that_moves_an_area_can_be_read_whatever_its_name(small_run) -> None:
    """An area with both kinds of quotation marks, a backslash and a brace."""
    name = """Women's "health" \\ {care}"""
    areas = small_run.areas.assign(area=small_run.areas["area"].replace("Energy", name))
    for language in LANGUAGES:
        page = Page(page_of(dataclasses.replace(small_run, areas=areas), ("AA1",), language))
        (move,) = MOVE.findall(page.text)
        assert tomllib.loads(move)["move"] == [{"area": name, "to": [{"en": "NICHE", "sv": "NISCH"}[language]]}]


def test_notes_are_said_in_the_language_of_the_report(europe_run) -> None:
    told = objections(europe_run.explain("SE125", "ITC2"), "sv")
    assert any("Om uppgifterna för Aostadalen" in sentence and "andra hand" in sentence for sentence in told)
    told = objections(europe_run.explain("SE125", "AL"), "sv")
    assert any("preliminär lista" in sentence for sentence in told)
    assert Words("en").note("former region") == "former region"
