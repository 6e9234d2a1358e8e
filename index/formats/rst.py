"""reStructuredText: what its directives hold is text, code or rows; comments are none. The text
stays the file's own: what is not for readers is blanked in a copy of the same length, of which
the blocks are told as of any text."""

import re
from collections.abc import Sequence

from index.decoding import decode
from index.document import Mark, Span
from index.formats.canonical import Parsed, written
from index.formats.regions import PLACEHOLDER, Region, merged
from index.formats.rst_blocks import rst_blocks
from index.formats.rst_directives import AUTOMATIC, CODE, SILENT, TOLD
from index.formats.rst_tables import grid_table, list_table, simple_table
from index.lines import clip
from index.tables import Row

_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
_NOT_END = re.compile(r"[^\r\n]")
_EXPLICIT = re.compile(r"\.\.(?:[ \t]+|$)")
_DIRECTIVE = re.compile(r"([\w:+.-]{1,40}?)::(?:[ \t]+|$)")
_FOOTNOTE = re.compile(r"\[[^\]]{1,40}\][ \t]+")
_OPTION = re.compile(r":[\w -]{1,40}:(?:[ \t]|$)")
_WRITTEN = re.compile(r"^:(authors?|date):[ \t]+([^\r\n]+)", re.IGNORECASE | re.MULTILINE)
_FARTHEST_FIELD = 2_000
_NAME = re.compile(r"\w(?:[\w.-]*\w)?")
_TARGET_IN_ITEM = re.compile(r"\s*(?:[-*+•]|\w{1,3}[.)]|#\.)\s+(?=\.\. _)")
_LINE_CHARACTERS = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_UNDERLINES = "=-~^\"'"  # by level, as headings of any text are told
_LONGEST_TITLE = 200


def parse(data: bytes) -> Parsed:
    """A file, whose title is the heading that it begins with."""
    text, encoding = decode(data)
    reader = _Reader(text)
    reader.read()
    shown = "".join(reader.shown)
    found = list(merged(rst_blocks(shown, reader.directives), reader.regions, shown))
    title = found[0].heading[0] if found and found[0].heading else ""
    return Parsed(text, encoding, title, "text", tuple(found), _written(shown))


def _written(shown: str) -> tuple[Mark, ...]:
    """Who wrote a file and when, as the fields below its title tell."""
    fields = {
        field[1].lower().rstrip("s"): field[2]
        for field in _WRITTEN.finditer(shown, 0, _FARTHEST_FIELD)
    }
    return written([fields.get("author", "")], fields.get("date", ""))


class _Reader:
    """Goes through the lines once, and blanks or sets apart what is not plain text."""

    def __init__(self, text: str) -> None:
        self.shown = _LINE.findall(text)
        self.lines = [line.rstrip() for line in self.shown]
        self.starts = [line.start() for line in _LINE.finditer(text)]
        self.regions: list[Region] = []
        self.directives: dict[int, int] = {}
        self.at = 0

    def read(self) -> None:
        while self.at < len(self.lines):
            line = self.lines[self.at].lstrip()
            above = self.lines[self.at - 1] if self.at else ""
            if (mark := _EXPLICIT.match(line)) is not None:
                self._explicit(line, mark.end())
            elif (mark := _TARGET_IN_ITEM.match(self.lines[self.at])) is not None:
                self._target_in_item(mark.end())
            elif line.endswith("::") and not any(self.lines[self.at + 1 : self.at + 2]):
                end = self._below(self.at)
                end = end if end > self.at + 1 else self._marked(self.at)
                self._set_apart(self.at + 1, end)
                told = self.shown[self.at]
                kept = "  " if line[-3:-2].strip() == "" else ": "
                self.shown[self.at] = kept.join(told.rsplit("::", 1))
                self.at = end
            elif above or not self._table():
                self.at += 1
        self._level_headings()

    def _level_headings(self) -> None:
        """Underline each heading as its level is in any text: which line means which level is told
        by their order alone, and one with a line above as well is another."""
        styles: list[tuple[str, bool]] = []
        lines = [*(line.rstrip() for line in self.shown), ""]
        for at in range(len(lines) - 1):
            title, line = lines[at], lines[at + 1]
            above = lines[at - 1] if at else ""
            over = above == line and (at < 2 or not lines[at - 2])
            if not (over or not above) or not _underlines(line, title, over):
                continue
            style = (line[0], over)
            if style not in styles:
                styles.append(style)
            level = min(styles.index(style), len(_UNDERLINES) - 1)
            self.shown[at + 1] = self.shown[at + 1].replace(line[0], _UNDERLINES[level])
            if over:
                self._blank(at - 1, at)

    def _explicit(self, line: str, width: int) -> None:
        """``.. name:: text``, a footnote, or else a comment, a target, …"""
        first, end = self.at, self._below(self.at)
        directive, footnote = _DIRECTIVE.match(line, width), _FOOTNOTE.match(line, width)
        found = directive or footnote
        silent = directive is not None and (
            directive[1] in SILENT or self._is_target(directive[1], line[directive.end() :])
        )
        if found is None or silent:
            self._blank(first, end)
            self.at = end
            return
        indent = len(self.lines[first]) - len(line)
        self._blank_start(first, indent + found.end())
        self.directives[self.starts[first]] = indent
        self.at += 1
        if directive is None:
            return
        while self.at < end and _OPTION.match(self.lines[self.at].lstrip()):
            self._blank(self.at, self.at + 1)
            self.at += 1
        # What follows a name is text but for a language and a file; a formula may stand there.
        if directive[1] in CODE | AUTOMATIC | {"figure"} and directive[1] != "math":
            self._blank(first, first + 1)
        if directive[1] in CODE:
            self._set_apart(self.at, end)
            self.at = end
        elif directive[1] == "list-table":
            rows = list_table(self.lines[self.at : end], self.starts[self.at : end])
            if rows:
                self._set_apart(self.at, end, rows, caption=clip(line[found.end() :]))
                self.at = end

    def _is_target(self, name: str, told: str) -> bool:
        """Whether a directive only names what comes below it, as ``.. setting:: DELAY`` does."""
        below = self._filled(self.at + 1)
        if below == len(self.lines) or _indent(self.lines[below]) != _indent(self.lines[self.at]):
            return False
        return name.split(":")[-1] not in TOLD and _NAME.fullmatch(told.strip()) is not None

    def _target_in_item(self, width: int) -> None:
        """Blank a target that an item begins with; its mark goes to the line that it is of."""
        first, at = self.at, self._filled(self.at + 1)
        mark = self.shown[first][:width]
        if at < len(self.lines) and _indent(self.lines[at]) == width:
            self.shown[at] = mark + self.shown[at][width:]
        self._blank(first, first + 1)
        self.at = first + 1

    def _table(self) -> bool:
        for drawn in (simple_table, grid_table):
            taken, rows = drawn(self.lines, self.starts, self.at)
            if rows:
                named = rows[0].heads > 0
                self._set_apart(self.at, self.at + taken, rows, named=named)
                self.at += taken
                return True
        return False

    def _below(self, at: int) -> int:
        """The line after those that are set in deeper than a line."""
        indent = _indent(self.lines[at])
        end = at = at + 1
        while at < len(self.lines) and (not self.lines[at] or _indent(self.lines[at]) > indent):
            at += 1
            end = at if self.lines[at - 1] else end
        return end

    def _marked(self, at: int) -> int:
        """The line after those below ``::`` that are set in no deeper, but begin with one sign."""
        first = self._filled(at + 1)
        if first == len(self.lines) or _indent(self.lines[first]) != _indent(self.lines[at]):
            return at + 1
        mark = self.lines[first].lstrip()[0]
        end = first
        while end < len(self.lines) and self.lines[end].lstrip().startswith(mark):
            end += 1
        return end if mark in _LINE_CHARACTERS else at + 1

    def _filled(self, at: int) -> int:
        """The first line from ``at`` on that is not empty."""
        while at < len(self.lines) and not self.lines[at]:
            at += 1
        return at

    def _blank(self, first: int, end: int) -> None:
        for at in range(first, end):
            self._blank_start(at, len(self.shown[at]))

    def _blank_start(self, at: int, width: int) -> None:
        line = self.shown[at]
        self.shown[at] = _NOT_END.sub(" ", line[:width]) + line[width:]

    def _set_apart(
        self,
        first: int,
        end: int,
        rows: Sequence[Row] = (),
        *,
        named: bool = True,
        caption: str = "",
    ) -> None:
        filled = [at for at in range(first, end) if self.lines[at]]
        if not filled:
            return
        top, last = filled[0], filled[-1]
        indent = _indent(self.lines[top])
        span = Span(self.starts[top] + indent, self.starts[last] + len(self.lines[last]))
        self.regions.append(Region(span, tuple(rows), named, caption))
        self._blank(first, end)
        line = self.shown[top]
        self.shown[top] = line[:indent] + PLACEHOLDER + line[indent + 1 :]


def _underlines(line: str, title: str, over: bool) -> bool:
    told = title.strip()
    if len(line) < 3 or line[0] not in _LINE_CHARACTERS or line.strip(line[0]):
        return False
    if not told or (title[0].isspace() and not over) or len(told) > _LONGEST_TITLE:
        return False
    return len(line) >= 0.6 * len(told) and any(map(str.isalnum, told))


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
