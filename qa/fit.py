"""Fit the numbers in weights.json on question sets: `python -m qa.fit FOLDER... --work DIR`.

Each folder holds corpus.jsonl and questions.jsonl as `qa eval --set` takes them. Two models are
fitted, both linear in the signals:

- rank: for each set alone a softmax over a question's windows, the right ones against all others
  (listwise, as in Cao et al., "Learning to Rank", ICML 2007); the sets' weights are averaged, so
  that no set outvotes another and what only one set likes is damped.
- trust: logistic regression of "there is an answer" on the first quote's signals, over questions
  as they are, questions whose documents were taken away (the topic is there, the fact is not),
  questions changed so that their passage looks right and is not (see qa.reader.contrast), and
  questions asked of another set (neither is). Sets weigh the same. ("The first quote is
  right" was tried as the target: its probabilities follow how hard a set is to rank, and were off
  by 0.2 on documents of another kind; these by 0.1.)

The threshold has the best mean over the sets of two F1, of abstaining and of answering, or nearly,
on questions that were not fitted on. Only the dev parts are used, of articles that the reader was not
trained on. The sets' indexes stay in the work folder.

Both are fitted apart for passages that were read by the reader and, with ``--reader none``, for
passages that were not. The latter say what is read, so they are fitted first.
"""

import argparse
import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import compress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from eval.cases import sample
from eval.metrics import auroc, calibration_error, f1
from index.encoder import Floats
from qa.confidence import FILE, Logistic, signal_names, trust_names, trust_signals
from qa.gather import Asked, Gathering
from qa.merge import merge
from qa.reader.reading import OnnxReader, Reader

Doubles = NDArray[np.float64]

_RANK_PENALTY = 3e-3
# With a tenth of it the sets that it is fitted on look the same, but on a set that was left out, and
# the more on documents of other kinds, it tells answers from none less well.
_TRUST_PENALTY = 3e-2
_LITTLE = 1e-3  # … of one number alone, and of what few questions show
_SELDOM = ("other_year",)
# Log odds by hand, half of what was seen on folders of other kinds (of 8 such questions 2 had an
# answer, of all 8 in 10): where the sets have a name that stands nowhere, it is mostly a slip.
_STRANGE = -1.2
_REMOVED_SHARE = 0.3  # of the questions of a set that has none without an answer
_CHANGED_SHARE = 0.25  # of the questions that can be changed
_STRANGERS = 8  # questions to one of another set
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
    signals = trust_signals(first, merged[0].logit, second, read, is_strange=item.is_strange)
    return signals, bool(right)


def fit_logistic(
    learned: Sequence[Example], targets: Sequence[bool], penalties: Doubles | float = _LITTLE
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


def _trusts(learned: Sequence[Example], trust: Logistic) -> Doubles:
    logits = trust.logits(np.stack([item.signals for item in learned]))
    return np.asarray(1 / (1 + np.exp(-logits.astype(np.float64))))


def best_threshold(sets: Sequence[Sequence[Example]], trust: Logistic) -> float:
    """The middle of where the mean over the sets of the F1 of abstaining and that of answering is
    within `_NEARLY` of its best: the best alone hangs on a handful of questions."""
    trusts = [_trusts(learned, trust) for learned in sets]

    def quality(threshold: float) -> float:
        scores = []
        for values, learned in zip(trusts, sets, strict=True):
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


def main() -> None:
    """Collect, fit, report on what was not fitted on, and write the file."""
    parser = argparse.ArgumentParser(prog="python -m qa.fit", description="Fit weights.json.")
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--work", type=Path, help="keep the sets' indexes here between runs")
    parser.add_argument("--questions", type=int, default=800, help="a set (default 800)")
    parser.add_argument("--reader", choices=["own", "none"], default="own")
    parser.add_argument("--output", type=Path, default=FILE)
    given = parser.parse_args()
    reader = OnnxReader() if given.reader == "own" else None
    with tempfile.TemporaryDirectory() as scratch:
        fit(given.folders, given.work or Path(scratch), given.questions, given.output, reader)


def fit(
    folders: Sequence[Path], work: Path, count: int, output: Path, reader: Reader | None
) -> None:
    """Fit on the even questions of each set, choose the threshold on the odd ones, write."""
    sets = [Gathering(folder, work, reader) for folder in folders]
    own = [one.asked(sample(one.cases, count)) for one in sets]
    ranks = [fit_rank(asked[::2]) for asked in own]
    rank = Logistic(0.0, np.mean(ranks, axis=0).astype(np.float32))
    # Questions that name no document of their own say how to choose in one, not when to trust.
    open_sets = [n for n, asked in enumerate(own) if not asked[0].scoped]
    parts: list[tuple[list[Asked], list[Asked]]] = []
    removed: list[float] = []
    for number, following in zip(open_sets, [*open_sets[1:], open_sets[0]], strict=True):
        one, other = sets[number], sets[following]
        asked = [
            *own[number],
            *one.changed(own[number], _CHANGED_SHARE),
            *(one.strangers(other, count // _STRANGERS) if one is not other else ()),
        ]
        parts.append((asked[::2], asked[1::2]))
        has_unanswerable = any(not item.answerable for item in own[number])
        removed.append(0.0 if has_unanswerable else _REMOVED_SHARE)
    rank = calibrated(rank, [part for part, _ in parts], removed)
    learned = [list(examples(part, rank, r)) for (part, _), r in zip(parts, removed, strict=True)]
    held = [list(examples(part, rank, r)) for (_, part), r in zip(parts, removed, strict=True)]
    together = [example for group in learned for example in group]
    names = trust_names(reader is not None)
    penalties = np.array([_LITTLE if name in _SELDOM else _TRUST_PENALTY for name in names])
    trust = fit_logistic(together, [example.answerable for example in together], penalties)
    trust.weights[names.index("strange_name")] = _STRANGE
    threshold = best_threshold(held, trust)
    for number, group in zip(open_sets, held, strict=True):
        print(folders[number].name, _report(group, trust, threshold))
    section = {
        "fitted_on": [folder.name for folder in folders],
        "rank": _named(rank, signal_names(reader is not None)),
        "trust": _named(trust, names),
        "threshold": threshold,
    }
    kept = json.loads(output.read_text(encoding="utf-8")) if output.exists() else {}
    kept["unread" if reader is None else "read"] = section
    output.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


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


def _report(learned: Sequence[Example], trust: Logistic, threshold: float) -> str:
    values = _trusts(learned, trust).tolist()
    answerable = [item.answerable for item in learned]
    right = [item.right for item in learned]
    abstained = f1([value < threshold for value in values], [not value for value in answerable])
    return (
        f"right@1 {np.mean(right):.3f} of all; AUROC {auroc(values, answerable).value:.3f};"
        f" ECE {calibration_error(values, answerable).value:.3f} of 'there is an answer',"
        f" {calibration_error(values, right).value:.3f} of 'the first quote is right';"
        f" abstaining F1 {abstained.value:.3f}"
    )


def _named(model: Logistic, names: Sequence[str]) -> dict[str, float]:
    weights = {name: round(float(w), 4) for name, w in zip(names, model.weights, strict=True)}
    return {"bias": round(model.bias, 4), **weights}


if __name__ == "__main__":
    main()
