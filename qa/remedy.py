"""An error that a question repeats → what a document says below it: why it comes, what to do."""

import re
from collections.abc import Mapping, Sequence

from index.document import Kind, Passage, Span
from index.search import Hit
from index.sentences import count_words
from index.words import is_stop_word, terms
from qa.lead import below, code_lines
from qa.question import stems
from qa.signals import MOST_WORDS, Window

_ERROR = re.compile(
    r"(?:\b|_)(?:abort|can(?:no|')?t|conflict|corrupt|could ?n[o']?t|denied|does ?n[o']?t|error|exceed"
    r"|expired|fail|fatal|forbidden|illegal|invalid|killed|mismatch|missing|no such|not (?:found|a)\b"
    r"|out of|panic|refused|reject|tim(?:ed?[ -]?out)|traceback|unable|unauthori[sz]ed|undefined"
    r"|unexpected|unknown|unreachable|unrecogni[sz]ed|unresolved|unsupported|warn)"
    r"|[a-z](?:Error|Exception)\b",
    re.IGNORECASE,
)
_LEAST = 3  # words of an error that a question has, too
_PASSAGES = 3


def explaining(hits: Sequence[Hit]) -> list[int]:
    """The ids of the passages that may say what to do about an error."""
    shown = [hit.id for hit in hits if _is_error(hit.passage)]
    return [key for first in shown for key in range(first + 1, first + 1 + _PASSAGES)]


def is_repeated(question: str, window: Window) -> bool:
    """Whether a window shows an error that the question has in part: it answers nothing alone."""
    if not _is_error(window.hit.passage) or _ERROR.search(question) is None:
        return False
    told = window.span.of(window.hit.passage.document.text)
    asked = stems(" ".join(term for term in terms(question) if not is_stop_word(term)))
    return _ERROR.search(told) is not None and len(asked & stems(told)) >= _LEAST


def explained(
    found: Sequence[Span], window: Window, around: Mapping[int, Passage]
) -> tuple[Span, ...]:
    """The parts of a quote of an error, and what follows under its heading, as much as a quote may
    have by itself."""
    text = window.hit.passage.document.text
    parts, block = [*found], -1
    room = MOST_WORDS
    for passage, unit in below(window, around):
        room -= count_words(unit.span.of(text))
        if room < 0:
            break
        if passage.kind is Kind.CODE:
            parts += code_lines(text, unit.span)
        elif unit.block == block:
            parts[-1] = Span(parts[-1].start, unit.span.end)
        else:
            parts.append(unit.span)
        block = unit.block
    return tuple(parts)


def _is_error(passage: Passage) -> bool:
    return passage.kind is Kind.CODE and _ERROR.search(passage.body) is not None
