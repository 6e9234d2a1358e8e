"""Pincite: answers in the documents' own words, each with its place."""

__version__ = "0.1.0"
