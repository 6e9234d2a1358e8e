"""A PDF page → its lines, each with the little that layout needs of it."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from index.formats.pdf_bounds import Bound, bounds, first_seen, trimmed
from index.formats.pdf_chars import Characters
from index.formats.pdf_grids import GridRow, Spot
from index.formats.pdf_margins import Margins
from index.lines import Line as TextLine
from index.lines import marker

_NO_TEXT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")
# Symbol fonts have their bullets in the private use area.
_SYMBOL = re.compile(r"[\uf020-\uf0ff][ \t\u00a0]+(?=\S)")
_WIDE = re.compile(r"\t| {3,}|\.{5,}|(?:\. ){4,}")
_SPACES = re.compile(r"[ \t]*\t[ \t]*| {3,}")
_LOOSE = 0.45  # sizes a character: a line set closer has no gaps between cells
_NOTE_MARK = re.compile(r"\d{1,3}|[*∗†‡§¶]{1,3}")
_NO_NOTE = " \t0123456789*∗†‡§¶.,;:)"
# By the names of fonts, for weights are not told: "Times-Bold", "CMBX10".
_BOLD = re.compile(r"(?i:bold|black|heavy)|demi|Demi|-Bd|(?:CM|SF|EC|LM)(?:SS)?BX")
_RAISED = 0.15  # sizes of the font
_SMALLER = 0.85  # of the size: a raised mark's

WIDE_GAP = 1.5
"""Sizes of the font: a gap between cells, not between words."""
CELL_GAP = 0.8
"""That may be one, if more speaks for it."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A stretch of a line between wide gaps, and the font that it begins in."""

    text: str
    left: float
    right: float
    font: str


@dataclass(slots=True)
class Line:
    """One line of a page. Lengths are in points, with the page turned as its text is read; ``y``
    is the base line, larger above. ``width`` counts the characters of its list marker, and
    ``inner`` is where the text after that begins. ``is_wide`` is true where gaps part it, as they
    part the cells of a table; ``cells`` are what they would be. ``is_note`` is true where it
    begins with a raised mark, as footnotes do, ``is_bold`` where it is set in bold. ``aside`` is
    true where it is no part of what the page tells. ``spot`` is where in a grid it stands, ``row``
    what it is as the row of one."""

    text: str
    left: float
    right: float
    y: float
    size: float
    width: int = 0
    inner: float = 0.0
    is_wide: bool = False
    cells: tuple[Cell, ...] = ()
    is_note: bool = False
    is_bold: bool = False
    aside: bool = False
    spot: Spot | None = None
    row: GridRow | None = None


class LineReader:
    """Makes lines of the characters of a page."""

    def __init__(self, chars: Characters) -> None:
        self.chars = chars
        self.text = chars.text

    def lines(self, margins: Margins) -> tuple[list[Bound], list[Line]]:
        """The lines of a page as it draws them, and their bounds, without numbers that count them
        in the margin. ``margins`` is of the pages before."""
        found = list(bounds(self.chars))
        largest = [self._largest(start, end) for start, end, _ in found]
        turned = Counter[int]()
        for (start, end, _), (_, quarter, _) in zip(found, largest, strict=True):
            turned[quarter] += end - start
        self.chars.quarter = turned.most_common(1)[0][0] if turned else 0
        lines = [self._line(*bound, *font) for bound, font in zip(found, largest, strict=True)]
        cut = margins.without_numbers(self.chars, found, lines)
        for at in sorted(cut, reverse=True):
            lines[at : at + 1] = [self.line(bound) for bound in cut[at]]
            found[at : at + 1] = cut[at]
        return found, lines

    def line(self, bound: Bound) -> Line:
        """The line within bounds."""
        return self._line(*bound, *self._largest(*bound[:2]))

    def _line(self, start: int, end: int, hyphen: bool, size: float, _: int, at: int) -> Line:
        text = self.text[start : end - 1] + "-" if hyphen else self.text[start:end]
        first, last = self.chars.corners(start), self.chars.corners(end - 1)
        width = _marker_width(text)
        left, right = min(first[0], last[0]), max(first[1], last[1])
        inner = self.chars.corners(start + width)[0] if 0 < width < len(text) else left
        y = self.chars.origin(at)[1]
        size = size or last[1] - last[0] or 1.0
        is_loose = right - left > _LOOSE * size * len(text)
        gaps = list(self._gaps(start, end, size)) if is_loose else []
        wide = any(gap > WIDE_GAP for _, gap in gaps) or _WIDE.search(text) is not None
        clean = _clean(text)
        if gaps or _SPACES.search(text):
            cells = tuple(self._cells(start, end, [at for at, _ in gaps]))
        else:
            cells = (Cell(clean, left, right, self.chars.font_name(start)),)
        line = Line(clean, left, right, y, size, width, inner, wide, cells)
        line.is_bold = _is_bold(cells[0].font) and self._stays_bold(start, end)
        mark = _NOTE_MARK.match(text)
        rest = text[mark.end() :] if mark else ""
        if mark and rest and rest[0] not in _NO_NOTE and self._is_raised(start, line):
            line.text, line.is_note = f"{mark[0]} {_clean(rest)}", True
        return line

    def _stays_bold(self, start: int, end: int) -> bool:
        """Whether a line in bold is so to its end, or far on: a title may end with a name in
        code."""
        if _is_bold(self.chars.font_name(end - 1)):
            return True
        places = (start + end) // 2, (start + 3 * end) // 4
        return all(_is_bold(self.chars.font_name(at)) for at in places)

    def _is_raised(self, at: int, line: Line) -> bool:
        return is_raised(self.chars.font(at)[0], self.chars.origin(at)[1], line)

    def _largest(self, start: int, end: int) -> tuple[float, int, int]:
        """The font, as `Characters.font` has it, and place of the largest of three characters:
        raised figures and names in code are smaller."""
        places = (start + (end - start) * part // 4 for part in (1, 2, 3))
        seen = (first_seen(self.text, at, end) for at in places)
        fonts = [(self.chars.font(at), at) for at in (start if at is None else at for at in seen)]
        (size, quarter), at = max(fonts, key=lambda font: font[0])
        return size, quarter, at

    def _gaps(self, start: int, end: int, size: float) -> Iterator[tuple[int, float]]:
        """Where cells may be parted, and how far: only a space that pdfium put in may be wider than
        a space."""
        at = self.text.find(" ", start + 1, end - 1)
        while at != -1:
            if self.chars.is_generated(at):
                gap = (self.chars.corners(at + 1)[0] - self.chars.corners(at - 1)[1]) / size
                if gap > CELL_GAP:
                    yield at, gap
            at = self.text.find(" ", at + 1, end - 1)

    def _cells(self, start: int, end: int, gaps: Iterable[int]) -> Iterator[Cell]:
        spaces = (found.span() for found in _SPACES.finditer(self.text, start, end))
        for gap, upto in sorted([*((at, at + 1) for at in gaps), *spaces, (end, end)]):
            for first, last, _ in trimmed(self.text, start, gap):
                left, right = self.chars.corners(first)[0], self.chars.corners(last - 1)[1]
                yield Cell(_clean(self.text[first:last]), left, right, self.chars.font_name(first))
            start = max(start, upto)


def _is_bold(font: str) -> bool:
    return _BOLD.search(font) is not None


def is_note_mark(text: str) -> bool:
    """Whether a text is what sets apart footnotes."""
    return _NOTE_MARK.fullmatch(text) is not None


def is_raised(size: float, y: float, line: Line) -> bool:
    """Whether what has this size and base line is set as a raised figure of a line is."""
    return 0 < size < _SMALLER * line.size and y - line.y > _RAISED * line.size


def _clean(text: str) -> str:
    text = _NO_TEXT.sub("", text)
    # Code units that make no character become U+FFFD.
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _marker_width(text: str) -> int:
    """Characters of the list marker with which a line begins."""
    if len(text) == 1:
        return int(_is_bullet(text))
    found = _SYMBOL.match(text)
    if found is not None:
        return found.end()
    known = marker(TextLine(0, 0, 0, 0, 0, text))
    return known.width if known else 0


def _is_bullet(character: str) -> bool:
    return character in "•◦▪‣●○■□·∙" or "\uf020" <= character <= "\uf0ff"
