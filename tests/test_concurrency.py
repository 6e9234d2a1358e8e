"""Many may ask while one indexes; two never index at once."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index import lexical
from index.build import index
from index.errors import LockedError
from index.search import Searcher
from index.store import Store
from tests.conftest import StubEncoder
from tests.samples import (
    FERRY,
    INDEXER,
    LIGHTHOUSE,
    TREATY,
    document,
    is_sound,
    put,
    start,
    update,
    write,
)

NAMES = ("a.txt", "b.txt", "c.txt")


def test_a_second_process_waits_and_says_so_or_gives_up(tmp_path: Path, stub: StubEncoder) -> None:
    write(tmp_path, {"a.txt": FERRY})
    folder = tmp_path / ".qa"
    said = threading.Event()
    with start(INDEXER, tmp_path, "passage 1") as first:
        assert first.stdout.readline() == "passage 1\n", first.stderr.read()
        with pytest.raises(LockedError, match=f"another process is indexing into {folder}"):
            index(folder, [tmp_path])
        with ThreadPoolExecutor() as pool:
            second = pool.submit(index, folder, [tmp_path], wait=said.set)
            assert said.wait(20)
            assert not second.done()
            first.stdin.write("\n")
            first.stdin.flush()
            assert second.result(20).kept == 1
        assert first.stdout.readline() == "done\n"
    assert stub.calls == 0


def test_a_process_that_need_not_wait_says_nothing(tmp_path: Path, stub: StubEncoder) -> None:
    write(tmp_path, {"a.txt": FERRY})
    index(tmp_path / ".qa", [tmp_path], wait=lambda: pytest.fail("it waited"))


def test_a_killed_process_holds_nothing(tmp_path: Path, stub: StubEncoder) -> None:
    write(tmp_path, {"a.txt": FERRY})
    with start(INDEXER, tmp_path, "put 1") as first:
        assert first.stdout.readline() == "put 1\n", first.stderr.read()
        first.kill()
    assert index(tmp_path / ".qa", [tmp_path]).added == ["a.txt"]


def test_an_index_is_asked_while_another_process_is_in_a_transaction(
    tmp_path: Path, stub: StubEncoder
) -> None:
    write(tmp_path, {"a.txt": FERRY})
    update(tmp_path, tmp_path)
    write(tmp_path, {"a.txt": "# Ferry\n\nIt carried a whale.\n"})
    with start(INDEXER, tmp_path, "put 1") as writer, Searcher.open(tmp_path / ".qa") as searcher:
        assert writer.stdout.readline() == "put 1\n", writer.stderr.read()
        (hit,) = searcher.search(searcher.query("goats"), 3)
        assert hit.passage.document.text == FERRY
        writer.stdin.write("\n")
        writer.stdin.flush()
        assert writer.stdout.readline() == "done\n"
        (hit,) = searcher.search(searcher.query("whale"), 3)
        assert hit.passage.text == "It carried a whale."


# Writes every file anew and indexes, round after round.
WRITER = """
import sys
from pathlib import Path

from index import build
from tests.conftest import StubEncoder
from tests.samples import write

collection = Path(sys.argv[1])
build.obtain = lambda *_: StubEncoder()
for number in range(int(sys.argv[2])):
    write(collection, {name: f"# Ferry\\n\\nThe ferry left in round {number}." for name in sys.argv[3:]})
    build.index(collection / ".qa", [collection])
"""


def test_each_search_sees_one_state_while_another_process_commits(
    tmp_path: Path, stub: StubEncoder
) -> None:
    write(tmp_path, dict.fromkeys(NAMES, "# Ferry\n\nThe ferry left in round -1."))
    update(tmp_path, tmp_path)
    done = threading.Event()

    def read(shared: Searcher | None) -> set[str]:
        seen: set[str] = set()
        with Searcher.open(tmp_path / ".qa") as own:
            searcher = shared or own
            while not done.is_set():
                with searcher.store.snapshot():
                    query = searcher.query("When did the ferry leave?")
                    hits = searcher.search(query, 9)
                    tokens = searcher.tokens(hits)
                assert sorted(hit.passage.document.path for hit in hits) == list(NAMES)
                assert len({hit.passage.text for hit in hits}) == 1  # of one commit
                for hit in hits:  # and with the vectors of its own text
                    own_vector = stub.encode_query(hit.passage.presented).vector
                    assert abs(hit.cosine - float(own_vector @ query.encoding.vector)) < 1e-5
                assert tokens.keys() == {hit.id for hit in hits}
                seen.add(hits[0].passage.text)
        return seen

    with (
        Searcher.open(tmp_path / ".qa") as shared,
        ThreadPoolExecutor() as pool,
        start(WRITER, tmp_path, "8", *NAMES) as writer,
    ):
        readers = [pool.submit(read, searcher) for searcher in (None, None, shared, shared)]
        _, problems = writer.communicate(timeout=60)
        done.set()
        seen = [reader.result() for reader in readers]
        assert writer.returncode == 0, problems
    assert all(len(states) > 1 for states in seen)
    assert is_sound(tmp_path / ".qa")


@pytest.mark.parametrize("moment", ["terms", "bm25", "vectors", "passages"])
def test_a_commit_in_the_midst_of_a_search_is_not_seen_by_it(
    tmp_path: Path, stub: StubEncoder, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    write(tmp_path, {"a.txt": FERRY, "b.txt": LIGHTHOUSE})
    update(tmp_path, tmp_path)
    with Searcher.open(tmp_path / ".qa") as searcher:
        query = searcher.query("goats on the ferry")
        expected = searcher.search(query, 9)
        with Searcher.open(tmp_path / ".qa") as fresh:

            def interrupt() -> None:
                write(tmp_path, {"a.txt": TREATY, "c.txt": FERRY})
                update(tmp_path)

            owner, name = {
                "terms": (Store, "passage_ids"),
                "bm25": (lexical, "search"),
                "vectors": (Store, "vectors"),
                "passages": (Store, "_documents"),
            }[moment]
            (tmp_path / ".qa" / "vectors.faiss").unlink()
            _once_before(monkeypatch, owner, name, interrupt)
            everything = [known.id for known in fresh.store.known().values()]
            with fresh.store.snapshot():
                hits = fresh.search(query, 9, allowed=fresh.store.passage_ids(everything))
                assert fresh.tokens(hits).keys() == {hit.id for hit in hits}
            assert hits == expected
        paths = [hit.passage.document.path for hit in searcher.search(query, 9)]
        assert paths[0] == "c.txt"


def _once_before(
    monkeypatch: pytest.MonkeyPatch, owner: object, name: str, act: Callable[[], None]
) -> None:
    real = getattr(owner, name)
    acted: list[bool] = []

    def interrupted(*args: object, **more: object) -> object:
        if not acted:
            acted.append(True)
            result = real(*args, **more)
            act()
            return result
        return real(*args, **more)

    monkeypatch.setattr(owner, name, interrupted)


def test_stores_made_at_the_same_moment_are_one(tmp_path: Path) -> None:
    count = 6
    for attempt in range(5):
        together = threading.Barrier(count)
        folder = tmp_path / str(attempt)

        def make(number: int, folder: Path = folder, gate: threading.Barrier = together) -> None:
            gate.wait()
            with Store.open(folder, create=True) as store, store.transaction():
                store.add_root(str(number))

        with ThreadPoolExecutor(count) as pool:
            list(pool.map(make, range(count)))
        with Store.open(folder) as store:
            assert store.roots() == [str(number) for number in range(count)]


def test_threads_that_share_a_store_take_turns(tmp_path: Path) -> None:
    with Store.open(tmp_path, create=True) as store:

        def work(number: int) -> int:
            put(store, document(f"{number}", f"Report {number}."), StubEncoder())
            with store.snapshot():
                return len(store.known()) - store.counts()[0]

        with ThreadPoolExecutor(8) as pool:
            assert list(pool.map(work, range(24))) == [0] * 24
        assert store.counts() == (24, 24)
    assert is_sound(tmp_path)


def test_many_readers(tmp_path: Path, stub: StubEncoder) -> None:
    write(tmp_path, {"a.txt": FERRY, "b.txt": LIGHTHOUSE, "c.txt": TREATY})
    update(tmp_path, tmp_path)

    def ask(_: int) -> str:
        with Searcher.open(tmp_path / ".qa") as searcher:
            return searcher.search(searcher.query("goats"), 1)[0].passage.document.path

    with ThreadPoolExecutor(16) as pool:
        assert set(pool.map(ask, range(64))) == {"a.txt"}
