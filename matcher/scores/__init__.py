"""Overlap and complementarity of regions, for all pairs by matrix products and for one pair with its parts."""

from matcher.scores.complementarity import GOALS, Goal, complementarity_parts, gap_values, goal_weights, relation_shares
from matcher.scores.demand import DemandScores, demand_parts, demand_scores
from matcher.scores.horizontal import (
    SameTheme,
    horizontal_complementarity,
    horizontal_parts,
    leader_follower,
    same_theme_different_niche,
    same_theme_pairs,
    same_theme_share,
)
from matcher.scores.overlap import overlap_parts, rarity
from matcher.scores.pairs import QUADRANTS, PairScores, SizeCheck, pair_scores, quadrant, size_check
from matcher.scores.similarity import (
    area_shares,
    cosine,
    finger_kreinin,
    finger_kreinin_parts,
    jaccard,
    krugman_distance,
    mean_best_match,
    min_complement,
    newman_parts,
    newman_weight,
    overlap_coefficient,
    theme_aware_cosine,
)

__all__ = [
    "GOALS",
    "QUADRANTS",
    "DemandScores",
    "Goal",
    "PairScores",
    "SameTheme",
    "SizeCheck",
    "area_shares",
    "complementarity_parts",
    "cosine",
    "demand_parts",
    "demand_scores",
    "finger_kreinin",
    "finger_kreinin_parts",
    "gap_values",
    "goal_weights",
    "horizontal_complementarity",
    "horizontal_parts",
    "jaccard",
    "krugman_distance",
    "leader_follower",
    "mean_best_match",
    "min_complement",
    "newman_parts",
    "newman_weight",
    "overlap_coefficient",
    "overlap_parts",
    "pair_scores",
    "quadrant",
    "rarity",
    "relation_shares",
    "same_theme_different_niche",
    "same_theme_pairs",
    "same_theme_share",
    "size_check",
    "theme_aware_cosine",
]
