"""Lines in bold type that are the headings of a document which has no others."""

from index.lines import Line
from index.standing import title_of

_FEWEST, _MOST = 3, 0.3  # of all paragraphs
LEVEL = 2
"""Of such a heading: below the title."""


def are_titles(found: int, paragraphs: int) -> bool:
    """Whether so many lines in bold among so many paragraphs are headings."""
    return _FEWEST <= found <= _MOST * paragraphs


def is_title(text: str) -> bool:
    """Whether words in bold could be a title; figures without a number before them may be what
    somebody asks for."""
    line = Line(0, 0, 0, 0, 0, text)
    title = title_of(line) if text else ""
    return title != "" and (text[0].isdigit() or not any(map(str.isdigit, text)))
