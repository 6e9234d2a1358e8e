"""The words of a quote that answer, as the reader sees them."""

import re
from collections.abc import Iterable, Sequence

from index.document import Kind, Passage, Span
from index.words import word_spans
from qa.columns import Cell, cells, may_answer, meant, part_named
from qa.edges import tidied, whole_lines
from qa.reader.reading import Found, Reading
from qa.references import WORDS
from qa.signals import Window

# Below this probability of its place the likeliest answer is a guess, and none is given.
_LEAST = 0.02
_LONGEST_WORD, _LONGEST_CELL = 60, 80  # characters
_FIGURES_BEFORE, _FIGURES_AFTER = re.compile(r"(?:\d+[.,])+$"), re.compile(r"(?:[.,]\d+)+")
# What is one answer or none: a sum of money, a figure with its sign, what is denied.
_WHOLE = re.compile(
    r"(?:(?<![\w.,)])[-−–]\s?)?[$€£¥]\s?\d[\d,.]*\d?(?:\s\d{1,2}s\.?)?(?:\s\d{1,2}½?d\b\.?)?"
    r"|\b\d{1,2}s\.?\s\d{1,2}½?d\b\.?|(?<![\w.,)\-−–])[-−–]\d[\d,.]*\d?|\bnot\s+[\w-]+",
    re.IGNORECASE,
)
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
    passage = window.hit.passage
    first = passage.span.start
    if passage.reading:
        return _in_row(window, reading, question)
    found = likeliest(window, reading, question)
    if found is None or found.probability < _LEAST:
        return None
    within = Span(window.span.start - first, window.span.end - first)
    words = _whole_words(passage.body, found.start, found.end, within)
    if words is None:
        return None
    told = _without_end(Span(first + words.start, first + words.end), passage)
    text = passage.document.text
    if passage.kind is Kind.CODE:
        told = whole_lines(text, told, window.span)
    return tidied(text, told, window.span, question)


def likeliest(window: Window, reading: Reading, question: str = "") -> Found | None:
    """The likeliest answer in the window, or in a row's reading, its offsets counted from the
    passage's first character; None where no token stands there. The number of a clause answers
    only a question for one, and of a row the cell that the question means, or one that tells
    something new."""
    passage = window.hit.passage
    if passage.reading:
        return _of_row(question, cells(passage.reading), reading)
    first = passage.span.start
    start, end = window.span.start - first, window.span.end - first
    found = reading.best(start, end)
    if found is None:
        return None
    named = _named(question, passage.body, Span(found.start, found.end), Span(start, end))
    if named is not None:
        return _likely(reading, named)
    marks = [] if _FOR_NUMBER.search(question) else _marks(window)
    if not any(found.start < stop and found.end > begin for begin, stop in marks):
        return found
    edges = [start, *(edge for mark in marks for edge in mark), end]
    return _best(reading, zip(edges[::2], edges[1::2], strict=True))


def _of_row(question: str, row: Sequence[Cell], reading: Reading) -> Found | None:
    cell = meant(question, row)
    if cell is not None:
        return Found(cell.start, cell.end, reading.share(cell.start, cell.end))
    left = may_answer(question, row)
    worth = []
    for cell, share in left:
        name = f"{cell.name}: " if cell.name else ""  # or what the first of its parts is called
        part = part_named(question, name + cell.text)
        if part is not None:
            first = cell.start - len(name)
            return _likely(reading, Span(first + part[0], first + part[1]))
        found = reading.best(cell.start, cell.end)
        if found is not None:
            worth.append((found.probability * share, found))
    if len(row) == 2 and len(left) == 1 and len(left[0][0].text) <= _LONGEST_CELL:
        return _likely(reading, Span(left[0][0].start, left[0][0].end))
    return max(worth, key=lambda pair: pair[0], default=(0.0, None))[1]


def _likely(reading: Reading, place: Span) -> Found:
    """The likeliest answer in a place that has it, or all of that where none is likely."""
    found = reading.best(place.start, place.end)
    if found is None or found.probability < _LEAST:
        return Found(place.start, place.end, _LEAST)
    return found


def _named(question: str, text: str, found: Span, within: Span) -> Span | None:
    """The part that the question names of the line that an answer was found in, where it was not
    found in that part."""
    start = max(text.rfind("\n", 0, found.start) + 1, within.start)
    end = text.find("\n", found.end, within.end)
    part = part_named(question, text[start : within.end if end == -1 else end])
    if part is None:
        return None
    place = Span(start + part[0], start + part[1])
    return None if place.start <= found.start and found.end <= place.end else place


def _best(reading: Reading, places: Iterable[tuple[int, int]]) -> Found | None:
    found = (reading.best(*place) for place in places)
    return max(filter(None, found), key=lambda one: one.probability, default=None)


def _in_row(window: Window, reading: Reading, question: str) -> Span | None:
    """Where in the document the likeliest answer of a row stands."""
    row = cells(window.hit.passage.reading)
    found = likeliest(window, reading, question)
    if found is None or (found.probability < _LEAST and meant(question, row) is None):
        return None
    text, start = window.span.of(window.hit.passage.document.text), window.span.start
    cell = next(cell for cell in row if cell.start <= found.start and found.end <= cell.end)
    whole = Span(0, len(cell.text))
    part = Span(found.start - cell.start, found.end - cell.start)
    words = _whole_words(cell.text, part.start, part.end, whole) or part
    words = tidied(cell.text, words, whole, question)
    at = _places(row, text).get(cell)
    if at is not None:
        return Span(start + at + words.start, start + at + words.end)
    there = _standing(cell.text, words).search(text)
    return there and Span(start + there.start(), start + there.end())


def _places(row: Sequence[Cell], text: str) -> dict[Cell, int]:
    """Where the cells of a row begin in its text, of those that stand there as they are read."""
    found: dict[Cell, int] = {}
    at = 0
    for cell in row:
        there = _standing(cell.text, Span(0, len(cell.text))).search(text, at)
        if there is not None:
            found[cell], at = there.span()
    return found


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


def _whole_words(text: str, start: int, end: int, within: Span) -> Span | None:
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
    start, end = max(start, within.start), min(end, within.end)
    for whole in _WHOLE.finditer(text, max(within.start, shift), within.end):
        if whole.start() < end and whole.end() > start:
            start, end = min(start, whole.start()), max(end, whole.end())
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


def _standing(text: str, part: Span) -> re.Pattern[str]:
    """What finds a part of a cell in its row; "9" is not found in "1912"."""
    before = "" if text[: part.start][-1:].isalnum() else r"(?<![^\W_])"
    after = "" if text[part.end :][:1].isalnum() else r"(?![^\W_])"
    return re.compile(before + re.escape(part.of(text)) + after)
