"""Lines of JSON, each a record → the record's blocks: its texts one by one, under its name and
their key, and the short values between them as they stand."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.document import Block, Kind, Span
from index.lines import LONGEST_HEADING, clip
from index.sentences import count_words

SUFFIXES = frozenset({".jsonl", ".ndjson"})
"""Suffixes of the files that hold such lines."""

_SHORT = 8
"""Words of a string up to which it is told with the values beside it."""

_LINE = re.compile(r"[^\r\n]+")
_decode = json.JSONDecoder().raw_decode


@dataclass(frozen=True, slots=True)
class _Pair:
    """A key with its value: from the one's first character to the other's last."""

    key: str
    value: object
    start: int
    value_start: int
    end: int

    @property
    def is_text(self) -> bool:
        return isinstance(self.value, str) and count_words(self.value) > _SHORT

    @property
    def told(self) -> str:
        if isinstance(self.value, dict | list):
            return ""
        value = self.value if isinstance(self.value, str) else json.dumps(self.value)
        return f"{self.key}: {_plain(value)}"


def record_blocks(text: str) -> tuple[Block, ...] | None:
    """The blocks of a text of which each line is a JSON object; None for any other."""
    found: list[Block] = []
    try:
        for line in _LINE.finditer(text):
            if not line[0].isspace():
                found += _blocks(text, list(_pairs(text, *line.span())))
    except (ValueError, IndexError, RecursionError):
        return None
    return tuple(found)


def _blocks(text: str, pairs: list[_Pair]) -> Iterator[Block]:
    short = [pair.told for pair in pairs if pair.told and not pair.is_text]
    name = (short[0],) if short and len(short[0]) <= LONGEST_HEADING else ()
    context = clip("; ".join(short[1:])) if len(short) > 1 else ""
    start = -1
    end = 0
    for pair in pairs:
        if not pair.is_text:
            start, end = (pair.start if start == -1 else start), pair.end
            continue
        if start != -1:
            yield Block(Kind.CODE, Span(start, end), name)
            start = -1
        inside = text[pair.value_start + 1 : pair.end - 1]
        first = pair.value_start + 1 + len(inside) - len(inside.lstrip())
        span = Span(first, first + len(inside.strip()))
        yield Block(Kind.PARAGRAPH, span, (*name, pair.key), context)
    if start != -1:
        yield Block(Kind.CODE, Span(start, end), name)


def _pairs(text: str, start: int, end: int) -> Iterator[_Pair]:
    """The pairs of the object that a line is. Raises ValueError where it is none."""
    at = _over(text, start, "{")
    if text[at] == "}":
        return
    while True:
        first = at
        if text[at] != '"':
            raise ValueError("a key is no string")
        key, at = _decode(text, at)
        at = _over(text, at, ":")
        value, until = _decode(text, at)
        yield _Pair(_plain(key)[:LONGEST_HEADING], value, first, at, until)
        at = _behind(text, until)
        if text[at] == "}":
            break
        at = _over(text, at, ",")
    if text[at + 1 : end].strip():
        raise ValueError("there is more than an object")


def _plain(told: str) -> str:
    """A string on one line, without what can be escaped in JSON and is no character."""
    return " ".join(told.encode("utf-8", "replace").decode().split())


def _over(text: str, at: int, sign: str) -> int:
    """Where it goes on behind a sign and the white space around it."""
    at = _behind(text, at)
    if text[at] != sign:
        raise ValueError(f"there is no {sign}")
    return _behind(text, at + 1)


def _behind(text: str, at: int) -> int:
    while text[at] in " \t":
        at += 1
    return at
