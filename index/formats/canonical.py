"""The text that stands for a file which is not plain text, written block by block.

Headings, paragraphs and items are set apart by an empty line, the rows of a table by a line end,
its cells by tabs. Nothing is added beside these, so that a quote has no words but the file's own.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, takewhile

from index.document import Block, Kind, Mark, MarkKind, Span
from index.lines import clip
from index.outline import Outline
from index.structure import blocks
from index.tables import Row
from index.unmarked import with_headings

_MOST_AUTHORS = 100
_LINE_END = re.compile(r"\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Parsed:
    """A file as text. ``encoding``, ``media`` and ``marks`` as for `Document`; ``title`` is empty
    where the file has none; ``blocks``, ascending and apart, are None where the text shows them
    itself."""

    text: str
    encoding: str = ""
    title: str = ""
    media: str = "text"
    blocks: tuple[Block, ...] | None = None
    marks: tuple[Mark, ...] = ()


def written(authors: Iterable[str], date: str = "") -> tuple[Mark, ...]:
    """Marks that tell who wrote a file, and when; what is empty tells nothing."""
    told = [(MarkKind.AUTHOR, author) for author in islice(authors, _MOST_AUTHORS)]
    named = [(kind, " ".join(name.split())) for kind, name in [*told, (MarkKind.DATE, date)]]
    return tuple(Mark(0, kind, 0, clip(name)) for kind, name in named if name)


def with_titles(parsed: Parsed) -> Parsed:
    """A file with its blocks under the titles that nothing marks, too."""
    blocks = with_headings(parsed.text, parsed.blocks or ())
    return replace(parsed, blocks=tuple(blocks))


def with_line_feeds(text: str) -> str:
    """A text whose lines end as those of canonical text do."""
    return _LINE_END.sub("\n", text)


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row as it is shown. The first ``heads`` cells are header cells; ``read``, where given, has
    the same cells with what spans told in each; ``marks`` are ids that lead to the row, and pages
    that begin with it. It stands ``apart`` where no cell is over the whole width, whatever they
    say."""

    cells: Sequence[str]
    heads: int = 0
    read: Sequence[str] = ()
    marks: Sequence[tuple[MarkKind, str]] = ()
    apart: bool = False


@dataclass(slots=True)
class Canonical:
    """Collects a file's text in reading order; each method adds what comes next.

    White space around a piece is dropped, and a piece of nothing else adds nothing; a lone
    carriage return and the like become line feeds.
    """

    _parts: list[str] = field(default_factory=list)
    _length: int = 0
    _outline: Outline = field(default_factory=Outline)
    _marks: list[Mark] = field(default_factory=list)
    _waiting: list[tuple[MarkKind, int, str]] = field(default_factory=list)
    _names: list[Row] = field(default_factory=list)

    def mark(self, kind: MarkKind, number: int = 0, name: str = "", *, last: int = 0) -> None:
        """What is added from now on, and the ``last`` characters of what was added, stands on this
        page, slide, …"""
        if last > 0:
            self._marks.append(Mark(self._length - last, kind, number, name))
        else:
            self._waiting.append((kind, number, name))

    def section(self, level: int, title: str) -> None:
        """A heading that stands nowhere in the file's text: the name of a sheet. Without a title
        it only ends what is above."""
        self._outline.open(level, " ".join(title.split()), None)

    def aside(self, text: str) -> None:
        """Text that belongs to no block: a running header."""
        self._write(with_line_feeds(text), "\n\n")

    def heading(self, level: int, title: str, text: str = "") -> None:
        """A heading; level 1 is the highest. ``text`` is how it stands there, where otherwise."""
        shown = " ".join(title.split())
        span = self._write(with_line_feeds(text) or shown, "\n\n")
        if span is not None:
            self._outline.open(level, shown, span)

    def paragraph(self, text: str, context: str = "") -> None:
        """Prose. ``context`` as for `Block`."""
        self._block(Kind.PARAGRAPH, text, context)

    def item(
        self, text: str, context: str = "", *, marker: str = "", between: str = "\n\n"
    ) -> None:
        """A list item; ``context`` is the item above a nested one. A ``marker`` is written before
        it, and is not of the block; ``between`` is what sets the item apart from what is above."""
        text = with_line_feeds(text).strip()
        span = self._write(marker.lstrip() + text, between) if text else None
        if span is not None:
            self._outline.add(Kind.ITEM, Span(span.end - len(text), span.end), context)

    def code(self, text: str) -> None:
        """Lines that are kept together as they stand."""
        self._block(Kind.CODE, text, "")

    def text(self, text: str, context: str = "") -> None:
        """Text with the blocks that it would have in a file of its own, but for front matter, below
        the headings that are open. ``context`` is of those that have none."""
        told = with_line_feeds(text).strip()
        # A line drawn above all would make it front matter.
        seen = told.replace("---", "   ", 1) if told.startswith("---") else told
        self.found(told, [replace(b, context=b.context or context) for b in blocks(seen)])

    def found(self, text: str, blocks: Sequence[Block]) -> None:
        """Text whose lines end in line feeds, as it stands, with the blocks that were found in it;
        their headings come below those that are open."""
        span = self._write(text, "\n\n")
        if span is None:
            return
        shift = span.start - (len(text) - len(text.lstrip()))
        for block in blocks:
            moved = Span(block.span.start + shift, block.span.end + shift)
            self._outline.below(replace(block, span=moved))

    def table(
        self,
        rows: Sequence[Sequence[str]],
        *,
        header: int = 0,
        caption: str = "",
        numbers: Sequence[int] = (),
        read: Sequence[Sequence[str]] = (),
        named: bool = True,
    ) -> None:
        """A table. The first ``header`` rows name the columns; where 0, that is told as for any
        table, or none does if not ``named``. ``numbers``, one a row, become marks. A cell's white
        space is made single spaces. ``read`` are the same rows as a retriever reads them, with
        merged cells filled in.
        """
        told = read or [()] * len(rows)
        made = [
            TableRow(row, len(other or row) if at < header else 0, other)
            for at, (row, other) in enumerate(zip(rows, told, strict=True))
        ]
        self.rows(made, caption=caption, numbers=numbers, named=named)

    def rows(
        self,
        rows: Sequence[TableRow],
        *,
        caption: str = "",
        numbers: Sequence[int] = (),
        named: bool = True,
        goes_on: bool = False,
    ) -> None:
        """As `table`, where more is known of each row. What ``goes_on`` has the header rows of the
        table before, which are not written again."""
        made: list[Row] = []
        between = "\n\n"
        for index, row in enumerate(rows):
            cells = tuple(" ".join(cell.split()) for cell in row.cells)
            if numbers:
                self.mark(MarkKind.ROW, numbers[index])
            for kind, name in row.marks:
                self.mark(kind, name=name)
            span = self._write("\t".join(cells), between)
            if span is None:
                self._waiting = [item for item in self._waiting if item[0] is not MarkKind.ROW]
                continue
            read = tuple(" ".join(cell.split()) for cell in row.read) or cells
            made.append(Row(span, read, row.heads, row.apart))
            between = "\n"
        if made:
            made = [*self._names, *made] if goes_on else made
            self._names = list(takewhile(lambda row: row.heads >= len(row.cells), made))
            self._outline.add_rows(made, caption, named=named, counted=bool(numbers))

    def done(self, media: str, title: str = "", encoding: str = "") -> Parsed:
        """Everything that was added, as for `Parsed`."""
        self._outline.close()
        text, shown = "".join(self._parts), " ".join(title.split())
        blocks, marks = tuple(self._outline.found), tuple(self._marks)
        return Parsed(text, encoding, shown, media, blocks, marks)

    def _block(self, kind: Kind, text: str, context: str) -> None:
        span = self._write(with_line_feeds(text), "\n\n")
        if span is not None:
            self._outline.add(kind, span, context)

    def _write(self, text: str, between: str) -> Span | None:
        text = text.strip()
        if not text:
            return None
        if self._parts:
            self._parts.append(between)
            self._length += len(between)
        start = self._length
        self._parts.append(text)
        self._length += len(text)
        self._marks.extend(Mark(start, *waiting) for waiting in self._waiting)
        self._waiting.clear()
        return Span(start, self._length)
