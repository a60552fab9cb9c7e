"""Facts to sentences: every output says the same words, in each language that `texts/` holds."""
