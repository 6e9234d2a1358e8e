"""A question for a meaning is answered first by what defines just that term."""

import doctest
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

import qa.acronyms
import qa.meanings
from index.document import Kind
from index.search import Searcher
from qa.acronyms import expands
from qa.answer import Answer
from qa.ask import Asker
from qa.defined import defined_first, defines, is_defined
from qa.meanings import Asks, term
from qa.signals import SIGNALS, Window
from tests.asking import hit_of, passage_of, span_of
from tests.conftest import StubReader
from tests.samples import update, write
from tests.timing import is_linear

FILES = {
    "lease.md": """\
# Lease

1.1 "Net Rent" means the rent without the dues, which rent is rent of rents.

1.2 "Rent" means nine goats a year.

1.3 The rent is due at noon, and rent that is late is rent that mean tenants owe.

7. Q is half of the goats. K is Q or 5, whichever is the smaller.
""",
    "words.md": """\
# Words

Grog
: Rum with water.

**Thole** – a pin.

| Code | Meaning |
|---|---|
| E-07 | The keel leaks. |
| E-08 | The mast burns. |
""",
    "yard.txt": "The net present value (NPV) is nine.\n\nNPV is told by the NPV of pianos.\n",
}


@pytest.fixture
def asker(tmp_path: Path, stub: object, plain_weights: object) -> Iterator[Asker]:
    write(tmp_path, FILES)
    update(tmp_path, tmp_path)
    with Searcher.open(tmp_path / ".qa") as searcher:
        yield Asker(searcher, reader=StubReader())


def test_the_worked_examples() -> None:
    assert doctest.testmod(qa.acronyms).failed == 0
    assert doctest.testmod(qa.meanings).failed == 0


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("What does rent mean?", '1.2 "Rent" means nine goats a year.'),
        ("definition of rent", '1.2 "Rent" means nine goats a year.'),
        ("What is the rent in the lease?", '1.2 "Rent" means nine goats a year.'),
        ("What does K mean in the lease?", "K is Q or 5, whichever is the smaller."),
        ("define grog", "Grog\n: Rum with water."),
        ("What is a grog?", "Grog\n: Rum with water."),
        ("how is thole defined?", "**Thole** – a pin."),
        ("What does E-07 mean?", "| E-07 | The keel leaks. |"),
        ("What does NPV stand for?", "The net present value (NPV) is nine."),
    ],
)
def test_what_defines_comes_first_and_is_trusted(asker: Asker, question: str, told: str) -> None:
    reply = asker.ask(question)
    assert isinstance(reply, Answer)
    assert reply.confidence == 0.9
    assert reply.quotes[0].text.endswith(told)


@pytest.mark.parametrize("question", ["What is rent?", "Who pays rent?", "What does a goat mean?"])
def test_other_questions_are_judged_as_ever(asker: Asker, question: str) -> None:
    assert asker.ask(question).confidence != 0.9


@pytest.mark.parametrize(
    ("question", "forms", "asks"),
    [
        ("What does IPCW stand for?", ("IPCW",), Asks.LONG),
        ("what is the full form of NPV", ("NPV",), Asks.LONG),
        ("what is NPV short for", ("NPV",), Asks.LONG),
        ("What does the error code E-07 mean?", ("E-07",), Asks.MEANING),
        ('What does "the rent" refer to?', ("the rent", "rent"), Asks.MEANING),
        ("what exactly is meant by net rent?", ("net rent",), Asks.MEANING),
        ("what's the meaning of net rent under the lease?", ("net rent",), Asks.MEANING),
        ("How is net rent defined in the lease?", ("net rent",), Asks.MEANING),
        ("define barge", ("barge",), Asks.MEANING),
        ("net rent definition", ("net rent",), Asks.MEANING),
        ("What is a barge?", ("barge",), Asks.ABOUT),
        ("what is net rent in the lease?", ("net rent",), Asks.ABOUT),
        ("What is “net rent”?", ("net rent",), Asks.ABOUT),
        ("What is net rent?", ("net rent",), Asks.BARE),
    ],
)
def test_what_asks_for_a_meaning(question: str, forms: tuple[str, ...], asks: Asks) -> None:
    found = term(question)
    assert found is not None
    assert (found.forms, found.asks) == (forms, asks)


@pytest.mark.parametrize(
    "question",
    [
        "Who defined the rent?",
        "What does that mean?",
        "What does the captain say?",
        "What is the name of the man who owed the goats and pianos?",
        "How is rent paid?",
    ],
)
def test_what_asks_for_none(question: str) -> None:
    assert term(question) is None


MEANING, LONG, ABOUT = "What does {} mean?", "What does {} stand for?", "What is a {}?"


@pytest.mark.parametrize(
    ("text", "asked", "form", "is_one"),
    [
        ('1.2. "Barge"\n    means a boat.', MEANING, "barge", True),
        ('1.2. "Barge Crew"\n    means men.', MEANING, "barge", False),
        ('"Old Barge" means a boat.', MEANING, "barge", False),
        ("Barge shall mean a boat.", MEANING, "barge", True),
        ("The barge means much to us.", ABOUT, "barge", False),
        ('A "barge" of the yard, called so, means a boat.', ABOUT, "barge", True),
        ('To "moor" a barge means to tie it.', MEANING, "moor", True),
        ("(b) Barge(s): any flat boat.", MEANING, "barge", True),
        ("“Barges” refers to boats.", ABOUT, "barge", True),
        ("— ‘The Barge’:a boat.", MEANING, "barge", True),
        ("*Barge* – a boat.", ABOUT, "barge", True),
        ("Barge: a boat.", ABOUT, "barge", False),
        ("A barge is a flat boat.", MEANING, "barge", True),
        ("A barge is a flat boat.", LONG, "barge", False),
        ("A barge is flat.", MEANING, "barge", False),
        ("The name Barge is an old one.", MEANING, "barge", False),
        ("K is Q or 5.", MEANING, "K", True),
        ("k is a letter.", MEANING, "K", False),
        ("barge\n    A flat boat.", ABOUT, "barge", True),
        ("Value at noon (VAN) is told.", LONG, "VAN", True),
        ("VAN (value at noon) is told.", LONG, "VAN", True),
        ("The van (VAN) was late.", LONG, "WAN", False),
    ],
)
def test_what_defines(text: str, asked: str, form: str, is_one: bool) -> None:
    passage = passage_of(text, [text])
    assert defines(asked.format(form), passage) is is_one
    assert is_defined(asked.format(form), _window(text, text)) is is_one


@pytest.mark.parametrize(
    ("reading", "question", "is_one"),
    [
        ("Code: E-07; Meaning: Leak", "What is the E-07?", True),
        ("Boat: Ardent; Whales: 12", "What is the Ardent?", False),
        ("Boat: Ardent; Whales: 12", "What does Ardent mean?", True),
        ("Boat: Ardent II; Whales: 12", "What does Ardent mean?", False),
    ],
)
def test_which_rows_define(reading: str, question: str, is_one: bool) -> None:
    passage = passage_of("| a | b |", ["| a | b |"], kind=Kind.ROW, reading=reading)
    assert defines(question, passage) is is_one


def test_acronyms() -> None:
    assert expands("IPCW", "by inverse probability of censoring weighting (IPCW), if at all")
    assert expands("NPVs", "the NPVs (net present values) of boats")
    assert not expands("NPV", "the present value of nets (NPV)")
    assert not expands("rent", "the rest of ten (rent)")


def _window(text: str, words: str, key: int = 1, heading: tuple[str, ...] = ()) -> Window:
    passage = passage_of(text, [text], heading=heading)
    span = span_of(text, words)
    return Window(hit_of(passage, key=key), span, 1, np.zeros(len(SIGNALS), dtype=np.float32))


def test_the_order() -> None:
    """What defines the term, one window of each, what stands below it, and last what defines another
    by it."""
    other = _window('"Old Barge" means a boat.', '"Old Barge" means a boat.', 1)
    below = _window("It floats.", "It floats.", 2, heading=("Barge",))
    plain = _window("A barge sank.", "A barge sank.", 3)
    one = _window("Barge: a boat.", "Barge: a boat.", 4)
    ranked = [(other, 2.5), (below, 2.0), (plain, 1.5), (one, 1.0), (one, 0.5)]
    found = defined_first("What does barge mean?", ranked)
    assert [window.hit.id for window, _ in found] == [4, 2, 3, 4, 1]
    assert [logit for _, logit in found] == [2.5, 2.5, 1.5, 0.5, 0.0]
    assert defined_first("Where is the barge?", ranked) == ranked
    assert not is_defined("What does barge mean?", below)
    assert defined_first("What is barge?", ranked)[0] == (below, 2.0)


@pytest.mark.parametrize("piece", ["- ", '"Barge ', "barge (", "-"])
def test_a_long_line_costs_as_its_length(piece: str) -> None:
    def read(count: int) -> None:
        text = f"{piece * count}barge"
        assert not defines("What does barge mean?", passage_of(text, [text.strip()]))
        assert not expands("BARGE", text.upper())

    assert is_linear(read, 40_000)
