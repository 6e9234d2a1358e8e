"""A reply → lines for a terminal. Never prints."""

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import quote as quote_url

from rich.console import Group, RenderableType
from rich.text import Text

from index.document import MarkKind
from qa.answer import (
    Agreement,
    Answer,
    Bases,
    NoAnswer,
    Passages,
    Place,
    Quote,
    Reply,
    file_of,
    percent,
    shown,
)
from qa.layout import Flow, Hung
from qa.plain import plain
from qa.shown import reading_of, words_of

# A line number pins nothing down on a line longer than this; the characters are given too.
_LONG_LINE = 600
_MOST_PLACES = 3
# Of questions that people asked of folders of their own and that were refused, but no less surely, two
# in three had their answer among the three nearest passages.
_NEAR = 0.25


def to_terminal(reply: Reply | Passages, base: Bases) -> RenderableType:
    """The reply for a person. ``base`` is what the paths are relative to, for links."""
    quotes = shown(reply)
    lines: list[RenderableType] = []
    if isinstance(reply, NoAnswer):
        is_near = bool(quotes) and reply.confidence >= _NEAR
        lines = [_line(f"No {'sure ' * is_near}answer in these documents.", "bold")]
        if quotes:
            about = "one of which" if is_near and quotes[1:] else "which"
            about += " may answer" if is_near else " may not answer"
            lines += [_line(f"The nearest passages, {about}:", "dim"), Text("")]
    elif not quotes:
        lines = [_line("Nothing found in these documents.", "bold")]
    elif isinstance(reply, Answer) and reply.agreement is not None:
        lines = [*_agreement_lines(reply.agreement), Text("")]
    lines.append(quotes_to_terminal(quotes, base))
    if quotes and not isinstance(reply, Passages):
        about = ", too low to call it an answer" if isinstance(reply, NoAnswer) else ""
        lines.append(_line(f"confidence {percent(reply)}{about}", "dim"))
    return Group(*lines)


def quotes_to_terminal(quotes: Sequence[Quote], base: Bases, first: int = 1) -> RenderableType:
    """Quotes for a person, each with its place; ``first`` is the rank of the first."""
    lines: list[RenderableType] = []
    for rank, quote in enumerate(quotes, start=first):
        lines += [*_quote_lines(rank, quote, base), Text("")]
    return Group(*lines)


def timings(seconds: Mapping[str, float]) -> str:
    """How long each stage took, in milliseconds, and all together."""
    each = ", ".join(f"{stage} {1000 * taken:.0f}" for stage, taken in seconds.items())
    return f"{each}: {1000 * sum(seconds.values()):.0f} ms"


def _agreement_lines(agreement: Agreement) -> Iterator[RenderableType]:
    if agreement.verdict == "agree":
        for group in agreement.groups:
            count = len(group.quotes)  # a document and its copies are one source
            yield _line(f"{count} documents agree: {plain(group.answer)}", "dim")
        return
    yield _line("Sources may differ:", "bold")
    for group in agreement.groups:
        ranks = ", ".join(str(index + 1) for index in group.quotes)
        which = f"quote {ranks}" if len(group.quotes) == 1 else f"quotes {ranks}"
        shown = Text(plain(group.answer))
        shown.append(f": {which} ({plain(', '.join(group.documents))})", style="dim")
        yield Hung(Text("  "), shown)


def _line(text: str, style: str) -> RenderableType:
    return Hung(Text(), Text(text, style))


def _quote_lines(rank: int, quote: Quote, base: Bases) -> Iterator[RenderableType]:
    lead = Text(f"{rank}  ", style="bold")
    margin = Text(" " * lead.cell_len)
    yield Hung(lead, words_of(quote))
    if reading := reading_of(quote):
        yield Hung(margin, Text(plain(reading), style="dim"))
    heading = [Text(plain(" › ".join(quote.heading)), style="dim")] if quote.heading else []
    here = cited(quote.place, base)
    yield Flow(margin, [*here, *heading])
    # Two places on one page are told apart by nothing that is shown.
    others = {_plainly(told): told for told in (cited(copy, base) for copy in quote.also_in)}
    others.pop(_plainly(here), None)
    also = margin + Text("also in ", style="dim")
    for told in [*others.values()][:_MOST_PLACES]:
        yield Flow(also, told)
    if len(others) > _MOST_PLACES:
        count = len(others) - _MOST_PLACES
        places = "1 more place" if count == 1 else f"{count} more places"
        yield Hung(also, Text(places, style="dim"))


def _plainly(pieces: Sequence[Text]) -> tuple[str, ...]:
    return tuple(piece.plain for piece in pieces)


def cited(place: Place, base: Bases) -> list[Text]:
    """Path with line, page, slide, sheet or anchor; the characters too where a line is long."""
    first, last = place.lines
    lines = f"{first}" if first == last else f"{first}–{last}"
    style = f"cyan link {link(place, base)}"
    if place.document.media != "text":
        return [Text(plain(place.document.cited + _within(place)), style=style)]
    told = [Text(plain(f"{place.document.cited}:{lines}{_within(place)}"), style=style)]
    if on_long_line(place):
        told.append(Text(f"characters {place.span.start}–{place.span.end}", style="dim"))
    return told


def _within(place: Place) -> str:
    """Where in its file a place is, in words: ", page 3 (iii)"."""
    told = ""
    if (page := place.on(MarkKind.PAGE)) is not None:
        label = f" ({page.name})" if page.name not in ("", str(page.number)) else ""
        told += f", page {page.number}{label}" if page.number else f", page {page.name}"
    if (slide := place.on(MarkKind.SLIDE)) is not None:
        told += f", slide {slide.number}"
    if (message := place.on(MarkKind.MESSAGE)) is not None:
        told += f", message {message.number}"
    if (record := place.on(MarkKind.RECORD)) is not None:
        told += f", record {record.number}"
    if (sheet := place.on(MarkKind.SHEET)) is not None:
        told += f", sheet {sheet.name}"
    if (row := place.on(MarkKind.ROW)) is not None:
        told += f", row {row.number}"
    if (moment := place.on(MarkKind.TIME)) is not None:
        told += f", at {moment.name}"
    if (anchor := place.on(MarkKind.ANCHOR)) is not None and anchor.name:
        told += f"#{anchor.name}"
    return told


def link(place: Place, base: Bases) -> str:
    """A place as a URI, with what tells a viewer where in the file to go."""
    uri = file_of(place.document, base).absolute().as_uri()
    if (page := place.on(MarkKind.PAGE)) is not None and page.number:
        return f"{uri}#page={page.number}"
    anchor = place.on(MarkKind.ANCHOR)
    return f"{uri}#{quote_url(anchor.name)}" if anchor and anchor.name else uri


def on_long_line(place: Place) -> bool:
    """Whether the place lies on lines so long that their numbers pin nothing down."""
    text = place.document.text
    start = text.rfind("\n", 0, place.span.start) + 1
    end = text.find("\n", place.span.end)
    return (len(text) if end == -1 else end) - start > _LONG_LINE
