"""Where a section ends whose heading nothing marks, so that nothing marks its end either."""

import re
from collections.abc import Sequence

from index.headings import is_first
from index.lines import Line, marker
from index.sentences import count_words
from index.standing import is_title_case, title_of

_PART = re.compile(
    r"(?:Section|Article|Part|Chapter|Title|Book|Schedule|Annex|Appendix|Exhibit)[ \t]+"
    r"(?:\d{1,3}|[IVXLC]{1,7}|[A-Z])(?:[.:]?|[ \t]*(?:--?|[–—.:])[ \t]*(?P<title>\S.*))",
    re.IGNORECASE,
)
_LONGEST_PART = 80
_FEWEST_LETTERS = 4
_MOST_CAPITALS = 3  # lines

_NUMBER = re.compile(r"(\d{1,2})\.[ \t]+(?P<title>[^.]{1,60}\.[ \t]+[A-Z])?")
_SERIES = 3
_LONG = 20  # words
_SHORTEST_PROSE = 8  # words
_FARTHEST = 300  # lines


def ends_section(lines: Sequence[Line], at: int) -> bool:
    """Whether a line cannot be of the section before it: lines in capitals that stand alone, the
    name of a part (``Section 1 -- Definitions``), or the first of a text's numbered clauses."""
    line = lines[at]
    if line.table or not is_first(lines, at):
        return False
    return _is_part(lines, at) or _is_capitals(lines, at) or _begins_clauses(lines, at)


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


def _begins_clauses(lines: Sequence[Line], at: int) -> bool:
    """Whether long numbered paragraphs begin that are not a list of what is told above them: each
    begins with its title, or prose that is not set in stands amid them."""
    first = _NUMBER.match(lines[at].text)
    if first is None or int(first[1]) > 1:
        return False
    due, titled, is_parted = int(first[1]), True, False
    for near in range(at, min(len(lines), at + _FARTHEST)):
        line = lines[near]
        if not line.text or not is_first(lines, near) or line.indent > lines[at].indent:
            continue
        found = _NUMBER.match(line.text)
        words = count_words(_paragraph(lines, near))
        if found is None:
            is_parted = is_parted or (marker(line) is None and words >= _SHORTEST_PROSE)
            continue
        if int(found[1]) != due or words < _LONG:
            return False
        titled = titled and is_title_case(found["title"] or "a word of prose")
        due += 1
        if due == int(first[1]) + _SERIES:
            return titled or is_parted
    return False


def _paragraph(lines: Sequence[Line], at: int) -> str:
    """The beginning of what stands together from a line on, as far as its length matters."""
    told: list[str] = []
    for line in lines[at : at + _LONG]:
        if not line.text:
            break
        told.append(line.text[:400])
    return " ".join(told)


def _is_last(lines: Sequence[Line], at: int) -> bool:
    return at + 1 >= len(lines) or not lines[at + 1].text
