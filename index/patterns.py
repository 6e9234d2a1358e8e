"""Patterns as ``.gitignore`` files have them. Each is about paths in the folder of its list; which
lists apply to a path: see index.ignoring."""

import re
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache

# Each star of a name multiplies the time that a match may take.
_MOST_STARS = 4
_STARS = re.compile(r"(?:\\.)+|(\*+)", re.DOTALL)  # an escaped one is only a character
_NAMED_GROUP = re.compile(r"\(\?P<\w+>")


@dataclass(frozen=True, slots=True)
class Pattern:
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
        made = [pattern for line in lines if (pattern := pattern_of(line)) is not None]
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


def exactly(path: str) -> str:
    """The pattern that matches one path of a root and, if it is a folder, all in it.

    >>> exactly("notes/a*.txt")
    '/notes/a\\\\*.txt'
    """
    escaped = re.sub(r"([\\*?\[\]!#])", r"\\\1", path)
    return "/" + re.sub(r" (?= *$)", r"\\ ", escaped)


def is_usable(line: str) -> bool:
    """Whether a line is a pattern, a comment or empty."""
    try:
        pattern_of(line)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=10_000)
def pattern_of(line: str) -> Pattern | None:
    """One line, None where it is empty or a comment. Raises ValueError."""
    from pathspec import GitIgnoreSpec  # here: most collections have no such file

    # Stars in a row mean one, but for two that are all of a name; each would be tried by itself.
    line = "/".join(
        part
        if part.strip() == "**" or (part.strip() == "!**" and not number)
        else _STARS.sub(lambda run: "*" if run[1] else run[0], part)
        for number, part in enumerate(line.split("/"))
    )
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
    return Pattern(bool(made[0].include), told, bool(told.groups), is_of_names)


def _any(patterns: Iterable[Pattern]) -> re.Pattern[str] | None:
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
