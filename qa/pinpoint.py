"""The words of a quote that answer, as the reader sees them."""

from index.document import Span
from qa.signals import Window

# Below this probability of its place the likeliest answer is a guess, and none is given.
_LEAST = 0.08


def answer_in(window: Window) -> Span | None:
    """Where in the window's document the likeliest answer stands; None where the passage was not
    read, where no place is likely, or where a row's cell reads otherwise than it stands there."""
    if window.reading is None:
        return None
    passage = window.hit.passage
    first = passage.span.start
    if passage.reading:
        found = window.reading.best(0, len(passage.reading))
    else:
        found = window.reading.best(window.span.start - first, window.span.end - first)
    if found is None or found.probability < _LEAST:
        return None
    if not passage.reading:
        return Span(first + found.start, first + found.end)
    cell = passage.reading[found.start : found.end]
    at = window.span.of(passage.document.text).find(cell)
    if at < 0:
        return None
    start = window.span.start + at
    return Span(start, start + len(cell))
