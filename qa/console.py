"""What the commands print with, and the exit codes they end with."""

import codecs
import io
import json
import os
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from qa.plain import plain

ANSWERED, NO_ANSWER, FAILED, STOPPED = 0, 1, 2, 130
"""As grep has them; a command that was interrupted ends as shells expect."""


_WHOLE = 1_000_000
"""Columns that no line has."""
_FAILING = frozenset({"strict", "surrogateescape"})
"""How an encoding may treat what it lacks, where that may be an error."""


def make_writable() -> None:
    """Have standard output take any character, whatever it is encoded in.

    Where nobody chose an encoding, as for a pipe on Windows or in the locale C, it is UTF-8, so
    that quotes come out as they stand; else what the chosen one lacks is written as an escape.
    """
    stream = sys.stdout
    if not isinstance(stream, io.TextIOWrapper) or stream.errors not in _FAILING:
        return
    is_chosen = bool(os.environ.get("PYTHONIOENCODING")) or stream.isatty()
    is_default = sys.platform == "win32" or codecs.lookup(stream.encoding).name == "ascii"
    encoding = "utf-8" if is_default and not is_chosen else None
    stream.reconfigure(encoding=encoding, errors="backslashreplace")


def say(message: str) -> None:
    """One line on standard error."""
    print(plain(message), file=sys.stderr)


def print_json(value: dict[str, Any]) -> None:
    """One line of JSON, out at once."""
    text = json.dumps(value, ensure_ascii=False)
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace") + b"\n")
    sys.stdout.buffer.flush()


def print_rich(renderable: Any) -> None:
    """Something for a person to read. It is folded to the width of the terminal, or to COLUMNS; in
    a pipe without, lines stay whole, as those have them who search in them."""
    from rich.console import Console  # here: programs that read JSON need none of it

    class Printing(Console):
        def on_broken_pipe(self) -> None:
            """Leave it to the command, as where anything else is printed."""
            raise BrokenPipeError

    is_folded = sys.stdout.isatty() or os.environ.get("COLUMNS", "").isdigit()
    console = Printing(
        highlight=False,
        color_system=None if os.environ.get("NO_COLOR") else "auto",
        width=None if is_folded else _WHOLE,
    )
    # Cropping would lose words of a line whose width was misjudged.
    console.print(renderable, crop=False)


def remark(text: str) -> None:
    """Something beside the answers, and an empty line."""
    from rich.text import Text

    print_rich(Text(text, style="dim"))
    print()


@contextmanager
def unechoed() -> Iterator[None]:
    """What is typed meanwhile is not shown amid what is printed; whatever reads next gets it."""
    if sys.platform == "win32" or not sys.stdin.isatty():
        yield
        return
    import termios  # here: there is none on Windows

    before = termios.tcgetattr(sys.stdin)
    quiet = [*before]
    quiet[3] &= ~termios.ECHO
    termios.tcsetattr(sys.stdin, termios.TCSANOW, quiet)
    try:
        yield
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSANOW, before)


def missing_root(root: str) -> str:
    """What to say of a root that is followed and not there."""
    return (
        f"{root} is not here; its documents are quoted as they were indexed "
        f"(`qa index --remove {shlex.quote(root)}` forgets them)"
    )
