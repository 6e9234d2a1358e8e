"""Where an index lies, and what its paths are relative to."""

import doctest
import os
from pathlib import Path

import pytest

import index.place
from index import place
from index.build import index as build
from index.errors import NoIndexError, PathError
from index.store import Store
from tests.conftest import StubEncoder
from tests.samples import FERRY, TREATY, write


def _make(folder: Path) -> Path:
    Store.open(folder, create=True).close()
    return folder


def test_the_examples_hold() -> None:
    assert doctest.testmod(index.place).failed == 0


def test_the_nearest_index_above_is_found(tmp_path: Path) -> None:
    outer = _make(tmp_path / ".qa")
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    assert place.find(None, deep) == outer
    assert place.find(None, tmp_path) == outer
    inner = _make(tmp_path / "a" / ".qa")
    assert place.find(None, deep) == inner


def test_a_folder_without_a_store_is_passed_over(tmp_path: Path) -> None:
    outer = _make(tmp_path / ".qa")
    (tmp_path / "a" / ".qa").mkdir(parents=True)
    assert place.find(None, tmp_path / "a") == outer


def test_none_is_found(tmp_path: Path) -> None:
    with pytest.raises(NoIndexError, match="no index at or above .*; run `qa index FOLDER`"):
        place.find(None, tmp_path)


def test_a_chosen_place_is_taken_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _make(tmp_path / ".qa")
    assert place.find(tmp_path / "not there", tmp_path) == tmp_path / "not there"
    (tmp_path / "x").mkdir()
    monkeypatch.chdir(tmp_path / "x")
    assert place.find(Path("../y/./z"), tmp_path) == tmp_path / "y" / "z"
    monkeypatch.setenv("HOME", str(tmp_path))
    assert place.find(Path("~/y"), tmp_path) == tmp_path / "y"


def test_a_qa_folder_s_base_is_the_folder_that_holds_it(tmp_path: Path) -> None:
    with Store.open(tmp_path / ".qa", create=True) as store:
        with store.transaction():
            store.set_meta("base", "/somewhere/else")
        assert place.base(store) == tmp_path


def test_an_index_elsewhere_knows_its_base(tmp_path: Path) -> None:
    with Store.open(tmp_path / "vectors", create=True) as store:
        with store.transaction():
            store.set_meta("base", "/docs")
        assert place.base(store) == Path("/docs")


def test_paths_are_relative_inside_and_in_full_outside(tmp_path: Path) -> None:
    base = tmp_path / "base"
    assert place.relative(base / "a" / "b.txt", base) == "a/b.txt"
    assert place.relative(base, base) == "."
    assert place.relative(base / "a" / ".." / "b", base) == "b"
    assert place.relative(tmp_path / "c", base) == (tmp_path / "c").as_posix()
    assert place.relative(tmp_path / "base2", base) == (tmp_path / "base2").as_posix()


def test_a_base_reached_through_a_link_is_the_same_base(tmp_path: Path) -> None:
    (tmp_path / "real" / "docs").mkdir(parents=True)
    (tmp_path / "link").symlink_to("real")
    assert place.relative(tmp_path / "real" / "docs", tmp_path / "link") == "docs"
    assert place.relative(tmp_path / "link" / "docs", tmp_path / "link") == "docs"


@pytest.mark.skipif(os.name != "posix", reason="names are Unicode there")
def test_a_name_that_is_not_unicode_is_refused(tmp_path: Path, stub: StubEncoder) -> None:
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9"))
    try:
        folder.mkdir()
    except OSError:
        pytest.skip("no such name here")
    (folder / "a.txt").write_text("A text.")
    with pytest.raises(PathError, match=r"caf\\udce9 is not valid Unicode; rename it"):
        build(tmp_path / ".qa", [folder])


@pytest.mark.parametrize(
    ("path", "root", "expected"),
    [
        ("a.txt", ".", True),
        ("/b/a.txt", ".", False),
        ("docs/a.txt", "docs", True),
        ("docs", "docs", True),
        ("docs2/a.txt", "docs", False),
        ("docs/a.txt", "docs/a.txt", True),
        ("/b/a.txt", "/b", True),
        ("/bb/a.txt", "/b", False),
        ("/b/a.txt", "/", True),
        ("docs/a.txt", "/", True),
        ("docs/a.txt", "/base", True),  # a root above the base, a document inside it
        ("docs/a.txt", "/base/docs", True),
        ("docs/a.txt", "/base/other", False),
    ],
)
def test_what_lies_under_a_root(path: str, root: str, expected: bool) -> None:
    assert place.under([root], Path("/base"))(path) is expected


def test_a_root_above_the_index_is_followed_everywhere(tmp_path: Path, stub: StubEncoder) -> None:
    write(tmp_path, {"project/in.txt": FERRY, "out.txt": TREATY})
    index_folder = tmp_path / "project" / ".qa"
    build(index_folder, [tmp_path])
    with Store.open(index_folder) as store:
        assert set(store.known()) == {"in.txt", (tmp_path / "out.txt").as_posix()}
    (tmp_path / "project" / "in.txt").unlink()
    (tmp_path / "out.txt").unlink()
    assert len(build(index_folder, []).removed) == 2


def test_a_collection_named_in_two_ways_is_one(
    tmp_path: Path, stub: StubEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"real/docs/a.txt": FERRY})
    (tmp_path / "link").symlink_to("real")
    build(tmp_path / "link" / ".qa", [tmp_path / "real" / "docs"])
    build(tmp_path / "real" / "x" / ".." / ".qa", [tmp_path / "real" / "docs"])
    with Store.open(tmp_path / "real" / ".qa") as store:
        assert store.roots() == ["docs"]
        assert list(store.known()) == ["docs/a.txt"]
    (tmp_path / "real" / "docs" / "a.txt").unlink()
    assert build(tmp_path / "link" / ".qa", []).removed == ["docs/a.txt"]
