"""Lines of PDF pages → which are rows under the names of their columns. Rather none than a wrong
one: type, a caption, numbers below each other have to tell the names from the rows."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from index.formats.canonical import TableRow
from index.formats.pdf_lines import Line
from index.formats.pdf_rows import (
    Cells,
    Columns,
    Row,
    add_line,
    by_column,
    is_fold,
    is_near,
    names_of,
    widened,
)
from index.grids import is_value, names_columns
from index.lines import clip

_FEWEST_ROWS = 3
_MOST = 0.75  # of the rows: sums are often set as the names are
_MOST_NAMED = 3  # lines with the names of columns
_MOST_CAPTION = 4  # lines
_CAPTION = re.compile(r"(?:Table|TABLE|Tab\.) [\w.]{1,8}(?:[.:]| (?=[A-Z]))")
_COUNTED = re.compile(r"\(\d{1,2}\)")  # the number of a column
_RULED = 1.25  # row to row: how much farther it is to the first
_SPACED = 1.4  # sizes from row to row: not the lines of a paragraph


@dataclass(frozen=True, slots=True)
class Table:
    """Lines of a page from ``start`` to before ``end`` as rows: the first names the columns.
    ``caption`` is what stands above. What ``is_grid`` has rows of its own, which are not told."""

    start: int
    end: int
    rows: list[TableRow] = field(default_factory=list)
    caption: str = ""
    is_grid: bool = False


def first_table(lines: Sequence[Line], start: int, known: set[str]) -> Table:
    """The first table from a line on; at the end of the lines where there is none. ``known`` are
    the headers of the document's tables so far: one of these stands over a single row, too."""
    for at in range(start, len(lines)):
        if lines[at].row is not None and not lines[at].aside:
            return Table(at, at, caption=_caption(lines, at), is_grid=True)
        if len(lines[at].cells) > 1:
            caption = _caption(lines, at)
            for named in range(_MOST_NAMED if caption else 1, 0, -1):
                if table := _table_at(lines, at, named, caption, known):
                    return table
    return Table(len(lines), len(lines))


def _caption(lines: Sequence[Line], at: int) -> str:
    """The caption right above a line."""
    for start in range(at - 1, max(-1, at - 1 - _MOST_CAPTION), -1):
        if lines[start].aside or lines[start].y <= lines[at].y:
            break
        if _CAPTION.match(lines[start].text):
            return clip(" ".join(line.text for line in lines[start:at]))
        if len(lines[start].cells) > 1:  # of the table, where that begins otherwise than known
            break
    return ""


def _table_at(
    lines: Sequence[Line], at: int, named: int, caption: str, known: set[str]
) -> Table | None:
    names = names_of(lines[at : at + named])
    if names is None:
        return None
    header, columns = names
    rows = _rows_below(lines, at + named, header, columns)
    end = at + named + sum(len(row.lines) for row in rows)
    told = " ".join(line.text for line in header.lines)
    if not (_is_table(header, rows, caption) or (told in known and _is_plain(header, rows))):
        return None
    known.add(told)
    made = [
        TableRow([told], len(header.cells), header.texts),
        *(TableRow(_shown(row), 0, row.texts) for row in rows),
    ]
    return Table(at, end, made, caption)


def _rows_below(lines: Sequence[Line], start: int, header: Row, columns: Columns) -> list[Row]:
    """The rows that stand under a header, from a line on."""
    rows: list[Row] = []
    for above, line in pairwise(lines[start - 1 :]):
        cells = by_column(line, columns) if not line.aside and is_near(above, line) else None
        if cells is None:
            break
        if rows and is_fold(cells, above.y - line.y, line):
            add_line(rows[-1], line, cells)
        elif sum(map(bool, cells)) > 1 and not (rows and _is_header(cells, header, rows[-1])):
            rows.append(Row([line], [[cell] if cell else [] for cell in cells]))
        else:
            break
        columns = widened(columns, cells)
    return rows


def _shown(row: Row) -> list[str]:
    return [row.lines[0].text] if len(row.lines) == 1 else [cell for cell in row.texts if cell]


def _is_header(cells: Cells, header: Row, above: Row) -> bool:
    """Whether another table begins, with the names of its columns."""
    font = header.cells[0][0].font
    told = [cell for cell in cells if cell is not None]
    return font not in above.fonts() and all(
        cell.font == font and not is_value(cell.text) for cell in told
    )


def _is_table(header: Row, rows: Sequence[Row], caption: str) -> bool:
    """Whether the header names the columns of rows, going by what tells it from them."""
    texts = [header.texts, *(row.texts for row in rows)]
    if len(rows) < _FEWEST_ROWS or not names_columns(texts, range(len(texts))):
        return False
    font = header.cells[0][0].font
    plain = [row for row in rows if font not in row.fonts()]
    if len(header.lines) > 1:
        named = [cell.text for line in header.lines for cell in line.cells]
        is_named = not any(is_value(name) and not _COUNTED.fullmatch(name) for name in named)
        return is_named and any(map(is_value, rows[0].texts)) and _has_values(rows)
    if len(plain) >= max(_FEWEST_ROWS, _MOST * len(rows)):
        if _has_values(plain, font):
            return True
        if header.lines[0].is_bold and (_is_keyed(rows) or _is_spaced(rows)):
            return True
    return bool(caption) and (_has_values(rows) or _is_keyed(rows) or _is_ruled(header, rows))


def _is_plain(header: Row, rows: Sequence[Row]) -> bool:
    """Whether no row is set as the header is."""
    font = header.cells[0][0].font
    return bool(rows) and all(font not in row.fonts() for row in rows)


def _has_values(rows: Sequence[Row], font: str = "") -> bool:
    """Whether a column holds numbers, set in another font than this."""
    for at in range(len(rows[0].cells)):
        cells = [row.texts[at] for row in rows if row.cells[at] and row.cells[at][0].font != font]
        if sum(map(is_value, cells)) >= max(_FEWEST_ROWS, _MOST * len(cells)):
            return True
    return False


def _is_keyed(rows: Sequence[Row]) -> bool:
    """Whether the first cells are set in another font than those beside them."""
    keyed = [row for row in rows if row.cells[0] and row.cells[0][0].font not in row.fonts()]
    return len(keyed) >= _MOST * len(rows)


def _is_spaced(rows: Sequence[Row]) -> bool:
    """Whether rows stand farther apart than the lines of columns of prose, and begin anew."""
    size = rows[0].lines[0].size
    return _distance(rows) >= _SPACED * size and _begin_anew(rows)


def _is_ruled(header: Row, rows: Sequence[Row]) -> bool:
    """Whether room is left for a rule below the header."""
    below = header.lines[-1].y - rows[0].lines[0].y
    return below >= _RULED * _distance(rows) and _begin_anew(rows)


def _distance(rows: Sequence[Row]) -> float:
    return median(above.lines[-1].y - row.lines[0].y for above, row in pairwise(rows))


def _begin_anew(rows: Sequence[Row]) -> bool:
    last = [row.texts[-1] for row in rows if row.texts[-1]]
    return sum(not text[0].islower() for text in last) >= _MOST * len(rows)
