"""`qa show`: a document, a line, a quote of the last answer, in its surroundings."""

import io
import json
import os
import re
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console
from typer.testing import CliRunner, Result

from index.document import Document, Mark, MarkKind, Span
from index.errors import PathError
from index.state import state_folder
from index.store import Store
from qa.answer import Place
from qa.cli import app
from qa.finding import find, outline
from qa.places import parted
from qa.surroundings import Surroundings, lines_around
from tests.asking import place_of
from tests.conftest import StubEncoder
from tests.samples import EVERYTHING, FERRY, TREATY, document, update, write

GOATS = "It carried nine goats and a piano."
ASKED = "Were nine goats carried?"
LOG = "# Log\n\nCalm.\n\n" + "The sea was calm. " * 60 + GOATS + " Gulls cried." * 80 + "\n\nEnd.\n"
FILES = {"notes/a.md": FERRY, "notes/b.md": EVERYTHING, "more/c.md": TREATY, "more/log.txt": LOG}


@pytest.fixture
def folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stub: StubEncoder, plain_weights: None
) -> Path:
    write(tmp_path, FILES)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QA_STATE_DIR", str(tmp_path / "state"))
    update(tmp_path, tmp_path / "notes", tmp_path / "more")
    return tmp_path


def _qa(*arguments: str, **env: str) -> Result:
    runner = CliRunner(env={"COLUMNS": "80", "TERM": "dumb", **env})
    return runner.invoke(app, list(arguments))


def _shown(*arguments: str) -> str:
    result = _qa("show", *arguments)
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


def _fails(message: str, *arguments: str) -> None:
    result = _qa(*arguments)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"{message}\n")


# A document


def test_the_text_is_printed_exactly(folder: Path) -> None:
    data = "\ufeffTitle\r\n\r\ne\u0301 \x1b[31m\ttab \u2028 end".encode()
    write(folder, {"notes/odd.txt": data})
    _qa("index")
    result = _qa("show", "notes/odd.txt", "--text")
    assert (result.exit_code, result.stdout_bytes) == (0, data.removeprefix(b"\xef\xbb\xbf"))


DOCUMENT = """\
notes/b.md
title     Ferries
format    text, utf-8
passages  6
headings  Ferries  :1
            Trips  :6
"""


def test_a_document_is_shown_with_its_headings(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _shown("notes/b.md") == DOCUMENT
    monkeypatch.chdir(folder / "notes")
    for path in ("b.md", "notes/b.md", str(folder / "notes" / "b.md"), "../notes/b.md"):
        assert _shown(path) == DOCUMENT
    (folder / "notes" / "b.md").unlink()
    result = _qa("show", "b.md")
    assert (result.exit_code, result.stdout) == (0, DOCUMENT)
    assert result.stderr == ("qa: notes/b.md is no longer there; this is how it was indexed\n")


def test_a_document_as_json(folder: Path) -> None:
    told = json.loads(_shown("notes/b.md", "--json"))
    assert told == {
        "path": "notes/b.md",
        "title": "Ferries",
        "format": "text",
        "encoding": "utf-8",
        "sha256": told["sha256"],
        "changed": False,
        "passages": 6,
        "headings": [
            {"level": 1, "title": "Ferries", "line": 1},
            {"level": 2, "title": "Trips", "line": 6},
        ],
    }
    write(folder, {"notes/b.md": "Other.\n"})
    assert json.loads(_qa("show", "notes/b.md", "--json").stdout)["changed"] is True


@pytest.mark.parametrize(
    ("asked", "hint"),
    [
        ("old/c.md", "; the nearest: more/c.md"),
        ("notes/bb.md", "; the nearest: notes/b.md, more/c.md, notes/a.md"),
        ("zzzzzzzzz", ""),
    ],
)
def test_a_document_that_is_not_there(folder: Path, asked: str, hint: str) -> None:
    _fails(f"qa: {asked} is not in the index{hint}", "show", asked, "--text")


def test_what_is_no_document(folder: Path) -> None:
    _fails("qa: nothing is named; write a document's path, or the number of a quote", "show", " ")
    told = "qa: notes is a folder of 2 documents; name one: notes/a.md, notes/b.md"
    _fails(told, "show", "notes")
    _fails(told.replace("notes is", "./notes/ is"), "show", "./notes/")


def test_two_ways_to_print(folder: Path) -> None:
    told = "qa: --text and --json are two ways to print; choose one"
    _fails(told, "show", "notes/a.md", "--text", "--json")


def test_headings_without_text_of_their_own_are_in_the_outline(folder: Path) -> None:
    text = "# Top\n\n## A\n\n### Deep\n\nThe deep words.\n\n## B\n\nMore words.\n\n# A\n\nLast words.\n"
    write(folder, {"notes/d.md": text})
    _qa("index")
    with Store.open(folder / ".qa") as store:
        (found,) = find([store], "notes/d.md")
    assert [(each.level, each.title, each.line) for each in outline(found.passages)] == [
        (1, "Top", 1),
        (2, "A", 3),
        (3, "Deep", 5),
        (2, "B", 9),
        (1, "A", 13),
    ]


# A line


def test_a_line_in_its_surroundings(folder: Path) -> None:
    assert _shown("notes/b.md:8", "-C", "2") == (
        "notes/b.md:8  Ferries › Trips\n"
        "\n"
        "   6  ## Trips\n"
        "   7\n"
        ">  8  - The *Gull*:\n"
        "   9    - in May\n"
        "  10    - in June\n"
    )


def test_an_empty_line_and_no_context(folder: Path) -> None:
    assert _shown("notes/a.md:2", "-C", "0") == "notes/a.md:2\n\n> 2\n"


def test_a_line_that_is_not_there(folder: Path) -> None:
    for number in ("0", "4", "99"):
        message = f"qa: notes/a.md has 3 lines, so none is number {number}"
        _fails(message, "show", f"notes/a.md:{number}")


def test_of_a_long_line_the_beginning_is_shown(folder: Path) -> None:
    rows = _shown("more/log.txt:5", "-C", "1").splitlines()
    assert rows[0] == "more/log.txt:5  Log"
    assert rows[2] == (
        "> 5  The sea was calm. The sea was calm. The sea was calm. The sea was calm. The"
    )
    assert rows[-1] == "     calm. The sea was calm. The sea was …"
    assert len(rows) == 12


def test_a_file_that_changed_is_told(folder: Path) -> None:
    write(folder, {"notes/a.md": "Something else.\n"})
    result = _qa("show", "notes/a.md:3")
    assert result.stdout.endswith(
        "> 3  The ferry left at noon. It carried nine goats and a piano.\n"
    )
    assert (result.exit_code, result.stderr) == (
        0,
        "qa: notes/a.md has changed since; this is how it was indexed\n",
    )


# A place as it is cited


def _span(doc: Document, told: str) -> str:
    (where,) = [where for name, where in parted(f"{doc.path}{told}") if name == doc.path and where]
    return where.words(doc).of(doc.text)


LINES = document("a.txt", "One.\nTwo two.\n\n  Four.\nFive.\n")


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (":2", "Two two."),
        (":2–4", "Two two.\n\n  Four."),
        (":2-4", "Two two.\n\n  Four."),
        (":4  Top › Sub", "Four."),
        (":4 Top › Sub", "Four."),
        (":2  characters 9–12", "two"),
        (":2 characters 9–12  Top", "two"),
        (", line 4", "Four."),
        (", lines 1–2", "One.\nTwo two."),
        (", line 2, characters 9–12", "two"),
    ],
)
def test_lines_and_characters_as_they_are_cited(told: str, words: str) -> None:
    assert _span(LINES, told) == words


def _marks(*marks: tuple[int, MarkKind, int, str]) -> Document:
    text = "One.\nTwo.\nThree.\nFour.\n"
    return replace(document("a.pdf", text), media="x", marks=tuple(Mark(*mark) for mark in marks))


PAGES = _marks((0, MarkKind.PAGE, 1, "i"), (5, MarkKind.PAGE, 2, "ii"), (17, MarkKind.PAGE, 3, ""))
LABELS = _marks((0, MarkKind.PAGE, 1, "i"), (5, MarkKind.PAGE, 2, "1"), (10, MarkKind.PAGE, 3, ""))
EBOOK = _marks((0, MarkKind.PAGE, 0, "12"), (10, MarkKind.PAGE, 0, "13"))
SLIDES = _marks((0, MarkKind.SLIDE, 1, ""), (10, MarkKind.SLIDE, 2, ""))
MAILS = _marks((0, MarkKind.MESSAGE, 1, ""), (10, MarkKind.MESSAGE, 2, ""))
RECORDS = _marks((0, MarkKind.RECORD, 1, "3"), (10, MarkKind.RECORD, 2, "9"))
CELLS = _marks(
    (0, MarkKind.SHEET, 1, "Old ships"),
    (0, MarkKind.ROW, 2, ""),
    (5, MarkKind.ROW, 3, ""),
    (10, MarkKind.SHEET, 2, "New"),
    (10, MarkKind.ROW, 3, ""),
    (17, MarkKind.ROW, 4, ""),
)
ANCHORS = _marks((0, MarkKind.ANCHOR, 0, "top"), (10, MarkKind.ANCHOR, 0, "a b"))
TIMES = _marks((0, MarkKind.TIME, 2, "0:00:01"), (10, MarkKind.TIME, 9, "0:01:02"))


@pytest.mark.parametrize(
    ("doc", "told", "words"),
    [
        (PAGES, ", page 2 (ii)", "Two.\nThree."),
        (PAGES, ", page 2 (ii)  Top › Sub", "Two.\nThree."),
        (PAGES, ", p. ii", "Two.\nThree."),
        (PAGES, ", pp. i–ii", "One.\nTwo.\nThree."),
        (PAGES, "#page=3", "Four."),
        (LABELS, ", page 1 (i)", "One."),
        (LABELS, ", p. 1", "Two."),
        (EBOOK, ", page 13", "Three.\nFour."),
        (SLIDES, ", slide 1", "One.\nTwo."),
        (MAILS, ", message 2  The crane › Ann Lee", "Three.\nFour."),
        (RECORDS, ", record 2  number: 9", "Three.\nFour."),
        (CELLS, ", sheet Old ships, row 3", "Two."),
        (CELLS, ", sheet New, row 3  Top", "Three."),
        (CELLS, ", sheet New, rows 3–4", "Three.\nFour."),
        (CELLS, ", sheet New", "Three.\nFour."),
        (CELLS, ", sheet New Top", "Three.\nFour."),
        (CELLS, ", row 3", "Two."),
        (ANCHORS, "#top", "One.\nTwo."),
        (ANCHORS, "#a%20b", "Three.\nFour."),
        (ANCHORS, ", at #top", "One.\nTwo."),
        (TIMES, ", at 0:01:02", "Three.\nFour."),
        (TIMES, ", at 0:00:01–0:01:02", "One.\nTwo."),
    ],
)
def test_marks_as_they_are_cited(doc: Document, told: str, words: str) -> None:
    assert _span(doc, told) == words


@pytest.mark.parametrize(
    ("doc", "told", "message"),
    [
        (LINES, ":2–9", "a.txt has 5 lines, so none is number 9"),
        (LINES, ":4-2", "line 2 of a.txt does not follow line 4"),
        (LINES, ":2  characters 9–999", "a.txt has 29 characters, so none are 9–999"),
        (PAGES, ", page 9", "a.pdf has no page 9"),
        (PAGES, ", pp. i–x", "a.pdf has no page x"),
        (CELLS, ", sheet Lost, row 3", "a.pdf has no sheet Lost"),
        (ANCHORS, "#lost", "a.pdf has no anchor lost"),
    ],
)
def test_a_place_that_a_document_does_not_have(doc: Document, told: str, message: str) -> None:
    with pytest.raises(PathError, match=f"^{re.escape(message)}$"):
        _span(doc, told)


def test_what_is_printed_can_be_pasted(folder: Path) -> None:
    shown = (
        "notes/b.md:8–9  Ferries › Trips\n"
        "\n"
        ">  8  - The *Gull*:\n"
        ">  9    - in May\n"
        "  10    - in June\n"
    )
    uri = (folder / "notes" / "b.md").as_uri()
    for asked in ("notes/b.md:8–9", "notes/b.md:8-9  Ferries › Trips", f"{uri}, lines 8–9"):
        assert _shown(asked, "-C", "1") == shown
    _qa("ask", ASKED, "--in", "log.txt")
    quote = _shown("1")
    for asked in (
        "more/log.txt:5  characters 1094–1128",
        "   also in more/log.txt:5 characters 1094–1128  Log",
    ):
        assert _shown(asked) == quote


def test_the_end_of_a_path_names_the_one_document_that_has_it(folder: Path) -> None:
    write(folder, {"notes/deep/b.md": "# Deep\n\nIt is deep.\n", "more/deep/e.md": "Even.\n"})
    _qa("index", "notes", "more")
    assert _shown("deep/b.md:3", "-C", "0") == _shown("notes/deep/b.md:3", "-C", "0")
    assert "notes/deep/b.md:3  Deep" in _shown("./deep/b.md:3")
    assert "more/deep/e.md" in _shown("e.md, line 1")
    nearest = "notes/b.md, notes/deep/b.md"
    _fails(f"qa: b.md is not in the index; the nearest: {nearest}", "show", "b.md")


def test_what_is_like_a_place_that_was_typed(folder: Path) -> None:
    for place in (":3", ":3–4", ", page 2", "#page=2", ":3 characters 1–2"):
        asked = f"more/cc.md{place}"
        nearest = "more/c.md, notes/b.md, notes/a.md"
        _fails(f"qa: {asked} is not in the index; the nearest: {nearest}", "show", asked)


def test_a_name_that_ends_like_a_place_is_a_name_first(folder: Path) -> None:
    write(
        folder, {"notes/a.md:3": "Odd.\n", "notes/x, page 2.md": "Even.\n", "notes/ y.md ": "Y.\n"}
    )
    _qa("index", "notes", "--also", "*")
    for name in ("notes/a.md:3", "notes/x, page 2.md", "notes/ y.md "):
        assert _shown(name).startswith(f"{name}\ntitle ")


# A quote of the last answer


def test_a_quote_of_the_last_answer(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _qa("ask", ASKED)
    shown = (
        "notes/a.md:3  Ferry\n"
        "\n"
        "  1  # Ferry\n"
        "  2\n"
        "> 3  The ferry left at noon. »It carried nine goats and a piano.«\n"
    )
    monkeypatch.chdir(folder / "more")
    assert _shown("1") == shown
    assert _shown("1", "--text") == FERRY
    told = json.loads(_shown("1", "--json", "-C", "1"))
    assert told == {
        "path": "notes/a.md",
        "title": "Ferry",
        "format": "text",
        "encoding": "utf-8",
        "sha256": told["sha256"],
        "changed": False,
        "text": GOATS,
        "start": 33,
        "end": 67,
        "line_start": 3,
        "line_end": 3,
        "page": None,
        "heading": ["Ferry"],
        "lines": [
            {"line": 2, "start": 8, "text": ""},
            {"line": 3, "start": 9, "text": FERRY.split("\n")[2]},
        ],
    }


def test_a_quote_amid_a_long_line(folder: Path) -> None:
    _qa("ask", ASKED, "--in", "log.txt")
    assert _shown("1", "-C", "1") == (
        "more/log.txt:5  characters 1094–1128  Log\n"
        "\n"
        "  5  … was calm. The sea was calm. The sea was calm. The sea was calm. The sea\n"
        ">    was calm. The sea was calm. »It carried nine goats and a piano.« Gulls\n"
        "     cried. Gulls cried. Gulls cried. Gulls cried. Gulls cried. Gulls cried.\n"
        "     Gulls cried. Gulls …\n"
    )


def test_a_passage_of_the_last_search(folder: Path) -> None:
    _qa("search", "goats piano", "-k", "1", "--json")
    assert "nine goats" in _shown("1")
    _fails("qa: the last answer had 1 quote, so none is number 2", "show", "2")
    _fails("qa: the last answer had 1 quote, so none is number 0", "show", "0")
    for asked in ("9" * 5000, f"notes/a.md:{'9' * 5000}"):
        _fails(f"qa: {asked} is not in the index", "show", asked)


def test_there_is_no_last_answer(folder: Path) -> None:
    _fails("qa: there is no last answer; ask something first", "show", "1")


def test_the_last_answer_had_nothing(folder: Path) -> None:
    state_folder().mkdir(exist_ok=True)
    kept = {"replies": [{"indexes": [f"{folder}/.qa"], "quotes": []}]}
    (state_folder() / "last.json").write_text(json.dumps(kept))
    _fails("qa: the last answer had no quote", "show", "1")


@pytest.mark.parametrize("quotes", ["", "{", "[]", '[{"path": 3}]', "[4]", "4"])
def test_what_was_kept_cannot_be_read(folder: Path, quotes: str) -> None:
    state_folder().mkdir(exist_ok=True)
    kept = f'{{"replies": [{{"indexes": ["{folder}/.qa"], "quotes": {quotes}}}]}}'
    (state_folder() / "last.json").write_text(kept if quotes != "[]" else "[]")
    _fails(f"qa: {folder}/state/last.json cannot be read; ask again", "show", "1")
    _qa("ask", ASKED, "-k", "1")
    assert "nine goats" in _shown("1")


def test_the_last_answer_of_the_index_that_is_found_here(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path_factory.mktemp("other")
    write(other, {"b.md": "It carried ten sheep and a harp.\n"})
    _qa("ask", ASKED, "-k", "1")
    monkeypatch.chdir(other)
    _qa("index", ".")
    _fails(
        f"qa: nothing was asked of this index yet; for the last answer of {folder} give "
        f"--index {folder}",
        "show",
        "1",
    )
    assert "nine goats" in _shown("1", "--index", str(folder))
    _qa("ask", "What did it carry?", "-k", "1")
    assert "ten sheep" in _shown("1")
    monkeypatch.chdir(folder)
    assert "nine goats" in _shown("1")
    monkeypatch.chdir("/")
    result = _qa("show", "1")
    assert "ten sheep" in result.stdout
    assert result.stderr == f"qa: the last answer, of {other}; there is no index here\n"


def test_the_document_is_another_since_the_answer(folder: Path) -> None:
    _qa("ask", ASKED, "-k", "1")
    write(folder, {"notes/a.md": f"New. {FERRY}"})
    result = _qa("show", "1")
    assert result.exit_code == 0  # the index still holds what was quoted
    assert result.stderr == "qa: notes/a.md has changed since; this is how it was indexed\n"
    _qa("index")
    _fails("qa: notes/a.md has changed since the answer; ask again", "show", "1")
    (folder / "notes" / "a.md").unlink()
    _qa("index")
    _fails("qa: notes/a.md is no longer in the index; ask again", "show", "1")
    (folder / ".qa" / "store.db").unlink()
    _fails(f"qa: the index at {folder}/.qa that answered is gone", "show", "1")


def test_the_last_answer_is_kept_for_the_user_alone(folder: Path) -> None:
    _qa("ask", ASKED)
    _qa("ask", ASKED, "-k", "1")
    assert not [item for item in state_folder().iterdir() if item.name.startswith(".")]
    assert stat.S_IMODE((state_folder() / "last.json").stat().st_mode) == 0o600
    assert stat.S_IMODE(state_folder().stat().st_mode) == 0o700
    (reply,) = json.loads((state_folder() / "last.json").read_text())["replies"]
    (quote,) = reply["quotes"]
    assert (quote["index"], quote["path"]) == (f"{folder}/.qa", "notes/a.md")
    assert (quote["start"], quote["end"]) == (33, 67)


def test_an_answer_that_cannot_be_kept_is_given(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, {"file": "not a folder"})
    monkeypatch.setenv("QA_STATE_DIR", str(folder / "file" / "state"))
    result = _qa("ask", ASKED, "-k", "1")
    assert (result.exit_code, result.stderr) == (0, "")
    monkeypatch.setenv("QA_STATE_DIR", str(folder / "other"))
    monkeypatch.setattr(os, "replace", _refuse)
    assert _qa("ask", ASKED, "-k", "1").exit_code == 0
    assert list((folder / "other").iterdir()) == []


def _refuse(*_: object) -> None:
    raise PermissionError(13, "Permission denied")


def test_where_the_last_answer_is_kept_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QA_STATE_DIR")
    monkeypatch.setattr("platformdirs.user_state_path", lambda name: Path("/home/x") / name)
    assert state_folder() == Path("/home/x/pincite")


# Lines around a place


def _drawn(view: Surroundings, width: int = 80, colour: bool = False) -> str:
    stream = io.StringIO()
    system = "standard" if colour else None
    console = Console(
        file=stream,
        width=width,
        force_terminal=colour,
        color_system=system,
        highlight=False,  # type: ignore[arg-type]
    )
    console.print(view, crop=False)
    return stream.getvalue()


def _around(doc: Document, words: str, context: int = 1, **more: bool) -> list[str]:
    place = place_of(doc, words)
    return _drawn(Surroundings(place, (), context, Path("/base")), **more).splitlines()[2:]


def test_a_quote_over_several_lines_and_carriage_returns() -> None:
    doc = document("a.txt", "One.\r\nTwo and\r\nthree.\r\nFour.\r\nFive.\r\n")
    assert _around(doc, "and\r\nthree.") == [
        "  1  One.",
        "> 2  Two »and",
        "> 3  three.«",
        "  4  Four.",
    ]


@pytest.mark.parametrize(
    ("words", "row"),
    [
        ("One two", "> 1  »One two« three."),
        ("two", "> 1  One »two« three."),
        ("two three.", "> 1  One »two three.«"),
        ("One two three.", "> 1  One two three."),
    ],
)
def test_without_colour_both_ends_of_a_quote_amid_words_are_marked(words: str, row: str) -> None:
    assert _around(document("a.txt", "One two three.\n"), words) == [row]


def test_in_colour_the_words_are_bold_and_nothing_is_added() -> None:
    doc = document("a.txt", "One two three.\n")
    assert _around(doc, "two", colour=True) == [
        "\x1b[1;32m> \x1b[0m\x1b[2m1  \x1b[0mOne \x1b[1mtwo\x1b[0m three."
    ]


def test_indentation_is_kept_and_nothing_steers_the_terminal() -> None:
    doc = document("a.py", "def f():\n\treturn 1\n    x\x1b[31m\x07 = 2\n")
    assert _around(doc, "return 1") == [
        "  1  def f():",
        "> 2      return 1",
        "  3      x\ufffd[31m\ufffd = 2",
    ]


@pytest.mark.parametrize(
    ("kind", "rows"),
    [
        (MarkKind.PAGE, ["  page 1  One.", ">         Two.", "  page 2  Three."]),
        (MarkKind.ROW, ["  row 1  One.", ">        Two.", "  row 2  Three."]),
        (MarkKind.SLIDE, ["  slide 1  One.", ">          Two.", "  slide 2  Three."]),
        (MarkKind.MESSAGE, ["  message 1  One.", ">            Two.", "  message 2  Three."]),
        (MarkKind.RECORD, ["  record 1  One.", ">           Two.", "  record 2  Three."]),
        (MarkKind.ANCHOR, ["  One.", "> Two.", "  Three."]),
    ],
)
def test_other_formats_have_pages_slides_or_rows_in_the_margin(
    kind: MarkKind, rows: list[str]
) -> None:
    doc = document("a.pdf", "One.\nTwo.\nThree.\n")
    doc = replace(doc, media="pdf", marks=(Mark(0, kind, 1), Mark(10, kind, 2)))
    assert _around(doc, "Two.") == rows


def test_subtitles_have_times_in_the_margin() -> None:
    doc = document("a.vtt", "One.\nTwo.\nThree.\n")
    marks = (Mark(0, MarkKind.TIME, 3, "0:00:01"), Mark(10, MarkKind.TIME, 9, "0:00:04"))
    doc = replace(doc, media="subtitles", marks=marks)
    assert _around(doc, "Two.") == [
        "  time 0:00:01  One.",
        ">               Two.",
        "  time 0:00:04  Three.",
    ]


WIDTHS = st.integers(1, 120)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.text("ab \tж語.", max_size=900), min_size=1, max_size=6),
    st.data(),
    st.integers(0, 4),
    WIDTHS,
)
def test_the_quote_is_always_shown_whole(
    lines: list[str], data: st.DataObject, context: int, width: int
) -> None:
    text = "\n".join(lines) + "x"
    start = data.draw(st.integers(0, len(text) - 1))
    span = Span(start, data.draw(st.integers(start + 1, len(text))))
    place = Place(document("a.txt", text), span)
    around = lines_around(place, context)
    marked = "\n".join(text[slice(*line.marked)] for line in around if line.marked[0] < line.end)
    assert marked.replace("\n", "") == span.of(text).replace("\n", "")
    first, last = place.lines
    assert [line.number for line in around] == list(
        range(max(1, first - context), min(len(lines), last + context) + 1)
    )
    for line in around:
        assert line.start <= line.shown[0] <= line.shown[1] <= line.end
        if line.marked[0] < line.marked[1]:
            assert line.shown[0] <= line.marked[0] < line.marked[1] <= line.shown[1]
        outside = (line.shown[1] - line.shown[0]) - (line.marked[1] - line.marked[0])
        assert outside <= max(600, 200 * context)
    drawn = "".join(_drawn(Surroundings(place, (), context, Path("/"))).split())
    kept = "".join(span.of(text).split())
    assert all(char in drawn for char in kept)
    _drawn(Surroundings(place, ("Top",), context, Path("/")), width)
