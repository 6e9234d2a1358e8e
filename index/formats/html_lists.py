"""The lists of HTML that are open: what an item or a definition is told as context."""

from dataclasses import dataclass, field, replace

from index.formats.html_kinds import Attributes
from index.formats.html_numbers import Numbering
from index.lines import CUT, LONGEST_HEADING, clip

_MOST_ABOVE = 3
_MOST_HEADING = 20  # terms
_DEEPEST = 8


@dataclass(frozen=True, slots=True)
class _Item:
    """An "item" of a list, a "term" or what is "told" of it: what stands above, outermost first.

    ``number`` is what a browser shows before it, until it is written; ``depth`` counts the items
    with a number around its next text.
    """

    above: tuple[str, ...]
    text: str = ""
    kind: str = "item"
    number: str = ""
    depth: int = 0

    def told(self) -> tuple[str, ...]:
        return tuple(part for part in (*self.above, self.text) if part)[-_MOST_ABOVE:]


@dataclass(slots=True)
class _List:
    """A list that is open. ``terms`` are those of the definitions that come next."""

    terms: list[str] = field(default_factory=list)
    is_told: bool = False
    numbering: Numbering | None = None


@dataclass(slots=True)
class Lists:
    """The open lists and items; a table's cells have lists of their own."""

    _items: list[_Item] = field(default_factory=list)
    _lists: list[_List] = field(default_factory=list)
    _lead: str = ""

    @property
    def kind(self) -> str:
        """What text is that of: an "item", a "term", what is "told" of one, or "" for none."""
        return self._items[-1].kind if self._items else ""

    @property
    def item(self) -> str:
        """What the innermost item is called, which is its first text."""
        return self._items[-1].text if self._items else ""

    def context(self, text: str) -> str:
        """The context of an item's text that comes next."""
        item = self._items[-1]
        self._items[-1] = replace(item, text=item.text or clip(text))
        return " › ".join(item.told())

    @property
    def depth(self) -> int:
        """How many items with a number stand around the text that comes next."""
        return min(self._items[-1].depth, _DEEPEST) if self._items else 0

    def number(self) -> str:
        """The number of the innermost item, with the space after it, once: before its first text;
        else empty."""
        if not self._items or not (number := self._items[-1].number):
            return ""
        item = self._items[-1]
        self._items[-1] = replace(item, number="", depth=item.depth + 1)
        return number

    def begin(self, lead: str, numbering: Numbering | None = None) -> None:
        """A list begins, and ``lead`` leads into it."""
        if not self._items:
            self._lead = lead
        self.number()
        self._lists.append(_List(numbering=numbering))

    def end(self) -> None:
        """The innermost list ends."""
        self._lists.pop()
        if not self._items:
            self._lead = ""

    def begin_item(self, attributes: Attributes) -> None:
        """An item begins."""
        numbering = self._innermost().numbering
        number = numbering.take(attributes) if numbering else ""
        depth = self._items[-1].depth if self._items else 0
        self._items.append(_Item(self._above(), number=number, depth=depth))

    def begin_term(self) -> None:
        """What is defined next begins."""
        inside = self._innermost()
        if inside.is_told:
            inside.terms.clear()
            inside.is_told = False
        self._items.append(_Item(self._above(), kind="term"))

    def begin_told(self, *, may_head: bool) -> str:
        """A definition begins. Returns its terms as the heading that they ``may_head`` it with;
        else they are context of it, and it is empty."""
        inside = self._innermost()
        inside.is_told = True
        terms = inside.terms
        title = ", ".join(terms) if may_head and len(terms) <= _MOST_HEADING else ""
        if len(title) > LONGEST_HEADING or (title and any(term.endswith(CUT) for term in terms)):
            title = ""
        above = () if title else terms[-2:]
        depth = self._items[-1].depth if self._items else 0
        self._items.append(_Item((*self._above(), *above), kind="told", depth=depth))
        return title

    def end_item(self) -> None:
        """The innermost item or definition ends."""
        self._items.pop()

    def end_term(self) -> None:
        """The term ends."""
        item = self._items.pop()
        if self._lists and item.text:
            self._lists[-1].terms.append(item.text)

    def _above(self) -> tuple[str, ...]:
        if self._items:
            return self._items[-1].told()
        return (self._lead,) if self._lead else ()

    def _innermost(self) -> _List:
        return self._lists[-1] if self._lists else _List()
