"""Workbooks: what shows of each sheet, by its real rows, and what hostile ones are refused for."""

import io
import re
import time
import zipfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from datetime import time as clock

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from index.document import Document, Kind, Mark, MarkKind
from index.errors import ReadError
from index.formats import parser, xlsx
from index.formats.numerals import shown


def saved(book: openpyxl.Workbook) -> bytes:
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def sheet_of(book: openpyxl.Workbook, name: str = "Losses") -> Worksheet:
    book.active.title = name
    return book.active


def rewritten(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """A workbook with one part of it changed."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", 8) as new:
        for info in old.infolist():
            content = old.read(info)
            new.writestr(info.filename, change(content) if info.filename == part else content)
    return made.getvalue()


def simple() -> bytes:
    book = openpyxl.Workbook()
    for row in [["Type", "Lost"], ["BT-5", 180], ["T-26", 8]]:
        sheet_of(book).append(row)
    return saved(book)


def test_rows_under_their_columns_with_sheet_and_row() -> None:
    book = openpyxl.Workbook()
    book.properties.title = "The air war"
    sheet = sheet_of(book)
    sheet["B2"] = "Losses by day"
    for at, row in enumerate([["Day", "I-16"], ["22 June", 95], ["23 June", 14]], 4):
        sheet.cell(at, 2, row[0])
        sheet.cell(at, 3, row[1])
    sheet["B9"], sheet["C9"] = "Type", "Built"
    sheet["B10"], sheet["C10"] = "BT-5", 180
    book.create_sheet("Empty")
    book.create_sheet("Sources").append(["Kotelnikov,\nKondratiev"])
    parsed = xlsx.parse(saved(book))
    assert parsed.text == (
        "Losses by day\n\nDay\tI-16\n22 June\t95\n23 June\t14\n\nType\tBuilt\nBT-5\t180\n\n"
        "Kotelnikov, Kondratiev"
    )
    assert (parsed.media, parsed.title, parsed.encoding) == ("xlsx", "The air war", "")
    assert [
        (b.kind, b.span.of(parsed.text), b.heading, b.context, b.reading)
        for b in parsed.blocks or ()
    ] == [
        (Kind.ROW, "Losses by day", ("Losses",), "", "Losses by day"),
        (Kind.ROW, "22 June\t95", ("Losses",), "Losses by day", "Day: 22 June; I-16: 95"),
        (Kind.ROW, "23 June\t14", ("Losses",), "Losses by day", "Day: 23 June; I-16: 14"),
        (Kind.ROW, "BT-5\t180", ("Losses",), "", "Type: BT-5; Built: 180"),
        (Kind.ROW, "Kotelnikov, Kondratiev", ("Sources",), "", "Kotelnikov, Kondratiev"),
    ]
    document = Document("a.xlsx", parsed.text, "", 1, 1, "", "a", "xlsx", parsed.marks)
    places = []
    for word in ("Losses", "Day", "23 June", "Built", "BT-5", "Kotelnikov"):
        at = parsed.text.index(word)
        row, sheet_mark = document.mark(MarkKind.ROW, at), document.mark(MarkKind.SHEET, at)
        assert row is not None and sheet_mark is not None
        places.append((row.number, sheet_mark.number, sheet_mark.name))
    assert places == [
        (2, 1, "Losses"),
        (4, 1, "Losses"),
        (6, 1, "Losses"),
        (9, 1, "Losses"),
        (10, 1, "Losses"),
        (1, 3, "Sources"),
    ]


def test_hidden_rows_and_sheets_are_read_but_not_what_only_a_macro_shows() -> None:
    book = openpyxl.Workbook()
    sheet = sheet_of(book)
    sheet.append(["seen"])
    sheet.append(["hidden row"])
    sheet.row_dimensions[2].hidden = True
    for name, state in (("Hidden", "hidden"), ("Very", "veryHidden")):
        book.create_sheet(name).append([f"in {name}"])
        book[name].sheet_state = state
    assert xlsx.parse(saved(book)).text == "seen\nhidden row\n\nin Hidden"


def test_formulas_show_what_they_last_gave_and_errors_nothing() -> None:
    book = openpyxl.Workbook()
    sheet = sheet_of(book)
    sheet.append(["Sum", "=1+2", "=3+4", "#DIV/0!", True])
    given = rewritten(
        saved(book),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b"<f>1+2</f><v />", b"<f>1+2</f><v>3</v>").replace(
            b"<f>1+2</f><v></v>", b"<f>1+2</f><v>3</v>"
        ),
    )
    assert xlsx.parse(given).text == "Sum\t3\t\t\tTRUE"


@pytest.mark.parametrize(
    ("value", "code", "expected"),
    [
        (95, "General", "95"),
        (95.0, "General", "95"),
        (0.1 + 0.2, "General", "0.3"),
        (1e300, "General", "1e+300"),
        (0.125, "0.0%", "12.5%"),
        (0.125, "0%", "13%"),
        (1234.5, "#,##0.00", "1,234.50"),
        (1234.5, '"$"#,##0.00_);[Red]\\("$"#,##0.00\\)', "$1,234.50"),
        (-1234.5, "[$€-407] #,##0.00", "-€ 1,234.50"),
        (12, '0" km"', "12 km"),
        (12.5, '0.0"%"', "12.5%"),
        (12.5, "0.0\\%", "12.5%"),
        (0.125, '0.0%" of all"', "12.5% of all"),
        (0.5, "0%%", "5000%%"),
        (1234567, '#,##0,"K"', "1,235K"),
        (1234567, '#,##0,,"M"', "1M"),
        (1234567, "0.0,,", "1.2"),
        (-1499, '0.0,"K"', "-1.5K"),
        (499, '0,"K"', "0K"),
        (1234, "0 ,", "1234"),
        (1234, "0,.0", "1234"),
        (5, '0" [kg]"', "5 [kg]"),
        (5, "0\\_\\*", "5_*"),
        (5, '0";"0', "5"),
        (5, '0.0" sq. m";0', "5.0 sq. m"),
        (5, '"Nr. #"0', "Nr. #5"),
        (500, '[>=1000]0.0,"K";0', "500"),
        (5, '0.0"', "5"),
        (1e-7, "0.0000000", "0.0000001"),
        (1.5, "# ?/?", "1.5"),
        (0.00012, "0.00E+00", "0.00012"),
        (-0.001, "0.00", "0.00"),
        (7, "000", "007"),
        (float("inf"), "0.0", "inf"),
        (float("nan"), "0", "nan"),
        (True, "General", "TRUE"),
        ("00123", "0", "00123"),
        (None, "0", ""),
        (datetime(1939, 6, 22), "dd/mm/yyyy", "1939-06-22"),
        (datetime(1939, 6, 22), "dd/mm/yyyy hh:mm", "1939-06-22 00:00"),
        (datetime(1939, 6, 22, 4, 30, 0, 3), "m/d/yy", "1939-06-22 04:30"),
        (datetime(1939, 6, 22), 'd" days, hence" mmm;h', "1939-06-22"),
        (date(1939, 6, 22), "mmm yy", "1939-06-22"),
        (clock(4, 29, 59, 999_999), "h:mm", "04:30"),
        (clock(4, 29, 1), "h:mm:ss", "04:29:01"),
        (timedelta(hours=30, minutes=1), "[h]:mm", "30:01:00"),
        (-timedelta(minutes=1), "[h]:mm", "-0:01:00"),
    ],
)
def test_values_as_a_person_sees_them(value: object, code: str, expected: str) -> None:
    assert shown(value, code) == expected


@settings(max_examples=50, deadline=None)
@given(st.floats() | st.integers(), st.text('#0,.%"\\[]_*;?E+-$€ hs@', max_size=12))
def test_any_number_in_any_format_shows(value: float, code: str) -> None:
    assert shown(value, code).strip()


@settings(max_examples=50, deadline=None)
@given(st.integers(-(10**14), 10**14), st.text("x%,.0#[];_*h\\ ", min_size=1, max_size=8))
def test_what_is_quoted_shows_and_changes_no_number(value: int, unit: str) -> None:
    assert shown(value, f'0"{unit}"') == f"{value}{unit}".strip()
    escaped = "".join(f"\\{letter}" for letter in unit)
    assert shown(value, f"0{escaped}") == f"{value}{unit}".strip()


@settings(max_examples=50, deadline=None)
@given(st.integers(-(10**14), 10**14), st.integers(0, 4))
def test_each_comma_after_the_digits_divides_by_a_thousand(value: int, commas: int) -> None:
    told = int(shown(value, "0" + "," * commas))
    assert abs(told * 1000**commas - value) * 2 <= 1000**commas


def test_formats_are_taken_from_the_cells() -> None:
    book = openpyxl.Workbook()
    sheet = sheet_of(book)
    sheet.append(["Day", "Share", "Length"])
    sheet.append([date(1939, 6, 22), 0.25, timedelta(hours=30)])
    sheet["B2"].number_format = "0.0%"
    assert xlsx.parse(saved(book)).text.split("\n")[1] == "1939-06-22\t25.0%\t30:00:00"


def test_a_row_at_the_far_corner_costs_little() -> None:
    book = openpyxl.Workbook()
    sheet_of(book)["XFD1048576"] = "corner"
    begun = time.process_time()
    parsed = xlsx.parse(saved(book))
    assert time.process_time() - begun < 10
    assert parsed.text == "corner"
    assert parsed.marks[1] == Mark(0, MarkKind.ROW, 1_048_576)


def test_the_declared_size_is_not_walked() -> None:
    given = rewritten(
        simple(),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b'ref="A1:B3"', b'ref="A1:XFD1048576"'),
    )
    assert b"XFD1048576" in zipfile.ZipFile(io.BytesIO(given)).read("xl/worksheets/sheet1.xml")
    begun = time.process_time()
    assert xlsx.parse(given).text == "Type\tLost\nBT-5\t180\nT-26\t8"
    assert time.process_time() - begun < 5


def test_a_row_beyond_the_last_is_refused() -> None:
    given = rewritten(
        simple(),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b'<row r="3"', b'<row r="4000000000"').replace(b'r="A3" ', b""),
    )
    with pytest.raises(ReadError, match="a row beyond 1048576"):
        xlsx.parse(given)


@pytest.mark.parametrize(
    ("bound", "most", "message"),
    [
        ("MOST_CELLS", 5, "more than 5 cells"),
        ("MOST_PLACES", 8, "more than 8 places"),
        ("MOST_CHARACTERS", 19, "more than 19 characters"),
    ],
)
def test_bounds_are_named(
    monkeypatch: pytest.MonkeyPatch, bound: str, most: int, message: str
) -> None:
    assert xlsx.parse(simple()).text.count("\t") == 3
    monkeypatch.setattr(xlsx, bound, most)
    with pytest.raises(ReadError, match=message):
        xlsx.parse(simple())


_BOMB = "".join(
    f'<!ENTITY e{level} "{f"&e{level - 1};" * 10 if level else "boom"}">' for level in range(10)
)


def shared(strings: bytes) -> bytes:
    """A workbook whose one sheet holds the first of the strings that its sheets share."""
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    part = b'<Override PartName="/xl/sharedStrings.xml" ContentType="%s"/></Types>' % kind
    made = rewritten(simple(), "[Content_Types].xml", lambda xml: xml.replace(b"</Types>", part))
    made = rewritten(
        made,
        "xl/worksheets/sheet1.xml",
        lambda xml: re.sub(
            rb"<sheetData>.*</sheetData>",
            b'<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData>',
            xml,
        ),
    )
    whole = io.BytesIO(made)
    with zipfile.ZipFile(whole, "a") as archive:
        archive.writestr("xl/sharedStrings.xml", strings)
    return whole.getvalue()


_STRINGS = (
    b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b"<si><r><t>BT</t></r><r><t>-5</t></r></si></sst>"
)


def test_shared_strings_are_read_whole_but_none_with_entities() -> None:
    assert xlsx.parse(shared(_STRINGS)).text == "BT-5"
    for declared in (
        f"<!DOCTYPE x [{_BOMB}]>",
        '<!DOCTYPE x [<!ENTITY e9 SYSTEM "/etc/hostname">]>',
    ):
        with pytest.raises(ReadError, match="it declares a document type"):
            xlsx.parse(shared(declared.encode() + _STRINGS.replace(b"BT", b"&e9;")))


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "declaration",
    [
        f"<!DOCTYPE x [{_BOMB}]>",
        '<!DOCTYPE x [<!ENTITY e9 SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
    ],
)
def test_entities_are_neither_expanded_nor_fetched(
    part: str, encoding: str, declaration: str
) -> None:
    def declare(xml: bytes) -> bytes:
        body = xml.decode().split("?>", 1)[-1]
        body = body.replace("BT-5", "&e9;").replace('name="Sheet"', 'name="&e9;"')
        return f'<?xml version="1.0" encoding="{encoding}"?>{declaration}{body}'.encode(encoding)

    begun = time.process_time()
    with pytest.raises(ReadError, match="it declares a document type"):
        xlsx.parse(rewritten(simple(), part, declare))
    assert time.process_time() - begun < 5


def test_what_is_no_workbook_says_why() -> None:
    book = openpyxl.Workbook()
    empty_zip = io.BytesIO()
    zipfile.ZipFile(empty_zip, "w").close()
    for data, message in [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), "old .xls file"),
        (b"PK\x03\x04 not really", "it is damaged or cut short"),
        (b"Type,Lost\n", "it is not a zip archive"),
        (empty_zip.getvalue(), "it is no Office file"),
        (simple()[:-40], "it is damaged or cut short"),
        (saved(book), "it holds no text"),
        (rewritten(simple(), "xl/worksheets/sheet1.xml", lambda xml: xml[:-30]), "it is damaged"),
    ]:
        with pytest.raises(ReadError, match=message):
            xlsx.parse(data)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=8))
def test_spoilt_bytes_are_read_or_refused(at: int, spoilt: bytes) -> None:
    data = _SIMPLE[: at % len(_SIMPLE)] + spoilt + _SIMPLE[at % len(_SIMPLE) + len(spoilt) :]
    try:
        assert xlsx.parse(data).text
    except ReadError as error:
        assert str(error).startswith("it ")


_SIMPLE = simple()


def test_macros_are_not_looked_at() -> None:
    with_macro = io.BytesIO(simple())
    with zipfile.ZipFile(with_macro, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 macro")
    assert parser(".xlsm")(with_macro.getvalue()).text == "Type\tLost\nBT-5\t180\nT-26\t8"
