"""Lines of PDF pages → which are running headers, footers and page numbers."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from index.formats.pdf_layout import LARGER
from index.formats.pdf_lines import Line

_OUTER = 3  # lines at the top and the bottom of a page that may be running ones
_SAME_HEIGHT = 3.0
_LEAST_PAGES = 3
_PAIR = 2  # pages, of which the outermost lines alone are compared, as they stand
_APART = 1.8  # sizes of the larger line, from base line to base line
_MOST_OF = 0.4  # left and right pages may differ, and those that open a chapter have none
_COUNTED = 0.75  # of the steps from page to page, in which figures are as page numbers are
_NUMBERED = "\0"
_DIGITS = re.compile(r"\d+")
_MOST_DIGITS = 18
_PAGE_NUMBER = re.compile(
    r"(?:page|p\.|[-–—|])?\s*(\w+)\s*(?:[-–—|]|(?:of|/)\s*\d+)?", re.IGNORECASE
)

_Places = Sequence[tuple[float, int, Line]]
"""Lines with their heights and pages."""


def set_aside(
    pages: Sequence[Sequence[Line]], labels: Sequence[str], body: float
) -> Sequence[Line]:
    """Mark the lines that hold their page's number, ``labels`` where it is printed, and those that
    return at one height on page after page, page numbers apart; the latter."""
    found: dict[str, list[tuple[float, int, Line]]] = defaultdict(list)
    is_pair = sum(map(bool, pages)) == _PAIR
    for number, lines in enumerate(pages):
        upright = sorted(lines, key=lambda line: -line.y)
        printed = {str(number + 1), labels[number]}
        for line in [*upright[:_OUTER], *upright[max(_OUTER, len(upright) - _OUTER) :]]:
            line.aside = _is_number(line.text, printed)
            keys = _keys_of_two(line, upright, body) if is_pair else _keys(line, printed, body)
            for key in keys:
                found[key].append((line.y, number, line))
    running: list[Line] = []
    for key, places in found.items():
        for group in _at_one_height(places):
            if _is_running(group, pages, _PAIR if is_pair else _LEAST_PAGES) and (
                key == _NUMBERED or _is_counted(group)
            ):
                running += [line for _, _, line in group if not line.aside]
    for line in running:
        line.aside = True
    return running


def _at_one_height(places: list[tuple[float, int, Line]]) -> Iterator[_Places]:
    places.sort(key=lambda place: place[:2])
    start = 0
    for end in range(1, len(places) + 1):
        if end == len(places) or places[end][0] - places[end - 1][0] > _SAME_HEIGHT:
            yield places[start:end]
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


def _keys_of_two(line: Line, upright: Sequence[Line], body: float) -> Iterator[str]:
    """The same of one of two pages, where it is the outermost line and stands well apart."""
    beside = upright[1:2] if line is upright[0] else upright[-2:-1] if line is upright[-1] else []
    far = any(abs(line.y - other.y) > _APART * max(line.size, other.size) for other in beside)
    if far and line.size <= LARGER * body:
        yield _DIGITS.sub("#", line.text) if line.text.isdecimal() else line.text


def _is_running(places: _Places, pages: Sequence[Sequence[Line]], least: int) -> bool:
    there = {number for _, number, _ in places}
    reach = sum(1 for lines in pages[min(there) : max(there) + 1] if lines)
    return len(there) >= least and len(there) >= _MOST_OF * reach


def _is_counted(places: _Places) -> bool:
    """Whether the figures in lines that differ in nothing else go up as page numbers do, or begin
    anew: sums at the foot of each page do not."""
    ordered = sorted(places, key=lambda place: place[1])
    counted = steps = 0
    for (_, page, line), (_, later, other) in pairwise(ordered):
        figures = zip(_figures(line.text), _figures(other.text), strict=False)
        changed = next(((one, two) for one, two in figures if one != two), None)
        steps += 1
        counted += changed is None or changed[1] == 1 or 0 < changed[1] - changed[0] <= later - page
    return counted >= _COUNTED * steps


def _figures(text: str) -> list[int]:
    return [int(figure[:_MOST_DIGITS]) for figure in _DIGITS.findall(text)]


def _is_number(text: str, numbers: set[str]) -> bool:
    found = _PAGE_NUMBER.fullmatch(text) if len(text) < 30 else None
    return found is not None and found[1] in numbers
