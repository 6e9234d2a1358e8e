"""What of a collection is asked, decided before anything is ranked."""

import os
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar

from index import place
from index.errors import QuestionError
from index.kinds import taken_by
from index.patterns import Patterns
from index.store import Known, Store

Made = TypeVar("Made")

_AGO = re.compile(r"(\d{1,5}) ?([dwmy])", re.IGNORECASE)
_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}
_FIRST_YEAR = 1970  # files know no earlier time
_WORDS = (r"(?<!\w){}(?!\w)", r"(?<!\w){}", "{}")
_PART = re.compile(r"\d{4}(-\d\d)?")


@dataclass(frozen=True, slots=True)
class Scope:
    """Limits of a search; each that is empty limits nothing.

    ``inside`` and ``outside`` are patterns of paths, written as in a ``.gitignore`` of the
    collection; of ``types`` (formats, or suffixes without a dot) and ``under`` (words of a heading
    above) one must fit; ``since`` is the earliest time of a file's last change; ``paths`` are the
    documents themselves. ``as_named`` where what a question names itself limits it too.
    """

    inside: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    under: tuple[str, ...] = ()
    since: datetime | None = None
    paths: frozenset[str] | None = None
    as_named: bool = True

    def documents(self, store: Store) -> set[int] | None:
        """The documents within, None for all. Raises QuestionError where a limit fits none."""
        limits = (self.inside, self.outside, self.types, self.since)
        if self.paths is None and not any(limits):
            return None
        known = list(store.known().values())
        if self.paths is not None:
            known = [item for item in known if item.path in self.paths]
        known = self._of_paths(known, place.base(store))
        if self.types:
            known = self._of_types(known)
        if self.since is not None:
            known = _since(known, self.since)
        return {item.id for item in known}

    def headings(self, store: Store) -> list[tuple[str, ...]] | None:
        """The paths of headings within, None for all. Raises QuestionError where none fits."""
        if not self.under:
            return None
        wanted = [_folded(words) for words in self.under]
        if "" in wanted:
            raise QuestionError("--under wants words of a heading")
        paths = list(store.headings())
        held = set().union(*(_holding(words, paths) for words in wanted))
        found = [path for path in paths if not held.isdisjoint(path)]
        if not found:
            raise QuestionError(
                f"no heading holds {_listed(self.under)}{_nearest(self.under, store)}"
            )
        return found

    def _of_paths(self, known: list[Known], base: Path) -> list[Known]:
        if self.inside:
            typed = _anywhere((_inside(line, base) for line in self.inside), known)
            wanted = _patterns(typed, "--in")
            every = known
            known = [item for item in known if wanted.covers(item.path.lstrip("/"))]
            if not known:
                hint = _meant(typed, [item.path for item in every])
                raise QuestionError(f"no document matches --in {_listed(self.inside)}; {hint}")
        if self.outside:
            typed = _anywhere((_inside(line, base) for line in self.outside), known)
            unwanted = _patterns(typed, "--not-in")
            known = [item for item in known if not unwanted.covers(item.path.lstrip("/"))]
            if not known:
                raise QuestionError(f"--not-in {_listed(self.outside)} leaves no document")
        return known

    def _of_types(self, known: list[Known]) -> list[Known]:
        wanted = {kind.lower().lstrip(".") for kind in self.types}
        of_each = [(item, {item.media, _suffix(item.path)}) for item in known]
        found = [item for item, names in of_each if names & wanted]
        if not found:
            there = sorted(set().union(*(names for _, names in of_each)) - {""})
            how = taken_by(f".{kind}" for kind in wanted)
            raise QuestionError(
                f"no document is of the type {_listed(self.types)}; there are {', '.join(there)}"
                + (f"; {how} takes such files as text" if how else "")
            )
        return found


EVERYTHING = Scope()


def moment(told: str) -> datetime:
    """A time as it is typed: 2024, 2024-05, 2024-05-31, with a time of day, or 30d, 2w, 6m, 1y
    ago; of this place where no zone is named. Raises QuestionError.
    """
    text = told.strip()
    ago = _AGO.fullmatch(text)
    try:
        if ago:
            return datetime.now().astimezone() - timedelta(int(ago[1]) * _DAYS[ago[2].lower()])
        if part := _PART.fullmatch(text):
            text += "-01" if part[1] else "-01-01"
        made = datetime.fromisoformat(text)
        if made.year < _FIRST_YEAR:
            raise QuestionError(
                f"no file is as old as {told!r}: --since goes by when a file was last changed, not"
                " by what documents tell"
            )
        return made if made.tzinfo else made.astimezone()
    except (ValueError, OverflowError, OSError):
        raise QuestionError(
            f"{told!r} is not a date; write it as 2024-05-31, or as 30d, 2w, 6m or 1y ago"
        ) from None


def counted(scope: Scope, stores: Sequence[Store]) -> str:
    """How many documents of some stores are within a scope, and headings where those are limited.
    Raises QuestionError."""
    every = sum(store.counts()[0] for store in stores)
    within = _of_any(stores, scope.documents)
    under = _of_any(stores, scope.headings)
    number = sum(len(ids) for ids in within if ids is not None)
    headings = sum(len(paths) for paths in under if paths is not None)
    documents = f"all {every}" if None in within else f"{number} of {every}"
    return f"{documents} documents" + (
        f", {headings} heading{'s'[: headings > 1]}" if headings else ""
    )


def _of_any(stores: Sequence[Store], of: Callable[[Store], Made]) -> list[Made]:
    """What those stores give that can. Raises the QAError of the first where none can."""
    made, refused = [], []
    for store in stores:
        try:
            made.append(of(store))
        except QuestionError as error:
            refused.append(error)
    if not made:
        raise refused[0]
    return made


def _holding(words: str, paths: Iterable[tuple[str, ...]]) -> set[str]:
    """The headings that hold words as they are typed; where none does, those that have words which
    begin so, or else are so in part."""
    folded = {heading: _folded(heading) for path in paths for heading in path}
    for form in _WORDS:
        wanted = re.compile(form.format(re.escape(words)))
        if found := {heading for heading, told in folded.items() if wanted.search(told)}:
            return found
    return set()


def _nearest(words: Iterable[str], store: Store) -> str:
    there = {_folded(heading): heading for path in store.headings() for heading in path}
    alike = [there[near] for word in words for near in get_close_matches(_folded(word), there, 3)]
    return f"; the nearest: {_listed(dict.fromkeys(alike))}" if alike else ""


def _since(known: list[Known], since: datetime) -> list[Known]:
    found = [item for item in known if item.mtime_ns >= since.timestamp() * 1e9]
    if not found:
        raise QuestionError(f"no document was changed since {since:%Y-%m-%d %H:%M}")
    return found


def _patterns(lines: Iterable[str], option: str) -> Patterns:
    try:
        return Patterns(lines)
    except ValueError as error:
        raise QuestionError(f"{option}: {error}") from None


def _inside(line: str, base: Path) -> str:
    """A pattern as it is of the collection; one may begin with where that is."""
    for folder in dict.fromkeys((str(base), os.path.realpath(base))):
        if line.rstrip("/") == folder:
            return "*"
        if line.startswith(f"{folder}/"):
            return line.removeprefix(folder)
    return line.removeprefix("./")


def _anywhere(lines: Iterable[str], known: Sequence[Known]) -> list[str]:
    """Patterns, those that match nothing from the top on as they would match farther down, if they
    match anything there: "old/*" in "docs/old"."""
    paths = [item.path.lstrip("/") for item in known]

    def is_met(line: str) -> bool:
        try:
            return any(map(Patterns([line]).covers, paths))
        except ValueError:
            return False

    found = []
    for line in lines:
        is_deep = "/" in line.rstrip("/") and not line.startswith(("/", "!"))
        deeper = f"**/{line}"
        found.append(deeper if is_deep and not is_met(line) and is_met(deeper) else line)
    return found


def _meant(lines: Iterable[str], paths: Sequence[str]) -> str:
    """What to try in the place of patterns that match nothing."""
    from qa import nearest  # here: most patterns match

    alike = dict.fromkeys(near for line in lines for near in nearest.patterns(line, paths))
    if alike:
        return f"did you mean {' or '.join(alike)}?"
    return "`qa status` tells what the index holds"


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _suffix(path: str) -> str:
    return os.path.splitext(path)[1].lower().lstrip(".")


def _listed(values: Iterable[str]) -> str:
    return ", ".join(values)
