"""How the files differ from what the store holds of them."""

import functools
import hashlib
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from index import place, trust
from index.choosing import Found, discover
from index.document import Document
from index.leftout import LeftOut
from index.store import Known, Store, Unread

# How passages are cut and read: raise it when that changes, so that old stores are cut anew.
CHUNKING = "14"
UNFINISHED = "unfinished"
"""The fact that is not empty while files are indexed, and after that was interrupted."""
# A file changed within this time of being read may have changed again under the same size and time.
_DOUBT_NS = 2_000_000_000
_LINKED = "it is a link out of the collection, and its folder was not added on this machine"


@dataclass(frozen=True, slots=True)
class Survey:
    """Files against store.

    ``new`` and ``changed`` are to be read; ``touched`` hold the same content under a new time;
    ``gone`` are paths of files that are no more, or that no root leads to; ``missing`` are roots
    not there at all;
    ``outside`` are roots that are not followed, for they lie outside the collection and this user
    did not add them, and ``unfollowed`` are documents of theirs whose files are not as indexed;
    ``skipped`` was left out; ``forgotten`` are paths of files left out before that no longer are;
    ``kept`` counts the files that need nothing. ``taken_ns`` is when it was begun; ``left_out``
    counts what was passed over on purpose. ``recut``: all known files count as changed, as this
    version cuts them otherwise.
    """

    new: tuple[Found, ...]
    changed: tuple[Found, ...]
    touched: tuple[Found, ...]
    gone: tuple[str, ...]
    missing: tuple[str, ...]
    skipped: tuple[Unread, ...]
    forgotten: tuple[str, ...]
    kept: int
    taken_ns: int
    left_out: LeftOut = field(default_factory=LeftOut)
    outside: tuple[str, ...] = ()
    unfollowed: tuple[str, ...] = ()
    recut: bool = False

    @property
    def is_clean(self) -> bool:
        """Whether the store holds what the files hold."""
        return not (self.new or self.changed or self.gone)

    @property
    def bytes_to_read(self) -> int:
        """How much there is to index."""
        return sum(found.size for found in (*self.new, *self.changed))


def survey(store: Store, roots: Sequence[str] | None = None, *, retry: bool = False) -> Survey:
    """Compare by size and time, and by content where these leave a doubt.

    ``roots`` are as the store keeps them; all it knows when None. Files that could not be read
    before are tried again when they changed, or always with ``retry``. Of a root that this user did
    not add, only what lies inside the collection is looked at. Raises TrustError.
    """
    taken_ns = time.time_ns()
    base = place.base(store)
    known = store.known()
    left_out = {item.path: item for item in store.skipped()}
    recut = store.meta("chunking") != CHUNKING
    choices = store.choices()
    named = (
        choices if roots is None or recut else [*roots, *filter(place.under(roots, base), choices)]
    )
    ways = _ways(store, named)
    there = ways.there
    chosen = {base / root: choices[root] for root in there if root in choices}
    files = discover([base / root for root in there], base, choices=chosen, leave_out=store.folder)
    sorting = _Sorting([Unread(path, reason) for path, reason in files.skipped])
    leads_out = _leading_out(store, ways.strange, there)
    for found in files.found:
        if leads_out(found):
            sorting.skipped.append(Unread(found.display, _LINKED, found.size, found.mtime_ns))
            continue
        failed = None if retry else left_out.get(found.display)
        sorting.take(found, known.get(found.display), failed, recut=recut)
    still = {item.path for item in sorting.skipped}

    is_here = place.under(there, base)
    is_rooted = place.under(choices, base)
    unseen = [path for path in known if path not in sorting.seen]
    return Survey(
        tuple(sorting.new),
        tuple(sorting.changed),
        tuple(sorting.touched),
        # No root leads to the last: an index from elsewhere may say that any file holds anything.
        tuple(path for path in unseen if is_here(path) or not is_rooted(path)),
        tuple(root for root in ways.wanted if root not in there),
        tuple(sorting.skipped),
        tuple(path for path in left_out if path not in still and is_here(path)),
        len(known.keys() & sorting.seen) - len(sorting.changed),
        taken_ns,
        files.left_out,
        ways.outside,
        tuple(_unfollowed(known.values(), ways.outside, there, base)),
        recut,
    )


@dataclass(frozen=True, slots=True)
class _Ways:
    """Roots: those ``outside`` are not followed, those ``wanted`` are as far as they are ``there``;
    of these this user did not add the ``strange``."""

    outside: tuple[str, ...]
    wanted: list[str]
    there: list[str]
    strange: list[str]


def _ways(store: Store, named: Iterable[str]) -> _Ways:
    added = trust.added_roots(store.folder)
    strange = {root for root in named if root not in added}
    outside = tuple(sorted(root for root in strange if not is_inside(store, root)))
    wanted = [root for root in dict.fromkeys(named) if root not in outside]
    there = [root for root in wanted if os.path.exists(place.base(store) / root)]
    return _Ways(outside, wanted, there, [root for root in there if root in strange])


@dataclass(slots=True)
class _Sorting:
    """Files, sorted as a survey has them; ``seen`` are the paths of all that were not passed over
    as leading out."""

    skipped: list[Unread]
    new: list[Found] = field(default_factory=list)
    changed: list[Found] = field(default_factory=list)
    touched: list[Found] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def take(self, found: Found, old: Known | None, failed: Unread | None, *, recut: bool) -> None:
        """Sort one: ``old`` is what the store holds of it, ``failed`` why it could not be read."""
        self.seen.add(found.display)
        if (
            old is None
            and failed
            and (failed.size, failed.mtime_ns) == (found.size, found.mtime_ns)
        ):
            self.skipped.append(failed)
        elif old is None:
            self.new.append(found)
        elif recut or old.size != found.size:
            self.changed.append(found)
        elif _may_differ(found.mtime_ns, found.changed_ns, old):
            same = _content(found.path) == old.sha256
            (self.touched if same else self.changed).append(found)


def note_times(store: Store, found: Survey) -> None:
    """Record the new times of files whose content is the same; within a transaction."""
    for file in found.touched:
        store.touch(file.display, file.mtime_ns, found.taken_ns)


def followed(store: Store) -> list[str]:
    """The roots that are followed: what lies inside the collection, or was added by this user.
    Raises TrustError."""
    added = trust.added_roots(store.folder)
    return [root for root in store.roots() if root in added or is_inside(store, root)]


def is_inside(store: Store, root: str) -> bool:
    """Whether a root lies, links followed, in the folder that holds the index."""
    home = os.path.realpath(store.folder.parent)
    return Path(os.path.realpath(place.base(store) / root)).is_relative_to(home)


def _leading_out(
    store: Store, strange: Sequence[str], there: Sequence[str]
) -> Callable[[Found], bool]:
    """Tells whether a file that only roots lead to which this user did not add lies, links
    followed, outside the folder that holds the index."""
    if not strange:
        return lambda found: False
    base = place.base(store)
    is_strange = place.under(strange, base)
    is_added = place.under([root for root in there if root not in strange], base)
    home = Path(os.path.realpath(store.folder.parent))
    real = functools.cache(os.path.realpath)  # of folders, which many files share

    def leads_out(found: Found) -> bool:
        if not is_strange(found.display) or is_added(found.display):
            return False
        folder, name = os.path.split(found.file)
        path = os.path.join(real(folder), name)
        lies = os.path.realpath(path) if os.path.islink(path) else path
        return not Path(lies).is_relative_to(home)

    return leads_out


def _unfollowed(
    known: Iterable[Known], outside: Sequence[str], there: Sequence[str], base: Path
) -> Iterator[str]:
    """Documents of roots that are not followed whose files are here and not as they were."""
    if not outside:
        return
    is_outside, is_followed = place.under(outside, base), place.under(there, base)
    for item in known:
        if is_outside(item.path) and not is_followed(item.path):
            try:
                status = os.stat(base / item.path)
            except OSError:
                continue
            if (status.st_size, status.st_mtime_ns) != (item.size, item.mtime_ns):
                yield item.path


def is_current(file: Path, document: Document) -> bool:
    """Whether a file still has the content that was indexed."""
    try:
        status = file.stat()
    except OSError:
        return False
    if status.st_size != document.size:
        return False
    is_known = not _may_differ(status.st_mtime_ns, status.st_ctime_ns, document)
    return is_known or _content(file) == document.sha256


def _may_differ(mtime_ns: int, changed_ns: int, old: Known | Document) -> bool:
    """Whether a file of the same size may hold something else. What puts a file in the place of
    another, or writes it anew, can give it the time of the old, but not the time of the change."""
    is_as_told = mtime_ns == old.mtime_ns and mtime_ns <= old.checked_ns - _DOUBT_NS
    return not is_as_told or changed_ns > old.checked_ns


def _content(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""
