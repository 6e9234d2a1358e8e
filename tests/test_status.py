"""`qa status` and `qa index --remove`: what an index holds, and how to make it forget."""

import io
import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from reportlab.pdfgen.canvas import Canvas
from typer.testing import CliRunner, Result

import index.build
from index.ignoring import Choice
from index.locking import locked
from index.removing import remove
from index.search import Searcher
from index.store import Store
from qa.cli import app
from tests.conftest import StubEncoder
from tests.samples import FERRY, LIGHTHOUSE, TREATY, found, is_sound, update, write

FILES = {"notes/a.md": FERRY, "notes/old/b.md": LIGHTHOUSE, "more/c.md": TREATY}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stub: StubEncoder) -> Path:
    write(tmp_path, FILES)
    monkeypatch.chdir(tmp_path)
    update(tmp_path, tmp_path / "notes", tmp_path / "more")
    return tmp_path


def _qa(*arguments: str) -> Result:
    return CliRunner(env={"COLUMNS": "80", "TERM": "dumb"}).invoke(app, list(arguments))


def _fails(message: str, *arguments: str) -> None:
    result = _qa(*arguments)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"{message}\n")


def _status(*arguments: str) -> dict[str, str]:
    """What is told under each name; lines that go on are joined."""
    told: dict[str, str] = {}
    name = ""
    result = _qa("status", *arguments)
    assert (result.exit_code, result.stderr) == (0, "")
    for line in result.stdout.splitlines():
        name = line[:10].strip() or name
        told[name] = f"{told[name]} | {line[11:]}" if name in told else line[11:]
    return told


def _known(folder: Path) -> list[str]:
    with Store.open(folder / ".qa") as store:
        return sorted(store.known())


# qa status


def test_the_status(folder: Path) -> None:
    told = _status()
    assert told["index"] == f"{folder}/.qa"
    assert told["follows"] == "more | notes"
    assert (told["documents"], told["passages"]) == ("3 text", "3")
    assert told["since then"] == "nothing changed"
    assert told["size"].endswith(" MB")
    assert not {"left out", "skipped"} & told.keys()


def test_a_pdf_that_is_hardly_text_is_told_of(folder: Path) -> None:
    file = io.BytesIO()
    canvas = Canvas(file)
    for page in range(6):
        canvas.drawString(72, 700, "The title, and nothing else." if page == 0 else "")
        canvas.showPage()
    canvas.save()
    write(folder, {"notes/scan.pdf": file.getvalue()})
    lacks = "notes/scan.pdf: 5 of its 6 pages hold no text"
    assert f"qa: {lacks}\n" in _qa("index").stderr
    assert _status()["partly"] == lacks


def test_the_status_tells_what_was_left_out_and_why(folder: Path) -> None:
    hidden = {"notes/.gitignore": "drafts/\n*.txt\n", "notes/.hidden.md": "x", "more/.x/y.md": "x"}
    ignored = {"notes/drafts/d.md": "x", "notes/e.txt": "x", "notes/f.txt": "x"}
    other = {"more/g.jpg": "x", "more/h.JPG": "x", "more/i.zip": "x", "more/j": b"\0"}
    wrong = {"notes/bad.md": b"\0\1" * 40, "notes/empty.md": ""}
    write(folder, {**hidden, **ignored, **other, **wrong})
    assert _qa("index", "--exclude", "i.zip").exit_code == 0
    told = _status()
    assert told["follows"] == (
        "more --exclude i.zip | notes --exclude i.zip | "
        "(`qa index PATH --no-patterns` forgets the patterns of a path)"
    )
    assert told["left out"].split(" | ") == [
        "8 files and 2 folders",
        "not read, .jpg 2: more/g.jpg, more/h.JPG",
        "not read, .zip 1: more/i.zip",
        "not read, no suffix 1: more/j",
        "ignored by .gitignore, 2 files and 1 folder: notes/drafts/, notes/e.txt, notes/f.txt",
        "hidden, 2 files and 1 folder: more/.x/, notes/.gitignore, notes/.hidden.md",
    ]
    assert told["skipped"] == (
        "2 | notes/bad.md: it is binary, not text | notes/empty.md: it is empty"
    )


def test_of_many_that_are_left_out_some_are_named_and_all_in_json(folder: Path) -> None:
    write(folder, {f"more/{number}.x{number % 12:02}": "x" for number in range(72)})
    total, *groups, hint = _status()["left out"].split(" | ")
    assert (total, hint) == ("72 files", "`qa status --json` names them all")
    assert len(groups) == 11
    assert groups[0] == (
        "not read, .x00 6: more/0.x00, more/12.x00, more/24.x00, more/36.x00, more/48.x00, …"
    )
    assert groups[10].startswith("not read, other suffixes 12: more/10.x10, more/11.x11, ")
    told = json.loads(_qa("status", "--json").stdout)["left_out"]["paths"]
    assert len({item["path"] for item in told}) == 72


def test_what_was_named_is_not_left_out(folder: Path) -> None:
    write(folder, {"notes/app.log": FERRY, "notes/.plan": FERRY, "notes/.deep/d.md": TREATY})
    assert _status()["left out"].startswith("2 files and 1 folder | ")
    assert _qa("index", "notes/app.log", "notes/.plan", "notes/.deep").exit_code == 0
    assert "left out" not in _status()


def test_how_to_take_text_of_other_formats_is_told(folder: Path) -> None:
    write(folder, {"more/k.jsonl": "{}", "more/l.json": "{}"})
    how = "`qa index --also '*.json' --also '*.jsonl'`"
    assert f"{how} takes text of other formats, too" in _status()["left out"].split(" | ")
    assert _qa("index", "--also", "*.json", "--also", "*.jsonl").exit_code == 0
    assert "takes text" not in _status().get("left out", "")


def test_the_status_tells_what_changed_without_indexing(folder: Path) -> None:
    write(folder, {"notes/a.md": FERRY + "More.", "notes/new.md": "New."})
    (folder / "notes" / "old" / "b.md").unlink()
    before = (folder / ".qa" / "store.db").read_bytes()
    assert _status()["since then"] == "1 new, 1 changed, 1 deleted; run `qa index`"
    assert (folder / ".qa" / "store.db").read_bytes() == before


def test_an_indexing_that_was_interrupted_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "fresh").mkdir()
    monkeypatch.chdir(folder / "fresh")
    monkeypatch.setenv("QA_INDEX", str(folder / "fresh" / ".qa"))
    write(folder / "fresh", {"a.md": FERRY, "b.md": LIGHTHOUSE, "c.md": TREATY})
    commit, count = index.build._commit, itertools.count()

    def stopping(store: Store, group: Any, *rest: Any) -> None:
        commit(store, group[:1], *rest)
        if not next(count):
            raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("index.build._commit", stopping)
        assert _qa("index", ".").exit_code == 130
    told = _status()
    assert (told["documents"], told["indexed"]) == ("1 text", "not finished yet")
    assert told["since then"] == "the last indexing was interrupted; 2 new; run `qa index`"
    with locked(folder / "fresh" / ".qa", None):
        assert _status()["since then"] == "another process is indexing now; to go: 2 new"
    assert "2 added" in _qa("index").stdout
    assert _status()["since then"] == "nothing changed"


def test_what_another_version_cut_is_no_change_of_the_files(folder: Path) -> None:
    with Store.open(folder / ".qa") as store, store.transaction():
        store.set_meta("chunking", "0")
    assert _status()["since then"] == "3 to be cut anew by this version; run `qa index`"


def test_a_root_that_is_not_there_is_told(folder: Path) -> None:
    (folder / "more").rename(folder / "away")
    shown = "more (not here; `qa index --remove more` forgets it) | notes"
    assert _status()["follows"] == shown


def test_the_status_as_json(folder: Path) -> None:
    write(folder, {"notes/bad.md": b"\0\1" * 40, "notes/new.md": "New.", "notes/p.png": "x"})
    assert (
        _qa(
            "index", "notes", "--include", "*.md", "--exclude", "new.md", "--also", "*.log"
        ).exit_code
        == 0
    )
    (result,) = _qa("status", "--json").stdout.splitlines()
    told = json.loads(result)
    assert told.pop("bytes") > 10_000
    assert told.pop("indexed")[4] == "-"
    assert told == {
        "index": f"{folder}/.qa",
        "base": str(folder),
        "model": None,
        "roots": [
            {
                "path": "more",
                "include": [],
                "exclude": [],
                "also": [],
                "here": True,
                "followed": True,
            },
            {
                "path": "notes",
                "include": ["*.md"],
                "exclude": ["new.md"],
                "also": ["*.log"],
                "here": True,
                "followed": True,
            },
        ],
        "documents": 3,
        "formats": {"text": 3},
        "passages": 3,
        "changes": {"new": 0, "changed": 0, "deleted": 0},
        "unfinished": False,
        "indexing_now": False,
        "partial": [],
        "skipped": [{"path": "notes/bad.md", "reason": "it is binary, not text"}],
        "left_out": {
            "files": {"--exclude": 1},
            "folders": {},
            "formats": {".png": 1},
            "paths": [
                {"path": "notes/new.md", "reason": "--exclude"},
                {"path": "notes/p.png", "reason": "format not read"},
            ],
        },
    }


def test_no_index_has_no_status(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    _fails(
        f"qa: there is no index at or above {tmp_path}; run `qa index FOLDER` to make one", "status"
    )


def test_many_skipped_files_are_counted(folder: Path) -> None:
    write(folder, {f"notes/{number:02}.md": "" for number in range(13)})
    result = _qa("index")
    lines = result.stderr.splitlines()
    assert lines[9:] == [
        "qa: skipped notes/09.md: it is empty",
        "qa: skipped 3 more; see `qa status`",
    ]
    assert ": 13 skipped (0 passages embedded)" in result.stdout
    assert _status()["skipped"].count("it is empty") == 13


def test_nothing_indexed_is_told(folder: Path) -> None:
    result = _qa("index", "--include", "*.rst")
    assert result.stderr == "qa: nothing is indexed; `qa status` tells what was left out\n"
    assert _status()["left out"] == (
        "3 files | not in --include, 3 files: more/c.md, notes/a.md, notes/old/b.md"
    )


def test_a_pattern_that_cannot_be_used(folder: Path) -> None:
    _fails(
        "qa: the pattern '[z-a]' cannot be used: it is not a pattern as .gitignore has them",
        "index",
        "notes",
        "--exclude",
        "[z-a]",
    )


def test_patterns_are_remembered_until_they_are_forgotten(folder: Path) -> None:
    write(folder, {"notes/app.log": FERRY, "notes/.gitignore": "*.log\n"})
    assert _qa("index", "notes", "--also", "*.log", "--exclude", "./old/").exit_code == 0
    assert _qa("index").exit_code == 0
    assert _known(folder) == ["more/c.md", "notes/a.md", "notes/app.log"]
    hint = "(`qa index PATH --no-patterns` forgets the patterns of a path)"
    assert _status()["follows"] == f"more | notes --exclude old/ --also '*.log' | {hint}"
    assert _qa("index", "--remove", "notes/app.log").exit_code == 0  # keeps what else is remembered
    told = _status()["follows"]
    assert told == f"more | notes --exclude old/ --exclude /app.log --also '*.log' | {hint}"
    assert _qa("index", "notes", "--no-patterns").exit_code == 0
    assert _known(folder) == ["more/c.md", "notes/a.md", "notes/old/b.md"]
    assert _status()["follows"] == "more | notes"
    assert _qa("index", "notes", "--also", "*.log").exit_code == 0
    assert _qa("index", "--remove", "notes").exit_code == 0
    assert _qa("index", "notes").exit_code == 0  # as if for the first time
    assert _status()["follows"] == "more | notes"


# qa index --remove


def test_a_root_is_forgotten(folder: Path) -> None:
    result = _qa("index", "--remove", "notes")
    assert result.stdout == "2 documents removed, and no longer followed: notes\n"
    assert (result.exit_code, result.stderr) == (0, "")
    assert _known(folder) == ["more/c.md"]
    assert is_sound(folder / ".qa")
    assert found(folder / ".qa", "goats")[0][0] == "more/c.md"
    with Store.open(folder / ".qa") as store:
        assert store.read("SELECT count(*) FROM embeddings") == [(1,)]
    assert update(folder).documents == 1


def test_what_lies_in_a_root_stays_away(folder: Path) -> None:
    result = _qa("index", "--remove", "notes/old", "more/c.md")
    assert result.stdout == (
        "2 documents removed\n"
        "notes/old is now excluded from notes, which is still followed\n"
        "more/c.md is now excluded from more, which is still followed\n"
    )
    assert update(folder).documents == 1
    with Store.open(folder / ".qa") as store:
        assert store.choices() == {"more": Choice((), ("/c.md",)), "notes": Choice((), ("/old",))}
    assert remove(folder / ".qa", [Path("notes/old")]).documents == ()  # again: nothing is doubled
    with Store.open(folder / ".qa") as store:
        assert store.choices()["notes"] == Choice((), ("/old",))
    assert _qa("index", "more/c.md").exit_code == 0  # named again, so wanted again
    assert _known(folder) == ["more/c.md", "notes/a.md"]


def test_a_root_in_a_root_stays_away(folder: Path) -> None:
    update(folder, folder)
    assert remove(folder / ".qa", [Path("notes")]).excluded == (("notes", "."),)
    assert update(folder).documents == 1
    assert _known(folder) == ["more/c.md"]


def test_a_deleted_root_is_forgotten(folder: Path, plain_weights: None) -> None:
    (folder / "more" / "c.md").unlink()
    (folder / "more").rmdir()
    assert "`qa index --remove more`" in _qa("ask", "nine goats").stderr
    assert _qa("index", "--remove", "more").exit_code == 0
    assert _qa("ask", "nine goats").stderr == ""


def test_a_file_that_cannot_be_read_is_silenced(folder: Path) -> None:
    write(folder, {"notes/bad [1].md": b"\0\1" * 40})
    assert "skipped" in _qa("index").stderr
    assert _qa("index", "--remove", "notes/bad [1].md").exit_code == 0
    assert "skipped" not in _status()
    assert _qa("index").stderr == ""


def test_what_is_searched_is_what_is_left(folder: Path) -> None:
    remove(folder / ".qa", [Path("notes/a.md")])
    with Searcher.open(folder / ".qa") as searcher:
        hits = searcher.search(searcher.query("nine goats"), 9)
    assert {hit.passage.document.path for hit in hits} == {"more/c.md", "notes/old/b.md"}


def test_what_was_never_there_cannot_be_forgotten(folder: Path) -> None:
    message = "qa: nowhere is not in the index; `qa status` tells what it follows"
    _fails(message, "index", "--remove", "notes", "nowhere")
    assert len(_known(folder)) == 3
    usage = "qa: --remove takes the paths to forget, and no other option but --index"
    _fails(usage, "index", "--remove")
    _fails(usage, "index", "--remove", "notes", "--watch")
    (folder / "empty").mkdir()
    _fails(f"qa: there is no index at {folder}/empty; run `qa index FOLDER` to make one",
        "index", "--remove", "notes", "--index", "empty")  # fmt: skip
    assert list((folder / "empty").iterdir()) == []
