"""A quote is a slice of a document; one that is not cannot be made."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.document import MarkKind, Span
from qa.answer import Answer, NoAnswer, Place, Quote
from tests.asking import place_of, quote_of
from tests.samples import document

TEXT = "# Ferry\r\n\r\nThe ferry left at noon.\r\nIt carried nine goats.\r\n"
DOC = document("docs/ferry.md", TEXT)


def test_the_text_is_computed_from_the_place() -> None:
    quote = quote_of(DOC, "left at noon.\r\nIt carried")
    assert quote.text == "left at noon.\r\nIt carried"
    assert (quote.place.span.start, quote.place.span.end) == (21, 46)
    assert quote.place.lines == (3, 4)
    assert quote.place.on(MarkKind.PAGE) is None


def test_what_a_quote_is_by_default() -> None:
    quote = quote_of(DOC, "noon", 0.25)
    assert (quote.score, quote.heading, quote.highlights) == (0.25, (), ())
    assert (quote.also_in, quote.reading, quote.answer) == ((), "", None)


def test_no_text_can_be_given() -> None:
    with pytest.raises(TypeError):
        Quote(place_of(DOC, "noon"), 0.5, text="midnight")  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        dataclasses.replace(quote_of(DOC, "noon"), text="midnight")


@pytest.mark.parametrize("name", ["text", "place", "score", "anything"])
def test_nothing_can_be_changed(name: str) -> None:
    quote = quote_of(DOC, "noon")
    with pytest.raises((AttributeError, TypeError)):
        setattr(quote, name, "midnight")
    assert quote.text == "noon"


@pytest.mark.parametrize("reply", [Answer("q", 0.9, ()), NoAnswer("q", 0.1, ())])
def test_a_reply_cannot_be_changed(reply: Answer | NoAnswer) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        reply.confidence = 1.0  # type: ignore[misc]


def test_a_place_past_the_end_is_refused() -> None:
    end = len(TEXT)
    assert Place(DOC, Span(end - 2, end)).lines == (4, 4)
    with pytest.raises(ValueError, match=rf"^docs/ferry\.md has no characters up to {end + 1}$"):
        Place(DOC, Span(end - 2, end + 1))


@pytest.mark.parametrize(
    ("start", "end"), [(21, 25), (26, 46), (21, 46), (21, 22), (45, 46), (34, 38)]
)
def test_the_answer_is_inside_the_quote(start: int, end: int) -> None:
    quote = quote_of(DOC, "left at noon.\r\nIt carried", answer=Span(start, end))
    assert quote.answer == Span(start, end)
    assert quote.answer.of(TEXT) in quote.text


@pytest.mark.parametrize(
    ("start", "end"), [(20, 25), (21, 47), (45, 47), (0, 21), (46, 50), (0, 99), (500, 501)]
)
def test_an_answer_elsewhere_is_refused(start: int, end: int) -> None:
    told = rf"^the answer Span\(start={start}, end={end}\) is not inside the quote Span\(start=21"
    with pytest.raises(ValueError, match=told):
        quote_of(DOC, "left at noon.\r\nIt carried", answer=Span(start, end))


@given(text=st.text(min_size=1), data=st.data())
def test_a_quote_is_a_slice_of_its_document(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    quote = Quote(Place(document("a.txt", text), Span(start, end)), 0.5)
    assert quote.text == text[start:end] != ""
    assert quote.text in quote.place.document.text
    first, last = quote.place.lines
    assert first == text[:start].count("\n") + 1
    assert last == text[: end - 1].count("\n") + 1


@given(text=st.text(), start=st.integers(-5, 60), end=st.integers(-5, 60))
def test_there_is_no_quote_beyond_a_document(text: str, start: int, end: int) -> None:
    doc = document("a.txt", text)
    if 0 <= start < end <= len(text):
        assert Quote(Place(doc, Span(start, end)), 0.5).text == text[start:end]
    else:
        with pytest.raises(ValueError):
            Place(doc, Span(start, end))
