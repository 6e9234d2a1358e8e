"""The measurements of the benchmark, with `qa` as a command."""

import os
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from eval.bench_report import Findings, Growth, Rate, Times, machine
from eval.growing import grow
from eval.stages import disk, encoding_times, stage_times
from eval.terminal import Typed, pexpect
from eval.timing import Conversation, Ran, Versus, in_turn, isolated, run

OBVIOUS = Path(__file__).with_name("obvious.py")

_ENCODED = 200  # passages, to measure the rate
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
        if "help" in plan.parts:
            findings = replace(findings, help=self.help())
        if "cold" in plan.parts or "memory" in plan.parts:
            findings = self.cold(findings, index)
        if "rate" in plan.parts:
            findings = replace(findings, rate=self.rate(index))
        if "warm" in plan.parts:
            warm = {**self.warm(index, plan.folder), **self.chat(index)}
            findings = replace(findings, warm=warm)
        if "growth" in plan.parts:
            findings = replace(findings, growth=self.growth())
        return findings

    def help(self) -> Versus:
        """From the start of the process to the end of the help."""
        _say("the help")
        own, script = _qa("--help"), [*_obvious(self.scratch), "--help"]
        ours, theirs = in_turn(
            lambda _: run(own, self.env), lambda _: run(script, self.env), self.plan.rounds
        )
        return Versus(tuple(ran.ended for ran in ours), tuple(ran.ended for ran in theirs))

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

    def chat(self, index: Path) -> Times:
        """Until the first quotes are on the screen of a chat, and until the reply is; nothing where
        no terminal can be driven."""
        if pexpect() is None:
            return {}
        _say("a chat")
        questions = self.plan.questions
        with Typed(_qa("chat", "--index", str(index)), self.env) as chat:
            chat.ask(questions[0])
            taken = [chat.ask(each) for _ in range(self.plan.rounds) for each in questions]
        first, whole = zip(*taken, strict=True)
        return {"first": first, "chat": whole}

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
