"""A worker process as its parent sees it."""

import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from types import ModuleType
from typing import Any

from index.errors import WorkerError
from index.limits import Limits
from index.parsing import Loader, serve

START_SECONDS = 120.0
_END_SECONDS = 10.0


@dataclass(slots=True, eq=False)
class Worker:
    """A process that reads one file at a time: file ``number``, -1 while it is idle.

    ``read`` counts the files before; ``is_done`` says that an outcome waits in the pipe.
    """

    process: SpawnProcess
    pipe: "Connection[Any, Any]"
    deadline: float
    number: int = -1
    is_ready: bool = False
    is_done: bool = False
    read: int = 0

    @classmethod
    def start(cls, load: Loader, limits: Limits) -> "Worker":
        """A new process, busy with starting. Raises WorkerError."""
        context = get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=serve, args=(theirs, load, limits), daemon=True)
        try:
            with _apart():
                process.start()
        except OSError as error:
            ours.close()
            raise WorkerError(
                f"no process to read files in could be started ({error.strerror or error})"
            ) from error
        finally:
            theirs.close()  # so that its end is seen as the end of the pipe
        return cls(process, ours, time.monotonic() + START_SECONDS)

    @property
    def cause(self) -> str:
        """How a process that is dead came to die."""
        self.process.join(_END_SECONDS)
        code = self.process.exitcode
        if code is not None and code < 0:
            try:
                return signal.Signals(-code).name
            except ValueError:
                return f"signal {-code}"
        return f"exit code {code}"

    def stop(self) -> None:
        """End the process, whatever it is at."""
        self.pipe.close()
        self.process.kill()
        self.process.join(_END_SECONDS)


@contextmanager
def _apart() -> Iterator[None]:
    """A process started meanwhile does not import the parent's main module, which may be a script
    that indexes or none that can be imported, and is deaf to Ctrl-C from its first moment."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        if sys.platform == "win32":
            yield
            return
        from multiprocessing import resource_tracker

        resource_tracker.ensure_running()  # starting it later would open the mask again
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            yield
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
    finally:
        sys.modules["__main__"] = main
