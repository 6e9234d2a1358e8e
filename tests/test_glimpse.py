"""A chat shows what it found before it is read, and puts the reply in its place."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

import qa.ask
from qa.answer import Answer, Reply
from qa.ask import Asker
from qa.beside import Beside
from qa.chat import Chat
from qa.collections import Collections
from qa.config import Collection
from qa.glimpse import Glimpse
from qa.limits import Limits
from qa.reply import Told
from tests.conftest import StubEncoder
from tests.samples import FERRY, LIGHTHOUSE, update, write

ASKED = "Were nine goats carried?"
QUOTE = "1  It carried nine goats and a piano.\n   a.md:3  Ferry\n\n"
NOTHING = "Which planets orbit stars?"


@pytest.fixture
def folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stub: StubEncoder, plain_weights: None
) -> Path:
    write(tmp_path, {"a.md": FERRY, "b.md": LIGHTHOUSE})
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QA_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setattr(qa.ask, "_CHECK_SECONDS", 0.0)
    update(tmp_path, tmp_path)
    return tmp_path


@pytest.fixture
def asker(folder: Path) -> Iterator[Asker]:
    made = Asker.open(folder / ".qa")
    yield made
    made.close()


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make of the standard output something like a terminal without colours."""
    for name, value in {"TTY_COMPATIBLE": "1", "TERM": "xterm", "NO_COLOR": "1"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("LINES", "24")


def _removal(lines: int) -> str:
    return "\r" + "\x1b[1A\x1b[2K" * lines


def _glances(asker: Asker | Collections, text: str) -> tuple[list[Reply], Told[Reply]]:
    seen: list[Reply] = []
    return seen, asker.tell(text, k=1, glance=seen.append)


def test_what_is_glanced_at_is_the_reply_of_the_stages_before_the_reader(
    asker: Asker, folder: Path
) -> None:
    (seen,), told = _glances(asker, ASKED)
    unread = Asker.open(folder / ".qa", "late")
    assert seen == unread.ask(ASKED, k=1)
    assert told.reply == asker.ask(ASKED, k=1)
    assert told.ranked.readings is not None
    assert list(told.timings) == [
        "files",
        "search",
        "late interaction",
        "windows",
        "quotes",
        "reader",
    ]
    unread.close()


def test_nothing_is_glanced_at_where_nothing_is_read(folder: Path) -> None:
    unread = Asker.open(folder / ".qa", "late")
    seen, told = _glances(unread, ASKED)
    assert seen == []
    assert told.reply == unread.ask(ASKED, k=1)
    unread.close()


def test_what_changed_is_not_glanced_at(asker: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(qa.ask, "_CHECK_SECONDS", 60.0)
    asker.ask(ASKED)
    Path("a.md").write_text("# Ferry\n\nIt carried nine goats, no piano.\n", encoding="utf-8")
    seen, told = _glances(asker, ASKED)
    assert [reply.quotes[0].text for reply in seen if isinstance(reply, Answer)] == [
        "It carried nine goats, no piano."
    ]
    assert isinstance(told.reply, Answer)
    assert told.reply.quotes[0].text == "It carried nine goats, no piano."


def test_of_several_collections(folder: Path, tmp_path: Path) -> None:
    write(tmp_path / "other", {"c.md": FERRY.replace("nine", "ten")})
    update(tmp_path / "other", tmp_path / "other")
    chosen = [Collection("one", folder / ".qa"), Collection("two", tmp_path / "other" / ".qa")]
    asker = Collections.open(chosen, "full", None)
    (seen,), told = _glances(asker, ASKED)
    assert isinstance(seen, Answer)
    assert {quote.place.document.collection for quote in seen.quotes} == {"one"}
    assert told.reply == asker.ask(ASKED, k=1)
    asker.close()


class Slow:
    """Holds an asker's reader until something was shown."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.shown = threading.Event()
        read, show = Asker.read, Glimpse.show

        def slow_read(*given: object) -> object:
            assert self.shown.wait(20)
            return read(*given)  # type: ignore[arg-type]

        def told_show(*given: object) -> None:
            show(*given)  # type: ignore[arg-type]
            self.shown.set()

        monkeypatch.setattr(Asker, "read", slow_read)
        monkeypatch.setattr(Glimpse, "show", told_show)


@pytest.fixture
def chat(asker: Asker) -> Iterator[Chat]:
    beside = Beside()
    yield Chat(asker, beside, Limits(), 1)
    beside.close()


def test_the_reply_takes_the_place_of_what_was_shown(
    chat: Chat, terminal: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Slow(monkeypatch)
    chat.ask(ASKED)
    shown, reply = capsys.readouterr().out.split(_removal(4))
    assert shown == QUOTE + "reading …\n"
    assert reply == QUOTE + "confidence 95%\n\n"


def test_that_nothing_answers_is_told_when_it_was_read(
    chat: Chat, terminal: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Slow(monkeypatch)
    chat.ask(NOTHING)
    nearest = "1  The ferry left at noon.\n   a.md:3  Ferry\n\n"
    shown, reply = capsys.readouterr().out.split(_removal(4))
    assert shown == nearest + "reading …\n"
    assert reply.startswith("No answer in these documents.\n")


@pytest.mark.parametrize("setting", [("TTY_COMPATIBLE", "0"), ("TERM", "dumb")])
def test_nothing_is_shown_where_it_could_not_be_taken_away(
    chat: Chat,
    terminal: None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    setting: tuple[str, str],
) -> None:
    monkeypatch.setenv(*setting)
    Slow(monkeypatch)
    chat.ask(ASKED)
    assert capsys.readouterr().out == QUOTE + "confidence 95%\n\n"


def test_a_low_terminal_shows_the_first_lines(
    chat: Chat, terminal: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LINES", "4")
    Slow(monkeypatch)
    chat.ask(ASKED)
    shown, reply = capsys.readouterr().out.split(_removal(2))
    assert shown == "1  It carried nine goats and a piano.\nreading …\n"
    assert reply == QUOTE + "confidence 95%\n\n"


def test_a_terminal_that_became_narrower(
    asker: Asker,
    terminal: None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    glimpse = Glimpse(asker.bases)
    glimpse.show(asker.ask(ASKED, k=1))
    assert capsys.readouterr().out == QUOTE + "reading …\n"
    monkeypatch.setenv("COLUMNS", "20")
    glimpse.remove()
    assert capsys.readouterr().out == _removal(5)  # the quote's 36 letters stand on two lines
    glimpse.remove()
    assert capsys.readouterr().out == ""


def test_an_interruption_takes_it_away(
    chat: Chat, terminal: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    slow = Slow(monkeypatch)

    def interrupted(_: object) -> object:
        assert slow.shown.is_set()
        raise KeyboardInterrupt

    monkeypatch.setattr("qa.beside.waited", interrupted)
    with pytest.raises(KeyboardInterrupt):
        chat.ask(ASKED)
    assert capsys.readouterr().out == QUOTE + "reading …\n" + _removal(4)


def test_what_fails_before_anything_is_shown_is_told(chat: Chat) -> None:
    with pytest.raises(Exception, match="the question has no words"):
        chat.ask("?!")


def test_only_the_first_of_several_is_shown() -> None:
    beside, shown, go = Beside(), [], threading.Event()

    def work(give: object) -> str:
        assert callable(give)
        give(1)
        give(2)
        assert go.wait(10)
        return "made"

    def show(value: int) -> None:
        shown.append(value)
        go.set()

    assert beside.run_seen(work, show) == "made"
    assert shown == [1]
    beside.close()
