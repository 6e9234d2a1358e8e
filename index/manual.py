"""Pages of a manual, and what a program prints as its help, as text: how far a line is set in tells
what it belongs to. Sections are named at the margin, in capitals or with a colon; below them stand the
names of options and the like, each above what tells of it, which is set in deeper."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice, pairwise

from index.code import SET_IN
from index.document import Block, Span
from index.headings import begins_structure, is_first
from index.lines import Line, clip, is_rule, is_sentence, marker, runs_on
from index.structure import Reader, told_in

_PAGE = re.compile(r"^NAME[ \t]*\r?\n(?:[ \t]*\r?\n)?[ \t]+\S", re.MULTILINE)
_SECTION = re.compile(r"[^\W\d_a-z][^a-z]{2,79}$")
_USAGE = re.compile(r"^usage:", re.IGNORECASE | re.MULTILINE)
_OPTION = re.compile(r"^[ \t]{1,16}--?\w", re.MULTILINE)
_HEAD, _FEWEST = 2_000, 3
_HEADER = re.compile(r"(\S{1,80}\(\w{1,12}\))[ \t].*[ \t]\1$")
_CALLS = frozenset({"SYNOPSIS", "SYNTAX", "USAGE"})
"""The sections of calls, which go on in lines set in deeper."""
_USUAL = _CALLS | {"DESCRIPTION", "OPTIONS"}
_BESIDE = re.compile(r"(-\S*|\S{2,})(?: \S+){0,6}(?= {2,}\S|\t)")
_BLOCK_ENDS = re.compile(r"[\])}]|(?:fi|else|elif|done|end|esac)\b")
_DASHED = re.compile(r"--?\w")
_HYPHENS = "-\u2010"
_LONGEST = 100
_MOST_LINES, _MOST_BELOW = 12, 200
_DEEPEST = 5
_DEEPEST_PART = 4  # columns
_MARGIN = 1
_TAB = 8


def is_manual(text: str) -> bool:
    """Whether a text is a page of a manual, with the sections that each has, or a program's help:
    how it is called, and options set in."""
    if _USAGE.search(text, 0, _HEAD) is not None:
        return sum(1 for _ in islice(_OPTION.finditer(text), _FEWEST)) == _FEWEST
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
        if not is_first(self.lines, self.at):
            return False
        if (line.indent or _SECTION.match(line.text) is None) and not _is_part(self.lines, self.at):
            return False
        title = line.text.rstrip(":")
        self.open_heading(1, title, line)
        self.is_call = title.upper() in _CALLS
        self.at += 1
        return True

    def term(self, line: Line) -> bool:
        if not line.indent or self.is_call or len(self.names) == _DEEPEST:
            return False
        if _is_part(self.lines, self.at) and is_first(self.lines, self.at):
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
        for near in range(at + 1, len(self.lines)):
            line, above = self.lines[near], self.lines[near - 1]
            if not line.text or begins_structure(self.lines, near, self.text, within=True):
                return near
            is_name = line.indent < above.indent and not self.is_call
            if line.indent < first.indent or (is_name and _is_name(self.lines, near)):
                return near
            if first.text[0] == "-" and _begins_option(line, first.indent):
                return near
        return len(self.lines)

    def parts(self, lines: Sequence[Line]) -> list[tuple[int, int]]:
        if _USAGE.match(lines[0].text) and all(line.indent for line in lines[1:]):
            return [(0, len(lines) - 1)]
        if not self.is_call:
            return super().parts(lines)
        # A call goes on in the lines that are set in below it.
        starts = [at for at, line in enumerate(lines) if not at or line.indent <= lines[0].indent]
        return [(one, other - 1) for one, other in pairwise([*starts, len(lines)])]


def _set_in(line: Line, text: str) -> Line:
    """A line with its indent where tabs reach to multiples of eight."""
    lead = text[line.first : line.start]
    return replace(line, indent=len(lead.expandtabs(_TAB))) if "\t" in lead else line


def _begins_option(line: Line, indent: int) -> bool:
    """Whether another option's line begins below one that is set in so far."""
    if _DASHED.match(line.text) is None:
        return False
    return line.indent <= indent or _BESIDE.match(line.text[: 2 * _LONGEST]) is not None


def _is_part(lines: Sequence[Line], at: int) -> bool:
    """Whether a line at the margin, or near it, ends in a colon above what is set in."""
    line = lines[at]
    if line.text[-1] != ":" or len(line.text) > _LONGEST or line.indent > _MARGIN:
        return False
    below = next((near for near in lines[at + 1 : at + 4] if near.text), None)
    return below is not None and below.indent > line.indent


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
    if last[0] == "-" and _DASHED.match(lines[end].text):
        return 0
    if runs_on(last) and (last[0] != "-" or lines[end].text[0].islower()):
        return 0
    if last[-1] in _HYPHENS and lines[end].text[0].islower():
        return 0
    after = end
    while after < min(len(lines), end + _MOST_BELOW) and lines[after].indent > indent:
        after += 1
    closes = after < len(lines) and _BLOCK_ENDS.match(lines[after].text) is not None
    return 0 if closes and lines[after].indent == indent else end - at


def _may_name(line: Line) -> bool:
    told = line.text
    if line.table or len(told) > _LONGEST or told[-1] in "{([\\;":
        return False
    if _BESIDE.match(told) is not None or is_rule(told):
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
