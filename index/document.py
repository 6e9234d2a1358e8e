"""What is indexed: spans of characters, documents, and the passages cut from them."""

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from pathlib import PurePosixPath

from index.words import mended

_WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open character offsets ``[start, end)`` into a document's text.

    Raises ValueError unless ``0 <= start < end``: a span is never empty.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"not a span: [{self.start}, {self.end})")

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """The characters this span covers."""
        return text[self.start : self.end]

    def overlaps(self, other: "Span") -> bool:
        """Whether the two share at least one character."""
        return self.start < other.end and other.start < self.end


class MarkKind(StrEnum):
    """What a mark says of the text from it on."""

    PAGE = "page"  # the name is the label printed on it, where the file tells
    SLIDE = "slide"
    SHEET = "sheet"
    ROW = "row"  # of a sheet or a table file, as its program numbers them
    ANCHOR = "anchor"  # the name is an id that a link can end in
    MESSAGE = "message"  # of a mailbox
    RECORD = "record"  # of an export; the name is the line of the file that it begins on
    TIME = "time"  # the name is "1:02:03" from the beginning, the number a line of the file
    QUOTED = "quoted"  # from another message; the number is through how many, 0 for own words

    BLANK = "blank"  # of so many pages, and not of this place: the file has them without text, and
    # the name is how many it has in all
    AUTHOR = "author"  # of the whole file, too; the name is who wrote it
    DATE = "date"  # the name is when, as the file puts it


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a page, a slide, … begins in a text. ``number`` counts from 1, 0 where nothing is
    numbered; ``name`` may be empty."""

    start: int
    kind: MarkKind
    number: int
    name: str = ""


@dataclass(frozen=True)
class Document:
    """A source as text. Of a text file ``text`` is the file as decoded, untouched: line ends
    included; of another format it is what `index.formats` made of it, and ``marks``, ascending,
    say what of the file it is.

    ``path`` is how the document is cited: POSIX style, relative to its collection where it lies
    inside. ``sha256`` is of the file's bytes, ``size`` in bytes, ``mtime_ns`` as stat gives it;
    the file was so at ``checked_ns``, which is 0 where the document comes from no store.
    ``encoding`` is of the text in the file, empty where the format leaves no choice. ``media`` is
    "text" where the text is the file's own, else the format: its lines are not the file's.
    ``collection`` names its index where several are asked at once, or one by its name.
    """

    path: str
    text: str = field(repr=False)
    sha256: str
    size: int
    mtime_ns: int
    encoding: str
    title: str
    media: str = "text"
    marks: tuple[Mark, ...] = field(default=(), repr=False)
    collection: str = ""
    checked_ns: int = field(default=0, compare=False, repr=False)

    @property
    def cited(self) -> str:
        """The path, and the collection where that has a name; no two documents share it."""
        return f"{self.collection}: {self.path}" if self.collection else self.path

    @property
    def called(self) -> tuple[str, ...]:
        """What retrieval knows it by: its title, and the name of a PDF's file where that has words
        besides, for people know such by those."""
        name = PurePosixPath(self.path).stem
        words = set(_WORD.findall(name.casefold())) - set(_WORD.findall(self.title.casefold()))
        return (self.title, name) if words and self.media == "pdf" else (self.title,)

    def mark(self, kind: MarkKind, offset: int) -> Mark | None:
        """The page, slide, … that the character at ``offset`` stands on; None where the format
        has none."""
        marks = self._marks.get(kind, [])
        at = bisect_right(marks, offset, key=lambda mark: mark.start)
        return marks[at - 1] if at else None

    def handed_on(self, offset: int) -> int:
        """How many messages quote each other at an offset: 0 for what its writer says."""
        mark = self.mark(MarkKind.QUOTED, offset)
        return mark.number if mark else 0

    @property
    def lacks(self) -> str:
        """What most of the file is, where that is no text; else empty."""
        blank = self.mark(MarkKind.BLANK, 0)
        return f"{blank.number} of its {blank.name} pages hold no text" if blank else ""

    def facts(self, kind: MarkKind) -> list[str]:
        """The names of all marks of a kind, which is of the whole file."""
        return [mark.name for mark in self._marks.get(kind, [])]

    @cached_property
    def _marks(self) -> dict[MarkKind, list[Mark]]:
        found: dict[MarkKind, list[Mark]] = {}
        for mark in self.marks:
            found.setdefault(mark.kind, []).append(mark)
        return found

    @cached_property
    def _line_starts(self) -> list[int]:
        starts = [0]
        position = self.text.find("\n")
        while position != -1:
            starts.append(position + 1)
            position = self.text.find("\n", position + 1)
        return starts

    def line_of(self, offset: int) -> int:
        """The 1-based line that holds the character at ``offset``; lines end with ``\\n``."""
        return bisect_right(self._line_starts, offset)

    @property
    def line_count(self) -> int:
        """How many lines there are; what follows the last line end is none where it is empty."""
        return len(self._line_starts) - (self._line_starts[-1] == len(self.text))

    def line(self, number: int) -> tuple[int, int]:
        """Half-open offsets of a line, 1-based, without its ``\\n`` or ``\\r\\n``."""
        start = self._line_starts[number - 1]
        if number == len(self._line_starts):
            return start, len(self.text)
        end = self._line_starts[number] - 1
        return start, end - (self.text[start:end][-1:] == "\r")

    def lines_of(self, span: Span) -> tuple[int, int]:
        """First and last line of a span, 1-based and inclusive."""
        return self.line_of(span.start), self.line_of(span.end - 1)


class Kind(StrEnum):
    """What a block of a document is."""

    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"
    CODE = "code"


MAIL_FIELDS = "e-mail"
"""The context of the lines above a message that tell who wrote it to whom and when."""


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a document that structure keeps together; never a heading that has a body.

    ``heading`` is the path of headings above, outermost first. ``context`` helps retrieval and is
    never quoted: a table's caption, the item above a nested item. ``reading`` is how a retriever
    reads a row ("Date: 22 June; I-16 fighter: 95"), empty where the text itself serves. What is
    ``apart`` shares no passage with what is above: between them stands what is no text.
    """

    kind: Kind
    span: Span
    heading: tuple[str, ...] = ()
    context: str = ""
    reading: str = ""
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Unit:
    """The smallest stretch that is quoted: a sentence, a table row.

    ``block`` counts the blocks of the document: units of different blocks are not joined.
    """

    span: Span
    block: int


@dataclass(frozen=True, slots=True)
class Passage:
    """What is retrieved: consecutive units of one document under one heading.

    ``units`` is not empty and ascending. ``heading``, ``context`` and ``reading`` as for `Block`.
    """

    document: Document
    kind: Kind
    units: tuple[Unit, ...]
    heading: tuple[str, ...] = ()
    context: str = ""
    reading: str = ""

    @property
    def span(self) -> Span:
        """From the first unit's first character to the last unit's last."""
        return Span(self.units[0].span.start, self.units[-1].span.end)

    @property
    def text(self) -> str:
        """The passage in the document's own characters."""
        return self.span.of(self.document.text)

    @property
    def preamble(self) -> str:
        """What stands above the passage, for retrieval only: title, headings, caption."""
        parts = [*self.document.called, *self.heading, self.context]
        return " › ".join(dict.fromkeys(part for part in parts if part))

    @property
    def body(self) -> str:
        """What a retriever reads of the passage itself: where that is its text, a word broken at a
        line end is whole, with soft hyphens in the gap, so that offsets are the text's."""
        return self.reading or mended(self.text)

    @property
    def presented(self) -> str:
        """What a model is given of a passage: the preamble on a line of its own, then the body."""
        return f"{self.preamble}\n{self.body}" if self.preamble else self.body
