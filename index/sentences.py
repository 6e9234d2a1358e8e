"""Text → sentence spans, by rule. It knows abbreviations and numbers, not grammar."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from index.document import Span

MOST_WORDS = 120
MOST_CHARACTERS = 1_200

_WIDE = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
_WORD = re.compile(rf"([{_WIDE}])|[^\W_][^\s{_WIDE}]*")
_STOP = re.compile(
    r"(?:(?P<wide>[。！？｡][。！？｡!?]*)|(?P<stop>[.!?…؟۔।॥።။]+))"
    r"(?P<closers>[\"'”’»)\]}」』）】〉》*_]*)"
    r"(?:[ \t]?\[\d{1,3} ?\]|\[[^\[\]\n]{1,40}\])*"
    r"|\n[^\S\n]*\n|\r[ \t]*\r"
)
_OPENERS = "\"'“‘«„([{「『（【〈《*_¿¡"
_SEPARATORS = (("\n", ";", "；"), (" – ", " — "), (",", "、", "，"))

_NO_END = """
Lt Gen Col Maj Capt Cpt Sgt Cpl Pvt Adm Cmdr Cdr Brig Dr Mr Mrs Ms Mme Mlle Prof Rev Hon
Gov Sen Rep Pres Messrs St Ste Mt Ft Imp imp vs Vs cf Cf ca Ca approx Approx vol Vol vols Vols
pp ed eds trans fig Fig figs Figs eq Eq sec Sec ch Ch nr Nr viz incl Incl est e.g E.g i.e
I.e Parl Commrs Lieut Lieuts Sergt Sergts Corpl Genl Genls Comdr Commr Surg
"""
_SELDOM_END = """
Inc Ltd Co Corp Bros Jr Sr Esq al Ave Blvd Rd Dept Univ Jan Feb Mar Apr Jun Jul Aug Sep Sept
Oct Nov Dec
Ala Cal Conn Del Fla Ga Ky Md Minn Neb Okla Ore Penn Penna Tenn Tex Va Vt Wis
Arty Cav Cavy Div Inf Mil Regt Regts
Alexr Andw Benj Chas Danl Edwd Geo Jas Jno Richd Robt Saml Thos Wm
"""
_NUMBERED = """
No Nos no nos p c Art art Arts arts Cl cl Cls cls Para para Paras paras Reg reg Regs regs Sched sched
Chap chap Cmd Cmnd
"""
_BEFORE_DAYS = """
Mon Tue Tues Wed Weds Thu Thur Thurs Fri Sat Sun
"""
_OPENING = """
The A An In On At It Its He She They We I You This That These Those There If When While As
After Before But And Or So However Although For From By To With Since Because Both Each All
Some Many Most No Not One Our My His Her Their What Who Why How Where Then Thus Also During
Later Only Until Under Such Another Despite
"""
_WEEKDAYS = frozenset(_BEFORE_DAYS.split())
_DAY = re.compile(r"\d{1,2}(?:st|nd|rd|th|d)?")
_SHILLINGS, _PENCE = re.compile(r"\d{1,3}s"), re.compile(r"\d{1,2}½?d")
_NO_END_AFTER = frozenset(_NO_END.split())
_SELDOM_END_AFTER = frozenset(_SELDOM_END.split())
_BEFORE_NUMBERS = frozenset(_NUMBERED.split())
_OPENING_WORDS = frozenset(_OPENING.split())
_FIRST_WORD = re.compile(r"\w{1,20}")
_LAST_WORD = re.compile(r"[^\W_]+(?:\.[^\W_]+)*$")
_DOTTED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]$")
_COUNTER = re.compile(
    r"[*_]{0,3}(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,4}|\d{1,3}(?:[./](?:\d{1,3}|[a-z]))+)$"
)
_LONGEST_COUNTER = 12


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a sentence may end, and with what the next would begin ("A", "a", "x" or "")."""

    stop: int
    end: int
    mark: str
    next: str
    word: str


def count_words(text: str) -> int:
    """Words: what white space parts and holds a letter or digit.

    A character of a script written without spaces counts half a word, rounded up in the sum.
    """
    unspaced = _WORD.findall(text)
    return len(unspaced) - sum(map(bool, unspaced)) // 2


def sentences(text: str, span: Span) -> list[Span]:
    """The sentences of ``text`` within ``span``: ascending, apart, no white space around them.

    Together they hold every other character. None has more than `MOST_WORDS` words or
    `MOST_CHARACTERS` characters: a longer one is cut where it hurts least.
    """
    places = list(_places(text, span))
    small = _is_small_letters(text, span, places)
    found: list[Span] = []
    start = _skip_space(text, span.start, span.end)
    for place in places:
        if place.end > start and _ends(text, start, place, small):
            found += pieces(text, start, place.end)
            start = _skip_space(text, place.end, span.end)
    found += pieces(text, start, span.end)
    return found


def pieces(text: str, start: int, end: int) -> Iterator[Span]:
    """``[start, end)`` in parts that are not too long, without the white space around them."""
    start = _skip_space(text, start, end)
    while start < end:
        reach = _reach(text, start, end)
        if reach < end:
            # Two like parts read better than a full one and a rest.
            if end - start < 2 * (reach - start):
                reach = min(reach, start + (end - start) * 2 // 3)
            reach = _cut(text, start, reach)
        stop = reach
        while stop > start and text[stop - 1].isspace():
            stop -= 1
        if stop > start:
            yield Span(start, stop)
        start = _skip_space(text, reach, end)


def _places(text: str, span: Span) -> Iterator[_Place]:
    for found in _STOP.finditer(text, span.start, span.end):
        mark = found["wide"] or found["stop"] or "\n"
        end = found.end()
        follows = _skip_space(text, end, span.end)
        if follows == span.end:
            continue
        if found["wide"]:
            # A particle after a closing bracket goes on with the sentence around the quotation.
            inner = found["closers"] and follows == end and "\u3040" <= text[end] <= "\u309f"
            if not inner:
                yield _Place(found.start(), end, "。", "x", "")
        elif mark == "\n":
            yield _Place(found.start(), found.start(), "\n", "x", "")
        elif follows > end:
            yield _Place(found.start(), end, mark, *_opening(text, follows, span.end))


def _opening(text: str, start: int, end: int) -> tuple[str, str]:
    """How the text at ``start`` begins: "A" capital, "a" small, "x" else like a start, "" not."""
    stop = min(end, start + 4)
    while start < stop and text[start] in _OPENERS:
        start += 1
    if start == end:
        return "", ""
    first = text[start]
    found = _FIRST_WORD.match(text, start, end)
    word = found[0] if found else ""
    if first.isupper() or first.istitle():
        return "A", word
    if first.islower():
        return "a", word
    if first.isalnum() or first in "•◦▪‣#@" or unicodedata.category(first)[0] == "S":
        return "x", word
    return "", ""


def _is_small_letters(text: str, span: Span, places: list[_Place]) -> bool:
    """Whether the writer begins sentences with small letters, as in a chat."""
    first = next((c for c in text[span.start : span.start + 200] if c.isalpha()), "")
    return first.islower() and not any(place.next == "A" for place in places)


def _ends(text: str, start: int, place: _Place, small: bool) -> bool:
    if place.mark in ("\n", "。"):
        return True
    if place.next == "" or (place.next == "a" and not small):
        return False
    if place.mark != ".":
        # Three spaced dots stand for words left out of a quotation.
        return "!" in place.mark or "?" in place.mark or not text[place.stop - 1].isspace()
    head = text[max(start, place.stop - 24) : place.stop]
    if not head or head[-1].isspace():
        return True
    last = _LAST_WORD.search(head)
    if start >= place.stop - _LONGEST_COUNTER and _COUNTER.match(text[start : place.stop]):
        return False
    return last is None or not _is_abbreviation(last[0], head, place)


def _is_abbreviation(word: str, head: str, place: _Place) -> bool:
    starts = place.word in _OPENING_WORDS and len(place.word) > 1
    if word in _NO_END_AFTER:
        return True
    if word in _BEFORE_NUMBERS:
        return place.word[:1].isdigit()
    if word in _WEEKDAYS:
        return _DAY.fullmatch(place.word) is not None
    if _SHILLINGS.fullmatch(word):
        return _PENCE.fullmatch(place.word) is not None
    if word in ("a.m", "p.m"):
        return place.next != "A"
    if word in _SELDOM_END_AFTER or _DOTTED.match(word):
        return not starts
    if len(word) == 1 and word.isalpha():
        return not starts and not (word == "I" and head.endswith("War I"))
    return False


def _skip_space(text: str, start: int, end: int) -> int:
    while start < end and text[start].isspace():
        start += 1
    return start


def _reach(text: str, start: int, end: int) -> int:
    """How far one part may go from ``start``."""
    limit = min(end, start + MOST_CHARACTERS)
    halves = 0
    for word in _WORD.finditer(text, start, limit):
        halves += 1 if word[1] else 2
        if halves > 2 * MOST_WORDS:
            return word.start()
    return limit


def _cut(text: str, start: int, reach: int) -> int:
    """The best place to cut in the latter two thirds of ``[start, reach)``."""
    least = start + (reach - start) // 3
    for separators in _SEPARATORS:
        best = max(_last(text, mark, least, reach) for mark in separators)
        if best > least:
            return best
    for position in range(reach, least, -1):
        if text[position - 1].isspace():
            return position
    position = reach
    while position > max(least, reach - 8, start + 1) and (
        unicodedata.category(text[position])[0] == "M"
        or "\u200d" in text[position - 1 : position + 1]
    ):
        position -= 1
    return position


def _last(text: str, mark: str, least: int, reach: int) -> int:
    """Where the last of such marks ends, "1,739" aside; no more than ``least`` where there is none."""
    at = text.rfind(mark, least, reach)
    while mark == "," and at > least and text[at - 1].isdigit() and text[at + 1 : at + 2].isdigit():
        at = text.rfind(mark, least, at)
    return at + len(mark)
