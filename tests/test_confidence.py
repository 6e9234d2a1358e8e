"""The fitted numbers, and what they make of signals."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as nps

from index.document import Span
from index.errors import WeightsError
from qa import confidence as fitted
from qa.confidence import (
    FILE,
    Logistic,
    probability,
    signal_names,
    trust_names,
    trust_signals,
    weights,
)
from qa.signals import READ_SIGNALS, SIGNALS, Window
from tests.asking import hit_of, passage_of, write_weights

_signals = nps.arrays(
    np.float32, len(SIGNALS), elements=st.floats(-1, 2, width=32, allow_subnormal=False)
)


def _window(*values: float) -> Window:
    signals = np.zeros(len(SIGNALS), dtype=np.float32)
    signals[: len(values)] = values
    return Window(hit_of(passage_of("a", ["a"])), Span(0, 1), 1, signals)


@pytest.mark.parametrize(("part", "is_read"), [("unread", False), ("read", True)])
def test_the_file_names_exactly_the_signals(part: str, is_read: bool) -> None:
    content = json.loads(FILE.read_text(encoding="utf-8"))
    assert content.keys() == {"read", "unread"}
    values = content[part]
    assert values.keys() == {"fitted_on", "rank", "trust", "threshold"}
    assert values["rank"].keys() == {"bias", *signal_names(is_read)}
    assert values["trust"].keys() == {"bias", *trust_names(is_read)}
    assert all(
        isinstance(number, float) for part in ("rank", "trust") for number in values[part].values()
    )
    assert 0 < values["threshold"] < 1


def test_the_names_of_signals() -> None:
    assert signal_names(False) == SIGNALS
    assert signal_names(True) == (*SIGNALS, "relevance", "share") == (*SIGNALS, *READ_SIGNALS)
    assert trust_names(False) == (*SIGNALS, "logit", "lead", "other_year", "strange_name")
    of_replies = ("logit", "lead", "other_year", "strange_name", "best_relevance")
    assert trust_names(True) == (*SIGNALS, *READ_SIGNALS, *of_replies)
    assert len(set(trust_names(True))) == len(SIGNALS) + 7


@pytest.mark.parametrize("is_read", [False, True])
def test_the_file_is_read_in_the_signals_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_read: bool
) -> None:
    names, trusted = signal_names(is_read), trust_names(is_read)
    rank = {name: float(n) for n, name in enumerate(names)}
    trust = {name: -float(n) for n, name in enumerate(reversed(trusted))}
    file = write_weights(tmp_path / "w.json", {"bias": 0.5, **rank}, {"bias": -2.0, **trust}, 0.25)
    monkeypatch.setattr(fitted, "FILE", file)
    found = weights.__wrapped__(is_read)
    assert found.rank.weights.tolist() == list(range(len(names)))
    assert found.trust.weights.tolist() == [-float(n) for n in reversed(range(len(trusted)))]
    assert (found.rank.bias, found.trust.bias, found.threshold) == (0.5, -2.0, 0.25)


def _without_lead(values: dict[str, Any]) -> str:
    del values["unread"]["trust"]["lead"]
    return json.dumps(values)


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (_without_lead, r"KeyError\('lead'\)"),
        (lambda values: json.dumps(values)[:-1], "JSONDecodeError"),
        (
            lambda values: json.dumps({"unread": values["unread"] | {"threshold": "high"}}),
            "ValueError",
        ),
        (lambda values: json.dumps([values]), "TypeError"),
    ],
)
def test_numbers_that_are_missing_are_not_made_up(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    spoil: Callable[[dict[str, Any]], str],
    why: str,
) -> None:
    file = write_weights(tmp_path / "w.json", {}, {})
    file.write_text(spoil(json.loads(file.read_text(encoding="utf-8"))), encoding="utf-8")
    monkeypatch.setattr(fitted, "FILE", file)
    with pytest.raises(WeightsError, match=rf"^{file} is missing or does not fit .*{why}"):
        weights.__wrapped__(False)
    file.unlink()
    with pytest.raises(WeightsError, match="FileNotFoundError"):
        weights.__wrapped__(False)


def test_logits_worked_by_hand() -> None:
    model = Logistic(0.5, np.array([2.0, -1.0], dtype=np.float32))
    signals = np.array([[1.0, 0.0], [0.5, 3.0]], dtype=np.float32)
    assert model.logits(signals).tolist() == [2.5, -1.5]


@pytest.mark.parametrize(
    ("logit", "expected"),
    [(0.0, 0.5), (2.0, 0.880797), (-2.0, 0.119203), (800.0, 1.0), (-800.0, 0.0)],
)
def test_probability(logit: float, expected: float) -> None:
    assert probability(logit) == pytest.approx(expected, abs=1e-6)


@given(st.floats(-30, 30), st.floats(-30, 30))
def test_a_higher_logit_is_a_higher_probability(one: float, other: float) -> None:
    assert 0 < probability(one) < 1
    if one < other:
        assert probability(one) <= probability(other)


def test_what_trust_is_put_in() -> None:
    signals = trust_signals(_window(0.75, 0.5), 2.0, 0.5, [_window()], strangeness=0.0)
    assert signals.shape == (len(trust_names(is_read=False)),)
    assert signals[:2].tolist() == [0.75, 0.5]
    assert signals[-4:].tolist() == [2.0, 1.5, 0.0, 0.0]


@pytest.mark.parametrize("second", [None, -1.0, -100.0])
def test_the_lead_is_three_at_most(second: float | None) -> None:
    assert trust_signals(_window(), 2.0, second, [], strangeness=0.0)[-3] == 3.0


def test_the_best_relevance_is_of_all_that_was_read() -> None:
    read = [replace(_window(), signals=np.append(_window().signals, [x, 1.0])) for x in (-2.0, 3.0)]
    signals = trust_signals(read[0], 2.0, 0.5, [*read, _window()], strangeness=0.0)
    assert signals.shape == (len(trust_names(is_read=True)),)
    assert signals[-1] == 3.0


@given(signals=_signals, logit=st.floats(-15, 15), second=st.none() | st.floats(-15, 15))
def test_confidence_is_a_probability(
    signals: np.ndarray, logit: float, second: float | None
) -> None:
    """With the numbers that come with the package."""
    window = _window(*signals)
    value = weights(False).confidence(
        trust_signals(window, logit, second, [window], strangeness=0.0)
    )
    assert 0 <= value <= 1
    assert value == weights(False).confidence(
        trust_signals(window, logit, second, [window], strangeness=0.0)
    )


@pytest.mark.usefixtures("plain_weights")
@pytest.mark.parametrize(("coverage", "expected"), [(1.0, 0.952574), (0.5, 0.5), (0.0, 0.047426)])
def test_confidence_worked_by_hand(coverage: float, expected: float) -> None:
    names = trust_names(is_read=True)
    signals = np.zeros(len(names), dtype=np.float32)
    signals[names.index("coverage")] = coverage
    assert weights(True).confidence(signals) == pytest.approx(expected, abs=1e-6)
