"""What chance would give: the null model that relatedness and scores are compared with."""

from matcher.chance.configuration import NULL_MODEL, expected_presence

__all__ = ["NULL_MODEL", "expected_presence"]
