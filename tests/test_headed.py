"""A question in the very words of a heading, or of the text, is answered by what stands below it."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from index.document import Passage
from index.search import Searcher
from qa.answer import Answer, NoAnswer
from qa.ask import Asker
from qa.headed import headed_first, is_headed
from qa.signals import SIGNALS, Window
from tests.asking import hit_of, passage_of, span_of
from tests.conftest import StubReader
from tests.samples import update, write

FILES = {
    "faq.md": """\
# Questions

## Is there a free fare?

No. Goats pay half. The fare is a piano, and a free fare there is not.

## How are goats carried over?

With the pianos.

## Are goats to be trusted?

Yes and no.

To the ferry they are. With a piano they are not.

## Why?

That is a good question.

## Dues of the quay

Nine pence a cart.

**Q: Why not?**
A: It leaks.
""",
    "notes.txt": """\
Q. Is there a bell?
A. There was. It fell.
Q. At what hour?
A. At noon.
""",
    "talk.html": "<p>They spoke.</p><p>Is he mad?</p><p>Not he. He is a goat.</p>",
    "fares.md": "# Fares\n\nIs there a free fare, a fare for goats, a fare for free goats?\n",
}


@pytest.fixture
def asker(tmp_path: Path, stub: object, plain_weights: object) -> Iterator[Asker]:
    write(tmp_path, FILES)
    update(tmp_path, tmp_path)
    with Searcher.open(tmp_path / ".qa") as searcher:
        yield Asker(searcher, reader=StubReader())


@pytest.mark.parametrize(
    ("question", "told"),
    [
        (
            "Is there a free fare?",
            "No. Goats pay half. The fare is a piano, and a free fare there is not.",
        ),
        (
            "is there a FREE fare",
            "No. Goats pay half. The fare is a piano, and a free fare there is not.",
        ),
        ("How are goats  carried, over?", "With the pianos."),
        (
            "Are goats to be trusted?",
            "Yes and no.\n\nTo the ferry they are. With a piano they are not.",
        ),
        ("Why not?", "A: It leaks."),
        ("Is there a bell?", "Q. Is there a bell?\nA. There was. It fell."),
        ("Is he mad?", "Is he mad?\n\nNot he. He is a goat."),
        ("At what hour?", "Q. At what hour?\nA. At noon."),
    ],
)
def test_what_stands_below_comes_first_and_is_trusted(
    asker: Asker, question: str, told: str
) -> None:
    reply = asker.ask(question)
    assert isinstance(reply, Answer)
    assert reply.confidence == 0.95
    assert (reply.quotes[0].text, reply.quotes[0].score >= 0.949) == (told, True)


@pytest.mark.parametrize(
    "question", ["Is there a free xylophone?", "Questions", "quay", "Dues of the quay", "Why?"]
)
def test_other_questions_are_judged_as_ever(asker: Asker, question: str) -> None:
    reply = asker.ask(question)
    assert reply.confidence != 0.95
    assert isinstance(reply, (Answer, NoAnswer))


def _window(passage: Passage, words: str, key: int = 1) -> Window:
    span = span_of(passage.document.text, words)
    return Window(hit_of(passage, key=key), span, 1, np.zeros(len(SIGNALS), dtype=np.float32))


def test_the_others_keep_their_order() -> None:
    below = passage_of("Aa. Bb. Cc.", ["Aa.", "Bb.", "Cc."], heading=("Fares", "Is it free?"))
    other = passage_of("Dd.", ["Dd."], path="b.txt")
    windows = [
        _window(other, "Dd.", 2),
        *(_window(below, words) for words in ("Bb.", "Aa.", "Cc.", "Aa. Bb.")),
    ]
    ranked = [(window, 5.0 - at) for at, window in enumerate(windows)]
    found = headed_first("is it free", ranked)
    assert [pair[0] for pair in found] == [windows[4], *windows[:4]]
    assert [logit for _, logit in found] == [5.0, 5.0, 4.0, 3.0, 2.0]
    assert headed_first("Is it not free?", ranked) == ranked
    assert headed_first("Is it free?", []) == []


@pytest.mark.parametrize(
    ("question", "heading", "is_below"),
    [
        ("Is it free?", "3. Is it free?", True),
        ("Why?", "Why?", False),  # of what?
        ("Why not?", "Why not?", True),
        ("free fares", "Free fares", False),  # too few words
        ("the free fares", "The Free Fares", False),  # asks nothing
        ("how to get it free", "How to Get it Free", True),
        ("Is it free?", "It is free", False),
    ],
)
def test_which_headings_are_the_question(question: str, heading: str, is_below: bool) -> None:
    passage = passage_of("Aa.", ["Aa."], heading=(heading,))
    assert is_headed(question, _window(passage, "Aa.")) is is_below
    assert not is_headed(question, _window(passage_of("Aa.", ["Aa."]), "Aa."))
    deeper = passage_of("Aa.", ["Aa."], heading=(heading, "Goats"))
    assert not is_headed(question, _window(deeper, "Aa."))
