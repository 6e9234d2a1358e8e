"""Lines of PDF pages → the cells of a table's rows by column, and the names of the columns."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf

from index.formats.pdf_lines import Cell, Line
from index.grids import is_value

_MOST_DROP = 4.0  # from row to row, in sizes of the font
_FOLD = 1.5  # from line to line of a folded cell
_LONGEST_CELL = 120

Cells = list[Cell | None]
Columns = list[tuple[float, float]]


@dataclass(slots=True)
class Row:
    """The lines of a row, and its cells by column, each in its parts."""

    lines: list[Line]
    cells: list[list[Cell]]

    @property
    def texts(self) -> list[str]:
        """By column, what a cell says; empty where there is none."""
        return [" ".join(part.text for part in cell) for cell in self.cells]

    def fonts(self) -> Iterator[str]:
        """Of all but the first cell."""
        return (part.font for cell in self.cells[1:] for part in cell)


def names_of(lines: Sequence[Line]) -> tuple[Row, Columns] | None:
    """The names of columns, which may be of several lines, and where the columns are; None where
    these lines can be none."""
    fonts = {cell.font for line in lines for cell in line.cells}
    parts: list[list[Cell]] = []
    for at, line in enumerate(lines):
        if len(line.cells) < 2 or (at and not is_near(lines[at - 1], line)):
            return None
        for cell in line.cells:
            over = [part for part in parts if _overlap(_reach(part), (cell.left, cell.right))]
            if len(over) > 1 or len(cell.text) > _LONGEST_CELL:
                return None
            if over:
                over[0].append(cell)
            else:
                parts.append([cell])
    parts.sort(key=lambda part: _reach(part))
    if len(fonts) > 1:
        return None
    return Row(list(lines), parts), [_reach(part) for part in parts]


def is_near(above: Line, line: Line) -> bool:
    """Whether a line stands below another as the rows of a table do."""
    return 0 < above.y - line.y <= _MOST_DROP * line.size


def _reach(part: Sequence[Cell]) -> tuple[float, float]:
    return min(cell.left for cell in part), max(cell.right for cell in part)


def _overlap(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def by_column(line: Line, columns: Columns) -> Cells | None:
    """The cells of a line by column; None where they do not stand under the columns. A cell that
    reaches into the next column holds what is told in both."""
    found: Cells = [None] * len(columns)
    for cell in line.cells:
        over = [n for n, column in enumerate(columns) if _overlap(column, (cell.left, cell.right))]
        most = 2 if 1 < len(line.cells) < len(columns) else 1
        if not 0 < len(over) <= most or found[over[-1]] or len(cell.text) > _LONGEST_CELL:
            return None
        if found[over[0]] is not None:
            return None
        found[over[0]] = cell
    return found


def widened(columns: Columns, cells: Cells) -> Columns:
    """The columns with the cells of a row; none reaches into the next."""
    ends = [*(left for left, _ in columns[1:]), inf]
    return [
        (min(left, cell.left), min(max(right, cell.right), end)) if cell else (left, right)
        for (left, right), cell, end in zip(columns, cells, ends, strict=True)
    ]


def is_fold(cells: Cells, drop: float, line: Line) -> bool:
    """Whether a line goes on with one cell of the row above, which is not its first."""
    filled = [cell for cell in cells if cell is not None]
    return (
        len(filled) == 1
        and cells[0] is None
        and drop <= _FOLD * line.size
        and not is_value(filled[0].text)
    )


def add_line(row: Row, line: Line, cells: Cells) -> None:
    """Add to a row the line that it is folded over."""
    row.lines.append(line)
    for parts, cell in zip(row.cells, cells, strict=True):
        if cell is not None:
            parts.append(cell)
