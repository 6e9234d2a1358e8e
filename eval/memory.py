"""How much memory a process and those it started take, sampled from outside. Linux alone tells."""

import os
import sys
import threading
from pathlib import Path
from typing import Self

_SECONDS = 0.05
_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


class Watched:
    """Within ``with``: the most memory resident at one moment, in bytes, of a process and all it
    started, pages that they share counted for each; ``peak`` is None where that cannot be told.
    """

    def __init__(self, root: int) -> None:
        self.peak: int | None = None
        self.processes = 0
        self._root = root
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        if sys.platform == "linux":
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        if sys.platform == "linux":
            self._thread.join()

    def _watch(self) -> None:
        while True:
            sizes = _sizes(self._root)
            self.peak = max(self.peak or 0, sum(sizes))
            self.processes = max(self.processes, len(sizes))
            if self._done.wait(_SECONDS):
                return


def _sizes(root: int) -> list[int]:
    """The resident bytes of a process and of each that comes from it."""
    family = [root]
    for pid in family:
        for told in Path("/proc", str(pid), "task").glob("*/children"):
            try:
                family.extend(map(int, told.read_text(encoding="utf-8").split()))
            except OSError:
                continue  # it ended meanwhile
    return [size for pid in family if (size := _resident(pid))]


def _resident(pid: int) -> int:
    try:
        told = Path("/proc", str(pid), "statm").read_text(encoding="utf-8")
    except OSError:
        return 0
    return int(told.split()[1]) * _PAGE
