"""The bytes of an HTML or XHTML file → text as its own label decodes it, and the tree of that."""

import codecs
import html
import re
from collections import Counter
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser

from index.decoding import decode
from index.errors import ReadError

_HEAD = 4_096
_BYTE_ORDER = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_META = re.compile(rb"<meta\b[^>]*?\bcharset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_DECLARATION = re.compile(rb"\s*<\?xml\b[^>]*?\bencoding\s*=\s*[\"']([\w.:-]+)")

# What browsers take a label for, where Python takes it for another encoding or does not know it.
_LABELS = {
    "dos-866": "cp866",
    "dos-874": "cp874",
    "iso-8859-8-i": "iso8859-8",
    "koi8": "koi8-r",
    "koi8-ru": "koi8-u",
    "sjis": "cp932",
    "unicode-1-1-utf-8": "utf-8",
    "windows-874": "cp874",
    "windows-949": "cp949",
    "x-sjis": "cp932",
    "x-user-defined": "cp1252",
    "x-x-big5": "big5hkscs",
}
_AS_BROWSERS = {
    "ascii": "cp1252",
    "big5": "big5hkscs",
    "euc_kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "shift_jis": "cp932",
    "tis-620": "cp874",
    # A label that could be read byte by byte is not in UTF-16.
    "utf-16": "utf-8",
    "utf-16-be": "utf-8",
    "utf-16-le": "utf-8",
}
_KNOWN = re.compile(
    r"utf-8|cp(125\d|866|874|932|949)|iso8859-\d+|iso2022_jp|koi8-[ru]|euc_jp|gb18030|big5hkscs"
    r"|mac-(roman|cyrillic)"
)

_XHTML = re.compile(
    r"\s*(?:<\?xml\b|<!DOCTYPE[^>]*\bXHTML\b|<html\b[^>]*\sxmlns\s*=)", re.IGNORECASE
)
_SUBSET = re.compile(r"<!DOCTYPE[^<>\[]*\[", re.IGNORECASE)
_SUBSET_END = re.compile(r"\]\s*>")
_SECTION, _SECTION_END = "<![CDATA[", "]]>"
_CLOSED = re.compile(r"<([a-zA-Z][\w:.-]*+)([^<>]*)/>")
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param"}
    | {"source", "track", "wbr"}
)

_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)")
_FENCE_EVERY = 250
_NEVER_DEEP = _VOID | {
    *("a", "body", "button", "caption", "colgroup", "dd", "dt", "form", "h1", "h2", "h3", "h4"),
    *("h5", "h6", "head", "html", "li", "nobr", "object", "optgroup", "option", "p", "rb", "rp"),
    *("rt", "rtc", "tbody", "td", "tfoot", "th", "thead", "tr"),
}
"""Elements without an end tag, or that the next of their kind ends."""


def decoded(data: bytes) -> tuple[str, str]:
    """The text of a file's bytes and the name of its encoding: that of its byte order mark, the
    one it declares if it can be in it, else as for any text.

    Raises ReadError as `index.decoding.decode` does.
    """
    label = None if data.startswith(_BYTE_ORDER) else _declared(data)
    if label is not None:
        try:
            return data.decode(label), label
        except UnicodeDecodeError:
            pass
    return decode(data)


def tree(text: str, *, xhtml: bool = False) -> LexborHTMLParser:
    """A document as a browser builds it with scripts on; none is run, and no entity of its own
    expanded. What is XHTML by its first line is read so, too. Raises ReadError."""
    if xhtml or _XHTML.match(text):
        text = _as_html(text)
    try:
        return LexborHTMLParser(_fenced(text), scripting=True)
    except MemoryError:
        raise
    except Exception as error:  # whatever the library may raise
        raise ReadError(f"it cannot be read as HTML ({type(error).__name__})") from error


def _as_html(text: str) -> str:
    """XHTML as HTML writes the same: ``<a id="x"/>`` closes at once."""
    subset = _SUBSET.search(text)
    end = _SUBSET_END.search(text, subset.end()) if subset else None
    if subset and end:
        text = text[: subset.start()] + text[end.end() :]
    return _CLOSED.sub(_opened_and_closed, "".join(_sections_escaped(text)))


def _sections_escaped(text: str) -> Iterator[str]:
    position = 0
    while (start := text.find(_SECTION, position)) != -1:
        end = text.find(_SECTION_END, start)
        if end == -1:
            break
        yield text[position:start]
        yield html.escape(text[start + len(_SECTION) : end])
        position = end + len(_SECTION_END)
    yield text[position:]


def _opened_and_closed(tag: re.Match[str]) -> str:
    amid_a_value = tag[2].count('"') % 2 or tag[2].count("'") % 2
    if amid_a_value or tag[1].lower() in _VOID:
        return tag[0]
    return f"<{tag[1]}{tag[2]}></{tag[1]}>"


def _declared(data: bytes) -> str | None:
    head = _COMMENT.sub(b"", data[:_HEAD])
    found = _META.search(head) or _DECLARATION.match(head)
    if found is None:
        return None
    return codec_of(found[1].decode("ascii", "replace"))


def codec_of(label: str) -> str | None:
    """The codec for an encoding's label, as browsers take it; None for one that is not known."""
    label = label.lower()
    try:
        name = codecs.lookup(_LABELS.get(label, label.removeprefix("x-"))).name
    except (LookupError, ValueError):
        return None
    name = _AS_BROWSERS.get(name, name)
    return name if _KNOWN.fullmatch(name) else None


def _fenced(text: str) -> str:
    """The same document with an ``<object>``, which shows nothing itself, around each so many
    levels. For most tags the library looks up through all open elements to the next such fence:
    without one, a hundred thousand nested elements take it minutes."""
    opened: list[str] = []
    counts: Counter[str] = Counter()
    pieces: list[str] = []
    position = 0
    for tag in _TAG.finditer(text):
        name = tag[2].lower()
        if name in _NEVER_DEEP:
            continue
        if not tag[1]:
            opened.append(name)
            counts[name] += 1
            if len(opened) % _FENCE_EVERY == 0:
                pieces += [text[position : tag.start()], "<object>"]
                position = tag.start()
        elif counts[name]:
            inner = 0
            while (last := opened.pop()) != name:
                counts[last] -= 1
                inner += (len(opened) + 1) % _FENCE_EVERY == 0
            counts[name] -= 1
            if inner:
                pieces += [text[position : tag.start()], "</object>" * inner]
                position = tag.start()
            if (len(opened) + 1) % _FENCE_EVERY == 0:
                end = text.find(">", tag.end()) + 1 or len(text)
                pieces += [text[position:end], "</object>"]
                position = end
    return "".join([*pieces, text[position:]]) if pieces else text
