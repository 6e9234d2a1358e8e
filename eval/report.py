"""Outcomes → a report: figures with intervals, over all cases, by kind and by part; and two runs'
difference. Computes, and neither prints (`eval.table` draws) nor touches a disk (`eval.saved`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import isnan

import numpy as np

from eval.bootstrap import Interval, bootstrap
from eval.measures import MEASURES
from eval.run import Outcome
from index.errors import CaseError


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure's value and its 95 % interval; None where it is not defined."""

    value: float | None
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class Group:
    """Every measure, by its name, over ``n`` cases that have something in common."""

    name: str
    n: int
    figures: dict[str, Figure]


@dataclass(frozen=True, slots=True)
class Report:
    """A scored run. Times are milliseconds of wall clock a question; ``failed`` counts cases."""

    outcomes: tuple[Outcome, ...]
    overall: Group
    kinds: tuple[Group, ...]
    splits: tuple[Group, ...]
    failed: int
    median_ms: float
    p95_ms: float


class Fault(StrEnum):
    """What is wrong with what a user saw."""

    WRONG = "wrong quote"
    SILENT = "no answer given, and there is one"
    SPOKE = "answered, and there is no answer"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Miss:
    """A case that did not go well, and how."""

    fault: Fault
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Change:
    """A measure in two runs over the same cases; ``interval`` is that of new − old, paired."""

    measure: str
    old: float | None
    new: float | None
    interval: Interval | None

    @property
    def difference(self) -> float | None:
        """New less old; None where either is not defined."""
        return None if self.old is None or self.new is None else self.new - self.old


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs over the ``n`` cases both have.

    ``mended`` and ``broken`` are the ids of cases that went wrong only in the old or only in the
    new run. ``left_out`` counts the cases of one run only, or asked differently in the other.
    """

    n: int
    left_out: int
    changes: tuple[Change, ...]
    mended: tuple[str, ...]
    broken: tuple[str, ...]


def report(outcomes: Sequence[Outcome]) -> Report:
    """Score a run. Kinds with an answer come first. Raises CaseError for a run of no cases."""
    if not outcomes:
        raise CaseError("there are no cases to report on: give the run at least one")
    kinds = sorted({(not o.case.answerable, o.case.kind) for o in outcomes})
    names = list(dict.fromkeys(kind for _, kind in kinds))
    median, p95 = np.percentile([1000 * outcome.seconds for outcome in outcomes], [50, 95])
    return Report(
        outcomes=tuple(outcomes),
        overall=_group("all", outcomes),
        kinds=_groups(names, outcomes, lambda outcome: outcome.case.kind),
        splits=_groups(["train", "dev", "test"], outcomes, lambda outcome: outcome.case.split),
        failed=sum(outcome.reply is None for outcome in outcomes),
        median_ms=float(median),
        p95_ms=float(p95),
    )


def fault(outcome: Outcome) -> Fault | None:
    """What is wrong; None for a right first quote, and for silence where there is no answer."""
    if outcome.reply is None:
        return Fault.FAILED
    if outcome.case.answerable:
        if outcome.abstained:
            return Fault.SILENT
        return None if outcome.right else Fault.WRONG
    return Fault.SPOKE if outcome.answered else None


def misses(outcomes: Sequence[Outcome]) -> list[Miss]:
    """The cases that did not go well, in their order."""
    faults = ((fault(outcome), outcome) for outcome in outcomes)
    return [Miss(found, outcome) for found, outcome in faults if found is not None]


def minimum(demand: str) -> tuple[str, float]:
    """A demand such as ``hit@1=0.80``: the measure's name and the least it may be.

    Raises CaseError for one that cannot be understood.
    """
    name, equals, number = demand.partition("=")
    name = name.strip()
    known = [measure.name for measure in MEASURES.values() if measure.minimum]
    if not equals or name not in known:
        raise CaseError(
            f"{demand!r} is not a minimum: write MEASURE=NUMBER with one of {', '.join(known)}"
        )
    try:
        least = float(number)
    except ValueError:
        least = -1.0
    if not 0.0 <= least <= 1.0:
        raise CaseError(f"{demand!r} is not a minimum: the number must lie between 0 and 1")
    return name, least


def check_minimum(report: Report, demand: str) -> str | None:
    """What a report lacks of a demand; None if it is met. Raises CaseError as `minimum` does.

    A measure that is not defined does not meet any.
    """
    name, least = minimum(demand)
    value = report.overall.figures[name].value
    if value is None:
        return f"{name} is not defined for these cases, so it is not at least {least:g}"
    return None if value >= least else f"{name} is {value:.4f}, less than {least:g}"


def compare(old: Report, new: Report) -> Comparison:
    """What changed between two runs, on the cases both have alike in every word.

    Raises CaseError where there is no such case.
    """
    before = {outcome.case.id: outcome for outcome in old.outcomes}
    pairs = [
        (before[outcome.case.id], outcome)
        for outcome in new.outcomes
        if outcome.case.id in before and before[outcome.case.id].case == outcome.case
    ]
    if not pairs:
        raise CaseError("the two runs have no case in common: compare runs over the same cases")
    olds, news = [first for first, _ in pairs], [second for _, second in pairs]
    statistics = [(m.statistic(olds), m.statistic(news)) for m in MEASURES.values()]
    intervals = bootstrap([after - earlier for earlier, after in statistics])
    ids = before.keys() | {outcome.case.id for outcome in new.outcomes}
    return Comparison(
        n=len(pairs),
        left_out=len(ids) - len(pairs),
        changes=tuple(
            Change(
                measure.name,
                _number(earlier.value),
                _number(after.value),
                interval if measure.interval else None,
            )
            for measure, (earlier, after), interval in zip(
                MEASURES.values(), statistics, intervals, strict=True
            )
        ),
        mended=tuple(b.case.id for a, b in pairs if fault(a) is not None and fault(b) is None),
        broken=tuple(b.case.id for a, b in pairs if fault(a) is None and fault(b) is not None),
    )


def _groups(
    names: Sequence[str], outcomes: Sequence[Outcome], key: Callable[[Outcome], str]
) -> tuple[Group, ...]:
    parts = ((name, [outcome for outcome in outcomes if key(outcome) == name]) for name in names)
    return tuple(_group(name, part) for name, part in parts if part)


def _group(name: str, outcomes: Sequence[Outcome]) -> Group:
    statistics = [measure.statistic(outcomes) for measure in MEASURES.values()]
    figures = {
        measure.name: Figure(_number(statistic.value), interval if measure.interval else None)
        for measure, statistic, interval in zip(
            MEASURES.values(), statistics, bootstrap(statistics), strict=True
        )
    }
    return Group(name, len(outcomes), figures)


def _number(value: float) -> float | None:
    return None if isnan(value) else value
