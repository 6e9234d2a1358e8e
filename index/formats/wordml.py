"""WordprocessingML, the XML of Word documents: what of it is seen, and what its styles say."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from docx.oxml import ns

Element = Any
"""An lxml element; lxml tells no types."""

qn = cache(ns.qn)
"""A tag's full name; the library takes its time over each."""

P, TABLE, ROW, CELL = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
TEXT = qn("w:t")
FOOTNOTE, ENDNOTE = qn("w:footnoteReference"), qn("w:endnoteReference")
VAL = qn("w:val")
ID = qn("w:id")

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_ALTERNATIVES = f"{_MC}AlternateContent"
_PROPERTIES, _RUN_PROPERTIES = qn("w:pPr"), qn("w:rPr")
_RUN, _CONTROL, _BOX = qn("w:r"), qn("w:sdt"), qn("w:txbxContent")
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_TEXTS = frozenset({TEXT, _MATH_TEXT})
_SHOWN = {
    qn("w:tab"): "\t",
    qn("w:ptab"): "\t",
    qn("w:br"): "\n",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "-",
}
# Deleted and moved away; field codes; how things look; the reading aid over a word.
_LEFT_OUT = frozenset(
    [qn(f"w:{name}") for name in ("del", "moveFrom", "delText", "instrText", "pPr", "rPr", "rt")]
    + [qn(f"w:{name}") for name in ("sdtPr", "sdtEndPr", "sectPr", "tblPr", "trPr", "tcPr")]
)
_WRAPPERS = frozenset(
    qn(f"w:{name}") for name in ("sdtContent", "customXml", "smartTag", "ins", "moveTo")
)
_HEADING = re.compile(r"heading (\d)", re.IGNORECASE)
_NUMBERED_LIST = re.compile(r"list(?: bullet| number)? (\d)", re.IGNORECASE)
_IN_LIST = re.compile(r"list (?:paragraph|continue)\b.*", re.IGNORECASE)
_NAVIGATION = re.compile(
    r"(?:toc|index) (?:heading|\d)|table of (?:figures|authorities)|toa heading", re.IGNORECASE
)
_BODY_LEVEL = 9
_MOST_BASES = 50


@dataclass(frozen=True, slots=True)
class Inline:
    """What a paragraph holds: its text, the notes it refers to (``FOOTNOTE`` or ``ENDNOTE``, and
    id), the text boxes that are anchored in it."""

    text: str
    notes: tuple[tuple[str, str], ...]
    boxes: tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph is. ``heading`` is 0 for none, 1 for the title, one more than Word's
    number else; ``depth`` is how far in a list item stands, None where it is no item."""

    heading: int = 0
    depth: int | None = None
    caption: bool = False
    within_list: bool = False
    navigation: bool = False
    goes_on: bool = False
    """Whether the next paragraph is the same one to who reads it."""


def inside(container: Element, wanted: Collection[str]) -> Iterator[Element]:
    """The nearest elements of these names below one, in order, wrappers looked through."""
    waiting = list(reversed(container))
    while waiting:
        element = waiting.pop()
        if element.tag in wanted:
            yield element
        elif element.tag == _CONTROL:
            waiting.extend(_control(element))
        elif element.tag == _ALTERNATIVES:
            waiting.extend(_chosen(element))
        elif element.tag in _WRAPPERS:
            waiting.extend(reversed(element))


def inline(paragraph: Element) -> Inline:
    """What of a paragraph is seen, tracked changes taken as accepted."""
    parts: list[str] = []
    notes: list[tuple[str, str]] = []
    boxes: list[Element] = []
    waiting = [paragraph]
    while waiting:
        element = waiting.pop()
        tag = element.tag
        if tag in _TEXTS:
            parts.append(element.text or "")
        elif tag in _SHOWN:
            parts.append(_SHOWN[tag])
        elif tag in (FOOTNOTE, ENDNOTE):
            notes.append((tag, element.get(ID, "")))
        elif tag == _BOX:
            boxes.append(element)
        elif tag == _CONTROL:
            waiting.extend(_control(element))
        elif tag == _ALTERNATIVES:
            waiting.extend(_chosen(element))
        elif tag not in _LEFT_OUT and not (tag == _RUN and _is_hidden(element)):
            waiting.extend(reversed(element))
    return Inline("".join(parts), tuple(notes), tuple(boxes))


class Styles:
    """The paragraph styles of a document, by what they are based on as well."""

    def __init__(self, root: Element) -> None:
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
        heading, depth = style.heading, style.depth
        if not heading and qn("w:outlineLvl") in own:
            heading = _heading_at(_number(properties, "w:outlineLvl"))
        if (numbered := own.get(qn("w:numPr"))) is not None:
            depth = _depth(numbered, depth)
        frame = own.get(qn("w:framePr"))
        goes_on = frame is not None and frame.get(qn("w:dropCap")) in ("drop", "margin")
        if (end := own.get(qn("w:rPr"))) is not None:
            goes_on = goes_on or end.find(qn("w:del")) is not None
        if (heading, depth, goes_on) == (style.heading, style.depth, False):
            return style
        return replace(style, heading=heading, depth=depth, goes_on=goes_on)

    def _style(self, identifier: str) -> Style:
        if identifier not in self._known:
            self._known[identifier] = self._resolved(identifier)
        return self._known[identifier]

    def _resolved(self, identifier: str) -> Style:
        """The style as it and those it is based on make it; the nearest word holds."""
        names: list[str] = []
        heading: int | None = None
        numbered: list[Element] = []
        for _ in range(_MOST_BASES):
            element = self._elements.get(identifier)
            if element is None:
                break
            names.append(_value(element, "w:name"))
            if heading is None:
                heading = _heading_of(element, names[-1])
            numbered += element.findall(_path("w:pPr/w:numPr"))
            identifier = _value(element, "w:basedOn")
        name = names[0] if names else ""
        depth = None
        for properties in reversed(numbered):
            depth = _depth(properties, depth)
        if depth is not None and (told := _NUMBERED_LIST.fullmatch(name)) is not None:
            depth = max(depth, int(told[1]) - 1)
        return Style(
            heading or 0,
            depth,
            caption=name.lower() == "caption",
            within_list=_IN_LIST.fullmatch(name) is not None,
            navigation=_NAVIGATION.fullmatch(name) is not None,
        )


def _heading_of(style: Element, name: str) -> int | None:
    """None where a style says nothing of it."""
    outline = _number(style, "w:pPr/w:outlineLvl")
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
    level = _number(numbered, "w:ilvl")
    return max(0, level) if level is not None else above or 0


def _control(control: Element) -> list[Element]:
    """What a content control (``w:sdt``) shows, last first; nothing where it only prompts, or
    makes a table of contents."""
    gallery = _value(control, "w:sdtPr/w:docPartObj/w:docPartGallery")
    if gallery == "Table of Contents" or _on(control, "w:sdtPr/w:showingPlcHdr"):
        return []
    return list(reversed(control.findall(qn("w:sdtContent"))))


def _chosen(alternatives: Element) -> list[Element]:
    """One of the forms in which the same thing stands there, last first."""
    choices = alternatives.findall(f"{_MC}Choice") or alternatives.findall(f"{_MC}Fallback")
    return list(reversed(choices[0])) if choices else []


@cache
def _path(path: str) -> str:
    return "/".join(qn(step) for step in path.split("/"))


def _find(element: Element, path: str) -> Element:
    return element.find(_path(path))


def _is_hidden(run: Element) -> bool:
    properties = run.find(_RUN_PROPERTIES)
    return properties is not None and _on(properties, "w:vanish")


def _on(element: Element, path: str) -> bool:
    found = _find(element, path)
    return found is not None and found.get(VAL, "1") not in ("0", "false", "off")


def _value(element: Element, path: str) -> str:
    found = _find(element, path)
    return "" if found is None else str(found.get(VAL, ""))


def _number(element: Element, path: str) -> int | None:
    value = _value(element, path)
    return int(value) if re.fullmatch(r"-?\d{1,4}", value, re.ASCII) else None
