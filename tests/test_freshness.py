"""Files against the store: what is new, changed, touched, gone, missing."""

import os
import shutil
import time
from pathlib import Path

import pytest

from index import freshness
from index.freshness import Survey, is_current, survey
from index.store import Store
from tests.conftest import StubEncoder
from tests.samples import FERRY, LIGHTHOUSE, TREATY, age, update, write

pytestmark = pytest.mark.usefixtures("stub")


@pytest.fixture
def collection(tmp_path: Path) -> Path:
    write(tmp_path, {"docs/a.txt": FERRY, "docs/b.md": LIGHTHOUSE, "more/c.txt": TREATY})
    update(tmp_path, tmp_path / "docs", tmp_path / "more")
    return tmp_path


def _survey(collection: Path, *roots: str, retry: bool = False) -> Survey:
    with Store.open(collection / ".qa") as store:
        return survey(store, roots or None, retry=retry)


def _names(found: Survey) -> dict[str, list[str]]:
    """What needs something done."""
    named = {
        "new": [file.display for file in found.new],
        "changed": [file.display for file in found.changed],
        "touched": [file.display for file in found.touched],
        "gone": list(found.gone),
        "missing": list(found.missing),
        "skipped": [item.path for item in found.skipped],
    }
    return {key: value for key, value in named.items() if value}


def test_nothing_changed(collection: Path) -> None:
    found = _survey(collection)
    assert _names(found) == {}
    assert found.is_clean
    assert (found.kept, found.bytes_to_read) == (3, 0)


def test_a_file_is_not_opened_when_its_size_and_time_are_known(
    collection: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(file: Path) -> str:
        raise AssertionError(file)

    monkeypatch.setattr(freshness, "_content", refuse)
    assert _survey(collection).is_clean


def test_new_changed_and_gone(collection: Path) -> None:
    write(collection, {"docs/new.txt": "New.", "docs/a.txt": FERRY + "More."})
    (collection / "docs" / "b.md").unlink()
    found = _survey(collection)
    assert _names(found) == {
        "new": ["docs/new.txt"],
        "changed": ["docs/a.txt"],
        "gone": ["docs/b.md"],
    }
    assert not found.is_clean
    assert (found.kept, found.bytes_to_read) == (1, len(FERRY) + 5 + 4)


def test_the_same_size_at_another_time_is_compared_by_content(collection: Path) -> None:
    write(collection, {"docs/a.txt": FERRY.replace("nine", "five")})
    age(collection / "more" / "c.txt", -30)
    found = _survey(collection)
    assert _names(found) == {"changed": ["docs/a.txt"], "touched": ["more/c.txt"]}


def test_a_touched_file_leaves_the_survey_clean(collection: Path) -> None:
    age(collection / "more" / "c.txt", 30)
    assert _survey(collection).is_clean
    update(collection)
    assert _names(_survey(collection)) == {}


def test_an_edit_in_the_same_moment_as_the_indexing_is_noticed(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(FERRY)
    stamp = file.stat().st_mtime_ns
    update(tmp_path, tmp_path)
    file.write_text(FERRY.replace("nine", "five"))
    os.utime(file, ns=(stamp, stamp))  # as on a file system that counts in seconds
    assert _names(_survey(tmp_path)) == {"changed": ["a.txt"]}


def test_an_edit_that_keeps_size_and_time_is_noticed(collection: Path) -> None:
    file = collection / "docs" / "a.txt"
    stamp = file.stat().st_mtime_ns
    time.sleep(0.02)  # the clock of a file system may tick that seldom
    other = collection.parent / "other"
    other.write_text(FERRY.replace("nine", "five"))
    os.utime(other, ns=(stamp, stamp))
    shutil.copy2(other, file)
    assert file.stat().st_mtime_ns == stamp
    assert _names(_survey(collection)) == {"changed": ["docs/a.txt"]}


def test_a_file_that_was_only_moved_about_is_compared_once(collection: Path) -> None:
    file = collection / "docs" / "a.txt"
    time.sleep(0.02)
    file.chmod(0o600)
    assert _names(_survey(collection)) == {"touched": ["docs/a.txt"]}
    update(collection)
    assert _names(_survey(collection)) == {}


def test_a_document_is_current_as_long_as_its_file_holds_the_same(collection: Path) -> None:
    file = collection / "docs" / "a.txt"

    def is_told() -> bool:
        with Store.open(collection / ".qa") as store:
            document = store.document("docs/a.txt")
        assert document is not None
        return is_current(file, document)

    stamp = file.stat().st_mtime_ns
    assert is_told()
    time.sleep(0.02)
    file.touch()
    assert is_told()
    file.write_text(FERRY.replace("nine", "five"))
    os.utime(file, ns=(stamp, stamp))
    assert not is_told()
    file.write_text(FERRY + "More.")
    assert not is_told()
    file.unlink()
    assert not is_told()


def test_that_edit_is_noticed_however_long_the_indexing_takes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = time.time_ns()
    monkeypatch.setattr(time, "time_ns", lambda: clock)
    file = tmp_path / "a.txt"
    file.write_text(FERRY)
    os.utime(file, ns=(clock, clock))

    def slow(*_: object) -> StubEncoder:
        nonlocal clock
        clock += 600 * 10**9
        return StubEncoder()

    monkeypatch.setattr(StubEncoder, "encode_passages", _slowly(slow))
    update(tmp_path, tmp_path)
    stamp = file.stat().st_mtime_ns
    file.write_text(FERRY.replace("nine", "five"))
    os.utime(file, ns=(stamp, stamp))
    assert _names(_survey(tmp_path)) == {"changed": ["a.txt"]}


def _slowly(wait):  # type: ignore[no-untyped-def]
    encode = StubEncoder.encode_passages

    def slow(self, texts):  # type: ignore[no-untyped-def]
        wait()
        yield from encode(self, texts)

    return slow


def test_a_doubt_is_settled_by_indexing_again(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(FERRY)
    update(tmp_path, tmp_path)
    assert [file.display for file in _survey(tmp_path).touched] == ["a.txt"]
    with Store.open(tmp_path / ".qa") as store, store.transaction():
        stamp = (tmp_path / "a.txt").stat().st_mtime_ns
        store.touch("a.txt", stamp, stamp + 10 * 10**9)
    assert _names(_survey(tmp_path)) == {}


def test_a_file_that_cannot_be_opened_while_in_doubt_is_changed(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(FERRY)
    assert freshness._content(tmp_path / "a.txt") != ""
    assert freshness._content(tmp_path / "b.txt") == ""


def test_a_root_that_is_not_there_is_missing_and_its_documents_are_kept(collection: Path) -> None:
    (collection / "docs").rename(collection / "elsewhere")
    found = _survey(collection)
    assert _names(found) == {"missing": ["docs"]}
    assert update(collection).documents == 3


def test_only_the_named_roots_are_looked_at(collection: Path) -> None:
    (collection / "docs" / "a.txt").unlink()
    (collection / "more" / "c.txt").unlink()
    assert _names(_survey(collection, "more")) == {"gone": ["more/c.txt"]}
    assert _names(_survey(collection)) == {"gone": ["docs/a.txt", "more/c.txt"]}


def test_what_cannot_be_read_is_tried_again_only_when_it_changed(collection: Path) -> None:
    write(collection, {"docs/bin.txt": b"\x00\x01\x02\xff" * 40})
    assert _names(_survey(collection)) == {"new": ["docs/bin.txt"]}
    update(collection)
    found = _survey(collection)
    assert _names(found) == {"skipped": ["docs/bin.txt"]}
    assert found.skipped[0].reason == "it is binary, not text"
    assert found.is_clean
    assert found.kept == 3
    assert _names(_survey(collection, retry=True)) == {"new": ["docs/bin.txt"]}
    write(collection, {"docs/bin.txt": "Text now."})
    assert _names(_survey(collection)) == {"new": ["docs/bin.txt"]}


def test_what_was_left_out_is_forgotten_when_it_is_gone(collection: Path) -> None:
    write(collection, {"docs/bin.txt": b"\0\1" * 40, "more/bin.txt": b"\0\1" * 40})
    update(collection)
    (collection / "docs" / "bin.txt").unlink()
    (collection / "more" / "bin.txt").unlink()
    assert _survey(collection, "more").forgotten == ("more/bin.txt",)
    update(collection)
    with Store.open(collection / ".qa") as store:
        assert store.skipped() == []


def test_all_is_cut_anew_when_cutting_changed(
    collection: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(freshness, "CHUNKING", "another")
    monkeypatch.setattr("index.build.CHUNKING", "another")
    found = _survey(collection, "more")  # even where only one root was named
    assert len(found.changed) == 3
    update(collection, collection / "more")
    assert _survey(collection).is_clean
