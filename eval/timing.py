"""Times, medians, ratios, and child processes measured from outside.

A machine shared with others is noisy: what is compared runs in turn, so that the noise falls on
both, and only medians and ratios are worth quoting.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from time import perf_counter
from typing import IO, Any, ParamSpec, Self, TypeVar

from index.errors import BenchError

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Versus:
    """One figure of two systems, a value a round."""

    ours: tuple[float, ...]
    theirs: tuple[float, ...]

    @property
    def ratio(self) -> float:
        """Their median over ours.

        >>> Versus((1.0, 2.0, 9.0), (8.0, 8.0, 7.0)).ratio
        4.0
        """
        return median(self.theirs) / median(self.ours)

    def to_json(self) -> dict[str, Any]:
        """As a JSON object."""
        return {
            "ours": list(self.ours),
            "theirs": list(self.theirs),
            "ours_median": median(self.ours),
            "theirs_median": median(self.theirs),
            "ratio": self.ratio,
        }


def median(values: Sequence[float]) -> float:
    """The median. Raises BenchError where nothing was measured."""
    if not values:
        raise BenchError("nothing was measured; ask for one round at least")
    return statistics.median(values)


def in_turn(first: Callable[[int], T], second: Callable[[int], T], rounds: int) -> list[list[T]]:
    """What both give, a list each: first(0), second(0), first(1), second(1), …"""
    results: list[list[T]] = [[], []]
    for number in range(rounds):
        results[0].append(first(number))
        results[1].append(second(number))
    return results


def seconds(work: Callable[[], object]) -> float:
    """How long a call takes."""
    started = perf_counter()
    work()
    return perf_counter() - started


class Stopwatch:
    """Seconds by name, each since the lap before."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._last = perf_counter()

    def lap(self, name: str) -> None:
        """Note the time since the last lap."""
        now = perf_counter()
        self.laps[name] = now - self._last
        self._last = now


@dataclass(frozen=True, slots=True)
class Ran:
    """A finished child: seconds until its last output and until its end, the most memory it had
    resident in bytes (None where the system does not tell), and its standard output."""

    answered: float
    ended: float
    peak: int | None
    output: str


def run(command: Sequence[str], env: Mapping[str, str], accepted: Sequence[int] = (0,)) -> Ran:
    """Run a command to its end. Raises BenchError for another exit code, or without output."""
    with tempfile.TemporaryFile() as errors:
        started = perf_counter()
        child = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors, env=env
        )
        assert child.stdout is not None
        pieces: list[bytes] = []
        answered = started
        while piece := os.read(child.stdout.fileno(), 65_536):
            answered = perf_counter()
            pieces.append(piece)
        peak = _wait(child)
        ended = perf_counter()
        child.stdout.close()
        errors.seek(0)
        said = errors.read().decode("utf-8", "replace").strip().splitlines()
    if child.returncode not in accepted or not pieces:
        shown = " ".join(command[1:4])
        reason = said[-1] if said else "it printed nothing"
        raise BenchError(f"`{shown} …` exited with {child.returncode}: {reason}")
    output = b"".join(pieces).decode("utf-8", "replace")
    return Ran(answered - started, ended - started, peak, output)


def _wait(child: subprocess.Popen[bytes]) -> int | None:
    """Wait for a child; its peak memory in bytes.

    On Linux that is at least what the parent had at the fork: the parent must stay the smaller
    one, which is why `isolated` exists.
    """
    if not hasattr(os, "wait4"):
        child.wait()
        return None
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return int(usage.ru_maxrss) * (1 if sys.platform == "darwin" else 1024)


def isolated(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call a function in a fresh process, so that what it loads leaves no trace in this one."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, *args, **kwargs).result()


class Conversation:
    """A command that answers each JSON line with one, kept open between questions."""

    def __init__(self, command: Sequence[str], env: Mapping[str, str]) -> None:
        self._child = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=env,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._child.communicate()

    def ask(self, question: str) -> float:
        """Seconds from writing a question to reading its answer. Raises BenchError."""
        line = json.dumps({"id": "bench", "question": question}) + "\n"
        started = perf_counter()
        try:
            _pipe(self._child.stdin).write(line.encode())
            _pipe(self._child.stdin).flush()
            answer = _pipe(self._child.stdout).readline()
        except BrokenPipeError:
            answer = b""
        taken = perf_counter() - started
        if not answer or "error" in json.loads(answer):
            raise BenchError(f"`qa ask --batch` gave no answer to {question!r}")
        return taken


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None
    return stream
