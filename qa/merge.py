"""Ranked windows → quotes that do not repeat each other."""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field

from index.words import terms
from qa.expect import NUMBER_WORDS
from qa.signals import Window

# Share of the shorter text's word pairs that the longer must hold: versions of one article differ
# in a unit, a spelling or an inserted clause and lie above 0.7; sentences that merely share a
# subject lie below 0.4.
_SAME = 0.65
_LEAST_WORDS = 5
_MUCH_LONGER = 1.5
# How many windows are looked at for copies once there are quotes enough.
_LATE = 60


@dataclass(slots=True)
class Merged:
    """A window with its rank score, and the near-duplicates of it found elsewhere."""

    window: Window
    logit: float
    copies: list[Window] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Shape:
    words: int
    pairs: frozenset[tuple[str, str]]
    figures: frozenset[str]


def merge(ranked: Iterable[tuple[Window, float]], limit: int) -> list[Merged]:
    """The first ``limit`` windows that neither overlap nor repeat one before them.

    A near-duplicate in another place joins the one it repeats; two texts whose figures differ are
    never near-duplicates. One that says much more beside waits, since a closer window of the same
    place may follow, and joins in the end if none has.
    """
    kept: list[Merged] = []
    shapes: list[_Shape] = []
    waiting: list[tuple[Window, Merged]] = []
    late = 0
    for window, logit in ranked:
        late += len(kept) == limit
        if late > _LATE:
            break
        if _is_taken(window, kept):
            continue
        shape = _shape(window)
        twin = next((i for i, other in enumerate(shapes) if _same(shape, other)), None)
        if twin is None:
            if len(kept) < limit:
                kept.append(Merged(window, logit))
                shapes.append(shape)
        elif shape.words <= _MUCH_LONGER * shapes[twin].words:
            kept[twin].copies.append(window)
        else:
            waiting.append((window, kept[twin]))
    for window, item in waiting:
        if not _is_taken(window, kept):
            item.copies.append(window)
    return kept


def _is_taken(window: Window, kept: Iterable[Merged]) -> bool:
    return any(_overlap(window, other) for item in kept for other in (item.window, *item.copies))


def _overlap(one: Window, other: Window) -> bool:
    left, right = one.hit.passage.document, other.hit.passage.document
    return left.cited == right.cited and one.span.overlaps(other.span)


def _shape(window: Window) -> _Shape:
    text = window.span.of(window.hit.passage.document.text)
    words = terms(text)
    figures = frozenset(w for w in words if w in NUMBER_WORDS or any(map(str.isdigit, w)))
    return _Shape(len(words), frozenset(itertools.pairwise(words)), figures)


def _same(one: _Shape, other: _Shape) -> bool:
    short, long = sorted((one, other), key=lambda shape: shape.words)
    if short.words < _LEAST_WORDS:
        return one.pairs == other.pairs and one.figures == other.figures
    return short.figures <= long.figures and len(short.pairs & long.pairs) >= _SAME * len(
        short.pairs
    )
