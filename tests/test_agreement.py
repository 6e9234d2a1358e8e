"""Whether sources agree: answers that say the same in other words, and quotes that give different
answers."""

import json
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.document import Document, Span
from index.reading import title_of
from qa.agreement import agreement
from qa.answer import Agreement, Group, Quote
from qa.expect import Expected
from qa.same import same, whole
from tests.asking import place_of, quote_of, span_of
from tests.samples import ROOT, document

TIME, NUMBER, PERSON, PLACE = Expected.TIME, Expected.NUMBER, Expected.PERSON, Expected.PLACE


def _same(kind: Expected | None, one: str, other: str, question: str = "") -> bool | None:
    return same(kind, whole(one), whole(other), question)


SAME = [
    (TIME, "11 May 1939", "May 11th, 1939"),
    (TIME, "11 May 1939", "11 May"),
    (TIME, "11 May 1939", "May 1939"),
    (TIME, "11 May 1939", "1939"),
    (TIME, "11 May 1939", "1939 / 5 / 11"),
    (TIME, "1st July", "on the 1st of July 1939"),
    (TIME, "in the 1930s", "1939"),
    (TIME, "late August", "31 August 1939"),
    (TIME, "Dec 1941", "7 December 1941"),
    (TIME, "05:45 on 20 August", "5:45 a.m."),
    (TIME, "11 May – 16 September 1939", "between May and September 1939"),
    (TIME, "7-8 August", "7/8 August 1939"),
    (NUMBER, "1,200", "1200"),
    (NUMBER, "45 mm", "45mm"),
    (NUMBER, "45\u00a0mm", "45 millimetres"),
    (NUMBER, "about 57,000 men", "57,000"),
    (NUMBER, "more than 50,000 men", "57,000 soldiers"),
    (NUMBER, "approximately 20,000", "19,714"),
    (NUMBER, "nearly 20,000 troops", "19,714 men"),
    (NUMBER, "500 tanks", "some 498 tanks"),
    (NUMBER, "8,000-9,000", "8,500"),
    (NUMBER, "between 25,655 and 27,179", "26,211–28,169 casualties"),
    (NUMBER, "35–36,000", "35,000 to 36,000"),
    (NUMBER, "fifty-seven thousand men", "57 000 men"),
    (NUMBER, "1.6 million rounds", "1,600,000 rounds"),
    (NUMBER, "two hundred and five", "205"),
    (NUMBER, "half a million", "500,000"),
    (NUMBER, "a dozen tanks", "twelve tanks"),
    (NUMBER, "63%", "63 percent"),
    (NUMBER, "8 officers and 97 men", "eight officers and 97 men killed"),
    (NUMBER, "one officer and 33 men wounded", "34 wounded"),
    (NUMBER, "250 planes", "250 aircraft"),
    (PERSON, "Lt. Gen. Komatsubara", "Michitarō Komatsubara"),
    (PERSON, "Marshal Zhukov", "Georgy Konstantinovich Zhukov"),
    (PERSON, "Georgi Zhukov", "General Georgy Zhukov"),
    (PERSON, "G. K. Zhukov", "Georgy K. Zhukov"),
    (PERSON, "Yasuoka Masaomi", "Lieutenant General Masaomi Yasuoka"),
    (PERSON, "Grigori Shtern and Yakov Smushkevich", "Smushkevich"),
    (PLACE, "Ulan-Ude", "the Buryat capital of Ulan-Ude"),
    (None, "poor leadership", "Poor leadership"),
]
DIFFERENT = [
    (TIME, "11 May 1938", "11 May 1939"),
    (TIME, "1938", "1939"),
    (TIME, "1938", "11 May 1939"),
    (TIME, "11 May", "12 May 1939"),
    (TIME, "May 1939", "June 1939"),
    (TIME, "15 September", "September 16th"),
    (TIME, "1939 / 5 / 11", "11 June 1939"),
    (TIME, "1920s", "1939"),
    (TIME, "5:45 a.m.", "6:10"),
    (TIME, "May to September 1939", "May to October 1939"),
    (TIME, "1870", "1866, and lost in July 1868"),
    (NUMBER, "8,440 killed", "7,696 killed"),
    (NUMBER, "8,440 killed", "8,629"),
    (NUMBER, "57,000 men", "50,000 men"),
    (NUMBER, "57,000 men", "50,000 Soviet and Mongolian soldiers"),
    (NUMBER, "about 57,000 men", "about 50,000 men"),
    (NUMBER, "450 tanks", "498 tanks"),
    (NUMBER, "73 tanks", "135 tanks"),
    (NUMBER, "8,000-9,000", "9,500"),
    (NUMBER, "fifty-seven thousand", "75,000"),
    (NUMBER, "1.2 million", "1.7 million"),
    (NUMBER, "16 km", "10 kilometres"),
    (NUMBER, "45 mm", "47mm"),
    (NUMBER, "63%", "36 percent"),
    (NUMBER, "more than 50,000", "90,000"),
    (NUMBER, "two dead", "three killed"),
    (NUMBER, "8,440 killed, 8,766 wounded", "7,696 killed, 8,647 wounded"),
    (NUMBER, "557 aircraft", "250 planes"),
    (PERSON, "Georgy Zhukov", "Grigori Shtern"),
    (PERSON, "General Zhukov", "Komandarm Shtern"),
    (PERSON, "Michitarō Komatsubara", "Lieutenant General Yasuoka Masaomi"),
]
OPEN = [
    (TIME, "11 May", "1939"),
    (TIME, "the following day", "16 September"),
    (TIME, "11 May – 16 September 1939", "20 August"),
    (TIME, "1867", "1866, and lost in July 1868"),
    (TIME, "before 1870", "1866, and lost in July 1868"),
    (NUMBER, "8,440 killed", "8,766 wounded"),
    (NUMBER, "8,440 killed", "60,000 killed and wounded"),
    (NUMBER, "498 tanks", "250 planes"),
    (NUMBER, "162 aircraft lost", "42 tanks lost"),
    (NUMBER, "16 km", "10 miles"),
    (NUMBER, "thousands of casualties", "8,440"),
    (NUMBER, "the 57th Special Corps", "23"),
    (NUMBER, "BT-7 tanks", "498 tanks"),
    (PERSON, "the Kwantung Army", "Michitarō Komatsubara"),
    (PERSON, "the Japanese", "the Soviets"),
    (PERSON, "Richard Sorge", "George Sorge"),
    (PLACE, "eastern Mongolia", "the Khalkhin Gol"),
    (None, "poor leadership", "lack of tanks"),
    (NUMBER, "", "5"),
]


@pytest.mark.parametrize(("kind", "one", "other"), SAME)
def test_these_say_the_same(kind: Expected | None, one: str, other: str) -> None:
    assert _same(kind, one, other) is True


@pytest.mark.parametrize(("kind", "one", "other"), DIFFERENT)
def test_these_say_different_things(kind: Expected | None, one: str, other: str) -> None:
    assert _same(kind, one, other) is False


@pytest.mark.parametrize(("kind", "one", "other"), OPEN)
def test_these_cannot_be_compared(kind: Expected | None, one: str, other: str) -> None:
    assert _same(kind, one, other) is None


def test_a_number_that_names_nothing_counts_what_was_asked_for() -> None:
    assert _same(NUMBER, "8,440", "250 planes", "How many men were killed?") is None
    assert _same(NUMBER, "8,440", "250 planes", "How many planes were lost?") is False


ANSWERS = st.sampled_from([words for case in SAME + DIFFERENT + OPEN for words in case[1:]])
KINDS = st.sampled_from([TIME, NUMBER, PERSON, PLACE, None])


@given(kind=KINDS, one=ANSWERS | st.text(), other=ANSWERS | st.text(), question=ANSWERS)
def test_saying_the_same_goes_both_ways(
    kind: Expected | None, one: str, other: str, question: str
) -> None:
    assert _same(kind, one, other, question) == _same(kind, other, one, question)


@given(kind=KINDS, words=ANSWERS | st.text())
def test_nothing_contradicts_itself(kind: Expected | None, words: str) -> None:
    assert _same(kind, words, words) is not False


@given(st.integers(0, 10**9), st.sampled_from([",", "\u00a0", "\u202f", " "]))
def test_separators_of_thousands_change_nothing(number: int, separator: str) -> None:
    written = f"{number:,}".replace(",", separator)
    assert _same(NUMBER, f"{number} men", f"{written} men") is True
    assert _same(NUMBER, f"{3 * number + 3} men", f"{written} men") is False


@given(st.dates(), st.sampled_from(["%d %B %Y", "%B %d, %Y", "%Y-%m-%d", "%d %b %Y", "%B %Y"]))
def test_notations_of_a_date_change_nothing(date: object, notation: str) -> None:
    if date.year >= 1000:  # type: ignore[attr-defined]
        assert _same(TIME, f"{date:%d %B %Y}", format(date, notation)) is True


# Quotes

QUESTION = "How many goats did the ferry carry?"


def _quote(path: str, text: str, answer: str, score: float = 0.6, **more: object) -> Quote:
    doc = document(path, text, "")
    return quote_of(doc, text, score, answer=span_of(text, answer), **more)


NINE = _quote("a.txt", "The ferry carried nine goats.", "nine goats")
NINE_TOO = _quote("b.txt", "On the ferry stood 9 goats.", "9 goats")
SEVEN = _quote("c.txt", "The ferry had seven goats aboard.", "seven goats")


def test_different_answers_are_grouped_with_their_documents() -> None:
    assert agreement(QUESTION, [NINE, SEVEN, NINE_TOO]) == Agreement(
        "differ",
        (Group("nine goats", (0, 2), ("a.txt", "b.txt")), Group("seven goats", (1,), ("c.txt",))),
    )


def test_one_answer_of_two_documents_is_an_agreement() -> None:
    assert agreement(QUESTION, [NINE, NINE_TOO]) == Agreement(
        "agree", (Group("nine goats", (0, 1), ("a.txt", "b.txt")),)
    )


@pytest.mark.parametrize("change", ["replaced by", "superseded by", "deleted and followed by"])
def test_what_a_document_takes_back_it_does_not_agree_with(change: str) -> None:
    text = f"On the ferry 9 goats shall be {change} sheep."
    changed = _quote("d.txt", text, "9 goats")
    assert agreement(QUESTION, [NINE, changed]) is None
    assert agreement(QUESTION, [changed, NINE]) is None
    both = [changed, _quote("e.txt", f"Again: {text}", "9 goats")]
    assert agreement(QUESTION, both) is not None


def test_a_copy_is_no_second_source() -> None:
    copy = place_of(NINE_TOO.place.document, NINE_TOO.text)
    twice = _quote("a.txt", NINE.text, "nine goats", also_in=(copy,))
    assert agreement(QUESTION, [twice]) is None
    assert agreement(QUESTION, [twice, NINE_TOO]) is None
    third = _quote("d.txt", NINE.text, "nine goats")
    assert agreement(QUESTION, [twice, NINE_TOO, third]) == Agreement(
        "agree", (Group("nine goats", (0, 2), ("a.txt", "b.txt", "d.txt")),)
    )


def test_versions_are_no_numbers() -> None:
    """Of 3.1 to 3.13 and 3.9 to 3.12 one might be in the other."""
    question = "Which versions does the ferry support?"
    one = _quote("a.txt", "The ferry supports versions 3.10-3.13.", "3.10-3.13")
    other = _quote("b.txt", "The ferry supports versions 3.9-3.12.", "3.9-3.12")
    same = _quote("c.txt", "Supported by the ferry are versions 3.10-3.13.", "3.10-3.13")
    assert agreement(question, [one, other]) is None
    assert agreement(question, [one, same, other]) == Agreement(
        "agree", (Group("3.10-3.13", (0, 1), ("a.txt", "c.txt")),)
    )


def test_one_document_alone_says_nothing() -> None:
    text = "The ferry carried nine goats. The ferry carried seven goats."
    doc = document("a.txt", text, "")
    quotes = [
        quote_of(doc, words, answer=span_of(text, answer))
        for words, answer in (
            ("The ferry carried nine goats.", "nine goats"),
            ("The ferry carried seven goats.", "seven goats"),
        )
    ]
    assert agreement(QUESTION, quotes) is None


@pytest.mark.parametrize(
    "other",
    [
        _quote("c.txt", "The ferry had seven goats aboard.", "seven goats", 0.1),
        _quote("c.txt", "The ferry had seven goats aboard.", "seven goats", 0.2),
        _quote("c.txt", "The ferry had seven pianos aboard, and goats.", "seven pianos"),
        _quote("c.txt", "A lorry took seven of them.", "seven"),
        _quote("c.txt", SEVEN.text + " It left." * 9, SEVEN.text + " It left." * 9),
        quote_of(document("c.txt", "The ferry had seven goats aboard."), "The ferry had", 0.6),
    ],
)
def test_what_is_unlikely_or_about_something_else_contradicts_nothing(other: Quote) -> None:
    assert agreement(QUESTION, [NINE, other]) is None


def test_no_quotes_and_no_words_say_nothing() -> None:
    assert agreement(QUESTION, []) is None
    assert agreement("How many?", [NINE, SEVEN]) is None


def test_a_number_for_another_date_is_no_contradiction() -> None:
    one = _quote("a.txt", "On 3 May the ferry carried nine goats.", "nine goats")
    assert agreement("How many goats did the ferry carry on 3 May?", [one, SEVEN]) is None


def test_dates_of_other_events_do_not_differ() -> None:
    one = _quote("a.txt", "The treaty was agreed on 15 May 1889.", "15 May 1889")
    other = _quote("b.txt", "The treaty took effect on 16 May 1889.", "16 May 1889")
    assert agreement("When was the treaty agreed?", [one, other]) is None


def _differ(question: str, *told: tuple[str, str]) -> bool:
    """Whether answers in texts, each a document of its own, are told to differ."""
    found = agreement(question, [_quote(f"{n}.txt", *one) for n, one in enumerate(told)])
    return found is not None and found.verdict == "differ"


DIED = ("Captain Hay of the Fox died on 30 January 1836.", "30 January 1836")
MATE = ("The mate of the Fox was Ann Hay.", "Ann Hay")


@pytest.mark.parametrize(
    ("question", "one", "other", "differ"),
    [
        (
            "When did Captain Hay of the Fox die?",
            DIED,
            ("Captain Hay of the Fox is said to have died on 3 March 1836.", "3 March 1836"),
            True,
        ),
        (
            "When did Captain Hay of the Fox die?",
            DIED,
            (
                "Letters that her sister Jean has, copied 1964. In them Captain Hay of the Fox died.",
                "1964",
            ),
            False,
        ),
        # When the paper was printed.
        (
            "When did Captain Hay of the Fox die?",
            DIED,
            ("MONDAY, MARCH 7, 1836.\nCaptain Hay of the Fox died of late.", "MARCH 7, 1836"),
            False,
        ),
        # An entry does without a verb.
        (
            "When was the first stone of the north pier laid?",
            ("The first stone of the north pier was laid on 24 May 1848.", "24 May 1848"),
            ("1848, 18 May. First stone of the North Pier.", "18 May"),
            True,
        ),
        (
            "Who was the mate of the Fox?",
            MATE,
            ("The mate of the Fox was Tom Reid.", "Tom Reid"),
            True,
        ),
        (
            "Who was the mate of the Fox?",
            MATE,
            ("On the Fox we lost Tom Reid. I saw it with the mate's glass.", "Tom Reid"),
            False,
        ),
        ("Who was the mate of the Fox?", MATE, ("The mate of the Fox: Messrs.", "Messrs."), False),
        # Another of that name.
        (
            "How old was young Ann Gowans?",
            ("The young Ann Gowans was 22 years old.", "22"),
            ("Old Widow Gowans is 76, and the young Ann is her grandchild.", "76"),
            False,
        ),
    ],
)
def test_only_what_is_told_of_what_is_asked_differs(
    question: str, one: tuple[str, str], other: tuple[str, str], differ: bool
) -> None:
    assert _differ(question, one, other) is differ
    assert _differ(question, other, one) is differ


def test_a_question_of_no_known_kind_is_judged_by_the_first_answer() -> None:
    found = agreement("Tell me the goats on the ferry", [NINE, SEVEN])
    assert found is not None and found.verdict == "differ"


# Hand-written cases


@dataclass(frozen=True)
class _Case:
    id: str
    question: str
    verdict: str
    quotes: list[Quote]


def _seed(path: str) -> Document:
    text = (ROOT / "seeds" / path).read_bytes().decode("utf-8")
    return document(path, text, title_of(text, path))


def _cases(name: str = "agreement") -> list[_Case]:
    lines = (ROOT / "eval" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    found = []
    for value in map(json.loads, lines):
        quotes = []
        for given_quote in value["quotes"]:
            doc = _seed(given_quote["document"])
            span = span_of(doc.text, given_quote["text"])
            inside = span_of(given_quote["text"], given_quote["answer"])
            answer = Span(span.start + inside.start, span.start + inside.end)
            quotes.append(quote_of(doc, given_quote["text"], answer=answer))
        found.append(_Case(value["id"], value["question"], value["verdict"], quotes))
    return found


def test_the_cases_are_many_and_half_of_them_differ() -> None:
    cases = _cases()
    assert len(cases) >= 40
    assert len({case.id for case in cases}) == len(cases)
    assert 0.4 <= sum(case.verdict == "differ" for case in cases) / len(cases) <= 0.6
    assert {case.verdict for case in cases} == {"differ", "agree", "none"}


@pytest.mark.parametrize(
    ("name", "right", "told", "there"),
    [
        ("agreement", 13, 14, 24),  # developed on these
        ("agreement-fresh", 1, 4, 13),  # written afterwards by another hand, and not learnt from
    ],
)
def test_differences_found_told_and_there(name: str, right: int, told: int, there: int) -> None:
    """The figures in the README, misses included; whoever betters them writes them anew."""
    found = [
        (case.verdict, said.verdict if (said := agreement(case.question, case.quotes)) else "none")
        for case in _cases(name)
    ]
    assert found.count(("differ", "differ")) == right
    assert sum(verdict == "differ" for _, verdict in found) == told
    assert sum(verdict == "differ" for verdict, _ in found) == there
