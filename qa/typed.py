"""A question as it is typed or pasted → as it is asked."""

import re

from index.errors import QuestionError
from index.words import mended

MOST_LETTERS = 20_000
"""Of a longer text only the beginning is looked at."""

# What steers a terminal, as ECMA-48 has it: commands, and strings up to their end.
_SEQUENCE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"
    r"|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\|$)"
    r"|\x1b[ -/]*[0-~]"
)
# Invisible: zero width spaces, byte order marks, marks of direction. Joiners are part of words.
_UNSEEN = re.compile("[\u200b\u2060\ufeff\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_PAIRS = ('""', "“”", "„“", "„”", "«»", "»«", "''", "‘’", "‚‘", "「」", "``")


def cleaned(text: str) -> str:
    """The question itself: on one line, without what steers a terminal or is not seen, without
    quotation marks around it all, wide letters made narrow. A word broken at a line end is whole
    (see index.words.mended). Raises QuestionError where no word is left.

    >>> cleaned('"When did\\n\\tthe \\x1b[31mferry\\x1b[0m leave?"\\n')
    'When did the ferry leave?'
    """
    text = _SEQUENCE.sub("", text[:MOST_LETTERS])
    text = _CONTROL.sub(" ", _UNSEEN.sub("", text)).translate(_WIDE)
    text = " ".join(mended(text).split())
    while _is_quoted(text):
        text = text[1:-1].strip()
    if not any(map(str.isalnum, text)):
        raise QuestionError("the question has no words; type what you want to know")
    return text


def _is_quoted(text: str) -> bool:
    """Whether one pair of quotation marks stands around all of a text."""
    marks = text[:1] + text[-1:]
    return len(text) > 2 and marks in _PAIRS and not any(mark in text[1:-1] for mark in marks)
