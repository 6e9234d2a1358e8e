"""A question as it is worded: slips of the pen, and more words than are taken in."""

import re
from collections.abc import Sequence

from index.codes import codes
from index.search import Query, Searcher
from index.spelling import corrected, respelt
from index.words import is_stop_word, terms, word_spans
from qa.plain import plain
from qa.reader.reading import MOST_WORDS

_MOST_NAMED = 3
# "cant", "wont" and "dont" are words too, the last of French.
_CONTRACTION = re.compile(
    r"\b(?:(?:did|does|do|is|are|was|were|has|have|had|would|could|should|must|need|ca|wo)n(?=t\b)"
    r"|(?:what|where|who|how|when|why|that|there)(?=s\b)|(?:you|they)(?=re\b)"
    r"|(?:you|they|we)(?=ve\b))",
    re.IGNORECASE,
)
_OTHER_WORDS = frozenset(("can", "won", "don"))


def without_slips(searcher: Searcher, query: Query) -> tuple[Query, tuple[str, ...]]:
    """The query without slips of the pen, and what to tell of them."""
    words = respelt(searcher.store, query.text, query.terms, query.encoding.offsets)
    if not words:
        return query, ()
    typed = " and ".join(f'"{one.word}"' for one in words)
    instead = " and ".join(f'"{one.instead}"' for one in words)
    stand = "stands" if len(words) == 1 else "stand"
    told = f"{typed} {stand} nowhere in the documents; looked for {instead}"
    return searcher.query(corrected(query.text, words)), (told,)


def with_apostrophes(searcher: Searcher, query: Query) -> Query:
    """The query with the apostrophes of its contractions: "didn't" for "didnt"; of what may be
    another word only where no document has that."""
    frequency = query.terms.frequency

    def written(found: re.Match[str]) -> str:
        stem = found[0].lower()
        is_other = stem in _OTHER_WORDS and frequency.get(f"{stem}t")
        return found[0] if is_other else f"{found[0]}'"

    text = _CONTRACTION.sub(written, query.text)
    return query if text == query.text else searcher.query(text)


def nowhere(queries: Sequence[Query]) -> tuple[str, ...]:
    """What to say of a search, of which each collection got one of the ``queries``, where no word
    of it stands in any document."""
    if any(any(query.terms.frequency.values()) for query in queries):
        return ()
    text = queries[0].text
    words = list(dict.fromkeys(text[start:end] for start, end in word_spans(text)))
    words = [word for word in words if not is_stop_word(word)] or words
    if not words:
        return ()
    told = " or ".join(f"“{plain(word)}”" for word in words)
    told = told if len(words) <= _MOST_NAMED else "any of these words"
    return (f"no document has {told}; what is shown is nearest in meaning",)


def as_written(searcher: Searcher, query: Query) -> Query:
    """The query with its codes as the documents have them: A320 for A-320."""
    text, there = query.text, query.terms.phrases
    for code in codes(text):
        typed = " ".join(terms(code.typed))
        other = next((one for one in code.phrases if one in there), typed)
        if typed not in there and other != typed:
            text = text.replace(code.typed, code.written[code.phrases.index(other)])
    return query if text == query.text else searcher.query(text)


def cut(query: Query, is_read: bool) -> tuple[str, ...]:
    """What to say of a question longer than a model takes in."""
    text, offsets = query.text, query.encoding.offsets
    words = word_spans(text)
    end = offsets[-1, 1] if len(offsets) else 0
    encoded = sum(start < end for start, _ in words)
    parts = []
    if 0 < encoded < len(words):
        parts.append(f"the encoder took in the first {encoded}")
    if is_read and len(words) > MOST_WORDS:
        parts.append(f"the reader took in the first {MOST_WORDS}")
    if not parts:
        return ()
    told = " and ".join(parts)
    return (f"of the question's {len(words):,} words {told}; ask for less at once",)
