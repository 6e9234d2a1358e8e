"""Titles that a date tells."""

import pytest

from index.structure import blocks

SAID = "The engineer was heard, and his report upon the harbour was laid on the table."


def _paths(text: str) -> list[str]:
    return list(dict.fromkeys(" › ".join(block.heading) for block in blocks(text)))


@pytest.mark.parametrize(
    "titles",
    [
        (
            "At the Town House, 3 November 1846",
            "At the Inn, 13th January 1847",
            "There, 8 Feb. 1847",
        ),
        (
            "A. Jolly to J. Rendle, May 20, 1848",
            "J. Rendle to A. Jolly, 24 May",
            "Same, 1 June 1848",
        ),
        ("TUESDAY, MARCH 8, 1859.", "TUESDAY, MARCH 15, 1859.", "TUESDAY, MARCH 22, 1859."),
        ("4.3.1   2025-02-25", "4.3.0   2025-01-08", "4.0.0   2023-11-07"),
        ("Version 7.2 (2008 Aug 9)", "Version 7.1 (1 June 2007)", "Version 7 (May 2006)"),
        ("12/03/1921", "14.03.1921", "1921-03-15"),
    ],
)
@pytest.mark.parametrize("below", [f"1. {SAID}\n2. {SAID}", SAID, f"\n{SAID}", "It sank."])
def test_lines_apart_that_end_in_dates_are_headings(titles: tuple[str, ...], below: str) -> None:
    text = "Minutes\n\n" + "\n\n".join(f"{title}\n{below}" for title in titles)
    shown = [" ".join(title.split()) for title in titles]
    assert [" ".join(path.split()) for path in _paths(text)][1:] == shown


def test_a_letter_has_the_name_and_the_date_above_it() -> None:
    text = (
        "LETTERBOOK\nOutward letters.\n\n"
        "f. 12\nTo James Rendle, Esq., Civil Engineer, 7 George Street, Edinburgh\n"
        f"Strathmouth, 14 November 1846\n\nSir,\n{SAID}\nR. L.\n\n"
        f"[2]\nHeroine, off Disco, 2d August 1835. By favour of the Jane.\n\nMy dear Father,\n\n{SAID}"
        f"\n\nTo the Clerk · 7 May 1850\n\nDear Sir, {SAID}\n\nINDEX OF NAMES\n\nRendle, James."
    )
    assert _paths(text) == [
        "",
        (
            "f. 12 · To James Rendle, Esq., Civil Engineer, 7 George Street, Edinburgh"
            " · Strathmouth, 14 November 1846"
        ),
        "[2] · Heroine, off Disco, 2d August 1835. By favour of the Jane.",
        "To the Clerk · 7 May 1850",
        "INDEX OF NAMES",
    ]


@pytest.mark.parametrize(
    "lines",
    [
        ("He died on 12 May 1848.", "She died on 3 June 1851.", "They died on 1 July 1852."),
        ("12 May 1848", "3 June 1851", "1 July 1852"),  # nothing between
        (
            "Founded\n12 May 1848\nin Dundee",
            "Burned\n3 June 1851\nby night",
            "Sold\n1 July 1852\nout",
        ),
        ("The harbour and the pier were taken over by the town\n12 May 1848",) * 3,
        ("1 vim9script\t12 May 1848\nx", "2 vim9script\t13 May 1848\nx", "3 v\t14 May 1848\nx"),
        (
            "It failed. (Brabandt, 12 May 1848)\nIt is.",
            "So. (Orr, 3 May 1848)\nOn.",
            "Now. (X)\nIn.",
        ),
    ],
)
def test_no_titles(lines: tuple[str, ...]) -> None:
    assert _paths("\n\n".join(lines)) == [""]


def test_what_is_counted_stands_above_what_is_dated() -> None:
    parts = [
        f"CHAPTER {count}\n\nHe wrote:\n\nParis, {day} May 1848\n\nMy dear wife,\n\n{SAID}\n\n"
        for day, count in enumerate(("I", "II", "III"), 1)
    ]
    assert _paths("".join(parts))[1] == "CHAPTER I › Paris, 1 May 1848"


def test_a_date_below_a_letter_is_no_title() -> None:
    letters = "".join(
        f"Dear Ann,\n\nThe Ada is sold.\n\nTom\n{day} May 1846\n\n" for day in (3, 5, 9)
    )
    assert _paths(letters) == [""]
