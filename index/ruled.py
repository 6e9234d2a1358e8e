"""Tables with lines drawn between their rows, as manuals and databases print them: cells of several
lines each, between ``+---+`` or ``├───┤``."""

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from index.document import Span
from index.grids import is_value
from index.lines import Line

_RULE = re.compile(r"\+(?:[-=]+\+)+$|[\u2500\u2501\u2504\u2505\u2508-\u257f]{3,}$")
_BAR = re.compile(r"(?<!\\)[|│┃║]")
_BARS = "|│┃║"
_FEWEST_CELLS = 2
_MOST_LINES = 2_000
_MOST_BETWEEN = 3  # lines drawn that part no more than the header from the rows
_LONGEST_NAME = 4  # words

Drawn = tuple[Span, tuple[str, ...], bool]
"""A row: where it stands, its cells, and whether it names the columns."""


def ruled_lines(lines: Sequence[Line], at: int) -> int:
    """How many lines from ``at`` on make such a table; 0 where none begins."""
    if not _is_rule(lines[at]) or at + 1 == len(lines) or not _cells(lines[at + 1]):
        return 0
    near = lines[at : at + _MOST_LINES]
    drawn = list(takewhile(lambda line: _is_rule(line) or _cells(line), near))
    last = max(number for number, line in enumerate(drawn) if _is_rule(line))
    return last + 1 if last else 0


def ruled_rows(lines: Sequence[Line]) -> Iterator[Drawn]:
    """The rows of such a table. Where nothing parts the rows from each other, each line is one,
    but for what goes on below an empty first cell."""
    groups: list[list[Line]] = []
    for line in lines:
        if _is_rule(line):
            groups.append([])
        else:
            groups[-1].append(line)
    filled = [group for group in groups if group]
    header = 1 if len(filled) > 1 else 0
    if len(groups) <= _MOST_BETWEEN:
        rows = filled[:header] + [row for group in filled[header:] for row in _by_line(group)]
    else:
        rows = filled
        header = header and all(map(_is_name, _joined(filled[0])))
    for number, row in enumerate(rows):
        yield Span(row[0].start, row[-1].end), _joined(row), number < header


def _by_line(group: Sequence[Line]) -> list[list[Line]]:
    rows: list[list[Line]] = []
    for line in group:
        if rows and not _cells(line)[0]:
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def _joined(row: Sequence[Line]) -> tuple[str, ...]:
    """The cells of a row, each of its lines one after another."""
    told = [_cells(line) for line in row]
    columns = range(max(map(len, told)))
    parts = ((cells[at] for cells in told if at < len(cells)) for at in columns)
    return tuple(" ".join(filter(None, cell)) for cell in parts)


def _cells(line: Line) -> list[str]:
    """The cells between the bars of a line; none where it is not of a table."""
    if line.table or len(line.text) < _FEWEST_CELLS or line.text[0] not in _BARS:
        return []
    if line.text[-1] not in _BARS:
        return []
    cells = [cell.strip() for cell in _BAR.split(line.text)[1:-1]]
    return cells if len(cells) >= _FEWEST_CELLS else []


def _is_rule(line: Line) -> bool:
    return not line.table and _RULE.match(line.text) is not None


def _is_name(cell: str) -> bool:
    return 0 < len(cell.split()) <= _LONGEST_NAME and not is_value(cell)
