"""MaxSim, worked by hand on vectors of three dimensions."""

import math

import numpy as np
import pytest

from index.document import Passage
from index.encoder import Floats
from index.lexical import QueryTerms
from index.packed import PackedTokens
from index.search import Query
from qa.rerank import Asked, Matched, asked, match
from tests.asking import KNOWN, UNKNOWN, hit_of, passage_of, query_of
from tests.samples import unit

X, Y, Z = unit(1, 0, 0), unit(0, 1, 0), unit(0, 0, 1)
XY = unit(1, 1, 0)
HALF = math.sqrt(0.5)  # the cosine of X or Y with XY


def _packed(*tokens: tuple[int, Floats]) -> PackedTokens:
    """Tokens of one character each, at these offsets."""
    offsets = np.array([(start, start + 1) for start, _ in tokens], dtype=np.int32).reshape(-1, 2)
    vectors = np.array([vector for _, vector in tokens], dtype=np.float32).reshape(-1, 3)
    return PackedTokens.pack(vectors, offsets)


def _match(question: Asked, passage: Passage, *tokens: tuple[int, Floats]) -> Matched:
    hit = hit_of(passage, key=7)
    (matched,) = match(question, [hit], {7: _packed(*tokens)})
    assert matched.hit is hit
    return matched


def _close(values: Floats, *expected: object) -> None:
    np.testing.assert_allclose(values, np.array(expected), atol=2e-3)


def _even(*vectors: Floats) -> Asked:
    weights = np.full(len(vectors), 1 / len(vectors), dtype=np.float32)
    return Asked(np.stack(vectors), weights, weights)


def test_a_words_weight_is_its_idf_shared_by_its_pieces() -> None:
    query = query_of(
        "nomonhan bay",
        {"nomonhan": 0, "bay": 1},
        [((0, 4), X), ((4, 8), Y), ((9, 12), Z)],
    )
    whole = UNKNOWN + KNOWN
    made = asked(query)
    _close(made.weights, UNKNOWN / 2 / whole, UNKNOWN / 2 / whole, KNOWN / whole)
    _close(made.even, 0.25, 0.25, 0.5)
    _close(made.tokens, X, Y, Z)


def test_stop_words_weigh_nothing() -> None:
    query = query_of(
        "Who led the ferry",
        {"led": 1, "ferry": 1},
        [((0, 3), X), ((4, 7), Y), ((8, 11), Z), ((12, 17), X)],
    )
    made = asked(query)
    _close(made.weights, 0, 0.5, 0, 0.5)
    _close(made.even, 0, 0.5, 0, 0.5)


def test_where_there_are_only_stop_words_all_weigh_the_same() -> None:
    made = asked(
        query_of("who is it", {"who": 0, "is": 1}, [((0, 3), X), ((4, 6), Y), ((7, 9), Z)])
    )
    _close(made.weights, 1 / 3, 1 / 3, 1 / 3)
    _close(made.even, 1 / 3, 1 / 3, 1 / 3)


def test_a_word_of_several_terms_weighs_as_its_rarest() -> None:
    query = query_of(
        "BT-5 tanks", {"bt": 0, "5": 1, "tanks": 1}, [((0, 2), X), ((3, 4), Y), ((5, 10), Z)]
    )
    whole = UNKNOWN + 2 * KNOWN
    _close(asked(query).weights, UNKNOWN / whole, KNOWN / whole, KNOWN / whole)


def test_no_tokens() -> None:
    empty = np.zeros((0, 3), dtype=np.float32)
    query = query_of("—", {}, [((0, 1), X)])
    encoding = type(query.encoding)(X, empty, np.zeros((0, 2), dtype=np.int32))
    made = asked(Query("—", QueryTerms({}, (), 1), encoding))
    assert (made.tokens.shape, made.weights.shape, made.even.shape) == ((0, 3), (0,), (0,))
    matched = _match(made, passage_of("ab", ["a", "b"]), (0, X), (1, Y))
    assert matched.maxsim == 0.0
    assert matched.units.shape == (0, 2)


def test_each_token_of_the_question_meets_the_nearest_of_each_unit() -> None:
    """Units "ab" and "cd": X meets a (1) and d (√½); Y meets b (√½) and d (√½); Z meets c."""
    passage = passage_of("ab cd", ["ab", "cd"])
    matched = _match(_even(X, Y, Z), passage, (0, X), (1, XY), (3, Z), (4, XY))
    _close(matched.units, [1, HALF], [HALF, HALF], [0, 1])
    _close(matched.preamble, 0, 0, 0)
    _close(matched.sums(), *np.stack([X + XY, Z + XY]).T.tolist())
    assert matched.maxsim == pytest.approx((1 + HALF + 1) / 3, abs=2e-3)


def test_maxsim_is_weighed() -> None:
    question = Asked(np.stack([X, Y]), np.array([0.9, 0.1], dtype=np.float32), np.full(2, 0.5))
    matched = _match(question, passage_of("a", ["a"]), (0, X))
    assert matched.maxsim == pytest.approx(0.9, abs=2e-3)


def test_what_stands_above_is_met_apart() -> None:
    """Tokens before offset 0 are of the title and headings."""
    passage = passage_of("Some title. ab", ["ab"])
    matched = _match(_even(X, Y), passage, (-5, Y), (-3, XY), (0, X), (1, Z))
    _close(matched.preamble, HALF, 1)
    _close(matched.units, [1], [0])
    assert matched.maxsim == pytest.approx(1.0, abs=2e-3)


def test_offsets_count_from_the_first_unit() -> None:
    """A passage in the midst of its document."""
    passage = passage_of("xxxxx ab cd xx", ["ab", "cd"])
    matched = _match(_even(X), passage, (0, Y), (3, X))
    _close(matched.units, [0, 1])


def test_a_row_that_is_read_otherwise_has_all_tokens() -> None:
    passage = passage_of("|1|", ["|1|"], reading="Date: 1; Total of the day: 9")
    matched = _match(_even(X, Y), passage, (-2, Y), (0, Z), (20, X))
    _close(matched.units, [1], [0])


def test_a_passage_without_tokens() -> None:
    matched = _match(_even(X, Y), passage_of("ab", ["a", "b"]))
    _close(matched.units, [0, 0], [0, 0])
    assert matched.maxsim == 0.0


def test_the_hits_keep_their_order_and_each_its_own_tokens() -> None:
    first, second = (
        hit_of(passage_of("ab", ["a", "b"]), key=4),
        hit_of(passage_of("c", ["c"]), key=2),
    )
    matched = match(_even(X), [first, second], {2: _packed((0, X)), 4: _packed((0, Y), (1, XY))})
    assert [item.hit for item in matched] == [first, second]
    _close(matched[0].units, [0, HALF])
    _close(matched[1].units, [1])


def test_no_hits() -> None:
    assert match(_even(X), [], {}) == []


def test_cosines_below_zero_count_as_no_match() -> None:
    """A worse match than none is none, for the passage as a whole."""
    matched = _match(_even(X), passage_of("a", ["a"]), (0, -X))
    assert matched.maxsim == 0.0
