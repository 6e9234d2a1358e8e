"""The files of Word 97 to 2003: text, headings, tables and notes. The numbers that Word counts are not
in these files' text, so they are not told; nor are pages, headers and comments."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.errors import ReadError
from index.formats import parser
from index.formats.canonical import Canonical, Parsed, with_titles, written
from index.formats.damage import guarded
from index.formats.doc_file import Paragraph, stories
from index.formats.opc import sensible_title
from index.lines import LONGEST_HEADING
from index.nesting import Nesting, lead_in
from index.sentences import count_words

_HEADINGS = range(1, 10)  # the styles of these numbers are headings in every file
# Programs gave the name to other files, too, which Word opens as well.
_NAMED_SO = {b"{\\rtf": ".rtf", b"pk\x03\x04": ".docx", b"<": ".html"}
_LONGEST_LEAD = 25  # words
_LONGEST_CELL = 2_000  # characters, above which a table is there for the layout


def parse(data: bytes) -> Parsed:
    """An old Word file as text, or what has only the name of one; as `index.formats.Parser` says."""
    start = data[:64].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for sign, suffix in _NAMED_SO.items():
        if start.startswith(sign):
            return parser(suffix)(data)
    with guarded():
        told = stories(data)
        writer = _Writer()
        writer.write(told.paragraphs["text"])
        for name in ("notes", "endnotes", "boxes"):
            writer.made.section(1, "")  # they are of no section
            writer.write([replace(one, style=0, level=-1) for one in told.paragraphs[name]])
        parsed = writer.made.done("doc", sensible_title(told.title) or writer.title)
        parsed = with_titles(
            replace(parsed, marks=(*written([told.author], told.date), *parsed.marks))
        )
    if not parsed.text:
        raise ReadError(f"it holds {'pictures but ' if told.pictures else ''}no text")
    return parsed


class _Writer:
    """Writes paragraphs and tables."""

    def __init__(self) -> None:
        self.made = Canonical()
        self.nesting = Nesting()
        self.above = ""  # what may be the caption of a table that comes next
        self.title = ""

    def write(self, paragraphs: Sequence[Paragraph]) -> None:
        table: list[Paragraph] = []
        for one in paragraphs:
            if one.in_table:
                table.append(one)
                continue
            self._table(table)
            table = []
            self._paragraph(one)
        self._table(table)
        self.nesting.leave()

    def _paragraph(self, one: Paragraph) -> None:
        text = one.text.strip()
        if not text:
            return
        self.above = ""
        if one.style in _HEADINGS and len(text) <= LONGEST_HEADING:
            self.nesting.leave()
            self.made.heading(one.style + 1, text)
            self.title = self.title or text * (one.style == 1)
        elif one.level >= 0:
            self.made.item(text, self.nesting.context(one.level, text))
        else:
            self.nesting.leave(text)
            self.made.paragraph(text)
            self.above = lead_in(text)

    def _table(self, paragraphs: Sequence[Paragraph]) -> None:
        if not paragraphs:
            return
        self.nesting.leave()
        rows = list(_rows(paragraphs))
        cells = [cell for row, _ in rows for cell in row]
        if all(len(row) <= 1 for row, _ in rows) or any(len(c) > _LONGEST_CELL for c in cells):
            for cell in cells:
                self.made.paragraph(cell)
        else:
            header = next((n for n, (_, is_header) in enumerate(rows) if not is_header), len(rows))
            caption = self.above if count_words(self.above) <= _LONGEST_LEAD else ""
            self.made.table([row for row, _ in rows], header=header, caption=caption)
        self.above = ""


def _rows(paragraphs: Sequence[Paragraph]) -> Iterator[tuple[list[str], bool]]:
    """The cells of each row, and whether it is a header."""
    row: list[str] = []
    cell: list[str] = []
    for one in paragraphs:
        if one.is_row:
            if row:
                yield row, one.is_header
            row, cell = [], []
            continue
        cell.append(one.text.strip())
        if one.is_cell:
            row.append(" ".join(part for part in cell if part))
            cell = []
    if row or any(cell):
        yield [*row, *([" ".join(cell)] if any(cell) else [])], False
