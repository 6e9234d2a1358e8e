"""Numbers in English text, compared with what they count."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.words import is_stop_word, terms
from qa.dates import DATE, Words
from qa.question import stems

# "About 20,000" says the same as 19,714; "more than 50,000" as 57,000, since nobody says it of
# 90,000; and without a word, 500 the same as 498.
_ABOUT = 1.05
_BEYOND = 1.15
_ROUNDED = 1.01
_MOST_COUNTED = 4  # words

# fmt: off
_SMALL = terms("zero one two three four five six seven eight nine ten eleven twelve thirteen "
               "fourteen fifteen sixteen seventeen eighteen nineteen")
_TENS = terms("twenty thirty forty fifty sixty seventy eighty ninety")
_SCALES = {"hundred": 100, "thousand": 1e3, "million": 1e6, "billion": 1e9, "dozen": 12}
_WORDS = {word: float(value) for value, word in enumerate(_SMALL)} | {
    word: 10.0 * value for value, word in enumerate(_TENS, start=2)
}
# Words that count the same, first those that say what befell what is counted.
_BEFELL = {
    "dead": "dead die killed deaths fatalities", "hurt": "wounded injured hurt",
    "missing": "missing", "ill": "sick ill", "taken": "captured prisoner prisoners",
    "lost": "lose losing lost losses loss destroyed casualties casualty",
}
_COUNTED = {
    "person": "men man soldiers troops personnel people persons person strength",
    "aircraft": "aircraft plane airplane aeroplane warplane",
}
_UNITS = {
    "percent": "% percent",
    "km": "km kilometre kilometer", "mile": "mile mi", "metre": "metre meter",
    "cm": "cm centimetre centimeter", "mm": "mm millimetre millimeter", "foot": "foot feet ft",
    "kg": "kg kilogram kilo", "tonne": "ton tonne",
}
_ASKING = stems("many much long far large big old high often fast year date day month number total")
# fmt: on
_LEADING = frozenset(("-", *terms("of the its their his her were was are is had been have")))
_JOINING = frozenset(("and", "or", "&", "-", '"', "“", "”"))
_BEFALLEN = {stem: to for to, words in _BEFELL.items() for stem in stems(words)}
_SYNONYMS = {s: to for to, ws in (_COUNTED | _UNITS).items() for s in stems(ws)} | {"%": "percent"}

_FIGURE = r"\d{1,3}(?:[,\u00a0\u202f ]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"
_SCALE = "|".join(_SCALES)
_WORD = rf"(?:{'|'.join([*_SMALL, *_TENS])}|{_SCALE})\b"
_AMOUNT = (
    rf"(?:(?:{_FIGURE})(?:\s?(?:{_SCALE})s?\b)?|\b(?:half a\s+)?{_WORD}"
    rf"(?:(?:[\s-]+|(?:(?<=hundred)|(?<=thousand)|(?<=million)) and ){_WORD})*)"
)
NUMBER = re.compile(
    rf"(?P<between>\bbetween\s+)?(?<![\w/.,])(?<!\w-)(?P<low>{_AMOUNT})(?!\d|(?:st|nd|rd|th)\b)"
    rf"(?:(?(between)\s+and\s+|(?:\s?[-–—]\s?|\s+to\s+|\s+or\s+))(?P<high>{_AMOUNT})"
    r"(?!\d|(?:st|nd|rd|th)\b))?",
    re.IGNORECASE,
)
_HEDGE = re.compile(
    r"(?:(?P<about>about|around|some|roughly|approximately|approx\.|circa|estimated|[~≈])"
    r"|(?P<over>over|(?:more|greater) than|at least|exceeding|upwards? of)"
    r"|(?P<under>under|(?:less|fewer) than|up to|as many as|at most|nearly|almost|close to))"
    r"\s*(?:an?\s+|the\s+)?$",
    re.IGNORECASE,
)
_OR_MORE = re.compile(r"\+| or more\b", re.IGNORECASE)
_COUNTING = re.compile(r"[^\W\d_][\w'’]*(?:-\w+)*|\S")


@dataclass(frozen=True, slots=True)
class _Amount:
    """A number, or a stretch of numbers, with what is counted and what befell it."""

    low: float
    high: float
    counted: frozenset[str]
    befell: frozenset[str]


def meanings(text: str) -> frozenset[str]:
    """Stems of the words that carry a topic, one for those that mean the same.

    >>> sorted(meanings("How many of the troops were killed?"))
    ['dead', 'person']
    """
    found = stems(" ".join(term for term in terms(text) if not is_stop_word(term)))
    return frozenset(_BEFALLEN.get(s) or _SYNONYMS.get(s, s) for s in found - _ASKING if s)


def counted(words: Words) -> frozenset[str]:
    """What the numbers in an answer count, as meanings."""
    return frozenset().union(*(amount.counted | amount.befell for amount in _amounts(words)))


def same_amounts(one: Words, other: Words, question: str) -> bool | None:
    """Whether a number of one answer is one of the other's, among those that count the same; None
    where there are none. A number that names nothing counts what was asked for."""
    asked = _parted([term for term in terms(question) if not is_stop_word(term)])
    told = [
        first.low <= second.high * _ROUNDED and second.low <= first.high * _ROUNDED
        for first in _amounts(one)
        for second in _amounts(other)
        if _count_the_same(first, second, asked)
    ]
    return any(told) if told else None


def _amounts(words: Words) -> list[_Amount]:
    """The numbers that begin in an answer, each with what the words after it count; and their sum,
    since the officers and the men may be given as one."""
    text = words.text
    dates = [match.span() for match in DATE.finditer(text) if not match["y4"]]
    found: list[_Amount] = []
    for match in NUMBER.finditer(text):
        at = match.start("low")
        if words.start <= at < words.end and not any(a <= at < b for a, b in dates):
            low, high = _bounds(match)
            found.append(_Amount(low, high, *_counted(text[match.end() :])))
    if len(found) > 1:
        befell = _fates({fate for amount in found for fate in amount.befell})
        total = (sum(amount.low for amount in found), sum(amount.high for amount in found))
        found.append(_Amount(*total, frozenset(), befell))
    return found


def _bounds(match: re.Match[str]) -> tuple[float, float]:
    """Between what a number lies, by its own words and those right before it."""
    low = high = _value(match["low"])
    if match["high"]:
        high = _value(match["high"])
        scale = re.search(_SCALE, match["high"], re.IGNORECASE)
        if scale and not re.search(_SCALE, match["low"], re.IGNORECASE):
            low *= _SCALES[scale.group().lower()]  # 1.2 to 1.7 million
        elif low < 1000 and low * 1000 <= high:
            low *= 1000  # 35–36,000
    low, high = min(low, high), max(low, high)
    before = match.string[max(0, match.start() - 30) : match.start()]
    hedge = _HEDGE.search(before)
    kind = hedge.lastgroup if hedge else "over" if _OR_MORE.match(match.string, match.end()) else ""
    if kind == "about":
        return low / _ABOUT, high * _ABOUT
    if kind == "over":
        return low, high * _BEYOND
    return (low / _BEYOND, high) if kind == "under" else (low, high)


def _value(text: str) -> float:
    """The value of a number in figures or words."""
    total = part = 0.0
    for token in re.findall(
        r"[\d.,\u00a0\u202f ]*\d|[a-z]+", re.sub(rf"({_SCALE})s\b", r"\1", text.lower())
    ):
        if token in _SCALES:
            part = (part or 1.0) * _SCALES[token]
            if _SCALES[token] >= 1000:
                total, part = total + part, 0.0
        elif token == "half":
            part = 0.5
        elif token in _WORDS:
            part += _WORDS[token]
        elif token[-1].isdigit():
            part = float(re.sub(r"[^\d.]", "", token))
    return total + part


def _counted(after: str) -> tuple[frozenset[str], frozenset[str]]:
    """What the words right after a number say is counted, and what befell it."""
    words: list[str] = []
    for token in _COUNTING.findall(_OR_MORE.sub("", after[:80], count=1)):
        word = token.lower()
        if word in (_JOINING if words else _LEADING):
            continue
        if word != "%" and (not word[0].isalpha() or is_stop_word(word) or word in _WORDS):
            break
        words.append(word)
        if len(words) == _MOST_COUNTED:
            break
    return _parted(words)


def _parted(words: Sequence[str]) -> tuple[frozenset[str], frozenset[str]]:
    found = stems(" ".join(words)) | ({"%"} & set(words))
    befell = _fates({_BEFALLEN[stem] for stem in found if stem in _BEFALLEN})
    return frozenset(_SYNONYMS.get(s, s) for s in found if s not in _BEFALLEN), befell


def _fates(fates: set[str]) -> frozenset[str]:
    """The killed and wounded are the casualties."""
    return frozenset({"lost"} if {"dead", "hurt"} <= fates else fates)


def _count_the_same(
    one: _Amount, other: _Amount, asked: tuple[frozenset[str], frozenset[str]]
) -> bool:
    (things, fates), (things2, fates2) = (
        (item.counted, item.befell) if item.counted or item.befell else asked
        for item in (one, other)
    )
    if things & _UNITS.keys() != things2 & _UNITS.keys() and things and things2:
        return False
    met = not things or not things2 or things & things2
    return bool(met) and (not fates or not fates2 or fates == fates2)
