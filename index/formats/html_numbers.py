"""The numbers that a browser shows before the items of ``<ol>``, which are not in their text."""

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from index.counting import written
from index.formats.html_kinds import Attributes, kind_of

_FORMS = {
    "1": "decimal",
    "a": "lower-alpha",
    "A": "upper-alpha",
    "i": "lower-roman",
    "I": "upper-roman",
}
_STYLED = {
    "decimal-leading-zero": "decimalZero",
    "lower-roman": "lowerRoman",
    "upper-roman": "upperRoman",
}
_UNNUMBERED = ("none", "disc", "circle", "square")
_STYLE = re.compile(r"(?:^|;)\s*list-style(?:-type)?\s*:([^;]*)", re.IGNORECASE)
_INTEGER = re.compile(r"\s*([+-]?\d{1,9})")
_ALPHABET = 26


@dataclass(slots=True)
class Numbering:
    """Counts the items of one list: the number of the one that comes ``next``."""

    form: str
    next: int
    step: int = 1

    def take(self, attributes: Attributes) -> str:
        """What stands before an item, with the space after it; "" where a style hides it."""
        told = _integer(attributes.get("value"))
        number = self.next if told is None else told
        self.next = number + self.step
        form = _form(attributes, self.form)
        return "" if form in _UNNUMBERED else f"{_written(number, form)}. "


def numbering_of(node: LexborNode, attributes: Attributes) -> Numbering:
    """How the items of an ``<ol>`` are counted."""
    start = _integer(attributes.get("start"))
    is_reversed = "reversed" in attributes
    if start is None:
        start = _items(node) if is_reversed else 1
    return Numbering(_form(attributes, "decimal"), start, -1 if is_reversed else 1)


def _items(node: LexborNode) -> int:
    shown = (child for child in node.iter() if child.tag == "li")
    return sum(1 for child in shown if kind_of("li", child.attributes) == "item")


def _form(attributes: Attributes, inherited: str) -> str:
    form = _FORMS.get(attributes.get("type") or "", inherited)
    for told in _STYLE.findall(attributes.get("style") or ""):
        known = (*_FORMS.values(), *_STYLED, *_UNNUMBERED, "lower-latin", "upper-latin")
        named = [word for word in told.lower().split() if word in known]
        form = named[-1].replace("latin", "alpha") if named else form
    return form


def _written(number: int, form: str) -> str:
    if number > 0 and form.endswith("alpha"):
        first = ord("A" if form.startswith("upper") else "a")
        letters = ""
        while number:
            number, letter = divmod(number - 1, _ALPHABET)
            letters = chr(first + letter) + letters
        return letters
    return written(number, _STYLED.get(form, "decimal"))


def _integer(told: str | None) -> int | None:
    found = _INTEGER.match(told or "")
    return int(found[1]) if found else None
