"""A question and an index → windows in the order in which they are quoted: the stages, in turn."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from index.encoder import Floats
from index.search import Hit, Mode, Query, Searcher
from qa.defined import defined_first, defines
from qa.focus import Focus, focus
from qa.headed import headed_first
from qa.items import above
from qa.lead import announcing
from qa.own import own_first, with_sources
from qa.question import question
from qa.ranked import Ranked, System, Timings
from qa.reader.reading import Reader, Reading, Reranker, is_known
from qa.remedy import explaining
from qa.rerank import Matched, match
from qa.select import Scored, by_passage, by_reading, by_window, first_passages
from qa.wording import as_written, cut, with_apostrophes, without_slips

Limit = Callable[[], Sequence[int] | None]

CANDIDATES = 40
CLOSEST, FIRST = 12, 3
"""Of the candidates, by late interaction and as the search ranks them: what may be quoted where
there is a reader."""
READ = 4
"""Of the closest: what is read before they are ranked."""
_UNKNOWN = (
    "the model does not know this script, so the passages were found by their words alone; "
    "an index made with a multilingual --model would do better"
)


@dataclass(frozen=True, slots=True)
class Pipeline:
    """An open index and how much of the pipeline is used; a ``reranker`` takes the reader's place."""

    searcher: Searcher
    system: System = "full"
    reader: Reader | None = None
    reranker: Reranker | None = None

    def rank(self, text: str, timings: Timings, limit: Limit, as_named: bool = True) -> Ranked:
        """Search, match and read. ``limit`` gives the ids of the passages that are asked, None for
        all; it is called in the snapshot of the store that is searched. What the question names
        itself limits it too, if it is taken ``as_named``."""
        return self.read(self.glance(text, timings, limit, as_named), timings)

    def scan(self, text: str, timings: Timings, limit: Limit, as_named: bool = True) -> Ranked:
        """As `rank`, but nothing is read."""
        return _ordered(self._matched(text, timings, limit, as_named), timings)

    def glance(self, text: str, timings: Timings, limit: Limit, as_named: bool = True) -> Ranked:
        """As `scan`, where anything is to be read of what may be quoted then alone, which is
        quicker; `read` goes on with it."""
        seen = self._matched(text, timings, limit, as_named)
        if self.reads(seen):
            near = closest(seen.matched)
            chosen = {item.hit.id for item in near}
            others = (item for item in seen.matched if item.hit.id not in chosen)
            defining = (item for item in others if defines(seen.asked.text, item.hit.passage))
            seen = replace(seen, matched=[*near, *defining])
        return _ordered(seen, timings)

    def read(self, seen: Ranked, timings: Timings) -> Ranked:
        """What was glanced at in the order that reading gives; as it is where nothing can be read."""
        if not self.reads(seen):
            return seen
        text = seen.query.text
        if self.reranker is not None:
            with timings.of("reranker"):
                matched, scores = rerank(self.reranker, text, seen.matched)
            return _ordered(replace(seen, system="full", matched=matched, reranked=scores), timings)
        assert self.reader is not None
        unread = cut(seen.query, is_read=False)
        with timings.of("reader"):
            readings = read(self.reader, text, first_passages(seen.windows, READ))
        with timings.of("windows"):
            windows = _within(seen, by_reading(seen.windows, readings))
        return replace(
            seen,
            system="full",
            readings=readings,
            windows=windows,
            notices=(
                *(told for told in seen.notices if told not in unread),
                *cut(seen.query, is_read=True),
            ),
            reader=self.reader,
        )

    def _matched(self, text: str, timings: Timings, limit: Limit, as_named: bool) -> Ranked:
        """What the search brings and late interaction says of it, in no order yet."""
        system: System = "late" if self.system == "full" else self.system
        notices: tuple[str, ...] = ()
        with self.searcher.store.snapshot():  # another process may be indexing
            with timings.of("search"):
                query = self.searcher.query(text)
                if system == "late":
                    query = with_apostrophes(self.searcher, query)
                    query, told = without_slips(self.searcher, as_written(self.searcher, query))
                    text, notices = query.text, told
                if not is_known(text, query.encoding.offsets):
                    system, notices = "bm25", (*notices, _UNKNOWN)
                query, hits, aim = self._found(query, system, limit(), as_named)
            with timings.of("late interaction"):
                tokens = self.searcher.tokens(hits)
            around = self.searcher.store.passages(
                [*above(hits), *announcing(hits), *explaining(hits)]
            )
        with timings.of("late interaction"):
            asked = question(query)
            matched = match(asked.asked, hits, tokens)
        notices += cut(query, is_read=False)
        return Ranked(
            asked,
            query,
            hits,
            matched,
            None,
            (),
            tokens,
            system,
            notices=notices,
            around=around,
            focus=aim,
        )

    def _found(
        self, query: Query, system: System, allowed: Sequence[int] | None, as_named: bool
    ) -> tuple[Query, Sequence[Hit], Focus | None]:
        """What the search brings, and what the question names itself, which limits it; with the
        question as it is searched for."""
        mode: Mode = system if system in ("bm25", "dense") else "hybrid"
        search = partial(self.searcher.search, query, CANDIDATES, mode=mode)
        aim = None
        if as_named and system == "late":
            store = self.searcher.store
            aim = focus(query.text, store, partial(search, allowed=allowed), allowed)
        if aim is not None:
            allowed = aim.passages[:CANDIDATES] if aim.is_whole else aim.passages
            if aim.rest:
                query = self.searcher.query(aim.rest)
                search = partial(self.searcher.search, query, CANDIDATES, mode=mode)
        return query, search(allowed=allowed), aim

    def reads(self, seen: Ranked) -> bool:
        """Whether what was seen can be read."""
        if self.system != "full" or seen.system != "late":
            return False
        if seen.focus is not None and seen.focus.is_whole:
            return False  # there is nothing to find in it
        if self.reranker is not None:
            return True
        return self.reader is not None and self.reader.knows(seen.query.text)


def _ordered(seen: Ranked, timings: Timings) -> Ranked:
    """With its windows."""
    with timings.of("windows"):
        if seen.system in ("late", "full") and seen.reranked is None:
            windows = by_window(seen.asked, seen.matched)
        else:
            windows = by_passage(seen.asked, seen.matched)
    return replace(seen, windows=_within(seen, windows))


def _within(seen: Ranked, windows: list[Scored]) -> list[Scored]:
    """The windows that may be quoted, in the order in which they are."""
    if seen.focus is not None:
        windows = seen.focus.within(windows)
        if seen.focus.is_whole:
            return windows
    text = seen.asked.text
    return headed_first(text, defined_first(text, own_first(windows)))


def read(reader: Reader, text: str, hits: Sequence[Hit]) -> dict[int, Reading]:
    """A reading of each hit's passage, by passage id."""
    given = [
        (passage.presented, len(passage.presented) - len(passage.body))
        for passage in (hit.passage for hit in hits)
    ]
    return {hit.id: one for hit, one in zip(hits, reader.read(text, given), strict=True)}


def rerank(
    reranker: Reranker, text: str, matched: Sequence[Matched]
) -> tuple[list[Matched], Floats]:
    """The passages that late interaction puts first, in the reranker's order, and its scores."""
    best = closest(matched)
    scores = reranker.scores(text, [item.hit.passage.presented for item in best])
    order = np.argsort(-scores, kind="stable")
    return [best[position] for position in order], scores[order]


def closest(matched: Sequence[Matched]) -> list[Matched]:
    """What late interaction puts first, and the search, in whose order they are given; and what
    they quote."""
    best = sorted(matched, key=lambda item: -item.maxsim)[:CLOSEST]
    chosen = {item.hit.id for item in best}
    first = (item for item in matched[:FIRST] if item.hit.id not in chosen)
    return with_sources([*best, *first], matched)
