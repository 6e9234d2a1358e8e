"""Terms, words and stop words."""

import doctest
import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import index.words
from index.words import STOP_WORDS, fold, is_stop_word, mended, terms, word_spans


def test_the_examples_hold() -> None:
    assert doctest.testmod(index.words).failed == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("...", []),
        ("BT-5", ["bt", "5"]),
        ("4:15 pm", ["4", "15", "pm"]),
        ("Größe", ["grosse"]),
        ("Michitarō MICHITARO", ["michitaro", "michitaro"]),
        ("cafe\u0301", ["cafe"]),
        ("Ｆｕｌｌ ｗｉｄｔｈ", ["full", "width"]),
        ("ﬁsh", ["fish"]),
        ("Халхин-Гол", ["халхин", "гол"]),
        ("寺", ["寺"]),
        ("東大寺の鐘", ["東大", "大寺", "寺の", "の鐘"]),
        ("1939年5月", ["1939", "年", "5", "月"]),
        ("\U00020000\U00020001", ["\U00020000\U00020001"]),
        ("a\ud800b", ["a", "b"]),
        ("a\x00b", ["a", "b"]),
        ("soft\u00adware", ["software"]),
        ("soft\u00ad", ["soft"]),
        ("inter-\nnational", ["inter", "national", "international"]),
        ("inter\u00ad\r\n  national", ["inter", "national", "international"]),
        ("Über\u2010 \nmaß", ["uber", "mass", "ubermass"]),
        ("in-\nter-\nnational", ["in", "ter", "national", "international"]),
        ("inter\u00ad\u00adnational", ["inter", "national", "international"]),
        ("BT-\n5, Khalkhin-\nGol", ["bt", "5", "khalkhin", "gol"]),
        ("5-\nfold", ["5", "fold"]),
        ("and -\nso", ["and", "so"]),
        ("long-\n\nterm", ["long", "term"]),
        ("कुमार ने कर्म किया।", ["कुमार", "ने", "कर्म", "किया"]),
        ("ল\u09bf বাংলাদেশ", ["লি", "বাংলাদেশ"]),
        ("தமிழ் மொழி", ["தமிழ்", "ம\u0bc6\u0bbeழி"]),
        ("తై తె", ["త\u0c46\u0c56", "తె"]),
        ("ക്\u200dഷ ක්\u200dෂ", ["ക്ഷ", "ක්ෂ"]),
        ("बढ़ा बढा", ["बढा", "बढा"]),
        ("བོད་ཡིག", ["བོད", "ཡིག"]),
        ("שָׁלוֹם שלום", ["שלום", "שלום"]),
        ("מַעֲלֶה־אֲדֻמִּים", ["מעלה", "אדמים"]),
        ("مُحَمَّد محمد", ["محمد", "محمد"]),
        ("می\u200cخواهم", ["میخواهم"]),
        ("q\u0303a", ["qa"]),
        ("\u0303 \u093f \u200d", []),
        ("कु-\nमार", ["कु", "मार"]),
        ("कु\u00ad\u00adमार", ["कु", "मार", "कुमार"]),
        ("กรุง", ["กร", "รุ", "ุง"]),
    ],
)
def test_terms(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


@given(st.text(st.characters(codec=None, exclude_categories=[])))
def test_terms_of_any_text_can_be_stored_and_are_folded(text: str) -> None:
    for term in terms(text):
        assert term
        assert term.encode()  # no lone surrogate
        assert not any(char.isspace() for char in term)
        if term.isascii():
            assert term == term.lower()


@given(st.text(), st.text())
def test_terms_of_parted_texts_are_those_of_the_parts(left: str, right: str) -> None:
    # The end of one and the beginning of the other may be the halves of a word.
    assume(mended(f"{left}\n{right}") == f"{mended(left)}\n{mended(right)}")
    assert terms(f"{left}\n{right}") == terms(left) + terms(right)


@given(st.text("aB-\u00ad\u2010 \t\r\n", max_size=30))
def test_a_mended_text_is_as_long_and_has_the_same_terms(text: str) -> None:
    read = mended(text)
    assert len(read) == len(text)
    assert all(new in (old, "\u00ad") for old, new in zip(text, read, strict=True))
    assert mended(read) == read
    assert terms(read) == terms(text)


@given(st.text("abcéüñ ÀÖ-'קָמַץ कु़खि́ र्"))
def test_composed_and_decomposed_texts_have_the_same_terms(text: str) -> None:
    assert terms(unicodedata.normalize("NFD", text)) == terms(unicodedata.normalize("NFC", text))


@given(st.text(st.characters(codec=None, exclude_categories=[])))
def test_word_spans_are_ascending_and_of_words(text: str) -> None:
    last = 0
    for start, end in word_spans(text):
        assert last <= start < end <= len(text)
        assert not any(char.isspace() for char in text[start:end])
        last = end


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It's 5 pm", ["It's", "5", "pm"]),
        ("the soldiers’ oath, don’t", ["the", "soldiers", "oath", "don’t"]),
        ("東大寺", ["東", "大", "寺"]),
        ("x東y", ["x", "東", "y"]),
        (
            "soft\u00adware inter\u00ad\u00adnational",
            ["soft\u00adware", "inter\u00ad\u00adnational"],
        ),
        ("कुमार का (काम)", ["कुमार", "का", "काम"]),
        ("l’e\u0301te\u0301, שָׁלוֹם", ["l’e\u0301te\u0301", "שָׁלוֹם"]),
        ("می\u200cخواهم.", ["می\u200cخواهم"]),
        ("कु\u00adमार", ["कु\u00adमार"]),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert [text[start:end] for start, end in word_spans(text)] == words


def test_fold_is_for_comparing() -> None:
    assert fold("Ōsaka") == fold("osaka") == "osaka"
    assert fold("STRASSE") == fold("Straße") == "strasse"
    assert fold("soft\u00adware") == "software"
    assert fold("Ἀθῆναι") == "αθηναι"
    assert fold("Ёж") == "еж"
    assert fold("कर्म") == "कर्म" != fold("करम")
    assert fold("กุ") == "กุ" != fold("กู")


@pytest.mark.parametrize("word", ["the", "The", "DON'T", "don’t", "whom"])
def test_stop_words(word: str) -> None:
    assert is_stop_word(word)


@pytest.mark.parametrize("word", ["", "war", "1939", "year", "first", "without", "против"])
def test_words_that_carry_a_topic(word: str) -> None:
    assert not is_stop_word(word)


def test_stop_words_are_as_they_are_compared() -> None:
    assert all(word == word.casefold() and "’" not in word for word in STOP_WORDS)
