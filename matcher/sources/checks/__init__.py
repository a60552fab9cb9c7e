"""Problems of a table, each with its row."""
