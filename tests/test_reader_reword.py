"""Questions in other words: which may be exchanged, for what, and which variants count."""

import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.encoder import Floats
from index.words import is_stop_word
from qa.reader.data import Example
from qa.reader.reword import Synonyms, load_reworded, reworded, variants

PASSAGE = "The Bell\nIn 1904 the ferry Bell was built by a keeper in Dale. Red paint is dear."
VECTORS = {
    "built": (1.0, 0.0, 0.0),
    "made": (0.9, 0.3, 0.0),
    "erected": (0.9, 0.2, 0.0),
    "building": (1.0, 0.1, 0.0),
    "razed": (-1.0, 0.0, 0.0),
    "ferry": (0.0, 1.0, 0.0),
    "boat": (0.0, 1.0, 0.7),
    "raft": (0.0, 1.0, 3.0),
}


@pytest.fixture
def synonyms(tmp_path: Path) -> Synonyms:
    file = tmp_path / "vectors.txt"
    lines = (f"{word} {' '.join(map(str, row))}\n" for word, row in VECTORS.items())
    file.write_text("".join(lines), encoding="utf-8")
    return Synonyms(file)


def test_near_words_in_the_same_form(synonyms: Synonyms) -> None:
    """An opposite is far, "erected" and "building" have other endings, a raft is no boat."""
    assert synonyms.of("built") == ("made",)
    assert synonyms.of("made") == ("built",)
    assert synonyms.of("erected") == synonyms.of("building") == ()
    assert synonyms.of("ferry") == ("boat",)
    assert synonyms.of("boat") == ("ferry", "raft")
    assert synonyms.of("quay") == ()


def _made(question: str, passage: str = PASSAGE) -> set[str]:
    """All variants, where each word may be said with a mark after it."""
    found: set[str] = set()
    for seed in range(60):
        found |= set(variants(question, passage, lambda w: [w + "x"], random.Random(seed)))
    return found


@pytest.mark.parametrize(
    ("question", "made"),
    [
        ("Who built the ferry?", {"Who builtx the ferry?", "Who built the ferryx?"}),
        ("which bell was in dale", set()),  # names, as the passage writes them
        ("Bells ring", {"Bells ringx"}),  # what comes first has a capital
        ("is the Ferry on BT-5's i-16?", set()),
        ("is red dear?", {"is red dearx?"}),  # it is only ever written "Red"
        ("did a-built ferry's built5 go", set()),
        ("", set()),
    ],
)
def test_what_may_be_exchanged(question: str, made: set[str]) -> None:
    found = _made(question)
    assert {text for text in found if text.count("x") == 1} == made
    assert question not in found


def test_several_words_at_once() -> None:
    assert "Who builtx the ferryx?" in _made("Who built the ferry?")


@given(st.text(st.sampled_from("aZé -'?1") | st.characters(), max_size=60), st.integers(0, 99))
def test_the_rest_of_a_question_stays(question: str, seed: int) -> None:
    for made in variants(question, PASSAGE, lambda w: [w.upper()], random.Random(seed)):
        assert made.casefold() == question.casefold()
        changed = [
            word
            for word, before in zip(made.split(), question.split(), strict=True)
            if word != before
        ]
        assert changed
        assert not any(is_stop_word(word) for word in changed)


def _example(question: str, positive: str | None = PASSAGE) -> Example:
    return Example(question, positive, (), ("The Raft\nA raft was built of Elm.",), open=True)


def test_only_what_means_the_same_counts() -> None:
    """By the encoder: each letter x turns the question by some 18 degrees."""

    def encode(text: str) -> Floats:
        angle = 0.32 * text.count("x")
        return np.array([np.cos(angle), np.sin(angle)], dtype=np.float32)

    question = "who built some ferry near five quays?"
    found = reworded([_example(question)], lambda w: [w + "x"], encode)
    assert found.keys() == {question}
    counts = [text.count("x") for text in found[question]]
    assert counts == sorted(counts, reverse=True)
    assert max(counts) == 2  # of three the cosine is 0.57
    assert len(set(found[question])) == len(counts) in range(1, 5)


def test_the_names_of_a_question_without_an_answer_are_those_of_what_is_like_it() -> None:
    found = reworded(
        [_example("was elm used?", None)], lambda w: [w + "x"], lambda text: np.ones(1, np.float32)
    )
    assert found == {"was elm used?": ["was elm usedx?"]}
    assert reworded([_example("Why?")], lambda w: [w], lambda text: np.ones(1, np.float32)) == {}


def test_made_once_and_kept(tmp_path: Path) -> None:
    (tmp_path / "reworded.json").write_text('{"Who rang?": ["Who tolled?"]}')

    def never() -> Synonyms:
        raise AssertionError("asked for")

    assert load_reworded([_example("Who rang?")], tmp_path, never) == {"Who rang?": ["Who tolled?"]}
