"""Blocks, some of which only ask → blocks that answer, each with its question or below it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise

from index.asked import (
    answer_in,
    asks,
    begins_to_ask,
    bold_question,
    is_of_turns,
    is_question,
    questions_in,
    speaker,
    tells,
)
from index.document import Block, Kind, Span
from index.lines import LONGEST_HEADING, MOST_CONTEXT

_BLANK = re.compile(r"\n[^\S\n]*\n|\r[^\S\r\n]*\r")
_NEXT = re.compile(r"[^\S\r\n]*(?:\Z|\r?\n[^\S\n]*(?:\n|\Z)|\r[^\S\r\n]*(?:\r|\Z))")
_PROSE = (Kind.PARAGRAPH, Kind.ITEM)


def answered(text: str, blocks: Sequence[Block]) -> list[Block]:
    """The blocks of a text. One that only asks is the heading of what answers it: of all up to the
    next, or where an answer is marked or somebody asks whose name is told, of what the one says who
    speaks next. Where nothing comes to stand below it, it is a block. Where several questions stand
    in one paragraph, each is a block with its answer."""
    cut = chain.from_iterable(_pairs(text, one) for one in _stretches(text, blocks))
    pieces = [*_attributed(text, [*cut])]
    found: list[Block] = []
    over: _Question | None = None
    for above, piece, below in zip([None, *pieces], pieces, [*pieces[1:], None], strict=False):
        asked = _asked(text, piece, _near(above, piece), _near(below, piece))
        if asked is not None or (over is not None and not over.holds(text, piece)):
            found += _left(over)
            over = asked
        rest = piece.block if asked is None else asked.rest
        if rest is not None and over is not None:
            rest = replace(rest, heading=(*rest.heading, over.title))
            over.is_over_any = True
        if rest is not None:
            found.append(rest)
    return [*found, *_left(over)]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A block, or a part of one; ``is_pair`` where it is one of several questions with its
    answer."""

    block: Block
    is_pair: bool = False


@dataclass(slots=True)
class _Question:
    """A question that is a heading, the one ``block`` or its beginning. ``rest`` is what answers it
    there, ``asker`` the name of who asks, "" for nobody; ``answerer`` of who is known to answer,
    and ``last`` what of it was read last."""

    title: str
    block: Block
    rest: Block | None
    asker: str
    answerer: str
    last: Block
    is_over_any: bool = False

    def holds(self, text: str, piece: _Piece) -> bool:
        """Whether a piece below is still under it."""
        block, told = piece.block, piece.block.span.of(text)
        if block.heading != self.block.heading or begins_to_ask(told):
            return False
        if not self.answerer and _only_asks(text, piece):
            return False
        name = _voice(told, self.asker) if block.kind in _PROSE else ""
        if name and (name == self.asker or self.answerer not in ("", name)):
            return False
        if self.answerer and not name and not _goes_on(text, self.last, block):
            return False
        self.answerer, self.last = self.answerer or name, block
        return True


def _voice(told: str, asker: str) -> str:
    """Who is told to say something; where nobody is told to ask, the mark of an answer."""
    return speaker(told) if asker else "A" * tells(told)


def _goes_on(text: str, last: Block, block: Block) -> bool:
    """Whether a block is of the paragraph above, or what that may announce: a list, a table,
    code."""
    if block.kind is not Kind.ITEM:
        return block.kind is not Kind.PARAGRAPH or _is_beside(text, last, block)
    return _is_beside(text, last, block) or _is_listed(text, block.span)


def _is_listed(text: str, span: Span) -> bool:
    """Whether an item is of a list, as it has a mark or stands alone; else it is a line among
    others."""
    start = max(text.rfind("\n", 0, span.start), text.rfind("\r", 0, span.start)) + 1
    behind = _NEXT.match(text, span.end)
    return text[start : span.start].strip() != "" or behind is not None


def _left(question: _Question | None) -> list[Block]:
    """The block of a question that nothing stands under."""
    return [] if question is None or question.is_over_any else [question.block]


def _near(other: _Piece | None, piece: _Piece) -> _Piece | None:
    """A piece beside another, if that is under the same headings."""
    return other if other is not None and other.block.heading == piece.block.heading else None


def _stretches(text: str, blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """Blocks that no empty line parts, cut where questions begin that are marked."""
    stretch: list[Block] = []
    for block in blocks:
        if stretch and not _is_beside(text, stretch[-1], block):
            yield stretch
            stretch = []
        stretch += _cut(text, block)
    if stretch:
        yield stretch


def _is_beside(text: str, one: Block, other: Block) -> bool:
    if one.heading != other.heading or one.kind not in _PROSE or other.kind not in _PROSE:
        return False
    start, end = one.span.end, other.span.start
    return start <= end and _BLANK.search(text, start, end) is None


def _cut(text: str, block: Block) -> Iterator[Block]:
    """A block in parts that begin with a question that is marked."""
    span = block.span
    starts = questions_in(text, span.start, span.end) if block.kind in _PROSE else []
    for start, end in pairwise(sorted({span.start, *starts, span.end})):
        yield replace(block, span=_stripped(text, start, end))


def _stripped(text: str, start: int, end: int) -> Span:
    return Span(start, start + len(text[start:end].rstrip()))


def _pairs(text: str, stretch: Sequence[Block]) -> Iterator[_Piece]:
    """A stretch; if it has several questions that are marked, each with what answers it."""
    told = [block.span.of(text) for block in stretch]
    if sum(map(asks, told)) < 2 or all(answer_in(one) < 0 for one in told):
        yield from map(_Piece, stretch)
        return
    pair: Block | None = None
    for block, one in zip(stretch, told, strict=True):
        if pair is not None and not asks(one):
            pair = replace(pair, span=Span(pair.span.start, block.span.end))
            continue
        if pair is not None:
            yield _Piece(pair, is_pair=True)
        pair = replace(block, kind=Kind.PARAGRAPH) if asks(one) else None
        if pair is None:
            yield _Piece(block)
    if pair is not None:
        yield _Piece(pair, is_pair=True)


def _attributed(text: str, pieces: Sequence[_Piece]) -> Iterator[_Piece]:
    """Pieces, where the short line above a row of questions, which may name the witness, is told as
    context of all of them; and of itself, so that they share a passage."""
    context = ""
    for piece, below in zip(pieces, [*pieces, None][1:], strict=True):
        block, told = piece.block, piece.block.span.of(text)
        if not piece.is_pair:
            leads = below is not None and below.is_pair and block.heading == below.block.heading
            is_short = "\n" not in told and len(told) <= MOST_CONTEXT
            context = told if leads and is_short and block.kind in _PROSE else ""
        is_told = context and not block.context
        yield replace(piece, block=replace(block, context=context)) if is_told else piece


def _asked(
    text: str, piece: _Piece, above: _Piece | None, below: _Piece | None
) -> _Question | None:
    """The question that is all of a piece, or its beginning; None where it is no heading, as
    nothing answers it, or it is one of several in a row that only ask."""
    block = piece.block
    if piece.is_pair or block.kind not in _PROSE:
        return None
    told = block.span.of(text)
    title, end = _title(text, told, below)
    title = " ".join(title.replace("**", "").split()).strip("*_ >")
    if not title or len(title) > LONGEST_HEADING or (end == len(told) and below is None):
        return None
    is_bold = bold_question(told)[0] != "" and not asks(told)
    is_told = end < len(told) or (asks(told) and below is not None and _tells(text, below))
    if not is_bold and not is_told and (_rivals(text, piece, above) or _rivals(text, piece, below)):
        return None
    asker = "" if asks(told) else speaker(told)
    answerer = _voice(told[end:], asker)
    rest = Span(block.span.start + end, block.span.end) if end < len(told) else None
    answer = None if rest is None else replace(block, span=rest)
    return _Question(title, block, answer, asker, answerer, block)


def _title(text: str, told: str, below: _Piece | None) -> tuple[str, int]:
    """What asks at the beginning of a piece, and where the next begins; empty where nothing
    does."""
    if asks(told):
        end = answer_in(told)
        if end >= 0:
            return told[:end], end
        is_answered = below is not None and (is_question(told) or _tells(text, below))
        return (told, len(told)) if is_answered else ("", 0)
    title, end = bold_question(told)
    if title or below is None or "\n" in told:
        return title, end
    return (told, len(told)) if is_of_turns(told, below.block.span.of(text)) else ("", 0)


def _rivals(text: str, piece: _Piece, other: _Piece | None) -> bool:
    """Whether two pieces only ask, and not both by the name of the same."""
    if other is None or not _only_asks(text, other):
        return False
    name = speaker(piece.block.span.of(text))
    return not name or name != speaker(other.block.span.of(text))


def _only_asks(text: str, piece: _Piece) -> bool:
    """Whether a piece is a question that is marked, without its answer, or somebody's by name."""
    told = piece.block.span.of(text)
    if piece.is_pair or piece.block.kind not in _PROSE:
        return False
    return answer_in(told) < 0 if asks(told) else speaker(told) != "" and is_question(told)


def _tells(text: str, piece: _Piece) -> bool:
    return tells(piece.block.span.of(text))
