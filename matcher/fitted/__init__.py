"""What a run holds, and the one place where a name becomes a thing."""

__all__: list[str] = []
