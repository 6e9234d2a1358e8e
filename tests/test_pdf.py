"""PDF: the text of each page, its blocks under their headings, and a reason for what is not read."""

import doctest
import io
from collections.abc import Callable, Sequence

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

import index.formats.pdf
import index.formats.pdf_chars
from index.document import Block, Document, Kind, Mark, MarkKind
from index.errors import ReadError
from index.formats.canonical import Parsed
from index.formats.pdf import parse
from index.words import mended, terms

_LEADING = 12.0
_PICTURE = ImageReader(Image.new("L", (2, 2)))


def _made(draw: Callable[[Canvas], None], **options: object) -> bytes:
    """A PDF of what ``draw`` draws; it ends its pages itself."""
    file = io.BytesIO()
    canvas = Canvas(file, invariant=1, **options)
    draw(canvas)
    canvas.save()
    return file.getvalue()


def _put(
    canvas: Canvas, lines: Sequence[str], y: float = 760, x: float = 72, size: int = 10
) -> float:
    """Write lines one below the other, an empty one as a gap; the next base line."""
    canvas.setFont("Helvetica", size)
    for line in lines:
        canvas.drawString(x, y, line)
        y -= _LEADING * size / 10 if line else _LEADING
    return y


def _of_pages(*pages: Sequence[str], pictures: bool = False, **options: object) -> bytes:
    def draw(canvas: Canvas) -> None:
        for lines in pages:
            _put(canvas, lines)
            if pictures:
                canvas.drawImage(_PICTURE, 0, 0, 600, 800)
            canvas.showPage()

    return _made(draw, **options)


def _file(*objects: bytes) -> bytes:
    """A PDF of numbered objects, the first its catalogue."""
    made, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    size = len(objects) + 1
    return (
        made
        + head
        + table
        + (b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (size, len(made)))
    )


def _stream(content: bytes, more: bytes = b"") -> bytes:
    return b"<</Length %d%b>>stream\n%b\nendstream" % (len(content), more, content)


def _told(parsed: Parsed) -> list[tuple[Kind, str]]:
    return [(block.kind, block.span.of(parsed.text)) for block in _blocks(parsed)]


def _blocks(parsed: Parsed) -> tuple[Block, ...]:
    assert parsed.blocks is not None
    position = 0
    for block in parsed.blocks:
        assert position <= block.span.start
        position = block.span.end
    return parsed.blocks


def _reason(data: bytes) -> str:
    with pytest.raises(ReadError) as caught:
        parse(data)
    return str(caught.value)


FIRST = [
    "The first paragraph of this page is long enough to be wrapped by hand, as a",
    "printer would have wrapped it, and it ends here.",
    "",
    "The second one stands below a gap.",
]


def test_the_examples_hold() -> None:
    assert doctest.testmod(index.formats.pdf_chars).failed == 0


def test_paragraphs_are_parted_by_gaps_and_pages_by_an_empty_line() -> None:
    parsed = parse(_of_pages(FIRST, ["Alone on its page."]))
    first, second = "\n".join(FIRST[:2]), FIRST[3]
    assert parsed.text == f"{first}\n\n{second}\n\nAlone on its page."
    assert (parsed.media, parsed.encoding, parsed.title) == ("pdf", "", "")
    assert _told(parsed) == [
        (Kind.PARAGRAPH, first),
        (Kind.PARAGRAPH, second),
        (Kind.PARAGRAPH, "Alone on its page."),
    ]
    assert parsed.marks == (
        Mark(0, MarkKind.PAGE, 1),
        Mark(parsed.text.index("Alone"), MarkKind.PAGE, 2),
    )


def _noted(canvas: Canvas, mark: str, first: str, y: float, gap: float = 0) -> None:
    """Begin a footnote with a raised mark."""
    text = canvas.beginText(72, y)
    text.setFont("Helvetica", 6)
    text.setRise(4)
    text.textOut(mark)
    text.setRise(0)
    text.moveCursor(text.getX() - 72 + gap, 0)
    text.setFont("Helvetica", 9)
    text.textOut(first)
    canvas.drawText(text)


@pytest.mark.parametrize("gap", [0, 2])
def test_a_footnote_with_a_raised_mark_is_whole_and_the_mark_no_part_of_a_word(gap: int) -> None:
    notes = [
        ("1", "Deciding this took the committee most of the spring of that year, since", "it met."),
        ("2", "No minutes were kept of the meetings, so that what was said is known from", "two."),
    ]

    def draw(canvas: Canvas) -> None:
        _put(canvas, FIRST)
        for at, (mark, first, second) in enumerate(notes):
            y = 120 - 22 * at
            _noted(canvas, mark, first, y, gap)
            canvas.drawString(72, y - 11, second)

    told = [text for _, text in _told(parse(_made(draw)))]
    assert told[2:] == [f"{mark} {first}\n{second}" for mark, first, second in notes]


SURVEY = [
    "The survey of the northern lakes began in the spring of that year and went on",
    "until the first of the snow came down on the passes, which was in November, when",
    "the party had measured nineteen of them and lost two boats and one of the mules.",
    "of which the larger had been bought in the valley for more than it was worth and",
    "was to have been sold again, had it not sunk with all that was on it in the third",
    "week. Nobody was hurt.",
]


def _counted(step: int, x: float, right: bool, lines: Sequence[str], pages: int = 2) -> bytes:
    """Pages of such lines, of which every ``step``-th has its number in the margin."""

    def draw(canvas: Canvas) -> None:
        number = 0
        for _ in range(pages):
            for at, line in enumerate(lines):
                number += 1
                canvas.setFont("Helvetica", 10)
                if right:
                    canvas.drawString(72, 760 - 12 * at, line)
                if number % step == 0:
                    canvas.setFont("Helvetica", 6)
                    canvas.drawRightString(x, 760 - 12 * at, str(number))
                canvas.setFont("Helvetica", 10)
                if not right:
                    canvas.drawString(72, 760 - 12 * at, line)
            canvas.showPage()

    return _made(draw)


@pytest.mark.parametrize(("x", "right"), [(60, False), (60, True), (530, True)])
@pytest.mark.parametrize("step", [1, 5])
def test_numbers_in_the_margin_that_count_lines_of_prose_are_left_out(
    step: int, x: float, right: bool
) -> None:
    parsed = parse(_counted(step, x, right, SURVEY * 7))
    told = [text for _, text in _told(parsed)]
    assert told == ["\n".join(SURVEY)] * 14


@pytest.mark.parametrize(
    "lines",
    [
        ["Alder", "Birch", "Cedar of the mountains", "Dogwood", "Elm", "Fir", "Gorse"] * 5,
        ["if (a < b) {", "return c[a];", "}", "else d = f(a, b);", "/* so that it ends */"] * 7,
    ],
)
def test_numbers_beside_other_lines_than_prose_stay(lines: list[str]) -> None:
    parsed = parse(_counted(1, 60, False, lines))
    shown = [line for line in parsed.text.split("\n") if line]
    assert shown == [f"{number} {line}" for number, line in enumerate(lines * 2, start=1)]


def test_paragraphs_are_parted_by_indents_where_there_is_no_gap() -> None:
    def draw(canvas: Canvas) -> None:
        y = _put(
            canvas, ["First there is an indented line, full as the others of its column"], x=90
        )
        y = _put(canvas, ["are, and then one that is shorter and ends a sentence."], y)
        y = _put(
            canvas, ["Then begins another with an indent, which ends no earlier than any"], y, 90
        )
        _put(canvas, ["other line does, and ends."], y)

    told = _told(parse(_made(draw)))
    assert [text.split()[0] for _, text in told] == ["First", "Then"]
    assert [text.count("\n") for _, text in told] == [1, 1]


def test_a_paragraph_of_one_line_ends_where_the_next_has_the_same_indent() -> None:
    lines = [
        "This is not good: what is shown here is cut off, and cannot be read at all, as is said."
    ]
    wrapped = [
        "It is caused by a fault in those versions that came out in the year (as well as the",
        "7.20 ones). It was mended.",
    ]

    def draw(canvas: Canvas) -> None:
        y = _put(canvas, [*lines, wrapped[0]], x=82)
        y = _put(canvas, [wrapped[1]], y)
        _put(canvas, wrapped, 600)

    told = [text for _, text in _told(parse(_made(draw)))]
    assert told[:2] == [lines[0], "\n".join(wrapped)]


def test_a_page_without_text_has_no_mark_and_counts() -> None:
    parsed = parse(_of_pages(["One."], [], ["Three."]))
    assert parsed.text == "One.\n\nThree."
    assert parsed.marks == (Mark(0, MarkKind.PAGE, 1), Mark(6, MarkKind.PAGE, 3))


def test_most_pages_without_text_are_counted() -> None:
    parsed = parse(_of_pages(["One."], [], [], []))
    assert parsed.marks == (Mark(0, MarkKind.BLANK, 3, "4"), Mark(0, MarkKind.PAGE, 1))


def _labelled() -> bytes:
    pages = [
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents %d 0 R"
        b"/Resources<</Font<</F 3 0 R>>>>>>" % (5 + 2 * number)
        for number in range(4)
    ]
    texts = [_stream(b"BT /F 12 Tf 50 200 Td (Words %d) Tj ET" % n) for n in range(1, 5)]
    return _file(
        b"<</Type/Catalog/Pages 2 0 R/PageLabels<</Nums[0<</S/r>> 2<</S/D>> 3<</P(A-)/S/D/St 9>>]>>>>",
        b"<</Type/Pages/Kids[4 0 R 6 0 R 8 0 R 10 0 R]/Count 4>>",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *(part for pair in zip(pages, texts, strict=True) for part in pair),
    )


@pytest.mark.parametrize(("step", "labels"), [(1, ["", "", *"12345678"]), (3, [""] * 10)])
def test_numbers_printed_on_the_pages_are_their_labels_where_the_file_has_none(
    step: int, labels: list[str]
) -> None:
    def draw(canvas: Canvas) -> None:
        for page in range(10):
            _put(canvas, [f"What was found on day {'abcdefghij'[page]} was little."])
            if page > 1:
                head = [f"The river {(page - 1) * step}", f"{(page - 1) * step} The hill"]
                _put(canvas, [head[page % 2] if page != 5 else "A plate"], 800)
            canvas.showPage()

    parsed = parse(_made(draw))
    assert [mark.name for mark in parsed.marks] == labels
    if step == 1:
        told = {text for _, text in _told(parsed)}
        assert not any("river" in text or "hill" in text for text in told)


def test_signs_of_relations_in_a_font_of_such_are_not_told_as_its_codes() -> None:
    parsed = parse(
        _file(
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R"
            b"/Resources<</Font<</F 5 0 R/G 6 0 R>>>>>>",
            _stream(
                b"BT /G 12 Tf 50 200 Td (At 6 > 5, n) Tj /F 12 Tf 80 0 Td (6) Tj"
                b" /G 12 Tf 20 0 Td (16) Tj /F 12 Tf 30 0 Td (>) Tj ET"
            ),
            b"<</Type/Font/Subtype/Type1/BaseFont/ABCDEF+MSAM10>>",
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        )
    )
    assert parsed.text == "At 6 > 5, n ⩽ 16 ⩾"


def test_a_page_has_its_number_and_its_printed_label() -> None:
    parsed = parse(_labelled())
    assert [(mark.number, mark.name) for mark in parsed.marks] == [
        (1, "i"),
        (2, "ii"),
        (3, "1"),
        (4, "A-9"),
    ]
    document = Document("a.pdf", parsed.text, "", 1, 1, "", "a", "pdf", parsed.marks)
    there = document.mark(MarkKind.PAGE, parsed.text.index("Words 3"))
    assert there is not None
    assert (there.number, there.name) == (3, "1")


def test_a_word_broken_at_a_line_end_stays_broken_in_the_text_and_is_found() -> None:
    parsed = parse(
        _of_pages(
            ["The river was an inter-", "national border, and the BT-", "5 did not cross it."]
        )
    )
    assert parsed.text == (
        "The river was an inter-\nnational border, and the BT-\n5 did not cross it."
    )
    found = terms(parsed.text)
    assert "international" in found
    assert "bt5" not in found
    assert {"inter", "national", "bt", "5"} <= set(found)
    assert mended(parsed.text).startswith("The river was an inter\u00ad\u00adnational border")


def test_raised_figures_stay_in_their_line() -> None:
    def draw(canvas: Canvas) -> None:
        text = canvas.beginText(72, 700)
        for words, size, rise in (("An area of 3 km", 10, 0), ("2", 6, 4), (" or so was", 10, 0)):
            text.setFont("Helvetica", size)
            text.setRise(rise)
            text.textOut(words)
        canvas.drawText(text)
        _put(canvas, ["lost in that year."], 688)

    assert parse(_made(draw)).text == "An area of 3 km2 or so was\nlost in that year."


def test_what_is_drawn_out_of_order_is_read_in_order() -> None:
    def draw(canvas: Canvas) -> None:
        _put(canvas, ["A foot note, drawn first."], 60)
        _put(canvas, ["left one", "left two"], 700)
        _put(canvas, ["right one", "right two"], 700, 320)
        _put(canvas, ["A line above both columns that was drawn when they stood already."], 740)

    assert parse(_made(draw)).text.split("\n\n") == [
        "A line above both columns that was drawn when they stood already.",
        "left one\nleft two",
        "right one\nright two",
        "A foot note, drawn first.",
    ]


def test_turned_pages_are_read_as_they_are_turned() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.rotate(90)
        canvas.translate(0, -595)
        _put(canvas, FIRST, 500)

    parsed = parse(_made(draw))
    assert _told(parsed) == _told(parse(_of_pages(FIRST)))


def test_list_items_have_their_lead_in_and_no_marker() -> None:
    def draw(canvas: Canvas) -> None:
        y = _put(canvas, ["Much was lost. These were left behind:"])
        y = _put(
            canvas, ["• all the tanks that had no fuel left, which were most of the older ones,"], y
        )
        y = _put(canvas, ["and some that had"], y, 78)
        y = _put(canvas, ["- the small ones"], y, 90)
        y = _put(canvas, ["• two guns", "1. a map", "2. a boat"], y)
        _put(canvas, ["", "That was all."], y)

    parsed = parse(_made(draw))
    lead = "These were left behind"
    tanks = (
        "all the tanks that had no fuel left, which were most of the older ones, and some that had"
    )
    assert [(b.kind, b.span.of(parsed.text), b.context) for b in _blocks(parsed)] == [
        (Kind.PARAGRAPH, "Much was lost. These were left behind:", ""),
        (Kind.ITEM, tanks.replace(", and", ",\nand"), lead),
        (Kind.ITEM, "the small ones", f"{lead} › {tanks}"),
        (Kind.ITEM, "two guns", lead),
        (Kind.ITEM, "a map", lead),
        (Kind.ITEM, "a boat", lead),
        (Kind.PARAGRAPH, "That was all.", ""),
    ]
    assert "• two guns" in parsed.text


def test_a_bullet_of_a_symbol_font_is_a_marker() -> None:
    cmap = b"1 beginbfchar <41> <F0B7> endbfchar"
    page = b"BT /F 12 Tf 50 200 Td (A) Tj /G 12 Tf 20 0 Td (an item) Tj ET"
    parsed = parse(
        _file(
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R"
            b"/Resources<</Font<</F 5 0 R/G 7 0 R>>>>>>",
            _stream(page),
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 6 0 R>>",
            _stream(b"begincmap 1 begincodespacerange <00> <ff> endcodespacerange " + cmap),
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        )
    )
    assert parsed.text == "\uf0b7 an item"
    assert _told(parsed) == [(Kind.ITEM, "an item")]


def test_lines_of_a_table_are_one_block_each() -> None:
    def draw(canvas: Canvas) -> None:
        y = _put(canvas, ["The losses by day are given in what follows, as far as known."])
        for cells in (("Date", "Lost"), ("22 June", "95"), ("24 June", "14")):
            for x, cell in zip((72, 300), cells, strict=True):
                canvas.drawString(x, y, cell)
            y -= _LEADING

    parsed = parse(_made(draw))
    assert _told(parsed)[1:] == [
        (Kind.ITEM, "Date Lost"),
        (Kind.ITEM, "22 June 95"),
        (Kind.ITEM, "24 June 14"),
    ]
    assert parsed.text.endswith("\n\nDate Lost\n22 June 95\n24 June 14")


_LOSSES = [
    *(["Date", "Aircraft", "Lost"], ["22 June", "I-16", "95"], ["24 June", "SB bomber", "1,014"]),
    *(["25 June", "", "7"], ["All", "of them", "1,116"]),
]


def _rows(
    rows: Sequence[Sequence[str]], bold: Sequence[tuple[int, int]], step: int = 120
) -> list[tuple[str, str]]:
    """What is read of cells at even distances, those at ``bold`` in another font."""

    def draw(canvas: Canvas) -> None:
        _put(canvas, ["Both sides lost aircraft in those days:"], 740)
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                canvas.setFont("Helvetica-Bold" if (row, column) in bold else "Helvetica", 10)
                canvas.drawString(72 + step * column, 700 - 14 * row, cell)
        _put(canvas, ["Few returned."], 500)

    parsed = parse(_made(draw))
    return [(block.span.of(parsed.text), block.reading) for block in _blocks(parsed)][1:-1]


_FIRST = [(0, column) for column in range(4)]


@pytest.mark.parametrize("bold", [_FIRST, [*_FIRST, (4, 0), (4, 1), (4, 2)]])
def test_rows_stand_under_names_in_another_font(bold: list[tuple[int, int]]) -> None:
    assert _rows(_LOSSES, bold) == [
        ("22 June I-16 95", "Date: 22 June; Aircraft: I-16; Lost: 95"),
        ("24 June SB bomber 1,014", "Date: 24 June; Aircraft: SB bomber; Lost: 1,014"),
        ("25 June 7", "Date: 25 June; Lost: 7"),
        ("All of them 1,116", "Date: All; Aircraft: of them; Lost: 1,116"),
    ]


_PROSE = [
    *(["The left column", "The right column"], ["It was hot and dry", "Rain fell in 1939,"]),
    *(["all through June,", "as it had before in"], ["and few went out.", "1938, and 12 died."]),
    *(["In July it rained.", "1940"], ["Then all was well.", "came the frost."]),
]
_KEYS = [["Name", "Gull"], ["Built", "1939"], ["Goats", "9"], ["Crew", "7"], ["Pianos", "1"]]


@pytest.mark.parametrize(
    ("rows", "bold"),
    [
        (_LOSSES, []),  # nothing but their place would tell the names
        (_LOSSES[:3], _FIRST),
        (_PROSE, _FIRST),
        (_KEYS, []),
        (_KEYS, [(row, 0) for row in range(5)]),
        ([[*one, *other] for one, other in zip(_KEYS, _KEYS, strict=True)], [(0, 0), (0, 2)]),
        ([["1938", "1939"], *[["12", "9"]] * 4], _FIRST),
        ([["Date", "Lost"], *[["22 June", "95", "in all"]] * 4], _FIRST),
    ],
)
def test_lines_without_such_names_are_no_rows(
    rows: list[list[str]], bold: list[tuple[int, int]]
) -> None:
    assert [reading for _, reading in _rows(rows, bold, 160) if reading] == []


def _table(lines: Sequence[tuple[float, Sequence[tuple[float, str, str]]]]) -> bytes:
    """Lines of cells, each with its left and font, each so far below the last."""

    def draw(canvas: Canvas) -> None:
        y = 760.0
        for drop, cells in lines:
            y -= drop
            for x, font, text in cells:
                canvas.setFont(font, 10)
                canvas.drawString(x, y, text)

    return _made(draw)


_OBJECTS = [
    (0, [(72, "Helvetica", "Table 1. Facts about objects")]),
    (24, [(72, "Helvetica", "Messier"), (172, "Helvetica", "NGC/IC"), (372, "Helvetica", "V")]),
    (
        14,
        [(72, "Helvetica", "Number"), (172, "Helvetica", "Number")]
        + [(272, "Helvetica", "Constellation"), (365, "Helvetica", "(mag)")],
    ),
    (14, [(x, "Helvetica", f"({n})") for n, x in enumerate((78, 178, 280, 370), start=1)]),
    *[
        (14, [(x, "Helvetica", cell) for x, cell in zip((72, 172, 272, 372), cells, strict=True)])
        for cells in [
            ("M1", "NGC 1952", "Taurus", "8.4"),
            ("M7", "NGC 6475", "Scorpius", "3.3"),
            ("M8", "NGC 6523", "Sagittarius", "6.0"),
        ]
    ],
]


def test_a_caption_tells_the_names_of_columns_which_may_be_of_several_lines() -> None:
    parsed = parse(_table(_OBJECTS))
    rows = [block for block in _blocks(parsed) if block.kind is Kind.ROW]
    assert {row.context for row in rows} == {"Table 1. Facts about objects"}
    assert [row.span.of(parsed.text) for row in rows][2] == "M8 NGC 6523 Sagittarius 6.0"
    assert rows[2].reading == (
        "Messier Number (1): M8; NGC/IC Number (2): NGC 6523; Constellation (3): Sagittarius;"
        " V (mag) (4): 6.0"
    )
    assert "Messier" not in " ".join(text for _, text in _told(parsed))


def test_rows_of_words_stand_under_bold_names_and_are_whole_where_a_cell_is_folded() -> None:
    bold, plain = "Helvetica-Bold", "Helvetica"
    names = (20, [(72, bold, "Command"), (172, bold, "Description")])

    def row(drop: int, command: str, told: str) -> tuple[int, list[tuple[float, str, str]]]:
        return drop, [(72, "Courier", command), (172, plain, told)]

    lines = [
        names,
        row(12, "cat", "Utility to concatenate files"),
        row(12, "cp", "Utility to copy"),
        (12, [(172, plain, "files and folders")]),
        row(12, "date", "Utility to print the date"),
        (30, [(72, plain, "The following are there as well:")]),
        names,
        row(12, "ed", "The editor"),
    ]
    parsed = parse(_table(lines))
    rows = [block for block in _blocks(parsed) if block.kind is Kind.ROW]
    assert [row.reading for row in rows] == [
        "Command: cat; Description: Utility to concatenate files",
        "Command: cp; Description: Utility to copy files and folders",
        "Command: date; Description: Utility to print the date",
        "Command: ed; Description: The editor",
    ]
    assert rows[1].span.of(parsed.text) == "cp\tUtility to copy files and folders"
    assert [text for kind, text in _told(parsed) if kind is not Kind.ROW] == [
        "The following are there as well:"
    ]


def test_lines_below_a_caption_that_name_nothing_are_no_header() -> None:
    one, *_, m1, m7, m8 = _OBJECTS
    blocks = _blocks(parse(_table([one, m1, m7, m8])))
    assert {block.reading for block in blocks} == {""}


def test_a_table_goes_on_under_the_names_on_the_next_page() -> None:
    def draw(canvas: Canvas) -> None:
        for page in range(3):
            for number in range(5):
                canvas.setFont("Helvetica" if number else "Helvetica-Bold", 10)
                cells = (f"{number + 5 * page} May", str(number)) if number else ("Day", "Lost")
                for x, cell in zip((72, 300), cells, strict=True):
                    canvas.drawString(x, 760 - 14 * number, cell)
            canvas.showPage()

    told = [block.reading for block in _blocks(parse(_made(draw)))]
    assert told == [
        f"Day: {number + 5 * page} May; Lost: {number}"
        for page in range(3)
        for number in range(1, 5)
    ]


def test_lines_of_single_characters_end() -> None:
    rows = [["A", "1"], ["B", "2"], ["C", "3"]]
    assert [text for text, _ in _rows(rows, [])] == ["A 1", "B 2", "C 3"]


def test_running_headers_and_page_numbers_are_in_no_block() -> None:
    names = ["rivers", "hills", "towns", "roads"]

    def draw(canvas: Canvas) -> None:
        for number, name in enumerate(names, start=7):
            _put(canvas, [f"A survey of the land, sheet {number}"], 800)
            _put(canvas, [f"What was found of {name} was little."])
            _put(canvas, [str(number - 6)], 40, 300)
            canvas.showPage()

    parsed = parse(_made(draw))
    assert [text for _, text in _told(parsed)] == [
        f"What was found of {n} was little." for n in names
    ]
    assert parsed.text.startswith(
        "A survey of the land, sheet 7\n\nWhat was found of rivers was little.\n\n1\n\nA survey"
    )
    assert [mark.start for mark in parsed.marks] == [
        parsed.text.index(f"A survey of the land, sheet {number}") for number in range(7, 11)
    ]


def test_the_titles_of_chapters_beside_page_numbers_are_running_headers() -> None:
    titles = ["The river", "The river", "The hill", "The hill", "The road"]

    def draw(canvas: Canvas) -> None:
        for number, title in enumerate(titles, start=1):
            _put(canvas, [f"{title} {number}"], 800)
            _put(canvas, ["It was not far.", "", "Nor was it near."], 760 - 20 * number)
            canvas.showPage()

    assert {text for _, text in _told(parse(_made(draw)))} == {
        "It was not far.",
        "Nor was it near.",
    }


def test_sums_at_the_foot_of_each_page_are_no_page_numbers() -> None:
    def draw(canvas: Canvas) -> None:
        for number, (name, total) in enumerate([("Ada", 20), ("Bea", 31), ("Cy", 7)], start=1):
            _put(canvas, [f"Bill {number}", "Ferry Company", f"for {name}"])
            _put(canvas, [f"To pay: {total} crowns", f"sheet {number} of 2"], 60)
            canvas.showPage()

    assert [text for _, text in _told(parse(_made(draw)))] == [
        *("for Ada", "To pay: 20 crowns"),
        *("for Bea", "To pay: 31 crowns"),
        *("for Cy", "To pay: 7 crowns"),
    ]


def test_page_numbers_that_begin_anew_are_page_numbers() -> None:
    def draw(canvas: Canvas) -> None:
        for number, part in enumerate([1, 2, 3, 1, 2, 1, 2, 3], start=1):
            _put(canvas, [f"What letter {number} told was little."], 760 - 20 * number)
            _put(canvas, [f"Letters # {part}"], 40)
            canvas.showPage()

    told = [text for _, text in _told(parse(_made(draw)))]
    assert told == [f"What letter {number} told was little." for number in range(1, 9)]


def test_running_lines_need_something_to_run_over() -> None:
    parsed = parse(_of_pages(*[["The ferry does not run."]] * 4))
    assert [text for _, text in _told(parsed)] == ["The ferry does not run."] * 4
    stamped = _of_pages(*[["Copied in the archive."]] * 4, pictures=True)
    assert _reason(stamped) == (
        "it holds pictures of pages, and no text but what is on each (scanned)"
    )


def test_lines_that_return_at_other_heights_are_told() -> None:
    def draw(canvas: Canvas) -> None:
        for number in range(4):
            _put(canvas, ["It rained all day."], 700 - 30 * number)
            canvas.showPage()

    assert [text for _, text in _told(parse(_made(draw)))] == ["It rained all day."] * 4


def _with_bookmarks(canvas: Canvas) -> None:
    _put(canvas, ["1. Losses"], 760)
    canvas.bookmarkHorizontal("losses", 72, 770)
    _put(canvas, ["Both sides lost much."], 730)
    _put(canvas, ["Aircraft"], 700)
    canvas.bookmarkHorizontal("aircraft", 72, 710)
    _put(canvas, ["Most were fighters."], 670)
    canvas.showPage()
    _put(canvas, ["A talk was held in the town."])
    canvas.bookmarkPage("talks")
    canvas.showPage()
    canvas.addOutlineEntry("Losses", "losses", 0)
    canvas.addOutlineEntry("Aircraft", "aircraft", 1)
    canvas.addOutlineEntry("Talks", "talks", 0)


def test_bookmarks_are_headings_of_what_follows_them() -> None:
    parsed = parse(_made(_with_bookmarks))
    assert [(b.heading, b.span.of(parsed.text)) for b in _blocks(parsed)] == [
        (("1. Losses",), "Both sides lost much."),
        (("1. Losses", "Aircraft"), "Most were fighters."),
        (("Talks",), "A talk was held in the town."),
    ]
    assert parsed.text.startswith("1. Losses\n\nBoth sides lost much.\n\nAircraft\n\nMost")


def test_a_bookmark_to_a_place_begins_there_though_no_line_is_its_title() -> None:
    def draw(canvas: Canvas) -> None:
        _put(canvas, ["This is still the preface."])
        _put(canvas, ["This is the first part."], 500)
        canvas.bookmarkHorizontal("part", 0, 515)
        canvas.addOutlineEntry("The beginning", "part", 0)

    parsed = parse(_made(draw))
    assert [(b.heading, b.span.of(parsed.text)) for b in _blocks(parsed)] == [
        ((), "This is still the preface."),
        (("The beginning",), "This is the first part."),
    ]


def test_a_list_of_contents_is_told_nowhere() -> None:
    titles = ["1.1 Fares", "1.2 The ferry", "1.3 Of bridges"]

    def draw(canvas: Canvas) -> None:
        entries = [f"{title} {'. ' * 20}{n}" for n, title in enumerate(titles, 1)]
        _put(canvas, ["Contents", "1 Losses 1", *entries])
        canvas.showPage()
        for title in titles:
            _put(canvas, [title, "", f"Of {title[4:]} not much is known.", "", "Or nothing."])
        canvas.showPage()

    parsed = parse(_made(draw))
    assert [told for _, told in _told(parsed)][:2] == ["1.1 Fares", "Of Fares not much is known."]
    assert parsed.text.startswith("Contents\n1 Losses 1\n1.1 Fares . . . .")


def test_a_circle_of_bookmarks_ends() -> None:
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>"
    parsed = parse(
        _file(
            b"<</Type/Catalog/Pages 2 0 R/Outlines 6 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            page,
            _stream(b"BT /F 12 Tf 50 200 Td (Some words) Tj ET"),
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
            b"<</First 7 0 R/Last 8 0 R>>",
            b"<</Title(One)/Parent 6 0 R/Next 8 0 R/Dest[3 0 R/Fit]>>",
            b"<</Title(Two)/Parent 6 0 R/Next 7 0 R/Dest[3 0 R/Fit]>>",
        )
    )
    assert [(b.heading, b.span.of(parsed.text)) for b in _blocks(parsed)] == [
        (("Two",), "Some words")
    ]


PROSE = ["This is a line of prose, of which there has to be a good deal more than of titles,"] * 6


def test_large_short_lines_are_headings_where_there_are_no_bookmarks() -> None:
    def draw(canvas: Canvas) -> None:
        y = _put(canvas, ["The whole of it"], size=20)
        for title in ("One part", "Another part"):
            y = _put(canvas, [title], y - 10, size=14)
            y = _put(canvas, PROSE, y)

    parsed = parse(_made(draw))
    prose = "\n".join(PROSE)
    assert [(b.heading, b.span.of(parsed.text)) for b in _blocks(parsed)] == [
        (("The whole of it", "One part"), prose),
        (("The whole of it", "Another part"), prose),
    ]


@pytest.mark.parametrize(
    ("title", "is_heading"),
    [
        ("What to look for", True),
        ("2.1 Who they are", True),
        ("What was lost and", False),
        ("The lakes to look for", False),
    ],
)
def test_a_large_line_that_asks_may_end_in_a_preposition(title: str, is_heading: bool) -> None:
    def draw(canvas: Canvas) -> None:
        y = _put(canvas, ["The whole of it"], size=20)
        for line in (title, "Another part"):
            y = _put(canvas, [line], y - 10, size=14)
            y = _put(canvas, PROSE, y)

    headings = {block.heading[1:] for block in _blocks(parse(_made(draw)))}
    assert ((title,) in headings) is is_heading


def _bold(canvas: Canvas, text: str, y: float, x: float = 72, size: int = 10) -> None:
    canvas.setFont("Helvetica-Bold", size)
    canvas.drawString(x, y, text)


def test_bold_lines_by_themselves_are_headings_below_larger_ones() -> None:
    titles = ["2.1. Creation of series", "2.2. plot, and what it\ndoes", "2.3. The end"]

    def draw(canvas: Canvas) -> None:
        y = _put(canvas, ["2. Methods"], size=14) - 10
        for title in titles:
            for line in title.split("\n"):
                _bold(canvas, line, y)
                y -= 12
            y = _put(canvas, PROSE, y) - 10

    blocks = _blocks(parse(_made(draw)))
    assert [block.heading[1:] for block in blocks] == [
        (" ".join(title.split()),) for title in titles
    ]


@pytest.mark.parametrize(
    "lines",
    [
        ["Total: 300 crowns", "Due by 3 May", "Reference 17"],  # figures may be what is asked
        ["Note that this holds.", "It ends here.", "So does this."],
        ["Pay the fee of the ferry before you go on board", "Hold the rail", "Sit"],  # two alone
    ],
)
def test_other_bold_lines_are_quoted(lines: list[str]) -> None:
    def draw(canvas: Canvas) -> None:
        y = 760.0
        for line in lines:
            _bold(canvas, line, y)
            y = _put(canvas, PROSE, y - 12) - 12

    blocks = _blocks(parse(_made(draw)))
    assert {block.heading for block in blocks} == {()}


def test_bold_names_over_centred_lines_are_no_headings() -> None:
    def draw(canvas: Canvas) -> None:
        y = 760.0
        for name in ("Ada Byron", "Bea Cole", "Cy Dunn"):
            canvas.setFont("Helvetica-Bold", 10)
            canvas.drawCentredString(300, y, name)
            canvas.setFont("Helvetica", 10)
            canvas.drawCentredString(300, y - 12, "University of the Northern Lakes")
            y -= 40
        _put(canvas, PROSE * 3, y)

    assert {block.heading for block in _blocks(parse(_made(draw)))} == {()}


def test_headings_one_below_the_other_are_two() -> None:
    def draw(canvas: Canvas) -> None:
        y = _put(canvas, ["4 Chains", "", "5 Coupling"], size=14)
        y = _put(canvas, PROSE, y - 10)
        y = _put(canvas, ["6 Chains", "7 Coupling"], y - 10, size=14)
        y = _put(canvas, PROSE, y - 10)
        y = _put(canvas, ["Chapter 8", "", "Summary"], y - 10, size=14)
        _put(canvas, PROSE, y - 10)

    parsed, prose = parse(_made(draw)), "\n".join(PROSE)
    assert [(b.heading, b.span.of(parsed.text)) for b in _blocks(parsed)] == [
        ((), "4 Chains"),
        (("5 Coupling",), prose),
        ((), "6 Chains"),
        (("7 Coupling",), prose),
        (("Chapter 8 Summary",), prose),
    ]


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (["3. Keeping of Goats on the Common."], "3. Keeping of Goats on the Common."),
        (["Section 4 – Ferries and Fares."], "Section 4 – Ferries and Fares."),
        (["5. Lost sheep."], "5. Lost sheep."),
        (["COMMON RULES", "0. Meanings."], "0. Meanings."),
        (["Nobody was hurt when the pier fell."], ""),
        (["3. Nobody was hurt when the pier fell into the sea."], ""),
        (["2. Keep the goats off the common, and"], ""),
    ],
)
def test_a_title_that_is_counted_may_end_in_a_full_stop(lines: list[str], title: str) -> None:
    def draw(canvas: Canvas) -> None:
        y = _put(canvas, ["The whole of it"], size=20)
        for line in [*lines, "The end"]:
            y = _put(canvas, [line], y - 10, size=14)
            y = _put(canvas, PROSE, y) if line[-1] in ".d" else y

    parsed = parse(_made(draw))
    titles = dict.fromkeys(block.heading[1] for block in _blocks(parsed) if block.heading[1:])
    assert [*titles] == ([title, "The end"] if title else [])  # one alone is none


def test_large_lines_are_no_headings_where_most_are_large() -> None:
    def draw(canvas: Canvas) -> None:
        y = _put(canvas, ["Alpha and beta", "", "Gamma and delta"], size=20)
        _put(canvas, ["A small line, which is somewhat longer than the others."], y - 20)

    assert [block.heading for block in _blocks(parse(_made(draw)))] == [(), (), ()]


@pytest.mark.parametrize(
    ("given", "title"),
    [
        ("The  Battle\nof Khalkhin Gol", "The Battle of Khalkhin Gol"),
        ("untitled", ""),
        ("Untitled document 3", ""),
        ("(anonymous)", ""),
        ("Microsoft Word - losses.doc", ""),
        ("losses_final.docx", ""),
        ("...", ""),
        ("Über die Schlacht", "Über die Schlacht"),
        ("1984", "1984"),
        ("word " * 60, "word " * 24 + "…"),
    ],
)
def test_the_title_is_the_files_unless_a_program_made_it(given: str, title: str) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setTitle(given)
        _put(canvas, ["Words."])

    assert parse(_made(draw)).title == title


def test_an_encrypted_file_opens_with_an_empty_password_alone() -> None:
    assert parse(_of_pages(["Words."], encrypt=StandardEncryption("", "owner"))).text == "Words."
    locked = _of_pages(["Words."], encrypt=StandardEncryption("secret", "owner"))
    assert _reason(locked) == "it is encrypted and needs a password"


def _scanned() -> bytes:
    image = b"/Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray"
    return _file(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R"
        b"/Resources<</XObject<</I 5 0 R>>>>>>",
        _stream(b"q 300 0 0 300 0 0 cm /I Do Q"),
        _stream(b"\x80", image),
    )


def test_pictures_without_text_are_named() -> None:
    assert _reason(_scanned()) == "it holds pictures of pages but no text (scanned)"
    assert _reason(_of_pages([], [])) == "it holds no text"


def _claiming(count: int) -> bytes:
    return _file(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count %d>>" % count,
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R"
        b"/Resources<</Font<</F 5 0 R>>>>>>",
        _stream(b"BT /F 12 Tf 50 200 Td (Some words) Tj ET"),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )


def test_pages_that_are_not_there_end_soon() -> None:
    assert _reason(_claiming(1_000_000)) == (
        "it has 1,000,000 pages, and 20,000 are the most that are read"
    )
    marks = (Mark(0, MarkKind.BLANK, 4, "5"), Mark(0, MarkKind.PAGE, 1))
    assert parse(_claiming(5)).marks == marks


def test_a_file_none_of_whose_pages_opens_is_damaged() -> None:
    data = _claiming(3).replace(b"/Kids[3 0 R]", b"/Kids[9 0 R]")
    assert _reason(data) == "it is damaged: none of its pages can be opened"


def test_a_file_without_pages_or_end_is_named() -> None:
    empty = _file(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>")
    assert _reason(empty) == "it has no pages"
    assert _reason(b"%PDF-1.4\nnothing more") == "it is damaged"
    assert _reason(b"Just words.") == "it is no PDF"


def test_more_characters_than_are_read_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.formats.pdf, "MOST_CHARACTERS", 300)
    assert len(parse(_of_pages(FIRST)).text) < 300
    assert _reason(_of_pages(FIRST, FIRST)) == "it holds more than 300 characters"


def test_everything_that_was_opened_is_closed() -> None:
    tracker = pypdfium2.internal.ObjectTracker
    before = sum(map(len, tracker.values()))
    parse(_made(_with_bookmarks))
    _reason(_scanned())
    _reason(_claiming(1_000_000))
    assert sum(map(len, tracker.values())) == before


WHOLE = _made(_with_bookmarks)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, len(WHOLE)))
def test_a_truncated_file_is_read_or_refused(length: int) -> None:
    try:
        parsed = parse(WHOLE[:length])
    except ReadError as error:
        assert str(error).startswith("it ")
    else:
        assert parsed.text
        assert all(block.span.of(parsed.text) for block in _blocks(parsed))
