"""The text of a PDF page → where its lines begin and end."""

import re
from collections.abc import Iterator

from index.formats.pdf_chars import Characters

_HYPHEN = "\ufffe"  # what pdfium has in place of a hyphen and the line end after it
_END = re.compile(rf"\r\n?|\n|{_HYPHEN}")
_SEEN = re.compile(r"[^\s\x00-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")
_ALONE = re.compile(r"(?<![^ ])\S(?![^ ])")

Bound = tuple[int, int, bool]
"""Indices of a line's first character and after its last, and whether that last is a hyphen."""


def bounds(chars: Characters) -> Iterator[Bound]:
    """The bounds of each line that has something to see."""
    start = 0
    for found in _END.finditer(chars.text):
        if found[0] == _HYPHEN:
            if chars.is_hyphen(found.start()):
                yield from _split(chars, start, found.end(), True)
                start = found.end()
            continue
        yield from _split(chars, start, found.start(), False)
        start = found.end()
    yield from _split(chars, start, len(chars.text), False)


def trimmed(text: str, start: int, end: int, hyphen: bool = False) -> Iterator[Bound]:
    """The bounds without what is not seen; none where that is all."""
    first = first_seen(text, start, end)
    if first is None:
        return
    while not (hyphen or _SEEN.match(text, end - 1)):
        end -= 1
    yield first, end, hyphen


def first_seen(text: str, start: int, end: int) -> int | None:
    """The first character that is seen."""
    found = _SEEN.search(text, start, end)
    return found.start() if found else None


def _split(chars: Characters, start: int, end: int, hyphen: bool) -> Iterator[Bound]:
    """Before and after characters that are drawn alone, as figures in tables are, pdfium may
    see no line end."""
    for alone in _ALONE.finditer(chars.text, start, end):
        for space in (alone.start() - 1, alone.end()):
            if start < space < end - 1 and _is_line_end(chars, space):
                yield from trimmed(chars.text, start, space)
                start = space + 1
    yield from trimmed(chars.text, start, end, hyphen)


def _is_line_end(chars: Characters, space: int) -> bool:
    if not chars.is_generated(space):
        return False
    sides = (space - 1, space + 1)
    size, quarter = max(chars.font(at) for at in sides)
    before, after = (chars.origin(at, quarter)[1] for at in sides)
    return abs(before - after) > max(size, 1.0) / 2
