"""Lines that stand together → which of them are one paragraph that is wrapped."""

import re
from collections.abc import Sequence

from index.lines import (
    LONGEST_WRAPPED,
    SHORTEST_WRAPPED,
    Line,
    ends_open,
    is_sentence,
    runs_on,
)

_STOP_WITHIN = re.compile(r"\w{2}[`'\"”)]?[.!?] +[\"“(`]?[A-Z]")


def records(lines: Sequence[Line]) -> list[tuple[int, int]]:
    """Lines that stand together → first and last of each stretch that is one by itself.

    Wrapped lines are one stretch. Where lines end well before the width they could have, and the
    next begins like a beginning, each is one: ``[(0, 0), (1, 1)]``.
    """
    if len(lines) == 1 or _is_wrapped(lines):
        return [(0, len(lines) - 1)]
    starts = [0]
    for number in range(1, len(lines)):
        above = lines[number - 1].text
        # Short lines of whole sentences are one paragraph, however they are broken.
        is_stop = len(above) <= LONGEST_WRAPPED and is_sentence(above)
        if not is_stop and not _goes_on(above, lines[number].text):
            starts.append(number)
    ends = [start - 1 for start in starts[1:]]
    return list(zip(starts, [*ends, len(lines) - 1], strict=True))


def _goes_on(above: str, text: str) -> bool:
    """Whether a line goes on with the one above: it begins with a small letter, or follows a comma
    or a word that ends nothing; or what begins with a sign stands below a line that runs on."""
    if text[0].islower() or above[-1] in ",，、":
        return True
    if ends_open(above) and (len(above) >= SHORTEST_WRAPPED or not text[0].isupper()):
        return True
    if text[0].isupper() or not runs_on(above):
        return False
    if text[:2] in ("- ", "+ ", "* ") or (text[0] in "`[(\"“'" and above[-1].islower()):
        return above[0] != text[0]
    return text[0] != "<" and _STOP_WITHIN.search(above) is not None


def _is_wrapped(lines: Sequence[Line]) -> bool:
    lengths = sorted(len(line.text) for line in lines)
    width = lengths[int(0.9 * (len(lengths) - 1) + 0.5)]
    uncased = lines[0].text[0].isalpha() and lines[0].text[0].upper() == lines[0].text[0].lower()
    if not (25 if uncased else SHORTEST_WRAPPED) <= width <= LONGEST_WRAPPED:
        return False
    full = sum(len(line.text) >= 0.75 * width for line in lines[:-1])
    if full < 0.7 * (len(lines) - 1):
        return False
    if uncased or len(lines) < 4 or any(line.text[0].islower() for line in lines[1:]):
        return True
    return is_sentence(lines[-1].text) and all(line.text.isupper() for line in lines)
