"""The rows of a store → what they say. Values that were not written by us raise one of BROKEN."""

import json
from collections.abc import Sequence
from typing import Any

from index.document import Document, Kind, Mark, MarkKind, Passage, Span, Unit

BROKEN = (ValueError, TypeError, KeyError, RecursionError)


def strings(written: str) -> tuple[str, ...]:
    """A list of names."""
    values = json.loads(written)
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise TypeError("not a list of names")
    return tuple(values)


def passage(
    document: Document, kind: str, units: str, heading: str, context: str, reading: str
) -> Passage:
    """A passage, by the columns of its row."""
    made = tuple(Unit(Span(start, end), block) for start, end, block in json.loads(units))
    numbers = [number for unit in made for number in (unit.span.start, unit.span.end)]
    if (
        not numbers
        or not all(type(number) is int for number in numbers)
        or numbers[0] < 0
        or numbers[-1] > len(document.text)
        or numbers != sorted(numbers)
    ):
        raise ValueError("a passage that is not in its document")
    return Passage(document, Kind(kind), made, strings(heading), context, reading)


def document(row: Sequence[Any], collection: str) -> Document:
    """A document, by the columns of its row."""
    path, text, sha256, size, mtime_ns, encoding, title, media, marks, checked_ns = row
    made = tuple(
        Mark(int(start), MarkKind(kind), int(number), str(name))
        for start, kind, number, name in json.loads(marks)
    )
    told = text.decode("utf-8", "surrogatepass")
    more = title, media, made, collection, checked_ns
    return Document(path, told, sha256, size, mtime_ns, encoding, *more)
