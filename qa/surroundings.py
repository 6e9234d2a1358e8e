"""A place of a document among the lines around it: for a terminal, or as JSON values."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Console, ConsoleOptions, RenderableType
from rich.text import Text

from index.document import Span
from qa.answer import Bases, Place
from qa.as_json import NAMED
from qa.finding import Found, outline
from qa.layout import Flow
from qa.plain import plain, plain_line
from qa.render import cited

# A line longer than this is shown only near what is marked, so many characters for each line of
# context that was asked for.
_LONG_LINE = 600
_PER_LINE = 100
_QUOTED = "bold"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a document: ``start`` to ``end``, of which ``shown`` is shown and ``marked`` is
    part of the place; both half-open, and empty where there is nothing."""

    number: int
    start: int
    end: int
    shown: tuple[int, int]
    marked: tuple[int, int]


def lines_around(place: Place, context: int) -> list[Line]:
    """The lines of a place with up to ``context`` lines before and after."""
    document = place.document
    first, last = place.lines
    numbers = range(max(first - context, 1), min(last + context, document.line_count) + 1)
    return [_line(place, number, *document.line(number), context) for number in numbers]


def to_json(place: Place, context: int) -> list[dict[str, Any]]:
    """The lines of `lines_around`, each whole."""
    text = place.document.text
    return [
        {"line": line.number, "start": line.start, "text": text[line.start : line.end]}
        for line in lines_around(place, context)
    ]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A place under its citation, for a terminal: the lines around it, with numbers where the
    lines are the file's own, else with pages, slides or rows."""

    place: Place
    heading: tuple[str, ...]
    context: int
    base: Bases
    is_line: bool = False

    @classmethod
    def of(cls, found: Found, context: int) -> "Surroundings":
        """What was found of a document; of a long line that was asked for, its beginning."""
        if found.span is None:
            raise ValueError("a whole document has no surroundings")
        span, is_line = found.span, found.line is not None
        if is_line and len(span) > _LONG_LINE:
            text = found.document.text
            span = Span(span.start, _from_word(text, span.start + _LONG_LINE, span.start + 1))
        return cls(Place(found.document, span), found.heading, context, found.base, is_line)

    def __rich_console__(
        self, console: Console, options: ConsoleOptions
    ) -> Iterator[RenderableType]:
        head = cited(self.place, self.base)[: 1 if self.is_line else None]
        if self.heading:
            head.append(Text(plain(" › ".join(self.heading)), style="dim"))
        yield Flow(Text(), head)
        yield Text()
        lines = _trimmed(lines_around(self.place, self.context), self.place)
        labels = list(_labels(self.place, lines))
        width = max(map(len, labels))
        is_set_off = console.color_system is None and not self.is_line and _is_amid(self.place)
        for line, label in zip(lines, labels, strict=True):
            margin = f"{label:>{width}}  " if width else ""
            body = _body(self.place, line, is_set_off)
            is_empty = self.place.span.start <= line.start < self.place.span.end and not body
            for row in body.wrap(console, max(options.max_width - len(margin) - 2, 1)) or [Text()]:
                row.rstrip()
                yield _row(row, margin, is_empty)
                margin = " " * len(margin)


def _trimmed(lines: list[Line], place: Place) -> list[Line]:
    """Without empty lines at either end, which are no surroundings."""
    text, first, last = place.document.text, *place.lines
    told = [
        line.number
        for line in lines
        if first <= line.number <= last or text[line.start : line.end].strip()
    ]
    return [line for line in lines if told[0] <= line.number <= told[-1]]


def _row(row: Text, margin: str, is_empty: bool) -> Text:
    """A row of a folded line; what of it is marked has a sign in front, also where an empty line
    is all that is."""
    is_marked = is_empty or any(span.style == _QUOTED for span in row.spans)
    shown = Text.assemble(("> " if is_marked else "  ", "bold green"), (margin, "dim"), row)
    shown.rstrip()
    return shown


def outlined(found: Found) -> RenderableType:
    """What was indexed of a document, and its headings with the lines they stand on."""
    document = found.document
    lines = [
        plain(document.path),
        f"title     {plain(document.title)}",
        f"format    {plain(', '.join(filter(None, (document.media, document.encoding))))}",
        f"passages  {len(found.passages)}",
    ]
    name = "headings"
    for heading in outline(found.passages):
        title = "  " * (heading.level - 1) + plain(heading.title)
        where = f"  :{heading.line}" if document.media == "text" else ""
        lines.append(f"{name:<9} {title}{where}")
        name = ""
    return Text("\n".join(lines), no_wrap=True, overflow="ignore")


def _is_amid(place: Place) -> bool:
    """Whether other words stand on the lines that a place begins or ends on."""
    document, (first, last) = place.document, place.lines
    before = document.text[document.line(first)[0] : place.span.start]
    after = document.text[place.span.end : document.line(last)[1]]
    return bool(before.strip() or after.strip())


def _body(place: Place, line: Line, is_set_off: bool) -> Text:
    """The shown part of a line; marks stand where a quote begins and ends that is set off by
    them."""
    text, span = place.document.text, place.span
    (start, end), (first, last) = line.shown, line.marked
    body = Text("… " if start > line.start else "")
    if first == last:
        body.append(plain_line(text[start:end]))
    else:
        body.append(plain_line(text[start:first]))
        if is_set_off and line.start <= span.start:
            body.append("»")
        body.append(plain_line(text[first : min(last, end)]), style=_QUOTED)
        if is_set_off and span.end <= line.end:
            body.append("«")
        body.append(plain_line(text[last:end]))
    body.append(" …" if end < line.end else "")
    return body


def _labels(place: Place, lines: Sequence[Line]) -> Iterator[str]:
    """What stands before each line; a page or the like only where it begins."""
    document = place.document
    if document.media == "text":
        yield from (str(line.number) for line in lines)
        return
    kind = numbered.kind if (numbered := place.numbered) else None
    told = ""
    for line in lines:
        mark = document.mark(kind, line.start) if kind else None
        is_named = mark is not None and (kind in NAMED or not mark.number)
        label = f"{kind} {mark.name if is_named else mark.number}" if mark else ""
        yield label if label != told else ""
        told = label


def _line(place: Place, number: int, start: int, end: int, context: int) -> Line:
    text, span = place.document.text, place.span
    first, last = start, end
    if end - start > _LONG_LINE:
        reach = _PER_LINE * context
        first = _to_word(text, max(start, min(span.start, end) - reach), min(span.start, end))
        last = _from_word(text, min(end, max(span.end, start) + reach), max(span.end, start))
    marked = (max(start, span.start), min(end, span.end))
    return Line(
        number, start, end, (first, last), marked if marked[0] < marked[1] else (start, start)
    )


def _to_word(text: str, at: int, least: int) -> int:
    """The first begin of a word from ``at`` on, not after ``least``."""
    while 0 < at < least and not text[at - 1].isspace():
        at += 1
    return at


def _from_word(text: str, at: int, most: int) -> int:
    """The last end of a word up to ``at``, not before ``most``."""
    while most < at < len(text) and not text[at].isspace():
        at -= 1
    return at
