"""A quote → the numbers and letters of the items in which it stands, by which others refer to it:
"4(d)"."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, groupby
from typing import NamedTuple

from index.document import Passage, Unit
from index.lines import clip
from qa.items import Item, before, is_lead, item_of
from qa.signals import Window

_MOST_SAID = 80  # characters of a parent's words
_LIKE = 30
_BARE = re.compile(r"\(?\w{1,3}[.)]")


class Labels(NamedTuple):
    """Where a quote begins once it begins with the number of its item; the numbers of the items
    that hold that, outermost first; and its item's own number where it begins amid the item."""

    start: int
    above: tuple[str, ...] = ()
    own: tuple[str, ...] = ()


def labelled(window: Window, start: int, around: Mapping[int, Passage]) -> Labels:
    """The labels of a quote that begins at ``start``, in a window or above it. ``around`` are
    passages by id."""
    blocks = _from(window, start, around)
    own = next(blocks, None)
    if own is None or not (item := item_of(*own.first)).is_item:
        return Labels(start)
    passage = own.first[0]
    above = _holding(item, blocks, passage.context.split(" › ")[-1])
    if not item.is_counted:
        return Labels(start, above)
    text = passage.document.text
    if text.startswith(item.mark, start):
        return Labels(start, above)
    first = text.rfind(item.mark, text.rfind("\n", 0, start) + 1, start)
    if first == -1 or text[first + len(item.mark) : start].strip():
        return Labels(start, above, (item.mark,))
    return Labels(first, above)


def path(heading: Sequence[str], labels: Sequence[str], quote: str) -> tuple[str, ...]:
    """The headings of a quote with its labels below them, each number once: the last heading may
    begin with the first label, or be no more than a number with which the quote begins.

    >>> path(["Act", "3. Fees"], ["3.", "(b)"], "Goats"), path(["Act", "3."], [], "3. Goats")
    (('Act', '3. Fees', '(b)'), ('Act',))
    """
    last = heading[-1] if heading else ""
    if last and labels and last.split()[0] == labels[0]:
        labels = labels[1:]
    is_told = _BARE.fullmatch(last) is not None and quote.startswith(f"{last} ")
    return (*heading[: len(heading) - is_told], *labels)


class _Block(NamedTuple):
    """A block above a place: the last unit of it there, and its first, which a passage further
    above may hold."""

    last: tuple[Passage, Unit]
    first: tuple[Passage, Unit]


def _from(window: Window, start: int, around: Mapping[int, Passage]) -> Iterator[_Block]:
    """The block in which a quote begins and those before it, the nearest first."""
    passage = window.hit.passage
    own = ((passage, u) for u in reversed(passage.units) if u.span.start == window.span.start)
    reached = chain(own, before(window, around))
    above = ((there, unit) for there, unit in reached if unit.span.start <= start)
    for _, group in groupby(above, key=lambda pair: pair[1].block):
        units = list(group)
        yield _Block(units[0], units[-1])


def _holding(item: Item, above: Iterator[_Block], context: str) -> tuple[str, ...]:
    """The numbers of the items that an item is nested in, by how far they are set in, or where they
    are not, by what announces them, or by its ``context``; and the words of one whose items have no
    numbers, which mean little without: "3. Adrenaline" of "- Adults: 500 micrograms"."""
    found: list[str] = []
    for block in above:
        there = item_of(*block.first)
        if not there.mark:
            if there.is_item and there.indent >= item.indent > 0:
                continue  # it goes on in several paragraphs, as in HTML
            break
        leads = is_lead(_told(*block.last))
        words = clip(_told(*block.first), _MOST_SAID)
        is_above = there.level != item.level or item.is_counted
        is_flat = there.indent == item.indent and item.is_first and is_above
        is_told = bool(context) and context.startswith(words[:_LIKE])
        is_parent = there.indent < item.indent or (is_flat and (leads or is_told))
        if there.is_next(item) and there.level == item.level:
            item = there
        elif is_parent:
            is_said = there.is_item and not (item.is_counted or leads)
            label = " ".join([there.mark] * there.is_counted + [words] * is_said)
            found += [label] if label else []
            item = there
    return (*reversed(found),)


def _told(passage: Passage, unit: Unit) -> str:
    return unit.span.of(passage.document.text)
