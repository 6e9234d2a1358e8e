"""The benchmark: `qa` against the script one writes first, and how it grows.

python -m eval.bench [--only cold,memory,rate,warm,growth] [--rounds N] [--folder DIR] [--json]

Drives `qa` as a command, so that what is measured is what a user waits for.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import Console

from eval.bench_report import Findings, Growth, Rate, Times, machine, table, to_json
from eval.growing import grow
from eval.stages import disk, encoding_times, stage_times
from eval.timing import Conversation, Ran, Versus, in_turn, isolated, run
from index.errors import BenchError, QAError

PARTS = ("cold", "memory", "rate", "warm", "growth")
SIZES = (5, 500)
OBVIOUS = Path(__file__).with_name("obvious.py")
CASES = Path(__file__).with_name("khalkhin-gol.jsonl")

_ENCODED = 200  # passages, to measure the rate
_QUESTIONS = 20
# An estimate is worth a line from this size on; the first has only these to go by.
_LARGE, _PER_SECOND, _BYTES = 5_000, 60, 35_000


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure, and on what."""

    parts: tuple[str, ...]
    folder: Path
    questions: tuple[str, ...]
    rounds: int
    sizes: tuple[int, ...]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; the exit code."""
    options = _parser().parse_args(arguments)
    try:
        plan = Plan(
            options.only,
            options.folder.absolute(),
            tuple(read_questions(options.questions)),
            options.rounds,
            options.sizes,
        )
        with tempfile.TemporaryDirectory(prefix="pincite-bench-") as scratch:
            findings = Bench(plan, Path(scratch)).run()
    except QAError as error:
        print(f"bench: {error}", file=sys.stderr)
        return 2
    if options.json:
        print(json.dumps(to_json(findings), indent=1, ensure_ascii=False))
    else:
        Console(highlight=False).print(table(findings))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m eval.bench", description=__doc__)
    parser.add_argument("--only", type=_parts, default=PARTS, metavar=",".join(PARTS))
    parser.add_argument("--rounds", type=_positive, default=5, metavar="N")
    parser.add_argument("--folder", type=Path, default=Path("seeds"), metavar="DIR")
    parser.add_argument(
        "--sizes",
        type=_sizes,
        default=SIZES,
        metavar="N,N",
        help="passages to grow the folder to (default 5,500; 50000 takes long)",
    )
    parser.add_argument(
        "--questions",
        type=Path,
        default=CASES,
        metavar="FILE.jsonl",
        help='what to ask, {"question": …} a line; else the hand-written cases',
    )
    parser.add_argument("--json", action="store_true", help="print JSON, with every round")
    return parser


def _parts(text: str) -> tuple[str, ...]:
    chosen = text.split(",")
    if unknown := [part for part in chosen if part not in PARTS]:
        raise argparse.ArgumentTypeError(f"no part {unknown[0]!r}; choose of {', '.join(PARTS)}")
    return tuple(part for part in PARTS if part in chosen)


def _sizes(text: str) -> tuple[int, ...]:
    return tuple(_positive(part) for part in text.split(","))


def _positive(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above 0")
    return int(text)


def read_questions(file: Path, most: int = _QUESTIONS) -> list[str]:
    """Questions of a JSONL file, spread evenly over it. Raises BenchError when it has none."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
        found = [str(json.loads(line)["question"]) for line in lines if line.strip()]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BenchError(f"{file} holds no questions: {error}") from error
    if not found:
        raise BenchError(f"{file} holds no questions")
    return found[:: -(-len(found) // most)]


class Bench:
    """One run of a plan, with everything in a scratch folder."""

    def __init__(self, plan: Plan, scratch: Path) -> None:
        self.plan = plan
        self.scratch = scratch
        # A cache and settings of its own, so that nothing is left behind, or set.
        own = {"XDG_CACHE_HOME": "cache", "QA_CONFIG_DIR": "config", "QA_STATE_DIR": "state"}
        inherited = {key: value for key, value in os.environ.items() if not key.startswith("QA_")}
        folders = {key: str(scratch / name) for key, name in own.items()}
        self.env = {**inherited, **folders, "HF_HUB_OFFLINE": "1"}

    def run(self) -> Findings:
        """All the parts asked for, in their order."""
        plan = self.plan
        findings = Findings(machine(), str(plan.folder), plan.rounds)
        index = self.scratch / "index"
        _say("indexing, and exporting the model once")
        self.index(plan.folder, index)
        if "cold" in plan.parts or "memory" in plan.parts:
            findings = self.cold(findings, index)
        if "rate" in plan.parts:
            findings = replace(findings, rate=self.rate(index))
        if "warm" in plan.parts:
            findings = replace(findings, warm=self.warm(index, plan.folder))
        if "growth" in plan.parts:
            findings = replace(findings, growth=self.growth())
        return findings

    def cold(self, findings: Findings, index: Path) -> Findings:
        """From the start of the process to the printed answer, and the memory it takes."""
        _say("cold questions")
        target = self.scratch / "obvious"
        build = [*_obvious(target), "--build", str(self.plan.folder)]
        run(build, self.env)
        asked = self.plan.questions

        def ours(number: int) -> Ran:
            return self.ask(index, asked[number % len(asked)])

        def theirs(number: int) -> Ran:
            return run([*_obvious(target), asked[number % len(asked)]], self.env)

        runs = in_turn(ours, theirs, self.plan.rounds)
        times = (tuple(ran.answered for ran in side) for side in runs)
        peaks = [tuple(ran.peak for ran in side if ran.peak is not None) for side in runs]
        if "cold" in self.plan.parts:
            findings = replace(findings, cold=Versus(*times))
        if "memory" in self.plan.parts and all(peaks):
            findings = replace(findings, memory=Versus(*peaks))
        return findings

    def rate(self, index: Path) -> Rate:
        """How fast passages are encoded."""
        _say("encoding")
        target = self.scratch / "rate"
        grow(self.plan.folder, target, _ENCODED)
        return Rate(*isolated(encoding_times, index, target, self.plan.rounds))

    def warm(self, index: Path, folder: Path) -> Times:
        """A warm question by stage, and as a whole."""
        _say("warm questions")
        questions, rounds = self.plan.questions, self.plan.rounds
        times = isolated(stage_times, index, folder, questions, rounds)
        asked = [question for _ in range(rounds) for question in questions]
        for stage, options in (("unread", ["--reader", "none"]), ("whole", [])):
            command = _qa("ask", *options, "--batch", "-", "--index", str(index))
            with Conversation(command, self.env) as warm:
                for question in questions:
                    warm.ask(question)
                times[stage] = tuple(warm.ask(question) for question in asked)
        return times

    def growth(self) -> tuple[Growth, ...]:
        """Each size in turn."""
        found: list[Growth] = []
        for size in self.plan.sizes:
            if size >= _LARGE:
                _say(_estimate(size, found[-1] if found else None))
            found.append(self.grown(size))
        return tuple(found)

    def grown(self, size: int) -> Growth:
        """The folder grown to one size, indexed and asked."""
        _say(f"growing to {size:,} passages")
        folder, index = self.scratch / f"text-{size}", self.scratch / f"index-{size}"
        grown = grow(self.plan.folder, folder, size)
        indexed = self.index(folder, index)
        asked = self.plan.questions
        runs = [self.ask(index, asked[n % len(asked)]) for n in range(self.plan.rounds)]
        return Growth(
            grown,
            indexed.ended,
            indexed.peak,
            isolated(disk, index),
            tuple(ran.answered for ran in runs),
            tuple(ran.peak for ran in runs if ran.peak is not None),
            self.warm(index, folder),
        )

    def index(self, folder: Path, index: Path) -> Ran:
        """`qa index`."""
        return run(_qa("index", str(folder), "--index", str(index)), self.env)

    def ask(self, index: Path, question: str) -> Ran:
        """`qa ask`; that there is no answer is one too."""
        return run(_qa("ask", question, "--index", str(index)), self.env, accepted=(0, 1))


def _qa(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "qa.cli", *arguments]


def _obvious(target: Path) -> list[str]:
    return [sys.executable, str(OBVIOUS), "--index", str(target)]


def _estimate(size: int, last: Growth | None) -> str:
    """How long a size will take, going by the one before."""
    speed, each = float(_PER_SECOND), float(_BYTES)
    if last is not None:
        speed = last.grown.passages / last.indexing
        each = sum(last.disk.values()) / last.grown.passages
    minutes, megabytes = size / speed / 60, size * each / 1e6
    return f"{size:,} passages will take about {minutes:.0f} min to index, and {megabytes:,.0f} MB"


def _say(message: str) -> None:
    print(f"bench: {message}", file=sys.stderr)


if __name__ == "__main__":
    raise SystemExit(main())
