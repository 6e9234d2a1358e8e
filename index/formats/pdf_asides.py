"""Lines of PDF pages → which are running headers, footers and page numbers."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from index.formats.pdf_layout import LARGER
from index.formats.pdf_lines import Line

_OUTER = 3  # lines at the top and the bottom of a page that may be running ones
_SAME_HEIGHT = 3.0
_LEAST_PAGES = 3
_MOST_OF = 0.4  # left and right pages may differ, and those that open a chapter have none
_NUMBERED = "\0"
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"(?:page|p\.|[-–—|])?\s*(\w+)\s*(?:[-–—|]|(?:of|/)\s*\d+)?", re.IGNORECASE
)


def set_aside(pages: Sequence[Sequence[Line]], labels: Sequence[str], body: float) -> None:
    """Mark the lines that return at one height on page after page, digits apart, and those that
    hold their page's number, ``labels`` where it is printed."""
    found: dict[str, list[tuple[float, int, Line]]] = defaultdict(list)
    for number, lines in enumerate(pages):
        upright = sorted(lines, key=lambda line: -line.y)
        printed = {str(number + 1), labels[number]}
        for line in [*upright[:_OUTER], *upright[max(_OUTER, len(upright) - _OUTER) :]]:
            line.aside = _is_number(line.text, printed)
            for key in _keys(line, printed, body):
                found[key].append((line.y, number, line))
    for places in found.values():
        places.sort(key=lambda place: place[:2])
        start = 0
        for end in range(1, len(places) + 1):
            if end == len(places) or places[end][0] - places[end - 1][0] > _SAME_HEIGHT:
                _set_aside(places[start:end], pages)
                start = end


def _keys(line: Line, printed: set[str], body: float) -> Iterator[str]:
    """What running lines have in common, page after page."""
    if line.size > LARGER * body:
        # In large type "Chapter 2" is not "Chapter 1" again, but a heading.
        yield line.text
        return
    yield _DIGITS.sub("#", line.text.casefold())
    words = line.text.split()
    if not printed.isdisjoint((words[0], words[-1])):
        yield _NUMBERED  # beside the title of a chapter, which changes


def _set_aside(places: Sequence[tuple[float, int, Line]], pages: Sequence[Sequence[Line]]) -> None:
    there = {number for _, number, _ in places}
    reach = sum(1 for lines in pages[min(there) : max(there) + 1] if lines)
    if len(there) >= _LEAST_PAGES and len(there) >= _MOST_OF * reach:
        for _, _, line in places:
            line.aside = True


def _is_number(text: str, numbers: set[str]) -> bool:
    found = _PAGE_NUMBER.fullmatch(text) if len(text) < 30 else None
    return found is not None and found[1] in numbers
