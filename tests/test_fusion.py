"""The mix of two rankings."""

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

import index.fusion
from index.fusion import mix, scaled

SCORES = st.dictionaries(
    st.integers(0, 9), st.floats(-1e6, 1e6, allow_nan=False, allow_infinity=False)
)
SHARES = st.floats(0, 1)


def test_the_examples_hold() -> None:
    assert doctest.testmod(index.fusion).failed == 0


def test_nothing_scales_to_nothing() -> None:
    assert scaled({}) == {}
    assert mix({}, {}, 0.5) == {}


def test_equal_scores_all_count_full() -> None:
    assert scaled({1: 0.3, 2: 0.3}) == {1: 1.0, 2: 1.0}
    assert scaled({1: -4.0}) == {1: 1.0}


def test_equal_mixes_are_ordered_by_id() -> None:
    assert list(mix({9: 1.0, 3: 1.0}, {}, 0.5)) == [3, 9]
    assert list(mix({9: 2.0, 3: 1.0}, {3: 2.0, 9: 1.0}, 0.5)) == [3, 9]


@pytest.mark.parametrize(("share", "best"), [(1.0, 1), (0.75, 1), (0.5, 1), (0.25, 2), (0.0, 2)])
def test_the_share_weighs_the_lexical_list(share: float, best: int) -> None:
    assert next(iter(mix({1: 5.0, 3: 1.0}, {2: 0.9, 3: 0.1}, share))) == best


@given(SCORES)
def test_scaling_keeps_keys_and_order_within_bounds(scores: dict[int, float]) -> None:
    result = scaled(scores)
    assert result.keys() == scores.keys()
    assert all(0.0 <= value <= 1.0 for value in result.values())
    ascending = [result[key] for key in sorted(scores, key=lambda key: scores[key])]
    assert ascending == sorted(ascending)


@given(SCORES, st.integers(1, 6), st.integers(-1000, 1000))
def test_scaling_does_not_see_a_list_s_unit(
    scores: dict[int, float], power: int, shift: int
) -> None:
    whole = {key: float(round(value)) for key, value in scores.items()}
    moved = {key: value * 2**power + shift for key, value in whole.items()}
    assert scaled(moved) == pytest.approx(scaled(whole))


@given(SCORES, SCORES, SHARES)
def test_a_mix_is_sorted_bounded_and_of_both(
    lexical: dict[int, float], dense: dict[int, float], share: float
) -> None:
    result = mix(lexical, dense, share)
    assert result.keys() == lexical.keys() | dense.keys()
    assert list(result.values()) == sorted(result.values(), reverse=True)
    assert all(0.0 <= value <= 1.0 + 1e-9 for value in result.values())


@given(SCORES, SCORES)
def test_a_full_share_is_one_list_alone(lexical: dict[int, float], dense: dict[int, float]) -> None:
    left = mix(lexical, dense, 1.0)
    assert {key: left[key] for key in lexical} == scaled(lexical)
    right = mix(lexical, dense, 0.0)
    assert {key: right[key] for key in dense} == scaled(dense)
