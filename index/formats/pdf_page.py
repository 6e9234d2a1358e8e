"""A PDF page → its lines in reading order, the rows of a grid as one line each."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from pypdfium2 import PdfPage

from index.formats.pdf_cells import in_cells
from index.formats.pdf_chars import Characters
from index.formats.pdf_grids import Grid, GridRow, Place
from index.formats.pdf_lines import Line, LineReader
from index.formats.pdf_margins import Margins
from index.formats.pdf_order import joined, ordered
from index.formats.pdf_rules import read_rules


def read_page(page: PdfPage, most: int, margins: Margins) -> list[Line] | None:
    """The lines of a page; None where it has more than ``most`` characters. ``margins`` is of the
    pages before."""
    text_page = page.get_textpage()
    try:
        if text_page.count_chars() > most:
            return None
        reader = LineReader(Characters(text_page.raw))
        found, lines = reader.lines(margins)
        parts = in_cells(reader.chars, found, lines, read_rules(page, reader.chars.quarter))
        for at in sorted(parts, reverse=True):
            made = [reader.line(bound) for bound, _ in parts[at]]
            for line, (_, spot) in zip(made, parts[at], strict=True):
                line.spot = spot
            lines[at : at + 1] = made
    finally:
        text_page.close()
    return ordered(_gathered(joined(lines)))


def _gathered(lines: Sequence[Line]) -> list[Line]:
    """The lines in a grid as its rows, where the first of them stands."""
    cells: dict[int, dict[Place, list[Line]]] = defaultdict(lambda: defaultdict(list))
    for line in lines:
        if line.spot is not None:
            cells[id(line.spot.grid)][line.spot.row, line.spot.column].append(line)
    found: list[Line] = []
    for line in lines:
        if line.spot is None:
            found.append(line)
        elif told := cells.pop(id(line.spot.grid), None):
            found += _rows(line.spot.grid, told)
    return found


def _rows(grid: Grid, cells: dict[Place, list[Line]]) -> Iterator[Line]:
    texts = {place: _text(lines) for place, lines in cells.items()}
    columns = _columns(grid, texts)
    for row, roots in enumerate(grid.roots):
        own = list(dict.fromkeys(root for root in roots if root[0] == row and root in cells))
        if not own:
            continue
        places = [roots[column] for column in columns]
        shown = [
            texts.get(place, "") if place in own and place not in places[:at] else ""
            for at, place in enumerate(places)
        ]
        read = [texts.get(place, "") for place in places]
        lines = [line for place in own for line in cells[place]]
        yield Line(
            text="\t".join(filter(None, shown)),
            left=min(line.left for line in lines),
            right=max(line.right for line in lines),
            y=max(line.y for line in lines),
            size=max(line.size for line in lines),
            is_wide=True,
            is_bold=all(line.is_bold for line in lines),
            row=GridRow(grid, row, shown, read, len(set(places)) > 1),
        )


def _columns(grid: Grid, texts: dict[Place, str]) -> list[int]:
    """The columns that hold text of their own."""
    found: list[int] = []
    for column in range(len(grid.columns) - 1):
        own = [roots[column] for roots in grid.roots]
        before = [roots[found[-1]] for roots in grid.roots] if found else []
        if any(place in texts for place in own) and own != before:
            found.append(column)
    return found


def _text(lines: Sequence[Line]) -> str:
    """What a cell says, over its lines. A word that is broken stays together."""
    told = ""
    for line in lines:
        is_broken = told[-1:] == "-" and told[-2:-1].isalnum()
        told += line.text if is_broken or not told else f" {line.text}"
    return told
