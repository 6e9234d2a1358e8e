"""Content as files whose text is their own: Markdown, reStructuredText, tables as CSV."""

import csv
import re
import textwrap
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from eval.corpora.content import Content, Heading, Item, Paragraph, Table, texts
from eval.corpora.spots import Spot

_WIDTH = 96
_UNDERLINES = "=-~^\"'"


def write_markdown(content: Content, folder: Path) -> list[Spot]:
    """With front matter."""

    def heading(level: int, title: str) -> str:
        return f"{'#' * min(level, 6)} {title}"

    above = [f'---\ntitle: "{content.title}"\ntags: [history, 1939]\n---']
    parts = [*above, *_parts(content, heading, _pipe_table)]
    return _saved(content, parts, folder / f"{content.stem}.md")


def write_rst(content: Content, folder: Path) -> list[Spot]:
    """With its title as the heading over all others, underlined and overlined."""

    def heading(level: int, title: str) -> str:
        return f"{title}\n{_UNDERLINES[min(level, 6) - 1] * len(title)}"

    bar = "=" * len(content.title)
    above = [".. A comment, which nobody is shown.", f"{bar}\n{content.title}\n{bar}"]
    parts = [*above, *_parts(content, heading, _simple_table)]
    return _saved(content, parts, folder / f"{content.stem}.rst", content.title)


def _parts(
    content: Content,
    heading: Callable[[int, str], str],
    table: Callable[[Sequence[Sequence[str]]], str],
) -> Iterator[str]:
    for piece in content.pieces:
        match piece:
            case Heading(level, title):
                yield heading(level, title)
            case Paragraph(text):
                yield _wrapped(text)
            case Item(text, depth):
                yield _wrapped(f"- {text}", 2 * depth, 2 * depth + 2)
            case Table(caption, rows):
                if caption:
                    yield f"{caption}:"
                yield table(rows)


def _wrapped(text: str, first: int = 0, rest: int = 0) -> str:
    return textwrap.fill(
        text,
        _WIDTH,
        initial_indent=" " * first,
        subsequent_indent=" " * rest,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _pipe_table(rows: Sequence[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([lines[0], "|---" * len(rows[0]) + "|", *lines[1:]])


def _simple_table(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    bar = "  ".join("=" * width for width in widths)
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    return "\n".join([bar, lines[0], bar, *lines[1:], bar])


def _saved(content: Content, parts: Sequence[str], file: Path, above: str = "") -> list[Spot]:
    file.write_text("\n\n".join(parts) + "\n", encoding="utf-8", newline="")
    over = (above,) if above else ()
    return [
        Spot(file.name, text, (*over, *heading))
        for heading, piece in content.headed()
        for text in texts(piece)
    ]


def write_csv(content: Content, folder: Path) -> list[Spot]:
    """One file a table, named after the heading above it."""
    spots: list[Spot] = []
    for name, _, table in named_tables(content):
        slug = re.sub(r"\W+", "-", name.lower()).strip("-")
        file = folder / f"{content.stem}-{slug}.csv"
        with file.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows(table.rows)
        spots += [Spot(file.name, told, row=number) for number, told in enumerate(texts(table), 2)]
    return spots


def named_tables(content: Content) -> Iterator[tuple[str, tuple[str, ...], Table]]:
    """Each table with a name of its own and the headings above it. Paragraphs and items that are
    ``key: value``, as in an infobox, make up the last."""
    taken: set[str] = set()
    pairs: list[tuple[str, ...]] = []
    for heading, piece in content.headed():
        if isinstance(piece, Table):
            name = heading[-1] if heading else content.title
            number = sum(other.startswith(name) for other in taken)
            name = f"{name} {number + 1}" if number else name
            taken.add(name)
            yield name, heading, piece
        elif isinstance(piece, Item) and re.match(r"[A-Z][\w ]{2,20}: \S", piece.text):
            key, _, value = piece.text.partition(": ")
            pairs.append((key, value))
    if len(pairs) > 1:
        yield "Facts", (), Table("", (("Key", "Value"), *pairs))
