"""Two scored lists → one. Pure."""

from collections.abc import Mapping


def scaled(scores: Mapping[int, float]) -> dict[int, float]:
    """Scores stretched over [0, 1]; all equal: 1.

    >>> scaled({7: 2.0, 8: 4.0, 9: 3.0})
    {7: 0.0, 8: 1.0, 9: 0.5}
    """
    if not scores:
        return {}
    low, high = min(scores.values()), max(scores.values())
    if high == low:
        return dict.fromkeys(scores, 1.0)
    return {key: (score - low) / (high - low) for key, score in scores.items()}


def mix(
    lexical: Mapping[int, float], dense: Mapping[int, float], lexical_share: float
) -> dict[int, float]:
    """A convex combination of min-max scaled scores, best first; what a list lacks counts 0.

    Bruch, Gai, Ingber: "An Analysis of Fusion Functions for Hybrid Retrieval", TOIS 2023. The
    result orders candidates of one question; it says nothing across questions.

    >>> mix({1: 5.0, 2: 1.0}, {2: 0.9, 3: 0.1}, 0.75)
    {1: 0.75, 2: 0.25, 3: 0.0}
    """
    left, right = scaled(lexical), scaled(dense)
    mixed = {
        key: lexical_share * left.get(key, 0.0) + (1 - lexical_share) * right.get(key, 0.0)
        for key in left | right
    }
    return dict(sorted(mixed.items(), key=lambda pair: (-pair[1], pair[0])))
