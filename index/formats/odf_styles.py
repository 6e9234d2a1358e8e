"""The styles of OpenDocument texts: which say heading, list, bold; and how a list is counted."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from index.counting import written
from index.formats.odf import Element, Package, qn

_FORMS = {
    "1": "decimal",
    "a": "lowerLetter",
    "A": "upperLetter",
    "i": "lowerRoman",
    "I": "upperRoman",
}
_MOST_PARENTS = 50
_DEEPEST = 10
_BOLD = frozenset(("bold", "600", "700", "800", "900"))
_TITLE, _HEADING = "title", "heading_20_"


@dataclass(frozen=True, slots=True)
class Level:
    """How a level of a list is counted; ``form`` is empty for bullets."""

    form: str = ""
    before: str = ""
    after: str = ""
    shown: int = 1  # levels
    start: int = 1


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph style says: ``heading`` is 0 for none, 1 for the title, one more than the
    outline's level else."""

    heading: int = 0
    list_name: str = ""
    bold: bool = False
    caption: bool = False


class Styles:
    """The styles of a file, by name; those of its content go before those of its styles."""

    def __init__(self, package: Package) -> None:
        self._styles: dict[str, Element] = {}
        self.lists: dict[str, dict[int, Level]] = {}
        self.outline: dict[int, Level] = {}
        for root in (package.styles, package.content):
            for element in () if root is None else root.iter(qn("style:style")):
                if element.get(qn("style:family")) == "paragraph":
                    self._styles[element.get(qn("style:name"), "")] = element
                else:
                    self._styles.setdefault(f"text:{element.get(qn('style:name'), '')}", element)
            for element in () if root is None else root.iter(qn("text:list-style")):
                self.lists[element.get(qn("style:name"), "")] = _levels(element)
            for element in () if root is None else root.iter(qn("text:outline-style")):
                self.outline = _levels(element)
        self._known: dict[str, Style] = {}

    def of(self, paragraph: Element) -> Style:
        """What a paragraph is by its style."""
        return self._named(_name(paragraph))

    def is_bold(self, paragraph: Element) -> bool:
        """Whether all words of a paragraph are bold."""
        if self.of(paragraph).bold:
            return True
        said = [paragraph.text or "", *(child.tail or "" for child in paragraph)]
        spans = [child for child in paragraph if "".join(child.itertext()).strip()]
        return (
            not any(text.strip() for text in said)
            and bool(spans)
            and all(_is_bold(self._styles.get(f"text:{_name(span)}")) for span in spans)
        )

    def _named(self, name: str) -> Style:
        if name not in self._known:
            self._known[name] = self._resolved(name)
        return self._known[name]

    def _resolved(self, name: str) -> Style:
        """The style as it and those it is based on make it; the nearest word holds."""
        heading: int | None = None
        list_name: str | None = None
        bold: bool | None = None
        caption = False
        for _ in range(_MOST_PARENTS):
            element = self._styles.get(name)
            called = name.lower()
            caption = caption or called == "caption"
            if heading is None and called == _TITLE:
                heading = 1
            if (
                heading is None
                and called.startswith(_HEADING)
                and called[len(_HEADING) :].isdecimal()
            ):
                heading = int(called[len(_HEADING) :]) + 1
            if element is None:
                break
            level = element.get(qn("style:default-outline-level"), "")
            if heading is None and level.isdecimal():
                heading = int(level) + 1
            if list_name is None:
                list_name = element.get(qn("style:list-style-name"))
            if bold is None:
                bold = _weight(element)
            name = element.get(qn("style:parent-style-name"), "")
        return Style(min(heading or 0, _DEEPEST), list_name or "", bool(bold), caption)


@dataclass(slots=True)
class Counter:
    """Counts the items of a list."""

    levels: dict[int, Level]
    counts: list[int | None] = field(default_factory=lambda: [None] * (_DEEPEST + 1))

    def next(self, depth: int, start: str = "") -> str:
        """What stands before the item that comes next at a level, 1 for the outermost, with a space
        behind; empty for a bullet."""
        level = self.levels.get(depth, Level())
        before = self.counts[depth]
        count = level.start if before is None else before + 1
        self.counts[depth] = int(start) if start.isdecimal() and len(start) < 9 else count
        self.counts[depth + 1 :] = [None] * (_DEEPEST - depth)
        if not level.form:
            return ""
        first = max(depth - level.shown + 1, 1)
        return f"{level.before}{'.'.join(self._shown(range(first, depth + 1)))}{level.after} "

    def _shown(self, depths: Sequence[int]) -> list[str]:
        levels = [(self.levels.get(depth, Level()), self.counts[depth]) for depth in depths]
        return [
            written(level.start if count is None else count, level.form)
            for level, count in levels
            if level.form
        ]


def _levels(style: Element) -> dict[int, Level]:
    found: dict[int, Level] = {}
    for element in style:
        told = element.get(qn("text:level"), "")
        if not told.isdecimal() or not 0 < int(told) <= _DEEPEST:
            continue
        form = _FORMS.get(element.get(qn("style:num-format"), ""), "")
        shown, start = (
            element.get(qn("text:display-levels"), ""),
            element.get(qn("text:start-value"), ""),
        )
        found[int(told)] = Level(
            form,
            element.get(qn("style:num-prefix"), "").lstrip(),
            element.get(qn("style:num-suffix"), "").rstrip(),
            int(shown) if shown.isdecimal() and len(shown) < 3 else 1,
            int(start) if start.isdecimal() and len(start) < 9 else 1,
        )
    return found


def _name(element: Element) -> str:
    return str(element.get(qn("text:style-name"), ""))


def _weight(style: Element) -> bool | None:
    """Whether a style makes bold; None where it says nothing of it."""
    properties = style.find(qn("style:text-properties"))
    weight = None if properties is None else properties.get(qn("fo:font-weight"))
    return None if weight is None else weight in _BOLD


def _is_bold(style: Element | None) -> bool:
    return style is not None and bool(_weight(style))
