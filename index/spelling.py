"""Words of a question that no document has → words of the documents that are spelt nearly so."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.encoder import Offsets
from index.lexical import QueryTerms, passages_having, stem, vocabulary
from index.store import Store
from index.words import fold

_WORD = re.compile(r"[^\W\d_]+")
# Letters from which on a word may have one slip, or two; shorter ones are too like others.
_ONE_SLIP, _TWO_SLIPS = 5, 10
# What a model has no word of its own for, though it knows the word before it.
_ENDINGS = frozenset(("s", "es", "d", "ed", "ing", "ly", "er", "ers", "or", "ors", "y", "al", "n"))
_LOOKED_AT, _SEEN = 8, 5  # stems like a word's, and passages that have one


@dataclass(frozen=True, slots=True)
class Respelt:
    """A word of a question at its half-open characters, and the word of the documents for it."""

    start: int
    end: int
    word: str
    instead: str


def respelt(store: Store, question: str, terms: QueryTerms, tokens: Offsets) -> list[Respelt]:
    """The misspelt words of a question: that stand in no passage, that a model whose ``tokens``
    (n, 2) they are does not know, and that are but a letter or two from one of the documents'.

    A slip is a letter lost, added, changed or swapped with the next, never the first (optimal
    string alignment; Damerau, "A technique for computer detection and correction of spelling
    errors", 1964).
    """
    found = []
    for match in _WORD.finditer(question):
        word = fold(match[0])
        if terms.frequency.get(word) != 0 or len(word) < _ONE_SLIP or _is_known(match, tokens):
            continue
        slips = 2 if len(word) >= _TWO_SLIPS and match[0].islower() else 1
        instead = _nearest(store, word, slips)
        if instead is not None:
            found.append(Respelt(*match.span(), match[0], instead))
    return found


def corrected(question: str, words: Sequence[Respelt]) -> str:
    """The question with other words."""
    for one in reversed(words):
        question = question[: one.start] + one.instead + question[one.end :]
    return question


def _is_known(word: re.Match[str], tokens: Offsets) -> bool:
    """Whether a model has the word, or has it without its ending, which a name has none of."""
    is_name = word[0][0].isupper() and word.string[: word.start()].strip() != ""
    first = [end for start, end in tokens.tolist() if start == word.start() and end > start]
    return bool(first) and (
        first[0] >= word.end()
        or (
            not is_name
            and first[0] - word.start() >= _ONE_SLIP
            and word.string[first[0] : word.end()].lower() in _ENDINGS
        )
    )


def _nearest(store: Store, word: str, slips: int) -> str | None:
    """The word of the documents that is the fewest slips away, the commonest of several."""
    from rapidfuzz.distance import OSA  # here: most questions are spelt as the documents are

    own = stem(word)
    near = sorted(
        (OSA.distance(own, term, score_cutoff=slips), -count, term)
        for term, count in vocabulary(store, word[0], len(own) - slips, len(own) + slips)
    )
    found = [
        (OSA.distance(word, form, score_cutoff=slips), count, form)
        for distance, count, term in near[:_LOOKED_AT]
        if distance <= slips
        for form in set(_forms(store, term))
    ]
    distance, _, form = min(found, default=(slips + 1, 0, ""))
    return form if distance <= slips else None


def _forms(store: Store, term: str) -> Iterator[str]:
    """How a stem stands in the passages that have it."""
    for passage in store.passages(passages_having(store, term, _SEEN)).values():
        for match in _WORD.finditer(passage.presented):
            form = fold(match[0])
            if stem(form) == term:
                yield form
