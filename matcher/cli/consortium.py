"""The verb that finds groups of regions: consortium."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from matcher.cli.options import (
    add_brand,
    add_country,
    add_formats,
    add_from,
    add_niche,
    country,
    load_run,
    new_verb,
    words_of,
)
from matcher.cli.printing import emit, lines

if TYPE_CHECKING:
    from matcher.facts import ConsortiumAnswer
    from matcher.words.words import Words

__all__ = ["add_verbs"]

#: The bundled rules of calls.
RULES = "i3_strand1, i3_strand2a, i3_strand2b, interreg_europe, riv, s3_partnership"


def add_verbs(verbs: Any) -> None:
    """Add consortium."""
    verb = new_verb(verbs, "consortium", _consortium, run=True)
    asked = verb.add_mutually_exclusive_group(required=True)
    add_niche(asked, "a niche or broad theme to cover")
    asked.add_argument("--text", metavar="TEXT", help="a call text, in any language of the encoder")
    add_from(asked, "a file with the call text (UTF-8)")
    asked.add_argument(
        "--chain", metavar="STEPS", help="a value chain in its order, ; between: 'ore mining; green steel'"
    )
    verb.add_argument(
        "--size", type=int, metavar="N", help="largest number of members (default: as the rules say, else 5)"
    )
    verb.add_argument(
        "--reach", type=float, metavar="C", help="look for the smallest group with this coverage, such as 0.9"
    )
    verb.add_argument("--rules", metavar="NAME", help=f"bundled rules, or your own file.toml; bundled: {RULES}")
    verb.add_argument("--with", dest="fixed", action="append", default=[], metavar="REGION",
                      help="a region that must be a member; repeatable")  # fmt: skip
    verb.add_argument(
        "--without", action="append", default=[], metavar="REGION", help="a region that must not be; repeatable"
    )
    add_country(verb, without=True)
    verb.add_argument("--national", action="store_true", help="include national lists")
    verb.add_argument(
        "--alternatives", type=int, default=3, metavar="N", help="how many groups are listed (default: %(default)s)"
    )
    verb.add_argument("--differ", type=int, default=1, metavar="N",
                      help="how many members each group leaves out of those before (default: %(default)s)")  # fmt: skip
    verb.add_argument("--method", default="exact", choices=("exact", "greedy"),
                      help="exact, or greedy for very large runs (default: %(default)s)")  # fmt: skip
    add_brand(verb)
    add_formats(verb, endings=".html, .docx, .pdf or .md (a sheet to send on), .csv, .json or .txt")


def _consortium(options: argparse.Namespace) -> int:
    from matcher.consortium import consortium_table
    from matcher.words.consortium import consortium_text

    run = load_run(options)
    facts = run.consortium(
        options.niche,
        text=_call_text(options),
        chain=[step.strip() for step in (options.chain or "").split(";") if step.strip()],
        rules=options.rules,
        size=options.size,
        reach=options.reach,
        fixed=options.fixed,
        without=options.without,
        country=[country(code) for code in options.country],
        not_country=[country(code) for code in options.not_country],
        national=options.national,
        alternatives=options.alternatives,
        differ=options.differ,
        method=options.method,
    )
    if _is_sheet(options):
        from matcher.cli.report import write_sheet
        from matcher.report import consortium_sheet

        write_sheet(options, consortium_sheet(run, facts, language=options.lang))
        return 0 if facts["feasible"] else 1
    words = words_of(options, run)
    emit(
        options,
        facts,
        table=lambda: consortium_table(facts),
        text=lambda: lines(words, [*consortium_text(words, facts), *_hints(words, options, facts)]),
    )
    return 0 if facts["feasible"] else 1


def _hints(words: Words, options: argparse.Namespace, facts: ConsortiumAnswer) -> Iterator[str]:
    """What else the command tells of its groups, and what it cannot tell of a text."""
    if facts["groups"]:
        yield words.get("verb.consortium.addresses")
    if options.text or options.source:
        yield words.get("verb.consortium.call_text")


def _is_sheet(options: argparse.Namespace) -> bool:
    """`-o` names a report, not what is printed."""
    endings = (".html", ".htm", ".docx", ".pdf", ".md")
    return bool(options.out) and options.out.lower().endswith(endings)


def _call_text(options: argparse.Namespace) -> str:
    if not options.source:
        return options.text or ""
    from matcher.sources.lists.rows import read_text

    return read_text(options.source)
