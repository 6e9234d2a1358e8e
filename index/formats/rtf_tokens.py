"""Rich Text (the RTF specification 1.9.1, Microsoft, 2008) as what its groups and words say."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from index.errors import ReadError

_TOKEN = re.compile(
    r"\\(?:(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})?[ ]?|'(?P<hex>[0-9a-fA-F]{2})|(?P<sign>[^a-zA-Z]))"
    r"|(?P<brace>[{}])|(?P<text>[^\\{}\r\n]+)",
    re.DOTALL,
)
_DEEPEST = 1_000  # groups
_CHARSETS = {
    0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gbk",
    136: "big5", 161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256",
    186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250", 254: "cp437", 255: "cp850",
}  # fmt: skip
_MACHINES = {"ansi": "cp1252", "mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
_OTHER_PAGES = {10000: "mac_roman", 10007: "mac_cyrillic", 65001: "utf-8", 936: "gbk", 950: "big5"}


MARKS = {
    "tab": "\t", "line": "\n", "lbr": "\n", "emdash": "—", "endash": "–", "emspace": "\u2003",
    "enspace": "\u2002", "qmspace": "\u2005", "bullet": "•", "lquote": "‘", "rquote": "’",
    "ldblquote": "“", "rdblquote": "”",
}  # fmt: skip
"""What words stand for a character."""
ENDS = frozenset(("par", "sect", "page", "column"))
"""What ends a paragraph."""
SKIPPED = frozenset(
    ("fonttbl", "colortbl", "pict", "objdata", "header", "headerl", "headerr", "headerf", "footer")
    + ("footerl", "footerr", "footerf", "annotation", "atnid", "atnauthor", "atntime", "atnicn")
    + ("atnref", "atnparent", "atndate", "listtable", "listoverridetable", "revtbl", "rsidtbl")
    + ("fldinst", "datafield", "sp", "xe", "tc", "nonesttables", "nonshppict", "ftnsep", "ftnsepc")
    + ("aftnsep", "aftnsepc", "ftncn", "aftncn", "bkmkstart", "bkmkend", "themedata", "filetbl")
    + ("subject", "keywords", "operator", "doccomm", "company", "manager", "category", "comment")
    + ("printim", "buptim", "hlinkbase", "template", "ud", "txe", "rxe", "pntxta", "pntxtb", "do")
)
"""Groups that are not read."""
READ = frozenset(("shpinst", "shptxt", "footnote", "pn", "nesttableprops", "ftnalt"))
"""Groups that are read though a star says that they may be passed over."""
ASIDES = frozenset(("footnote", "shptxt"))
"""Groups of paragraphs beside the text."""
LABELS = frozenset(("listtext", "pntext"))
"""Groups that show the number of a list's item."""


@dataclass(frozen=True, slots=True)
class Token:
    """``open`` and ``close`` a group; a ``word`` with its ``number``, None where it has none;
    ``text`` as it reads; ``starred`` for a group that may be passed over."""

    kind: Literal["open", "close", "word", "text", "starred"]
    text: str = ""
    number: int | None = None


def codec(page: int) -> str:
    """Python's name of a code page."""
    name = _OTHER_PAGES.get(page, f"cp{page}")
    try:
        "".encode(name)
    except LookupError:
        return "cp1252"
    return name


class Tokens:
    """Goes through a file once. The code page is by the file, or by the font that a group uses."""

    def __init__(self, data: bytes) -> None:
        if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{\\rtf"):
            raise ReadError("it is no Rich Text, as a file of this format is")
        self._data = data.decode("latin-1")
        self._codec = "cp1252"
        self._fonts: dict[int, str] = {}
        self._font = 0  # that the table of fonts is telling of
        self._in_fonts = 0  # how deep the group of that table is, 0 outside
        self._stack: list[tuple[str, int]] = []  # the codec of each open group, and its \uc
        self._own, self._skipped = "", 1
        self._pending = bytearray()
        self._to_skip = 0

    def __iter__(self) -> Iterator[Token]:
        at = 0
        while (match := _TOKEN.search(self._data, at)) is not None:
            at = match.end()
            if (text := match["text"]) is not None:
                self._bytes(text.encode("latin-1"))
            elif match["hex"]:
                self._bytes(bytes([int(match["hex"], 16)]))
            elif match["brace"]:
                yield from self._brace(match["brace"])
            elif match["word"]:
                number = int(match["number"]) if match["number"] else None
                if match["word"] == "bin":
                    at += max(0, number or 0)
                elif match["word"] == "u":
                    yield from self._character(number or 0)
                else:
                    yield from self._word(match["word"], number)
            else:
                yield from self._sign(match["sign"])
        yield from self._flushed()
        if self._stack:
            raise ReadError("it is damaged or cut short (a group in it has no end)")

    def _bytes(self, told: bytes) -> None:
        skipped = min(self._to_skip, len(told))
        self._to_skip -= skipped
        self._pending += told[skipped:]

    def _flushed(self) -> Iterator[Token]:
        self._to_skip = 0
        if self._pending:
            text = bytes(self._pending).decode(self._own or self._codec, errors="replace")
            self._pending.clear()
            if not self._in_fonts:
                yield Token("text", text)

    def _brace(self, brace: str) -> Iterator[Token]:
        yield from self._flushed()
        if brace == "{":
            if len(self._stack) == _DEEPEST:
                raise ReadError("it is nested too deeply")
            self._stack.append((self._own, self._skipped))
            yield Token("open")
        elif self._stack:
            self._own, self._skipped = self._stack.pop()
            if len(self._stack) < self._in_fonts:
                self._in_fonts = 0
            yield Token("close")

    def _word(self, word: str, number: int | None) -> Iterator[Token]:
        if self._to_skip:  # it stands for a character, and hardly ever is a word
            self._to_skip -= 1
            return
        yield from self._flushed()
        if word in _MACHINES:
            self._codec = _MACHINES[word]
        elif word == "ansicpg":
            self._codec = codec(number or 1252)
        elif word == "uc":
            self._skipped = max(0, number or 0)
        elif word == "fonttbl":
            self._in_fonts = len(self._stack)
        elif self._in_fonts:
            self._of_fonts(word, number or 0)
        elif word in ("f", "af") and number is not None:
            self._own = self._fonts.get(number, "")
        elif word in ("plain", "pard"):
            self._own = "" if word == "plain" else self._own
        yield Token("word", word, number)

    def _of_fonts(self, word: str, number: int) -> None:
        if word == "f":
            self._font = number
        elif word == "fcharset" and number > 1:
            self._fonts[self._font] = _CHARSETS.get(number, "")
        elif word == "cpg":
            self._fonts[self._font] = codec(number)

    def _character(self, number: int) -> Iterator[Token]:
        yield from self._flushed()
        self._to_skip = self._skipped
        if not self._in_fonts:
            yield Token("text", chr(number % 65_536))  # half of a pair may be one

    def _sign(self, sign: str) -> Iterator[Token]:
        if self._to_skip and sign in "\\{}":
            self._to_skip -= 1
        elif sign in "\\{}":
            self._pending += sign.encode()
        else:
            yield from self._flushed()
            if sign == "*":
                yield Token("starred")
            elif sign in "\r\n":
                yield Token("word", "par")
            else:
                told = {"~": "\u00a0", "_": "\u2011", "-": "\u00ad"}.get(sign, "")
                yield Token("text", told)
