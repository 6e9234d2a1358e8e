"""Which words of a quote are marked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.words import terms, word_spans
from qa.highlight import highlights
from qa.question import Question, question
from tests.asking import query_of
from tests.samples import unit


def _question(text: str) -> Question:
    spans = word_spans(text)
    words = dict.fromkeys(terms(text), 1)
    return question(query_of(text, words, [(span, unit(1, 0)) for span in spans]))


@pytest.mark.parametrize(
    ("asked", "text", "marked"),
    [
        ("When did the ferry leave?", "The ferry left on 3 May 1912.", ["3 May 1912"]),
        ("How many goats?", "It carried nine goats and 12 hens.", ["nine", "12"]),
        ("Who led them?", "They were led by Georgy Zhukov then.", ["Georgy Zhukov"]),
        ("When did the ferry leave?", "The ferry left soon after.", ["ferry"]),
        ("Why did the ferries leave?", "A ferry leaves when it is full.", ["ferry", "leaves"]),
        ("Why did the ferry sink?", "Nothing is known.", []),
        ("Why was the THE of it?", "the of it was why", []),
        ("山羊は何頭いた", "フェリーに山羊は九頭。山は高い。", ["山羊は"]),
        ("BT東京 tanks", "Tanks in BT東京都.", ["Tanks", "BT東京"]),
        ("Was the treaty international?", "An inter-\nnational law.", ["inter-\nnational"]),
        ("Who led them?", "They were led by Georgy Zhu-\nkov then.", ["Georgy Zhu-\nkov"]),
        ("कुमार कहाँ है?", "वह कुमार कमर", ["कुमार"]),
        ("מה זה שלום", "הוא אמר שָׁלוֹם.", ["שָׁלוֹם"]),
        ("Warum sank die Fähre?", "Die Fahre lag im Hafen.", ["Die", "Fahre"]),
    ],
)
def test_what_is_marked(asked: str, text: str, marked: list[str]) -> None:
    assert [text[start:end] for start, end in highlights(_question(asked), text)] == marked


@given(
    asked=st.sampled_from(
        ["When did it end?", "How many goats?", "Who?", "Where is May?", "a goat"]
    ),
    text=st.text(alphabet=st.sampled_from("a goat May 3,1945 Zhukov東\r\n\u200d"), max_size=80),
)
def test_marks_are_ascending_and_apart(asked: str, text: str) -> None:
    before = 0
    for start, end in highlights(_question(asked), text):
        assert before <= start < end <= len(text)
        before = end
