"""The fields above a message as people read them: who, to whom, when and about what.

They are decoded here, leniently: the standard library's own reading of them raises whatever it
likes over what is not as the standards say, as much mail is not, and takes bytes for letters.
"""

import binascii
import re
from email.message import Message
from email.utils import parsedate_tz

from index.formats.mail_text import decoded
from index.lines import clip
from index.words import MONTH_NAMES

_LONGEST = 100_000
_LONGEST_DATE = 200
_WORD = re.compile(r"=\?([\w.:+-]{1,40})(?:\*[\w-]{1,40})?\?([bBqQ])\?([^?]*)\?=")
_FOLDED = re.compile(r"[\r\n]+[ \t]?")
_QUOTED_NAME = re.compile(r'"([^",;<>\\]{1,200})"(?=[ \t]*<)')


def told(message: Message, name: str) -> str:
    """All that fields of a name tell, on one line; empty where there is none."""
    values = [value for key, value in message.raw_items() if key.lower() == name.lower()]
    lines = (" ".join(readable(str(value)).split()) for value in values)
    return _QUOTED_NAME.sub(r"\1", ", ".join(line for line in lines if line))


def readable(raw: str) -> str:
    """A field's text with its encoded words (RFC 2047) and stray bytes as the letters they mean.

    >>> readable("=?utf-8?q?Gr=C3?= =?utf-8?q?=BC=C3=9Fe?= from B.")
    'Grüße from B.'
    """
    text = _unfolded(raw)
    made: list[str] = []
    held, charset, at = b"", "", 0
    for word in _WORD.finditer(text):
        data = _bytes(word)
        if data is None:
            continue
        between, at = text[at : word.start()], word.end()
        if charset and not between.strip():
            between = ""
        if between or charset != word[1].lower():
            made += [decoded(held, charset), between]
            held, charset = b"", word[1].lower()
        held += data  # a letter may begin in one word and end in the next
    return "".join([*made, decoded(held, charset), text[at:]])


def name_of(value: str) -> str:
    """Who is told by an address: the name, or else the address.

    >>> name_of("Ann Lee <a@x.org>"), name_of("a@x.org (Ann Lee)"), name_of("<a@x.org>")
    ('Ann Lee', 'Ann Lee', 'a@x.org')
    """
    name, opened, rest = value.partition("<")
    if opened:
        return clip(name.strip(" \"'\t") or rest.partition(">")[0].strip())
    address, opened, comment = value.partition("(")
    return clip((comment.rpartition(")")[0] if opened else "") or address.split("[mailto:")[0])


def day_of(value: str) -> str:
    """The day of a date as a heading has it; as much of what stands there, where it is no date.

    >>> day_of("Fri, 3 May 2024 10:12 +0200"), day_of("yesterday")
    ('3 May 2024', 'yesterday')
    """
    try:
        parts = parsedate_tz(value[:_LONGEST_DATE])
    except (ValueError, TypeError, LookupError, ArithmeticError):
        parts = None
    if parts is None or not (1 <= parts[1] <= 12 and 1 <= parts[2] <= 31):
        return clip(value)
    return f"{parts[2]} {MONTH_NAMES[parts[1] - 1].capitalize()} {parts[0]}"


def _unfolded(raw: str) -> str:
    text = _FOLDED.sub(" ", raw[:_LONGEST])
    try:
        text.encode()
    except UnicodeEncodeError:  # bytes, as the library hands them on
        return decoded(text.encode("utf-8", "surrogateescape"), "")
    return text


def _bytes(word: re.Match[str]) -> bytes | None:
    """What an encoded word stands for; None where it is none."""
    try:
        if word[2] in "bB":
            return binascii.a2b_base64(word[3] + "==")
        return binascii.a2b_qp(word[3].encode("ascii"), header=True)
    except ValueError:
        return None
