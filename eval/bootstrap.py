"""Figures over many cases, and how far chance alone would move them.

A figure is held as a function of how often each case counts. Its value counts every case once;
the bootstrap counts them as often as they were drawn. So one function gives intervals of means,
ratios and ranks alike, and paired intervals of differences. Booleans count as 0 and 1.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import nan

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Statistic:
    """A figure over ``n`` cases that can be computed again when cases are drawn more than once.

    ``of`` maps counts of shape (draws, n), how often each case was drawn, to one value a draw;
    NaN where it is not defined. The difference of two statistics of the same cases is paired.

    >>> (mean([1, 1, 0, 1]) - mean([1, 0, 0, 0])).value
    0.5
    """

    n: int
    of: Callable[[Floats], Floats]

    @property
    def value(self) -> float:
        """The figure itself: every case once. NaN where it is not defined."""
        return float(self.of(np.ones((1, self.n)))[0])

    def __sub__(self, other: "Statistic") -> "Statistic":
        if self.n != other.n:
            raise ValueError(f"not the same cases: {self.n} and {other.n}")
        return Statistic(self.n, lambda counts: self.of(counts) - other.of(counts))


@dataclass(frozen=True, slots=True)
class Interval:
    """From ``low`` to ``high``, both included."""

    low: float
    high: float


def ratio(numerators: ArrayLike, denominators: ArrayLike) -> Statistic:
    """The sum of numerators over the sum of denominators, one of each a case; NaN for n / 0.

    >>> ratio([1, 0, 2], [1, 0, 3]).value
    0.75
    """
    above = np.asarray(numerators, dtype=np.float64)
    below = np.asarray(denominators, dtype=np.float64)
    return Statistic(len(above), lambda counts: divide(counts @ above, counts @ below))


def mean(values: Sequence[float], among: Sequence[bool] | None = None) -> Statistic:
    """The arithmetic mean of one value a case, of all cases or of those flagged in ``among``.

    >>> mean([1.0, 0.5, 0.0]).value, mean([1.0, 0.5, 0.0], among=[True, True, False]).value
    (0.5, 0.75)
    """
    counted = np.ones(len(values)) if among is None else np.asarray(among, dtype=np.float64)
    return ratio(np.asarray(values, dtype=np.float64) * counted, counted)


def bootstrap(
    statistics: Sequence[Statistic], *, draws: int = 1000, seed: int = 1939
) -> list[Interval | None]:
    """95 % percentile intervals of statistics over the same cases (Efron & Tibshirani 1993, ch. 13).

    Cases are drawn with replacement, ``draws`` times, the same draws for all, so a difference of
    two systems is paired. Draws in which a statistic is not defined are left out; None where
    it never is. A share of 0 or 1 gets an interval without width: read it as within 3/n
    (Hanley & Lippman-Hand 1983).

    >>> bootstrap([mean([1.0] * 100), mean([1.0, 0.0] * 50)])
    [Interval(low=1.0, high=1.0), Interval(low=0.4, high=0.6)]
    """
    if not statistics or statistics[0].n == 0:
        return [None] * len(statistics)
    n = statistics[0].n
    if any(statistic.n != n for statistic in statistics):
        raise ValueError("statistics over different cases cannot share their draws")
    rng = np.random.default_rng(seed)
    # About eight megabytes of counts at a time, however many cases there are.
    rows = max(1, 1_000_000 // n)
    parts = []
    for start in range(0, draws, rows):
        counts = _counts(rng, min(rows, draws - start), n)
        parts.append(np.stack([statistic.of(counts) for statistic in statistics]))
    return [_percentiles(values) for values in np.concatenate(parts, axis=1)]


def _counts(rng: np.random.Generator, rows: int, n: int) -> Floats:
    """How often each of n cases was drawn, in each of ``rows`` samples of size n."""
    drawn = rng.integers(0, n, size=(rows, n)) + np.arange(rows)[:, None] * n
    return np.bincount(drawn.ravel(), minlength=rows * n).reshape(rows, n).astype(np.float64)


def _percentiles(values: Floats) -> Interval | None:
    defined = values[~np.isnan(values)]
    if not len(defined):
        return None
    low, high = np.percentile(defined, [2.5, 97.5])
    return Interval(float(low), float(high))


def divide(above: Floats, below: Floats) -> Floats:
    """Elementwise; NaN where there is nothing to divide by."""
    quotients = np.full(below.shape, nan)
    np.divide(above, below, out=quotients, where=below > 0)
    return quotients
