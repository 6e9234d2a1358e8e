"""Whether the quotes of a reply say the same, so that a difference between sources is not missed,
nor seen where none is.
"""

from collections.abc import Callable, Mapping, Sequence

from index.words import terms
from qa.amounts import counted, meanings
from qa.answer import Agreement, Group, Quote
from qa.dates import Words
from qa.expect import Expected, expected
from qa.same import kind_of, same
from qa.told import alike, common, is_head, is_told

# A quote this unlikely to be right, or this much less likely than the best, contradicts nothing.
_LEAST_SCORE = 0.2
_SHARE_OF_BEST = 0.4
# Shares of the question's words: a quote with fewer is about something else, and so is one that
# has much fewer than the best.
_LEAST_MET = 0.2
_SHARE_OF_MET = 0.5
# Two dates or names contradict each other only where both quotes hold the same words of the
# question, or nearly: "agreed on the 15th" and "in force on the 16th" are both true.
_MET_BY_BOTH = 0.85
_MET_BY_ENTRIES = 0.8  # which may do without a verb
_WORDS_MET = 2  # one may be any event's
# Less is enough where the numbers themselves count what the question names, or say the same.
_MET_BY_COUNTS = 0.5
_MOST_WORDS = 10  # of an answer that is a value and no statement

# A quote with one of these may name an answer only to say that it holds no longer.
_TAKEN_BACK = frozenset(
    ("replaced", "replaces", "deleted", "amended", "substituted", "superseded", "supersedes")
    + ("repealed", "omitted", "revoked")
)

_Same = Callable[[int, int], bool | None]


def agreement(question: str, quotes: Sequence[Quote]) -> Agreement | None:
    """Whether confident quotes of several documents give one answer or different ones; None where
    nothing can be said.

    Copies of a quote in ``also_in`` repeat it, so documents agree only in quotes of which no
    document holds two.
    """
    best = max((quote.score for quote in quotes), default=0.0)
    least = max(_LEAST_SCORE, _SHARE_OF_BEST * best)
    answers = {
        i: words
        for i, quote in enumerate(quotes)
        if quote.score >= least and (words := _words(quote)) is not None
    }
    kind = expected(question) or (kind_of(answers[min(answers)], question) if answers else None)
    answers = {
        i: words for i, words in answers.items() if is_told(kind, question, quotes[i], words)
    }
    met = _met(question, quotes, answers)
    if len({path for i in met for path in _documents(quotes[i])}) < 2:
        return None
    compared = _Compared(question, quotes, kind, answers, met)
    groups = _grouped(sorted(met), compared.same)
    apart = compared.apart(groups)
    if apart:
        return Agreement("differ", tuple(_group(quotes, group) for group in apart))
    if len({_takes_back(quotes[i]) for i in groups[0]}) > 1:
        return None
    alone: list[int] = []
    for i in groups[0]:
        is_new = not any(_documents(quotes[i]) & _documents(quotes[j]) for j in alone)
        if is_new and _share(met[i], met[groups[0][0]]) >= _MET_BY_COUNTS:
            alone.append(i)
    return Agreement("agree", (_group(quotes, alone),)) if len(alone) > 1 else None


class _Compared:
    """Quotes of a question, each by its number, with their ``answers`` of one kind and the words of
    the question that they ``met``."""

    def __init__(
        self,
        question: str,
        quotes: Sequence[Quote],
        kind: Expected | None,
        answers: Mapping[int, Words],
        met: Mapping[int, frozenset[str]],
    ) -> None:
        self.question = question
        self.quotes = quotes
        self.kind = kind
        self.answers = answers
        self.met = met
        self.asked = meanings(question)
        self.figures = {word for word in self.asked if word.isdigit()}
        self.others = common(question)

    def same(self, one: int, other: int) -> bool | None:
        """Whether two say the same; None where that cannot be told."""
        return same(self.kind, self.answers[one], self.answers[other], self.question)

    def apart(self, groups: Sequence[Sequence[int]]) -> list[Sequence[int]]:
        """The groups with a quote that another contradicts."""
        every = [i for group in groups for i in group]
        return [
            group for group in groups if any(self._contradict(i, j) for i in group for j in every)
        ]

    def _contradict(self, one: int, other: int) -> bool:
        met = self.met
        return (
            self.same(one, other) is False
            and len(_documents(self.quotes[one]) | _documents(self.quotes[other])) > 1
            and met[one] & self.figures == met[other] & self.figures
            and (self._is_one_event(one, other) or self._is_one_count(one, other))
        )

    def _is_one_event(self, one: int, other: int) -> bool:
        """Whether both quotes hold the same words of the question, or nearly."""
        is_entry = is_head(self.answers[one]) or is_head(self.answers[other])
        least = _MET_BY_ENTRIES if is_entry else _MET_BY_BOTH
        left, right = self.met[one], self.met[other]
        fewest = min(_WORDS_MET, len(self.asked))
        return _share(left, right) >= least and len(left & right) >= fewest

    def _is_one_count(self, one: int, other: int) -> bool:
        """Whether two numbers count what the question names, in quotes that share most of its
        words, and the thing that either counts stands in both."""
        if self.kind is not Expected.NUMBER:
            return False
        left, right = self.met[one], self.met[other]
        things = (counted(self.answers[one]) & left, counted(self.answers[other]) & right)
        tied = all(things) and (things[0] | things[1]) & self.others <= left & right
        return tied and _share(left, right) >= _MET_BY_COUNTS


def _words(quote: Quote) -> Words | None:
    """The quote's answer in its text; None where there is none, or a whole statement, of which it
    cannot be told what in it answers."""
    if quote.answer is None:
        return None
    start = quote.place.span.start
    words = Words(quote.text, quote.answer.start - start, quote.answer.end - start)
    return words if len(terms(str(words))) <= _MOST_WORDS else None


def _takes_back(quote: Quote) -> bool:
    """Whether a quote says that something was changed."""
    return not _TAKEN_BACK.isdisjoint(terms(quote.text))


def _documents(quote: Quote) -> set[str]:
    return {place.document.cited for place in (quote.place, *quote.also_in)}


def _met(
    question: str, quotes: Sequence[Quote], answers: dict[int, Words]
) -> dict[int, frozenset[str]]:
    """The question's words that each quote holds, or what stands above it; without the quotes that
    are about something else."""
    asked = meanings(question)
    met: dict[int, frozenset[str]] = {}
    for i in answers:
        quote = quotes[i]
        title = quote.place.document.title
        there = meanings(" ".join((title, *quote.heading, quote.reading, quote.text)))
        met[i] = frozenset(word for word in asked if any(alike(word, other) for other in there))
    least = max(_LEAST_MET * len(asked), _SHARE_OF_MET * max(map(len, met.values()), default=0))
    return {i: words for i, words in met.items() if words and len(words) >= least}


def _grouped(indices: Sequence[int], is_same: _Same) -> list[list[int]]:
    """Each joins the first group with one that says the same and none that says otherwise."""
    groups: list[list[int]] = []
    for i in indices:
        for group in groups:
            heard = [is_same(i, other) for other in group]
            if True in heard and False not in heard:
                group.append(i)
                break
        else:
            groups.append([i])
    return groups


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other)


def _group(quotes: Sequence[Quote], members: Sequence[int]) -> Group:
    first = _words(quotes[members[0]])
    paths = [p.document.cited for i in members for p in (quotes[i].place, *quotes[i].also_in)]
    return Group(str(first), tuple(members), tuple(dict.fromkeys(paths)))
