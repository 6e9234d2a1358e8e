"""Standard output: whatever it is encoded in, nothing that is printed fails."""

import io
import sys

import pytest

from qa.console import make_writable

_TEXT = "naïve “字” \udcff"
_VERBATIM = "naïve “字” \\udcff".encode()


class _Terminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        """Whether somebody reads along."""
        return True


@pytest.fixture(autouse=True)
def unchosen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody chose an encoding."""
    monkeypatch.delenv("PYTHONIOENCODING", raising=False)


def written(
    monkeypatch: pytest.MonkeyPatch,
    encoding: str,
    errors: str = "strict",
    made: type[io.TextIOWrapper] = io.TextIOWrapper,
) -> bytes:
    """What becomes of the text where standard output was opened so."""
    raw = io.BytesIO()
    stream = made(raw, encoding=encoding, errors=errors)
    monkeypatch.setattr(sys, "stdout", stream)
    make_writable()
    print(_TEXT, end="", flush=True)
    return raw.getvalue()


@pytest.mark.parametrize(
    ("encoding", "errors", "expected"),
    [
        ("utf-8", "strict", _VERBATIM),
        ("utf-8", "surrogateescape", _VERBATIM),
        ("ascii", "surrogateescape", _VERBATIM),  # the locale C
        ("ANSI_X3.4-1968", "strict", _VERBATIM),
        ("latin-1", "strict", b"na\xefve \\u201c\\u5b57\\u201d \\udcff"),
    ],
)
def test_a_pipe_takes_everything(
    monkeypatch: pytest.MonkeyPatch, encoding: str, errors: str, expected: bytes
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    assert written(monkeypatch, encoding, errors) == expected


def test_a_pipe_on_windows_is_utf8(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    assert written(monkeypatch, "cp1252") == _VERBATIM


@pytest.mark.parametrize("platform", ["linux", "win32"])
def test_the_encoding_that_was_chosen_is_kept(
    monkeypatch: pytest.MonkeyPatch, platform: str
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    escaped = b"na\\xefve \\u201c\\u5b57\\u201d \\udcff"
    assert written(monkeypatch, "ascii", made=_Terminal) == escaped
    monkeypatch.setenv("PYTHONIOENCODING", "cp1252")
    assert written(monkeypatch, "cp1252") == b"na\xefve \x93\\u5b57\x94 \\udcff"
    monkeypatch.setenv("PYTHONIOENCODING", "ascii:replace")
    assert written(monkeypatch, "ascii", "replace") == b"na?ve ??? ?"


def test_what_is_no_file_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stdout", stream)
    make_writable()
    print(_TEXT, end="")
    assert stream.getvalue() == _TEXT
