"""Lines: their bounds, what each is by itself, and which belong to one paragraph."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

LONGEST_HEADING = 200
LONGEST_MARKED = 300
"""Characters of a line that ``#`` marks as a heading, where it is one sentence or a question."""
MOST_CONTEXT = 160
"""Characters of a line that is told as context of others."""
CUT = " …"
"""What ends a text that was clipped."""
SHORTEST_WRAPPED, LONGEST_WRAPPED = 45, 200
"""Characters of a line that may be the width to which others are wrapped."""
QUOTED = 9
"""The level below which the headings of quoted lines come: deeper than any other, as they hold for
nothing but the quotation."""
MOST_BLANKS = 3
"""Blank lines in a row that are told apart; more are as good as these."""

_MARKER = re.compile(
    r"(?:(?P<stars>\*+)|[-+•◦▪‣●○■□·∙–—]|(?P<number>\d{1,3})[.)]|(?P<letter>[a-z])\)"
    r"|\((?:[a-z]|[ivx]{1,5}|\d{1,3})\))[ \t\u00a0\u3000]+(?=\S)|・(?=\S)|(?P<tight>\*+)(?=[^\s*][^*]*$)"
)
_FARTHEST = 2_000  # characters in which emphasis ends
_STOPPED = re.compile(r"[.!?…。！？][\"'”’»)\]」』]*$")
_STOP_WITHIN = re.compile(r"[.!?][\"')\]]?[ \t]+[A-Z]")
_QUOTED = re.compile(r"[ \t]{0,3}>(?: |$)")
_DESCRIBES = re.compile(
    r"^(?:description|summary|subtitle|authors?|date|tags|keywords|categor(?:y|ies))[ \t]*:"
    r"[ \t]*(.{1,400})",
    re.IGNORECASE | re.MULTILINE,
)
_OPEN_END = re.compile(
    r"(?:^|\s)(?:an?|the|and|or|but|of|to|by|with|from|for|at|in|into|than|as|via|per|between"
    r"|until|unless|if|when|where|while|whether|because|that|which|whose|its|their|his|her|our"
    r"|your|my|is|are|was|were|be|has|have|had|will|would|can|could|may|must|should)$"
)
_RULE = re.compile(r"([-*_=~+#^\"'`:.])(?:[ \t]*\1){2,}$|</?details\b[^<>]*>$")


@dataclass(frozen=True, slots=True)
class Line:
    """One line: ``[start, end)`` is its text without white space, ``[first, last)`` all of it.

    ``indent`` is in columns, a tab reaching to the next multiple of four. ``table`` is true where
    the "line" is a whole HTML table, which may run over many; ``quoted`` where a mark of a
    quotation stands before the text; ``emphasised`` where what its first stars set off ends on a
    line below.
    """

    first: int
    last: int
    start: int
    end: int
    indent: int
    text: str
    table: bool = False
    quoted: bool = False
    emphasised: bool = False


@dataclass(frozen=True, slots=True)
class Marker:
    """A list marker: the item's text begins ``width`` characters after it, ``depth`` levels in."""

    width: int
    depth: int
    interrupts: bool


def lines_of(text: str, tables: list[tuple[int, int]]) -> Iterator[Line]:
    """The lines of a text, each of the ``tables`` (ascending, apart) standing as one line.

    Of blank lines in a row, no more than `MOST_BLANKS` come.
    """
    position = 0
    for start, end in tables:
        yield from _plain_lines(text, position, start)
        yield Line(start, end, start, end, 0, text[start:end], table=True)
        position = end
    yield from _plain_lines(text, position, len(text))


def _plain_lines(text: str, position: int, stop: int) -> Iterator[Line]:
    newline = "\n" if "\n" in text else "\r"
    blanks = 0
    while position < stop:
        end = text.find(newline, position, stop)
        end = stop if end == -1 else end
        raw = text[position:end]
        line = _line(raw, position) if raw and not raw.isspace() else None
        if line and line.text[:1] == "*" and _is_emphasis(line.text, text[end : end + _FARTHEST]):
            line = replace(line, emphasised=True)
        blanks = 0 if line and line.text else blanks + 1
        if blanks <= MOST_BLANKS:
            yield line or Line(position, end, position, position, 0, "")
        position = end + 1


def _is_emphasis(line: str, below: str) -> bool:
    """Whether stars that a line begins with set off words that end on a line below: "**so\nit**".
    In a list each line would begin with some."""
    stars = len(line) - len(line.lstrip("*"))
    if stars > 3 or not line[stars:] or line[stars].isspace() or "*" in line[stars:]:
        return False
    for told in map(str.strip, below.splitlines()[1:]):
        if not told or told[0] == "*":
            break
        end = told.find("*")
        if end > 0:
            return not told[end - 1].isspace() and told[end:].startswith("*" * stars)
    return False


def _line(raw: str, first: int) -> Line:
    skipped, end = 0, first + len(raw)
    if ">" in raw[:4] and (quoted := _QUOTED.match(raw)) is not None:
        skipped = quoted.end()
    content = raw[skipped:].strip()
    if not content:
        return Line(first, end, first, first, 0, "")
    start = raw.index(content[0], skipped)
    lead = raw[skipped:start]
    indent = len(lead.expandtabs(4)) if "\t" in lead else len(lead)
    begin = first + start
    return Line(first, end, begin, begin + len(content), indent, content, quoted=skipped > 0)


def heading(line: Line) -> tuple[int, str] | None:
    """Level and title of a Markdown (``## Title``) or wiki (``== Title ==``) heading."""
    text = line.text
    if line.indent > 3 or (len(text) > LONGEST_HEADING and not _is_long_title(text)):
        return None
    above = QUOTED if line.quoted else 0
    if text[:1] == "#":
        level = len(text) - len(text.lstrip("#"))
        title = text[level:].strip()
        closed = title.rstrip("#")
        if closed != title and closed[-1:].isspace():
            title = closed.rstrip()
        if level <= 6 and text[level : level + 1].isspace() and title.strip("#"):
            return above + level, title
    elif text[:1] == "=" and text[-1] == "=":
        level = min(len(text) - len(text.lstrip("=")), len(text) - len(text.rstrip("=")))
        title = text[level:-level].strip()
        # "==> notes.txt <==" is how programs name one of several files.
        is_file = title[:1] == ">" and title[-1:] == "<"
        if level <= 6 and title.strip("=") and not is_file:
            return above + level, title
    return None


def _is_long_title(text: str) -> bool:
    is_marked = text[0] == "#" and len(text) <= LONGEST_MARKED
    return is_marked and (text[-1] == "?" or _STOP_WITHIN.search(text) is None)


def marker(line: Line) -> Marker | None:
    """The list marker a line begins with, if any.

    A number may break into a paragraph only as the first of its list, else a wrapped line that
    begins "12. " would; a dash longer than a hyphen never may.
    """
    found = _MARKER.match(line.text)
    if found is None or is_rule(line.text) or line.emphasised:
        return None
    stars = found["stars"] or found["tight"] or ""
    first = found["number"] in (None, "1") and found["letter"] in (None, "a")
    return Marker(found.end(), max(0, len(stars) - 1), first and line.text[0] not in "–—(")


def is_marker(text: str) -> bool:
    """Whether a text, its white space behind it, is a list marker and nothing else."""
    found = marker(Line(0, 0, 0, 0, 0, text + "x"))
    return found is not None and found.width == len(text)


def runs_on(above: str) -> bool:
    """Whether a line is so long, and ends in such a way, that the next may go on with it."""
    return len(above) >= SHORTEST_WRAPPED and (above[-1].isalnum() or above[-1] in ",`'\"”’)*_")


def is_rule(text: str) -> bool:
    """Whether a line is only drawn: ``---``, ``* * *``, an underline; or a tag around details."""
    return _RULE.match(text) is not None


def is_sentence(text: str) -> bool:
    """Whether a text ends as sentences do."""
    return _STOPPED.search(text[-5:]) is not None


def ends_open(text: str) -> bool:
    """Whether a text ends with a word that ends nothing, as "and", or with that and a colon."""
    return _OPEN_END.search(text[-13:].rstrip(":")) is not None


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


def described(text: str, end: int) -> str:
    """What front matter that ends there says of a text beside its title, for retrieval."""
    told = [found[1].strip(" \t\"'[]") for found in _DESCRIBES.finditer(text, 0, end)]
    return clip("; ".join(part for part in told if part))


def clip(text: str, most: int = MOST_CONTEXT) -> str:
    """The beginning of a text on one line, cut at a word: ``"Lt. Gen. Yasuoka …"``."""
    line = " ".join(text[: most * 2].split())
    if len(line) <= most:
        return line
    return line[:most].rsplit(" ", 1)[0] + CUT


def clip_start(text: str, most: int = MOST_CONTEXT) -> str:
    """The end of a text on one line: ``"… while the Soviets not being prepared for"``."""
    line = " ".join(text[-most * 2 :].split())
    if len(line) <= most:
        return line
    return "… " + line[-most:].split(" ", 1)[-1]
