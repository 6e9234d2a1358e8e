"""Work beside the main thread, which shows that it waits and can stop waiting."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import TypeVar

from rich.console import Console

Made = TypeVar("Made")

# A wait ends in steps, as not every system lets a thread that waits be interrupted.
_PATIENCE = 0.4
_STEP = 0.2


class Beside:
    """A thread that does one thing after another. What nobody waits for any more it brings to its
    end, so that nothing is left amid a change."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1)

    def start(self, work: Callable[[], Made]) -> "Future[Made]":
        """Begin something that is waited for later."""
        return self._thread.submit(work)

    def run(self, work: Callable[[], Made]) -> Made:
        """Do something and wait for it, as `waited` does."""
        return waited(self.start(work))

    def close(self) -> None:
        """Wait for what is still being done."""
        self._thread.shutdown(cancel_futures=True)


def waited(future: "Future[Made]") -> Made:
    """What a thread makes; a long wait is shown. KeyboardInterrupt ends the waiting: what was begun
    goes on, what was not is not begun."""
    try:
        if not wait([future], _PATIENCE).done:
            with Console(stderr=True).status("", spinner="dots"):
                while not wait([future], _STEP).done:
                    pass
        return future.result()
    except KeyboardInterrupt:
        future.cancel()
        raise
