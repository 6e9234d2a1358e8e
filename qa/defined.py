"""A question for what a term means is answered first where a document defines just that term:
"Rent" means …, **Rent**: …, a glossary's row or entry, net present value (NPV)."""

import math
import re
from collections.abc import Iterator, Sequence
from enum import IntEnum
from functools import lru_cache

from index.document import Kind, Passage
from index.words import fold
from qa.acronyms import expands
from qa.columns import Cell, cells
from qa.meanings import Asks, Term, term
from qa.signals import Window

DEFINED = 0.9
"""How far what defines a term is what is asked for."""
_OTHER = 2.5  # log odds
_FEWEST_CELLS = 2
_SYMBOL = re.compile(r"[^\W\d_]\w?|[A-Z]{3}")  # its case tells it from a word
_OPENS, _CLOSES = r"[\"'“‘„«*_`]", r"[\"'”’“»*_`]"
_MARK = r"^[^\w\"'“‘„«*_`]{0,20}(?:\(?\w{1,4}[.)]\s+|\(?\d{1,3}(?:\.\d{1,3}){1,3}[.)]?\s+)?"
_ARTICLE = r"(?:[Aa]n?\s+|[Tt]o\s+|[Tt]he\s+(?:term\s+)?)?"
_ITS = r"(?:\s+(?:of|for|to|an?|the)\s+[^\W_]+(?:\s+[^\W_]+){0,2})?"  # To "sell" a boat means
_ASIDE = (
    r"(?:\s*\([^()\n]{1,80}\)|,[^,.;:\n]{1,60},"
    rf"|,?\s+or\s+{_OPENS}[^\"”’\n]{{1,60}}{_CLOSES}{{1,3}},?)?"
)
_MEANS = (
    r"\s+(?:shall\s+|also\s+|will\s+)?(?:means?\b|ha(?:s|ve)\s+the\s+(?:same\s+)?meanings?\b"
    r"|refers?\s+to\b|stands?\s+for\b|denotes?\b"
    r"|(?:is|are)\s+(?:(?:hereby\s+)?defined\s+(?:as|to)|short\s+for|understood\s+(?:as|to))\b)"
)
_MEANING = re.compile(r"mean|descri|defin|expla|stands?\b|full\b", re.IGNORECASE)  # a column
_IS_KIND = r"\s+(?:is|are)\s+(?:an?|any|each|every|when|what|how)\b"
_WORD = re.compile(r"[^\W_]+")


class _Way(IntEnum):
    """How a place tells what a term means, the surer the less."""

    TOLD = 0
    IS = 1  # "A barge is a boat"
    NAMED = 2  # it stands below the term as a heading


def defined_first(
    question: str, ranked: Sequence[tuple[Window, float]]
) -> list[tuple[Window, float]]:
    """Ranked windows, first the best with which each definition of the term begins that is asked
    for; those that define a longer term in its place come lower."""
    asked = term(question)
    if asked is None:
        return [*ranked]
    first = _beginnings(asked, ranked)
    rest = [pair for at, pair in enumerate(ranked) if at not in first]
    rest = [(window, logit - _OTHER * _is_other(asked, window)) for window, logit in rest]
    rest.sort(key=lambda pair: -pair[1])
    if not first:
        return rest
    odds = max(math.log(DEFINED / (1 - DEFINED)), max(logit for _, logit in ranked))
    return [*((ranked[at][0], odds) for at in first), *rest]


def _beginnings(asked: Term, ranked: Sequence[tuple[Window, float]]) -> list[int]:
    """Which windows begin definitions, one for each, the surest first; below a heading one."""
    passages = {window.hit.id: window.hit.passage for window, _ in ranked}
    ways = {key: dict(_definitions(asked, passage)) for key, passage in passages.items()}
    heads: dict[object, int] = {}
    for passage in passages.values():
        place = passage.document.cited, passage.heading
        start = passage.units[0].span.start
        heads[place] = min(start, heads.get(place, start))
    first: dict[tuple[int, int], tuple[_Way, int]] = {}
    for at, (window, _) in enumerate(ranked):
        key, passage = (window.hit.id, window.span.start), window.hit.passage
        way = ways[key[0]].get(key[1])
        is_below = key[1] == heads[passage.document.cited, passage.heading]
        if key not in first and way is not None and (way is not _Way.NAMED or is_below):
            first[key] = way, at
    return [at for _, at in sorted(first.values())]


def is_defined(question: str, window: Window) -> bool:
    """Whether a window begins with words that define the term which a question asks for."""
    asked = term(question)
    if asked is None:
        return False
    way = dict(_definitions(asked, window.hit.passage)).get(window.span.start, _Way.NAMED)
    return way is not _Way.NAMED


def defines(question: str, passage: Passage) -> bool:
    """Whether a passage defines the term that a question asks for."""
    asked = term(question)
    return asked is not None and any(_definitions(asked, passage))


def _definitions(asked: Term, passage: Passage) -> Iterator[tuple[int, _Way]]:
    """Where units begin that define the term, and how, the least sure way first."""
    if asked.asks is Asks.BARE:
        return
    start = passage.units[0].span.start
    if passage.kind is Kind.ROW:
        if _is_entry(asked, cells(passage.reading)):
            yield start, _Way.TOLD
        return
    is_below = passage.heading and any(_is_same(passage.heading[-1], one) for one in asked.forms)
    if asked.is_sure and is_below:
        yield start, _Way.NAMED
    text = passage.document.text
    for unit in passage.units:
        told = unit.span.of(text)
        if any(_is_told(asked, form, told) for form in asked.forms):
            yield unit.span.start, _Way.TOLD
        elif asked.asks is Asks.MEANING and any(_kind(one).search(told) for one in asked.forms):
            yield unit.span.start, _Way.IS


def _is_entry(asked: Term, row: Sequence[Cell]) -> bool:
    """Whether a table row tells what its first cell means; unless that alone is asked for, its
    columns have to say so."""
    if len(row) < _FEWEST_CELLS or not any(_is_same(row[0].text, one) for one in asked.forms):
        return False
    return asked.is_sure or any(_MEANING.search(cell.name) for cell in row[1:])


def _is_other(asked: Term, window: Window) -> bool:
    """Whether a window begins by defining a longer term: "Net Rent" for "Rent"."""
    text = window.span.of(window.hit.passage.document.text)
    return any(_longer(form).search(text) is not None for form in asked.forms)


def _is_told(asked: Term, form: str, text: str) -> bool:
    """Whether a text begins to define a term, or has an acronym with what it stands for."""
    if asked.is_sure and expands(form, text):
        return True
    return _defining(form, asked.asks).search(text) is not None


def _is_same(one: str, form: str) -> bool:
    words = _WORD.findall(fold(one))
    return bool(words) and words == _WORD.findall(fold(form))


@lru_cache(maxsize=32)
def _defining(form: str, asks: Asks) -> re.Pattern[str]:
    """What finds the definition of a term: where its meaning is asked for any, else those that leave
    no doubt, by quotation marks, bold letters, or as an entry of a list."""
    named = _named(form)
    quoted = rf"{_OPENS}{{1,3}}{_ARTICLE}{named}{_CLOSES}{{1,3}}"
    either = rf"{_OPENS}{{0,3}}{_ARTICLE}{named}{_CLOSES}{{0,3}}"
    begins = _MARK + _ARTICLE
    label = rf"\s*(?::{_CLOSES}{{0,3}}\s+\S|\s[-–—]\s+\S)"
    ways = [
        rf"{begins}{quoted}{_ITS}{_ASIDE}{_MEANS}",
        rf"{_MARK}{quoted}{_ASIDE}(?:{label}|\s*:\S)",
        rf"{_MARK}{either}{_ASIDE}[ \t]*\r?\n[ \t]*(?::[ \t]+)?\S",
    ]
    if asks in (Asks.LONG, Asks.MEANING):
        ways += [
            rf"{quoted}{_ITS}{_ASIDE}{_MEANS}",
            rf"{begins}{either}{_ASIDE}{_MEANS}",
            rf"{_MARK}{either}{_ASIDE}{label}",
        ]
    return re.compile("|".join(ways), _flags(form))


@lru_cache(maxsize=32)
def _kind(form: str) -> re.Pattern[str]:
    """What finds "A barge is a boat" and "K is Q or 5"."""
    is_one = r"\s+is\s" if _SYMBOL.fullmatch(form) else _IS_KIND
    named = rf"{_OPENS}{{0,3}}{_named(form)}{_CLOSES}{{0,3}}"
    return re.compile(rf"{_MARK}{_ARTICLE}{named}{_ASIDE}{is_one}", _flags(form))


@lru_cache(maxsize=32)
def _longer(form: str) -> re.Pattern[str]:
    """What finds the definition of a term that has another among its words."""
    word, apart = r"[^\W_]{1,40}", r"[\s-]{1,3}"
    other = rf"(?:(?:{word}{apart}){{1,3}}{_named(form)}|{_named(form)}(?:{apart}{word}){{1,3}})"
    return re.compile(
        rf"{_MARK}{_ARTICLE}{_OPENS}{{1,3}}{other}{_CLOSES}{{1,3}}{_ASIDE}{_MEANS}", re.IGNORECASE
    )


def _flags(form: str) -> re.RegexFlag:
    return re.NOFLAG if _SYMBOL.fullmatch(form) else re.IGNORECASE


def _named(form: str) -> str:
    """A pattern for a term, be it one or several: "Contributor(s)"."""
    named = r"[\s-]+".join(map(re.escape, form.split()))
    if not _SYMBOL.fullmatch(form):
        named = re.sub(r"(?<=[a-z]{3})s$", "", named) + r"(?:s|\(s\))?"
    return rf"(?<!\w){named}(?![\w-])"
