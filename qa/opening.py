"""Which index a command uses, made on the way where there is none."""

import os
import shlex
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import NoIndexError, PathError
from index.kinds import taken_by
from qa.config import Collection, known_names, resolve
from qa.console import say
from qa.options import ReaderChoice

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from index.build import Changes
    from index.encoders import Progress
    from qa.answering import Answering
    from qa.printing import Form
    from qa.ranked import System

DEFAULT_ROOT = Path("seeds")
_MOST_SHOWN = 10
# Seconds of indexing before a question that nobody need be told of.
_PATIENCE = 0.5


def folder_to_make(chosen: Path | None) -> tuple[Path, bool]:
    """The index folder for a command that may make one, and whether it is there already."""
    from index import place, store

    try:
        folder = place.find(None, Path.cwd()) if chosen is None else resolve(chosen).folder
    except NoIndexError:
        if chosen is not None:
            raise
        folder = Path.cwd() / place.FOLDER
    is_made = (folder / store.FILE).is_file()
    if not is_made and folder.name != place.FOLDER:
        _refuse_documents(folder)
    return folder, is_made


def _refuse_documents(folder: Path) -> None:
    """Raise PathError for a folder that an index would be strewn over."""
    from index.locking import LOCK

    try:
        inside = {entry.name for entry in folder.iterdir()}
    except OSError:
        return  # it is not there yet, or whoever makes the index says what is wrong
    if inside and LOCK not in inside:
        raise PathError(
            f"{folder} holds files and is no index; name another place for one with --index, "
            f"such as {folder / '.qa'}"
        )


def default_root(chosen: Path | None) -> Path:
    """What a new index is made of where nothing is told: the folder of a collection, else seeds."""
    return (chosen and resolve(chosen).root) or DEFAULT_ROOT


def asker_of(
    chosen: Sequence[Path] | None, reader: ReaderChoice, reranker: str | None, quiet: bool
) -> "Answering":
    """An open index, or several; made on the way from the seeds where there is none yet, in the
    default place or in one that was given."""
    from qa.ask import opened

    system: System = "full" if reader is ReaderChoice.OWN or reranker else "late"
    collections = chosen_collections(chosen)
    if len(collections) > 1:
        from qa.collections import Collections

        asker: Answering = Collections.open(collections, system, reranker)
    else:
        name = collections[0].name if collections else ""
        folder = collections[0].folder if name else _made(chosen[0] if chosen else None, quiet)
        asker = opened(folder, system, reranker, name)

    def showing() -> "AbstractContextManager[Progress]":
        from qa.progress import showing  # here: most questions find nothing changed

        return showing(quiet, _PATIENCE)

    asker.showing = showing
    return asker


def chosen_collections(chosen: Sequence[Path] | None) -> list[Collection]:
    """What was chosen to be asked; nothing where it is the default. Raises NoIndexError where one
    has no index, but for one place alone that can be none but a place: a mistyped name is not to
    make an index."""
    names = known_names() if chosen else {}
    collections = [resolve(path, names) for path in chosen or []]
    may_be_made = len(collections) == 1 and DEFAULT_ROOT.is_dir()
    for typed, collection in zip(chosen or [], collections, strict=True):
        if collection.name or not (may_be_made and _is_place(typed)):
            _check_made(typed, collection, names)
    return collections


def _is_place(typed: Path) -> bool:
    """Whether what was typed tells where, which a name alone does not."""
    from index import place

    return len(typed.parts) > 1 or typed.name == place.FOLDER


def _made(chosen: Path | None, quiet: bool) -> Path:
    """The index that was chosen, else the nearest, made from the seeds where there is none."""
    folder, is_made = folder_to_make(chosen)
    if is_made:
        return folder
    if not DEFAULT_ROOT.is_dir():
        where = f"at or above {Path.cwd()}"
        raise NoIndexError(f"there is no index {where}; run `qa index FOLDER` to make one")
    from index.build import index as build
    from qa.progress import showing, summary

    with showing(quiet) as progress:
        changes = build(folder, [DEFAULT_ROOT], progress=progress, wait=waiting)
    if not quiet:
        say(summary(changes, folder))
        warn(changes)
        tell_left_out(changes)
    return folder


def _check_made(typed: Path, collection: Collection, names: Iterable[str]) -> None:
    from index import place, store

    folder = collection.folder
    if (folder / store.FILE).is_file():
        return
    if collection.name:
        raise NoIndexError(
            f"the collection {collection.name} has no index at {folder} yet; "
            f"run `qa index --index {collection.name}` to make it"
        )
    known = f", and the collections are {', '.join(names)}" if names else ""
    told = shlex.quote(str(typed))
    how = f"--index {told} FOLDER"
    if folder.name != place.FOLDER and folder.is_dir() and os.listdir(folder):
        how = f"--index {shlex.quote(str(typed / place.FOLDER))} {told}"
    raise NoIndexError(f"there is no index at {folder}{known}; run `qa index {how}` to make one")


def warn(changes: "Changes") -> None:
    """Say what of an update is not as it should be."""
    if changes.note:
        say(f"qa: the model: {changes.note}")
    for path, lacks in changes.partial[:_MOST_SHOWN]:
        say(f"qa: {path}: {lacks}")
    for item in changes.skipped[:_MOST_SHOWN]:
        say(f"qa: skipped {item.path}: {item.reason}")
    more = len(changes.skipped) - _MOST_SHOWN
    if more > 0:
        say(f"qa: skipped {more} more; see `qa status`")


def tell_left_out(changes: "Changes") -> None:
    """Say how many files were passed over as their formats are not read."""
    formats = changes.left_out.formats
    if formats:
        order = sorted(formats.items(), key=lambda item: (-item[1], not item[0], item[0]))
        most = ", ".join(f"{name or 'no suffix'} {count}" for name, count in order[:3])
        rest = ", …" if len(formats) > 3 else ""
        files = f"{formats.total()} file{'s' if formats.total() > 1 else ''}"
        told = f"qa: left out {files} of formats that are not read ({most}{rest}); see `qa status`"
        how = taken_by(formats)
        say(f"{told}; {how} takes text" if how else told)


def tell_grave(asker: "Answering", form: "Form") -> None:
    """Say also where it is to be quiet what makes an answer worth little."""
    for notice in asker.grave if form.quiet and not form.as_json else ():
        say(f"qa: {notice}")


def waiting() -> None:
    """Say that another process is at work."""
    say("qa: another process is indexing here; waiting for it to finish")
