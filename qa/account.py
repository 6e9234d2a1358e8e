"""What each stage gave the quotes of a reply, and what its confidence is made of."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from index.document import Passage
from index.encoder import Floats
from index.packed import PackedTokens
from index.search import Hit
from index.words import word_spans
from qa.answer import Place
from qa.confidence import Logistic, signal_names, trust_names, weights
from qa.merge import Merged
from qa.pinpoint import likeliest
from qa.question import stems
from qa.ranked import Ranked
from qa.reader.reading import Reading
from qa.reply import Told
from qa.rerank import pieces_of
from qa.signals import Window

BELOW_READ, RULED = "below_read", "rules"
_LEAST_MOVE = 1e-3  # of log odds; less is rounding


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the question and the number of passages that it stands in."""

    term: str
    idf: float
    passages: int


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the question, its share of the weights, and the word of the passage, or of what
    stands above it, that comes closest: MaxSim is the sum of weight times cosine."""

    word: str
    weight: float
    cosine: float
    met_by: str


@dataclass(frozen=True, slots=True)
class Read:
    """What the reader saw, its rank being among what it read to rank: ``answer`` is the likeliest
    in the window, "" where there is none."""

    rank: int
    log_odds: float
    answer: str
    probability: float


@dataclass(frozen=True, slots=True)
class Effect:
    """A signal and what it adds to log odds."""

    signal: str
    value: float
    weight: float

    @property
    def effect(self) -> float:
        """Value times weight."""
        return self.value * self.weight


@dataclass(frozen=True, slots=True)
class Judged:
    """Log odds and what they are the sum of, the largest effect first."""

    log_odds: float
    bias: float
    effects: tuple[Effect, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """How a quote came about. Ranks count from 1; ``rank`` is the passage's in the search,
    ``late_rank`` late interaction's, ``reranked`` the reranker's rank and score, ``copies`` the near-duplicates merged in."""

    terms: tuple[Term, ...]
    hit: Hit
    rank: int
    late_rank: int
    maxsim: float
    words: tuple[Word, ...]
    reader: Read | None
    reranked: tuple[int, float] | None
    window_rank: int
    window: Judged
    copies: tuple[Place, ...]


def searched(ranked: Ranked) -> list[Term]:
    """The question's terms that were searched for, the rarest first."""
    query = ranked.query.terms
    return [_term(ranked, term) for term in (*query.searched, *query.phrases)]


def left_out(ranked: Ranked) -> list[Term]:
    """The question's other terms: too common to help, or in no passage."""
    query = ranked.query.terms
    return [_term(ranked, term) for term in query.frequency if term not in query.searched]


def _term(ranked: Ranked, term: str) -> Term:
    query = ranked.query.terms
    count = query.phrases.get(term) or query.frequency[term]
    return Term(term, query.idf(term), count)


def accounts(told: Told[Any]) -> Iterator[Account]:
    """One for each quote, in their order."""
    for item in told.merged:
        collection = item.window.hit.passage.document.collection
        yield _account(told.ranked.of(collection), item)


def trusted(told: Told[Any]) -> Judged | None:
    """What the reply's confidence is made of; None where nothing was judged."""
    if told.trust is None:
        return None
    ranked = told.ranked
    return _judged(ranked.fitted.trust, trust_names(ranked.readings is not None), told.trust)


def _account(ranked: Ranked, item: Merged) -> Account:
    window, hit, passage = item.window, item.window.hit, item.window.hit.passage
    there = stems(passage.presented)
    by_maxsim = sorted(ranked.matched, key=lambda matched: -matched.maxsim)
    late_rank = next(n for n, it in enumerate(by_maxsim, start=1) if it.hit.id == hit.id)
    at = next(n for n, matched in enumerate(ranked.matched) if matched.hit.id == hit.id)
    reranked = ranked.reranked
    is_read = len(window.signals) > len(signal_names(is_read=False))
    names = signal_names(is_read)
    window_rank, logit = next(
        (n, logit) for n, (other, logit) in enumerate(ranked.windows, start=1) if other is window
    )
    return Account(
        tuple(term for term in searched(ranked) if stems(term.term) <= there),
        hit,
        next(n for n, other in enumerate(ranked.hits, start=1) if other.id == hit.id),
        late_rank,
        by_maxsim[late_rank - 1].maxsim,
        tuple(_words(ranked, passage, ranked.tokens[hit.id])),
        _read(ranked.asked.text, ranked.readings, item)
        if ranked.readings and hit.id in ranked.readings
        else None,
        (at + 1, float(reranked[at])) if reranked is not None else None,
        window_rank,
        _ranked(window, logit, weights(is_read).rank, names),
        tuple(Place(copy.hit.passage.document, copy.span) for copy in item.copies),
    )


def _ranked(window: Window, logit: float, fitted: Logistic, names: Sequence[str]) -> Judged:
    """What a window's place is made of, ``logit`` being what it was ranked by: rules say something
    of it, and one that was not read may have been moved down below those that were."""
    judged = _judged(fitted, names, window.signals)
    moved = logit - judged.log_odds - window.ruled
    more = [Effect(RULED, 1.0, window.ruled)] if window.ruled else []
    if moved < -_LEAST_MOVE:
        more.append(Effect(BELOW_READ, 1.0, moved))
    if not more:
        return judged
    effects = sorted((*judged.effects, *more), key=lambda effect: -abs(effect.effect))
    return Judged(logit, judged.bias, tuple(effects))


def _judged(fitted: Logistic, names: Sequence[str], signals: Floats) -> Judged:
    effects = [
        Effect(name, value, weight)
        for name, value, weight in zip(
            names, signals.tolist(), fitted.weights.tolist(), strict=True
        )
    ]
    effects.sort(key=lambda effect: -abs(effect.effect))
    return Judged(float(fitted.logits(signals[None, :])[0]), fitted.bias, tuple(effects))


def _read(question: str, readings: Mapping[int, Reading], item: Merged) -> Read:
    passage, reading = item.window.hit.passage, readings[item.window.hit.id]
    found = likeliest(item.window, reading, question)
    rank = 1 + sum(other.relevance > reading.relevance for other in readings.values())
    if found is None:
        return Read(rank, reading.relevance, "", 0.0)
    answer = passage.body[found.start : found.end].replace("\u00ad", "")
    return Read(rank, reading.relevance, answer, found.probability)


def _words(ranked: Ranked, passage: Passage, packed: PackedTokens) -> Iterator[Word]:
    """The question's words that weigh anything, the weightiest first."""
    query, asked = ranked.query, ranked.asked.asked
    if not len(packed.offsets):
        return
    cosines = asked.tokens @ packed.unpack().T
    presented = passage.presented
    spans = word_spans(presented)
    skipped = len(presented) - len(passage.body)
    weights = asked.weights.tolist()
    found = [(sum(weights[at] for at in own), word, own) for word, own in pieces_of(query).items()]
    for share, word, pieces in sorted(found, key=lambda item: -item[0]):
        if share <= 0:
            return
        best = cosines[pieces].max(axis=1)
        token = int(cosines[pieces[int(best.argmax())]].argmax())
        at = int(packed.offsets[token, 0]) + skipped
        met_by = next((presented[a:b] for a, b in spans if a <= at < b), "")
        yield Word(
            query.text[slice(*word)], share, float(np.mean(best)), met_by.replace("\u00ad", "")
        )
