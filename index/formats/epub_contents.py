"""The lists of an EPUB: which titles each of its files stands under, and its printed pages."""

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from lxml import etree
from selectolax.lexbor import LexborHTMLParser, LexborNode

from index.formats.html_kinds import printed
from index.formats.html_line import walk
from index.lines import LONGEST_HEADING, clip

MOST_TITLES = 6
"""Titles that are told of a file: its own and those nearest above."""

Titles = tuple[str, ...]
Pages = Mapping[str, Mapping[str, str]]
"""By file, the printed numbers of pages by the ids that they begin with, "" for its beginning."""


def name_of(href: str, base: str = "") -> str:
    """The file that a link in ``base`` leads to, relative to the package; empty where to none.

    >>> name_of("../a%20b.xhtml#c", "nav/nav.xhtml")
    'a b.xhtml'
    """
    try:
        path = unquote(urlsplit(href).path)
    except ValueError:
        return ""
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), path)) if path else ""


def from_nav(page: LexborHTMLParser, name: str) -> dict[str, Titles]:
    """The titles that a navigation document, called ``name``, gives the files."""
    lists = page.css("nav")
    marked = [nav for nav in lists if _is_of(nav, "toc", "doc-toc")]
    return _first(entry for nav in (marked or lists)[:1] for entry in _Nav(name).read(nav))


def from_ncx(root: Any, name: str) -> dict[str, Titles]:
    """The titles that the older form of a list of contents, called ``name``, gives the files."""
    return _first(_points(root, name))


def pages_in_nav(page: LexborHTMLParser, name: str) -> Pages:
    """The printed pages that a navigation document, called ``name``, lists."""
    lists = [nav for nav in page.css("nav") if _is_of(nav, "page-list", "doc-pagelist")]
    links = [link for nav in lists for link in nav.css("a")]
    return _by_file(((link.attributes.get("href") or "", link.text()) for link in links), name)


def pages_in_ncx(root: Any, name: str) -> Pages:
    """The printed pages that the older form of a list of contents, called ``name``, tells."""
    told = []
    for target in root.iter("{*}pageTarget"):
        label, content = target.find("{*}navLabel/{*}text"), target.find("{*}content")
        if label is not None and content is not None:
            told.append((content.get("src", ""), text_of(label)))
    return _by_file(told, name)


def _by_file(links: Iterable[tuple[str, str]], base: str) -> Pages:
    found: dict[str, dict[str, str]] = {}
    for href, label in links:
        name, _, fragment = href.partition("#")
        found.setdefault(name_of(name, base), {}).setdefault(unquote(fragment), printed(label))
    return found


def text_of(element: Any) -> str:
    """What stands right in an XML element, on one line. References to entities are left out."""
    told = [element.text or "", *(child.tail or "" for child in element)]
    return " ".join("".join(told).split())


def _is_of(nav: LexborNode, kind: str, role: str) -> bool:
    types = (nav.attributes.get("epub:type") or "").split()
    return kind in types or nav.attributes.get("role") == role


def _points(root: Any, name: str) -> Iterator[tuple[str, Titles]]:
    above: list[str] = []
    for event, point in etree.iterwalk(root, events=("start", "end"), tag="{*}navPoint"):
        if event == "end":
            above.pop()
            continue
        label, content = point.find("{*}navLabel/{*}text"), point.find("{*}content")
        above.append(_title(text_of(label)) if label is not None else "")
        if content is not None:
            yield name_of(content.get("src", ""), name), tuple(above)


class _Nav:
    """Reads the nested lists of a navigation document."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.opened: list[str] = []
        self.titles: list[str] = []
        self.depth = 0
        self.found: list[tuple[str, Titles]] = []

    def read(self, nav: LexborNode) -> list[tuple[str, Titles]]:
        walk(nav, self._enter, self._leave)
        return self.found

    def _enter(self, node: LexborNode) -> bool:
        tag = node.tag or ""
        if tag in ("a", "span") and self.depth:
            del self.titles[self.depth - 1 :]
            self.titles += [""] * (self.depth - 1 - len(self.titles))
            self.titles.append(_title(node.text()))
            href = node.attributes.get("href")
            if href:
                target = name_of(href, self.name)
                self.found.append((target, tuple(self.titles[-MOST_TITLES:])))
            return False
        if tag[:1] in ("", "-"):
            return False
        self.opened.append(tag)
        self.depth += tag == "ol"
        return True

    def _leave(self) -> None:
        self.depth -= self.opened.pop() == "ol"


def _title(text: str) -> str:
    return clip(text, LONGEST_HEADING)


def _first(entries: Iterable[tuple[str, Titles]]) -> dict[str, Titles]:
    """What is said first of each file."""
    found: dict[str, Titles] = {}
    for name, titles in entries:
        told = tuple(title for title in titles[-MOST_TITLES:] if title)
        if name and told:
            found.setdefault(name, told)
    return found
