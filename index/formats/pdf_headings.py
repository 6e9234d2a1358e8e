"""Lines of PDF pages → which are headings, by the size and the weight of their type."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from index.formats.pdf_layout import LARGER, Heading, half, usual_distance
from index.formats.pdf_lines import Line
from index.lines import ends_open
from index.sentences import count_words
from index.standing import is_numbered_title
from index.words import mended

_MOST_LINES = 3
_MOST_WORDS = 20
_MOST_SHARE = 0.15  # of a document's characters that may be headings
_MOST_LEVELS = 6
_MOST_STOPPED = 4  # words before a full stop, if they are not in title case
_APART = 2.2  # sizes from line to line: not one heading

_SMALLEST = 0.95  # of the body's size: a bold heading
_MOST_BOLD_SHARE = 0.1
_MOST_BOLD_WORDS = 6  # of one without a number
_FEWEST_BOLD = 3  # of one size
_SET_OFF = 1.25  # distances of lines in a paragraph: above a bold heading
_NEAR = 5.0  # sizes: what stands below it
_SHIFTED = 3.0  # points
_NUMBER = re.compile(r"(?:\d{1,2}|[A-Z](?=\.))(?:\.\d{1,2}){0,4}[.)]?\s+(?=\w)")
_LABEL = re.compile(r"(?:chapter|appendix|part|section|article) \w{1,5}", re.IGNORECASE)
_LABELLED = re.compile(rf"{_LABEL.pattern}\s*[.:–—-]\s*(?=\w)", re.IGNORECASE)
_ASKS = re.compile(
    rf"(?:{_NUMBER.pattern})?(?:what|whom?|which|where|how)\b.*\s"
    r"(?:of|to|by|with|from|for|at|in|into|per|between|is|are|was|were|be|has|have|had|will|can)",
    re.IGNORECASE,
)
"""A title that asks may end with a word that it begins with the rest of: "Whom to pay for"."""
_CAPTION = re.compile(r"(?:table|figure|fig\.|listing|box)\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Title:
    page: int
    at: int
    end: int
    size: float


def told_headings(
    pages: Sequence[Sequence[Line]], body: float, usual: Mapping[float, float]
) -> dict[int, list[Heading]]:
    """By page, short lines in type clearly larger than the body's, or in bold by themselves; none
    where these are so many that such type is nothing special. The largest rank highest."""
    large = _few(pages, list(_all_large(pages, body)), _MOST_SHARE)
    sizes = Counter(title.size for title in large)
    # One of its size is a line of the title page, unless it is the title.
    ranks = [size for size in sorted(sizes, reverse=True) if sizes[size] > 1 or size == max(sizes)]
    bold = _few(pages, list(_all_bold(pages, body, usual)), _MOST_BOLD_SHARE)
    ranks += sorted({title.size for title in bold} - set(ranks), reverse=True)
    found: dict[int, list[Heading]] = defaultdict(list)
    for title in sorted([*large, *bold], key=lambda title: (title.page, title.at)):
        if title.size in ranks[:_MOST_LEVELS]:
            lines = pages[title.page][title.at : title.end]
            text = mended("\n".join(line.text for line in lines))
            shown = " ".join(text.replace("\u00ad", "").split())
            level = ranks.index(title.size) + 1
            found[title.page].append(Heading(title.at, level, shown, len(lines)))
    return found


def _few(pages: Sequence[Sequence[Line]], titles: list[_Title], most: float) -> Sequence[_Title]:
    """The titles, unless they make up more than a share of the text."""
    told = [line for title in titles for line in pages[title.page][title.at : title.end]]
    everything = sum(len(line.text) for lines in pages for line in lines)
    return titles if sum(len(line.text) for line in told) <= most * everything else []


def _all_large(pages: Sequence[Sequence[Line]], body: float) -> Iterator[_Title]:
    for page, lines in enumerate(pages):
        at = 0
        while at < len(lines):
            end, size = at + 1, lines[at].size
            while end < len(lines) and _goes_on(lines[at], lines[end - 1], lines[end]):
                end += 1
            if size > LARGER * body and not lines[at].aside and _is_title(lines[at:end]):
                yield _Title(page, at, end, half(size))
            at = end


def _goes_on(first: Line, above: Line, line: Line) -> bool:
    """Whether a line is of the same heading as those above."""
    if abs(line.size - first.size) >= 0.5 or line.aside:
        return False
    if _LABEL.fullmatch(first.text) and above is first:
        return True
    number = _NUMBER.match(line.text)
    # "2. Terms" begins one; with "12 lakes" a title may go on.
    begins = number is not None and (_NUMBER.match(first.text) or number[0].rstrip()[-1] in ".)")
    return above.y - line.y <= _APART * line.size and not begins


def _is_title(lines: Sequence[Line]) -> bool:
    text = " ".join(line.text for line in lines)
    return (
        len(lines) <= _MOST_LINES
        and count_words(text) <= _MOST_WORDS
        and sum(character.isalpha() for character in text) > 2
        and (text[-1] not in ".,;" or _is_stopped(text))
        and (not ends_open(text) or _ASKS.fullmatch(text) is not None)
        and not any(line.is_wide for line in lines)
    )


def _is_stopped(text: str) -> bool:
    """Whether a title that is counted ends in a full stop, as those of licences and laws do."""
    number = _LABELLED.match(text) or _NUMBER.match(text)
    title = text[number.end() : -1] if number else ""
    if text[-1] != "." or not title[:1].isupper() or ". " in title:
        return False
    return count_words(title) <= _MOST_STOPPED or is_numbered_title(title)


def _all_bold(
    pages: Sequence[Sequence[Line]], body: float, usual: Mapping[float, float]
) -> Sequence[_Title]:
    """Lines in bold type of about the body's size, those without a number and those with it by
    themselves: only what there are a few of."""
    found: dict[tuple[float, bool], list[_Title]] = defaultdict(list)
    for page, lines in enumerate(pages):
        at = 0
        while at < len(lines):
            end = _end_of_bold(lines, at, usual)
            if _is_bold(lines, at, end, body) and _is_set_off(lines, at, end, usual):
                numbered = _NUMBER.match(lines[at].text) is not None
                title = _Title(page, at, end, half(lines[at].size))
                found[title.size, numbered].append(title)
            at = end
    few = [titles for titles in found.values() if len(titles) >= _FEWEST_BOLD]
    return [title for titles in few for title in titles]


def _end_of_bold(lines: Sequence[Line], at: int, usual: Mapping[float, float]) -> int:
    """Where the lines in bold end that a line may be a heading with."""
    end, first = at + 1, lines[at]
    while first.is_bold and end < len(lines):
        drop, line = lines[end - 1].y - lines[end].y, lines[end]
        near = 0 < drop <= _SET_OFF * usual_distance(first.size, usual)
        if not (line.is_bold and near and _goes_on(first, lines[end - 1], line)):
            break
        end += 1
    return end


def _is_bold(lines: Sequence[Line], at: int, end: int, body: float) -> bool:
    line, last = lines[at], lines[end - 1].text
    if not line.is_bold or line.aside or not _SMALLEST * body <= line.size <= LARGER * body:
        return False
    number = _NUMBER.match(line.text)
    title = line.text[number.end() if number else 0 :]
    if not _is_title(lines[at:end]) or last[-1] == ":" or _CAPTION.match(title):
        return False
    words = count_words(title)
    alone = title[0].isupper() and not line.width and not any(map(str.isdigit, title))
    return number is not None or (end == at + 1 and alone and words <= _MOST_BOLD_WORDS)


def _is_set_off(lines: Sequence[Line], at: int, end: int, usual: Mapping[float, float]) -> bool:
    """Whether lines stand apart from what is above, and over text in another type, or last in a
    column."""
    line, below = lines[at], lines[end] if end < len(lines) else None
    above = lines[at - 1] if at and not lines[at - 1].aside else None
    if below is None or below.aside or below.is_bold:
        return False
    is_last = below.y > line.y and below.left > max(above.right for above in lines[at:end])
    if not is_last and not 0 < lines[end - 1].y - below.y <= _NEAR * line.size:
        return False
    # The names on a title page are centred as what stands below each is.
    shifts = abs(line.left - below.left), abs(line.right - below.right)
    if min(shifts) > _SHIFTED and abs(shifts[0] - shifts[1]) < _SHIFTED:
        return False
    drop = above.y - line.y if above else 0.0
    return drop <= 0 or drop > _SET_OFF * usual_distance(line.size, usual)
