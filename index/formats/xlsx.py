"""Excel workbooks: each sheet's tables, row by row, as they show when opened."""

import warnings
from collections.abc import Iterable, Iterator, Sequence

import openpyxl
from openpyxl.cell.read_only import ReadOnlyCell

from index.document import MarkKind
from index.errors import ReadError
from index.formats.canonical import Canonical, Parsed
from index.formats.damage import guarded
from index.formats.numerals import shown
from index.formats.opc import SHEETS, package, sensible_title, untold
from index.grids import Grid, grids

MOST_ROWS = 1_048_576
"""The last row a sheet can have."""
MOST_CELLS = 2_000_000
"""Cells of a workbook with something in them."""
MOST_PLACES = 20_000_000
"""Rows, and cells up to the last one of each, that are walked in a workbook."""
MOST_CHARACTERS = 100_000_000

_Rows = tuple[list[int], list[tuple[str, ...]]]


def parse(data: bytes) -> Parsed:
    """A workbook: rows that are hidden are read, and so are hidden sheets, which anyone can show;
    not those that only a macro can, nor formulas that were never computed, nor errors."""
    plain = package(data, SHEETS)
    made = Canonical()
    with guarded(), warnings.catch_warnings():
        # What a program that writes workbooks would lose, a reader does not miss.
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(plain, read_only=True, data_only=True, keep_links=False)
        limits = _Limits()
        for sheet in book.worksheets:
            if sheet.sheet_state != "veryHidden":
                # The size that a sheet declares is not believed: a row ends with its last cell.
                sheet.reset_dimensions()
                number = book.sheetnames.index(sheet.title) + 1
                _add(made, number, sheet.title, _rows(sheet.iter_rows(), limits))
        parsed = made.done("xlsx", sensible_title(book.properties.title))
    if not parsed.text:
        raise untold(data)
    return parsed


class _Limits:
    """What was read of the whole workbook so far."""

    def __init__(self) -> None:
        self.places = 0
        self.cells = 0
        self.characters = 0

    def walk(self, number: int, width: int) -> None:
        self.places += 1 + width
        if number > MOST_ROWS:
            raise ReadError(f"it has a row beyond {MOST_ROWS}")
        if self.places > MOST_PLACES:
            raise ReadError(f"its cells are strewn over more than {MOST_PLACES} places")

    def read(self, cells: Iterable[str]) -> None:
        for cell in cells:
            self.cells += 1 if cell else 0
            self.characters += len(cell)
        if self.cells > MOST_CELLS:
            raise ReadError(f"it has more than {MOST_CELLS} cells")
        if self.characters > MOST_CHARACTERS:
            raise ReadError(f"it has more than {MOST_CHARACTERS} characters")


def _rows(walked: Iterable[Sequence[ReadOnlyCell]], limits: _Limits) -> _Rows:
    """The rows of a sheet that are not empty, and their numbers."""
    numbers: list[int] = []
    rows: list[tuple[str, ...]] = []
    for number, row in enumerate(walked, 1):
        limits.walk(number, len(row))
        filled = [(at, cell) for at, cell in enumerate(row) if cell.value is not None]
        cells = [""] * (filled[-1][0] + 1 if filled else 0)
        for at, cell in filled:
            cells[at] = _cell(cell)
        limits.read(cells)
        if any(cells):
            numbers.append(number)
            rows.append(tuple(cells))
    return numbers, rows


def _cell(cell: ReadOnlyCell) -> str:
    if cell.data_type == "e":
        return ""
    code = cell.number_format if cell.data_type != "s" else ""
    return " ".join(shown(cell.value, code or "").split())


def _add(made: Canonical, number: int, name: str, found: _Rows) -> None:
    numbers, rows = found
    if not rows:
        return
    made.mark(MarkKind.SHEET, number, name)
    made.section(1, name)
    for grid in grids(numbers, rows):
        for chosen, caption, named in _parts(grid):
            left = min(next(at for at, cell in enumerate(rows[row]) if cell) for row in chosen)
            made.table(
                [rows[row][left:] for row in chosen],
                caption=caption,
                numbers=[numbers[row] for row in chosen],
                named=named,
            )


def _parts(grid: Grid) -> Iterator[tuple[list[int], str, bool]]:
    if grid.above:
        yield grid.above, "", False
    if grid.rows:
        yield grid.rows, grid.caption, grid.named
