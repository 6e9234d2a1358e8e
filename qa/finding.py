"""A document of an index by what somebody typed, and what of it the index holds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import unquote

from index import place
from index.document import Document, Passage, Span
from index.errors import PathError
from index.freshness import is_current
from index.store import Store
from qa import nearest
from qa.places import parted, path_of

_URI = "file://"


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


def find(stores: Sequence[Store], asked: str) -> list[Found]:
    """A document of each store by its path as it is cited or seen from here, perhaps with the place
    behind it; a name that ends like one is a name first. Raises PathError where none has it."""
    typed = asked.strip().removeprefix("also in ")
    if not typed:
        raise PathError("nothing is named; write a document's path, or the number of a quote")
    if typed.startswith(_URI):
        typed = unquote(typed.removeprefix(_URI))
    found: list[Found] = []
    wrong: list[PathError] = []
    for store in stores:
        try:
            if (one := _of(store, asked) or _of(store, typed)) is not None:
                found.append(one)
        except PathError as error:  # another may have that place
            wrong.append(error)
    if not found and not wrong:
        found = _ending(stores, typed)
    if not found:
        raise wrong[0] if wrong else _not_there(stores, asked, typed)
    return found


def _of(store: Store, typed: str) -> Found | None:
    """What a store has under a path, or under one behind the name of its collection."""
    with store.snapshot():
        base, known = place.base(store), store.known()
        for name, where in parted(typed):
            for path in (name, *_without(store.collection, name)):
                for stored in (place.relative(Path(path), base), path):
                    if stored in known and (document := store.document(stored)) is not None:
                        found = Found.of(store, document)
                        if where is None:
                            return found
                        return replace(found, span=where.words(document), line=where.line)
    return None


def _ending(stores: Sequence[Store], typed: str) -> list[Found]:
    """The one document whose path ends in what was typed, as ``--in`` takes it, too."""
    for name, where in parted(typed):
        ends = f"/{name.removeprefix('./')}"
        there = [(store, path) for store in stores for path in store.known() if path.endswith(ends)]
        if len(there) == 1:
            ((store, path),) = there
            whole = typed.replace(name, path, 1)
            one = _of(store, whole if where else path)
            return [one] if one is not None else []
    return []


def _without(collection: str, name: str) -> Iterator[str]:
    """A path without the name of its collection, where that stands before it."""
    path = name.removeprefix(f"{collection}:").strip()
    if collection and path and path != name:
        yield path


def _not_there(stores: Sequence[Store], asked: str, typed: str) -> PathError:
    """What to raise where nothing has what was typed: with what lies in it, or is like it."""
    known: dict[str, str] = {}  # how it is told by its path
    for store in stores:
        paths = list(store.known())
        folder = place.relative(Path(typed), place.base(store))
        if inside := [path for path in paths if path.startswith(f"{folder}/")]:
            told = ", ".join(inside[:3]) + (", …" if len(inside) > 3 else "")
            return PathError(f"{asked} is a folder of {len(inside)} documents; name one: {told}")
        of = f"{store.collection}: " if store.collection else ""
        known |= {path: of + path for path in paths if path not in known}
    name = path_of(typed)
    for store in stores:
        name = next(_without(store.collection, name), name)
    alike = [known[path] for path in nearest.paths(name, list(known))]
    hint = f"; the nearest: {', '.join(alike)}" if alike else ""
    where = "the index" if len(stores) == 1 else "any of the indexes"
    return PathError(f"{asked} is not in {where}{hint}")


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
