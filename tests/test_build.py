"""Folders → store: only what changed is done, and the store then holds what the files hold."""

import json
import os
from pathlib import Path
from shutil import copytree

import pytest

from index import encoders
from index.build import index
from index.errors import ModelMismatch, PathError
from index.search import Searcher
from index.store import Store
from tests.conftest import StubEncoder
from tests.samples import FERRY, LIGHTHOUSE, TREATY, contents, found, is_sound, update, write

FILES = {"a.txt": FERRY, "b.md": LIGHTHOUSE, "sub/c.txt": TREATY}


@pytest.fixture
def collection(tmp_path: Path, stub: StubEncoder) -> Path:
    write(tmp_path, FILES)
    changes = update(tmp_path, tmp_path)
    assert changes.added == ["a.txt", "b.md", "sub/c.txt"]
    assert (changes.documents, changes.passages, changes.embedded) == (3, 3, 3)
    assert stub.calls == 3
    stub.calls = 0
    return tmp_path


def _as_if_new(collection: Path) -> None:
    """The index holds what a new one of the same files would."""
    assert is_sound(collection / ".qa")
    fresh = Path(copytree(collection, f"{collection}-fresh", ignore=lambda *_: [".qa"]))
    update(fresh, fresh)
    assert contents(collection / ".qa") == contents(fresh / ".qa")
    for question in ("goats on the ferry", "treaty", "weather keeper", "piano"):
        assert found(collection / ".qa", question) == found(fresh / ".qa", question)


def test_nothing_changed(collection: Path, stub: StubEncoder) -> None:
    store = collection / ".qa" / "store.db"
    vectors = collection / ".qa" / "vectors.faiss"
    before = (contents(collection / ".qa"), vectors.stat().st_mtime_ns)
    changes = update(collection)
    assert (changes.kept, changes.embedded, stub.calls) == (3, 0, 0)
    assert (changes.added, changes.changed, changes.renamed, changes.removed) == ([], [], [], [])
    assert (contents(collection / ".qa"), vectors.stat().st_mtime_ns) == before
    assert store.is_file()


def test_a_file_that_changed(collection: Path, stub: StubEncoder) -> None:
    write(collection, {"a.txt": FERRY + "\n# Return\n\nIt came back on Monday with a whale.\n"})
    changes = update(collection)
    assert changes.changed == ["a.txt"]
    assert (changes.kept, changes.embedded, stub.calls) == (2, 1, 1)
    assert found(collection / ".qa", "whale")[0][1] == "It came back on Monday with a whale."
    _as_if_new(collection)


def test_a_text_that_is_no_longer_there_is_not_found(collection: Path) -> None:
    write(collection, {"a.txt": "# Ferry\n\nIt carried cows.\n"})
    update(collection)
    assert not any("goats" in text for _, text, _, _ in found(collection / ".qa", "nine goats"))
    _as_if_new(collection)


def test_a_file_that_is_new(collection: Path, stub: StubEncoder) -> None:
    write(collection, {"new.txt": "A whale swam by.\n"})
    changes = update(collection)
    assert (changes.added, changes.kept, stub.calls) == (["new.txt"], 3, 1)
    _as_if_new(collection)


def test_a_file_that_has_another_name_keeps_its_vectors(
    collection: Path, stub: StubEncoder
) -> None:
    (collection / "a.txt").rename(collection / "z.txt")
    changes = update(collection)
    assert changes.renamed == [("a.txt", "z.txt")]
    assert (changes.added, changes.removed, changes.embedded, stub.calls) == ([], [], 0, 0)
    assert found(collection / ".qa", "goats")[0][0] == "z.txt"
    _as_if_new(collection)


def test_a_file_that_is_gone(collection: Path, stub: StubEncoder) -> None:
    (collection / "a.txt").unlink()
    changes = update(collection)
    assert (changes.removed, changes.documents, stub.calls) == (["a.txt"], 2, 0)
    with Store.open(collection / ".qa") as store:
        assert store.read("SELECT count(*) FROM embeddings") == [(2,)]
    _as_if_new(collection)


def test_a_folder_that_is_gone_within_a_root(collection: Path) -> None:
    (collection / "sub" / "c.txt").unlink()
    (collection / "sub").rmdir()
    assert update(collection).removed == ["sub/c.txt"]


def test_all_files_gone(collection: Path) -> None:
    for name in FILES:
        (collection / name).unlink()
    changes = update(collection)
    assert (changes.documents, changes.passages) == (0, 0)
    assert found(collection / ".qa", "goats") == []


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"\x00\x01\x02\xff" * 20, "it is binary, not text"), (b"", "it is empty")],
    ids=["binary", "empty"],
)
def test_a_file_that_turned_binary_is_never_quoted(
    collection: Path, stub: StubEncoder, content: bytes, reason: str
) -> None:
    write(collection, {"a.txt": content})
    changes = update(collection)
    assert (changes.removed, changes.changed, changes.added) == (["a.txt"], [], [])
    assert [(item.path, item.reason) for item in changes.skipped] == [("a.txt", reason)]
    assert not any(path == "a.txt" for path, *_ in found(collection / ".qa", "nine goats"))
    again = update(collection)
    assert ([item.path for item in again.skipped], again.removed) == (["a.txt"], [])
    write(collection, {"a.txt": FERRY})
    assert update(collection).added == ["a.txt"]
    assert update(collection).skipped == []
    _as_if_new(collection)


def test_a_file_that_turned_into_a_folder_or_a_pipe(collection: Path) -> None:
    (collection / "a.txt").unlink()
    (collection / "a.txt").mkdir()
    (collection / "b.md").unlink()
    os.mkfifo(collection / "b.md")
    changes = update(collection)
    assert changes.removed == ["a.txt", "b.md"]
    assert [item.path for item in changes.skipped] == ["b.md"]


def test_a_file_that_vanishes_while_others_are_indexed(
    collection: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(collection, {"a.txt": FERRY + "More.", "d.txt": "New."})
    from index import build

    load = build.load

    def vanish(file):  # type: ignore[no-untyped-def]
        file.path.unlink()
        return load(file)

    monkeypatch.setattr(build, "load", vanish)
    changes = update(collection)
    assert changes.removed == ["a.txt"]
    assert {item.path: item.reason for item in changes.skipped} == {
        "a.txt": "it is no longer there",
        "d.txt": "it is no longer there",
    }
    monkeypatch.undo()


def test_equal_content_under_two_paths_is_embedded_once_and_found_twice(
    collection: Path, stub: StubEncoder
) -> None:
    write(collection, {"copy.txt": FERRY, "copy2.txt": FERRY})
    changes = update(collection)
    assert changes.added == ["copy.txt", "copy2.txt"]
    assert (changes.embedded, stub.calls) == (0, 0)
    paths = [path for path, *_ in found(collection / ".qa", "nine goats", 3)]
    assert sorted(paths) == ["a.txt", "copy.txt", "copy2.txt"]
    (collection / "a.txt").unlink()
    update(collection)
    paths = [path for path, *_ in found(collection / ".qa", "nine goats", 2)]
    assert sorted(paths) == ["copy.txt", "copy2.txt"]


def test_equal_content_in_one_run_is_embedded_once(tmp_path: Path, stub: StubEncoder) -> None:
    write(tmp_path, {"a.txt": FERRY, "b.txt": FERRY})
    assert (update(tmp_path, tmp_path).embedded, stub.calls) == (1, 1)


def test_line_ends_are_kept(tmp_path: Path, stub: StubEncoder) -> None:
    text = "# Ferry\r\n\r\nThe ferry left.\r\nIt carried \U0001f410 goats.\r\n"
    write(tmp_path, {"a.txt": text})
    update(tmp_path, tmp_path)
    with Searcher.open(tmp_path / ".qa") as searcher:
        (hit,) = searcher.search(searcher.query("goats"), 3)
        assert hit.passage.document.text == text
        assert hit.passage.text == "The ferry left.\r\nIt carried \U0001f410 goats."
        start, end = hit.passage.span.start, hit.passage.span.end
    with (tmp_path / "a.txt").open(newline="", encoding="utf-8") as stream:
        assert stream.read()[start:end] == hit.passage.text


def test_several_roots_files_and_folders(tmp_path: Path, stub: StubEncoder) -> None:
    write(tmp_path, {"docs/a.txt": FERRY, "notes.log": LIGHTHOUSE, "docs/skip.bin": "x"})
    write(tmp_path, {"other/c.txt": TREATY})
    changes = update(tmp_path, tmp_path / "docs", tmp_path / "notes.log")
    assert changes.added == ["docs/a.txt", "notes.log"]
    assert update(tmp_path, tmp_path / "other").added == ["other/c.txt"]
    with Store.open(tmp_path / ".qa") as store:
        assert store.roots() == ["docs", "notes.log", "other"]
        assert list(store.known()) == ["docs/a.txt", "notes.log", "other/c.txt"]
    changes = update(tmp_path)  # without any: all that the index knows
    assert (changes.kept, changes.documents) == (3, 3)


def test_roots_that_overlap_count_a_file_once(tmp_path: Path, stub: StubEncoder) -> None:
    write(tmp_path, {"docs/a.txt": FERRY})
    changes = update(tmp_path, tmp_path, tmp_path / "docs", tmp_path / "docs" / "a.txt")
    assert (changes.added, changes.documents) == (["docs/a.txt"], 1)


def test_a_root_that_does_not_exist_is_refused_before_anything_is_made(
    tmp_path: Path, stub: StubEncoder
) -> None:
    with pytest.raises(PathError, match="there is no file or folder .*nowhere"):
        update(tmp_path, tmp_path / "nowhere")
    assert list(tmp_path.iterdir()) == []


def test_an_index_elsewhere_records_its_base(
    tmp_path: Path, stub: StubEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"work/docs/a.txt": FERRY, "out/b.txt": TREATY})
    monkeypatch.chdir(tmp_path / "work")
    elsewhere = tmp_path / "indexes" / "mine"
    index(elsewhere, [Path("docs"), Path("../out")])
    outside = (tmp_path / "out" / "b.txt").as_posix()
    with Store.open(elsewhere) as store:
        assert store.meta("base") == (tmp_path / "work").as_posix()
        assert list(store.known()) == [outside, "docs/a.txt"]
    monkeypatch.chdir("/")
    (tmp_path / "work" / "docs" / "a.txt").unlink()
    assert index(elsewhere, []).removed == ["docs/a.txt"]
    with Store.open(elsewhere) as store:
        assert store.meta("base") == (tmp_path / "work").as_posix()


def test_a_collection_that_was_moved_is_as_before(collection: Path, stub: StubEncoder) -> None:
    moved = collection.rename(collection.parent / "moved")
    changes = update(moved)
    assert (changes.kept, changes.embedded, stub.calls) == (3, 0, 0)
    assert found(moved / ".qa", "goats")[0][0] == "a.txt"
    write(moved, {"a.txt": FERRY + "More."})
    assert update(moved).changed == ["a.txt"]


def test_the_index_is_not_indexed(tmp_path: Path, stub: StubEncoder) -> None:
    write(tmp_path, {"a.txt": FERRY})
    for folder in (".qa", "visible"):
        index(tmp_path / folder, [tmp_path])
        write(tmp_path, {f"{folder}/inside.txt": TREATY})
        assert index(tmp_path / folder, []).documents == 1


def test_progress_is_told_to_its_end(tmp_path: Path, stub: StubEncoder) -> None:
    write(tmp_path, FILES)
    told: list[tuple[str, int, int]] = []
    index(tmp_path / ".qa", [tmp_path], progress=lambda *news: told.append(news))
    assert told[-1] == ("files", 3, 3)
    assert ("passages", 3, 3) in told


def test_large_collections_are_committed_in_groups(
    tmp_path: Path, stub: StubEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.build._GROUP", 2)
    write(tmp_path, {f"{number}.txt": f"Report {number} of {number * 7}." for number in range(5)})
    write(tmp_path, {"long.md": "".join(f"# H{n}\n\nPart {n}.\n\n" for n in range(7))})
    changes = update(tmp_path, tmp_path)
    assert (changes.documents, changes.passages, changes.embedded) == (6, 12, 12)
    monkeypatch.undo()
    monkeypatch.setattr("index.build.obtain", lambda *_: stub)
    monkeypatch.setattr("index.search.open_encoder", lambda _: stub)
    _as_if_new(tmp_path)


def test_an_encoder_that_fails_keeps_what_was_done_and_the_next_run_goes_on(
    tmp_path: Path, stub: StubEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.build._GROUP", 2)
    write(tmp_path, {f"{number}.txt": f"Report {number} of {number * 7}." for number in range(6)})
    encode = stub.encode_query
    monkeypatch.setattr(stub, "encode_query", lambda text: 1 / 0 if "5" in text else encode(text))
    with pytest.raises(ZeroDivisionError):
        update(tmp_path, tmp_path)
    with Store.open(tmp_path / ".qa") as store:
        assert list(store.known()) == ["0.txt", "1.txt", "2.txt", "3.txt"]
    monkeypatch.setattr(stub, "encode_query", encode)
    stub.calls = 0
    changes = update(tmp_path)
    assert (changes.added, stub.calls) == (["4.txt", "5.txt"], 2)
    _as_if_new(tmp_path)


def test_token_offsets_count_from_the_passage(collection: Path, stub: StubEncoder) -> None:
    with Searcher.open(collection / ".qa") as searcher:
        hits = searcher.search(searcher.query("goats"), 1)
        packed = searcher.tokens(hits)[hits[0].id]
        text = hits[0].passage.text
        words = [text[start:end] for start, end in packed.offsets.tolist() if start >= 0]
        assert words == ["ferry", "left", "noon", "carried", "nine", "goats", "piano"]
        preamble = hits[0].passage.presented[: -len(text)]
        above = [preamble[start:end] for start, end in (packed.offsets + len(preamble)).tolist()]
        assert [word for word in above if word] == ["Ferry"]


def test_search_is_hybrid_and_says_both_scores(collection: Path) -> None:
    with Searcher.open(collection / ".qa") as searcher:
        query = searcher.query("nine goats")
        (best, *rest) = searcher.search(query, 10)
        assert best.passage.document.path == "a.txt"
        assert best.bm25 > 0
        assert best.cosine == pytest.approx(
            searcher.search(query, 1, mode="dense")[0].cosine, abs=1e-6
        )
        assert [hit.bm25 for hit in rest] == [0.0, 0.0]
        assert len(searcher.search(query, 10, mode="bm25")) == 1
        assert len(searcher.search(query, 10, mode="dense")) == 3
        assert len(searcher.search(query, 2)) == 2
        treaty = searcher.store.known()["sub/c.txt"].id
        only = searcher.search(query, 10, allowed=searcher.store.passage_ids([treaty]))
        assert [hit.passage.document.path for hit in only] == ["sub/c.txt"]
        assert searcher.search(query, 10, allowed=[]) == []


def test_an_open_searcher_sees_what_is_indexed_meanwhile(collection: Path) -> None:
    with Searcher.open(collection / ".qa") as searcher:
        assert searcher.search(searcher.query("whale"), 1, mode="bm25") == []
        write(collection, {"a.txt": "A whale swam by.\n"})
        update(collection)
        (hit,) = searcher.search(searcher.query("whale"), 1)
        assert hit.passage.text == "A whale swam by."


def test_another_model_is_refused_before_anything_is_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"docs/a.txt": FERRY, "more/b.txt": TREATY})
    made = StubEncoder("first")
    monkeypatch.setattr(encoders, "provide", lambda name, folder: made.manifest)
    monkeypatch.setattr(encoders, "open_encoder", lambda folder: made)
    folder = tmp_path / ".qa"
    index(folder, [tmp_path / "docs"], model="first")
    before = contents(folder)
    with pytest.raises(ModelMismatch) as refused:
        index(folder, [tmp_path / "more"], model="second")
    assert str(refused.value) == (
        f"the index at {folder} was made with the model 'first', and vectors of two models "
        "cannot be compared; choose another place for 'second' with --index"
    )
    assert contents(folder) == before
    assert index(folder, [], model="first").kept == 1
    assert index(folder, []).kept == 1


def test_a_model_of_the_same_name_that_is_another_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"a.txt": FERRY})
    now = [StubEncoder("one")]
    monkeypatch.setattr(encoders, "provide", lambda name, folder: now[0].manifest)
    monkeypatch.setattr(encoders, "open_encoder", lambda folder: now[0])
    index(tmp_path / ".qa", [tmp_path], model="one")
    now[0] = StubEncoder("two")
    with pytest.raises(ModelMismatch, match="is not the one that the index at .* was made with"):
        index(tmp_path / ".qa", [])


def test_a_question_is_not_asked_with_another_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"a.txt": FERRY})
    made = StubEncoder("one")
    monkeypatch.setattr(encoders, "provide", lambda name, folder: made.manifest)
    monkeypatch.setattr(encoders, "open_encoder", lambda folder: made)
    index(tmp_path / ".qa", [tmp_path])
    monkeypatch.setattr("index.search.open_encoder", lambda folder: StubEncoder("two"))
    with pytest.raises(ModelMismatch, match="run `qa index` to restore it"):
        Searcher.open(tmp_path / ".qa")
    monkeypatch.setattr("index.search.open_encoder", lambda folder: made)
    Searcher.open(tmp_path / ".qa").close()


def test_a_models_folder_is_one_model_however_it_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "model").mkdir()
    made = StubEncoder("folder")
    named: list[str] = []
    monkeypatch.setattr(encoders, "open_encoder", lambda folder: made)
    monkeypatch.setattr(
        encoders, "provide", lambda name, folder: named.append(name) or made.manifest
    )
    monkeypatch.chdir(tmp_path)
    with Store.open(tmp_path / ".qa", create=True) as store:
        encoders.obtain(store, "model")
        assert named == [str(tmp_path / "model")]
        monkeypatch.setattr(encoders, "_record", None)  # it is recorded already
        with store.transaction():
            store.set_meta("model", str(tmp_path / "model"))
        monkeypatch.chdir("/")
        encoders.obtain(store, f"{tmp_path}/model")


def test_headings_are_stored_as_json(collection: Path) -> None:
    with Store.open(collection / ".qa") as store:
        (heading,) = store.read("SELECT DISTINCT heading FROM passages ORDER BY id LIMIT 1")
    assert json.loads(heading[0]) == ["Ferry"]
