"""A document of an index by what somebody typed, and what of it the index holds."""

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from index import place
from index.document import Document, Passage, Span
from index.errors import PathError
from index.freshness import is_current
from index.store import Store

_LINE = re.compile(r"(.+):(\d{1,9})")


@dataclass(frozen=True, slots=True)
class Found:
    """A document of an index, its passages in their order, and what the index's paths are relative
    to; ``span`` is what of it was asked for, None for all, and ``line`` the line, where one was."""

    document: Document
    passages: Sequence[Passage]
    base: Path
    span: Span | None = None
    line: int | None = None

    @classmethod
    def of(cls, store: Store, document: Document, span: Span | None = None) -> "Found":
        """What the store holds of a document."""
        ids = store.passage_ids([store.known()[document.path].id])
        passages = sorted(store.passages(ids).values(), key=lambda item: item.span)
        return cls(document, passages, place.base(store), span)

    @property
    def heading(self) -> tuple[str, ...]:
        """The headings above what was asked for: of the last passage that begins before its end."""
        if self.span is None:
            return ()
        above = [item.heading for item in self.passages if item.span.start < self.span.end]
        return above[-1] if above else ()

    @property
    def note(self) -> str:
        """As `changed`."""
        return changed(self.document, self.base)


def changed(document: Document, base: Path) -> str:
    """What to tell where a file is not as it was indexed; empty where it is."""
    file = base / document.path
    if is_current(file, document):
        return ""
    what = "has changed since" if file.exists() else "is no longer there"
    return f"{document.path} {what}; this is how it was indexed"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a document, the outermost of level 1, and the line it stands on or above."""

    level: int
    title: str
    line: int


def find(store: Store, asked: str) -> Found:
    """A document by its path as it is cited or seen from here, with a line or without; a name
    that ends like one is a name first. Raises PathError."""
    if not asked.strip():
        raise PathError("nothing is named; write a document's path, or the number of a quote")
    with store.snapshot():
        base = place.base(store)
        numbered = _LINE.fullmatch(asked)
        ways = [(asked, None), *([(numbered[1], int(numbered[2]))] if numbered else [])]
        for name, line in ways:
            for stored in (place.relative(Path(name), base), name):
                document = store.document(stored)
                if document is not None:
                    found = Found.of(store, document)
                    if line is None:
                        return found
                    return replace(found, span=_line(document, line), line=line)
        known = list(store.known())
    folder = place.relative(Path(asked), base)
    if inside := [path for path in known if path.startswith(f"{folder}/")]:
        shown = ", ".join(inside[:3]) + (", …" if len(inside) > 3 else "")
        raise PathError(f"{asked} is a folder of {len(inside)} documents; name one: {shown}")
    nearest = _nearest(numbered[1] if numbered else asked, known)
    hint = f"; the nearest: {', '.join(nearest)}" if nearest else ""
    raise PathError(f"{asked} is not in the index{hint}")


def outline(passages: Sequence[Passage]) -> Iterator[Heading]:
    """The headings that passages stand under, in their order."""
    above: tuple[str, ...] = ()
    end = 0
    for passage in passages:
        kept = 0
        while passage.heading[: kept + 1] == above[: kept + 1] and kept < len(above):
            kept += 1
        document = passage.document
        for level, title in enumerate(passage.heading[kept:], start=kept + 1):
            at = document.text.find(title, end, passage.span.start)
            start = passage.span.start if at == -1 else at
            end = start
            yield Heading(level, title, document.line_of(start))
        above, end = passage.heading, max(end, passage.span.end)


def _line(document: Document, number: int) -> Span:
    """The words of a line, or all of it where it has none."""
    if not 1 <= number <= document.line_count:
        raise PathError(
            f"{document.path} has {document.line_count} lines, so none is number {number}"
        )
    start, end = document.line(number)
    words = document.text[start:end]
    if not words.strip():
        return Span(start, end + 1)
    start += len(words) - len(words.lstrip())
    return Span(start, start + len(words.strip()))


def _nearest(asked: str, known: Sequence[str]) -> list[str]:
    """Up to three names like the one that was typed: of the same file elsewhere, else alike."""
    name = asked.rpartition("/")[2].lower()
    same = [path for path in known if path.rpartition("/")[2].lower() == name]
    if same:
        return same[:3]
    names: dict[str, str] = {}
    for path in known:
        names.setdefault(path.rpartition("/")[2].lower(), path)
    alike = [names[match] for match in difflib.get_close_matches(name, names, 3)]
    return alike or difflib.get_close_matches(asked, known, 3)
