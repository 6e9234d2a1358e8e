r"""Rich Text as Word, LibreOffice, WordPad and TextEdit write it."""

import pytest

from index.document import MarkKind
from index.errors import ReadError
from index.formats import parser
from index.formats.canonical import Parsed

WORD = rb"""{\rtf1\adeflang1025\ansi\ansicpg1252\uc1\adeff31507\deff0\stshfdbch31506
{\fonttbl{\f0\fbidi \froman\fcharset0\fprq2{\*\panose 02020603050405020304}Times New Roman;}
{\f38\fbidi \froman\fcharset238\fprq2 Times New Roman CE;}}{\colortbl;\red0\green0\blue0;}
{\stylesheet{\ql \snext0 Normal;}{\s1\ql\keepn\outlinelevel0 \b \sbasedon0 \snext0 heading 1;}
{\s2\outlinelevel1 \sbasedon0 heading 2;}{\*\cs10 \additive Default Paragraph Font;}
{\s15\qc \sbasedon0 Title;}{\s16\tqr \sbasedon0 toc 1;}}
{\*\listtable{\list\listtemplateid1{\listlevel\levelnfc0{\leveltext\'02\'00.;}}\listid1}}
{\info{\title The Ferry}{\author A. Reed}{\creatim\yr2021\mo5\dy4\hr9}{\*\company X}}
{\header \pard\plain Page head\par}\pard\plain \s15 {\b The Harbour}\par
\pard\plain \s16 Ships\tab 1\par
\pard\plain \s1 Ships\par\pard\plain Ten {\i small} ships came\'85 in \'93May\'94.{\super \chftn
{\footnote \pard\plain {\super \chftn } Or in June.}} {\v hidden}{\deleted gone}All \u322?\u243\'f3d\par
\pard\plain \s2 Whalers\par
\pard They brought:\par
{\listtext\pard\plain 1.\tab}\pard \ls1\ilvl0 oil\par
{\listtext\pard\plain (a)\tab}\pard \ls1\ilvl1 of seals\par
{\listtext\pard\plain\f3 \'b7\tab}\pard \ls2 bone\par
\pard\plain {\field{\*\fldinst { HYPERLINK "http://x.org" }}{\fldrslt {\ul the list}}} ends\line here.\par
}"""
TABLE = (
    rb"{\rtf1\ansi\deff0 {\fonttbl{\f0 Arial;}}\pard These sailed:\par"
    rb"\trowd\trhdr\cellx100\cellx200\cellx300\pard\intbl Year\cell Ship\cell Crew\cell\row"
    rb"\trowd\clvmgf\cellx100\cellx200\cellx300\pard\intbl 1905\cell Ann\cell 7\par men\cell\row"
    rb"\trowd\clvmrg\cellx100\cellx200\cellx300\pard\intbl\cell Bee\cell 9\cell\row"
    rb"\pard After.\par}"
)


def _read(data: bytes) -> Parsed:
    return parser(".rtf")(data)


def _shown(parsed: Parsed) -> list[tuple[str, str, str]]:
    """The kind, the heading and the words of each block."""
    assert parsed.blocks is not None
    return [
        (str(block.kind), " › ".join(block.heading), block.span.of(parsed.text))
        for block in parsed.blocks
    ]


def test_what_word_writes() -> None:
    parsed = _read(WORD)
    whalers = "The Harbour › Ships › Whalers"
    assert _shown(parsed) == [
        ("paragraph", "The Harbour › Ships", "Ten small ships came… in “May”. All łód"),
        ("paragraph", "The Harbour › Ships", "Or in June."),
        ("paragraph", whalers, "They brought:"),
        ("item", whalers, "oil"),
        ("item", whalers, "of seals"),
        ("item", whalers, "bone"),
        ("paragraph", whalers, "the list ends\nhere."),
    ]
    assert "1. oil\n\n  (a) of seals\n\nbone" in parsed.text
    assert (parsed.title, parsed.media) == ("The Ferry", "rtf")
    assert [(m.kind, m.name) for m in parsed.marks] == [
        (MarkKind.AUTHOR, "A. Reed"),
        (MarkKind.DATE, "2021-05-04"),
    ]
    assert parsed.blocks is not None
    assert parsed.blocks[4].context == "They brought › 1. oil"


def test_tables() -> None:
    parsed = _read(TABLE)
    assert parsed.blocks is not None
    assert [(b.context, b.reading) for b in parsed.blocks if b.kind == "row"] == [
        ("These sailed", "Year: 1905; Ship: Ann; Crew: 7 men"),
        ("These sailed", "Year: 1905; Ship: Bee; Crew: 9"),
    ]
    assert parsed.text == ("These sailed:\n\nYear\tShip\tCrew\n1905\tAnn\t7 men\nBee\t9\n\nAfter.")


def test_what_textedit_writes() -> None:
    parsed = _read(
        b"{\\rtf1\\ansi\\ansicpg1252\\cocoartf2761\n{\\fonttbl\\f0\\fswiss\\fcharset0 Helvetica;}\n"
        b"{\\*\\expandedcolortbl;;}\n\\pard\\tx560\\pardirnatural\n\n\\f0\\fs24 \\cf0 The ferry left.\\\n"
        b"\\\nIt sank in \\'95 fog \\\\ \\{dense\\}.\\\n"
        b"{\\listtext\t\\uc0\\u8226 \t}a rope\\\n}"
    )
    assert _shown(parsed) == [
        ("paragraph", "", "The ferry left."),
        ("paragraph", "", "It sank in • fog \\ {dense}."),
        ("item", "", "a rope"),
    ]


def test_what_wordpad_writes() -> None:
    parsed = _read(
        b"{\\rtf1\\ansi\\ansicpg1251\\deff0\\nouicompat{\\fonttbl{\\f0\\fnil\\fcharset204 Calibri;}"
        b"{\\f1\\fnil\\fcharset128 MS Mincho;}{\\f2\\fnil\\fcharset2 Symbol;}}\r\n"
        b"{\\*\\generator Riched20 10.0.19041}\\viewkind4\\uc1\r\n\\pard\\f0\\fs22 "
        b"\\'cc\\'e8\\'f0.\\f1\\'93\\'fa\\'96\\'7b\\f0\\par\r\n"
        b"\\pard{\\pntext\\f2\\'B7\\tab}{\\*\\pn\\pnlvlblt{\\pntxtb\\'B7}}\\fi-360 one\\par}"
    )
    assert _shown(parsed) == [("paragraph", "", "Мир.日本"), ("item", "", "one")]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (rb"a\~b\_c\-d", "a\u00a0b\u2011c\u00add"),
        (rb"\uc2\u8364 EUx \uc0\u8364 y", "€x €y"),
        (rb"\u-10179?\u-8704?", "\U0001f600"),
        (rb"a {\*\unknown skipped {deeper}} b", "a  b"),
        (rb"a{\upr{x}{\*\ud{y}}}b", "axb"),
        (rb"a \bin4 }}{{b", "a b"),
        (rb"a{\*\bkmkstart x}b\page c", "ab\n\nc"),
        (rb"a{\footnote x}b{\footnote y}", "ab\n\nx\n\ny"),
        (rb"a{\shp{\*\shpinst\shpleft1{\sp{\sn n}{\sv v}}{\shptxt \pard In a box.\par}}}b", "ab\n\nIn a box."),
    ],
)  # fmt: skip
def test_signs_and_groups(body: bytes, text: str) -> None:
    assert _read(rb"{\rtf1\ansi " + body + rb"\par}").text == text


def test_titles_in_bold_where_there_are_no_others() -> None:
    body = b"".join(
        rb"\pard\b %s\b0\par " % name + rb"\pard It is told at length here.\par " * 3
        for name in (b"Ships", b"Piers", b"Dues")
    )
    assert [heading for _, heading, _ in _shown(_read(rb"{\rtf1 " + body + b"}"))] == [
        *["Ships"] * 3, *["Piers"] * 3, *["Dues"] * 3,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "it is no Rich Text"),
        (b"plain", "it is no Rich Text"),
        (rb"{\rtf1 }", "it holds no text"),
        (rb"{\rtf1 {\pict 00ff}}", "it holds pictures but no text"),
        (rb"{\rtf1 {a", "it is damaged or cut short"),
        (rb"{\rtf1 " + b"{" * 2_000, "it is nested too deeply"),
    ],
)
def test_what_cannot_be_read_is_told(data: bytes, reason: str) -> None:
    with pytest.raises(ReadError) as caught:
        _read(data)
    assert str(caught.value).startswith(reason)
