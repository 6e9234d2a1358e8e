"""Where an index lies, and what the paths in it are relative to."""

from pathlib import Path

from index.errors import NoIndexError
from index.store import FILE, Store

FOLDER = ".qa"


def find(chosen: Path | None, start: Path) -> Path:
    """The index to use: the chosen one, else the nearest ``.qa`` at or above ``start``.

    Raises NoIndexError when nothing was chosen and none is found; a chosen one need not exist yet.
    """
    if chosen is not None:
        return chosen.expanduser().absolute()
    start = start.absolute()
    for folder in (start, *start.parents):
        if (folder / FOLDER / FILE).is_file():
            return folder / FOLDER
    raise NoIndexError(f"there is no index at or above {start}; run `qa index FOLDER` to make one")


def base(store: Store) -> Path:
    """The folder that the store's relative paths start from.

    For a ``.qa`` it is the folder that holds it, so that a collection can be moved; for an index
    elsewhere it is recorded when the index is made.
    """
    recorded = store.meta("base")
    if store.folder.name == FOLDER or recorded is None:
        return store.folder.absolute().parent
    return Path(recorded)
