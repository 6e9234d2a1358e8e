"""Bands between rules on a PDF page → grids, with the columns in which their text stands; and rows
between which there is no rule."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import inf
from statistics import median

from index.formats.pdf_grids import Grid, Place
from index.formats.pdf_lines import Line
from index.grids import is_value

_GAP = 0.8  # sizes of the font: between columns
_FEWEST = 3  # rows
_FEWEST_PARTED = 2  # bands between rules with cells in two columns
_MOST_ACROSS = 0.4  # of the bands: with text across columns
_MOST_LINES = 4  # of a cell, usually: columns of prose have more
_MOST_LABEL = 2  # lines of what stands across columns
_MOST_FULL = 0.3  # of the bands: with several rows
_BEYOND = 1.3  # heights of a band: where a row without a rule of its own stands
_SAME_LINE = 0.5  # sizes
_MOST = 0.75  # of the lines

_Reach = tuple[float, float]


def with_columns(grid: Grid, lines: Sequence[Line]) -> Grid | None:
    """Bands with columns, without prose above and below; None where the text shows none."""
    beside = [line for line in lines if _is_in(grid, line)]
    if not beside:
        return None
    bands = [
        [line for line in beside if bottom <= line.y < top] for top, bottom in pairwise(grid.rows)
    ]
    size = median(line.size for line in beside)
    edges = _edges(bands, size)
    start, end = _without_prose(bands, edges)
    bands = bands[start:end]
    edges = _edges(bands, size)
    if not edges or not _is_table(bands, edges):
        return None
    columns = [grid.columns[0], *edges, grid.columns[-1]]
    found = Grid(columns, grid.rows[start : end + 1], [], grid.boxes)
    for row, band in enumerate(bands):
        if _crosses(band, edges):
            found.roots[row] = [(row, 0)] * len(found.roots[row])
    found = _extended(found, lines, size)
    return found if len(found.rows) > _FEWEST else None


def _edges(bands: Sequence[Sequence[Line]], size: float) -> list[float]:
    """Between which columns the text of bands stands."""
    parted = [band for band in map(_reaches, bands) if len(_merged(band)) > 1]
    columns = _merged([reach for band in parted for reach in band])
    return [
        (one[1] + other[0]) / 2
        for one, other in pairwise(columns)
        if other[0] - one[1] >= _GAP * size
    ]


def _without_prose(bands: Sequence[Sequence[Line]], edges: Sequence[float]) -> tuple[int, int]:
    """The most bands in a row, from and to, that are no prose across the columns."""
    ends = [-1, *(at for at, band in enumerate(bands) if _is_prose(band, edges)), len(bands)]
    return max(((one + 1, end) for one, end in pairwise(ends)), key=lambda run: run[1] - run[0])


def _is_prose(band: Sequence[Line], edges: Sequence[float]) -> bool:
    return _height(band) > _MOST_LABEL and _crosses(band, edges)


def _is_table(bands: Sequence[Sequence[Line]], edges: Sequence[float]) -> bool:
    told = [band for band in bands if band]
    parted = [band for band in told if len(_merged(_reaches(band))) > 1]
    if (
        len(parted) < max(_FEWEST_PARTED, 0.5 * len(told))
        or median(map(_height, told)) > _MOST_LINES
    ):
        return False
    if sum(_crosses(band, edges) for band in told) > _MOST_ACROSS * len(told):
        return False
    if sum(_holds_rows(band, edges) for band in told) > _MOST_FULL * len(told):
        return False
    # Lines of code that are counted have a number before each.
    return len(edges) > 1 or not all(is_value(_first(band)) for band in parted)


def _first(band: Sequence[Line]) -> str:
    return min((cell for line in band for cell in line.cells), key=lambda cell: cell.left).text


def _holds_rows(band: Sequence[Line], edges: Sequence[float]) -> bool:
    """Whether a band has several rows: numbers below each other, or lines that begin anew in two
    columns."""
    cells = [cell for line in band for cell in line.cells]
    first = [cell for cell in cells if cell.right <= edges[0]]
    rest = [cell for cell in cells if cell.right > edges[0]]
    lines = _height([line for line in band if line.left < edges[0]])
    for edge, end in pairwise([*edges, inf]):
        numbers = [cell for cell in rest if edge <= cell.left < end and is_value(cell.text)]
        if len(numbers) > 1:
            return True
    begun = not any(cell.text[:1].islower() for cell in first[1:])
    return lines > 1 and len(first) > 1 and begun and len(rest) >= len(first)


def _is_in(grid: Grid, line: Line) -> bool:
    inside = grid.rows[-1] < line.y < grid.rows[0]
    return inside and line.left < grid.columns[-1] and grid.columns[0] < line.right


def _reaches(band: Sequence[Line]) -> list[_Reach]:
    return [(cell.left, cell.right) for line in band for cell in line.cells]


def _merged(reaches: Sequence[_Reach]) -> list[_Reach]:
    """What stands above or below each other, as one."""
    found: list[_Reach] = []
    for left, right in sorted(reaches):
        if found and left <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], right)
        else:
            found.append((left, right))
    return found


def _crosses(band: Sequence[Line], edges: Sequence[float]) -> bool:
    return any(left < edge < right for left, right in _reaches(band) for edge in edges)


def _height(band: Sequence[Line]) -> int:
    return len(_base_lines(band))


def _base_lines(lines: Sequence[Line]) -> list[float]:
    found: list[float] = []
    for line in sorted(lines, key=lambda line: -line.y):
        if not found or found[-1] - line.y > _SAME_LINE * line.size:
            found.append(line.y)
    return found


def _extended(grid: Grid, lines: Sequence[Line], size: float) -> Grid:
    """With the rows beyond the first rule and the last, where these only part the rows."""
    height = median(top - bottom for top, bottom in pairwise(grid.rows)) * _BEYOND
    top, bottom = grid.rows[0], grid.rows[-1]
    rows = list(grid.rows)
    for low, high in ((top, top + height), (bottom - height, bottom)):
        beyond = [line for line in lines if low < line.y < high and _stands(grid, line)]
        if len(_merged(_reaches(beyond))) < 2 or _crosses(beyond, grid.columns[1:-1]):
            continue
        if low == top:
            rows.insert(0, max(line.y for line in beyond) + size)
            grid.roots = [
                [(0, at) for at in range(len(grid.roots[0]))],
                *([(row + 1, column) for row, column in roots] for roots in grid.roots),
            ]
        else:
            rows.append(min(line.y for line in beyond) - size / 2)
            grid.roots.append([(len(rows) - 2, at) for at in range(len(grid.roots[0]))])
    return Grid(grid.columns, rows, grid.roots, grid.boxes)


def _stands(grid: Grid, line: Line) -> bool:
    return grid.columns[0] <= line.left and line.right <= grid.columns[-1]


def split(grid: Grid, told: Sequence[tuple[Place, float, str]], size: float) -> Grid:
    """With rows where no rule parts them: each of their lines begins in the first column, and
    others hold a number in each. ``told`` has by cell the base lines and texts of its parts."""
    found: list[float] = []
    by_cell: dict[Place, list[tuple[float, str]]] = defaultdict(list)
    for place, y, text in told:
        by_cell[place].append((y, text))
    for row in range(len(grid.rows) - 1):
        roots = grid.roots[row]
        if roots != [(row, column) for column in range(len(roots))]:
            continue
        cells = [_lines_of(by_cell[root], size) for root in roots]
        heights = [y for y, _ in cells[0]]
        if len(heights) > 1 and _are_rows(cells, heights, size):
            found += [(one + other) / 2 + size / 4 for one, other in pairwise(heights)]
    return _cut(grid, found) if found else grid


def _lines_of(told: Sequence[tuple[float, str]], size: float) -> list[tuple[float, str]]:
    found: list[tuple[float, str]] = []
    for y, text in told:
        if found and abs(found[-1][0] - y) <= _SAME_LINE * size:
            found[-1] = found[-1][0], f"{found[-1][1]} {text}"
        else:
            found.append((y, text))
    return found


def _are_rows(
    cells: Sequence[Sequence[tuple[float, str]]], heights: Sequence[float], size: float
) -> bool:
    rest = [cell for cell in cells[1:] if cell]
    for cell in rest:
        if any(min(abs(y - other) for other in heights) > _SAME_LINE * size for y, _ in cell):
            return False
    is_full = bool(rest) and all(len(cell) == len(heights) for cell in rest)
    values = any(
        len(cell) > 1
        and len(cell) >= _MOST * len(heights)
        and all(is_value(text) for _, text in cell)
        for cell in rest
    )
    begun = _begin_anew(cells[:1])
    if values:
        return begun or (is_full and len(heights) > 2)
    return is_full and len(heights) > 2 and begun and _begin_anew(rest)


def _begin_anew(cells: Sequence[Sequence[tuple[float, str]]]) -> bool:
    begun = [not (text[0].islower() or text[0] == "(") for cell in cells for _, text in cell]
    return sum(begun) >= _MOST * len(begun)


def _cut(grid: Grid, heights: Sequence[float]) -> Grid:
    rows = sorted({*grid.rows, *heights}, reverse=True)
    first = {at: row for row, at in enumerate(rows)}
    roots = list(_roots(grid, rows, first))
    return Grid(grid.columns, rows, roots, grid.boxes)


def _roots(grid: Grid, rows: Sequence[float], first: dict[float, int]) -> Iterator[list[Place]]:
    old = {at: row for row, at in enumerate(grid.rows)}
    row = 0
    for new, at in enumerate(rows[:-1]):
        if at in old:
            row = old[at]
            yield [(first[grid.rows[place[0]]], place[1]) for place in grid.roots[row]]
        else:
            yield [(new, column) for column in range(len(grid.columns) - 1)]
