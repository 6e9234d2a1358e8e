"""What pdfium tells of the characters of a PDF page, each by its place in the page's text."""

import re
from ctypes import c_double, c_int, c_ushort, create_string_buffer
from math import atan2, hypot, isfinite, pi

import pypdfium2.raw as pdfium

_LONGEST_NAME = 200

# Fonts of mathematical signs may come without a word on what these mean: pdfium gives their codes.
_SYMBOLS = re.compile(r"(?:^|\+)MSAM\d+$")
_RELATIONS = {"6": "⩽", ">": "⩾"}
_CODES = re.compile("[6>]")

Point = tuple[float, float]


class Characters:
    """The characters of a page. It asks pdfium one call at a time, and only for what is asked of
    it: a call for each character would take most of the time. Points are on the page turned by
    ``quarter``, as its text is read."""

    def __init__(self, raw: object) -> None:
        self._raw = raw
        count = pdfium.FPDFText_CountChars(raw)
        buffer = (c_ushort * (count + 1))()
        written = pdfium.FPDFText_GetText(raw, 0, count, buffer) - 1
        # One character for each code unit, so that indices are pdfium's.
        self.text = "".join(map(chr, buffer[: max(written, 0)]))
        self._is_mapped = written != count
        self.quarter = 0
        self.text = _CODES.sub(self._relation, self.text)

    def _relation(self, found: re.Match[str]) -> str:
        in_font = _SYMBOLS.search(self.font_name(found.start()))
        return _RELATIONS[found[0]] if in_font else found[0]

    def is_generated(self, at: int) -> bool:
        """Whether pdfium put a space or line end there, which the page does not have."""
        return bool(pdfium.FPDFText_IsGenerated(self._raw, self._index(at)) == 1)

    def is_hyphen(self, at: int) -> bool:
        """Whether a word is broken there."""
        return bool(pdfium.FPDFText_IsHyphen(self._raw, self._index(at)) == 1)

    def corners(self, at: int) -> Point:
        """Where a character begins and ends, along the line."""
        box = pdfium.FS_RECTF()
        pdfium.FPDFText_GetLooseCharBox(self._raw, self._index(at), box)
        one = turned(box.left, box.bottom, self.quarter)[0]
        other = turned(box.right, box.top, self.quarter)[0]
        return min(one, other), max(one, other)

    def origin(self, at: int, quarter: int | None = None) -> Point:
        """Where a character stands: its left, on its base line."""
        x, y = c_double(), c_double()
        pdfium.FPDFText_GetCharOrigin(self._raw, self._index(at), x, y)
        return turned(x.value, y.value, self.quarter if quarter is None else quarter)

    def font(self, at: int) -> tuple[float, int]:
        """Size of the font as it is drawn, and how many quarters its line is turned left."""
        matrix, index = pdfium.FS_MATRIX(), self._index(at)
        if not pdfium.FPDFText_GetMatrix(self._raw, index, matrix):
            return 0.0, 0
        size = abs(pdfium.FPDFText_GetFontSize(self._raw, index) * hypot(matrix.c, matrix.d))
        if not (isfinite(size) and isfinite(matrix.a) and isfinite(matrix.b)):
            return 0.0, 0
        return size, round(atan2(matrix.b, matrix.a) / (pi / 2)) % 4

    def font_name(self, at: int) -> str:
        """The name of the font of a character, as the file has it."""
        buffer, flags = create_string_buffer(_LONGEST_NAME), c_int()
        size = pdfium.FPDFText_GetFontInfo(self._raw, self._index(at), buffer, _LONGEST_NAME, flags)
        return buffer.value.decode("utf-8", "replace") if 0 < size <= _LONGEST_NAME else ""

    def _index(self, at: int) -> int:
        return pdfium.FPDFText_GetCharIndexFromTextIndex(self._raw, at) if self._is_mapped else at


def turned(x: float, y: float, quarter: int) -> Point:
    """A point on the page once its text is turned upright.

    >>> turned(3.0, 4.0, 1)
    (4.0, -3.0)
    """
    return ((x, y), (y, -x), (-x, -y), (-y, x))[quarter]
