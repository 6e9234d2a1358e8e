"""Blocks that are set as code are, but where they are prose: entries of one line each, or a text
whose line ends are kept."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from index.document import Block, Kind, Span
from index.lines import Line, is_sentence, lines_of
from index.words import is_stop_word
from index.wrapping import records

_FEWEST_LINES = 3
_FEWEST_WORDS = 4  # of a line, but the last of a paragraph
_MOST_CHARACTERS = 20_000
_WORD = re.compile(
    r"[\"'(\[“‘]{0,2}(?:[^\W\d_]+(?:['’-][^\W\d_]+)*|\d[\d.,:/–-]*)[\"')\].,:;!?”’]{0,3}"
)


def without_set_prose(text: str, blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks of a text, with the entries or the paragraphs of what is set as code in its place
    where all its lines are words and figures: "On 1 May drop the support for it"."""
    for block in blocks:
        stretches = _stretches(text, block.span) if block.kind is Kind.CODE else []
        is_long = sum(map(len, stretches)) >= _FEWEST_LINES
        if not is_long or not all(map(_is_prose, stretches)):
            yield block
            continue
        for lines in stretches:
            parts = records(lines)
            for first, last in parts:
                span = Span(lines[first].start, lines[last].end)
                is_one = len(parts) == 1 or last > first or is_sentence(span.of(text))
                yield replace(block, kind=Kind.PARAGRAPH if is_one else Kind.ITEM, span=span)


def _stretches(text: str, span: Span) -> list[list[Line]]:
    """The lines of a block by the empty ones between them; none where they are not set in alike, or
    too much to be entries."""
    if len(span) > _MOST_CHARACTERS:
        return []
    start = max(text.rfind(end, 0, span.start) for end in "\r\n") + 1
    lines = [
        replace(line, start=start + line.start, end=start + line.end)
        for line in lines_of(text[start : span.end], [])
    ]
    if lines[0].start != span.start or len({line.indent for line in lines if line.text}) != 1:
        return []
    groups = groupby(lines, key=lambda line: line.text != "")
    return [list(group) for is_filled, group in groups if is_filled]


def _is_prose(lines: Sequence[Line]) -> bool:
    """Whether lines that stand together are of words and figures alone, and some words in each only
    join others."""
    words = [line.text.split() for line in lines]
    short = words[-1] if lines[-1].text[0].islower() and is_sentence(lines[-1].text) else []
    return all(
        all(map(_WORD.fullmatch, told))
        and (told is short or (len(told) >= _FEWEST_WORDS and any(map(is_stop_word, told))))
        for told in words
    )
