"""Canonical text: what is written, where its blocks lie, and what its marks say."""

from hypothesis import given
from hypothesis import strategies as st

from index.document import Document, Kind, Mark, MarkKind
from index.formats.canonical import Canonical, TableRow
from index.structure import blocks


def test_blocks_stand_under_their_headings_apart_from_each_other() -> None:
    made = Canonical()
    made.mark(MarkKind.PAGE, 1, "i")
    made.heading(1, "Losses")
    made.paragraph("Both sides\r\nlost much.")
    made.heading(2, "Aircraft")
    made.mark(MarkKind.PAGE, 2, "ii")
    made.table([["Date", "I-16"], ["22 June", "95"]], header=1, caption="In service")
    made.heading(1, "Sources")
    parsed = made.done("docx", title=" A  report ")
    assert parsed.text == (
        "Losses\n\nBoth sides\nlost much.\n\nAircraft\n\nDate\tI-16\n22 June\t95\n\nSources"
    )
    assert (parsed.title, parsed.media, parsed.encoding) == ("A report", "docx", "")
    assert parsed.blocks is not None
    assert [
        (b.kind, b.span.of(parsed.text), b.heading, b.context, b.reading) for b in parsed.blocks
    ] == [
        (Kind.PARAGRAPH, "Both sides\nlost much.", ("Losses",), "", ""),
        (Kind.ROW, "22 June\t95", ("Losses", "Aircraft"), "In service", "Date: 22 June; I-16: 95"),
        (Kind.PARAGRAPH, "Sources", (), "", ""),
    ]
    assert parsed.marks == (Mark(0, MarkKind.PAGE, 1, "i"), Mark(41, MarkKind.PAGE, 2, "ii"))


def test_a_table_that_goes_on_has_the_names_of_the_one_before() -> None:
    made = Canonical()
    made.rows([TableRow(["Date", "Lost"], 2), TableRow(["22 June", "95"])])
    made.mark(MarkKind.PAGE, 2)
    made.rows([TableRow(["23 June", "12"])], goes_on=True)
    made.rows([TableRow(["24 June", "7"])], goes_on=True)
    parsed = made.done("pdf")
    assert parsed.text == "Date\tLost\n22 June\t95\n\n23 June\t12\n\n24 June\t7"
    assert [block.reading for block in parsed.blocks or ()] == [
        "Date: 22 June; Lost: 95",
        "Date: 23 June; Lost: 12",
        "Date: 24 June; Lost: 7",
    ]


def test_cells_that_stand_apart_span_nothing_whatever_they_say() -> None:
    names, row = TableRow(["Winter", "Summer"], 2), ["daily", "daily"]
    told = []
    for apart in (False, True):
        made = Canonical()
        made.rows([names, TableRow(row, apart=apart), TableRow(["Never", ""], apart=apart)])
        told.append([block.reading for block in made.done("pdf").blocks or ()])
    assert told == [[], ["Winter: daily; Summer: daily", "Winter: Never"]]


def test_blocks_that_were_found_in_a_text_come_below_the_open_headings() -> None:
    made = Canonical()
    made.section(1, "Losses")
    text = "\n\n# Ships\n\n1. Gull\n2. Tern\n"
    made.found(text, blocks(text))
    made.found(" \n", [])
    made.paragraph("All of them.")
    parsed = made.done("mail")
    assert parsed.text == "# Ships\n\n1. Gull\n2. Tern\n\nAll of them."
    assert parsed.blocks is not None
    assert [(b.kind, b.span.of(parsed.text), b.heading) for b in parsed.blocks] == [
        (Kind.ITEM, "Gull", ("Losses", "Ships")),
        (Kind.ITEM, "Tern", ("Losses", "Ships")),
        (Kind.PARAGRAPH, "All of them.", ("Losses",)),
    ]


def test_row_numbers_skip_rows_without_words() -> None:
    made = Canonical()
    made.mark(MarkKind.SHEET, 1, "Tanks")
    made.table([["Type", "Lost"], ["", ""], ["BT-5", "180"]], header=1, numbers=[1, 2, 3])
    parsed = made.done("xlsx")
    assert parsed.text == "Type\tLost\nBT-5\t180"
    document = Document("a.xlsx", parsed.text, "", 1, 1, "", "a", "xlsx", parsed.marks)
    at = parsed.text.index("BT-5")
    assert document.mark(MarkKind.ROW, at) == Mark(at, MarkKind.ROW, 3)
    assert document.mark(MarkKind.SHEET, at) == Mark(0, MarkKind.SHEET, 1, "Tanks")
    assert document.mark(MarkKind.PAGE, at) is None
    assert document.mark(MarkKind.ROW, 0) == Mark(0, MarkKind.ROW, 1)


_TEXTS = st.text(max_size=30)


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("heading"), st.tuples(st.integers(1, 6), _TEXTS)),
            st.tuples(st.sampled_from(["paragraph", "item", "code"]), st.tuples(_TEXTS)),
            st.tuples(st.just("table"), st.tuples(st.lists(st.lists(_TEXTS, max_size=3)))),
            st.tuples(st.just("mark"), st.tuples(st.sampled_from(MarkKind), st.integers(1, 9))),
        ),
        max_size=12,
    )
)
def test_any_order_gives_ascending_blocks_within_the_text(
    calls: list[tuple[str, tuple[object, ...]]],
) -> None:
    made = Canonical()
    for name, arguments in calls:
        getattr(made, name)(*arguments)
    parsed = made.done("docx")
    assert parsed.blocks is not None
    position = 0
    for block in parsed.blocks:
        assert position <= block.span.start < block.span.end <= len(parsed.text)
        assert block.span.of(parsed.text).strip() == block.span.of(parsed.text)
        position = block.span.end
    starts = [mark.start for mark in parsed.marks]
    assert starts == sorted(starts)
    assert not starts or starts[-1] < len(parsed.text)
