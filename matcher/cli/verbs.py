"""The verbs of the command line: under which heading the help names each, in which module it is, and what it gives."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["VERBS", "Verb", "text_of"]


class Verb(NamedTuple):
    """The module of a verb, and its line in the help."""

    module: str
    text: str


#: The verbs under the headings of the help.
VERBS = {
    "Data": {
        "demo": Verb("demo", "from areas to partners and reports on the bundled data, for Västmanland"),
        "template": Verb("check", "a workbook that colleagues fill with the areas of their regions"),
        "check": Verb("check", "quality report on a file of areas, which is not changed"),
        "update": Verb("check", "newer lists of some regions put in place of those of a set, and what changed"),
        "fit": Verb("fit", "a run folder made from a file of areas: themes, relatedness and scores"),
        "refit": Verb(
            "fit", "a run fitted again with experts' edits of its themes, and how the ranks of partners change"
        ),
    },
    "Look": {
        "themes": Verb("themes", "broad themes and niches with their areas and regions"),
        "vocabulary": Verb("vocabulary", "the S3 vocabulary in 26 languages: list, search, export"),
        "measures": Verb(
            "measures", "every measure with its formula and source; with RUN and NAME, its values, the largest first"
        ),
    },
    "Partners": {
        "partners": Verb("partners", "ranked partners of a region"),
        "what-if": Verb("what_if", "partners of a region as they would be with other areas: who enters, who leaves"),
        "pairs": Verb("pairs", "all pairs of regions with their overlap, what each gains, and how the pair reads"),
        "explain": Verb("pairs", "reasons for and against a pair of regions, with the areas behind them"),
        "record": Verb(
            "record", "joint projects of a region, its programmes, and what it does in the themes that it declares"
        ),
        "consortium": Verb(
            "consortium",
            "groups of regions that together cover a list of niches, a call text or a value chain, under rules",
        ),
    },
    "Ask": {
        "query": Verb("query", "areas, niches and regions that are close to a text"),
        "actors": Verb("query", "organisations that are close to a text"),
        "meet": Verb("query", "organisations of two regions that might meet, niche by niche"),
    },
    "Over time": {
        "compare": Verb(
            "compare", "what changed between two runs: areas, niches and partners; for one region also areas elsewhere"
        ),
    },
    "Trust": {
        "stability": Verb(
            "stability", "how often each partner stays among the first when lists or themes change a little"
        ),
        "bias": Verb(
            "stability", "scores that depend on the length of lists, how they are written, or where they come from"
        ),
        "validate-partnerships": Verb("validate", "how well rankings find known partnerships, compared with baselines"),
        "validate-themes": Verb("validate", "how well themes agree with a reference that people made"),
        "validate-relatedness": Verb(
            "validate", "how well relatedness predicts a niche that is held out, for each source and for blends"
        ),
    },
    "Out": {
        "report": Verb(
            "report",
            "a report to send on: of a region, of a pair, of a theme, of all regions, or a draft of an application",
        ),
        "export": Verb("report", "a graph for Gephi, or tables for spreadsheets"),
        "serve": Verb("serve", "the partner search in a browser, and for programs"),
        "site": Verb("serve", "the same pages as plain files for any web server"),
    },
}


def text_of(name: str) -> str:
    """The line of a verb in the help.

    Examples
    --------
    >>> text_of("partners")
    'ranked partners of a region'
    """
    return next(verbs[name].text for verbs in VERBS.values() if name in verbs)
