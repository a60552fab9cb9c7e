"""Reports as self-contained HTML: one file with its style and figures, no outside request.

The page meets WCAG 2.2 AA: landmarks, headings in order, captions and scopes of tables, texts for figures, contrast,
visible focus, the languages of names, and reflow at 320 pixels.
"""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from matcher._version import __version__
from matcher.report.facts import PairFacts, ProfileFacts
from matcher.report.view import pair_view, profile_view
from matcher.words.words import Words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["render"]


def render(facts: ProfileFacts | PairFacts, language: str = "en") -> str:
    """The report as an HTML page.

    Parameters
    ----------
    facts : ProfileFacts or PairFacts
        What it says.
    language : {"en", "sv"}
        In which language.

    Returns
    -------
    str
        A complete page that needs no other file.
    """
    names = {
        place: name for place, name in facts.published.items() if name[1] == language or place[1] == name[0]
    }  # the others keep their English text
    words = Words(language, names, form=Markup, labels=facts.labels if language == "sv" else None)
    view = profile_view(words, facts) if isinstance(facts, ProfileFacts) else pair_view(words, facts)
    given = {**view, "figure": _image(view["figure"]) if view["figure"] else ""}
    environment = Environment(
        loader=PackageLoader("matcher.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["say_note"] = words.note
    template = environment.get_template("profile.html" if isinstance(facts, ProfileFacts) else "pair.html")
    data = dict(facts.settings).get("data.source", "–")
    page = template.render(facts=facts, w=words, say=words.say, version=__version__, data=data, **given)
    return "\n".join(line.rstrip() for line in page.splitlines() if line.strip()) + "\n"


def _image(figure: Figure) -> str:
    """The figure as the address of an image that holds it: the same bytes for the same figure."""
    import matplotlib as mpl

    file = io.BytesIO()
    with mpl.rc_context({"svg.hashsalt": "matcher"}):
        figure.savefig(file, format="svg", metadata={"Date": None})
    return "data:image/svg+xml;base64," + base64.b64encode(file.getvalue()).decode("ascii")
