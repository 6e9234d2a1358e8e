"""What was probably meant by a path or a pattern that fits no document."""

import posixpath
import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from index.patterns import Patterns

_MOST = 3
_GLOB = re.compile(r"[*?\[\\]")


def paths(asked: str, known: Sequence[str]) -> list[str]:
    """Up to three paths like the one that was typed: of the same file elsewhere, else alike."""
    name = _name(asked)
    same = [path for path in known if _name(path) == name]
    if same:
        return same[:_MOST]
    names: dict[str, str] = {}
    for path in known:
        names.setdefault(_name(path), path)
    alike = [names[match] for match in get_close_matches(name, names, _MOST)]
    return alike or get_close_matches(asked, known, _MOST)


def patterns(asked: str, known: Sequence[str]) -> list[str]:
    """Up to three patterns like the one that was typed that fit a document: of a folder, or a path;
    of one with a star its folder put right."""
    typed = asked.removeprefix("/")
    if typed.startswith("!"):
        return []  # it was meant to leave out something
    glob = _GLOB.search(typed)
    at = typed.rfind("/", 0, glob.start() if glob else None) + 1
    folder, rest = typed[:at], typed[at:]
    if rest and not glob:
        is_file = "." in rest
        found = (not is_file and _folders(typed, known)) or paths(typed, known)
    elif folder:
        found = [near + rest for near in _folders(folder, known)]
    else:
        found = []
    return [each for each in found if each != typed and _fits(each, known)]


def _folders(asked: str, known: Sequence[str]) -> list[str]:
    """The folder of documents that is most like one: by its whole path, else by its last name."""
    there = {folder.lower(): folder for path in known for folder in _above(path)}
    names: dict[str, str] = {}
    for folder in there.values():
        names.setdefault(_name(folder), folder)
    typed = asked.rstrip("/").lower()
    for told, folders in ((typed, there), (_name(typed), names)):
        if alike := get_close_matches(told, folders, 1):
            return [f"{folders[match]}/" for match in alike]
    return []


def _above(path: str) -> Iterator[str]:
    """The folders that a document lies in."""
    folder = posixpath.dirname(path.lstrip("/"))
    while folder:
        yield folder
        folder = posixpath.dirname(folder)


def _name(path: str) -> str:
    return path.rpartition("/")[2].lower()


def _fits(pattern: str, known: Sequence[str]) -> bool:
    told = Patterns([pattern])
    return any(told.covers(path.lstrip("/")) for path in known)
