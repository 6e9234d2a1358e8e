"""The rows of a grid on PDF pages → a table, and which of them name its columns."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.formats.canonical import TableRow
from index.formats.pdf_grids import GridRow
from index.formats.pdf_lines import Line
from index.grids import is_value, names_columns

_MOST_HEADS = 3
_FEWEST_ROWS = 3
_LONGEST_NAME = 60
_FEWEST_OF_SENTENCE = 3  # words
_SAME = 3.0  # points


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the columns of a table stand, and the row that names them."""

    edges: Sequence[float]
    names: Sequence[str]

    def is_same(self, edges: Sequence[float]) -> bool:
        """Whether other columns stand where these do."""
        return len(edges) == len(self.edges) and all(
            abs(one - other) <= _SAME for one, other in zip(edges, self.edges, strict=True)
        )


@dataclass(frozen=True, slots=True)
class GridTable:
    """The rows of a table, which ``goes_on`` where the names stand on a page before; before
    ``end`` of the page's lines."""

    end: int
    rows: list[TableRow]
    columns: Columns
    goes_on: bool


def keep_names(lines: Sequence[Line]) -> None:
    """Of a table that goes on from page to page its first rows return: they are no running lines,
    unless all of it is."""
    grids = {id(line.row.grid) for line in lines if line.row and not line.aside}
    for line in lines:
        if line.row and id(line.row.grid) in grids:
            line.aside = False


def grid_table(lines: Sequence[Line], at: int, above: Columns | None) -> GridTable:
    """The table whose row a line is. ``above`` are the columns of the table right above."""
    first = lines[at].row
    assert first is not None
    end = at
    while end < len(lines) and not lines[end].aside and _is_of(lines[end], first):
        end += 1
    own = lines[at:end]
    rows = [line.row for line in own if line.row]
    heads = _styled(own, rows)
    edges = first.grid.columns
    goes_on = above is not None and above.is_same(edges)
    if above is not None and goes_on and not heads:
        heads, names = int(rows[0].read == above.names), above.names
        goes_on = not heads
    else:
        goes_on = False
        heads = heads or _plain(rows)
        names = rows[heads - 1].read if heads else []
    made = [
        TableRow(row.shown, len(row.read) * (number < heads), row.read, apart=row.apart)
        for number, row in enumerate(rows)
    ]
    return GridTable(end, made, Columns(edges, names), goes_on)


def _is_of(line: Line, row: GridRow) -> bool:
    return line.row is not None and line.row.grid is row.grid


def _styled(lines: Sequence[Line], rows: Sequence[GridRow]) -> int:
    """How many of the first rows are in bold, or before a shade, that none below has."""
    if len(rows) < 2:
        return 0
    for styles in (
        [line.is_bold or None for line in lines],
        [row.grid.shade(row.row) for row in rows],
    ):
        first = styles[0]
        heads = next((at for at, style in enumerate(styles) if style != first), len(styles))
        if first is not None and heads <= _MOST_HEADS and first not in styles[heads:]:
            filled = sum(map(bool, rows[heads - 1].read))
            if heads < len(rows) and 1 < filled and not _holds_values(rows[heads - 1]):
                return heads
    return 0


def _holds_values(row: GridRow) -> bool:
    return not names_columns([row.read, []], (0, 1))


def _plain(rows: Sequence[GridRow]) -> int:
    """Whether the first row names the columns, as what is told in each shows."""
    names = rows[0].shown
    if names[:1] == [""] and all(row.read[0] for row in rows[1:]):
        names = names[1:]  # the names of rows have none
    elif not names[0][:1].isalpha() or names[0][0].islower():
        return 0
    if len(rows) < _FEWEST_ROWS or len(rows[0].shown) < 2 or len(set(names)) < len(names):
        return 0
    if not all(map(_may_name, names)) or names[0][-1] == ":":
        return 0
    if _holds_values(rows[0]) or (len(names) == 2 and any(map(_has_digit, names))):
        return 0
    return int(not all(map(is_value, names)))


def _may_name(text: str) -> bool:
    is_text = text[-1:] == "." and len(text.split()) >= _FEWEST_OF_SENTENCE
    return 0 < len(text) <= _LONGEST_NAME and not is_text


def _has_digit(text: str) -> bool:
    return any(map(str.isdigit, text))
