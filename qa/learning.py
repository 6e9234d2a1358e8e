"""Windows of questions, some of them right → the numbers that rank and trust them. `qa.fit` says from
which questions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import compress

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from eval.metrics import f1
from index.encoder import Floats
from qa.confidence import Logistic, trust_signals
from qa.gather import Asked
from qa.merge import merge

Doubles = NDArray[np.float64]

LITTLE = 1e-3
"""The penalty on one number alone, and on what few questions show."""
_RANK_PENALTY = 3e-3
_NEARLY = 0.01


def fit_rank(asked: Sequence[Asked]) -> Doubles:
    """The weights under which a question's right windows outweigh the rest."""
    ranked = [(item, item.read(np.ones(len(item.right), dtype=np.bool_))) for item in asked]
    useful = [(item, those) for item, those in ranked if item.right[those].any()]
    sizes = np.array([int(those.sum()) for _, those in useful])
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    signals = np.concatenate([item.signals[those] for item, those in useful]).astype(np.float64)
    right = np.concatenate([item.right[those] for item, those in useful]).astype(np.float64)
    scale = signals.std(axis=0) + 1e-6
    unit = (signals - signals.mean(axis=0)) / scale

    def loss(weights: Doubles) -> tuple[float, Doubles]:
        logits = unit @ weights
        grown = np.exp(logits - np.repeat(np.maximum.reduceat(logits, starts), sizes))
        total = np.add.reduceat(grown, starts)
        good = np.add.reduceat(grown * right, starts)
        shares = grown / np.repeat(total, sizes) - grown * right / np.repeat(good, sizes)
        value = -np.log(good / total).mean() + _RANK_PENALTY * weights @ weights
        return float(value), unit.T @ shares / len(sizes) + 2 * _RANK_PENALTY * weights

    fitted = minimize(loss, np.zeros(signals.shape[1]), jac=True, method="L-BFGS-B").x
    return np.asarray(fitted / scale, dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Example:
    """A reply to learn trust from; ``weight`` makes the sets equal."""

    signals: Floats
    right: bool
    answerable: bool
    weight: float


def examples(asked: Sequence[Asked], rank: Logistic, removed: float) -> Iterator[Example]:
    """The replies to the questions, and to a share of them without the documents that answer."""
    for number, item in enumerate(asked):
        for without in (False, True):
            if without and not (item.answerable and number % 10 < 10 * removed):
                continue
            keep = ~item.own if without else np.ones(len(item.own), dtype=bool)
            reply = _first(item, keep, rank)
            if reply is not None:
                signals, right = reply
                yield Example(signals, right, item.answerable and not without, 1.0 / len(asked))


def _first(item: Asked, keep: NDArray[np.bool_], rank: Logistic) -> tuple[Floats, bool] | None:
    merged = merge(item.ranked(rank, keep), 2)
    if not merged:
        return None
    second = merged[1].logit if len(merged) > 1 else None
    first = merged[0].window
    right = item.right[next(i for i, one in enumerate(item.windows) if one is first)]
    read = compress(item.windows, item.read(keep))
    signals = trust_signals(first, merged[0].logit, second, read, strangeness=item.strangeness)
    return signals, bool(right)


def fit_logistic(
    learned: Sequence[Example], targets: Sequence[bool], penalties: Doubles | float = LITTLE
) -> Logistic:
    """Logistic regression, penalized on standardized signals."""
    signals = np.stack([item.signals for item in learned]).astype(np.float64)
    target = np.array(targets, dtype=np.float64)
    weight = np.array([item.weight for item in learned])
    weight /= weight.sum()
    mean, scale = signals.mean(axis=0), signals.std(axis=0) + 1e-6
    unit = np.column_stack(((signals - mean) / scale, np.ones(len(signals))))

    def loss(values: Doubles) -> tuple[float, Doubles]:
        logits = unit @ values
        miss = 1 / (1 + np.exp(-logits)) - target
        cost = weight @ (np.logaddexp(0, logits) - target * logits)
        penalty = np.append(penalties * values[:-1], 0.0)
        return float(cost + penalty @ values), unit.T @ (weight * miss) + 2 * penalty

    fitted = minimize(loss, np.zeros(unit.shape[1]), jac=True, method="L-BFGS-B").x
    weights = fitted[:-1] / scale
    return Logistic(float(fitted[-1] - weights @ mean), weights.astype(np.float32))


def trusts(learned: Sequence[Example], trust: Logistic) -> Doubles:
    """The probabilities, shape (n,), that there is an answer."""
    logits = trust.logits(np.stack([item.signals for item in learned]))
    return np.asarray(1 / (1 + np.exp(-logits.astype(np.float64))))


def best_threshold(sets: Sequence[Sequence[Example]], trust: Logistic) -> float:
    """The middle of where the mean over the sets of the F1 of abstaining and that of answering is
    within `_NEARLY` of its best: the best alone hangs on a handful of questions."""
    chances = [trusts(learned, trust) for learned in sets]

    def quality(threshold: float) -> float:
        scores = []
        for values, learned in zip(chances, sets, strict=True):
            answerable = [example.answerable for example in learned]
            answered = [bool(value >= threshold) for value in values]
            abstained = [not value for value in answered]
            scores.append(f1(answered, answerable).value)
            scores.append(f1(abstained, [not value for value in answerable]).value)
        return float(np.mean(scores))

    tried = [step / 100 for step in range(5, 96)]
    found = [quality(threshold) for threshold in tried]
    near = [t for t, value in zip(tried, found, strict=True) if value >= max(found) - _NEARLY]
    return round((near[0] + near[-1]) / 2, 2)


def calibrated(
    rank: Logistic, sets: Sequence[Sequence[Asked]], removed: Sequence[float]
) -> Logistic:
    """The same order, stretched so that the first quote's logit is its log odds of being right."""
    found = [
        replace(example, signals=example.signals[[len(rank.weights)]])  # its logit
        for asked, share in zip(sets, removed, strict=True)
        for example in examples(asked, rank, share)
    ]
    fitted = fit_logistic(found, [example.right for example in found])
    stretch = float(fitted.weights[0])
    return Logistic(fitted.bias, (rank.weights * stretch).astype(np.float32))
