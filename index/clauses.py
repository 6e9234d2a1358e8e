"""The numbered clauses of a text, as laws and licences have them: paragraphs that begin with their
number, alone or after a word ("Section 1."), and may go on in others that are not set in."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.headings import is_first
from index.lines import Line, marker
from index.sections import ends_section
from index.sentences import count_words
from index.standing import is_numbered_title

_NUMBER = re.compile(
    r"(?P<word>(?:Section|Sec\.|Article|Art\.|Clause|Rule|Regulation|§)[ \t]*)?"
    r"(?P<count>\d{1,3})\.[ \t]+"
)
_TITLE = re.compile(r"([^.:;]{1,60})\.(?:[ \t]+(?=[\"“(]?[A-Z])|$)")
_LONGEST_TITLE = 70
_SERIES = 3
_LONG = 20  # words
_SHORTEST_PROSE = 8  # words
_FARTHEST = 300  # lines


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause's title, which is its number where it has no other. Its text begins ``width``
    characters after the line's, or where that is all of the line, on the next; what begins at line
    ``end`` is no longer of it. ``is_first`` is true of the first of a row."""

    title: str
    width: int
    end: int
    is_first: bool


def clauses(lines: Sequence[Line]) -> dict[int, Clause]:
    """The clauses by number of line: long numbered paragraphs that are not a list of what is told
    above them, as each begins with its title or the word that they count, or prose that is not set
    in stands amid them."""
    found: dict[int, Clause] = {}
    end = -1
    for at, line in enumerate(lines):
        number = _NUMBER.match(line.text) if at > end else None
        if number is None or number["count"] not in ("0", "1") or not is_first(lines, at):
            continue
        row = list(_row(lines, at))
        if len(row) < _SERIES:
            continue
        titled = all(_is_title(lines, near) for near in row)
        if titled or number["word"] or _is_parted(lines, row):
            end = row[-1]
            for near, after in zip(row, [*row[1:], 0], strict=True):
                found[near] = _clause(lines, near, after, is_titled=titled, is_first=near == at)
    return found


def _clause(
    lines: Sequence[Line], at: int, after: int, *, is_titled: bool, is_first: bool
) -> Clause:
    number = _NUMBER.match(lines[at].text)
    assert number is not None
    title, width = _title(lines, at) if is_titled else ("", number.end())
    return Clause(f"{number[0].strip()} {title}".rstrip(), width, _end(lines, at, after), is_first)


def _end(lines: Sequence[Line], at: int, after: int) -> int:
    """Where the clause on a line ends, at the next clause or before; the last with what is not set
    in below it."""
    for near in range(at + 1, after or len(lines)):
        line = lines[near]
        if not line.text or not is_first(lines, near):
            continue
        is_below = line.indent > lines[at].indent or marker(line) is not None
        if ends_section(lines, near) or not (after or is_below):
            return near
    return after or len(lines)


def _row(lines: Sequence[Line], at: int) -> Iterator[int]:
    """The lines from one on that begin with numbers that count on; the first of them are long where
    no word tells what they count."""
    first = _NUMBER.match(lines[at].text)
    if first is None:
        return
    due, count, last = int(first["count"]), 0, at
    for near in range(at, len(lines)):
        line = lines[near]
        if near - last > _FARTHEST:
            return
        number = _NUMBER.match(line.text)
        if number is None or line.indent > lines[at].indent or not is_first(lines, near):
            continue
        if number["word"] != first["word"]:
            continue
        is_short = count < _SERIES and not (first["word"] or _is_long(lines, near))
        if int(number["count"]) != due or is_short:
            return
        yield near
        due, count, last = due + 1, count + 1, near


def _title(lines: Sequence[Line], at: int) -> tuple[str, int]:
    """The title with which a clause begins, and how many characters stand before its text; "" for
    none."""
    text = lines[at].text
    number = _NUMBER.match(text)
    if number is None:
        return "", 0
    if _is_over_set_in(lines, at):
        return text[number.end() :].rstrip("."), len(text)
    found = _TITLE.match(text, number.end())
    return (found[1], found.end()) if found is not None else ("", 0)


def _is_title(lines: Sequence[Line], at: int) -> bool:
    title, _ = _title(lines, at)
    return bool(title) and is_numbered_title(title)


def _is_over_set_in(lines: Sequence[Line], at: int) -> bool:
    """Whether a short line stands alone above what is set in under it."""
    if at + 2 >= len(lines) or lines[at + 1].text or len(lines[at].text) > _LONGEST_TITLE:
        return False
    return bool(lines[at + 2].text) and lines[at + 2].indent > lines[at].indent


def _is_long(lines: Sequence[Line], at: int) -> bool:
    is_title = _is_over_set_in(lines, at) and lines[at].text.endswith(".")
    return is_title or count_words(_paragraph(lines, at)) >= _LONG


def _is_parted(lines: Sequence[Line], row: Sequence[int]) -> bool:
    """Whether prose that is not set in stands amid the first clauses."""
    for near in range(row[0] + 1, row[_SERIES - 1]):
        line = lines[near]
        if near in row or line.indent > lines[row[0]].indent or not is_first(lines, near):
            continue
        if marker(line) is None and count_words(_paragraph(lines, near)) >= _SHORTEST_PROSE:
            return True
    return False


def _paragraph(lines: Sequence[Line], at: int) -> str:
    """The beginning of what stands together from a line on, as far as its length matters."""
    told: list[str] = []
    for line in lines[at : at + _LONG]:
        if not line.text:
            break
        told.append(line.text[:400])
    return " ".join(told)
