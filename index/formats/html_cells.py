"""A table of HTML, cell by cell → the rows of a table, or text where it only lays text out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Union

from index.document import MarkKind
from index.formats.canonical import TableRow
from index.lines import clip
from index.tables import named_by_first

LONGEST_CELL = 1_000
"""Characters of a cell up to which a table without header cells may hold data."""

# No file, however made, may become much larger than it is.
_MOST_ACROSS = 20
_MOST_DOWN = 50
_LONGEST_REPEATED = 100
_MOST_COLUMNS_REPEATED = 100


@dataclass(frozen=True, slots=True)
class Piece:
    """What is written of a document: a method of `Canonical` by its name, and what it is given.

    ``level`` is of a heading, or how deep an item is set in, which ``marker`` stands before;
    ``kind`` is of a mark. ``breaks`` are the labels of pages that begin amid a text, and where.
    ``named`` is of rows, as `Canonical.rows` has it.
    """

    method: str
    text: str = ""
    context: str = ""
    level: int = 0
    rows: Sequence[TableRow] = ()
    kind: MarkKind = MarkKind.ANCHOR
    breaks: Sequence[tuple[int, str]] = ()
    marker: str = ""
    named: bool = True


Pieces = list[Union[Piece, "Pieces"]]
"""Pieces in order. Those of a table within a cell are a list within, so that none is copied."""


@dataclass(slots=True)
class Cell:
    """A cell or a caption, and what stands in it."""

    is_head: bool = False
    across: int = 1
    down: int = 1
    is_bold: bool = False
    pieces: Pieces = field(default_factory=list)
    length: int = 0
    holds_blocks: bool = False

    def add(self, piece: "Piece | Pieces") -> None:
        """What comes next in the cell."""
        self.pieces.append(piece)
        if isinstance(piece, list) or piece.method not in ("paragraph", "item", "mark"):
            self.holds_blocks = True
        elif piece.method != "mark":
            self.length += len(piece.text)

    def text(self) -> str:
        """The cell on one line."""
        texts = (
            piece.marker + piece.text
            for piece in self._flat()
            if piece.method in ("paragraph", "item")
        )
        return " ".join(" ".join(texts).split())

    def marks(self) -> Iterator[tuple[MarkKind, str]]:
        """The ids in it, and the pages that begin in it."""
        for piece in self._flat():
            if piece.method == "mark":
                yield piece.kind, piece.text
            yield from ((MarkKind.PAGE, label) for _, label in piece.breaks)

    def _flat(self) -> Iterator[Piece]:
        return (piece for piece in self.pieces if isinstance(piece, Piece))


@dataclass(slots=True)
class Table:
    """A table while it is read. ``lead`` is the text that leads into it."""

    is_layout: bool
    lead: str
    rows: list[list[Cell]] = field(default_factory=list)
    caption: Cell | None = None
    cell: Cell | None = None
    in_head: bool = False

    def row(self) -> None:
        """A row begins."""
        self.rows.append([])

    def begin(self, is_head: bool, across: int, down: int, *, is_bold: bool = False) -> None:
        """A cell begins that is so many columns wide and rows high."""
        down = min(down, _MOST_DOWN) if down else _MOST_DOWN
        across = max(1, min(across, _MOST_ACROSS))
        self.cell = Cell(is_head or self.in_head, across, down, is_bold)
        if not self.rows:
            self.row()
        self.rows[-1].append(self.cell)

    def pieces(self) -> Pieces:
        """What the table comes to. Its caption is text too."""
        caption = self.caption.text() if self.caption else ""
        marks = self.caption.marks() if self.caption else ()
        found: Pieces = [Piece("mark", name, kind=kind) for kind, name in marks]
        if caption:
            found.append(Piece("paragraph", caption))
        _tell_heads(self.rows)
        has_heads = any(cell.is_head for row in self.rows for cell in row)
        widest = max((sum(cell.across for cell in row) for row in self.rows), default=0)
        if self.is_layout or (widest < 2 and not has_heads):
            found += [cell.pieces for row in self.rows for cell in row]
            return found
        run: list[TableRow] = []
        is_broken = False
        rows = list(_spread(self.rows))
        named = named_by_first([row.read for row in rows])
        for row, spread in zip(self.rows, rows, strict=True):
            if _is_data(row, has_heads):
                run.append(spread)
                continue
            found += _tables(run, caption or self.lead, named, is_broken)
            run, is_broken = [], True
            found += [cell.pieces for cell in row]
        found += _tables(run, caption or self.lead, named, is_broken)
        return found


def _tell_heads(rows: Sequence[Sequence[Cell]]) -> None:
    """Let bold cells be header cells in a table that has none: those of its first row, of the first
    column, or that span it, where not all is bold."""
    filled = [[cell for cell in row if cell.length or cell.holds_blocks] for row in rows]
    cells = [cell for row in filled for cell in row]
    if any(cell.is_head for cell in cells) or all(cell.is_bold for cell in cells):
        return
    whole = [row for row in filled if len(row) > 1]
    names = whole[:1] if whole and all(cell.is_bold for cell in whole[0]) else []
    below = whole[len(names) :]
    is_keyed = bool(below) and all(row[0].is_bold and not row[-1].is_bold for row in below)
    for row, told in zip(rows, filled, strict=True):
        if told in names or (len(row) == 1 and row[0].is_bold):
            for cell in row:
                cell.is_head = True
        elif is_keyed and told and told[0] is row[0]:
            row[0].is_head = True


def _is_data(row: Sequence[Cell], has_heads: bool) -> bool:
    return not any(
        cell.holds_blocks or (cell.length > LONGEST_CELL and not has_heads) for cell in row
    )


def _tables(run: list[TableRow], caption: str, named: bool, is_broken: bool) -> Iterator[Piece]:
    # Below text no row may be guessed to name the columns, as the first of several is.
    apart = is_broken and run and not run[0].heads
    for rows in [[row] for row in run] if apart else [run]:
        if rows:
            yield Piece("rows", caption, rows=rows, named=named)


@dataclass(frozen=True, slots=True)
class _Column:
    """One column of a cell: what is shown, how it is read, and in how many more rows."""

    shown: str
    read: str
    is_head: bool
    more: int

    def below(self) -> "_Column":
        return _Column(self.shown, self.read, self.is_head, self.more - 1)


def _spread(rows: Sequence[Sequence[Cell]]) -> Iterator[TableRow]:
    """Rows with their spans spread: a cell over rows stands in each, as it does for the eye; one
    over columns is shown once, and read in each where it names them."""
    above: dict[int, _Column] = {}
    for row in rows:
        columns: list[_Column] = []
        for cell in row:
            _reach_down(columns, above)
            columns += _columns(cell)
        _reach_down(columns, above)
        above = {at: column.below() for at, column in enumerate(columns) if column.more > 0}
        read = [column.read for column in columns]
        if row and len(columns) == row[0].across > 1:
            # One cell over the whole width names the rows below it.
            read = read[:1] * len(read)
        heads = next((at for at, c in enumerate(columns) if not c.is_head), len(columns))
        marks = [mark for cell in row for mark in cell.marks()]
        yield TableRow([column.shown for column in columns], heads, read, marks)


def _reach_down(columns: list[_Column], above: dict[int, _Column]) -> None:
    while len(columns) < _MOST_COLUMNS_REPEATED and len(columns) in above:
        columns.append(above.pop(len(columns)))


def _columns(cell: Cell) -> Iterator[_Column]:
    text = cell.text()
    repeats = not cell.holds_blocks and len(text) <= _LONGEST_REPEATED
    more = cell.down - 1 if repeats else 0
    yield _Column(text, clip(text) if cell.is_head else text, cell.is_head, more)
    for _ in range(cell.across - 1):
        yield _Column("", clip(text) if cell.is_head else "", cell.is_head, more)
