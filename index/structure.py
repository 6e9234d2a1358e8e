"""A text's blocks: paragraphs, list items, table rows and code, each under its headings."""

from collections.abc import Sequence
from dataclasses import replace
from math import inf

from index.boxes import unboxed
from index.code import SET_IN, closing, opened, set_in
from index.contents import without_contents
from index.document import Block, Kind, Span
from index.headings import SUMMARY, marked, paragraph_end, underlined, underlines
from index.html_tables import html_tables, table_at
from index.lines import (
    QUOTED,
    Line,
    Marker,
    described,
    front_matter,
    is_rule,
    is_sentence,
    lines_of,
    marker,
)
from index.lists import ListReader
from index.sections import ends_all, ends_section
from index.standing import CLAUSE, STANDING, standing
from index.titles import titles_in
from index.wrapping import records

_LONGEST_BOX = 60
_LONGEST_RECORD = 120


def blocks(text: str) -> list[Block]:
    """The blocks of a text, ascending and apart, with no white space around them.

    Left out are only what marks structure (list markers, fences, drawn lines and boxes), front
    matter, lists of contents, table headers and headings; a heading without anything below it is a
    paragraph.
    """
    return Reader(told_in(text)).read()


def told_in(text: str) -> str:
    """A text with spaces, one for each character, in the place of what is drawn around words or
    only lists its own titles."""
    return without_contents(unboxed(text))


class Reader(ListReader):
    """Goes through the lines once; each step takes the lines it understands.

    What a markup of its own means by a line is told by the methods without an underscore.
    """

    def __init__(self, text: str) -> None:
        skipped = front_matter(text)
        self.described = described(text, skipped) if skipped else ""
        tables = [region for region in html_tables(text) if region[0] >= skipped]
        lines = [line for line in lines_of(text, tables) if line.first >= skipped]
        titles = titles_in(lines, text)
        super().__init__(text, titles.lines)
        self.placed, self.clauses = titles.placed, titles.clauses
        self.clause_end: float = inf
        self.underlines = underlines(self.lines)
        self.stands = 0
        self.unclosed: dict[str, float] = {}

    def read(self) -> list[Block]:
        steps = (self._fence, self.indented, self._table, self.term) + (
            self.heading,
            self.item,
            self._paragraph,
        )
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if not line.text:
                self.blanks += 1
                self.at += 1
                continue
            self._leave_section()
            if not line.quoted:
                self.outline.close(QUOTED)
            if not self._drawn(line):
                any(step(line) for step in steps)
            self.blanks = 0
        self.outline.close()
        found = self.outline.found
        if self.described and found:
            parts = [self.described, found[0].context]
            found[0] = replace(found[0], context=" › ".join(part for part in parts if part))
        return found

    # Headings

    def _leave_section(self) -> None:
        """Close a heading that only stands like one where its section cannot go on."""
        if self.at >= self.clause_end:
            self.outline.close(CLAUSE)
            self.clause_end = inf
        if ends_all(self.lines, self.at):
            self.outline.close(STANDING)
            self.stands = 0
        if not self.stands or not self.blanks:
            return
        begins = self.at in self.clauses and self.clauses[self.at].is_first
        if not begins and not ends_section(self.lines, self.at):
            return
        if any(line.text for line in self.lines[self.stands : self.at]):
            self.outline.close(STANDING)
            self.stands = 0

    def open_heading(self, level: int, title: str, line: Line, last: Line | None = None) -> None:
        self.outline.open(level, title, Span(line.start, (last or line).end))
        self.nesting.leave()
        self.stands = 0

    def heading(self, line: Line) -> bool:
        found = marked(self.lines, self.at)
        if found is not None:
            self.open_heading(*found, line)
            self.at += 1
            return True
        if underlined(self.lines, self.at):
            level = self.underlines.index(self.lines[self.at + 1].text[0]) % 6 + 1
            self.open_heading(level + QUOTED * line.quoted, line.text, line)
            self.at += 2
            return True
        return self.unmarked(line)

    def unmarked(self, line: Line) -> bool:
        """A heading that nothing marks but where it stands."""
        if (told := self.placed.get(self.at)) is not None:
            self.outline.close(told.closes)
            self.open_heading(told.level, told.title, line, self.lines[self.at + told.lines - 1])
            self.at += told.lines
            return True
        if (clause := self.clauses.get(self.at)) is not None:
            stands, self.clause_end = self.stands, clause.end
            self.open_heading(CLAUSE, clause.title, line)
            self.stands = stands
            if clause.width < len(line.text):
                self.add_item(line, Marker(clause.width, 0, True))
            else:
                self.at += 1
            return True
        title = standing(self.lines, self.at, self.text)
        if title:
            self.open_heading(STANDING, title, line)
            self.at += 1
            self.stands = self.at
        return bool(title)

    # Code, drawn lines, tables

    def _drawn(self, line: Line) -> bool:
        if line.table or not is_rule(line.text) or self.fence(line):
            return False
        if line.text[:2] == "</":
            self.outline.close(SUMMARY)
        self.at += 1
        return True

    def fence(self, line: Line) -> str:
        """The fence that a line opens code with; ``""`` for none."""
        return opened(line)

    def _fence(self, line: Line) -> bool:
        fence = self.fence(line)
        if not fence or len(fence) >= self.unclosed.get(fence[0], inf):
            return False
        end = closing(self.lines, self.at, fence)
        if not end:
            self.unclosed[fence[0]] = len(fence)
            return False
        inside = [inner for inner in self.lines[self.at + 1 : end] if inner.text]
        if inside:
            self.outline.add(Kind.CODE, Span(inside[0].start, inside[-1].end))
        self.at = end + 1
        return True

    def indented(self, line: Line) -> bool:
        """Code without a fence; below ``::`` whatever is set in."""
        if self.blanks == 0 or not line.indent or self.nesting.is_open:
            return False
        found = self.outline.found
        announced = bool(found) and self.text.endswith("::", 0, found[-1].span.end)
        taken = set_in(self.lines, self.at, announced, self.code_depth(line))
        if taken:
            last = self.lines[self.at + taken - 1]
            self.outline.add(Kind.CODE, Span(line.start, last.end))
            self.at += taken
        return bool(taken)

    def code_depth(self, line: Line) -> int:
        """Columns that code is set in which begins with a line, where nothing announces it."""
        return SET_IN

    def _table(self, line: Line) -> bool:
        taken, rows, caption, named = table_at(self.lines, self.at, self.text)
        if not taken:
            return False
        caption = caption or self.caption or self.lead_in(25)
        self.caption = ""
        self.nesting.leave()
        if rows:
            self.outline.add_rows(rows, caption, named=named, counted=not named and not line.table)
        self.at += taken
        return True

    # Lists and paragraphs

    def continues(self, item: Line, last: int) -> int:
        """As of any list, but for what is a heading or stands below the clause."""
        near = super().continues(item, last)
        return 0 if near in self.placed or near >= self.clause_end else near

    def _paragraph(self, line: Line) -> bool:
        after = self.at + 1
        is_box = line.text[:7].lower() == "infobox" and len(line.text) < _LONGEST_BOX
        if is_box and after < len(self.lines) and marker(self.lines[after]):
            self.nesting.leave()
            self.nesting.lead = line.text
            self.at = after
            return True
        end = self.end(self.at)
        end = next((near for near in range(after, end) if near in self.placed), end)
        self.nesting.leave()
        parts = self.parts(self.lines[self.at : end])
        for first, last in parts:
            span = Span(self.lines[self.at + first].start, self.lines[self.at + last].end)
            told = span.of(self.text)
            prose = len(parts) == 1 or len(span) > _LONGEST_RECORD or is_sentence(told)
            self.outline.add(Kind.PARAGRAPH if prose or told[-1] == ":" else Kind.ITEM, span)
        self.at = end
        return True

    def end(self, at: int) -> int:
        """The line after the last of the paragraph that begins at a line."""
        return paragraph_end(self.lines, at, self.text)

    def parts(self, lines: Sequence[Line]) -> list[tuple[int, int]]:
        """First and last of each stretch of lines that is a block by itself."""
        return records(lines)
