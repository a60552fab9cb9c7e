"""The pages that say what this is: start, method, data, glossary, accessibility, and errors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from matcher.errors import MatcherError
from matcher.later import pd
from matcher.web.asking import Asking
from matcher.web.page import Page
from matcher.web.regions import by_country

__all__ = ["access_page", "api_page", "data_page", "error_page", "glossary_page", "method_page", "start_page"]


def start_page(asking: Asking) -> Page:
    """One field for a region or a need, and what one finds."""
    run, plain = asking.run, asking.plain
    countries = by_country(asking)
    return Page(
        "start.html",
        plain.get("web.start.title"),
        {
            "countries": countries,
            "counts": {"regions": plain.whole(len(run.region_ids)), "countries": plain.whole(len(countries)),
                       "areas": plain.whole(len(run.areas))},
            "names": sorted(row["name"] for _, rows in countries for row in rows),
        },
        description=plain.get("web.start.lead"),
    )  # fmt: skip


def method_page(asking: Asking) -> Page:
    """How the numbers are made, how to read them, and what they cannot tell."""
    return Page("method.html", asking.plain.get("web.method.title"), {"settings": _flat(asking.run.settings)})


def _flat(settings: object, name: str = "") -> list[tuple[str, str]]:
    """Settings as lines: {"model": {"name": "x"}} is [("model.name", "x")]."""
    if not isinstance(settings, dict) or not settings:
        return [(name, "–" if settings in (None, {}) else str(settings))]
    return [line for key, value in settings.items() for line in _flat(value, f"{name}.{key}" if name else key)]


def data_page(asking: Asking) -> Page:
    """Where the areas were read, how old they are, and what is to know of them."""
    run, plain = asking.run, asking.plain
    read: dict[str, dict[tuple[str, str], None]] = {}
    columns = (run.areas[name] for name in ("region_id", "source_url", "source_title"))
    for region_id, *source in zip(*columns, strict=True):
        read.setdefault(region_id, {})[source[0], source[1]] = None
    rows = []
    for region in run.regions.to_dict("records"):
        rows.append(
            {
                "id": region["region_id"],
                "name": asking.region_name(region["region_id"]),
                "period": asking.period(region["period"]),
                "sources": [(url if url.startswith(("https://", "http://")) else "", title or url)
                            for url, title in read[region["region_id"]]],
                "notes": [plain.note(note) for note in region["note"].split("; ") if note],
            }
        )  # fmt: skip
    periods = Counter(asking.period(period) for period in sorted(run.regions["period"]))
    return Page(
        "data.html",
        plain.get("web.data.title"),
        {
            "rows": sorted(rows, key=lambda row: asking.sorting(row["name"])),
            "periods": list(periods.items()),
            "counts": {"areas": plain.whole(len(run.areas)), "regions": plain.whole(len(run.region_ids))},
            "written": plain.date(asking.edition.written),
        },
    )


def glossary_page(asking: Asking) -> Page:
    """What the words mean."""
    return Page("glossary.html", asking.plain.get("web.glossary.title"))


def access_page(asking: Asking) -> Page:
    """The accessibility statement."""
    return Page("access.html", asking.plain.get("web.access.title"))


def api_page(asking: Asking) -> Page:
    """Where programs find the same."""
    return Page("api.html", asking.plain.get("web.api.title"))


def error_page(asking: Asking, status: int, *, error: MatcherError | None = None) -> Page:
    """What went wrong, and what may be meant; nothing of the insides."""
    plain = asking.plain
    choices: Sequence[str] = error.choices if error else ()
    known = pd.Index(asking.run.region_ids)
    code = error.code.replace(".", "_") if error else ""
    explained = plain.get("web.error.codes").get(code, plain.get(f"web.error.title_{status}"))
    return Page(
        "error.html",
        plain.get(f"web.error.title_{status}"),
        {
            "error": error,
            "explained": explained,
            "status": status,
            "choices": [one for one in choices if one in known],
        },
        status=status,
    )
