"""What one line is by itself: its bounds, a heading, a list marker. Not what lines are together."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST_HEADING = 200

_MARKER = re.compile(
    r"(?:(?P<stars>\*+)|[-+•◦▪‣●○■□·∙–—]|(?P<number>\d{1,3})[.)]|(?P<letter>[a-z])\)"
    r"|\((?:[a-z]|[ivx]{1,5}|\d{1,3})\))[ \t\u00a0\u3000]+(?=\S)|・(?=\S)|(?P<tight>\*+)(?=[^\s*][^*]*$)"
)
_QUOTED = re.compile(r"[ \t]{0,3}>(?: |$)")
_RULE = re.compile(r"([-*_=~+#^\"'`:.])(?:[ \t]*\1){2,}$")


@dataclass(frozen=True, slots=True)
class Line:
    """One line: ``[start, end)`` is its text without white space, ``[first, last)`` all of it.

    ``indent`` is in columns, a tab reaching to the next multiple of four. ``table`` is true where
    the "line" is a whole HTML table, which may run over many.
    """

    first: int
    last: int
    start: int
    end: int
    indent: int
    text: str
    table: bool = False


@dataclass(frozen=True, slots=True)
class Marker:
    """A list marker: the item's text begins ``width`` characters after it, ``depth`` levels in."""

    width: int
    depth: int
    interrupts: bool


def lines_of(text: str, tables: list[tuple[int, int]]) -> Iterator[Line]:
    """The lines of a text, each of the ``tables`` (ascending, apart) standing as one line."""
    position = 0
    for start, end in tables:
        yield from _plain_lines(text, position, start)
        yield Line(start, end, start, end, 0, text[start:end], table=True)
        position = end
    yield from _plain_lines(text, position, len(text))


def _plain_lines(text: str, position: int, stop: int) -> Iterator[Line]:
    newline = "\n" if "\n" in text else "\r"
    while position < stop:
        end = text.find(newline, position, stop)
        end = stop if end == -1 else end
        yield _line(text, position, end)
        position = end + 1


def _line(text: str, first: int, end: int) -> Line:
    raw = text[first:end]
    quoted = _QUOTED.match(raw)
    skipped = quoted.end() if quoted else 0
    content = raw[skipped:].strip()
    if not content:
        return Line(first, end, first, first, 0, "")
    start = raw.index(content[0], skipped)
    lead = raw[skipped:start]
    indent = len(lead.expandtabs(4)) if "\t" in lead else len(lead)
    return Line(first, end, first + start, first + start + len(content), indent, content)


def heading(line: Line) -> tuple[int, str] | None:
    """Level and title of a Markdown (``## Title``) or wiki (``== Title ==``) heading."""
    text = line.text
    if len(text) > LONGEST_HEADING or line.indent > 3:
        return None
    if text[:1] == "#":
        level = len(text) - len(text.lstrip("#"))
        title = text[level:].strip()
        closed = title.rstrip("#")
        if closed != title and closed[-1:].isspace():
            title = closed.rstrip()
        if level <= 6 and text[level : level + 1].isspace() and title.strip("#"):
            return level, title
    elif text[:1] == "=" and text[-1] == "=":
        level = min(len(text) - len(text.lstrip("=")), len(text) - len(text.rstrip("=")))
        title = text[level:-level].strip()
        if level <= 6 and title.strip("="):
            return level, title
    return None


def marker(line: Line) -> Marker | None:
    """The list marker a line begins with, if any.

    A number may break into a paragraph only as the first of its list, else a wrapped line that
    begins "12. " would; a dash longer than a hyphen never may.
    """
    found = _MARKER.match(line.text)
    if found is None or is_rule(line.text):
        return None
    stars = found["stars"] or found["tight"] or ""
    first = found["number"] in (None, "1") and found["letter"] in (None, "a")
    return Marker(found.end(), max(0, len(stars) - 1), first and line.text[0] not in "–—(")


def is_rule(text: str) -> bool:
    """Whether a line is only drawn: ``---``, ``* * *``, an underline."""
    return _RULE.match(text) is not None


def front_matter(text: str) -> int:
    """Where a text goes on after its front matter (``---`` to ``---``); 0 where it has none."""
    if not text.startswith("---"):
        return 0
    position = text.find("\n") + 1
    if position == 0 or text[:position].strip() != "---":
        return 0
    keys = False
    for _ in range(200):
        end = text.find("\n", position)
        line = text[position : end if end != -1 else len(text)].rstrip()
        if line in ("---", "..."):
            return (end + 1 if end != -1 else len(text)) if keys else 0
        if end == -1:
            return 0
        keys = keys or re.match(r"[\w-]+[ \t]*:", line) is not None
        position = end + 1
    return 0
