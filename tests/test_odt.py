"""OpenDocument texts, in their archives and flat."""

import pytest

from index.document import MarkKind
from index.errors import ReadError
from index.formats import parser
from index.formats.canonical import Parsed
from tests.odf import flat, zipped


def _read(body: str) -> Parsed:
    return parser(".fodt")(flat(body))


def _shown(parsed: Parsed) -> list[tuple[str, str, str]]:
    """The kind, the heading and the words of each block."""
    assert parsed.blocks is not None
    return [
        (str(block.kind), " › ".join(block.heading), block.span.of(parsed.text))
        for block in parsed.blocks
    ]


def test_headings_titles_and_what_a_file_says_of_itself() -> None:
    body = (
        '<text:p text:style-name="P1">The Harbour</text:p><text:p>It is old.</text:p>'
        '<text:h text:outline-level="1">Ships</text:h><text:p>Ten came.</text:p>'
        '<text:h text:outline-level="2">Whalers</text:h><text:p>Two left.</text:p>'
        '<text:h text:outline-level="1">Piers</text:h><text:p>None.</text:p>'
    )
    parsed = parser(".odt")(zipped(body))
    assert _shown(parsed) == [
        ("paragraph", "The Harbour", "It is old."),
        ("paragraph", "The Harbour › I. Ships", "Ten came."),
        ("paragraph", "The Harbour › I. Ships › Whalers", "Two left."),
        ("paragraph", "The Harbour › II. Piers", "None."),
    ]
    assert (parsed.title, parsed.media) == ("The Ferry", "odt")
    assert [(m.kind, m.name) for m in parsed.marks] == [
        (MarkKind.AUTHOR, "A. Reed"),
        (MarkKind.DATE, "2021-05-04"),
    ]
    assert _read(body).title == "The Harbour"


def test_lists_are_numbered_as_they_show() -> None:
    inner = (
        "<text:list><text:list-item><text:p>nuts</text:p></text:list-item>"
        "<text:list-item><text:p>bolts</text:p></text:list-item></text:list>"
    )
    one = (
        '<text:list text:style-name="L1"><text:list-item><text:p>Bring:</text:p>'
        f"{inner}</text:list-item><text:list-item><text:p>Go.</text:p><text:p>Quickly.</text:p>"
        "</text:list-item></text:list>"
    )
    more = (
        '<text:list text:style-name="L1" text:continue-numbering="true"><text:list-item>'
        "<text:p>Rest.</text:p></text:list-item></text:list>"
        '<text:list text:style-name="L1"><text:list-item text:start-value="7"><text:p>Anew.</text:p>'
        "</text:list-item></text:list>"
    )
    parsed = _read(f"<text:p>To do:</text:p>{one}<text:p>Then</text:p>{more}")
    assert parsed.text.split("\n\n") == [
        "To do:", "1. Bring:", "  (a) nuts", "  (b) bolts", "2. Go.", "Quickly.", "Then", "3. Rest.",
        "7. Anew.",
    ]  # fmt: skip
    assert parsed.blocks is not None
    assert [(str(b.kind), b.context, b.span.of(parsed.text)) for b in parsed.blocks[1:4]] == [
        ("item", "To do", "Bring:"),
        ("item", "To do › 1. Bring:", "nuts"),
        ("item", "To do › 1. Bring:", "bolts"),
    ]


def test_bullets_show_nothing_and_numbers_of_several_parts_are_words() -> None:
    item = "<text:list-item><text:p>{}</text:p>{}</text:list-item>"
    deep = f"<text:list>{item.format('Fees', '')}</text:list>"
    body = (
        f'<text:list text:style-name="L2">{item.format("a rope", "")}</text:list>'
        f'<text:list text:style-name="L3">{item.format("Dues", deep)}</text:list>'
    )
    assert [told for _, _, told in _shown(_read(body))] == ["a rope", "1 Dues", "1.1 Fees"]


def test_headings_in_lists() -> None:
    body = (
        '<text:list text:style-name="L1"><text:list-item><text:h text:outline-level="1">Scope'
        "</text:h></text:list-item></text:list><text:p>All ships.</text:p>"
    )
    assert _shown(_read(body)) == [("paragraph", "1. Scope", "All ships.")]


def test_white_space_tabs_and_line_ends() -> None:
    body = (
        '<text:p>\n  Two<text:s text:c="3"/>wide,\n <text:span text:style-name="T1">bold </text:span>'
        " one<text:tab/>tab<text:line-break/>below\u00a0it </text:p>"
    )
    assert _read(body).text == "Two   wide, bold one\ttab\nbelow\u00a0it"


def test_what_is_not_shown_is_left_out() -> None:
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>Gone.</text:p>"
        "</text:deletion></text:changed-region></text:tracked-changes>"
        "<text:table-of-content><text:index-body><text:p>Ships 1</text:p></text:index-body>"
        "</text:table-of-content>"
        '<text:section text:display="none"><text:p>Hidden.</text:p></text:section>'
        "<text:section><text:p>Shown<office:annotation><dc:creator>X</dc:creator>"
        "<text:p>A comment.</text:p></office:annotation>.</text:p></text:section>"
    )
    assert _read(body).text == "Shown."


def test_notes_and_boxes_stand_below_their_paragraph() -> None:
    body = (
        "<text:p>It sank<text:note><text:note-citation>1</text:note-citation><text:note-body>"
        "<text:p>In May.</text:p></text:note-body></text:note> there.<draw:frame><draw:text-box>"
        '<text:h text:outline-level="1">A box</text:h></draw:text-box></draw:frame></text:p>'
        "<text:p>After.</text:p>"
    )
    assert [told for _, _, told in _shown(_read(body))] == [
        "It sank there.",
        "In May.",
        "A box",
        "After.",
    ]


def test_tables_with_headers_and_merged_cells() -> None:
    cell = "<table:table-cell{}><text:p>{}</text:p></table:table-cell>"
    rows = "".join(
        f"<table:table-row>{cells}</table:table-row>"
        for cells in (
            cell.format(' table:number-rows-spanned="2"', "1905")
            + cell.format("", "Ann")
            + cell.format("", "7"),
            "<table:covered-table-cell/>" + cell.format("", "Bee") + cell.format("", "9"),
        )
    )
    head = "".join(cell.format("", name) for name in ("Year", "Ship", "Crew"))
    body = (
        "<text:p>These sailed:</text:p><table:table><table:table-header-rows><table:table-row>"
        f"{head}</table:table-row></table:table-header-rows>{rows}</table:table>"
    )
    parsed = _read(body)
    assert parsed.blocks is not None
    assert [(b.context, b.reading) for b in parsed.blocks if b.kind == "row"] == [
        ("These sailed", "Year: 1905; Ship: Ann; Crew: 7"),
        ("These sailed", "Year: 1905; Ship: Bee; Crew: 9"),
    ]
    assert parsed.text.endswith("Year\tShip\tCrew\n1905\tAnn\t7\nBee\t9")


def test_titles_in_bold_where_there_are_no_others() -> None:
    bold = '<text:p text:style-name="P2">{}</text:p>'
    span = '<text:p><text:span text:style-name="T1">{}</text:span></text:p>'
    body = "".join(
        title.format(name) + "<text:p>It is told at length here.</text:p>" * 3
        for title, name in ((bold, "Ships"), (span, "Piers"), (bold, "Dues"))
    )
    assert [heading for _, heading, _ in _shown(_read(body))] == [
        *["Ships"] * 3, *["Piers"] * 3, *["Dues"] * 3,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (flat(""), "it holds no text"),
        (zipped("", picture=True), "it holds pictures but no text"),
        (zipped("", manifest="<manifest:encryption-data/>"), "it is encrypted"),
        (b"<a/>", "it is XML, but no OpenDocument file"),
        (b"<!DOCTYPE a []><a/>", "it declares a document type"),
        (flat("<text:p>a")[:-40], "it is damaged (its XML cannot be read)"),
        (b"PK\x03\x04", "it is damaged or cut short"),
        (b"plain", "it is not a zip archive"),
        (flat("").replace(b"office:text", b"office:spreadsheet"), "it is another kind of Open"),
    ],
)
def test_what_cannot_be_read_is_told(data: bytes, reason: str) -> None:
    with pytest.raises(ReadError) as caught:
        parser(".odt")(data)
    assert str(caught.value).startswith(reason)
