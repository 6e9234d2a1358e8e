"""EPUB: the chapters of a book in the order they are read, each as a browser would show it.

What says of what the book consists is XML, read by lxml, which is told to expand no entity and to
fetch nothing; chapters are read as HTML is, since many are not quite XML.
"""

import posixpath
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import unquote

from lxml import etree

from index.errors import ReadError
from index.formats.archive import opened
from index.formats.canonical import Canonical, Parsed, written
from index.formats.epub_contents import (
    MOST_TITLES,
    Pages,
    Titles,
    from_nav,
    from_ncx,
    name_of,
    pages_in_nav,
    pages_in_ncx,
    text_of,
)
from index.formats.html_sink import Sink
from index.formats.html_source import decoded, tree
from index.formats.html_text import Walker
from index.formats.html_writer import Writer
from index.lines import clip

_CHAPTERS = frozenset({"application/xhtml+xml", "text/html", "text/x-oeb1-document"})
_FONTS_ONLY = frozenset({"http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"})
"""Ways to encrypt that are meant for fonts, and hide no text."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A file of the book. ``name`` is relative to the package, as links name it."""

    name: str
    path: str
    media: str
    properties: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Package:
    """What a book consists of, and what it says of itself. ``nav`` and ``ncx`` are its lists of contents."""

    title: str
    authors: tuple[str, ...]
    date: str
    chapters: tuple[_Part, ...]
    nav: _Part | None
    ncx: _Part | None


def parse(data: bytes) -> Parsed:
    """As `index.formats.Parser`. No script is run, nothing is fetched, no entity expanded."""
    with opened(data) as book:
        return _read(_Book(book))


class _Book:
    """The files of an EPUB."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.names = frozenset(archive.namelist())

    def bytes(self, path: str) -> bytes | None:
        """A file's bytes; None where there is no such file. Raises ReadError."""
        if path not in self.names:
            return None
        try:
            return self.archive.read(path)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
            raise ReadError(f"it is damaged: {clip(path)} in it cannot be read") from error
        except (NotImplementedError, RuntimeError, ValueError) as error:
            raise ReadError(f"it cannot be unpacked ({clip(str(error))})") from error

    def xml(self, path: str, *, damaged: bool = False) -> Any:
        """The root of an XML file; None where there is no such file. Raises ReadError where it is
        no XML, unless it may be ``damaged``: then the root is of what can be read."""
        data = self.bytes(path)
        if data is None:
            return None
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, recover=damaged
        )
        try:
            return etree.fromstring(data, parser)
        except (etree.LxmlError, ValueError) as error:
            if damaged:
                return None
            raise ReadError(f"it is damaged: {clip(path)} in it cannot be read") from error


def _read(book: _Book) -> Parsed:
    package = _package(book)
    encrypted = _encrypted(book)
    if any(chapter.path in encrypted for chapter in package.chapters):
        raise ReadError("it is encrypted (DRM)")
    titles, pages = _contents(book, package)
    made = Canonical()
    found = False
    for chapter in package.chapters:
        data = book.bytes(chapter.path)
        if data is None:
            continue
        found = True
        parser = tree(decoded(data)[0], xhtml=True)
        if chapter.name in titles:
            made.section(1, "")
        sink = Sink(
            made,
            chapter.name,
            titles.get(chapter.name, ()),
            MOST_TITLES,
            pages.get(chapter.name, {}),
        )
        if parser.root is not None:
            # The headings of a chapter stand where its title in the list of contents would.
            Walker(Writer(sink, below=MOST_TITLES - 1)).write(parser.root)
    if not found:
        raise ReadError("it is damaged: none of its chapters is in it")
    parsed = made.done("epub", package.title)
    if not parsed.text:
        raise ReadError("it has no text, only pictures or the like")
    return replace(parsed, marks=(*written(package.authors, package.date), *parsed.marks))


def _package(book: _Book) -> _Package:
    container = book.xml("META-INF/container.xml")
    roots = _all(container, "rootfile")
    path = next((unquote(root.get("full-path", "")) for root in roots), "")
    root = book.xml(path) if path else None
    if root is None:
        raise ReadError("it is damaged: it does not say what it consists of")
    parts = {}
    for item in _all(root, "item"):
        name = name_of(item.get("href", ""))
        where = posixpath.normpath(posixpath.join(posixpath.dirname(path), name))
        properties = frozenset(item.get("properties", "").split())
        parts[item.get("id", "")] = _Part(name, where, item.get("media-type", ""), properties)
    spine = [part for ref in _all(root, "itemref") if (part := parts.get(ref.get("idref", "")))]
    nav = next((part for part in parts.values() if "nav" in part.properties), None)
    ncx = next((part for part in parts.values() if part.media == "application/x-dtbncx+xml"), None)
    listing = {
        name_of(href)
        for reference in _all(root, "reference")
        if reference.get("type", "").lower() == "toc"
        # One that leads into a file tells that there is more in it than a list.
        and "#" not in (href := reference.get("href", ""))
    } | {nav.name if nav else ""}
    shown = [part for part in spine if part.media in _CHAPTERS]
    chapters = dict.fromkeys([part for part in shown if part.name not in listing] or shown)
    title = next((text for told in _all(root, "title") if (text := text_of(told))), "")
    authors = tuple(text_of(told) for told in _all(root, "creator"))
    date = next((text for told in _all(root, "date") if (text := text_of(told))), "")
    return _Package(title, authors, date, tuple(chapters), nav, ncx)


def _contents(book: _Book, package: _Package) -> tuple[Mapping[str, Titles], Pages]:
    """The titles and the printed pages of the book's files, from its older list where the newer
    has no titles."""
    titles: Mapping[str, Titles] = {}
    pages: Pages = {}
    nav = book.bytes(package.nav.path) if package.nav else None
    if package.nav and nav:
        listed = tree(decoded(nav)[0], xhtml=True)
        titles, pages = from_nav(listed, package.nav.name), pages_in_nav(listed, package.nav.name)
    if package.ncx and not titles:
        ncx = book.xml(package.ncx.path, damaged=True)
        if ncx is not None:
            titles = from_ncx(ncx, package.ncx.name)
            pages = pages or pages_in_ncx(ncx, package.ncx.name)
    return titles, pages


def _encrypted(book: _Book) -> set[str]:
    """The files that cannot be read without a key."""
    found = set()
    for data in _all(book.xml("META-INF/encryption.xml"), "EncryptedData"):
        ways = {way.get("Algorithm", "") for way in _all(data, "EncryptionMethod")}
        if not ways or not ways <= _FONTS_ONLY:
            found |= {unquote(told.get("URI", "")) for told in _all(data, "CipherReference")}
    return found


def _all(root: Any, name: str) -> Iterator[Any]:
    """The elements of an XML file that are called so, in whatever namespace."""
    return iter(()) if root is None else root.iter(f"{{*}}{name}")
