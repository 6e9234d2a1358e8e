"""The blocks of reStructuredText, in which fewer marks mean something than in any other text."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from index.definitions import told_of
from index.document import Block
from index.headings import underlined
from index.lines import Line, Marker
from index.structure import Reader

_FIELD = re.compile(r":(?=[^:`]{1,80}:(?:\s|$))")


def rst_blocks(text: str, directives: Mapping[int, int]) -> list[Block]:
    """The blocks of a text in which the names of ``directives`` are blanked: where their lines
    begin, with the indents of these. See `index.structure.blocks`."""
    return _Reader(text, directives).read()


class _Reader(Reader):
    """A heading is underlined, a term's definition set in below it, and code so told by a
    directive; lines that stand together are one paragraph."""

    def __init__(self, text: str, directives: Mapping[int, int]) -> None:
        super().__init__(text)
        self.directives = directives
        self.lines = [
            replace(line, indent=directives.get(line.first, line.indent)) for line in self.lines
        ]

    def fence(self, line: Line) -> str:
        return ""

    def heading(self, line: Line) -> bool:
        level = underlined(self.lines, self.at, is_sure=True)
        if level:
            self.open_heading(level, line.text, line)
            self.at += 2
        return level > 0

    def term(self, line: Line) -> bool:
        if line.first in self.directives or underlined(self.lines, self.at, is_sure=True):
            return False
        told = told_of(self.lines, self.at, by_indent=True)
        return self.add_term(line, told, is_deep=True)

    def item(self, line: Line) -> bool:
        field = _FIELD.match(line.text)
        if field is not None:
            self.add_item(line, Marker(field.end(), 0, True))
            return True
        return line.text[0] not in ";:" and super().item(line)

    def continues(self, item: Line, last: int) -> int:
        near = super().continues(item, last)
        return near if near and _FIELD.match(self.lines[near].text) is None else 0

    def parts(self, lines: Sequence[Line]) -> list[tuple[int, int]]:
        return [(0, len(lines) - 1)]
