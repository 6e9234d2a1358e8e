"""Where headings stand among the lines of a text, marked as such or only placed like them."""

import html
import re
from collections.abc import Sequence

from index.definitions import told_of
from index.lines import LONGEST_HEADING, Line, heading, is_rule, marker, runs_on
from index.sentences import count_words
from index.tables import table_lines

FENCE = re.compile(r"(`{3,}(?=[^`]*$)|~{3,})")
"""What opens fenced code."""

SUMMARY = 8
"""The level of what sums up details that are folded, below any other heading."""

_SUMMARY = re.compile(
    r"(?:<details\b[^<>]*>\s*)?<summary\b[^<>]*>(.*\w.*)</summary>", re.IGNORECASE
)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_NUMBERED = re.compile(r"\d{1,3}(?:\.\d{1,3})*[.)]?[ \t]+")
_UNDERLINES = "=-~^\"'`*+#:."
_LONGEST_STANDING = 80
_FEWEST_PLACED = 3
_DEEPEST_STANDING, _DEEPEST_PROSE = 1, 4
_CENTRED = range(26, 45)
_ALONE = re.compile(r"(\d{1,2})\.[ \t]+(\S.*)")
_LONGEST_UNDERLINED = 120
_COUNT = re.compile(r"(\d{1,3})[.)][ \t]")
_FARTHEST_ITEM = 60  # lines
_MOST_SKIPPED = 5
_MOST_LONGER = 2


def begins_structure(lines: Sequence[Line], at: int, text: str, within: bool = False) -> bool:
    """Whether something other than prose begins at a line; ``within``, amid a paragraph."""
    line = lines[at]
    mark = marker(line)
    if mark is not None:
        if within:
            return mark.interrupts and _is_listed(lines, at)
        return True
    return (
        is_table(lines, at, text)
        or marked(lines, at) is not None
        or is_rule(line.text)
        or FENCE.match(line.text) is not None
    )


def _is_listed(lines: Sequence[Line], at: int) -> bool:
    """Whether a line with a marker amid a paragraph is an item: not where the line above may go on
    in it, as with a dash in a sentence, and no item like it comes below."""
    if not runs_on(lines[at - 1].text):
        return True
    line = lines[at]
    sort = "2" if line.text[0] == "1" else "b" if line.text[1] == ")" else line.text[0]
    for near in range(at + 1, min(at + _FARTHEST_ITEM, len(lines))):
        other = lines[near]
        if other.text[:1] == sort and other.indent == line.indent and marker(other) is not None:
            return True
        if other.text and not lines[near - 1].text and other.indent <= line.indent:
            return False
    return False


def _is_counted(lines: Sequence[Line], at: int) -> bool:
    """Whether a line with a marker right below an item's is one, too: a number counts on from one
    above, else a wrapped line begins with it."""
    line = lines[at]
    number = _COUNT.match(line.text)
    if number is None or number[1] == "1" or lines[at - 1].text[-1:] in ("", ":"):
        return True
    counted = (
        int(above[1])
        for near in lines[max(0, at - _FARTHEST_ITEM) : at]
        if abs(near.indent - line.indent) < 2 and (above := _COUNT.match(near.text)) is not None
    )
    return any(0 <= int(number[1]) - above <= _MOST_SKIPPED for above in counted)


def continues(lines: Sequence[Line], item: Line, last: int, text: str) -> int:
    """The next line that belongs to a list item after line ``last``; 0 where none does."""
    near = last + 1
    while near < len(lines) and not lines[near].text:
        near += 1
    if near == len(lines) or (begins_structure(lines, near, text) and _is_counted(lines, near)):
        return 0
    if (lines[near].text[0] in ";:" and lines[near].indent == 0) or told_of(lines, near):
        return 0
    if near > last + 1 and lines[near].indent <= item.indent:
        return 0
    return near


def is_table(lines: Sequence[Line], at: int, text: str) -> bool:
    """Whether a table of any sort begins at a line."""
    line = lines[at]
    return line.table or (marker(line) is None and table_lines(lines, at, text) > 0)


def marked(lines: Sequence[Line], at: int) -> tuple[int, str] | None:
    """Level and title of a marked heading; lines of one ``#`` each in a row are a list."""
    told = lines[at].text
    if told[:1] == "<" and len(told) <= LONGEST_HEADING and (named := _SUMMARY.fullmatch(told)):
        return SUMMARY, " ".join(html.unescape(_TAG.sub("", named[1])).split())
    found = heading(lines[at])
    if found is None or found[0] > 1 or lines[at].text[0] != "#":
        return found
    beside = [lines[near] for near in (at - 1, at + 1) if 0 <= near < len(lines)]
    return None if any(near.text.startswith("# ") for near in beside) else found


def underlined(lines: Sequence[Line], at: int, *, is_sure: bool = False) -> int:
    """The level of a heading that the next line underlines; 0 for none. ``is_sure`` is a number's
    line to be one however long the line below it."""
    line = lines[at]
    if at + 1 == len(lines) or len(line.text) > _LONGEST_UNDERLINED:
        return 0
    under = lines[at + 1].text
    if len(under) < 3 or under[0] not in _UNDERLINES or under.strip(under[0]):
        return 0
    if marker(line) and not (_COUNT.match(line.text) and (is_sure or _is_as_long(under, line))):
        return 0
    fits = len(under) >= 0.6 * len(line.text) and any(c.isalnum() for c in line.text)
    return _UNDERLINES.index(under[0]) % 6 + 1 if fits and _is_first(lines, at) else 0


def _is_as_long(under: str, line: Line) -> bool:
    """Whether a line was drawn for the one above it. Three dashes below an item part it from what
    follows."""
    return len(under) > 3 and abs(len(under) - len(line.text)) <= _MOST_LONGER


def standing(lines: Sequence[Line], at: int, text: str) -> str:
    """The title of a heading that only stands like one, short and alone, with prose below it.

    ``""`` where the line is none. A list below will do where the title is in title case.
    """
    line = lines[at]
    title = _title(line) if _is_first(lines, at) else ""
    below = at + 1
    while title and below < len(lines) and not lines[below].text:
        below += 1
    if not title or below == len(lines):
        return ""
    following = lines[below]
    if line.indent > _DEEPEST_STANDING and not _is_centred(line, following):
        return ""
    if following.indent > line.indent + 1 or begins_structure(lines, below, text):
        listed = marker(following) is not None and below == at + 2
        return title if listed and _is_title_case(title) and title == line.text else ""
    if below == at + 1:
        # Nobody wraps one line so short and the next so long.
        long = 100 if title[0].isupper() else 50
        return title if len(following.text) >= max(long, 3 * len(line.text)) else ""
    prose = " ".join(near.text[:400] for near in lines[below : below + 3])
    return title if count_words(prose) >= max(12, 2 * count_words(title)) else ""


def placed(lines: Sequence[Line]) -> dict[int, str]:
    """The titles of headings that several lines placed alike tell, by number of line: lines in
    capitals above what is set in, as manuals have; numbered lines alone above prose, in a row."""
    capitals = [at for at in range(len(lines)) if _is_capitals(lines, at)]
    found = {at: lines[at].text for at in capitals} if len(capitals) >= _FEWEST_PLACED else {}
    return found | _numbered(lines)


def _numbered(lines: Sequence[Line]) -> dict[int, str]:
    found: dict[int, str] = {}
    due = 0
    for at, line in enumerate(lines):
        told = _ALONE.fullmatch(line.text) if line.text[:1].isdigit() else None
        if told is None or not _is_alone(lines, at):
            continue
        number = int(told[1])
        if number == due or (number == 1 and not found):
            found[at] = line.text.rstrip(".")
            due = number + 1
    titled = all(map(_is_numbered_title, found.values()))
    return found if titled and len(found) >= _FEWEST_PLACED else {}


def _is_capitals(lines: Sequence[Line], at: int) -> bool:
    line = lines[at]
    if line.indent or line.table or not line.text[:1].isupper() or not _is_first(lines, at):
        return False
    if len(line.text) > _LONGEST_STANDING or not line.text.isupper() or not _title(line):
        return False
    below = lines[at + 1 : at + 3]
    told = next((near for near in below if near.text), line)
    return told.indent > 1 and len(line.text) > 1


def _is_alone(lines: Sequence[Line], at: int) -> bool:
    """Whether a line stands alone above prose that is not set in under it."""
    if not _is_first(lines, at) or at + 2 >= len(lines) or lines[at + 1].text:
        return False
    below = lines[at + 2]
    prose = " ".join(near.text[:400] for near in lines[at + 2 : at + 5])
    return below.indent <= lines[at].indent and not marker(below) and count_words(prose) >= 8


def _is_numbered_title(told: str) -> bool:
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


def _is_first(lines: Sequence[Line], at: int) -> bool:
    return at == 0 or not lines[at - 1].text or is_rule(lines[at - 1].text)


def _title(line: Line) -> str:
    """What a line could be the title of, going by its words alone."""
    title = line.text.strip("*_ ") if line.text[0] in "*_" else line.text
    if len(title) > _LONGEST_STANDING or "\t" in title or line.table or not title:
        return ""
    bare = _NUMBERED.sub("", title, count=1)
    if not bare or not bare[0].isalpha() or bare[0].islower():
        return ""
    words = count_words(bare)
    if bare[-1] == "?":
        return title if 3 <= words <= 12 else ""
    if bare[-1] == ":":
        return title.rstrip(":") if words <= 5 and _is_title_case(bare) else ""
    return title if words <= 8 and bare[-1] not in '.,;!…。、，；！？："”»’' else ""


def _is_title_case(title: str) -> bool:
    return all(word[0].isupper() for word in title.split() if len(word) > 3 and word[0].isalpha())
