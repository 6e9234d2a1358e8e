"""Passages: how prose is packed, what stays apart, and that every block is in one."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.answered import answered
from index.chunking import LONG_ITEM, passages
from index.document import Document, Kind, Passage
from index.sentences import count_words
from index.structure import blocks

SEEDS = Path(__file__).parent.parent / "seeds"


def document(text: str) -> Document:
    return Document("notes/a.md", text, "0" * 64, len(text), 0, "utf-8", "Notes")


def seed(number: str) -> Document:
    return document(next(SEEDS.glob(f"{number}*")).read_bytes().decode())


def prose(words: int, sentence: int = 10) -> str:
    """``words`` words in sentences of ``sentence``: ``"Word word word."``"""
    whole, rest = divmod(words, sentence)
    lengths = [sentence] * whole + ([rest] if rest else [])
    return " ".join("Word" + " word" * (length - 1) + "." for length in lengths)


def sizes(text: str, **options: int) -> list[int]:
    return [count_words(p.text) for p in passages(document(text), **options)]


@pytest.mark.parametrize(
    ("paragraphs", "expected"),
    [
        ([60], [60]),
        ([110], [110]),
        ([130], [70, 70]),
        ([60, 60], [120]),
        ([80, 80], [80, 80]),
        ([30, 30, 30], [90]),
        ([90, 90, 90], [90, 90, 90]),
    ],
)
def test_paragraphs_are_packed_whole_where_they_fit(
    paragraphs: list[int], expected: list[int]
) -> None:
    assert sizes("\n\n".join(map(prose, paragraphs))) == expected


def test_a_long_paragraph_is_cut_in_like_parts_that_overlap() -> None:
    found = list(passages(document(prose(400))))
    assert all(60 <= count_words(p.text) <= 120 for p in found)
    for one, other in pairwise(found):
        assert one.units[-1] == other.units[0]
    apart = list(passages(document(prose(400)), overlap=0))
    assert sum(len(p.units) for p in apart) == 40


def test_overlap_stays_in_its_block() -> None:
    found = list(passages(document(f"{prose(85)}\n\n{prose(88)}")))
    assert [p.units[0].block for p in found] == [0, 1]


def test_a_heading_parts_passages() -> None:
    found = list(passages(document("# One\nA.\n\n## Two\nB.\n\nC.")))
    assert [(p.heading, p.text) for p in found] == [
        (("One",), "A."),
        (("One", "Two"), "B.\n\nC."),
    ]
    assert [unit.block for unit in found[1].units] == [1, 2]


def test_each_row_is_a_passage() -> None:
    found = list(passages(document("Losses:\n\n| A | B |\n| 1 | 2 |\n| 3 | 4 |")))
    assert [(p.kind, p.text, p.body, p.context) for p in found] == [
        (Kind.PARAGRAPH, "Losses:", "Losses:", ""),
        (Kind.ROW, "| 1 | 2 |", "A: 1; B: 2", "Losses"),
        (Kind.ROW, "| 3 | 4 |", "A: 3; B: 4", "Losses"),
    ]
    assert all(len(p.units) == 1 for p in found)


def test_code_is_whole_until_it_is_very_long() -> None:
    short = "\n".join("one two three" for _ in range(80))
    assert sizes(f"```\n{short}\n```") == [240]
    long = "\n".join("one two three" for _ in range(100))
    found = list(passages(document(f"```\n{long}\n```")))
    assert [count_words(p.text) for p in found] == [90, 90, 90, 30]
    assert {p.kind for p in found} == {Kind.CODE}
    assert all(p.text.startswith("one") and p.text.endswith("three") for p in found)


def test_long_items_do_not_share_a_passage() -> None:
    text = f"- {prose(45)}\n- {prose(45)}\n- {prose(10)}\n- {prose(10)}"
    found = list(passages(document(text)))
    assert [{unit.block for unit in p.units} for p in found] == [{0}, {1, 2, 3}]
    assert {p.kind for p in found} == {Kind.ITEM}


def test_items_of_different_context_do_not_share_a_passage() -> None:
    text = f"- {prose(20)}\n  - a\n  - b\n- {prose(20)}\n  - c"
    found = [(p.context[:4], {u.block for u in p.units}) for p in passages(document(text))]
    assert found == [("", {0}), ("Word", {1, 2}), ("", {3}), ("Word", {4})]


def test_a_short_parent_stands_with_its_children() -> None:
    text = "- Corps\n  - 3rd Regiment\n    - tanks – 26\n  - 4th Regiment\n    - tanks – 8"
    found = [(p.text, p.context) for p in passages(document(text))]
    assert found == [
        ("Corps\n  - 3rd Regiment\n    - tanks – 26", "Corps › 3rd Regiment"),
        ("4th Regiment\n    - tanks – 8", "Corps › 4th Regiment"),
    ]


def test_a_blob_does_not_count_as_one_word() -> None:
    found = list(passages(document("QUJD" * 3_000)))
    assert all(len(p.text) <= 2_400 for p in found)


def test_nothing_gives_no_passage() -> None:
    assert list(passages(document(" \n\n---\n"))) == []


@pytest.mark.parametrize("number", ["000", "001", "002", "003", "004"])
def test_seeds_are_cut_evenly_and_whole(number: str) -> None:
    source = seed(number)
    found = list(passages(source))
    check_all(source, found, 90)
    assert found == list(passages(source))


def test_the_one_line_seed_makes_passages_of_the_wanted_size() -> None:
    counts = sizes(seed("003").text)
    assert 60 <= min(counts)
    assert max(counts) <= 135
    assert 80 <= sum(counts) / len(counts) <= 100


def test_comments_of_different_people_stay_apart() -> None:
    source = seed("001")
    cut = answered(source.text, blocks(source.text))
    for passage in passages(source):
        long = {
            unit.block
            for unit in passage.units
            if cut[unit.block].kind is Kind.ITEM
            and count_words(cut[unit.block].span.of(source.text)) > LONG_ITEM
        }
        assert len(long) <= 1


def check_all(source: Document, found: list[Passage], words: int) -> None:
    """What holds of any document: every block is there, in order, and no passage is too large."""
    cut = answered(source.text, blocks(source.text))
    assert {unit.block for p in found for unit in p.units} == set(range(len(cut)))
    starts = [p.span.start for p in found]
    assert starts == sorted(starts)
    for passage in found:
        assert len({cut[unit.block].heading for unit in passage.units}) == 1
        for unit in passage.units:
            block = cut[unit.block].span
            assert block.start <= unit.span.start < unit.span.end <= block.end
        for one, other in pairwise(passage.units):
            assert one.span.end <= other.span.start
        total = sum(count_words(unit.span.of(source.text)) for unit in passage.units)
        assert total <= 2 * words or len(passage.units) == 1
    for number, block in enumerate(cut):
        mine = [unit.span for p in found for unit in p.units if unit.block == number]
        held = "".join(span.of(source.text) for span in sorted(set(mine)))
        assert "".join(held.split()) == "".join(block.span.of(source.text).split())


LINE = st.tuples(
    st.sampled_from(["", "", "- ", "  - ", "1. ", "# ", "## ", "| ", "> ", "    "]),
    st.lists(
        st.sampled_from(["Word", "word", "word.", "End.", "漢字。", "نعم؟", "e\u0301", "👍", "|"]),
        min_size=1,
        max_size=60,
    ).map(" ".join),
    st.sampled_from(["\n", "\n\n", "\r\n", "\r\n\r\n\r\n"]),
).map("".join)


@settings(max_examples=60, deadline=None)
@given(st.lists(LINE, max_size=15).map("".join), st.integers(5, 120), st.integers(0, 3))
def test_any_text_is_cut_whole(text: str, words: int, overlap: int) -> None:
    source = document(text)
    check_all(source, list(passages(source, words=words, overlap=overlap)), words)


@pytest.mark.parametrize(
    ("first", "is_quoted"),
    [
        ("STORAGE LEASE", False),
        ("The Storage of Oats", False),
        ("The storage of oats", True),
        ("Lease of 2 May", True),
        ("Another Title", True),
    ],
)
def test_a_line_that_is_only_the_title_is_no_passage(first: str, is_quoted: bool) -> None:
    text = f"{first}\n\nArch 9\n\nOats are kept dry."
    title = first if first != "Another Title" else "A Title"
    found = list(passages(replace(document(text), title=title)))
    assert [unit.span.of(text) for passage in found for unit in passage.units] == [
        *[first] * is_quoted,
        "Arch 9",
        "Oats are kept dry.",
    ]


def test_a_document_that_is_only_its_title_is_a_passage() -> None:
    (found,) = passages(replace(document("STORAGE LEASE"), title="STORAGE LEASE"))
    assert found.text == "STORAGE LEASE"


_CLOSED = """On 5 May the bridge was closed to carts.
On 9 June the bridge was closed to all.
On 1 August the ferry took them over (for two pence)."""
_TOLD = """The bridge was closed to all carts in the spring of
that year, and the ferry took what there was to be
taken over."""


@pytest.mark.parametrize(
    ("set_in", "expected"),
    [
        (_CLOSED, _CLOSED.split("\n")),
        (f"{_TOLD} Nobody paid.\n\n{_TOLD}", [_TOLD, "Nobody paid.", _TOLD]),
        (f"{_CLOSED}\ntotal = 3", [f"{_CLOSED}\ntotal = 3"]),
        (f"{_CLOSED}\n    On 5 May it was open.", [f"{_CLOSED}\n    On 5 May it was open."]),
        ("On 5 May the bridge closed.", ["On 5 May the bridge closed."]),
        ("build the boats\nrow over there\nbring back others", None),
    ],
)
def test_prose_that_is_set_as_code_is_cut_as_prose(set_in: str, expected: list[str] | None) -> None:
    made = document(f"```\n{set_in}\n```\n")
    units = [unit for passage in passages(made) for unit in passage.units]
    assert [unit.span.of(made.text) for unit in units] == (expected or [set_in])
