"""Which files ignore files and a root's own patterns leave out, by the rules of gitignore.

Decides about one path at a time; does not walk: see index.choosing.
"""

import os
import re
import stat
import warnings
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache

from index.errors import PathError

IGNORE_FILES = (".gitignore", ".qaignore")
"""Files that say what of their folder is left out; the later overrules the earlier."""

EXCLUDED = "--exclude"

_MOST_BYTES = 1_000_000
# Each star of a name multiplies the time that a match may take.
_MOST_STARS = 4
_STARS = re.compile(r"(?:\\.)+|(\*+)", re.DOTALL)  # an escaped one is only a character
_NAMED_GROUP = re.compile(r"\(\?P<\w+>")


@dataclass(frozen=True, slots=True)
class Choice:
    """What of a root is wanted: patterns as in a ``.gitignore`` in it. Files that match
    ``include``, or any where it is empty, but nothing that matches ``exclude``."""

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    def check(self) -> None:
        """Raises PathError where a pattern cannot be used."""
        _of_choice(self.include)
        _of_choice(self.exclude)


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A line as pathspec reads it. ``told`` matches a path and all below it, ``marks`` says that
    it can tell a folder from what is in it."""

    includes: bool
    told: re.Pattern[str]
    marks: bool
    is_of_names: bool

    def is_about(self, path: str) -> bool:
        """Whether it is the path itself that is matched, not a folder that it lies in."""
        if self.marks:
            return self.told.fullmatch(path) is not None
        return self.told.match(path.rstrip("/")) is not None


class Patterns:
    """Lines of patterns, as from one file. Raises ValueError where one is not a pattern."""

    def __init__(self, lines: Iterable[str]) -> None:
        made = [pattern for line in lines if (pattern := _pattern(line)) is not None]
        self._last_first = tuple(reversed(made))
        # Most paths match nothing: two expressions say so sooner than one a pattern.
        self._names = _any(pattern for pattern in made if pattern.is_of_names)
        self._paths = _any(pattern for pattern in made if not pattern.is_of_names)

    def verdict(self, path: str) -> bool | None:
        """Whether a path is matched; False where a pattern with ``!`` takes it back, None where
        no pattern is about it. Folders end in a slash; what they lie in was asked about before."""
        name = path[path.rfind("/", 0, -1) + 1 :]
        if (self._names is None or self._names.match(name) is None) and (
            self._paths is None or self._paths.match(path) is None
        ):
            return None
        return next((item.includes for item in self._last_first if item.is_about(path)), None)

    def covers(self, path: str) -> bool:
        """Whether a file is matched, or a folder that it lies in."""
        ends = [at + 1 for at, letter in enumerate(path) if letter == "/"]
        verdicts = [self.verdict(path[:end]) for end in (*ends, len(path))]
        return next((one for one in reversed(verdicts) if one is not None), False)


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
    )


def exactly(path: str) -> str:
    """The pattern that matches one path of a root and, if it is a folder, all in it.

    >>> exactly("notes/a*.txt")
    '/notes/a\\\\*.txt'
    """
    escaped = re.sub(r"([\\*?\[\]!#])", r"\\\1", path)
    return "/" + re.sub(r" (?= *$)", r"\\ ", escaped)


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
            is_one = _pattern(pattern) is not None
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
    wrong = [number for number, line in enumerate(lines, 1) if not _is_usable(line)]
    if wrong:
        more = f" and {len(wrong) - 1} more" if len(wrong) > 1 else ""
        tell(file, f"line {wrong[0]}{more} cannot be used as a pattern")
    return Patterns(line for line in lines if _is_usable(line))


def _is_usable(line: str) -> bool:
    try:
        _pattern(line)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=10_000)
def _pattern(line: str) -> _Pattern | None:
    """One line, None where it is empty or a comment. Raises ValueError."""
    from pathspec import GitIgnoreSpec  # here: most collections have no such file

    if any(sum(map(bool, _STARS.findall(part))) > _MOST_STARS for part in line.split("/")):
        raise ValueError(f"it has more than {_MOST_STARS} stars in one name")
    try:
        with _no_warnings():
            made = list(GitIgnoreSpec.from_lines([line], backend="simple").patterns)
            if not made or made[0].regex is None:
                return None
            text = str(made[0].regex.pattern)
            told = re.compile(text if text.startswith("^") else f"(?s:.*)(?:{text})")
    except (ValueError, re.error, RecursionError, OverflowError):
        raise ValueError("it is not a pattern as .gitignore has them") from None
    is_of_names = "/" not in line.strip().rstrip("/")
    return _Pattern(bool(made[0].include), told, bool(told.groups), is_of_names)


def _any(patterns: Iterable[_Pattern]) -> re.Pattern[str] | None:
    """What matches wherever one of them does, and perhaps elsewhere."""
    texts = []
    for pattern in patterns:
        text = _NAMED_GROUP.sub("(?:", pattern.told.pattern)
        # A name is asked about alone; what all begin with would hide how they differ.
        texts.append(text.removeprefix("^(?:.+/)?") if pattern.is_of_names else text)
    with _no_warnings():
        return re.compile("|".join(f"(?:{text})" for text in texts)) if texts else None


@contextmanager
def _no_warnings() -> Iterator[None]:
    """What a pattern becomes may be an expression that Python has doubts about."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
