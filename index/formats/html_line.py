"""Going through a tree of HTML, and the white space of the text in it."""

import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import accumulate

from selectolax.lexbor import LexborNode

_SPACES = re.compile(r"[ \t\n\r\f]+")
_BLANK_LINE = re.compile(r"\n\s*\n")
_LINE_END = re.compile(" *\n *")
_BREAK = "\ufdd0"  # no character, and none that text may hold

Taken = tuple[str, tuple[tuple[int, str], ...]]
"""A text, and the labels of pages that begin in it with where they do."""


def walk(root: LexborNode, enter: Callable[[LexborNode], bool], leave: Callable[[], None]) -> None:
    """Go through a tree in order, however deep: ``leave`` follows each node whose ``enter`` was
    true, after all within it."""
    node, depth = root, 0
    while True:
        if enter(node):
            if (inside := node.first_child) is not None:
                node, depth = inside, depth + 1
                continue
            leave()
        while depth and node.next is None:
            if (above := node.parent) is None:
                return
            node, depth = above, depth - 1
            leave()
        if not depth or (following := node.next) is None:
            return
        node = following


@dataclass(slots=True)
class Line:
    """Text that is not yet written. ``last`` is its last character, empty where it has none."""

    last: str = ""
    _parts: list[str] = field(default_factory=list)
    _labels: list[str] = field(default_factory=list)

    def add(self, text: str, *, as_it_stands: bool) -> None:
        """Text that comes next; white space is made one space, as a browser does, unless it is
        kept as it stands."""
        text = text.replace("\xad", "")  # shown only where a line is broken
        if not as_it_stands:
            text = _SPACES.sub(" ", text)
            if self.last in ("", " ", "\n"):
                text = text.removeprefix(" ")
        if text:
            self._parts.append(text)
            self.last = text[-1]

    def end(self) -> None:
        """A line ends, and the text goes on."""
        self._parts.append("\n")
        self.last = "\n"

    def page(self, label: str) -> None:
        """A page begins amid the text."""
        self._parts.append(_BREAK)
        self._labels.append(label)

    def take(self, *, as_it_stands: bool) -> list[Taken]:
        """The text, in paragraphs where empty lines part it, and the pages that begin in each;
        then there is none."""
        text = "".join(self._parts)
        labels = deque(self._labels)
        self._parts.clear()
        self._labels.clear()
        self.last = ""
        taken = []
        for part in [text] if as_it_stands else _BLANK_LINE.split(text):
            if part and not part.isspace():
                told = part if as_it_stands else _LINE_END.sub("\n", part).strip()
                taken.append(_broken(told, labels) if labels else (told, ()))
        return taken


def _broken(text: str, labels: deque[str]) -> Taken:
    """A text without the signs in it, and where they stood."""
    parts = text.split(_BREAK, len(labels))
    ends = accumulate(map(len, parts[:-1]))
    return "".join(parts), tuple((end, labels.popleft()) for end in ends)
