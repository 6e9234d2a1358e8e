"""What the reading of one file may take, and how a worker process is held to it.

Time is also watched from outside, by `index.workers`.
"""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import inf
from multiprocessing import parent_process
from multiprocessing.connection import wait

MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """What the reading of one file may take.

    ``seconds`` of computing, and ``seconds_per_mb`` more as it is larger; our own part takes a
    second a megabyte of text. By the clock it may take ``patience`` times as long, so that what is
    refused does not hang on how busy the machine is. ``memory``, and ``result``, what is found in
    it, are in bytes. Once files took ``together`` seconds by the clock, the rest is left for
    another time. ``hint`` is said of a file that took too long.
    """

    seconds: float = 60.0
    seconds_per_mb: float = 5.0
    patience: float = 4.0
    memory: int = 2_000 * MB
    result: int = 256 * MB
    together: float = inf
    hint: str = ""

    def computing(self, size: int) -> float:
        """The seconds of computing that a file of so many bytes is given."""
        return self.seconds + self.seconds_per_mb * size / MB

    def clock(self, size: int) -> float:
        """The seconds by the clock."""
        return self.patience * self.computing(size)


def settle(limits: Limits) -> None:
    """Bound this process, and cut it off from the terminal, which is the parent's."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nowhere, stream)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides; its end is ours
    threading.Thread(target=_end_with_parent, daemon=True).start()
    for library in ("OMP", "OPENBLAS", "MKL"):  # a thread for each core takes memory for each
        os.environ[f"{library}_NUM_THREADS"] = "1"
    if sys.platform != "win32":
        import resource

        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        _lower(resource.RLIMIT_CORE, 0)
        _lower(resource.RLIMIT_FSIZE, 0)  # a parser has no business writing files
        _lower(resource.RLIMIT_AS, _address_space() + limits.memory)


def _end_with_parent() -> None:
    """End at once when the parent is killed, even amid a file."""
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _address_space() -> int:
    """What this process takes before it reads anything; 0 where the system does not say."""
    try:
        with open("/proc/self/statm", "rb") as stream:
            return int(stream.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0


def _lower(limit: int, value: int) -> None:
    """Set a limit of this process, where the system has it and there is none that is lower."""
    if sys.platform != "win32":
        import resource

        try:
            _, hard = resource.getrlimit(limit)
            lowest = value if hard == resource.RLIM_INFINITY else min(value, hard)
            resource.setrlimit(limit, (lowest, lowest))
        except (OSError, ValueError):
            return  # macOS knows no limit of the address space


@contextmanager
def timed(limits: Limits, size: int) -> Iterator[None]:
    """Have the system end this process when a file takes too long, even if a parser never lets
    Python run and the parent, busy or killed, does not look."""
    if sys.platform == "win32":
        yield
        return
    signal.setitimer(signal.ITIMER_PROF, limits.computing(size))
    signal.setitimer(signal.ITIMER_REAL, limits.clock(size))
    yield
    signal.setitimer(signal.ITIMER_PROF, 0)
    signal.setitimer(signal.ITIMER_REAL, 0)
