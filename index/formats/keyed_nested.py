"""Settings of lines that begin with a name and go on with its value, as servers and daemons read them:
``Port 22``, ``listen 80;``, nested in braces or between tags."""

import re

from index.formats.keyed_lines import Line, Reader
from index.lines import LONGEST_HEADING, is_sentence

_NAMED = re.compile(r"[A-Za-z_][\w.:/-]*;?(?:[ \t]+(?![=: \t]).*)?$")
_OPENS = re.compile(r"([^{}]*?)[ \t]*\{[ \t]*((?:#|//).*)?$")
_TAG = re.compile(r"<([A-Za-z][^<>]*)>$")
_CLOSES = re.compile(r"(?:\}[;,]?|</[A-Za-z][\w-]*>)[ \t]*((?:#|//).*)?$")
_OUT = re.compile(r"(?:#+|//+)([ \t]*)([A-Za-z_][\w.:/-]*(?![\w.:/-]|[ \t]*=)|[\"']).*$")
_MOST_WORDS, _MOST_OUT = 12, 5
_QUOTES = ('"', "'")


class Nested(Reader):
    """Lines below those that open a brace. Others than these are lines without a name, unless one
    in braces ends in a semicolon, and long ones that nothing ends."""

    signs = ("#", "//")

    def __init__(self, text: str, variant: str) -> None:
        super().__init__(text, variant)
        self.above: list[str] = []

    def path(self, indent: int) -> tuple[str, ...]:
        return tuple(name for name in self.above if name)

    def out_name(self, line: Line) -> str:
        found = _OUT.match(line.text) if len(line.text) <= LONGEST_HEADING else None
        if found is None or (found[1] and line.text[-1] not in ";{"):
            return ""
        most = _MOST_WORDS if line.text[-1] == ";" else _MOST_OUT
        is_short = len(line.text.split()) <= most
        is_prose = line.text[-1] in ":," or is_sentence(line.text)
        return found[2] if is_short and not is_prose else ""

    def goes_on(self, below: Line, line: Line) -> bool:
        is_list = self.out_name(line) in _QUOTES and self.out_name(below) in _QUOTES
        return is_list or super().goes_on(below, line)

    def step(self, line: Line) -> None:
        told = line.text[: 2 * LONGEST_HEADING]
        if (closes := _CLOSES.match(told)) is not None:
            self.release(self.path(0))
            del self.above[-1:]
            self._pass(closes[1])
        elif (opens := _OPENS.match(told) or _TAG.match(told)) is not None:
            self._open(opens)
        else:
            is_named = _NAMED.match(told) is not None and self._is_short(line)
            is_named = is_named or (bool(self.above) and line.text[-1] in ";,")
            self.keys += is_named
            self.others += not is_named
            name = told.split(None, 1)[0].rstrip(";,") if is_named else ""
            self.unit(self._last(line), self.path(0), name if name[:1].isalpha() else "")

    def _open(self, opens: re.Match[str]) -> None:
        name = opens[1].strip()
        self.keys += 1
        below = next(
            filter(None, (near.text for near in self.lines[self.at + 1 : self.at + 5])), "}"
        )
        is_empty = _CLOSES.match(below[:LONGEST_HEADING]) is not None
        is_long = len(name) > LONGEST_HEADING
        self.above.append("" if is_long else name)
        self.release(self.path(0))
        self._pass("x" if is_empty or is_long else (opens[2] if opens.re is _OPENS else ""))

    def _pass(self, told: str | None) -> None:
        """Go past a line that is no more than a heading, unless it has still something to tell."""
        if told:
            self.unit(self.at, self.path(0))
        else:
            self.at += 1

    def _is_short(self, line: Line) -> bool:
        is_ended = line.text[-1] in ";\\"
        return is_ended or (len(line.text.split()) <= _MOST_WORDS and not is_sentence(line.text))

    def _last(self, line: Line) -> int:
        """The last line of what begins on a line: of a list the last in a row, else the last that
        is set in deeper."""
        last = self.at
        if line.text.startswith(_QUOTES):
            while last + 1 < len(self.lines) and self.lines[last + 1].text.startswith(_QUOTES):
                last += 1
        while last + 1 < len(self.lines) and self.lines[last].text.endswith("\\"):
            last += 1
        if last > self.at or line.text[-1] == ";":
            return last
        return self.deeper(line.indent, over_blanks=False)
