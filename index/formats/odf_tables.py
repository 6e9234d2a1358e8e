"""The tables of OpenDocument texts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.formats.odf import Element, all_text, qn

_ROW, _CELL, _COVERED = (
    qn("table:table-row"),
    qn("table:table-cell"),
    qn("table:covered-table-cell"),
)
_HEADER = qn("table:table-header-rows")
_GROUPS = frozenset(
    (_HEADER, qn("table:table-rows"), qn("table:table-row-group"), qn("text:soft-page-break"))
)
_MOST_COLUMNS = 100
_LONGEST_HANGING = 200


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell over ``width`` columns and ``height`` rows, in the column ``at``."""

    element: Element
    text: str
    at: int
    width: int
    height: int
    in_header: bool


def rows_of(table: Element) -> list[list[Cell]]:
    """The cells of each row, without those that another covers."""
    return [list(_cells(row, in_header)) for row, in_header in _rows(table, False)]


def header_of(rows: Sequence[Sequence[Cell]]) -> tuple[list[list[str]], list[list[str]]]:
    """The rows as they stand, and as they are read: with what a merged cell spans filled in."""
    shown: list[list[str]] = []
    read: list[list[str]] = []
    hanging: dict[int, tuple[str, int]] = {}
    for row in rows:
        end = max((cell.at + cell.width for cell in row), default=0)
        end = max([end, *(at + 1 for at, (_, left) in hanging.items() if left)])
        told, heard = [""] * end, [""] * end
        for at, (text, left) in list(hanging.items()):
            if left:
                heard[at], hanging[at] = text, (text, left - 1)
        for cell in row:
            told[cell.at] = heard[cell.at] = cell.text
            # A cell alone in its row names the rows below; one in a header all its columns.
            if cell.in_header or len(row) == 1:
                heard[cell.at : cell.at + cell.width] = [cell.text] * cell.width
            if cell.height > 1 and len(cell.text) <= _LONGEST_HANGING:
                hanging[cell.at] = (cell.text, cell.height - 1)
        shown.append(told)
        read.append(heard)
    return shown, read


def _rows(table: Element, in_header: bool) -> Iterator[tuple[Element, bool]]:
    for element in table:
        if element.tag == _ROW:
            yield element, in_header
        elif element.tag in _GROUPS:
            yield from _rows(element, in_header or element.tag == _HEADER)


def _cells(row: Element, in_header: bool) -> Iterator[Cell]:
    at = 0
    for element in row:
        if element.tag not in (_CELL, _COVERED) or at >= _MOST_COLUMNS:
            continue
        repeated = _number(element, "table:number-columns-repeated")
        if element.tag == _CELL:
            text = " ".join(all_text(element).split())
            width = _number(element, "table:number-columns-spanned")
            height = _number(element, "table:number-rows-spanned")
            for extra in range(min(repeated, _MOST_COLUMNS - at) if text or repeated < 2 else 0):
                yield Cell(element, text, at + extra, min(width, _MOST_COLUMNS), height, in_header)
        at += repeated


def _number(element: Element, name: str) -> int:
    told = element.get(qn(name), "1")
    return max(1, int(told)) if told.isdecimal() and len(told) < 6 else 1
