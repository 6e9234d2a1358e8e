"""Late interaction: how well each word of a question is met by the words of a passage.

MaxSim as in ColBERT (Khattab and Zaharia, SIGIR 2020), with the token vectors that the encoder
already made for the index, and with each question word weighed by its inverse document frequency.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.document import Passage
from index.encoder import Floats, PackedTokens
from index.lexical import QueryTerms
from index.search import Hit, Query
from index.words import is_stop_word, terms, word_spans


@dataclass(frozen=True, slots=True)
class Asked:
    """A question for matching: token vectors (n, dimension) and their weights (n,), sum 1.

    ``even`` are weights that are equal for all words that have any.
    """

    tokens: Floats
    weights: Floats
    even: Floats


@dataclass(frozen=True, slots=True)
class Matched:
    """A hit with what late interaction saw.

    ``preamble`` (n,) and ``units`` (n, number of units) hold, for each question token, the largest
    cosine with a token there; 0 where there is none. ``sums`` (dimension, number of units) are the
    sums of the units' token vectors. ``maxsim`` is of the whole passage.
    """

    hit: Hit
    preamble: Floats
    units: Floats
    sums: Floats
    maxsim: float


def asked(query: Query) -> Asked:
    """Weigh the tokens of a question: a word's weight is shared by its word pieces."""
    owner = words_of(query)
    counts = Counter(owner)
    weights = np.zeros(len(owner), dtype=np.float32)
    for position, word in enumerate(owner):
        if word is not None:
            weights[position] = _weight(query.text[slice(*word)], query.terms) / counts[word]
    if weights.sum() == 0:
        weights[:] = 1.0
    shares = np.array([1 / counts[word] for word in owner], dtype=np.float32)
    even = np.where(weights > 0, shares, 0).astype(np.float32)
    return Asked(query.encoding.tokens, _normalized(weights), _normalized(even))


def words_of(query: Query) -> list[tuple[int, int] | None]:
    """For each token of a question the half-open offsets of its word; None where it is in none."""
    spans = word_spans(query.text)
    return [_word_at(spans, start) for start, _ in query.encoding.offsets.tolist()]


def _normalized(weights: Floats) -> Floats:
    return weights / (weights.sum() or np.float32(1.0))


def _word_at(spans: Sequence[tuple[int, int]], offset: int) -> tuple[int, int] | None:
    at = bisect_right(spans, offset, key=lambda span: span[0])
    return spans[at - 1] if at and offset < spans[at - 1][1] else None


def _weight(word: str, query: QueryTerms) -> float:
    if is_stop_word(word):
        return 0.0
    return max((query.idf(term) for term in terms(word)), default=0.0)


def match(
    question: Asked, hits: Sequence[Hit], tokens: Mapping[int, PackedTokens]
) -> list[Matched]:
    """What late interaction sees in each hit, in the order given."""
    if not hits:
        return []
    packed = [tokens[hit.id] for hit in hits]
    there = np.concatenate([item.unpack() for item in packed])
    cosines = question.tokens @ there.T
    ends = np.cumsum([len(item.offsets) for item in packed])
    return [
        _matched(question, hit, item.offsets[:, 0], cosines[:, end - n : end], there[end - n : end])
        for hit, item, end in zip(hits, packed, ends.tolist(), strict=True)
        for n in (len(item.offsets),)
    ]


def _matched(
    question: Asked, hit: Hit, starts: NDArray[np.int32], cosines: Floats, there: Floats
) -> Matched:
    count, width = len(question.weights), len(hit.passage.units)
    units = np.zeros((count, width), dtype=np.float32)
    sums = np.zeros((there.shape[1], width), dtype=np.float32)
    above = cosines[:, starts < 0]
    preamble = above.max(axis=1) if above.size else np.zeros(count, dtype=np.float32)
    for index, inside in enumerate(_inside(hit.passage, starts)):
        if count and inside.any():
            units[:, index] = cosines[:, inside].max(axis=1)
            sums[:, index] = there[inside].sum(axis=0)
    best = np.maximum(preamble, units.max(axis=1, initial=0.0))
    return Matched(hit, preamble, units, sums, float(question.weights @ best))


def _inside(passage: Passage, starts: NDArray[np.int32]) -> Iterator[NDArray[np.bool_]]:
    """For each unit, which tokens are its own; a row that is read otherwise has all."""
    if passage.reading:
        yield starts >= 0
        return
    first = passage.span.start
    for unit in passage.units:
        yield (starts >= unit.span.start - first) & (starts < unit.span.end - first)
