"""What lies on disk: documents, passages, vectors and terms in one SQLite file.

The truth of an index. Every change is one transaction: a crash leaves the old state or the new.
Does not search: see index.lexical and index.dense.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np

from index.document import Document, Kind, Passage, Span, Unit
from index.encoder import Floats, PackedTokens
from index.errors import NoIndexError, StoreError
from index.words import terms

FILE = "store.db"
SCHEMA_VERSION = "1"

_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE documents (
    id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, sha256 TEXT NOT NULL, size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL, checked_ns INTEGER NOT NULL, encoding TEXT NOT NULL,
    title TEXT NOT NULL, text BLOB NOT NULL);
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    document_id INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    kind TEXT NOT NULL, units TEXT NOT NULL, heading TEXT NOT NULL, context TEXT NOT NULL,
    reading TEXT NOT NULL, embedding TEXT NOT NULL);
CREATE INDEX passages_of_document ON passages (document_id);
CREATE INDEX passages_of_embedding ON passages (embedding);
CREATE TABLE embeddings (key TEXT PRIMARY KEY, vector BLOB NOT NULL, tokens BLOB NOT NULL);
CREATE TABLE skipped (
    path TEXT PRIMARY KEY, reason TEXT NOT NULL, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE roots (path TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE VIRTUAL TABLE passage_terms USING fts5 (
    preamble, body, tokenize = 'porter unicode61 remove_diacritics 2');
CREATE TRIGGER passage_gone AFTER DELETE ON passages BEGIN
    DELETE FROM passage_terms WHERE rowid = old.id;
END;
"""


@dataclass(frozen=True, slots=True)
class Known:
    """What the store holds of a file, without its text; times in nanoseconds."""

    id: int
    path: str
    sha256: str
    size: int
    mtime_ns: int
    checked_ns: int


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


class Store:
    """An open store. Use `Store.open`; close it, or use it as a context manager."""

    def __init__(self, folder: Path, connection: sqlite3.Connection) -> None:
        self.folder = folder
        self.connection = connection

    @classmethod
    def open(cls, folder: Path, *, create: bool = False) -> "Store":
        """Open the store in ``folder``.

        Raises NoIndexError when there is none and ``create`` is false, StoreError when it is
        damaged, of another version, or cannot be opened.
        """
        file = folder / FILE
        if not create and not file.is_file():
            raise NoIndexError(f"there is no index at {folder}; run `qa index FOLDER` to make one")
        with _named(folder):
            folder.mkdir(parents=True, exist_ok=True)
            connection = _connect(file)
            store = cls(folder, connection)
            try:
                store._prepare(create)
            except BaseException:
                connection.close()
                raise
        return store

    def _prepare(self, create: bool) -> None:
        execute = self.connection.execute
        execute("PRAGMA busy_timeout = 30000")
        execute("PRAGMA foreign_keys = ON")
        empty = execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
        if empty and not create:
            raise NoIndexError(f"the index at {self.folder} is empty; run `qa index` again")
        if empty:
            execute("PRAGMA journal_mode = WAL")
            with self.transaction():
                if execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0:
                    for statement in _statements(_SCHEMA):
                        execute(statement)
                    self.set_meta("schema", SCHEMA_VERSION)
                    self.set_meta("generation", "0")
        # A commit that the machine loses in a power cut is only work to redo, never a torn store.
        execute("PRAGMA synchronous = NORMAL")
        if self.meta("schema") != SCHEMA_VERSION:
            raise StoreError(
                f"the index at {self.folder} is of another version; delete that folder and run "
                "`qa index` again (your documents are not in it)"
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close it; harmless twice."""
        self.connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of it or nothing. Raises StoreError when it cannot be written."""
        with _named(self.folder):
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.connection.execute("COMMIT")
            except BaseException:
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                raise

    def meta(self, key: str) -> str | None:
        """A fact about the index, or None."""
        with _named(self.folder):
            row = self.connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def set_meta(self, key: str, value: str) -> None:
        """Record a fact about the index; within a transaction."""
        self.connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    @property
    def generation(self) -> int:
        """Counts the changes to what can be found; derived files are stamped with it."""
        return int(self.meta("generation") or 0)

    def _changed(self) -> None:
        self.set_meta("generation", str(self.generation + 1))

    def known(self) -> dict[str, Known]:
        """Every document by its path."""
        rows = self._read("SELECT id, path, sha256, size, mtime_ns, checked_ns FROM documents")
        return {row[1]: Known(*row) for row in rows}

    def roots(self) -> list[str]:
        """The files and folders that were asked to be indexed, absolute or relative to the base."""
        return [row[0] for row in self._read("SELECT path FROM roots ORDER BY path")]

    def add_root(self, path: str) -> None:
        """Remember a file or folder to follow; within a transaction."""
        self.connection.execute("INSERT OR IGNORE INTO roots VALUES (?)", (path,))

    def skipped(self) -> list[Unread]:
        """Every file that was not indexed, by its path."""
        rows = self._read("SELECT path, reason, size, mtime_ns FROM skipped ORDER BY path")
        return [Unread(*row) for row in rows]

    def set_skipped(self, skipped: Iterable[Unread], forget: Iterable[str]) -> None:
        """Record files that were not indexed, and forget others; within a transaction."""
        execute = self.connection.executemany
        execute("DELETE FROM skipped WHERE path = ?", ((path,) for path in forget))
        rows = ((item.path, item.reason, item.size, item.mtime_ns) for item in skipped)
        execute("INSERT OR REPLACE INTO skipped VALUES (?, ?, ?, ?)", rows)

    def counts(self) -> tuple[int, int]:
        """How many documents and passages there are."""
        row = self._read("SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM passages)")
        return int(row[0][0]), int(row[0][1])

    def lacking(self, keys: Iterable[str]) -> set[str]:
        """Those of the embedding keys that the store has no vectors for."""
        wanted = set(keys)
        rows = self._read(
            "SELECT key FROM embeddings WHERE key IN (SELECT value FROM json_each(?))",
            json.dumps(sorted(wanted)),
        )
        return wanted - {row[0] for row in rows}

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
        execute = self.connection.execute
        self.remove([document.path])
        cursor = execute(
            "INSERT INTO documents (path, sha256, size, mtime_ns, checked_ns, encoding, title,"
            " text) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                document.path,
                document.sha256,
                document.size,
                document.mtime_ns,
                checked_ns,
                document.encoding,
                document.title,
                document.text.encode("utf-8", "surrogatepass"),
            ),
        )
        for passage, key in passages:
            units = [[unit.span.start, unit.span.end, unit.block] for unit in passage.units]
            added = execute(
                "INSERT INTO passages (document_id, kind, units, heading, context, reading,"
                " embedding) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    cursor.lastrowid,
                    passage.kind.value,
                    json.dumps(units),
                    json.dumps(passage.heading, ensure_ascii=False),
                    passage.context,
                    passage.reading,
                    key,
                ),
            )
            execute(
                "INSERT INTO passage_terms (rowid, preamble, body) VALUES (?, ?, ?)",
                (
                    added.lastrowid,
                    " ".join(terms(passage.preamble)),
                    " ".join(terms(passage.body)),
                ),
            )
        self._changed()

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

    def vectors(self) -> tuple[np.typing.NDArray[np.int64], Floats]:
        """All passage ids, ascending, and their vectors, shape (n, dimension)."""
        rows = self._read(
            "SELECT p.id, e.vector FROM passages p JOIN embeddings e ON e.key = p.embedding"
            " ORDER BY p.id"
        )
        ids = np.array([row[0] for row in rows], dtype=np.int64)
        vectors = np.frombuffer(b"".join(row[1] for row in rows), dtype="<f4")
        return ids, vectors.reshape(len(rows), -1) if rows else vectors.reshape(0, 0)

    def passage_ids(self, document_ids: Iterable[int]) -> list[int]:
        """The passages of some documents."""
        rows = self._read(
            "SELECT id FROM passages WHERE document_id IN (SELECT value FROM json_each(?))",
            json.dumps(list(document_ids)),
        )
        return [row[0] for row in rows]

    def tokens(self, ids: Sequence[int], dimension: int) -> dict[int, PackedTokens]:
        """Stored token vectors by passage id."""
        rows = self._read(
            "SELECT p.id, e.tokens FROM passages p JOIN embeddings e ON e.key = p.embedding"
            " WHERE p.id IN (SELECT value FROM json_each(?))",
            json.dumps(list(ids)),
        )
        with _named(self.folder):
            return {row[0]: PackedTokens.from_bytes(row[1], dimension) for row in rows}

    def passages(self, ids: Sequence[int]) -> dict[int, Passage]:
        """Passages by id, sharing one Document for each source."""
        rows = self._read(
            "SELECT id, document_id, kind, units, heading, context, reading FROM passages"
            " WHERE id IN (SELECT value FROM json_each(?))",
            json.dumps(list(ids)),
        )
        documents = self._documents({row[1] for row in rows})
        return {
            row[0]: Passage(
                documents[row[1]],
                Kind(row[2]),
                tuple(Unit(Span(start, end), block) for start, end, block in json.loads(row[3])),
                tuple(json.loads(row[4])),
                row[5],
                row[6],
            )
            for row in rows
        }

    def _documents(self, ids: set[int]) -> dict[int, Document]:
        rows = self._read(
            "SELECT id, path, text, sha256, size, mtime_ns, encoding, title FROM documents"
            " WHERE id IN (SELECT value FROM json_each(?))",
            json.dumps(sorted(ids)),
        )
        return {
            row[0]: Document(row[1], row[2].decode("utf-8", "surrogatepass"), *row[3:])
            for row in rows
        }

    def _read(self, statement: str, *values: str) -> list[tuple[Any, ...]]:
        with _named(self.folder):
            return self.connection.execute(statement, values).fetchall()


def _connect(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(file, isolation_level=None, timeout=30, check_same_thread=False)


def _statements(script: str) -> Iterator[str]:
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


@contextmanager
def _named(folder: Path) -> Iterator[None]:
    """Turn what SQLite and the disk say into a StoreError that says what to do."""
    try:
        yield
    except sqlite3.OperationalError as error:
        text = str(error)
        advice = "close the program that holds it and try again"
        if "full" in text:
            advice = "free some space and run the command again; nothing indexed so far is lost"
        elif "readonly" in text or "unable to open" in text:
            advice = "check its permissions, or name another place with --index"
        elif "malformed" in text or "no such table" in text:
            advice = "delete that folder and run `qa index` again (your documents are not in it)"
        raise StoreError(f"the index at {folder} cannot be used ({text}); {advice}") from error
    except (sqlite3.DatabaseError, ValueError) as error:
        raise StoreError(
            f"the index at {folder} is damaged ({error}); delete that folder and run `qa index` "
            "again (your documents are not in it)"
        ) from error
    except OSError as error:
        raise StoreError(f"the index at {folder} cannot be used ({error.strerror})") from error
