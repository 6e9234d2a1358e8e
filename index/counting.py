"""What a number counts that is written in digits, as the Romans did, by a letter, or in words."""

import re
from functools import cache

ROMAN = r"(?=[IVXLC])C{0,3}(?:XC|XL|L?X{0,4})(?:IX|IV|V?I{0,4})"
"""A pattern for Roman numbers, below 400, in capitals."""

_ROMAN = re.compile(ROMAN, re.IGNORECASE)
_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_ALPHABET = 26
_MOST_LETTERS = 30
_NUMERALS = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l")),
    *((40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_MOST_ROMAN = 3999
_ONES = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TEENS = [
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
SMALL = {word: number for number, word in enumerate([*_ONES, *_TEENS], start=1)}
"""The numbers below twenty by their words."""

_ORDINALS = {"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth"}
_ORDINALS |= {"nine": "ninth", "twelve": "twelfth"}


def roman(told: str) -> int | None:
    """The value of a Roman number, in letters of either case; None for what is none.

    >>> roman("xiv"), roman("IM")
    (14, None)
    """
    if not _ROMAN.fullmatch(told):
        return None
    values = [_VALUES[char] for char in told.lower()]
    following = [*values[1:], 0]
    return sum(-one if one < other else one for one, other in zip(values, following, strict=True))


@cache
def spelt() -> dict[str, int]:
    """The numbers below a hundred by their words, cardinal and ordinal, in small letters.

    >>> spelt()["seven"], spelt()["twenty-first"]
    (7, 21)
    """
    cardinals = dict(SMALL)
    for ten, word in enumerate(_TENS, start=2):
        cardinals[word] = 10 * ten
        cardinals |= {f"{word}-{one}": 10 * ten + value for value, one in enumerate(_ONES, 1)}
    return cardinals | {_ordinal(word): value for word, value in cardinals.items()}


def _ordinal(word: str) -> str:
    before, dash, last = word.rpartition("-")
    last = last[:-1] + "ieth" if last in _TENS else _ORDINALS.get(last, last + "th")
    return before + dash + last


def written(count: int, form: str) -> str:
    """A count in a form by Word's name of it; in plain digits where the form is not known.

    >>> [written(28, form) for form in ("lowerLetter", "upperRoman", "ordinal", "chicago")]
    ['bb', 'XXVIII', '28th', '28']
    """
    if form in ("none", "bullet"):
        return ""
    if form in ("lowerLetter", "upperLetter") and 0 < count <= _ALPHABET * _MOST_LETTERS:
        rounds, letter = divmod(count - 1, _ALPHABET)
        return chr(ord("a" if form == "lowerLetter" else "A") + letter) * (rounds + 1)
    if form in ("lowerRoman", "upperRoman") and 0 < count <= _MOST_ROMAN:
        return _in_roman(count) if form == "lowerRoman" else _in_roman(count).upper()
    if form == "decimalZero":
        return f"{count:02d}"
    return f"{count}{_with_ending(count)}" if form == "ordinal" else str(count)


def _in_roman(count: int) -> str:
    parts = []
    for value, letters in _NUMERALS:
        times, count = divmod(count, value)
        parts.append(letters * times)
    return "".join(parts)


def _with_ending(count: int) -> str:
    if count % 100 in (11, 12, 13):
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(count % 10, "th")
