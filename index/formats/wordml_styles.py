"""The paragraph styles of a Word document: which say heading, list, caption."""

import re
from dataclasses import dataclass, replace

from index.formats.wordml import VAL, Element, number_of, path_of, qn, value_of
from index.formats.wordml_lists import Lists

_PROPERTIES = qn("w:pPr")
_HEADING = re.compile(r"heading (\d)", re.IGNORECASE)
_NUMBERED_LIST = re.compile(r"list(?: bullet| number)? (\d)", re.IGNORECASE)
_IN_LIST = re.compile(r"list (?:paragraph|continue)\b.*", re.IGNORECASE)
_NAVIGATION = re.compile(
    r"(?:toc|index) (?:heading|\d)|table of (?:figures|authorities)|toa heading", re.IGNORECASE
)
_BODY_LEVEL = 9
_MOST_BASES = 50


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph is. ``heading`` is 0 for none, 1 for the title, one more than Word's
    number else; ``depth`` is how far in a list item stands, None where it is no item; ``list_id``
    and ``level`` are the list that counts it, if any does, and where in that it stands."""

    heading: int = 0
    depth: int | None = None
    caption: bool = False
    within_list: bool = False
    navigation: bool = False
    goes_on: bool = False
    """Whether the next paragraph is the same one to who reads it."""
    list_id: str = ""
    level: int = 0


class Styles:
    """The paragraph styles of a document, by what they are based on as well."""

    def __init__(self, root: Element, lists: Lists) -> None:
        self._lists = lists
        self._elements: dict[str, Element] = {}
        self._default = ""
        self._known: dict[str, Style] = {}
        for element in root.iter(qn("w:style")):
            identifier = element.get(qn("w:styleId"), "")
            self._elements[identifier] = element
            is_default = element.get(qn("w:default")) in ("1", "true", "on")
            if is_default and element.get(qn("w:type")) == "paragraph":
                self._default = identifier

    def of(self, paragraph: Element) -> Style:
        """What a paragraph is, by its style and by itself."""
        properties = paragraph.find(_PROPERTIES)
        if properties is None or not len(properties):
            return self._style(self._default)
        own = {child.tag: child for child in properties}
        named = own.get(qn("w:pStyle"))
        style = self._style(self._default if named is None else named.get(VAL, ""))
        heading, depth, counted = style.heading, style.depth, (style.list_id, style.level)
        if not heading and qn("w:outlineLvl") in own:
            heading = _heading_at(number_of(properties, "w:outlineLvl"))
        if (numbered := own.get(qn("w:numPr"))) is not None:
            depth = _depth(numbered, depth)
            counted = _counted(numbered, *counted)
        frame = own.get(qn("w:framePr"))
        goes_on = frame is not None and frame.get(qn("w:dropCap")) in ("drop", "margin")
        if (end := own.get(qn("w:rPr"))) is not None:
            gone = (qn("w:del"), qn("w:moveFrom"))
            goes_on = goes_on or any(end.find(tag) is not None for tag in gone)
        own_kind = (heading, depth, goes_on, *counted)
        if own_kind == (style.heading, style.depth, False, style.list_id, style.level):
            return style
        number, level = counted
        return replace(
            style, heading=heading, depth=depth, goes_on=goes_on, list_id=number, level=level
        )

    def _style(self, identifier: str) -> Style:
        if identifier not in self._known:
            self._known[identifier] = self._resolved(identifier)
        return self._known[identifier]

    def _resolved(self, identifier: str) -> Style:
        """The style as it and those it is based on make it; the nearest word holds."""
        names: list[str] = []
        heading: int | None = None
        numbered: list[tuple[str, Element]] = []
        for _ in range(_MOST_BASES):
            element = self._elements.get(identifier)
            if element is None:
                break
            names.append(value_of(element, "w:name"))
            if heading is None:
                heading = _heading_of(element, names[-1])
            for properties in element.findall(path_of("w:pPr/w:numPr")):
                numbered.append((identifier, properties))
            identifier = value_of(element, "w:basedOn")
        name = names[0] if names else ""
        depth, number, level = None, "", 0
        for style, properties in reversed(numbered):
            depth = _depth(properties, depth)
            number, level = _counted(properties, number, level)
            linked = self._lists.level_of(number, style)
            level = level if linked is None else linked
        if depth is not None and (told := _NUMBERED_LIST.fullmatch(name)) is not None:
            depth = max(depth, int(told[1]) - 1)
        return Style(
            heading or 0,
            depth,
            caption=name.lower() == "caption",
            within_list=_IN_LIST.fullmatch(name) is not None,
            navigation=_NAVIGATION.fullmatch(name) is not None,
            list_id=number,
            level=level,
        )


def _heading_of(style: Element, name: str) -> int | None:
    """None where a style says nothing of it."""
    outline = number_of(style, "w:pPr/w:outlineLvl")
    if outline is not None:
        return _heading_at(outline)
    if name.lower() == "title":
        return 1
    named = _HEADING.fullmatch(name)
    return int(named[1]) + 1 if named else None


def _heading_at(outline: int | None) -> int:
    return outline + 2 if outline is not None and 0 <= outline < _BODY_LEVEL else 0


def _depth(numbered: Element, above: int | None) -> int | None:
    """How far in ``w:numPr`` puts an item; a list numbered 0 is none."""
    if (number := numbered.find(qn("w:numId"))) is None:
        if above is None:
            return None
    elif number.get(VAL) == "0":
        return None
    level = number_of(numbered, "w:ilvl")
    return max(0, level) if level is not None else above or 0


def _counted(numbered: Element, above: str, level: int) -> tuple[str, int]:
    """The list and the level that ``w:numPr`` puts an item at, each from above where untold."""
    number = numbered.find(qn("w:numId"))
    own = number_of(numbered, "w:ilvl")
    told = above if number is None else number.get(VAL, "")
    return "" if told == "0" else told, level if own is None else own
