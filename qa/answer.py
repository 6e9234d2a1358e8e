"""What is said to a question: quotes, each a slice of a document, as an answer or as the nearest."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from index.document import Document, Mark, MarkKind, Span

_COUNTED = (
    *(MarkKind.PAGE, MarkKind.SLIDE, MarkKind.MESSAGE, MarkKind.RECORD, MarkKind.ROW),
    MarkKind.TIME,
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where words stand. Raises ValueError when the span reaches past the document's end."""

    document: Document
    span: Span

    def __post_init__(self) -> None:
        if self.span.end > len(self.document.text):
            raise ValueError(f"{self.document.path} has no characters up to {self.span.end}")

    @property
    def lines(self) -> tuple[int, int]:
        """First and last line, 1-based and inclusive."""
        return self.document.lines_of(self.span)

    def on(self, kind: MarkKind) -> Mark | None:
        """The page, slide, sheet, … where the words begin; None where the format has none."""
        return self.document.mark(kind, self.span.start)

    @property
    def numbered(self) -> Mark | None:
        """What of its document's parts the words begin in, as they are counted: the page, slide,
        message, row or time; None where the format counts none."""
        return next(filter(None, map(self.on, _COUNTED)), None)


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a document. ``text`` is computed from the place, so it cannot be anything else.

    ``score`` is the estimated probability, in [0, 1], that these words hold the answer.
    ``highlights`` are half-open offsets into ``text``. ``also_in`` are near-duplicates elsewhere.
    ``reading`` names the cells of a table row, and is empty for other text. ``answer`` is where,
    in the place's document, the words stand that answer; None where that cannot be told.
    ``breaks`` are the offsets into ``text`` where a line begins that is shown as one: an item of a
    list, a line of code.
    """

    place: Place
    score: float
    heading: tuple[str, ...] = ()
    highlights: tuple[tuple[int, int], ...] = ()
    also_in: tuple[Place, ...] = ()
    reading: str = ""
    answer: Span | None = None
    breaks: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        answer, span = self.answer, self.place.span
        if answer is not None and not span.start <= answer.start < answer.end <= span.end:
            raise ValueError(f"the answer {answer} is not inside the quote {span}")

    @property
    def text(self) -> str:
        """The quoted characters."""
        return self.place.span.of(self.place.document.text)


@dataclass(frozen=True, slots=True)
class Group:
    """Quotes that give one answer: its words as the first of them has it, their indices into the
    reply's quotes, and how all documents that hold them are cited."""

    answer: str
    quotes: tuple[int, ...]
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Whether independent documents give one answer, then the only group, or different ones."""

    verdict: Literal["agree", "differ"]
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """Quotes that answer, best first. ``confidence`` is the calibrated probability, in [0, 1],
    that the documents hold one; ``notices`` tell what a user should know beside it;
    ``agreement`` is None where the quotes' answers cannot be compared."""

    question: str
    confidence: float
    quotes: tuple[Quote, ...]
    notices: tuple[str, ...] = ()
    agreement: Agreement | None = None


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """The documents hold no answer, as far as can be told; ``nearest`` is what came closest."""

    question: str
    confidence: float
    nearest: tuple[Quote, ...]
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Passages:
    """What was looked for and not judged: whole passages, best first."""

    question: str
    quotes: tuple[Quote, ...]
    notices: tuple[str, ...] = ()


Reply = Answer | NoAnswer


def shown(reply: Reply | Passages) -> tuple[Quote, ...]:
    """The quotes of a reply, of whatever kind."""
    return reply.nearest if isinstance(reply, NoAnswer) else reply.quotes


def percent(reply: Reply) -> str:
    """A reply's confidence for a person. That of a refusal is rounded down, so that none is told
    as high as an answer's: thresholds are whole percents.

    >>> percent(NoAnswer("?", 0.4799, ())), percent(Answer("?", 0.4801, ()))
    ('47%', '48%')
    """
    whole = 100 * reply.confidence
    return f"{math.floor(whole) if isinstance(reply, NoAnswer) else round(whole)}%"


Bases = Path | Mapping[str, Path]
"""What paths are relative to: of all documents, or of each collection's by its name."""


def file_of(document: Document, base: Bases) -> Path:
    """Where a document's file is."""
    return (base if isinstance(base, Path) else base[document.collection]) / document.path
