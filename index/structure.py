"""A text's blocks: paragraphs, list items, table rows and code, each under its headings."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.document import Block, Kind, Span
from index.lines import Line, Marker, front_matter, heading, is_rule, lines_of, marker
from index.sentences import count_words
from index.tables import html_rows, html_tables, plain_rows, row_blocks, table_lines

STANDING = 7
"""The level of a heading that nothing marks but where it stands: below every marked one."""

MOST_CONTEXT = 160

_FENCE = re.compile(r"(`{3,}(?=[^`]*$)|~{3,})")
_NUMBERED = re.compile(r"\d{1,3}(?:\.\d{1,3})*[.)]?[ \t]+")
_UNDERLINES = "=-~^\"'`*+#:."
_CAPTION = re.compile(r"Table \w{1,8}[.:]? ")


@dataclass(slots=True)
class _Heading:
    level: int
    title: str
    span: Span
    has_body: bool = False


@dataclass(frozen=True, slots=True)
class _Item:
    indent: int
    text: str


def blocks(text: str) -> list[Block]:
    """The blocks of a text, ascending and apart, with no white space around them.

    Left out are only what marks structure (list markers, fences, drawn lines), front matter,
    table headers and headings; a heading without anything below it is a paragraph.
    """
    return _Reader(text).read()


def clip(text: str, most: int = MOST_CONTEXT) -> str:
    """The beginning of a text on one line, cut at a word: ``"Lt. Gen. Yasuoka …"``."""
    line = " ".join(text[: most * 2].split())
    if len(line) <= most:
        return line
    return line[:most].rsplit(" ", 1)[0] + " …"


def clip_start(text: str, most: int = MOST_CONTEXT) -> str:
    """The end of a text on one line: ``"… while the Soviets not being prepared for"``."""
    line = " ".join(text[-most * 2 :].split())
    if len(line) <= most:
        return line
    return "… " + line[-most:].split(" ", 1)[-1]


class _Reader:
    """Goes through the lines once; each step takes the lines it understands."""

    def __init__(self, text: str) -> None:
        self.text = text
        skipped = front_matter(text)
        tables = [region for region in html_tables(text) if region[0] >= skipped]
        self.lines = [line for line in lines_of(text, tables) if line.first >= skipped]
        self.at = 0
        self.blanks = 1
        self.found: list[Block] = []
        self.headings: list[_Heading] = []
        self.items: list[_Item] = []
        self.lead = ""
        self.caption = ""
        self.unclosed: dict[str, int] = {}

    def read(self) -> list[Block]:
        steps = (self._fence, self._table, self._heading, self._item, self._paragraph)
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if not line.text:
                self.blanks += 1
                self.at += 1
                continue
            if not self._drawn(line):
                any(step(line) for step in steps)
            self.blanks = 0
        self._close_headings(0)
        return self.found

    def _add(self, kind: Kind, span: Span, context: str = "") -> None:
        for above in self.headings:
            above.has_body = True
        self.found.append(Block(kind, span, self._path(), context))

    def _path(self) -> tuple[str, ...]:
        return tuple(above.title for above in self.headings)

    # Headings

    def _close_headings(self, level: int) -> None:
        """Leave the headings of this level and below; one without a body is a paragraph."""
        while self.headings and self.headings[-1].level >= level:
            last = self.headings.pop()
            if not last.has_body:
                self._add(Kind.PARAGRAPH, last.span)

    def _open_heading(self, level: int, title: str, line: Line) -> None:
        self._close_headings(level)
        self._leave_list()
        self.headings.append(_Heading(level, title, Span(line.start, line.end)))

    def _heading(self, line: Line) -> bool:
        marked = self._marked_heading(self.at)
        if marked is not None:
            self._open_heading(*marked, line)
            self.at += 1
            return True
        level = self._underlined(self.at)
        if level:
            self._open_heading(level, line.text, line)
            self.at += 2
            return True
        title = self._standing(line)
        if title:
            self._open_heading(STANDING, title, line)
            self.at += 1
        return bool(title)

    def _marked_heading(self, at: int) -> tuple[int, str] | None:
        """A marked heading; lines of one ``#`` each, one right after another, are a list."""
        found = heading(self.lines[at])
        if found is None or found[0] > 1 or self.lines[at].text[0] != "#":
            return found
        beside = [self.lines[near] for near in (at - 1, at + 1) if 0 <= near < len(self.lines)]
        return None if any(near.text.startswith("# ") for near in beside) else found

    def _underlined(self, at: int) -> int:
        line = self.lines[at]
        if at + 1 == len(self.lines) or not self._is_alone_above(at) or len(line.text) > 120:
            return 0
        under = self.lines[at + 1].text
        if len(under) < 3 or under[0] not in _UNDERLINES or under.strip(under[0]):
            return 0
        fits = len(under) >= len(line.text) * 0.6 and any(c.isalnum() for c in line.text)
        return _UNDERLINES.index(under[0]) % 6 + 1 if fits and not marker(line) else 0

    def _is_alone_above(self, at: int) -> bool:
        return at == 0 or not self.lines[at - 1].text or is_rule(self.lines[at - 1].text)

    def _standing(self, line: Line) -> str:
        """The title of a heading that only stands like one: short, alone, with prose below."""
        title = _title(line) if self._is_alone_above(self.at) else ""
        if not title:
            return ""
        below = self.at + 1
        while below < len(self.lines) and not self.lines[below].text and below < self.at + 4:
            below += 1
        if below == len(self.lines) or not self.lines[below].text:
            return ""
        following = self.lines[below]
        if following.indent > line.indent + 1 or self._begins_structure(below):
            listed = marker(following) is not None and below == self.at + 2
            return title if listed and _is_title_case(title) and title == line.text else ""
        if below == self.at + 1:
            wide = 50 if not title.isascii() and not title[0].isupper() else 100
            runs_on = len(following.text) >= max(wide, 3 * len(line.text))
            return title if runs_on else ""
        prose = " ".join(near.text[:400] for near in self.lines[below : below + 3])
        longer = count_words(prose) >= max(12, 2 * count_words(title))
        return title if longer else ""

    # Code, drawn lines, tables

    def _drawn(self, line: Line) -> bool:
        if line.table or not is_rule(line.text) or _FENCE.match(line.text):
            return False
        self.at += 1
        return True

    def _fence(self, line: Line) -> bool:
        fence = _FENCE.match(line.text)
        if fence is None or len(fence[1]) >= self.unclosed.get(fence[1][0], len(line.text) + 1):
            return False
        for end in range(self.at + 1, len(self.lines)):
            bar = self.lines[end].text
            if bar.startswith(fence[1]) and not bar.strip(fence[1][0]):
                break
        else:
            self.unclosed[fence[1][0]] = len(fence[1])
            return False
        inside = [inner for inner in self.lines[self.at + 1 : end] if inner.text]
        if inside:
            self._add(Kind.CODE, Span(inside[0].start, inside[-1].end))
        self.at = end + 1
        return True

    def _table(self, line: Line) -> bool:
        if line.table:
            caption, rows = html_rows(self.text, line.start, line.end)
            taken = 1
        else:
            taken = 0 if marker(line) else table_lines(self.lines, self.at, self.text)
            if not taken:
                return False
            caption, rows = "", plain_rows(self.lines[self.at : self.at + taken], self.text)
        caption = caption or self.caption or self._lead_in(25)
        self.caption = ""
        self._leave_list()
        if rows:
            for block in row_blocks(rows, self._path(), caption):
                self._add(Kind.ROW, block.span)
                self.found[-1] = block
        self.at += taken
        return True

    def _lead_in(self, most_words: int = 0) -> str:
        """The end of the paragraph right above, where it leads into what comes now."""
        if not self.found or self.blanks > 1 or self.found[-1].kind is not Kind.PARAGRAPH:
            return ""
        above = self.found[-1]
        if above.heading != self._path():
            return ""
        end = above.span.of(self.text)[-2 * MOST_CONTEXT :]
        if most_words and count_words(end) > most_words:
            return ""
        if _CAPTION.match(end) or end[-1] == ":" or (not most_words and end[-1].islower()):
            tail = re.split(r"(?<=[.!?])\s", end)[-1]
            return clip_start(tail.rstrip(":"))
        return ""

    # Lists

    def _leave_list(self) -> None:
        self.items.clear()
        self.lead = ""

    def _item(self, line: Line) -> bool:
        mark = marker(line)
        if line.text[0] in ";:" and line.indent == 0 and len(line.text) > 1:
            return self._definition(line)
        if mark is None:
            return False
        if not self.items:
            if self.blanks >= 2 + (self.at == 0) and self.headings:
                # A list this far off is no longer about the text above it.
                self._close_headings(STANDING)
            self.lead = self.lead or self._lead_in()
        self._add_item(line, mark)
        return True

    def _add_item(self, line: Line, mark: Marker) -> None:
        indent = line.indent + mark.depth
        while self.items and self.items[-1].indent >= indent:
            self.items.pop()
        above = [self.lead, *(item.text for item in self.items)]
        start, last = line.start + mark.width, self.at
        end = line.end
        self.at += 1
        while (last := self._continues(line, last)) > 0:
            end = self.lines[last].end
            self.at = last + 1
        self._add(Kind.ITEM, Span(start, end), " › ".join(part for part in above[-3:] if part))
        self.items.append(_Item(indent, clip(self.text[start : line.end])))

    def _continues(self, item: Line, last: int) -> int:
        """The next line that belongs to an item after line ``last``; 0 where none does."""
        near = last + 1
        while near < len(self.lines) and not self.lines[near].text:
            near += 1
        if near == len(self.lines) or self._begins_structure(near):
            return 0
        if near > last + 1 and self.lines[near].indent <= item.indent:
            return 0
        return near

    def _definition(self, line: Line) -> bool:
        """Wiki: ``;term`` names what comes below, ``:text`` stands under it."""
        below = self.at + 1
        while below < len(self.lines) and not self.lines[below].text:
            below += 1
        told = line.text[1:].strip()
        if line.text[0] == ";" and told and below < len(self.lines) and self._is_table(below):
            self.caption = clip(told)
        else:
            width = len(line.text) - len(line.text.lstrip(";: \t"))
            if width == len(line.text):
                return False
            self._add_item(line, Marker(width, 0 if line.text[0] == ";" else width, True))
            return True
        self.at += 1
        return True

    # Paragraphs

    def _is_table(self, at: int) -> bool:
        line = self.lines[at]
        return line.table or (marker(line) is None and table_lines(self.lines, at, self.text) > 0)

    def _begins_structure(self, at: int, within: bool = False) -> bool:
        """Whether something other than prose begins here; ``within``, amid a paragraph."""
        line = self.lines[at]
        mark = marker(line)
        if mark is not None:
            return mark.interrupts or not within
        return (
            self._is_table(at)
            or self._marked_heading(at) is not None
            or is_rule(line.text)
            or (_FENCE.match(line.text) is not None)
        )

    def _paragraph(self, line: Line) -> bool:
        if line.text.lower().startswith("infobox") and len(line.text) < 60:
            after = self.at + 1
            if after < len(self.lines) and marker(self.lines[after]):
                self._leave_list()
                self.lead = line.text
                self.at = after
                return True
        end = self.at + 1
        while end < len(self.lines) and self.lines[end].text:
            if self._begins_structure(end, within=True):
                break
            end += 1
        self._leave_list()
        for first, last in records(self.lines[self.at : end]):
            span = Span(self.lines[self.at + first].start, self.lines[self.at + last].end)
            short = last == first and end - self.at > 1 and len(span) <= 120
            listed = short and self.text[span.end - 1] not in ".!?:"
            self._add(Kind.ITEM if listed else Kind.PARAGRAPH, span)
        self.at = end
        return True


def _title(line: Line) -> str:
    title = line.text.strip("*_ ") if line.text[0] in "*_" else line.text
    if len(title) > 80 or "\t" in title or line.table or not title:
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


def records(lines: Sequence[Line]) -> list[tuple[int, int]]:
    """Lines that stand together → first and last of each stretch that is one by itself.

    Wrapped lines are one stretch. Where lines end well before the width they could have, and the
    next begins like a beginning, each is one: ``[(0, 0), (1, 1)]``.
    """
    if len(lines) == 1 or _is_wrapped(lines):
        return [(0, len(lines) - 1)]
    starts = [0]
    for number in range(1, len(lines)):
        if not lines[number].text[0].islower():
            starts.append(number)
    ends = [start - 1 for start in starts[1:]]
    return list(zip(starts, [*ends, len(lines) - 1], strict=True))


def _is_wrapped(lines: Sequence[Line]) -> bool:
    lengths = sorted(len(line.text) for line in lines)
    width = lengths[int(0.9 * (len(lengths) - 1) + 0.5)]
    uncased = lines[0].text[0].isalpha() and lines[0].text[0].upper() == lines[0].text[0].lower()
    if not (25 if uncased else 45) <= width <= 200:
        return False
    full = sum(len(line.text) >= 0.75 * width for line in lines[:-1])
    if full < 0.7 * (len(lines) - 1):
        return False
    goes_on = any(line.text[0].islower() for line in lines[1:])
    return goes_on or uncased or len(lines) < 4
