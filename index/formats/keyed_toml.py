"""TOML: where a value of several lines ends."""

import re
from collections.abc import Sequence

from index.formats.keyed_lines import Line

# No group is possessive: early releases of Python 3.11 match those wrongly.
# A string that its line does not close goes to the end of that: to look from each of its quotes
# for another would take the square of the line's length.
_MARK = re.compile(
    r"\"\"\"|'''|\"[^\"\\]*(?:\\.[^\"\\]*)*\"?|'[^']*'?|#.*|[\[\]{}]",
)
_REST = {
    '"""': re.compile(r"[^\"\\]*(?:(?:\\(?:.|$)|\"(?!\"\"))[^\"\\]*)*\"{3,5}"),
    "'''": re.compile(r"[^']*(?:'(?!'')[^']*)*'{3,5}"),
}
"""What the strings of several lines still hold, up to the quotes that close them."""


def end_of_value(lines: Sequence[Line], first: int) -> int | None:
    """The line where the value that begins on line ``first`` ends; none where nothing closes it."""
    quotes, depth = "", 0
    for at in range(first, len(lines)):
        quotes, depth = _after(lines[at].text, quotes, depth)
        if not quotes and depth <= 0:
            return at
    return None


def _after(line: str, quotes: str, depth: int) -> tuple[str, int]:
    """The quotes that are open at a line's end, and in how many brackets that stands."""
    at = 0
    while True:
        if quotes:
            rest = _REST[quotes].match(line, at)
            if rest is None:
                return quotes, depth
            at, quotes = rest.end(), ""
        mark = _MARK.search(line, at)
        if mark is None:
            return "", depth
        at = mark.end()
        if mark[0] in _REST:
            quotes = mark[0]
        else:
            depth += (mark[0] in "[{") - (mark[0] in "]}")
