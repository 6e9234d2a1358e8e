"""The same content under two names: embedded once, cited at both."""

from pathlib import Path

import pytest

from index.store import Store
from qa.ask import Asker
from tests.conftest import StubEncoder
from tests.samples import is_sound, update, write

TEXT = "the ferry left at noon. It carried nine goats and a piano over the wide river.\n"


def _titles(folder: Path) -> dict[str, str]:
    with Store.open(folder / ".qa") as store:
        return dict(store.read("SELECT path, title FROM documents"))


@pytest.mark.parametrize("at_once", [True, False])
def test_copies_are_embedded_once_and_cited_at_both(
    tmp_path: Path, stub: StubEncoder, plain_weights: None, at_once: bool
) -> None:
    write(tmp_path, {"docs/first.txt": TEXT})
    if not at_once:
        update(tmp_path, tmp_path / "docs")
    write(tmp_path, {"docs/second.txt": TEXT, "docs/sub/third.txt": TEXT})
    update(tmp_path, tmp_path / "docs")
    assert stub.calls == 1
    titles = {"docs/first.txt": "first", "docs/second.txt": "second", "docs/sub/third.txt": "third"}
    assert _titles(tmp_path) == titles
    asker = Asker.open(tmp_path / ".qa")
    quote = asker.ask("Were nine goats carried?").quotes[0]
    places = [quote.place, *quote.also_in]
    assert sorted(place.document.path for place in places) == sorted(titles)
    asker.searcher.close()
    assert is_sound(tmp_path / ".qa")


def test_a_copy_outlives_the_first(tmp_path: Path, stub: StubEncoder) -> None:
    write(tmp_path, {"first.txt": TEXT, "second.txt": TEXT})
    update(tmp_path, tmp_path)
    (tmp_path / "first.txt").unlink()
    update(tmp_path)
    write(tmp_path, {"third.txt": TEXT})
    update(tmp_path)
    assert stub.calls == 1
    assert is_sound(tmp_path / ".qa")


def test_a_renamed_file_keeps_its_vectors_and_has_its_new_name(
    tmp_path: Path, stub: StubEncoder
) -> None:
    write(tmp_path, {"draft.txt": TEXT})
    update(tmp_path, tmp_path)
    (tmp_path / "draft.txt").rename(tmp_path / "report.txt")
    assert update(tmp_path).renamed == [("draft.txt", "report.txt")]
    assert stub.calls == 1
    assert _titles(tmp_path) == {"report.txt": "report"}


def test_the_same_bytes_in_another_format_are_another_text(
    tmp_path: Path, stub: StubEncoder
) -> None:
    write(tmp_path, {"first.txt": TEXT, "second.md": TEXT})
    update(tmp_path, tmp_path)
    assert stub.calls == 2


def test_copies_that_change_apart_are_apart(tmp_path: Path, stub: StubEncoder) -> None:
    write(tmp_path, {"first.txt": TEXT, "second.txt": TEXT})
    update(tmp_path, tmp_path)
    write(tmp_path, {"second.txt": TEXT.replace("goats", "cows")})
    update(tmp_path)
    assert stub.calls == 2
    assert is_sound(tmp_path / ".qa")
