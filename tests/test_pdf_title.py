"""The title of a PDF: what the file says of itself, or what its first page has in large type."""

from collections.abc import Sequence
from io import BytesIO

import pytest
from reportlab.pdfgen.canvas import Canvas

from index.formats import parser

BODY = [
    "The ferry sails at noon, and whoever comes late",
    "waits for the next one until the evening.",
] * 6
_Line = tuple[str, float]


def _page(canvas: Canvas, lines: Sequence[_Line], y: float = 760) -> None:
    for text, size in lines:
        y -= size * 1.3
        canvas.setFont("Helvetica", size)
        canvas.drawString(72, y, text)
    canvas.showPage()


def _title(*pages: Sequence[_Line], title: str = "", y: float = 760) -> str:
    made = BytesIO()
    canvas = Canvas(made, invariant=1)
    if title:
        canvas.setTitle(title)
    for lines in pages:
        _page(canvas, lines, y)
    canvas.save()
    return parser(".pdf")(made.getvalue()).title


def _body(size: float = 10) -> list[_Line]:
    return [(text, size) for text in BODY]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["Rules of the Ferry"], "Rules of the Ferry"),
        (["Rules of the Ferry, and", "of the boats that", "wait for it"],
         "Rules of the Ferry, and of the boats that wait for it"),
        (["Rules of", "======", "the Ferry"], "Rules of the Ferry"),
        (["Tides"], "Tides"),
        (["1 Tides"], ""),
        (["2.1 Tides of May"], ""),
        (["CONFIDENTIAL"], ""),
        (["Journal of Tides 2021; 15 (4)"], ""),
        (["Vol. 7, No. 3"], ""),
        (["2021-05-04"], ""),
        (["www.ferry.example"], ""),
        (["The ferry and"], ""),
        (["Ferry " * 8] * 5, ""),
    ],
)  # fmt: skip
def test_the_largest_lines_at_the_top(lines: list[str], expected: str) -> None:
    above = [("Harbour Office, 4 May", 10.0)]
    assert _title([*above, *((line, 18.0) for line in lines), *_body()], _body()) == expected


def test_type_of_the_size_of_the_body_is_no_title() -> None:
    assert _title([("Rules of the Ferry", 10.0), *_body()]) == ""
    assert _title([("Rules of the Ferry", 10.5), *_body()]) == ""


def test_large_type_far_down_is_no_title() -> None:
    assert _title([*_body(), *_body(), ("Rules of the Ferry", 18.0), *_body()]) == ""


def test_a_cover_and_the_first_of_the_titles_of_its_size() -> None:
    assert _title([("The Ferry", 24.0), ("A. Reed", 12.0)], _body(), _body()) == "The Ferry"
    slides = [[(name, 24.0), *_body()] for name in ("Ferries", "Fares", "Tides")]
    assert _title(*slides) == "Ferries"


def test_what_the_file_says_of_itself_goes_before() -> None:
    lines = [("Rules of the Ferry", 18.0), *_body()]
    assert _title(lines, title="Fares") == "Fares"
    assert _title(lines, title="Microsoft Word - fares.doc") == "Rules of the Ferry"
    assert _title(lines, title="untitled") == "Rules of the Ferry"
