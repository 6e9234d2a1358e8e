"""Where the tables of a sheet stand, and whether their first row names the columns."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.lines import clip

_FEWEST_LONE_CELLS = 3
_FIRST_YEAR, _LAST_YEAR = 1000, 2999
_ROWS_LOOKED_AT = 20


@dataclass(slots=True)
class Grid:
    """Rows of one table, counted among those given: ``rows`` begins with the one that names the
    columns, where ``named``. ``above`` are lone cells over it; the last is its ``caption``."""

    above: list[int]
    rows: list[int]
    named: bool
    caption: str = ""


def grids(numbers: Sequence[int], rows: Sequence[Sequence[str]]) -> list[Grid]:
    """The tables among the rows that are not empty, each row with its number in the sheet.

    An empty row ends a table, unless what follows has the same columns and no header of its own.
    """
    found: list[Grid] = []
    for start, end in _stretches(numbers):
        top = _top(rows, start, end)
        above, inside = list(range(start, top)), list(range(top, end))
        last = found[-1] if found else None
        if last is not None and not above and _goes_on(rows, last.rows, inside):
            last.rows.extend(inside)
            last.named = names_columns(rows, last.rows)
            continue
        if last is not None and inside and not last.rows:
            # A title is often set off from its table by an empty row.
            above = found.pop().above + above
        caption = clip(" ".join(rows[above[-1]])) if above else ""
        found.append(Grid(above, inside, names_columns(rows, inside), caption))
    return found


def _stretches(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    start = 0
    for at in range(1, len(numbers) + 1):
        if at == len(numbers) or numbers[at] != numbers[at - 1] + 1:
            yield start, at
            start = at


def _top(rows: Sequence[Sequence[str]], start: int, end: int) -> int:
    """Where a stretch's table begins: at its first row that is half full."""
    width = max(_filled(rows[at]) for at in range(start, min(end, start + _ROWS_LOOKED_AT)))
    if width == 1:
        return end if end - start < _FEWEST_LONE_CELLS else start
    top = start
    while _filled(rows[top]) < max(2, width / 2):
        top += 1
    return top


def names_columns(rows: Sequence[Sequence[str]], inside: Sequence[int]) -> bool:
    """Whether the first of the rows ``inside`` is a header, which has words: of numbers, years at most."""
    if len(inside) < 2:
        return False
    filled = [cell for cell in rows[inside[0]] if cell]
    if len(filled) == 1:
        return _is_told_apart(rows, inside)
    values = [cell for cell in filled if is_value(cell)]
    years = all(
        cell.isascii() and cell.isdigit() and _FIRST_YEAR <= int(cell[:9]) <= _LAST_YEAR
        for cell in values
    )
    return years and len(set(values)) == len(values) < len(filled) and filled[0] not in values


def _is_told_apart(rows: Sequence[Sequence[str]], inside: Sequence[int]) -> bool:
    """Whether numbers stand under a first row of words, which can only be a header then."""
    first, some = rows[inside[0]], inside[1:_ROWS_LOOKED_AT]
    return any(
        cell and not is_value(cell) and any(_has_value(rows[at], column) for at in some)
        for column, cell in enumerate(first)
    ) and not any(is_value(cell) for cell in first)


def _goes_on(rows: Sequence[Sequence[str]], table: Sequence[int], inside: Sequence[int]) -> bool:
    """Whether rows after an empty one belong to the table above it."""
    if not inside or not table:
        return False
    above, below = rows[table[0]], rows[inside[0]]
    if list(above) == list(below) or _is_told_apart(rows, inside):
        return False
    if len(table) == 1 and not _is_told_apart(rows, [*table, *inside]):
        return False
    some = [rows[at] for at in inside[:_ROWS_LOOKED_AT]]
    starts_alike = min(map(_first, some)) == _first(above)
    return starts_alike and max(map(_last, some)) <= _last(above)


def is_value(cell: str) -> bool:
    """Whether a cell holds a number, a date, a sum of money rather than words."""
    return any(map(str.isdigit, cell)) and not any(map(str.isalpha, cell))


def _has_value(row: Sequence[str], column: int) -> bool:
    return column < len(row) and is_value(row[column])


def _filled(row: Sequence[str]) -> int:
    return sum(1 for cell in row if cell)


def _first(row: Sequence[str]) -> int:
    return next(at for at, cell in enumerate(row) if cell)


def _last(row: Sequence[str]) -> int:
    return max(at for at, cell in enumerate(row) if cell)
