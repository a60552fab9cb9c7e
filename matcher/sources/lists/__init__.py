"""Tables beside the areas: partnerships, actors, needs, rules of calls."""

__all__: list[str] = []
