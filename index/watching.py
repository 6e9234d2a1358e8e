"""Roots → an index that follows them while they change."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import watchfiles

from index import place
from index.build import Changes, update
from index.encoder import Encoder
from index.encoders import obtain
from index.errors import LockedError, PathError
from index.freshness import followed, survey
from index.ignoring import IGNORE_FILES
from index.locking import locked
from index.store import Store

# Changes that follow each other within the first are taken together, for the second at most.
_QUIET_MS, _LONGEST_MS = 300, 2_000
_LOOK_MS = 1_000
_UNWATCHED = ("node_modules", "__pycache__")

_Identity = tuple[int, int]


def follow(folder: Path, updated: Callable[[Changes], None], notice: Callable[[str], None]) -> None:
    """Bring an index up to date whenever something changes under its roots, until interrupted.

    ``updated`` is told what was done, ``notice`` what is in the way: a root that is not there, or
    another process that is indexing. Raises StoreError and EncoderError.
    """
    follower = _Follower(folder, updated, notice)
    while True:
        roots = follower.roots()
        follower.is_behind = True  # what changed before they are watched is found by looking once
        for has_changed in _events(roots, folder):
            if has_changed or follower.is_behind:
                follower.catch_up()
            if follower.roots() != roots or not follower.gone.isdisjoint(roots):
                break  # what was watched is not what is there now, even if it is back already


class _Follower:
    def __init__(
        self, folder: Path, updated: Callable[[Changes], None], notice: Callable[[str], None]
    ) -> None:
        self.folder = folder
        self.updated = updated
        self.notice = notice
        self.is_behind = True
        self.gone: set[str] = set()
        self._told: set[str] = set()
        self._encoder: Encoder | None = None

    def catch_up(self) -> None:
        """Index what changed; what cannot be done now is tried again."""
        problems: set[str] = set()
        changes: Changes | None = None
        with Store.open(self.folder) as store:
            try:
                if not survey(store).is_clean:
                    with locked(self.folder, None):
                        before = {item.path for item in store.skipped()}
                        changes = update(store, survey(store), lambda: self._opened(store))
                        changes.skipped = [i for i in changes.skipped if i.path not in before]
            except LockedError:
                problems.add("another process is indexing here; waiting for it to finish")
            except PathError as error:  # a root that went while it was looked at
                problems.add(str(error))
            self.is_behind = bool(problems)
            missing = [root for root in store.roots() if not _exists(store, root)]
            self.gone = {str(place.base(store) / root) for root in missing}
        problems.update(f"{root} is not here; waiting for it" for root in missing)
        for problem in sorted(problems - self._told):
            self.notice(problem)
        self._told = problems
        if changes is not None:
            self.updated(changes)

    def roots(self) -> dict[str, _Identity]:
        """The roots that are there, and what tells each from another of the same name."""
        found: dict[str, _Identity] = {}
        with Store.open(self.folder) as store:
            for root in followed(store):
                path = place.base(store) / root
                with suppress(OSError):
                    status = path.stat()
                    found[str(path)] = status.st_dev, status.st_ino
        return found

    def _opened(self, store: Store) -> Encoder:
        if self._encoder is None:
            self._encoder = obtain(store, None)
        return self._encoder


def _exists(store: Store, root: str) -> bool:
    return os.path.exists(place.base(store) / root)


def _events(roots: dict[str, _Identity], folder: Path) -> Iterator[bool]:
    """Whether something changed, each time it did, and else now and then."""
    if not roots:
        while True:
            time.sleep(_LOOK_MS / 1000)
            yield False
    inside = os.path.join(os.path.realpath(folder), "")

    def is_of_interest(_: watchfiles.Change, path: str) -> bool:
        parts = Path(path).parts
        if os.path.realpath(path).startswith(inside) or any(part in _UNWATCHED for part in parts):
            return False
        return ".git" not in parts and (parts[-1] in IGNORE_FILES or parts[-1][0] != ".")

    try:
        for changes in watchfiles.watch(
            *roots,
            watch_filter=is_of_interest,
            debounce=_LONGEST_MS,
            step=_QUIET_MS,
            rust_timeout=_LOOK_MS,
            yield_on_timeout=True,
            ignore_permission_denied=True,
        ):
            yield bool(changes)
    except FileNotFoundError:  # a root went before it could be watched
        time.sleep(_LOOK_MS / 1000)
        yield True
    except (OSError, RuntimeError) as error:
        raise PathError(
            f"the folders cannot be watched ({error}); run `qa index` now and then"
        ) from error
