"""Careless questions: what may change in one, and what never does."""

import doctest
import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.words import is_stop_word
from qa.reader import noise
from qa.reader.noise import misspelt, noisy, telegraphic

QUESTION = "When was the bridge over the Tay opened?"
seeds = st.integers(0, 2**32)
questions = st.text(st.sampled_from("aEéß1?- 東") | st.characters(), max_size=60) | st.lists(
    st.sampled_from(["When", "was", "the", "bridge", "BRIDGE", "opened?", "BT-5", "東大寺", "—"])
).map(" ".join)


def test_the_worked_example() -> None:
    assert doctest.testmod(noise) == (0, 1)


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ("", ""),
        ("?", ""),
        ("Who?", "who"),
        ("What is it?", "what"),
        ("The bridge", "the bridge"),
        ("BT-5 or I-16: which WAS faster??", "bt-5 I-16: faster"),
        ("When  did  it  sink", "when    sink"),
        ("Don’t they say why", "don’t say"),
    ],
)
def test_what_a_hurried_reader_types(asked: str, left: str) -> None:
    assert telegraphic(asked) == left


@given(questions)
def test_a_telegram_has_words_of_the_question_in_their_order(question: str) -> None:
    words = question.rstrip("?").split(" ")
    first, *kept = telegraphic(question).split(" ")
    assert first == words[0].lower()
    assert kept == [word for word in words[1:] if not is_stop_word(word)]


def test_every_slip_of_a_word() -> None:
    """A letter lost, doubled, changed or swapped, never the first; "c" for "c" is no change."""
    found = {misspelt("occur", random.Random(seed)) for seed in range(3000)}
    lost = {"ocur", "occr"}
    doubled = {"occcur", "occuur"}
    swapped = {"occur", "ocucr", "occru"}
    changed = {
        "occur"[:at] + letter + "occur"[at + 1 :]
        for at in (1, 2, 3)
        for letter in "abcdefghijklmnopqrstuvwxyz"
    }
    assert found == lost | doubled | swapped | changed


@pytest.mark.parametrize(
    "text", ["", " ", "Who ran far?", "the 12345 b2b2b2 I-16s don't", "opens?"]
)
def test_short_words_and_those_of_other_signs_are_left_alone(text: str) -> None:
    assert {misspelt(text, random.Random(seed)) for seed in range(50)} == {text}


def test_one_word_or_two() -> None:
    text = "bridges opened across rivers"
    changed = Counter(
        sum(one != other for one, other in zip(text.split(), made.split(), strict=True))
        for made in (misspelt(text, random.Random(seed)) for seed in range(3000))
    )
    assert changed.keys() == {0, 1, 2}
    assert changed[1] / 3000 == pytest.approx(2 / 3, abs=0.04)
    assert changed[2] / 3000 == pytest.approx(1 / 3, abs=0.04)


@given(questions, seeds)
def test_a_slip_changes_two_words_at_most_and_each_a_little(question: str, seed: int) -> None:
    before, after = question.split(" "), misspelt(question, random.Random(seed)).split(" ")
    pairs = [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]]
    assert len(pairs) <= 2
    for word, made in pairs:
        assert len(word) >= 5
        assert word.isalpha()
        assert word[0] == made[0]
        assert abs(len(word) - len(made)) <= 1
        assert (Counter(made) - Counter(word)).total() <= 1
        assert (Counter(word) - Counter(made)).total() <= 1


@given(questions, seeds)
def test_a_question_never_loses_all_its_letters(question: str, seed: int) -> None:
    made = noisy(question, random.Random(seed))
    if any(map(str.isalnum, question)):
        assert any(map(str.isalnum, made))
    else:
        assert made == question


def test_a_question_of_which_nothing_would_be_left_stays() -> None:
    assert telegraphic("— was?") == "—"
    assert {noisy("— was?", random.Random(seed)) for seed in range(200)} == {"— was?", "— was"}


@given(questions, seeds)
def test_the_same_seed_the_same_slip(question: str, seed: int) -> None:
    assert noisy(question, random.Random(seed)) == noisy(question, random.Random(seed))
    assert misspelt(question, random.Random(seed)) == misspelt(question, random.Random(seed))


def test_most_questions_stay_as_they_are() -> None:
    """They escape a slip, a telegram and lower case with 0.85, 0.88 and 0.75."""
    chance = random.Random(7)
    made = [noisy(QUESTION, chance) for _ in range(4000)]
    assert made.count(QUESTION) / 4000 == pytest.approx(0.561, abs=0.02)
    lower = made.count(QUESTION.rstrip("?").lower()) / 4000
    assert lower == pytest.approx(0.85 * 0.88 * 0.25, abs=0.02)
    assert made.count("when bridge Tay opened") / 4000 == pytest.approx(0.0765, abs=0.02)
