"""Forgetting roots, folders and files: out of the index, and not to come back by themselves."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from index import place, trust
from index.build import save_vectors
from index.dense import DenseIndex
from index.errors import PathError
from index.locking import locked
from index.patterns import exactly
from index.store import Store


@dataclass(frozen=True, slots=True)
class Removed:
    """What was forgotten: roots and documents. ``excluded`` are paths that lie in a folder which is
    still followed, each with that folder: it was noted there that they are not wanted."""

    roots: tuple[str, ...]
    documents: tuple[str, ...]
    excluded: tuple[tuple[str, str], ...]


def remove(
    folder: Path, paths: Sequence[Path], *, wait: Callable[[], None] | None = None
) -> Removed:
    """Forget each path and all in it. It need no longer exist; a path as it is cited serves too.

    Raises PathError, before anything is changed, for one that the index knows nothing of.
    """
    with Store.open(folder) as store, locked(folder, wait):
        names = [_name(store, path) for path in paths]
        is_removed = place.under(names, place.base(store))
        documents = [path for path in store.known() if is_removed(path)]
        roots = [root for root in store.roots() if is_removed(root)]
        skipped = [item.path for item in store.skipped() if is_removed(item.path)]
        with store.transaction():
            for root in roots:
                store.remove_root(root)
            excluded = [pair for name in names for pair in _exclude(store, name)]
            store.remove(documents)
            store.set_skipped([], skipped)
            store.drop_unused_embeddings()
        if DenseIndex.load(store.folder, store.generation) is None:
            save_vectors(store)
        trust.remove_roots(folder, roots)
    return Removed(tuple(roots), tuple(documents), tuple(excluded))


def _name(store: Store, path: Path) -> str:
    """A path as the store keeps it: seen from here, or else from the index's base."""
    base = place.base(store)
    names = [place.relative(path, base), path.as_posix()]
    stored = [*store.roots(), *store.known(), *(item.path for item in store.skipped())]
    for name in names:
        if any(map(place.under([name], base), stored)):
            return name
    is_followed = place.under(store.roots(), base)
    for name in names:
        if is_followed(name) and os.path.lexists(base / name):
            return name
    raise PathError(f"{path} is not in the index; `qa status` tells what it follows")


def _exclude(store: Store, name: str) -> list[tuple[str, str]]:
    base = place.base(store)
    excluded = []
    for root, choice in store.choices().items():
        if place.under([root], base)(name):
            inside = os.path.relpath(base / name, base / root).replace(os.sep, "/")
            pattern = exactly(inside)
            if pattern not in choice.exclude:
                store.choose(root, replace(choice, exclude=(*choice.exclude, pattern)))
            excluded.append((name, root))
    return excluded
