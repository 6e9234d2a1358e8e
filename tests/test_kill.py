"""Killed at any point, an index is the old or the new one of each file, and is finished next time.

The process is killed by SIGKILL, so nothing of ours tidies up after it.
"""

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index.chunking import passages
from index.document import Document
from index.search import Searcher
from index.store import Store
from tests.conftest import StubEncoder
from tests.samples import (
    FERRY,
    FORKING_INDEXER,
    LIGHTHOUSE,
    TREATY,
    contents,
    found,
    is_sound,
    start,
    update,
    write,
)

OLD = {
    "a.txt": FERRY,
    "b.txt": LIGHTHOUSE,
    "c.txt": TREATY,
    "d.txt": "# Piano\n\nIt was sold in 1901.\n",
}
NEW = {
    "a.txt": "# Ferry\n\nThe ferry left late. It carried a whale.\n\n# Arrival\n\nIt sank.\n",
    "b.txt": "# Lighthouse\n\nThe keeper left.\n",
    "e.txt": "# Whale\n\nA whale swam by.\n",
    "f.txt": "# Fog\n\nNobody saw the whale.\n",
}
GONE = ("d.txt",)
QUESTIONS = ("whale", "ferry goats", "treaty 1889", "keeper", "piano sold")


def _change(collection: Path) -> None:
    write(collection, NEW)
    for name in GONE:
        (collection / name).unlink()


Kill = Callable[..., None]


@pytest.fixture(scope="module")
def kill() -> Iterator[Kill]:
    """Indexes a collection in a process of its own, and kills that at a point."""
    if not hasattr(os, "fork"):
        pytest.skip("it forks and kills")
    with start(FORKING_INDEXER) as forking:

        def kill(collection: Path, point: str, *how: str) -> None:
            forking.stdin.write("\t".join([str(collection), point, *how]) + "\n")
            forking.stdin.flush()
            said: set[str] = set()
            while len(said) < 2:
                # A process that was forked elsewhere may hold the lock for a moment.
                said |= {forking.stdout.readline().strip()} - {"waiting"}
            (child,) = said - {point, "done"}
            if point in said:
                os.kill(int(child), signal.SIGKILL)
            assert forking.stdout.readline() == f"ended {int(signal.SIGKILL)}\n", said

        yield kill
        forking.stdin.close()


@pytest.fixture
def uninterrupted(tmp_path: Path, stub: StubEncoder) -> Path:
    """A collection that was indexed, changed and indexed again in peace."""
    collection = tmp_path / "peace"
    write(collection, OLD)
    update(collection, collection)
    _change(collection)
    update(collection, collection)
    return collection


def _assert_whole(index: Path) -> None:
    """Each document in the index is an old or a new one, whole, with all its passages."""
    assert is_sound(index)
    with Store.open(index) as store:
        known = store.known()
        for path, entry in known.items():
            stored = list(store.passages(store.passage_ids([entry.id])).values())
            (document,) = {id(p.document): p.document for p in stored}.values()
            assert isinstance(document, Document)
            assert document.text in (OLD.get(path), NEW.get(path))
            assert stored == list(passages(document))
    with Searcher.open(index) as searcher:
        for question in QUESTIONS:
            for hit in searcher.search(searcher.query(question), 9):
                assert hit.passage.text in hit.passage.document.text
                assert hit.passage.document.path in known
                assert searcher.tokens([hit])


@pytest.mark.parametrize(
    "point",
    [
        "model 1",
        "passage 2",
        "embeddings 2",  # inside a transaction
        "passage in 1",  # inside another: a document, a passage, none of its terms
        "passage in 3",
        "put 3",
        "removing 2",
        "group 1",
        "group 2",
        "settling 1",
        "half a file 1",  # vectors.faiss, without its stamp
        "replacing 1",
    ],
)
def test_killed_while_a_change_is_indexed(
    tmp_path: Path, kill: Kill, uninterrupted: Path, point: str
) -> None:
    collection = tmp_path / "collection"
    write(collection, OLD)
    update(collection, collection)
    _change(collection)
    kill(collection, point)
    _assert_whole(collection / ".qa")
    update(collection, collection)
    _assert_finished(collection, uninterrupted)


@pytest.mark.parametrize("point", ["schema 1", "schema 2", "put 2", "half a file 1"])
def test_killed_while_an_index_is_made(
    tmp_path: Path, kill: Kill, uninterrupted: Path, point: str
) -> None:
    collection = tmp_path / "collection"
    write(collection, OLD)
    _change(collection)
    write(collection, {"c.txt": TREATY})
    kill(collection, point)
    if not point.startswith("schema"):
        _assert_whole(collection / ".qa")
    update(collection, collection)
    _assert_finished(collection, uninterrupted)


@pytest.mark.parametrize("point", ["passage 1", "put 2", "group 1", "replacing 1"])
def test_killed_while_what_workers_read_is_indexed(
    tmp_path: Path, kill: Kill, uninterrupted: Path, point: str
) -> None:
    collection = tmp_path / "collection"
    write(collection, OLD)
    update(collection, collection)
    _change(collection)
    kill(collection, point, "workers")
    _assert_whole(collection / ".qa")
    update(collection, collection)
    _assert_finished(collection, uninterrupted)


def _assert_finished(collection: Path, uninterrupted: Path) -> None:
    index, expected = collection / ".qa", uninterrupted / ".qa"
    _assert_whole(index)
    assert contents(index) == contents(expected)
    for question in QUESTIONS:
        assert sorted(found(index, question)) == sorted(found(expected, question))
    assert sorted(file.name for file in index.iterdir()) == ["lock", "store.db", "vectors.faiss"]


def test_what_was_embedded_before_the_kill_is_not_embedded_again(
    tmp_path: Path, stub: StubEncoder, kill: Kill
) -> None:
    write(tmp_path, {"long.md": "".join(f"# H{n}\n\nPart {n}.\n\n" for n in range(6))})
    kill(tmp_path, "passage 5")  # two groups of two were committed
    assert update(tmp_path, tmp_path).embedded == 2
    assert stub.calls == 2


INSTALLER = """
import sys
from pathlib import Path

from index import models

real = models.{function}


def slowly(*args, **more):
    result = real(*args, **more)
    print("now", flush=True)
    sys.stdin.readline()
    return result


models.{function} = slowly
models._install(Path(sys.argv[1]), Path(sys.argv[2]), "a model")
"""


@pytest.mark.parametrize("function", ["shutil.copyfile", "os.replace"])
def test_killed_while_an_encoder_is_installed(tmp_path: Path, function: str) -> None:
    from index.encoder import MODEL
    from index.models import _install

    for name in ("old", "new"):
        (tmp_path / name).mkdir()
        (tmp_path / name / MODEL).write_text(name)
        StubEncoder(name).manifest.write(tmp_path / name)
    target = tmp_path / "index" / "encoder"
    _install(tmp_path / "old", target, "a model")
    script = INSTALLER.replace("{function}", function)
    with start(script, tmp_path / "new", target) as process:
        assert process.stdout.readline() == "now\n", process.stderr.read()
        process.kill()
    assert not target.exists() or (target / MODEL).read_text() == "old"
    _install(tmp_path / "new", target, "a model")
    assert (target / MODEL).read_text() == "new"


def test_what_a_killed_installation_left_is_cleared_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from index import encoders
    from index.errors import EncoderError

    made = StubEncoder()
    (tmp_path / ".encoder-abc").mkdir()
    (tmp_path / ".encoder-abc" / "model.onnx").write_text("half")
    opened = iter([EncoderError("missing"), made])

    def open_encoder(folder: Path) -> StubEncoder:
        outcome = next(opened)
        if isinstance(outcome, EncoderError):
            raise outcome
        return outcome

    monkeypatch.setattr(encoders, "open_encoder", open_encoder)
    monkeypatch.setattr(encoders, "provide", lambda name, folder: made.manifest)
    with Store.open(tmp_path, create=True) as store:
        encoders.obtain(store, None)
    assert not (tmp_path / ".encoder-abc").exists()
    shutil.rmtree(tmp_path)
