"""The same content in every format: what is written, and that it is read back where it was put."""

import csv
import doctest
from pathlib import Path

import pytest

from eval.cases import KHALKHIN_GOL, Case, load_cases
from eval.corpora import places
from eval.corpora.content import (
    Content,
    Heading,
    Item,
    Paragraph,
    Table,
    content,
    contents,
    texts,
)
from eval.corpora.places import cited, folded, is_right
from eval.corpora.spots import Spot
from eval.corpora.writing import WRITERS, Corpus, write
from index.choosing import Found, discover
from index.chunking import passages
from index.document import Document, MarkKind, Span
from index.reading import load, read
from index.structure import blocks
from qa.formats import cases_for
from tests.conftest import SEEDS
from tests.samples import EVERYTHING, document

PIECES = (
    Heading(1, "Ferries"),
    Paragraph("Of two ferries, one sank."),
    Heading(2, "Trips"),
    Item("The *Gull*:", 0),
    Item("in May", 1),
    Item("in June", 1),
    Item("The *Tern*", 0),
    Table(
        "Passengers by month",
        (("Month", "Gull", "Tern"), ("May", "1,200", "40"), ("June", "", "7")),
    ),
    Paragraph("Nobody was hurt."),
)


@pytest.fixture(scope="module")
def small() -> Content:
    """A content with everything in it."""
    return content("ferries.txt", "Ferries", EVERYTHING)


@pytest.fixture(scope="module")
def seeds() -> list[Content]:
    """What the seeds hold."""
    return contents(SEEDS)


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    """The cases with an answer."""
    return [case for case in load_cases(KHALKHIN_GOL, SEEDS) if case.answerable]


def _read(corpus: Corpus) -> list[Document]:
    return [read(file) for file in discover([corpus.folder], corpus.folder).found]


def test_a_text_is_taken_apart(small: Content) -> None:
    assert small.pieces == PIECES
    assert small.stem == "ferries"
    assert [heading for heading, _ in small.headed()][:2] == [("Ferries",), ("Ferries", "Trips")]
    assert texts(PIECES[7]) == ["May 1,200 40", "June 7"]


def test_an_html_table_is_taken_apart() -> None:
    table = (
        "<table><caption>C</caption><tr><th>A</th><th>B</th></tr>"
        "<tr><td>2</td><td>3</td></tr><tr><td>4</td></tr></table>"
    )
    made = content("a.txt", "A", f"Above it.\n\n{table}\n\nBelow it.\n")
    assert made.pieces == (
        Paragraph("Above it."),
        Table("C", (("A", "B"), ("2", "3"))),
        Paragraph("Below it."),
    )


def test_the_seeds_lose_nothing() -> None:
    """Each block is a piece, or a row of one."""
    for made in contents(SEEDS):
        text = (SEEDS / made.source).read_bytes().decode()
        told = [folded(text) for piece in made.pieces for text in texts(piece)]
        assert told == [folded(block.span.of(text)) for block in blocks(text)]


@pytest.mark.parametrize("name", WRITERS)
def test_what_was_written_is_read_where_it_was_put(
    name: str, seeds: list[Content], cases: list[Case], tmp_path: Path
) -> None:
    """Of the seeds, every text is found under its headings, on its page, slide, row, …"""
    corpus = write(name, seeds, tmp_path / name)
    assert len(corpus.sources) == {"csv": 7, "xlsx": 2}.get(name, 5)
    # So many of the project's own cases can be asked of it.
    count = len(cases_for(cases, name, corpus))
    assert count == 28 if name in ("csv", "xlsx") else count > 250
    found = discover([corpus.folder], corpus.folder).found
    assert {file.display for file in found} == corpus.spots.keys()
    for file in found:
        missing = _missing(file, corpus.spots[file.display])
        assert missing == []


def _missing(file: Found, spots: tuple[Spot, ...]) -> list[Spot]:
    """The spots that no passage's unit is cited as, by their first words, nor runs over to from the
    page before."""
    document, made = load(file)
    found = [
        (unit.span, passage.heading)
        for passage in passages(document, made)
        for unit in passage.units
    ]
    units = [cited(document, span, heading) for span, heading in found]
    over = [
        (document.mark(MarkKind.PAGE, span.end - 1), folded(span.of(document.text)))
        for span, _ in found
        if document.mark(MarkKind.PAGE, span.start) != document.mark(MarkKind.PAGE, span.end - 1)
    ]

    def is_found(spot: Spot) -> bool:
        if any(spot.text[:5] == unit.text[:5] and is_right(unit, [spot]) for unit in units):
            return True
        return any(
            mark is not None
            and mark.number == spot.page
            and (spot.text[:20] in text or any(text.endswith(spot.text[:n]) for n in range(5, 20)))
            for mark, text in over
        )

    return [spot for spot in spots if not is_found(spot)]


def test_pdf_pages_have_labels_a_header_and_bookmarks(tmp_path: Path, small: Content) -> None:
    long = Content("long.txt", "Long", small.pieces + (Paragraph("It rained. " * 500),) * 3)
    corpus = write("pdf", [long], tmp_path)
    (made,) = _read(corpus)
    labels = [mark.name for mark in made.marks if mark.kind is MarkKind.PAGE]
    assert labels == ["i", "ii", "1", "2", "3", "4"][: len(labels)]
    assert len(labels) > 3
    spots = corpus.spots["long.pdf"]
    assert spots[0] == Spot("long.pdf", "Of two ferries, one sank.", ("Ferries",), 1, "i")
    assert {(spot.page, spot.label) for spot in spots} == set(enumerate(labels, 1))


def test_rows_are_numbered_as_their_programs_do(tmp_path: Path, small: Content) -> None:
    sheets = write("xlsx", [small], tmp_path).spots["ferries.xlsx"]
    assert sheets == (
        Spot("ferries.xlsx", "May 1,200 40", ("Trips",), sheet="Trips", row=4),
        Spot("ferries.xlsx", "June 7", ("Trips",), sheet="Trips", row=5),
    )
    rows = write("csv", [small], tmp_path).spots["ferries-trips.csv"]
    assert [spot.row for spot in rows] == [2, 3]
    with (tmp_path / "ferries-trips.csv").open(encoding="utf-8", newline="") as stream:
        assert list(csv.reader(stream))[1] == ["May", "1,200", "40"]


def test_files_are_the_same_each_time(tmp_path: Path, small: Content) -> None:
    for name in ("pdf", "html", "csv", "md", "rst"):
        one, other = (write(name, [small], tmp_path / folder) for folder in "ab")
        assert one.spots == other.spots
        for path in one.spots:
            assert (one.folder / path).read_bytes() == (other.folder / path).read_bytes()


def test_a_citation_is_right_only_where_it_stands() -> None:
    spots = [
        Spot("a.pdf", "It rained all day and", ("H",), 1),
        Spot("a.pdf", "the night", ("H",), 2),
    ]
    made = document("x/a.pdf", "It rained all\nday and the night.")
    told = cited(made, Span(0, 32), ("H",))
    assert told == Spot("a.pdf", "It rained all day and the night.", ("H",))
    assert not is_right(told, spots)  # no page is told
    assert is_right(Spot("a.pdf", told.text, ("H",), 1), spots)
    assert not is_right(Spot("a.pdf", told.text, ("H",), 2), spots)
    assert not is_right(Spot("a.pdf", told.text, (), 1), spots)
    assert not is_right(Spot("b.pdf", told.text, ("H",), 1), spots)
    assert not is_right(Spot("a.pdf", "It snowed all day and", ("H",), 1), spots)
    row = Spot("a.xlsx", "June 95", ("H",), sheet="Losses", row=7)
    under = Spot("a.xlsx", "June 95", ("H", "1915"), sheet="Losses", row=7)
    assert is_right(under, [row])
    assert not is_right(row, [under])


def test_examples() -> None:
    assert doctest.testmod(places).failed == 0
