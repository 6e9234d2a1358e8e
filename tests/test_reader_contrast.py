"""Questions that ask for what their passage has not."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.words import terms
from qa.reader.contrast import contrasting

FERRY = (
    "The ferry\nIn March 1912 the ferry Olga, built by Henrik Dahl, sank on her first crossing. Her"
    " length was 31 metres and her engine was a BX-7."
)
LIKE_IT = ("That spring the pilot Anders Moe met the crew of Aurora in the harbour.",)


def _asked(question: str, passage: str = FERRY, others: tuple[str, ...] = LIKE_IT) -> set[str]:
    """All that a question is changed to."""
    made = (contrasting(question, passage, others, random.Random(n)) for n in range(400))
    return {text for text in made if text is not None}


def test_a_year() -> None:
    steps = (1, 2, 3, 5, 8, 13, 30)
    years = {1912 + step for step in steps} | {1912 - step for step in steps}
    assert _asked("what sank in 1912?") == {f"what sank in {year}?" for year in years}


def test_a_code_keeps_its_letters() -> None:
    found = _asked("what had a BX-7?")
    assert found == {f"what had a BX-{n}?" for n in (1, 2, 3, 4, 5, 6, 8, 9)}


def test_a_figure() -> None:
    found = _asked("what was 31 metres long?")
    assert {len(text) for text in found} == {len("what was 31 metres long?")}
    assert all(text[9:11].isdigit() and text[9:11] != "31" for text in found)


def test_a_month_never_becomes_one_that_the_passage_has() -> None:
    found = _asked("what sank in March?", FERRY + " In May she was raised.", ())
    assert len(found) == 10
    assert not {"what sank in March?", "what sank in May?"} & found


def test_what_comes_first_comes_at_another_time() -> None:
    found = _asked("which was her first crossing?")
    assert {text.split()[3] for text in found} == {
        *("second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"),
        "last",
    }


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("who built Olga?", {"who built Anders Moe?", "who built Aurora?"}),
        ("who built olga", {"who built anders moe", "who built aurora"}),
        ("did Henrik Dahl drown?", {"did Anders Moe drown?", "did Aurora drown?"}),
    ],
)
def test_a_name_becomes_one_of_passages_like_it(question: str, found: set[str]) -> None:
    assert _asked(question) == found


def test_what_is_asked_of_a_thing() -> None:
    found = _asked("what was the length of the vessel?")
    assert len(found) > 30
    assert {"what was the salary of the vessel?", "what was the motto of the vessel?"} <= found


def test_a_column() -> None:
    found = _asked("what was the tonnage?", "Fleet\nTonnage: 812; Length: 31", ())
    assert len(found) > 30
    assert "what was the length?" not in found
    assert all(text.startswith("what was the ") for text in found)


@pytest.mark.parametrize(
    ("question", "passage"),
    [
        ("what sank there?", FERRY),
        ("what sank in 1913?", FERRY),
        ("may she have sunk?", FERRY),
        ("", FERRY),
        ("who built Olga?", ""),
    ],
)
def test_where_nothing_can_be_changed(question: str, passage: str) -> None:
    assert _asked(question, passage) == set()


WORDS = ("who", "first", "Olga", "1912", "March", "length", "BX-7", "of,", "Dahl?", "31", "east")


@given(
    st.lists(st.sampled_from(WORDS)),
    st.integers(0, 999),
)
def test_what_is_new_stands_nowhere_in_the_passage(words: list[str], seed: int) -> None:
    question = " ".join(words)
    made = contrasting(question, FERRY, LIKE_IT, random.Random(seed))
    if made is not None:
        new = set(terms(made)) - set(terms(question))
        assert new
        assert not new & set(terms(FERRY)) - {"bx"}
