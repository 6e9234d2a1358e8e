"""What kind of answer a question asks for, and where such words stand in a text.

Rules for English; a question they do not know expects nothing, and nothing follows from it.
"""

import re
from enum import StrEnum
from functools import lru_cache

from index.words import fold, word_spans

_MONTH = (
    "january|february|march|april|may|june|july|august|september|october|november|december|"
    "jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec"
)
# fmt: off
NUMBER_WORDS = frozenset((
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "hundred",
    "hundreds", "thousand", "thousands", "million", "millions", "billion", "billions", "dozen",
    "half", "once", "twice",
))
# fmt: on
_FIGURE = rf"[-+~≈]?[$€£¥]?\d[\d,.]*\d%?|[$€£¥]?\d%?|\b(?:{'|'.join(sorted(NUMBER_WORDS))})\b"


class Expected(StrEnum):
    """The kinds of answer that are told apart."""

    TIME = "time"
    NUMBER = "number"
    PERSON = "person"
    PLACE = "place"


_QUESTIONS = (
    (
        Expected.NUMBER,
        re.compile(
            r"\bhow (?:many|much|large|big|long(?! ago)|far|old|tall|high|deep|wide|often|fast|heavy|strong)"
            r"\b|\b(?:what|which) (?:\w+ )?(?:number|percent|percentage|share|amount|total|size|"
            r"population|distance|length|height|age|rate|speed|cost|price|calibre|caliber)\b"
            r"|\bnumber of\b",
            re.IGNORECASE,
        ),
    ),
    (
        Expected.TIME,
        re.compile(
            r"\bwhen\b|\b(?:what|which) (?:\w+ )?(?:year|date|day|month|time|century|decade|hour)s?\b"
            r"|\bhow long ago\b|\bdate of\b",
            re.IGNORECASE,
        ),
    ),
    (
        Expected.PERSON,
        re.compile(
            r"\bwho(?:m|se)?\b|\b(?:what|which) (?:\w+ )?(?:person|man|woman|general|author|"
            r"commander|officer|president|king|queen|scientist|historian|minister|leader)\b",
            re.IGNORECASE,
        ),
    ),
    (
        Expected.PLACE,
        re.compile(
            r"\bwhere\b|\b(?:what|which) (?:\w+ )?(?:city|town|country|place|river|state|village|"
            r"region|province|continent|island|location)\b",
            re.IGNORECASE,
        ),
    ),
)
_TIMES = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?[ \u00a0](?:of )?(?:{_MONTH})\b(?:,? \d{{4}})?"
    rf"|(?:{_MONTH})\b\.?(?: \d{{1,2}}(?:st|nd|rd|th)?\b)?(?:,? \d{{4}})?"
    r"|1[0-9]{3}s?|20[0-9]{2}s?|\d{1,2}:\d{2}(?: ?[ap]\.?m\.?)?|\d{1,2} ?[ap]\.?m\b\.?"
    r"|\d{1,4} (?:BCE?|AD|CE)\b|\d{1,2}(?:st|nd|rd|th) century)",
    re.IGNORECASE,
)
_NUMBERS = re.compile(_FIGURE, re.IGNORECASE)
# A capitalized word, or one cut short ("G.", "Gen.", "St."), that does not begin a sentence.
_NAME = r"(?:[^\W\d_a-z]\w{0,2}\.(?= )|[^\W\d_a-z][\w'’\u00ad-]*)"
_NAMES = re.compile(rf"(?<![.!?] )(?<!^)\b{_NAME}(?: (?:of |de |the )?{_NAME})*")


def expected(question: str) -> Expected | None:
    """The kind of answer a question asks for.

    >>> expected("When did the talks begin?")
    <Expected.TIME: 'time'>
    >>> expected("Why did they fail?") is None
    True
    """
    for kind, pattern in _QUESTIONS:
        if pattern.search(question):
            return kind
    return None


def candidates(kind: Expected, text: str, question: str) -> list[tuple[int, int]]:
    """Half-open offsets of the words of that kind in ``text`` that the question does not hold.

    >>> candidates(Expected.TIME, "It sank on 3 May 1912 off Malta.", "When did it sink?")
    [(11, 21)]
    """
    pattern = {Expected.TIME: _TIMES, Expected.NUMBER: _NUMBERS}.get(kind, _NAMES)
    asked = _words(question)
    found = []
    for match in pattern.finditer(text):
        words = [fold(match.group()[start:end]) for start, end in word_spans(match.group())]
        if any(word not in asked for word in words):
            found.append(match.span())
    return found


@lru_cache(maxsize=16)  # asked of each passage
def _words(question: str) -> frozenset[str]:
    return frozenset(fold(question[start:end]) for start, end in word_spans(question))
