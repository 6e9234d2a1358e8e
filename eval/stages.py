"""What the benchmark measures inside one process: the encoder, and a warm question by stage.

Called through `eval.timing.isolated`, because of all that it loads.
"""

import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from eval.growing import passages_of
from eval.timing import Stopwatch, Versus, in_turn, seconds
from index import lexical
from index.encoder import Encoder
from index.encoders import FOLDER, obtain
from index.fusion import mix
from index.lexical import query_terms
from index.models import package_folder
from index.search import LEXICAL_SHARE, Searcher
from index.store import Store

STAGES = ("encode", "bm25", "dense", "fetch")
RIVAL = "bm25s"

# As many as `qa ask` searches for and looks at.
_DEPTH = 100
_CANDIDATES = 40
_BATCH = 32


def encoding_times(index: Path, folder: Path, rounds: int) -> tuple[int, Versus]:
    """How many passages of a folder were encoded, and how long that takes with the encoder of an
    index and with sentence-transformers. The first runs, of a few texts, do not count."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    from sentence_transformers import SentenceTransformer

    texts = [passage.presented for passage in passages_of(folder)]
    with Store.open(index) as store:
        encoder: Encoder = obtain(store, None)
    model = SentenceTransformer(str(package_folder()), device="cpu")

    def ours(some: Sequence[str]) -> object:
        return sum(1 for _ in encoder.encode_passages(some))

    def theirs(some: Sequence[str]) -> object:
        return model.encode(list(some), batch_size=_BATCH)

    ours(texts[:_BATCH])
    theirs(texts[:_BATCH])
    times = in_turn(
        lambda _: seconds(lambda: ours(texts)), lambda _: seconds(lambda: theirs(texts)), rounds
    )
    return len(texts), Versus(tuple(times[0]), tuple(times[1]))


def stage_times(
    index: Path, folder: Path, questions: Sequence[str], rounds: int
) -> dict[str, tuple[float, ...]]:
    """Seconds a question by stage, `RIVAL` too where bm25s is installed; each question once a
    round, after one that does not count. ``folder`` is what was indexed into ``index``."""
    searcher = Searcher.open(index)
    rival = _bm25s([passage.presented for passage in passages_of(folder)])
    times: dict[str, list[float]] = {stage: [] for stage in STAGES}
    if rival is not None:
        times[RIVAL] = []
    for number in range(rounds + 1):
        for question in questions:
            taken = _stages(searcher, question)
            if rival is not None:
                taken[RIVAL] = seconds(partial(rival, question))
            if number:
                for stage, value in taken.items():
                    times[stage].append(value)
    searcher.store.close()
    return {stage: tuple(values) for stage, values in times.items()}


def _stages(searcher: Searcher, question: str) -> dict[str, float]:
    """What `Searcher.query`, `search` and `tokens` do, one after another."""
    store = searcher.store
    timed = Stopwatch()
    vector = searcher.encoder.encode_query(question).vector
    timed.lap("encode")
    bm25 = lexical.search(store, query_terms(store, question), _DEPTH)
    timed.lap("bm25")
    cosine = searcher.dense.search(vector, _DEPTH)
    cosine |= searcher.dense.scores(vector, [key for key in bm25 if key not in cosine])
    timed.lap("dense")
    best = list(mix(bm25, cosine, LEXICAL_SHARE))[:_CANDIDATES]
    store.passages(best)
    store.tokens(best, searcher.encoder.manifest.dimension)
    timed.lap("fetch")
    return timed.laps


def _bm25s(texts: Sequence[str]) -> Callable[[str], object] | None:
    """Lexical search of texts by bm25s with the same stemmer; None where it is not installed."""
    try:
        import bm25s
    except ImportError:
        return None
    import Stemmer

    stemmer = Stemmer.Stemmer("porter")

    def cut(some: Sequence[str]) -> object:
        return bm25s.tokenize(list(some), stopwords="en", stemmer=stemmer, show_progress=False)

    retriever = bm25s.BM25(k1=1.2, b=0.75)
    retriever.index(cut(texts), show_progress=False)
    depth = min(_DEPTH, len(texts))
    return lambda question: retriever.retrieve(cut([question]), k=depth, show_progress=False)


def disk(index: Path) -> dict[str, int]:
    """Bytes on disk of an index, by part."""
    with Store.open(index) as store:
        execute = store.connection.execute
        text = execute("SELECT coalesce(sum(length(text)), 0) FROM documents").fetchone()[0]
        vectors, tokens = execute(
            "SELECT coalesce(sum(length(vector)), 0), coalesce(sum(length(tokens)), 0)"
            " FROM embeddings"
        ).fetchone()
    sizes = {file.relative_to(index): file.stat().st_size for file in index.rglob("*")}
    encoder = sum(size for file, size in sizes.items() if file.parts[0] == FOLDER)
    faiss = sum(size for file, size in sizes.items() if file.suffix == ".faiss")
    rest = sum(sizes.values()) - encoder - faiss - text - vectors - tokens
    return {
        "encoder": encoder,
        "text": text,
        "vectors": vectors,
        "faiss": faiss,
        "token vectors": tokens,
        "terms and tables": rest,
    }
