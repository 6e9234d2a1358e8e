"""How fast mixed files are read and indexed, and in how much memory.

python -m eval.mixed [--sizes 75,300] [--rounds N] [--folder DIR] [--no-index] [--json]

As many files as each size says, a third each of text, HTML and PDF, are made of a folder's texts;
none has the passages of another. They are read by one worker process and by one for each core,
starting the processes included, in turn, of which the median counts; then `qa index` indexes them.
Memory is of all processes together, the most of any round.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from time import perf_counter

from eval.corpora.content import content
from eval.corpora.pdf import write_pdf
from eval.corpora.web import write_html
from eval.growing import shuffled
from eval.memory import Watched
from eval.timing import isolated
from index.choosing import discover
from index.document import Document
from index.errors import BenchError, QAError
from index.reading import load, read
from index.workers import MOST_WORKERS, Pool

SIZES = (75, 300)
_CHARACTERS = 12_000
"""Of one file: about four pages."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """One reading of all files; ``peak`` in bytes."""

    seconds: float
    passages: int
    processes: int
    peak: int | None


@dataclass(frozen=True, slots=True)
class Indexed:
    """What `qa index` took; ``peak`` in bytes."""

    seconds: float
    peak: int | None


@dataclass(frozen=True, slots=True)
class Mixed:
    """One number of files, of so many bytes together."""

    files: int
    bytes: int
    alone: Parsed
    together: Parsed
    indexed: Indexed | None


def make(source: Path, target: Path, count: int) -> int:
    """Write ``count`` files into ``target``; their bytes. Raises BenchError where ``source`` holds
    no text."""
    documents = [read(file) for file in discover([source], source).found]
    if not documents:
        raise BenchError(f"there is no text file in {source}; name another with --folder")
    target.mkdir(parents=True)
    for number in range(count):
        _write(documents[number // 3 % len(documents)], number, target)
    return sum(file.stat().st_size for file in target.iterdir())


def _write(document: Document, number: int, target: Path) -> None:
    # Rows that are shuffled among sentences make no table that fits on a page.
    text = shuffled(document, number + 1).replace("|", " ")
    text = text[: text.rfind(" ", 0, _CHARACTERS)] + "\n" if len(text) > _CHARACTERS else text
    name = f"{number:04}.txt"
    made = content(name, f"{document.title}, {number}", text)
    match number % 3:
        case 0:
            (target / name).write_text(text, encoding="utf-8", newline="")
        case 1:
            write_html(made, target)
        case _:
            write_pdf(made, target)


def parse(folder: Path, workers: int | None) -> Parsed:
    """Read a folder's files in worker processes; in a process of its own, which it watches."""
    found = discover([folder], folder).found
    passages = 0
    with Watched(os.getpid()) as watched:
        started = perf_counter()
        with Pool(found, load, workers=workers) as pool:
            for outcome in pool:
                if isinstance(outcome, Exception):
                    raise BenchError(f"a file could not be read: {outcome}")
                passages += len(outcome.passages)
        taken = perf_counter() - started
    return Parsed(taken, passages, watched.processes, watched.peak)


def _index(folder: Path, place: Path) -> Indexed:
    command = [sys.executable, "-m", "qa.cli", "index", str(folder), "--index", str(place)]
    started = perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with Watched(child.pid) as watched:
        child.wait()
    if child.returncode:
        raise BenchError(f"`qa index` exited with {child.returncode}")
    return Indexed(perf_counter() - started, watched.peak)


def measure(
    source: Path, scratch: Path, sizes: Sequence[int], rounds: int, index: bool
) -> Iterator[Mixed]:
    """Each size in turn."""
    for count in sizes:
        folder = scratch / f"files-{count}"
        size = make(source, folder, count)
        alone, together = [], []
        for _ in range(rounds):
            alone.append(isolated(parse, folder, 1))
            together.append(isolated(parse, folder, None))
        yield Mixed(
            count,
            size,
            _middle(alone),
            _middle(together),
            _index(folder, scratch / f"index-{count}") if index else None,
        )


def _middle(runs: Sequence[Parsed]) -> Parsed:
    peaks = [run.peak for run in runs if run.peak is not None]
    middle = sorted(runs, key=lambda run: run.seconds)[len(runs) // 2]
    return replace(middle, peak=max(peaks, default=None))


def told(mixed: Mixed) -> str:
    """Some lines for people."""
    lines = [f"{mixed.files} files, {mixed.bytes / 1e6:.1f} MB, {mixed.alone.passages} passages"]
    for name, parsed in (("one worker", mixed.alone), ("all cores", mixed.together)):
        rate = mixed.files / parsed.seconds
        lines.append(
            f"  read by {name}: {parsed.seconds:.1f} s, {rate:.0f} files/s, {_mb(parsed.peak)}"
        )
    if mixed.indexed is not None:
        lines.append(f"  qa index: {mixed.indexed.seconds:.1f} s, {_mb(mixed.indexed.peak)}")
    return "\n".join(lines)


def _mb(peak: int | None) -> str:
    return "memory not told" if peak is None else f"{peak / 1e6:,.0f} MB"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m eval.mixed", description=__doc__)
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), metavar="N,N")
    parser.add_argument("--rounds", default="3", metavar="N")
    parser.add_argument("--folder", type=Path, default=Path("seeds"), metavar="DIR")
    parser.add_argument("--no-index", action="store_true", help="only read, with no model")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args(arguments)
    parts = [options.rounds, *options.sizes.split(",")]
    if wrong := [part for part in parts if not (part.isascii() and part.isdigit() and int(part))]:
        parser.error(f"{wrong[0]!r} is not a whole number above 0")
    rounds, *sizes = map(int, parts)
    cores = min(os.cpu_count() or 1, MOST_WORKERS)
    print(f"mixed: {cores} cores", file=sys.stderr)
    try:
        with tempfile.TemporaryDirectory(prefix="pincite-mixed-") as scratch:
            found = measure(options.folder, Path(scratch), sizes, rounds, not options.no_index)
            if options.json:
                print(json.dumps([asdict(mixed) for mixed in found], indent=1))
            else:
                for mixed in found:
                    print(told(mixed), flush=True)
    except QAError as error:
        print(f"mixed: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
