"""PowerPoint slides, with their notes, tables, charts and diagrams; dates, footers, slide numbers,
comments and what only the layout shows are left out."""

from collections.abc import Iterable, Iterator

import pptx
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.opc.package import Part
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.parts.chart import ChartPart
from pptx.presentation import Presentation
from pptx.shapes.base import BaseShape
from pptx.shapes.graphfrm import GraphicFrame
from pptx.shapes.group import GroupShape
from pptx.slide import Slide

from index.document import MarkKind
from index.formats.canonical import Canonical, Parsed
from index.formats.damage import guarded
from index.formats.drawingml import (
    DIAGRAM_DATA,
    Element,
    P,
    chart_sheets,
    chart_title,
    diagram_texts,
    in_order,
    is_bulleted,
    settle,
    table_rows,
    text_of,
)
from index.formats.opc import SLIDES, package, sensible_title, untold
from index.lines import LONGEST_HEADING
from index.nesting import Nesting

NOTES = "speaker notes"
"""The context of what is said to a slide and not shown on it."""

_BAND = 228_600  # a quarter of an inch, in which tops count as the same
_REPEATED = (PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER)


def parse(data: bytes) -> Parsed:
    """A presentation as text; as `index.formats.Parser` says."""
    opened = package(data, SLIDES)
    with guarded():
        parsed = _Reader(pptx.Presentation(opened)).read()
    if not parsed.text:
        raise untold(data)
    return parsed


class _Reader:
    """Goes through the slides once, in the order in which they are shown."""

    def __init__(self, deck: Presentation) -> None:
        self.deck = deck
        self.made = Canonical()
        self.nesting = Nesting()
        self.title = ""

    def read(self) -> Parsed:
        told = self.deck.element.get("firstSlideNum", "1")
        first = int(told) if told.isdecimal() and len(told) < 6 else 1
        for number, slide in enumerate(self.deck.slides, 1):
            label = "" if first == 1 else str(number + first - 1)
            self.made.mark(MarkKind.SLIDE, number, label)
            self._slide(slide)
        title = sensible_title(self.deck.core_properties.title)
        return self.made.done("pptx", title or self.title)

    def _slide(self, slide: Slide) -> None:
        self.made.section(1, "")
        settle(slide.element)
        title = slide.shapes.title
        named = "" if title is None else " ".join(title.text_frame.text.split())
        if len(named) <= LONGEST_HEADING:
            self.made.heading(1, named)
            self.title = self.title or named
        else:
            self.made.paragraph(named)
        beside = [shape for shape in slide.shapes if title is None or shape != title]
        for shape in _in_order(beside):
            self.nesting.leave()
            self._shape(shape, slide)
        if slide.has_notes_slide and (notes := slide.notes_slide.notes_text_frame) is not None:
            for paragraph in notes._txBody.iter(P):
                self.made.paragraph(text_of(paragraph), NOTES)

    def _shape(self, shape: BaseShape, slide: Slide) -> None:
        if isinstance(shape, GraphicFrame):
            self._graphic(shape)
        elif shape.has_text_frame and _placeholder(shape) not in _REPEATED:
            self._paragraphs(shape.element.iter(P), list(_list_styles(shape, slide)))

    def _paragraphs(self, paragraphs: Iterable[Element], lists: list[Element]) -> None:
        for paragraph in paragraphs:
            text = text_of(paragraph)
            if not text.strip():
                continue
            if is_bulleted(paragraph, lists):
                own = paragraph.find(qn("a:pPr"))
                level = 0 if own is None else own.lvl
                self.made.item(text, self.nesting.context(level, text))
            else:
                self.nesting.leave(text)
                self.made.paragraph(text)

    def _graphic(self, frame: GraphicFrame) -> None:
        if frame.has_table:
            table = frame.table
            shown, read = table_rows(frame.element.find(f".//{qn('a:tbl')}"), table.first_row)
            self.made.table(shown, header=int(table.first_row), read=read)
        elif frame.has_chart:
            part = _related(frame, frame.element.chart_rId)
            if isinstance(part, ChartPart):
                self._chart(part.chart.element)
        elif (relations := frame.element.find(f".//{DIAGRAM_DATA}")) is not None:
            part = _related(frame, relations.get(qn("r:dm")))
            for text in [] if part is None else diagram_texts(parse_xml(part.blob)):
                self.made.item(text)

    def _chart(self, chart: Element) -> None:
        title = chart_title(chart)
        self.made.paragraph(title)
        for sheet in chart_sheets(chart):
            if any(name.strip() for name in sheet.names):
                self.made.table(sheet.rows(), header=1, caption=" ".join(title.split()))
                continue
            for row in sheet.rows():
                self.made.item("\t".join(row), " ".join(title.split()))


def _in_order(shapes: Iterable[BaseShape]) -> Iterator[BaseShape]:
    """The shapes as one reads them, those of a group where the group stands."""
    found = list(shapes)
    for at in in_order([_corner(shape) for shape in found], _BAND):
        shape = found[at]
        if isinstance(shape, GroupShape):
            yield from _in_order(shape.shapes)
        else:
            yield shape


def _corner(shape: BaseShape) -> tuple[int, int]:
    try:
        return int(shape.top or 0), int(shape.left or 0)
    except KeyError:
        # The library does not know of what some upright placeholders inherit.
        return 0, 0


def _placeholder(shape: BaseShape) -> PP_PLACEHOLDER | None:
    return shape.placeholder_format.type if shape.is_placeholder else None


def _list_styles(shape: BaseShape, slide: Slide) -> Iterator[Element]:
    """What may say how a shape's paragraphs are listed, the nearest first."""
    above: list[Element] = [shape.element]
    if shape.is_placeholder:
        layout = slide.slide_layout
        master = layout.slide_master
        at = layout.placeholders.get(shape.placeholder_format.idx)
        body = master.placeholders.get(PP_PLACEHOLDER.BODY)
        above += [other.element for other in (at, body) if other is not None]
    for element in above:
        yield from element.iter(qn("a:lstStyle"))
    if shape.is_placeholder:
        yield from master.element.iter(qn("p:bodyStyle"))


def _related(frame: GraphicFrame, relation: str | None) -> Part | None:
    """A part that a graphic shows; None where the file has lost it."""
    try:
        return frame.part.related_part(relation or "")
    except KeyError:
        return None
