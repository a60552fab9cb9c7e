"""Defaults and choices that people meet, once: options, documentation and reports read them here."""

from __future__ import annotations

from typing import NamedTuple

__all__ = [
    "ACTOR_KINDS",
    "ACTOR_RANKINGS",
    "ANY_NICHE",
    "BOOTSTRAP",
    "BUNDLED",
    "DECIMALS",
    "DEFAULT_WEIGHTS",
    "DRAWS",
    "FEW_AREAS",
    "FIRST",
    "FLOOR",
    "FLOORS",
    "FLOORS_ALONE",
    "FOLDS",
    "NULL_MODEL",
    "NUTS_RULES",
    "QUADRANTS",
    "RANKINGS",
    "RANKING_COLUMNS",
    "RECORD",
    "SEED",
    "SETTINGS",
    "TOP",
    "WEIGHTS_UNKNOWN",
    "Floors",
    "Setting",
    "floors_of",
]

#: The bundled sets that are fitted where nothing else is said: the newest list of each region.
BUNDLED = "europe+sweden"
#: The bundled list of partnerships goes by this name where joint projects of the track record are to count beside it.
RECORD = "record"


class Floors(NamedTuple):
    """Cosines of vectors from which things are near; they differ between the spaces of models."""

    #: An area or an actor is near to a text.
    asked: float
    #: A text falls into the niche of the nearest name or label.
    placed: float
    #: A row of words in a running text means a label, and one word alone does.
    span: float
    word: float
    #: A name whose nearest example is less close fits no niche well ...
    outlying: float
    #: ... and such names form a niche of their own where they are at least this close on average.
    alike: float
    #: An area is an earlier one in other words.
    reworded: float
    #: A new area may continue one that went.
    perhaps: float
    #: A list that names one of two niches may mean the other.
    near: float
    #: Two niches are close in meaning, where themes are guided, and where they are discovered.
    guided: float
    discovered: float
    #: Two niches are near-synonyms, of which regions list one or the other.
    twins: float


class Setting(NamedTuple):
    """A default by name, its value, and what it decides."""

    name: str
    default: float
    says: str


#: Floors of vectors that e5 has a half of. `asked`: 10 % of 50 texts about other things ("birthday cake") reach it,
#: 88 % of 67 subjects, most of which no area names, and 99 % of 322 original names of areas. `near`: on labelled pairs
#: of region and niche 0.96 of the claims of lacking are right from 0.36 to 0.50. The others by one rule: what passes is
#: about as much as passes the floors below, which were set by reading.
FLOORS = Floors(0.35, 0.48, 0.69, 0.73, 0.55, 0.46, 0.55, 0.42, 0.43, 0.40, 0.28, 0.56)
#: Floors of the encoder's or any other model's vectors alone.
FLOORS_ALONE = Floors(0.45, 0.55, 0.78, 0.82, 0.60, 0.50, 0.60, 0.44, 0.45, 0.42, 0.30, 0.58)

#: Defaults that people meet, by name.
SETTINGS = (
    Setting("bootstrap", 2000, "bootstrap samples behind an interval of a validation"),
    Setting("decimals", 9, "decimals to which scores are rounded before they are ranked"),
    Setting("draws", 200, "times that lists and themes are drawn anew to see how steady a rank is"),
    Setting("few_areas", 3, "a region with fewer areas is marked, since its scores rest on little"),
    Setting("first", 5, "first partners that are compared between runs, draws and what-ifs"),
    Setting("floor", FLOORS.asked, "closeness from which an area or an actor is near to a text"),
    Setting("folds", 10, "folds of the validation of relatedness"),
    Setting("seed", 0, "seed of all random numbers"),
    Setting("top", 10, "rows of a list that are shown"),
)
_DEFAULTS = {setting.name: setting.default for setting in SETTINGS}

BOOTSTRAP = int(_DEFAULTS["bootstrap"])
DECIMALS = int(_DEFAULTS["decimals"])
DRAWS = int(_DEFAULTS["draws"])
FEW_AREAS = int(_DEFAULTS["few_areas"])
FIRST = int(_DEFAULTS["first"])
FLOOR = _DEFAULTS["floor"]
FOLDS = int(_DEFAULTS["folds"])
SEED = int(_DEFAULTS["seed"])
TOP = int(_DEFAULTS["top"])

#: What partners can be ranked by, and the column that ranks: how far each lies beyond chance.
RANKING_COLUMNS = {"complementarity": "z", "gives": "gives_z", "mutual": "mutual", "overlap": "overlap_z"}
RANKINGS = tuple(RANKING_COLUMNS)
#: Kinds of source of a list, the best first: the region's own document, told by others, at second hand.
EVIDENCE = ("official", "reported", "secondhand")
#: How a pair reads (`matcher.scores.quadrant`): who gains beyond chance, and whether they share beyond chance.
QUADRANTS = ("strong match", "complement", "one-sided match", "one-sided complement", "critical mass", "no basis")
#: How a member's code may meet a region of the run. `exact`: the same code, or another code of the very same
#: territory; `parent`: else the smallest region of the run that holds it; `any`: else the one region of the run inside.
NUTS_RULES = ("exact", "parent", "any")
#: What actors can be ranked by.
ACTOR_RANKINGS = ("closeness", "niche")
#: Behind a theme of which any niche meets what is asked; words say it in the language of the reader.
ANY_NICHE = " (any)"
#: Kinds of actors in a table of actors.
ACTOR_KINDS = ("cluster", "firm", "test_bed", "university", "project")
#: Weights of the sources of relatedness: what people know, alone. It does not depend on which regions are at hand, and
#: each part of a score has a reason that can be read. That it predicts what a region lists is not claimed, of it as of
#: any blend whose ranks follow no size: `matcher validate-relatedness`.
DEFAULT_WEIGHTS = {"known": 1.0}
#: The same where people know of no relations: of discovered themes, and of a given classification.
WEIGHTS_UNKNOWN = {"association": 1.0}
#: The name that is printed beside every figure that is "by chance".
NULL_MODEL = "bipartite configuration model"


def floors_of(model: str) -> Floors:
    """The floors for the vectors of a model, by the name that `Embedder` takes.

    Examples
    --------
    >>> floors_of("auto").asked, floors_of("packaged").asked
    (0.35, 0.45)
    """
    return FLOORS if model in ("auto", "light") else FLOORS_ALONE
