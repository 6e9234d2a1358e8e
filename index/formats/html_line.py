"""Going through a tree of HTML, and the white space of the text in it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

_SPACES = re.compile(r"[ \t\n\r\f]+")
_BLANK_LINE = re.compile(r"\n\s*\n")
_LINE_END = re.compile(" *\n *")


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

    def take(self, *, as_it_stands: bool) -> Iterator[str]:
        """The text, in paragraphs where empty lines part it; then there is none."""
        text = "".join(self._parts)
        self._parts.clear()
        self.last = ""
        for part in [text] if as_it_stands else _BLANK_LINE.split(text):
            if part and not part.isspace():
                yield part if as_it_stands else _LINE_END.sub("\n", part).strip()
