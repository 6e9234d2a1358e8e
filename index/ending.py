"""Lines that end what stands above them, and are of no part of it."""

import re
from collections.abc import Collection, Sequence
from itertools import islice

from index.headings import is_first, is_last, marked
from index.lines import Line
from index.standing import in_capitals, title_of

_ENDING = re.compile(
    r"(?:epilogue|afterword|postscript|conclusions?|appendi(?:x|ces)|annex(?:es)?|about the authors?"
    r"|notes|end ?notes|footnotes|glossary|index|bibliography|references|further reading|sources"
    r"|acknowledge?ments|declarations?|signatures?|schedules?|credits|colophon|the end)\b",
    re.IGNORECASE,
)
_LONGEST = 100
_MOST_ENDINGS = 9


def below_all(lines: Sequence[Line], known: Collection[int]) -> list[int]:
    """The first line alone below the last of some titles, whose lines are ``known``, that is of
    none: in capitals, where none such stands amid them, or called as what ends a text."""
    below = range(min(known), len(lines))
    alone = (at for at in below if at not in known and is_first(lines, at))
    other = next((at for at in alone if in_capitals(lines, at)), -1)
    found = [other] if other > max(known) else []
    ending = (at for at in range(max(known) + 1, len(lines)) if _is_ending(lines, at))
    return sorted({*found, *islice(ending, _MOST_ENDINGS)})


def _is_ending(lines: Sequence[Line], at: int) -> bool:
    line = lines[at]
    if not line.text or len(line.text) > _LONGEST or not is_first(lines, at):
        return False
    named = _ENDING.match(line.text.strip("*_ "))
    return (
        named is not None
        and is_last(lines, at)
        and title_of(line) != ""
        and marked(lines, at) is None
    )
