"""Zip archives, as Office files and e-books are: opened only once they are known to be harmless."""

import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from index.errors import ReadError
from index.formats.damage import guarded, told

MOST_UNPACKED = 1 << 30
"""Bytes that all members together may have."""
MOST_MEMBERS = 20_000
MOST_RATIO = 250
"""How many times its size an archive may unpack to, where that is more than `RATIO_FREE`."""
RATIO_FREE = 64 << 20

_ENCRYPTED = 1  # a bit of a member's flags
_HEADER = 30
_IN_STEP, _OUT_STEP = 64 << 10, 1 << 20
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# What a file in the container of the old Office formats is, by a name in its directory.
_IN_OLE = {
    "EncryptedPackage": "it is encrypted",
    "WordDocument": "it is an old .doc file, whatever its name says",
    "PowerPoint Document": "it is an old .ppt file, whatever its name says",
    "Workbook": "it is an old .xls file, whatever its name says",
}


def opened(data: bytes) -> ZipFile:
    """The zip archive in ``data``, safe to be read whole by whatever library.

    Its members are together no larger than they claim and than `MOST_UNPACKED`. Raises ReadError
    where that is not so, where it is encrypted, and where it is no zip archive.
    """
    if data.startswith(_OLE):
        raise ReadError(_in_ole(data))
    with guarded():
        try:
            archive = ZipFile(BytesIO(data))
        except MemoryError:
            raise
        except Exception as error:
            if data.startswith(_ZIP):
                raise ReadError(f"it is damaged or cut short ({told(error)})") from error
            raise ReadError("it is not a zip archive, as a file of this format is") from error
        members = archive.infolist()
        _check_claims(members, len(data))
        for member in members:
            _check_size(data, member)
    return archive


def _in_ole(data: bytes) -> str:
    for name, reason in _IN_OLE.items():
        if name.encode("utf-16-le") in data:
            return reason
    return "it is in an old Office format, whatever its name says"


def _check_claims(members: list[ZipInfo], size: int) -> None:
    if len(members) > MOST_MEMBERS:
        raise ReadError(f"it is an archive of more than {MOST_MEMBERS:,} files")
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise ReadError("it is encrypted")
    if any(member.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for member in members):
        raise ReadError("it is packed in a way that this format does not know")
    unpacked = sum(member.file_size for member in members)
    if unpacked > MOST_UNPACKED:
        raise ReadError(f"it unpacks to more than {MOST_UNPACKED >> 20:,} MiB")
    if unpacked > max(RATIO_FREE, MOST_RATIO * size):
        raise ReadError(f"it unpacks to more than {MOST_RATIO} times its size")


def _check_size(data: bytes, member: ZipInfo) -> None:
    """Unpack in small steps, keeping nothing: zipfile would unpack the whole of a member that is
    larger than it claims before it cuts it to that."""
    at = max(0, member.header_offset)
    header = data[at : at + _HEADER]
    if member.compress_type == ZIP_STORED or len(header) < _HEADER:
        return
    names = int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
    start = at + _HEADER + names
    end = min(start + member.compress_size, len(data))
    inflating = zlib.decompressobj(-zlib.MAX_WBITS)
    size = 0
    try:
        for at in range(start, end, _IN_STEP):
            waiting = data[at : min(at + _IN_STEP, end)]
            while waiting and not inflating.eof:
                size += len(inflating.decompress(waiting, _OUT_STEP))
                if size > member.file_size:
                    raise ReadError("it is damaged (a part of it is larger than it claims)")
                waiting = inflating.unconsumed_tail
            if inflating.eof:
                return
    except zlib.error:
        return  # Who reads this member is told; it may be a picture that nobody reads.
