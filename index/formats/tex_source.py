"""A TeX file → its text without comments, and where its code stands, in which nothing else is
looked for."""

import re
from bisect import bisect_right
from dataclasses import dataclass, field

_TOKEN = re.compile(
    r"(?P<comment>%[^\r\n]*)"
    # Those within braces of their own are a macro's, which closes them elsewhere.
    r"|\\begin\{(?P<code>(?:verbatim|lstlisting|minted|Verbatim)\*?|comment)\}(?!\})"
    r"|\\(?P<bound>begin|end)\{document\}"
    # In these a per cent sign is only a character.
    r"|(?P<literal>\\(?:verb\*?|lstinline(?:\[[^\[\]\r\n]{0,200}\])?)"
    r"(?P<mark>[^\sa-zA-Z*{\[])[^\r\n]{0,300}?(?P=mark)"
    r"|\\(?:url|href|path|nolinkurl|lstinline)\*?(?:\[[^\[\]\r\n]{0,200}\])?"
    r"[ \t]*\{(?:[^{}\r\n]|\{[^{}\r\n]*\})*\})"
    r"|\\[^\r\n]"
)
_OPTIONS = re.compile(r"[ \t]*(?:\[(?:[^\[\]]|\[[^\[\]]*\])*\])?(?:\{[^{}\r\n]*\})?")
_LINE = re.compile(r"[^\r\n]+")
_NOT_END = re.compile(r"[^\r\n]")


@dataclass(slots=True)
class Source:
    """A file without its comments, at its length; its document is ``[first, last)``. Of each of
    its ``codes``: where it begins and ends, and between them where what it shows does. ``remarks``
    are where comments stand that say something, ``literals`` where no command means one."""

    text: str
    first: int
    last: int
    codes: list[tuple[int, int, int, int]] = field(default_factory=list)
    remarks: list[tuple[int, int]] = field(default_factory=list)
    literals: list[tuple[int, int]] = field(default_factory=list)

    def is_literal(self, at: int) -> bool:
        """Whether a character stands where no command means one: in code, in an address."""
        before = bisect_right(self.literals, (at, len(self.text)))
        return before > 0 and at < self.literals[before - 1][1]


def scanned(text: str) -> Source:
    """A file as it is read."""
    parts: list[str] = []
    found = Source("", 0, len(text))
    begun, told, at = False, 0, 0
    unclosed: set[str] = set()
    while (token := _TOKEN.search(text, at)) is not None:
        at, name = token.end(), token["code"]
        if name:
            close = -1 if name in unclosed else text.find(rf"\end{{{name}}}", at)
            if close == -1:
                unclosed.add(name)
                continue
            first, at = _shown_from(text, at, close, name), close + len(rf"\end{{{name}}}")
            if name != "comment":
                found.codes.append((token.start(), first, close, at))
                found.literals.append((token.start(), at))
        if token["comment"] or name == "comment":
            remark = text[token.start() : at]
            parts += text[told : token.start()], blank(remark)
            if any(map(str.isalnum, remark)):
                found.remarks.append((token.start(), at))
            told = at
        elif token["literal"]:
            found.literals.append(token.span())
        elif token["bound"] == "begin" and not begun:
            begun, found.first, found.last = True, at, len(text)
        elif token["bound"] == "end" and found.last == len(text):
            found.last = token.start()
    found.text = "".join([*parts, text[told:]])
    return found


def _shown_from(text: str, start: int, close: int, name: str) -> int:
    """Where that begins what code shows: what else stands beside its begin are options."""
    if not name.startswith("verbatim"):
        options = _OPTIONS.match(text, start, close)
        start = options.end() if options else start
    line = _LINE.match(text, start, close)
    if line is None or line.end() == close or (name.startswith("verbatim") and line[0].strip()):
        return start
    return line.end()


def braced(text: str, start: int, most: int = 500) -> str:
    """What stands from ``start`` to the brace that closes it; empty where none does near."""
    depth = 1
    for at in range(start, min(len(text), start + most)):
        if text[at] in "{}" and text[at - 1] != "\\":
            depth += 1 if text[at] == "{" else -1
            if depth == 0:
                return text[start:at]
    return ""


def blank(text: str) -> str:
    """Spaces in the place of a text, but for its line ends."""
    return _NOT_END.sub(" ", text)
