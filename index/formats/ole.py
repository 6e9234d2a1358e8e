"""Compound files ([MS-CFB]), in which old Office files and messages of Outlook are kept."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

import olefile

from index.errors import ReadError

_CUT = "out of range"
"""What the library notes of parts that lie beyond the file's end, and goes on without them."""


@contextmanager
def compound(data: bytes, kind: str) -> Iterator[olefile.OleFileIO]:
    """A compound file, open. Raises ReadError where it is none, so no ``kind`` of file, or cut short."""
    if not olefile.isOleFile(data=data):
        raise ReadError(f"it is no {kind}, though its name says so")
    with olefile.OleFileIO(BytesIO(data)) as ole:
        if any(_CUT in str(told) for _, told in ole.parsing_issues):
            raise ReadError("it is damaged or cut short")
        yield ole
