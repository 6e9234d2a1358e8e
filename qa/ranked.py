"""How the stages saw a question, and how long each took."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

from index.document import Passage
from index.encoder import Floats
from index.packed import PackedTokens
from index.search import Hit, Query
from qa.confidence import Weights, weights
from qa.focus import Focus
from qa.question import Question
from qa.reader.reading import Reader, Reading
from qa.rerank import Matched
from qa.select import Scored

System = Literal["bm25", "dense", "hybrid", "late", "full"]
"""How much of the pipeline is used."""


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
    interaction does, of all or of those that may be quoted, ``readings`` of those of them that
    ``reader`` read, by passage id, or in ``reranked`` what the reranker gave each, and ``windows``
    with their log odds, best first. ``tokens`` are the hits' by passage id; ``system`` is what was
    used, which may be less than was wanted. Where several collections were asked the windows are of
    all, the rest is of the collection that the first window is of, and ``parts`` are what was seen
    of each. ``around`` are passages that hits may go on
    or begin in, by id. ``focus`` is what the question names itself, None for nothing."""

    asked: Question
    query: Query
    hits: Sequence[Hit]
    matched: Sequence[Matched]
    readings: Mapping[int, Reading] | None
    windows: Sequence[Scored]
    tokens: Mapping[int, PackedTokens]
    system: System
    reranked: Floats | None = None
    notices: tuple[str, ...] = ()
    parts: Mapping[str, "Ranked"] = field(default_factory=dict)
    around: Mapping[int, Passage] = field(default_factory=dict)
    reader: Reader | None = None
    focus: Focus | None = None

    @property
    def absent(self) -> tuple[str, ...]:
        """The codes of the question that stand in no collection that was asked."""
        others = [part.query.terms.absent for part in self.parts.values()]
        return tuple(one for one in self.query.terms.absent if all(one in each for each in others))

    def of(self, collection: str) -> "Ranked":
        """What was seen of one collection."""
        return self.parts.get(collection, self)

    @property
    def fitted(self) -> Weights:
        """The numbers that rank and trust what was read, or what was not."""
        return weights(self.readings is not None)
