"""Where a section ends whose heading nothing marks, so that nothing marks its end either."""

import re
from collections.abc import Sequence

from index.headings import is_first
from index.lines import Line
from index.standing import is_title_case, says_end, title_of

_PART = re.compile(
    r"(?:Section|Article|Part|Chapter|Title|Book|Schedule|Annex|Appendix|Exhibit)[ \t]+"
    r"(?:\d{1,3}|[IVXLC]{1,7}|[A-Z])(?:[.:]?|[ \t]*(?:--?|[–—.:])[ \t]*(?P<title>\S.*))",
    re.IGNORECASE,
)
_LONGEST_PART = 80
_FEWEST_LETTERS = 4
_MOST_CAPITALS = 3  # lines


def ends_section(lines: Sequence[Line], at: int) -> bool:
    """Whether a line cannot be of the section before it: lines in capitals that stand alone, or the
    name of a part (``Section 1 -- Definitions``)."""
    line = lines[at]
    if line.table or not is_first(lines, at):
        return False
    return _is_part(lines, at) or _is_capitals(lines, at)


def ends_all(lines: Sequence[Line], at: int) -> bool:
    """Whether a line in capitals that stands alone tells that something ends there."""
    return says_end(lines[at]) and is_first(lines, at) and _is_capitals(lines, at)


def _is_part(lines: Sequence[Line], at: int) -> bool:
    text = lines[at].text
    if len(text) > _LONGEST_PART or lines[at].indent > 1 or not _is_last(lines, at):
        return False
    found = _PART.fullmatch(text)
    return found is not None and text[0].isupper() and is_title_case(found["title"] or "")


def _is_capitals(lines: Sequence[Line], at: int) -> bool:
    end = at
    while end < len(lines) and end - at < _MOST_CAPITALS and lines[end].text:
        if not lines[end].text.isupper() or not title_of(lines[end]):
            return False
        end += 1
    letters = sum(map(str.isalpha, lines[at].text))
    return _is_last(lines, end - 1) and letters >= _FEWEST_LETTERS


def _is_last(lines: Sequence[Line], at: int) -> bool:
    return at + 1 >= len(lines) or not lines[at + 1].text
