"""Tables on PDF pages that are drawn with rules or shades."""

import io
from collections.abc import Callable, Sequence

import pytest
from reportlab.lib import colors
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table

import index.formats.pdf_rules
from index.document import Block, Kind, MarkKind
from index.formats.canonical import Parsed
from index.formats.pdf import parse

_PROSE = getSampleStyleSheet()["BodyText"]
_GRID = ("GRID", (0, 0), (-1, -1), 0.5, colors.grey)
_BOLD = ("FONTNAME", (0, 0), (-1, 0), "Helvetica-Bold")
_FERRIES = [
    ["Ferry", "Deck", "Remark"],
    ["Aurora", "upper deck\nand bridge", "closed in winter"],
    ["Borealis, built\nin two yards", "lower deck", "open\nall year"],
    ["Calypso", "lower deck", "open"],
]
_TOLD = [
    "Ferry: Aurora; Deck: upper deck and bridge; Remark: closed in winter",
    "Ferry: Borealis, built in two yards; Deck: lower deck; Remark: open all year",
    "Ferry: Calypso; Deck: lower deck; Remark: open",
]


def _parsed(*drawn: Flowable) -> Parsed:
    file = io.BytesIO()
    SimpleDocTemplate(file, invariant=1).build([Paragraph("What is said first.", _PROSE), *drawn])
    return parse(file.getvalue())


def _table(rows: Sequence[Sequence[object]], *style: tuple[object, ...], **more: object) -> Table:
    return Table([list(row) for row in rows], style=[*style], **more)


def _made(draw: Callable[[Canvas], None]) -> Parsed:
    file = io.BytesIO()
    canvas = Canvas(file, invariant=1)
    draw(canvas)
    canvas.save()
    return parse(file.getvalue())


def _blocks(parsed: Parsed) -> list[Block]:
    return [block for block in parsed.blocks or () if block.kind is Kind.ROW]


def _rows(parsed: Parsed) -> list[str]:
    return [block.reading for block in _blocks(parsed)]


@pytest.mark.parametrize(
    "style",
    [
        [_GRID],
        [("INNERGRID", (0, 0), (-1, -1), 0.5, colors.grey)],
        [("LINEBELOW", (0, 0), (-1, -1), 0.5, colors.grey), _BOLD],
        [("LINEABOVE", (0, 1), (-1, -1), 0.5, colors.grey), _BOLD],
        [("ROWBACKGROUNDS", (0, 1), (-1, -1), [colors.lightgrey, colors.beige]), _BOLD],
        [
            ("BACKGROUND", (0, 0), (-1, 0), colors.navy),
            ("ROWBACKGROUNDS", (0, 1), (-1, -1), [colors.white, colors.lightgrey]),
            _BOLD,
        ],
    ],
)
def test_a_cell_is_whole_and_a_row_has_the_names_of_its_columns(
    style: list[tuple[object, ...]],
) -> None:
    parsed = _parsed(Spacer(1, 20), _table(_FERRIES, *style), Spacer(1, 20))
    assert _rows(parsed) == _TOLD
    assert _blocks(parsed)[1].span.of(parsed.text) == (
        "Borealis, built in two yards\tlower deck\topen all year"
    )
    others = [block.span.of(parsed.text) for block in parsed.blocks or ()][:-3]
    assert others == ["What is said first."]


def test_rules_in_a_form_and_on_a_turned_page_are_seen() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.beginForm("rules")
        canvas.grid([0, 100, 200], [0, 30, 60, 90])
        canvas.endForm()
        for turned in (False, True):
            if turned:
                canvas.translate(600, 0)
                canvas.rotate(90)
            canvas.translate(72, 500)
            canvas.doForm("rules")
            for row, cells in enumerate([("Ferry", "Deck"), ("Aurora", "upper"), ("Io", "low")]):
                for column, cell in enumerate(cells):
                    canvas.drawString(4 + 100 * column, 78 - 30 * row, cell)
            canvas.drawString(4, 36, "two")
            canvas.showPage()

    told = ["Ferry: Aurora two; Deck: upper", "Ferry: Io; Deck: low"]
    assert _rows(_made(draw)) == told * 2


@pytest.mark.parametrize("repeated", [0, 1])
def test_a_table_keeps_its_names_on_the_next_pages(repeated: int) -> None:
    rows = [(f"Ferry number {number}", f"Captain\nof {number}") for number in range(100)]
    parsed = _parsed(_table([("Ferry", "Captain"), *rows], _GRID, repeatRows=repeated))
    told = [f"Ferry: {ferry}; Captain: {told.replace(chr(10), ' ')}" for ferry, told in rows]
    assert _rows(parsed) == told
    pages = [mark for mark in parsed.marks if mark.kind is MarkKind.PAGE]
    assert [mark.number for mark in pages] == list(range(1, len(pages) + 1))


def test_other_columns_on_the_next_page_have_no_names_of_those_before() -> None:
    first = [("Ferry", "Captain"), *((f"F{n}", f"C{n}") for n in range(40))]
    second = [("12", "13", "14"), ("22", "23", "24"), ("32", "33", "34")]
    told = _rows(_parsed(_table(first, _GRID), Spacer(1, 30), _table(second, _GRID)))
    assert told[-3:] == ["12; 13; 14", "22; 23; 24", "32; 33; 34"]


def test_a_table_below_another_has_names_of_its_own() -> None:
    first = [("Ferry", "Captain"), ("A", "B"), ("C", "D")]
    second = [("Day", "Lost"), ("E", "F"), ("G", "H")]
    told = _rows(_parsed(_table(first, _GRID), Spacer(1, 30), _table(second, _GRID)))
    assert told[2:] == ["Day: E; Lost: F", "Day: G; Lost: H"]


def test_names_may_end_as_labels_do_and_rows_may_have_no_name_for_theirs() -> None:
    rows = [["", "No.", "Total:"], ["Aurora", "1", "90"], ["Calypso", "2", "80"]]
    assert _rows(_parsed(_table(rows, _GRID))) == [
        "Aurora; No.: 1; Total: 90",
        "Calypso; No.: 2; Total: 80",
    ]


def test_what_spans_is_told_in_each_row() -> None:
    rows = [
        ["Ferry", "Deck", "Seats"],
        ["Aurora", "upper", "120"],
        ["", "lower", "80"],
        ["Calypso", "upper", "90"],
    ]
    parsed = _parsed(_table(rows, _GRID, _BOLD, ("SPAN", (0, 1), (0, 2))))
    assert _rows(parsed) == [
        "Ferry: Aurora; Deck: upper; Seats: 120",
        "Ferry: Aurora; Deck: lower; Seats: 80",
        "Ferry: Calypso; Deck: upper; Seats: 90",
    ]
    assert _blocks(parsed)[1].span.of(parsed.text) == "lower\t80"


def test_a_row_stays_that_says_the_same_twice_or_has_one_cell_alone() -> None:
    rows = [
        ["Winter", "Summer"],
        ["every hour", "every hour"],
        ["Closed", ""],
        ["At night", "At noon"],
    ]
    assert _rows(_parsed(_table(rows, _GRID, _BOLD))) == [
        "Winter: every hour; Summer: every hour",
        "Winter: Closed",
        "Winter: At night; Summer: At noon",
    ]


def test_a_cell_of_several_lines_of_numbers_beside_one_label_is_one() -> None:
    rows = [["Ferry", "Seats"], ["Aurora\n(all decks)", "120\n(12)"], ["Io", "80\n(8)"]]
    told = ["Ferry: Aurora (all decks); Seats: 120 (12)", "Ferry: Io; Seats: 80 (8)"]
    assert _rows(_parsed(_table(rows, _GRID))) == told


def test_rows_without_a_rule_between_them_are_parted_by_their_numbers() -> None:
    rows = [["Ferry", "Seats"], ["Aurora", "120"], ["Calypso", "80"], ["Io", "45"]]
    rules = [
        ("BOX", (0, 0), (-1, -1), 0.5, colors.black),
        ("LINEAFTER", (0, 0), (0, -1), 0.5, colors.black),
        ("LINEBELOW", (0, 0), (-1, 0), 0.5, colors.black),
    ]
    told = ["Ferry: Aurora; Seats: 120", "Ferry: Calypso; Seats: 80", "Ferry: Io; Seats: 45"]
    assert _rows(_parsed(_table(rows, *rules))) == told


@pytest.mark.parametrize(
    "first",
    [("Aurora", "7.2"), ("aurora", "a ferry"), ("Aurora:", "a ferry"), ("Aurora", "It is old.")],
)
def test_a_first_row_that_may_tell_as_the_others_do_names_nothing(first: tuple[str, str]) -> None:
    rows = [first, ("Calypso", "a tug"), ("Io", "a raft")]
    assert _rows(_parsed(_table(rows, _GRID)))[-2:] == ["Calypso; a tug", "Io; a raft"]


def test_a_word_that_is_broken_in_a_cell_is_one() -> None:
    rows = [["Ferry", "Deck"], ["Aurora", "half-\ntimbered"], ["Io", "iron"]]
    assert _rows(_parsed(_table(rows, _GRID)))[0] == "Ferry: Aurora; Deck: half-timbered"


def test_prose_in_boxes_and_a_diagram_are_no_tables() -> None:
    words = "Words that are set in a box of their own, as notes and warnings are, one by one. " * 3
    boxes = _table([[Paragraph(words, _PROSE)] for _ in range(4)], _GRID)
    assert _rows(_parsed(boxes)) == []

    def plot(canvas: Canvas) -> None:
        canvas.grid(range(100, 500, 40), range(100, 500, 40))
        for at in range(100, 500, 40):
            canvas.drawString(at + 2, 104, str(at))
            canvas.drawString(102, at + 4, str(at))

    assert _rows(_made(plot)) == []

    def diagram(canvas: Canvas) -> None:
        for n, text in enumerate(("begin here", "then go on", "and end here")):
            canvas.rect(100 + 60 * n, 600 - 40 * n, 120, 40)
            canvas.drawString(110 + 60 * n, 615 - 40 * n, text)

    assert _rows(_made(diagram)) == []


def test_lines_in_one_shade_are_no_rows() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Courier", 10)
        for n, line in enumerate(
            ["make       all", "make       test", "cp a       b", "ls        c"]
        ):
            canvas.setFillColor(colors.lightgrey)
            canvas.rect(72, 700 - 12 * n, 400, 12, stroke=0, fill=1)
            canvas.setFillColor(colors.black)
            canvas.drawString(74, 703 - 12 * n, line)

    assert _rows(_made(draw)) == []


def test_columns_that_no_rule_parts_are_those_of_the_text() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.grid([72, 172, 472], [600, 620, 640, 660])
        for row, name in enumerate(("week", "Aurora", "Io")):
            canvas.drawString(76, 646 - 20 * row, name)
            for column in range(4):
                canvas.drawString(180 + 70 * column, 646 - 20 * row, f"{column + row}")

    assert _rows(_made(draw)) == ["week; 0; 1; 2; 3", "Aurora; 1; 2; 3; 4", "Io; 2; 3; 4; 5"]


def test_rules_of_a_page_with_prose_between_them_part_no_rows() -> None:
    def draw(canvas: Canvas) -> None:
        for y in (780, 600, 420, 60):
            canvas.line(72, y, 520, y)
        for row in range(24):
            for x, text in (
                (72, "Prose that stands in a column,"),
                (300, "and goes on in the next"),
            ):
                canvas.drawString(x, 760 - 28 * row, f"{text} {row}")

    assert _rows(_made(draw)) == []


def test_a_page_with_more_paths_than_tables_have_is_read_without_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert len(_rows(_parsed(_table(_FERRIES, _GRID)))) == 3
    for most in ("_MOST_OBJECTS", "_MOST_PATHS", "_MOST_SEGMENTS"):
        with monkeypatch.context() as patched:
            patched.setattr(index.formats.pdf_rules, most, 5)
            assert _rows(_parsed(_table(_FERRIES, _GRID))) == []
