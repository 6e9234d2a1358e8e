"""reStructuredText: what directives hold, what tables say, and that comments are left out."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.document import Block, Mark, MarkKind
from index.formats import parser, rst
from tests.timing import is_linear

_GUIDE = """.. _top:

=====
Guide
=====

.. a comment
   of two lines

Intro text::

    literal 1
    .. note:: in it

.. note:: Mind this.
   It goes on.

.. code-block:: python
   :linenos:

   x = 1

   y = 2

.. image:: x.png
   :alt: pic

Section
-------

- item

  .. code:: sh

     run it

  after
- next

End.
"""
_TABLES = """.. list-table:: Losses by day
   :header-rows: 1

   * - Day
     - I-16
   * - 22 June
     - 95,
       at least

=====  ======
Type   Built
=====  ======
BT-5   180
       in all

T-26   8
=====  ======

====  ==
a     1
b     2
====  ==

  +------+-----+
  | Name | Age |
  +======+=====+
  | Bob  | 7   |
  |  or  |     |
  +------+-----+
  | Ann  |     |
  +------+-----+

After.
"""


def told(text: str) -> list[Block]:
    parsed = rst.parse(text.encode())
    assert (parsed.text, parsed.media) == (text, "text")
    assert parsed.blocks is not None
    return list(parsed.blocks)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_directives_code_and_comments(end: str) -> None:
    text = _GUIDE.replace("\n", end)
    found = [(b.kind.value, b.heading, b.span.of(text).replace("\r\n", "\n")) for b in told(text)]
    guide, section = ("Guide",), ("Guide", "Section")
    assert found == [
        ("paragraph", guide, "Intro text:"),
        ("code", guide, "literal 1\n    .. note:: in it"),
        ("paragraph", guide, "Mind this.\n   It goes on."),
        ("code", guide, "x = 1\n\n   y = 2"),
        ("item", section, "item"),
        ("code", section, "run it"),
        ("item", section, "after"),
        ("item", section, "next"),
        ("paragraph", section, "End."),
    ]
    assert parser(".rst")(text.encode()).title == "Guide"


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_tables_of_every_sort_read_with_their_columns(end: str) -> None:
    text = _TABLES.replace("\n", end)
    assert [(b.span.of(text).split(end)[0], b.context, b.reading) for b in told(text)] == [
        ("Losses by day", "", ""),
        ("* - 22 June", "Losses by day", "Day: 22 June; I-16: 95, at least"),
        ("BT-5   180", "", "Type: BT-5; Built: 180 in all"),
        ("T-26   8", "", "Type: T-26; Built: 8"),
        ("a     1", "", "a; 1"),
        ("b     2", "", "b; 2"),
        ("| Bob  | 7   |", "", "Name: Bob or; Age: 7"),
        ("| Ann  |     |", "", "Name: Ann"),
        ("After.", "", ""),
    ]


@pytest.mark.parametrize(
    ("drawn", "expected"),
    [
        ("Day  Tanks\n---  -----\nMon  26\n", ["Day: Mon; Tanks: 26"]),
        (
            "Day  Tanks\n---  -----\nMon  26\n---  -----\nTue  9\n",
            ["Day; Tanks", "Mon; 26", "Tue; 9"],
        ),
        ("Mon  26\nTue  9\n---  -----\nAll  35\n", ["Mon; 26", "Tue; 9", "All; 35"]),
        ("Lost tanks\n----------\nMon  26\n", ["Lost; tanks", "Mon; 26"]),
    ],
)
def test_a_line_below_the_first_row_alone_ends_a_header(drawn: str, expected: list[str]) -> None:
    text = f"===  =====\n{drawn}===  =====\n"
    assert [block.reading for block in told(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (".. note::\n\n   Deep.\n\nText.", ["Deep.", "Text."]),
        (".. [1] A footnote.\n\n.. _x: http://y\n.. |s| replace:: t\n", ["A footnote."]),
        ("::\n\n  bare\n\nText.", ["bare", "Text."]),
        ("::\n\n$ one\n$ two\n\nText.", ["$ one\n$ two", "Text."]),
        ("So::\n\n> one\nText.", ["So:", "> one", "Text."]),
        ("So::\n\nText.\n", ["So:", "Text."]),
        (".. figure:: x.png\n   :alt: no\n\n   A caption.\n", ["A caption."]),
        ("..\n   lost\n\nText.", ["Text."]),
        ("..not a comment", ["..not a comment"]),
        ("Ends so::", ["Ends so:"]),
        ("So, e.g.::\n\n  x\n", ["So, e.g.:", "x"]),
        (".. code-block:: c\n\nText.", ["Text."]),
        ("====  ===\nnever closed\n", ["never closed"]),
        (".. list-table:: T\n\n   no list\n", ["T", "no list"]),
        (".. comment only", []),
        ("1. One.\n\n   **Two of\n   it.**\n\nEnd.", ["One.\n\n   **Two of\n   it.**", "End."]),
    ],
)
def test_what_is_text_and_what_is_not(text: str, expected: list[str]) -> None:
    assert [block.span.of(text) for block in told(text)] == expected


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [".. note:: a\n", ".. code::\n", "   in\n", "\n", "Text::\n", "====  ==\n", "a     1\n"]
            + [
                "+--+--+\n",
                "| a|b |\n",
                "- item\n",
                "  * - c\n",
                "Head\n====\n",
                ".. x\r\n",
                "\t::\n",
            ]
            + [".. list-table:: t\n", "   * - c\n", "     - d\n", "+==+==+\n", "..", "\n\n"]
        ),
        max_size=14,
    )
)
def test_blocks_ascend_apart_and_trimmed(pieces: list[str]) -> None:
    text = "".join(pieces)
    position = 0
    for block in told(text):
        assert position <= block.span.start < block.span.end <= len(text)
        assert block.span.of(text) == block.span.of(text).strip()
        position = block.span.end


@pytest.mark.parametrize("unit", ["====  ===\nx\n\n", "Text::\n\n   a\n\n", "+--+--+\n", "* - a\n"])
@pytest.mark.slow
def test_a_long_text_costs_as_its_length(unit: str) -> None:
    assert is_linear(lambda count: told(unit * count), 2_000)


def test_levels_are_told_by_the_order_of_lines() -> None:
    """As the documentation of Python has them: stars, then equals signs, then hyphens."""
    text = (
        "*******\n Rivers\n*******\n\nAbout.\n\nKhalkhin\n========\n\nIt flows.\n\nBanks\n-----\n\n"
        "East.\n\nKerulen\n=======\n\nIt is long.\n"
    )
    parsed = rst.parse(text.encode())
    assert parsed.blocks is not None
    assert parsed.text == text
    assert [(block.span.of(text), block.heading) for block in parsed.blocks] == [
        ("About.", ("Rivers",)),
        ("It flows.", ("Rivers", "Khalkhin")),
        ("East.", ("Rivers", "Khalkhin", "Banks")),
        ("It is long.", ("Rivers", "Kerulen")),
    ]


def test_a_line_above_makes_another_level() -> None:
    text = (
        "=====\nRiver\n=====\n\nAbout.\n\nBanks\n=====\n\nEast.\n\n====\n\nNo. ::\n\n  x\n  ====\n"
    )
    parsed = rst.parse(text.encode())
    assert parsed.blocks is not None
    assert [(block.span.of(text), block.heading) for block in parsed.blocks] == [
        ("About.", ("River",)),
        ("East.", ("River", "Banks")),
        ("No.", ("River", "Banks")),
        ("x\n  ====", ("River", "Banks")),
    ]


def test_a_term_is_one_item_with_what_is_set_in_below_it() -> None:
    text = (
        "The terms are:\n\n``ONE``\n  The first. Of all.\n\n  More.\n``TWO <n>`` : number\n"
        "  - a list\n\n``THREE``\n  Last.\n\nA line that\n  goes on\nas it will.\n"
    )
    parsed = rst.parse(text.encode())
    assert parsed.blocks is not None
    assert [(block.span.of(text), block.context) for block in parsed.blocks] == [
        ("The terms are:", ""),
        ("``ONE``\n  The first. Of all.\n\n  More.", "The terms are"),
        ("``TWO <n>`` : number", "The terms are"),
        ("a list", "The terms are › ``TWO <n>`` : number"),
        ("``THREE``\n  Last.", "The terms are"),
        ("A line that\n  goes on\nas it will.", ""),
    ]


def in_sections(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """The text of each block, and its headings."""
    return [(block.span.of(text), block.heading) for block in told(text)]


def test_a_short_line_above_prose_is_no_heading_unless_it_is_underlined() -> None:
    prose = "The time in seconds that a spider waits for a page before it gives up on that page."
    text = f"Delay\n=====\n\nDefault: ``60``\n\n{prose}\n\nNOTES\n\n{prose}\n"
    assert {heading for _, heading in in_sections(text)} == {("Delay",)}


@pytest.mark.parametrize("drawn", ["~~~~~~~~~~~~", "----------------", "````````````"])
def test_a_numbered_line_that_is_underlined_is_a_heading(drawn: str) -> None:
    text = f"Guide\n=====\n\nA\n-\n\n1. By command\n{drawn}\n\nSo.\n\n2. By file\n{drawn}\n\nOr so."
    assert [(told, heading[-1]) for told, heading in in_sections(text)[-2:]] == [
        ("So.", "1. By command"),
        ("Or so.", "2. By file"),
    ]


def test_a_fence_of_markdown_opens_nothing() -> None:
    text = "Before.\n\n~~~~\n\nAmid.\n\n~~~~\n\nAfter.\n"
    assert [(block.kind.value, block.span.of(text)) for block in told(text)] == [
        ("paragraph", "Before."),
        ("paragraph", "Amid."),
        ("paragraph", "After."),
    ]


@pytest.mark.parametrize(
    "text",
    [
        ":ref:`Pipelines <p>` yield one item each, see\n:meth:`~Spider.output` for\n`more of them`_.",
        "A pipeline yields one item, as told in\n:ref:`Pipelines <p>`.\n``Never`` more",
        ";No term of a wiki",
    ],
)
def test_lines_that_stand_together_are_one_paragraph(text: str) -> None:
    assert [(block.kind.value, block.span.of(text)) for block in told(text)] == [
        ("paragraph", text)
    ]


def test_each_field_is_an_item() -> None:
    text = (
        ".. method:: get(url)\n\n   Gets it.\n\n   :param url: where it is,\n      or was\n"
        "   :type url: str\n\n   .. note:: Rarely.\n"
    )
    assert [(block.kind.value, block.span.of(text)) for block in told(text)] == [
        ("paragraph", "get(url)"),
        ("paragraph", "Gets it."),
        ("item", "param url: where it is,\n      or was"),
        ("item", "type url: str"),
        ("paragraph", "Rarely."),
    ]


def test_a_directive_belongs_to_an_item_that_it_is_set_in_below() -> None:
    text = "- item\n\n  .. note:: Mind.\n\n- next\n\n.. note:: Else.\n   More.\n"
    assert [block.span.of(text) for block in told(text)] == [
        "item\n\n  .. note:: Mind.",
        "next",
        "Else.\n   More.",
    ]


@pytest.mark.parametrize("name", ["setting", "std:signal", "module"])
def test_a_directive_that_only_names_what_comes_below_is_no_text(name: str) -> None:
    text = f"One\n===\n\nFirst.\n\n.. {name}:: MOST_DELAY\n\nTwo\n===\n\nSecond.\n"
    assert in_sections(text) == [("First.", ("One",)), ("Second.", ("Two",))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (".. method:: foo(bar)\n\nText.", ["foo(bar)", "Text."]),
        (".. data:: LIMIT\n\nText.", ["LIMIT", "Text."]),
        (".. custom:: two words\n\nText.", ["two words", "Text."]),
        (".. custom:: word\n\n   What it holds.\n\nText.", ["word", "What it holds.", "Text."]),
        (".. versionadded:: 2.0\n\nText.", ["2.0", "Text."]),
        (".. custom:: last", ["last"]),
    ],
)
def test_a_directive_that_tells_something_is_text(text: str, expected: list[str]) -> None:
    assert [block.span.of(text) for block in told(text)] == expected


@pytest.mark.parametrize("mark", ["-   ", "1.  "])
def test_a_target_in_an_item_is_not_text_and_the_item_stays_one(mark: str) -> None:
    text = f"{mark}.. _one:\n\n{' ' * 4}First of all.\n\n{mark}Second.\n"
    assert [(block.kind.value, block.span.of(text)) for block in told(text)] == [
        ("item", "First of all."),
        ("item", "Second."),
    ]


def test_what_is_added_below_an_automatic_directive_is_text() -> None:
    text = (
        ".. autoclass:: Response\n   :members:\n\n   :param url: where it came from\n\n   Kept.\n"
    )
    assert [block.span.of(text) for block in told(text)] == [
        "param url: where it came from",
        "Kept.",
    ]


def test_fields_tell_who_wrote_it_and_when() -> None:
    text = "Title\n=====\n\n:Authors: Ann Bo, Cy Du\n:Date: 12 July 2021\n\nText.\n"
    assert rst.parse(text.encode()).marks == (
        Mark(0, MarkKind.AUTHOR, 0, "Ann Bo, Cy Du"),
        Mark(0, MarkKind.DATE, 0, "12 July 2021"),
    )
