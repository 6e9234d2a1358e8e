"""Text of a document → text that cannot steer a terminal. Never used on what programs read."""

import re

_SPACES = re.compile(r"\s+")
_SPACE = re.compile(r"[^\S ]")
# Invisible, but words of some scripts are misspelt without them, and they move nothing beyond.
_JOINERS = "\u200c\u200d\u200e\u200f\u061c"
_UNSEEN = "\u00ad\u200b\u2060\ufeff"


def plain(text: str) -> str:
    """White space folded, control characters replaced.

    >>> plain("red \\x1b[31m\\t ink")
    'red \\ufffd[31m ink'
    """
    return _harmless(_SPACES.sub(" ", text))


def plain_line(text: str) -> str:
    """A line with its spaces kept, for where they mean something; a tab is four.

    >>> plain_line("\\tif x:\\x1b")
    '    if x:\\ufffd'
    """
    return _harmless(_SPACE.sub(lambda found: "    " if found[0] == "\t" else " ", text))


def _harmless(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(
        char if char.isprintable() or char in _JOINERS else "\ufffd"
        for char in text
        if char not in _UNSEEN
    )
