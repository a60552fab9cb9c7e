"""The answers for programs: one function an address, with the names, options and numbers of the command line."""

from __future__ import annotations

from matcher.errors import NameUnknownError, SettingError
from matcher.facts import (
    Comparison,
    ConsortiumAnswer,
    Explanation,
    Meetings,
    PartnerFacts,
    QueryAnswer,
    ThemeFacts,
    WhatIf,
)
from matcher.later import pd
from matcher.partners import own_areas, partners
from matcher.query import QUERY_COLUMNS
from matcher.settings import DRAWS, FIRST, RANKINGS, TOP
from matcher.sources.lists.partnerships import RECORD
from matcher.sources.lists.rules import rule_names
from matcher.vocabulary import LANGUAGES
from matcher.web.asking import FLAGS, LISTS, MOST_CALL, NUMBERS, Given
from matcher.web.endpoint import Answer, Endpoint, Option, table_answer
from matcher.web.served import Edition
from matcher.web.shapes import AreaRow, PairRow, RegionDetail, RegionRow, StabilityRow
from matcher.web.trust import TRUST_ENDPOINTS

__all__ = ["ENDPOINTS"]

#: Most draws, members and groups that a request may ask for.
MOST_DRAWS, MOST_MEMBERS, MOST_GROUPS = 500, 12, 10


# -- regions and partners ----------------------------------------------------------------------------------------------


def _regions(edition: Edition, given: Given) -> Answer:
    run = edition.run
    wanted = run.countries_of(given.several("country")) if "country" in given else []
    found = run.regions.assign(areas=run.sizes.loc[run.region_ids].to_numpy(), niches=run.x.sum(axis=1).astype(int))
    return table_answer(found[found["country"].isin(wanted)] if wanted else found)


def _region(edition: Edition, _: Given, region_id: str) -> Answer:
    run = edition.run
    own, row = own_areas(run, region_id), edition.regions[region_id]
    value: RegionDetail = {
        "region_id": row.region_id,
        "region": row.region,
        "country": row.country,
        "period": row.period,
        "note": row.note,
        "specific": own["specific"],
        "enough": own["enough"],
        "areas": own["areas"],
    }
    rows = [{"area": area["area"], "kind": area["kind"], "niches": [niche["niche"] for niche in area["niches"]]}
            for area in own["areas"]]  # fmt: skip
    return Answer(value, lambda: pd.DataFrame(rows, columns=["area", "kind", "niches"]))


def _partners(edition: Edition, given: Given, region_id: str) -> Answer:
    return table_answer(
        partners(edition.run, region_id, by=given.by, top=given.top, goal=given.text("goal", "deepen"),
                 filters=given.filters(), known=edition.known)
    )  # fmt: skip


def _what_if(edition: Edition, given: Given, region_id: str) -> Answer:
    facts = edition.run.what_if(
        region_id, add=given.several("add"), drop=given.several("drop"), first=given.whole("first", usual=FIRST),
        by=given.by, filters=given.filters(), partnerships=RECORD,
    )  # fmt: skip
    return Answer(facts, lambda: pd.DataFrame(facts["ranks"]))


def _stability(edition: Edition, given: Given, region_id: str) -> Answer:
    draws = given.whole("draws", usual=DRAWS, most=MOST_DRAWS)
    return table_answer(
        edition.run.stability(region_id, given.by, first=given.whole("first", usual=FIRST), draws=draws)
    )


def _pairs(edition: Edition, given: Given) -> Answer:
    by = given.choice("by", ("mutual", "overlap"), usual="mutual")
    found = edition.pairs.sort_values([by, "region_a_id", "region_b_id"], ascending=[False, True, True])
    return table_answer(found.head(given.whole("top", usual=TOP, most=len(found) or 1)))


def _pair(edition: Edition, given: Given, a: str, b: str) -> Answer:
    facts = edition.run.explain(a, b, goal=given.text("goal", "deepen"))
    rows = [
        {"part": name, "niche": part["niche"], "label": part["label"], "value": part["value"],
         "areas_a": part["areas_a"], "areas_b": part["areas_b"]}
        for name, score in (("overlap", facts["overlap"]), ("a_gains", facts["a_gains"]), ("b_gains", facts["b_gains"]))
        for part in score["parts"]
    ]  # fmt: skip
    columns = ["part", "niche", "label", "value", "areas_a", "areas_b"]
    return Answer(facts, lambda: pd.DataFrame(rows, columns=columns))


def _meet(edition: Edition, _: Given, a: str, b: str) -> Answer:
    from matcher.query.actors import meeting_table

    facts = edition.run.meet(a, b, edition.actors)
    return Answer(facts, lambda: meeting_table(facts))


def _compare(edition: Edition, given: Given) -> Answer:
    from matcher.compare import area_changes

    if edition.older is None:
        raise SettingError("compare", expected="a service with an older run", found="none", do="matcher serve --older")
    facts = edition.run.compare(edition.older, first=given.whole("first", usual=FIRST))
    return Answer(facts, lambda: area_changes(facts))


# -- themes, texts, groups ---------------------------------------------------------------------------------------------


def _areas(edition: Edition, _: Given) -> Answer:
    from matcher.export import tables

    return table_answer(tables(edition.run)["areas"][list(AreaRow.__annotations__)])


def _themes(edition: Edition, given: Given) -> Answer:
    found = edition.themes(given.choice("lang", LANGUAGES, usual="en"))
    level = given.choice("level", ("", "theme", "niche"), usual="")
    shown = [theme for theme in found if level in ("", theme["level"])]
    columns = ["theme_id", "level", "parent_id", "label", "size", "stability", "regions"]
    return Answer(shown, lambda: pd.DataFrame(shown, columns=columns))


def _theme(edition: Edition, given: Given, theme_id: str) -> Answer:
    found = edition.themes(given.choice("lang", LANGUAGES, usual="en"))
    theme = next((theme for theme in found if theme["theme_id"] == theme_id), None)
    if theme is None:
        raise NameUnknownError(f"no theme or niche has the id {theme_id!r}", code="theme.unknown")
    return Answer(theme, lambda: pd.DataFrame(theme["areas"]))


def _query(edition: Edition, given: Given) -> Answer:
    text = given.text("text", most=MOST_CALL)
    if not text:
        raise SettingError("query", expected="a text", found="none")
    found = edition.run.query(text, given.text("text_lang") or None, top=given.top, country=given.several("country"))
    return Answer(found, lambda: pd.DataFrame(found["areas"], columns=list(QUERY_COLUMNS)))


def _consortium(edition: Edition, given: Given) -> Answer:
    from matcher.consortium import consortium_table

    rules = given.choice("rules", ("", *rule_names()), usual="")
    facts = edition.run.consortium(
        given.several("niche"), text=given.text("text", most=MOST_CALL), chain=given.several("chain"),
        rules=rules or None, size=given.whole("size", usual=1, most=MOST_MEMBERS) if "size" in given else None,
        reach=given.number("reach"), fixed=given.several("fixed"), without=given.several("without"),
        country=given.several("country"), not_country=given.several("not_country"), national=given.flag("national"),
        alternatives=given.whole("alternatives", usual=3, most=MOST_GROUPS),
    )  # fmt: skip
    return Answer(facts, lambda: consortium_table(facts))


# -- the list ----------------------------------------------------------------------------------------------------------

BY = Option("by", "what partners are ranked by", choices=RANKINGS, usual="complementarity")
TOP_ROWS = Option("top", "how many rows", "integer", usual=TOP, most=1000)
GOAL = Option("goal", "deepen, diversify, or niches by id or label", usual="deepen")
LANG = Option("lang", "language of labels", choices=tuple(LANGUAGES), usual="en")
FIRST_ROWS = Option("first", "how many first partners are compared", "integer", usual=FIRST, most=1000)
COUNTRY = Option("country", "only this country, by code or name", several=True, example="FI")
NOT_COUNTRY = Option("not_country", "without this country", several=True)
_SAYS = {
    "country": "only this country, by code or name",
    "not_country": "without this country",
    "within_km": "at most this far between main cities",
    "beyond_km": "at least this far",
    "nuts_level": "only this level",
    "macroregion": "only this macro-region",
    "cohesion": "only this category of cohesion policy",
    "period": "only lists of these years",
    "newer_than": "only lists of this year or later",
    "evidence": "only lists whose source is of this kind",
    "min_areas": "only regions with at least as many areas",
    "max_areas": "only regions with at most as many areas",
    "theme": "only regions on this broad theme",
    "niche": "only regions on this niche",
    "programme": "only regions with projects of this Interreg programme",
    "same_programme": "only regions with a cross-border or transnational programme in common",
    "quadrant": "only pairs that read as this",
    "national": "include national lists",
    "nested": "include regions inside or around",
}
FILTER_OPTIONS = (
    *(Option(name, _SAYS.get(name, name), several=True) for name in LISTS),
    *(Option(name, _SAYS.get(name, name), "number" if name.endswith("_km") else "integer") for name in NUMBERS),
    *(Option(name, _SAYS.get(name, name), "boolean") for name in FLAGS),
    Option("known", "only known or only new partners", choices=("known", "new")),
)
TEXT = Option("text", "a text in any language of the encoder", required=True, example="hydrogen", most=MOST_CALL)

ENDPOINTS = (
    Endpoint("/regions", _regions, list[RegionRow], "all regions", (COUNTRY,)),
    Endpoint("/regions/{region}", _region, RegionDetail, "a region with its areas, and where each was placed"),
    Endpoint("/regions/{region}/partners", _partners, list[PartnerFacts], "ranked partners of a region",
             (BY, TOP_ROWS, GOAL, *FILTER_OPTIONS)),
    Endpoint("/regions/{region}/what-if", _what_if, WhatIf, "partners with areas added or left out",
             (Option("add", "an area to add", several=True, example="hydrogen"),
              Option("drop", "an area to leave out", several=True), BY, FIRST_ROWS, *FILTER_OPTIONS), slow=True),
    Endpoint("/regions/{region}/stability", _stability, list[StabilityRow], "how steady the ranks of partners are",
             (BY, FIRST_ROWS, Option("draws", "random draws", "integer", usual=DRAWS, most=MOST_DRAWS)), slow=True),
    Endpoint("/pairs", _pairs, list[PairRow], "pairs of regions, the best first",
             (Option("by", "what pairs are ranked by", choices=("mutual", "overlap"), usual="mutual"),
              Option("top", "how many rows", "integer", usual=TOP))),
    Endpoint("/pairs/{region}/{other}", _pair, Explanation, "the parts of two regions' scores, with their areas",
             (GOAL,)),
    Endpoint("/pairs/{region}/{other}/meet", _meet, Meetings, "organisations that might meet", slow=True),
    Endpoint("/compare", _compare, Comparison, "what changed since the older run", (FIRST_ROWS,), slow=True),
    Endpoint("/areas", _areas, list[AreaRow], "all areas with their themes and niches"),
    Endpoint("/themes", _themes, list[ThemeFacts], "broad themes and niches",
             (LANG, Option("level", "only this level", choices=("theme", "niche")))),
    Endpoint("/themes/{theme}", _theme, ThemeFacts, "a broad theme or niche", (LANG,)),
    Endpoint("/query", _query, QueryAnswer, "areas, niches and regions by a free text",
             (TEXT, Option("text_lang", "language of the text, ISO 639-1"), TOP_ROWS, COUNTRY), slow=True),
    Endpoint("/consortium", _consortium, ConsortiumAnswer, "groups of regions that together meet what is asked",
             (Option("niche", "a niche or broad theme to cover", several=True, example="hydrogen"),
              Option("text", "a call text, instead of niches", most=MOST_CALL),
              Option("chain", "a link of a value chain, instead of niches", several=True),
              Option("rules", "bundled rules of calls", choices=tuple(rule_names())),
              Option("size", "most members", "integer", most=MOST_MEMBERS),
              Option("reach", "smallest group with this coverage, up to 1", "number"),
              Option("fixed", "a region that must be a member", several=True),
              Option("without", "a region that must not be", several=True), COUNTRY, NOT_COUNTRY,
              Option("national", "include national lists", "boolean"),
              Option("alternatives", "how many groups", "integer", usual=3, most=MOST_GROUPS)), slow=True),
    *TRUST_ENDPOINTS,
)  # fmt: skip
