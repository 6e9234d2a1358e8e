"""Word documents. Word stores no pages, so none are told; headers, footers, comments and tables
of contents are left out; of tracked changes what is inserted is read, what is deleted is not. The numbers that Word counts
are written where it shows them."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import XmlPart
from docx.oxml.parser import parse_xml

from index.formats.bold import LEVEL, are_titles, is_title
from index.formats.canonical import Canonical, Parsed, with_titles
from index.formats.damage import guarded
from index.formats.opc import WORD, package, sensible_title, untold
from index.formats.wordml import (
    ENDNOTE,
    FOOTNOTE,
    ID,
    TABLE,
    TEXT,
    Element,
    Inline,
    P,
    inline,
    inside,
    is_bold,
    is_on,
    qn,
)
from index.formats.wordml_lists import Lists
from index.formats.wordml_numbers import NO_NUMBER, Number, Numbers
from index.formats.wordml_styles import Style, Styles
from index.formats.wordml_tables import Row, filled, plain, rows_of, unnumbered
from index.lines import LONGEST_HEADING
from index.nesting import Nesting, lead_in
from index.sentences import count_words

_NOTES = {
    RELATIONSHIP_TYPE.FOOTNOTES: (FOOTNOTE, qn("w:footnote")),
    RELATIONSHIP_TYPE.ENDNOTES: (ENDNOTE, qn("w:endnote")),
}
_NUMBERING = "word/numbering.xml"
_LONGEST_CELL = 2_000  # characters, above which a table is there for the layout
_LONGEST_LEAD = 25  # words
# By their indent items are told from those that announce them: "(i)" may be beside "(h)".
_INDENT = "  "


def parse(data: bytes) -> Parsed:
    """A Word document as text; as `index.formats.Parser` says."""
    opened = package(data, WORD, dispensable=(_NUMBERING,))
    with guarded():
        parsed = with_titles(_Reader(docx.Document(opened)).read())
    if not parsed.text:
        raise untold(data)
    return parsed


class _Reader:
    """Goes through the body once."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.made = Canonical()
        lists = Lists(_numbering(document))
        self.styles = Styles(document.styles.element, lists)
        self.numbers = Numbers(lists)
        self.boxed_numbers = Numbers(lists)  # boxes count by themselves, all together
        self.notes = _notes(document)
        self.nesting = Nesting()
        self.carried = ""
        self.above = ""  # what may be the caption of a table that comes next
        self.titles: dict[int, str] = {}
        self.bold: set[Element] = set()

    def read(self) -> Parsed:
        self.bold = self._bold_titles()
        self._flow(self.document.element.body)
        self.made.paragraph(self.carried)
        title = sensible_title(self.document.core_properties.title)
        return self.made.done("docx", title or self.titles.get(1) or self.titles.get(2) or "")

    def _bold_titles(self) -> set[Element]:
        """Short paragraphs in bold by themselves, which are the headings of a document that has no
        others but its title."""
        all_told = list(inside(self.document.element.body, (P,)))
        if any(self.styles.of(paragraph).heading > 1 for paragraph in all_told):
            return set()
        found = {p for p in all_told if is_bold(p) and is_title(inline(p).text.strip())}
        return found if are_titles(len(found), len(all_told)) else set()

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
        number = self._number(element, style, text, boxed)
        if element in self.bold and (style.depth is None or number.text[:1].isdigit()):
            style = replace(style, heading=style.heading or LEVEL)
        if (text.strip() or number.names) and not style.goes_on:
            self._block(text.strip(), style, boxed, number)
        self._asides([held])

    def _number(self, element: Element, style: Style, text: str, boxed: bool) -> Number:
        if not style.list_id or style.goes_on:
            return NO_NUMBER
        if not text.strip() and is_on(element, "w:pPr/w:rPr/w:vanish"):
            return NO_NUMBER
        numbers = self.boxed_numbers if boxed else self.numbers
        return numbers.next(style.list_id, style.level)

    def _block(self, text: str, style: Style, boxed: bool, number: Number) -> None:
        self.above = ""
        told = number.text + text
        if style.heading and not boxed and len(text) <= LONGEST_HEADING:
            self.nesting.leave()
            self.made.heading(style.heading, told)
            self.titles.setdefault(style.heading, text)
        elif style.depth is not None and not style.heading:
            context = self.nesting.context(style.depth, told)
            marker = number.text if number.marker else ""
            between = "\n\n" + _INDENT * style.depth if number.text else "\n\n"
            self.made.item(told[len(marker) :], context, marker=marker, between=between)
        else:
            if not style.within_list:
                self.nesting.leave(told)
            self.made.paragraph(told)
            self.above = told if style.caption else lead_in(told)

    def _asides(self, held: Iterable[Inline], *, boxes: bool = True) -> None:
        """What hangs on text that was just added: its notes, then its boxes."""
        pieces = list(held)
        for note in (note for piece in pieces for note in piece.notes):
            if note in self.notes:
                self.made.paragraph(plain(self.notes.pop(note), [], unnumbered))
        for box in (box for piece in pieces for box in piece.boxes if boxes):
            self._flow(box, boxed=True)

    def _table(self, table: Element, boxed: bool) -> None:
        rows = rows_of(table)
        self.nesting.leave()
        self.made.paragraph(self.carried)
        self.carried = ""
        if self._is_layout(rows):
            for cell in (cell for row in rows for cell in row.cells):
                self._flow(cell.element, boxed=boxed)
            return
        held: list[Inline] = []
        shown, read = filled(rows, held, partial(self._number_in_cell, boxed=boxed))
        header = next((at for at, row in enumerate(rows) if not row.header), len(rows))
        caption = self.above if count_words(self.above) <= _LONGEST_LEAD else ""
        self.above = ""
        self.made.table(shown, header=header, caption=caption, read=read)
        self._asides(held, boxes=False)

    def _number_in_cell(self, element: Element, text: str, *, boxed: bool) -> str:
        return self._number(element, self.styles.of(element), text, boxed).text

    def _is_layout(self, rows: list[Row]) -> bool:
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


def _numbering(document: Document) -> Element | None:
    """How lists are numbered, where the file tells; the library would make one up."""
    for relation in document.part.rels.values():
        if relation.reltype == RELATIONSHIP_TYPE.NUMBERING and not relation.is_external:
            part = relation.target_part
            return part.element if isinstance(part, XmlPart) else None
    return None
