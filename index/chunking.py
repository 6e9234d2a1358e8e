"""A document → the passages that are retrieved, cut on sentence and block bounds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf

from index.answered import answered
from index.asked import is_question
from index.document import Block, Document, Kind, Passage, Span, Unit
from index.lines import clip
from index.preformatted import without_set_prose
from index.sentences import count_words, pieces, sentences
from index.standing import is_title_case
from index.structure import blocks, told_in

LONG_ITEM = 40
"""Words of a list item above which it shares no passage with another long one."""

SHORT_PARENT = 12
"""Words of a list item up to which it stands in one passage with the items below it."""

_CUT_COST = 0.1
_MOST_BUNDLES = 64
_TINY = 8
_WORD_LENGTH = 12


@dataclass(frozen=True, slots=True)
class _Numbered:
    """A block, its number in the document, and its words."""

    number: int
    block: Block
    words: int


@dataclass(frozen=True, slots=True)
class _Bundle:
    """Units that are packed as one, because each is tiny, or answers the one before: units
    ``[start, end)`` of the group.

    ``first`` and ``last`` are their blocks; ``long_item`` is the block where it is one, or -1.
    """

    start: int
    end: int
    words: int
    first: int
    last: int
    long_item: int


def passages(
    document: Document,
    cut: Sequence[Block] | None = None,
    *,
    words: int = 90,
    overlap: int = 1,
) -> Iterator[Passage]:
    """The passages of a document, in order, of about ``words`` words.

    ``cut`` are the document's blocks, where the format tells them; else they are found in the text.

    Prose is packed by sentences, never across a heading, and to at most twice ``words`` unless
    one sentence alone has more; up to ``overlap`` sentences are repeated where a block is cut.
    Each table row is one passage. Code is cut, at line ends, only above three times ``words``.
    """
    text = told_in(document.text) if cut is None else document.text
    below = _below_title(document, blocks(text) if cut is None else cut)
    told = answered(text, [*without_set_prose(text, below)])
    for group in _groups(text, told):
        first = group[0]
        if first.block.kind is Kind.ROW:
            yield _passage(document, group, [Unit(first.block.span, first.number)])
        elif first.block.kind is Kind.CODE:
            for span in _code(text, first.block.span, words):
                yield _passage(document, group, [Unit(span, first.number)])
        else:
            units, bundles = _units(text, group, 2 * words)
            for start, end in _pack(bundles, words, overlap):
                chosen = units[bundles[start].start : bundles[end - 1].end]
                yield _passage(document, group, chosen)


def _below_title(document: Document, cut: Sequence[Block]) -> Sequence[Block]:
    """The blocks without the first where that is only the document's name, which all passages are
    told as their title. A number may be what somebody asks for."""
    if len(cut) < 2 or cut[0].kind is not Kind.PARAGRAPH:
        return cut
    line = cut[0].span.of(document.text).strip("#=*_ \t")
    is_name = line == document.title and is_title_case(line) and not any(map(str.isdigit, line))
    return cut[1:] if is_name and line[-1].isalpha() else cut


def _passage(document: Document, group: Sequence[_Numbered], units: Sequence[Unit]) -> Passage:
    # The blocks of a group are numbered without a gap.
    kinds = {group[unit.block - group[0].number].block.kind for unit in units}
    kind = kinds.pop() if len(kinds) == 1 else Kind.PARAGRAPH
    # A parent joins the group of its children, so the last block's context holds for all.
    told = group[-1].block
    return Passage(document, kind, tuple(units), told.heading, told.context, told.reading)


def _groups(text: str, cut: Sequence[Block]) -> Iterator[list[_Numbered]]:
    """Blocks that may share passages: prose under the same headings with the same context."""
    group: list[_Numbered] = []
    for number, block in enumerate(cut):
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
        and not other.apart
    )


def _parents(group: Sequence[_Numbered], block: Block, text: str) -> list[_Numbered]:
    """What of the group moves on to stand with ``block``: its parent item, where that is short."""
    if not group or block.apart or Kind.ITEM is not group[-1].block.kind is not block.kind:
        return []
    last = group[-1]
    is_parent = block.kind is Kind.ITEM and block.context.endswith(clip(last.block.span.of(text)))
    if not is_parent or last.words > SHORT_PARENT or last.block.heading != block.heading:
        return []
    whole = sum(member.words for member in group) <= SHORT_PARENT
    return list(group) if whole else [last]


def _units(text: str, group: Sequence[_Numbered], most: int) -> tuple[list[Unit], list[_Bundle]]:
    """The units of a group, and how they are packed; together no more than ``most`` words."""
    units: list[Unit] = []
    bundles: list[_Bundle] = []
    for member in group:
        is_long = member.block.kind is Kind.ITEM and member.words > LONG_ITEM
        long_item = member.number if is_long else -1
        for span in sentences(text, member.block.span):
            # A blob without spaces is more than its one word.
            words = max(count_words(span.of(text)), len(span) // _WORD_LENGTH)
            before = bundles[-1] if bundles else None
            start, first = len(units), member.number
            is_tiny = before and before.words + words <= _TINY and before.long_item == long_item
            is_answer = before and before.last == first and is_question(units[-1].span.of(text))
            if before and (is_tiny or (is_answer and before.words + words <= most)):
                bundles.pop()
                start, first, words = before.start, before.first, before.words + words
            units.append(Unit(span, member.number))
            bundles.append(_Bundle(start, len(units), words, first, member.number, long_item))
    return units, bundles


def _pack(bundles: Sequence[_Bundle], words: int, overlap: int) -> list[tuple[int, int]]:
    """The cheapest way to part the bundles: ``[start, end)`` of each part, overlap included.

    A part costs the square of how far it is from ``words``, twice that above; a part that begins
    amid a block costs a little more, so that a block is cut only where that helps.
    """
    cost = [0.0, *[inf] * len(bundles)]
    best = [0] * (len(bundles) + 1)
    for start in range(len(bundles)):
        repeated = sum(b.words for b in bundles[_back(bundles, start, words, overlap) : start])
        amid = start > 0 and bundles[start].first == bundles[start - 1].last
        so_far = cost[start] + (_CUT_COST if amid else 0)
        for end, fresh in _ends(bundles, start, words):
            total = fresh + repeated if fresh + repeated <= 2 * words else fresh
            off = (total - words) / words
            here = so_far + off * off * (2 if off > 0 else 1)
            if here < cost[end]:
                cost[end], best[end] = here, start
    parts = []
    end = len(bundles)
    while end > 0:
        start = best[end]
        back = _back(bundles, start, words, overlap)
        fits = sum(bundle.words for bundle in bundles[back:end]) <= 2 * words
        parts.append((back if fits else start, end))
        end = start
    return parts[::-1]


def _ends(bundles: Sequence[_Bundle], start: int, words: int) -> Iterator[tuple[int, int]]:
    """Where a part that begins at ``start`` may end, and its words up to there."""
    fresh, long_item = 0, -1
    for end in range(start + 1, min(len(bundles), start + _MOST_BUNDLES) + 1):
        last = bundles[end - 1]
        fresh += last.words
        if end > start + 1 and fresh > 2 * words:
            return
        if last.long_item != -1:
            if long_item not in (-1, last.long_item):
                return
            long_item = last.long_item
        yield end, fresh


def _back(bundles: Sequence[_Bundle], start: int, words: int, overlap: int) -> int:
    """Where a part that begins at ``start`` begins with its overlap, which is short."""
    back, repeated = start, 0
    while 0 < back < len(bundles) and back > start - overlap:
        before = bundles[back - 1]
        repeated += before.words
        if before.first != bundles[start].first or repeated > words / 2:
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
