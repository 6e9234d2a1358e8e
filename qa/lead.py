"""A window → the parts of its quote: to one that ends in a colon what it announces, too. Code is
taken line by line."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, pairwise

from index.document import Kind, Passage, Span
from index.search import Hit
from index.sentences import count_words
from qa.signals import MOST_WORDS, Window

_ITEM = re.compile(r"\n\s*(?:[-*+•–]|\d{1,3}[.)])\s+")
_LINE = re.compile(r"[^\r\n]*\S[^\r\n]*")
_CLOSING = "*_`'\"”’)] "


def announcing(hits: Sequence[Hit]) -> list[int]:
    """The ids of the passages after those that end in a colon."""
    return [hit.id + 1 for hit in hits if _is_lead(hit.passage, hit.passage.span)]


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
    passage, end = window.hit.passage, window.span.end
    rest = passage
    units = [unit for unit in passage.units if unit.span.start >= end]
    if not units:
        following = after.get(window.hit.id + 1)
        if following is None or not _goes_on(passage, following):
            return
        rest, units = following, [*following.units]
    text = passage.document.text
    for unit in units:
        is_first = unit.block == units[0].block
        if (
            not is_first
            and rest.kind is not Kind.ITEM
            and not _ITEM.search(text, end, unit.span.start)
        ):
            return
        yield rest.kind, unit.block, unit.span
        end = unit.span.end


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
    return tuple(Span(*line.span()) for line in _LINE.finditer(text, span.start, span.end))
