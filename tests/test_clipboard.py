"""Copying: by a program, by the terminal, or not at all, and then it is said."""

import base64
import io
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from index.errors import ClipboardError
from qa.clipboard import copy

TEXT = "“Nine goats”\n; rm -rf $(HOME) `x` 'y' \U0001f410"
# What pyperclip finds, with a file for a clipboard.
PROGRAM = """#!/bin/sh
case "$*" in *-o*) exec cat {file};; esac
cat > {file}
"""


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No display, no programs but the shell's own, nobody at a terminal."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "SSH_CONNECTION"):
        monkeypatch.delenv(name, raising=False)
    bin_ = tmp_path / "bin"
    bin_.mkdir()
    for name in ("sh", "cat", "which", "uname"):
        found = subprocess.run(["sh", "-c", f"command -v {name}"], capture_output=True, check=False)
        if found.returncode == 0:
            (bin_ / name).symlink_to(found.stdout.decode().strip())
    monkeypatch.setenv("PATH", str(bin_))


needs_x11 = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="programs of X11")


def _install(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str = PROGRAM) -> Path:
    file = folder / "clipboard"
    program = folder / "bin" / "xclip"
    program.write_text(script.format(file=file))
    program.chmod(0o755)
    monkeypatch.setenv("DISPLAY", ":9")
    return file


@needs_x11
def test_by_a_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = _install(tmp_path, monkeypatch)
    assert copy(TEXT) == "to the clipboard"
    assert file.read_text(encoding="utf-8") == TEXT


@needs_x11
def test_a_program_that_does_not_copy_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _install(tmp_path, monkeypatch, "#!/bin/sh\ncat > /dev/null\necho no display >&2\nexit 1\n")
    with pytest.raises(ClipboardError, match=r"^there is no clipboard to copy to: on Linux"):
        copy(TEXT)


@needs_x11
def test_a_module_in_the_current_folder_is_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _install(tmp_path, monkeypatch)
    (tmp_path / "pyperclip.py").write_text("open('run', 'w')\n")
    monkeypatch.chdir(tmp_path)
    assert copy(TEXT) == "to the clipboard"
    assert not (tmp_path / "run").exists()


def _decoded(stream: io.StringIO) -> str:
    begin, end = "\x1b]52;c;", "\x07"
    text = stream.getvalue()
    assert text.startswith(begin)
    assert text.endswith(end)
    return base64.b64decode(text[len(begin) : -len(end)]).decode()


@pytest.mark.parametrize("name", ["stderr", "stdout"])
def test_by_the_terminal(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Terminal()
    monkeypatch.setattr(f"sys.{name}", stream)
    assert copy(TEXT) == "by the terminal, if it allows that"
    assert _decoded(stream) == TEXT


def test_over_ssh_the_terminal_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clipboard of the machine that is logged in to is nobody's."""

    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("a program was run")

    stream = Terminal()
    monkeypatch.setattr("sys.stderr", stream)
    monkeypatch.setattr("subprocess.run", refuse)
    monkeypatch.setenv("SSH_CONNECTION", "1.2.3.4 5 6.7.8.9 22")
    assert copy(TEXT) == "by the terminal, if it allows that"
    assert _decoded(stream) == TEXT


def test_a_text_too_long_for_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Terminal()
    monkeypatch.setattr("sys.stderr", stream)
    with pytest.raises(ClipboardError):
        copy("x" * 80_000)
    assert stream.getvalue() == ""


def test_no_way() -> None:
    with pytest.raises(ClipboardError):
        copy(TEXT)
