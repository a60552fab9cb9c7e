"""Partner lists and pair tables, from a run's scores."""

from matcher.search.pairs import PAIR_COLUMNS, pairs
from matcher.search.partners import DECIMALS, FEW_AREAS, PARTNER_COLUMNS, RANKINGS, partners

__all__ = ["DECIMALS", "FEW_AREAS", "PAIR_COLUMNS", "PARTNER_COLUMNS", "RANKINGS", "pairs", "partners"]
