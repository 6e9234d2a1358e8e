"""Spans, lines, and passages: types whose derived values must agree with the text."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.document import Kind, Passage, Span, Unit
from tests.samples import document


@pytest.mark.parametrize(("start", "end"), [(0, 0), (3, 3), (3, 2), (-1, 2), (-2, -1)])
def test_a_span_is_never_empty_nor_negative(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="not a span"):
        Span(start, end)


def test_a_span_covers_characters() -> None:
    assert Span(4, 7).of("one two") == "two"
    assert len(Span(4, 7)) == 3


def test_a_span_counts_characters_not_bytes() -> None:
    assert Span(1, 2).of("a\U0001f411b") == "\U0001f411"


@pytest.mark.parametrize(
    ("other", "expected"), [((0, 4), False), ((0, 5), True), ((6, 9), True), ((7, 9), False)]
)
def test_overlap_is_of_at_least_one_character(other: tuple[int, int], expected: bool) -> None:
    assert Span(4, 7).overlaps(Span(*other)) is expected
    assert Span(*other).overlaps(Span(4, 7)) is expected


def test_spans_are_ordered_by_start_then_end() -> None:
    assert sorted([Span(2, 3), Span(0, 9), Span(0, 1)]) == [Span(0, 1), Span(0, 9), Span(2, 3)]


@pytest.mark.parametrize(
    ("text", "offset", "line"),
    [
        ("a\nb", 0, 1),
        ("a\nb", 1, 1),  # a line end belongs to the line that it ends
        ("a\nb", 2, 2),
        ("\n\nx", 2, 3),
        ("a\r\nb", 2, 1),
        ("a\r\nb", 3, 2),
        ("a\rb", 2, 1),  # only \n ends a line
        ("a\u2028b\x0cc", 4, 1),
    ],
)
def test_lines_end_with_a_line_feed(text: str, offset: int, line: int) -> None:
    assert document("a", text).line_of(offset) == line


@given(st.text("ab\r\n\u2028\U0001f411", min_size=1, max_size=40), st.data())
def test_lines_of_a_span_agree_with_counting(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    first, last = document("a", text).lines_of(Span(start, end))
    assert first == 1 + text[:start].count("\n")
    assert last == 1 + text[: end - 1].count("\n")


def _passage(**more: str) -> Passage:
    doc = document("a", "Zero. One. Two.", "Title")
    units = (Unit(Span(6, 10), 0), Unit(Span(11, 15), 1))
    return Passage(doc, Kind.PARAGRAPH, units, ("Title", "Part"), **more)


def test_a_passage_goes_from_its_first_unit_to_its_last() -> None:
    assert _passage().span == Span(6, 15)
    assert _passage().text == "One. Two."


def test_a_preamble_says_nothing_twice_and_holds_no_gap() -> None:
    assert _passage().preamble == "Title › Part"
    assert _passage(context="Caption").preamble == "Title › Part › Caption"
    assert _passage(context="Part").preamble == "Title › Part"


@pytest.mark.parametrize(
    ("path", "media", "title", "called"),
    [
        ("x/DSMB report 2.pdf", "pdf", "First analysis", ("First analysis", "DSMB report 2")),
        ("x/first-analysis_2.pdf", "pdf", "First Analysis", ("First Analysis",)),
        ("x/2021-05.pdf", "pdf", "First analysis", ("First analysis",)),
        ("x/report.pdf", "pdf", "report", ("report",)),
        ("x/report.html", "html", "First analysis", ("First analysis",)),
    ],
)
def test_a_pdf_is_called_by_its_file_too(
    path: str, media: str, title: str, called: tuple[str, ...]
) -> None:
    doc = replace(document(path, "Zero.", title), media=media)
    assert doc.called == called
    passage = Passage(doc, Kind.PARAGRAPH, (Unit(Span(0, 5), 0),), ("Part",))
    assert passage.preamble == " › ".join([*called, "Part"])


def test_a_retriever_reads_the_reading_where_there_is_one() -> None:
    assert _passage().body == "One. Two."
    assert _passage(reading="Part: One").body == "Part: One"
    assert _passage(reading="Part: One").text == "One. Two."


def test_a_retriever_reads_a_word_broken_at_a_line_end_as_whole() -> None:
    text = "An inter-\nnational treaty."
    passage = Passage(document("a", text), Kind.PARAGRAPH, (Unit(Span(0, len(text)), 0),))
    assert passage.text == text
    assert passage.body == "An inter\u00ad\u00adnational treaty."


def test_the_text_is_not_in_a_documents_repr() -> None:
    assert "secret" not in repr(document("a", "secret"))


def test_documents_are_frozen() -> None:
    with pytest.raises(AttributeError):
        document("a", "b").text = "c"  # type: ignore[misc]
