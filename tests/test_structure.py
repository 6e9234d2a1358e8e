"""Blocks: what structure keeps together, under which headings, and that nothing is lost."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.document import Block, Kind
from index.lines import clip, clip_start
from index.structure import blocks

SEEDS = Path(__file__).parent.parent / "seeds"
PARAGRAPH = "The army crossed the river at night and took the hill before the sun had risen again."


def seed(number: str) -> str:
    return next(SEEDS.glob(f"{number}*")).read_bytes().decode()


def shown(text: str) -> list[tuple[str, str]]:
    """Kind and text of each block."""
    return [(block.kind.value, block.span.of(text)) for block in blocks(text)]


def texts(text: str) -> list[str]:
    return [block.span.of(text) for block in blocks(text)]


def headings(text: str) -> list[tuple[str, ...]]:
    return [block.heading for block in blocks(text)]


def rows(text: str) -> list[Block]:
    return [block for block in blocks(text) if block.kind is Kind.ROW]


# Headings


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("# One\n\n## Two ##\ntext", ("One", "Two")),
        ("One\n===\n\nTwo\n---\n\ntext", ("One", "Two")),
        ("= One =\n== Two ==\n=== Three ===\ntext", ("One", "Two", "Three")),
        ("## Two\ntext\n# One\ntext", ("One",)),
        ("# One\r\n\r\n## Two\r\ntext\r\n", ("One", "Two")),
        ("=====\nOne\n=====\n\ntext", ("One",)),
        ("One\n===\n\n3. Two parts\n------------\n\ntext", ("One", "3. Two parts")),
        ("7. Diversions\n*************\n\ntext", ("7. Diversions",)),
        ("T\n****\n\n1. A\n****\n\n1.1. B\n=====\n\n2. C\n****\n\ntext", ("2. C",)),
        ("T\n****\n\n1. A\n****\n\n1.1. B\n=====\n\ntext", ("1. A", "1.1. B")),
        ("A\n---\n\nB\n***\n\nC\n===\n\ntext", ("C",)),
        ("above\n1. An item\n----------\ntext", ()),
        ("#hashtag first", ()),
        ("a = b =", ()),
        ("# " + "long " * 60 + "\ntext", ()),
    ],
)
def test_marked_headings_make_a_path(text: str, path: tuple[str, ...]) -> None:
    assert headings(text)[-1] == path


@pytest.mark.parametrize(
    "text", ["1. An item\n---\ntext", "1. A\n---\ntext", "- An item\n-------\ntext"]
)
def test_a_line_drawn_below_an_item_may_part_it_from_what_follows(text: str) -> None:
    assert [kind for kind, _ in shown(text)] == ["item", "paragraph"]


@pytest.mark.parametrize(
    "text",
    [
        "Start it:\n # pumpctl enable\nThen wait.",
        "Start it:\n\n  # pumpctl enable\n\nThen wait.",
        "[pump]\n  speed = 3\n  # In turns a second\n  lift = 4",
    ],
)
def test_what_is_typed_as_root_and_remarks_are_no_headings(text: str) -> None:
    assert set(headings(text)) == {()}
    assert "# " in "".join(texts(text))


def test_a_heading_that_is_set_in_a_little() -> None:
    assert headings("  # One\n\ntext") == [("One",)]


def test_a_heading_without_a_body_is_a_paragraph() -> None:
    text = "# One\n## Empty\n## Full\nbody\n# Last"
    assert shown(text) == [
        ("paragraph", "## Empty"),
        ("paragraph", "body"),
        ("paragraph", "# Last"),
    ]
    assert headings(text) == [("One",), ("One", "Full"), ()]


@pytest.mark.parametrize(
    "text",
    [
        f"Rising Tensions\n\n{PARAGRAPH}",
        f"Rising Tensions\n{PARAGRAPH} {PARAGRAPH}",
        f"**Rising Tensions**\n\n{PARAGRAPH}",
        "Rising Tensions\n\n- One item.\n- Another item.",
        f"Rising Tensions:\n\n{PARAGRAPH}",
    ],
)
def test_a_short_line_above_prose_is_a_heading(text: str) -> None:
    assert set(headings(text)) == {("Rising Tensions",)}


def test_a_question_or_a_number_may_head_prose() -> None:
    text = f"What did the army do?\n{PARAGRAPH} {PARAGRAPH}\n\n2. The Second Day\n\n{PARAGRAPH}"
    assert headings(text) == [("What did the army do?",), ("2. The Second Day",)]


@pytest.mark.parametrize(
    "text",
    [
        "Rising Tensions",
        "Rising Tensions\n\nOne more.",
        f"It was over.\n\n{PARAGRAPH}",
        f"it was over\n\n{PARAGRAPH}",
        f"Why?\n\n{PARAGRAPH}",
        "The tanks were\n\n- two\n- three",
        f"Rising Tensions\n\n    {PARAGRAPH}",
        f"So it was.\n\n    OLDUSR NEWUSR[:NEWUID]\n\n    {PARAGRAPH}",
        f"So it was.\n\n  Some Example\n\n{PARAGRAPH}",
        "EXIT STATUS\n    0 where all went well.\n\nFILES\n    None.",
        f"1. Open the valve.\n\n{PARAGRAPH}\n\n2. Close it.\n\n{PARAGRAPH}\n\n3. Wait.\n\n{PARAGRAPH}",
        "1. Bread.\n\n2. Milk.\n\n3. Eggs.\n\n4. Tea.",
        "A line that is wrapped by hand\nand goes on in the next one\nuntil it ends.",
    ],
)
def test_other_short_lines_are_text(text: str) -> None:
    assert set(headings(text)) == {()}


def test_lines_in_capitals_head_what_is_set_in_below_them() -> None:
    text = (
        "CP(1)\t\tUser\tCommands\n\nNAME\n       cp - copy  files\n\nEXIT STATUS\n\n"
        "       0 where all\twent well.\n\nSEE ALSO\n       mv(1)\n\nNOT THIS ONE\nas text goes on.\n"
    )
    assert [(block.heading, block.span.of(text)) for block in blocks(text)] == [
        ((), "CP(1)\t\tUser\tCommands"),
        (("NAME",), "cp - copy  files"),
        (("EXIT STATUS",), "0 where all\twent well."),
        (("SEE ALSO",), "mv(1)"),
        (("SEE ALSO",), "NOT THIS ONE\nas text goes on."),
    ]


def test_numbered_lines_alone_in_a_row_are_headings() -> None:
    titles = ("0. Definitions", "1. Basic Permissions", "2. Revised Versions of this License")
    text = "\n\n".join(f"  {title}.\n\n  {PARAGRAPH}\n\n1. an item" for title in titles)
    assert headings(text) == [(title,) for title in titles for _ in range(2)]


def test_a_line_amid_the_page_is_a_heading() -> None:
    text = f"Before.\n\n{' ' * 28}Preamble\n\n  {PARAGRAPH}"
    assert headings(text) == [(), ("Preamble",)]


def test_a_list_far_below_is_not_under_a_heading_that_only_stands() -> None:
    text = f"Rising Tensions\n\n{PARAGRAPH}\n\n\n  • Nice article!\n\nThe end."
    assert headings(text) == [("Rising Tensions",), (), ()]


def set_in(*titles: str) -> str:
    """Titles, each above prose that is set in."""
    return "\n\n".join(f"{title}\n\n   {PARAGRAPH}" for title in titles)


def test_items_above_what_is_set_in_no_deeper_are_headings() -> None:
    text = (
        "* Rope:\n\nIt is long.\n\n* Kites in pairs\n  See rope 2.\n\nThey are red.\n* one of many\n\n"
        '* "Reels" and all that is wound upon them by hand\n\nThey turn.\n'
    )
    assert [(block.heading, block.span.of(text)) for block in blocks(text)] == [
        (("Rope",), "It is long."),
        (("Kites in pairs",), "See rope 2."),
        (("Kites in pairs",), "They are red."),
        (("Kites in pairs",), "one of many"),
        (('"Reels" and all that is wound upon them by hand',), "They turn."),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "* Rope\n\nIt is long.\n\n* Kites\n\nThey are red.\n",
        "* Rope\n\n* Reels\n\n* Kites\n\nThey fly.\n",
        "* Rope.\n\nIt is long.\n\n* Kites.\n\nRed.\n\n* Reels.\n\nThey turn.\n",
        "* Rope\n\n  It is long.\n\n* Kites\n\n  Red.\n\n* Reels\n\n  They turn.\n",
    ],
)
def test_items_of_a_list_are_no_headings(text: str) -> None:
    assert set(headings(text)) == {()}


def test_the_name_of_one_of_several_files_is_no_heading() -> None:
    assert texts("== Files ==\n\n==> rope.txt <==\nlength = 2\n") == [
        "==> rope.txt <==\nlength = 2"
    ]


def test_numbered_titles_above_what_is_set_in_have_the_level_of_their_number() -> None:
    text = "My Memo\n=======\n\n" + set_in(
        "1.  Introduction",
        "1.1.  Words",
        "2.  Frames\n\n   2.1  Timeouts",
        "3.  Security",
        "A. Terms\n\n  A.0. First of all",
    )
    assert [heading[1:] for heading in headings(text)] == [
        ("1.  Introduction",),
        ("1.  Introduction", "1.1.  Words"),
        ("2.  Frames", "2.1  Timeouts"),
        ("3.  Security",),
        ("A. Terms", "A.0. First of all"),
    ]


def test_numbered_titles_may_stand_right_below_a_sentence_as_deep_as_it() -> None:
    text = (
        "   It was agreed on in May.\n   1. The common\n\n  1.1. Goats\n\n   The keeper may\n"
        "    1. sell a goat;\n    2. buy one.\n   2. The pier\n\n   It is closed at night.\n\n"
        "  2.1. Lamps\n\n    1. They are lit at dusk.\n    2. Nobody pays.\n"
    )
    assert [(" › ".join(block.heading), block.span.of(text)) for block in blocks(text)] == [
        ("", "It was agreed on in May."),
        ("1. The common › 1.1. Goats", "The keeper may"),
        ("1. The common › 1.1. Goats", "sell a goat;"),
        ("1. The common › 1.1. Goats", "buy one."),
        ("2. The pier", "It is closed at night."),
        ("2. The pier › 2.1. Lamps", "They are lit at dusk."),
        ("2. The pier › 2.1. Lamps", "Nobody pays."),
    ]


def test_chapters_may_have_parts_that_are_no_titles() -> None:
    text = (
        "1 Meanings\n\n  1.1 'Pier' means\n\n      a) the pier; or\n\n      b) its rail.\n\n"
        "2 Goats and sheep\n\n  2.1 They are kept off the\n      pier.\n\n"
        "3 Repeal\n\n  3.1 The act of 1907 is\n      repealed.\n"
    )
    assert list(dict.fromkeys(headings(text))) == [
        ("1 Meanings",),
        ("2 Goats and sheep",),
        ("3 Repeal",),
    ]


def test_a_notice_of_copyright_is_no_heading() -> None:
    text = f"Pier Act (c) the town council 1907\n\n{PARAGRAPH}\n\n{PARAGRAPH}"
    assert set(headings(text)) == {()}
    assert (
        headings(text.replace("(c) the town council 1907", "of the town"))
        == [("Pier Act of the town",)] * 2
    )


def test_a_part_of_a_chapter_that_was_not_found_is_not_of_the_one_before() -> None:
    text = set_in("Chapter 1. Files", "1.1. Root", "1.1.1. Purpose", "1.2.1. Purpose", "1.2.2. Use")
    assert headings(text)[-2:] == [
        ("Chapter 1. Files", "1.2.1. Purpose"),
        ("Chapter 1. Files", "1.2.2. Use"),
    ]


def test_an_item_ends_above_a_numbered_title_that_is_set_in() -> None:
    text = set_in("1. Files", "1.1. Root\n\n- An item\n\n   1.2. Home", "2. Users")
    assert [(block.span.of(text), block.heading) for block in blocks(text)][1:3] == [
        ("An item", ("1. Files", "1.1. Root")),
        (PARAGRAPH, ("1. Files", "1.2. Home")),
    ]


def test_a_list_of_contents_is_no_row_of_titles() -> None:
    contents = "   1. Files\n\n        1.1. Root\n        1.2. Home\n\n   2. Users"
    text = f"{contents}\n\n{set_in('1. Files', '1.1. Root', '1.2. Home', '2. Users')}"
    assert headings(text)[-4:] == [
        ("1. Files",),
        ("1. Files", "1.1. Root"),
        ("1. Files", "1.2. Home"),
        ("2. Users",),
    ]


@pytest.mark.parametrize(
    "text",
    [
        set_in("1. Open the valve", "2. Close it", "3. Wait for an hour"),
        set_in("1. Files", "1.1. Root"),
        set_in("1. Files", "1.1. root", "1.2. home"),
        set_in("1. Files", "1.1. Root is here.", "1.2. Home is there."),
        set_in("2. Files", "2.1. Root", "2.2. Home"),
        set_in("1. Files", "1.7. Root", "4.2. Home"),
        "   Mix these.\n   1. Flour\n\n   2. Salt\n\n   Bake it.\n   3. Butter\n\n   Eat it.",
    ],
)
def test_other_numbered_lines_above_what_is_set_in_are_text(text: str) -> None:
    assert set(headings(text)) == {()}


CLAUSE = "The holder of a licence may use the mooring for as long as the licence is in force there."


@pytest.mark.parametrize(
    "end",
    [
        "LETTERS",
        "GENERAL LICENCE\n  TERMS AND CONDITIONS FOR COPYING",
        "Section 1 -- Definitions.",
        "Article I",
        "ARTICLE 2",
    ],
)
def test_a_heading_that_only_stands_ends_where_another_part_begins(end: str) -> None:
    text = f"Preamble\n\n{PARAGRAPH}\n\n{end}\n\nDear Jean,\nMore."
    assert headings(text)[0] == ("Preamble",)
    assert set(headings(text)[1:]) == {()}


@pytest.mark.parametrize(
    "end",
    [
        "He said:\n\nTHE END OF IT, AND OF ALL THAT I HAVE TOLD YOU SO FAR.",
        "SHOUTED words",
        "PART of it",
        "USA",
        "Section 5 applies to all ships.",
        "Article I was read\nand then the next.",
        f"1. {CLAUSE} {CLAUSE}\n\n2. {CLAUSE} {CLAUSE}\n\n3. {CLAUSE} {CLAUSE}",
        "1. One.\n\nSomething else.\n\n2. Two.\n\n3. Three.",
    ],
)
def test_a_heading_that_only_stands_goes_on_over_other_lines(end: str) -> None:
    text = f"Preamble\n\n{PARAGRAPH}\n\n{end}\n\nMore."
    assert set(headings(text)) == {("Preamble",)}


@pytest.mark.parametrize(
    ("first", "titles", "between"),
    [
        (0, ("", "", ""), f"{PARAGRAPH}\n\n"),
        (1, ("Rights. ", "Waiver. ", "Public Licence Fallback. "), ""),
    ],
)
def test_a_heading_that_only_stands_ends_where_clauses_begin(
    first: int, titles: tuple[str, ...], between: str
) -> None:
    clauses = [
        f"  {number}. {title}{CLAUSE}\n{CLAUSE}\n\n{between}"
        for number, title in enumerate(titles, first)
    ]
    text = f"Preamble\n\n{PARAGRAPH}\n\n{''.join(clauses)}"
    assert headings(text)[0] == ("Preamble",)
    assert all(len(path) == 1 and path[0][0].isdigit() for path in headings(text)[1:-1])


def test_clauses_right_below_a_heading_are_its_own() -> None:
    text = "Opinion Given\n\n" + "".join(
        f"{number}. Title. {CLAUSE}\n{CLAUSE}\n\n" for number in range(1, 4)
    )
    assert headings(text) == [("Opinion Given", f"{number}. Title") for number in range(1, 4)]


def test_a_marked_heading_goes_on_over_lines_in_capitals() -> None:
    text = f"## Preamble\n\n{PARAGRAPH}\n\nLETTERS\n\nMore."
    assert set(headings(text)) == {("Preamble",)}


# Paragraphs


def test_wrapped_lines_are_one_paragraph() -> None:
    text = (
        "The Japanese maintained that the border between Manchukuo and Mongolia\n"
        "was the river, while the Mongolians and their Soviet allies maintained\n"
        "that it ran 16 km to the east.\n\nNext."
    )
    assert shown(text) == [("paragraph", text[: text.index("\n\n")]), ("paragraph", "Next.")]


def test_wrapped_capitals_are_one_paragraph() -> None:
    text = (
        "THE TOWN GIVES NO WARRANTY FOR THE PIER, SO FAR AS THE LAWS OF THE\n"
        "COAST PERMIT IT. WHOEVER WALKS ON IT DOES SO WITHOUT ANY PROMISE OF\n"
        "RETURN, AND PAYS FOR WHAT HE LOSES, BE IT A HAT OR A BOAT, BUT NOT\n"
        "FOR A PARTICULAR PURPOSE."
    )
    assert shown(text) == [("paragraph", text)]


def test_lines_that_are_records_are_blocks_of_their_own() -> None:
    text = "Killed 19000\nWounded about twice as many men\nTanks 400\nof all sorts"
    assert shown(text) == [
        ("item", "Killed 19000"),
        ("item", "Wounded about twice as many men"),
        ("item", "Tanks 400\nof all sorts"),
    ]


def test_a_line_after_a_comma_goes_on_with_the_one_above() -> None:
    text = "A library for text of unknown encoding, motivated by others,\nI made it new\nTry it"
    assert texts(text) == [text[: text.rindex("\n")], "Try it"]


def test_short_lines_of_whole_sentences_are_one_paragraph() -> None:
    text = "東大寺は奈良にある。\n大仏は有名である。\n誰もが知っている。"
    assert shown(text) == [("paragraph", text)]
    assert shown("It rained. \nNobody came.") == [("paragraph", "It rained. \nNobody came.")]


def test_lines_longer_than_anyone_wraps_are_paragraphs() -> None:
    text = f"{PARAGRAPH * 3}\n{PARAGRAPH * 2}"
    assert [kind for kind, _ in shown(text)] == ["paragraph", "paragraph"]


@pytest.mark.parametrize(
    "text",
    [
        "In short\nDo not run it as root. It refuses to start as root unless\n`--force` is given.",
        "Results\nThe slow case took 41.7\\,ms with the option set, compared to\n6.3\\,ms without.",
        "Note\nThe method that is most often used here is a shortcut for the call\n`run(it)` of old.",
        "Note\nIt was set in 1907. The first that was ever built here came in the year\n1939 or so.",
        "Warning\nYou must not do so unless\n--force is given.",
    ],
)
def test_a_line_that_ends_nothing_goes_on_whatever_the_next_begins_with(text: str) -> None:
    assert texts(text) == text.split("\n", 1)


def test_lines_of_signs_and_figures_may_be_records() -> None:
    links = ["[The first of the links that we have to show](a.md) and", "[the next](b.md)"]
    assert texts("\n".join(links)) == ["\n".join(links)]
    lines = ["[The first of all the links that we have to show](a.md)", "[The next](b.md)", "End"]
    assert texts("\n".join(lines)) == lines
    assert texts("Killed in all\n19000\nWounded\n400") == [
        "Killed in all",
        "19000",
        "Wounded",
        "400",
    ]


def test_drawn_lines_and_front_matter_are_not_text() -> None:
    text = "---\ntitle: A\ntags: [b]\n---\nOne.\n\n* * *\n\n-----\nTwo.\n"
    assert texts(text) == ["One.", "Two."]


def test_front_matter_helps_to_find_the_first_block() -> None:
    text = (
        "---\ntitle: The river\nauthor: J. Smith\ntags: [war, 1939]\ndate: '2020-01-02'\n"
        "layout: post\ndescription:\n---\n\nFirst.\n\nSecond."
    )
    assert [(block.span.of(text), block.context) for block in blocks(text)] == [
        ("First.", "J. Smith; war, 1939; 2020-01-02"),
        ("Second.", ""),
    ]


def test_a_rule_first_is_not_front_matter() -> None:
    assert texts("---\nOne.\n\n---\nTwo.") == ["One.", "Two."]


def test_quoted_lines_begin_after_their_mark() -> None:
    assert texts("> One quoted line.\n>\n> - item") == ["One quoted line.", "item"]


def test_a_heading_in_a_quotation_holds_for_nothing_else() -> None:
    text = (
        "# H\n\n### Part\n\n> ## Note\n> Quoted.\n>\n> ### Deeper\n> Quoted, too.\n\nAfter.\n\n"
        "> Underlined\n> ----------\n> Quoted.\n\n- After.\n\n> # Alone\n\nLast.\n"
    )
    assert [(b.span.of(text), b.heading) for b in blocks(text)] == [
        ("Quoted.", ("H", "Part", "Note")),
        ("Quoted, too.", ("H", "Part", "Note", "Deeper")),
        ("After.", ("H", "Part")),
        ("Quoted.", ("H", "Part", "Underlined")),
        ("After.", ("H", "Part")),
        ("# Alone", ("H", "Part")),
        ("Last.", ("H", "Part")),
    ]


def test_line_ends_of_any_sort() -> None:
    assert texts("One.\r\n\r\nTwo.\r\n") == ["One.", "Two."]
    assert texts("One.\r\rTwo.\r") == ["One.", "Two."]


@pytest.mark.parametrize("text", ["", " \n\t\n\u3000", "---", "```\n```"])
def test_nothing_makes_no_block(text: str) -> None:
    assert blocks(text) == []


# Lists


@pytest.mark.parametrize(
    "text",
    ["- one\n- two", "* one\n* two", "  • one\n\n  • two", "1. one\n2. two", "a) one\nb) two"]
    + ["*one\n*two", "(1) one\n(2) two", "・one\n・two", "# one\n# two", "+\tone\n+\ttwo"],
)
def test_markers_are_outside_the_item(text: str) -> None:
    if text[0] == "#":
        assert shown(text) == [("item", "# one"), ("item", "# two")]
    else:
        assert shown(text) == [("item", "one"), ("item", "two")]


def test_items_amid_a_count_belong_to_the_item_above_them() -> None:
    text = "1. one\n2. two\n- three\n- four\n\n  3. five\n3. six\n- seven\n5. eight\n"
    found = [(block.span.of(text), block.context) for block in blocks(text)]
    assert found == [
        *(("one", ""), ("two", ""), ("three", "two"), ("four", "two"), ("five", "two › four")),
        *(("six", ""), ("seven", ""), ("eight", "")),
    ]


def test_nested_items_stand_in_the_context_of_their_parents() -> None:
    text = "The order was thus:\n- Corps\n  - Regiment\n    - tanks – 26\n  - Battalion\n* Other"
    found = [(block.span.of(text), block.context) for block in blocks(text)]
    assert found == [
        ("The order was thus:", ""),
        ("Corps", "The order was thus"),
        ("Regiment", "The order was thus › Corps"),
        ("tanks – 26", "The order was thus › Corps › Regiment"),
        ("Battalion", "The order was thus › Corps"),
        ("Other", "The order was thus"),
    ]


def test_stars_count_as_levels() -> None:
    text = "* one\n** two\n*** three"
    assert [block.context for block in blocks(text)] == ["", "one", "one › two"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**The order was\nthus.** And so on.", ["**The order was\nthus.** And so on."]),
        ("*The order was\nlate* that day.", ["*The order was\nlate* that day."]),
        ("*corps\n*and tanks*", ["corps\n*and tanks*"]),
        ("**corps\n\nof it** so", ["corps", "of it** so"]),
        ("**corps\n*of it** so", ["corps\n*of it** so"]),
        ("**corps\nof * it", ["corps\nof * it"]),
        ("**corps\nof *it* so", ["corps\nof *it* so"]),
    ],
)
def test_stars_are_no_marker_where_what_they_set_off_ends_below(
    text: str, expected: list[str]
) -> None:
    assert [block.span.of(text) for block in blocks(text)] == expected


def test_what_is_indented_below_an_item_belongs_to_it() -> None:
    text = "  • One.\nand on\n\n    More of it.\n\n    1. Nested.\n\nNot of it."
    assert shown(text) == [
        ("item", "One.\nand on\n\n    More of it."),
        ("item", "Nested."),
        ("paragraph", "Not of it."),
    ]


def test_a_number_does_not_break_into_a_paragraph() -> None:
    text = "The regiment of the division numbered at the time no more than about\n12. Nobody knew."
    assert len(blocks(text)) == 1


@pytest.mark.parametrize("sign", ["-", "+", "*", "1."])
def test_a_sign_amid_a_sentence_is_no_marker(sign: str) -> None:
    text = (
        "The war went on for long and was lost in the end by those\n"
        f"{sign} as some now say - who had begun it."
    )
    assert shown(text) == [("paragraph", text)]


@pytest.mark.parametrize(
    "text",
    [
        "What we have to do here is to be told in two steps\n1. Open it.\n\n   Wait.\n2. Close it.",
        "What we have to do here is to be told in two steps\n- Open it.\n- Close it.",
        "What we have to do here is to be told in two steps\na) Open it.\nb) Close it.",
        "What we have to do here is to be told in one step:\n- Open it.",
        "What we have to do is told in one step.\n- Open it.",
        "The one step\n- Open it.",
    ],
)
def test_a_list_may_begin_below_a_line(text: str) -> None:
    assert shown(text)[0] == ("paragraph", text.split("\n")[0])
    assert {kind for kind, _ in shown(text)[1:]} == {"item"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- The regiment numbered about\n  12. Nobody knew.\n- More", 2),
        ("1. The regiment numbered about\n12. Nobody knew.\n2. More", 2),
        ("3. Three\n   - nested\n4. Four\n6. Six", 4),
        (" 9. Nine\n10. Ten", 2),
        ("- See:\n  2. Two\n  3. Three", 3),
    ],
)
def test_numbers_below_an_item_count_on(text: str, expected: int) -> None:
    assert [kind for kind, _ in shown(text)] == ["item"] * expected


def test_an_emphasised_word_is_no_marker() -> None:
    assert shown("*really* hated") == [("paragraph", "*really* hated")]


def test_an_infobox_gives_its_items_context() -> None:
    found = blocks("Infobox\n- Date: 11 May\n- Place: River\n\nText.")
    assert [block.context for block in found] == ["Infobox", "Infobox", ""]


def test_a_wiki_term_stands_above_its_definition() -> None:
    text = ";Term\n: what it means"
    found = [(block.span.of(text), block.context) for block in blocks(text)]
    assert found == [("Term", ""), ("what it means", "Term")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Apple\n: A fruit.", [("Apple\n: A fruit.", "")]),
        (
            "Known are:\n\nApple\n: A fruit that\n  grows.\nPear\n:   Another.\n\n:   A tree.\n\nAll.",
            [
                ("Known are:", ""),
                ("Apple\n: A fruit that\n  grows.", "Known are"),
                ("Pear\n:   Another.", "Known are"),
                ("A tree.", "Known are › Pear"),
                ("All.", ""),
            ],
        ),
        ("*Apple*\n\n: A fruit.", [("*Apple*\n\n: A fruit.", "")]),
        ("It rained.\n: So it did.", [("It rained.\n: So it did.", "")]),
        ("- Apple\n\n: not told", [("Apple", ""), ("not told", "Apple")]),
        ("Apple\n:smile:", [("Apple", ""), (":smile:", "")]),
    ],
)
def test_a_term_is_one_item_with_its_definition(text: str, found: list[tuple[str, str]]) -> None:
    assert [(block.span.of(text), block.context) for block in blocks(text)] == found


def test_details_stand_under_their_summary() -> None:
    text = (
        "# Lamp\n\nBefore.\n<details>\n<summary>How to <b>reset</b> it &amp; why</summary>\n\nPress.\n"
        "\n</details>\n\nAfter.\n<details open><summary>Two</summary>\n- Wait.\n</details>\n"
    )
    assert [(block.heading, block.span.of(text)) for block in blocks(text)] == [
        (("Lamp",), "Before."),
        (("Lamp", "How to reset it & why"), "Press."),
        (("Lamp",), "After."),
        (("Lamp", "Two"), "Wait."),
    ]


# Code


def test_fenced_code_is_one_block() -> None:
    text = "Text.\n\n```python\n# not a heading\n\n| a | b |\n```\n\n~~~\nx\n~~~"
    assert shown(text) == [
        ("paragraph", "Text."),
        ("code", "# not a heading\n\n| a | b |"),
        ("code", "x"),
    ]


def test_a_fence_never_closed_is_text() -> None:
    assert texts("```python\nOne.\n\nTwo.") == ["```python", "One.", "Two."]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- item\n\n  ```py\n  a\n\n  b\n  ```\n- next", ["item", "a\n\n  b", "next"]),
        ("1. ```\n   a\n   ```\n2. two", ["a", "two"]),
        ("1. one\n   ~~~\n   a\n   ~~~\n2. two", ["one", "a", "two"]),
        ("````md\n```\na\n```\n````", ["```\na\n```"]),
        ("~~~ python\na\n```\nb\n~~~~", ["a\n```\nb"]),
        ("> ```\n> a\n> ```\nafter", ["a", "after"]),
    ],
)
def test_fences_of_either_sort_and_within_lists(text: str, expected: list[str]) -> None:
    assert texts(text) == expected
    assert next(kind for kind, told in shown(text) if told.startswith(("a", "```\na"))) == "code"


@pytest.mark.parametrize(
    ("text", "kind", "told"),
    [
        (
            "So:\n\n    x = 1;\n    f(x);\n\n    g(x)\n\nEnd.",
            "code",
            "x = 1;\n    f(x);\n\n    g(x)",
        ),
        ("So:\n\n    $ pip install it\n\nEnd.", "code", "$ pip install it"),
        ("So::\n\n  any words\n  at all.\n\nEnd.", "code", "any words\n  at all."),
        ("So:\n\n    2019-09-11 19:32:04 - no\n\nEnd.", "code", "2019-09-11 19:32:04 - no"),
        ("So:\n\n    loom.WarpError: no thread\n\nEnd.", "code", "loom.WarpError: no thread"),
        (
            "So.\n\n    A letter set in (as here),\n    signed by me\n\nEnd.",
            "paragraph",
            "A letter",
        ),
        ("So.\n\n    Short; but prose.\n\nEnd.", "paragraph", "Short"),
        ("- item\n\n      f();\n\nEnd.", "item", "item"),
        ("x\n    f();\n    g();\n\nEnd.", "paragraph", "x"),
    ],
)
def test_what_is_set_in_is_code_where_it_looks_so(text: str, kind: str, told: str) -> None:
    found = shown(text)
    assert next((k, t) for k, t in found if t.startswith(told))[0] == kind
    assert found[-1] == ("paragraph", "End.")
    if kind == "code":
        assert (kind, told) in found


# Tables


def test_pipe_rows_read_with_their_columns() -> None:
    text = ";Losses\n| Date | Tanks | Ref: |\n| 3 July | 26 | |\n| Ref | | |\n"
    assert rows(text) == [
        Block(Kind.ROW, rows(text)[0].span, (), "Losses", "Date: 3 July; Tanks: 26")
    ]
    assert rows(text)[0].span.of(text) == "| 3 July | 26 | |"


@pytest.mark.parametrize(
    "text",
    [
        "| A | B |\n| --- | :-: |\n| 1 | 2 |",
        "A | B\n---|---\n1 | 2",
        "A\tB\n1\t2",
        "<table><tr><td>A<td>B<tr><td>1<td>2</table>",
        "<TABLE><thead><tr><th>A</th><th>B</th></tr></thead>\n<tr>\n<td>1</td><td>2</td></tr></TABLE>",
    ],
)
def test_tables_however_drawn_read_alike(text: str) -> None:
    assert [row.reading for row in rows(text)] == ["A: 1; B: 2"]


def test_cells_are_read_without_markup() -> None:
    text = "| A | B |\n|---|---|\n| **x**<br>y &amp; z | `a\\|b` |"
    assert [row.reading for row in rows(text)] == ["A: x y & z; B: a|b"]


def test_what_only_looks_like_a_tag_is_read() -> None:
    cells = "`ssh <user>@<host>` & < 5 h but > 2, List<a>, `<b>`, <b@c.org>"
    drawn = f"| A | B |\n|---|---|\n| 1 | {cells} |"
    read = cells.replace("`", "")
    assert [row.reading for row in rows(drawn)] == [f"A: 1; B: {read}"]
    tagged = "<table><tr><th>A<th>B</tr><tr><td>1</td><td>{}</td></tr></table>"
    told = cells.replace("List<a>, `<b>`, ", "").replace("`", "")
    assert [row.reading for row in rows(tagged.format(told))] == [f"A: 1; B: {told}"]


def test_empty_cells_keep_their_columns() -> None:
    text = "Club\tSeason\tCup\tTotal\nA\t1999\t\t40\nB\t2000\t3\t\n"
    assert [row.reading for row in rows(text)] == [
        "Club: A; Season: 1999; Total: 40",
        "Club: B; Season: 2000; Cup: 3",
    ]


def test_several_header_rows_and_labels_over_rows() -> None:
    text = (
        "|  | Years ended July 31, |  |  |\n| --- | --- | --- | --- |\n|  | 2019 |  | 2018 |\n"
        "|  | Amount | % | Amount |\n|  |  | (in thousands) |  |\n"
        "| Cost: |  |  |  |\n| Services | 243 | 34 | 246 |\n"
    )
    assert [(row.context, row.reading) for row in rows(text)] == [
        (
            "Years ended July 31, › (in thousands) › Cost",
            "Services; 2019 Amount: 243; 2019 %: 34; 2018 Amount: 246",
        )
    ]


def test_keys_and_values_are_not_a_header() -> None:
    assert [row.reading for row in rows("Name:\tZhukov\nRank:\tComcor")] == [
        "Name:; Zhukov",
        "Rank:; Comcor",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The valve must be:\topen.\nThe pump must be\trunning.",
        "-v\tbe verbose\n-q\tbe quiet",
        "The valve\tmust be open,\nand the pump\tmust be running",
        "copies\t files from one place\nto\tanother.",
        "-a\t\tall of it\n--brief\tno more than a line",
        "Name\tNumber\nA\t1 and\n\tmore of it",
        "       moves  the\tfile to\n       a new\tplace",
        "\tset in by\ta tab\n\tthe second\tline",
        "See the\tpart\nabout 3\tvalves\nor the 4\tpumps in it.",
    ],
)
def test_tabs_in_prose_are_white_space(text: str) -> None:
    assert rows(text) == []
    told = " ".join(texts(text)).split()
    assert told == text.split()


def test_a_first_row_that_may_not_name_the_columns_is_a_row() -> None:
    text = "Ann\tMiller\t34\nBob\tSmith\t35\nno\tno\t36"
    assert [row.reading for row in rows(text)] == [
        "Ann; Miller; 34",
        "Bob; Smith; 35",
        "no; no; 36",
    ]
    assert [row.span.of(text) for row in rows(text)] == text.split("\n")
    assert texts("Ann\tMiller\nBob\tSmith") == ["Ann\tMiller", "Bob\tSmith"]


def test_a_tab_table_ends_where_prose_begins() -> None:
    text = "Losses\nDay\tTanks\n3 July\t26\n4 July\t8\n\nNo more\twere lost."
    assert [row.reading for row in rows(text)] == [
        "Day: 3 July; Tanks: 26",
        "Day: 4 July; Tanks: 8",
    ]
    assert texts(text)[-1] == "No more\twere lost."


def test_html_spans_captions_and_row_heads() -> None:
    text = (
        "<table><caption>Losses</caption><tr><th rowspan=2>Day<th colspan=2>Side</tr>"
        "<tr><th>Red<th>Blue</tr><tr><td colspan=3>In May</td></tr>"
        "<tr><td rowspan=2>3<td>1<td>2</tr><tr><td>4<td>5</tr></table>"
    )
    assert [(row.context, row.reading) for row in rows(text)] == [
        ("Losses › In May", "Day: 3; Side Red: 1; Side Blue: 2"),
        ("Losses › In May", "Day: 3; Side Red: 4; Side Blue: 5"),
    ]
    keyed = "<table><tr><th>Date</th><td>May</td></tr><tr><th>Place</th><td>River</td></tr></table>"
    assert [row.reading for row in rows(keyed)] == ["Date: May", "Place: River"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a <table> b", ["a <table> b"]),
        ("</table> b", ["</table> b"]),
        ("a <table><tr><td>1</td></tr> b", ["a", "<tr><td>1</td></tr>", "b"]),
        ("<table><tr><td>1<!-- <tr> <td>2</table>", ["<tr><td>1<!-- <tr> <td>2</table>"]),
        ("<table></table>", []),
        ("<table><td>1<td colspan=999999>2</table>", ["<td>1<td colspan=999999>2</table>"]),
    ],
)
def test_broken_html_survives(text: str, expected: list[str]) -> None:
    assert texts(text) == expected


def test_a_table_within_a_cell_is_its_text() -> None:
    text = "<table><tr><th>A<th>B</tr><tr><td><table><tr><td>x</table></td><td>2</td></tr></table>"
    assert [row.reading for row in rows(text)] == ["A: x; B: 2"]


def test_a_line_that_leads_in_is_the_caption() -> None:
    text = "Losses by type:\n\n| A | B |\n| 1 | 2 |"
    assert rows(text)[0].context == "Losses by type"


def test_inline_html_stays_as_it_is() -> None:
    assert texts("An <b>old</b> river.<br>") == ["An <b>old</b> river.<br>"]


def test_clipping_keeps_whole_words() -> None:
    assert clip("one two three", 9) == "one two …"
    assert clip_start("one two three", 9) == "… three"
    assert clip(" one\n two ", 9) == "one two"


# The seeds


def test_seed_with_an_html_table_and_records() -> None:
    found, text = blocks(seed("000")), seed("000")
    assert [block.reading for block in found if block.reading] == [
        f"State: {country}; Entry: 1938; Exit: 1939; Combat Forces: {forces}; {rest}"
        for country, forces, rest in (
            ("Japan", 1000000, "Population: 77000000; Losses: 15000"),
            ("Russia", 5000000, "Population: 170000000; Losses: 4000"),
        )
    ]
    assert texts(text)[9:12] == [
        "Total Casualties 19000 Killed and Wounded",
        "Casualties Killed / Wounded",
        "Military Casualties Killed 19000 /Wounded",
    ]


def test_seed_with_comments() -> None:
    text, found = seed("001"), blocks(seed("001"))
    assert list(dict.fromkeys(block.heading for block in found)) == [
        (),
        ("Khalkhin-Gol: The forgotten battle that shaped WW2",),
        ("Rising Tensions",),
        ("Daring Japanese Air Raid",),
        ("The Japanese ground attack",),
        ("The second Japanese attack",),
        ("The Soviet Counter-attack",),
        ("How Khalkhin-Gol changed the course of history",),
    ]
    comment = next(b for b in found if b.span.of(text).startswith("My grandfather fought"))
    assert comment.span.of(text).endswith("was 17 minutes for soldiers in Soviet army.")
    assert (comment.kind, comment.heading) == (Kind.ITEM, ())
    plague = next(b for b in found if b.span.of(text).startswith("It is believed prior"))
    assert plague.context == (
        "A couple more facts that are not well known about the Russo-Japanese stand off."
    )


def test_seed_with_wiki_tables() -> None:
    text = seed("002")
    found = {block.span.of(text): block for block in blocks(text)}
    july = found["| 3–4 July | 10,000 | 800 | 8 |"]
    assert july.context == "IJA battle casualties for selected periods, Nomonhan campaign"
    assert july.heading == ("Battles of Khalkhin Gol", "Casualties")
    assert july.reading == (
        "Period: 3–4 July; Personnel strength: 10,000; Battle casualties: 800;"
        " Casualties as % of strength: 8"
    )
    september = found["| 11 Sep | 362 | 166 | 54 | 582 | | | |"]
    assert september.heading[1:] == ("Air combat", "Soviet aircraft strength")
    assert september.reading.endswith("SB high-speed bomber: 582")
    assert not any(line.startswith("| Ref") for line in found)
    assert found["Result: Soviet–Mongolian victory"].context == "Infobox"
    assert found["Type 94 tankettes – 3"].context == (
        "The order of battle was thus › Lt. Gen. Yasuoka Masaomi, IJA, Commanding Officer, 1st"
        " Tank Corps › 4th Tank Regiment"
    )
    assert found["Mukden Incident"].heading == ("Battles of Khalkhin Gol", "See also")


def test_seed_of_one_line() -> None:
    text = seed("003")
    assert shown(text) == [("paragraph", text)]


def test_seed_with_spam() -> None:
    text, found = seed("004"), blocks(seed("004"))
    assert list(dict.fromkeys(block.heading for block in found)) == [
        (),
        ("Executive Summary",),
        ("Japanese Strength",),
        ("Soviet Strength",),
        ("Winter War",),
    ]
    assert found[-2].span.of(text).startswith("Dazilkree\n\n    There is something")
    assert found[-1].heading == ()
    weather = next(b for b in found if b.span.of(text) == "weather (-40C)")
    assert weather.context.endswith("while the Soviets not being prepared for")


# Any text

PIECES = st.sampled_from(
    ["# ", "## ", "= ", " =", "===", "---", "- ", "* ", "** ", "1. ", "a) ", "• ", "> ", ";", ": "]
    + ["|", " | ", "| --- |", "\t", "```", "~~~", "<table>", "</table>", "<tr>", "</tr>", "<td>"]
    + ["<th colspan=3>", "<td rowspan=9>", "<!--", "-->", "&amp;", "Infobox", "Title", "word "]
    + ["A long line of words that goes on. ", "漢字。", "مرحبا ", "e\u0301", "👩\u200d🚀", "\u2028"]
    + ["\n", "\n", "\n", "\n\n", "\r\n", "\r\n\r\n", "    ", "  ", "\x0c", "\u00a0"]
)
ANY = st.one_of(st.lists(PIECES, max_size=60).map("".join), st.text(max_size=80))


@settings(max_examples=150, deadline=None)
@given(ANY)
def test_blocks_ascend_apart_and_trimmed(text: str) -> None:
    position = 0
    for block in blocks(text):
        assert block.span.start >= position
        assert block.span.of(text) == block.span.of(text).strip() != ""
        position = block.span.end
    assert position <= len(text)


WORDS = st.sampled_from(
    ["river", "Zhukov", "1939", "東京", "نهر", "e\u0301t\u00e9", "👍", "it's", "(so)"]
)
LINES = st.lists(WORDS, min_size=1, max_size=12).map(" ".join)
PROSE = st.lists(st.tuples(LINES, st.sampled_from(["\n", "\n\n", "\r\n", "\r\n\r\n"])), max_size=12)


@settings(max_examples=100, deadline=None)
@given(PROSE)
def test_no_word_of_prose_is_lost(lines: list[tuple[str, str]]) -> None:
    text = "".join(line + end for line, end in lines)
    covered = bytearray(len(text))
    for block in blocks(text):
        covered[block.span.start : block.span.end] = b"\1" * len(block.span)
    titles = {title for block in blocks(text) for title in block.heading}
    left = "".join(c if not covered[i] else "\n" for i, c in enumerate(text)).split("\n")
    assert {line.strip() for line in left if line.strip()} <= titles


@pytest.mark.parametrize(
    "unit",
    [
        "# a\n",
        "= a =\n",
        "- a\n",
        "```a\n",
        "|a|b\n",
        "a\tb\n",
        "a\t1\n",
        "a\tb\tc\n",
        "a\tb.\n",
        "<table>",
        "<table><tr>",
        "<td",
    ]
    + ["a\n\n", "\n", "> ", "* ", "*a", ";a\n", "A b\n\n\n", "---\na: b\n", "a\n---\n", "|", "\t"],
)
def test_ten_times_the_text_gives_ten_times_the_blocks(unit: str) -> None:
    one, ten = (len(blocks(unit * 200 * times)) for times in (1, 10))
    assert ten <= 10 * one + 30


def test_very_long_lines_are_no_trouble() -> None:
    for line in ("x" * 300_000, "| x" * 100_000, "x " * 150_000, "=" * 300_000, "<a" * 150_000):
        text = f"Before.\n\n{line}\n\nAfter."
        assert texts(text)[0] == "Before."
        assert texts(text)[-1] == "After."
