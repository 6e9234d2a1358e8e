"""Opening a cited document at its place: a text in the user's editor, others in their viewer.

What is started is named by the user's environment or by the system, never by a collection, never
through a shell, and never searched for in the folder where the command runs.
"""

import os
import shlex
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from index.document import MarkKind
from index.errors import PathError
from index.formats import FORMATS
from qa.answer import Bases, Place, file_of

# Editors by name → what they are told to open a file at a line.
_AT: dict[str, Callable[[str, int], list[str]]] = {
    **dict.fromkeys(
        ("vi", "vim", "nvim", "gvim", "view", "nano", "pico", "emacs", "emacsclient", "joe")
        + ("helix", "hx", "micro", "kak", "ne", "mg", "gedit", "kate"),
        lambda file, line: [f"+{line}", file],
    ),
    **dict.fromkeys(
        ("code", "code-insiders", "codium", "vscodium", "cursor", "windsurf"),
        lambda file, line: ["-g", f"{file}:{line}"],
    ),
    **dict.fromkeys(("subl", "zed"), lambda file, line: [f"{file}:{line}"]),
}
# Viewers of PDF, by what their desktop entries begin with → how they are told a page.
_ON_PAGE: dict[str, Callable[[Path, int], list[str]]] = {
    "org.gnome.evince": lambda file, page: ["evince", f"--page-index={page}", str(file)],
    "org.kde.okular": lambda file, page: ["okular", f"--page={page}", str(file)],
    "okular": lambda file, page: ["okular", f"--page={page}", str(file)],
    "org.pwmt.zathura": lambda file, page: ["zathura", f"--page={page}", str(file)],
    "firefox": lambda file, page: ["firefox", f"{file.as_uri()}#page={page}"],
    "chromium": lambda file, page: ["chromium", f"{file.as_uri()}#page={page}"],
    "google-chrome": lambda file, page: ["google-chrome", f"{file.as_uri()}#page={page}"],
}
# What a system's opener may be given. It goes by the name, and would run a program.
_DOCUMENTS = ("pdf", "html", "doc", "docx", "odt", "rtf", "pptx", "xlsx", "epub")
_VIEWED = {suffix for suffix, module in FORMATS.items() if module in _DOCUMENTS}
_GRACE = 1.0


def open_place(place: Place, base: Bases) -> str:
    """Open a document at a place; what was done, in words. Raises PathError."""
    file = file_of(place.document, base).absolute()
    if not file.is_file():
        raise PathError(f"{place.document.path} is no longer there")
    line = _line(place)
    if line:
        command = editing(file, line, os.environ)
        _run(command)
        return f"opened {place.document.path} with {Path(command[0]).stem}"
    if file.suffix.lower() not in _VIEWED:
        raise PathError(f"{place.document.path} has no suffix that a viewer would know it by")
    page = place.on(MarkKind.PAGE)
    number = page.number if page else 0  # 0: the page is known by its label alone
    _view(file, number or None)
    return f"opened {place.document.path}" + (f", page {number}" if number else "")


def _line(place: Place) -> int:
    """The line of its file that a place begins on, 0 where that cannot be told."""
    if (cue := place.on(MarkKind.TIME)) is not None:
        return cue.number
    if (record := place.on(MarkKind.RECORD)) is not None:
        return int(record.name)
    return place.lines[0] if place.document.media == "text" else 0


def editing(file: Path, line: int, environ: Mapping[str, str]) -> list[str]:
    """The command that opens a file in the user's editor, at a line where the editor takes one.
    Raises PathError where there is no editor."""
    told = next((environ[name] for name in ("VISUAL", "EDITOR") if environ.get(name)), "")
    try:
        words = shlex.split(told, posix=os.name != "nt")
    except ValueError:
        words = []
    if not words:
        raise PathError("no editor is set; set EDITOR, as in: export EDITOR=nano")
    name = words[0].strip('"')
    at = _AT.get(Path(name).stem.lower())
    return [_program(name), *words[1:], *(at(str(file), line) if at else [str(file)])]


def viewing(file: Path, page: int | None, viewer: str, platform: str) -> list[str]:
    """The command that opens a file in the system's viewer; ``viewer`` is the name of its desktop
    entry, where there are such. Raises PathError where there is no opener."""
    if platform == "darwin":
        return ["/usr/bin/open", str(file)]
    if page is not None:
        for name, command in _ON_PAGE.items():
            if viewer.lower().startswith(name):
                program, *words = command(file, page)
                if found := _which(program):
                    return [found, *words]
    return [_program("xdg-open"), str(file)]


def _view(file: Path, page: int | None) -> None:
    if sys.platform == "win32":
        os.startfile(file)  # the suffix is none of a program's
        return
    _start(viewing(file, page, _viewer() if page is not None else "", sys.platform))


def _viewer() -> str:
    """The desktop entry that opens PDF files, as org.gnome.Evince.desktop; empty if unknown."""
    asking = _which("xdg-mime")
    if asking is None:
        return ""
    command = [asking, "query", "default", "application/pdf"]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_GRACE, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace").strip()


def _run(command: Sequence[str]) -> None:
    """An editor has the terminal until it ends."""
    try:
        done = subprocess.run(command, check=False)
    except OSError as error:
        raise PathError(f"{command[0]} cannot be started: {error.strerror}") from None
    if done.returncode:
        raise PathError(f"{command[0]} failed with exit code {done.returncode}")


def _start(command: Sequence[str]) -> None:
    """A viewer has a window of its own, and stays; one that fails does so at once."""
    nothing = subprocess.DEVNULL
    try:
        process = subprocess.Popen(
            command, stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True
        )
        code = process.wait(_GRACE)
    except subprocess.TimeoutExpired:
        threading.Thread(target=process.wait, daemon=True).start()
        return
    except OSError as error:
        raise PathError(f"{command[0]} cannot be started: {error.strerror}") from None
    if code:
        raise PathError(f"{command[0]} failed with exit code {code}")


def _program(name: str) -> str:
    found = _which(name)
    if found is None:
        raise PathError(f"there is no program {name} to open it with")
    return found


def _which(name: str) -> str | None:
    """A program by its full path, or by its name in the folders of PATH that are such paths."""
    if os.path.isabs(name):
        return shutil.which(name)
    if os.path.dirname(name):
        return None
    for folder in os.environ.get("PATH", os.defpath).split(os.pathsep):
        if os.path.isabs(folder) and (found := shutil.which(os.path.join(folder, name))):
            return found
    return None
