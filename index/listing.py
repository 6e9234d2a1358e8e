"""A list of contents that names the titles of the text below it: it is no text of its own, and what
it names are headings, however short what stands below them."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from index.headings import is_first, marked
from index.lines import Line, marker
from index.numbering import Placed
from index.standing import STANDING
from index.words import bare

_ANNOUNCES = re.compile(
    r"\W*(?:(?:table[ \t]+of[ \t]+)?contents|(?:what(?:'s|’s|[ \t]+is)[ \t]+)?(?:in|on)[ \t]+this[ \t]+\w+)\W*",
    re.IGNORECASE,
)
_PAGE = re.compile(r"(?:[ \t.·…]{2,}|\t)(?:p\.?[ \t]*)?(?:\d{1,4}|[ivxlc]{1,7})$")
_LINK = re.compile(r"\[(.+)\]\([^()]*\)$")
_LONGEST = 120
_FEWEST = 3
_KNOWN = 0.75  # of what is listed stands below as a line of its own
_MOST, _MOST_TRIED = 1_000, 5  # entries, lists
_HIGHEST = 2


@dataclass(frozen=True, slots=True)
class Listing:
    """The lines that list contents, by number, and the headings that they name."""

    lines: frozenset[int]
    titles: Mapping[int, Placed]


def listing(lines: Sequence[Line]) -> Listing | None:
    """The first list of contents; None where none is announced that names the text's titles."""
    announced = (
        at
        for at, line in enumerate(lines)
        if len(line.text) <= _LONGEST and _ANNOUNCES.fullmatch(line.text)
    )
    read = (_read(lines, at) for at in islice(announced, _MOST_TRIED))
    return next((found for found in read if found is not None), None)


def without(lines: Sequence[Line], listed: Collection[int]) -> list[Line]:
    """The lines, those of a list empty."""
    return [
        replace(line, start=line.first, end=line.first, indent=0, text="") if at in listed else line
        for at, line in enumerate(lines)
    ]


def _read(lines: Sequence[Line], at: int) -> Listing | None:
    entries = _entries(lines, at)
    if len(entries) < _FEWEST:
        return None
    there: dict[str, list[int]] = {}
    for near in range(max(entries) + 1, len(lines)):
        if is_first(lines, near) and _may_be_title(lines, near):
            for name in _names(lines, near):
                there.setdefault(name, []).append(near)
    known = {near: name for near, name in entries.items() if name in there}
    if len(known) < _KNOWN * len(entries):
        return None
    return Listing(frozenset((at, *known)), _titles(lines, known, there))


def _may_be_title(lines: Sequence[Line], at: int) -> bool:
    """An item is none, but what is listed with its number may be."""
    text = lines[at].text
    return text[:1].isdigit() or marked(lines, at) is not None or marker(lines[at]) is None


def _entries(lines: Sequence[Line], at: int) -> dict[int, str]:
    """What is listed below a line, up to where the first of it stands again."""
    found: dict[int, str] = {}
    first = ""
    for near in range(at + 1, len(lines)):
        line = lines[near]
        if not line.text:
            continue
        if len(line.text) > _LONGEST or line.table or len(found) > _MOST:
            return {}
        if first in _names(lines, near) and first:
            return found
        found[near] = bare(_entry(line))
        first = first or found[near]
    return {}


def _titles(
    lines: Sequence[Line], entries: Mapping[int, str], there: Mapping[str, list[int]]
) -> dict[int, Placed]:
    """The headings that are named, each as often as it is listed, deeper ones as they are set in."""
    indents = sorted({lines[near].indent for near in entries})
    seen: Counter[str] = Counter()
    found: dict[int, Placed] = {}
    for near, name in entries.items():
        at = there[name][seen[name]] if seen[name] < len(there[name]) else 0
        seen[name] += 1
        if at and marked(lines, at) is None:
            level = max(_HIGHEST, STANDING - len(indents) + indents.index(lines[near].indent))
            taken = 1 if bare(lines[at].text) == name else 2
            title = " ".join(line.text.strip("*_ ") for line in lines[at : at + taken])
            found[at] = Placed(level, level, title, taken)
    return found


def _entry(line: Line) -> str:
    mark = marker(line)
    told = line.text[mark.width :] if mark is not None and not line.text[0].isdigit() else line.text
    link = _LINK.fullmatch(told)
    return _PAGE.sub("", link[1] if link is not None else told)


def _names(lines: Sequence[Line], at: int) -> tuple[str, ...]:
    """What a line may be as a title, alone and with the next."""
    text = lines[at].text
    if not text or len(text) > _LONGEST:
        return ()
    below = lines[at + 1].text if at + 1 < len(lines) else ""
    return (bare(text), bare(f"{text} {below}")) if below else (bare(text),)
