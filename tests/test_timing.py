"""The tests' own measure of what grows."""

import time
from collections.abc import Callable

import pytest

from tests.timing import is_linear


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (lambda count: count / 1_000, True),
        (lambda count: count / 1_000 * count.bit_length(), True),
        (lambda count: (count / 1_000) ** 2, False),
        (lambda count: (count / 100_000) ** 2, True),  # too little to tell
    ],
)
def test_what_grows_as_its_square_is_told(
    seconds: Callable[[int], float], expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]

    def act(count: int) -> None:
        now[0] += seconds(count)

    monkeypatch.setattr(time, "process_time", lambda: now[0])
    assert is_linear(act, 10_000) is expected
