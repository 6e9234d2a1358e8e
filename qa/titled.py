"""What a quote is cited as a part of: the title of its document, or of a text among several there."""

import re
from pathlib import PurePosixPath

from qa.answer import Quote
from qa.plain import plain

_FIRST_RANK = re.compile(r"^#[ \t]+(.+)$", re.MULTILINE)


def title_of(quote: Quote) -> str:
    """The title of a quote's document, empty where that is only the file's name. Of a file of
    several texts, each under a heading of the first rank, that of the text the quote stands in."""
    document = quote.place.document
    title = plain(document.title).strip()
    above = plain(quote.heading[0]).strip() if quote.heading else ""
    if title == PurePosixPath(document.path).stem:
        return ""
    is_part = document.media == "text" and above in _parts(document.text, title)
    return above if is_part else title


def _parts(text: str, title: str) -> frozenset[str]:
    """The texts of a file that is called by the first of them; none where the title stands over
    them all, without words of its own."""
    heads = list(_FIRST_RANK.finditer(text))
    names = [plain(head[1]).strip(" #") for head in heads]
    if len(heads) < 2 or names[0] != title:
        return frozenset()
    has_own = text[heads[0].end() : heads[1].start()].strip()
    return frozenset(names) if has_own else frozenset()
