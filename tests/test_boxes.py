"""Boxes drawn around text are no text of it."""

import pytest

from index.boxes import unboxed
from index.chunking import passages
from tests.samples import document

RULE = "*" * 40
NOTICE = f"""\
4. Ferries
----------

The ferry sails at noon.

{RULE}
*                                      *
*  5. No promise                       *
*  -------------                       *
*                                      *
*  The harbour master promises no      *
*  berth. Whoever finds none, You      *
*  included, lies at anchor.           *
*                                      *
*  Fees are due even so.               *
*                                      *
{RULE}

6. Fees
-------

A berth costs a crown.
"""


def _units(text: str) -> list[tuple[str, tuple[str, ...]]]:
    return [
        (unit.span.of(text), passage.heading)
        for passage in passages(document("a.txt", text))
        for unit in passage.units
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_border_is_no_text_and_the_title_within_a_heading(end: str) -> None:
    border = f"      *{end}*  "
    told = "Whoever finds none, You\nincluded, lies at anchor."
    assert _units(NOTICE.replace("\n", end)) == [
        ("The ferry sails at noon.", ("4. Ferries",)),
        (f"The harbour master promises no{border}berth.", ("5. No promise",)),
        (told.replace("\n", border), ("5. No promise",)),
        ("Fees are due even so.", ("5. No promise",)),
        ("A berth costs a crown.", ("6. Fees",)),
    ]


def test_only_what_is_drawn_is_blank() -> None:
    shown = unboxed(NOTICE)
    assert len(shown) == len(NOTICE)
    assert shown.split() == NOTICE.replace("*", " ").split()


@pytest.mark.parametrize(
    "text",
    [
        "* one item\n* another *\n",
        f"{RULE}\n* one item\n* another\n{RULE}\n",
        f"{RULE}\n* short *\n* longer than it *\n{RULE}\n",
        f"{RULE}\n*  never closed                        *\n",
        f"{RULE}\n{RULE}\n",
        f"{'#' * 40}\n#{'Title'.center(38)}#\n{'#' * 40}\n",
        f"{RULE}\nA paragraph.\n{RULE}\n",
    ],
)
def test_what_is_no_box_stays_as_it_is(text: str) -> None:
    assert unboxed(text) == text
