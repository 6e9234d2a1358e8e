"""Folders → the files that are taken from them, by name and stat; nothing is opened but ignore
files, and files whose names tell nothing.
"""

import os
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from index.errors import PathError
from index.ignoring import Choice, Rules, rules_of
from index.kinds import is_citable, is_for_people, is_readable, printable, suffix_of
from index.leftout import HIDDEN, NOT_INCLUDED, NOT_READ, OF_PROGRAMS, SETTINGS, LeftOut
from index.sniffing import begins_as_text

_PROGRAM_FOLDERS = frozenset({"node_modules", "__pycache__"})
_ENVIRONMENT = "pyvenv.cfg"
_INDEX_FOLDER = ".qa"
_SETTINGS_FILE = "qa.toml"
_UNCITABLE = "its name holds characters that cannot be cited"


class Found(NamedTuple):
    """A file that may be a document, going by its name: where it is, and how it is cited.

    ``changed_ns`` is when it last became what it is, whatever time it was given: ``st_ctime_ns``,
    which on Windows is when it was made.
    """

    file: str
    display: str
    size: int
    mtime_ns: int
    changed_ns: int = 0

    @property
    def path(self) -> Path:
        """Where it is."""
        return Path(self.file)


@dataclass(frozen=True, slots=True)
class Discovery:
    """What stands under the roots, in the order of display paths.

    ``skipped`` holds files and folders left out for cause: display path, safe to print, and why.
    """

    found: tuple[Found, ...]
    skipped: tuple[tuple[str, str], ...]
    left_out: LeftOut = field(default_factory=LeftOut)


def discover(
    roots: Sequence[Path],
    base: Path,
    *,
    choices: Mapping[Path, Choice] | None = None,
    leave_out: Path | None = None,
) -> Discovery:
    """The files under ``roots`` that may be documents.

    From folders come files whose names say that they are read, those without a suffix that begin
    as text, and as text those that a choice adds or whose kind of name it includes (``*.log``), but
    for hidden ones, what ignore files name, what a root's entry in ``choices`` does not want, the
    command's own settings, folders of programs, and the folder ``leave_out``. A file that is itself
    a root is always taken, and a folder that is one follows its own choice alone. Paths are cited
    relative to ``base`` where they lie inside it. Raises PathError
    where a root does not exist or a choice cannot be used.
    """
    return _Walk(base, leave_out).over(roots, choices or {})


class _Walk:
    """Goes through folders; linked ones last, so that a file is cited by its own path."""

    def __init__(self, base: Path, leave_out: Path | None) -> None:
        self.base = os.path.abspath(base)
        self.bases = tuple(os.path.join(b, "") for b in (self.base, os.path.realpath(base)))
        self.leave_out = os.path.realpath(leave_out) if leave_out else None
        self.named: set[str] = set()
        self.roots: set[tuple[int, int]] = set()
        self.seen: set[tuple[int, int]] = set()
        self.found: dict[str, Found] = {}
        self.skipped: dict[str, str] = {}
        self.left_out = LeftOut()

    def over(self, roots: Sequence[Path], choices: Mapping[Path, Choice]) -> Discovery:
        linked: list[tuple[str, Rules]] = []
        folders: list[tuple[str, Choice]] = []
        for root in roots:
            path = os.path.abspath(root)
            self.named.add(path)
            status = _status(path, root)
            if stat.S_ISDIR(status.st_mode):
                self.roots.add((status.st_dev, status.st_ino))
                folders.append((path, choices.get(root, Choice())))
            else:
                self._take(path, self._display(path), status)
        for path, choice in folders:
            self._tree(path, rules_of(path, self.base, choice, self._skip), linked, is_root=True)
        while linked:
            self._tree(*linked.pop(0), linked)
        found = tuple(self.found[display] for display in sorted(self.found))
        return Discovery(found, tuple(sorted(self.skipped.items())), self.left_out)

    def _tree(
        self, top: str, rules: Rules, linked: list[tuple[str, Rules]], *, is_root: bool = False
    ) -> None:
        waiting = [(top, rules)]
        while waiting:
            folder, rules = waiting.pop()
            try:
                status = os.stat(folder)
                identity = status.st_dev, status.st_ino
                if identity in self.seen or (identity in self.roots and not is_root):
                    continue
                if self._is_index(folder):
                    continue
                self.seen.add(identity)
                with os.scandir(folder) as entries:
                    inside = list(entries)
            except OSError as error:
                self._skip(folder, _unopened(folder, error))
                continue
            names = {entry.name for entry in inside}
            if _ENVIRONMENT in names and not is_root:
                self._leave(OF_PROGRAMS, os.path.join(folder, ""))
                continue
            is_root = False
            rules = rules.within(folder, names, self._skip)
            prefix = self._display(os.path.join(folder, ""))
            for entry in inside:
                self._entry(entry, prefix, rules, waiting, linked)

    def _entry(
        self,
        entry: os.DirEntry[str],
        prefix: str,
        rules: Rules,
        waiting: list[tuple[str, Rules]],
        linked: list[tuple[str, Rules]],
    ) -> None:
        name, path = entry.name, entry.path
        try:
            if entry.is_dir():
                reason = _unwanted(name) or rules.excludes(path + "/")
                if reason:
                    if name != _INDEX_FOLDER:
                        self._leave(reason, path + "/")
                elif is_citable(name):
                    (linked if entry.is_symlink() else waiting).append((path, rules))
                else:
                    self._skip(path, _UNCITABLE)
            elif reason := _left_out_as(entry, rules):
                self._leave(reason, path)
            else:
                self._take(path, prefix + name, entry.stat())
        except OSError as error:
            self._skip(path, _unopened(path, error))

    def _take(self, path: str, display: str, status: os.stat_result) -> None:
        if not stat.S_ISREG(status.st_mode):
            self._skip(path, "it is not a regular file")
        elif not is_citable(display):
            self._skip(path, _UNCITABLE)
        else:
            times = status.st_mtime_ns, status.st_ctime_ns
            self.found[display] = Found(path, display, status.st_size, *times)

    def _leave(self, reason: str, path: str) -> None:
        if path.rstrip(os.sep) not in self.named:
            self.left_out.add(reason, printable(self._display(path)))

    def _skip(self, path: str, reason: str) -> None:
        self.skipped[printable(self._display(path))] = reason

    def _display(self, path: str) -> str:
        """A path as it is cited; of a folder with a slash, what its files' begin with."""
        for base in self.bases:
            if path.startswith(base):
                return path[len(base) :].replace(os.sep, "/")
        return path.replace(os.sep, "/")

    def _is_index(self, folder: str) -> bool:
        if os.path.basename(folder) == _INDEX_FOLDER:
            return True
        return self.leave_out is not None and os.path.realpath(folder) == self.leave_out


def _status(path: str, root: Path) -> os.stat_result:
    try:
        return os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        raise PathError(f"there is no file or folder {printable(str(root))}") from None
    except OSError as error:
        why = error.strerror or str(error)
        raise PathError(
            f"{printable(str(root))} cannot be opened ({why}); check its permissions"
        ) from None


def _unopened(path: str, error: OSError) -> str:
    if isinstance(error, FileNotFoundError) and os.path.islink(path):
        return "it is a link to something that is not there"
    return f"it cannot be opened ({error.strerror or error})"


def _left_out_as(file: os.DirEntry[str], rules: Rules) -> str:
    """What a file is left out as, or ""."""
    name, path = file.name, file.path
    if name.startswith("."):
        return HIDDEN
    if rules.adds(path):
        return ""
    if name == _SETTINGS_FILE:
        return SETTINGS
    is_named = is_readable(name) or rules.names(name)
    if not is_named and suffix_of(name) and not is_for_people(name):
        return NOT_READ
    if reason := rules.excludes(path) or ("" if rules.includes(path) else NOT_INCLUDED):
        return reason
    return "" if is_named or (file.is_file() and begins_as_text(path)) else NOT_READ


def _unwanted(folder: str) -> str:
    """What a folder is left out as whatever the rules say, or ""."""
    if folder.startswith("."):
        return HIDDEN
    return OF_PROGRAMS if folder in _PROGRAM_FOLDERS else ""
