"""The lines of a file of settings: keys, each with the comment right above it, and comments that
stand for themselves."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from index.document import Block, Kind, Span
from index.formats import source
from index.lines import is_sentence
from index.sentences import count_words

MOST_KEYS = 2_000
"""Keys above which a program made a file."""

_MOST_COMMENT = 90  # words that are quoted with a key
_FEWEST_CUT = 40  # words of a part of a longer one
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
_EMPTY_COMMENT = re.compile(r"(?:[#;]+|//+)$")
_SIGN = re.compile(r"(?:[#;]+|//+)[ \t]*")
_LONGEST_OUT = 200
_AFTER_NAME = ("", " ", "\t", "=", ":")


class Line(NamedTuple):
    """A line's place, without the white space around it, and how far it is set in."""

    start: int
    end: int
    indent: int
    text: str


class Reader:
    """Goes through the lines once. ``others`` counts those that are no key, section or comment:
    with half as many as the keys may be at most, the file is read otherwise, and it stops."""

    signs: tuple[str, ...] = ("#",)
    out = re.compile(r"#+[ \t]?([\w.:-]+)[ \t]*=")
    """What a setting begins with that is commented out, and its name."""

    def __init__(self, text: str, variant: str) -> None:
        self.text = text
        self.variant = variant
        self.lines = [_line(found) for found in _LINE.finditer(text)]
        self.blocks: list[Block] = []
        self.at = self.keys = self.others = 0
        self.comments: list[Line] = []
        self.next = _contents(self.lines, self.signs)

    def read(self) -> None:
        while self.at < len(self.lines) and max(self.keys, 2 * self.others) <= MOST_KEYS:
            line = self.lines[self.at]
            is_empty = _EMPTY_COMMENT.match(line.text) is not None
            if not line.text or (is_empty and not self.comments):
                self.release(self.around() if self.comments else ())
                self.at += 1
            elif not line.text.startswith(self.signs):
                self.step(line)
            else:
                if self.comments and self.is_apart(line):
                    self.release(self.around())
                name = "" if is_empty else self.out_name(line)
                if name:
                    self._out(line, name)
                else:
                    self.comments.append(line)
                    self.at += 1
        self.release(self.around() if self.comments else ())

    def is_apart(self, line: Line) -> bool:
        """Whether a line of a comment does not go on with the one above it."""
        return False

    def out_name(self, line: Line) -> str:
        """The name of the setting that a comment holds; "" for words."""
        found = self.out.match(line.text[:_LONGEST_OUT])
        return found[1] if found is not None else ""

    def _out(self, line: Line, name: str) -> None:
        """A setting that is commented out, with the comment right above it; the comment of the
        setting below it where that is the same."""
        last = self.at
        while last + 1 < len(self.lines) and self.goes_on(self.lines[last + 1], line):
            last += 1
        below = self.lines[last + 1].text if last + 1 < len(self.lines) else ""
        if below.startswith(name) and below[len(name) :][:1] in _AFTER_NAME:
            self.comments += self.lines[self.at : last + 1]
            self.at = last + 1
        else:
            self.keys += 1
            self.unit(last, self.path(line.indent), name if name[0].isalnum() else "")

    def goes_on(self, below: Line, line: Line) -> bool:
        """Whether a comment goes on with a setting that is commented out above it, set in deeper."""
        if not below.text.startswith(self.signs) or _EMPTY_COMMENT.match(below.text):
            return False
        is_deeper = _width(below) > _width(line) + 1
        return below.indent > line.indent or (below.indent == line.indent and is_deeper)

    def around(self) -> tuple[str, ...]:
        """What a comment that stands above nothing is nested in."""
        return self.path(self.comments[0].indent)

    def step(self, line: Line) -> None:
        """Take what begins on a line that is neither empty nor a comment."""
        raise NotImplementedError

    def path(self, indent: int) -> tuple[str, ...]:
        """What a line that is set in so far is nested in."""
        raise NotImplementedError

    def release(self, path: tuple[str, ...]) -> None:
        """The comment right above stands for itself: several lines as they stand, one by its words."""
        for lines in _paragraphs(self.comments):
            if len(lines) == 1:
                for span in source.paragraphs(self.text, lines[0].start, lines[0].end):
                    self.blocks.append(Block(Kind.PARAGRAPH, span, path))
                continue
            for part in _cut(lines):
                span = Span(part[0].start, part[-1].end)
                self.blocks.append(Block(Kind.CODE, span, path))
        self.comments.clear()

    def unit(self, last: int, path: tuple[str, ...], name: str = "") -> None:
        """The lines up to ``last`` are one, with the comment right above, of a long one with its
        last paragraph, unless that is long, too."""
        first = self.lines[self.at]
        if _words(self.comments) > _MOST_COMMENT:
            *_, kept = _paragraphs(self.comments)
            kept = kept if _words(kept) <= _MOST_COMMENT and kept[-1] is self.comments[-1] else []
            self.comments = self.comments[: len(self.comments) - len(kept)]
            self.release((*path, name) if name else path)
            self.comments = kept
        start = self.comments[0].start if self.comments else first.start
        self.comments = []
        self.blocks.append(Block(Kind.CODE, Span(start, self.lines[last].end), path))
        self.at = last + 1

    def deeper(self, indent: int, *, over_blanks: bool) -> int:
        """The last line from the present one on that is set in deeper than ``indent``."""
        last = at = self.at
        while at + 1 < len(self.lines):
            at += 1
            line = self.lines[at]
            if not line.text and over_blanks:
                continue
            if not line.text or line.indent <= indent:
                break
            last = at
        return last


def _paragraphs(comments: Sequence[Line]) -> list[list[Line]]:
    """The lines of a comment that its empty lines part."""
    found: list[list[Line]] = [[]]
    for line in comments:
        if _EMPTY_COMMENT.match(line.text):
            found.append([])
        else:
            found[-1].append(line)
    return [lines for lines in found if lines]


def _cut(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines of a long paragraph, cut where sentences end."""
    found: list[list[Line]] = [[]]
    here, left = 0, _words(lines)
    for line in lines:
        found[-1].append(line)
        words = count_words(line.text)
        here, left = here + words, left - words
        is_end = here >= _FEWEST_CUT and is_sentence(line.text)
        if (is_end or here >= _MOST_COMMENT) and left >= _FEWEST_CUT:
            found.append([])
            here = 0
    return found


def _words(comments: Sequence[Line]) -> int:
    return sum(count_words(line.text) for line in comments)


def _width(comment: Line) -> int:
    """How far the words of a comment stand from its beginning."""
    sign = _SIGN.match(comment.text)
    return len(sign[0].expandtabs(4)) if sign is not None else 0


def _contents(lines: Sequence[Line], signs: tuple[str, ...]) -> list[Line | None]:
    """Of each line, and of the end, the next from there on that is neither empty nor a comment."""
    found: list[Line | None] = [None]
    for line in reversed(lines):
        found.append(found[-1] if not line.text or line.text.startswith(signs) else line)
    return found[::-1]


def _line(found: re.Match[str]) -> Line:
    raw = found[0]
    told = raw.strip()
    start = found.start() + len(raw) - len(raw.lstrip()) if told else found.start()
    indent = len(raw[: start - found.start()].expandtabs(4)) if told else 0
    return Line(start, start + len(told), indent, told)
