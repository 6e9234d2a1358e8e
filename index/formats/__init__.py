"""What is not plain text → canonical text with its blocks and marks. One module for each format,
imported only when such a file is read, and the only place where its library is.
"""

from importlib import import_module
from typing import Protocol

from index.formats.canonical import Parsed

__all__ = ["FORMATS", "Parser", "parser"]

FORMATS: dict[str, str] = {
    ".epub": "epub",
    ".htm": "html",
    ".html": "html",
    ".xhtml": "html",
}
"""Suffix in lower case → the module here that reads it."""


class Parser(Protocol):
    """What every module here has as ``parse``."""

    def __call__(self, data: bytes) -> Parsed:
        """A file's bytes as text. Raises ReadError, with the reason as one clause ("it is
        encrypted"), where there is none to be had."""


def parser(suffix: str) -> Parser:
    """What reads files with a suffix of `FORMATS`."""
    made: Parser = import_module(f"index.formats.{FORMATS[suffix]}").parse
    return made
