r"""What a title of TeX says, without commands: it is shown, and not quoted."""

import re
import unicodedata
from collections.abc import Mapping

from index.formats.tex_source import braced

_MACRO = re.compile(
    r"\\(?:(?:re)?newcommand\*?|providecommand\*?)[ \t]*\{?\\([a-zA-Z]{1,40})\}?[ \t]*\{"
    r"|\\def\\([a-zA-Z]{1,40})\{"
)
_DROPPED = re.compile(
    r"\\(?:thanks|footnote|footnotemark|label|orcidlink|inst)(?![a-zA-Z])(?:\[[^\[\]]{0,80}\])?"
    r"(?:\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\})?|\$?\^\{?[\d,*†‡§]+\}?\$?"
)
_ACCENT = re.compile(
    r"\\(?:([`'^\"~=.])|([cvuHkr])(?=[\s{]))\s*(?:\{\s*\\?([a-zA-Z])\s*\}|\\?([a-zA-Z]))"
)
_ACCENTS = {
    "`": "\u0300",
    "'": "\u0301",
    "^": "\u0302",
    '"': "\u0308",
    "~": "\u0303",
    "=": "\u0304",
    ".": "\u0307",
    "c": "\u0327",
    "v": "\u030c",
    "u": "\u0306",
    "H": "\u030b",
    "k": "\u0328",
    "r": "\u030a",
}
_LETTERS = {
    "o": "ø",
    "O": "Ø",
    "l": "ł",
    "L": "Ł",
    "ss": "ß",
    "ae": "æ",
    "AE": "Æ",
    "oe": "œ",
    "aa": "å",
    "AA": "Å",
    "ldots": "…",
    "dots": "…",
    "TeX": "TeX",
    "LaTeX": "LaTeX",
}
_COMMAND = re.compile(
    r"\\(?:([a-zA-Z]+)\*?[ \t]*(?:\[[^\[\]]{0,80}\])?|\\(?:\[[^\[\]]{0,9}\])?|(.))"
)
_SIGNS = (("---", "—"), ("--", "–"), ("``", "“"), ("''", "”"), ("~", " "))
_MATHS = re.compile(r"(?<!\\)\$")
_SPACE_BEFORE = re.compile(r" +(?=[,.;:!?)])")
_USED = re.compile(r"\\([a-zA-Z]+)(?:\{\}|[ \t]*)")
_MOST_DEEP = 3
_LONGEST = 2_000


def macros(text: str) -> dict[str, str]:
    """What the file's own commands without arguments stand for."""
    return {
        found[1] or found[2]: told.replace(r"\xspace", " ")
        for found in _MACRO.finditer(text)
        if (told := braced(text, found.end())) and "#" not in told
    }


def plain(text: str, known: Mapping[str, str]) -> str:
    """A title as it reads: ``vitamin~D\textsubscript{3}`` → "vitamin D3"."""
    for _ in range(_MOST_DEEP):
        text = _USED.sub(lambda used: known.get(used[1], used[0]), text)[:_LONGEST]
    text = _ACCENT.sub(_accented, _DROPPED.sub("", text))
    for sign, shown in _SIGNS:
        text = text.replace(sign, shown)
    told = _COMMAND.sub(_said, _MATHS.sub("", text)).replace("{", "").replace("}", "")
    return _SPACE_BEFORE.sub("", " ".join(told.split()))


def _accented(found: re.Match[str]) -> str:
    letter, mark = found[3] or found[4], _ACCENTS[found[1] or found[2]]
    return unicodedata.normalize("NFC", letter + mark)


def _said(found: re.Match[str]) -> str:
    """What a command without its arguments says."""
    if found[1]:
        return _LETTERS.get(found[1], "")
    if found[2]:
        return found[2] if found[2] in "&%$#_ " else ""
    return " "  # a line's end
