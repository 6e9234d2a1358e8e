"""How far a confidence can be trusted, as two figures: a reliability diagram and a risk-coverage
curve. Computing needs no library for plots; drawing needs matplotlib, the extra ``plots``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

import numpy as np

from eval.measures import MEASURES, confidences
from eval.metrics import confidence_bins
from eval.run import Outcome
from index.errors import CaseError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# The salt makes the ids in the file the same each time; text stays text, which can be searched.
_SVG = {"svg.hashsalt": "pincite", "svg.fonttype": "none"}
_GREY, _BLUE, _RED = "0.6", "#1f5fa8", "#c0392b"


@dataclass(frozen=True, slots=True)
class Bin:
    """The ``n`` cases whose confidence lies in (low, high]; the lowest bin holds 0 as well.

    ``confidence`` is their mean and ``right`` the share whose first quote is right; None in a bin
    without cases.
    """

    low: float
    high: float
    n: int
    confidence: float | None
    right: float | None


@dataclass(frozen=True, slots=True)
class Point:
    """``coverage``: the share of all cases that are answered. ``risk``: that of errors in these."""

    coverage: float
    risk: float


@dataclass(frozen=True, slots=True)
class RiskCoverage:
    """A point for each confidence that could be the threshold, falling, and the ``present`` one.

    The present point counts the answers that were given; None where none was.
    """

    curve: tuple[Point, ...]
    present: Point | None


def reliability(outcomes: Sequence[Outcome]) -> tuple[Bin, ...]:
    """The ten bins of a reliability diagram (DeGroot & Fienberg 1983; Niculescu-Mizil & Caruana
    2005), those of `metrics.calibration_error`. A failure counts as sure and wrong.

    Two at 0.9 and 0.85 of which one is right, and a wrong one at 0.2:

    >>> from eval.cases import Case
    >>> from eval.run import Reply
    >>> def said(confidence, rank):
    ...     case, reply = Case("id", "?", "fact", ()), Reply(True, confidence, ())
    ...     return Outcome(case, reply, "", rank, True, (), (), 0.0)
    >>> found = reliability([said(0.9, 1), said(0.85, None), said(0.2, 3)])
    >>> [(bin.high, bin.n, bin.confidence, bin.right) for bin in found if bin.n]
    [(0.2, 1, 0.2, 0.0), (0.9, 2, 0.875, 0.5)]
    """
    said = np.array(confidences(outcomes))
    right = np.array([outcome.rank == 1 for outcome in outcomes], dtype=np.float64)
    where = confidence_bins(confidences(outcomes))
    bins = []
    for number in range(10):
        held = where == number
        n = int(held.sum())
        means = (float(said[held].mean()), float(right[held].mean())) if n else (None, None)
        bins.append(Bin(number / 10, (number + 1) / 10, n, *means))
    return tuple(bins)


def risk_coverage(outcomes: Sequence[Outcome]) -> RiskCoverage:
    """The risk-coverage curve (El-Yaniv & Wiener 2010): the share of errors among the cases that
    would be answered if the threshold were lower or higher.

    An error is a first quote that is not right, so a case without an answer is one if answered.
    Equal confidences come in together, as no threshold parts them. A failure counts as sure and
    wrong on the curve and is no answer at present, so with failures the present point lies beside
    the curve. Of four, the two above 0.5 were answered, one of them wrongly:

    >>> from eval.cases import Case
    >>> from eval.run import Reply
    >>> def said(confidence, rank):
    ...     case, reply = Case("id", "?", "fact", ()), Reply(confidence > 0.5, confidence, ())
    ...     return Outcome(case, reply, "", rank, True, (), (), 0.0)
    >>> found = risk_coverage([said(0.9, 1), said(0.6, 2), said(0.3, 1), said(0.3, 1)])
    >>> [(point.coverage, point.risk) for point in found.curve]
    [(0.25, 0.0), (0.5, 0.5), (1.0, 0.25)]
    >>> found.present
    Point(coverage=0.5, risk=0.5)
    """
    said = np.array(confidences(outcomes))
    wrong = np.array([outcome.rank != 1 for outcome in outcomes], dtype=np.int64)
    order = np.argsort(-said, kind="stable")
    errors = np.cumsum(wrong[order])
    # The last place of each group of equal confidences.
    ends = np.flatnonzero(np.diff(said[order], append=-np.inf))
    curve = (Point((int(e) + 1) / len(said), int(errors[e]) / (int(e) + 1)) for e in ends)
    answered = [outcome for outcome in outcomes if outcome.answered]
    present = None
    if answered:
        errors_given = sum(not outcome.right for outcome in answered)
        present = Point(len(answered) / len(outcomes), errors_given / len(answered))
    return RiskCoverage(tuple(curve), present)


def check(folder: Path) -> None:
    """Make the folder, and raise CaseError where `draw` could not write into it or not draw."""
    if find_spec("matplotlib") is None:
        raise CaseError(
            "plots need matplotlib, which is not installed: pip install 'pincite[plots]'"
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise _unwritable(folder, error) from error


def draw(outcomes: Sequence[Outcome], folder: Path) -> None:
    """Write ``reliability.svg`` and ``risk-coverage.svg``, for the same outcomes the same bytes.

    Raises CaseError as `check` does.
    """
    check(folder)
    from matplotlib import style

    # Defaults first, or the user's own matplotlibrc would change the files.
    with style.context(["default", _SVG]):
        drawn = {
            "reliability.svg": _reliability_figure(outcomes),
            "risk-coverage.svg": _risk_coverage_figure(outcomes),
        }
        for name, figure in drawn.items():
            content = BytesIO()
            figure.savefig(content, format="svg", metadata={"Date": None})
            try:
                (folder / name).write_bytes(content.getvalue())
            except OSError as error:
                raise _unwritable(folder / name, error) from error


def _reliability_figure(outcomes: Sequence[Outcome]) -> "Figure":
    from matplotlib.figure import Figure

    bins = reliability(outcomes)
    held = [bin for bin in bins if bin.n]
    figure = Figure(figsize=(5, 6), layout="constrained")
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=(3, 1))
    above.plot([0, 1], [0, 1], color=_GREY, linestyle="--", label="calibrated")
    above.plot(
        [bin.confidence for bin in held],
        [bin.right for bin in held],
        color=_BLUE,
        marker="o",
        label="observed",
    )
    above.set(xlim=(0, 1), ylim=(-0.02, 1.02), ylabel="share of first quotes that are right")
    error = MEASURES["ece"].statistic(outcomes).value
    above.set_title(f"Reliability: {len(outcomes)} cases, calibration error {error:.3f}")
    above.legend(loc="upper left")
    middles = [(bin.low + bin.high) / 2 for bin in bins]
    bars = below.bar(middles, [bin.n for bin in bins], width=0.09, color=_BLUE)
    below.bar_label(bars, fontsize="small")
    below.margins(y=0.25)
    below.set(xticks=[k / 10 for k in range(11)], xlabel="confidence", ylabel="cases")
    return figure


def _risk_coverage_figure(outcomes: Sequence[Outcome]) -> "Figure":
    from matplotlib.figure import Figure

    found = risk_coverage(outcomes)
    figure = Figure(figsize=(6, 4), layout="constrained")
    axes = figure.subplots()
    axes.plot(
        [point.coverage for point in found.curve],
        [point.risk for point in found.curve],
        color=_BLUE,
        marker=".",
        label="at each threshold",
    )
    if found.present is not None:
        coverage, risk = found.present.coverage, found.present.risk
        axes.plot(
            [coverage],
            [risk],
            color=_RED,
            marker="D",
            linestyle="",
            label=f"at present: {coverage:.1%} answered, {risk:.1%} of these wrong",
        )
    axes.set(xlim=(0, 1.02), ylim=(-0.02, 1.02), xlabel="coverage: share of cases answered")
    axes.set(ylabel="risk: share of answers that are wrong")
    axes.set_title(f"Risk and coverage: {len(outcomes)} cases")
    axes.legend(loc="upper left")
    return figure


def _unwritable(path: Path, error: OSError) -> CaseError:
    return CaseError(f"{path}: plots cannot be written there ({error.strerror})")
