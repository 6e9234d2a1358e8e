"""Late interaction: how well each word of a question is met by the words of a passage.

MaxSim as in ColBERT (Khattab and Zaharia, SIGIR 2020), with the token vectors that the encoder
already made for the index, and with each question word weighed by its inverse document frequency.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from index.document import Passage
from index.encoder import Floats
from index.lexical import QueryTerms
from index.packed import PackedTokens, unpacked
from index.search import Hit, Query
from index.words import is_stop_word, terms, word_spans

# Of a maxsim: equal texts are to have the same on every processor.
_DIGITS = 6

Runs = NDArray[np.intp]  # (n, 2), half-open


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
    cosine with a token there; 0 where there is none. ``tokens`` (t, dimension) are the passage's,
    ``runs`` (number of units, 2) where in them each unit begins and ends. ``maxsim`` is of the
    whole passage.
    """

    hit: Hit
    preamble: Floats
    units: Floats
    tokens: Floats
    runs: Runs
    maxsim: float

    def sums(self) -> Floats:
        """The sums of the units' token vectors, shape (dimension, number of units)."""
        return np.stack([self.tokens[a:b].sum(axis=0) for a, b in self.runs.tolist()], axis=1)


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


def pieces_of(query: Query) -> dict[tuple[int, int], list[int]]:
    """The words of a question by their half-open offsets, with the positions of their tokens."""
    found: dict[tuple[int, int], list[int]] = {}
    for position, word in enumerate(words_of(query)):
        if word is not None:
            found.setdefault(word, []).append(position)
    return found


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
    there = unpacked(packed)
    # One run of tokens after another, a passage's preamble before its units.
    runs = [_runs(hit.passage, item.offsets[:, 0]) for hit, item in zip(hits, packed, strict=True)]
    begins = [0, *accumulate(len(item.offsets) for item in packed)]
    largest = _largest(question.tokens @ there.T, np.concatenate(_placed(runs, begins)))
    found, at = [], 0
    for hit, own, begin, end in zip(hits, runs, begins[:-1], begins[1:], strict=True):
        preamble, units = largest[:, at], largest[:, at + 1 : at + len(own)]
        at += len(own)
        best = np.maximum(preamble, units.max(axis=1, initial=0.0))
        maxsim = round(float(question.weights @ best), _DIGITS)
        found.append(Matched(hit, preamble, units, there[begin:end], own[1:], maxsim))
    return found


def _placed(runs: Sequence[Runs], begins: Sequence[int]) -> list[Runs]:
    return [own + begin for own, begin in zip(runs, begins[:-1], strict=True)]


def _runs(passage: Passage, starts: NDArray[np.int32]) -> Runs:
    """Where the tokens of the preamble and of each unit begin and end; a row that is read otherwise
    has all in each unit. Tokens are in the order of the text, the preamble's first."""
    above = int(starts.searchsorted(0))
    if passage.reading:
        own = [(above, len(starts))] * len(passage.units)
        return np.array([(0, above), *own])
    first = passage.span.start
    edges = [(unit.span.start - first, unit.span.end - first) for unit in passage.units]
    return np.concatenate([[(0, above)], starts.searchsorted(edges)])


def _largest(cosines: Floats, runs: Runs) -> Floats:
    """The largest cosine of each question token within each run, 0 in an empty one."""
    found = np.zeros((len(cosines), len(runs)), dtype=np.float32)
    filled = runs[:, 0] < runs[:, 1]
    if filled.any():
        # Of each pair of edges the first part is the run, the second what lies up to the next; the
        # last run may end where the tokens do, beyond which there is no second part.
        edges = runs[filled].ravel()
        kept = edges[:-1] if edges[-1] == cosines.shape[1] else edges
        found[:, filled] = np.maximum.reduceat(cosines, kept, axis=1)[:, ::2]
    return found
