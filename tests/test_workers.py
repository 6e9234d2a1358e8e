"""Files are read in worker processes: what one does to its reader costs that file alone."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from index import process, workers
from index.build import index
from index.choosing import Found
from index.errors import ReadError, WorkerError
from index.formats import FORMATS
from index.limits import MB, Limits
from index.parsing import Read, parse
from index.reading import load as read_text
from index.store import Store, Unread
from index.workers import Pool, outcomes_of
from tests import hostile
from tests.conftest import SEEDS, StubEncoder
from tests.samples import FERRY, LIGHTHOUSE, ROOT, contents, is_sound, run, update, write

pytestmark = pytest.mark.workers

GOOD = "noting The ferry left at noon. It carried nine goats and a piano.\n"
LIMITS = Limits(memory=300 * MB)
posix = pytest.mark.skipif(sys.platform == "win32", reason="it is about POSIX")
linux = pytest.mark.skipif(sys.platform != "linux", reason="the system sets no limit of memory")


def found_in(folder: Path, files: Mapping[str, str | bytes]) -> list[Found]:
    """Files that are written and found, in the order given."""
    write(folder, files)
    statuses = [(folder / name, name, (folder / name).stat()) for name in files]
    return [Found(path, name, s.st_size, s.st_mtime_ns) for path, name, s in statuses]


def reasons(
    folder: Path, files: Mapping[str, str], limits: Limits = LIMITS, count: int = 2
) -> dict[str, str]:
    """Why files could not be read; empty for those that were."""
    found = found_in(folder, files)
    with Pool(found, hostile.load, limits, count) as pool:
        outcomes = list(pool)
    return {
        file.display: str(outcome) if isinstance(outcome, ReadError) else ""
        for file, outcome in zip(found, outcomes, strict=True)
    }


def _children(parent: int) -> set[int]:
    """The living processes that a process started."""
    found = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                state, above = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
            except OSError:
                continue
            if int(above) == parent and state != "Z":
                found.add(int(entry.name))
    return found


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _until(done: object, seconds: float = 120.0) -> None:
    end = time.monotonic() + seconds
    while not done():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.05)


def test_what_a_worker_reads_is_what_is_read_here() -> None:
    files = sorted(SEEDS.glob("*.txt"))
    found = [Found(file, file.name, file.stat().st_size, 0) for file in files]
    with Pool(found, read_text) as pool:
        read = list(pool)
    assert len(read) == 5
    for file, outcome in zip(found, read, strict=True):
        here = parse(file, read_text)
        assert isinstance(outcome, Read)
        assert (outcome.document, outcome.passages) == (here.document, here.passages)
        assert all(passage.document is outcome.document for passage in outcome.passages)
        assert 0 <= here.checked_ns - outcome.checked_ns < 600e9


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("settings.md", "---\ntitle: Ferries\n---\n"),
        ("drawn.txt", "-----\n\n=====\n"),
        ("empty.md", "```\n```\n"),
        ("signs.py", "[]\n"),
    ],
)
def test_a_file_with_nothing_to_quote_is_named(tmp_path: Path, name: str, content: str) -> None:
    with pytest.raises(ReadError, match="^nothing in it can be quoted: it holds only "):
        parse(found_in(tmp_path, {name: content})[0], read_text)


def test_nothing_is_started_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "Worker", None)
    with Pool([], read_text) as pool:
        assert list(pool) == []


@posix
def test_what_a_file_does_to_its_reader_costs_that_file_alone(tmp_path: Path) -> None:
    files = {
        "a good": GOOD,
        "b crash": "crash",
        "c abort": "abort",
        "d exit": "exit",
        "e bug": "bug",
        "f locked": "locked",
        "g good": GOOD,
        "h interrupted": f"interrupt {GOOD}",
        "i empty": "noting",
        "j good": GOOD,
    }
    assert reasons(tmp_path, files) == {
        "a good": "",
        "b crash": "reading it crashed (SIGSEGV)",
        "c abort": "reading it crashed (SIGABRT)",
        "d exit": "reading it crashed (exit code 3)",
        "e bug": r"reading it failed (KeyError: ('no\nsuch', 'thing\x1b[31m'))",
        "f locked": "it is encrypted",
        "g good": "",
        "h interrupted": "",
        "i empty": "",
        "j good": "",
    }


@posix
@pytest.mark.parametrize(
    ("act", "limits", "reason"),
    [
        ("hang", Limits(seconds=1, patience=3), "it took longer than 3 seconds to read"),
        ("spin", Limits(seconds=1, patience=600), "it takes more than 1 seconds of computing to "),
        ("spin", Limits(seconds=60, patience=0.05), "it took longer than 3 seconds to read"),
    ],
)
@pytest.mark.slow
def test_a_reader_that_hangs_is_ended(
    tmp_path: Path, act: str, limits: Limits, reason: str
) -> None:
    told = reasons(tmp_path, {"a": GOOD, "b": act, "c": GOOD}, limits)
    assert (told["a"], told["c"]) == ("", "")
    assert told["b"].startswith(reason)


@posix
@pytest.mark.slow
def test_a_reader_that_hangs_ends_itself_while_nobody_looks(tmp_path: Path) -> None:
    found = found_in(tmp_path, {"a": GOOD, "b": "spin", "c": GOOD})
    with Pool(found, hostile.load, Limits(seconds=2, patience=1), 2) as pool:
        outcomes = iter(pool)
        assert isinstance(next(outcomes), Read)
        while all(worker.process.is_alive() for worker in pool._workers):
            # Ready, it is handed its file; from then on nothing is done for it.
            if not all(worker.is_ready for worker in pool._workers):
                pool._listen(1)
            time.sleep(0.05)
        assert str(next(outcomes)).endswith(" seconds to read")
        assert isinstance(next(outcomes), Read)


def test_a_larger_file_has_more_time() -> None:
    limits = Limits(seconds=60, seconds_per_mb=5, patience=4)
    assert (limits.computing(0), limits.clock(0)) == (60, 240)
    assert (limits.computing(20 * MB), limits.clock(20 * MB)) == (160, 640)


@linux
def test_a_reader_that_takes_much_memory_is_refused_it(tmp_path: Path) -> None:
    files = {"a": GOOD, "b": "hog 5000", "c": GOOD, "d": "hog 5000"}
    needs = "it needs more than 300 MB of memory to read"
    assert reasons(tmp_path, files, count=1) == {"a": "", "b": needs, "c": "", "d": needs}


@linux
def test_the_limit_of_memory_is_beside_what_a_worker_takes_itself(tmp_path: Path) -> None:
    files = {"a": f"hog 100 {GOOD}", "b": f"hog 100 {GOOD}"}
    assert reasons(tmp_path, files, Limits(memory=150 * MB), 1) == dict.fromkeys(files, "")
    needs = "it needs more than 90 MB of memory to read"
    assert reasons(tmp_path, files, Limits(memory=90 * MB), 1) == dict.fromkeys(files, needs)


@posix
def test_a_file_is_not_blamed_for_what_another_did_to_the_reader(tmp_path: Path) -> None:
    files = {"a": GOOD, "b": f"poison {GOOD}", "c": GOOD, "d": f"poison {GOOD}", "e": GOOD}
    assert reasons(tmp_path, files, count=1) == dict.fromkeys(files, "")


def test_a_file_that_holds_too_much_is_refused(tmp_path: Path) -> None:
    files = {"a": GOOD, "b": GOOD * 300}
    told = reasons(tmp_path, files, Limits(result=20_000))
    assert told == {"a": "", "b": "it holds more than 0 MB to index"}


@posix
def test_a_parser_writes_nothing(tmp_path: Path) -> None:
    files = {"a": f"write {tmp_path / 'written'}", "b": f"noise {GOOD}", "c": f"read {GOOD}"}
    told = reasons(tmp_path, files)
    assert told["a"].startswith("reading it failed (OSError: [Errno 27] File too large")
    assert (told["b"], told["c"]) == ("", "")
    assert (tmp_path / "written").read_bytes() == b""


def test_workers_say_nothing(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    files = {"a": f"noise {GOOD}", "b": "bug", "c": "exit"}
    reasons(tmp_path, files)
    assert capfd.readouterr() == ("", "")


def test_outcomes_that_wait_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = tmp_path / "begun"
    begun.mkdir()
    files = {f"{n:02}": f"count {begun} {n} {GOOD * 20}" for n in range(30)}
    found = found_in(tmp_path, files)
    most = 3 * 4_000
    monkeypatch.setattr(workers, "HELD", most)
    seen = 0
    with Pool(found, hostile.load, workers=3) as pool:
        for read in pool:
            seen += 1
            assert isinstance(read, Read)
            held = [len(one) for one in pool._outcomes.values() if isinstance(one, bytes)]
            assert pool._held == sum(held) <= most + max(held, default=0)
            assert len(list(begun.iterdir())) <= seen + len(held) + 3
    assert seen == 30
    assert pool._held == 0


@posix
def test_the_first_is_read_where_others_wait_with_theirs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "HELD", 1)
    files = {f"{n}": f"poison {GOOD}" if n % 2 else GOOD for n in range(9)}
    assert reasons(tmp_path, files, count=2) == dict.fromkeys(files, "")


def test_workers_are_at_most_as_many_as_files_and_end_with_the_pool(tmp_path: Path) -> None:
    found = found_in(tmp_path, {"a": GOOD, "b": GOOD, "c": GOOD})
    with Pool(found, hostile.load, workers=8) as pool:
        assert isinstance(next(iter(pool)), Read)
        processes = [worker.process for worker in pool._workers]
        assert len(processes) == 3
    assert not any(process.is_alive() for process in processes)


def test_a_worker_that_cannot_start_is_a_named_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = found_in(tmp_path, {"a": GOOD})
    monkeypatch.setattr(workers, "START_SECONDS", 0)
    monkeypatch.setattr(process, "START_SECONDS", 0)
    with (
        pytest.raises(WorkerError, match="^a process to read files in did not start within 0 s"),
        Pool(found, read_text) as pool,
    ):
        list(pool)
    monkeypatch.undo()
    ended = r"^a process to read files in ended as it started \(exit code 7\)$"
    with pytest.raises(WorkerError, match=ended), Pool(found, hostile.Deadly()) as pool:
        list(pool)

    def refuse(_: object) -> None:
        raise OSError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(process.SpawnProcess, "start", refuse)
    with (
        pytest.raises(WorkerError, match="could be started \\(Resource temporarily unavailable\\)"),
        Pool(found, read_text) as pool,
    ):
        list(pool)


# What is read where


def test_little_plain_text_is_read_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[list[str]] = []

    class Watched(Pool):
        def __init__(self, files, load, limits):  # type: ignore[no-untyped-def]
            started.append([file.display for file in files])
            super().__init__(files, load, limits)

    monkeypatch.setattr(workers, "Pool", Watched)
    monkeypatch.setitem(FORMATS, ".fake", "fake")
    found = found_in(tmp_path, {"a.txt": GOOD, "b.fake": GOOD, "c.md": "bug", "d.FAKE": "bug"})
    outcomes = [(file.display, type(outcome)) for file, outcome in outcomes_of(found, hostile.load)]
    expected = [("a.txt", Read), ("c.md", ReadError), ("b.fake", Read), ("d.FAKE", ReadError)]
    assert outcomes == expected  # those in other processes last
    monkeypatch.setattr(workers, "_SMALL", 50)
    outcomes = [(file.display, type(outcome)) for file, outcome in outcomes_of(found, hostile.load)]
    assert outcomes == sorted(expected)
    assert started == [["b.fake", "d.FAKE"], ["a.txt", "b.fake", "c.md", "d.FAKE"]]


def test_a_text_that_needs_more_memory_than_there_is_costs_itself_alone(tmp_path: Path) -> None:
    found = found_in(tmp_path, {"a.txt": "hog 100000000", "b.txt": GOOD})
    (_, outcome), (_, other) = outcomes_of(found, hostile.load)
    assert str(outcome) == "it needs more memory to read than there is"
    assert isinstance(other, Read)


# An index made with workers


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files named .fake are of a format, and do what they say."""
    monkeypatch.setitem(FORMATS, ".fake", "fake")
    monkeypatch.setattr("index.build.load", hostile.load)
    monkeypatch.setattr("index.workers.Limits", lambda: Limits(seconds=2, memory=300 * MB))


BAD = {
    "b.fake": ("crash", "reading it crashed (SIGSEGV)"),
    "d.fake": ("hang", "it took longer than 8 seconds to read"),
    "f.fake": ("hog 5000", "it needs more than 300 MB of memory to read"),
    "g.fake": ("locked", "it is encrypted"),
}


@linux
@pytest.mark.slow
@pytest.mark.usefixtures("fake")
def test_bad_files_are_named_and_the_others_indexed(tmp_path: Path, stub: StubEncoder) -> None:
    write(tmp_path, {"a.fake": GOOD, "c.txt": FERRY, "e.fake": LIGHTHOUSE.replace("#", "x")})
    write(tmp_path, {name: act for name, (act, _) in BAD.items()})
    told: list[tuple[str, int, int]] = []
    changes = index(tmp_path / ".qa", [tmp_path], progress=lambda *news: told.append(news))
    assert changes.added == ["a.fake", "c.txt", "e.fake"]
    assert {item.path: item.reason for item in changes.skipped} == {
        name: reason for name, (_, reason) in BAD.items()
    }
    crashed = tmp_path / "b.fake"
    with Store.open(tmp_path / ".qa") as store:
        known = {item.path: item for item in store.skipped()}
    time_ns = crashed.stat().st_mtime_ns
    assert known["b.fake"] == Unread("b.fake", "reading it crashed (SIGSEGV)", 5, time_ns)
    assert [news for news in told if news[0] == "files"] == [
        *(("files", done, 7) for done in range(8)),
        ("files", 7, 7),
    ]
    assert is_sound(tmp_path / ".qa")
    write(tmp_path, {"b.fake": GOOD + "It was mended.\n"})
    assert update(tmp_path).added == ["b.fake"]


def test_an_index_made_with_workers_is_as_one_made_without(
    tmp_path: Path, stub: StubEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.build._GROUP", 3)
    made = []
    for name, small in (("with", -1), ("without", 1_000_000)):
        monkeypatch.setattr(workers, "_SMALL", small)
        files = {f"{n}.md": f"# H{n}\n\nPart {n % 4}.\n\n# Same\n\nThe same.\n" for n in range(12)}
        write(tmp_path / name, files)
        changes = update(tmp_path / name, tmp_path / name)
        made.append((contents(tmp_path / name / ".qa"), changes.embedded, stub.calls))
        stub.calls = 0
    assert made[0] == made[1]


def test_progress_counts_passages_of_all_groups(
    tmp_path: Path, stub: StubEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.build._GROUP", 2)
    write(tmp_path, {f"{n}.txt": f"Report {n} of {n * 7}." for n in range(5)})
    told: list[tuple[str, int, int]] = []
    index(tmp_path / ".qa", [tmp_path], progress=lambda *news: told.append(news))
    passages = [news[1:] for news in told if news[0] == "passages"]
    assert passages == [(0, 2), (1, 2), (2, 2), (2, 4), (3, 4), (4, 4), (4, 5), (5, 5)]


# Parents of all kinds

PARENT = """
import sys
from pathlib import Path

from index import build, workers
from index.limits import Limits
from tests import hostile
from tests.conftest import StubEncoder

build.obtain = lambda *_: StubEncoder()
build.load = hostile.load
workers._SMALL = -1
workers.Limits = lambda: Limits(seconds=float({seconds}))
print(build.index(Path({folder!r}) / ".qa", [Path({folder!r})]).added, flush=True)
"""


@pytest.mark.parametrize("how", ["command", "input", "script"])
def test_any_program_may_index(tmp_path: Path, how: str) -> None:
    """One without a main module to import, and one whose main module indexes when imported."""
    write(tmp_path, {"docs/a.txt": GOOD, "docs/b.txt": GOOD})
    script = PARENT.format(folder=str(tmp_path / "docs"), seconds=60)
    if how == "command":
        assert run(script) == "['a.txt', 'b.txt']\n"
        return
    file = tmp_path / "script.py"
    file.write_text(script)
    done = subprocess.run(
        [sys.executable, "-" if how == "input" else file],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        input=script,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("['a.txt', 'b.txt']\n", "")


def _parent(folder: Path, seconds: float = 600) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", PARENT.format(folder=str(folder), seconds=seconds)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


@linux
@pytest.mark.slow
@pytest.mark.parametrize(("act", "seconds"), [("hang", 600), ("spin", 3)])
def test_no_worker_outlives_a_parent_that_is_killed(
    tmp_path: Path, stub: StubEncoder, act: str, seconds: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = tmp_path / "begun"
    begun.mkdir()
    docs = tmp_path / "docs"
    write(docs, {"a.txt": FERRY})
    update(docs, docs)
    write(docs, {name: f"count {begun} {name} {GOOD}" for name in ("b.txt", "c.txt", "z.txt")})
    write(docs, {"d.txt": act})
    with _parent(docs, seconds) as parent:
        _until(lambda: len(list(begun.iterdir())) == 3)  # another worker is amid d.txt
        children = _children(parent.pid)
        assert len(children) >= 2
        parent.kill()
        _until(lambda: not any(map(_is_alive, children)))
        assert parent.communicate() == ("", "")
    assert is_sound(docs / ".qa")
    (docs / "d.txt").unlink()
    monkeypatch.setattr(workers, "_SMALL", -1)
    assert update(docs).added == ["b.txt", "c.txt", "z.txt"]


@linux
def test_ctrl_c_ends_the_workers_without_a_word(tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    begun.mkdir()
    write(tmp_path, {"docs/a.txt": "hang", "docs/b.txt": f"count {begun} b {GOOD}"})
    with _parent(tmp_path / "docs") as parent:
        _until(lambda: (begun / "b").exists())
        children = _children(parent.pid)
        os.killpg(parent.pid, signal.SIGINT)
        said = parent.communicate(timeout=120)[1]
        assert said.count("Traceback") == said.count("KeyboardInterrupt") == 1
        _until(lambda: not any(map(_is_alive, children)))
