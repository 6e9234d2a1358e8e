"""Text in a box that is drawn around it with one sign, as licences print what is to be seen."""

import re
from collections.abc import Sequence

_MOST_LINES = 200  # of a box
_FEWEST_SIGNS = 10
_MOST_OFF = 1  # columns between the right edges of lines
_RULE = re.compile(rf"[ \t]*([*#%])\1{{{_FEWEST_SIGNS - 1},}}[ \t\r]*\n?")
_BORDERED = re.compile(r"([ \t]*)([*#%])(?=[ \t])(.*)(?<=[ \t])\2[ \t\r]*\n?")
_FEWEST_WITHIN = {"#": 2}  # "# Title #" is a heading by itself


def unboxed(text: str) -> str:
    """A text with spaces, one for each character, in the place of the boxes drawn in it.

    >>> unboxed("************\\n*  Notice  *\\n************\\n")
    '            \\n   Notice   \\n            \\n'
    """
    if not any(sign * _FEWEST_SIGNS in text for sign in "*#%"):
        return text
    lines = text.splitlines(keepends=True) if "\n" in text else [text]
    at = 0
    while at < len(lines):
        end = _closing(lines, at)
        lines[at:end] = map(_bare, lines[at:end])
        at = max(end, at + 1)
    return "".join(lines)


def _closing(lines: Sequence[str], at: int) -> int:
    """The line after the last of the box that a line opens; ``at`` where it opens none."""
    rule = _RULE.fullmatch(lines[at])
    if rule is None:
        return at
    left, right = rule.start(1), len(lines[at].rstrip())
    within = 0
    for near in range(at + 1, min(len(lines), at + _MOST_LINES)):
        if lines[near].strip() == lines[at].strip():
            return near + 1 if within >= _FEWEST_WITHIN.get(rule[1], 1) else at
        found = _BORDERED.fullmatch(lines[near])
        if found is None or found[2] != rule[1] or found.start(2) != left:
            return at
        if abs(len(lines[near].rstrip()) - right) > _MOST_OFF:
            return at
        within += bool(found[3].strip())
    return at


def _bare(line: str) -> str:
    """A line of a box without what is drawn."""
    drawn = len(line.rstrip())
    left = len(line) - len(line.lstrip())
    if _RULE.fullmatch(line):
        return " " * drawn + line[drawn:]
    return f"{line[:left]} {line[left + 1 : drawn - 1]} {line[drawn:]}"
