r"""TeX: its sections are headings, its items a list, its rows a table; what comes before the document
begins, and comments, are not text. The text stays the file's own: the blocks are told of a copy of
the same length, in which these are marked as they are in any text.
"""

import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from index.decoding import decode
from index.document import Block, Kind, Mark
from index.formats.canonical import Parsed, written
from index.formats.regions import Region, merged, part
from index.formats.tex_lines import marked
from index.formats.tex_named import Part, around, parts
from index.formats.tex_plain import macros, plain
from index.formats.tex_source import Source, braced, scanned
from index.formats.tex_tables import tables
from index.lines import Line
from index.structure import Reader

_TITLE = re.compile(r"\\title\*?(?:\[[^\[\]\n]{0,200}\])?\{")
_AUTHOR = re.compile(r"\\author\*?(?:\[[^\[\]\n]{0,200}\])?\{")
_DATE = re.compile(r"\\date\{")
_AND = re.compile(r"\\(?:and|And|AND)(?![a-zA-Z])")
_MOST_ABOUT_AUTHORS = 3_000
_EDGE = re.compile(r"\\(?:begin|end)\{[^{}]{1,40}\}")


def parse(data: bytes) -> Parsed:
    """A file, whose title is the one that it tells."""
    text, encoding = decode(data)
    source = scanned(text)
    known = macros(source.text)
    named = _TITLE.search(source.text)
    title = plain(braced(source.text, named.end()), known) if named else ""
    blocks = tuple(_blocks(source, parts(source, known)))
    return Parsed(text, encoding, title, "text", blocks, _written(source, known))


def _written(source: Source, known: Mapping[str, str]) -> tuple[Mark, ...]:
    """Who wrote a document, and when."""
    told = [
        name.split(r"\\", 1)[0]  # an address may follow
        for found in _AUTHOR.finditer(source.text)
        for name in _AND.split(braced(source.text, found.end(), _MOST_ABOUT_AUTHORS))
    ]
    date = _DATE.search(source.text)
    when = plain(braced(source.text, date.end()), known) if date else ""
    return written((plain(name, known) for name in told), when)


def _blocks(source: Source, named: Sequence[Part]) -> Iterator[Block]:
    found = list(tables(source))
    floats = around([one for one in named if one.caption], [one.span.start for one in found])
    regions = [
        Region(table.span, table.rows, table.named, caption[0].full if caption else "", False)
        for table, caption in zip(found, floats, strict=True)
    ]
    shown = marked(source, [region.span for region in regions])
    told = list(_apart(source, list(merged(_Reader(shown).read(), regions, shown)), shown))
    for block, inside in zip(told, around(named, [one.span.start for one in told]), strict=True):
        yield _under(block, inside)


def _apart(source: Source, told: Sequence[Block], shown: str) -> Iterator[Block]:
    """The blocks without comments, and prose without what begins and ends an environment."""
    gaps = deque(_gaps(source))
    is_after = False
    for block in told:
        start, end = _begin(source, block, shown), block.span.end
        is_row, is_code = block.kind is Kind.ROW, block.kind is Kind.CODE
        view = source.text if is_row else shown
        while gaps and gaps[0][0] < end:
            first, last, is_remark = gaps.popleft()
            if is_code or (is_row and not is_remark):
                is_after = is_after or is_remark
                continue
            for piece in part(view, block, start, first):
                if _says_something(piece, source):
                    yield replace(piece, apart=is_after)
                    is_after = False
            start, is_after = max(start, last), is_after or is_remark
        for piece in [block] if is_code else part(view, block, start, end):
            if start == block.span.start or _says_something(piece, source):
                yield replace(piece, apart=is_after)
                is_after = False


def _begin(source: Source, block: Block, shown: str) -> int:
    """Where the words of a block begin: of a heading with nothing below it, its title."""
    start = block.span.start
    if block.kind is not Kind.PARAGRAPH or shown[start] != "#" or source.text[start] != "\\":
        return start
    return next((at for at in range(start, block.span.end) if shown[at] not in "# "), start)


def _says_something(piece: Block, source: Source) -> bool:
    """Whether more is left of a block than the full stop after an environment."""
    return any(map(str.isalnum, piece.span.of(source.text)))


def _gaps(source: Source) -> list[tuple[int, int, bool]]:
    """Where comments stand, and what begins and ends an environment; True for the former."""
    edges = _EDGE.finditer(source.text, source.first, source.last)
    told = [(*edge.span(), False) for edge in edges if not source.is_literal(edge.start())]
    return sorted([*told, *((*remark, True) for remark in source.remarks)])


def _under(block: Block, inside: Sequence[Part]) -> Block:
    """A block, told what it stands in."""
    is_row = block.kind is Kind.ROW
    heading = [one.name for one in inside if one.is_heading]
    names = [one.name for one in inside if not one.is_heading and not (is_row and one.caption)]
    context = " › ".join(filter(None, [*names, block.context]))
    return replace(block, heading=(*heading, *block.heading), context=context)


class _Reader(Reader):
    """Nothing is code because it is set in, and no line a heading because of how it stands; lines
    that stand together are one paragraph."""

    def indented(self, line: Line) -> bool:
        return False

    def unmarked(self, line: Line) -> bool:
        return False

    def parts(self, lines: Sequence[Line]) -> list[tuple[int, int]]:
        return [(0, len(lines) - 1)]
