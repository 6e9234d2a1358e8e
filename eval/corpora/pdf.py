"""Content as PDF: bookmarks, a running header, and page numbers at the foot, which are roman on the
first pages of a file with headings."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any
from unicodedata import normalize

import reportlab
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate
from reportlab.platypus import Paragraph as Flowed
from reportlab.platypus import Table as Drawn

from eval.corpora.content import Content, Heading, Item, Paragraph, Piece, Table
from eval.corpora.spots import Spot

_FONT = "Vera"
_WIDTH, _HEIGHT = A4
_MARGIN = 60.0
_ROMAN = ("i", "ii")

_BODY = ParagraphStyle("body", fontName=_FONT, fontSize=10, leading=13.5, spaceAfter=7)
_CELL = ParagraphStyle("cell", _BODY, fontSize=5.2, leading=6.5, spaceAfter=0)
_HEADS = [
    ParagraphStyle(f"heading {level}", _BODY, fontSize=size, leading=size + 3, spaceBefore=6)
    for level, size in enumerate((18, 16, 14, 13, 12, 11), 1)
]
_ITEMS = [
    ParagraphStyle(f"item {depth}", _BODY, leftIndent=12 + 12 * depth, bulletIndent=12 * depth)
    for depth in range(4)
]


def write_pdf(content: Content, folder: Path) -> list[Spot]:
    """What runs over the end of a page is two spots."""
    _register()
    made = _Book(folder / f"{content.stem}.pdf", content)
    made.build([flowed for piece in content.pieces for flowed in _flowed(piece)])
    return made.spots


@lru_cache(maxsize=1)
def _register() -> Mapping[int, object]:
    """Have the font that comes with reportlab; the code points that it has glyphs for."""
    font = TTFont(_FONT, str(Path(reportlab.__file__).with_name("fonts") / "Vera.ttf"))
    pdfmetrics.registerFont(font)
    found: Mapping[int, object] = font.face.charToGlyph
    return found


def _flowed(piece: Piece) -> Iterator[Any]:
    match piece:
        case Heading(level, title):
            yield Flowed(_escaped(title), _HEADS[min(level, 6) - 1])
        case Paragraph(text):
            yield Flowed(_escaped(text), _BODY)
        case Item(text, depth):
            yield Flowed(_escaped(text), _ITEMS[min(depth, 3)], bulletText="\u2022")
        case Table(caption, rows):
            if caption:
                yield Flowed(_escaped(caption), _BODY)
            yield from _drawn(rows)


def _drawn(rows: Sequence[Sequence[str]]) -> Iterator[Any]:
    """A table as its rows, so that each can tell the page it came to stand on."""
    longest = max((len(row[0]) for row in rows[1:]), default=0)
    first = min(12 + 3 * longest, _WIDTH / 3)
    others = (_WIDTH - 2 * _MARGIN - first) / max(1, len(rows[0]) - 1)
    for number, row in enumerate(rows):
        cells = [Flowed(_escaped(cell), _CELL) for cell in row]
        yield _Row(cells, " ".join(row) if number else "", [first, *[others] * (len(row) - 1)])


class _Row(Drawn):  # type: ignore[misc]
    """A row of a table; ``told`` is empty for one that names the columns."""

    def __init__(self, cells: Sequence[Any], told: str, widths: Sequence[float]) -> None:
        style = [("GRID", (0, 0), (-1, -1), 0.25, "grey"), ("PADDING", (0, 0), (-1, -1), 2)]
        super().__init__(
            [cells], colWidths=widths, style=[*style, ("VALIGN", (0, 0), (-1, -1), "TOP")]
        )
        self.told = told


class _Book(BaseDocTemplate):  # type: ignore[misc]
    """Notes what each page is given as it is drawn."""

    def __init__(self, file: Path, content: Content) -> None:
        super().__init__(
            str(file), pagesize=A4, title=content.title, author="A writer", invariant=1
        )
        self.name = file.name
        self.shown = content.title
        self.roman = _ROMAN if any(isinstance(p, Heading) for p in content.pieces) else ()
        self.path: list[str] = []
        self.spots: list[Spot] = []
        frame = Frame(_MARGIN, _MARGIN + 10, _WIDTH - 2 * _MARGIN, _HEIGHT - 2 * _MARGIN - 20)
        self.addPageTemplates(PageTemplate(frames=[frame], onPage=self._around))

    def _label(self, page: int) -> str:
        return self.roman[page - 1] if page <= len(self.roman) else str(page - len(self.roman))

    def _around(self, canvas: Canvas, _: object) -> None:
        page = canvas.getPageNumber()
        canvas.setFont(_FONT, 7)
        canvas.drawString(_MARGIN, _HEIGHT - _MARGIN + 8, self.shown[:60])
        canvas.drawCentredString(_WIDTH / 2, _MARGIN - 12, self._label(page))
        if page == 1 and self.roman:
            canvas.addPageLabel(0, "ROMAN_LOWER", 1)
        if page == len(self.roman) + 1:
            canvas.addPageLabel(page - 1, "ARABIC", 1)

    def afterFlowable(self, flowable: Any) -> None:
        """Note what was drawn; a heading becomes a bookmark."""
        if isinstance(flowable, _Row):
            self._note(flowable.told)
        elif isinstance(flowable, Flowed) and flowable.style.name.startswith("heading"):
            level = int(flowable.style.name.split()[1])
            title = _told(flowable)
            key = f"heading-{len(self.spots)}-{level}"
            self.canv.bookmarkPage(key, fit="XYZ", top=self.frame._y + flowable.height)
            self.canv.addOutlineEntry(title, key, level - 1)
            self.path[level - 1 :] = [title]
        elif isinstance(flowable, Flowed):
            self._note(_told(flowable))

    def _note(self, told: str) -> None:
        label = self._label(self.page)
        label = "" if label == str(self.page) else label
        if told:
            self.spots.append(Spot(self.name, told, tuple(self.path), self.page, label))


def _told(flowable: Any) -> str:
    """A paragraph's text; a part of one that runs over the end of a page has words instead."""
    words = (word for part in flowable.frags for word in getattr(part, "words", ()))
    return " ".join((flowable.getPlainText() or " ".join(words)).split())


def _escaped(text: str) -> str:
    """As reportlab wants it; for a letter that the font lacks, what it has of it, or "?"."""
    glyphs = _register()
    parts = []
    for character in text:
        base = character if ord(character) in glyphs else normalize("NFKD", character)[0]
        parts.append(escape(base if ord(base) in glyphs else "?"))
    return "".join(parts)
