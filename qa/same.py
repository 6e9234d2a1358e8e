"""Whether two answers say the same: a date is a date in any notation, a number in any spelling.

Rules for English. What they cannot compare they leave open: a place may lie within another, and
other text can be put in many ways, so those are never told apart.
"""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from index.words import fold, is_stop_word, terms
from qa.amounts import NUMBER, same_amounts
from qa.dates import DATE, Words, same_times
from qa.expect import Expected
from qa.frequency import is_asked, often

_ALIKE = 0.8  # Georgy and Georgi, Khalkhin and Khalkin
# fmt: off
_TITLES = frozenset(terms(
    "lt gen col maj capt lieutenant general colonel major captain marshal marshall comcor "
    "komandarm commander sgt sergeant admiral adm mr mrs ms dr prof professor sir lord king queen "
    "emperor president minister premier ambassador historian author spy rev revd reverend messrs "
    "provost bailie councillor sheriff judge miss lady widow esq hon master"))
_BODIES = frozenset(terms(
    "army forces force corps division brigade regiment unit detachment headquarters union empire "
    "republic government navy command party committee council staff messrs co company bros sons"))
# fmt: on
_PIECES = re.compile(r"[,;|/&]|\b(?:and|or)\b")
_VERSION = re.compile(r"\b(?:version|release)s?\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
# Not the first word, which is capitalised anyway.
_FULL_NAME = re.compile(r"(?<=\w )[A-Z][a-z]+(?: [A-Z][a-z]+)+\b")

_Name = tuple[tuple[str, ...], bool]


def same(kind: Expected | None, one: Words, other: Words, question: str = "") -> bool | None:
    """Whether two answers of a kind say the same; None where that cannot be told.

    >>> same(Expected.TIME, whole("11 May 1939"), whole("May 11th"))
    True
    >>> same(Expected.NUMBER, whole("8,440 killed"), whole("8,766 wounded")) is None
    True
    """
    if is_asked(question) and (first := often(str(one))) and (second := often(str(other))):
        return first.meets(second)
    if kind is Expected.TIME:
        return same_times(one, other)
    if kind is Expected.NUMBER:
        return same_amounts(one, other, question)
    if kind is None:
        left, right = (
            [t for t in terms(str(words)) if not is_stop_word(t)] for words in (one, other)
        )
        return True if left and left == right else None
    told = _same_names(_names(str(one)), _names(str(other)))
    return None if told is False and kind is Expected.PLACE else told


def whole(text: str) -> Words:
    """An answer with nothing around it."""
    return Words(text, 0, len(text))


def kind_of(words: Words, question: str = "") -> Expected | None:
    """What an answer begins with, where the question asks for no kind: a date or a number. Versions
    are no numbers: 1.20 is not 1.2."""
    answer = str(words)
    if DATE.match(answer):
        return Expected.TIME
    return Expected.NUMBER if NUMBER.match(answer) and not _VERSION.search(question) else None


def is_spelling(one: str, other: str) -> bool:
    """Whether a name may be another in another spelling.

    >>> is_spelling("georgy", "georgi"), is_spelling("shtern", "zhukov")
    (True, False)
    """
    return SequenceMatcher(None, one, other).ratio() >= _ALIKE


def is_name(text: str) -> bool:
    """Whether an answer names anybody: a title alone does not.

    >>> is_name("Mr. Lorimer"), is_name("Messrs."), is_name("the keeper of goats")
    (True, False, True)
    """
    words = _WORD.findall(text)
    return any(fold(word) not in _TITLES for word in words)


def full_names(question: str) -> list[tuple[str, ...]]:
    """The names of two or more words in a question, folded, without titles.

    >>> full_names("When did Captain Ann Gowans of the Fox leave?")
    [('ann', 'gowans')]
    """
    found = []
    for match in _FULL_NAME.finditer(question):
        name = tuple(word for word in terms(match.group()) if word not in _TITLES)
        if len(name) > 1:
            found.append(name)
    return found


def _names(text: str) -> list[_Name]:
    """The names in an answer: words without titles, and whether they are surely a person's."""
    found: list[_Name] = []
    for piece in _PIECES.split(text):
        words = _WORD.findall(piece)
        folded = [fold(word) for word in words if word[0].isupper()]
        kept = tuple(word for word in folded if word not in _TITLES)
        is_titled = any(fold(word) in _TITLES for word in words)
        if kept:
            is_person = (len(kept) > 1 or is_titled) and not _BODIES & {*map(fold, words)}
            found.append((kept, is_person))
    return found


def _same_names(left: Sequence[_Name], right: Sequence[_Name]) -> bool | None:
    """Persons differ where they have no word in common."""
    shared = 0
    for one, _ in left:
        for other, _ in right:
            short, long = sorted((one, other), key=len)
            met = sum(any(_like(word, word2) for word2 in long) for word in short)
            if met == len(short):
                return True
            shared += met
    if shared or not left or not right:
        return None
    return False if all(is_person for _, is_person in (*left, *right)) else None


def _like(one: str, other: str) -> bool:
    if min(len(one), len(other)) == 1:
        return one[0] == other[0]
    return one == other or (min(len(one), len(other)) > 3 and is_spelling(one, other))
