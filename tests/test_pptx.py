"""PowerPoint slides: what is read of them, in which order, on which slide, and what is refused."""

from collections.abc import Callable
from copy import deepcopy
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pptx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.etree import XMLSyntaxError
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.presentation import Presentation
from pptx.slide import Slide
from pptx.text.text import TextFrame
from pptx.util import Emu, Inches

from index.document import Document, Mark, MarkKind
from index.errors import ReadError
from index.formats import parser
from index.formats.canonical import Parsed
from index.formats.drawingml import in_order
from index.formats.pptx import parse

TITLE, TITLE_AND_BODY, TITLE_ONLY, BLANK, COMPARISON = 0, 1, 5, 6, 4


def added(deck: Presentation, layout: int = BLANK, title: str = "") -> Slide:
    slide = deck.slides.add_slide(deck.slide_layouts[layout])
    if title:
        slide.shapes.title.text = title
    return slide


def box(slide: Slide, text: str, top: float = 1, left: float = 1) -> TextFrame:
    shape = slide.shapes.add_textbox(Inches(left), Inches(top), Inches(2), Inches(1))
    shape.text_frame.text = text
    return shape.text_frame


def saved(deck: Presentation) -> bytes:
    made = BytesIO()
    deck.save(made)
    return made.getvalue()


def read(deck: Presentation) -> Parsed:
    return parse(saved(deck))


def told(parsed: Parsed) -> list[tuple[str, str, tuple[str, ...], str]]:
    assert parsed.blocks is not None
    return [(b.kind.value, b.span.of(parsed.text), b.heading, b.context) for b in parsed.blocks]


def texts(parsed: Parsed) -> list[str]:
    return [text for _, text, _, _ in told(parsed)]


def readings(parsed: Parsed) -> list[tuple[str, str, str]]:
    assert parsed.blocks is not None
    return [(b.span.of(parsed.text), b.reading, b.context) for b in parsed.blocks]


def changed(data: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """A package with each part replaced by what ``change`` makes of it, or left out."""
    made = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(made, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
    return made.getvalue()


def reason(data: bytes) -> str:
    with pytest.raises(ReadError) as caught:
        parse(data)
    return str(caught.value)


# Slides


def test_slides_are_numbered_in_the_order_they_are_shown() -> None:
    deck = pptx.Presentation()
    for name in ("One", "Two", "Three"):
        added(deck, TITLE_ONLY, name)
        box(deck.slides[-1], f"On {name.lower()}.", 3)
    deck.slides[1].element.set("show", "0")
    order = deck.slides._sldIdLst
    order.insert(0, order[2])
    added(deck)
    box(added(deck), "Untitled.")
    parsed = read(deck)
    assert parsed.text == ("Three\n\nOn three.\n\nOne\n\nOn one.\n\nTwo\n\nOn two.\n\nUntitled.")
    assert told(parsed) == [
        ("paragraph", "On three.", ("Three",), ""),
        ("paragraph", "On one.", ("One",), ""),
        ("paragraph", "On two.", ("Two",), ""),
        ("paragraph", "Untitled.", (), ""),
    ]
    assert (parsed.media, parsed.encoding, parsed.title) == ("pptx", "", "Three")
    shown = Document("a.pptx", parsed.text, "", 1, 1, "", "", "pptx", parsed.marks)

    def slide(text: str) -> Mark | None:
        return shown.mark(MarkKind.SLIDE, parsed.text.index(text))

    assert slide("Three") == Mark(0, MarkKind.SLIDE, 1)
    assert slide("On two.") == Mark(parsed.text.index("Two"), MarkKind.SLIDE, 3)
    assert slide("Untitled.") == Mark(parsed.text.index("Untitled."), MarkKind.SLIDE, 5)


def test_a_deck_that_counts_from_elsewhere_says_its_own_number() -> None:
    deck = pptx.Presentation()
    deck.element.set("firstSlideNum", "0")
    box(added(deck), "First.")
    box(added(deck), "Second.")
    assert read(deck).marks == (
        Mark(0, MarkKind.SLIDE, 1, "0"),
        Mark(8, MarkKind.SLIDE, 2, "1"),
    )


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("The battle in slides", "The battle in slides"),
        ("PowerPoint Presentation", "Losses"),
        ("PowerPoint-Präsentation", "Losses"),
        ("Slide 1", "Losses"),
        ("", "Losses"),
    ],
)
def test_title(given: str, expected: str) -> None:
    deck = pptx.Presentation()
    deck.core_properties.title = given
    box(added(deck), "Untitled.")
    added(deck, TITLE_ONLY, "Losses")
    assert read(deck).title == expected


def test_bullets_are_items_under_their_parents() -> None:
    deck = pptx.Presentation()
    frame = added(deck, TITLE_AND_BODY, "Losses").placeholders[1].text_frame
    frame.text = "Aircraft"
    for text, level in (("Fighters", 1), ("I-16\vand I-153", 2), ("Bombers", 1), ("Tanks", 0)):
        paragraph = frame.add_paragraph()
        paragraph.text, paragraph.level = text, level
    plain = frame.add_paragraph()
    plain.text = "Not a bullet, but:"
    plain._p.get_or_add_pPr().append(parse_xml(f'<a:buNone xmlns:a="{_A}"/>'))
    frame.add_paragraph().text = "Guns"
    assert told(read(deck)) == [
        ("item", "Aircraft", ("Losses",), ""),
        ("item", "Fighters", ("Losses",), "Aircraft"),
        ("item", "I-16\nand I-153", ("Losses",), "Aircraft › Fighters"),
        ("item", "Bombers", ("Losses",), "Aircraft"),
        ("item", "Tanks", ("Losses",), ""),
        ("paragraph", "Not a bullet, but:", ("Losses",), ""),
        ("item", "Guns", ("Losses",), "Not a bullet, but"),
    ]


_A = "http://schemas.openxmlformats.org/drawingml/2006/main"


def test_what_is_no_bullet_by_its_layout_is_a_paragraph() -> None:
    deck = pptx.Presentation()
    added(deck, TITLE, "Khalkhin Gol").placeholders[1].text_frame.text = "A battle in 1939"
    slide = added(deck, COMPARISON, "Both sides")
    slide.placeholders[1].text_frame.text = "Soviet"
    slide.placeholders[2].text_frame.text = "250 tanks"
    bulleted = box(slide, "Listed in a box", 6).paragraphs[0]
    bulleted._p.get_or_add_pPr().append(parse_xml(f'<a:buAutoNum xmlns:a="{_A}" type="arabic"/>'))
    assert [(kind, text) for kind, text, _, _ in told(read(deck))] == [
        ("paragraph", "A battle in 1939"),
        ("paragraph", "Soviet"),
        ("item", "250 tanks"),
        ("item", "Listed in a box"),
    ]


def test_shapes_are_read_from_the_top_and_from_the_left() -> None:
    deck = pptx.Presentation()
    slide = added(deck, TITLE_ONLY, "Order")
    slide.shapes.title.top = Inches(7)
    box(slide, "below", 5)
    box(slide, "right", 2, 5)
    box(slide, "left", 2.1, 1)
    group = slide.shapes.add_group_shape()
    for name, top in (("third", 4.3), ("first", 3.5), ("second", 3.9)):
        inner = group.shapes.add_textbox(Inches(1), Inches(top), Inches(1), Inches(0.2))
        inner.text_frame.text = name
    footer = box(slide, "never", 0)._parent._element
    footer.nvSpPr.nvPr.append(
        parse_xml(f'<p:ph xmlns:p="{slide.element.nsmap["p"]}" type="ftr" idx="11"/>')
    )
    assert texts(read(deck)) == ["left", "right", "first", "second", "third", "below"]


def test_the_order_of_boxes() -> None:
    assert in_order([], 5) == []
    assert in_order([(100, 50), (0, 0), (99, 10)], 5) == [1, 2, 0]
    assert in_order([(0, 0), (6, 0), (12, 0)], 5) == [0, 1, 2]


def test_a_shape_that_stands_in_two_forms_is_read_once() -> None:
    deck = pptx.Presentation()
    slide = added(deck)
    shape = box(slide, "Newer form")._parent._element
    older = deepcopy(shape)
    next(older.iter(qn("a:t"))).text = "Older form"
    namespace = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    both = parse_xml(
        f'<mc:AlternateContent xmlns:mc="{namespace}"><mc:Choice Requires="a14"/><mc:Fallback/>'
        "</mc:AlternateContent>"
    )
    shape.addprevious(both)
    both[0].append(shape)
    both[1].append(older)
    assert texts(read(deck)) == ["Newer form"]


def test_notes_stand_under_their_slide_with_a_context() -> None:
    deck = pptx.Presentation()
    slide = added(deck, TITLE_ONLY, "Losses")
    slide.notes_slide.notes_text_frame.text = "Say that nobody agrees.\nThen go on."
    added(deck, TITLE_ONLY, "Sources")
    parsed = read(deck)
    assert told(parsed) == [
        ("paragraph", "Say that nobody agrees.", ("Losses",), "speaker notes"),
        ("paragraph", "Then go on.", ("Losses",), "speaker notes"),
        ("paragraph", "Sources", (), ""),
    ]
    assert "speaker" not in parsed.text


# Tables, charts, diagrams


def test_a_table_with_merged_cells() -> None:
    deck = pptx.Presentation()
    grid = [["Side", "Lost", "Date"], ["Soviet", "250", "May"], ["", "96", "June"], ["Sum", "", ""]]
    made = added(deck).shapes.add_table(4, 3, Emu(0), Emu(0), Inches(4), Inches(2)).table
    for row, cells in enumerate(grid):
        for column, text in enumerate(cells):
            made.cell(row, column).text = text
    made.cell(1, 0).merge(made.cell(2, 0))
    made.cell(3, 0).merge(made.cell(3, 2))
    parsed = read(deck)
    assert parsed.text == "Side\tLost\tDate\nSoviet\t250\tMay\n96\tJune\nSum"
    assert readings(parsed) == [
        ("Soviet\t250\tMay", "Side: Soviet; Lost: 250; Date: May", ""),
        ("96\tJune", "Side: Soviet; Lost: 96; Date: June", ""),
    ]


def test_a_chart_is_read_as_its_numbers() -> None:
    deck = pptx.Presentation()
    data = CategoryChartData()
    data.categories = ["May", "June"]
    data.add_series("Soviet", (15, 95.5))
    data.add_series("Japanese", (None, 80))
    frame = added(deck).shapes.add_chart(
        XL_CHART_TYPE.COLUMN_CLUSTERED, Emu(0), Emu(0), Inches(4), Inches(4), data
    )
    frame.chart.has_title = True
    frame.chart.chart_title.text_frame.text = "Aircraft lost"
    parsed = read(deck)
    assert parsed.text == "Aircraft lost\n\nSoviet\tJapanese\nMay\t15\nJune\t95.5\t80"
    assert readings(parsed)[1:] == [
        ("May\t15", "May; Soviet: 15", "Aircraft lost"),
        ("June\t95.5\t80", "June; Soviet: 95.5; Japanese: 80", "Aircraft lost"),
    ]


def test_a_chart_without_names_and_one_of_points() -> None:
    deck = pptx.Presentation()
    unnamed = CategoryChartData()
    unnamed.categories = ["May", "June"]
    unnamed.add_series("", (15, 95))
    points = XyChartData()
    series = points.add_series("Speed")
    series.add_data_point(1939, 450)
    size = (Emu(0), Emu(0), Inches(4), Inches(4))
    added(deck).shapes.add_chart(XL_CHART_TYPE.PIE, *size, unnamed)
    added(deck).shapes.add_chart(XL_CHART_TYPE.XY_SCATTER, *size, points)
    parsed = read(deck)
    assert [(kind, text) for kind, text, _, _ in told(parsed)] == [
        ("item", "May\t15"),
        ("item", "June\t95"),
        ("row", "1939\t450"),
    ]
    assert readings(parsed)[-1][1] == "1939; Speed: 450"


def test_a_diagram_is_read_as_its_texts() -> None:
    deck = pptx.Presentation()
    slide = added(deck)
    dgm = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
    texts_xml = "".join(
        f'<dgm:pt modelId="{n}"><dgm:t><a:bodyPr/><a:p><a:r><a:t>{text}</a:t></a:r></a:p></dgm:t>'
        "</dgm:pt>"
        for n, text in enumerate(["Reconnaissance", "Attack"])
    )
    content = f'<dgm:dataModel xmlns:dgm="{dgm}" xmlns:a="{_A}"><dgm:ptLst>{texts_xml}</dgm:ptLst>'
    part = Part(
        PackURI("/ppt/diagrams/data1.xml"),
        "application/vnd.openxmlformats-officedocument.drawingml.diagramData+xml",
        slide.part.package,
        f"{content}</dgm:dataModel>".encode(),
    )
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/diagramData"
    names = slide.element.nsmap
    for relation in (slide.part.relate_to(part, kind), "rId99"):
        slide.shapes._spTree.append(
            parse_xml(
                f'<p:graphicFrame xmlns:p="{names["p"]}" xmlns:r="{names["r"]}" xmlns:a="{_A}">'
                '<p:nvGraphicFramePr><p:cNvPr id="9" name="d"/><p:cNvGraphicFramePr/><p:nvPr/>'
                '</p:nvGraphicFramePr><p:xfrm><a:off x="0" y="0"/><a:ext cx="1" cy="1"/></p:xfrm>'
                f'<a:graphic><a:graphicData uri="{dgm}"><dgm:relIds xmlns:dgm="{dgm}"'
                f' r:dm="{relation}"/></a:graphicData></a:graphic></p:graphicFrame>'
            )
        )
    assert [(kind, text) for kind, text, _, _ in told(read(deck))] == [
        ("item", "Reconnaissance"),
        ("item", "Attack"),
    ]


# Files as they come


@pytest.mark.parametrize(
    ("suffix", "kind"),
    [
        (".pptm", b"application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml"),
        (
            ".ppsx",
            b"application/vnd.openxmlformats-officedocument.presentationml.slideshow.main+xml",
        ),
    ],
)
def test_macros_and_shows_make_no_difference(suffix: str, kind: bytes) -> None:
    deck = pptx.Presentation()
    box(added(deck), "Only this.")
    plain = b"application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"

    def change(name: str, xml: bytes) -> bytes:
        assert name != "[Content_Types].xml" or plain in xml
        return xml.replace(plain, kind)

    assert parser(suffix)(changed(saved(deck), change)).text == "Only this."


def test_what_is_no_deck_or_an_empty_one(tmp_path: Path) -> None:
    deck = pptx.Presentation()
    assert reason(saved(deck)) == "it holds no text"
    box(added(deck), "Only this.")
    data = saved(deck)
    assert reason(data[: len(data) // 2]).startswith("it is damaged or cut short (")
    for name in ("ppt/presentation.xml", "ppt/slides/slide1.xml"):

        def gone(part: str, xml: bytes, name: str = name) -> bytes | None:
            return None if part == name else xml

        assert reason(changed(data, gone)).startswith("it is damaged (")


def test_entities_are_refused_and_would_not_be_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret")
    laughs = '<!ENTITY l0 "ha">' + "".join(
        f'<!ENTITY l{number} "{f"&l{number - 1};" * 10}">' for number in range(1, 12)
    )
    deck = pptx.Presentation()
    box(added(deck), "HERE")
    for declared in (laughs, f'<!ENTITY l11 SYSTEM "{secret.as_uri()}">'):

        def change(name: str, xml: bytes, declared: str = declared) -> bytes:
            if name != "ppt/slides/slide1.xml":
                return xml
            xml = xml.replace(b"?>", f"?><!DOCTYPE x [{declared}]>".encode(), 1)
            return xml.replace(b"HERE", b"HERE &l11;")

        data = changed(saved(deck), change)
        assert b"&l11;" in ZipFile(BytesIO(data)).read("ppt/slides/slide1.xml")
        assert reason(data) == "it declares a document type, which no Office file may"
        # The library that is behind this check does not follow entities either.
        try:
            shown = pptx.Presentation(BytesIO(data)).slides[0].shapes[0].text_frame.text
        except XMLSyntaxError as error:
            assert "entity" in str(error)
        else:
            assert shown.strip() == "HERE"


def _whole() -> bytes:
    deck = pptx.Presentation()
    slide = added(deck, TITLE_AND_BODY, "Losses")
    slide.placeholders[1].text_frame.text = "Aircraft"
    slide.shapes.add_table(2, 2, Emu(0), Emu(0), Inches(1), Inches(1)).table.cell(0, 0).text = "a"
    slide.notes_slide.notes_text_frame.text = "Say it."
    return saved(deck)


_WHOLE = _whole()
_PARTS = ["slides/slide1", "presentation", "slideLayouts/slideLayout2", "notesSlides/notesSlide1"]


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(_PARTS), st.floats(0, 1), st.binary(max_size=3))
def test_damaged_parts_are_read_or_refused(part: str, where: float, inserted: bytes) -> None:
    def change(name: str, xml: bytes) -> bytes:
        at = int(where * len(xml))
        return xml[:at] + inserted + xml[at + 3 :] if name == f"ppt/{part}.xml" else xml

    try:
        parsed = parse(changed(_WHOLE, change))
    except ReadError as error:
        assert str(error).startswith("it ")
    else:
        assert parsed.text
