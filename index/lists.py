"""The lists of a text that is read line by line: items, and terms with their definitions."""

import re
from dataclasses import replace

from index.definitions import told_of
from index.document import Kind, Span
from index.headings import continues, is_over_table, underlined
from index.lines import MOST_CONTEXT, Line, Marker, clip, heading, marker
from index.nesting import Nesting, lead_above
from index.outline import Outline
from index.standing import STANDING

_NUMBER = re.compile(r"(\d{1,3})[.)]\s")
_FARTHEST = 60  # lines from an item to the next that is counted


class ListReader:
    """Where a reader of lines is, what it found, and the steps that take a list's lines.

    ``blanks`` is how many empty lines stand above; ``caption`` names the table that comes next.
    """

    def __init__(self, text: str, lines: list[Line]) -> None:
        self.text = text
        self.lines = lines
        self.at = 0
        self.blanks = 1
        self.outline = Outline()
        self.nesting = Nesting()
        self.caption = ""
        self._counted = (0, False)  # the indent of a counted item, and whether the count goes on

    def item(self, line: Line) -> bool:
        mark = marker(line)
        if line.text[0] in ";:" and line.indent == 0 and len(line.text) > 1:
            return self._definition(line)
        if mark is None:
            return False
        if not self.nesting.is_open:
            self._counted = (0, False)
            if self.blanks >= 2 + (self.at == 0):
                # A list this far off is no longer about the text above it.
                self.outline.close(STANDING)
            self.nesting.lead = self.nesting.lead or self.lead_in()
        self.add_item(line, self._within(line, mark))
        return True

    def _within(self, line: Line, mark: Marker) -> Marker:
        """The mark of an item, a level deeper where it is not set in, but the counting goes on below
        it: of "3. Adults", "- one dose", "4. Children" the second belongs to the first."""
        if number := _NUMBER.match(line.text):
            self._counted = (line.indent, self._goes_on(line, int(number[1])))
            return mark
        indent, is_open = self._counted
        is_inside = is_open and line.indent == indent
        return replace(mark, depth=mark.depth + 1) if is_inside else mark

    def _goes_on(self, item: Line, number: int) -> bool:
        """Whether the next number stands below an item, under the same heading."""
        for at in range(self.at + 1, min(self.at + _FARTHEST, len(self.lines))):
            line = self.lines[at]
            if heading(line):
                return False
            if line.indent == item.indent and (found := _NUMBER.match(line.text)):
                return int(found[1]) == number + 1
        return False

    def add_item(self, line: Line, mark: Marker, last: int = 0, *, is_deep: bool = False) -> None:
        """An item, up to line ``last`` at least; where ``is_deep`` what goes on is set in."""
        start, last = line.start + mark.width, last or self.at
        context = self.nesting.context(line.indent + mark.depth, self.text[start : line.end])
        while (near := self.continues(line, last)) > 0:
            if is_deep and self.lines[near].indent <= line.indent:
                break
            last = near
        self.at = last + 1
        self.outline.add(Kind.ITEM, Span(start, self.lines[last].end), context)

    def continues(self, item: Line, last: int) -> int:
        """The next line that belongs to an item after line ``last``; 0 where none does."""
        return continues(self.lines, item, last, self.text)

    def term(self, line: Line) -> bool:
        """A term, as one item with its definition."""
        if underlined(self.lines, self.at):
            return False
        return self.add_term(line, told_of(self.lines, self.at))

    def add_term(self, line: Line, told: int, *, is_deep: bool = False) -> bool:
        """A term with its definition, which begins on line ``told``; 0 where nothing tells it."""
        if told:
            self.nesting.lead = self.nesting.lead or self.lead_in()
            last = self.at if marker(self.lines[told]) else told
            self.add_item(line, Marker(0, 0, True), last, is_deep=is_deep)
        return told > 0

    def _definition(self, line: Line) -> bool:
        """Wiki: ``;term`` names the table or the ``:text`` below it."""
        told = line.text.lstrip(";: \t").lstrip()
        if not told:
            return False
        if line.text[0] == ";" and is_over_table(self.lines, self.at, self.text):
            self.caption = clip(told)
            self.at += 1
            return True
        width = len(line.text) - len(told)
        self.add_item(line, Marker(width, 0 if line.text[0] == ";" else width, True))
        return True

    def lead_in(self, most_words: int = 0) -> str:
        """The end of the paragraph right above, where it leads into what comes now."""
        above = self.outline.found[-1] if self.outline.found and self.blanks < 2 else None
        if above is None or above.kind is not Kind.PARAGRAPH or above.heading != self.outline.path:
            return ""
        return lead_above(above.span.of(self.text)[-2 * MOST_CONTEXT :], most_words)
