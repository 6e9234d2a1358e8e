"""Files of Word 97 to 2003, made byte by byte."""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_SECTOR, _FREE, _END, _FAT = 512, 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_SMALLEST = 4096  # bytes of a stream that has sectors of its own
_TEXT_AT = 1024  # where the text begins in the main stream


@dataclass(frozen=True)
class P:
    """A paragraph with what ends it, its style and the codes of its properties."""

    text: str
    end: str = "\r"
    style: int = 0
    codes: bytes = b""


CELL = struct.pack("<HB", 0x2416, 1)
ROW = CELL + struct.pack("<HB", 0x2417, 1)
HEADER = ROW + struct.pack("<HB", 0x3404, 1)


def item(level: int) -> bytes:
    """The codes of an item of a list."""
    return struct.pack("<HB", 0x260A, level) + struct.pack("<HH", 0x460B, 1)


def word(
    body: Sequence[P],
    notes: Sequence[P] = (),
    *,
    compressed: bool = False,
    flags: int = 0,
    version: int = 0xC1,
    more: Mapping[str, bytes] = {},
) -> bytes:
    """A file with a text and the notes to it; ``compressed`` where a character is a byte."""
    paragraphs = [*body, *notes]
    told = [p.text + p.end for p in paragraphs]
    halves = [part.encode("cp1252" if compressed else "utf-16-le") for part in told]
    width = 1 if compressed else 2
    text = b"".join(halves)
    pages = -(-(_TEXT_AT + len(text)) // _SECTOR)
    page = _properties(paragraphs, [_TEXT_AT, *_ends(halves)])
    main = bytearray(_TEXT_AT) + text
    main = main.ljust(pages * _SECTOR, b"\0") + page
    struct.pack_into("<HH", main, 0, 0xA5EC, version)
    struct.pack_into("<H", main, 10, 0x0200 | flags)
    counts = [sum(map(len, part)) // width for part in (halves[: len(body)], halves[len(body) :])]
    struct.pack_into("<II", main, 0x4C, *counts)
    at = _TEXT_AT * 2 | 0x40000000 if compressed else _TEXT_AT
    pieces = struct.pack("<IIHIH", 0, sum(counts), 0, at, 0)
    # One piece of formatting stands before the table of pieces, to be passed over.
    clx = struct.pack("<BH2s", 1, 2, b"xx") + struct.pack("<BI", 2, len(pieces)) + pieces
    runs = struct.pack("<III", _TEXT_AT, _TEXT_AT + len(text), pages)
    struct.pack_into("<II", main, 0x9A + 8 * 33, 0, len(clx))
    struct.pack_into("<II", main, 0x9A + 8 * 13, len(clx), len(runs))
    return compound({"WordDocument": bytes(main), "1Table": clx + runs, **more})


def _ends(parts: Sequence[bytes]) -> list[int]:
    found, at = [], _TEXT_AT
    for part in parts:
        at += len(part)
        found.append(at)
    return found


def _properties(paragraphs: Sequence[P], offsets: Sequence[int]) -> bytes:
    """A page that tells the style and the codes of each paragraph."""
    page = bytearray(_SECTOR)
    count, at = len(paragraphs), _SECTOR - 2
    page[-1] = count
    struct.pack_into(f"<{count + 1}I", page, 0, *offsets)
    for number, one in enumerate(paragraphs):
        told = struct.pack("<H", one.style) + one.codes
        told = (
            bytes([len(told) // 2 + 1]) + told
            if len(told) % 2
            else bytes([0, len(told) // 2]) + told
        )
        at = (at - len(told)) & ~1
        page[at : at + len(told)] = told
        page[4 * (count + 1) + 13 * number] = at // 2
    assert at >= 17 * count + 4
    return bytes(page)


def compound(streams: Mapping[str, bytes]) -> bytes:
    """A compound file of some streams; one that is called "a/b" is in a storage "a"."""
    storages = dict.fromkeys(name.partition("/")[0] for name in streams if "/" in name)
    top = [*storages, *(name for name in streams if "/" not in name)]
    inside = {one: [name for name in streams if name.startswith(f"{one}/")] for one in storages}
    order = [*top, *(name for names in inside.values() for name in names)]
    numbers = {name: number for number, name in enumerate(order, 1)}
    directory = -(-(len(order) + 1) // 4)
    sizes = [-(-max(len(streams.get(name, b"")), _SMALLEST) // _SECTOR) for name in order]
    tables = -(-(directory + sum(sizes) + 9) // (_SECTOR // 4))
    chain = [*[_FAT] * tables, *range(tables + 1, tables + directory), _END]
    entries = [_entry("Root Entry", 5, _END, 0, child=1)]
    content = []
    for row in [top, *inside.values()]:
        for name, after in zip(row, [*row[1:], ""], strict=True):
            right = numbers.get(after, _FREE)
            told = name.rpartition("/")[2]
            if name in storages:
                child = numbers[inside[name][0]]
                entries.append(_entry(told, 1, 0, 0, child=child, right=right))
                continue
            length = sizes[numbers[name] - 1]
            entries.append(
                _entry(told, 2, len(chain), max(len(streams[name]), _SMALLEST), right=right)
            )
            chain += [*range(len(chain) + 1, len(chain) + length), _END]
            content.append(streams[name].ljust(length * _SECTOR, b"\0"))
    assert len(chain) <= tables * _SECTOR // 4
    header = struct.pack(
        "<8s16sHHHHH6xIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6,
        0, tables, tables, 0, _SMALLEST, _END, 0, _END, 0,
    )  # fmt: skip
    header += struct.pack(f"<{tables}I", *range(tables))
    fat = struct.pack(f"<{len(chain)}I", *chain).ljust(tables * _SECTOR, b"\xff")
    folder = b"".join(entries).ljust(directory * _SECTOR, b"\0")
    return header.ljust(_SECTOR, b"\xff") + fat + folder + b"".join(content)


def _entry(
    name: str, kind: int, start: int, size: int, *, child: int = _FREE, right: int = _FREE
) -> bytes:
    told = (name + "\0").encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII16xI16xIQ", told, len(told), kind, 1, _FREE, right, child, 0, start, size
    )
