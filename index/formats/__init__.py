"""What is not plain text → canonical text with its blocks and marks. One module for each format,
imported only when such a file is read, and the only place where its library is.
"""

from functools import partial
from importlib import import_module
from typing import Protocol

from index.formats.canonical import Parsed

__all__ = ["FORMATS", "Parser", "parser"]

FORMATS: dict[str, str] = {
    ".csv": "delimited",
    ".tsv": "delimited",
    ".xlsm": "xlsx",
    ".xlsx": "xlsx",
}
"""Suffix in lower case → the module here that reads it; what stands after a colon is told to its
``parse`` as ``variant``."""


class Parser(Protocol):
    """What every module here has as ``parse``."""

    def __call__(self, data: bytes) -> Parsed:
        """A file's bytes as text. Raises ReadError, with the reason as one clause ("it is
        encrypted"), where there is none to be had."""


def parser(suffix: str) -> Parser:
    """What reads files with a suffix of `FORMATS`."""
    name, _, variant = FORMATS[suffix].partition(":")
    parse = import_module(f"index.formats.{name}").parse
    made: Parser = partial(parse, variant=variant) if variant else parse
    return made
