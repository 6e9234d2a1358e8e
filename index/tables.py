"""Tables drawn with pipes, lines or tabs, and the blocks that the rows of any table become."""

import html
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import dropwhile, takewhile, zip_longest

from index.document import Block, Kind, Span
from index.grids import is_value
from index.lines import MOST_CONTEXT, Line, clip, is_sentence
from index.ruled import ruled_lines, ruled_rows
from index.table_sections import Sections, is_label, spans
from index.tabs import names_columns, tab_cells, tab_lines
from index.tags import without_tags

LONGEST_ROW = 2_000
"""Characters of a row up to which it is quoted whole, and of the column names told with it."""

_SEPARATOR = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?$")
_BARE_PIPE = re.compile(r"(?<!\\)\|")
_MOST_HEADER_ROWS = 4
_LONGEST_NAME = 60
_FEWEST_OF_NOTE = 3


@dataclass(frozen=True, slots=True)
class Row:
    """A row: where it stands, its cells as read, and how many leading cells are header cells. Cells
    that say the same are one that spans, unless they stand ``apart``."""

    span: Span
    cells: tuple[str, ...]
    heads: int = 0
    apart: bool = False


def table_lines(lines: Sequence[Line], at: int, text: str) -> int:
    """How many lines from ``at`` on make one pipe, ruled or tab table; 0 where none begins."""
    ruled = ruled_lines(lines, at)
    if ruled:
        return ruled
    if _is_drawn(lines[at : at + 2]):
        return _run(lines, at, lambda other: "|" in other.text and not other.table)
    return tab_lines(lines, at, text)


def plain_rows(lines: Sequence[Line], text: str) -> list[Row]:
    """The rows of a pipe, ruled or tab table, without what separates them."""
    if ruled_lines(lines, 0):
        ruled = ruled_rows(lines)
        return [
            Row(span, tuple(map(_clean, row)), len(row) * is_header)
            for span, row, is_header in ruled
        ]
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
    """Whether the first of a table's rows may name the columns."""
    if ruled_lines(lines, 0):
        return rows[0].heads > 0
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
    top, header = _header_rows(rows, named=named, counted=counted)
    names, notes = _columns(rows[top:header])
    columns = max(len(row.cells) for row in rows)
    above = [_short(part) for part in (caption, *(row.cells[0] for row in rows[:top]), *notes)]
    has_heads = any(0 < row.heads < len(row.cells) for row in rows)
    sections = Sections(list(filter(None, above)), has_heads, bool(names) and not names[0])
    for row in rows[:top]:
        if not row.heads:
            yield _block(row, heading, above[:1], [])
    label: Row | None = None
    for row, below in zip_longest(rows[header:], rows[header + 1 :]):
        filled = [cell for cell in row.cells if cell]
        is_lone = columns > 1 and not counted and is_label(row.cells)
        is_lone = is_lone and not (row.apart and len(filled) > 1)
        if is_lone and sections.begins(row.cells, row.heads, below.cells if below else ()):
            yield from _note(label, heading, sections)
            label = row
            sections.begin(_short(row.cells[0].rstrip(": ")))
        elif len(filled) > 1 or (filled and (row.apart or not is_lone)):
            yield _block(row, heading, sections.over(row.cells), names)
            label = None
    yield from _note(label, heading, sections)


def named_by_first(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row surely names the columns of a table that is not told to have a header:
    it has short words, above numbers or above text. Rows above it may span the table."""
    cells = list(dropwhile(spans, filter(None, rows)))
    if len(cells) == 2 and len(cells[0]) == 2:
        # Or both tell of one thing, each with a label.
        return all(map(_is_short, cells[0])) and all(map(is_value, cells[1]))
    return len(cells) > 1 and (names_columns(cells) or _is_above_text(cells))


def _is_above_text(cells: Sequence[Sequence[str]]) -> bool:
    return all(map(_is_short, cells[0])) and any(
        all(len(row) > at and row[at] and not _is_short(row[at]) for row in cells[1:])
        for at in range(len(cells[0]))
    )


def _is_short(cell: str) -> bool:
    return 0 < len(cell) <= _LONGEST_NAME and not is_sentence(cell) and cell[-1] != ":"


def _block(row: Row, heading: tuple[str, ...], over: Sequence[str], names: Sequence[str]) -> Block:
    above = [part for part in over if part]
    if len(row.span) <= LONGEST_ROW:
        return Block(Kind.ROW, row.span, heading, " › ".join(above), _reading(row, names))
    short = tuple(cell if len(cell) <= MOST_CONTEXT else "" for cell in row.cells)
    told = clip(_reading(Row(row.span, short), names))
    return Block(Kind.PARAGRAPH, row.span, heading, " › ".join(filter(None, [*above, told])))


def _note(label: Row | None, heading: tuple[str, ...], sections: Sections) -> Iterator[Block]:
    """What spans a table and no row follows, where it may say something."""
    if label is not None and spans(label.cells) and len(label.cells[0].split()) >= _FEWEST_OF_NOTE:
        yield _block(label, heading, sections.above, [])


def _header_rows(rows: Sequence[Row], *, named: bool, counted: bool) -> tuple[int, int]:
    """Which leading rows, from and to, name the columns; none where that would leave no row.

    One that spans the table names none: it is told of all where the names stand below it.
    """
    top = 0 if counted else len(list(takewhile(lambda row: spans(row.cells), rows)))
    body = rows[top:]
    full = 0
    while full < min(len(body), _MOST_HEADER_ROWS) and body[full].heads == len(body[full].cells):
        full += 1
    while full and spans(body[full - 1].cells):
        full -= 1  # the first section
    if 0 < full < len(body):
        return top, top + full
    may_name = named and (not top or named_by_first([row.cells for row in body]))
    if not may_name or len(body) < 2 or body[0].heads or _is_keyed(body[0]):
        return 0, 0
    header = 1
    while header < min(len(body) - 1, _MOST_HEADER_ROWS) and (
        _is_corner(body[0]) and _is_corner(body[header]) and any(body[header].cells)
    ):
        header += 1
    return top, top + header


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
    if len(row.cells) > 1 and len(set(row.cells)) == 1 and not row.apart:
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
        cell = without_tags(cell, " ")
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
