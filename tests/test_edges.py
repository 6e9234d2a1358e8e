"""Where the words that answer begin and end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.document import Span
from qa.edges import tidied, whole_lines
from tests.asking import span_of


@pytest.mark.parametrize(
    ("text", "found", "told"),
    [
        # Marks of emphasis and code.
        ("**Goats:** 14 days.", "** 14 days", "14 days"),
        ("Send **BLEAT**.", "BLEAT**", "BLEAT"),
        ("Run ``graze`` again.", "graze`` again", "``graze`` again"),
        ("In **Herd** modes", "Herd** modes", "**Herd** modes"),
        ("as **1-2 goats/day** each", "as **1-2 goats", "as **1-2 goats/day**"),
        ("usually **two goats** each", "**two goats**", "two goats"),
        ("usually **two** or **six** each", "**two** or **six", "two** or **six"),
        ("see `herd.", "`herd", "herd"),
        # Brackets and quotation marks.
        ("AREA(0-24)/MIN > 400", "0-24)/MIN > 400", "AREA(0-24)/MIN > 400"),
        ("twice (height in feet - 6) kg", "feet - 6) kg", "(height in feet - 6) kg"),
        ("six feet (to the horns).", "six feet (to the horns", "six feet (to the horns)"),
        ("six feet (to the horns or the ears).", "six feet (to the horns", "six feet"),
        ("b) the goat", "b) the goat", "b) the goat"),
        ("the [old goat](a.md) there", "the [old", "the [old goat]"),
        ("say ‘no goats’ here", "no goats’ here", "‘no goats’ here"),
        ("don’t say goats’ horns", "say goats’ horns", "say goats’ horns"),
        # What is said beside.
        ("Do feed goats each day (Strong advice, good proof)", "", "Do feed goats each day"),
        (
            "Do feed goats each day (at 9 with pails)",
            "",
            "Do feed goats each day (at 9 with pails)",
        ),
        ("Feed goats (Strong advice, good proof)", "", "Feed goats (Strong advice, good proof)"),
        # Words with a dot, signs.
        ("write `herd.yaml` first", "write `herd.", "write `herd.yaml`"),
        ("at noon. Then", "noon", "noon"),
        ("++ meadow: 8 ++ hill: 9", "++ meadow: 8", "meadow: 8"),
        ("[,6]\thorns", ",6", "6"),
        ("# the goats", "# the goats", "the goats"),
        ("is < 4 goats", "< 4 goats", "< 4 goats"),
        ("use --herd 4", "--herd 4", "--herd 4"),
        ("herds < 100 goats", "100 goats", "< 100 goats"),
        ("herds of <b>100</b>", "100", "100"),
        ("so\n> 100 goats", "100 goats", "100 goats"),
    ],
)
def test_the_ends_of_an_answer(text: str, found: str, told: str) -> None:
    """Where nothing is ``found``, the whole text is."""
    assert tidied(text, span_of(text, found or text), Span(0, len(text))).of(text) == told


def test_a_remark_that_is_asked_for_stays() -> None:
    text = "Do feed the goats daily (Strong advice, good evidence)"
    question = "How good is the evidence that goats need food?"
    whole = Span(0, len(text))
    assert tidied(text, whole, whole, question) == whole


def test_nothing_is_taken_from_beyond_what_is_quoted() -> None:
    text = "AREA(0-24) and **herd** (big)"
    for words in ("0-24)", "herd** (big"):
        found = span_of(text, words)
        assert tidied(text, found, found).of(text) in words


def test_code_over_a_line_end_is_told_in_whole_lines() -> None:
    text = "$ graze --far\n  $ herd 'a*' here\n  # frees: grass\n$ end"
    assert whole_lines(text, span_of(text, "'a*' here\n  # frees"), Span(0, len(text))).of(
        text
    ) == ("$ herd 'a*' here\n  # frees: grass")
    one = span_of(text, "'a*'")
    assert whole_lines(text, one, Span(0, len(text))) == one


@given(st.text(alphabet="a1 .*`([)]‘’“”+<-_\n", min_size=1, max_size=40), st.data())
def test_an_answer_stays_in_its_quote_and_keeps_a_word(text: str, data: st.DataObject) -> None:
    edges = st.integers(0, len(text))
    first, start, end, last = sorted(data.draw(st.tuples(edges, edges, edges, edges)))
    if start == end or not any(char.isalnum() for char in text[start:end]):
        return
    found = tidied(text, Span(start, end), Span(first, last))
    assert first <= found.start < found.end <= last
    assert any(char.isalnum() for char in found.of(text))
