"""Files → what they hold, each read in a worker process with a time and a memory limit.

Whatever a file does to its reader, it costs that file alone: the worker is killed or found dead
and another takes its place. Processes are spawned, for a fork beside the encoder's threads may
hang. Windows bounds time alone: it has no limit of memory that a process can set itself.
"""

import os
import pickle
import sys
import time
from collections.abc import Generator, Iterator, Sequence
from heapq import heappop, heappush
from math import inf
from multiprocessing.connection import wait
from typing import Self

from index.choosing import Found
from index.errors import ReadError, WorkerError
from index.formats import FORMATS
from index.limits import Limits
from index.parsing import Loader, Read, Reply, parse
from index.process import START_SECONDS, Worker

MOST_WORKERS = 8
HELD = 32_000_000
"""Bytes of outcomes that wait in the parent before workers must wait with theirs."""

_SMALL = 1_000_000


def outcomes_of(
    files: Sequence[Found], load: Loader, limits: Limits | None = None
) -> Generator[tuple[Found, Read | ReadError], None, None]:
    """What each file holds, or why it cannot be read; ends early where the ``limits`` for all of
    them together do not suffice.

    Files are read in worker processes, but for a little plain text, which comes first: a question
    that finds a note changed need not wait for one to start, and our own decoding and cutting, in
    time and memory linear to such a text, endanger nothing.
    """
    plain = [file for file in files if file.path.suffix.lower() not in FORMATS]
    here = plain if sum(file.size for file in plain) <= _SMALL else []
    apart = frozenset(here)
    others = [file for file in files if file not in apart]
    limits = limits or Limits()
    left = limits.together
    with Pool(others, load, limits) as pool:
        for file in here:
            yield file, _read_here(file, load)
        begun = time.monotonic()
        for file, outcome in zip(others, pool, strict=True):
            left -= time.monotonic() - begun
            yield file, outcome
            if left <= 0:
                return
            begun = time.monotonic()


def _read_here(file: Found, load: Loader) -> Read | ReadError:
    try:
        return parse(file, load)
    except ReadError as error:
        return error
    except MemoryError:
        return ReadError("it needs more memory to read than there is")


class Pool:
    """Reads files in worker processes: iterate once, within ``with``, for what each file holds or
    the ReadError that says why not, in the order of ``files``.

    Workers start when there is work for them, one for each core and at most `MOST_WORKERS`. They
    read ahead of whoever iterates by one file each and by `HELD` bytes. Raises WorkerError.
    """

    def __init__(
        self,
        files: Sequence[Found],
        load: Loader,
        limits: Limits | None = None,
        workers: int | None = None,
    ) -> None:
        self._files = files
        self._load = load
        self._limits = limits or Limits()
        self._most = min(workers or min(_cores(), MOST_WORKERS), len(files))
        self._workers: list[Worker] = []
        self._waiting = list(range(len(files)))  # a heap: what is tried again keeps its turn
        self._again: set[int] = set()
        self._outcomes: dict[int, bytes | ReadError] = {}
        self._held = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        while self._workers:
            self._workers.pop().stop()

    def __iter__(self) -> Iterator[Read | ReadError]:
        for next_one in range(len(self._files)):
            while next_one not in self._outcomes:
                self._hand_out(next_one)
                self._listen(next_one)
            yield self._pop(next_one)

    def _pop(self, number: int) -> Read | ReadError:
        outcome = self._outcomes.pop(number)
        if isinstance(outcome, ReadError):
            return outcome
        self._held -= len(outcome)
        read: Read = pickle.loads(outcome)
        return read

    def _may_hold(self, number: int, next_one: int) -> bool:
        return number == next_one or self._held < HELD

    def _hand_out(self, next_one: int) -> None:
        while self._waiting and self._may_hold(self._waiting[0], next_one):
            worker = self._free(self._waiting[0])
            if worker is None:
                return
            worker.number = heappop(self._waiting)
            if worker.is_ready:
                self._give(worker)

    def _free(self, number: int) -> Worker | None:
        """A worker for a file; one that is tried again needs one that has read nothing."""
        for worker in self._workers:
            if worker.number == -1 and not (worker.read and number in self._again):
                return worker
        if len(self._workers) == self._most:
            return None
        self._workers.append(Worker.start(self._load, self._limits))
        return self._workers[-1]

    def _give(self, worker: Worker) -> None:
        file = self._files[worker.number]
        worker.deadline = time.monotonic() + self._limits.clock(file.size)
        try:
            worker.pipe.send(file)
        except OSError:
            self._died(worker)

    def _listen(self, next_one: int) -> None:
        """Wait until something happens, and deal with it."""
        busy = [
            worker
            for worker in self._workers
            if worker.number != -1
            and (not worker.is_done or self._may_hold(worker.number, next_one))
        ]
        left = min((worker.deadline for worker in busy), default=inf) - time.monotonic()
        told = wait([worker.pipe for worker in busy], None if left == inf else max(0.0, left))
        now = time.monotonic()
        for worker in busy:
            if worker.pipe in told:
                self._hear(worker, next_one)
            elif now >= worker.deadline:
                self._late(worker)

    def _hear(self, worker: Worker, next_one: int) -> None:
        try:
            if worker.is_done:
                self._take(worker)
                return
            reply: Reply = worker.pipe.recv()
            if not worker.is_ready:
                worker.is_ready = True
                self._give(worker)
            elif reply.again:
                self._failed(worker, reply.reason)
            elif reply.reason:
                self._settle(worker, ReadError(reply.reason))
            else:
                worker.is_done, worker.deadline = True, inf
                if self._may_hold(worker.number, next_one):
                    self._take(worker)
        except (EOFError, OSError):
            self._died(worker)

    def _take(self, worker: Worker) -> None:
        self._settle(worker, worker.pipe.recv_bytes())

    def _settle(self, worker: Worker, outcome: bytes | ReadError) -> None:
        """Note how a file's reading ended; its worker is idle again."""
        self._outcomes[worker.number] = outcome
        if isinstance(outcome, bytes):
            self._held += len(outcome)
        worker.number, worker.is_done, worker.deadline = -1, False, inf
        worker.read += 1

    def _late(self, worker: Worker) -> None:
        if not worker.is_ready:
            raise WorkerError(
                f"a process to read files in did not start within {START_SECONDS:.0f} seconds"
            )
        seconds = self._limits.clock(self._files[worker.number].size)
        self._end(worker, f"it took longer than {seconds:.0f} seconds to read{self._limits.hint}")

    def _died(self, worker: Worker) -> None:
        if not worker.is_ready:
            raise WorkerError(f"a process to read files in ended as it started ({worker.cause})")
        if worker.cause == "SIGALRM":
            self._late(worker)
        elif worker.cause == "SIGPROF":
            seconds = self._limits.computing(self._files[worker.number].size)
            told = f"it takes more than {seconds:.0f} seconds of computing to read"
            self._end(worker, told + self._limits.hint)
        else:
            self._failed(worker, f"reading it crashed ({worker.cause})")

    def _failed(self, worker: Worker, reason: str) -> None:
        """A reading that broke its worker: the file is to blame if it was the first there."""
        if worker.read:
            self._again.add(worker.number)
            heappush(self._waiting, worker.number)
            self._remove(worker)
        else:
            self._end(worker, reason)

    def _end(self, worker: Worker, reason: str) -> None:
        self._outcomes[worker.number] = ReadError(reason)
        self._remove(worker)

    def _remove(self, worker: Worker) -> None:
        self._workers.remove(worker)
        worker.stop()


def _cores() -> int:
    """How many cores this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
