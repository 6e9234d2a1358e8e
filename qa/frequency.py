"""How often something is done, in English words, compared by what comes between two times."""

import re
from dataclasses import dataclass

from index.counting import SMALL

_DAYS = {
    "second": 1 / 86400, "minute": 1 / 1440, "hour": 1 / 24, "day": 1.0, "night": 1.0,
    "week": 7.0, "fortnight": 14.0, "month": 365.25 / 12, "quarter": 365.25 / 4, "year": 365.25,
}  # fmt: skip
# "Biweekly" and the like are said of two things.
_ADVERBS = {
    "hourly": "hour", "daily": "day", "nightly": "day", "weekly": "week", "fortnightly": "fortnight",
    "monthly": "month", "quarterly": "quarter", "yearly": "year", "annual": "year",
    "annually": "year",
}  # fmt: skip
_UNIT = "|".join(_DAYS)
_COUNT = rf"\d{{1,3}}|{'|'.join(SMALL)}"
_ADVERB = "|".join(_ADVERBS)
_TIMES = rf"(?:(?P<once>once|twice)|(?P<times>{_COUNT})\s+times)"
_ASKED = re.compile(
    r"\bhow (?:often|frequent|many times)|\bfrequency\b|\bintervals?\b", re.IGNORECASE
)
_HEDGE = (
    r"(?:(?:at (?:least|most)|about|approximately|usually|up to|no(?:t)? (?:more|less) than)\s+)?"
)
_OFTEN = re.compile(
    # "twice a year", "three times every two weeks", "once daily"
    rf"{_HEDGE}(?:{_TIMES}\s+(?:(?:an?|per|each|every)\s+(?:(?P<many>{_COUNT})\s+)?(?P<unit>{_UNIT})s?"
    rf"|(?P<once_adverb>{_ADVERB}))\b"
    # "every other day", "every 4-6 weeks", "each year"
    rf"|(?:every|each)\s+(?:(?P<other>other|second)\s+|(?P<low>{_COUNT})"
    rf"(?:\s?(?:[-–]|to\b|or\b)\s?(?P<high>{_COUNT}))?[\s-]+)?(?P<every>{_UNIT})s?\b"
    rf"|(?P<half>half[\s-]?)?(?P<adverb>{_ADVERB})\b)",
    re.IGNORECASE,
)
_CLOSE = 1.02


@dataclass(frozen=True, slots=True)
class Often:
    """Days from one time to the next, at least and at most."""

    low: float
    high: float

    def meets(self, other: "Often") -> bool:
        """Whether the two may be the same."""
        return self.low <= other.high * _CLOSE and other.low <= self.high * _CLOSE


def is_asked(question: str) -> bool:
    """Whether a question asks how often something is done."""
    return _ASKED.search(question) is not None


def often(text: str) -> Often | None:
    """How often something is done, as a text begins by saying; None where it says no such thing.

    >>> often("twice a week"), often("every 4-6 weeks, or sooner"), often("biweekly")
    (Often(low=3.5, high=3.5), Often(low=28.0, high=42.0), None)
    """
    found = _OFTEN.match(text)
    if found is None:
        return None
    if found["adverb"]:
        days = _DAYS[_ADVERBS[found["adverb"].lower()]] / (2 if found["half"] else 1)
        return Often(days, days)
    if found["every"]:
        days = _DAYS[found["every"].lower()]
        low = 2 if found["other"] else _number(found["low"])
        return Often(low * days, max(low, _number(found["high"])) * days)
    unit = found["unit"] or _ADVERBS[found["once_adverb"].lower()]
    times = _number(found["times"]) * (2 if (found["once"] or "").lower() == "twice" else 1)
    days = _DAYS[unit.lower()] * _number(found["many"]) / max(times, 1)
    return Often(days, days)


def _number(text: str | None) -> int:
    """What a number says, 1 where there is none."""
    if not text:
        return 1
    return int(text) if text.isdigit() else SMALL[text.lower()]
