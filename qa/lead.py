"""A window → the parts of its quote: to one that ends in a colon what it announces, too. Code is
taken line by line."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, pairwise

from index.document import Kind, Passage, Span, Unit
from index.search import Hit
from index.sentences import count_words
from qa.signals import MOST_WORDS, Window

_ITEM = re.compile(r"\n\s*(?:[-*+•–]|\d{1,3}[.)])\s+")
_LINE = re.compile(r"[^\r\n]*\S[^\r\n]*")
# A list is cut into passages where one is within another.
_MOST_PASSAGES = 6
_CLOSING = "*_`'\"”’)] "


def announcing(hits: Sequence[Hit]) -> list[int]:
    """The ids of the passages that may hold what those that end in a colon announce."""
    leads = [hit.id for hit in hits if _is_lead(hit.passage, hit.passage.span)]
    return [lead + step for lead in leads for step in range(1, _MOST_PASSAGES + 1)]


def parts(window: Window, after: Mapping[int, Passage]) -> tuple[Span, ...]:
    """A window's span; where it ends in a colon also what follows: of list items or sentences as
    many as a quote has room for, of code all or nothing. ``after`` are passages by id."""
    passage = window.hit.passage
    text = passage.document.text
    if passage.kind is Kind.CODE:
        return _lines(text, window.span)
    found = [window.span]
    if not _is_lead(passage, window.span):
        return (*found,)
    room, block = MOST_WORDS - window.words, -1
    for kind, number, span in _following(window, after):
        room -= count_words(span.of(text))
        if room < 0:
            break
        if kind is Kind.CODE:
            found += _lines(text, span)
        elif number == block:
            found[-1] = Span(found[-1].start, span.end)
        else:
            found.append(span)
        block = number
    return (*found,)


def blocks(passage: Passage) -> tuple[Span, ...]:
    """The parts of a whole passage."""
    if passage.kind is Kind.CODE:
        return _lines(passage.document.text, passage.span)
    each = (list(units) for _, units in groupby(passage.units, key=lambda unit: unit.block))
    return tuple(Span(units[0].span.start, units[-1].span.end) for units in each)


def breaks(text: str, quoted: Sequence[Span]) -> tuple[int, ...]:
    """Where lines begin from one part of a quote to the next, as offsets into the quote."""
    found = []
    for one, other in pairwise(quoted):
        start = text.find("\n", one.end, other.start) + 1
        while start:
            end = text.find("\n", start, other.start)
            if end == -1 or text[start:end].strip():
                found.append(start - quoted[0].start)
            start = end + 1
    return tuple(found)


def _is_lead(passage: Passage, span: Span) -> bool:
    is_prose = passage.kind in (Kind.PARAGRAPH, Kind.ITEM)
    return is_prose and span.of(passage.document.text).rstrip(_CLOSING).endswith(":")


def _following(window: Window, after: Mapping[int, Passage]) -> Iterator[tuple[Kind, int, Span]]:
    """The units of the block that a window announces, or of all blocks of a list, with their kind
    and block."""
    text, end = window.hit.passage.document.text, window.span.end
    first: int | None = None
    is_list = False
    for kind, unit in _below(window, after):
        is_item = kind is Kind.ITEM or _ITEM.search(text, end, unit.span.start) is not None
        if first is None:
            first, is_list = unit.block, is_item
        elif unit.block != first and not (is_list and is_item):
            return
        yield kind, unit.block, unit.span
        end = unit.span.end


def _below(window: Window, after: Mapping[int, Passage]) -> Iterator[tuple[Kind, Unit]]:
    """The units after a window, of its passage and of those that follow under its heading."""
    passage = window.hit.passage
    yield from ((passage.kind, u) for u in passage.units if u.span.start >= window.span.end)
    for key in range(window.hit.id + 1, window.hit.id + 1 + _MOST_PASSAGES):
        following = after.get(key)
        if following is None or not _goes_on(passage, following):
            return
        yield from ((following.kind, unit) for unit in following.units)
        passage = following


def _goes_on(passage: Passage, following: Passage) -> bool:
    """Whether one passage stands below another, in the same version of a document."""
    one, other = passage.document, following.document
    return (
        (one.cited, one.sha256) == (other.cited, other.sha256)
        and following.heading == passage.heading
        and following.kind is not Kind.ROW
        and following.span.start >= passage.span.end
    )


def _lines(text: str, span: Span) -> tuple[Span, ...]:
    lines = tuple(Span(*line.span()) for line in _LINE.finditer(text, span.start, span.end))
    return lines or (span,)
