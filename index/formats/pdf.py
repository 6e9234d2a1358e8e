"""PDF → the text of its pages, by pdfium. Scripts, forms and attachments are left alone."""

import logging
import re
from dataclasses import replace

import pypdfium2.raw as pdfium
from pypdfium2 import PdfDocument, PdfiumError

from index.contents import contents
from index.document import Mark, MarkKind
from index.errors import ReadError
from index.formats.canonical import Canonical, Parsed, with_titles, written
from index.formats.damage import guarded
from index.formats.pdf_asides import set_aside
from index.formats.pdf_grid_tables import keep_names
from index.formats.pdf_headings import told_headings
from index.formats.pdf_layout import body_size, distances
from index.formats.pdf_lines import Line
from index.formats.pdf_margins import Margins
from index.formats.pdf_numbers import printed_labels
from index.formats.pdf_outline import bookmarked
from index.formats.pdf_page import read_page
from index.formats.pdf_title import printed_title
from index.formats.pdf_writing import Writer
from index.lines import clip

MOST_PAGES = 20_000
MOST_CHARACTERS = 20_000_000

_LONGEST_TITLE = 120
_LONGEST_LABEL = 20
_FEWEST_PAGES = 4  # of which most may be said to hold no text
_PAGES_LOOKED_AT = 20  # for pictures
_SIGNATURE = b"%PDF-"
_NO_TITLE = re.compile(
    r"\W*|(?:untitled|document|doc|layout|slide|page|presentation|book|none|title)[\s_-]*\d*"
    r"|\W*(?:untitled|anonymous|unknown|microsoft|powerpoint)\b.*"
    r"|.*\.(?:docx?|pdf|indd|tex|dvi|qxd|pptx?|xlsx?|od[tsp]|rtf|ps|html?|txt|fm|pmd?|p65|eps|ai|wpd)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"\s[–—]\s")
_ERRORS = {
    pdfium.FPDF_ERR_PASSWORD: "it is encrypted and needs a password",
    pdfium.FPDF_ERR_SECURITY: "it is encrypted in a way that cannot be opened",
}

# pypdfium2 tells of circles among bookmarks in its log; nobody is to be troubled with that.
logging.getLogger("pypdfium2").addHandler(logging.NullHandler())


def parse(data: bytes) -> Parsed:
    """See `index.formats.Parser`."""
    with guarded():
        raw = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
        if not raw:
            raise ReadError(_why(data, pdfium.FPDF_GetLastError()))
        # Given the handle, not the bytes: else one without pages would never be closed.
        with PdfDocument(raw) as document:
            return _parsed(document)


def _why(data: bytes, code: int) -> str:
    if code in _ERRORS:
        return _ERRORS[code]
    return "it is damaged" if _SIGNATURE in data[:1024] else "it is no PDF"


def _parsed(document: PdfDocument) -> Parsed:
    count = len(document)
    if count < 1:
        raise ReadError("it has no pages")
    if count > MOST_PAGES:
        raise ReadError(f"it has {count:,} pages, and {MOST_PAGES:,} are the most that are read")
    pages = _pages(document, count)
    if not any(pages):
        pictures = _has_pictures(document, count)
        shown = "pictures of pages but no text (scanned)" if pictures else "no text"
        raise ReadError(f"it holds {shown}")
    labels = printed_labels(pages, [_label(document, number) for number in range(count)])
    body = body_size(pages)
    running = set_aside(pages, labels, body)
    for lines in pages:
        keep_names(lines)
    if all(line.aside for lines in pages for line in lines):
        if _has_pictures(document, count):
            raise ReadError("it holds pictures of pages, and no text but what is on each (scanned)")
        for line in running:  # over what would they run?
            line.aside = False
    told = [line for lines in pages for line in lines if not line.aside]
    for at in contents([line.text for line in told]):
        told[at].aside = True
    made, usual = Canonical(), distances(pages)
    headings = bookmarked(document, pages) or told_headings(pages, body, usual)
    blank = sum(1 for lines in pages if not lines)
    if count >= _FEWEST_PAGES and blank > count / 2:
        made.mark(MarkKind.BLANK, blank, str(count))
    writer = Writer(made, usual)
    for number, lines in enumerate(pages):
        if lines:
            label = "" if labels[number] == str(number + 1) else labels[number]
            writer.page(number + 1, label, lines, headings.get(number, ()))
    writer.let_go()
    parsed = with_titles(made.done("pdf", _title(document) or printed_title(pages, body)))
    return replace(parsed, marks=(*_written(document), *parsed.marks))


def _pages(document: PdfDocument, count: int) -> list[list[Line]]:
    """The lines of each page; a page that cannot be read has none, unless none can."""
    pages: list[list[Line]] = []
    left, failed, margins = MOST_CHARACTERS, 0, Margins()
    for number in range(count):
        lines: list[Line] | None = []
        try:
            lines = _page(document, number, left, margins)
        except PdfiumError:
            failed += 1
        if lines is None:
            raise ReadError(f"it holds more than {MOST_CHARACTERS:,} characters")
        left -= sum(len(line.text) for line in lines)
        pages.append(lines)
    if failed == count:
        raise ReadError("it is damaged: none of its pages can be opened")
    return pages


def _page(document: PdfDocument, number: int, most: int, margins: Margins) -> list[Line] | None:
    page = document[number]
    try:
        return read_page(page, most, margins)
    finally:
        page.close()


def _has_pictures(document: PdfDocument, count: int) -> bool:
    for number in range(min(count, _PAGES_LOOKED_AT)):
        try:
            page = document[number]
        except PdfiumError:
            continue
        try:
            pictures = page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,), max_depth=4)
            if next(iter(pictures), None) is not None:
                return True
        finally:
            page.close()
    return False


def _label(document: PdfDocument, number: int) -> str:
    """What is printed on a page as its number, going by the file."""
    try:
        label = document.get_page_label(number)
    except UnicodeDecodeError:
        return ""
    return "".join(c for c in label if c.isprintable()).strip()[:_LONGEST_LABEL]


def _title(document: PdfDocument) -> str:
    """The title that the file gives itself, unless a program put it there."""
    title = _metadata(document, "Title")
    return "" if _NO_TITLE.fullmatch(title) or len(title) < 3 else clip(title, _LONGEST_TITLE)


def _written(document: PdfDocument) -> tuple[Mark, ...]:
    """Who wrote a file, by his name: one word may be that of his account. When it was made is no
    date of what it says."""
    author = _metadata(document, "Author")
    names = _ADDRESS.split(author, maxsplit=1)[0].split(";")
    return written(name for name in names if " " in name.strip() and not _NO_TITLE.fullmatch(name))


def _metadata(document: PdfDocument, name: str) -> str:
    try:
        told = document.get_metadata_value(name)
    except UnicodeDecodeError:
        return ""
    return " ".join("".join(c if c.isprintable() else " " for c in told).split())
