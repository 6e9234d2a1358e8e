"""What goes into a store comes out as it was; what fails is named."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.chunking import passages
from index.document import Document, Kind, Passage, Span, Unit
from index.errors import NoIndexError, StoreError
from index.packed import PackedTokens
from index.store import Embedding, Known, Store, Unread
from index.twins import key_of
from tests.conftest import StubEncoder
from tests.samples import FERRY, TREATY, document, is_sound, put

ANY = st.characters(codec=None, exclude_categories=[])
TEXTS = st.lists(
    st.one_of(
        st.text(ANY, max_size=12),
        st.sampled_from(
            ["\r\n", "\n\n", "\r", "# Head\n", "- item\n", "\ufeff", "\0", "\U0001f411"]
        ),
    ),
    min_size=1,
).map("".join)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "index", create=True) as opened:
        yield opened


def _stored(store: Store) -> list[Passage]:
    ids = store.passage_ids(known.id for known in store.known().values())
    return list(store.passages(ids).values())


def test_a_new_store_is_empty(store: Store) -> None:
    assert store.counts() == (0, 0)
    assert store.known() == {}
    assert store.roots() == []
    assert store.skipped() == []
    assert store.generation == 0
    ids, vectors = store.vectors()
    assert (ids.shape, vectors.shape) == ((0,), (0, 0))


def test_there_is_no_store_until_one_is_made(tmp_path: Path) -> None:
    with pytest.raises(NoIndexError, match="there is no index at .*; run `qa index FOLDER`"):
        Store.open(tmp_path)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(NoIndexError):
        Store.open(tmp_path / "nowhere" / "deep")
    assert not (tmp_path / "nowhere").exists()


def test_a_document_comes_back_with_its_passages(store: Store) -> None:
    doc = document("a/b.txt", FERRY)
    put(store, doc, StubEncoder())
    assert _stored(store) == list(passages(doc))
    (first, *rest) = _stored(store)
    assert all(passage.document is first.document for passage in rest)


@given(TEXTS, st.text(ANY, max_size=9))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_text_comes_back_as_it_was(store: Store, text: str, title: str) -> None:
    doc = document("any.txt", text, title)
    put(store, doc, StubEncoder())
    expected = list(passages(doc))
    assert _stored(store) == expected
    for before, after in zip(expected, _stored(store), strict=True):
        assert after.document.text == text
        assert after.text == before.text == text[before.span.start : before.span.end]


def test_every_field_of_a_passage_comes_back(store: Store) -> None:
    doc = document("a", "One. Two. \U0001f411\r\n", "Ti\ud800tle")
    units = (Unit(Span(0, 4), 3), Unit(Span(10, 11), 4))
    passage = Passage(
        doc, Kind.ROW, units, ("Über", "\udcff", "b"), "con\udcfftext", "read\ud800ing"
    )
    with store.transaction():
        store.put(doc, 5, [(passage, "key")])
    assert _stored(store) == [passage]
    assert is_sound_but_for_vectors(store)


def is_sound_but_for_vectors(store: Store) -> bool:
    return store.read("PRAGMA integrity_check") == [("ok",)]


def test_what_is_known_of_a_file(store: Store) -> None:
    doc = replace(document("a", TREATY), mtime_ns=2**62, size=2**40)
    with store.transaction():
        store.put(doc, 77, [])
    assert store.known() == {"a": Known(1, "a", doc.sha256, 2**40, 2**62, 77, "text")}
    with store.transaction():
        store.touch("a", 5, 6)
    assert store.known() == {"a": Known(1, "a", doc.sha256, 2**40, 5, 6, "text")}


def test_putting_again_takes_the_place_of_the_old(store: Store) -> None:
    encoder = StubEncoder()
    put(store, document("a", FERRY), encoder)
    before = set(store.passage_ids([1]))
    put(store, document("a", TREATY), encoder)
    assert store.counts() == (1, 1)
    assert [passage.text for passage in _stored(store)] == [TREATY.split("\n\n")[1].strip()]
    ids, _ = store.vectors()
    assert not before & set(ids.tolist())  # an id is never used for another passage


def test_removing_leaves_no_trace_but_the_vectors_until_they_are_dropped(store: Store) -> None:
    put(store, document("a", FERRY), StubEncoder())
    put(store, document("b", TREATY), StubEncoder())
    with store.transaction():
        store.remove(["a", "never"])
    assert list(store.known()) == ["b"]
    assert store.read("SELECT count(*) FROM passage_terms") == [(1,)]
    assert store.read("SELECT count(*) FROM embeddings") == [(2,)]
    with store.transaction():
        store.drop_unused_embeddings()
    assert store.read("SELECT count(*) FROM embeddings") == [(1,)]
    assert is_sound(store.folder)


def test_the_generation_is_another_after_each_change_to_what_can_be_found(store: Store) -> None:
    seen = {store.generation}
    for change in (
        lambda: put(store, document("a", FERRY), StubEncoder()),
        lambda: put(store, document("a", FERRY), StubEncoder()),
        lambda: _remove(store, "a"),
    ):
        change()
        assert store.generation not in seen
        assert 0 <= store.generation < 2**63
        seen.add(store.generation)
    before = store.generation
    _remove(store, "a")  # which is not there
    with store.transaction():
        store.touch("a", 1, 1)
        store.add_root("x")
        store.set_skipped([Unread("x", "y")], [])
    assert store.generation == before


def test_two_stores_with_the_same_history_are_of_different_generations(tmp_path: Path) -> None:
    generations = set()
    for name in ("one", "two"):
        with Store.open(tmp_path / name, create=True) as store:
            put(store, document("a", FERRY), StubEncoder())
            generations.add(store.generation)
    assert len(generations) == 2


def _remove(store: Store, path: str) -> None:
    with store.transaction():
        store.remove([path])


def test_vectors_and_tokens_come_back(store: Store) -> None:
    doc = document("a", FERRY)
    put(store, doc, StubEncoder())
    ids, vectors = store.vectors()
    assert vectors.dtype == np.float32
    assert vectors.shape == (1, 32)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0)
    packed = store.tokens(ids.tolist(), 32)[int(ids[0])]
    (passage,) = _stored(store)
    words = [passage.text[max(a, 0) : b] for a, b in packed.offsets.tolist() if b > 0]
    assert words == ["ferry", "left", "noon", "carried", "nine", "goats", "piano"]


def test_only_lacking_keys_are_lacking(store: Store) -> None:
    tokens = PackedTokens.pack(np.ones((1, 32), np.float32), np.zeros((1, 2), np.int32))
    with store.transaction():
        store.add_embeddings([("a", Embedding(np.ones(32, np.float32), tokens))])
        store.add_embeddings([("a", Embedding(np.zeros(32, np.float32), tokens))])
    assert store.lacking(["a", "b", "b"]) == {"b"}
    assert store.lacking([]) == set()
    kept = store.read("SELECT vector FROM embeddings WHERE key = 'a'")[0][0]
    assert kept == np.ones(32, "<f4").tobytes()


def test_roots_and_skipped_files(store: Store) -> None:
    with store.transaction():
        for root in ("b", "a", "b"):
            store.add_root(root)
        store.set_skipped([Unread("x", "why", 1, 2), Unread("y", "so")], [])
    assert store.roots() == ["a", "b"]
    assert store.skipped() == [Unread("x", "why", 1, 2), Unread("y", "so", 0, 0)]
    with store.transaction():
        store.set_skipped([Unread("y", "still")], ["x", "y"])
    assert store.skipped() == [Unread("y", "still")]


def test_a_transaction_that_fails_leaves_nothing(store: Store) -> None:
    put(store, document("a", FERRY), StubEncoder())
    before = store.generation
    with pytest.raises(RuntimeError, match="stop"), store.transaction():
        store.put(document("b", TREATY), 1, [])
        store.remove(["a"])
        raise RuntimeError("stop")
    assert list(store.known()) == ["a"]
    assert store.generation == before
    put(store, document("b", TREATY), StubEncoder())
    assert list(store.known()) == ["a", "b"]


def test_an_interrupted_transaction_is_undone(store: Store) -> None:
    with pytest.raises(KeyboardInterrupt), store.transaction():
        store.put(document("b", TREATY), 1, [])
        raise KeyboardInterrupt
    assert store.known() == {}


def test_a_mistake_in_a_transaction_is_not_called_damage(store: Store) -> None:
    with pytest.raises(ValueError, match="a mistake"), store.transaction():
        raise ValueError("a mistake")


def test_what_is_read_in_a_snapshot_is_of_one_state(store: Store) -> None:
    put(store, document("a", FERRY), StubEncoder())
    with Store.open(store.folder) as other, store.snapshot():
        assert list(store.known()) == ["a"]
        put(other, document("b", TREATY), StubEncoder())
        _remove(other, "a")
        with store.snapshot():  # within one, it is the same
            assert list(store.known()) == ["a"]
        assert store.counts() == (1, 1)
        assert len(_stored(store)) == 1
    assert list(store.known()) == ["b"]


def test_what_was_committed_is_there_when_opened_again(tmp_path: Path) -> None:
    with Store.open(tmp_path, create=True) as store:
        put(store, document("a", FERRY), StubEncoder())
        before = (store.generation, _stored(store))
    with Store.open(tmp_path) as store:
        assert (store.generation, _stored(store)) == before
        store.close()
        store.close()


def test_closing_leaves_one_file(tmp_path: Path) -> None:
    with Store.open(tmp_path, create=True) as store:
        put(store, document("a", FERRY), StubEncoder())
    assert [file.name for file in tmp_path.iterdir()] == ["store.db"]


def test_a_path_with_marks_that_mean_something_in_a_uri(tmp_path: Path) -> None:
    folder = tmp_path / "a?b#c%20d é"
    with Store.open(folder, create=True) as store:
        put(store, document("a", FERRY), StubEncoder())
    with Store.open(folder) as store:
        assert list(store.known()) == ["a"]


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "store.db")
    connection.execute("CREATE TABLE songs (name)")
    connection.close()
    before = (tmp_path / "store.db").read_bytes()
    for create in (False, True):
        with pytest.raises(StoreError, match="another program's database; choose another place"):
            Store.open(tmp_path, create=create)
    assert (tmp_path / "store.db").read_bytes() == before


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="cannot be made .*; choose another place with --index"):
        Store.open(tmp_path / "file" / "index", create=True)


def test_keys_are_of_what_is_embedded() -> None:
    doc: Document = document("a", "One.", "Title")
    other = replace(doc, path="elsewhere", mtime_ns=9)
    (left,), (right,) = list(passages(doc)), list(passages(other))
    assert key_of(left) == key_of(right)
    (titled,) = passages(replace(doc, title="Another"))
    assert key_of(titled) != key_of(left)
