"""Versions of something named in a question: numpy 2.2, Python 3.11, the 1.23 release."""

import re
from dataclasses import dataclass

from index.codes import codes

_Parts = tuple[int, ...]

_DOTTED = r"\d{1,4}(?:\.\d{1,4})+"
# "Python 3.9 or later", "3.9–3.12", "3.9+", "3.x": not one version alone.
_OPEN = r"(?P<open>\+|\.x\b|\s*(?:or|and)\s+(?:later|newer|above|higher|up|earlier|older|below)\b)"
_TO = rf"(?:\s*(?:[-‐‑–—]|\bto\b|\bthrough\b)\s*v?(?P<last>{_DOTTED}))"
_AT = rf"v?(?P<first>{_DOTTED})(?![\d%])(?:{_OPEN}|{_TO})?"
_BOUND = re.compile(
    r"(?:[<>≤≥]=?|\b(?:since|from|before|until|till|after|below|above|than|least|most|to))\s*$",
    re.IGNORECASE,
)
_FARTHEST = 12  # characters before a name


@dataclass(frozen=True, slots=True)
class Version:
    """A version of what has a name, as it may be told, in its parts, and what finds versions of
    that name."""

    told: str
    parts: _Parts
    pattern: re.Pattern[str]

    def is_in(self, text: str) -> bool:
        """Whether a text names it, or a range with it, or has its number.

        >>> [one] = versions("Is foo 2.2 out?")
        >>> [one.is_in(t) for t in ("foo 2.1-2.3", "2.2.0", "Foo 12.2", "Bar 2.1")]
        [True, True, False, False]
        """
        number = rf"(?<![\w.])v?{re.escape('.'.join(map(str, self.parts)))}(?!\d)"
        if re.search(number, text, re.IGNORECASE):
            return True
        return any(map(self._may_be, self.pattern.finditer(text)))

    def is_other(self, text: str) -> bool:
        """Whether a text names versions of the same, and all of them are others.

        >>> [one] = versions("Is foo 2.2 out?")
        >>> [one.is_other(t) for t in ("Foo 2.1 is out.", "Foo 2.2.1", "foo 2.0–2.3", "Bar 2.1")]
        [True, False, False, False]
        """
        there = [self._may_be(match) for match in self.pattern.finditer(text)]
        return bool(there) and not any(there)

    def _may_be(self, match: re.Match[str]) -> bool:
        before = match.string[max(0, match.start() - _FARTHEST) : match.start()]
        if match["open"] or match["bound"] or _BOUND.search(before):
            return True
        first = _parts(match["first"])
        last = _parts(match["last"]) if match["last"] else first
        width = len(self.parts)
        return first[:width] <= self.parts <= last[:width]


def versions(question: str) -> tuple[Version, ...]:
    """The versions of something named in a question.

    >>> [one.told for one in versions("Does numpy 2.2 need python 3.9, or 2.5 GB?")]
    ['numpy 2.2', 'python 3.9']
    """
    return tuple(
        Version(
            f"{code.name} {code.typed}", _parts(code.figures.replace(" ", ".")), _pattern(code.name)
        )
        for code in codes(question)
        if code.name
    )


def _pattern(name: str) -> re.Pattern[str]:
    kind = r"(?:(?:version|release)\s+)?"
    named = rf"(?<![\w-]){re.escape(name)}[\s-]+{kind}(?P<bound>[<>≤≥]=?\s*)?[`*]*{_AT}"
    return re.compile(named, re.IGNORECASE)


def _parts(dotted: str) -> _Parts:
    return tuple(map(int, dotted.split(".")))
