"""Several indexes asked at once: each ranks its own, and the best of all are quoted."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace

from index.encoder import Encoder, Encoding, Manifest
from index.errors import QAError, QuestionError
from index.store import Store
from qa.answer import Passages, Reply
from qa.answering import Answering
from qa.ask import Asker, opened
from qa.config import Collection, named
from qa.ranked import Ranked, System, Timings
from qa.scope import Scope


class Collections(Answering):
    """Open indexes by their names, asked as one."""

    def __init__(self, askers: Mapping[str, Asker]) -> None:
        self._askers = dict(askers)

    @classmethod
    def open(
        cls, chosen: Sequence[Collection], system: System, reranker: str | None
    ) -> "Collections":
        """Open several indexes; a model that they share is loaded once. Raises what `Asker.open`
        does, with the name of the collection."""
        askers: dict[str, Asker] = {}
        encoders: list[Encoder] = []
        for name, folder in named(chosen).items():
            with _told_of(name):
                if askers:
                    first = next(iter(askers.values()))
                    asker = first.beside(folder, name, encoders)
                else:
                    asker = opened(folder, system, reranker, name)
            if asker.searcher.encoder not in encoders:
                asker.searcher.encoder = _Once(asker.searcher.encoder)
                encoders.append(asker.searcher.encoder)
            askers[name] = asker
        return cls(askers)

    @property
    def collections(self) -> Mapping[str, Store]:
        """The stores of the indexes that are asked, by the names of their collections."""
        return {name: asker.searcher.store for name, asker in self._askers.items()}

    def rank(self, text: str, scope: Scope, timings: Timings) -> Ranked:
        """How the stages of all see a question. Raises QuestionError where a scope fits none."""
        return self._each(lambda asker: asker.rank(text, scope, timings))

    def scan(self, text: str, scope: Scope, timings: Timings) -> Ranked:
        """As `rank`, but nothing is read."""
        return self._each(lambda asker: asker.scan(text, scope, timings))

    def glance(self, text: str, scope: Scope, timings: Timings) -> Ranked:
        """As `scan`, of what is to be read of each alone."""
        return self._each(lambda asker: asker.glance(text, scope, timings))

    def reads(self, seen: Ranked) -> bool:
        """Whether anything of what a glance saw of any can be read."""
        return any(self._askers[name].reads(part) for name, part in seen.parts.items())

    def read(self, seen: Ranked, timings: Timings) -> Ranked:
        """What a glance saw of each, in the order that reading gives."""
        parts = seen.parts.items()
        return _together({name: self._askers[name].read(part, timings) for name, part in parts})

    def _each(self, rank: Callable[[Asker], Ranked]) -> Ranked:
        ranked: dict[str, Ranked] = {}
        refused: list[QuestionError] = []
        for name, asker in self._askers.items():
            with _told_of(name):
                try:
                    ranked[name] = rank(asker)
                except QuestionError as error:
                    refused.append(error)
        if not ranked:
            raise refused[0]
        return _together(ranked)

    def refresh(self, *, at_once: bool = False) -> bool:
        """Bring each up to date; False where one of them was looked at a moment ago."""
        done = []
        for name, asker in self._askers.items():
            asker.showing = self.showing
            with _told_of(name):
                done.append(asker.refresh(at_once=at_once))
        askers = self._askers.items()
        self.notices = tuple(f"{name}: {told}" for name, each in askers for told in each.notices)
        self.grave = tuple(f"{name}: {told}" for name, each in askers for told in each.grave)
        return all(done)

    def still_holds(self, reply: Reply | Passages) -> bool:
        """Whether the files cited, of each, are as they were indexed."""
        return all(asker.still_holds(reply) for asker in self._askers.values())


class _Once:
    """An encoder that encodes a question once, however many indexes are asked in turn."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._last: tuple[str, Encoding] | None = None

    @property
    def manifest(self) -> Manifest:
        """What the model is."""
        return self._encoder.manifest

    def encode_query(self, text: str) -> Encoding:
        """A question's vectors."""
        if self._last is None or self._last[0] != text:
            self._last = text, self._encoder.encode_query(text)
        return self._last[1]

    def encode_passages(self, texts: Iterable[str]) -> Iterator[Encoding]:
        """The vectors of each passage, in order."""
        return self._encoder.encode_passages(texts)


@contextmanager
def _told_of(name: str) -> Iterator[None]:
    """What goes wrong within is told with the name of the collection."""
    try:
        yield
    except QAError as error:
        raise type(error)(f"{name}: {error}") from error


def _together(ranked: Mapping[str, Ranked]) -> Ranked:
    """Windows of all by their log odds, which compare across indexes where either all were read or
    none; else those that were read come first. Where one has what the question names, others are
    not asked."""
    most = max(map(_aimed, ranked.values()), default=0)
    ranked = {name: part for name, part in ranked.items() if _aimed(part) == most}
    scored = [
        (part.readings is None, -logit, number, (window, logit))
        for number, part in enumerate(ranked.values())
        for window, logit in part.windows
    ]
    windows = [pair for *_, pair in sorted(scored, key=lambda item: item[:3])]
    parts = list(ranked.values())
    first = ranked[windows[0][0].hit.passage.document.collection] if windows else parts[0]
    notices = tuple(f"{name}: {notice}" for name, part in ranked.items() for notice in part.notices)
    return replace(first, windows=windows, notices=notices, parts=ranked)


def _aimed(part: Ranked) -> int:
    """How much of what a question names a collection has: nothing, the document, or all."""
    return 0 if part.focus is None else 1 if part.focus.missing else 2
