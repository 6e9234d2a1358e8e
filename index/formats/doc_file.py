"""The binary files of Word 97 to 2003 ([MS-DOC], [MS-CFB]): their text, paragraph by paragraph."""

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from index.errors import ReadError
from index.formats.ole import compound

_IDENT, _WORD_97 = 0xA5EC, 0x00C1
_ENCRYPTED, _TABLE_1 = 0x0100, 0x0200  # flags
_COUNTS = 0x4C  # of the characters of each story, where they begin
_STORIES = ("text", "notes", "headers", "macros", "comments", "endnotes", "boxes")
_PAIRS, _PAPX, _CLX = 0x9A, 13, 33  # where pairs of offset and length begin, and two of them
_COMPRESSED = 0x40000000
_PAGE = 512
_ENDS = "\r\x07\x0c"
_IN_TABLE, _ROW_END, _LEVEL, _LIST, _HEADER = 0x2416, 0x2417, 0x260A, 0x460B, 0x3404
_SIZES = (1, 1, 2, 4, 2, 2, 0, 3)  # bytes of an operand, by the three highest bits of its code
_LONG = (0xD608, 0xD609)  # whose length takes two bytes
_MOST_CHARACTERS = 50_000_000


@dataclass(frozen=True, slots=True)
class Paragraph:
    """``text`` without what ends it; ``style`` is 1 to 9 for headings; ``level`` how deep in a list
    it stands, -1 outside. In a table ``is_cell`` where a cell ends, ``is_row`` where a row does, and
    ``is_header`` for one that is repeated on each page."""

    text: str
    style: int = 0
    level: int = -1
    in_table: bool = False
    is_cell: bool = False
    is_row: bool = False
    is_header: bool = False


@dataclass(frozen=True, slots=True)
class Stories:
    """The paragraphs of each part of a file, by its name, and what the file says of itself."""

    paragraphs: dict[str, list[Paragraph]]
    title: str
    author: str
    date: str
    pictures: bool


def stories(data: bytes) -> Stories:
    """What a file tells. Raises ReadError."""
    with compound(data, "old Word file") as ole:
        if ole.exists("EncryptedPackage"):
            raise ReadError("it is encrypted")
        if not ole.exists("WordDocument"):
            raise ReadError("it is another kind of Office file than its name says")
        main = ole.openstream("WordDocument").read()
        flags = _checked(main)
        name = "1Table" if flags & _TABLE_1 else "0Table"
        found = _Reader(main, ole.openstream(name).read() if ole.exists(name) else b"")
        told = ole.get_metadata()
        made = told.create_time
        return Stories(
            found.stories(),
            _text(told.title, told.codepage),
            _text(told.author, told.codepage),
            f"{made:%Y-%m-%d}" if made and made.year > 1980 else "",
            ole.exists("Data") or ole.exists("ObjectPool"),
        )


def _checked(main: bytes) -> int:
    """The flags of a file that can be read."""
    if len(main) < _PAIRS or int.from_bytes(main[:2], "little") != _IDENT:
        raise ReadError("it is damaged (it does not begin as a Word file does)")
    version, flags = struct.unpack_from("<H6xH", main, 2)
    if version < _WORD_97:
        raise ReadError("it is of a Word before Word 97; save it anew as .docx")
    if flags & _ENCRYPTED:
        raise ReadError("it is encrypted")
    return int(flags)


def _text(told: Any, page: Any) -> str:
    if isinstance(told, bytes):
        codec = "utf-8" if page in (65001, -535) else f"cp{page}" if isinstance(page, int) else ""
        try:
            told = told.decode(codec or "cp1252", errors="replace")
        except LookupError:
            told = told.decode("cp1252", errors="replace")
    return " ".join(str(told or "").replace("\0", " ").split())


class _Reader:
    """Reads the pieces of a text from the ``main`` stream, as the ``table`` stream tells them."""

    def __init__(self, main: bytes, table: bytes) -> None:
        self.main = main
        self.table = table
        self.starts: list[int] = []  # of each piece, in characters
        self.offsets: list[tuple[int, int]] = []  # in the stream, and bytes of a character
        parts = list(self._pieces())
        self.text = "".join(parts)
        pages = self._pair(_PAPX)
        count = max(0, (len(pages) - 4) // 8)
        self.page_starts = struct.unpack_from(f"<{count + 1}I", pages) if count else ()
        self.pages = struct.unpack_from(f"<{count}I", pages, 4 * (count + 1)) if count else ()

    def stories(self) -> dict[str, list[Paragraph]]:
        counts = struct.unpack_from(f"<{len(_STORIES)}I", self.main, _COUNTS)
        found, at = {}, 0
        for name, count in zip(_STORIES, counts, strict=True):
            found[name] = list(self._paragraphs(at, min(at + count, len(self.text))))
            at += count
        return found

    def _pair(self, number: int) -> bytes:
        start, length = struct.unpack_from("<II", self.main, _PAIRS + 8 * number)
        return self.table[start : start + length]

    def _pieces(self) -> Iterator[str]:
        clx = self._pair(_CLX)
        at = 0
        while at + 3 <= len(clx) and clx[at] == 1:
            at += 3 + int.from_bytes(clx[at + 1 : at + 3], "little")
        if at + 5 > len(clx) or clx[at] != 2:
            raise ReadError("it is damaged (where its text is cannot be told)")
        length = int.from_bytes(clx[at + 1 : at + 5], "little")
        table = clx[at + 5 : at + 5 + length]
        count = (len(table) - 4) // 12
        ends = struct.unpack_from(f"<{count + 1}I", table)
        left = _MOST_CHARACTERS
        for number in range(count):
            (told,) = struct.unpack_from("<I", table, 4 * (count + 1) + 8 * number + 2)
            size = 1 if told & _COMPRESSED else 2
            start = (told & ~_COMPRESSED) // (2 if size == 1 else 1)
            self.starts.append(ends[number])
            self.offsets.append((start, size))
            wanted = ends[number + 1] - ends[number]
            left -= wanted
            if wanted < 0 or start + wanted * size > len(self.main):
                raise ReadError("it is damaged (where its text is cannot be told)")
            if left < 0:
                raise ReadError(f"it holds more than {_MOST_CHARACTERS:,} characters")
            data = self.main[start : start + wanted * size]
            yield data.decode("cp1252", errors="replace") if size == 1 else _by_halves(data)

    def _paragraphs(self, start: int, end: int) -> Iterator[Paragraph]:
        first = start
        for at in range(start, end):
            if self.text[at] in _ENDS:
                yield self._paragraph(first, at)
                first = at + 1
        if first < end:
            yield self._paragraph(first, end)

    def _paragraph(self, start: int, end: int) -> Paragraph:
        style, codes = self._properties(min(end, len(self.text) - 1))
        is_end = self.text[end : end + 1] == "\x07"
        is_row = is_end and bool(codes.get(_ROW_END))
        level = codes.get(_LEVEL, 0) if codes.get(_LIST) else -1
        in_table = is_end or bool(codes.get(_IN_TABLE))
        text = _paired(shown(self.text[start:end]))
        is_header = is_row and bool(codes.get(_HEADER))
        return Paragraph(text, style, level, in_table, is_end and not is_row, is_row, is_header)

    def _properties(self, at: int) -> tuple[int, dict[int, int]]:
        """The style of the paragraph that a character is of, and its codes with their operands."""
        piece = bisect_right(self.starts, at) - 1
        if piece < 0 or not self.pages:
            return 0, {}
        start, size = self.offsets[piece]
        offset = start + (at - self.starts[piece]) * size
        number = min(max(bisect_right(self.page_starts, offset) - 1, 0), len(self.pages) - 1)
        page = self.main[self.pages[number] * _PAGE : (self.pages[number] + 1) * _PAGE]
        count = page[-1] if len(page) == _PAGE else 0
        if not count or 17 * count + 4 >= _PAGE:
            return 0, {}
        run = bisect_right(struct.unpack_from(f"<{count + 1}I", page), offset) - 1
        if not 0 <= run < count:
            return 0, {}
        where = 2 * page[4 * (count + 1) + 13 * run]
        if not 0 < where < _PAGE - 3:
            return 0, {}
        length, where = (
            (2 * page[where] - 1, where + 1) if page[where] else (2 * page[where + 1], where + 2)
        )
        told = page[where : where + length]
        return int.from_bytes(told[:2], "little"), dict(_codes(told[2:]))


def _codes(told: bytes) -> Iterator[tuple[int, int]]:
    """The codes of a paragraph ("sprm"), each with its operand as a number."""
    at = 0
    while at + 3 <= len(told):
        code = int.from_bytes(told[at : at + 2], "little")
        size, at = _SIZES[code >> 13], at + 2
        if not size:
            width = 2 if code in _LONG else 1
            size = int.from_bytes(told[at : at + width], "little") - (width - 1)
            at += width
        yield code, int.from_bytes(told[at : at + min(size, 4)], "little")
        at += max(size, 0)


def shown(text: str) -> str:
    """A text as it shows: of fields what they give, without references and pictures.

    >>> shown("see \\x13 HYPERLINK x \\x14the list\\x15\\x02, so\\x1ecalled\\x0b")
    'see the list, so\\u2011called\\n'
    """
    if not any(char < " " for char in text):
        return text
    parts: list[str] = []
    fields: list[bool] = []  # whether the code of each open field has ended
    for char in text:
        if char == "\x13":
            fields.append(False)
        elif char == "\x14" and fields:
            fields[-1] = True
        elif char == "\x15" and fields:
            fields.pop()
        elif all(fields):
            parts.append(_SIGNS.get(char, "" if char < " " else char))
    return "".join(parts)


_SIGNS = {"\t": "\t", "\n": "\n", "\x0b": "\n", "\x0e": "\n", "\x1e": "\u2011", "\x1f": "\u00ad"}


def _by_halves(data: bytes) -> str:
    """UTF-16, each half of a pair by itself, as the file counts them."""
    return "".join(map(chr, struct.unpack(f"<{len(data) // 2}H", data[: len(data) // 2 * 2])))


def _paired(text: str) -> str:
    if not any("\ud800" <= char <= "\udfff" for char in text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
