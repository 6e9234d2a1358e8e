"""Progress of long work, on standard error, and the line that sums it up."""

import sys
import time
from collections.abc import Iterator
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
_SECONDS_BETWEEN_LINES = 10.0


@contextmanager
def showing(quiet: bool = False) -> Iterator[Report]:
    """Bars on a terminal; elsewhere a line now and then; nothing at all where it is to be quiet."""
    if quiet:
        yield no_progress
        return
    if not sys.stderr.isatty():
        yield _Lines()
        return
    console = Console(stderr=True)
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        tasks = {stage: progress.add_task(label, visible=False) for stage, label in _LABELS.items()}

        def report(stage: str, done: int, total: int) -> None:
            progress.update(tasks[stage], completed=done, total=total, visible=total > 0)

        yield report


class _Lines:
    """For logs and pipes: what is going on, at most every ten seconds, and the model at once."""

    def __init__(self) -> None:
        self._last = time.monotonic()

    def __call__(self, stage: str, done: int, total: int) -> None:
        now = time.monotonic()
        if stage == "model":
            if done == 0:
                print(f"qa: {_LABELS[stage]}", file=sys.stderr)
        elif now - self._last > _SECONDS_BETWEEN_LINES:
            self._last = now
            print(f"qa: {_LABELS[stage]} {done}/{total}", file=sys.stderr)


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
    return (
        f"{changes.documents} documents, {changes.passages} passages in {folder}: {done}"
        f" ({changes.embedded} passages embedded)"
    )
