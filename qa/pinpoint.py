"""The words of a quote that answer, as the reader sees them."""

import re

from index.document import Passage, Span
from qa.reader.reading import Found
from qa.signals import Window

# Below this probability of its place the likeliest answer is a guess, and none is given.
_LEAST = 0.02


def answer_in(window: Window) -> Span | None:
    """Where in the window's document the likeliest answer stands; None where the passage was not
    read, where no place is likely, or where a row's cell reads otherwise than it stands there."""
    found = likeliest(window)
    if found is None or found.probability < _LEAST:
        return None
    passage = window.hit.passage
    first = passage.span.start
    if not passage.reading:
        return _without_end(Span(first + found.start, first + found.end), passage)
    there = _cell(passage.reading, found).search(window.span.of(passage.document.text))
    if there is None:
        return None
    return Span(window.span.start + there.start(), window.span.start + there.end())


def likeliest(window: Window) -> Found | None:
    """The likeliest answer in the window, or in a row's reading, its offsets counted from the
    passage's first character; None where the passage was not read."""
    if window.reading is None:
        return None
    passage = window.hit.passage
    if passage.reading:
        return window.reading.best(0, len(passage.reading))
    first = passage.span.start
    return window.reading.best(window.span.start - first, window.span.end - first)


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
