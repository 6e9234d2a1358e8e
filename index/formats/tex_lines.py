r"""The lines of a TeX document as they would be marked in any text, each at its length."""

import re
from collections.abc import Sequence

from index.document import Span
from index.formats.regions import PLACEHOLDER
from index.formats.tex_source import Source, blank, braced

_LINE = re.compile(r"[^\r\n]+")
_CLOSING = "`" * 9
"""Longer than any in code, and with a line's end before and after still as short as what it is put
in place of."""
_OPENING = _CLOSING + "x"  # backticks alone might underline a heading
_LEVELS = {
    "part": 1,
    "chapter": 1,
    "section": 2,
    "subsection": 3,
    "subsubsection": 4,
    "paragraph": 5,
    "subparagraph": 6,
}
_SECTION = re.compile(rf"[ \t]*\\({'|'.join(_LEVELS)})\*?(?:\[[^\[\]]{{0,200}}\])?\{{")
_SILENT = re.compile(
    r"\\(?:begin|end)\{[^{}]{1,40}\}(?:\[[^\[\]]{0,200}\]|\{[^{}]{0,80}\})*"
    r"|\\(?:label|bibliography|bibliographystyle|vspace|hspace|includegraphics|pagestyle|input"
    r"|include|subfile|thispagestyle|setcounter|addcontentsline)\*?"
    r"(?:\[[^\[\]]{0,200}\])?(?:\{[^{}]{0,200}\})+"
    r"|\\(?:maketitle|tableofcontents|listoffigures|listoftables|appendix|centering|newpage"
    r"|clearpage|noindent|linenumbers|doublespacing|onehalfspacing|singlespacing|frontmatter"
    r"|mainmatter|backmatter)(?![a-zA-Z])"
)
_ITEM = re.compile(r"\\item(?![a-zA-Z])")
_BREAK = re.compile(r"\s*\\\\\s*")
_CAPTION = re.compile(r"\\caption\*?(?:\[[^\[\]]{0,200}\])?\{")


def marked(source: Source, apart: Sequence[Span]) -> str:
    """The document as it would be marked in any text, a placeholder in each stretch that is told
    ``apart``."""
    text, newline = source.text, "\n" if "\n" in source.text else "\r"
    parts, at = [blank(text[: source.first])], source.first
    codes = {start: (first, last, end) for start, first, last, end in source.codes}
    others = {span.start: span.end for span in apart}
    for start in sorted([*codes, *others]):
        if not at <= start < source.last:
            continue
        parts.append(_lines(text[at:start], newline))
        if start in others:
            at = others[start]
            parts.append(PLACEHOLDER + blank(text[start + 1 : at]))
        else:
            first, last, at = codes[start]
            parts += (
                _fence(_OPENING, text, start, first, newline),
                text[first:last],
                _fence(_CLOSING, text, last, at, newline),
            )
    parts += _lines(text[at : source.last], newline), blank(text[source.last :])
    return "".join(parts)


def _lines(text: str, newline: str) -> str:
    return _LINE.sub(lambda line: _line(line[0], newline), text)


def _fence(fence: str, text: str, start: int, end: int, newline: str) -> str:
    """What marks code, on a line of its own, in place of what begins or ends it."""
    before = newline if text[start - 1 : start] not in ("", "\r", "\n") else ""
    after = newline if text[end : end + 1] not in ("", "\r", "\n") else ""
    left = end - start - len(before) - len(fence) - len(after)
    return before + fence + blank(text[end - left : end]) + after


def _line(line: str, newline: str) -> str:
    section = _SECTION.match(line)
    title = braced(line, section.end()) if section else ""
    if section is not None and title.strip():
        rest = _silenced(line[section.end() + len(title) + 1 :])
        end = newline if rest.strip() else " "
        return ("#" * _LEVELS[section[1]]).ljust(section.end()) + title + end + rest
    return _ITEM.sub("-    ", _silenced(line), count=1)


def _silenced(line: str) -> str:
    """A line without commands that show nothing, nor what encloses a caption."""
    line = _SILENT.sub(lambda found: blank(found[0]), line)
    caption = _CAPTION.search(line)
    told = braced(line, caption.end()) if caption else ""
    if caption is None or not told:
        return line
    rest = line[caption.end() + len(told) + 1 :]
    if _BREAK.fullmatch(rest):
        rest = blank(rest)
    return line[: caption.start()] + blank(caption[0]) + told + " " + rest
