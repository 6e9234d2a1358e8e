"""Code among the lines of a text: between fences, or only set in."""

import re
from collections.abc import Sequence

from index.headings import FENCE
from index.lines import Line, is_sentence, marker

SET_IN = 4
"""Columns that code without fences is set in, unless ``::`` announces it."""

_LINES_LOOKED_AT = 20
_LOOKS_LIKE_CODE = re.compile(
    r"[;{}\\]$|^(?:[$%>#]|>>>) \S|^[\w.]+\([^()]*\)[;:,]?$|^[\w.\[\]]+ ?[:+-]?= ?\S"
    r"|^</?\w[^<>]*>|^(?:def|class|for|while|if|else|try|with)\b.*:$"
    # … or a program's log does
    r"|^\[?\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d|^(?:\w+\.)*[A-Z]\w*(?:Error|Exception): |^Traceback \("
)


def opened(line: Line) -> str:
    """The fence that a line opens code with, be it behind a list marker; ``""`` for none."""
    mark = None if line.table else marker(line)
    fence = FENCE.match(line.text[mark.width :] if mark else line.text)
    return fence[1] if fence is not None else ""


def closing(lines: Sequence[Line], at: int, fence: str) -> int:
    """The line that closes a fence opened at a line; 0 where none does."""
    return next((end for end in range(at + 1, len(lines)) if closes(lines[end], fence)), 0)


def closes(line: Line, fence: str) -> bool:
    """Whether a line closes what a fence opened."""
    return line.text.startswith(fence) and not line.text.strip(fence[0])


def set_in(lines: Sequence[Line], at: int, announced: bool, deep: int = SET_IN) -> int:
    """How many lines from ``at`` on, which an empty line parts from those above, are code that
    is set in, at least ``deep`` unless announced; 0 where it is not, or is prose."""
    deep = lines[at].indent if announced else deep
    if lines[at].indent < max(deep, 1) or lines[at].table:
        return 0
    if not announced and not _is_code(lines, at, deep):
        return 0
    end = at
    last = at
    while end < len(lines) and (lines[end].indent >= deep or not lines[end].text):
        last = end if lines[end].text else last
        end += 1
    return last + 1 - at


def _is_code(lines: Sequence[Line], at: int, deep: int) -> bool:
    """Whether lines that nothing marks as code are some: most end, assign or call as prose does
    not."""
    if marker(lines[at]):
        return False
    shown: list[str] = []
    for line in lines[at : at + _LINES_LOOKED_AT]:
        if line.text and line.indent < deep:
            break
        shown += [line.text[:500]] if line.text else []
    looks = sum(1 for text in shown if _LOOKS_LIKE_CODE.search(text) is not None)
    return looks * 2 >= len(shown) and not is_sentence(shown[-1])
