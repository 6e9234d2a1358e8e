"""PDF: what goes on from page to page and from column to column, and what only runs over them."""

from collections.abc import Callable
from io import BytesIO

import pytest
from reportlab.pdfgen.canvas import Canvas

from index.document import Document, MarkKind
from index.formats.canonical import Parsed
from index.formats.pdf import parse

PROSE = [
    "The survey of the northern lakes began in the spring of that year and went",
    "on until the first of the snow came down on the passes, which was in the last",
]


def _parsed(draw: Callable[[Canvas], None]) -> Parsed:
    made = BytesIO()
    canvas = Canvas(made, pagesize=(595, 842), invariant=True)
    draw(canvas)
    canvas.save()
    return parse(made.getvalue())


def _put(canvas: Canvas, lines: list[str], y: float, *, x: float = 72, bold: bool = False) -> None:
    canvas.setFont("Helvetica-Bold" if bold else "Helvetica", 10)
    for at, line in enumerate(lines):
        canvas.drawString(x, y - 12 * at, line)


def _told(parsed: Parsed) -> list[tuple[tuple[str, ...], str]]:
    assert parsed.blocks is not None
    return [(block.heading, block.span.of(parsed.text)) for block in parsed.blocks]


def test_a_paragraph_goes_on_upon_the_next_page() -> None:
    def draw(canvas: Canvas) -> None:
        _put(canvas, ["Journal of Lakes"], 800)
        _put(canvas, PROSE, 100)
        _put(canvas, ["77"], 40)
        canvas.showPage()
        _put(canvas, ["Journal of Lakes"], 800)
        _put(canvas, ["38 days of October. Nobody was hurt."], 740)
        _put(canvas, ["It was paid for by the town."], 700)
        _put(canvas, ["78"], 40)

    parsed = _parsed(draw)
    whole = "\n".join([*PROSE, "38 days of October. Nobody was hurt."])
    assert _told(parsed) == [((), whole), ((), "It was paid for by the town.")]
    assert parsed.text.split("\n\n")[1:3] == ["77", "Journal of Lakes"]
    document = Document("a.pdf", parsed.text, "", 0, 0, "", "", "pdf", parsed.marks)
    pages = [
        document.mark(MarkKind.PAGE, parsed.text.index(word))
        for word in ("northern", "38 days", "paid")
    ]
    assert [page.number for page in pages if page] == [1, 2, 2]


@pytest.mark.parametrize(
    ("end", "below"),
    [
        ("would be between 900 -", "1,200 crowns a year. Nobody agreed."),
        ("as others have told it [3, 12]", "Nobody agreed with them, for a year."),
    ],
)
def test_what_goes_on_upon_the_next_page_may_be_parted_amid_a_range(end: str, below: str) -> None:
    above = [*PROSE, f"lakes were measured by two boats, which they said {end}"]

    def draw(canvas: Canvas) -> None:
        _put(canvas, above, 100)
        canvas.showPage()
        _put(canvas, [below], 740)

    assert [text for _, text in _told(_parsed(draw))] == ["\n".join([*above, below])]


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ([*PROSE, "lakes were measured by two boats, as others tell. [3]"], "In all 12 were lost."),
        ([*PROSE[:1], "on until autumn."], "and more of it came"),
        (PROSE, "Table 2. What was found"),
        (["To pay: 20 crowns"], "for Ada"),
    ],
)
def test_what_ended_or_begins_anew_is_not_of_one_paragraph(above: list[str], below: str) -> None:
    def draw(canvas: Canvas) -> None:
        _put(canvas, above, 100)
        canvas.showPage()
        _put(canvas, [below], 740)

    assert [text for _, text in _told(_parsed(draw))] == ["\n".join(above), below]


def test_a_heading_may_be_the_last_of_its_column() -> None:
    def draw(canvas: Canvas) -> None:
        for number, y in ((1, 700), (2, 600), (3, 100)):
            _put(canvas, [f"2.{number} Part"], y, bold=True)
            if number < 3:
                _put(
                    canvas,
                    ["Prose of this part, which is long,", "goes on for another line."],
                    y - 14,
                )
        _put(canvas, ["The outcome of the third", "was the number of fish.", *PROSE], 700, x=320)

    assert _told(_parsed(draw)) == [
        (("2.1 Part",), "Prose of this part, which is long,\ngoes on for another line."),
        (("2.2 Part",), "Prose of this part, which is long,\ngoes on for another line."),
        (("2.3 Part",), "The outcome of the third\nwas the number of fish."),
        (("2.3 Part",), "\n".join(PROSE)),
    ]


def test_the_first_lines_of_two_like_pages_are_text() -> None:
    def draw(canvas: Canvas) -> None:
        for _ in range(2):
            _put(canvas, ["This is the first line.", "And this the second."], 740)
            canvas.showPage()

    assert [text for _, text in _told(_parsed(draw))] == [
        "This is the first line.\nAnd this the second."
    ] * 2


@pytest.mark.parametrize(
    ("author", "told"),
    [
        ("Ann Bo", ["Ann Bo"]),
        ("Ann Bo; Cy Du — Town Hall, Cork", ["Ann Bo", "Cy Du"]),
        ("ann", []),
        ("", []),
    ],
)
def test_a_name_tells_who_wrote_a_file(author: str, told: list[str]) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setAuthor(author)
        _put(canvas, PROSE, 100)

    marks = _parsed(draw).marks
    assert [mark.name for mark in marks if mark.kind is MarkKind.AUTHOR] == told
