"""Headings that nothing marks but where they stand among the lines of a text."""

import re
from collections.abc import Sequence

from index.asked import answer_in, asks, is_of_turns, is_question, speaker
from index.headings import begins_structure, is_first, is_last
from index.lines import Line, marker
from index.numbering import Placed, numbered_titles
from index.sentences import count_words

STANDING = 7
"""The level of a heading that nothing marks but where it stands: below every marked one."""
CLAUSE = 8
"""The level of a clause that its number marks, below what only stands like a heading."""

_NUMBERED = re.compile(r"\d{1,3}(?:\.\d{1,3})*[.)]?[ \t]+")
_ENDS = re.compile(r"(?:the[ \t]+)?end(?:[ \t]+of\b|$)", re.IGNORECASE)
_NOTICE = re.compile(r"(?:copyright\b|©|\(c\)[ \t]).*\d{4}", re.IGNORECASE)
_LONGEST_STANDING, _LONGEST_QUESTION = 80, 120
_FEWEST_PLACED = 3
_FEWEST_LETTERS = 4
_MOST_CAPITALS = 3  # lines
_SHORTEST_SECTION = 8  # words
_DEEPEST_STANDING, _DEEPEST_PROSE = 1, 4
_CENTRED = range(26, 45)
_STARS = "*-+"
_STOPS = ".,;!…。、，；！？："
_ALONE = re.compile(r"(\d{1,2})\.[ \t]+(\S.*)")


def standing(lines: Sequence[Line], at: int, text: str) -> str:
    """The title of a heading that only stands like one, short and alone, with prose below it.

    ``""`` where the line is none. A list below will do where the title is in title case.
    """
    line = lines[at]
    title = title_of(line) if is_first(lines, at) and not says_end(line) else ""
    below = at + 1
    while title and below < len(lines) and not lines[below].text:
        below += 1
    if not title or below == len(lines):
        return ""
    following = lines[below]
    if is_of_turns(line.text, following.text):
        return ""  # a heading below those that only stand like one: see `index.answered`
    if asks(line.text) and (asks(following.text) or _is_asked_above(lines, at)):
        return ""  # one of several that nobody answers
    if line.indent > _DEEPEST_STANDING and not _is_centred(line, following):
        return ""
    if following.indent > line.indent + 1 or begins_structure(lines, below, text):
        listed = marker(following) is not None and below == at + 2
        return title if listed and is_title_case(title) and title == line.text else ""
    if below == at + 1:
        # Nobody wraps one line so short and the next so long.
        long = 100 if title[0].isupper() else 50
        return title if len(following.text) >= max(long, 3 * len(line.text)) else ""
    prose = " ".join(near.text[:400] for near in lines[below : below + 3])
    return title if count_words(prose) >= max(12, 2 * count_words(title)) else ""


def _is_asked_above(lines: Sequence[Line], at: int) -> bool:
    """Whether the paragraph above a line is a question that is marked, without its answer."""
    end = next((near + 1 for near in range(at - 1, -1, -1) if lines[near].text), 0)
    start = next((near for near in range(end - 1, -1, -1) if is_first(lines, near)), 0)
    told = "\n".join(line.text for line in lines[start:end])
    return asks(told) and answer_in(told) < 0


def placed(lines: Sequence[Line], text: str) -> dict[int, Placed]:
    """Headings that several lines placed alike tell, by number of line: lines in
    capitals above what is set in, as manuals have; numbered lines alone, in a row; questions; lines
    that are marked as items, above what is not set in."""
    capitals = [at for at in range(len(lines)) if _is_capitals(lines, at)]
    found = {at: lines[at].text for at in capitals} if len(capitals) >= _FEWEST_PLACED else {}
    titles = found | numbered_alone(lines) | _questions(lines, text) | _starred(lines)
    return {
        at: Placed(STANDING, STANDING, title) for at, title in titles.items()
    } | numbered_titles(lines)


def numbered_alone(lines: Sequence[Line]) -> dict[int, str]:
    """Numbered lines alone, by number of line, that are titles of sections, as they count on."""
    found: dict[int, str] = {}
    for row in _rows(lines):
        titles = {at: lines[at].text.rstrip(".") for at in row}
        titled = all(map(is_numbered_title, titles.values()))
        titled = titled or all(title_of(lines[at]) for at in row)
        # A short section, or one of a list alone, does not make a row of headings but may be in one.
        if titled and sum(is_prose(lines, at + 2) for at in row) >= _FEWEST_PLACED:
            found |= titles
    return found


def _rows(lines: Sequence[Line]) -> list[list[int]]:
    """Numbered lines alone that count on: each row is below the one before, as in a file of several
    texts, and no list within one of its sections."""
    rows: list[list[int]] = [[]]
    row, inner = rows[0], list[int]()
    due = inner_due = 0
    for at, line in enumerate(lines):
        told = _ALONE.fullmatch(line.text) if line.text[:1].isdigit() else None
        if told is None or not _is_alone(lines, at):
            continue
        number = int(told[1])
        if inner and number == inner_due and (number != due or len(inner) >= _FEWEST_PLACED):
            inner.append(at)
            inner_due += 1
        elif number == due or (number == 1 and not row):
            row.append(at)
            due, inner = number + 1, []
        elif number == 1:
            if len(inner) >= _FEWEST_PLACED:
                rows.append(inner)
                row, due = inner, inner_due
            inner, inner_due = [at], 2
    return [*rows, inner] if len(inner) >= _FEWEST_PLACED else rows


def _questions(lines: Sequence[Line], text: str) -> dict[int, str]:
    """Questions on lines of their own, where most that are set alike stand like headings: one that
    is long, or is answered in a word, is a heading, too."""
    found: dict[int, str] = {}
    alone = [at for at in range(len(lines)) if _is_question(lines, at)]
    for is_apart in (True, False):
        alike = [at for at in alone if is_apart is not bool(lines[at + 1].text)]
        titles = [title for at in alike if (title := standing(lines, at, text))]
        if len(titles) >= _FEWEST_PLACED and 2 * len(titles) > len(alike):
            found |= {at: lines[at].text.strip("*_ ") for at in alike}
    return found


def _starred(lines: Sequence[Line]) -> dict[int, str]:
    """Items of a line each, where most of their kind have paragraphs below that are set in no
    deeper: no list reads so."""
    found: dict[int, str] = {}
    items = 0
    for at, line in enumerate(lines):
        mark = marker(line) if line.text[:1] in _STARS and line.indent == 0 else None
        if mark is None:
            continue
        items += 1
        title = line.text[mark.width :].rstrip(":")
        is_short = len(title) <= _LONGEST_STANDING and title[-1:] not in _STOPS
        if title and is_short and _is_over_prose(lines, at):
            found[at] = title
    return found if len(found) >= _FEWEST_PLACED and 2 * len(found) > items else {}


def _is_over_prose(lines: Sequence[Line], at: int) -> bool:
    """Whether a line stands apart, be it with a short one below it, above a paragraph at the margin."""
    if not is_first(lines, at):
        return False
    beside = lines[at + 1].text if at + 1 < len(lines) else ""
    below = at + 2 if not beside else at + 3
    if below >= len(lines) or lines[below - 1].text or len(beside) > len(lines[at].text):
        return False
    return lines[below].text != "" and not lines[below].indent and marker(lines[below]) is None


def _is_question(lines: Sequence[Line], at: int) -> bool:
    """Whether a line asks, above what does not."""
    line = lines[at]
    if not line.text or line.table or not is_question(line.text) or not is_first(lines, at):
        return False
    if len(line.text) > _LONGEST_QUESTION or line.indent > _DEEPEST_STANDING or marker(line):
        return False
    below = next((near for near in lines[at + 1 : at + 3] if near.text), None)
    if below is None or is_question(below.text) or not line.text.lstrip("*_ ")[:1].isupper():
        return False
    return not speaker(line.text) and not is_of_turns(line.text, below.text)


def _is_capitals(lines: Sequence[Line], at: int) -> bool:
    line = lines[at]
    if line.indent or line.table or not line.text[:1].isupper() or not is_first(lines, at):
        return False
    if len(line.text) > _LONGEST_STANDING or not line.text.isupper() or not title_of(line):
        return False
    below = lines[at + 1 : at + 3]
    told = next((near for near in below if near.text), line)
    return told.indent > 1 and len(line.text) > 1


def _is_alone(lines: Sequence[Line], at: int) -> bool:
    """Whether a line stands alone above what is not set in under it, nor counted on from it."""
    if not is_first(lines, at) or at + 2 >= len(lines) or lines[at + 1].text:
        return False
    below = lines[at + 2]
    if not below.text or below.indent > lines[at].indent:
        return False
    return marker(below) is None or not below.text[0].isdigit()


def is_prose(lines: Sequence[Line], at: int) -> bool:
    """Whether words enough for a section stand from a line on, which is no item."""
    words = count_words(" ".join(near.text[:400] for near in lines[at : at + 3]))
    return marker(lines[at]) is None and words >= _SHORTEST_SECTION


def is_numbered_title(told: str) -> bool:
    """Whether what stands behind a number reads like a title: most of its words are in capitals."""
    words = _NUMBERED.sub("", told, count=1).split()
    long = [word for word in words if len(word) > 3] or words
    capital = sum(word[0].isupper() for word in long)
    return len(words) <= 10 and not words[-1][0].islower() and 3 * capital >= 2 * len(long)


def _is_centred(line: Line, following: Line) -> bool:
    """Whether a line is set in to stand amid the page, above text that begins at its edge."""
    if following.indent > _DEEPEST_PROSE and _middle(following) not in _CENTRED:
        return False
    return line.indent > _DEEPEST_PROSE and _middle(line) in _CENTRED


def _middle(line: Line) -> int:
    return line.indent + len(line.text) // 2


def title_of(line: Line) -> str:
    """What a line could be the title of, going by its words alone."""
    title = line.text.strip("*_ ") if line.text[0] in "*_" else line.text
    if len(title) > _LONGEST_STANDING or "\t" in title or line.table or not title:
        return ""
    bare = _NUMBERED.sub("", title, count=1)
    if not bare or not bare[0].isalpha() or bare[0].islower() or _NOTICE.search(bare):
        return ""
    words = count_words(bare)
    if bare[-1] == "?":
        return title if 3 <= words <= 12 else ""
    if bare[-1] == ":":
        return title.rstrip(":") if words <= 5 and is_title_case(bare) else ""
    return title if words <= 8 and bare[-1] not in _STOPS + '"”»’' else ""


def in_capitals(lines: Sequence[Line], at: int) -> bool:
    """Whether a few lines in capitals stand alone from a line on."""
    end = at
    while end < len(lines) and end - at < _MOST_CAPITALS and lines[end].text:
        if not lines[end].text.isupper() or not title_of(lines[end]):
            return False
        end += 1
    letters = sum(map(str.isalpha, lines[at].text))
    return is_last(lines, end - 1) and letters >= _FEWEST_LETTERS


def says_end(line: Line) -> bool:
    """Whether a line only tells that something ends there."""
    return _ENDS.match(line.text) is not None and title_of(line) != ""


def is_title_case(title: str) -> bool:
    """Whether the long words of a title begin with capitals."""
    return all(word[0].isupper() for word in title.split() if len(word) > 3 and word[0].isalpha())
