"""Whether what is learned is any good: themes against a reader's, with baselines beside."""

from matcher.validate.bcubed import BCubed, extended_bcubed
from matcher.validate.themes import validate_themes

__all__ = ["BCubed", "extended_bcubed", "validate_themes"]
