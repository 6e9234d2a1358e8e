"""OpenDocument texts, flat ones as well. Pages are those of whatever shows them, so none are told;
headers, footers, comments, tables of contents and what was deleted are left out. The numbers that
lists and headings count are written where they show."""

from dataclasses import replace

from index.errors import ReadError
from index.formats.bold import LEVEL, are_titles, is_title
from index.formats.canonical import Canonical, Parsed, with_titles, written
from index.formats.damage import guarded
from index.formats.odf import (
    Element,
    Inline,
    Package,
    all_text,
    body,
    inline,
    is_index,
    package,
    paragraphs,
    qn,
    told,
)
from index.formats.odf_styles import Counter, Styles
from index.formats.odf_tables import header_of, rows_of
from index.formats.opc import sensible_title
from index.lines import LONGEST_HEADING, is_marker
from index.nesting import Nesting, lead_in
from index.sentences import count_words

_P, _H, _LIST, _TABLE = qn("text:p"), qn("text:h"), qn("text:list"), qn("table:table")
_ITEM, _HEADER = qn("text:list-item"), qn("text:list-header")
_DELETED, _DISPLAY = qn("text:tracked-changes"), qn("text:display")
_DEEPEST = 10  # levels of lists
_LONGEST_LEAD = 25  # words
_LONGEST_CELL = 2_000  # characters, above which a table is there for the layout
_INDENT = "  "


def parse(data: bytes) -> Parsed:
    """An OpenDocument text as text; as `index.formats.Parser` says."""
    with guarded():
        found = package(data)
        parsed = with_titles(_Reader(found).read())
    if not parsed.text:
        raise ReadError(f"it holds {'pictures but ' if found.pictures else ''}no text")
    return parsed


class _Reader:
    """Goes through the text once."""

    def __init__(self, found: Package) -> None:
        self.package = found
        self.body = body(found.content)
        self.styles = Styles(found)
        self.made = Canonical()
        self.nesting = Nesting()
        self.outline = Counter(self.styles.outline)
        self.counters: dict[str, Counter] = {}
        self.above = ""  # what may be the caption of a table that comes next
        self.title = ""
        self.bold: set[Element] = set()

    def read(self) -> Parsed:
        self.bold = self._bold_titles()
        self._flow(self.body)
        meta = self.package.meta
        title = sensible_title(told(meta, "dc:title"))
        parsed = self.made.done("odt", title or self.title)
        author = told(meta, "meta:initial-creator") or told(meta, "dc:creator")
        date = told(meta, "meta:creation-date") or told(meta, "dc:date")
        return replace(parsed, marks=(*written([author], date.partition("T")[0]), *parsed.marks))

    def _bold_titles(self) -> set[Element]:
        """Short paragraphs in bold by themselves, which are the headings of a text without any."""
        every = list(paragraphs(self.body))
        if any(element.tag == _H or self.styles.of(element).heading > 1 for element in every):
            return set()
        found = {p for p in every if self.styles.is_bold(p) and is_title(inline(p).text.strip())}
        return found if are_titles(len(found), len(every)) else set()

    def _flow(self, container: Element, *, boxed: bool = False) -> None:
        """The paragraphs, lists and tables of a text, a cell or a box. A heading in a box is one of
        the box alone, so it is a paragraph."""
        for element in container:
            tag = element.tag
            if tag in (_P, _H):
                self._paragraph(element, boxed)
            elif tag == _LIST:
                self._list(element, 1, "", None, boxed)
            elif tag == _TABLE:
                self._table(element, boxed)
            elif tag != _DELETED and not is_index(element) and element.get(_DISPLAY) != "none":
                self._flow(element, boxed=boxed)

    def _paragraph(self, element: Element, boxed: bool, label: str = "") -> None:
        held = inline(element)
        text = held.text.strip()
        style = self.styles.of(element)
        level = element.get(qn("text:outline-level"), "1") if element.tag == _H else ""
        heading = style.heading
        if level:
            depth = min(int(level) if level.isdecimal() else 1, _DEEPEST)
            heading = depth + 1
            label = label or ("" if boxed else self._outline_label(element, depth))
        elif element in self.bold:
            heading = heading or LEVEL
        self.above = ""
        if heading and not boxed and 0 < len(text) <= LONGEST_HEADING:
            self.nesting.leave()
            self.made.heading(heading, label + text)
            self.title = self.title or text * (heading <= 2)
        else:
            shown = label + text if text else ""
            self.nesting.leave(shown)
            self.made.paragraph(shown)
            self.above = shown if style.caption else lead_in(shown)
        self._asides(held, boxed)

    def _outline_label(self, element: Element, depth: int) -> str:
        if element.get(qn("text:is-list-header")) == "true":
            return ""
        return self.outline.next(depth, element.get(qn("text:start-value"), ""))

    def _asides(self, held: Inline, boxed: bool) -> None:
        """What hangs on text that was just added: its notes, then its boxes."""
        for note in held.notes:
            self.made.paragraph(all_text(note))
        for box in held.boxes:
            self._flow(box, boxed=True)

    def _list(
        self, element: Element, depth: int, style: str, counter: Counter | None, boxed: bool
    ) -> None:
        style = element.get(qn("text:style-name")) or style
        if counter is None:
            counter = self._counter(element, style)
        depth = min(depth, _DEEPEST)
        for item in element:
            if item.tag not in (_ITEM, _HEADER):
                continue
            start = item.get(qn("text:start-value"), "")
            is_first = True
            for child in item:
                if child.tag in (_P, _H):
                    is_counted = item.tag == _ITEM and is_first
                    label = counter.next(depth, start) if is_counted else ""
                    self._item(child, depth, label, boxed, is_first=is_first)
                    is_first = False
                elif child.tag == _LIST:
                    self._list(child, depth + 1, style, counter, boxed)
                else:
                    self._flow(child, boxed=boxed)

    def _counter(self, element: Element, style: str) -> Counter:
        """What counts a list: anew, unless it goes on with the one before of its style, or with
        another that it names."""
        named = element.get(qn("text:continue-list"))
        goes_on = element.get(qn("text:continue-numbering")) == "true"
        known = self.counters.get(f"#{named}" if named else style if goes_on else "")
        made = known or Counter(self.styles.lists.get(style, {}))
        self.counters[style] = made
        self.counters[f"#{element.get(qn('xml:id'), '')}"] = made
        return made

    def _item(
        self, element: Element, depth: int, label: str, boxed: bool, *, is_first: bool
    ) -> None:
        style = self.styles.of(element)
        if element.tag == _H or style.heading or element in self.bold:
            self._paragraph(element, boxed, label)
            return
        held = inline(element)
        text = held.text.strip()
        self.above = ""
        if text and is_first:
            context = self.nesting.context(depth, label + text)
            marker = label if is_marker(label) else ""
            between = "\n\n" + _INDENT * (depth - 1) if label else "\n\n"
            self.made.item((label + text)[len(marker) :], context, marker=marker, between=between)
        elif text:
            self.made.paragraph(text)
        self._asides(held, boxed)

    def _table(self, table: Element, boxed: bool) -> None:
        self.nesting.leave()
        rows = rows_of(table)
        if all(len(row) <= 1 for row in rows) or any(
            len(cell.text) > _LONGEST_CELL for row in rows for cell in row
        ):
            for row in rows:
                for cell in row:
                    self._flow(cell.element, boxed=boxed)
            return
        caption = self.above if count_words(self.above) <= _LONGEST_LEAD else ""
        self.above = ""
        shown, read = header_of(rows)
        header = sum(1 for row in rows if row and row[0].in_header)
        self.made.table(shown, header=header, caption=caption, read=read)
        for held in (inline(p) for row in rows for cell in row for p in paragraphs(cell.element)):
            for note in held.notes:
                self.made.paragraph(all_text(note))
