"""Which words of a quote to mark."""

from index.words import is_stop_word, word_spans
from qa.expect import candidates
from qa.signals import Question, stems


def highlights(question: Question, text: str) -> tuple[tuple[int, int], ...]:
    """Half-open offsets into ``text``, ascending and apart: the words of the kind asked for, where
    the question tells the kind and the text has such; else the words it shares with the question.
    """
    if question.kind is not None:
        found = candidates(question.kind, text, question.text)
        if found:
            return tuple(found)
    return tuple(
        (start, end)
        for start, end in word_spans(text)
        if not is_stop_word(text[start:end]) and stems(text[start:end]) & question.mass.keys()
    )
