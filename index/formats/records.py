"""JSON that holds records, as what is exported from a tracker or a chat: a list of objects, an object
that holds such a list, or lines of which each is an object. What each of them says: see
`records_writer`. JSON of another shape is for programs, and stays text."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from index.formats.canonical import Parsed
from index.formats.records_writer import Writer

SUFFIXES = frozenset({".json", ".jsonl", ".ndjson"})
"""Suffixes of the files that may hold records."""

_LINES = frozenset({".jsonl", ".ndjson"})
_BLANK = " \t\r\n\ufeff"
# Figures stay as they are written.
_decode = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str).raw_decode

_Record = tuple[int, dict[str, Any]]
"""An object and where it begins."""


def parsed(text: str, suffix: str) -> Parsed | None:
    """A file's text, record by record; None where it holds no records, and nothing else."""
    try:
        about, records = _found(text, suffix)
        made = _written(text, about, records) if records else None
    except (ValueError, IndexError, RecursionError):
        return None
    return made if made is not None and made.text else None


def _written(text: str, about: dict[str, Any], records: Sequence[_Record]) -> Parsed:
    writer = Writer()
    writer.about(about)
    line = at = 0
    for number, (start, record) in enumerate(records, start=1):
        line, at = line + text.count("\n", at, start), start
        writer.record(number, line + 1, record)
    return writer.done()


def _found(text: str, suffix: str) -> tuple[dict[str, Any], list[_Record]]:
    """What is told of all records, and the records. Raises ValueError."""
    start = _over_blanks(text, 0)
    if suffix in _LINES:
        return {}, list(_lines(text))
    if text[start] == "[":
        records, end = _list(text, start)
        if text[end:].strip(_BLANK):
            raise _shape("there is more than a list")
        return {}, records
    members, end = _members(text, start)
    if text[end:].strip(_BLANK):
        return {}, list(_lines(text))
    lists = [key for key, (_, value) in members.items() if _is_of_objects(value)]
    if len(lists) != 1:
        return {}, []
    about = {key: value for key, (_, value) in members.items() if key != lists[0]}
    return about, _list(text, members[lists[0]][0])[0]


def _is_of_objects(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) for one in value)


def _lines(text: str) -> Iterator[_Record]:
    at = _over_blanks(text, 0)
    while at < len(text):
        value, end = _decode(text, at)
        stop = text.find("\n", end)
        stop = len(text) if stop == -1 else stop
        if not isinstance(value, dict) or "\n" in text[at:end] or text[end:stop].strip(_BLANK):
            raise _shape("a line is no object")
        yield at, value
        at = _over_blanks(text, stop)


def _list(text: str, start: int) -> tuple[list[_Record], int]:
    """The objects of a list, and where it ends."""
    found: list[_Record] = []
    at = _over_blanks(text, start + 1)
    while text[at] != "]":
        if found:
            at = _over(text, at, ",")
        value, end = _decode(text, at)
        if not isinstance(value, dict):
            raise _shape("it is no list of objects")
        found.append((at, value))
        at = _over_blanks(text, end)
    return found, at + 1


def _members(text: str, start: int) -> tuple[dict[str, tuple[int, Any]], int]:
    """The values of an object with where each begins, and where the object ends."""
    found: dict[str, tuple[int, Any]] = {}
    at = _over(text, start, "{")
    while text[at] != "}":
        if found:
            at = _over(text, at, ",")
        key, end = _decode(text, at)
        if not isinstance(key, str):
            raise _shape("a key is no string")
        at = _over(text, _over_blanks(text, end), ":")
        value, end = _decode(text, at)
        found[key] = at, value
        at = _over_blanks(text, end)
    return found, at + 1


def _shape(told: str) -> ValueError:
    return ValueError(f"it holds no records: {told}")


def _over(text: str, at: int, sign: str) -> int:
    """Where it goes on behind a sign and the white space below it."""
    if text[at] != sign:
        raise _shape(f"there is no {sign}")
    return _over_blanks(text, at + 1)


def _over_blanks(text: str, at: int) -> int:
    while at < len(text) and text[at] in _BLANK:
        at += 1
    return at
