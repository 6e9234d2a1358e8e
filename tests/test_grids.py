"""Tables of a sheet: where each begins, and whether its first row names the columns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.grids import Grid, grids, is_value


def found(sheet: str) -> list[Grid]:
    """The tables of a sheet drawn with bars; the empty rows count."""
    lines = [[cell.strip() for cell in line.split("|")] for line in sheet.split("\n")]
    numbers = [number for number, cells in enumerate(lines, 1) if any(cells)]
    return grids(numbers, [lines[number - 1] for number in numbers])


def test_titles_stand_above_and_the_last_is_the_caption() -> None:
    assert found("Losses\n1939\nDay|I-16|BT\nMon|1|2") == [Grid([0, 1], [2, 3], True, "1939")]
    assert found("Losses\n\nDay|I-16\nMon|1") == [Grid([0], [1, 2], True, "Losses")]


def test_a_table_after_an_empty_row_begins_anew_where_it_has_a_header() -> None:
    assert found("Day|Lost\nMon|1\n\nType|Built\nBT|5") == [
        Grid([], [0, 1], True),
        Grid([], [2, 3], True),
    ]
    assert found("a|b\nx|y\n\na|b\nz|w") == [Grid([], [0, 1], True), Grid([], [2, 3], True)]


def test_a_table_goes_on_after_an_empty_row_without_a_header() -> None:
    assert found("Day|Lost\nMon|1\n\nTue|2\n\nWed|3") == [Grid([], [0, 1, 2, 3], True)]
    assert found("Day|Lost\n\nMon|1\nTue|2") == [Grid([], [0, 1, 2], True)]


def test_other_columns_are_another_table() -> None:
    assert found("Day|Lost\nMon|1\n\n||x|5\n||y|6") == [
        Grid([], [0, 1], True),
        Grid([], [2, 3], False),
    ]


@pytest.mark.parametrize(
    ("sheet", "named"),
    [
        ("Type|2020|2021\nBT|5|6", True),
        ("1|Bob\n2|Ann", False),
        ("2020|5\n2021|6", False),
        ("BT|5\nT-26|6", False),
        ("Count\n5\n6", True),
        ("one\ntwo\nthree", False),
        ("a|b", False),
    ],
)
def test_names_of_columns_are_words_or_years(sheet: str, named: bool) -> None:
    assert [grid.named for grid in found(sheet)] == [named]


def test_lone_cells_are_notes() -> None:
    assert found("a note\n\nanother") == [
        Grid([0], [], False, "a note"),
        Grid([1], [], False, "another"),
    ]


@pytest.mark.parametrize(
    ("cell", "value"),
    [("95", True), ("-1,5 %", True), ("1939-06-22", True), ("I-16", False), ("Q1", False)]
    + [("n/a", False), ("", False), ("—", False)],
)
def test_values(cell: str, value: bool) -> None:
    assert is_value(cell) is value


@given(st.lists(st.lists(st.sampled_from(["", "", "a", "Name", "5", "1999"]), max_size=4)))
def test_every_row_stands_in_one_table(rows: list[list[str]]) -> None:
    numbers = [number for number, cells in enumerate(rows, 1) if any(cells)]
    filled = [rows[number - 1] for number in numbers]
    places = [at for grid in grids(numbers, filled) for at in grid.above + grid.rows]
    assert places == list(range(len(filled)))
