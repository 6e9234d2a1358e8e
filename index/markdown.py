"""Markdown: what of a text is not shown, and what marks its headings beside signs of a text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import takewhile
from math import inf

from index.code import SET_IN, closing, opened
from index.document import Block, Kind
from index.headings import LONGEST_UNDERLINED, underlined
from index.html_tables import html_tables
from index.lines import QUOTED, Line, front_matter, heading, lines_of, marker
from index.structure import Reader, blocks
from index.unmarked import with_bold

SUFFIXES = frozenset({".md", ".markdown", ".mdown", ".mdx", ".mkd"})

_TAG = r"</?[a-zA-Z][\w-]*(?:\s[^<>]*)?/?>"
_TAGS = re.compile(rf"(?:\s*(?:{_TAG}|<!--[^<>]*-->))+")
_ANCHOR = re.compile(r"<a(?:\s[^<>]*)?>\s*</a>", re.IGNORECASE)
_FOLDED = re.compile(r"</?details\b", re.IGNORECASE)
_HEADING = re.compile(r"<h([1-6])(?:\s[^<>]*)?>(.*)</h\1\s*>", re.IGNORECASE | re.DOTALL)
_LABEL = re.compile(
    r"\[!\w+\]|(?:[^\w\s|#<]|ℹ)*\s*"
    r"(?:note|tip|hint|info|important|caution|warning|danger)[^\w\s|]*",
    re.IGNORECASE,
)
_BOLD_LABEL = re.compile(
    r"(\*\*|__)(?P<label>[^*_\n]{1,60}?)(?::\1|\1(?:[ \t]*[*_]?\([^()\n]{1,60}\)[*_]?)?:)"
)
_NOTE = re.compile(
    r"\W*(?:note|notice|tip|hint|info|important|caution|caveat|warning|danger|attention)",
    re.IGNORECASE,
)
_TEMPLATE = re.compile(r"(?:\s*(?:\{\{[<%][^{}]*[%>]\}\}|\{%[^{}]*%\}))+\s*")
_TITLED = re.compile(r"\{%[ \t]*\w+[ \t]+([^{}\"']*[^{}\"' \t])[ \t]*%\}")
_AT_END = re.compile(
    r"(?:[ \t]*(?:\{\{[<%][^{}]*[%>]\}\}|\{%[^{}]*%\}|\{[#:.][^{}]*\}|\[[¶#§]\]\([^()]*\)|¶))+$"
)
_DRAWN = re.compile(r"-{3,}|={3,}")
_NO_TITLE = re.compile(r"[.,;:|]$|^[\W_]*$")
_MOST_LINES = 6  # of tags, or of a heading between them
_LONGEST = 1_000


def markdown_blocks(text: str, seen: str) -> list[Block]:
    """The blocks of a text in Markdown, of which `shown` made ``seen``. Where any heading is
    marked, all are; one between tags is no block even where nothing stands below it."""
    lines = _lines(seen)
    is_marked = any(_is_marked(lines, at) for at in _outside_code(lines))
    found = _Marked(seen).read() if is_marked else blocks(seen)
    cut = [block for block in found if seen[block.span.start] == text[block.span.start]]
    return list(_labelled_apart(text, with_bold(text, cut)))


def shown(text: str) -> str:
    """A text in Markdown with spaces, one for each character, in the place of what is never shown
    or says nothing by itself: lines of tags, the ends of links, the label of a note, what a template
    sets into a heading. A heading between tags is marked as others are."""
    lines = _lines(text)
    parts: list[str] = []
    position = 0
    for at in _outside_code(lines):
        line = lines[at]
        if line.start < position:
            continue
        end, told = _hidden(lines, at, text)
        if told != text[line.start : end]:
            parts += [text[position : line.start], told.ljust(end - line.start)]
            position = end
    return "".join([*parts, text[position:]])


class _Marked(Reader):
    """Reads a text whose headings are all marked."""

    def term(self, line: Line) -> bool:
        return not _is_over_short(self.lines, self.at) and super().term(line)

    def unmarked(self, line: Line) -> bool:
        """None is one, but for a title that is longer than the line drawn below it."""
        if not _is_over_short(self.lines, self.at):
            return False
        level = "=-".index(self.lines[self.at + 1].text[0]) + 1
        self.open_heading(level + QUOTED * line.quoted, line.text, line)
        self.at += 2
        return True


def _labelled_apart(text: str, cut: Sequence[Block]) -> Iterator[Block]:
    """The blocks, each paragraph apart that begins with a label in bold type, "**Present:** …", for
    it is of another matter than the one above; unless that has a label too, or the label tells of a
    note on it, or only stands over code or rows."""
    was_label = False
    for block, below in zip(cut, [*cut[1:], None], strict=False):
        found = _BOLD_LABEL.match(text, block.span.start, block.span.end)
        if found is None or block.kind is not Kind.PARAGRAPH:
            was_label = False
            yield block
            continue
        begins = not was_label and _NOTE.match(found["label"]) is None
        if begins and found.end() == block.span.end and below is not None:
            begins = below.kind in (Kind.PARAGRAPH, Kind.ITEM)
        yield replace(block, apart=True) if begins else block
        was_label = True


def _lines(text: str) -> list[Line]:
    skipped = front_matter(text)
    return [line for line in lines_of(text, html_tables(text)) if line.first >= skipped]


def _outside_code(lines: Sequence[Line]) -> Iterator[int]:
    """The numbers of the lines that are no code, table or empty."""
    unclosed: dict[str, float] = {}
    at, may_be_code = 0, False
    while at < len(lines):
        fence = opened(lines[at])
        if fence and len(fence) < unclosed.get(fence[0], inf):
            end = closing(lines, at, fence)
            if end:
                at = end + 1
                continue
            unclosed[fence[0]] = len(fence)
        line = lines[at]
        # Code that is set in begins below an empty line.
        may_be_code = line.indent >= SET_IN and (may_be_code or not at or not lines[at - 1].text)
        if line.text and not line.table and not may_be_code:
            yield at
        at += 1


def _hidden(lines: Sequence[Line], at: int, text: str) -> tuple[int, str]:
    """Where what begins with a line ends, and how it is shown."""
    line = lines[at]
    if line.text[0] == "<" and not _FOLDED.match(line.text):
        near = takewhile(lambda below: below.text, lines[at : at + _MOST_LINES])
        ends = [below.end for below in near if below.end - line.start <= _LONGEST]
        for end in ends:
            found = _HEADING.fullmatch(text, line.start, end)
            if found is not None:
                title = " ".join(re.sub(_TAG, " ", found[2]).split())
                return end, f"{'#' * int(found[1])} {title}" if title else ""
        for end in ends:
            if _TAGS.fullmatch(text, line.start, end):
                return end, ""
    if line.text[0] == "{" and _TEMPLATE.fullmatch(line.text):
        return line.end, ""
    if _is_marked(lines, at):
        return line.end, _bare(line.text)
    if _LABEL.fullmatch(line.text) and not marker(line):
        return line.end, ""
    return line.end, _ANCHOR.sub(lambda found: " " * len(found[0]), line.text)


def _is_marked(lines: Sequence[Line], at: int) -> bool:
    """Whether a line is a heading: by signs before it, or by a line below it."""
    return bool(heading(lines[at]) or underlined(lines, at)) or _is_over_short(lines, at)


def _is_over_short(lines: Sequence[Line], at: int) -> bool:
    """Whether a title is underlined, however short the line below it (CommonMark, "Setext
    headings")."""
    line = lines[at]
    below = lines[at + 1].text if at + 1 < len(lines) else ""
    stands_alone = bool(line.text) and (at == 0 or not lines[at - 1].text)
    if not stands_alone or len(line.text) > LONGEST_UNDERLINED or _DRAWN.fullmatch(below) is None:
        return False
    is_title = _NO_TITLE.search(line.text) is None and marker(line) is None and not line.table
    return is_title and line.indent < SET_IN


def _bare(title: str) -> str:
    """A heading without its anchors and what is around its words in a template.

    >>> _bare("## {% title On rope %}"), _bare("# Rope {#rope} [¶](#rope)")
    ('## On rope', '# Rope')
    """
    told = _TITLED.sub(lambda found: found[1], _ANCHOR.sub("", title))
    bare = _AT_END.sub("", told).rstrip()
    return bare if any(map(str.isalnum, bare)) else title
