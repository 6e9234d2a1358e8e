"""Pages of a manual written out as text."""

from bisect import bisect

import pytest

from index.chunking import passages
from index.document import Kind
from index.manual import is_manual, manual_blocks
from tests.samples import document
from tests.timing import is_linear

HEAD = (
    "KITE(1)\t\t\tFlying\t\t\tKITE(1)\n\nNAME\n       kite - fly a kite\n\n"
    "SYNOPSIS\n       kite [-r]\n            [-f FILE]\n\n"
)


def read(text: str) -> list[tuple[str, str]]:
    """The path of headings of each block, and its text."""
    return [(" › ".join(block.heading), block.span.of(text)) for block in manual_blocks(text)]


def test_the_sections_of_a_page_and_its_head() -> None:
    text = HEAD + "SEE ALSO\n       rope(1)\n\nkite 2\t\tMay\t\tKITE(1)\n"
    assert is_manual(text)
    assert read(text) == [
        ("NAME", "kite - fly a kite"),
        ("SYNOPSIS", "kite [-r]\n            [-f FILE]"),
        ("SEE ALSO", "rope(1)"),
        ("SEE ALSO", "kite 2\t\tMay\t\tKITE(1)"),
    ]


def test_a_name_holds_for_all_that_is_set_in_below_it() -> None:
    """A tab reaches to a multiple of eight here."""
    text = HEAD + (
        "OPTIONS\n       All are optional.\n\n       Rope=, Line=,\n       Cord=\n"
        "\t   How long the rope is.\n\n\t   Takes metres:\n\n\t   •   whole ones.\n\n"
        "       -f FILE, --file FILE\n\t   Read FILE.\n\n       Both may be given.\n"
    )
    assert read(text)[2:] == [
        ("OPTIONS", "All are optional."),
        ("OPTIONS › Rope=, Line=, Cord=", "How long the rope is."),
        ("OPTIONS › Rope=, Line=, Cord=", "Takes metres:"),
        ("OPTIONS › Rope=, Line=, Cord=", "whole ones."),
        ("OPTIONS › -f FILE, --file FILE", "Read FILE."),
        ("OPTIONS", "Both may be given."),
    ]


def test_names_within_names_and_below_parts_of_a_section() -> None:
    text = HEAD + (
        "OPTIONS\n   Wind:\n       --wind WHEN\n           Fly by wind.\n\n           never\n"
        "               Not at all.\n           always\n               In a storm.\n"
        "   Rain\n       Stay home.\n"
    )
    assert read(text)[2:] == [
        ("OPTIONS › Wind › --wind WHEN", "Fly by wind."),
        ("OPTIONS › Wind › --wind WHEN › never", "Not at all."),
        ("OPTIONS › Wind › --wind WHEN › always", "In a storm."),
        ("OPTIONS › Rain", "Stay home."),
    ]


def test_a_name_may_stand_beside_what_tells_of_it() -> None:
    text = HEAD + (
        "OPTIONS\n       -r     Reel the kite in,\n              slowly.\n\n"
        "              It needs two hands.\n\n       -q     Be quiet.\n"
    )
    assert read(text)[2:] == [
        ("OPTIONS › -r", "-r     Reel the kite in,\n              slowly."),
        ("OPTIONS › -r", "It needs two hands."),
        ("OPTIONS", "-q     Be quiet."),
    ]


@pytest.mark.parametrize(
    "told",
    [
        "For instance:\n           kite -r",
        "struct kite {\n           int rope;\n       };",
        "This is a whole sentence.\n           kite -r",
        "A paragraph whose first line is as long as the lines\n           below it, which are set in.",
        "if windy\n           kite -r\n       fi",
    ],
)
def test_what_goes_on_set_in_is_no_name(told: str) -> None:
    text = HEAD + f"NOTES\n       {told}\n\n       Last.\n"
    assert {path for path, _ in read(text)[2:]} == {"NOTES"}


def test_code_ends_where_lines_are_set_in_no_deeper() -> None:
    text = (
        HEAD
        + "NOTES\n       Fly it so:\n\n           $ kite -r\n           $ kite -q\n\n       Done.\n"
    )
    found = manual_blocks(text)[2:]
    assert [block.kind for block in found] == [Kind.PARAGRAPH, Kind.CODE, Kind.PARAGRAPH]
    assert found[1].span.of(text) == "$ kite -r\n           $ kite -q"


def test_the_help_of_a_program() -> None:
    text = (
        "usage: kite [-h] [-f FILE]\n            [-q]\n\nFly a kite.\n\noptions:\n  -h, --help  show this\n"
        "  -f FILE, --file FILE\n              read FILE; without it\n              read none\n"
        "  -w, --wind   how much there\n               is\n  -q           be quiet\n      --quick  be quick\n\n"
        " Other options:\n\n  -V  print a version\n"
    )
    assert is_manual(text)
    assert read(text) == [
        ("", "usage: kite [-h] [-f FILE]\n            [-q]"),
        ("", "Fly a kite."),
        ("options", "-h, --help  show this"),
        ("options › -f FILE, --file FILE", "read FILE; without it\n              read none"),
        ("options › -w, --wind", "-w, --wind   how much there\n               is"),
        ("options", "-q           be quiet"),
        ("options", "--quick  be quick"),
        ("Other options", "-V  print a version"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Usage: fly it.\n\n  - by day\n  - by night\n",
        "The usage: -a\n  -b\n  -c\n  -d\n",
        "NAME\nAnna Reed\n\nDESCRIPTION\nTall.\n",
        "NAME\n       kite - fly a kite\n\nPRICE\n       Ten.\n",
        "The NAME of a kite\n       is short.\n\nDESCRIPTION\n",
    ],
)
def test_other_texts_are_no_manuals(text: str) -> None:
    assert not is_manual(text)


def test_passages_are_told_their_option() -> None:
    text = HEAD + "OPTIONS\n       Rope=\n           How long it is.\n"
    told = list(passages(document("kite.txt", text), manual_blocks(text)))[-1]
    assert (told.heading, told.text) == (("OPTIONS", "Rope="), "How long it is.")


@pytest.mark.parametrize(
    ("first", "piece", "count"),
    [
        ("", "  -a,\n", 6_000),
        ("  -x\n", "    y\n", 6_000),
        ("", "  a\n   b\n   b\n", 3_000),
        ("  ", "a ", 100_000),
    ],
)
def test_a_hostile_page_costs_as_its_length(first: str, piece: str, count: int) -> None:
    assert is_linear(lambda n: manual_blocks(HEAD + "OPTIONS\n" + first + piece * n), count)


def test_a_page_set_in_ever_deeper_costs_as_its_length() -> None:
    body = "".join(" " * depth + "a\n" for depth in range(1, 700)).splitlines(keepends=True)
    sizes = [sum(map(len, body[:depth])) for depth in range(len(body) + 1)]

    def read(size: int) -> None:
        manual_blocks(HEAD + "OPTIONS\n" + "".join(body[: bisect(sizes, size) - 1]))

    assert is_linear(read, sizes[-1])
