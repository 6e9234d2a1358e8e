"""Where what is read of HTML goes: into the cell that is open, else into the canonical text."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from index.document import MarkKind
from index.formats.canonical import Canonical
from index.formats.html_cells import Cell, Piece, Pieces, Table
from index.sentences import count_words

_LONGEST_ID = 200
_MOST_WORDS_TOLD = 40
_INDENT = "  "
_NO_ID = re.compile(r"[\s\x00-\x1f\x7f]")


@dataclass(slots=True)
class _Definition:
    """A definition that is open. Its terms are its heading, of this level, as soon as it
    ``is_headed``; without a title they never are."""

    level: int
    title: str
    is_headed: bool = False


@dataclass(slots=True)
class Sink:
    """Takes the text of one document, in order.

    Anchors are ids in ``file`` where it is told; ``pages`` has the labels of those that pages begin
    with, "" for the file itself. A document stands under ``titles``, the last of
    them, which one that begins with a heading does not need, at level ``level``. ``held`` is the
    anchor that the next text has.
    """

    made: Canonical
    file: str = ""
    titles: Sequence[str] = ()
    level: int = 1
    pages: Mapping[str, str] = field(default_factory=dict)
    tables: list[Table] = field(default_factory=list)
    held: str = ""
    _ids: set[str] = field(default_factory=set)
    _headed: set[str] = field(default_factory=set)
    _waiting: list[Piece] = field(default_factory=list)
    _terms: list[Piece] = field(default_factory=list)
    _definitions: list[_Definition] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.file:
            self.held = self.file
            self._waiting.append(Piece("mark", self.file))
        self.page(self.pages.get("", ""))

    def anchor(self, name: str | None) -> None:
        """An id, if links can use it, holds from the next text on."""
        if name and len(name) <= _LONGEST_ID and name not in self._ids and not _NO_ID.search(name):
            self._ids.add(name)
            self.held = f"{self.file}#{name}" if self.file else name
            self._waiting.append(Piece("mark", self.held))

    def back_to(self, held: str) -> None:
        """What stood under anchors of its own ends: ``held`` is that of the next text again, unless
        a heading has taken its place, which is over that text, too."""
        if self.held == held or self.held in self._headed:
            return
        waiting = [mark for mark in self._waiting if mark.kind is not MarkKind.ANCHOR]
        self.held, self._waiting = held, [*waiting, Piece("mark", held)]

    def label(self, name: str | None) -> str:
        """The label of the page that is known to begin with an id; empty where none does."""
        return self.pages.get(name, "") if name else ""

    def page(self, label: str) -> None:
        """A page begins with the next text, if it has a label."""
        if label:
            self.release()
            self._waiting.append(Piece("mark", label, kind=MarkKind.PAGE))

    def text(self, piece: Piece) -> None:
        """Text that comes next."""
        self.release()
        self._add(piece)

    def term(self, piece: Piece) -> None:
        """A term, which becomes one with what is told of it or the heading of that."""
        self._terms += [*self._waiting, piece]
        self._waiting.clear()

    def define(self, level: int, title: str) -> None:
        """A definition begins. Its terms may be its heading where a title is given."""
        if self._definitions:
            self._head()
        self._definitions.append(_Definition(level, title))

    def told(self, piece: Piece) -> None:
        """What is told of the terms right above: one item with them where that is short, so that
        it is quoted with them, or where they cannot be the heading of it and all that follows."""
        terms = [term for term in self._terms if term.method != "mark"]
        title = self._definitions[-1].title if self._definitions else ""
        whole = _joined("item", [*terms, piece], terms[0].context if terms else "")
        # What only leads into a list is told of the items, too.
        apart = piece.text.endswith(":") or count_words(whole.text) > _MOST_WORDS_TOLD
        if not terms or (title and apart):
            self.text(piece)
            return
        self._put_marks()
        self._add(whole)

    def defined(self) -> None:
        """The definition ends."""
        if self._terms:
            self.release(is_told=False)
        last = self._definitions.pop()
        if last.is_headed:
            self._put(Piece("section", level=last.level))

    def release(self, *, is_told: bool = True) -> None:
        """Something else comes than a term or what is told of one: if ``is_told``, below the terms
        of the definition that is open."""
        if is_told and self._definitions:
            self._head()
        terms, self._terms = self._terms, []
        for piece in terms:
            self._put(piece)

    def _head(self) -> None:
        """Let the terms be the heading of what comes in the innermost definition. Where they are
        written already, with the beginning of it, the heading has no text."""
        last = self._definitions[-1]
        if last.is_headed or not last.title:
            return
        last.is_headed = True
        terms = [term for term in self._terms if term.method != "mark"]
        self._put_marks()
        if terms:
            self._put(replace(_joined("term", terms, last.title), level=last.level))
        else:
            self._put(Piece("section", last.title, level=last.level))

    def _put_marks(self) -> None:
        """Have the ids of the terms lead to what is written of them next."""
        marks, self._terms = [part for part in self._terms if part.method == "mark"], []
        for mark in marks:
            self._put(mark)

    def put(self, piece: Piece | Pieces) -> None:
        """A piece that no anchor waits for."""
        self.release()
        self._put(piece)

    def _add(self, piece: Piece) -> None:
        if piece.method == "heading":
            self._headed.update(mark.text for mark in self._waiting)
        for mark in self._waiting:
            self._put(mark)
        self._waiting.clear()
        self._put(piece)

    def _put(self, piece: Piece | Pieces) -> None:
        if (cell := self.cell()) is not None:
            cell.add(piece)
            return
        waiting = [piece]
        while waiting:
            last = waiting.pop()
            if isinstance(last, Piece):
                self._write(last)
            else:
                waiting.extend(reversed(last))

    def cell(self) -> Cell | None:
        """The innermost cell that is open."""
        return self.tables[-1].cell if self.tables else None

    def _write(self, piece: Piece) -> None:
        if self.titles and piece.method not in ("mark", "section"):
            titles = self.titles[-self.level :]
            first = self.level + 1 - len(titles)
            if piece.method == "heading":
                titles = () if piece.text in titles[:-1] else titles[:-1]
            for level, title in enumerate(titles, first):
                self.made.section(level, title)
            self.titles = ()
        match piece.method:
            case "mark":
                self.made.mark(piece.kind, name=piece.text)
            case "section":
                self.made.section(piece.level, piece.text)
            case "heading":
                self.made.heading(piece.level, piece.text)
            case "term":
                self.made.heading(piece.level, piece.context, piece.text)
            case "paragraph":
                self.made.paragraph(piece.text, piece.context)
            case "item":
                between = "\n\n" + _INDENT * piece.level
                self.made.item(piece.text, piece.context, marker=piece.marker, between=between)
            case "aside":
                self.made.aside(piece.text)
            case "code":
                self.made.code(piece.text)
            case "rows":
                self.made.rows(piece.rows, caption=piece.text, named=piece.named)
        for at, label in piece.breaks:
            self.made.mark(MarkKind.PAGE, name=label, last=len(piece.text.rstrip()) - at)


def _joined(method: str, pieces: Sequence[Piece], context: str) -> Piece:
    """Pieces as one, on lines of their own."""
    start, breaks = 0, []
    for piece in pieces:
        breaks += [(start + at, label) for at, label in piece.breaks]
        start += len(piece.text) + 1
    text = "\n".join(piece.text for piece in pieces)
    return Piece(method, text, context, breaks=breaks)
