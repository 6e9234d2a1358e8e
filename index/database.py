"""The SQLite file beneath a store: opening it, and transactions.

Every change is one transaction: a crash leaves the old state or the new. What stands in the tables
is index.store's.
"""

import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from index.errors import NoIndexError, StoreError
from index.failures import FILE, anew, damaged, named, refuse_link
from index.schema import COLUMNS_OF_2, SCHEMA, SCHEMA_VERSION, statements

__all__ = ["FILE", "SCHEMA_VERSION", "Database", "damaged", "named", "refuse_link"]

_BUSY_SECONDS = 30.0


class Database:
    """An open SQLite file. Made by `Database.open`; close it, or use it as a context manager.

    One thread at a time changes it or holds a snapshot; others wait.
    """

    def __init__(
        self, folder: Path, connection: sqlite3.Connection, frozen: tuple[int, ...] | None = None
    ) -> None:
        self.folder = folder
        self.connection = connection
        self._frozen = frozen
        self._lock = threading.RLock()
        self._identity: tuple[int, ...] | None = None

    @classmethod
    def open(cls, folder: Path, *, create: bool = False) -> Self:
        """Open the store in ``folder``; one that may not be written is opened for reading.

        Raises NoIndexError when there is none and ``create`` is false, StoreError when it is
        damaged, of another version, or cannot be opened.
        """
        file = folder / FILE
        if create:
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise StoreError(
                    f"the index at {folder} cannot be made ({error.strerror}); "
                    "choose another place with --index"
                ) from error
        elif not os.path.isfile(file):
            raise NoIndexError(f"there is no index at {folder}; run `qa index FOLDER` to make one")
        _refuse_links(file)
        frozen = None if create else _frozen(file)
        with named(folder):
            opened = cls(folder, _connect(file, frozen is not None), frozen)
            try:
                opened._prepare(create)
                opened._identity = _identity(file)
            except BaseException:
                opened.close()
                raise
        return opened

    @classmethod
    def inspect(cls, folder: Path) -> Self:
        """Open the store in ``folder`` to look at it, whatever its version: it is not written, nor
        checked. Raises NoIndexError and StoreError."""
        file = folder / FILE
        if not os.path.isfile(file):
            raise NoIndexError(f"there is no index at {folder}; run `qa index FOLDER` to make one")
        _refuse_links(file)
        frozen = _frozen(file)
        with named(folder):
            opened = cls(folder, _connect(file, frozen is not None), frozen)
            try:
                opened.connection.execute("PRAGMA query_only = ON")
                opened._check_tables()
            except BaseException:
                opened.close()
                raise
        return opened

    def _prepare(self, create: bool) -> None:
        execute = self.connection.execute
        execute("PRAGMA foreign_keys = ON")
        if create and not self.read("SELECT name FROM sqlite_master LIMIT 1"):
            self._create()
        self._check_tables()
        # A commit that the machine loses in a power cut is only work to redo, never a torn store.
        execute("PRAGMA synchronous = NORMAL")
        if self.meta("schema") == "1" and self._frozen is None:
            self._upgrade()
        if self.meta("schema") != SCHEMA_VERSION:
            raise StoreError(
                f"the index at {self.folder} is of another version; {anew(self.folder)}"
            )

    def _check_tables(self) -> None:
        tables = {row[0] for row in self.read("SELECT name FROM sqlite_master")}
        if not tables:
            raise NoIndexError(
                f"the index at {self.folder} is empty; run `qa index FOLDER` to fill it"
            )
        if "meta" not in tables:
            raise StoreError(
                f"{self.folder / FILE} is not an index but another program's database; "
                "choose another place with --index"
            )

    def _create(self) -> None:
        _use_wal(self.connection)
        with self.transaction():
            execute = self.connection.execute
            if self.read("SELECT name FROM sqlite_master"):
                return  # another process was quicker
            for statement in statements(SCHEMA):
                execute(statement)
            self.set_meta("schema", SCHEMA_VERSION)
            self.set_meta("generation", "0")

    def _upgrade(self) -> None:
        """Version 1 knew text files only, which have no marks, and took all of a root."""
        with self.transaction():
            if self.meta("schema") == "1":  # no other process was quicker
                for table, column in COLUMNS_OF_2:
                    self.connection.execute(f"ALTER TABLE {table} ADD COLUMN {column}")
                self.set_meta("schema", SCHEMA_VERSION)

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
        with self._lock, named(self.folder):
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.connection.execute("COMMIT")
            except BaseException:
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                raise

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """All that is read inside it is of one state, whatever others commit meanwhile."""
        with self._lock, named(self.folder):
            if self.connection.in_transaction:
                yield
                return
            self.connection.execute("BEGIN")
            try:
                yield
            finally:
                self.connection.execute("ROLLBACK")

    def check_in_place(self) -> None:
        """Raise StoreError where the file that was opened is no longer the one in its place."""
        if _identity(self.folder / FILE) != self._identity:
            raise StoreError(
                f"the index at {self.folder} was removed or replaced meanwhile; begin again"
            )

    def read(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """The rows of a SELECT. Raises StoreError."""
        with self._lock, named(self.folder):
            try:
                rows = self.connection.execute(statement, values).fetchall()
            except UnicodeDecodeError as error:
                raise damaged(self.folder, error) from error
        if self._frozen is not None and self._frozen != _state(self.folder / FILE):
            raise StoreError(f"the index at {self.folder} was changed meanwhile; ask again")
        return rows

    def meta(self, key: str) -> str | None:
        """A fact about the index, or None."""
        rows = self.read("SELECT value FROM meta WHERE key = ?", key)
        return str(rows[0][0]) if rows else None

    def set_meta(self, key: str, value: str) -> None:
        """Record a fact about the index; within a transaction."""
        self.connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))


def _refuse_links(file: Path) -> None:
    """An index that came from elsewhere must not have us write to another file."""
    for name in (file, *(Path(f"{file}-{end}") for end in ("wal", "shm", "journal"))):
        refuse_link(name)


def _connect(file: Path, frozen: bool) -> sqlite3.Connection:
    uri = file.absolute().as_uri() + "?mode=ro&immutable=1"
    connection = sqlite3.connect(
        uri if frozen else file,
        uri=frozen,
        isolation_level=None,
        timeout=_BUSY_SECONDS,
        check_same_thread=False,
    )
    # A lone surrogate in a text, where one came through decoding, is kept as it is.
    connection.text_factory = lambda data: data.decode("utf-8", "surrogatepass")
    return connection


def _frozen(file: Path) -> tuple[int, ...] | None:
    """The state of a file in a folder that may not be written, None where it may be.

    SQLite needs to write beside a file that has, or may get, a log of changes; a file that has
    none can be read as immutable, and `read` sees to it that it was.
    """
    effective = os.access in os.supports_effective_ids
    if os.access(file.parent, os.W_OK, effective_ids=effective) or os.path.exists(f"{file}-wal"):
        return None
    return _state(file)


def _identity(file: Path) -> tuple[int, ...] | None:
    state = _state(file)
    return state and state[:2]


def _state(file: Path) -> tuple[int, ...] | None:
    try:
        status = os.stat(file)
    except OSError:
        return None
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def _use_wal(connection: sqlite3.Connection) -> None:
    """Let readers read while one process writes. SQLite itself does not wait here for others."""
    until = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.02)
