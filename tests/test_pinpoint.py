"""The words of a quote that answer, from a reading made by hand."""

import math
from collections.abc import Sequence

import numpy as np
import pytest

from index.document import Kind, Passage, Span
from index.words import word_spans
from qa.pinpoint import answer_in
from qa.reader.reading import Reading
from qa.signals import SIGNALS, Window
from tests.asking import hit_of, passage_of

NIGHT = "It was late. The keeper rang at seven. Nobody heard him."
SENTENCES = ["The keeper rang at seven.", "Nobody heard him."]


def _reading(body: str, likely: dict[str, float]) -> Reading:
    """Each of the words is an answer with that probability; a word is a token."""
    spans = word_spans(body)
    chances = np.full(len(spans), 1e-9, dtype=np.float32)
    for words, chance in likely.items():
        start = body.index(words)
        inside = [n for n, (a, b) in enumerate(spans) if start <= a and b <= start + len(words)]
        assert len(inside) == 1
        chances[inside] = math.sqrt(chance)
    logs = np.log(chances)
    return Reading(0.0, logs, logs, np.array(spans, dtype=np.int32))


def _window(passage: Passage, span: Span) -> Window:
    return Window(hit_of(passage), span, 1, np.zeros(len(SIGNALS), dtype=np.float32))


def _answer(
    likely: dict[str, float],
    window: str = " ".join(SENTENCES),
    text: str = NIGHT,
    sentences: Sequence[str] = SENTENCES,
) -> str | None:
    """The answer in a window of a passage that does not begin where its document does."""
    passage = passage_of(text, sentences)
    start = text.index(window)
    reading = _reading(passage.body, likely)
    found = answer_in(_window(passage, Span(start, start + len(window))), reading)
    return found and found.of(text)


def test_the_answer_is_a_span_of_the_document() -> None:
    passage = passage_of(NIGHT, SENTENCES)
    assert passage.span == Span(13, 56)
    reading = _reading(passage.body, {"seven": 0.5})
    assert answer_in(_window(passage, passage.span), reading) == Span(32, 37)
    assert NIGHT[32:37] == "seven"


@pytest.mark.parametrize(
    ("likely", "window", "answer"),
    [
        ({"seven": 0.5}, SENTENCES[0], "seven"),
        ({"seven": 0.5, "Nobody": 0.2}, SENTENCES[0], "seven"),
        ({"seven": 0.5, "Nobody": 0.2}, SENTENCES[1], "Nobody"),
        ({"seven": 0.2, "Nobody": 0.5}, " ".join(SENTENCES), "Nobody"),
        ({"seven": 0.5}, SENTENCES[1], None),
    ],
)
def test_it_stands_in_the_window(likely: dict[str, float], window: str, answer: str | None) -> None:
    assert _answer(likely, window) == answer


@pytest.mark.parametrize(
    ("chance", "answer"), [(0.0201, "seven"), (0.0199, None), (0.001, None), (1.0, "seven")]
)
def test_a_guess_is_no_answer(chance: float, answer: str | None) -> None:
    assert _answer({"seven": chance}) == answer


@pytest.mark.parametrize(
    ("sentences", "found", "answer"),
    [
        (["It sank in 1912.", "Nobody wept."], "1912.", "1912"),
        (["It sank in 1912, and at noon."], "1912,", "1912"),
        (["It sank at 1:10 p.m.", "Nobody wept."], "1:10 p.m.", "1:10 p.m."),
        (["It met Lt. Moe at sea."], "Lt.", "Lt."),
        (["It sank in 1912, “wept” by all."], "“wept", "wept"),
        (["It sank in 1912, “wept” by all."], "“wept” by", "“wept” by"),
        (["It sank (or not)."], "not)", "not"),
        (["It cost 60000 pounds."], "6000", "60000"),
        (["It cost £60,000."], "60", "£60,000"),
        (["It cost £60,000."], "000.", "£60,000"),
        (["It cost £4 3s. 6d. in all."], "3s", "£4 3s. 6d."),
        (["It cost 4s. 6d. in all."], "6d", "4s. 6d."),
        (["It cost $6 a month."], "6", "$6"),
        (["It is -5 degrees at night."], "5 degrees", "-5 degrees"),
        (["It is −5 to 45 °C at night."], "5 to 45", "−5 to 45"),
        (["It is 3-5 degrees at night."], "5 degrees", "5 degrees"),
        (["It is not available here."], "available", "not available"),
        (["It is knot available here."], "available", "available"),
    ],
)
def test_marks_after_an_answer_are_no_part_of_it(
    sentences: list[str], found: str, answer: str
) -> None:
    text = " ".join(sentences)
    passage = passage_of(text, sentences)
    start = text.index(found)
    sure = np.zeros(1, dtype=np.float32)
    offsets = np.array([(start, start + len(found))], dtype=np.int32)
    there = answer_in(_window(passage, passage.span), Reading(0.0, sure, sure, offsets))
    assert there is not None
    assert there.of(text) == answer


def test_no_answer_grows_out_of_its_window() -> None:
    likely = {"4": 0.5}
    text = "It cost £4 3s. 6d. in all."
    assert _answer(likely, "It cost £4", text, [text]) == "£4"
    assert (
        _answer({"739": 0.5}, "739 in all.", "It cost 1,739 in all.", ["It cost 1,739 in all."])
        == "739"
    )


def test_nothing_was_read() -> None:
    passage = passage_of(NIGHT, SENTENCES)
    nothing = np.zeros(0, dtype=np.float32)
    reading = Reading(9.0, nothing, nothing, np.zeros((0, 2), dtype=np.int32))
    assert answer_in(_window(passage, passage.span), reading) is None


# Rows


def _cell(row: str, read: str, cell: str, above: str = "| Year | Lost |\n") -> Span | None:
    """Where the answer ``cell`` of a row that is read as ``read`` stands in the document."""
    text = f"{above}{row}\n| 1940 | 9 |\n"
    passage = passage_of(text, [row], kind=Kind.ROW, reading=read)
    at = read.rindex(cell)
    logs = np.zeros(1, dtype=np.float32)
    reading = Reading(0.0, logs, logs, np.array([(at, at + len(cell))], dtype=np.int32))
    found = answer_in(_window(passage, passage.span), reading)
    return found and Span(found.start - len(above), found.end - len(above))


@pytest.mark.parametrize(
    ("row", "read", "cell", "found"),
    [
        ("| 1912 | 95 |", "Year: 1912; Lost: 95", "95", Span(9, 11)),
        ("| 1912 | 95 |", "Year: 1912; Lost: 95", "1912", Span(2, 6)),
        # A figure within another is not the one meant.
        ("| 1919 | 9 |", "Year: 1919; Lost: 9", "9", Span(9, 10)),
        ("| 1939 | 9 |", "Year: 1939; Lost: 9", "19", Span(2, 6)),
        ("| I-16 fighter |", "Type: I-16 fighter", "I-16 fighter", Span(2, 14)),
        ("| TB-3 (late) |", "Type: TB-3 (late)", "(late)", Span(7, 13)),
        ("| biplane, plane |", "Type: biplane, plane", "plane", Span(11, 16)),
        # A part of a word is no answer.
        ("| biplane |", "Type: biplane", "plane", Span(2, 9)),
        ("<td>95</td>", "Lost: 95", "95", Span(4, 6)),
        ("|_95_|", "Lost: 95", "95", Span(2, 4)),
    ],
)
def test_a_cell_is_found_in_the_row(row: str, read: str, cell: str, found: Span) -> None:
    assert _cell(row, read, cell) == found


@pytest.mark.parametrize(
    ("row", "read", "cell"),
    [
        ("| 1912 | 95 |", "Year: 1912; Lost: 95", "Lost: 95"),
        ("| 1912 | 95 |", "Year: 1912; Lost: 95", "Lost"),
        ("| a \\| b |", "Type: a | b", "a | b"),
        ("| 1940 | 8 |", "Year: 1940; Lost in 9: 8", "9"),
        ("| 1994 |", "Year 9: 1994", "9:"),
        ("<td>9&nbsp;t</td>", "Lost: 9 t", "9 t"),
    ],
)
def test_a_cell_that_reads_otherwise_is_not_found(row: str, read: str, cell: str) -> None:
    """Not even where it stands in the row above or below."""
    assert _cell(row, read, cell) is None


def test_an_unlikely_cell_is_no_answer() -> None:
    row = passage_of("| 9 |", ["| 9 |"], kind=Kind.ROW, reading="Lost: 9")
    window = _window(row, row.span)
    assert answer_in(window, _reading("Lost: 9", {"9": 0.9})) == Span(2, 3)
    assert answer_in(window, _reading("Lost: 9", {"9": 0.015})) is None


@pytest.mark.parametrize(
    ("question", "answer"),
    [("How much does it cost?", "£600"), ("In which clause is the fee?", "5.3")],
)
def test_the_number_of_a_clause_answers_only_a_question_for_one(question: str, answer: str) -> None:
    text = "5.3 The fee is £600. 5.4 None is due in May."
    passage = passage_of(text, ["5.3 The fee is £600.", "5.4 None is due in May."])
    spans = [(0, 3), (4, 7), (8, 11), (12, 14), (15, 19), (21, 24), (25, 29), (40, 43)]
    likely = np.log(np.array([0.6, 0.01, 0.01, 0.01, 0.5, 0.55, 0.02, 0.03], dtype=np.float32))
    reading = Reading(0.0, likely, likely, np.array(spans, dtype=np.int32))
    found = answer_in(_window(passage, passage.span), reading, question)
    assert found is not None
    assert found.of(text) == answer


PLANS = "Webhook endpoints,not available,5,20"
PLANS_READ = "Feature: Webhook endpoints; Starter: not available; Team: 5; Business: 20"
SPEEDS = "Top speed\t152 mm/s\t203\t152 mm/s"
SPEEDS_READ = "Top speed; LP-200: 152 mm/s; LP-200x: 203; LP-300: 152 mm/s"
HERD, HERD_READ = "3 May\t40\t120\t33.3", "Day: 3 May; Sick: 40; All: 120; Sick.rate: 33.3"
HOOF, HOOF_READ = "Left hoof\t a 9 mm", "Left hoof; a 9 mm"
HOMES, HOMES_READ = "Well\t++ town: 81% ++ rural: 67%", "Well; ++ town: 81% ++ rural: 67%"
POOR = "1\tWidow Gowans\tFish Row\t1s 9d\t4 Jan 1847"
POOR_READ = "No: 1; Name: Widow Gowans; Abode: Fish Row; Weekly: 1s 9d; Decided: 4 Jan 1847"


@pytest.mark.parametrize(
    ("row", "read", "likely", "question", "answer"),
    [
        (SPEEDS, SPEEDS_READ, "203", "What is the top speed of the LP-200?", (10, 18)),
        (SPEEDS, SPEEDS_READ, "152", "What is the top speed of the LP-200x?", (19, 22)),
        # Of two cells alike the one in the column that is asked for.
        (SPEEDS, SPEEDS_READ, "203", "What is the top speed of the LP-300?", (23, 31)),
        (PLANS, PLANS_READ, "available", "Webhook endpoints on the Starter plan?", (18, 31)),
        (PLANS, PLANS_READ, "endpoints", "How many webhook endpoints on Team?", (32, 33)),
        (POOR, POOR_READ, "4", "How much did Widow Gowans get?", (24, 29)),
        (POOR, POOR_READ, "Widow", "How much did Widow Gowans get?", (24, 29)),
        (POOR, POOR_READ, "1", "What was the abode of Widow Gowans?", (15, 23)),
        (HERD, HERD_READ, "40", "What was the sick rate on 3 May?", (13, 17)),
        (HOOF, HOOF_READ, "hoof", "How thick is it on both sides?", (11, 17)),
        (HOOF, HOOF_READ, "9", "the left hoof is how thick", (13, 14)),
        (HOMES, HOMES_READ, "81", "How many rural homes have one?", (28, 31)),
        # No column is asked for, or two are: the reader tells.
        (SPEEDS, SPEEDS_READ, "203", "Which has the top speed?", (19, 22)),
        (SPEEDS, SPEEDS_READ, "203", "Is the top speed of LP-200 or LP-200x higher?", (19, 22)),
    ],
)
def test_the_cell_that_the_question_means(
    row: str, read: str, likely: str, question: str, answer: tuple[int, int]
) -> None:
    passage = passage_of(row, [row], kind=Kind.ROW, reading=read)
    spans = word_spans(read)
    chances = np.full(len(spans), 1e-4, dtype=np.float32)
    for n, (a, b) in enumerate(spans):
        chances[n] = 0.9 if read[a:b] == likely else 0.3 if read[a:b] in ("1s", "9d") else 1e-4
    reading = Reading(0.0, np.log(chances), np.log(chances), np.array(spans, dtype=np.int32))
    assert answer_in(_window(passage, passage.span), reading, question) == Span(*answer)
