"""A PDF's bookmarks → headings, each before the line of its page that it names."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from ctypes import c_float, c_int
from dataclasses import dataclass
from itertools import islice

import pypdfium2.raw as pdfium
from pypdfium2 import PdfBookmark, PdfDest, PdfDocument

from index.formats.pdf_layout import Heading
from index.formats.pdf_lines import Line
from index.words import bare

_MOST_BOOKMARKS = 10_000
_MOST_LINES = 4  # of a heading
_LONGEST = 300
_SLACK = 2.0  # points by which a bookmark may point below its line
_NO_TITLE = re.compile(r"(?:page|p\.|seite)?\s*\d+|microsoft \w+ - .*", re.IGNORECASE)
_NUMBERING = re.compile(
    r"(?:(?:chapter|section|part|appendix)\s+)?(?:\d+(?:\.\d+)*|[ivxlc]+|[a-z](?=[.:)]))[.:)]?\s+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Bookmark:
    """What a bookmark says; ``page`` counts from 0, ``y`` is None where it is of the page."""

    title: str
    level: int
    page: int
    y: float | None


_Titles = dict[str, list[tuple[int, int]]]
"""By what `_readings` gives, the lines where it begins and how many it takes."""


def bookmarked(document: PdfDocument, pages: Sequence[Sequence[Line]]) -> dict[int, list[Heading]]:
    """The bookmarks as headings, by page; none where no bookmark leads to a page with text."""
    found: dict[int, list[Heading]] = defaultdict(list)
    taken: dict[int, int] = defaultdict(int)
    titles: dict[int, _Titles] = {}
    for bookmark in _bookmarks(document):
        if bookmark.page >= len(pages) or not pages[bookmark.page]:
            continue
        lines = pages[bookmark.page]
        if bookmark.page not in titles:
            titles[bookmark.page] = _titles(lines)
        line, count = _place(bookmark, lines, titles[bookmark.page], taken[bookmark.page])
        taken[bookmark.page] = line + count
        title = _numbered(bookmark.title, lines[line : line + count])
        found[bookmark.page].append(Heading(line, bookmark.level, title, count))
    for headings in found.values():
        headings.sort(key=lambda heading: heading.line)
    return found


def _bookmarks(document: PdfDocument) -> Iterator[_Bookmark]:
    """In their order; one that leads nowhere stands where the first below it does."""
    waiting: list[tuple[str, int]] = []
    for bookmark in islice(document.get_toc(), _MOST_BOOKMARKS):
        title = _title(bookmark)
        level = bookmark.level + 1
        waiting = [item for item in waiting if item[1] < level]
        destination = bookmark.get_dest()
        page = destination.get_index() if destination else None
        if not title or _NO_TITLE.fullmatch(title):
            continue
        waiting.append((title, level))
        if destination is not None and page is not None:
            y = _height(destination)
            yield from (_Bookmark(*item, page, y) for item in waiting)
            waiting.clear()


def _title(bookmark: PdfBookmark) -> str:
    try:
        title = bookmark.get_title()
    except UnicodeDecodeError:
        return ""
    return " ".join("".join(c if c.isprintable() else " " for c in title).split())[:_LONGEST]


def _height(destination: PdfDest) -> float | None:
    mode, view = destination.get_view()
    if mode in (pdfium.PDFDEST_VIEW_FITH, pdfium.PDFDEST_VIEW_FITBH) and view:
        return float(view[0])
    if mode == pdfium.PDFDEST_VIEW_FITR and len(view) == 4:
        return float(view[3])
    told, (x, y, zoom) = [c_int() for _ in range(3)], [c_float() for _ in range(3)]
    known = pdfium.FPDFDest_GetLocationInPage(destination, *told, x, y, zoom)
    return y.value if known and told[1].value else None


def _place(
    bookmark: _Bookmark, lines: Sequence[Line], titles: _Titles, start: int
) -> tuple[int, int]:
    """The line before which a bookmark's section begins, and how many are its title."""
    found: dict[int, int] = {}
    for reading in _readings(bookmark.title):
        for at, count in titles.get(reading, ()):
            found[at] = min(count, found.get(at, count))
    matches = sorted(found.items())
    if matches:
        y = bookmark.y
        if y is not None:
            return min(matches, key=lambda match: abs(lines[match[0]].y - y))
        return next((match for match in matches if match[0] >= start), matches[0])
    told = [at for at, line in enumerate(lines) if not line.aside]
    if bookmark.y is not None:
        told = [at for at in told if lines[at].y <= bookmark.y + _SLACK] or told[-1:]
    return (told[0] if told else 0), 0


def _titles(lines: Sequence[Line]) -> _Titles:
    """What the lines of a page, one or a few together, could be the title of."""
    found: _Titles = defaultdict(list)
    for at, line in enumerate(lines):
        text = ""
        for count, part in enumerate(lines[at : at + _MOST_LINES], start=1):
            if line.aside or part.aside or len(text) > 2 * _LONGEST:
                break
            text = f"{text} {part.text}"
            for reading in _readings(text):
                found[reading].append((at, count))
    return found


def _numbered(title: str, own: Sequence[Line]) -> str:
    """A bookmark's title with the number that stands before it on its page: by that others refer
    to it."""
    shown = " ".join(" ".join(line.text for line in own).split())
    number = _NUMBERING.match(shown)
    if number is None or bare(shown[number.end() :]) != bare(title):
        return title
    return f"{number[0].strip()} {title}"


def _readings(title: str) -> set[str]:
    """What two forms of one title have in common: letters and digits, without its number."""
    line = " ".join(title.split())
    forms = (line, _NUMBERING.sub("", line, count=1))
    return set(filter(None, map(bare, forms))) or {line}
