"""Which files ignore files and a root's own patterns leave out, by the rules of gitignore.

Decides about one path at a time; does not walk: see index.choosing.
"""

import os
import stat
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from index.errors import PathError
from index.patterns import Patterns, is_usable, pattern_of

IGNORE_FILES = (".gitignore", ".qaignore")
"""Files that say what of their folder is left out; the later overrules the earlier."""

EXCLUDED = "--exclude"

_MOST_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Choice:
    """What of a root is wanted: patterns as in a ``.gitignore`` in it. Files that match
    ``include``, or any where it is empty, and what matches ``also``, but nothing that matches
    ``exclude``."""

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    def check(self) -> None:
        """Raises PathError where a pattern cannot be used."""
        _of_choice(self.include)
        _of_choice(self.exclude)
        _of_choice(self.also)


@dataclass(frozen=True, slots=True)
class _Layer:
    """Patterns that apply to paths in a folder, which is their first ``start`` characters."""

    patterns: Patterns
    start: int
    name: str
    above: "_Layer | None"


@dataclass(frozen=True, slots=True)
class Rules:
    """What applies in a folder: the choice of its root, and all ignore files down to it."""

    include: Patterns | None = None
    exclude: Patterns | None = None
    start: int = 0
    layer: _Layer | None = None
    named: tuple[str, ...] = ()
    also: Patterns | None = None

    def excludes(self, path: str) -> str:
        """What leaves out a path, given in full, or "". Folders end in a slash."""
        if self.exclude is not None:
            verdict = self.exclude.verdict(path[self.start :])
            if verdict is not None:
                return EXCLUDED if verdict else ""
        layer = self.layer
        while layer is not None:
            verdict = layer.patterns.verdict(path[layer.start :])
            if verdict is not None:
                return layer.name if verdict else ""
            layer = layer.above
        return ""

    def includes(self, path: str) -> bool:
        """Whether a file is among those that were asked for."""
        return self.include is None or self.include.covers(path[self.start :])

    def adds(self, path: str) -> bool:
        """Whether a file was asked for beside the rest, whatever ignore files and its suffix say."""
        inside = path[self.start :]
        if self.also is None or not self.also.covers(inside):
            return False
        return self.exclude is None or not self.exclude.verdict(inside)

    def names(self, name: str) -> bool:
        """Whether files of such a name, not only those of a folder, were asked for."""
        return any(fnmatchcase(name, pattern) for pattern in self.named)

    def within(self, folder: str, names: Container[str], tell: "Tell") -> "Rules":
        """The rules in a folder below that holds ``names``; what is wrong with its ignore files is
        told."""
        layer = self.layer
        for name in IGNORE_FILES:
            if name in names and (patterns := _read(os.path.join(folder, name), tell)):
                layer = _Layer(patterns, _start(folder), name, layer)
        return self if layer is self.layer else replace(self, layer=layer)


Tell = Callable[[str, str], None]
"""Told the path of an ignore file and what is wrong with it."""


def rules_of(root: str, base: str, choice: Choice, tell: Tell) -> Rules:
    """What applies in a root before its own ignore files: the choice, and the ignore files above
    that are of the same repository, or where the root lies in ``base``, the ``.qaignore`` files.

    Those above that would leave out the root itself are overruled, as it was asked for by name.
    """
    above = Rules()
    repository = next((f for f in _upwards(root) if os.path.lexists(os.path.join(f, ".git"))), None)
    for folder in reversed(list(_upwards(root))):
        if above.excludes(os.path.join(folder, "")):
            above = Rules()
        if folder == root:
            break  # its own are read with what is in it
        applying = IGNORE_FILES if _in(folder, repository) else IGNORE_FILES[1:]
        if _in(folder, repository) or _in(folder, base):
            names = {name for name in applying if os.path.lexists(os.path.join(folder, name))}
            above = above.within(folder, names, tell)
    return Rules(
        _of_choice(choice.include) if choice.include else None,
        _of_choice(choice.exclude) if choice.exclude else None,
        _start(root),
        above.layer,
        tuple(filter(None, map(_file_names, choice.include))),
        _of_choice(choice.also) if choice.also else None,
    )


def _file_names(pattern: str) -> str:
    """What a pattern asks of a file's own name, "" where that is nothing."""
    last = pattern.strip().rpartition("/")[2]
    return last if last.strip("*?") and not pattern.startswith("!") else ""


def _upwards(folder: str) -> Iterable[str]:
    while True:
        yield folder
        above = os.path.dirname(folder)
        if above == folder:
            return
        folder = above


def _in(folder: str, top: str | None) -> bool:
    return top is not None and (folder == top or folder.startswith(os.path.join(top, "")))


def _start(folder: str) -> int:
    return len(os.path.join(folder, ""))


def _of_choice(patterns: Sequence[str]) -> Patterns:
    for pattern in patterns:
        try:
            is_one = pattern_of(pattern) is not None
        except ValueError as error:
            raise PathError(f"the pattern {pattern!r} cannot be used: {error}") from None
        if not is_one:
            raise PathError(f"the pattern {pattern!r} cannot be used: it matches nothing")
    return Patterns(patterns)


def _read(file: str, tell: Tell) -> Patterns | None:
    try:
        is_file = stat.S_ISREG(os.stat(file).st_mode)
        with open(file if is_file else os.devnull, "rb") as opened:
            data = opened.read(_MOST_BYTES + 1)
    except OSError as error:
        tell(file, f"it cannot be opened ({error.strerror or error}), so it leaves out nothing")
        return None
    if not is_file or len(data) > _MOST_BYTES:
        reason = "it is too long for a list of patterns" if is_file else "it is not a regular file"
        tell(file, f"{reason}, so it leaves out nothing")
        return None
    lines = os.fsdecode(data.removeprefix(b"\xef\xbb\xbf")).replace("\r\n", "\n").split("\n")
    wrong = [number for number, line in enumerate(lines, 1) if not is_usable(line)]
    if wrong:
        more = f" and {len(wrong) - 1} more" if len(wrong) > 1 else ""
        tell(file, f"line {wrong[0]}{more} cannot be used as a pattern")
    return Patterns(line for line in lines if is_usable(line))
