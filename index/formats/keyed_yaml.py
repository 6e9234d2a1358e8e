"""YAML: its keys, under those that they are nested in."""

import re

from index.formats.keyed_lines import Line, Reader
from index.lines import LONGEST_HEADING

_LONGEST_LIST = 800
_KEY = re.compile(r"([^\s:#\[{][^#:]*(?::\S[^#:]*)*)[ \t]*:(?:[ \t]+(.*))?$")
_NO_VALUE = re.compile(r"(?:[&!]\S+[ \t]*)*(?:#.*)?$")
_ITEM = ("-", "- ")


class Yaml(Reader):
    """Keys that are nested by how far they are set in."""

    def __init__(self, text: str, variant: str) -> None:
        super().__init__(text, variant)
        self.above: list[tuple[int, str]] = []

    def path(self, indent: int) -> tuple[str, ...]:
        return tuple(name for depth, name in self.above if depth < indent)

    def step(self, line: Line) -> None:
        is_item = line.text[:2] in _ITEM
        while self.above and self.above[-1][0] >= line.indent + is_item:
            self.above.pop()
        path = self.path(line.indent + is_item)
        if line.text in ("---", "...") or line.text[0] == "%":
            self.release(())
            self.above.clear()
            self.at += 1
            return
        found = None if is_item else _KEY.match(line.text[: 2 * LONGEST_HEADING])
        name = found[1].strip("\"'") if found is not None else ""
        if not name or found is None or len(name) > LONGEST_HEADING:
            self.keys += is_item
            self.others += not is_item
            self.unit(self.deeper(line.indent, over_blanks=True), path)
            return
        self.keys += 1
        if _NO_VALUE.match(found[2] or "") and self._is_parent(line):
            self.above.append((line.indent, name))
            self.release((*path, name))
            if "#" in (found[2] or ""):
                self.unit(self.at, (*path, name))
            else:
                self.at += 1
            return
        self.unit(self._last(line), path, name)

    def _is_parent(self, line: Line) -> bool:
        """Whether keys are nested below a key, or a list that is no short one of words."""
        below = self.next[self.at + 1]
        if below is None or below.indent < line.indent:
            return False
        if below.text[:2] in _ITEM:
            last = self._last(line)
            inside = [other.text for other in self.lines[self.at + 1 : last + 1]]
            is_short = self.lines[last].end - line.start <= _LONGEST_LIST
            plain = all(not _KEY.match(told.lstrip("- ")[:LONGEST_HEADING]) for told in inside)
            return not (is_short and plain)
        return below.indent > line.indent and _KEY.match(below.text) is not None

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
