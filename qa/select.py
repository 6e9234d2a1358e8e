"""Matched passages → windows in the order in which they are quoted."""

from collections.abc import Sequence

import numpy as np

from qa.confidence import weights
from qa.question import Question
from qa.reader.reading import Reading
from qa.rerank import Matched
from qa.signals import Window, windows

# Of log odds: what lies beyond differs from one processor to another, and would part equal texts.
_DIGITS = 4


def by_window(
    question: Question, matched: Sequence[Matched], readings: Sequence[Reading] | None = None
) -> list[tuple[Window, float]]:
    """Every window of the passages with its log odds of holding the answer, best first.

    ``readings`` are of the passages, one each, where they were read.
    """
    read = readings if readings is not None else [None] * len(matched)
    found = [
        window
        for item, reading in zip(matched, read, strict=True)
        for window in windows(question, item, reading)
    ]
    return sorted(_scored(found, readings is not None), key=lambda pair: -pair[1])


def by_passage(question: Question, matched: Sequence[Matched]) -> list[tuple[Window, float]]:
    """The best window of each passage, in the order of the passages."""
    groups = (_scored(list(windows(question, item)), is_read=False) for item in matched)
    return [max(group, key=lambda pair: pair[1]) for group in groups if group]


def _scored(found: list[Window], is_read: bool) -> list[tuple[Window, float]]:
    if not found:
        return []
    logits = weights(is_read).rank.logits(np.stack([window.signals for window in found]))
    even = np.round(logits.astype(np.float64), _DIGITS)
    return list(zip(found, even.tolist(), strict=True))
