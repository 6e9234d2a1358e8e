"""Citations: each style, each format, and that the words stay the words."""

import json
import re
import shlex
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from typer.testing import CliRunner

from index.document import Document, Mark, MarkKind, Span
from qa.answer import Place, Quote
from qa.cite import citations, cite, where
from qa.cli import app
from qa.options import CiteStyle
from qa.plain import plain
from tests.asking import place_of, quote_of
from tests.conftest import StubEncoder
from tests.samples import FERRY, LIGHTHOUSE, document, update, write

BASE = Path("/base")
TEXT = "# Ferry\n\nThe ferry left at noon. It carried\nnine goats & a_piano.\n"
DOC = document("docs/ferry.md", TEXT, "Ferry [1]")
QUOTE = quote_of(DOC, "It carried\nnine goats & a_piano.")


def test_plain_text() -> None:
    assert cite(QUOTE, BASE) == (
        "“It carried nine goats & a_piano.” (Ferry [1], docs/ferry.md, lines 3–4)"
    )


def test_markdown() -> None:
    assert cite(QUOTE, BASE, "markdown") == (
        "> It carried\n"
        "> nine goats \\& a_piano.\n"
        ">\n"
        "> — [Ferry \\[1\\]](<file:///base/docs/ferry.md>), lines 3–4"
    )


@pytest.mark.parametrize(
    ("text", "heading", "named"),
    [
        ("# Goats\n\nOld.\n\n# Ferry #\n\nNew.\n", "Ferry", "Ferry"),
        ("# Goats\n\nNew.\n\n# Ferry\n\nOld.\n", "Goats", "Goats"),
        # The title stands over all of it.
        ("# Goats\n\n# Ferry\n\nNew.\n", "Ferry", "Goats"),
        ("# Goats\n\nOld.\n\n## Ferry\n\nNew.\n", "Ferry", "Goats"),
        # The title is told otherwise.
        ("Goats\n\n# Sheep\n\nOld.\n\n# Ferry\n\nNew.\n", "Ferry", "Goats"),
    ],
)
def test_of_several_texts_in_a_file_the_one_quoted_is_named(
    text: str, heading: str, named: str
) -> None:
    quote = quote_of(document("a.md", text, "Goats"), "New.", heading=(heading,))
    line = text[: text.index("New.")].count("\n") + 1
    assert cite(quote, BASE) == f"“New.” ({named}, a.md, line {line})"
    key, title = cite(quote, BASE, "bibtex").splitlines()[:2]
    assert key == f"@misc{{{named.lower()}-{line},"
    assert title == f"  title        = {{{{{named}}}}},"


def test_bibtex() -> None:
    assert cite(QUOTE, BASE, "bibtex") == (
        "@misc{ferry-1-3,\n"
        "  title        = {{Ferry [1]}},\n"
        "  howpublished = {docs/ferry.md},\n"
        "  note         = {lines 3–4},\n"
        "  annotation   = {It carried nine goats \\& a\\_piano.},\n"
        "}"
    )


@pytest.mark.parametrize(
    ("media", "marks", "heading", "told"),
    [
        ("text", [], ("A",), "line 3"),
        ("pdf", [(MarkKind.PAGE, 3, "")], ("A",), "p. 3"),
        ("pdf", [(MarkKind.PAGE, 3, "iii")], (), "p. iii"),
        ("pptx", [(MarkKind.SLIDE, 4, "")], ("A",), "slide 4"),
        ("mail", [(MarkKind.MESSAGE, 12, "")], ("A",), "message 12"),
        ("records", [(MarkKind.RECORD, 12, "40")], ("A",), "record 12"),
        ("xlsx", [(MarkKind.SHEET, 1, "Ships"), (MarkKind.ROW, 7, "")], (), "sheet Ships, row 7"),
        ("csv", [(MarkKind.ROW, 7, "")], (), "row 7"),
        ("html", [(MarkKind.ANCHOR, 0, "top")], ("A",), "at #top"),
        ("subtitles", [(MarkKind.TIME, 7, "0:00:04")], (), "at 0:00:04"),
        ("html", [(MarkKind.ANCHOR, 0, "")], ("A", "B"), "under “B”"),
        ("docx", [], ("A", "B\x1b"), "under “B\ufffd”"),
        ("docx", [], (), ""),
    ],
)
def test_a_place_is_told_as_its_format_has_it(
    media: str, marks: list[tuple[MarkKind, int, str]], heading: tuple[str, ...], told: str
) -> None:
    made = tuple(Mark(0, kind, number, name) for kind, number, name in marks)
    doc = replace(DOC, media=media, marks=made)
    quote = quote_of(doc, "The ferry left at noon.", heading=heading)
    assert where(quote) == told
    assert cite(quote, BASE).endswith(f", {told})" if told else "ferry.md)")


def test_a_row_is_cited_with_the_names_of_its_cells() -> None:
    doc = document("a.csv", "Date\tI-16\n22 June\t9_*\n", "a")
    quote = quote_of(doc, "22 June\t9_*", reading="Date: 22 June; I-16: 9_*")
    assert cite(quote, BASE) == "“22 June 9_*” [Date: 22 June; I-16: 9_*] (a.csv, line 2)"
    assert cite(quote, BASE, "markdown") == (
        "> 22 June 9\\_\\*\n"
        ">\n"
        "> \\[Date: 22 June; I-16: 9\\_\\*\\]\n"
        ">\n"
        "> — [a.csv](<file:///base/a.csv>), line 2"
    )
    assert "[" not in cite(quote, BASE, "bibtex")


def test_a_quote_over_two_pages() -> None:
    marks = (Mark(0, MarkKind.PAGE, 2, "ii"), Mark(TEXT.index("nine"), MarkKind.PAGE, 3, "iii"))
    quote = quote_of(replace(DOC, media="pdf", marks=marks), "It carried\nnine goats")
    assert where(quote) == "pp. ii–iii"
    assert "](<file:///base/docs/ferry.md#page=2>), pp. ii–iii" in cite(quote, BASE, "markdown")
    assert cite(quote, BASE, "bibtex").startswith("@misc{ferry-1-2,\n")


def test_characters_where_a_line_is_long() -> None:
    quote = quote_of(document("a.txt", "Goats swam. " * 100), "swam. Goats")
    assert where(quote) == "line 1, characters 6–17"


def test_a_title_that_is_the_files_name_is_not_repeated() -> None:
    doc = replace(DOC, title="ferry")
    assert cite(quote_of(doc, "noon."), BASE) == "“noon.” (docs/ferry.md, line 3)"
    assert "[docs/ferry.md](<file:" in cite(quote_of(doc, "noon."), BASE, "markdown")


@pytest.mark.parametrize(
    ("front", "fields"),
    [
        ("author: Ann Smith\ndate: 2024-05-31", ["author = {Ann Smith}", "date = {2024-05-31}"]),
        ("authors: [Ann, 'Bob & Co']", ["author = {Ann and Bob \\& Co}"]),
        ("authors:\n  - Ann\n  - name: Bob\ntitle: x", ["author = {Ann and Bob}"]),
        (
            "authors:\n - name: Jane Doe\n   affiliation: MIT\n - name: John Roe\ndate: 1939-05",
            ["author = {Jane Doe and John Roe}", "date = {1939-05}"],
        ),
        (
            "author:\n- affiliation:\n    name: MIT\n  name: 'Jane Doe'\n- orcid: 0\n- John Roe",
            ["author = {Jane Doe and John Roe}"],
        ),
        (
            "authors: [\"Doe, Jane\", 'Roe, John', Ann]",
            ["author = {Doe, Jane and Roe, John and Ann}"],
        ),
        ("author: Jane Doe, John Roe", ["author = {Jane Doe and John Roe}"]),
        (
            "author: 'Jane Doe, J. van Roe, and Él Poe'",
            ["author = {Jane Doe and J. van Roe and Él Poe}"],
        ),
        ("author: Doe, Jane", ["author = {Doe, Jane}"]),
        ("author: Doe, Jane Mary", ["author = {Doe, Jane Mary}"]),
        ("author: van Gogh, Vincent Willem", ["author = {van Gogh, Vincent Willem}"]),
        ("authors:\n  - Jane Doe, Acme Inc.\n  - Ann", ["author = {Jane Doe, Acme Inc. and Ann}"]),
        ("Date: May 1939", ["year = {1939}"]),
        ("date: soon", []),
        ("author:\ndate:", []),
        ("coauthor: Ann", []),
    ],
)
def test_author_and_date_come_from_front_matter(front: str, fields: list[str]) -> None:
    doc = document("a.md", f"---\n{front}\n---\n\nauthor: Eve\n\nNine goats.\n")
    lines = [
        " ".join(line.split()) for line in cite(quote_of(doc, "Nine"), BASE, "bibtex").split("\n")
    ]
    about = [line.rstrip(",") for line in lines if re.match("author|date|year", line)]
    assert about == fields


def test_author_and_date_come_from_the_format() -> None:
    marks = (
        Mark(0, MarkKind.AUTHOR, 0, "Jane Doe, John Roe"),
        Mark(0, MarkKind.DATE, 0, "March 2019"),
    )
    doc = replace(document("a.tex", "Nine goats.\n"), marks=marks)
    made = cite(quote_of(doc, "Nine"), BASE, "bibtex")
    assert [" ".join(line.split()) for line in made.split("\n")][1:4] == [
        "author = {Jane Doe and John Roe},",
        "title = {{A title}},",
        "year = {2019},",
    ]


def test_no_author_without_front_matter() -> None:
    doc = document("a.md", "author: Eve\n\nNine goats.\n")
    assert "author" not in cite(quote_of(doc, "Nine"), BASE, "bibtex")


def test_keys_differ() -> None:
    quotes = [quote_of(DOC, words) for words in ("The ferry", "left", "at noon")]
    made = citations([*quotes, quotes[0]], BASE, "bibtex")
    assert [entry.split(",")[0] for entry in made] == [
        "@misc{ferry-1-3",
        "@misc{ferry-1-3b",
        "@misc{ferry-1-3c",
        "@misc{ferry-1-3d",
    ]
    unnamed = document("停戦.txt", "はい。", "停戦")
    (entry,) = citations([quote_of(unnamed, "はい。")], BASE, "bibtex")
    assert entry.startswith(f"@misc{{{unnamed.sha256[:8]}-1,\n")


def test_more_keys_than_letters() -> None:
    made = citations([QUOTE] * 40, BASE, "bibtex")
    assert len({entry.split(",")[0] for entry in made}) == 40


MARKUP = st.text(alphabet='ab1 \n-+=:#>*_~`|\\[]()<>!&;.$%{}^"\x1b\t', min_size=1, max_size=40)


def _whole(text: str) -> Quote:
    doc: Document = document("a.txt", text)
    return Quote(Place(doc, Span(0, len(text))), 0.5)


@settings(max_examples=100, deadline=None)
@given(MARKUP.filter(lambda text: text == text.strip()))
def test_markdown_reads_as_the_quote_stands(text: str) -> None:
    """Through a reader of Markdown with tables, what is left is the quote."""
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    tokens = parser.parse(cite(_whole(text), BASE, "markdown"))
    kinds = {token.type for token in tokens}
    assert kinds <= {
        f"{tag}_{end}" for tag in ("blockquote", "paragraph") for end in ("open", "close")
    } | {"inline"}
    inline = [token for token in tokens if token.type == "inline"]
    shown = []
    for token in inline[:-1]:
        assert {child.type for child in token.children or ()} <= {
            "text",
            "text_special",
            "softbreak",
        }
        shown.append("".join(child.content or " " for child in token.children or ()))
    assert " ".join(" ".join(shown).split()) == plain(text)


@settings(max_examples=100, deadline=None)
@given(MARKUP.map(plain).filter(str.strip), st.sampled_from(list(MarkKind)))
def test_markdown_reads_as_the_place_stands(name: str, kind: MarkKind) -> None:
    """What a document calls its sheets, pages, anchors and headings is no markup."""
    marks = (Mark(0, kind, 1, name),) if kind is not MarkKind.ROW else ()
    doc = replace(document("a.docx", "Nine goats.", "T"), media="docx", marks=marks)
    quote = quote_of(doc, "Nine", heading=(f"H {name}",))
    parser = MarkdownIt("commonmark").enable("strikethrough")
    parser.validateLink = lambda _: True  # it refuses those to files
    tokens = parser.parse(cite(quote, BASE, "markdown"))
    children = [token for token in tokens if token.type == "inline"][-1].children or []
    assert {child.type for child in children} <= {"text", "text_special", "link_open", "link_close"}
    assert sum(child.type == "link_open" for child in children) == 1
    shown = "".join(child.content for child in children)
    assert shown.split() == f"— T, {where(quote)}".split()


def test_lines_that_are_shown_as_lines_end_in_markdown_too() -> None:
    text = "Do\nthis:\n\n- `wake`\n\\\n  rise"
    at = [text.index(words) for words in ("- ", "\\", "  rise")]
    doc: Document = document("a.txt", text)
    quote = Quote(Place(doc, Span(0, len(text))), 0.5, breaks=(*at,))
    told = cite(quote, BASE, "markdown")
    assert told.splitlines()[:-1] == [
        *("> Do", "> this:", ">", r"> \- \`wake\`\ ".rstrip(), r"> \\\ ".rstrip(), "> rise", ">"),
    ]
    tokens = [t for t in MarkdownIt("commonmark").parse(told) if t.type == "inline"]
    read = [
        "".join(
            {"softbreak": " ", "hardbreak": "|"}.get(child.type, child.content)
            for child in token.children or ()
        )
        for token in tokens[:-1]
    ]
    assert read == ["Do this:", "- `wake`|\\|rise"]


@settings(max_examples=100, deadline=None)
@given(MARKUP.filter(lambda text: text == text.strip()))
def test_bibtex_reads_as_the_quote_stands(text: str) -> None:
    """Braces are balanced, and with the commands undone what is left is the quote."""
    (found,) = re.findall(
        r"^  annotation   = \{(.*)\},$", cite(_whole(text), BASE, "bibtex"), re.MULTILINE
    )
    depth = 0
    for char in found:
        depth += (char == "{") - (char == "}")
        assert depth >= 0
    assert depth == 0
    named = {
        "textbackslash": "\\",
        "textbraceleft": "{",
        "textbraceright": "}",
        "textasciitilde": "~",
        "textasciicircum": "^",
        "textless": "<",
        "textgreater": ">",
        "textbar": "|",
    }
    undone = re.sub(r"\\([$&%#_])|\\([a-z]+)\{\}", lambda m: m[1] or named[m[2]], found)
    assert undone == plain(text)


# The commands


@pytest.fixture
def folder(
    tmp_path: Path, stub: StubEncoder, plain_weights: None, monkeypatch: pytest.MonkeyPatch
) -> Path:
    write(tmp_path, {"docs/a.md": FERRY, "docs/b.md": LIGHTHOUSE})
    update(tmp_path, tmp_path / "docs")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _qa(arguments: str) -> tuple[int, str, str]:
    result = CliRunner(env={"COLUMNS": "80"}).invoke(app, shlex.split(arguments))
    return result.exit_code, result.stdout, result.stderr


ASKED = "'Were nine goats carried?'"
CITED = "“It carried nine goats and a piano.” (Ferry, docs/a.md, line 3)"


def test_asking_for_citations(folder: Path) -> None:
    assert _qa(f"ask {ASKED} -k 1 --cite plain") == (0, f"{CITED}\n", "")
    code, out, said = _qa(f"ask {ASKED} -k 2 --cite markdown")
    assert (code, said) == (0, "")
    assert [part.split("\n")[0] for part in out.split("\n\n")] == [
        "> It carried nine goats and a piano.",
        "> The keeper wrote down the weather each day for forty years.",
    ]
    code, out, said = _qa("search goats -k 1 --cite bibtex")
    assert (code, out.split("\n")[0], said) == (0, "@misc{ferry-3,", "")


@pytest.mark.parametrize("style", CiteStyle)
def test_no_answer_is_not_cited(folder: Path, style: str) -> None:
    told = "qa: there is no answer in these documents, so nothing is cited\n"
    assert _qa(f"ask 'Which stars?' --cite {style}") == (1, "", told)
    assert _qa(f"ask 'Which stars?' --cite {style} --quiet") == (1, "", "")


def test_what_does_not_go_together(folder: Path) -> None:
    told = "qa: --cite prints citations and nothing else; leave out {}\n"
    assert _qa(f"ask {ASKED} --cite plain --json") == (2, "", told.format("--json"))
    assert _qa("search goats --cite plain --explain") == (2, "", told.format("--explain"))
    told = "qa: --batch prints JSON; leave out --cite and --copy\n"
    assert _qa("ask --batch - --copy") == (2, "", told)


def test_copying(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copied: list[str] = []

    def copy(text: str) -> str:
        copied.append(text)
        return "to the clipboard"

    monkeypatch.setattr("qa.clipboard.copy", copy)
    told = "qa: copied 1, with its citation, to the clipboard\n"
    code, out, said = _qa(f"ask {ASKED} --copy")
    assert (code, said, copied) == (0, told, [CITED])
    assert out == _qa(f"ask {ASKED}")[1]
    code, out, said = _qa(f"ask {ASKED} --copy --json")
    assert (code, said, json.loads(out)["answered"], copied.pop()) == (0, told, True, CITED)
    code, out, said = _qa(f"ask {ASKED} --copy --cite bibtex -k 1 --quiet")
    assert (code, said) == (0, "")
    assert f"{copied.pop()}\n" == out
    assert _qa("ask 'Which stars?' --copy")[::2] == (
        1,
        "qa: there is no answer in these documents, so nothing is copied\n",
    )
    assert copied == [CITED]


def test_the_place_of_a_quote_is_that_of_its_first_words() -> None:
    assert where(Quote(place_of(DOC, "nine goats"), 0.5)) == "line 4"
