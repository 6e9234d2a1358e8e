"""E-mail: one message (``.eml``, RFC 5322 and MIME), or many (``.mbox``, each below a line that
begins with "From "). What each of them says: see `mail_writer`."""

import re
from collections.abc import Iterator
from email.message import Message
from email.parser import BytesHeaderParser, BytesParser
from email.policy import compat32

from index.decoding import decode
from index.errors import ReadError
from index.formats.canonical import Parsed
from index.formats.damage import guarded
from index.formats.mail_writer import Writer

_BLANK = re.compile(rb"(?:\xef\xbb\xbf)?\s*")
_FROM = re.compile(rb"^From [^\r\n]{1,500}\r?\n(?=[!-9;-~]{1,76}[ \t]*:|>?From )", re.MULTILINE)
_DATED = re.compile(rb" [A-Z][a-z]{2} +\d{1,2} \d{1,2}:\d\d")
_ESCAPED = re.compile(rb"^>(?=>*From )", re.MULTILINE)
_KNOWN = frozenset(
    {"from", "to", "subject", "date", "received", "message-id", "return-path", "mime-version"}
)
_MOST_HEAD = 100_000  # bytes in which a message has one of these fields


def parse(data: bytes, variant: str = "one") -> Parsed:
    """As `index.formats.Parser`; ``variant`` is "many" for a mailbox. A file without a message is
    plain text. Nothing is fetched."""
    blank = _BLANK.match(data)
    start = blank.end() if blank else 0
    is_box = variant == "many" or data.startswith(b"From ", start)
    bounds = list(_messages(data, start)) if is_box else []
    if not bounds:
        if not _is_message(data[start : start + _MOST_HEAD]):
            return Parsed(*decode(data))
        bounds, is_box = [(start, len(data))], False
    writer = Writer()
    failed: ReadError | None = None
    for number, (first, last) in enumerate(bounds, start=1):
        one = data[first:last]
        if len(bounds) > 1:
            writer.number(number)
        try:
            with guarded():
                writer.write(_parsed(_ESCAPED.sub(b"", one) if is_box else one))
        except ReadError as error:  # costs this message alone
            failed = error
    parsed = writer.done(is_one=len(bounds) == 1)
    if not parsed.text:
        raise failed or ReadError("it has no text")
    return parsed


def _messages(data: bytes, start: int) -> Iterator[tuple[int, int]]:
    """Where the messages of a mailbox stand. Before the first may be the rest of one."""
    begun = start
    for line in _FROM.finditer(data, start):
        at = line.start()
        is_apart = at == start or data[at - 2 : at] == b"\n\n" or data[at - 3 : at] == b"\n\r\n"
        if not is_apart and not _DATED.search(line[0]):
            continue  # words of a message, which the program that kept it should have marked
        if at > begun:
            yield begun, at
        begun = line.end()
    if begun > start:
        yield begun, len(data)


def _is_message(head: bytes) -> bool:
    fields = BytesHeaderParser(policy=compat32).parsebytes(head).keys()
    return not _KNOWN.isdisjoint(name.lower() for name in fields)


def _parsed(data: bytes) -> Message:
    """A message. The library's older policy keeps its fields as they stand; the newer one reads them
    all by a grammar, and fails in many ways over those that do not keep to it."""
    try:
        return BytesParser(policy=compat32).parsebytes(data)
    except RecursionError:  # parts within parts, without end: what is above them can be read
        message = BytesHeaderParser(policy=compat32).parsebytes(data)
        message.set_payload("")
        return message
