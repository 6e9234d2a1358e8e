"""Lists: what an item is told as context, which is the items above it that it is nested in."""

import re
from dataclasses import dataclass, field

from index.lines import clip, clip_start
from index.sentences import count_words

_MOST_ABOVE = 3
_CAPTION = re.compile(r"Table \w{1,8}[.:]? ")


@dataclass(slots=True)
class Nesting:
    """The open items of a list and ``lead``, the line that leads into it. Levels that differ by no
    more than ``slack`` are one."""

    slack: float = 0
    lead: str = ""
    _open: list[tuple[float, str]] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """Whether an item was added since the list began."""
        return bool(self._open)

    def context(self, level: float, text: str) -> str:
        """The context of the item that comes next; ``level`` grows inwards."""
        while self._open and self._open[-1][0] >= level - self.slack:
            self._open.pop()
        above = [self.lead, *(told for _, told in self._open)]
        self._open.append((level, clip(text.strip())))
        return " › ".join(part for part in above[-_MOST_ABOVE:] if part)

    def leave(self, text: str = "") -> None:
        """The list ends; ``text`` is what stands there, and may lead into the next."""
        self._open.clear()
        self.lead = lead_in(text)


def lead_in(text: str) -> str:
    """The end of a text that leads into what comes below it; empty where it does not.

    "Two were sent. They were:" leads in with "They were".
    """
    end = text.rstrip()
    if not end.endswith(":"):
        return ""
    return clip_start(re.split(r"(?<=[.!?])\s", end[-400:])[-1].rstrip(":"))


def lead_above(end: str, most_words: int = 0) -> str:
    """The end of a paragraph where it leads into what stands right below it; of ``most_words`` it
    leads only by a colon, or as a caption."""
    if most_words and count_words(end) > most_words:
        return ""
    if _CAPTION.match(end) or end[-1] == ":" or (not most_words and end[-1].islower()):
        tail = re.split(r"(?<=[.!?])\s", end)[-1]
        return clip_start(tail.rstrip(":"))
    return ""
