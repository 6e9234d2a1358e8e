"""A text's blocks: paragraphs, list items, table rows and code, each under its headings."""

import re
from dataclasses import dataclass, replace
from math import inf

from index.code import closing, opened, set_in
from index.document import Block, Kind, Span
from index.headings import FENCE, begins_structure, is_table, marked, standing, underlined
from index.html_tables import html_rows, html_tables
from index.lines import (
    MOST_CONTEXT,
    Line,
    Marker,
    clip,
    clip_start,
    described,
    front_matter,
    is_rule,
    is_sentence,
    lines_of,
    marker,
    records,
)
from index.sentences import count_words
from index.tables import plain_rows, row_blocks, table_lines

STANDING = 7
"""The level of a heading that nothing marks but where it stands: below every marked one."""

_LONGEST_BOX = 60
_LONGEST_RECORD = 120

_CAPTION = re.compile(r"Table \w{1,8}[.:]? ")


@dataclass(slots=True)
class _Heading:
    level: int
    title: str
    span: Span
    has_body: bool = False


@dataclass(frozen=True, slots=True)
class _Item:
    indent: int
    text: str


def blocks(text: str) -> list[Block]:
    """The blocks of a text, ascending and apart, with no white space around them.

    Left out are only what marks structure (list markers, fences, drawn lines), front matter,
    table headers and headings; a heading without anything below it is a paragraph.
    """
    return _Reader(text).read()


class _Reader:
    """Goes through the lines once; each step takes the lines it understands."""

    def __init__(self, text: str) -> None:
        self.text = text
        skipped = front_matter(text)
        tables = [region for region in html_tables(text) if region[0] >= skipped]
        self.described = described(text, skipped) if skipped else ""
        self.lines = [line for line in lines_of(text, tables) if line.first >= skipped]
        self.at = 0
        self.blanks = 1
        self.found: list[Block] = []
        self.headings: list[_Heading] = []
        self.items: list[_Item] = []
        self.lead = ""
        self.caption = ""
        self.unclosed: dict[str, float] = {}

    def read(self) -> list[Block]:
        steps = (self._fence, self._indented, self._table) + (
            self._heading,
            self._item,
            self._paragraph,
        )
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if not line.text:
                self.blanks += 1
                self.at += 1
                continue
            if not self._drawn(line):
                any(step(line) for step in steps)
            self.blanks = 0
        self._close_headings(0)
        if self.described and self.found:
            parts = [self.described, self.found[0].context]
            self.found[0] = replace(
                self.found[0], context=" › ".join(part for part in parts if part)
            )
        return self.found

    def _add(self, kind: Kind, span: Span, context: str = "") -> None:
        for above in self.headings:
            above.has_body = True
        self.found.append(Block(kind, span, self._path(), context))

    def _path(self) -> tuple[str, ...]:
        return tuple(above.title for above in self.headings)

    # Headings

    def _close_headings(self, level: int) -> None:
        """Leave the headings of this level and below; one without a body is a paragraph."""
        while self.headings and self.headings[-1].level >= level:
            last = self.headings.pop()
            if not last.has_body:
                self._add(Kind.PARAGRAPH, last.span)

    def _open_heading(self, level: int, title: str, line: Line) -> None:
        self._close_headings(level)
        self._leave_list()
        self.headings.append(_Heading(level, title, Span(line.start, line.end)))

    def _heading(self, line: Line) -> bool:
        found = marked(self.lines, self.at)
        if found is not None:
            self._open_heading(*found, line)
            self.at += 1
            return True
        level = underlined(self.lines, self.at)
        if level:
            self._open_heading(level, line.text, line)
            self.at += 2
            return True
        title = standing(self.lines, self.at, self.text)
        if title:
            self._open_heading(STANDING, title, line)
            self.at += 1
        return bool(title)

    # Code, drawn lines, tables

    def _drawn(self, line: Line) -> bool:
        if line.table or not is_rule(line.text) or FENCE.match(line.text):
            return False
        self.at += 1
        return True

    def _fence(self, line: Line) -> bool:
        fence = opened(line)
        if not fence or len(fence) >= self.unclosed.get(fence[0], inf):
            return False
        end = closing(self.lines, self.at, fence)
        if not end:
            self.unclosed[fence[0]] = len(fence)
            return False
        inside = [inner for inner in self.lines[self.at + 1 : end] if inner.text]
        if inside:
            self._add(Kind.CODE, Span(inside[0].start, inside[-1].end))
        self.at = end + 1
        return True

    def _indented(self, line: Line) -> bool:
        """Code without a fence; below ``::`` whatever is set in."""
        if self.blanks == 0 or not line.indent or self.items:
            return False
        announced = bool(self.found) and self.text.endswith("::", 0, self.found[-1].span.end)
        taken = set_in(self.lines, self.at, announced)
        if taken:
            last = self.lines[self.at + taken - 1]
            self._add(Kind.CODE, Span(line.start, last.end))
            self.at += taken
        return bool(taken)

    def _table(self, line: Line) -> bool:
        if line.table:
            caption, rows = html_rows(self.text, line.start, line.end)
            taken = 1
        else:
            taken = 0 if marker(line) else table_lines(self.lines, self.at, self.text)
            if not taken:
                return False
            caption, rows = "", plain_rows(self.lines[self.at : self.at + taken], self.text)
        caption = caption or self.caption or self._lead_in(25)
        self.caption = ""
        self._leave_list()
        if rows:
            for block in row_blocks(rows, self._path(), caption):
                self._add(Kind.ROW, block.span)
                self.found[-1] = block
        self.at += taken
        return True

    def _lead_in(self, most_words: int = 0) -> str:
        """The end of the paragraph right above, where it leads into what comes now."""
        if not self.found or self.blanks > 1 or self.found[-1].kind is not Kind.PARAGRAPH:
            return ""
        above = self.found[-1]
        if above.heading != self._path():
            return ""
        end = above.span.of(self.text)[-2 * MOST_CONTEXT :]
        if most_words and count_words(end) > most_words:
            return ""
        if _CAPTION.match(end) or end[-1] == ":" or (not most_words and end[-1].islower()):
            tail = re.split(r"(?<=[.!?])\s", end)[-1]
            return clip_start(tail.rstrip(":"))
        return ""

    # Lists

    def _leave_list(self) -> None:
        self.items.clear()
        self.lead = ""

    def _item(self, line: Line) -> bool:
        mark = marker(line)
        if line.text[0] in ";:" and line.indent == 0 and len(line.text) > 1:
            return self._definition(line)
        if mark is None:
            return False
        if not self.items:
            if self.blanks >= 2 + (self.at == 0) and self.headings:
                # A list this far off is no longer about the text above it.
                self._close_headings(STANDING)
            self.lead = self.lead or self._lead_in()
        self._add_item(line, mark)
        return True

    def _add_item(self, line: Line, mark: Marker) -> None:
        indent = line.indent + mark.depth
        while self.items and self.items[-1].indent >= indent:
            self.items.pop()
        above = [self.lead, *(item.text for item in self.items)]
        start, last = line.start + mark.width, self.at
        end = line.end
        self.at += 1
        while (last := self._continues(line, last)) > 0:
            end = self.lines[last].end
            self.at = last + 1
        self._add(Kind.ITEM, Span(start, end), " › ".join(part for part in above[-3:] if part))
        self.items.append(_Item(indent, clip(self.text[start : line.end])))

    def _continues(self, item: Line, last: int) -> int:
        """The next line that belongs to an item after line ``last``; 0 where none does."""
        near = last + 1
        while near < len(self.lines) and not self.lines[near].text:
            near += 1
        if near == len(self.lines) or begins_structure(self.lines, near, self.text):
            return 0
        if self.lines[near].text[0] in ";:" and self.lines[near].indent == 0:
            return 0
        if near > last + 1 and self.lines[near].indent <= item.indent:
            return 0
        return near

    def _definition(self, line: Line) -> bool:
        """Wiki: ``;term`` names the table or the ``:text`` below it."""
        told = line.text.lstrip(";: \t").lstrip()
        below = self.at + 1
        while below < len(self.lines) and not self.lines[below].text:
            below += 1
        if not told:
            return False
        over_table = below < len(self.lines) and is_table(self.lines, below, self.text)
        if line.text[0] == ";" and over_table:
            self.caption = clip(told)
            self.at += 1
            return True
        width = len(line.text) - len(told)
        self._add_item(line, Marker(width, 0 if line.text[0] == ";" else width, True))
        return True

    # Paragraphs

    def _paragraph(self, line: Line) -> bool:
        after = self.at + 1
        is_box = line.text[:7].lower() == "infobox" and len(line.text) < _LONGEST_BOX
        if is_box and after < len(self.lines) and marker(self.lines[after]):
            self._leave_list()
            self.lead = line.text
            self.at = after
            return True
        end = after
        while end < len(self.lines) and self.lines[end].text:
            if begins_structure(self.lines, end, self.text, within=True):
                break
            end += 1
        self._leave_list()
        parts = records(self.lines[self.at : end])
        for first, last in parts:
            span = Span(self.lines[self.at + first].start, self.lines[self.at + last].end)
            told = span.of(self.text)
            prose = len(parts) == 1 or len(span) > _LONGEST_RECORD or is_sentence(told)
            self._add(Kind.PARAGRAPH if prose or told[-1] == ":" else Kind.ITEM, span)
        self.at = end
        return True
