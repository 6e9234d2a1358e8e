"""Plots: the bins and the curve by hand, and files that are the same each time."""

import doctest
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from eval import plots
from eval.cases import Case, Gold
from eval.measures import MEASURES
from eval.plots import Bin, Point, RiskCoverage, check, draw, reliability, risk_coverage
from eval.run import Outcome, Reply
from index.errors import CaseError
from qa.cli import app

MISSING = "plots need matplotlib, which is not installed: pip install 'pincite[plots]'"


def outcome(confidence: float | None, rank: int | None, *, answerable: bool = True) -> Outcome:
    """A case that is answered from a confidence of 0.5 on; None is a failure."""
    return Outcome(
        case=Case("id", "?", "fact", (Gold("a.txt", "gold"),) if answerable else ()),
        reply=None if confidence is None else Reply(confidence >= 0.5, confidence, ()),
        error="RuntimeError: no" if confidence is None else "",
        rank=rank,
        document_right=False,
        verbatim=(),
        words=(),
        seconds=0.0,
    )


RUN = [
    outcome(0.25, None, answerable=False),
    outcome(1.0, 1),
    outcome(0.75, 1),
    outcome(0.75, 2),
    outcome(0.0, None),
    outcome(0.625, None, answerable=False),
    outcome(0.3, 1),
    outcome(0.5, 1),
]
RUNS = st.lists(
    st.builds(
        outcome,
        st.none() | st.sampled_from([0.0, 0.1, 0.3, 0.5, 1.0]) | st.floats(0, 1),
        st.sampled_from([None, 1, 2]),
    ),
    min_size=1,
    max_size=30,
)


def test_every_worked_example_is_right() -> None:
    done = doctest.testmod(plots)
    assert done.attempted > 0
    assert done.failed == 0


def test_reliability_by_hand() -> None:
    assert reliability(RUN) == (
        Bin(0.0, 0.1, 1, 0.0, 0.0),
        Bin(0.1, 0.2, 0, None, None),
        # 0.25 and the edge 0.3, which belongs below; that one is right, though not answered.
        Bin(0.2, 0.3, 2, 0.275, 0.5),
        Bin(0.3, 0.4, 0, None, None),
        Bin(0.4, 0.5, 1, 0.5, 1.0),
        Bin(0.5, 0.6, 0, None, None),
        Bin(0.6, 0.7, 1, 0.625, 0.0),
        Bin(0.7, 0.8, 2, 0.75, 0.5),
        Bin(0.8, 0.9, 0, None, None),
        Bin(0.9, 1.0, 1, 1.0, 1.0),
    )


def test_a_failure_is_sure_and_wrong() -> None:
    assert reliability([outcome(None, None), outcome(1.0, 1)])[9] == Bin(0.9, 1.0, 2, 1.0, 0.5)
    found = risk_coverage([outcome(None, None), outcome(0.9, 1)])
    assert found.curve == (Point(0.5, 1.0), Point(1.0, 0.5))
    assert found.present == Point(0.5, 0.0)


def test_risk_and_coverage_by_hand() -> None:
    # From the surest: right; right and wrong at once; one without an answer; right; right; two
    # more that are wrong. Of the five from 0.5 on, which were answered, two are wrong.
    assert risk_coverage(RUN) == RiskCoverage(
        curve=(
            Point(1 / 8, 0.0),
            Point(3 / 8, 1 / 3),
            Point(4 / 8, 2 / 4),
            Point(5 / 8, 2 / 5),
            Point(6 / 8, 2 / 6),
            Point(7 / 8, 3 / 7),
            Point(8 / 8, 4 / 8),
        ),
        present=Point(5 / 8, 2 / 5),
    )


def test_silence_has_no_present_point() -> None:
    assert risk_coverage([outcome(0.2, 1)]) == RiskCoverage((Point(1.0, 0.0),), None)


def test_nothing_has_empty_bins_and_no_curve() -> None:
    assert [bin.n for bin in reliability([])] == [0] * 10
    assert risk_coverage([]) == RiskCoverage((), None)


@given(RUNS)
def test_the_bins_give_the_calibration_error(outcomes: list[Outcome]) -> None:
    gaps = [
        bin.n * abs(bin.right - bin.confidence)
        for bin in reliability(outcomes)
        if bin.right is not None and bin.confidence is not None
    ]
    expected = MEASURES["ece"].statistic(outcomes).value
    assert sum(gaps) / len(outcomes) == pytest.approx(expected, abs=1e-9)


@given(RUNS)
def test_a_curve_ends_with_all_cases_and_meets_the_present(outcomes: list[Outcome]) -> None:
    found = risk_coverage(outcomes)
    coverages = [point.coverage for point in found.curve]
    assert coverages == sorted(set(coverages))
    wrong = sum(outcome.rank != 1 for outcome in outcomes)
    assert found.curve[-1] == Point(1.0, wrong / len(outcomes))
    if found.present is not None and all(outcome.reply for outcome in outcomes):
        assert found.present in found.curve


def test_two_drawings_are_the_same_files(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    names = ["reliability.svg", "risk-coverage.svg"]
    for folder in ("one", "deep/two"):
        draw(RUN, tmp_path / folder)
        assert sorted(path.name for path in (tmp_path / folder).iterdir()) == names
    for name in names:
        content = (tmp_path / "one" / name).read_bytes()
        assert content == (tmp_path / "deep" / "two" / name).read_bytes()
        assert ElementTree.fromstring(content).tag == "{http://www.w3.org/2000/svg}svg"


def _texts(file: Path) -> list[str]:
    found = ElementTree.parse(file).iter("{http://www.w3.org/2000/svg}text")
    return ["".join(text.itertext()) for text in found]


def test_drawings_tell_the_counts_and_the_present_point(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    draw([outcome(0.95, 1)] * 47 + [outcome(0.95, 2)] * 3 + [outcome(0.15, 2)] * 25, tmp_path)
    shown = _texts(tmp_path / "reliability.svg")
    assert [shown.count(text) for text in ("50", "25")] >= [1, 1]
    # 50/75 · |0.94 − 0.95| + 25/75 · |0 − 0.15| = 0.0567
    assert "Reliability: 75 cases, calibration error 0.057" in shown
    shown = _texts(tmp_path / "risk-coverage.svg")
    assert "at present: 66.7% answered, 6.0% of these wrong" in shown


def test_silence_can_be_drawn(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    draw([outcome(0.2, 1), outcome(None, None)], tmp_path)
    assert not any("at present" in text for text in _texts(tmp_path / "risk-coverage.svg"))


def test_a_file_in_the_way_of_a_drawing(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    (tmp_path / "reliability.svg").mkdir()
    with pytest.raises(CaseError) as caught:
        draw(RUN, tmp_path)
    assert str(caught.value) == (
        f"{tmp_path}/reliability.svg: plots cannot be written there (Is a directory)"
    )


def _eval(folder: Path) -> tuple[int, str, str]:
    """With cases that do not exist: whatever else is wrong must be told before."""
    arguments = ["eval", "--set", "none.jsonl", "--sources", str(folder), "--plots", "drawn"]
    result = CliRunner().invoke(app, arguments)
    return result.exit_code, result.stdout, result.stderr


def test_a_missing_library_is_told_before_the_cases_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    assert _eval(tmp_path) == (2, "", f"qa: {MISSING}\n")
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(CaseError, match="^plots need matplotlib"):
        draw(RUN, tmp_path)


def test_a_folder_that_cannot_be_written_is_told_before_the_cases_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("matplotlib")
    monkeypatch.chdir(tmp_path)
    Path("drawn").write_text("a file")
    assert _eval(tmp_path) == (2, "", "qa: drawn: plots cannot be written there (File exists)\n")
    with pytest.raises(CaseError, match=r"plots cannot be written there \(Not a directory\)"):
        check(tmp_path / "drawn" / "deeper")
