"""Office packages (Open Packaging Conventions), cut down to the XML that text is read from."""

import posixpath
import re
from collections.abc import Container
from io import BytesIO
from zipfile import ZipFile

from lxml import etree

from index.errors import ReadError
from index.formats.archive import opened

MOST_XML = 256 << 20
"""Bytes of XML that a package may hold: a parser makes a multiple of it."""

WORD = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
SLIDES = b"application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
SHEETS = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
"""What the main part of a Word document, of a presentation, of a workbook is said to be."""

LONGEST_TITLE = 200

_TYPES = "[Content_Types].xml"
_FIRST_RELATIONS = "_rels/.rels"
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)
# Documents with macros, templates and shows differ from plain ones in nothing that is read.
_PLAIN_TYPES = {
    b"application/vnd.ms-word.document.macroEnabled.main+xml": WORD,
    b"application/vnd.ms-excel.sheet.macroEnabled.main+xml": SHEETS,
    b"application/vnd.openxmlformats-officedocument.presentationml.slideshow.main+xml": SLIDES,
    b"application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml": SLIDES,
    b"application/vnd.ms-powerpoint.slideshow.macroEnabled.main+xml": SLIDES,
}
_STRICT = re.compile(rb"(=[\"'])http://purl\.oclc\.org/ooxml/([A-Za-z]+)/")
_UNTITLED = re.compile(
    r"(?:microsoft \w+ - .*|untitled\b.*|(?:do[ck]ument\w*|slide|folie) ?\d*|.*\.(?:do|pp)[ct][mx]?"
    r"|(?=.*\bpowerpoint\b)\S+(?: \S+){0,2}|word document)",
    re.IGNORECASE,
)


def package(data: bytes, kind: bytes, *, dispensable: Container[str] = ()) -> BytesIO:
    """An Office file of a kind (`WORD`, …) with nothing but its XML, for a library to open.

    Pictures, macros and embedded files are left out, and so are relations to these, to what lies
    outside and to what is not there: nothing can be fetched or run, and a lost picture does not
    make a document unreadable. The variants of a format come as its plain form. Raises ReadError
    as `opened` does, where the file is of another kind, and where its XML is too much or brings
    entities of its own. Parts that are ``dispensable`` are left out where they are damaged.
    """
    archive = opened(data)
    names = {name: name.replace("\\", "/") for name in archive.namelist()}
    kept = {name for name, shown in names.items() if _is_kept(shown)}
    if sum(archive.getinfo(name).file_size for name in kept) > MOST_XML:
        raise ReadError(f"its text unpacks to more than {MOST_XML >> 20} MiB")
    parts: dict[str, bytes] = {}
    for name in sorted(kept):
        if names[name] not in dispensable:
            parts[names[name]] = _part(archive, name)
        elif (part := _whole_part(archive, name)) is not None:
            parts[names[name]] = part
    if _TYPES not in parts or _FIRST_RELATIONS not in parts:
        raise ReadError("it is no Office file, though it is a zip archive")
    if kind not in parts[_TYPES]:
        raise ReadError("it is another kind of Office file than its name says")
    made = BytesIO()
    with ZipFile(made, "w") as plain:
        for name, xml in parts.items():
            plain.writestr(name, _relations(xml, name, parts) if name.endswith(".rels") else xml)
    made.seek(0)
    return made


def untold(data: bytes) -> ReadError:
    """Why a package without text has none."""
    pictures = any("/media/" in name for name in ZipFile(BytesIO(data)).namelist())
    return ReadError(f"it holds {'pictures but ' if pictures else ''}no text")


def sensible_title(title: str | None) -> str:
    """The title that a file gives itself, empty where a program made it up."""
    shown = " ".join((title or "").split())
    return "" if len(shown) > LONGEST_TITLE or _UNTITLED.fullmatch(shown) else shown


def _is_kept(name: str) -> bool:
    return name.endswith((".xml", ".rels")) and not name.startswith("customXml/")


def _part(archive: ZipFile, name: str) -> bytes:
    try:
        xml = archive.read(name)
    except MemoryError:
        raise
    except Exception as error:
        raise ReadError("it is damaged (a part of it cannot be unpacked)") from error
    # UTF-16 has a null byte in every letter of these words.
    if b"<!DOCTYPE" in (xml.replace(b"\0", b"") if b"\0" in xml[:8] else xml):
        raise ReadError("it declares a document type, which no Office file may")
    if b"http://purl.oclc.org/ooxml/" in xml:
        xml = _STRICT.sub(_transitional, xml)
    if name == _TYPES:
        for other, plain in _PLAIN_TYPES.items():
            xml = xml.replace(other, plain)
    return xml


def _whole_part(archive: ZipFile, name: str) -> bytes | None:
    try:
        part = _part(archive, name)
        etree.fromstring(part, _PARSER)
    except (ReadError, etree.XMLSyntaxError):
        return None
    return part


def _transitional(strict: re.Match[bytes]) -> bytes:
    """A name of "Strict Open XML" as every other Office file has it."""
    return strict[1] + b"http://schemas.openxmlformats.org/" + strict[2] + b"/2006/"


def _relations(xml: bytes, name: str, parts: Container[str]) -> bytes:
    """A part's relations without those that lead outside or nowhere."""
    folder = posixpath.dirname(posixpath.dirname(name))
    try:
        root = etree.fromstring(xml, _PARSER)
    except etree.XMLSyntaxError as error:
        raise ReadError("it is damaged (what belongs to what in it cannot be read)") from error
    for relation in list(root):
        target = posixpath.join("/", folder, relation.get("Target") or "")
        inside = posixpath.normpath(target).lstrip("/")
        if relation.get("TargetMode") == "External" or inside not in parts:
            root.remove(relation)
    made: bytes = etree.tostring(root)
    return made
