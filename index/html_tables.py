"""Tables that stand in a text, of HTML above all. Own code, for exact offsets and linear time on
any input."""

import html
import re
from collections.abc import Sequence

from index.document import Span
from index.lines import Line, marker
from index.tables import Row, may_be_named, named_by_first, plain_rows, table_lines
from index.tags import TAG, is_known

_TABLE_TAG = re.compile(r"<(/?)table\b[^<>]*>|</tr\s*>", re.IGNORECASE)
_TAG = re.compile(rf"<!--|{TAG}")
_SPANNED = re.compile(r"\b(col|row)span\s*=\s*[\"']?(\d{1,4})", re.IGNORECASE)
_INLINE = frozenset(
    {"a", "abbr", "b", "code", "em", "font", "i", "small", "span", "strong", "sub", "sup", "u"}
)
# No file, however made, may become much larger than it is.
_MOST_COLUMNS_SPANNED = 20
_MOST_ROWS_SPANNED = 50
_LONGEST_HANGING = 200


def html_tables(text: str) -> list[tuple[int, int]]:
    """Where the outermost HTML tables of a text begin and end, ascending.

    A table that is never closed ends with its last closed row; without one it is plain text.
    """
    found: list[tuple[int, int]] = []
    open_tables: list[tuple[int, int]] = []
    for tag in _TABLE_TAG.finditer(text):
        if tag[1] is None:
            if open_tables:
                open_tables[-1] = (open_tables[-1][0], tag.end())
        elif not tag[1]:
            open_tables.append((tag.start(), 0))
        elif open_tables:
            found.append((open_tables.pop()[0], tag.end()))
    found += [region for region in open_tables if region[1]]
    outermost: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if not outermost or start >= outermost[-1][1]:
            outermost.append((start, end))
    return outermost


def table_at(lines: Sequence[Line], at: int, text: str) -> tuple[int, list[Row], str, bool]:
    """The table that begins at a line: how many lines it takes, 0 where there is none; its rows
    and its caption; and whether its columns are named."""
    line = lines[at]
    if line.table:
        caption, rows = html_rows(text, line.start, line.end)
        return 1, rows, caption, named_by_first([row.cells for row in rows])
    taken = 0 if marker(line) else table_lines(lines, at, text)
    drawn = lines[at : at + taken]
    rows = plain_rows(drawn, text) if taken else []
    return taken, rows, "", taken > 0 and may_be_named(drawn, rows)


def html_rows(text: str, start: int, end: int) -> tuple[str, list[Row]]:
    """Caption and rows of the HTML table ``text[start:end]``; a row is quoted with its tags."""
    return _HtmlTable(text, end).read(start)


class _HtmlTable:
    """Reads one table tag by tag; a table within a cell is read as that cell's text."""

    def __init__(self, text: str, end: int) -> None:
        self.text, self.end = text, end
        self.rows: list[Row] = []
        self.caption = ""
        self.row_start = -1
        self.cells: list[str] = []
        self.heads = 0
        self.piece: list[str] | None = None
        self.width, self.height, self.first_width = 1, 1, 0
        self.above: dict[int, tuple[int, str, bool]] = {}
        self.below: dict[int, tuple[int, str, bool]] = {}

    def read(self, position: int) -> tuple[str, list[Row]]:
        depth = 0
        while (tag := _TAG.search(self.text, position, self.end)) is not None:
            if self.piece is not None:
                self.piece.append(self.text[position : tag.start()])
            position = tag.end()
            if tag[2] is None:
                closed = self.text.find("-->", position, self.end)
                position = self.end if closed == -1 else closed + 3
                continue
            if not is_known(tag[2]):  # a comparison, a placeholder
                if self.piece is not None:
                    self.piece.append(tag[0])
                continue
            name, closing = tag[2].lower(), bool(tag[1])
            depth += (-1 if closing else 1) if name == "table" else 0
            if depth == 1 and name in ("tr", "td", "th", "caption"):
                self._structure(name, closing, tag)
            elif self.piece is not None and name not in _INLINE:
                self.piece.append(" ")
        self._end_row(self.end)
        return self.caption, self.rows

    def _structure(self, name: str, closing: bool, tag: re.Match[str]) -> None:
        if name == "tr":
            self._end_row(tag.end() if closing else tag.start())
            self.row_start = -1 if closing else tag.start()
            return
        self._end_cell()
        if closing:
            return
        self.piece = []
        if name == "caption":
            self.width = 0
            return
        if self.row_start == -1:
            self.row_start = tag.start()
        self._reach_down()
        if name == "th" and self.heads == len(self.cells):
            self.heads += 1
        spans = {kind.lower(): int(count) for kind, count in _SPANNED.findall(tag[3])}
        self.width = max(1, min(spans.get("col", 1), _MOST_COLUMNS_SPANNED))
        self.height = min(spans.get("row", 1), _MOST_ROWS_SPANNED)

    def _end_cell(self) -> None:
        if self.piece is None:
            return
        read = " ".join(html.unescape("".join(self.piece)).split())
        self.piece = None
        if self.width == 0:
            self.caption = read
            return
        is_head = self.heads > len(self.cells)
        for column in range(len(self.cells), len(self.cells) + self.width):
            shown = read if is_head or column == len(self.cells) else ""
            if self.height > 1 and len(read) <= _LONGEST_HANGING:
                self.below[column] = (self.height - 1, shown, is_head)
            self.cells.append(shown)
        if self.width == len(self.cells):
            self.first_width = self.width
        if is_head:
            self.heads = len(self.cells)

    def _reach_down(self) -> None:
        """Put the cells of rows above that span into this row, as far as they come next."""
        while (held := self.above.pop(len(self.cells), None)) is not None:
            rows, shown, is_head = held
            if rows > 1:
                self.below[len(self.cells)] = (rows - 1, shown, is_head)
            if is_head and self.heads == len(self.cells):
                self.heads += 1
            self.cells.append(shown)

    def _end_row(self, end: int) -> None:
        self._end_cell()
        if self.row_start == -1:
            return
        self._reach_down()
        if self.cells:
            if self.first_width == len(self.cells):
                # One cell over the whole width names the rows below it.
                self.cells = [self.cells[0]] * len(self.cells)
            stop = self.row_start + len(self.text[self.row_start : end].rstrip())
            self.rows.append(Row(Span(self.row_start, stop), tuple(self.cells), self.heads))
        self.cells, self.heads, self.row_start, self.first_width = [], 0, -1, 0
        self.above, self.below = self.below, {}
