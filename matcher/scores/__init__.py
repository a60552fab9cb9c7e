"""Overlap and complementarity of regions, for all pairs by matrix products and for one pair with its parts."""

from matcher.scores.best import best_by_chance
from matcher.scores.complementarity import (
    GOALS,
    Goal,
    complementarity_parts,
    gap_paths,
    gap_values,
    goal_weights,
    relation_shares,
)
from matcher.scores.demand import DemandScores, demand_parts, demand_scores
from matcher.scores.excess import Excess, beyond_chance, beyond_expected, nearly_beyond_chance, spread_by_chance
from matcher.scores.horizontal import (
    SameTheme,
    horizontal_complementarity,
    horizontal_parts,
    leader_follower,
    same_theme_different_niche,
    same_theme_pairs,
    same_theme_share,
)
from matcher.scores.overlap import Shared, overlap_parts, rarity, shared_beyond_chance
from matcher.scores.pairs import PairScores, pair_scores, quadrant
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
from matcher.scores.size import SizeCheck, passes, size_check

__all__ = [
    "GOALS",
    "DemandScores",
    "Excess",
    "Goal",
    "PairScores",
    "SameTheme",
    "Shared",
    "SizeCheck",
    "area_shares",
    "best_by_chance",
    "beyond_chance",
    "beyond_expected",
    "complementarity_parts",
    "cosine",
    "demand_parts",
    "demand_scores",
    "finger_kreinin",
    "finger_kreinin_parts",
    "gap_paths",
    "gap_values",
    "goal_weights",
    "horizontal_complementarity",
    "horizontal_parts",
    "jaccard",
    "krugman_distance",
    "leader_follower",
    "mean_best_match",
    "min_complement",
    "nearly_beyond_chance",
    "newman_parts",
    "newman_weight",
    "overlap_coefficient",
    "overlap_parts",
    "pair_scores",
    "passes",
    "quadrant",
    "rarity",
    "relation_shares",
    "same_theme_different_niche",
    "same_theme_pairs",
    "same_theme_share",
    "shared_beyond_chance",
    "size_check",
    "spread_by_chance",
    "theme_aware_cosine",
]
