"""Scores any question-answering system that quotes. Knows nothing of how it works."""
