"""Content as web pages and e-books."""

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from pathlib import Path

from eval.corpora.content import Content, Heading, Item, Paragraph, Piece, Table, texts
from eval.corpora.spots import Spot

_NOISE = """<nav><ul><li><a href="/">Home</a></li><li><a href="/war">All battles</a></li></ul></nav>
<div hidden>Cookies were eaten in 1939.</div><script>document.write("Zhukov lost 1939");</script>"""
_CONTAINER = """<?xml version="1.0"?>
<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>
<rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/>
</rootfiles></container>"""
_CHAPTER_LEVEL = 2
"""Headings of this level and above begin a chapter of a book."""


def write_html(content: Content, folder: Path) -> list[Spot]:
    """With an id on each heading, and what nobody reads: navigation, scripts, hidden text."""
    file = folder / f"{content.stem}.html"
    body = "\n".join(_elements(content.pieces))
    page = (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f"<title>{escape(content.title)}</title><style>h1 {{ color: red }}</style></head><body>\n"
        f"{_NOISE}\n<main>{body}</main>\n<footer>Imprint and contact</footer></body></html>\n"
    )
    file.write_text(page, encoding="utf-8", newline="")
    return _spots(content.pieces, Spot(file.name, ""))


def _spots(pieces: Sequence[Piece], common: Spot, file: str = "") -> list[Spot]:
    """What is told of each text in order; ids are counted as `_elements` does."""
    spots: list[Spot] = []
    path = list(common.heading)
    above = len(path)
    anchor, number = file, 0
    for piece in pieces:
        if isinstance(piece, Heading):
            path[above + piece.level - 1 :] = [piece.title]
            number += 1
            anchor = f"{file}#part-{number}" if file else f"part-{number}"
        spots += [
            replace(common, text=text, heading=tuple(path), anchor=anchor) for text in texts(piece)
        ]
    return spots


def _elements(pieces: Iterable[Piece]) -> Iterator[str]:
    depth = -1
    number = 0
    for piece in pieces:
        wanted = piece.depth if isinstance(piece, Item) else -1
        while depth > wanted:
            yield "</li></ul>"
            depth -= 1
        match piece:
            case Heading(level, title):
                number += 1
                yield f'<h{min(level, 6)} id="part-{number}">{escape(title)}</h{min(level, 6)}>'
            case Paragraph(text):
                yield f"<p>{escape(text)}</p>"
            case Item(text):
                yield "</li>" if depth == wanted else ""
                while depth < wanted:
                    yield "<ul>"
                    depth += 1
                yield f"<li>{escape(text)}"
            case Table():
                yield _table(piece)
    yield "</li></ul>" * (depth + 1)


def _table(table: Table) -> str:
    caption = f"<caption>{escape(table.caption)}</caption>" if table.caption else ""
    head = "".join(f"<th>{escape(cell)}</th>" for cell in table.rows[0])
    rows = "\n".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in table.rows[1:]
    )
    return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>\n{rows}</tbody></table>"


@dataclass(slots=True)
class _Chapter:
    """A file of a book: its title, the titles above it, and what it holds below its title."""

    title: str
    above: tuple[str, ...] = ()
    pieces: list[Piece] = field(default_factory=list)


def write_epub(content: Content, folder: Path) -> list[Spot]:
    """Chapters that the list of contents names, each with its title as a heading."""
    file = folder / f"{content.stem}.epub"
    spots: list[Spot] = []
    chapters = _chapters(content)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        book.writestr("META-INF/container.xml", _CONTAINER)
        book.writestr("OEBPS/book.opf", _package(content.title, len(chapters)))
        book.writestr("OEBPS/nav.xhtml", _page("Contents", _contents(chapters)))
        for number, chapter in enumerate(chapters, 1):
            name = f"chapter-{number}.xhtml"
            pieces = [Heading(1, chapter.title), *chapter.pieces]
            book.writestr(f"OEBPS/{name}", _page(chapter.title, "\n".join(_elements(pieces))))
            spots += _spots(pieces, Spot(file.name, "", chapter.above), name)
    return spots


def _chapters(content: Content) -> list[_Chapter]:
    chapters = [_Chapter(content.title)]
    path: list[str] = []
    for piece in content.pieces:
        if not isinstance(piece, Heading):
            chapters[-1].pieces.append(piece)
        elif piece.level <= _CHAPTER_LEVEL:
            path[piece.level - 1 :] = [piece.title]
            chapters.append(_Chapter(piece.title, tuple(path[:-1])))
        else:
            chapters[-1].pieces.append(Heading(piece.level - len(path) + 1, piece.title))
    return chapters if chapters[0].pieces else chapters[1:]


def _package(title: str, count: int) -> str:
    names = [f"chapter-{number}" for number in range(1, count + 1)]
    items = "".join(
        f'<item id="{name}" href="{name}.xhtml" media-type="application/xhtml+xml"/>'
        for name in names
    )
    spine = "".join(f'<itemref idref="{name}"/>' for name in names)
    return (
        '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0">'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(title)}</dc:title></metadata><manifest>"
        '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
        f"{items}</manifest><spine>{spine}</spine></package>"
    )


def _contents(chapters: Sequence[_Chapter]) -> str:
    """The nested list of contents; a chapter without one above it there stands at the top."""
    parts = ['<nav epub:type="toc">']
    depth = -1
    for number, chapter in enumerate(chapters, 1):
        wanted = len(chapter.above)
        parts.append("<ol>" * (wanted - depth) or "</li>" + "</ol></li>" * (depth - wanted))
        parts.append(f'<li><a href="chapter-{number}.xhtml">{escape(chapter.title)}</a>')
        depth = wanted
    return "".join([*parts, "</li></ol>" * (depth + 1), "</nav>"])


def _page(title: str, body: str) -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml" '
        f'xmlns:epub="http://www.idpf.org/2007/ops"><head><title>{escape(title)}</title></head>'
        f"<body>{body}</body></html>"
    )
