"""Quotes that say the same become one; quotes that overlap cannot both be kept."""

import itertools
import re
from difflib import SequenceMatcher

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.document import Document, Span
from index.words import terms
from qa.merge import Merged, merge
from qa.signals import Window
from tests.asking import window_of
from tests.conftest import SEEDS
from tests.samples import document

WITH_LINES, ONE_LINE = (
    document(file.name, file.read_bytes().decode())
    for file in sorted(SEEDS.iterdir())
    if file.name.startswith(("002", "003"))
)


def _merged(limit: int, *windows: Window) -> list[Merged]:
    return merge([(window, -float(n)) for n, window in enumerate(windows)], limit)


def _texts(merged: list[Merged]) -> list[list[str]]:
    """Of each quote, its words and those of its copies."""
    return [
        [window.span.of(window.hit.passage.document.text) for window in (item.window, *item.copies)]
        for item in merged
    ]


def _docs(*texts: str) -> list[Window]:
    """Each text as a document of its own and a window over all of it."""
    return [window_of(document(f"{n}.txt", text), text) for n, text in enumerate(texts)]


def test_the_seeds_two_versions_of_an_article() -> None:
    """One quote, and both places."""
    said = (
        "The Soviet Union and Japan agreed to a cease-fire on 15 September; it took effect the "
        "following day at 1:10 pm."
    )
    other = window_of(ONE_LINE, said)
    (quote,) = _merged(3, window_of(WITH_LINES, said), other)
    assert quote.window.hit.passage.document.path == WITH_LINES.path
    assert [copy.hit.passage.document.path for copy in quote.copies] == [ONE_LINE.path]
    assert quote.copies[0].span == other.span


def test_most_sentences_of_the_shorter_version_merge_with_their_twins() -> None:
    sentences = re.findall(r"[A-Z][^.!?\n=|]{60,300}\.(?= )", ONE_LINE.text)
    shared = [text for text in sentences if text in WITH_LINES.text]
    assert len(shared) > 50
    for text in shared[::5]:
        merged = _merged(3, window_of(ONE_LINE, text), window_of(WITH_LINES, text))
        assert [len(item.copies) for item in merged] == [1]


def test_every_place_is_listed() -> None:
    text = "The ferry crossed the harbour at noon with nine goats."
    more = f"{text} They came from the meadow above."
    windows = _docs(text, text.upper(), more, text.replace("crossed", "would cross"))
    (quote,) = _merged(3, *windows)
    assert quote.window is windows[0]
    assert sorted(copy.hit.passage.document.path for copy in quote.copies) == [
        "1.txt",
        "2.txt",
        "3.txt",
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The division lost 8,440 men on the river that day.", "8,440 → 8,441"),
        ("They signed the pact in Moscow on 13 April 1941 at noon.", "1941 → 1942"),
        ("The army sent 9 tanks over the bridge before dawn.", "9 → 19"),
        ("The army sent three tanks over the bridge before dawn.", "three → four"),
        ("The army sent twenty tanks over the bridge before dawn.", "twenty → 20"),
        ("In 1939 the 23rd Division of the army was destroyed.", "23rd → 24th"),
    ],
)
def test_figures_that_differ_never_merge(one: str, other: str) -> None:
    old, new = other.split(" → ")
    changed = one.replace(old, new)
    assert changed != one
    assert _texts(_merged(3, *_docs(one, changed))) == [[one], [changed]]


@given(
    words=st.lists(st.sampled_from(["alpha", "beta", "gamma", "delta", "river"]), min_size=1),
    figures=st.lists(st.integers(0, 9999), min_size=2, max_size=2, unique=True),
    at=st.integers(0, 50),
)
def test_two_texts_that_differ_in_one_figure_never_merge(
    words: list[str], figures: list[int], at: int
) -> None:
    texts = []
    for figure in figures:
        changed = list(words)
        changed.insert(at, str(figure))
        texts.append(" ".join(changed))
    assert _texts(_merged(5, *_docs(*texts))) == [[texts[0]], [texts[1]]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("OR goats | < 18 a boat", "OR goats | >= 18 a boat"),
        ("goats | <18", "goats | > 18"),
        ("goats | 18", "goats | ≤ 18"),
        ("goats | 3+", "goats | 3"),
        ("goats | ~ 4", "goats | 4"),
        ("goats | 5 ± 1", "goats | 5 1"),
        ("goats | +3", "goats | -3"),
        ("goats | 7%", "goats | 7"),
        ("<td>Goats aboard each boat</td><td>< 18</td>", "Goats aboard each boat: > 18"),
        ("Goats aboard are at all times ≥ 18 a boat.", "Goats aboard are at all times 18 a boat."),
    ],
)
def test_what_signs_make_another_figure_does_not_merge(one: str, other: str) -> None:
    assert _texts(_merged(2, *_docs(one, other))) == [[one], [other]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("goats | < 18", "| goats | <18 |"),
        ("goats | ≥ 18%", "goats | >= 18 percent"),
        ("> 18 goats\n> were aboard", "18 goats were aboard"),
        ("<td><b>Goats</b></td><td>18</td>", "Goats | 18"),
        ("18 goats -> 4 boats", "18 goats => 4 boats"),
    ],
)
def test_signs_written_otherwise_merge(one: str, other: str) -> None:
    assert _texts(_merged(2, *_docs(one, other))) == [[one, other]]


@pytest.mark.parametrize(
    "target", ["(../2021/fares.md)", "(mailto:pier@example.org)", "({{ site.fares }})", ""]
)
def test_links_to_other_places_are_read_alike(target: str) -> None:
    told = "Nobody pays at night, but for a cart, for which see [the fares of the pier]{}."
    one, other = told.format("(https://example.org/7/fares)"), told.format(target)
    assert _texts(_merged(3, *_docs(one, other))) == [[one, other]]
    assert len(_merged(3, *_docs(one, other.replace("night", "noon")))) == 2


def test_other_sentences_on_one_subject_do_not_merge() -> None:
    texts = (
        "The ferry left the harbour at noon with nine goats.",
        "The ferry came back to the harbour in the evening without a goat.",
    )
    assert _texts(_merged(3, *_docs(*texts))) == [[texts[0]], [texts[1]]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "The tenant may sublet the premises or any part of them with prior written consent.",
            "The tenant may not sublet the premises or any part of them with prior written consent.",
        ),
        (
            "The landlord pays the bill for water and the tenant pays the bill for electricity.",
            "The tenant pays the bill for water and the landlord pays the bill for electricity.",
        ),
        (
            "Present: Ines Okafor, Ben Hall, Tomas Reyes. Apologies: Piotr Zalewski.",
            "Present: Ines Okafor, Ben Hall, Piotr Zalewski. Apologies: Tomas Reyes.",
        ),
        (
            "Like -iname, but the contents of the symbolic link are matched.",
            "Like -ilname, but the contents of the symbolic link are matched.",
        ),
        (
            "Every member of the board can sign for the company until the end of May.",
            "Every member of the board can sign for the company, unless absent, until the end of May.",
        ),
        (
            "The gate to the lower field is opened by the keeper at dawn.",
            "The gate to the lower field is opened by the keeper of goats at dawn.",
        ),
        (
            "Together with the chair and the treasurer, decide about the property of the goats.",
            "Decide about the property of the goats.",
        ),
        (
            "The valve of the boiler opens where the pressure in it is below five bars.",
            "The valve of the boiler opens where the pressure in it is above five bars.",
        ),
        (
            "Most visitors of the museum come by the ferry from the mainland.",
            "Few visitors of the museum come by the ferry from the mainland.",
        ),
        (
            "The water of the lake is kept at -12 degrees in the winter months.",
            "The water of the lake is kept at 12 degrees in the winter months.",
        ),
        (
            "The tenant may sublet the premises or any part of them.",
            "The tenant may sublet the premises or any part of them with prior written consent.",
        ),
    ],
)
def test_what_a_word_or_two_turn_does_not_merge(one: str, other: str) -> None:
    assert _texts(_merged(3, *_docs(one, other))) == [[one], [other]]
    assert _texts(_merged(3, *_docs(other, one))) == [[other], [one]]


@pytest.mark.parametrize(
    "longer",
    [
        "{}. It was a day without wind, and no other boat had left before.",
        "It was a day without wind, and no other boat had left before. {}.",
        "On the boats of the lower field\n{}.",
        "{}.[citation needed] It was a day without wind on the river.",
    ],
)
def test_sentences_beside_are_no_other_text(longer: str) -> None:
    """The shorter stands in the longer; where it stands alone, the longer does not stand."""
    said = "The ferry left the harbour at noon with nine goats and a piano"
    other = longer.format(said)
    assert _texts(_merged(3, *_docs(said, other))) == [[said, other]]
    assert _texts(_merged(3, *_docs(other, said))) == [[other]]


def test_a_part_of_a_quote_is_no_place_of_it() -> None:
    """A row that a longer list names is not where the rest of that list is told."""
    quote = (
        "There have been served no fewer than 14,210 quarts. The Committee acknowledge: "
        "The Earl of Southesk, £20; Provost Lorimer, £10; the Whale-Fishing Company, £15."
    )
    row = "| The Earl of Southesk | £20 |"
    assert _texts(_merged(3, *_docs(quote, row))) == [[quote]]
    assert _texts(_merged(3, *_docs(row, quote))) == [[row, quote]]


def test_a_place_grows_to_what_would_be_quoted_there() -> None:
    """Windows cut otherwise than the quote hide that all of it stands there."""
    one, two = "The ferry left at noon with nine goats.", "Three of the goats swam home at night."
    text = f"{one} {two}"
    first, there = (document(name, text) for name in ("a.txt", "b.txt"))
    windows = [(window_of(first, text), 0.0), (window_of(there, one), -1.0)]
    (quote,) = merge(windows, 3, lambda window: (Span(0, len(text)),))
    assert [copy.span for copy in quote.copies] == [Span(0, len(text))]


_SENTENCES = (
    "The ferry left the harbour at noon with nine goats.",
    "It was a day without wind and no other boat went out.",
    "The committee thanks the Earl for 20 pounds and the Company for 15.",
    "No fewer than 14,210 quarts of soup were served in the winter.",
    "| The Earl | 20 |",
    "Coals",
)


@given(texts=st.lists(st.lists(st.sampled_from(_SENTENCES), min_size=1, max_size=4), max_size=8))
def test_a_quote_stands_in_every_place_it_is_told_of(texts: list[list[str]]) -> None:
    for item in _texts(_merged(4, *_docs(*map(" ".join, texts)))):
        quoted = terms(item[0])
        for place in item[1:]:
            blocks = SequenceMatcher(None, quoted, terms(place), False).get_matching_blocks()
            assert sum(block.size for block in blocks) >= 0.8 * len(quoted)
            assert {w for w in quoted if w.isdigit()} <= set(terms(place))


def test_few_words_merge_only_when_they_are_the_same() -> None:
    assert _texts(_merged(3, *_docs("At noon, Monday", "at noon Monday"))) == [
        ["At noon, Monday", "at noon Monday"]
    ]
    assert len(_merged(3, *_docs("At noon Monday", "At noon Tuesday"))) == 2


def test_one_that_says_much_more_waits_for_a_closer_one() -> None:
    short = "The ferry left the harbour at noon with nine goats."
    long = f"{short} The sea was calm and the sky was clear all the way to the other shore."
    doc = document("long.txt", long)
    first = window_of(document("short.txt", short), short)
    wide, close = window_of(doc, long), window_of(doc, short)
    (quote,) = _merged(3, first, wide, close)
    assert quote.copies == [close]
    (quote,) = _merged(3, first, wide)
    assert quote.copies == [wide]


def test_windows_that_overlap_one_before_are_left_out() -> None:
    text = "One goat ate. Two goats slept. Three goats sang."
    doc = document("a.txt", text)
    kept = _merged(
        5,
        window_of(doc, "Two goats slept."),
        window_of(doc, "One goat ate. Two goats slept."),
        window_of(doc, "Three goats sang."),
        window_of(doc, "slept. Three"),
    )
    assert _texts(kept) == [["Two goats slept."], ["Three goats sang."]]


def test_the_limit_holds_and_copies_of_later_windows_still_join() -> None:
    one = "The ferry left the harbour at noon with nine goats."
    kept = _merged(1, *_docs(one, "Something else stands here.", one))
    assert _texts(kept) == [[one, one]]
    assert [item.logit for item in kept] == [0.0]


def test_nothing() -> None:
    assert merge([], 3) == []


_WORDS = [f"{word}{n % 7}" if n % 5 == 0 else word for n, word in enumerate("abcdef" * 9)]
_DOCS = [
    document("one.txt", " ".join(_WORDS)),
    document("two.txt", " ".join(_WORDS[3:] + _WORDS[:9])),
    document("three.txt", " ".join(reversed(_WORDS))),
]
_spans = st.tuples(st.integers(0, 90), st.integers(1, 60)).map(lambda p: Span(p[0], p[0] + p[1]))


def _span_in(doc: Document, span: Span) -> Span:
    end = min(span.end, len(doc.text))
    return Span(min(span.start, end - 1), end)


@given(
    chosen=st.lists(st.tuples(st.sampled_from(_DOCS), _spans), max_size=30),
    limit=st.integers(1, 10),
)
def test_no_two_quotes_overlap(chosen: list[tuple[Document, Span]], limit: int) -> None:
    windows = [window_of(doc, _span_in(doc, span)) for doc, span in chosen]
    kept = _merged(limit, *windows)
    assert len(kept) <= limit
    assert [item.logit for item in kept] == sorted((item.logit for item in kept), reverse=True)
    if windows:
        assert kept[0].window is windows[0]
    places = [window for item in kept for window in (item.window, *item.copies)]
    for one, other in itertools.combinations(places, 2):
        same = one.hit.passage.document.path == other.hit.passage.document.path
        assert not (same and one.span.overlaps(other.span))
