"""Problems of a table, each with its row."""

__all__: list[str] = []
