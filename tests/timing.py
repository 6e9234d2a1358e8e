"""Whether what a text costs grows as the text does: seconds differ between machines and moments."""

import time
from collections.abc import Callable

_TIMES, _MOST, _TRIES = 4, 2.5, 3
_LEAST = 0.02  # seconds; the clock tells less only roughly


def is_linear(act: Callable[[int], object], most: int) -> bool:
    """Whether an act of ``most`` pieces takes less than ten times as long as of a quarter of them:
    a quadratic one takes sixteen times. What else runs costs time too, so thrice at most."""
    act(most // 100)

    def seconds(count: int) -> float:
        begun = time.process_time()
        act(count)
        return time.process_time() - begun

    return any(
        seconds(most) < _TIMES * _MOST * max(seconds(most // _TIMES), _LEAST) for _ in range(_TRIES)
    )
