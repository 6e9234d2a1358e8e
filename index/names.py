"""The documents of an index by name alone: a shell waits for them at each press of a key, so that
nothing else of a store is loaded."""

from pathlib import Path

from index.database import Database


def names(folder: Path) -> list[tuple[str, str]]:
    """The path and the format of each document, by path. Raises NoIndexError and StoreError."""
    with Database.open(folder) as database:
        rows = database.read("SELECT path, media FROM documents ORDER BY path")
    return [(path, media) for path, media in rows]
