"""Which regions fit, why, and how sure that is."""

from matcher.partners.bias import (
    BIAS_COLUMNS,
    CORRECTED,
    MATERIAL,
    PROPERTIES,
    SCORES,
    bias,
    corrected,
    flagged_for,
    region_properties,
)
from matcher.partners.combined import BLEND_COLUMNS, COMBINED_COLUMNS, COMPONENTS, blend_formula, combined, text_fit
from matcher.partners.explain import explain, gain_parts
from matcher.partners.filters import REASONS, Filters
from matcher.partners.firsts import FIRST_COLUMNS, first_partners
from matcher.partners.known import (
    KNOWN_COLUMNS,
    NUTS_RULES,
    firm,
    known_from,
    known_pairs,
    placed_members,
    recorded_pairs,
)
from matcher.partners.novelty import NOVELTY
from matcher.partners.own import own_areas
from matcher.partners.ranking import list_facts, partners, partners_table, ranked_partners
from matcher.partners.reasons import perhaps_shared, reasons, wide_relations
from matcher.partners.rows import NOVELTY_COLUMNS, PARTNER_COLUMNS, PartnerList, partner_list
from matcher.partners.sources import SOURCES_COLUMNS, without_weak
from matcher.partners.stability import KINDS, STABILITY_COLUMNS, draw_plan, kept_of_top, stability
from matcher.partners.stream import PAIR_COLUMNS, pairs, write_pairs
from matcher.partners.what_if import what_if
from matcher.settings import RANKINGS

__all__ = [
    "BIAS_COLUMNS",
    "BLEND_COLUMNS",
    "COMBINED_COLUMNS",
    "COMPONENTS",
    "CORRECTED",
    "FIRST_COLUMNS",
    "KINDS",
    "KNOWN_COLUMNS",
    "MATERIAL",
    "NOVELTY",
    "NOVELTY_COLUMNS",
    "NUTS_RULES",
    "PAIR_COLUMNS",
    "PARTNER_COLUMNS",
    "PROPERTIES",
    "RANKINGS",
    "REASONS",
    "SCORES",
    "SOURCES_COLUMNS",
    "STABILITY_COLUMNS",
    "Filters",
    "PartnerList",
    "bias",
    "blend_formula",
    "combined",
    "corrected",
    "draw_plan",
    "explain",
    "firm",
    "first_partners",
    "flagged_for",
    "gain_parts",
    "kept_of_top",
    "known_from",
    "known_pairs",
    "list_facts",
    "own_areas",
    "pairs",
    "partner_list",
    "partners",
    "partners_table",
    "perhaps_shared",
    "placed_members",
    "ranked_partners",
    "reasons",
    "recorded_pairs",
    "region_properties",
    "stability",
    "text_fit",
    "what_if",
    "wide_relations",
    "without_weak",
    "write_pairs",
]
