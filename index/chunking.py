"""A document → the passages that are retrieved, cut on sentence and block bounds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf

from index.document import Block, Document, Kind, Passage, Span, Unit
from index.sentences import count_words, pieces, sentences
from index.structure import blocks, clip

LONG_ITEM = 40
"""Words of a list item above which it shares no passage with another long one."""

SHORT_PARENT = 12
"""Words of a list item up to which it stands in one passage with the items below it."""

_CUT_COST = 0.1
_MOST_UNITS = 64


@dataclass(frozen=True, slots=True)
class _Numbered:
    """A block, its number in the document, and its words."""

    number: int
    block: Block
    words: int


@dataclass(frozen=True, slots=True)
class _Sized:
    """A unit as packing sees it."""

    unit: Unit
    words: int
    long_item: bool


def passages(document: Document, *, words: int = 90, overlap: int = 1) -> Iterator[Passage]:
    """The passages of a document, in order, of about ``words`` words.

    Prose is packed by sentences, never across a heading, and to at most twice ``words`` unless
    one sentence alone has more; up to ``overlap`` sentences are repeated where a block is cut.
    Each table row is one passage. Code is cut, at line ends, only above three times ``words``.
    """
    for group in _groups(document.text):
        first = group[0]
        if first.block.kind is Kind.ROW:
            yield _passage(document, group, [Unit(first.block.span, first.number)])
        elif first.block.kind is Kind.CODE:
            for span in _code(document.text, first.block.span, words):
                yield _passage(document, group, [Unit(span, first.number)])
        else:
            units = list(_units(document.text, group))
            for start, end in _pack(units, words, overlap):
                yield _passage(document, group, [sized.unit for sized in units[start:end]])


def _passage(document: Document, group: Sequence[_Numbered], units: Sequence[Unit]) -> Passage:
    used = {unit.block for unit in units}
    kinds = {member.block.kind for member in group if member.number in used}
    kind = kinds.pop() if len(kinds) == 1 else Kind.PARAGRAPH
    # A parent joins the group of its children, so the last block's context holds for all.
    told = group[-1].block
    return Passage(document, kind, tuple(units), told.heading, told.context, told.reading)


def _groups(text: str) -> Iterator[list[_Numbered]]:
    """Blocks that may share passages: prose under the same headings with the same context."""
    group: list[_Numbered] = []
    for number, block in enumerate(blocks(text)):
        member = _Numbered(number, block, count_words(block.span.of(text)))
        if group and _may_share(group[-1].block, block):
            group.append(member)
            continue
        parents = _parents(group, block, text)
        if len(parents) < len(group):
            yield group[: len(group) - len(parents)]
        group = [*parents, member]
    if group:
        yield group


def _may_share(one: Block, other: Block) -> bool:
    prose = (Kind.PARAGRAPH, Kind.ITEM)
    return (
        one.kind in prose
        and other.kind in prose
        and one.heading == other.heading
        and one.context == other.context
    )


def _parents(group: Sequence[_Numbered], block: Block, text: str) -> list[_Numbered]:
    """What of the group moves on to stand with ``block``: its parent item, where that is short."""
    if not group or Kind.ITEM is not group[-1].block.kind is not block.kind:
        return []
    last = group[-1]
    is_parent = block.kind is Kind.ITEM and block.context.endswith(clip(last.block.span.of(text)))
    if not is_parent or last.words > SHORT_PARENT or last.block.heading != block.heading:
        return []
    whole = sum(member.words for member in group) <= SHORT_PARENT
    return list(group) if whole else [last]


def _units(text: str, group: Sequence[_Numbered]) -> Iterator[_Sized]:
    for member in group:
        long_item = member.block.kind is Kind.ITEM and member.words > LONG_ITEM
        for span in sentences(text, member.block.span):
            yield _Sized(Unit(span, member.number), count_words(span.of(text)), long_item)


def _pack(units: Sequence[_Sized], words: int, overlap: int) -> list[tuple[int, int]]:
    """The cheapest way to part the units: ``[start, end)`` of each part, overlap included.

    A part costs the square of how far it is from ``words``, twice that above; a part that begins
    amid a block costs a little more, so that a block is cut only where that helps.
    """
    cost = [0.0, *[inf] * len(units)]
    best = [0] * (len(units) + 1)
    for start in range(len(units)):
        repeated = sum(sized.words for sized in units[_back(units, start, words, overlap) : start])
        amid = start > 0 and units[start].unit.block == units[start - 1].unit.block
        so_far = cost[start] + (_CUT_COST if amid else 0)
        for end, fresh in _ends(units, start, words):
            total = fresh + repeated if fresh + repeated <= 2 * words else fresh
            off = (total - words) / words
            here = so_far + off * off * (2 if off > 0 else 1)
            if here < cost[end]:
                cost[end], best[end] = here, start
    parts = []
    end = len(units)
    while end > 0:
        start = best[end]
        back = _back(units, start, words, overlap)
        fits = sum(sized.words for sized in units[back:end]) <= 2 * words
        parts.append((back if fits else start, end))
        end = start
    return parts[::-1]


def _ends(units: Sequence[_Sized], start: int, words: int) -> Iterator[tuple[int, int]]:
    """Where a part that begins at ``start`` may end, and its words up to there."""
    fresh, long_block = 0, -1
    for end in range(start + 1, min(len(units), start + _MOST_UNITS) + 1):
        last = units[end - 1]
        fresh += last.words
        if end > start + 1 and fresh > 2 * words:
            return
        if last.long_item:
            if long_block not in (-1, last.unit.block):
                return
            long_block = last.unit.block
        yield end, fresh


def _back(units: Sequence[_Sized], start: int, words: int, overlap: int) -> int:
    """Where a part that begins at ``start`` begins with its overlap: in the same block, and short."""
    back, repeated = start, 0
    while back > max(0, start - overlap):
        before = units[back - 1]
        repeated += before.words
        if start == len(units) or before.unit.block != units[start].unit.block:
            break
        if repeated > words / 2:
            break
        back -= 1
    return back


def _code(text: str, span: Span, words: int) -> Iterator[Span]:
    if _weight(text, span) <= 3 * words:
        yield span
        return
    start, weight, end = span.start, 0, span.start
    for line in _code_lines(text, span):
        more = _weight(text, line)
        if weight and weight + more > words:
            yield Span(start, end)
            start, weight = line.start, 0
        weight += more
        end = line.end
    yield Span(start, end)


def _code_lines(text: str, span: Span) -> Iterator[Span]:
    position = span.start
    while position < span.end:
        newline = text.find("\n", position, span.end)
        end = span.end if newline == -1 else newline
        yield from pieces(text, position, end)
        position = end + 1


def _weight(text: str, span: Span) -> int:
    """Words, or what would be words at eight characters each where there are more of those."""
    return max(count_words(span.of(text)), len(span) // 8)
