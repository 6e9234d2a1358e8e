"""Signals → probabilities, by logistic regression with the numbers in weights.json.

`qa.fit` makes that file from question sets; see there for how.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from index.encoder import Floats
from index.errors import WeightsError
from qa.signals import SIGNALS, Window

FILE = Path(__file__).parent / "weights.json"

# What trust is put in: the first quote's signals, its logit, and how far it stands above the next
# quote that says something else.
TRUST_SIGNALS = (*SIGNALS, "logit", "lead")


@dataclass(frozen=True, slots=True)
class Logistic:
    """Probability = 1 / (1 + exp(-(bias + weights · signals)))."""

    bias: float
    weights: Floats

    def logits(self, signals: Floats) -> Floats:
        """Log odds, shape (n,), of signals, shape (n, number of weights)."""
        result: Floats = signals @ self.weights + np.float32(self.bias)
        return result


@dataclass(frozen=True, slots=True)
class Weights:
    """The fitted numbers: how to rank windows, how far to trust the first, when to abstain."""

    rank: Logistic
    trust: Logistic
    threshold: float


@cache
def weights() -> Weights:
    """The fitted numbers that come with the package."""
    try:
        values = json.loads(FILE.read_text(encoding="utf-8"))
        return Weights(
            _logistic(values["rank"], SIGNALS),
            _logistic(values["trust"], TRUST_SIGNALS),
            float(values["threshold"]),
        )
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise WeightsError(
            f"{FILE} is missing or does not fit this version ({error!r}); "
            "reinstall pincite, or fit it again with `python -m qa.fit`"
        ) from error


def _logistic(values: dict[str, float], names: Sequence[str]) -> Logistic:
    numbers = np.array([values[name] for name in names], dtype=np.float32)
    return Logistic(float(values["bias"]), numbers)


def probability(logit: float) -> float:
    """The logistic function.

    >>> probability(0.0)
    0.5
    """
    small = math.exp(-abs(logit))
    return (1.0 if logit >= 0 else small) / (1.0 + small)


def trust_signals(first: Window, logit: float, second_logit: float | None) -> Floats:
    """The signals of a reply in TRUST_SIGNALS' order; ``second_logit`` is None with one quote."""
    lead = 3.0 if second_logit is None else min(logit - second_logit, 3.0)
    return np.append(first.signals, np.array([logit, lead], dtype=np.float32))


def confidence(signals: Floats) -> float:
    """The calibrated probability that the documents answer the question, judged by the first quote."""
    return probability(float(weights().trust.logits(signals[None, :])[0]))
