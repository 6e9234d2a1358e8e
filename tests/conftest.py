"""What the tests share: a stub encoder, the seeds, and a cache of their own."""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import pytest

from index.encoder import Encoding, Floats, Manifest
from index.words import fold, word_spans

ROOT = Path(__file__).parent.parent
SEEDS = ROOT / "seeds"
DIMENSION = 32


def _vector(word: str) -> Floats:
    seed = int.from_bytes(hashlib.sha256(word.encode("utf-8", "surrogatepass")).digest()[:8])
    vector = np.random.default_rng(seed).standard_normal(DIMENSION)
    return (vector / np.linalg.norm(vector)).astype(np.float32)


class StubEncoder:
    """Deterministic: each word has a random direction of its own, a text their mean.

    ``calls`` counts the passages that were encoded.
    """

    def __init__(self, name: str = "stub") -> None:
        self.manifest = Manifest(name, f"{name}-1", DIMENSION, 10_000, "", "", "stub", "fp32")
        self.calls = 0

    def encode_query(self, text: str) -> Encoding:
        spans = word_spans(text)
        tokens = np.stack([_vector(fold(text[a:b])) for a, b in spans] or [_vector("")])
        mean = tokens.mean(axis=0)
        offsets = np.array(spans or [(0, 0)], dtype=np.int32)
        return Encoding(mean / np.linalg.norm(mean), tokens, offsets)

    def encode_passages(self, texts: Iterable[str]) -> Iterator[Encoding]:
        for text in texts:
            self.calls += 1
            yield self.encode_query(text)


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> StubEncoder:
    """A stub in place of the model, both where indexes are built and where they are opened."""
    encoder = StubEncoder()

    def obtain(store: object, model: str | None, progress: object = None) -> StubEncoder:
        return encoder

    monkeypatch.setattr("index.build.obtain", obtain)
    monkeypatch.setattr("index.search.open_encoder", lambda folder: encoder)
    return encoder


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the exported model out of the user's cache; made once a session."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        patch.delenv("QA_INDEX", raising=False)
        yield
