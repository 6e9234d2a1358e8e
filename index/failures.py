"""What goes wrong with the SQLite file of a store, said with what to do."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import StoreError

FILE = "store.db"

# What SQLite's error names begin with → what is wrong and what to do.
_ADVICE = {
    "SQLITE_FULL": "the disk is full; free some space and run the command again",
    "SQLITE_BUSY": "another program holds it; close that program and try again",
    "SQLITE_LOCKED": "another program holds it; close that program and try again",
    "SQLITE_READONLY": "it may not be written; check its permissions, or choose with --index",
    "SQLITE_CANTOPEN": "it may not be opened; check its permissions, or choose with --index",
    "SQLITE_PERM": "it may not be opened; check its permissions, or choose with --index",
    "SQLITE_IOERR": "the disk fails to read or write; check the disk and its space",
}


def refuse_link(file: Path) -> None:
    """Raise StoreError where a file of an index is a link to one elsewhere."""
    if os.path.islink(file):
        raise StoreError(
            f"{file} is a link, and a file of an index is none; put the file itself there, or "
            "choose another place with --index"
        )


@contextmanager
def named(folder: Path) -> Iterator[None]:
    """Turn what SQLite says into a StoreError that says what to do."""
    try:
        yield
    except sqlite3.ProgrammingError:
        raise
    except sqlite3.DatabaseError as error:
        name = getattr(error, "sqlite_errorname", "")
        for start, advice in _ADVICE.items():
            if name.startswith(start):
                raise StoreError(f"the index at {folder} cannot be used: {advice}") from error
        raise damaged(folder, error) from error


def damaged(folder: Path, error: Exception) -> StoreError:
    """What to raise where the store holds what it cannot hold."""
    reason = " ".join(str(error).split())
    return StoreError(f"the index at {folder} is damaged ({reason}); {anew(folder)}")


def anew(folder: Path) -> str:
    """How to make an index anew, as a clause."""
    return f"delete {folder / FILE} and run `qa index FOLDER` to make it anew from your documents"
