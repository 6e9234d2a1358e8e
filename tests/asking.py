"""Passages, windows and quotes that the tests of `qa` make by hand."""

import json
import math
from collections.abc import Mapping, Sequence
from itertools import count
from pathlib import Path

import numpy as np

from eval.cases import Case
from index.document import Document, Kind, Passage, Span, Unit
from index.encoder import Encoding, Floats
from index.lexical import QueryTerms
from index.search import Hit, Query
from index.words import word_spans
from qa.answer import Place, Quote
from qa.confidence import signal_names, trust_names
from qa.signals import SIGNALS, Window
from tests.samples import document

KNOWN = math.log(4 / 3)  # idf of a term in the one passage of a collection of one
UNKNOWN = math.log(4)  # idf of a term that stands nowhere there


def write_weights(
    file: Path,
    rank: Mapping[str, float],
    trust: Mapping[str, float],
    threshold: float = 0.5,
) -> Path:
    """A file of weights in which all that is not named is 0; passages that were read and others
    are ranked alike."""
    values = {
        name: {
            "rank": {"bias": 0.0, **dict.fromkeys(signal_names(is_read), 0.0), **rank},
            "trust": {"bias": 0.0, **dict.fromkeys(trust_names(is_read), 0.0), **trust},
            "threshold": threshold,
        }
        for name, is_read in (("read", True), ("unread", False))
    }
    file.write_text(json.dumps(values), encoding="utf-8")
    return file


def dev_article(name: str) -> str:
    """A title of the part that is fitted on."""
    tried = (Case("", "?", "k", (), article=f"{name} {suffix}") for suffix in count())
    return next(case.article for case in tried if case.article and case.split == "dev")


def span_of(text: str, words: str) -> Span:
    """Where ``words`` stand first."""
    start = text.index(words)
    return Span(start, start + len(words))


def place_of(doc: Document, words: str) -> Place:
    """Where ``words`` stand first in a document."""
    return Place(doc, span_of(doc.text, words))


def quote_of(doc: Document, words: str, score: float = 0.5, **more: object) -> Quote:
    """A quote of the first ``words`` of a document."""
    return Quote(place_of(doc, words), score, **more)  # type: ignore[arg-type]


def passage_of(
    text: str,
    units: Sequence[str],
    *,
    blocks: Sequence[int] | None = None,
    path: str = "a.txt",
    title: str = "",
    kind: Kind = Kind.PARAGRAPH,
    heading: tuple[str, ...] = (),
    reading: str = "",
) -> Passage:
    """A passage whose units are the given parts of a text; of block 0 unless told otherwise."""
    numbers = blocks or [0] * len(units)
    made = tuple(
        Unit(span_of(text, part), block) for part, block in zip(units, numbers, strict=True)
    )
    return Passage(document(path, text, title), kind, made, heading, "", reading)


def hit_of(passage: Passage, *, bm25: float = 0.0, cosine: float = 0.0, key: int = 1) -> Hit:
    """A hit with its scores."""
    return Hit(key, passage, 1.0, bm25, cosine)


def window_of(doc: Document, words: str | Span) -> Window:
    """A window of a document, without signals."""
    span = words if isinstance(words, Span) else span_of(doc.text, words)
    passage = Passage(doc, Kind.PARAGRAPH, (Unit(span, 0),))
    count = len(word_spans(span.of(doc.text)))
    return Window(hit_of(passage), span, count, np.zeros(len(SIGNALS), dtype=np.float32))


def query_of(
    text: str,
    frequency: Mapping[str, int],
    tokens: Sequence[tuple[tuple[int, int], Floats]],
    *,
    total: int = 1,
    vector: Floats | None = None,
) -> Query:
    """A question with its terms' frequencies and its tokens: offsets and vectors."""
    searched = tuple(term for term, count in frequency.items() if count)
    vectors = np.stack([vector for _, vector in tokens])
    offsets = np.array([offset for offset, _ in tokens], dtype=np.int32)
    pooled = vectors[0] if vector is None else vector
    return Query(text, QueryTerms(frequency, searched, total), Encoding(pooled, vectors, offsets))


def holding(found: Mapping[int, Passage], span: Span) -> tuple[int, Passage]:
    """The passage that has a span, by its id."""
    return next(
        (key, each)
        for key, each in found.items()
        if each.span.start <= span.start and span.end <= each.span.end
    )
