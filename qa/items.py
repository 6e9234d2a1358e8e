"""An item of a list → the words that announce the list, without which it may say the opposite:
"No dues are payable for— … (b) any lifeboat".
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from index.counting import roman
from index.document import Kind, Passage, Span, Unit
from index.lines import is_marker
from index.search import Hit
from qa.signals import Window

_MOST_PASSAGES = 3
_MOST_UNITS = 40
_QUOTED = re.compile(r"(?:>[ \t]*)*")
_CLOSING = "*_`'\"”’)] "
_LEADS = (":", "—", "–", ":-")
_OPEN = re.compile(r"(?:\w+[^\w.!?]+){2}[a-z]+$")
_TEX_ITEM = "\\item"
# "(b) " where it is of the block, as in paragraphs that no list of their format marks.
_COUNTED = re.compile(
    r"(?:\((?:[a-z]|[ivx]{1,5}|\d{1,3})\)|(?:[a-z]|[ivx]{1,5}|\d{1,2})[.)])(?=[ \t\u00a0]+\S)"
)
_AROUND = "()."
_FIRST = ("0", "1", "a", "i")
_LETTERS, _DIGITS = re.compile(r"[a-z]+"), re.compile(r"\d+")


def is_lead(text: str) -> bool:
    """Whether words announce something below them.

    >>> is_lead("No dues are payable for—"), is_lead("**Members:**"), is_lead("It sank.")
    (True, True, False)
    """
    return text.rstrip(_CLOSING).endswith(_LEADS)


def is_open(text: str) -> bool:
    """Whether a sentence goes on in what stands below it.

    >>> is_open("We excluded residents who"), is_open("Fees"), is_open("It sank.")
    (True, False, False)
    """
    return _OPEN.search(text) is not None


def above(hits: Sequence[Hit]) -> list[int]:
    """The ids of the passages that may announce the list that a hit's passage is a part of."""
    return [
        hit.id - step
        for hit in hits
        if item_of(hit.passage, hit.passage.units[0]).is_item
        for step in range(1, _MOST_PASSAGES + 1)
    ]


def led(window: Window, around: Mapping[int, Passage]) -> tuple[Span, ...]:
    """The sentence that announces the list of which a window is an item, and what of the list
    stands between the two, block by block; nothing for what is no item, or where none announces
    it. ``around`` are passages by id."""
    passage = window.hit.passage
    own = item_of(passage, next(u for u in passage.units if u.span.start == window.span.start))
    if not own.is_item:
        return ()
    found: list[Span] = []
    last, first = -1, own
    for there, unit in before(window, around):
        item = item_of(there, unit)
        text = unit.span.of(there.document.text)
        leads = is_lead(text) or (not item.is_item and is_open(text))
        if leads and first.is_first and own.level != item.level and own.indent >= item.indent:
            return (unit.span, *reversed(found))
        if not item.is_item or item.indent < own.indent or len(found) == _MOST_UNITS:
            return ()
        first = item if item.level == own.level else first
        if unit.block == last:
            found[-1] = Span(unit.span.start, found[-1].end)
        else:
            found.append(unit.span)
        last = unit.block
    return ()


@dataclass(frozen=True, slots=True)
class Item:
    """How a block is set: its indent and its marker, "" for none."""

    indent: int
    mark: str
    is_item: bool

    @property
    def level(self) -> tuple[int, str]:
        """What the items of one list have in common."""
        return self.indent, _DIGITS.sub("1", _LETTERS.sub("a", self.mark))

    @property
    def is_first(self) -> bool:
        """Whether a list may begin with it: "(b)" is not the first of one."""
        return not self.is_counted or self.mark.strip(_AROUND) in _FIRST

    @property
    def is_counted(self) -> bool:
        """Whether a number or a letter marks it."""
        return self.mark.strip(_AROUND).isalnum()

    def is_next(self, other: "Item") -> bool:
        """Whether another item's letter or number is the one after its own."""
        one, two = self.mark.strip(_AROUND), other.mark.strip(_AROUND)
        if one.isdigit() and two.isdigit():
            return int(two) == int(one) + 1
        is_roman = roman(one) is not None and roman(two) == (roman(one) or 0) + 1
        return is_roman or (len(one) == len(two) == 1 and ord(two) == ord(one) + 1)


def item_of(passage: Passage, unit: Unit) -> Item:
    """How the block of a passage's unit is set."""
    text = passage.document.text
    first = next(other for other in passage.units if other.block == unit.block).span.start
    before = text[text.rfind("\n", 0, first) + 1 : first].expandtabs(4)
    told = _QUOTED.sub("", before.lstrip(), count=1)
    mark = told.strip()
    if mark == _TEX_ITEM:
        mark = "-"
    elif mark and not is_marker(told):
        return Item(0, "", is_item=False)
    elif not mark and passage.kind in (Kind.PARAGRAPH, Kind.ITEM):
        own = _COUNTED.match(text, first)
        mark = own[0] if own else ""
    return Item(len(before) - len(before.lstrip()), mark, bool(mark) or passage.kind is Kind.ITEM)


def last_item(window: Window) -> Item:
    """How the block is set in which a window ends."""
    passage = window.hit.passage
    return item_of(passage, next(u for u in passage.units if u.span.end == window.span.end))


def before(window: Window, around: Mapping[int, Passage]) -> Iterator[tuple[Passage, Unit]]:
    """The units before a window, the nearest first, of its passage and of those above it under the
    same heading."""
    passage, start = window.hit.passage, window.span.start
    for step in range(_MOST_PASSAGES + 1):
        there = around.get(window.hit.id - step) if step else passage
        if there is None or not _leads_to(there, passage):
            return
        for unit in reversed(there.units):
            if unit.span.end <= start:
                yield there, unit
                start = unit.span.start


def _leads_to(one: Passage, other: Passage) -> bool:
    """Whether a passage stands above another, in the same version of a document."""
    there, here = one.document, other.document
    return (
        (there.cited, there.sha256) == (here.cited, here.sha256)
        and one.heading == other.heading
        and one.kind in (Kind.PARAGRAPH, Kind.ITEM)
        and one.span.start <= other.span.start
    )
