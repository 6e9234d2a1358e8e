"""WordprocessingML, the XML of Word documents: what of it is seen."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Inline:
    """What a paragraph holds: its text, the notes it refers to (``FOOTNOTE`` or ``ENDNOTE``, and
    id), the text boxes that are anchored in it."""

    text: str
    notes: tuple[tuple[str, str], ...]
    boxes: tuple[Element, ...]


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


@cache
def path_of(path: str) -> str:
    """A path of tags with their full names."""
    return "/".join(qn(step) for step in path.split("/"))


def value_of(element: Element, path: str) -> str:
    """The value of what stands at a path below an element, empty where nothing does."""
    found = element.find(path_of(path))
    return "" if found is None else str(found.get(VAL, ""))


def number_of(element: Element, path: str) -> int | None:
    """That value where it is a number."""
    value = value_of(element, path)
    return int(value) if re.fullmatch(r"-?\d{1,4}", value, re.ASCII) else None


def is_on(element: Element, path: str) -> bool:
    """Whether what stands at a path below an element is there and not switched off."""
    found = element.find(path_of(path))
    return found is not None and found.get(VAL, "1") not in ("0", "false", "off")


def is_bold(paragraph: Element) -> bool:
    """Whether all the text of a paragraph is set in bold."""
    runs = [run for run in paragraph.iter(_RUN) if any(text.text for text in run.iter(TEXT))]
    return bool(runs) and all(is_on(run, "w:rPr/w:b") for run in runs)


def _control(control: Element) -> list[Element]:
    """What a content control (``w:sdt``) shows, last first; nothing where it only prompts, or
    makes a table of contents."""
    gallery = value_of(control, "w:sdtPr/w:docPartObj/w:docPartGallery")
    if gallery == "Table of Contents" or is_on(control, "w:sdtPr/w:showingPlcHdr"):
        return []
    return list(reversed(control.findall(qn("w:sdtContent"))))


def _chosen(alternatives: Element) -> list[Element]:
    """One of the forms in which the same thing stands there, last first."""
    choices = alternatives.findall(f"{_MC}Choice") or alternatives.findall(f"{_MC}Fallback")
    return list(reversed(choices[0])) if choices else []


def _is_hidden(run: Element) -> bool:
    return is_on(run, "w:rPr/w:vanish")
