"""Whether a quote's answer is told of what is asked, or stands beside it by chance."""

import re
from collections.abc import Sequence

from index.document import Span
from index.lexical import stem
from index.sentences import sentences
from index.words import terms
from qa.amounts import meanings
from qa.answer import Quote
from qa.dates import Words
from qa.expect import Expected
from qa.same import full_names, is_name, is_spelling

_LONG = 5  # letters, of a stem that another may go on from
# Shares of the question's words that a date's or a person's own sentence must have, and a person's
# of those that are no names: the role, the deed.
_LEAST_TOLD = 0.25
_LEAST_DONE = 0.5
_HEAD = 5  # words that may be the date and place at the head of an entry
_HAPPENED = meanings("take taken took place happen happened occur occurred")
_GOES_ON = re.compile(r"(?:he|she|they|both|it)\b", re.IGNORECASE)
# Forms that have not the stem of their verb.
_PAST = {
    stem(past): stem(verb)
    for verb, forms in {
        "become": "became", "begin": "began begun", "bring": "brought", "build": "built",
        "buy": "bought", "catch": "caught", "choose": "chose chosen", "come": "came",
        "fall": "fell fallen", "fight": "fought", "find": "found", "give": "gave given",
        "go": "went gone", "hold": "held", "lay": "laid", "lead": "led", "leave": "left",
        "make": "made", "meet": "met", "rise": "rose risen", "sell": "sold", "send": "sent",
        "sink": "sank sunk", "speak": "spoke spoken", "strike": "struck", "win": "won",
        "write": "wrote written",
    }.items()
    for past in forms.split()
}  # fmt: skip


def is_told(kind: Expected | None, question: str, quote: Quote, words: Words) -> bool:
    """Whether a quote's answer is told of what is asked: a person beside the role or the deed, a
    date beside the event; and of a person of several names, where these stand together."""
    if any(not _stand_together(name, quote) for name in full_names(question)):
        return False
    if kind is Expected.PERSON and not is_name(str(words)):
        return False
    if kind not in (Expected.PERSON, Expected.TIME):
        return True
    if kind is Expected.TIME and _is_date_line(words):
        return False
    there = meanings(quote.reading or _sentence(words))
    if kind is Expected.PERSON and _met_by(common(question), there) < _LEAST_DONE:
        return False
    return _met_by(meanings(question), there) >= _LEAST_TOLD


def _met_by(asked: frozenset[str], there: frozenset[str]) -> float:
    """The share of words, but for figures, that are among others; 1 where there are none."""
    words = {word for word in asked - _HAPPENED if not word.isdigit()}
    there |= {_PAST[word] for word in there if word in _PAST}
    met = sum(any(alike(word, other) for other in there) for word in words)
    return met / len(words) if words else 1.0


def _is_date_line(words: Words) -> bool:
    """Whether an answer stands in a line by itself, above what was written on that day."""
    start = words.text.rfind("\n", 0, words.start) + 1
    end = words.text.find("\n", words.end)
    return end != -1 and len(terms(words.text[start:end])) <= _HEAD


def _sentence(words: Words) -> str:
    """The sentence of an answer, with the next where it is but the head of an entry, or where that
    goes on about the same."""
    found = sentences(words.text, Span(0, len(words.text)))
    first = next(n for n, span in enumerate(found) if span.end > words.start)
    last = next(n for n, span in enumerate(found) if span.end >= words.end)
    if last + 1 < len(found):
        goes_on = _GOES_ON.match(words.text, found[last + 1].start)
        last += bool(goes_on) or is_head(words)
    return words.text[found[first].start : found[last].end]


def is_head(words: Words) -> bool:
    """Whether an answer stands at the head of an entry, as a date and what is told of it."""
    first = sentences(words.text, Span(0, len(words.text)))[0]
    return words.start < first.end and len(terms(first.of(words.text))) <= _HEAD


def _stand_together(name: Sequence[str], quote: Quote) -> bool:
    """Whether the words of a name stand beside each other in a quote, if it has them all."""
    there = terms(" ".join((*quote.heading, quote.text)))
    if not set(name) <= set(there):
        return True
    width = len(name)
    return any(set(there[at : at + width]) == set(name) for at in range(len(there)))


def alike(one: str, other: str) -> bool:
    """Whether stems are equal, or one goes on where another ends, or is it in another spelling.

    >>> alike("japan", "japanes"), alike("khalkin", "khalkhin"), alike("car", "carpet")
    (True, True, False)
    """
    short, long = sorted((one, other), key=len)
    if short == long or len(short) < _LONG or short[0] != long[0] or short.isdigit():
        return short == long
    return long.startswith(short) or (len(short) > _LONG and is_spelling(short, long))


def common(question: str) -> frozenset[str]:
    """The question's words that are not names; texts leave out a name where it is understood."""
    words = question.split()
    return meanings(" ".join(word for word in words if not word[:1].isupper()))
