"""The title that is printed on the first page of a PDF."""

import re
from collections.abc import Sequence
from itertools import takewhile

from index.formats.pdf_layout import LARGER, half
from index.formats.pdf_lines import Line
from index.lines import ends_open
from index.sentences import count_words
from index.words import mended

_TOP = 20  # lines, within which it begins
_MOST_PAGES = 2  # a first page may be a picture
_MOST_LINES, _MOST_WORDS = 10, 30
_FEWEST_LETTERS = 4
_MOST_SIGNS = 0.5  # of the characters
# What stands large on a first page, and is a part of the document or says what it is one of.
_NO_TITLE = re.compile(
    r"\W*(?:abstract|agenda|(?:table of )?contents|confidential|cover page|draft|executive summary|for"
    r"eword|index|introduction|invoice|letter|memo(?:randum)?|minutes|newsletter|overview|preface"
    r"|summary|welcome)\W*"
    r"|(?:\d{1,2}|[IVX]{1,4})(?:\.\d{1,2})*[.)]?\s.*"  # of a section
    r"|.*\b(?:issn|isbn|doi|vol(?:ume)?|no|issue|nr)\b\.?[ :]*\d.*|.*(?:https?:|www\.|@|©).*"
    r"|.*\b(?:journal|gazette|proceedings|bulletin|times)\b.*\d.*",
    re.IGNORECASE | re.DOTALL,
)


def printed_title(pages: Sequence[Sequence[Line]], body: float) -> str:
    """The lines in the largest type at the top of the first page, clearly larger than the ``body``;
    empty where these are none, or no title."""
    first = next((lines for lines in pages[:_MOST_PAGES] if lines), [])
    lines = [line for line in first if not line.aside]
    size = max((half(line.size) for line in lines), default=0.0)
    at = next((n for n, line in enumerate(lines) if half(line.size) == size), _TOP)
    if size <= LARGER * body or at >= _TOP:
        return ""
    run = list(takewhile(lambda line: half(line.size) == size, lines[at:]))
    run = [line for line in run if any(map(str.isalnum, line.text))]  # "======"
    text = mended("\n".join(line.text for line in run)).replace("\u00ad", "")
    title = " ".join(text.split())
    letters = sum(map(str.isalpha, title))
    is_short = len(run) <= _MOST_LINES and count_words(title) <= _MOST_WORDS
    is_told = letters >= max(_FEWEST_LETTERS, _MOST_SIGNS * len(title))
    is_none = _NO_TITLE.fullmatch(title) or ends_open(title) or any(line.is_wide for line in run)
    return title if is_short and is_told and not is_none else ""
