"""Measures: their worked examples, values worked out by hand, and what must hold of any input."""

import doctest
from math import isnan, log2

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval import bootstrap as bootstrap_module
from eval import metrics
from eval.bootstrap import Interval, Statistic, bootstrap, mean, ratio
from eval.metrics import (
    auroc,
    calibration_error,
    document_accuracy,
    exact_match,
    f1,
    hit,
    ndcg,
    normalized,
    precision,
    recall,
    reciprocal_rank,
    token_f1,
    verbatim_rate,
)

RANKS = st.none() | st.integers(1, 50)
SHARES = st.floats(0, 1)
LABELLED = st.lists(st.tuples(SHARES, st.booleans()), min_size=1, max_size=40)


@pytest.mark.parametrize("module", [metrics, bootstrap_module])
def test_every_worked_example_is_right(module: object) -> None:
    done = doctest.testmod(module)  # type: ignore[arg-type]
    assert done.attempted > 0
    assert done.failed == 0


@pytest.mark.parametrize(
    "measure",
    [hit, reciprocal_rank, ndcg, precision, recall, f1, auroc, calibration_error]
    + [normalized, exact_match, token_f1],
)
def test_every_measure_shows_an_example(measure: object) -> None:
    assert ">>> " in str(measure.__doc__)


@given(RANKS, st.integers(1, 20))
def test_hit_never_falls_as_k_grows(rank: int | None, k: int) -> None:
    assert hit(rank, k) <= hit(rank, k + 1)


@given(RANKS)
def test_rank_measures_agree_and_stay_between_0_and_1(rank: int | None) -> None:
    assert hit(rank, 1) <= reciprocal_rank(rank) <= 1
    assert hit(rank, 1) <= ndcg(rank) <= hit(rank, 10)


def test_ndcg_falls_with_the_logarithm_and_ends_after_k() -> None:
    assert ndcg(2) == 1 / log2(3)
    assert ndcg(10) == 1 / log2(11)
    assert ndcg(11) == 0
    assert ndcg(3, k=2) == 0


def test_accuracy_counts_answerable_questions_only() -> None:
    assert document_accuracy([True, False, True], [True, True, False]).value == 0.5


def test_every_quote_weighs_alike_in_the_verbatim_rate() -> None:
    assert verbatim_rate([[True] * 9, [False]]).value == 0.9
    assert isnan(verbatim_rate([[], []]).value)


def test_answers_are_compared_without_case_punctuation_and_articles() -> None:
    assert normalized(" An  army, the 6th;\na-bomb Theatre ") == ["army", "6th", "abomb", "theatre"]
    assert normalized("The!") == normalized("") == []


def test_an_answer_is_exact_if_any_gold_is_the_same() -> None:
    assert exact_match("20 August", ["in August", "20 August."]) == 1
    assert exact_match("August 20", ["20 August"]) == 0
    assert exact_match("", ["20 August"]) == exact_match("20 August", []) == 0


def test_token_f1_by_hand() -> None:
    # Four words against three, two in common (a word counts as often as both have it).
    assert token_f1("red red red army", ["Red Army red-banner"]) == pytest.approx(4 / 7)
    # 2·1/(2 + 3) with the first gold, 2·2/(2 + 3) with the second.
    assert token_f1("20 August", ["20 July 1939", "20 August 1939"]) == pytest.approx(0.8)
    assert token_f1("", ["gold"]) == token_f1("gold", []) == token_f1("tin", ["gold"]) == 0


@given(st.text("ab, ", max_size=12), st.lists(st.text("ab, ", max_size=12), max_size=3))
def test_token_f1_is_at_most_1_and_finds_every_exact_answer(answer: str, golds: list[str]) -> None:
    value = token_f1(answer, golds)
    assert 0 <= value <= 1
    if exact_match(answer, golds) and normalized(answer):
        assert value == 1


def test_precision_recall_and_f1_by_hand() -> None:
    # Four abstentions of which three are due, and six questions without an answer.
    predicted = [True] * 4 + [False] * 6
    actual = [True] * 3 + [False] * 4 + [True] * 3
    assert precision(predicted, actual).value == 0.75
    assert recall(predicted, actual).value == 0.5
    assert f1(predicted, actual).value == pytest.approx(2 * 0.75 * 0.5 / 1.25)


def test_shares_of_nothing_are_not_defined() -> None:
    assert isnan(precision([False], [True]).value)
    assert recall([False], [True]).value == 0
    assert f1([False], [True]).value == 0
    assert isnan(recall([True], [False]).value)
    assert f1([True], [False]).value == 0
    assert isnan(f1([False], [False]).value)


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1))
def test_f1_lies_between_precision_and_recall(pairs: list[tuple[bool, bool]]) -> None:
    predicted, actual = [p for p, _ in pairs], [a for _, a in pairs]
    found = [score(predicted, actual).value for score in (precision, recall)]
    if not any(map(isnan, found)):
        assert min(found) - 1e-12 <= f1(predicted, actual).value <= max(found) + 1e-12


def test_auroc_by_hand() -> None:
    # Positives 3, 1 against negatives 2, 1, 0: wins 3 + 1, one tie, of six pairs.
    assert auroc([3, 1, 2, 1, 0], [True, True, False, False, False]).value == 4.5 / 6
    assert auroc([1, 1], [True, False]).value == 0.5


@pytest.mark.parametrize("labels", [[], [True, True], [False]])
def test_auroc_needs_both_classes(labels: list[bool]) -> None:
    assert isnan(auroc([0.5] * len(labels), labels).value)


@given(LABELLED)
def test_auroc_is_the_share_of_pairs_won(cases: list[tuple[float, bool]]) -> None:
    pairs = [(a > b) + (a == b) / 2 for a, yes in cases for b, no in cases if yes and not no]
    value = auroc([score for score, _ in cases], [label for _, label in cases]).value
    assert isnan(value) if not pairs else value == pytest.approx(sum(pairs) / len(pairs))


@given(LABELLED)
def test_auroc_turns_over_with_the_labels(cases: list[tuple[float, bool]]) -> None:
    scores, labels = [score for score, _ in cases], [label for _, label in cases]
    value = auroc(scores, labels).value
    if not isnan(value):
        assert auroc(scores, [not label for label in labels]).value == pytest.approx(1 - value)
        assert auroc([-score for score in scores], labels).value == pytest.approx(1 - value)


def test_calibration_error_by_hand() -> None:
    # Bin (0.6, 0.7]: 0.65 said, 1/2 right. Bin (0.9, 1]: 1 said, 2/3 right. Five cases.
    confidences = [0.6 + 1e-9, 0.7 - 1e-9, 1.0, 1.0, 1.0]
    right = [True, False, True, True, False]
    expected = (2 * 0.15 + 3 * (1 / 3)) / 5
    assert calibration_error(confidences, right).value == pytest.approx(expected)


def test_an_edge_belongs_to_the_bin_below_it() -> None:
    # 0.3 and 0.21 share a bin, so their errors cancel; 0.3 and 0.31 do not.
    assert calibration_error([0.3, 0.21], [False, True]).value == pytest.approx(0.49 / 2)
    assert calibration_error([0.3, 0.31], [False, True]).value == pytest.approx((0.3 + 0.69) / 2)
    assert calibration_error([0.0, 0.1], [False, False]).value == pytest.approx(0.05)


@given(st.lists(st.integers(0, 10), min_size=1, max_size=6))
def test_perfect_calibration_has_no_error(tenths: list[int]) -> None:
    confidences = [tenth / 10 for tenth in tenths for _ in range(10)]
    right = [place < tenth for tenth in tenths for place in range(10)]
    assert calibration_error(confidences, right).value == pytest.approx(0, abs=1e-12)


@given(LABELLED)
def test_calibration_error_stays_between_0_and_1(cases: list[tuple[float, bool]]) -> None:
    value = calibration_error([score for score, _ in cases], [right for _, right in cases]).value
    assert 0 <= value <= 1


@given(st.lists(SHARES, min_size=1, max_size=30))
def test_an_interval_holds_the_mean_and_is_the_same_again(values: list[float]) -> None:
    statistic = mean(values)
    (interval,) = bootstrap([statistic], draws=200)
    assert interval is not None
    assert min(values) - 1e-12 <= interval.low <= interval.high <= max(values) + 1e-12
    assert [interval] == bootstrap([statistic], draws=200)


def test_an_interval_is_as_wide_as_the_normal_one_for_many_cases() -> None:
    (interval,) = bootstrap([mean([1.0] * 300 + [0.0] * 100)])
    half = 1.96 * (0.75 * 0.25 / 400) ** 0.5
    assert interval is not None
    assert interval.low == pytest.approx(0.75 - half, abs=0.006)
    assert interval.high == pytest.approx(0.75 + half, abs=0.006)


def test_a_paired_difference_knows_what_the_runs_share() -> None:
    hard = [1.0, 0.0] * 50
    easier = [value + 0.25 for value in hard]
    difference = mean(easier) - mean(hard)
    assert difference.value == 0.25
    (interval,) = bootstrap([difference])
    assert interval is not None
    assert (interval.low, interval.high) == pytest.approx((0.25, 0.25))


def test_draws_that_leave_a_statistic_undefined_are_left_out() -> None:
    scores, labels = [0.9, 0.1, 0.2], [True, False, False]
    assert bootstrap([auroc(scores, labels)]) == [Interval(1.0, 1.0)]
    assert bootstrap([auroc(scores, [True] * 3)]) == [None]
    assert bootstrap([mean([])]) == [None]
    assert bootstrap([]) == []


def test_statistics_of_different_cases_do_not_mix() -> None:
    with pytest.raises(ValueError, match="not the same cases: 1 and 2"):
        mean([1.0]) - mean([1.0, 0.0])
    with pytest.raises(ValueError, match="statistics over different cases cannot share"):
        bootstrap([mean([1.0]), mean([1.0, 0.0])])


def test_draws_in_several_blocks_are_all_there() -> None:
    seen: list[int] = []

    def of(counts: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> bootstrap_module.Floats:
        assert (counts.sum(axis=1) == 3000).all()
        seen.append(len(counts))
        return counts[:, 0]

    bootstrap([Statistic(3000, of)], draws=700)
    assert seen == [333, 333, 34]


def test_a_ratio_resamples_its_two_sides_together() -> None:
    assert bootstrap([ratio([1, 2, 3], [2, 4, 6])]) == [Interval(0.5, 0.5)]
