"""The tables of Word documents: their rows and cells, and what each cell says."""

from collections.abc import Callable
from dataclasses import dataclass

from index.formats.wordml import (
    CELL,
    ROW,
    TABLE,
    VAL,
    Element,
    Inline,
    P,
    inline,
    inside,
    is_on,
    qn,
)

Number = Callable[[Element, str], str]
"""What stands before a paragraph of some text, and is not in it."""

# Word's own bound on columns; a file may claim any number.
_MOST_COLUMNS = 63
_LONGEST_HANGING = 200


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell, over ``width`` columns."""

    element: Element
    width: int
    continues: bool  # the cell above


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table."""

    cells: list[Cell]
    before: int  # columns that are left free
    header: bool


def rows_of(table: Element) -> list[Row]:
    """The rows of a table but for deleted ones."""
    return [_row(row) for row in inside(table, (ROW,)) if not _is_deleted(row)]


def plain(container: Element, held: list[Inline], number: Number) -> str:
    """All text of a cell or a note, tables and boxes in it as well; ``held`` gets its notes."""
    parts: list[str] = []
    for element in inside(container, (P, TABLE)):
        if element.tag == TABLE:
            rows = inside(element, (ROW,))
            cells = [cell for row in rows if not _is_deleted(row) for cell in inside(row, (CELL,))]
            parts += [plain(cell, held, number) for cell in cells]
        else:
            piece = inline(element)
            held.append(piece)
            parts.append(number(element, piece.text) + piece.text.strip())
            parts += [plain(box, held, unnumbered) for box in piece.boxes]
    return "\n".join(part.strip() for part in parts if part.strip())


def unnumbered(_element: Element, _text: str) -> str:
    """No number, whatever the paragraph."""
    return ""


def filled(
    rows: list[Row], held: list[Inline], number: Number
) -> tuple[list[list[str]], list[list[str]]]:
    """The rows as they stand, and as they are read: with what a merged cell spans filled in."""
    shown: list[list[str]] = []
    read: list[list[str]] = []
    hanging: dict[int, str] = {}
    for row in rows:
        told = [""] * row.before
        heard = [""] * row.before
        said = len(held)
        for cell in row.cells:
            if cell.continues:
                text, above = "", hanging.get(len(told), "")
            else:
                text = above = " ".join(plain(cell.element, held, number).split())
                hanging[len(told)] = text if len(text) <= _LONGEST_HANGING else ""
            # A cell alone in its row names the rows below; one in a header all its columns.
            spans = row.header or len(row.cells) == 1
            told += [text] + [""] * (cell.width - 1)
            heard += [above] + [above if spans else ""] * (cell.width - 1)
        # A row of nothing but its number is a form's, left empty.
        is_said = any(piece.text.strip() or piece.boxes for piece in held[said:])
        shown.append(told if is_said else [""] * len(told))
        read.append(heard)
    return shown, read


def _row(row: Element) -> Row:
    cells = []
    for element in inside(row, (CELL,)):
        properties = element.find(qn("w:tcPr"))
        merged = None if properties is None else properties.find(qn("w:vMerge"))
        continues = merged is not None and merged.get(VAL, "continue") == "continue"
        cells.append(Cell(element, max(1, _columns(properties, "w:gridSpan")), continues))
    properties = row.find(qn("w:trPr"))
    return Row(cells, _columns(properties, "w:gridBefore"), is_on(row, "w:trPr/w:tblHeader"))


def _columns(properties: Element | None, name: str) -> int:
    found = None if properties is None else properties.find(qn(name))
    count = "" if found is None else found.get(VAL, "")
    return min(int(count[:9]), _MOST_COLUMNS) if count.isdecimal() else 0


def _is_deleted(row: Element) -> bool:
    return row.find(f"{qn('w:trPr')}/{qn('w:del')}") is not None
