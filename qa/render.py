"""A reply → JSON values, or lines for a terminal. Never prints."""

import html
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote as quote_url

from rich.console import Console, ConsoleOptions, Group, RenderableType
from rich.text import Text

from index.document import Document, MarkKind
from qa.answer import Agreement, Answer, NoAnswer, Passages, Place, Quote, Reply, shown
from qa.plain import plain

_TAG = re.compile(r"<[^<>]*>")
# A line number pins nothing down on a line longer than this; the characters are given too.
_LONG_LINE = 600
_MOST_PLACES = 3
_NAMED = (MarkKind.SHEET, MarkKind.ANCHOR)

_Where = Callable[[Document], Path]


def to_json(reply: Reply | Passages, identity: object = None) -> dict[str, Any]:
    """The reply as the documented JSON object; what was not judged has null for a judgement."""
    is_nearest = isinstance(reply, NoAnswer)
    quotes = [_quote_json(rank, quote) for rank, quote in enumerate(shown(reply), start=1)]
    judged = None if isinstance(reply, Passages) else reply
    return {
        "id": identity,
        "question": reply.question,
        "answered": judged and isinstance(judged, Answer),
        "confidence": judged and round(judged.confidence, 4),
        "agreement": _agreement_json(reply.agreement) if isinstance(reply, Answer) else None,
        "quotes": [] if is_nearest else quotes,
        "nearest": quotes if is_nearest else [],
        "notices": list(reply.notices),
    }


def error_json(identity: object, question: object, message: str) -> dict[str, Any]:
    """What stands in a batch's output for a line that cannot be asked."""
    return {"id": identity, "question": question, "error": message}


def _agreement_json(agreement: Agreement | None) -> dict[str, Any] | None:
    """Quotes are given by their ranks."""
    if agreement is None:
        return None
    groups = [
        {
            "answer": group.answer,
            "quotes": [index + 1 for index in group.quotes],
            "documents": list(group.documents),
        }
        for group in agreement.groups
    ]
    return {"verdict": agreement.verdict, "groups": groups}


def _quote_json(rank: int, quote: Quote) -> dict[str, Any]:
    document = quote.place.document
    return {
        "rank": rank,
        "score": round(quote.score, 4),
        "text": quote.text,
        "highlights": [list(pair) for pair in quote.highlights],
        "answer": _answer_json(quote),
        "source": {
            **_path_json(quote.place),
            "title": document.title,
            "sha256": document.sha256,
        },
        **_span_json(quote.place),
        "heading": list(quote.heading),
        "also_in": [{**_path_json(place), **_span_json(place)} for place in quote.also_in],
    }


def _path_json(place: Place) -> dict[str, Any]:
    """Which document it is; the collection where that has a name."""
    document = place.document
    of = {"collection": document.collection} if document.collection else {}
    return {**of, "path": document.path}


def _answer_json(quote: Quote) -> dict[str, Any] | None:
    """The words that answer; offsets into the document, as the quote's are."""
    if quote.answer is None:
        return None
    text = quote.answer.of(quote.place.document.text)
    return {"text": text, "start": quote.answer.start, "end": quote.answer.end}


def _span_json(place: Place) -> dict[str, Any]:
    first, last = place.lines
    page = place.on(MarkKind.PAGE)
    return {
        "start": place.span.start,
        "end": place.span.end,
        "line_start": first,
        "line_end": last,
        "page": page and page.number,
        **_marks_json(place),
    }


def _marks_json(place: Place) -> dict[str, Any]:
    """What only some formats have, and beside a page its printed label."""
    told: dict[str, Any] = {}
    for kind in MarkKind:
        mark = place.on(kind)
        if mark is None:
            continue
        if kind is MarkKind.PAGE:
            told["page_label"] = mark.name or str(mark.number)
        else:
            told[kind.value] = mark.name if kind in _NAMED else mark.number
    return told


def to_terminal(reply: Reply | Passages, base: Path | Mapping[str, Path]) -> RenderableType:
    """The reply for a person. ``base`` is what the paths are relative to, for links; of each
    collection by its name where several were asked."""
    quotes = shown(reply)

    def where(document: Document) -> Path:
        return (base if isinstance(base, Path) else base[document.collection]) / document.path

    lines: list[RenderableType] = []
    if isinstance(reply, NoAnswer):
        lines = [_line("No answer in these documents.", "bold")]
        if quotes:
            lines += [_line("The nearest passages, which may not answer:", "dim"), Text("")]
    elif not quotes:
        lines = [_line("Nothing found in these documents.", "bold")]
    elif isinstance(reply, Answer) and reply.agreement is not None:
        lines = [*_agreement_lines(reply.agreement), Text("")]
    for rank, quote in enumerate(quotes, start=1):
        lines += [*_quote_lines(rank, quote, where), Text("")]
    if quotes and not isinstance(reply, Passages):
        about = ", too low to call it an answer" if isinstance(reply, NoAnswer) else ""
        lines.append(_line(f"confidence {reply.confidence:.0%}{about}", "dim"))
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
        yield _Hung(Text("  "), shown)


def _line(text: str, style: str) -> RenderableType:
    return _Hung(Text(), Text(text, style))


@dataclass(frozen=True, slots=True)
class _Hung:
    """Text behind a margin, in which ``lead`` stands before the first line."""

    lead: Text
    body: Text

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Text]:
        margin = self.lead.cell_len
        lead = self.lead
        for line in self.body.wrap(console, max(options.max_width - margin, 1), overflow="fold"):
            line.rstrip()
            yield Text.assemble(lead, line)
            lead = Text(" " * margin)


@dataclass(frozen=True, slots=True)
class _Flow:
    """Pieces hung side by side where they fit, else each on a line of its own."""

    lead: Text
    pieces: Sequence[Text]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[_Hung]:
        lead, line = self.lead, self.pieces[0]
        for piece in self.pieces[1:]:
            joined = Text.assemble(line, "  ", piece)
            if joined.cell_len <= options.max_width - lead.cell_len:
                line = joined
            else:
                yield _Hung(lead, line)
                lead, line = Text(" " * lead.cell_len), piece
        yield _Hung(lead, line)


def _quote_lines(rank: int, quote: Quote, where: _Where) -> Iterator[RenderableType]:
    lead = Text(f"{rank}  ", style="bold")
    margin = Text(" " * lead.cell_len)
    yield _Hung(lead, _shown(quote))
    if quote.reading:
        yield _Hung(margin, Text(plain(quote.reading), style="dim"))
    heading = [Text(plain(" › ".join(quote.heading)), style="dim")] if quote.heading else []
    cited = _cited(quote.place, where)
    yield _Flow(margin, [*cited, *heading])
    # Two places on one page are told apart by nothing that is shown.
    others = {_plainly(told): told for told in (_cited(copy, where) for copy in quote.also_in)}
    others.pop(_plainly(cited), None)
    also = margin + Text("also in ", style="dim")
    for told in [*others.values()][:_MOST_PLACES]:
        yield _Flow(also, told)
    if len(others) > _MOST_PLACES:
        count = len(others) - _MOST_PLACES
        places = "1 more place" if count == 1 else f"{count} more places"
        yield _Hung(also, Text(places, style="dim"))


def _plainly(pieces: Sequence[Text]) -> tuple[str, ...]:
    return tuple(piece.plain for piece in pieces)


def _shown(quote: Quote) -> Text:
    """The quote as a person reads it: a row's markup left out, the words that answer marked."""
    text = quote.text
    if quote.reading and _TAG.search(text):
        cells = (plain(html.unescape(cell)).strip() for cell in _TAG.sub("\t", text).split("\t"))
        return Text(" | ".join(cell for cell in cells if cell))
    shown = Text()
    position = 0
    for start, end in quote.highlights:
        shown.append(plain(text[position:start]))
        shown.append(plain(text[start:end]), style="bold green")
        position = end
    shown.append(plain(text[position:]))
    return shown


def _cited(place: Place, where: _Where) -> list[Text]:
    """Path with line, page, slide, sheet or anchor; the characters too where a line is long."""
    first, last = place.lines
    lines = f"{first}" if first == last else f"{first}–{last}"
    link = where(place.document).absolute().as_uri() + _fragment(place)
    style = f"cyan link {link}"
    if place.document.media != "text":
        return [Text(plain(place.document.cited + _within(place)), style=style)]
    cited = [Text(plain(f"{place.document.cited}:{lines}{_within(place)}"), style=style)]
    if _line_length(place) > _LONG_LINE:
        cited.append(Text(f"characters {place.span.start}–{place.span.end}", style="dim"))
    return cited


def _within(place: Place) -> str:
    """Where in its file a place is, in words: ", page 3 (iii)"."""
    told = ""
    if (page := place.on(MarkKind.PAGE)) is not None:
        label = f" ({page.name})" if page.name not in ("", str(page.number)) else ""
        told += f", page {page.number}{label}"
    if (slide := place.on(MarkKind.SLIDE)) is not None:
        told += f", slide {slide.number}"
    if (sheet := place.on(MarkKind.SHEET)) is not None:
        told += f", sheet {sheet.name}"
    if (row := place.on(MarkKind.ROW)) is not None:
        told += f", row {row.number}"
    if (anchor := place.on(MarkKind.ANCHOR)) is not None and anchor.name:
        told += f"#{anchor.name}"
    return told


def _fragment(place: Place) -> str:
    """What a viewer is told to go to at the end of a link."""
    if (page := place.on(MarkKind.PAGE)) is not None:
        return f"#page={page.number}"
    anchor = place.on(MarkKind.ANCHOR)
    return f"#{quote_url(anchor.name)}" if anchor and anchor.name else ""


def _line_length(place: Place) -> int:
    """Characters of the lines that the place lies on."""
    text = place.document.text
    start = text.rfind("\n", 0, place.span.start) + 1
    end = text.find("\n", place.span.end)
    return (len(text) if end == -1 else end) - start
