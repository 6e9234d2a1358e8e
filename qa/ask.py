"""The whole way from a question to a reply."""

import shlex
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from index import place
from index.errors import LockedError, QuestionError, StoreError, WorkerError
from index.freshness import Survey, is_current, survey
from index.search import Searcher
from index.store import Store
from qa.answer import Passages, Reply, shown
from qa.pipeline import Pipeline, System, Timings
from qa.reader.reading import OnnxReader, Reader, Reranker
from qa.reply import Kind, Told, answered, found
from qa.scope import EVERYTHING, Scope

MOST_QUOTES = 10
# What `qa ask` indexes by itself before it answers: about ten seconds' work.
_SMALL_BYTES = 500_000
_CHECK_SECONDS = 1.0


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
        self._pipeline = Pipeline(searcher, system, reader, reranker)
        # Passages that are only looked at are not worth the time of reading them.
        self._looking = Pipeline(searcher, "late") if system == "full" else self._pipeline
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

    @property
    def stores(self) -> Sequence[Store]:
        """What is asked."""
        return [self.searcher.store]

    def close(self) -> None:
        """Close what was opened; harmless twice."""
        self.searcher.close()

    def ask(self, text: str, *, k: int = 3, scope: Scope = EVERYTHING) -> Reply:
        """Answer a question with up to ``k`` quotes. Raises QuestionError when there is nothing to
        look for, or nowhere."""
        return self.tell(text, k=k, scope=scope).reply

    def tell(self, text: str, *, k: int = 3, scope: Scope = EVERYTHING) -> Told[Reply]:
        """As `ask`, and how the reply came about."""
        return self._tell(text, scope, self._pipeline, partial(answered, k=k))

    def look(self, text: str, *, k: int = 10, scope: Scope = EVERYTHING) -> Told[Passages]:
        """Look for up to ``k`` passages, as `tell` does but for reading, judging and quoting."""
        return self._tell(text, scope, self._looking, partial(found, k=k))

    def _tell(
        self, text: str, scope: Scope, pipeline: Pipeline, told_of: Callable[..., Told[Kind]]
    ) -> Told[Kind]:
        if not any(map(str.isalnum, text)):
            raise QuestionError("the question has no words; type what you want to know")

        def tell() -> Told[Kind]:
            ranked = pipeline.rank(text, timings, lambda: self._allowed(scope))
            return told_of(ranked, notices=self._notices, timings=timings)

        timings = Timings()
        with timings.of("files"):
            refreshed = self._refresh()
        told = tell()
        with timings.of("files"):
            if refreshed or self._still_holds(told.reply):
                return told
            self._checked = float("-inf")
            self._refresh()
        return tell()

    def _still_holds(self, reply: Reply | Passages) -> bool:
        """Whether the files cited are as they were indexed, for one asked soon after another."""
        places = [place for quote in shown(reply) for place in (quote.place, *quote.also_in)]
        documents = {place.document.path: place.document for place in places}
        return all(is_current(self.base / path, doc) for path, doc in documents.items())

    def _allowed(self, scope: Scope) -> Sequence[int] | None:
        store = self.searcher.store
        documents, headings = scope.documents(store), scope.headings(store)
        if documents is None and self._stale:
            documents = {item.id for item in store.known().values()}
        if documents is not None:
            documents -= self._stale
        if documents is None and headings is None:
            return None
        return store.passage_ids(documents, headings)

    def _refresh(self) -> bool:
        """Index what changed when that is little, else leave it out and say so; False where the
        files were looked at a moment ago."""
        if time.monotonic() - self._checked < _CHECK_SECONDS:
            return False
        store = self.searcher.store
        found = survey(store)
        notices = [_missing(root) for root in found.missing]
        if not found.is_clean and found.bytes_to_read <= _SMALL_BYTES:
            from index.build import locked, update  # here: most questions find nothing changed

            try:
                with locked(store.folder, None):
                    update(store, survey(store), lambda: self.searcher.encoder)
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
