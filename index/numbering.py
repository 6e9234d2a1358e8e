"""Titles that only their numbers mark, at the margin of a text, as in a memo of the IETF or a page
written out as text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from index.headings import is_first
from index.lines import Line, ends_open, is_sentence

Number = tuple[int, ...]

_TITLED = re.compile(
    r"(?:(?:Chapter|Appendix)[ \t]+)?(?P<number>(?:\d{1,2}|[A-Z](?=\.))(?:\.\d{1,3}){0,4})\.?[ \t]+"
    r"(?P<title>(?:[^\W\d_a-z]|[/<\"'(]).*)"
)
_LONGEST = 80
_MOST_WORDS = 12
_LEADING = (" means", " mean", " includes", " include", " shall")
_DEEPEST = 3  # columns
_MOST_SKIPPED = 2
_FEWEST = 3
_FEWEST_PARTED = 2
_A = 100
"""What the first appendix counts as, above every chapter."""
_FIRST: frozenset[Number] = frozenset({(0,), (1,), (1, 1)})


@dataclass(frozen=True, slots=True)
class Placed:
    """A heading that its place tells, on so many lines; what is open from level ``closes`` on ends
    above it."""

    closes: int
    level: int
    title: str
    lines: int = 1


def numbered_titles(lines: Sequence[Line]) -> dict[int, Placed]:
    """The titles by number of line: the longest row of numbers that go on from each other. Some
    must have parts (``2.1``), titles as well or not, else they could be items with what is set in
    below them."""
    best: dict[int, Number] = {}
    row: dict[int, Number] = {}
    margin = -1
    last: Number = ()
    for at in range(len(lines)):
        number = _number(lines, at)
        if not number:
            continue
        indent = lines[at].indent if len(number) == 1 else -1
        if not row or not _goes_on(last, number) or -1 < margin != indent > -1:
            if number not in _FIRST:
                continue
            best = max(best, row, key=len)
            row, margin = {}, -1
        row[at] = last = number
        margin = max(margin, indent)
    best = max(best, row, key=len)
    parted = sum(len(number) > 1 or _is_parted(lines, at) for at, number in best.items())
    if len(best) < _FEWEST or parted < _FEWEST_PARTED:
        return {}
    found: dict[int, Placed] = {}
    last = ()
    for at, number in best.items():
        # The text's own title stands above them all; 3.10.1 is not of 3.9 where 3.10 was not found.
        closes, level = 2 + _shared(last, number), 1 + len(number)
        found[at] = Placed(closes, level, lines[at].text)
        last = number
    return found


def _number(lines: Sequence[Line], at: int) -> Number:
    """The number of a title that stands above what is set in no less, or above another title, with
    an empty line between; empty for any other line."""
    found = _titled(lines, at)
    below = next((near for near in range(at + 1, min(len(lines), at + 6)) if lines[near].text), 0)
    if found is None or below < at + 2:
        return ()
    first, *parts = found["number"].split(".")
    chapter = int(first) if first.isdigit() else _A + ord(first) - ord("A")
    number = (chapter, *map(int, parts))
    is_over = lines[below].indent >= lines[at].indent
    return number if is_over or _titled(lines, below) else ()


def _is_parted(lines: Sequence[Line], at: int) -> bool:
    """Whether the next line below a chapter's title begins with the number of its first part."""
    number = lines[at].text.split(maxsplit=1)[0].rstrip(".")
    below = next((line.text for line in lines[at + 1 : at + 6] if line.text), "")
    return number.isdigit() and below.startswith((f"{number}.1 ", f"{number}.1. "))


def _titled(lines: Sequence[Line], at: int) -> re.Match[str] | None:
    line = lines[at]
    if line.table or line.indent > _DEEPEST or len(line.text) > _LONGEST:
        return None
    if not is_first(lines, at) and not is_sentence(lines[at - 1].text):
        return None
    found = _TITLED.fullmatch(line.text)
    if found is None or line.text[-1] in ".,;:!?" or len(found["title"].split()) > _MOST_WORDS:
        return None
    return None if ends_open(line.text) or found["title"].endswith(_LEADING) else found


def _goes_on(last: Number, number: Number) -> bool:
    """Whether a number may come next: 2.1 → 2.1.1, 2.2 or 3, but for a few that were not found."""
    if last[0] < _A <= number[0]:
        return number == (_A,)
    same = _shared(last, number)
    if same == len(number) or len(number) > same + 2 - (same == len(last)):
        return False
    skipped = number[same] - (last[same] if same < len(last) else 0) - 1
    return (
        -1 <= skipped <= _MOST_SKIPPED and max(number[same + 1 :], default=0) <= 1 + _MOST_SKIPPED
    )


def _shared(last: Number, number: Number) -> int:
    """How many parts two numbers begin with alike."""
    alike = (one == other for one, other in zip(last, number, strict=False))
    return sum(takewhile(bool, alike))
