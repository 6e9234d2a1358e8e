"""The README's pictures show what the commands print today."""

import html
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner

from qa.cli import app
from qa.pictures import ENVIRONMENT, FOLDER, SESSIONS, Session, draw
from tests.samples import ROOT


def _words(svg: str) -> list[str]:
    """The lines of a picture, without the digits that a processor may change."""
    rows: dict[str, str] = {}
    for x, y, text in re.findall(r'<text[^>]* x="([\d.]+)" y="([\d.]+)"[^>]*>(.*?)</text>', svg):
        rows[y] = rows.get(y, "") + html.unescape(text)
        assert float(x) >= 0
    lines = (re.sub(r"\d+%", "%", row.replace("\xa0", " ")) for row in rows.values())
    return [line.strip() for line in lines if line.strip()]


def _run(command: Sequence[str]) -> str:
    return CliRunner(env=ENVIRONMENT).invoke(app, command[1:], color=True).stdout


def test_words_are_read_from_a_picture() -> None:
    svg = draw(Session("one", ("qa ask x",)), lambda command: f"\x1b[1m{command[1]}\x1b[0m <81%>")
    assert _words(svg) == ["Pincite", "$ qa ask x", "ask <%>"]
    assert "http" not in re.sub(r'xmlns="[^"]*"|<!--.*?-->', "", svg)


@pytest.mark.slow
@pytest.mark.parametrize("session", SESSIONS, ids=lambda session: session.name)
def test_a_picture_shows_what_comes_out(
    session: Session, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QA_INDEX", str(home / ".qa"))
    monkeypatch.chdir(home)
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    kept = (ROOT / FOLDER / f"{session.name}.svg").read_text(encoding="utf-8")
    assert _words(draw(session, _run)) == _words(kept)


def test_every_picture_is_shown() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = re.findall(r"!\[[^\]]+\]\((\S+\.svg)\)", readme)
    assert sorted(shown) == sorted(
        path.relative_to(ROOT).as_posix() for path in (ROOT / FOLDER).glob("*.svg")
    )
