"""Lines of PDF pages → text with its blocks: headings, tables, paragraphs, items. A paragraph that
goes on upon the next page is one."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from index.document import Kind, MarkKind
from index.formats.canonical import Canonical
from index.formats.pdf_grid_tables import Columns, grid_table
from index.formats.pdf_layout import Heading, Piece, pieces
from index.formats.pdf_lines import Line
from index.formats.pdf_tables import first_table
from index.lines import SHORTEST_WRAPPED, is_sentence, runs_on
from index.nesting import Nesting

_CAPTION = re.compile(r"(?:table|figure|fig\.|box|source|note)s?\b", re.IGNORECASE)
_OPEN = re.compile(r"(?:[-–—=+&/(\[<>≤≥±×%°$€£]|[^.!?]\[[\d, –-]{1,20}\])$")
_SAME_SIZE = 0.5


@dataclass(slots=True)
class _Held:
    """What was last on a page, and may go on upon the next: its text, how that is written, and on
    which pages what of it stands, by where that begins."""

    piece: Piece
    text: str
    write: Callable[[str], None]
    pages: list[tuple[int, int, str]] = field(default_factory=list)


class Writer:
    """Writes page after page to ``made``; ``usual`` is what `distances` found."""

    def __init__(self, made: Canonical, usual: Mapping[float, float]) -> None:
        self.made, self.usual = made, usual
        self.known: set[str] = set()
        self.held: _Held | None = None
        self.turned: tuple[int, str] | None = None
        self.turned_at = 0
        self.later: list[Callable[[], None]] = []
        self.columns: Columns | None = None
        self.caption, self.lowest = "", 0.0

    def page(
        self, number: int, label: str, lines: Sequence[Line], headings: Sequence[Heading]
    ) -> None:
        """Write one page, each heading where its section begins."""
        if self.turned is not None:
            self.let_go()
        self.turned = number, label
        self.turned_at = len(self.later)
        self._when_let_go(partial(self.made.mark, MarkKind.PAGE, number, label))
        at = 0
        for heading in headings:
            if heading.line > at:
                self._write_pieces(lines[at : heading.line])
                at = heading.line
            self.let_go()
            self.columns = None
            if heading.lines and heading.line == at:
                own = lines[at : at + heading.lines]
                text = "\n".join(line.text for line in own)
                self.made.heading(heading.level, heading.title, text)
                at += heading.lines
            else:
                self.made.section(heading.level, heading.title)
        self._write_pieces(lines[at:])

    def let_go(self) -> None:
        """Write what is held, for it goes on no further, and what came after."""
        held, self.held, self.turned = self.held, None, None
        if held is not None:
            held.write(held.text)
            for start, number, label in held.pages:
                self.made.mark(MarkKind.PAGE, number, label, last=len(held.text) - start)
        for write in self.later:
            write()
        self.later.clear()

    def _when_let_go(self, write: Callable[[], None]) -> None:
        if self.held is None:
            write()
        else:
            self.later.append(write)

    def _write_pieces(self, lines: Sequence[Line]) -> None:
        nesting = Nesting(slack=1)
        start = 0
        while start < len(lines):
            table = first_table(lines, start, self.known)
            self._write_text(lines[start : table.start], nesting)
            start = table.end
            if table.is_grid:
                start = self._write_grid(lines, table.start, table.caption or nesting.lead)
            elif table.rows:
                self.let_go()
                self.made.rows(table.rows, caption=table.caption or nesting.lead)
                self.columns = None

    def _write_grid(self, lines: Sequence[Line], at: int, caption: str) -> int:
        """Write the table whose row a line is, up to a line."""
        self.let_go()
        table = grid_table(lines, at, self.columns if lines[at].y > self.lowest else None)
        is_named = bool(table.columns.names)
        caption = self.caption if table.goes_on else caption
        self.made.rows(table.rows, caption=caption, named=is_named, goes_on=table.goes_on)
        self.columns, self.caption = table.columns, caption
        self.lowest = lines[table.end - 1].y
        return table.end

    def _write_text(self, lines: Sequence[Line], nesting: Nesting) -> None:
        was_row = False
        for piece in pieces(lines, self.usual):
            text = piece.text
            told = text[piece.lines[0].width :].lstrip()
            if piece.kind is None or not told:
                self._when_let_go(partial(self.made.aside, text))
                was_row = False
                continue
            self.columns = None
            if self._goes_on(piece):
                was_row = False
                continue
            self.let_go()
            if piece.is_row:
                self.made.item(text, between="\n" if was_row else "\n\n")
            elif piece.kind is Kind.ITEM:
                context = nesting.context(piece.lines[0].left, told)
                marker = text[: len(text) - len(told)]
                self._hold(piece, told, partial(self.made.item, context=context, marker=marker))
            else:
                self._hold(piece, text, self.made.paragraph)
                nesting.leave(text)
            was_row = piece.is_row

    def _hold(self, piece: Piece, text: str, write: Callable[[str], None]) -> None:
        self.held, self.turned = _Held(piece, text.rstrip(), write), None

    def _goes_on(self, piece: Piece) -> bool:
        """Whether a piece goes on with what is held from the page before, to which it is added."""
        held, turned = self.held, self.turned
        if held is None or turned is None or not _is_one(held.piece, held.text, piece):
            return False
        # What stands between the two is written first, but for the page that is turned.
        held.pages.append((len(held.text) + 1, *turned))
        held.text, held.piece = f"{held.text}\n{piece.text.strip()}", piece
        del self.later[self.turned_at]
        for write in self.later:
            write()
        self.later.clear()
        self.turned = None
        return True


def _is_one(above: Piece, text: str, below: Piece) -> bool:
    """Whether what ends a page, and has a text by then, goes on with a piece of the next page."""
    last, first = above.lines[-1], below.lines[0]
    if below.is_row or is_sentence(text) or text[-1] in ":;":
        return False
    if abs(last.size - first.size) >= _SAME_SIZE or last.is_bold != first.is_bold:
        return False
    if first.is_note or above.lines[0].is_note or _CAPTION.match(text):
        return False
    if first.width:
        # "(n =" goes on with "640) …", which is no marker then.
        return first.text[: first.width].rstrip().endswith(")") and text.rfind("(") > text.rfind(
            ")"
        )
    if len(above.lines) == 1 or not _runs_on(last.text):
        return first.text[0].islower() and runs_on(last.text)
    edge = max(line.right for line in above.lines)
    letter = (last.right - last.left) / len(last.text)
    full = edge - last.right <= letter * (len(first.text.split()[0]) + 2)
    return full and not _CAPTION.match(first.text)


def _runs_on(text: str) -> bool:
    """Whether the last line of a page may go on upon the next, also amid a sum of money, a range or
    an equation."""
    is_open = len(text) >= SHORTEST_WRAPPED and _OPEN.search(text[-30:]) is not None
    return is_open or runs_on(text)
