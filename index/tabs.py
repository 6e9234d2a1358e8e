"""Lines whose cells tabs part: where they surely are a table, and whether a row names its columns.

Tabs stand in prose too, where a program that aligns text put them for spaces.
"""

from collections.abc import Sequence

from index.grids import is_value
from index.lines import Line

_LOOKED_AT = 40
_FEWEST_COLUMNS, _FEWEST_ROWS = 3, 3
_LONGEST_NAME = 60
_LONGEST_ABBREVIATION = 6


def tab_lines(lines: Sequence[Line], at: int, text: str) -> int:
    """How many lines from ``at`` on make one tab table; 0 where none surely begins."""
    first = lines[at]
    if "\t" not in first.text or first.table or (at and "\t" in lines[at - 1].text):
        return 0
    tabs = _tabs(first, text)
    if at + 1 == len(lines) or _tabs(lines[at + 1], text) != tabs:
        return 0
    end = at
    while end < len(lines) and _belongs(lines[end], tabs, text):
        end += 1
    goes_on = end < len(lines) and lines[end].text != ""
    if end < at + 2 or (goes_on and lines[end].indent):
        return 0
    rows = [tab_cells(line, text) for line in lines[at : min(end, at + _LOOKED_AT)]]
    if names_columns(rows):
        return end - at
    amid = goes_on or (at > 0 and lines[at - 1].text != "" and lines[at - 1].text[-1] != ":")
    return end - at if not amid and _are_records(rows) else 0


def tab_cells(line: Line, text: str) -> list[str]:
    """The cells of a line, each on its own as it stands."""
    start = line.first if line.indent else line.start
    return [cell.strip() for cell in text[start : line.last].split("\t")]


def names_columns(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row surely names the columns: short words, above what is unlike them."""
    header, below = rows[0], rows[1:_LOOKED_AT]
    names = header if header[0] else header[1:]
    if not below or not all(map(_is_name, names)):
        return False
    if any(_is_told_apart(header, below, column) for column in range(len(header))):
        return True
    wide = len(names) == len(header) >= _FEWEST_COLUMNS and len(rows) > _FEWEST_ROWS
    return wide and all(len(row) == len(header) for row in below)


def _belongs(line: Line, tabs: int, text: str) -> bool:
    if not line.text or line.table:
        return False
    found = _tabs(line, text)
    if line.indent:
        # An empty first cell, unless tabs set the line in.
        return found == tabs > 1 and text[line.first] == "\t" and "\t" in line.text
    return 1 <= found <= tabs


def _tabs(line: Line, text: str) -> int:
    return 0 if line.table or not line.text else text.count("\t", line.first, line.last)


def _is_name(cell: str) -> bool:
    if not cell or len(cell) > _LONGEST_NAME or cell[0] == "-":
        return False
    if cell[-1] == ".":
        words = cell.split()
        return len(words) <= 2 and max(map(len, words)) <= _LONGEST_ABBREVIATION
    return cell[-1] not in ":,;!" and (not is_value(cell) or _is_year(cell))


def _is_year(cell: str) -> bool:
    return len(cell) == 4 and cell.isascii() and cell.isdigit() and cell[0] in "12"


def _is_told_apart(header: Sequence[str], below: Sequence[Sequence[str]], column: int) -> bool:
    if any(map(str.isdigit, header[column])) or not header[column]:
        return False
    filled = [row[column] for row in below if column < len(row) and row[column]]
    if filled and all(map(is_value, filled)):
        return True
    numbered = sum(any(map(str.isdigit, cell)) for cell in filled)
    return len(filled) >= _FEWEST_ROWS and 2 * numbered >= len(filled)


def _are_records(rows: Sequence[Sequence[str]]) -> bool:
    """Whether rows that nothing names are ones nevertheless, and no wrapped text."""
    if all(len(row) == 2 and row[0][-1:] == ":" and row[1] for row in rows):
        return True
    alike = all(len(row) == len(rows[0]) for row in rows)
    ends = any(cell[-1:] in (".", ",", ";", ":") for row in rows for cell in row[:-1] if cell)
    if not alike or ends:
        return False
    if len(rows[0]) >= _FEWEST_COLUMNS and len(rows) >= _FEWEST_ROWS:
        return all(sum(map(bool, row)) > 1 for row in rows)
    return any(all(row[column] and is_value(row[column]) for row in rows) for column in (0, -1))
