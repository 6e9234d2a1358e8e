"""A question → the term whose meaning it asks for: "What does IPCW stand for?", "definition of rent"."""

import re
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache

from index.words import is_stop_word

_KIND = (
    r"(?:the\s+)?(?:(?:term|word|phrase|expression|acronym|abbreviation|initialism|initials"
    r"|letters|code|error(?:\s+code)?|status|flag|option|setting)\s+)?"
)
_WHERE = r"(?P<where>,?\s+(?:in|under|on|for|within|by|according|as|when|where|at|here)\b.*)?"
_IS = r"what(?:'s|’s|\s+is|\s+are|\s+exactly\s+is)\s+"
_LONG = (
    rf"what\s+(?:does|do|did)\s+{_KIND}(?P<term>\S.*?)\s+stand\s+for",
    rf"{_IS}{_KIND}(?P<term>\S.*?)\s+(?:short\s+for|an\s+(?:abbreviation|acronym)\s+(?:for|of))",
    rf"(?:{_IS})?(?:the\s+)?(?:(?:full|long)\s+form|expansion)\s+of\s+{_KIND}(?P<term>\S.*?)",
    r"(?P<term>\S+)\s+stands\s+for(?:\s+what)?",
)
_MEANING = (
    rf"what\s+(?:does|do|did)\s+{_KIND}(?P<term>\S.*?)\s+(?:mean|refer\s+to)",
    rf"(?:{_IS})?(?:the\s+)?(?:exact\s+)?(?:meaning|definition)\s+of\s+{_KIND}(?P<term>\S.*?)",
    rf"{_IS}{_KIND}(?P<term>\S.*?)\s+defined\s+as",
    rf"what\s+(?:exactly\s+)?(?:is|are)\s+(?:exactly\s+)?meant\s+by\s+{_KIND}(?P<term>\S.*?)",
    rf"how\s+(?:is|are)\s+{_KIND}(?P<term>\S.*?)\s+defined",
    rf"define\s+{_KIND}(?P<term>\S.*?)",
    r"(?P<term>\S+(?:\s\S+){0,3}?)\s+(?:meaning|definition)",
)
_ABOUT = re.compile(rf"{_IS}(?P<article>an?\s+|the\s+)?(?P<term>\S.*?){_WHERE}", re.IGNORECASE)
_QUOTES = "\"'“‘«*`"
_AROUND = f" ”’»_,{_QUOTES}"
_MOST_WORDS, _MOST_LETTERS = 6, 300
_ARTICLE = re.compile(r"(?:an?|the)\s+(?=\S)", re.IGNORECASE)


class Asks(Enum):
    """How a question asks for a meaning."""

    LONG = auto()  # for what the term is short for
    MEANING = auto()  # in so many words
    ABOUT = auto()  # "what is a barge", "what is rent in the lease"
    BARE = auto()  # "what is rising", which may ask for something else


@dataclass(frozen=True, slots=True)
class Term:
    """What a question asks the meaning of, in the ways it may be written."""

    forms: tuple[str, ...]
    asks: Asks

    @property
    def is_sure(self) -> bool:
        """Whether nothing but the meaning is asked for."""
        return self.asks in (Asks.LONG, Asks.MEANING)


_ASKS = [
    (re.compile(pattern + _WHERE, re.IGNORECASE), asks)
    for patterns, asks in ((_LONG, Asks.LONG), (_MEANING, Asks.MEANING))
    for pattern in patterns
]


@lru_cache(maxsize=8)
def term(question: str) -> Term | None:
    """The term whose meaning is asked for; None where none is.

    >>> term('What does "the rent" mean in the lease?')
    Term(forms=('the rent', 'rent'), asks=<Asks.MEANING: 2>)
    >>> term("What is a barge?"), term("Where is the barge?")
    (Term(forms=('barge',), asks=<Asks.ABOUT: 3>), None)
    """
    asked = question[:_MOST_LETTERS].strip(" \t\r\n?.!¿")
    for pattern, asks in _ASKS:
        if found := pattern.fullmatch(asked):
            return _term(found["term"], asks)
    found = _ABOUT.fullmatch(asked)
    if found is None:
        return None
    is_about = found["article"] or found["where"] or found["term"][0] in _QUOTES
    return _term(found["term"], Asks.ABOUT if is_about else Asks.BARE)


def _term(told: str, asks: Asks) -> Term | None:
    whole = told.strip(_AROUND)
    forms = dict.fromkeys((whole, _ARTICLE.sub("", whole, count=1).strip(_AROUND)))
    kept = tuple(one for one in forms if _is_term(one))
    return Term(kept, asks) if kept else None


def _is_term(form: str) -> bool:
    words = form.split()
    is_said = any(word.isupper() or not is_stop_word(word) for word in words)
    return is_said and len(words) <= _MOST_WORDS
