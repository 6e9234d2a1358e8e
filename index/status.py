"""What an index holds and follows, and how the files differ from it. Changes nothing."""

import os
from dataclasses import dataclass
from pathlib import Path

from index import place
from index.freshness import CHUNKING, UNFINISHED, survey
from index.ignoring import Choice
from index.leftout import LeftOut
from index.locking import is_locked
from index.store import Store, Unread


@dataclass(frozen=True, slots=True)
class Status:
    """The state of an index. ``formats`` counts its documents; ``size`` is in bytes, of all in its
    folder; ``indexed_ns`` is when files were last indexed, None where that is not known;
    ``partial`` are documents of which little is text, with what each lacks;
    ``missing`` are roots that are not there, ``outside`` such as are not followed; ``new``, ``changed`` and
    ``deleted`` count files; ``recut``: those that count as changed are to be cut anew, whether they
    changed or not; ``unfinished``: an indexing has begun that has not ended, and ``busy``: another
    process is at it now."""

    folder: Path
    base: Path
    model: str
    roots: dict[str, Choice]
    missing: tuple[str, ...]
    formats: dict[str, int]
    passages: int
    size: int
    indexed_ns: int | None
    new: int
    changed: int
    deleted: int
    skipped: tuple[Unread, ...]
    left_out: LeftOut
    outside: tuple[str, ...] = ()
    partial: tuple[tuple[str, str], ...] = ()
    recut: bool = False
    unfinished: bool = False
    busy: bool = False


def status(store: Store) -> Status:
    """Look at an index and at its files, without reading what is in them."""
    found = survey(store)
    indexed = store.meta("indexed_ns")
    is_unfinished = bool(store.meta(UNFINISHED))
    is_whole = found.is_clean and not is_unfinished and not store.is_empty()
    return Status(
        store.folder,
        place.base(store),
        store.meta("model") or "",
        store.choices(),
        found.missing,
        store.formats(),
        store.counts()[1],
        _size(store.folder),
        int(indexed) if indexed and indexed.isdecimal() else None,
        len(found.new),
        len(found.changed),
        len(found.gone),
        found.skipped,
        found.left_out,
        found.outside,
        tuple(store.partial()),
        recut=store.meta("chunking") != CHUNKING and not store.is_empty(),
        unfinished=is_unfinished,
        busy=not is_whole and is_locked(store.folder),
    )


def _size(folder: Path) -> int:
    sizes = 0
    for inside, _, names in os.walk(folder):
        for name in names:
            try:
                sizes += os.lstat(os.path.join(inside, name)).st_size
            except OSError:
                continue  # gone meanwhile, as a log of changes may be
    return sizes
