"""The text of a PDF page → what of it stands in which cell of a grid."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from index.formats.pdf_bands import split, with_columns
from index.formats.pdf_bounds import Bound, trimmed
from index.formats.pdf_chars import Characters
from index.formats.pdf_grids import Grid, Place, Spot
from index.formats.pdf_lines import Line
from index.formats.pdf_ruled import MEET, bands, grids
from index.formats.pdf_rules import Drawn

_WORD = re.compile(r"\S+")
_SPACE = 0.4  # sizes of the font: a gap between words
_WIDE = 1.5  # sizes: a gap between columns
_MOST_CROSSED = 0.1  # of the cells: words over a rule
_MOST_PARTED = 0.2  # of the rows: with columns that no rule parts
_FEWEST_FILLED = 0.5  # of the cells: a plot has fewer
_FEWEST_ROWS = 2

Part = tuple[Bound, Spot | None]


@dataclass(frozen=True, slots=True)
class _Word:
    line: int
    start: int
    end: int
    left: float
    right: float
    y: float
    place: Place | None


def in_cells(
    chars: Characters, found: Sequence[Bound], lines: Sequence[Line], drawn: Drawn
) -> dict[int, list[Part]]:
    """By line that stands in a grid, its parts with the cell of each, or None."""
    parts: dict[int, list[Part]] = {}
    known = [grid for grid in grids(drawn) if _place(chars, found, lines, grid, parts)]
    for band in bands(drawn, known):
        grid = with_columns(band, lines)
        if grid is not None:
            _place(chars, found, lines, grid, parts)
    return parts


def _place(
    chars: Characters,
    found: Sequence[Bound],
    lines: Sequence[Line],
    grid: Grid,
    parts: dict[int, list[Part]],
) -> bool:
    """Whether text fills a grid as it does a table. The lines in it are added to ``parts``."""
    beside = [
        at
        for at, line in enumerate(lines)
        if at not in parts and grid.is_beside(line.left, line.right, line.y)
    ]
    if not beside:
        return False
    words = [word for at in beside for word in _words(chars, at, found[at], grid)]
    if not _is_table(words, lines, grid):
        return False
    size = median(lines[at].size for at in beside)
    told = [(word.place, word.y, chars.text[word.start : word.end]) for word in words if word.place]
    made = split(grid, told, size)
    by_line: dict[int, list[_Word]] = defaultdict(list)
    for word in words:
        by_line[word.line].append(word)
    for at, own in by_line.items():
        if any(word.place for word in own):
            parts[at] = list(_parts(chars, found[at], own, made, lines[at].size))
    return True


def _words(chars: Characters, line: int, bound: Bound, grid: Grid) -> Iterator[_Word]:
    start, end, _ = bound
    for found in _WORD.finditer(chars.text, start, end):
        first, last = chars.corners(found.start()), chars.corners(found.end() - 1)
        left, right = min(first[0], last[0]), max(first[1], last[1])
        y = chars.origin(found.start())[1]
        place = grid.at((left + right) / 2, y + MEET)
        yield _Word(line, found.start(), found.end(), left, right, y, place)


def _is_table(words: Sequence[_Word], lines: Sequence[Line], grid: Grid) -> bool:
    filled = {word.place for word in words if word.place is not None}
    cells = {root for roots in grid.roots for root in roots}
    rows = [sum(root in filled for root in set(roots)) for roots in grid.roots]
    if sum(count > 1 for count in rows) < _FEWEST_ROWS or len(filled) < _FEWEST_FILLED * len(cells):
        return False
    if len({column for _, column in filled}) < 2 or not _is_regular(grid, filled):
        return False
    sizes = [lines[word.line].size for word in words]
    crossed = sum(_crosses(word, grid) for word in words)
    for above, word, size in zip(words, words[1:], sizes[1:], strict=False):
        beside = above.line == word.line and above.place != word.place
        crossed += beside and abs(word.left - above.right) < _SPACE * size
    parted = _parted(words, grid, median(sizes))
    return crossed <= _MOST_CROSSED * len(filled) and parted <= _MOST_PARTED * len(rows)


def _crosses(word: _Word, grid: Grid) -> bool:
    """Whether a word of a cell reaches into another."""
    y = word.y + MEET
    is_wide = word.place is not None and word.right - word.left > 2 * MEET
    return is_wide and grid.at(word.left + MEET, y) != grid.at(word.right - MEET, y)


def _parted(words: Sequence[_Word], grid: Grid, size: float) -> int:
    """How many rows have columns that no rule parts."""
    inside = [(word.place, word) for word in words if word.place is not None]
    inside.sort(key=lambda told: (told[0], -round(told[1].y), told[1].left))
    rows = {
        place[0]
        for (other, before), (place, word) in pairwise(inside)
        if place == other
        and abs(word.y - before.y) < 1
        and word.left - before.right > _WIDE * size
        and len(set(grid.roots[place[0]])) > 1
    }
    return len(rows)


def _is_regular(grid: Grid, filled: set[Place]) -> bool:
    """Whether cells with text are rectangles, most of them of one row and column: in a diagram
    they are not."""
    areas: dict[Place, list[Place]] = defaultdict(list)
    for row, roots in enumerate(grid.roots):
        for column, root in enumerate(roots):
            areas[root].append((row, column))
    for root in filled:
        rows, columns = zip(*areas[root], strict=True)
        if len(rows) != (max(rows) - min(rows) + 1) * (max(columns) - min(columns) + 1):
            return False
    return sum(len(areas[root]) == 1 for root in filled) >= _FEWEST_FILLED * len(filled)


def _parts(
    chars: Characters, bound: Bound, words: Sequence[_Word], grid: Grid, size: float
) -> Iterator[Part]:
    """A line in the cells of a grid, and what of it is outside."""
    start, end, hyphen = bound
    spots = [grid.at((word.left + word.right) / 2, word.y + MEET) for word in words]
    for at, word in enumerate(words):
        if at + 1 < len(words) and spots[at + 1] == spots[at]:
            continue
        upto = word.end if at + 1 < len(words) else end
        place = spots[at]
        spot = Spot(grid, *place) if place else None
        for part in trimmed(chars.text, start, upto, hyphen and upto == end):
            yield part, spot
        start = upto
