"""A record as text: its short values in one piece, one a line, then its long texts one by one, each
under the record's name and its key, with the blocks that a text of its own would have, then what it
holds records of itself, as the comments of an issue.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from index.document import MarkKind
from index.formats.canonical import Canonical, Parsed
from index.lines import LONGEST_HEADING, clip
from index.sentences import count_words

_SHORT = 8
"""Words of a string up to which it is told with the values beside it."""

_TITLES = frozenset({"title", "subject", "summary", "name", "headline"})
_LEVELS = 2  # of headings: the record's name, its title
_DEEPEST = 5  # records within records


@dataclass(slots=True)
class _Parts:
    """What a record says: ``facts`` are short, ``texts`` are not; by key, where objects are within
    one another by all their keys."""

    facts: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    records: dict[str, list[Mapping[str, Any]]] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The key of what the record is called, "" for none."""
        return next((key for key in self.facts if key.lower() in _TITLES), "")


@dataclass(slots=True)
class Writer:
    """Takes records in order."""

    _made: Canonical = field(default_factory=Canonical)

    def about(self, members: Mapping[str, Any]) -> None:
        """What is told of all records."""
        if members:
            self._parts(_parted(members), 0, "")

    def record(self, number: int, line: int, members: Mapping[str, Any]) -> None:
        """A record, which begins on a line of the file."""
        parts = _parted(members)
        if parts.facts or parts.texts or parts.records:
            self._made.mark(MarkKind.RECORD, number, str(line))
            self._record(parts, 0, "")

    def done(self) -> Parsed:
        """All of them."""
        return self._made.done("records")

    def _record(self, parts: _Parts, depth: int, key: str) -> None:
        """A record within as many others, where one holds it under a key."""
        level = depth * _LEVELS + 1
        title = parts.title
        called = parts.facts.pop(title, "")
        first = next(iter(parts.facts), "")
        name = ": ".join(filter(None, (key or first, parts.facts.get(first, ""))))
        self._made.section(level, name if len(name) <= LONGEST_HEADING else key)
        self._made.heading(level + 1, called)
        others = [f"{name}: {told}" for name, told in parts.facts.items() if name != first]
        self._parts(parts, depth, clip("; ".join(others)))

    def _parts(self, parts: _Parts, depth: int, context: str) -> None:
        told = "\n".join(f"{key}: {told}" for key, told in parts.facts.items())
        if len(parts.facts) == 1 and (parts.texts or parts.records):
            self._made.aside(told)  # the heading has it
        else:
            self._made.code(told)
        level = depth * _LEVELS + _LEVELS + 1
        for key, text in parts.texts.items():
            self._made.section(level, clip(key, LONGEST_HEADING))
            self._made.text(text, context)
        for key, records in parts.records.items():
            for record in records:
                self._record(_parted(record, depth + 1), depth + 1, clip(key, LONGEST_HEADING))
        self._made.section(level, "")


def _parted(members: Mapping[str, Any], depth: int = 0) -> _Parts:
    parts = _Parts()
    for key, value in _flat(members):
        objects = value if isinstance(value, list) else []
        if isinstance(value, str):
            is_title = key.lower() in _TITLES and len(_on_one_line(value)) <= LONGEST_HEADING
            if is_title or count_words(value) <= _SHORT:
                parts.facts[key] = _on_one_line(value)
            else:
                parts.texts[key] = _readable(value)
        elif objects and all(isinstance(one, dict) for one in objects) and depth < _DEEPEST:
            alone = [fact for one in objects for fact in _only(one)]
            if len(alone) == len(objects):
                parts.facts[key] = ", ".join(alone)
            else:
                parts.records[key] = objects
        else:
            parts.facts[key] = _told(value)
    parts.facts = {key: told for key, told in parts.facts.items() if told}
    return parts


def _flat(members: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """The values of an object and of those within it; without what is empty."""
    for key, value in members.items():
        named = f"{above}{_on_one_line(key)}"
        if isinstance(value, dict):
            yield from _flat(value, f"{named}.")
        elif value not in (None, "", []):
            yield named, value


def _told(value: object) -> str:
    """A value of any kind on one line."""
    if isinstance(value, dict):
        return ", ".join(f"{_on_one_line(key)}: {_told(inner)}" for key, inner in value.items())
    if isinstance(value, list):
        return ", ".join(map(_told, value))
    return _on_one_line(value if isinstance(value, str) else json.dumps(value))


def _only(record: Mapping[str, Any]) -> list[str]:
    """The short value of an object that has no more than that; nothing for any other."""
    values = [value for _, value in _flat(record)]
    if len(values) == 1 and isinstance(values[0], str) and count_words(values[0]) <= _SHORT:
        return [_on_one_line(values[0])]
    return []


def _readable(text: str) -> str:
    """A string without what can be escaped in JSON and is no character."""
    return text.encode("utf-8", "replace").decode().replace("\0", "\ufffd")


def _on_one_line(text: str) -> str:
    return " ".join(_readable(text).split())
