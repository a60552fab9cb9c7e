"""Themes as people look at them: labels in their language, areas, related niches, codes; and a file of edits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

import numpy as np

from matcher.areas import HORIZONTAL, WHOLE, area_texts
from matcher.errors import NameUnknownError
from matcher.facts import Crowded, ThemeArea, ThemeFacts, ThemeLink
from matcher.fitted.tables import Fitted
from matcher.later import pd
from matcher.vocabulary import LANGUAGES, Vocabulary, load_vocabulary
from matcher.vocabulary.splitter import halves

__all__ = ["BORDERLINE", "UNSTABLE", "edits_text", "labels_in", "theme_counts", "theme_label", "theme_list"]

#: A row of the table of themes, by column.
Row = Mapping[str, Any]
#: As in `matcher.themes`, which is not read here, so that answers load no scikit-learn.
UNSTABLE = 0.6
BORDERLINE = 0.6
#: How many typical areas and related niches are named.
MOST = 5


def theme_list(
    tables: Fitted, vocabulary: Vocabulary, *, level: str | None = None, language: str = "en"
) -> list[ThemeFacts]:
    """Themes with what there is to know of them, broad themes first, each followed by its niches.

    Parameters
    ----------
    tables : Fitted
        A fitted run.
    vocabulary : Vocabulary
        Translates labels, and says what relates niches and which codes they have.
    level : {"theme", "niche"}, optional
        Only this level.
    language : str
        Of labels and reasons; labels that an expert or the data gave stay as they are.

    Returns
    -------
    list of ThemeFacts
        See `matcher.facts.ThemeFacts`.
    """
    if language not in LANGUAGES:
        raise NameUnknownError("language", expected=f"one of {', '.join(LANGUAGES)}", found=repr(language))
    areas = tables.areas.assign(text=area_texts(tables.areas))
    # The evidence for a placement is told; that for an area, how official its source is, has the same name.
    linked = tables.memberships.merge(areas.drop(columns="evidence", errors="ignore"), on="area_id")
    linked = linked.sort_values(["membership", "region_id", "area_id"], ascending=[False, True, True])
    groups = dict(list(linked.groupby("theme_id")))
    shown: dict[str, Row] = {
        str(row["theme_id"]): {str(key): value for key, value in row.items()}
        for row in tables.theme_table.to_dict("records")
    }
    rows = sorted(shown.values(), key=_place)
    labels = {key: theme_label(row, vocabulary, language) for key, row in shown.items()}
    return [
        _facts(row, groups.get(row["theme_id"], linked.iloc[:0]), labels, vocabulary, language)
        for row in rows
        if level in (None, row["level"])
    ]


def theme_label(row: Row, vocabulary: Vocabulary, language: str) -> str:
    """A theme's label in a language: the vocabulary's, unless it was renamed or is none of the vocabulary's."""
    concept = str(row["theme_id"]).removesuffix(WHOLE)
    if language == "en" or concept not in vocabulary:
        return str(row["label"])
    if concept != HORIZONTAL and row["label"] != vocabulary.label(concept):
        return str(row["label"])
    return vocabulary.label(concept, language)


def labels_in(tables: Fitted, language: str) -> dict[str, str]:
    """What niches, broad themes and what is below them are called in a language, by their English label."""
    vocabulary = load_vocabulary()
    below = [found.id for found in vocabulary.concepts.values() if found.level in ("niche", "concept")]
    themes = tables.columns("theme_table")
    rows = [dict(zip(themes, row, strict=True)) for row in zip(*themes.values(), strict=True)]
    named: dict[str, str] = {}
    if language != "en":
        # By whatever English name something is told, it has one name in the other language.
        named = {name: vocabulary.label(found, language) for found in below for name in vocabulary.synonyms(found)}
        named |= _halves_in(vocabulary, language)
    named |= {vocabulary.label(found): vocabulary.label(found, language) for found in below}
    named |= {str(row["label"]): theme_label(row, vocabulary, language) for row in rows}
    return {label: name for label, name in named.items() if name != label}


def _halves_in(vocabulary: Vocabulary, language: str) -> dict[str, str]:
    """Both fields that a niche's English label joins, in a language; the whole label where it has no word for one."""
    named: dict[str, str] = {}
    for niche in vocabulary.level("niche"):
        whole = vocabulary.label(niche.id, language)
        own, told = halves(vocabulary, niche.id), halves(vocabulary, niche.id, language=language) or ("", "")
        named |= {half: other or whole for half, other in zip(own, told, strict=False) if half}
    return named


def theme_counts(tables: Fitted, ids: Sequence[str]) -> pd.DataFrame:
    """Number of areas of some regions (rows) in each broad theme that has some (columns); horizontal last.

    Parameters
    ----------
    tables : Fitted
    ids : sequence of str
        Ids of the regions.
    """
    themes = tables.theme_table.loc[tables.theme_table["level"] == "theme", "theme_id"]
    linked = tables.memberships[tables.memberships["theme_id"].isin(themes)].merge(tables.areas, on="area_id")
    table = pd.crosstab(linked["region_id"], linked["theme_id"]).reindex(index=list(ids), fill_value=0)
    order = sorted(table.columns[table.sum() > 0], key=lambda theme: (theme == HORIZONTAL, theme))
    return table[order]


def _place(row: Row) -> tuple[str, bool, str]:
    """Each theme before its niches."""
    niche = row["level"] == "niche"
    return row["parent_id"] if niche else row["theme_id"], niche, row["theme_id"]


def _facts(row: Row, linked: pd.DataFrame, labels: dict[str, str], vocabulary: Vocabulary, language: str) -> ThemeFacts:
    theme_id = row["theme_id"]
    steady = row.get("stability", np.nan)
    columns = ["region_id", "region", "area", "area_original", "membership"]
    columns += [name for name in ("stability", "evidence", "by") if name in linked.columns]
    return {
        "theme_id": theme_id,
        "level": row["level"],
        "parent_id": row["parent_id"],
        "label": labels[theme_id],
        "size": row["size"],
        "areas": [
            cast(ThemeArea, {name: _plain(value) for name, value in r.items()})
            for r in linked[columns].to_dict("records")
        ],
        "stability": None if pd.isna(steady) else steady,
        "unstable": bool(steady < UNSTABLE),
        "regions": sorted(set(linked["region"])),
        "typical": _typical(linked),
        "borderline": _borderline(linked) if theme_id != HORIZONTAL else [],
        "related": _related(theme_id, labels, vocabulary, language) if row["level"] == "niche" else [],
        "codes": vocabulary.codes(theme_id) if theme_id in vocabulary and row["level"] == "niche" else {},
    }


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and np.isnan(value) else value


def _typical(linked: pd.DataFrame) -> list[str]:
    """Texts that most regions list, of those that belong most; ties by text."""
    strongest: dict[str, float] = {}
    regions: dict[str, set[str]] = {}
    for text, region_id, membership in zip(linked["text"], linked["region_id"], linked["membership"], strict=True):
        strongest[text] = max(membership, strongest.get(text, membership))
        regions.setdefault(text, set()).add(region_id)
    return sorted(strongest, key=lambda text: (-strongest[text], -len(regions[text]), text))[:MOST]


def _borderline(linked: pd.DataFrame) -> list[str]:
    """Texts that leave the theme in many resamples, the least steady first."""
    if "stability" not in linked.columns:
        return []
    unsteady = linked["stability"] < BORDERLINE
    if not unsteady.any():
        return []
    loose = linked[unsteady].sort_values(["stability", "text"])
    return [str(text) for text in loose["text"].drop_duplicates()]


def _related(niche: str, labels: dict[str, str], vocabulary: Vocabulary, language: str) -> list[ThemeLink]:
    """Related niches that have areas here, the strongest first, with the vocabulary's reasons."""
    if niche not in vocabulary:
        return []
    found: list[ThemeLink] = []
    for link in vocabulary.related(niche):
        other = link.target if link.source == niche else link.source
        if other in labels:
            found.append(
                {
                    "niche": other,
                    "label": labels[other],
                    "type": link.type,
                    "direction": "out" if link.source == niche else "in",
                    "strength": link.strength,
                    "reason": link.reason(language),
                }
            )
    return found


def edits_text(tables: Fitted, vocabulary: Vocabulary, crowded: list[Crowded]) -> str:
    """A themes.toml to start from: all that may be edited, as comments, with what asks for a decision.

    Parameters
    ----------
    tables : Fitted
        A run with guided themes.
    vocabulary : Vocabulary
    crowded : list of dict
        Niches that the data crowd, from the run's settings.
    """
    lines = [
        "# Edits of themes. Take the # away from what you want; apply with: matcher refit RUN THIS -o NEW_RUN",
        "#",
        "# [[merge]]",
        '# into = "food_processing"',
        '# from = ["wine_beverages"]',
        "# [[split]]                 # into the vocabulary's concepts",
        '# niche = "software"',
        "# [[own]]                   # a niche of your own, with areas that show what is meant",
        '# id = "own_gambling"',
        '# label = "Gambling"',
        '# theme = "services"',
        '# areas = ["Lotteries", "Casino industry"]',
        "# [[move]]                  # to niches, to a theme as a whole, or to horizontal",
        '# area = "Smart industry"',
        '# to = ["digital_factory"]',
        "# [[lock]]                  # these areas stay, whatever changes",
        '# niche = "wind_power"',
        '# areas = ["Wind energy"]',
        "# [rename]                  # comes last in the file",
        '# wind_power = "Wind energy"',
    ]
    for entry in crowded:
        into = ", ".join(f"{concept} ({n})" for concept, n in entry["into"].items())
        lines += ["", f"# {entry['names']} areas crowd this niche; split, they would lie in {into}"]
        lines += ["# [[split]]", f"# niche = {_quoted(entry['niche'])}"]
    found = theme_list(tables, vocabulary)
    niches = [theme for theme in found if theme["level"] == "niche"]
    for text in sorted({text for niche in niches for text in niche["borderline"]}):
        loose = [niche["theme_id"] for niche in niches if text in niche["borderline"]]
        holding = [niche["theme_id"] for niche in niches if text in _texts(niche)]
        lines += ["", f"# on the border of {', '.join(loose)}", "# [[move]]", f"# area = {_quoted(text)}"]
        lines += [f"# to = [{', '.join(map(_quoted, holding))}]"]
    lines += ["", "# The themes and niches of this run, with their areas:"]
    for theme in found:
        lines.append(f"# {'  ' if theme['level'] == 'niche' else ''}{theme['theme_id']}: {theme['label']}")
        if theme["level"] == "niche" or theme["theme_id"] == HORIZONTAL:
            lines += [f"#       {' '.join(text.split())}" for text in sorted(_texts(theme))]
    return "\n".join(lines) + "\n"


def _texts(theme: ThemeFacts) -> set[str]:
    return {area["area"] or area["area_original"] for area in theme["areas"]}


def _quoted(text: str) -> str:
    return '"' + " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"') + '"'
