"""Tables as text: cells parted by a comma, a semicolon, a tab or a pipe. The text is the file's
own, so records are found by where they stand; the csv module tells the cells of each."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from index.decoding import decode
from index.document import Block, Mark, MarkKind, Span
from index.errors import ReadError
from index.formats.canonical import Parsed
from index.grids import Grid, grids
from index.tables import Row, row_blocks

MOST_RECORDS = 1_048_576
"""What a spreadsheet program opens; more is a database."""

_DELIMITERS = ",;\t|"
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
_NAMED_DELIMITER = re.compile(r"sep=([^\w\s]|\t)[\r\n]", re.IGNORECASE)
_SAMPLE = 65_536
_SAMPLED_RECORDS = 200
_FEWEST_ALIKE = 0.6


@dataclass(frozen=True, slots=True)
class _Record:
    """``number`` counts as a spreadsheet program does, empty lines included."""

    number: int
    start: int
    end: int
    cells: tuple[str, ...]


def parse(data: bytes) -> Parsed:
    """A file of delimited cells; what is no table after all is told by its text alone."""
    text, encoding = decode(data)
    named = _NAMED_DELIMITER.match(text)
    delimiter = named[1] if named else _delimiter(text)
    if not delimiter:
        return Parsed(text, encoding)
    records = []
    for record in _records(text, delimiter):
        if record.number > MOST_RECORDS:
            raise ReadError(f"it has more than {MOST_RECORDS} records")
        if any(record.cells) and not (named and record.number == 1):
            records.append(record)
    rows = [record.cells for record in records]
    blocks: list[Block] = []
    for grid in grids([record.number for record in records], rows):
        blocks.extend(_blocks(records, grid, text))
    marks = (Mark(record.start, MarkKind.ROW, record.number) for record in records)
    return Parsed(text, encoding, "", "text", tuple(blocks), tuple(marks))


def _blocks(records: list[_Record], grid: Grid, text: str) -> Iterator[Block]:
    for chosen, caption, named in ((grid.above, "", False), (grid.rows, grid.caption, grid.named)):
        made = [_row(records[at], text) for at in chosen]
        if made:
            yield from row_blocks(made, (), caption, named=named, counted=True)


def _row(record: _Record, text: str) -> Row:
    raw = text[record.start : record.end]
    start = record.start + len(raw) - len(raw.lstrip())
    return Row(Span(start, start + len(raw.strip())), record.cells)


def _delimiter(text: str) -> str:
    """What parts the cells: that which gives most records the same number of them. ``""`` where
    nothing does."""
    sample = text[:_SAMPLE]
    if len(sample) < len(text):
        sample = sample[: max(sample.rfind("\n"), sample.rfind("\r")) + 1] or sample
    best = (0.0, 0, "")
    for delimiter in _DELIMITERS:
        widths: Counter[int] = Counter()
        for record in _records(sample, delimiter):
            if any(record.cells):
                widths[len(record.cells)] += 1
            if record.number == _SAMPLED_RECORDS:
                break
        for width, count in widths.items():
            if width > 1 and (count / widths.total(), width) > best[:2]:
                best = (count / widths.total(), width, delimiter)
    return best[2] if best[0] >= _FEWEST_ALIKE and text.strip(best[2] + "\r\n \t") else ""


def _records(text: str, delimiter: str) -> Iterator[_Record]:
    """Every record. A quote that is never closed, or closed amid a cell, is none: its line stands
    for itself."""
    position, number = 0, 0
    # Reading lines again must not come to more than reading the file once again.
    budget = len(text)
    while position < len(text):
        lines = _Lines(text, position)
        try:
            for cells in csv.reader(lines, delimiter=delimiter, strict=True) if budget > 0 else ():
                number += 1
                yield _Record(number, position, lines.end, _clean(cells))
                position = lines.end
        except csv.Error:
            budget -= lines.end - position
        if position < len(text):
            line = _LINE.match(text, position)
            assert line is not None
            number += 1
            yield _Record(number, position, line.end(), _alone(line[0], delimiter))
            position = line.end()


def _alone(line: str, delimiter: str) -> tuple[str, ...]:
    try:
        if line.count('"') % 2:
            return _clean(line.split(delimiter))
        return _clean(next(csv.reader([line], delimiter=delimiter)))
    except csv.Error:
        return _clean(line.split(delimiter))


def _clean(cells: list[str]) -> tuple[str, ...]:
    return tuple(" ".join(cell.split()) for cell in cells)


class _Lines:
    """The lines of a text from a place on, and where the last one taken ends."""

    def __init__(self, text: str, start: int) -> None:
        self.found = _LINE.finditer(text, start)
        self.end = start

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = next(self.found)
        self.end = line.end()
        return line[0]
