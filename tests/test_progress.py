"""How fast long work goes and how long it will take, on a terminal and in a log."""

import io
import re
import time

import pytest

from qa import progress
from qa.progress import Lines, Pace, showing


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_nothing_is_told_too_soon(clock: Clock) -> None:
    pace = Pace(clock)
    assert (pace.rate("passages"), pace.seconds_left(), pace.told("files")) == (0.0, None, "")
    pace("files", 0, 10)
    pace("files", 5, 10)
    pace("passages", 20, 40)
    clock.now += 1.9
    assert (pace.rate("passages"), pace.seconds_left()) == (0.0, None)
    assert [pace.told(stage) for stage in ("model", "files", "passages", "cases")] == [""] * 4


def test_the_rate_and_what_is_left(clock: Clock) -> None:
    """Half the files hold 40 passages, so all hold 80; 20 in ten seconds are done."""
    pace = Pace(clock)
    pace("files", 0, 10)
    pace("passages", 0, 40)
    clock.now += 10
    pace("files", 5, 10)
    pace("passages", 20, 40)
    assert pace.rate("passages") == 2.0
    assert pace.seconds_left() == 30.0
    assert (pace.told("passages"), pace.told("files")) == ("2/s", "30 s left")
    pace("passages", 4, 40)
    assert pace.told("passages") == "0.4/s"


def test_where_nothing_is_embedded_the_files_tell(clock: Clock) -> None:
    pace = Pace(clock)
    pace("files", 0, 100)
    clock.now += 10
    pace("files", 25, 100)
    assert pace.seconds_left() == 30.0


def test_cases(clock: Clock) -> None:
    pace = Pace(clock)
    pace("files", 5, 5)
    pace("cases", 0, 300)
    clock.now += 10
    pace("cases", 100, 300)
    assert pace.told("cases") == "20 s left"


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (0, ""),
        (-1, ""),
        (1, "10 s left"),
        (31, "40 s left"),
        (90, "90 s left"),
        (91, "2 min left"),
        (3600, "60 min left"),
        (5401, "1 h 31 min left"),
        (7200, "2 h 0 min left"),
    ],
)
def test_how_long_is_said(seconds: float, told: str) -> None:
    assert progress._duration(seconds) == told


def _run(lines: Lines, clock: Clock, seconds: int) -> None:
    """Work of that many seconds: two passages each, one file every five."""
    files = seconds // 5
    lines("files", 0, files)
    for second in range(1, seconds + 1):
        clock.now += 1
        read = min(files, second // 5 + 1)
        lines("files", read, files)
        lines("passages", 2 * second, 10 * read)


def test_short_work_says_nothing(clock: Clock, capsys: pytest.CaptureFixture[str]) -> None:
    _run(Lines(clock), clock, 9)
    assert capsys.readouterr().err == ""


def test_in_a_log(clock: Clock, capsys: pytest.CaptureFixture[str]) -> None:
    lines = Lines(clock)
    lines("model", 0, 1)
    lines("model", 1, 1)
    _run(lines, clock, 60)
    assert capsys.readouterr().err.splitlines() == [
        "qa: preparing the model (once)",
        "qa: files 3/12, embedding passages 18/20, 2/s, 60 s left",
        "qa: files 5/12, embedding passages 38/40, 2/s, 50 s left",
        "qa: files 7/12, embedding passages 58/60, 2/s, 40 s left",
        "qa: files 10/12, embedding passages 88/90, 2/s, 20 s left",
    ]


def test_long_work_fills_no_log(clock: Clock, capsys: pytest.CaptureFixture[str]) -> None:
    _run(Lines(clock), clock, 4 * 3600)
    said = capsys.readouterr().err.splitlines()
    assert 50 <= len(said) <= 60
    assert said[-1].startswith("qa: files 2,")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def _terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    stream = Terminal()
    monkeypatch.setattr("sys.stderr", stream)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "60")
    return stream


def test_bars_on_a_terminal(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = _terminal(monkeypatch)
    monkeypatch.setattr(progress, "Pace", lambda: Pace(clock))
    with showing() as report:
        report("files", 0, 10)
        report("passages", 0, 1000)
        clock.now += 10
        report("files", 5, 10)
        report("passages", 500, 1000)
    shown = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", terminal.getvalue())
    last = [line for line in shown.replace("\r", "\n").splitlines() if line.strip()][-2:]
    assert [" ".join(line.split()[1:]) for line in last] == [
        "files ━━━━━━━━╺━━━━━━━ 5/10 30 s left",
        "embedding passages ━━━━━━━━╺━━━━━━━ 500/1000 50/s",
    ]


def test_nothing_where_it_is_to_be_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = _terminal(monkeypatch)
    with showing(quiet=True) as report:
        report("model", 0, 1)
        report("files", 5, 10)
    assert terminal.getvalue() == ""


@pytest.mark.parametrize("patience", [0.05, 30.0])
def test_short_work_is_not_shown(monkeypatch: pytest.MonkeyPatch, patience: float) -> None:
    terminal = _terminal(monkeypatch)
    with showing(patience=patience) as report:
        report("files", 1, 2)
        if patience < 1:
            time.sleep(0.3)
    told = terminal.getvalue()
    assert ("1/2" in told, told == "") == (patience < 1, patience > 1)
