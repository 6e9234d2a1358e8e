"""The tables of reStructuredText: drawn with ``===``, with ``+---+``, or as a list of lists."""

import re
from collections.abc import Sequence

from index.document import Span
from index.tables import Row

_BORDER = re.compile(r"=+(?:[ \t]+=+)+$")
_UNDERLINE = re.compile(r"-+(?:[ \t]+-+)*$")
_GRID = re.compile(r"\+(?:[-=]+\+)+$")
_SEGMENT = re.compile(r"=+")
_FIRST_CELL = re.compile(r"[ \t]*[*-][ \t]+-(?:[ \t]+|$)")
_CELL = re.compile(r"[ \t]*-(?:[ \t]+|$)")
_MOST_LINES = 400

_Table = tuple[int, list[Row]]


def simple_table(lines: Sequence[str], starts: Sequence[int], at: int) -> _Table:
    """How many lines from ``at`` on make a table, and its rows; ``(0, [])`` where none begins.

    ``lines`` are without white space at their ends, and begin at ``starts``.
    """
    if not _BORDER.match(lines[at].lstrip()):
        return 0, []
    columns = [found.start() for found in _SEGMENT.finditer(lines[at])]
    borders: list[int] = []
    for end in range(at, min(len(lines), at + _MOST_LINES)):
        if _BORDER.match(lines[end].lstrip()):
            borders.append(end)
            if len(borders) > 1 and (end + 1 == len(lines) or not lines[end + 1]):
                break
    else:
        return 0, []
    head_end = borders[1] if len(borders) > 2 else _head_end(lines, *borders)
    rows: list[list[int]] = []
    for number in range(borders[0] + 1, borders[-1]):
        line = lines[number]
        if not line or number in borders or _UNDERLINE.match(line.lstrip()):
            continue
        in_header = number < head_end
        goes_on = not line[: columns[1]].strip() or (in_header and bool(rows))
        if rows and goes_on and (in_header or rows[-1][-1] > head_end):
            rows[-1].append(number)
        else:
            rows.append([number])
    edges = [*columns, None]
    made = [_row(lines, starts, row, edges, columns) for row in rows]
    if made and head_end:
        made[0] = Row(made[0].span, made[0].cells, len(made[0].cells))
    return borders[-1] + 1 - at, made


def _head_end(lines: Sequence[str], top: int, bottom: int) -> int:
    """The only line drawn within a table, where it is below the first row, under all of its
    columns, as others draw what ends a header; 0 where there is none. To docutils it says nothing,
    as no cell above it spans columns."""
    drawn = [at for at in range(top + 1, bottom) if _UNDERLINE.match(lines[at].lstrip())]
    is_first = len(drawn) == 1 and drawn[0] == top + 2 and drawn[0] + 1 < bottom
    border = lines[top].replace("=", "-")
    return drawn[0] if is_first and lines[drawn[0]] == border else 0


def grid_table(lines: Sequence[str], starts: Sequence[int], at: int) -> _Table:
    """As `simple_table`, of a table with bars between the cells."""
    top = lines[at].lstrip()
    if not _GRID.match(top):
        return 0, []
    indent = len(lines[at]) - len(top)
    bars = [indent + place for place, character in enumerate(top) if character == "+"]
    end = at
    while end < len(lines) and lines[end].lstrip()[:1] in ("+", "|"):
        end += 1
    rows: list[list[int]] = [[]]
    header = 0
    for number in range(at + 1, end):
        line = lines[number].lstrip()
        if _GRID.match(line):
            header = len(rows) if "=" in line and not header else header
            rows.append([])
        else:
            rows[-1].append(number)
    edges: list[int | None] = [*bars]
    made = [_row(lines, starts, row, edges, [bar + 1 for bar in bars[:-1]]) for row in rows if row]
    made[:header] = [Row(row.span, row.cells, len(row.cells)) for row in made[:header]]
    return end - at, made


def _row(
    lines: Sequence[str],
    starts: Sequence[int],
    numbers: Sequence[int],
    edges: Sequence[int | None],
    columns: Sequence[int],
) -> Row:
    """A row of lines in a drawn table: column ``n`` goes up to edge ``n + 1``."""
    cells = [
        " ".join(" ".join(lines[number][first:last].strip() for number in numbers).split())
        for first, last in zip(columns, edges[1:], strict=True)
    ]
    return Row(_span(lines, starts, numbers[0], numbers[-1]), tuple(cells))


def list_table(lines: Sequence[str], starts: Sequence[int]) -> list[Row]:
    """The rows of a list each item of which is a list of cells; its lines hold nothing else."""
    rows: list[Row] = []
    cells: list[str] = []
    first = 0
    for number in range(len(lines) + 1):
        line = lines[number] if number < len(lines) else ""
        begins = _FIRST_CELL.match(line)
        if (begins or number == len(lines)) and cells:
            last = max(at for at in range(first, number) if lines[at])
            told = tuple(" ".join(cell.split()) for cell in cells)
            rows.append(Row(_span(lines, starts, first, last), told))
        if begins is not None:
            cells, first = [line[begins.end() :]], number
        elif cells and (cell := _CELL.match(line)) is not None:
            cells.append(line[cell.end() :])
        elif cells:
            cells[-1] += " " + line.strip()
    return rows


def _span(lines: Sequence[str], starts: Sequence[int], first: int, last: int) -> Span:
    indent = len(lines[first]) - len(lines[first].lstrip())
    return Span(starts[first] + indent, starts[last] + len(lines[last]))
