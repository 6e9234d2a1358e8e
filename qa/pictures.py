"""Pictures of real sessions for the README: `python -m qa.pictures [DIR]`.

Each is what a command printed on the project's own documents, drawn by Rich as SVG; a test runs the
commands again and compares the words.
"""

import argparse
import io
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.text import Text

from qa.beside import Beside
from qa.chat import Chat
from qa.chat_lines import take
from qa.limits import Limits
from qa.opening import asker_of
from qa.options import ReaderChoice

FOLDER = Path("eval") / "figures"
WIDTH = 80
ENVIRONMENT = {"COLUMNS": str(WIDTH), "FORCE_COLOR": "1", "TERM": "xterm-256color"}
"""What makes a command print as on a terminal of that width."""

_FETCHED_FONT = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Session:
    """Commands and the picture that they make, one below the other; ``typed`` are the lines of a
    chat, which the last of them is."""

    name: str
    commands: tuple[str, ...]
    typed: tuple[str, ...] = ()


SESSIONS = (
    Session(
        "ask",
        (
            'qa ask "When did the cease-fire take effect?" -k 1',
            'qa ask "Who won the Battle of Kursk?" -k 1',
        ),
    ),
    Session("search", ("qa search armored cars --in '*002*' -k 3",)),
    Session(
        "chat",
        ("qa chat -k 1",),
        (
            "When did the cease-fire take effect?",
            ":show 1",
            ":under casualties",
            "How many aircraft did the Soviets lose?",
        ),
    ),
)


def draw(session: Session, run: Callable[[Sequence[str]], str]) -> str:
    """A session as SVG; ``run`` gives what a command prints, its colours as escape sequences."""
    console = Console(
        record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, color_system="truecolor"
    )
    for number, command in enumerate(session.commands):
        if number:
            console.print()
        console.print(Text.assemble(("$ ", "dim"), (command, "bold")))
        if not session.typed:
            console.print(Text.from_ansi(run(shlex.split(command)).rstrip()))
    for limits, line, told in _chatted(session.typed):
        if limits:
            console.print(Text(limits, "dim"))
        console.print(Text.assemble(("> ", "bold"), line))
        console.print(Text.from_ansi(told.rstrip() + "\n"))
    drawn = console.export_svg(title="Pincite", unique_id=session.name)
    return _FETCHED_FONT.sub("", drawn)  # whoever looks has a font of even width


def _chatted(lines: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """What a chat says to each line, and the limits that are shown above it."""
    if not lines:
        return
    asker = asker_of(None, ReaderChoice.OWN, None, quiet=True)
    chat = Chat(asker, Beside(), Limits(), k=1)
    for line in lines:
        limits = str(chat.limits)
        with redirect_stdout(io.StringIO()) as said:
            take(chat, line)
        yield limits, line, said.getvalue()
    asker.close()


def _run(command: Sequence[str]) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "qa.cli", *command[1:]],
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=False,  # no answer is an exit code too
    )
    return done.stdout


def main(arguments: Sequence[str] | None = None) -> int:
    """Draw all of them; the exit code."""
    parser = argparse.ArgumentParser("python -m qa.pictures", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER, metavar="DIR")
    folder: Path = parser.parse_args(arguments).folder
    folder.mkdir(parents=True, exist_ok=True)
    os.environ.update(ENVIRONMENT)
    for session in SESSIONS:
        (folder / f"{session.name}.svg").write_text(draw(session, _run), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
