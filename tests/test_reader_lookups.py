"""Questions that look a cell up, made from the rows themselves."""

import random

from hypothesis import given
from hypothesis import strategies as st

from qa.reader.data import Example
from qa.reader.lookups import cells, columns_of, lookup, sound

ROWS = (
    "Fleet\nShip: Aurora; Built: 1903; Port: Leith",
    "Fleet\nShip: Borea; Built: 1911; Port: Leith",
    "Fleet\nShip: Celeste; Built: 1924; Port: Hull",
)


def _example(question: str, answer: str, row: str = ROWS[0]) -> Example:
    at = row.index(answer)
    others = tuple(other for other in ROWS if other != row)
    return Example(question, row, ((at, at + len(answer)),), others, open=False)


def _values(passage: str) -> list[tuple[str, str]]:
    return [(name, passage[start:end]) for name, start, end in cells(passage)]


def test_cells_of_a_row() -> None:
    assert _values(ROWS[0]) == [("Ship", "Aurora"), ("Built", "1903"), ("Port", "Leith")]


def test_a_first_cell_without_a_column() -> None:
    assert _values("Sales › in millions\nSensors; 2019: 914; 2018: 918") == [
        ("", "Sensors"),
        ("2019", "914"),
        ("2018", "918"),
    ]


def test_prose_has_no_cells() -> None:
    assert cells("Fleet\nShe was sold: nobody knows to whom.") == []
    assert cells("") == []


@given(st.text())
def test_cells_stand_where_they_say(passage: str) -> None:
    for name, start, end in cells(passage):
        assert 0 <= start < end <= len(passage)
        assert not name or passage[:start].endswith(f"{name}: ")


def test_a_count_under_another_column_is_not_an_answer() -> None:
    numbered = "Fleet\nNo.: 3; Ship: Celeste; Guns: 12"
    assert not sound(_example("How many ships came from Hull?", "3", numbered))
    assert sound(_example("How many guns had the Celeste?", "12", numbered))
    assert sound(_example("Which ship had 12 guns?", "Celeste", numbered))


def test_counts_in_prose_are_left_alone() -> None:
    told = "Fleet\nThree ships came from Hull."
    assert sound(_example("How many ships came from Hull?", "Three", told))
    assert sound(Example("How many ships sank?", None, (), ROWS, open=False))


def test_a_cell_is_looked_up_by_what_names_its_row() -> None:
    answers = set()
    for seed in range(60):
        made = lookup(_example("Where?", "Leith"), [], random.Random(seed))
        assert made is not None
        assert made.positive is not None
        assert set(made.negatives) == set(ROWS) - {made.positive}
        ((start, end),) = made.spans
        row = dict(_values(made.positive))
        assert row["Ship"] in made.question or row["Port"] in made.question
        asked = next(name for name, first, _ in cells(made.positive) if first == start)
        assert asked.lower() in made.question.lower()
        answers.add(made.positive[start:end])
    # Two ships have Leith as their port, so that it names neither; Hull names the Celeste.
    assert answers == {"1903", "Leith", "1911", "1924", "Hull", "Celeste"}


def test_a_column_that_is_not_there_has_no_answer() -> None:
    made = [
        lookup(_example("Where?", "Leith"), ["Tonnage", "Port of call"], random.Random(seed))
        for seed in range(200)
    ]
    without = [item for item in made if item is not None and item.positive is None]
    assert 25 <= len(without) <= 75  # one in four
    for item in without:
        assert "tonnage" in item.question.lower()  # "port" the table has
        assert item.spans == ()
        assert set(item.negatives) == set(ROWS)


def test_rows_that_nothing_names_are_not_asked_for() -> None:
    same = tuple(f"Fleet\nShip: Aurora; Built: {year}" for year in (1903, 1911, 1924))
    example = Example("When?", same[0], (), same[1:], open=False)
    assert lookup(example, [], random.Random(1)) is None
    prose = Example("When?", "It sank.", (), ("It floats.", "It rusts."), open=True)
    assert lookup(prose, [], random.Random(1)) is None


def test_columns_of_examples() -> None:
    assert columns_of([_example("Where?", "Leith")]) == ["Built", "Port", "Ship"]
