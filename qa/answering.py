"""What one index that is asked and several have in common."""

import shlex
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path

from index import place
from index.encoders import Progress, no_progress
from index.store import Store
from qa.answer import NoAnswer, Passages, Reply
from qa.focus import Focus
from qa.ranked import Ranked, Timings
from qa.reply import Of, Told, answered, found
from qa.scope import EVERYTHING, Scope
from qa.typed import MOST_LETTERS, cleaned

Showing = Callable[[], AbstractContextManager[Progress]]
"""Shows the progress of what takes its time, within the context that it gives."""


def _nowhere() -> AbstractContextManager[Progress]:
    return nullcontext(no_progress)


def _lack(aim: Focus) -> str:
    if aim.missing:
        return f"no {aim.missing} was found in {aim.name}"
    return f"{aim.name} does not answer it"


class Answering(ABC):
    """What answers questions, and looks after the freshness of what it quotes meanwhile.
    ``grave`` are those of the ``notices`` that nobody is to miss: most documents are left out.
    ``showing`` is how it is shown that files are indexed before a question."""

    notices: tuple[str, ...] = ()
    grave: tuple[str, ...] = ()
    showing: Showing = staticmethod(_nowhere)

    @property
    @abstractmethod
    def collections(self) -> Mapping[str, Store]:
        """The stores of the indexes that are asked, by the names of their collections."""

    @property
    def bases(self) -> Mapping[str, Path]:
        """What the cited paths of each collection are relative to, by its name."""
        return {name: place.base(store) for name, store in self.collections.items()}

    @property
    def stores(self) -> Sequence[Store]:
        """What is asked."""
        return [*self.collections.values()]

    def close(self) -> None:
        """Close what is open; harmless twice."""
        for store in self.stores:
            store.close()

    def ask(self, text: str, *, k: int = 3, scope: Scope = EVERYTHING) -> Reply:
        """Answer a question with up to ``k`` quotes. Raises QuestionError when there is nothing to
        look for, or nowhere."""
        return self.tell(text, k=k, scope=scope).reply

    def tell(
        self,
        text: str,
        *,
        k: int = 3,
        scope: Scope = EVERYTHING,
        glance: Callable[[Reply], None] | None = None,
    ) -> Told[Reply]:
        """As `ask`, and how the reply came about. Where reading is to come, ``glance`` is given
        what would be replied without, in the thread that asks."""

        def rank(asked: str, scope: Scope, timings: Timings) -> Ranked:
            if glance is None:
                return self.rank(asked, scope, timings)
            seen = self.glance(asked, scope, timings)
            if not self.reads(seen):
                return seen
            guess = answered(seen, text, k, (), timings).reply
            if self.still_holds(guess):
                glance(guess)
            return self.read(seen, timings)

        return self._tell(text, rank, scope, partial(answered, k=k))

    def look(self, text: str, *, k: int = 10, scope: Scope = EVERYTHING) -> Told[Passages]:
        """Look for up to ``k`` passages, as `tell` does but for reading, judging and quoting."""
        return self._tell(text, self.scan, scope, partial(found, k=k))

    def _tell(
        self,
        text: str,
        rank: Callable[[str, Scope, Timings], Ranked],
        scope: Scope,
        told_of: Callable[..., Told[Of]],
    ) -> Told[Of]:
        asked = cleaned(text)

        def tell() -> Told[Of]:
            told = one(scope)
            aim = told.ranked.focus
            if aim is None or aim.is_bound or not isinstance(told.reply, NoAnswer):
                return told
            other = one(replace(scope, as_named=False))
            if isinstance(other.reply, NoAnswer):
                return told if aim.is_named else other
            notices = (f"{_lack(aim)}, so all was asked", *other.reply.notices)
            return replace(other, reply=replace(other.reply, notices=notices))

        def one(scope: Scope) -> Told[Of]:
            ranked = rank(asked, scope, timings)
            notices = (*self.notices, *self._remarks(text, asked))
            return told_of(ranked, text, notices=notices, timings=timings)

        timings = Timings()
        with timings.of("files"):
            refreshed = self.refresh()
        told = tell()
        with timings.of("files"):
            if refreshed or self.still_holds(told.reply):
                return told
            self.refresh(at_once=True)
        return tell()

    def _remarks(self, text: str, asked: str) -> Iterator[str]:
        """What to say of a question that may not be what was meant."""
        if len(text) > MOST_LETTERS:
            yield (
                f"of the question's {len(text):,} characters the first {MOST_LETTERS:,} were "
                "looked at"
            )
        is_name = "." in asked and " " not in asked
        if is_name and any(asked in store.known() for store in self.stores):
            name = shlex.quote(asked)
            yield f"{asked} is a document: `qa show {name}` shows it, `--in {name}` asks it alone"

    @abstractmethod
    def rank(self, text: str, scope: Scope, timings: Timings) -> Ranked:
        """How the stages see a question; `refresh` goes before. Raises QuestionError."""

    @abstractmethod
    def scan(self, text: str, scope: Scope, timings: Timings) -> Ranked:
        """As `rank`, but nothing is read: passages that are only looked at are not worth the
        time."""

    @abstractmethod
    def glance(self, text: str, scope: Scope, timings: Timings) -> Ranked:
        """As `scan`, where anything is to be read of that alone."""

    @abstractmethod
    def reads(self, seen: Ranked) -> bool:
        """Whether anything of what a glance saw can be read."""

    @abstractmethod
    def read(self, seen: Ranked, timings: Timings) -> Ranked:
        """What a glance saw, in the order that reading gives."""

    @abstractmethod
    def refresh(self, *, at_once: bool = False) -> bool:
        """Index what changed when that is little, else leave it out and say so in ``notices``;
        False where the files were looked at a moment ago, and it need not be ``at_once``."""

    @abstractmethod
    def still_holds(self, reply: Reply | Passages) -> bool:
        """Whether the files cited are as they were indexed, for one asked soon after another."""
