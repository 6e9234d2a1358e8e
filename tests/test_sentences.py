"""Sentences: where they end, where they do not, and that nothing is lost between them."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.document import Span
from index.sentences import MOST_CHARACTERS, MOST_WORDS, count_words, pieces, sentences

SEEDS = Path(__file__).parent.parent / "seeds"


def split(text: str) -> list[str]:
    return [span.of(text) for span in sentences(text, Span(0, len(text)))]


WHOLE = [
    "On 14 May, Lt. Col. Yaozo Azuma led the regiment.",
    "Lt. Gen. Michitaro Komatsubara planned an assault.",
    'The town has a "G. K. Zhukov Museum" of its own.',
    "J. Lkhagvasuren was there.",
    "Japan used 1.6 million rounds and 7.62 mm guns.",
    "See No. 5 and No. 12 of the list.",
    "It took effect at 1:10 p.m. on the day.",
    "The U.S. Army and the U.S.S.R. forces met.",
    "He quoted Smith et al. Jones was cited, too.",
    "The battle (cf. Coox 1985, pp. 573–4) was long.",
    "On 3 Sept. 1939 the war began.",
    "The firm, Acme Inc. Holding, was sold.",
    "Dr. Brown vs. Mr. Green, e.g. Case 4, i.e. The Case.",
    '"If the Japanese enter on Hitler\'s side ... Our cause is hopeless."',
    "It was hopeless… because it was late.",
    "Enemy No.1 was known, www.example.com says.",
    "1. It is believed.",
    "14.2.1. The supplier shall pay.",
    "3.a. Either party may end it.",
    "He lived on St. James Street.",
    "It was sold in the burgh at 1s. 10d. the peck.",
    "The crew gave £4 3s. 6d. in all.",
    "They took the effects of Alexr. Birnie and of Wm. Mudie.",
    "She sailed on Wed. 23 March 1853.",
    "51/7. Fire inquiry of 1851.",
    "By cl. 4 and paras. 5 and 6, Sched. 2, reg. 7 it ended.",
    "See Parl. Papers 1849, Cmnd. 1234, and R. v. Inland Revenue Commrs. Smith.",
    "彼は「もう行く。」と言った。",
    "World War II, vol. 2, ed. Smith, is out.",
    "Maj. Genl. Stahel and Lieut. Hale led the 6th W. Va. Cavy. Regt. Monday.",
]

PARTS = [
    ("It ended. Nobody came.", ["It ended.", "Nobody came."]),
    ("He left Va. The mail was robbed.", ["He left Va.", "The mail was robbed."]),
    ("Why? Nobody knows!! Really.", ["Why?", "Nobody knows!!", "Really."]),
    (
        'He said "Stop." Then he left. (So it goes.) Next.',
        ['He said "Stop."', "Then he left.", "(So it goes.)", "Next."],
    ),
    (
        "Conquest of the Empire.[page needed] Also, events followed. [12] More.",
        ["Conquest of the Empire.[page needed]", "Also, events followed. [12]", "More."],
    ),
    ("They met in the U.S. The talks failed.", ["They met in the U.S.", "The talks failed."]),
    ("That was World War I. Germany lost.", ["That was World War I.", "Germany lost."]),
    ("It closed at 5 p.m. Guests left.", ["It closed at 5 p.m.", "Guests left."]),
    ("Bread, milk etc. Then more.", ["Bread, milk etc.", "Then more."]),
    ("It was 1939. 400 tanks came.", ["It was 1939.", "400 tanks came."]),
    ("Is it? No. He went.", ["Is it?", "No.", "He went."]),
    (
        "It is a reg. He went. See para. The end.",
        ["It is a reg.", "He went.", "See para.", "The end."],
    ),
    ("And then… Nothing.", ["And then…", "Nothing."]),
    (
        "東大寺は古い。大仏は「大きい」。終わり！次",
        ["東大寺は古い。", "大仏は「大きい」。", "終わり！", "次"],
    ),
    ("Он ушёл. Она осталась.", ["Он ушёл.", "Она осталась."]),
    ("هل جاء؟ نعم جاء.", ["هل جاء؟", "نعم جاء."]),
    ("Good. 👍 Thanks.", ["Good.", "👍 Thanks."]),
    ("No stop here\n\nSecond", ["No stop here", "Second"]),
    ("No stop here\r\n\r\nSecond", ["No stop here", "Second"]),
    ("One line\nof two. Next", ["One line\nof two.", "Next"]),
    (
        "i saw it. it was small. u.s. planes came.",
        ["i saw it.", "it was small.", "u.s. planes came."],
    ),
    ("It was small. and odd.", ["It was small. and odd."]),
    ("   ", []),
]


@pytest.mark.parametrize("text", WHOLE)
def test_one_sentence_stays_one(text: str) -> None:
    assert split(text) == [text]


@pytest.mark.parametrize(("text", "expected"), PARTS)
def test_sentences_end_where_a_reader_ends_them(text: str, expected: list[str]) -> None:
    assert split(text) == expected


def test_only_the_span_is_read() -> None:
    text = "Before. One. Two. After."
    assert [span.of(text) for span in sentences(text, Span(8, 17))] == ["One.", "Two."]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("— … !", 0),
        ("one two, three", 3),
        ("1.6 million rounds", 3),
        ("don't e-mail", 2),
        ("東大寺は", 2),
        ("2003年", 2),
        ("日本 is Japan", 3),
    ],
)
def test_words_are_counted_in_any_script(text: str, words: int) -> None:
    assert count_words(text) == words


def test_a_sentence_too_long_is_cut_at_the_best_separator() -> None:
    parts = ["word " * 50 + "end", "word " * 50 + "end", "word " * 50 + "end"]
    for separator in ("; ", " – ", ", "):
        text = separator.join(parts)
        cut = split(text)
        assert len(cut) > 1
        assert all(count_words(part) <= MOST_WORDS for part in cut)
        assert all(part.endswith(("end", "end" + separator.rstrip())) for part in cut)


def test_no_figure_is_cut() -> None:
    text = "1,739 2,100 goats " * 80
    cut = split(text)
    assert len(cut) > 1
    assert all(part.split()[0] in ("1,739", "2,100", "goats") for part in cut)


def test_a_blob_without_spaces_is_cut_hard() -> None:
    cut = split("QUJD" * 2_000)
    assert "".join(cut) == "QUJD" * 2_000
    assert all(len(part) <= MOST_CHARACTERS for part in cut)


def test_a_hard_cut_parts_no_character_from_its_marks() -> None:
    text = "e\u0301" * 2_000
    assert all(span.of(text)[0] == "e" for span in pieces(text, 0, len(text)))


@pytest.mark.slow
def test_work_grows_with_the_text_only() -> None:
    """Ten times the text, ten times the sentences: each piece is looked at by itself."""
    for unit in ("a. ", "Aa. ", "?! ", ".[", "...", "x" + " " * 50, '."', "\n \n"):
        one, ten = (len(split(unit * 300 * times)) for times in (1, 10))
        assert ten <= 10 * one + 10


def test_the_one_line_article() -> None:
    text = next(SEEDS.glob("003*")).read_bytes().decode()
    cut = split(text)
    assert cut[0].endswith("Mongolia, Japan and Manchukuo in 1939.")
    assert cut[1] == (
        "The conflict was named after the river Khalkhin Gol, which passes through the battlefield."
    )
    assert "Coox 1985, p.\xa0578." in cut
    assert any(part.endswith("the Japanese Empire.[page\xa0needed]") for part in cut)
    assert max(map(count_words, cut)) <= MOST_WORDS


TEXTS = st.text(
    st.one_of(
        st.sampled_from(" \n\r\t.!?…。！\"'”)([]A1aéñй漢かעمไ,;–-"),
        st.sampled_from(["\u0301", "\u200d", "👩", "\u2067", "\u2028", "\x0c"]),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=200,
)


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_spans_hold_everything_but_space_in_order(text: str) -> None:
    if not text:
        return
    spans = sentences(text, Span(0, len(text)))
    position = 0
    for span in spans:
        assert not text[position : span.start].strip()
        assert span.start >= position
        assert span.of(text) == span.of(text).strip()
        position = span.end
    assert not text[position:].strip()


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sampled_from(["word ", "漢字", ", ", "\u0301", "x" * 90]), max_size=400))
def test_no_sentence_is_too_long(tokens: list[str]) -> None:
    text = "".join(tokens)
    for part in split(text) if text else []:
        assert count_words(part) <= MOST_WORDS
        assert len(part) <= MOST_CHARACTERS


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("It cost 1s. He paid 10d. then.", ["It cost 1s.", "He paid 10d. then."]),
        ("It cost 3s. 14 men paid.", ["It cost 3s.", "14 men paid."]),
        ("She loved the Sun. It rose.", ["She loved the Sun.", "It rose."]),
        ("We saw the Sun. 300 of us cheered.", ["We saw the Sun.", "300 of us cheered."]),
        ("She married Thos. He was old.", ["She married Thos.", "He was old."]),
    ],
)
def test_what_may_be_an_abbreviation_ends_a_sentence_too(text: str, parts: list[str]) -> None:
    assert split(text) == parts
