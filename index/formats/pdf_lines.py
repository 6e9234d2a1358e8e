"""A PDF page → its lines, each with the little that layout needs of it."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from ctypes import c_double, c_int, c_ushort, create_string_buffer
from dataclasses import dataclass
from math import atan2, hypot, isfinite, pi

import pypdfium2.raw as pdfium
from pypdfium2 import PdfPage

from index.lines import Line as TextLine
from index.lines import marker

_HYPHEN = "\ufffe"  # what pdfium has in place of a hyphen and the line end after it
_END = re.compile(rf"\r\n?|\n|{_HYPHEN}")
_NO_TEXT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")
_SEEN = re.compile(r"[^\s\x00-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")
# Symbol fonts have their bullets in the private use area.
_SYMBOL = re.compile(r"[\uf020-\uf0ff][ \t\u00a0]+(?=\S)")
_WIDE = re.compile(r"\t| {3,}|\.{5,}|(?:\. ){4,}")
_ALONE = re.compile(r"(?<![^ ])\S(?![^ ])")
_SPACES = re.compile(r"[ \t]*\t[ \t]*| {3,}")
_LONGEST_NAME = 200
_LOOSE = 0.5  # sizes a character: a line set closer has no gaps between cells

WIDE_GAP = 1.5
"""Sizes of the font: a gap between cells, not between words."""
CELL_GAP = 0.8
"""That may be one, if more speaks for it."""

Point = tuple[float, float]


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
    part the cells of a table; ``cells`` are what they would be. ``aside`` is true where it is no
    part of what the page tells."""

    text: str
    left: float
    right: float
    y: float
    size: float
    width: int = 0
    inner: float = 0.0
    is_wide: bool = False
    cells: tuple[Cell, ...] = ()
    aside: bool = False


def read_lines(page: PdfPage, most: int) -> list[Line] | None:
    """The lines of a page as it draws them; None where it has more than ``most`` characters."""
    text_page = page.get_textpage()
    try:
        if text_page.count_chars() > most:
            return None
        return _Reader(text_page.raw).lines()
    finally:
        text_page.close()


class _Reader:
    """Asks pdfium for as little as will do: a call for each character would take most of the
    time."""

    def __init__(self, raw: object) -> None:
        self.raw = raw
        count = pdfium.FPDFText_CountChars(raw)
        buffer = (c_ushort * (count + 1))()
        written = pdfium.FPDFText_GetText(raw, 0, count, buffer) - 1
        # One character for each code unit, so that indices are pdfium's.
        self.text = "".join(map(chr, buffer[: max(written, 0)]))
        self.is_mapped = written != count
        self.quarter = 0

    def lines(self) -> list[Line]:
        """The lines as the page draws them."""
        bounds = list(self._bounds())
        fonts = [self._largest_font(start, end) for start, end, _ in bounds]
        turned = Counter[int]()
        for (start, end, _), (_, quarter) in zip(bounds, fonts, strict=True):
            turned[quarter] += end - start
        self.quarter = turned.most_common(1)[0][0] if turned else 0
        return [self._line(*bound, font[0]) for bound, font in zip(bounds, fonts, strict=True)]

    def _bounds(self) -> Iterator[tuple[int, int, bool]]:
        """Of each line with text, the indices of its first character and after its last, and
        whether that last is a hyphen."""
        start = 0
        for found in _END.finditer(self.text):
            if found[0] == _HYPHEN:
                if pdfium.FPDFText_IsHyphen(self.raw, self._index(found.start())) == 1:
                    yield from self._split(start, found.end(), True)
                    start = found.end()
                continue
            yield from self._split(start, found.start(), False)
            start = found.end()
        yield from self._split(start, len(self.text), False)

    def _split(self, start: int, end: int, hyphen: bool) -> Iterator[tuple[int, int, bool]]:
        """Before and after characters that are drawn alone, as figures in tables are, pdfium may
        see no line end."""
        for alone in _ALONE.finditer(self.text, start, end):
            for space in (alone.start() - 1, alone.end()):
                if start < space < end - 1 and self._is_line_end(space):
                    yield from self._trimmed(start, space, False)
                    start = space + 1
        yield from self._trimmed(start, end, hyphen)

    def _is_line_end(self, space: int) -> bool:
        if pdfium.FPDFText_IsGenerated(self.raw, self._index(space)) != 1:
            return False
        before, after = self._origin(space - 1), self._origin(space + 1)
        if before[1] == after[1]:
            return False
        size, quarter = max(self._font(at) for at in (space - 1, space + 1))
        drop = _turned(*before, quarter)[1] - _turned(*after, quarter)[1]
        return abs(drop) > max(size, 1.0) / 2

    def _trimmed(self, start: int, end: int, hyphen: bool) -> Iterator[tuple[int, int, bool]]:
        seen = _SEEN.search(self.text, start, end)
        if seen is None:
            return
        while not (hyphen or _SEEN.match(self.text, end - 1)):
            end -= 1
        yield seen.start(), end, hyphen

    def _line(self, start: int, end: int, hyphen: bool, size: float) -> Line:
        text = self.text[start : end - 1] + "-" if hyphen else self.text[start:end]
        first, last = self._corners(start), self._corners(end - 1)
        width = _marker_width(text)
        left, right = min(first[0], last[0]), max(first[1], last[1])
        inner = self._corners(start + width)[0] if 0 < width < len(text) else left
        y = _turned(*self._origin(start), self.quarter)[1]
        size = size or last[1] - last[0] or 1.0
        is_loose = right - left > _LOOSE * size * len(text)
        gaps = list(self._gaps(start, end, size)) if is_loose else []
        wide = any(gap > WIDE_GAP for _, gap in gaps) or _WIDE.search(text) is not None
        clean = _clean(text)
        if gaps or _SPACES.search(text):
            cells = tuple(self._cells(start, end, [at for at, _ in gaps]))
        else:
            cells = (Cell(clean, left, right, self._font_name(start)),)
        return Line(clean, left, right, y, size, width, inner, wide, cells)

    def _index(self, at: int) -> int:
        return pdfium.FPDFText_GetCharIndexFromTextIndex(self.raw, at) if self.is_mapped else at

    def _corners(self, at: int) -> Point:
        """Where a character begins and ends, along the line."""
        box = pdfium.FS_RECTF()
        pdfium.FPDFText_GetLooseCharBox(self.raw, self._index(at), box)
        one = _turned(box.left, box.bottom, self.quarter)[0]
        other = _turned(box.right, box.top, self.quarter)[0]
        return min(one, other), max(one, other)

    def _origin(self, at: int) -> Point:
        x, y = c_double(), c_double()
        pdfium.FPDFText_GetCharOrigin(self.raw, self._index(at), x, y)
        return x.value, y.value

    def _font(self, at: int) -> tuple[float, int]:
        """Size of the font as it is drawn, and how many quarters its line is turned left."""
        matrix, index = pdfium.FS_MATRIX(), self._index(at)
        if not pdfium.FPDFText_GetMatrix(self.raw, index, matrix):
            return 0.0, 0
        size = abs(pdfium.FPDFText_GetFontSize(self.raw, index) * hypot(matrix.c, matrix.d))
        if not (isfinite(size) and isfinite(matrix.a) and isfinite(matrix.b)):
            return 0.0, 0
        return size, round(atan2(matrix.b, matrix.a) / (pi / 2)) % 4

    def _largest_font(self, start: int, end: int) -> tuple[float, int]:
        """Of three places in a line: raised figures and names in code are smaller."""
        return max(self._font(start + (end - start) * part // 4) for part in (1, 2, 3))

    def _gaps(self, start: int, end: int, size: float) -> Iterator[tuple[int, float]]:
        """Where cells may be parted, and how far: only a space that pdfium put in may be wider than
        a space."""
        at = self.text.find(" ", start + 1, end - 1)
        while at != -1:
            if pdfium.FPDFText_IsGenerated(self.raw, self._index(at)) == 1:
                gap = (self._corners(at + 1)[0] - self._corners(at - 1)[1]) / size
                if gap > CELL_GAP:
                    yield at, gap
            at = self.text.find(" ", at + 1, end - 1)

    def _cells(self, start: int, end: int, gaps: Iterable[int]) -> Iterator[Cell]:
        spaces = (found.span() for found in _SPACES.finditer(self.text, start, end))
        for gap, upto in sorted([*((at, at + 1) for at in gaps), *spaces, (end, end)]):
            for first, last, _ in self._trimmed(start, gap, False):
                left, right = self._corners(first)[0], self._corners(last - 1)[1]
                yield Cell(_clean(self.text[first:last]), left, right, self._font_name(first))
            start = max(start, upto)

    def _font_name(self, at: int) -> str:
        buffer, flags = create_string_buffer(_LONGEST_NAME), c_int()
        size = pdfium.FPDFText_GetFontInfo(self.raw, self._index(at), buffer, _LONGEST_NAME, flags)
        return buffer.value.decode("utf-8", "replace") if 0 < size <= _LONGEST_NAME else ""


def _turned(x: float, y: float, quarter: int) -> Point:
    """A point on the page once its text is turned upright.

    >>> _turned(3.0, 4.0, 1)
    (4.0, -3.0)
    """
    return ((x, y), (y, -x), (-x, -y), (-y, x))[quarter]


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
