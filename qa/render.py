"""A reply → JSON values, or lines for a terminal. Never prints."""

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from qa.answer import Answer, Place, Quote, Reply

_TAG = re.compile(r"<[^<>]*>")
_SPACES = re.compile(r"\s+")
# A line number pins nothing down on a line longer than this; the characters are given too.
_LONG_LINE = 600


def to_json(reply: Reply, identity: object = None) -> dict[str, Any]:
    """The reply as the documented JSON object."""
    answered = isinstance(reply, Answer)
    shown = reply.quotes if isinstance(reply, Answer) else reply.nearest
    quotes = [_quote_json(rank, quote) for rank, quote in enumerate(shown, start=1)]
    return {
        "id": identity,
        "question": reply.question,
        "answered": answered,
        "confidence": round(reply.confidence, 4),
        "quotes": quotes if answered else [],
        "nearest": [] if answered else quotes,
        "notices": list(reply.notices),
    }


def error_json(identity: object, question: object, message: str) -> dict[str, Any]:
    """What stands in a batch's output for a line that cannot be asked."""
    return {"id": identity, "question": question, "error": message}


def _quote_json(rank: int, quote: Quote) -> dict[str, Any]:
    document = quote.place.document
    return {
        "rank": rank,
        "score": round(quote.score, 4),
        "text": quote.text,
        "highlights": [list(pair) for pair in quote.highlights],
        "source": {"path": document.path, "title": document.title, "sha256": document.sha256},
        **_span_json(quote.place),
        "heading": list(quote.heading),
        "also_in": [{"path": p.document.path, **_span_json(p)} for p in quote.also_in],
    }


def _span_json(place: Place) -> dict[str, Any]:
    first, last = place.lines
    return {
        "start": place.span.start,
        "end": place.span.end,
        "line_start": first,
        "line_end": last,
        "page": place.page,
    }


def to_terminal(reply: Reply, base: Path, *, verbose_places: int = 3) -> RenderableType:
    """The reply for a person. ``base`` is what the paths are relative to, for links."""
    lines: list[RenderableType] = []
    if isinstance(reply, Answer):
        quotes = reply.quotes
    else:
        quotes = reply.nearest
        lines.append(Text("No answer in these documents.", style="bold"))
        if quotes:
            lines += [Text("The nearest passages, which may not answer:", style="dim"), Text("")]
    for rank, quote in enumerate(quotes, start=1):
        lines += [*_quote_lines(rank, quote, base, verbose_places), Text("")]
    if quotes:
        lines.append(Text(f"confidence {reply.confidence:.0%}", style="dim"))
    return Group(*lines)


def _quote_lines(rank: int, quote: Quote, base: Path, most: int) -> Iterator[RenderableType]:
    number = Text(f"{rank}  ", style="bold")
    body = _shown(quote)
    yield Padding(number + body, (0, 0, 0, 0))
    where = Text("   ") + _cited(quote.place, base)
    if quote.heading:
        where.append("  " + " › ".join(quote.heading), style="dim")
    yield where
    for copy in quote.also_in[:most]:
        yield Text("   also ", style="dim") + _cited(copy, base)
    if len(quote.also_in) > most:
        yield Text(f"   and in {len(quote.also_in) - most} more places", style="dim")


def _shown(quote: Quote) -> Text:
    """The quote as a person reads it: white space folded, markup of a table row left out."""
    text = quote.text
    if quote.reading and _TAG.search(text):
        cells = (html.unescape(cell).strip() for cell in _TAG.sub("\t", text).split("\t"))
        return Text(" | ".join(cell for cell in cells if cell))
    marks = [False] * len(text)
    for start, end in quote.highlights:
        marks[start:end] = [True] * (end - start)
    shown = Text()
    position = 0
    for match in _SPACES.finditer(text):
        _append(shown, text, marks, position, match.start())
        shown.append(" ")
        position = match.end()
    _append(shown, text, marks, position, len(text))
    return shown


def _append(shown: Text, text: str, marks: list[bool], start: int, end: int) -> None:
    position = start
    while position < end:
        run = position
        while run < end and marks[run] == marks[position]:
            run += 1
        # Control characters of a document must not steer the terminal.
        clean = "".join(
            c if c.isprintable() or c == "\u00a0" else "\ufffd" for c in text[position:run]
        )
        shown.append(clean, style="bold green" if marks[position] else "")
        position = run


def _cited(place: Place, base: Path) -> Text:
    first, last = place.lines
    lines = f"{first}" if first == last else f"{first}–{last}"
    label = f"{place.document.path}:{lines}"
    link = (base / place.document.path).absolute().as_uri()
    cited = Text(label, style=f"cyan link {link}")
    if _line_length(place) > _LONG_LINE:
        cited.append(f" (characters {place.span.start}–{place.span.end})", style="not link")
    return cited


def _line_length(place: Place) -> int:
    text = place.document.text
    start = text.rfind("\n", 0, place.span.start) + 1
    end = text.find("\n", place.span.end)
    return (len(text) if end == -1 else end) - start
