"""A quote's words → as a person reads them in a terminal."""

import html
import re
from itertools import pairwise

from rich.text import Text

from index.tags import without_markup
from qa.answer import Quote
from qa.plain import plain, plain_line

# A row of a table of HTML begins with a tag.
_ROW = re.compile(r"\s*<t[dhr](?=[\s/>])", re.IGNORECASE)


def words_of(quote: Quote) -> Text:
    """The markup of a row of HTML left out, the words that answer marked, and lines begun where the
    quote has breaks."""
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
        is_marked = any(begin <= first and last <= stop for begin, stop in quote.highlights)
        line.append(tell(quote.text[first:last]), style="bold green" if is_marked else None)
    return line
