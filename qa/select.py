"""Matched passages → windows in the order in which they are quoted."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from index.search import Hit
from qa.confidence import weights
from qa.question import Question
from qa.reader.reading import Reading
from qa.rerank import Matched
from qa.signals import Window, windows

# Of log odds: what lies beyond differs from one processor to another, and would part equal texts.
_DIGITS = 4

Scored = tuple[Window, float]


def by_window(question: Question, matched: Iterable[Matched]) -> list[Scored]:
    """Every window of the passages with its log odds of holding the answer, best first, as far as
    can be told before the passages are read."""
    found = [window for item in matched for window in windows(question, item)]
    return _sorted(_scored(found, is_read=False))


def by_passage(question: Question, matched: Iterable[Matched]) -> list[Scored]:
    """The best window of each passage, in the order of the passages."""
    groups = (_scored(list(windows(question, item)), is_read=False) for item in matched)
    return [max(group, key=lambda pair: pair[1]) for group in groups if group]


def first_passages(ranked: Iterable[Scored], count: int) -> list[Hit]:
    """The hits whose windows come first."""
    found = {window.hit.id: window.hit for window, _ in ranked}
    return list(found.values())[:count]


def by_reading(ranked: Sequence[Scored], readings: Mapping[int, Reading]) -> list[Scored]:
    """Windows ranked unread, with what readings of some of their passages say, by passage id:
    those get their log odds anew."""
    read = [w.read(readings[w.hit.id]) for w, _ in ranked if w.hit.id in readings]
    rest = [(window, logit) for window, logit in ranked if window.hit.id not in readings]
    return together(_scored(read, is_read=True), rest)


def together(read: Sequence[Scored], unread: Sequence[Scored]) -> list[Scored]:
    """Windows of passages that were read and of others, best first.

    None of the others comes before the best window of a passage that was read: they keep their
    distances, and where one would, all are moved down.
    """
    best: dict[int, float] = {}
    for window, logit in read:
        best[window.hit.id] = max(logit, best.get(window.hit.id, logit))
    least, most = min(best.values(), default=0.0), max((x for _, x in unread), default=0.0)
    down = max(0.0, most - least) if best else 0.0
    return _sorted([*read, *((window, round(logit - down, _DIGITS)) for window, logit in unread)])


def _sorted(found: Iterable[Scored]) -> list[Scored]:
    return sorted(found, key=lambda pair: -pair[1])


def _scored(found: list[Window], is_read: bool) -> list[Scored]:
    if not found:
        return []
    logits = weights(is_read).rank.logits(np.stack([window.signals for window in found]))
    logits = logits + np.array([window.ruled for window in found], dtype=np.float32)
    even = np.round(logits.astype(np.float64), _DIGITS)
    return list(zip(found, even.tolist(), strict=True))
