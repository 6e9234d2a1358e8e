"""Lists of contents among the lines of a text: titles with dots that lead to the number of a page."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from index.words import bare

_PAGE = re.compile(r"(?<=[. \t])(?:\d{1,4}|[ivxlc]{1,7})$")
_CHAPTER = re.compile(r"(?:\d{1,3}|[A-Z]|[IVX]{1,5})\.?[ \t]+\S.*[ \t]\d{1,4}\s*")
_HEADING = re.compile(r"\W*(?:table[ \t]+of[ \t]+)?contents\W*", re.IGNORECASE)
_NUMBER = re.compile(r"(?:\d{1,3}|[A-Z])(?:\.\d{1,3})*\.?[ \t]+")
_LONGEST = 300
_FEWEST_DOTS = 4
_FEWEST = 3
_MOST_BETWEEN = 2  # lines without dots: titles of chapters, or the first lines of long ones
_MOST_BACK = 0.1  # of the steps from page to page
_MOST_SHARE = 0.5  # of all lines: what only lists contents is a list of something else
_KNOWN = 0.5  # of the titles that have a number, or stand elsewhere too


def without_contents(text: str) -> str:
    """A text with spaces, one for each character, in the place of its lists of contents."""
    if "...." not in text and ". . . ." not in text:
        return text
    lines = text.splitlines(keepends=True)
    for at in contents(lines):
        ending = lines[at][len(lines[at].rstrip()) :]
        lines[at] = " " * (len(lines[at]) - len(ending)) + ending
    return "".join(lines)


def contents(lines: Sequence[str]) -> list[int]:
    """The numbers of the lines that are of a list of contents: several entries whose pages go up,
    with titles that are numbered or those of the text."""
    found: list[int] = []
    told = [at for at, line in enumerate(lines) if line.strip()]
    entries = {at: entry for at in told if (entry := _entry(lines[at])) is not None}
    if len(entries) < _FEWEST:
        return []
    titles = {_unnumbered(lines[at]) for at in told if at not in entries}
    for row in _rows(told, entries):
        parts = [entries[told[at]] for at in row if told[at] in entries]
        known = sum(
            _NUMBER.match(title) is not None or _unnumbered(title) in titles for title, _ in parts
        )
        if len(parts) >= _FEWEST and known >= _KNOWN * len(parts) and _goes_up(parts):
            found += (told[at] for at in _reach(row, told, lines))
    return found if len(found) <= _MOST_SHARE * len(told) else []


def _entry(line: str) -> tuple[str, str] | None:
    """The title and page of a line; None where dots do not lead from one to the other."""
    shown = line.strip() if len(line) <= _LONGEST else ""
    page = _PAGE.search(shown[-8:])
    if page is None:
        return None
    before = shown[: len(shown) - len(page[0])].rstrip()
    title = before.rstrip(". \t")
    is_led = before[len(title) :].count(".") >= _FEWEST_DOTS
    return (title, page[0]) if title and is_led else None


def _rows(told: Sequence[int], entries: dict[int, tuple[str, str]]) -> Iterator[range]:
    """Stretches of ``told`` that begin and end with entries and have few other lines amid them."""
    places = [at for at, line in enumerate(told) if line in entries]
    start = places[0]
    for one, other in pairwise([*places, len(told) + _MOST_BETWEEN + 1]):
        if other - one > _MOST_BETWEEN + 1:
            yield range(start, one + 1)
            start = other


def _reach(row: range, told: Sequence[int], lines: Sequence[str]) -> range:
    """A stretch with the titles of chapters right above and below it, and its own."""
    first, last = row[0], row[-1]
    if first > 0 and not _NUMBER.match(lines[told[first]].strip()):
        # The first title may be so long that its number is on the line above.
        first -= _NUMBER.match(lines[told[first - 1]].strip()) is not None
    while first > 0 and _CHAPTER.fullmatch(lines[told[first - 1]].strip()):
        first -= 1
    while last + 1 < len(told) and _CHAPTER.fullmatch(lines[told[last + 1]].strip()):
        last += 1
    if first > 0 and _HEADING.fullmatch(lines[told[first - 1]].strip()):
        first -= 1
    return range(first, last + 1)


def _goes_up(parts: Sequence[tuple[str, str]]) -> bool:
    pages = [int(page) for _, page in parts if page.isdigit()]
    back = sum(one > other for one, other in pairwise(pages))
    return back <= _MOST_BACK * len(pages)


def _unnumbered(title: str) -> str:
    return bare(_NUMBER.sub("", title.strip(), count=1))
