"""How the multilingual encoder is made from the vocabulary and the English model, and how well it does."""

__all__: list[str] = []
