"""Pages of a manual written out as text: how far a line is set in tells what it belongs to. Sections
are named at the margin, in capitals; below them stand the names of options and the like, each above
what tells of it, which is set in deeper."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from index.code import SET_IN
from index.document import Block, Span
from index.headings import is_first
from index.lines import Line, clip, is_rule, is_sentence, marker, runs_on
from index.structure import Reader, told_in

_PAGE = re.compile(r"^NAME[ \t]*\r?\n(?:[ \t]*\r?\n)?[ \t]+\S", re.MULTILINE)
_SECTION = re.compile(r"[^\W\d_a-z][^a-z]{2,79}$")
_HEADER = re.compile(r"(\S{1,80}\(\w{1,12}\))[ \t].*[ \t]\1$")
_CALLS = frozenset({"SYNOPSIS", "SYNTAX", "USAGE"})
"""The sections of calls, which go on in lines set in deeper."""
_USUAL = _CALLS | {"DESCRIPTION", "OPTIONS"}
_BESIDE = re.compile(r"(-\S*|\S{2,})(?: \S+){0,6}(?= {2,}\S|\t)")
_BLOCK_ENDS = re.compile(r"[\])}]|(?:fi|else|elif|done|end|esac)\b")
_HYPHENS = "-\u2010"
_LONGEST = 100
_MOST_LINES = 12
_DEEPEST = 5
_DEEPEST_PART = 4  # columns
_TAB = 8


def is_manual(text: str) -> bool:
    """Whether a text is a page of a manual, with the sections that each has."""
    if _PAGE.search(text) is None:
        return False
    return any(line.rstrip() in _USUAL for line in text.splitlines())


def manual_blocks(text: str) -> list[Block]:
    """The blocks of a manual's page. See `index.structure.blocks`."""
    return _Reader(told_in(text)).read()


class _Reader(Reader):
    """A name is a heading down to the next line that is set in no deeper than it."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.lines = [_set_in(line, text) for line in self.lines]
        self.placed, self.clauses = {}, {}
        self.names: list[int] = []
        self.is_call = False
        first = next((at for at, line in enumerate(self.lines) if line.text), 0)
        if _HEADER.match(self.lines[first].text[: 4 * _LONGEST]):
            self.at = first + 1

    def fence(self, line: Line) -> str:
        return ""

    def code_depth(self, line: Line) -> int:
        return max(SET_IN, line.indent)

    def indented(self, line: Line) -> bool:
        while self.names and self.names[-1] >= line.indent:
            self.names.pop()
            self.outline.close(2 + len(self.names))
            self.nesting.leave()
        return super().indented(line)

    def heading(self, line: Line) -> bool:
        if line.indent or not is_first(self.lines, self.at):
            return False
        if _SECTION.match(line.text) is None:
            return False
        self.open_heading(1, line.text, line)
        self.is_call = line.text in _CALLS
        self.at += 1
        return True

    def term(self, line: Line) -> bool:
        if not line.indent or self.is_call or len(self.names) == _DEEPEST:
            return False
        beside = _beside(self.lines, self.at)
        taken = 0 if beside else _named(self.lines, self.at)
        if not beside and not taken:
            return False
        self.names.append(line.indent)
        if beside:
            # The name stands in the block, too.
            self.outline.open(1 + len(self.names), beside, None)
            return False
        last = self.lines[self.at + taken - 1]
        title = clip(Span(line.start, last.end).of(self.text)).rstrip(":")
        self.open_heading(1 + len(self.names), title, line, last)
        self.at += taken
        return True

    def continues(self, item: Line, last: int) -> int:
        near = super().continues(item, last)
        is_out = self.lines[near].indent < item.indent
        return 0 if not near or is_out or _named(self.lines, near) else near

    def end(self, at: int) -> int:
        first = self.lines[at]
        for near in range(at + 1, super().end(at)):
            line, above = self.lines[near], self.lines[near - 1]
            is_name = line.indent < above.indent and not self.is_call
            if line.indent < first.indent or (is_name and _is_name(self.lines, near)):
                return near
        return super().end(at)

    def parts(self, lines: Sequence[Line]) -> list[tuple[int, int]]:
        if not self.is_call:
            return super().parts(lines)
        # A call goes on in the lines that are set in below it.
        starts = [at for at, line in enumerate(lines) if not at or line.indent <= lines[0].indent]
        return [(one, other - 1) for one, other in pairwise([*starts, len(lines)])]


def _set_in(line: Line, text: str) -> Line:
    """A line with its indent where tabs reach to multiples of eight."""
    lead = text[line.first : line.start]
    return replace(line, indent=len(lead.expandtabs(_TAB))) if "\t" in lead else line


def _is_name(lines: Sequence[Line], at: int) -> bool:
    return _named(lines, at) > 0 or _beside(lines, at) != ""


def _named(lines: Sequence[Line], at: int) -> int:
    """How many lines from one on name what is set in deeper right below them; 0 where none do."""
    indent = lines[at].indent
    end = at
    while end < min(len(lines), at + _MOST_LINES) and lines[end].indent == indent:
        if not _may_name(lines[end]):
            return 0
        end += 1
        if lines[end - 1].text[-1] != "," and not lines[at].text.startswith("-"):
            break
    if end == at or end == len(lines) or not lines[end].text or lines[end].indent <= indent:
        return 0
    last = lines[end - 1].text
    if runs_on(last) and (last[0] != "-" or lines[end].text[0].islower()):
        return 0
    if last[-1] in _HYPHENS and lines[end].text[0].islower():
        return 0
    after = end
    while after < len(lines) and lines[after].indent > indent:
        after += 1
    closes = after < len(lines) and _BLOCK_ENDS.match(lines[after].text) is not None
    return 0 if closes and lines[after].indent == indent else end - at


def _may_name(line: Line) -> bool:
    told = line.text
    if line.table or len(told) > _LONGEST or told[-1] in "{([\\;" or is_rule(told):
        return False
    if is_sentence(told) and not told.endswith("..."):
        return False
    if told[-1] == ":" and line.indent > _DEEPEST_PART:
        return False
    return marker(line) is None and any(map(str.isalnum, told))


def _beside(lines: Sequence[Line], at: int) -> str:
    """The name that a line begins with, where what tells of it stands beside it and goes on below."""
    line = lines[at]
    if at + 1 == len(lines) or lines[at + 1].indent <= line.indent or line.table:
        return ""
    found = _BESIDE.match(line.text[: 2 * _LONGEST])
    if found is None or marker(line) is not None:
        return ""
    begins = line.text[found.end() :]
    lead = " " * line.indent + found[0] + begins[: len(begins) - len(begins.lstrip())]
    return found[0] if len(lead.expandtabs(_TAB)) == lines[at + 1].indent else ""
