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
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from eval.cases import sample
from eval.metrics import auroc, calibration_error, f1
from qa.confidence import FILE, Logistic, signal_names, trust_names
from qa.gather import Asked, Gathering
from qa.learning import (
    LITTLE,
    Example,
    best_threshold,
    calibrated,
    examples,
    fit_logistic,
    fit_rank,
    trusts,
)
from qa.reader.reading import OnnxReader, Reader

# With a tenth of it the sets that it is fitted on look the same, but on a set that was left out, and
# the more on documents of other kinds, it tells answers from none less well.
_TRUST_PENALTY = 3e-2
_SELDOM = ("other_year",)
# Log odds by hand, half of what was seen on folders of other kinds (of 8 such questions 2 had an
# answer, of all 8 in 10): where the sets have a name that stands nowhere, it is mostly a slip.
_STRANGE = -1.2
_REMOVED_SHARE = 0.3  # of the questions of a set that has none without an answer
_CHANGED_SHARE = 0.25  # of the questions that can be changed
_STRANGERS = 8  # questions to one of another set


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
    penalties = np.array([LITTLE if name in _SELDOM else _TRUST_PENALTY for name in names])
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


def _report(learned: Sequence[Example], trust: Logistic, threshold: float) -> str:
    values = trusts(learned, trust).tolist()
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
