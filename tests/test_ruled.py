"""Tables with lines drawn between their rows."""

import pytest

from index.document import Kind
from index.structure import blocks

HEADED = "+-------+--------+\n| Port  | Leaves |\n+-------+--------+\n"
ALL_RULED = (
    "   ┌───────┬─────────────┐\n   │Name   │ Meaning     │\n   ├───────┼─────────────┤\n"
    "   │speed= │ How fast it │\n   │\t   │ may sail.   │\n   ├───────┼─────────────┤\n"
    "   │depth= │ How deep.   │\n   └───────┴─────────────┘\n"
)


def read(text: str) -> list[tuple[str, str]]:
    """The quoted text and the reading of each row, or the text of what is none."""
    return [(block.span.of(text), block.reading) for block in blocks(text)]


def test_a_row_may_have_lines_that_only_rules_part() -> None:
    assert read("Times hold for the season.\n\n" + ALL_RULED + "   All are optional.\n") == [
        ("Times hold for the season.", ""),
        (
            "│speed= │ How fast it │\n   │\t   │ may sail.   │",
            "Name: speed=; Meaning: How fast it may sail.",
        ),
        ("│depth= │ How deep.   │", "Name: depth=; Meaning: How deep."),
        ("All are optional.", ""),
    ]


def test_where_only_the_header_is_parted_each_line_is_a_row() -> None:
    rows = "| Larne | 08:15  |\n|       | 09:40  |\n| Troon | 10:05  |\n+-------+--------+\n"
    assert read(HEADED + rows) == [
        ("| Larne | 08:15  |\n|       | 09:40  |", "Port: Larne; Leaves: 08:15 09:40"),
        ("| Troon | 10:05  |", "Port: Troon; Leaves: 10:05"),
    ]


def test_without_a_header_no_row_names_the_columns() -> None:
    text = "+---+---+\n| a | 1 |\n| b | 2 |\n+---+---+\n"
    assert [reading for _, reading in read(text)] == ["a; 1", "b; 2"]


def test_what_is_in_all_rows_sentences_names_no_columns() -> None:
    text = ALL_RULED.replace("│Name   │ Meaning     │", "│mast=  │ How many masts it has │")
    assert read(text)[0][1] == "mast=; How many masts it has"


@pytest.mark.parametrize(
    "text",
    ["┌──────┐\n│ Note │\n└──────┘", "├── bow\n│   └── anchor\n└── stern", "+---+---+\nNo rows."],
)
def test_a_box_a_tree_and_a_lone_rule_are_no_tables(text: str) -> None:
    assert all(block.kind is not Kind.ROW for block in blocks(text))


def test_a_long_table_that_nothing_ends_is_read_in_time() -> None:
    text = "+---+---+\n" + "| a | b |\n" * 20_000
    assert len(blocks(text)) > 1
