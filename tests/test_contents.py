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


RULES = """\
HARBOUR RULES

Contents

Moorings
Fees{page}
  Fees for visitors
Penalties

Moorings

{prose}

Fees

They are due in May.

Fees for visitors

{prose}

Penalties

None so far.
"""


def _paths(text: str) -> list[tuple[str, str]]:
    return [(" › ".join(block.heading), block.span.of(text)[:12]) for block in blocks(text)]


@pytest.mark.parametrize("page", ["", "\t12", " ... iv", "  7"])
def test_what_a_list_names_are_headings_however_short_their_text(page: str) -> None:
    assert _paths(RULES.format(page=page, prose=PROSE)) == [
        ("", "HARBOUR RULE"),
        ("Moorings", PROSE[:12]),
        ("Fees", "They are due"),
        ("Fees › Fees for visitors", PROSE[:12]),
        ("Penalties", "None so far."),
    ]


@pytest.mark.parametrize("head", ["Contents", "What is in this leaflet", "In this leaflet:"])
def test_titles_may_be_listed_with_their_numbers(head: str) -> None:
    listed = "1. What the ferry is\n2. How to board\n3. Fares\n"
    told = (
        "1. WHAT THE FERRY IS\nA boat.\nIt is green.\n\n2. HOW TO BOARD\n- by the pier\n- by the steps\n\n"
        "3. FARES\n1. Pay at the gate.\n2. Keep the ticket.\n"
    )
    assert _paths(f"{head}\n{listed}\n{told}") == [
        ("1. WHAT THE FERRY IS", "A boat.\nIt i"),
        ("2. HOW TO BOARD", "by the pier"),
        ("2. HOW TO BOARD", "by the steps"),
        ("3. FARES", "Pay at the g"),
        ("3. FARES", "Keep the tic"),
    ]


def test_a_list_of_links_to_marked_headings_is_left_out() -> None:
    listed = "".join(f"- [{name}](#{name.lower()})\n" for name in ("Setup", "Use", "Licence"))
    body = "## Setup\n\nRun it.\n\n## Use\n\nAsk it.\n\n## Licence\n\nMIT.\n"
    assert _paths(f"# Grove\n\n## Table of Contents\n\n{listed}\n{body}") == [
        ("Grove › Setup", "Run it."),
        ("Grove › Use", "Ask it."),
        ("Grove › Licence", "MIT."),
    ]


def test_titles_listed_twice_and_on_two_lines() -> None:
    chapters = "CHAPTER I. Ashore\nCHAPTER II. Afloat\n"
    told = "CHAPTER I.\nAshore\n\nHe sat.\n\nCHAPTER II.\nAfloat\n\nHe lay.\n\n"
    text = f"CONTENTS\n\nPRIMERA\n{chapters}SEGUNDA\n{chapters}\nPRIMERA\n\n{told}SEGUNDA\n\n{told}"
    assert [path for path, _ in _paths(text)] == [
        "PRIMERA › CHAPTER I. Ashore",
        "PRIMERA › CHAPTER II. Afloat",
        "SEGUNDA › CHAPTER I. Ashore",
        "SEGUNDA › CHAPTER II. Afloat",
    ]


@pytest.mark.parametrize(
    "text",
    [
        RULES.format(page="", prose=PROSE)
        .replace("\n\nFees\n", "\n\nDues\n")
        .replace("\n\nPenalties", "\n\nOf"),
        "Contents\n\nA barrel\nA rope\nA lamp\n\n" + f"{PROSE}\n\n" * 3,
        "Contents\n\nMoorings\nFees\n\nMoorings\n\nNone.\n\nFees\n\nNone.",
    ],
)
def test_a_list_of_other_things_is_kept(text: str) -> None:
    told = "\n".join(_told(text))
    assert all(line in told for line in text.split("\n")[4:6])


def test_what_stands_beside_a_list_is_kept() -> None:
    note = "Call the harbour master at night\n"
    text = RULES.format(page="", prose=PROSE).replace("Penalties\n", f"Penalties\n\n{note}", 1)
    assert note.strip() in _told(text)
    assert "Moorings" in [path for path, _ in _paths(text)]


def test_a_list_that_comes_again_is_no_list_of_titles() -> None:
    text = "".join(f"Box {n}\n\nContents:\n- 12 bolts\n- 4 nuts\n- 1 manual\n\n" for n in (1, 2, 3))
    assert " ".join(_told(text)).count("12 bolts") == 3
