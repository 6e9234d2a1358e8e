"""A file of text that comes with a message, written as one of its own would be read."""

import re
from email.message import Message

from index.errors import ReadError
from index.formats import delimited
from index.formats.canonical import Canonical, with_line_feeds
from index.formats.mail_parts import page_of, text_of
from index.kinds import TEXT_SUFFIXES, suffix_of

_TABLES = frozenset({".csv", ".tsv"})
_CHANGE = re.compile(r"^(?=@@ |diff --git )", re.MULTILINE)  # of a patch
_PROSE = TEXT_SUFFIXES | {"", ".log"}


def write_file(made: Canonical, name: str, part: Message) -> None:
    """Write a file, which has a name or none; nothing where it cannot be read."""
    suffix, kind = suffix_of(name), part.get_content_subtype()
    try:
        if kind == "html":
            page = page_of(part)
            made.found("\n".join(line.text for line in page.lines), page.blocks or ())
            return
        text = with_line_feeds(text_of(part))
        if suffix in _TABLES or kind in ("csv", "tab-separated-values"):
            made.found(text, delimited.parse(text.encode()).blocks or ())
        elif suffix in _PROSE and kind in ("plain", "markdown", "x-markdown", "x-log"):
            made.text(text)
        else:
            for piece in _CHANGE.split(text):
                made.code(piece)
    except ReadError:
        return
