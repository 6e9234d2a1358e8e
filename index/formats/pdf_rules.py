"""A PDF page → the straight rules and the shaded boxes drawn on it, within bounds: a map or a plot
may have a hundred thousand."""

from collections.abc import Iterator
from ctypes import byref, c_float, c_int, c_uint
from dataclasses import dataclass, field
from itertools import pairwise

import pypdfium2.raw as pdfium
from pypdfium2 import PdfPage

from index.formats.pdf_chars import Point, turned

_MOST_OBJECTS = 10_000
_MOST_PATHS = 3_000
_MOST_SEGMENTS = 10_000
_MOST_NESTED = 2  # forms in forms
_THIN = 3.0  # points: a box no thicker is a rule
_SHORTEST = 3.0
_STRAIGHT = 0.5  # points out of line
_FARTHEST = 1e5  # points
_WHITE = (255, 255, 255)

Matrix = tuple[float, float, float, float, float, float]
Color = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule ``at`` a height from left to right, or at a distance from the left, upwards."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Box:
    """A shaded rectangle."""

    left: float
    bottom: float
    right: float
    top: float
    color: Color


@dataclass(slots=True)
class Drawn:
    """The rules of a page, across and down, and its boxes that are not white."""

    across: list[Rule] = field(default_factory=list)
    down: list[Rule] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)


def read_rules(page: PdfPage, quarter: int) -> Drawn:
    """What is drawn on a page turned by a quarter, as `pdf_chars.turned` has it; nothing where the
    page has more than tables have."""
    reader = _Reader(quarter)
    count = pdfium.FPDFPage_CountObjects(page.raw)
    nested = (pdfium.FPDFPage_GetObject(page.raw, at) for at in range(count))
    return reader.drawn if reader.read(nested, count, [], 0) else Drawn()


class _Reader:
    def __init__(self, quarter: int) -> None:
        self.drawn = Drawn()
        self.quarter = quarter
        self.objects, self.paths, self.segments = _MOST_OBJECTS, _MOST_PATHS, _MOST_SEGMENTS

    def read(
        self, objects: Iterator[object], count: int, matrices: list[Matrix], depth: int
    ) -> bool:
        """Whether the paths among objects, and those in their forms, are not too many."""
        self.objects -= count
        if self.objects < 0:
            return False
        for drawn in objects:
            kind = pdfium.FPDFPageObj_GetType(drawn)
            if kind == pdfium.FPDF_PAGEOBJ_PATH and not self._path(drawn, matrices):
                return False
            if kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _MOST_NESTED:
                inner = pdfium.FPDFFormObj_CountObjects(drawn)
                nested = (pdfium.FPDFFormObj_GetObject(drawn, at) for at in range(inner))
                if not self.read(nested, inner, [_matrix(drawn), *matrices], depth + 1):
                    return False
        return True

    def _path(self, path: object, matrices: list[Matrix]) -> bool:
        count = pdfium.FPDFPath_CountSegments(path)
        self.paths -= 1
        self.segments -= count
        if self.paths < 0 or self.segments < 0:
            return False
        fill, stroke = c_int(), c_int()
        pdfium.FPDFPath_GetDrawMode(path, byref(fill), byref(stroke))
        if fill.value or stroke.value:
            for points in _outlines(path, count):
                self._outline(path, self._on_page(points, path, matrices), bool(stroke.value))
        return True

    def _on_page(self, points: list[Point], path: object, matrices: list[Matrix]) -> list[Point]:
        for a, b, c, d, e, f in (_matrix(path), *matrices):
            points = [(a * x + c * y + e, b * x + d * y + f) for x, y in points]
        return [turned(x, y, self.quarter) for x, y in points]

    def _outline(self, path: object, points: list[Point], stroked: bool) -> None:
        if not all(abs(x) < _FARTHEST and abs(y) < _FARTHEST for x, y in points):
            return  # or are no numbers
        across, down = [x for x, _ in points], [y for _, y in points]
        left, right, bottom, top = min(across), max(across), min(down), max(down)
        thin = min(right - left, top - bottom) <= _THIN
        if stroked and not (thin and len(points) > 2):
            for one, other in pairwise(points):
                self._rule(*one, *other)
        elif thin and right - left > top - bottom:
            self._rule(left, (bottom + top) / 2, right, (bottom + top) / 2)
        elif thin:
            self._rule((left + right) / 2, bottom, (left + right) / 2, top)
        elif all(_is_straight(*pair) for pair in pairwise(points)) and len(points) in (4, 5):
            color = _color(path)
            if color != _WHITE:
                self.drawn.boxes.append(Box(left, bottom, right, top, color))

    def _rule(self, x: float, y: float, other_x: float, other_y: float) -> None:
        if abs(y - other_y) <= _STRAIGHT and abs(x - other_x) >= _SHORTEST:
            rule = Rule((y + other_y) / 2, min(x, other_x), max(x, other_x))
            self.drawn.across.append(rule)
        elif abs(x - other_x) <= _STRAIGHT and abs(y - other_y) >= _SHORTEST:
            self.drawn.down.append(Rule((x + other_x) / 2, min(y, other_y), max(y, other_y)))


def _is_straight(one: Point, other: Point) -> bool:
    return min(abs(one[0] - other[0]), abs(one[1] - other[1])) <= _STRAIGHT


def _outlines(path: object, count: int) -> Iterator[list[Point]]:
    """The outlines that a path has, but for those with a curve."""
    x, y = c_float(), c_float()
    points: list[Point] = []
    curved = False
    for at in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(path, at)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            if len(points) > 1 and not curved:
                yield points
            points, curved = [], False
        curved = curved or kind == pdfium.FPDF_SEGMENT_BEZIERTO
        pdfium.FPDFPathSegment_GetPoint(segment, byref(x), byref(y))
        points.append((x.value, y.value))
        if pdfium.FPDFPathSegment_GetClose(segment) and points[-1] != points[0]:
            points.append(points[0])
    if len(points) > 1 and not curved:
        yield points


def _matrix(drawn: object) -> Matrix:
    found = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(drawn, byref(found))
    return found.a, found.b, found.c, found.d, found.e, found.f


def _color(drawn: object) -> Color:
    red, green, blue, alpha = c_uint(), c_uint(), c_uint(), c_uint()
    pdfium.FPDFPageObj_GetFillColor(drawn, byref(red), byref(green), byref(blue), byref(alpha))
    return (red.value, green.value, blue.value) if alpha.value else _WHITE
