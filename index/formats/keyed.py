"""Settings, ``key = value`` under ``[section]``, ``name value`` in braces, or YAML: each key is a block with the comment that
stands above it, under what it is nested in. The text stays the file's own."""

import re

from index.decoding import decode
from index.formats import source
from index.formats.canonical import Parsed
from index.formats.keyed_lines import MOST_KEYS, Line, Reader
from index.formats.keyed_nested import Nested
from index.formats.keyed_toml import end_of_value
from index.formats.keyed_yaml import Yaml
from index.lines import LONGEST_HEADING

_MOST_OPEN = 3  # values that nothing closes: each is sought to the end of the file
_SECTION = re.compile(r"\[\[?[ \t]*+([^\[\]]*[^\[\] \t])[ \t]*+\]?\](?:[ \t]*([#;].*))?$")
_KEYS = {"ini": re.compile(r"[^=:\[\s][^=:]*[=:]"), "toml": re.compile(r"[^=\[\s][^=]*=")}


def parse(data: bytes, variant: str) -> Parsed:
    """A file of settings in ``ini``, ``toml`` or ``yaml``; one that is not mostly keys, or has very
    many, is read as a program's."""
    text, encoding = decode(data)
    if len(text) > source.LONGEST_LEXED:
        return Parsed(text, encoding)
    for read in _READERS[variant]:
        reader = read(text, variant)
        reader.read()
        if 2 * reader.others <= reader.keys and 0 < reader.keys <= MOST_KEYS:
            return Parsed(text, encoding, blocks=tuple(reader.blocks))
    return source.parse(data, variant)


class _Sections(Reader):
    """``key = value`` lines below ``[section]`` lines."""

    out = re.compile(r"[#;]+[ \t]?([\w.:-]+)[ \t]*=")

    def __init__(self, text: str, variant: str) -> None:
        self.signs = ("#", ";") if variant == "ini" else ("#",)
        super().__init__(text, variant)
        self.section = ""
        self.open = 0

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
        key = _KEYS[self.variant].match(line.text[:LONGEST_HEADING])
        self.keys += key is not None
        self.others += key is None
        name = key[0][:-1].strip(" \t\"'") if key is not None else ""
        self.unit(self._last(line, is_key=key is not None), self.path(0), name)

    def _last(self, line: Line, *, is_key: bool) -> int:
        """The last line of what begins on a line."""
        if self.variant != "toml":
            return self.deeper(line.indent, over_blanks=False)
        return self._closed() if is_key else self.at

    def _closed(self) -> int:
        """The line where a value ends that may be of several lines; its own where nothing does."""
        if self.open == _MOST_OPEN:
            return self.at
        last = end_of_value(self.lines, self.at)
        self.open += last is None
        return self.at if last is None else last


def _section(line: Line) -> re.Match[str] | None:
    return _SECTION.match(line.text) if len(line.text) <= LONGEST_HEADING else None


_READERS: dict[str, tuple[type[Reader], ...]] = {
    "ini": (Nested, _Sections),
    "toml": (_Sections,),
    "yaml": (Yaml,),
}
