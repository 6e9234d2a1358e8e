r"""TeX: its sections are headings, its items a list, its rows a table; what comes before the document
begins, and comments, are not text. The text stays the file's own: the blocks are told of a copy of
the same length, in which these are marked as they are in any text.
"""

import re

from index.decoding import decode
from index.formats.canonical import Parsed
from index.structure import blocks

_BEGIN, _END = re.compile(r"\\begin\{document\}"), re.compile(r"\\end\{document\}")
_NOT_END = re.compile(r"[^\r\n]")
_LINE = re.compile(r"[^\r\n]+")
_TITLE = re.compile(r"\\title\*?(?:\[[^\[\]\n]{0,200}\])?\{")
_COMMENT = re.compile(r"(?<!\\)(?:\\\\)*%.*")
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
_CODE = re.compile(r"\\(begin|end)\{(?:verbatim|lstlisting|minted|Verbatim)\*?\}")
_ITEM = re.compile(r"([ \t]*)\\item(?![a-zA-Z])")
_CAPTION = re.compile(r"\\caption\*?(?:\[[^\[\]]{0,200}\])?\{")
_RULE = re.compile(r"[ \t]*(?:\\(?:hline|toprule|midrule|bottomrule)\b[ \t]*)+")
_CELLS = re.compile(r"(?<!\\)&")
_ROW_END = re.compile(r"\\\\(?:\[[^\[\]]{0,20}\])?[ \t]*(?:\\hline[ \t]*)*$")
_TABLE = re.compile(r"\\(begin|end)\{(?:tabular[x*]?|longtable|tabulary|array)\}")


def parse(data: bytes) -> Parsed:
    """A file, whose title is the one that it tells."""
    text, encoding = decode(data)
    named = _TITLE.search(text)
    title = _braced(text, named.end()) if named else ""
    begin, end = _BEGIN.search(text), _END.search(text)
    first, last = begin.end() if begin else 0, end.start() if end else len(text)
    last = max(first, last)
    reader = _Reader()
    body = _LINE.sub(lambda line: reader.line(line[0]), text[first:last])
    shown = _blank(text[:first]) + body + _blank(text[last:])
    told = " ".join(title.replace(r"\\", " ").split())
    return Parsed(text, encoding, told, "text", tuple(blocks(shown)))


class _Reader:
    """Rewrites line after line, each at its length."""

    def __init__(self) -> None:
        self.is_code = False
        self.is_table = False
        self.has_row = False

    def line(self, line: str) -> str:
        """The line as it would be marked in any text."""
        code = _CODE.search(line)
        if code is not None:
            self.is_code = code[1] == "begin"
            return "```" + " " * (len(line) - 3)
        if self.is_code:
            return line
        line = _COMMENT.sub(lambda found: _blank(found[0]), line)
        section = _SECTION.match(line)
        title = _braced(line, section.end()) if section else ""
        if section is not None and title.strip():
            end = section.end() + len(title)
            rest = _silenced(line[end + 1 :])
            if not rest.strip():
                return ("#" * _LEVELS[section[1]]).ljust(section.end()) + title + " " + rest
        if (table := _TABLE.search(line)) is not None:
            self.is_table, self.has_row = table[1] == "begin", False
        line = _silenced(line)
        if self.is_table:
            return self._row(line)
        return _ITEM.sub(r"\1-    ", line, count=1)

    def _row(self, line: str) -> str:
        if _RULE.fullmatch(line):
            return "--|".ljust(len(line), "-") if self.has_row else _blank(line)
        cells = _CELLS.sub("|", _ROW_END.sub(lambda end: _blank(end[0]), line))
        self.has_row = self.has_row or "|" in cells
        return cells


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
