"""Rows of a table: what is told with each of them, and that it stays short."""

from hypothesis import given
from hypothesis import strategies as st

from index.document import Block, Kind, Span
from index.lines import MOST_CONTEXT
from index.structure import blocks
from index.tables import LONGEST_ROW, Row, row_blocks


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


@given(st.integers(1, 5_000), st.integers(1, 5_000), st.integers(1, 3))
def test_a_table_becomes_no_more_than_so_many_times_larger(
    name: int, label: int, rows: int
) -> None:
    table = f"|{'x' * name}||\n|-|-|\n|{'y' * label}:||\n" + "|1|2|\n" * rows
    found = [block for block in blocks(table) if block.kind is Kind.ROW]
    assert len(found) == rows
    assert all(len(block.context) <= MOST_CONTEXT + 2 for block in found)
    assert all(len(block.reading) <= MOST_CONTEXT + 2 + len(": 1; 2") for block in found)
