"""A message as Outlook saves it (``.msg``, [MS-OXMSG]), which is read as any other e-mail."""

import mimetypes
import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import Message
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import format_datetime

import olefile

from index.decoding import decode
from index.errors import ReadError
from index.formats.canonical import Parsed
from index.formats.damage import guarded
from index.formats.mail_writer import Writer
from index.formats.ole import compound

_SUBJECT, _SENDER, _SENDER_ADDRESS, _BODY, _HTML = "0037", "0C1A", "0C1F", "1000", "1013"
_SENDER_SMTP, _NAME, _ADDRESS, _SMTP, _KIND = "5D01", "3001", "3003", "39FE", 0x0C15
_LONG_NAME, _SHORT_NAME, _DATA = "3707", "3704", "3701"
_SENT, _RECEIVED, _CODE_PAGE = 0x0039, 0x0E06, 0x3FFD
_PROPERTIES = "__properties_version1.0"
_RECIPIENT, _ATTACHED = "__recip_version1.0_#", "__attach_version1.0_#"
_FIELDS = {1: "To", 2: "Cc", 3: "Bcc"}
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)  # of Windows' times, in tenths of microseconds
_MOST_PARTS = 2_000
_KIND_OF_FILE = "message of Outlook"


def parse(data: bytes) -> Parsed:
    """As `index.formats.Parser`. Messages within the message are only named."""
    with guarded():
        with compound(data, _KIND_OF_FILE) as ole:
            if not ole.exists(_PROPERTIES):
                raise ReadError(f"it is no {_KIND_OF_FILE}, though its name says so")
            writer = Writer()
            writer.write(_message(_Storage(ole, "", 32)))
        parsed = writer.done(is_one=True)
    if not parsed.text:
        raise ReadError("it has no text")
    return parsed


class _Storage:
    """The properties of a message, or of a recipient or an attachment in it."""

    def __init__(self, ole: olefile.OleFileIO, within: str, head: int, page: int = 0) -> None:
        self._ole = ole
        self._within = f"{within}/" if within else ""
        self._fixed = dict(_fixed(self._stream(_PROPERTIES)[head:]))
        self.page = page or self.number(_CODE_PAGE) or 1252

    def number(self, name: int) -> int:
        """A number, 0 where it is not told."""
        return int.from_bytes(self._fixed.get(name, b"")[:4], "little")

    def time(self, name: int) -> datetime | None:
        """A time, None where it is not told."""
        ticks = int.from_bytes(self._fixed.get(name, b""), "little")
        try:
            return _EPOCH + timedelta(microseconds=ticks // 10) if ticks else None
        except OverflowError:
            return None

    def text(self, name: str) -> str:
        """A text, "" where there is none."""
        wide = self._stream(f"__substg1.0_{name}001F")
        if wide:
            return wide.decode("utf-16-le", errors="replace").rstrip("\0")
        narrow = self._stream(f"__substg1.0_{name}001E")
        try:
            return narrow.decode(f"cp{self.page}", errors="replace").rstrip("\0")
        except LookupError:
            return narrow.decode("cp1252", errors="replace").rstrip("\0")

    def data(self, name: str) -> bytes:
        """Bytes, none where there are none."""
        return self._stream(f"__substg1.0_{name}0102")

    def within(self, prefix: str) -> Iterator["_Storage"]:
        """The recipients, or the attachments."""
        names = sorted(entry[0] for entry in self._ole.listdir(streams=False, storages=True))
        found = (name for name in dict.fromkeys(names) if name.startswith(prefix))
        for _, name in zip(range(_MOST_PARTS), found, strict=False):
            yield _Storage(self._ole, name, 8, self.page)

    def _stream(self, name: str) -> bytes:
        path = f"{self._within}{name}"
        return bytes(self._ole.openstream(path).read()) if self._ole.exists(path) else b""


def _fixed(told: bytes) -> Iterator[tuple[int, bytes]]:
    """What has a fixed size, by its number."""
    for at in range(0, len(told) - 15, 16):
        (name,) = struct.unpack_from("<H", told, at + 2)
        yield name, told[at + 8 : at + 16]


def _message(told: _Storage) -> Message:
    """The message as the standard library has one."""
    message = MIMEMultipart("mixed", policy=compat32)
    sender = told.text(_SENDER_SMTP) or told.text(_SENDER_ADDRESS)
    message["From"] = _person(told.text(_SENDER), sender)
    people: dict[str, list[str]] = {}
    for one in told.within(_RECIPIENT):
        person = _person(one.text(_NAME), one.text(_SMTP) or one.text(_ADDRESS))
        people.setdefault(_FIELDS.get(one.number(_KIND), "To"), []).append(person)
    for field, names in people.items():
        message[field] = ", ".join(names)
    message["Subject"] = " ".join(told.text(_SUBJECT).split())
    if (sent := told.time(_SENT) or told.time(_RECEIVED)) is not None:
        message["Date"] = format_datetime(sent)
    body, html = told.text(_BODY), told.data(_HTML)
    page = decode(html)[0] if html else told.text(_HTML)
    if body.strip() or not page:
        message.attach(MIMEText(body.replace("\r\n", "\n"), "plain", "utf-8"))
    else:
        message.attach(MIMEText(page, "html", "utf-8"))
    for one in told.within(_ATTACHED):
        message.attach(_attached(one))
    return message


def _person(name: str, address: str) -> str:
    """Who is told; of an address only what others could write to."""
    name = " ".join(name.split()).strip("'\"")
    address = address.strip() if "@" in address else ""
    return f"{name} <{address}>" if name and address and name != address else name or address


def _attached(told: _Storage) -> Message:
    """A file that comes with the message."""
    name = " ".join((told.text(_LONG_NAME) or told.text(_SHORT_NAME) or told.text(_NAME)).split())
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    part = MIMEBase(*kind.split("/", 1), policy=compat32)
    part.set_payload(told.data(_DATA).decode("latin-1"))
    part["Content-Transfer-Encoding"] = "8bit"
    part.add_header("Content-Disposition", "attachment", filename=name or "unnamed")
    return part
