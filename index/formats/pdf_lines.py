"""A PDF page → its lines in reading order, each with the little that layout needs of it."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from ctypes import c_double, c_ushort
from dataclasses import dataclass, replace
from math import atan2, hypot, pi

import pypdfium2.raw as pdfium
from pypdfium2 import PdfPage

from index.lines import Line as TextLine
from index.lines import marker

_HYPHEN = "\ufffe"  # what pdfium has in place of a hyphen and the line end after it
_END = re.compile(rf"\r\n?|\n|{_HYPHEN}")
_NO_TEXT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")
_SEEN = re.compile(r"[^\s\x00-\x1f\x7f-\x9f\ufeff\uffff]")
# Symbol fonts have their bullets in the private use area.
_SYMBOL = re.compile(r"[\uf020-\uf0ff][ \t\u00a0]+(?=\S)")
_WIDE = re.compile(r"\t| {3,}|\.{5,}|(?:\. ){4,}")
_WIDE_GAP = 1.5  # in sizes of the font: between cells, not between words
_WORD_GAP = 0.15
_LOOSE = 0.5  # sizes a character: a line set closer has no gaps between cells
_FAR = 3.0  # lines so many sizes apart are not in one run
_MOST_RUNS = 150

Point = tuple[float, float]


@dataclass(slots=True)
class Line:
    """One line of a page. Lengths are in points, with the page turned as its text is read; ``y``
    is the base line, larger above. ``width`` counts the characters of its list marker, and
    ``inner`` is where the text after that begins. ``is_wide`` is true where gaps part it, as they
    part the cells of a table; ``aside`` where it is no part of what the page tells."""

    text: str
    left: float
    right: float
    y: float
    size: float
    width: int = 0
    inner: float = 0.0
    is_wide: bool = False
    aside: bool = False


def read_lines(page: PdfPage, most: int) -> list[Line] | None:
    """The lines of a page in reading order; None where it has more than ``most`` characters."""
    text_page = page.get_textpage()
    try:
        if text_page.count_chars() > most:
            return None
        return _ordered(_joined(_Reader(text_page.raw).lines()))
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
                    yield from self._trimmed(start, found.end(), True)
                    start = found.end()
                continue
            yield from self._trimmed(start, found.start(), False)
            start = found.end()
        yield from self._trimmed(start, len(self.text), False)

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
        y = self._base(start)
        size = size or last[1] - last[0] or 1.0
        is_loose = right - left > _LOOSE * size * len(text)
        wide = _WIDE.search(text) is not None or (is_loose and self._has_gap(start, end, size))
        return Line(_clean(text), left, right, y, size, width, inner, wide)

    def _index(self, at: int) -> int:
        return pdfium.FPDFText_GetCharIndexFromTextIndex(self.raw, at) if self.is_mapped else at

    def _corners(self, at: int) -> Point:
        """Where a character begins and ends, along the line."""
        box = pdfium.FS_RECTF()
        pdfium.FPDFText_GetLooseCharBox(self.raw, self._index(at), box)
        one = _turned(box.left, box.bottom, self.quarter)[0]
        other = _turned(box.right, box.top, self.quarter)[0]
        return min(one, other), max(one, other)

    def _base(self, at: int) -> float:
        x, y = c_double(), c_double()
        pdfium.FPDFText_GetCharOrigin(self.raw, self._index(at), x, y)
        return _turned(x.value, y.value, self.quarter)[1]

    def _font(self, at: int) -> tuple[float, int]:
        """Size of the font as it is drawn, and how many quarters its line is turned left."""
        matrix, index = pdfium.FS_MATRIX(), self._index(at)
        if not pdfium.FPDFText_GetMatrix(self.raw, index, matrix):
            return 0.0, 0
        size = pdfium.FPDFText_GetFontSize(self.raw, index) * hypot(matrix.c, matrix.d)
        return size, round(atan2(matrix.b, matrix.a) / (pi / 2)) % 4

    def _largest_font(self, start: int, end: int) -> tuple[float, int]:
        """Of three places in a line: raised figures and names in code are smaller."""
        return max(self._font(start + (end - start) * part // 4) for part in (1, 2, 3))

    def _has_gap(self, start: int, end: int, size: float) -> bool:
        """Only a space that pdfium put in may be wider than a space."""
        at = self.text.find(" ", start + 1, end - 1)
        while at != -1:
            if pdfium.FPDFText_IsGenerated(self.raw, self._index(at)) == 1:
                gap = self._corners(at + 1)[0] - self._corners(at - 1)[1]
                if gap > _WIDE_GAP * size:
                    return True
            at = self.text.find(" ", at + 1, end - 1)
        return False


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


def _joined(lines: Sequence[Line]) -> list[Line]:
    """Lines on one base line, which pdfium parts at a raised figure or a bullet, as one."""
    joined: list[Line] = []
    for line in lines:
        above = joined[-1] if joined else None
        size = max(line.size, above.size) if above else 0.0
        if above is None or abs(above.y - line.y) > size / 2 or line.left < above.right - size / 3:
            joined.append(line)
            continue
        gap = line.left - above.right
        larger = max(above, line, key=lambda part: len(part.text))
        is_mark = 0 < above.width == len(above.text)
        space = " " if gap > _WORD_GAP * size or is_mark else ""
        joined[-1] = replace(
            above,
            text=above.text + space + line.text,
            right=line.right,
            y=larger.y,
            size=larger.size,
            width=above.width + is_mark,
            inner=line.left if is_mark else above.inner,
            is_wide=above.is_wide or line.is_wide or (gap > _WIDE_GAP * size and not is_mark),
        )
    return joined


@dataclass(frozen=True, slots=True)
class _Run:
    """Lines drawn one below the other, and the box around them."""

    lines: list[Line]
    left: float
    right: float
    bottom: float
    top: float


def _ordered(lines: list[Line]) -> list[Line]:
    """Lines in the order drawn, but what is drawn later and stands above comes first, and a foot
    drawn before it comes last.

    Columns stay as they are drawn, since neither is above the other.
    """
    runs = _runs(lines)
    if len(runs) < 2 or len(runs) > _MOST_RUNS:
        return lines
    above = [[i for i, other in enumerate(runs) if _is_above(other, run)] for run in runs]
    placed: dict[int, None] = {}

    def place(at: int) -> None:
        for higher in above[at]:
            if higher not in placed:
                place(higher)
        placed[at] = None

    for late in (False, True):
        for at, run in enumerate(runs):
            is_foot = any(higher > at for higher in above[at]) and _is_lowest(run, runs)
            if at not in placed and is_foot is late:
                place(at)
    return [line for at in placed for line in runs[at].lines]


def _is_lowest(run: _Run, runs: Sequence[_Run]) -> bool:
    return all(other is run or other.bottom >= run.top for other in runs)


def _is_above(one: _Run, other: _Run) -> bool:
    beside = one.right <= other.left or other.right <= one.left
    return one is not other and not beside and one.bottom >= other.top


def _runs(lines: list[Line]) -> list[_Run]:
    parts: list[list[Line]] = []
    for line in lines:
        drop = parts[-1][-1].y - line.y if parts else -1.0
        if 0 <= drop <= _FAR * line.size:
            parts[-1].append(line)
        else:
            parts.append([line])
    return [
        _Run(
            part,
            min(line.left for line in part),
            max(line.right for line in part),
            part[-1].y,
            part[0].y + part[0].size / 2,
        )
        for part in parts
    ]
