"""Where what is read of HTML goes: into the cell that is open, else into the canonical text."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from index.document import MarkKind
from index.formats.canonical import Canonical
from index.formats.html_cells import Cell, Piece, Pieces, Table
from index.sentences import count_words

_LONGEST_ID = 200
_MOST_WORDS_TOLD = 40
_NO_ID = re.compile(r"[\s\x00-\x1f\x7f]")


@dataclass(slots=True)
class Sink:
    """Takes the text of one document, in order.

    Anchors are ids in ``file`` where it is told; ``pages`` has the labels of those that pages begin
    with, "" for the file itself. A document stands under ``titles``, the last of
    them, which one that begins with a heading does not need, at level ``level``.
    """

    made: Canonical
    file: str = ""
    titles: Sequence[str] = ()
    level: int = 1
    pages: Mapping[str, str] = field(default_factory=dict)
    tables: list[Table] = field(default_factory=list)
    _ids: set[str] = field(default_factory=set)
    _waiting: list[Piece] = field(default_factory=list)
    _terms: list[Piece] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.file:
            self._waiting.append(Piece("mark", self.file))
        self.page(self.pages.get("", ""))

    def anchor(self, name: str | None) -> None:
        """An id, if links can use it, holds from the next text on."""
        if name and len(name) <= _LONGEST_ID and name not in self._ids and not _NO_ID.search(name):
            self._ids.add(name)
            self._waiting.append(Piece("mark", f"{self.file}#{name}" if self.file else name))

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
        """A term, which may become one with what is told of it."""
        self._terms += [*self._waiting, piece]
        self._waiting.clear()

    def told(self, piece: Piece) -> None:
        """What is told of the terms right above: one item with them where they are short, so that
        it is quoted with them, and two where it only leads into a list."""
        terms = [term for term in self._terms if term.method != "mark"]
        whole = "\n".join(part.text for part in (*terms, piece))
        leads = piece.text.endswith(":") or any(part.breaks for part in (*terms, piece))
        if not terms or leads or count_words(whole) > _MOST_WORDS_TOLD:
            self.text(piece)
            return
        marks, self._terms = [part for part in self._terms if part.method == "mark"], []
        for mark in marks:
            self._put(mark)
        self._add(Piece("item", whole, terms[0].context))

    def release(self) -> None:
        """Nothing more is told of the terms right above: they are items by themselves."""
        terms, self._terms = self._terms, []
        for piece in terms:
            self._put(piece)

    def put(self, piece: Piece | Pieces) -> None:
        """A piece that no anchor waits for."""
        self.release()
        self._put(piece)

    def _add(self, piece: Piece) -> None:
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
        if self.titles and piece.method not in ("mark", "leave"):
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
            case "leave":
                self.made.section(piece.level, "")
            case "heading":
                self.made.heading(piece.level, piece.text)
            case "paragraph":
                self.made.paragraph(piece.text, piece.context)
            case "item":
                self.made.item(piece.text, piece.context)
            case "code":
                self.made.code(piece.text)
            case "rows":
                self.made.rows(piece.rows, caption=piece.text)
        for at, label in piece.breaks:
            self.made.mark(MarkKind.PAGE, name=label, last=len(piece.text.rstrip()) - at)
