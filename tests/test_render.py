"""A reply as JSON, exactly as documented, and as lines for a terminal."""

import io
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

import qa.render
from index.document import Document, Mark, MarkKind, Span
from index.tags import without_markup
from qa.answer import Agreement, Answer, Group, NoAnswer, Place, Quote, Reply
from qa.as_json import error_json, to_json
from qa.plain import plain
from qa.render import cited, to_terminal
from tests.asking import place_of, quote_of, span_of
from tests.samples import document

TEXT = "# Ferry\n\nThe ferry left at noon. It carried nine goats and a piano.\n"
DOC = document("docs/ferry.md", TEXT, "Ferry")
ONE_LINE = document("docs/old.txt", TEXT.replace("\n", " ") * 20, "old")
SMALL = Answer(
    "How many goats?",
    0.93456,
    (
        quote_of(
            DOC,
            "It carried nine goats and a piano.",
            0.97126,
            heading=("Ferry", "The crossing"),
            highlights=((11, 15),),
            answer=span_of(TEXT, "nine goats"),
            also_in=(place_of(ONE_LINE, "It carried nine goats and a piano."),),
        ),
        quote_of(DOC, "The ferry left at noon.", 0.25),
    ),
)
DIFFER = Agreement(
    "differ",
    (Group("nine goats", (0, 2), ("a.txt", "b.txt")), Group("seven", (1,), ("c.txt",))),
)
ESCAPES = re.compile(r"\x1b(?:\[[0-9;]*m|\]8;[^\x1b]*\x1b\\)")


def _shown(reply: Reply, width: int = 80, *, base: Path = Path("/base"), **more: object) -> str:
    stream = io.StringIO()
    options: dict[str, object] = {"force_terminal": False, "color_system": None, **more}
    console = Console(file=stream, width=width, highlight=False, **options)  # type: ignore[arg-type]
    console.print(to_terminal(reply, base), crop=False)
    return stream.getvalue()


def _answer(*quotes: Quote) -> Answer:
    return Answer("?", 0.5, quotes)


def _whole(text: str, **more: object) -> Answer:
    doc = document("a.txt", text)
    return _answer(Quote(Place(doc, Span(0, len(text))), 0.5, **more))  # type: ignore[arg-type]


# JSON


def test_an_answer_as_json_is_what_is_documented() -> None:
    value = to_json(SMALL, 7)
    assert value == {
        "id": 7,
        "question": "How many goats?",
        "answered": True,
        "confidence": 0.9346,
        "agreement": None,
        "quotes": [
            {
                "rank": 1,
                "score": 0.9713,
                "text": "It carried nine goats and a piano.",
                "highlights": [[11, 15]],
                "answer": {"text": "nine goats", "start": 44, "end": 54},
                "cells": None,
                "source": {"path": "docs/ferry.md", "title": "Ferry", "sha256": DOC.sha256},
                "start": 33,
                "end": 67,
                "line_start": 3,
                "line_end": 3,
                "page": None,
                "heading": ["Ferry", "The crossing"],
                "also_in": [
                    {
                        "path": "docs/old.txt",
                        "start": 33,
                        "end": 67,
                        "line_start": 1,
                        "line_end": 1,
                        "page": None,
                    }
                ],
            },
            {
                "rank": 2,
                "score": 0.25,
                "text": "The ferry left at noon.",
                "highlights": [],
                "answer": None,
                "cells": None,
                "source": {"path": "docs/ferry.md", "title": "Ferry", "sha256": DOC.sha256},
                "start": 9,
                "end": 32,
                "line_start": 3,
                "line_end": 3,
                "page": None,
                "heading": [],
                "also_in": [],
            },
        ],
        "nearest": [],
        "notices": [],
    }


def test_the_keys_stand_in_the_documented_order() -> None:
    """`notices` comes after the documented keys."""
    value = json.loads(json.dumps(to_json(SMALL)))
    assert list(value) == [
        "id",
        "question",
        "answered",
        "confidence",
        "agreement",
        "quotes",
        "nearest",
        "notices",
    ]
    quote = value["quotes"][0]
    assert list(quote) == [
        "rank",
        "score",
        "text",
        "highlights",
        "answer",
        "cells",
        "source",
        "start",
        "end",
        "line_start",
        "line_end",
        "page",
        "heading",
        "also_in",
    ]
    assert list(quote["source"]) == ["path", "title", "sha256"]
    assert list(quote["also_in"][0]) == ["path", "start", "end", "line_start", "line_end", "page"]


@pytest.mark.parametrize(
    ("text", "reading", "cells"),
    [
        ("22 June\t9", "Date: 22 June; I-16: 9", [["Date", "22 June"], ["I-16", "9"]]),
        ("| **a; b: c** | | 9 |", "X: a; b: c; Y: 9", [["X", "a; b: c"], ["Y", "9"]]),
        ("Speed\t1\t2", "Speed; LP: 1; LX: 2", [["", "Speed"], ["LP", "1"], ["LX", "2"]]),
        ("1\t\t2", "A: 1; B: 1; C: 2", [["A", "1"], ["B", "1"], ["C", "2"]]),
        ("x\ty", "All: x; and z; B: y", [["All", "x; and z"], ["B", "y"]]),
        ("x\ty", "x; y", None),
        ("A sentence.", "", None),
    ],
)
def test_the_cells_of_a_row(text: str, reading: str, cells: list[list[str]] | None) -> None:
    quote = quote_of(document("a.csv", text), text, reading=reading)
    (told,) = to_json(Answer("?", 0.9, (quote,)))["quotes"]
    assert told["cells"] == cells


def test_no_answer_as_json() -> None:
    quotes = to_json(SMALL)["quotes"]
    value = to_json(NoAnswer("How many goats?", 0.1, SMALL.quotes, ("docs is not here",)))
    assert value == {
        "id": None,
        "question": "How many goats?",
        "answered": False,
        "confidence": 0.1,
        "agreement": None,
        "quotes": [],
        "nearest": quotes,
        "notices": ["docs is not here"],
    }


def test_what_sources_say_as_json() -> None:
    """Quotes are given by rank."""
    reply = replace(SMALL, agreement=DIFFER)
    assert to_json(reply)["agreement"] == {
        "verdict": "differ",
        "groups": [
            {"answer": "nine goats", "quotes": [1, 3], "documents": ["a.txt", "b.txt"]},
            {"answer": "seven", "quotes": [2], "documents": ["c.txt"]},
        ],
    }


def test_an_error_as_json() -> None:
    value = error_json("a", None, "line 3 has no question")
    assert list(value.items()) == [
        ("id", "a"),
        ("question", None),
        ("error", "line 3 has no question"),
    ]


@given(text=st.text(min_size=1), data=st.data())
def test_offsets_in_json_slice_back(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    doc = document("a.txt", text)
    reply = _answer(Quote(Place(doc, Span(start, end)), 0.5, highlights=((0, 1),)))
    (quote,) = json.loads(json.dumps(to_json(reply)))["quotes"]
    assert doc.text[quote["start"] : quote["end"]] == quote["text"]
    assert quote["text"][slice(*quote["highlights"][0])] == text[start]
    assert quote["source"]["sha256"] == doc.sha256


# Terminal


def test_a_small_answer_as_it_looks() -> None:
    assert _shown(SMALL, 60) == (
        "1  It carried nine goats and a piano.\n"
        "   docs/ferry.md:3  Ferry › The crossing\n"
        "   also in docs/old.txt:1  characters 33–67\n"
        "\n"
        "2  The ferry left at noon.\n"
        "   docs/ferry.md:3\n"
        "\n"
        "confidence 93%\n"
    )


def test_sources_that_differ_as_they_look() -> None:
    reply = replace(SMALL, agreement=DIFFER)
    assert _shown(reply, 80).startswith(
        "Sources may differ:\n"
        "  nine goats: quotes 1, 3 (a.txt, b.txt)\n"
        "  seven: quote 2 (c.txt)\n"
        "\n"
        "1  It carried nine goats and a piano.\n"
    )
    coloured = _shown(reply, 80, force_terminal=True, color_system="standard")
    assert coloured.startswith("\x1b[1mSources may differ:\x1b[0m\n")


def test_sources_that_agree_as_they_look() -> None:
    """A document and its copies are one source."""
    told = Agreement("agree", (Group("nine goats", (0, 2), ("a.txt", "b.txt", "c.txt")),))
    reply = replace(SMALL, agreement=told)
    assert _shown(reply, 80).startswith(
        "2 documents agree: nine goats\n\n1  It carried nine goats and a piano.\n"
    )


def test_what_sources_say_is_folded_and_cannot_steer() -> None:
    group = Group(STEERING * 4, (0, 1), ("dir\x1b[2J/\x9b.txt", "b" * 90))
    for told in (Agreement("differ", (group, group)), Agreement("agree", (group,))):
        shown = _shown(replace(SMALL, agreement=told), 40)
        assert [c for c in shown if c != "\n" and not c.isprintable()] == []
        assert max(map(cell_len, shown.splitlines())) <= 40


def test_no_refusal_is_told_as_sure_as_an_answer() -> None:
    """The thresholds that were fitted are whole percents."""
    for threshold in (0.48, 0.53, 0.57):
        answer = _shown(replace(SMALL, confidence=threshold + 0.0001))
        refusal = _shown(NoAnswer("?", threshold - 0.0001, SMALL.quotes))
        assert f"confidence {threshold:.0%}\n" in answer
        assert f"confidence {threshold - 0.01:.0%}, too low" in refusal
    told = json.loads((Path(qa.render.__file__).parent / "weights.json").read_text())
    for read in ("read", "unread"):
        assert round(told[read]["threshold"], 2) == told[read]["threshold"]


def test_a_small_no_answer_as_it_looks() -> None:
    assert _shown(NoAnswer("?", 0.123, SMALL.quotes[1:]), 60) == (
        "No answer in these documents.\n"
        "The nearest passages, which may not answer:\n"
        "\n"
        "1  The ferry left at noon.\n"
        "   docs/ferry.md:3\n"
        "\n"
        "confidence 12%, too low to call it an answer\n"
    )


@pytest.mark.parametrize(("confidence", "first"), [(0.249, "No answer"), (0.25, "No sure answer")])
def test_a_refusal_is_no_surer_than_it_is(confidence: float, first: str) -> None:
    told = _shown(NoAnswer("?", confidence, SMALL.quotes), 60).splitlines()
    assert told[0] == f"{first} in these documents."
    assert ("one of which may answer" in told[1]) == (first == "No sure answer")
    assert ("which may not answer" in told[1]) == (first == "No answer")


def test_nothing_at_all_as_it_looks() -> None:
    assert _shown(NoAnswer("?", 0.0, ())) == "No answer in these documents.\n"


def test_lines_hang_under_the_first_and_what_does_not_fit_has_its_own_line() -> None:
    assert _shown(SMALL, 30) == (
        "1  It carried nine goats and a\n"
        "   piano.\n"
        "   docs/ferry.md:3\n"
        "   Ferry › The crossing\n"
        "   also in docs/old.txt:1\n"
        "           characters 33–67\n"
        "\n"
        "2  The ferry left at noon.\n"
        "   docs/ferry.md:3\n"
        "\n"
        "confidence 93%\n"
    )


def test_the_tenth_quote_has_a_wider_margin() -> None:
    shown = _shown(_answer(*(quote_of(DOC, "The ferry left at noon."),) * 10), 20)
    assert shown.splitlines()[-5:] == [
        "10  The ferry left",
        "    at noon.",
        "    docs/ferry.md:3",
        "",
        "confidence 50%",
    ]


def test_several_lines_and_a_line_end_within() -> None:
    doc = document("a.txt", "It left\r\nat\tnoon.  \n\nIt came\u00a0back.\n")
    assert _shown(_answer(quote_of(doc, "It left\r\nat\tnoon.  \n\nIt came\u00a0back."))) == (
        "1  It left at noon. It came back.\n   a.txt:1–4\n\nconfidence 50%\n"
    )


@pytest.mark.parametrize(("places", "last"), [(4, "1 more place"), (9, "6 more places")])
def test_many_places_are_counted(places: int, last: str) -> None:
    also = tuple(place_of(document(f"old{n}.txt", DOC.text), "The ferry") for n in range(places))
    lines = _shown(_answer(quote_of(DOC, "It carried", also_in=also))).splitlines()
    assert lines[2:5] == [f"   also in old{n}.txt:3" for n in range(3)]
    assert lines[5] == f"   also in {last}"


def test_places_that_look_the_same_are_shown_once() -> None:
    other = place_of(document("old.txt", DOC.text), "The ferry")
    also = (place_of(DOC, "The ferry"), other, other)
    lines = _shown(_answer(quote_of(DOC, "It carried", also_in=also))).splitlines()
    assert [line for line in lines if "also" in line] == ["   also in old.txt:3"]


PAGE, SLIDE, SHEET = MarkKind.PAGE, MarkKind.SLIDE, MarkKind.SHEET
ROW, ANCHOR = MarkKind.ROW, MarkKind.ANCHOR


@pytest.mark.parametrize(
    ("media", "marks", "within", "fragment", "told"),
    [
        ("pdf", [(PAGE, 3, "iii")], ", page 3 (iii)", "#page=3", {"page": 3, "page_label": "iii"}),
        ("epub", [(PAGE, 0, "xii")], ", page xii", "", {"page": None, "page_label": "xii"}),
        ("pdf", [(PAGE, 3, "")], ", page 3", "#page=3", {"page": 3, "page_label": "3"}),
        (
            "subtitles",
            [(MarkKind.TIME, 7, "0:00:04")],
            ", at 0:00:04",
            "",
            {"page": None, "time": "0:00:04"},
        ),
        ("pptx", [(SLIDE, 7, "")], ", slide 7", "", {"page": None, "slide": 7}),
        (
            "mail",
            [(MarkKind.MESSAGE, 12, "")],
            ", message 12",
            "",
            {"page": None, "message": 12},
        ),
        (
            "records",
            [(MarkKind.RECORD, 12, "40")],
            ", record 12",
            "",
            {"page": None, "record": 12},
        ),
        (
            "xlsx",
            [(SHEET, 2, "Losses"), (ROW, 17, "")],
            ", sheet Losses, row 17",
            "",
            {"page": None, "sheet": "Losses", "row": 17},
        ),
        ("text", [(ROW, 3, "")], ":3, row 3", "", {"page": None, "row": 3}),
        ("html", [(ANCHOR, 0, "a b")], "#a b", "#a%20b", {"page": None, "anchor": "a b"}),
        ("docx", [], "", "", {"page": None}),
    ],
)
def test_a_place_is_cited_as_its_format_has_it(
    media: str,
    marks: list[tuple[MarkKind, int, str]],
    within: str,
    fragment: str,
    told: dict[str, object],
) -> None:
    made = tuple(Mark(0, kind, number, name) for kind, number, name in marks)
    doc = replace(DOC, media=media, marks=made)
    reply = _answer(quote_of(doc, "It carried nine goats"))
    assert f"   docs/ferry.md{within}\n" in _shown(reply)
    value = to_json(reply)["quotes"][0]
    keys = list(value)
    between = keys[keys.index("line_end") + 1 : keys.index("heading")]
    assert {key: value[key] for key in between} == told
    (piece, *_) = cited(Place(doc, Span(33, 67)), Path("/base"))
    assert str(piece.style).endswith(f"link file:///base/docs/ferry.md{fragment}")


def test_lines_begin_where_a_quote_has_breaks() -> None:
    text = "To do:\n\n- Wake,  and\n  rise.\n\n```sh\n  fry  2\teggs\n\x1b"
    at = [text.index(words) for words in ("- Wake", "```", "  fry", "\x1b")]
    reply = _whole(text, breaks=(*at,), highlights=((0, 2), (5, at[0] + 6)))
    assert _shown(reply).splitlines()[:5] == [
        "1  To do:",
        "   - Wake, and rise.",
        "   ```sh",
        "     fry  2    eggs",
        "   \ufffd",
    ]
    coloured = _shown(reply, force_terminal=True, color_system="standard")
    marked = re.findall(r"\x1b\[1;32m(.*?)\x1b\[0m", coloured)
    assert marked == ["To", ":", "- Wake"]


def test_a_row_of_a_pipe_table_is_shown_as_it_stands_and_as_it_reads() -> None:
    doc = document("a.md", "| Date | I-16 |\n|--|--|\n| 20 Aug | 223 |\n")
    quote = quote_of(doc, "| 20 Aug | 223 |", reading="Date: 20 Aug; I-16: 223")
    assert _shown(_answer(quote)).splitlines()[:3] == [
        "1  | 20 Aug | 223 |",
        "   Date: 20 Aug; I-16: 223",
        "   a.md:3",
    ]


def test_a_row_of_an_html_table_is_shown_as_cells() -> None:
    row = '<tr><td width="20%"><font size="2">Japan</font></td><td>1 &lt; 2</td>\n<td></td></tr>'
    doc = document("a.txt", f"<table>{row}</table>")
    quote = quote_of(doc, row, highlights=((0, 5),), reading="State: Japan; Size: 1 < 2")
    assert _shown(_answer(quote)).splitlines()[:3] == [
        "1  Japan | 1 < 2",
        "   State: Japan; Size: 1 < 2",
        "   a.txt:1–2",
    ]


def test_signs_in_a_row_of_html_are_shown() -> None:
    row = "<tr><td>Ferry</td><td>< 4 &deg;C for > 2 h, <b@c.org>, <goat></td></tr>"
    doc = document("a.txt", f"<table>{row}</table>")
    assert _shown(_answer(quote_of(doc, row, reading="Ferry: cold"))).splitlines()[0] == (
        "1  Ferry | < 4 °C for > 2 h, <b@c.org>, <goat>"
    )


TAB = "\t"


@pytest.mark.parametrize("media", ["text", "docx"])
@pytest.mark.parametrize(
    "row",
    [
        "Hold\t< 4 degrees for >= 2 hours",
        "| Hold | `List<int>` of <b@c.org>, <b> and <goat> |",
        "| Hold | `ferry <td>` x < y > z |",
        "Hold\t<td> is a cell; <!-- is not",
    ],
)
def test_a_row_that_is_not_html_is_shown_as_it_stands(row: str, media: str) -> None:
    doc = replace(document("a.docx", f"{row}\n"), media=media)
    quote = quote_of(doc, row, reading="A: 1", highlights=((0, 1),))
    assert _shown(_answer(quote), 200).splitlines()[0] == f"1  {plain(row.replace(TAB, ' | '))}"


@given(st.text(alphabet='<>=!-/ab td1@:`|"', min_size=1, max_size=40))
@settings(max_examples=200)
def test_nothing_of_a_row_without_tags_is_lost(text: str) -> None:
    assume(without_markup(text, "") == text)
    for row in (f"<td>|{text}</td>", f"|{text}"):
        quote = quote_of(document("a.txt", row), row, reading="A: 1")
        shown = _shown(_answer(quote), 400).splitlines()[0]
        assert "".join(shown.split()) == "1|" + "".join(text.split())


LONG_CELL = "Nine goats and a piano were carried to the far side of the sound by the old ferry"


@pytest.mark.parametrize(
    ("row", "reading", "told"),
    [
        ("Goats\t9", "Goats; 9", []),
        ("| **Goats** | 9 | |", "Goats; 9", []),
        ("<tr><td>Goats</td><td>&lt; 9</td></tr>", "Goats; < 9", []),
        ("<tr><td>9</td></tr>", "Goats; 9", ["Goats; 9"]),  # the first stands in a row above
        ("Goats\t9", "Kind: Goats; 9", ["Kind: Goats; 9"]),
        ("Goats\t9", "Of 1854: Goats; Of 1854: 9", []),
        ("Goats\t9\t7", "Kind: Goats; 3: 9; 3: 7", ["Kind: Goats; 3: 9; 3: 7"]),
        (f"1\t{LONG_CELL}", f"No: 1; Note: {LONG_CELL}", [f"No: 1; Note: {LONG_CELL[:-6]} …"]),
        ("| 1 |", f"Note: {LONG_CELL}; No: 1", [f"Note: {LONG_CELL}; No: 1"]),
    ],
)
def test_a_reading_tells_what_its_row_does_not(row: str, reading: str, told: list[str]) -> None:
    quote = quote_of(document("a.txt", row), row, reading=reading)
    lines = _shown(_answer(quote), 200).splitlines()
    assert lines[1:-3] == [f"   {line}" for line in told]


def test_markup_in_other_text_is_shown_as_it_stands() -> None:
    assert "1  a <b>bold</b> [red]move[/red] :goat:" in _shown(
        _whole("a <b>bold</b> [red]move[/red] :goat:")
    )


LONG = "word " * 40
WIDE = "東京都のフェリーは正午に出た。" * 12
RIGHT_TO_LEFT = "המעבורת יצאה בצהריים ובה תשע עזים ופסנתר אחד גדול. " * 4
PERSIAN = "می\u200cخواهم به خانه\u200cها بروم. " * 8
EMOJI = "👨\u200d👩\u200d👧 goats 🐐🇲🇳 " * 12
URL = "https://example.org/" + "very-long-" * 20


@pytest.mark.parametrize("width", [20, 40, 60, 80, 140])
@pytest.mark.parametrize("text", [LONG, WIDE, RIGHT_TO_LEFT, PERSIAN, EMOJI, URL, "e\u0301" * 200])
def test_no_line_is_wider_than_the_terminal(text: str, width: int) -> None:
    doc = document("a very long folder name/" * 6 + "東京.txt", text, "T")
    place = Place(doc, Span(0, len(text.rstrip())))
    quote = Quote(place, 0.5, (text[:90], "and below"), ((0, 4),), (place,) * 5, reading=text)
    for reply in (_answer(quote), NoAnswer("?", 0.1, (quote,))):
        shown = _shown(reply, width)
        assert "\x1b" not in shown
        lines = shown.splitlines()
        assert max(map(cell_len, lines)) <= width
        assert all(line == line.rstrip() for line in lines)


def test_the_words_survive_the_folding() -> None:
    for text in (LONG, RIGHT_TO_LEFT, PERSIAN, WIDE):
        reply = _whole(text.strip())
        lines = _shown(reply, 60).splitlines()
        quoted = lines[: lines.index("") - 1]
        joiner = "" if text is WIDE else " "
        assert joiner.join(line[3:] for line in quoted) == text.strip()


# Control characters


STEERING = "a\x1b[31mred\x1b]8;;http://x\x07b\x08c\x00d\x7fe\x9b2Jf\u202eg\u2066h\ud800i\rj"


def test_a_document_cannot_steer_the_terminal() -> None:
    doc = document("dir\x1b[2J/\x9b\u202e\n.txt", STEERING + "\n" + STEERING)
    place = Place(doc, Span(0, len(doc.text)))
    quote = Quote(place, 0.5, (STEERING,), ((1, 9),), (place,), STEERING)
    for markup in ("", "<td>"):
        text = markup + STEERING
        row = Quote(Place(document("a", text), Span(0, len(text))), 0.5, reading="A: 1")
        for reply in (_answer(quote, row), NoAnswer(STEERING, 0.1, (quote, row))):
            shown = _shown(reply, 60).encode("utf-8").decode()
            assert [c for c in shown if c != "\n" and not c.isprintable()] == []
            coloured = _shown(reply, 60, force_terminal=True, color_system="truecolor")
            rest = ESCAPES.sub("", coloured)
            assert [c for c in rest if c != "\n" and not c.isprintable()] == []


@given(st.text(max_size=60))
@settings(max_examples=60)
def test_nothing_that_steers_is_left_in_plain_text(text: str) -> None:
    shown = plain(text)
    assert all(c.isprintable() or c in "\u200c\u200d\u200e\u200f\u061c" for c in shown)
    assert plain(shown) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\r\n\tb\u00a0\u2028c", "a b c"),
        ("می\u200cخواهم 👨\u200d👩", "می\u200cخواهم 👨\u200d👩"),
        ("\ufeffsoft\u00adly zero\u200bwidth", "softly zerowidth"),
        ("\x1b[31m", "\ufffd[31m"),
        ("\u202egnp.exe", "\ufffdgnp.exe"),
        ("", ""),
    ],
)
def test_plain(text: str, shown: str) -> None:
    assert plain(text) == shown


# Colours and links


def test_what_answers_is_marked_on_a_terminal() -> None:
    shown = _shown(SMALL, force_terminal=True, color_system="standard")
    assert "It carried \x1b[1;32mnine\x1b[0m goats" in shown
    assert ESCAPES.sub("", shown) == _shown(SMALL)


def test_marks_stand_where_they_stand_in_the_text() -> None:
    reply = _whole("one\n\n  two\x00 three", highlights=((7, 11),))
    shown = _shown(reply, force_terminal=True, color_system="standard")
    assert "one \x1b[1;32mtwo\ufffd\x1b[0m three" in shown


def test_a_path_is_a_link_to_the_file() -> None:
    doc = document("docs/what a #file?.md", "Noon.")
    shown = _shown(
        _answer(quote_of(doc, "Noon.")),
        base=Path("/Base Dir"),
        force_terminal=True,
        color_system="standard",
    )
    assert ";file:///Base%20Dir/docs/what%20a%20%23file%3F.md\x1b\\" in shown
    assert "docs/what a #file?.md:1" in ESCAPES.sub("", shown)


def test_an_absolute_path_is_not_put_below_the_base() -> None:
    doc = document("/elsewhere/a.md", "Noon.")
    shown = _shown(_answer(quote_of(doc, "Noon.")), force_terminal=True, color_system="standard")
    assert ";file:///elsewhere/a.md\x1b\\" in shown


def test_no_escapes_without_colours() -> None:
    assert "\x1b" not in _shown(SMALL, force_terminal=True, color_system=None)


def test_characters_are_given_where_a_line_is_long() -> None:
    def lines(doc: Document) -> list[str]:
        return _shown(_answer(quote_of(doc, "Noon."))).splitlines()

    assert lines(document("a", "Noon." + "x" * 595))[1] == "   a:1"
    assert lines(document("a", "Noon." + "x" * 596))[1] == "   a:1  characters 0–5"
    assert lines(document("a", "x" * 900 + "\nNoon.\n" + "x" * 900))[1] == "   a:2"
