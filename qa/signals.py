"""A window of a passage → the signals by which it is ranked and trusted. All are absolute: none
depends on what else was found, so that they mean the same for every question.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from index.asked import is_question
from index.document import Kind, Passage, Span
from index.encoder import Floats
from index.search import Hit
from index.sentences import count_words
from qa.bare import is_bare
from qa.expect import candidates
from qa.question import Question, aliases, stems, years
from qa.reader.reading import Reading
from qa.rerank import Matched
from qa.rules import Rules

MOST_UNITS = 3
MOST_WORDS = 60

SIGNALS = (
    "maxsim",  # of the window with what stands above it, in [0, 1]
    "window_maxsim",  # of the window alone
    "passage_maxsim",  # of the whole passage
    "even_maxsim",  # as maxsim, every content word weighing the same
    "weakest",  # the worst-met of the question's three weightiest tokens
    "cosine",  # of the passage's pooled vector
    "window_cosine",  # of the mean of the window's token vectors
    "coverage",  # share of the question's idf mass whose terms stand in the window or above it
    "window_coverage",  # … in the window alone
    "passage_coverage",  # … in the passage or above it
    "bm25",  # of the passage, as a share of what its idf mass could give at most
    "unknown",  # share of the idf mass whose terms stand nowhere in the index
    "figures",  # share of the question's figures that the passage lacks
    "names",  # … of its names, months and codes
    "expected",  # 1: the window has words of the kind asked for, -1: it has none, 0: no kind known
    "words",  # of the window, as a share of MOST_WORDS
    "row",  # 1 for a table row
)

# Added where the passage was read before it was ranked.
READ_SIGNALS = (
    "relevance",  # the reader's log odds that the passage answers, at most _MOST_ODDS either way
    "share",  # its probability that an answer in the passage lies in the window
)
_RELEVANCE = len(SIGNALS)
_MOST_ODDS = 8.0


@dataclass(frozen=True, slots=True)
class Window:
    """Consecutive units of one block of a hit's passage, with its signals in SIGNALS' order, then
    in READ_SIGNALS' where it has been read. ``lacked`` is the share of the question's exact names
    that the passage has not; ``is_other_year`` where it tells of years, but not of the question's;
    ``ruled`` in log odds what rules say of it."""

    hit: Hit
    span: Span
    words: int
    signals: Floats
    lacked: float = 0.0
    is_other_year: bool = False
    ruled: float = 0.0

    @property
    def relevance(self) -> float | None:
        """The reader's, None where the passage was not read."""
        return float(self.signals[_RELEVANCE]) if len(self.signals) > _RELEVANCE else None

    def read(self, reading: Reading) -> "Window":
        """The same with READ_SIGNALS, from a reading of its passage whose offsets count from the
        passage's first character."""
        return replace(self, signals=np.append(self.signals, self._read(reading)))

    def _read(self, reading: Reading) -> Floats:
        passage = self.hit.passage
        first = passage.span.start
        inside = 1.0
        if not passage.reading:
            inside = reading.share(self.span.start - first, self.span.end - first)
        relevance = max(-_MOST_ODDS, min(reading.relevance, _MOST_ODDS))
        return np.array([relevance, inside], dtype=np.float32)


def windows(question: Question, matched: Matched) -> Iterator[Window]:
    """Every window of a passage that may be quoted: one to three units of one block, of at most
    MOST_WORDS words unless one unit alone has more."""
    hit, passage = matched.hit, matched.hit.passage
    units = passage.units
    text = passage.document.text
    read = [passage.reading] if passage.reading else [unit.span.of(text) for unit in units]
    found = [stems(part) for part in read]
    above = stems(passage.preamble)
    whole = above.union(*found)
    passage_maxsim, cosine, passage_coverage, *shared = _shared(question, matched, whole)
    answers = _answers(question, passage)
    runs = list(_runs(passage, question.text))
    if not runs:
        return
    met = _met(question, matched, [(start, end) for start, end, _ in runs])
    rules = Rules(question, passage, read)
    told_years = years(passage.preamble) if question.years else frozenset()
    dated = [years(part) for part in read] if question.years else []
    for (start, end, words), signals in zip(runs, met.tolist(), strict=True):
        span = Span(units[start].span.start, units[end].span.end)
        inside = found[start].union(*found[start + 1 : end + 1])
        maxsim, window_maxsim, even_maxsim, weakest, window_cosine = signals
        values = [
            maxsim,
            window_maxsim,
            passage_maxsim,
            even_maxsim,
            weakest,
            cosine,
            window_cosine,
            _coverage(question, inside | above),
            _coverage(question, inside),
            passage_coverage,
            *shared,
            _expects(answers, span, bool(passage.reading)),
            min(words / MOST_WORDS, 2.0),
            _is_row(hit),
        ]
        is_other_year = _is_other_year(question, told_years, dated[start : end + 1])
        found_signals = np.array(values, dtype=np.float32)
        ruled = rules.log_odds(start, end, inside)
        yield Window(hit, span, words, found_signals, rules.lacked, is_other_year, ruled)


def _runs(passage: Passage, question: str) -> Iterator[tuple[int, int, int]]:
    """The first and the last unit of each window, and its words. None ends in a question that is
    answered below it, or says nothing that could be asked for."""
    units, text = passage.units, passage.document.text
    is_prose = passage.kind in (Kind.PARAGRAPH, Kind.ITEM)
    told = [unit.span.of(text) for unit in units]
    asked, counts = [*map(is_question, told)], [*map(count_words, told)]
    for start in range(len(units)):
        words = 0
        for end in range(start, min(start + MOST_UNITS, len(units))):
            words += counts[end]
            if end > start and (words > MOST_WORDS or units[end].block != units[start].block):
                break
            if is_prose and end == start and is_bare(told[end], question, passage.context):
                break
            if not asked[end] or not _is_answered(passage, asked, end):
                yield start, end, words


def _is_answered(passage: Passage, asked: Sequence[bool], at: int) -> bool:
    """Whether a question is followed by what may answer it: by all but a question in another item
    of a list."""
    units, below = passage.units, at + 1
    if below == len(units):
        return False
    is_list = passage.kind is Kind.ITEM and units[below].block != units[at].block
    return not (is_list and asked[below])


def _shared(question: Question, matched: Matched, whole: frozenset[str]) -> tuple[float, ...]:
    """What all windows of a passage have in common, in SIGNALS' order."""
    document = matched.hit.passage.document
    called = whole | aliases(document.path, document.title)
    return (
        matched.maxsim,
        matched.hit.cosine,
        _coverage(question, whole),
        matched.hit.bm25 / question.most_bm25,
        question.unknown,
        _lacked(question.figures, called),
        _lacked(question.names, called),
    )


def _lacked(named: Collection[frozenset[str]], there: frozenset[str]) -> float:
    return sum(not stems <= there for stems in named) / len(named) if named else 0.0


def _is_other_year(
    question: Question, above: frozenset[str], inside: Sequence[frozenset[str]]
) -> bool:
    """Whether a window tells of years, or what stands above it, but not of one that is asked for."""
    there = above.union(*inside)
    return bool(question.years and there) and not question.years <= there


def _met(question: Question, matched: Matched, runs: Sequence[tuple[int, int]]) -> Floats:
    """How the question's tokens are met in each run of units, first to last, one a row: its
    maxsim with the preamble and alone, even_maxsim, weakest, window_cosine."""
    # Of each run its units one after another, the last again where there are no more.
    starts, ends = np.array(runs).T
    units = [np.minimum(starts + step, ends) for step in range(MOST_UNITS)]
    met = np.maximum.reduce([matched.units[:, at] for at in units])
    sums = matched.sums()
    mean = sums[:, starts]
    for step in range(1, MOST_UNITS):
        mean += np.where(starts + step <= ends, sums[:, units[step]], 0)
    both = np.maximum(met, matched.preamble[:, None])
    weights = question.asked.weights
    lengths = np.linalg.norm(mean, axis=0)
    return np.stack(
        [
            weights @ both,
            weights @ met,
            question.asked.even @ both,
            both[question.heaviest].min(axis=0) if len(both) else np.zeros(len(runs)),
            question.vector @ mean / np.where(lengths, lengths, 1.0),  # of a unit vector
        ],
        axis=1,
    )


def _coverage(question: Question, there: frozenset[str]) -> float:
    if question.total == 0:
        return 0.0
    return sum(idf for stem, idf in question.mass.items() if stem in there) / question.total


def _answers(question: Question, passage: Passage) -> list[int] | None:
    """Where words of the kind asked for begin in the document; None where no kind is known."""
    if question.kind is None:
        return None
    start = passage.span.start
    found = candidates(question.kind, passage.body, question.text)
    return [start + offset for offset, _ in found]


def _expects(answers: list[int] | None, span: Span, is_reading: bool) -> float:
    if answers is None:
        return 0.0
    there = answers if is_reading else [at for at in answers if span.start <= at < span.end]
    return 1.0 if there else -1.0


def _is_row(hit: Hit) -> float:
    return 1.0 if hit.passage.kind is Kind.ROW else 0.0
