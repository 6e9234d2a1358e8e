"""Which words of a quote to mark."""

from itertools import pairwise

from index.words import is_stop_word, mended, word_spans
from qa.expect import candidates
from qa.question import Question, stems


def highlights(question: Question, text: str) -> tuple[tuple[int, int], ...]:
    """Half-open offsets into ``text``, ascending and apart: the words of the kind asked for, where
    the question tells the kind and the text has such; else the words it shares with the question.
    """
    text = mended(text)
    if question.kind is not None:
        found = candidates(question.kind, text, question.text)
        if found:
            return tuple(found)
    return _shared(question, text)


def _shared(question: Question, text: str) -> tuple[tuple[int, int], ...]:
    """In scripts written without spaces, where each character is a word, pairs are compared."""
    spans = word_spans(text)
    marked = {span for span in spans if _is_asked(question, text[slice(*span)])}
    for one, other in pairwise(spans):
        if one[1] == other[0] and _is_asked(question, text[one[0] : other[1]]):
            marked |= {one, other}
    joined: list[tuple[int, int]] = []
    for start, end in sorted(marked):
        if joined and joined[-1][1] == start:
            start = joined.pop()[0]
        joined.append((start, end))
    return tuple(joined)


def _is_asked(question: Question, word: str) -> bool:
    return not is_stop_word(word) and not stems(word).isdisjoint(question.mass)
