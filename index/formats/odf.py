"""The XML of OpenDocument files (ISO/IEC 26300): in a zip archive, or flat in one file."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree

from index.errors import ReadError
from index.formats.archive import opened
from index.formats.opc import MOST_XML

Element = Any
"""An lxml element; lxml tells no types."""

_SPACES = {
    name: f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"
    for name in ("office", "text", "table", "style", "meta", "manifest")
} | {
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xml": "http://www.w3.org/XML/1998/namespace",
}
_TEXTS = (
    b"application/vnd.oasis.opendocument.text",
    b"application/vnd.oasis.opendocument.text-template",
    b"application/vnd.oasis.opendocument.text-master",
)
_MOST_SPACES = 100
_SPACE = re.compile(r"[ \t\r\n]+")


def qn(name: str) -> str:
    """The tag or attribute with a name such as ``text:p``."""
    space, _, local = name.partition(":")
    return f"{{{_SPACES[space]}}}{local}"


_SKIPPED = frozenset(
    qn(f"text:{name}")
    for name in ("tracked-changes", "hidden-text", "note-citation", "ruby-text", "meta-field-end")
) | {qn("office:annotation"), qn("office:forms"), qn("office:event-listeners")}
_INDEXES = frozenset(
    qn(f"text:{name}")
    for name in ("table-of-content", "illustration-index", "table-index", "object-index")
    + ("user-index", "alphabetical-index")
)
_NOTE, _BOX = qn("text:note"), qn("draw:text-box")
_FRAMES = frozenset(qn(f"draw:{name}") for name in ("frame", "custom-shape", "rect", "ellipse"))
_BLOCKS = frozenset((qn("text:p"), qn("text:h")))


@dataclass(frozen=True, slots=True)
class Package:
    """The roots of a file: of its ``content``, its ``styles`` and what it says of itself; one and
    the same where it is flat, None where it has none."""

    content: Element
    styles: Element | None
    meta: Element | None
    pictures: bool = False


@dataclass(slots=True)
class Inline:
    """What a paragraph says, and what hangs on it."""

    text: str
    notes: list[Element]
    boxes: list[Element]


def package(data: bytes) -> Package:
    """An OpenDocument text; no picture, script or object of it is looked at. Raises ReadError where
    it is none, is encrypted or damaged, or its XML is too much or brings entities of its own."""
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return _flat(data)
    archive = opened(data)
    names = frozenset(archive.namelist())
    if sum(i.file_size for i in archive.infolist() if i.filename.endswith(".xml")) > MOST_XML:
        raise ReadError(f"its text unpacks to more than {MOST_XML >> 20} MiB")

    def root(name: str) -> Element | None:
        return parsed(archive.read(name)) if name in names else None

    manifest = root("META-INF/manifest.xml")
    if (
        manifest is not None
        and next(manifest.iter(qn("manifest:encryption-data")), None) is not None
    ):
        raise ReadError("it is encrypted")
    content = root("content.xml")
    if content is None:
        raise ReadError("it is no OpenDocument file, though it is a zip archive")
    pictures = any(name.startswith("Pictures/") for name in names)
    return Package(content, root("styles.xml"), root("meta.xml"), pictures)


def _flat(data: bytes) -> Package:
    root = parsed(data)
    if root.tag != qn("office:document"):
        raise ReadError("it is XML, but no OpenDocument file")
    return Package(root, root, root)


def parsed(xml: bytes) -> Element:
    """The root of XML. Raises ReadError."""
    # UTF-16 has a null byte in every letter of these words.
    if b"<!DOCTYPE" in (xml.replace(b"\0", b"") if b"\0" in xml[:8] else xml):
        raise ReadError("it declares a document type, which no OpenDocument file needs")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        raise ReadError("it is damaged (its XML cannot be read)") from error


def body(root: Element) -> Element:
    """Where the text is. Raises ReadError where a file is of another kind."""
    found = root.find(f"{qn('office:body')}/{qn('office:text')}")
    if found is None:
        raise ReadError("it is another kind of OpenDocument file than its name says")
    return found


def is_index(element: Element) -> bool:
    """Whether an element is a list of contents or the like."""
    return element.tag in _INDEXES


def inline(paragraph: Element) -> Inline:
    """What a paragraph says: with spaces, tabs and line ends as they show."""
    found = Inline("", [], [])
    parts: list[str] = []
    _gather(paragraph, parts, found)
    found.text = "".join(parts)
    return found


def _gather(element: Element, parts: list[str], found: Inline) -> None:
    _add(element.text, parts)
    for child in element:
        tag = child.tag
        if tag == qn("text:s"):
            count = child.get(qn("text:c"), "1")
            parts.append(" " * min(int(count) if count.isdecimal() else 1, _MOST_SPACES))
        elif tag == qn("text:tab"):
            parts.append("\t")
        elif tag == qn("text:line-break"):
            parts.append("\n")
        elif tag == _NOTE:
            found.notes.append(child)
        elif tag in _FRAMES:
            found.boxes += child.iter(_BOX) if tag == qn("draw:frame") else [child]
        elif tag not in _SKIPPED and tag not in _BLOCKS:
            _gather(child, parts, found)
        _add(child.tail, parts)


def _add(text: str | None, parts: list[str]) -> None:
    """White space in the XML is one space, and none after another."""
    told = _SPACE.sub(" ", text or "")
    if told[:1] == " " and (not parts or parts[-1].endswith((" ", "\t", "\n"))):
        told = told[1:]
    if told:
        parts.append(told)


def all_text(element: Element) -> str:
    """The text of all paragraphs below an element, a line each."""
    return "\n".join(filter(None, (inline(p).text.strip() for p in paragraphs(element))))


def paragraphs(element: Element) -> Iterator[Element]:
    """The paragraphs below an element, not those of notes and boxes, which hang on them."""
    for child in element:
        if child.tag in _BLOCKS:
            yield child
        elif child.tag not in _SKIPPED and not is_index(child):
            yield from paragraphs(child)


def told(meta: Element | None, name: str) -> str:
    """What a file says of itself under a name such as ``dc:title``."""
    found = None if meta is None else meta.find(f"{qn('office:meta')}/{qn(name)}")
    return "" if found is None else " ".join("".join(found.itertext()).split())
