"""A quote's words → as a person reads them in a terminal."""

import html
import re
from itertools import pairwise

from rich.text import Text

from index.lines import clip
from index.tags import without_markup
from index.words import terms
from qa.answer import Quote
from qa.cells import cells
from qa.plain import plain, plain_line

_TABS = re.compile(r"\t[ \t]*")
_LONG_CELL = 80  # characters
# A row of a table of HTML begins with a tag.
_ROW = re.compile(r"\s*<t[dhr](?=[\s/>])", re.IGNORECASE)


def words_of(quote: Quote) -> Text:
    """The markup of a row of HTML left out, a bar between cells that tabs part, the words that
    answer marked, and lines begun where the quote has breaks."""
    text = quote.text
    if quote.reading and quote.place.document.media == "text" and _ROW.match(text):
        told = without_markup(text, "\t").split("\t")
        cells = (plain(html.unescape(cell)).strip() for cell in told)
        return Text(" | ".join(cell for cell in cells if cell))
    bounds = (0, *quote.breaks, len(text))
    lines = [_line(quote, *line) for line in pairwise(bounds)]
    return Text("\n").join(lines)


def _line(quote: Quote, start: int, end: int) -> Text:
    """Of lines that are shown as they stand the spaces mean something."""
    end = start + len(quote.text[start:end].rstrip())
    tell = plain if "\n" in quote.text[start:end] or not quote.breaks else plain_line
    edges = sorted({start, end, *(min(max(e, start), end) for h in quote.highlights for e in h)})
    line = Text()
    for first, last in pairwise(edges):
        words = quote.text[first:last]
        words = _TABS.sub(" | ", words) if quote.reading else words
        is_marked = any(begin <= first and last <= stop for begin, stop in quote.highlights)
        line.append(tell(words), style="bold green" if is_marked else None)
    return line


def reading_of(quote: Quote) -> str:
    """What a row's reading tells beside its words: nothing where it has the same in the same order,
    and no columns that names tell apart; of a long cell that stands among them the beginning."""
    shown = " ".join(terms(words_of(quote).plain))
    told = cells(quote) or []
    is_alike = len(told) > 1 and len({name for name, _ in told}) == 1
    words = " ".join(cell for _, cell in told) if is_alike else quote.reading
    if shown == " ".join(terms(words)):
        return ""
    short = ((name, _short(cell, shown)) for name, cell in told)
    return "; ".join(f"{name}: {cell}" if name else cell for name, cell in short) or quote.reading


def _short(cell: str, shown: str) -> str:
    return clip(cell, _LONG_CELL) if " ".join(terms(cell)) in shown else cell
