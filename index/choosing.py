"""Folders → the files that are taken from them, by name and stat alone; nothing but ignore files
is opened.
"""

import os
import re
import stat
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from index.errors import PathError
from index.formats import FORMATS
from index.ignoring import Choice, Rules, rules_of

TEXT_SUFFIXES = frozenset(
    {".txt", ".text", ".md", ".markdown", ".mdown", ".mkd", ".adoc", ".asciidoc", ".org"}
    | {".wiki", ".mediawiki", ".mdx", ".qmd", ".rmd", ".srt", ".vtt"}
)
"""Suffixes of the files taken from a folder, in lower case."""

BARE_NAMES = frozenset(
    {"readme", "notes", "changes", "changelog", "history", "news", "todo", "faq", "install"}
    | {"license", "licence", "copying", "authors", "contributing"}
)
"""Names without a suffix that are taken from a folder, in lower case."""

HIDDEN, OF_PROGRAMS, NOT_INCLUDED = "hidden", "of programs", "not in --include"
"""What files and folders are left out as, beside the name of an ignore file and ``--exclude``."""

_PROGRAM_FOLDERS = frozenset({"node_modules", "__pycache__"})
_ENVIRONMENT = "pyvenv.cfg"
_INDEX_FOLDER = ".qa"
_UNCITABLE = "its name holds characters that cannot be cited"


class Found(NamedTuple):
    """A file that may be a document, going by its name: where it is, and how it is cited."""

    file: str
    display: str
    size: int
    mtime_ns: int

    @property
    def path(self) -> Path:
        """Where it is."""
        return Path(self.file)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What was passed over on purpose, counted; nobody looked into folders among it."""

    files: Counter[str] = field(default_factory=Counter)
    folders: Counter[str] = field(default_factory=Counter)
    formats: Counter[str] = field(default_factory=Counter)
    """Files of a kind that is not read, by suffix."""


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

    From folders come files of `TEXT_SUFFIXES`, `FORMATS` and `BARE_NAMES`, and as text those whose
    kind of name a choice includes (``*.log``), but for hidden ones, what ignore files name, what a
    root's entry in ``choices`` does not want, folders of programs, and the folder ``leave_out``. A
    file that is itself a root is always taken, and a folder that is one follows its own choice
    alone. Paths are cited relative to ``base`` where they lie inside it. Raises PathError
    where a root does not exist or a choice cannot be used.
    """
    return _Walk(base, leave_out).over(roots, choices or {})


class _Walk:
    """Goes through folders; linked ones last, so that a file is cited by its own path."""

    def __init__(self, base: Path, leave_out: Path | None) -> None:
        self.base = os.path.abspath(base)
        self.bases = tuple(os.path.join(b, "") for b in (self.base, os.path.realpath(base)))
        self.leave_out = os.path.realpath(leave_out) if leave_out else None
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
                self._skip(folder, _unopened(error))
                continue
            names = {entry.name for entry in inside}
            if _ENVIRONMENT in names and not is_root:
                self.left_out.folders[OF_PROGRAMS] += 1
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
                    self.left_out.folders[reason] += name != _INDEX_FOLDER
                elif _is_citable(name):
                    (linked if entry.is_symlink() else waiting).append((path, rules))
                else:
                    self._skip(path, _UNCITABLE)
            elif name.startswith("."):
                self.left_out.files[HIDDEN] += 1
            elif not _is_readable(name) and not rules.names(name):
                self.left_out.formats[_suffix(name)] += 1
            elif reason := rules.excludes(path) or ("" if rules.includes(path) else NOT_INCLUDED):
                self.left_out.files[reason] += 1
            else:
                self._take(path, prefix + name, entry.stat())
        except OSError as error:
            self._skip(path, _unopened(error))

    def _take(self, path: str, display: str, status: os.stat_result) -> None:
        if not stat.S_ISREG(status.st_mode):
            self._skip(path, "it is not a regular file")
        elif not _is_citable(display):
            self._skip(path, _UNCITABLE)
        else:
            self.found[display] = Found(path, display, status.st_size, status.st_mtime_ns)

    def _skip(self, path: str, reason: str) -> None:
        self.skipped[_printable(self._display(path))] = reason

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
        raise PathError(f"there is no file or folder {_printable(str(root))}") from None
    except OSError as error:
        why = error.strerror or str(error)
        raise PathError(
            f"{_printable(str(root))} cannot be opened ({why}); check its permissions"
        ) from None


def _unopened(error: OSError) -> str:
    return f"it cannot be opened ({error.strerror or error})"


def _unwanted(folder: str) -> str:
    """What a folder is left out as whatever the rules say, or ""."""
    if folder.startswith("."):
        return HIDDEN
    return OF_PROGRAMS if folder in _PROGRAM_FOLDERS else ""


def _suffix(name: str) -> str:
    """With its dot, in lower case, of a name that is not hidden."""
    at = name.rfind(".")
    return name[at:].lower() if at > 0 else ""


def _is_readable(name: str) -> bool:
    suffix = _suffix(name)
    if not suffix:
        return name.lower() in BARE_NAMES
    return suffix in TEXT_SUFFIXES or suffix in FORMATS


def _is_citable(path: str) -> bool:
    """Whether a path can be shown on one line and written as UTF-8."""
    return path.isprintable() or not re.search(
        r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]", path
    )


def _printable(path: str) -> str:
    return path if _is_citable(path) else path.encode("unicode_escape").decode("ascii")
