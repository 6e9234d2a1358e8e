"""The numbers that Word counts and shows before paragraphs, which are not in their text."""

import re
from dataclasses import dataclass

from index.counting import written
from index.formats.wordml_lists import MOST_LEVELS, PLACE, Level, Lists, NumberedList
from index.lines import is_marker


@dataclass(frozen=True, slots=True)
class Number:
    """What stands before a paragraph, with the space after it. A ``marker`` only keeps items
    apart, as "(a)" does, while others are the name of what they stand before: "14.1". One that
    ``names`` says something by itself: "Schedule 2"."""

    text: str = ""
    marker: bool = False
    names: bool = False


NO_NUMBER = Number()


class Numbers:
    """Counts the paragraphs of one text, in its order."""

    def __init__(self, lists: Lists) -> None:
        self._lists = lists
        self._counts: dict[str, list[int | None]] = {}
        self._met: set[tuple[str, int]] = set()

    def next(self, identifier: str, at: int) -> Number:
        """The number of the paragraph that comes next, at a level of a list."""
        found = self._lists.get(identifier)
        if found is None or at not in found.levels:
            return NO_NUMBER
        counts = self._counts.setdefault(found.series, [None] * MOST_LEVELS)
        self._count(counts, found, identifier, at)
        return _number(found, at, counts)

    def _count(
        self, counts: list[int | None], found: NumberedList, identifier: str, at: int
    ) -> None:
        # A level that was left out counts as if it had been there once.
        for above in range(at):
            if counts[above] is None:
                counts[above] = _first(found, above)
        before = counts[at]
        anew = at in found.restarts and (identifier, at) not in self._met
        self._met.add((identifier, at))
        counts[at] = _first(found, at) if before is None or anew else before + 1
        for below in range(at + 1, MOST_LEVELS):
            restart = found.levels[below].restart if below in found.levels else None
            if restart is None or at < restart:
                counts[below] = None


def _first(found: NumberedList, at: int) -> int:
    level = found.levels.get(at)
    return found.restarts.get(at, 1 if level is None else level.start)


def _number(found: NumberedList, at: int, counts: list[int | None]) -> Number:
    level = found.levels[at]

    def shown_at(place: re.Match[str]) -> str:
        other = int(place[1]) - 1
        count, shown = counts[other], found.levels.get(other)
        return "" if count is None or shown is None else written(count, _form(level, shown))

    text = PLACE.sub(shown_at, level.text).lstrip()
    if not any(character.isalnum() for character in text):
        return NO_NUMBER
    text = text.rstrip() + level.between if level.between else text
    # Of "14.", "14.1" and "(a)" the first two are what others refer to.
    referred = found.is_legal and level.form.startswith("decimal")
    return Number(text, not referred and is_marker(text), level.names)


def _form(level: Level, shown: Level) -> str:
    is_digits = level.legal and shown.form not in ("none", "bullet")
    return "decimal" if is_digits else shown.form
