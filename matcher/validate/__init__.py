"""Whether what is learned is any good: themes against a reader's, relatedness against what regions list."""

from matcher.validate.bcubed import BCubed, extended_bcubed
from matcher.validate.relatedness import validate_relatedness
from matcher.validate.themes import validate_themes

__all__ = ["BCubed", "extended_bcubed", "validate_relatedness", "validate_themes"]
