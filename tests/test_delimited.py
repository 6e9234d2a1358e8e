"""Delimited files: records by their exact place in the file, whatever stands in their quotes."""

import csv
import io
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.document import Kind, MarkKind
from index.errors import ReadError
from index.formats import delimited, parser
from index.formats.canonical import Parsed
from tests.timing import is_linear


def parse(text: str) -> Parsed:
    return delimited.parse(text.encode())


def readings(text: str) -> list[str]:
    return [block.reading for block in parse(text).blocks or ()]


def test_records_stand_where_they_stand_in_the_file() -> None:
    parsed = delimited.parse(
        b'\xef\xbb\xbfName,Note\r\n"Smith, J","two\r\nlines, ""quoted"""\r\n\r\nBob,7\r\n'
    )
    assert parsed.text == 'Name,Note\r\n"Smith, J","two\r\nlines, ""quoted"""\r\n\r\nBob,7\r\n'
    assert (parsed.encoding, parsed.media) == ("utf-8-sig", "text")
    assert [(b.kind, b.span.of(parsed.text), b.reading) for b in parsed.blocks or ()] == [
        (
            Kind.ROW,
            '"Smith, J","two\r\nlines, ""quoted"""',
            'Name: Smith, J; Note: two lines, "quoted"',
        ),
        (Kind.ROW, "Bob,7", "Name: Bob; Note: 7"),
    ]
    assert [(mark.kind, mark.start, mark.number) for mark in parsed.marks] == [
        (MarkKind.ROW, 0, 1),
        (MarkKind.ROW, 11, 2),
        (MarkKind.ROW, 50, 4),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a,b\nx,1\n", ["a: x; b: 1"]),
        ("a;b\n1,5;2,5\n3,5;4,5\n", ["a: 1,5; b: 2,5", "a: 3,5; b: 4,5"]),
        ("a\tb\rx, y\t1\r", ["a: x, y; b: 1"]),
        ("a|b\nx|1\n", ["a: x; b: 1"]),
        ("sep=;\na;b,c\nx;1\n", ["a: x; b,c: 1"]),
    ],
)
def test_the_delimiter_is_told_by_what_fits(text: str, expected: list[str]) -> None:
    assert readings(text) == expected


def test_a_quote_that_is_none_does_not_swallow_the_rest() -> None:
    text = 'a\tb\n"open\t5\nx "y\t6\n"z\t7\n'
    assert readings(text) == ['a: "open; b: 5', 'a: x "y; b: 6', 'a: "z; b: 7']
    assert readings('a,b\n"x" y,1\n"p\nq",2\n') == ["a: x y; b: 1", "a: p q; b: 2"]


def test_a_cell_longer_than_the_csv_module_takes() -> None:
    long = "word " * 40_000
    parsed = parse(f'id,text\n7,"{long}"\n8,short\n')
    assert parsed.blocks is not None
    first, last = parsed.blocks
    assert first.span.of(parsed.text) == f'7,"{long}"'
    assert (first.kind, first.context, first.reading) == (Kind.PARAGRAPH, "id: 7", "")
    assert last.reading == "id: 8; text: short"


def test_titles_notes_and_empty_lines_around_a_table() -> None:
    text = "Report of losses\n\nDay,I-16\n22 June,95\n\n23 June,7\n,,\n\nA note.\n"
    parsed = parse(text)
    assert [(b.span.of(text), b.context, b.reading) for b in parsed.blocks or ()] == [
        ("Report of losses", "", "Report of losses"),
        ("22 June,95", "Report of losses", "Day: 22 June; I-16: 95"),
        ("23 June,7", "Report of losses", "Day: 23 June; I-16: 7"),
        ("A note.", "", "A note."),
    ]
    assert [mark.number for mark in parsed.marks] == [1, 3, 4, 6, 9]


@pytest.mark.parametrize("text", ["Prose, with commas.\nAnd more without.\nBye.", ",,,\n,,\n", "x"])
def test_what_is_no_table_is_text(text: str) -> None:
    parsed = parse(text)
    assert (parsed.text, parsed.blocks, parsed.marks) == (text, None, ())


def test_numbers_first_are_rows_not_names() -> None:
    assert readings("1,Bob\n2,Ann\n") == ["1; Bob", "2; Ann"]


def test_more_records_than_a_sheet_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "MOST_RECORDS", 3)
    assert len(readings("a,b\n1,2\n3,4\n")) == 2
    with pytest.raises(ReadError, match="more than 3 records"):
        parse("a,b\n1,2\n3,4\n5,6\n")


def test_other_encodings_and_both_suffixes() -> None:
    parsed = parser(".tsv")("a\tb\nż\t1\n".encode("utf-16"))
    assert (parsed.text, parsed.encoding) == ("a\tb\nż\t1\n", "utf-16-le")
    assert parser(".csv")(b"a,b\nx,1\n").blocks is not None


_CELLS = st.text(st.sampled_from("ab \n\r\"',;\tä"), max_size=8)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(_CELLS, _CELLS), min_size=1, max_size=6),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_whatever_a_program_writes_is_found_again(
    rows: list[tuple[str, str]], delimiter: str, end: str
) -> None:
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL)
    table = [("Name", "Count"), *(("x" + one, other) for one, other in rows), ("total", "7")]
    writer.writerows(table)
    text = written.getvalue()
    parsed = parse(text)
    assert parsed.text == text
    starts = [mark.start for mark in parsed.marks] + [len(text)]
    pieces = [text[one:other] for one, other in pairwise(starts)]
    assert [
        tuple(next(csv.reader(io.StringIO(p, newline=""), delimiter=delimiter))) for p in pieces
    ] == table
    for block, (one, other) in zip(parsed.blocks or (), table[1:], strict=True):
        assert block.span.of(text) == block.span.of(text).strip()
        assert block.reading == "; ".join(
            f"{name}: {' '.join(cell.split())}"
            for name, cell in (("Name", one), ("Count", other))
            if cell.strip()
        )


@pytest.mark.parametrize("line", ['z" ,""",""', '"x"",""', '"', 'a,"b', '"a,b'])
@pytest.mark.slow
def test_quotes_in_disorder_take_linear_time(line: str) -> None:
    assert is_linear(lambda count: parse("a,b\n" + f"{line}\n" * count), 16_000)
