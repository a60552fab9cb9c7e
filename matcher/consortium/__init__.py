"""Groups of regions that together meet what a call, a list of niches or a value chain asks, under its rules."""

from __future__ import annotations

from matcher.consortium.asked import Step, steps_of_chain, steps_of_names, steps_of_text, steps_of_weights
from matcher.consortium.build import consortium, consortium_table
from matcher.consortium.choose import Problem, exact, greedy
from matcher.query.mentions import Mention, TextPlacer, text_placer

__all__ = [
    "Mention",
    "Problem",
    "Step",
    "TextPlacer",
    "consortium",
    "consortium_table",
    "exact",
    "greedy",
    "steps_of_chain",
    "steps_of_names",
    "steps_of_text",
    "steps_of_weights",
    "text_placer",
]
