"""Programs and settings: comments as prose, code as code. The text stays the file's own."""

import ast
import re
import warnings
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, String

from index.decoding import decode
from index.document import Block, Kind, Span
from index.formats.canonical import Parsed

LONGEST_LEXED = 2_000_000
"""Characters above which a file is data or made by a program, and read as plain text."""

_LONGEST_CODE = 800
"""Characters up to which stretches of code that an empty line parts stand together."""

_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
_BLANK = re.compile(r"(?:\r\n|\r(?!\n)|\n)[ \t]*(?=[\r\n])")
_BEGINS_LINE = re.compile(r"(?:^|[\r\n])[ \t]*$")
_ENDS_LINE = re.compile(r"[ \t]*(?:[\r\n]|$)")
_DEEPEST = 200
# What begins a comment in settings: their lexers take the square of the length of a line.
_SIGNS = {"ini": "#;", "toml": "#", "yaml": "#"}
_NOT_PROSE = (Comment.Hashbang, Comment.Preproc, Comment.PreprocFile)
_OPENING = re.compile(
    r"[ \t]*(?:[rRuUbB]{0,2}(?:\"\"\"|''')|/\*[*!]?|\(\*|\{-\|?|<!--|--\[=*\[|#=|=begin\b)"
)
_CLOSING = re.compile(r"(?:\"\"\"|'''|(?<!\*)\*+/|\*\)|-\}|-->|\]=*\]|=#|(?<![^\r\n])=end)[ \t]*$")
# What a line of a comment begins with; stars only where a comment draws a border of them.
_MARKER = re.compile(r"[ \t]*(?:///?!?|#+|--+|;+|%+|\*+(?![\w*]))?[ \t]*")


@dataclass(frozen=True, slots=True)
class _Scopes:
    """Where classes and functions begin and end, ascending, and the names that hold from each."""

    edges: tuple[int, ...] = ()
    paths: tuple[tuple[str, ...], ...] = ()

    def path(self, at: int) -> tuple[str, ...]:
        """The names of the classes and functions that hold a place, outermost first."""
        above = bisect_right(self.edges, at)
        return self.paths[above - 1] if above else ()

    def within(self, start: int, end: int) -> tuple[int, ...]:
        """The edges that part a stretch."""
        return self.edges[bisect_right(self.edges, start) : bisect_left(self.edges, end)]


def parse(data: bytes, variant: str) -> Parsed:
    """A file in the language that Pygments calls ``variant``."""
    text, encoding = decode(data)
    if len(text) > LONGEST_LEXED or not text or text.isspace():
        return Parsed(text, encoding)
    scopes = _python_scopes(text) if variant == "python" else _Scopes()
    blocks: list[Block] = []
    position = 0
    for start, end in _comments(text, variant):
        blocks.extend(_code(text, position, start, scopes))
        path = scopes.path(start)
        blocks.extend(Block(Kind.PARAGRAPH, span, path) for span in paragraphs(text, start, end))
        position = end
    blocks.extend(_code(text, position, len(text), scopes))
    return Parsed(text, encoding, "", "text", tuple(blocks))


def _comments(text: str, language: str) -> Iterator[tuple[int, int]]:
    """Where comments stand that have their lines to themselves; those in a row are one."""
    if language in _SIGNS:
        yield from _lines_of_comment(text, _SIGNS[language])
        return
    start = end = -1
    last = None
    for at, kind, value in get_lexer_by_name(language).get_tokens_unprocessed(text):
        told = kind in Comment or kind in String.Doc
        if not told or any(kind in other for other in _NOT_PROSE) or not value.strip():
            continue
        if start != -1 and kind == last and _is_next(text[end:at]):
            end = at + len(value.rstrip())
            continue
        if start != -1 and _ENDS_LINE.match(text, end):
            yield start, end
        start = at if _BEGINS_LINE.search(text[max(0, at - _DEEPEST) : at]) else -1
        end, last = at + len(value.rstrip()), kind
    if start != -1 and _ENDS_LINE.match(text, end):
        yield start, end


def _lines_of_comment(text: str, signs: str) -> Iterator[tuple[int, int]]:
    """The lines in a row that begin with one of the signs."""
    start = end = -1
    for line in _LINE.finditer(text):
        told = line[0].strip()
        if told and told[0] in signs:
            start = line.start() + line[0].index(told[0]) if start == -1 else start
            end = line.start() + len(line[0].rstrip())
        elif start != -1:
            yield start, end
            start = -1
    if start != -1:
        yield start, end


def _is_next(between: str) -> bool:
    """Whether nothing but a line's end stands between two comments."""
    return not between.strip() and len(_ends(between)) < 2


def _ends(between: str) -> list[str]:
    return re.findall(r"\r\n?|\n", between)


def paragraphs(text: str, start: int, end: int) -> Iterator[Span]:
    """What a comment says, without the marks that begin and end it, by paragraphs."""
    first = last = -1
    for line in _LINE.finditer(text, start, end):
        begin, stop = line.start(), line.start() + len(line[0].rstrip())
        opening = _OPENING.match(text, begin, stop)
        if opening is not None:
            begin = opening.end()
        closing = _CLOSING.search(text, begin, stop)
        if closing is not None:
            stop = closing.start()
        marker = _MARKER.match(text, begin, stop)
        begin = marker.end() if marker is not None else begin
        stop = begin + len(text[begin:stop].rstrip())
        if any(map(str.isalnum, text[begin:stop])):
            first, last = (begin if first == -1 else first), stop
        elif first != -1:
            yield Span(first, last)
            first = -1
    if first != -1:
        yield Span(first, last)


def _code(text: str, start: int, end: int, scopes: _Scopes) -> Iterator[Block]:
    """Code, parted where a class or function begins or ends, and else at empty lines."""
    for one, other in pairwise([start, *scopes.within(start, end), end]):
        path = scopes.path(one)
        held = -1
        pieces = [one, *(blank.end() for blank in _BLANK.finditer(text, one, other)), other]
        for at, upto in pairwise(pieces):
            if held != -1 and upto - held > _LONGEST_CODE:
                yield from _trimmed(text, held, at, path)
                held = at
            held = at if held == -1 else held
        if held != -1:
            yield from _trimmed(text, held, other, path)


def _trimmed(text: str, start: int, end: int, path: tuple[str, ...]) -> Iterator[Block]:
    told = text[start:end].strip()
    if any(map(str.isalnum, told)):
        start = text.index(told[0], start)
        yield Block(Kind.CODE, Span(start, start + len(told)), path)


def _python_scopes(text: str) -> _Scopes:
    """The classes and functions of a Python file; none where it is not today's Python."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return _Scopes()
    starts = [line.start() for line in _LINE.finditer(text)] + [len(text)]
    paths: dict[int, tuple[str, ...]] = {}
    waiting: list[tuple[ast.AST, tuple[str, ...]]] = [(tree, ())]
    while waiting:
        above, path = waiting.pop()
        for node in ast.iter_child_nodes(above):
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                first = min([node.lineno, *(made.lineno for made in node.decorator_list)])
                inside = (*path, node.name)
                paths[starts[first - 1]] = inside
                # What begins where this ends holds there; what holds this, only if nothing does.
                paths.setdefault(starts[node.end_lineno or node.lineno], path)
                waiting.append((node, inside))
            elif isinstance(node, ast.stmt):
                waiting.append((node, path))
    edges = tuple(sorted(paths))
    return _Scopes(edges, tuple(paths[edge] for edge in edges))
