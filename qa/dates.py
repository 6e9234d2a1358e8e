"""Dates and times in English text, compared by the parts that both give."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.words import MONTHS

# fmt: off
_FIRST_LETTERS = ("jan", "feb", "mar", "apr", "may", "jun",
                  "jul", "aug", "sep", "oct", "nov", "dec")
# fmt: on
_TH = r"(?:st|nd|rd|th)?"
_LAST_DAY = rf"{_TH}(?:\s?[-–—/]\s?(?P<e%d>\d{{1,2}}){_TH}(?!\d))?"
DATE = re.compile(
    rf"\b(?P<y1>\d{{4}})\s?[/.-]\s?(?P<m1>\d{{1,2}})\s?[/.-]\s?(?P<d1>\d{{1,2}})\b"
    rf"|\b(?P<d2>\d{{1,2}}){_LAST_DAY % 2}\s+(?:of\s+)?(?P<m2>{MONTHS})\b\.?"
    r"(?:,?\s+(?P<y2>\d{4})\b)?"
    rf"|\b(?P<m3>{MONTHS})\b\.?(?:\s+(?:the\s+)?(?P<d3>\d{{1,2}}){_LAST_DAY % 3}"
    r"(?!\d))?(?:,?\s+(?:of\s+)?(?P<y3>\d{4})\b)?"
    r"|\b(?P<y4>1\d{3}|20\d\d)(?:(?P<s4>s)|\s?[-–—]\s?(?P<z4>\d\d))?\b(?![,.]\d)"
)
# What stands before a date that only bounds the time meant.
_BOUND = re.compile(
    r"\b(?:by|before|until|till|after|since)\s+(?:about\s+)?(?:late\s+|early\s+)?$", re.IGNORECASE
)
_CLOCK = re.compile(r"\b(\d{1,2})(?::(\d\d)|(?=\s?[ap]\.?m\b))", re.IGNORECASE)

_Date = dict[str, int]


@dataclass(frozen=True, slots=True)
class Words:
    """An answer, ``text[start:end]``, in the text around it, which may complete what it says."""

    text: str
    start: int
    end: int

    def __str__(self) -> str:
        return self.text[self.start : self.end]


def months(text: str) -> frozenset[int]:
    """The months that the dates in a text name, from 1 to 12."""
    found = (
        date.get("month", 0)
        for match in DATE.finditer(text)
        for date in _read_date({key[0]: value for key, value in match.groupdict().items() if value})
    )
    return frozenset(month for month in found if 1 <= month <= 12)


def _dates(words: Words) -> list[_Date]:
    """The dates that an answer touches; a year given once holds for all."""
    text, start, end = words.text, words.start, words.end
    found: list[_Date] = []
    for match in DATE.finditer(text):
        if match.start() < end and match.end() > start:
            found += _read_date({k[0]: v for k, v in match.groupdict().items() if v})
    years = {date["year"] for date in found if "year" in date}
    if len(years) == 1:
        (year,) = years
        found = [{"decade": year // 10, "year": year} | date for date in found]
    clock = _CLOCK.search(text, start, end)
    if clock and len(found) < 2:
        # Halves of the day are told apart in one notation only.
        minutes = (int(clock[1]) * 60 + int(clock[2] or 0)) % 720
        found = [{**(found[0] if found else {}), "clock": minutes}]
    return found


def _is_bound(words: Words) -> bool:
    """Whether an answer only says before or after what."""
    first = DATE.search(words.text, words.start)
    return first is not None and _BOUND.search(words.text, 0, first.start()) is not None


def _read_date(parts: dict[str, str]) -> Iterator[_Date]:
    date: _Date = {}
    if "y" in parts:
        year = int(parts["y"])
        date = {"decade": year // 10} if "s" in parts else {"decade": year // 10, "year": year}
    if "m" in parts:
        name = parts["m"][:3]
        date["month"] = int(name) if name.isdigit() else 1 + _FIRST_LETTERS.index(name.lower())
    if "d" in parts:
        date["day"] = int(parts["d"])
    yield date
    if "e" in parts:
        yield {**date, "day": int(parts["e"])}
    if "z" in parts:
        last = date["year"] // 100 * 100 + int(parts["z"])
        yield {"decade": last // 10, "year": last}


def _meet(one: _Date, other: _Date) -> bool | None:
    shared = one.keys() & other.keys()
    return all(one[part] == other[part] for part in shared) if shared else None


def _lie_apart(left: Sequence[_Date], right: Sequence[_Date]) -> bool:
    """Whether all years of one are before all of the other; each date must give its year."""
    years = [[date.get("year", 0) for date in dates] for dates in (left, right)]
    if not all(years) or 0 in (*years[0], *years[1]):
        return False
    first, last = sorted(years, key=min)
    return max(first) < min(last)


def same_times(one: Words, other: Words) -> bool | None:
    """Whether two answers mean the same time; None where that cannot be told.

    A stretch of time contradicts another, but not a time that may lie in it, nor do several years a
    year between them; and a date that only bounds the time meant contradicts none.
    """
    left, right = _dates(one), _dates(other)
    if len(left) != len(right):
        if any(_meet(first, second) for first in left for second in right):
            return True
        is_bound = _is_bound(one) or _is_bound(other)
        return False if _lie_apart(left, right) and not is_bound else None
    told = [_meet(*pair) for pair in zip(left, right, strict=True)]
    if False in told:
        return None if _is_bound(one) or _is_bound(other) else False
    return True if told and None not in told else None
