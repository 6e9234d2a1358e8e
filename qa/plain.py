"""Text of a document → text that cannot steer a terminal. Never used on what programs read."""

import re

_SPACES = re.compile(r"\s+")
# Invisible, but words of some scripts are misspelt without them, and they move nothing beyond.
_JOINERS = "\u200c\u200d\u200e\u200f\u061c"
_UNSEEN = "\u00ad\u200b\u2060\ufeff"


def plain(text: str) -> str:
    """White space folded, control characters replaced.

    >>> plain("red \\x1b[31m\\t ink")
    'red \\ufffd[31m ink'
    """
    folded = _SPACES.sub(" ", text)
    if folded.isprintable():
        return folded
    return "".join(
        char if char.isprintable() or char in _JOINERS else "\ufffd"
        for char in folded
        if char not in _UNSEEN
    )
