"""What reports say, as plain data: no sentence, no number format, no page.

Every view reads these facts, so that formats and languages cannot disagree.
"""

from matcher.report.facts.partners import (
    ANNEX,
    TOP_PARTS,
    TWO_PAGES,
    PairFacts,
    PartnerFacts,
    PartsTable,
    ProfileFacts,
    pair_facts,
    profile_facts,
)
from matcher.report.facts.regions import (
    AreaFacts,
    RegionFacts,
    SourceFacts,
    contacts_of,
    flat,
    known_of,
    labels_of,
    region_facts,
    sources_of,
)

__all__ = [
    "ANNEX",
    "TOP_PARTS",
    "TWO_PAGES",
    "AreaFacts",
    "PairFacts",
    "PartnerFacts",
    "PartsTable",
    "ProfileFacts",
    "RegionFacts",
    "SourceFacts",
    "contacts_of",
    "flat",
    "known_of",
    "labels_of",
    "pair_facts",
    "profile_facts",
    "region_facts",
    "sources_of",
]
