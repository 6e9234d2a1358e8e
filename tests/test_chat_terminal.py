"""A chat in a terminal: keys, completion, history, interruptions, and what a shell sees of it."""

import os
import re
import shlex
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput

from index.errors import NoIndexError
from qa import confidence
from qa.chat_prompt import Commands, Prompt, pattern
from qa.scope import _patterns
from tests.conftest import StubEncoder
from tests.samples import FERRY, LIGHTHOUSE, ROOT, is_sound, update, write

PATHS = ["a b.md", "notes/002.txt", "notes/[x].md", "notes/deep/a.md"]
OPENED: "Future[object]" = Future()
OPENED.set_result(None)


@pytest.fixture
def keys() -> Iterator[PipeInput]:
    with create_pipe_input() as made, create_app_session(input=made, output=DummyOutput()):
        yield made


def _completed(line: str) -> list[str]:
    found = Commands(lambda: PATHS).get_completions(Document(line), CompleteEvent())
    return [line[: len(line) + each.start_position] + each.text for each in found]


@pytest.mark.parametrize(
    ("line", "completed"),
    [
        (":s", [":show", ":search", ":since"]),
        (":mo", [":more"]),
        (":nothing", []),
        (":nothing a", []),
        (":k 0", []),
        ("who :sh", []),
        ("", []),
        (":show 00", [":show notes/002.txt"]),
        (":open NOTES/d", [":open notes/deep/a.md"]),
        (":show a b", [":show a b.md"]),
        (":in dee", [":in notes/deep/", ":in notes/deep/a.md"]),
        (":in notes/ a", [":in notes/ 'a b.md'", ":in notes/ notes/deep/a.md"]),
        (":not-in [", [r":not-in '/notes/\[x\].md'"]),
    ],
)
def test_completion(line: str, completed: list[str]) -> None:
    assert _completed(line) == completed


def test_a_completed_path_fits_that_document_alone() -> None:
    for path in ("notes/[x].md", "a b.md", "#1.md", "!x.md", "it's.md", "star*.md", "end .md"):
        (told,) = shlex.split(pattern(path))
        assert _patterns([told], "--in").covers(path)
        assert not _patterns([told], "--in").covers("notes/x.md")


def test_the_prompt(keys: PipeInput, tmp_path: Path) -> None:
    prompt = Prompt(tmp_path / "state" / "history", lambda: PATHS)
    keys.send_text("first\r")
    assert prompt.read("", OPENED) == "first"
    keys.send_text("\x1b[200~What\r\n  did\nthey say?\x1b[201~ x\x7f\x7f\r")
    assert prompt.read("in notes/", OPENED) == "What did they say?"
    for key, error in (("half\x03", KeyboardInterrupt), ("\x04", EOFError)):
        keys.send_text(key)
        with pytest.raises(error):
            prompt.read("", OPENED)


def test_what_was_typed_is_kept(keys: PipeInput, tmp_path: Path) -> None:
    file = tmp_path / "state" / "history"
    for line in ("first", "second", "second"):
        keys.send_text(f"{line}\r")
        assert Prompt(file, lambda: PATHS).read("", OPENED) == line
    assert re.findall(r"^\+(.*)", file.read_text(), re.MULTILINE) == ["first", "second"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_where_nothing_can_be_kept(keys: PipeInput, tmp_path: Path) -> None:
    write(tmp_path, {"file": ""})
    keys.send_text("first\r")
    assert Prompt(tmp_path / "file" / "history", list).read("", OPENED) == "first"
    (tmp_path / "state").mkdir()
    prompt = Prompt(tmp_path / "state" / "history", list)
    (tmp_path / "state" / "history").unlink()
    (tmp_path / "state").rmdir()
    keys.send_text("second\r")
    assert prompt.read("", OPENED) == "second"


def test_an_index_that_cannot_be_opened_ends_the_prompt(keys: PipeInput, tmp_path: Path) -> None:
    opening: Future[object] = Future()
    opening.set_exception(NoIndexError("there is none"))
    with pytest.raises(NoIndexError):
        Prompt(tmp_path / "history", list).read("", opening)


# In a terminal of its own

STUBBED = """
import os, sys, time
from pathlib import Path
import index.search, qa.ask, qa.confidence
from tests.conftest import StubEncoder, StubReader

class Slow(StubEncoder):
    def encode_query(self, text):
        if "slow" in text:
            Path("asking").touch()
            time.sleep(1.5)
        if "bug" in text:
            raise ZeroDivisionError
        return super().encode_query(text)

index.search.open_encoder = lambda folder: Slow()
qa.ask.OnnxReader = StubReader
qa.confidence.FILE = Path(os.environ["WEIGHTS"])
from qa.cli import main
main()
"""
CODES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[=>]")


@pytest.fixture
def folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stub: StubEncoder, plain_weights: None
) -> Path:
    write(tmp_path, {"notes/a.md": FERRY, "notes/b.md": LIGHTHOUSE})
    monkeypatch.chdir(tmp_path)
    update(tmp_path, tmp_path / "notes")
    return tmp_path


Start = Callable[..., "Terminal"]


class Terminal:
    """`qa` in a terminal; what it shows is told without what steers the terminal."""

    def __init__(self, folder: Path, *arguments: str, **more: str) -> None:
        import pexpect

        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "WEIGHTS": str(confidence.FILE),
            "QA_STATE_DIR": str(folder / "state"),
            "PROMPT_TOOLKIT_NO_CPR": "1",
            "TERM": "xterm-256color",
            **more,
        }
        self.process = pexpect.spawn(
            sys.executable,
            ["-c", STUBBED, *arguments],
            cwd=folder,
            env=environment,
            dimensions=(40, 80),
            encoding="utf-8",
            timeout=20,
        )

    def type(self, text: str) -> None:
        """Type and press Enter."""
        self.process.send(f"{text}\r")

    def wait(self, text: str) -> str:
        """What is shown up to some text and with it."""
        self.process.expect(re.escape(text))
        return CODES.sub("", self.process.before + text)

    def ready(self) -> str:
        """The next prompt: it asks for pastes to be marked, and shows the cursor when drawn."""
        self.process.expect_exact("\x1b[?2004h")
        self.process.expect_exact("\x1b[?25h")
        return CODES.sub("", self.process.before).split("\b")[0].strip()

    def ended(self) -> int:
        """The exit code, once the process has ended."""
        import pexpect

        self.process.expect(pexpect.EOF)
        self.process.close()
        return int(self.process.exitstatus)


@pytest.fixture
def start(folder: Path) -> Iterator[Start]:
    pytest.importorskip("pty")
    started = []

    def begin(*arguments: str, **more: str) -> Terminal:
        started.append(Terminal(folder, *arguments, **more))
        return started[-1]

    yield begin
    for each in started:
        each.process.close(force=True)


def test_a_chat_from_its_first_line_to_its_last(start: Start, folder: Path) -> None:
    chat = start(NO_COLOR="1")
    assert chat.wait("leaves.") == (
        "Ask your documents. :help tells what else there is, Ctrl-D leaves."
    )
    chat.ready()
    chat.type("Were nine goats carried?")
    chat.wait("1  It carried nine goats and a piano.")
    assert "notes/a.md:3  Ferry" in chat.wait("confidence 95%")
    chat.ready()
    chat.type(":show 1")
    chat.wait("> 3  The ferry left at noon. »It carried nine goats and a piano.«\r\n")
    chat.ready()
    chat.type(":shwo 1")
    chat.wait("qa: :shwo is no command; did you mean :show?")
    chat.ready()
    chat.type(":in notes/b.md")
    chat.wait("1 of 2 documents")
    assert chat.ready() == "in notes/b.md\r\r\n>"
    chat.type("nine goats")
    chat.wait("No answer in these documents.")
    chat.ready()
    chat.process.send("half a question\x03")
    chat.ready()
    chat.process.send(":sho")
    chat.wait("surroundings")  # a menu
    chat.type("\t 1")
    chat.wait("notes/b.md:3  Lighthouse")
    chat.ready()
    chat.process.send("\x04")
    assert chat.ended() == 0
    history = (folder / "state" / "history").read_text()
    typed = re.findall(r"^\+(.*)", history, re.MULTILINE)
    assert typed == [
        "Were nine goats carried?",
        ":show 1",
        ":shwo 1",
        ":in notes/b.md",
        "nine goats",
        ":show 1",
    ]
    assert is_sound(folder / ".qa")


def test_a_question_is_cancelled_and_the_chat_goes_on(start: Start, folder: Path) -> None:
    chat = start("chat", "-k", "1")
    chat.ready()
    chat.type("how slow were the goats")
    while not (folder / "asking").exists():
        assert chat.process.isalive()
    chat.process.sendintr()
    chat.wait("qa: stopped")
    chat.ready()
    chat.type("Were nine goats carried?")
    chat.wait("confidence 95%")
    chat.ready()
    chat.type(":quit")
    assert chat.ended() == 0
    assert is_sound(folder / ".qa")


def test_what_is_typed_meanwhile_is_shown_by_the_next_prompt(start: Start, folder: Path) -> None:
    chat = start("chat", "-k", "1")
    chat.ready()
    chat.type("how slow were the nine goats that were carried")
    while not (folder / "asking").exists():
        assert chat.process.isalive()
    chat.process.send(":quit")
    chat.process.expect_exact("\x1b[?2004h")  # the next prompt
    assert ":quit" not in CODES.sub("", chat.process.before)
    chat.wait(":quit")
    chat.process.send("\r")
    assert chat.ended() == 0


def test_a_damaged_index_ends_the_chat_in_one_line(start: Start, folder: Path) -> None:
    (folder / ".qa" / "store.db").write_bytes(b"not a database" * 1000)
    chat = start("chat")
    chat.wait(f"qa: the index at {folder}/.qa ")
    assert chat.ended() == 2


def test_a_bug_keeps_its_traceback(start: Start) -> None:
    chat = start("chat")
    chat.ready()
    chat.type("a bug")
    chat.wait("Traceback (most recent call last):")
    chat.wait("ZeroDivisionError")
    assert chat.ended() == 2


def test_without_an_index_it_is_the_help(start: Start, folder: Path) -> None:
    shutil.rmtree(folder / ".qa")
    chat = start()
    chat.wait("Usage: ")
    assert chat.ended() in (0, 2)


def test_nobody_reads_what_a_pipe_is_answered(folder: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "WEIGHTS": str(confidence.FILE)}
    with subprocess.Popen(
        [sys.executable, "-c", STUBBED],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write("nine goats\n")
        process.stdin.flush()
        assert process.stdout.readline() == "nine goats\n"  # before the second is asked
        process.stdout.close()
        process.stdin.write("nine goats\n" * 3)
        process.stdin.close()
        assert process.wait(20) != 0
        assert process.stderr.read() == ""
