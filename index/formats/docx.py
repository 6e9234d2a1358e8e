"""Word documents. Word stores no pages, so none are told; headers, footers, comments and tables
of contents are left out; of tracked changes what is inserted is read, what is deleted is not."""

from collections.abc import Iterable
from dataclasses import dataclass

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.parser import parse_xml

from index.formats.canonical import Canonical, Parsed
from index.formats.damage import guarded
from index.formats.opc import WORD, package, sensible_title, untold
from index.formats.wordml import (
    CELL,
    ENDNOTE,
    FOOTNOTE,
    ID,
    ROW,
    TABLE,
    TEXT,
    VAL,
    Element,
    Inline,
    P,
    inline,
    inside,
    is_on,
    qn,
)
from index.formats.wordml_styles import Style, Styles
from index.lines import LONGEST_HEADING
from index.nesting import Nesting, lead_in
from index.sentences import count_words

_NOTES = {
    RELATIONSHIP_TYPE.FOOTNOTES: (FOOTNOTE, qn("w:footnote")),
    RELATIONSHIP_TYPE.ENDNOTES: (ENDNOTE, qn("w:endnote")),
}
# Word's own bound on columns; a file may claim any number.
_MOST_COLUMNS = 63
_LONGEST_HANGING = 200
_LONGEST_CELL = 2_000  # characters, above which a table is there for the layout
_LONGEST_LEAD = 25  # words


def parse(data: bytes) -> Parsed:
    """A Word document as text; as `index.formats.Parser` says."""
    opened = package(data, WORD)
    with guarded():
        parsed = _Reader(docx.Document(opened)).read()
    if not parsed.text:
        raise untold(data)
    return parsed


@dataclass(frozen=True, slots=True)
class _Cell:
    element: Element
    width: int
    continues: bool  # the cell above


@dataclass(frozen=True, slots=True)
class _Row:
    cells: list[_Cell]
    before: int  # columns that are left free
    header: bool


class _Reader:
    """Goes through the body once."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.made = Canonical()
        self.styles = Styles(document.styles.element)
        self.notes = _notes(document)
        self.nesting = Nesting()
        self.carried = ""
        self.above = ""  # what may be the caption of a table that comes next
        self.titles: dict[int, str] = {}

    def read(self) -> Parsed:
        self._flow(self.document.element.body)
        self.made.paragraph(self.carried)
        title = sensible_title(self.document.core_properties.title)
        return self.made.done("docx", title or self.titles.get(1) or self.titles.get(2) or "")

    def _flow(self, container: Element, *, boxed: bool = False) -> None:
        """The paragraphs and tables of a body, a cell or a box. A heading in a box is one of the
        box alone, so it is a paragraph."""
        for element in inside(container, (P, TABLE)):
            if element.tag == TABLE:
                self._table(element, boxed)
            else:
                self._paragraph(element, boxed)

    def _paragraph(self, element: Element, boxed: bool) -> None:
        style = self.styles.of(element)
        if style.navigation:
            return
        held = inline(element)
        text = self.carried + held.text
        self.carried = text if style.goes_on else ""
        if text.strip() and not style.goes_on:
            self._block(text, style, boxed)
        self._asides([held])

    def _block(self, text: str, style: Style, boxed: bool) -> None:
        self.above = ""
        if style.heading and not boxed and len(text.strip()) <= LONGEST_HEADING:
            self.nesting.leave()
            self.made.heading(style.heading, text)
            self.titles.setdefault(style.heading, text)
        elif style.depth is not None and not style.heading:
            self.made.item(text, self.nesting.context(style.depth, text))
        else:
            if not style.within_list:
                self.nesting.leave(text)
            self.made.paragraph(text)
            self.above = text if style.caption else lead_in(text)

    def _asides(self, held: Iterable[Inline], *, boxes: bool = True) -> None:
        """What hangs on text that was just added: its notes, then its boxes."""
        pieces = list(held)
        for note in (note for piece in pieces for note in piece.notes):
            if note in self.notes:
                self.made.paragraph(_plain(self.notes.pop(note), []))
        for box in (box for piece in pieces for box in piece.boxes if boxes):
            self._flow(box, boxed=True)

    def _table(self, table: Element, boxed: bool) -> None:
        rows = [_row(row) for row in inside(table, (ROW,)) if not _is_deleted(row)]
        self.nesting.leave()
        self.made.paragraph(self.carried)
        self.carried = ""
        if self._is_layout(rows):
            for cell in (cell for row in rows for cell in row.cells):
                self._flow(cell.element, boxed=boxed)
            return
        held: list[Inline] = []
        shown, read = _filled(rows, held)
        header = next((at for at, row in enumerate(rows) if not row.header), len(rows))
        caption = self.above if count_words(self.above) <= _LONGEST_LEAD else ""
        self.above = ""
        self.made.table(shown, header=header, caption=caption, read=read)
        self._asides(held, boxes=False)

    def _is_layout(self, rows: list[_Row]) -> bool:
        """Whether a table only places what would else stand below each other."""
        if all(len(row.cells) + row.before <= 1 for row in rows):
            return True
        for cell in (cell.element for row in rows for cell in row.cells):
            if any(self.styles.of(paragraph).heading for paragraph in cell.iterchildren(P)):
                return True
            if sum(len(text.text or "") for text in cell.iter(TEXT)) > _LONGEST_CELL:
                return True
        return False


def _notes(document: Document) -> dict[tuple[str, str], Element]:
    """The footnotes and endnotes, for which the library has no interface."""
    found: dict[tuple[str, str], Element] = {}
    for relation in document.part.rels.values():
        if relation.reltype in _NOTES and not relation.is_external:
            reference, tag = _NOTES[relation.reltype]
            for note in parse_xml(relation.target_part.blob).iter(tag):
                found[reference, note.get(ID, "")] = note
    return found


def _plain(container: Element, held: list[Inline]) -> str:
    """All text of a cell or a note, tables and boxes in it as well; ``held`` gets its notes."""
    parts: list[str] = []
    for element in inside(container, (P, TABLE)):
        if element.tag == TABLE:
            rows = inside(element, (ROW,))
            cells = [cell for row in rows if not _is_deleted(row) for cell in inside(row, (CELL,))]
            parts += [_plain(cell, held) for cell in cells]
        else:
            piece = inline(element)
            held.append(piece)
            parts.append(piece.text)
            parts += [_plain(box, held) for box in piece.boxes]
    return "\n".join(part.strip() for part in parts if part.strip())


def _row(row: Element) -> _Row:
    cells = []
    for element in inside(row, (CELL,)):
        properties = element.find(qn("w:tcPr"))
        merged = None if properties is None else properties.find(qn("w:vMerge"))
        continues = merged is not None and merged.get(VAL, "continue") == "continue"
        cells.append(_Cell(element, max(1, _columns(properties, "w:gridSpan")), continues))
    properties = row.find(qn("w:trPr"))
    return _Row(cells, _columns(properties, "w:gridBefore"), is_on(row, "w:trPr/w:tblHeader"))


def _columns(properties: Element | None, name: str) -> int:
    found = None if properties is None else properties.find(qn(name))
    count = "" if found is None else found.get(VAL, "")
    return min(int(count[:9]), _MOST_COLUMNS) if count.isdecimal() else 0


def _is_deleted(row: Element) -> bool:
    return row.find(f"{qn('w:trPr')}/{qn('w:del')}") is not None


def _filled(rows: list[_Row], held: list[Inline]) -> tuple[list[list[str]], list[list[str]]]:
    """The rows as they stand, and as they are read: with what a merged cell spans filled in."""
    shown: list[list[str]] = []
    read: list[list[str]] = []
    hanging: dict[int, str] = {}
    for row in rows:
        told = [""] * row.before
        heard = [""] * row.before
        for cell in row.cells:
            text = " ".join(_plain(cell.element, held).split())
            if cell.continues:
                text, above = "", hanging.get(len(told), "")
            else:
                above = text
                hanging[len(told)] = text if len(text) <= _LONGEST_HANGING else ""
            # A cell alone in its row names the rows below; one in a header all its columns.
            spans = row.header or len(row.cells) == 1
            told += [text] + [""] * (cell.width - 1)
            heard += [above] + [above if spans else ""] * (cell.width - 1)
        shown.append(told)
        read.append(heard)
    return shown, read
