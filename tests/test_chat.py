"""A chat's lines and what they print, without a terminal; and questions from a pipe."""

import shutil
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from types import ModuleType

import pytest
from rich.text import Text
from typer.testing import CliRunner, Result

import qa.ask
from index.errors import QAError
from qa.answer import Quote
from qa.ask import Asker
from qa.beside import Beside, waited
from qa.chat import Chat
from qa.chat_lines import COMMANDS, take
from qa.cli import app
from qa.limits import Limits
from tests.conftest import StubEncoder
from tests.samples import FERRY, LIGHTHOUSE, TREATY, update, write

ASKED = "Were nine goats carried?"
ANSWER = """\
1  It carried nine goats and a piano.
   notes/a.md:3  Ferry

confidence 95%

"""
FILES = {
    "notes/a.md": FERRY,
    "notes/b.md": LIGHTHOUSE,
    "more/c.md": TREATY,
    "more/Bob's own.md": "# Own\n\nBob owned nine goats.\n",
}


@pytest.fixture
def folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stub: StubEncoder, plain_weights: None
) -> Path:
    write(tmp_path, FILES)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QA_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr(qa.ask, "_CHECK_SECONDS", 0.0)
    update(tmp_path, tmp_path / "notes", tmp_path / "more")
    return tmp_path


@pytest.fixture
def beside() -> Iterator[Beside]:
    made = Beside()
    yield made
    made.close()


@pytest.fixture
def chat(folder: Path, beside: Beside) -> Iterator[Chat]:
    asker = Asker.open(folder / ".qa")
    yield Chat(asker, beside, Limits(), 1)
    asker.close()


@pytest.fixture
def said(chat: Chat, capsys: pytest.CaptureFixture[str]) -> "Said":
    return Said(chat, capsys)


class Said:
    """What a chat prints to lines that are typed."""

    def __init__(self, chat: Chat, capsys: pytest.CaptureFixture[str]) -> None:
        self.chat = chat
        self._capsys = capsys

    def __call__(self, line: str, err: str = "") -> str:
        take(self.chat, line)
        out, told = self._capsys.readouterr()
        assert told == err
        return out

    def fails(self, line: str, message: str) -> None:
        with pytest.raises(QAError) as caught:
            take(self.chat, line)
        assert str(caught.value) == message
        assert self._capsys.readouterr() == ("", "")


# Asking


def test_a_question(said: Said) -> None:
    assert said(ASKED) == ANSWER
    assert said("  Were\n nine\r\n\tgoats   carried? ") == ANSWER
    assert said("") == said(" \n ") == ""


def test_no_answer(said: Said) -> None:
    assert said("Which planets orbit stars?").startswith("No answer in these documents.\n")


def test_a_question_that_cannot_be_asked(said: Said) -> None:
    said.fails("?!", "the question has no words; type what you want to know")


def test_more_quotes_of_the_same_question(said: Said) -> None:
    said.fails(":more", "nothing was asked yet; type a question")
    assert said("nine goats").startswith("1  Bob owned nine goats.\n")
    second = said(":more")
    assert second == "2  It carried nine goats and a piano.\n   notes/a.md:3  Ferry\n\n"
    assert said(":show 2").startswith("notes/a.md:3  Ferry\n")
    numbers = "".join(said(":more")[0] for _ in range(3))
    assert numbers == "345"
    said.fails(":more", "there are no more")


def test_the_most_there_are(said: Said, folder: Path) -> None:
    write(folder, {f"notes/{n}.md": f"# N\n\nGoat number {n} ate hay.\n" for n in range(12)})
    said(":k 9")
    said("goat")
    assert said(":more").startswith("10  ")
    said.fails(":more", "10 are the most that are told; ask more closely")


def test_more_after_a_change_tells_all_anew(said: Said, folder: Path) -> None:
    said(ASKED)
    write(folder, {"notes/a.md": "Nine goats were carried at night.\n"})
    told = said(":more", err="qa: the documents have changed since; the quotes anew\n")
    assert told.startswith("1  Nine goats were carried at night.\n   notes/a.md:1\n\n2  ")


def test_a_search_and_more_of_it(said: Said, folder: Path) -> None:
    said.fails(":search", "there is nothing to look for; type some words: :search cease-fire")
    assert said(":search goats piano").startswith(
        "1  The ferry left at noon. It carried nine goats and a piano.\n   notes/a.md:3  Ferry\n\n2  "
    )
    said.fails(":more", "there are no more")
    write(folder, {f"notes/{n}.md": f"# N\n\nGoat number {n} ate hay.\n" for n in range(12)})
    assert said(":search goat").count("Goat number") == 10
    assert said(":more").startswith("11  ")


@pytest.mark.parametrize("replaced", [False, True])
def test_an_index_that_is_gone(said: Said, folder: Path, replaced: bool) -> None:
    said(ASKED)
    (folder / ".qa").rename(folder / "away")
    if replaced:
        shutil.copytree(folder / "away", folder / ".qa")
    said.fails(ASKED, f"the index at {folder}/.qa was removed or replaced meanwhile; begin again")
    if not replaced:
        (folder / "away").rename(folder / ".qa")
        said("and a goat?")


def test_timings_and_notices(
    folder: Path, beside: Beside, capsys: pytest.CaptureFixture[str]
) -> None:
    asker = Asker.open(folder / ".qa")
    chat = Chat(asker, beside, Limits(), 1, verbose=True)
    (folder / "notes").rename(folder / "away")
    take(chat, ASKED)
    notice, seconds = capsys.readouterr().err.splitlines()
    assert notice == (
        "qa: notes is not here; its documents are quoted as they were indexed "
        "(`qa index --remove notes` forgets them)"
    )
    assert seconds.startswith("qa: files ")
    assert seconds.endswith(" ms")
    take(chat, ASKED)
    assert len(capsys.readouterr().err.splitlines()) == 1  # a notice is told once
    asker.close()


# Quotes


def test_showing(said: Said, folder: Path) -> None:
    said.fails(":show", "nothing was asked yet; type a question")
    said(ASKED)
    shown = (
        "notes/a.md:3  Ferry\n\n"
        "  1  # Ferry\n"
        "  2\n"
        "> 3  The ferry left at noon. »It carried nine goats and a piano.«\n"
        "\n"
    )
    assert said(":show") == said(":show 1") == shown
    assert said(":show notes/a.md:1") == (
        "notes/a.md:1\n\n"
        "> 1  # Ferry\n"
        "  2\n"
        "  3  The ferry left at noon. It carried nine goats and a piano.\n"
        "\n"
    )
    assert said(":show more/Bob's own.md") == (
        "more/Bob's own.md\ntitle     Own\nformat    text, utf-8\npassages  1\n"
        "headings  Own  :1\n\n"
    )
    said.fails(":show 7", "the last answer had 1 quote, so none is number 7")
    said.fails(":show zzzzzzzz", "zzzzzzzz is not in the index")
    write(folder, {"notes/a.md": "Other.\n"})
    note = "qa: notes/a.md has changed since; this is how it was indexed\n"
    assert said(":show 1", err=note) == shown


def test_opening(said: Said, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = []

    def open_place(place: object, base: Path) -> str:
        opened.append((place.document.path, place.lines[0], base))  # type: ignore[attr-defined]
        return "opened it"

    monkeypatch.setattr("qa.editor.open_place", open_place)
    said(ASKED)
    assert said(":open") == said(":open 1") == said(":open notes/a.md:1") == "opened it\n\n"
    said(":open more/c.md")
    assert opened == [
        *[("notes/a.md", 3, folder)] * 2,
        ("notes/a.md", 1, folder),
        ("more/c.md", 1, folder),
    ]


def test_explaining_and_copying(said: Said, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copied = []

    def cite(quote: Quote, base: Path, style: str = "plain") -> str:
        return f"“{quote.text}” ({quote.place.document.path}, {base.name}, {style})"

    def copy(text: str) -> str:
        copied.append(text)
        return "to the clipboard"

    for name, function in (
        ("explain.explained", lambda told, base: Text(f"{len(told.merged)} in {base[''].name}")),
        ("cite.cite", cite),
        ("clipboard.copy", copy),
    ):
        module, attribute = name.split(".")
        stand_in = ModuleType(f"qa.{module}")
        setattr(stand_in, attribute, function)
        monkeypatch.setitem(sys.modules, f"qa.{module}", stand_in)
    for line in (":explain", ":copy"):
        said.fails(line, "nothing was asked yet; type a question")
    said(ASKED)
    assert said(":explain") == f"1 in {folder.name}\n\n"
    assert said(":copy") == said(":copy 1") == "copied to the clipboard\n\n"
    assert (
        copied == [f"“It carried nine goats and a piano.” (notes/a.md, {folder.name}, plain)"] * 2
    )
    said.fails(":copy 2", "the last answer had 1 quote, so none is number 2")
    said.fails(":copy it", "'it' is not the number of a quote")


# Limits


def test_limits(said: Said) -> None:
    assert said(":in notes/ more/c.md") == "3 of 4 documents\n\n"
    assert str(said.chat.limits) == "in notes/, more/c.md"
    assert said(":in 'Bob?s own.md'") == "1 of 4 documents\n\n"
    assert said("nine goats").startswith("1  Bob owned nine goats.\n")
    assert said(":in") == "all 4 documents\n\n"
    assert said(":not-in more/") == "2 of 4 documents\n\n"
    assert said(":not-in") == "all 4 documents\n\n"
    assert said(":type md") == "4 of 4 documents\n\n"
    assert said(":type") == "all 4 documents\n\n"
    assert said(":under treaty") == "all 4 documents, 1 heading\n\n"
    assert said(":since 2020") == "4 of 4 documents, 1 heading\n\n"
    assert str(said.chat.limits) == "under treaty · since 2020"
    assert said(":since") == "all 4 documents, 1 heading\n\n"
    assert said(ASKED).startswith("No answer in these documents.\n")


def test_a_limit_that_fits_nothing_is_not_set(said: Said) -> None:
    said(":in notes/")
    for line, message in (
        (
            ":in nothing",
            "no document matches --in nothing; `qa status` tells what the index holds",
        ),
        (":type pdf", "no document is of the type pdf; there are md, text"),
        (
            ":since soon",
            "'soon' is not a date; write it as 2024-05-31, or as 30d, 2w, 6m or 1y ago",
        ),
        (":in Bob's own.md", "a quotation mark is not closed"),
    ):
        said.fails(line, message)
        assert str(said.chat.limits) == "in notes/"
    assert said(ASKED) == ANSWER


def test_how_many_quotes(said: Said) -> None:
    assert said(":k") == said(":k 1") == "1 quote at most\n\n"
    assert said(":k 2") == "2 quotes at most\n\n"
    assert "\n2  " in said("nine goats")
    for told in ("0", "11", "two", "-1", "9" * 5000):
        said.fails(f":k {told}", f"{told!r} is not a number from 1 to 10")


# Commands


def test_help_tells_every_command(said: Said) -> None:
    assert said(":help") == HELP


HELP = """\
:show [N | PATH[:LINE]]  a quote or a document in its surroundings
:open [N | PATH[:LINE]]  the same in your editor or viewer
:more                    further quotes of the same question
:search WORDS            passages, without answering
:explain                 how the quotes were found
:copy [N]                a quote with its citation, to the clipboard
:in [GLOB …]             only these documents; alone, all again
:not-in [GLOB …]         not these documents
:type [TYPE …]           only these formats, as in :type pdf
:under [HEADING]         only under headings with these words
:since [DATE]            only files changed since 2024, 2024-05-31 or 30d ago
:k N                     how many quotes at most
:help                    this
:quit                    leave
Ctrl-C, Ctrl-D           stop a question or clear the line; leave

"""


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        (":shwo 2", ":shwo is no command; did you mean :show?"),
        (":s", ":s is no command; did you mean :show or :search or :since?"),
        (":MORE", ":MORE is no command; did you mean :more?"),
        (":)", ":) is no command; :help tells them all"),
        (":", ": is no command; :help tells them all"),
        (": what", ": is no command; :help tells them all"),
    ],
)
def test_a_line_that_is_no_command(said: Said, line: str, meant: str) -> None:
    said.fails(line, meant)


@pytest.mark.parametrize(
    "line", [":quit", ":q", ":exit", "exit", "Quit", " :quit ", "/quit", "/exit"]
)
def test_leaving(chat: Chat, line: str) -> None:
    with pytest.raises(EOFError):
        take(chat, line)


def test_a_slash_begins_a_command_too(said: Said) -> None:
    assert said("/help") == HELP
    assert said("/k 1") == "1 quote at most\n\n"
    assert said(f"/then: {ASKED}") == ANSWER


def test_the_help_tells_that_nothing_is_remembered_of_a_question() -> None:
    assert "Each is asked by itself" in _qa("chat", "--help").stdout


def test_every_command_is_told_in_the_readme() -> None:
    readme = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
    section = readme.split("### Chat")[1].split("\n### ")[0]
    assert [name for name in COMMANDS if f"`{name}" not in section] == []


# Waiting beside


def test_an_interruption_ends_the_waiting_and_not_the_work(
    beside: Beside, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go = threading.Event(), threading.Event()
    done = []

    def work() -> None:
        begun.set()
        go.wait()
        done.append(1)

    running = beside.start(work)
    queued: Future[None] = beside.start(lambda: done.append(2))
    begun.wait()

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("qa.beside.wait", interrupted)
        for future in (running, queued):
            with pytest.raises(KeyboardInterrupt):
                waited(future)
    go.set()
    assert beside.run(lambda: "next") == "next"
    assert done == [1]


def test_a_long_wait_ends_with_its_result(beside: Beside, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qa.beside._PATIENCE", 0.0)
    monkeypatch.setattr("qa.beside._STEP", 0.01)
    event = threading.Event()
    threading.Timer(0.05, event.set).start()
    assert beside.run(lambda: event.wait(10)) is True


def test_a_wait_for_indexing_is_told(beside: Beside, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qa.beside._PATIENCE", 0.0)
    monkeypatch.setattr("qa.beside._STEP", 0.01)
    told: list[str] = []
    seen = threading.Event()

    def update(_: object, word: str) -> None:
        told.append(word)
        if word:
            seen.set()

    monkeypatch.setattr("rich.status.Status.update", update)

    def work() -> str:
        with beside.showing() as progress:
            progress("files", 0, 0)
            progress("files", 300, 2000)
            progress("passages", 3, 9)
            assert seen.wait(10)
        return "made"

    assert beside.run(work) == "made"
    assert set(told) <= {"", "indexing what changed, file 300 of 2,000"}


# From a pipe


def _qa(*arguments: str, given: str | bytes | None = None, **env: str) -> Result:
    return CliRunner(env={"COLUMNS": "80", "TERM": "dumb", **env}).invoke(
        app, list(arguments), given
    )


def test_each_line_of_a_pipe_is_a_question(folder: Path) -> None:
    given = f"\ufeff{ASKED}\r\n\n  \nWhich   planets orbit stars?"
    for arguments in ((), ("chat",)):
        result = _qa(*arguments, given=given)
        assert (result.exit_code, result.stderr) == (0, "")
        first, second = result.stdout.split("Which planets orbit stars?\n\n")
        assert first.startswith(f"{ASKED}\n\n1  ")
        assert first.endswith("\n\nconfidence 95%\n\n")
        assert second.startswith("No answer in these documents.\n")


def test_the_last_line_of_a_pipe_can_be_shown(folder: Path) -> None:
    _qa("chat", "-k", "1", given=f"Which planets orbit stars?\n{ASKED}\n")
    assert "»It carried nine goats" in _qa("show", "1").stdout


def test_a_pipe_with_options(folder: Path) -> None:
    options = ("-k", "1", "--in", "notes/", "--verbose", "--reader", "none")
    result = _qa("chat", *options, given=ASKED)
    assert (result.exit_code, result.stdout) == (0, f"{ASKED}\n\n{ANSWER}")
    assert result.stderr.startswith("qa: files ")


def test_options_of_a_chat_without_its_name(folder: Path) -> None:
    told = _qa("chat", "-k", "1", "--quiet", given=f"{ASKED}\n")
    for options in (["-k", "1", "--quiet"], ["-k1", "--quiet"], ["--quotes=1", "-q"]):
        result = _qa(*options, given=f"{ASKED}\n")
        assert (result.exit_code, result.stdout) == (0, told.stdout)
    assert _qa("--strict", given=f"{ASKED}\n").stderr.startswith("qa: no such option: --strict")


def test_a_pipe_without_any_answer(folder: Path) -> None:
    assert _qa("chat", given="Which planets orbit stars?\n").exit_code == 1
    result = _qa(given="?!\n")
    assert (result.exit_code, result.stdout) == (1, "?!\n\n")
    assert result.stderr == "qa: the question has no words; type what you want to know\n"


def test_bytes_that_are_no_text(folder: Path) -> None:
    result = _qa(given=b"Were nine \xff\xfe goats carried?\n" + bytes(range(128, 256)) + b"\n")
    assert result.exit_code == 0
    assert "It carried nine goats and a piano." in result.stdout


def test_an_empty_pipe_shows_the_help(folder: Path) -> None:
    for given in ("", "\n  \n"):
        result = _qa(given=given)
        assert "Usage:" in result.stdout
        assert result.exit_code == 2


def test_a_pipe_where_there_is_no_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = _qa(given=ASKED)
    assert (result.exit_code, result.stdout, result.stderr) == (
        2,
        "",
        f"qa: there is no index at or above {tmp_path}; run `qa index FOLDER` to make one\n",
    )


def test_commands_in_a_pipe_cost_themselves_alone(folder: Path) -> None:
    given = f":show 1\n{ASKED}\n:foo\n:Sho 2\n"
    result = _qa("chat", "-k", "1", "--reader", "none", given=given)
    assert (result.exit_code, result.stdout) == (0, f"{ASKED}\n\n{ANSWER}")
    assert result.stderr == (
        "qa: :show 1: commands are for a chat in a terminal; give options here\n"
        "qa: :foo is no command; :help tells them all\n"
        "qa: :Sho is no command; did you mean :show?\n"
    )
    assert _qa("chat", given=f"/show 1\n{ASKED}\n").stderr == (
        "qa: :show 1: commands are for a chat in a terminal; give options here\n"
    )
    for word in ("quit", "/quit", "exit"):
        assert _qa("chat", given=f"?!\n{word}\n{ASKED}\n").stdout == "?!\n\n"
    assert _qa("chat", given=":foo\nWhich planets orbit stars?\n").exit_code == 2
    assert _qa("chat", given=":-) Which planets orbit stars?\n").exit_code == 1
