"""Codes, models and versions that a question names: E-1042, LP-200x, 4.5.1, CVE-2023-43796."""

import re
from dataclasses import dataclass

from index.words import is_stop_word

# Of few digits it may be told otherwise: "WW1" as "World War I"; "mid-1980" is a year, and what
# stands before a number may be a word: "under-100", "Dec-07", "EUR500".
_CODE = re.compile(
    r"(?<![\w.-])(?!(?:\w{2,}|c|ca)[-‐‑–]?(?:1\d|20)\d\ds?\b)(?P<letters>[a-z]{1,6})[-‐‑–]?"
    r"(?P<digits>\d{3,}|\d\d(?!s)[a-z]|0\d)(?P<last>[a-z]?)(?![\w/-]|\.\d)",
    re.IGNORECASE,
)
_WORDS = frozenset(
    ("post", "pre", "mid", "late", "early", "sub", "non", "top", "ad", "bc", "ce", "bce", "circa")
    + ("eur", "usd", "gbp", "chf", "gmt", "utc", "page", "pages", "year", "about", "nearly")
    + ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec")
    + ("june", "july", "march", "april", "august")
)
_UNITS = frozenset(
    ("percent", "hundred", "thousand", "million", "billion", "trillion", "k", "m", "bn", "c", "f")
    + ("mg", "g", "kg", "ml", "l", "mm", "cm", "km", "mi", "miles", "metres", "meters", "inches")
    + ("years", "months", "weeks", "days", "hours", "minutes", "seconds", "degrees", "points")
    + ("pounds", "dollars", "euros", "gb", "mb", "kb", "tb", "mmol", "nmol", "x", "times")
)
_VERSION = re.compile(r"(?<![\w.])v?(?P<version>\d+(?:\.\d+){2,})(?!\w|\.\d)", re.IGNORECASE)
# Of two parts it may be any number, but after a name.
_NAMED = re.compile(
    r"(?<![\w.-])(?P<name>[a-z][\w+-]*)\s+(?:(?:version|release)\s+)?"
    r"v?(?P<version>\d{1,4}\.\d{1,3})(?![\w%°-]|\.\d|\s*%)(?:\s+(?P<after>[a-z]+)\b)?",
    re.IGNORECASE,
)
_DATE = re.compile(r"\d{1,2}\.\d{1,2}\.(?:\d\d){1,2}|(?:1\d|20)\d\d\.\d{1,2}\.\d{1,2}")
_PLACE = re.compile(
    r"(?:§|\b(?:clause|section|chapter|article|para|paragraph|step|rule|part|table|figure)s?\.?)\s*$",
    re.IGNORECASE,
)
# Of several parts, two of which have figures: CVE-2023-43796.
_PARTED = re.compile(
    r"(?<![\w.-])[a-z]{2,6}(?:[-‐‑–](?=\w*\d)\w{2,16}){2,4}(?![\w-])", re.IGNORECASE
)
_HYPHEN = re.compile(r"[-‐‑–]")
_MOST = 8


@dataclass(frozen=True, slots=True)
class Code:
    """A code as it is ``typed``; how else it may be written, with its parts apart or not; the terms
    one after another by which it may then stand in the index, in the same order; its ``figures``;
    and what finds it in a text. A version of two parts has the ``name`` of what it is a version of."""

    typed: str
    written: tuple[str, ...]
    phrases: tuple[str, ...]
    figures: str
    pattern: str
    name: str = ""


def codes(question: str) -> tuple[Code, ...]:
    """The codes and versions in a question, each once, the first few.

    >>> [one.phrases for one in codes("Is E-1042 of 4.5.1, like LP200x, from mid-1980?")]
    [('e 1042', 'e1042'), ('lp 200x', 'lp200x'), ('4 5 1', 'v4 5 1')]
    """
    several = (*_parted(question), *_codes(question), *_versions(question), *_named(question))
    found = {code.phrases: code for code in several}
    return tuple(found.values())[:_MOST]


def _codes(question: str) -> list[Code]:
    found = []
    for match in _CODE.finditer(question):
        letters, digits = match["letters"], match["digits"] + match["last"].removesuffix("s")
        one, other = letters.lower(), digits.lower()
        if one in _WORDS or is_stop_word(one):
            continue
        pattern = rf"(?<![\w-]){one}[-‐‑–\s]?{other}s?(?!\w|-\w)"
        written = (f"{letters}-{digits}", f"{letters}{digits}")
        found.append(Code(match[0], written, (f"{one} {other}", f"{one}{other}"), other, pattern))
    return found


def _parted(question: str) -> list[Code]:
    found = []
    for match in _PARTED.finditer(question):
        parts = _HYPHEN.split(match[0].lower())
        if parts[0] not in _WORDS and not is_stop_word(parts[0]):
            pattern = rf"(?<![\w-]){'[-‐‑–]'.join(parts)}(?!\w|-\w)"
            found.append(Code(match[0], (match[0],), (" ".join(parts),), parts[-1], pattern))
    return found


def _versions(question: str) -> list[Code]:
    return [
        _version(match[0], match["version"])
        for match in _VERSION.finditer(question)
        if not _DATE.fullmatch(match["version"]) and not _PLACE.search(question, 0, match.start())
    ]


def _named(question: str) -> list[Code]:
    found = []
    for match in _NAMED.finditer(question):
        name, after = match["name"].lower(), (match["after"] or "").lower()
        start, end = match.span("version")
        is_number = is_stop_word(name) or name in _WORDS or after in _UNITS
        if not is_number and not _PLACE.search(question, 0, start):
            found.append(_version(question[start:end], match["version"], name))
    return found


def _version(typed: str, one: str, name: str = "") -> Code:
    terms = one.replace(".", " ")
    pattern = rf"(?<![\w.])v?{re.escape(one)}(?!\w|\.\d)"
    return Code(typed, (one, f"v{one}"), (terms, f"v{terms}"), terms, pattern, name)
