"""Whether what is learned is any good: themes against a reader's, rankings against known partnerships."""

from matcher.validate.bcubed import BCubed, extended_bcubed
from matcher.validate.partnerships import MEASURES, VIEWS, validate
from matcher.validate.themes import validate_themes

__all__ = ["MEASURES", "VIEWS", "BCubed", "extended_bcubed", "validate", "validate_themes"]
