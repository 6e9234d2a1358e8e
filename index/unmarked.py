"""Headings that a format does not mark, among the blocks that it tells: what their words and their
count say, as in a text, or their count and bold type."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from index.clauses import clauses
from index.document import Block, Kind
from index.lines import Line, is_marker
from index.numbering import Placed, numbered_titles
from index.outline import Outline
from index.parts import parts
from index.standing import CLAUSE, is_prose, numbered_alone

_PROSE = (Kind.PARAGRAPH, Kind.ITEM)
_FEWEST = 3
_LONGEST_MARK = 20
_BOLD = re.compile(r"(\*\*|__)(?P<title>(?P<number>\d{1,3})[.)][ \t]+[^*\n]{1,100}?)\1")


def with_headings(text: str, cut: Sequence[Block]) -> list[Block]:
    """The blocks of a document, those below a title that nothing marks under it as well. A title by
    itself is no block any more; one with which a paragraph begins stays its beginning."""
    found: list[Block] = []
    for _, group in groupby(cut, key=lambda block: block.heading):
        blocks = list(group)
        found += _under(blocks, _titles(text, blocks)) if len(blocks) > _FEWEST else blocks
    return found


def with_bold(text: str, cut: Sequence[Block]) -> list[Block]:
    """The same for blocks of Markdown, where such titles are in bold type with their numbers."""
    found: list[Block] = []
    for _, group in groupby(cut, key=lambda block: block.heading):
        blocks = list(group)
        found += _under(blocks, _bold_titles(text, blocks))
    return found


def _under(
    cut: Sequence[Block], titles: Mapping[int, tuple[Placed, float, bool]]
) -> Sequence[Block]:
    """Blocks under titles: by the number of the block where it stands each, the number of that where
    it ends, and whether it is all of its block."""
    if not titles:
        return cut
    outline, end = Outline(), -1.0
    above = cut[0].heading
    for at, heading in enumerate(above):
        outline.open(at - len(above), heading, None)
    for at, block in enumerate(cut):
        if at == end:
            outline.close(CLAUSE)
        if at in titles:
            title, last, is_all = titles[at]
            outline.close(title.closes)
            outline.open(title.level, title.title, block.span if is_all else None)
            end = last if title.level == CLAUSE else end
            if is_all:
                continue
        outline.put(block)
    outline.close(1)
    return outline.found


def _titles(text: str, cut: Sequence[Block]) -> dict[int, tuple[Placed, float, bool]]:
    lines = list(_lines(text, cut))
    placed = {at: _clause(title) for at, title in numbered_alone(lines).items()}
    placed |= numbered_titles(lines) | parts(lines)
    if sum(is_prose(lines, at + 2) for at in placed if at + 2 < len(lines)) < _FEWEST:
        placed = {}
    found = {
        at // 2: (_clause(clause.title), clause.end / 2, clause.width == len(lines[at].text))
        for at, clause in clauses(lines).items()
        if " " in clause.title
    }
    return found | {at // 2: (title, float(len(cut)), True) for at, title in placed.items()}


def _clause(title: str) -> Placed:
    return Placed(CLAUSE, CLAUSE, title)


def _lines(text: str, cut: Sequence[Block]) -> Iterator[Line]:
    """A line for each block, with what marks it, and an empty one below."""
    for block in cut:
        start, end = block.span.start, block.span.end
        told = (_mark(text, start) + block.span.of(text)).replace("\u00a0", " ")
        yield Line(start, end, start, end, 0, told, table=block.kind not in _PROSE)
        yield Line(end, end, end, end, 0, "")


def _mark(text: str, start: int) -> str:
    """What marks the item that begins there; "" for none."""
    least = max(0, start - _LONGEST_MARK)
    mark = text[max(least, text.rfind("\n", least, start) + 1) : start].lstrip()
    return mark if is_marker(mark) else ""


def _bold_titles(text: str, cut: Sequence[Block]) -> dict[int, tuple[Placed, float, bool]]:
    found: dict[int, tuple[Placed, float, bool]] = {}
    best: dict[int, tuple[Placed, float, bool]] = {}
    due = 0
    for at, block in enumerate(cut):
        bold = _BOLD.match(text, block.span.start, block.span.end)
        if bold is None or block.kind not in _PROSE:
            continue
        number = int(bold["number"])
        if number not in (due, 1):
            continue
        if number != due:
            best, found = max(best, found, key=len), {}
        due, is_all = number + 1, bold.end() == block.span.end
        found[at] = _clause(bold["title"]), float(len(cut)), is_all
    best = max(best, found, key=len)
    return best if len(best) >= _FEWEST else {}
