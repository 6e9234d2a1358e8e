"""Which cell of a row a question means."""

import pytest

from qa.columns import cells, may_answer, meant, part_named

CATCH = "Year: 1854; Whales: 12; Oil (tuns): 127; Sailed: 21 March"
SIZES = "Name of part: Roll; LP-200: 108; LP-200x: 112; LP-300: not available"
BAPTISM = "Date: 9 May 1847; Child: Catherine; Parents: David Mollison; Minister: Dr. Inglis"


@pytest.mark.parametrize(
    ("question", "reading", "text"),
    [
        ("How many whales did the Ardent take in 1854?", CATCH, "12"),
        ("How much oil was there in 1854?", CATCH, "127"),
        ("How much oil was there in 1855?", CATCH, None),
        ("How many whales and how much oil in 1854?", CATCH, None),
        ("What is the roll of the LP-200?", SIZES, "108"),
        ("What is the roll of the lp-200x?", SIZES, "112"),
        ("Is there a roll on the LP-300?", SIZES, "not available"),
        ("What is the roll of the LP-20?", SIZES, None),
        ("Is the roll of the LP-200 or of the LP-300 wider?", SIZES, None),
        ("Which minister baptised Catherine on 9 May 1847?", BAPTISM, "Dr. Inglis"),
        # A figure does not tell who, nor which.
        ("Who caught most whales in 1854?", CATCH, None),
        ("When did she sail?", "Sailed: 21 March; Ship: Ardent", None),
    ],
)
def test_the_cell_that_is_meant(question: str, reading: str, text: str | None) -> None:
    found = meant(question, cells(reading))
    assert (found and found.text) == text


def test_the_longest_name_wins() -> None:
    row = cells("Team: Hove; Score: 3; Score at home: 2")
    found = meant("What was the score at home of Hove?", row)
    assert found is not None
    assert found.text == "2"


@pytest.mark.parametrize(
    ("question", "reading", "texts"),
    [
        ("Who baptised Catherine?", BAPTISM, ["9 May 1847", "David Mollison", "Dr. Inglis"]),
        ("How many were there?", "No: 4; Left: 31; On: 4 Jan 1847", ["31"]),
        ("When were they left?", "No: 4; Left: 31; On: 4 Jan 1847", ["31", "4 Jan 1847"]),
        ("Did 31 or 30 leave?", "No: 4; Left: 31", ["4", "31"]),
        ("In which year was it?", "1912; Lost: 5", ["1912", "5"]),
        ("share of both horns", "Each horn; 9% (both 18%)", ["9% (both 18%)"]),
        ("Which part is 9%?", "Each horn; 9% (both 18%)", ["Each horn"]),
        ("What part has most?", "Each horn; 9% (both 18%)", ["Each horn", "9% (both 18%)"]),
        ("how much is a hoof", "Each horn; none", ["Each horn", "none"]),
    ],
)
def test_the_cells_that_may_answer(question: str, reading: str, texts: list[str]) -> None:
    assert [cell.text for cell, _ in may_answer(question, cells(reading))] == texts


HERDS = "Herd: Sheep (head); 3: ≤ 40; 1: 41–50; 0: 51 to < 90.5; 2: 90.5-110; 3: > 110"


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("points for 45 sheep", "41–50"),
        ("points for sheep, 40 of them", "≤ 40"),
        ("points for 90.5 sheep", "90.5-110"),
        ("points for 90 sheep", "51 to < 90.5"),
        ("points for 111 sheep", "> 110"),
        ("points for 45 goats", None),
        ("points for 45 or 60 sheep", None),
        ("Who had 45 sheep?", None),
        ("points for sheep by H45 and 41-50", None),
    ],
)
def test_the_range_that_a_figure_lies_in(question: str, text: str | None) -> None:
    found = meant(question, cells(HERDS))
    assert (found and found.text) == text


@pytest.mark.parametrize(
    ("question", "text", "part"),
    [
        ("rural wells", "wells: ++ town: 81% ++ rural: 67% of all ++ all: 70%", "67% of all"),
        ("town or rural wells", "town: 81%; rural: 67%", None),
        ("town and rural wells", "town: 81%; rural: 67%", None),
        ("rural wells", "rural: 67%", None),
        ("wells", "town: 81%; rural: 67%", None),
    ],
)
def test_the_part_of_a_cell_that_is_named(question: str, text: str, part: str | None) -> None:
    found = part_named(question, text)
    assert (found and text[slice(*found)]) == part


def test_a_cell_with_words_of_the_question_is_worth_less() -> None:
    found = may_answer("Who baptised Catherine Mollison?", cells(BAPTISM))
    assert [(cell.text, worth) for cell, worth in found] == [
        ("9 May 1847", 1.0),
        ("David Mollison", 0.3),
        ("Dr. Inglis", 1.0),
    ]


@pytest.mark.parametrize("reading", [CATCH, SIZES, BAPTISM, "A; B: c; d", "x: ; y"])
def test_cells_are_parts_of_the_reading(reading: str) -> None:
    assert all(reading[cell.start : cell.end] == cell.text for cell in cells(reading))
