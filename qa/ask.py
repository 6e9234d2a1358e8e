"""The whole way from a question to a reply."""

import shlex
import time
from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Literal

import numpy as np

from index import place
from index.errors import LockedError, QuestionError, StoreError, WorkerError
from index.freshness import Survey, is_current, survey
from index.search import Mode, Searcher
from qa.agreement import agreement
from qa.answer import Answer, NoAnswer, Place, Quote, Reply
from qa.confidence import Weights, probability, trust_signals, weights
from qa.highlight import highlights
from qa.merge import Merged, merge
from qa.pinpoint import answer_in
from qa.reader.reading import OnnxReader, Reader, Reading, Reranker, is_known
from qa.rerank import Matched, match
from qa.select import by_passage, by_window
from qa.signals import Question, question

System = Literal["bm25", "dense", "hybrid", "late", "full"]

CANDIDATES = 40
READ = 12
MOST_QUOTES = 10
# What `qa ask` indexes by itself before it answers: about ten seconds' work.
_SMALL_BYTES = 500_000
_CHECK_SECONDS = 1.0
# Of the reading of files: seconds of computing for each and by the clock for all, beyond which one
# more is waited for.
_READ_SECONDS, _PATIENCE, _READ_ALL_SECONDS = 4.0, 2.5, 10.0
_LATER = "; `qa index` gives it more time"
_UNKNOWN = (
    "the model does not know this script, so the passages were found by their words alone; "
    "an index made with a multilingual --model would do better"
)


class Asker:
    """An open index that answers questions, and looks after its freshness meanwhile."""

    def __init__(
        self,
        searcher: Searcher,
        system: System = "full",
        reader: Reader | None = None,
        reranker: Reranker | None = None,
    ) -> None:
        self.searcher = searcher
        self._system = system
        self._reader = reader
        self._reranker = reranker
        self._checked = float("-inf")
        self._stale: frozenset[int] = frozenset()
        self._notices: tuple[str, ...] = ()

    @classmethod
    def open(
        cls, folder: Path, system: System = "full", reranker: Reranker | None = None
    ) -> "Asker":
        """Open an index for asking; a ``reranker`` takes the place of the reader. Raises
        NoIndexError, StoreError, EncoderError and WeightsError."""
        is_read = system == "full" and reranker is None
        with ThreadPoolExecutor(1) as beside:  # both models are waited for once
            loading = beside.submit(OnnxReader) if is_read else None
            searcher = Searcher.open(folder)
            try:
                reader = loading.result() if loading else None
                return cls(searcher, system, reader, reranker)
            except BaseException:
                searcher.close()
                raise

    @property
    def base(self) -> Path:
        """What the cited paths are relative to."""
        return place.base(self.searcher.store)

    def ask(self, text: str, *, k: int = 3, within: Collection[str] | None = None) -> Reply:
        """Answer a question with up to ``k`` quotes, from documents at the paths ``within`` if
        given. Raises QuestionError when there is nothing to look for."""
        if not any(map(str.isalnum, text)):
            raise QuestionError("the question has no words; type what you want to know")
        refreshed = self._refresh()
        reply = self._answer(text, k, within)
        if not refreshed and not self._still_holds(reply):
            self._checked = float("-inf")
            self._refresh()
            reply = self._answer(text, k, within)
        return reply

    def _answer(self, text: str, k: int, within: Collection[str] | None) -> Reply:
        notices = self._notices
        with self.searcher.store.snapshot():  # another process may be indexing
            query = self.searcher.query(text)
            system = self._system
            if not is_known(query.encoding.offsets):
                system = "bm25"
                notices += (_UNKNOWN,)
            mode: Mode = system if system in ("bm25", "dense") else "hybrid"
            allowed = self._allowed(within)
            hits = self.searcher.search(query, CANDIDATES, mode=mode, documents=allowed)
            tokens = self.searcher.tokens(hits)
        asked = question(query)
        matched = match(asked.asked, hits, tokens)
        readings = None
        if system == "full" and self._reranker is not None:
            ranked = by_passage(asked, rerank(self._reranker, text, matched))
        elif system in ("late", "full"):
            if system == "full" and self._reader is not None and self._reader.knows(text):
                matched, readings = read_best(self._reader, text, matched)
            ranked = by_window(asked, matched, readings)
        else:
            ranked = by_passage(asked, matched)
        fitted = weights(readings is not None)
        return _reply(asked, merge(ranked, max(k, 2)), k, notices, fitted)

    def _still_holds(self, reply: Reply) -> bool:
        """Whether the files cited are as they were indexed, for one asked soon after another."""
        quotes = reply.quotes if isinstance(reply, Answer) else reply.nearest
        places = [place for quote in quotes for place in (quote.place, *quote.also_in)]
        documents = {place.document.path: place.document for place in places}
        return all(is_current(self.base / path, doc) for path, doc in documents.items())

    def _allowed(self, within: Collection[str] | None) -> Collection[int] | None:
        if within is None and not self._stale:
            return None
        known = self.searcher.store.known()
        paths = known.keys() if within is None else within
        return {known[path].id for path in paths if path in known} - self._stale

    def _refresh(self) -> bool:
        """Index what changed when that is little, else leave it out and say so; False where the
        files were looked at a moment ago."""
        if time.monotonic() - self._checked < _CHECK_SECONDS:
            return False
        store = self.searcher.store
        found = survey(store)
        notices = [_missing(root) for root in found.missing]
        if not found.is_clean and found.bytes_to_read <= _SMALL_BYTES:
            # here: most questions find nothing changed
            from index.build import locked, update
            from index.limits import Limits

            limits = Limits(
                _READ_SECONDS, patience=_PATIENCE, together=_READ_ALL_SECONDS, hint=_LATER
            )
            try:
                with locked(store.folder, None):
                    update(store, survey(store), lambda: self.searcher.encoder, limits=limits)
                found = survey(store)
            except LockedError:
                notices.append("another process is indexing; what it has not done is left out")
            except (StoreError, WorkerError) as error:
                notices.append(f"the index could not be brought up to date: {error}")
        outdated = _outdated(found)
        known = store.known() if outdated else {}
        stale = {known[path].id for path in outdated if path in known}
        if stale or found.new:
            notices.append(_left_out(found))
        notices += _too_slow(found)
        self._stale, self._notices = frozenset(stale), tuple(notices)
        self._checked = time.monotonic()
        return True


def opened(folder: Path, system: System, reranker: str | None) -> Asker:
    """An index opened for asking with a CrossEncoder by its name in the reader's place, or with
    none. Raises what `Asker.open` and `CrossReranker.load` do."""
    if reranker is None:
        return Asker.open(folder, system)
    from qa.reader.cross import CrossReranker  # here: few ask for another model

    return Asker.open(folder, system, CrossReranker.load(reranker))


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


def rerank(reranker: Reranker, text: str, matched: Sequence[Matched]) -> list[Matched]:
    """The passages that late interaction puts first, in the reranker's order."""
    best = _best(matched)
    scores = reranker.scores(text, [item.hit.passage.presented for item in best])
    return [best[position] for position in np.argsort(-scores, kind="stable")]


def _best(matched: Sequence[Matched]) -> list[Matched]:
    return sorted(matched, key=lambda item: -item.maxsim)[:READ]


def _reply(
    asked: Question, merged: Sequence[Merged], k: int, notices: tuple[str, ...], fitted: Weights
) -> Reply:
    if not merged:
        return NoAnswer(asked.text, 0.0, (), notices)
    second = merged[1].logit if len(merged) > 1 else None
    trust = fitted.confidence(trust_signals(merged[0].window, merged[0].logit, second))
    quotes = tuple(_quote(asked, item) for item in merged[:k])
    if trust < fitted.threshold:
        return NoAnswer(asked.text, trust, quotes, notices)
    return Answer(asked.text, trust, quotes, notices, agreement(asked.text, quotes))


def _outdated(found: Survey) -> list[str]:
    return [*(file.display for file in found.changed), *found.gone]


def _missing(root: str) -> str:
    return (
        f"{root} is not here; its documents are quoted as they were indexed "
        f"(`qa index --remove {shlex.quote(root)}` forgets them)"
    )


def _left_out(found: Survey) -> str:
    parts = [
        f"{count} {word}"
        for count, word in (
            (len(found.changed), "changed"),
            (len(found.new), "new"),
            (len(found.gone), "deleted"),
        )
        if count
    ]
    return f"not quoted until you run `qa index`: {', '.join(parts)} since the last indexing"


def _too_slow(found: Survey) -> list[str]:
    """Of files that took too long to read before a question, though they may be read yet."""
    slow = [item for item in found.skipped if item.reason.endswith(_LATER)]
    if not slow:
        return []
    more = f" (and {len(slow) - 1} more; see `qa status`)" if len(slow) > 1 else ""
    return [f"not quoted: {slow[0].path}: {slow[0].reason}{more}"]


def _quote(asked: Question, item: Merged) -> Quote:
    passage, span = item.window.hit.passage, item.window.span
    answer = answer_in(item.window)
    if answer is None:
        marked = highlights(asked, span.of(passage.document.text))
    else:
        marked = ((answer.start - span.start, answer.end - span.start),)
    return Quote(
        Place(passage.document, span),
        probability(item.logit),
        passage.heading,
        marked,
        tuple(Place(copy.hit.passage.document, copy.span) for copy in item.copies),
        passage.reading,
        answer,
    )
