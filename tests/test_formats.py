"""Questions asked of the same content in every format, with the real model: the same words are
quoted, each where it stands in its file. And the measure of that, `python -m qa.formats`."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from eval.cases import KHALKHIN_GOL, load_cases
from eval.corpora.content import Content, Heading, Piece, contents
from eval.corpora.places import folded
from eval.corpora.spots import Spot
from eval.corpora.writing import WRITERS, Corpus, write
from index.build import index
from index.document import MarkKind
from qa import formats
from qa.answer import Answer, NoAnswer, Quote
from qa.ask import Asker
from qa.formats import Result, Told, line, main, measure, told
from qa.scope import Scope
from tests.asking import place_of, quote_of
from tests.conftest import SEEDS, StubEncoder
from tests.samples import document, run

TITLE = "Battles of Khalkhin Gol"
SECTIONS = ("June: Escalation", "Soviet aircraft strength", "Japanese aircraft strength")
STRIKE = "Which airbase did the Japanese strike on 27 June?"
STRUCK = (
    "On 27 June, the Japanese Army Air Force's 2nd Air Brigade struck the Soviet airbase at "
    "Tamsak-Bulak in Mongolia."
)
FIGHTERS = "How many I-16 fighters did the Soviets have on 22 June?"
CELLS = ("22 June", "95", "56", "0", "116", "0", "51", "318")
# Whatever reads a format, and what only an indexing process or a terminal needs.
PARSERS = ("pypdfium2", "docx", "pptx", "openpyxl", "olefile", "selectolax", "lxml", "pygments")
OTHERS = ("pathspec", "watchfiles", "charset_normalizer", "xml", "zipfile", "csv")


def _part(content: Content) -> Content:
    """Some sections of a content, each a level up."""
    kept: list[Piece] = [Heading(1, content.title)]
    for heading, piece in content.headed():
        if heading and heading[-1] in SECTIONS:
            if Heading(2, heading[-1]) not in kept:
                kept.append(Heading(2, heading[-1]))
            kept.append(piece)
    return Content("battles.txt", content.title, tuple(kept))


@pytest.fixture(scope="module")
def corpora(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Corpus]:
    """One article in every format: as PDF all of it, else a part."""
    whole = contents(SEEDS)[2]
    folder = tmp_path_factory.mktemp("formats")
    return {
        name: write(name, [whole if name == "pdf" else _part(whole)], folder / "documents")
        for name in WRITERS
    }


@pytest.fixture(scope="module")
def asker(corpora: dict[str, Corpus], exported: Path) -> Iterator[Asker]:
    """All of them indexed by the real model."""
    assert exported.is_dir()  # so that the model comes from the cache here
    documents = corpora["pdf"].folder
    changes = index(documents.parent / ".qa", [documents])
    assert changes.skipped == []
    found = Asker.open(documents.parent / ".qa")
    yield found
    found.searcher.close()


def _first(asker: Asker, asked: str, file: str) -> Quote:
    reply = asker.ask(asked, k=1, scope=Scope(paths=frozenset([f"documents/{file}"])))
    assert isinstance(reply, Answer)
    assert reply.quotes[0].place.document.path == f"documents/{file}"
    return reply.quotes[0]


def _marks(quote: Quote) -> dict[str, int | str]:
    marks = {kind.value: quote.place.on(kind) for kind in MarkKind}
    return {kind: mark.number or mark.name for kind, mark in marks.items() if mark}


@pytest.mark.parametrize(
    ("name", "marks", "heading"),
    [
        ("docx", {}, (TITLE, "June: Escalation")),
        ("pptx", {"slide": 2}, ("June: Escalation",)),
        ("html", {"anchor": "part-2"}, (TITLE, "June: Escalation")),
        ("epub", {"anchor": "chapter-2.xhtml#part-1"}, (TITLE, "June: Escalation")),
        ("md", {}, (TITLE, "June: Escalation")),
        ("rst", {}, (TITLE, TITLE, "June: Escalation")),
    ],
)
def test_the_same_sentence_is_quoted(
    asker: Asker, name: str, marks: dict[str, int | str], heading: tuple[str, ...]
) -> None:
    quote = _first(asker, STRIKE, f"battles.{name}")
    assert folded(quote.text).startswith(STRUCK)
    assert quote.heading == heading
    assert _marks(quote) == marks
    if name in ("md", "rst"):
        file = asker.base / quote.place.document.path
        first, last = quote.place.lines
        lines = file.read_text(encoding="utf-8").split("\n")[first - 1 : last]
        assert quote.text in "\n".join(lines)


def test_of_a_pdf_the_page_and_its_label_are_told(asker: Asker, corpora: dict[str, Corpus]) -> None:
    quote = _first(asker, STRIKE, "002_f87b129d84b68620.pdf")
    assert folded(quote.text).startswith(STRUCK)
    assert quote.heading == (TITLE, "Battles", "June: Escalation")
    (spots,) = corpora["pdf"].spots.values()
    (spot,) = [spot for spot in spots if STRUCK in spot.text]
    page = quote.place.on(MarkKind.PAGE)
    assert page is not None
    assert (page.number, page.name) == (spot.page, spot.label)
    assert spot.page > 2
    assert spot.label == str(spot.page - 2)


@pytest.mark.parametrize(
    ("file", "between", "marks"),
    [
        ("battles.docx", "\t", {}),
        ("battles.pptx", "\t", {"slide": 4}),
        ("battles.html", "\t", {"anchor": "part-3"}),
        ("battles.epub", "\t", {"anchor": "chapter-3.xhtml#part-1"}),
        ("battles.xlsx", "\t", {"sheet": 1, "row": 3}),
        ("battles-soviet-aircraft-strength.csv", ",", {"row": 3}),
        ("battles.md", " | ", {}),
    ],
)
def test_the_same_row_is_quoted_and_read_under_its_column_names(
    asker: Asker, file: str, between: str, marks: dict[str, int | str]
) -> None:
    quote = _first(asker, FIGHTERS, file)
    told = between.join(CELLS)
    assert quote.text == (f"| {told} |" if file.endswith(".md") else told)
    assert quote.reading.startswith("Date: 22 June; I-16 fighter: 95; I-15 biplane fighter: 56;")
    assert _marks(quote) == marks
    heading = quote.heading[-1:] if file.endswith(".csv") else quote.heading[-1]
    assert heading == (() if file.endswith(".csv") else "Soviet aircraft strength")


def test_asking_imports_nothing_that_reads_a_format(asker: Asker) -> None:
    """Not even where the quote comes from such a file."""
    script = (
        "import sys\n"
        "from qa.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        f"loaded = {set(PARSERS + OTHERS)!r} & {{name.split('.')[0] for name in sys.modules}}\n"
        "parsers = [name for name in sys.modules if name.startswith('index.formats.')]\n"
        "print(*sorted(loaded), parsers)\n"
    )
    folder = asker.searcher.store.folder
    command = f"import sys\nsys.argv = ['qa', 'ask', {STRIKE!r}, '--index', {str(folder)!r}]\n"
    printed = run(command + script).splitlines()
    assert any("battles.docx" in told for told in printed)
    assert printed[-1].strip() == "[]"


@pytest.mark.slow
def test_the_measure(tmp_path: Path, stub: StubEncoder, plain_weights: None) -> None:
    found = list(measure(SEEDS, tmp_path, ["csv"], 12))
    assert len(found) == 1
    (results,) = found
    assert len(results) == 12
    assert {result.case.kind for result in results} == {"table"}
    assert all(result.other.placed for result in results)
    assert sum(result.other.rank == 1 for result in results) > 6
    # What is right is a gold as the text has it, or as the cells stand in the file.
    for result in results:
        words = {formats._plain(folded(gold.text)) for gold in result.case.gold}
        assert (result.other.rank == 1) == any(gold in result.other.words for gold in words)


GOLD_CASE = load_cases(KHALKHIN_GOL, SEEDS)


def _judged(quote: Quote, spots: tuple[Spot, ...]) -> Told:
    (case,) = [case for case in GOLD_CASE if case.id == "kg-101"]
    assert case.gold[0].text == "| 22 June | 95 |"
    source = case.gold[0].document
    corpus = Corpus(Path(), {"a.xlsx": spots}, {"a.xlsx": source})
    return told(case, Answer("?", 1.0, (quote,)), {"a.xlsx": source, "b.xlsx": "b.txt"}, corpus)


def test_a_reply_is_judged_by_words_and_place() -> None:
    here = document("a.xlsx", "22 June\t95\t56")
    right = (Spot("a.xlsx", "22 June 95 56", ("S",)),)
    judged = _judged(quote_of(here, "22 June\t95\t56", heading=("S",)), right)
    assert judged == Told(1, True, "22 June 95 56", True)
    assert not _judged(quote_of(here, "22 June\t95\t56", heading=("T",)), right).placed
    assert _judged(quote_of(here, "95\t56"), right).rank is None
    elsewhere = document("b.xlsx", "22 June\t95\t56")
    assert _judged(quote_of(elsewhere, "22 June\t95"), right).rank is None
    copied = quote_of(elsewhere, "22 June", also_in=(place_of(here, "22 June\t95"),))
    assert _judged(copied, right).rank == 1


def test_no_quote_is_judged_wrong() -> None:
    corpus = Corpus(Path(), {}, {})
    nothing = told(GOLD_CASE[0], NoAnswer("?", 0.0, ()), {}, corpus)
    assert nothing == Told(None, False, "", False)


def test_a_line_tells_both() -> None:
    text, other = Told(1, True, "a river ran", False), Told(2, False, "river", True)
    results = [Result(GOLD_CASE[0], text, other), Result(GOLD_CASE[0], text, text)]
    assert results[0].same
    assert not Result(GOLD_CASE[0], text, Told(None, False, "", False)).same
    assert line("pdf", results).split() == [
        "pdf",
        "2",
        "1",
        "(2)",
        "2",
        "(2)",
        "1",
        "(2)",
        "2",
        "1",
    ]
    assert len(line("pdf", results)) == len(formats._HEADER)


def test_an_unknown_format_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--only", "pdf,doc"])
    assert "no format 'doc'; choose of pdf, docx," in capsys.readouterr().err


def test_seeds_that_are_not_there_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--only", "csv", "--seeds", str(tmp_path)]) == 2
    assert capsys.readouterr().err.startswith("formats: ")
