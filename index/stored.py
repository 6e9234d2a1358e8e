"""What an index holds, read: documents, passages, vectors, roots. What writes is index.store's."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from index.database import Database, damaged
from index.document import Document, MarkKind, Passage, Span
from index.encoder import Floats
from index.ignoring import Choice
from index.packed import PackedTokens
from index.rows import BROKEN, strings
from index.rows import document as document_of
from index.rows import passage as passage_of


class Known(NamedTuple):
    """What the store holds of a file, without its text; times in nanoseconds."""

    id: int
    path: str
    sha256: str
    size: int
    mtime_ns: int
    checked_ns: int
    media: str


ALSO = "also:"
"""What the name of a fact begins with that is a root's added patterns; the root follows. (The table
of roots has no place for them, and stores that may not be written must stay readable.)"""
_KNOWN = (int, str, str, int, int, int, str)


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that was not indexed and why; size and time are 0 where it was not opened."""

    path: str
    reason: str
    size: int = 0
    mtime_ns: int = 0


@dataclass(frozen=True, slots=True)
class Embedding:
    """A passage's vectors as stored."""

    vector: Floats
    tokens: PackedTokens


class Stored(Database):
    """An open store, as far as it is read. ``collection`` is what its documents say that they are
    of."""

    collection = ""

    @property
    def generation(self) -> int:
        """A number drawn anew at each change to what can be found: what derived files are stamped
        with, so that a file of another store or of another state is never taken for this one's."""
        try:
            return int(self.meta("generation") or 0)
        except ValueError as error:
            raise damaged(self.folder, error) from error

    def known(self) -> dict[str, Known]:
        """Every document by its path."""
        rows = self._typed(
            "SELECT id, path, sha256, size, mtime_ns, checked_ns, media FROM documents", _KNOWN
        )
        return {row[1]: Known._make(row) for row in rows}

    def roots(self) -> list[str]:
        """The files and folders that were asked to be indexed, absolute or relative to the base."""
        return [row[0] for row in self._typed("SELECT path FROM roots ORDER BY path", (str,))]

    def choices(self) -> dict[str, Choice]:
        """Every root, and what of it is wanted."""
        rows = self._typed(
            "SELECT path, include, exclude, coalesce(value, '[]') FROM roots"
            " LEFT JOIN meta ON key = ? || path ORDER BY path",
            (str, str, str, str),
            ALSO,
        )
        try:
            return {path: Choice(*map(strings, patterns)) for path, *patterns in rows}
        except BROKEN as error:
            raise damaged(self.folder, error) from error

    def skipped(self) -> list[Unread]:
        """Every file that was not indexed, by its path."""
        statement = "SELECT path, reason, size, mtime_ns FROM skipped ORDER BY path"
        return [Unread(*row) for row in self._typed(statement, (str, str, int, int))]

    def counts(self) -> tuple[int, int]:
        """How many documents and passages there are."""
        row = self.read("SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM passages)")
        return int(row[0][0]), int(row[0][1])

    def is_empty(self) -> bool:
        """Whether there are no documents."""
        return not self.read("SELECT 1 FROM documents LIMIT 1")

    def formats(self) -> dict[str, int]:
        """How many documents there are of each format, the most first."""
        rows = self.read(
            "SELECT media, count(*) FROM documents GROUP BY media ORDER BY count(*) DESC, media"
        )
        return dict(rows)

    def partial(self) -> list[tuple[str, str]]:
        """The documents of which little is text, by path, each with what it lacks."""
        rows = self.read("SELECT id FROM documents WHERE marks LIKE ?", f'%"{MarkKind.BLANK}"%')
        found = self._documents({row[0] for row in rows}).values()
        return sorted((document.path, document.lacks) for document in found if document.lacks)

    def document(self, path: str) -> Document | None:
        """A document by its path."""
        found = self.read("SELECT id FROM documents WHERE path = ?", path)
        return self._documents({found[0][0]})[found[0][0]] if found else None

    def lacking(self, keys: Iterable[str]) -> set[str]:
        """Those of the embedding keys that the store has no vectors for."""
        wanted = set(keys)
        rows = self.read(
            "SELECT key FROM embeddings WHERE key IN (SELECT value FROM json_each(?))",
            json.dumps(sorted(wanted)),
        )
        return wanted - {row[0] for row in rows}

    def vectors(self) -> tuple[np.typing.NDArray[np.int64], Floats]:
        """All passage ids, ascending, and their vectors, shape (n, dimension)."""
        rows = self.read(
            "SELECT p.id, e.vector FROM passages p LEFT JOIN embeddings e ON e.key = p.embedding"
            " ORDER BY p.id"
        )
        ids = np.array([row[0] for row in rows], dtype=np.int64)
        try:
            vectors = np.frombuffer(b"".join(row[1] for row in rows), dtype="<f4")
            return ids, vectors.reshape(len(rows), -1) if rows else vectors.reshape(0, 0)
        except BROKEN as error:
            raise damaged(self.folder, error) from error

    def keys_of(self, path: str) -> list[str]:
        """The embedding keys of a document's passages, in their order."""
        rows = self.read(
            "SELECT p.embedding FROM passages p JOIN documents d ON d.id = p.document_id"
            " WHERE d.path = ? ORDER BY p.id",
            path,
        )
        return [row[0] for row in rows]

    def titles(self) -> list[tuple[int, str, str]]:
        """The id, the path and the title of every document."""
        rows = self._typed("SELECT id, path, title FROM documents", (int, str, str))
        return [(key, path, title) for key, path, title in rows]

    def headings(self, paths: Iterable[str] | None = None) -> set[tuple[str, ...]]:
        """Every path of headings that a passage stands under, of all or of some documents."""
        statement, values = "SELECT DISTINCT heading FROM passages", []
        if paths is not None:
            statement += (
                " WHERE document_id IN (SELECT id FROM documents"
                " WHERE path IN (SELECT value FROM json_each(?)))"
            )
            values.append(json.dumps(list(paths)))
        rows = self.read(statement, *values)
        try:
            return {strings(row[0]) for row in rows}
        except BROKEN as error:
            raise damaged(self.folder, error) from error

    def passage_ids(
        self,
        document_ids: Iterable[int] | None = None,
        headings: Iterable[Sequence[str]] | None = None,
    ) -> list[int]:
        """The passages of some documents, or under some paths of headings."""
        statement, values = "SELECT id FROM passages WHERE true", []
        if document_ids is not None:
            statement += " AND document_id IN (SELECT value FROM json_each(?))"
            values.append(json.dumps(list(document_ids)))
        if headings is not None:
            statement += " AND heading IN (SELECT value FROM json_each(?))"
            values.append(json.dumps([json.dumps(heading) for heading in headings]))
        return [row[0] for row in self.read(statement, *values)]

    def passages_in(self, document_id: int, spans: Iterable[Span]) -> list[int]:
        """The passages of a document that have some of its spans."""
        rows = self.read(
            "SELECT id, json_extract(units, '$[0][0]'), json_extract(units, '$[#-1][1]')"
            " FROM passages WHERE document_id = ? ORDER BY id",
            document_id,
        )
        wanted = list(spans)
        try:
            return [
                key
                for key, start, end in rows
                if any(start < span.end and span.start < end for span in wanted)
            ]
        except BROKEN as error:
            raise damaged(self.folder, error) from error

    def tokens(self, ids: Sequence[int], dimension: int) -> dict[int, PackedTokens]:
        """Stored token vectors by passage id."""
        rows = self.read(
            "SELECT p.id, e.tokens FROM passages p LEFT JOIN embeddings e ON e.key = p.embedding"
            " WHERE p.id IN (SELECT value FROM json_each(?))",
            json.dumps(list(ids)),
        )
        try:
            return {row[0]: PackedTokens.from_bytes(row[1], dimension) for row in rows}
        except BROKEN as error:
            raise damaged(self.folder, error) from error

    def passages(self, ids: Sequence[int]) -> dict[int, Passage]:
        """Passages by id, sharing one Document for each source."""
        with self.snapshot():
            rows = self._typed(
                "SELECT id, document_id, kind, units, heading, context, reading FROM passages"
                " WHERE id IN (SELECT value FROM json_each(?))",
                (int, int, str, str, str, str, str),
                json.dumps(list(ids)),
            )
            documents = self._documents({row[1] for row in rows})
        try:
            return {row[0]: passage_of(documents[row[1]], *row[2:]) for row in rows}
        except BROKEN as error:
            raise damaged(self.folder, error) from error

    def _documents(self, ids: set[int]) -> dict[int, Document]:
        rows = self._typed(
            "SELECT id, path, text, sha256, size, mtime_ns, encoding, title, media, marks, checked_ns"
            " FROM documents WHERE id IN (SELECT value FROM json_each(?))",
            (int, str, bytes, str, int, int, str, str, str, str, int),
            json.dumps(sorted(ids)),
        )
        try:
            return {row[0]: document_of(row[1:], self.collection) for row in rows}
        except BROKEN as error:
            raise damaged(self.folder, error) from error

    def _typed(
        self, statement: str, types: tuple[type, ...], *values: object
    ) -> list[tuple[Any, ...]]:
        """The rows of a SELECT. Raises StoreError for a value that is not of its column's type: the
        file may be anybody's, and its tables may be declared otherwise than ours."""
        rows = self.read(statement, *values)
        for row in rows:
            if tuple(map(type, row)) != types:
                told = f"in {statement.partition(' FROM ')[2].split()[0]} a value of another type"
                raise damaged(self.folder, TypeError(told))
        return rows
