"""`qa doctor`: what it finds wrong, what it advises, and that it changes nothing."""

import importlib.metadata
import json
import os
import shutil
import sqlite3
from collections import namedtuple
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from index import checking, models, trust
from index.build import index
from index.checking import Check, check, space
from index.dense import FILE as VECTORS
from index.dense import DenseIndex
from index.encoder import MODEL
from index.store import Store
from qa import doctor
from qa.cli import app
from qa.reader import reading
from qa.settings import Settings
from tests.conftest import StubEncoder
from tests.samples import FERRY, LIGHTHOUSE, TREATY, unit, update, write


@pytest.fixture
def folder(
    tmp_path: Path, stub: StubEncoder, exported: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A collection to stand in, whose index is whole: an encoder lies in it."""
    write(tmp_path, {"docs/a.md": FERRY, "docs/b.md": LIGHTHOUSE, "docs/c.md": TREATY})
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QA_STATE_DIR", str(tmp_path / "state"))
    update(tmp_path, tmp_path / "docs")
    shutil.copytree(exported, tmp_path / ".qa" / "encoder")
    return tmp_path


def _qa(*arguments: str, **env: str) -> Result:
    return CliRunner(env={"COLUMNS": "80", "TERM": "dumb", **env}).invoke(app, list(arguments))


def _found(folder: Path) -> dict[str, tuple[str, str, str]]:
    """What is not well in an index: state, what is told, and advice."""
    return {
        found.name: (found.state, found.told, found.advice)
        for found in check(folder / ".qa")
        if found.state != "ok"
    }


def _contents(folder: Path) -> dict[str, bytes]:
    return {str(file): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_all_is_well(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_python", lambda: Check("python", "ok", "3.11.7 on Linux x86_64"))
    monkeypatch.setattr(doctor, "_packages", lambda: Check("packages", "ok", "pincite and 25"))
    monkeypatch.setattr(doctor, "_sqlite", lambda: Check("sqlite", "ok", "SQLite with FTS5"))
    monkeypatch.setattr(shutil, "disk_usage", lambda _: _Usage(0, 0, int(5e9)))
    before = _contents(folder)
    result = _qa("doctor")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        "ok      python    3.11.7 on Linux x86_64\n"
        "ok      packages  pincite and 25\n"
        "ok      sqlite    SQLite with FTS5\n"
        "ok      terminal  none, utf-8\n"
        "ok      settings  no files; `qa config` tells where\n"
        f"ok      allowed   {folder}/state/allowed.json\n"
        f"ok      model     all-MiniLM-L6-v2 in {models.package_folder()}\n"
        f"ok      reader    {reading.MODEL}\n"
        f"ok      index     {folder}/.qa\n"
        "ok      store     3 documents, 3 passages, version 2\n"
        "ok      vectors   3 of 32 dimensions\n"
        "ok      encoder   all-MiniLM-L6-v2, onnx, int8\n"
        "ok      files     nothing changed\n"
        f"ok      space     5.0 GB free at {folder}/.qa\n"
    )
    assert _contents(folder) == before


def test_as_json(folder: Path) -> None:
    write(folder, {"docs/new.md": FERRY})
    result = _qa("doctor", "--json")
    assert result.exit_code == 0
    told = json.loads(result.stdout)
    assert told["ok"] is True
    assert told["checks"][-2] == {
        "name": "files",
        "state": "warning",
        "told": "1 new since the last indexing",
        "advice": "run `qa index`",
    }
    (folder / ".qa" / "store.db").write_bytes(b"x" * 9000)
    result = _qa("doctor", "--json")
    assert result.exit_code == 2
    assert json.loads(result.stdout)["ok"] is False


# An index


def _meta(key: str, value: str) -> Callable[[Path], None]:
    def change(index: Path) -> None:
        with Store.open(index) as store, store.transaction():
            store.set_meta(key, value)

    return change


def _execute(statements: str) -> Callable[[Path], None]:
    def change(index: Path) -> None:
        connection = sqlite3.connect(index / "store.db")
        connection.executescript(statements)
        connection.close()

    return change


def _other_ids(index: Path) -> None:
    with Store.open(index) as store:
        DenseIndex.build([7], unit(1, 2)[None]).save(index, store.generation)


def _spoil_pages(index: Path) -> None:
    data = bytearray((index / "store.db").read_bytes())
    data[4096 * 3 : 4096 * 5] = b"\x7f" * 8192
    (index / "store.db").write_bytes(data)


ANEW = "delete {}/store.db and run `qa index FOLDER` to make it anew"
VECTORS_ANEW = "run `qa index` to make it anew; until then each question does"


@pytest.mark.parametrize(
    ("spoil", "name", "state", "told", "advice"),
    [
        (_spoil_pages, "store", "error", "{}/store.db is damaged: ", ANEW),
        (
            _meta("schema", "9"),
            "store",
            "error",
            "it is of version 9, and this program's is 2",
            ANEW,
        ),
        (
            _meta("schema", "1"),
            "store",
            "warning",
            "it is of version 1, and this program's is 2",
            "run `qa index` to bring it up to date",
        ),
        (
            _execute("DELETE FROM embeddings WHERE key IN (SELECT key FROM embeddings LIMIT 1)"),
            "store",
            "error",
            "1 of 3 passages are not whole",
            ANEW,
        ),
        (
            _execute("DELETE FROM passage_terms WHERE rowid = 2"),
            "store",
            "error",
            "1 of 3 passages are not whole",
            ANEW,
        ),
        (
            _execute("UPDATE documents SET text = CAST(replace(text, 'nine', 'none') AS BLOB)"),
            "files",
            "error",
            "the index holds another text than docs/a.md has",
            ANEW,
        ),
        (
            lambda index: (index / VECTORS).unlink(),
            "vectors",
            "warning",
            "{}/vectors.faiss is missing",
            VECTORS_ANEW,
        ),
        (
            lambda index: (index / VECTORS).write_bytes(b"x" * 100),
            "vectors",
            "warning",
            "{}/vectors.faiss is damaged or of another state",
            VECTORS_ANEW,
        ),
        (
            _meta("generation", "5"),
            "vectors",
            "warning",
            "{}/vectors.faiss is damaged or of another state",
            VECTORS_ANEW,
        ),
        (
            _other_ids,
            "vectors",
            "error",
            "{}/vectors.faiss holds other passages than the store",
            "delete {}/vectors.faiss and run `qa index`",
        ),
        (
            _meta("fingerprint", "another"),
            "encoder",
            "error",
            "the encoder in {}/encoder is not the one that the index was made with",
            "run `qa index` to restore it",
        ),
        (
            lambda index: (index / "encoder" / MODEL).write_bytes(b"x"),
            "encoder",
            "error",
            "the encoder in {}/encoder is damaged (its sha256 is not the one recorded); "
            + "run `qa index` to restore it",
            "",
        ),
    ],
)
def test_what_is_wrong_in_an_index(
    folder: Path,
    spoil: Callable[[Path], None],
    name: str,
    state: str,
    told: str,
    advice: str,
) -> None:
    at = folder / ".qa"
    spoil(at)
    before = _contents(folder)
    found = _found(folder)
    if told.endswith(": "):  # what SQLite says of it
        assert found[name][1].startswith(told.format(at))
        told = found[name][1]
    assert found == {name: (state, told.format(at), advice.format(at))}
    assert _contents(folder) == before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE documents SET text = x'61'",
        "UPDATE documents SET text = 5",
        "UPDATE documents SET title = x'00'",
        "UPDATE documents SET mtime_ns = 'x'",
        "UPDATE documents SET marks = '[[0, \"page\"]]'",
        'UPDATE documents SET marks = \'[["x", "page", 1, ""]]\'',
        "UPDATE passages SET units = '[[0, 99999, 0]]'",
        "UPDATE passages SET units = '[[-5, 2, 0]]'",
        "UPDATE passages SET units = '[[0, 2.5, 0]]'",
        "UPDATE passages SET units = '[]'",
        "UPDATE passages SET units = '[[\"a\", 2, 0]]'",
        "UPDATE passages SET heading = '{\"a\": 1}'",
        "UPDATE passages SET heading = '[1]'",
        pytest.param(f"UPDATE passages SET heading = '{'[' * 100_000}'", id="heading too deep"),
        "UPDATE passages SET kind = 'poem'",
        "UPDATE passages SET context = x'00'",
        "UPDATE passages SET document_id = 'x'",
        "UPDATE roots SET include = '[1]'",
        "UPDATE roots SET path = x'61'",
        "DROP TABLE skipped;"
        + " CREATE VIEW skipped AS SELECT 1 AS path, 2 AS reason, 'x' AS size, 0 AS mtime_ns",
    ],
)
def test_a_store_made_by_somebody_else(folder: Path, statement: str) -> None:
    """The doctor sees what any command stumbles over, and none has a traceback."""
    _execute(statement)(folder / ".qa")
    assert _found(folder)["store"][0] == "error"
    commands = (["ask", "Who sank the ferry?"], ["status"], ["show", "docs/a.md:1"])
    for command in commands:
        result = _qa(*command)
        assert isinstance(result.exception, SystemExit | None)
        assert result.exit_code in (0, 1, 2)
        assert result.exit_code < 2 or result.stderr.startswith(("qa: ", "Error"))


def test_no_index_and_what_is_none(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / ".qa" / "store.db").write_bytes(b"")
    told = f"the index at {folder}/.qa is empty; run `qa index FOLDER` to fill it"
    assert _found(folder)["store"] == ("error", told, "")
    _execute("CREATE TABLE songs (name)")(folder / ".qa")
    told = f"{folder}/.qa/store.db is not an index but another program's database; choose another"
    assert _found(folder)["store"][1].startswith(told)
    (folder / ".qa" / "store.db").unlink()
    assert _qa("doctor", "--index", ".qa").exit_code == 2
    result = _qa("doctor")
    assert result.exit_code == 0
    line = (
        f"warning index     there is no index at or above {folder}; "
        "run `qa index FOLDER` to make one\n"
    )
    assert line in result.stdout


def test_files_that_are_not_as_they_were(folder: Path) -> None:
    write(folder, {"docs/a.md": "Changed.\n", "docs/new.md": "New.\n"})
    (folder / "docs" / "b.md").unlink()
    told = "1 new, 1 changed, 1 deleted since the last indexing"
    assert _found(folder) == {"files": ("warning", told, "run `qa index`")}
    (folder / "docs").rename(folder / "away")
    advice = "bring it back, or run `qa index --remove docs`"
    assert _found(folder) == {"files": ("warning", "docs is not here", advice)}


def test_a_folder_that_is_not_followed(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    away = tmp_path_factory.mktemp("away")
    write(away, {"d.md": TREATY})
    index(folder / ".qa", [away])
    assert _found(folder) == {}
    trust.remove_roots(folder / ".qa", [str(away)])
    told = f"{away} lies outside the collection and was not added on this machine"
    assert _found(folder) == {"files": ("warning", told, f"run `qa index {away}` to follow it")}


_Usage = namedtuple("_Usage", "total used free")


@pytest.mark.parametrize(
    ("free", "state", "advice"),
    [
        (1e9, "ok", ""),
        (1e8, "warning", "free some space before much more is indexed"),
        (1e7, "error", "free some space before anything is indexed"),
    ],
)
def test_little_space(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: float, state: str, advice: str
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: _Usage(0, 0, free))
    found = space(tmp_path / "not" / "there")
    assert (found.state, found.advice) == (state, advice)
    assert found.told.endswith(f" GB free at {tmp_path}")


def test_an_index_that_may_not_be_written(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking.os, "access", lambda *_, **__: False)
    told = f"{folder}/.qa cannot be written, only asked"
    assert _found(folder) == {"space": ("warning", told, "check its permissions")}


# What is around it


def _lines(result: Result) -> list[str]:
    return [line for line in result.stdout.splitlines() if not line.startswith("ok ")]


def test_settings_that_are_wrong_stop_nothing_else(folder: Path) -> None:
    write(folder, {"qa.toml": "[ask]\nquots = 3\n"})
    result = _qa("doctor")
    assert (result.exit_code, result.stderr) == (2, "")
    assert _lines(result) == [
        f"error   settings  {folder}/qa.toml: there is no setting quots in [ask]; "
        + "did you mean quotes?"
    ]
    assert len(result.stdout.splitlines()) == 14


def test_what_was_allowed_is_damaged(folder: Path) -> None:
    trust.state_file().write_text("{")
    lines = _lines(_qa("doctor"))
    assert [line[:18] for line in lines] == ["error   allowed   ", "error   files     "]
    assert "is damaged; delete it and name them again" in lines[0]


def test_a_state_folder_that_may_not_be_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = folder / "state"
    state.mkdir(exist_ok=True)
    monkeypatch.setattr(os, "access", lambda path, mode, **_: path != state)  # root may write it
    (found,) = [check for check in doctor.examine(Settings((), {}, {})) if check.name == "allowed"]
    assert (found.state, found.advice) == ("warning", "check its permissions, or set QA_STATE_DIR")
    assert found.told.startswith(f"{state} cannot be written: ")


def test_a_model_that_is_not_the_official_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(models, "_PACKAGE_SHA256", "another")
    lines = _lines(_qa("doctor"))
    assert len(lines) == 1
    assert lines[0].startswith("error   model     ")
    assert "is not the official file (its sha256 differs)" in lines[0]


def test_packages_that_are_missing_or_of_another_version(monkeypatch: pytest.MonkeyPatch) -> None:
    there = {"pincite": "0.1.0", "one": "2.0", "many": "3.1"}

    def version(name: str) -> str:
        if name not in there:
            raise importlib.metadata.PackageNotFoundError(name)
        return there[name]

    wanted = ["one>=1,<2", "two", "many~=3.0", 'plots>=1; extra == "plots"']
    monkeypatch.setattr(importlib.metadata, "version", version)
    monkeypatch.setattr(importlib.metadata, "requires", lambda _: wanted)
    found = doctor._packages()
    assert (found.state, found.told) == ("error", "one is 2.0, not <2,>=1; two is missing")
    assert found.advice == "run `pip install --upgrade pincite`"
    there |= {"one": "1.5", "two": "0"}
    assert doctor._packages().told == "pincite 0.1.0 and the 3 packages that it needs"
    del there["pincite"]
    assert doctor._packages().state == "warning"


def test_an_sqlite_without_full_text_search(monkeypatch: pytest.MonkeyPatch) -> None:
    class Without:
        def execute(self, _: str) -> None:
            raise sqlite3.OperationalError("no such module: fts5")

        def close(self) -> None:
            pass

    assert doctor._sqlite().state == "ok"
    monkeypatch.setattr(sqlite3, "connect", lambda _: Without())
    found = doctor._sqlite()
    assert found.state == "error"
    assert found.told.endswith("without FTS5: no such module: fts5")


@pytest.mark.parametrize(
    ("is_terminal", "encoding", "width", "state", "told"),
    [
        (True, "utf-8", 80, "ok", "80 columns, colour, utf-8"),
        (True, "UTF8", 30, "warning", "30 columns, colour, UTF8"),
        (True, "latin-1", 80, "warning", "80 columns, colour, latin-1"),
        (False, "ascii", 80, "warning", "none, ascii"),
        (False, "utf-8", 80, "ok", "none, utf-8"),
    ],
)
def test_the_terminal(
    monkeypatch: pytest.MonkeyPatch,
    is_terminal: bool,
    encoding: str,
    width: int,
    state: str,
    told: str,
) -> None:
    class Out:
        def __init__(self) -> None:
            self.encoding = encoding

        def isatty(self) -> bool:
            return is_terminal

    monkeypatch.setattr("sys.stdout", Out())
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    found = doctor._terminal()
    assert (found.state, found.told) == (state, told)
    if is_terminal:
        monkeypatch.setenv("NO_COLOR", "1")
        assert "no colour" in doctor._terminal().told
