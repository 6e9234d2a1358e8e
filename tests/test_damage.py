"""What is derived is made anew when damaged; what is not is refused by name, with what to do."""

import os
import random
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfile, copytree, rmtree
from typing import Any

import faiss
import numpy as np
import pytest

from index import database
from index.dense import FILE as VECTORS
from index.dense import DenseIndex
from index.errors import NoIndexError, QAError, StoreError
from index.search import Searcher
from index.store import Store
from tests.conftest import StubEncoder
from tests.samples import (
    FERRY,
    LIGHTHOUSE,
    TREATY,
    contents,
    fill_the_disk,
    found,
    is_sound,
    update,
    write,
)

FILES = {"a.txt": FERRY, "b.md": LIGHTHOUSE, "sub/c.txt": TREATY}
NOBODY = 65534


@pytest.fixture
def collection(tmp_path: Path, stub: StubEncoder) -> Path:
    folder = tmp_path / "collection"
    write(folder, FILES)
    update(folder, folder)
    return folder


def _results(collection: Path) -> list[Any]:
    return [found(collection / ".qa", text) for text in ("nine goats", "treaty", "weather")]


def _flip(file: Path, position: int) -> None:
    data = bytearray(file.read_bytes())
    data[position] ^= 0x40
    file.write_bytes(data)


def _foreign(file: Path) -> None:
    index = faiss.IndexFlatL2(7)
    index.add(np.ones((3, 7), np.float32))
    faiss.write_index(index, str(file))


def _older(file: Path) -> None:
    DenseIndex.build([1, 2], np.eye(2, 32, dtype=np.float32)).save(file.parent, 1)


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(Path.unlink, id="missing"),
        pytest.param(lambda file: os.truncate(file, 100), id="truncated"),
        pytest.param(lambda file: os.truncate(file, 0), id="zero bytes"),
        pytest.param(lambda file: _flip(file, 60), id="bit flipped"),
        pytest.param(lambda file: _flip(file, -1), id="stamp flipped"),
        pytest.param(lambda file: file.write_bytes(b"not vectors" * 99), id="garbage"),
        pytest.param(_foreign, id="foreign"),
        pytest.param(_older, id="older"),
    ],
)
def test_vectors_are_made_anew_from_the_store(
    collection: Path, stub: StubEncoder, spoil: Callable[[Path], object]
) -> None:
    file = collection / ".qa" / VECTORS
    expected, whole = _results(collection), file.read_bytes()
    stub.calls = 0
    spoil(file)
    assert _results(collection) == expected  # asked as it is
    update(collection)
    assert file.read_bytes() == whole  # restored by the next indexing
    assert _results(collection) == expected
    assert stub.calls == 0


def test_vectors_of_another_index_are_not_taken(collection: Path, tmp_path: Path) -> None:
    expected = _results(collection)
    other = tmp_path / "other"
    write(other, {"a.txt": LIGHTHOUSE, "b.md": TREATY, "sub/c.txt": FERRY})
    update(other, other)  # as many documents and changes: only the stamp tells them apart
    copyfile(other / ".qa" / VECTORS, collection / ".qa" / VECTORS)
    assert _results(collection) == expected


def test_vectors_of_a_store_that_was_deleted_are_not_taken(collection: Path) -> None:
    (collection / ".qa" / "store.db").unlink()
    write(collection, {"a.txt": TREATY, "sub/c.txt": FERRY})
    update(collection, collection)
    assert found(collection / ".qa", "nine goats")[0][0] == "sub/c.txt"


def _sql(file: Path, *statements: str) -> None:
    connection = sqlite3.connect(file)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        pytest.param(
            lambda file: file.write_bytes(b"garbage " * 999),
            r"is damaged \(file is not a database\); delete {} and run `qa index FOLDER`",
            id="garbage",
        ),
        pytest.param(
            lambda file: os.truncate(file, 5_000), "is damaged .*; delete {}", id="truncated"
        ),
        pytest.param(
            lambda file: _sql(file, "UPDATE meta SET value = '0' WHERE key = 'schema'"),
            "is of another version; delete {} and run `qa index FOLDER`",
            id="another version",
        ),
        pytest.param(
            lambda file: _sql(file, "UPDATE meta SET value = 'x' WHERE key = 'generation'"),
            "is damaged .*; delete {}",
            id="no generation",
        ),
        pytest.param(
            lambda file: _sql(file, "UPDATE passages SET units = '[[5, 2, 0]]'"),
            r"is damaged \(not a span: \[5, 2\)\); delete {}",
            id="no span",
        ),
        pytest.param(
            lambda file: _sql(file, "UPDATE passages SET units = 'x', heading = '{'"),
            "is damaged .*; delete {}",
            id="no JSON",
        ),
        pytest.param(
            lambda file: _sql(file, "UPDATE embeddings SET tokens = x'0102030405'"),
            r"is damaged \(stored token vectors are damaged\); delete {}",
            id="no tokens",
        ),
        pytest.param(
            lambda file: _sql(file, "UPDATE embeddings SET vector = x'010203'"),
            "is damaged .*; delete {}",
            id="no vectors",
        ),
        pytest.param(
            lambda file: _sql(file, "DELETE FROM embeddings"),
            "is damaged .*; delete {}",
            id="vectors lost",
        ),
        pytest.param(
            lambda file: _sql(file, "UPDATE documents SET text = x'ff'"),
            "is damaged .*; delete {}",
            id="no text",
        ),
        pytest.param(
            lambda file: _sql(file, "DROP TABLE passage_terms"),
            "is damaged .*; delete {}",
            id="no terms",
        ),
    ],
)
def test_a_damaged_store_is_refused_with_what_to_do(
    collection: Path, spoil: Callable[[Path], object], message: str
) -> None:
    file = collection / ".qa" / "store.db"
    (collection / ".qa" / VECTORS).unlink()
    spoil(file)
    with pytest.raises(StoreError, match=message.format(file)):
        _ask(collection)
    # What it says to do is enough.
    file.unlink()
    for log in (collection / ".qa").glob("store.db-*"):
        log.unlink()
    update(collection, collection)
    assert found(collection / ".qa", "nine goats")[0][0] == "a.txt"


def _ask(collection: Path) -> None:
    with Searcher.open(collection / ".qa") as searcher:
        hits = searcher.search(searcher.query("nine goats"), 5)
        searcher.tokens(hits)


def test_a_store_of_zero_bytes_is_an_empty_index(collection: Path) -> None:
    os.truncate(collection / ".qa" / "store.db", 0)
    with pytest.raises(NoIndexError, match="is empty; run `qa index FOLDER` to fill it"):
        _ask(collection)
    update(collection, collection)
    _ask(collection)


def test_a_log_without_its_store_is_no_index(collection: Path) -> None:
    (collection / ".qa" / "store.db").unlink()
    (collection / ".qa" / "store.db-wal").write_bytes(b"x" * 99)
    with pytest.raises(NoIndexError):
        _ask(collection)


def test_whatever_bit_is_flipped_an_error_has_a_name(collection: Path, tmp_path: Path) -> None:
    whole = (collection / ".qa" / "store.db").read_bytes()
    chance = random.Random(1)
    refused = 0
    for number in range(100):
        spoilt = bytearray(whole)
        for _ in range(1 + number % 20):
            spoilt[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        folder = tmp_path / "spoilt" / ".qa"
        folder.mkdir(parents=True)
        (folder / "store.db").write_bytes(spoilt)
        try:
            _ask(folder.parent)
            with Store.open(folder) as store:
                store.skipped(), store.roots(), store.known(), store.vectors()
        except QAError as error:
            assert "\n" not in str(error)
            refused += 1
        rmtree(folder.parent)
    assert refused > 10


@contextmanager
def _unwritable(folder: Path) -> Iterator[None]:
    """A folder in which this process may write nothing, as another user where it is root's."""
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)


@pytest.fixture
def shared(collection: Path) -> Iterator[Path]:
    """The collection where any user may go."""
    if os.name != "posix":
        pytest.skip("permissions are of another kind there")
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(copytree(collection, Path(folder) / "collection"))


def test_an_index_that_may_not_be_written_can_be_asked(shared: Path) -> None:
    expected = _results(shared)
    before = sorted(path.name for path in (shared / ".qa").iterdir())
    with _unwritable(shared):
        assert _results(shared) == expected
        with pytest.raises(StoreError, match="check its permissions, or name another place"):
            update(shared)
        assert sorted(path.name for path in (shared / ".qa").iterdir()) == before
    (shared / ".qa" / VECTORS).unlink()
    with _unwritable(shared):
        assert _results(shared) == expected


def test_an_index_that_may_not_be_written_is_not_misread_when_its_owner_writes(
    shared: Path,
) -> None:
    with _unwritable(shared):
        searcher = Searcher.open(shared / ".qa")
    with searcher:
        assert searcher.search(searcher.query("nine goats"), 1) != []
        write(shared, {"a.txt": "# Ferry\n\nA whale.\n"})
        update(shared)
        with pytest.raises(StoreError, match="was changed meanwhile; ask again"):
            searcher.search(searcher.query("nine goats"), 1)


def test_a_log_that_a_killed_owner_left_is_read_too(shared: Path) -> None:
    index = shared / ".qa"
    with Store.open(index) as store:
        with store.transaction():
            store.add_root("late")
        for end in ("", "-wal", "-shm"):
            copyfile(index / f"store.db{end}", index / f"copy{end}")
    for end in ("", "-wal", "-shm"):
        (index / f"copy{end}").rename(index / f"store.db{end}")
    with _unwritable(shared), Store.open(index) as store:
        assert "late" in store.roots()


def test_a_store_that_may_not_be_read(shared: Path) -> None:
    with _unwritable(shared):
        pass
    (shared / ".qa" / "store.db").chmod(0)
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(NOBODY)
    try:
        with pytest.raises(StoreError, match="may not be opened; check its permissions"):
            Store.open(shared / ".qa")
    finally:
        if is_root:
            os.seteuid(0)


def _with_little_space(monkeypatch: pytest.MonkeyPatch, pages: int) -> None:
    connect = database._connect

    def limited(file: Path, frozen: bool) -> sqlite3.Connection:
        connection = connect(file, frozen)
        connection.execute(f"PRAGMA max_page_count = {pages}")
        return connection

    monkeypatch.setattr(database, "_connect", limited)


def test_a_full_disk_leaves_the_store_whole(
    collection: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected, before = _results(collection), contents(collection / ".qa")
    pages = (collection / ".qa" / "store.db").stat().st_size // 4096
    write(collection, {"big.txt": "".join(f"Report {n} of the year.\n\n" for n in range(500))})
    # SQLite then fails as it does on a full disk, with SQLITE_FULL.
    _with_little_space(monkeypatch, pages + 2)
    with pytest.raises(StoreError, match="the disk is full; free some space and run the command"):
        update(collection)
    monkeypatch.undo()
    monkeypatch.setattr("index.search.open_encoder", lambda folder: StubEncoder())
    monkeypatch.setattr("index.build.obtain", lambda *_: StubEncoder())
    assert is_sound(collection / ".qa")
    assert (_results(collection), contents(collection / ".qa")) == (expected, before)
    assert update(collection).added == ["big.txt"]


def test_a_disk_that_is_full_from_the_start(
    tmp_path: Path, stub: StubEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, FILES)
    _with_little_space(monkeypatch, 4)
    with pytest.raises(StoreError, match="the disk is full"):
        update(tmp_path, tmp_path)
    monkeypatch.undo()
    with pytest.raises(NoIndexError, match="is empty"):
        Store.open(tmp_path / ".qa")


def test_no_space_for_the_vectors_keeps_what_is_in_the_store(collection: Path) -> None:
    write(collection, {"d.txt": "A whale swam by.\n"})
    with pytest.MonkeyPatch.context() as patch:
        fill_the_disk(patch, f".{VECTORS}.new")
        with pytest.raises(StoreError, match=r"vectors in .* \(No space left .*; check space"):
            update(collection)
    assert found(collection / ".qa", "whale")[0][0] == "d.txt"
    assert update(collection).kept == 4
    assert is_sound(collection / ".qa")
