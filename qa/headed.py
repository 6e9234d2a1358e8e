"""A question that a document asks in the same words, as a heading or in the text, is answered by what
stands below it there."""

import math
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from index.asked import bare, is_question
from index.document import Kind, Passage, Span
from index.sentences import count_words
from index.words import fold
from qa.focus import SURE
from qa.signals import MOST_WORDS, Window

_LEAST = 2  # words of a question; "Why?" may be asked of anything
_FEWEST = 3  # … of a heading without a question mark
_ASKING = frozenset(
    ("how", "what", "when", "where", "which", "who", "whom", "whose", "why", "can", "could", "do")
    + ("does", "did", "is", "are", "was", "were", "may", "must", "should", "will")
)
_WORD = re.compile(r"\w+")

_Words = tuple[str, ...]


def is_headed(question: str, window: Window) -> bool:
    """Whether a window stands below the very question, or begins with it or right below it."""
    asked, passage = _words(question), window.hit.passage
    return _is_below(asked, passage) or window.span.start in _starts(asked, passage)


def onward(found: Sequence[Span], window: Window) -> tuple[Span, ...]:
    """The parts of a quote that stands below the very question, and what follows in its passage as
    far as there is room: the first words may only say "Yes and no", or tell the question again."""
    passage = window.hit.passage
    if passage.kind in (Kind.ROW, Kind.CODE):
        return tuple(found)
    text = passage.document.text
    parts, block = [*found], -1
    room = MOST_WORDS - sum(count_words(part.of(text)) for part in parts)
    for unit in passage.units:
        if unit.span.end <= parts[-1].end:
            block = unit.block
            continue
        room -= count_words(unit.span.of(text))
        if room < 0 or unit.span.start < parts[-1].end or is_question(unit.span.of(text)):
            break
        if unit.block == block:
            parts[-1] = Span(parts[-1].start, unit.span.end)
        else:
            parts.append(unit.span)
        block = unit.block
    return tuple(parts)


def headed_first(
    question: str, ranked: Sequence[tuple[Window, float]]
) -> list[tuple[Window, float]]:
    """Ranked windows, first those with which the answer begins in each place that has the very
    question; as they are where none has."""
    begin = set(_beginnings(question, ranked))
    if not begin:
        return [*ranked]
    odds = max(math.log(SURE / (1 - SURE)), max(logit for _, logit in ranked))
    first = [(pair[0], odds) for at, pair in enumerate(ranked) if at in begin]
    return [*first, *(pair for at, pair in enumerate(ranked) if at not in begin)]


def _beginnings(question: str, ranked: Sequence[tuple[Window, float]]) -> Iterator[int]:
    """Which windows begin where an answer does, the longest of each place."""
    asked = _words(question)
    passages = {window.hit.id: window.hit.passage for window, _ in ranked}
    below = {key for key, passage in passages.items() if _is_below(asked, passage)}
    starts = {key: _starts(asked, passage) for key, passage in passages.items()}
    found: dict[tuple[str, object], tuple[int, int, int]] = {}
    for at, (window, _) in enumerate(ranked):
        key, passage, span = window.hit.id, window.hit.passage, window.span
        place: object = passage.heading if key in below else span.start
        if key in below or span.start in starts[key]:
            this = (span.start, -span.end, at)
            held = (passage.document.cited, place)
            found[held] = min(this, found.get(held, this))
    return (at for *_, at in found.values())


def _words(text: str) -> _Words:
    return tuple(_WORD.findall(fold(bare(text))))


def _is_below(asked: _Words, passage: Passage) -> bool:
    if not passage.heading or len(asked) < _LEAST:
        return False
    title = passage.heading[-1]
    is_asking = is_question(title) or (len(asked) >= _FEWEST and asked[0] in _ASKING)
    return is_asking and _words(title) == asked


def _starts(asked: _Words, passage: Passage) -> frozenset[int]:
    """Where what answers the question begins in the text: with it, or in the next paragraph."""
    text = passage.document.text
    if len(asked) < _LEAST:
        return frozenset()
    return frozenset(
        (one if one.block == below.block else below).span.start
        for one, below in pairwise(passage.units)
        if is_question(one.span.of(text)) and _words(one.span.of(text)) == asked
    )
