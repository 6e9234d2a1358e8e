"""A question that asks how is told all steps of a short list, with what leads into it."""

import numpy as np
import pytest

from index.chunking import passages
from index.document import Span
from index.sentences import count_words
from qa.signals import SIGNALS, Window
from qa.steps import remaining, steps
from tests.asking import hit_of, span_of
from tests.samples import document

HOW = "How do I free space?"
LIST = (
    "# Disk\n\nIt fills. To free space:\n\n1. Stop the producers.\n2. Run `drain`,\n   and wait.\n\n"
    "   Do not hurry.\n\n3. Start it\n   - at once\n\nThat is all.\n"
)
QUOTED = LIST[LIST.index("To free") : LIST.index("\n\nThat")]


def _window(text: str, words: str) -> Window:
    doc, span = document("a.md", text), span_of(text, words)
    passage = next(
        each
        for each in passages(doc)
        if each.span.start <= span.start and span.end <= each.span.end
    )
    signals = np.zeros(len(SIGNALS), dtype=np.float32)
    return Window(hit_of(passage, key=1), span, count_words(words), signals)


def _told(text: str, words: str, question: str = HOW) -> str:
    """What is quoted for a window of the words; empty for the window alone."""
    found = steps(question, _window(text, words))
    return Span(found[0].start, found[-1].end).of(text) if found else ""


@pytest.mark.parametrize("words", ["Stop the producers.", "Run `drain`,\n   and wait.", "Start it"])
@pytest.mark.parametrize(
    "question",
    [
        HOW,
        "how can it be freed",
        "Tell me how to do it.",
        "In what order is space freed?",
        "What are the steps to free space?",
        "procedure for a full disk",
    ],
)
def test_any_step_brings_all(words: str, question: str) -> None:
    assert _told(LIST, words, question) == QUOTED
    assert _told(LIST.replace("\n", "\r\n"), words.replace("\n", "\r\n")).split() == QUOTED.split()


@pytest.mark.parametrize(
    "question", ["What comes first?", "How many producers are there?", "When is the disk full?"]
)
def test_other_questions_are_told_the_step(question: str) -> None:
    assert _told(LIST, "Stop the producers.", question) == ""


def test_what_is_left_of_a_longer_list_is_told() -> None:
    items = [f"{n}. Turn the screw of number {n} {'to the left ' * 9}." for n in range(1, 60)]
    text = "To open it:\n\n" + "\n\n".join(items) + "\n\nThat is all.\n"
    window = _window(text, items[6].removeprefix("7. "))
    assert steps(HOW, window) == ()
    told = ("the first quote has not all of the 59 steps at lines 3 to 119",)
    assert remaining(HOW, window, window.span) == told
    assert remaining(HOW, window, Span(0, len(text))) == ()
    assert remaining(HOW, window, Span(window.span.start, len(text))) == told
    assert remaining("When is it open?", window, window.span) == ()


def test_nothing_is_left_of_a_list_that_is_quoted_whole() -> None:
    window = _window(LIST, "Start it")
    found = steps(HOW, window)
    assert remaining(HOW, window, Span(found[0].start, found[-1].end)) == ()
    alone = _window("# Space\n\n1. Stop.\n\nThat is all.\n", "Stop.")
    assert remaining(HOW, alone, alone.span) == ()


@pytest.mark.parametrize("heading", ["## Freeing space", "== Freeing space ==", "## Freeing ##"])
def test_a_list_below_its_heading_needs_no_lead(heading: str) -> None:
    text = f"# Disk\n\nIt fills.\n\n{heading}\n\n1. Stop.\n2. Run `drain`.\n\nThat is all.\n"
    assert _told(text, "Run `drain`.") == "Stop.\n2. Run `drain`."
    assert _told(text.replace(heading, f"{heading}\n\nIt fills."), "Run `drain`.") == ""
    assert _told(text.replace("2. Run `drain`.\n", ""), "Stop.") == ""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (LIST, "Do not hurry."),
        (LIST, "at once"),
        (LIST, "That is all."),
        (LIST.replace("space:", "space."), "Stop the producers."),
        (LIST.replace("1.", "2.", 1), "Start it"),
        (LIST.replace("1. ", "- ").replace("2. ", "- "), "Start it"),
        (LIST.replace("Do not hurry.", "Do not hurry." + " Wait on." * 30), "Stop the producers."),
        (LIST.replace("Do not hurry.", "```\n   drain\n   ```"), "Stop the producers."),
        ("To free space:\n\n1. Stop.\n", "Stop."),
        ("1. Stop.\n2. Go.\n", "Stop."),
    ],
)
def test_other_lists_are_left(text: str, words: str) -> None:
    assert _told(text, words) == ""
