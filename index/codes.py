"""Codes, models and versions that a question names: E-1042, LP-200x, 4.5.1."""

import re
from dataclasses import dataclass

# Of few digits it may be told otherwise: "WW1" as "World War I"; "mid-1980" is a year.
_CODE = re.compile(
    r"(?<![\w.-])(?!\w{2,}[-‐‑–]?(?:1[6-9]|20)\d\ds?\b)(?P<letters>[a-z]{1,6})[-‐‑–]?"
    r"(?P<digits>\d{3,}|\d\d(?!s)[a-z]|0\d)(?P<last>[a-z]?)(?![\w/-]|\.\d)",
    re.IGNORECASE,
)
_VERSION = re.compile(r"(?<![\w.])v?(?P<version>\d+(?:\.\d+){2,})(?!\w|\.\d)", re.IGNORECASE)
_DATE = re.compile(r"\d{1,2}\.\d{1,2}\.(?:\d\d){1,2}")
_MOST = 8


@dataclass(frozen=True, slots=True)
class Code:
    """A code as it is ``typed``, the terms one after another by which it may stand in the index, and
    what finds it in a text."""

    typed: str
    phrases: tuple[str, ...]
    pattern: str


def codes(question: str) -> tuple[Code, ...]:
    """The codes and versions in a question, each once, the first few.

    >>> [one.phrases for one in codes("Is E-1042 of 4.5.1, like LP200x, from mid-1980?")]
    [('e 1042', 'e1042'), ('lp 200x', 'lp200x'), ('4 5 1',)]
    """
    found = {code.phrases: code for code in (*_codes(question), *_versions(question))}
    return tuple(found.values())[:_MOST]


def _codes(question: str) -> list[Code]:
    found = []
    for match in _CODE.finditer(question):
        letters, last = match["letters"].lower(), match["last"].lower().removesuffix("s")
        digits = match["digits"].lower() + last
        pattern = rf"(?<![\w-]){letters}[-‐‑–\s]?{digits}s?(?!\w|-\w)"
        found.append(Code(match[0], (f"{letters} {digits}", f"{letters}{digits}"), pattern))
    return found


def _versions(question: str) -> list[Code]:
    told = ((match[0], match["version"]) for match in _VERSION.finditer(question))
    return [
        Code(typed, (one.replace(".", " "),), rf"(?<![\w.])v?{re.escape(one)}(?!\w|\.\d)")
        for typed, one in told
        if not _DATE.fullmatch(one)
    ]
