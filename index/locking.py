"""One process at a time changes an index."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from index.database import refuse_link
from index.errors import LockedError, StoreError

LOCK = "lock"


def is_locked(folder: Path) -> bool:
    """Whether another process is changing this index, as far as that can be told."""
    if not (folder / LOCK).exists():
        return False
    try:
        with locked(folder, None):
            return False
    except LockedError:
        return True
    except StoreError:
        return False  # who may not write cannot ask


@contextmanager
def locked(folder: Path, wait: Callable[[], None] | None) -> Iterator[None]:
    """Be the only process that changes this index.

    Where another is at work, ``wait`` is called once before waiting; LockedError when it is None.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        refuse_link(folder / LOCK)
        lock = FileLock(folder / LOCK)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            if wait is None:
                raise LockedError(f"another process is indexing into {folder}") from None
            wait()
            lock.acquire()
    except OSError as error:
        reason = error.strerror or str(error)
        raise StoreError(
            f"the index at {folder} cannot be written ({reason}); "
            "check its permissions, or name another place with --index"
        ) from error
    try:
        yield
    finally:
        lock.release()
