"""What a question asks for, and where such words stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.words import word_spans
from qa.expect import Expected, candidates, expected

TIME, NUMBER, PERSON, PLACE = Expected.TIME, Expected.NUMBER, Expected.PERSON, Expected.PLACE


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("When did the cease-fire take effect?", TIME),
        ("In what year was the pact signed?", TIME),
        ("Which month saw the counterattack?", TIME),
        ("date of the armistice", TIME),
        ("How long ago was it built?", TIME),
        ("WHEN DID IT END", TIME),
        ("How many tanks were lost?", NUMBER),
        ("How far is the river from the border?", NUMBER),
        ("What percentage of the men fell ill?", NUMBER),
        ("number of aircraft lost", NUMBER),
        ("What was the total number of casualties?", NUMBER),
        ("How long did the siege last?", NUMBER),
        ("Who led the Soviet offensive?", PERSON),
        ("Whose troops crossed the river?", PERSON),
        ("Which general was in command?", PERSON),
        ("Where was the battle fought?", PLACE),
        ("Which river gave the battle its name?", PLACE),
        ("In what small town did they meet?", PLACE),
        ("Why did Japan turn south?", None),
        ("Tell me about the tanks", None),
        ("whenever", None),
        ("", None),
        ("Сколько танков было потеряно?", None),
    ],
)
def test_what_a_question_asks_for(question: str, kind: Expected | None) -> None:
    assert expected(question) is kind


def _found(kind: Expected, text: str, question: str = "") -> list[str]:
    return [text[start:end] for start, end in candidates(kind, text, question)]


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("It began on 11 May 1939 near the river.", ["11 May 1939"]),
        ("By August 31, 1939 it was over.", ["August 31, 1939"]),
        ("They signed in March 1936.", ["March 1936"]),
        (
            "on 15 September; it took effect the following day at 1:10 pm.",
            ["15 September", "1:10 pm."],
        ),
        ("at 5 a.m. on the 3rd of July", ["5 a.m.", "3rd of July"]),
        ("In the 1930s and in 1945.", ["1930s", "1945"]),
        ("in 44 BC, in the 19th century", ["44 BC", "19th century"]),
        ("They lost 95 aircraft and 20,000 men.", []),
        ("He marched at once.", []),
    ],
)
def test_times(text: str, times: list[str]) -> None:
    assert _found(TIME, text) == times


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("They lost 20,000 men and 3 guns.", ["20,000", "3"]),
        ("It cost $4.50, or 12% more.", ["$4.50", "12%"]),
        ("Three officers and twenty-two men", ["Three", "twenty", "two"]),
        ("Nobody was hurt.", []),
    ],
)
def test_numbers(text: str, numbers: list[str]) -> None:
    assert _found(NUMBER, text) == numbers


@pytest.mark.parametrize("kind", [PERSON, PLACE])
def test_names_are_capitalized_words_within_a_sentence(kind: Expected) -> None:
    text = "The offensive was led by Zhukov. He came from the Kremlin of Moscow with Gen. J. Smith."
    assert _found(kind, text) == ["Zhukov", "Kremlin of Moscow", "Gen. J. Smith"]


def test_what_the_question_holds_is_no_answer() -> None:
    text = "In May 1939 Zhukov had 57,000 men; in August 1939 he had 95."
    assert _found(TIME, text, "When in May 1939 did he come?") == ["August 1939"]
    assert _found(NUMBER, text, "How many of the 57,000?") == ["1939", "1939", "95"]
    assert "Zhukov" not in _found(PERSON, text, "Who came after ZHUKOV?")


@given(
    st.sampled_from(Expected),
    st.text(alphabet=st.sampled_from("aZé1 9.,%$€-:May 東"), max_size=60),
    st.text(max_size=20),
)
def test_candidates_are_apart_ascending_and_hold_a_word_of_their_own(
    kind: Expected, text: str, question: str
) -> None:
    end_before = 0
    asked = {question[a:b].casefold() for a, b in word_spans(question)}
    for start, end in candidates(kind, text, question):
        assert end_before <= start < end <= len(text)
        words = [text[start + a : start + b] for a, b in word_spans(text[start:end])]
        assert words
        assert not {word.casefold() for word in words} <= asked
        end_before = end
