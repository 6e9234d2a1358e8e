"""Opening a document at a place: what is started, and what never is."""

import os
import stat
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from index.document import Document, Mark, MarkKind
from index.errors import PathError
from qa.editor import editing, open_place, viewing
from tests.asking import place_of
from tests.samples import FERRY, document, write

GOATS = "It carried nine goats and a piano."
LOGGING = '#!/bin/sh\nprintf "%s\\n" "$@" > "$LOG"\nexit ${CODE:-0}\n'

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the programs are shell scripts")


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of programs that write down what they are told; nothing else is on PATH."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setenv("LOG", str(tmp_path / "log"))
    for name in ("VISUAL", "EDITOR"):
        monkeypatch.delenv(name, raising=False)
    write(tmp_path, {"docs/a.md": FERRY, "docs/a b.pdf": "%PDF"})
    return folder


def _program(file: Path, text: str = LOGGING) -> None:
    file.write_text(text)
    file.chmod(stat.S_IRWXU)


def _logged(programs: Path) -> list[str]:
    return (programs.parent / "log").read_text().splitlines()


def _pdf(*marks: Mark) -> Document:
    return replace(document("docs/a b.pdf", FERRY), media="pdf", marks=marks)


FILE = Path("/docs/a b.md")


@pytest.mark.parametrize(
    ("told", "words"),
    [
        *[
            (name, ["+3", "/docs/a b.md"])
            for name in ("vi", "vim", "nvim", "nano", "emacs", "helix", "micro")
        ],
        ("code --wait", ["--wait", "-g", "/docs/a b.md:3"]),
        ("subl -w", ["-w", "/docs/a b.md:3"]),
        ("'my editor' -x", ["-x", "/docs/a b.md"]),
    ],
)
def test_editors_are_told_the_line_as_each_takes_it(
    told: str, words: list[str], programs: Path
) -> None:
    name = "my editor" if "my" in told else told.split()[0]
    _program(programs / name)
    expected = [str(programs / name), *words]
    assert editing(FILE, 3, {"EDITOR": told}) == expected
    assert editing(FILE, 3, {"VISUAL": told, "EDITOR": "other"}) == expected
    assert editing(FILE, 3, {"VISUAL": "", "EDITOR": told}) == expected


@pytest.mark.parametrize("environ", [{}, {"EDITOR": " "}, {"EDITOR": "vim 'unclosed"}])
def test_without_an_editor(environ: dict[str, str]) -> None:
    with pytest.raises(PathError) as caught:
        editing(FILE, 3, environ)
    assert str(caught.value) == "no editor is set; set EDITOR, as in: export EDITOR=nano"


@pytest.mark.parametrize("told", ["vim", "./vim", "tools/vim"])
def test_no_program_of_the_collection_is_run(
    told: str, programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = programs.parent
    (here / "tools").mkdir()
    for file in (here / "vim", here / "tools" / "vim"):
        _program(file)
    monkeypatch.chdir(here)
    monkeypatch.setenv("PATH", f".{os.pathsep}{os.pathsep}tools{os.pathsep}{programs}")
    with pytest.raises(PathError) as caught:
        editing(FILE, 3, {"EDITOR": told})
    assert str(caught.value) == f"there is no program {told} to open it with"


def test_a_text_is_opened_in_the_editor(programs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _program(programs / "vim")
    monkeypatch.setenv("EDITOR", "vim; touch hacked")
    monkeypatch.chdir(programs.parent)
    place = place_of(document("docs/a.md", FERRY), GOATS)
    with pytest.raises(PathError):
        open_place(place, programs.parent)  # there is no shell that would know the semicolon
    monkeypatch.setenv("EDITOR", "vim -p")
    assert open_place(place, programs.parent) == "opened docs/a.md with vim"
    assert _logged(programs) == ["-p", "+3", f"{programs.parent}/docs/a.md"]
    assert not (programs.parent / "hacked").exists()
    monkeypatch.setenv("CODE", "3")
    with pytest.raises(PathError) as caught:
        open_place(place, programs.parent)
    assert str(caught.value) == f"{programs}/vim failed with exit code 3"


@pytest.mark.parametrize(
    ("media", "mark"),
    [
        ("subtitles", Mark(0, MarkKind.TIME, 7, "0:00:04")),
        ("records", Mark(0, MarkKind.RECORD, 3, "7")),
    ],
)
def test_what_has_lines_in_its_file_is_opened_at_them(
    programs: Path, monkeypatch: pytest.MonkeyPatch, media: str, mark: Mark
) -> None:
    _program(programs / "vim")
    monkeypatch.setenv("EDITOR", "vim")
    doc = replace(document("docs/a.md", FERRY), media=media, marks=(mark,))
    assert open_place(place_of(doc, GOATS), programs.parent) == "opened docs/a.md with vim"
    assert _logged(programs) == ["+7", f"{programs.parent}/docs/a.md"]


def test_a_file_that_is_gone(programs: Path) -> None:
    with pytest.raises(PathError) as caught:
        open_place(place_of(document("gone.md", FERRY), GOATS), programs.parent)
    assert str(caught.value) == "gone.md is no longer there"


@pytest.mark.skipif(sys.platform == "darwin", reason="there the opener is another")
def test_other_formats_are_opened_in_their_viewer(programs: Path) -> None:
    pdf = _pdf(Mark(0, MarkKind.PAGE, 7))
    with pytest.raises(PathError) as caught:
        open_place(place_of(pdf, GOATS), programs.parent)
    assert str(caught.value) == "there is no program xdg-open to open it with"
    _program(programs / "xdg-open")
    assert open_place(place_of(pdf, GOATS), programs.parent) == "opened docs/a b.pdf, page 7"
    assert _logged(programs) == [f"{programs.parent}/docs/a b.pdf"]
    _program(programs / "okular")
    _program(programs / "xdg-mime", "#!/bin/sh\necho org.kde.okular.desktop\n")
    assert open_place(place_of(pdf, GOATS), programs.parent) == "opened docs/a b.pdf, page 7"
    assert _logged(programs) == ["--page=7", f"{programs.parent}/docs/a b.pdf"]


def test_a_viewer_that_fails_and_one_that_stays(
    programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = place_of(_pdf(), GOATS)
    opener = programs / "xdg-open"
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr("qa.editor._GRACE", 0.3)
    _program(opener, "#!/bin/sh\nexit 4\n")
    with pytest.raises(PathError) as caught:
        open_place(place, programs.parent)
    assert str(caught.value) == f"{opener} failed with exit code 4"
    _program(opener, "#!/bin/sh\nexec /bin/sleep 1\n")
    assert open_place(place, programs.parent) == "opened docs/a b.pdf"
    opener.write_text("no program")
    with pytest.raises(PathError) as caught:
        open_place(place, programs.parent)
    assert str(caught.value) == f"{opener} cannot be started: Exec format error"


def test_what_a_system_would_run_is_not_opened(programs: Path) -> None:
    """A file's suffix, not its content, tells a system's opener what to do with it."""
    write(programs.parent, {"docs/a.desktop": "[Desktop Entry]"})
    place = place_of(replace(_pdf(), path="docs/a.desktop"), GOATS)
    with pytest.raises(PathError) as caught:
        open_place(place, programs.parent)
    assert str(caught.value) == ("docs/a.desktop has no suffix that a viewer would know it by")


@pytest.mark.parametrize(
    ("viewer", "name", "words"),
    [
        ("org.gnome.Evince.desktop", "evince", ["--page-index=7", "/docs/a b.pdf"]),
        ("org.pwmt.zathura.desktop", "zathura", ["--page=7", "/docs/a b.pdf"]),
        ("firefox.desktop", "firefox", ["file:///docs/a%20b.pdf#page=7"]),
        ("google-chrome.desktop", "google-chrome", ["file:///docs/a%20b.pdf#page=7"]),
        ("unheard-of.desktop", "xdg-open", ["/docs/a b.pdf"]),
        ("firefox_absent.desktop", "xdg-open", ["/docs/a b.pdf"]),
    ],
)
def test_viewers_are_told_the_page_as_each_takes_it(
    viewer: str, name: str, words: list[str], programs: Path
) -> None:
    _program(programs / "xdg-open")
    _program(programs / name)
    file = Path("/docs/a b.pdf")
    assert viewing(file, 7, viewer, "linux") == [str(programs / name), *words]
    assert viewing(file, None, viewer, "linux") == [str(programs / "xdg-open"), str(file)]
    assert viewing(file, 7, "", "darwin") == ["/usr/bin/open", str(file)]
