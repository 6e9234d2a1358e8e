"""The measures, each with its definition, its source and an example worked by hand.

Not ir-measures nor ranx: they score runs against qrels, ids judged beforehand, while a quote is
any span and is right by what it contains; neither knows abstaining, and they bring pytrec-eval
(compiled) and numba, pandas and eleven more.

Measures of one question are plain functions of the rank of its first right quote. Measures of
many questions are a `Statistic`: it has a ``.value``, and `bootstrap` gives its 95 % interval.
"""

import string
from collections import Counter
from collections.abc import Sequence
from math import log2, nan

import numpy as np

from eval.bootstrap import Floats, Statistic, divide, mean, ratio

Indices = np.ndarray[tuple[int, ...], np.dtype[np.intp]]

_ARTICLES = frozenset({"a", "an", "the"})


def hit(rank: int | None, k: int) -> float:
    """hit@k: 1 if a right quote stands among the first k. ``rank`` counts from 1; None is never.

    Its mean is the success@k of web search (Craswell & Hawking, TREC 2004) and what passage
    retrieval calls top-k accuracy (Karpukhin et al. 2020).

    >>> [hit(3, 1), hit(3, 3), hit(None, 10)]
    [0.0, 1.0, 0.0]
    """
    return float(rank is not None and rank <= k)


def reciprocal_rank(rank: int | None) -> float:
    """1 / rank of the first right quote, 0 if there is none; its mean is the MRR (Voorhees 1999).

    >>> [reciprocal_rank(1), reciprocal_rank(4), reciprocal_rank(None)]
    [1.0, 0.25, 0.0]
    """
    return 0.0 if rank is None else 1.0 / rank


def ndcg(rank: int | None, k: int = 10) -> float:
    """nDCG@k with binary gain: 1 / log2(1 + rank) of the first right quote within the first k.

    Järvelin & Kekäläinen 2002, with the logarithm's base and shift of Burges et al. 2005. A
    question needs one right quote, a second one adds nothing; so the ideal ranking has it at
    rank 1 and an ideal DCG of 1, and nothing is left to divide by.

    >>> [ndcg(1), ndcg(3), ndcg(11), ndcg(None)]
    [1.0, 0.5, 0.0, 0.0]
    """
    return 1.0 / log2(1 + rank) if rank is not None and rank <= k else 0.0


def document_accuracy(right: Sequence[bool], answerable: Sequence[bool]) -> Statistic:
    """hit@1 of documents: of the answerable questions, those whose first quote's document is right.

    >>> document_accuracy([True, False, True, False], [True, True, True, False]).value == 2 / 3
    True
    """
    return mean(right, among=answerable)


def normalized(answer: str) -> list[str]:
    """An answer's words as SQuAD compares them (Rajpurkar et al. 2016): lower case, without
    punctuation and articles.

    >>> normalized("The Khalkhin-Gol (river).")
    ['khalkhingol', 'river']
    """
    kept = "".join(mark for mark in answer.lower() if mark not in string.punctuation)
    return [word for word in kept.split() if word not in _ARTICLES]


def exact_match(answer: str, golds: Sequence[str]) -> float:
    """1 if the answer is one of the golds, compared as `normalized` (Rajpurkar et al. 2016).

    >>> [exact_match("the Halha", ["Halha", "river"]), exact_match("Halha river", ["Halha"])]
    [1.0, 0.0]
    """
    return float(any(normalized(answer) == normalized(gold) for gold in golds))


def token_f1(answer: str, golds: Sequence[str]) -> float:
    """The harmonic mean of the shares of words an answer has in common with a gold, of the gold
    where it is largest (Rajpurkar et al. 2016).

    >>> round(token_f1("a bridge over the Halha", ["the Halha"]), 3)
    0.5
    """
    return max((_token_f1(normalized(answer), normalized(gold)) for gold in golds), default=0.0)


def _token_f1(answer: Sequence[str], gold: Sequence[str]) -> float:
    common = (Counter(answer) & Counter(gold)).total()
    return 2 * common / (len(answer) + len(gold)) if common else 0.0


def verbatim_rate(flags: Sequence[Sequence[bool]]) -> Statistic:
    """The share of quotes that are their source's own characters; one list of quotes a question.

    Exact match (Rajpurkar et al. 2016, SQuAD) of quote and cited place, with no normalising.

    >>> verbatim_rate([[True, True, False], [], [True]]).value
    0.75
    """
    return ratio([sum(each) for each in flags], [len(each) for each in flags])


def precision(predicted: Sequence[bool], actual: Sequence[bool]) -> Statistic:
    """Of the cases predicted positive, the share that are (van Rijsbergen 1979, ch. 7).

    Not defined where nothing is predicted. To score abstaining, positive is "no answer": three
    abstentions, two of them due. To score answering, positive is "has an answer".

    >>> round(precision([True, True, True, False], [True, True, False, True]).value, 3)
    0.667
    """
    return ratio(_both(predicted, actual), predicted)


def recall(predicted: Sequence[bool], actual: Sequence[bool]) -> Statistic:
    """Of the cases that are positive, the share predicted so (van Rijsbergen 1979, ch. 7).

    Not defined where nothing is positive.

    >>> recall([True, False, False, False], [True, True, False, True]).value == 1 / 3
    True
    """
    return ratio(_both(predicted, actual), actual)


def f1(predicted: Sequence[bool], actual: Sequence[bool]) -> Statistic:
    """The harmonic mean of precision and recall, as 2·TP / (2·TP + FP + FN).

    1 − E of van Rijsbergen 1979, ch. 7, with equal weights. Not defined where nothing is
    positive and nothing predicted. Precision 2/3 and recall 1 give 2·(2/3) / (5/3):

    >>> f1([True, True, True, False], [True, True, False, False]).value
    0.8
    """
    doubled = 2 * _both(predicted, actual)
    return ratio(doubled, np.asarray(predicted, dtype=np.float64) + np.asarray(actual))


def auroc(scores: Sequence[float], positive: Sequence[bool]) -> Statistic:
    """The chance that a positive case has the higher score than a negative one; ties count half.

    The area under the ROC curve by way of Mann & Whitney 1947 (Hanley & McNeil 1982). Not
    defined without both classes. Of the four pairs here one is lost and one tied:

    >>> auroc([0.9, 0.4, 0.4, 0.6], [True, True, False, False]).value
    0.625
    """
    order = np.argsort(np.asarray(scores, dtype=np.float64), kind="stable")
    ordered = np.asarray(scores, dtype=np.float64)[order]
    yes = np.asarray(positive, dtype=np.float64)[order]
    # Equal scores form one group; a group is where the next starts.
    starts = np.flatnonzero(np.diff(ordered, prepend=-np.inf))

    def of(counts: Floats) -> Floats:
        drawn = counts[:, order]
        positives = np.add.reduceat(drawn * yes, starts, axis=1)
        negatives = np.add.reduceat(drawn * (1 - yes), starts, axis=1)
        beaten = np.cumsum(negatives, axis=1) - negatives / 2
        pairs = positives.sum(axis=1) * negatives.sum(axis=1)
        return divide((positives * beaten).sum(axis=1), pairs)

    return Statistic(len(ordered), of if len(ordered) else _undefined)


def calibration_error(confidences: Sequence[float], right: Sequence[bool]) -> Statistic:
    """Expected calibration error: |share right − mean confidence| over ten bins, weighted by size.

    Naeini et al. 2015; bins of equal width, closed above, as Guo et al. 2017 draw them: they do
    not depend on the data, so runs can be compared and equal confidences stay together. Zero is
    best. Resampling adds noise to each bin and so only raises it: its bootstrap interval is not
    to be read. Two at 0.9 of which one is right, two at 0.2 of which none is, weigh 1/2 each:

    >>> round(calibration_error([0.9, 0.9, 0.2, 0.2], [True, False, False, False]).value, 3)
    0.3
    """
    given = np.asarray(confidences, dtype=np.float64)
    gaps = np.zeros((len(given), 10))
    gaps[np.arange(len(given)), confidence_bins(confidences)] = given - np.asarray(
        right, dtype=np.float64
    )
    return Statistic(
        len(given),
        lambda counts: divide(np.abs(counts @ gaps).sum(axis=1), counts.sum(axis=1)),
    )


def confidence_bins(confidences: Sequence[float]) -> Indices:
    """Which of the ten bins each confidence falls into; an edge belongs to the bin below it.

    >>> confidence_bins([0.0, 0.1, 0.11, 0.95, 1.0]).tolist()
    [0, 0, 1, 9, 9]
    """
    # k / 10, not linspace: its 0.30000000000000004 would be another edge than 0.3.
    edges = np.arange(1, 10) / 10
    return np.searchsorted(edges, np.asarray(confidences, dtype=np.float64), side="left")


def _both(a: Sequence[bool], b: Sequence[bool]) -> Floats:
    return np.asarray(a, dtype=np.float64) * np.asarray(b, dtype=np.float64)


def _undefined(counts: Floats) -> Floats:
    return np.full(len(counts), nan)
