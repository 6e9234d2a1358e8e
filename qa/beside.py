"""Work beside the main thread, which shows that it waits and can stop waiting."""

from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from rich.console import Console

if TYPE_CHECKING:
    from index.encoders import Progress

Made = TypeVar("Made")
Seen = TypeVar("Seen")

# A wait ends in steps, as not every system lets a thread that waits be interrupted.
_PATIENCE = 0.4
_STEP = 0.2


class Beside:
    """A thread that does one thing after another. What nobody waits for any more it brings to its
    end, so that nothing is left amid a change."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1)
        self._word = ""

    def start(self, work: Callable[[], Made]) -> "Future[Made]":
        """Begin something that is waited for later."""
        return self._thread.submit(work)

    def run(self, work: Callable[[], Made]) -> Made:
        """Do something and wait for it, as `waited` does."""
        return waited(self.start(work), lambda: self._word)

    def run_seen(
        self, work: Callable[[Callable[[Seen], None]], Made], show: Callable[[Seen], None]
    ) -> Made:
        """As `run`, of work that calls what it is given with something to ``show`` meanwhile; of
        several the first is shown, here."""
        seen: Future[Seen] = Future()

        def given(value: Seen) -> None:
            if not seen.done():
                seen.set_result(value)

        future = self.start(lambda: work(given))
        with _giving_up(future):
            _wait(seen, future, told=lambda: self._word)
            if not future.done():
                show(seen.result())
        return waited(future)

    @contextmanager
    def showing(self) -> "Iterator[Progress]":
        """Say, where somebody waits, how far the indexing is that goes on within, in the thread."""

        def report(stage: str, done: int, total: int) -> None:
            if stage == "files" and total:
                self._word = f"indexing what changed, file {done:,} of {total:,}"

        try:
            yield report
        finally:
            self._word = ""

    def close(self) -> None:
        """Wait for what is still being done."""
        self._thread.shutdown(cancel_futures=True)


def waited(future: "Future[Made]", told: Callable[[], str] = str) -> Made:
    """What a thread makes; a long wait is shown, with what is ``told``. KeyboardInterrupt ends the waiting: what was begun
    goes on, what was not is not begun."""
    with _giving_up(future):
        _wait(future, told=told)
        return future.result()


@contextmanager
def _giving_up(future: "Future[Any]") -> Iterator[None]:
    try:
        yield
    except KeyboardInterrupt:
        future.cancel()
        raise


def _wait(*futures: "Future[Any]", told: Callable[[], str]) -> None:
    """Until one of them is done."""
    if not wait(futures, _PATIENCE, FIRST_COMPLETED).done:
        with Console(stderr=True).status(told(), spinner="dots") as status:
            while not wait(futures, _STEP, FIRST_COMPLETED).done:
                status.update(told())
