"""Lines as a PDF page draws them → whole lines in reading order."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.formats.pdf_lines import CELL_GAP, WIDE_GAP, Cell, Line, is_note_mark, is_raised

_WORD_GAP = 0.15  # in sizes of the font
_FAR = 3.0  # lines so many sizes apart are not in one run
_MOST_RUNS = 150


def joined(lines: Sequence[Line]) -> list[Line]:
    """Lines on one base line, which pdfium parts at a raised figure or a bullet, as one."""
    whole: list[Line] = []
    for line in lines:
        above = whole[-1] if whole else None
        size = max(line.size, above.size) if above else 0.0
        if (
            above is None
            or abs(above.y - line.y) > size / 2
            or line.left < above.right - size / 3
            or line.spot != above.spot
        ):
            whole.append(line)
            continue
        gap = line.left - above.right
        larger = max(above, line, key=lambda part: len(part.text))
        is_mark = 0 < above.width == len(above.text)
        is_note = is_note_mark(above.text) and is_raised(above.size, above.y, line)
        space = " " if gap > _WORD_GAP * size or is_mark or is_note else ""
        whole[-1] = replace(
            above,
            text=above.text + space + line.text,
            right=line.right,
            y=larger.y,
            size=larger.size,
            width=above.width + is_mark,
            inner=line.left if is_mark else above.inner,
            is_wide=above.is_wide or line.is_wide or (gap > WIDE_GAP * size and not is_mark),
            cells=_cells(above.cells, line.cells, gap / size, space),
            is_note=above.is_note or is_note,
            is_bold=above.is_bold and line.is_bold,
        )
    return whole


def _cells(
    before: tuple[Cell, ...], after: tuple[Cell, ...], gap: float, space: str
) -> tuple[Cell, ...]:
    if gap > CELL_GAP or not (before and after):
        return before + after
    last, first = before[-1], after[0]
    whole = replace(last, text=last.text + space + first.text, right=first.right)
    return (*before[:-1], whole, *after[1:])


@dataclass(frozen=True, slots=True)
class _Run:
    """Lines drawn one below the other, and the box around them."""

    lines: list[Line]
    left: float
    right: float
    bottom: float
    top: float


def ordered(lines: list[Line]) -> list[Line]:
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
