"""Files that do to their reader what their first word says. Imported by worker processes."""

import ctypes
import os
import re
import signal
import sys
import time
from pathlib import Path

from index import reading
from index.choosing import Found
from index.document import Block, Document
from index.errors import ReadError

_kept: list[object] = []


def load(file: Found) -> tuple[Document, tuple[Block, ...] | None]:
    """As `index.reading.load`, after what the file does."""
    words = file.path.read_text().split()
    _act(words[0], words[1:])
    if _kept and words[0] != "poison":
        os.abort()
    return reading.load(file)


def _act(act: str, more: list[str]) -> None:
    if act == "crash":
        ctypes.string_at(0)
    elif act == "abort":
        os.abort()
    elif act == "exit":
        os._exit(3)
    elif act == "hang":
        time.sleep(600)
    elif act == "spin":
        re.match("(a+)+$", "a" * 60 + "b")  # Python runs nothing else meanwhile
    elif act == "hog":
        assert len(bytearray(int(more[0]) * 1_000_000)) > 0
    elif act == "poison":
        _kept.append(act)
    elif act == "bug":
        raise KeyError("no\nsuch", "thing\x1b[31m")
    elif act == "locked":
        raise ReadError("it is encrypted")
    elif act == "noise":
        print("noise", flush=True)
        print("noise", file=sys.stderr, flush=True)
        for stream in (1, 2):
            os.write(stream, b"noise")
    elif act == "read":
        assert sys.stdin is None or sys.stdin.read() == ""
        assert os.read(0, 1) == b""
    elif act == "interrupt":
        os.kill(os.getpid(), signal.SIGINT)
    elif act == "write":
        Path(more[0]).write_text("written")
    elif act == "count":
        Path(more[0], more[1]).touch()


class Deadly:
    """Ends the process that unpickles it."""

    def __call__(self, file: Found) -> tuple[Document, None]:
        """Reads nothing."""
        raise ReadError(file.display)

    def __reduce__(self) -> tuple[object, tuple[int]]:
        return os._exit, (7,)
