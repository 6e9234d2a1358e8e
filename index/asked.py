"""Questions that a text asks and answers, and what tells them: a mark, a name, bold letters."""

import re

_BOLD = r"(?:\*\*|__|\*|_)?"
_NUMBERED = rf"[ \t]?\d{{0,3}}(?:[.:)]{_BOLD}|{_BOLD}[.:)])[ \t]+(?=\S)"
_ASKS = re.compile(rf"^[ \t>]*{_BOLD}(?:Q|Question){_NUMBERED}", re.MULTILINE)
_TELLS = re.compile(rf"^[ \t>]*{_BOLD}(?:A|Ans|Answer){_NUMBERED}", re.MULTILINE)
_ALL_BOLD = re.compile(r"(\*\*|__)(?=\S)([^*\n]{2,180}[?？؟])\1[ \t]*(?:\r?\n|\Z)")
_BEGINS_BOLD = re.compile(r"(\*\*|__)(?=\S)[^*\n]{2,180}[?？؟]\1")
_NAME = r"(?:[^\W\d_a-z][\w.'’-]*)"
_SPEAKER = re.compile(rf"{_BOLD}({_NAME}(?:[ \t]{_NAME}){{0,3}})(?::{_BOLD}|{_BOLD}:)[ \t]+(?=\S)")
_COUNT = re.compile(r"(?:\d{1,3}|[ivx]{1,4})[.)][ \t]+", re.IGNORECASE)
_MARKS = "*_ \t\r\n)"


def is_question(text: str) -> bool:
    """Whether words end as a question; what somebody else is quoted to ask is none.

    >>> is_question("**Is it free?**"), is_question('He asked, "Is it free?"')
    (True, False)
    """
    return text.rstrip(_MARKS).endswith(("?", "？", "؟"))


def asks(text: str) -> bool:
    """Whether words begin as a question that is marked as one: "Q. Was he sober?"."""
    return _ASKS.match(text) is not None


def begins_to_ask(text: str) -> bool:
    """Whether words begin with a question that is marked as one, or is in bold letters."""
    return asks(text) or _BEGINS_BOLD.match(text) is not None


def tells(text: str) -> bool:
    """Whether words begin as an answer that is marked as one: "A. As the herring."."""
    return _TELLS.match(text) is not None


def speaker(text: str) -> str:
    """Who speaks, where words begin with a name and a colon; "" where none is told.

    >>> speaker("Captain F. W. Vetch: For a remuneration of?"), speaker("Q: Is it free?")
    ('Captain F. W. Vetch', '')
    """
    found = _SPEAKER.match(text)
    return "" if found is None or asks(text) or tells(text) else found[1]


def is_of_turns(text: str, below: str) -> bool:
    """Whether what stands below a line answers it by its marks alone."""
    if asks(text):
        return tells(below)
    other = speaker(below)
    return is_question(text) and other != "" and speaker(text) not in ("", other)


def bare(text: str) -> str:
    """A question without what marks it, its number, or who asks it.

    >>> bare("**Q: Is it free?**"), bare("3. Is it free?"), bare("KR: Is it free?")
    ('Is it free?', 'Is it free?', 'Is it free?')
    """
    told = text
    for mark in (_ASKS, _COUNT, _SPEAKER):
        told = mark.sub("", told.lstrip(), count=1) if mark.match(told.lstrip()) else told
    return told.strip("*_ \t\r\n")


def questions_in(text: str, start: int, end: int) -> list[int]:
    """Where questions begin that are marked as such, if any answer is."""
    if not _TELLS.search(text, start, end):
        return []
    found = (
        match.end() - len(match[0].lstrip(" \t>")) for match in _ASKS.finditer(text, start, end)
    )
    return [*found]


def answer_in(text: str) -> int:
    """Where the first answer begins that is marked as one; -1 where none does."""
    found = _TELLS.search(text)
    return -1 if found is None else found.end() - len(found[0].lstrip(" \t>"))


def bold_question(text: str) -> tuple[str, int]:
    """The question in bold letters that is the first line of a text, and where the next begins;
    empty where it is none."""
    found = _ALL_BOLD.match(text)
    return ("", 0) if found is None else (found[2], found.end())
