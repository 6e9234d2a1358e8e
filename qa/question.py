"""A question as it is typed → what of it the signals look for."""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from index import lexical
from index.encoder import Floats
from index.lexical import QueryTerms
from index.search import Query
from index.words import MONTH_NAMES, STOP_WORDS, fold, is_stop_word, terms
from qa.dates import months
from qa.exact import IDENTIFIER, exact, identifiers
from qa.expect import Expected, expected
from qa.opposites import asked_acts, opposites
from qa.ranges import Range, measures
from qa.rerank import Asked, asked
from qa.versions import Version, versions

Indices = NDArray[np.intp]

_CODE = re.compile(r"[^\W\d_]+-?\d+[^\W\d_]?")
_LIKE = 5  # letters that names have in common which are one: Japan, Japanese
_YEAR = re.compile(
    r"(?<![\w.,£$€-])(?P<first>1\d{3}|20\d\d)(?:s|[ ]?[-–/][ ]?(?P<last>\d{4}|\d\d?)(?!\d))?(?!\w|[.,]\d)"
)
_LONGEST_SPAN = 100
_COUNTS = re.compile(r"\s+(?:[a-z]{3,}s|men|women|people|children)\b")
_IN = re.compile(r"\b(?:in|since|during|year|by)\s+$", re.IGNORECASE)
_WORD = re.compile(rf"{IDENTIFIER.pattern}|{_CODE.pattern}(?![^\W_])|[^\W_]+")
_PARTS = re.compile(r"[^\W\d_]+|\d+")
_STOPS = frozenset(map(lexical.stem, STOP_WORDS))
_CHOICE = re.compile(
    r"\W*(?:is|are|am|was|were|do|does|did|can|could|may|might|must|should|shall|will|would|has|have|had)\b"
    r"|.*\bor\b",
    re.IGNORECASE | re.DOTALL,
)
_V = re.compile(r"([^\W\d_]{3}|[A-Z]{2})v(?=\.?\d)", re.ASCII)
_INITIALS = 2  # letters, the fewest that may stand for a title
_STRANGE_SETTING = 2.5  # names that stand nowhere weigh as much


@dataclass(frozen=True, slots=True)
class Question:
    """What signals need of a question."""

    text: str
    vector: Floats
    asked: Asked
    heaviest: Indices  # of its tokens, at most three
    mass: dict[str, float]  # stem → idf
    total: float  # of the mass
    unknown: float
    most_bm25: float
    figures: frozenset[frozenset[str]]  # the stems of each, as of names
    names: frozenset[frozenset[str]]
    kind: Expected | None
    exact: tuple[re.Pattern[str], ...]
    versions: tuple[Version, ...]
    measures: tuple[Range, ...]
    years: frozenset[str]
    acts: frozenset[str]  # what it asks how to do, of what has an opposite
    opposed: frozenset[str]  # the opposites
    told: frozenset[str]  # the stems that tell nothing new: its own, and those of all stop words
    is_choice: bool  # whether it can be answered in its own words
    strangeness: float  # 0 where each of its names stands somewhere


def question(query: Query) -> Question:
    """Prepare a question."""
    mass = _mass(query.terms)
    total = sum(mass.values())
    weighed = asked(query)
    unknown = sum(query.terms.idf(t) for t, count in query.terms.frequency.items() if not count)
    searched = (*query.terms.searched, *query.terms.phrases)
    most_bm25 = lexical.SATURATION * sum(map(query.terms.idf, searched)) or 1.0
    figures = [term for term in query.terms.frequency if has_digit(term)]
    named = names(query.text)
    to_do = asked_acts(query.text)
    return Question(
        query.text,
        query.encoding.vector,
        weighed,
        np.argsort(-weighed.weights)[:3],
        mass,
        total,
        unknown / (total or 1.0),
        most_bm25,
        frozenset(map(stems, figures)),
        frozenset(map(stems, named)),
        expected(query.text),
        exact(query.text, query.terms.unlike),
        versions(query.text),
        measures(query.text),
        years(query.text),
        to_do,
        opposites(to_do),
        stems(query.text) | _STOPS,
        _CHOICE.match(query.text) is not None,
        _strangeness(query, named),
    )


def _strangeness(query: Query, named: list[str]) -> float:
    """1 where a name stands nowhere, more where it is a setting: a setting has no other name."""
    strange = {term for term, count in query.terms.frequency.items() if not count}

    def is_strange(name: str) -> bool:
        return not strange.isdisjoint(terms(name))

    if any(map(is_strange, identifiers(query.text))):
        return _STRANGE_SETTING
    return float(any(map(is_strange, named)))


def years(text: str) -> frozenset[str]:
    """The years that a text names, in four figures, not what may count things; of a span of them,
    all.

    >>> sorted(years("1500 archers in 1939-41, on 1836-01-30 and in May 1848 and 1900, not 1,200 or £1700"))
    ['1836', '1848', '1900', '1939', '1940', '1941']
    """
    found: set[str] = set()
    for match in _YEAR.finditer(text):
        if _COUNTS.match(text, match.end()) and not _IN.search(text, 0, match.start()):
            continue
        first, short = match["first"], match["last"] or ""
        last = max(int(first), int(first[: 4 - len(short)] + short))  # "1836-01" is a month
        found.update(map(str, range(int(first), min(last, int(first) + _LONGEST_SPAN) + 1)))
    return frozenset(found)


def _mass(query: QueryTerms) -> dict[str, float]:
    mass: dict[str, float] = {}
    for term in query.frequency:
        stem = lexical.stem(term)
        mass[stem] = max(mass.get(stem, 0.0), query.idf(term))
    return mass


def stems(text: str) -> frozenset[str]:
    """The stemmed terms of a text."""
    return frozenset(map(lexical.stem, terms(text)))


def has_digit(term: str) -> bool:
    """Whether a term has a digit."""
    return not term.isalpha() and any(map(str.isdigit, term))  # most are told at once


def names(question: str) -> list[str]:
    """The names in a question: capitalised words amid a sentence, months, codes, which are letters
    with figures after them, and what programs call things. Each once, as it is typed.

    Where every word is capitalised, capitals tell nothing.

    >>> names("Where did Zhukov stay in may 1939, and may he have flown an i-16?")
    ['Zhukov', 'may', 'i-16']
    """
    found: dict[str, str] = {}
    capitalised, small = set(), False
    words = list(_WORD.finditer(question))
    for before, word, after in zip([None, *words], words, [*words[1:], None], strict=False):
        text = word.group()
        folded = fold(text)
        is_dated = _is_number(before) or _is_number(after)
        is_month = folded in MONTH_NAMES and (is_dated or folded not in ("march", "may", "august"))
        if is_month or _CODE.fullmatch(text) or IDENTIFIER.fullmatch(text):
            found[folded] = text
        elif is_stop_word(folded):
            continue
        elif before and text[0].isupper() and not _parted(question[before.end() : word.start()]):
            capitalised.add(found.setdefault(folded, text))
        else:
            small = small or text.islower()
    return [text for text in found.values() if small or text not in capitalised]


def apart(text: str) -> str:
    """A text with the "v" of a version apart from the name before it.

    >>> apart("GPLv3, gplv2 and a TV4")
    'GPL v3, gpl v2 and a TV4'
    """
    return _V.sub(r"\1 v", text)


@lru_cache(maxsize=10_000)
def aliases(path: str, title: str) -> frozenset[str]:
    """The stems by which a document may be called: those of its path, a name and its version in one
    too, and the initials of words in a row of its title.

    >>> sorted(aliases("lic/GPL-3.txt", "General Public License"))
    ['3', 'gp', 'gpl', 'gpl3', 'gplv3', 'lic', 'pl', 'txt']
    """
    parts = _PARTS.findall(apart(path))
    versions = " ".join(
        f"{name}{number} {name}v{number}"
        for name, number in pairwise(part for part in parts if part.lower() != "v")
        if name.isalpha() and number.isdigit()
    )
    return stems(f"{path.replace('_', ' ')} {' '.join(parts)} {versions}") | initials(title)


def initials(title: str) -> frozenset[str]:
    """What a title may be called for short, stemmed.

    >>> sorted(initials("General Public License"))
    ['gp', 'gpl', 'pl']
    """
    first = [word[0] for word in title.split() if word[0].isupper()]
    found = {
        "".join(first[start:end])
        for start in range(len(first))
        for end in range(start + _INITIALS, len(first) + 1)
    }
    return stems(" ".join(found))


def unmentioned(question: str, passage: str, known: frozenset[str] = frozenset()) -> list[str]:
    """The names in a question that a passage, with what stands above it, does not mention, however
    they end there, nor months as figures; nor are they among the stems ``known`` besides."""
    there = stems(passage) | known
    named = [
        name
        for name in names(question)
        if not (month := months(name.capitalize())) or month - months(passage)
    ]

    def is_there(stem: str) -> bool:
        begins = stem[:_LIKE]
        return stem in there or (
            begins.isalpha()
            and len(begins) == _LIKE
            and any(other.startswith(begins) for other in there)
        )

    return [name for name in named if not all(map(is_there, stems(name)))]


def _is_number(word: re.Match[str] | None) -> bool:
    return word is not None and word.group()[0].isdigit()


def _parted(between: str) -> bool:
    return any(mark in between for mark in '.?!:;"“')
