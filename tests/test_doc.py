"""Files of Word 97 to 2003."""

import doctest

import pytest

import index.formats.doc_file
from index.errors import ReadError
from index.formats import parser
from index.formats.canonical import Parsed
from tests.old_word import CELL, HEADER, ROW, P, compound, item, word

BODY = [
    P("Ships", style=1),
    P("Ten small ships came… in “May”."),
    P("Whalers", style=2),
    P("They brought:"),
    P("oil", codes=item(0)),
    P("of seals", codes=item(1)),
    P('See \x13 HYPERLINK "x" \x14the list\x15\x02, a re\x1fport\x0bbelow.\x01'),
    P("These sailed:"),
    P("Year", "\x07", codes=CELL),
    P("Ship", "\x07", codes=CELL),
    P("", "\x07", codes=HEADER),
    P("1905", "\x07", codes=CELL),
    P("Ann", codes=CELL),
    P("of Hull", "\x07", codes=CELL),
    P("", "\x07", codes=ROW),
    P("After.", "\x0c"),
]


def _read(data: bytes) -> Parsed:
    return parser(".doc")(data)


def _shown(parsed: Parsed) -> list[tuple[str, str, str]]:
    """The kind, the heading and the words of each block."""
    assert parsed.blocks is not None
    return [
        (str(block.kind), " › ".join(block.heading), block.reading or block.span.of(parsed.text))
        for block in parsed.blocks
    ]


def test_the_examples_hold() -> None:
    assert doctest.testmod(index.formats.doc_file).failed == 0


@pytest.mark.parametrize("compressed", [False, True])
def test_text_headings_lists_and_tables(compressed: bool) -> None:
    parsed = _read(word(BODY, [P("\x02Or in June.")], compressed=compressed))
    whalers = "Ships › Whalers"
    assert _shown(parsed) == [
        ("paragraph", "Ships", "Ten small ships came… in “May”."),
        ("paragraph", whalers, "They brought:"),
        ("item", whalers, "oil"),
        ("item", whalers, "of seals"),
        ("paragraph", whalers, "See the list, a re\u00adport\nbelow."),
        ("paragraph", whalers, "These sailed:"),
        ("row", whalers, "Year: 1905; Ship: Ann of Hull"),
        ("paragraph", whalers, "After."),
        ("paragraph", "", "Or in June."),
    ]
    assert (parsed.title, parsed.media) == ("Ships", "doc")
    assert parsed.blocks is not None
    assert [b.context for b in parsed.blocks[3:4]] == ["They brought › oil"]
    assert parsed.blocks[6].context == "These sailed"


def test_characters_beyond_the_first_plane() -> None:
    assert (
        _read(word([P("a \U0001f600 b"), P("日本", style=1), P("c")])).text
        == "a \U0001f600 b\n\n日本\n\nc"
    )


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "it is no old Word file"),
        (b"plain", "it is no old Word file"),
        (word([P("")]), "it holds no text"),
        (word([P("\x01")], more={"Data": b"x"}), "it holds pictures but no text"),
        (word([P("a")], flags=0x0100), "it is encrypted"),
        (word([P("a")], version=0x65), "it is of a Word before Word 97"),
        (compound({"EncryptedPackage": b"x"}), "it is encrypted"),
        (compound({"Workbook": b"x"}), "it is another kind of Office file"),
        (compound({"WordDocument": b"x"}), "it is damaged (it does not begin"),
        (word([P("a")]).replace(b"1\0T\0a\0b\0l\0e", b"2\0T\0a\0b\0l\0e"), "it is damaged (where its text"),
        (word([P("a")])[:2_000], "it is damaged"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told(data: bytes, reason: str) -> None:
    with pytest.raises(ReadError) as caught:
        _read(data)
    assert str(caught.value).startswith(reason)


@pytest.mark.parametrize(
    ("data", "media"),
    [(b"\n{\\rtf1 Ships sail.\\par}", "rtf"), (b"<HTML><p>Ships sail.</p></HTML>", "html")],
)
def test_other_files_that_are_named_so(data: bytes, media: str) -> None:
    parsed = _read(data)
    assert (parsed.text, parsed.media) == ("Ships sail.", media)
