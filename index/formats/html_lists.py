"""The lists of HTML that are open: what an item or a definition is told as context."""

from dataclasses import dataclass, field, replace

from index.lines import CUT, LONGEST_HEADING, clip

_MOST_ABOVE = 3
_MOST_HEADING = 20  # terms


@dataclass(frozen=True, slots=True)
class _Item:
    """An "item" of a list, a "term" or what is "told" of it: what stands above, outermost first."""

    above: tuple[str, ...]
    text: str = ""
    kind: str = "item"

    def told(self) -> tuple[str, ...]:
        return tuple(part for part in (*self.above, self.text) if part)[-_MOST_ABOVE:]


@dataclass(slots=True)
class _List:
    """A list that is open. ``terms`` are those of the definitions that come next."""

    terms: list[str] = field(default_factory=list)
    is_told: bool = False


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

    def begin(self, lead: str) -> None:
        """A list begins, and ``lead`` leads into it."""
        if not self._items:
            self._lead = lead
        self._lists.append(_List())

    def end(self) -> None:
        """The innermost list ends."""
        self._lists.pop()
        if not self._items:
            self._lead = ""

    def begin_item(self) -> None:
        """An item begins."""
        self._items.append(_Item(self._above()))

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
        self._items.append(_Item((*self._above(), *above), kind="told"))
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
