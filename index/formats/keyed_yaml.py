"""YAML: its keys, under those that they are nested in."""

import re

from index.formats.keyed_lines import Line, Reader
from index.lines import LONGEST_HEADING

_LONGEST_LIST = 800
_KEY = re.compile(r"([^\s:#\[{][^#:]*(?::\S[^#:]*)*):(?:[ \t]+(.*))?$")
_NO_VALUE = re.compile(r"(?:[&!]\S*(?:[ \t]+|$))*(?:#.*)?$")  # an anchor, a tag, a comment
_MARK = re.compile(r"%|(?:---|\.\.\.)(?:[ \t]+(?=[&!#])|$)")
_ITEM = ("-", "- ")


class Yaml(Reader):
    """Keys that are nested by how far they are set in."""

    # Behind a space "Note: …" are words.
    out = re.compile(r"#([A-Za-z_][\w.-]*):(?=[ \t]|$)")

    def __init__(self, text: str, variant: str) -> None:
        super().__init__(text, variant)
        self.above: list[tuple[int, str]] = []

    def path(self, indent: int) -> tuple[str, ...]:
        return tuple(name for depth, name in self.above if depth < indent)

    def is_apart(self, line: Line) -> bool:
        return line.indent != self.comments[-1].indent

    def step(self, line: Line) -> None:
        is_item = line.text[:2] in _ITEM
        while self.above and self.above[-1][0] >= line.indent + is_item:
            self.above.pop()
        path = self.path(line.indent + is_item)
        mark = _MARK.match(line.text)
        if mark is not None and (mark[0] == "%" or _NO_VALUE.match(line.text, mark.end())):
            self.above.clear()
            self._pass(line.text[mark.end() :], ())
            return
        found = None if is_item else _KEY.match(line.text[: 2 * LONGEST_HEADING])
        name = found[1].rstrip().strip("\"'") if found is not None else ""
        if not name or found is None or len(name) > LONGEST_HEADING:
            self.keys += is_item
            self.others += not is_item
            self.unit(self.deeper(line.indent, over_blanks=True), path)
            return
        self.keys += 1
        told = line.text[found.start(2) :] if found[2] is not None else ""
        if _NO_VALUE.match(told) and self._is_parent(line):
            self.above.append((line.indent, name))
            self._pass(told, (*path, name))
            return
        self.unit(self._last(line), path, name)

    def _pass(self, told: str, path: tuple[str, ...]) -> None:
        """Go past a line that is no more than a heading, unless it has still something to tell."""
        self.release(path)
        if told:
            self.unit(self.at, path)
        else:
            self.at += 1

    def _is_parent(self, line: Line) -> bool:
        """Whether keys are nested below a key, or a list that is no short one of words."""
        below = self.next[self.at + 1]
        if below is None or below.indent < line.indent:
            return False
        if below.text[:2] in _ITEM:
            last = self._last(line)
            inside = [other.text for other in self.lines[self.at + 1 : last + 1]]
            is_short = self.lines[last].end - line.start <= _LONGEST_LIST
            return not is_short or any(map(_is_key, inside))
        return below.indent > line.indent and _KEY.match(below.text[:LONGEST_HEADING]) is not None

    def _last(self, line: Line) -> int:
        """The last line of a key's value; the items of its list may be set in no deeper."""
        below = self.next[self.at + 1]
        if below is not None and below.indent == line.indent and below.text[:2] in _ITEM:
            at = last = self.at
            while at + 1 < len(self.lines):
                at += 1
                other = self.lines[at]
                if not other.text:
                    continue
                if other.text[0] == "#":
                    other = self.next[at] or other
                is_item = other.indent == line.indent and other.text[:2] in _ITEM
                if not is_item and other.indent <= line.indent:
                    break
                last = at
            while self.lines[last].text[0] == "#":
                last -= 1
            return last
        return self.deeper(line.indent, over_blanks=True)


def _is_key(told: str) -> bool:
    """Whether a line of a list has a key."""
    return _KEY.match(told.lstrip("- ")[:LONGEST_HEADING]) is not None
