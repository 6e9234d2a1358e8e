"""Titles that a date tells, as letters, minutes, diaries and lists of changes have them: "At the
Town House, 3 November 1846", or the place and date of a letter below the name it is written to."""

import re
from collections.abc import Iterator, Sequence

from index.ending import below_all
from index.headings import is_first, marked, underlined
from index.lines import Line, is_sentence, marker, runs_on
from index.numbering import Placed
from index.standing import STANDING
from index.words import MONTHS

_MONTH = rf"(?:{MONTHS})\b\.?"
_DAY = r"\d{1,2}(?:st|nd|rd|th|d)?\b\.?"
_DATE = re.compile(
    rf"(?:\b{_DAY}[ \t]+(?:of[ \t]+|day[ \t]+of[ \t]+)?{_MONTH}(?:,?[ \t]+\d{{4}})?"
    rf"|\b{_MONTH}[ \t]+{_DAY}(?:,?[ \t]+\d{{4}})?|\b{_MONTH},?[ \t]+\d{{4}}"
    r"|\b\d{4}[-/.]\d{1,2}[-/.]\d{1,2}\b|\b\d{1,2}([/.])\d{1,2}\1\d{4}\b)(?P<end>[\]).:]*)",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_FEWEST = 3
_MOST_LINES, _LONGEST, _MOST_WORDS, _MOST_GREETED = 3, 140, 14, 25
_LONGEST_NUMBER = 8  # of a page, as in "f. 12"
_GREETING = re.compile(
    r"(?:(?:my|most|very|reverend|rev\.|honou?red|and)[ \t]+)*"
    r"(?:dear|dearest|sirs?|madam|gentlemen|honou?red)\b[^.!?]*[,.:;!—-]+$",
    re.IGNORECASE,
)
_STOP_WITHIN = re.compile(r"[^\W\d_]{3}[.!?] +[A-Z(]")


def dated(lines: Sequence[Line], above: Sequence[Placed]) -> dict[int, Placed]:
    """The titles by number of line, where several lines that stand apart end in a date, with what
    stands right above them. ``above`` are titles of what they may be parts of."""
    # A date has a digit: few lines are looked at closely.
    near = {
        at - before
        for at in range(len(lines))
        if _DIGIT.search(lines[at].text)
        for before in range(_MOST_LINES)
    }
    found = {at: taken for at in sorted(near) if at >= 0 and (taken := _title(lines, at))}
    kept = list(_with_text(found, lines)) if len(found) >= _FEWEST else []
    if len(kept) < _FEWEST or _is_foot(lines, kept[0][0]):
        return {}
    level = STANDING - (not above)
    titles = {
        at: Placed(level, level, " · ".join(line.text for line in lines[at : at + taken]), taken)
        for at, taken in kept
    }
    known = {near for at, taken in kept for near in range(at, at + taken)}
    return titles | {at: Placed(level, level, lines[at].text) for at in below_all(lines, known)}


def _is_foot(lines: Sequence[Line], first: int) -> bool:
    """Whether a letter begins above the first date, so that each date ends one."""
    return any(
        _GREETING.match(line.text) for line in lines[:first] if 0 < len(line.text) <= _LONGEST
    )


def _title(lines: Sequence[Line], at: int) -> int:
    """How many lines from one on are a title that ends in a date; 0 where none does."""
    if not lines[at].text or not is_first(lines, at):
        return 0
    is_title = True
    for near in range(at, min(at + _MOST_LINES, len(lines))):
        text = lines[near].text
        if not text or not _may_be(lines, near):
            return 0
        goes_on = near + 1 < len(lines) and lines[near + 1].text[:1].islower()
        if is_title and not goes_on and _ends_in_date(text):
            return near - at + 1
        if _DATE.search(text) and _is_greeted(lines, near + 1):
            return near - at + 1
        # What a date stands below may be the beginning of a paragraph, unless a letter begins.
        is_title = is_title and not (is_sentence(text) or runs_on(text))
    return 0


def _may_be(lines: Sequence[Line], at: int) -> bool:
    line = lines[at]
    if (
        line.table
        or "\t" in line.text
        or len(line.text) > _LONGEST
        or len(line.text.split()) > _MOST_GREETED
    ):
        return False
    if marked(lines, at) is not None or underlined(lines, at):
        return False
    is_begun = not line.text[0].islower() or len(line.text) <= _LONGEST_NUMBER
    return marker(line) is None and is_begun and line.text[-1] not in ",;"


def _is_greeted(lines: Sequence[Line], at: int) -> bool:
    """Whether a letter begins on a line, or below an empty one."""
    below = lines[at : at + 2]
    told = next((line.text for line in below if line.text), "")
    return len(told) <= _LONGEST and _GREETING.match(told) is not None


def _ends_in_date(text: str) -> bool:
    """Whether words end in a date, as a title does: with a full stop, where all have capitals."""
    last = None
    for last in _DATE.finditer(text):
        pass
    if last is None or last.end() != len(text) or len(text.split()) > _MOST_WORDS:
        return False
    if _STOP_WITHIN.search(text):
        return False
    words = [word for word in re.findall(r"[^\W\d_]+", text[: last.start()]) if len(word) > 1]
    return "." not in last["end"] or all(word[0].isupper() for word in words)


def _with_text(found: dict[int, int], lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """Those with something below them: a list of dates has no titles."""
    starts = list(found)
    for at, after in zip(starts, [*starts[1:], len(lines)], strict=True):
        if any(line.text for line in lines[at + found[at] : after]):
            yield at, found[at]
