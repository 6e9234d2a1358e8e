"""The lists of a Word document: how each level of each is numbered."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from index.formats.wordml import VAL, Element, is_on, number_of, qn, value_of

PLACE = re.compile(r"%([1-9])")
"""What stands in a level's text for the count of a level, the first being 1."""

MOST_LEVELS = 9
_LONGEST_TEXT = 80
_WORD = re.compile(r"[^\W\d_]{3}")
_LEVEL, _INDEX = qn("w:lvl"), qn("w:ilvl")
_FORMAT, _OVERRIDE = qn("w:numFmt"), qn("w:lvlOverride")


@dataclass(frozen=True, slots=True)
class Level:
    """How the paragraphs of a level are numbered. ``form`` is how its count is written, ``text``
    what is shown around it and those of the levels above; ``between`` parts that from the
    paragraph. Where ``legal``, all of these are written as plain digits."""

    start: int
    form: str
    text: str
    between: str
    legal: bool
    names: bool
    """Whether that says something by itself: "Schedule 2"."""
    restart: int | None
    """How many of the outer levels begin it anew; None for all, 0 for none."""


@dataclass(frozen=True, slots=True)
class NumberedList:
    """Lists of one ``series`` go on with each other's counts. ``restarts`` are the levels, with
    their first counts, that a list begins anew where it is first met; ``linked`` are those that
    belong to a style."""

    series: str
    levels: Mapping[int, Level]
    restarts: Mapping[int, int]
    linked: Mapping[str, int]
    is_legal: bool
    """Whether a number tells those above it: "14.1"."""


class Lists:
    """The lists that ``numbering.xml`` defines, by their ids; none where there is no such part."""

    def __init__(self, root: Element | None) -> None:
        self._lists: dict[str, Element] = {}
        self._series: dict[str, Element] = {}
        self._of_style: dict[str, Element] = {}
        self._known: dict[str, NumberedList | None] = {}
        for element in () if root is None else root.iterchildren(qn("w:num")):
            self._lists.setdefault(element.get(qn("w:numId"), ""), element)
        for element in () if root is None else root.iterchildren(qn("w:abstractNum")):
            self._series.setdefault(element.get(qn("w:abstractNumId"), ""), element)
            if style := value_of(element, "w:styleLink"):
                self._of_style.setdefault(style, element)

    def get(self, identifier: str) -> NumberedList | None:
        """A list; None where there is none of that id."""
        if identifier not in self._known:
            element = self._lists.get(identifier)
            self._known[identifier] = None if element is None else self._read(element)
        return self._known[identifier]

    def level_of(self, identifier: str, style: str) -> int | None:
        """The level of a list that belongs to a style."""
        found = self.get(identifier)
        return None if found is None else found.linked.get(style)

    def _read(self, element: Element) -> NumberedList | None:
        series = value_of(element, "w:abstractNumId")
        defined = self._series.get(series)
        if defined is None:
            return None
        defined = self._of_style.get(value_of(defined, "w:numStyleLink"), defined)
        found = _levels(defined)
        restarts: dict[int, int] = {}
        for override in element.iterchildren(_OVERRIDE):
            found.update(_levels(override))
            first = number_of(override, "w:startOverride")
            if first is not None and (at := _at(override)) is not None:
                restarts[at] = first
        levels = {at: _level(level) for at, level in found.items()}
        named = ((value_of(level, "w:pStyle"), at) for at, level in found.items())
        styles = {style: at for style, at in named if style}
        is_legal = any(len(PLACE.findall(level.text)) > 1 for level in levels.values())
        return NumberedList(series, levels, restarts, styles, is_legal)


def _levels(container: Element) -> dict[int, Element]:
    found = ((_at(element), element) for element in container.iterchildren(_LEVEL))
    return {at: element for at, element in found if at is not None}


def _at(element: Element) -> int | None:
    told = element.get(_INDEX, "")
    return int(told) if re.fullmatch("[0-8]", told) else None


def _level(element: Element) -> Level:
    # A form of a later Word stands beside one for an earlier.
    form = next((found.get(VAL, "") for found in element.iter(_FORMAT)), "")
    text = value_of(element, "w:lvlText")
    shown = form != "bullet" and len(text) <= _LONGEST_TEXT and not is_on(element, "w:rPr/w:vanish")
    return Level(
        number_of(element, "w:start") or 0,
        form,
        text if shown else "",
        "" if value_of(element, "w:suff") == "nothing" else " ",
        is_on(element, "w:isLgl"),
        shown and _WORD.search(text) is not None,
        number_of(element, "w:lvlRestart"),
    )
