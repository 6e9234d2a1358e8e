"""Subtitles: what is said, in paragraphs, with its times, and nothing of what steers a player."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.document import MarkKind
from index.formats import parser, subtitles
from index.formats.canonical import Parsed

TALK = """\
1
00:00:01,000 --> 00:00:04,200
Tonight we look at the <i>bridge</i> over

2
00:00:04,300 --> 00:00:07,900
{\\an8}the Tay, which fell in 1879
while a train &amp; its crew crossed it.

3
00:00:08,000 --> 00:00:11,000
- How many died?
- Some seventy-five, it

4
01:00:11,500 --> 01:00:15,000
was said.

5
01:00:15,600 --> 01:00:17,000
Who built it?

6
01:00:21,000 --> 01:00:22,000
1878 < 1879
"""

FELL = "the Tay, which fell in 1879\nwhile a train & its crew crossed it."


def read(text: str) -> Parsed:
    return subtitles.parse(text.encode())


def told(parsed: Parsed) -> list[str]:
    assert parsed.blocks is not None
    return [block.span.of(parsed.text) for block in parsed.blocks]


def times(parsed: Parsed) -> list[tuple[str, str]]:
    """Each mark's time, and the line that begins at it."""
    assert {mark.kind for mark in parsed.marks} <= {MarkKind.TIME}
    return [(m.name, parsed.text[m.start :].partition("\n")[0]) for m in parsed.marks]


def webvtt(*cues: str) -> str:
    return "\n\n".join(["WEBVTT", *cues]) + "\n"


def test_sentences_go_on_from_cue_to_cue() -> None:
    parsed = read(TALK)
    assert told(parsed) == [
        f"Tonight we look at the bridge over\n{FELL}",
        "- How many died?",
        "- Some seventy-five, it",  # an hour goes by
        "was said.\nWho built it?",
        "1878 < 1879",
    ]
    assert parsed.text == "\n\n".join(told(parsed))
    assert (parsed.media, parsed.title, parsed.encoding) == ("subtitles", "", "utf-8")


def test_the_time_of_each_cue() -> None:
    assert times(read(TALK)) == [
        ("0:00:01", "Tonight we look at the bridge over"),
        ("0:00:04", "the Tay, which fell in 1879"),
        ("0:00:08", "- How many died?"),
        ("0:00:08", "- Some seventy-five, it"),
        ("1:00:11", "was said."),
        ("1:00:15", "Who built it?"),
        ("1:00:21", "1878 < 1879"),
    ]


def test_the_line_of_each_cue() -> None:
    lines = TALK.splitlines()
    for mark in read(TALK).marks[:2]:
        begin = read(TALK).text[mark.start :].partition("\n")[0]
        assert begin.split()[-1] in lines[mark.number - 1]
    assert [mark.number for mark in read(TALK).marks] == [3, 7, 12, 12, 17, 21, 25]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("within", ["\v", "\f", "\x1c", "\x85", "\u2028", "\u2029"])
def test_only_what_ends_a_line_for_an_editor_is_counted(end: str, within: str) -> None:
    text = f"1\n0:01 --> 0:02\nOne{within}of them\n\n2\n0:02 --> 0:03\n{'Two ' * 90}\n"
    parsed = read(text.replace("\n", end))
    assert parsed.text == "One of them\n" + " ".join(["Two"] * 90)
    assert [mark.number for mark in parsed.marks] == [3, 7]


def test_a_turn_ends_with_its_sentence() -> None:
    text = "00:01 --> 00:02\n- Go\n\n00:02 --> 00:03\nhome.\n\n00:03 --> 00:04\nHe went.\n"
    assert told(read(text)) == ["- Go\nhome.", "He went."]


def test_who_speaks_is_context() -> None:
    parsed = read(
        webvtt(
            "00:01.000 --> 00:02.000 align:start\n<v.loud Ann Lee>Who dug <c.red>it</c>,",
            "00:02.000 --> 00:03.000\nand when?</v>",
            "00:03.000 --> 00:04.000\nNobody knows.",
            "00:04.000 --> 00:05.000\n<v Bob>I &lt;do&gt;.",
        )
    )
    assert parsed.blocks is not None
    found = [(block.span.of(parsed.text), block.context) for block in parsed.blocks]
    assert found == [
        ("Who dug it,\nand when?", "Ann Lee"),
        ("Nobody knows.", ""),
        ("I <do>.", "Bob"),
    ]


def test_notes_styles_and_names_of_cues_are_no_text() -> None:
    text = (
        "\ufeffWEBVTT - The Tay\nKind: captions\n\nSTYLE\n::cue { color: red }\n\nNOTE made\nby hand\n\n"
        "intro\n00:01.000 --> 00:02.000\nIt\nfell.\n\nNOTE again\n\n00:02.000 --> 00:03.000\n"
    )
    parsed = read(text)
    assert (told(parsed), parsed.title) == (["It\nfell."], "The Tay")


def test_what_a_machine_shows_twice_is_told_once() -> None:
    parsed = read(
        webvtt(
            "00:00.000 --> 00:02.000\n \nso<00:00:00.480><c> today</c> we look",
            "00:02.000 --> 00:02.010\nso today we look\n ",
            "00:02.010 --> 00:04.000\nso today we look\nat<00:00:03.000><c> the mill</c>",
            "00:04.000 --> 00:04.010\nat the mill\n ",
            "00:04.010 --> 00:06.000\nat the mill\nin Dale",
        )
    )
    assert told(parsed) == ["so today we look\nat the mill\nin Dale"]
    assert [name for name, _ in times(parsed)] == ["0:00:00", "0:00:02", "0:00:04"]


def test_what_people_say_twice_is_told_twice() -> None:
    text = "00:01 --> 00:02\nNo.\n\n00:02 --> 00:03\nNo.\n\n00:03 --> 00:04\nOh\n\n00:04 --> 00:05\nI see.\n"
    assert told(read(text)) == ["No.\nNo.\nOh\nI see."]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("1\n0:01 --> 0:02\nOne\n2\n0:02 --> 0:03\nTwo\n", ["One", "Two"]),  # no empty lines
        ("00:00:01.5 -->00:00:02,25 X1:40\nOne\n", ["One"]),
        ("1\r\n00:01,0 --> 00:02,0\r\nOne\r\n\r\nmore\r\n", ["One", "more"]),
        ("00:01 --> 00:02\n42\n\n7\n00:02 --> 00:03\nx\n", ["42", "x"]),
        ("0:01 --> 0:02\n0:02 --> 0:03\n1984\n0:03 --> 0:04\nYes.\n", ["1984", "Yes."]),
        ("0:01 --> 0:02\nOne\n2\n0:02 --> 0:03\nTwo\n3\n0:03 --> 0:04\nx\n", ["One", "Two", "x"]),
        ("\ufeff1\n0:01 --> 0:02\n1984\n2\n0:02 --> 0:03\nTwo\n", ["1984", "Two"]),
        ("00:05 --> 00:01\nOne\n", ["One"]),
        ("00:01 --> 00:02\n<i></i>\n\n00:02 --> 00:03\na < b > c <y>\n", ["a < b > c <y>"]),
        ("00:01 --> 00:02\n>> Go\n>> Why?\n", [">> Go", ">> Why?"]),
    ],
)
def test_cues_that_are_not_quite_so(text: str, lines: list[str]) -> None:
    parsed = read(text)
    assert "\n".join(told(parsed)).split("\n") == lines


@pytest.mark.parametrize("text", ["No cue at all.\n", "WEBVTT\n\nNOTE only\n", "7\n"])
def test_without_cues_it_is_plain_text(text: str) -> None:
    assert read(text) == Parsed(text, "utf-8")


def test_cues_without_words_are_no_text() -> None:
    assert read("00:01 --> 00:02\n<i></i>\n").text == ""


def test_paragraphs_end() -> None:
    def cues(line: str, count: int) -> str:
        return "".join(
            f"{n // 60}:{n % 60:02} --> 9:59:59\n{line.format(n)}\n\n" for n in range(count)
        )

    stopped = told(read(cues("The keeper of the bell rang it at {}.", 30)))
    assert [len(paragraph.split()) for paragraph in stopped] == [126, 126, 18]
    endless = told(read(cues("and then he rang{}", 25)))
    assert [len(paragraph.split()) for paragraph in endless] == [40, 40, 20]


lines = st.lists(
    st.sampled_from(
        ["WEBVTT", "", " ", "1", "NOTE x", "00:01 --> 00:02", "0:01:02.5 --> 0:01:03.5 a:b"]
    )
    | st.text(st.sampled_from("aé.?-<v >&{}\\7"), max_size=12),
    max_size=30,
)


@settings(deadline=None)
@given(lines.map("\n".join))
def test_the_text_is_its_blocks_and_every_mark_begins_a_line(text: str) -> None:
    parsed = read(text)
    if parsed.blocks is None:
        assert parsed.text == text
        return
    assert parsed.text == "\n\n".join(told(parsed))
    starts = [mark.start for mark in parsed.marks]
    assert starts == sorted(starts)
    for start in starts:
        assert start == 0 or parsed.text[start - 1] == "\n"
    assert bool(starts) == bool(parsed.text)


def test_both_suffixes() -> None:
    for suffix in (".srt", ".vtt"):
        assert parser(suffix)(TALK.encode()).media == "subtitles"
