"""Figures that the documents give, measured again from the command line. Used by developers only."""

__all__: list[str] = []
