"""Numbered places in a text: which line opens one, and where it ends."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from index.counting import roman
from index.document import Span
from index.lines import lines_of
from qa.references import (
    CONTAINERS,
    COUNTED,
    DOTTED,
    FLOATS,
    LOOSE,
    WORDS,
    Number,
    parts,
    word_of,
)

_MARK = re.compile(
    rf"[ \t>#*=]*(?:(?:\b(?P<word>{WORDS})|§{{1,2}})[ \t]*"
    rf"(?P<told>{DOTTED}|{COUNTED})(?![\w%])"
    r"|(?P<dotted>\d{1,3}(?:\.\d{1,3})+[a-z]?)\.?(?=[ \t]+(?P<next>\S)|$)"
    r"|(?P<single>\d{1,3})(?P<point>[.)])?(?=[ \t]|$)"
    r"|\((?P<inside>\d{1,3}|[a-z]{1,5})\)(?=[ \t]|$)|(?P<letter>[a-z])\)(?=[ \t]|$))"
)
_AFTER = re.compile(r"[.:–—-]+[ \t]*\S")
_CONTENTS = re.compile(r"(?:\.[ ]?){4,}\s*\w{1,5}\s*$")
_FIRST = ("0", "1", "a", "i")
_MOST_SKIPPED = 3
# What a word's places may be within: those of words with a lower rank.
_RANKS = {**dict.fromkeys(CONTAINERS, 0), "article": 1, "clause": 3, "paragraph": 4}
_RANKS |= dict.fromkeys(LOOSE, 5) | dict.fromkeys(FLOATS, 6)
_SECTION = 2  # and whatever else there is


@dataclass(slots=True)
class Region:
    """A numbered place, from its mark to the next that is not of it, with the numbers by which it
    may be called and the word before its own, "" for none. ``certainty`` is 2 for a section, 1 for
    an item in one, 0 for an item of some list."""

    numbers: frozenset[Number]
    word: str
    certainty: int
    start: int
    end: int

    @property
    def span(self) -> Span:
        """Its characters."""
        return Span(self.start, self.end)


def called(places: Iterable[Region], number: Number) -> list[Region]:
    """The surest of the places that a number calls; a letter alone calls each item with it."""
    is_letter = len(number) == 1 and number[0].isalpha()
    found = [
        one
        for one in places
        if number in one.numbers or (is_letter and any(n[-1:] == number for n in one.numbers))
    ]
    most = max((one.certainty for one in found), default=0)
    return [one for one in found if one.certainty == most]


@dataclass(frozen=True, slots=True)
class _Style:
    kind: str  # of a mark, or the word before it
    indent: int
    is_title: bool
    rank: int = -1  # of the word, if there is one


@dataclass(frozen=True, slots=True)
class _Level:
    style: _Style
    path: Number
    numbers: frozenset[Number]
    last: int


def numbered(text: str, headings: Collection[str]) -> list[Region]:
    """Every numbered place of a text whose ``headings`` are known, in order. Lines of a table of
    contents open none."""
    titles = {_bare(heading) for heading in headings}
    stack: list[_Level] = []
    found: list[Region] = []
    unended: list[tuple[Number, Region]] = []
    is_apart = True
    for line in lines_of(text, []):
        if not line.text:
            is_apart = True
            continue
        is_title = _bare(line.text) in titles
        mark = _mark(line.text, is_title, is_apart)
        level = _level(mark, stack, line.indent, is_title) if mark else None
        is_apart = False
        if level is not None:
            stack.append(level)
        elif mark is None and is_title:
            stack = [one for one in stack if one.style.is_title]
        else:
            continue
        here = stack[-1].path if stack else ()
        while unended and (len(path := unended[-1][0]) >= len(here) or here[: len(path)] != path):
            unended.pop()[1].end = line.first
        if mark is not None and level is not None:
            certainty = level.style.is_title + any(one.style.is_title for one in stack)
            word = word_of(mark["word"] or "")
            found.append(Region(level.numbers, word, certainty, line.first, len(text)))
            unended.append((level.path, found[-1]))
    return found


def _level(mark: re.Match[str], stack: list[_Level], indent: int, is_title: bool) -> _Level | None:
    """What a mark opens, with what it ends taken off the stack; None where it continues nothing."""
    if mark["told"] is not None:
        word, own = word_of(mark["word"] or ""), parts(mark["told"])
        own = (word, *own) if word in (*CONTAINERS, *FLOATS) else own
        style = _Style(word, 0, is_title=True, rank=_RANKS.get(word, _SECTION))
        while stack and not -1 < stack[-1].style.rank < style.rank:
            stack.pop()
        return _section(stack, style, own)
    if mark["dotted"] is not None:
        own = parts(mark["dotted"])
        if not is_title and _is_behind(own, stack):
            return None
        while stack and stack[-1].style.rank < 0 and not _is_within(own, stack[-1]):
            stack.pop()
        return _section(stack, _Style("dotted", len(own), is_title=True), own)
    kind = next(kind for kind in ("single", "inside", "letter") if mark[kind])
    return _listed(mark[kind], _Style(kind, indent, is_title), stack)


def _section(stack: Sequence[_Level], style: _Style, own: Number) -> _Level:
    """A place that is called by its own number alone, or after that of what it is within, if that
    is not the beginning of its own."""
    above = stack[-1] if stack and stack[-1].style.rank >= 0 else None
    outer = {(*number, *own) for number in (above.numbers if above else ())}
    path = (*(stack[-1].path if stack else ()), f"{style.kind} {'.'.join(own)}")
    return _Level(style, path, frozenset({own, *outer}), _value(own[-1]))


def _listed(told: str, style: _Style, stack: list[_Level]) -> _Level | None:
    """The next item of a list that is open, the nearest that it may go on, or the first of one."""
    for most, is_even in ((_MOST_SKIPPED, True), (1, False)):
        for depth in range(len(stack) - 1, -1, -1):
            last, other = stack[depth].last, stack[depth].style
            value = _value_after(told, last)
            is_same = (style.kind, style.is_title) == (other.kind, other.is_title)
            if is_same and (style == other or not is_even) and last < value <= last + most:
                del stack[depth:]
                return _item(stack, style, told, value)
    if style.is_title:
        while stack and stack[-1].style.rank < 0:
            stack.pop()
        return _section(stack, style, (told,))
    if told not in _FIRST:
        return None
    again = next((depth for depth, one in enumerate(stack) if one.style == style), len(stack))
    del stack[again:]
    while stack and _is_over(style, stack):
        stack.pop()
    return _item(stack, style, told, 1 if told == "i" else _value(told))


def _item(stack: Sequence[_Level], style: _Style, told: str, value: int) -> _Level:
    """A place that is called after what it is within; a title also by itself."""
    above = stack[-1].numbers if stack else frozenset({()})
    numbers = {(*number, told) for number in above} | ({(told,)} if style.is_title else set())
    path = (*(stack[-1].path if stack else ()), told)
    return _Level(style, path, frozenset(numbers), value)


def _is_over(style: _Style, stack: Sequence[_Level]) -> bool:
    """Whether a list that begins cannot be within the one that is open, by how the two are set: nor
    are numbered sections within "(1) … and (2) …"."""
    other = stack[-1].style
    if other.is_title:
        return False
    is_outer = style.kind == "single" != other.kind
    return style.indent < other.indent or (
        is_outer and (style.indent == other.indent or len(stack) == 1)
    )


def _is_within(number: Number, level: _Level) -> bool:
    """Whether a dotted number goes on what a level is called by."""
    return any(number[: len(one)] == one and len(one) < len(number) for one in level.numbers)


def _is_behind(number: Number, stack: Sequence[_Level]) -> bool:
    """Whether a number was there before, as at the head of each page, or comes before what is open:
    something else that a line begins with."""
    open_one = next((one for one in reversed(stack) if one.style.kind == "dotted"), None)
    if open_one is None:
        return False
    there = min(open_one.numbers, key=len)
    if number == there[: len(number)]:
        return True
    return {*number} != {"1"} and [*map(_value, number)] < [*map(_value, there)]


def _mark(line: str, is_title: bool, is_apart: bool) -> re.Match[str] | None:
    """A line's mark, unless that is a number or a word that the line happens to begin with."""
    mark = _MARK.match(line)
    if mark is None or _CONTENTS.search(line):
        return None
    if mark["dotted"] is not None:
        first = mark["next"]
        is_one = is_title or is_apart or not first or not (first.islower() or first.isdigit())
    elif mark["told"] is not None:
        is_one = is_title or is_apart or _AFTER.match(line, mark.end()) is not None
    elif mark["single"] is not None:
        is_one = is_title or mark["point"] is not None
    else:
        inside = mark["inside"] or "1"
        is_one = len(inside) == 1 or inside.isdigit() or roman(inside) is not None
    return mark if is_one else None


def _bare(line: str) -> str:
    return " ".join(line.strip(" \t#*=>").split())


def _value(part: str) -> int:
    digits = re.match(r"\d+", part)
    if digits:
        return int(digits[0])
    return ord(part) - ord("a") + 1 if len(part) == 1 else roman(part) or 0


def _value_after(part: str, last: int) -> int:
    """Its value: "i" after "h" is a letter, else a one."""
    value = None if len(part) == 1 and _value(part) == last + 1 else roman(part)
    return _value(part) if value is None else value
