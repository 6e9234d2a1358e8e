"""Numbered lines alone in a row: headings, also where one is short or has a list alone."""

import pytest

from index.structure import blocks

PROSE = "The bridge was closed on Monday, and whoever had to cross the river took the ferry."


def _headings(text: str) -> list[str]:
    return [" › ".join(block.heading) for block in blocks(text)]


def _sections(*sections: tuple[str, str]) -> str:
    return "\n\n".join(f"{title}\n\n{below}" for title, below in sections)


def test_a_section_of_a_few_words_is_one_among_others() -> None:
    text = _sections(
        ("1. The bridge", PROSE),
        ("2. The ferry", PROSE),
        ("3. Leave to cross again", PROSE),
        ("4. Close", "It ended at noon."),
    )
    assert _headings(text) == [
        "1. The bridge",
        "2. The ferry",
        "3. Leave to cross again",
        "4. Close",
    ]


def test_a_section_that_begins_with_a_list_is_one_among_others() -> None:
    text = _sections(
        ("1. The bridge", PROSE),
        ("2. The fares", "(a) one crown a cart;\n\n(b) a penny a head."),
        ("3. The ferry", PROSE),
        ("4. Leave to cross", PROSE),
    )
    assert _headings(text) == [
        "1. The bridge",
        "2. The fares",
        "2. The fares",
        "3. The ferry",
        "4. Leave to cross",
    ]


@pytest.mark.parametrize(
    "text",
    [
        _sections(("1. Red apples", "2. Some pears"), ("3. Plums of ours", "They are gone.")),
        _sections(
            ("1. One cart", "It is red."), ("2. One horse", "It is old."), ("3. Oats", "No.")
        ),
        _sections(
            ("1. He came late.", PROSE), ("2. He left soon.", PROSE), ("3. He slept.", PROSE)
        ),
    ],
)
def test_other_numbered_lines_are_items(text: str) -> None:
    assert set(_headings(text)) == {""}
