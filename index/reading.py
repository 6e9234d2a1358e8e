"""A file → a document: what its bytes say, and what it is called."""

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from index.choosing import Found
from index.counting import ROMAN
from index.decoding import decode
from index.document import Block, Document
from index.errors import ReadError
from index.formats import FORMATS, parser, records
from index.formats.canonical import Parsed
from index.lines import Line, front_matter, heading, lines_of, marker
from index.manual import is_manual, manual_blocks
from index.markdown import SUFFIXES, markdown_blocks, shown

LONGEST_TITLE = 120

LARGEST_TEXT = 128_000_000
"""Bytes of a text file above which it is not read."""

LARGEST = 512_000_000
"""Bytes of any other file above which it is not read."""

# A field above a letter, or a mere number, is no title.
_UNTITLED = re.compile(
    rf"(?:from|to|cc|date|sent|newsgroups|message-id)[ \t]*:.*|(?-i:{ROMAN})\.?|\W*\d[\d\W]*",
    re.IGNORECASE,
)
_SUBJECT = re.compile(r"^(?:subject|re|title)[ \t]*:[ \t]*(\S.*)$", re.IGNORECASE | re.MULTILINE)
_FIELDS = 600  # characters, in which a letter's subject stands
_GAP = re.compile(r"(?<=\S) {4,}(?=\S)")  # before what stands at the right margin
_TITLE_KEY = re.compile(r"^title[ \t]*:[ \t]*(.+)$", re.IGNORECASE | re.MULTILINE)


def read(found: Found) -> Document:
    """As `load`, without the blocks."""
    return load(found)[0]


def load(found: Found) -> tuple[Document, tuple[Block, ...] | None]:
    """Read one file whole, with its blocks where the format tells them.

    Raises ReadError, with the reason as one clause, where it is not text, empty, too large,
    unreadable, gone, or kept changing while it was read.
    """
    suffix = found.path.suffix.lower()
    data, status = _steady_bytes(found.path, LARGEST if suffix in FORMATS else LARGEST_TEXT)
    if not data:
        raise ReadError("it is empty")
    if suffix in FORMATS:
        parsed = parser(suffix)(data)
    else:
        text, encoding = decode(data)
        parsed = _as_text(text, encoding, found)
    if not parsed.text or parsed.text.isspace():
        raise ReadError("it is empty but for white space")
    document = Document(
        path=found.display,
        text=parsed.text,
        sha256=sha256(data).hexdigest(),
        size=status.st_size,
        mtime_ns=status.st_mtime_ns,
        encoding=parsed.encoding,
        title=parsed.title or found.path.stem,
        media=parsed.media,
        marks=parsed.marks,
    )
    return document, parsed.blocks


def _as_text(text: str, encoding: str, found: Found) -> Parsed:
    suffix = found.path.suffix.lower()
    if suffix in records.SUFFIXES and (held := records.parsed(text, suffix)) is not None:
        return replace(held, encoding=encoding)
    if suffix not in SUFFIXES:
        made = tuple(manual_blocks(text)) if is_manual(text) else None
        return Parsed(text, encoding, title_of(text, found.path.stem), blocks=made)
    seen = shown(text)
    title = title_of(seen, found.path.stem)
    return Parsed(text, encoding, title, blocks=tuple(markdown_blocks(text, seen)))


def title_of(text: str, stem: str) -> str:
    """A text's title: its front matter's, its first heading, a short first line, or ``stem``."""
    skipped = front_matter(text)
    if skipped and (named := _TITLE_KEY.search(text, 0, skipped)) is not None:
        title = unquoted(named[1])
        if title:
            return title
    for line in _first_lines(text, skipped):
        marked = heading(line)
        if marked is not None:
            return marked[1]
        if any(character.isalnum() for character in line.text):
            return _standing_title(line) or _subject(text, line) or stem
    return stem


def _subject(text: str, line: Line) -> str:
    """What a letter is about that begins with a field."""
    if _UNTITLED.fullmatch(line.text) is None or ":" not in line.text:
        return ""
    found = _SUBJECT.search(text, line.start, line.start + _FIELDS)
    return found[1].strip() if found is not None and len(found[1]) <= LONGEST_TITLE else ""


def unquoted(value: str) -> str:
    """A value of front matter without the quotation marks around the whole of it.

    >>> unquoted(' "A pier" '), unquoted("'Hale''s pier'"), unquoted('"Thrift": a pier')
    ('A pier', "Hale's pier", '"Thrift": a pier')
    """
    told = value.strip()
    mark, inner = told[:1], told[1:-1]
    escaped = {"'": "''", '"': '\\"'}.get(mark)
    if escaped is None or len(told) < 2 or told[-1] != mark or mark in inner.replace(escaped, ""):
        return told
    return inner.replace(escaped, mark).strip()


def _first_lines(text: str, start: int) -> Iterator[Line]:
    head = text[start : start + 4_000]
    return (line for line in lines_of(head, []) if line.text)


def _standing_title(line: Line) -> str:
    told = line.text.strip("*_ ") if line.text[0] in "*_" else line.text
    title = _GAP.split(told, maxsplit=1)[0]
    if _UNTITLED.fullmatch(title):
        return ""
    if len(title) > LONGEST_TITLE or title[0] in "<|{[(" or "\t" in title or marker(line):
        return ""
    is_box = title.lower() == "infobox"
    return "" if is_box or title[-1] in ".!,;:…。！" else title


def _steady_bytes(file: Path, most: int) -> tuple[bytes, os.stat_result]:
    """A file's bytes as they were at one moment."""
    try:
        if not stat.S_ISREG(os.stat(file).st_mode):
            raise ReadError("it is not a regular file")
        for _ in range(2):
            with open(file, "rb", opener=_at_once) as opened:
                before = os.fstat(opened.fileno())
                if not stat.S_ISREG(before.st_mode):
                    raise ReadError("it is not a regular file")
                if before.st_size > most:
                    raise ReadError(f"it is larger than {most // 1_000_000} MB")
                data = opened.read(before.st_size + 1)  # and no more, however it grows
                after = os.fstat(opened.fileno())
            same = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
            if same and len(data) == after.st_size:
                return data, after
    except FileNotFoundError:
        raise ReadError("it is no longer there") from None
    except PermissionError:
        raise ReadError("it may not be read (permission denied)") from None
    except OSError as error:
        raise ReadError(f"it cannot be read ({error.strerror or error})") from None
    raise ReadError("it kept changing while it was read")


def _at_once(path: str, flags: int) -> int:
    """Open without waiting, even where a pipe has taken the file's place meanwhile."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
