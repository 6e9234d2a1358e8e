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
_PROSE = (Kind.PARAGRAPH, Kind.ITEM)


def answered(text: str, blocks: Sequence[Block]) -> list[Block]:
    """The blocks of a text. One that only asks is the heading of what answers it: of all up to the
    next, or where somebody asks whose name is told, of what the one says who speaks next. Where
    several questions stand in one paragraph, each is a block with its answer."""
    cut = chain.from_iterable(_pairs(text, one) for one in _stretches(text, blocks))
    pieces = [*_attributed(text, [*cut])]
    found: list[Block] = []
    over: _Question | None = None
    for at, piece in enumerate(pieces):
        below = pieces[at + 1] if at + 1 < len(pieces) else None
        if below is not None and below.block.heading != piece.block.heading:
            below = None
        asked = _asked(text, piece, below)
        if asked is not None:
            over = asked
        elif over is not None and not over.holds(text, piece):
            over = None
        rest = piece.block if asked is None else asked.rest
        if rest is not None and over is not None:
            rest = replace(rest, heading=(*rest.heading, over.title))
        if rest is not None:
            found.append(rest)
    return found


@dataclass(frozen=True, slots=True)
class _Piece:
    """A block, or a part of one; ``is_pair`` where it is one of several questions with its
    answer."""

    block: Block
    is_pair: bool = False


@dataclass(slots=True)
class _Question:
    """A question that is a heading, below others. ``rest`` is what answers it in its own block,
    ``asker`` the name of who asks, "" for nobody, and ``answerer`` of who is known to answer."""

    title: str
    above: tuple[str, ...]
    rest: Block | None
    asker: str = ""
    answerer: str = ""

    def holds(self, text: str, piece: _Piece) -> bool:
        """Whether a piece below is still under it."""
        told = piece.block.span.of(text)
        if piece.block.heading != self.above or begins_to_ask(told):
            return False
        name = speaker(told) if self.asker else ""
        self.answerer = self.answerer or name
        return name in ("", self.answerer) and name != (self.asker or None)


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


def _asked(text: str, piece: _Piece, below: _Piece | None) -> _Question | None:
    """The question that is all of a piece, or its beginning; None where it is no heading, as
    nothing answers it."""
    block = piece.block
    if piece.is_pair or block.kind not in _PROSE:
        return None
    told = block.span.of(text)
    title, end = bold_question(told)
    if asks(told):
        end = answer_in(told)
        title = told if end < 0 else told[:end]
        end = len(told) if end < 0 else end
        if end == len(told) and not (below and (is_question(told) or _tells(text, below))):
            return None
    elif not title and below is not None and "\n" not in told:
        title = told if is_of_turns(told, below.block.span.of(text)) else ""
        end = len(told)
    title = " ".join(title.replace("**", "").split()).strip("*_ >")
    if not title or len(title) > LONGEST_HEADING or (end == len(told) and below is None):
        return None
    span = block.span
    rest = Span(span.start + end, span.end) if end < len(told) else None
    answer = None if rest is None else replace(block, span=rest)
    return _Question(title, block.heading, answer, "" if asks(told) else speaker(told))


def _tells(text: str, piece: _Piece) -> bool:
    return tells(piece.block.span.of(text))
