"""What of the parts of a message (MIME) is its text, and what only comes with it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from email.message import Message

from index.formats.html_source import decoded as decoded_html
from index.formats.mail_header import readable
from index.formats.mail_text import Page, decoded, page, plain

_DEEPEST = 30  # parts within parts
_SIGNATURES = re.compile(r"application/(?:pgp-signature|(?:x-)?pkcs7-signature)")
_UNREAD = frozenset(
    {"text/calendar", "text/vcard", "text/x-vcard", "text/directory", "text/css", "text/javascript"}
    | {"text/rtf", "text/richtext", "text/enriched"}
)
"""Kinds of files of text that only programs read."""
_NEEDS_HTML = re.compile(
    r"\bhtml\b|\bbrowser\b|\bweb version\b|\bview (?:it )?online\b", re.IGNORECASE
)
_MOST_WORDS_OF_A_STUB = 50
_MOST_PLAIN = 10  # of the ways to say the same


@dataclass(frozen=True, slots=True)
class Contents:
    """The parts of a message: the ``texts`` that make its body, in order, the ``messages`` that it
    forwards whole, the names of what is ``attached``, and of that the ``files`` of text, by name."""

    texts: list[Message] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    attached: list[str] = field(default_factory=list)
    files: list[tuple[str, Message]] = field(default_factory=list)


def contents(message: Message, depth: int = 0) -> Contents:
    """What a message or a part of one consists of."""
    found = Contents()
    kind = message.get_content_type()
    # Of what has no parts the library would decode the text, and fail where its label is odd.
    payload = message.get_payload() if message.is_multipart() else None
    inner = [part for part in payload or () if isinstance(part, Message)]
    if payload is None:
        _single(message, kind, found)
    elif kind in ("message/rfc822", "message/global"):
        found.messages.extend(inner[:1])
    elif message.get_content_maintype() != "message" and depth < _DEEPEST:
        parts = [contents(part, depth + 1) for part in inner]
        texts = _best(parts) if kind == "multipart/alternative" else parts
        found.texts.extend(text for part in texts for text in part.texts)
        found.messages.extend(one for part in parts for one in part.messages)
        found.attached.extend(name for part in parts for name in part.attached)
        found.files.extend(file for part in parts for file in part.files)
    return found


def page_of(part: Message) -> Page:
    """The lines of a text. Raises ReadError where it is HTML that cannot be read."""
    told = text_of(part)
    if part.get_content_type() == "text/html":
        return page(told)
    flowed = _parameter(part, "format") == "flowed"
    return plain(told, flowed=flowed, joined=_parameter(part, "delsp") == "yes")


def text_of(part: Message) -> str:
    """A text as it is written, or the source of one in HTML."""
    data = part.get_payload(decode=True)
    label = part.get_content_charset() or ""
    if not isinstance(data, bytes):
        return ""
    is_html = part.get_content_type() == "text/html"
    return decoded_html(data)[0] if is_html and not label else decoded(data, label)


def _single(part: Message, kind: str, found: Contents) -> None:
    """A part that has no parts."""
    name = " ".join(readable(part.get_filename("")).split())
    is_attached = part.get_content_disposition() == "attachment"
    is_text = kind in ("text/plain", "text/html") or (kind.startswith("multipart/") and not name)
    if is_text and not is_attached:
        # Some programs give the text itself a name.
        found.texts.append(part)
    elif _SIGNATURES.fullmatch(kind) or (kind.startswith("image/") and part["Content-ID"]):
        return
    elif name or is_attached:
        found.attached.append(name or kind)
        if kind.startswith("text/") and kind not in _UNREAD:
            found.files.append((name, part))


def _best(parts: Sequence[Contents]) -> Sequence[Contents]:
    """The one of several ways to say the same that is read: plain text, unless all that it says is
    that there is HTML."""
    told = [part for part in parts if part.texts]
    plainly = [part for part in told if not _is_html(part)]
    others = [part for part in told if _is_html(part)]
    if others:
        plainly = [part for part in plainly[:_MOST_PLAIN] if not _is_stub(part)]
    return plainly[:1] or others[-1:]


def _is_html(part: Contents) -> bool:
    return any(text.get_content_type() == "text/html" for text in part.texts)


def _is_stub(part: Contents) -> bool:
    text = " ".join(line.text for one in part.texts for line in page_of(one).lines)
    words = text.split(maxsplit=_MOST_WORDS_OF_A_STUB)
    return not words or (
        len(words) <= _MOST_WORDS_OF_A_STUB and _NEEDS_HTML.search(text) is not None
    )


def _parameter(part: Message, name: str) -> str:
    told = part.get_param(name, "")
    return told.lower() if isinstance(told, str) else ""
