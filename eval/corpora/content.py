"""A text file → what it holds, apart from how it is written: headings, paragraphs, items, tables.

White space is made single spaces. What only marks structure in the text is not taken along.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.choosing import discover
from index.document import Block, Kind, Span
from index.html_tables import html_rows, html_tables
from index.lines import clip, lines_of
from index.reading import read
from index.structure import blocks
from index.tables import Row, plain_rows


@dataclass(frozen=True, slots=True)
class Heading:
    """``level`` 1 is the highest; no level is left out on the way down."""

    level: int
    title: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Prose."""

    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list; ``depth`` is 0 for one that is not nested."""

    text: str
    depth: int


@dataclass(frozen=True, slots=True)
class Table:
    """``rows`` are all as wide as the first, which names the columns; ``caption`` may be empty."""

    caption: str
    rows: tuple[tuple[str, ...], ...]


Piece = Heading | Paragraph | Item | Table


@dataclass(frozen=True, slots=True)
class Content:
    """What a file holds; ``source`` is its name."""

    source: str
    title: str
    pieces: tuple[Piece, ...]

    @property
    def stem(self) -> str:
        """The source's name without its suffix, to name what is written after it."""
        return Path(self.source).stem

    def headed(self) -> Iterator[tuple[tuple[str, ...], Piece]]:
        """Each piece but headings, with the headings above it, outermost first."""
        path: list[str] = []
        for piece in self.pieces:
            if isinstance(piece, Heading):
                path = [*path[: piece.level - 1], piece.title]
            else:
                yield tuple(path), piece


def texts(piece: Piece) -> list[str]:
    """What can be quoted of a piece: its text, or its rows below the header, their cells parted by
    a space."""
    match piece:
        case Table(_, rows):
            return [" ".join(cell for cell in row if cell) for row in rows[1:]]
        case Paragraph(text) | Item(text):
            return [text]
        case Heading():
            return []


def contents(folder: Path) -> list[Content]:
    """What the text files of a folder hold, in the order of their paths."""
    found = [read(file) for file in discover([folder], folder).found]
    return [content(document.path, document.title, document.text) for document in found]


def content(source: str, title: str, text: str) -> Content:
    """What a text holds."""
    return Content(source, title, tuple(_pieces(text, blocks(text))))


def _pieces(text: str, found: Sequence[Block]) -> Iterator[Piece]:
    tables = list(_tables(text))
    above: list[str] = []
    path: tuple[str, ...] = ()
    at = 0
    while at < len(found):
        block = found[at]
        yield from _headings(path, block.heading)
        path = block.heading
        if block.kind is Kind.ROW:
            taken, table = _table(tables, found[at:])
            yield table
            at += taken
            continue
        shown = " ".join(block.span.of(text).split())
        if block.kind is Kind.ITEM:
            told = block.context.rpartition(" › ")[2]
            while above and above[-1] != told:
                above.pop()
            yield Item(shown, len(above))
            above.append(clip(shown))
        else:
            above.clear()
            yield Paragraph(shown)
        at += 1


def _headings(before: Sequence[str], now: Sequence[str]) -> Iterator[Heading]:
    same = 0
    while same < min(len(before), len(now)) and before[same] == now[same]:
        same += 1
    for level, title in enumerate(now[same:], same + 1):
        yield Heading(level, title)


def _tables(text: str) -> Iterator[tuple[Span, list[Row]]]:
    """Every run of lines that may be a table, and every HTML table, with its rows."""
    regions = html_tables(text)
    run = []
    for line in [*lines_of(text, regions), None]:
        if line is not None and not line.table and "|" in line.text:
            run.append(line)
            continue
        if run:
            yield Span(run[0].start, run[-1].end), plain_rows(run, text)
            run = []
        if line is not None and line.table:
            yield Span(line.start, line.end), html_rows(text, line.start, line.end)[1]


def _table(tables: Iterable[tuple[Span, list[Row]]], found: Sequence[Block]) -> tuple[int, Table]:
    """The table that the first of the blocks is a row of, and how many of them are."""
    start = found[0].span.start
    region, rows = next(table for table in tables if table[0].start <= start < table[0].end)
    spans = {block.span for block in found if region.overlaps(block.span)}
    header = next(row for row in rows if any(row.cells))
    width = len(header.cells)
    cells = [row.cells for row in rows if row is header or row.span in spans]
    filled = tuple((*row, *[""] * (width - len(row)))[:width] for row in cells)
    return len(spans), Table(found[0].context, filled)
