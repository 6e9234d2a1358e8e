"""Stretches of a text whose blocks a format tells itself, put among those told of the rest. In the
text that these are told of, a placeholder stands where each begins."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.document import Block, Kind, Span
from index.tables import Row, row_blocks

PLACEHOLDER = "0"
"""What stands for a stretch: digits that stand alone are no heading, and lead into nothing."""


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch whose blocks are not told from the text: rows, or else code. Rows that are
    ``counted``, and whether they are ``named``, as `row_blocks` has it."""

    span: Span
    rows: tuple[Row, ...] = ()
    named: bool = True
    caption: str = ""
    counted: bool = True


def merged(told: Sequence[Block], regions: Sequence[Region], shown: str) -> Iterator[Block]:
    """The blocks, with what each placeholder stands for in its place."""
    waiting = list(reversed(regions))
    for block in told:
        start = block.span.start
        while waiting and waiting[-1].span.start < block.span.end:
            region = waiting.pop()
            yield from part(shown, block, start, region.span.start)
            if region.rows:
                yield from row_blocks(
                    region.rows,
                    block.heading,
                    region.caption,
                    named=region.named,
                    counted=region.counted,
                )
            else:
                yield Block(Kind.CODE, region.span, block.heading)
            start = region.span.end
        yield from part(shown, block, start, block.span.end)


def part(shown: str, block: Block, start: int, end: int) -> Iterator[Block]:
    """What a block has of a stretch, if anything, without white space around it."""
    told = shown[start:end].strip() if start < end else ""
    if told:
        start = shown.index(told[0], start)
        yield replace(block, span=Span(start, start + len(told)))
