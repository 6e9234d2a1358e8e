"""Rules and boxes on a PDF page → the grids that they draw, and bands one below the other."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from index.formats.pdf_grids import Grid, Place
from index.formats.pdf_rules import Box, Color, Drawn, Rule

MEET = 2.5
"""Points within which rules meet, or are one."""

_MOST_COLUMNS, _MOST_ROWS = 40, 250
_MOST_CROSSINGS = 100_000
_TOUCH = 0.75  # points
_OPEN = 8.0  # points that a rule reaches beyond the last it crosses, where a side has none


def grids(drawn: Drawn) -> Iterator[Grid]:
    """The grids of at least two columns and two rows, those of rules before those of boxes."""
    found: list[Grid] = []
    across, down = whole(drawn.across), whole(drawn.down)
    found += _ruled(across, down)
    boxes = [box for box in drawn.boxes if not any(_is_inside(box, grid) for grid in found)]
    if boxes:
        tops = [Rule(at, box.left, box.right) for box in boxes for at in (box.bottom, box.top)]
        sides = [Rule(at, box.bottom, box.top) for box in boxes for at in (box.left, box.right)]
        rest = [rule for rule in across if not any(_crosses(rule, grid) for grid in found)]
        stand = [rule for rule in down if not any(_stands_in(rule, grid) for grid in found)]
        found += _ruled(whole([*rest, *tops]), whole([*stand, *sides]))
    for grid in found:
        grid.boxes = [box for box in drawn.boxes if _is_inside(box, grid)]
    yield from found


def bands(drawn: Drawn, known: Sequence[Grid]) -> Iterator[Grid]:
    """Bands of equal extent between rules or shades, from the top, which are no part of a grid
    that is known. Of columns they have one."""
    edges = [*drawn.across, *_seen_edges(drawn.boxes)]
    left = [rule for rule in whole(edges) if not any(_crosses(rule, grid) for grid in known)]
    left.sort(key=lambda rule: (rule.start, -rule.at))
    while left:
        first = left[0]
        alike = [rule for rule in left if _is_alike(first, rule)]
        left = [rule for rule in left if not _is_alike(first, rule)]
        heights = _heights([rule.at for rule in alike])
        if 2 < len(heights) <= _MOST_ROWS:
            grid = Grid([first.start, first.end], heights)
            grid.boxes = [box for box in drawn.boxes if _is_inside(box, grid)]
            yield grid


def _seen_edges(boxes: Sequence[Box]) -> Iterator[Rule]:
    """The upper and lower edges of boxes, but where one of the same shade goes on."""
    alike: dict[tuple[int, int, Color], list[Box]] = defaultdict(list)
    for box in boxes:
        alike[round(box.left), round(box.right), box.color].append(box)
    for stack in alike.values():
        stack.sort(key=lambda box: box.bottom)
        bottom, top = stack[0].bottom, stack[0].top
        for box in stack[1:]:
            if box.bottom > top + _TOUCH:
                yield from (Rule(at, box.left, box.right) for at in (bottom, top))
                bottom = box.bottom
            top = max(top, box.top)
        yield from (Rule(at, stack[0].left, stack[0].right) for at in (bottom, top))


def _is_alike(one: Rule, other: Rule) -> bool:
    return abs(one.start - other.start) <= MEET and abs(one.end - other.end) <= MEET


def whole(rules: Sequence[Rule]) -> list[Rule]:
    """Rules in one line that meet, as one."""
    found: list[Rule] = []
    for line in _in_line(sorted(rules, key=lambda rule: rule.at)):
        at = sum(rule.at for rule in line) / len(line)
        start, end = line[0].start, line[0].end
        for rule in line[1:]:
            if rule.start > end + MEET:
                found.append(Rule(at, start, end))
                start, end = rule.start, rule.end
            end = max(end, rule.end)
        found.append(Rule(at, start, end))
    return found


def _in_line(rules: Sequence[Rule]) -> Iterator[list[Rule]]:
    line: list[Rule] = []
    for rule in rules:
        if line and rule.at - line[0].at > MEET:
            yield sorted(line, key=lambda rule: rule.start)
            line = []
        line.append(rule)
    if line:
        yield sorted(line, key=lambda rule: rule.start)


def _ruled(across: Sequence[Rule], down: Sequence[Rule]) -> Iterator[Grid]:
    if len(across) * len(down) > _MOST_CROSSINGS:
        return
    for some, others in _joined(across, down):
        columns = _edges([rule.at for rule in others], some)
        rows = _heights(_edges([rule.at for rule in some], others))
        if 2 < len(columns) <= _MOST_COLUMNS and 2 < len(rows) <= _MOST_ROWS:
            yield Grid(columns, rows, _roots(columns, rows, some, others))


def _joined(
    across: Sequence[Rule], down: Sequence[Rule]
) -> Iterator[tuple[list[Rule], list[Rule]]]:
    """Rules that meet each other, across and down."""
    meet: dict[int, list[int]] = {}
    for at, rule in enumerate(across):
        for other_at, other in enumerate(down, len(across)):
            if _reaches(rule, other.at) and _reaches(other, rule.at):
                meet.setdefault(at, []).append(other_at)
                meet.setdefault(other_at, []).append(at)
    seen: set[int] = set()
    for first in meet:
        if first in seen:
            continue
        group, waiting = [], [first]
        seen.add(first)
        while waiting:
            group.append(waiting.pop())
            new = [at for at in meet[group[-1]] if at not in seen]
            seen.update(new)
            waiting += new
        group.sort()
        some = [across[at] for at in group if at < len(across)]
        yield some, [down[at - len(across)] for at in group if at >= len(across)]


def _reaches(rule: Rule, at: float) -> bool:
    return rule.start - MEET <= at <= rule.end + MEET


def _edges(places: Sequence[float], crossing: Sequence[Rule]) -> list[float]:
    """Where rules stand, ascending, and where those across end, if that is open."""
    found: list[float] = []
    for at in sorted(places):
        if not found or at - found[-1] > MEET:
            found.append(at)
    start, end = min(rule.start for rule in crossing), max(rule.end for rule in crossing)
    before = [start] if start < found[0] - _OPEN else []
    return [*before, *found, *([end] if end > found[-1] + _OPEN else [])]


def _heights(places: Sequence[float]) -> list[float]:
    found: list[float] = []
    for at in sorted(places, reverse=True):
        if not found or found[-1] - at > MEET:
            found.append(at)
    return found


def _roots(
    columns: Sequence[float], rows: Sequence[float], across: Sequence[Rule], down: Sequence[Rule]
) -> list[list[Place]]:
    """By row and column, the first of the cells that no rule parts from a cell."""
    roots = [[(row, at) for at in range(len(columns) - 1)] for row in range(len(rows) - 1)]

    def root(place: Place) -> Place:
        while roots[place[0]][place[1]] != place:
            place = roots[place[0]][place[1]]
        return place

    def join(one: Place, other: Place) -> None:
        first, last = sorted((root(one), root(other)))
        roots[last[0]][last[1]] = first

    sides, tops = [_near(down, at) for at in columns], [_near(across, at) for at in rows]
    for row, (top, bottom) in enumerate(pairwise(rows)):
        for column, (left, right) in enumerate(pairwise(columns)):
            if column and not _has(sides[column], (top + bottom) / 2):
                join((row, column - 1), (row, column))
            if row and not _has(tops[row], (left + right) / 2):
                join((row - 1, column), (row, column))
    return [[root((row, at)) for at in range(len(columns) - 1)] for row in range(len(rows) - 1)]


def _near(rules: Sequence[Rule], at: float) -> list[Rule]:
    return [rule for rule in rules if abs(rule.at - at) <= MEET]


def _has(rules: Sequence[Rule], beside: float) -> bool:
    return any(rule.start <= beside <= rule.end for rule in rules)


def _is_inside(box: Box, grid: Grid) -> bool:
    x, y = (box.left + box.right) / 2, (box.bottom + box.top) / 2
    return grid.columns[0] < x < grid.columns[-1] and grid.rows[-1] < y < grid.rows[0]


def _crosses(rule: Rule, grid: Grid) -> bool:
    inside = grid.rows[-1] - MEET <= rule.at <= grid.rows[0] + MEET
    return inside and rule.start < grid.columns[-1] and grid.columns[0] < rule.end


def _stands_in(rule: Rule, grid: Grid) -> bool:
    inside = grid.columns[0] - MEET <= rule.at <= grid.columns[-1] + MEET
    return inside and rule.start < grid.rows[0] and grid.rows[-1] < rule.end
