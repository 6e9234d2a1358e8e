"""Tables drawn with pipes or tabs, and the blocks that the rows of any table become."""

import html
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from index.document import Block, Kind, Span
from index.lines import MOST_CONTEXT, Line, clip
from index.tabs import names_columns, tab_cells, tab_lines

LONGEST_LABEL = 8
"""Words of a lone cell up to which it names the rows below it; a longer one is text."""
LONGEST_ROW = 2_000
"""Characters of a row up to which it is quoted whole, and of the column names told with it."""

_SEPARATOR = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?$")
_BARE_PIPE = re.compile(r"(?<!\\)\|")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_MOST_HEADER_ROWS = 4


@dataclass(frozen=True, slots=True)
class Row:
    """A row: where it stands, its cells as read, and how many leading cells are header cells."""

    span: Span
    cells: tuple[str, ...]
    heads: int = 0


def table_lines(lines: Sequence[Line], at: int, text: str) -> int:
    """How many lines from ``at`` on make one pipe or tab table; 0 where none begins."""
    if _is_drawn(lines[at : at + 2]):
        return _run(lines, at, lambda other: "|" in other.text and not other.table)
    return tab_lines(lines, at, text)


def plain_rows(lines: Sequence[Line], text: str) -> list[Row]:
    """The rows of a pipe or tab table, without the row that separates the header."""
    if not _is_drawn(lines):
        return [
            Row(Span(line.start, line.end), tuple(map(_clean, tab_cells(line, text))))
            for line in lines
        ]
    rows = []
    for number, line in enumerate(lines):
        if not _is_separator(line.text, fewest=1 if number == 1 else 2):
            cells = _BARE_PIPE.split(line.text)
            cells = cells[1:] if not cells[0].strip() and _piped(line) else cells
            cells = cells[:-1] if cells and not cells[-1].strip() else cells
            told = tuple(_clean(cell.replace("\\|", "|")) for cell in cells)
            rows.append(Row(Span(line.start, line.end), told))
    return rows


def may_be_named(lines: Sequence[Line], rows: Sequence[Row]) -> bool:
    """Whether the first of a pipe or tab table's rows may name the columns."""
    return _is_drawn(lines) or names_columns([row.cells for row in rows])


def row_blocks(
    rows: Sequence[Row],
    heading: tuple[str, ...],
    caption: str,
    *,
    named: bool = True,
    counted: bool = False,
) -> Iterator[Block]:
    """One block a row below the header; what stands over rows is their context.

    ``named`` is False where it is known that no row names the columns. Of rows that are
    ``counted``, as a sheet's are, none is taken for a label of those below. A row with more text
    than anyone reads as one is prose, under what its short cells say.
    """
    header = _header_rows(rows) if named else 0
    names, notes = _columns(rows[:header])
    columns = max(len(row.cells) for row in rows)
    above = [_short(part) for part in (caption, *notes) if part]
    over = " › ".join(above)
    for row in rows[header:]:
        filled = [cell for cell in row.cells if cell]
        alone = len(set(filled)) == 1 and len(filled[0].split()) <= LONGEST_LABEL
        if alone and columns > 1 and filled[0] == row.cells[0] and not counted:
            if len(filled) > 1 or filled[0][-1] == ":" or (names and not names[0]):
                label = _short(filled[0].rstrip(": "))
                over = " › ".join([*above, label] if label else above)
        elif filled:
            if len(row.span) > LONGEST_ROW:
                short = tuple(cell if len(cell) <= MOST_CONTEXT else "" for cell in row.cells)
                told = clip(_reading(Row(row.span, short), names))
                context = " › ".join(filter(None, [over, told]))
                yield Block(Kind.PARAGRAPH, row.span, heading, context)
            else:
                yield Block(Kind.ROW, row.span, heading, over, _reading(row, names))


def _header_rows(rows: Sequence[Row]) -> int:
    """How many leading rows name the columns; none where that would leave no row."""
    first = rows[0]
    full = 0
    while full < min(len(rows), _MOST_HEADER_ROWS) and rows[full].heads == len(rows[full].cells):
        full += 1
    if 0 < full < len(rows):
        return full
    if first.heads or len(rows) == 1 or _is_keyed(first):
        return 0
    header = 1
    while header < min(len(rows) - 1, _MOST_HEADER_ROWS) and (
        _is_corner(first) and _is_corner(rows[header]) and any(rows[header].cells)
    ):
        header += 1
    return header


def _is_keyed(row: Row) -> bool:
    return len(row.cells) == 2 and row.cells[0].endswith(":") and bool(row.cells[1])


def _is_corner(row: Row) -> bool:
    """Whether a row has no label of its own, as rows of column names have above row labels."""
    label = row.cells[0] if row.cells else ""
    return not label or (label[0] == "(" and label[-1] == ")")


def _columns(header: Sequence[Row]) -> tuple[list[str], list[str]]:
    """Column names, and what stands over the whole table ("in millions").

    Of several header rows each but the last may span: a name holds until the next one.
    """
    if len(header) == 1:
        return [_short(cell.rstrip(": ")) for cell in header[0].cells], []
    notes: list[str] = []
    width = max((len(row.cells) for row in header), default=0)
    names: list[list[str]] = [[] for _ in range(width)]
    for row in header:
        if len({cell for cell in row.cells if cell}) == 1:
            notes.append(next(cell for cell in row.cells if cell))
            continue
        current = ""
        for column, cell in enumerate(row.cells):
            if column == 0 and cell[:1] == "(":
                notes.append(cell)
                continue
            current = cell or (current if column and row is not header[-1] else "")
            if current and current not in names[column]:
                names[column].append(current.rstrip(": "))
    return [_short(" ".join(parts)) for parts in names], notes


def _short(told: str) -> str:
    """What is told with every row is short, else a file would become far larger than it is."""
    return told if len(told) <= MOST_CONTEXT else clip(told)


def _reading(row: Row, names: Sequence[str]) -> str:
    if len(row.cells) > 1 and len(set(row.cells)) == 1:
        return row.cells[0]
    parts = []
    if not names and 0 < row.heads < len(row.cells):
        label = " ".join(row.cells[: row.heads]).rstrip(": ")
        return f"{label}: {'; '.join(cell for cell in row.cells[row.heads :] if cell)}"
    room = LONGEST_ROW
    for column, cell in enumerate(row.cells):
        name = names[column] if column < len(names) else ""
        if cell and name and name != cell and len(name) <= room:
            room -= len(name)
            parts.append(f"{name}: {cell}")
        elif cell:
            parts.append(cell)
    return "; ".join(parts)


def _clean(cell: str) -> str:
    if "<" in cell:
        cell = _TAG.sub(" ", cell)
    return " ".join(html.unescape(cell).replace("**", "").replace("`", "").split())


def _piped(line: Line) -> bool:
    return line.text[:1] == "|" and line.text.count("|") >= 2 and not line.table


def _is_drawn(lines: Sequence[Line]) -> bool:
    """Whether a pipe table begins with the first of the lines."""
    if _piped(lines[0]):
        return True
    return "|" in lines[0].text and len(lines) > 1 and _is_separator(lines[1].text)


def _run(lines: Sequence[Line], at: int, belongs: Callable[[Line], bool]) -> int:
    end = at
    while end < len(lines) and belongs(lines[end]):
        end += 1
    return end - at


def _is_separator(text: str, fewest: int = 2) -> bool:
    return (
        "-" * fewest in text
        and not text.strip("|:- \t")
        and _SEPARATOR.match(text) is not None
        and "|" in text
    )
