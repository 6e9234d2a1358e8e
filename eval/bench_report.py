"""What a benchmark run found: the types, as JSON, and as tables for people. Never prints."""

import os
import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from eval.growing import Grown
from eval.timing import Versus, median

_PACKAGES = ("sentence-transformers", "torch", "onnxruntime", "faiss-cpu", "numpy", "typer")
_MB = 1_000_000
# What the project promises itself: cold, indexing rate, and bytes of memory.
_COLD_TARGET, _RATE_TARGET, _MEMORY_TARGET = 6.0, 2.0, 400 * _MB
_HELP_TARGET = 0.25  # seconds
_STAGE_NAMES = {
    "encode": "encode the question",
    "bm25": "BM25",
    "bm25s": "(bm25s, to compare)",
    "dense": "dense",
    "fetch": "fetch candidates",
    "unread": "whole question, nothing read",
    "whole": "whole question, by `qa ask --batch`",
    "first": "first quotes on a chat's screen",
    "chat": "reply on a chat's screen",
}

Times = Mapping[str, tuple[float, ...]]
"""Seconds by stage, a value a question and round."""


@dataclass(frozen=True, slots=True)
class Machine:
    """Where it was measured."""

    cores: int
    processor: str
    system: str
    python: str
    load: float | None
    packages: dict[str, str]


@dataclass(frozen=True, slots=True)
class Rate:
    """Seconds to encode so many passages."""

    passages: int
    seconds: Versus


@dataclass(frozen=True, slots=True)
class Growth:
    """One size of collection. ``disk`` is bytes by part; ``memory`` bytes of each cold question."""

    grown: Grown
    indexing: float
    indexing_memory: int | None
    disk: Mapping[str, int]
    cold: tuple[float, ...]
    memory: tuple[int, ...]
    warm: Times


@dataclass(frozen=True, slots=True)
class Findings:
    """A run: what was not asked for is None or empty."""

    machine: Machine
    folder: str
    rounds: int
    help: Versus | None = None
    cold: Versus | None = None
    memory: Versus | None = None
    rate: Rate | None = None
    warm: Times | None = None
    growth: tuple[Growth, ...] = ()


def machine() -> Machine:
    """The machine this runs on."""
    packages = {}
    for name in _PACKAGES:
        try:
            packages[name] = version(name)
        except PackageNotFoundError:
            packages[name] = "–"
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    return Machine(
        os.cpu_count() or 1, _processor(), platform.platform(), platform.python_version(), load,
        packages,
    )  # fmt: skip


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.is_file():
        for line in cpuinfo.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def to_json(findings: Findings) -> dict[str, Any]:
    """A JSON object: every value of every round, with medians and ratios."""
    rate = findings.rate
    return {
        "machine": asdict(findings.machine),
        "folder": findings.folder,
        "rounds": findings.rounds,
        "help": findings.help and findings.help.to_json(),
        "cold": findings.cold and findings.cold.to_json(),
        "memory": findings.memory and findings.memory.to_json(),
        "rate": rate and {"passages": rate.passages, **rate.seconds.to_json()},
        "warm": findings.warm and _medians(findings.warm),
        "growth": [_growth_json(growth) for growth in findings.growth],
    }


def _growth_json(growth: Growth) -> dict[str, Any]:
    return {
        **asdict(growth.grown),
        "indexing": growth.indexing,
        "indexing_memory": growth.indexing_memory,
        "disk": dict(growth.disk),
        "cold": list(growth.cold),
        "memory": list(growth.memory),
        "warm": _medians(growth.warm),
    }


def _medians(times: Times) -> dict[str, float]:
    return {stage: median(values) for stage, values in times.items()}


def table(findings: Findings) -> RenderableType:
    """The findings for a terminal; medians throughout."""
    facts = findings.machine
    load = "" if facts.load is None else f", load {facts.load:.1f} at the start"
    packages = ", ".join(f"{name} {number}" for name, number in facts.packages.items())
    rounds = f"{findings.rounds} rounds in turn; medians"
    lines: list[RenderableType] = [
        Text(f"{facts.cores} cores ({facts.processor}), {facts.system}{load}"),
        Text(f"Python {facts.python}, {packages}"),
        Text(f"Text: {findings.folder}; {rounds}"),
    ]
    if findings.help or findings.cold or findings.memory or findings.rate:
        lines += ["", _versus(findings)]
    if findings.warm:
        lines += ["", _warm(findings.warm)]
    if findings.growth:
        lines += ["", _growth(findings.growth), *_notes(findings.growth)]
    return Group(*lines)


def _versus(findings: Findings) -> Table:
    grid = _grid("", "qa", "obvious script", "ratio", "target")
    if findings.help is not None:
        told = findings.help
        ours, theirs = f"{median(told.ours):.2f} s", f"{median(told.theirs):.2f} s"
        met = _met(median(told.ours) <= _HELP_TARGET)
        grid.add_row("--help", ours, theirs, f"1 : {told.ratio:.1f}", f"{_HELP_TARGET} s {met}")
    if findings.cold is not None:
        cold = findings.cold
        ours, theirs = f"{median(cold.ours):.2f} s", f"{median(cold.theirs):.2f} s"
        met = _met(cold.ratio >= _COLD_TARGET)
        grid.add_row(
            "cold question", ours, theirs, f"1 : {cold.ratio:.1f}", f"1 : {_COLD_TARGET:.0f} {met}"
        )
    if findings.memory is not None:
        memory = findings.memory
        ours, theirs = (f"{median(side) / _MB:.0f} MB" for side in (memory.ours, memory.theirs))
        met = _met(median(memory.ours) <= _MEMORY_TARGET)
        target = f"{_MEMORY_TARGET / _MB:.0f} MB {met}"
        grid.add_row("peak memory of it", ours, theirs, f"1 : {memory.ratio:.1f}", target)
    if findings.rate is not None:
        times, count = findings.rate.seconds, findings.rate.passages
        ours, theirs = (f"{count / median(side):.0f} /s" for side in (times.ours, times.theirs))
        met = _met(times.ratio >= _RATE_TARGET)
        what = f"passages encoded (of {count})"
        grid.add_row(what, ours, theirs, f"{times.ratio:.1f} : 1", f"{_RATE_TARGET:.0f} : 1 {met}")
    return grid


def _met(reached: bool) -> str:
    return "✓" if reached else "✗"


def _warm(times: Times) -> Table:
    grid = _grid("warm question", "ms", "longest")
    for stage, name in _STAGE_NAMES.items():
        if stage in times:
            values = times[stage]
            grid.add_row(name, f"{median(values) * 1e3:.2f}", f"{max(values) * 1e3:.2f}")
    return grid


def _growth(growths: tuple[Growth, ...]) -> Table:
    grid = _grid("passages", *(f"{growth.grown.passages:,}" for growth in growths))
    grid.add_row("files", *(f"{growth.grown.files:,}" for growth in growths))
    grid.add_row("indexing", *(f"{growth.indexing:.1f} s" for growth in growths))
    speeds = (growth.grown.passages / growth.indexing for growth in growths)
    grid.add_row("  passages/s", *(f"{speed:.0f}" for speed in speeds))
    grid.add_row("  peak memory", *(_memory(growth.indexing_memory) for growth in growths))
    sizes = [sum(growth.disk.values()) for growth in growths]
    grid.add_row("on disk", *(f"{size / _MB:.1f} MB" for size in sizes))
    each = (size / growth.grown.passages for size, growth in zip(sizes, growths, strict=True))
    grid.add_row("  bytes a passage", *(f"{size:,.0f}" for size in each))
    for part in growths[0].disk:
        grid.add_row(f"  {part}", *(f"{growth.disk[part] / _MB:.1f} MB" for growth in growths))
    grid.add_row("cold question", *(f"{median(growth.cold):.2f} s" for growth in growths))
    peaks = (int(median(growth.memory)) if growth.memory else None for growth in growths)
    grid.add_row("  peak memory", *map(_memory, peaks))
    for stage, name in _STAGE_NAMES.items():
        if stage in growths[0].warm:
            values = (median(growth.warm[stage]) * 1e3 for growth in growths)
            grid.add_row(name, *(f"{value:.2f} ms" for value in values))
    return grid


def _memory(peak: int | None) -> str:
    return "–" if peak is None else f"{peak / _MB:.0f} MB"


def _notes(growths: tuple[Growth, ...]) -> list[RenderableType]:
    return [
        Text(
            f"{growth.grown.passages:,} passages: the folder's texts and {growth.grown.repeats} "
            "repeats of them with their sentences shuffled"
        )
        for growth in growths
        if growth.grown.repeats
    ]


def _grid(first: str, *numbers: str) -> Table:
    grid = Table(box=SIMPLE_HEAD, padding=(0, 1), pad_edge=False, show_edge=False)
    grid.add_column(first)
    for name in numbers:
        grid.add_column(name, justify="right", no_wrap=True)
    return grid
