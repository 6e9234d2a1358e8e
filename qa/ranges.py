"""Measures in a question, and the ranges of a text that hold them: 120 kg lies in "101-150 kg"."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.counting import SMALL
from index.words import terms

# fmt: off
_SIZES = {
    "mass": {"mg": 1e-6, "g gram grams": 1e-3, "kg kgs kilo kilos kilogram kilograms": 1.0,
             "tonne tonnes ton tons": 1e3, "lb lbs": 0.4536, "oz ounce ounces": 0.02835},
    "length": {"mm": 1e-3, "cm": 1e-2, "m metre metres meter meters": 1.0,
               "km kilometre kilometres kilometer kilometers": 1e3, "inch inches": 0.0254,
               "ft foot feet": 0.3048, "yard yards": 0.9144, "mile miles": 1609.344},
    "volume": {"ml": 1e-3, "l litre litres liter liters": 1.0, "gallon gallons": 3.785},
    "time": {"second seconds sec secs": 1 / 86400, "minute minutes min mins": 1 / 1440,
             "hour hours hr hrs": 1 / 24, "day days": 1.0, "week weeks wk wks": 7.0,
             "month months": 30.44, "year years yr yrs yo": 365.25},
    "data": {"kb": 1e3, "mb": 1e6, "gb": 1e9, "tb": 1e12},
    "share": {"% percent": 1.0}, "heat": {"°c degree degrees": 1.0}, "people": {"people persons": 1.0},
    "dollar": {"$ dollar dollars usd": 1.0}, "euro": {"€ euro euros eur": 1.0},
    "pound": {"£ gbp": 1.0},
}
# fmt: on
_UNITS = {
    word: (kind, size)
    for kind, sizes in _SIZES.items()
    for words, size in sizes.items()
    for word in words.split()
}
_WORDS = "|".join(sorted((re.escape(w) for w in _UNITS if w[0].isalpha()), key=len, reverse=True))
_UNIT = rf"(?:[\s-]?(?P<%s>(?:{_WORDS})(?![^\W_])|%%|°C))?"
_NUMBER = (
    rf"\d{{1,3}}(?:,\d{{3}})+(?!\d)(?:\.\d+)?|\d{{1,9}}(?:\.\d{{1,9}})?|(?:{'|'.join(SMALL)})\b"
)
_AND_MORE = "more|over|above|upwards?|older|longer|heavier|later"
_AND_LESS = "less|under|below|fewer|younger|shorter|lighter|earlier"
_BEFORE = (
    rf"(?P<over>over|above|beyond|exceed(?:s|ing)?|(?:{_AND_MORE}|greater|higher|larger) than|>(?!=))"
    rf"|(?P<under>under|below|(?:{_AND_LESS}|lower|smaller) than|<(?!=))"
    r"|(?P<least>at least|not less than|≥|>=)|(?P<most>up to|at most|(?:no|not) more than|≤|<=)"
)
_AGED = r"\bage[sd]?\s{1,3}(?:of\s|between\s|from\s)?"
_MEASURE = re.compile(
    rf"(?P<aged>{_AGED})?(?:(?:{_BEFORE})[\s-]{{0,3}})?(?P<sign>[$£€])?(?<![\w.,/])"
    r"(?:(?<![^\W\d_]-)|(?<=over-)|(?<=under-))"
    rf"(?P<low>{_NUMBER}){_UNIT % 'unit'}(?![.,]?\d)"
    rf"(?:(?:\s?[-–—]\s?|\s{{1,3}}(?:to|and|or)\s{{1,3}})[$£€]?(?P<high>{_NUMBER}){_UNIT % 'last'}"
    rf"(?![.,]?\d))?(?P<more>\s?\+|,?\s(?:or|and)\s(?:{_AND_MORE})\b)?"
    rf"(?P<less>,?\s(?:or|and)\s(?:{_AND_LESS})\b)?(?P<s>s\b)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Range:
    """From ``low`` to ``high``, of the ``kind`` of a ``unit`` that it is told in, but in the one of
    that kind whose size is 1; ``is_open`` tells of each end whether it is itself left out."""

    low: float
    high: float
    kind: str
    unit: str
    is_open: tuple[bool, bool] = (False, False)

    def meets(self, other: "Range") -> bool:
        """Whether the two have a value in common."""
        first, last = sorted((self, other), key=lambda one: (one.low, one.high))
        if last.low == first.high:
            return not last.is_open[0] and not first.is_open[1]
        return last.low < first.high


def measures(question: str) -> tuple[Range, ...]:
    """What a question gives measures of: "a child of 8 years", "longer than five minutes".

    >>> [(one.low, one.high, one.unit) for one in measures("May 120kg be lifted for 2-3 hours?")]
    [(120.0, 120.0, 'kg'), (0.08333333333333333, 0.125, 'hours')]
    """
    return tuple(one for one, _ in _ranges(question))


def holds(asked: Range, text: str, label: str = "") -> bool | None:
    """Whether a range in a text holds a measure; None where it has none in the same unit, or the
    measure itself. ``label`` names the unit of the numbers that have none."""
    unit = next((word for word in terms(label) if word in _UNITS), "")
    found = [(one, is_range) for one, is_range in _ranges(text, unit) if one.kind == asked.kind]
    met = [is_range for one, is_range in found if one.meets(asked)]
    if met:
        return True if any(met) else None
    same = _UNITS[asked.unit]
    return False if any(is_range and _UNITS[one.unit] == same for one, is_range in found) else None


def _ranges(text: str, unit: str = "") -> Iterator[tuple[Range, bool]]:
    """What has a unit, each with whether it is more than a single value."""
    for match in _MEASURE.finditer(text):
        is_bound = bool(match["over"] or match["under"])
        is_age = bool(match["aged"] or (match["s"] and is_bound))  # the over-65s
        told = match["unit"] or match["last"] or match["sign"] or ("years" if is_age else unit)
        named, last = told.lower(), (match["last"] or told).lower()
        if named not in _UNITS or _UNITS[named][0] != _UNITS[last][0]:
            continue
        low = _value(match["low"]) * _UNITS[named][1]
        high = _value(match["high"]) * _UNITS[last][1] if match["high"] else low
        if low > high:
            continue
        if not match["high"]:
            if match["over"] or match["least"] or match["more"]:
                high = math.inf
            elif match["under"] or match["most"] or match["less"]:
                low = -math.inf
        is_open = (bool(match["over"]), bool(match["under"]))
        yield Range(low, high, _UNITS[last][0], last, is_open), low != high


def _value(text: str) -> float:
    return float(SMALL.get(text.lower()) or text.replace(",", ""))
