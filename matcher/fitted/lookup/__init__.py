"""Names to things: regions, areas, niches, themes and countries of a run, each by any of its names.

Every verb and method asks here, so that a name means the same everywhere. A name that stands for one thing is taken;
one that stands for several, or for none, is refused with what may be meant. Nothing is guessed.

Codes of the errors: `region.unknown`, `region.ambiguous` (the name of several), `region.inside` (lies in a listed
one), `region.around` (a larger one or a country, of which parts are listed), `region.city`, `region.absent` (known,
and neither listed nor around or inside a listed one); `niche.unknown`, `niche.ambiguous`, `niche.absent` (no region
works on it), and `theme.` alike; `area.unknown`, `country.absent`, `choice.unknown`.
"""

from __future__ import annotations

from matcher.fitted.lookup.regions import RegionNames
from matcher.fitted.lookup.small import area_ids, choice, country_codes
from matcher.fitted.lookup.themes import ThemeNames

__all__ = ["RegionNames", "ThemeNames", "area_ids", "choice", "country_codes"]
