"""A list of partners in words: the table, the areas behind each rank, and what to know of the list."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from matcher.facts import ListFacts
from matcher.partners.own import own_areas
from matcher.record import Joint, joint_of
from matcher.settings import FIRST, RANKING_COLUMNS
from matcher.words.blocks import Block, Paragraph, Table
from matcher.words.chance import best_of, best_sentence
from matcher.words.forms import rank_mark, short_name
from matcher.words.goals import quadrant_key
from matcher.words.own import own_text
from matcher.words.record import credit, pair_line
from matcher.words.trust import chance_text

if TYPE_CHECKING:
    from matcher.fitted.tables import Fitted
    from matcher.words.words import Words

__all__ = ["left_out_text", "members_text", "outside_text", "partners_text"]

#: Columns of the table by what ranks.
SCORES = {
    "complementarity": ("z", "brings", "expected", "gives_z", "overlap_z"),
    "gives": ("gives_z", "z", "overlap_z"),
    "mutual": ("mutual", "z", "gives_z", "overlap_z"),
    "overlap": ("overlap_z", "overlap", "overlap_expected", "z"),
}
#: Columns beside the score that ranks where further ones are shown, by the group that asks for them.
GROUPS = {
    "fit": ("z", "overlap_z", "text"),
    "track": ("joint_interreg", "joint_h2020", "shared_partnerships", "partner_degree"),
    "distance": ("distance_km",),
    "size": ("size",),
}
#: Columns of whole numbers.
WHOLE = ("distance_km", "shared_partnerships", "partner_degree", "joint_interreg", "joint_h2020")
#: Parts of a blend.
BLEND = ("fit_rank", "track_rank", "distance_rank", "size_rank", "blend")
#: How many codes outside the run are named.
NAMED = 8


def partners_text(
    words: Words,
    run: Fitted,
    partners: Sequence[Mapping[str, Any]],
    facts: ListFacts,
    region: str,
    *,
    by: str = "complementarity",
    goal: str = "deepen",
    columns: Sequence[str] = (),
    weights: Mapping[str, float] | None = None,
    members: str | None = None,
    further: Sequence[Block] = (),
) -> list[Block]:
    """A list of partners for people.

    Parameters
    ----------
    words : Words
    run : Fitted
    partners : sequence of mapping
        As `matcher.partners.partner_list` returns them, with the further columns that were asked for.
    facts : ListFacts
        What is told of the whole list.
    region : str
        Id or name of the region that asks.
    by, goal : str
        What ranks, and what was asked to build on.
    columns : sequence of str
        Groups of columns that are shown side by side, of `matcher.partners.columns.COLUMNS`.
    weights : mapping of str to float, optional
        Of the blend that ranks, where one does.
    members : str, optional
        The rule by which members of partnerships are found, where partnerships are given.
    further : sequence of Block
        What is to know of further columns.
    """
    asking = run.region(region)
    own = words.region(asking.region_id, asking.region)
    if run.is_unmatched(asking.region_id):
        return [words.say("verb.partners.unmatched", region=own)]
    ranked_by = words.get("verb.partners.blend") if weights else words.term("terms.by", by)
    key = "title" if goal == "deepen" else "title_goal"
    title = words.say(f"verb.partners.{key}", region=own, region_id=asking.region_id, by=ranked_by, goal=goal)
    if not partners:
        return [title, words.get("verb.partners.empty"), left_out_text(words, facts)]
    blocks: list[Block] = [*own_text(words, own_areas(run, asking.region_id)), "", title, ""]
    none = "no_score" if goal == "deepen" else "no_score_goal"
    unranked = [words.say(f"verb.partners.{none}", by=words.term("terms.by", by))]
    unranked = unranked if not weights and all(partner[by] is None for partner in partners) else []
    # What brings no more than chance would give is no suggestion; whoever asks for more wants to see it all.
    plain = not (weights or columns or further or members)
    if unranked and plain:  # a list in order of ids would be read as a suggestion
        return [*blocks, *unranked, left_out_text(words, facts)]
    shown = [partner for partner in partners if not plain or (partner[RANKING_COLUMNS[by]] or 0) > 0]
    if shown:
        blocks += [_table(words, run, shown, by, columns, bool(weights)), "", *unranked]
    if len(shown) < len(partners):
        key = "verb.partners.no_more"
        blocks += [words.count(key, len(shown)) if shown else words.get(f"{key}_none"), ""]
    if shown:
        joint = joint_of((asking.region_id, *(partner["region_id"] for partner in shown)))
        blocks += [*_behind(words, shown, own, joint), ""]
    blocks += _footer(words, partners, facts, by, columns, weights, members)
    return [*blocks, *further, *chance_text(words, run)]


# -- the table --------------------------------------------------------------------------------------------------------


def _table(
    words: Words, run: Fitted, partners: Sequence[Mapping[Any, Any]], by: str, columns: Sequence[str], blended: bool
) -> Table:
    shown = _columns(partners[0], by, columns, blended, roles=run.has_roles)
    headings = [words.say(f"verb.partners.head.{name}", top=FIRST) for name in shown]
    rows = [[_rank(partner), _name(words, partner), *(_cell(words, partner, name) for name in shown)]
            for partner in partners]  # fmt: skip
    return Table(["", words.get("verb.partners.head.region"), *headings], rows)


def _columns(partner: Mapping[Any, Any], by: str, groups: Sequence[str], blended: bool, *, roles: bool) -> list[str]:
    """Names of the columns between the region and the end of the row."""
    scores = (
        [RANKING_COLUMNS[by], *(name for group in GROUPS if group in groups for name in GROUPS[group])]
        if groups
        else SCORES[by]
    )
    names = [*scores, *(("brings_needed", "gives_needed") if roles else ()), *(BLEND if blended else ()), "quadrant"]
    names += [name for name in ("novelty", "top_share") if name in partner]
    names += ["ranks"] if "top_share" in partner else []
    names += [name for name in ("corrected", "rank_corrected") if name in partner]
    return list(dict.fromkeys(names))


def _cell(words: Words, partner: Mapping[Any, Any], name: str) -> Any:
    if name in CELLS:
        return CELLS[name](words, partner)
    value = partner[name]
    return round(value) if name in WHOLE and value is not None else value


def _quadrant(words: Words, partner: Mapping[Any, Any]) -> str | None:
    return words.get(f"quadrant.{quadrant_key(partner['quadrant'])}") if partner["quadrant"] else None


def _novelty(words: Words, partner: Mapping[Any, Any]) -> str | None:
    return words.term("terms.novelty", partner["novelty"]) if partner["novelty"] else None


def _top_share(words: Words, partner: Mapping[Any, Any]) -> str:
    share = words.percent(partner["top_share"])
    return words.say("verb.stability.tied", share=share) if partner["tied"] else share


#: Cells that are not a number of one column.
CELLS: dict[str, Callable[[Words, Mapping[Any, Any]], str | None]] = {
    "quadrant": _quadrant,
    "novelty": _novelty,
    "top_share": _top_share,
    "ranks": lambda _, partner: f"{partner['rank_low']}–{partner['rank_high']}",
    "size": lambda _, partner: f"{partner['n_areas']}/{partner['n_niches']}",
}


def _rank(partner: Mapping[Any, Any]) -> str:
    return rank_mark(partner["rank"], tied=partner["tied"])


def _name(words: Words, partner: Mapping[Any, Any]) -> str:
    return f"{short_name(words.region(partner['region_id'], partner['region']))} ({partner['region_id']})"


# -- below it ---------------------------------------------------------------------------------------------------------


def _behind(words: Words, partners: Sequence[Mapping[Any, Any]], own: str, joint: Joint) -> Iterator[Block]:
    """The areas of each partner behind its score, what to know of its data, and where it was read.

    `joint` holds the asking region and then the partners, in their order.
    """
    kind = "shared" if partners[0]["basis"].startswith("shared") else "complementary"
    yield words.say(f"verb.partners.areas_{kind}", region=own)
    for place, partner in enumerate(partners, 1):
        areas = "; ".join(words.area(partner["region_id"], text) for text in partner["areas"])
        yield Paragraph(
            words.say(
                "verb.partners.partner",
                region=words.region(partner["region_id"], partner["region"]),
                period=words.period(partner["period"]) or words.get("verb.partners.no_period"),
                areas=areas or words.get("verb.partners.no_areas"),
            )
            + "".join(f" [{note}]" for note in _notes(words, partner)),
            indent=2,
            bullet=f"{_rank(partner)} ",
        )
        yield Paragraph(words.say("form.sentence", text=pair_line(words, joint.pair(0, place))), indent=4)
        yield from (Paragraph(address, indent=4) for address in partner["sources"])


def _notes(words: Words, partner: Mapping[Any, Any]) -> list[str]:
    through = partner.get("known_through") or []
    known = [words.say("verb.partners.known_through", names="; ".join(through))] if through else []
    return [*(words.note(note) for note in partner["notes"]), *known]


def _footer(
    words: Words,
    partners: Sequence[Mapping[str, Any]],
    facts: ListFacts,
    by: str,
    columns: Sequence[str],
    weights: Mapping[str, float] | None,
    members: str | None,
) -> Iterator[Block]:
    if any(partner["tied"] for partner in partners):
        yield words.get("verb.partners.tied")
    best = best_of((partner[RANKING_COLUMNS[by]] for partner in partners), facts)
    if not weights and (told := best_sentence(words, best)):
        yield told
    if counts := facts.get("novelty"):
        told = ", ".join(
            words.say("verb.partners.novelty_count", n=n, kind=words.term("terms.novelty", name))
            for name, n in counts.items()
        )
        yield words.say("verb.partners.novelty", counts=told)
        yield words.get("verb.partners.strong")
    yield from (words.get(f"verb.partners.{name}") for name in ("fit", "distance") if name in columns)
    if "track" in columns:
        yield members_text(words, members)
    yield credit(words)
    if weights:
        from matcher.partners.combined import blend_formula

        yield words.say("verb.partners.blend_formula", formula=blend_formula(weights))
    yield left_out_text(words, facts)


def members_text(words: Words, members: str | None) -> str:
    """How members of partnerships are found among the regions; that no list is given, where none is."""
    if members is None:
        return str(words.get("verb.partners.track_unknown"))
    return words.say("verb.partners.track", members=words.get(f"verb.partners.members_{members}"))


def outside_text(words: Words, file: str, codes: Sequence[str]) -> str:
    """Members of partnerships that are in no region of the run."""
    named = ", ".join(codes[:NAMED])
    if (more := len(codes) - NAMED) > 0:
        named = words.say("verb.consortium.and_more", regions=named, n=more)
    return words.say("verb.partners.members_outside", file=file, codes=named)


def left_out_text(words: Words, facts: ListFacts) -> str:
    """How many regions were kept, and how many left out for which reason.

    Examples
    --------
    >>> from matcher.words.words import Words
    >>> left_out = {"national list": 19, "farther away": 2}
    >>> left_out_text(Words("sv"), {"kept": 169, "left_out": left_out, "best_by_chance": None})
    '169 av 190 andra regioner; bortvalda: nationell lista 19, längre bort 2.'
    """
    kept, left_out = facts["kept"], facts["left_out"]
    reasons = ", ".join(f"{words.term('terms.left_out', reason)} {n}" for reason, n in left_out.items())
    key = "kept_left_out" if reasons else "kept"
    return words.say(f"verb.partners.{key}", kept=kept, total=kept + sum(left_out.values()), reasons=reasons)
