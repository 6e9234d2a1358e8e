"""Acronyms and what they stand for: "net present value (NPV)", "NPV (net present value)"."""

import re

_SHORT = re.compile(r"(?=(?:.*[A-Z]){2})[A-Za-z][\w./&-]{1,9}")
_MOST_BEFORE = 200  # characters


def expands(short: str, text: str) -> bool:
    """Whether a text has an acronym with what it stands for, before or after it in brackets.

    >>> expands("NPV", "the net present value (NPV)"), expands("NPV", "in May (NPV)")
    (True, False)
    """
    if not _SHORT.fullmatch(short):
        return False
    this = re.escape(short)
    for match in re.finditer(rf"[(\[]{this}s?(?=[;,)\]])", text):
        if _stands(short, text[max(0, match.start() - _MOST_BEFORE) : match.start()]):
            return True
    for match in re.finditer(rf"(?<!\w){this}s?\s+\(([^()\n]{{2,{_MOST_BEFORE}}})", text):
        if _stands(short, match[1], is_whole=True):
            return True
    return False


def _stands(short: str, text: str, is_whole: bool = False) -> bool:
    """Whether a text ends in words that an acronym stands for, or is such words: each of its letters
    is found in them from the last on, the first at the beginning of a word. After A. Schwartz and
    M. Hearst, A simple algorithm for identifying abbreviation definitions in biomedical text
    (PSB 2003)."""
    letters = [letter for letter in short.lower() if letter.isalnum()]
    words = re.findall(r"\S+", text)
    most = min(len(letters) + 5, 2 * len(letters))
    told = " ".join(words if is_whole else words[-most:]).lower()
    at = len(told)
    for number in range(len(letters) - 1, -1, -1):
        at -= 1
        while at >= 0 and not (
            told[at] == letters[number] and (number or at == 0 or not told[at - 1].isalnum())
        ):
            at -= 1
        if at < 0:
            return False
    found = told[at:].split()
    return len(found) > 1 and short.lower() not in found and (at == 0 or not is_whole)
