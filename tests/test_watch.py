"""`qa index --watch`: an index that follows its roots."""

import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from index.locking import locked
from tests.conftest import StubEncoder
from tests.samples import FERRY, LIGHTHOUSE, ROOT, TREATY, found, update, write

WATCHER = """
import index.build, index.watching
from tests.conftest import StubEncoder

index.build.obtain = index.watching.obtain = lambda *_: StubEncoder()
from qa.cli import main
main()
"""
SECONDS = 60.0


class _Watched:
    """What a process says, line by line, on either stream."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self._said: queue.Queue[str] = queue.Queue()
        for stream in (process.stdout, process.stderr):
            threading.Thread(target=self._listen, args=(stream,), daemon=True).start()

    def _listen(self, stream: Iterator[str]) -> None:
        for line in stream:
            self._said.put(line.rstrip("\n"))

    def says(self) -> str:
        return self._said.get(timeout=SECONDS)

    def says_nothing(self, seconds: float) -> bool:
        try:
            self._said.get(timeout=seconds)
        except queue.Empty:
            return True
        return False


@contextmanager
def _watching(folder: Path, *arguments: str) -> Iterator[_Watched]:
    with subprocess.Popen(
        [sys.executable, "-c", WATCHER, "index", "--watch", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        watched = _Watched(process)
        try:
            yield watched
        finally:
            process.kill()


@pytest.fixture
def folder(tmp_path: Path, stub: StubEncoder) -> Path:
    write(tmp_path, {"docs/a.md": FERRY, "docs/b.md": LIGHTHOUSE})
    return tmp_path


def _started(watched: _Watched, folder: Path, documents: int = 2) -> str:
    """The line that every update's begins with; the first ones have been said."""
    line = f"{{0}} documents, {{0}} passages in {folder}/.qa: {{1}}"
    first = {watched.says(), watched.says()}
    assert "qa: following changes; stop with Ctrl-C" in first
    assert any(said.startswith(f"{documents} documents") for said in first)
    return line


@pytest.mark.slow
def test_each_change_is_followed_until_it_is_stopped(folder: Path) -> None:
    with _watching(folder, "docs", "--exclude", "drafts/") as watched:
        line = _started(watched, folder)
        write(folder, {"docs/c.md": TREATY})
        assert watched.says() == line.format(3, "1 added (1 passage embedded)")
        (folder / "docs" / "b.md").rename(folder / "docs" / "d.md")
        assert watched.says() == line.format(3, "1 renamed (0 passages embedded)")
        write(folder, {"docs/.hidden.md": "x", "docs/drafts/e.md": "x", "docs/f.png": "x"})
        assert watched.says_nothing(2.0)
        write(folder, {"docs/bad.md": b"\0\1" * 40})
        said = {watched.says(), watched.says()}
        assert said == {
            line.format(3, "1 skipped (0 passages embedded)"),
            "qa: skipped docs/bad.md: it is binary, not text",
        }
        write(folder, {"docs/.gitignore": "a.md\n"})
        assert watched.says() == line.format(2, "1 removed (0 passages embedded)")
        watched.process.send_signal(signal.SIGINT)
        assert watched.process.wait(SECONDS) == 130
        assert watched.says() == "qa: stopped"
    assert found(folder / ".qa", "treaty signed")[0][0] == "docs/c.md"


@pytest.mark.slow
def test_a_root_may_vanish_and_come_back(folder: Path) -> None:
    with _watching(folder, "docs") as watched:
        line = _started(watched, folder)
        shutil.move(folder / "docs", folder / "away")
        assert watched.says() == "qa: docs is not here; waiting for it"
        write(folder, {"away/c.md": TREATY})
        shutil.move(folder / "away", folder / "docs")
        assert watched.says() == line.format(3, "1 added (1 passage embedded)")
        write(folder, {"docs/d.md": "Something new.\n"})  # it is watched again
        assert watched.says() == line.format(4, "1 added (1 passage embedded)")


@pytest.mark.slow
def test_another_process_is_waited_for(folder: Path) -> None:
    update(folder, folder / "docs")
    with _watching(folder) as watched:
        line = _started(watched, folder)
        with locked(folder / ".qa", None):
            write(folder, {"docs/c.md": TREATY})
            waiting = "qa: another process is indexing here; waiting for it to finish"
            assert watched.says() == waiting
            assert watched.says_nothing(2.5)  # though it tries again
        assert watched.says() == line.format(3, "1 added (1 passage embedded)")
