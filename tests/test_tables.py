"""Rows of a table: what is told with each of them, and that it stays short."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.document import Block, Kind, Span
from index.lines import MOST_CONTEXT
from index.structure import blocks
from index.tables import LONGEST_ROW, Row, named_by_first, row_blocks


def made(
    cells: list[list[str]], caption: str = "", heads: int = 0, *, counted: bool = False
) -> list[Block]:
    """The blocks of a table with these cells; its first ``heads`` rows are header cells."""
    rows = [
        Row(Span(number, number + 1), tuple(row), len(row) if number < heads else 0)
        for number, row in enumerate(cells)
    ]
    return list(row_blocks(rows, (), caption, counted=counted))


def test_names_and_caption_are_told_with_each_row() -> None:
    found = made([["Type", "Lost"], ["BT", "5"], ["T-26", "6"]], "Losses")
    assert [(block.context, block.reading) for block in found] == [
        ("Losses", "Type: BT; Lost: 5"),
        ("Losses", "Type: T-26; Lost: 6"),
    ]


def test_what_is_told_with_every_row_is_clipped() -> None:
    long = "word " * 90
    short = ("word " * 32).strip()
    found = made([["x" * 900, "b"], ["1", "2"]], long)
    assert [(block.context, block.reading) for block in found] == [
        (f"{short} …", f"{'x' * MOST_CONTEXT} …: 1; b: 2")
    ]
    notes = made([["n" * 900, "n" * 900], ["Type", "Lost"], ["BT", "5"]], heads=2)
    assert [block.context for block in notes] == [f"{'n' * MOST_CONTEXT} …"]
    labels = made([["", "Lost"], ["y" * 900, ""], ["BT", "5"]])
    assert [block.context for block in labels] == [f"{'y' * MOST_CONTEXT} …"]


def test_names_of_several_rows_are_clipped_together() -> None:
    found = made([["", "p" * 100, "r"], ["Type", "q" * 100, "s"], ["BT", "5", "6"]], heads=2)
    assert [block.reading for block in found] == [f"Type: BT; {'p' * 100} …: 5; r s: 6"]


def test_a_row_of_very_many_columns_is_told_without_the_names_of_the_last() -> None:
    names = [f"{number:04}" * 25 for number in range(30)]
    (block,) = made([names, ["1"] * 29 + ["2"]])
    told = block.reading.split("; ")
    assert told == [f"{name}: 1" for name in names[:20]] + ["1"] * 9 + ["2"]
    assert sum(map(len, names[:20])) == LONGEST_ROW


def test_a_label_ends_at_the_next() -> None:
    found = made([["", "Lost"], ["Tanks:", ""], ["BT", "5"], ["Guns", ""], ["F-22", "6"]], "Losses")
    assert [block.context for block in found] == ["Losses › Tanks", "Losses › Guns"]


def _told(found: list[Block]) -> list[tuple[str, str]]:
    return [(block.context, block.reading) for block in found]


def test_what_spans_a_table_is_over_the_rows_below_it_and_names_no_column() -> None:
    log = [["1801"] * 2, ["May 3", "She sails."], ["1802"] * 2, ["May 1", "She is lost."]]
    assert _told(made(log)) == [("1801", "May 3; She sails."), ("1802", "May 1; She is lost.")]
    heads = [["Pier"] * 2, ["Length", "90 m"], ["Owner"] * 2, ["Name", "Jay"]]
    rows = [Row(Span(at, at + 1), tuple(row), 3 - len(set(row))) for at, row in enumerate(heads)]
    assert _told(list(row_blocks(rows, (), "Box"))) == [
        ("Box › Pier", "Length: 90 m"),
        ("Box › Owner", "Name: Jay"),
    ]


def test_what_spans_a_table_is_told_of_all_rows_where_names_stand_below_it() -> None:
    grid = [["Losses"] * 2, ["Type", "Lost"], ["May"] * 2, ["BT", "5"], ["June"] * 2, ["BT", "6"]]
    names = [
        Row(Span(at, at + 1), tuple(row), len(row) if at in (1, 2) else 0)
        for at, row in enumerate(grid)
    ]
    assert _told(list(row_blocks(names, (), ""))) == [
        ("", "Losses"),
        ("Losses › May", "Type: BT; Lost: 5"),
        ("Losses › June", "Type: BT; Lost: 6"),
    ]
    assert _told(made([["Losses"] * 2, ["Type", "Lost"], ["BT", "5"], ["T-26", "6"]])) == [
        ("", "Losses"),
        ("Losses", "Type: BT; Lost: 5"),
        ("Losses", "Type: T-26; Lost: 6"),
    ]


def test_what_spans_a_table_and_is_a_sentence_or_has_no_rows_below_is_text() -> None:
    grid = [["Jay tends her light."] * 2, ["Lit", "1801"], ["Here the table ends"] * 2]
    assert _told(made(grid)) == [
        ("", "Jay tends her light."),
        ("", "Lit; 1801"),
        ("", "Here the table ends"),
    ]


def test_where_rows_have_header_cells_only_those_head_a_section() -> None:
    grid = [("The pier", 0), ("Size", 2), ("Length\t90 m", 1)]
    rows = [
        Row(Span(at, at + 1), tuple(told.split("\t")) * (1 if "\t" in told else 2), heads)
        for at, (told, heads) in enumerate(grid)
    ]
    assert _told(list(row_blocks(rows, (), ""))) == [("", "The pier"), ("Size", "Length: 90 m")]


def test_a_section_of_rows_that_begin_small_ends_where_one_does_not() -> None:
    grid = [["Age"] * 2, ["men", "66"], ["pH", "7"], ["0-4", "9"], ["Births", "20"], ["Deaths", ""]]
    grid += [["men", "1"], ["Ships", "3"]]
    rows = [Row(Span(at, at + 1), tuple(row), len(set(row))) for at, row in enumerate(grid)]
    rows[1:] = [Row(row.span, row.cells, 1) for row in rows[1:]]
    assert _told(list(row_blocks(rows, (), ""))) == [
        ("Age", "men: 66"),
        ("Age", "pH: 7"),
        ("Age", "0-4: 9"),
        ("", "Births: 20"),
        ("Deaths", "men: 1"),
        ("", "Ships: 3"),
    ]


@pytest.mark.parametrize(
    ("rows", "named"),
    [
        ("A B/1 2", True),
        ("Type Lost/BT 5/BA 6", True),
        ("Key Use/q_ends_the_work._/x_leaves_all_as_it_was._", True),
        ("Name Jay/Born 1801", False),
        ("[,1] Length/[,2] Height/[,3] Weight", False),
        ("May_3 She_sails./May_4 She_is_lost.", False),
        ("Pier Pier/Type Lost/BT 5/BA 6", True),
        ("Type Lost", False),
    ],
)
def test_a_first_row_is_told_to_name_the_columns(rows: str, named: bool) -> None:
    cells = [[cell.replace("_", " ").strip() for cell in row.split(" ")] for row in rows.split("/")]
    assert named_by_first(cells) is named


@given(st.integers(1, 5_000), st.integers(1, 5_000), st.integers(1, 3))
def test_a_table_becomes_no_more_than_so_many_times_larger(
    name: int, label: int, rows: int
) -> None:
    table = f"|{'x' * name}||\n|-|-|\n|{'y' * label}:||\n" + "|1|2|\n" * rows
    found = [block for block in blocks(table) if block.kind is Kind.ROW]
    assert len(found) == rows
    assert all(len(block.context) <= MOST_CONTEXT + 2 for block in found)
    assert all(len(block.reading) <= MOST_CONTEXT + 2 + len(": 1; 2") for block in found)
