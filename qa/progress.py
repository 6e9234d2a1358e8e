"""Progress of long work, on standard error, and the line that sums it up."""

import math
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

from index.build import Changes
from index.encoders import Progress as Report
from index.encoders import no_progress

_LABELS = {
    "model": "preparing the model (once)",
    "files": "files",
    "passages": "embedding passages",
    "cases": "asking",
}
_FIRST_LINE = 10.0
_MOST_BETWEEN_LINES = 300.0
# What is told before has hardly begun.
_TOO_SOON = 2.0

Clock = Callable[[], float]


class Pace:
    """How fast work goes, and how long it will still take. Takes the reports of every stage."""

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._begun: dict[str, float] = {}
        self._counts: dict[str, tuple[int, int]] = {}
        self._expected = 0.0  # passages of all files, as far as can be told

    def __call__(self, stage: str, done: int, total: int) -> None:
        self._begun.setdefault(stage, self._clock())
        self._counts[stage] = done, total
        files = self._counts.get("files", (0, 0))
        if stage == "passages" and files[0]:  # files are read ahead of their passages
            self._expected = total * files[1] / files[0]

    def rate(self, stage: str) -> float:
        """How many a second, 0 where that cannot be told yet."""
        if stage not in self._begun:
            return 0.0
        taken = self._clock() - self._begun[stage]
        return self._counts[stage][0] / taken if taken >= _TOO_SOON else 0.0

    def seconds_left(self) -> float | None:
        """For all of the work; None where that cannot be told yet. The files to come are taken to
        hold as many passages as those before."""
        for stage in ("cases", "files"):
            done, total = self._counts.get(stage, (0, 0))
            if stage == "files" and self._expected and (rate := self.rate("passages")):
                return (self._expected - self._counts["passages"][0]) / rate
            if done and (rate := self.rate(stage)):
                return (total - done) / rate
        return None

    def told(self, stage: str) -> str:
        """The rate of passages, or the time that is left beside what it is of."""
        if stage == "passages":
            rate = self.rate(stage)
            return f"{rate:,.0f}/s" if rate >= 1 else f"{rate:.1f}/s" if rate else ""
        is_whole = stage == ("cases" if "cases" in self._counts else "files")
        left = self.seconds_left() if is_whole else None
        return _duration(left) if left is not None else ""


def _duration(seconds: float) -> str:
    """Rounded up as far as it can be relied on."""
    if seconds <= 90:
        return f"{10 * math.ceil(seconds / 10)} s left" if seconds > 0 else ""
    minutes = math.ceil(seconds / 60)
    return f"{minutes} min left" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min left"


@contextmanager
def showing(quiet: bool = False, patience: float = 0.0) -> Iterator[Report]:
    """Bars on a terminal, of what takes longer than some seconds of ``patience``; elsewhere a line
    now and then; nothing at all where it is to be quiet."""
    if quiet:
        yield no_progress
        return
    if not sys.stderr.isatty():
        yield Lines()
        return
    console = Console(stderr=True, no_color=bool(os.environ.get("NO_COLOR")) or None)
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=16),
        MofNCompleteColumn(),
        TextColumn("{task.fields[pace]}", style="dim"),
    )
    pace = Pace()
    progress = Progress(*columns, console=console, transient=True)
    tasks = {
        stage: progress.add_task(label, visible=False, pace="") for stage, label in _LABELS.items()
    }

    def report(stage: str, done: int, total: int) -> None:
        pace(stage, done, total)
        progress.update(tasks[stage], completed=done, total=total, visible=total > 0)
        for each, task in tasks.items():
            progress.update(task, pace=pace.told(each))

    with _begun_after(patience, progress):
        yield report


@contextmanager
def _begun_after(patience: float, progress: Progress) -> Iterator[None]:
    """Bars that are drawn when some seconds have passed; never, where all is done by then."""
    if not patience:
        with progress:
            yield
        return
    timer = threading.Timer(patience, progress.start)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()  # or they would be drawn when nobody takes them away
        if progress.live.is_started:
            progress.stop()


class Lines:
    """For logs and pipes: what is going on, after ten seconds and then ever more rarely, at last
    every five minutes; and the model at once."""

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._pace = Pace(clock)
        self._begun = clock()
        self._next = self._begun + _FIRST_LINE
        self._told: dict[str, str] = {}

    def __call__(self, stage: str, done: int, total: int) -> None:
        if stage == "model":
            if done == 0:
                print(f"qa: {_LABELS[stage]}", file=sys.stderr)
            return
        self._pace(stage, done, total)
        self._told[stage] = f"{_LABELS[stage]} {done:,}/{total:,}"
        now = self._clock()
        if now < self._next:
            return
        self._next = now + min(max(_FIRST_LINE, (now - self._begun) / 2), _MOST_BETWEEN_LINES)
        paces = filter(None, (self._pace.told(each) for each in ("passages", "files", "cases")))
        print(f"qa: {', '.join([*self._told.values(), *paces])}", file=sys.stderr)


def summary(changes: Changes, folder: Path) -> str:
    """What an update did, in one line."""
    counted = (
        (len(changes.added), "added"),
        (len(changes.changed), "changed"),
        (len(changes.renamed), "renamed"),
        (len(changes.removed), "removed"),
        (len(changes.skipped), "skipped"),
    )
    done = ", ".join(f"{count} {word}" for count, word in counted if count) or "nothing changed"
    held = f"{_counted(changes.documents, 'document')}, {_counted(changes.passages, 'passage')}"
    return f"{held} in {folder}: {done} ({_counted(changes.embedded, 'passage')} embedded)"


def _counted(count: int, thing: str) -> str:
    return f"{count} {thing}{'s' if count != 1 else ''}"
