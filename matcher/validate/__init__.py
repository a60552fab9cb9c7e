"""Whether it is any good: themes against a reader's, relatedness by held-out niches, rankings by known partnerships."""

from matcher.validate.bcubed import BCubed, extended_bcubed
from matcher.validate.joint import validate_joint
from matcher.validate.partnerships import MEASURES, VIEWS, validate
from matcher.validate.relatedness import validate_relatedness
from matcher.validate.themes import validate_themes

__all__ = [
    "MEASURES",
    "VIEWS",
    "BCubed",
    "extended_bcubed",
    "validate",
    "validate_joint",
    "validate_relatedness",
    "validate_themes",
]
