"""What lies on disk: documents, passages, vectors and terms, in one SQLite file.

The truth of an index. Does not search: see index.lexical and index.dense; what is only read is
index.stored's, transactions are index.database's.
"""

import json
import secrets
from collections.abc import Iterable, Sequence

from index.database import FILE
from index.document import Document, Passage
from index.ignoring import Choice
from index.stored import ALSO, Embedding, Known, Stored, Unread
from index.words import terms

__all__ = ["FILE", "Embedding", "Known", "Store", "Unread"]


class Store(Stored):
    """An open store. Use `Store.open`; close it, or use it as a context manager."""

    def _changed(self) -> None:
        self.set_meta("generation", str(secrets.randbits(63)))

    def add_root(self, path: str) -> None:
        """Remember a file or folder to follow; within a transaction."""
        self.connection.execute("INSERT OR IGNORE INTO roots (path) VALUES (?)", (path,))

    def remove_root(self, path: str) -> None:
        """Follow a file or folder no longer; within a transaction."""
        self.connection.execute("DELETE FROM roots WHERE path = ?", (path,))
        self.connection.execute("DELETE FROM meta WHERE key = ?", (ALSO + path,))

    def choose(self, root: str, choice: Choice) -> None:
        """Remember what of a root is wanted; within a transaction."""
        self.connection.execute(
            "UPDATE roots SET include = ?, exclude = ? WHERE path = ?",
            (json.dumps(choice.include), json.dumps(choice.exclude), root),
        )
        self.connection.execute("DELETE FROM meta WHERE key = ?", (ALSO + root,))
        if choice.also:
            self.set_meta(ALSO + root, json.dumps(choice.also))

    def set_skipped(self, skipped: Iterable[Unread], forget: Iterable[str]) -> None:
        """Record files that were not indexed, and forget others; within a transaction."""
        execute = self.connection.executemany
        execute("DELETE FROM skipped WHERE path = ?", ((path,) for path in forget))
        rows = ((item.path, item.reason, item.size, item.mtime_ns) for item in skipped)
        execute("INSERT OR REPLACE INTO skipped VALUES (?, ?, ?, ?)", rows)

    def add_embeddings(self, embeddings: Iterable[tuple[str, Embedding]]) -> None:
        """Store vectors under their keys; within a transaction."""
        rows = (
            (key, item.vector.astype("<f4").tobytes(), item.tokens.to_bytes())
            for key, item in embeddings
        )
        self.connection.executemany("INSERT OR IGNORE INTO embeddings VALUES (?, ?, ?)", rows)

    def put(
        self,
        document: Document,
        checked_ns: int,
        passages: Sequence[tuple[Passage, str]],
    ) -> None:
        """Store a document with its passages and their embedding keys, in place of an older one of
        the same path; within a transaction."""
        self.remove([document.path])
        cursor = self.connection.execute(
            "INSERT INTO documents (path, sha256, size, mtime_ns, checked_ns, encoding, title,"
            " text, media, marks) VALUES (?, ?, ?, ?, ?, ?, CAST(? AS TEXT), ?, ?, ?)",
            (
                document.path,
                document.sha256,
                document.size,
                document.mtime_ns,
                checked_ns,
                document.encoding,
                _utf8(document.title),
                _utf8(document.text),
                document.media,
                json.dumps([[m.start, m.kind, m.number, m.name] for m in document.marks]),
            ),
        )
        for passage, key in passages:
            self._put_passage(cursor.lastrowid, passage, key)
        self._changed()

    def _put_passage(self, document_id: int | None, passage: Passage, key: str) -> None:
        units = [[unit.span.start, unit.span.end, unit.block] for unit in passage.units]
        added = self.connection.execute(
            "INSERT INTO passages (document_id, kind, units, heading, context, reading,"
            " embedding) VALUES (?, ?, ?, ?, CAST(? AS TEXT), CAST(? AS TEXT), ?)",
            (
                document_id,
                passage.kind.value,
                json.dumps(units),
                json.dumps(passage.heading),
                _utf8(passage.context),
                _utf8(passage.reading),
                key,
            ),
        )
        self.connection.execute(
            "INSERT INTO passage_terms (rowid, preamble, body) VALUES (?, ?, ?)",
            (
                added.lastrowid,
                " ".join(terms(passage.preamble)),
                " ".join(terms(passage.body)),
            ),
        )

    def touch(self, path: str, mtime_ns: int, checked_ns: int) -> None:
        """Note that a file has a new time and the same content; within a transaction."""
        self.connection.execute(
            "UPDATE documents SET mtime_ns = ?, checked_ns = ? WHERE path = ?",
            (mtime_ns, checked_ns, path),
        )

    def remove(self, paths: Iterable[str]) -> None:
        """Forget documents; within a transaction."""
        rows = [(path,) for path in paths]
        cursor = self.connection.executemany("DELETE FROM documents WHERE path = ?", rows)
        if cursor.rowcount > 0:
            self._changed()

    def drop_unused_embeddings(self) -> None:
        """Forget vectors that no passage uses; within a transaction."""
        self.connection.execute(
            "DELETE FROM embeddings WHERE key NOT IN (SELECT embedding FROM passages)"
        )


def _utf8(text: str) -> bytes:
    """Text for a column, lone surrogates kept."""
    return text.encode("utf-8", "surrogatepass")
