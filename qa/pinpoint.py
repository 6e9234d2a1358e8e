"""The words of a quote that answer, as the reader sees them."""

import re

from index.document import Passage, Span
from index.words import word_spans
from qa.reader.reading import Found, Reading
from qa.references import WORDS
from qa.signals import Window

# Below this probability of its place the likeliest answer is a guess, and none is given.
_LEAST = 0.02
_LONGEST_WORD = 60  # characters
_FIGURES_BEFORE, _FIGURES_AFTER = re.compile(r"(?:\d+[.,])+$"), re.compile(r"(?:[.,]\d+)+")
_NUMBER = re.compile(
    r"(?:\d{1,3}(?:\.\d{1,3})+\.?(?= [^\W\d_a-z]| [\"“(])|\d{1,3}[.)]|\(\w{1,4}\))\s+"
)
_FOR_NUMBER = re.compile(rf"§|\b(?:{WORDS})")
_PAIRS = {'"': '"', "“": "”", "`": "`", "(": ")", "[": "]", "«": "»"}
_OPENING = {closing: opening for opening, closing in _PAIRS.items()}


def answer_in(window: Window, reading: Reading, question: str = "") -> Span | None:
    """Where in the window's document the likeliest answer stands, by a reading of its passage for
    the question; None where no place is likely, or where a row's cell reads otherwise than it
    stands there."""
    found = likeliest(window, reading, question)
    if found is None or found.probability < _LEAST:
        return None
    passage = window.hit.passage
    first = passage.span.start
    if not passage.reading:
        words = _whole_words(passage.body, found.start, found.end)
        return words and _without_end(Span(first + words.start, first + words.end), passage)
    there = _cell(passage.reading, found).search(window.span.of(passage.document.text))
    if there is None:
        return None
    return Span(window.span.start + there.start(), window.span.start + there.end())


def likeliest(window: Window, reading: Reading, question: str = "") -> Found | None:
    """The likeliest answer in the window, or in a row's reading, its offsets counted from the
    passage's first character; None where no token stands there. The number of a clause answers
    only a question for one."""
    passage = window.hit.passage
    if passage.reading:
        return reading.best(0, len(passage.reading))
    first = passage.span.start
    start, end = window.span.start - first, window.span.end - first
    found = reading.best(start, end)
    marks = [] if _FOR_NUMBER.search(question) else _marks(window)
    if found is None or not any(found.start < stop and found.end > begin for begin, stop in marks):
        return found
    edges = [start, *(edge for mark in marks for edge in mark), end]
    between = (reading.best(*pair) for pair in zip(edges[::2], edges[1::2], strict=True))
    return max(filter(None, between), key=lambda one: one.probability, default=None)


def _marks(window: Window) -> list[tuple[int, int]]:
    """The numbers that begin clauses in a window, as half-open offsets from the passage's first
    character."""
    passage = window.hit.passage
    text, first = passage.document.text, passage.span.start
    found = (
        _NUMBER.match(text, unit.span.start, unit.span.end)
        for unit in passage.units
        if window.span.start <= unit.span.start < window.span.end
    )
    return [(mark.start() - first, mark.end() - first) for mark in found if mark]


def _whole_words(text: str, start: int, end: int) -> Span | None:
    """The words that a part of a text has some of, with the marks between and beside them that it
    has; None where it has none. Of quotation marks and brackets none stays without its other."""
    shift = max(0, start - _LONGEST_WORD)
    spans = word_spans(text[shift : end + _LONGEST_WORD])
    met = [(a + shift, b + shift) for a, b in spans if a + shift < end and b + shift > start]
    if not met:
        return None
    start, end = min(start, met[0][0]), max(end, met[-1][1])
    before = _FIGURES_BEFORE.search(text, max(0, start - _LONGEST_WORD), start)
    after = _FIGURES_AFTER.match(text, end)
    start = before.start() if before and text[start].isdigit() else start
    end = after.end() if after and text[end - 1].isdigit() else end
    closing = _PAIRS.get(text[start])
    if closing is not None and closing not in text[start + 1 : end]:
        start += 1
    opening = _OPENING.get(text[end - 1])
    if opening is not None and opening not in text[start : end - 1]:
        end -= 1
    return Span(start, end)


def _without_end(found: Span, passage: Passage) -> Span:
    """The same without a comma after it, or the full stop of its sentence; "p.m." keeps its own."""
    text, start, end = passage.document.text, found.start, found.end
    words = text[start:end].split()
    is_stop = end in {unit.span.end for unit in passage.units} and "." not in words[-1][:-1]
    if text[end - 1] in ",;:" or (text[end - 1] == "." and is_stop):
        end -= 1
    return Span(start, max(end, start + 1))


def _cell(reading: str, found: Found) -> re.Pattern[str]:
    """What finds a part of a row's reading in the row; "9" is not found in "1912"."""
    before = "" if reading[: found.start][-1:].isalnum() else r"(?<![^\W_])"
    after = "" if reading[found.end :][:1].isalnum() else r"(?![^\W_])"
    return re.compile(before + re.escape(reading[found.start : found.end]) + after)
