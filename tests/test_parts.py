"""Titles that a word and its count tell."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.counting import roman, spelt
from index.structure import blocks

LONG = "Each of the parties gives back what it took from the other within six months of this day."


def _read(text: str) -> list[tuple[str, str]]:
    """The path of each block, and how it begins."""
    return [(" › ".join(block.heading), block.span.of(text)[:12]) for block in blocks(text)]


@pytest.mark.parametrize(
    "titles",
    [
        ("Article 1", "Article 2", "Article 3"),
        ("ARTICLE I.", "ARTICLE II.", "ARTICLE III."),
        ("Chapter One", "Chapter Two", "Chapter Three"),
        ("CHAPTER THE FIRST", "CHAPTER THE SECOND", "CHAPTER THE THIRD"),
        ("CHAPTER 1. Loomings.", "CHAPTER 2. The Carpet-Bag.", "CHAPTER 3. The Inn."),
        ("Clause 4 – Rent and when it is due", "Clause 5 – Governing law", "Clause 6 – Notices"),
        ("Schedule A: Boats", "Schedule B: Oars", "Schedule C: Sails"),
        ("§ 1 Name", "§ 2 Purpose", "§ 3 Members"),
        ("Section 1.1 Name", "Section 1.2 Purpose", "Section 2.1 Members"),
        ("**Step 1: Heat**", "**Step 2: Stir**", "**Step 3: Cool**"),
        ("Art. 5", "Art. 5a", "Art. 6"),
    ],
)
@pytest.mark.parametrize("gap", ["\n\n", "\n"])
def test_titles_that_count_on_are_headings_however_short_what_is_below(
    titles: tuple[str, ...], gap: str
) -> None:
    told = ("They keep the peace.", LONG, "It is in force.")
    text = "\n\n".join(title + gap + below for title, below in zip(titles, told, strict=True))
    assert _read(text) == [
        (title.strip("*"), below[:12]) for title, below in zip(titles, told, strict=True)
    ]


def test_parts_of_parts_and_titles_on_two_lines() -> None:
    text = (
        "Treaty\n\nPART I\nGeneral\n\nARTICLE 1\nPeace\n\nIt holds.\n\nARTICLE 2\n\nIt ends.\n\n"
        "PART II\nLast things\n\nARTICLE 3\nForce\n(1) Now.\n\nSCHEDULE 1\nMaps\n\nNone."
    )
    assert _read(text) == [
        ("", "Treaty"),
        ("PART I General › ARTICLE 1 Peace", "It holds."),
        ("PART I General › ARTICLE 2", "It ends."),
        ("PART II Last things › ARTICLE 3 Force", "Now."),
        ("SCHEDULE 1 Maps", "None."),
    ]


def test_what_stands_apart_in_capitals_is_of_no_part() -> None:
    chapters = "CHAPTER I\n\nHe came.\n\nCHAPTER II\n\nHe went.\n\n"
    text = (
        f"BOOK ONE\n\n{chapters}BOOK TWO\n\n{chapters}EPILOGUE\n\n{chapters}GLOSSARY\n\nOf words."
    )
    assert [path for path, _ in _read(text)] == [
        "BOOK ONE › CHAPTER I",
        "BOOK ONE › CHAPTER II",
        "BOOK TWO › CHAPTER I",
        "BOOK TWO › CHAPTER II",
        "EPILOGUE › CHAPTER I",
        "EPILOGUE › CHAPTER II",
        "GLOSSARY",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Article 1\n\nIt holds.\n\nArticle 2\n\nIt ends.",  # two make no row
        "Article 7\n\nA.\n\nArticle 90\n\nB.\n\nArticle 12\n\nC.",
        "Part 1: Oak\n\nPart 2: Elm\n\nPart 3: Ash\n\nPart 4: Yew\n\nAll told.",
        "Step 1. Wash them.\n\nStep 2. Cut them.\n\nStep 3. Boil them.\n\nServe hot.",
        "Part 1 of it\nsank.\n\nPart 2 of it\nswam.\n\nPart 3 of it\nflew.",
        "Day 1, we left.\n\nDay 2, we rowed,\n\nDay 3; we slept.",
        "Table 1: Boats\n\nA.\n\nTable 2: Oars\n\nB.\n\nTable 3: Sails\n\nC.",
    ],
)
def test_no_titles(text: str) -> None:
    assert {path for path, _ in _read(text)} == {""}


def test_a_list_of_contents_has_no_titles() -> None:
    listed = "CHAPTER I. Down\nCHAPTER II. Pool\nCHAPTER III. Race\n\n"
    told = "".join(f"{title}\n\nThey ran.\n\n" for title in listed.split("\n")[:3])
    paths = [path for path, _ in _read(f"CONTENTS\n\n{listed}{told}")]
    assert paths[-3:] == ["CHAPTER I. Down", "CHAPTER II. Pool", "CHAPTER III. Race"]
    assert not any("CHAPTER" in path for path in paths[:-3])


@given(st.integers(1, 399))
def test_roman_numbers(value: int) -> None:
    tens = ("", "x", "xx", "xxx", "xl", "l", "lx", "lxx", "lxxx", "xc")
    ones = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
    told = "c" * (value // 100) + tens[value // 10 % 10] + ones[value % 10]
    assert roman(told) == roman(told.upper()) == value


@pytest.mark.parametrize("told", ["", "iix", "vx", "ic", "mix", "b"])
def test_no_roman_numbers(told: str) -> None:
    assert roman(told) is None


def test_numbers_in_words() -> None:
    values = spelt()
    told = [
        "one",
        "first",
        "twelfth",
        "fifteen",
        "twentieth",
        "ninety-nine",
        "thirty-fifth",
        "eightieth",
    ]
    assert [values[word] for word in told] == [1, 1, 12, 15, 20, 99, 35, 80]
    assert set(values.values()) == set(range(1, 100))


def test_counts_may_jump_and_what_holds_others_stands_above_them() -> None:
    text = (
        "Article 1\n\nA.\n\nArticle 2\n\nB.\n\nPART I\n\nArticle 10\n\nC.\n\n"
        "PART II\n\nArticle 25\n\nD.\n\nDeclaration of Denmark\n\nE.\n"
    )
    assert [path for path, _ in _read(text)] == [
        "Article 1",
        "Article 2",
        "PART I › Article 10",
        "PART II › Article 25",
        "Declaration of Denmark",
    ]


def test_all_of_a_title_without_text_is_a_paragraph() -> None:
    text = (
        "Part 1\nBoats\n\nA.\n\nPart 2\nRepealed in 1998\n\nPart 3\nOars\n\nB.\n\nPart 4\nRevoked\n"
    )
    assert _read(text) == [
        ("Part 1 Boats", "A."),
        ("", "Part 2\nRepea"),
        ("Part 3 Oars", "B."),
        ("", "Part 4\nRevok"),
    ]


def test_many_titles_take_no_longer_each() -> None:
    begun = time.process_time()
    assert len(blocks("Chapter 1\n\nIt was dark.\n\n" * 20_000)) == 20_000
    assert time.process_time() - begun < 20
