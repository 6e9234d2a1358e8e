"""Where the words that answer begin and end: at words, with what belongs together whole."""

import re

from index.document import Span
from index.words import is_stop_word, terms

_NEAR = 60  # characters within which the other of a pair is looked for
_MARKS = ("**", "__", "``", "`")
_PAIRS = {"(": ")", "[": "]", "{": "}", "“": "”", "‘": "’", "«": "»"}
_OPENING = {closing: opening for opening, closing in _PAIRS.items()}
_QUOTING = frozenset("“‘«[")
_BETWEEN = re.compile(r"(?<=\w)[’'](?=\w)")
# "secrets.yaml" is one word, as is what a bracket follows: "AUC(0-24)".
_DOTTED = re.compile(r"(?:\.[a-z_]\w{0,30})+")
_JOINED = re.compile(r"[^\s|()\[\]{}<>]{1,60}$")
_COMPARED = re.compile(r"[<>≤≥=~≈±+\-−–]{1,2}[ \t]*[\d.$€£]")
_SIGN = re.compile(r"(?:^|(?<=[\s(|]))(?:[<>]=?|[≤≥±~≈])[ \t]?$")
_NOISE_BEFORE = re.compile(r"(?:[*_`#+=|~,;:•·>\-–—]{1,3}(?:\s+|$))+|[,;:]+|\s+")
_NOISE_AFTER = re.compile(r"\s+[*_`#+=|~•·<>\-–—]{0,3}$|(?<!\w)[+=|~•·]{1,3}$")
_REMARK = re.compile(r"\s\([^()\d]{1,80}\)$")
_LEAST_TOLD, _LEAST_REMARK = 4, 3  # words


def tidied(text: str, found: Span, within: Span, question: str = "") -> Span:
    """The words of a text that were found to answer, widened ``within`` a span of it or narrowed so
    that they begin and end at words, and that of markup, brackets and quotation marks none stays
    without its other. A remark in brackets that ends them is left out, unless it is asked for."""
    start, end = found.start, found.end
    end = _to_dotted(text, end, within.end)
    start, end = _with_marks(text, start, end, within)
    start, end = _with_brackets(text, start, end, within)
    end = _without_remark(text, start, end, question)
    start, end = _stripped(text, start, end)
    start = _with_sign(text, start, within)
    return Span(start, end) if terms(text[start:end]) else found


def whole_lines(text: str, found: Span, within: Span) -> Span:
    """Of code that goes over a line's end the whole lines, but for their indent; else what was
    found."""
    if "\n" not in found.of(text).strip():
        return found
    start = max(text.rfind("\n", 0, found.start) + 1, within.start)
    end = text.find("\n", found.end, within.end)
    words = text[start : within.end if end == -1 else end]
    return Span(start + len(words) - len(words.lstrip()), start + len(words.rstrip()))


def _to_dotted(text: str, end: int, most: int) -> int:
    dot = end - 1 if text[end - 1] == "." else end
    joined = _DOTTED.match(text, dot, most)
    is_one = joined is not None and text[dot - 1 : dot].isalnum()
    return joined.end() if joined and is_one else end


def _with_marks(text: str, start: int, end: int, within: Span) -> tuple[int, int]:
    """Without a mark of emphasis or code that only begins or ends the words, else with its other
    where that stands before them or near behind."""
    for mark in _MARKS:
        words = text[start:end]
        count, size = words.count(mark), len(mark)
        if mark == "`" and "``" in words:
            continue
        if words.startswith(mark) and words.endswith(mark) and count == 2:
            start, end = start + size, end - size
        elif count % 2 == 0:
            continue
        elif words.startswith(mark):
            start += size
        elif words.endswith(mark):
            end -= size
        elif start - size >= within.start and text.startswith(mark, start - size):
            start -= size
        else:
            closing = text.find(mark, end, min(end + _NEAR, within.end))
            if closing != -1 and "\n" not in text[end:closing]:
                end = closing + size
    return start, end


def _with_brackets(text: str, start: int, end: int, within: Span) -> tuple[int, int]:
    """With the bracket or quotation mark that opens or closes what stands among the words alone;
    without what is opened last where that is closed further on."""
    for _ in range(len(_PAIRS)):
        opened, closed = _alone(text, start, end)
        if closed is not None:
            opening = _opening(text, start, text[closed], within)
            if opening is None:
                return (start, end - 1) if closed == end - 1 else (start, end)
            joined = _JOINED.search(text, max(within.start, opening - _NEAR), opening)
            start = joined.start() if joined and text[opening - 1].isalnum() else opening
        elif opened is not None:
            closing = text.find(_PAIRS[text[opened]], end, min(end + _NEAR, within.end))
            beside = closing != -1 and not terms(text[end:closing])
            if beside or (closing != -1 and text[opened] in _QUOTING):
                end = closing + 1
            elif opened == start:
                start += 1
            elif text[opened] in _QUOTING:
                return start, end
            else:
                end = opened
        else:
            break
    return start, end


def _alone(text: str, start: int, end: int) -> tuple[int | None, int | None]:
    """The last mark among words that is not closed there, and the first that is not opened."""
    opened: list[int] = []
    between = {found.start() for found in _BETWEEN.finditer(text, start, end)}
    for at in range(start, end):
        char = text[at]
        if char in _PAIRS:
            opened.append(at)
        elif char in _OPENING and at not in between:
            if opened and text[opened[-1]] == _OPENING[char]:
                opened.pop()
            elif char != "’" or _opening(text, start, char, Span(0, len(text))) is not None:
                return None, at
    return (opened[-1] if opened else None), None


def _opening(text: str, start: int, closing: str, within: Span) -> int | None:
    """Where a bracket that is closed further on was opened, near before ``start``."""
    depth = 1
    for at in range(start - 1, max(within.start, start - _NEAR) - 1, -1):
        if text[at] == "\n":
            return None
        if text[at] == closing and not (closing == "’" and text[at + 1 : at + 2].isalnum()):
            depth += 1
        depth -= text[at] == _OPENING[closing]
        if depth == 0:
            return at
    return None


def _without_remark(text: str, start: int, end: int, question: str) -> int:
    """The end without what a bracket says beside, as how sure a recommendation is."""
    if text[end : end + 1].isalnum() or not text[start:end].endswith(")"):
        return end
    found = _REMARK.search(text, max(start, end - 2 * _NEAR), end)
    if found is None:
        return end
    words = [word for word in terms(found[0]) if not is_stop_word(word)]
    told = len(terms(text[start : found.start()]))
    is_asked = not {*words}.isdisjoint(terms(question))
    is_beside = len(words) >= _LEAST_REMARK and told >= _LEAST_TOLD
    return found.start() if is_beside and not is_asked else end


def _with_sign(text: str, start: int, within: Span) -> int:
    """With what a figure is compared as; a sign that begins a line may quote it."""
    first = max(within.start, start - 4)
    sign = _SIGN.search(text, first, start) if text[start : start + 1].isdigit() else None
    line = text.rfind("\n", 0, start) + 1
    return sign.start() if sign and text[line : sign.start()].strip() else start


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    """Without the marks at the ends that are no part of a word or figure."""
    if not _COMPARED.match(text, start, end) and (noise := _NOISE_BEFORE.match(text, start, end)):
        start = noise.end()
    if noise := _NOISE_AFTER.search(text, max(start, end - 8), end):
        end = noise.start()
    return start, end
