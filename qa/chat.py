"""A chat: a line that was typed → an answer, or what a command does. Knows no terminal's keys."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import RenderableType

from index.document import Document, Span
from index.errors import QuestionError
from qa import last, render
from qa.answer import Passages, Place, Quote, Reply, shown
from qa.answering import Answering
from qa.ask import MOST_QUOTES
from qa.beside import Beside
from qa.console import print_rich, remark, say
from qa.finding import Found, changed, find
from qa.glimpse import Glimpse
from qa.limits import Limits
from qa.reply import Told
from qa.scope import Scope, counted
from qa.surroundings import Surroundings, outlined

MOST_PASSAGES = 40
_PASSAGES = 10
_CONTEXT = 3


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was asked or searched last, within what, and the reply, all of whose quotes are
    shown; ``k`` more are told at a time."""

    text: str
    scope: Scope
    k: int
    is_search: bool
    told: Told[Reply] | Told[Passages]


class Chat:
    """What is remembered from one line to the next. Every method raises QAError for what cannot be
    done, and KeyboardInterrupt where the user no longer waits; the chat can go on after either."""

    def __init__(
        self,
        asker: Answering,
        beside: Beside,
        limits: Limits,
        k: int = 3,
        *,
        verbose: bool = False,
    ) -> None:
        self.asker = asker
        self._beside = beside
        self.limits = limits
        self.k = k
        self._verbose = verbose
        self._last: _Asked | None = None
        self._notices: Sequence[str] = ()

    def paths(self) -> list[str]:
        """The documents' paths."""
        return sorted(path for store in self.asker.stores for path in store.known())

    def ask(self, text: str) -> None:
        """Answer a question."""
        glimpse = Glimpse(self.asker.bases)
        try:
            asked = self._reply(
                text, self.limits.scope, self.k, self.k, is_search=False, glimpse=glimpse
            )
        except BaseException:
            glimpse.remove()
            raise
        self._tell(asked, glimpse)

    def search(self, words: str) -> None:
        """Tell the passages that come closest, without answering."""
        if not words:
            raise QuestionError("there is nothing to look for; type some words: :search cease-fire")
        asked = self._reply(words, self.limits.scope, _PASSAGES, _PASSAGES, is_search=True)
        self._tell(asked)

    def more(self) -> None:
        """Tell further quotes of what was asked last."""
        before = self._asked
        told = shown(before.told.reply)
        most = MOST_PASSAGES if before.is_search else MOST_QUOTES
        if len(told) >= most:
            raise QuestionError(f"{most} are the most that are told; ask more closely")
        k = min(len(told) + before.k, most)
        asked = self._reply(before.text, before.scope, before.k, k, is_search=before.is_search)
        quotes = shown(asked.told.reply)
        if [quote.place for quote in quotes[: len(told)]] != [quote.place for quote in told]:
            say("qa: the documents have changed since; the quotes anew")
            told = ()
        elif len(quotes) == len(told):
            raise QuestionError("there are no more")
        base = self.asker.bases
        print_rich(render.quotes_to_terminal(quotes[len(told) :], base, len(told) + 1))
        self._remember(asked)

    def show(self, asked: str) -> None:
        """Show a quote, a line or a document in its surroundings."""
        if not asked or last.numbered(asked) is not None:
            quote = self.quote(asked)
            base = self._base(quote.place.document)
            note = changed(quote.place.document, base)
            view: RenderableType = Surroundings(quote.place, quote.heading, _CONTEXT, base)
        else:
            found = self._found(asked)
            note = found.note
            view = outlined(found) if found.span is None else Surroundings.of(found, _CONTEXT)
        print_rich(view)
        print()
        if note:
            say(f"qa: {note}")

    def open(self, asked: str) -> None:
        """Open a quote's document, or a document, in the user's editor or viewer."""
        from qa.editor import open_place  # here: few open anything

        if not asked or last.numbered(asked) is not None:
            place = self.quote(asked).place
        else:
            found = self._found(asked)
            place = Place(found.document, found.span or Span(0, 1))
        remark(open_place(place, self._base(place.document)))

    def explain(self) -> None:
        """Tell how the last reply came about."""
        from qa.explain import explained

        print_rich(explained(self._asked.told, self.asker.bases))
        print()

    def copy(self, number: str) -> None:
        """Copy a quote with its citation."""
        from qa.cite import cite
        from qa.clipboard import copy

        quote = self.quote(number)
        remark(f"copied {copy(cite(quote, self._base(quote.place.document)))}")

    def limit(self, name: str, words: Sequence[str]) -> None:
        """Limit what is asked from now on, or no longer where there are no words."""
        limits = self.limits.with_words(name, words)
        scope, stores = limits.scope, self.asker.stores
        told = self._beside.run(lambda: counted(scope, stores))
        self.limits = limits
        remark(told)

    def quotes(self, most: str) -> None:
        """Set how many quotes are told at most, where a number is given, and tell it."""
        if most and most not in map(str, range(1, MOST_QUOTES + 1)):
            raise QuestionError(f"{most!r} is not a number from 1 to {MOST_QUOTES}")
        self.k = int(most or self.k)
        remark(f"{self.k} quote{'s'[: self.k > 1]} at most")

    def quote(self, number: str) -> Quote:
        """A quote that was told, by its number; the first where none is given."""
        quotes = shown(self._asked.told.reply)
        wanted = last.numbered(number or "1")
        if wanted is None:
            raise QuestionError(f"{number!r} is not the number of a quote")
        if not 1 <= wanted <= len(quotes):
            raise QuestionError(last.none_is(wanted, len(quotes)))
        return quotes[wanted - 1]

    @property
    def _asked(self) -> _Asked:
        if self._last is None:
            raise QuestionError("nothing was asked yet; type a question")
        return self._last

    def _base(self, document: Document) -> Path:
        """What a document's path is relative to."""
        return self.asker.bases[document.collection]

    def _found(self, asked: str) -> Found:
        stores = self.asker.stores
        return self._beside.run(lambda: find(stores, asked)[0])

    def _reply(
        self,
        text: str,
        scope: Scope,
        step: int,
        k: int,
        *,
        is_search: bool,
        glimpse: Glimpse | None = None,
    ) -> _Asked:
        asker = self.asker
        told: Told[Reply] | Told[Passages]
        if is_search:
            told = self._beside.run(lambda: asker.look(text, k=k, scope=scope))
        elif glimpse is None:
            told = self._beside.run(lambda: asker.tell(text, k=k, scope=scope))
        else:
            told = self._beside.run_seen(
                lambda glance: asker.tell(text, k=k, scope=scope, glance=glance), glimpse.show
            )
        return _Asked(text, scope, step, is_search, told)

    def _tell(self, asked: _Asked, glimpse: Glimpse | None = None) -> None:
        reply = asked.told.reply
        told = render.to_terminal(reply, self.asker.bases)
        print_rich(glimpse.replaced(told) if glimpse else told)
        if not isinstance(reply, Passages) or not reply.quotes:
            print()  # as quotes do, it ends in an empty line
        self._remember(asked)

    def _remember(self, asked: _Asked) -> None:
        """Keep what was told, and tell what there is to tell beside it, once."""
        self._last = asked
        last.remember(self.asker, asked.told.reply)
        notices = asked.told.reply.notices
        for notice in notices:
            if notice not in self._notices:
                say(f"qa: {notice}")
        self._notices = notices
        if self._verbose:
            say(f"qa: {render.timings(asked.told.timings)}")
