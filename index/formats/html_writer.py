"""What is shown of HTML, text and what it stands in → headings, paragraphs, items and tables."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from index.formats.html_cells import Cell, Piece, Table
from index.formats.html_kinds import Attributes, is_bold, level_of, spans_of
from index.formats.html_line import Line
from index.formats.html_lists import Lists
from index.formats.html_numbers import numbering_of
from index.formats.html_sink import Sink
from index.lines import LONGEST_HEADING, is_marker
from index.nesting import lead_in

LEVELS = 7
"""Of headings, the last that of terms; those within a list item, a quotation, a definition and the
like come below all outside it."""

_MOST_SCOPES = 5


@dataclass(slots=True)
class Writer:
    """Takes what is shown of one document, in order; then ``title`` is its first main heading.

    Headings go ``below`` levels further down than they say.
    """

    sink: Sink
    below: int = 0
    title: str = ""
    _line: Line = field(default_factory=Line)
    _heading: int = 0  # its level while one is open
    _pre: int = 0
    _scopes: int = 0
    _deepest: int = 0  # the scopes around the last heading
    _lists: Lists = field(default_factory=Lists)
    _around: list[Lists] = field(default_factory=list)  # around the tables that are open
    _previous: str = ""  # the paragraph above, where nothing else came since

    @property
    def is_naming(self) -> bool:
        """Whether what comes is of a heading or a term."""
        return self._heading > 0 or self._lists.kind == "term"

    @property
    def is_at_heading(self) -> bool:
        """Whether a heading is open that has no text yet."""
        return self._heading > 0 and not self._line.last

    def is_one_line(self, kind: str) -> bool:
        """Whether what stands here is written as one, whatever is within it."""
        if self._heading:
            return True
        return kind == "heading" and (cell := self.sink.cell()) is not None and cell.is_head

    def end(self) -> None:
        """Nothing comes any more."""
        self.flush()
        self.sink.release()

    # Text

    def add(self, text: str) -> None:
        """Text that comes next."""
        self._line.add(text, as_it_stands=self._pre > 0)

    def space(self) -> None:
        """White space amid a line."""
        self._line.add(" ", as_it_stands=False)

    def end_line(self) -> None:
        """A line ends, because the page says so."""
        if self._pre:
            self._line.add("\n", as_it_stands=True)
        elif self._line.last == "\n" and not self._heading:
            self.flush()
        elif self._line.last:
            self._line.end()

    def flush(self) -> None:
        """The block of text ends."""
        if not self._line.last:
            return
        parts = self._line.take(as_it_stands=self._pre > 0)
        if self._heading:
            for label in (label for _, breaks in parts for _, label in breaks):
                self.sink.page(label)
            title = " ".join(" ".join(text for text, _ in parts).split())
            parts = [(title, ())] if len(title) > LONGEST_HEADING else []
            if 0 < len(title) <= LONGEST_HEADING:
                self.title = self.title or (title if self._heading == 1 else "")
                self._previous, self._deepest = "", self._scopes
                title = self._lists.number() + title
                self.sink.text(Piece("heading", title, level=self._level() + self._heading))
        for part in parts:
            self._block(*part)

    def _block(self, text: str, breaks: Sequence[tuple[int, str]]) -> None:
        self._previous = ""
        if self._pre:
            self._lists.number()
            self.sink.text(Piece("code", text, breaks=breaks))
        elif self._lists.kind:
            depth, marker = self._lists.depth, self._lists.number()
            if text.startswith(marker.rstrip()):
                marker = ""  # a style sheet, which is not read, hides the list's own
            elif not is_marker(marker):
                text, breaks, marker = marker + text, _later(breaks, len(marker)), ""
            context = self._lists.context(text)
            piece = Piece("item", text, context, depth, breaks=breaks, marker=marker)
            match self._lists.kind:
                case "term":
                    self.sink.term(piece)
                case "told":
                    self.sink.told(piece)
                case _:
                    self.sink.text(piece)
        else:
            self._previous = text
            self.sink.text(Piece("paragraph", text, breaks=breaks))

    def page(self, label: str) -> None:
        """A page begins, if it has a label."""
        if label and self._line.last:
            self._line.page(label)
        else:
            self.sink.page(label)

    def anchor(self, tag: str, attributes: Attributes) -> None:
        """An id amid a line is left out: it names a word or the sign of a note, and would stand in
        the place of the section's. So is one that marks the beginning of a page."""
        label = self.sink.label(attributes.get("id") or attributes.get("name"))
        self.page(label)
        if (self._line.last or (label and tag in ("a", "span"))) and not self._heading:
            return
        self.sink.anchor(attributes.get("id"))
        if tag == "a":
            self.sink.anchor(attributes.get("name"))

    # What holds text of its own

    def open(self, kind: str, tag: str, node: LexborNode, attributes: Attributes) -> None:
        """What holds text of its own begins: a heading, a list, a cell, …"""
        match kind:
            case "heading":
                self._heading = level_of(tag, attributes)
            case "scope":
                self._scopes += 1
            case "pre":
                self._pre += 1
            case "list":
                self.sink.release()
                numbering = numbering_of(node, attributes) if tag == "ol" else None
                self._lists.begin(lead_in(self._previous), numbering)
            case "item":
                self._scopes += 1
                self._lists.begin_item(attributes)
            case "told":
                self._begin_told()
            case "term":
                self._lists.begin_term()
            case "table":
                self._begin_table(attributes)
            case "thead" if self.sink.tables:
                self.sink.tables[-1].in_head = True
            case "row" if self.sink.tables:
                self.sink.tables[-1].row()
            case "caption" if self.sink.tables:
                self.sink.tables[-1].cell = self.sink.tables[-1].caption = Cell(is_head=True)
            case "cell" if self.sink.tables:
                spans = spans_of(attributes)
                self.sink.tables[-1].begin(tag == "th", *spans, is_bold=is_bold(node))

    def close(self, kind: str) -> None:
        """The innermost of this kind ends."""
        match kind:
            case "heading":
                self._heading = 0
            case "scope":
                self._leave_scope()
            case "pre":
                self._pre -= 1
            case "list":
                self.sink.release()
                self._lists.end()
            case "item" | "told":
                self._lists.end_item()
                self._leave_scope()
                if kind == "told":
                    self.sink.defined()
            case "term":
                self._lists.end_term()
            case "table":
                self._end_table()
            case "thead" if self.sink.tables:
                self.sink.tables[-1].in_head = False
            case "caption" | "cell" if self.sink.tables:
                self.sink.release()
                self.sink.tables[-1].cell = None

    def _begin_told(self) -> None:
        self._scopes += 1
        # In a cell a heading would break up the table; too deep, headings within come no lower.
        may_head = self.sink.cell() is None and self._scopes <= _MOST_SCOPES
        self.sink.define(self._level(), self._lists.begin_told(may_head=may_head))

    def _level(self) -> int:
        return self.below + LEVELS * min(self._scopes, _MOST_SCOPES)

    def _leave_scope(self) -> None:
        if self._deepest >= self._scopes and self._scopes <= _MOST_SCOPES:
            self.sink.put(Piece("section", level=self._level() + 1))
            self._deepest = self._scopes - 1
        self._scopes -= 1

    def _begin_table(self, attributes: Attributes) -> None:
        lead = lead_in(self._previous) or self._lists.item
        self._lists.number()
        is_layout = attributes.get("role") in ("none", "presentation")
        self.sink.release()
        self.sink.tables.append(Table(is_layout, lead))
        self._around.append(self._lists)
        self._lists = Lists()
        self._previous = ""

    def _end_table(self) -> None:
        pieces = self.sink.tables.pop().pieces()
        self._lists = self._around.pop()
        self._previous = ""
        if pieces:
            self.sink.put(pieces)


def _later(breaks: Sequence[tuple[int, str]], by: int) -> Sequence[tuple[int, str]]:
    return [(at + by, label) for at, label in breaks]
