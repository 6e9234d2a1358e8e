"""Whether a text tells how to do the opposite of what a question asks to do."""

import re
from collections.abc import Iterable

from index.lexical import stem
from index.words import terms

_PAIRS = (
    *(("accept", "reject"), ("activate", "deactivate"), ("add", "remove"), ("allow", "deny")),
    *(("attach", "detach"), ("compress", "decompress"), ("connect", "disconnect")),
    *(("enable", "disable"), ("encrypt", "decrypt"), ("expand", "collapse"), ("export", "import")),
    *(("hide", "show"), ("increase", "decrease"), ("install", "uninstall"), ("lock", "unlock")),
    *(("mount", "unmount"), ("mute", "unmute"), ("pause", "resume"), ("publish", "unpublish")),
    *(("raise", "lower"), ("register", "deregister"), ("share", "unshare"), ("start", "stop")),
    *(("subscribe", "unsubscribe"), ("upgrade", "downgrade"), ("upload", "download")),
)
_OPPOSITES = {stem(one): stem(other) for pair in _PAIRS for one, other in (pair, reversed(pair))}
# "turn it on", "turned off", "switch on".
_TURNS = frozenset(map(stem, ("turn", "switch")))
_HOW = re.compile(r"\bhow\b|^\W*(?:can|may|where|what)\b.*\b(?:i|we|you|one|to)\b", re.IGNORECASE)
_ON, _OFF = "turn on", "turn off"
_FAR = 3  # words between "turn" and "on"


def acts(text: str) -> frozenset[str]:
    """What a text tells to do, of what has an opposite, as stems.

    >>> sorted(acts("Turn the fan off, then start it."))
    ['start', 'turn off']
    """
    words = [stem(term) for term in terms(text)]
    found = {word for word in words if word in _OPPOSITES}
    for at, word in enumerate(words):
        if word in _TURNS:
            near = words[at + 1 : at + 2 + _FAR]
            found |= {f"turn {one}" for one in ("on", "off") if one in near}
    return frozenset(found)


def asked_acts(question: str) -> frozenset[str]:
    """What a question asks how to do, of what has an opposite."""
    return acts(question) if _HOW.search(question) else frozenset()


def opposites(asked: Iterable[str]) -> frozenset[str]:
    """The opposites of what is asked to be done, none where both are.

    >>> sorted(opposites({"enabl", "turn on"})), sorted(opposites({"start", "stop"}))
    (['disabl', 'turn off'], [])
    """
    asked = frozenset(asked)
    other = {_opposite(act) for act in asked}
    return frozenset() if other & asked else frozenset(other)


def _opposite(act: str) -> str:
    return {_ON: _OFF, _OFF: _ON}.get(act) or _OPPOSITES[act]
