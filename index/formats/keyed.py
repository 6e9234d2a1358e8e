"""Settings, ``key = value`` under ``[section]`` or YAML: each key is a block with the comment that
stands above it, under what it is nested in. The text stays the file's own."""

import re

from index.decoding import decode
from index.formats import source
from index.formats.canonical import Parsed
from index.formats.keyed_lines import MOST_KEYS, Line, Reader
from index.formats.keyed_yaml import Yaml
from index.lines import LONGEST_HEADING

_MOST_LINES = 500  # of a value
_SECTION = re.compile(r"\[\[?[ \t]*([^\[\]]+?)[ \t]*\]?\](?:[ \t]*([#;].*))?$")
_KEYS = {"ini": re.compile(r"[^=:\[\s][^=:]*[=:]"), "toml": re.compile(r"[^=\[\s][^=]*=")}
_STRINGS = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'[^']*'|#.*")


def parse(data: bytes, variant: str) -> Parsed:
    """A file of settings in ``ini``, ``toml`` or ``yaml``; one that is not mostly keys, or has very
    many, is read as a program's."""
    text, encoding = decode(data)
    if len(text) > source.LONGEST_LEXED:
        return Parsed(text, encoding)
    reader = (Yaml if variant == "yaml" else _Sections)(text, variant)
    reader.read()
    if 2 * reader.others > reader.keys or not 0 < reader.keys <= MOST_KEYS:
        return source.parse(data, variant)
    return Parsed(text, encoding, blocks=tuple(reader.blocks))


class _Sections(Reader):
    """``key = value`` lines below ``[section]`` lines."""

    def __init__(self, text: str, variant: str) -> None:
        self.signs = "#;" if variant == "ini" else "#"
        super().__init__(text, variant)
        self.section = ""

    def path(self, indent: int) -> tuple[str, ...]:
        return (self.section,) if self.section else ()

    def around(self) -> tuple[str, ...]:
        first, below = self.at - len(self.comments), self.next[self.at]
        follows = first > 0 and bool(self.lines[first - 1].text.strip("#;"))
        section = None if follows or below is None else _section(below)
        return (section[1],) if section is not None else self.path(0)

    def step(self, line: Line) -> None:
        section = _section(line)
        if section is not None:
            self.section = section[1]
            self.keys += 1
            self.release(self.path(0))
            below = self.next[self.at + 1]
            is_empty = below is None or _section(below) is not None
            if is_empty or section[2]:
                self.unit(self.at, self.path(0))
            else:
                self.at += 1
            return
        is_key = _KEYS[self.variant].match(line.text[:LONGEST_HEADING]) is not None
        self.keys += is_key
        self.others += not is_key
        toml = self.variant == "toml"
        last = self._closed() if toml else self.deeper(line.indent, over_blanks=False)
        self.unit(last, self.path(0))

    def _closed(self) -> int:
        """The line where a value of several lines ends."""
        told = self.lines[self.at].text.partition("=")[2].strip()
        quotes = told[:3] if told[:3] in ('"""', "'''") else ""
        if quotes and quotes in told[3:]:
            return self.at
        depth = 0
        for at in range(self.at, min(self.at + _MOST_LINES, len(self.lines))):
            line = self.lines[at].text if at > self.at else told
            if quotes:
                if at > self.at and quotes in line:
                    return at
                continue
            bare = _STRINGS.sub("", line)
            depth += sum(map(bare.count, "[{")) - sum(map(bare.count, "]}"))
            if depth <= 0:
                return at
        return self.at


def _section(line: Line) -> re.Match[str] | None:
    return _SECTION.match(line.text) if len(line.text) <= LONGEST_HEADING else None
