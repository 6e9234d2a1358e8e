"""How much of each element of HTML is words, links, prose, and what it is said to be."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from selectolax.lexbor import LexborNode

from index.formats.html_kinds import Attributes, is_about, kind_of

MUCH = 30
"""Words of prose from which on an element is no mere bar or list beside what a page is about."""

_FEWEST_OF_PROSE = 10  # words of a line that are no links
_INLINE = frozenset({"inline", "link", "sign"})
_MAINS = frozenset({"article", "main"})
_WHOLE = _MAINS | {"body", "html"}
_WORD = re.compile(r"\w+")
_PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")


@dataclass(slots=True)
class Counts:
    """What was read so far, or stands in an element. Words are ``linked`` or not, or ``prose``."""

    words: int = 0
    linked: int = 0
    links: int = 0
    prose: int = 0
    heads: int = 0
    mains: int = 0
    lists: int = 0
    rows: int = 0
    texts: int = 0

    @property
    def is_content(self) -> bool:
        """Whether what a page is about stands there."""
        return self.mains > 0 and self.prose >= MUCH

    def since(self, before: "Counts") -> "Counts":
        """What was read since then."""
        return Counts(
            self.words - before.words,
            self.linked - before.linked,
            self.links - before.links,
            self.prose - before.prose,
            self.heads - before.heads,
            self.mains - before.mains,
            self.lists - before.lists,
            self.rows - before.rows,
            self.texts - before.texts,
        )


@dataclass(frozen=True, slots=True)
class Element:
    """An element, with what was read ``before`` it. ``said`` are the words that name it, and
    ``around`` is the nearest one around it that has any; it ``is_about`` the site by its own word.
    """

    node: LexborNode
    tag: str
    before: Counts
    said: frozenset[str]
    around: "Element | None"
    is_line: bool
    is_about: bool
    is_main: bool


@dataclass(slots=True)
class Reader:
    """Counts what is read of a page, and calls ``ended`` as each element ends.

    Of what it is said to be, an element is told only ``words``. ``ids`` have the words before them;
    ``texts`` and ``targets``, those of links, are all so far.
    """

    words: frozenset[str]
    ended: Callable[[Element, Counts], None]
    counts: Counts = field(default_factory=Counts)
    ids: dict[str, int] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)
    prose_at_head: int = 0
    _open: list[Element] = field(default_factory=list)
    _in_link: int = 0
    _line: int = 0  # words, but for links

    def enter(self, node: LexborNode) -> bool:
        """As `walk` has it."""
        text = node.text_content
        if text is not None:
            self._text(text)
            return False
        tag = node.tag
        if tag is None or tag[0] == "-":
            return False
        attributes = node.attributes
        kind = kind_of(tag, attributes)
        about = kind == "hidden" and is_about(tag, attributes)
        if kind == "hidden" and not about:
            return False
        is_line = kind in _INLINE
        if not is_line:
            self._flush()
        above = self._open[-1] if self._open else None
        around = above if above is None or above.said else above.around
        is_main = tag in _MAINS or attributes.get("role") == "main"
        is_amid = is_main or (above is not None and above.is_main)
        said = self._said(tag, attributes)
        before = replace(self.counts)
        self._open.append(Element(node, tag, before, said, around, is_line, about, is_amid))
        self._count(tag, kind, attributes, is_main=is_main or tag == "h1")
        return True

    def leave(self) -> None:
        """As `walk` has it."""
        element = self._open.pop()
        if not element.is_line:
            self._flush()
        self._in_link -= element.tag == "a" and "href" in element.node.attributes
        inside = self.counts.since(element.before)
        self.ended(element, inside)
        if element.is_about and not inside.is_content:
            self.counts = element.before
            del self.texts[self.counts.texts :]
            del self.targets[self.counts.links :]

    def _count(self, tag: str, kind: str, attributes: Attributes, *, is_main: bool) -> None:
        for name in (attributes.get("id"), attributes.get("name") if tag == "a" else None):
            if name:
                self.ids.setdefault(name, self.counts.words)
        target = attributes.get("href")
        if tag == "a" and "href" in attributes:
            self.counts.links += 1
            self._in_link += 1
            self.targets.append((target or "").strip())
        self.counts.mains += is_main
        self.counts.lists += kind == "list"
        self.counts.rows += kind == "row"
        if kind == "heading":
            self.counts.heads += 1
            self.prose_at_head = self.counts.prose

    def _text(self, text: str) -> None:
        words = len(_WORD.findall(text))
        if not words:
            return
        self.texts.append(text)
        self.counts.texts += 1
        self.counts.words += words
        if self._in_link:
            self.counts.linked += words
        else:
            self._line += words

    def _flush(self) -> None:
        if self._line >= _FEWEST_OF_PROSE:
            self.counts.prose += self._line
        self._line = 0

    def _said(self, tag: str, attributes: Attributes) -> frozenset[str]:
        if tag in _WHOLE:
            return frozenset()
        told = [tag]
        for name in ("id", "class", "aria-label"):
            told += map(str.lower, _PART.findall(attributes.get(name) or ""))
        return self.words.intersection(told)
