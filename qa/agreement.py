"""Whether the quotes of a reply say the same, so that a difference between sources is not missed,
nor seen where none is.
"""

from collections.abc import Callable, Sequence

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

_Told = Callable[[int, int], bool | None]


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
    kind = expected(question) or (kind_of(answers[min(answers)]) if answers else None)
    answers = {
        i: words for i, words in answers.items() if is_told(kind, question, quotes[i], words)
    }
    met = _met(question, quotes, answers)
    if len({path for i in met for path in _documents(quotes[i])}) < 2:
        return None

    def told(one: int, other: int) -> bool | None:
        return same(kind, answers[one], answers[other], question)

    groups = _grouped(sorted(met), told)
    others = common(question)
    asked = meanings(question)
    figures = {word for word in asked if word.isdigit()}

    def least_met(one: int, other: int) -> float:
        is_entry = is_head(answers[one]) or is_head(answers[other])
        return _MET_BY_ENTRIES if is_entry else _MET_BY_BOTH

    def contradict(one: int, other: int) -> bool:
        return (
            told(one, other) is False
            and len(_documents(quotes[one]) | _documents(quotes[other])) > 1
            and met[one] & figures == met[other] & figures
            and (
                (
                    _share(met[one], met[other]) >= least_met(one, other)
                    and len(met[one] & met[other]) >= min(_WORDS_MET, len(asked))
                )
                or (
                    kind is Expected.NUMBER
                    and _is_one_count(
                        (answers[one], answers[other]), (met[one], met[other]), others
                    )
                )
            )
        )

    apart = [
        group
        for group in groups
        if any(contradict(i, j) for i in group for other in groups for j in other)
    ]
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


def _grouped(indices: Sequence[int], told: _Told) -> list[list[int]]:
    """Each joins the first group with one that says the same and none that says otherwise."""
    groups: list[list[int]] = []
    for i in indices:
        for group in groups:
            heard = [told(i, other) for other in group]
            if True in heard and False not in heard:
                group.append(i)
                break
        else:
            groups.append([i])
    return groups


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other)


def _is_one_count(
    answers: tuple[Words, Words],
    met: tuple[frozenset[str], frozenset[str]],
    others: frozenset[str],
) -> bool:
    """Whether two numbers count what the question names, in quotes that share most of its words,
    and the thing that either counts stands in both."""
    one, other = met
    left, right = counted(answers[0]) & one, counted(answers[1]) & other
    tied = bool(left and right) and (left | right) & others <= one & other
    return tied and _share(one, other) >= _MET_BY_COUNTS


def _group(quotes: Sequence[Quote], members: Sequence[int]) -> Group:
    first = _words(quotes[members[0]])
    paths = [p.document.cited for i in members for p in (quotes[i].place, *quotes[i].also_in)]
    return Group(str(first), tuple(members), tuple(dict.fromkeys(paths)))
