"""Lines of a PDF page → which numbers in its margin count them, as drafts have them. Rather none
than a wrong one: a list, a table and a listing have numbers on the left, too."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import quantiles
from typing import Protocol

from index.formats.pdf_bounds import Bound, trimmed
from index.formats.pdf_chars import Characters

_FIRST = re.compile(r"^([0-9]{1,5})(?: |$)")
_LAST = re.compile(r"(?:^| )([0-9]{1,5})$")
_FIGURES = " 0123456789"
_FEWEST = 5
_STEPS = (1, 2, 5, 10)
_COLUMN = 1.0  # points within which one column's edges lie
_MOST_COUNTED = 0.9  # of the steps from number to number
_MOST_SPACED = 0.75  # of the steps with as many lines as they say
_MOST_OF = 0.5  # of the page's lines
_MOST_OUTSIDE = 0.05  # of the lines: what is stamped in the margin
_FEWEST_WORDS = 6  # of a line of prose, on average
_FEWEST_GO_ON = 0.2  # of such lines begin with a small letter
_FEWEST_FULL = 0.35  # of such lines are nearly as wide as the wider ones


class Line(Protocol):
    """What it goes by of a line: see `pdf_lines.Line`."""

    text: str
    left: float
    right: float
    y: float


@dataclass(frozen=True, slots=True)
class _Number:
    """A number with which a line begins or ends, ``rest`` being what else it says."""

    line: int
    value: int
    left: float
    right: float
    y: float
    rest: tuple[Bound, ...]
    is_first: bool


@dataclass(slots=True)
class Margins:
    """The columns in which lines are counted, from the page on that shows it well enough: by the
    side, and whether by their right edges, where."""

    _known: list[tuple[bool, bool, float]] = field(default_factory=list)

    def without_numbers(
        self, chars: Characters, found: Sequence[Bound], lines: Sequence[Line]
    ) -> dict[int, tuple[Bound, ...]]:
        """By line that a number counts, what remains of it: its bounds, or nothing."""
        cut: dict[int, tuple[Bound, ...]] = {}
        for is_first in (True, False):
            pattern = _FIRST if is_first else _LAST
            told = [
                (at, number)
                for at, (start, end, _) in enumerate(found)
                if at not in cut and (number := pattern.search(chars.text[start:end]))
            ]
            if len(told) < (1 if self._known else _FEWEST):
                continue
            numbers = [_number(chars, number, at, found[at], is_first) for at, number in told]
            cut.update((number.line, number.rest) for number in self._counting(numbers, lines))
        return cut

    def _counting(self, numbers: Sequence[_Number], lines: Sequence[Line]) -> Sequence[_Number]:
        for by_right in (True, False):
            column = max(_columns(numbers, by_right), key=len, default=[])
            if column and _is_counted(column) and _is_outside(column, lines):
                known = column[0].is_first, by_right, _edge(column[0], by_right)
                if self._is_known(*known):
                    return column
                if _counts(column, lines):
                    self._known.append(known)
                    return column
        return []

    def _is_known(self, is_first: bool, by_right: bool, edge: float) -> bool:
        return any(
            known[:2] == (is_first, by_right) and abs(known[2] - edge) <= _COLUMN
            for known in self._known
        )


def _number(
    chars: Characters, found: re.Match[str], line: int, bound: Bound, is_first: bool
) -> _Number:
    start, end, hyphen = bound
    first, last = start + found.start(1), start + found.end(1)
    rest = (last, end, hyphen) if is_first else (start, first, False)
    left, right = chars.corners(first)[0], chars.corners(last - 1)[1]
    y = chars.origin(first)[1]
    return _Number(line, int(found[1]), left, right, y, (*trimmed(chars.text, *rest),), is_first)


def _edge(number: _Number, by_right: bool) -> float:
    return number.right if by_right else number.left


def _columns(numbers: Sequence[_Number], by_right: bool) -> Iterator[list[_Number]]:
    """Numbers with one edge in common, each column from the top down."""
    column: list[_Number] = []
    for number in sorted(numbers, key=lambda number: _edge(number, by_right)):
        if column and _edge(number, by_right) - _edge(column[0], by_right) > _COLUMN:
            yield sorted(column, key=lambda number: -number.y)
            column = []
        column.append(number)
    if column:
        yield sorted(column, key=lambda number: -number.y)


def _is_counted(column: Sequence[_Number]) -> bool:
    """Whether the numbers go up, by the same each time."""
    steps = [below.value - above.value for above, below in pairwise(column)]
    usual = sum(step == _step(column) for step in steps)
    return all(step > 0 for step in steps) and usual >= _MOST_COUNTED * len(steps)


def _step(column: Sequence[_Number]) -> int:
    steps = Counter(below.value - above.value for above, below in pairwise(column))
    return steps.most_common(1)[0][0] if steps else 0


def _is_outside(column: Sequence[_Number], lines: Sequence[Line]) -> bool:
    """Whether hardly any text stands where the numbers do, or beyond."""
    counted = {number.line for number in column}
    others = [line for at, line in enumerate(lines) if at not in counted]
    if not column or column[0].is_first:
        edge = max((number.right for number in column), default=0.0)
        beyond = sum(line.left < edge for line in others)
    else:
        edge = min(number.left for number in column)
        beyond = sum(line.right > edge for line in others)
    return beyond <= _MOST_OUTSIDE * len(lines)


def _counts(column: Sequence[_Number], lines: Sequence[Line]) -> bool:
    """Whether the numbers count lines of prose, which are most of the page."""
    step = _step(column)
    if len(column) < _FEWEST or step not in _STEPS:
        return False
    heights = _heights([line.y for line in lines])
    spaced = [
        abs(sum(below.y < y < above.y for y in heights) - (step - 1)) <= (step > 1)
        for above, below in pairwise(column)
    ]
    return (
        sum(spaced) >= _MOST_SPACED * len(spaced)
        and len(column) * step >= _MOST_OF * len(heights)
        and _is_prose(column, lines)
    )


def _heights(heights: Sequence[float]) -> list[float]:
    """The base lines of a page, raised and lowered figures apart."""
    found: list[float] = []
    for y in sorted(heights, reverse=True):
        if not found or found[-1] - y > 4:
            found.append(y)
    return found


def _is_prose(column: Sequence[_Number], lines: Sequence[Line]) -> bool:
    alone = {number.line for number in column if not number.rest}
    told = [
        (line.text.strip(_FIGURES), line.right - line.left)
        for at, line in enumerate(lines)
        if at not in alone
    ]
    if len(told) < _FEWEST:
        return False
    usual = quantiles((width for _, width in told), n=4)[2]
    return (
        sum(len(text.split()) for text, _ in told) >= _FEWEST_WORDS * len(told)
        and sum(text[:1].islower() for text, _ in told) >= _FEWEST_GO_ON * len(told)
        and sum(width > 0.9 * usual for _, width in told) >= _FEWEST_FULL * len(told)
    )
