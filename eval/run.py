"""Cases × system → outcomes. Every case counts; a system that fails on one scores nothing there.

Two readings of an outcome follow, and a report gives both. *The ranking*: at which rank the first
right quote stands, whether or not the system dared to answer (hit@k, MRR, nDCG). *What a user
sees*: whether it answered and its first quote is right (right@1). Nothing here knows how a
system works; it is any callable that fits `System`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from time import perf_counter
from typing import Protocol

from eval.cases import Case, same_document
from index.errors import QAError

Read = Callable[[str], str]
"""From a `Place.path` to the document's text, decoded as the system decodes it."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where words stand: half-open character offsets into the document at ``path``."""

    path: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Ranked:
    """A quote in a ranking. Its first place is its source; others hold near-duplicates of it.

    ``score`` is the system's own; only the order of quotes counts here. ``answer`` are the words
    of the text that it says are the answer, empty where it says none.
    """

    text: str
    places: tuple[Place, ...]
    score: float = 0.0
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a system says to a question.

    ``confidence`` is the probability that the first quote answers, in [0, 1] (ValueError
    otherwise). ``quotes`` is the ranking, best first; where ``answered`` is false it holds the
    nearest passages, shown as such.
    """

    answered: bool
    confidence: float
    quotes: tuple[Ranked, ...]

    def __post_init__(self) -> None:
        if not 0.0 <= self.confidence <= 1.0:
            raise ValueError(f"a confidence lies between 0 and 1: {self.confidence}")


class System(Protocol):
    """Anything that can be scored. ``within`` is the path of the one document to look in."""

    def __call__(self, question: str, *, within: str | None) -> Reply:
        """Answer one question, or abstain."""
        ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a system did on one case.

    ``reply`` is None where the system raised; ``error`` then says what. ``rank`` counts from 1.
    ``document_right``: the first quote comes from a gold's document. ``verbatim`` and ``words``
    (split at white space) have one entry a quote. ``seconds`` is wall-clock time.
    """

    case: Case
    reply: Reply | None
    error: str
    rank: int | None
    document_right: bool
    verbatim: tuple[bool, ...]
    words: tuple[int, ...]
    seconds: float

    @property
    def answered(self) -> bool:
        """The system gave an answer, right or wrong."""
        return self.reply is not None and self.reply.answered

    @property
    def abstained(self) -> bool:
        """The system said that there is no answer. A failure says nothing."""
        return self.reply is not None and not self.reply.answered

    @property
    def right(self) -> bool:
        """What a user sees first is an answer: answered, and the first quote is right."""
        return self.answered and self.rank == 1


def run(
    cases: Iterable[Case],
    system: System,
    read: Read,
    progress: Callable[[Outcome], None] | None = None,
) -> list[Outcome]:
    """Ask every case, in order; ``progress`` hears each outcome as it comes.

    An Exception from the system is recorded in the outcome and the run goes on.
    """
    # A document is quoted many times a run; 256 of them are kept.
    read = lru_cache(maxsize=256)(read)
    outcomes = []
    for case in cases:
        error, reply = "", None
        started = perf_counter()
        try:
            reply = system(case.question, within=case.within)
        except Exception as failure:  # noqa: BLE001  a system is foreign code: any failure counts
            error = f"{type(failure).__name__}: {failure}"
        outcomes.append(judge(case, reply, read, error=error, seconds=perf_counter() - started))
        if progress is not None:
            progress(outcomes[-1])
    return outcomes


def judge(
    case: Case, reply: Reply | None, read: Read, *, error: str = "", seconds: float = 0.0
) -> Outcome:
    """Score one reply; None is a system that failed with ``error``.

    A quote is right if it has a place in a gold's document and the text at that place, or for
    the first place the quote's own text, contains the gold's text.
    """
    quotes = reply.quotes if reply is not None else ()
    ranks = (rank for rank, quote in enumerate(quotes, start=1) if _is_right(quote, case, read))
    return Outcome(
        case=case,
        reply=reply,
        error=error,
        rank=next(ranks, None),
        document_right=any(
            same_document(place.path, gold.document)
            for quote in quotes[:1]
            for place in quote.places
            for gold in case.gold
        ),
        verbatim=tuple(
            bool(quote.places) and quote.text == _text_at(quote.places[0], read) for quote in quotes
        ),
        words=tuple(len(quote.text.split()) for quote in quotes),
        seconds=seconds,
    )


def _is_right(quote: Ranked, case: Case, read: Read) -> bool:
    for number, place in enumerate(quote.places):
        golds = [gold.text for gold in case.gold if same_document(place.path, gold.document)]
        if number == 0 and any(gold in quote.text for gold in golds):
            return True
        # The document is read only where it can matter.
        if golds:
            text = _text_at(place, read) or ""
            if any(gold in text for gold in golds):
                return True
    return False


def _text_at(place: Place, read: Read) -> str | None:
    """The words at a place; None where the system cites a place that does not exist."""
    try:
        text = read(place.path)
    except (OSError, LookupError, ValueError, QAError):
        return None
    return text[place.start : place.end] if 0 <= place.start <= place.end <= len(text) else None
