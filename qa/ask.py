"""An open index that is asked, and kept up to date meanwhile."""

import shlex
import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from index import place
from index.encoder import Encoder
from index.errors import LockedError, QuestionError, StoreError, WorkerError
from index.freshness import Survey, is_current, note_times, survey
from index.search import Searcher
from index.store import Store
from qa.answer import Passages, Reply, shown
from qa.answering import Answering
from qa.console import missing_root
from qa.pipeline import Pipeline
from qa.ranked import Ranked, System, Timings
from qa.reader.reading import OnnxReader, Reader, Reranker
from qa.scope import Scope

MOST_QUOTES = 10
# What `qa ask` indexes by itself before it answers: about ten seconds' work.
_SMALL_BYTES = 500_000
_CHECK_SECONDS = 1.0
# Of the reading of files: seconds of computing for each and by the clock for all, beyond which one
# more is waited for.
_READ_SECONDS, _PATIENCE, _READ_ALL_SECONDS = 4.0, 2.5, 10.0
_LATER = "; `qa index` gives it more time"


class Asker(Answering):
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
        self._checked = float("-inf")
        self._stale: frozenset[int] = frozenset()

    @classmethod
    def open(
        cls,
        folder: Path,
        system: System = "full",
        reranker: Reranker | None = None,
        collection: str = "",
    ) -> "Asker":
        """Open an index for asking; a ``reranker`` takes the place of the reader. Raises
        NoIndexError, StoreError, EncoderError and WeightsError."""
        is_read = system == "full" and reranker is None
        with ThreadPoolExecutor(1) as beside:  # both models are waited for once
            loading = beside.submit(OnnxReader) if is_read else None
            searcher = Searcher.open(folder, collection)
            try:
                reader = loading.result() if loading else None
                return cls(searcher, system, reader, reranker)
            except BaseException:
                searcher.close()
                raise

    def beside(self, folder: Path, collection: str, encoders: Iterable[Encoder]) -> "Asker":
        """Another index, asked in the same way; the reader and, where they serve, the ``encoders``
        are loaded already. Raises as `open` does."""
        searcher = Searcher.open(folder, collection, encoders)
        way = self._pipeline
        return Asker(searcher, way.system, way.reader, way.reranker)

    @property
    def collections(self) -> Mapping[str, Store]:
        """Its store, by the name of its collection."""
        return {self.searcher.store.collection: self.searcher.store}

    @property
    def base(self) -> Path:
        """What the cited paths are relative to."""
        return place.base(self.searcher.store)

    def rank(self, text: str, scope: Scope, timings: Timings) -> Ranked:
        """How the stages see a question; `refresh` goes before. Raises QuestionError."""
        return self._pipeline.rank(text, timings, lambda: self._allowed(scope), scope.as_named)

    def scan(self, text: str, scope: Scope, timings: Timings) -> Ranked:
        """As `rank`, but nothing is read."""
        return self._pipeline.scan(text, timings, lambda: self._allowed(scope), scope.as_named)

    def glance(self, text: str, scope: Scope, timings: Timings) -> Ranked:
        """As `scan`, of what is to be read alone."""
        return self._pipeline.glance(text, timings, lambda: self._allowed(scope), scope.as_named)

    def reads(self, seen: Ranked) -> bool:
        """Whether anything of what a glance saw can be read."""
        return self._pipeline.reads(seen)

    def read(self, seen: Ranked, timings: Timings) -> Ranked:
        """What a glance saw, in the order that reading gives."""
        return self._pipeline.read(seen, timings)

    def still_holds(self, reply: Reply | Passages) -> bool:
        """Whether the files cited are as they were indexed, for one asked soon after another."""
        places = [place for quote in shown(reply) for place in (quote.place, *quote.also_in)]
        own = self.searcher.store.collection
        found = [place.document for place in places if place.document.collection == own]
        documents = {document.path: document for document in found}
        return all(is_current(self.base / path, doc) for path, doc in documents.items())

    def _allowed(self, scope: Scope) -> Sequence[int] | None:
        store = self.searcher.store
        if store.is_empty():
            raise QuestionError(
                f"the index at {store.folder} holds no documents; `qa status` tells what was left "
                "out, `qa index FOLDER` adds more"
            )
        documents, headings = scope.documents(store), scope.headings(store)
        if documents is None and self._stale:
            documents = {item.id for item in store.known().values()}
        if documents is not None:
            documents -= self._stale
        if documents is None and headings is None:
            return None
        return store.passage_ids(documents, headings)

    def refresh(self, *, at_once: bool = False) -> bool:
        """Index what changed when that is little, else leave it out and say so in ``notices``;
        False where the files were looked at a moment ago, and it need not be ``at_once``."""
        store = self.searcher.store
        store.check_in_place()
        if not at_once and time.monotonic() - self._checked < _CHECK_SECONDS:
            return False
        found = survey(store)
        notices = [*map(missing_root, found.missing), *map(_outside, found.outside)]
        if not found.is_clean and found.bytes_to_read <= _SMALL_BYTES:
            found = self._updated(found, notices)
        elif found.is_clean and found.touched:
            self._note_times(found)
        outdated = _outdated(found)
        known = store.known() if outdated or found.unfollowed else {}
        stale = {known[path].id for path in outdated if path in known}
        grave: tuple[str, ...] = ()
        if stale or found.new:
            notices.append(_left_out(found))
            left_out = len(stale) + len(found.new)
            if 2 * left_out > store.counts()[0] + len(found.new):
                grave = (notices[-1],)
        stale.update(known[path].id for path in found.unfollowed)
        notices += _too_slow(found)
        self._stale, self.notices, self.grave = frozenset(stale), tuple(notices), grave
        self._checked = time.monotonic()
        return True

    def _updated(self, found: Survey, notices: list[str]) -> Survey:
        """Index what was ``found`` to differ; what is found then. Where that cannot be done it is
        told in ``notices``."""
        # here: most questions find nothing changed
        from index.build import update
        from index.limits import Limits
        from index.locking import locked

        store = self.searcher.store
        limits = Limits(_READ_SECONDS, patience=_PATIENCE, together=_READ_ALL_SECONDS, hint=_LATER)
        try:
            with locked(store.folder, None), self.showing() as progress:
                changed = survey(store)
                update(store, changed, lambda: self.searcher.encoder, progress, limits)
            found = survey(store)
        except LockedError:
            notices.append("another process is indexing; what it has not done is left out")
        except (StoreError, WorkerError) as error:
            notices.append(f"the index could not be brought up to date: {error}")
        return found

    def _note_times(self, found: Survey) -> None:
        """Record the new times of files whose content is the same, if that can be done now."""
        from index.locking import locked

        store = self.searcher.store
        with suppress(LockedError, StoreError), locked(store.folder, None), store.transaction():
            note_times(store, found)


def opened(folder: Path, system: System, reranker: str | None, collection: str = "") -> Asker:
    """An index opened for asking with a CrossEncoder by its name in the reader's place, or with
    none. Raises what `Asker.open` and `CrossReranker.load` do."""
    if reranker is None:
        return Asker.open(folder, system, None, collection)
    from qa.reader.cross import CrossReranker  # here: few ask for another model

    return Asker.open(folder, system, CrossReranker.load(reranker), collection)


def _outdated(found: Survey) -> list[str]:
    return [*(file.display for file in found.changed), *found.gone]


def _outside(root: str) -> str:
    return (
        f"{root} lies outside the collection and was not added on this machine, so it is not "
        f"followed; its documents are quoted as they were indexed, or not where their files differ "
        f"(`qa index {shlex.quote(root)}` follows it)"
    )


def _left_out(found: Survey) -> str:
    changed = "to be cut anew by this version" if found.recut else "changed"
    parts = [
        f"{count} {word}"
        for count, word in (
            (len(found.changed), changed),
            (len(found.new), "new"),
            (len(found.gone), "deleted"),
        )
        if count
    ]
    since = "" if found.recut else " since the last indexing"
    return f"not quoted until you run `qa index`: {', '.join(parts)}{since}"


def _too_slow(found: Survey) -> list[str]:
    """Of files that took too long to read before a question, though they may be read yet."""
    slow = [item for item in found.skipped if item.reason.endswith(_LATER)]
    if not slow:
        return []
    more = f" (and {len(slow) - 1} more; see `qa status`)" if len(slow) > 1 else ""
    return [f"not quoted: {slow[0].path}: {slow[0].reason}{more}"]
