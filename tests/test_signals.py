"""Windows, and each of their signals worked by hand."""

import doctest
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import qa.bare
from index.chunking import passages
from index.document import Kind, Passage, Span
from index.encoder import Floats
from index.packed import PackedTokens
from index.search import Query, Searcher
from index.sentences import count_words
from qa.question import question, stems
from qa.reader.reading import Reading
from qa.rerank import Matched, match
from qa.signals import (
    MOST_UNITS,
    MOST_WORDS,
    READ_SIGNALS,
    SIGNALS,
    Window,
    windows,
)
from tests.asking import KNOWN, UNKNOWN, hit_of, passage_of, query_of
from tests.conftest import SEEDS, StubEncoder
from tests.samples import document, unit, update, write

X, Y, Z = unit(1, 0, 0), unit(0, 1, 0), unit(0, 0, 1)
HALF = math.sqrt(0.5)

FERRY = "The ferry left. It sank in 1912. Nobody drowned."
SENTENCES = ["The ferry left.", "It sank in 1912.", "Nobody drowned."]
ASKED = query_of(
    "Why ferry sank 1912",
    {"ferry": 1, "sank": 1, "1912": 0},
    [((0, 3), X), ((4, 9), X), ((10, 14), Y), ((15, 19), Z)],
)
WHOLE = 2 * KNOWN + UNKNOWN


def _matched(
    passage: Passage,
    tokens: dict[int, Floats] | None = None,
    *,
    query: Query = ASKED,
    bm25: float = 0.0,
    cosine: float = 0.0,
) -> Matched:
    hit = hit_of(passage, bm25=bm25, cosine=cosine)
    given = tokens or {}
    offsets = np.array([(at, at + 1) for at in given], dtype=np.int32).reshape(-1, 2)
    vectors = np.array(list(given.values()), dtype=np.float32).reshape(-1, 3)
    (matched,) = match(question(query).asked, [hit], {1: PackedTokens.pack(vectors, offsets)})
    return matched


def _windows(passage: Passage, query: Query = ASKED, **more: object) -> dict[str, Window]:
    """The windows by their text."""
    matched = _matched(passage, query=query, **more)  # type: ignore[arg-type]
    found = list(windows(question(query), matched))
    by_text = {window.span.of(passage.document.text): window for window in found}
    assert len(by_text) == len(found)
    return by_text


def _signal(name: str, window: Window) -> float:
    return float(window.signals[SIGNALS.index(name)])


def _approx(value: float) -> object:
    return pytest.approx(value, abs=2e-3)


# Windows


def test_one_to_three_units_that_follow_each_other() -> None:
    passage = passage_of("Aa. Bb. Cc. Dd.", ["Aa.", "Bb.", "Cc.", "Dd."])
    assert list(_windows(passage)) == [
        *("Aa.", "Aa. Bb.", "Aa. Bb. Cc."),
        *("Bb.", "Bb. Cc.", "Bb. Cc. Dd."),
        *("Cc.", "Cc. Dd."),
        "Dd.",
    ]


def test_never_across_blocks() -> None:
    passage = passage_of("Aa. Bb.\n\nCc. Dd.", ["Aa.", "Bb.", "Cc.", "Dd."], blocks=[3, 3, 4, 4])
    assert list(_windows(passage)) == ["Aa.", "Aa. Bb.", "Bb.", "Cc.", "Cc. Dd.", "Dd."]


def test_the_examples_hold() -> None:
    assert doctest.testmod(qa.bare).failed == 0


def test_none_ends_in_a_question_that_is_answered_below() -> None:
    units = ["Aa.", "Why?", "Bb.", "**Who?**"]
    passage = passage_of("Aa. Why? Bb. **Who?**", units)
    assert list(_windows(passage)) == [
        *("Aa.", "Aa. Why? Bb."),
        *("Why? Bb.", "Why? Bb. **Who?**"),
        *("Bb.", "Bb. **Who?**"),
        "**Who?**",
    ]


def test_a_question_alone_is_quoted_of_a_list_of_questions_only() -> None:
    units = ["Why?", "Who?", "Bb."]
    text, numbers = "Why? Who? Bb.", [1, 2, 3]
    listed = passage_of(text, units, blocks=numbers, kind=Kind.ITEM)
    assert list(_windows(listed)) == ["Why?", "Bb."]
    assert list(_windows(passage_of(text, units, blocks=numbers))) == ["Bb."]


LINKS = "- [The pier](https://example.org/pier)\n- https://example.org/goats\n- It is free.\n- or\n"
NOTICE = "Copyright © 1912 The Pier Company\n\nIt is free.\n"


@pytest.mark.parametrize(
    ("text", "asked", "told"),
    [
        (LINKS, "Is the pier free?", 1),
        (LINKS, "Where are the goats?", 3),
        (LINKS, "pier goats", 3),
        (NOTICE, "Is the pier free?", 1),
        (NOTICE, "Who owns the pier?", 2),
        ("See [the pier](https://example.org/pier).\n\nIt is free.\n", "Is it free?", 2),
    ],
)
def test_what_says_nothing_is_quoted_for_those_who_ask_for_it(
    text: str, asked: str, told: int
) -> None:
    query = replace(ASKED, text=asked)
    (passage,) = passages(document("a.md", text))
    assert len(_windows(passage, query)) == told


def test_at_most_sixty_words_unless_one_unit_has_more() -> None:
    long, short, exact = "a " * 61, "b " * 10, "c " * 50
    parts = [part.strip() + "." for part in (long, short, exact)]
    found = _windows(passage_of(" ".join(parts), parts))
    assert list(found) == [parts[0], parts[1], f"{parts[1]} {parts[2]}", parts[2]]
    assert [window.words for window in found.values()] == [61, 10, 60, 50]


@given(
    st.lists(st.tuples(st.integers(1, 90), st.integers(0, 2)), min_size=1, max_size=8),
)
def test_windows_of_any_passage(shape: list[tuple[int, int]]) -> None:
    blocks = np.cumsum([step for _, step in shape]).tolist()
    parts = [f"{chr(97 + n)} " * count for n, (count, _) in enumerate(shape)]
    parts = [part.strip() for part in parts]
    passage = passage_of(" ".join(parts), parts, blocks=blocks)
    found = list(windows(question(ASKED), _matched(passage)))
    spans = [unit.span for unit in passage.units]
    assert [window.span for window in found if window.span in spans] == spans
    for window in found:
        inside = [unit for unit in passage.units if window.span.overlaps(unit.span)]
        assert window.span == Span(inside[0].span.start, inside[-1].span.end)
        assert len({unit.block for unit in inside}) == 1
        assert len(inside) <= MOST_UNITS
        assert window.words == count_words(window.span.of(passage.document.text))
        assert window.words <= MOST_WORDS or len(inside) == 1
        assert np.isfinite(window.signals).all()


def test_a_table_row_is_one_window_and_its_reading_is_not_quoted() -> None:
    passage = passage_of(
        "| 1912 | 9 |", ["| 1912 | 9 |"], kind=Kind.ROW, reading="Year: 1912; Lost: 9"
    )
    (window,) = _windows(passage).values()
    assert window.span == Span(0, 12)


# Signals


def test_maxsims() -> None:
    """The three words weigh 0.1467, 0.1467 and 0.7067; X stands in the first sentence, Y and Z
    in the second, nothing in the third, and a little of Z in the title."""
    above = unit(0, 1, 1)
    passage = passage_of(FERRY, SENTENCES, title="T")
    found = _windows(passage, tokens={-2: above, 4: X, 20: Y, 27: Z})
    rare, common = UNKNOWN / WHOLE, KNOWN / WHOLE
    assert (common, rare) == (_approx(0.1467), _approx(0.7067))
    first, second = found[SENTENCES[0]], found[SENTENCES[1]]
    both = found[f"{SENTENCES[0]} {SENTENCES[1]}"]
    assert _signal("window_maxsim", first) == _approx(common)
    assert _signal("window_maxsim", second) == _approx(common + rare)
    assert _signal("window_maxsim", both) == _approx(1)
    assert _signal("window_maxsim", found[SENTENCES[2]]) == 0
    assert _signal("maxsim", first) == _approx(common + HALF * (common + rare))
    assert _signal("maxsim", found[SENTENCES[2]]) == _approx(HALF * (common + rare))
    assert _signal("even_maxsim", first) == _approx((1 + 2 * HALF) / 3)
    assert _signal("even_maxsim", both) == _approx(1)
    for window in found.values():
        assert _signal("passage_maxsim", window) == _approx(1)


def test_the_weakest_of_the_three_weightiest() -> None:
    found = _windows(passage_of(FERRY, SENTENCES), tokens={4: X, 20: unit(0, 1, 1), 27: Z})
    assert _signal("weakest", found[SENTENCES[0]]) == 0
    assert _signal("weakest", found[SENTENCES[1]]) == 0
    assert _signal("weakest", found[f"{SENTENCES[0]} {SENTENCES[1]}"]) == _approx(HALF)


def test_cosines() -> None:
    query = replace(ASKED, encoding=replace(ASKED.encoding, vector=unit(1, 1, 0)))
    found = _windows(passage_of(FERRY, SENTENCES), query, tokens={4: X, 8: Z, 20: Y}, cosine=0.625)
    assert {_signal("cosine", window) for window in found.values()} == {0.625}
    # The mean of X and Z with (X + Y)/√2: 1/√2 · 1/√2.
    assert _signal("window_cosine", found[SENTENCES[0]]) == _approx(0.5)
    assert _signal("window_cosine", found[SENTENCES[1]]) == _approx(HALF)
    # X + Z + Y: 2/√2 of a length of √3.
    together = found[f"{SENTENCES[0]} {SENTENCES[1]}"]
    assert _signal("window_cosine", together) == _approx(2 / math.sqrt(6))
    assert _signal("window_cosine", found[SENTENCES[2]]) == 0


def test_coverage() -> None:
    """Of the question's mass "ferry" and "sank" have 0.1467 each and "1912" has 0.7067."""
    found = _windows(passage_of(FERRY, SENTENCES, title="Sank", heading=("Ferries",)))
    common, rare = KNOWN / WHOLE, UNKNOWN / WHOLE
    first, second, third = (found[sentence] for sentence in SENTENCES)
    assert [_signal("window_coverage", window) for window in (first, second, third)] == [
        _approx(common),
        _approx(common + rare),
        0,
    ]
    assert [_signal("coverage", window) for window in (first, second, third)] == [
        _approx(2 * common),
        _approx(1),
        _approx(2 * common),
    ]
    assert {_signal("passage_coverage", window) for window in found.values()} == {1.0}


def test_coverage_of_a_row_is_of_its_reading() -> None:
    (window,) = _windows(passage_of("|9|", ["|9|"], kind=Kind.ROW, reading="Ferry: 9")).values()
    assert _signal("window_coverage", window) == _approx(KNOWN / WHOLE)
    (window,) = _windows(passage_of("|9|", ["|9|"], kind=Kind.ROW)).values()
    assert _signal("window_coverage", window) == 0


def test_bm25_is_a_share_of_what_could_be() -> None:
    """A term gives at most 2.2 times its idf; "1912" is searched for nowhere."""
    found = _windows(passage_of(FERRY, SENTENCES), bm25=2 * KNOWN)
    for window in found.values():
        assert _signal("bm25", window) == _approx(2 * KNOWN / (2.2 * 2 * KNOWN))


def test_unknown_is_the_share_of_the_mass_that_stands_nowhere() -> None:
    (window, *_) = _windows(passage_of(FERRY, SENTENCES)).values()
    assert _signal("unknown", window) == _approx(UNKNOWN / WHOLE)


@pytest.mark.parametrize(
    ("asked", "lacking"),
    [
        ({"ferry": 1}, 0.0),
        ({"1912": 1}, 0.0),
        ({"1912": 1, "95": 1}, 0.5),
        ({"23rd": 0, "95": 1}, 1.0),
    ],
)
def test_figures_of_the_question_that_the_passage_lacks(
    asked: dict[str, int], lacking: float
) -> None:
    query = query_of(" ".join(asked), asked, [((0, 1), X)])
    for window in _windows(passage_of(FERRY, SENTENCES), query).values():
        assert _signal("figures", window) == lacking


@pytest.mark.parametrize(
    ("text", "lacking"),
    [
        ("When did the Ferry sink?", 0.0),
        ("Did Olga sink the Ferry?", 0.5),
        ("Did Olga sink it in June?", 1.0),
        ("Which ship sank?", 0.0),
        ("Which ship x1912 sank?", 1.0),
        ("Which ship sank-1912?", 0.0),
        ("Which ship sank-1913?", 1.0),
    ],
)
def test_names_of_the_question_that_the_passage_lacks(text: str, lacking: float) -> None:
    query = query_of(text, {"ferry": 1}, [((0, 1), X)])
    for window in _windows(passage_of(FERRY, SENTENCES), query).values():
        assert _signal("names", window) == lacking


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("When did the ferry sink?", [-1.0, 1.0, -1.0]),
        ("When in 1912 did the ferry sink?", [-1.0, -1.0, -1.0]),
        ("Why did the ferry sink?", [0.0, 0.0, 0.0]),
        ("Who drowned?", [-1.0, -1.0, -1.0]),
    ],
)
def test_words_of_the_kind_asked_for(asked: str, expected: list[float]) -> None:
    query = query_of(asked, {"ferry": 1}, [((0, 1), X)])
    found = _windows(passage_of(FERRY, SENTENCES), query)
    assert [_signal("expected", found[sentence]) for sentence in SENTENCES] == expected


def test_the_kind_asked_for_in_a_row() -> None:
    query = query_of("When did it sink?", {"sink": 1}, [((0, 1), X)])
    row = passage_of("||", ["||"], kind=Kind.ROW, reading="Year: 1912")
    assert [_signal("expected", window) for window in _windows(row, query).values()] == [1.0]


@pytest.mark.parametrize(
    ("asked", "heading", "expected"),
    [
        ("Why did it sink in 1911?", (), [False, True, False]),
        ("Why did it sink in 1912?", (), [False, False, False]),
        ("Why did it sink?", (), [False, False, False]),
        ("Did it sink in 1911 or 1912?", ("1911",), [True, False, True]),
        ("Did it sink in 1911?", ("Ferries, 1907-12",), [False, False, False]),
        ("Did it sink in 1913?", ("Ferries, 1907-12",), [True, True, True]),
    ],
)
def test_other_years_than_those_asked_for(
    asked: str, heading: tuple[str, ...], expected: list[bool]
) -> None:
    query = query_of(asked, {"ferry": 1}, [((0, 1), X)])
    found = _windows(replace(passage_of(FERRY, SENTENCES), heading=heading), query)
    assert [found[sentence].is_other_year for sentence in SENTENCES] == expected


def test_words_and_rows() -> None:
    found = _windows(passage_of(FERRY, SENTENCES))
    assert _signal("words", found[SENTENCES[1]]) == _approx(4 / 60)
    assert _signal("words", found[FERRY]) == _approx(9 / 60)
    assert {_signal("row", window) for window in found.values()} == {0.0}
    (row,) = _windows(passage_of("|9|", ["|9|"], kind=Kind.ROW)).values()
    assert _signal("row", row) == 1.0
    (long,) = _windows(passage_of("a " * 500, ["a " * 499 + "a"])).values()
    assert _signal("words", long) == 2.0


# Signals of what was read


def _reading(relevance: float, chances: list[float] | None = None) -> Reading:
    """Each sentence of FERRY is one token, with the chance that an answer begins or ends there."""
    ends = np.cumsum([len(sentence) + 1 for sentence in SENTENCES]) - 1
    offsets = [(end - len(sentence), end) for sentence, end in zip(SENTENCES, ends, strict=True)]
    logs = np.log(np.array(chances or [0.2, 0.5, 0.3], dtype=np.float32))
    return Reading(relevance, logs, logs, np.array(offsets, dtype=np.int32))


def _read(passage: Passage, reading: Reading) -> dict[str, Window]:
    return {text: window.read(reading) for text, window in _windows(passage).items()}


def _read_signal(name: str, window: Window) -> float:
    return float(window.signals[len(SIGNALS) + READ_SIGNALS.index(name)])


@pytest.mark.parametrize(
    ("odds", "signal"),
    [(-9.0, -8.0), (-8.0, -8.0), (-7.5, -7.5), (0.0, 0.0), (7.5, 7.5), (8.5, 8.0), (1e9, 8.0)],
)
def test_relevance_counts_up_to_eight_either_way(odds: float, signal: float) -> None:
    found = _read(passage_of(FERRY, SENTENCES), _reading(odds))
    assert {_read_signal("relevance", window) for window in found.values()} == {signal}


@pytest.mark.parametrize("before", ["", "Before it. "])
def test_the_share_of_a_window(before: str) -> None:
    """Wherever in its document the passage begins: a reading counts from the passage's start."""
    found = _read(passage_of(before + FERRY, SENTENCES), _reading(1.0))
    first, second, third = SENTENCES
    assert {text: _read_signal("share", window) for text, window in found.items()} == {
        first: _approx(0.2 * 0.2),
        second: _approx(0.5 * 0.5),
        third: _approx(0.3 * 0.3),
        f"{first} {second}": _approx(0.7 * 0.7),
        f"{second} {third}": _approx(0.8 * 0.8),
        FERRY: _approx(1.0),
    }


def test_all_of_a_row_is_its_window() -> None:
    """Though its reading has other characters than the row."""
    row = passage_of("|9|", ["|9|"], kind=Kind.ROW, reading=FERRY)
    (window,) = _read(row, _reading(-1.5)).values()
    assert (_read_signal("relevance", window), _read_signal("share", window)) == (-1.5, 1.0)


def test_what_was_read_is_added_to_the_other_signals() -> None:
    passage, reading = passage_of(FERRY, SENTENCES), _reading(1.0)
    read, unread = _read(passage, reading), _windows(passage)
    assert read.keys() == unread.keys()
    for text, window in read.items():
        assert len(window.signals) == len(SIGNALS) + len(READ_SIGNALS)
        np.testing.assert_array_equal(window.signals[: len(SIGNALS)], unread[text].signals)


def test_no_signal_depends_on_what_else_was_found(stub: StubEncoder) -> None:
    """The windows of one hit, matched alone and among forty."""
    query = _query(stub, "How many aircraft were lost in August 1939?")
    doc = document("a.txt", (SEEDS / "002_f87b129d84b68620.txt").read_bytes().decode())
    hits = [
        hit_of(passage, bm25=3.5, cosine=0.25, key=key)
        for key, passage in enumerate(list(passages(doc))[:40])
    ]
    packed = {hit.id: _packed(stub, hit.passage) for hit in hits}
    asked = question(query)
    together = match(asked.asked, hits, packed)
    backwards = match(asked.asked, hits[::-1], packed)[::-1]
    for hit, one, other in zip(hits, together, backwards, strict=True):
        alone = [window.signals for window in windows(asked, *match(asked.asked, [hit], packed))]
        assert len(alone) > 0
        for found in (one, other):
            signals = [window.signals for window in windows(asked, found)]
            np.testing.assert_allclose(signals, alone, atol=1e-5)


def _query(stub: StubEncoder, text: str) -> Query:
    frequency = {"many": 9, "aircraft": 8, "lost": 7, "august": 6, "1939": 5}
    made = query_of(text, frequency, [((0, 3), X)], total=100)
    return replace(made, encoding=stub.encode_query(text))


def _packed(stub: StubEncoder, passage: Passage) -> PackedTokens:
    (encoding,) = stub.encode_passages([passage.body])
    return PackedTokens.pack(encoding.tokens, encoding.offsets)


def test_a_word_broken_at_a_line_end_is_covered() -> None:
    assert stems("An inter-\nnational treaty") >= stems("international")


@pytest.mark.usefixtures("stub")
@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("Did the piano belong to Gandalf?", 1.0),
        ("Did the piano belong to Mr. Aa?", 0.0),
        ("did the piano belong to a wizard", 0.0),
        ("What is the default of MaxPianoAge?", 2.5),
        ("Does Gandalf set piano_age?", 2.5),
        ("What is the default of MaxPianoTime?", 0.0),
        ("Does Gandalf set MaxPianoTime?", 1.0),
    ],
)
def test_a_name_that_stands_nowhere(tmp_path: Path, asked: str, expected: float) -> None:
    write(tmp_path, {"a.txt": "The piano of Mr. Aa fell. MaxPianoTime is 3."})
    update(tmp_path, tmp_path)
    with Searcher.open(tmp_path / ".qa") as searcher:
        assert question(searcher.query(asked)).strangeness == expected
