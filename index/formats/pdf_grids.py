"""A grid on a PDF page: where its cells stand, which may span, and what stands in one."""

from bisect import bisect_left
from dataclasses import dataclass, field

from index.formats.pdf_rules import Box, Color

Place = tuple[int, int]
"""Row and column of a cell."""


@dataclass(slots=True)
class Grid:
    """Where columns and rows are parted, from the left and from the top. ``roots`` has by row and
    column the first of the cells that are one with a cell; ``boxes`` shade some of them."""

    columns: list[float]
    rows: list[float]
    roots: list[list[Place]] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)

    def __post_init__(self) -> None:
        if not self.roots:
            self.roots = [
                [(row, column) for column in range(len(self.columns) - 1)]
                for row in range(len(self.rows) - 1)
            ]

    def at(self, x: float, y: float) -> Place | None:
        """The cell at a point; None where that lies outside."""
        column = bisect_left(self.columns, x) - 1
        row = bisect_left(self.rows, -y, key=lambda height: -height) - 1
        if not (0 <= column < len(self.columns) - 1 and 0 <= row < len(self.rows) - 1):
            return None
        return self.roots[row][column]

    def is_beside(self, left: float, right: float, y: float) -> bool:
        """Whether a line at a height has a part of the grid beside or behind it."""
        inside = self.rows[-1] < y < self.rows[0]
        return inside and left < self.columns[-1] and self.columns[0] < right

    def shade(self, row: int) -> Color | None:
        """What is behind the middle of a row's last cell."""
        x = (self.columns[-2] + self.columns[-1]) / 2
        y = (self.rows[row] + self.rows[row + 1]) / 2
        behind = [b for b in self.boxes if b.left <= x <= b.right and b.bottom <= y <= b.top]
        return min(behind, key=lambda box: box.top - box.bottom).color if behind else None


@dataclass(frozen=True, slots=True)
class Spot:
    """The cell of a grid in which a part of a line stands."""

    grid: Grid
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row of a grid: its cells as they stand, and as they are read, with those that span filled
    in. It stands ``apart`` where no cell is over the whole width."""

    grid: Grid
    row: int
    shown: list[str]
    read: list[str]
    apart: bool
