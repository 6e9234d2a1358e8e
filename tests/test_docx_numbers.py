"""Word documents: the numbers that Word counts, where it shows them."""

import time
from io import BytesIO
from zipfile import ZipFile

import docx
import pytest
from docx.document import Document
from docx.oxml.parser import parse_xml

from index.formats.docx import parse
from tests.test_docx import NAMES, body, changed, para, read, run, saved, texts, told, with_notes

CONTRACT = (("decimal", "%1."), ("decimal", "%1.%2"), ("lowerLetter", "(%3)"))


def level(at: int, form: str, text: str, more: str = "", start: int = 1) -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def series(number: int, *levels: str, more: str = "") -> str:
    return f'<w:abstractNum w:abstractNumId="{number}">{more}{"".join(levels)}</w:abstractNum>'


def listed(number: int, of: int, overrides: str = "") -> str:
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{of}"/>{overrides}</w:num>'


def restart(at: int, first: int) -> str:
    return f'<w:lvlOverride w:ilvl="{at}"><w:startOverride w:val="{first}"/></w:lvlOverride>'


def with_lists(document: Document, *definitions: str) -> Document:
    """The document with these lists alone."""
    root = document.part.numbering_part.element
    for element in list(root):
        root.remove(element)
    xml = f"<w:numbering {NAMES}>{''.join(definitions)}</w:numbering>"
    root.extend(list(parse_xml(xml)))
    return document


def one_list(*forms: tuple[str, str]) -> tuple[str, str]:
    levels = (level(at, form, text) for at, (form, text) in enumerate(forms))
    return series(1, *levels), listed(1, 1)


def at(depth: int, number: int = 1) -> str:
    return f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'


def item(text: str, depth: int = 0, number: int = 1) -> str:
    return para(text, at(depth, number))


def head(text: str, depth: int = 0) -> str:
    return para(text, f'<w:pStyle w:val="Heading1"/>{at(depth)}')


def shown(*definitions: str, pieces: tuple[str, ...]) -> list[str]:
    """The lines of the text."""
    text = read(with_lists(body(*pieces), *definitions)).text
    return [line.strip() for line in text.split("\n\n")]


def counted(form: str, first: int, count: int, text: str = "%1)") -> list[str]:
    pieces = tuple(item("x") for _ in range(count))
    lines = shown(series(1, level(0, form, text, start=first)), listed(1, 1), pieces=pieces)
    return [line.removesuffix("x").strip() for line in lines]


def test_the_clauses_of_a_contract_have_their_numbers() -> None:
    document = with_lists(
        body(
            head("Definitions"),
            item("In this Agreement:", 1),
            head("Termination"),
            item("Either party may end it.", 1),
            item("The Customer may end it if:", 1),
            item("the Supplier fails;", 2),
            item("the Supplier is wound up.", 2),
            item("Nothing else ends it.", 1),
        ),
        *one_list(*CONTRACT),
    )
    parsed = read(document)
    assert parsed.text == (
        "1. Definitions\n\n  1.1 In this Agreement:\n\n2. Termination\n\n"
        "  2.1 Either party may end it.\n\n  2.2 The Customer may end it if:\n\n"
        "    (a) the Supplier fails;\n\n    (b) the Supplier is wound up.\n\n"
        "  2.3 Nothing else ends it."
    )
    above = "2.2 The Customer may end it if:"
    assert told(parsed) == [
        ("item", "1.1 In this Agreement:", ("1. Definitions",), ""),
        ("item", "2.1 Either party may end it.", ("2. Termination",), ""),
        ("item", above, ("2. Termination",), ""),
        ("item", "the Supplier fails;", ("2. Termination",), above),
        ("item", "the Supplier is wound up.", ("2. Termination",), above),
        ("item", "2.3 Nothing else ends it.", ("2. Termination",), ""),
    ]
    assert parsed.title == "Definitions"


def test_a_list_marker_is_not_of_the_item_and_a_number_that_is_referred_to_is() -> None:
    def items(*forms: tuple[str, str]) -> list[str]:
        return texts(read(with_lists(body(item("x")), *one_list(*forms))))

    for form, text in (
        ("decimal", "%1."),
        ("decimal", "%1)"),
        ("lowerLetter", "(%1)"),
        ("lowerRoman", "(%1)"),
    ):
        assert items((form, text)) == ["x"]
    assert items(("decimal", "[%1]")) == ["[1] x"]
    assert items(("upperLetter", "(%1)")) == ["(A) x"]
    assert items(("decimal", "§ %1")) == ["§ 1 x"]
    assert items(*CONTRACT) == ["1. x"]


def test_bullets_are_left_out() -> None:
    lines = shown(
        series(1, level(0, "bullet", "\uf0b7"), level(1, "bullet", "o"), level(2, "decimal", "•")),
        listed(1, 1),
        pieces=(item("Aircraft"), item("Fighters", 1), item("I-16", 2)),
    )
    assert lines == ["Aircraft", "Fighters", "I-16"]


@pytest.mark.parametrize(
    ("form", "first", "expected"),
    [
        ("decimal", 9, ["9)", "10)"]),
        ("decimalZero", 9, ["09)", "10)"]),
        ("lowerLetter", 26, ["z)", "aa)", "bb)"]),
        ("upperLetter", 1, ["A)", "B)"]),
        ("lowerLetter", 781, ["781)"]),
        ("lowerRoman", 3, ["iii)", "iv)", "v)"]),
        ("upperRoman", 1994, ["MCMXCIV)", "MCMXCV)"]),
        ("upperRoman", 3999, ["MMMCMXCIX)", "4000)"]),
        ("ordinal", 11, ["11th)", "12th)", "13th)"]),
        ("ordinal", 21, ["21st)", "22nd)", "23rd)", "24th)"]),
        ("lowerRoman", 0, ["0)", "i)"]),
        ("chineseCounting", 1, ["1)"]),
        ("custom", 1, ["1)"]),
    ],
)
def test_forms_of_numbers(form: str, first: int, expected: list[str]) -> None:
    assert counted(form, first, len(expected)) == expected


def test_a_form_without_a_count_shows_the_words_around_it() -> None:
    assert counted("none", 1, 2, "Note %1:") == ["Note :", "Note :"]
    assert counted("none", 1, 1, "%1.") == [""]


def test_a_level_begins_anew_below_each_level_above_but_where_it_says_otherwise() -> None:
    def lines(more: str) -> list[str]:
        levels = (
            level(0, "decimal", "%1"),
            level(1, "decimal", "%1.%2"),
            level(2, "lowerLetter", "%1.%2.%3", more),
        )
        depths = (0, 1, 2, 2, 1, 2, 0, 1, 2)
        found = shown(series(1, *levels), listed(1, 1), pieces=tuple(item("x", n) for n in depths))
        return [line[:-2] for line in found if line.count(".") == 2]

    assert lines("") == ["1.1.a", "1.1.b", "1.2.a", "2.1.a"]
    assert lines('<w:lvlRestart w:val="1"/>') == ["1.1.a", "1.1.b", "1.2.c", "2.1.a"]
    assert lines('<w:lvlRestart w:val="0"/>') == ["1.1.a", "1.1.b", "1.2.c", "2.1.d"]


def test_a_level_that_is_left_out_counts_once() -> None:
    lines = shown(
        *one_list(*CONTRACT), pieces=(item("x", 1), item("x", 1), item("x"), item("x", 2))
    )
    assert lines == ["1.1 x", "1.2 x", "2. x", "(a) x"]


def test_lists_of_one_series_go_on_but_where_one_begins_anew() -> None:
    lines = shown(
        series(1, level(0, "decimal", "%1."), level(1, "decimal", "%1.%2.")),
        listed(1, 1),
        listed(2, 1),
        listed(3, 1, restart(0, 5) + restart(1, 7)),
        pieces=(
            item("x"),
            item("x", 0, 2),
            item("x", 0, 3),
            item("x", 1, 3),
            item("x", 0, 3),
            item("x", 1, 3),
            item("x", 0, 1),
            item("x", 1, 1),
        ),
    )
    assert lines == ["1. x", "2. x", "5. x", "5.7. x", "6. x", "6.7. x", "7. x", "7.1. x"]


def test_a_list_may_define_a_level_for_itself() -> None:
    own = f'<w:lvlOverride w:ilvl="0">{level(0, "upperRoman", "Article %1")}</w:lvlOverride>'
    lines = shown(
        *(series(1, level(0, "decimal", "%1.")), listed(1, 1), listed(2, 1, own)),
        pieces=(item("x"), item("x", 0, 2)),
    )
    assert lines == ["1. x", "Article II x"]


def test_legal_numbers_are_digits_whatever_the_levels_above() -> None:
    lines = shown(
        series(
            1,
            level(0, "upperRoman", "Article %1"),
            level(1, "decimal", "Section %1.%2", "<w:isLgl/>"),
            level(2, "lowerLetter", "%1.%2.%3", '<w:isLgl w:val="0"/>'),
        ),
        listed(1, 1),
        pieces=(item("x"), item("x"), item("x", 1), item("x", 2)),
    )
    assert lines == ["Article I x", "Article II x", "Section 2.1 x", "II.1.a x"]


def test_what_stands_between_number_and_text() -> None:
    nothing = '<w:suff w:val="nothing"/>'
    lines = shown(
        series(1, level(0, "decimal", "%1:", nothing), level(1, "decimal", "%2 – ", nothing)),
        series(2, level(0, "decimal", " %1.  ", '<w:suff w:val="space"/>')),
        *(listed(1, 1), listed(2, 2)),
        pieces=(item("x"), item("x", 1), item("x", 0, 2)),
    )
    assert lines == ["1:x", "1 – x", "1. x"]


def test_a_style_numbers_its_paragraphs_and_zero_switches_it_off() -> None:
    document = docx.Document()
    for name, base, depth, of in (
        ("Clause", "Heading 1", 0, '<w:numId w:val="1"/>'),
        ("Sub", "Clause", 0, '<w:ilvl w:val="5"/>'),
        ("Below", "Sub", 1, ""),
    ):
        style = document.styles.add_style(name, 1)
        style.base_style = document.styles[base]
        properties = style.element.get_or_add_pPr()
        properties.append(parse_xml(f'<w:outlineLvl {NAMES} w:val="{depth}"/>'))
        if of:
            properties.insert(0, parse_xml(f"<w:numPr {NAMES}>{of}</w:numPr>"))
    linked = '<w:pStyle w:val="{}"/>'
    with_lists(
        document,
        series(
            1,
            level(0, "decimal", "%1.", linked.format("Clause")),
            level(1, "decimal", "%1.%2", linked.format("Sub")),
        ),
        listed(1, 1),
    )
    document.add_paragraph("Termination", "Clause")
    document.add_paragraph("By notice", "Sub")
    document.add_paragraph("At once", "Below")
    for text, properties in (
        ("Unnumbered", '<w:pStyle w:val="Clause"/><w:numPr><w:numId w:val="0"/></w:numPr>'),
        ("Notices", '<w:pStyle w:val="Clause"/>'),
        ("By hand", '<w:pStyle w:val="Clause"/><w:numPr><w:ilvl w:val="1"/></w:numPr>'),
    ):
        paragraph = parse_xml(para(text, properties).replace("<w:p>", f"<w:p {NAMES}>", 1))
        document.element.body.insert_element_before(paragraph, "w:sectPr")
    assert read(document).text.split("\n\n") == [
        "1. Termination",
        "1.1 By notice",
        "1.2 At once",
        "Unnumbered",
        "2. Notices",
        "2.1 By hand",
    ]


def test_a_list_may_be_defined_by_a_style_of_lists() -> None:
    lines = shown(
        series(1, level(0, "decimal", "No. %1"), more='<w:styleLink w:val="Clauses"/>'),
        series(2, more='<w:numStyleLink w:val="Clauses"/>'),
        *(listed(1, 1), listed(2, 2)),
        pieces=(item("x", 0, 2), item("x", 0, 2)),
    )
    assert lines == ["No. 1 x", "No. 2 x"]


def test_tables_count_with_the_text_around_them() -> None:
    def row(*cells: str) -> str:
        return f"<w:tr>{''.join(f'<w:tc>{cell}</w:tc>' for cell in cells)}</w:tr>"

    deleted = row(item("Gone"), para("x")).replace(
        "<w:tr>", "<w:tr><w:trPr><w:del w:id='1' w:author='a'/></w:trPr>"
    )
    rows = (
        row(para("No."), para("Duty")),
        deleted,
        row(item(""), para("To pay")),
        row(item(""), item("To sail")),
        row(item(""), para("")),
    )
    pieces = (item("Before"), f"<w:tbl>{''.join(rows)}</w:tbl>", item("After"))
    parsed = read(with_lists(body(*pieces), *one_list(("decimal", "%1."))))
    assert parsed.text == ("1. Before\n\nNo.\tDuty\n2.\tTo pay\n3.\t4. To sail\n\n6. After")
    assert told(parsed)[1][:2] == ("row", "2.\tTo pay")


def test_boxes_count_by_themselves_and_notes_do_not() -> None:
    inside = f"<w:txbxContent>{item('In the box')}</w:txbxContent>"
    note = "<w:r><w:footnoteReference w:id='2'/></w:r>"
    anchored = f"<w:p><w:pPr>{at(0)}</w:pPr>{run('Beside')}{note}<w:r><w:pict>{inside}</w:pict></w:r></w:p>"
    document = with_lists(
        body(item("First"), anchored, item("Last")), *one_list(("decimal", "%1."))
    )
    with_notes(document, "footnote", {"2": "A note."})
    text = read(document).text
    assert text.split("\n\n") == ["1. First", "2. Beside", "A note.", "1. In the box", "3. Last"]


def test_deleted_and_moved_paragraphs_do_not_count_and_inserted_ones_do() -> None:
    def marked(tag: str, content: str) -> str:
        change = 'w:id="1" w:author="a"'
        end = f"<w:rPr><w:{tag} {change}/></w:rPr>"
        return f"<w:p><w:pPr>{at(0)}{end}</w:pPr><w:{tag} {change}>{content}</w:{tag}></w:p>"

    lines = shown(
        *one_list(("decimal", "%1.")),
        pieces=(
            item("First"),
            marked("del", "<w:r><w:delText>Deleted</w:delText></w:r>"),
            marked("moveFrom", run("Moved")),
            marked("ins", run("Inserted")),
            marked("moveTo", run("Moved")),
            item("Last"),
        ),
    )
    assert lines == ["1. First", "2. Inserted", "3. Moved", "4. Last"]


def test_empty_paragraphs_count_unless_they_are_hidden() -> None:
    hidden = f"{at(0)}<w:rPr><w:vanish/></w:rPr>"
    lines = shown(
        *one_list(("decimal", "%1.")),
        pieces=(item("First"), item(""), f"<w:p><w:pPr>{hidden}</w:pPr></w:p>", item("Last")),
    )
    assert lines == ["1. First", "3. Last"]


def test_a_number_that_names_stands_for_itself() -> None:
    definitions = one_list(("decimal", "Schedule %1"))
    document = with_lists(body(head(""), para("Charges"), item(""), item("Fees")), *definitions)
    assert told(read(document)) == [
        ("paragraph", "Charges", ("Schedule 1",), ""),
        ("item", "Schedule 2", ("Schedule 1",), ""),
        ("item", "Schedule 3 Fees", ("Schedule 1",), ""),
    ]


def test_a_hidden_number_is_counted_and_not_shown() -> None:
    hidden = level(0, "decimal", "%1.").replace("</w:lvl>", "<w:rPr><w:vanish/></w:rPr></w:lvl>")
    lines = shown(
        *(series(1, hidden, level(1, "decimal", "%1.%2")), listed(1, 1)),
        pieces=(item("x"), item("x"), item("x", 1)),
    )
    assert lines == ["x", "x", "2.1 x"]


def test_a_clause_too_long_for_a_heading_keeps_its_number() -> None:
    long = "Either party may end it. " * 12
    document = with_lists(body(head(long)), *one_list(*CONTRACT))
    assert told(read(document)) == [("paragraph", f"1. {long}".strip(), (), "")]


@pytest.mark.parametrize(
    "definitions",
    [
        (),
        (listed(1, 1),),
        (series(1), listed(1, 1)),
        (series(1, level(0, "decimal", "%1.").replace("ilvl", "other")), listed(1, 1)),
        (series(1, level(0, "decimal", "%1.").replace("lvlText", "other")), listed(1, 1)),
        (series(1, level(0, "decimal", "%1" + "." * 1000)), listed(1, 1)),
        (series(1, level(9, "decimal", "%1.")), listed(1, 1)),
        (series(1, more='<w:numStyleLink w:val="Nowhere"/>'), listed(1, 1)),
        (series(1, level(0, "decimal", "%9")), listed(1, 1)),
    ],
)
def test_what_is_not_defined_shows_no_number(definitions: tuple[str, ...]) -> None:
    assert shown(*definitions, pieces=(item("x"),)) == ["x"]


def test_a_level_beyond_the_last_has_no_number() -> None:
    pieces = (item("x", 12), item("x", -1), item("x", 8), item("x"))
    assert shown(*one_list(("decimal", "%1.")), pieces=pieces) == ["x", "x", "x", "1. x"]


@pytest.mark.parametrize(
    "damage", [b"", b"\0\0", b"<w:numbering", b"<numbering/>", b"<!DOCTYPE x []><numbering/>"]
)
def test_a_document_is_read_without_numbers_where_these_are_damaged(damage: bytes) -> None:
    data = saved(with_lists(body(item("Termination")), *one_list(("decimal", "%1."))))
    assert parse(data).text == "1. Termination"
    broken = changed(data, lambda name, xml: damage if name == "word/numbering.xml" else xml)
    assert parse(broken).text == "Termination"
    gone = changed(data, lambda name, xml: None if name == "word/numbering.xml" else xml)
    assert parse(gone).text == "Termination"


def test_a_document_is_read_where_its_numbers_cannot_be_unpacked() -> None:
    data = saved(with_lists(body(item("Termination")), *one_list(("decimal", "%1."))))
    with ZipFile(BytesIO(data)) as archive:
        place = archive.getinfo("word/numbering.xml").header_offset
    torn = bytearray(data)
    torn[place + 60 : place + 90] = b"\xff" * 30
    assert parse(bytes(torn)).text == "Termination"


def test_a_long_document_is_numbered_quickly() -> None:
    pieces = "".join(item("x", depth) for depth in (0, 1, 2, 2)) * 2_500
    data = saved(with_lists(body(pieces), *one_list(*CONTRACT)))
    start = time.perf_counter()
    text = parse(data).text
    assert time.perf_counter() - start < 10
    assert text.endswith("2500. x\n\n  2500.1 x\n\n    (a) x\n\n    (b) x")
