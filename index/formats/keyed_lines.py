"""The lines of a file of settings: keys, each with the comment right above it, and comments that
stand for themselves."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from index.document import Block, Kind, Span
from index.formats import source
from index.sentences import count_words

MOST_KEYS = 2_000
"""Keys above which a program made a file."""

_MOST_COMMENT = 60  # words that are quoted with a key
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
_EMPTY_COMMENT = re.compile(r"[#;]+$")


class Line(NamedTuple):
    """A line's place, without the white space around it, and how far it is set in."""

    start: int
    end: int
    indent: int
    text: str


class Reader:
    """Goes through the lines once. ``others`` counts those that are no key, section or comment:
    with half as many as the keys may be at most, the file is read otherwise, and it stops."""

    signs = "#"

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
            if not line.text or (line.text[0] in self.signs and _EMPTY_COMMENT.match(line.text)):
                self.release(self.around() if self.comments else ())
                self.at += 1
            elif line.text[0] in self.signs:
                self.comments.append(line)
                self.at += 1
            else:
                self.step(line)
        self.release(self.around() if self.comments else ())

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
        """The comment right above stands for itself."""
        if self.comments:
            start, end = self.comments[0].start, self.comments[-1].end
            for span in source.paragraphs(self.text, start, end):
                self.blocks.append(Block(Kind.PARAGRAPH, span, path))
            self.comments.clear()

    def unit(self, last: int, path: tuple[str, ...], name: str = "") -> None:
        """The lines up to ``last`` are one, with the comment right above unless that is long."""
        first = self.lines[self.at]
        above = [line.text for line in self.comments]
        if count_words(" ".join(above)) > _MOST_COMMENT:
            self.release((*path, name) if name else path)
        start = self.comments[0].start if self.comments else first.start
        self.comments.clear()
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


def _contents(lines: Sequence[Line], signs: str) -> list[Line | None]:
    """Of each line, and of the end, the next from there on that is neither empty nor a comment."""
    found: list[Line | None] = [None]
    for line in reversed(lines):
        found.append(line if line.text and line.text[0] not in signs else found[-1])
    return found[::-1]


def _line(found: re.Match[str]) -> Line:
    raw = found[0]
    told = raw.strip()
    start = found.start() + len(raw) - len(raw.lstrip()) if told else found.start()
    indent = len(raw[: start - found.start()].expandtabs(4)) if told else 0
    return Line(start, start + len(told), indent, told)
