"""Content as Word documents, presentations and workbooks."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pptx
from docx.oxml import OxmlElement
from openpyxl.styles import Font
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches

from eval.corpora.content import Content, Heading, Item, Paragraph, Table, texts
from eval.corpora.plain import named_tables
from eval.corpora.spots import Spot
from index.document import Span
from index.sentences import sentences

_SLIDE = 900
"""Characters of a slide."""
_BULLETS = ("List Bullet", "List Bullet 2", "List Bullet 3")
_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+|\d+")


def write_docx(content: Content, folder: Path) -> list[Spot]:
    """With heading and list styles, captions, and header rows that are told as such."""
    file = folder / f"{content.stem}.docx"
    made = docx.Document()
    made.core_properties.title = content.title
    made.sections[0].header.paragraphs[0].text = "Page header"
    for piece in content.pieces:
        match piece:
            case Heading(level, title):
                made.add_heading(title, min(level, 9))
            case Paragraph(text):
                made.add_paragraph(text)
            case Item(text, depth):
                made.add_paragraph(text, _BULLETS[min(depth, 2)])
            case Table(caption, rows):
                if caption:
                    made.add_paragraph(caption, "Caption")
                _fill(made.add_table(len(rows), len(rows[0]), "Table Grid"), rows)
    made.save(str(file))
    return [
        Spot(file.name, text, heading)
        for heading, piece in content.headed()
        for text in texts(piece)
    ]


def _fill(table: Any, rows: Sequence[Sequence[str]]) -> None:
    for cells, row in zip(table.rows, rows, strict=True):
        for cell, text in zip(cells.cells, row, strict=True):
            cell.text = text
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


@dataclass(slots=True)
class _Slide:
    """What one slide shows: text and depth (-1 for a paragraph), or a table."""

    heading: tuple[str, ...]
    lines: list[tuple[str, int]] = field(default_factory=list)
    table: Table | None = None


def write_pptx(content: Content, folder: Path) -> list[Spot]:
    """A title slide, then as many slides a section as it needs, each under the section's title."""
    file = folder / f"{content.stem}.pptx"
    deck = pptx.Presentation()
    deck.core_properties.title = content.title
    deck.slides.add_slide(deck.slide_layouts[0]).shapes.title.text = content.title
    spots: list[Spot] = []
    for number, slide in enumerate(_slides(content), 2):
        title = slide.heading[-1] if slide.heading else ""
        _show(deck, slide, title)
        shown = [text for text, _ in slide.lines] + (texts(slide.table) if slide.table else [])
        over = (title,) if title else ()
        spots += [Spot(file.name, text, over, slide=number) for text in shown]
    deck.save(str(file))
    return spots


def _slides(content: Content) -> Iterator[_Slide]:
    slide = _Slide(())
    for heading, piece in content.headed():
        if isinstance(piece, Table):
            if slide.lines:
                yield slide
            yield _Slide(heading, table=piece)
            slide = _Slide(heading)
            continue
        depth = piece.depth if isinstance(piece, Item) else -1
        for text in _short(texts(piece)[0]):
            filled = sum(len(line) for line, _ in slide.lines)
            if slide.lines and (heading != slide.heading or filled + len(text) > _SLIDE):
                yield slide
                slide = _Slide(heading)
            slide.heading = heading
            slide.lines.append((text, depth))
    if slide.lines:
        yield slide


def _short(text: str) -> Iterator[str]:
    """A text, in parts of whole sentences where it is too long for one slide."""
    start = end = 0
    for sentence in sentences(text, Span(0, len(text))) if len(text) > _SLIDE else ():
        if sentence.end - start > _SLIDE and end > start:
            yield text[start:end]
            start = sentence.start
        end = sentence.end
    yield text[start:]


def _show(deck: Any, slide: _Slide, title: str) -> None:
    made = deck.slides.add_slide(deck.slide_layouts[5 if slide.table else 1])
    made.shapes.title.text = title
    if slide.table is not None:
        rows = slide.table.rows
        place = (Inches(0.5), Inches(1.8), deck.slide_width - Inches(1), Emu(370_000 * len(rows)))
        table = made.shapes.add_table(len(rows), len(rows[0]), *place).table
        for at, row in enumerate(rows):
            for column, text in enumerate(row):
                table.cell(at, column).text = text
        return
    frame = made.placeholders[1].text_frame
    for number, (text, depth) in enumerate(slide.lines):
        paragraph = frame.add_paragraph() if number else frame.paragraphs[0]
        paragraph.text = text
        if depth >= 0:
            paragraph.level = min(depth, 4)
        else:
            paragraph._p.get_or_add_pPr().append(paragraph._p.makeelement(qn("a:buNone"), {}))


def write_xlsx(content: Content, folder: Path) -> list[Spot]:
    """One workbook with a sheet a table, numbers as numbers; none where there is no table."""
    file = folder / f"{content.stem}.xlsx"
    book = openpyxl.Workbook()
    book.remove(book.active)
    book.properties.title = content.title
    spots: list[Spot] = []
    for name, _, table in named_tables(content):
        sheet = book.create_sheet(name[:31].rstrip())
        first = 1
        if table.caption:
            sheet.cell(1, 1, table.caption)
            first = 3
        for number, row in enumerate(table.rows, first):
            for column, text in enumerate(row, 1):
                _set(sheet.cell(number, column), text)
        for cell in sheet[first]:
            cell.font = Font(bold=True)
        spots += [
            Spot(file.name, told, (sheet.title,), sheet=sheet.title, row=number)
            for number, told in enumerate(texts(table), first + 1)
        ]
    if spots:
        book.save(file)
    return spots


def _set(cell: Any, text: str) -> None:
    if _NUMBER.fullmatch(text):
        cell.value = int(text.replace(",", ""))
        cell.number_format = "#,##0" if "," in text else "General"
    elif text:
        cell.value = text
        cell.data_type = "s"
