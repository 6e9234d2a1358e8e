"""A question as it is worded: slips of the pen, and more words than are taken in."""

from index.search import Query, Searcher
from index.spelling import corrected, respelt
from index.words import word_spans
from qa.reader.reading import MOST_WORDS


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
