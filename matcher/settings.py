"""Defaults and choices that people meet, once: options, documentation and reports read them here."""

from __future__ import annotations

from typing import NamedTuple

__all__ = [
    "ACTOR_KINDS",
    "ACTOR_RANKINGS",
    "BOOTSTRAP",
    "DECIMALS",
    "DEFAULT_WEIGHTS",
    "DRAWS",
    "FEW_AREAS",
    "FIRST",
    "FLOOR",
    "FOLDS",
    "NULL_MODEL",
    "NUTS_RULES",
    "ONE_SIDED",
    "QUADRANTS",
    "RANKINGS",
    "SEED",
    "SETTINGS",
    "TOP",
    "WITHIN_CHANCE",
    "Setting",
]


class Setting(NamedTuple):
    """A default by name, its value, and what it decides."""

    name: str
    default: float
    says: str


#: Defaults that people meet, by name.
SETTINGS = (
    Setting("bootstrap", 2000, "bootstrap samples behind an interval of a validation"),
    Setting("decimals", 9, "decimals to which scores are rounded before they are ranked"),
    Setting("draws", 200, "times that lists and themes are drawn anew to see how steady a rank is"),
    Setting("few_areas", 3, "a region with fewer areas is marked, since its scores rest on little"),
    Setting("first", 5, "first partners that are compared between runs, draws and what-ifs"),
    # The floor, measured on the bundled data: 10 % of 50 texts about other things ("birthday
    # cake") reach it; 1 % of 322 original names of areas, asked beside their English twins, do not, nor do 13 % of 67
    # subjects, most of which no area names ("wine", "quantum computing").
    Setting("floor", 0.45, "closeness from which an area or an actor is near to a text"),
    Setting("folds", 10, "folds of the validation of relatedness"),
    Setting("one_sided", 0.5, "balance below which one region brings much more than the other"),
    Setting("seed", 0, "seed of all random numbers"),
    Setting("shown", 10, "rows of a list that are shown"),
    Setting("within_chance", 1.0, "standard deviations below which complementarity is within chance"),
)
_DEFAULTS = {setting.name: setting.default for setting in SETTINGS}

BOOTSTRAP = int(_DEFAULTS["bootstrap"])
DECIMALS = int(_DEFAULTS["decimals"])
DRAWS = int(_DEFAULTS["draws"])
FEW_AREAS = int(_DEFAULTS["few_areas"])
FIRST = int(_DEFAULTS["first"])
FLOOR = _DEFAULTS["floor"]
FOLDS = int(_DEFAULTS["folds"])
ONE_SIDED = _DEFAULTS["one_sided"]
SEED = int(_DEFAULTS["seed"])
TOP = int(_DEFAULTS["shown"])
WITHIN_CHANCE = _DEFAULTS["within_chance"]

#: What partners can be ranked by.
RANKINGS = ("complementarity", "gives", "mutual", "overlap")
#: How a pair reads: overlap above chance or not, complementarity above chance or not.
QUADRANTS = ("strong match", "complement", "critical mass", "no basis")
#: How a member's code may meet a region of the run. `exact`: the same code, or another code of the very same
#: territory; `parent`: else the smallest region of the run that holds it; `any`: else the one region of the run inside.
NUTS_RULES = ("exact", "parent", "any")
#: What actors can be ranked by.
ACTOR_RANKINGS = ("closeness", "niche")
#: Kinds of actors in a table of actors.
ACTOR_KINDS = ("cluster", "firm", "test_bed", "university", "project")
#: Weights of the sources in the blend, chosen by what predicts a held-out niche: `matcher validate-relatedness`.
#: It is the best of those whose partners are not merely those with long lists.
DEFAULT_WEIGHTS = {"known": 0.5, "cosine": 0.5}
#: The name that is printed beside every figure that is "by chance".
NULL_MODEL = "bipartite configuration model"
