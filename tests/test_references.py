"""Numbered places: in a question, and in a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.counting import roman
from qa.numbered import called, numbered
from qa.references import Number, parts, references

LEASE = """\
LEASE OF THE BOATHOUSE

1. Definitions

1.1 "Rent" means £900 a year.

1.2 "Term" means ten years from 1 May 2020, or as long as the yard has
2.5 metres of water at its gate.

2. Rent

2.1 The tenant shall pay the Rent:
  (a) by equal instalments; and
  (b) without set-off, within
14 days after it is due.

2.2 Interest runs under section 1.1 of
Section 3 below.

3. Repair

The tenant repairs the roof as Schedule 1 says.

Schedule 1: The roof

1. Slates are replaced by slates.
2. Gutters are cleared in May.
"""
TITLES = ("1. Definitions", "2. Rent", "3. Repair", "Schedule 1: The roof")


@pytest.mark.parametrize(
    ("question", "numbers"),
    [
        ("What does clause 14.2 say?", [("14", "2")]),
        ("14.2(b)", [("14", "2", "b")]),
        ("Is § 4(1) void under Art. IV?", [("4", "1"), ("4",)]),
        ("What is in Schedule 2 and in appendix B?", [("schedule", "2"), ("appendix", "b")]),
        ("Summarise Chapter no. 3", [("chapter", "3")]),
        ("Is 14.2 much?", []),
        ("Did section B hold the bridge?", []),
        ("Is part of the article 5% longer?", []),
        ("How far is paragraph 3.5km?", []),
        ("What was in the article I wrote?", []),
        ("Is modern art 20 years old?", []),
        ("What does Article I say?", [("1",)]),
        ("What does Article I Section 8 say?", [("1",), ("8",)]),
        ("Do clauses 5.1, 5.2 and 6 of it hold?", [("5", "1"), ("5", "2"), ("6",)]),
        ("Had section 3 and 12 men a flag?", [("3",)]),
        ("What happens in Chapter Two?", [("chapter", "2")]),
        ("Sum up part the first, chapter xiv", [("part", "1"), ("chapter", "14")]),
        ("What does section twenty-one say?", [("21",)]),
        ("Was part one of them?", []),
    ],
)
def test_places_in_a_question(question: str, numbers: list[Number]) -> None:
    assert [one.number for one in references(question)] == numbers


def test_where_a_place_stands_in_the_question() -> None:
    question = "Under sec. 5.3 (a), who pays?"
    (place,) = references(question)
    assert question[place.start : place.end] == "sec. 5.3 (a)"
    assert (place.word, place.number, place.is_loose) == ("section", ("5", "3", "a"), False)
    assert references("What of item 3?")[0].is_loose


@given(st.integers(1, 399))
def test_roman_numbers(value: int) -> None:
    tens = ("", "x", "xx", "xxx", "xl", "l", "lx", "lxx", "lxxx", "xc")
    ones = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
    told = "c" * (value // 100) + tens[value // 10 % 10] + ones[value % 10]
    assert roman(told) == value
    assert parts(f"{value}.{value}(a)") == (str(value), str(value), "a")


def _texts(number: Number, text: str = LEASE, titles: tuple[str, ...] = TITLES) -> list[str]:
    return [one.span.of(text) for one in called(numbered(text, titles), number)]


@pytest.mark.parametrize(
    ("number", "begins", "ends"),
    [
        (("1",), "1. Definitions", "at its gate.\n\n"),
        (("1", "1"), '1.1 "Rent"', "a year.\n\n"),
        (("1", "2"), '1.2 "Term"', "at its gate.\n\n"),
        (("2", "1"), "2.1 The tenant", "it is due.\n\n"),
        (("2", "1", "b"), "  (b) without", "it is due.\n\n"),
        (("2", "2"), "2.2 Interest", "below.\n\n"),
        (("3",), "3. Repair", "says.\n\n"),
        (("schedule", "1"), "Schedule 1: The roof", "in May.\n"),
        (("schedule", "1", "2"), "2. Gutters", "in May.\n"),
    ],
)
def test_where_a_place_begins_and_ends(number: Number, begins: str, ends: str) -> None:
    """A number that a wrapped line happens to begin with opens none."""
    (text,) = _texts(number)
    assert text.startswith(begins)
    assert text.endswith(ends)


@pytest.mark.parametrize("number", [("4",), ("2", "5"), ("14",), ("2", "3"), ("schedule", "2")])
def test_a_place_that_is_not_there(number: Number) -> None:
    assert _texts(number) == []


def test_a_section_is_meant_before_an_item_of_that_number() -> None:
    text = "2. Organs\n\n  1. The board;\n  2. The chair.\n\n2.1 Rules\n\nNone may hold both.\n"
    assert _texts(("2", "1"), text, ("2. Organs", "2.1 Rules")) == [
        "2.1 Rules\n\nNone may hold both.\n"
    ]
    assert [
        (min(one.numbers, key=len), one.certainty)
        for one in numbered(text, ("2. Organs", "2.1 Rules"))
    ] == [
        (("2",), 2),
        (("2", "1"), 1),
        (("2", "2"), 1),
        (("2", "1"), 2),
    ]


def test_contents_and_heads_of_pages_are_no_places() -> None:
    text = (
        "4.1 Nets . . . . . . . . 7\n4.2 Hooks . . . . . . . . 8\n\n"
        "4.1 Nets\n\nMend them.\n\n4.2 Hooks\n\nCount them,\n\n4.1 Nets 9\n\nand oil them.\n"
    )
    assert _texts(("4", "1"), text, ()) == ["4.1 Nets\n\nMend them.\n\n"]
    assert _texts(("4", "2"), text, ()) == [text[text.index("4.2 Hooks\n") :]]


def test_letters_and_roman_numbers_are_told_apart_by_what_came_before() -> None:
    items = "".join(f"  ({letter}) so;\n" for letter in "abcdefghij")
    text = f"1. Terms\n\n{items}\n2. Ends\n\n  (i) one;\n  (ii) two;\n  (iii) three.\n"
    numbers = [min(one.numbers, key=len) for one in numbered(text, ("1. Terms", "2. Ends"))]
    assert numbers[9:11] == [("1", "i"), ("1", "j")]
    assert numbers[-3:] == [("2", "i"), ("2", "ii"), ("2", "iii")]


def test_an_outer_list_ends_an_inner_one() -> None:
    text = "1. Take:\n   (a) salt;\n   (b) oil.\n2. Stir.\n3. Wait.\n"
    assert _texts(("1",), text, ()) == ["1. Take:\n   (a) salt;\n   (b) oil.\n"]
    assert _texts(("2",), text, ()) == ["2. Stir.\n"]
    assert _texts(("b",), text, ()) == ["   (b) oil.\n"]


@given(st.text(alphabet="1234.()ab \nSection", max_size=200))
def test_places_lie_in_the_text_and_none_is_empty(text: str) -> None:
    for one in numbered(text, ()):
        assert 0 <= one.start < one.end <= len(text)
        assert all(one.numbers)


ARTICLES = """\
Article I

Section 1. The assembly sits.

Section 2. It votes.

Article II

Section 1. The chair leads.

Section 2. The chair leaves.
"""


def test_sections_are_within_articles() -> None:
    assert _texts(("2", "2"), ARTICLES, ()) == ["Section 2. The chair leaves.\n"]
    assert _texts(("1", "2"), ARTICLES, ()) == ["Section 2. It votes.\n\n"]
    (article,) = [one for one in called(numbered(ARTICLES, ()), ("1",)) if one.word == "article"]
    assert article.span.of(ARTICLES).endswith("It votes.\n\n")


def test_a_title_needs_no_point_after_its_number() -> None:
    text = "2 Hours\n\nEight.\n\n3 Pay\n\nNine goats.\n\n12 goats are too many.\n"
    assert _texts(("2",), text, ("2 Hours", "3 Pay")) == ["2 Hours\n\nEight.\n\n"]
    assert _texts(("12",), text, ("2 Hours", "3 Pay")) == []


def test_a_list_that_begins_anew_is_another() -> None:
    text = "1. Salt.\n2. Oil.\n\nThen:\n\n1. Stir.\n2. Wait.\n"
    assert _texts(("2",), text, ()) == ["2. Oil.\n\nThen:\n\n", "2. Wait.\n"]
    assert _texts(("2", "1"), text, ()) == []
    assert _texts(("1",), "1. A\n1. B\n1. C\n", ()) == ["1. A\n", "1. B\n", "1. C\n"]


def test_items_that_say_so() -> None:
    text = "Item 3: The roof\n\nIt leaks.\n\nItem 4: The goats\n\nThey do not.\n"
    assert _texts(("3",), text, ()) == ["Item 3: The roof\n\nIt leaks.\n\n"]


def test_what_stands_in_a_schedule_is_called_by_it_too() -> None:
    text = "Schedule 2\n\n1.1 Slates.\n\n1.2 Gutters.\n"
    assert _texts(("schedule", "2"), text, ()) == [text]
    assert _texts(("schedule", "2", "1", "2"), text, ()) == ["1.2 Gutters.\n"]
    assert _texts(("1", "2"), text, ()) == ["1.2 Gutters.\n"]


def test_many_lists_take_no_longer_a_line() -> None:
    """Neither deeper nor slower: ten thousand lists are read in a moment."""
    assert (
        max(len(n) for one in numbered("1. A\n2. B\n\nSo:\n" * 10_000, ()) for n in one.numbers)
        == 1
    )
