"""Signals → probabilities, by logistic regression with the numbers in weights.json.

`qa.fit` makes that file from question sets; see there for how.
"""

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from index.encoder import Floats
from index.errors import WeightsError
from qa.signals import READ_SIGNALS, SIGNALS, Window

FILE = Path(__file__).parent / "weights.json"

# What trust is put in, beside the first quote's signals: its logit, how far it stands above the
# next quote that says something else, whether it tells of other years than the question's, whether
# the question has a name that stands nowhere, and where passages were read the largest relevance of
# any.
_OF_REPLIES = ("logit", "lead", "other_year", "strange_name")
_OF_READ = ("best_relevance",)


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

    def confidence(self, signals: Floats) -> float:
        """The calibrated probability that the documents answer the question, judged by the first
        quote's `trust_signals`."""
        return probability(float(self.trust.logits(signals[None, :])[0]))


def signal_names(is_read: bool) -> tuple[str, ...]:
    """The signals of a window, of a passage that was read or of one that was not."""
    return (*SIGNALS, *READ_SIGNALS) if is_read else SIGNALS


def trust_names(is_read: bool) -> tuple[str, ...]:
    """The signals of a reply."""
    return (*signal_names(is_read), *_OF_REPLIES, *(_OF_READ if is_read else ()))


@cache
def weights(is_read: bool) -> Weights:
    """The fitted numbers that come with the package, for passages that were read or were not."""
    try:
        values = json.loads(FILE.read_text(encoding="utf-8"))["read" if is_read else "unread"]
        return Weights(
            _logistic(values["rank"], signal_names(is_read)),
            _logistic(values["trust"], trust_names(is_read)),
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


def trust_signals(
    first: Window,
    logit: float,
    second_logit: float | None,
    windows: Iterable[Window],
    *,
    strangeness: float,
) -> Floats:
    """The signals of a reply in the order of their names; ``second_logit`` is None with one quote,
    ``windows`` are all that were ranked, and the question's ``strangeness`` is not 0 if it has a
    name that stands nowhere."""
    lead = 3.0 if second_logit is None else min(logit - second_logit, 3.0)
    read = [each.relevance for each in windows if each.relevance is not None]
    added = [
        logit,
        lead,
        float(first.is_other_year),
        strangeness,
        *([max(read)] if read else []),
    ]
    return np.append(first.signals, np.array(added, dtype=np.float32))
