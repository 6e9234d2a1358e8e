r"""TeX: its sections are headings, its items a list, its rows a table; what comes before the document
begins, and comments, are not text. The text stays the file's own: the blocks are told of a copy of
the same length, in which these are marked as they are in any text.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from index.decoding import decode
from index.formats.canonical import Parsed
from index.structure import blocks

_TOKEN = re.compile(
    r"(?P<comment>%[^\r\n]*)"
    # Those within braces of their own are a macro's, which closes them elsewhere.
    r"|\\begin\{(?P<code>(?:verbatim|lstlisting|minted|Verbatim)\*?)\}(?!\})"
    r"|\\(?P<bound>begin|end)\{document\}"
    # In these a per cent sign is only a character.
    r"|\\(?:verb\*?|lstinline(?:\[[^\[\]\r\n]{0,200}\])?)"
    r"(?P<mark>[^\sa-zA-Z*{\[])[^\r\n]{0,300}?(?P=mark)"
    r"|\\(?:url|href|path|nolinkurl|lstinline)\*?(?:\[[^\[\]\r\n]{0,200}\])?"
    r"[ \t]*\{(?:[^{}\r\n]|\{[^{}\r\n]*\})*\}"
    r"|\\[^\r\n]"
)
_OPTIONS = re.compile(r"[ \t]*(?:\[(?:[^\[\]]|\[[^\[\]]*\])*\])?(?:\{[^{}\r\n]*\})?")
_NOT_END = re.compile(r"[^\r\n]")
_LINE = re.compile(r"[^\r\n]+")
_CLOSING = "`" * 9
"""Longer than any in code, and with a line's end before and after still as short as what it is put
in place of."""
_OPENING = _CLOSING + "x"  # backticks alone might underline a heading
_TITLE = re.compile(r"\\title\*?(?:\[[^\[\]\n]{0,200}\])?\{")
_SECTION = re.compile(
    r"[ \t]*\\(part|chapter|section|subsection|subsubsection)\*?(?:\[[^\[\]]{0,200}\])?\{"
)
_LEVELS = {"part": 1, "chapter": 1, "section": 2, "subsection": 3, "subsubsection": 4}
_SILENT = re.compile(
    r"\\(?:begin|end)\{[^{}]{1,40}\}(?:\[[^\[\]]{0,80}\]|\{[^{}]{0,80}\})*"
    r"|\\(?:label|bibliography|bibliographystyle|vspace|hspace|includegraphics|pagestyle)\*?"
    r"(?:\[[^\[\]]{0,200}\])?\{[^{}]{0,200}\}"
    r"|\\(?:maketitle|tableofcontents|appendix|centering|newpage|clearpage|noindent)(?![a-zA-Z])"
)
_ITEM = re.compile(r"\\item(?![a-zA-Z])")
_CAPTION = re.compile(r"\\caption\*?(?:\[[^\[\]]{0,200}\])?\{")
_RULE = re.compile(r"\\(?:hline|toprule|midrule|bottomrule)(?![a-zA-Z])")
_CELLS = re.compile(r"(?<!\\)&")
_ROW_END = re.compile(r"(?P<row>\\\\)(?:\[[^\[\]]{0,20}\])?[ \t]*$")
_TABLE = re.compile(r"\\(begin|end)\{(?:tabular[x*]?|longtable|tabulary|array)\}")


def parse(data: bytes) -> Parsed:
    """A file, whose title is the one that it tells."""
    text, encoding = decode(data)
    source = _scanned(text)
    named = _TITLE.search(source.text)
    title = _braced(source.text, named.end()) if named else ""
    told = " ".join(title.replace(r"\\", " ").split())
    return Parsed(text, encoding, told, "text", tuple(blocks(_marked(source))))


@dataclass(slots=True)
class _Source:
    """A file without its comments, at its length; its document is ``[first, last)``. Of each of
    its ``codes``: where it begins and ends, and between them where what it shows does."""

    text: str
    first: int
    last: int
    codes: list[tuple[int, int, int, int]] = field(default_factory=list)


def _scanned(text: str) -> _Source:
    parts: list[str] = []
    found = _Source("", 0, len(text))
    begun, told, at = False, 0, 0
    unclosed: set[str] = set()
    while (token := _TOKEN.search(text, at)) is not None:
        at = token.end()
        if token["comment"]:
            parts += text[told : token.start()], _blank(token[0])
            told = at
        elif name := token["code"]:
            close = -1 if name in unclosed else text.find(rf"\end{{{name}}}", at)
            if close == -1:
                unclosed.add(name)
                continue
            first = _shown_from(text, at, close, name)
            at = close + len(rf"\end{{{name}}}")
            found.codes.append((token.start(), first, close, at))
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


def _marked(source: _Source) -> str:
    """The document as it would be marked in any text."""
    text, newline = source.text, "\n" if "\n" in source.text else "\r"
    reader = _Reader(newline)
    parts, at = [_blank(text[: source.first])], source.first
    for start, first, last, end in source.codes:
        if source.first <= start < source.last:
            parts += (
                _lines(text[at:start], reader.line),
                _fence(_OPENING, text, start, first, newline),
                text[first:last],
                _fence(_CLOSING, text, last, end, newline),
            )
            at = end
    parts += _lines(text[at : source.last], reader.line), _blank(text[source.last :])
    return "".join(parts)


def _lines(text: str, change: Callable[[str], str]) -> str:
    return _LINE.sub(lambda line: change(line[0]), text)


def _fence(fence: str, text: str, start: int, end: int, newline: str) -> str:
    """What marks code, on a line of its own, in place of what begins or ends it."""
    before = newline if text[start - 1 : start] not in ("", "\r", "\n") else ""
    after = newline if text[end : end + 1] not in ("", "\r", "\n") else ""
    left = end - start - len(before) - len(fence) - len(after)
    return before + fence + _NOT_END.sub(" ", text[end - left : end]) + after


class _Reader:
    """Rewrites line after line, each at its length."""

    def __init__(self, newline: str) -> None:
        self.newline = newline
        self.tables = 0
        self.has_row = False

    def line(self, line: str) -> str:
        """The line as it would be marked in any text."""
        section = _SECTION.match(line)
        title = _braced(line, section.end()) if section else ""
        if section is not None and title.strip():
            end = section.end() + len(title)
            rest = _silenced(line[end + 1 :])
            if not rest.strip():
                self.tables = 0  # whatever was begun above ends there
                return ("#" * _LEVELS[section[1]]).ljust(section.end()) + title + " " + rest
        above = self.tables
        for table in _TABLE.finditer(line):
            self.tables = max(0, self.tables + (1 if table[1] == "begin" else -1))
        if not above:
            self.has_row = False
        line = _silenced(line)
        if above or self.tables:
            return self._row(line)
        return _ITEM.sub("-    ", line, count=1)

    def _row(self, line: str) -> str:
        """A row, and what is drawn before or after it; below the first it parts the names of the
        columns from the rest."""
        told = _RULE.sub(lambda rule: _blank(rule[0]), line)
        start = len(told) - len(told.lstrip())
        before = told[:start]
        if self.has_row and _RULE.search(line, 0, start):
            before = _drawn(start, "" if start == len(line) else self.newline)
        end = _ROW_END.search(told, start)
        row = _CELLS.sub("|", told[start : end.start() if end else len(told)])
        left = len(line) - start - len(row)
        is_first = not self.has_row and "|" in row
        self.has_row = self.has_row or is_first
        if end and is_first and _RULE.search(line, end.end("row")):
            return before + row + self.newline + _drawn(left - len(self.newline))
        return before + row + " " * left


def _drawn(width: int, end: str = "") -> str:
    return "--|".ljust(width - len(end), "-") + end


def _silenced(line: str) -> str:
    """A line without commands that show nothing, nor what encloses a caption."""
    line = _SILENT.sub(lambda found: _blank(found[0]), line)
    caption = _CAPTION.search(line)
    told = _braced(line, caption.end()) if caption else ""
    if caption is None or not told:
        return line
    end = caption.end() + len(told)
    return line[: caption.start()] + _blank(caption[0]) + told + " " + line[end + 1 :]


def _braced(text: str, start: int) -> str:
    """What stands from ``start`` to the brace that closes it; empty where none does near."""
    depth = 1
    for at in range(start, min(len(text), start + 500)):
        if text[at] in "{}" and text[at - 1] != "\\":
            depth += 1 if text[at] == "{" else -1
            if depth == 0:
                return text[start:at]
    return ""


def _blank(text: str) -> str:
    return _NOT_END.sub(" ", text)
