"""Lists of contents are no passages, and move nothing."""

import pytest

from index.contents import contents, without_contents
from index.structure import blocks

PROSE = "The ferry sails at noon, and whoever comes late waits for the next one."
LIST = """\
TABLE OF CONTENTS

1 The Ferry 1
1.1 Fares of the ferry, which all have to pay who
 are not of the town . . . . . . . . . . 1
1.2 Times . . . . . . . . . . . . . . 2
2 The Bridge ............. 12
"""
BODY = f"The Ferry\n\n{PROSE}\n\n{PROSE} {PROSE}\n\n" + f"{PROSE}\n\n" * 4


def _told(text: str) -> list[str]:
    return [block.span.of(text) for block in blocks(text)]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_list_is_blank_with_its_heading_and_chapters(end: str) -> None:
    text = f"{LIST}\n{BODY}".replace("\n", end)
    shown = without_contents(text)
    assert len(shown) == len(text)
    assert shown.split() == BODY.split()
    assert _told(text) == [part.replace("\n", end) for part in _told(BODY)]


def test_titles_without_numbers_are_those_of_the_text() -> None:
    names = ("The Ferry", "The Bridge", "Fares")
    listed = [f"{name} ...... {page}" for page, name in enumerate(names, 1)]
    below = [line for name in names for line in (name, PROSE)]
    assert contents([*listed, "", *below]) == [0, 1, 2]
    assert contents([*listed, "", PROSE, PROSE, PROSE, PROSE]) == []


@pytest.mark.parametrize(
    "lines",
    [
        ["1 Tea ...... 2.50", "2 Coffee ...... 3.00", "3 Cake ...... 4.00"],
        ["1 Tea ...... 9", "2 Coffee ...... 3", "3 Cake ...... 1"],
        ["1 Tea ...... 1", "2 Coffee ...... 2"],
        ["Tea ...... 1", "Coffee ...... 2", "Cake ...... 3"],
        ["1 He waited ...", "2 and waited .......", "3 and waited ....... and left 3"],
    ],
)
def test_other_lines_with_dots_stay(lines: list[str]) -> None:
    assert contents([*lines, *[PROSE] * 9]) == []


def test_what_only_lists_contents_is_a_list_of_something_else() -> None:
    assert contents(LIST.splitlines()) == []
