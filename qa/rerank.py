"""Late interaction: how well each word of a question is met by the words of a passage.

MaxSim as in ColBERT (Khattab and Zaharia, SIGIR 2020), with the token vectors that the encoder
already made for the index, and with each question word weighed by its inverse document frequency.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from index.encoder import Floats, PackedTokens
from index.lexical import QueryTerms
from index.search import Hit, Query
from index.words import is_stop_word, terms, word_spans


@dataclass(frozen=True, slots=True)
class Asked:
    """A question for matching: token vectors (n, dimension) and their weights (n,), sum 1."""

    tokens: Floats
    weights: Floats


@dataclass(frozen=True, slots=True)
class Matched:
    """A hit with what late interaction saw.

    ``preamble`` (n,) and ``units`` (n, number of units) hold, for each question token, the largest
    cosine with a token there; 0 where there is none. ``maxsim`` is of the whole passage.
    """

    hit: Hit
    preamble: Floats
    units: Floats
    maxsim: float


def asked(query: Query) -> Asked:
    """Weigh the tokens of a question: a word's weight is shared by its word pieces."""
    encoding = query.encoding
    spans = word_spans(query.text)
    owner = [_word_at(spans, start) for start, _ in encoding.offsets.tolist()]
    weights = np.zeros(len(owner), dtype=np.float32)
    for position, index in enumerate(owner):
        if index is not None:
            start, end = spans[index]
            weights[position] = _weight(query.text[start:end], query.terms) / owner.count(index)
    if weights.sum() == 0:
        weights[:] = 1.0
    total = float(weights.sum()) or 1.0
    return Asked(encoding.tokens, weights / total)


def _word_at(spans: Sequence[tuple[int, int]], offset: int) -> int | None:
    for index, (start, end) in enumerate(spans):
        if start <= offset < end:
            return index
    return None


def _weight(word: str, query: QueryTerms) -> float:
    if is_stop_word(word):
        return 0.0
    return max((query.idf(term) for term in terms(word)), default=0.0)


def match(
    question: Asked, hits: Sequence[Hit], tokens: Mapping[int, PackedTokens]
) -> list[Matched]:
    """What late interaction sees in each hit, in the order given."""
    return [_match(question, hit, tokens[hit.id]) for hit in hits]


def _match(question: Asked, hit: Hit, packed: PackedTokens) -> Matched:
    passage = hit.passage
    count = len(question.weights)
    units = np.zeros((count, len(passage.units)), dtype=np.float32)
    preamble = np.zeros(count, dtype=np.float32)
    if len(packed.offsets) and count:
        cosines = question.tokens @ packed.unpack().T
        starts = packed.offsets[:, 0]
        above = starts < 0
        if above.any():
            preamble = cosines[:, above].max(axis=1)
        if passage.reading:
            if not above.all():
                units[:, 0] = cosines[:, ~above].max(axis=1)
        else:
            first = passage.span.start
            for index, unit in enumerate(passage.units):
                low, high = unit.span.start - first, unit.span.end - first
                inside = (starts >= low) & (starts < high)
                if inside.any():
                    units[:, index] = cosines[:, inside].max(axis=1)
    best = np.maximum(preamble, units.max(axis=1, initial=0.0))
    return Matched(hit, preamble, units, float(question.weights @ best))
