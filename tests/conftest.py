"""What the tests share: a stub encoder, the seeds, and a cache of their own."""

import hashlib
import os
import shutil
import signal
import socket
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock

from index.build import index
from index.encoder import Encoding, Floats, Manifest
from index.models import DEFAULT_MODEL, provide
from index.words import fold, word_spans
from qa import confidence
from qa.reader.reading import Reading
from tests.asking import write_weights

ROOT = Path(__file__).parent.parent
SEEDS = ROOT / "seeds"
DIMENSION = 32


def pytest_configure() -> None:
    """What the tests start can be interrupted, also where a shell has put them into the background:
    what ignores interrupts hands that down."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


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


class StubReader:
    """Finds every passage as good as another, and an answer in none."""

    def knows(self, question: str) -> bool:
        return True

    def read(self, question: str, passages: Sequence[tuple[str, int]]) -> list[Reading]:
        nowhere = np.zeros(0, dtype=np.float32)
        return [Reading(0.0, nowhere, nowhere, np.zeros((0, 2), np.int32)) for _ in passages]


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> StubEncoder:
    """A stub in place of each model, both where indexes are built and where they are opened.

    Small files of all formats are read in this process, as plain text is, unless the test is
    marked to be about workers: half a second a test.
    """
    encoder = StubEncoder()
    if request.node.get_closest_marker("workers") is None:
        monkeypatch.setattr("index.workers.FORMATS", {})
    monkeypatch.setattr("qa.ask.OnnxReader", StubReader)

    def obtain(store: object, model: str | None, progress: object = None) -> StubEncoder:
        return encoder

    monkeypatch.setattr("index.build.obtain", obtain)
    monkeypatch.setattr("index.search.open_encoder", lambda folder: encoder)
    return encoder


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the exported model out of the user's cache, made once a session. Nothing of the user's
    own settings is seen, and nothing is added to what they allowed or asked last."""
    with pytest.MonkeyPatch.context() as patch:
        for variable in [name for name in os.environ if name.startswith("QA_")]:
            if variable != "QA_FUZZ":
                patch.delenv(variable)
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        patch.setenv("QA_CONFIG_DIR", str(tmp_path_factory.mktemp("config")))
        patch.setenv("QA_STATE_DIR", str(tmp_path_factory.mktemp("state")))
        yield


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for what is dear to make: one for all processes of a run."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def exported(tmp_path_factory: pytest.TempPathFactory, shared: Path) -> Path:
    """The default model's encoder: exported, or taken from the cache of this session.

    Nothing may be fetched meanwhile: a socket that is opened fails the tests that ask for it.
    """
    folder = tmp_path_factory.mktemp("exported") / "encoder"
    cache, made = Path(os.environ["XDG_CACHE_HOME"]), shared / "made-cache"

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    with pytest.MonkeyPatch.context() as patch, FileLock(shared / "made-cache.lock"):
        for name in ("socket", "create_connection", "getaddrinfo"):
            patch.setattr(socket, name, refuse)
        if made.exists():
            shutil.copytree(made, cache, dirs_exist_ok=True)
        provide(DEFAULT_MODEL, folder)
        if not made.exists():
            shutil.copytree(cache, made)
    return folder


@pytest.fixture(scope="session")
def home(shared: Path, exported: Path) -> Path:
    """A folder with the seeds and their index, made by the real model. Not to be changed."""
    folder = shared / "home"
    assert exported.is_dir()  # so that the model comes from the cache here
    with FileLock(shared / "home.lock"):
        if not folder.exists():
            shutil.copytree(SEEDS, folder / "seeds")
            index(folder / ".qa", [folder / "seeds"])
    return folder


@pytest.fixture
def plain_weights(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Weights by hand: windows are ranked and trusted by what of the question they meet.

    A window that meets every word has confidence 0.95, one that meets half 0.5, none 0.05.
    """
    file = tmp_path_factory.mktemp("weights") / "weights.json"
    rank = {"bias": -8.0, "window_maxsim": 8.0, "maxsim": 4.0, "coverage": 2.0, "words": -4.0}
    write_weights(file, rank, {"bias": -3.0, "coverage": 6.0})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(confidence, "FILE", file)
        confidence.weights.cache_clear()
        yield
    confidence.weights.cache_clear()
