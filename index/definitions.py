"""Terms with their definitions among the lines of a text, as Markdown and reStructuredText have
them."""

from collections.abc import Sequence

from index.lines import Line, heading, is_rule, is_sentence, marker

_LONGEST_TERM = 100


def told_of(lines: Sequence[Line], at: int, *, by_indent: bool = False) -> int:
    """The number of the line that begins to define the term on a line: it begins with a colon, or
    ``by_indent`` stands right below, set in deeper. 0 where the line is no term."""
    if not _may_be_term(lines[at]):
        return 0
    if by_indent:
        return at + 1 if _is_set_in(lines, at) else 0
    below = at + 1
    if below < len(lines) and not lines[below].text:
        below += 1
    return below if _tells(lines, below) and not is_sentence(lines[at].text) else 0


def _may_be_term(line: Line) -> bool:
    text = line.text
    if line.table or not 0 < len(text) <= _LONGEST_TERM or text[0] in ":;<|" or is_rule(text):
        return False
    return marker(line) is None and heading(line) is None and any(map(str.isalnum, text))


def _tells(lines: Sequence[Line], at: int) -> bool:
    if at >= len(lines):
        return False
    return lines[at].text[:1] == ":" and lines[at].text[1:2].isspace() and lines[at].indent < 4


def _is_set_in(lines: Sequence[Line], at: int) -> bool:
    """Whether a term's definition goes on to the next empty line, or to the next term."""
    term = lines[at]
    near = at + 1
    while near < len(lines) and lines[near].text and lines[near].indent > term.indent:
        near += 1
    if near == at + 1 or (term.text[-1] == ":" and marker(lines[at + 1]) is not None):
        return False
    is_end = near == len(lines) or not lines[near].text
    return is_end or (near + 1 < len(lines) and lines[near + 1].indent > lines[near].indent)
