"""Titles that no markup tells, among the blocks of a format that tells them."""

import pytest

from index.chunking import passages
from index.document import Document
from index.formats.canonical import Canonical, Parsed, with_titles
from index.formats.html import parse
from index.markdown import markdown_blocks, shown

PROSE = "The keeper of the pier may close it whenever the sea comes over its rail."
LONG = f"{PROSE} He has to tell the town so by noon, or else pay for it himself."


def _told(parsed: Parsed) -> list[tuple[str, str]]:
    return [
        (" › ".join(block.heading), block.span.of(parsed.text)) for block in parsed.blocks or ()
    ]


def _paragraphs(*told: str) -> Parsed:
    made = Canonical()
    made.heading(1, "Pier Act")
    for text in told:
        made.paragraph(text)
    return with_titles(made.done("docx"))


@pytest.mark.parametrize("space", [" ", "\u00a0"])
def test_numbered_lines_alone_are_headings_of_a_web_page(space: str) -> None:
    titles = [f"{n}.{space}{name}" for n, name in enumerate(("The Pier", "Fees", "The End"))]
    page = "".join(f"<p><b>{title}</b></p><p>{PROSE}</p>" for title in titles)
    parsed = parse(f"<h1>Pier Act</h1><p>Old.</p>{page}<h1>Annex</h1><p>More.</p>".encode())
    assert _told(parsed) == [
        ("Pier Act", "Old."),
        ("Pier Act › 0. The Pier", PROSE),
        ("Pier Act › 1. Fees", PROSE),
        ("Pier Act › 2. The End", PROSE),
        ("Annex", "More."),
    ]


def test_a_file_of_two_texts_has_two_rows_of_titles() -> None:
    titles = ["1. The Pier", "2. Fees", "3. The End"]
    lines = [line for title in (*titles, *titles) for line in (title, PROSE)]
    assert _told(_paragraphs(*lines)) == [(f"Pier Act › {title}", PROSE) for title in titles * 2]


def test_a_list_within_a_section_is_no_row() -> None:
    steps = ["1. A lamp", "2. A rope"]
    lines = ["1. The Pier", PROSE, "2. Fees", PROSE, *steps, PROSE, "3. The End", PROSE]
    told = _told(_paragraphs(*lines, "4. Repeal", PROSE))
    assert [text for _, text in told] == [PROSE, PROSE, *steps, PROSE, PROSE, PROSE]
    assert told[-2:] == [("Pier Act › 3. The End", PROSE), ("Pier Act › 4. Repeal", PROSE)]


def test_articles_are_headings() -> None:
    titles = ["Article 1", "Article 2", "Article 3"]
    lines = [line for title in titles for line in (title, PROSE)]
    assert _told(_paragraphs(*lines)) == [(f"Pier Act › {title}", PROSE) for title in titles]


def test_the_title_with_which_a_paragraph_begins_is_its_heading_and_stays_in_it() -> None:
    lines = [f"1. Use of the Pier. {LONG}", LONG, f"2. Fees. {LONG}", f"3. End. {LONG}"]
    assert _told(_paragraphs(*lines)) == [
        ("Pier Act › 1. Use of the Pier", lines[0]),
        ("Pier Act › 1. Use of the Pier", LONG),
        ("Pier Act › 2. Fees", lines[2]),
        ("Pier Act › 3. End", lines[3]),
    ]


@pytest.mark.parametrize(
    "lines",
    [
        ["1. Flour", "2. Salt", "3. Butter", "Bake it for an hour and a half, and eat it warm."],
        [f"{n}. {LONG}" for n in (1, 2, 3)],  # bare numbers name nothing
        ["Step 3 Tea", "ten cups", "Step 4 Tea", "six cups", "Step 5 Tea", "no cups"],
        ["1. The Pier", PROSE, "2. Fees", PROSE],
    ],
)
def test_other_numbered_blocks_are_no_headings(lines: list[str]) -> None:
    assert _told(_paragraphs(*lines)) == [("Pier Act", line) for line in lines]


MARKED = """\
# Pier Act

**1. Use.** It is free.

- At night too.

**2. Fees**

None is due.

**3. End.** It ends in May.

## Annex

**1. One alone.** It is so.
"""


def test_numbered_titles_in_bold_are_headings_of_markdown() -> None:
    found = markdown_blocks(MARKED, shown(MARKED))
    assert [(" › ".join(block.heading), block.span.of(MARKED)) for block in found] == [
        ("Pier Act › 1. Use.", "**1. Use.** It is free."),
        ("Pier Act › 1. Use.", "At night too."),
        ("Pier Act › 2. Fees", "None is due."),
        ("Pier Act › 3. End.", "**3. End.** It ends in May."),
        ("Pier Act › Annex", "**1. One alone.** It is so."),
    ]


def test_a_number_in_bold_is_no_sentence() -> None:
    cut = markdown_blocks(MARKED, shown(MARKED))
    document = Document("a.md", MARKED, "", 0, 0, "", "", "text")
    first = next(passages(document, cut))
    assert [unit.span.of(MARKED) for unit in first.units][:2] == ["**1. Use.**", "It is free."]
