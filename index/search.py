"""A question → candidate passages with their scores."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Self

import numpy as np

from index import lexical
from index.database import damaged
from index.dense import DenseIndex
from index.document import Passage
from index.encoder import Encoder, Encoding
from index.encoders import open_encoder
from index.errors import ModelMismatch
from index.fusion import mix
from index.lexical import QueryTerms, query_terms
from index.packed import PackedTokens
from index.store import Store

Mode = Literal["bm25", "dense", "hybrid"]

# Chosen on squad, natural_questions, selqa and doc2dial together; flat between 0.5 and 0.8.
LEXICAL_SHARE = 0.7
_DEPTH = 100


@dataclass(frozen=True, slots=True)
class Query:
    """A question as the stages see it."""

    text: str
    terms: QueryTerms
    encoding: Encoding


@dataclass(frozen=True, slots=True)
class Hit:
    """A candidate passage. ``score`` orders the hits of one question and means nothing across
    questions; ``bm25`` is 0 where no term matched, ``cosine`` is of the pooled vectors. The ranks
    count from 1 in the lists that were mixed; None where it is not in the list."""

    id: int
    passage: Passage
    score: float
    bm25: float
    cosine: float
    bm25_rank: int | None = None
    dense_rank: int | None = None


class Searcher:
    """An open index with its encoder and vectors in memory."""

    def __init__(self, store: Store, encoder: Encoder) -> None:
        self.store = store
        self.encoder = encoder
        self._dense = DenseIndex.build([], np.zeros((0, 0), dtype=np.float32))
        self._generation = -1

    @classmethod
    def open(
        cls, folder: Path, collection: str = "", encoders: Iterable[Encoder] = ()
    ) -> "Searcher":
        """Open an index for searching, and name its documents' collection; one of the ``encoders``
        serves where it is the index's own. Raises NoIndexError, StoreError and EncoderError."""
        store = Store.open(folder)
        store.collection = collection
        try:
            recorded = store.meta("fingerprint")
            known = {encoder.manifest.fingerprint: encoder for encoder in encoders}
            encoder = known.get(recorded or "") or open_encoder(folder)
            if recorded is not None and recorded != encoder.manifest.fingerprint:
                raise ModelMismatch(
                    f"the encoder in {folder} is not the one that the index was made with; "
                    "run `qa index` to restore it"
                )
        except BaseException:
            store.close()
            raise
        return cls(store, encoder)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the store; harmless twice."""
        self.store.close()

    @property
    def dense(self) -> DenseIndex:
        """The vectors, of the store's present generation; made anew where the file is not."""
        with self.store.snapshot():
            generation = self.store.generation
            if generation != self._generation:
                loaded = DenseIndex.load(self.store.folder, generation)
                self._dense = loaded or DenseIndex.build(*self.store.vectors())
                self._generation = generation
            return self._dense

    def query(self, question: str) -> Query:
        """Encode a question and look its terms up."""
        with self.store.snapshot():
            terms = query_terms(self.store, question)
        return Query(question, terms, self.encoder.encode_query(question))

    def search(
        self,
        query: Query,
        limit: int,
        *,
        mode: Mode = "hybrid",
        allowed: Collection[int] | None = None,
    ) -> list[Hit]:
        """The best passages, best first. ``allowed`` limits the search to passages of these ids,
        before any is ranked.

        Sees one state of the store; so do several calls within one ``store.snapshot()``.
        """
        with self.store.snapshot():
            try:
                return self._search(query, limit, mode, allowed)
            except KeyError as error:  # what one part of the store holds another lacks
                raise damaged(self.store.folder, error) from error

    def _search(
        self, query: Query, limit: int, mode: Mode, allowed: Collection[int] | None
    ) -> list[Hit]:
        depth = max(_DEPTH, limit)
        bm25: Mapping[int, float] = {}
        if mode != "dense":
            bm25 = lexical.search(self.store, query.terms, depth, allowed)
        cosine: dict[int, float] = {}
        if mode != "bm25":
            cosine = self.dense.search(query.encoding.vector, depth, allowed)
        bm25_rank, dense_rank = _ranks(bm25), _ranks(cosine)
        missing = [key for key in bm25 if key not in cosine]
        cosine |= self.dense.scores(query.encoding.vector, missing)
        if mode == "bm25":
            ranked = dict(bm25)
        elif mode == "dense":
            ranked = cosine
        else:
            ranked = mix(bm25, cosine, LEXICAL_SHARE)
        best = list(ranked)[:limit]
        passages = self.store.passages(best)
        return [
            Hit(
                key,
                passages[key],
                ranked[key],
                bm25.get(key, 0.0),
                cosine[key],
                bm25_rank.get(key),
                dense_rank.get(key),
            )
            for key in best
        ]

    def tokens(self, hits: Collection[Hit]) -> dict[int, PackedTokens]:
        """The token vectors of hits by passage id."""
        dimension = self.encoder.manifest.dimension
        return self.store.tokens([hit.id for hit in hits], dimension)


def _ranks(best_first: Iterable[int]) -> dict[int, int]:
    return {key: rank for rank, key in enumerate(best_first, start=1)}
