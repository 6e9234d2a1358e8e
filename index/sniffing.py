"""The beginning of a file whose name tells nothing → whether it is plainly text.

Stricter than index.decoding, which reads what was asked for: here nobody asked for the file.
"""

import codecs
import os

_HEAD = 4_096
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before the mark of UTF-16, which it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROLS = frozenset(map(chr, (*range(0x20), 0x7F))) - frozenset("\t\n\v\f\r\x1a")
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def begins_as_text(path: str) -> bool:
    """Whether a file holds text and is no script. A file that cannot be opened is none."""
    try:
        handle = os.open(path, _FLAGS)
        try:
            return is_text(os.read(handle, _HEAD))
        finally:
            os.close(handle)
    except OSError:
        return False


def is_text(head: bytes) -> bool:
    """Whether the first bytes of a file are UTF-8, or UTF-16 or UTF-32 with a mark, without control
    characters, and do not name a program to run them.

    >>> is_text("Grüße".encode()), is_text("Grüße".encode("utf-16"))
    (True, True)
    >>> is_text(b"#!/bin/sh"), is_text(b"\\x7fELF\\x02\\x01"), is_text(b"")
    (False, False, False)
    """
    codec, start = "utf-8", 0
    for mark, name in _MARKS:
        if head.startswith(mark):
            codec, start = name, len(mark)
            break
    try:  # what is cut off amid a character is no error
        text = codecs.getincrementaldecoder(codec)().decode(head[start:])
    except UnicodeDecodeError:
        return False
    is_script = start == 0 and text.startswith("#!")
    return bool(text) and not text.isspace() and not is_script and _CONTROLS.isdisjoint(text)
