"""A question and an index → windows in the order in which they are quoted: the stages, in turn."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

from index.document import Passage
from index.encoder import Floats
from index.packed import PackedTokens
from index.search import Hit, Mode, Query, Searcher
from index.words import word_spans
from qa.confidence import Weights, weights
from qa.lead import announcing
from qa.question import Question, question
from qa.reader.reading import MOST_WORDS, Reader, Reading, Reranker, is_known
from qa.rerank import Matched, match
from qa.select import by_passage, by_window
from qa.signals import Window

System = Literal["bm25", "dense", "hybrid", "late", "full"]

Limit = Callable[[], Sequence[int] | None]

CANDIDATES = 40
READ = 12
_UNKNOWN = (
    "the model does not know this script, so the passages were found by their words alone; "
    "an index made with a multilingual --model would do better"
)


class Timings(dict[str, float]):
    """Seconds by stage, in the order of the stages."""

    @contextmanager
    def of(self, stage: str) -> Iterator[None]:
        """Add what is done within to a stage."""
        start = time.perf_counter()
        try:
            yield
        finally:
            self[stage] = self.get(stage, 0.0) + time.perf_counter() - start


@dataclass(frozen=True, slots=True)
class Ranked:
    """How the stages saw a question: ``hits`` as the search ranks them, ``matched`` as late
    interaction does, of all or of those that were read, then with ``readings``, one each, or with
    what the reranker gave, likewise, and ``windows`` with their log odds, best first. ``tokens``
    are the hits' by passage id; ``system`` is what was used, which may be less than was wanted.
    Where several collections were asked the windows are of all, the rest is of the collection that
    the first window is of, and ``parts`` are what was seen of each. ``after`` are passages that hits
    may go on in, by id."""

    asked: Question
    query: Query
    hits: Sequence[Hit]
    matched: Sequence[Matched]
    readings: Sequence[Reading] | None
    windows: Sequence[tuple[Window, float]]
    tokens: Mapping[int, PackedTokens]
    system: System
    reranked: Floats | None = None
    notices: tuple[str, ...] = ()
    parts: Mapping[str, "Ranked"] = field(default_factory=dict)
    after: Mapping[int, Passage] = field(default_factory=dict)

    def of(self, collection: str) -> "Ranked":
        """What was seen of one collection."""
        return self.parts.get(collection, self)

    @property
    def fitted(self) -> Weights:
        """The numbers that rank and trust what was read, or what was not."""
        return weights(self.readings is not None)


@dataclass(frozen=True, slots=True)
class Pipeline:
    """An open index and how much of the pipeline is used; a ``reranker`` takes the reader's place."""

    searcher: Searcher
    system: System = "full"
    reader: Reader | None = None
    reranker: Reranker | None = None

    def rank(self, text: str, timings: Timings, limit: Limit) -> Ranked:
        """Search, match and read. ``limit`` gives the ids of the passages that are asked, None for
        all; it is called in the snapshot of the store that is searched."""
        seen = self._matched(text, timings, limit)
        return self.read(seen, timings) if self.reads(seen) else _ordered(seen, timings)

    def scan(self, text: str, timings: Timings, limit: Limit) -> Ranked:
        """As `rank`, but nothing is read."""
        return _ordered(self._matched(text, timings, limit), timings)

    def glance(self, text: str, timings: Timings, limit: Limit) -> Ranked:
        """As `scan`, where anything is to be read of that alone, which is quicker; `read` goes on
        with it."""
        seen = self._matched(text, timings, limit)
        if self.reads(seen):
            seen = replace(seen, matched=_best(seen.matched))
        return _ordered(seen, timings)

    def read(self, seen: Ranked, timings: Timings) -> Ranked:
        """What was glanced at in the order that reading gives; as it is where nothing can be read."""
        if not self.reads(seen):
            return seen
        text = seen.query.text
        if self.reranker is not None:
            with timings.of("reranker"):
                matched, scores = rerank(self.reranker, text, seen.matched)
            read = replace(seen, system="full", matched=matched, reranked=scores)
        else:
            assert self.reader is not None
            with timings.of("reader"):
                matched, readings = read_best(self.reader, text, seen.matched)
            notices = _cut(seen.query, is_read=True)
            read = replace(seen, system="full", matched=matched, readings=readings, notices=notices)
        return _ordered(read, timings)

    def _matched(self, text: str, timings: Timings, limit: Limit) -> Ranked:
        """What the search brings and late interaction says of it, in no order yet."""
        system: System = "late" if self.system == "full" else self.system
        notices: tuple[str, ...] = ()
        with self.searcher.store.snapshot():  # another process may be indexing
            with timings.of("search"):
                query = self.searcher.query(text)
                if not is_known(text, query.encoding.offsets):
                    system, notices = "bm25", (_UNKNOWN,)
                mode: Mode = system if system in ("bm25", "dense") else "hybrid"
                hits = self.searcher.search(query, CANDIDATES, mode=mode, allowed=limit())
            with timings.of("late interaction"):
                tokens = self.searcher.tokens(hits)
            after = self.searcher.store.passages(announcing(hits))
        with timings.of("late interaction"):
            asked = question(query)
            matched = match(asked.asked, hits, tokens)
        notices += _cut(query, is_read=False)
        return Ranked(
            asked, query, hits, matched, None, (), tokens, system, notices=notices, after=after
        )

    def reads(self, seen: Ranked) -> bool:
        """Whether what was seen can be read."""
        if self.system != "full" or seen.system != "late":
            return False
        if self.reranker is not None:
            return True
        return self.reader is not None and self.reader.knows(seen.query.text)


def _ordered(seen: Ranked, timings: Timings) -> Ranked:
    """With its windows."""
    with timings.of("windows"):
        if seen.system in ("late", "full") and seen.reranked is None:
            windows = by_window(seen.asked, seen.matched, seen.readings)
        else:
            windows = by_passage(seen.asked, seen.matched)
    return replace(seen, windows=windows)


def _cut(query: Query, is_read: bool) -> tuple[str, ...]:
    """What to say of a question longer than a model takes in."""
    text, offsets = query.text, query.encoding.offsets
    words = word_spans(text)
    end = offsets[-1, 1] if len(offsets) else 0
    encoded = sum(start < end for start, _ in words)
    parts = []
    if 0 < encoded < len(words):
        parts.append(f"the encoder took in the first {encoded}")
    if is_read and len(words) > MOST_WORDS:
        parts.append(f"the reader took in the first {MOST_WORDS}")
    if not parts:
        return ()
    told = " and ".join(parts)
    return (f"of the question's {len(words):,} words {told}; ask for less at once",)


def read_best(
    reader: Reader, text: str, matched: Sequence[Matched]
) -> tuple[list[Matched], list[Reading]]:
    """The passages that late interaction puts first, and a reading of each."""
    best = _best(matched)
    given = [
        (passage.presented, len(passage.presented) - len(passage.body))
        for passage in (item.hit.passage for item in best)
    ]
    return best, reader.read(text, given)


def rerank(
    reranker: Reranker, text: str, matched: Sequence[Matched]
) -> tuple[list[Matched], Floats]:
    """The passages that late interaction puts first, in the reranker's order, and its scores."""
    best = _best(matched)
    scores = reranker.scores(text, [item.hit.passage.presented for item in best])
    order = np.argsort(-scores, kind="stable")
    return [best[position] for position in order], scores[order]


def _best(matched: Sequence[Matched]) -> list[Matched]:
    return sorted(matched, key=lambda item: -item.maxsim)[:READ]
