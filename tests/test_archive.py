"""Zip archives: what is harmless is opened, everything else is refused with its reason."""

import struct
import time
import zlib
from io import BytesIO
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import ReadError
from index.formats import archive
from index.formats.archive import opened
from index.formats.damage import guarded

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def zipped(members: dict[str, bytes], method: int = ZIP_DEFLATED) -> bytes:
    made = BytesIO()
    with ZipFile(made, "w", method) as plain:
        for name, content in members.items():
            plain.writestr(name, content)
    return made.getvalue()


def refused(data: bytes) -> str:
    with pytest.raises(ReadError) as caught:
        opened(data)
    return str(caught.value)


def test_an_honest_archive_is_opened() -> None:
    for method in (ZIP_DEFLATED, ZIP_STORED):
        found = opened(zipped({"a.xml": b"<a/>" * 1000, "b/c.png": bytes(5000)}, method))
        assert found.namelist() == ["a.xml", "b/c.png"]
        assert found.read("a.xml") == b"<a/>" * 1000


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("EncryptedPackage", "it is encrypted"),
        ("WordDocument", "it is an old .doc file, whatever its name says"),
        ("PowerPoint Document", "it is an old .ppt file, whatever its name says"),
        ("Workbook", "it is an old .xls file, whatever its name says"),
        ("Other", "it is in an old Office format, whatever its name says"),
    ],
)
def test_the_old_container_is_named_by_what_it_holds(name: str, reason: str) -> None:
    assert refused(OLE + bytes(512) + name.encode("utf-16-le") + bytes(512)) == reason


def test_what_is_no_archive_is_named_so() -> None:
    assert refused(b"{\\rtf1 text}") == "it is not a zip archive, as a file of this format is"
    cut = zipped({"a.xml": b"<a/>" * 1000})[:60]
    assert refused(cut) == "it is damaged or cut short (File is not a zip file)"


def test_an_encrypted_archive_is_named_so() -> None:
    data = bytearray(zipped({"a.xml": b"<a/>"}))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert refused(bytes(data)) == "it is encrypted"


def test_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    data = zipped({"a": bytes(900_000), "b": bytes(900_000)})
    monkeypatch.setattr(archive, "RATIO_FREE", 1 << 20)
    assert refused(data) == "it unpacks to more than 250 times its size"
    monkeypatch.setattr(archive, "MOST_UNPACKED", 1 << 20)
    assert refused(data) == "it unpacks to more than 1 MiB"
    monkeypatch.setattr(archive, "MOST_MEMBERS", 1)
    assert refused(data) == "it is an archive of more than 1 files"
    bzip2 = zipped({"a": b"a"}, ZIP_BZIP2)
    assert refused(bzip2) == "it is packed in a way that this format does not know"


def test_a_bomb_of_real_size_is_refused_at_once() -> None:
    data = zipped({f"{number}.xml": bytes(8 << 20) for number in range(10)})
    assert len(data) < 100_000
    started = time.monotonic()
    assert refused(data) == "it unpacks to more than 250 times its size"
    assert time.monotonic() - started < 2


def test_a_member_larger_than_it_claims_is_refused() -> None:
    """With the checksum of what it claims, so that zipfile would have noticed nothing."""
    data = bytearray(zipped({"a.xml": b"x" * 1_000_000}))
    at = data.index(b"PK\x01\x02")
    data[at + 16 : at + 20] = struct.pack("<I", zlib.crc32(b"x" * 10))
    data[at + 24 : at + 28] = struct.pack("<I", 10)
    assert ZipFile(BytesIO(bytes(data))).read("a.xml") == b"x" * 10
    assert refused(bytes(data)) == "it is damaged (a part of it is larger than it claims)"


def test_a_damaged_picture_does_not_close_the_archive() -> None:
    data = bytearray(zipped({"a.xml": b"<a/>", "p.png": bytes(range(256)) * 40}))
    at = data.index(b"p.png") + len("p.png")
    data[at : at + 8] = b"\xff" * 8
    assert opened(bytes(data)).read("a.xml") == b"<a/>"


def test_what_libraries_raise_becomes_a_read_error() -> None:
    def told(error: Exception) -> str:
        with pytest.raises(ReadError) as caught, guarded():
            raise error
        return str(caught.value)

    assert told(KeyError("x")) == "it is damaged (something is missing in it or misplaced)"
    assert told(ValueError("no \n name")) == "it is damaged (no name)"
    assert told(ValueError("\x1b[31m red")) == "it is damaged (ValueError)"
    assert told(ValueError()) == "it is damaged (ValueError)"
    assert told(RecursionError("maximum")) == "it is nested too deeply"
    assert told(ReadError("it is empty")) == "it is empty"
    with pytest.raises(MemoryError), guarded():  # what was read before may be to blame
        raise MemoryError


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 255), st.booleans())
def test_damaged_archives_are_opened_or_refused(at: int, change: int, cut: bool) -> None:
    info = ZipInfo("a.xml")
    info.compress_type = ZIP_DEFLATED
    made = BytesIO()
    with ZipFile(made, "w") as plain:
        plain.writestr(info, b"<a>text</a>" * 50)
        plain.writestr("b.xml", b"<b/>")
    data = bytearray(made.getvalue())
    at %= len(data)
    data[at] ^= change
    try:
        opened(bytes(data[:at] if cut else data))
    except ReadError as error:
        assert str(error).startswith("it ")
