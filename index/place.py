"""Where an index lies, and what the paths in it are relative to."""

import os
import posixpath
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from index.database import FILE
from index.errors import NoIndexError, PathError

if TYPE_CHECKING:
    from index.store import Store

FOLDER = ".qa"


def find(chosen: Path | None, start: Path) -> Path:
    """The index to use: the chosen one, else the nearest ``.qa`` at or above ``start``.

    For a folder that holds a ``.qa`` it is that one. Raises NoIndexError when nothing was chosen
    and none is found; a chosen one need not exist yet.
    """
    if chosen is not None:
        folder = Path(os.path.abspath(chosen.expanduser()))
        is_inside = os.path.isfile(folder / FOLDER / FILE) and not os.path.isfile(folder / FILE)
        return folder / FOLDER if is_inside else folder
    start = start.absolute()
    for folder in (start, *start.parents):
        if os.path.isfile(folder / FOLDER / FILE):
            return folder / FOLDER
    raise NoIndexError(f"there is no index at or above {start}; run `qa index FOLDER` to make one")


def base(store: "Store") -> Path:
    """The folder that the store's relative paths start from.

    For a ``.qa`` it is the folder that holds it, so that a collection can be moved; for an index
    elsewhere it is recorded when the index is made.
    """
    recorded = store.meta("base")
    if store.folder.name == FOLDER or recorded is None:
        return Path(os.path.abspath(store.folder)).parent
    return Path(recorded)


def absolute(path: Path) -> str:
    """A path in full, POSIX style, as a store can keep it; links are not followed.

    Raises PathError for a name that is not valid Unicode: it could not be stored or cited.
    """
    full = Path(os.path.abspath(path)).as_posix()
    try:
        full.encode()
    except UnicodeEncodeError as error:
        shown = full.encode("utf-8", "backslashreplace").decode()
        raise PathError(f"the name {shown} is not valid Unicode; rename it") from error
    return full


def relative(path: Path, base: Path) -> str:
    """How a store keeps a path: relative to its base where it lies inside, as documents are cited.

    Raises PathError as `absolute` does.
    """
    full = Path(absolute(path))
    for folder in (base, Path(os.path.realpath(base))):
        if full.is_relative_to(folder):
            return full.relative_to(folder).as_posix()
    return full.as_posix()


def under(roots: Iterable[str], base: Path) -> Callable[[str], bool]:
    """Tells whether a document's path is one of the roots or lies in one; all as the store keeps
    them.

    >>> [under(["seeds"], Path("/x"))(path) for path in ("seeds/a.txt", "seeds2/a.txt")]
    [True, False]
    >>> under(["/x"], Path("/x/y"))("seeds/a.txt")
    True
    """
    bases = [folder.as_posix() for folder in dict.fromkeys((base, Path(os.path.realpath(base))))]
    tops = [tuple(posixpath.normpath(posixpath.join(at, root)) for root in roots) for at in bases]
    inside = [tuple(posixpath.join(top, "") for top in each) for each in tops]

    def is_under(path: str) -> bool:
        return any(
            (full := posixpath.join(at, path)) in each or full.startswith(within)
            for at, each, within in zip(bases, tops, inside, strict=True)
        )

    return is_under
