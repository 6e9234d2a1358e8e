"""Headings that are marked as such among the lines of a text, and where other structure begins."""

import html
import re
from collections.abc import Sequence

from index.definitions import told_of
from index.lines import LONGEST_HEADING, Line, heading, is_rule, marker, runs_on
from index.tables import table_lines

FENCE = re.compile(r"(`{3,}(?=[^`]*$)|~{3,})")
"""What opens fenced code."""

SUMMARY = 8
"""The level of what sums up details that are folded, below any other heading."""

LONGEST_UNDERLINED = 120
"""The most characters of a heading that is underlined."""

_SUMMARY = re.compile(
    r"(?:<details\b[^<>]*>\s*)?<summary\b[^<>]*>(.*\w.*)</summary>", re.IGNORECASE
)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_UNDERLINES = "=-~^\"'`*+#:."
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
            return (mark.interrupts and _is_listed(lines, at)) or _is_announced(lines, at)
        return True
    return (
        is_table(lines, at, text)
        or marked(lines, at) is not None
        or is_rule(line.text)
        or FENCE.match(line.text) is not None
    )


def paragraph_end(lines: Sequence[Line], at: int, text: str) -> int:
    """The line after the last of the paragraph that begins at a line."""
    end = at + 1
    while end < len(lines) and lines[end].text:
        if begins_structure(lines, end, text, within=True):
            break
        end += 1
    return end


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


def _is_announced(lines: Sequence[Line], at: int) -> bool:
    """Whether a line with a marker stands right below a colon, deeper than it: a wrapped line that
    begins "(a) " would not."""
    return lines[at - 1].text[-1:] == ":" and lines[at].indent > lines[at - 1].indent


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


def is_over_table(lines: Sequence[Line], at: int, text: str) -> bool:
    """Whether the next line that is not empty begins a table."""
    below = at + 1
    while below < len(lines) and not lines[below].text:
        below += 1
    return below < len(lines) and is_table(lines, below, text)


def marked(lines: Sequence[Line], at: int) -> tuple[int, str] | None:
    """Level and title of a marked heading; lines of one ``#`` each in a row are a list, and one that
    is set in may be a command to type as root, or a remark."""
    told = lines[at].text
    if told[:1] == "<" and len(told) <= LONGEST_HEADING and (named := _SUMMARY.fullmatch(told)):
        return SUMMARY, " ".join(html.unescape(_TAG.sub("", named[1])).split())
    found = heading(lines[at])
    if found is None or found[0] > 1 or lines[at].text[0] != "#":
        return found
    beside = [lines[near] for near in (at - 1, at + 1) if 0 <= near < len(lines)]
    if any(near.text.startswith("# ") for near in beside) or _is_typed(lines, at, found[1]):
        return None
    return found


def _is_typed(lines: Sequence[Line], at: int, title: str) -> bool:
    """Whether a line of one ``#`` is set in as what is typed at a prompt: right below a line of text,
    or in small letters."""
    return lines[at].indent > 0 and (title[:1].islower() or not is_first(lines, at))


def underlined(lines: Sequence[Line], at: int, *, is_sure: bool = False) -> int:
    """The level of a heading that the next line underlines; 0 for none. ``is_sure`` is a number's
    line to be one however long the line below it."""
    line = lines[at]
    if at + 1 == len(lines) or len(line.text) > LONGEST_UNDERLINED:
        return 0
    under = lines[at + 1].text
    if len(under) < 3 or under[0] not in _UNDERLINES or under.strip(under[0]):
        return 0
    if marker(line) and not (_COUNT.match(line.text) and (is_sure or _is_as_long(under, line))):
        return 0
    fits = len(under) >= 0.6 * len(line.text) and any(c.isalnum() for c in line.text)
    return _UNDERLINES.index(under[0]) % 6 + 1 if fits and is_first(lines, at) else 0


def underlines(lines: Sequence[Line]) -> str:
    """What titles are underlined with, from the highest level on: in order of appearance where the
    first is drawn as Markdown has none."""
    used = {lines[at + 1].text[0]: 0 for at in range(len(lines) - 1) if underlined(lines, at)}
    order = "".join(used)
    return order if order and order[0] not in "=-~`" else _UNDERLINES


def _is_as_long(under: str, line: Line) -> bool:
    """Whether a line was drawn for the one above it. Three dashes below an item part it from what
    follows."""
    return len(under) > 3 and abs(len(under) - len(line.text)) <= _MOST_LONGER


def is_first(lines: Sequence[Line], at: int) -> bool:
    """Whether nothing stands right above a line but what is drawn."""
    return at == 0 or not lines[at - 1].text or is_rule(lines[at - 1].text)


def is_last(lines: Sequence[Line], at: int) -> bool:
    """Whether nothing stands right below a line."""
    return at + 1 >= len(lines) or not lines[at + 1].text
