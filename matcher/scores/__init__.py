"""Overlap and complementarity of regions, for all pairs by matrix products and for one pair with its parts."""

from matcher.scores.complementarity import complementarity_parts, gap_values, relation_shares
from matcher.scores.overlap import overlap_parts, rarity
from matcher.scores.pairs import QUADRANTS, PairScores, SizeCheck, pair_scores, quadrant, size_check

__all__ = [
    "QUADRANTS",
    "PairScores",
    "SizeCheck",
    "complementarity_parts",
    "gap_values",
    "overlap_parts",
    "pair_scores",
    "quadrant",
    "rarity",
    "relation_shares",
    "size_check",
]
