"""BM25 over the passages' terms, by SQLite FTS5.

BM25 as Robertson and Zaragoza give it ("The Probabilistic Relevance Framework: BM25 and Beyond",
2009), with FTS5's fixed k1 = 1.2 and b = 0.75; words are stemmed by Porter's algorithm.
"""

import json
import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import Stemmer

from index.codes import Code, codes
from index.store import Store
from index.words import MONTH_NAMES, is_stop_word, terms

# BM25 gives a term at most its idf times k1 + 1.
SATURATION = 2.2
# Terms in more than this share of the passages say little and cost most; dropped where a rarer
# one remains.
_COMMON = 0.35
# Porter's stem of "died" is "di", and of "die" the word itself.
_SHORT_VERB, _SHORT_FORM = re.compile(r"[a-z]ie"), re.compile(r"[a-z]ie[sd]?")
# Days as they are written: 6, 06, 6th.
_TH = ("st", "nd", "rd", "th")
_DAY = re.compile(rf"(?:0?([1-9])|([12]\d|3[01]))(?:{'|'.join(_TH)})?", re.ASCII)
# Months as they are cut short; "mar" and "may" may be other words, but seldom are with a date.
_MONTHS = {month[:3]: month for month in MONTH_NAMES} | {"sept": "september"}
# Of a question of thousands of words only the rarest terms are searched for.
_MOST_TERMS = 48


_stem = Stemmer.Stemmer("porter").stemWord


@lru_cache(maxsize=100_000)
def stem(term: str) -> str:
    """A term as words are compared: as the index has it, but that "die" and "tie" are the same
    words as "died" and "ties", "Nov" as "November", and the days "06" and "6th" as "6".

    >>> stem("died"), stem("die"), stem("dies"), stem("calmly"), stem("nov"), stem("06")
    ('di', 'di', 'di', 'calmli', 'novemb', '6')
    """
    if day := _DAY.fullmatch(term):
        return day[1] or day[2]
    found: str = _stem(_MONTHS.get(term, term))
    return found[:-1] if _SHORT_VERB.fullmatch(found) else found


@dataclass(frozen=True, slots=True)
class QueryTerms:
    """A question's terms with the number of passages each stands in; ``total`` passages in all.

    ``searched`` are those worth searching for, ``phrases`` what else is: codes and versions, whose
    terms mean little apart, with the number of passages each stands in, one at least; ``absent``
    are those that stand nowhere, as they were typed, nor do their figures, and ``unlike`` those of
    which only the figures do: "Interstate 405" for "I-405".
    """

    frequency: Mapping[str, int]
    searched: tuple[str, ...]
    total: int
    phrases: Mapping[str, int] = field(default_factory=dict)
    absent: tuple[str, ...] = ()
    unlike: tuple[str, ...] = ()

    @property
    def of_codes(self) -> set[str]:
        """The terms of the codes that are there."""
        return {term for phrase in self.phrases for term in phrase.split()}

    def idf(self, term: str) -> float:
        """Inverse document frequency, never negative: ln(1 + (N - n + 0.5) / (n + 0.5))."""
        count = self.frequency.get(term, self.phrases.get(term, 0))
        return math.log(1 + (self.total - count + 0.5) / (count + 0.5))


def query_terms(store: Store, question: str) -> QueryTerms:
    """The terms of a question, stop words dropped unless there is nothing else."""
    found = list(dict.fromkeys(terms(question)))
    content = [term for term in found if not is_stop_word(term)] or found
    total = store.counts()[1]
    frequency = {term: _frequency(store, term) for term in content[:500]}
    present = sorted((term for term in frequency if frequency[term]), key=lambda t: frequency[t])
    rare = [term for term in present if frequency[term] <= _COMMON * total] or present
    phrases: dict[str, int] = {}
    absent: list[str] = []
    unlike: list[str] = []
    for code in codes(question):
        there = {one: count for one in code.phrases if (count := _frequency(store, one))}
        phrases |= there
        if not there:
            (unlike if code.name or _stands(store, code) else absent).append(code.typed)
    return QueryTerms(
        frequency, tuple(rare[:_MOST_TERMS]), total, phrases, tuple(absent), tuple(unlike)
    )


def _stands(store: Store, code: Code) -> bool:
    """Whether a code's figures stand anywhere, or a document is called by the code."""
    if _frequency(store, code.figures):
        return True
    found = re.compile(code.pattern, re.IGNORECASE)
    return any(found.search(f"{path} {title}") for _, path, title in store.titles())


def _frequency(store: Store, term: str) -> int:
    rows = store.read(
        "SELECT count(*) FROM passage_terms WHERE passage_terms MATCH ?", _forms(term)
    )
    return int(rows[0][0])


def search(
    store: Store, query: QueryTerms, limit: int, allowed: Collection[int] | None = None
) -> dict[int, float]:
    """The best passages by BM25, best first: id → score, positive, larger is better.

    ``allowed`` limits the search to passages of these ids.
    """
    if not (query.searched or query.phrases):
        return {}
    statement = "SELECT rowid, -bm25(passage_terms) AS score FROM passage_terms"
    match = " OR ".join((*map(_forms, query.searched), *map(_quoted, query.phrases)))
    values: list[object] = [match]
    where = " WHERE passage_terms MATCH ?"
    if allowed is not None:
        where += " AND rowid IN (SELECT value FROM json_each(?))"
        values.append(json.dumps(list(allowed)))
    rows = store.read(f"{statement}{where} ORDER BY score DESC, rowid LIMIT {int(limit)}", *values)
    return {row[0]: row[1] for row in rows}


def vocabulary(store: Store, first: str, least: int, most: int) -> list[tuple[str, int]]:
    """The stems that begin with a letter and have from ``least`` to ``most``, with how many passages
    have each."""
    store.read(
        "CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary"
        " USING fts5vocab('main', 'passage_terms', 'row')"
    )
    rows = store.read(
        "SELECT term, doc FROM temp.vocabulary WHERE term >= ? AND term < ?"
        " AND length(term) BETWEEN ? AND ?",
        first,
        chr(ord(first) + 1),
        least,
        most,
    )
    return [(term, count) for term, count in rows]


def passages_having(store: Store, stem: str, most: int) -> list[int]:
    """Some of the passages that have a stem."""
    statement = "SELECT rowid FROM passage_terms WHERE passage_terms MATCH ? LIMIT ?"
    return [row[0] for row in store.read(statement, _quoted(stem), most)]


def having(store: Store, phrase: Sequence[str]) -> list[int]:
    """The documents in which some terms stand one after another."""
    rows = store.read(
        "SELECT DISTINCT document_id FROM passages WHERE id IN"
        " (SELECT rowid FROM passage_terms WHERE passage_terms MATCH ?)",
        _quoted(" ".join(phrase)),
    )
    return [row[0] for row in rows]


def _forms(term: str) -> str:
    """What finds a term in every form that is the same word."""
    if _DAY.fullmatch(term):
        number = stem(term)
        forms = [number, number.zfill(2), *(f"{number}{th}" for th in _TH)]
    elif _SHORT_FORM.fullmatch(term):
        forms = [term[:3], f"{term[:3]}d"]
    else:
        month = _MONTHS.get(term, term)
        forms = [month, *(short for short, whole in _MONTHS.items() if whole == month)]
    return " OR ".join(map(_quoted, dict.fromkeys(forms)))


def _quoted(term: str) -> str:
    return '"' + term.replace('"', '""') + '"'
