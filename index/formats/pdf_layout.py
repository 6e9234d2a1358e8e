"""Lines of PDF pages → which make up one paragraph or list item. It goes by where lines stand and
how large they are."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import quantiles

from index.document import Kind
from index.formats.pdf_lines import Line
from index.lines import is_sentence

LARGER = 1.15
"""Times the size of the body: a heading's."""

_GAP = 1.2  # of the distance of lines in a paragraph
_USUAL_DISTANCE = 1.2  # of the size
_INDENT = 0.7  # of the size
_OTHER_SIZE = 0.2  # of the larger: not in one paragraph
_BULLETS = "•◦▪‣●○■□·∙"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading before a line of a page. ``lines`` of the page are its own, from that on; 0 where
    it does not stand there."""

    line: int
    level: int
    title: str
    lines: int = 0


@dataclass(slots=True)
class Piece:
    """Lines that belong together; ``kind`` is None where they belong to no block."""

    kind: Kind | None
    lines: list[Line]
    is_row: bool = False

    @property
    def text(self) -> str:
        """As the page has it, line by line."""
        return "\n".join(line.text for line in self.lines)


def body_size(pages: Sequence[Sequence[Line]]) -> float:
    """The size in which most of the text is set."""
    sizes = Counter[float]()
    for lines in pages:
        for line in lines:
            sizes[half(line.size)] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 1.0


def distances(pages: Sequence[Sequence[Line]]) -> dict[float, float]:
    """For each size, how far below each other the lines of a paragraph stand, going by lines that
    begin as no paragraph does."""
    seen: dict[float, list[float]] = defaultdict(list)
    for lines in pages:
        for above, line in pairwise(lines):
            drop, first = above.y - line.y, line.text[0]
            goes_on = first.isalpha() and not first.isupper()
            if goes_on and abs(above.size - line.size) < 0.5 and 0.7 < drop / line.size < 3:
                seen[half(line.size)].append(drop)
    return {size: quantiles(drops, n=4)[0] for size, drops in seen.items() if len(drops) > 3}


def usual_distance(size: float, usual: Mapping[float, float]) -> float:
    """How far below each other the lines of a paragraph in this size stand."""
    return usual.get(half(size), _USUAL_DISTANCE * size)


def half(size: float) -> float:
    """A size to the half point, as sizes are compared."""
    return max(round(size * 2) / 2, 0.5)


def pieces(lines: Sequence[Line], usual: Mapping[float, float]) -> Iterator[Piece]:
    """Lines of one page in reading order → paragraphs, items, and what is in no block. ``usual``
    is what `distances` found."""
    piece: Piece | None = None
    for at, line in enumerate(lines):
        if piece is not None and not _parts(piece, lines, at, usual):
            piece.lines.append(line)
            continue
        if piece is not None:
            yield piece
        is_row = line.is_wide and _is_row(lines, at)
        kind = Kind.ITEM if is_row or line.width else Kind.PARAGRAPH
        piece = Piece(None if line.aside else kind, [line], is_row)
    if piece is not None:
        yield piece


def _parts(piece: Piece, lines: Sequence[Line], at: int, usual: Mapping[float, float]) -> bool:
    """Whether something new begins at a line."""
    above, line = lines[at - 1], lines[at]
    if piece.kind is None or line.aside:
        return not (piece.kind is None and line.aside)
    if piece.is_row or (line.is_wide and _is_row(lines, at)):
        return True
    short = _ends_early(lines, at)
    ended = is_sentence(above.text) or above.text[-1] == ":"
    if line.is_note and (short or ended or piece.lines[0].is_note):
        return True
    change = 1 - min(above.size, line.size) / max(above.size, line.size)
    if change > _OTHER_SIZE or (change > _OTHER_SIZE / 2 and (short or ended)):
        return True
    drop = above.y - line.y
    if drop <= 0 or line.left >= above.right:
        # From column to column goes on what fills its lines.
        is_prose = line.text[0].islower() or len(piece.lines) > 1
        return short or ended or not is_prose or line.width > 0
    if drop > _GAP * usual_distance(line.size, usual) + 0.5:
        return True
    if (short and ended) or _is_moved(piece, lines, at, short, ended):
        return True
    return line.width > 0 and _is_item(piece, above, line, short)


def _is_row(lines: Sequence[Line], at: int) -> bool:
    beside = [lines[near] for near in (at - 1, at + 1) if 0 <= near < len(lines)]
    return any(line.is_wide and not line.aside for line in beside)


def _ends_early(lines: Sequence[Line], at: int) -> bool:
    """Whether the first word of a line would have stood in the one above."""
    above = lines[at - 1]
    near = [line for line in lines[max(0, at - 8) : at + 8] if abs(line.size - above.size) < 0.5]
    beside = [line for line in near if line.left < above.right and above.left < line.right]
    edge = max(line.right for line in [above, *beside])
    letter = (above.right - above.left) / len(above.text)
    return edge - above.right > letter * (len(lines[at].text.split()[0]) + 2)


def _is_moved(piece: Piece, lines: Sequence[Line], at: int, short: bool, ended: bool) -> bool:
    """Whether a line begins where no line of its paragraph would."""
    above, line = lines[at - 1], lines[at]
    first, step = piece.lines[0], _INDENT * line.size
    is_second = len(piece.lines) == 1
    if first.width:
        # Below an item's text, or below its marker where that is how the item goes on.
        if abs(line.left - first.inner) < step or (is_second and not short and not ended):
            return False
        goes_on = not is_second and abs(line.left - above.left) < step
        return not goes_on and (short or not first.left - step < line.left < first.inner + step)
    if line.left - above.left > step:
        return not is_second or short or ended
    if above.left - line.left > step:
        return not is_second or (short and not line.text[0].islower())
    below = lines[at + 1] if at + 1 < len(lines) else line
    if line.left - below.left <= step or line.text[0].islower():
        return False
    # Below a paragraph of one line begins another with the same indent.
    is_first = ended and is_second and line.y - below.y < _GAP * (above.y - line.y)
    return short or is_first


def _is_item(piece: Piece, above: Line, line: Line, short: bool) -> bool:
    """Whether what looks like a list marker is one, where nothing else parts the lines."""
    mark = line.text[0]
    if mark in _BULLETS or "\uf020" <= mark <= "\uf0ff":
        return True
    in_list = bool(piece.lines[0].width) and abs(piece.lines[0].left - line.left) < line.size
    return in_list or short or above.text[-1] == ":"
