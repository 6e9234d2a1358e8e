"""Lines of PDF pages → which are rows under the names of their columns. Rather none than a wrong
one: the names must be set in another font than the numbers that stand below each other."""

from collections.abc import Sequence

from index.formats.canonical import TableRow
from index.formats.pdf_lines import Cell, Line
from index.grids import is_value, names_columns

_FEWEST_ROWS = 3
_FEWEST_PLAIN = 0.75  # of the rows: sums are often set as the names are
_FEWEST_VALUES = 0.75  # of the cells of one column
_MOST_DROP = 4.0  # from row to row, in sizes of the font
_LONGEST_CELL = 120

_Row = list[Cell | None]


def first_table(lines: Sequence[Line], start: int) -> tuple[list[TableRow], int]:
    """The rows, one a line, of the first table from a line on, and the line that it begins with:
    its column names. None, and the end, where there is none."""
    for at in range(start, len(lines)):
        if table := _table_at(lines, at):
            return table, at
    return [], len(lines)


def _table_at(lines: Sequence[Line], at: int) -> list[TableRow]:
    names = lines[at].cells
    if len(names) < 2 or len({name.font for name in names}) > 1:
        return []
    columns = [(name.left, name.right) for name in names]
    rows: list[_Row] = [list(names)]
    for number in range(at + 1, len(lines)):
        row = _row(lines, number, columns)
        if row is None or _is_another_header(row, names[0].font):
            break
        rows.append(row)
        columns = [
            (min(left, cell.left), max(right, cell.right)) if cell else (left, right)
            for (left, right), cell in zip(columns, row, strict=True)
        ]
    if not _is_table(rows, names[0].font):
        return []
    return [
        TableRow([lines[at + number].text], 0 if number else len(row), _texts(row))
        for number, row in enumerate(rows)
    ]


def _row(lines: Sequence[Line], number: int, columns: Sequence[tuple[float, float]]) -> _Row | None:
    """The cells of a line by column; None where it is no further row of a table with these."""
    above, line = lines[number - 1], lines[number]
    near = 0 < above.y - line.y <= _MOST_DROP * line.size
    if line.aside or not near or len(line.cells) < 2:
        return None
    row: _Row = [None] * len(columns)
    for cell in line.cells:
        over = [
            n for n, (left, right) in enumerate(columns) if left < cell.right > cell.left < right
        ]
        if len(over) != 1 or row[over[0]] is not None or len(cell.text) > _LONGEST_CELL:
            return None
        row[over[0]] = cell
    return row


def _is_another_header(row: _Row, font: str) -> bool:
    cells = [cell for cell in row if cell is not None]
    return all(cell.font == font and not is_value(cell.text) for cell in cells)


def _is_table(rows: Sequence[_Row], font: str) -> bool:
    """Whether the first row names columns, one of which holds numbers below in another font."""
    below = rows[1:]
    plain = [row for row in below if all(cell is None or cell.font != font for cell in row[1:])]
    if len(plain) < max(_FEWEST_ROWS, _FEWEST_PLAIN * len(below)):
        return False
    for at in range(len(rows[0])):
        cells = [cell for row in plain if (cell := row[at]) is not None and cell.font != font]
        values = sum(is_value(cell.text) for cell in cells)
        if values >= max(_FEWEST_ROWS, _FEWEST_VALUES * len(cells)):
            return names_columns([_texts(row) for row in rows], range(len(rows)))
    return False


def _texts(row: _Row) -> list[str]:
    return [cell.text if cell else "" for cell in row]
